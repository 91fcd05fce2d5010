# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the cases of the wire are run: a cordial-server of the test's own, or with CORDIAL_TEST_SERVER=ws://host:port any
Tinode server, on which every case signs up people that nobody else has."""

import os
import random
import sys
import tempfile

from peer import Peer
from server_process import ServerProcess
from tap import Tap

PASSWORD = "correct horse battery"


class Place:
    def __init__(self, executable):
        self.tap = Tap()
        self.folder = None
        self.server = None
        self.uri = os.environ.get("CORDIAL_TEST_SERVER")
        self.own = not self.uri
        if self.own:
            self.folder = tempfile.TemporaryDirectory(prefix="cordial-server-wire-")
            self.server = ServerProcess(executable, self.folder.name, "--accounts-per-minute", "10000")
            self.uri = self.server.uri
        self.peers = []

    def _keep(self, peer):
        self.peers.append(peer)
        return peer

    def caller(self, **keywords):
        """A connection; without greet=False it has said hi."""
        return self._keep(Peer(self.uri, **keywords))

    def person(self, name="Alice"):
        """Somebody new, signed in, who listens on «me». Their .login is a tag of theirs as well."""
        login = f"{name.lower()}{random.getrandbits(48):012x}"
        peer = self._keep(Peer(self.uri)).sign_up(login, PASSWORD, name)
        peer.login = login
        peer.expect("ctrl", topic="me", params={"what": "sub"})  # of which there are none yet
        return peer

    def visitor(self):
        """Somebody without a name or a password, which are dear to sign up with, listening on «me»."""
        peer = self.caller()
        peer.user_id = peer.request("acc", user="new", scheme="anonymous", login=True)["params"]["user"]
        peer.request("sub", topic="me")
        return peer

    def device(self, person, listens=True):
        """Another session of the same person."""
        peer = self.caller()
        peer.request("login", scheme="token", secret=person.token)
        peer.user_id, peer.token, peer.login = person.user_id, person.token, person.login
        if listens:
            peer.request("sub", topic="me")
        return peer

    def friends(self, first="Alice", second="Bob"):
        """Two people who are both attached to their conversation."""
        pair = self.person(first), self.person(second)
        pair[0].attach(pair[1].user_id)
        pair[1].attach(pair[0].user_id)
        return pair

    def run(self, name, case, own_limit=None):
        """own_limit: why another server need not do the same."""
        if own_limit and not self.own:
            self.tap.skip(name, own_limit)
            return
        self.tap.case(name, lambda: case(self))
        for peer in self.peers:
            if peer.is_open():
                peer.close()
        self.peers.clear()

    def done(self):
        if self.server:
            self.tap.case("the server ends well", self.server.stop)
        if self.folder:
            self.folder.cleanup()
        sys.exit(self.tap.done())


def expect_code(peer, code, packet, /, **fields):
    """The {ctrl} that answers a request, which must have this code."""
    ctrl = peer.answer(packet, **fields)
    assert ctrl["code"] == code, f"{packet} {fields}: {ctrl} instead of {code}"
    return ctrl


def flush(*peers):
    """What the server has already said to these has arrived when this returns, so that a frame that is missing never comes."""
    for peer in peers:
        peer.answer("leave", topic="grpNobodyKnows")
