# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real window as a person would: looks at it as assistive technology does, clicks, types, takes pictures.

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

from accessible import Bus, Changes, Tree  # noqa: E402
from patience import PATIENCE_S, SLOWNESS, wait_for  # noqa: E402
from server_process import WITH_THE_TEST  # noqa: E402
from tap import Tap  # noqa: E402

# What the libraries below say when they are used wrongly.
COMPLAINTS = re.compile(r"^.*\b(?:G[dst]k|GLib|GLib-GObject|GLib-GIO|Adwaita|Pango|libsoup|Json)-(?:WARNING|CRITICAL).*$",
                        re.MULTILINE)
# What they say of a session without something, and what was done about it: there is no notification daemon in most tests.
FACTS = ("unable to send notifications through org.freedesktop.Notifications",
         "gdk_frame_timings_submitted() called on submitted frame",  # GTK 4.24 about itself
         # At large text: libadwaita (1.7) measures the heading of a question, in the 252 pixels of a narrow one, or the 302 of one with a
         # list in it, before that may wrap.
         "for width of 252, but it needs at least", "for width of 302, but it needs at least",
         "Trying to snapshot GtkGizmo")  # about its own bar beside a text, whose height it finds out while it paints it
# Since GTK 4.20 a field for a password has a role of its own.
SAME_ROLES = {Atspi.Role.TEXT: (Atspi.Role.TEXT, Atspi.Role.PASSWORD_TEXT)}
# By its place on the keyboard: keymaps of 2026 have F10 with Alt, too, and xdotool takes that.
KEYCODES = {"F10": "76", "shift+F10": "shift+76"}
# Times of a connection that tests can wait for. What a deadline must not take for dead is slower where the machine is.
HEARTBEAT_INTERVAL_MS, HEARTBEAT_DEADLINE_MS, CONNECT_LIMIT_MS = 1500, int(1000 * SLOWNESS), int(3000 * SLOWNESS)
QUICK_CONNECTION = {"CORDIAL_CONNECT_LIMIT_MS": str(CONNECT_LIMIT_MS)}
QUICK_HEARTBEAT = {**QUICK_CONNECTION, "CORDIAL_HEARTBEAT_INTERVAL_MS": str(HEARTBEAT_INTERVAL_MS),
                   "CORDIAL_HEARTBEAT_DEADLINE_MS": str(HEARTBEAT_DEADLINE_MS)}

PRESSABLE = (Atspi.Role.PUSH_BUTTON, Atspi.Role.TOGGLE_BUTTON)
# What the toolkit draws at each side of a window without a compositor.
BORDER = 10
# The screen stands still when nothing was drawn for as long as a few frames take.
STILL_S = 0.08 * SLOWNESS
# The toolkit keeps a button pressed for 250 ms before it does what the button is for.
PRESSED_S = 0.3 * SLOWNESS
# Of a GFileInfo of GLib's.
GFILEINFO_BYTES = 40
# Letters of what a failed case says of the screen.
SAID_OF_SCREEN = 3000
# What was clicked has the focus by then, or did not get the click.
FOCUSED_S = 2 * SLOWNESS
# What moves for ever (a spinner) is not waited for.
SETTLE_S = 0.8 * SLOWNESS


def text_of(node):
    """The text that a field holds, else the node's name."""
    if node.role in (Atspi.Role.ENTRY, *SAME_ROLES[Atspi.Role.TEXT]):
        try:
            return node.text()
        except GLib.Error:
            pass
    return node.name


def xdotool(*command):
    """Acts as the person's hands do."""
    Changes.note()
    subprocess.run(["xdotool", *command], check=True)


