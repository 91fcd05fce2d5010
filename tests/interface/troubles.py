# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong around the application gets one clear sentence in the right place, and nothing is lost.

usage: tests/session --no-secrets troubles.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import os
import pathlib
import random
import socket
import sqlite3
import sys
import tempfile
import threading

import gi

gi.require_version("Atspi", "2.0")
gi.require_version("Soup", "3.0")
from gi.repository import Atspi, Soup  # noqa: E402

import old_account  # noqa: E402
import screens  # noqa: E402
from desktop_fakes import Portal, portal_environment  # noqa: E402
from drafty import entity  # noqa: E402
from driver import Application, WindowTap, settle  # noqa: E402
from files_peer import FilesPeer  # noqa: E402
from namespaces import enter_namespaces, mount_tmpfs, set_read_only, unmount  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from server_process import ServerProcess  # noqa: E402

DISK_BYTES, LARGE_BYTES = 4 << 20, 6 << 20


class Website:
    """Answers every request with a page."""

    def __init__(self):
        self.server = Soup.Server()
        self.server.add_handler(None, self._answer)
        self.server.listen_local(0, Soup.ServerListenOptions.IPV4_ONLY)
        self.address = f"127.0.0.1:{self.server.get_uris()[0].get_port()}"

    @staticmethod
    def _answer(_server, message, _path, _query):
        message.set_status(200, None)
        message.set_response("text/html", Soup.MemoryUse.COPY, b"<p>A page about flowers.</p>")


