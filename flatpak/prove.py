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

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens  # noqa: E402
from driver import Application, screenshot, settle  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from server_process import ServerProcess  # noqa: E402

APP_ID = "io.github.cordialchat.Cordial"

# «x11» is what Flatpak makes of «fallback-x11» in what it shows.
SOCKETS = {"wayland", "fallback-x11", "x11", "pulseaudio"}

# In place of microphone and loudspeaker, which this machine may not have.
SOUND = ["--env=CORDIAL_SOUND_SOURCE=audiotestsrc is-live=true volume=0.4", "--env=CORDIAL_SOUND_SINK=fakesink sync=true"]

GREETING = "Hello, sandbox! \N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}\u200d\N{BOY}"


class Sandboxed(Application):
    """Behind the proxies of its sandbox: known by its name, not by a process."""

    def __init__(self, log):
        self.flatpak = ["flatpak", "--user", "run", *SOUND, APP_ID]
        super().__init__(self.flatpak[0], os.environ["HOME"], log, self.flatpak[1:])

    def is_it(self, name):
        return self.bus.name_of(name) in ("cordial", APP_ID)

    def search(self):
        return ("--onlyvisible", "--name", "Cordial")

    def stop(self):
        subprocess.run(["flatpak", "kill", APP_ID], check=True)
        self.process.wait(60)


def spoken(ada, topic):
    """Whether Ada got a voice message, as the other clients write it."""
    return any(isinstance(data["content"], dict) and data["content"].get("ent", [{}])[0].get("tp") == "AU"
               and data["content"]["ent"][0]["data"]["mime"] == "audio/webm" for data in ada.data.get(topic, {}).values())


def check_permissions():
    """No file of the person's, no device but the screen's."""
    said = subprocess.run(["flatpak", "--user", "info", "--show-permissions", APP_ID], check=True, capture_output=True, text=True).stdout
    context = dict(line.split("=", 1) for line in said.partition("[Session Bus Policy]")[0].splitlines() if "=" in line)
    assert "filesystems" not in context, said
    assert context["devices"] == "dri;" and set(context["sockets"].strip(";").split(";")) <= SOCKETS, said


def say(text):
    print(f"› {text}", flush=True)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    server_program, picture = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="cordial-flatpak-") as folder:
        server = ServerProcess(server_program, f"{folder}/server")
        say(f"a cordial-server outside the sandbox listens on {server.uri}")
        check_permissions()
        app = Sandboxed(f"{folder}/log")
        try:
            app.find("Welcome to Cordial")
            private = pathlib.Path(os.environ["HOME"]) / "private"
            private.write_text("not for applications")
            seen = subprocess.run(["flatpak", "--user", "run", "--command=cat", APP_ID, str(private)], capture_output=True)
            assert seen.returncode != 0, "the sandbox sees the person's files"
            say("the window is there, and the sandbox does not see the person's files")
            screens.sign_up(app, server.uri, "nina", "nina-password", "Nina")
            if wait_for(lambda: app.look_for("Password Not Kept") or app.look_for("No Chats Yet"), "the chats"):
                settle()
                if app.look_for("Password Not Kept"):
                    say("no password store here, and the application says so")
                    app.key("Escape")
                    app.gone("Password Not Kept")
            say("signed up")
            ada = Peer(server.uri).sign_up("ada", "ada-password", "Ada")
            nina = Peer(server.uri).sign_in("nina", "nina-password").user_id
            ada.attach(nina)
            # The family is one character: where it ends the library says that came into the sandbox with the program.
            ada.publish(nina, GREETING)
            wait_for(lambda: "Ada" in screens.chat_names(app), "the chat with Ada")
            screens.open_chat(app, "Ada")
            wait_for(lambda: GREETING in screens.messages(app), "Ada's message")
            screens.send(app, "Hello from inside")
            wait_for(lambda: "Hello from inside" in ada.texts(nina), "the message at Ada's")
            say("a message went in, and one came out")
            screens.type_message(app, "a mispeled word ")
            wait_for(lambda: screens.misspelt(app) == ["mispeled"], "the misspelt word to be underlined")
            say("spelling is checked")
            screens.clear_composer(app)
            app.press(app.find("Record Voice Message", role=Atspi.Role.PUSH_BUTTON))
            app.wait_label("0:02")
            app.press(app.find("Send", role=Atspi.Role.PUSH_BUTTON))
            wait_for(lambda: spoken(ada, nina), "the voice message at Ada's")
            app.press(app.find("Play: Voice message", role=Atspi.Role.PUSH_BUTTON))
            app.find("Pause: Voice message", role=Atspi.Role.PUSH_BUTTON)
            app.find("Play: Voice message", role=Atspi.Role.PUSH_BUTTON)
            say("a voice message was recorded, sent and heard to its end")
            settle()
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
