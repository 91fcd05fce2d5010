# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The view behind the heart: what the connection is, and in a chart and in words what became of it.

usage: tests/session connection.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import re
import signal
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens  # noqa: E402
from driver import QUICK_HEARTBEAT, Application, WindowTap  # noqa: E402
from patience import wait_for  # noqa: E402
from server_process import ServerProcess  # noqa: E402


class Connection:
    def __init__(self, executable, server_executable, artifacts):
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-connection-")
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        self.app = Application(executable, f"{self.folder.name}/home", f"{artifacts}/connection.log",
                               environment=QUICK_HEARTBEAT)
        screens.sign_up(self.app, self.server.uri, "nina", "nina-password", "Nina")
        screens.wait_for_window(self.app)

    def open(self):
        self.app.click("Connection:", exact=False, role=Atspi.Role.TOGGLE_BUTTON)
        return self.app.find("The Last Hour of the Connection", role=Atspi.Role.IMAGE)

    def close_popover(self):
        self.app.key("Escape")
        self.app.gone("The Last Hour of the Connection", role=Atspi.Role.IMAGE)

    def wait_described(self, chart, pattern):
        def description():
            return self.app.again(chart).description

        return wait_for(lambda: re.search(pattern, description()), lambda: f"{pattern!r} in {description()!r}")

    def close(self):
        self.app.stop()
        self.server.stop()
        self.folder.cleanup()

    # --- Cases, in their order -----------------------------------------------------------------------------------

    def connected(self):
        chart = self.open()
        self.wait_described(chart, r"^Connected for the last \d+ seconds? without an interruption\. Answers typically took ")
        wait_for(lambda: any(re.match(r"Connected for \d+ second", label) for label in self.app.labels()), "since when")
        for text in (self.server.uri.rstrip("/"), "Not needed on this computer", "No interruption.", "Now", "2 minutes ago"):
            wait_for(lambda: any(text in label for label in self.app.labels()), f"{text!r} in the popover")
        self.close_popover()

    def interrupted(self):
        """Open or closed makes no difference to what is remembered."""
        self.server.signal(signal.SIGSTOP)
        wait_for(lambda: screens.banner(self.app), "the banner")
        chart = self.open()
        self.wait_described(chart, r"with 1 interruption\. It was: Since .* by now: \S")
        self.close_popover()
        self.server.signal(signal.SIGCONT)
        screens.wait_for_no_banner(self.app)
        chart = self.open()
        found = self.wait_described(chart, r"with 1 interruption\. It was: ([^S].*, for \d+ seconds?: .+?\.) ")
        assert any(found.group(1) in node.name for node in self.app.nodes(Atspi.Role.LABEL)), "the same in the words below"

    def second_interruption(self):
        """While somebody looks."""
        chart = self.app.find("The Last Hour of the Connection", role=Atspi.Role.IMAGE)
        self.server.kill()
        self.wait_described(chart, r"with 2 interruptions\. The longest: ")
        self.server.start()
        wait_for(lambda: any(re.match(r"Connected for \d+ second", label) for label in self.app.labels()), "the new start")
        self.close_popover()


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    executable, server_executable, artifacts = sys.argv[1:]
    tap = WindowTap(artifacts)
    connection = Connection(executable, server_executable, artifacts)
    tap.application = connection.app
    for case in (connection.connected, connection.interrupted, connection.second_interruption):
        tap.case(case.__name__.replace("_", " "), case)
    tap.case("close", connection.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
