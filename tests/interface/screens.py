# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person finds on Cordial's pages, by the names that assistive technology reads."""

import re

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

from driver import name_of, showing, text_of  # noqa: E402
from peer import wait_for  # noqa: E402

BANNER_TEXTS = re.compile(r"Reconnecting|Connecting…|No network connection|not trusted|Signed out|will be sent when")


def open_sign_in(app):
    app.click("Sign In")
    app.find("User Name", exact=False)


def replace_text(app, name, text):
    """Selects what a field holds and types over it."""
    app.focus(name)
    app.key("ctrl+a", "BackSpace")
    app.type(text)


def fill_sign_in(app, server, login, password):
    replace_text(app, "Server", server)
    replace_text(app, "User Name", login)
    replace_text(app, "Password", password)
    app.key("Return")


def wait_for_problem(app, word):
    wait_for(lambda: any(word in text.lower() for text in app.labels()), f"a sentence with {word!r}", 30)


def wait_for_window(app):
    app.find("New Chat", exact=False, seconds=30)


def chat_rows(app):
    return [node for node in app.nodes(Atspi.Role.LIST_ITEM)]


def open_chat(app, name):
    app.click(name, exact=False)
    app.find("Message", role=Atspi.Role.TEXT)


def composer(app):
    return app.find("Message", role=Atspi.Role.TEXT)


def composer_text(app):
    return text_of(composer(app))


def type_message(app, text):
    app.click_node(composer(app))
    app.type(text)


def clear_composer(app):
    app.click_node(composer(app))
    app.key("ctrl+a", "BackSpace")
    wait_for(lambda: composer_text(app) == "", "an empty composer")


def press_send(app):
    app.key("Return")


def send(app, text):
    type_message(app, text)
    press_send(app)
    wait_for(lambda: composer_text(app) == "", f"{text!r} to be kept")


def banner(app):
    """The text of the banner, or None."""
    for node in app.nodes():
        name = name_of(node)
        if BANNER_TEXTS.search(name) and showing(node):
            return name
    return None


def wait_for_no_banner(app):
    wait_for(lambda: banner(app) is None, "the banner to go", 90)


def wait_for_countdown(app):
    """Sees two different numbers of seconds."""
    seen = set()

    def counted():
        found = re.search(r"in (\d+)", banner(app) or "")
        if found:
            seen.add(found.group(1))
        return len(seen) >= 2

    wait_for(counted, "a countdown", 60)


def wait_for_waiting(app, number):
    wait_for(lambda: any(f"{number} message" in text for text in app.labels()), f"{number} waiting messages", 30)


def try_now(app):
    """Presses the banner's button while it is there; a reconnection that came first is as good."""
    if app.look_for("Try Now") is not None:
        app.click("Try Now")


def wait_for_typing(app):
    wait_for(lambda: any("typing" in text.lower() for text in app.labels()), "«typing…»")


def messages(app):
    """The texts of the timeline, from the top."""
    raise NotImplementedError
