# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Much of everything: readers that are slow, long histories, many deletions; nobody is thrown out for being slow, and nobody
else waits.

usage: load.py CORDIAL-SERVER
"""

import random
import sys

from bench import connect, let_open, processor_s
from peer import Peer
from place import PASSWORD, Place, expect_code, flush
from raw_peer import RawPeer
from server_process import ServerStarter

OWN_LIMIT = "a limit of cordial-server's own"
LARGE = "a" * (250 * 1000)
# More than any kernel keeps for one connection, and more than the server keeps for one that does not read at all.
MUCH = 100
TOO_MUCH = 300
# As many as fit into a request, and as many of these as may wait.
RANGES = 1024
ROUNDS = 15
MESSAGES = 60
# Connections that say nothing, and messages one after another, of which each is a turn of its own.
IDLE = 2000
TURNS = 200


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
        seqs = [slow.read()["data"]["seq"]]  # from here on the page is what it was
        person.publish("slf", "meanwhile")
        flush(person)
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


def many_deletions(place):
    """Whoever deletes a thousand ranges, and again, does not hold up the others: they have their turn in between."""
    alice, bob = place.person("Alice"), place.person("Bob")
    alice.attach("slf")
    last = [alice.post("pub", topic="slf", content=number, noecho=True) for number in range(2 * RANGES)][-1]
    alice.expect("ctrl", id=last)
    for hard in (False, True):
        posted = [alice.post("del", what="msg", topic="slf", hard=hard,
                             delseq=[{"low": 2 * number + 1} for number in range(RANGES)]) for _round in range(ROUNDS)]
        others = bob.answer("leave", topic="grpNobodyKnows")
        own = alice.expect("ctrl", id=posted[-1])
        assert own["code"] == 200 and others["ts"] < own["ts"], (others, own)
        assert [alice.seen("ctrl", id=number)["params"]["del"] for number in posted] == [
            ROUNDS * hard + number for number in range(1, ROUNDS + 1)]
    assert [message["content"] for message in alice.history("slf")][-3:] == [2 * RANGES - 5, 2 * RANGES - 3, 2 * RANGES - 1]


def deleted_here_and_there(place):
    """Whatever ranges somebody deletes for themselves: what is left is what they see, in pages of all sizes."""
    alice, bob = place.friends()
    chance = random.Random(15)
    last = [alice.post("pub", topic=bob.user_id, content=number) for number in range(1, MESSAGES + 1)][-1]
    alice.expect("ctrl", id=last)
    left = set(range(1, MESSAGES + 1))
    for _round in range(12):
        ranges = [(low, low + chance.randrange(1, 6)) for low in (chance.randrange(1, MESSAGES + 1) for _number in range(3))]
        alice.request("del", what="msg", topic=bob.user_id, delseq=[{"low": low, "hi": high} for low, high in ranges])
        for low, high in ranges:
            left -= set(range(low, high))
        limit, since = chance.randrange(1, 20), chance.randrange(1, MESSAGES)
        alice.data.clear()
        expected = sorted(seq for seq in left if seq >= since)[-limit:]
        code = alice.request("get", topic=bob.user_id, what="data", data={"limit": limit, "since": since})["code"]
        assert sorted(alice.data.get(bob.user_id, {})) == expected, (ranges, limit, since)
        assert code == (208 if expected else 204), code
    assert len(bob.history(alice.user_id)) == MESSAGES, "they are there for the other one"


def in_order_with_history(place):
    """A page takes its time; what was asked for after it is answered after it, with all that was said before it."""
    person = place.person()
    person.attach("slf")
    published = [person.post("pub", topic="slf", content=number, noecho=True) for number in range(50)]
    page = person.post("get", topic="slf", what="desc data del", data={"limit": 50})
    after = person.post("leave", topic="slf")
    person.expect("ctrl", id=after)
    kinds = [next(iter(frame.values())).get("params", {}).get("what", "ctrl") if "ctrl" in frame else next(iter(frame))
             for frame in person.frames if next(iter(frame.values())).get("id") in (page, after) or "data" in frame]
    assert kinds == ["meta", *["data"] * 50, "data", "del", "ctrl"], kinds
    assert all(person.seen("ctrl", id=number)["code"] == 202 for number in published)


def among_idle_connections(place):
    """A message costs what its hearers cost, not what there are connections."""
    with ServerStarter(place.server.executable, place.folder.name).running("--connections-per-address", str(2 * IDLE)) as server:
        person = Peer(server.uri).sign_up("somebody", PASSWORD, "Somebody")
        person.attach("slf")

        def taken():
            start = processor_s(server.process.get_identifier())
            for number in range(TURNS):
                person.publish("slf", number)
            return processor_s(server.process.get_identifier()) - start

        alone = taken()
        silent = Peer(server.uri).sign_up("silent", PASSWORD, "Silent")
        idle = connect(server, [silent.token], let_open(IDLE))
        beside = taken()
        idle.close()
        person.close()
        silent.close()
    assert beside < 2 * alone + 0.2, f"{beside} s of the processor instead of {alone} s"


def gone_during_history(place):
    person = place.person()
    person.attach("slf")
    publish_much(person, "slf", 20)
    for _round in range(5):
        with raw_device(place, person) as device:
            assert device.answer("sub", id="sub", topic="slf")["code"] == 200
            device.send("get", id="get", topic="slf", what="data", data={"limit": 1000})
    assert len(person.history("slf")) == 20


def main():
    place = Place(sys.argv[1])
    place.run("a slow reader gets a long history", slow_reader_of_history, OWN_LIMIT)
    place.run("a slow reader gets all that is said", slow_reader_of_what_is_said, OWN_LIMIT)
    place.run("many deletions do not hold up the others", many_deletions, OWN_LIMIT)
    place.run("what is deleted here and there is not seen", deleted_here_and_there)
    place.run("a page of history keeps the order of requests", in_order_with_history, OWN_LIMIT)
    place.run("whoever leaves during a page does no harm", gone_during_history, OWN_LIMIT)
    place.run("what waits for somebody has a bound", reader_that_does_not_read, OWN_LIMIT)
    place.run("a message costs no more among idle connections", among_idle_connections, OWN_LIMIT)
    place.done()


if __name__ == "__main__":
    main()
