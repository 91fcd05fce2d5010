# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files over HTTP: who may bring and fetch them, what they are told, ranges, and the types that a browser may not believe.

usage: files.py CORDIAL-SERVER
"""

import base64
import sys

from files_peer import FilesPeer, form
from peer import secret_of
from place import PASSWORD, Place, expect_code

NUMBERS = b"\x00123456789" * 1000
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
NOBODY = "/v0/file/s/AAAAAAAAAAE"


def expect_status(response, status):
    assert response.status == status, f"{response} instead of {status}"
    if response.headers.get("Content-Type", "").startswith("application/json") and response.body:
        assert response.ctrl["code"] == status and response.ctrl["text"] and response.ctrl["ts"], response
    return response


def greeting(place):
    params = place.caller(greet=False).answer("hi", ver="0.25")["params"]
    assert params["maxFileUploadSize"] >= 100 * 1000 * 1000, params


def brought_and_fetched(place):
    alice, bob = place.person("Alice"), place.person("Bob")
    files = FilesPeer(place.uri, alice)
    response = expect_status(files.upload(PNG, "image/png", id="17"), 200)
    assert response.ctrl["id"] == "17" and response.ctrl["text"] == "ok", response
    assert response.ctrl["params"]["expires"] > response.ctrl["ts"], response
    url = response.ctrl["params"]["url"]
    assert url.startswith("/v0/file/s/"), url
    for reader in (files, FilesPeer(place.uri, bob)):
        got = expect_status(reader.get(url), 200)
        assert got.body == PNG
        assert got.headers["Content-Type"] == "image/png" and got.headers["Accept-Ranges"] == "bytes", got
        assert got.headers["Content-Length"] == str(len(PNG))
        assert "Content-Disposition" not in got.headers
    # What follows the id is for those who look at names.
    name = url.split(".")[0]
    assert files.get(name).body == PNG and files.get(name + ".exe").body == PNG
    assert "attachment" in files.get(url + "?asatt=1").headers["Content-Disposition"]


def put_as_well(place):
    files = FilesPeer(place.uri, place.person())
    headers, body = form(PNG, id="1")
    expect_status(files.request("PUT", "/v0/file/u/", headers, body), 200)


def large(place):
    """More than fits anywhere in between, in pieces of a size that nobody expects."""
    files = FilesPeer(place.uri, place.person())
    content = bytes(range(251)) * 40000  # ten megabytes
    url = expect_status(files.upload(content, "application/x-large"), 200).url
    assert files.get(url).body == content


def boundaries(place):
    """A content that is nearly a boundary stays content, however it is cut."""
    files = FilesPeer(place.uri, place.person())
    for content in (b"\r\n--B", b"--B--\r\n", b"\r\n", b"\r\n--", b"x\r\n--BOUNDARYX\r\n--BOUNDAR", b"\r\n" * 9000):
        headers, body = form(content, id="1", boundary="BOUNDARY")
        response = expect_status(files.request("POST", "/v0/file/u/", headers, body, piece=7 if len(content) < 100 else None), 200)
        assert files.get(response.url).body == content, content
    headers, body = form(b"quoted", boundary="a b'c", quoted=True)
    assert files.get(expect_status(files.request("POST", "/v0/file/u/", headers, body), 200).url).body == b"quoted"


def fields_around(place):
    """Before the file and after it; and in the address."""
    files = FilesPeer(place.uri, place.person())
    headers, body = form(PNG, id="before")
    assert files.request("POST", "/v0/file/u/", headers, body).ctrl["id"] == "before"
    headers, body = form(PNG, after={"id": "after"})
    assert files.request("POST", "/v0/file/u/", headers, body).ctrl["id"] == "after"
    headers, body = form(PNG)
    assert files.request("POST", "/v0/file/u/?id=address", headers, body).ctrl["id"] == "address"
    assert "id" not in files.request("POST", "/v0/file/u/", headers, body).ctrl


def no_file(place):
    files = FilesPeer(place.uri, place.person())
    headers, body = form(None, id="3")
    assert expect_status(files.request("POST", "/v0/file/u/", headers, body), 400).ctrl["id"] == "3"
    headers, body = form(PNG, id="3", field="other")
    expect_status(files.request("POST", "/v0/file/u/", headers, body), 400)
    headers, body = form(PNG, id="3")
    expect_status(files.request("POST", "/v0/file/u/", headers, body[:-30]), 400)
    expect_status(files.request("POST", "/v0/file/u/", {"Content-Type": "text/plain"}, b"hello"), 400)
    expect_status(files.request("POST", "/v0/file/u/", {"Content-Type": "multipart/form-data"}, b"hello"), 400)
    expect_status(files.request("POST", "/v0/file/u/", {}, b""), 400)
    expect_status(files.upload(b"", "text/plain"), 500)


# --- Who may

def keys(place):
    alice = place.person()
    files = FilesPeer(place.uri, alice)
    url = files.upload(PNG).url
    headers, body = form(PNG, id="1")
    strange = FilesPeer(place.uri, alice, key="AQEAAAABAAD_rAp4DJh05a1HAwFT3A6L")
    none = FilesPeer(place.uri, alice, key=None)
    for peer in (strange, none):
        assert expect_status(peer.request("POST", "/v0/file/u/", headers, body), 403).ctrl["text"] == "valid API key required"
        expect_status(peer.get(url), 403)
    assert none.get(f"{url}?apikey={files.key}").body == PNG
    assert none.get(url, {"Cookie": f"apikey={files.key}"}).body == PNG


def ways_to_sign_in(place):
    alice = place.person()
    url = FilesPeer(place.uri, alice).upload(PNG).url
    peer = FilesPeer(place.uri, None)
    token = alice.token
    address_token = token.replace("+", "-").replace("/", "_")
    assert peer.get(url, {"X-Tinode-Auth": f"Token {token}"}).body == PNG
    assert peer.get(url, {"X-Tinode-Auth": f"token {token}"}).body == PNG
    assert peer.get(url, {"Authorization": f"Token {token}"}).body == PNG
    assert peer.get(f"{url}?apikey={peer.key}&auth=token&secret={address_token}", key=None).body == PNG
    assert peer.get(url, {"Cookie": f"auth=token; secret={token}"}).body == PNG
    headers, body = form(PNG, auth="token", secret=token, apikey=peer.key)
    expect_status(peer.request("POST", "/v0/file/u/", headers, body, key=None), 200)
    basic = base64.b64encode(f"{alice.login}:{PASSWORD}".encode()).decode()
    assert peer.get(url, {"X-Tinode-Auth": f"Basic {basic}"}).body == PNG


def strangers(place):
    alice = place.person()
    url = FilesPeer(place.uri, alice).upload(PNG).url
    peer = FilesPeer(place.uri, None)
    headers, body = form(PNG, id="17")
    assert expect_status(peer.request("POST", "/v0/file/u/", headers, body), 401).ctrl["id"] == "17"
    expect_status(peer.get(url), 401)
    expect_status(peer.get(NOBODY), 401)
    for scheme, secret, status in (("Token", "AAAA", 400), ("Token", "!!", 400), ("Magic", alice.token, 400),
                                   ("Basic", secret_of(alice.login, "wrong password"), 401)):
        auth = {"X-Tinode-Auth": f"{scheme} {secret}"}
        assert expect_status(peer.request("POST", "/v0/file/u/", {**headers, **auth}, body), status).ctrl["id"] == "17"
        expect_status(peer.get(url, auth), status)
    forged = bytearray(base64.b64decode(alice.token))
    forged[-1] ^= 1
    expect_status(peer.get(url, {"X-Tinode-Auth": f"Token {base64.b64encode(forged).decode()}"}), 401)


def picture_of_a_newcomer(place):
    """Whoever makes an account may bring a picture for it before that."""
    headers, body = form(PNG, after={"topic": "newacc"})
    url = expect_status(FilesPeer(place.uri, None).request("POST", "/v0/file/u/", headers, body), 200).url
    got = FilesPeer(place.uri, place.person()).get(url)
    assert got.body == PNG, got


def ways_that_are_none(place):
    alice = place.person()
    files = FilesPeer(place.uri, alice)
    for method in ("GET", "DELETE", "PATCH"):
        expect_status(files.request(method, "/v0/file/u/"), 405)
    for method in ("POST", "PUT", "DELETE"):
        expect_status(files.request(method, NOBODY), 405)
    assert expect_status(files.request("POST", "/v0/file/u"), 307).headers["Location"] == "/v0/file/u/"
    for path in ("/v0/file/", "/v0/file/x"):
        expect_status(files.get(path), 404)
    for path in (NOBODY, "/v0/file/s/", "/v0/file/s/..", "/v0/file/s/%2e%2e", "/v0/file/s/x/y"):
        assert files.get(path).status in (404, 307), path
    for path in ("/v0/file/u/", NOBODY):
        assert files.request("OPTIONS", path).status == 204
    assert files.request("HEAD", "/v0/file/u/").status == 200
    assert FilesPeer(place.uri, None).request("HEAD", "/v0/file/u/").status == 401


# --- Parts, and what is there already

def ranges(place):
    files = FilesPeer(place.uri, place.person())
    url = files.upload(NUMBERS, "application/x-numbers").url
    for text, first, last in (("bytes=0-1", 0, 1), ("bytes=9990-", 9990, 9999), ("bytes=-10", 9990, 9999),
                              ("bytes=5-99999", 5, 9999), ("bytes=0-", 0, 9999), ("bytes=-99999", 0, 9999)):
        got = expect_status(files.get(url, {"Range": text}), 206)
        assert got.headers["Content-Range"] == f"bytes {first}-{last}/10000", (text, got)
        assert got.body == NUMBERS[first:last + 1], text
        assert got.headers["Content-Type"] == "application/x-numbers"
    got = files.get(url, {"Range": "bytes=10000-"})
    assert got.status == 416 and got.headers["Content-Range"] == "bytes */10000", got
    for text in ("bytes=4-2", "bits=1-2", "bytes=x"):
        assert files.get(url, {"Range": text}).status == 416, text


def continued(place):
    """Only what is still the same is continued."""
    files = FilesPeer(place.uri, place.person())
    url = files.upload(b"0123456789", "application/x-numbers").url
    whole = files.get(url)
    tag, modified = whole.headers["ETag"], whole.headers["Last-Modified"]
    assert files.get(url, {"Range": "bytes=5-", "If-Range": tag}).body == b"56789"
    got = expect_status(files.get(url, {"Range": "bytes=5-", "If-Range": '"another"'}), 200)
    assert got.body == b"0123456789"
    assert files.get(url, {"If-None-Match": tag}).status == 304
    assert files.get(url, {"If-Modified-Since": modified}).status == 304
    assert files.get(url, {"If-None-Match": '"another"'}).body == b"0123456789"
    assert files.get(url, {"If-Match": '"another"'}).status == 412


# --- Types

TYPES = [  # what comes, as what; as what it goes, whether only to be kept
    (PNG, "text/html", "image/png", False),
    (b"\xff\xd8\xff\xe0xxxx", "text/html", "image/jpeg", False),
    (b"GIF89axx", "text/html", "image/gif", False),
    (b"RIFF\0\0\0\0WEBPVPxx", "x/y", "image/webp", False),
    (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "x/y", "video/mp4", False),
    (b"\x1a\x45\xdf\xa3\x9f\x42\x86", "audio/webm", "video/webm", False),
    (b"ID3\3\0", "x/y", "audio/mpeg", False),
    (b"OggS\0\2xx", "audio/ogg", "application/ogg", True),
    (b"%PDF-1.4", "x/y", "application/pdf", True),
    (b"PK\3\4xx", "x/y", "application/zip", True),
    (b"\x1f\x8b\x08xx", "x/y", "application/x-gzip", True),
    (b"<html><script>alert(1)</script></html>", "image/png", "text/html; charset=utf-8", True),
    (b"  <!DOCTYPE HTML><p>", "image/png", "text/html; charset=utf-8", True),
    (b"<?xml version='1.0'?><svg/>", "image/svg+xml", "text/xml; charset=utf-8", True),
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "image/svg+xml", "image/svg+xml", True),
    (b"\0\1\2\3", "application/octet-stream", "application/octet-stream", True),
    (b"\0\1\2\3", "text/html", "text/html", True),
    (b"\0\1\2\3", 'audio/mp4; codecs="mp4a.40.2"', "audio/mp4; codecs=mp4a.40.2", False),
    (b"\0\1\2\3", "AUDIO/Opus;a=b", "audio/opus; a=b", False),
    (b"\0\1\2\3", "model/x", "application/octet-stream", True),
    (b"\0\1\2\3", "image/../x y", "application/octet-stream", True),
    (b"\0\1\2\3", "", "application/octet-stream", True),
    (b"x" * 600 + b"\0", "image/x-foo", "text/plain; charset=utf-8", True),
    ("héllo".encode() * 200, "image/x-foo", "text/plain; charset=utf-8", True),
    (b"hello", "text/x-foo", "text/x-foo", True),
]


def types(place):
    files = FilesPeer(place.uri, place.person())
    for content, claimed, served, kept in TYPES:
        url = expect_status(files.upload(content, claimed), 200).url
        got = files.get(url)
        assert got.body == content
        assert got.headers["Content-Type"] == served, (content[:20], claimed, got)
        assert (got.headers.get("Content-Disposition") == "attachment") == kept, (content[:20], claimed, got)


def attached(place):
    """A message names its files beside itself; others hear nothing of that."""
    alice, bob = place.friends()
    url = FilesPeer(place.uri, alice).upload(PNG).url
    alice.send_frame({"pub": {"id": "900", "topic": bob.user_id, "content": {"txt": " "}}, "extra": {"attachments": [url]}})
    ctrl = alice.expect("ctrl", id="900")
    assert ctrl["code"] == 202, ctrl
    assert set(bob.expect("data", topic=alice.user_id, seq=ctrl["params"]["seq"])) >= {"content", "from", "seq"}
    alice.send_frame({"set": {"id": "901", "topic": "me", "desc": {"public": {"fn": "Alice", "photo": {"ref": url}}}},
                      "extra": {"attachments": [url]}})
    assert alice.expect("ctrl", id="901")["code"] == 200
    expect_code(bob, 200, "leave", topic=alice.user_id)


def main():
    place = Place(sys.argv[1])
    place.run("the greeting says how large a file may be", greeting)
    place.run("a file is brought, and fetched by everybody who is signed in", brought_and_fetched)
    place.run("a file is brought with PUT as well", put_as_well)
    place.run("a large file arrives as it is", large)
    place.run("what looks like the end of a file is not", boundaries)
    place.run("fields stand before the file, after it and in the address", fields_around)
    place.run("a form without a file is refused", no_file)
    place.run("without the key there is nothing", keys)
    place.run("whoever is signed in says so in many ways", ways_to_sign_in)
    place.run("strangers bring and fetch nothing", strangers)
    place.run("a newcomer brings a picture before there is an account", picture_of_a_newcomer, "it cannot read that one back")
    place.run("what is no way to files is refused", ways_that_are_none)
    place.run("a part of a file is fetched", ranges)
    place.run("a file is continued, or not fetched again", continued)
    place.run("types are what the bytes say, and what can run is only kept", types)
    place.run("a message and a profile name their files", attached)
    place.done()


if __name__ == "__main__":
    main()
