# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom one talks to, and who one is: New Chat, the details behind the header, one's own profile, and the chat that was open last.

usage: tests/session people.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import base64
import pathlib
import re
import subprocess
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
gi.require_version("GdkPixbuf", "2.0")
from gi.repository import Atspi, GdkPixbuf  # noqa: E402

import screens  # noqa: E402
from desktop_fakes import Portal, portal_environment  # noqa: E402
from driver import BORDER, QUICK_CONNECTION, Application, WindowTap, settle, xdotool  # noqa: E402
from files_peer import FilesPeer  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from server_process import ServerProcess  # noqa: E402

WIDE = (1000, 680)
NARROW = (360 + BORDER, 700)


class People:
    def __init__(self, executable, server_executable, artifacts):
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-people-")
        self.artifacts = pathlib.Path(artifacts)
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        Peer(self.server.uri).sign_up("nina", "nina-password", "Nina").close()
        nina = Peer(self.server.uri).sign_in("nina", "nina-password")
        self.nina = nina.user_id
        nina.close()
        self.ada = Peer(self.server.uri).sign_up("ada", "ada-password", "Ada")
        self.ada.attach(self.nina)
        self.ada.publish(self.nina, "hello")
        Peer(self.server.uri).sign_up("adam", "adam-password", "Adam Stranger").close()
        self.app = Application(executable, self.folder.name + "/home", f"{artifacts}/people.log",
                               environment={"GSETTINGS_BACKEND": "keyfile", **QUICK_CONNECTION})

    def close(self):
        self.app.stop()
        self.ada.close()
        self.server.stop()
        self.folder.cleanup()

    def card(self):
        """What others see of Nina."""
        return self.ada.card(self.nina)

    # --- Cases, in their order -----------------------------------------------------------------------------------

    def known_people(self):
        """New Chat begins with those whom one has a chat with; others come below them."""
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, self.server.uri, "nina", "nina-password")
        screens.wait_for_window(self.app)
        wait_for(lambda: "Ada" in screens.chat_names(self.app), "the chat with Ada")
        self.app.key("ctrl+n")
        self.app.find("People You Know", role=Atspi.Role.LIST)
        self.app.find("Ada", role=Atspi.Role.LIST_ITEM, exact=False)
        assert self.app.look_for("Others on Your Server") is None
        settle()
        self.app.type("adam")
        self.app.find("Others on Your Server", role=Atspi.Role.LIST)
        wait_for(lambda: any("Adam Stranger" in label for label in self.app.labels()), "a stranger")
        assert self.app.look_for("People You Know") is None
        self.app.key("BackSpace")
        self.app.find("Ada", role=Atspi.Role.LIST_ITEM, exact=False)
        self.app.gone("Others on Your Server")  # whom one knows is not told twice
        self.app.key("Return")
        self.app.gone("New Chat", role=Atspi.Role.DIALOG)
        self.app.find("Message", role=Atspi.Role.TEXT)
        wait_for(lambda: "hello" in screens.messages(self.app), "the chat with Ada")

    def address(self):
        """The address of a person, as it stands on a card, leads to them."""
        adam = Peer(self.server.uri).sign_in("adam", "adam-password")
        self.app.key("ctrl+n")
        self.app.find("People You Know", role=Atspi.Role.LIST)
        settle()
        self.app.type("tinode:topic/" + adam.user_id)
        wait_for(lambda: any("Person at This Address" in label for label in self.app.labels()), "the person at the address")
        self.app.key("Return")
        wait_for(lambda: "Adam Stranger" in screens.chat_names(self.app), "the chat with Adam")
        adam.close()

    def details(self):
        """Picture, name and state in the header are a door."""
        screens.open_chat(self.app, "Ada,")
        for size in (WIDE, NARROW):
            self.app.resize(*size)
            self.app.click("Ada,", role=Atspi.Role.PUSH_BUTTON, exact=False)
            self.app.find("Chat Details", role=Atspi.Role.DIALOG)
            self.app.find("Ada", role=Atspi.Role.HEADING)
            settle()
            self.app.picture(self.artifacts / f"details-{size[0]}.png")
            screens.close_dialog(self.app, "Chat Details")
        self.app.resize(*WIDE)
        self.app.click("Ada,", role=Atspi.Role.PUSH_BUTTON, exact=False)
        self.app.click_node(self.app.find("Mute", exact=False))
        wait_for(lambda: "muted" in self.app.look_for("Ada,", role=Atspi.Role.LIST_ITEM, exact=False).name, "a muted chat")
        screens.close_dialog(self.app, "Chat Details")

    def desc_of_ada(self):
        """What the server says of the chat with Ada to another device of Nina's."""
        other = Peer(self.server.uri).sign_in("nina", "nina-password")
        other.attach(self.ada.user_id)
        desc = other.meta("get", topic=self.ada.user_id, what="desc")["desc"]
        other.close()
        return desc

    def nickname(self):
        """What one calls somebody, and that they are silent no more, also without a connection: shown at once, on the server later."""
        row = dict(role=Atspi.Role.LIST_ITEM, exact=False)
        self.app.click("Ada", role=Atspi.Role.PUSH_BUTTON)  # who is muted is not told to be there
        screens.replace_text(self.app, "Nickname", "Addie")
        self.app.key("Return")
        wait_for(lambda: "Addie" in screens.chat_names(self.app), "the nickname in the list")
        self.app.find("Addie", role=Atspi.Role.HEADING)
        wait_for(lambda: any("Others see “Ada”" in label for label in self.app.labels()), "what others see")
        wait_for(lambda: self.desc_of_ada().get("private", {}).get("comment") == "Addie", "the nickname on the server")
        assert "P" not in self.desc_of_ada()["acs"]["want"]
        self.app.picture(self.artifacts / "nickname.png")

        self.server.kill()
        screens.wait_for_countdown(self.app)
        screens.replace_text(self.app, "Nickname", "My Ada")
        self.app.key("Return")
        self.app.click_node(self.app.find("Mute", exact=False))
        wait_for(lambda: "muted" not in self.app.look_for("My Ada,", **row).name, "a chat that is heard again")
        self.server.start()
        wait_for(lambda: self.desc_of_ada().get("private", {}).get("comment") == "My Ada", "the second nickname on the server")
        wait_for(lambda: "P" in self.desc_of_ada()["acs"]["want"], "attention on the server")
        screens.replace_text(self.app, "Nickname", "")
        self.app.key("Return")
        wait_for(lambda: "Ada" in screens.chat_names(self.app), "the name that she gives herself")
        screens.close_dialog(self.app, "Chat Details")
        self.ada = Peer(self.server.uri).sign_in("ada", "ada-password")
        self.ada.attach(self.nina)

    def last_chat(self):
        """After a restart the chat is open that was."""
        self.app.stop()
        self.app.start()
        screens.wait_for_window(self.app)
        wait_for(lambda: "hello" in screens.messages(self.app), "the chat that was open")
        self.app.type("typed at once")
        wait_for(lambda: screens.composer_text(self.app) == "typed at once", "what was typed")
        screens.clear_composer(self.app)

    def open_profile(self):
        self.app.key("ctrl+comma")
        self.app.find("Preferences", role=Atspi.Role.DIALOG)
        settle()
        self.app.click_node(self.app.find("Accounts", role=Atspi.Role.PAGE_TAB))
        self.app.click_node(self.app.find("Profile…"))
        self.app.find("About You", role=Atspi.Role.TEXT)
        settle()

    def name_and_note(self):
        """Others see at once what is applied."""
        self.open_profile()
        screens.replace_text(self.app, "Name", "Nina Simone")
        self.app.key("Return")
        wait_for(lambda: self.card().get("fn") == "Nina Simone", "the new name at Ada's")
        screens.replace_text(self.app, "About You", "sings")
        self.app.key("Return")
        wait_for(lambda: self.card().get("note") == "sings", "the note at Ada's")
        screens.replace_text(self.app, "Name", "  ")
        self.app.key("Return")
        self.app.wait_label("Others need a name")
        assert self.card().get("fn") == "Nina Simone", self.card()
        self.app.picture(self.artifacts / "profile.png")
        # What turns the writing round and what nobody sees is no part of a name: pasted from elsewhere, it is left out.
        self.app.focus("Name", role=Atspi.Role.TEXT).set_text("Ni\u202ena\u200b  Hagen")
        self.app.key("End", "Return")
        wait_for(lambda: self.card().get("fn") == "Nina Hagen", lambda: f"the clean name at Ada's, who has {self.card()}")
        screens.replace_text(self.app, "Name", "Nina Simone")
        self.app.key("Return")

    def choose_file(self, path):
        """In the dialog of the desktop. The toolkit waits for the portal, so that nothing is asked of the window meanwhile."""
        self.app.click_node(self.app.find("Choose Picture…", exact=False, role=Atspi.Role.PUSH_BUTTON))
        wait_for(lambda: self.portal.choices, "the dialog to choose a file")
        assert self.portal.choices[0][2] == "Choose a Picture of You", self.portal.choices
        self.portal.choose(path)

    def part_seen(self):
        """The colours of the picture that others see, at its left and right edge."""
        photo = self.card().get("photo")
        if not photo:
            return None
        loader = GdkPixbuf.PixbufLoader()
        loader.write(base64.b64decode(photo["data"]))
        loader.close()
        picture = loader.get_pixbuf()
        width, height = picture.get_width(), picture.get_height()
        assert width == height > 0, (width, height)
        pixels, row = picture.get_pixels(), height // 2 * picture.get_rowstride()
        columns = (width // 10, width - 1 - width // 10)
        return [max(zip(pixels[row + x * picture.get_n_channels():][:3], ("red", "green", "blue")))[1] for x in columns]

    def picture(self):
        """Chosen from a file, cropped, seen by others at once, and removed."""
        file, broken = (pathlib.Path(self.folder.name) / name for name in ("colours.png", "broken.png"))
        # Three squares beside each other: the part that is taken at first is the green one.
        subprocess.run(["convert", "-size", "200x200", "xc:#ff0000", "xc:#00ff00", "xc:#0000ff", "+append", str(file)], check=True)
        broken.write_bytes(b"no picture")
        self.app.stop()
        self.portal = Portal()
        before = dict(self.app.environment)
        self.app.environment.update(portal_environment())
        self.app.start()
        screens.wait_for_window(self.app)
        self.open_profile()
        self.choose_file(None)
        self.choose_file(broken)
        self.app.wait_label("no picture that can be shown")
        assert self.card().get("photo") is None

        self.choose_file(file)
        self.app.find("Use Picture", exact=False)
        assert self.app.look_for("no picture that can be shown", exact=False) is None
        settle()
        self.app.picture(self.artifacts / "crop.png")
        self.app.click("Cancel", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("About You", role=Atspi.Role.TEXT)
        assert self.card().get("photo") is None

        for keys, drag, part in (((), 0, ["green", "green"]),
                                 (("Left",) * 30, 0, ["red", "red"]),
                                 ((), -2000, ["blue", "blue"]),
                                 (("Left",) * 10, 0, ["red", "green"])):
            self.choose_file(file)
            cropper = self.app.find("Part of the picture", exact=False)
            left, top, width, height = self.app.still_place(cropper)
            x, y = left + width // 2, top + height // 2
            # By the mouse it moves as the pointer does; a press alone only takes the keys there.
            xdotool("mousemove", str(x), str(y), "mousedown", "1")
            if drag:
                xdotool("mousemove", "--sync", str(x - 20), str(y), "mousemove", str(max(0, x + drag)), str(y))
            xdotool("mouseup", "1")
            self.app.wait_focus("Part of the picture")
            if keys:
                self.app.key(*keys)
            settle()
            self.app.click("Use Picture", exact=False, role=Atspi.Role.PUSH_BUTTON)
            wait_for(lambda: self.part_seen() == part, f"{part} at Ada's")

        self.app.click("Remove Picture", exact=False, role=Atspi.Role.PUSH_BUTTON)
        wait_for(lambda: self.part_seen() is None, "no picture at Ada's")
        self.app.gone("Remove Picture", exact=False)
        self.app.environment = before  # from the next start on

    def pixels(self, name, colour="00FF00"):
        file = self.artifacts / name
        self.app.picture(file)
        lines = subprocess.run(["convert", str(file), "-depth", "8", "-format", "%c", "histogram:info:-"], check=True,
                               capture_output=True, text=True).stdout
        return sum(int(count) for count in re.findall(rf"(\d+): \([^)]*\) #{colour}", lines))

    def upload_picture(self, peer, colour):
        file = pathlib.Path(self.folder.name) / "picture.png"
        subprocess.run(["convert", "-size", "96x96", f"xc:#{colour}", str(file)], check=True)
        return FilesPeer(self.server.uri, peer).upload(file.read_bytes(), "image/png").url

    def by_reference(self):
        """As other clients set it: a file that the server keeps, which the card names. It shows, and is kept; a group's, too."""
        other = Peer(self.server.uri).sign_in("nina", "nina-password")
        url = self.upload_picture(other, "00ff00")
        self.app.gone("Remove Picture", exact=False)
        assert not self.pixels("no-picture.png")
        other.request("sub", topic="me")
        other.request("set", topic="me", desc={"public": {"photo": {"data": "\u2421", "ref": url, "type": "png"}}},
                      extra={"attachments": [url]})
        self.app.find("Remove Picture", exact=False)
        wait_for(lambda: self.pixels("by-reference.png") > 1000, "the picture on the page of the profile")
        url = self.upload_picture(other, "0000ff")
        assert not self.pixels("no-group.png", "0000FF")
        other.request("sub", topic="newGarden", set={"desc": {"public": {"fn": "Garden", "photo": {"ref": url, "type": "png"}}}},
                      extra={"attachments": [url]})
        other.close()
        screens.close_dialog(self.app, "Preferences")
        wait_for(lambda: self.pixels("group.png", "0000FF") > 1000, "the picture of the group")
        self.app.stop(self.portal.dialogs)
        self.server.stop()
        self.app.start()
        screens.wait_for_window(self.app)
        wait_for(lambda: self.pixels("group-kept.png", "0000FF") > 1000, "the picture of the group without a server")
        self.open_profile()
        wait_for(lambda: self.pixels("by-reference-kept.png") > 1000, "the picture without a server")
        self.server.start()
        wait_for(lambda: screens.banner(self.app) is None, "a connection")
        self.ada = Peer(self.server.uri).sign_in("ada", "ada-password")
        self.app.click("Remove Picture", exact=False, role=Atspi.Role.PUSH_BUTTON)
        self.app.gone("Remove Picture", exact=False)
        wait_for(lambda: self.card().get("photo") is None, "no picture at Ada's")

    def away(self):
        """Without a connection it shows, survives a restart, and is said later; the last counts."""
        self.ada.close()
        self.server.stop()
        for name in ("First", "Last"):
            screens.replace_text(self.app, "Name", name)
            self.app.key("Return")
        screens.close_dialog(self.app, "Preferences")
        self.app.stop()
        self.app.start()
        screens.wait_for_window(self.app)
        self.server.start()
        self.ada = Peer(self.server.uri).sign_in("ada", "ada-password")
        wait_for(lambda: self.card().get("fn") == "Last", "the last name at Ada's")


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    tap = WindowTap(sys.argv[3])
    people = People(*sys.argv[1:])
    tap.application = people.app
    for case in (people.known_people, people.address, people.details, people.nickname, people.last_chat, people.name_and_note,
                 people.picture, people.by_reference, people.away):
        tap.case(case.__name__.replace("_", " "), case)
    tap.case("close", people.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
