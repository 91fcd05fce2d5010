# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a test in namespaces of its own, where it may take away the network or fill a disk without harm to anybody."""

import os
import subprocess
import sys

INSIDE = "CORDIAL_TEST_NAMESPACES"


def enter_namespaces(*kinds):
    """Starts this test again in namespaces of the given kinds; returns why not, where that is not allowed, or None inside."""
    if INSIDE in os.environ:
        return None
    options = [f"--{kind}" for kind in kinds]
    probe = subprocess.run(["unshare", *options, "true"], capture_output=True, text=True)
    if probe.returncode != 0:
        return probe.stderr.strip() or "no namespaces here"
    os.environ[INSIDE] = "yes"
    os.execvp("unshare", ["unshare", *options, sys.executable, *sys.argv])
