# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is on the disk of files: nothing of what did not come in whole, nothing that nobody uses, and within bounds.

usage: files_kept.py CORDIAL-SERVER
"""

import contextlib
import pathlib
import socket
import sys
import tempfile

from files_peer import FilesPeer, form
from patience import wait_for
from peer import API_KEY, Peer
from server_process import ServerStarter, count_only_what_is_used
from tap import Tap

CONTENT = bytes(range(256)) * 1000
UNKNOWN_MAX_BYTES = 1 << 20
MEBIBYTE = 1 << 20


class FilesKept(ServerStarter):
    @staticmethod
    def on_disk(server):
        return sorted(path.name for path in (pathlib.Path(server.data_dir) / "files").iterdir())

    @staticmethod
    def alice(server):
        return Peer(server.uri).sign_up("alice", "alice-password", "Alice")

    @staticmethod
    def publish(peer, topic, text, attachments):
        number = str(peer.next_id)
        peer.next_id += 1
        peer.send_frame({"pub": {"id": number, "topic": topic, "content": text}, "extra": {"attachments": attachments}})
        ctrl = peer.expect("ctrl", id=number)
        assert ctrl["code"] == 202, ctrl
        return ctrl["params"]["seq"]

    @staticmethod
    def begin(files, headers, body):
        """A part of a request; returns the socket on which the rest is missing."""
        host, port = files.host.rsplit(":", 1)
        stream = socket.create_connection((host, int(port)))
        lines = {"Host": files.host, "X-Tinode-APIKey": API_KEY, **files.headers, **headers, "Content-Length": str(len(body))}
        stream.sendall(("POST /v0/file/u/ HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) +
                        "\r\n").encode() + body[:len(body) // 2])
        return stream

    # --- What did not come in whole

    def broken(self):
        with self.running() as server:
            files = FilesPeer(server.uri, self.alice(server))
            headers, body = form(CONTENT, id="1")
            stream = self.begin(files, headers, body)
            wait_for(lambda: self.on_disk(server), "the beginning of a file")
            stream.close()
            wait_for(lambda: not self.on_disk(server), "the end of what is left of it")
            # A form that ends too early, and one that says that it does.
            assert files.request("POST", "/v0/file/u/", headers, body[:len(body) // 2]).status == 400
            wait_for(lambda: not self.on_disk(server), "the end of what is left of it")

    def killed(self):
        """What was answered is there afterwards, what was not leaves nothing."""
        with self.running() as server:
            files = FilesPeer(server.uri, self.alice(server))
            url = files.upload(CONTENT).url
            stream = self.begin(files, *form(CONTENT))
            wait_for(lambda: len(self.on_disk(server)) == 2, "the beginning of a file")
            server.kill()
            (pathlib.Path(server.data_dir) / "files" / "AAAAAAAAAAE").touch()  # whose row was not written any more
            stream.close()
            server.start()
            assert files.get(url).body == CONTENT
            assert self.on_disk(server) == [url.rsplit("/", 1)[1]], self.on_disk(server)

    def silent(self):
        """Whoever brings a file and goes silent does not keep the connection."""
        with self.running("--sign-in-seconds", "5") as server:
            files = FilesPeer(server.uri, self.alice(server))
            with self.begin(files, *form(CONTENT)) as stream:
                wait_for(lambda: self.on_disk(server), "the beginning of a file")
                stream.settimeout(60)
                assert stream.recv(4096) == b"", "it waits"
            wait_for(lambda: not self.on_disk(server), "the end of what is left of it")

    # --- What nobody uses

    def collected(self):
        with self.running("--unused-file-seconds", "1") as server:
            alice = self.alice(server)
            bob = Peer(server.uri).sign_up("bob", "bob-password", "Bob")
            files = FilesPeer(server.uri, alice)
            alice.attach(bob.user_id)
            group = alice.request("sub", topic="new1")["topic"]
            names = {}
            # Each is used before a second is over, or it is brought again.
            for use in ("message", "both", "again", "in a group", "picture", "older picture"):
                def used(use=use):
                    url = files.upload(CONTENT + use.encode()).url
                    names[use] = url.rsplit("/", 1)[1]
                    if use in ("message", "both", "again"):
                        names[use + " seq"] = self.publish(alice, bob.user_id, use, [url, url, "/v0/file/s/AAAAAAAAAAE", "x/y", 7])
                    if use == "both":
                        names["other seq"] = self.publish(alice, bob.user_id, "once more", [url])
                    if use == "in a group":
                        self.publish(alice, group, use, [url])
                    if use.endswith("picture"):
                        alice.send_frame({"set": {"id": use, "topic": "me", "desc": {"public": {"fn": use}}},
                                          "extra": {"attachments": [url]}})
                        assert alice.expect("ctrl", id=use)["code"] == 200
                    return files.get(url).status == 200
                wait_for(used, "a file that is used in time")
            files.upload(b"nobody's")
            # Of the two pictures the newer is used.
            kept = {names[use] for use in ("message", "both", "again", "in a group", "older picture")}
            wait_for(lambda: set(self.on_disk(server)) == kept, lambda: f"{kept} of {names}: {self.on_disk(server)}")

            def delete(seq, hard=True):
                assert alice.request("del", topic=bob.user_id, what="msg", delseq=[{"low": names[seq]}], hard=hard)["code"] == 200
            delete("message seq")
            delete("both seq")
            delete("again seq", hard=False)  # Bob still has it
            kept.remove(names["message"])
            wait_for(lambda: set(self.on_disk(server)) == kept, "the file of a deleted message to go, and no other")
            assert files.get(f"/v0/file/s/{names['message']}").status == 404
            delete("other seq")
            alice.request("del", topic=group, what="topic", hard=True)
            kept -= {names["both"], names["in a group"]}
            wait_for(lambda: set(self.on_disk(server)) == kept, "the last use of a file to go, and those of a group")

    # --- Bounds

    def too_large(self):
        with self.running("--file-bytes", str(len(CONTENT))) as server:
            peer = Peer(server.uri, greet=False)
            assert peer.request("hi", ver="0.25")["params"]["maxFileUploadSize"] == len(CONTENT)
            files = FilesPeer(server.uri, self.alice(server))
            assert files.upload(CONTENT).status == 200
            response = files.upload(CONTENT + b"x", id="5")
            assert response.status == 413 and response.ctrl["code"] == 413 and response.ctrl["id"] == "5", response
            assert len(self.on_disk(server)) == 1
            headers, body = form(bytes(8 * MEBIBYTE))
            with contextlib.suppress(ConnectionError):
                files.request("POST", "/v0/file/u/", headers, body)
                raise AssertionError("far too much was read to the end")
            assert len(self.on_disk(server)) == 1

    def strangers(self):
        """Of somebody who is not known only a picture is taken, and not many."""
        with self.running("--accounts-per-minute", "3") as server:
            files = FilesPeer(server.uri, None)
            headers, body = form(bytes(UNKNOWN_MAX_BYTES + 1), after={"topic": "newacc"})
            assert files.request("POST", "/v0/file/u/", headers, body).status == 413
            headers, body = form(CONTENT, after={"topic": "newacc"})
            statuses = [files.request("POST", "/v0/file/u/", headers, body).status for _number in range(4)]
            assert statuses == [200, 200, 500, 500], statuses
            assert len(self.on_disk(server)) == 2

    def memory(self):
        """A large file costs no memory, neither in nor out."""
        count_only_what_is_used()
        with self.running() as server:
            files = FilesPeer(server.uri, self.alice(server))
            pid = server.process.get_identifier()

            def resident():
                words = pathlib.Path(f"/proc/{pid}/status").read_text().split()
                return int(words[words.index("VmHWM:") + 1]) * 1024

            before = resident()
            content = bytes(100 * MEBIBYTE)
            url = files.upload(content).url
            got = files.get(url)
            assert got.body == content
            assert resident() - before < 32 * MEBIBYTE, f"{(resident() - before) >> 20} MiB"

    def at_once(self):
        """Somebody who does not read what they fetch holds up nobody, nor does somebody who brings much."""
        with self.running() as server:
            alice = self.alice(server)
            files = FilesPeer(server.uri, alice)
            url = files.upload(bytes(20 * MEBIBYTE)).url
            lazy = files.connect()
            lazy.request("GET", url, headers={**files.headers, "X-Tinode-APIKey": API_KEY})
            half = self.begin(files, *form(bytes(20 * MEBIBYTE)))
            alice.attach("slf")
            assert alice.publish("slf", "in between") == 1
            assert len(lazy.getresponse().read()) == 20 * MEBIBYTE
            lazy.close()
            half.close()

    def pages_from_elsewhere(self):
        """A browser lets a page from elsewhere use what it asked for where the operator allows it."""
        with self.running("--allow-origin", "https://web.example.org") as server:
            files = FilesPeer(server.uri, self.alice(server))
            ours, theirs = {"Origin": "https://web.example.org"}, {"Origin": "https://example.com"}
            preflight = files.request("OPTIONS", "/v0/file/u/", {**ours, "Access-Control-Request-Method": "POST"})
            assert preflight.status == 204, preflight
            assert preflight.headers["Access-Control-Allow-Origin"] == "https://web.example.org"
            assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
            assert preflight.headers["Access-Control-Allow-Headers"] == "*"
            headers, body = form(CONTENT)
            response = files.request("POST", "/v0/file/u/", {**headers, **ours}, body)
            assert response.status == 200 and response.headers["Access-Control-Allow-Origin"] == "https://web.example.org"
            assert files.request("OPTIONS", "/v0/file/u/", theirs).status == 403
            assert files.request("POST", "/v0/file/u/", {**headers, **theirs}, body).status == 403
            wait_for(lambda: len(self.on_disk(server)) == 1, "nothing of what may not come in")


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="cordial-server-files-") as folder:
        kept = FilesKept(sys.argv[1], folder)
        tap.case("a file that does not come in whole leaves nothing", kept.broken)
        tap.case("killed, it has what it answered, and nothing else", kept.killed)
        tap.case("whoever goes silent is not waited for", kept.silent)
        tap.case("what nobody uses goes, and nothing else", kept.collected)
        tap.case("too large a file is refused", kept.too_large)
        tap.case("of strangers little is taken", kept.strangers)
        tap.case("large files take no memory", kept.memory)
        tap.case("large files hold up nobody", kept.at_once)
        tap.case("pages from elsewhere get what they may have", kept.pages_from_elsewhere)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
