# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What others hear: the other sessions of the same person, and the other person, of messages, notes and comings and goings.

usage: devices.py CORDIAL-SERVER
"""

import sys

from place import Place, expect_code, flush


def infos(peer, **members):
    return [frame["info"] for frame in peer.frames
            if "info" in frame and all(frame["info"].get(name) == value for name, value in members.items())]


def message_on_all(place):
    """Attached sessions get the message itself, the others hear on «me» that there is one."""
    alice, bob = place.friends()
    attached, listening = place.device(alice), place.device(alice)
    at_bob = place.device(bob)
    attached.attach(bob.user_id)
    assert alice.publish(bob.user_id, "hello") == 1
    assert attached.expect("data", topic=bob.user_id, seq=1)["from"] == alice.user_id
    pres = listening.expect("pres", topic="me", src=bob.user_id, what="msg")
    assert pres["seq"] == 1 and "act" not in pres, pres
    pres = at_bob.expect("pres", topic="me", src=alice.user_id, what="msg")
    assert pres["seq"] == 1 and pres["act"] == alice.user_id, pres
    flush(attached, listening)
    assert not attached.seen("pres", what="msg") and not listening.seen("data")


def not_listening(place):
    alice, bob = place.friends()
    deaf = place.device(bob, listens=False)
    alice.publish(bob.user_id, "hello")
    bob.expect("data", seq=1)
    flush(deaf)
    assert not deaf.seen("pres") and not deaf.seen("data")


def new_conversation_on_all(place):
    alice, bob = place.person("Alice"), place.person("Bob")
    other = place.device(alice)
    alice.attach(bob.user_id)
    other.expect("pres", topic="me", src=bob.user_id, what="acs")
    bob.expect("pres", topic="me", src=alice.user_id, what="acs")


def typing(place):
    alice, bob = place.friends()
    own, away = place.device(alice), place.device(bob)
    own.attach(bob.user_id)
    alice.note(bob.user_id, "kp")
    info = bob.expect("info", topic=alice.user_id, what="kp")
    assert info["from"] == alice.user_id and not info.get("seq"), info
    flush(alice, own)
    assert not alice.seen("info"), "one knows that oneself types"
    for what in ("kpa", "kpv"):
        alice.note(bob.user_id, what)
        bob.expect("info", topic=alice.user_id, what=what, **{"from": alice.user_id})
    assert away.is_open()


def receipts(place):
    """recv, then read; what is read has been received."""
    alice, bob = place.friends()
    for text in ("one", "two", "three"):
        alice.publish(bob.user_id, text)
    bob.note(alice.user_id, "recv", 2)
    info = alice.expect("info", topic=bob.user_id, what="recv")
    assert info["from"] == bob.user_id and info["seq"] == 2, info
    bob.note(alice.user_id, "read", 3)
    info = alice.expect("info", topic=bob.user_id, what="read")
    assert info["from"] == bob.user_id and info["seq"] == 3, info
    desc = bob.meta("get", topic=alice.user_id, what="desc")["desc"]
    assert desc["read"] == 3 and desc["recv"] == 3, desc
    lines = alice.meta("get", topic=bob.user_id, what="sub")["sub"]
    line = next(line for line in lines if line["user"] == bob.user_id)
    assert line["read"] == 3 and line["recv"] == (3 if place.own else 2), line


def receipts_do_not_go_back(place):
    alice, bob = place.friends()
    for text in ("one", "two", "three"):
        alice.publish(bob.user_id, text)
    bob.note(alice.user_id, "read", 2)
    alice.expect("info", what="read", seq=2)
    for what, seq in (("read", 1), ("read", 2), ("recv", 1), ("read", 4), ("read", 10 ** 9), ("read", 0), ("read", -1)):
        bob.note(alice.user_id, what, seq)
    bob.note(alice.user_id, "read")
    bob.note(alice.user_id, "read", 3)
    alice.expect("info", what="read", seq=3)
    assert [info["seq"] for info in infos(alice, what="read")] == [2, 3], infos(alice)
    desc = bob.meta("get", topic=alice.user_id, what="desc")["desc"]
    assert desc["read"] == 3 and desc["recv"] == 3, desc


def receipts_on_own_devices(place):
    """The other sessions of whoever reads count along."""
    alice, bob = place.friends()
    listening = place.device(bob)
    alice.publish(bob.user_id, "hello")
    for what in ("recv", "read"):
        bob.note(alice.user_id, what, 1)
        pres = listening.expect("pres", topic="me", src=alice.user_id, what=what)
        assert pres["seq"] == 1, pres
    flush(bob)
    assert not bob.seen("pres", what="read") and not infos(bob), "the one that sent them knows"


def receipts_for_those_away(place):
    """A sender who is not attached to the conversation hears on «me» that the message was read."""
    alice, bob = place.friends()
    away = place.device(alice)
    alice.publish(bob.user_id, "hello")
    bob.note(alice.user_id, "read", 1)
    info = away.expect("info", topic="me", src=bob.user_id, what="read")
    assert info["from"] == bob.user_id and info["seq"] == 1, info


def receipt_without_being_attached(place):
    """A phone that only listens on «me» may say that a message came."""
    alice, bob = place.friends()
    away = place.device(bob)
    alice.publish(bob.user_id, "hello")
    away.expect("pres", what="msg", src=alice.user_id)
    away.note(alice.user_id, "recv", 1)
    assert alice.expect("info", topic=bob.user_id, what="recv")["seq"] == 1


def notes_of_strangers(place):
    alice, bob = place.friends()
    carol = place.person("Carol")
    alice.publish(bob.user_id, "hello")
    for topic in (alice.user_id, bob.user_id, "grpNobodyKnows", "me", "fnd", "slf", "nonsense", ""):
        for what, seq in (("read", 1), ("recv", 1), ("kp", None), ("dance", None)):
            carol.note(topic, what, seq)
    flush(carol, alice, bob)
    assert not infos(alice) and not infos(bob)
    assert bob.meta("get", topic=alice.user_id, what="desc")["desc"].get("read", 0) == 0


def calls(place):
    """What the two ends say about a call is passed on, to whoever has not opened the conversation as well."""
    alice, bob = place.friends()
    seq, away = alice.publish(bob.user_id, "call", webrtc="started", mime="text/x-drafty"), place.device(bob)
    alice.send("note", topic=bob.user_id, what="call", event="offer", seq=seq, payload={"sdp": "v=0"})
    info = bob.expect("info", topic=alice.user_id, what="call")
    assert (info["event"], info["seq"], info["payload"], info["from"]) == ("offer", seq, {"sdp": "v=0"}, alice.user_id), info
    assert away.expect("info", topic="me", what="call")["src"] == alice.user_id
    away.send("note", topic=alice.user_id, what="call", event="ringing", seq=seq)
    assert "payload" not in alice.expect("info", topic=bob.user_id, what="call", event="ringing")
    alice.publish(bob.user_id, "no call")
    # Of no message, of one that is none, of one that is not there, without a word, from afar what takes being there, and in a group.
    group = alice.request("sub", topic="new1")["topic"]
    bob.attach(group)
    alice.publish(group, "hello")
    seen = len(infos(bob))
    for fields in ({"topic": bob.user_id, "event": "offer"}, {"topic": bob.user_id, "event": "offer", "seq": seq + 1},
                   {"topic": bob.user_id, "seq": seq}, {"topic": group, "event": "offer", "seq": 1}):
        alice.send("note", what="call", **fields)
    flush(alice, bob)
    assert len(infos(bob)) == seen, infos(bob)
    away.send("note", topic=alice.user_id, what="call", event="offer", seq=seq)
    away.expect("ctrl", code=409)


def calls_end(place):
    """What became of a call stands in the place of the message that began it, from whoever called, at both ends."""
    alice, bob = place.friends()
    for ender, accepts, outcomes in ((bob, False, ["declined"]), (alice, False, ["missed"]), (alice, True, ["accepted", "finished"])):
        seq = alice.publish(bob.user_id, "call", webrtc="started", mime="text/x-drafty")
        if accepts:
            bob.send("note", topic=alice.user_id, what="call", event="accept", seq=seq)
            alice.expect("info", topic=bob.user_id, what="call", event="accept", seq=seq)
        ender.send("note", topic=(alice if ender is bob else bob).user_id, what="call", event="hang-up", seq=seq)
        other = alice if ender is bob else bob
        other.expect("info", topic=ender.user_id, what="call", event="hang-up", seq=seq)
        for reader, topic in ((alice, bob.user_id), (bob, alice.user_id)):
            said = [one for one in reader.history(topic) if one.get("head", {}).get("replace") == f":{seq}"]
            assert [one["head"]["webrtc"] for one in said] == outcomes, said
            assert all(one["from"] == alice.user_id and one["content"] == "call" for one in said), said
            assert all(one["head"]["mime"] == "text/x-drafty" for one in said), said
        # It is over: nothing more is said of it.
        before = len(alice.history(bob.user_id))
        ender.send("note", topic=other.user_id, what="call", event="hang-up", seq=seq)
        flush(alice, bob)
        assert len(alice.history(bob.user_id)) == before


def own_messages_are_read(place):
    alice, bob = place.friends()
    alice.publish(bob.user_id, "hello")
    desc = alice.meta("get", topic=bob.user_id, what="desc")["desc"]
    assert desc["read"] == 1 and desc["recv"] == 1, desc
    alice.note(bob.user_id, "read", 1)
    alice.note(bob.user_id, "recv", 1)
    alice.publish(bob.user_id, "again")
    bob.expect("data", seq=2)
    assert not infos(bob), "one reads what one writes"


def coming_and_going(place):
    """The first session of a person is «on», the last «off», and what is between nobody hears."""
    alice, bob = place.friends()
    bob.frames.clear()
    second = place.device(alice)
    alice.close()
    flush(second, bob)
    assert not bob.seen("pres", src=alice.user_id), bob.frames
    assert bob.meta("get", topic="me", what="sub")["sub"][0].get("online") is True
    second.close()
    bob.expect("pres", topic="me", src=alice.user_id, what="off")
    line = bob.meta("get", topic="me", what="sub")["sub"][0]
    assert not line.get("online") and line["seen"]["when"], line
    bob.frames.clear()
    place.device(alice)
    bob.expect("pres", topic="me", src=alice.user_id, what="on")
    assert bob.meta("get", topic="me", what="sub")["sub"][0].get("online") is True


def going_from_me(place):
    """Whoever leaves «me» listens no more, connection or not."""
    alice, bob = place.person("Alice"), place.person("Bob")
    alice.attach(bob.user_id)
    alice.request("leave", topic=bob.user_id)
    alice.request("leave", topic="me")
    bob.expect("pres", topic="me", src=alice.user_id, what="off")
    alice.request("sub", topic="me")
    bob.expect("pres", topic="me", src=alice.user_id, what="on")


def without_presence(place):
    """Without the permission P one hears on «me» of changes to it alone; whoever takes it away sees the other go."""
    alice, bob = place.friends()
    second = place.device(bob)
    expect_code(bob, 200, "set", topic=alice.user_id, sub={"mode": "JRWA"})
    for device in (bob, second):
        device.expect("pres", topic="me", src=alice.user_id, what="off")
    second.expect("pres", topic="me", src=alice.user_id, what="acs")
    bob.request("leave", topic=alice.user_id)
    for device in (bob, second):
        device.frames.clear()
    alice.publish(bob.user_id, "to deaf ears")
    alice.note(bob.user_id, "kp")
    flush(alice)
    alice.close()
    flush(bob, second)
    assert not [frame for frame in bob.frames + second.frames if "ctrl" not in frame], (bob.frames, second.frames)
    bob.attach(alice.user_id)
    bob.post("get", topic=alice.user_id, what="data")
    bob.expect("data", topic=alice.user_id, content="to deaf ears")
    expect_code(bob, 200, "set", topic=alice.user_id, sub={"mode": "JRWPA"})
    place.device(alice)
    second.expect("pres", topic="me", src=alice.user_id, what="on")


def strangers_hear_nothing(place):
    alice, bob = place.friends()
    carol = place.person("Carol")
    carol.frames.clear()
    alice.publish(bob.user_id, "hello")
    alice.note(bob.user_id, "kp")
    expect_code(alice, 200, "set", topic="me", desc={"public": {"fn": "Alice B."}})
    bob.expect("pres", what="upd")
    alice.close()
    bob.expect("pres", what="off")
    flush(carol)
    assert [list(frame) for frame in carol.frames] == [["ctrl"]], carol.frames


def many_devices(place):
    """Messages of several sessions at once get numbers of their own, and all sessions see them in one order."""
    alice, bob = place.friends()
    devices = [alice, bob] + [place.device(alice), place.device(bob)]
    devices[2].attach(bob.user_id)
    devices[3].attach(alice.user_id)
    names = [bob.user_id, alice.user_id] * 2
    posts = [(device, device.post("pub", topic=name, content=f"{index}.{number}"))
             for number in range(25) for index, (device, name) in enumerate(zip(devices, names))]
    seqs = [device.expect("ctrl", id=post)["params"]["seq"] for device, post in posts]
    assert sorted(seqs) == list(range(1, 101))
    for device, name in zip(devices, names):
        device.expect("data", topic=name, seq=100)
        seen = [frame["data"] for frame in device.frames if "data" in frame]
        assert [data["seq"] for data in seen] == list(range(1, 101))
        assert [data["content"] for data in seen] == [data["content"] for data in
                                                      (frame["data"] for frame in alice.frames if "data" in frame)]


def main():
    place = Place(sys.argv[1])
    place.run("a message is on all sessions of both", message_on_all)
    place.run("a session that does not listen hears nothing", not_listening)
    place.run("a new conversation is on all sessions of both", new_conversation_on_all)
    place.run("typing is heard by the other", typing)
    place.run("receipts are heard and kept", receipts)
    place.run("receipts do not go back, nor beyond the end", receipts_do_not_go_back)
    place.run("receipts count on one's other sessions", receipts_on_own_devices)
    place.run("receipts reach a sender who is elsewhere", receipts_for_those_away)
    place.run("a receipt comes from who is not attached", receipt_without_being_attached)
    place.run("notes of strangers are nothing", notes_of_strangers)
    place.run("one has read what one wrote", own_messages_are_read)
    place.run("the first session comes, the last goes", coming_and_going)
    place.run("leaving «me» is going", going_from_me)
    place.run("without the permission P one hears nothing", without_presence)
    place.run("strangers hear nothing", strangers_hear_nothing)
    place.run("notes of a call are passed on", calls, "it has no address for calls in this set-up")
    place.run("a call ends with its outcome in its place", calls_end, "it has no address for calls in this set-up")
    place.run("a hundred messages from four sessions are in one order on all", many_devices)
    place.done()


if __name__ == "__main__":
    main()
