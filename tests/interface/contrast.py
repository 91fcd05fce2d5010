# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is drawn in colours of our own stands off from its ground as drawn, in light, dark and high contrast: text 4.5 to 1, what is no
text 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11).

usage: tests/session contrast.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import re
import signal
import subprocess
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens  # noqa: E402
from driver import QUICK_HEARTBEAT, Application, WindowTap, screenshot, settle  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from server_process import ServerProcess  # noqa: E402

TEXT, SHAPE = 4.5, 3
# The toolkit leaves out of a label's place what the bubble, or the row and the badge, around it keep clear.
BUBBLE, ROW = (21, 16), (20, 24)
# Where the time stands: at the end of the only line.
TIME_WIDTH = 28
SCHEMES = {
    "light": {"ADW_DEBUG_COLOR_SCHEME": "prefer-light"},
    "dark": {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"},
    "high contrast": {"ADW_DEBUG_COLOR_SCHEME": "prefer-light", "ADW_DEBUG_HIGH_CONTRAST": "1"},
    "dark high contrast": {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark", "ADW_DEBUG_HIGH_CONTRAST": "1"},
}


def luminance(colour):
    """Of a colour of sRGB (WCAG 2.2, «relative luminance»)."""
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def colours_in(picture, x, y, width, height):
    """Each colour there and how often it is."""
    lines = subprocess.run(["convert", str(picture), "-crop", f"{width}x{height}+{x}+{y}", "+repage", "-depth", "8", "-format",
                            "%c", "histogram:info:-"], check=True, capture_output=True, text=True).stdout
    return {tuple(int(code[index:index + 2], 16) / 255 for index in (0, 2, 4)): int(count)
            for count, code in re.findall(r"(\d+): \([^)]*\) #([0-9A-F]{6})", lines)}


def is_red(colour):
    return colour[0] > 1.3 * colour[1] and colour[0] > 1.3 * colour[2]


def is_green(colour):
    return colour[1] > 1.3 * colour[0] and colour[1] > 1.15 * colour[2]


class Contrast:
    def __init__(self, executable, server_executable, artifacts):
        self.artifacts = artifacts
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-contrast-")
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        self.app = Application(executable, f"{self.folder.name}/home", f"{artifacts}/contrast.log",
                               environment=QUICK_HEARTBEAT)
        screens.sign_up(self.app, self.server.uri, "nina", "nina-password", "Nina")
        screens.wait_for_window(self.app)
        self.nina = Peer(self.server.uri).sign_in("nina", "nina-password").user_id
        self.ada, self.ben = (Peer(self.server.uri).sign_up(login, f"{login}-password", login.title()) for login in ("ada", "ben"))
        for peer in (self.ada, self.ben):
            peer.attach(self.nina)
        self.group = self.ada.request("sub", topic="new1", set={"desc": {"public": {"fn": "Tea"}}})["topic"]
        for peer in (self.ben.user_id, self.nina):
            self.ada.request("set", topic=self.group, sub={"user": peer, "mode": "JRWP"})
        self.ben.attach(self.group)
        self.scheme_name = None

    def check(self, what, colours, least, figure=None):
        """The commonest colour is the ground; the figure is what stands off most, of those colours that the figure can have. Edges are
        smoothed, so that the measure is rather too low than too high."""
        ground = max(colours, key=colours.get)
        ratio = max((contrast(ground, colour) for colour in colours if figure is None or figure(colour)), default=1)
        print(f"# {self.scheme_name}: {what} {ratio:.1f}", flush=True)
        return [] if ratio >= least else [f"{what}: {ratio:.2f}, not {least}"]

    def around(self, node, picture, offset=(0, 0), grow=0, only_end=0):
        x, y, width, height = self.app.place(node)
        x, y = x + offset[0], y + offset[1]
        if only_end:
            x, width, height = x + width - only_end, only_end, height + 6
        return colours_in(picture, x - grow, y - grow, width + 2 * grow, height + 2 * grow)

    def newest(self, text):
        return [node for node in self.app.nodes(Atspi.Role.LABEL) if node.name == text][-1]

    # --- Cases ----------------------------------------------------------------------------------------------------

    def scheme(self, scheme):
        self.scheme_name = scheme
        self.app.stop()
        for name in ("ADW_DEBUG_COLOR_SCHEME", "ADW_DEBUG_HIGH_CONTRAST"):
            self.app.environment.pop(name, None)
        self.app.environment.update(SCHEMES[scheme])
        self.app.start()
        screens.wait_for_window(self.app)
        problems = self.conversation(scheme) + self.writers(scheme) + self.connection(scheme)
        assert not problems, "\n".join(problems)

    def conversation(self, scheme):
        theirs, mine = f"theirs in {scheme}", f"mine in {scheme}"
        for peer in (self.ada, self.ben, self.ben, self.ben):  # the figure 1 is too thin to be measured
            peer.publish(self.nina, theirs)
        wait_for(lambda: sum(theirs in label for label in self.app.labels()) >= 2, "both messages")
        screens.open_chat(self.app, "Ada")
        picture = f"{self.artifacts}/contrast-{scheme.replace(' ', '-')}.png"
        line = self.app.find("New Messages")
        settle()
        screenshot(picture)
        problems = self.check("the line where unread messages begin", self.around(line, picture, grow=6), TEXT)
        screens.send(self.app, mine)
        wait_for(lambda: mine in self.ada.texts(self.nina), "the message at Ada's")
        settle()
        screenshot(picture)
        for what, node, only_end in (("another's message", self.newest(theirs), 0), ("its time", self.newest(theirs), TIME_WIDTH),
                                     ("one's own", self.newest(mine), 0)):
            problems += self.check(what, self.around(node, picture, BUBBLE, only_end=only_end), TEXT)
        problems += self.check("a day", self.around(self.app.find("Today"), picture, grow=6), TEXT)
        row = next(node for node in self.app.nodes(Atspi.Role.LIST_ITEM) if node.name.startswith("Ben"))
        number = next(node for node in row.walk() if node.role == Atspi.Role.LABEL and node.name.isdigit())
        problems += self.check("the number of unread messages", self.around(number, picture, ROW, grow=-2), TEXT)
        heart = self.app.find("Connection:", exact=False, role=Atspi.Role.TOGGLE_BUTTON)
        problems += self.check("the heart", self.around(heart, picture), SHAPE, is_green)
        return problems

    def writers(self, scheme):
        """In a group; each in their own colour."""
        texts = [f"{name} in {scheme}" for name in ("first", "second")]
        for peer, text in zip((self.ada, self.ben), texts):
            peer.publish(self.group, text)
        screens.open_chat(self.app, "Tea")
        for text in texts:
            wait_for(lambda: text in screens.messages(self.app), text)
        settle()
        picture = f"{self.artifacts}/contrast-{scheme.replace(' ', '-')}-group.png"
        screenshot(picture)
        problems = []
        for name in ("Ada", "Ben"):
            timeline = self.app.find("Messages", role=Atspi.Role.LIST)
            label = [node for node in timeline.walk() if node.role == Atspi.Role.LABEL and node.name == name][-1]
            problems += self.check(f"the name of {name}", self.around(label, picture, grow=2), TEXT)
        screens.open_chat(self.app, "Ada")
        return problems

    def connection(self, scheme):
        """The chart, with a gap in it."""
        self.server.signal(signal.SIGSTOP)
        wait_for(lambda: screens.banner(self.app), "the banner")
        self.server.signal(signal.SIGCONT)
        screens.wait_for_no_banner(self.app)
        self.app.click("Connection:", exact=False, role=Atspi.Role.TOGGLE_BUTTON)
        chart = self.app.find("The Last Hour of the Connection", role=Atspi.Role.IMAGE)
        wait_for(lambda: "1 interruption" in self.app.again(chart).description, "the interruption in the chart")
        settle()
        picture = f"{self.artifacts}/contrast-{scheme.replace(' ', '-')}-connection.png"
        screenshot(picture)
        colours = self.around(chart, picture, grow=32)  # its place is told without the margins around it
        problems = self.check("the line of the chart", colours, SHAPE, is_green) + self.check("a gap", colours, SHAPE, is_red)
        self.app.key("Escape")
        self.app.gone("The Last Hour of the Connection", role=Atspi.Role.IMAGE)
        return problems

    def close(self):
        self.app.stop()
        self.server.stop()
        self.folder.cleanup()


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    executable, server_executable, artifacts = sys.argv[1:]
    tap = WindowTap(artifacts)
    colours = Contrast(executable, server_executable, artifacts)
    tap.application = colours.app
    for scheme in SCHEMES:
        tap.case(scheme, lambda: colours.scheme(scheme))
    tap.case("close", colours.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
