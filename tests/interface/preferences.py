# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the person may choose, and that it holds: preferences, shortcuts, about, signing out with and without the messages.

usage: tests/session preferences.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import pathlib
import subprocess
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens  # noqa: E402
from driver import QUICK_CONNECTION, Application, WindowTap, screenshot, settle, xdotool  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer, Refused  # noqa: E402
from server_process import ServerProcess  # noqa: E402

SCHEMA = "io.github.cordialchat.Cordial"


class Preferences:
    def __init__(self, executable, server_executable, artifacts):
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-preferences-")
        self.executable = executable
        self.artifacts = artifacts
        self.home = pathlib.Path(self.folder.name) / "home"
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        self.ada = Peer(self.server.uri).sign_up("ada", "ada-password", "Ada")
        self.keyfile = self.home / "config/glib-2.0/settings/keyfile"
        self.keyfile.parent.mkdir(parents=True)
        # What no program of ours ever wrote: it starts with what it has instead.
        self.keyfile.write_bytes(b"[io/github/cordialchat/Cordial]\nwindow-width='wide'\nwindow-height=-3\nappearance='loud'\n"
                                 b"heartbeat-interval=100000\nwhen-closed=7\nnotifications=@@\n\xff\xfe[[[\n")
        self.app = self.start()

    def start(self):
        return Application(self.executable, str(self.home), f"{self.artifacts}/preferences.log",
                           environment={"GSETTINGS_BACKEND": "keyfile", **QUICK_CONNECTION})

    def get(self, key):
        return subprocess.run(["gsettings", "get", SCHEMA, key], env=self.app.environment, check=True, capture_output=True,
                              text=True).stdout.strip()

    def open(self, page=None):
        self.app.key("ctrl+comma")
        self.app.find("Preferences", role=Atspi.Role.DIALOG)
        if page:
            settle()
            self.app.click_node(self.app.find(page, role=Atspi.Role.PAGE_TAB))

    def close_dialog(self):
        screens.close_dialog(self.app, "Preferences")

    def toggle(self, name, key, value):
        self.app.click_node(self.app.find(name, exact=False))
        wait_for(lambda: self.get(key) == value, f"{key} to be {value}")

    def sign_in(self, password):
        self.app.find("Welcome to Cordial")
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, self.server.uri, "nina", password)

    def close(self):
        self.app.stop()
        self.server.stop()
        self.folder.cleanup()

    # --- Cases, in their order -----------------------------------------------------------------------------------

    def corrupt_settings(self):
        self.app.find("Welcome to Cordial")
        assert self.get("heartbeat-interval") == "30" and self.get("appearance") == "'system'", self.get("appearance")
        screens.sign_up(self.app, self.server.uri, "nina", "nina-password", "Nina")
        screens.wait_for_window(self.app)
        self.nina = Peer(self.server.uri).sign_in("nina", "nina-password").user_id
        self.ada.attach(self.nina)
        self.ada.publish(self.nina, "hello")
        screens.open_chat(self.app, "Ada")

    def brightness(self):
        path = pathlib.Path(self.artifacts) / "appearance.png"
        screenshot(path)
        return float(subprocess.run(["convert", str(path), "-colorspace", "Gray", "-format", "%[fx:mean]", "info:"],
                                    check=True, capture_output=True, text=True).stdout)

    def appearance(self):
        light = self.brightness()
        self.open()
        self.app.click_node(self.app.find("Style", exact=False))
        self.app.find("Dark")
        self.app.key("Down", "Down", "Return")
        wait_for(lambda: self.get("appearance") == "'dark'", "the setting")
        self.close_dialog()
        wait_for(lambda: self.brightness() < light / 2, "a dark window")
        subprocess.run(["gsettings", "set", SCHEMA, "appearance", "light"], env=self.app.environment, check=True)
        wait_for(lambda: self.brightness() > light * 0.9, "a light window")

    def enter(self):
        screens.send(self.app, "Enter sends this")
        self.open()
        self.toggle("Enter Sends", "enter-sends", "false")
        self.close_dialog()
        screens.type_message(self.app, "two")
        self.app.key("Return")
        self.app.type("lines")
        wait_for(lambda: screens.composer_text(self.app) == "two\nlines", "two lines in the composer")
        self.app.key("ctrl+Return")
        wait_for(lambda: screens.composer_text(self.app) == "", "the message to be kept")
        wait_for(lambda: "two\nlines" in self.ada.texts(self.nina), "the message at Ada's")
        self.open()
        self.toggle("Enter Sends", "enter-sends", "true")
        self.close_dialog()

    def spelling(self):
        screens.type_message(self.app, "a mispeled word ")
        wait_for(lambda: screens.misspelt(self.app) == ["mispeled"], "the misspelt word to be underlined")
        for value, found in (("false", []), ("true", ["mispeled"])):
            self.open()
            self.toggle("Check Spelling", "spell-check", value)
            self.close_dialog()
            wait_for(lambda: screens.misspelt(self.app) == found, f"{found} to be underlined")
        screens.clear_composer(self.app)

    def menu_item(self, label):
        """In the menu that is open, if it has it."""
        return self.app.look_for(label, Atspi.Role.MENU_ITEM)

    def go_to(self, label):
        """Down the menu, a key at a time."""
        def there():
            if self.menu_item(label).has(Atspi.StateType.FOCUSED):
                return True
            self.app.key("Down")
            return False

        wait_for(there, f"the focus on {label!r}")

    def choose(self, word, label):
        """From the menu of a word, by a click on the word, and on the item by the keyboard."""
        node, text = screens.composer(self.app), screens.composer_text(self.app)
        letter = node.letter(text.index(word) + 1)
        own = node.place()
        x, y, _width, _height = self.app.place(node)
        xdotool("mousemove", str(x + letter.x - own.x + 2), str(y + letter.y - own.y + letter.height // 2), "click", "3")
        wait_for(lambda: self.menu_item(label), f"{label!r} in the menu")
        self.go_to(label)
        self.app.key("Return")
        wait_for(lambda: not self.menu_item(label), "the menu to go")

    def corrections(self):
        screens.type_message(self.app, "mispeled and gronk, ask teh nina@example.org or https://haertbeat.example.org ")
        wait_for(lambda: screens.misspelt(self.app) == ["mispeled", "gronk", "teh"], "three words to be underlined")
        self.choose("mispeled", "misspelled")
        wait_for(lambda: screens.composer_text(self.app).startswith("misspelled and gronk"), "the corrected word")
        self.choose("gronk", "Ignore")
        wait_for(lambda: screens.misspelt(self.app) == ["teh"], "one word to be underlined")
        self.choose("teh", "Add to Dictionary")
        wait_for(lambda: screens.misspelt(self.app) == [], "no word to be underlined")
        assert any("teh" in path.read_text().split() for path in (self.home / "config/enchant").glob("*.dic"))
        screens.clear_composer(self.app)

    def heartbeat(self):
        """What is chosen is used at once, on the connection that is there."""
        subprocess.run(["gsettings", "set", SCHEMA, "heartbeat-interval", "5"], env=self.app.environment, check=True)
        self.open()
        wait_for(lambda: self.get("heartbeat-interval") == "5", "the interval")
        assert self.app.look_for("Restore Defaults") is None, "what few need is on the page at once"
        screens.click_row(self.app, "Advanced")
        screens.click_row(self.app, "Restore Defaults")
        wait_for(lambda: self.get("heartbeat-interval") == "30", "the default")
        self.close_dialog()

    def change_password(self):
        self.open("Accounts")
        self.app.click_node(self.app.find("Change Password…"))
        first = self.app.find("New Password", role=Atspi.Role.TEXT)
        self.app.click_node(first)
        self.app.type("another-password")
        self.app.click_node(self.app.find("Repeat Password", role=Atspi.Role.TEXT))
        self.app.type("mistyped")
        self.app.key("Return")
        self.app.find("The two passwords differ", exact=False)
        self.app.key("ctrl+a", "BackSpace")
        self.app.type("another-password")
        self.app.key("Return")
        self.app.find("Password changed", exact=False)
        Peer(self.server.uri).sign_in("nina", "another-password").close()
        try:
            Peer(self.server.uri).sign_in("nina", "nina-password")
            raise AssertionError("the old password still opens the account")
        except Refused as refused:
            assert refused.code == 401
        self.close_dialog()

    def sign_out_and_keep(self):
        self.open("Accounts")
        self.app.click_node(self.app.find("Sign Out…"))
        self.app.find("Sign Out?")
        settle()
        # By the keyboard: the toolkit gives a wrong place for what is in a dialog above a dialog.
        box = self.app.find("Keep the messages on this computer", exact=False, role=Atspi.Role.CHECK_BOX)
        self.app.key("shift+Tab", "space")
        wait_for(lambda: self.app.again(box).has(Atspi.StateType.CHECKED), "the mark")
        self.app.click("Sign Out", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("Welcome to Cordial")
        kept = list((self.home / "data/cordial/accounts").glob("*/account.db"))
        assert len(kept) == 1, kept
        if self.app.look_for("Preferences", Atspi.Role.DIALOG):
            self.close_dialog()
        self.server.stop()  # what is shown now can only be what was kept
        self.server.start()
        self.sign_in("another-password")
        screens.wait_for_window(self.app)
        screens.open_chat(self.app, "Ada")
        wait_for(lambda: "Enter sends this" in screens.messages(self.app), "the messages of before")
        assert list((self.home / "data/cordial/accounts").glob("*/account.db")) == kept

    def sign_out_and_forget(self):
        self.open("Accounts")
        self.app.click_node(self.app.find("Sign Out…"))
        self.app.find("Sign Out?")
        self.app.click("Sign Out", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("Welcome to Cordial")
        wait_for(lambda: not list((self.home / "data/cordial/accounts").glob("*/account.db")), "the database to go")
        self.app.find("You are not signed in.")
        self.close_dialog()

    def shortcuts(self):
        self.app.key("ctrl+question")
        self.app.find("Keyboard Shortcuts", role=Atspi.Role.DIALOG)
        for title in ("New Chat", "Send", "Preferences", "Quit"):
            self.app.find(title)
        self.app.key("Escape")
        self.app.gone("Keyboard Shortcuts", role=Atspi.Role.DIALOG)

    def about(self):
        """What is to be posted in public has no private data in it."""
        self.sign_in("another-password")
        screens.wait_for_window(self.app)
        # The items of menus have no names with GTK 4.18: About is the one before the last, in a menu that goes round.
        self.app.key("F10")
        self.app.key("Up", "Up", "Return")
        self.app.find("About", exact=False, role=Atspi.Role.DIALOG)
        self.app.click_node(self.app.find("Troubleshooting"))
        self.app.click_node(self.app.find("Debugging Information"))
        text = wait_for(lambda: next((text for text in self.app.labels() if "libadwaita" in text and "Account 1" in text), None),
                        "the troubleshooting text")
        assert "link: online" in text and "Tinode" in text, text
        for secret in ("nina", "Nina", "127.0.0.1", "Ada", "password", self.nina, str(self.home)):
            assert secret not in text, f"{secret} is in {text}"

        def gone():
            if self.app.look_for("About", exact=False, role=Atspi.Role.DIALOG) is None:
                return True
            self.app.key("Escape")
            settle()
            return False

        wait_for(gone, "the dialog to go")


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    executable, server_executable, artifacts = sys.argv[1:]
    tap = WindowTap(artifacts)
    preferences = Preferences(executable, server_executable, artifacts)
    for case in (preferences.corrupt_settings, preferences.appearance, preferences.enter, preferences.spelling,
                 preferences.corrections, preferences.heartbeat,
                 preferences.change_password, preferences.sign_out_and_keep, preferences.sign_out_and_forget,
                 preferences.shortcuts, preferences.about):
        tap.application = preferences.app
        if case in (preferences.spelling, preferences.corrections) and preferences.app.environment.get("LSAN_OPTIONS"):
            tap.skip(case.__name__, "GTK (4.18) leaks the attributes of a text that it tells of")
            continue
        tap.case(case.__name__.replace("_", " "), case)
    tap.case("close", preferences.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
