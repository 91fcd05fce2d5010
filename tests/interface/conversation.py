# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person signs in, chats, loses the server in several ways, and nothing is missing on either end.

usage: tests/session conversation.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import signal
import sys
import tempfile
import time

import screens
from driver import HEARTBEAT_DEADLINE_MS, HEARTBEAT_INTERVAL_MS, QUICK_HEARTBEAT, Application, WindowTap, settle
from patience import wait_for
from peer import Peer
from server_process import ServerProcess

# What the banner waits before it shows itself (design 7).
BANNER_DELAY_S = 0.8


class Conversation:
    def __init__(self, executable, server_executable, artifacts):
        self.artifacts = artifacts
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-interface-")
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        self.expected = []
        Peer(self.server.uri).sign_up("alice", "alice-password", "Alice").close()
        self.peer = Peer(self.server.uri).sign_up("robin", "robin-password", "Robin")
        alice = Peer(self.server.uri).sign_in("alice", "alice-password")
        self.alice_id = alice.user_id
        alice.close()
        self.peer.attach(self.alice_id)
        # As a person has it: in the plain build with animations, which every other test does without.
        self.app = Application(executable, self.folder.name + "/home", f"{artifacts}/conversation.log", animations=True,
                               environment=QUICK_HEARTBEAT)

    # --- helpers -----------------------------------------------------------------------------------------------------

    def send(self, text):
        screens.send(self.app, text)
        self.expected.append(text)

    def peer_says(self, text):
        self.peer.publish(self.alice_id, text)
        self.expected.append(text)

    def reconnect_peer(self):
        self.peer = Peer(self.server.uri).sign_in("robin", "robin-password")
        self.peer.attach(self.alice_id)

    def assert_both_ends(self):
        """Every message is there once and in order: on the server, and in the window."""
        def server_has():
            return self.peer.texts(self.alice_id) == self.expected

        try:
            wait_for(server_has, "every message on the server")
        except AssertionError:
            raise AssertionError(f"server: {self.peer.texts(self.alice_id)}\nexpected: {self.expected}") from None

        def window_has():
            return screens.messages(self.app)[-len(self.expected):] == self.expected

        try:
            wait_for(window_has, "every message in the window")
        except AssertionError:
            raise AssertionError(f"window: {screens.messages(self.app)}\nexpected: {self.expected}") from None

    def wait_for_banner(self):
        """Returns its text, and prints what was promised: that it is kept is for a quiet machine to see."""
        start = time.monotonic()
        promise = (HEARTBEAT_INTERVAL_MS + HEARTBEAT_DEADLINE_MS) / 1000 + BANNER_DELAY_S
        text = wait_for(lambda: screens.banner(self.app), "the banner")
        print(f"# banner «{text.replace(chr(10), " · ")}» after {time.monotonic() - start:.1f} s, promised {promise:.1f} s", flush=True)
        return text

    # --- cases -------------------------------------------------------------------------------------------------------

    def wrong_password(self):
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, self.server.uri, "alice", "not-the-password")
        screens.wait_for_problem(self.app, "password")

    def unknown_user(self):
        screens.fill_sign_in(self.app, self.server.uri, "nobody-of-that-name", "alice-password")
        screens.wait_for_problem(self.app, "password")

    def name_with_a_space(self):
        screens.fill_sign_in(self.app, self.server.uri, "alice b", "alice-password")
        screens.wait_for_problem(self.app, "space")

    def unreachable_host(self):
        screens.fill_sign_in(self.app, "ws://127.0.0.1:1", "alice", "alice-password")
        screens.wait_for_problem(self.app, "no server answers at this address")

    def sign_in(self):
        screens.fill_sign_in(self.app, self.server.uri, "alice", "alice-password")
        screens.wait_for_window(self.app)

    def pick_and_chat(self):
        screens.open_chat(self.app, "Robin")
        self.send("hello over there")
        wait_for(lambda: "hello over there" in self.peer.texts(self.alice_id), "the message at the peer")
        self.peer.note(self.alice_id, "kp")
        screens.wait_for_typing(self.app)
        self.peer_says("hello back")
        self.assert_both_ends()

    def blank_message(self):
        screens.type_message(self.app, "   ")
        screens.press_send(self.app)
        self.assert_both_ends()
        screens.clear_composer(self.app)

    def frozen_server(self):
        self.server.signal(signal.SIGSTOP)
        self.wait_for_banner()
        for number in range(3):
            self.send(f"written while frozen {number}")
        screens.wait_for_waiting(self.app, 3)
        self.server.signal(signal.SIGCONT)
        screens.try_now(self.app)
        self.reconnect_peer()
        self.peer_says("and we are back")
        self.assert_both_ends()

    def killed_server(self):
        self.server.kill()
        self.send("written to a dead server")
        self.wait_for_banner()
        screens.wait_for_countdown(self.app)
        self.send("and one more")
        self.server.start()
        screens.try_now(self.app)
        self.reconnect_peer()
        self.assert_both_ends()

    def frozen_between_send_and_answer(self):
        """The server has the message but its answer is lost: it must not arrive twice."""
        for number in range(5):
            self.send(f"burst {number}")
        self.server.kill()
        self.wait_for_banner()
        self.server.start()
        screens.try_now(self.app)
        self.reconnect_peer()
        self.assert_both_ends()

    def killed_application(self):
        self.server.signal(signal.SIGSTOP)
        for number in range(3):
            self.send(f"in the outbox {number}")
        self.app.kill()
        self.server.signal(signal.SIGCONT)
        self.app.start()
        screens.wait_for_window(self.app)
        screens.open_chat(self.app, "Robin")
        self.reconnect_peer()
        self.assert_both_ends()

    def draft_survives(self):
        screens.type_message(self.app, "half a thought")
        wait_for(lambda: screens.composer_text(self.app) == "half a thought", "what was typed")
        self.app.stop()
        self.app.start()
        screens.wait_for_window(self.app)
        screens.open_chat(self.app, "Robin")
        wait_for(lambda: screens.composer_text(self.app) == "half a thought", "the draft")
        screens.clear_composer(self.app)

    def draft_grows(self):
        """A text of several lines that have room is shown from its first line on."""
        screens.type_message(self.app, "A")
        wait_for(lambda: screens.composer_text(self.app) == "A", "a letter")
        margin, height = screens.composer_first_line(self.app)
        screens.type_message(self.app, " text that is long enough for one line more in a window as wide as the one that it is written in")
        text = "A text that is long enough for one line more in a window as wide as the one that it is written in"
        wait_for(lambda: screens.composer_text(self.app) == text, "what was typed")
        settle()
        grown_margin, grown_height = screens.composer_first_line(self.app)
        assert grown_height > height, f"{height} pixels, and then {grown_height}"
        assert grown_margin == margin, f"the first line is at {grown_margin}, not at {margin}"
        screens.clear_composer(self.app)

    def close(self):
        self.app.stop()
        self.peer.close()
        self.server.stop()
        self.folder.cleanup()


def main():
    executable, server_executable, artifacts = sys.argv[1:4]
    tap = WindowTap(artifacts)
    conversation = Conversation(executable, server_executable, artifacts)
    tap.application = conversation.app
    for case in (conversation.wrong_password, conversation.unknown_user, conversation.name_with_a_space,
                 conversation.unreachable_host, conversation.sign_in, conversation.pick_and_chat,
                 conversation.blank_message, conversation.frozen_server, conversation.killed_server,
                 conversation.frozen_between_send_and_answer, conversation.killed_application,
                 conversation.draft_survives, conversation.draft_grows, conversation.close):
        tap.case(case.__name__.replace("_", " "), case)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
