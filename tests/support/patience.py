# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a test waits for what has to come. One figure for all of them: a deadline finds what hangs, never what is slow.

tests/run-suites measures the machine at its start and hands the result on as CORDIAL_TEST_SLOWNESS; the tests in C read the same.
"""

import os
import signal
import sys
import time

# Far beyond anything that a test waits for on a quiet machine of today.
PATIENCE_QUIET_S = 60
# What measure_slowness() does took this long there.
QUIET_S = 0.05
SLOWEST = 20
ROUNDS = 400_000


def measure_slowness(least=1):
    """How many times slower than a quiet machine of today this one is at the moment."""
    start = time.monotonic()
    total = 0
    for number in range(ROUNDS):
        total += number
    return min(SLOWEST, max(least, (time.monotonic() - start) / QUIET_S))


SLOWNESS = float(os.environ.get("CORDIAL_TEST_SLOWNESS") or measure_slowness())
PATIENCE_S = PATIENCE_QUIET_S * SLOWNESS


# A condition is looked at often at first, and then as often as it is worth on a machine that has other things to do.
FIRST_LOOK_MS, LAST_LOOK_MS = 5, 150
waiting_for = []  # what, the innermost last


def wait_for(condition, what, look_ms=LAST_LOOK_MS):
    """Runs the main context until condition() is true; returns its value. what: words, or a function that gives them; look_ms: between
    two looks, at the most."""
    from gi.repository import GLib  # not everything that tells how long it took has a main context

    context = GLib.MainContext.default()
    start = time.monotonic()
    pause_ms = FIRST_LOOK_MS
    waiting_for.append(what)
    try:
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() - start > PATIENCE_S:
                raise AssertionError(f"waited {PATIENCE_S:.0f} s in vain for {what() if callable(what) else what}")
            over = []
            GLib.timeout_add(pause_ms, lambda: over.append(True))  # None ends it
            while not over:
                context.iteration(True)
            pause_ms = min(look_ms, pause_ms * 2)
    finally:
        waiting_for.pop()


def tell_when_killed():
    """Has this process say, when it is ended from outside, what it waited for: that is what took too long."""
    def told(number, _frame):
        print("# killed while waiting for " + (" within ".join(str(what() if callable(what) else what) for what in reversed(waiting_for))
                                               or "nothing"), flush=True)
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, told)
