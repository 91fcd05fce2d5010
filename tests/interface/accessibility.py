# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page and dialog as assistive technology and the keyboard find it: what can be used has a name and a role, the focus gets
there and comes back, and what happens is said.

A page is one line in PAGES: how to get there, and how to leave.

usage: tests/session --no-secrets accessibility.py CORDIAL CORDIAL-SERVER ARTIFACTS OFFERING
"""

import pathlib
import signal
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens  # noqa: E402
from accessible import Listener  # noqa: E402
from drafty import FORM, PICTURE, answer, card, encoded, entity  # noqa: E402
from driver import QUICK_HEARTBEAT, Application, WindowTap, settle  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from rounds import DIALOGS, INTERACTIVE, RESTING, Focus, Round, interactive, is_long_text, is_reached  # noqa: E402
from server_process import ServerProcess, make_certificate  # noqa: E402

ROLE, STATE = Atspi.Role, Atspi.StateType

FLOOD = 12
WIDE, NARROW = (1000, 700), (370, 720)


class Announcements:
    """What a screen reader is asked to say."""

    def __init__(self, app):
        self.heard = []
        self.listener = Listener(app.bus, "object:announcement", lambda _path, _urgency, words: self.heard.append(str(words)))

    def wait(self, text):
        wait_for(lambda: any(text in words for words in self.heard), f"{text!r} among the announced {self.heard}")

    def close(self):
        self.listener.close()


class Accessibility:
    def __init__(self, executable, server_executable, artifacts, offering):
        self.artifacts = pathlib.Path(artifacts)
        self.offering = offering
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-accessibility-")
        self.server = ServerProcess(server_executable, f"{self.folder.name}/server")
        certificate, key = make_certificate(self.folder.name)
        self.encrypted = ServerProcess(server_executable, f"{self.folder.name}/encrypted", "--tls-certificate", certificate,
                                       "--tls-key", key)
        self.app = Application(executable, f"{self.folder.name}/home", f"{artifacts}/accessibility.log",
                               environment=QUICK_HEARTBEAT)
        self.focus = Focus(self.app)
        self.ada = self.nina = None
        self.app.find("Welcome to Cordial")
        self.app.resize(*WIDE)

    # --- One page -------------------------------------------------------------------------------------------------------

    def front(self):
        """The topmost dialog, else the window: what is below a dialog is out of reach, and should be."""
        dialogs = [node for node in self.app.nodes() if node.role in DIALOGS and next(interactive(node), None)]
        return dialogs[-1] if dialogs else self.app.window_frame()

    def menu(self):
        return wait_for(lambda: next(self.app.nodes(ROLE.MENU), None), "a menu")

    def popover(self, name):
        """What hangs on the button of that name."""
        toggle = self.app.find(name, role=ROLE.TOGGLE_BUTTON, exact=False)
        return wait_for(lambda: next((node for node in self.app.again(toggle).parent.children
                                      if node.role != ROLE.TOGGLE_BUTTON and node.showing()), None), "the popover")

    def check(self, page, scope, key):
        elements = list(interactive(scope))
        assert elements, f"nothing to use in {scope}"
        problems = [f"{node} in {node.parent} has no name; it contains "
                    f"{[inner.name for inner in node.walk() if inner.name][:3]}"
                    for node in elements if not node.name.strip()]
        if scope.role == ROLE.MENU and len(elements) == 1:
            # Arrows lead out of a menu of one item (GTK 4.18); it has the focus from the beginning.
            assert elements[0].has(STATE.FOCUSED), f"the focus is not on {elements[0]}"
            key = None
        tour = Round(self.app, self.focus, key)
        problems += tour.problems
        problems += [f"the focus stops at {node}, which is nothing to use" for node in tour.stops
                     if (node.role not in INTERACTIVE | RESTING or not node.name.strip()) and not is_long_text(node)]
        stops = {node.path for node in tour.stops}
        reached = {node.path for stop in tour.stops for node in stop.lineage()}
        problems += [f"the keyboard does not reach {node}" for node in elements
                     if not is_reached(node, stops, reached, arrows=key == "Tab")]
        print(f"# {page}: {len(elements)} to use; {key or "opened"}: " + " → ".join(str(node)[:60] for node in tour.stops), flush=True)
        assert not problems, f"{len(problems)} problems\n" + "\n".join(problems)

    def visit(self, page, enter, leave="", scope=None, key="Tab"):
        """Goes there, checks, and leaves again also where the check failed."""
        self.go(enter)
        settle()
        try:
            self.check(page, scope(self) if scope else self.front(), key)
        finally:
            settle()
            self.go(leave)
            settle()

    def go(self, way):
        """Keys to press, or a function."""
        if callable(way):
            way(self)
        elif way:
            self.app.key(*way.split())

    # --- Ways -----------------------------------------------------------------------------------------------------------

    def sign_in_page(self, button):
        self.app.click(button)
        self.app.find("User Name", role=ROLE.TEXT)

    def back(self):
        self.app.click("Back")
        self.app.find("Welcome to Cordial")

    def other_server(self):
        self.app.click("Other Chat Server…")
        self.app.find("Your ID", role=ROLE.TEXT)
        settle()
        self.app.click_node(self.app.find("Advanced"))
        self.app.find("Heartbeat (JSON)", role=ROLE.TEXT)

    def refused_certificate(self):
        self.sign_in_page("Sign In")
        settle()
        screens.fill_sign_in(self.app, self.encrypted.uri, "nina", "nina-password")
        self.app.find("Details…")

    def certificate(self):
        self.app.click("Details…")
        self.app.find("SHA-256 Fingerprint", exact=False)

    def new_account(self):
        screens.sign_up(self.app, self.server.uri, "nina", "nina-password", "Nina")
        self.app.find("Password Not Kept")

    def meet(self):
        """Chats, and in one of them what messages may have in them."""
        self.nina = Peer(self.server.uri).sign_in("nina", "nina-password").user_id
        for login in ("ben", "ada"):
            peer = Peer(self.server.uri).sign_up(login, f"{login}-password", login.title())
            peer.attach(self.nina)
            first = peer.publish(self.nina, "hello")
            peer.publish(self.nina, PICTURE, mime="text/x-drafty")
            peer.publish(self.nina, entity("EX", mime="text/plain", name="notes.txt", val=encoded(b"notes")), mime="text/x-drafty")
            peer.publish(self.nina, answer(login.title(), peer.user_id, "hello", "and again"), mime="text/x-drafty", reply=str(first))
            for text in ("see https://example.org/ for more", "A long story. " * 400, "short"):
                peer.publish(self.nina, text)
            self.ada = peer
        wait_for(lambda: len(screens.chat_names(self.app)) == 2, "both chats")

    def found_people(self):
        """One whom one knows and one whom the server found, after who does not match has gone: the focus goes round both lists."""
        Peer(self.server.uri).sign_up("be", "be-password", "Bea")
        self.app.key("ctrl+n")
        self.app.wait_focus("Find people")
        self.app.type("be")

        def found():
            return [[row.name for row in node.children if row.showing()] for node in self.front().walk()
                    if node.role == ROLE.LIST and node.showing()]

        wait_for(lambda: found() == [["Ben"], ["Bea"]], "who is known and who was found, each in their list")

    def open_chat(self):
        screens.open_chat(self.app, "Ada")

    def write(self):
        screens.type_message(self.app, "half a thought")

    def message(self):
        """The focus on the newest message."""
        self.open_chat()
        self.app.key("ctrl+End")  # it opens where reading begins
        settle()
        screens.go_to_message(self.app)
        wait_for(lambda: any(node.has(STATE.FOCUSED) and "short" in node.name
                             for node in self.app.nodes(ROLE.LIST_ITEM)), "the focus on the newest message")

    def message_menu(self):
        self.message()
        self.app.key("shift+F10")
        self.menu()

    def item_of_message(self, item):
        self.message_menu()
        settle()
        self.app.click(item)

    def viewer(self):
        """By the keyboard: a picture is in the message that it stands in."""
        self.message()
        self.app.key("Home")
        self.app.key("Down", "Tab")
        self.focused(ROLE.PUSH_BUTTON, "Image: harbour.png")
        self.app.key("Return")
        self.app.find("Copy Picture")

    def attach(self):
        offering = screens.offer(self.offering, "files", __file__)
        screens.paste_files(self.app)
        offering.kill()
        offering.wait()

    def menu_item(self, key, found):
        self.app.key("F10")
        self.menu()
        settle()
        self.app.key(key)
        self.app.find(found, exact=False)

    def preferences(self, page):
        self.app.key("ctrl+comma")
        self.app.find("Preferences", role=ROLE.DIALOG)
        settle()
        self.app.click_node(self.app.find(page, role=ROLE.PAGE_TAB))

    def new_password(self):
        self.preferences("Accounts")
        settle()
        self.app.click_node(self.app.find("Change Password…"))
        self.app.find("New Password", role=ROLE.TEXT)

    def leave_dialogs(self):
        """Escape is enough, one for each."""
        for _ in range(3):
            if self.front().role not in DIALOGS:
                return
            self.app.key("Escape")
            settle()
        assert self.front().role not in DIALOGS, f"Escape does not close {self.front()}"

    def narrow_chat(self):
        self.app.resize(*NARROW)
        self.open_chat()

    # --- A group, which has more in it -------------------------------------------------------------------------------------

    def gather(self):
        """A form, a card, an own message, and what is pinned."""
        nina = Peer(self.server.uri).sign_in("nina", "nina-password")
        self.group = nina.request("sub", topic="new1", set={"desc": {"public": {"fn": "Tea"}}})["topic"]
        self.ada = Peer(self.server.uri).sign_in("ada", "ada-password")
        self.ada.attach(self.group)
        for content in (FORM, card("Bea", "usrBea")):
            self.ada.publish(self.group, content, mime="text/x-drafty")
        nina.publish(self.group, "mine")
        nina.request("set", topic=self.group, aux={"pins": [1, 2]})
        nina.close()
        screens.open_chat(self.app, "Tea")
        self.app.find("Pinned Message 2 of 2", role=ROLE.PUSH_BUTTON, exact=False)
        screens.message_row(self.app, "mine")

    def own_message(self):
        """The focus on the newest of the group."""
        self.app.key("ctrl+End")
        settle()
        screens.go_to_message(self.app)
        self.focused(ROLE.LIST_ITEM, "mine")

    def seen_by(self):
        self.own_message()
        self.app.key("shift+F10")
        self.menu()
        settle()
        self.app.click("Seen By…")
        self.app.find("Seen By", role=ROLE.DIALOG)

    def address_of_a_form(self):
        """By the keyboard: the last button of the form, above the card, above one's own message."""
        self.own_message()
        self.app.key("Up", "Up", "Tab", "Tab", "Tab")
        self.focused(ROLE.PUSH_BUTTON, "Read more")
        self.app.key("Return")
        self.app.find("Open This Address?")

    def keys_in_a_card(self):
        self.own_message()
        self.app.key("Up", "Tab")
        self.focused(ROLE.LINK, "bea@example.org")
        self.app.key("Tab")
        self.focused(ROLE.PUSH_BUTTON, "Start Chat")

    def keys_in_a_form(self):
        self.own_message()
        self.app.key("Up", "Up", "Tab")
        self.focused(ROLE.PUSH_BUTTON, "Yes")
        self.app.key("Return")
        wait_for(lambda: any("x-drafty-fr" in str(message["content"]) for message in self.ada.data[self.group].values()), "the answer")

    def keys_of_the_completion(self):
        """Who is chosen of those who are offered is said: the focus stays where one writes."""
        announcements = Announcements(self.app)
        screens.type_message(self.app, "@")
        members = self.app.find("Members", role=ROLE.LIST)
        assert [row.name for row in members.children if row.role == ROLE.LIST_ITEM] == ["Ada"], members.children
        announcements.wait("Ada")
        self.focused(ROLE.TEXT, "Message")
        self.app.key("Tab")
        wait_for(lambda: screens.composer_text(self.app) == "@Ada ", "the name")
        self.app.gone("Members", role=ROLE.LIST)
        announcements.close()
        screens.clear_composer(self.app)

    def password_again(self):
        self.app.stop()
        self.app.start()
        self.app.find("Password", role=ROLE.TEXT)

    # --- Keys -----------------------------------------------------------------------------------------------------------

    def focused(self, role, text):
        wait_for(lambda: any(node.has(STATE.FOCUSED) and text in node.name for node in self.app.nodes(role)),
                 f"the focus on {text!r}")

    def opened(self):
        return [node.name.split(",")[0] for node in self.app.nodes(ROLE.LIST_ITEM) if node.has(STATE.SELECTED)]

    def keys_in_the_list(self):
        self.app.key("ctrl+f")
        self.focused(ROLE.ENTRY, "Search chats")
        self.app.type("ben")
        wait_for(lambda: screens.chat_names(self.app) == ["Ben"], "the one that was searched for")
        self.app.key("Escape")
        wait_for(lambda: len(screens.chat_names(self.app)) == 2, "all chats")
        names = screens.chat_names(self.app)
        screens.open_chat(self.app, names[0])
        self.app.key("ctrl+f", "Tab")
        self.focused(ROLE.LIST_ITEM, names[0])
        self.app.key("Escape")
        self.app.gone("Search chats", role=ROLE.ENTRY)
        self.app.key("Down")
        self.focused(ROLE.LIST_ITEM, names[1])
        assert self.opened() == [names[1]], "the arrows move the selection"
        self.app.key("Return")
        self.focused(ROLE.TEXT, "Message")
        wait_for(lambda: self.opened() == [names[1]], f"the chat with {names[1]}")

    def keys_between_chats(self):
        names = screens.chat_names(self.app)
        self.open_chat()
        first = names.index("Ada")
        for keys in (("alt+Down", "alt+Up"), ("ctrl+Page_Down", "ctrl+Page_Up")):
            for key in keys if first == 0 else reversed(keys):
                before = self.opened()
                self.app.key(key)
                wait_for(lambda: self.opened() != before, f"another chat by {key}")
            assert self.opened() == ["Ada"], self.opened()

    def keys_of_a_message(self):
        for key in ("shift+F10", "Menu"):
            self.message()
            self.app.key(key)
            self.menu()
            self.app.key("Escape")
            wait_for(lambda: next(self.app.nodes(ROLE.MENU), None) is None, "the menu to go")
        self.focused(ROLE.LIST_ITEM, "short")

    def keys_in_a_message(self):
        """The arrows go from message to message, Tab to what is in one."""
        self.message()
        for role, name in ((ROLE.PUSH_BUTTON, "Show More"), (ROLE.LINK, "https://example.org/"), (ROLE.PUSH_BUTTON, "Reply to Ada: hello"),
                           (ROLE.PUSH_BUTTON, "Open: notes.txt"), (ROLE.PUSH_BUTTON, "Image: harbour.png")):
            self.app.key("Up", "Tab")
            self.focused(role, name)
            self.app.key("shift+Tab")
            self.focused(ROLE.LIST_ITEM, "Ada")

    def keys_of_a_reaction(self):
        """Given in the menu of a message, heard and taken back below it."""
        own = "👍, 1, you"
        self.message_menu()
        settle()
        self.app.key(*["Tab"] * 6)
        self.focused(ROLE.PUSH_BUTTON, "👍")
        self.app.key("Return")
        self.app.find(own, role=ROLE.PUSH_BUTTON)
        self.focused(ROLE.LIST_ITEM, "short")
        self.app.key("Tab")
        self.focused(ROLE.PUSH_BUTTON, own)
        self.app.key("Return")
        self.app.gone(own, role=ROLE.PUSH_BUTTON)

    def menu_of_a_chat(self):
        self.app.key("ctrl+f", "Tab")
        self.focused(ROLE.LIST_ITEM, "Ada")
        self.app.key("shift+F10")
        self.menu()

    def keys_below_a_dialog(self):
        """They do nothing to what is covered, and nothing twice."""
        self.open_chat()
        before = self.opened()
        self.app.key("ctrl+n")
        wait_for(lambda: self.front().role in DIALOGS, "the dialog")
        self.app.key("ctrl+n", "ctrl+f", "alt+Down", "alt+Up", "alt+Up")
        settle()
        assert len([node for node in self.app.nodes() if node.role == ROLE.DIALOG]) == 1, "two dialogs"
        assert self.opened() == before, "another chat was opened below the dialog"
        self.app.key("Escape")
        wait_for(lambda: self.front().role not in DIALOGS, "the dialog to go")

    def keys_in_a_narrow_window(self):
        self.app.resize(*NARROW)
        for key in ("Escape", "alt+Left"):
            self.open_chat()
            self.app.key(key)
            self.app.gone("Message", role=ROLE.TEXT)
            self.app.find("Chats", role=ROLE.LIST)
        self.app.resize(*WIDE)

    # --- What is said ---------------------------------------------------------------------------------------------------

    def message_is_announced(self):
        self.open_chat()
        announcements = Announcements(self.app)
        self.ada.publish(self.nina, "can you hear me?")
        announcements.wait("Ada: can you hear me?")
        announcements.close()

    def flood_is_a_number(self):
        """The application finds all of it waiting, as after a moment of a slow line."""
        announcements = Announcements(self.app)
        self.app.signal(signal.SIGSTOP)
        try:
            posted = [self.ada.post("pub", topic=self.nina, content=f"flood {number}") for number in range(FLOOD)]
            self.ada.expect("ctrl", id=posted[-1])
        finally:
            self.app.signal(signal.SIGCONT)

        def told():
            return sum(int(words.split()[0]) if words[0].isdigit() else "flood" in words for words in announcements.heard)

        wait_for(lambda: told() == FLOOD, f"{FLOOD} messages, not {announcements.heard}")
        print(f"# said: {announcements.heard}", flush=True)
        assert any(words[0].isdigit() for words in announcements.heard) and len(announcements.heard) <= FLOOD // 3, \
            f"a flood was read out: {announcements.heard}"
        announcements.close()

    def other_chat_is_not_announced(self):
        """What one does not look at is a notification's to tell."""
        announcements = Announcements(self.app)
        ben = Peer(self.server.uri).sign_in("ben", "ben-password")
        ben.attach(self.nina)
        ben.publish(self.nina, "from the other chat")
        self.ada.publish(self.nina, "from this chat")
        announcements.wait("Ada: from this chat")
        assert not any("other chat" in words for words in announcements.heard), announcements.heard
        announcements.close()

    def connection_is_announced(self):
        announcements = Announcements(self.app)
        self.server.kill()
        announcements.wait("Reconnecting")
        screens.wait_for_countdown(self.app)
        assert sum("Reconnecting" in words for words in announcements.heard) == 1, announcements.heard
        self.server.start()
        screens.try_now(self.app)
        announcements.wait("Connected")
        announcements.close()

    def close(self):
        self.app.stop()
        self.server.stop()
        self.encrypted.stop()
        self.folder.cleanup()


