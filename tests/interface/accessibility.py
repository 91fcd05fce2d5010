# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Without eyes or without a mouse: every page and dialog is walked as a screen reader sees it, and with the Tab key; what happens is
announced; our own colours stand off from what is behind them.

usage: tests/session accessibility.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import re
import signal
import subprocess
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

import screens  # noqa: E402
from driver import Application, WindowTap, name_of, screenshot, settle  # noqa: E402
from peer import Peer, wait_for  # noqa: E402
from server_process import ServerProcess  # noqa: E402

ROLE = Atspi.Role
INTERACTIVE = {ROLE.PUSH_BUTTON, ROLE.TOGGLE_BUTTON, ROLE.CHECK_BOX, ROLE.TEXT, ROLE.PASSWORD_TEXT, ROLE.COMBO_BOX, ROLE.PAGE_TAB,
               ROLE.LINK, ROLE.SPIN_BUTTON, ROLE.SLIDER}
# The keyboard has keys of its own for these; the toolkit keeps them out of the round.
WINDOW_BUTTONS = {"Minimize", "Maximize", "Restore", "Close"}
# Arrows lead on from one of these to its neighbours: that one was reached is enough.
GROUPS = {ROLE.PAGE_TAB}
TABS = 45
# The toolkit leaves out of a label's place what the bubble around it keeps clear.
BUBBLE_X, BUBBLE_Y = 21, 16
TIME_WIDTH = 28


class Announcements:
    def __init__(self):
        self.heard = []
        self.listener = Atspi.EventListener.new(lambda event: self.heard.append(str(event.any_data)))
        self.listener.register("object:announcement")

    def wait(self, text):
        wait_for(lambda: any(text in words for words in self.heard), f"{text!r} among the announced {self.heard}")

    def close(self):
        self.listener.deregister("object:announcement")


