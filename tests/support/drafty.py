# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages as the official clients write them, for tests: Tinode docs/drafty.md."""

import base64


def answer(name, user, quoted, text):
    """The quote in front; the number of what is answered goes into the header."""
    words = f"{name} {quoted}"
    at = len(words) + 1
    return {"txt": f"{words} {text}", "fmt": [{"at": 0, "len": len(words), "tp": "QQ"}, {"at": 0, "len": len(name), "key": 0},
                                              {"at": len(name), "len": 1, "tp": "BR"}, {"at": at - 1, "len": 1, "tp": "BR"}],
            "ent": [{"tp": "MN", "data": {"val": user}}]}


def encoded(content):
    return base64.b64encode(content).decode()


def entity(kind, text="", **data):
    """A picture («IM») with a text behind it, or a file («EX») behind a text."""
    at = {"at": -1, "len": 0, "key": 0} if kind == "EX" else {"at": 0, "len": 1, "key": 0}
    return {"txt": text if kind == "EX" else " " + text, "fmt": [at], "ent": [{"tp": kind, "data": data}]}


def mention(name, target, rest):
    return {"txt": f"{name} {rest}", "fmt": [{"at": 0, "len": len(name), "key": 0}], "ent": [{"tp": "MN", "data": {"val": target}}]}


def card(name, user):
    """As the official clients write it."""
    return {"txt": " ", "fmt": [{"at": 0, "len": 1, "key": 0}],
            "ent": [{"tp": "TC", "data": {"fn": name, "org": {"fn": "The Park", "title": "Gardener"},
                                          "comm": [{"proto": "email", "des": ["home"], "value": "bea@example.org"},
                                                   {"proto": "tinode", "des": ["home"], "value": f"tinode:///id/{user}"}]}}]}


PICTURE = entity("IM", mime="image/png", name="harbour.png", width=4, height=4, size=68,
                 val="iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAADklEQVR4nGNgQAX/GRgAAFcAAf8iLJ0AAAAASUVORK5CYII=")
CALL = {"txt": " ", "fmt": [{"at": 0, "len": 1, "key": 0}], "ent": [{"tp": "VC", "data": {"aonly": True}}]}

# A question with two buttons that answer, and one that leads elsewhere.
FORM = {"txt": "Do you agree? Yes No Read more",
        "fmt": [{"at": 0, "len": 30, "key": 3}, {"len": 13, "tp": "ST"}, {"at": 13, "len": 1, "tp": "BR"},
                {"at": 14, "len": 3, "key": 0}, {"at": 17, "len": 1, "tp": "BR"}, {"at": 18, "len": 2, "key": 1},
                {"at": 20, "len": 1, "tp": "BR"}, {"at": 21, "len": 9, "key": 2}],
        "ent": [{"tp": "BN", "data": {"name": "yes", "act": "pub", "val": "1"}},
                {"tp": "BN", "data": {"name": "no", "act": "pub"}},
                {"tp": "BN", "data": {"name": "more", "act": "url", "ref": "https://example.org/terms?lang=en"}},
                {"tp": "FM", "data": {"su": True}}]}
