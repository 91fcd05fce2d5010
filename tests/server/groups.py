# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups from their beginning to their end, and finding people.

usage: groups.py CORDIAL-SERVER
"""

import sys

from patience import wait_for
from place import Place, expect_code, flush

MEMBERS_MAX = 128


def new_group(owner, name="Garden", **fields):
    """A group's own name."""
    ctrl = expect_code(owner, 200, "sub", topic="new1", set={"desc": {"public": {"fn": name}}}, **fields)
    assert ctrl["topic"].startswith("grp") and ctrl["params"]["tmpname"] == "new1", ctrl
    return ctrl["topic"]


def invite(owner, group, guest, mode="JRWPS", attach=True):
    expect_code(owner, 200, "set", topic=group, sub={"user": guest.user_id, "mode": mode})
    if attach:
        expect_code(guest, 200, "sub", topic=group)


def members(peer, group):
    number = peer.post("get", topic=group, what="sub")
    meta = wait_for(lambda: peer.seen("meta", id=number), "the members")
    # The documents say "user", the official server "topic".
    return {line.get("user", line.get("topic")): line for line in meta["sub"] if line.get("acs")}


def contents(peer, topic):
    peer.data.pop(topic, None)
    return [message["content"] for message in peer.history(topic)]


def creation(place):
    alice = place.person()
    other = place.device(alice)
    group = new_group(alice)
    desc = alice.meta("get", topic=group, what="desc")["desc"]
    assert desc["public"] == {"fn": "Garden"} and "O" in desc["acs"]["mode"], desc
    assert list(members(alice, group)) == [alice.user_id]
    assert other.expect("pres", topic="me", src=group, what="acs")["dacs"]["given"]
    line = other.meta("get", topic="me", what="sub")["sub"][0]
    assert line["topic"] == group and line["public"] == {"fn": "Garden"}, line
    assert new_group(alice) != group


def invitation(place):
    alice, bob = place.person("Alice"), place.person("Bob")
    group = new_group(alice)
    invite(alice, group, bob, attach=False)
    pres = bob.expect("pres", topic="me", src=group, what="acs")
    assert pres["act"] == alice.user_id and "J" in pres["dacs"]["given"], pres
    assert [line["topic"] for line in bob.meta("get", topic="me", what="sub")["sub"]] == [group]
    expect_code(bob, 200, "sub", topic=group)
    assert set(members(bob, group)) == {alice.user_id, bob.user_id}
    assert "O" not in bob.meta("get", topic=group, what="desc")["desc"]["acs"]["mode"]


def conversation(place):
    alice, bob, carol = (place.person(name) for name in ("Alice", "Bob", "Carol"))
    group = new_group(alice)
    invite(alice, group, bob)
    invite(alice, group, carol, attach=False)
    assert alice.publish(group, "hello all") == 1
    data = bob.expect("data", topic=group, seq=1)
    assert data["from"] == alice.user_id and data["content"] == "hello all", data
    pres = carol.expect("pres", topic="me", src=group, what="msg")
    assert pres["seq"] == 1 and pres["act"] == alice.user_id, pres
    bob.note(group, "read", 1)
    info = alice.expect("info", topic=group, what="read")
    assert info["from"] == bob.user_id and info["seq"] == 1, info
    bob.note(group, "kp")
    alice.expect("info", topic=group, what="kp", **{"from": bob.user_id})
    expect_code(carol, 200, "sub", topic=group)
    assert contents(carol, group) == ["hello all"]


def invitation_refused(place):
    alice, bob, carol = (place.person(name) for name in ("Alice", "Bob", "Carol"))
    group = new_group(alice)
    assert alice.answer("set", topic=group, sub={"user": "usrAQAAAAAAAAA", "mode": "JRWP"})["code"] == 404
    assert alice.answer("set", topic=group, sub={"user": "nonsense", "mode": "JRWP"})["code"] in (400, 404)
    invite(alice, group, bob, mode="JRWP")
    expect_code(bob, 403, "set", topic=group, sub={"user": carol.user_id, "mode": "JRWP"})
    assert carol.answer("set", topic=group, sub={"user": carol.user_id, "mode": "JRWPASDO"})["code"] in (403, 404, 409)
    assert set(members(alice, group)) == {alice.user_id, bob.user_id}


