# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of the server: what ten thousand idle connections cost, and how many messages a second are acknowledged beside
them; and the same load on a Tinode server, where one is named by CORDIAL_TEST_SERVER=ws://host:port.

usage: bench.py CORDIAL-SERVER [CONNECTIONS]
"""

import json
import os
import pathlib
import random
import resource
import selectors
import socket
import sys
import tempfile
import threading
import time
import types

from peer import Peer
from raw_peer import RawPeer, frame_of, upgrade_request
from server_process import ServerProcess

CONNECTIONS = 10_000
PEOPLE = 20
BATCH = 100
# Each says so many, of which so many are on their way at once.
MESSAGES = 2000
WINDOW = 200
PASSWORD = "correct horse battery"
ACCEPTED = b'"code":202'
TEXT = "A message of a usual length, as people write them to each other."
BUDGET_MIB = 100
BUDGET_RATE = 5000


def resident_mib(pid):
    words = pathlib.Path(f"/proc/{pid}/status").read_text().split()
    return int(words[words.index("VmRSS:") + 1]) / 1024


def processor_s(pid):
    """What it has taken so far: on a machine that has other things to do, a better figure than the clock's."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def sign_up(uri):
    """Twenty people; returns their tokens."""
    tokens = []
    for _number in range(PEOPLE):
        login = f"bench{random.getrandbits(48):012x}"
        peer = Peer(uri).sign_up(login, PASSWORD, "Bench")
        tokens.append(peer.token)
        peer.close()
    return tokens


def read_until(stream, end):
    data = b""
    while end not in data:
        more = stream.recv(1 << 16)
        assert more, f"the server closed a connection after {data[-200:]}"
        data += more


class Idle:
    """Connections that only say that they are there, when they are asked; on a thread, as long as it takes."""

    def __init__(self):
        self.selector = selectors.DefaultSelector()
        self.ended = self.lost = 0
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def add(self, stream):
        self.selector.register(stream, selectors.EVENT_READ)

    def run(self):
        while not self.ended:
            for key, _events in self.selector.select(1):
                data = key.fileobj.recv(1 << 16)
                if not data:
                    self.lost += 1
                    self.selector.unregister(key.fileobj)
                elif data[0] == 0x89:  # a ping, whose words come back
                    key.fileobj.sendall(bytes([0x8a, 0x80 | data[1], 0, 0, 0, 0]) + data[2:2 + data[1]])

    def close(self):
        self.ended = True
        self.thread.join()
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()


def connect(server, tokens, count):
    """Signed in, listening on «me», and silent; many are on their way at once."""
    host, port = server.listen.rsplit(":", 1)
    idle, opened = Idle(), 0
    while opened < count:
        batch = [socket.create_connection((host, int(port)), 60) for _number in range(min(BATCH, count - opened))]
        for stream in batch:
            stream.sendall(upgrade_request(server.listen))
        for number, stream in enumerate(batch):
            read_until(stream, b"\r\n\r\n")
            stream.sendall(b"".join(frame_of(json.dumps(frame)) for frame in (
                {"hi": {"id": "1", "ver": "0.25"}},
                {"login": {"id": "2", "scheme": "token", "secret": tokens[number % len(tokens)]}},
                {"sub": {"id": "last", "topic": "me"}})))
        for stream in batch:
            read_until(stream, b'"id":"last"')
            idle.add(stream)
        opened += len(batch)
    return idle


def publish(server, tokens):
    """Everybody says something to themselves, as fast as it is acknowledged; returns messages a second."""
    frame = frame_of(json.dumps({"pub": {"id": "1", "topic": "slf", "noecho": True, "content": TEXT}}))
    selector = selectors.DefaultSelector()
    for token in tokens:
        peer = RawPeer(server)
        peer.answer("hi", id="1", ver="0.25")
        peer.answer("login", id="2", scheme="token", secret=token)
        assert peer.answer("sub", id="3", topic="slf")["code"] in (200, 304)
        peer.socket.setblocking(False)
        peer.sent, peer.done, peer.rest, peer.left = 0, 0, b"", b""
        selector.register(peer.socket, selectors.EVENT_READ | selectors.EVENT_WRITE, peer)
    start = time.monotonic()
    while selector.get_map():
        for key, _events in selector.select():
            peer = key.data
            more = min(MESSAGES - peer.sent, WINDOW - (peer.sent - peer.done))
            if more > 0 and not peer.left:
                peer.left = frame * more
                peer.sent += more
            try:
                if peer.left:
                    peer.left = peer.left[peer.socket.send(peer.left):]
            except BlockingIOError:
                pass
            wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if peer.left else 0)
            try:
                data = peer.rest + peer.socket.recv(1 << 16)
                peer.done += data.count(ACCEPTED)
                peer.rest = data[-(len(ACCEPTED) - 1):]
                if peer.sent < MESSAGES and peer.sent - peer.done < WINDOW // 2:
                    wanted |= selectors.EVENT_WRITE
            except BlockingIOError:
                pass
            if peer.done >= MESSAGES:
                selector.unregister(peer.socket)
            else:
                selector.modify(peer.socket, wanted, peer)
    return MESSAGES * len(tokens) / (time.monotonic() - start)


def let_open(count):
    """Returns for how many connections there are descriptors here, up to count."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return min(count, hard - 200)


def measure(name, uri, count, pid):
    server = types.SimpleNamespace(listen=uri.split("://", 1)[1].rstrip("/"))
    tokens = sign_up(uri)
    before = resident_mib(pid) if pid else 0
    taken = processor_s(pid) if pid else 0
    alone = publish(server, tokens)
    taken = processor_s(pid) - taken if pid else 0
    fresh = resident_mib(pid) if pid else 0
    start = time.monotonic()
    idle = connect(server, tokens, count)
    took = time.monotonic() - start
    memory = resident_mib(pid) if pid else 0
    taken_beside = processor_s(pid) if pid else 0
    beside = publish(server, tokens)
    taken_beside = processor_s(pid) - taken_beside if pid else 0
    if pid:
        print(f"{name}: {memory:.0f} MiB with {count} idle connections, {before:.0f} MiB with none,"
              f" {(memory - fresh) * 1024 / count:.1f} KiB each (budget {BUDGET_MIB} MiB)")
    print(f"{name}: {count / took:.0f} connections/s opened, signed in and listening")
    print(f"{name}: {alone:.0f} messages/s acknowledged durably, {beside:.0f} beside {count} idle connections (budget {BUDGET_RATE})",
          flush=True)
    if pid:
        print(f"{name}: {MESSAGES * PEOPLE / taken:.0f} and {MESSAGES * PEOPLE / taken_beside:.0f} messages a second of one processor")
    if idle.lost:
        print(f"{name}: {idle.lost} of the idle connections were closed meanwhile", flush=True)
    idle.close()


def main():
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else CONNECTIONS
    count = let_open(wanted)
    if count < wanted:
        print(f"so few descriptors are allowed that {count} connections are all that can be opened")
    with tempfile.TemporaryDirectory(prefix="cordial-bench-", dir=os.environ.get("TMPDIR")) as folder:
        server = ServerProcess(sys.argv[1], folder, "--connections-per-address", str(2 * CONNECTIONS),
                               "--accounts-per-minute", str(2 * PEOPLE))
        try:
            measure("cordial-server", server.uri, count, server.process.get_identifier())
        finally:
            server.stop()
    other = os.environ.get("CORDIAL_TEST_SERVER")
    if other:
        measure(f"Tinode server at {other}", other, count, None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
