# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop tells of messages that cannot be seen: one notification a chat, with the person's choices, gone when read.

usage: tests/session notifications.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import http.server
import subprocess
import sys
import tempfile
import threading

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

import screens  # noqa: E402
from desktop_fakes import NotificationDaemon, Portal  # noqa: E402
from driver import QUICK_CONNECTION, Application, WindowTap  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from server_process import ServerProcess  # noqa: E402

SCHEMA = "io.github.cordialchat.Cordial"


class Doorkeeper:
    """Stands where a server was, and lets nobody in."""

    def __init__(self, address):
        host, port = address.split(":")
        self.asked = 0
        keeper = self

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                keeper.asked += 1
                self.send_error(403)

            def log_message(self, *_words):
                pass

        self.server = http.server.ThreadingHTTPServer((host, int(port)), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def leave(self):
        self.server.shutdown()
        self.server.server_close()


class Notifications:
    def __init__(self, executable, server_executable, artifacts):
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-notifications-")
        self.executable = executable
        self.artifacts = artifacts
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        self.daemon = NotificationDaemon()
        self.ada = Peer(self.server.uri).sign_up("ada", "ada-password", "Ada")
        self.ben = Peer(self.server.uri).sign_up("ben", "ben-password", "Ben")
        self.app = self.start("notifications.log")
        screens.sign_up(self.app, self.server.uri, "nina", "nina-password", "Nina")
        screens.wait_for_window(self.app)
        # Another device of hers: who she is, and what she reads and mutes there.
        self.other = Peer(self.server.uri).sign_in("nina", "nina-password")
        for peer in (self.ada, self.ben):
            peer.attach(self.other.user_id)
            self.other.attach(peer.user_id)
            peer.publish(self.other.user_id, "hello")
        wait_for(lambda: len(screens.chat_names(self.app)) == 2, "both chats")

    def start(self, log, **environment):
        return Application(self.executable, f"{self.folder.name}/home", f"{self.artifacts}/{log}",
                           environment={"GSETTINGS_BACKEND": "keyfile", **QUICK_CONNECTION, **environment})

    def set(self, key, value):
        """What the preferences do, from outside."""
        subprocess.run(["gsettings", "set", SCHEMA, key, value], env=self.app.environment, check=True)

    def toggle(self, name, key, value):
        """In the preferences, so that the application has it when the next message comes."""
        self.app.key("ctrl+comma")
        self.app.find("Preferences", role=Atspi.Role.DIALOG)
        self.app.click_node(self.app.find(name, exact=False))
        wait_for(lambda: self.get(key) == value, f"{key} to be {value}")
        screens.close_dialog(self.app, "Preferences")

    def inhibit(self, inhibited):
        """Until the application has heard it: a message goes another way, and may be faster."""
        self.daemon.inhibit(inhibited)
        self.told()

    def told(self):
        """How many notifications there were, those of the last moment too."""
        bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        # Whatever was on its way to the application before is there when it answers, and what it said before is here.
        bus.call_sync(SCHEMA, "/" + SCHEMA.replace(".", "/"), "org.gtk.Actions", "List", None, None, Gio.DBusCallFlags.NONE, -1, None)
        while GLib.MainContext.default().iteration(False):
            pass
        return len(self.daemon.log)

    def shown(self, title):
        found = [entry for entry in self.daemon.shown.values() if entry["title"] == title]
        assert len(found) < 2, f"{title} has {len(found)} notifications"
        return found[0] if found else None

    def wait_shown(self, title, body):
        return wait_for(lambda: (self.shown(title) or {}).get("body") == body and self.shown(title),
                        f"{body!r} of {title}; there is {self.shown(title)}")

    def write(self, peer, text):
        """A message that has arrived in the window."""
        seq = peer.publish(self.other.user_id, text)
        wait_for(lambda: any(text in label for label in self.app.labels()), f"{text!r} in the window")
        return seq

    def read_elsewhere_up_to(self, name, peer, seq):
        self.other.attach(peer.user_id)
        self.other.note(peer.user_id, "read", seq)
        wait_for(lambda: self.shown(name) is None, f"the notification of {name} to go")

    def close(self):
        self.app.stop()
        self.daemon.close()
        self.server.stop()
        self.folder.cleanup()

    # --- Cases, in their order -----------------------------------------------------------------------------------

    def other_chat(self):
        self.wait_shown("Ada", "hello")
        self.wait_shown("Ben", "hello")
        assert "Mark as Read" in self.shown("Ada")["actions"].values()
        wait_for(lambda: "(2) Cordial" in self.title(), "the number in the title")

    def title(self):
        return self.app.window_frame().name

    def grouped(self):
        first = self.shown("Ada")["id"]
        self.write(self.ada, "a second one")
        shown = self.wait_shown("Ada", "2 new messages\na second one")
        assert shown["id"] == first and shown["replaces"] == first, "a chat has one notification"
        assert len(self.daemon.shown) == 2

    def no_markup(self):
        self.write(self.ben, "<b>bold</b> & <script>")
        wait_for(lambda: "2 new" in self.shown("Ben")["body"], "the second message of Ben")
        body = self.shown("Ben")["body"]
        assert body.endswith("<b>bold</b> & <script>"), body

    def read_elsewhere(self):
        self.other.note(self.ben.user_id, "read", 2)
        wait_for(lambda: self.shown("Ben") is None, "Ben's notification to go")
        assert self.shown("Ada") is not None, "the other one stays"

    def mark_as_read(self):
        self.daemon.press(self.shown("Ada"), "Mark as Read")
        wait_for(lambda: self.ada.seen("info", what="read", seq=2), "the receipt at Ada's")
        wait_for(lambda: self.shown("Ada") is None, "Ada's notification to go")
        wait_for(lambda: self.title() == "Cordial", "the title without a number")

    def click_opens(self):
        self.write(self.ada, "look here")
        self.daemon.press(self.wait_shown("Ada", "look here"))
        wait_for(lambda: "look here" in screens.messages(self.app), "the chat with the message")
        wait_for(lambda: self.shown("Ada") is None, "the notification to go")

    def click_opens_where_reading_begins(self):
        """However much there is, what was not on the screen stays unread."""
        screens.open_chat(self.app, "Ben")
        for number in range(1, 41):
            last = self.ada.publish(self.other.user_id, f"there is more: {number}")
        self.daemon.press(self.wait_shown("Ada", "40 new messages\nthere is more: 40"))
        wait_for(lambda: "there is more: 1" in screens.messages(self.app), "the first unread message")
        wait_for(lambda: self.ada.newest_read() > last - 40, "what is on the screen to be read")
        self.app.find("Newest Messages", exact=False, role=Atspi.Role.PUSH_BUTTON)
        assert self.ada.newest_read() < last, f"{self.ada.newest_read()} of {last} counts as read"
        self.app.key("ctrl+End")
        wait_for(lambda: self.ada.newest_read() == last, "all to be read")

    def open_chat_is_silent(self):
        before = self.told()
        self.write(self.ada, "seen at once")
        self.write(self.ben, "not seen")
        self.wait_shown("Ben", "not seen")
        assert all("seen at once" not in entry["body"] for entry in self.daemon.log[before:])

    def hidden_text(self):
        self.toggle("Show Message Text", "notifications-show-text", "false")
        self.write(self.ben, "a secret")
        self.wait_shown("Ben", "2 new messages")
        self.other.note(self.ben.user_id, "read", 4)
        wait_for(lambda: self.shown("Ben") is None, "Ben's notification to go")
        self.write(self.ben, "another secret")
        self.wait_shown("Ben", "New message")
        self.toggle("Show Message Text", "notifications-show-text", "true")
        self.other.note(self.ben.user_id, "read", 5)
        wait_for(lambda: self.shown("Ben") is None, "Ben's notification to go")

    def silent(self, text, what, loud=lambda: None):
        """A message of Ben's is here, and by the time that the next one of Cleo's is told nothing was said of it."""
        before = self.told()
        self.write(self.ben, text)
        loud()
        told = f"after {text}"
        seq = self.write(self.cleo, told)
        wait_for(lambda: (self.shown("Cleo") or {}).get("body", "").endswith(told), "Cleo's notification")
        assert {entry["title"] for entry in self.daemon.log[before:]} == {"Cleo"}, f"notified although {what}"
        self.read_elsewhere_up_to("Cleo", self.cleo, seq)

    def switched_off(self):
        self.cleo = Peer(self.server.uri).sign_up("cleo", "cleo-password", "Cleo")
        self.cleo.attach(self.other.user_id)
        self.toggle("Notify About New Messages", "notifications", "false")
        self.silent("nobody is told", "notifications are switched off",
                    lambda: self.toggle("Notify About New Messages", "notifications", "true"))

    def do_not_disturb(self):
        self.inhibit(True)
        self.silent("quiet, please", "the person is not to be disturbed", lambda: self.inhibit(False))

    def muted(self):
        self.other.request("set", topic=self.ben.user_id, sub={"mode": "JRWA"})
        wait_for(lambda: any("muted" in label.lower() for label in self.app.labels()), "the chat to be muted")
        self.silent("to deaf ears", "the chat is muted")
        wait_for(lambda: self.title() == "Cordial", "a title that does not count muted chats")

    def two_at_once(self):
        """Also where the daemon takes its time to say which notification it made."""
        before = self.told()
        zoe = Peer(self.server.uri).sign_up("zoe", "zoe-password", "Z\u202eo\x01\u200be")
        zoe.attach(self.other.user_id)
        for text in ("one", "two", "three"):
            zoe.publish(self.other.user_id, text)
        self.wait_shown("Zoe", "3 new messages\nthree")
        assert len([entry for entry in self.daemon.log[before:] if entry["title"] == "Zoe"]) == 1, self.daemon.log[before:]
        self.read_elsewhere_up_to("Zoe", zoe, 3)

    def markup_daemon(self):
        """Where the daemon takes markup, what somebody wrote is none."""
        self.app.stop()
        self.daemon.capabilities.append("body-markup")
        self.app = self.start("notifications-markup.log")
        wait_for(lambda: len(screens.chat_names(self.app)) == 4, "all chats")
        seq = self.write(self.cleo, "<b>bold</b> & <script>")
        wait_for(lambda: (self.shown("Cleo") or {}).get("body", "").endswith("&lt;b&gt;bold&lt;/b&gt; &amp; &lt;script&gt;"),
                 "the escaped text")
        self.read_elsewhere_up_to("Cleo", self.cleo, seq)

    def read_before_answered(self):
        """Where the daemon has not said yet which notification it made when that is to go."""
        self.daemon.hold_answers()
        seq = self.write(self.cleo, "read at once")
        wait_for(lambda: (self.shown("Cleo") or {}).get("body", "").endswith("read at once"), "the notification")
        wait_for(lambda: self.title() != "Cordial", "a title that counts it")
        self.other.attach(self.cleo.user_id)
        self.other.note(self.cleo.user_id, "read", seq)
        wait_for(lambda: self.title() == "Cordial", "the window to know")
        self.daemon.give_answers()
        wait_for(lambda: self.shown("Cleo") is None, "the notification to go")

    def to_background(self):
        window = self.app.geometry()["WINDOW"]
        subprocess.run(["xdotool", "windowminimize", window], check=True)
        wait_for(lambda: not self.app.window_frame().has(Atspi.StateType.ACTIVE), "the window in the background")
        return window

    def to_front(self, window):
        subprocess.run(["xdotool", "windowactivate", window], check=True)
        wait_for(lambda: self.app.window_frame().has(Atspi.StateType.ACTIVE), "the window in front")

    def lock_out(self):
        self.server.stop()
        return Doorkeeper(self.server.listen)

    def let_in(self, doorkeeper):
        doorkeeper.leave()
        self.server.start()
        self.app.click("Try Now", role=Atspi.Role.PUSH_BUTTON)
        screens.wait_for_no_banner(self.app)

    def refused_in_sight(self):
        """Whoever sees the banner needs no notification."""
        before = self.told()
        doorkeeper = self.lock_out()
        screens.wait_for_banner(self.app, "The server does not let Cordial in")
        assert self.told() == before, self.daemon.log[before:]
        self.let_in(doorkeeper)

    def refused_in_background(self):
        """One notification, also when it turns out again that nobody is let in; gone when somebody is."""
        before = self.told()
        title = f"nina on {self.server.uri} is not connected"
        window = self.to_background()
        doorkeeper = self.lock_out()
        self.wait_shown(title, "The server does not allow this connection.")
        assert self.told() == before + 1, self.daemon.log[before:]
        # Coming back, it looks again by itself.
        asked = doorkeeper.asked
        self.to_front(window)
        wait_for(lambda: doorkeeper.asked > asked, "another look")
        screens.wait_for_banner(self.app, "The server does not let Cordial in")
        assert self.told() == before + 1, self.daemon.log[before:]
        assert self.shown(title) is not None
        self.let_in(doorkeeper)
        wait_for(lambda: self.shown(title) is None, "the notification to go")
        # The others have no such patience.
        self.other = Peer(self.server.uri).sign_in("nina", "nina-password")
        self.ada, self.ben, self.cleo = (Peer(self.server.uri).sign_in(name, f"{name}-password") for name in ("ada", "ben", "cleo"))
        for peer in (self.ada, self.ben, self.cleo):
            peer.attach(self.other.user_id)

    def answer_in_place(self):
        self.app.stop()
        portal = Portal()
        # No chat is open again.
        self.set("open-chat", "('', '')")
        self.app = self.start("notifications-portal.log", GTK_USE_PORTAL="1")
        wait_for(lambda: len(screens.chat_names(self.app)) == 4, "all chats")
        # Somebody new: her first words are news too.
        dora = Peer(self.server.uri).sign_up("dora", "dora-password", "Dora")
        dora.attach(self.other.user_id)
        dora.publish(self.other.user_id, "are you there?")
        identity = wait_for(lambda: next((key for key, value in portal.shown.items() if value["title"] == "Dora"), None),
                            "the notification in the portal")
        assert portal.shown[identity]["body"] == "are you there?", portal.shown
        purposes = [button.get("purpose") for button in portal.shown[identity]["buttons"]]
        assert "im.reply-with-text" in purposes, purposes
        portal.reply(identity, "yes, I am")
        wait_for(lambda: any(message["content"] == "yes, I am" for message in dora.data.get(self.other.user_id, {}).values()),
                 "the answer at Dora's")
        wait_for(lambda: identity not in portal.shown, "the notification to go")
        wait_for(lambda: dora.seen("info", what="read", seq=1), "the receipt at Dora's")
        self.portal = portal
        self.dora = dora

    def left_behind(self):
        """What an earlier run told goes, too, when it turns out to be read meanwhile; what was not read stays. The portal says only
        later what it can, as on a busy machine."""
        self.dora.publish(self.other.user_id, "still there?")
        self.write(self.ada, "me too")
        wait_for(lambda: {value["title"] for value in self.portal.shown.values()} == {"Ada", "Dora"}, "both notifications")
        self.app.kill()
        self.other.attach(self.dora.user_id)
        self.other.note(self.dora.user_id, "read", 3)
        self.portal.be_slow()
        self.app.start()
        wait_for(lambda: self.portal.slow, "a question to the portal")
        self.write(self.ada, "and me again")
        wait_for(lambda: self.title() == "(2) Cordial", "Dora's chat to be read")
        self.portal.be_quick()
        wait_for(lambda: {value["title"] for value in self.portal.shown.values()} == {"Ada"}, "Dora's notification to go")
        wait_for(lambda: self.title() == "(2) Cordial", "the number in the title")

    def muted_after_a_restart(self):
        """A server tells of a muted chat only those who are attached to it; its messages arrive all the same, and nobody is notified."""
        self.write(self.ben, "heard all the same")
        assert all(value["title"] != "Ben" for value in self.portal.shown.values()), self.portal.shown

    def get(self, key):
        return subprocess.run(["gsettings", "get", SCHEMA, key], env=self.app.environment, check=True, capture_output=True,
                              text=True).stdout.strip()

    def background_portal(self):
        """In a sandbox the desktop is asked, and its no is taken for a no."""
        self.set("when-closed", "run")
        wait_for(lambda: len(self.portal.requests) == 1, "the request to run in the background")
        request = self.portal.requests[0]
        assert request["commandline"] == ["cordial", "--background"] and not request["autostart"], request
        self.set("start-at-login", "true")
        wait_for(lambda: len(self.portal.requests) == 2, "the request to start at login")
        assert self.portal.requests[1]["autostart"]
        assert self.get("start-at-login") == "true" and self.get("when-closed") == "'run'"
        # Nothing but this tells the desktop that it shall not start any more.
        self.set("when-closed", "quit")
        self.set("start-at-login", "false")
        wait_for(lambda: len(self.portal.requests) == 3, "the request not to start at login")
        assert not self.portal.requests[2]["autostart"]
        self.portal.background = False
        self.set("when-closed", "run")
        wait_for(lambda: self.get("when-closed") == "'quit'", "the setting to go back")
        wait_for(lambda: any("does not let Cordial run" in label for label in self.app.labels()), "a sentence about it")
        assert len(self.portal.requests) == 4, self.portal.requests
        self.portal.close()

    def no_portal(self):
        """A sandbox on a desktop without one: a sentence, and the setting says what is so."""
        for key, value, back in (("when-closed", "run", "'quit'"), ("start-at-login", "true", "false")):
            self.set(key, value)
            self.app.find("This desktop has no way", exact=False)
            wait_for(lambda: self.get(key) == back, "the setting to go back")
            self.app.gone("This desktop has no way", exact=False)
        self.dora.publish(self.other.user_id, "and now?")
        wait_for(lambda: any("and now?" in label for label in self.app.labels()), "the message all the same")


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    executable, server_executable, artifacts = sys.argv[1:]
    tap = WindowTap(artifacts)
    notifications = Notifications(executable, server_executable, artifacts)
    for case in (notifications.other_chat, notifications.grouped, notifications.no_markup, notifications.read_elsewhere,
                 notifications.mark_as_read, notifications.click_opens, notifications.click_opens_where_reading_begins, notifications.open_chat_is_silent,
                 notifications.hidden_text, notifications.switched_off, notifications.do_not_disturb,
                 notifications.muted, notifications.two_at_once, notifications.refused_in_sight, notifications.refused_in_background,
                 notifications.markup_daemon, notifications.read_before_answered,
                 notifications.answer_in_place, notifications.left_behind,
                 notifications.muted_after_a_restart,
                 notifications.background_portal, notifications.no_portal):
        tap.application = notifications.app
        tap.case(case.__name__.replace("_", " "), case)
    tap.case("close", notifications.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
