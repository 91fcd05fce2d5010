# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in a group: shown with what they may do, invited, given more and less, removed; left, handed over and deleted; without a
connection, too.

usage: tests/session members.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import signal
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens  # noqa: E402
from driver import BORDER, QUICK_HEARTBEAT, Application, WindowTap, settle, xdotool  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from server_process import ServerProcess  # noqa: E402

WIDE = (1000, 680)
NARROW = (360 + BORDER, 700)
BUTTON = Atspi.Role.PUSH_BUTTON


class Members:
    def __init__(self, executable, server_executable, artifacts):
        self.artifacts = artifacts
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-members-")
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        self.peers = [self.sign_up(login, name) for login, name in (("nina", "Nina"), ("bea", "Bea Bird"), ("cyd", "Cyd"), ("dan", "Dan"))]
        self.nina, self.bea, self.cyd, self.dan = self.peers
        self.tea = self.nina.request("sub", topic="new1", set={"desc": {"public": {"fn": "Tea"}}})["topic"]
        self.bea.attach(self.tea)
        self.cyd.attach(self.tea)
        self.cyd.publish(self.tea, "welcome")
        self.dan.attach(self.nina.user_id)
        self.dan.publish(self.nina.user_id, "am I in?")
        self.app = Application(executable, self.folder.name + "/home", f"{artifacts}/members.log", environment=QUICK_HEARTBEAT)

    def sign_up(self, login, name):
        return Peer(self.server.uri).sign_up(login, f"{login}-password", name)

    def close(self):
        self.app.stop()
        for peer in self.peers:
            peer.close()
        self.server.stop()
        self.folder.cleanup()

    # --- Helpers -------------------------------------------------------------------------------------------------

    def looks(self, name):
        settle()
        self.app.picture(f"{self.artifacts}/{name}.png")
        self.app.resize(*NARROW)
        self.app.picture(f"{self.artifacts}/{name}-narrow.png")
        self.app.resize(*WIDE)
        settle()

    def open_details(self):
        self.app.click("Tea", role=BUTTON, exact=False)
        self.app.find("Chat Details", role=Atspi.Role.DIALOG)

    def close_details(self):
        screens.close_dialog(self.app, "Chat Details")

    def look_for_member(self, words):
        members = self.app.look_for("Members", role=Atspi.Role.LIST)
        rows = self.app.nodes(Atspi.Role.LIST_ITEM, below=members) if members else ()
        return next((row for row in rows if row.name.startswith(words)), None)

    def member(self, words):
        return wait_for(lambda: self.look_for_member(words), f"the member {words!r}")

    def member_gone(self, words):
        self.member("")
        wait_for(lambda: self.look_for_member(words) is None, f"{words!r} to be no member")

    def row_below(self, name):
        """A row at the end of the details, which a small window does not show at first."""
        dialog = self.app.find("Chat Details", role=Atspi.Role.DIALOG)

        def scrolled_to():
            place = self.app.place(self.app.again(dialog))
            xdotool("mousemove", str(place.x + place.width // 2), str(place.y + place.height // 2), "click", "--repeat", "5", "5")
            settle()
            return self.app.look_for(name)
        return wait_for(scrolled_to, f"{name!r} at the end of the details")

    def back(self):
        self.app.click("Back", role=BUTTON)
        settle()

    def access(self, peer):
        """What the server has for somebody in the group, as (want, given), None where they are not in it."""
        subs = self.nina.meta("get", topic=self.tea, what="sub")["sub"]
        return next(((sub["acs"]["want"], sub["acs"]["given"]) for sub in subs if sub["user"] == peer.user_id), None)

    def wait_given(self, peer, letters):
        wait_for(lambda: (now := self.access(peer)) and set(now[1]) == set(letters), lambda: f"{letters}; {self.access(peer)}")

    # --- Cases, in their order -----------------------------------------------------------------------------------

    def listed(self):
        """By name, with what each may do; those who are sought alone."""
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, self.server.uri, "nina", "nina-password")
        screens.wait_for_window(self.app)
        self.app.resize(*WIDE)
        screens.open_chat(self.app, "Tea")
        self.app.find("welcome", role=Atspi.Role.LABEL)
        self.open_details()
        self.app.wait_label("2 people besides you")
        self.looks("details")
        self.app.click("Members")
        self.member("Bea Bird, Can Write")
        self.member("Cyd, Can Write")
        self.looks("members")
        self.app.focus("Search members", role=Atspi.Role.ENTRY)
        self.app.type("bir")
        self.member_gone("Cyd")
        self.member("Bea Bird")
        self.app.type("x")
        self.app.find("Nobody Found", role=Atspi.Role.LABEL)
        self.app.key("ctrl+a", "BackSpace")
        self.member("Cyd")

    def promoted(self):
        """What is granted counts when it is taken on, and the page says so; what another administrator decides shows at once."""
        self.app.click_node(self.member("Cyd"))
        self.app.find("Can Only Read", role=Atspi.Role.LABEL)
        self.looks("member")
        self.app.click("Administrator", role=Atspi.Role.RADIO_BUTTON)
        self.wait_given(self.cyd, "JRWPASD")
        self.app.wait_label("Offered: Administrator")
        self.cyd.request("set", topic=self.tea, sub={"mode": "JRWPASD"})
        wait_for(lambda: "Administrator" in self.app.labels() and not any("Offered" in label for label in self.app.labels()),
                 "Cyd to be an administrator")
        self.app.click("Can Only Read", role=Atspi.Role.RADIO_BUTTON)
        self.wait_given(self.cyd, "JRP")
        self.back()
        self.member("Cyd, Can Only Read")

    def invited(self):
        """Those whom one knows and who are not in it."""
        self.app.click("Invite People…", role=BUTTON)
        self.app.find("Invite People", role=Atspi.Role.LABEL)
        assert not self.app.find("Invite", role=BUTTON).has(Atspi.StateType.SENSITIVE)
        self.looks("invite")
        self.app.click("Dan", role=Atspi.Role.CHECK_BOX)
        self.app.click("Invite", role=BUTTON)
        self.member("Dan")
        wait_for(lambda: self.access(self.dan), "Dan to be in it")
        self.member("Dan, Can Write")

    def removed(self):
        """After a question."""
        self.app.click_node(self.member("Dan"))
        self.app.click("Remove from Group…")
        self.app.find("Remove “Dan”?", role=Atspi.Role.LABEL)
        self.looks("remove")
        self.app.click("Cancel", role=BUTTON)
        self.app.click("Remove from Group…")
        self.app.click("Remove", role=BUTTON)
        self.member_gone("Dan, Can Write")
        self.member("Cyd")
        wait_for(lambda: self.access(self.dan) is None, "Dan to be out of it")

    def away(self):
        """Without a connection it shows, stays over kill -9, and is carried out later."""
        self.server.signal(signal.SIGSTOP)
        self.app.click_node(self.member("Cyd"))
        self.app.click("Can Write", role=Atspi.Role.RADIO_BUTTON)
        self.back()
        self.member("Cyd, Can Write")
        self.app.kill()
        self.app.start()
        screens.wait_for_window(self.app)
        self.app.resize(*WIDE)
        screens.open_chat(self.app, "Tea")
        self.open_details()
        self.app.click("Members")
        self.member("Cyd, Can Write")
        self.server.signal(signal.SIGCONT)
        self.wait_given(self.cyd, "JRWP")
        self.member("Cyd, Can Write")

    def removed_elsewhere(self):
        """Whoever is on the screen leaves it when somebody else removes them."""
        self.bea.request("set", topic=self.tea, sub={"mode": "JRWPASD"})
        self.app.click_node(self.member("Bea Bird"))
        self.app.click("Administrator", role=Atspi.Role.RADIO_BUTTON)
        self.wait_given(self.bea, "JRWPASD")
        self.back()
        self.member("Bea Bird, Administrator")
        self.app.click_node(self.member("Cyd"))
        self.app.find("Can Only Read", role=Atspi.Role.LABEL)
        self.bea.request("del", topic=self.tea, what="sub", user=self.cyd.user_id)
        self.member("Bea Bird")
        self.member_gone("Cyd")

    def handed_over(self):
        """It is theirs once they take it, and what only its owner may do is not offered any more."""
        self.app.click_node(self.member("Bea Bird"))
        self.app.click("Make Owner…")
        self.app.find("Make “Bea Bird” the Owner?", role=Atspi.Role.LABEL)
        self.looks("owner")
        self.app.click("Make Owner", role=BUTTON)
        self.app.wait_label("Offered: Owner")
        self.wait_given(self.bea, "JRWPASDO")
        self.bea.request("set", topic=self.tea, sub={"mode": "JRWPASDO"})
        self.app.gone("Make Owner…")
        self.app.gone("Remove from Group…")
        self.back()
        self.member("Bea Bird, Owner")
        self.back()
        self.app.gone("Group Name", exact=False)
        self.close_details()

    def offered(self):
        """What one is offered oneself is said, and taken on by a button."""
        self.bea.request("set", topic=self.tea, sub={"user": self.nina.user_id, "mode": "JRWP"})
        self.open_details()
        self.app.click("Members")
        self.app.gone("Invite People…", role=BUTTON)
        self.back()
        self.bea.request("set", topic=self.tea, sub={"user": self.nina.user_id, "mode": "JRWPASDO"})
        self.app.find("You Are Offered: Owner", role=Atspi.Role.LABEL)
        self.looks("offered")
        self.app.click("Accept", role=BUTTON)
        self.app.gone("You Are Offered: Owner", role=Atspi.Role.LABEL)
        wait_for(lambda: "O" in self.access(self.nina)[0], "Nina to want it")
        self.row_below("Delete Group…")

    def renamed(self):
        """By its owner, for everybody."""
        screens.replace_text(self.app, "Group Name", "Green Tea")
        self.app.key("Return")
        wait_for(lambda: self.bea.card(self.tea)["fn"] == "Green Tea", "the new name")
        self.app.find("Green Tea", role=Atspi.Role.LABEL)

    def deleted(self):
        """For everybody, after a question."""
        self.app.click_node(self.row_below("Delete Group…"))
        self.app.find("Delete “Green Tea”?", role=Atspi.Role.LABEL)
        self.looks("delete")
        self.app.click("Delete for Everybody", role=BUTTON)
        self.app.gone("Delete “Green Tea”?", role=Atspi.Role.LABEL)
        self.close_details()
        self.app.find("This group was deleted.", role=Atspi.Role.LABEL)
        wait_for(lambda: self.bea.seen("pres", what="gone"), "Bea to hear that it is gone")

    def left(self):
        """A group goes on without who leaves it; removed once the server has heard of it."""
        zoo = self.bea.request("sub", topic="new2", set={"desc": {"public": {"fn": "Zoo"}}})["topic"]
        self.bea.request("set", topic=zoo, sub={"user": self.nina.user_id})
        self.bea.publish(zoo, "lions")
        screens.open_chat(self.app, "Zoo")
        self.app.find("lions", role=Atspi.Role.LABEL)
        self.app.click("Zoo", role=BUTTON, exact=False)
        self.app.click_node(self.row_below("Leave Group…"))
        self.looks("leave")
        self.app.click("Leave", role=BUTTON)
        self.app.gone("Leave “Zoo”?", role=Atspi.Role.LABEL)
        self.close_details()
        self.app.find("You are no longer a member of this group.", role=Atspi.Role.LABEL)

        def out():
            meta = self.bea.meta("get", topic=zoo, what="sub")
            return all(sub["user"] != self.nina.user_id for sub in meta["sub"])
        wait_for(out, "Nina to be out of it")
        self.app.click("Remove Chat", role=BUTTON)
        self.app.find("Cancel", role=BUTTON)
        self.app.click("Remove", role=BUTTON)
        self.app.gone("Zoo, ", role=Atspi.Role.LIST_ITEM, exact=False)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    tap = WindowTap(sys.argv[3])
    members = Members(*sys.argv[1:])
    tap.application = members.app
    for case in (members.listed, members.promoted, members.invited, members.removed, members.away, members.removed_elsewhere,
                 members.handed_over, members.offered, members.renamed, members.deleted, members.left):
        tap.case(case.__name__.replace("_", " "), case)
    tap.case("close", members.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
