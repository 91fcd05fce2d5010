# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts and ends cordial-server processes for tests. None outlives its test."""

import contextlib
import os
import pathlib
import signal
import subprocess

from gi.repository import Gio

from patience import PATIENCE_S, wait_for

# Before a command: it is killed when the test ends, however that ends, so that nothing is left behind frozen.
WITH_THE_TEST = ("setpriv", "--pdeathsig", "KILL")


def run_server(executable, *options):
    """Runs a cordial-server that is to end by itself; returns its exit status, its output and its complaints."""
    done = subprocess.run([*WITH_THE_TEST, executable, *options], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=PATIENCE_S)
    return done.returncode, done.stdout, done.stderr


def make_certificate(folder):
    """A certificate that nobody vouches for, and its key: the paths of both, made at the first call for that folder."""
    certificate, key = pathlib.Path(folder) / "certificate.pem", pathlib.Path(folder) / "key.pem"
    if not certificate.exists():
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
                       check=True, stdin=subprocess.DEVNULL, capture_output=True)
    return str(certificate), str(key)


def count_only_what_is_used():
    """For tests of memory: under the sanitizer, what was freed is kept for a while, which is not the server's doing."""
    os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"


class ServerProcess:
    """A cordial-server of the test's own, on a port of the kernel's choosing, kept over restarts."""

    def __init__(self, executable, data_dir, *options, listen="127.0.0.1:0", stdin=False):
        self.executable = executable
        self.data_dir = data_dir
        self.options = options
        self.listen = listen
        self.flags = Gio.SubprocessFlags.STDOUT_PIPE
        if stdin:
            self.flags |= Gio.SubprocessFlags.STDIN_PIPE
        self.process = None
        self.uri = None
        self.start()

    def start(self):
        self.process = Gio.Subprocess.new(
            [*WITH_THE_TEST, self.executable, "--data", self.data_dir, "--listen", self.listen, *self.options], self.flags)
        stream = Gio.DataInputStream.new(self.process.get_stdout_pipe())
        line, _length = stream.read_line_utf8(None)
        if not line or not line.startswith("listening on "):
            raise AssertionError(f"the server said {line!r} instead of where it listens")
        self.uri = line.removeprefix("listening on ").strip()
        self.listen = self.uri.split("://", 1)[1].rstrip("/")

    def move(self):
        """Starts it anew on another port. The kernel may choose the same one again."""
        before = self.uri
        while self.uri == before:
            self.stop()
            self.listen = "127.0.0.1:0"
            self.start()

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.force_exit()
        self.process.wait(None)

    def close_stdin(self):
        self.process.get_stdin_pipe().close(None)

    def wait(self):
        """Waits for the end and returns the exit status, or minus the signal that ended it."""
        ended = []
        self.process.wait_async(None, lambda process, result: ended.append(process.wait_finish(result)))
        wait_for(lambda: ended, "the server's end")
        return self.process.get_exit_status() if self.process.get_if_exited() else -self.process.get_term_sig()

    def stop(self):
        if self.process and self.process.get_identifier():
            self.process.send_signal(signal.SIGCONT)  # a frozen one could not end
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(None)
            if not self.process.get_successful():
                raise AssertionError("the server did not end well; its words are above")


class ServerStarter:
    """Starts servers of one executable, each with a folder of its own below one folder."""

    def __init__(self, executable, folder):
        self.executable = executable
        self.folder = pathlib.Path(folder)
        self.count = 0

    def fresh(self):
        """The path of a folder that nobody made yet."""
        self.count += 1
        return str(self.folder / f"data-{self.count}")

    @contextlib.contextmanager
    def running(self, *options, data=None, **keywords):
        server = ServerProcess(self.executable, data or self.fresh(), *options, **keywords)
        try:
            yield server
        except BaseException:
            server.kill()
            raise
        server.stop()
