#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every string that a person reads can be translated, and every translation that is installed is complete.

usage: check.py SOURCE-ROOT
"""

import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
from tap import Tap  # noqa: E402

MARKED = re.compile(r'(?<![\w.])(?:_|N_|C_|NC_|gettext|ngettext|g_dngettext)\s*\(\s*(?:GETTEXT_PACKAGE,\s*)?"')
KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "ngettext:1,2", "g_dngettext:2,3"]
# What translators cannot put right in their language: one text for every number.
PLURAL = re.compile(r"\(s\)|%[ud] [a-z]+s\b")


class Translations:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.listed = (self.root / "po/POTFILES").read_text().split()
        self.languages = (self.root / "po/LINGUAS").read_text().split()
        self.folder = tempfile.TemporaryDirectory(prefix="cordial-po-")
        self.template = pathlib.Path(self.folder.name) / "cordial.pot"

    def run(self, *command):
        done = subprocess.run(command, cwd=self.root, capture_output=True, text=True)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stderr}"
        return done.stdout + done.stderr

    def files(self):
        """POTFILES names each file with something to translate, once, in order, and none that is not there."""
        assert self.listed == sorted(set(self.listed)), "POTFILES is not sorted"
        missing = [name for name in self.listed if not (self.root / name).exists()]
        assert not missing, f"not there: {missing}"
        found = [path for folder in ("src", "data") for path in (self.root / folder).rglob("*")
                 if path.suffix in (".c", ".h", ".blp") and MARKED.search(path.read_text())]
        found += [path for path in (self.root / "data").glob("*.in") if path.name.endswith((".desktop.in", ".xml.in"))]
        unlisted = sorted(str(path.relative_to(self.root)) for path in found
                          if str(path.relative_to(self.root)) not in self.listed)
        assert not unlisted, f"not in POTFILES: {unlisted}"

    def extract(self):
        """The strings of everything that is listed, without a word of warning."""
        for suffix, language in ((".c", "C"), (".blp", "C"), (".desktop.in", "Desktop"), (".xml.in", None)):
            names = [name for name in self.listed if name.endswith(suffix)]
            options = [f"--language={language}"] if language else []
            if language == "C":
                options += [f"--keyword={keyword}" for keyword in KEYWORDS]
            if self.template.exists():
                options.append("--join-existing")
            said = self.run("xgettext", "--from-code=UTF-8", "--add-comments=Translators", "--output", str(self.template),
                            *options, *names)
            # Newer versions take the examples of addresses for links.
            wrong = [line for line in said.splitlines() if "warning" in line and "embedded URL" not in line]
            assert not wrong, "\n".join(wrong)

    def plurals(self):
        singles = [entry for entry in self.template.read_text().split("\n\n") if "msgid_plural" not in entry]
        texts = ["".join(re.findall(r'"(.*)"', entry.split("msgid ", 1)[1].split("msgstr", 1)[0]))
                 for entry in singles if "msgid " in entry]
        wrong = [text for text in texts if PLURAL.search(text)]
        assert not wrong, f"one text for every number: {wrong}"

    def complete(self, language):
        merged = pathlib.Path(self.folder.name) / f"{language}.po"
        self.run("msgmerge", "--quiet", "--no-fuzzy-matching", "--output-file", str(merged), f"po/{language}.po",
                 str(self.template))
        said = self.run("msgfmt", "--check", "--statistics", "--output-file", "/dev/null", str(merged))
        assert "untranslated" not in said and "fuzzy" not in said, said + self.run(
            "msgattrib", "--untranslated", "--no-obsolete", str(merged))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    tap = Tap()
    translations = Translations(sys.argv[1])
    for case in (translations.files, translations.extract, translations.plurals):
        tap.case(case.__name__, case)
    for language in translations.languages:
        tap.case(f"complete {language}", lambda: translations.complete(language))
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
