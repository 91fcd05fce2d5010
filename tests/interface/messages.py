# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does with messages that are there: edit, answer, hand on, delete.

usage: tests/session messages.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens  # noqa: E402
from driver import BORDER, Application, WindowTap, settle  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from server_process import ServerProcess  # noqa: E402

WIDE = (1000, 680)
NARROW = (360 + BORDER, 700)


class Messages:
    def __init__(self, executable, server_executable, artifacts):
        self.artifacts = artifacts
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-messages-")
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        Peer(self.server.uri).sign_up("nina", "nina-password", "Nina").close()
        nina = Peer(self.server.uri).sign_in("nina", "nina-password")
        self.nina = nina.user_id
        nina.close()
        self.peers = {}
        for name in ("Ada", "Bea"):
            peer = self.peers[name] = Peer(self.server.uri).sign_up(name.lower(), f"{name.lower()}-password", name)
            peer.attach(self.nina)
            for number in range(3):
                peer.publish(self.nina, f"message {number} of {name}")
        self.app = Application(executable, self.folder.name + "/home", f"{artifacts}/messages.log")

    def close(self):
        for peer in self.peers.values():
            peer.close()
        self.app.stop()
        self.server.stop()
        self.folder.cleanup()

    def row(self, *parts):
        return screens.message_row(self.app, *parts)

    def text(self, words):
        return wait_for(lambda: next((node for node in self.app.nodes(Atspi.Role.LABEL) if node.name == words), None), f"the text {words!r}")

    def menu(self, words, item):
        self.app.click_node(self.text(words), button=3)
        self.app.find(item)
        settle()
        self.app.picture(f"{self.artifacts}/menu.png")
        self.app.click(item)

    def said_to(self, login):
        """All that the server has for her."""
        peer = Peer(self.server.uri).sign_in(login, f"{login}-password")
        peer.attach(self.nina)
        texts = str(peer.texts(self.nina))
        peer.close()
        return texts

    def history_of_bea(self):
        peer = Peer(self.server.uri).sign_in("bea", "bea-password")
        peer.attach(self.nina)
        history = peer.history(self.nina)
        peer.close()
        return history

    # --- Cases, in their order -----------------------------------------------------------------------------------

    def edited(self):
        """A word says that a message was changed; the date of that is read out with it."""
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, self.server.uri, "nina", "nina-password")
        screens.wait_for_window(self.app)
        self.app.resize(*WIDE)
        screens.open_chat(self.app, "Bea")
        screens.send(self.app, "It is realy good")
        self.row("It is realy good", "sent")
        self.app.key("Up")
        wait_for(lambda: screens.composer_text(self.app) == "It is realy good", "what was said last")
        screens.composer(self.app).set_text("It is really good")
        self.app.key("Return")
        name = self.row("It is really good").name
        assert ", edited " in name, name
        assert "edited" not in self.row("message 2 of Bea").name
        settle()
        self.app.picture(f"{self.artifacts}/edited.png")

    def forwarded(self):
        """To the chats that were chosen, with who wrote it. Who changes their mind writes on where they wrote."""
        self.app.focus("Message", role=Atspi.Role.TEXT)
        self.menu("message 1 of Bea", "Forward…")
        self.app.wait_focus("Search chats")
        self.app.key("Escape")
        self.app.gone("Forward Message", role=Atspi.Role.LABEL)
        self.app.wait_focus("Message")
        self.menu("message 1 of Bea", "Forward…")
        self.app.find("Forward Message", role=Atspi.Role.LABEL)
        settle()
        self.app.picture(f"{self.artifacts}/forward.png")
        assert not self.app.find("Forward", role=Atspi.Role.PUSH_BUTTON).has(Atspi.StateType.SENSITIVE)
        screens.forward_to(self.app, "Ada")
        screens.open_chat(self.app, "Ada")
        self.row("You", "message 1 of Bea")
        self.app.find("Forwarded from Bea", role=Atspi.Role.LABEL)
        settle()
        self.app.picture(f"{self.artifacts}/forwarded.png")
        self.app.resize(*NARROW)
        self.app.picture(f"{self.artifacts}/forwarded-narrow.png")
        self.app.resize(*WIDE)

    def deleted(self):
        """For everyone what is one's own; for oneself what others wrote."""
        screens.open_chat(self.app, "Bea")
        self.menu("It is really good", "Delete…")
        self.app.find("Delete Message?", role=Atspi.Role.LABEL)
        settle()
        self.app.picture(f"{self.artifacts}/delete.png")
        self.app.click("Delete for Everyone", role=Atspi.Role.PUSH_BUTTON)
        self.app.gone("It is really good", role=Atspi.Role.LABEL)
        self.menu("message 0 of Bea", "Delete…")
        self.app.find("Delete for Me", role=Atspi.Role.PUSH_BUTTON)
        assert self.app.look_for("Delete for Everyone", role=Atspi.Role.PUSH_BUTTON) is None
        self.app.click("Delete for Me", role=Atspi.Role.PUSH_BUTTON)
        self.app.gone("message 0 of Bea", role=Atspi.Role.LABEL)
        wait_for(lambda: "really" not in self.said_to("bea") and "realy" not in self.said_to("bea"), "it to be gone there")
        assert "message 0 of Bea" in self.said_to("bea")

    def marks(self):
        """Ctrl+B and Ctrl+I put the marks of bold and italic around what is selected, and one Ctrl+Z takes them away."""
        def written(text):
            wait_for(lambda: screens.composer_text(self.app) == text, f"{text!r} in the composer")

        screens.open_chat(self.app, "Bea")
        screens.type_message(self.app, "good")
        written("good")
        self.app.key("ctrl+a", "ctrl+b")
        written("*good*")
        self.app.key("ctrl+i")
        written("_*good*_")
        self.app.key("ctrl+i")
        written("*good*")
        self.app.key("ctrl+z", "ctrl+z", "ctrl+z")
        written("good")
        screens.clear_composer(self.app)

    def formatted(self):
        """What marks make of a text is seen while it is written, and sent; a backslash keeps one as it is."""
        screens.open_chat(self.app, "Bea")
        screens.type_message(self.app, "*bold* _slanted_ ~gone~ `code` \\*stars* plain")
        settle()
        self.app.picture(f"{self.artifacts}/writing-formatted.png")
        self.app.key("BackSpace", "ctrl+z")
        wait_for(lambda: screens.composer_text(self.app).endswith("plain"), "what was there before")
        screens.press_send(self.app)
        self.row("You", "bold slanted gone code *stars* plain")
        sent = next(message for message in self.history_of_bea() if "slanted" in str(message["content"]))["content"]
        assert sent["txt"] == "bold slanted gone code *stars* plain", sent
        assert {style["tp"] for style in sent["fmt"]} == {"ST", "EM", "DL", "CO"}, sent

    def code(self):
        """Lines of code keep their form, and a button copies them."""
        screens.paste_message(self.app, "```\nif here:\n    go()\n```")
        settle()
        self.app.picture(f"{self.artifacts}/writing-code.png")
        screens.press_send(self.app)
        wait_for(lambda: screens.composer_text(self.app) == "", "the code to be kept")
        self.app.click("Copy Code", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("Copied", role=Atspi.Role.PUSH_BUTTON)
        settle()
        self.app.picture(f"{self.artifacts}/code.png")
        screens.go_to_composer(self.app)
        self.app.key("ctrl+v")
        wait_for(lambda: screens.composer_text(self.app) == "if here:\n    go()", "what was copied")
        screens.clear_composer(self.app)

    def reactions_to(self, words):
        """What the server has for Bea: emoji → who."""
        message = next(message for message in self.history_of_bea() if message.get("content") == words)
        return {one["val"]: one["users"] for one in message.get("react", [])}

    def react(self, node, *buttons):
        self.app.click_node(node, button=3)
        for button in buttons:
            self.app.click(button, role=Atspi.Role.PUSH_BUTTON)

    def reacted(self):
        """From the menu; the others' stand beside one's own, and pressed again it is taken back."""
        bea = self.peers["Bea"]
        screens.open_chat(self.app, "Bea")
        seq = next(message["seq"] for message in self.history_of_bea() if message.get("content") == "message 2 of Bea")
        self.app.click_node(self.text("message 2 of Bea"), button=3)
        self.app.find("❤️", role=Atspi.Role.PUSH_BUTTON)
        settle()
        self.app.picture(f"{self.artifacts}/react.png")
        self.app.click("👍", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("👍, 1, you", role=Atspi.Role.PUSH_BUTTON)
        wait_for(lambda: self.reactions_to("message 2 of Bea") == {"👍": [self.nina]}, "the reaction at the other end")
        wait_for(lambda: bea.seen("pres", what="react", seq=seq, val="👍", act=self.nina), "her to be told")
        bea.request("set", topic=self.nina, react={"seq": seq, "val": "👍"})
        self.app.find("👍, 2, you too", role=Atspi.Role.PUSH_BUTTON)
        self.react(self.text("message 2 of Bea"), "More Reactions", "🎉")
        self.app.find("🎉, 1, you", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("👍, 1", role=Atspi.Role.PUSH_BUTTON)
        self.react(self.row("You", "bold slanted"), "❤️")
        self.app.find("❤️, 1, you", role=Atspi.Role.PUSH_BUTTON)
        settle()
        self.app.picture(f"{self.artifacts}/reactions.png")
        self.app.resize(*NARROW)
        self.app.click_node(self.text("message 2 of Bea"), button=3)
        self.app.click("More Reactions", role=Atspi.Role.PUSH_BUTTON)
        self.app.wait_focus("😁")
        settle()
        self.app.picture(f"{self.artifacts}/reactions-narrow.png")
        self.app.key("Escape")
        self.app.resize(*WIDE)
        self.app.click("🎉, 1, you", role=Atspi.Role.PUSH_BUTTON)
        self.app.gone("🎉, 1, you", role=Atspi.Role.PUSH_BUTTON)
        self.app.click("👍, 1", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("👍, 2, you too", role=Atspi.Role.PUSH_BUTTON)
        bea.request("set", topic=self.nina, react={"seq": seq, "val": "\u2421"})
        self.app.find("👍, 1, you", role=Atspi.Role.PUSH_BUTTON)

    def through_a_drop(self):
        """Said while the server is away: it shows at once, and is so there when the server is back."""
        screens.open_chat(self.app, "Bea")
        for text in ("to be deletd", "to be edted"):
            screens.send(self.app, text)
            self.row(text, "sent")
        numbers = {message["content"]: message["seq"] for message in self.history_of_bea() if isinstance(message["content"], str)}
        self.server.kill()
        screens.wait_for_countdown(self.app)
        self.menu("message 2 of Bea", "Reply")
        screens.send(self.app, "an answer meanwhile")
        self.menu("to be edted", "Edit")
        screens.composer(self.app).set_text("to be edited")
        self.app.key("Return")
        self.row("You", "to be edited", ", edited ")
        self.menu("to be deletd", "Delete…")
        self.app.click("Delete for Everyone", role=Atspi.Role.PUSH_BUTTON)
        self.app.gone("to be deletd", role=Atspi.Role.LABEL)
        self.react(self.text("message 1 of Bea"), "🔥")
        self.app.find("🔥, 1, you", role=Atspi.Role.PUSH_BUTTON)
        self.react(self.text("message 1 of Bea"), "👍")
        self.app.find("👍, 1, you", role=Atspi.Role.PUSH_BUTTON)
        self.menu("message 1 of Bea", "Pin")
        self.app.find("Pinned Message: message 1 of Bea", role=Atspi.Role.PUSH_BUTTON)
        self.menu("message 2 of Bea", "Forward…")
        screens.forward_to(self.app, "Ada")
        settle()
        self.app.picture(f"{self.artifacts}/changed-in-a-drop.png")
        self.server.start()
        screens.try_now(self.app)

        def by_words(words):
            return [message for message in self.history_of_bea() if words in str(message.get("content"))]

        answer = wait_for(lambda: by_words("an answer meanwhile"), "the answer at the other end")
        assert [message["head"]["reply"] for message in answer] == [str(numbers["message 2 of Bea"])], answer
        edits = wait_for(lambda: by_words("to be edited"), "the edit at the other end")
        assert [message["head"]["replace"] for message in edits] == [f":{numbers['to be edted']}"], edits
        wait_for(lambda: not by_words("to be deletd"), "the message to be gone there")
        wait_for(lambda: self.reactions_to("message 1 of Bea") == {"👍": [self.nina]}, "the reaction at the other end")
        wait_for(lambda: self.pins_of_bea() == [numbers["message 1 of Bea"]], "the pin at the other end")
        wait_for(lambda: self.said_to("ada").count("message 2 of Bea") == 1, "what was handed on")

    def pins_of_bea(self):
        peer = Peer(self.server.uri).sign_in("bea", "bea-password")
        peer.attach(self.nina)
        number = peer.post("get", topic=self.nina, what="aux")
        wait_for(lambda: peer.seen("meta", id=number) or peer.seen("ctrl", id=number), "an answer")
        peer.close()
        return (peer.seen("meta", id=number) or {}).get("aux", {}).get("pins", [])

    def several(self):
        """What is done with a selection is done with all messages in it."""
        screens.open_chat(self.app, "Ada")
        place = self.app.still_place(self.text("message 1 of Ada"))
        self.app.click_at(place.x + place.width // 2, place.y + place.height // 2, times=2)  # a word
        self.app.key("shift+Down", "shift+Down")
        settle()
        self.app.click_node(self.text("message 1 of Ada"), button=3)
        self.app.find("Forward Selected…")
        settle()
        self.app.picture(f"{self.artifacts}/several.png")
        self.app.click("Delete Selected…")
        self.app.find("Delete 2 Messages?", role=Atspi.Role.LABEL)
        self.app.click("Delete for Me", role=Atspi.Role.PUSH_BUTTON)
        self.app.gone("message 1 of Ada", role=Atspi.Role.LABEL)
        self.app.gone("message 2 of Ada", role=Atspi.Role.LABEL)
        self.row("message 0 of Ada")


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    tap = WindowTap(sys.argv[3])
    messages = Messages(*sys.argv[1:])
    tap.application = messages.app
    for case in (messages.edited, messages.forwarded, messages.deleted, messages.marks, messages.formatted, messages.code,
                 messages.reacted, messages.through_a_drop, messages.several):
        tap.case(case.__name__.replace("_", " "), case)
    tap.case("close", messages.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
