# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uses the installed Flatpak as a person does: signs up on a server outside its sandbox, exchanges a message, is looked at.

usage: tests/session --no-secrets prove.py CORDIAL-SERVER PICTURE

Run by flatpak/prove, on the machine itself: a sandbox within a sandbox cannot be made.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

sys.path[:0] = [str(pathlib.Path(__file__).parent.parent / "tests" / folder) for folder in ("interface", "support")]

import gi  # noqa: E402

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

# Debian 12 has an older version of the library.
if not hasattr(Atspi.Accessible, "clear_cache_single"):
    Atspi.Accessible.clear_cache_single = Atspi.Accessible.clear_cache
    Atspi.Accessible.is_text = lambda node: node.get_text_iface() is not None

import screens  # noqa: E402
from driver import Application, screenshot, settle  # noqa: E402
from peer import Peer, wait_for  # noqa: E402
from server_process import ServerProcess  # noqa: E402

APP_ID = "io.github.cordialchat.Cordial"


class Sandboxed(Application):
    """Behind the proxies of its sandbox: known by its name, not by a process."""

    def __init__(self, log):
        self.flatpak = ["flatpak", "--user", "run", APP_ID]
        super().__init__(self.flatpak[0], os.environ["HOME"], log, self.flatpak[1:])

    def root(self):
        if self.process.poll() is not None:
            raise AssertionError("the application ended:\n" + self.log.read_text(errors="replace")[-4000:])
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache_single()
        for index in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(index)
            try:
                if child is not None and child.get_name() in ("cordial", APP_ID):
                    return child
            except GLib.Error:
                continue
        return None

    def geometry(self):
        def found():
            windows = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Cordial"], capture_output=True,
                                     text=True).stdout.split()
            places = [subprocess.run(["xdotool", "getwindowgeometry", "--shell", window], capture_output=True,
                                     text=True).stdout.split() for window in windows]
            places = [dict(line.split("=") for line in place) for place in places if place]
            return max(places, key=lambda place: int(place["WIDTH"]) * int(place["HEIGHT"]), default=None)

        return wait_for(found, "the window's place on the screen")

    def stop(self):
        subprocess.run(["flatpak", "kill", APP_ID], check=True)
        self.process.wait(60)


def say(text):
    print(f"› {text}", flush=True)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    server_program, picture = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="cordial-flatpak-") as folder:
        server = ServerProcess(server_program, f"{folder}/server")
        say(f"a cordial-server outside the sandbox listens on {server.uri}")
        app = Sandboxed(f"{folder}/log")
        try:
            app.find("Welcome to Cordial", seconds=60)
            private = pathlib.Path(os.environ["HOME"]) / "private"
            private.write_text("not for applications")
            seen = subprocess.run(["flatpak", "--user", "run", "--command=cat", APP_ID, str(private)], capture_output=True)
            assert seen.returncode != 0, "the sandbox sees the person's files"
            say("the window is there, and the sandbox does not see the person's files")
            screens.sign_up(app, server.uri, "nina", "nina-password", "Nina")
            if wait_for(lambda: app.look_for("Password Not Kept") or app.look_for("No Chats Yet"), "the chats", 60):
                settle()
                if app.look_for("Password Not Kept"):
                    say("no password store here, and the application says so")
                    app.key("Escape")
                    app.gone("Password Not Kept")
            say("signed up")
            ada = Peer(server.uri).sign_up("ada", "ada-password", "Ada")
            nina = Peer(server.uri).sign_in("nina", "nina-password").user_id
            ada.attach(nina)
            ada.publish(nina, "Hello, sandbox!")
            wait_for(lambda: "Ada" in screens.chat_names(app), "the chat with Ada", 60)
            screens.open_chat(app, "Ada")
            wait_for(lambda: "Hello, sandbox!" in screens.messages(app), "Ada's message")
            screens.send(app, "Hello from inside")
            wait_for(lambda: "Hello from inside" in ada.texts(nina), "the message at Ada's", 30)
            say("a message went in, and one came out")
            screens.type_message(app, "a mispeled word ")
            wait_for(lambda: screens.misspelt(app) == ["mispeled"], "the misspelt word to be underlined")
            say("spelling is checked")
            settle(1)
            screenshot(picture)
            say(f"picture: {picture}")
        except AssertionError:
            screenshot(picture)
            print((pathlib.Path(folder) / "log").read_text(errors="replace")[-2000:], file=sys.stderr)
            raise
        finally:
            if app.process.poll() is None:
                app.stop()
            server.kill()  # the place around it does not pass its exit status on


if __name__ == "__main__":
    main()
