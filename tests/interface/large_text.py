# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text twice as large in a window as narrow as a telephone: every page of the pictures is gone through, and nothing is cut that has
to be read whole. A page is kept as a picture where something is.

usage: tests/session --no-secrets --size 1280x900 large_text.py BUILD DRAWN-LIBRARY ARTIFACTS
"""

import os
import pathlib
import re
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

import screens  # noqa: E402
from driver import BORDER, WindowTap, settle  # noqa: E402
from screenshots import EMIL, FILE, QUESTION, ROPE, Gallery  # noqa: E402

# What may be cut: what people write, as there is no end to it; in a message itself it is whole, and in a quote of it, a name or a title not.
WRITTEN = (EMIL, QUESTION, FILE, ROPE)
MAY_BE_CUT = ((Atspi.Role.LIST, "Chats"),)


class LargeText(Gallery):
    def __init__(self, build, drawn, artifacts):
        super().__init__(build, artifacts, "large", "narrow", {
            "LD_PRELOAD": drawn, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"})
        self.found, self.people = {}, set()

    def drawn_cut(self):
        """The texts that were drawn without their end when they were drawn last."""
        last = {}
        for state, text in re.findall(r"^drawn (cut|whole): (.*)$", self.app.log.read_text(errors="replace"), re.MULTILINE):
            last[text] = state
        return {text.encode().decode("unicode_escape").encode("latin-1").decode() for text, state in last.items() if state == "cut"}

    def may_be_cut(self, node):
        return node.name in self.people or any(text in node.name for text in WRITTEN) or any(
            parent.role == role and parent.name == name for parent in node.lineage() for role, name in MAY_BE_CUT)

    def problems(self):
        frame = self.app.window_frame().place()
        cut = self.drawn_cut()
        for node in self.app.nodes():
            if not node.name or node.role == Atspi.Role.PANEL:  # a page that was never shown has no place yet
                continue
            if node.role == Atspi.Role.LABEL and node.name in cut and not self.may_be_cut(node):
                yield f"{node!r} is cut"
            try:
                place = node.place()
            except GLib.Error:
                continue  # it went away meanwhile
            if place.x < frame.x - BORDER or place.x + place.width > frame.x + frame.width + BORDER:
                yield f"{node!r} reaches beyond the window: {place}"

    def picture(self, name, popover=False):
        settle()
        self.people.update(screens.chat_names(self.app))
        problems = [] if popover else list(self.problems())  # that is a window of its own
        if problems:
            self.found[name] = problems
            super().picture(name)

    def nothing_is_cut(self):
        self.run()
        assert not self.found, "\n".join(f"{name}: {problem}" for name, problems in self.found.items() for problem in problems)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    artifacts = pathlib.Path(sys.argv[3]).resolve()
    tap = WindowTap(artifacts)
    pages = LargeText(pathlib.Path(sys.argv[1]).resolve(), sys.argv[2], artifacts)
    tap.application = pages.app
    tap.case("nothing is cut", pages.nothing_is_cut)
    tap.case("close", pages.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
