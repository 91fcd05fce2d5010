# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody may take of the server who has not signed in: connections, time, memory and work, each with a bound after
which the others are served as before.

usage: strangers.py CORDIAL-SERVER
"""

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading

from patience import wait_for
from peer import API_KEY, Peer, secret_of
from raw_peer import RawPeer
from server_process import ServerStarter
from tap import Tap

PASSWORD = "correct horse battery"
# More than a kernel keeps for one connection, on both of its ends.
BODY_BYTES = 64 << 20
BUFFERS_BYTES = 32 << 20
# What libsoup asks a kernel for, unless told otherwise, is 10.
WAITING_CONNECTIONS = 100
# As the server has it: so many passwords of one address wait to be looked at.
HASHES_PER_ADDRESS = 16


class Strangers(ServerStarter):
    @staticmethod
    def connect(server, timeout=20):
        host, port = server.listen.rsplit(":", 1)
        return socket.create_connection((host, int(port)), timeout)

    @staticmethod
    def is_ended(stream):
        """Waits for the other end's close."""
        try:
            while stream.recv(4096):
                pass
        except ConnectionResetError:
            pass
        return True

    # --- Connections

    def out_of_descriptors(self):
        """It serves those who are there, and whoever comes when there is room again."""
        with self.running() as server:
            alice = Peer(server.uri).sign_up("alice", PASSWORD, "Alice")
            pid = server.process.get_identifier()
            few = len(os.listdir(f"/proc/{pid}/fd")) + 8
            subprocess.run(["prlimit", "--pid", pid, f"--nofile={few}:"], check=True)
            with contextlib.ExitStack() as stack:
                for _number in range(40):
                    stack.enter_context(self.connect(server))
                wait_for(lambda: len(os.listdir(f"/proc/{pid}/fd")) >= few, "the last descriptor")
                alice.attach("slf")
                assert alice.publish("slf", "still here") == 1
            Peer(server.uri).sign_in("alice", PASSWORD).close()
            alice.close()

    def raises_its_limit(self):
        with self.running() as server:
            limits = pathlib.Path(f"/proc/{server.process.get_identifier()}/limits").read_text()
            words = next(line for line in limits.splitlines() if line.startswith("Max open files")).split()
            assert words[3] == words[4], words

    def many_from_one_address(self):
        with self.running("--connections-per-address", "5") as server:
            with contextlib.ExitStack() as stack:
                peers = [stack.enter_context(RawPeer(server)) for _number in range(5)]
                assert self.is_ended(stack.enter_context(self.connect(server)))
                for peer in peers:
                    assert peer.answer("hi", ver="0.25")["code"] == 201
            self.until_it_lets_in(server)

    def many_in_all(self):
        with self.running("--connections", "5") as server:
            with contextlib.ExitStack() as stack:
                peers = [Peer(server.uri) for _number in range(5)]
                assert self.is_ended(stack.enter_context(self.connect(server)))
                for peer in peers:
                    peer.answer("hi", ver="0.25")
                    peer.close()
            self.until_it_lets_in(server)

    def until_it_lets_in(self, server):
        def lets_in():
            try:
                with RawPeer(server) as peer:
                    return " 101 " in peer.head
            except ConnectionError:
                return False

        wait_for(lets_in, "room for one more")

    def come_at_once(self):
        """They wait where the kernel keeps them, until somebody has time."""
        with self.running() as server:
            server.signal(signal.SIGSTOP)
            with contextlib.ExitStack() as stack:
                streams = [stack.enter_context(self.connect(server)) for _number in range(WAITING_CONNECTIONS)]
                server.signal(signal.SIGCONT)
                for stream in streams:
                    stream.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    assert b" 404 " in stream.recv(4096)

    def stay_without_a_word(self):
        """Whoever does not say who they are makes room for others; whoever did, stays."""
        with self.running("--sign-in-seconds", "2") as server:
            alice = Peer(server.uri).sign_up("alice", PASSWORD, "Alice")
            with contextlib.ExitStack() as stack:
                silent, asking = (stack.enter_context(self.connect(server)) for _number in range(2))
                asking.sendall(b"GET /v0/channels HTTP/1.1\r\nHost: ")
                upgraded = stack.enter_context(RawPeer(server))
                greeted = Peer(server.uri)
                for stream in (silent, asking, upgraded.socket):
                    assert self.is_ended(stream)
                wait_for(lambda: not greeted.is_open(), "the end of a stranger")
            alice.request("hi", ver="0.25")
            alice.close()

    def pages_of_others(self):
        """A page that somebody visits is not to speak for them to a server that only they can reach."""
        for options, other in (((), "403"), (("--allow-origin", "https://chat.example.org"), "403"),
                               (("--allow-origin", "*"), "101")):
            with self.running("--plain", *options) as server:
                for origin, code in ((f"http://{server.listen}", "101"), ("https://evil.example.org", other),
                                     ("null", other), (f"http://{server.listen}.evil.example.org", other),
                                     ("https://chat.example.org", "101" if options else "403")):
                    with RawPeer(server, headers={"Origin": origin}) as peer:
                        assert f" {code} " in peer.head.splitlines()[0], (options, origin, peer.head)
                with RawPeer(server) as peer:
                    assert " 101 " in peer.head, "no browser says no origin"

    # --- Work

    @staticmethod
    def ask(server, count, packet, fields):
        """So many connections that each ask the same at once, and their requests."""
        peers = [Peer(server.uri) for _number in range(count)]
        return [(peer, peer.post(packet, **fields(number))) for number, peer in enumerate(peers)]

    def many_hashes(self):
        """Passwords take time to look at: beyond a few that wait, the answer is that there is none, at once."""
        with self.running() as server:
            asked = self.ask(server, 3 * HASHES_PER_ADDRESS, "acc", lambda number: {
                "user": "new1", "scheme": "basic", "secret": secret_of(f"person{number}", PASSWORD)})
            codes = [peer.expect("ctrl", id=number)["code"] for peer, number in asked]
            assert set(codes) == {201, 503} and codes.count(201) >= HASHES_PER_ADDRESS, codes
            Peer(server.uri).sign_up("alice", PASSWORD, "Alice")

    def hashes_for_nobody(self):
        """Who is gone wants no answer any more, and makes room at once."""
        with self.running() as server:
            Peer(server.uri).sign_up("alice", PASSWORD, "Alice").close()
            for _round in range(3):
                asked = self.ask(server, HASHES_PER_ADDRESS, "login", lambda number: {
                    "scheme": "basic", "secret": secret_of("alice", PASSWORD)})
                for peer, _number in asked:
                    peer.close()
            Peer(server.uri).sign_in("alice", PASSWORD)

    def accounts_of_one_address(self):
        with self.running("--accounts-per-minute", "3") as server:
            peer = Peer(server.uri)
            codes = [peer.answer("acc", user="new1", scheme="basic", secret=secret_of(f"person{number}", PASSWORD))["code"]
                     for number in range(5)]
            assert codes == [201, 201, 201, 503, 503], codes
            Peer(server.uri).sign_in("person0", PASSWORD)

    def ends_with_work_waiting(self):
        with self.running() as server:
            asked = self.ask(server, HASHES_PER_ADDRESS, "login", lambda number: {
                "scheme": "basic", "secret": secret_of("alice", PASSWORD)})
            server.signal(signal.SIGTERM)
            assert server.wait() == 0
            for peer, _number in asked:
                wait_for(lambda: not peer.is_open(), "the goodbye")
            assert not all(peer.seen("ctrl", id=number) for peer, number in asked), "everything was worked off first"

    @contextlib.contextmanager
    def talking(self, server):
        """Somebody sends all the time, for which no answer is due."""
        ended = threading.Event()
        with RawPeer(server) as peer:
            assert peer.answer("hi", ver="0.25")["code"] == 201

            def talk():
                text = json.dumps({"note": {"topic": "me", "what": "kp"}})
                with contextlib.suppress(OSError):
                    while not ended.is_set():
                        peer.send_text(text)

            thread = threading.Thread(target=talk)
            thread.start()
            try:
                yield
            finally:
                ended.set()
                thread.join()

    def serves_while_somebody_talks(self):
        with self.running() as server, self.talking(server), self.talking(server):
            Peer(server.uri).sign_up("alice", PASSWORD, "Alice").close()

    def ends_while_somebody_talks(self):
        with self.running() as server, self.talking(server):
            server.signal(signal.SIGTERM)
            assert server.wait() == 0

    # --- Memory

    def bodies(self):
        """Nobody has anything to send but who is known."""
        head = "POST {} HTTP/1.1\r\nHost: localhost\r\nX-Tinode-APIKey: " + API_KEY + "\r\n{}\r\n\r\n"
        part = bytes(1 << 16)
        with self.running("--plain") as server:
            for path in ("/", "/v0/channels", "/v0/file/u/", "/websocket/usrAAAAAAAAAAA?token=x", "/nothing"):
                for length in (f"Content-Length: {BODY_BYTES}", "Transfer-Encoding: chunked"):
                    sent = 0
                    with self.connect(server) as stream:
                        stream.sendall(head.format(path, length).encode())
                        try:
                            while sent < BODY_BYTES:
                                stream.sendall((b"10000\r\n" + part + b"\r\n") if "chunked" in length else part)
                                sent += len(part)
                        except (BrokenPipeError, ConnectionResetError):
                            pass
                    assert sent < BUFFERS_BYTES, f"{path} took {sent} bytes ({length})"
            Peer(server.uri).close()

    def small_body(self):
        with self.running() as server, self.connect(server) as stream:
            stream.sendall(b"POST /v0/file/u/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello")
            assert b" 403 " in stream.recv(4096)

    def compression(self):
        """A kilobyte that becomes a thousand is not offered."""
        offer = {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}
        with self.running() as server, RawPeer(server, headers=offer) as peer:
            assert " 101 " in peer.head and "extensions" not in peer.head.lower(), peer.head


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="cordial-server-strangers-") as folder:
        strangers = Strangers(sys.argv[1], folder)
        tap.case("out of descriptors it serves on, and accepts again", strangers.out_of_descriptors)
        tap.case("it takes all descriptors that it may", strangers.raises_its_limit)
        tap.case("connections of one address have a bound", strangers.many_from_one_address)
        tap.case("connections in all have a bound", strangers.many_in_all)
        tap.case("a hundred who come at once are let in", strangers.come_at_once)
        tap.case("whoever does not say who they are is sent away", strangers.stay_without_a_word)
        tap.case("pages of others do not come in", strangers.pages_of_others)
        tap.case("passwords that wait to be looked at have a bound", strangers.many_hashes)
        tap.case("a password of somebody who is gone is not looked at", strangers.hashes_for_nobody)
        tap.case("accounts of one address have a bound", strangers.accounts_of_one_address)
        tap.case("it ends without looking at what waits", strangers.ends_with_work_waiting)
        tap.case("it serves others while somebody goes on talking", strangers.serves_while_somebody_talks)
        tap.case("it ends while somebody goes on talking", strangers.ends_while_somebody_talks)
        tap.case("a large body is not read", strangers.bodies)
        tap.case("a small body is answered", strangers.small_body)
        tap.case("compression is not offered", strangers.compression)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
