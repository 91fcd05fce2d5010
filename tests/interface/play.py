# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays a short conversation in the real window, through the real server, a cut connection included, and keeps pictures.

usage: tests/session play.py --build BUILD --out FOLDER
"""

import argparse
import os
import pathlib
import sys
import tempfile

import screens
from driver import QUICK_HEARTBEAT, Application, screenshot, settle
from patience import wait_for
from server_process import ServerProcess


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    build = pathlib.Path(arguments.build).resolve()
    out = pathlib.Path(arguments.out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.png"):
        old.unlink()
    pictures = []

    def picture(name, told):
        settle()
        path = out / f"{len(pictures) + 1}-{name}.png"
        screenshot(path)
        pictures.append(path)
        print(f"› {told}", flush=True)

    with tempfile.TemporaryDirectory(prefix="cordial-play-") as folder:
        server = ServerProcess(str(build / "src/server/cordial-server"), f"{folder}/server", "--demo")
        app = None
        try:
            app = Application(str(build / "src/application/cordial"), f"{folder}/home", out / "cordial.log",
                              environment=QUICK_HEARTBEAT)
            app.find("Sign In")
            picture("welcome", "Cordial started")
            screens.sign_up(app, server.uri, "visitor", "visitor-password", "Visitor")
            screens.wait_for_window(app)
            name = screens.first_chat(app)
            picture("chats", f"signed up on {server.uri}; the newest chat is with {name}")
            answerer = "Pip"
            screens.open_chat(app, answerer)
            screens.send(app, "Hello! Is anybody there?")
            before = len(screens.messages(app))
            screens.wait_for_typing(app)
            picture("typing", f"wrote to {answerer}, who is typing")
            wait_for(lambda: len(screens.messages(app)) > before, "the answer")
            picture("conversation", f"{answerer} answered: {screens.messages(app)[-1]}")
            server.kill()
            screens.send(app, "This one was written while the server was away.")
            wait_for(lambda: screens.banner(app), "the banner")
            screens.wait_for_countdown(app)
            picture("cut", f"killed the server; the banner says: {screens.banner(app)}")
            before = len(screens.messages(app))
            server.start()
            screens.try_now(app)
            wait_for(lambda: len(screens.messages(app)) > before, "the answer after the cut")
            picture("back", f"the server is back, the message arrived, {answerer} answered: {screens.messages(app)[-1]}")
        finally:
            if app is not None:
                app.stop()
            server.stop()
    print("› the pictures:")
    for path in pictures:
        print(f"  {os.path.relpath(path)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
