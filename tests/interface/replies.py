# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does to answer a message, and to find what another one answers.

usage: tests/session replies.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import signal
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens  # noqa: E402
from drafty import PICTURE, answer  # noqa: E402
from driver import BORDER, Application, WindowTap, settle  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from server_process import ServerProcess  # noqa: E402

WIDE = (1000, 680)
NARROW = (360 + BORDER, 700)
# More than a new device fetches by itself.
OLD_MESSAGES = 90


class Replies:
    def __init__(self, executable, server_executable, artifacts):
        self.artifacts = artifacts
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-replies-")
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        nina = Peer(self.server.uri).sign_up("nina", "nina-password", "Nina")
        self.nina = nina.user_id
        nina.close()
        self.bea = Peer(self.server.uri).sign_up("bea", "bea-password", "Bea")
        self.bea.attach(self.nina)
        for number in range(3):
            self.bea.publish(self.nina, f"message {number} of Bea")
        self.cyd = Peer(self.server.uri).sign_up("cyd", "cyd-password", "Cyd")
        self.cyd.attach(self.nina)
        for number in range(1, OLD_MESSAGES + 1):
            self.cyd.publish(self.nina, f"message {number} of Cyd")
        self.cyd.request("del", topic=self.nina, what="msg", delseq=[{"low": 5}], hard=True)
        self.cyd.publish(self.nina, answer("Cyd", self.cyd.user_id, "message 5 of Cyd", "to what is deleted"), reply="5")
        self.cyd.publish(self.nina, answer("Cyd", self.cyd.user_id, "elsewhere", "to what is not there"), reply="5000")
        self.cyd.publish(self.nina, answer("Cyd", self.cyd.user_id, "message 3 of Cyd", "to what is old"), reply="3")
        self.app = Application(executable, self.folder.name + "/home", f"{artifacts}/replies.log")

    def close(self):
        self.bea.close()
        self.cyd.close()
        self.app.stop()
        self.server.stop()
        self.folder.cleanup()

    # --- Helpers -------------------------------------------------------------------------------------------------

    def row(self, *parts):
        return screens.message_row(self.app, *parts)

    def quote(self, words):
        return self.app.find(words, role=Atspi.Role.PUSH_BUTTON, exact=False)

    def reply_from_menu(self, words):
        self.app.click_node(self.app.find(words, role=Atspi.Role.LABEL), button=3)
        self.app.click("Reply")

    def wait_subject(self, title):
        self.app.find(title, role=Atspi.Role.LABEL)

    def start_again(self):
        self.app.start()
        screens.wait_for_window(self.app)
        self.app.resize(*WIDE)
        screens.open_chat(self.app, "Bea")

    def picture(self, name):
        settle()
        self.app.picture(f"{self.artifacts}/{name}.png")

    # --- Cases, in their order -----------------------------------------------------------------------------------

    def answered(self):
        """From the menu, and by a key; what is answered stands above what is written, and in the message."""
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, self.server.uri, "nina", "nina-password")
        screens.wait_for_window(self.app)
        self.app.resize(*WIDE)
        screens.open_chat(self.app, "Bea")
        self.reply_from_menu("message 0 of Bea")
        self.wait_subject("Reply to Bea")
        self.picture("replying")
        screens.send(self.app, "an answer")
        self.row("You", "an answer")
        self.quote("Reply to Bea: message 0 of Bea")
        self.app.gone("Reply to Bea", role=Atspi.Role.LABEL)
        self.app.key("ctrl+r")
        self.wait_subject("Reply to Bea")
        self.app.key("Escape")
        self.app.gone("Reply to Bea", role=Atspi.Role.LABEL)

    def own_name(self):
        """Who answers oneself is quoted by name."""
        self.reply_from_menu("an answer")
        self.wait_subject("Reply to Yourself")
        screens.send(self.app, "and one more thing")
        self.quote("Reply to Nina: an answer")
        self.picture("replied")

    def by_key_there(self):
        """Ctrl+R answers the message that has the focus."""
        def focused():
            self.app.key("shift+Tab")
            settle()
            return any(node.has(Atspi.StateType.FOCUSED) and "and one more thing" in node.name for node in self.app.nodes())
        wait_for(focused, "the focus on the newest message")
        self.app.key("Up", "Up", "ctrl+r")
        self.wait_subject("Reply to Bea")
        self.app.find("message 2 of Bea", role=Atspi.Role.LABEL)
        self.app.key("Escape")

    def to_a_picture(self):
        """The quote says what it is."""
        self.bea.publish(self.nina, PICTURE, mime="text/x-drafty")
        row = self.row("Bea", "harbour.png")
        self.app.click_node(row, button=3)
        self.app.click("Reply")
        self.wait_subject("Reply to Bea")
        screens.send(self.app, "a fine picture")
        assert "harbour.png" in self.quote("Reply to Bea: ").name or any(
            "harbour.png" in node.name for node in self.app.nodes(Atspi.Role.PUSH_BUTTON)), "the name of the picture"
        self.picture("replied-to-picture")

    def kept(self):
        """What is answered or edited stays with the draft: over a change of the chat, a restart, and a crash."""
        self.reply_from_menu("message 1 of Bea")
        screens.type_message(self.app, "half an ans")
        screens.open_chat(self.app, "Cyd")
        self.app.gone("Reply to Bea", role=Atspi.Role.LABEL)
        wait_for(lambda: screens.composer_text(self.app) == "", "an empty composer")
        screens.open_chat(self.app, "Bea")
        self.wait_subject("Reply to Bea")
        wait_for(lambda: screens.composer_text(self.app) == "half an ans", "the draft")
        self.app.stop()
        self.start_again()
        self.wait_subject("Reply to Bea")
        wait_for(lambda: screens.composer_text(self.app) == "half an ans", "the draft")
        # An edit puts it aside.
        self.app.click_node(self.app.find("and one more thing", role=Atspi.Role.LABEL), button=3)
        self.app.click("Edit")
        self.wait_subject("Edit Message")
        screens.type_message(self.app, "!")
        wait_for(lambda: screens.composer_text(self.app) == "and one more thing!", "the text of the message")
        screens.open_chat(self.app, "Cyd")
        screens.open_chat(self.app, "Bea")
        self.wait_subject("Edit Message")
        wait_for(lambda: screens.composer_text(self.app) == "and one more thing!", "the edit")
        self.picture("editing-kept")
        self.app.stop()
        self.start_again()
        self.wait_subject("Edit Message")
        screens.go_to_composer(self.app)
        self.app.key("Return")
        self.row("You", "and one more thing!", "edited")
        wait_for(lambda: screens.composer_text(self.app) == "half an ans", "the draft after the edit")
        screens.clear_composer(self.app)

    def menu(self, words, item):
        self.app.click_node(self.row(words), button=3)
        self.app.click(item)

    def offline_and_killed(self):
        """What is answered, edited, deleted and handed on without a connection shows at once, and is so everywhere when there is one again:
        once, though the program was killed meanwhile."""
        screens.send(self.app, "to be deleted")
        self.row("to be deleted", "sent")
        screens.send(self.app, "to be editted")
        edited = self.row("to be editted", "sent")
        assert "edited" not in edited.name
        self.server.signal(signal.SIGSTOP)
        self.menu("harbour.png", "Reply")
        self.wait_subject("Reply to Bea")
        screens.send(self.app, "answered offline")
        self.menu("to be editted", "Edit")
        self.wait_subject("Edit Message")
        screens.composer(self.app).set_text("to be edited")
        self.app.key("Return")
        self.row("You", "to be edited", ", edited ")
        self.menu("to be deleted", "Delete…")
        self.app.click("Delete for Everyone", role=Atspi.Role.PUSH_BUTTON)
        self.app.gone("to be deleted", role=Atspi.Role.LABEL)
        self.app.click_node(self.row("message 2 of Bea"), button=3)
        self.app.click("👍", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("👍, 1, you", role=Atspi.Role.PUSH_BUTTON)
        self.menu("message 2 of Bea", "Forward…")
        screens.forward_to(self.app, "Cyd")
        self.picture("changed-offline")
        self.app.kill()
        self.server.signal(signal.SIGCONT)
        self.start_again()
        self.row("answered offline")
        self.row("You", "to be edited", ", edited ")
        self.app.find("👍, 1, you", role=Atspi.Role.PUSH_BUTTON)
        assert self.app.look_for("to be deleted", role=Atspi.Role.LABEL) is None
        assert self.app.look_for("Reply to Bea", role=Atspi.Role.LABEL) is None

        def said_to(login):
            peer = Peer(self.server.uri).sign_in(login, f"{login}-password")
            peer.attach(self.nina)
            history = peer.history(self.nina)
            peer.close()
            return history

        def once(login, words):
            found = [message for message in said_to(login) if words in str(message["content"])]
            assert len(found) < 2, found
            return found[0] if found else None

        message = wait_for(lambda: once("bea", "answered offline"), "the answer at the other end")
        picture = next(other["seq"] for other in said_to("bea") if other.get("content") == PICTURE)
        assert str(message["head"]["reply"]) == str(picture), message
        message = wait_for(lambda: once("bea", "to be edited"), "the edit at the other end")
        original = once("bea", "to be editted")
        assert message["head"]["replace"] == f":{original['seq']}", message
        wait_for(lambda: not any("to be deleted" in str(other.get("content")) for other in said_to("bea")), "the message to be gone there")
        wait_for(lambda: next(other.get("react") for other in said_to("bea") if other.get("content") == "message 2 of Bea"), "the reaction")
        message = wait_for(lambda: once("cyd", "message 2 of Bea"), "what was handed on")
        assert "➦ Bea" in str(message["content"]), message

    def gone_to(self):
        """Whoever presses a quote is taken to what it quotes, and what is between is fetched; or told why that cannot be."""
        screens.open_chat(self.app, "Cyd")
        self.app.key("ctrl+End")
        self.row("to what is old")
        self.app.click_node(self.quote("Reply to Cyd: message 5 of Cyd"))
        self.app.find("This message was deleted.", role=Atspi.Role.LABEL)
        self.picture("quote-deleted")
        self.app.click_node(self.quote("Reply to Cyd: elsewhere"))
        self.app.find("This message is not in this chat.", role=Atspi.Role.LABEL)
        self.app.click_node(self.quote("Reply to Cyd: message 3 of Cyd"))
        label = self.app.find("message 3 of Cyd", role=Atspi.Role.LABEL)
        self.app.wait_focus("message 3 of Cyd")
        self.app.picture(f"{self.artifacts}/quote-gone-to.png")
        assert label.showing()
        self.app.key("ctrl+End")
        self.app.resize(*NARROW)
        self.row("to what is old")
        self.picture("quotes-narrow")
        self.app.resize(*WIDE)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    tap = WindowTap(sys.argv[3])
    replies = Replies(*sys.argv[1:])
    tap.application = replies.app
    for case in (replies.answered, replies.own_name, replies.by_key_there, replies.to_a_picture, replies.kept,
                 replies.offline_and_killed, replies.gone_to):
        tap.case(case.__name__.replace("_", " "), case)
    tap.case("close", replies.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
