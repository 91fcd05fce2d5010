# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person finds on Cordial's pages, by the names that assistive technology reads."""

import re
import subprocess

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

from driver import settle, text_of  # noqa: E402
from patience import wait_for  # noqa: E402
from server_process import WITH_THE_TEST  # noqa: E402

BANNER_TEXTS = re.compile(r"Reconnecting|Connecting…|No network connection|not trusted|Signed out|will be sent when|"
                          r"password store is locked|has another account|cannot be kept|proxy of this network|"
                          r"password is needed|server does not let|not a chat server|refused the connection|are damaged: quit")

# Below are the buttons of a dialog, at the most.
LOW = 0.65
WHEEL_DOWN = 5


def open_sign_in(app):
    app.click("Sign In")
    app.find("User Name", role=Atspi.Role.TEXT)
    settle()


def replace_text(app, name, text):
    """Selects what a field holds and types over it. Returns when it has arrived: keys come by another way than what a button is told."""
    node = app.focus(name, role=Atspi.Role.TEXT)
    app.key("ctrl+a", "BackSpace")
    app.type(text)
    wait_for(lambda: len(text_of(node)) == len(text), lambda: f"{text!r} in {name!r}, which holds {text_of(node)!r}")


def fill_sign_in(app, server, login, password):
    replace_text(app, "Server", server)
    replace_text(app, "User Name", login)
    replace_text(app, "Password", password)
    app.key("Return")


def wait_for_problem(app, word):
    wait_for(lambda: any(word in text.lower() for text in app.labels()), f"a sentence with {word!r}")


def wait_for_window(app):
    app.find("New Chat", exact=False)


def sign_out(app):
    app.key("F10")
    settle()
    app.key("s")
    app.find("Sign Out?")
    settle()
    app.click("Sign Out", role=Atspi.Role.PUSH_BUTTON)
    app.find("Welcome to Cordial")
    settle()


def open_chat(app, name):
    row = wait_for(lambda: next((node for node in app.nodes(Atspi.Role.LIST_ITEM) if node.name.startswith(name)), None),
                   f"a chat with {name}")
    app.click_node(row)
    app.find("Message", role=Atspi.Role.TEXT)
    settle()


def forward_to(app, name):
    """In the dialog that asks for it: by the first letters of the name."""
    app.wait_focus("Search chats")
    app.type(name[:3].lower())
    wait_for(lambda: [node.name for node in app.nodes(Atspi.Role.CHECK_BOX)] == [name], "the chat that was searched")
    app.key("Tab", "space")
    wait_for(lambda: app.find("Forward", role=Atspi.Role.PUSH_BUTTON).has(Atspi.StateType.SENSITIVE), "a chat to be chosen")
    app.click("Forward", role=Atspi.Role.PUSH_BUTTON)
    app.gone("Forward Message", role=Atspi.Role.LABEL)


def composer(app):
    return app.find("Message", role=Atspi.Role.TEXT)


def composer_text(app):
    """What was written: without the sign at which the composer folds a long paragraph."""
    return text_of(composer(app)).replace("\u2029", "")


def go_to_composer(app):
    """By a click, where the keyboard is elsewhere: a second one soon after would select a word."""
    node = composer(app)
    if not node.has(Atspi.StateType.FOCUSED):
        app.click_node(node)
        app.wait_focus("Message")


def go_to_message(app):
    """From the composer by the keyboard, over whatever buttons stand between, to the message that it was at last: the newest at first."""
    def there():
        timeline = app.find("Messages", role=Atspi.Role.LIST)
        if any(node.has(Atspi.StateType.FOCUSED) for node in app.nodes(Atspi.Role.LIST_ITEM, below=timeline)):
            return True
        app.key("shift+Tab")
        settle()
        return False

    go_to_composer(app)
    wait_for(there, "the focus on a message")


def type_message(app, text):
    go_to_composer(app)
    app.type(text)
    wait_for(lambda: text in composer_text(app), lambda: f"{text!r} in the composer, which holds {composer_text(app)!r}")


def composer_first_line(app):
    """How far below the top of the composer its first line is, and how high the composer is."""
    node = composer(app)
    letter = node.letter(0)
    own = node.place()
    return letter.y - own.y, own.height


def misspelt(app):
    """The words of the composer that are underlined as errors."""
    node, text = composer(app), composer_text(app)
    found = []
    for match in re.finditer(r"\w+", text):
        attributes = node.attributes(match.start())
        if attributes.get("underline") == "error":
            found.append(match.group())
    return found


def paste_message(app, text):
    """Puts a text that is too long to type where the cursor is."""
    go_to_composer(app)
    composer(app).set_text(text)
    wait_for(lambda: composer_text(app) == text, "the pasted text")


def offer(executable, kind, *files):
    """Another program, in whose window they can be dragged, and which has them on the clipboard."""
    offering = subprocess.Popen([*WITH_THE_TEST, executable, kind, *map(str, files)], stdin=subprocess.DEVNULL)
    wait_for(lambda: subprocess.run(["xdotool", "search", "--name", "Offering files"], capture_output=True).stdout, "the other program")
    return offering


