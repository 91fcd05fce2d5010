# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of a desktop that a virtual display has not, as the test needs them: a notification daemon and a portal.

They live on the session's bus, keep what they were asked, and act as the person would.
"""

import os

from gi.repository import Gio, GLib

from patience import wait_for

DAEMON = """<node><interface name="org.freedesktop.Notifications">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
    <arg type="s" direction="out"/><arg type="s" direction="out"/></method>
  <method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
  <property name="Inhibited" type="b" access="read"/>
</interface></node>"""

PORTAL = """<node>
  <interface name="org.freedesktop.DBus.Properties">
    <method name="GetAll"><arg type="s" direction="in"/><arg type="a{sv}" direction="out"/></method>
  </interface>
  <interface name="org.freedesktop.portal.Notification">
    <method name="AddNotification"><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/></method>
    <method name="RemoveNotification"><arg type="s" direction="in"/></method>
    <signal name="ActionInvoked"><arg type="s"/><arg type="s"/><arg type="av"/></signal>
    <property name="SupportedOptions" type="a{sv}" access="read"/>
    <property name="version" type="u" access="read"/>
  </interface>
  <interface name="org.freedesktop.portal.Background">
    <method name="RequestBackground"><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
      <arg type="o" direction="out"/></method>
    <property name="version" type="u" access="read"/>
  </interface>
  <interface name="org.freedesktop.portal.FileChooser">
    <method name="OpenFile"><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
      <arg type="o" direction="out"/></method>
    <method name="SaveFile"><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
      <arg type="o" direction="out"/></method>
    <property name="version" type="u" access="read"/>
  </interface>
  <interface name="org.freedesktop.portal.OpenURI">
    <method name="OpenFile"><arg type="s" direction="in"/><arg type="h" direction="in"/><arg type="a{sv}" direction="in"/>
      <arg type="o" direction="out"/></method>
    <property name="version" type="u" access="read"/>
  </interface>
</node>"""


class Fake:
    """An object under a name on the session's bus."""

    def __init__(self, name, path, xml):
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        self.path = path
        self.held = None  # answers that wait to be given
        self.registrations = [
            self.bus.register_object_with_closures2(path, interface, self._on_call, self._on_get, None)
            for interface in Gio.DBusNodeInfo.new_for_xml(xml).interfaces]
        owned = []
        self.owner = Gio.bus_own_name_on_connection(self.bus, name, Gio.BusNameOwnerFlags.NONE,
                                                    lambda *_: owned.append(True), None)
        wait_for(lambda: owned, f"the name {name}")

    def _on_call(self, _bus, sender, _path, interface, method, parameters, invocation):
        value = getattr(self, method)(sender, *parameters.unpack())
        if self.held is None:
            invocation.return_value(value)
        else:
            self.held.append((invocation, value))

    def _on_get(self, _bus, _sender, _path, _interface, name):
        return self.properties()[name]

    def hold_answers(self):
        """Does what it is asked, and says so later."""
        self.held = []

    def give_answers(self):
        held, self.held = self.held, None
        for invocation, value in held:
            invocation.return_value(value)

    def emit(self, interface, signal, parameters):
        self.bus.emit_signal(None, self.path, interface, signal, parameters)

    def close(self):
        for registration in self.registrations:
            self.bus.unregister_object(registration)
        Gio.bus_unown_name(self.owner)


class NotificationDaemon(Fake):
    """shown: id → what is on the screen now; log: everything that ever was."""

    INTERFACE = "org.freedesktop.Notifications"

    def __init__(self):
        self.shown = {}
        self.log = []
        self.inhibited = False
        self.capabilities = ["body", "actions"]
        super().__init__("org.freedesktop.Notifications", "/org/freedesktop/Notifications", DAEMON)

    def properties(self):
        return {"Inhibited": GLib.Variant("b", self.inhibited)}

    def inhibit(self, inhibited):
        self.inhibited = inhibited
        self.bus.emit_signal(None, self.path, "org.freedesktop.DBus.Properties", "PropertiesChanged",
                             GLib.Variant("(sa{sv}as)", (self.INTERFACE, self.properties(), [])))

    def GetCapabilities(self, _sender):
        return GLib.Variant("(as)", (self.capabilities,))

    def GetServerInformation(self, _sender):
        return GLib.Variant("(ssss)", ("test", "test", "1", "1.2"))

    def Notify(self, _sender, _app, replaces, _icon, title, body, actions, hints, _timeout):
        number = replaces or len(self.log) + 1
        self.shown[number] = {"id": number, "title": title, "body": body, "replaces": replaces, "hints": hints,
                              "actions": dict(zip(actions[::2], actions[1::2]))}
        self.log.append(self.shown[number])
        return GLib.Variant("(u)", (number,))

    def CloseNotification(self, _sender, number):
        self.shown.pop(number, None)
        self.emit(self.INTERFACE, "NotificationClosed", GLib.Variant("(uu)", (number, 3)))

    def press(self, notification, label=None):
        """Clicks the notification itself, or its button of that label."""
        action = next(key for key, text in notification["actions"].items()
                      if (text == label if label else key == "default"))
        self.emit(self.INTERFACE, "ActionInvoked", GLib.Variant("(us)", (notification["id"], action)))


