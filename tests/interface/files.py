# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures and files in messages: shown, fetched, saved and opened.

usage: tests/session files.py CORDIAL CORDIAL-SERVER ARTIFACTS OFFERING
"""

import base64
import datetime
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
gi.require_version("Gst", "1.0")
from gi.repository import Atspi, Gst  # noqa: E402

import screens  # noqa: E402
from desktop_fakes import Portal, portal_environment  # noqa: E402
from drafty import encoded, entity  # noqa: E402
from driver import BORDER, Application, WindowTap, pixel, settle, xdotool  # noqa: E402
from files_peer import FilesPeer  # noqa: E402
from patience import wait_for  # noqa: E402
from peer import Peer  # noqa: E402
from server_process import ServerProcess  # noqa: E402

WIDE = (1000, 680)
NARROW = (360 + BORDER, 700)
PNG_BOMB = (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x7f\xff\0\0\x7f\xff\x08\x02\0\0\0" + b"\0" * 200)


class Files:
    def __init__(self, executable, server_executable, artifacts, offering):
        self.offering = offering
        self.artifacts = pathlib.Path(artifacts) / "files"
        self.temporary = tempfile.TemporaryDirectory(prefix="cordial-files-")
        self.folder = pathlib.Path(self.temporary.name)
        self.server = ServerProcess(server_executable, f"{self.folder}/server")
        Peer(self.server.uri).sign_up("nina", "nina-password", "Nina").close()
        nina = Peer(self.server.uri).sign_in("nina", "nina-password")
        self.nina = nina.user_id
        nina.close()
        self.ada = Peer(self.server.uri).sign_up("ada", "ada-password", "Ada")
        self.ada.attach(self.nina)
        self.files = FilesPeer(self.server.uri, self.ada)
        self.ada.publish(self.nina, "hello")
        self.portal = Portal()
        self.executable = executable
        environment = {**portal_environment(), "CORDIAL_SOUND_SOURCE": "audiotestsrc is-live=true volume=0.4",
                       "CORDIAL_SOUND_SINK": "fakesink sync=true"}
        self.app = Application(executable, f"{self.folder}/home", f"{self.artifacts}/files.log", environment=environment)

    def close(self):
        self.app.stop(self.portal.dialogs)
        self.ada.close()
        self.portal.close()
        self.server.stop()
        self.temporary.cleanup()

    # --- What Ada sends -------------------------------------------------------------------------------------------

    def draw(self, name, size, picture="gradient:#3584e4-#f6d32d", *options):
        path = self.folder / name
        subprocess.run(["convert", "-size", size, picture, *options, str(path)], check=True)
        return path.read_bytes()

    def publish(self, kind, text="", upload=None, **data):
        """As the official web client writes it: the entity first, a text behind it."""
        data = {key: value for key, value in data.items() if value is not None}
        if upload is not None:
            data["ref"] = self.files.upload(upload, data.get("mime", "application/octet-stream")).url
            data["size"] = len(upload)
        number = f"file{self.ada.next_id}"
        self.ada.next_id += 1
        frame = {"pub": {"id": number, "topic": self.nina, "head": {"mime": "text/x-drafty"},
                         "content": entity(kind, text, **data)}}
        if upload is not None:
            frame["extra"] = {"attachments": [data["ref"]]}
        self.ada.send_frame(frame)
        ctrl = self.ada.expect("ctrl", id=number)
        assert ctrl["code"] < 300, ctrl

    # --- What is seen ---------------------------------------------------------------------------------------------

    def picture_button(self, name):
        return self.app.find(f"Image: {name}", role=Atspi.Role.PUSH_BUTTON)

    def wait_shown(self, name, colour):
        """Until that colour is the middle of the picture."""
        def look():
            place = self.app.place(self.picture_button(name))
            return near(pixel(place.x + place.width // 2, place.y + place.height // 2), colour)
        wait_for(look, f"{name} to be shown")

    def looks(self, name):
        """In all the ways that it is looked at."""
        settle()
        self.app.picture(self.artifacts / f"{name}.png")
        self.app.resize(*NARROW)
        self.app.picture(self.artifacts / f"{name}-narrow.png")
        self.app.resize(*WIDE)
        settle()

    # --- Cases, in their order ------------------------------------------------------------------------------------

    def inline(self):
        """A picture that stands in the message itself."""
        screens.open_sign_in(self.app)
        screens.fill_sign_in(self.app, self.server.uri, "nina", "nina-password")
        screens.wait_for_window(self.app)
        self.app.resize(*WIDE)
        screens.open_chat(self.app, "Ada")
        small = self.draw("inline.png", "300x200", "xc:#26a269")
        self.publish("IM", "a green field", mime="image/png", name="field.png", width=300, height=200, val=encoded(small))
        self.wait_shown("field.png", (0x26, 0xa2, 0x69))
        place = self.app.place(self.picture_button("field.png"))
        assert abs(place.width - 300) <= 1 and abs(place.height - 200) <= 1, place
        self.app.find("a green field", role=Atspi.Role.LABEL)
        timeline = self.app.find("Messages", role=Atspi.Role.LIST)
        assert not any("[Image" in node.name for node in self.app.nodes(below=timeline)), self.app.dump()

    def by_reference(self):
        """First the few pixels that came with the message, at the right size; then the picture."""
        large = self.draw("large.jpg", "1600x1200", "xc:#e66100")
        preview = self.draw("preview.jpg", "64x48", "xc:#9141ac")
        self.publish("IM", mime="image/jpeg", name="sunset.jpg", width=1600, height=1200, val=encoded(preview), upload=large)
        self.wait_shown("sunset.jpg", (0xe6, 0x61, 0x00))
        place = self.app.place(self.picture_button("sunset.jpg"))
        assert abs(place.width * 3 - place.height * 4) <= 4, place

    def large(self):
        """What is large is fetched when the person wants it; until then the preview stands there, with how large it is."""
        heavy = self.draw("heavy.jpg", "4000x3000", "plasma:fractal", "-quality", "97")
        assert len(heavy) > 4 << 20, len(heavy)
        preview = self.draw("preview.jpg", "64x48", "xc:#9141ac")
        self.publish("IM", "the way up", mime="image/jpeg", name="mountain.jpg", width=4000, height=3000, val=encoded(preview), upload=heavy)
        self.app.wait_label(f"{len(heavy) / (1 << 20):.1f}", "MiB")
        self.wait_corner("mountain.jpg", (0x91, 0x41, 0xac))
        self.looks("large-waits")
        before = self.app.place(self.picture_button("mountain.jpg"))
        self.server.signal(signal.SIGSTOP)
        self.app.click_node(self.picture_button("mountain.jpg"))
        wait_for(lambda: not any("MiB" in label for label in self.app.labels()), "it to be asked for")
        self.app.click_node(self.picture_button("mountain.jpg"))
        self.app.find("Continue", role=Atspi.Role.LABEL)
        self.looks("large-paused")
        self.server.signal(signal.SIGCONT)
        self.app.click_node(self.picture_button("mountain.jpg"))
        self.app.gone("Continue", role=Atspi.Role.LABEL)
        wait_for(lambda: not any("MiB" in label for label in self.app.labels()), "it to be here")
        after = self.app.place(self.picture_button("mountain.jpg"))
        assert (before.width, before.height) == (after.width, after.height), (before, after)
        self.looks("large")

    def corner(self, name):
        place = self.app.place(self.picture_button(name))
        return place.x + 40, place.y + 40  # beside what stands in the middle

    def wait_corner(self, name, colour):
        def look():
            return near(pixel(*self.corner(name)), colour)
        wait_for(look, lambda: f"{name} in {colour}, which has {pixel(*self.corner(name))} at {self.corner(name)}")

    def bad_pictures(self):
        """A bomb, half a picture and what is none cost a word in their place; SVG is a file."""
        half = self.draw("half.png", "300x200")
        for name, content in (("bomb.png", PNG_BOMB), ("none.png", b"no picture"), ("empty.png", b"")):
            self.publish("IM", mime="image/png", name=name, width=200, height=150, val=encoded(content) if content else None,
                         upload=None if content else b"x")
            self.picture_button(name)
        self.publish("IM", mime="image/png", name="half.png", width=300, height=200, val=encoded(half[:len(half) // 2]))
        self.publish("IM", mime="image/svg+xml", name="drawing.svg", width=200, height=150, val=encoded(b"<svg/>"))
        self.publish("IM", mime="image/png", name="huge.png", width=20000, height=20000, val=encoded(half))
        self.app.find("Open: drawing.svg", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("Open: huge.png", role=Atspi.Role.PUSH_BUTTON)
        wait_for(lambda: self.app.labels().count("This picture cannot be shown") >= 1, "a word in its place")
        self.looks("bad")

    def file(self):
        """Nothing is fetched before the person wants it; its name tells what it is."""
        self.content = bytes(range(256)) * 400
        self.publish("EX", mime="application/pdf", name="../../etc/\u202egnp.report of the whole year, with all the figures of all "
                     "the months.pdf", upload=self.content)
        button = self.app.find("Download: ", role=Atspi.Role.PUSH_BUTTON, exact=False)
        assert button.name == "Download: gnp.report of the whole year, with all the figures of all the months.pdf", button.name
        self.looks("file")
        self.app.click("Download: gnp.report", role=Atspi.Role.PUSH_BUTTON, exact=False)
        self.app.find("Open: gnp.report", role=Atspi.Role.PUSH_BUTTON, exact=False)

    def saved(self):
        """Where the person says, under the name that it has."""
        self.app.click("Save As…: gnp.report", role=Atspi.Role.PUSH_BUTTON, exact=False)
        wait_for(lambda: self.portal.choices, "the dialog to save a file")
        assert self.portal.options["current_name"] == "gnp.report of the whole year, with all the figures of all the months.pdf"
        target = self.folder / "saved.pdf"
        self.portal.choose(target)
        wait_for(lambda: target.exists() and target.read_bytes() == self.content, "the file")
        # Where nothing can be written: a sentence.
        self.app.click("Save As…: gnp.report", role=Atspi.Role.PUSH_BUTTON, exact=False)
        wait_for(lambda: self.portal.choices, "the dialog to save a file")
        self.portal.choose(self.folder / "no such folder" / "saved.pdf")
        self.app.wait_label("was not saved")
        self.app.click("Dismiss", role=Atspi.Role.PUSH_BUTTON)

    def opened(self):
        """By another program, under its name, as a copy that nobody can write."""
        self.app.click("Open: gnp.report", role=Atspi.Role.PUSH_BUTTON, exact=False)
        wait_for(lambda: self.portal.opened, "the file to be opened")
        path = pathlib.Path(self.portal.opened.pop())
        assert path.name.startswith("gnp.report") and path.name.endswith(".pdf"), path
        assert path.read_bytes() == self.content
        assert path.stat().st_mode & 0o777 == 0o400, oct(path.stat().st_mode)

    def asked_before(self):
        """What can run is opened after a question alone, whatever its sender calls it."""
        for name in ("holiday.jpg.desktop", "photo.jpg"):
            self.publish("EX", mime="image/jpeg", name=name, upload=b"#!/bin/sh\necho hello\n")
            self.app.press(self.app.find(f"Download: {name}", role=Atspi.Role.PUSH_BUTTON))
            self.app.press(self.app.find(f"Open: {name}", role=Atspi.Role.PUSH_BUTTON))
            self.app.find(f"Open “{name}”?", role=Atspi.Role.LABEL)
            settle()
            self.app.picture(self.artifacts / "ask.png")
            assert not self.portal.opened
            self.app.click("Cancel", role=Atspi.Role.PUSH_BUTTON)
            self.app.gone(f"Open “{name}”?", role=Atspi.Role.LABEL)
        assert not self.portal.opened

    # --- What Nina sends ------------------------------------------------------------------------------------------

    def choose(self, *files):
        self.app.click("Send Files…", role=Atspi.Role.PUSH_BUTTON)
        wait_for(lambda: self.portal.choices, "the dialog to choose files")
        self.portal.choose(*files)

    def arrived(self, number):
        """What Ada got so far of Nina's, once there are so many: entities, and what was said with them."""
        def look():
            content = [data["content"] for _seq, data in sorted(self.ada.data.get(self.nina, {}).items()) if data["from"] == self.nina]
            return content if len(content) >= number else None
        content = wait_for(look, f"{number} messages of Nina's")
        assert len(content) == number, content
        return [(one["ent"][0]["data"], one.get("txt", "").strip()) for one in content]

    def sends_picture(self):
        """With a caption, a preview and its size; without where it was taken."""
        photo = self.draw("photo.jpg", "4000x3000", "gradient:#3584e4-#f6d32d")
        exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0" + b"51.5N 0.1W"
        photo = photo[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + photo[2:]
        (self.folder / "photo.jpg").write_bytes(photo)
        self.choose(self.folder / "photo.jpg")
        self.app.find("Remove Hidden Details", exact=False)
        self.looks("dialog")
        screens.replace_text(self.app, "Caption", "by the lake")
        screens.press_send_in_dialog(self.app)
        self.app.gone("Caption", exact=False)
        (entity, text), = self.arrived(1)
        assert text == "by the lake", text
        assert (entity["mime"], entity["name"], entity["width"], entity["height"]) == ("image/jpeg", "photo.jpg", 3000, 4000), entity
        sent = self.files.get(entity["ref"]).body
        assert b"51.5N" not in sent and len(sent) == entity["size"], (len(sent), entity)
        assert base64.b64decode(entity["val"])[:3] == b"\xff\xd8\xff" and len(entity["val"]) < 8192, entity["val"]
        self.picture_button("photo.jpg")
        self.looks("sent")

    def sends_several(self):
        """Each a message of its own, in order; what is a folder is said."""
        self.draw("one.png", "200x100", "xc:#26a269")
        self.draw("panorama.jpeg", "3000x1500", "plasma:fractal")
        (self.folder / "two.txt").write_text("two")
        self.choose(self.folder / "panorama.jpeg", self.folder / "one.png", self.folder / "two.txt", self.folder)
        self.app.wait_label("not folders")
        self.app.wait_label("two.txt")
        self.app.click_node(self.app.find("Smaller Pictures", exact=False))
        settle()
        bars = [node for node in self.app.nodes(Atspi.Role.SCROLL_BAR, below=self.app.find("Send Files", role=Atspi.Role.DIALOG))]
        assert not bars, "what there is room for is scrolled"
        self.looks("dialog-several")
        screens.press_send_in_dialog(self.app)
        self.app.gone("Caption", exact=False)
        _first, (panorama, _), (picture, _), (file, _) = self.arrived(4)
        assert (picture["name"], file["name"], file["mime"]) == ("one.png", "two.txt", "text/plain"), (picture, file)
        assert (picture["width"], picture["height"]) == (200, 100), "what is small stays as it is"
        assert self.files.get(file["ref"]).body == b"two"
        # As the person said: what is large was made smaller, and says so.
        assert (panorama["name"], panorama["width"], panorama["height"]) == ("panorama.jpg", 1600, 800), panorama
        sent = self.files.get(panorama["ref"]).body
        assert len(sent) == panorama["size"] < (self.folder / "panorama.jpeg").stat().st_size, panorama

    def pasted(self):
        """Copied files, and a picture that is copied from another program."""
        (self.folder / "copied.txt").write_text("copied")
        for kind, file, shown in (("files", "copied.txt", "copied.txt"), ("picture", "one.png", "picture-")):
            offering = screens.offer(self.offering, kind, self.folder / file)
            screens.paste_files(self.app)
            self.app.wait_label(shown)
            settle()
            self.app.picture(self.artifacts / f"pasted-{kind}.png")
            self.app.key("Escape")
            self.app.gone("Caption", exact=False)
            offering.kill()
            offering.wait()
        assert screens.composer_text(self.app) == "", screens.composer_text(self.app)

    def dropped(self):
        """Files that are dragged onto the chat."""
        offering = screens.offer(self.offering, "files", self.folder / "copied.txt", self.folder / "one.png")
        there = subprocess.run(["xdotool", "search", "--name", "Offering files", "getwindowgeometry", "--shell"], check=True,
                               capture_output=True, text=True).stdout
        place = dict(line.split("=") for line in there.split())
        target = self.app.place(self.app.find("Messages", role=Atspi.Role.LIST))
        window = self.app.window_frame().children[0].place()
        left, top = self.app.origin(window.width, window.height)
        edge = (left + window.width - 2, top + window.height // 2)
        empty = pixel(*edge)

        def dropped():
            steps = [(int(place["X"]) + 60, int(place["Y"]) + 60), (target.x + 300, target.y + 200), (target.x + 310, target.y + 210)]
            xdotool("mousemove", *map(str, steps[0]), "mousedown", "1", "sleep", "0.2", "mousemove_relative", "20", "20", "sleep", "0.2",
                    "mousemove", *map(str, steps[1]), "sleep", "0.2", "mousemove", *map(str, steps[2]), "sleep", "0.3", "mouseup", "1")
            settle()
            return self.app.look_for("Caption", exact=False)

        wait_for(dropped, "the dialog")
        self.app.wait_label("copied.txt")
        self.app.wait_label("one.png")
        offering.kill()
        offering.wait()
        self.app.activate()
        self.app.key("Escape")
        self.app.gone("Caption", exact=False)
        wait_for(lambda: pixel(*edge) == empty, "the frame that says «drop here» to go")

    def too_large(self):
        """Nothing is uploaded; both sizes are said, and the dialog stays."""
        large = self.folder / "large.bin"
        with open(large, "wb") as file:
            file.truncate(140 << 20)
        self.choose(large)
        screens.press_send_in_dialog(self.app)
        self.app.wait_label("140.0", "the server accepts 128.0")
        self.looks("too-large")
        self.app.click("Cancel", role=Atspi.Role.PUSH_BUTTON)
        self.app.gone("Caption", exact=False)
        large.unlink()
        self.arrived(4)

    def waits(self):
        """Without a server it waits like any message, and goes once there is one again."""
        self.server.kill()
        (self.folder / "later.txt").write_text("later")
        self.choose(self.folder / "later.txt")
        screens.press_send_in_dialog(self.app)
        self.app.gone("Caption", exact=False)
        self.app.find("later.txt", role=Atspi.Role.LABEL)
        self.looks("waits")
        self.server.start()
        self.meet_again()
        wait_for(lambda: self.ada.history(self.nina)[-1]["content"]["ent"][0]["data"]["name"] == "later.txt", "it to arrive")
        assert self.files.get(self.ada.history(self.nina)[-1]["content"]["ent"][0]["data"]["ref"]).body == b"later"

    def newest(self):
        """What Nina said last, as it is on the server."""
        content = [one["content"] for one in self.ada.history(self.nina) if one["from"] == self.nina][-1]
        return content["ent"][0] if isinstance(content, dict) and content.get("ent") else None

    def answers(self):
        """A file can be the answer to a message."""
        screens.go_to_composer(self.app)
        self.app.key("ctrl+r")
        self.app.find("Reply to Ada", role=Atspi.Role.LABEL)
        self.choose(self.folder / "copied.txt")
        screens.press_send_in_dialog(self.app)
        self.app.gone("Caption", exact=False)
        self.app.gone("Reply to Ada", role=Atspi.Role.LABEL)

        def answered():
            content = self.ada.history(self.nina)[-1]["content"]
            return isinstance(content, dict) and any(one.get("tp") == "QQ" for one in content["fmt"]) and \
                "copied.txt" in [one["data"]["name"] for one in content["ent"] if one["tp"] == "EX"]

        wait_for(answered, "the answer")

    def speaks(self):
        """A click records until it is stopped; it can be listened to, and has a waveform and its duration for whoever gets it."""
        self.app.press(self.app.find("Record Voice Message", role=Atspi.Role.PUSH_BUTTON))
        wait_for(lambda: self.ada.seen("info", what="kpa"), "the note that something is recorded")
        self.app.wait_label("0:02")
        self.looks("recording")
        self.app.press(self.app.find("Stop Recording", role=Atspi.Role.PUSH_BUTTON))
        self.app.press(self.app.find("Listen", role=Atspi.Role.PUSH_BUTTON))
        self.app.find("Pause", role=Atspi.Role.PUSH_BUTTON)
        assert not self.app.look_for("Pause: Voice message")
        self.app.find("Listen", role=Atspi.Role.PUSH_BUTTON)
        self.looks("recorded")
        self.app.press(self.app.find("Send", role=Atspi.Role.PUSH_BUTTON))
        self.app.find("Play: Voice message", role=Atspi.Role.PUSH_BUTTON)
        self.app.gone("Discard Recording")
        self.app.wait_focus("Message")
        entity = wait_for(lambda: (one := self.newest()) and one["tp"] == "AU" and one, "the voice message")["data"]
        self.spoken = self.files.get(entity["ref"]).body
        assert entity["mime"] == "audio/webm" and self.spoken[:4] == b"\x1a\x45\xdf\xa3" and b"A_OPUS" in self.spoken, entity
        assert entity["duration"] >= 2000 and entity["size"] == len(self.spoken), entity
        waveform = base64.b64decode(entity["preview"])
        assert len(waveform) == 96 and max(waveform) == 100 and min(waveform) > 80, list(waveform)

    def speaks_not(self):
        """What is discarded is gone, and nothing is sent."""
        before = self.newest()
        self.app.press(self.app.find("Record Voice Message", role=Atspi.Role.PUSH_BUTTON))
        self.app.wait_label("0:01")
        self.app.press(self.app.find("Discard Recording", role=Atspi.Role.PUSH_BUTTON))
        self.app.gone("Discard Recording")
        self.app.find("Record Voice Message", role=Atspi.Role.PUSH_BUTTON)
        assert self.newest() == before

    def held(self):
        """As long as the button is held; letting go sends, or keeps recording where the pointer was drawn up."""
        button = self.app.still_place(self.app.find("Record Voice Message", role=Atspi.Role.PUSH_BUTTON))
        x, y = button.x + button.width // 2, button.y + button.height // 2
        before = self.newest()
        xdotool("mousemove", str(x), str(y), "mousedown", "1")
        self.app.find("Let go to send", role=Atspi.Role.LABEL)
        xdotool("mousemove", str(x - 120), str(y))
        self.app.find("Let go to discard", role=Atspi.Role.LABEL)
        self.app.picture(self.artifacts / "held.png")
        xdotool("mouseup", "1")
        self.app.gone("Discard Recording")
        xdotool("mousemove", str(x), str(y), "mousedown", "1")
        self.app.find("Let go to send", role=Atspi.Role.LABEL)
        xdotool("mousemove", str(x), str(y - 100))
        self.app.find("Let go to keep recording", role=Atspi.Role.LABEL)
        xdotool("mouseup", "1")
        self.app.find("Stop Recording", role=Atspi.Role.PUSH_BUTTON)
        self.app.press(self.app.find("Discard Recording", role=Atspi.Role.PUSH_BUTTON))
        self.app.gone("Discard Recording")
        assert self.newest() == before
        xdotool("mousemove", str(x), str(y), "mousedown", "1")
        self.app.wait_label("0:01")
        xdotool("mouseup", "1")
        wait_for(lambda: self.newest() != before, "what was said while the button was held")
        self.app.gone("Discard Recording")

    def sounds(self):
        """Those that can be played now, from above to below."""
        return [node for node in self.app.nodes(Atspi.Role.PUSH_BUTTON) if node.name == "Play: Voice message"]

    def heard(self):
        """Sought in, faster, and on to the next; what is no sound costs a sentence."""
        self.publish("AU", mime="audio/webm", duration=2100, val=encoded(self.spoken), preview=encoded(bytes([10, 100, 40, 0] * 24)))
        self.publish("AU", mime="audio/ogg", duration=7000, upload=self.spoken, preview=encoded(bytes([90, 5] * 3)))
        self.publish("AU", mime="audio/mpeg", duration=61000, val=encoded(b"#EXTM3U\nfile:///etc/passwd\n"),
                     preview=encoded(bytes(range(256)) * 40))
        for duration in ("0:07", "1:01"):
            self.app.wait_label(duration)
        self.looks("sounds")
        self.app.press(self.sounds()[-3])
        self.app.find("Pause: Voice message", role=Atspi.Role.PUSH_BUTTON)
        self.app.press(self.app.find("1×", role=Atspi.Role.PUSH_BUTTON))
        self.app.press(self.app.find("1.5×", role=Atspi.Role.PUSH_BUTTON))
        self.app.find("2×", role=Atspi.Role.PUSH_BUTTON)
        # The first to its end, then the second, then what is none.
        self.app.wait_label("This sound cannot be played.")
        self.looks("sounds-heard")
        self.app.press(self.sounds()[-2])
        self.app.press(self.app.find("Pause: Voice message", role=Atspi.Role.PUSH_BUTTON))
        place = self.app.still_place([node for node in self.app.nodes(Atspi.Role.SLIDER)][-2])
        self.app.click_at(place.x + place.width // 2, place.y + place.height // 2)

        def in_the_middle():
            said = next((label for label in self.app.labels() if " / " in label), "0:00 / 0:00")
            at, whole = (int(part.split(":")[1]) for part in said.split(" / "))
            return whole > 0 and whole / 4 <= at <= 3 * whole / 4  # whole seconds, of what may have few

        wait_for(in_the_middle, "it to stand in its middle")
        self.app.picture(self.artifacts / "sounds-sought.png")
        self.app.key("Home")
        self.app.wait_label("0:00 / ")

    def videos(self):
        """Sent with a poster; played in their place and as large as the screen; what is none costs a sentence."""
        film = self.folder / "film.webm"
        make_film(film)
        self.choose(film)
        self.app.find("Send Video", role=Atspi.Role.LABEL)
        self.looks("dialog-video")
        screens.press_send_in_dialog(self.app)
        self.app.gone("Caption", exact=False)
        entity = wait_for(lambda: (one := self.newest()) and one["tp"] == "VD" and one, "the video")["data"]
        assert (entity["mime"], entity["name"], entity["width"], entity["height"]) == ("video/webm", "film.webm", 320, 180), entity
        assert 2500 <= entity["duration"] <= 3500 and entity["size"] == film.stat().st_size, entity
        assert entity["premime"] == "image/jpeg" and base64.b64decode(entity["preview"])[:3] == b"\xff\xd8\xff", entity
        assert self.files.get(entity["ref"]).body == film.read_bytes()
        self.publish("VD", "look", mime="video/webm", name="hers.webm", width=320, height=180, duration=3000, upload=film.read_bytes(),
                     preview=entity["preview"], premime="image/jpeg")
        self.publish("VD", mime="video/mp4", name="none.mp4", width=640, height=360, val=encoded(b"no video at all"))
        self.publish("VD", mime="video/mp4", name="half.mp4", width=640, height=360, val=encoded(film.read_bytes()[:200]))
        for name in ("none.mp4", "half.mp4"):
            self.app.press(self.app.find(f"Play: Video: {name}", role=Atspi.Role.PUSH_BUTTON))
        wait_for(lambda: self.app.labels().count("This video cannot be played.") == 2, "a sentence for each")
        self.looks("videos")
        self.app.press(self.app.find("Play: Video: hers.webm", role=Atspi.Role.PUSH_BUTTON))
        self.app.press(self.app.find("Full Screen", role=Atspi.Role.PUSH_BUTTON))
        self.app.find("Leave Full Screen", role=Atspi.Role.PUSH_BUTTON)
        settle()
        self.app.picture(self.artifacts / "full-screen.png")
        self.app.key("Escape")
        self.app.gone("Leave Full Screen")
        self.app.picture(self.artifacts / "video-played.png")

    def alone(self):
        """One thing sounds at a time: a video that begins lets a voice message pause, and the other way round."""
        make_film(self.folder / "long.webm", frames=120, rate=2)
        make_sound(self.folder / "long.ogg")
        self.publish("VD", mime="video/webm", name="long.webm", width=320, height=180, duration=60000,
                     upload=(self.folder / "long.webm").read_bytes())
        self.publish("AU", mime="audio/ogg", duration=60000, upload=(self.folder / "long.ogg").read_bytes())
        self.app.wait_label("1:00")
        self.app.press(self.sounds()[-1])
        self.app.find("Pause: Voice message", role=Atspi.Role.PUSH_BUTTON)
        self.app.press(self.app.find("Play: Video: long.webm", role=Atspi.Role.PUSH_BUTTON))
        self.app.gone("Pause: Voice message")
        self.app.wait_label(" / 1:00")  # it waits where it was
        self.app.find("Stop", role=Atspi.Role.PUSH_BUTTON)
        self.app.press(self.sounds()[-1])
        self.app.find("Pause: Voice message", role=Atspi.Role.PUSH_BUTTON)
        self.app.gone("Stop")
        # A recording lets both be silent.
        self.app.press(self.app.find("Record Voice Message", role=Atspi.Role.PUSH_BUTTON))
        self.app.gone("Pause: Voice message")
        self.app.press(self.app.find("Discard Recording", role=Atspi.Role.PUSH_BUTTON))
        self.app.gone("Discard Recording")

    def read_by_us(self, content):
        """Whether the program has a file of that content open."""
        for link in pathlib.Path(f"/proc/{self.app.process.pid}/fd").iterdir():
            try:
                if link.is_file() and link.stat().st_size == len(content) and link.read_bytes() == content:
                    return True
            except OSError:  # it was closed meanwhile
                pass
        return False

    def overtaken(self):
        """A video that is not wanted any more: something else was to be heard before it was here; its chat was left; its message went."""
        make_film(self.folder / "slow.webm", frames=100, rate=2)
        film = (self.folder / "slow.webm").read_bytes()
        self.publish("VD", mime="video/webm", name="slow.webm", width=320, height=180, duration=50000, upload=film)
        play = self.app.find("Play: Video: slow.webm", role=Atspi.Role.PUSH_BUTTON)
        self.server.signal(signal.SIGSTOP)
        self.app.press(play)
        self.app.find("Cancel: Video: slow.webm", role=Atspi.Role.PUSH_BUTTON)
        self.app.press(self.sounds()[-1])
        self.app.find("Pause: Voice message", role=Atspi.Role.PUSH_BUTTON)
        self.server.signal(signal.SIGCONT)
        self.app.find("Play: Video: slow.webm", role=Atspi.Role.PUSH_BUTTON)
        self.app.find("Pause: Voice message", role=Atspi.Role.PUSH_BUTTON)
        assert not self.app.look_for("Stop", role=Atspi.Role.PUSH_BUTTON), "two things sound at once"
        # Its chat is left.
        carl = Peer(self.server.uri).sign_up("carl", "carl-password", "Carl")
        carl.attach(self.nina)
        carl.publish(self.nina, "hi")
        self.app.press(play)
        self.app.find("Stop", role=Atspi.Role.PUSH_BUTTON)
        wait_for(lambda: self.read_by_us(film), "the video to be read")
        screens.open_chat(self.app, "Carl")
        wait_for(lambda: not self.read_by_us(film), "the video of the chat that was left to end")
        screens.open_chat(self.app, "Ada")
        play = self.app.find("Play: Video: slow.webm", role=Atspi.Role.PUSH_BUTTON)
        assert not self.app.look_for("Stop", role=Atspi.Role.PUSH_BUTTON), "it plays by itself"
        # Its message goes.
        self.app.press(play)
        wait_for(lambda: self.read_by_us(film), "the video to be read")
        self.ada.request("del", topic=self.nina, what="msg", delseq=[{"low": max(self.ada.data[self.nina])}], hard=True)
        self.app.gone("Stop", role=Atspi.Role.PUSH_BUTTON)
        wait_for(lambda: not self.read_by_us(film), "the video of the message that went to end")
        carl.close()

    def viewer(self):
        """As large as the window; from one to the next by keys and buttons; Escape leaves it."""
        def title(name):
            return self.app.find(f"Image: {name}", role=Atspi.Role.IMAGE)

        self.app.press(self.picture_button("photo.jpg"))
        title("photo.jpg")
        self.app.find("Previous Picture", role=Atspi.Role.PUSH_BUTTON)
        self.looks("viewer")
        for name in ("panorama.jpg", "one.png"):
            self.app.click("Next Picture")
            title(name)
        wait_for(lambda: not self.app.find("Next Picture").has(Atspi.StateType.SENSITIVE), "the last picture")
        self.app.key("Left", "Left", "Left")
        title("huge.png" if self.app.look_for("Image: huge.png", role=Atspi.Role.IMAGE) else "half.png")
        for name in ("empty.png", "none.png", "bomb.png", "mountain.jpg"):
            self.app.key("Left")
            title(name)
        wait_for(lambda: self.app.find("Copy Picture").has(Atspi.StateType.SENSITIVE), "the picture")
        self.app.key("plus", "plus")
        self.app.wait_label("%")
        self.looks("viewer-large")
        self.app.key("0")
        self.app.find("Fit", role=Atspi.Role.LABEL)
        self.app.click("Save As…")
        wait_for(lambda: self.portal.choices, "the dialog to save a file")
        self.portal.choose(None)
        self.app.click("Open With…")
        wait_for(lambda: self.portal.opened, "the picture to be opened")
        assert self.portal.opened.pop().endswith("/mountain.jpg")
        self.app.key("Escape")
        self.app.gone("Previous Picture")

    def shared(self):
        """On the details page, by month: a picture opens, a file can be opened and leads to its message."""
        self.app.click("Ada", role=Atspi.Role.PUSH_BUTTON, exact=False)
        dialog = self.app.find("Chat Details", role=Atspi.Role.DIALOG)

        def find(start, role):
            return wait_for(lambda: next((node for node in self.app.nodes(role, below=self.app.again(dialog)) if node.name.startswith(start)), None),
                            f"{start!r} among what was sent")

        self.app.click_node(find("Pictures and Files", Atspi.Role.LIST_ITEM))
        find(datetime.date.today().strftime("%B %Y"), Atspi.Role.HEADING)
        for name in ("photo.jpg", "sunset.jpg"):
            find(f"Image: {name}", Atspi.Role.PUSH_BUTTON)
        assert not any(node.has(Atspi.StateType.FOCUSED) for role in (Atspi.Role.LIST_ITEM, Atspi.Role.PUSH_BUTTON)
                       for node in self.app.nodes(role, below=self.app.again(dialog))), "the focus is on something that nobody chose"
        self.looks("shared")
        picture = find("Image: photo.jpg", Atspi.Role.PUSH_BUTTON)
        place = self.app.place(picture)
        assert abs(place.width - place.height) <= 1, place
        self.app.press(picture)
        self.app.find("Image: photo.jpg", role=Atspi.Role.IMAGE)
        self.app.key("Escape")
        self.app.gone("Previous Picture")
        # From the picture to its message, which is far above by now.
        self.app.press(find("Image: sunset.jpg", Atspi.Role.PUSH_BUTTON))
        self.app.find("Image: sunset.jpg", role=Atspi.Role.IMAGE)
        self.app.click("Show in Chat", role=Atspi.Role.PUSH_BUTTON)
        self.app.gone("Previous Picture")
        self.app.gone("Chat Details", role=Atspi.Role.DIALOG)
        self.wait_in_chat("Image: sunset.jpg")
        self.app.click("Ada", role=Atspi.Role.PUSH_BUTTON, exact=False)
        dialog = self.app.find("Chat Details", role=Atspi.Role.DIALOG)
        self.app.click_node(find("Pictures and Files", Atspi.Role.LIST_ITEM))
        # What is older comes when the person scrolls to it.
        def scrolled_to():
            place = self.app.place(self.app.again(dialog))
            xdotool("mousemove", str(place.x + place.width // 2), str(place.y + place.height // 2), "click", "--repeat", "5", "5")
            return any(node.name == "Image: field.png" for node in self.app.nodes(Atspi.Role.PUSH_BUTTON, below=self.app.again(dialog)))
        wait_for(scrolled_to, "the oldest picture")
        settle()
        self.app.picture(self.artifacts / "shared-end.png")
        # What is wrong is told where the person is.
        self.app.press(find("Save As…: gnp.report", Atspi.Role.PUSH_BUTTON))
        wait_for(lambda: self.portal.choices, "the dialog to save a file")
        self.portal.choose(self.folder / "no such folder" / "saved.pdf")
        self.app.wait_label("was not saved")
        wait_for(lambda: not any("was not saved" in label for label in self.app.labels()), "it to be read")
        # Where a month ended in the midst of all this, the list is longer.
        screens.click_row(self.app, find("gnp.report", Atspi.Role.LIST_ITEM))
        self.app.gone("Chat Details", role=Atspi.Role.DIALOG)
        self.wait_in_chat("Open: gnp.report")

    def wait_in_chat(self, name):
        def look():
            button = self.app.look_for(name, role=Atspi.Role.PUSH_BUTTON, exact=False)
            frame = self.app.place(self.app.window_frame())
            return button and frame.y < self.app.place(button).y < frame.y + frame.height
        wait_for(look, f"the message with {name!r} in the chat")

    def meet_again(self):
        """Ada, whose connection went with the server."""
        self.ada.close()
        self.ada = Peer(self.server.uri).sign_in("ada", "ada-password")
        self.ada.attach(self.nina)
        self.files = FilesPeer(self.server.uri, self.ada)

    def kill(self, victim):
        """The program or the server, which is frozen: in the midst of whatever they have to do with each other; and it comes back."""
        if victim == "server":
            self.server.kill()
            self.server.start()
        else:
            self.app.kill()
            self.server.signal(signal.SIGCONT)
            self.app.start()
            screens.wait_for_window(self.app)
            self.app.resize(*WIDE)
            screens.open_chat(self.app, "Ada")
        self.meet_again()

    def killed_in_upload(self):
        """It arrives once, and whole."""
        content = random.Random(1).randbytes(24 << 20)
        for victim in ("program", "server"):
            name = f"{victim}.bin"
            (self.folder / name).write_bytes(content)
            self.server.signal(signal.SIGSTOP)
            self.choose(self.folder / name)
            screens.press_send_in_dialog(self.app)
            self.app.gone("Caption", exact=False)
            self.app.wait_label("% of 24.0", "MiB")
            self.kill(victim)

            def arrived():
                return [data["content"]["ent"][0]["data"] for data in self.ada.history(self.nina)
                        if isinstance(data["content"], dict) and data["content"].get("ent") and data["content"]["ent"][0]["data"].get("name") == name]
            wait_for(arrived, f"{name} to arrive")
            self.app.gone("% of 24.0", exact=False)
            (file,) = arrived()
            assert self.files.get(file["ref"]).body == content, f"{name} arrived otherwise"

    def killed_in_download(self):
        """What came of it is not lost, and it is whole."""
        cache = pathlib.Path(self.app.environment["XDG_CACHE_HOME"])
        content = random.Random(2).randbytes(64 << 20)
        for victim in ("program", "server"):
            name = f"from-{victim}.bin"
            self.publish("EX", mime="application/octet-stream", name=name, upload=content + victim.encode())
            button = self.app.find(f"Download: {name}", role=Atspi.Role.PUSH_BUTTON)
            self.app.press(button)
            wait_for(lambda: any(cache.rglob("*.part")), "the first of it")
            self.server.signal(signal.SIGSTOP)
            self.kill(victim)
            if victim == "program" and self.app.look_for(f"Download: {name}", role=Atspi.Role.PUSH_BUTTON):
                self.app.press(self.app.find(f"Download: {name}", role=Atspi.Role.PUSH_BUTTON))
            self.app.find(f"Open: {name}", role=Atspi.Role.PUSH_BUTTON)
            self.app.press(self.app.find(f"Save As…: {name}", role=Atspi.Role.PUSH_BUTTON))
            wait_for(lambda: self.portal.choices, "the dialog to save a file")
            self.portal.choose(self.folder / name)
            wait_for(lambda: (self.folder / name).exists() and (self.folder / name).stat().st_size == len(content) + len(victim), "the file")
            assert (self.folder / name).read_bytes() == content + victim.encode(), f"{name} is not what was sent"

    def paused(self):
        """A download stands still as long as the person wants, and goes on where it was."""
        cache = pathlib.Path(self.app.environment["XDG_CACHE_HOME"])
        content = random.Random(3).randbytes(64 << 20)
        self.publish("EX", mime="application/octet-stream", name="paused.bin", upload=content)
        self.app.press(self.app.find("Download: paused.bin", role=Atspi.Role.PUSH_BUTTON))
        wait_for(lambda: any(part.stat().st_size for part in cache.rglob("*.part")), "the first of it")
        self.server.signal(signal.SIGSTOP)
        self.app.wait_label("% of 64.0", "MiB")
        self.app.press(self.app.find("Pause: paused.bin", role=Atspi.Role.PUSH_BUTTON))
        self.app.wait_label("% of 64.0", "MiB, paused")
        (part,) = (part for part in cache.rglob("*.part") if part.stat().st_size)
        settle()
        self.app.picture(self.artifacts / "paused.png")
        assert part.stat().st_size < len(content), part.stat()
        self.server.signal(signal.SIGCONT)
        self.app.press(self.app.find("Continue: paused.bin", role=Atspi.Role.PUSH_BUTTON))
        self.app.find("Open: paused.bin", role=Atspi.Role.PUSH_BUTTON)
        assert any(path.read_bytes() == content for path in cache.rglob("*") if path.is_file() and path.stat().st_size == len(content))

    def paused_upload(self):
        """What is sent stands still as well, also over a restart, and holds nothing back; it goes anew when the person says so."""
        content = random.Random(4).randbytes(24 << 20)
        (self.folder / "slow.bin").write_bytes(content)
        screens.send(self.app, "before it")
        wait_for(lambda: self.ada.history(self.nina)[-1]["content"] == "before it", "what was written before it")
        self.server.signal(signal.SIGSTOP)
        self.choose(self.folder / "slow.bin")
        screens.press_send_in_dialog(self.app)
        self.app.gone("Caption", exact=False)
        self.app.wait_label("% of 24.0", "MiB")
        self.app.press(self.app.find("Pause: slow.bin", role=Atspi.Role.PUSH_BUTTON))
        self.app.wait_label("24.0", "MiB, paused")
        self.app.find("Paused", role=Atspi.Role.LABEL)
        self.looks("paused-upload")
        self.kill("program")
        self.app.wait_label("24.0", "MiB, paused")
        screens.send(self.app, "after it")
        wait_for(lambda: self.ada.history(self.nina)[-1]["content"] == "after it", "what was written after it")
        self.app.find("Continue: slow.bin", role=Atspi.Role.PUSH_BUTTON)
        self.app.press(self.app.find("Continue", role=Atspi.Role.PUSH_BUTTON))

        def arrived():
            file = self.newest()
            return file and file["data"].get("name") == "slow.bin" and file["data"]
        assert self.files.get(wait_for(arrived, "the file")["ref"]).body == content, "it arrived otherwise"
        self.app.gone("Paused", role=Atspi.Role.LABEL)

    def moves(self):
        """What moves does so while it is looked at; in the chat only where the person has not switched that off."""
        subprocess.run(["convert", "-size", "240x160", "-delay", "15", "-loop", "0", "xc:#e01b24", "xc:#1a5fb4",
                        str(self.folder / "moving.gif")], check=True)
        content = (self.folder / "moving.gif").read_bytes()
        self.publish("IM", mime="image/gif", name="moving.gif", width=240, height=160, val=encoded(content))

        def sees(*colours):
            for colour in (*colours, *colours):
                self.wait_shown("moving.gif", colour)

        sees((0xe0, 0x1b, 0x24))
        self.app.press(self.picture_button("moving.gif"))
        picture = self.app.find("Image: moving.gif", role=Atspi.Role.IMAGE)
        place = self.app.still_place(picture)
        for colour in ((0x1a, 0x5f, 0xb4), (0xe0, 0x1b, 0x24), (0x1a, 0x5f, 0xb4)):
            wait_for(lambda: near(pixel(place.x + place.width // 2, place.y + place.height // 2), colour), f"{colour} in the viewer")
        self.app.key("Escape")
        self.app.gone("Previous Picture")
        if not os.environ.get("LSAN_OPTIONS"):  # with which nothing moves
            self.app.stop()
            settings = self.folder / "home/config/gtk-4.0/settings.ini"
            settings.write_text("[Settings]\ngtk-enable-animations=true\n")
            self.app.environment["CORDIAL_SOUND_SOURCE"] = "filesrc location=/nonexistent/microphone"
            self.app.start()
            screens.wait_for_window(self.app)
            screens.open_chat(self.app, "Ada")
            sees((0x1a, 0x5f, 0xb4), (0xe0, 0x1b, 0x24))
            # Without a microphone: one sentence, and the text is there again.
            self.app.press(self.app.find("Record Voice Message", role=Atspi.Role.PUSH_BUTTON))
            self.app.wait_label("No microphone was found.")
            self.app.gone("Discard Recording")

    def gone_file(self):
        """The server does not have it any more: a sentence, and another try."""
        self.publish("EX", mime="text/plain", name="gone.txt", ref="/v0/file/s/AAAAAAAAAAA.txt", size=10)
        self.app.press(self.app.find("Download: gone.txt", role=Atspi.Role.PUSH_BUTTON))
        self.app.find("Try Again: gone.txt", role=Atspi.Role.PUSH_BUTTON)
        self.looks("gone")


def make_film(path, frames=45, rate=15):
    """Three seconds of VP8 without sound."""
    run_pipeline(f"videotestsrc num-buffers={frames} pattern=smpte ! video/x-raw,width=320,height=180,framerate={rate}/1 "
                 f"! vp8enc deadline=1 ! webmmux ! filesink location={path}")


def make_sound(path):
    """A minute of Opus."""
    run_pipeline("audiotestsrc num-buffers=60 samplesperbuffer=48000 ! audio/x-raw,rate=48000,channels=1 "
                 f"! opusenc ! oggmux ! filesink location={path}")


def run_pipeline(description):
    Gst.init(None)
    pipeline = Gst.parse_launch(description)
    pipeline.set_state(Gst.State.PLAYING)
    said = pipeline.get_bus().timed_pop_filtered(60 * Gst.SECOND, Gst.MessageType.EOS | Gst.MessageType.ERROR)
    pipeline.set_state(Gst.State.NULL)
    assert said and said.type == Gst.MessageType.EOS, said


def near(pixel, colour):
    return all(abs(one - other) <= 12 for one, other in zip(pixel, colour))


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    tap = WindowTap(sys.argv[3])
    files = Files(*sys.argv[1:])
    tap.application = files.app
    for case in (files.inline, files.by_reference, files.large, files.bad_pictures, files.file, files.saved, files.opened,
                 files.asked_before, files.gone_file, files.sends_picture, files.sends_several, files.pasted, files.dropped,
                 files.too_large, files.waits, files.viewer, files.shared, files.answers, files.speaks, files.speaks_not, files.held, files.heard, files.videos,
                 files.alone, files.overtaken, files.killed_in_upload, files.killed_in_download, files.paused, files.paused_upload, files.moves):
        tap.case(case.__name__.replace("_", " "), case)
    tap.case("close", files.close)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
