# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""hi, acc, login, and what an account has of its own: its description, its tags, its sessions.

usage: account.py CORDIAL-SERVER
"""

import base64
import datetime
import random
import sys

from peer import secret_of
from place import PASSWORD, Place, expect_code, flush


def new_login():
    return f"person{random.getrandbits(48):012x}"


def greeting(place):
    peer = place.caller(greet=False)
    ctrl = expect_code(peer, 201, "hi", ver="0.25", ua="Tests/1.0", lang="en")
    params = ctrl["params"]
    assert params["ver"].startswith("0.2") and params["build"], params
    assert params["maxMessageSize"] > 64 * 1024 and params["maxSubscriberCount"] > 1, params
    assert params["minTagLength"] == 2 and params["maxTagLength"] == 96 and params["maxTagCount"] == 16, params


def greeting_again(place):
    """It may say what changed about the client."""
    peer = place.person()
    assert peer.request("hi", ver="0.25", ua="Tests/1.1")["code"] in (200, 201)


def versions(place):
    for version in ("0.22", "0.25", "v0.25", "0.25.3", "0.25-rc1", "1.0"):
        expect_code(place.caller(greet=False), 201, "hi", ver=version)
    for version in ("0.1", "0.17", "v0.5"):
        expect_code(place.caller(greet=False), 505, "hi", ver=version)


def no_version(place):
    for fields in ({}, {"ver": ""}, {"ver": "new"}):
        peer = place.caller(greet=False)
        assert peer.answer("hi", **fields)["code"] in (400, 505), fields
        expect_code(peer, 409, "sub", topic="me")
        expect_code(peer, 201, "hi", ver="0.25")


def time_of(text):
    return datetime.datetime.fromisoformat(text)


def account(place):
    login = new_login()
    peer = place.caller()
    ctrl = expect_code(peer, 201, "acc", user="new1", scheme="basic", secret=secret_of(login, PASSWORD), tags=[login, "tag"],
                       desc={"public": {"fn": "Alice", "note": "hello"}, "private": {"comment": "mine"}})
    user = ctrl["params"]["user"]
    assert user.startswith("usr") and len(user) == 14, user
    assert ctrl["params"]["desc"]["public"] == {"fn": "Alice", "note": "hello"}, ctrl
    assert "token" not in ctrl["params"], "nobody asked to be signed in"
    expect_code(peer, 401, "sub", topic="me")

    ctrl = expect_code(peer, 200, "login", scheme="basic", secret=secret_of(login, PASSWORD))
    assert ctrl["params"]["user"] == user and ctrl["params"]["authlvl"] == "auth" and ctrl["params"]["token"], ctrl
    assert time_of(ctrl["params"]["expires"]) > time_of(ctrl["ts"]) + datetime.timedelta(days=1), ctrl
    peer.user_id = user
    expect_code(peer, 200, "sub", topic="me")
    assert peer.meta("get", topic="me", what="tags")["tags"].count(login) == 1
    desc = peer.meta("get", topic="me", what="desc")["desc"]
    assert desc["public"] == {"fn": "Alice", "note": "hello"}, desc
    assert desc["private"] == {"comment": "mine"}, desc


def account_and_sign_in(place):
    peer = place.caller()
    ctrl = expect_code(peer, 200, "acc", user="new2", scheme="basic", secret=secret_of(new_login(), PASSWORD), login=True,
                       desc={"public": {"fn": "Alice"}})
    params = ctrl["params"]
    assert params["user"].startswith("usr") and params["token"] and params["authlvl"] == "auth", params
    expect_code(peer, 200, "sub", topic="me")
    expect_code(peer, 409, "login", scheme="basic", secret=secret_of("nobody", "no-password"))


def account_of_others(place):
    taken = new_login()
    peer = place.caller()
    expect_code(peer, 201, "acc", user="new1", scheme="basic", secret=secret_of(taken, PASSWORD))
    for login in (taken, taken.upper()):
        ctrl = expect_code(peer, 409, "acc", user="new1", scheme="basic", secret=secret_of(login, "other-password"))
        assert ctrl["params"]["what"] == "auth", ctrl
    expect_code(place.caller(), 200, "login", scheme="basic", secret=secret_of(taken, PASSWORD))


def accounts_at_once(place):
    """Two people want the same name in the same moment: one gets it."""
    login = new_login()
    peers = [place.caller(), place.caller()]
    posts = [peer.post("acc", user="new1", scheme="basic", secret=secret_of(login, f"{PASSWORD} {index}"), login=True)
             for index, peer in enumerate(peers)]
    codes = [peer.expect("ctrl", id=post)["code"] for peer, post in zip(peers, posts)]
    assert sorted(codes) == [200, 409], codes
    winner = codes.index(200)
    expect_code(place.caller(), 200, "login", scheme="basic", secret=secret_of(login, f"{PASSWORD} {winner}"))
    assert peers[1 - winner].answer("sub", topic="me")["code"] == 401


def poor_secrets(place):
    peer = place.caller()
    for login, password in (("a", PASSWORD), ("", PASSWORD), ("a" * 33, PASSWORD), ("with space", PASSWORD),
                            ("quote'", PASSWORD), ("semi;colon", PASSWORD), (new_login(), "pw"), (new_login(), "")):
        ctrl = expect_code(peer, 422, "acc", user="new1", scheme="basic", secret=secret_of(login, password))
        # What is wrong with a name is found before the rest is looked at.
        assert ctrl.get("params", {}).get("what") == ("auth" if password == PASSWORD else None), ctrl


def malformed_accounts(place):
    peer = place.caller()
    for secret in (base64.b64encode(b"nocolon").decode(), base64.b64encode(b"\xff\xfe:password").decode(), ""):
        code = peer.answer("acc", user="new1", scheme="basic", secret=secret)["code"]
        assert code in (400, 422), (secret, code)
    assert peer.answer("acc", user="new1", scheme="basic")["code"] in (400, 422)
    assert peer.answer("acc", user="new1", scheme="chess", secret="")["code"] in (400, 401)
    if place.own:  # the official one reads no frame with such a secret, and knows no id to answer to
        expect_code(peer, 400, "acc", user="new1", scheme="basic", secret="%%%")
    assert peer.answer("acc")["code"] in (400, 401, 403)


def secret_with_colons(place):
    """The name ends at the first colon; the password may have more of them, and any letter there is."""
    login = new_login()
    for index, password in enumerate((":::colons::", "пароль-密码-🔑", "  spaces  ")):
        name = f"{login}{index}"
        expect_code(place.caller(), 201, "acc", user="new1", scheme="basic", secret=secret_of(name, password))
        expect_code(place.caller(), 200, "login", scheme="basic", secret=secret_of(name, password))


def change_of_password(place):
    person = place.person()
    expect_code(person, 200, "acc", scheme="basic", secret=secret_of("", "another password"))
    expect_code(person, 200, "acc", user=person.user_id, scheme="basic", secret=secret_of("", "a new password"))
    expect_code(place.caller(), 401, "login", scheme="basic", secret=secret_of(person.login, PASSWORD))
    expect_code(place.caller(), 200, "login", scheme="basic", secret=secret_of(person.login, "a new password"))


def change_of_password_ends_tokens(place):
    """Whoever has an old token has it from somebody who may be the reason for the change. Who is in stays in."""
    person = place.person()
    other = place.device(person)
    for secret in (person.token, other.token):
        expect_code(place.caller(), 200, "login", scheme="token", secret=secret)
    expect_code(person, 200, "acc", scheme="basic", secret=secret_of("", "a new password"))
    for secret in (person.token, other.token):
        expect_code(place.caller(), 401, "login", scheme="token", secret=secret)
    ctrl = expect_code(place.caller(), 200, "login", scheme="basic", secret=secret_of(person.login, "a new password"))
    expect_code(place.caller(), 200, "login", scheme="token", secret=ctrl["params"]["token"])
    flush(person, other)


def account_while_signed_in(place):
    """A connection is one person's from its sign-in to its end; a new account alone it may make."""
    alice, bob = place.friends()
    expect_code(alice, 409, "acc", user="new1", scheme="basic", secret=secret_of(new_login(), PASSWORD), login=True)
    desc = alice.meta("get", topic="me", what="desc")["desc"]
    assert desc["public"] == {"fn": "Alice"}, desc
    assert alice.publish(bob.user_id, "still me") == 1
    assert bob.expect("data", seq=1)["from"] == alice.user_id
    ctrl = expect_code(alice, 201, "acc", user="new1", scheme="basic", secret=secret_of(new_login(), PASSWORD))
    assert ctrl["params"]["user"] != alice.user_id and "token" not in ctrl["params"], ctrl


