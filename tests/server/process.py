# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process cordial-server: how it starts, what it refuses to start with, how it ends, and what is on disk afterwards.

usage: process.py CORDIAL-SERVER
"""

import contextlib
import os
import pathlib
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile

import gi

gi.require_version("Soup", "3.0")
from gi.repository import Gio, GLib, Soup  # noqa: E402

from patience import wait_for  # noqa: E402
from peer import Peer, secret_of  # noqa: E402
from raw_peer import RawPeer  # noqa: E402
from server_process import ServerStarter, make_certificate, run_server  # noqa: E402
from tap import Tap  # noqa: E402

# As the server has it: so many wrong passwords, and the next are not looked at.
FAILURES_MAX = 10
NEWER_VERSION = 99
# What the first version made.
FIRST_SCHEMA = """
CREATE TABLE value (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE user (id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, public TEXT, private TEXT,
 tags TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, seen_ms INTEGER NOT NULL DEFAULT 0);
CREATE TABLE topic (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL DEFAULT 0,
 deletions INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
 touched_ms INTEGER NOT NULL, public TEXT);
CREATE TABLE subscription (topic INTEGER NOT NULL REFERENCES topic (id) ON DELETE CASCADE,
 user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE, want INTEGER NOT NULL, given INTEGER NOT NULL,
 read INTEGER NOT NULL DEFAULT 0, recv INTEGER NOT NULL DEFAULT 0, updated_ms INTEGER NOT NULL, private TEXT,
 PRIMARY KEY (topic, user)) WITHOUT ROWID;
CREATE INDEX subscription_by_user ON subscription (user);
CREATE TABLE message (topic INTEGER NOT NULL REFERENCES topic (id) ON DELETE CASCADE, seq INTEGER NOT NULL,
 sender INTEGER NOT NULL, time_ms INTEGER NOT NULL, head TEXT, content TEXT NOT NULL,
 PRIMARY KEY (topic, seq)) WITHOUT ROWID;
CREATE TABLE deletion (topic INTEGER NOT NULL REFERENCES topic (id) ON DELETE CASCADE, user INTEGER NOT NULL,
 number INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL);
CREATE INDEX deletion_by_topic ON deletion (topic, user, number);
PRAGMA user_version = 1;
"""
# What it takes to hash a password, and more than any process needs that no sanitizer watches.
PASSWORD_BYTES = 64 << 20
SANITIZER_BYTES = 1 << 40


class Process(ServerStarter):
    def refused(self, *options, words):
        """It ends at once with status 1 and one sentence that has these words."""
        status, output, complaints = run_server(self.executable, *options)
        assert status == 1, f"status {status}: {complaints}"
        assert output == "", output
        lines = complaints.splitlines()
        assert len(lines) == 1 and lines[0].startswith("cordial-server: ") and lines[0].endswith("."), complaints
        for word in words:
            assert word in lines[0], lines[0]

    # --- Refusals

    def options(self):
        data = self.fresh()
        self.refused("--data", data, "--colour", words=["--colour", "--help"])
        self.refused("--data", data, "here", words=["--help"])
        self.refused("--data", words=["--data"])
        self.refused(words=["--data"])
        assert not os.path.exists(data)

    def informs(self):
        for option, word in (("--version", "cordial-server "), ("--help", "--exit-with-stdin")):
            status, output, complaints = run_server(self.executable, option)
            assert status == 0 and word in output and complaints == "", (status, output, complaints)

    def bad_address(self):
        for address in ("nowhere", "256.0.0.1:6060", "127.0.0.1:99999", "127.0.0.1:port", "[::1", ""):
            self.refused("--data", self.fresh(), "--listen", address, words=["no address", "127.0.0.1:6060"])

    def port_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            address = "127.0.0.1:%d" % taken.getsockname()[1]
            self.refused("--data", self.fresh(), "--listen", address, words=[address, "another program"])

    def folder_in_use(self):
        """Told in one sentence; the one that was there goes on, and whoever comes after it may have the folder."""
        with self.running() as server:
            alice = Peer(server.uri).sign_up("alice", "alice-password", "Alice")
            self.refused("--data", server.data_dir, "--listen", "127.0.0.1:0", words=[server.data_dir, "in use"])
            assert alice.answer("sub", topic="slf")["code"] == 200
            alice.publish("slf", "still here")
            alice.close()
            data = server.data_dir
        with self.running(data=data) as server:
            Peer(server.uri).sign_in("alice", "alice-password").close()

    def beyond_the_loopback(self):
        for address in ("0.0.0.0:0", "[::]:0"):
            self.refused("--data", self.fresh(), "--listen", address, words=["--tls-certificate", "--insecure-lan"])
        with self.running("--insecure-lan", listen="0.0.0.0:0") as server:
            Peer(server.uri.replace("0.0.0.0", "127.0.0.1")).close()

    def folder_that_cannot_be(self):
        """Neither of these can be written by anybody, the administrator included."""
        file = self.folder / "file"
        file.write_text("a file")
        self.refused("--data", str(file / "below"), words=[str(file / "below"), "cannot be made"])
        self.refused("--data", str(file), words=[str(file)])
        self.refused("--data", "/proc", words=["/proc/server.db", "cannot be opened"])
        assert file.read_text() == "a file"

    def file_that_is_no_database(self):
        data = pathlib.Path(self.fresh())
        data.mkdir()
        (data / "server.db").write_text("Dear diary, \n" * 1000)
        self.refused("--data", str(data), words=[str(data / "server.db"), "not a database"])
        assert (data / "server.db").read_text() == "Dear diary, \n" * 1000

    def database_of_another_version(self):
        data = pathlib.Path(self.fresh())
        data.mkdir()
        path = data / "server.db"
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.execute("CREATE TABLE future (x)")
            database.execute(f"PRAGMA user_version = {NEWER_VERSION}")
        before = path.read_bytes()
        self.refused("--data", str(data), words=[str(path), "newer"])
        assert path.read_bytes() == before, "what is not ours to read was written to"

    def files_of_its_owner(self):
        """What people write is nobody else's to read, also in a folder that was there before, and with an umask that allows
        all."""
        before = os.umask(0)
        try:
            made, given = pathlib.Path(self.fresh()), pathlib.Path(self.fresh())
            given.mkdir(0o755)
            (given / "server.db").touch(0o666)
            for data in (made, given):
                with self.running(data=str(data)) as server:
                    Peer(server.uri).sign_up("alice", "alice-password", "Alice").close()
                    assert data.stat().st_mode & 0o777 == 0o700, oct(data.stat().st_mode)
                    names = {path.name for path in data.iterdir()}
                    assert {"server.db", "server.db-wal"} <= names, names
                    for path in data.iterdir():
                        allowed = 0o700 if path.is_dir() else 0o600
                        assert path.stat().st_mode & 0o777 == allowed, (path, oct(path.stat().st_mode))
        finally:
            os.umask(before)

    def folder_with_other_things(self):
        """It is not the server's to close, but its owner is to know."""
        data = pathlib.Path(self.fresh())
        data.mkdir()
        data.chmod(0o755)
        (data / "diary.txt").touch()
        status, _output, complaints = run_server(self.executable, "--data", str(data), "--plain-address", "nobody")
        assert status == 1 and f"others can look into {data}" in complaints, complaints
        assert data.stat().st_mode & 0o777 == 0o755
        assert (data / "server.db").stat().st_mode & 0o777 == 0o600

    def database_of_the_first_version(self):
        """What somebody said over the plain dialect before is a double there as well."""
        data = pathlib.Path(self.fresh())
        with self.running(data=str(data)) as server:
            alice = Peer(server.uri).sign_up("alice", "alice-password", "Alice")
            alice.attach("slf")
            assert alice.publish("slf", "hello", **{"x-cordial-id": "m1"}) == 1
            assert alice.publish("slf", "no id") == 2
        (data / "server.db").rename(data / "newer.db")
        with contextlib.closing(sqlite3.connect(data / "server.db")) as database:
            database.executescript(FIRST_SCHEMA)
            database.execute(f"ATTACH '{data / 'newer.db'}' AS newer")
            for table in ("value", "user", "topic", "subscription", "message"):
                columns = ", ".join(row[1] for row in database.execute(f"PRAGMA main.table_info({table})"))
                database.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}")
            database.execute("UPDATE main.user SET tags = replace(tags, char(10), ' ')")
            database.execute("UPDATE main.message SET head = '{\"x\": inf}' WHERE seq = 2")
            database.commit()
        (data / "newer.db").unlink()
        for _start in range(2):
            with self.running(data=str(data)) as server:
                alice = Peer(server.uri).sign_in("alice", "alice-password")
                alice.attach("slf")
                assert alice.texts("slf") == ["hello", "no id"]
                assert set(alice.meta("get", topic="me", what="tags")["tags"]) == {"alice", "basic:alice"}
                desc = alice.meta("get", topic="me", what="desc")["desc"]
                assert desc["defacs"] == {"auth": "JRWPASD", "anon": "N"}, desc
        with contextlib.closing(sqlite3.connect(data / "server.db")) as database:
            assert database.execute("SELECT id FROM said").fetchall() == [("m1",)]
            assert database.execute("PRAGMA user_version").fetchone() == (5,)
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []

    # --- TLS

    def certificate_that_cannot_be(self):
        certificate, key = make_certificate(self.folder)
        data = self.fresh()
        for options in (["--tls-certificate", certificate], ["--tls-key", key]):
            self.refused("--data", data, *options, words=["belong together"])
        for options in (["--tls-certificate", certificate, "--tls-key", f"{self.folder}/nothing.pem"],
                        ["--tls-certificate", f"{self.folder}/nothing.pem", "--tls-key", key],
                        ["--tls-certificate", key, "--tls-key", certificate]):
            self.refused("--data", data, *options, words=["certificate cannot be used"])

    def encrypted(self):
        certificate, key = make_certificate(self.folder)
        with self.running("--tls-certificate", certificate, "--tls-key", key) as server:
            assert server.uri.startswith("wss://"), server.uri
            try:
                Peer(server.uri)
                raise AssertionError("a client that knows nothing of the certificate came through")
            except GLib.Error as error:
                assert error.matches(Gio.tls_error_quark(), Gio.TlsError.BAD_CERTIFICATE), error
            peer = Peer(server.uri, certificate=Gio.TlsCertificate.new_from_file(certificate))
            peer.sign_up("alice", "alice-password", "Alice")
            peer.attach("slf")
            assert peer.publish("slf", "read by nobody") == 1
            peer.close()
            try:
                Peer(server.uri.replace("wss://", "ws://"))
                raise AssertionError("it speaks without encryption on the same port")
            except GLib.Error:
                pass

    def encrypted_beyond_the_loopback(self):
        certificate, key = make_certificate(self.folder)
        with self.running("--tls-certificate", certificate, "--tls-key", key, listen="0.0.0.0:0") as server:
            Peer(server.uri.replace("0.0.0.0", "127.0.0.1"), certificate=Gio.TlsCertificate.new_from_file(certificate)).close()

    # --- Ends

    def ends_with_stdin(self):
        with self.running("--exit-with-stdin", stdin=True) as server:
            peer = Peer(server.uri)
            server.close_stdin()
            assert server.wait() == 0
            wait_for(lambda: not peer.is_open(), "the goodbye")

    def stays_without_stdin(self):
        with self.running(stdin=True) as server:
            server.close_stdin()
            Peer(server.uri).close()

    def ends_with_a_signal(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.running() as server:
                peers = [Peer(server.uri), Peer(server.uri).sign_up("alice", "alice-password", "Alice")]
                server.signal(number)
                assert server.wait() == 0
                for peer in peers:
                    wait_for(lambda: peer.socket.get_state() == Soup.WebsocketState.CLOSED, "the goodbye")
                    assert peer.socket.get_close_code() == Soup.WebsocketCloseCode.GOING_AWAY

    def killed(self):
        """What was acknowledged is there afterwards, once, and the number after it is free."""
        with self.running() as server:
            alice = Peer(server.uri).sign_up("alice", "alice-password", "Alice")
            bob = Peer(server.uri).sign_up("bob", "bob-password", "Bob")
            alice.attach(bob.user_id)
            for round_number in range(1, 6):
                assert alice.publish(bob.user_id, f"message {round_number}") == round_number
                server.kill()
                server.start()
                alice = Peer(server.uri).sign_in("alice", "alice-password")
                alice.attach(bob.user_id)
                assert alice.texts(bob.user_id) == [f"message {number}" for number in range(1, round_number + 1)]
            bob = Peer(server.uri)
            assert bob.request("login", scheme="basic", secret=secret_of("bob", "bob-password"))["code"] == 200
            sub = bob.meta("get", topic="me", what="sub") if bob.request("sub", topic="me") else None
            assert [line["seq"] for line in sub["sub"]] == [5], sub

    def killed_in_the_middle(self):
        """Of what was not acknowledged, each message is there once or not at all, and none of the others is missing."""
        with self.running() as server:
            alice = Peer(server.uri).sign_up("alice", "alice-password", "Alice")
            alice.attach("slf")
            posted = {alice.post("pub", topic="slf", content=f"message {number}"): f"message {number}"
                      for number in range(200)}
            wait_for(lambda: sum(1 for frame in alice.frames if frame.get("ctrl", {}).get("code") == 202) >= 20,
                     "the first answers")
            server.kill()
            wait_for(lambda: not alice.is_open(), "the end of the connection")
            promised = [posted[frame["ctrl"]["id"]] for frame in alice.frames if frame.get("ctrl", {}).get("id") in posted]
            server.start()
            again = Peer(server.uri).sign_in("alice", "alice-password")
            again.attach("slf")
            kept = again.texts("slf")
            assert len(kept) == len(set(kept)), "a message is there twice"
            assert kept[:len(promised)] == promised, "an acknowledged message is missing"
            assert kept == list(posted.values())[:len(kept)], "a message is missing in the middle"
            assert [message["seq"] for message in again.history("slf")] == list(range(1, len(kept) + 1))

    def token_outlives_a_restart(self):
        with self.running() as server:
            token = Peer(server.uri).sign_up("alice", "alice-password", "Alice").token
            server.kill()
            server.start()
            assert Peer(server.uri).request("login", scheme="token", secret=token)["code"] == 200

    # --- What its operator does

    def new_password(self):
        """Beside the server that runs; who was signed in with the old one is not, after that."""
        with self.running() as server:
            token = Peer(server.uri).sign_up("alice", "alice-password", "Alice").token
            status, output, complaints = run_server(self.executable, "--data", server.data_dir, "--reset-password", "Alice")
            assert status == 0 and complaints == "", (status, complaints)
            password = output.strip()
            assert len(password) == 12 and output == password + "\n", output
            for secret, code in (("alice-password", 401), (password, 200)):
                assert Peer(server.uri).answer("login", scheme="basic", secret=secret_of("alice", secret))["code"] == code
            assert Peer(server.uri).answer("login", scheme="token", secret=token)["code"] == 401
            self.refused("--data", server.data_dir, "--reset-password", "nobody", words=["nobody"])

    def addresses_confirmed(self):
        """By a code that the operator's program sends; a wrong answer takes the code away."""
        program, sent = self.folder / "send-code", self.folder / "sent"
        program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >"{sent}.new" && mv "{sent}.new" "{sent}"\n')
        program.chmod(0o755)
        address = "$(id)@example.org"
        with self.running("--code-command", str(program)) as server:
            alice = Peer(server.uri).sign_up("alice", "alice-password", "Alice")

            def code_for(value):
                sent.unlink(missing_ok=True)
                assert alice.answer("set", topic="me", cred={"meth": "email", "val": value})["code"] == 200
                wait_for(sent.exists, "a code")
                kind, where, code = sent.read_text().splitlines()
                assert (kind, where, len(code)) == ("email", value, 6), sent.read_text()
                return code

            def confirm(code):
                return alice.answer("set", topic="me", cred={"meth": "email", "resp": code})["code"]

            def known():
                return alice.meta("get", topic="me", what="cred")["cred"]

            code = code_for("alice@example.org")
            assert known() == [{"meth": "email", "val": "alice@example.org"}], known()
            assert confirm("123456" if code != "123456" else "654321") == 401
            assert confirm(code) == 401, "a code outlives a wrong guess"
            assert confirm(code_for(address)) == 200
            assert known() == [{"meth": "email", "val": address, "done": True}]
            code_for("other@example.org")
            assert alice.answer("set", topic="me", cred={"meth": "email", "val": "more@example.org"})["code"] == 503

    # --- The rest

    def demo(self):
        data = self.fresh()
        counts = []
        for _round in range(2):
            with self.running("--demo", data=data):
                pass
            with contextlib.closing(sqlite3.connect(pathlib.Path(data) / "server.db")) as database:
                counts.append([database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                               for table in ("user", "topic", "subscription", "message")])
        assert counts[0] == counts[1], counts
        assert counts[0][0] > 0, "there is nobody"

    def demo_people_know_a_newcomer(self):
        with self.running("--demo") as server:
            alice = Peer(server.uri).sign_up("newcomer", "newcomer-password", "Newcomer")
            roster = alice.expect("meta", topic="me", sub=alice.meta("get", topic="me", what="sub")["sub"])["sub"]
            assert len(roster) > 0
        with self.running() as server:
            alice = Peer(server.uri).sign_up("newcomer", "newcomer-password", "Newcomer")
            assert alice.request("get", topic="me", what="sub")["code"] == 204

    def throttle(self):
        with self.running() as server:
            token = Peer(server.uri).sign_up("alice", "alice-password", "Alice").token
            peer = Peer(server.uri)
            for number in range(FAILURES_MAX):
                ctrl = peer.answer("login", scheme="basic", secret=secret_of(f"guess{number % 2}", "wrong-password"))
                assert ctrl["code"] == 401, ctrl
            right = secret_of("alice", "alice-password")
            assert peer.answer("login", scheme="basic", secret=right)["code"] == 503
            assert Peer(server.uri).answer("login", scheme="basic", secret=right)["code"] == 503
            # Whoever is in already stays so: a token is no guess.
            assert Peer(server.uri).request("login", scheme="token", secret=token)["code"] == 200

    def throttle_of_a_name_like_an_address(self):
        """Names may look like addresses: who guesses at one slows down only that name."""
        with self.running() as server:
            for login in ("127.0.0.2", "alice"):
                Peer(server.uri).sign_up(login, "right-password", login)
            guessing = self.peer_at(server, "127.0.0.3")
            for _number in range(FAILURES_MAX):
                guessing("127.0.0.2", "wrong-password")
            assert guessing("127.0.0.2", "right-password") == 503
            assert self.peer_at(server, "127.0.0.2")("alice", "right-password") == 200, "the address of that name is slowed down"

    @staticmethod
    def peer_at(server, address):
        """Somebody who comes from another address; called with a name and a password, returns the answer's code."""
        peer = RawPeer(server, address=address)
        assert peer.answer("hi", ver="0.25")["code"] == 201
        return lambda login, password: peer.answer("login", scheme="basic", secret=secret_of(login, password))["code"]

    def throttle_side_by_side(self):
        """Guesses that are made at once count as much as those made one after another."""
        with self.running() as server:
            peers = [Peer(server.uri) for _number in range(3 * FAILURES_MAX)]
            posts = [(peer, peer.post("login", scheme="basic", secret=secret_of("alice", f"guess {number}")))
                     for number, peer in enumerate(peers)]
            codes = [peer.expect("ctrl", id=number)["code"] for peer, number in posts]
            assert set(codes) <= {401, 503}, codes
            assert codes.count(401) <= FAILURES_MAX, f"{codes.count(401)} guesses were looked at"

    def right_password_does_not_count(self):
        with self.running() as server:
            Peer(server.uri).sign_up("alice", "alice-password", "Alice")
            for _number in range(FAILURES_MAX + 2):
                peer = Peer(server.uri).sign_in("alice", "alice-password")
                peer.close()

    def no_memory_for_passwords(self):
        """A password that cannot be hashed is not taken, and the one before stays."""
        with self.running() as server:
            pid = server.process.get_identifier()
            alice = Peer(server.uri).sign_up("alice", "alice-password", "Alice")
            status = pathlib.Path(f"/proc/{pid}/status").read_text().split()
            size = int(status[status.index("VmSize:") + 1]) * 1024
            if size > SANITIZER_BYTES:  # it takes an address space of its own and ends without it
                return
            subprocess.run(["prlimit", "--pid", pid, f"--as={size + PASSWORD_BYTES // 2}:"], check=True)
            for user, secret in (("new1", secret_of("bob", "bob-password")), (alice.user_id, secret_of("", "new-password"))):
                ctrl = alice.answer("acc", user=user, scheme="basic", secret=secret)
                assert ctrl["code"] == 503, ctrl
            subprocess.run(["prlimit", "--pid", pid, "--as=unlimited:"], check=True)
            Peer(server.uri).sign_in("alice", "alice-password")
            Peer(server.uri).sign_up("bob", "bob-password", "Bob")


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="cordial-server-process-") as folder:
        process = Process(sys.argv[1], folder)
        tap.case("an unknown option, a stray word or a missing folder is named", process.options)
        tap.case("--version and --help inform and end", process.informs)
        tap.case("an address that is none is named", process.bad_address)
        tap.case("a port in use is named", process.port_in_use)
        tap.case("a folder that another one serves is named", process.folder_in_use)
        tap.case("other computers need encryption or a word", process.beyond_the_loopback)
        tap.case("a folder that cannot be made or written is named", process.folder_that_cannot_be)
        tap.case("a file that is no database is named and kept", process.file_that_is_no_database)
        tap.case("a database of a newer version is named and kept", process.database_of_another_version)
        tap.case("a database of the first version is brought up", process.database_of_the_first_version)
        tap.case("its files are its owner's alone", process.files_of_its_owner)
        tap.case("a folder with other things is left open, and named", process.folder_with_other_things)
        tap.case("a certificate that cannot be used is named", process.certificate_that_cannot_be)
        tap.case("with a certificate the connection is encrypted", process.encrypted)
        tap.case("with a certificate other computers may connect", process.encrypted_beyond_the_loopback)
        tap.case("--exit-with-stdin ends with its starter", process.ends_with_stdin)
        tap.case("without --exit-with-stdin it does not", process.stays_without_stdin)
        tap.case("a signal ends it well, with a goodbye to everybody", process.ends_with_a_signal)
        tap.case("killed after an answer, it has the message once", process.killed)
        tap.case("killed among many messages, it keeps what it promised", process.killed_in_the_middle)
        tap.case("a token outlives a restart", process.token_outlives_a_restart)
        tap.case("--reset-password gives somebody a new password", process.new_password)
        tap.case("--code-command has addresses confirmed", process.addresses_confirmed)
        tap.case("--demo fills once", process.demo)
        tap.case("--demo's people know a newcomer", process.demo_people_know_a_newcomer)
        tap.case("wrong passwords slow down whoever sends them", process.throttle)
        tap.case("a name like an address is no address", process.throttle_of_a_name_like_an_address)
        tap.case("wrong passwords side by side count as well", process.throttle_side_by_side)
        tap.case("right passwords slow nobody down", process.right_password_does_not_count)
        tap.case("without memory no password is taken", process.no_memory_for_passwords)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
