# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another name, an address to be reached at, and the end of an account.

usage: leaving.py CORDIAL-SERVER
"""

import contextlib
import random
import sys
import types

from files_peer import FilesPeer
from patience import wait_for
from peer import secret_of
from place import PASSWORD, Place, expect_code, flush
from raw_peer import RawPeer


def new_login():
    return f"renamed{random.getrandbits(48):012x}"


def sign_in(place, login, password):
    return place.caller().answer("login", scheme="basic", secret=secret_of(login, password))["code"]


# --- Another name

def name_and_password(place):
    alice, login = place.person(), new_login()
    expect_code(alice, 200, "acc", user=alice.user_id, scheme="basic", secret=secret_of(login, "another password"))
    assert sign_in(place, alice.login, PASSWORD) == 401
    assert sign_in(place, login, PASSWORD) == 401
    assert sign_in(place, login, "another password") == 200
    tags = alice.meta("get", topic="me", what="tags")["tags"]
    # The official server goes on telling the old ones until the person has left.
    assert not place.own or f"basic:{login}" in tags and f"basic:{alice.login}" not in tags and alice.login in tags, tags
    # What was left is free for others.
    ctrl = place.caller().answer("acc", user="new1", scheme="basic", secret=secret_of(alice.login, PASSWORD))
    assert ctrl["code"] == 201, ctrl


def same_name(place):
    alice = place.person()
    expect_code(alice, 200, "acc", user=alice.user_id, scheme="basic", secret=secret_of(alice.login, "another password"))
    assert sign_in(place, alice.login, "another password") == 200


def poor_names(place):
    alice, bob = place.person("Alice"), place.person("Bob")
    for login, password, code in ((bob.login, "another password", 409), ("a", "another password", 422),
                                  ("a b c d", "another password", 422), (new_login(), "", 422), ("", "", 422)):
        expect_code(alice, code, "acc", user=alice.user_id, scheme="basic", secret=secret_of(login, password))
    assert sign_in(place, alice.login, PASSWORD) == 200
    assert sign_in(place, bob.login, PASSWORD) == 200


def names_at_once(place):
    """Of two who want one name at once, one gets it, and the other keeps what they had."""
    people, login = [place.person("Alice"), place.person("Bob")], new_login()
    posts = [person.post("acc", user=person.user_id, scheme="basic", secret=secret_of(login, "another password"))
             for person in people]
    codes = sorted(person.expect("ctrl", id=number)["code"] for person, number in zip(people, posts))
    assert codes == [200, 409], codes
    assert sorted(sign_in(place, person.login, PASSWORD) for person in people) == [200, 401]


# --- The end

def told(place):
    alice, bob = place.friends()
    device = place.device(alice)
    alice.publish(bob.user_id, "hello")
    own = alice.request("sub", topic="new1")["topic"]
    theirs = bob.request("sub", topic="new1")["topic"]
    alice.request("set", topic=own, sub={"user": bob.user_id})
    bob.attach(own)
    bob.request("set", topic=theirs, sub={"user": alice.user_id})
    alice.attach(theirs)
    alice.publish(theirs, "in your group")
    flush(alice, bob, device)
    ctrl = expect_code(alice, 200, "del", what="user", user=alice.user_id, hard=True)
    assert ctrl["text"] == "ok", ctrl
    for peer in (alice, device):
        evicted = peer.expect("ctrl", code=205)
        assert evicted["text"] == "evicted" and "id" not in evicted, evicted
        wait_for(lambda peer=peer: not peer.is_open(), "the end of a connection")
    bob.expect("pres", topic="me", src=alice.user_id, what="gone")
    bob.expect("pres", topic="me", src=own, what="gone")
    bob.expect("pres", topic=theirs, src=alice.user_id, what="off")
    # Nothing of it can be used any more.
    expect_code(bob, 409, "pub", topic=alice.user_id, content="are you there?")
    expect_code(bob, 404, "sub", topic=alice.user_id)
    expect_code(bob, 404, "sub", topic=own)
    assert alice.user_id not in [sub["user"] for sub in bob.meta("get", topic=theirs, what="sub")["sub"]]
    # What they said to others is theirs.
    assert bob.texts(theirs) == ["in your group"]
    assert sign_in(place, alice.login, PASSWORD) == 401
    assert place.caller().answer("login", scheme="token", secret=alice.token)["code"] in (401, 404)
    assert FilesPeer(place.uri, alice).get("/v0/file/s/AAAAAAAAAAE").status in (401, 404)
    again = place.caller().answer("acc", user="new1", scheme="basic", secret=secret_of(alice.login, PASSWORD))
    assert again["code"] == 201 and again["params"]["user"] != alice.user_id, again


def soft(place):
    alice = place.person()
    expect_code(alice, 200, "del", what="user")
    wait_for(lambda: not alice.is_open(), "the end of the connection")
    assert sign_in(place, alice.login, PASSWORD) == 401


def not_others(place):
    alice, bob = place.person("Alice"), place.person("Bob")
    expect_code(alice, 403, "del", what="user", user=bob.user_id, hard=True)
    expect_code(alice, 403, "del", what="user", user="nobody", hard=True)
    expect_code(place.caller(), 401, "del", what="user", user=bob.user_id, hard=True)
    assert sign_in(place, bob.login, PASSWORD) == 200


def in_the_middle(place):
    """What is asked for after the end is not done in the name of somebody who is not there."""
    alice, bob = place.friends()
    with RawPeer(types.SimpleNamespace(listen=FilesPeer(place.uri, None).host)) as raw:
        raw.answer("hi", ver="0.25")
        raw.answer("login", scheme="token", secret=alice.token)
        raw.answer("sub", topic=bob.user_id)
        raw.send("del", what="user", hard=True)
        # The server may have closed it before the last of these is on its way.
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            for number in range(20):
                raw.send("sub", topic=f"new{number}")
                raw.send("pub", topic=bob.user_id, content="after the end")
                raw.send("set", topic="me", desc={"public": {"fn": "Ghost"}})
            while raw.read():
                pass
    bob.expect("pres", topic="me", src=alice.user_id, what="gone")
    assert not bob.seen("data", content="after the end")
    carol = place.person("Carol")
    bob.attach(carol.user_id)
    assert bob.publish(carol.user_id, "the others go on") == 1


# --- Addresses

def addresses(place):
    alice = place.person()
    assert alice.answer("get", topic="me", what="cred")["code"] == 204
    email = f"{alice.login}@example.org"
    expect_code(alice, 200, "set", topic="me", cred={"meth": "email", "val": email})
    expect_code(alice, 200, "set", topic="me", cred={"meth": "tel", "val": "+17025550001"})
    creds = alice.meta("get", topic="me", what="cred")["cred"]
    assert creds == [{"meth": "email", "val": email, "done": True}, {"meth": "tel", "val": "+17025550001", "done": True}], creds
    # One of a kind: the newer takes the place.
    expect_code(alice, 200, "set", topic="me", cred={"meth": "email", "val": "x" + email})
    assert [cred["val"] for cred in alice.meta("get", topic="me", what="cred")["cred"]] == ["x" + email, "+17025550001"]
    expect_code(alice, 200, "del", topic="me", what="cred", cred={"meth": "email", "val": "x" + email})
    expect_code(alice, 304, "del", topic="me", what="cred", cred={"meth": "email", "val": "x" + email})
    assert [cred["meth"] for cred in alice.meta("get", topic="me", what="cred")["cred"]] == ["tel"]
    # They are nobody else's, and nobody is found by them.
    bob = place.person("Bob")
    expect_code(bob, 200, "set", topic="me", cred={"meth": "tel", "val": "+17025550001"})
    assert "tel" not in str(alice.meta("get", topic="me", what="tags"))


def addresses_of_a_newcomer(place):
    peer, login = place.caller(), new_login()
    expect_code(peer, 200, "acc", user="new1", scheme="basic", secret=secret_of(login, PASSWORD), login=True,
                cred=[{"meth": "email", "val": f"{login}@example.org"}, {"meth": "tel", "val": "+17025550002"}])
    peer.attach("me")
    assert len(peer.meta("get", topic="me", what="cred")["cred"]) == 2
    expect_code(peer, 200, "acc", cred=[{"meth": "email", "val": f"new.{login}@example.org"}])
    assert peer.meta("get", topic="me", what="cred")["cred"][0]["val"] == f"new.{login}@example.org"


def poor_addresses(place):
    alice = place.person()
    for cred, code in (({"meth": "email", "val": "hello"}, 400), ({"meth": "email", "val": "a@b\r\nc"}, 400),
                       ({"meth": "tel", "val": "hello"}, 400), ({"meth": "email", "val": "a" * 300 + "@example.org"}, 400),
                       ({"meth": "magic", "val": "x"}, 200), ({}, 200)):  # unknown kinds are passed over, as Tinode does
        expect_code(alice, code, "set", topic="me", cred=cred)
    assert alice.answer("get", topic="me", what="cred")["code"] == 204
    expect_code(alice, 400, "del", topic="me", what="cred")
    expect_code(alice, 304, "del", topic="me", what="cred", cred={"meth": "email", "val": "nobody@example.org"})


def main():
    place = Place(sys.argv[1])
    keeps_none = "without a validator it keeps none"
    place.run("name and password are changed", name_and_password)
    place.run("a name may stay what it is", same_name)
    place.run("poor names and those of others are not taken", poor_names)
    place.run("of two who want one name at once, one gets it", names_at_once)
    place.run("an account ends, and everybody is told whom it concerns", told)
    place.run("an account ends without a word of more", soft)
    place.run("nobody ends the account of somebody else", not_others)
    place.run("what is asked for after the end is not done", in_the_middle)
    place.run("addresses are kept as they are given", addresses, keeps_none)
    place.run("a newcomer gives addresses at once", addresses_of_a_newcomer, keeps_none)
    place.run("poor addresses are refused", poor_addresses, keeps_none)
    place.done()


if __name__ == "__main__":
    main()