def change_to_a_poor_password(place):
    person = place.person()
    assert person.answer("acc", user=person.user_id, scheme="basic", secret=secret_of("", "pw"))["code"] in (400, 422)
    expect_code(place.caller(), 200, "login", scheme="basic", secret=secret_of(person.login, PASSWORD))


def password_of_somebody_else(place):
    alice, bob = place.person("Alice"), place.person("Bob")
    expect_code(alice, 403, "acc", user=bob.user_id, scheme="basic", secret=secret_of("", "a new password"))
    for person in (alice, bob):
        expect_code(place.caller(), 200, "login", scheme="basic", secret=secret_of(person.login, PASSWORD))


def sign_in(place):
    person = place.person()
    for login in (person.login, person.login.upper()):
        ctrl = expect_code(place.caller(), 200, "login", scheme="basic", secret=secret_of(login, PASSWORD))
        assert ctrl["params"]["user"] == person.user_id, ctrl


def wrong_sign_in(place):
    """Nobody can tell from the answer whether there is such a name."""
    person = place.person()
    peer = place.caller()
    answers = [expect_code(peer, 401, "login", scheme="basic", secret=secret_of(login, "wrong-password"))
               for login in (person.login, new_login())]
    for answer in answers:
        for changing in ("id", "ts"):
            del answer[changing]
    assert answers[0] == answers[1], answers
    expect_code(peer, 200, "login", scheme="basic", secret=secret_of(person.login, PASSWORD))


