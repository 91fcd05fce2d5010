# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes a picture of every page: light and dark, wide and as narrow as a telephone.

usage: tests/session --size 1280x900 screenshots.py --build BUILD --out FOLDER
"""

import argparse
import pathlib
import signal
import subprocess
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens
from driver import Application, screenshot, settle
from peer import Peer, wait_for
from server_process import ServerProcess

SIZES = {"wide": (1000, 680), "narrow": (370, 700)}  # with the ten pixels that the toolkit draws around a window


class Gallery:
    def __init__(self, build, out, scheme, size):
        self.out = out
        self.prefix = f"{scheme}-{size}"
        self.narrow = size == "narrow"
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-gallery-")
        self.server = ServerProcess(str(build / "src/server/cordial-server"), f"{self.folder.name}/server", "--demo")
        self.app = Application(str(build / "src/cordial"), f"{self.folder.name}/home", out / f"{self.prefix}.log",
                               environment={"ADW_DEBUG_COLOR_SCHEME": f"prefer-{scheme}",
                                            "CORDIAL_HEARTBEAT_INTERVAL_MS": "2000",
                                            "CORDIAL_HEARTBEAT_DEADLINE_MS": "500",
                                            "CORDIAL_CONNECT_LIMIT_MS": "2000"})
        self.app.find("Welcome to Cordial", seconds=30)
        self.app.resize(*SIZES[size])

    def picture(self, name, popover=False):
        settle(0.8)
        take = screenshot if popover else self.app.picture  # a popover is larger than the window that it belongs to
        take(self.out / f"{self.prefix}-{name}.png")

    def back(self):
        if self.narrow:
            self.app.key("alt+Left")
            settle()

    def run(self):
        self.picture("welcome")
        screens.open_sign_in(self.app)
        self.picture("sign-in")
        screens.fill_sign_in(self.app, self.server.uri, "nobody", "wrong-password")
        screens.wait_for_problem(self.app, "password is wrong")
        self.picture("sign-in-refused")
        self.app.click("Other Chat Server…")
        screens.replace_text(self.app, "Address", "wss://intranet.example.org/websocket/7?token=abc")
        screens.replace_text(self.app, "Your ID", "7")
        self.picture("other-server")
        self.app.key("Escape")
        settle(0.8)
        self.app.click("Back")
        settle(0.8)
        screens.sign_up(self.app, self.server.uri, "visitor", "visitor-password", "Visitor")
        screens.wait_for_window(self.app)
        wait_for(lambda: screens.chat_names(self.app), "the chats")
        self.picture("chats")
        screens.open_chat(self.app, "Alma")
        self.picture("conversation")
        self.back()
        screens.open_chat(self.app, "Pip")
        screens.send(self.app, "Hello! How are you?")
        screens.wait_for_typing(self.app)
        self.picture("typing")
        self.back()
        Peer(self.server.uri).sign_up("emil", "emil-password", "Émile Dubois").close()
        self.app.click("New Chat")
        settle()
        self.app.type("emil")
        wait_for(lambda: any("Émile" in label for label in self.app.labels()), "somebody found")
        self.picture("new-chat")
        self.app.key("Escape")
        settle()
        self.server.signal(signal.SIGSTOP)
        wait_for(lambda: screens.banner(self.app), "the banner", 30)
        settle(4)
        self.server.signal(signal.SIGCONT)
        screens.wait_for_no_banner(self.app)
        settle(12)
        self.app.click("Connection", exact=False, role=Atspi.Role.TOGGLE_BUTTON)
        self.picture("connection", popover=True)
        self.app.key("Escape")
        settle(0.8)
        self.dialogs()
        screens.open_chat(self.app, "Pip")
        self.server.signal(signal.SIGSTOP)
        screens.send(self.app, "Written while the server is away")
        wait_for(lambda: screens.banner(self.app), "the banner", 30)
        screens.wait_for_countdown(self.app)
        self.picture("reconnecting")

    def dialogs(self):
        self.app.key("ctrl+comma")
        self.app.find("Preferences", role=Atspi.Role.DIALOG)
        self.picture("preferences")
        for page in ("Connection", "Accounts"):
            self.app.click_node(self.app.find(page, role=Atspi.Role.PAGE_TAB))
            self.picture(f"preferences-{page.lower()}")
        self.app.click_node(self.app.find("Change Password…"))
        self.picture("change-password")
        self.app.key("Escape")
        settle(0.8)
        self.app.click_node(self.app.find("Sign Out…"))
        self.picture("sign-out")
        for _dialog in range(2):
            self.app.key("Escape")
            settle(0.8)
        for name, key in (("shortcuts", "ctrl+question"), ("close", "ctrl+w")):
            self.app.key(key)
            self.picture(name)
            self.app.key("Escape")
            settle(0.8)
        subprocess.run(["gapplication", "action", "io.github.cordialchat.Cordial", "about"], check=True)
        self.app.find("About", exact=False, role=Atspi.Role.DIALOG)
        self.picture("about")
        self.app.key("Escape")
        settle(0.8)

    def close(self):
        self.app.stop()
        self.server.stop()
        self.folder.cleanup()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    build = pathlib.Path(arguments.build).resolve()
    out = pathlib.Path(arguments.out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    failed = 0
    for scheme in ("light", "dark"):
        for size in SIZES:
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