def paste_files(app):
    """What another program offers, into the dialog that sends it."""
    app.activate()
    go_to_composer(app)

    def pasted():
        """It takes a moment until the other program has the clipboard."""
        app.key("ctrl+v")
        return app.look_for("Caption", exact=False)

    wait_for(pasted, "the dialog")


def clear_composer(app):
    go_to_composer(app)
    app.key("ctrl+a", "BackSpace")
    wait_for(lambda: composer_text(app) == "", "an empty composer")


def press_send(app):
    app.key("Return")


def press_send_in_dialog(app):
    """Of files: that button stands behind that of the composer; once it can be used."""
    def button():
        found = [node for node in app.nodes(Atspi.Role.PUSH_BUTTON) if node.name == "Send"]
        return found[-1] if len(found) == 2 and found[-1].has(Atspi.StateType.SENSITIVE) else None
    app.press(wait_for(button, "a button to send with"))


def send(app, text):
    type_message(app, text)
    press_send(app)
    wait_for(lambda: composer_text(app) == "", f"{text!r} to be kept")


def banner(app):
    """The text of the banner, or None."""
    for node in app.nodes(Atspi.Role.LABEL):
        name = node.name
        if BANNER_TEXTS.search(name) and node.showing():
            return name
    return None


def wait_for_banner(app, text):
    wait_for(lambda: banner(app) == text, lambda: f"the banner {text!r}, instead of {banner(app)!r}")


def wait_for_no_banner(app):
    wait_for(lambda: banner(app) is None, "the banner to go")


def wait_for_countdown(app):
    """Sees two different numbers of seconds. For a server that refuses: where none answers, an attempt takes twice as long as the one
    before, and there is hardly a wait between two."""
    seen = set()

    def counted():
        found = re.search(r"in (\d+)", banner(app) or "")
        if found:
            seen.add(found.group(1))
        return len(seen) >= 2

    wait_for(counted, "a countdown")


def wait_for_waiting(app, number):
    wait_for(lambda: any(f"{number} message" in text for text in app.labels()), f"{number} waiting messages")


def try_now(app):
    """Presses the banner's button whenever it is there until the banner goes; a reconnection by itself is as good."""
    def gone():
        button = app.look_for("Try Now", role=Atspi.Role.PUSH_BUTTON)
        if button is not None:
            app.press(button)
        return banner(app) is None

    wait_for(gone, "the banner to go")


def wait_for_typing(app):
    wait_for(lambda: any("typing" in text.lower() for text in app.labels()), "«typing…»")


def message_row(app, *parts):
    """The row of the timeline whose name has all these parts."""
    def look():
        timeline = app.look_for("Messages", role=Atspi.Role.LIST)
        return next((row for row in (timeline.children if timeline else ())
                     if row.role == Atspi.Role.LIST_ITEM and row.name and all(part in row.name for part in parts)), None)

    return wait_for(look, f"a message with {' and '.join(parts)}")


def messages(app):
    """The texts of the timeline, from the top: the last label of each row (days and the unread line stand above it)."""
    timeline = app.look_for("Messages", role=Atspi.Role.LIST)
    if timeline is None:
        return []  # no chat is open yet
    texts = []
    for row in timeline.children:
        if row.role != Atspi.Role.LIST_ITEM or not row.name:
            continue
        labels = [node.name for node in row.walk() if node.role == Atspi.Role.LABEL and node.name]
        if labels:
            texts.append(labels[-1])
    return texts


def sign_up(app, server, login, password, name):
    app.click("Create Account")
    app.find("Display Name", role=Atspi.Role.TEXT)
    settle()
    for field, text in (("Server", server), ("User Name", login), ("Password", password), ("Display Name", name)):
        replace_text(app, field, text)
    app.key("Return")


def first_chat(app):
    return wait_for(lambda: chat_names(app), "a chat")[0]


def chat_names(app):
    chats = app.look_for("Chats", role=Atspi.Role.LIST)
    if chats is None:
        return []
    return [row.name.split(",")[0] for row in chats.children if row.name]


def allow_plaintext(app):
    """Accepts a connection without encryption, which the page asks only where it matters."""
    wait_for(lambda: app.look_for("Connect Without Encryption", exact=False), "the question about encryption")
    app.click("Connect Without Encryption", exact=False)
    app.click_node(app.find("Password", role=Atspi.Role.TEXT))
    app.key("Return")


def scroll_to(app, what):
    """By the wheel, to what is in a list that is longer than the window: a name or a node."""
    node = app.find(what, exact=False) if isinstance(what, str) else what
    x, y, width, height = app.place(app.window_frame())
    unmoved, place = 0, None
    # At the end nothing moves any more; on a busy machine a turn of the wheel may show later.
    while unmoved < 3:
        before, place = place, app.still_place(node)
        if place.y + place.height <= y + height * LOW:
            break
        unmoved = unmoved + 1 if place == before else 0
        app.click_at(x + width // 2, y + height // 2, button=WHEEL_DOWN, times=3)
        settle()
    return node


def click_row(app, what):
    """A click on what may have to be scrolled to."""
    app.click_node(scroll_to(app, what))


def close_dialog(app, name):
    """The first Escape may be for a list that is still going."""
    def gone():
        if app.look_for(name, role=Atspi.Role.DIALOG) is None:
            return True
        app.key("Escape")
        settle()
        return False

    wait_for(gone, f"the dialog {name!r} to go")