def malformed_sign_in(place):
    peer = place.caller()
    expect_code(peer, 401, "login", scheme="chess", secret="eeee")
    for secret in (base64.b64encode(b"nocolon").decode(), base64.b64encode(b"\xff\xfe:password").decode()):
        code = peer.answer("login", scheme="basic", secret=secret)["code"]
        assert code in (400, 401), (secret, code)
    assert peer.answer("login")["code"] in (400, 401)
    assert peer.answer("login", scheme="basic")["code"] in (400, 401)
    expect_code(peer, 401, "sub", topic="me")


def token(place):
    person = place.person()
    ctrl = expect_code(place.caller(), 200, "login", scheme="token", secret=person.token)
    assert ctrl["params"]["user"] == person.user_id and ctrl["params"]["token"], ctrl
    expect_code(place.caller(), 200, "login", scheme="token", secret=ctrl["params"]["token"])


def forged_token(place):
    """Every bit of a token counts."""
    person = place.person()
    peer = place.caller()
    good = base64.b64decode(person.token)
    for index in range(len(good)):
        forged = bytearray(good)
        forged[index] ^= 1
        code = peer.answer("login", scheme="token", secret=base64.b64encode(bytes(forged)).decode())["code"]
        assert code in (400, 401, 403), (index, code)
    for wrong in (b"", b"AAA", good[:-1], bytes(len(good)), *([good + b"a"] if place.own else [])):
        secret = base64.b64encode(wrong).decode()
        code = peer.answer("login", scheme="token", secret=secret)["code"]
        assert code in (400, 401), (secret, code)
    expect_code(peer, 401, "sub", topic="me")


def description(place):
    alice = place.person()
    other = place.device(alice)
    expect_code(alice, 200, "set", topic="me", desc={"public": {"fn": "Alice B."}, "private": {"comment": "mine"}})
    assert other.expect("pres", topic="me", what="upd")["src"] == "me"
    flush(alice)
    assert not alice.seen("pres", what="upd"), "the session that made the change knows"
    for peer in (alice, other):
        desc = peer.meta("get", topic="me", what="desc")["desc"]
        assert desc["public"] == {"fn": "Alice B."} and desc["private"] == {"comment": "mine"}, desc
        assert desc["acs"]["mode"] and desc["created"] and desc["updated"], desc
    expect_code(alice, 200, "set", topic="me", desc={"private": "\u2421"})
    desc = alice.meta("get", topic="me", what="desc")["desc"]
    assert "private" not in desc and desc["public"] == {"fn": "Alice B."}, desc