def rights_are_not_taken(place):
    """What somebody wants beyond what they were given is no right."""
    alice, bob = place.person("Alice"), place.person("Bob")
    group = new_group(alice)
    invite(alice, group, bob, mode="JRP")
    bob.answer("set", topic=group, sub={"mode": "JRWPASDO"})
    bob.answer("set", topic=group, sub={"user": bob.user_id, "mode": "JRWPASDO"})
    mode = bob.meta("get", topic=group, what="desc")["desc"]["acs"]["mode"]
    assert not set("WASDO") & set(mode), mode
    expect_code(bob, 403, "pub", topic=group, content="hello")
    bob.answer("set", topic=group, desc={"public": {"fn": "Bob's"}})
    assert alice.meta("get", topic=group, what="desc")["desc"]["public"] == {"fn": "Garden"}


def nobody_gives_more_than_they_have(place):
    """Neither to a puppet nor to somebody who is there, nor by saying nothing."""
    alice, bob, carol, dora = (place.person(name) for name in ("Alice", "Bob", "Carol", "Dora"))
    group = new_group(alice)
    invite(alice, group, bob, mode="JRPS")
    for mode in ("JRWPS", "JRWPASDO", "JRD"):
        expect_code(bob, 403, "set", topic=group, sub={"user": carol.user_id, "mode": mode})
    assert set(members(alice, group)) == {alice.user_id, bob.user_id}
    # Those who may not approve name no rights at all.
    expect_code(bob, 403, "set", topic=group, sub={"user": carol.user_id, "mode": "JRP"})
    expect_code(bob, 200, "set", topic=group, sub={"user": dora.user_id})
    if place.own:  # the official one gives what everybody gets who comes
        assert set(members(alice, group)[dora.user_id]["acs"]["given"]) <= set("JRPS"), members(alice, group)
    # Whoever approves changes what others have, up to what they have themselves.
    expect_code(alice, 200, "set", topic=group, sub={"user": bob.user_id, "mode": "JRPAS"})
    bob.request("set", topic=group, sub={"mode": "JRPAS"})
    invite(alice, group, carol, mode="JRWP")
    if place.own:  # the official one lets whoever approves give more than they have
        expect_code(bob, 403, "set", topic=group, sub={"user": carol.user_id, "mode": "JRWPD"})
    expect_code(bob, 200, "set", topic=group, sub={"user": carol.user_id, "mode": "JRW"})
    assert set(members(alice, group)[carol.user_id]["acs"]["given"]) == set("JRW")


def rights_are_changed(place):
    alice, bob = place.person("Alice"), place.person("Bob")
    group = new_group(alice)
    invite(alice, group, bob)
    assert bob.publish(group, "hello") == 1
    expect_code(alice, 200, "set", topic=group, sub={"user": bob.user_id, "mode": "JRP"})
    expect_code(bob, 403, "pub", topic=group, content="hello again")
    expect_code(alice, 200, "set", topic=group, sub={"user": bob.user_id, "mode": "JRWP"})
    assert bob.publish(group, "hello again") == 2


def owner_stays_owner(place):
    alice, bob = place.person("Alice"), place.person("Bob")
    group = new_group(alice)
    invite(alice, group, bob, mode="JRWPASD")
    bob.request("set", topic=group, sub={"mode": "JRWPASD"})  # takes what was given
    for mode in ("N", "JRP"):
        expect_code(bob, 403, "set", topic=group, sub={"user": alice.user_id, "mode": mode})
        expect_code(alice, 403, "set", topic=group, sub={"mode": mode})
    mode = alice.meta("get", topic=group, what="desc")["desc"]["acs"]["mode"]
    assert {"O", "W"} <= set(mode), mode


