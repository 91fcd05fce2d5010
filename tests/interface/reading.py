# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person comes back to what others wrote: reading begins where it stopped, and what was not on the screen stays unread.

usage: tests/session reading.py CORDIAL CORDIAL-SERVER ARTIFACTS ASLEEP [CASE…]
"""

import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens  # noqa: E402
from driver import QUICK_HEARTBEAT, Application, WindowTap, settle, xdotool  # noqa: E402
from patience import SLOWNESS, wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from server_process import ServerProcess  # noqa: E402

FEW, MANY = 20, 400
# What the toolkit leaves out when it says where a text is: the window's edge, and paddings around it.
OFFSET = 16
# For the window to be there while it is still today.
UNTIL_MIDNIGHT_S = int(20 * SLOWNESS)
# As many as do not fit at once, by far.
CHATS = 26


class Reading:
    def __init__(self, executable, server_executable, artifacts, asleep):
        self.artifacts, self.asleep = artifacts, asleep
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-reading-")
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        self.nina = Peer(self.server.uri).sign_up("nina", "nina-password", "Nina")
        self.peers = {}
        for name in ("Ada", "Ben", "Cleo"):
            self.add_peer(name)
            self.write(name, "hello")
        self.app = Application(executable, self.folder.name + "/home", f"{artifacts}/reading.log",
                               environment={"GSETTINGS_BACKEND": "keyfile", **QUICK_HEARTBEAT})
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, self.server.uri, "nina", "nina-password")
        screens.wait_for_window(self.app)
        wait_for(lambda: len(screens.chat_names(self.app)) == len(self.peers), "all chats")

    def add_peer(self, name, login=None):
        peer = Peer(self.server.uri).sign_up(login or name.lower().replace(" ", "-"), "their-password", name)
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
        return self.peers[name].newest_read()

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
        # The line stands where it stood, and what is read ends with what can be read.
        texts = self.seen_texts()
        assert "meanwhile 1" in texts[texts.index("New Messages"):][:2], texts
        shown = [int(text.split()[1]) for text in texts if text.startswith("meanwhile")]
        assert shown == list(range(1, len(shown) + 1)) and len(shown) < 60, texts
        read = self.newest_read("Ben") - (MANY + 1)
        assert read in (len(shown), len(shown) - 1), f"{read} are read, and {len(shown)} can be seen, the last maybe in part"
        wait_for(lambda: f"{last - MANY - 1 - read} unread" in self.chat_row("Ben").name, "the others to be unread in the list")

    # --- Text -----------------------------------------------------------------------------------------------------

    def text_node(self, text):
        """Where a message's text is shown."""
        def found():
            timeline = self.app.look_for("Messages", role=Atspi.Role.LIST)
            return next((node for node in self.app.nodes(Atspi.Role.LABEL, below=timeline) if node.name == text), None)

        return wait_for(found, f"{text!r} in the timeline")

    def text_place(self, node):
        place = self.app.still_place(node)
        return place._replace(x=place.x + OFFSET, y=place.y + OFFSET)

    def pasted(self):
        """What is on the clipboard, by way of the composer."""
        screens.clear_composer(self.app)
        self.app.key("ctrl+v")
        text = wait_for(lambda: screens.composer_text(self.app), "something to paste")
        screens.clear_composer(self.app)
        settle()  # it is one line high again, and the messages are where they were
        return text

    def draw(self, first, last):
        """Draws with the pressed pointer from one point to another."""
        for command in (("mousemove", *first), ("mousedown", 1), ("mousemove", first[0] + 12, first[1]), ("mousemove", *last)):
            xdotool(*map(str, command))
        settle()
        xdotool("mouseup", "1")

    def text_is_selected(self):
        """By mouse and by keyboard, within a message and across several, then with who and when."""
        screens.open_chat(self.app, "Cleo")
        texts = ("the first of three", "the second", "and the last of them")
        self.write("Cleo", *texts)
        first, second, last = (self.text_place(self.text_node(text)) for text in texts)
        middle = first.y + first.height // 2
        self.draw((first.x + 1, middle), (first.x + first.width + 5, middle))
        self.app.key("ctrl+c")
        assert self.pasted() == texts[0], self.pasted()
        # Twice is a word.
        self.app.click_at(second.x + 3, second.y + second.height // 2, times=2)
        self.app.key("ctrl+c")
        assert self.pasted() == "the", self.pasted()
        self.draw((last.x + last.width + 5, last.y + last.height // 2), (first.x + 1, middle))
        settle()
        self.app.picture(f"{self.artifacts}/selection.png")
        self.app.key("ctrl+c")
        lines = self.pasted().split("\n")
        assert len(lines) == 3, lines
        for line, text in zip(lines, texts):
            assert re.fullmatch(r"\[\d{4}-\d\d-\d\d \d\d:\d\d\] Cleo: " + text, line), line
        # The keyboard goes on where the pointer was.
        self.app.click_at(second.x + 3, second.y + second.height // 2)
        self.app.key("ctrl+a", "ctrl+c")
        lines = self.pasted().split("\n")
        assert len(lines) == 4 and lines[0].endswith("hello"), lines
        self.app.click_at(second.x + 3, second.y + second.height // 2, times=2)
        self.app.key("shift+Right", "shift+Right", "ctrl+c")
        assert self.pasted() == "the s", self.pasted()

    def copies_what_is_not_in_memory(self):
        """A long conversation, selected whole, is copied whole."""
        screens.open_chat(self.app, "Ben")
        # The button, as what is unread may begin above.
        if self.app.look_for("Newest Messages", exact=False):
            self.app.click("Newest Messages", exact=False)
        place = self.text_place(self.text_node("meanwhile 60"))
        self.app.click_at(place.x + 3, place.y + place.height // 2)
        self.app.key("ctrl+a", "ctrl+c")
        expected = ["hello", *(f"Ben says {number}" for number in range(1, MANY + 1)), *(f"meanwhile {number}" for number in range(1, 61))]
        lines = wait_for(lambda: len(text := self.pasted().split("\n")) > 400 and text, "all of it")
        assert [line.split(" Ben: ")[-1] for line in lines] == expected, lines

    def links_say_where_they_lead(self):
        screens.open_chat(self.app, "Cleo")
        self.write("Cleo", "ابن \u202ehttps://4pm.asia/x and www.example.org here")
        links = wait_for(lambda: len(found := list(self.app.nodes(Atspi.Role.LINK))) == 2 and found, "two links")
        assert [link.name for link in links] == ["https://4pm.asia/x", "www.example.org"], links
        assert [link.description for link in links] == ["https://4pm.asia/x", "https://www.example.org"], links
        settle()
        self.app.picture(f"{self.artifacts}/links.png")
        place = self.text_place(links[1])
        self.app.click_at(place.x + place.width // 2, place.y + place.height // 2, button=3)
        self.app.find("Open")
        settle()
        self.app.picture(f"{self.artifacts}/link-menu.png")
        self.app.key("Down", "Return")
        self.app.gone("Copy Link")
        assert self.pasted() == "https://www.example.org", self.pasted()

    def more_of_a_long_message(self):
        """What was read stays where it is when more of it is shown."""
        screens.open_chat(self.app, "Cleo")
        self.write("Cleo", "\n".join(f"line {number}" for number in range(1, 200)))
        self.app.find("Show More")
        text = next(node for node in self.app.nodes(Atspi.Role.LABEL, only_showing=False) if node.name.startswith("line 1\n"))
        self.app.still_place(text)
        before = text.place()
        self.app.picture(f"{self.artifacts}/more-before.png")
        self.app.click("Show More")
        wait_for(lambda: "line 199" in self.app.again(text).name, "the rest of it")
        settle()
        self.app.picture(f"{self.artifacts}/more-after.png")
        after = text.place()
        assert after.height > before.height and abs(after.y - before.y) <= 1, f"{before} became {after}"

    # --- Time -----------------------------------------------------------------------------------------------------

    def chat_is_open_again(self):
        """After the program was started again, where the person was."""
        screens.open_chat(self.app, "Cleo")
        screens.send(self.app, "wait for me")
        self.app.stop()
        self.app.start()
        wait_for(lambda: "wait for me" in screens.messages(self.app), "the same chat")

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
        # And from the beginning, when they come one after the other.
        shown = screens.chat_names(self.app)
        screens.sign_out(self.app)
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, self.server.uri, "nina", "nina-password")
        wait_for(lambda: screens.chat_names(self.app) == shown, lambda: f"{shown} on the screen, where {screens.chat_names(self.app)} are")

    def names_are_found(self):
        """As people type them."""
        for name, login in (("Łukasz", "lukasz"), ("Søren", "soren"), ("Sinéad O’Neil", "sinead")):
            self.add_peer(name, login)
            self.write(name, "hello")
        wait_for(lambda: screens.chat_names(self.app)[0] == "Sinéad O’Neil", "the newest chat")
        for query, found in (("lukasz", "Łukasz"), ("soren", "Søren"), ("o'neil sin", "Sinéad O’Neil")):
            self.app.key("ctrl+f")
            self.app.wait_focus("Search chats")
            self.app.key("ctrl+a")
            self.app.type(query)
            wait_for(lambda: screens.chat_names(self.app) == [found], f"{found} by {query}")
        self.app.key("Escape")
        # And wherever else names are sought.
        self.app.key("ctrl+n")
        self.app.find("People You Know", role=Atspi.Role.LIST)
        settle()
        self.app.type("oneil")
        wait_for(lambda: (known := self.app.look_for("People You Know", role=Atspi.Role.LIST)) and
                 [row.name.startswith(found) for row in known.children] == [True], f"{found} alone by «oneil»")
        self.app.key("Escape")
        self.app.gone("New Chat", role=Atspi.Role.DIALOG)

    def today_is_yesterday(self):
        """At midnight, which comes soon in the time zone of this window."""
        self.app.stop()
        self.add_peer("Eve")
        self.write("Eve", "before midnight")
        now = time.gmtime()
        left = 24 * 3600 - (now.tm_hour * 3600 + now.tm_min * 60 + now.tm_sec) - UNTIL_MIDNIGHT_S
        self.east = left if left <= 12 * 3600 else left - 24 * 3600
        hours, rest = divmod(abs(self.east), 3600)
        # As POSIX has it: what is added to get the time of Greenwich.
        self.app.environment["TZ"] = f"TST{'-' if self.east > 0 else '+'}{hours:02}:{rest // 60:02}:{rest % 60:02}"
        self.sleep = pathlib.Path(self.folder.name) / "sleep"
        os.mkfifo(self.sleep)
        self.app.environment |= {"CORDIAL_TEST_SLEEP": str(self.sleep), "LD_PRELOAD": self.asleep,
                                 "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}
        self.app.start()
        screens.open_chat(self.app, "Eve")
        wait_for(lambda: "Yesterday" in self.seen_texts(), "the day to be over")
        wait_for(lambda: "Yesterday" in self.chat_row("Eve").name, "the list to say so")

    def a_night_of_sleep(self):
        """The clock goes on while the machine is suspended, and time-outs do not."""
        with open(self.sleep, "w", encoding="ascii") as sleep:
            sleep.write(str(24 * 3600))
        day = time.strftime("%A", time.gmtime(time.time() + self.east - 24 * 3600))
        wait_for(lambda: day in self.seen_texts(), f"what was yesterday to be {day}")
        assert "Yesterday" not in self.seen_texts(), self.seen_texts()
        wait_for(lambda: f", {day[:3]}" in self.chat_row("Eve").name, "the list to say so")


class Away:
    """Another window has the focus."""

    def __init__(self, app):
        self.process = subprocess.Popen(["xmessage", "Somewhere else"])
        wait_for(lambda: not app.window_frame().has(Atspi.StateType.ACTIVE), "the window without the focus")

    def close(self):
        self.process.kill()
        self.process.wait()


def main():
    executable, server_executable, artifacts, asleep, *only = sys.argv[1:]
    tap = WindowTap(artifacts)
    reading = Reading(executable, server_executable, artifacts, asleep)
    tap.application = reading.app
    for case in (reading.opens_at_the_first_unread, reading.scrolling_reads, reading.away,
                 reading.text_is_selected, reading.copies_what_is_not_in_memory, reading.links_say_where_they_lead,
                 reading.more_of_a_long_message, reading.chat_is_open_again,
                 reading.banner_moves_no_button, reading.chats_stay_at_the_top, reading.names_are_found,
                 reading.today_is_yesterday, reading.a_night_of_sleep, reading.close):
        if not only or case.__name__ in (*only, "close"):
            tap.case(case.__name__.replace("_", " "), case)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
