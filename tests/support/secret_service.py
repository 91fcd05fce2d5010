# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret service in the test's hand: it locks, asks, hesitates and keeps, as the test says.

usage: python3 secret_service.py    on the session's bus, until it is ended

Speaks as much of the Secret Service API (freedesktop.org, 0.2) as libsecret uses, without encryption. The test steers it by
io.github.cordialchat.Test at /test; its own calls never wait.
"""

import subprocess
import sys

from gi.repository import Gio, GLib

from patience import wait_for
from server_process import WITH_THE_TEST

ROOT = "/org/freedesktop/secrets"
COLLECTION = f"{ROOT}/collection/login"
ALIAS = f"{ROOT}/aliases/default"
SESSION = f"{ROOT}/session/1"
LOCKED = "org.freedesktop.Secret.Error.IsLocked"

XML = """<node>
  <interface name="org.freedesktop.Secret.Service">
    <method name="OpenSession"><arg type="s" direction="in"/><arg type="v" direction="in"/>
      <arg type="v" direction="out"/><arg type="o" direction="out"/></method>
    <method name="SearchItems"><arg type="a{ss}" direction="in"/><arg type="ao" direction="out"/>
      <arg type="ao" direction="out"/></method>
    <method name="Unlock"><arg type="ao" direction="in"/><arg type="ao" direction="out"/><arg type="o" direction="out"/></method>
    <method name="GetSecrets"><arg type="ao" direction="in"/><arg type="o" direction="in"/>
      <arg type="a{o(oayays)}" direction="out"/></method>
    <method name="ReadAlias"><arg type="s" direction="in"/><arg type="o" direction="out"/></method>
    <signal name="CollectionChanged"><arg type="o"/></signal>
    <property name="Collections" type="ao" access="read"/>
  </interface>
  <interface name="org.freedesktop.Secret.Collection">
    <method name="CreateItem"><arg type="a{sv}" direction="in"/><arg type="(oayays)" direction="in"/>
      <arg type="b" direction="in"/><arg type="o" direction="out"/><arg type="o" direction="out"/></method>
    <property name="Items" type="ao" access="read"/>
    <property name="Label" type="s" access="read"/>
    <property name="Locked" type="b" access="read"/>
    <property name="Created" type="t" access="read"/>
    <property name="Modified" type="t" access="read"/>
  </interface>
  <interface name="org.freedesktop.Secret.Item">
    <method name="Delete"><arg type="o" direction="out"/></method>
    <method name="GetSecret"><arg type="o" direction="in"/><arg type="(oayays)" direction="out"/></method>
    <property name="Locked" type="b" access="read"/>
    <property name="Attributes" type="a{ss}" access="read"/>
    <property name="Label" type="s" access="read"/>
    <property name="Created" type="t" access="read"/>
    <property name="Modified" type="t" access="read"/>
  </interface>
  <interface name="org.freedesktop.Secret.Session"><method name="Close"/></interface>
  <interface name="org.freedesktop.Secret.Prompt">
    <method name="Prompt"><arg type="s" direction="in"/></method>
    <method name="Dismiss"/>
    <signal name="Completed"><arg type="b"/><arg type="v"/></signal>
  </interface>
  <interface name="io.github.cordialchat.Test">
    <method name="Lock"/>
    <method name="Open"/>
    <method name="Answer"><arg type="b" direction="in"/></method>
    <method name="Hold"><arg type="s" direction="in"/></method>
    <method name="Release"/>
    <method name="CountHeld"><arg type="u" direction="out"/></method>
    <method name="CountPrompts"><arg type="u" direction="out"/></method>
    <method name="CountItems"><arg type="u" direction="out"/></method>
  </interface>