class Accessibility:
    def __init__(self, executable, server_executable, artifacts):
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-accessibility-")
        self.artifacts = artifacts
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        self.app = Application(executable, f"{self.folder.name}/home", f"{artifacts}/accessibility.log",
                               environment={"CORDIAL_HEARTBEAT_INTERVAL_MS": "500", "CORDIAL_HEARTBEAT_DEADLINE_MS": "500",
                                            "CORDIAL_CONNECT_LIMIT_MS": "2000", "ADW_DEBUG_COLOR_SCHEME": "prefer-light"})

    def close(self):
        self.app.stop()
        self.server.stop()
        self.folder.cleanup()

    def top(self):
        """What is in front: the newest dialog, else the window."""
        dialogs = [node for node in self.app.nodes(ROLE.DIALOG)] + [node for node in self.app.nodes(ROLE.ALERT)]
        return dialogs[-1] if dialogs else None

    def interactive(self):
        found = []
        for node in self.app.nodes():
            try:
                states = node.get_state_set()
                if node.get_role() in INTERACTIVE and states.contains(Atspi.StateType.SENSITIVE):
                    found.append((node.get_role(), name_of(node), states.contains(Atspi.StateType.FOCUSABLE)))
            except GLib.Error:
                continue
        return found

    def walk(self, page, modal=False):
        """Everything that can be operated has a name, and the Tab key comes by it."""
        settle(0.6)
        nodes = self.interactive()
        nameless = [role for role, name, _focusable in nodes if not name.strip()]
        assert not nameless, f"{page}: without a name: {nameless}"
        focused = set()
        listener = Atspi.EventListener.new(lambda event: event.detail1 and focused.add(
            (event.source.get_role(), name_of(event.source))))
        listener.register("object:state-changed:focused")
        try:
            self.app.key(*["Tab"] * TABS)
            wanted = {(role, name) for role, name, focusable in nodes if focusable and name not in WINDOW_BUTTONS}
            reached_roles = lambda: {role for role, _name in focused}  # noqa: E731

            def missing():
                return {(role, name) for role, name in wanted - focused
                        if not (role in GROUPS and role in reached_roles())
                        # A menu button is two nodes of one name; a field's buttons are reached within it.
                        and not any(name == other for _role, other in focused)}

            try:
                wait_for(lambda: not missing(), "the focus everywhere", 3)
            except AssertionError:
                pass
            assert focused, f"{page}: the Tab key leads nowhere"
            left = {item for item in missing() if not modal or self.belongs(item)}
            assert not left, f"{page}: not reached: {sorted((role.value_nick, name) for role, name in left)}"
        finally:
            listener.deregister("object:state-changed:focused")

    def belongs(self, item):
        """Whether it is in the dialog in front: what is behind it cannot be reached, and shall not."""
        top = self.top()
        if top is None:
            return True
        stack = [top]
        while stack:
            node = stack.pop()
            try:
                if (node.get_role(), name_of(node)) == item:
                    return True
                stack += [node.get_child_at_index(index) for index in range(node.get_child_count())]
            except (GLib.Error, AttributeError):
                continue
        return False

    def dialog(self, page, *keys):
        self.app.key(*keys)
        wait_for(self.top, f"the dialog of {page}")
        self.walk(page, modal=True)

    def leave(self):
        def gone():
            if self.top() is None:
                return True
            self.app.key("Escape")
            settle(0.4)
            return False

        wait_for(gone, "the dialogs to go")

    # --- Cases, in their order -----------------------------------------------------------------------------------

    def welcome(self):
        self.app.find("Welcome to Cordial")
        self.walk("welcome")

    def sign_in(self):
        screens.open_sign_in(self.app)
        self.walk("sign in")
        self.app.click("Other Chat Server…")
        self.app.find("Your ID", role=ROLE.TEXT)
        self.walk("other server", modal=True)
        self.leave()
        self.app.click("Back")
        settle(0.8)

    def chats(self):
        screens.sign_up(self.app, self.server.uri, "nina", "nina-password", "Nina")
        screens.wait_for_window(self.app)
        self.walk("no chats")
        self.peers = [Peer(self.server.uri).sign_up(login, f"{login}-password", login.title()) for login in ("ada", "ben")]
        self.nina = Peer(self.server.uri).sign_in("nina", "nina-password").user_id
        for peer in self.peers:
            peer.attach(self.nina)
            peer.publish(self.nina, f"hello from {peer.user_id}")
        wait_for(lambda: len(screens.chat_names(self.app)) == 2, "both chats")
        self.walk("chats")

    def keys_between_chats(self):
        names = screens.chat_names(self.app)
        self.app.key("alt+Down")
        wait_for(lambda: self.app.look_for("Message", role=ROLE.TEXT), "a chat")
        opened = lambda: [name_of(node).split(",")[0] for node in self.app.nodes(ROLE.LIST_ITEM)  # noqa: E731
                          if node.get_state_set().contains(Atspi.StateType.SELECTED)]
        wait_for(lambda: opened() == names[:1], f"{names[0]}, not {opened()}")
        self.app.key("ctrl+Page_Down")
        wait_for(lambda: opened() == names[1:], f"{names[1]}, not {opened()}")
        self.app.key("alt+Up")
        wait_for(lambda: opened() == names[:1], f"{names[0]} again, not {opened()}")
        self.walk("conversation")

    def announced(self):
        """What a screen reader says by itself: a message in the open chat, many as a number, and how the connection is."""
        announcements = Announcements()
        screens.open_chat(self.app, "Ada")
        self.peers[0].publish(self.nina, "can you hear me?")
        announcements.wait("Ada: can you hear me?")
        self.server.signal(signal.SIGSTOP)
        announcements.wait("Reconnecting")
        self.server.signal(signal.SIGCONT)
        announcements.wait("Connected")
        announcements.close()

    def dialogs(self):
        screens.wait_for_no_banner(self.app)
        self.dialog("new chat", "ctrl+n")
        self.leave()
        self.dialog("preferences", "ctrl+comma")
        for page in ("Connection", "Accounts"):
            self.app.click_node(self.app.find(page, role=ROLE.PAGE_TAB))
            self.walk(f"preferences, {page}", modal=True)
        self.app.click_node(self.app.find("Change Password…"))
        self.app.find("New Password", role=ROLE.TEXT)
        self.walk("new password", modal=True)
        self.leave()
        self.dialog("shortcuts", "ctrl+question")
        self.leave()
        self.dialog("close", "ctrl+w")
        self.leave()

    def measure(self, node, picture, only_end=0):
        """The contrast of what is drawn there: the commonest colour is the ground, the one that stands off most is the figure.
        Figures are smoothed at their edges, so that the measure is rather too low than too high."""
        x, y, width, height = self.app.place(node)
        x, y = x + BUBBLE_X, y + BUBBLE_Y
        if only_end:  # where the time stands, in the same line
            x, width, height = x + width - only_end, only_end, height + 6
        lines = subprocess.run(["convert", str(picture), "-crop", f"{width}x{height}+{x}+{y}", "+repage", "-depth", "8",
                                "-format", "%c", "histogram:info:-"], check=True, capture_output=True, text=True).stdout
        colours = {}
        for count, code in re.findall(r"(\d+): \([^)]*\) #([0-9A-F]{6})", lines):
            colours[tuple(int(code[index:index + 2], 16) / 255 for index in (0, 2, 4))] = int(count)
        ground = max(colours, key=colours.get)
        return max(contrast(ground, colour) for colour in colours)

    def colours(self):
        """Of texts on grounds of our own, as drawn, in light and dark: 4.5 to 1 (WCAG 2.2, 1.4.3)."""
        for scheme in ("light", "dark"):
            self.app.stop()
            self.app.environment["ADW_DEBUG_COLOR_SCHEME"] = f"prefer-{scheme}"
            self.app.start()
            screens.wait_for_window(self.app)
            screens.open_chat(self.app, "Ada")
            screens.send(self.app, f"mine in {scheme}")
            wait_for(lambda: f"mine in {scheme}" in self.peers[0].texts(self.nina), "the message at Ada's")
            settle(0.6)
            picture = f"{self.artifacts}/colours-{scheme}.png"
            screenshot(picture)
            find = lambda name: [node for node in self.app.nodes(ROLE.LABEL) if name_of(node) == name][-1]  # noqa: E731
            other, own = find("can you hear me?"), find(f"mine in {scheme}")
            measured = {"another's message": (other, 0, 4.5), "its time": (other, TIME_WIDTH, 4.5),
                        "one's own": (own, 0, 4.5)}
            for what, (node, only_end, least) in measured.items():
                ratio = self.measure(node, picture, only_end)
                print(f"# {scheme}: {what} {ratio:.1f}", flush=True)
                assert ratio >= least, f"{what} in {scheme}: {ratio:.2f}, not {least}"

    def menus(self):
        """Each by its key, and closed by Escape."""
        self.app.key("F10")
        wait_for(lambda: next(self.app.nodes(ROLE.MENU_ITEM), None), "the main menu")
        self.app.key("Escape")
        wait_for(lambda: next(self.app.nodes(ROLE.MENU_ITEM), None) is None, "the main menu to go")


def luminance(colour):
    """Of a colour of sRGB (WCAG 2.2, «relative luminance»)."""
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    executable, server_executable, artifacts = sys.argv[1:]
    tap = WindowTap(artifacts)
    accessibility = Accessibility(executable, server_executable, artifacts)
    tap.application = accessibility.app
    for case in (accessibility.welcome, accessibility.sign_in, accessibility.chats, accessibility.keys_between_chats,
                 accessibility.announced, accessibility.dialogs, accessibility.menus, accessibility.colours):
        tap.case(case.__name__.replace("_", " "), case)
    tap.case("close", accessibility.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