def new_name(place):
    alice, bob = place.person("Alice"), place.person("Bob")
    group = new_group(alice)
    invite(alice, group, bob)
    expect_code(alice, 200, "set", topic=group, desc={"public": {"fn": "Orchard"}})
    bob.expect("pres", topic="me", src=group, what="upd")
    assert bob.meta("get", topic=group, what="desc")["desc"]["public"] == {"fn": "Orchard"}
    assert bob.meta("get", topic="me", what="sub")["sub"][0]["public"] == {"fn": "Orchard"}


def leaving(place):
    alice, bob = place.person("Alice"), place.person("Bob")
    group = new_group(alice)
    invite(alice, group, bob)
    other = place.device(bob)
    bob.publish(group, "goodbye")
    expect_code(bob, 200, "leave", topic=group, unsub=True)
    other.expect("pres", topic="me", src=group, what="gone")
    expect_code(bob, 409, "pub", topic=group, content="one more thing")
    expect_code(bob, 204, "get", topic="me", what="sub")
    assert list(members(alice, group)) == [alice.user_id]
    assert contents(alice, group) == ["goodbye"]
    alice.publish(group, "he is gone")
    flush(bob)
    assert not bob.seen("data", seq=2)


def owner_does_not_leave(place):
    alice = place.person()
    group = new_group(alice)
    expect_code(alice, 403, "leave", topic=group, unsub=True)
    assert alice.publish(group, "still here") == 1


def put_out(place):
    """The owner takes somebody out of the group, who then hears and sees nothing more of it."""
    alice, bob = place.person("Alice"), place.person("Bob")
    group = new_group(alice)
    invite(alice, group, bob)
    expect_code(alice, 200, "del", what="sub", topic=group, user=bob.user_id)
    assert bob.expect("ctrl", code=205)["topic"] == group
    bob.expect("pres", topic="me", src=group, what="gone")
    expect_code(bob, 409, "pub", topic=group, content="hello?")
    expect_code(bob, 204, "get", topic="me", what="sub")
    assert list(members(alice, group)) == [alice.user_id]


def end(place):
    alice, bob = place.person("Alice"), place.person("Bob")
    group = new_group(alice)
    invite(alice, group, bob)
    away = place.device(bob)
    alice.publish(group, "hello")
    expect_code(alice, 200, "del", what="topic", topic=group)
    for peer in (away, bob):
        peer.expect("pres", topic="me", src=group, what="gone")
    for peer in (alice, bob, away):
        if place.own:  # the official one takes back whoever was a guest
            expect_code(peer, 404, "sub", topic=group)
        expect_code(peer, 204, "get", topic="me", what="sub")
    assert bob.answer("pub", topic=group, content="anybody?")["code"] in (404, 409)


def deletions(place):
    """Whoever may delete for everybody does; others delete for themselves."""
    alice, bob = place.person("Alice"), place.person("Bob")
    group = new_group(alice)
    invite(alice, group, bob, mode="JRWP")
    for text in ("one", "two", "three"):
        alice.publish(group, text)
    bob.answer("del", what="msg", topic=group, delseq=[{"low": 1}], hard=True)
    assert contents(alice, group) == ["one", "two", "three"]
    expect_code(bob, 200, "del", what="msg", topic=group, delseq=[{"low": 1}])
    assert contents(bob, group) == ["two", "three"] and contents(alice, group) == ["one", "two", "three"]
    expect_code(alice, 200, "del", what="msg", topic=group, delseq=[{"low": 2}], hard=True)
    pres = bob.expect("pres", topic=group, what="del")
    assert pres["src"] == alice.user_id, pres
    assert contents(bob, group) == ["three"] and contents(alice, group) == ["one", "three"]


