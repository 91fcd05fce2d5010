# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes a picture of every page: light and dark, wide and as narrow as a telephone, in high contrast, and with text
twice as large.

usage: tests/session --no-secrets --size 1280x900 screenshots.py --build BUILD --out FOLDER [SCHEME-SIZE…]
"""

import argparse
import contextlib
import pathlib
import signal
import sqlite3
import subprocess
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import old_account
import screens
from drafty import CALL, FORM, answer, card, encoded, entity, mention
from driver import QUICK_HEARTBEAT, Application, screenshot, settle
from patience import wait_for
from peer import Peer
from server_process import ServerProcess, make_certificate, run_server

SIZES = {"wide": (1000, 680), "narrow": (370, 700)}  # with the ten pixels that the toolkit draws around a window
SCHEMES = {"light": {}, "dark": {}, "contrast": {"ADW_DEBUG_HIGH_CONTRAST": "1"}, "large": {}}
GALLERIES = [("light", "wide"), ("light", "narrow"), ("dark", "wide"), ("dark", "narrow"), ("contrast", "wide"), ("large", "narrow")]
EMIL, QUESTION, FILE = "Émile Dubois", "Shall we meet at the harbour?", "The way to the harbour.txt"
HARBOUR, ROPE = "Harbour", "will you bring the rope?"
APP_ID = "io.github.cordialchat.Cordial"


class Gallery:
    def __init__(self, build, out, scheme, size, environment=None):
        self.out = out
        self.prefix = f"{scheme}-{size}"
        self.narrow = size == "narrow"
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-gallery-")
        self.offering = str(build / "tests/interface/offering")
        self.executable = str(build / "src/server/cordial-server")
        certificate, key = make_certificate(self.folder.name)
        self.server = ServerProcess(self.executable, f"{self.folder.name}/server", "--demo", "--plain")
        self.empty = ServerProcess(self.executable, f"{self.folder.name}/empty")
        self.encrypted = ServerProcess(self.executable, f"{self.folder.name}/encrypted", "--tls-certificate", certificate,
                                       "--tls-key", key)
        self.app = Application(str(build / "src/application/cordial"), f"{self.folder.name}/home", out / f"{self.prefix}.log",
                               environment={"ADW_DEBUG_COLOR_SCHEME": f"prefer-{'dark' if scheme == 'dark' else 'light'}",
                                            "CORDIAL_SOUND_SOURCE": "audiotestsrc is-live=true volume=0.4",
                                            **QUICK_HEARTBEAT, **SCHEMES[scheme], **(environment or {})}, text_scale=2 if scheme == "large" else 1)
        self.app.find("Welcome to Cordial")
        self.size = SIZES[size]
        self.app.resize(*self.size)

    def picture(self, name, popover=False):
        settle()
        path = self.out / f"{self.prefix}-{name}.png"
        if popover:  # it may be larger than the window that it belongs to
            screenshot(path)
            # What is neither is black.
            subprocess.run(["mogrify", "-transparent", "#000000", "-trim", "+repage", str(path)], check=True)
        else:
            self.app.picture(path)

    def escape(self, times=1):
        for _ in range(times):
            self.app.key("Escape")
            settle()

    def back(self):
        if self.narrow:
            self.app.key("alt+Left")
            settle()

    def run(self):
        self.welcome()
        self.nobody_yet()
        self.chats()
        self.messages()
        self.connection()
        self.dialogs()
        self.password_again()
        self.away()
        self.plain_account()
        self.update()

    # --- Pages, in the order in which a person comes to them -------------------------------------------------------

    def welcome(self):
        self.picture("welcome")
        self.app.key("F10")
        self.picture("welcome-menu", popover=True)
        self.escape()
        screens.open_sign_in(self.app)
        self.picture("sign-in")
        screens.fill_sign_in(self.app, self.server.uri, "nobody", "wrong-password")
        screens.wait_for_problem(self.app, "password is wrong")
        self.picture("sign-in-refused")
        screens.fill_sign_in(self.app, self.encrypted.uri, "nobody", "wrong-password")
        self.app.find("Details…")
        self.picture("sign-in-untrusted")
        self.app.click("Details…")
        self.app.find("SHA-256 Fingerprint", exact=False)
        self.picture("certificate")
        self.escape()
        self.app.click("Other Chat Server…")
        screens.replace_text(self.app, "Address", "ws://127.0.0.1:1/websocket/7?token=abc")
        screens.replace_text(self.app, "Your ID", "7")
        self.picture("other-server")
        self.app.click("Test Connection")
        screens.wait_for_problem(self.app, "no server answers")
        screens.click_row(self.app, "Advanced")
        self.app.find("Heartbeat (JSON)", role=Atspi.Role.TEXT)
        self.picture("other-server-advanced")
        self.escape()
        self.app.click("Back")
        settle()

    def nobody_yet(self):
        screens.sign_up(self.app, self.empty.uri, "visitor", "visitor-password", "Visitor")
        self.app.find("Password Not Kept")
        self.picture("password-not-kept")
        self.escape()
        self.app.find("No Chats Yet")
        self.picture("no-chats")
        screens.sign_out(self.app)

    def chats(self):
        screens.sign_up(self.app, self.server.uri, "visitor", "visitor-password", "Visitor")
        screens.wait_for_window(self.app)
        wait_for(lambda: screens.chat_names(self.app), "the chats")
        self.picture("chats")
        self.app.key("F10")
        self.picture("main-menu", popover=True)
        self.escape()
        self.app.key("ctrl+f")
        settle()
        self.app.type("el")
        wait_for(lambda: "Pip" not in screens.chat_names(self.app), "the chats that were searched for")
        self.picture("search")
        self.app.type("sewhere")
        self.app.find("No Results Found")
        self.picture("search-nothing")
        self.escape()
        screens.open_chat(self.app, "Alma")
        self.picture("conversation")
        self.app.click("Chat Menu", role=Atspi.Role.TOGGLE_BUTTON)
        self.app.find("Mute")
        self.picture("chat-menu", popover=True)
        self.escape()
        self.app.click("Alma Ortega", role=Atspi.Role.PUSH_BUTTON, exact=False)
        self.app.find("Chat Details", role=Atspi.Role.DIALOG)
        self.picture("chat-details")
        self.escape()
        screens.go_to_message(self.app)
        self.app.key("shift+F10")
        self.picture("message-menu", popover=True)
        self.escape()
        self.app.click_node(screens.composer(self.app))  # the first click after a menu may only put it away
        settle()
        screens.type_message(self.app, "A draft with a mispeled word, which is long enough for a second line even in a window that is as "
                                       "wide as this one ")
        wait_for(lambda: screens.misspelt(self.app) == ["mispeled"], "the misspelt word to be underlined")
        self.picture("draft")
        screens.clear_composer(self.app)
        self.back()
        screens.open_chat(self.app, "Pip")
        screens.send(self.app, "Hello! How are you?")
        screens.wait_for_typing(self.app)
        self.picture("typing")
        self.back()
        Peer(self.server.uri).sign_up("emil", "emil-password", EMIL).close()
        self.app.click("New Chat")
        self.app.find("New Chat", role=Atspi.Role.DIALOG)
        self.picture("new-chat-empty")
        self.app.type("emil")
        wait_for(lambda: any("Émile" in label for label in self.app.labels()), "somebody found")
        self.picture("new-chat")
        self.app.type("xyz")
        self.app.find("Nobody Found")
        self.picture("new-chat-nobody")
        self.escape()

    def messages(self):
        """What they can hold, and what is done with them."""
        visitor, emil = (Peer(self.server.uri).sign_in(name, f"{name}-password") for name in ("visitor", "emil"))
        emil.attach(visitor.user_id)
        path = f"{self.folder.name}/harbour.png"
        subprocess.run(["convert", "-size", "320x200", "gradient:#3584e4-#f6d32d", path], check=True)
        harbour = encoded(pathlib.Path(path).read_bytes())
        seq = emil.publish(visitor.user_id, QUESTION)
        emil.publish(visitor.user_id, entity("IM", "It looks like this", mime="image/png", name="harbour.png", width=320, height=200, val=harbour),
                     mime="text/x-drafty")
        emil.publish(visitor.user_id, entity("EX", mime="text/plain", name=FILE, val=encoded(b"straight on")),
                     mime="text/x-drafty")
        emil.publish(visitor.user_id, answer(EMIL, emil.user_id, QUESTION, "At seven, if it does not rain."),
                     mime="text/x-drafty", reply=str(seq))
        screens.open_chat(self.app, "Émile")
        self.app.find("Reply to", exact=False)
        self.picture("messages")
        for item, found in (("Reply", "Cancel"), ("Forward…", "Search chats"), ("Delete…", "Delete for Me"), ("Select", "1 Selected")):
            screens.go_to_message(self.app)
            self.app.key("shift+F10")
            self.app.find(item)
            settle()
            self.app.click(item)
            self.app.find(found, exact=False)
            self.picture(item.lower().rstrip("…"))
            self.escape()
            self.app.gone(found, exact=False)
        self.app.click("Image: harbour.png", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("Copy Picture")
        self.picture("viewer")
        self.escape()
        self.app.gone("Copy Picture")
        offering = screens.offer(self.offering, "files", path, __file__)
        screens.paste_files(self.app)
        self.picture("attach")
        self.escape()
        self.app.gone("Caption", exact=False)
        offering.kill()
        offering.wait()
        self.kinds(visitor, emil)
        self.back()
        self.group(visitor, emil)
        for peer in (visitor, emil):
            peer.close()
        self.back()

    def kinds(self, visitor, emil):
        """What else somebody can say, and a voice message on its way."""
        film = subprocess.run(["convert", "-size", "320x180", "gradient:#26a269-#1a5fb4", "jpeg:-"], check=True, capture_output=True).stdout
        # Reading may have begun above: what comes is followed from the end.
        self.app.key("ctrl+End")
        self.app.gone("Newest Messages", exact=False, role=Atspi.Role.PUSH_BUTTON)
        for content in (CALL, card("Bea Bird", emil.user_id), FORM):
            emil.publish(visitor.user_id, content, mime="text/x-drafty")
        self.app.find("Read more", role=Atspi.Role.PUSH_BUTTON)
        self.picture("card")
        for content in (entity("AU", mime="audio/webm", duration=2100, val=encoded(b"hello"), preview=encoded(bytes([10, 100, 40, 0] * 24))),
                        entity("VD", "The tide", mime="video/webm", name="tide.webm", width=320, height=180, duration=3000,
                               val=encoded(b"waves"), preview=encoded(film), premime="image/jpeg")):
            emil.publish(visitor.user_id, content, mime="text/x-drafty")
        self.app.find("Play: Video: tide.webm", role=Atspi.Role.PUSH_BUTTON)
        self.picture("sound")
        self.app.press(self.app.find("Record Voice Message", role=Atspi.Role.PUSH_BUTTON))
        self.app.wait_label("0:01")
        self.picture("recording")
        self.app.press(self.app.find("Stop Recording", role=Atspi.Role.PUSH_BUTTON))
        self.app.find("Listen", role=Atspi.Role.PUSH_BUTTON)
        self.picture("recorded")
        self.app.press(self.app.find("Discard Recording", role=Atspi.Role.PUSH_BUTTON))
        self.app.gone("Discard Recording")

    def group(self, visitor, emil):
        """Who is named there, who has read what, and what is pinned."""
        harbour = visitor.request("sub", topic="new1", set={"desc": {"public": {"fn": HARBOUR}}})["topic"]
        emil.attach(harbour)
        emil.publish(harbour, "The tide is at noon.")
        emil.publish(harbour, mention("@Visitor", visitor.user_id, ROPE), mime="text/x-drafty")
        screens.open_chat(self.app, HARBOUR)
        self.app.find("The tide is at noon.", role=Atspi.Role.LABEL)
        screens.send(self.app, "I will, and the good knife.")
        wait_for(lambda: emil.seen("data", topic=harbour, seq=3), "the message at Émile's")
        emil.note(harbour, "read", 3)
        screens.go_to_message(self.app)
        self.app.key("shift+F10")
        self.app.click("Seen By…")
        self.app.find("Seen By", role=Atspi.Role.DIALOG)
        self.picture("seen-by")
        self.escape()
        self.app.gone("Seen By", role=Atspi.Role.DIALOG)
        visitor.attach(harbour)
        visitor.request("set", topic=harbour, aux={"pins": [1, 2]})
        self.app.find("Pinned Message 2 of 2", role=Atspi.Role.PUSH_BUTTON, exact=False)
        self.picture("pinned")
        screens.go_to_composer(self.app)
        self.app.type("Shall I ask @")
        self.app.find("Members", role=Atspi.Role.LIST)
        self.picture("mention", popover=True)
        self.escape()
        screens.clear_composer(self.app)

    def connection(self):
        self.server.signal(signal.SIGSTOP)
        wait_for(lambda: screens.banner(self.app), "the banner")
        settle()
        self.server.signal(signal.SIGCONT)
        screens.wait_for_no_banner(self.app)
        settle()
        self.app.click("Connection", exact=False, role=Atspi.Role.TOGGLE_BUTTON)
        self.picture("connection", popover=True)
        self.escape()

    def dialogs(self):
        self.app.key("ctrl+comma")
        self.app.find("Preferences", role=Atspi.Role.DIALOG)
        self.picture("preferences")
        screens.click_row(self.app, "Advanced")
        screens.scroll_to(self.app, "Restore Defaults")
        self.picture("preferences-heartbeat")
        self.app.click_node(self.app.find("Accounts", role=Atspi.Role.PAGE_TAB))
        self.app.find("Profile…")
        self.picture("preferences-accounts")
        screens.click_row(self.app, "Profile…")
        self.app.find("About You", role=Atspi.Role.TEXT)
        self.picture("profile")
        self.escape()
        screens.click_row(self.app, "Change Password…")
        self.picture("change-password")
        self.escape()
        screens.click_row(self.app, "Change Address…")
        self.app.find("Change Address", role=Atspi.Role.PUSH_BUTTON)
        self.picture("change-address")
        self.escape()
        screens.click_row(self.app, "Sign Out…")
        self.picture("sign-out")
        self.escape(2)
        for name, key in (("shortcuts", "ctrl+question"), ("close", "ctrl+w")):
            self.app.key(key)
            self.picture(name)
            self.escape()
        subprocess.run(["gapplication", "action", APP_ID, "about"], check=True)
        self.app.find("About", exact=False, role=Atspi.Role.DIALOG)
        self.picture("about")
        screens.click_row(self.app, "Troubleshooting")
        self.picture("troubleshooting")
        self.escape(2)

    def password_again(self):
        """Without a password store it is asked for at each start."""
        self.app.stop()
        self.app.start()
        self.app.find("Password", role=Atspi.Role.TEXT)
        self.app.resize(*self.size)
        self.picture("password-again")
        self.escape()
        self.picture("signed-out")
        self.app.click("Sign In", role=Atspi.Role.PUSH_BUTTON)
        screens.replace_text(self.app, "Password", "visitor-password")
        self.app.key("Return")
        self.app.gone("Password", role=Atspi.Role.TEXT)
        screens.wait_for_no_banner(self.app)

    def away(self):
        screens.open_chat(self.app, "Pip")
        self.server.kill()
        screens.send(self.app, "Written while the server is away")
        wait_for(lambda: screens.banner(self.app), "the banner")
        screens.wait_for_countdown(self.app)
        self.picture("reconnecting")
        screens.go_to_message(self.app)
        self.app.key("shift+F10")
        self.app.find("Take Back")
        self.picture("take-back", popover=True)
        self.escape()
        self.server.start()
        screens.try_now(self.app)
        self.back()
        screens.sign_out(self.app)

    def plain_account(self):
        status, address, complaint = run_server(self.executable, "--data", f"{self.folder.name}/server", "--listen",
                                                self.server.listen, "--plain-address", "visitor")
        assert status == 0, complaint
        screens.open_sign_in(self.app)
        self.app.click("Other Chat Server…")
        for field, text in (("Address", address.strip()), ("Your ID", address.split("/websocket/")[1].split("?")[0]),
                            ("Your Name", "Visitor")):
            screens.replace_text(self.app, field, text)
        self.app.click("Connect")
        screens.wait_for_window(self.app)
        if self.app.look_for("Password Not Kept"):
            self.escape()
        self.app.click("New Chat")
        self.app.find("New Chat", role=Atspi.Role.DIALOG)
        self.picture("plain-new-chat")
        self.escape()
        self.app.key("ctrl+comma")
        self.app.find("Preferences", role=Atspi.Role.DIALOG)
        settle()
        self.app.click_node(self.app.find("Accounts", role=Atspi.Role.PAGE_TAB))
        self.picture("plain-account")
        screens.click_row(self.app, "Server Settings…")
        settle()
        self.picture("server-settings")

    def update(self):
        """An account of the first version, stopped before its update is over."""
        home = f"{self.folder.name}/old-home"
        path = old_account.make(home, f"{self.folder.name}/home")
        self.app.stop()
        environment = {name: self.app.environment[name] for name in ("ADW_DEBUG_COLOR_SCHEME", "ADW_DEBUG_HIGH_CONTRAST")
                       if name in self.app.environment}
        self.app = Application(self.app.command[-1], home, self.app.log, environment=environment)
        self.app.find("Updating Messages…")
        # It waits for whoever else writes, so that it is not over before somebody has looked.
        with contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as database:
            while not database.in_transaction:
                with contextlib.suppress(sqlite3.OperationalError):  # until it lets somebody between
                    database.execute("BEGIN IMMEDIATE")
            self.app.resize(*SIZES["narrow" if self.narrow else "wide"])
            self.app.find("Messages updated", role=Atspi.Role.PROGRESS_BAR)
            self.app.picture(self.out / f"{self.prefix}-updating.png")
            database.execute("ROLLBACK")

    def close(self):
        self.app.stop()
        for server in (self.server, self.empty, self.encrypted):
            server.stop()
        self.folder.cleanup()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("galleries", nargs="*", help="such as dark-narrow; all if none is named")
    arguments = parser.parse_args()
    build = pathlib.Path(arguments.build).resolve()
    out = pathlib.Path(arguments.out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    failed = 0
    for scheme, size in GALLERIES:
        if arguments.galleries and f"{scheme}-{size}" not in arguments.galleries:
            continue
        gallery = Gallery(build, out, scheme, size)
        try:
            gallery.run()
            print(f"› {scheme}, {size}: {out}/{gallery.prefix}-*.png", flush=True)
        except AssertionError as error:
            failed += 1
            print(f"› {scheme}, {size}: {error}", file=sys.stderr, flush=True)
            gallery.picture("failed")
        finally:
            gallery.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
