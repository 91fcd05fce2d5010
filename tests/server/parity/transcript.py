# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays the cases on a server and writes down who heard what after each step, in words that are the same for every server."""

import base64
import json
import random
import re

from gi.repository import GLib

from cases import CASES
from patience import wait_for
from peer import Peer

PASSWORD = "correct horse battery"
NAMES = {"A": "Alice", "B": "Bob", "C": "Carol"}
SYMBOL = re.compile(r"\b(tag2?)?(usr|grp|chn|login)([A-Z])(?=[\W_]|$)")
# The official server counts whoever makes a group twice while it has it in memory, and readers of a channel only then: «subcnt» is N.
TIMES = ("created", "updated", "touched", "when", "expires", "deleted")
# What is each server's own affair.
DROPPED = ("ts", "id", "build", "ua", "token")
KINDS = ["ctrl", "meta", "data", "pres", "info"]
# Another server tells things when it comes to it: it has told all when it was silent for so long.
SILENCE_MS = 1500


class Stage:
    """The people of one case, and what they are called."""

    def __init__(self, uri, steps):
        actors = sorted({step[0] for step in steps})
        people = {who[0].upper() for who in actors if who[0] in "abc"} | set(re.findall(r"usr([ABC])\b", json.dumps([step[2] for step in steps])))
        self.suffix = f"{random.getrandbits(40):010x}"
        self.real = {}
        self.peers = {}
        for person in sorted(people):
            login = self.expand(f"login{person}")
            self.peers[person.lower()] = peer = Peer(uri).sign_up(login, PASSWORD, NAMES[person])
            self.real[f"usr{person}"] = peer.user_id
        for who in actors:
            if who in self.peers:
                continue
            self.peers[who] = peer = Peer(uri, greet=who != "n")
            if who[0] in "abc":
                peer.request("login", scheme="token", secret=self.peers[who[0]].token)
                peer.request("sub", topic="me")
        self.seen = {}

    def expand(self, text):
        """Puts in what is called so here."""
        def put(match):
            before, kind, letter = match.groups()
            name = kind + letter
            if kind == "login":
                return f"{before or ''}{letter.lower()}{self.suffix}"
            if kind == "chn":
                group = self.real.get("grp" + letter)
                return "chn" + group[3:] if group else "chnNobodyKnows"
            # Well formed, and of nobody.
            return self.real.get(name, {"usr": "usrAQAAAAAAAAA"}.get(kind, "grpNobodyKnows"))

        return SYMBOL.sub(put, text)

    def learn(self, ctrl):
        params = ctrl.get("params") or {}
        if "tmpname" in params and ctrl["topic"] not in self.real.values():
            letter = "GHIJKLMNOPQ"[sum(name.startswith("grp") for name in self.real)]
            self.real["grp" + letter] = "grp" + ctrl["topic"][3:]
        if params.get("user", "") not in ("", *self.real.values()):
            self.real["usrN" if "usrN" not in self.real else "usrM"] = params["user"]

    def reduce(self, text):
        """Takes out what is called so only here."""
        for name, real in self.real.items():
            text = text.replace(real, name)
            if name.startswith("grp"):
                text = text.replace("chn" + real[3:], "chn" + name[3:])
        return re.sub(rf"([a-z]){self.suffix}", lambda match: "login" + match.group(1).upper(), text)

    def send(self, step):
        who, packet, fields = step
        if packet == "raw":
            self.peers[who].socket.send_text(self.expand(fields))
            return
        fields = json.loads(self.expand(json.dumps({"id": "1", **fields}, ensure_ascii=False)))
        for name, value in fields.items():
            if isinstance(value, str) and value.startswith("b64:"):
                fields[name] = base64.b64encode(value[4:].encode()).decode()
        self.peers[who].send(packet, **fields)

    def take(self, at_rest=True):
        """What was heard since the last time, as lines in an order of their own. at_rest: without what is said of topics at rest."""
        lines = []
        for who, peer in self.peers.items():
            new, self.seen[who] = peer.frames[self.seen.get(who, 0):], len(peer.frames)
            for frame in new:
                if "ctrl" in frame:
                    self.learn(frame["ctrl"])
            for frame in new:
                kind, body = next(iter(json.loads(self.reduce(json.dumps(frame, ensure_ascii=False))).items()))
                if body.get("id") != "flush" and not (at_rest and is_rest(body)):
                    lines.append((who, kind, f"{who} {kind} {json.dumps(tidy(body), sort_keys=True, ensure_ascii=False)}"))
        # Servers with many threads send answers and news in any order; messages and notes keep theirs.
        return [line for _who, _kind, line in
                sorted(lines, key=lambda entry: (entry[0], KINDS.index(entry[1]), "" if entry[1] in ("data", "info") else entry[2]))]

    def close(self):
        for peer in self.peers.values():
            if peer.is_open():
                peer.close()


