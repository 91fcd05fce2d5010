# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""At home on the desktop: installed, found and started as a menu does it, in the background, at login, by a link; and taken away.

usage: tests/session --prefix PREFIX desktop.py BUILD PREFIX ARTIFACTS
"""

import collections
import os
import pathlib
import shutil
import signal
import subprocess
import sys

import gi

gi.require_version("Atspi", "2.0")
gi.require_version("GioUnix", "2.0")
from gi.repository import Atspi, Gio, GioUnix, GLib  # noqa: E402

import screens  # noqa: E402
from desktop_fakes import NotificationDaemon  # noqa: E402
from driver import Application, WindowTap  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from server_process import ServerProcess  # noqa: E402

APP_ID = "io.github.cordialchat.Cordial"
PATH = "/io/github/cordialchat/Cordial"


Process = collections.namedtuple("Process", "pid")


class Installed(Application):
    """The program that the bus started, and not the test."""

    def __init__(self, log):
        self.log = pathlib.Path(log)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_bytes(b"")
        self.environment = dict(os.environ)
        self.process = Process(None)
        self.forget()

    def pid(self):
        """Of the one that has the name, or None."""
        bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        try:
            return bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                 "GetConnectionUnixProcessID", GLib.Variant("(s)", (APP_ID,)), None, 0, -1, None).unpack()[0]
        except GLib.Error:
            return None

    def check_alive(self):
        """It comes and goes; the driver looks for windows by its number."""
        pid = self.pid()
        if pid != self.process.pid:
            self.process = Process(pid)
            self.forget()

    def windows(self):
        root = self.root()
        return len(root.children) if root else 0

    def activate_action(self, name):
        bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        bus.call_sync(APP_ID, PATH, "org.freedesktop.Application", "ActivateAction",
                      GLib.Variant("(sava{sv})", (name, [], {})), None, 0, 20000, None)


class Desktop:
    def __init__(self, build, prefix, artifacts):
        self.build = build
        self.prefix = pathlib.Path(prefix)
        self.artifacts = artifacts
        self.entry = self.prefix / f"share/applications/{APP_ID}.desktop"
        self.app = Installed(f"{artifacts}/desktop.log")
        self.server = None
        self.daemon = None

    def run(self, *command, check=True):
        return subprocess.run(command, check=check, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)

    def launch(self):
        if GLib.check_version(2, 88, 0) is None:
            # The tool of that version ends before the bus has its message; a menu goes on.
            GioUnix.DesktopAppInfo.new(f"{APP_ID}.desktop").launch(None, None)
            return
        # It may become the program itself, which would keep a pipe open.
        subprocess.run(["gio", "launch", str(self.entry)], check=True, timeout=60, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wait_for_window(self):
        wait_for(lambda: self.app.windows() == 1, "a window")

    def wait_for_end(self):
        wait_for(lambda: self.app.pid() is None, "the end of the application")

    # --- Cases, in their order -----------------------------------------------------------------------------------

    def install(self):
        shutil.rmtree(self.prefix, ignore_errors=True)
        self.run("meson", "install", "-C", self.build, "--no-rebuild")
        for path in (f"share/applications/{APP_ID}.desktop", f"share/dbus-1/services/{APP_ID}.service",
                     f"share/metainfo/{APP_ID}.metainfo.xml", f"share/icons/hicolor/scalable/apps/{APP_ID}.svg",
                     f"share/icons/hicolor/symbolic/apps/{APP_ID}-symbolic.svg", "share/glib-2.0/schemas/gschemas.compiled",
                     "share/man/man1/cordial.1", "share/man/man1/cordial-server.1", "bin/cordial", "bin/cordial-server"):
            assert (self.prefix / path).exists(), f"{path} is not installed"
        self.run("desktop-file-validate", str(self.entry))

    def launch_from_menu(self):
        info = GioUnix.DesktopAppInfo.new(f"{APP_ID}.desktop")
        assert info is not None, "the desktop does not find the entry"
        entry = GLib.KeyFile()
        entry.load_from_file(str(self.entry), GLib.KeyFileFlags.NONE)
        assert entry.get_boolean("Desktop Entry", "DBusActivatable")
        assert entry.get_string("Desktop Entry", "Actions") == "new-chat;quit;"
        self.launch()
        self.app.find("Welcome to Cordial")
        program = os.readlink(f"/proc/{self.app.pid()}/exe")
        assert program == str(self.prefix / "bin/cordial"), program

    def second_launch_raises(self):
        first = self.app.pid()
        self.run("xdotool", "windowminimize", self.app.geometry()["WINDOW"])
        window = Atspi.StateType.ACTIVE
        wait_for(lambda: not self.app.window_frame().has(window), "the window in the background")
        self.launch()
        wait_for(lambda: self.app.window_frame().has(window), "the window in front")
        assert self.app.pid() == first and self.app.windows() == 1
        done = self.run(str(self.prefix / "bin/cordial"))
        assert done.returncode == 0 and self.app.pid() == first and self.app.windows() == 1

    def sign_up(self):
        folder = pathlib.Path(os.environ["HOME"]) / "server"
        self.server = ServerProcess(str(self.prefix / "bin/cordial-server"), str(folder))
        screens.sign_up(self.app, self.server.uri, "nina", "nina-password", "Nina")
        screens.wait_for_window(self.app)
        self.ada = Peer(self.server.uri).sign_up("ada", "ada-password", "Ada")

    def new_chat_action(self):
        self.app.activate_action("new-chat")
        self.app.find("New Chat", role=Atspi.Role.DIALOG)
        # It is there before the keys go to it.
        self.app.wait_focus("Find people")
        self.app.key("Escape")
        self.app.gone("New Chat", role=Atspi.Role.DIALOG)

    def link(self):
        handler = Gio.AppInfo.get_default_for_uri_scheme("tinode")
        assert handler is not None and handler.get_id() == f"{APP_ID}.desktop", "nobody opens tinode: links"
        self.run("gio", "open", f"tinode:topic/{self.ada.user_id}")
        self.app.find("Message", role=Atspi.Role.TEXT)
        wait_for(lambda: "Ada" in screens.chat_names(self.app), "Ada among the chats")
        screens.send(self.app, "I followed a link")

    def bad_links(self):
        for link, word in (("tinode:nonsense", "does not lead to a chat"),
                           ("tinode:topic/usr%00%00", "does not lead to a chat"),
                           ("tinode://elsewhere.example.org/topic/usrAAAAAAAAAAA", "not signed in to elsewhere.example.org"),
                           ("tinode:topic/usrAAAAAAAAAAA", "")):
            self.run("gio", "open", link)
            self.app.find("Chat Not Opened")
            assert word == "" or any(word in label for label in self.app.labels()), f"{link}: {self.app.labels()}"
            self.app.key("Escape")
            self.app.gone("Chat Not Opened")

    def close_to_background(self):
        """The first time the person is asked; then messages still arrive, and a notification leads back."""
        self.daemon = NotificationDaemon()
        self.app.key("ctrl+w")
        self.app.find("Keep Receiving Messages?")
        self.app.click("Keep Running")
        wait_for(lambda: self.app.windows() == 0, "no window")
        assert self.app.pid() is not None
        roster = self.ada.meta("get", topic="me", what="sub").get("sub", [])
        nina = next(sub["topic"] for sub in roster if sub.get("topic", "").startswith("usr"))
        self.ada.attach(nina)
        self.ada.publish(nina, "are you still there?")
        shown = wait_for(lambda: next(iter(self.daemon.shown.values()), None), "a notification")
        assert shown["body"] == "are you still there?", shown
        self.daemon.press(shown)
        self.wait_for_window()
        wait_for(lambda: "are you still there?" in screens.messages(self.app), "the chat with the message")

    def quit_action(self):
        self.app.activate_action("quit")
        self.wait_for_end()

    def activated_by_the_bus(self):
        """As a shell starts what says DBusActivatable; an action of the entry that is not running starts it too."""
        self.run("gapplication", "launch", APP_ID)
        self.wait_for_window()
        assert os.readlink(f"/proc/{self.app.pid()}/exe") == str(self.prefix / "bin/cordial")
        self.app.activate_action("quit")
        self.wait_for_end()
        self.run("gapplication", "action", APP_ID, "new-chat")
        self.app.find("New Chat", role=Atspi.Role.DIALOG)
        self.app.activate_action("quit")
        self.wait_for_end()

    def start_in_background(self):
        program = subprocess.Popen([str(self.prefix / "bin/cordial"), "--background"], stdin=subprocess.DEVNULL)
        wait_for(lambda: self.app.pid() == program.pid, "the application on the bus")
        wait_for(lambda: self.ada.seen("pres", what="on") or True, "somebody online")
        assert self.app.windows() == 0
        again = self.run(str(self.prefix / "bin/cordial"), "--background")
        assert again.returncode == 0 and self.app.windows() == 0
        self.launch()
        self.wait_for_window()
        assert self.app.pid() == program.pid
        self.program = program

    def start_at_login(self):
        entry = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / f"autostart/{APP_ID}.desktop"
        self.app.key("ctrl+comma")
        self.app.find("Preferences", role=Atspi.Role.DIALOG)
        screens.click_row(self.app, "Start at Login")
        wait_for(entry.exists, "the autostart entry")
        self.run("desktop-file-validate", str(entry))
        assert f"Exec={self.prefix}/bin/cordial --background" in entry.read_text()
        self.app.key("space")
        wait_for(lambda: not entry.exists(), "the autostart entry to go")
        self.app.key("Escape")

    def end(self):
        self.program.send_signal(signal.SIGTERM)
        assert self.program.wait(60) == 0
        self.wait_for_end()
        self.daemon.close()
        self.server.stop()

    def without_account(self):
        """Nothing to receive: it does not stay."""
        environment = dict(os.environ, XDG_DATA_HOME=os.environ["HOME"] + "/empty")
        done = subprocess.run([str(self.prefix / "bin/cordial"), "--background"], env=environment, timeout=60,
                              stdin=subprocess.DEVNULL)
        assert done.returncode == 0

    def unknown_option(self):
        done = self.run(str(self.prefix / "bin/cordial"), "--nonsense", check=False)
        assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1, done.stderr
        done = self.run(str(self.prefix / "bin/cordial-server"), "--nonsense", check=False)
        assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1, done.stderr

    def uninstall(self):
        self.run("ninja", "-C", self.build, "uninstall")
        # Caches that the desktop's own tools wrote, for whatever else may be installed there.
        caches = {"gschemas.compiled", "icon-theme.cache", "mimeinfo.cache"}
        left = [str(path) for path in self.prefix.rglob("*") if not path.is_dir() and path.name not in caches]
        assert not left, left
        shutil.rmtree(self.prefix)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    build, prefix, artifacts = sys.argv[1:]
    tap = WindowTap(artifacts)
    if not pathlib.Path(prefix).is_relative_to(build):
        tap.skip("desktop", "the prefix is not the build's own")
        return tap.done()
    desktop = Desktop(build, prefix, artifacts)
    tap.application = desktop.app
    for case in (desktop.install, desktop.launch_from_menu, desktop.second_launch_raises, desktop.sign_up,
                 desktop.new_chat_action, desktop.link, desktop.bad_links, desktop.close_to_background, desktop.quit_action,
                 desktop.activated_by_the_bus,
                 desktop.start_in_background, desktop.start_at_login, desktop.end, desktop.without_account,
                 desktop.unknown_option, desktop.uninstall):
        tap.case(case.__name__.replace("_", " "), case)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
