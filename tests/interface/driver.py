# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real window as a person would: looks at it through AT-SPI, clicks, types, takes pictures.

Run inside tests/session, which provides the display, the buses and the secret service.
"""

import os
import pathlib
import re
import signal
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from peer import wait_for  # noqa: E402
from server_process import WITH_THE_TEST  # noqa: E402
from tap import Tap  # noqa: E402

# What the libraries below say when they are used wrongly.
COMPLAINTS = re.compile(r"^.*\b(?:G[dst]k|GLib|GLib-GObject|GLib-GIO|Adwaita|Pango|libsoup|Json)-(?:WARNING|CRITICAL).*$",
                        re.MULTILINE)
# What they say of a session without something, and what was done about it: there is no notification daemon in most tests.
FACTS = ("unable to send notifications through org.freedesktop.Notifications",
         "gdk_frame_timings_submitted() called on submitted frame")  # GTK 4.24 about itself
# Since GTK 4.20 a field for a password has a role of its own.
SAME_ROLES = {Atspi.Role.TEXT: (Atspi.Role.TEXT, Atspi.Role.PASSWORD_TEXT)}
# By its place on the keyboard: keymaps of 2026 have F10 with Alt, too, and xdotool takes that.
KEYCODES = {"F10": "76", "shift+F10": "shift+76"}
PRESSABLE = (Atspi.Role.PUSH_BUTTON, Atspi.Role.TOGGLE_BUTTON)


def walk(node, depth=0):
    """Every showing node below, in the order of the screen; a node that goes away while we look is left out."""
    try:
        count = node.get_child_count()
    except GLib.Error:
        return
    for index in range(count):
        try:
            child = node.get_child_at_index(index)
        except GLib.Error:
            return
        if child is None:
            continue
        child.clear_cache_single()
        yield child
        if depth < 60:
            yield from walk(child, depth + 1)


def children(node):
    """The direct children that are there, read anew."""
    node.clear_cache_single()
    return [child for child in (node.get_child_at_index(index) for index in range(node.get_child_count()))
            if child is not None]


def showing(node):
    try:
        states = node.get_state_set()
        return states.contains(Atspi.StateType.SHOWING) and states.contains(Atspi.StateType.VISIBLE)
    except GLib.Error:
        return False


def name_of(node):
    try:
        return node.get_name() or ""
    except GLib.Error:
        return ""


def text_of(node):
    """The text that a node holds, else its name."""
    try:
        if node.is_text():
            return Atspi.Text.get_text(node, 0, -1)
    except GLib.Error:
        pass
    return name_of(node)


class Application:
    """The running program and its windows."""

    def __init__(self, executable, home, log, arguments=(), environment=None, width=None, height=None):
        self.command = [*WITH_THE_TEST, executable, *arguments]
        self.log = pathlib.Path(log)
        self.process = None
        self.environment = dict(os.environ)
        for name, folder in (("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state"),
                             ("XDG_CACHE_HOME", "cache")):
            self.environment[name] = str(pathlib.Path(home) / folder)
        self.environment.update(environment or {})
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_bytes(b"")
        if self.environment.get("LSAN_OPTIONS"):
            self._switch_animations_off()
        self.start()

    def _switch_animations_off(self):
        """The toolkit does not free what an animation holds that is cut short by the program's end."""
        folder = pathlib.Path(self.environment["XDG_CONFIG_HOME"]) / "gtk-4.0"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "settings.ini").write_text("[Settings]\ngtk-enable-animations=false\n")

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log)
        wait_for(self.root, "the application on the accessibility bus", 30)
        wait_for(lambda: any(True for _ in walk(self.root())), "the first window", 30)

    def root(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the application ended with {self.process.returncode}; see {self.log}\n"
                                 + self.log.read_text(errors="replace")[-4000:])
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache_single()
        for index in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(index)
            try:
                if child is not None and child.get_process_id() == self.process.pid:
                    return child
            except GLib.Error:
                continue
        return None

    def nodes(self, role=None, only_showing=True):
        for node in walk(self.root()):
            try:
                if role is not None and node.get_role() not in SAME_ROLES.get(role, (role,)):
                    continue
            except GLib.Error:
                continue
            if not only_showing or showing(node):
                yield node

    def look_for(self, name, role=None, exact=True):
        for node in self.nodes(role):
            found = name_of(node)
            if found == name or (not exact and name in found):
                return node
        return None

    def find(self, name, role=None, exact=True, seconds=20):
        return wait_for(lambda: self.look_for(name, role, exact), f"{name!r} on the screen", seconds)

    def gone(self, name, role=None, exact=True, seconds=20):
        wait_for(lambda: self.look_for(name, role, exact) is None, f"{name!r} to leave the screen", seconds)

    def labels(self):
        return [text_of(node) for node in self.nodes()]

    def window_frame(self):
        root = self.root()
        return root.get_child_at_index(0)

    def place(self, node):
        """Where it is on the screen: x, y, width, height."""
        window = self.geometry()
        frame = Atspi.Component.get_extents(self.window_frame(), Atspi.CoordType.WINDOW)
        place = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
        # The window of the display server is larger than that of the toolkit by the border that the toolkit draws.
        border_x = (int(window["WIDTH"]) - frame.width) // 2
        border_y = (int(window["HEIGHT"]) - frame.height) // 2
        return int(window["X"]) + border_x + place.x, int(window["Y"]) + border_y + place.y, place.width, place.height

    def click_node(self, node):
        """A real click into the middle of what is shown."""
        left, top, width, height = self.place(node)
        x, y = left + width // 2, top + height // 2
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=True)

    def geometry(self):
        """Where the window is, as the display server sees it: WINDOW, X, Y, WIDTH, HEIGHT."""
        def found():
            windows = subprocess.run(["xdotool", "search", "--all", "--pid", str(self.process.pid), "--onlyvisible", "--name", "."],
                                     capture_output=True, text=True).stdout.split()
            places = [subprocess.run(["xdotool", "getwindowgeometry", "--shell", window], capture_output=True,
                                     text=True).stdout.split() for window in windows]
            places = [dict(line.split("=") for line in place) for place in places if place]
            # A popover is a window of its own, smaller than the one that it belongs to.
            return max(places, key=lambda place: int(place["WIDTH"]) * int(place["HEIGHT"]), default=None)

        return wait_for(found, "the window's place on the screen")

    def activate(self):
        """Brings the window to the front, where another one is."""
        window = self.geometry()["WINDOW"]

        def in_front():
            subprocess.run(["xdotool", "windowactivate", window], check=True)
            active = subprocess.run(["xdotool", "getactivewindow"], capture_output=True, text=True).stdout.strip()
            return active == window

        wait_for(in_front, "the window in front")

    def resize(self, width, height):
        window = self.geometry()
        subprocess.run(["xdotool", "windowsize", "--sync", window["WINDOW"], str(width), str(height)], check=True)
        settle()

    def picture(self, path):
        """The window without the line that is drawn around it where no compositor rounds its corners."""
        window = self.geometry()
        content = Atspi.Component.get_extents(children(self.window_frame())[0], Atspi.CoordType.WINDOW)
        border_x = (int(window["WIDTH"]) - content.width) // 2
        border_y = (int(window["HEIGHT"]) - content.height) // 2
        place = f"{content.width}x{content.height}+{int(window['X']) + border_x}+{int(window['Y']) + border_y}"
        screenshot(path)
        subprocess.run(["mogrify", "-crop", place, "+repage", str(path)], check=True)

    def click(self, name, role=None, exact=True, seconds=20):
        """Presses a button by its accessible action; clicks what has none, such as a row."""
        node = self.find(name, role, exact, seconds)
        if not self.press(node):
            self.click_node(node)
        return node

    def press(self, node):
        """Presses a button; False if it is none, or has gone meanwhile."""
        try:
            if node.get_role() not in PRESSABLE or Atspi.Action.get_n_actions(node) == 0:
                return False
            return Atspi.Action.do_action(node, 0)
        except GLib.Error:
            return False

    def focus(self, name, role=None, exact=True):
        node = self.find(name, role, exact)
        self.click_node(node)
        return node

    def type(self, text):
        subprocess.run(["xdotool", "type", "--delay", "2", "--", text], check=True)

    def key(self, *names):
        subprocess.run(["xdotool", "key", "--delay", "5", *(KEYCODES.get(name, name) for name in names)], check=True)

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Ends it as a session's end does; fails if it did not end well, as it does not after a leak either."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError("the application did not end within 60 s of SIGTERM") from None
        complaints = [line for line in COMPLAINTS.findall(self.log.read_text(errors="replace"))
                      if not any(fact in line for fact in FACTS)]
        if complaints:
            raise AssertionError("the toolkit complained:\n" + "\n".join(complaints[:20]))
        if self.process.returncode != 0:
            raise AssertionError(f"the application ended with {self.process.returncode}; see {self.log}\n"
                                 + self.log.read_text(errors="replace")[-4000:])

    def dump(self):
        """The tree as text, for a failed test's log."""
        lines = []

        def visit(node, depth):
            try:
                lines.append("  " * depth + f"{node.get_role_name()} {name_of(node)!r} "
                             + ("" if showing(node) else "(hidden)"))
                for index in range(min(node.get_child_count(), 50)):
                    child = node.get_child_at_index(index)
                    if child is not None and depth < 40:
                        visit(child, depth + 1)
            except GLib.Error:
                pass

        root = self.root()
        if root is not None:
            visit(root, 0)
        return "\n".join(lines)


def screenshot(path):
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["import", "-window", "root", str(path)], check=True)


def settle(seconds=0.4):
    """Lets animations end before a picture is taken; never used before an assertion."""
    end = time.monotonic() + seconds
    wait_for(lambda: time.monotonic() > end, "nothing", seconds + 5)


class WindowTap(Tap):
    """Keeps a picture and the tree of the window beside what a failed case says."""

    def __init__(self, artifacts):
        super().__init__()
        self.artifacts = pathlib.Path(artifacts)
        self.application = None

    def keep(self, name):
        stem = self.artifacts / name.replace(" ", "-").replace("/", "-")
        screenshot(f"{stem}.png")
        if self.application is not None:
            pathlib.Path(f"{stem}.tree.txt").write_text(self.application.dump())