def is_rest(pres):
    """That nobody is attached to a group any more: each server says so when it comes to it."""
    return pres.get("what") == "off" and pres.get("topic") == "me" and pres.get("src", "").startswith("grp")


def tidy(value, name=None):
    if isinstance(value, dict):
        return {key: "T" if key in TIMES else "N" if key == "subcnt" else tidy(member, key)
                for key, member in value.items() if key not in DROPPED and not (key == "params" and member is None)}
    if isinstance(value, list):
        tidied = [tidy(member) for member in value]
        # Of those who belong to it, and of tags, no order is promised.
        return sorted(tidied, key=lambda member: json.dumps(member, sort_keys=True)) if name in ("sub", "tags") else tidied
    return value


def flushes(peer):
    return sum(frame.get("ctrl", {}).get("id") == "flush" for frame in peer.frames)


def iterate(ms):
    over = []
    GLib.timeout_add(ms, lambda: over.append(True))
    while not over:
        GLib.MainContext.default().iteration(True)


def settle(stages, prompt):
    """Waits until everything that the last step brought about has been heard."""
    if prompt:
        # It tells everybody before it looks at the next request: whoever has an answer to that has heard all.
        open_peers = [peer for stage in stages for peer in stage.peers.values() if peer.is_open()]
        for _round in range(2):  # what the first of them answered may have brought the others something
            counts = [flushes(peer) for peer in open_peers]
            for peer in open_peers:
                peer.send("leave", topic="grpNobodyKnows", id="flush")
            wait_for(lambda: all(flushes(peer) > count or not peer.is_open() for peer, count in zip(open_peers, counts)), "the answers of all")
        return
    before = None
    while before != (now := sum(len(peer.frames) for stage in stages for peer in stage.peers.values())):
        before = now
        iterate(SILENCE_MS)


def play(uri, names=None, prompt=False):
    """The transcript: the name of a case → a list of (what was sent, what was heard). prompt: the server is cordial-server."""
    names = names or list(CASES)
    if prompt:  # nothing is waited for there: one after the other, as strangers are not let stay for long
        return {name: transcript for each in names for name, transcript in play_together(uri, [each], True).items()}
    return play_together(uri, names, False)


def play_together(uri, names, prompt):
    """All cases at once, a step of each at a time: silence is waited for once a step."""
    stages = {name: Stage(uri, CASES[name]) for name in names}
    settle(list(stages.values()), prompt)
    for stage in stages.values():
        stage.take()
    transcript = {name: [] for name in names}
    for number in range(max(len(CASES[name]) for name in names)):
        playing = [name for name in names if number < len(CASES[name])]
        for name in playing:
            stages[name].send(CASES[name][number])
        settle([stages[name] for name in playing], prompt)
        for name in playing:
            who, packet, fields = CASES[name][number]
            heard = stages[name].take("sub" not in fields)
            transcript[name].append((f"{who} {packet} {fields if packet == 'raw' else json.dumps(fields, ensure_ascii=False)}", heard))
    for stage in stages.values():
        stage.close()
    return transcript
