# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""sub, leave, pub, get, set and del in a conversation of two and with oneself: what succeeds, and each refusal.

usage: wire.py CORDIAL-SERVER
"""

import datetime
import sys

from patience import wait_for
from place import Place, expect_code, flush

NOBODY = "usrAQAAAAAAAAA"
PAGE = 100


def contents(peer, topic):
    return [message["content"] for message in peer.history(topic)]


def ranges_of(deletion):
    return [(item["low"], item.get("hi", 0)) for item in deletion["delseq"]]


def expect_put_out(peer, topic):
    """A session that was attached to what its user has left is told, and is attached no more."""
    assert peer.expect("ctrl", code=205)["topic"] == topic
    peer.expect("pres", topic="me", src=topic, what="gone")
    expect_code(peer, 409, "pub", topic=topic, content="hello")


def page(peer, topic, **options):
    """The numbers of the messages that a get brings, in the order in which they came, and the {ctrl} that closes it."""
    peer.data.pop(topic, None)
    peer.frames.clear()
    ctrl = peer.request("get", topic=topic, what="data", data=options)
    return [frame["data"]["seq"] for frame in peer.frames if "data" in frame], ctrl


# --- sub and leave


def me(place):
    peer = place.person()
    expect_code(peer, 304, "sub", topic="me")
    expect_code(peer, 200, "leave", topic="me")
    assert peer.answer("leave", topic="me")["code"] in (304, 409)
    expect_code(peer, 200, "sub", topic="me")
    expect_code(peer, 403, "leave", topic="me", unsub=True)


def without_a_topic(place):
    peer = place.person()
    for packet, fields in (("sub", {}), ("leave", {}), ("get", {"what": "desc"}), ("set", {"desc": {"private": "a"}}),
                           ("pub", {"content": "hello"})):
        for topic in ({}, {"topic": ""}):
            expect_code(peer, 400, packet, **fields, **topic)


def nobody_there(place):
    peer = place.person()
    expect_code(peer, 404, "sub", topic=NOBODY)
    expect_code(peer, 404, "sub", topic="grpNobodyKnows")
    for topic in ("usr", "usrshort", "usr!!!!!!!!!!!", "nonsense", "p2pAAAAAAAAAAAAAAAAAAAAAA", peer.user_id, "usr" + "A" * 5000,
                  "../../me", "grp' OR 1=1 --"):
        ctrl = peer.answer("sub", topic=topic)
        assert ctrl["code"] in (400, 403, 404), (topic, ctrl)
    assert peer.answer("get", topic="me", what="sub")["code"] == 204, "something of it is in the roster"


def outside_of_the_list(place):
    peer = place.person()
    expect_code(peer, 403, "sub", topic="sys")
    expect_code(peer, 404, "sub", topic="chnAbCdEfGhIjK")


def conversation(place):
    alice, bob = place.person("Alice"), place.person("Bob")
    ctrl = expect_code(alice, 200, "sub", topic=bob.user_id)
    assert ctrl["topic"] == bob.user_id, ctrl
    access = ctrl["params"]["acs"]
    assert set("JRWP") <= set(access["mode"]) and "O" not in access["mode"], access
    expect_code(alice, 304, "sub", topic=bob.user_id)

    pres = bob.expect("pres", topic="me", src=alice.user_id, what="acs")
    assert pres["dacs"]["given"] and pres["dacs"]["want"], pres
    assert [line["topic"] for line in bob.meta("get", topic="me", what="sub")["sub"]] == [alice.user_id]

    expect_code(alice, 200, "leave", topic=bob.user_id)
    assert alice.answer("leave", topic=bob.user_id)["code"] in (304, 409)
    assert [line["topic"] for line in alice.meta("get", topic="me", what="sub")["sub"]] == [bob.user_id]


def with_extras(place):
    """A sub brings along what it is told to set and to get."""
    alice, bob = place.person("Alice"), place.person("Bob")
    number = alice.post("sub", topic=bob.user_id, set={"desc": {"private": {"comment": "a friend"}}},
                        get={"what": "desc sub data del"})
    assert alice.expect("ctrl", id=number)["code"] == 200
    metas = wait_for(lambda: [frame["meta"] for frame in alice.frames if frame.get("meta", {}).get("id") == number
                              and "desc" in frame["meta"]], "the description")
    assert metas[0]["desc"]["private"] == {"comment": "a friend"} and metas[0]["desc"]["public"] == {"fn": "Bob"}, metas
    for what in ("data", "del"):
        ctrl = wait_for(lambda: next((frame["ctrl"] for frame in alice.frames
                                      if frame.get("ctrl", {}).get("params", {}).get("what") == what
                                      and frame["ctrl"]["id"] == number), None), f"the answer about {what}")
        assert ctrl["code"] == 204, ctrl
    subs = wait_for(lambda: [frame["meta"] for frame in alice.frames if frame.get("meta", {}).get("id") == number
                             and "sub" in frame["meta"]], "the members")
    assert {line["user"] for line in subs[0]["sub"]} == {alice.user_id, bob.user_id}, subs


def leaving_for_good(place):
    alice, bob = place.friends()
    alice.publish(bob.user_id, "hello")
    other, third = place.device(alice), place.device(alice)
    third.attach(bob.user_id)
    expect_code(alice, 200, "leave", topic=bob.user_id, unsub=True)
    other.expect("pres", topic="me", src=bob.user_id, what="gone")
    expect_put_out(third, bob.user_id)
    expect_code(alice, 204, "get", topic="me", what="sub")
    expect_code(alice, 409, "pub", topic=bob.user_id, content="is anybody there?")
    assert contents(bob, alice.user_id) == ["hello"]


def leaving_what_is_not_joined(place):
    alice, bob = place.person("Alice"), place.person("Bob")
    assert alice.answer("leave", topic=bob.user_id)["code"] in (304, 404)
    assert alice.answer("leave", topic=bob.user_id, unsub=True)["code"] in (404, 409)


# --- pub


def messages(place):
    alice, bob = place.friends()
    head = {"mime": "text/x-drafty", "replace": ":1", "x-strange": {"a": [1, None, "ü"]}}
    content = {"txt": "see this", "fmt": [{"at": 0, "len": 3, "tp": "ST"}], "n": None, "f": 1.5, "big": 2 ** 53}
    ctrl = expect_code(alice, 202, "pub", topic=bob.user_id, content=content, head=head)
    assert ctrl["params"]["seq"] == 1 and ctrl["topic"] == bob.user_id, ctrl
    at_bob = bob.expect("data", topic=alice.user_id)
    at_alice = alice.expect("data", topic=bob.user_id)
    for data in (at_bob, at_alice):
        assert data["content"] == content and data["from"] == alice.user_id and data["seq"] == 1 and data["ts"], data
        for name, value in head.items():
            assert data["head"][name] == value, data
    expect_code(bob, 202, "pub", topic=alice.user_id, content="and back")
    assert alice.expect("data", topic=bob.user_id, seq=2)["from"] == bob.user_id
    # It comes back from the disk as it went out.
    alice.data.clear()
    assert [message["content"] for message in alice.history(bob.user_id)] == [content, "and back"]
    assert {name: alice.data[bob.user_id][1]["head"][name] for name in head} == head


def kinds_of_content(place):
    alice, bob = place.friends()
    sent = ["", " ", "a\nb\tc", "👩‍👩‍👧‍👦 ‮right to left‬", "\u2421", "'; DROP TABLE message; --", 12, -1.5, True, False, [], {},
            [1, [2, {"a": "b"}]]]
    if not place.own:  # for it, a text or an object that is empty is none
        sent = [content for content in sent if content not in ("", False)]
    for content in sent:
        expect_code(alice, 202, "pub", topic=bob.user_id, content=content)
    assert contents(bob, alice.user_id) == sent
    bob.data.clear()
    assert contents(bob, alice.user_id) == sent


def no_content(place):
    """A message may say all in its head."""
    alice, bob = place.friends()
    for fields in ({}, {"content": None}, {"head": {"mime": "text/x-nothing"}}):
        expect_code(alice, 202, "pub", topic=bob.user_id, **fields)
    assert contents(bob, alice.user_id) == [None, None, None]


def no_echo(place):
    alice, bob = place.friends()
    expect_code(alice, 202, "pub", topic=bob.user_id, content="hello", noecho=True)
    bob.expect("data", topic=alice.user_id, seq=1)
    flush(alice)
    assert not alice.seen("data")


def not_attached(place):
    alice, bob = place.person("Alice"), place.person("Bob")
    for topic in (bob.user_id, "grpNobodyKnows", "fnd", NOBODY, "slf"):
        ctrl = alice.answer("pub", topic=topic, content="hello")
        assert ctrl["code"] in ((409,) if place.own else (404, 409)), (topic, ctrl)
    alice.attach(bob.user_id)
    alice.request("leave", topic=bob.user_id)
    expect_code(alice, 409, "pub", topic=bob.user_id, content="hello")
    expect_code(alice, 403, "pub", topic="me", content="hello")


def attached_elsewhere(place):
    """That another session of somebody is attached does not count for this one."""
    alice, bob = place.friends()
    other = place.device(alice)
    expect_code(other, 409, "pub", topic=bob.user_id, content="hello")


def without_the_right_to_write(place):
    alice, bob = place.friends()
    expect_code(alice, 200, "set", topic=bob.user_id, sub={"mode": "JRP"})
    expect_code(alice, 403, "pub", topic=bob.user_id, content="hello")
    expect_code(alice, 200, "set", topic=bob.user_id, sub={"mode": "JRWPA"})
    assert alice.publish(bob.user_id, "hello") == 1


# --- get


def pages(place):
    alice, bob = place.friends()
    total = PAGE + 8
    posts = [alice.post("pub", topic=bob.user_id, content=number, noecho=True) for number in range(1, total + 1)]
    for post in posts:
        assert alice.expect("ctrl", id=post)["code"] == 202
    bob.expect("data", topic=alice.user_id, seq=total)
    everything = list(range(1, total + 1))
    for options, expected in (
            ({}, everything[-PAGE:]), ({"limit": 5}, everything[-5:]), ({"before": 10, "limit": 3}, [7, 8, 9]),
            ({"before": 4}, [1, 2, 3]), ({"since": 10, "before": 13}, [10, 11, 12]),
            ({"since": total - 1}, everything[-2:]), ({"since": 1, "limit": 1000}, everything if place.own else everything[-PAGE:])):
        seqs, ctrl = page(bob, alice.user_id, **options)
        assert sorted(seqs) == expected, (options, seqs)
        assert ctrl["code"] == 208 and ctrl["params"] == {"count": len(expected), "what": "data"}, ctrl
    for options in ({"since": total + 1}, {"before": 1}):
        seqs, ctrl = page(bob, alice.user_id, **options)
        assert seqs == [] and ctrl["code"] == 204 and ctrl["params"]["what"] == "data", (options, seqs, ctrl)


def description(place):
    alice, bob = place.friends()
    alice.publish(bob.user_id, "hello")
    alice.publish(bob.user_id, "hello again")
    desc = bob.meta("get", topic=alice.user_id, what="desc")["desc"]
    assert desc["seq"] == 2 and desc.get("read", 0) == 0 and desc["public"] == {"fn": "Alice"}, desc
    desc = alice.meta("get", topic=bob.user_id, what="desc")["desc"]
    assert desc["seq"] == 2 and desc["read"] == 2 and desc["recv"] == 2, desc
    line = bob.meta("get", topic="me", what="sub")["sub"][0]
    assert line["topic"] == alice.user_id and line["seq"] == 2 and line.get("read", 0) == 0 and line["online"], line
    only = bob.meta("get", topic="me", what="sub", sub={"topic": alice.user_id})["sub"]
    assert [line["topic"] for line in only] == [alice.user_id]


def roster_since(place):
    """A roster that is asked for again has only what is news."""
    alice, bob = place.friends()
    line = bob.meta("get", topic="me", what="sub")["sub"][0]
    latest = max(line["updated"], line["touched"])
    ctrl = bob.answer("get", topic="me", what="sub", sub={"ims": latest})
    assert ctrl["code"] in (204, 304) and ctrl["params"]["what"] == "sub", ctrl
    moment = datetime.datetime.fromisoformat(latest) + datetime.timedelta(milliseconds=2)
    wait_for(lambda: datetime.datetime.now(datetime.timezone.utc) > moment, "the clock that dates what is news")
    alice.publish(bob.user_id, "hello")
    lines = bob.meta("get", topic="me", what="sub", sub={"ims": latest})["sub"]
    assert [(line["topic"], line["seq"]) for line in lines] == [(alice.user_id, 1)], lines


def nothing_there(place):
    """Each part of a get that has nothing to bring says so by itself, as the official server does."""
    alice, bob = place.friends()
    number = alice.post("get", topic=bob.user_id, what="data del aux")
    for what in ("data", "del", "aux"):
        wait_for(lambda: next((True for frame in alice.frames if frame.get("ctrl", {}).get("id") == number
                               and frame["ctrl"]["code"] == 204 and frame["ctrl"]["params"]["what"] == what), None),
                 f"the answer about {what}")


def get_refused(place):
    alice, bob = place.person("Alice"), place.person("Bob")
    expect_code(alice, 400, "get", topic="me")
    for what in ("data", "del", "sub"):
        ctrl = alice.answer("get", topic="grpNobodyKnows", what=what)
        assert ctrl["code"] in (403, 404, 409), ctrl
    alice.attach(bob.user_id)
    alice.request("leave", topic=bob.user_id)
    expect_code(alice, 403, "get", topic=bob.user_id, what="data")
    carol = place.person("Carol")
    assert carol.answer("get", topic=alice.user_id, what="data")["code"] in (403, 404, 409)


def without_the_right_to_read(place):
    alice, bob = place.friends()
    alice.publish(bob.user_id, "before")
    expect_code(bob, 200, "set", topic=alice.user_id, sub={"mode": "JWPA"})
    alice.publish(bob.user_id, "meanwhile")
    expect_code(bob, 403, "get", topic=alice.user_id, what="data")
    flush(bob)
    assert "meanwhile" not in [message["content"] for message in bob.data.get(alice.user_id, {}).values()]
    expect_code(bob, 200, "set", topic=alice.user_id, sub={"mode": "JRWPA"})
    assert contents(bob, alice.user_id) == ["before", "meanwhile"]


# --- set


def modes_refused(place):
    alice, bob = place.friends()
    for mode in ("XYZ", "JRW!"):
        assert alice.answer("set", topic=bob.user_id, sub={"mode": mode})["code"] in (400, 403), mode
    assert alice.answer("set", topic=bob.user_id, sub={"user": bob.user_id, "mode": "xyz"})["code"] >= 400
    assert alice.answer("set", topic=bob.user_id, sub={"user": NOBODY, "mode": "JRW"})["code"] >= 400
    desc = alice.meta("get", topic=bob.user_id, what="desc")["desc"]
    assert "W" in desc["acs"]["mode"], desc
    carol = place.person("Carol")
    assert carol.answer("set", topic=alice.user_id, desc={"private": {"comment": "who?"}})["code"] in (404, 409)
    expect_code(carol, 204, "get", topic="me", what="sub")


def own_the_other(place):
    """Nobody gets more rights in a conversation of two than there are."""
    alice, bob = place.friends()
    alice.answer("set", topic=bob.user_id, sub={"mode": "JRWPASDO"})
    desc = alice.meta("get", topic=bob.user_id, what="desc")["desc"]
    assert "O" not in desc["acs"]["mode"], desc
    alice.answer("set", topic=bob.user_id, desc={"public": {"fn": "Bob the Fool"}})
    assert bob.meta("get", topic="me", what="desc")["desc"]["public"] == {"fn": "Bob"}
    assert alice.meta("get", topic=bob.user_id, what="desc")["desc"]["public"] == {"fn": "Bob"}


# --- del


def deletion_for_oneself(place):
    alice, bob = place.friends()
    other, third = place.device(alice), place.device(alice)
    third.attach(bob.user_id)
    for text in ("one", "two", "three", "four", "five", "six", "seven"):
        alice.publish(bob.user_id, text)
    flush(bob)
    ctrl = expect_code(alice, 200, "del", what="msg", topic=bob.user_id, delseq=[{"low": 2, "hi": 4}, {"low": 6}])
    assert ctrl["params"]["del"] == 1, ctrl
    pres = other.expect("pres", topic="me", src=bob.user_id, what="del")
    assert pres["clear"] == 1 and "act" not in pres, pres
    pres = third.expect("pres", topic=bob.user_id, what="del")
    assert pres["clear"] == 1 and pres["src"] == alice.user_id and ranges_of(pres) == [(2, 4), (6, 0)], pres
    alice.data.clear()
    assert contents(alice, bob.user_id) == ["one", "four", "five", "seven"]
    deleted = alice.meta("get", topic=bob.user_id, what="del")["del"]
    assert deleted["clear"] == 1, deleted
    assert ranges_of(deleted) == [(2, 4), (6, 0)], deleted
    bob.data.clear()
    assert contents(bob, alice.user_id) == ["one", "two", "three", "four", "five", "six", "seven"]
    flush(bob)
    assert not bob.seen("pres", what="del"), "the other need not know"


def deletion_for_everybody(place):
    alice, bob = place.friends()
    away = place.device(bob)
    for text in ("one", "two", "three"):
        alice.publish(bob.user_id, text)
    ctrl = expect_code(alice, 200, "del", what="msg", topic=bob.user_id, delseq=[{"low": 1, "hi": 3}], hard=True)
    assert ctrl["params"]["del"] == 1, ctrl
    pres = bob.expect("pres", topic=alice.user_id, what="del")
    assert pres["src"] == alice.user_id and pres["clear"] == 1, pres
    pres = away.expect("pres", topic="me", src=alice.user_id, what="del")
    assert pres["clear"] == 1 and pres["act"] == alice.user_id, pres
    for peer, topic in ((alice, bob.user_id), (bob, alice.user_id)):
        peer.data.clear()
        assert contents(peer, topic) == ["three"]
        assert ranges_of(peer.meta("get", topic=topic, what="del")["del"]) == [(1, 3)]
    # The numbers of what is gone are not given again.
    assert alice.publish(bob.user_id, "four") == 4


def deletions_since(place):
    alice, bob = place.friends()
    for text in ("one", "two", "three"):
        alice.publish(bob.user_id, text)
    for number in (1, 2, 3):
        ctrl = expect_code(alice, 200, "del", what="msg", topic=bob.user_id, delseq=[{"low": number}])
        assert ctrl["params"]["del"] == number, ctrl
    deleted = alice.meta("get", topic=bob.user_id, what="del", **{"del": {"since": 2}})["del"]
    assert deleted["clear"] == 3 and deleted["delseq"], deleted
    assert all(item["low"] >= 2 for item in deleted["delseq"]), deleted
    alice.data.clear()
    assert contents(alice, bob.user_id) == []


def deletion_refused(place):
    alice, bob = place.friends()
    alice.publish(bob.user_id, "hello")
    for ranges in ([], [{"low": 0}], [{"low": -1}], [{"low": 5, "hi": 2}]):
        code = alice.answer("del", what="msg", topic=bob.user_id, delseq=ranges)["code"]
        assert code == 400, (ranges, code)
    assert alice.answer("del", what="msg", topic=bob.user_id)["code"] == 400
    assert alice.answer("del", what="msg", delseq=[{"low": 1}])["code"] == 400
    assert alice.answer("del", what="msg", topic="grpNobodyKnows", delseq=[{"low": 1}])["code"] in (404, 409)
    assert alice.answer("del", what="dreams", topic=bob.user_id)["code"] in (400, 501)
    expect_code(alice, 200, "leave", topic=bob.user_id)
    expect_code(alice, 409, "del", what="msg", topic=bob.user_id, delseq=[{"low": 1}])
    assert contents(bob, alice.user_id) == ["hello"]


def hard_deletion_refused(place):
    alice, bob = place.friends()
    alice.publish(bob.user_id, "hello")
    expect_code(bob, 200, "set", topic=alice.user_id, sub={"mode": "JRWPA"})
    assert bob.answer("del", what="msg", topic=alice.user_id, delseq=[{"low": 1}], hard=True)["code"] in (200, 403)
    alice.data.clear()
    assert contents(alice, bob.user_id) == ["hello"]


def end_of_a_conversation(place):
    """It ends for whoever deletes it; the other keeps what was said."""
    alice, bob = place.friends()
    alice.publish(bob.user_id, "hello")
    other, third = place.device(alice), place.device(alice)
    third.attach(bob.user_id)
    expect_code(alice, 200, "del", what="topic", topic=bob.user_id)
    other.expect("pres", topic="me", src=bob.user_id, what="gone")
    expect_put_out(third, bob.user_id)
    expect_code(alice, 204, "get", topic="me", what="sub")
    bob.data.clear()
    assert contents(bob, alice.user_id) == ["hello"]


def to_oneself(place):
    alice = place.person()
    ctrl = expect_code(alice, 200, "sub", topic="slf")
    assert set("JRW") <= set(ctrl["params"]["acs"]["mode"]), ctrl
    assert alice.publish("slf", "remember the milk") == 1
    assert alice.expect("data", topic="slf")["from"] == alice.user_id
    other = place.device(alice)
    other.attach("slf")
    assert contents(other, "slf") == ["remember the milk"]
    assert alice.publish("slf", "and the bread") == 2
    other.expect("data", topic="slf", seq=2)
    assert "slf" in [line["topic"] for line in alice.meta("get", topic="me", what="sub")["sub"]]
    expect_code(alice, 200, "del", what="msg", topic="slf", delseq=[{"low": 1}], hard=True)
    if place.own:
        other.expect("pres", topic="slf", what="del")
    other.data.clear()
    assert contents(other, "slf") == ["and the bread"]
    bob = place.person("Bob")
    bob.attach("slf")
    assert contents(bob, "slf") == [], "everybody has their own"


# --- Reactions, as Tinode's server of 0.26 has them


THUMB, HEART, NONE = "👍", "❤️", "\u2421"


def react(peer, topic, seq, value):
    return peer.request("set", topic=topic, react={"seq": seq, "val": value})["params"]["mrrid"]


def reactions(peer, topic, **options):
    """What a get brings: (seq, value) → who."""
    number = peer.post("get", topic=topic, what="react", react=options)
    wait_for(lambda: peer.seen("meta", id=number) or peer.seen("ctrl", id=number), "an answer")
    meta = peer.seen("meta", id=number)
    if meta is None:
        assert peer.seen("ctrl", id=number)["code"] == 204
        return {}
    for message in meta["react"]:
        for one in message["reacts"]:
            assert one["count"] == len(one["users"]), one
    return {(message["seq"], one["val"]): one["users"] for message in meta["react"] for one in message["reacts"]}


def reacted(place):
    """One of a person to a message; told to whoever is attached, and to the other person anyway; kept with the message."""
    a, b = place.friends()
    to_b, to_a = b.user_id, a.user_id
    first, second = (a.publish(to_b, text) for text in ("one", "two"))
    assert react(b, to_a, first, THUMB) == 1
    a.expect("pres", topic=to_b, what="react", seq=first, val=THUMB, act=b.user_id, id2=1)
    assert react(a, to_b, first, THUMB) == 2
    assert react(b, to_a, first, HEART) == 3
    assert react(b, to_a, second, HEART) == 4
    assert reactions(a, to_b, since=1) == {(first, THUMB): [a.user_id], (first, HEART): [b.user_id], (second, HEART): [b.user_id]}
    assert reactions(a, to_b, since=4) == {(second, HEART): [b.user_id]}
    assert reactions(a, to_b, since=1, limit=1) == {(second, HEART): [b.user_id]}
    history = {message["seq"]: message.get("react") for message in b.history(to_a)}
    assert {one["val"]: one["users"] for one in history[first]} == {THUMB: [a.user_id], HEART: [b.user_id]}, history
    b.request("leave", topic=to_a)
    react(a, to_b, second, THUMB)
    b.expect("pres", topic="me", src=to_a, what="react", seq=second, val=THUMB, act=a.user_id)
    react(a, to_b, second, NONE)
    b.expect("pres", topic="me", src=to_a, what="react", seq=second, val=NONE)
    assert reactions(a, to_b, since=1)[second, HEART] == [b.user_id]
    a.request("del", topic=to_b, what="msg", delseq=[{"low": second}], hard=True)
    assert {seq for seq, _ in reactions(a, to_b, since=1)} == {first}
    react(a, to_b, first, NONE)
    b.attach(to_a)
    react(b, to_a, first, NONE)
    assert reactions(a, to_b, since=1) == {}


def reactions_refused(place):
    """What is not offered, is none, or is to nothing; and from whoever is not attached."""
    a, b = place.friends()
    seq = a.publish(b.user_id, "one")
    for one in ({"seq": seq, "val": "x"}, {"seq": seq}, {"val": THUMB}, {"seq": str(seq), "val": THUMB}, {"seq": seq, "val": 7}, [], THUMB):
        expect_code(a, 400, "set", topic=b.user_id, react=one)
    for number in (0, -1, seq + 1, 2**40):
        expect_code(a, 404, "set", topic=b.user_id, react={"seq": number, "val": THUMB})
    b.request("leave", topic=a.user_id)
    expect_code(b, 403, "set", topic=a.user_id, react={"seq": seq, "val": THUMB})
    expect_code(a, 405, "set", topic="me", react={"seq": seq, "val": THUMB})
    assert reactions(a, b.user_id, since=1) == {}


def main():
    place = Place(sys.argv[1])
    place.run("«me» is joined and left, but not for good", me)
    place.run("requests without a topic are malformed", without_a_topic)
    place.run("who is not there cannot be joined", nobody_there)
    place.run("topics that are nobody's are refused", outside_of_the_list)
    place.run("a conversation begins with a sub, and the other hears of it", conversation)
    place.run("a sub sets and gets along", with_extras)
    place.run("a conversation is left for good", leaving_for_good)
    place.run("what is not joined cannot be left", leaving_what_is_not_joined)
    place.run("a message is numbered, kept and passed on", messages)
    place.run("any content is kept as it is", kinds_of_content)
    place.run("a message without content is one", no_content)
    place.run("a message without an echo has none", no_echo)
    place.run("a message to where one is not attached is refused", not_attached)
    place.run("each session attaches for itself", attached_elsewhere)
    place.run("without the right to write nothing is written", without_the_right_to_write)
    place.run("history comes in pages", pages)
    place.run("a description counts messages", description)
    place.run("a roster since then has only what is news", roster_since, "it sends conversations of two always")
    place.run("a get of nothing says so", nothing_there)
    place.run("a get from where one does not belong is refused", get_refused)
    place.run("without the right to read nothing is read", without_the_right_to_read)
    place.run("modes that are none are refused", modes_refused)
    place.run("a conversation of two has no owner", own_the_other)
    place.run("messages are deleted for oneself", deletion_for_oneself)
    place.run("messages are deleted for everybody", deletion_for_everybody)
    place.run("deletions come since then", deletions_since)
    place.run("deletions of nothing are refused", deletion_refused)
    place.run("without the right nothing is deleted for everybody", hard_deletion_refused)
    place.run("a conversation ends for whoever deletes it", end_of_a_conversation)
    place.run("«slf» is one's own", to_oneself)
    place.run("people react to messages", reacted, "reactions are new in 0.26")
    place.run("reactions that make no sense are refused", reactions_refused, "reactions are new in 0.26")
    place.done()


if __name__ == "__main__":
    main()
