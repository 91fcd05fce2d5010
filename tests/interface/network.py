# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network is taken away under the application: its link goes down, and, apart from that, its cable is pulled far away.

The application runs in a network namespace of its own, joined to the server's by a pair of virtual cables. Where the machine
allows no namespaces the cases are skipped.

usage: tests/session network.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import signal
import subprocess
import sys
import tempfile

import screens
from driver import QUICK_HEARTBEAT, Application, WindowTap
from namespaces import enter_namespaces, mount_tmpfs
from patience import wait_for
from peer import Peer
from server_process import ServerProcess

CASES = ("sign in over the network", "no network", "network back", "pulled cable", "cable back", "close")
# RFC 5737: addresses for documentation, never routed.
SERVER_ADDRESS, APPLICATION_ADDRESS = "192.0.2.1", "192.0.2.2"


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def lay_cables():
    run("ip", "link", "set", "lo", "up")
    # Names of network namespaces are files; ours are seen by nobody else and go with the test.
    run("mkdir", "-p", "/run/netns")
    mount_tmpfs("/run/netns")
    run("ip", "netns", "add", "application")
    run("ip", "link", "add", "near", "type", "veth", "peer", "name", "far")
    run("ip", "link", "set", "far", "netns", "application")
    run("ip", "address", "add", f"{SERVER_ADDRESS}/24", "dev", "near")
    run("ip", "link", "set", "near", "up")
    link_up()


def in_application(*command):
    run("nsenter", "--net=/run/netns/application", *command)


def link_down():
    """Routes first, as a network manager does it: the kernel tells nobody of those that go with their link (which GLib 2.90 has to
    hear), and the default route last, so that no way is left when that is told."""
    in_application("ip", "route", "del", "192.0.2.0/24", "dev", "far")
    in_application("ip", "route", "del", "default")
    in_application("ip", "link", "set", "far", "down")


def link_up():
    in_application("ip", "link", "set", "lo", "up")
    in_application("ip", "address", "replace", f"{APPLICATION_ADDRESS}/24", "dev", "far")
    in_application("ip", "link", "set", "far", "up")
    in_application("ip", "route", "replace", "default", "via", SERVER_ADDRESS)


class Network:
    def __init__(self, executable, server_executable, artifacts):
        lay_cables()
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-network-")
        self.server = ServerProcess(server_executable, self.folder.name + "/server", "--insecure-lan",
                                    listen=f"{SERVER_ADDRESS}:0")
        alice = Peer(self.server.uri).sign_up("alice", "alice-password", "Alice")
        self.alice_id = alice.user_id
        alice.close()
        self.peer = Peer(self.server.uri).sign_up("robin", "robin-password", "Robin")
        self.peer.attach(self.alice_id)
        self.expected = []
        self.app = Application("nsenter", self.folder.name + "/home", f"{artifacts}/network.log",
                               arguments=("--net=/run/netns/application", executable),
                               environment={# No service on the machine knows of these cables. GLib 2.90 would ask systemd's for its
                                            # view and, without it, call any network available; the kernel knows.
                                            "GIO_USE_NETWORK_MONITOR": "netlink",
                                            **QUICK_HEARTBEAT})

    def send(self, text):
        screens.send(self.app, text)
        self.expected.append(text)

    def assert_both_ends(self):
        wait_for(lambda: self.peer.texts(self.alice_id) == self.expected, "every message on the server")
        wait_for(lambda: screens.messages(self.app)[-len(self.expected):] == self.expected, "every message in the window")

    def sign_in(self):
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, self.server.uri, "alice", "alice-password")
        screens.allow_plaintext(self.app)
        screens.wait_for_window(self.app)
        screens.open_chat(self.app, "Robin")
        self.send("before the cut")
        self.assert_both_ends()

    def no_network(self):
        link_down()
        wait_for(lambda: "No network" in (screens.banner(self.app) or ""), "«No network connection»")
        self.send("without a network")

    def network_back(self):
        link_up()
        screens.wait_for_no_banner(self.app)
        self.assert_both_ends()

    def pull_cable(self):
        """The application's own link stays up: nothing but the heartbeat can tell."""
        run("ip", "address", "del", f"{SERVER_ADDRESS}/24", "dev", "near")
        wait_for(lambda: screens.banner(self.app), "the banner")
        self.send("into a pulled cable")

    def cable_back(self):
        run("ip", "address", "add", f"{SERVER_ADDRESS}/24", "dev", "near")
        screens.try_now(self.app)
        self.assert_both_ends()

    def close(self):
        self.app.stop()
        self.peer.close()
        self.server.stop()
        self.folder.cleanup()


def main():
    executable, server_executable, artifacts = sys.argv[1:4]
    tap = WindowTap(artifacts)
    reason = enter_namespaces("net", "mount")
    if reason:
        for name in CASES:
            tap.skip(name, reason)
        return tap.done()
    network = Network(executable, server_executable, artifacts)
    tap.application = network.app
    for name, case in zip(CASES, (network.sign_in, network.no_network, network.network_back, network.pull_cable,
                                  network.cable_back, network.close)):
        tap.case(name, case)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
