#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The house has one direction: includes and calls between the folders of src/ follow the arrows, and no files go in a circle.

usage: check.py SOURCE-ROOT          look at the source, as a test
       check.py --map SOURCE-ROOT    print who uses whom, for CONTRIBUTING.md

It reads the source as the format check keeps it: a definition has its name at the start of a line, behind a line with its type.
A call is every mention of a function that another file defines, so that a callback counts as well; a call through an interface
does not, which is what interfaces are for. A header whose name ends in «-private» or «-state» is the inner side of a folder.
"""

import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
from tap import Tap  # noqa: E402

# What a folder may use. «folder/file» allows that file, and those named after it, alone.
VALUES = {"records", "content"}
ARROWS = {
    "connection": set(),
    "content": set(),
    "records": {"content"},
    "store": VALUES,
    "protocol": VALUES,
    "model": VALUES | {"store"},
    "work": VALUES | {"model", "protocol", "store"},
    "accounts": VALUES | {"model", "protocol", "store", "work"},
    "wire": VALUES | {"connection", "protocol"},
    "tinode": VALUES | {"connection", "protocol", "wire"},
    "plain": VALUES | {"connection", "protocol", "wire"},
    "media": set(),
    "desktop": VALUES | {"accounts", "media", "model"},
    "ui": VALUES | {"accounts", "media", "model"},
    "application": VALUES | {"accounts", "connection", "desktop", "media", "model", "plain", "protocol", "tinode", "ui", "wire"},
    "server": {"content", "wire/cordial-packet", "tinode/cordial-drafty", "plain/cordial-plain-envelope"},
}
# The places on the screen, upward.
PLACES = {
    "ui/format": set(),
    "ui/menus": set(),
    "ui/scrolling": set(),
    "ui/pictures": set(),
    "ui/sound": set(),
    "ui/people": {"ui/format", "ui/pictures"},
    "ui/chats": {"ui/format", "ui/menus", "ui/people", "ui/scrolling"},
    "ui/timeline": {"ui/format", "ui/menus", "ui/people", "ui/pictures", "ui/scrolling", "ui/sound"},
    "ui/composer": {"ui/format", "ui/menus", "ui/people", "ui/pictures", "ui/sound"},
    "ui/connection": {"ui/format"},
    "ui/account": {"ui/connection", "ui/format", "ui/menus"},
    "ui/preferences": {"ui/account", "ui/composer", "ui/format", "ui/people"},
    "ui/window": {f"ui/{place}" for place in
                  ("account", "chats", "composer", "connection", "format", "menus", "people", "pictures", "preferences", "timeline")},
}
# Whose inner headers others may include: the model is told by these.
TOLD_BY = {"model": {"work", "accounts"}}
# What only some folders may know of other projects.
FOREIGN = {
    "gtk/": {"ui", "application"},
    "adwaita.h": {"ui", "application"},
    "gst/": {"media"},
    "sqlite3.h": {"store", "server"},
}
INCLUDE = re.compile(r'^#include ([<"])([^>"]+)[>"]', re.M)
DEFINITION = re.compile(r"^(?P<type>[^\s#/*}][^\n;(]*)\n(?P<name>[a-z]\w*) \(", re.M)
WORD = re.compile(r"\b[a-z]\w+\b")
NOISE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def folder_of(name):
    parts = name.split("/")
    return "/".join(parts[:2]) if parts[0] == "ui" and len(parts) > 2 else parts[0]


def named(allowed):
    """How the names of single files that are allowed may begin."""
    return tuple(name + end for name in allowed if "/cordial-" in name for end in (".", "-"))


def is_static(definition):
    return "static" in definition["type"].split()


class House:
    def __init__(self, root):
        self.root = pathlib.Path(root) / "src"
        paths = sorted(path for suffix in ("*.c", "*.h") for path in self.root.rglob(suffix))
        texts = {str(path.relative_to(self.root)): path.read_text() for path in paths}
        bare = {name: NOISE.sub(" ", text) for name, text in texts.items()}
        self.headers = {name.split("/")[-1]: name for name in texts if name.endswith(".h")}
        self.functions = {match["name"]: name for name, text in bare.items() if name.endswith(".c")
                          for match in DEFINITION.finditer(text) if not is_static(match) and match["name"] != "main"}
        self.edges = {name: {} for name in texts} # file → file → how it was found
        # An include names no folder: which of two is meant would depend on the order of the paths.
        self.faults = [f"{name} has the name of {self.headers[name.split('/')[-1]]}" for name in texts
                       if self.headers.get(name.split("/")[-1], name) != name]
        for name in texts:
            self.read_includes(name, texts[name])
            self.read_calls(name, bare[name])

    def read_includes(self, name, text):
        for bracket, included in INCLUDE.findall(text):
            if bracket == "<":
                for prefix, folders in FOREIGN.items():
                    if included.startswith(prefix) and name.split("/")[0] not in folders:
                        self.faults.append(f"{name} includes <{included}>")
                continue
            header = self.headers.get(included.split("/")[-1])
            if not header:
                continue # generated
            self.edges[name].setdefault(header, f"{name} includes {header}")
            owner, user = folder_of(header), folder_of(name)
            if re.search(r"-(private|state)\.h$", header) and owner != user and user not in TOLD_BY.get(owner, ()):
                self.faults.append(f"{name} includes {header}, the inner side of another folder")

    def read_calls(self, name, text):
        own = {match["name"] for match in DEFINITION.finditer(text)}
        for word in set(WORD.findall(text)) - own if name.endswith(".c") else ():
            if word in self.functions:
                self.edges[name].setdefault(self.functions[word], f"{name} calls {word}")

    def wrong_arrows(self):
        faults = list(self.faults)
        for user, uses in self.edges.items():
            mine = folder_of(user)
            for used, why in uses.items():
                theirs = folder_of(used)
                if mine == theirs:
                    continue
                within = mine.startswith("ui/") and theirs.startswith("ui/")
                allowed = PLACES.get(mine, set()) if within else ARROWS.get(mine.split("/")[0], set())
                if not {theirs, theirs.split("/")[0]} & allowed and not used.startswith(named(allowed)):
                    faults.append(f"{mine} → {theirs}: {why}")
        folders = {folder_of(name).split("/")[0] for name in self.edges}
        faults += [f"{folder} has no arrows" for folder in sorted(folders - set(ARROWS))]
        return faults

    def circles(self):
        """Sets of files that can be reached from each other (Tarjan), without those that are known to be."""
        index, low, stack, found = {}, {}, [], []

        def visit(name):
            index[name] = low[name] = len(index)
            stack.append(name)
            for other in self.edges[name]:
                if other not in index:
                    visit(other)
                    low[name] = min(low[name], low[other])
                elif other in stack:
                    low[name] = min(low[name], index[other])
            if low[name] == index[name]:
                knot = set()
                while name not in knot:
                    knot.add(stack.pop())
                if len(knot) > 1:
                    found.append(knot)

        for name in self.edges:
            if name not in index:
                visit(name)
        return found

    def explain(self, knot):
        """The edges within a circle, a line each."""
        return [why for name in sorted(knot) for other, why in sorted(self.edges[name].items()) if other in knot]

    def map(self):
        """Which folder uses which, the lowest last; a line a folder."""
        uses = {folder_of(name).split("/")[0]: set() for name in self.edges}
        for user, used in ((user, used) for user, others in self.edges.items() for used in others):
            mine, theirs = (folder_of(name).split("/")[0] for name in (user, used))
            if mine != theirs:
                uses[mine].add(theirs)
        left, lines = {folder: set(others) for folder, others in uses.items()}, []
        while left:
            lowest = sorted(folder for folder, others in left.items() if not others & set(left) - {folder})
            if not lowest:
                return [f"a circle of folders: {', '.join(sorted(left))}"]
            for folder in lowest:
                del left[folder]
            lines[:0] = [f"{folder:<12} → {', '.join(sorted(uses[folder]))}" if uses[folder] else folder
                         for folder in lowest]
        return lines


# --- The check ---------------------------------------------------------------------------------------------------------


def check_arrows(house):
    faults = house.wrong_arrows()
    assert not faults, "wrong arrows:\n" + "\n".join(sorted(faults))


def check_circles(house):
    knots = house.circles()
    assert not knots, "\n".join("a circle:\n  " + "\n  ".join(house.explain(knot)) for knot in knots)


def check_table(house):
    """The arrows themselves have one direction."""
    for table in (ARROWS, PLACES):
        left = {folder: {other.split("/")[0] if table is ARROWS else other for other in others}
                for folder, others in table.items()}
        while left:
            lowest = [folder for folder, others in left.items() if not others & set(left)]
            assert lowest, f"the arrows go in a circle: {sorted(left)}"
            for folder in lowest:
                del left[folder]


def check_map(house):
    text = (house.root.parent / "CONTRIBUTING.md").read_text()
    assert "\n".join(house.map()) in text, "CONTRIBUTING.md does not have this map:\n" + "\n".join(house.map())


# --- The check, checked ------------------------------------------------------------------------------------------------


def made_up(files):
    """A house of these files: path → text."""
    folder = tempfile.TemporaryDirectory(prefix="cordial-house-")
    for path, text in files.items():
        place = pathlib.Path(folder.name) / "src" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    house = House(folder.name)
    folder.cleanup()
    return house


def check_finds_nothing():
    house = made_up({
        "model/cordial-one.h": "void cordial_one (void);\n",
        "model/cordial-one.c": '#include "cordial-one.h"\n\nvoid\ncordial_one (void)\n{\n}\n',
        "work/cordial-two.c": '#include "cordial-one.h"\n/* cordial_two() is no call */\nvoid\ncordial_two (void)\n'
                              '{\n  cordial_one ();\n}\n',
    })
    assert house.wrong_arrows() == [] and house.circles() == [], house.wrong_arrows()
    assert house.map() == ["work         → model", "model"], house.map()


def check_finds_wrong_include():
    house = made_up({"work/cordial-two.h": "", "model/cordial-one.c": '#include "cordial-two.h"\n'})
    assert house.wrong_arrows() == ["model → work: model/cordial-one.c includes work/cordial-two.h"], house.wrong_arrows()


def check_finds_wrong_call():
    house = made_up({"work/cordial-two.c": "void\ncordial_two (void)\n{\n}\n",
                     "model/cordial-one.c": "static void\none (void)\n{\n  g_idle_add (cordial_two, NULL);\n}\n"})
    assert house.wrong_arrows() == ["model → work: model/cordial-one.c calls cordial_two"], house.wrong_arrows()


def check_finds_wrong_place():
    house = made_up({"ui/window/cordial-window.h": "", "ui/chats/cordial-row.c": '#include "cordial-window.h"\n'})
    assert len(house.wrong_arrows()) == 1, house.wrong_arrows()


def check_finds_wrong_file():
    """Of a folder of which single files are allowed."""
    house = made_up({"tinode/cordial-drafty.h": "", "tinode/cordial-drafty-write.h": "", "tinode/cordial-tinode-session.h": "",
                     "server/cordial-server.c": '#include "cordial-drafty.h"\n#include "cordial-drafty-write.h"\n'
                                                '#include "cordial-tinode-session.h"\n'})
    assert house.wrong_arrows() == [
        "server → tinode: server/cordial-server.c includes tinode/cordial-tinode-session.h"], house.wrong_arrows()


def check_finds_inner_side():
    house = made_up({"model/cordial-one-private.h": "", "ui/chats/cordial-row.c": '#include "cordial-one-private.h"\n'})
    assert len(house.wrong_arrows()) == 1, house.wrong_arrows()


def check_finds_headers_of_one_name():
    house = made_up({"model/cordial-one.h": "", "work/cordial-one.h": ""})
    assert house.wrong_arrows() == ["model/cordial-one.h has the name of work/cordial-one.h"], house.wrong_arrows()


def check_finds_foreign_header():
    house = made_up({"model/cordial-one.c": "#include <gtk/gtk.h>\n#include <gio/gio.h>\n"})
    assert house.wrong_arrows() == ["model/cordial-one.c includes <gtk/gtk.h>"], house.wrong_arrows()


def check_finds_circle_of_two():
    house = made_up({"model/cordial-one.c": "void\ncordial_one (void)\n{\n  cordial_two ();\n}\n",
                     "model/cordial-two.c": "void\ncordial_two (void)\n{\n  cordial_one ();\n}\n"})
    assert house.circles() == [{"model/cordial-one.c", "model/cordial-two.c"}], house.circles()
    assert house.wrong_arrows() == []


def check_finds_circle_of_three():
    """One of them by a callback."""
    house = made_up({"work/cordial-one.c": "void\ncordial_one (void)\n{\n  cordial_two ();\n}\n",
                     "work/cordial-two.c": "void\ncordial_two (void)\n{\n  g_idle_add (cordial_three, NULL);\n}\n",
                     "work/cordial-three.c": "void\ncordial_three (void)\n{\n  cordial_one ();\n}\n"})
    assert house.circles() == [{f"work/cordial-{name}.c" for name in ("one", "two", "three")}], house.circles()


def check_finds_circle_of_headers():
    house = made_up({"work/cordial-one.h": '#include "cordial-two.h"\n', "work/cordial-two.h": '#include "cordial-one.h"\n'})
    assert house.circles() == [{"work/cordial-one.h", "work/cordial-two.h"}], house.circles()


def main():
    if sys.argv[1] == "--map":
        print("\n".join(House(sys.argv[2]).map()))
        return 0
    house = House(sys.argv[1])
    tap = Tap()
    tap.case("the arrows between the folders", lambda: check_arrows(house))
    tap.case("no files go in a circle", lambda: check_circles(house))
    tap.case("the table of arrows has one direction", lambda: check_table(house))
    tap.case("the map in CONTRIBUTING.md", lambda: check_map(house))
    for check in (check_finds_nothing, check_finds_wrong_include, check_finds_wrong_call, check_finds_wrong_place,
                  check_finds_wrong_file, check_finds_inner_side, check_finds_headers_of_one_name, check_finds_foreign_header,
                  check_finds_circle_of_two, check_finds_circle_of_three, check_finds_circle_of_headers):
        tap.case(check.__name__.replace("check_", "it ").replace("_", " "), check)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
