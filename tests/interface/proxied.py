# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A network whose proxy wants a name and a password: the person is asked once, and again only where they are wrong.

usage: tests/session proxied.py CORDIAL CORDIAL-SERVER ARTIFACTS
"""

import base64
import contextlib
import os
import select
import socket
import socketserver
import sys
import tempfile
import threading

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import screens
from driver import QUICK_HEARTBEAT, Application, WindowTap, screenshot, settle
from files_peer import FilesPeer
from patience import wait_for
from peer import Peer
from server_process import ServerProcess

# A name that only the proxy knows: what is on this machine is reached without one.
SERVER = "ws://chat.test:6060"
DIALOG = "Sign In to the Proxy"
# What it shows does not matter here.
PICTURE = b"\x89PNG\r\n\x1a\n"


class Proxy(socketserver.ThreadingTCPServer):
    """Tunnels to one place, whatever is asked for, for whoever knows the password."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, target):
        super().__init__(("127.0.0.1", 0), Tunnel)
        self.target = target
        self.password = "right: p@ss/word"
        self.tunnels = []
        self.strangers, self.refused = 0, 0  # who said no password, and who said another
        self.asked = []  # the first line of what went through each tunnel
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def secret(self):
        return "Basic " + base64.b64encode(f"robin:{self.password}".encode()).decode()

    def change(self, password):
        """Whoever is there has to come again."""
        self.password = password
        for tunnel in self.tunnels:
            with contextlib.suppress(OSError):
                tunnel.shutdown(socket.SHUT_RDWR)


class Tunnel(socketserver.StreamRequestHandler):
    def handle(self):
        lines = []
        while (line := self.rfile.readline().strip()):
            lines.append(line.decode())
        fields = dict(line.split(": ", 1) for line in lines[1:])
        if not lines or fields.get("Proxy-Authorization") != self.server.secret():
            if "Proxy-Authorization" in fields:
                self.server.refused += 1
            else:
                self.server.strangers += 1
            self.wfile.write(b'HTTP/1.1 407 Who Are You\r\nProxy-Authenticate: Basic realm="network"\r\nContent-Length: 0\r\n\r\n')
            return
        with socket.create_connection(self.server.target) as far:
            self.wfile.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            self.server.tunnels.append(self.connection)
            ways = {self.connection: far, far: self.connection}
            begun = False
            while True:
                for source in select.select(list(ways), [], [])[0]:
                    with contextlib.suppress(OSError):
                        if (data := source.recv(65536)):
                            if not begun:
                                self.server.asked.append(data.split(b"\r\n")[0].decode())
                                begun = True
                            ways[source].sendall(data)
                            continue
                    return


