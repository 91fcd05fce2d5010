# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text on grounds of our own stands off from them as drawn: 4.5 to 1, in light and dark (WCAG 2.2, 1.4.3).

usage: tests/session contrast.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import re
import subprocess
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens  # noqa: E402
from driver import Application, WindowTap, name_of, screenshot, settle  # noqa: E402
from peer import Peer, wait_for  # noqa: E402
from server_process import ServerProcess  # noqa: E402

LEAST = 4.5
# The toolkit leaves out of a label's place what the bubble around it keeps clear.
BUBBLE_X, BUBBLE_Y = 21, 16
# Where the time stands: at the end of the only line.
TIME_WIDTH = 28


def luminance(colour):
    """Of a colour of sRGB (WCAG 2.2, «relative luminance»)."""
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


class Contrast:
    def __init__(self, executable, server_executable, artifacts):
        self.artifacts = artifacts
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-contrast-")
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        self.app = Application(executable, f"{self.folder.name}/home", f"{artifacts}/contrast.log",
                               environment={"ADW_DEBUG_COLOR_SCHEME": "prefer-light"})
        screens.sign_up(self.app, self.server.uri, "nina", "nina-password", "Nina")
        screens.wait_for_window(self.app)
        self.ada = Peer(self.server.uri).sign_up("ada", "ada-password", "Ada")
        self.nina = Peer(self.server.uri).sign_in("nina", "nina-password").user_id
        self.ada.attach(self.nina)
        self.ada.publish(self.nina, "theirs")

    def measure(self, node, picture, only_end=0):
        """The contrast of what is drawn there: the commonest colour is the ground, the one that stands off most is the figure.
        Figures are smoothed at their edges, so that the measure is rather too low than too high."""
        x, y, width, height = self.app.place(node)
        x, y = x + BUBBLE_X, y + BUBBLE_Y
        if only_end:
            x, width, height = x + width - only_end, only_end, height + 6
        lines = subprocess.run(["convert", str(picture), "-crop", f"{width}x{height}+{x}+{y}", "+repage", "-depth", "8",
                                "-format", "%c", "histogram:info:-"], check=True, capture_output=True, text=True).stdout
        colours = {}
        for count, code in re.findall(r"(\d+): \([^)]*\) #([0-9A-F]{6})", lines):
            colours[tuple(int(code[index:index + 2], 16) / 255 for index in (0, 2, 4))] = int(count)
        ground = max(colours, key=colours.get)
        return max(contrast(ground, colour) for colour in colours)

    def newest(self, text):
        return [node for node in self.app.nodes(Atspi.Role.LABEL) if name_of(node) == text][-1]

    def scheme(self, scheme):
        self.app.stop()
        self.app.environment["ADW_DEBUG_COLOR_SCHEME"] = f"prefer-{scheme}"
        self.app.start()
        screens.wait_for_window(self.app)
        screens.open_chat(self.app, "Ada")
        screens.send(self.app, f"mine in {scheme}")
        wait_for(lambda: f"mine in {scheme}" in self.ada.texts(self.nina), "the message at Ada's")
        settle(0.6)
        picture = f"{self.artifacts}/contrast-{scheme}.png"
        screenshot(picture)
        theirs, mine = self.newest("theirs"), self.newest(f"mine in {scheme}")
        for what, node, only_end in (("another's message", theirs, 0), ("its time", theirs, TIME_WIDTH), ("one's own", mine, 0)):
            ratio = self.measure(node, picture, only_end)
            print(f"# {scheme}: {what} {ratio:.1f}", flush=True)
            assert ratio >= LEAST, f"{what} in {scheme}: {ratio:.2f}, not {LEAST}"

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
    for scheme in ("light", "dark"):
        tap.case(scheme, lambda: colours.scheme(scheme))
    tap.case("close", colours.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
