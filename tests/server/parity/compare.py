# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether cordial-server answers as the official server does: the cases of cases.py are played, and compared with what the official
server said when recorded.txt was made, or, with CORDIAL_TEST_SERVER=ws://host:port, with what it says now.

usage: compare.py CORDIAL-SERVER [--record]

Prints what differs and why it may. --record writes down what the server of CORDIAL_TEST_SERVER says.
"""

import difflib
import os
import pathlib
import sys
import tempfile

from cases import CASES, DIFFERENCES
from server_process import ServerProcess
from tap import Tap
from transcript import play

RECORDED = pathlib.Path(__file__).parent / "recorded.txt"


def write(transcript):
    with RECORDED.open("w") as file:
        for name, steps in transcript.items():
            file.write(f"## {name}\n")
            for sent, heard in steps:
                file.write("".join(f"{line}\n" for line in ["> " + sent, *heard]))


def read():
    transcript = {}
    for line in RECORDED.read_text().splitlines():
        if line.startswith("## "):
            steps = transcript[line[3:]] = []
        elif line.startswith("> "):
            steps.append((line[2:], []))
        else:
            steps[-1][1].append(line)
    return transcript


def compare(name, theirs, ours):
    """Prints all differences of a case; those that have no reason to be are an error."""
    assert [sent for sent, _heard in theirs] == [sent for sent, _heard in ours], "another case was recorded: record it again"
    unexplained = 0
    for number, ((sent, expected), (_sent, heard)) in enumerate(zip(theirs, ours)):
        if expected == heard:
            continue
        reason = DIFFERENCES.get(name, {}).get(number)
        unexplained += reason is None
        print(f"# {name} [{number}] {sent}")
        print(f"#   {reason or 'no reason is known'}")
        for line in difflib.unified_diff(expected, heard, lineterm="", n=0):
            if not line.startswith(("---", "+++", "@@")):
                print(f"#     {line}")
    assert unexplained == 0, f"{unexplained} answers are others than the official server's: it says -, cordial-server +"


def main():
    executable, *options = sys.argv[1:]
    uri = os.environ.get("CORDIAL_TEST_SERVER")
    theirs = play(uri) if uri else read()
    if "--record" in options:
        write(theirs)
        return
    tap = Tap()
    if uri:
        for name, steps in read().items():
            if steps != theirs.get(name):
                print(f"# {name}: the official server says something else than was recorded")
    with tempfile.TemporaryDirectory(prefix="cordial-server-parity-") as folder:
        server = ServerProcess(executable, folder, "--accounts-per-minute", "10000")
        for name in CASES:
            tap.case(name, lambda name=name: compare(name, theirs[name], play(server.uri, [name], prompt=True)[name]))
        tap.case("the server ends well", server.stop)
    sys.exit(tap.done())


if __name__ == "__main__":
    main()
