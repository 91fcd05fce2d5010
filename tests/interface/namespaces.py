# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a test in namespaces of its own, where it may take away the network or fill a disk without harm to anybody."""

import ctypes
import os
import subprocess
import sys

INSIDE = "CORDIAL_TEST_NAMESPACES"
MS_RDONLY, MS_REMOUNT = 1, 32


def enter_namespaces(*kinds):
    """Starts this test again in namespaces of the given kinds; returns why not, where that is not allowed, or None inside."""
    if INSIDE in os.environ:
        return None
    kinds = [f"--{kind}" for kind in kinds]
    # An ordinary user needs a user namespace too, and stays who he is in it: the session bus asks.
    for options in (kinds, ["--user", "--map-current-user", "--keep-caps", *kinds]):
        probe = subprocess.run(["unshare", *options, "true"], capture_output=True, text=True)
        if probe.returncode == 0:
            break
    else:
        return probe.stderr.strip() or "no namespaces here"
    os.environ[INSIDE] = "yes"
    os.execvp("unshare", ["unshare", *options, sys.executable, *sys.argv])


def mount_tmpfs(path, options=""):
    """mount(8) refuses everybody but root, whatever they are allowed to do."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", os.fsencode(path), b"tmpfs", 0, options.encode()) != 0:
        raise OSError(ctypes.get_errno(), f"cannot mount on {path}")


def set_read_only(path, read_only):
    """Of what was mounted there."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(None, os.fsencode(path), None, MS_REMOUNT | (MS_RDONLY if read_only else 0), None) != 0:
        raise OSError(ctypes.get_errno(), f"cannot mount {path} again")


def unmount(path):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.umount2(os.fsencode(path), 0) != 0:
        raise OSError(ctypes.get_errno(), f"cannot unmount {path}")
