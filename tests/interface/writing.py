# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who chats all day writes: letters reach the composer wherever the focus is, and nothing that is written makes the window stall.

usage: tests/session writing.py CORDIAL CORDIAL-SERVER ARTIFACTS [CASE…]
"""

import pathlib
import sys
import tempfile
import threading

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

import screens  # noqa: E402
from accessible import ACCESSIBLE, ROOT, Bus  # noqa: E402
from driver import BORDER, Application, WindowTap, settle  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from server_process import ServerProcess  # noqa: E402

WIDE = (1000, 680)
NARROW = (360 + BORDER, 700)


class Turns:
    """What the longest turn of the program's main loop takes of the processor: something small is asked of it again and again."""

    def __init__(self, app):
        self.bus = Bus()
        self.name = next(name for name in self.bus.applications() if self.bus.pid(name) == app.process.pid)
        self.times = pathlib.Path(f"/proc/{app.process.pid}/schedstat")
        self.longest_ms, self.over = 0, False
        self.thread = threading.Thread(target=self.run, daemon=True)

    def used_ms(self):
        """By the thread of its main loop: what others do on the machine is no stall of ours."""
        return int(self.times.read_text().split()[0]) / 1e6

    def run(self):
        while not self.over:
            before = self.used_ms()
            try:
                self.bus.call(self.name, ROOT, "org.freedesktop.DBus.Properties", "Get", "(ss)", ACCESSIBLE, "Name")
            except GLib.Error:
                return  # it ended
            self.longest_ms = max(self.longest_ms, self.used_ms() - before)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.over = True
        self.thread.join()


