# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chats and messages are found by their words.

usage: tests/session search.py CORDIAL CORDIAL-SERVER ARTIFACTS
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


class Search:
    def __init__(self, executable, server_executable, artifacts):
        self.artifacts = artifacts
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-search-")
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        self.nina = Peer(self.server.uri).sign_up("nina", "nina-password", "Nina")
        self.ada = Peer(self.server.uri).sign_up("ada", "ada-password", "Ada")
        self.bea = Peer(self.server.uri).sign_up("bea", "bea-password", "Bea Bird")
        for peer in (self.ada, self.bea):
            peer.attach(self.nina.user_id)
        self.ada.publish(self.nina.user_id, "the Café opens at nine <b>sharp</b> & not earlier")
        for number in range(60):
            self.ada.publish(self.nina.user_id, f"line {number}")
        self.bea.publish(self.nina.user_id, "这本书已经看完了")
        self.bea.publish(self.nina.user_id, "shall we meet at the cafe?")
        self.typed = ""
        self.app = Application(executable, self.folder.name + "/home", f"{artifacts}/search.log")

    def close(self):
        self.app.stop()
        for peer in (self.nina, self.ada, self.bea):
            peer.close()
        self.server.stop()
        self.folder.cleanup()

    def rows(self, kind):
        found = self.app.look_for(kind, role=Atspi.Role.LIST)
        dialog = self.app.look_for("Search", role=Atspi.Role.DIALOG)
        lists = [node for node in self.app.nodes(Atspi.Role.LIST, below=dialog) if node.name == kind] if dialog and found else []
        return [row.name for row in self.app.nodes(Atspi.Role.LIST_ITEM, below=lists[0])] if lists else []

    def clear(self):
        if self.typed:
            self.app.key(*["BackSpace"] * len(self.typed))
        self.typed = ""

    def look_for(self, words):
        self.app.wait_focus("Search")
        self.clear()
        self.app.type(words)
        self.typed = words

    def wait_rows(self, kind, number, *parts):
        def look():
            rows = self.rows(kind)
            return rows if len(rows) == number and all(any(part in row for row in rows) for part in parts) else None
        return wait_for(look, lambda: f"{number} {kind} with {parts}: {self.rows(kind)}")

    # --- Cases, in their order -----------------------------------------------------------------------------------

    def words(self):
        """Whatever their accents and their case, as soon as they are typed; in any order; what was said is no markup."""
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, self.server.uri, "nina", "nina-password")
        screens.wait_for_window(self.app)
        self.app.resize(*WIDE)
        screens.open_chat(self.app, "Ada")
        self.app.find("line 59", role=Atspi.Role.LABEL)
        screens.open_chat(self.app, "Bea Bird")
        self.app.find("shall we meet", role=Atspi.Role.LABEL, exact=False)
        self.app.key("ctrl+k")
        self.app.wait_focus("Search")
        self.app.find("Find Anything", role=Atspi.Role.LABEL)
        settle()
        self.app.picture(f"{self.artifacts}/search-start.png")

        def found():
            self.look_for("CAFE")
            settle()
            return len(self.rows("Messages")) == 2
        wait_for(found, "both messages to be in the index")
        self.wait_rows("Messages", 2, "Ada", "Bea Bird")
        settle()
        self.app.picture(f"{self.artifacts}/search.png")
        self.look_for("nine opens")
        self.wait_rows("Messages", 1, "Ada")
        self.app.wait_label("<b>sharp</b> & not earlier")

    def signs(self):
        """One character of a script without blanks finds something; what nobody said does not."""
        self.bea.publish(self.nina.user_id, "第二本书")
        self.look_for("zzz")
        self.app.find("Nothing Found", role=Atspi.Role.LABEL)
        self.clear()
        self.app.find("Find Anything", role=Atspi.Role.LABEL)
        self.look_for("bea")
        self.wait_rows("Chats", 1, "Bea Bird")

    def gone_to(self):
        """To a message far back, which is brought onto the screen."""
        self.look_for("opens nine")
        self.wait_rows("Messages", 1, "Ada")
        self.app.key("Return")
        self.app.gone("Search", role=Atspi.Role.DIALOG)

        def on_screen():
            node = self.app.look_for("opens at nine", role=Atspi.Role.LABEL, exact=False)
            if node is None:
                return False
            place, frame = self.app.place(node), self.app.place(self.app.window_frame())
            return frame.y < place.y < frame.y + frame.height
        wait_for(on_screen, "the oldest message on the screen")
        settle()
        self.app.picture(f"{self.artifacts}/search-gone-to.png")

    def deleted(self):
        """What was deleted for everybody is not found any more."""
        self.ada.request("del", topic=self.nina.user_id, what="msg", delseq=[{"low": 1}], hard=True)
        self.app.gone("opens at nine", role=Atspi.Role.LABEL, exact=False)
        self.app.key("ctrl+k")
        self.typed = ""

        def out():
            self.look_for("sharp")
            settle()
            return self.app.look_for("Nothing Found", role=Atspi.Role.LABEL) is not None
        wait_for(out, "nothing to be found")
        self.app.key("Escape")
        self.app.gone("Search", role=Atspi.Role.DIALOG)

    def narrow(self):
        """In a small window it covers the chats."""
        self.app.resize(*NARROW)
        self.app.key("ctrl+k")
        self.typed = ""
        self.look_for("meet")
        self.wait_rows("Messages", 1, "Bea Bird")
        settle()
        self.app.picture(f"{self.artifacts}/search-narrow.png")
        self.app.key("Escape")
        self.app.gone("Search", role=Atspi.Role.DIALOG)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    tap = WindowTap(sys.argv[3])
    search = Search(*sys.argv[1:])
    tap.application = search.app
    for case in (search.words, search.signs, search.gone_to, search.deleted, search.narrow):
        tap.case(case.__name__.replace("_", " "), case)
    tap.case("close", search.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
