# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The accessible tree of a program, as assistive technology has it: read whole in a few messages, acted on node by node.

A screen reader asks for the cache of a program (org.a11y.atspi.Cache) and then hears of changes. So does this, but that it reads
the tree anew after it heard of one. Walking it with libatspi instead costs four messages a node, which is a second a look.
"""

import collections
import json
import time

import gi

gi.require_version("Atspi", "2.0")
gi.require_version("Json", "1.0")
from gi.repository import Atspi, Gio, GLib, Json  # noqa: E402

ROOT = "/org/a11y/atspi/accessible/root"
ACCESSIBLE, COMPONENT, TEXT = (f"org.a11y.atspi.{name}" for name in ("Accessible", "Component", "Text"))
OF_WINDOW = 1  # ATSPI_COORD_TYPE_WINDOW
ANSWER_MS = 60_000  # for a program that hangs, not for one that is slow
WORD_BITS = 32
SHOWN = 1 << Atspi.StateType.SHOWING | 1 << Atspi.StateType.VISIBLE
# New widgets are not in the cache before somebody asks for the children of the one that they are in.
ROUNDS = 60


Place = collections.namedtuple("Place", "x y width height")


class Bus:
    """The accessibility bus of the session."""

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1, None).unpack()[0]
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.heard = set()

    def call(self, name, path, interface, method, signature=None, *arguments):
        parameters = GLib.Variant(signature, arguments) if signature else None
        return self.connection.call_sync(name, path, interface, method, parameters, None, Gio.DBusCallFlags.NO_AUTO_START,
                                         ANSWER_MS, None)

    def applications(self):
        """The bus names of the programs that are there."""
        return [name for name, _path in self.call("org.a11y.atspi.Registry", ROOT, ACCESSIBLE, "GetChildren").unpack()[0]]

    def name_of(self, name):
        """What a program calls itself."""
        return self.call(name, ROOT, "org.freedesktop.DBus.Properties", "Get", "(ss)", ACCESSIBLE, "Name").unpack()[0]

    def pid(self, name):
        return self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                         "(s)", name).unpack()[0]


    def hear_of(self, events):
        """Has programs tell of these events of objects."""
        for event in set(events) - self.heard:
            self.heard.add(event)
            self.call("org.a11y.atspi.Registry", "/org/a11y/atspi/registry", "org.a11y.atspi.Registry", "RegisterEvent", "(sass)",
                      f"object:{event}", [], "")


class Listener:
    """Hears of one kind of event, such as object:state-changed:focused; calls back with the node's path, a number and a value."""

    def __init__(self, bus, event, callback):
        kind, name, *detail = event.split(":")
        member = "".join(word.title() for word in name.split("-"))
        self.bus, self.event = bus, ":".join([kind.title(), member, *detail])
        self._registry("RegisterEvent", "(sass)", self.event, [], "")
        self.subscription = bus.connection.signal_subscribe(
            None, f"org.a11y.atspi.Event.{kind.title()}", member, None, detail[0] if detail else None, Gio.DBusSignalFlags.NONE,
            lambda _bus, _sender, path, _interface, _member, parameters: callback(path, *parameters.unpack()[1:4:2]))

    def _registry(self, method, signature, *arguments):
        self.bus.call("org.a11y.atspi.Registry", "/org/a11y/atspi/registry", "org.a11y.atspi.Registry", method, signature, *arguments)

    def close(self):
        self.bus.connection.signal_unsubscribe(self.subscription)
        self._registry("DeregisterEvent", "(s)", self.event)


class Changes:
    """Knows whether something in a program may be otherwise than it was."""

    EVENTS = ("children-changed", "state-changed", "property-change", "text-changed", "selection-changed")
    # Not everything is told: what is on the screen and what is scrolled out of sight, say.
    UNTOLD_S = 0.4
    done = 0  # how often this process did something to a program
    pressed = 0  # when it pressed a button last

    def __init__(self, bus, name):
        self.heard = 0
        self.seen = None
        self.looked = 0
        bus.hear_of(self.EVENTS)
        bus.connection.signal_subscribe(name, "org.a11y.atspi.Event.Object", None, None, None, Gio.DBusSignalFlags.NONE,
                                        self._on_signal)

    @classmethod
    def note(cls):
        """Something was done to a program, or time was given to it."""
        cls.done += 1

    def _on_signal(self, *_signal):
        self.heard += 1

    def any(self):
        """Whether there were any since this was asked last and said yes."""
        context = GLib.MainContext.default()
        while context.pending():
            context.iteration(False)
        now, seen = time.monotonic(), (self.heard, self.done)
        if seen == self.seen and now < self.looked + self.UNTOLD_S:
            return False
        self.seen, self.looked = seen, now
        return True


