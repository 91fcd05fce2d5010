# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several messages are chosen, by the pointer and by the keyboard, and copied, handed on or deleted together.

usage: tests/session choosing.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens  # noqa: E402
from driver import BORDER, Application, WindowTap, settle  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from server_process import ServerProcess  # noqa: E402

WIDE = (1000, 680)
NARROW = (360 + BORDER, 700)


class Choosing:
    def __init__(self, executable, server_executable, artifacts):
        self.artifacts = artifacts
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-choosing-")
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        nina = Peer(self.server.uri).sign_up("nina", "nina-password", "Nina")
        self.nina = nina.user_id
        nina.close()
        self.peers = []
        for name, count in (("Ada", 2), ("Bea", 8)):
            peer = Peer(self.server.uri).sign_up(name.lower(), f"{name.lower()}-password", name)
            self.peers.append(peer)
            peer.attach(self.nina)
            for number in range(count):
                peer.publish(self.nina, f"message {number} of {name}")
        self.app = Application(executable, self.folder.name + "/home", f"{artifacts}/choosing.log")

    def close(self):
        for peer in self.peers:
            peer.close()
        self.app.stop()
        self.server.stop()
        self.folder.cleanup()

    # --- Helpers -------------------------------------------------------------------------------------------------

    def text(self, words):
        """In the timeline: the list of chats has the newest, too."""
        def look():
            timeline = self.app.look_for("Messages", role=Atspi.Role.LIST)
            return timeline and next((node for node in self.app.nodes(Atspi.Role.LABEL, below=timeline) if node.name == words), None)
        return wait_for(look, f"the message {words!r}")

    def begin(self, words):
        self.app.click_node(self.text(words), button=3)
        self.app.click("Select")
        self.app.find("1 Selected", role=Atspi.Role.LABEL)

    def chosen(self):
        return [box.parent.parent.name for box in self.app.nodes(Atspi.Role.CHECK_BOX) if box.has(Atspi.StateType.CHECKED)]

    def picture(self, name):
        settle()
        self.app.picture(f"{self.artifacts}/{name}.png")

    # --- Cases, in their order -----------------------------------------------------------------------------------

    def copied(self):
        """Those that were pressed, in their order; what is written waits meanwhile."""
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, self.server.uri, "nina", "nina-password")
        screens.wait_for_window(self.app)
        self.app.resize(*WIDE)
        screens.open_chat(self.app, "Bea")
        screens.type_message(self.app, "half a thought")
        self.begin("message 5 of Bea")
        assert self.app.look_for("Message", role=Atspi.Role.TEXT) is None
        self.app.click_node(self.text("message 2 of Bea"))
        self.app.click_node(self.text("message 3 of Bea"))
        self.app.find("3 Selected", role=Atspi.Role.LABEL)
        assert len(self.chosen()) == 3, self.chosen()
        self.picture("choosing")
        self.app.click_node(self.text("message 3 of Bea"))
        self.app.find("2 Selected", role=Atspi.Role.LABEL)
        self.app.resize(*NARROW)
        self.picture("choosing-narrow")
        self.app.resize(*WIDE)
        self.app.click("Copy Selected")
        self.app.find("Message", role=Atspi.Role.TEXT)
        assert screens.composer_text(self.app) == "half a thought"
        screens.clear_composer(self.app)
        self.app.key("ctrl+v")
        wait_for(lambda: "message 5" in screens.composer_text(self.app), "what was copied")
        lines = screens.composer_text(self.app).split("\n")
        assert len(lines) == 2 and lines[0].endswith("Bea: message 2 of Bea") and lines[1].endswith("Bea: message 5 of Bea"), lines
        screens.clear_composer(self.app)

    def by_keyboard(self):
        """The focus says which; Escape leaves."""
        self.begin("message 7 of Bea")
        self.app.key("Up", "Up", "space")
        self.app.find("2 Selected", role=Atspi.Role.LABEL)
        wait_for(lambda: any("message 5 of Bea" in name for name in self.chosen()), lambda: f"message 5, not {self.chosen()}")
        self.app.key("space")
        self.app.find("1 Selected", role=Atspi.Role.LABEL)
        self.app.key("Escape")
        self.app.gone("1 Selected", role=Atspi.Role.LABEL)
        assert not list(self.app.nodes(Atspi.Role.CHECK_BOX)), "boxes that are left"
        self.app.wait_focus("Message")

    def none(self):
        """Nothing can be done with none."""
        self.begin("message 7 of Bea")
        self.app.click_node(self.text("message 7 of Bea"))
        self.app.find("0 Selected", role=Atspi.Role.LABEL)
        for name in ("Copy Selected", "Forward Selected", "Delete Selected"):
            assert not self.app.find(name, role=Atspi.Role.PUSH_BUTTON).has(Atspi.StateType.SENSITIVE), name
        self.app.click("Stop Selecting", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("Message", role=Atspi.Role.TEXT)

    def forwarded(self):
        self.begin("message 1 of Bea")
        self.app.click_node(self.text("message 4 of Bea"))
        self.app.click("Forward Selected", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("Forward 2 Messages", role=Atspi.Role.LABEL)
        settle()
        self.app.key("Escape")
        self.app.gone("Forward 2 Messages", role=Atspi.Role.LABEL)
        self.app.find("2 Selected", role=Atspi.Role.LABEL)
        self.app.click("Forward Selected", role=Atspi.Role.PUSH_BUTTON)
        self.app.wait_focus("Search chats")
        self.app.type("ada")
        wait_for(lambda: self.app.look_for("Bea", role=Atspi.Role.CHECK_BOX) is None, "the chat that was searched")
        self.app.key("Tab", "space")
        self.app.click("Forward", role=Atspi.Role.PUSH_BUTTON)
        self.app.gone("2 Selected", role=Atspi.Role.LABEL)
        screens.open_chat(self.app, "Ada")
        self.text("message 1 of Bea")
        self.text("message 4 of Bea")

    def deleted(self):
        screens.open_chat(self.app, "Bea")
        self.begin("message 0 of Bea")
        self.app.click_node(self.text("message 6 of Bea"))
        self.app.click("Delete Selected", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("Delete 2 Messages?", role=Atspi.Role.LABEL)
        self.app.click("Delete for Me", role=Atspi.Role.PUSH_BUTTON)
        self.app.gone("message 0 of Bea", role=Atspi.Role.LABEL)
        self.app.gone("message 6 of Bea", role=Atspi.Role.LABEL)
        self.app.gone("2 Selected", role=Atspi.Role.LABEL)
        self.text("message 1 of Bea")

    def left(self):
        """Another chat has nothing chosen."""
        self.begin("message 1 of Bea")
        screens_row = wait_for(lambda: next((node for node in self.app.nodes(Atspi.Role.LIST_ITEM) if node.name.startswith("Ada")), None), "Ada")
        self.app.click_node(screens_row)
        self.app.find("Message", role=Atspi.Role.TEXT)
        assert not list(self.app.nodes(Atspi.Role.CHECK_BOX)), "boxes that are left"


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    tap = WindowTap(sys.argv[3])
    choosing = Choosing(*sys.argv[1:])
    tap.application = choosing.app
    for case in (choosing.copied, choosing.by_keyboard, choosing.none, choosing.forwarded, choosing.deleted, choosing.left):
        tap.case(case.__name__.replace("_", " "), case)
    tap.case("close", choosing.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
