# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames and requests that no client sends: requests with wrong members, frames with wrong bytes, forms that are none. Whatever
comes, others are served meanwhile, memory stays what it was, and the server ends well. The same seed says the same.

usage: hostile.py CORDIAL-SERVER [SECONDS [SEED]]
"""

import contextlib
import json
import os
import pathlib
import random
import socket
import struct
import sys
import tempfile
import time

from files_peer import FilesPeer, form
from patience import wait_for
from peer import Peer
from raw_peer import RawPeer, frame_of
from server_process import ServerProcess, count_only_what_is_used
from tap import Tap

# In the test run: so many rounds; by hand as long as somebody has patience.
ROUNDS = 40
FRAMES = 50
SEED = 15
PASSWORD = "correct horse battery"
# What is kept between the first rounds and the last: tables and caches that fill, but nothing for each frame. The sanitizer keeps
# where things were allocated, and a heap of its own that takes longer to fill: in ten minutes it grows by 25 MiB, while all that the
# server has allocated stays at 1.1 MiB.
GROWTH_MIB = 32 if "LSAN_OPTIONS" in os.environ or "ASAN_OPTIONS" in os.environ else 4
WARM_ROUNDS = 10
# In a long run the memory is printed so often.
REPORT_S = 60
VICTIMS = 3
ADDRESSES = [f"127.0.0.{number}" for number in range(2, 12)]

KINDS = ("hi", "acc", "login", "sub", "leave", "pub", "get", "set", "del", "note", "extra", "", "ctrl")
MEMBERS = ("id", "topic", "what", "desc", "sub", "data", "del", "tags", "cred", "aux", "ver", "ua", "scheme", "secret", "user", "login",
           "content", "head", "seq", "delseq", "hard", "unsub", "noecho", "get", "set", "public", "private", "defacs", "mode", "ims",
           "since", "before", "limit", "ranges", "low", "hi", "extra", "attachments", "payload", "event", "unread", "meth", "val", "resp",
           "tmpscheme", "tmpsecret", "state", "obo", "authlevel", "mime", "replace", "fn", "photo", "ref")


class Hostile:
    def __init__(self, executable, folder, seconds, seed):
        self.chance = random.Random(seed)
        self.seconds = seconds
        count_only_what_is_used()
        self.server = ServerProcess(executable, folder, "--accounts-per-minute", "100000", "--file-bytes", "100000",
                                    "--unused-file-seconds", "1")
        self.victims, self.group = [], None
        self.find_victims()

    def find_victims(self):
        """Some may have been made to end their accounts: there are three who have theirs."""
        left = []
        for victim in self.victims:
            victim.close()
            peer = Peer(self.server.uri)
            if peer.answer("login", scheme="token", secret=victim.token)["code"] == 200:
                peer.user_id, peer.token = victim.user_id, victim.token
                left.append(peer)
        while len(left) < VICTIMS:
            left.append(Peer(self.server.uri).sign_up(f"victim{self.chance.getrandbits(40)}", PASSWORD, "Victim"))
        self.victims = left
        self.group = left[0].request("sub", topic="new1")["topic"]
        for victim in left[1:]:
            left[0].answer("set", topic=self.group, sub={"user": victim.user_id})

    # --- What is said

    def text(self):
        chance = self.chance
        return chance.choice([
            "", "me", "fnd", "slf", "sys", "new", "nch", self.group, "grpNobody", "usr", "usr" + "A" * 11, self.victims[0].user_id,
            "chn" + self.group[3:], "\u2421", "JRWPASDO", "N", "+J-W", "basic", "token", "reset", "code", "0.25", "desc sub data del tags cred aux",
            "data", "msg", "topic", "user", "cred", "kp", "read", "recv", "call", "2026-01-01T00:00:00Z", "9999-99-99T99:99:99Z",
            "basic:alice", "a b,c (d)", "\0", "\u202e", "😀" * chance.randrange(50), "x" * chance.choice([1, 100, 5000]), "/v0/file/s/AAAAAAAAAAE",
            "../../etc/passwd", "%s%n", "' OR 1=1 --", "dmljdGltMDp4", "****"])

    def value(self, depth=0):
        chance = self.chance
        kind = chance.randrange(10)
        if kind < 4:
            return self.text()
        if kind < 6:
            return chance.choice([0, 1, -1, 2, 7, 1 << 31, 1 << 53, 1 << 62, -(1 << 63), 1 << 70, 0.5, -1e308])
        if kind == 6:
            return chance.choice([True, False, None])
        if depth > 5:
            return []
        if kind == 7:
            return [self.value(depth + 1) for _number in range(chance.randrange(5))]
        return {chance.choice(MEMBERS): self.value(depth + 1) for _number in range(chance.randrange(6))}

    def frame(self):
        chance = self.chance
        body = {chance.choice(MEMBERS): self.value() for _number in range(chance.randrange(8))}
        body.setdefault("id", "1")
        text = json.dumps({chance.choice(KINDS): body, **({"extra": self.value()} if chance.randrange(4) == 0 else {})})
        if chance.randrange(20) == 0:
            text = '{"pub":{"topic":"slf","content":' + "[" * chance.choice([10, 1000, 100000]) + "}"
        if chance.randrange(20) == 0:
            text = text.replace("1", "1e999", 1)
        data = bytearray(frame_of(text))
        for _number in range(chance.choice([0, 0, 0, 0, 1, 5])):  # often enough what is masked, sometimes the frame itself
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.randrange(60) == 0:
            data = bytearray(struct.pack(">BBQ", 0x81, 0xff, chance.choice([1 << 20, 1 << 40, (1 << 63) - 1]))) + data
        if chance.randrange(60) == 0:
            data = bytearray(chance.randbytes(chance.randrange(200)))
        return bytes(data)

    def request(self, person):
        """To the files."""
        chance = self.chance
        files = FilesPeer(self.server.uri, person if chance.randrange(3) else None)
        headers, body = form(chance.randbytes(chance.choice([0, 1, 1000, 90000, 200000])), self.text().encode("ascii", "ignore").decode(),
                             id=self.text(), topic=self.text())
        body = bytearray(body)
        for _number in range(chance.choice([0, 1, 10])):
            body[chance.randrange(len(body))] = chance.randrange(256)
        method, path = chance.choice(["POST", "PUT", "GET", "HEAD", "OPTIONS", "X"]), chance.choice(["u/", "s/", "s/AAAAAAAAAAE", "u", "", "s/%00", "s/../u/"])
        lines = {**files.headers, "X-Tinode-APIKey": files.key, **headers,
                 "Range": chance.choice(["bytes=0-", "bytes=-1", "bytes=9-1,2-", "x", "bytes=99999999999999999999-"])}
        lines = {name: value.replace("\n", "").replace("\r", "").replace("\0", "") for name, value in lines.items()}
        length = len(body) + chance.choice([0, 0, 0, -5, 5, 1 << 40])
        host, port = self.server.listen.rsplit(":", 1)
        with socket.create_connection((host, int(port)), 30, (chance.choice(ADDRESSES), 0)) as stream:
            stream.sendall((f"{method} /v0/file/{path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n" +
                            "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n").encode() + body)
            stream.shutdown(socket.SHUT_WR)
            while stream.recv(1 << 16):
                pass

    # --- One round

    def round(self):
        chance = self.chance
        victim = chance.choice(self.victims)
        with contextlib.suppress(OSError, ValueError), RawPeer(self.server, address=chance.choice(ADDRESSES)) as peer:
            peer.socket.settimeout(60)
            if chance.randrange(4):
                peer.answer("hi", ver="0.25")
            if chance.randrange(3):
                peer.answer("login", scheme="token", secret=victim.token)
                for topic in ("me", "fnd", "slf", self.group, chance.choice(self.victims).user_id):
                    peer.answer("sub", topic=topic)
            for _number in range(FRAMES):
                peer.socket.sendall(self.frame())
            peer.socket.shutdown(socket.SHUT_WR)
            while peer.socket.recv(1 << 16):
                pass
        with contextlib.suppress(OSError):
            self.request(victim)

    def resident_mib(self):
        words = pathlib.Path(f"/proc/{self.server.process.get_identifier()}/status").read_text().split()
        return int(words[words.index("VmRSS:") + 1]) / 1024

    def run(self):
        start = time.monotonic()
        number, before, reports = 0, 0, 0
        while number < ROUNDS or time.monotonic() < start + self.seconds:
            self.round()
            number += 1
            if time.monotonic() >= start + (reports + 1) * REPORT_S:
                reports += 1
                print(f"# after {reports} min: {number * FRAMES} frames, {self.resident_mib():.0f} MiB", flush=True)
            if number % WARM_ROUNDS == 0:
                # Somebody who means well is served, whatever the others do.
                good = Peer(self.server.uri).sign_up(f"good{number}", PASSWORD, "Good")
                good.attach("slf")
                assert good.publish("slf", f"round {number}") == 1
                assert good.texts("slf") == [f"round {number}"]
                good.close()
                self.find_victims()
                before = before or self.resident_mib()
        # A password that is being looked at takes 64 MiB meanwhile.
        wait_for(lambda: self.resident_mib() < before + GROWTH_MIB, lambda: f"{before:.0f} MiB, which became {self.resident_mib():.0f}")
        print(f"# {number} rounds, {number * FRAMES} frames: {before:.0f} MiB, then {self.resident_mib():.0f} MiB", flush=True)


def main():
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 0
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else SEED
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="cordial-server-hostile-") as folder:
        hostile = Hostile(sys.argv[1], folder, seconds, seed)
        tap.case(f"whatever comes, others are served and memory stays (seed {seed})", hostile.run)
        tap.case("the server ends well", hostile.server.stop)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
