# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The other person of a conversation, for tests: a small client of the Tinode wire, apart from the application's own code.

It shares nothing with src/, so that the two cannot share one misreading. Requests block, running the main context, until
their answer is here or the deadline is over.
"""

import base64
import json

import gi

gi.require_version("Soup", "3.0")
from gi.repository import GLib, Soup  # noqa: E402

from patience import wait_for  # noqa: E402

API_KEY = "AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K"  # Tinode's published demo key


def secret_of(login, password):
    """What the scheme «basic» sends."""
    return base64.b64encode(f"{login}:{password}".encode()).decode()


def text_of(content):
    """What is read of a content: Drafty, where it is no plain text, has a line break in place of a letter."""
    if not isinstance(content, dict):
        return content
    text = list(content["txt"])  # by letters: what the tests write has no clusters of several
    for style in content.get("fmt", ()):
        if style.get("tp") == "BR":
            text[style["at"]] = "\n"
    return "".join(text)


class Refused(Exception):
    """The server's answer was an error; .code is its code."""

    def __init__(self, code, text):
        super().__init__(f"{code} {text}")
        self.code = code


class Peer:
    def __init__(self, uri, greet=True, key=API_KEY, certificate=None):
        self.session = Soup.Session()
        self.frames = []
        self.data = {}  # topic → {seq: message}
        self.next_id = 1
        self.user_id = None
        self.token = None
        self.socket = None
        self.open = None
        message = Soup.Message.new("GET", uri.rstrip("/") + "/v0/channels")
        message.get_request_headers().append("X-Tinode-APIKey", key)
        if certificate is not None:
            message.connect("accept-certificate", lambda _message, theirs, _errors: theirs.is_same(certificate))
        self.session.websocket_connect_async(message, None, None, GLib.PRIORITY_DEFAULT, None, self._on_connected)
        wait_for(lambda: self.open is not None, "the peer's connection")
        if isinstance(self.open, GLib.Error):
            raise self.open
        if greet:
            self.request("hi", ver="0.25", ua="CordialTestPeer/1.0")

    def _on_connected(self, session, result):
        try:
            self.socket = session.websocket_connect_finish(result)
        except GLib.Error as error:
            self.open = error
            return
        self.socket.set_max_incoming_payload_size(4 * 1024 * 1024)
        self.socket.connect("message", self._on_message)
        self.open = True

    def _on_message(self, _socket, _kind, payload):
        text = payload.get_data().decode()
        if text == "0":
            return
        frame = json.loads(text)
        self.frames.append(frame)
        if "data" in frame:
            data = frame["data"]
            self.data.setdefault(data["topic"], {})[data["seq"]] = data

    def is_open(self):
        return self.socket.get_state() == Soup.WebsocketState.OPEN

    def send_frame(self, frame):
        self.socket.send_text(json.dumps(frame))

    def send(self, packet, /, **fields):
        self.send_frame({packet: fields})

    def post(self, packet, /, **fields):
        """Sends a request and returns its id, for an answer that is waited for later."""
        number = str(self.next_id)
        self.next_id += 1
        self.send(packet, id=number, **fields)
        return number

    def newest_read(self):
        """The newest message of this one's that somebody says to have read, in the only chat that it has."""
        return max((frame["info"]["seq"] for frame in self.frames if frame.get("info", {}).get("what") == "read"), default=0)

    def seen(self, kind, **members):
        """The first frame of a kind that has these members, or None."""
        for frame in self.frames:
            body = frame.get(kind)
            if body is not None and all(body.get(name) == value for name, value in members.items()):
                return body
        return None

    def expect(self, kind, **members):
        return wait_for(lambda: self.seen(kind, **members), f"{{{kind}}} with {members}")

    def answer(self, packet, /, **fields):
        """Sends a request and returns the {ctrl} that answers it, whatever its code."""
        return self.expect("ctrl", id=self.post(packet, **fields))

    def request(self, packet, /, **fields):
        """Sends a request and returns the {ctrl} that answers it; raises Refused if that is an error."""
        ctrl = self.answer(packet, **fields)
        if ctrl["code"] >= 400:
            raise Refused(ctrl["code"], ctrl["text"])
        return ctrl

    def meta(self, packet, /, **fields):
        """Sends a request and returns the {meta} that answers it."""
        return self.expect("meta", id=self.post(packet, **fields))

    def card(self, topic):
        """What the server shows of somebody whom this peer talks to."""
        return self.meta("get", topic=topic, what="desc")["desc"].get("public") or {}

    def sign_up(self, login, password, name):
        ctrl = self.request("acc", user="new" + login, scheme="basic", secret=secret_of(login, password), login=True,
                            tags=[login], desc={"public": {"fn": name}})
        self.user_id = ctrl["params"]["user"]
        self.token = ctrl["params"]["token"]
        self.request("sub", topic="me", get={"what": "desc sub"})
        return self

    def sign_in(self, login, password):
        ctrl = self.request("login", scheme="basic", secret=secret_of(login, password))
        self.user_id = ctrl["params"]["user"]
        self.token = ctrl["params"]["token"]
        self.request("sub", topic="me", get={"what": "desc sub"})
        return self

    def attach(self, topic):
        self.request("sub", topic=topic)

    def publish(self, topic, text, **head):
        fields = {"topic": topic, "content": text}
        if head:
            fields["head"] = head
        return self.request("pub", **fields)["params"]["seq"]

    def note(self, topic, what, seq=None):
        fields = {"topic": topic, "what": what}
        if seq is not None:
            fields["seq"] = seq
        self.send("note", **fields)

    def history(self, topic):
        """Everything that the server has of the topic, in order."""
        self.request("get", topic=topic, what="data", data={"since": 1, "limit": 1000})
        return [self.data[topic][seq] for seq in sorted(self.data.get(topic, {}))]

    def texts(self, topic):
        return [text_of(message["content"]) for message in self.history(topic)]

    def close(self):
        if self.is_open():
            self.socket.close(Soup.WebsocketCloseCode.GOING_AWAY, None)
        wait_for(lambda: self.socket.get_state() == Soup.WebsocketState.CLOSED, "the peer's close")
