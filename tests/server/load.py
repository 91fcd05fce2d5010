# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Much of everything: readers that are slow, long histories, many deletions; nobody is thrown out for being slow, and nobody
else waits.

usage: load.py CORDIAL-SERVER
"""

import sys

from place import Place, expect_code, flush
from raw_peer import RawPeer

OWN_LIMIT = "a limit of cordial-server's own"
LARGE = "a" * (250 * 1000)
# More than any kernel keeps for one connection, and more than the server keeps for one that does not read at all.
MUCH = 100
TOO_MUCH = 300


def raw_device(place, person):
    peer = RawPeer(place.server)
    assert peer.answer("hi", id="hi", ver="0.25")["code"] == 201
    assert peer.answer("login", id="login", scheme="token", secret=person.token)["code"] == 200
    return peer


def publish_much(person, topic, count):
    last = [person.post("pub", topic=topic, content=LARGE, noecho=True) for _number in range(count)][-1]
    person.expect("ctrl", id=last)


def slow_reader_of_history(place):
    """It asks for 25 MB, and reads when it has time."""
    person = place.person()
    person.attach("slf")
    publish_much(person, "slf", MUCH)
    with raw_device(place, person) as slow:
        assert slow.answer("sub", id="sub", topic="slf")["code"] == 200
        slow.send("get", id="get", topic="slf", what="data", data={"limit": 1000})
        flush(person)
        person.publish("slf", "meanwhile")
        flush(person)
        seqs = []
        while "ctrl" not in (frame := slow.read() or {"ctrl": None}):
            if "data" in frame and frame["data"]["content"] == LARGE:
                seqs.append(frame["data"]["seq"])
        assert frame["ctrl"], f"thrown out after {len(seqs)}"
        assert frame["ctrl"]["code"] == 208 and frame["ctrl"]["params"]["count"] == MUCH, frame
        assert seqs == list(range(MUCH, 0, -1)), seqs
        assert slow.answer("leave", id="leave", topic="slf")["code"] == 200


def slow_reader_of_what_is_said(place):
    alice, bob = place.friends()
    with raw_device(place, bob) as slow:
        assert slow.answer("sub", id="sub", topic=alice.user_id)["code"] == 200
        publish_much(alice, bob.user_id, MUCH)
        flush(alice)
        seqs = []
        while len(seqs) < MUCH:
            frame = slow.read()
            assert frame, f"thrown out after {len(seqs)}"
            if "data" in frame:
                seqs.append(frame["data"]["seq"])
        assert seqs == list(range(1, MUCH + 1)), seqs


def reader_that_does_not_read(place):
    """What waits for somebody has a bound after all; nobody else notices."""
    alice, bob = place.friends()
    bob.request("leave", topic=alice.user_id)
    with raw_device(place, bob) as slow:
        assert slow.answer("sub", id="sub", topic=alice.user_id)["code"] == 200
        publish_much(alice, bob.user_id, TOO_MUCH)
        count = 0
        while frame := slow.read():
            count += "data" in frame
        assert 0 < count < TOO_MUCH, count
    flush(alice, bob)


def main():
    place = Place(sys.argv[1])
    place.run("a slow reader gets a long history", slow_reader_of_history, OWN_LIMIT)
    place.run("a slow reader gets all that is said", slow_reader_of_what_is_said, OWN_LIMIT)
    place.run("what waits for somebody has a bound", reader_that_does_not_read, OWN_LIMIT)
    place.done()


if __name__ == "__main__":
    main()
