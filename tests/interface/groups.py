# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What messages hold beside text, and what people do with it: name somebody, see who has read what, calls, cards.

usage: tests/session groups.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import signal
import subprocess
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens  # noqa: E402
from desktop_fakes import NotificationDaemon  # noqa: E402
from drafty import CALL, FORM, card, mention  # noqa: E402
from driver import BORDER, Application, WindowTap, settle  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from server_process import ServerProcess  # noqa: E402

WIDE = (1000, 680)
NARROW = (360 + BORDER, 700)


class Groups:
    def __init__(self, executable, server_executable, artifacts):
        self.artifacts = artifacts
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-groups-")
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        self.daemon = NotificationDaemon()
        self.nina = Peer(self.server.uri).sign_up("nina", "nina-password", "Nina North")
        self.bea = Peer(self.server.uri).sign_up("bea", "bea-password", "Bea Bird")
        self.cyd = Peer(self.server.uri).sign_up("cyd", "cyd-password", "Cyd")
        self.tea = self.nina.request("sub", topic="new1", set={"desc": {"public": {"fn": "Tea"}}})["topic"]
        self.zoo = self.bea.request("sub", topic="new2", set={"desc": {"public": {"fn": "Zoo"}}})["topic"]
        for peer in (self.bea, self.cyd):
            peer.attach(self.tea)
        for peer in (self.nina, self.cyd):
            peer.attach(self.zoo)
        self.bea.publish(self.tea, "welcome")
        self.bea.publish(self.zoo, "lions")
        self.app = Application(executable, self.folder.name + "/home", f"{artifacts}/groups.log",
                               environment={"GSETTINGS_BACKEND": "keyfile"})

    def close(self):
        for peer in (self.nina, self.bea, self.cyd):
            peer.close()
        self.app.stop()
        self.daemon.close()
        self.server.stop()
        self.folder.cleanup()

    # --- Helpers -------------------------------------------------------------------------------------------------

    def row(self, *parts):
        return screens.message_row(self.app, *parts)

    def menu_of(self, words):
        self.app.click_node(self.app.find(words, role=Atspi.Role.LABEL), button=3)

    def picture(self, name):
        settle()
        self.app.picture(f"{self.artifacts}/{name}.png")

    def setting(self, key):
        return subprocess.run(["gsettings", "get", "io.github.cordialchat.Cordial", key], env=self.app.environment, check=True,
                              capture_output=True, text=True).stdout.strip()

    def offered(self):
        members = self.app.look_for("Members", role=Atspi.Role.LIST)
        return [row.name for row in members.children if row.role == Atspi.Role.LIST_ITEM] if members else []

    def last(self, peer, topic):
        return peer.history(topic)[-1]

    # --- Cases, in their order -----------------------------------------------------------------------------------

    def named(self):
        """An @ offers who is there; keys choose; it goes out with the id of whom it names."""
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, self.server.uri, "nina", "nina-password")
        screens.wait_for_window(self.app)
        self.app.resize(*WIDE)
        screens.open_chat(self.app, "Tea")
        self.row("welcome")
        screens.go_to_composer(self.app)
        self.app.type("look, @")
        wait_for(lambda: self.offered() == ["Bea Bird", "Cyd"], "both members")
        self.picture("mention-offered")
        self.app.key("Down", "Up", "Down")
        self.app.key("Tab")
        wait_for(lambda: screens.composer_text(self.app) == "look, @Cyd ", "the name in the composer")
        self.app.type("and @bir")
        wait_for(lambda: self.offered() == ["Bea Bird"], "one member by her last name")
        self.app.key("Return")
        wait_for(lambda: screens.composer_text(self.app) == "look, @Cyd and @Bea Bird ", "the other name")
        self.app.type("#tea @c")
        wait_for(lambda: self.offered() == ["Cyd"], "Cyd once more")
        self.app.key("Escape")
        wait_for(lambda: self.offered() == [], "nobody offered")
        self.app.key("BackSpace", "BackSpace", "BackSpace", "Return")
        self.row("You", "look, @Cyd and @Bea Bird #tea")
        self.picture("mention-sent")
        sent = wait_for(lambda: self.bea.seen("data", topic=self.tea, seq=2), "the message at Bea's")["content"]
        found = {(entity["tp"], entity["data"]["val"]) for entity in sent["ent"]}
        assert found == {("MN", self.cyd.user_id), ("MN", self.bea.user_id), ("HT", "tea")}, sent
        assert sent["txt"] == "look, @Cyd and @Bea Bird #tea", sent

    def typing(self):
        """Who writes is called by name, two of them too, and then counted."""
        screens.open_chat(self.app, "Tea")
        self.bea.note(self.tea, "kp")
        self.app.find("Bea Bird is typing…", exact=False)
        self.cyd.note(self.tea, "kp")
        self.app.find("Bea Bird and Cyd are typing…", exact=False)
        self.picture("typing-by-name")
        wait_for(lambda: not any("typing" in text for text in self.app.labels()), "nobody to be typing any more")
        self.cyd.note(self.tea, "kpa")
        self.app.find("Cyd is recording…", exact=False)

    def seen_by(self):
        """The ticks mean everybody; the menu says who."""
        self.bea.note(self.tea, "read", 2)
        self.cyd.note(self.tea, "recv", 2)
        self.row("look, @Cyd", "received")
        self.menu_of("look, @Cyd and @Bea Bird #tea")
        self.app.click("Seen By…")
        self.app.find("Seen By", role=Atspi.Role.DIALOG)
        for words in ("Read", "Received, Not Read Yet", "Bea Bird", "Cyd"):
            self.app.find(words, role=Atspi.Role.LABEL)
        self.picture("seen-by")
        self.cyd.note(self.tea, "read", 2)
        self.app.gone("Received, Not Read Yet", role=Atspi.Role.LABEL)
        screens.close_dialog(self.app, "Seen By")
        self.row("look, @Cyd", "read")

    def mentioned_in_a_muted_group(self):
        """A muted group is silent but for who is named there; that, too, can be switched off."""
        self.nina.request("set", topic=self.zoo, sub={"mode": "JRWAS"})
        wait_for(lambda: any("muted" in label.lower() for label in self.app.labels()), "the group to be muted")
        before = len(self.daemon.log)
        self.bea.publish(self.zoo, "tigers")
        self.bea.publish(self.zoo, mention("@Cyd", self.cyd.user_id, "look"), mime="text/x-drafty")
        self.bea.publish(self.zoo, mention("@Nina", self.nina.user_id, "bears"), mime="text/x-drafty")
        wait_for(lambda: [entry["body"] for entry in self.daemon.log[before:]], "a notification")
        assert all("bears" in entry["body"] for entry in self.daemon.log[before:]), self.daemon.log[before:]
        # As the official clients write it.
        self.bea.publish(self.zoo, mention("@nina", "nina", "wolves"), mime="text/x-drafty")
        wait_for(lambda: "wolves" in self.daemon.log[-1]["body"], "another one")
        self.app.key("ctrl+comma")
        self.app.find("Preferences", role=Atspi.Role.DIALOG)
        self.app.click_node(self.app.find("Notify When I Am Mentioned", exact=False))
        wait_for(lambda: self.setting("notify-mentions") == "false", "the setting to be off")
        self.picture("mention-preference")
        screens.close_dialog(self.app, "Preferences")
        before = len(self.daemon.log)
        self.bea.publish(self.zoo, mention("@Nina", self.nina.user_id, "owls"), mime="text/x-drafty")
        self.cyd.attach(self.nina.user_id)
        self.cyd.publish(self.nina.user_id, "not in a group")
        wait_for(lambda: any(entry["title"] == "Cyd" for entry in self.daemon.log), "a notification of Cyd")
        assert all(entry["title"] == "Cyd" for entry in self.daemon.log[before:]), self.daemon.log[before:]
        screens.open_chat(self.app, "Zoo")
        self.row("@Nina", "owls")
        self.picture("mentioned")


    def called(self):
        """What became of a call, in a line: one that was missed, one's own that nobody answered, one that was held."""
        self.cyd.publish(self.nina.user_id, CALL, mime="text/x-drafty", webrtc="missed")
        self.nina.attach(self.cyd.user_id)
        self.nina.publish(self.cyd.user_id, CALL, mime="text/x-drafty", webrtc="missed")
        self.cyd.publish(self.nina.user_id, CALL, mime="text/x-drafty", webrtc="finished", **{"webrtc-duration": 75000})
        screens.open_chat(self.app, "Cyd")
        self.row("Cyd", "Missed call")
        self.row("You", "Unanswered call")
        self.row("Cyd", "Call, 1 minute 15 seconds")
        for words in ("Missed call", "Unanswered call", "Call · 1 minute 15 seconds"):
            self.app.find(words, role=Atspi.Role.LABEL)

    def card(self):
        """A card shows how somebody is reached, and starts a chat with them; who one talks to can be recommended to others."""
        self.cyd.publish(self.nina.user_id, card("Bea Bird", self.bea.user_id), mime="text/x-drafty")
        self.row("Cyd", "Contact: Bea Bird")
        for words in ("Gardener", "The Park", "bea@example.org"):
            self.app.find(words, role=Atspi.Role.LABEL)
        self.picture("card")
        self.app.resize(*NARROW)
        self.row("Cyd", "Contact: Bea Bird")
        self.picture("card-narrow")
        self.app.resize(*WIDE)
        self.app.click("Start Chat", role=Atspi.Role.PUSH_BUTTON)
        wait_for(lambda: "Bea Bird" in screens.chat_names(self.app), "a chat with Bea")
        screens.send(self.app, "Cyd told me")
        self.bea.attach(self.nina.user_id)
        wait_for(lambda: "Cyd told me" in self.bea.texts(self.nina.user_id), "the message at Bea's")
        self.app.click("Chat Menu")
        self.app.click("Share Contact…")
        self.app.find("Share Contact", role=Atspi.Role.LABEL)
        self.app.wait_focus("Search chats")
        self.app.type("cyd")
        wait_for(lambda: self.app.look_for("Tea", role=Atspi.Role.CHECK_BOX) is None, "the chat that was searched")
        self.app.key("Tab", "space")
        self.app.click("Share", role=Atspi.Role.PUSH_BUTTON)
        shared = wait_for(lambda: next((data["content"] for data in self.cyd.data.get(self.nina.user_id, {}).values()
                                        if "TC" in str(data["content"])
                                        and data["from"] == self.nina.user_id), None), "the card at Cyd's")
        assert shared["ent"] == [{"tp": "TC", "data": {"fn": "Bea Bird", "comm": [
            {"proto": "tinode", "des": ["home"], "value": "tinode:///id/" + self.bea.user_id}]}}], shared


    def form(self):
        """Buttons of a program: an answer is sent once, with what the official clients send; an address is shown before it is opened."""
        screens.open_chat(self.app, "Bea Bird")
        seq = self.bea.publish(self.nina.user_id, FORM, mime="text/x-drafty")
        self.row("Bea Bird", "Do you agree?", "Button: Yes")
        self.app.find("Do you agree?", role=Atspi.Role.LABEL)
        self.picture("form")
        self.app.click("Read more", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("Open This Address?", role=Atspi.Role.LABEL)
        address = f"https://example.org/terms?lang=en&more=1&seq={seq}&uid={self.nina.user_id}&topic={self.bea.user_id}"
        self.app.find(address, role=Atspi.Role.LABEL)
        self.picture("form-address")
        self.app.click("Cancel", role=Atspi.Role.PUSH_BUTTON)
        self.app.gone("Open This Address?", role=Atspi.Role.LABEL)
        self.app.click("Yes", role=Atspi.Role.PUSH_BUTTON)
        self.row("You", "Yes")
        answer = wait_for(lambda: next((data["content"] for data in self.bea.data[self.nina.user_id].values()
                                        if "x-drafty-fr" in str(data["content"])), None), "the answer at Bea's")
        assert answer["txt"] == "Yes" and answer["ent"] == [
            {"tp": "EX", "data": {"mime": "text/x-drafty-fr", "val": {"seq": seq, "resp": {"yes": "1"}}}}], answer
        # Once, but for what leads elsewhere; also when it is shown anew.
        self.wait_pressed()
        screens.open_chat(self.app, "Tea")
        screens.open_chat(self.app, "Bea Bird")
        self.wait_pressed()

    def wait_pressed(self):
        for name, usable in (("Yes", False), ("No", False), ("Read more", True)):
            wait_for(lambda: self.app.find(name, role=Atspi.Role.PUSH_BUTTON).has(Atspi.StateType.SENSITIVE) == usable, f"{name}: {usable}")

    def pinned(self):
        """What is pinned stands above the messages, is gone to, and goes; who may not pin cannot."""
        screens.open_chat(self.app, "Tea")
        self.menu_of("look, @Cyd and @Bea Bird #tea")
        self.app.click("Pin")
        self.app.find("Pinned Message: look, @Cyd and @Bea Bird #tea", role=Atspi.Role.PUSH_BUTTON)
        wait_for(lambda: self.pins() == [2], "the pin on the server")
        for number in range(40):
            self.bea.publish(self.tea, f"line {number}")
        self.row("line 39")
        self.nina.request("set", topic=self.tea, aux={"pins": [2, 1]})
        self.app.find("Pinned Message 2 of 2: welcome", role=Atspi.Role.PUSH_BUTTON)
        self.picture("pinned")
        self.app.click("Pinned Message 2 of 2: welcome", role=Atspi.Role.PUSH_BUTTON)
        self.app.wait_focus("welcome")
        self.app.resize(*NARROW)
        self.app.find("Pinned Message 1 of 2", role=Atspi.Role.PUSH_BUTTON, exact=False)
        self.picture("pinned-narrow")
        self.app.resize(*WIDE)
        # Without the server it is shown all the same, and said when that is back, whatever happens in between.
        self.server.signal(signal.SIGSTOP)
        self.app.click("Unpin", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("Pinned Message: welcome", role=Atspi.Role.PUSH_BUTTON)
        self.app.kill()
        self.server.signal(signal.SIGCONT)
        self.app.start()
        screens.wait_for_window(self.app)
        self.app.resize(*WIDE)
        screens.open_chat(self.app, "Tea")
        wait_for(lambda: self.pins() == [1], "the pin to be gone on the server")
        self.app.find("Pinned Message: welcome", role=Atspi.Role.PUSH_BUTTON)
        # What stands there is what the message says now, and nothing of one that was deleted.
        self.bea.publish(self.tea, "welcome all", replace=":1")
        self.app.find("Pinned Message: welcome all", role=Atspi.Role.PUSH_BUTTON)
        # Bea wrote it; who has the right in a group deletes it for everybody.
        self.app.click("Pinned Message: welcome all", role=Atspi.Role.PUSH_BUTTON)
        self.app.wait_focus("welcome all")
        self.app.click_node(self.row("welcome all"), button=3)
        self.app.click("Delete…")
        self.app.click("Delete for Everyone", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("Pinned Message: This message was deleted.", role=Atspi.Role.PUSH_BUTTON)
        wait_for(lambda: not self.has(1, "bea"), "it to be gone at Bea's")
        self.nina.request("set", topic=self.tea, aux={"pins": "\u2421"})
        self.app.gone("Pinned Message", role=Atspi.Role.PUSH_BUTTON, exact=False)
        # In a group of others.
        self.bea.request("set", topic=self.zoo, aux={"pins": [1]})
        screens.open_chat(self.app, "Zoo")
        self.app.find("Pinned Message: lions", role=Atspi.Role.PUSH_BUTTON)
        assert self.app.look_for("Unpin", role=Atspi.Role.PUSH_BUTTON) is None, "only who decides there unpins"

    def has(self, seq, login):
        """Whether the server has that message for her."""
        peer = Peer(self.server.uri).sign_in(login, f"{login}-password")
        peer.attach(self.tea)
        found = any(message["seq"] == seq for message in peer.history(self.tea))
        peer.close()
        return found

    def pins(self):
        self.nina.attach(self.tea)
        number = self.nina.post("get", topic=self.tea, what="aux")
        wait_for(lambda: self.nina.seen("meta", id=number) or self.nina.seen("ctrl", id=number), "an answer")
        return (self.nina.seen("meta", id=number) or {}).get("aux", {}).get("pins", [])


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    tap = WindowTap(sys.argv[3])
    groups = Groups(*sys.argv[1:])
    tap.application = groups.app
    for case in (groups.named, groups.typing, groups.seen_by, groups.mentioned_in_a_muted_group, groups.called, groups.card, groups.form, groups.pinned):
        tap.case(case.__name__.replace("_", " "), case)
    tap.case("close", groups.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
