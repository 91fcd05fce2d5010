# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the keyboard visits of a window, what can be used there, and whether the one reaches the other: as assistive technology sees both."""

import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

from accessible import Listener  # noqa: E402
from patience import SLOWNESS, wait_for  # noqa: E402

ROLE, STATE = Atspi.Role, Atspi.StateType

# What a person uses. GTK says «switch» as a box to check.
INTERACTIVE = {
    ROLE.PUSH_BUTTON, ROLE.TOGGLE_BUTTON, ROLE.TEXT, ROLE.ENTRY, ROLE.PASSWORD_TEXT, ROLE.CHECK_BOX, ROLE.RADIO_BUTTON,
    ROLE.COMBO_BOX, ROLE.LIST_ITEM, ROLE.LINK, ROLE.MENU_ITEM, ROLE.CHECK_MENU_ITEM, ROLE.RADIO_MENU_ITEM, ROLE.PAGE_TAB,
    ROLE.SPIN_BUTTON, ROLE.SLIDER,
}
for later in ("SWITCH", "PUSH_BUTTON_MENU"):  # as the library gets to know them
    if hasattr(ROLE, later):
        INTERACTIVE.add(getattr(ROLE, later))
# One stop of the Tab key; from there the arrows lead to the members.
COMPOSITE = {ROLE.LIST, ROLE.LIST_BOX, ROLE.MENU, ROLE.PAGE_TAB_LIST, ROLE.TREE, ROLE.TABLE}
# Where the focus may rest besides: a text to select and copy, a picture to move.
RESTING = {ROLE.LABEL, ROLE.SCROLL_PANE}
# A row with one thing to use in it is the same thing: the focus goes to what is inside.
WRAPPERS = {ROLE.LIST_ITEM, ROLE.PUSH_BUTTON, ROLE.CHECK_BOX}
# A sentence that is an alert is of the second role, too; nothing can be used in that.
DIALOGS = {ROLE.DIALOG, ROLE.ALERT}
# Seconds in which the focus surely moves; only what has a single stop waits for them.
MOVES_S = 2 * SLOWNESS
# Stops of the focus on a page are fewer.
MANY = 80

# --- What is not ours to mend: (what, why, test of the node) ---------------------------------------------------------


def is_window_button(node):
    """The window manager's keys do it, and Ctrl+W and Escape; GTK leaves these buttons out of the round on purpose."""
    return node.role == ROLE.PUSH_BUTTON and node.description.endswith(" the window")


def is_inside(node, role):
    parent = node.parent
    while parent is not None:
        if parent.role == role:
            return True
        parent = parent.parent
    return False


def is_shown_choice(node):
    """A combo row shows what was chosen as a list of one; the row itself has the name, the focus and the value."""
    return is_inside(node, ROLE.COMBO_BOX)


def is_expander_row(node):
    """An expander row has a row in it that is its title, and has the name and the focus."""
    return node.role == ROLE.LIST_ITEM and not node.name and any(
        inner.role == ROLE.LIST_ITEM and inner.name for inner in node.walk())


def is_long_text(node):
    """The text of a question scrolls, and keys have to be able to do that; libadwaita makes it a stop of its own."""
    return node.role == ROLE.SCROLL_PANE and is_inside(node, ROLE.ALERT)


EXCEPTIONS = (is_window_button, is_shown_choice, is_expander_row)


# --- Looking ------------------------------------------------------------------------------------------------------------


class Round:
    """What a key visits, until it comes back to where it was."""

    def __init__(self, app, focus, key):
        self.stops = []
        self.problems = []
        seen = {}
        focus.start()
        if key is None:
            self.stops.append(focus.last)
            return
        for _ in range(MANY):
            app.key(key)
            node = focus.moved()
            if node is None:
                self.problems.append(f"after {self.stops[-1] if self.stops else 'the start'} the focus is nowhere that "
                                     "assistive technology can see")
                return
            if node.path in seen:
                if seen[node.path] != 0:
                    self.problems.append(f"the focus goes round from {node} and does not come back to {self.stops[0]}")
                return
            seen[node.path] = len(self.stops)
            self.stops.append(node)
        self.problems.append(f"the focus did not come back after {MANY} stops")


class Focus:
    """Where the keyboard is, as assistive technology is told."""

    def __init__(self, app):
        self.app = app
        self.news = []
        self.last = None
        self.listener = Listener(app.bus, "object:state-changed:focused", self._on_event)

    def _on_event(self, path, gained, _value):
        if gained:
            self.news.append(path)

    def look(self):
        """The innermost node that has the focus."""
        found = None
        for node in self.app.nodes():
            if node.has(STATE.FOCUSED):
                found = node
        return found

    def start(self):
        self.last = self.look()
        self.news.clear()

    def moved(self):
        """Where the focus went; where it is if it did not go anywhere."""
        end = time.monotonic() + MOVES_S

        def arrived():
            nodes = self.app.tree().nodes if self.news else {}
            for path in reversed(self.news):
                if (self.last is None or path != self.last.path) and path in nodes and nodes[path].has(STATE.FOCUSED):
                    return [nodes[path]]
            return [self.look()] if time.monotonic() > end else None

        self.last = wait_for(arrived, "the focus to move")[0]
        self.news.clear()
        return self.last


def interactive(scope):
    """What can be used now, each once: a stack of pages shows its child for every page."""
    seen = set()
    for node in scope.walk():
        if node.path in seen or node.role not in INTERACTIVE or not node.showing():
            continue
        seen.add(node.path)
        if not any(exception(node) for exception in EXCEPTIONS):
            yield node


def nearest(node, roles):
    return next((parent for parent in node.parent.lineage() if parent.role in roles), None)


def is_wrapper(node):
    """Whether something inside is what the node is: a row around its field, a button around its toggle."""
    return node.role in WRAPPERS and any(
        inner.role in INTERACTIVE and inner.role != ROLE.LIST_ITEM and inner.name
        and inner.has(STATE.FOCUSABLE) for inner in node.walk())


def is_reached(node, stops, reached, arrows):
    """Whether the focus stopped at the node, at a part of it, or at what it is a part of."""
    if node.path in stops or not node.has(STATE.SENSITIVE, STATE.FOCUSABLE) or is_wrapper(node):
        return True
    if any(parent.path in stops for parent in node.parent.lineage()):
        return True  # the switch in its row
    composite = nearest(node, COMPOSITE)
    return arrows and composite is not None and composite.path in reached
