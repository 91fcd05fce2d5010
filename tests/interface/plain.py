# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A conversation of two windows over the plain dialect, through a frozen and a killed server: nothing lost, nothing doubled."""

import math
import pathlib
import signal
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens
from driver import QUICK_CONNECTION, Application, WindowTap, screenshot, settle
from patience import SLOWNESS, wait_for
from peer import Peer
from server_process import ServerProcess, run_server

# Whole seconds, as the dialog counts them.
INTERVAL_S, DEADLINE_S = 1, math.ceil(SLOWNESS)


class Person:
    def __init__(self, name, address, app):
        self.name = name
        self.address = address
        self.user_id = address.split("/websocket/")[1].split("?")[0]
        self.app = app
        self.peer = None

    def set_up(self):
        self.app.activate()
        screens.open_sign_in(self.app)
        self.app.click("Other Chat Server…")
        screens.replace_text(self.app, "Address", self.address)
        screens.replace_text(self.app, "Your ID", self.user_id)
        screens.replace_text(self.app, "Your Name", self.name)

    def connect(self):
        self.app.click("Connect")
        screens.wait_for_window(self.app)

    def say(self, text):
        self.app.activate()
        screens.send(self.app, text)

    def last_texts(self, number):
        return screens.messages(self.app)[-number:]