class Node:
    """One thing on the screen as it was when the tree was read. What the person does to it, and where it is, is asked of the program."""

    def __init__(self, tree, path, parent, index, n_children, name, role, description, states):
        self.tree = tree
        self.path = path
        self.parent_path = parent
        self.index = index
        self.n_children = n_children
        self.name = name
        self.role = role
        self.description = description
        self.states = states
        self.children = []

    def __repr__(self):
        return f"{self.role_name} {self.name!r}"

    @property
    def role_name(self):
        return Atspi.Role(self.role).value_nick.replace("-", " ")

    @property
    def parent(self):
        return self.tree.nodes.get(self.parent_path)

    def has(self, *states):
        return all(self.states >> state & 1 for state in states)

    def showing(self):
        return self.states & SHOWN == SHOWN

    def lineage(self):
        """The node and what it is in, from the inside."""
        node = self
        while node is not None:
            yield node
            node = node.parent

    def walk(self):
        """Everything below, in the order of the screen."""
        left = self.children[::-1]
        while left:
            node = left.pop()
            yield node
            left += node.children[::-1]

    def call(self, interface, method, signature=None, *arguments):
        return self.tree.call(self.path, interface, method, signature, *arguments).unpack()

    def place(self):
        """Within its window."""
        return Place(*self.call(COMPONENT, "GetExtents", "(u)", OF_WINDOW)[0])

    def act(self):
        """Does what a click on it does; False if nothing."""
        Changes.note()
        Changes.pressed = time.monotonic()
        try:
            return self.call("org.a11y.atspi.Action", "DoAction", "(i)", 0)[0]
        except GLib.Error:
            return False

    def text(self):
        return self.call(TEXT, "GetText", "(ii)", 0, -1)[0]

    def set_text(self, text):
        Changes.note()
        return self.call("org.a11y.atspi.EditableText", "SetTextContents", "(s)", text)[0]

    def letter(self, index):
        """Where one letter of its text is within its window."""
        return Place(*self.call(TEXT, "GetCharacterExtents", "(iu)", index, OF_WINDOW))

    def attributes(self, index):
        """What is particular to the text at that place."""
        return self.call(TEXT, "GetAttributeRun", "(ib)", index, False)[0]


class Tree:
    """A program's windows and all that is in them, read now."""

    def __init__(self, bus, name):
        self.bus = bus
        self.bus_name = name
        for _ in range(ROUNDS):
            self._read()
            if self._join(self.root):
                return
        raise AssertionError("the accessible tree changes all the time")

    def call(self, path, interface, method, signature=None, *arguments):
        return self.bus.call(self.bus_name, path, interface, method, signature, *arguments)

    def toolkit_version(self):
        return self.call(ROOT, "org.freedesktop.DBus.Properties", "Get", "(ss)", "org.a11y.atspi.Application",
                         "Version").unpack()[0]

    def _read(self):
        # By way of JSON: unpack() has an object of Python's for each value of each node, and takes twenty times as long.
        items = json.loads(Json.gvariant_serialize_data(self.call("/org/a11y/atspi/cache", "org.a11y.atspi.Cache", "GetItems"))[0])[0]
        self.nodes = {}
        for (_, path), _, (_, parent), index, n_children, _, name, role, description, (low, high) in items:
            self.nodes[path] = Node(self, path, parent, index, n_children, name, role, description, low | high << WORD_BITS)
        self.root = self.nodes[ROOT]
        self.below = collections.defaultdict(list)
        for node in self.nodes.values():
            if node is not self.root:
                self.below[node.parent_path].append(node)

    def _join(self, node):
        """Gives the node its children, and them theirs; False if some were not in the cache, where they are now."""
        children = sorted(self.below[node.path], key=lambda child: child.index)
        # GTK counts none below the root, keeps what was hidden with its former parent, and knows no widget before it was asked for.
        # What nobody sees is left as it is.
        if node is self.root or (node.showing() and [child.index for child in children] != list(range(node.n_children))):
            try:
                paths = [path for _name, path in self.call(node.path, ACCESSIBLE, "GetChildren").unpack()[0]]
            except GLib.Error:
                paths = []  # it went away meanwhile
            if not all(path in self.nodes for path in paths):
                for path in paths:
                    self._ask(path)
                return False
            children = [self.nodes[path] for path in paths]
        node.children = children
        # Not all(): what is new below one child is asked for together with what is new below another.
        return sum(not self._join(child) for child in children) == 0

    def _ask(self, path):
        """Has the program put everything below into its cache."""
        try:
            for _name, child in self.call(path, ACCESSIBLE, "GetChildren").unpack()[0]:
                self._ask(child)
        except GLib.Error:
            pass
