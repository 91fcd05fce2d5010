# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of chats: the order of those on top, the menu of a chat, and what one writes to nobody else.

usage: tests/session chat-list.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import pathlib
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens  # noqa: E402
from driver import BORDER, QUICK_CONNECTION, Application, WindowTap, settle, xdotool  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from server_process import ServerProcess  # noqa: E402

WIDE = (1000, 680)
NARROW = (360 + BORDER, 700)
OTHERS = ("Ada", "Ben", "Cleo")


class ChatList:
    def __init__(self, executable, server_executable, artifacts):
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-chat-list-")
        self.artifacts = pathlib.Path(artifacts)
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        nina = Peer(self.server.uri).sign_up("nina", "nina-password", "Nina")
        self.nina = nina.user_id
        nina.close()
        self.ids = {}
        for name in OTHERS:
            peer = Peer(self.server.uri).sign_up(name.lower(), f"{name}-password", name)
            peer.attach(self.nina)
            peer.publish(self.nina, f"from {name}")
            self.ids[name] = peer.user_id
            peer.close()
        self.app = Application(executable, self.folder.name + "/home", f"{artifacts}/chat-list.log",
                               environment={"GSETTINGS_BACKEND": "keyfile", **QUICK_CONNECTION})

    def close(self):
        self.app.stop()
        self.server.stop()
        self.folder.cleanup()

    def names(self):
        return screens.chat_names(self.app)

    def chat(self, name):
        return next(row for row in self.app.find("Chats", role=Atspi.Role.LIST).children if row.name.startswith(name + ","))

    def pinned(self):
        """Who is on top, as the server has it for other devices."""
        other = Peer(self.server.uri).sign_in("nina", "nina-password")
        other.attach("me")
        pinned = (other.meta("get", topic="me", what="desc")["desc"].get("private") or {}).get("tpin", [])
        other.close()
        names = {identity: name for name, identity in self.ids.items()}
        return [names.get(identity, identity) for identity in pinned]

    def middle(self, name):
        left, top, width, height = self.app.still_place(self.chat(name))
        return left + width // 2, top + height // 2

    def open_menu(self, name):
        # A toolkit that was not told since of a pointer over the list gives it no click.
        x, y = self.middle(name)
        xdotool("mousemove", str(x - 9), str(y - 9), "mousemove", str(x - 4), str(y))
        self.app.click_node(self.chat(name), button=3)

    def choose(self, name, item):
        self.open_menu(name)
        self.app.click(item, role=Atspi.Role.MENU_ITEM)
        self.app.gone(item, role=Atspi.Role.MENU_ITEM)

    def wait_for_order(self, *names):
        wait_for(lambda: self.names()[:len(names)] == list(names), lambda: f"{names}, not {self.names()}")

    def wait_for_pinned(self, *names):
        wait_for(lambda: self.pinned() == list(names), lambda: f"{names} on top at the server, not {self.pinned()}")

    def to_list(self):
        """The keys go to the list, as they do when a search in it ends."""
        self.app.key("ctrl+f")
        self.app.wait_focus("Search chats")
        self.app.key("Escape")
        wait_for(lambda: any(row.has(Atspi.StateType.FOCUSED) for row in self.app.find("Chats", role=Atspi.Role.LIST).children),
                 "the keys in the list")

    # --- Cases, in their order -----------------------------------------------------------------------------------

    def menu_again(self):
        """The menu of a chat comes as often as it is asked for: by the mouse, again on the same chat, and by the key."""
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, self.server.uri, "nina", "nina-password")
        screens.wait_for_window(self.app)
        self.wait_for_order("Cleo", "Ben", "Ada")
        for _ in range(2):
            self.open_menu("Ben")
            self.app.find("Pin to Top", role=Atspi.Role.MENU_ITEM)
            self.app.key("Escape")
            self.app.gone("Pin to Top", role=Atspi.Role.MENU_ITEM)
        self.open_menu("Ben")
        self.app.find("Pin to Top", role=Atspi.Role.MENU_ITEM)
        self.app.key("Escape")
        self.app.gone("Pin to Top", role=Atspi.Role.MENU_ITEM)
        self.to_list()
        for _ in range(2):
            self.app.key("shift+F10")
            self.app.find("Pin to Top", role=Atspi.Role.MENU_ITEM)
            self.app.key("Escape")
            self.app.gone("Pin to Top", role=Atspi.Role.MENU_ITEM)

    def order_by_menu(self):
        for name in OTHERS:
            self.choose(name, "Pin to Top")
            wait_for(lambda: "pinned" in self.chat(name).name, f"{name} on top")
        self.wait_for_order("Cleo", "Ben", "Ada")
        self.open_menu("Cleo")
        self.app.find("Move Down", role=Atspi.Role.MENU_ITEM)
        assert self.app.look_for("Move Up", role=Atspi.Role.MENU_ITEM) is None
        settle()
        self.app.picture(self.artifacts / "chat-menu.png")
        self.app.click("Move Down", role=Atspi.Role.MENU_ITEM)
        self.wait_for_order("Ben", "Cleo", "Ada")
        self.choose("Ada", "Move Up")
        self.wait_for_order("Ben", "Ada", "Cleo")
        self.wait_for_pinned("Ben", "Ada", "Cleo")

    def order_by_keys(self):
        """The keys stay on the chat that they move; at the end there is nothing to do."""
        self.to_list()
        self.app.key("End")
        wait_for(lambda: self.chat("Cleo").has(Atspi.StateType.FOCUSED), "the keys on the last chat")
        self.app.key("ctrl+shift+Page_Up")
        self.wait_for_order("Ben", "Cleo", "Ada")
        wait_for(lambda: self.chat("Cleo").has(Atspi.StateType.FOCUSED), "the keys on the chat that was moved")
        self.app.key("ctrl+shift+Page_Up")
        self.wait_for_order("Cleo", "Ben", "Ada")
        wait_for(lambda: self.chat("Cleo").has(Atspi.StateType.FOCUSED), "the keys on the chat that was moved")
        self.app.key("ctrl+shift+Page_Up")
        self.app.key("ctrl+shift+Page_Down")
        self.wait_for_order("Ben", "Cleo", "Ada")
        self.wait_for_pinned("Ben", "Cleo", "Ada")

    def order_by_dragging(self):
        """A chat takes the place of the one that it is let go over; also without a connection, and said later."""
        self.server.stop()
        screens.wait_for_countdown(self.app)
        def dropped():
            x, y = self.middle("Ada")
            there = self.middle("Ben")[1]
            xdotool("mousemove", str(x), str(y), "mousedown", "1", "sleep", "0.2", "mousemove_relative", "--", "0", "-20", "sleep", "0.2")
            xdotool("mousemove", str(x), str(there + 5), "sleep", "0.2", "mousemove", str(x), str(there), "sleep", "0.3")
            self.app.picture(self.artifacts / "chat-dragged.png")
            xdotool("mouseup", "1")
            settle()
            return self.names()[0] == "Ada"

        wait_for(dropped, lambda: f"Ada on top, not {self.names()}")
        self.wait_for_order("Ada", "Ben", "Cleo")
        self.server.start()
        wait_for(lambda: screens.banner(self.app) is None, "a connection")
        self.wait_for_pinned("Ada", "Ben", "Cleo")
        self.choose("Ben", "Unpin")
        self.wait_for_order("Ada", "Cleo", "Ben")

    def notes(self):
        """What one writes to nobody else is begun from New Chat, and opened from there again."""
        for size in (NARROW, WIDE):
            self.app.resize(*size)
            self.app.key("ctrl+n")
            self.app.find("Saved Messages", role=Atspi.Role.LIST_ITEM)
            settle()
            self.app.picture(self.artifacts / f"new-chat-{size[0]}.png")
            if size == NARROW:
                screens.close_dialog(self.app, "New Chat")
        self.app.type("ad")
        self.app.gone("Saved Messages", role=Atspi.Role.LIST_ITEM)
        self.app.key("BackSpace", "BackSpace")
        self.app.click("Saved Messages", role=Atspi.Role.LIST_ITEM)
        self.app.gone("New Chat", role=Atspi.Role.DIALOG)
        self.app.find("Message", role=Atspi.Role.TEXT)
        self.app.type("milk")
        self.app.key("Return")
        wait_for(lambda: "milk" in screens.messages(self.app), "the note")
        wait_for(lambda: "Saved Messages" in self.names(), "the chat with nobody else")
        screens.open_chat(self.app, "Ada,")
        self.server.stop()
        screens.wait_for_countdown(self.app)
        self.app.key("ctrl+n")
        self.app.click("Saved Messages", role=Atspi.Role.LIST_ITEM)
        wait_for(lambda: "milk" in screens.messages(self.app), "the note without a connection")
        self.server.start()


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    tap = WindowTap(sys.argv[3])
    chats = ChatList(*sys.argv[1:])
    tap.application = chats.app
    for case in (chats.menu_again, chats.order_by_menu, chats.order_by_keys, chats.order_by_dragging, chats.notes):
        tap.case(case.__name__.replace("_", " "), case)
    tap.case("close", chats.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