class Plain:
    def __init__(self, executable, server_executable, artifacts):
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-plain-")
        self.artifacts = pathlib.Path(artifacts)
        self.server = ServerProcess(server_executable, f"{self.folder.name}/server", "--plain", "--idle-seconds", "5")
        self.people = []
        for login, name in (("nina", "Nina Simone"), ("otto", "Otto Dix")):
            Peer(self.server.uri).sign_up(login, f"{login}-password", name).close()
            status, address, complaint = run_server(server_executable, "--data", f"{self.folder.name}/server", "--listen",
                                                    self.server.listen, "--plain-address", login)
            assert status == 0, complaint
            app = Application(executable, f"{self.folder.name}/{login}", f"{artifacts}/plain-{login}.log",
                              arguments=(f"--gapplication-app-id=io.github.cordialchat.Cordial.{name.split()[0]}",),
                              environment=QUICK_CONNECTION)
            app.geometry()  # is on the screen
            self.people.append(Person(name, address.strip(), app))
        self.nina, self.otto = self.people
        self.expected = []

    def say(self, person, text):
        person.say(text)
        self.expected.append(text)

    def assert_both(self):
        """Every message is in both windows once. Their order may differ where both wrote while nothing got through."""
        for person in self.people:
            def complete():
                return sorted(screens.messages(person.app)) == sorted(self.expected)

            try:
                wait_for(complete, "every message")
            except AssertionError:
                raise AssertionError(f"{person.name}: {screens.messages(person.app)}\nexpected: {self.expected}") from None

    # --- cases -------------------------------------------------------------------------------------------------------

    def bad_input(self):
        app = self.nina.app
        self.nina.set_up()
        screens.replace_text(app, "Address", "http://chat.example.org/websocket/7")
        app.click("Test Connection")
        screens.wait_for_problem(app, "not encrypted")
        screens.replace_text(app, "Address", self.nina.address)
        app.click("Advanced", exact=False, role=Atspi.Role.PUSH_BUTTON) if app.look_for(
            "Advanced", role=Atspi.Role.PUSH_BUTTON) else app.click_node(app.find("Advanced"))
        settle()
        screens.replace_text(app, "Heartbeat (JSON)", '{"a":')
        screens.wait_for_problem(app, "not json")
        app.click("Test Connection")
        screens.wait_for_problem(app, "not json")

    def wrong_token(self):
        app = self.nina.app
        app.focus("The heartbeat message is not JSON.", role=Atspi.Role.TEXT)
        app.key("ctrl+a", "BackSpace")
        screens.replace_text(app, "Address", self.nina.address[:-1])
        app.click("Test Connection")
        screens.wait_for_problem(app, "wants a sign-in")

    def connection_test(self):
        app = self.nina.app
        screens.replace_text(app, "Address", self.nina.address)
        app.click("Test Connection")
        screens.wait_for_problem(app, "answered the heartbeat")

    def set_up(self):
        self.nina.connect()
        self.otto.set_up()
        self.otto.connect()

    def add_by_hand(self):
        app = self.nina.app
        app.activate()
        app.click("New Chat")
        app.wait_focus("Find people")
        app.type(f"{self.otto.user_id} Otto")
        app.find("Otto", exact=False, role=Atspi.Role.LIST_ITEM)
        app.key("Return")
        app.find("Message", role=Atspi.Role.TEXT)
        self.say(self.nina, "hello Otto")

    def appears_by_writing(self):
        self.otto.app.activate()
        wait_for(lambda: screens.chat_names(self.otto.app), "the chat that Nina began")
        assert screens.chat_names(self.otto.app) == ["Nina Simone"], screens.chat_names(self.otto.app)
        screens.open_chat(self.otto.app, "Nina Simone")
        self.say(self.otto, "hello Nina")
        self.assert_both()
        wait_for(lambda: screens.chat_names(self.nina.app) == ["Otto Dix"], "the name that Otto gave himself")

    def change_settings(self):
        """Shorter times, by the dialog; the conversation stays."""
        for person in self.people:
            app = person.app
            app.activate()
            app.click("Main Menu", role=Atspi.Role.TOGGLE_BUTTON)
            app.find("Main Menu", role=Atspi.Role.MENU)
            app.key("v")  # Ser_ver Settings…
            app.find("Your ID", role=Atspi.Role.TEXT)
            settle()
            secret = person.address.split("?")[1]
            assert not any(secret in label for label in app.labels()), f"{secret!r} is on the screen"
            assert app.look_for("Heartbeat (JSON)") is None, "what few need is on the page at once"
            app.click_node(app.find("Advanced"))
            settle()
            # The accessibility tree does not show the fields with numbers: the keyboard reaches them.
            app.focus("Heartbeat (JSON)", role=Atspi.Role.TEXT)
            for value in (INTERVAL_S, DEADLINE_S):
                app.key("Tab", "ctrl+a")
                app.type(str(value))
            app.key("Tab")
            settle()
            screenshot(self.artifacts / f"plain-settings-{person.name.split()[0]}.png")
            app.click("Save")
            app.gone("Your ID", role=Atspi.Role.TEXT)
            screens.wait_for_no_banner(app)
        self.assert_both()

    def frozen_server(self):
        self.server.signal(signal.SIGSTOP)
        for person in self.people:
            wait_for(lambda: screens.banner(person.app), f"{person.name}'s banner")
        for number in range(3):
            self.say(self.nina, f"nina while frozen {number}")
            self.say(self.otto, f"otto while frozen {number}")
        self.server.signal(signal.SIGCONT)
        for person in self.people:
            screens.wait_for_no_banner(person.app)
        self.assert_both()

    def killed_server(self):
        for number in range(4):
            self.say(self.nina, f"nina burst {number}")
        self.server.kill()
        self.say(self.otto, "otto to a dead server")
        for person in self.people:
            wait_for(lambda: screens.banner(person.app), f"{person.name}'s banner")
        self.say(self.nina, "nina to a dead server")
        self.server.start()
        for person in self.people:
            screens.wait_for_no_banner(person.app)
        self.assert_both()

    def killed_application(self):
        self.otto.app.kill()
        self.say(self.nina, "nina while otto was away")
        self.otto.app.start()
        self.otto.app.activate()
        screens.open_chat(self.otto.app, "Nina Simone")
        screens.wait_for_no_banner(self.otto.app)
        self.say(self.otto, "otto is back")
        self.assert_both()

    def order(self):
        """What one of them wrote is in that order in both windows."""
        for person in self.people:
            for name in ("nina", "otto"):
                seen = [text for text in screens.messages(person.app) if text.startswith(name)]
                assert seen == [text for text in self.expected if text.startswith(name)], f"{person.name}: {seen}"

    def close(self):
        for person in self.people:
            person.app.stop()
        self.server.stop()
        self.folder.cleanup()


def main():
    executable, server_executable, artifacts = sys.argv[1:4]
    pathlib.Path(artifacts).mkdir(parents=True, exist_ok=True)
    tap = WindowTap(artifacts)
    plain = Plain(executable, server_executable, artifacts)
    tap.application = plain.nina.app
    for case in (plain.bad_input, plain.wrong_token, plain.connection_test, plain.set_up, plain.add_by_hand,
                 plain.appears_by_writing, plain.change_settings, plain.frozen_server, plain.killed_server,
                 plain.killed_application, plain.order, plain.close):
        if tap.failed and case != plain.close:
            tap.skip(case.__name__.replace("_", " "), "each case goes on where the one before ended")
        else:
            tap.case(case.__name__.replace("_", " "), case)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