class Proxied:
    def __init__(self, executable, server_executable, artifacts):
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-proxied-")
        self.artifacts = artifacts
        self.server = ServerProcess(server_executable, self.folder.name + "/server")
        alice = Peer(self.server.uri).sign_up("alice", "alice-password", "Alice")
        self.alice = alice.user_id
        alice.close()
        host, port = self.server.listen.split(":")
        self.proxy = Proxy((host, int(port)))
        address = "http://127.0.0.1:%d" % self.proxy.server_address[1]
        self.app = Application(executable, self.folder.name + "/home", f"{artifacts}/proxied.log",
                               environment={"http_proxy": address, "https_proxy": address, "no_proxy": "", **QUICK_HEARTBEAT,
                                            # For tests/lsan-suppressions.txt: a leak of libproxy's is known by its frames.
                                            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") +
                                                            ":fast_unwind_on_malloc=0:malloc_context_size=12"})

    def answer(self, password):
        self.app.find(DIALOG, exact=False)
        self.app.wait_focus("Name")
        self.app.type("robin")
        self.app.key("Tab")
        self.app.wait_focus("Password")
        self.app.type(password)
        self.app.key("Return")

    def try_it(self):
        """The server on this computer is reached past the proxy."""
        self.app.click("Try It on This Computer")
        screens.wait_for_window(self.app)
        screens.first_chat(self.app)
        screens.wait_for_no_banner(self.app)
        assert (self.proxy.strangers, self.proxy.refused, self.proxy.tunnels) == (0, 0, []), "the proxy was asked"
        self.app.click("Main Menu", role=Atspi.Role.TOGGLE_BUTTON)
        self.app.find("Main Menu", role=Atspi.Role.MENU)
        self.app.key("s")
        self.app.find("Sign Out?")
        self.app.click("Sign Out", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("Welcome to Cordial")

    def asked_at_sign_in(self):
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, SERVER, "alice", "alice-password")
        screens.allow_plaintext(self.app)
        self.app.find(DIALOG, exact=False)
        self.app.wait_label("wants a name and a password", "127.0.0.1:")
        settle()
        screenshot(f"{self.artifacts}/proxied-question.png")
        screens.wait_for_problem(self.app, "wants a name and a password")

    def wrong_password(self):
        """Told, and asked again."""
        self.answer("wrong")
        self.app.gone(DIALOG, exact=False)
        self.app.click("Sign In", role=Atspi.Role.PUSH_BUTTON)
        self.app.wait_label("did not accept the name and the password")

    def right_password(self):
        self.answer(self.proxy.password)
        self.app.gone(DIALOG, exact=False)
        self.app.click("Sign In", role=Atspi.Role.PUSH_BUTTON)
        screens.wait_for_window(self.app)
        screens.wait_for_no_banner(self.app)

    def files(self):
        """They go through the proxy as the chats do."""
        bob = Peer(self.server.uri).sign_up("bob", "bob-password", "Bob")
        url = FilesPeer(self.server.uri, bob).upload(PICTURE, "image/png").url
        bob.request("set", topic="me", desc={"public": {"photo": {"ref": url, "type": "png"}}}, extra={"attachments": [url]})
        strangers = self.proxy.strangers
        bob.attach(self.alice)
        bob.publish(self.alice, "hello")
        wait_for(lambda: f"GET {url} HTTP/1.1" in self.proxy.asked, "the picture")
        assert self.proxy.strangers == strangers, "it was asked for without the name and the password"
        bob.close()

    def kept(self):
        """The next start asks nobody."""
        self.app.stop()
        tunnels = len(self.proxy.tunnels)
        self.app.start()
        screens.wait_for_window(self.app)
        wait_for(lambda: len(self.proxy.tunnels) > tunnels, "a way through the proxy")
        screens.wait_for_no_banner(self.app)
        assert self.app.look_for(DIALOG, exact=False) is None

    def another_password(self):
        """Who cancels keeps the sentence, with a button, and is left in peace."""
        self.proxy.change("another one")
        self.app.find(DIALOG, exact=False)
        self.app.wait_label("did not accept the name and the password")
        self.app.wait_focus("Name")
        self.app.key("Escape")
        self.app.gone(DIALOG, exact=False)
        # It looks again by itself, without the password that was refused, and may have heard by now that one is wanted.
        wait_for(lambda: "The proxy of this network" in (screens.banner(self.app) or ""),
                 lambda: f"the sentence; the banner says {screens.banner(self.app)!r}")
        screenshot(f"{self.artifacts}/proxied-cancelled.png")
        refused = self.proxy.refused
        self.app.click("Sign In", role=Atspi.Role.PUSH_BUTTON)
        self.answer(self.proxy.password)
        screens.wait_for_no_banner(self.app)
        assert self.proxy.refused == refused, "it was asked with a password that it had refused"

    def close(self):
        self.app.stop()
        self.proxy.shutdown()
        self.proxy.server_close()
        self.server.stop()
        self.folder.cleanup()


def main():
    executable, server_executable, artifacts = sys.argv[1:4]
    tap = WindowTap(artifacts)
    proxied = Proxied(executable, server_executable, artifacts)
    tap.application = proxied.app
    for name in ("try it", "asked at sign in", "wrong password", "right password", "files", "kept", "another password", "close"):
        tap.case(name, getattr(proxied, name.replace(" ", "_")))
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