</node>"""
INTERFACES = {interface.name.rpartition(".")[2]: interface for interface in Gio.DBusNodeInfo.new_for_xml(XML).interfaces}


class SecretService:
    def __init__(self):
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        self.locked = False
        self.items = {}  # path → attributes, label, secret
        self.registered = {}
        self.prompts = {}  # path → (to unlock, shown)
        self.held = None  # which method waits
        self.waiting = []
        self.number = 0
        for path, kind in ((ROOT, "Service"), (COLLECTION, "Collection"), (ALIAS, "Collection"), (SESSION, "Session"), ("/test", "Test")):
            self._register(path, kind)
        Gio.bus_own_name_on_connection(self.bus, "org.freedesktop.secrets", Gio.BusNameOwnerFlags.NONE, None, None)

    def _register(self, path, kind):
        self.registered[path] = self.bus.register_object_with_closures2(path, INTERFACES[kind], self._on_call, self._on_get, None)

    def _new_path(self, folder):
        self.number += 1
        return f"{folder}/{self.number}"

    def _on_call(self, *call):
        _bus, _sender, path, _interface, method, parameters, invocation = call
        if method == self.held:
            self.waiting.append(call)
            return
        try:
            invocation.return_value(getattr(self, method)(path, *parameters.unpack()))
        except PermissionError:
            invocation.return_dbus_error(LOCKED, "locked")
        except NotImplementedError as error:
            invocation.return_dbus_error("org.freedesktop.DBus.Error.NotSupported", str(error))

    def _on_get(self, _bus, _sender, path, _interface, name):
        item = self.items.get(path)
        return {"Collections": lambda: GLib.Variant("ao", [COLLECTION]), "Items": lambda: GLib.Variant("ao", list(self.items)),
                "Label": lambda: GLib.Variant("s", item[1] if item else "Login"), "Locked": lambda: GLib.Variant("b", self.locked),
                "Attributes": lambda: GLib.Variant("a{ss}", item[0]), "Created": lambda: GLib.Variant("t", 1),
                "Modified": lambda: GLib.Variant("t", 1)}[name]()

    def _set_locked(self, locked):
        if self.locked == locked:
            return
        self.locked = locked
        changed = GLib.Variant("(sa{sv}as)", ("org.freedesktop.Secret.Collection", {"Locked": GLib.Variant("b", locked)}, []))
        self.bus.emit_signal(None, COLLECTION, "org.freedesktop.DBus.Properties", "PropertiesChanged", changed)
        self.bus.emit_signal(None, ROOT, "org.freedesktop.Secret.Service", "CollectionChanged", GLib.Variant("(o)", (COLLECTION,)))

    # --- Service ----------------------------------------------------------------------------------------------------

    def OpenSession(self, _path, algorithm, _input):
        if algorithm != "plain":
            raise NotImplementedError(algorithm)
        return GLib.Variant("(vo)", (GLib.Variant("s", ""), SESSION))

    def SearchItems(self, _path, attributes):
        found = [path for path, item in self.items.items() if attributes.items() <= item[0].items()]
        return GLib.Variant("(aoao)", ([], found) if self.locked else (found, []))

    def Unlock(self, _path, paths):
        if not self.locked:
            return GLib.Variant("(aoo)", (paths, "/"))
        prompt = self._new_path(f"{ROOT}/prompt")
        self.prompts[prompt] = [paths, False]
        self._register(prompt, "Prompt")
        return GLib.Variant("(aoo)", ([], prompt))

    def GetSecrets(self, _path, paths, session):
        if self.locked:
            raise PermissionError
        return GLib.Variant("(a{o(oayays)})", ({path: (session, b"", self.items[path][2], "text/plain")
                                                 for path in paths if path in self.items},))

    def ReadAlias(self, _path, name):
        return GLib.Variant("(o)", (COLLECTION if name == "default" else "/",))

    # --- Collection, item, session, prompt ---------------------------------------------------------------------------

    def CreateItem(self, _path, properties, secret, replace):
        if self.locked:
            raise PermissionError
        attributes = properties["org.freedesktop.Secret.Item.Attributes"]
        path = next((path for path, item in self.items.items() if replace and item[0] == attributes), None)
        if path is None:
            path = self._new_path(COLLECTION)
            self._register(path, "Item")
        self.items[path] = (attributes, properties.get("org.freedesktop.Secret.Item.Label", ""), bytes(secret[2]))
        return GLib.Variant("(oo)", (path, "/"))

    def Delete(self, path):
        if self.locked:
            raise PermissionError
        del self.items[path]
        self.bus.unregister_object(self.registered.pop(path))
        return GLib.Variant("(o)", ("/",))

    def GetSecret(self, path, session):
        if self.locked:
            raise PermissionError
        return GLib.Variant("((oayays))", ((session, b"", self.items[path][2], "text/plain"),))

    def Close(self, _path):
        return None

    def Prompt(self, path, _window):
        self.prompts[path][1] = True
        return None

    def Dismiss(self, path):
        self._complete(path, False)
        return None

    def _complete(self, path, unlock):
        paths, _shown = self.prompts.pop(path)
        if unlock:
            self._set_locked(False)
        self.bus.emit_signal(None, path, "org.freedesktop.Secret.Prompt", "Completed",
                             GLib.Variant("(bv)", (not unlock, GLib.Variant("ao", paths if unlock else []))))
        self.bus.unregister_object(self.registered.pop(path))

    # --- The test -----------------------------------------------------------------------------------------------------

    def Lock(self, _path):
        self._set_locked(True)
        return None

    def Open(self, _path):
        """As the person does elsewhere."""
        self._set_locked(False)
        return None

    def Answer(self, _path, unlock):
        for prompt, (_paths, shown) in list(self.prompts.items()):
            if shown:
                self._complete(prompt, unlock)
        return None

    def Hold(self, _path, method):
        self.held = method
        return None

    def Release(self, _path):
        self.held = None
        waiting, self.waiting = self.waiting, []
        for call in waiting:
            self._on_call(*call)
        return None

    def CountHeld(self, _path):
        return GLib.Variant("(u)", (len(self.waiting),))

    def CountPrompts(self, _path):
        return GLib.Variant("(u)", (sum(shown for _paths, shown in self.prompts.values()),))

    def CountItems(self, _path):
        return GLib.Variant("(u)", (len(self.items),))


class SecretServiceProcess:
    """The same, beside the test."""

    def __init__(self):
        self.process = subprocess.Popen([*WITH_THE_TEST, sys.executable, __file__], stdin=subprocess.DEVNULL)
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        wait_for(self._is_there, "the secret service")

    def _call(self, name, path, interface, method, parameters=None):
        return self.bus.call_sync(name, path, interface, method, parameters, None, Gio.DBusCallFlags.NO_AUTO_START, -1, None).unpack()

    def _is_there(self):
        return self._call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
                          GLib.Variant("(s)", ("org.freedesktop.secrets",)))[0]

    def do(self, method, parameters=None):
        return self._call("org.freedesktop.secrets", "/test", "io.github.cordialchat.Test", method, parameters)

    def lock(self):
        self.do("Lock")

    def open(self):
        self.do("Open")

    def answer(self, unlock):
        self.do("Answer", GLib.Variant("(b)", (unlock,)))

    def hold(self, method):
        self.do("Hold", GLib.Variant("(s)", (method,)))

    def release(self):
        self.do("Release")

    def count(self, what):
        return self.do("Count" + what)[0]

    def stop(self):
        self.process.terminate()
        self.process.wait()


if __name__ == "__main__":
    service = SecretService()
    GLib.MainLoop().run()
