# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of tests written in Python, in the Test Anything Protocol that meson reads."""

import pathlib
import time
import traceback

from patience import tell_when_killed


class Tap:
    """Prints cases as TAP, each run with what is needed to understand a failure."""

    def __init__(self):
        self.number = 0
        self.failed = 0
        tell_when_killed()

    def case(self, name, function):
        self.number += 1
        start = time.monotonic()
        try:
            function()
            print(f"# took {time.monotonic() - start:.2f} s", flush=True)
            print(f"ok {self.number} {name}", flush=True)
        except BaseException as error:  # noqa: B036: also a failed assertion is a result to print
            self.failed += 1
            print(f"not ok {self.number} {name}", flush=True)
            for line in f"{type(error).__name__}: {error}".splitlines():
                print(f"# {line}", flush=True)
            for place in traceback.extract_tb(error.__traceback__)[1:]:
                print(f"#   {pathlib.Path(place.filename).name}:{place.lineno} {place.line}", flush=True)
            try:
                self.keep(name)
            except Exception as second:  # what cannot be kept must not hide the failure itself
                print(f"# nothing kept: {second}", flush=True)
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise

    def skip(self, name, reason):
        self.number += 1
        print(f"ok {self.number} {name} # SKIP {reason}", flush=True)

    def keep(self, name):
        """Called after a failure, for tests that have something to show of it."""

    def done(self):
        print(f"1..{self.number}", flush=True)
        return 1 if self.failed else 0
