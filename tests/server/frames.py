# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames that are wrong in themselves, too large, too deep or before their time: each gets its answer, and nobody else
notices.

usage: frames.py CORDIAL-SERVER
"""

import json
import os
import struct
import sys
import urllib.error
import urllib.request

import gi

gi.require_version("Soup", "3.0")
from gi.repository import GLib, Soup  # noqa: E402

from patience import wait_for  # noqa: E402
from peer import API_KEY, secret_of  # noqa: E402
from place import PASSWORD, Place, expect_code, flush  # noqa: E402

OWN_LIMIT = "a limit of cordial-server's own"
MESSAGE_MAX_BYTES = 256 * 1024
DEPTH_MAX = 64
WAITING_MAX = 64
TEXT, PING = 1, 9
# A connection that was cut says no code.
NO_CODE = 0
REQUESTS = {
    "acc": {"user": "me", "scheme": "basic", "secret": secret_of("", "another-password")},
    "login": {"scheme": "basic", "secret": secret_of("nobody", "no-password")},
    "sub": {"topic": "me"},
    "leave": {"topic": "me"},
    "pub": {"topic": "me", "content": "hello"},
    "get": {"topic": "me", "what": "desc"},
    "set": {"topic": "me", "desc": {"private": {"comment": "hello"}}},
    "del": {"what": "msg", "topic": "me", "delseq": [{"low": 1}]},
}


def write_frame(peer, opcode, payload, final=True, masked=True, claimed=None):
    """A frame as our own bytes, as no library would send it."""
    size = len(payload) if claimed is None else claimed
    mask = 0x80 if masked else 0
    if size < 126:
        head = struct.pack(">BB", (0x80 if final else 0) | opcode, mask | size)
    elif size < 65536:
        head = struct.pack(">BBH", (0x80 if final else 0) | opcode, mask | 126, size)
    else:
        head = struct.pack(">BBQ", (0x80 if final else 0) | opcode, mask | 127, size)
    if masked:
        key = os.urandom(4)
        head += key
        payload = bytes(byte ^ key[index % 4] for index, byte in enumerate(payload))
    peer.socket.get_io_stream().get_output_stream().write_all(head + payload, None)


def expect_close(peer, *codes):
    wait_for(lambda: peer.socket.get_state() == Soup.WebsocketState.CLOSED, "the close")
    assert peer.socket.get_close_code() in codes, peer.socket.get_close_code()


def expect_malformed(peer, text, codes=(400,)):
    peer.frames.clear()
    peer.socket.send_text(text)
    ctrl = peer.expect("ctrl")
    assert ctrl["code"] in codes, (text[:100], ctrl)
    flush(peer)


def before_the_greeting(place):
    for packet, fields in REQUESTS.items():
        peer = place.caller(greet=False)
        expect_code(peer, 409, packet, **fields)
        expect_code(peer, 201, "hi", ver="0.25")


def before_the_sign_in(place):
    peer = place.caller()
    for packet, fields in REQUESTS.items():
        code = peer.answer(packet, **fields)["code"]
        assert code == 401 or (packet == "acc" and code == 403), (packet, code)


def note_before_its_time(place):
    """A note wants no answer, also where a request would get an error."""
    peer = place.caller(greet=False)
    peer.send("note", topic="me", what="kp")
    expect_code(peer, 201, "hi", ver="0.25")
    peer.send("note", topic="me", what="kp")
    flush(peer)
    assert [frame["ctrl"]["id"] for frame in peer.frames] == ["1", "2"], peer.frames


def not_an_object(place):
    peer = place.person()
    for text in ("hello", "{", "[]", "[1,2,3]", "12", "-1e999", "null", "true", '"text"', "{}", '{"sub"',
                 '{"sub":{"topic":"me"}} trailing', "\ufeff{}", " ", "\u2421"):
        expect_malformed(peer, text)


def packet_that_is_no_object(place):
    peer = place.person()
    for packet in ("sub", "pub", "get", "hi"):
        for body in ("[]", "1", '"me"', "true", "null"):
            expect_malformed(peer, f'{{"{packet}": {body}}}', (400, 501))


def unknown_packet(place):
    peer = place.person()
    for text in ('{"chess": {"id": "1", "move": "e4"}}', '{"ctrl": {"code": 200}}', '{"data": {"topic": "me"}}'):
        expect_malformed(peer, text)


def fields_of_another_type(place):
    """A field that should be text and is none is as good as missing; the answer is an error and never an end."""
    peer, other = place.friends()
    for strange in (1, -1.5, True, None, [], {}, [[]], {"a": {}}):
        for packet, fields in REQUESTS.items():
            for name in fields:
                if packet in ("acc", "login") or (packet, name) in (("pub", "content"), ("set", "desc")):
                    continue
                peer.send(packet, id="strange", **{**fields, name: strange})
        for fields in ({"topic": other.user_id, "get": strange}, {"topic": other.user_id, "set": strange},
                       {"topic": other.user_id, "get": {"what": "data", "data": strange}},
                       {"topic": other.user_id, "get": {"what": "data", "data": {"since": strange, "limit": strange}}},
                       {"topic": other.user_id, "set": {"desc": strange}}, {"topic": other.user_id, "set": {"sub": strange}},
                       {"topic": "me", "set": {"tags": strange}}, {"topic": "me", "set": {"tags": [strange]}}):
            peer.send("sub", id="strange", **fields)
        for ranges in (strange, [strange], [{"low": strange}], [{"low": 1, "hi": strange}]):
            peer.send("del", id="strange", what="msg", topic=other.user_id, delseq=ranges)
        peer.send("note", topic=strange, what="read", seq=1)
        peer.send("note", topic=other.user_id, what=strange, seq=1)
        peer.send("note", topic=other.user_id, what="read", seq=strange)
        peer.send("leave", id="strange", topic=other.user_id, unsub=strange)
        peer.send("hi", id="strange", ver=strange, ua=strange)
    flush(peer, other)
    assert peer.is_open() and other.is_open()


def numbers_at_their_ends(place):
    peer, other = place.friends()
    topic = other.user_id
    peer.publish(topic, "hello")
    for number in (0, -1, 2 ** 31, 2 ** 63 - 1, -2 ** 63, 2 ** 63, 10 ** 30, 1.5):
        peer.send("get", topic=topic, what="data del", data={"since": number, "before": number, "limit": number},
                  **{"del": {"since": number, "limit": number}})
        peer.send("note", topic=topic, what="read", seq=number)
        if number != 1.5:
            assert peer.answer("del", what="msg", topic=topic, delseq=[{"low": 5, "hi": number}])["code"] >= 400
            if number > 0:
                assert peer.answer("del", what="msg", topic=topic, delseq=[{"low": number}])["code"] >= 400, number
                assert peer.answer("del", what="msg", topic=topic, delseq=[{"low": number, "hi": 2}])["code"] >= 400
    assert [message["content"] for message in other.history(peer.user_id)] == ["hello"]


def nested(place):
    peer = place.person()
    peer.attach("slf")
    for levels in (10_000, 100_000):
        for opening, closing in (("[", "]"), ('{"a":', "}")):
            if levels * (len(opening) + 1) > MESSAGE_MAX_BYTES // 2:
                continue
            middle = opening * levels + "1" + closing * levels
            expect_malformed(peer, middle)
            expect_malformed(peer, '{"pub":{"id":"deep","topic":"slf","content":' + middle + "}}")
            expect_malformed(peer, '{"pub":{"id":"deep","topic":"slf","content":' + opening * levels)
    # Brackets in a text are no levels.
    assert peer.publish("slf", "[{" * 1000 + '\\"') == 1
    deepest = DEPTH_MAX - 2
    assert peer.publish("slf", json.loads("[" * deepest + "]" * deepest)) == 2
    expect_malformed(peer, '{"pub":{"topic":"slf","content":' + "[" * (deepest + 1) + "]" * (deepest + 1) + "}}")
    assert peer.history("slf")[1]["content"] == json.loads("[" * deepest + "]" * deepest)


def numbers_that_are_none(place):
    """What the wire can write and JSON cannot hold goes nowhere: it would come out as no JSON at all."""
    alice, bob = place.friends()
    for number in ("1e999", "-1e999", "[[1, 1e400]]", '{"a": {"b": -1e309}}'):
        card = f'{{"fn": "Alice", "strange": {number}}}'
        for text in (f'{{"set": {{"id": "strange", "topic": "me", "desc": {{"public": {card}}}}}}}',
                     f'{{"set": {{"id": "strange", "topic": "me", "desc": {{"private": {card}}}}}}}',
                     f'{{"set": {{"id": "strange", "topic": "{bob.user_id}", "desc": {{"private": {card}}}}}}}',
                     f'{{"sub": {{"id": "strange", "topic": "new1", "set": {{"desc": {{"public": {card}}}}}}}}}',
                     f'{{"acc": {{"id": "strange", "user": "new1", "scheme": "basic", "secret": '
                     f'"{secret_of(f"strange{alice.login[-10:]}", PASSWORD)}", "desc": {{"public": {card}}}}}}}',
                     f'{{"pub": {{"id": "strange", "topic": "{bob.user_id}", "content": {number}}}}}',
                     f'{{"pub": {{"id": "strange", "topic": "{bob.user_id}", "head": {card}, "content": "hello"}}}}'):
            expect_malformed(alice, text)
    assert alice.publish(bob.user_id, "hello") == 1
    # Whoever looks for people, and whoever has her in the roster, sees her as before.
    expect_code(bob, 200, "sub", topic="fnd")
    expect_code(bob, 200, "set", topic="fnd", desc={"public": alice.login})
    found = bob.meta("get", topic="fnd", what="sub")["sub"]
    assert [line["public"] for line in found] == [{"fn": "Alice"}], found


def deep_card(place):
    """Its readers have a bound for the whole frame, in which it is one of many."""
    alice, bob = place.friends()
    deep = DEPTH_MAX - 8
    for desc in ({"public": {"fn": "Alice", "deep": json.loads("[" * deep + "]" * deep)}},
                 {"private": json.loads("[" * deep + "]" * deep)}):
        expect_code(alice, 400, "set", topic="me", desc=desc)
        expect_code(alice, 400, "set", topic=bob.user_id, desc=desc)
        expect_code(alice, 400, "sub", topic="new1", set={"desc": desc})
    card = {"fn": "Alice", "org": {"fn": "Garden", "title": [{"a": [{"b": {}}]}]}}
    expect_code(alice, 200, "set", topic="me", desc={"public": card})
    assert bob.meta("get", topic="me", what="sub")["sub"][0]["public"] == card


def large_card(place):
    alice = place.person()
    expect_code(alice, 400, "set", topic="me", desc={"public": {"fn": "Alice", "photo": {"data": "a" * (200 * 1024)}}})
    assert alice.meta("get", topic="me", what="desc")["desc"]["public"] == {"fn": "Alice"}


def half_a_character(place):
    """What JSON can write and UTF-8 cannot."""
    alice, bob = place.friends()
    for half in (r"\ud800", r"\udc00 and more"):
        alice.frames.clear()
        alice.socket.send_text(f'{{"pub": {{"id": "half", "topic": "{bob.user_id}", "content": "{half}"}}}}')
        alice.expect("ctrl")
        alice.socket.send_text(f'{{"set": {{"id": "half", "topic": "me", "desc": {{"public": {{"fn": "{half}"}}}}}}}}')
    flush(alice, bob)
    assert bob.is_open() and alice.is_open()


def large_message(place):
    peer, other = place.friends()
    text = "a" * (MESSAGE_MAX_BYTES - 1024)
    assert peer.publish(other.user_id, text) == 1
    assert other.texts(peer.user_id) == [text]


def too_large_message(place):
    bystander = place.person()
    for size in (MESSAGE_MAX_BYTES + 1, 300 * 1024, 4 * 1024 * 1024):
        peer = place.person()
        peer.attach("slf")
        peer.socket.send_text(json.dumps({"pub": {"id": "large", "topic": "slf", "content": "a" * size}}))
        expect_close(peer, Soup.WebsocketCloseCode.TOO_BIG, NO_CODE)
        again = place.device(peer)
        again.attach("slf")
        assert again.texts("slf") == [], "a part of it was taken"
    flush(bystander)


def announced_and_never_sent(place):
    peer = place.caller()
    write_frame(peer, TEXT, b"", claimed=1 << 62)
    expect_close(peer, Soup.WebsocketCloseCode.TOO_BIG, NO_CODE)


def binary(place):
    peer = place.person()
    peer.frames.clear()
    peer.socket.send_binary(b"\x00\x01\x02\xff")
    peer.socket.send_binary(json.dumps({"sub": {"id": "binary", "topic": "slf"}}).encode())
    flush(peer)
    assert [frame["ctrl"].get("id") for frame in peer.frames] == [str(peer.next_id - 1)], peer.frames


def not_utf8(place):
    peer = place.caller()
    write_frame(peer, TEXT, b'{"hi":{"id":"1","ver":"0.25","ua":"\xff\xfe"}}')
    expect_close(peer, Soup.WebsocketCloseCode.BAD_DATA)


def zero_byte(place):
    peer = place.person()
    if place.own:
        peer.frames.clear()
        write_frame(peer, TEXT, b'{"sub":{"id":"zero","topic":"slf"}}\0')
        assert peer.expect("ctrl")["code"] == 400, "an answer like any that is malformed"
    peer.frames.clear()
    write_frame(peer, TEXT, b'{"sub":{"id":"zero","topic":"slf"}}\0')
    write_frame(peer, TEXT, b"\0")
    flush(peer)
    assert not peer.seen("ctrl", id="zero", code=200)
    # Written as JSON writes it, it is a character as any other.
    peer.attach("slf")
    assert peer.answer("pub", topic="slf", content="a\0b")["code"] < 500


def not_masked(place):
    peer = place.caller()
    write_frame(peer, TEXT, b'{"hi":{"id":"1","ver":"0.25"}}', masked=False)
    expect_close(peer, Soup.WebsocketCloseCode.PROTOCOL_ERROR, Soup.WebsocketCloseCode.ABNORMAL)


def fragments(place):
    """RFC 6455 §5.4, with a ping between two parts."""
    peer = place.person()
    pongs = []
    peer.socket.connect("pong", lambda _socket, payload: pongs.append(payload.get_data()))
    write_frame(peer, TEXT, b'{"sub":{"id":"parts",', final=False)
    write_frame(peer, PING, b"are you there")
    write_frame(peer, 0, b'"topic":', final=False)
    write_frame(peer, 0, b'"slf"}}')
    assert peer.expect("ctrl", id="parts")["code"] == 200
    wait_for(lambda: pongs == [b"are you there"], "the pong")


def heartbeat(place):
    """Tinode docs/API.md: a frame of the one character 1 is answered with the one character 0."""
    peer = place.caller(greet=False)
    beats = []
    peer.socket.connect("message", lambda _socket, _kind, payload: beats.append(payload.get_data()))
    peer.socket.send_text("1")
    wait_for(lambda: b"0" in beats, "the beat")
    assert peer.frames == []


def no_silence(place):
    """Every request has an answer, whatever it asks for."""
    alice, bob = place.friends()
    expect_code(alice, 200, "sub", topic="fnd")
    for topic in ("me", "fnd", "slf", bob.user_id, "grpNobodyKnows", "new", "sys", "chnNobodyKnows", "nonsense"):
        for what in ("desc", "sub", "data", "del", "tags", "cred", "aux", "chess", "", " ", "desc chess", "chess del"):
            for packet, fields in (("get", {"topic": topic, "what": what}), ("del", {"topic": topic, "what": what})):
                number = alice.post(packet, **fields)
                wait_for(lambda: alice.seen("ctrl", id=number) or alice.seen("meta", id=number), f"{packet} {fields}")
        for fields in ({"desc": {}}, {"desc": {"trusted": {}}}, {"sub": {}}, {"sub": {"mode": "X"}}, {"tags": []},
                       {"cred": {}}, {"aux": {}}, {"chess": {}}, {}):
            alice.answer("set", topic=topic, **fields)
            if topic not in ("new", "me"):
                alice.answer("sub", topic=topic, set=fields)
    expect_code(alice, 400, "get", topic=bob.user_id, what="chess")
    assert alice.answer("leave", topic="nonsense")["code"] in (304, 409)


def refused_with_a_sub(place):
    """Nobody attaches somebody else, nor wants what is no access."""
    alice, bob = place.person("Alice"), place.person("Bob")
    for sub in ({"user": bob.user_id, "mode": "N"}, {"mode": "JRX"}):
        expect_code(alice, 400, "sub", topic="new1", set={"sub": sub})
    expect_code(alice, 204, "get", topic="me", what="sub")


def without_an_id(place):
    """An error is told also to who gave no id to answer to."""
    peer = place.person()
    peer.frames.clear()
    peer.send("sub", topic="grpNobodyKnows")
    assert "id" not in peer.expect("ctrl", code=404)


def in_order(place):
    peer = place.person()
    peer.attach("slf")
    posted = [peer.post("pub", topic="slf", content=number, noecho=True) for number in range(100)]
    peer.expect("ctrl", id=posted[-1])
    answers = [frame["ctrl"] for frame in peer.frames if frame.get("ctrl", {}).get("id") in posted]
    assert [ctrl["id"] for ctrl in answers] == posted
    assert [ctrl["params"]["seq"] for ctrl in answers] == list(range(1, 101))


def during_a_sign_in(place):
    """What comes while a password is looked at waits for it."""
    person = place.person()
    peer = place.caller()
    login = peer.post("login", scheme="basic", secret=secret_of(person.login, PASSWORD))
    posted = [peer.post("sub", topic="slf")] + [peer.post("pub", topic="slf", content=number, noecho=True)
                                                for number in range(WAITING_MAX - 2)]
    peer.expect("ctrl", id=posted[-1])
    order = [frame["ctrl"]["id"] for frame in peer.frames if frame.get("ctrl", {}).get("id") in [login, *posted]]
    assert order == [login, *posted]
    assert all(peer.seen("ctrl", id=number)["code"] < 300 for number in order)


def too_many_during_a_sign_in(place):
    person = place.person()
    peer = place.caller()
    peer.post("login", scheme="basic", secret=secret_of(person.login, PASSWORD))
    for _number in range(WAITING_MAX + 1):
        peer.post("sub", topic="slf")
    expect_close(peer, Soup.WebsocketCloseCode.POLICY_VIOLATION)
    flush(person)


def too_much_during_a_sign_in(place):
    """Few frames can be as much as many."""
    person = place.person()
    peer = place.caller()
    peer.post("login", scheme="basic", secret=secret_of(person.login, PASSWORD))
    for _number in range(4):
        peer.post("pub", topic="slf", content="a" * (MESSAGE_MAX_BYTES - 1024))
    expect_close(peer, Soup.WebsocketCloseCode.POLICY_VIOLATION)
    flush(person)


def gone_during_a_sign_in(place):
    person = place.person()
    for _number in range(3):
        peer = place.caller()
        peer.post("login", scheme="basic", secret=secret_of(person.login, PASSWORD))
        peer.post("acc", user="newcomer", scheme="basic", secret=secret_of(f"gone{person.login}"[:30], PASSWORD), login=True)
        peer.close()
    flush(person)


def without_a_key(place):
    for key in ("", "AQEAAAABAAD_rAp4DJh05a1HAwFT3A6L", "key"):
        try:
            place.caller(key=key)
            raise AssertionError(f"the key {key!r} opened the door")
        except GLib.Error:
            pass


def http(place):
    base = place.uri.replace("ws", "http", 1)
    for path, key, code in (("/v0/channels", "", 403), ("/v0/channels?apikey=wrong", "", 403),
                            ("/v0/file/s/picture.png", API_KEY, 401), ("/", API_KEY, 404), ("/../../etc/passwd", API_KEY, 404)):
        request = urllib.request.Request(base + path, headers={"X-Tinode-APIKey": key} if key else {})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                found = answer.status
        except urllib.error.HTTPError as error:
            found = error.code
            if code in (401, 403):
                assert json.load(error)["ctrl"]["code"] == code
        assert found == code, (path, found)


def main():
    place = Place(sys.argv[1])
    place.run("requests before hi are out of sequence", before_the_greeting)
    place.run("requests before login want a login", before_the_sign_in)
    place.run("a note before its time gets no answer", note_before_its_time)
    place.run("what is no JSON object is malformed", not_an_object)
    place.run("a packet that is no object is refused", packet_that_is_no_object)
    place.run("an unknown packet is refused", unknown_packet)
    place.run("fields of another type do no harm", fields_of_another_type, "it has a type for every field")
    place.run("numbers at the ends of their range do no harm", numbers_at_their_ends, "it has a type for every field")
    place.run("frames nested too deeply are malformed", nested, OWN_LIMIT)
    place.run("numbers that JSON cannot hold are malformed", numbers_that_are_none, OWN_LIMIT)
    place.run("a card nested too deeply is malformed", deep_card, OWN_LIMIT)
    place.run("a card larger than allowed is malformed", large_card, OWN_LIMIT)
    place.run("half a character does no harm", half_a_character, OWN_LIMIT)
    place.run("a message as large as allowed arrives", large_message, OWN_LIMIT)
    place.run("a message larger than allowed ends its connection only", too_large_message, OWN_LIMIT)
    place.run("a frame announced too large ends its connection", announced_and_never_sent, OWN_LIMIT)
    place.run("a binary frame is passed over", binary, "it reads them as text")
    place.run("text that is not UTF-8 ends its connection", not_utf8, "it takes them")
    place.run("a zero byte does no harm", zero_byte, "its database refuses it")
    place.run("a frame without a mask ends its connection", not_masked)
    place.run("a request in several frames is one", fragments)
    place.run("a beat is answered with a beat", heartbeat, "only its newer versions beat")
    place.run("every request is answered", no_silence, "it is silent where it has nothing to say")
    place.run("what a sub sets along and may not is told", refused_with_a_sub, OWN_LIMIT)
    place.run("an error is told without an id as well", without_an_id)
    place.run("a hundred requests at once are answered in their order", in_order)
    place.run("requests during a sign-in wait for it", during_a_sign_in, "its topics answer on their own time")
    place.run("too many requests during a sign-in end the connection", too_many_during_a_sign_in, OWN_LIMIT)
    place.run("too much during a sign-in ends the connection", too_much_during_a_sign_in, OWN_LIMIT)
    place.run("whoever leaves during a sign-in does no harm", gone_during_a_sign_in)
    place.run("without the key nobody is let in", without_a_key)
    place.run("plain HTTP gets plain answers", http, "it serves more than we do")
    place.done()


if __name__ == "__main__":
    main()
