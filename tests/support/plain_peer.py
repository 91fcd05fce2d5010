# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of the plain dialect for tests, apart from the application's own code: it beats only when it is told to."""

import json

import gi

gi.require_version("Soup", "3.0")
from gi.repository import GLib, Soup  # noqa: E402

from patience import wait_for  # noqa: E402


class PlainPeer:
    def __init__(self, address, user_id=None):
        self.user_id = user_id or address.split("/websocket/")[1].split("?")[0]
        self.frames = []
        self.open = None
        self.closed = False
        self.session = Soup.Session()
        message = Soup.Message.new("GET", address)
        self.session.websocket_connect_async(message, None, None, GLib.PRIORITY_DEFAULT, None, self._on_connected)
        wait_for(lambda: self.open is not None, "the connection")
        self.status = int(message.get_status())
        if isinstance(self.open, GLib.Error):
            raise self.open

    def _on_connected(self, session, result):
        try:
            self.socket = session.websocket_connect_finish(result)
        except GLib.Error as error:
            self.open = error
            return
        self.socket.set_max_incoming_payload_size(4 * 1024 * 1024)
        self.socket.connect("message", lambda _socket, _kind, data: self.frames.append(json.loads(data.get_data())))
        self.socket.connect("closed", self._on_closed)
        self.open = True

    def _on_closed(self, _socket):
        self.closed = True

    def send_raw(self, text):
        self.socket.send_text(text)

    def say(self, receiver_id, text, message_id, **members):
        self.send_raw(json.dumps({"chatType": "single", "contentType": "text", "content": text, "messageId": message_id,
                                  "senderId": self.user_id, "receiverId": receiver_id, **members}))

    def beat(self):
        """Sends a heartbeat and waits for the answer."""
        before = self.beats()
        self.send_raw(json.dumps({"chatType": "hert", "contentType": "hert", "content": "pong", "senderId": self.user_id}))
        wait_for(lambda: self.beats() > before, "the answer to a heartbeat")

    def beats(self):
        return sum(frame.get("chatType") == "hert" for frame in self.frames)

    def messages(self):
        return [frame for frame in self.frames if frame.get("chatType") != "hert"]

    def texts(self):
        return [frame["content"] for frame in self.messages()]

    def wait_for_texts(self, *texts):
        try:
            wait_for(lambda: self.texts() == list(texts), "the messages")
        except AssertionError:
            raise AssertionError(f"{self.texts()} instead of {list(texts)}") from None

    def close(self):
        if not self.closed:
            self.socket.close(1000, None)
            wait_for(lambda: self.closed, "the end of the connection")