class Application:
    """The running program and its windows."""

    bus = None  # one for all programs of a test

    def __init__(self, executable, home, log, arguments=(), environment=None, animations=False, text_scale=1):
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
        # The toolkit does not free what an animation holds that is cut short by the program's end.
        if not animations or self.environment.get("LSAN_OPTIONS"):
            self._switch_animations_off()
        if text_scale != 1:
            self._scale_text(text_scale)
        self.start()

    def _scale_text(self, scale):
        """As a desktop does that has no other way to tell the toolkit on X11."""
        resources = pathlib.Path(self.environment["XDG_CONFIG_HOME"]) / "resources"
        resources.parent.mkdir(parents=True, exist_ok=True)
        resources.write_text(f"Xft.dpi: {96 * scale}\n")
        self.environment["XENVIRONMENT"] = str(resources)

    def _switch_animations_off(self):
        folder = pathlib.Path(self.environment["XDG_CONFIG_HOME"]) / "gtk-4.0"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "settings.ini").write_text("[Settings]\ngtk-enable-animations=false\n")

    def start(self):
        self.forget()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log)
        wait_for(lambda: any(True for _ in self.nodes()), "the first window")

    # --- Looking ----------------------------------------------------------------------------------------------------

    def forget(self):
        self.bus_name = self.changes = self.known = None

    def is_it(self, name):
        """Whether a program on the accessibility bus is this one."""
        return self.bus.pid(name) == self.process.pid

    def check_alive(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the application ended with {self.process.returncode}; see {self.log}\n"
                                 + self.log.read_text(errors="replace")[-4000:])

    def tree(self):
        """What is on the screen now, or None while the program is not on the accessibility bus."""
        self.check_alive()
        if Application.bus is None:
            Application.bus = Bus()
        try:
            if self.bus_name is None:
                self.bus_name = next((name for name in self.bus.applications() if self.is_it(name)), None)
                if self.bus_name is None:
                    return None
                self.changes = Changes(self.bus, self.bus_name)
            if self.changes.any():
                self.known = Tree(self.bus, self.bus_name)
            return self.known
        except GLib.Error:
            self.check_alive()
            self.forget()
            return None

    def root(self):
        tree = self.tree()
        return tree.root if tree else None

    def again(self, node):
        """The same node as it is now, or None where it has gone."""
        tree = self.tree()
        return tree.nodes.get(node.path) if tree else None

    def nodes(self, role=None, only_showing=True, below=None):
        root = below or self.root()
        for node in root.walk() if root else ():
            if (role is None or node.role in SAME_ROLES.get(role, (role,))) and (not only_showing or node.showing()):
                yield node

    def look_for(self, name, role=None, exact=True):
        for node in self.nodes(role):
            if node.name == name or (not exact and name in node.name):
                return node
        return None

    def find(self, name, role=None, exact=True):
        return wait_for(lambda: self.look_for(name, role, exact), f"{name!r} on the screen")

    def wait_focus(self, name):
        """Waits until what is typed goes there."""
        wait_for(lambda: any(node.has(Atspi.StateType.FOCUSED) and name in node.name for node in self.nodes()), f"the focus on {name!r}")

    def gone(self, name, role=None, exact=True):
        wait_for(lambda: self.look_for(name, role, exact) is None, f"{name!r} to leave the screen")

    def wait_label(self, *parts):
        """Waits for a text that has all parts in it."""
        return wait_for(lambda: next((label for label in self.labels() if all(part in label for part in parts)), None),
                        f"a text with {' and '.join(map(repr, parts))}")

    def labels(self):
        return [text_of(node) for node in self.nodes()]

    def window_frame(self):
        return self.root().children[0]

    def dump(self):
        """The tree as text, for a failed test's log."""
        root = self.root()
        return "" if root is None else "\n".join(
            "  " * (sum(1 for _ in node.lineage()) - 2) + f"{node!r} " + ("" if node.showing() else "(hidden)") for node in root.walk())

    # --- Places -----------------------------------------------------------------------------------------------------

    def search(self):
        """How xdotool finds the windows."""
        return ("--all", "--pid", str(self.process.pid), "--onlyvisible", "--name", ".")

    def windows_on_screen(self):
        """Of the display server, each as WINDOW, X, Y, WIDTH, HEIGHT."""
        lines = subprocess.run(["xdotool", "search", *self.search(), "getwindowgeometry", "--shell", "%@"], capture_output=True,
                               text=True).stdout.split()
        fields = [line.split("=") for line in lines]
        starts = [index for index, (name, _value) in enumerate(fields) if name == "WINDOW"]
        return [dict(fields[start:end]) for start, end in zip(starts, [*starts[1:], len(fields)])]

    def geometry(self):
        """Where the window is, as the display server sees it: WINDOW, X, Y, WIDTH, HEIGHT."""
        # A popover is a window of its own, smaller than the one that it belongs to.
        return wait_for(lambda: max(self.windows_on_screen(), key=lambda place: int(place["WIDTH"]) * int(place["HEIGHT"]), default=None),
                        "the window's place on the screen")

    def origin(self, width, height):
        """Where on the screen the toolkit's window of that size begins: that of the display server is larger by the border around it."""
        window = self.geometry()
        return (int(window["X"]) + (int(window["WIDTH"]) - width) // 2, int(window["Y"]) + (int(window["HEIGHT"]) - height) // 2)

    def place(self, node):
        """Where it is on the screen."""
        frame, place = self.window_frame().place(), node.place()
        left, top = self.origin(frame.width, frame.height)
        # Places count from behind the border that the toolkit draws where there is no compositor.
        return place._replace(x=left + place.x - frame.x, y=top + place.y - frame.y)

    def still_place(self, node):
        """Its place, once that does not change any more."""
        def still():
            before = node.place()
            settle()
            return before.width > 0 and node.place() == before

        wait_for(still, f"{node} to stand still")
        return self.place(node)

    def picture(self, path):
        """The window without the line that is drawn around it where no compositor rounds its corners."""
        place = self.window_frame().children[0].place()
        left, top = self.origin(place.width, place.height)
        screenshot(path, place._replace(x=left, y=top))

    # --- Acting -----------------------------------------------------------------------------------------------------

    def click_node(self, node, button=1):
        """A real click into the middle of what is shown."""
        # The toolkit (4.18) does not tell where the tabs of pages really are.
        if node.role == Atspi.Role.PAGE_TAB and node.act():
            # It is pressed for a moment before it is let go.
            wait_for(lambda: (now := self.again(node)) is not None and now.has(Atspi.StateType.SELECTED), f"{node} to be chosen")
            return
        left, top, width, height = self.still_place(node)
        self.click_at(left + width // 2, top + height // 2, button)

    def click_at(self, x, y, button=1, times=1):
        xdotool("mousemove", str(x), str(y), "click", "--repeat", str(times), str(button))

    def activate(self):
        """Brings the window to the front, where another one is."""
        window = self.geometry()["WINDOW"]

        def in_front():
            xdotool("windowactivate", window)
            active = subprocess.run(["xdotool", "getactivewindow"], capture_output=True, text=True).stdout.strip()
            return active == window

        wait_for(in_front, "the window in front")

    def resize(self, width, height):
        window = self.geometry()
        xdotool("windowsize", "--sync", window["WINDOW"], str(width), str(height))

        def resized():
            if abs(self.window_frame().place().width - width) <= 2 * BORDER:
                return True
            xdotool("windowsize", window["WINDOW"], str(width), str(height))  # a window that was just opened may take its own size again
            return False

        # The display server is done with it before the toolkit is, and a key that comes meanwhile may find nobody.
        wait_for(resized, f"a window of {width} pixels")
        settle()

    def click(self, name, role=None, exact=True):
        """Presses a button by its accessible action; clicks what has none, such as a row."""
        node = self.find(name, role, exact)
        if not self.press(node):
            self.click_node(node)
        return node

    def press(self, node):
        """Presses a button; False if it is none, or has gone meanwhile."""
        return node.role in PRESSABLE and node.act()

    def focus(self, name, role=None, exact=True):
        """Clicks into a field until what is typed goes there: it may have moved away from below the pointer."""
        node = self.find(name, role, exact)

        def has_focus():
            there = self.again(node)
            return there is not None and any(below.has(Atspi.StateType.FOCUSED) for below in (there, *there.walk()))

        def focused():
            self.click_node(self.again(node) or node)
            end = time.monotonic() + FOCUSED_S
            wait_for(lambda: has_focus() or time.monotonic() > end, f"the focus on {name!r}")
            return has_focus()

        wait_for(focused, f"the focus on {name!r}")
        return node

    def type(self, text):
        xdotool("type", "--delay", "1", "--", text)

    def key(self, *names):
        xdotool("key", "--delay", "1", *(KEYCODES.get(name, name) for name in names))

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, dialogs=0):
        """Ends it as a session's end does; fails if it did not end well, as it does not after a leak either.

        dialogs: how many of the portal it had opened."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError(f"the application did not end within {PATIENCE_S} s of SIGTERM") from None
        complaints = [line for line in COMPLAINTS.findall(self.log.read_text(errors="replace"))
                      if not any(fact in line for fact in FACTS)]
        if complaints:
            raise AssertionError("the toolkit complained:\n" + "\n".join(complaints[:20]))
        if self.process.returncode != 0 and not is_lost_behind_dialogs(self.log.read_text(errors="replace"), dialogs):
            raise AssertionError(f"the application ended with {self.process.returncode}; see {self.log}\n"
                                 + self.log.read_text(errors="replace")[-4000:])


def is_lost_behind_dialogs(log, dialogs):
    """Whether all that was lost is what the toolkit (4.18) loses by itself: behind each dialog of the portal it makes its own, in which the
    path to a folder forgets what the file system said of the root, as it does in a program that does nothing else. That comes from a thread
    of GLib's, so that no suppression can name it by a function of the toolkit's."""
    losses = re.findall(r"^Direct leak of (\d+) byte\(s\) in (\d+) object\(s\)(.*?)^$", log, re.MULTILINE | re.DOTALL)
    return bool(losses) and not re.search(r"ERROR: AddressSanitizer|runtime error", log) and "cordial" not in "".join(
        stack for _size, _number, stack in losses) and sum(int(number) for _size, number, _stack in losses) <= dialogs and all(
        int(size) == GFILEINFO_BYTES * int(number) for size, number, _stack in losses)


# --- The screen ---------------------------------------------------------------------------------------------------------


def screen():
    """The file in which the virtual display keeps what it shows, or None on a display that is not tests/session's own."""
    folder = os.environ.get("CORDIAL_TEST_SCREEN")
    return pathlib.Path(folder) / "Xvfb_screen0" if folder else None


def screenshot(path, place=None):
    """Of the whole screen, or of a place on it."""
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
    crop = ["-crop", f"{place.width}x{place.height}+{place.x}+{place.y}", "+repage"] if place else []
    source = ["convert", f"xwd:{screen()}"] if screen() else ["import", "-window", "root"]
    subprocess.run([*source, *crop, "-define", "png:compression-level=1", str(path)], check=True)


def pixel(x, y):
    """Red, green and blue at a place on the screen."""
    source = [f"xwd:{screen()}"] if screen() else ["x:root"]
    return tuple(subprocess.run(["convert", *source, "-crop", f"1x1+{x}+{y}", "+repage", "-depth", "8", "rgb:-"], check=True,
                                capture_output=True).stdout)


def settle():
    """Waits until the screen stands still; before pictures, clicks and keys, never in place of waiting for what is asserted."""
    end = time.monotonic() + SETTLE_S
    seen, since = None, time.monotonic()

    def still():
        nonlocal seen, since
        now = screen().read_bytes() if screen() else None
        if now != seen or now is None:
            seen, since = now, time.monotonic()
        return time.monotonic() > max(min(end, since + STILL_S), Changes.pressed + PRESSED_S)

    wait_for(still, "the screen to stand still", look_ms=int(1000 * STILL_S / 4))
    Changes.note()


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
            tree = self.application.dump()
            pathlib.Path(f"{stem}.tree.txt").write_text(tree)
            # For who has nothing but what was printed.
            named = [line.strip() for line in tree.splitlines() if not line.rstrip().endswith(("''", "'' (hidden)"))]
            print(f"# on the screen: {', '.join(named)[:SAID_OF_SCREEN] or 'nothing that can be read'}", flush=True)