def portal_environment():
    """Of a program that asks the portal for files."""
    return {"GDK_DEBUG": "portals"}


class Portal(Fake):
    """A desktop portal in which notifications can be answered in place, files chosen, and files opened."""

    NOTIFICATION = "org.freedesktop.portal.Notification"
    FILE_CHOOSER = "org.freedesktop.portal.FileChooser"
    OPEN_URI = "org.freedesktop.portal.OpenURI"

    slow = None  # what was asked about the portal itself while it was slow, if it is

    def __init__(self, background=True, autostart=True):
        self.shown = {}
        self.background = background
        self.autostart = autostart
        self.requests = []
        self.choices = []  # (sender, path, title) of the dialogs that are open
        self.dialogs = 0  # that ever were
        self.options = {}  # of the newest of them
        self.opened = []  # paths of the files that other programs got
        super().__init__("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", PORTAL)

    def properties(self):
        purposes = GLib.Variant("as", ["im.reply-with-text"])
        return {"SupportedOptions": GLib.Variant("a{sv}", {"button-purpose": purposes}), "version": GLib.Variant("u", 2)}

    def GetAll(self, _sender, interface):
        properties = {self.NOTIFICATION: self.properties(), self.FILE_CHOOSER: {"version": GLib.Variant("u", 4)},
                      self.OPEN_URI: {"version": GLib.Variant("u", 5)}}
        return GLib.Variant("(a{sv})", (properties.get(interface, {}),))

    def _on_call(self, bus, sender, path, interface, method, parameters, invocation):
        call = (bus, sender, path, interface, method, parameters, invocation)
        # Not what the toolkit asks it for: that one waits for the answer before it shows a window.
        if self.slow is not None and method == "GetAll" and parameters.unpack()[0] == self.NOTIFICATION:
            self.slow.append(call)
        elif interface == self.OPEN_URI:
            self.open(sender, parameters, invocation)
        else:
            super()._on_call(*call)

    def be_slow(self):
        self.slow = []

    def be_quick(self):
        """Answers what waits."""
        calls, self.slow = self.slow, None
        for call in calls:
            self._on_call(*call)

    def AddNotification(self, _sender, identity, notification):
        self.shown[identity] = notification

    def RemoveNotification(self, _sender, identity):
        self.shown.pop(identity, None)

    def reply(self, identity, text):
        parameters = [GLib.Variant("a{sv}", {"activation-token": GLib.Variant("s", "token")}), GLib.Variant("s", text)]
        self.emit(self.NOTIFICATION, "ActionInvoked", GLib.Variant("(ssav)", (identity, "reply", parameters)))

    def RequestBackground(self, sender, _window, options):
        self.requests.append(options)
        path = self.request_path(sender, options)
        answer = GLib.Variant("(ua{sv})", (0 if self.background else 1, {
            "background": GLib.Variant("b", self.background),
            "autostart": GLib.Variant("b", self.autostart and options["autostart"])}))
        GLib.idle_add(self.respond, sender, path, answer)
        return GLib.Variant("(o)", (path,))

    @staticmethod
    def request_path(sender, options):
        return "/org/freedesktop/portal/desktop/request/{}/{}".format(sender[1:].replace(".", "_"), options["handle_token"])

    def respond(self, sender, path, answer):
        self.bus.emit_signal(sender, path, "org.freedesktop.portal.Request", "Response", answer)

    def open(self, sender, parameters, invocation):
        _window, index, options = parameters.unpack()
        descriptor = invocation.get_message().get_unix_fd_list().get(index)
        self.opened.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        os.close(descriptor)
        path = self.request_path(sender, options)
        GLib.idle_add(self.respond, sender, path, GLib.Variant("(ua{sv})", (0, {})))
        invocation.return_value(GLib.Variant("(o)", (path,)))

    def OpenFile(self, sender, _window, title, options):
        self.choices.append((sender, self.request_path(sender, options), title))
        self.dialogs += 1
        self.options = options
        return GLib.Variant("(o)", (self.choices[-1][1],))

    SaveFile = OpenFile

    def choose(self, *files):
        """The person takes these files (pathlib.Path) in the dialog that is open, or none."""
        sender, path, _title = self.choices.pop()
        files = [file for file in files if file]
        results = {"uris": GLib.Variant("as", [file.as_uri() for file in files])}
        self.respond(sender, path, GLib.Variant("(ua{sv})", (0 if files else 1, results)))