def full(place):
    alice, late = place.person(), place.person("Late")
    group = new_group(alice)
    guests = [place.visitor() for _number in range(MEMBERS_MAX - 1)]
    for guest in guests:
        invite(alice, group, guest, attach=False)
    expect_code(alice, 422, "set", topic=group, sub={"user": late.user_id, "mode": "JRWP"})
    expect_code(late, 422, "sub", topic=group)
    assert len(members(alice, group)) == MEMBERS_MAX
    assert alice.publish(group, "hello all") == 1
    for guest in guests:
        guest.expect("pres", topic="me", src=group, what="msg")


# --- Finding people


def find(peer, query):
    """The people found, by their ids."""
    expect_code(peer, 200, "set", topic="fnd", desc={"public": query})
    number = peer.post("get", topic="fnd", what="sub")
    answer = wait_for(lambda: peer.seen("meta", id=number) or peer.seen("ctrl", id=number), "what was found")
    if "code" in answer:
        assert answer["code"] == 204 and answer["params"]["what"] == "sub", answer
    # The documents say "user", the official server "topic".
    return {line.get("user", line.get("topic")): line for line in answer.get("sub", [])}


def finding(place):
    alice, bob = place.person("Alice"), place.person("Bob")
    expect_code(alice, 200, "sub", topic="fnd")
    found = find(alice, f"basic:{bob.login}")
    assert list(found) == [bob.user_id] and found[bob.user_id]["public"] == {"fn": "Bob"}, found
    assert find(alice, f"basic:{bob.login}nobody") == {}
    assert list(find(alice, f"{bob.login}, nobodyhasthis")) == [bob.user_id]
    expect_code(alice, 200, "set", topic="fnd", desc={"public": "\u2421"})


def finding_by_a_tag(place):
    alice, bob = place.person("Alice"), place.person("Bob")
    tag = f"gardener{bob.login}"
    expect_code(bob, 200, "set", topic="me", tags=[f"basic:{bob.login}", tag])
    expect_code(alice, 200, "sub", topic="fnd")
    assert list(find(alice, tag)) == [bob.user_id]


def finding_strange_things(place):
    alice = place.person("Alice")
    place.person("Bob")
    expect_code(alice, 200, "sub", topic="fnd")
    for query in ("%", "_", "%%%", "' OR 1=1 --", "*", "a" * 5000, "\"", "(((", "basic:", "ü", "\\", "a b c d e f g h i j k"):
        assert len(find(alice, query)) == 0, query


def nothing_is_sent_to_finding(place):
    alice = place.person()
    expect_code(alice, 200, "sub", topic="fnd")
    expect_code(alice, 304, "sub", topic="fnd")
    expect_code(alice, 403, "pub", topic="fnd", content="hello")
    assert alice.answer("leave", topic="fnd", unsub=True)["code"] == 403
    expect_code(alice, 200, "leave", topic="fnd")


def main():
    place = Place(sys.argv[1])
    place.run("a group is made", creation)
    place.run("somebody is invited to a group", invitation)
    place.run("a group talks", conversation)
    place.run("only those who may invite", invitation_refused)
    place.run("rights are not taken", rights_are_not_taken)
    place.run("nobody gives more than they have", nobody_gives_more_than_they_have)
    place.run("rights are changed", rights_are_changed)
    place.run("the owner stays the owner", owner_stays_owner)
    place.run("a new name reaches all", new_name)
    place.run("a group is left", leaving)
    place.run("the owner does not leave", owner_does_not_leave)
    place.run("somebody is put out of a group", put_out)
    place.run("a group ends for all", end)
    place.run("messages of a group are deleted", deletions)
    place.run("a full group takes nobody more", full, "how many fit is that server's setting")
    place.run("people are found by their name", finding)
    place.run("people are found by a tag", finding_by_a_tag)
    place.run("strange queries find nobody", finding_strange_things)
    place.run("nothing is sent to the finding of people", nothing_is_sent_to_finding)
    place.done()


if __name__ == "__main__":
    main()
