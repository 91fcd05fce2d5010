# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of our own bytes on a plain socket, for what no library does: it reads only when it is told to, answers no ping,
and comes from whichever address of the loopback."""

import base64
import json
import os
import socket
import struct

from peer import API_KEY

TIMEOUT_S = 60


def upgrade_request(listen, path="/v0/channels", headers=None):
    """The bytes by which a connection becomes a socket."""
    lines = {"Host": listen, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
             "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), "X-Tinode-APIKey": API_KEY, **(headers or {})}
    return (f"GET {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n").encode()


def frame_of(text):
    payload = text.encode()
    if len(payload) < 126:
        head = struct.pack(">BB", 0x81, 0x80 | len(payload))
    elif len(payload) < 65536:
        head = struct.pack(">BBH", 0x81, 0x80 | 126, len(payload))
    else:
        head = struct.pack(">BBQ", 0x81, 0x80 | 127, len(payload))
    return head + bytes(4) + payload  # a mask of zeros


class RawPeer:
    def __init__(self, server, path="/v0/channels", address=None, headers=None):
        host, port = server.listen.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), TIMEOUT_S, (address, 0) if address else None)
        self.stream = self.socket.makefile("rb")
        self.socket.sendall(upgrade_request(server.listen, path, headers))
        self.head = ""
        while line := self.stream.readline().decode().strip():
            self.head += line + "\n"

    def send_text(self, text):
        self.socket.sendall(frame_of(text))

    def send(self, packet, /, **fields):
        self.send_text(json.dumps({packet: fields}))

    def read(self):
        """The next frame of text; None at the end."""
        while True:
            head = self.stream.read(2)
            if len(head) < 2:
                return None
            size = head[1] & 0x7f
            if size == 126:
                size = struct.unpack(">H", self.stream.read(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", self.stream.read(8))[0]
            payload = self.stream.read(size)
            if len(payload) < size:
                return None
            if head[0] & 0xf == 1:
                return json.loads(payload)

    def answer(self, packet, /, **fields):
        """Sends a request, and returns the {ctrl} that comes next."""
        self.send(packet, **fields)
        while frame := self.read():
            if "ctrl" in frame:
                return frame["ctrl"]
        raise AssertionError(f"no answer to {packet} {fields}")

    def close(self):
        self.stream.close()
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_args):
        self.close()
