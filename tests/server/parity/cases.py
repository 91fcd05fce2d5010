# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests by which cordial-server could be told from the official server: a name, and steps of (who, packet, members).

Who is a, b or c: the first session of A, B or C, who have accounts of their own for each case and listen on «me»; a2, b2: a second
session of the same person; x, y: connections that have said hi; n: one that has not. In texts, usrA stands for A's id, loginA for their
login, which is a tag of theirs; grpG, chnG for the first group that was made in the case; usrN, loginN for what has no account, the first
account made in the case is usrN from then on. «b64:…» is sent encoded.
"""

CLEAR = "\u2421"
GROUP = ("a", "sub", {"topic": "new1", "set": {"desc": {"public": {"fn": "Garden"}}}})
CHANNEL = ("a", "sub", {"topic": "nch1", "set": {"desc": {"public": {"fn": "News"}}}})
FRIENDS = [("a", "sub", {"topic": "usrB"}), ("b", "sub", {"topic": "usrA"})]
# B is a member of A's group and attached to it.
MEMBER = [GROUP, ("a", "set", {"topic": "grpG", "sub": {"user": "usrB"}}), ("b", "sub", {"topic": "grpG"})]


def get(who, topic, what, **options):
    return who, "get", {"topic": topic, "what": what, **options}


def put(who, topic, **members):
    return who, "set", {"topic": topic, **members}


def desc(who, topic, **members):
    return who, "set", {"topic": topic, "desc": members}


def mode(who, topic, text, user=None):
    return who, "set", {"topic": topic, "sub": {"mode": text, **({"user": user} if user else {})}}


def pub(who, topic, content="hello", **members):
    return who, "pub", {"topic": topic, "content": content, **members}


def note(who, topic, what, **members):
    return who, "note", {"topic": topic, "what": what, **members}


def erase(who, topic, *ranges, **members):
    return who, "del", {"topic": topic, "what": "msg", "delseq": list(ranges), **members}


def acc(who, user="newN", login="loginN", password="open sesame", **members):
    members = {name.rstrip("_"): value for name, value in members.items()}  # login_: whether to sign in
    return who, "acc", {"user": user, "scheme": "basic", "secret": f"b64:{login}:{password}", **members}


def says(who, topic, *texts):
    return [pub(who, topic, text) for text in texts]


CASES = {
    "the greeting": [
        ("n", "get", {"topic": "me", "what": "desc"}), ("n", "acc", {"user": "newN", "scheme": "basic"}),
        ("n", "note", {"topic": "me", "what": "kp"}), ("n", "hi", {}), ("n", "hi", {"ver": "nonsense"}), ("n", "hi", {"ver": "0.14"}),
        ("n", "hi", {"ver": "0.25", "ua": "Parity/1.0"}), ("n", "hi", {"ver": "0.25"}), ("n", "hi", {}), ("n", "hi", {"ver": "0.24"}),
        ("a", "hi", {"ver": "0.25"}), ("a", "hi", {"dev": "device"}), ("a", "hi", {"ver": "0.24"}),
        ("n", "sub", {"topic": "me"}), ("n", "leave", {"topic": "me"}), ("n", "pub", {"topic": "me", "content": "x"}),
        ("n", "set", {"topic": "me"}), ("n", "del", {"topic": "me"})],
    "frames that are none": [
        ("a", "raw", "{}"), ("a", "raw", "[]"), ("a", "raw", "nonsense"), ("a", "raw", '{"nonsense":{"id":"1"}}'), ("a", "raw", '{"get":[]}'),
        ("a", "raw", '{"get":{"id":"7","topic":3,"what":"desc"}}'), ("a", "raw", '{"get":null}'), ("a", "raw", '""'),
        ("a", "raw", '{"get":{"id":"7","topic":"me","what":"tags"},"extra":{"obo":"usrB"}}'),
        ("a", "raw", '{"pub":{"id":"7","topic":"usrB","content":"x"},"extra":{"obo":"usrB"}}'),
        ("a", "raw", '{"get":{"id":"7","topic":"me","what":"tags"},"extra":{"authlevel":"root"}}'),
        ("a", "raw", '{"get":{"id":"7","topic":"me","what":"tags"},"extra":{"attachments":["/v0/file/s/none.jpg"]}}'),
        ("a", "raw", '{"get":{"id":"7","topic":"me","what":"tags"},"extra":{}}')],
    "me is asked": [
        get("a", "me", "desc"), get("a", "me", "sub"), get("a", "me", "tags"), get("a", "me", "cred"), get("a", "me", "del"),
        get("a", "me", "data"), get("a", "me", "aux"), get("a", "me", "nonsense"), get("a", "me", ""), get("a", "me", "desc nonsense"),
        get("a", "me", "desc sub tags cred del"), ("a", "get", {"topic": "me"}), ("a", "get", {"what": "desc"}),
        ("a", "leave", {"topic": "me", "unsub": True}), ("a", "leave", {"topic": "me"}), ("a", "leave", {"topic": "me"}),
        get("a", "me", "desc"), get("a", "me", "sub"), get("a", "me", "tags"), get("a", "me", "cred"), desc("a", "me", public={"fn": "Ann"}),
        put("a", "me", tags=["loginA"]), ("a", "sub", {"topic": "me", "get": {"what": "desc sub tags cred del"}}),
        ("a", "sub", {"topic": "me"})],
    "me is changed": [
        desc("a", "me", private={"note": "one", "more": "two"}), get("a2", "me", "desc"), desc("a", "me", private={"note": CLEAR, "third": 3}),
        get("a2", "me", "desc"), desc("a", "me", private=CLEAR), get("a2", "me", "desc"), desc("a", "me", private=CLEAR),
        desc("a", "me", public={"note": "hi"}), get("a2", "me", "desc"), desc("a", "me", public={"fn": "Ann", "note": CLEAR}),
        get("a2", "me", "desc"), desc("a", "me", public="text"), get("a2", "me", "desc"), desc("a", "me", trusted={"verified": True}),
        desc("a", "me", defacs={"auth": "JRWP", "anon": "N"}), get("a2", "me", "desc"), desc("a", "me", defacs={"auth": "JRWPASDO"}),
        desc("a", "me", defacs={"auth": "nonsense"}), get("a2", "me", "desc"), put("a", "me"), desc("a", "me"), mode("a", "me", "JS"),
        get("a2", "me", "desc"), mode("a", "me", "JPS"), mode("a", "me", "JRWPASDO"), mode("a", "me", "JP", "usrB"), mode("a", "me", "nonsense")],
    "a card reaches those who talk with its owner": [
        *FRIENDS, GROUP, ("c", "sub", {"topic": "grpG"}), desc("a", "me", public={"fn": "Ann"}), get("b", "usrA", "desc"), get("b", "me", "sub"), get("b", "usrA", "sub")],
    "tags of a person": [
        get("a", "me", "tags"), put("a", "me", tags=["basic:loginA", "gardener", "Gardener", "x", " spaced ", "two words"]), get("a2", "me", "tags"),
        put("a", "me", tags=["basic:other"]), put("a", "me", tags=["gardener"]), get("a2", "me", "tags"), put("a", "me", tags=["email:a@example.com"]),
        put("a", "me", tags=[CLEAR]), get("a2", "me", "tags"), put("a", "me", tags=["tel:+1234567"]), put("a", "me", tags=["alias:loginA_x"]),
        get("a2", "me", "tags"), put("a", "me", tags=["alias:loginA_x"]), put("b", "me", tags=["alias:loginA_x"]), put("a", "me", tags=[]),
        put("a", "me", tags=["rest:abc"]), put("a", "me", tags=[f"tag{number}" for number in range(20)]), get("a2", "me", "tags"),
        put("a", "usrB", tags=["gardener"])],
    "finding": [
        ("a", "get", {"topic": "fnd", "what": "sub"}), ("a", "sub", {"topic": "fnd"}), get("a", "fnd", "sub"), get("a", "fnd", "desc"),
        get("a", "fnd", "tags"), get("a", "fnd", "data"), get("a", "fnd", "del"), get("a", "fnd", "cred"), get("a", "fnd", "aux"),
        desc("a", "fnd", public="loginB"), get("a", "fnd", "sub"), get("a", "fnd", "desc"), desc("a", "fnd", public="basic:loginB"), get("a", "fnd", "sub"),
        desc("a", "fnd", public="loginB,loginC"), get("a", "fnd", "sub"), desc("a", "fnd", public="loginB loginC"), get("a", "fnd", "sub"),
        put("b", "me", tags=["basic:loginB", "loginB", "tagloginA"]), desc("a", "fnd", public="loginB tagloginA"), get("a", "fnd", "sub"),
        desc("a", "fnd", public="tagloginA, loginC"), get("a", "fnd", "sub"), desc("a", "fnd", public="loginA"), get("a", "fnd", "sub"),
        desc("a", "fnd", public="Alice"), get("a", "fnd", "sub"), desc("a", "fnd", public="login"), get("a", "fnd", "sub"),
        desc("a", "fnd", public='"loginB"'), get("a", "fnd", "sub"), desc("a", "fnd", public='"loginB'), get("a", "fnd", "sub"),
        desc("a", "fnd", public=CLEAR), get("a", "fnd", "sub"), desc("a", "fnd", public=3), desc("a", "fnd", public=""), get("a", "fnd", "sub"),
        desc("a", "fnd", private="loginB"), get("a", "fnd", "desc"), get("a", "fnd", "sub"), put("a", "fnd"), put("a", "fnd", tags=["x1"]),
        mode("a", "fnd", "JRW"), ("a", "leave", {"topic": "fnd", "unsub": True}), ("a", "sub", {"topic": "fnd"}), ("a", "leave", {"topic": "fnd"}),
        ("a", "leave", {"topic": "fnd"}), desc("a", "fnd", public="loginB"), get("a", "fnd", "sub"), ("a", "del", {"topic": "fnd", "what": "topic"})],
    "an account is made": [
        acc("x", password="12"), acc("x", login="a"), acc("x", login=""), acc("x", password=""),
        ("x", "acc", {"user": "newN"}), ("x", "acc", {"user": "newN", "scheme": "basic"}), ("x", "acc", {"user": "newN", "scheme": "nonsense", "secret": "b64:x"}),
        ("x", "acc", {"user": "newN", "scheme": "basic", "secret": "b64:nocolon"}), ("x", "acc", {"user": "usrA", "scheme": "basic", "secret": "b64:loginA:x"}),
        ("x", "acc", {"scheme": "basic", "secret": "b64:loginN:open sesame"}), acc("x", login="loginA"), acc("x", tags=["basic:other"]),
        acc("x", login="loginN", tags=["gardener", "loginN"], login_=True, desc={"public": {"fn": "New"}, "private": {"note": "mine"},
                                                                      "defacs": {"auth": "JRWP", "anon": "N"}}),
        ("x", "sub", {"topic": "me", "get": {"what": "desc tags cred"}}), acc("x", user="newM", login="loginM"), acc("x", user="newO", login="loginO", login_=True)],
    "an account is made without signing in": [
        acc("x"), ("x", "sub", {"topic": "me"}), ("x", "login", {"scheme": "basic", "secret": "b64:loginN:open sesame"}),
        ("x", "sub", {"topic": "me", "get": {"what": "desc tags"}})],
    "an account without a name": [
        ("x", "acc", {"user": "newN", "scheme": "anonymous", "login": True, "desc": {"public": {"fn": "Guest"}}}),
        ("x", "sub", {"topic": "me", "get": {"what": "desc tags"}}), ("x", "sub", {"topic": "usrA"}), ("x", "pub", {"topic": "usrA", "content": "hello"}),
        ("y", "login", {"scheme": "anonymous", "secret": ""})],
    "a password and a login are changed": [
        acc("a", user="usrA", login="", password="a second one"), acc("a", user="", login="", password="a third one"), acc("a", user="usrA", login="", password="12"),
        acc("a", user="usrB", login="", password="a second one"), ("x", "login", {"scheme": "basic", "secret": "b64:loginA:a third one"}),
        acc("a", user="usrA", login="loginB", password="a third one"), ("a", "acc", {"user": "usrA"}),
        ("a", "acc", {"user": "usrA", "scheme": "nonsense", "secret": "b64:x"})],
    "signing in": [
        ("x", "login", {}), ("x", "login", {"scheme": "basic"}), ("x", "login", {"scheme": "basic", "secret": "b64:loginN:whatever"}),
        ("x", "login", {"scheme": "basic", "secret": "b64:loginA:wrong"}), ("x", "login", {"scheme": "nonsense", "secret": "b64:x"}),
        ("x", "login", {"scheme": "token", "secret": "b64:x"}), ("x", "login", {"scheme": "token"}), ("x", "login", {"scheme": "reset", "secret": "b64:x"}),
        ("x", "login", {"scheme": "reset", "secret": "b64:basic:email:a@example.com"}),
        ("x", "login", {"scheme": "basic", "secret": "b64:loginA:correct horse battery"}), ("x", "login", {"scheme": "basic", "secret": "b64:loginA:wrong"})],
    "topics that are not": [
        ("a", "sub", {}), ("a", "sub", {"topic": ""}), ("a", "sub", {"topic": "usrA"}), ("a", "sub", {"topic": "usrN"}), ("a", "sub", {"topic": "usr"}),
        ("a", "sub", {"topic": "grpNobodyKnows"}), ("a", "sub", {"topic": "chnNobodyKnows"}), ("a", "sub", {"topic": "nonsense"}), ("a", "sub", {"topic": "sys"}),
        get("a", "sys", "desc"), get("a", "usrN", "desc"), get("a", "grpNobodyKnows", "desc"), get("a", "grpNobodyKnows", "sub"), get("a", "nonsense", "desc"),
        get("a", "usrN", "data"), desc("a", "grpNobodyKnows", private={"note": "x"}), desc("a", "usrN", private={"note": "x"}), mode("a", "usrN", "JP"),
        ("a", "del", {"topic": "grpNobodyKnows", "what": "topic"}), erase("a", "grpNobodyKnows", {"low": 1}), pub("a", "grpNobodyKnows"), pub("a", "nonsense"),
        pub("a", "sys"), ("a", "leave", {}), ("a", "leave", {"topic": "grpNobodyKnows", "unsub": True}), ("a", "leave", {"topic": "grpNobodyKnows"}),
        ("a", "leave", {"topic": "nonsense"}), ("a", "del", {}), ("a", "del", {"topic": "me"}), ("a", "del", {"what": "nonsense"}),
        ("a", "del", {"topic": "me", "what": "topic"}), ("a", "del", {"topic": "me", "what": "msg"}), ("a", "pub", {}), ("a", "set", {})],
    "somebody who is not talked with": [
        get("a", "usrB", "desc"), get("a", "usrB", "sub"), get("a", "usrB", "data"), get("a", "usrB", "tags"), get("a", "usrB", "desc sub"), pub("a", "usrB"),
        desc("a", "usrB", private={"note": "x"}), mode("a", "usrB", "JP"), ("a", "del", {"topic": "usrB", "what": "topic"}), erase("a", "usrB", {"low": 1}),
        ("a", "leave", {"topic": "usrB"}), ("a", "leave", {"topic": "usrB", "unsub": True}), note("a", "usrB", "kp")],
    "two people meet": [
        ("a", "sub", {"topic": "usrB", "get": {"what": "desc sub data del"}}), ("a", "sub", {"topic": "usrB"}), get("b", "me", "sub"), get("b", "usrA", "desc"),
        ("b", "sub", {"topic": "usrA", "get": {"what": "desc sub data"}}), get("a", "usrB", "desc sub"), pub("a", "usrB"), get("b2", "me", "sub"),
        get("b", "usrA", "tags"), get("b", "usrA", "cred"), get("b", "usrA", "aux"), get("b", "usrA", "del"), ("b", "leave", {"topic": "usrA"}),
        get("b", "usrA", "desc"), get("b", "usrA", "sub"), get("b", "usrA", "data"), get("b", "usrA", "desc data"), get("b", "usrA", "del"), pub("b", "usrA"),
        erase("b", "usrA", {"low": 1}), pub("a", "usrB", "away?"), get("b", "me", "sub")],
    "two people meet with a wish": [
        ("a", "sub", {"topic": "usrB", "set": {"sub": {"mode": "JRWP"}, "desc": {"private": {"note": "new"}}}}), get("a", "usrB", "desc sub"),
        ("b", "sub", {"topic": "usrA", "set": {"desc": {"defacs": {"auth": "JRW"}}}}), get("b", "usrA", "desc sub"),
        ("b", "sub", {"topic": "usrA", "set": {"sub": {"user": "usrC"}}}), ("c", "sub", {"topic": "usrA", "set": {"sub": {"user": "usrB"}}})],
    "somebody who does not want to be written to": [
        desc("b", "me", defacs={"auth": "N"}), ("a", "sub", {"topic": "usrB"}), get("a", "usrB", "desc"), pub("a", "usrB"), get("a", "me", "sub"),
        get("b", "me", "sub"), ("b", "sub", {"topic": "usrA"}), pub("b", "usrA"), get("b", "usrA", "desc sub")],
    "private notes of a conversation": [
        *FRIENDS, desc("a", "usrB", private={"note": "one", "more": "two"}), get("a2", "usrB", "desc"), desc("a", "usrB", private={"note": CLEAR}),
        get("a", "usrB", "desc"), desc("a", "usrB", private={"more": "two"}), desc("a", "usrB", private=CLEAR), get("a", "usrB", "desc"),
        get("b", "usrA", "desc"), desc("a", "usrB", public={"fn": "Bobby"}), desc("a", "usrB", trusted={"verified": True}), put("a", "usrB", tags=["gardener"]),
        put("a", "usrB", aux={"pins": [1]}), desc("a", "usrB", defacs={"auth": "JRWP"}), ("a", "leave", {"topic": "usrB"}),
        desc("a", "usrB", private={"note": "from afar"}), get("a", "usrB", "desc"), mode("a", "usrB", "JRWA"), get("a", "usrB", "desc")],
    "blocking": [
        *FRIENDS, mode("a", "usrB", "RWPA"), pub("b", "usrA", "are you there?"), get("a", "usrB", "desc"), get("a", "me", "sub"), get("b", "usrA", "desc sub"),
        pub("a", "usrB"), note("b", "usrA", "kp"), ("a", "sub", {"topic": "usrB"}), get("a", "usrB", "data"), pub("b", "usrA", "welcome back")],
    "blocking the other": [
        *FRIENDS, mode("a", "usrB", "N", "usrB"), get("a", "usrB", "desc sub"), pub("b", "usrA"), ("b", "sub", {"topic": "usrA"}), get("b", "usrA", "desc"),
        get("b", "me", "sub"), mode("b", "usrA", "JRWPA"), mode("a", "usrB", "JRWPA", "usrB"), ("b", "sub", {"topic": "usrA"}), pub("b", "usrA")],
    "muting": [
        *FRIENDS, mode("a", "usrB", "JRWA"), pub("b", "usrA"), get("a2", "me", "sub"), mode("a", "usrB", "JRWPA"), mode("a", "usrB", "JRWPA"),
        mode("a", "usrB", "nonsense"), mode("a", "usrB", ""), mode("a", "usrB", "JRWPASDO"), mode("a", "usrB", "JRPA"), pub("a", "usrB"), mode("b", "usrA", "JWPA"),
        get("b", "usrA", "desc"), get("b", "usrA", "data"), get("b2", "me", "sub"), mode("a", "usrB", "+W"), mode("a", "usrB", "-P")],
    "a conversation is deleted": [
        *FRIENDS, *says("a", "usrB", "one", "two"), ("a", "del", {"topic": "usrB", "what": "topic"}), get("a", "me", "sub"), get("b", "me", "sub"),
        get("a", "usrB", "desc"), pub("b", "usrA", "three"), ("a", "sub", {"topic": "usrB", "get": {"what": "desc data"}}),
        ("a", "leave", {"topic": "usrB", "unsub": True}), ("b", "del", {"topic": "usrA", "what": "topic", "hard": True}), get("b", "me", "sub"),
        ("b", "sub", {"topic": "usrA", "get": {"what": "desc data"}})],
    "a conversation is deleted from afar": [
        *FRIENDS, ("a", "leave", {"topic": "usrB"}), ("a", "del", {"topic": "usrB", "what": "topic"}), get("a", "me", "sub"),
        ("b", "leave", {"topic": "usrA"}), ("b", "del", {"topic": "usrA", "what": "topic"}), get("b", "me", "sub"), ("b", "del", {"topic": "usrA", "what": "topic"})],
    "notes to oneself": [
        ("a", "sub", {"topic": "slf", "get": {"what": "desc sub data"}}), pub("a", "slf"), get("a2", "me", "sub"), desc("a", "slf", private={"note": "x"}),
        erase("a", "slf", {"low": 1}, hard=True), note("a", "slf", "read", seq=1), mode("a", "slf", "JRW"), put("a", "slf", aux={"pins": [1]}),
        ("a", "leave", {"topic": "slf", "unsub": True}), ("a", "leave", {"topic": "slf"}), ("a", "del", {"topic": "slf", "what": "topic"}), get("a", "me", "sub")],
    "a message": [
        *FRIENDS, pub("a", "usrB", None), pub("a", "usrB", ""), ("a", "pub", {"topic": "usrB"}), ("a", "pub", {"topic": "usrB", "head": {"mime": "text/plain"}}),
        pub("a", "usrB", 3), pub("a", "usrB", {"txt": "x", "fmt": []}), pub("a", "usrB", [1]), pub("a", "usrB", False), pub("a", "usrB", head={"sender": "usrC"}),
        pub("a", "usrB", head={"priority": "high", "sender": "usrC"}), pub("a", "usrB", head={}), pub("a", "usrB", noecho=True), pub("a", "usrB", head="nonsense"),
        pub("a", "me"), pub("a", "fnd"), get("b", "usrA", "data"), pub("b", "usrA", head={"replace": ":1"}), pub("a", "usrB", head={"webrtc": "started"})],
    "history": [
        *FRIENDS, *says("a", "usrB", "one", "two", "three", "four", "five", "six"), get("a", "usrB", "data"), get("a", "usrB", "data", data={"limit": 2}),
        get("a", "usrB", "data", data={"since": 3}), get("a", "usrB", "data", data={"before": 3}), get("a", "usrB", "data", data={"since": 2, "before": 5}),
        get("a", "usrB", "data", data={"limit": -1}), get("a", "usrB", "data", data={"limit": 0}), get("a", "usrB", "data", data={"since": 7}),
        get("a", "usrB", "data", data={"since": -1}), get("a", "usrB", "data", data={"ranges": [{"low": 1}, {"low": 3, "hi": 5}]}),
        get("a", "usrB", "data", data={"ranges": [{"low": 2, "hi": 4}], "limit": 1}), get("a", "usrB", "data", data={"ranges": []}),
        get("a", "usrB", "data", data={"ranges": [{"low": 1, "hi": 3}, {"low": 2, "hi": 5}], "since": 4}), get("a", "usrB", "data", data={"ranges": [{"hi": 3}]}),
        get("a", "usrB", "data del desc"), get("a", "usrB", "data", data={"limit": 9999})],
    "messages are deleted": [
        *FRIENDS, ("b", "leave", {"topic": "usrA"}), *says("a", "usrB", "one", "two", "three", "four", "five", "six"), erase("a", "usrB", {"low": 1}),
        erase("a", "usrB", {"low": 2, "hi": 4}, hard=True), erase("a", "usrB"), erase("a", "usrB", {"low": 9}), erase("a", "usrB", {"low": -1}), erase("a", "usrB", {}),
        erase("a", "usrB", {"low": 5, "hi": 4}), erase("a", "usrB", {"low": 5, "hi": 5}), erase("a", "usrB", {"hi": 3}), ("a", "del", {"topic": "usrB", "what": "msg"}),
        ("a", "del", {"topic": "usrB", "delseq": [{"low": 6}]}), get("a", "usrB", "del"), get("a", "usrB", "del", **{"del": {"since": 2}}), get("a", "usrB", "desc data"),
        get("a", "usrB", "del", **{"del": {"limit": 1}}), get("a", "usrB", "del", **{"del": {"since": 99}}), ("b", "sub", {"topic": "usrA"}), get("b", "usrA", "del desc data"),
        get("b", "me", "sub"), erase("b", "usrA", {"low": 1, "hi": 99}, hard=True), get("a", "usrB", "del"), erase("b", "usrA", {"low": 1, "hi": 3}, {"low": 2, "hi": 5})],
    "marks and typing": [
        *FRIENDS, *says("a", "usrB", "one", "two", "three"), note("b", "usrA", "recv", seq=2), note("b", "usrA", "read", seq=1), note("b", "usrA", "read", seq=1),
        note("b", "usrA", "read", seq=9), note("b", "usrA", "read", seq=0), note("b", "usrA", "read"), note("b", "usrA", "kp"), note("b", "usrA", "kpa"),
        note("b", "usrA", "kpv"), note("b", "usrA", "kp", seq=1), note("b", "usrA", "nonsense"), note("b", "usrA", "data"), note("b", "usrA", "data", payload={"x": 1}),
        note("b", "usrA", "call", seq=3, event="ringing"), note("b", "usrA", "call", event="ringing"), ("b", "leave", {"topic": "usrA"}), note("b", "usrA", "read", seq=3),
        note("b", "usrA", "kp"), note("b", "me", "kp"), note("b", "nonsense", "kp"), get("a", "usrB", "desc sub"), get("b2", "me", "sub")],
    "a group is made": [
        ("a", "sub", {"topic": "new1", "set": {"desc": {"public": {"fn": "Garden"}, "private": {"note": "mine"}, "defacs": {"auth": "JRWP", "anon": "N"}},
                                              "tags": ["garden", "loginA"]}, "get": {"what": "desc sub tags data del"}}),
        get("a", "grpG", "desc sub tags"), get("a2", "me", "sub"), get("a2", "grpG", "desc"), get("a2", "grpG", "sub"), get("b", "grpG", "desc"), get("b", "grpG", "sub"),
        ("b", "sub", {"topic": "grpG", "get": {"what": "desc sub tags data del"}}), get("a", "grpG", "desc sub"), get("a", "grpG", "cred"), get("a", "grpG", "aux"),
        ("c", "sub", {"topic": "new"}), ("c", "sub", {"topic": "new2", "set": {"sub": {"mode": "JRWPASO"}}}), ("c", "sub", {"topic": "new3", "set": {"sub": {"mode": "N"}}}),
        ("c", "sub", {"topic": "new4", "set": {"sub": {"user": "usrA"}}}), ("c", "sub", {"topic": "new5", "set": {"sub": {"mode": "nonsense"}}}),
        ("c", "sub", {"topic": "new6", "set": {"desc": {"defacs": {"auth": "nonsense"}}}}), ("c", "sub", {"topic": "new7", "set": {"tags": ["basic:x"]}})],
    "a group is described": [
        *MEMBER, desc("a", "grpG", public={"fn": "Orchard", "note": "fruit"}), get("b", "grpG", "desc"), desc("a", "grpG", public={"note": CLEAR}), get("b", "grpG", "desc"),
        desc("b", "grpG", public={"fn": "Bob's"}), desc("b", "grpG", private={"note": "mine"}), get("b2", "grpG", "desc"), get("b2", "me", "sub"), desc("b", "grpG", private={"note": CLEAR}),
        get("b", "grpG", "desc"), desc("b", "grpG", public={"fn": "Bob's"}, private={"note": "x"}), get("b", "grpG", "desc"), desc("b", "grpG", defacs={"auth": "N"}),
        desc("a", "grpG", defacs={"auth": "JR", "anon": "JR"}), get("b", "grpG", "desc"), desc("a", "grpG", defacs={"auth": "JRWPASDO"}), get("a", "grpG", "desc"),
        desc("a", "grpG", trusted={"verified": True}), desc("a", "grpG", public={"fn": "Orchard"}), desc("a", "grpG", public=CLEAR), get("b", "grpG", "desc"), put("b", "grpG"),
        ("b", "leave", {"topic": "grpG"}), desc("b", "grpG", private={"note": "afar"}), get("b", "grpG", "desc"), desc("b", "grpG", public={"fn": "afar"}),
        desc("c", "grpG", private={"note": "afar"}), ("a", "leave", {"topic": "grpG"}), desc("a", "grpG", public={"fn": "afar"}), get("a", "grpG", "desc")],
    "tags of a group": [
        ("a", "sub", {"topic": "new1", "set": {"desc": {"public": {"fn": "Garden"}}, "tags": ["tagloginA", "garden"]}}), get("a", "grpG", "tags"),
        ("b", "sub", {"topic": "fnd"}), desc("b", "fnd", public="tagloginA"), get("b", "fnd", "sub"), put("a", "grpG", tags=["tag2loginA"]), get("a", "grpG", "tags"),
        get("b", "fnd", "sub"), desc("b", "fnd", public="tag2loginA"), get("b", "fnd", "sub"), put("a", "grpG", tags=["basic:x"]), ("b", "sub", {"topic": "grpG"}),
        get("b", "grpG", "tags"), put("b", "grpG", tags=["bobs"]), put("a", "grpG", tags=["tag2loginA"]), put("a", "grpG", tags=[CLEAR]), get("a", "grpG", "tags"),
        put("a", "grpG", tags=["alias:loginA_g"]), get("a", "grpG", "tags"), desc("b", "fnd", public="alias:loginA_g"), get("b", "fnd", "sub")],
    "pins": [
        *MEMBER, *says("a", "grpG", "one", "two"), put("a", "grpG", aux={"pins": [1]}), get("b", "grpG", "aux"), put("b", "grpG", aux={"pins": [2]}),
        put("a", "grpG", aux={"other": {"x": 1}}), get("a", "grpG", "aux"), put("a", "grpG", aux={"pins": [1]}), put("a", "grpG", aux={"pins": CLEAR}), get("b", "grpG", "aux"),
        put("a", "grpG", aux={}), put("a", "grpG", aux={"other": CLEAR}), get("b", "grpG", "aux"), put("a", "grpG", aux="nonsense"), put("a", "grpG", aux={"pins": [1, 2]}),
        mode("a", "grpG", "JRWPAS", "usrB"), mode("b", "grpG", "JRWPAS"), put("b", "grpG", aux={"pins": [2]}), get("a", "grpG", "aux desc"), ("b", "leave", {"topic": "grpG"}),
        get("b", "grpG", "aux"), put("b", "grpG", aux={"pins": [1]})],
    "pins of two": [
        *FRIENDS, *says("a", "usrB", "one", "two"), put("a", "usrB", aux={"pins": [1]}), get("b", "usrA", "aux"), put("b", "usrA", aux={"pins": [1, 2]}),
        get("a", "usrB", "aux"), ("b", "leave", {"topic": "usrA"}), put("a", "usrB", aux={"pins": CLEAR}), get("a", "usrB", "aux"), get("a", "me", "aux"),
        put("a", "me", aux={"pins": [1]}), put("a", "fnd", aux={"pins": [1]})],
    "an invitation": [
        GROUP, ("a", "set", {"topic": "grpG", "sub": {"user": "usrB"}}), get("b", "me", "sub"), get("b", "grpG", "desc"), ("b", "sub", {"topic": "grpG"}),
        ("a", "set", {"topic": "grpG", "sub": {"user": "usrB"}}), ("a", "set", {"topic": "grpG", "sub": {"user": "usrC", "mode": "JRW"}}), get("a", "grpG", "sub"),
        ("b", "set", {"topic": "grpG", "sub": {"user": "usrC"}}), ("a", "set", {"topic": "grpG", "sub": {"user": "usrN"}}), ("a", "set", {"topic": "grpG", "sub": {"user": "nonsense"}}),
        ("a", "set", {"topic": "grpG", "sub": {}}), ("a", "set", {"topic": "grpG", "sub": {"user": "usrC", "mode": "nonsense"}}), pub("a", "grpG"), get("c", "me", "sub"),
        ("c", "sub", {"topic": "grpG", "get": {"what": "desc sub"}})],
    "an invitation by a member": [
        *MEMBER, ("b", "set", {"topic": "grpG", "sub": {"user": "usrC"}}), get("a", "grpG", "sub"), ("c", "leave", {"topic": "grpG"}), ("c", "sub", {"topic": "grpG"}),
        ("c", "leave", {"topic": "grpG", "unsub": True}), ("b", "set", {"topic": "grpG", "sub": {"user": "usrC", "mode": "JR"}}),
        mode("b", "grpG", "JRWP"), ("b", "set", {"topic": "grpG", "sub": {"user": "usrC"}})],
    "an invitation to somebody who wants none": [
        desc("b", "me", defacs={"auth": "N"}), GROUP, ("a", "set", {"topic": "grpG", "sub": {"user": "usrB"}}), get("a", "grpG", "sub"), get("b", "me", "sub")],
    "joining and leaving": [
        GROUP, ("b", "sub", {"topic": "grpG"}), ("c", "sub", {"topic": "grpG", "set": {"sub": {"mode": "JR"}, "desc": {"private": {"note": "x"}}}}), get("c", "grpG", "desc sub"),
        pub("b", "grpG"), pub("c", "grpG"), ("b", "leave", {"topic": "grpG", "unsub": True}), get("b", "me", "sub"), get("a", "grpG", "sub"),
        ("b", "sub", {"topic": "grpG"}), get("b", "grpG", "desc data"), ("c", "del", {"topic": "grpG", "what": "topic"}), ("c", "sub", {"topic": "grpG"}),
        ("c", "leave", {"topic": "grpG"}), ("c", "del", {"topic": "grpG", "what": "topic"}), get("c", "me", "sub"), ("a", "leave", {"topic": "grpG", "unsub": True}),
        ("a", "leave", {"topic": "grpG"}), ("b", "leave", {"topic": "grpG"})],
    "joining needs a yes": [
        ("a", "sub", {"topic": "new1", "set": {"desc": {"defacs": {"auth": "JR", "anon": "N"}}}}), ("b", "sub", {"topic": "grpG", "set": {"sub": {"mode": "JRWP"}}}),
        get("b", "grpG", "desc sub"), get("a", "grpG", "sub"), ("b", "pub", {"topic": "grpG", "content": "x"}), mode("a", "grpG", "JRWP", "usrB"), pub("b", "grpG"),
        get("a2", "me", "sub"), desc("a", "grpG", defacs={"auth": "N"}), ("c", "sub", {"topic": "grpG"}), get("c", "grpG", "desc"),
        ("a", "set", {"topic": "grpG", "sub": {"user": "usrC"}}), ("c", "sub", {"topic": "grpG"})],
    "modes in a group": [
        *MEMBER, mode("a", "grpG", "JRP", "usrB"), pub("b", "grpG"), mode("b", "grpG", "JRWP"), mode("b", "grpG", "JRP"), mode("b", "grpG", "JRWPASDO"), mode("b", "grpG", "JRWPASD"),
        get("a", "grpG", "sub"), mode("a", "grpG", "JRWPASD", "usrB"), get("b", "grpG", "desc"), mode("b", "grpG", "JRWPAS"), mode("b", "grpG", "JRWPASD"), mode("b", "grpG", "JRWP", "usrA"),
        mode("b", "grpG", "JRWPASDO", "usrA"), mode("a", "grpG", "JRWPASD"), mode("a", "grpG", "RWPASDO"), mode("b", "grpG", "JRW", "usrC"), mode("b", "grpG", "JRWPASDO", "usrC"),
        mode("a", "grpG", "JWP", "usrB"), get("b", "grpG", "data"), get("b", "grpG", "desc"), get("b", "grpG", "sub"), pub("a", "grpG"), mode("a", "grpG", "JRW", "usrB"), get("b", "grpG", "desc"),
        mode("b", "grpG", "JRWP"), mode("a", "grpG", "JRWP", "usrB"), mode("a", "grpG", "nonsense", "usrB"), mode("a", "grpG", "", "usrB")],
    "a group is muted and blocked by a member": [
        *MEMBER, mode("b", "grpG", "JRWS"), pub("a", "grpG"), mode("b", "grpG", "JRWPS"), mode("b", "grpG", "N"), pub("a", "grpG"), get("b", "me", "sub"), get("a", "grpG", "sub"),
        ("a", "del", {"topic": "grpG", "what": "sub", "user": "usrB"}), ("b", "sub", {"topic": "grpG"}), get("b", "grpG", "desc")],
    "a member is banned": [
        *MEMBER, mode("a", "grpG", "N", "usrB"), pub("b", "grpG"), get("b", "me", "sub"), ("b", "sub", {"topic": "grpG"}), ("b", "del", {"topic": "grpG", "what": "topic"}),
        get("a", "grpG", "sub"), get("b", "grpG", "desc"), mode("a", "grpG", "JRWP", "usrB"), ("b", "sub", {"topic": "grpG"}), pub("a", "grpG")],
    "a member is put out": [
        *MEMBER, ("b", "del", {"topic": "grpG", "what": "sub", "user": "usrA"}), ("a", "del", {"topic": "grpG", "what": "sub", "user": "usrB"}), pub("b", "grpG"), get("b", "me", "sub"),
        get("a", "grpG", "sub"), ("a", "del", {"topic": "grpG", "what": "sub", "user": "usrB"}), ("a", "del", {"topic": "grpG", "what": "sub", "user": "usrA"}),
        ("a", "del", {"topic": "grpG", "what": "sub"}), ("a", "del", {"topic": "grpG", "what": "sub", "user": "nonsense"}), ("b", "sub", {"topic": "grpG"}),
        ("a", "del", {"topic": "usrB", "what": "sub", "user": "usrB"}), ("a", "sub", {"topic": "usrB"}), ("a", "del", {"topic": "usrB", "what": "sub", "user": "usrB"}),
        ("a", "leave", {"topic": "grpG"}), ("a", "del", {"topic": "grpG", "what": "sub", "user": "usrB"})],
    "a group gets another owner": [
        *MEMBER, mode("a", "grpG", "JRWPASDO", "usrB"), get("b", "grpG", "desc"), mode("b", "grpG", "JRWPASDO"), get("a", "grpG", "desc sub"), desc("a", "grpG", public={"fn": "Mine"}),
        desc("b", "grpG", public={"fn": "Bob's"}), ("a", "del", {"topic": "grpG", "what": "topic"}), get("a", "me", "sub")],
    "a group ends": [
        *MEMBER, ("c", "sub", {"topic": "grpG"}), ("c", "leave", {"topic": "grpG"}), ("a", "del", {"topic": "grpG", "what": "topic", "hard": True}), get("b", "me", "sub"), get("c", "me", "sub"),
        pub("b", "grpG"), ("c", "sub", {"topic": "grpG"}), get("a", "grpG", "desc")],
    "a group ends from afar": [
        *MEMBER, ("a", "leave", {"topic": "grpG"}), ("a", "del", {"topic": "grpG", "what": "topic"}), get("b", "me", "sub"), get("a", "me", "sub")],
    "messages of a group": [
        *MEMBER, *says("a", "grpG", "one", "two", "three"), erase("b", "grpG", {"low": 1}, hard=True), get("a", "grpG", "data"), erase("a", "grpG", {"low": 2}, hard=True), get("b", "grpG", "del data"),
        note("b", "grpG", "read", seq=3), note("b", "grpG", "kp"), note("b", "grpG", "call", seq=3, event="ringing"), note("b", "grpG", "data", payload={"x": 1}),
        mode("a", "grpG", "JRP", "usrB"), note("b", "grpG", "kp"), mode("a", "grpG", "JWP", "usrB"), erase("b", "grpG", {"low": 3}), note("b", "grpG", "read", seq=3), pub("b", "grpG")],
    "coming back undoes no ban": [
        *MEMBER, mode("a", "grpG", "N", "usrB"), ("b", "del", {"topic": "grpG", "what": "topic"}), ("b", "sub", {"topic": "grpG"}), get("b", "grpG", "sub"),
        ("a", "set", {"topic": "grpG", "sub": {"user": "usrB"}}), ("b", "sub", {"topic": "grpG", "get": {"what": "desc"}})],
    "whoever blocks a group is not asked again": [
        *MEMBER, mode("b", "grpG", "N"), ("b", "del", {"topic": "grpG", "what": "topic"}), get("b", "me", "sub"),
        ("a", "set", {"topic": "grpG", "sub": {"user": "usrB"}}), get("b", "me", "sub"), ("b", "sub", {"topic": "grpG", "get": {"what": "desc"}})],
    "a manager": [
        *MEMBER, mode("a", "grpG", "JRWPA", "usrB"), mode("b", "grpG", "JRWPA"), ("b", "set", {"topic": "grpG", "sub": {"user": "usrC", "mode": "JRW"}}),
        ("c", "sub", {"topic": "grpG"}), mode("b", "grpG", "JR", "usrC"), mode("c", "grpG", "JRWP"), desc("b", "grpG", public={"fn": "x"}), put("b", "grpG", tags=["x1"]),
        ("b", "del", {"topic": "grpG", "what": "sub", "user": "usrC"}), mode("b", "grpG", "JRWPAS"), mode("b", "grpG", "JRWPASD"), get("b", "grpG", "desc")],
    "what is new": [
        *MEMBER, GROUP, *FRIENDS, ("b", "leave", {"topic": "grpG", "unsub": True}), ("a", "del", {"topic": "usrB", "what": "topic"}),
        get("a", "me", "sub", sub={"ims": "2020-01-01T00:00:00.000Z"}), get("b", "me", "sub", sub={"ims": "2020-01-01T00:00:00.000Z"}),
        get("a", "me", "desc", desc={"ims": "2099-01-01T00:00:00.000Z"}), get("a", "grpG", "desc", desc={"ims": "2099-01-01T00:00:00.000Z"}),
        get("a", "me", "sub", sub={"topic": "grpG"}), get("a", "me", "sub", sub={"topic": "grpNobodyKnows"}), get("a", "grpG", "sub", sub={"user": "usrA"}),
        get("a", "grpG", "sub", sub={"user": "usrB"}), get("b", "grpG", "sub"), get("b", "me", "sub", sub={"topic": "usrA"})],
    "two devices in a group": [
        *MEMBER, ("b2", "sub", {"topic": "grpG"}), ("b", "leave", {"topic": "grpG"}), ("b2", "leave", {"topic": "grpG"}), ("b2", "sub", {"topic": "grpG"}),
        ("b", "sub", {"topic": "grpG"}), pub("b", "grpG"), note("b", "grpG", "kp"), erase("b", "grpG", {"low": 1}), desc("b", "grpG", private={"note": "x"}),
        mode("b", "grpG", "JRWP"), ("b", "leave", {"topic": "grpG", "unsub": True})],
    "an owner wants less": [
        *MEMBER, mode("a", "grpG", "JRWPO"), get("a", "grpG", "desc"), put("a", "grpG", aux={"pins": [1]}), ("a", "set", {"topic": "grpG", "sub": {"user": "usrC"}}),
        erase("a", "grpG", {"low": 1}, hard=True), mode("a", "grpG", "JRWPASDO"), mode("a", "grpG", "")],
    "a channel": [
        ("a", "sub", {"topic": "nch1", "set": {"desc": {"public": {"fn": "News"}}}, "get": {"what": "desc sub"}}), get("a2", "me", "sub"), get("b", "chnG", "desc"), get("b", "grpG", "desc"),
        ("b", "sub", {"topic": "chnG", "get": {"what": "desc sub data"}}), get("b", "me", "sub"), *says("a", "grpG", "one", "two"), get("b", "chnG", "data"), get("b", "chnG", "sub"), pub("b", "chnG"),
        note("b", "chnG", "read", seq=2), note("b", "chnG", "recv", seq=1), note("b", "chnG", "kp"), get("b2", "me", "sub"), erase("b", "chnG", {"low": 1}), get("b", "chnG", "del"),
        erase("a", "grpG", {"low": 1}, hard=True), get("b", "chnG", "del desc"), desc("b", "chnG", private={"note": "x"}), desc("b", "chnG", public={"fn": "x"}), get("b", "chnG", "desc"),
        mode("b", "chnG", "JR"), mode("b", "chnG", "JRWP"), mode("b", "chnG", "N"), ("b", "sub", {"topic": "chnG"}), get("b", "chnG", "tags"), get("b", "chnG", "aux"),
        ("b", "set", {"topic": "chnG", "sub": {"user": "usrC"}}), get("a", "grpG", "sub desc"), ("b", "leave", {"topic": "chnG"}), pub("a", "grpG", "three"), ("b", "sub", {"topic": "chnG"}),
        ("b", "leave", {"topic": "chnG", "unsub": True}), get("b", "me", "sub")],
    "a channel and its members": [
        CHANNEL, ("b", "sub", {"topic": "grpG"}), get("b", "grpG", "desc sub"), pub("b", "grpG"), get("b", "me", "sub"), ("b", "sub", {"topic": "chnG"}),
        ("a", "sub", {"topic": "chnG"}), ("c", "sub", {"topic": "chnG"}), ("c", "sub", {"topic": "grpG"}), get("c", "me", "sub"), ("a", "set", {"topic": "grpG", "sub": {"user": "usrC", "mode": "JRWP"}}),
        get("c", "me", "sub"), ("c", "del", {"topic": "chnG", "what": "topic"}), ("a", "del", {"topic": "grpG", "what": "sub", "user": "usrC"}), ("c", "sub", {"topic": "chnG"}),
        put("a", "grpG", tags=["tagloginA"]), ("b", "sub", {"topic": "fnd"}), ("a", "del", {"topic": "grpG", "what": "topic"}), get("c", "me", "sub"), pub("c", "chnG")],
    "a channel is found": [
        ("a", "sub", {"topic": "nch1", "set": {"desc": {"public": {"fn": "News"}}, "tags": ["tagloginA"]}}), ("b", "sub", {"topic": "fnd"}), desc("b", "fnd", public="tagloginA"),
        get("b", "fnd", "sub"), GROUP, ("b", "sub", {"topic": "chnH"}), get("b", "chnH", "desc"), get("b", "chnG", "desc sub"), get("b", "chnG", "data"), pub("b", "chnG")],
}

LIMITS = "each server has its own limits and rules of age; a deletion for all is never softened here, and so has no «msgDelAge»"
OWN_TOPICS = "what one may on «me» and «fnd» is not for choice here, and they do not end"
FRESH = "the official server keeps the card of the one who talks from when the conversation was loaded"
SESSION_KEY = "the official server names the query by the session's own id"
NO_RESET = "no mail is sent here: the operator resets a password"
NO_SYS = "there is nobody here who would read «sys»"
AFAR = "the official server keeps a change from afar from those who are attached"
UNMUTED = "the official server forgets to tell who is there when a conversation is heard again"
INTERNAL = "a mode that is none is an error of the asker"
ODD_NUMBERS = "the official server gives other numbers from its database than from its memory"
TYPED = "what has the wrong type is answered by its topic and id"
CALLS = "the official server has no address for calls in this set-up"
LOST_RANGES = "the official server forgets ranges after those that overlap, and knows of a message 0"
PRIVATE = "the official server leaves out the private note of a group"
RACE = "the official server tells it twice or once, as it happens"
NOT_SOFTENED = "the official server makes of a deletion for all, from who may not, one for the asker: here that is refused"
MARKS = "what was read has arrived"
NO_TWO_NAMES = "a reader who is asked in is a member here, and no reader any more"

NOT_MORE = "nobody gives more than they have here, also not to themselves"
GONE = "the official server does not tell the end of what is muted"

# Case, number of the step: why what is said there may be something else.
DIFFERENCES = {
    "the greeting": {6: LIMITS},
    "me is changed": {21: OWN_TOPICS, 22: OWN_TOPICS, 23: OWN_TOPICS, 26: OWN_TOPICS},
    "a card reaches those who talk with its owner": {5: FRESH},
    "finding": {11: SESSION_KEY, 39: SESSION_KEY, 43: OWN_TOPICS, 49: OWN_TOPICS, 50: OWN_TOPICS},
    "signing in": {8: NO_RESET},
    "topics that are not": {9: NO_SYS, 22: NO_SYS, 30: OWN_TOPICS, 31: OWN_TOPICS},
    "private notes of a conversation": {18: AFAR},
    "blocking the other": {8: AFAR, 9: AFAR},
    "muting": {7: UNMUTED, 10: AFAR, 16: INTERNAL, 17: INTERNAL},
    "notes to oneself": {2: ODD_NUMBERS},
    "a message": {14: TYPED, 19: CALLS},
    "messages are deleted": {20: LOST_RANGES, 21: LOST_RANGES, 29: LOST_RANGES},
    "a group is made": {2: PRIVATE},
    "a group is described": {10: PRIVATE},
    "pins": {16: TYPED},
    "modes in a group": {29: RACE},
    "a member is banned": {3: RACE},
    "messages of a group": {6: NOT_SOFTENED, 8: NOT_SOFTENED, 9: NOT_SOFTENED},
    "a manager": {11: GONE, 12: NOT_MORE, 13: NOT_MORE, 14: NOT_MORE},
    "a channel": {12: MARKS, 14: MARKS},
    "a channel and its members": {10: NO_TWO_NAMES, 11: NO_TWO_NAMES, 12: NO_TWO_NAMES},
}