def description_unchanged_since(place):
    alice = place.person()
    desc = alice.meta("get", topic="me", what="desc")["desc"]
    later = alice.meta("get", topic="me", what="desc", desc={"ims": desc["updated"]})["desc"]
    assert "public" not in later, later


def tags(place):
    alice = place.person()
    mine = new_login()
    expect_code(alice, 200, "set", topic="me", tags=[f"basic:{alice.login}", mine, "garden", mine])
    found = alice.meta("get", topic="me", what="tags")["tags"]
    assert mine in found and "garden" in found and f"basic:{alice.login}" in found, found


def too_many_tags(place):
    alice = place.person()
    alice.answer("set", topic="me", tags=[f"tag{number}" for number in range(100)])
    found = alice.meta("get", topic="me", what="tags")["tags"]
    assert len(found) <= 17, found


def nothing_to_set(place):
    alice = place.person()
    assert alice.answer("set", topic="me")["code"] >= 400
    assert alice.answer("set")["code"] == 400


def contacts_hear(place):
    """Whoever has a conversation with somebody hears of a new name or picture, and sees it."""
    alice, bob = place.friends()
    expect_code(alice, 200, "set", topic="me", desc={"public": {"fn": "Alice the Great"}})
    bob.expect("pres", topic="me", src=alice.user_id, what="upd")
    line = bob.meta("get", topic="me", what="sub")["sub"][0]
    assert line["topic"] == alice.user_id and line["public"] == {"fn": "Alice the Great"}, line


def private_stays_private(place):
    alice, bob = place.friends()
    expect_code(alice, 200, "set", topic="me", desc={"private": {"comment": "secret"}})
    expect_code(alice, 200, "set", topic=bob.user_id, desc={"private": {"comment": "friend"}})
    desc = bob.meta("get", topic=alice.user_id, what="desc")["desc"]
    assert "private" not in desc, desc
    assert "private" not in bob.meta("get", topic="me", what="sub")["sub"][0]
    line = alice.meta("get", topic="me", what="sub")["sub"][0]
    assert not place.own or line["private"] == {"comment": "friend"}, line
    assert alice.meta("get", topic=bob.user_id, what="desc")["desc"]["private"] == {"comment": "friend"}


def main():
    place = Place(sys.argv[1])
    place.run("hi is answered with what the server can", greeting)
    place.run("hi may be said again", greeting_again)
    place.run("versions from 0.22 on are welcome, older ones are not", versions)
    place.run("hi without a version is refused, and may be said better", no_version)
    place.run("an account is made and can be signed in to", account)
    place.run("an account is made and signed in to at once", account_and_sign_in)
    place.run("a name that is taken stays with whom it belongs to", account_of_others)
    place.run("of two who want one name at once, one gets it", accounts_at_once)
    place.run("poor names and passwords are refused", poor_secrets, "it allows other names")
    place.run("accounts without a secret are refused", malformed_accounts)
    place.run("a password may have colons and letters of all kinds", secret_with_colons)
    place.run("a password is changed", change_of_password)
    place.run("a changed password ends the tokens before it", change_of_password_ends_tokens, "it goes on taking them")
    place.run("an account made meanwhile does not change who one is", account_while_signed_in)
    place.run("a password is not changed for a poor one", change_to_a_poor_password)
    place.run("nobody changes the password of somebody else", password_of_somebody_else)
    place.run("a name is the same in capital letters", sign_in)
    place.run("a wrong name and a wrong password look the same", wrong_sign_in)
    place.run("a login without a secret is refused", malformed_sign_in)
    place.run("a token signs in, and brings the next one", token)
    place.run("a forged token does not", forged_token)
    place.run("a description is kept, and the other session told", description)
    place.run("a description that did not change is not sent again", description_unchanged_since)
    place.run("tags are kept", tags)
    place.run("of too many tags only some are", too_many_tags)
    place.run("a set without anything is refused", nothing_to_set)
    place.run("contacts hear of a new name", contacts_hear)
    place.run("what is private is nobody else's", private_stays_private)
    place.done()


if __name__ == "__main__":
    main()
