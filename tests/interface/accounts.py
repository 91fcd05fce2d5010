# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of an account when the machine or the server changes under it: a locked keyring, a server set up anew.

usage: tests/session --no-secrets accounts.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import pathlib
import shutil
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens  # noqa: E402
from driver import QUICK_CONNECTION, Application, WindowTap, settle  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from secret_service import SecretServiceProcess  # noqa: E402
from server_process import ServerProcess  # noqa: E402


class Accounts:
    def __init__(self, executable, server_executable, artifacts):
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-accounts-")
        self.artifacts = artifacts
        self.server_folder = self.folder.name + "/server"
        self.server = ServerProcess(server_executable, self.server_folder)
        self.secrets = SecretServiceProcess()
        self.app = Application(executable, f"{self.folder.name}/home", f"{artifacts}/accounts.log",
                               environment=QUICK_CONNECTION)
        screens.sign_up(self.app, self.server.uri, "nina", "nina-password", "Nina")
        screens.wait_for_window(self.app)
        wait_for(lambda: self.secrets.count("Items") == 1, "the token in the keyring")

    def picture(self, name):
        settle()
        self.app.picture(f"{self.artifacts}/accounts-{name}.png")

    def wait_banner(self, text):
        wait_for(lambda: screens.banner(self.app) == text, f"the banner {text!r}")

    def press(self, name):
        self.app.press(self.app.find(name, role=Atspi.Role.PUSH_BUTTON))

    def logs(self):
        """What SQLite leaves beside a database that was not closed."""
        return [path.name for path in pathlib.Path(self.folder.name).glob("home/data/cordial/accounts/*/account.db-*")]

    # --- Cases, in their order -----------------------------------------------------------------------------------

    def just_made(self):
        """The database of an account that was made a moment ago is closed with the program, like any other."""
        self.app.stop()
        assert self.logs() == [], self.logs()
        self.app.start()
        screens.wait_for_no_banner(self.app)
        self.app.stop()
        assert self.logs() == [], self.logs()
        self.app.start()

    def keyring_waits(self):
        """Locked at the start: said so for as long as it is, asked for again by a button, and noticed when it is open."""
        self.app.stop()
        self.secrets.lock()
        self.app.start()
        wait_for(lambda: self.secrets.count("Prompts") == 1, "the question for the keyring's password")
        self.wait_banner("The password store is locked")
        self.picture("locked")
        self.secrets.answer(False)
        # Whoever does not unlock it may know the password.
        self.app.find("Password", role=Atspi.Role.TEXT)
        screens.wait_for_problem(self.app, "the password store is locked. unlock it, or enter the password")
        self.picture("password-instead")
        self.app.key("Escape")
        self.app.gone("Password", role=Atspi.Role.TEXT)
        self.press("Unlock")
        wait_for(lambda: self.secrets.count("Prompts") == 1, "the question once more")
        self.secrets.open()
        screens.wait_for_no_banner(self.app)
        wait_for(lambda: self.secrets.count("Prompts") == 0, "the question to be taken back")

    def password_instead(self):
        """The dialog that is open closes by itself when the keyring opens."""
        self.app.stop()
        self.secrets.lock()
        self.app.start()
        wait_for(lambda: self.secrets.count("Prompts") == 1, "the question for the keyring's password")
        self.secrets.answer(False)
        self.app.find("Password", role=Atspi.Role.TEXT)
        self.secrets.open()
        self.app.gone("Password", role=Atspi.Role.TEXT)
        screens.wait_for_no_banner(self.app)

    def open_elsewhere(self):
        """A second session of the same person: told, and it goes on when the first one is closed."""
        second = Application(self.app.command[-1], f"{self.folder.name}/home", f"{self.artifacts}/accounts-second.log",
                             arguments=["--gapplication-app-id", "io.github.cordialchat.Cordial.Second"])
        second.find("Cordial Is Open Elsewhere")
        settle()
        second.picture(f"{self.artifacts}/accounts-elsewhere.png")
        self.app.stop()
        screens.wait_for_window(second)
        second.gone("Cordial Is Open Elsewhere")
        second.stop()
        self.app.start()
        screens.wait_for_window(self.app)

    def server_moved(self):
        """Its address is changed in the preferences, and the account goes on there."""
        self.server.move()
        wait_for(lambda: screens.banner(self.app), "the banner")
        self.app.key("ctrl+comma")
        self.app.find("Preferences", role=Atspi.Role.DIALOG)
        settle()
        self.app.click_node(self.app.find("Accounts", role=Atspi.Role.PAGE_TAB))
        self.app.click_node(self.app.find("Change Address…"))
        self.app.find("Server", role=Atspi.Role.TEXT)
        settle()
        screens.replace_text(self.app, "Server", "ws://chat.example.org")
        self.app.find("Connect Without Encryption", exact=False)
        self.app.key("Return")
        screens.wait_for_problem(self.app, "this address is not encrypted")
        self.picture("new-address")
        screens.replace_text(self.app, "Server", self.server.uri)
        self.app.key("Return")
        self.app.wait_label("Address changed")
        self.app.wait_label(self.server.uri)
        self.picture("address-changed")
        screens.close_dialog(self.app, "Preferences")
        screens.wait_for_no_banner(self.app)

    def somebody_else(self):
        """The server is set up anew, and the name is somebody else's: nothing of theirs comes in, and the person decides."""
        self.server.stop()
        shutil.rmtree(self.server_folder)
        self.server.start()
        Peer(self.server.uri).sign_up("other", "other-password", "Other").close()
        Peer(self.server.uri).sign_up("nina", "nina-password", "Another Nina").close()
        self.wait_banner("Signed out by the server")
        self.press("Sign In")
        self.app.find("Password", role=Atspi.Role.TEXT)
        screens.replace_text(self.app, "Password", "nina-password")
        self.app.key("Return")
        screens.wait_for_problem(self.app, "another account under this name")
        self.picture("another-password")
        self.app.key("Escape")
        self.app.gone("Password", role=Atspi.Role.TEXT)
        self.wait_banner("The server has another account under your name now")
        self.press("Details…")
        self.app.wait_label("“nina” on", "is not the account whose messages are here")
        self.picture("another-account")
        self.press("Begin Anew")
        self.app.find("User Name", role=Atspi.Role.TEXT)
        screens.fill_sign_in(self.app, self.server.uri, "nina", "nina-password")
        screens.wait_for_window(self.app)
        folders = list(pathlib.Path(self.folder.name).glob("home/data/cordial/accounts/*/account.db"))
        assert len(folders) == 2, f"the messages of the earlier account must stay: {folders}"

    def sign_out_and_quit(self):
        """At once, with a keyring that takes its time: nothing is left in it."""
        wait_for(lambda: self.secrets.count("Items") == 1, "the token in the keyring")
        self.app.key("ctrl+comma")
        self.app.find("Preferences", role=Atspi.Role.DIALOG)
        settle()
        self.app.click_node(self.app.find("Accounts", role=Atspi.Role.PAGE_TAB))
        self.app.click_node(self.app.find("Sign Out…"))
        self.app.find("Sign Out?")
        self.secrets.hold("SearchItems")
        self.press("Sign Out")
        self.app.find("Welcome to Cordial")
        wait_for(lambda: self.secrets.count("Held") == 1, "the keyring to be asked")
        self.app.process.terminate()
        self.secrets.release()
        self.app.stop()
        assert self.secrets.count("Items") == 0

    def close(self):
        self.secrets.stop()
        self.server.stop()
        self.folder.cleanup()


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    tap = WindowTap(sys.argv[3])
    accounts = Accounts(*sys.argv[1:])
    tap.application = accounts.app
    for case in (accounts.just_made, accounts.keyring_waits, accounts.password_instead, accounts.open_elsewhere,
                 accounts.server_moved, accounts.somebody_else, accounts.sign_out_and_quit, accounts.close):
        tap.case(case.__name__.replace("_", " "), case)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