class Writing:
    def __init__(self, executable, server_executable, artifacts):
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-writing-")
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        Peer(self.server.uri).sign_up("nina", "nina-password", "Nina").close()
        nina = Peer(self.server.uri).sign_in("nina", "nina-password")
        self.nina = nina.user_id
        nina.close()
        for name in ("Ada", "Bea"):
            peer = Peer(self.server.uri).sign_up(name.lower(), f"{name.lower()}-password", name)
            peer.attach(self.nina)
            for number in range(60 if name == "Ada" else 1):
                peer.publish(self.nina, f"message {number} of {name}")
            peer.close()
        self.app = Application(executable, self.folder.name + "/home", f"{artifacts}/writing.log")

    def close(self):
        self.app.stop()
        self.server.stop()
        self.folder.cleanup()

    def written(self, text):
        wait_for(lambda: screens.composer_text(self.app) == text, f"{text!r} in the composer")

    def row(self, name):
        return wait_for(lambda: next((node for node in self.app.nodes(Atspi.Role.LIST_ITEM) if node.name.startswith(name)), None),
                        f"a chat with {name}")

    # --- Cases, in their order -----------------------------------------------------------------------------------

    def narrow_window(self):
        """Letters typed after a chat was opened are the message."""
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, self.server.uri, "nina", "nina-password")
        screens.wait_for_window(self.app)
        self.app.resize(*NARROW)
        self.app.click_node(self.row("Bea"))
        self.app.find("Message", role=Atspi.Role.TEXT)
        settle()
        self.app.type("hello")
        self.written("hello")
        # Back at the list letters search it, as there is nothing to write.
        self.app.key("alt+Left")
        self.app.gone("Message", role=Atspi.Role.TEXT)
        self.app.click_node(self.row("Bea"))
        self.app.find("Message", role=Atspi.Role.TEXT)
        settle()
        self.app.type(" again")
        self.written("hello again")
        screens.clear_composer(self.app)
        self.app.key("alt+Left")
        self.app.resize(*WIDE)

    def keys_that_nobody_wants(self):
        screens.open_chat(self.app, "Ada")
        self.app.click("Chat Menu", role=Atspi.Role.TOGGLE_BUTTON)
        self.app.find("Mute")
        settle()
        self.app.key("Escape")
        self.app.gone("Mute")
        settle()
        self.app.type("menu")
        self.written("menu")
        self.app.key("Tab", "Tab")
        settle()
        self.app.type("tab")  # not a space first: the button that has the focus wants that
        self.written("menutab")
        self.app.key("ctrl+f")
        settle()
        self.app.type("ada")
        settle()
        self.app.key("Escape")
        settle()
        self.app.type("search")
        self.written("menutabsearch")
        self.app.key("shift+Tab")
        settle()
        self.app.type("back")
        self.written("menutabsearchback")

    def paste_that_nobody_wants(self):
        self.app.key("ctrl+a", "ctrl+x")
        self.written("")
        self.app.key("Tab", "Tab")
        settle()
        self.app.key("ctrl+v")
        self.written("menutabsearchback")

    def keys_that_somebody_wants(self):
        """A dialog, a search and a menu keep theirs."""
        self.app.key("ctrl+n")
        self.app.find("Find people", exact=False)
        settle()
        self.app.type("be")
        settle()
        self.app.key("Escape")
        self.app.gone("New Chat", role=Atspi.Role.DIALOG)
        self.written("menutabsearchback")
        screens.clear_composer(self.app)

    def page_keys(self):
        """They move the messages, not the few lines that are written."""
        screens.type_message(self.app, "two")
        self.app.key("shift+Return")
        self.app.type("lines")
        self.app.key("Page_Up")
        self.app.find("Newest Messages", role=Atspi.Role.PUSH_BUTTON)
        self.app.key("ctrl+End")
        self.app.gone("Newest Messages", role=Atspi.Role.PUSH_BUTTON)

        def oldest():
            self.app.key("ctrl+Home")  # more of them come when one is there
            settle()
            return "message 0 of Ada" in self.app.labels()

        wait_for(oldest, "the oldest message")
        for _ in range(20):
            self.app.key("Page_Down")
        self.app.gone("Newest Messages", role=Atspi.Role.PUSH_BUTTON)
        self.app.key("Tab")
        settle()
        self.app.key("Page_Up")
        self.app.find("Newest Messages", role=Atspi.Role.PUSH_BUTTON)
        self.app.key("ctrl+End")
        self.app.gone("Newest Messages", role=Atspi.Role.PUSH_BUTTON)
        self.written("two\nlines")
        screens.clear_composer(self.app)

    def drafts(self):
        """Only the word before it is coloured, and what stands in the composer is not told beside it, too."""
        screens.type_message(self.app, "half a thought")
        self.written("half a thought")
        settle()
        height, beside = screens.composer_first_line(self.app)[1], self.app.find("Send", role=Atspi.Role.PUSH_BUTTON).place().height
        assert height <= beside, f"one line is {height} pixels high, and the button beside it {beside}"
        assert self.app.look_for("Draft:") is None, "a draft in the row of the chat that it is written in"
        screens.open_chat(self.app, "Bea")
        self.app.find("Draft:", role=Atspi.Role.LABEL)
        self.app.find("half a thought", role=Atspi.Role.LABEL)
        wait_for(lambda: "Draft: half a thought" in self.row("Ada").name, "the draft in the name of the row")
        screens.open_chat(self.app, "Ada")
        self.app.gone("Draft:")
        self.app.resize(*NARROW)
        self.app.key("alt+Left")
        self.app.find("Draft:", role=Atspi.Role.LABEL)
        self.app.resize(*WIDE)
        self.app.gone("Draft:")
        screens.open_chat(self.app, "Ada")
        screens.clear_composer(self.app)

    def changes(self):
        """Up shows what was said last, with its marks, and what takes its place arrives; Escape leaves it as it is."""
        def last():
            return screens.messages(self.app)[-1]

        screens.open_chat(self.app, "Bea")
        screens.send(self.app, "It is *realy* good")
        wait_for(lambda: "It is realy good" in self.app.labels() or "realy good" in str(last()), "what was sent")
        settle()
        self.app.key("Up")
        self.written("It is *realy* good")
        self.app.find("Edit Message", role=Atspi.Role.LABEL)
        self.app.key("Escape")
        self.written("")
        self.app.key("Up")
        self.written("It is *realy* good")
        screens.composer(self.app).set_text("It is *really* good")
        self.app.key("Return")
        self.written("")
        wait_for(lambda: "really good" in str(last()), "what takes its place")

    def long_texts(self):
        """Pasted, and a letter typed behind it: it is all there, and no turn is long. How long is for a quiet machine to see."""
        prose = "A mispeled word stands in a sentence of some length, and teh next one begins here. " * 1250
        for what, text in (("140000 characters without a space", "x" * 140_000), ("a paragraph of 100 KiB", prose[:100 * 1024]),
                           ("lines of 100 KiB", prose.replace(". ", ".\n")[:100 * 1024]),
                           ("100 KiB of Chinese without a space", "一二三四五六七八九十" * 3400)):
            node = screens.composer(self.app)
            with Turns(self.app) as turns:
                node.set_text(text)
                self.app.type("!!")
                wait_for(lambda: screens.composer_text(self.app) in (text + "!!", "!!" + text), "what was pasted")
                settle()
            print(f"# {what}: longest turn {turns.longest_ms:.0f} ms", flush=True)
            screens.clear_composer(self.app)


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    executable, server_executable, artifacts, *only = sys.argv[1:]
    tap = WindowTap(artifacts)
    writing = Writing(executable, server_executable, artifacts)
    tap.application = writing.app
    for case in (writing.narrow_window, writing.keys_that_nobody_wants, writing.paste_that_nobody_wants,
                 writing.keys_that_somebody_wants, writing.page_keys, writing.drafts, writing.changes, writing.long_texts):
        if not only or case.__name__ in only:
            tap.case(case.__name__.replace("_", " "), case)
    tap.case("close", writing.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