# A page: its name, the way there (keys, or a function), the way back, the part of the window if not the whole, and the key that
# goes round if not Tab. They are visited in this order.
PAGES = (
    ("welcome", ""),
    ("menu of the welcome page", "F10", "Escape", Accessibility.menu, "Down"),
    ("create account", lambda a: a.sign_in_page("Create Account"), Accessibility.back),
    ("sign in", lambda a: a.sign_in_page("Sign In"), Accessibility.back),
    ("other chat server", lambda a: (a.sign_in_page("Sign In"), settle(), a.other_server()), "Escape"),
    ("sign in refused", lambda a: (a.back(), settle(), a.refused_certificate())),
    ("certificate", Accessibility.certificate, lambda a: (a.leave_dialogs(), a.back())),
    ("password not kept", Accessibility.new_account, Accessibility.leave_dialogs),
    ("chats empty", ""),
    ("new chat", "ctrl+n", Accessibility.leave_dialogs),
    ("chats", Accessibility.meet),
    ("new chat with people", Accessibility.found_people, Accessibility.leave_dialogs),
    ("search", "ctrl+f", "Escape"),
    ("conversation", Accessibility.open_chat),
    ("conversation with a draft", Accessibility.write, lambda a: screens.clear_composer(a.app)),
    ("text menu", lambda a: (a.write(), a.app.key("shift+F10"), a.menu()), lambda a: (a.app.key("Escape"), settle(), screens.clear_composer(a.app)),
     Accessibility.menu, "Down"),
    ("message menu", Accessibility.message_menu, "Escape", Accessibility.menu, "Tab"),
    ("reply", lambda a: a.item_of_message("Reply"), "Escape"),
    ("forward", lambda a: (a.item_of_message("Forward…"), a.app.wait_focus("Search chats")), Accessibility.leave_dialogs),
    ("delete", lambda a: (a.item_of_message("Delete…"), a.app.find("Delete for Me")), Accessibility.leave_dialogs),
    ("selecting", lambda a: (a.item_of_message("Select"), a.app.find("1 Selected")), "Escape"),
    ("picture viewer", Accessibility.viewer, Accessibility.leave_dialogs),
    ("files to send", Accessibility.attach, Accessibility.leave_dialogs),
    ("chat menu", lambda a: a.app.click("Chat Menu", role=ROLE.TOGGLE_BUTTON), "Escape", Accessibility.menu, "Down"),
    ("main menu", "F10", "Escape", Accessibility.menu, "Down"),
    ("shown chats", lambda a: a.app.click("Chats", role=ROLE.TOGGLE_BUTTON), "Escape", Accessibility.menu, "Down"),
    ("menu of a chat", Accessibility.menu_of_a_chat, lambda a: (a.app.key("Escape"), settle(), a.app.key("Escape")), Accessibility.menu,
     "Down"),
    ("connection", lambda a: a.app.click("Connection:", exact=False, role=ROLE.TOGGLE_BUTTON), "Escape",
     lambda a: a.popover("Connection:")),
    ("about", lambda a: a.menu_item("a", "Troubleshooting"), Accessibility.leave_dialogs),
    ("sign out", lambda a: a.menu_item("s", "Sign Out?"), Accessibility.leave_dialogs),
    ("preferences general", lambda a: a.preferences("General"), Accessibility.leave_dialogs),
    ("preferences accounts", lambda a: a.preferences("Accounts"), Accessibility.leave_dialogs),
    ("new password", Accessibility.new_password, Accessibility.leave_dialogs),
    ("shortcuts", "ctrl+question", Accessibility.leave_dialogs),
    ("close question", "ctrl+w", Accessibility.leave_dialogs),
    ("conversation narrow", Accessibility.narrow_chat, lambda a: (a.app.key("Escape"), settle())),
    ("chats narrow", "", lambda a: a.app.resize(*WIDE)),
)
# What has more in it than the chats with one person, in this order; cases are among them.
LATER = (
    ("group", Accessibility.gather),
    ("seen by", Accessibility.seen_by, Accessibility.leave_dialogs),
    ("address of a form", Accessibility.address_of_a_form, Accessibility.leave_dialogs),
    Accessibility.keys_in_a_card, Accessibility.keys_in_a_form, Accessibility.keys_of_the_completion,
    ("password again", Accessibility.password_again, Accessibility.leave_dialogs),
)
CASES = (Accessibility.keys_in_the_list, Accessibility.keys_between_chats, Accessibility.keys_of_a_message,
         Accessibility.keys_in_a_message, Accessibility.keys_of_a_reaction, Accessibility.keys_below_a_dialog,
         Accessibility.keys_in_a_narrow_window,
         Accessibility.message_is_announced, Accessibility.flood_is_a_number, Accessibility.other_chat_is_not_announced,
         Accessibility.connection_is_announced)


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    executable, server_executable, artifacts, offering = sys.argv[1:]
    tap = WindowTap(artifacts)
    accessibility = Accessibility(executable, server_executable, artifacts, offering)
    tap.application = accessibility.app
    for step in (*PAGES, *CASES, *LATER):
        if callable(step):
            tap.case(step.__name__.replace("_", " "), lambda: step(accessibility))
        else:
            tap.case(step[0], lambda: accessibility.visit(*step))
    tap.case("close", accessibility.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
