# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window in other languages: long texts fit a telephone, everything is translated, and what is written from right to left
is laid out so.

usage: tests/session languages.py CORDIAL CORDIAL-SERVER ARTIFACTS SOURCE-ROOT CATALOGUES
"""

import pathlib
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "po"))
from check import Translations  # noqa: E402
from driver import BORDER, QUICK_CONNECTION, Application, WindowTap, settle  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from pseudo import arabic, lengthen, make_catalogue, make_locale, texts  # noqa: E402
from server_process import ServerProcess  # noqa: E402

NARROW, WIDE = 360, 1000


class Languages:
    def __init__(self, executable, server_executable, artifacts, root, catalogues):
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-languages-")
        self.executable = executable
        self.artifacts = pathlib.Path(artifacts)
        self.catalogues = catalogues
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        self.ada = Peer(self.server.uri).sign_up("ada", "ada-password", "Ada")
        translations = Translations(root)
        translations.extract()
        self.template = translations.template
        self.keep = translations  # its folder has the template
        self.words = {text.replace("_", "") for _context, text, _plural in texts(self.template)
                      if text and any(letter.isalpha() for letter in text) and "%" not in text} - {"Cordial", "Close"}  # the toolkit says «Close», too
        for name in ("de_DE", "ar_EG", "zh_CN"):
            make_locale(name, self.folder.name)
        make_catalogue(self.template, "de", lengthen, self.folder.name)
        make_catalogue(self.template, "ar", arabic, self.folder.name)
        self.app = None
        self.translate = None
        self.measured = 0  # labels whose end was looked for

    def start(self, locale, translate, catalogues=None, login=None):
        self.translate = translate
        self.app = Application(
            self.executable, f"{self.folder.name}/{login or locale}", f"{self.artifacts}/languages-{locale}.log",
            environment={"LC_ALL": f"{locale}.UTF-8", "LANG": f"{locale}.UTF-8", "LOCPATH": self.folder.name,
                         "CORDIAL_LOCALE_DIR": catalogues or self.folder.name, **QUICK_CONNECTION})

    def find(self, text, **options):
        return self.app.find(self.translate(text), **options)

    def click(self, text, **options):
        settle()
        return self.app.click(self.translate(text), **options)

    def fill(self, field, text):
        self.app.click_node(self.find(field, role=Atspi.Role.TEXT))
        self.app.key("ctrl+a", "BackSpace")
        self.app.type(text)

    def sign_up(self, login):
        self.click("Create Account")
        self.find("Display Name", role=Atspi.Role.TEXT)
        settle()
        for field, text in (("Server", self.server.uri), ("User Name", login), ("Password", "a-good-password"),
                            ("Display Name", "Nina")):
            self.fill(field, text)
        self.app.key("Return")
        self.find("New Chat")
        peer = Peer(self.server.uri).sign_in(login, "a-good-password")
        self.ada.attach(peer.user_id)
        self.ada.publish(peer.user_id, "hello")
        wait_for(lambda: any(node.name.startswith("Ada") for node in self.app.nodes(Atspi.Role.LIST_ITEM)), "the chat")
        return peer

    def open_chat(self):
        row = next(node for node in self.app.nodes(Atspi.Role.LIST_ITEM) if node.name.startswith("Ada"))
        self.app.click_node(row)
        self.find("Message", role=Atspi.Role.TEXT)
        settle()

    def is_cut(self, node):
        """Whether the bracket at the end of a lengthened text is not drawn: what an ellipsis stands for has no place."""
        text = node.name
        if node.role != Atspi.Role.LABEL or not (text.startswith("[") and text.endswith("]")):
            return False
        # Of the two titles of a field one is not drawn, and GTK (4.18) crashes when it is asked where that one's letters are.
        if [sibling.name for sibling in node.parent.children].count(text) > 1:
            return False
        first, last = (node.letter(index).width for index in (0, len(text) - 1))
        if first < 2:
            return False  # GTK 4.24 tells no letter's place
        self.measured += 1
        return last < 2

    def look(self, page):
        """Nothing is wider than the window, and nothing was left in English."""
        settle()
        self.app.picture(self.artifacts / f"language-{page}.png")
        frame = self.app.window_frame().place()
        for node in self.app.nodes():
            try:
                if node.role not in (Atspi.Role.LABEL, Atspi.Role.PUSH_BUTTON, Atspi.Role.TEXT):
                    continue
                place = node.place()
            except GLib.Error:
                continue
            assert place.x >= -BORDER and place.x + place.width <= frame.width + BORDER, \
                f"{page}: {node.name!r} reaches from {place.x} to {place.x + place.width} of {frame.width}"
            assert not self.is_cut(node), f"{page}: {node.name!r} is cut"
        left = sorted({text for text in self.app.labels() if text in self.words})
        assert not left, f"{page} is not translated: {left}"

    def narrow(self):
        self.app.resize(NARROW + BORDER, 720)
        width = int(self.app.geometry()["WIDTH"])
        assert width <= NARROW + BORDER, f"the window wants {width} pixels"

    def every_page(self, size):
        self.look(f"{size}-welcome")
        self.click("Sign In")
        self.find("User Name", role=Atspi.Role.TEXT)
        self.look(f"{size}-sign-in")
        self.click("Other Chat Server…")
        self.find("Your ID", role=Atspi.Role.TEXT)
        self.look(f"{size}-other-server")
        self.app.key("Escape")
        settle()

    def leave(self):
        self.app.key("Escape")
        settle()

    def dialogs(self, size):
        """What opens above the conversation."""
        self.app.key("ctrl+comma")
        self.find("Preferences", role=Atspi.Role.DIALOG)
        self.look(f"{size}-preferences")
        self.app.click_node(self.find("Accounts", role=Atspi.Role.PAGE_TAB))
        self.look(f"{size}-preferences-accounts")
        self.app.click_node(self.find("Change Password…"))
        self.find("New Password", role=Atspi.Role.TEXT)
        self.look(f"{size}-new-password")
        self.leave()
        if self.app.look_for(self.translate("Preferences"), role=Atspi.Role.DIALOG):
            self.leave()
        for page, key in (("shortcuts", "ctrl+question"), ("new-chat", "ctrl+n"), ("close-question", "ctrl+w")):
            if (page, size) == ("close-question", "narrow"):
                continue  # libadwaita (1.7) lays such a heading out twice, and warns of its own first try
            self.app.key(key)
            settle()
            self.look(f"{size}-{page}")
            self.leave()

    # --- Cases ----------------------------------------------------------------------------------------------------

    def long_narrow(self):
        self.start("de_DE", lengthen)
        self.find("Welcome to Cordial")
        self.narrow()
        self.every_page("narrow")
        version = tuple(int(number) for number in self.app.tree().toolkit_version().split(".")[:2])
        assert self.measured > 10 or version >= (4, 20), "no label could be measured"
        self.app.stop()

    def long_wide(self):
        self.start("de_DE", lengthen, login="long")
        self.find("Welcome to Cordial")
        self.app.resize(WIDE, 680)
        self.look("wide-welcome")
        self.sign_up("long")
        self.look("wide-chats")
        self.open_chat()
        self.look("wide-conversation")
        self.dialogs("wide")
        self.narrow()
        self.look("narrow-conversation")
        self.dialogs("narrow")
        self.app.stop()

    def right_to_left(self):
        """The chats are to the right of the conversation, what one wrote oneself is to the left, what others wrote to the right."""
        self.start("ar_EG", arabic)
        self.find("Welcome to Cordial")
        self.app.resize(WIDE, 680)
        peer = self.sign_up("right")
        self.open_chat()
        self.app.click_node(self.find("Message", role=Atspi.Role.TEXT))
        self.app.type("mine")
        self.app.key("Return")
        wait_for(lambda: any(message["content"] == "mine" for message in self.ada.data.get(peer.user_id, {}).values()),
                 "the message at Ada's")
        self.look("right-to-left")

        def centre(node):
            place = node.place()
            return place.x + place.width / 2

        chats = self.find("Chats", role=Atspi.Role.LIST)
        timeline = self.find("Messages", role=Atspi.Role.LIST)
        assert centre(chats) > centre(timeline), "the chats stand on the left"
        labels = {node.name: node for row in timeline.children for node in self.app.nodes(Atspi.Role.LABEL)}
        assert centre(labels["mine"]) < centre(timeline) < centre(labels["hello"]), "bubbles are not mirrored"
        send = self.find("Send", role=Atspi.Role.PUSH_BUTTON)
        assert centre(send) < centre(self.find("Message", role=Atspi.Role.TEXT)), "the button to send is not mirrored"
        self.app.stop()

    def chinese(self):
        words = {"Welcome to Cordial": "欢迎使用 Cordial", "Create Account": "创建账号(C)", "Display Name": "显示名称",
                 "Server": "服务器", "User Name": "用户名", "Password": "密码", "New Chat": "新建聊天", "Message": "消息"}
        self.start("zh_CN", words.get, self.catalogues)
        self.find("Welcome to Cordial")
        self.app.resize(WIDE, 680)
        self.look("chinese-welcome")
        self.sign_up("chinese")
        self.open_chat()
        self.look("chinese-conversation")
        self.app.key("ctrl+comma")
        self.app.find("偏好设置", role=Atspi.Role.DIALOG)
        self.look("chinese-preferences")
        self.app.key("Escape")
        settle()
        self.app.stop()

    def close(self):
        if self.app.process.poll() is None:
            self.app.kill()
        self.server.stop()
        self.folder.cleanup()


def main():
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    tap = WindowTap(sys.argv[3])
    languages = Languages(*sys.argv[1:])
    for case in (languages.long_narrow, languages.long_wide, languages.right_to_left, languages.chinese):
        if languages.app is not None and languages.app.process.poll() is None:
            languages.app.kill()  # left by a case that failed

        def run():
            try:
                case()
            finally:
                tap.application = languages.app

        tap.case(case.__name__.replace("_", " "), run)
    tap.case("close", languages.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
