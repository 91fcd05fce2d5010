# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person comes back to what others wrote: reading begins where it stopped, and what was not on the screen stays unread.

usage: tests/session reading.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import signal
import subprocess
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens  # noqa: E402
from driver import Application, WindowTap, settle  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from server_process import ServerProcess  # noqa: E402

FEW, MANY = 20, 400
# As many as do not fit at once, by far.
CHATS = 26


class Reading:
    def __init__(self, executable, server_executable, artifacts):
        self.artifacts = artifacts
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-reading-")
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        self.nina = Peer(self.server.uri).sign_up("nina", "nina-password", "Nina")
        self.peers = {}
        for name in ("Ada", "Ben", "Cleo"):
            self.add_peer(name)
            self.write(name, "hello")
        self.app = Application(executable, self.folder.name + "/home", f"{artifacts}/reading.log",
                               environment={"GSETTINGS_BACKEND": "keyfile", "CORDIAL_CONNECT_LIMIT_MS": "2000",
                                            "CORDIAL_HEARTBEAT_INTERVAL_MS": "1500", "CORDIAL_HEARTBEAT_DEADLINE_MS": "400"})
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, self.server.uri, "nina", "nina-password")
        screens.wait_for_window(self.app)
        wait_for(lambda: len(screens.chat_names(self.app)) == len(self.peers), "all chats")

    def add_peer(self, name):
        peer = Peer(self.server.uri).sign_up(name.lower().replace(" ", "-"), "their-password", name)
        peer.attach(self.nina.user_id)
        self.nina.attach(peer.user_id)
        self.peers[name] = peer
        return peer

    def write(self, name, *texts):
        """Returns the number of the last of the messages."""
        for text in texts:
            seq = self.peers[name].publish(self.nina.user_id, text)
        return seq

    def read_elsewhere(self, name, seq):
        self.nina.note(self.peers[name].user_id, "read", seq)

    def newest_read(self, name):
        """The newest message that the other side knows to be read."""
        return max((frame["info"]["seq"] for frame in self.peers[name].frames
                    if frame.get("info", {}).get("what") == "read"), default=0)

    def seen_texts(self):
        """What of the timeline is on the screen."""
        timeline = self.app.look_for("Messages", role=Atspi.Role.LIST)
        place = timeline.place()
        texts = []
        for row in timeline.children:
            if row.role != Atspi.Role.LIST_ITEM or not row.showing():
                continue
            at = row.place()
            if at.y + at.height > place.y and at.y < place.y + place.height:
                texts += [node.name for node in row.walk() if node.role == Atspi.Role.LABEL and node.name]
        return texts

    def chat_row(self, name):
        return next(row for row in self.app.find("Chats", role=Atspi.Role.LIST).children if row.name.startswith(name))

    def close(self):
        self.app.stop()
        self.server.stop()
        self.folder.cleanup()

    # --- Where reading begins -------------------------------------------------------------------------------------

    def opens_at_the_first_unread(self):
        """However many there are, and whether they are told of on the way or fetched afterwards."""
        for name, count in (("Ada", FEW), ("Ben", MANY)):
            screens.open_chat(self.app, name)
            wait_for(lambda: "hello" in screens.messages(self.app), "the first message")
            wait_for(lambda: self.newest_read(name) == 1, "it to be read")
            screens.open_chat(self.app, "Cleo")
            last = self.write(name, *(f"{name} says {number}" for number in range(1, count + 1)))
            wait_for(lambda: f"{count} unread" in self.chat_row(name).name, "the unread count")
            screens.open_chat(self.app, name)
            wait_for(lambda: f"{name} says 1" in self.seen_texts(), "the first unread message on the screen")
            assert "New Messages" in self.seen_texts(), self.seen_texts()
            wait_for(lambda: self.newest_read(name) > 1, "what is on the screen to be read")
            settle()
            assert f"{name} says {count}" not in self.seen_texts()
            assert self.newest_read(name) < last, f"{self.newest_read(name)} of {last} counts as read"

    def scrolling_reads(self):
        """The key that goes to the end is the person's."""
        self.app.click("Newest Messages", exact=False)
        wait_for(lambda: self.newest_read("Ben") == MANY + 1, "all to be read")

    def away(self):
        """The window without the focus follows only until the first message that nobody saw reaches the top."""
        away = Away(self.app)
        last = self.write("Ben", *(f"meanwhile {number}" for number in range(1, 61)))
        wait_for(lambda: any("60 unread" in row.name for row in self.app.nodes(Atspi.Role.LIST_ITEM)), "the messages")
        settle()
        assert self.seen_texts()[0] in ("New Messages", "Today"), self.seen_texts()
        assert "meanwhile 1" in self.seen_texts()[:3], self.seen_texts()
        assert self.newest_read("Ben") == MANY + 1, "nobody has looked"
        away.close()
        self.app.activate()
        wait_for(lambda: self.newest_read("Ben") > MANY + 1, "what is on the screen to be read")
        settle()
        assert "meanwhile 1" in self.seen_texts(), self.seen_texts()
        assert self.newest_read("Ben") < last

    # --- The banner -----------------------------------------------------------------------------------------------

    def buttons(self):
        """Where those of the header bars are, by name."""
        names = ("Main Menu", "Search Chats", "New Chat", "Chat Menu", "Back", "Close")
        return {node.name: node.place()[:2] for node in self.app.nodes()
                if node.name in names and node.role in (Atspi.Role.PUSH_BUTTON, Atspi.Role.TOGGLE_BUTTON)}

    def banner_moves_no_button(self):
        """Below the header bars, in one pane and in two."""
        open_chat = self.app.find("Chat Menu")
        assert open_chat is not None
        for size, back in (((980, 680), False), ((380, 680), False), ((380, 680), True)):
            self.app.resize(*size)
            if back:
                self.app.click("Back")
                self.app.find("Main Menu")
            settle()
            before = self.buttons()
            assert len(before) >= 3, before
            self.server.signal(signal.SIGSTOP)
            wait_for(lambda: screens.banner(self.app), "the banner")
            settle()
            self.app.picture(f"{self.artifacts}/banner-{size[0]}{'-list' if back else ''}.png")
            after = self.buttons()
            assert after == before, f"{before} became {after}"
            self.server.signal(signal.SIGCONT)
            screens.try_now(self.app)
        self.app.resize(980, 680)

    # --- The list of chats ----------------------------------------------------------------------------------------

    def chats_stay_at_the_top(self):
        for number in range(CHATS - len(self.peers)):
            self.add_peer(f"Person {number:02}")
            self.write(f"Person {number:02}", "hello")
        wait_for(lambda: screens.chat_names(self.app)[0] == f"Person {CHATS - 4:02}", "the last of all chats at the top")
        place = self.app.find("Chats", role=Atspi.Role.LIST).place()
        for name in list(self.peers)[4::5]:
            self.write(name, "I come first")
            wait_for(lambda: screens.chat_names(self.app)[0] == name, f"{name} to be first")
            settle()
            row = self.chat_row(name)
            assert row.showing() and row.place().y >= place.y, f"{name} is above the edge"


class Away:
    """Another window has the focus."""

    def __init__(self, app):
        self.process = subprocess.Popen(["xmessage", "Somewhere else"])
        wait_for(lambda: not app.window_frame().has(Atspi.StateType.ACTIVE), "the window without the focus")

    def close(self):
        self.process.kill()
        self.process.wait()


def main():
    executable, server_executable, artifacts = sys.argv[1:4]
    tap = WindowTap(artifacts)
    reading = Reading(executable, server_executable, artifacts)
    tap.application = reading.app
    for case in (reading.opens_at_the_first_unread, reading.scrolling_reads, reading.away,
                 reading.banner_moves_no_button, reading.chats_stay_at_the_top,
                 reading.close):
        tap.case(case.__name__.replace("_", " "), case)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