class Stranger:
    """Speaks first, and not HTTP."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            client, _address = self.listener.accept()
            client.sendall(b"220 mail.example.org ready\r\n")
            client.recv(4096)
            client.close()


class Troubles:
    def __init__(self, executable, server_executable, artifacts, own_disk):
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-troubles-")
        self.artifacts = artifacts
        self.home = pathlib.Path(self.folder.name) / "home"
        self.data = self.home / "data"
        self.data.mkdir(parents=True)
        self.cache, self.downloads = self.home / "cache/cordial", pathlib.Path(self.folder.name) / "downloads"
        if own_disk:
            for folder in (self.data, self.cache, self.downloads):
                folder.mkdir(parents=True, exist_ok=True)
                mount_tmpfs(folder, f"size={DISK_BYTES}")
        self.server = ServerProcess(server_executable, f"{self.folder.name}/server")
        alice = Peer(self.server.uri).sign_up("alice", "alice-password", "Alice")
        self.alice_id = alice.user_id
        alice.close()
        self.peer = Peer(self.server.uri).sign_up("robin", "robin-password", "Robin")
        self.peer.attach(self.alice_id)
        self.files = FilesPeer(self.server.uri, self.peer)
        self.portal = Portal()
        self.app = Application(executable, str(self.home), f"{artifacts}/troubles.log", environment=portal_environment())
        self.website = Website()
        self.stranger = Stranger()

    def not_a_chat_server(self):
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, self.website.address, "alice", "alice-password")
        screens.wait_for_problem(self.app, "there is no chat server at this address (http 200)")

    def not_even_a_website(self):
        screens.fill_sign_in(self.app, self.stranger.address, "alice", "alice-password")
        screens.wait_for_problem(self.app, "what answers at this address is no chat server")

    def no_such_address(self):
        screens.fill_sign_in(self.app, "ws://not an address/", "alice", "alice-password")
        screens.wait_for_problem(self.app, "address")

    def no_password_store(self):
        screens.fill_sign_in(self.app, self.server.uri, "alice", "alice-password")
        screens.wait_for_window(self.app)
        screens.wait_for_problem(self.app, "you will be asked for it at each start")
        self.app.key("Escape")
        self.app.gone("Password Not Kept")
        screens.open_chat(self.app, "Robin")

    def long_message(self):
        """100 KiB is much for a message but not too much for the server."""
        text = "A long message. " * (100 * 1024 // 16)
        screens.paste_message(self.app, text)
        screens.press_send(self.app)
        wait_for(lambda: self.peer.texts(self.alice_id) == [text.strip()], "the long message at the peer")

    def too_long_message(self):
        text = "A message that no server takes. " * (300 * 1024 // 32)
        screens.paste_message(self.app, text)
        screens.press_send(self.app)
        screens.wait_for_problem(self.app, "this message is too long")
        assert screens.composer_text(self.app) == text, "the text must stay where it is"
        screens.clear_composer(self.app)

    def full_disk(self):
        filler = self.data / "filler"
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        screens.type_message(self.app, "written to a full disk")
        screens.press_send(self.app)
        screens.wait_for_problem(self.app, "disk is full")
        assert screens.composer_text(self.app) == "written to a full disk", "the text must stay where it is"
        self.app.key("Escape")
        screens.wait_for_banner(self.app, "New messages cannot be kept: the disk is full or cannot be written to")
        self.peer.publish(self.alice_id, "sent to a full disk")
        settle()
        self.app.picture(f"{self.artifacts}/troubles-full-disk.png")
        filler.unlink()
        # It catches up by itself.
        screens.wait_for_no_banner(self.app)
        wait_for(lambda: "sent to a full disk" in screens.messages(self.app), "what came meanwhile")
        screens.press_send(self.app)
        wait_for(lambda: screens.composer_text(self.app) == "", "the message to be kept")
        wait_for(lambda: self.peer.texts(self.alice_id)[1:] == ["sent to a full disk", "written to a full disk"], "the message at the peer")

    def no_room_for_files(self):
        """On the way here, where it shall be saved, and on the way there: a sentence, another try, and nothing half."""
        content = random.Random(18).randbytes(LARGE_BYTES)
        large = pathlib.Path(self.folder.name) / "large.bin"
        large.write_bytes(content)
        reference = self.files.upload(content).url
        self.peer.publish(self.alice_id, entity("EX", "", mime="application/octet-stream", name="hers.bin", size=len(content), ref=reference),
                          mime="text/x-drafty")
        self.app.press(self.app.find("Download: hers.bin", role=Atspi.Role.PUSH_BUTTON))
        self.app.wait_label("There is no room on the disk for the file.")
        assert not [path for path in self.cache.rglob("*") if path.stat().st_size > 0 and path.is_file()], list(self.cache.rglob("*"))
        settle()
        self.app.picture(f"{self.artifacts}/troubles-no-room.png")
        unmount(self.cache)
        self.app.press(self.app.find("Try Again: hers.bin", role=Atspi.Role.PUSH_BUTTON))
        self.app.press(self.app.find("Save As…: hers.bin", role=Atspi.Role.PUSH_BUTTON))
        wait_for(lambda: self.portal.choices, "the dialog to save a file")
        self.portal.choose(self.downloads / "hers.bin")
        self.app.wait_label("“hers.bin” was not saved")
        assert not list(self.downloads.iterdir()), list(self.downloads.iterdir())
        # What stood there before is not lost either.
        self.app.click("Dismiss", role=Atspi.Role.PUSH_BUTTON)
        (self.downloads / "before.bin").write_bytes(b"before")
        self.app.press(self.app.find("Save As…: hers.bin", role=Atspi.Role.PUSH_BUTTON))
        wait_for(lambda: self.portal.choices, "the dialog to save a file")
        self.portal.choose(self.downloads / "before.bin")
        self.app.wait_label("“hers.bin” was not saved")
        self.app.click("Dismiss", role=Atspi.Role.PUSH_BUTTON)
        assert [path.read_bytes() for path in self.downloads.iterdir()] == [b"before"], list(self.downloads.iterdir())
        unmount(self.downloads)
        self.app.press(self.app.find("Save As…: hers.bin", role=Atspi.Role.PUSH_BUTTON))
        wait_for(lambda: self.portal.choices, "the dialog to save a file")
        self.portal.choose(self.downloads / "hers.bin")
        wait_for(lambda: (self.downloads / "hers.bin").exists() and (self.downloads / "hers.bin").stat().st_size == len(content), "the file")
        assert (self.downloads / "hers.bin").read_bytes() == content
        # What shall be sent is copied first.
        self.app.click("Send Files…", role=Atspi.Role.PUSH_BUTTON)
        wait_for(lambda: self.portal.choices, "the dialog to choose files")
        self.portal.choose(large)
        self.app.find("Caption", exact=False)
        screens.press_send_in_dialog(self.app)
        self.app.wait_label("There is no room on the disk for the file.")
        self.app.click("Cancel", role=Atspi.Role.PUSH_BUTTON)
        self.app.gone("Caption", exact=False)
        assert not list(self.data.rglob("files/*")), list(self.data.rglob("files/*"))

    def password_again(self):
        self.app.stop(self.portal.dialogs)
        self.app.start()
        self.app.find("Password", role=Atspi.Role.TEXT)
        screens.wait_for_problem(self.app, "no password store")
        screens.replace_text(self.app, "Password", "alice-password")
        self.app.key("Return")
        self.app.gone("Password", role=Atspi.Role.TEXT)
        screens.open_chat(self.app, "Robin")
        wait_for(lambda: screens.messages(self.app)[-1:] == self.peer.texts(self.alice_id)[-1:], "the conversation")

    def read_only_database(self):
        self.app.stop(self.portal.dialogs)
        set_read_only(self.data, True)
        try:
            self.app.start()
            screens.wait_for_problem(self.app, "the account “alice” on")
            screens.wait_for_problem(self.app, "cannot be written to disk")
            self.app.stop(self.portal.dialogs)
        finally:
            set_read_only(self.data, False)
        self.app.start()
        self.app.find("Password", role=Atspi.Role.TEXT)

    def damaged_database(self):
        self.app.stop(self.portal.dialogs)
        path = next(self.data.glob("cordial/accounts/*/account.db"))
        sound = path.read_bytes()
        damaged = sound[:len(sound) // 2]
        path.write_bytes(damaged)
        self.app.start()
        screens.wait_for_problem(self.app, "the account “alice” on")
        screens.wait_for_problem(self.app, str(path).lower())
        settle()
        self.app.picture(f"{self.artifacts}/troubles-damaged.png")
        self.app.press(self.app.find("Later", role=Atspi.Role.PUSH_BUTTON))
        self.app.gone("Messages Damaged")
        assert path.read_bytes() == damaged, "a damaged database must stay as it is"
        # Told once; then it is in the preferences.
        self.app.stop(self.portal.dialogs)
        self.app.start()
        self.app.find("Welcome to Cordial")
        assert self.app.look_for("Messages Damaged") is None
        self.app.key("ctrl+comma")
        self.app.find("Preferences", role=Atspi.Role.DIALOG)
        settle()
        self.app.click_node(self.app.find("Accounts", role=Atspi.Role.PAGE_TAB))
        settle()
        self.app.picture(f"{self.artifacts}/troubles-damaged-preferences.png")
        self.app.click_node(self.app.find("Decide What to Do…"))
        self.app.press(self.app.find("Begin Anew", role=Atspi.Role.PUSH_BUTTON))
        # The same account, and its messages from the server.
        self.app.find("Password", role=Atspi.Role.TEXT)
        screens.replace_text(self.app, "Password", "alice-password")
        self.app.key("Return")
        self.app.gone("Password", role=Atspi.Role.TEXT)
        if self.app.look_for("Preferences", Atspi.Role.DIALOG):
            screens.close_dialog(self.app, "Preferences")
        screens.open_chat(self.app, "Robin")
        wait_for(lambda: "written to a full disk" in screens.messages(self.app), "the messages from the server")
        copies = list(path.parent.glob("damaged-*/account.db"))
        assert [copy.read_bytes() for copy in copies] == [damaged], copies

    def newer_database(self):
        self.app.stop(self.portal.dialogs)
        path = next(self.data.glob("cordial/accounts/*/account.db"))
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA user_version = 4711")
        database.close()
        before = path.read_bytes()
        self.app.start()
        screens.wait_for_problem(self.app, "newer version of cordial")
        self.app.stop(self.portal.dialogs)
        assert path.read_bytes() == before, "a database of a newer version must stay as it is"

    def large_old_database(self):
        """The window is there at once and says what it waits for; killed in the midst, it goes on; then everything is there."""
        home = pathlib.Path(self.folder.name) / "old-home"
        path = old_account.make(home, self.data.parent)

        def position():
            with sqlite3.connect(path) as database:
                found = database.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'migration'").fetchone()[0]
                reached = database.execute("SELECT position FROM migration").fetchone()[0] if found else 0
            database.close()
            return reached

        app = self.old_app = Application(self.app.command[-1], str(home), self.app.log.with_name("troubles-old.log"))
        app.find("Updating Messages…")
        app.find("Messages updated", role=Atspi.Role.PROGRESS_BAR)
        wait_for(lambda: position() > 0, "the update to be under way")
        app.kill()
        before = position()
        assert 0 < before < old_account.MESSAGES, before
        app.start()
        app.find("Updating Messages…")
        assert app.look_for("Welcome to Cordial") is None
        app.find("Password", role=Atspi.Role.TEXT)
        app.key("Escape")
        app.gone("Password", role=Atspi.Role.TEXT)
        screens.open_chat(app, "Old Friend")
        wait_for(lambda: screens.messages(app)[-1:] == [f"old message {old_account.MESSAGES}"], "the newest message")
        app.stop()
        with sqlite3.connect(path) as database:
            count = database.execute("SELECT count(*) FROM message WHERE place = seq").fetchone()[0]
        database.close()
        assert count == old_account.MESSAGES, count

    def close(self):
        self.peer.close()
        self.server.stop()
        self.portal.close()
        for folder in (self.data, self.cache, self.downloads):
            if os.path.ismount(folder):
                unmount(folder)
        self.folder.cleanup()


def main():
    executable, server_executable, artifacts = sys.argv[1:4]
    no_disk = enter_namespaces("mount")
    tap = WindowTap(artifacts)
    troubles = Troubles(executable, server_executable, artifacts, own_disk=no_disk is None)
    tap.application = troubles.app
    for case in (troubles.not_a_chat_server, troubles.not_even_a_website, troubles.no_such_address,
                 troubles.no_password_store, troubles.long_message, troubles.too_long_message, troubles.full_disk,
                 troubles.password_again, troubles.no_room_for_files, troubles.read_only_database, troubles.damaged_database, troubles.newer_database,
                 troubles.large_old_database, troubles.close):
        name = case.__name__.replace("_", " ")
        if no_disk and case in (troubles.no_room_for_files, troubles.full_disk, troubles.read_only_database):
            tap.skip(name, no_disk)
        else:
            tap.case(name, case)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
