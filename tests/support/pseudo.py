# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Languages that nobody speaks, for tests: one whose texts are long, and one that is written from right to left.

Each text of the program is transformed by rule, what a program needs in it left alone, so that a test knows what to look for.
"""

import pathlib
import re
import subprocess

# What must stay: formats, entities, markup, escapes; the underline that marks a mnemonic stays by itself.
KEEP = re.compile(r"%(?:\d+\$)?[-+ #0]*\d*(?:\.\d+)?(?:l|ll|z|j)?[a-zA-Z%]|&[a-z]+;|<[^>]+>|\\.")
LONG_WORD = 15
PLAIN = str.maketrans({"…": "...", "“": "''", "”": "''", "’": "'"})
ARABIC = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "ابجدهفغحيجكلمنوپقرستعفوخيزابجدهفغحيجكلمنوپقرستعفوخيز")


def outside(text, function):
    parts, end = [], 0
    for match in KEEP.finditer(text):
        parts += [function(text[end:match.start()]), match.group(0)]
        end = match.end()
    return "".join(parts) + function(text[end:])


def lengthen(text):
    """About four tenths longer, as German or Finnish is; within brackets, so that one sees where it ends. In ASCII: GTK (4.18) counts bytes
    where AT-SPI asks for the place of a character."""
    if text.endswith("\\n"):
        return lengthen(text[:-2]) + "\\n"
    plain = text.replace("_", "")
    more = "~" * max(2, len(plain) * 3 // 10)
    words = [more[start:start + LONG_WORD] for start in range(0, len(more), LONG_WORD)]
    return "[" + text.translate(PLAIN) + " " + " ".join(words) + "]"


def arabic(text):
    return outside(text, lambda part: part.translate(ARABIC))


def texts(template):
    """The (context, text, plural) of every entry of a template."""
    for entry in pathlib.Path(template).read_text().split("\n\n")[1:]:
        if "no-c-format" in entry:
            continue  # a date, whose letters are its format

        def field(name):
            match = re.search(rf'^{name} ((?:".*"\n?)+)', entry, re.MULTILINE)
            return "".join(re.findall(r'"(.*)"', match.group(1))) if match else None

        yield field("msgctxt"), field("msgid"), field("msgid_plural")


def make_catalogue(template, language, transform, folder):
    """Writes FOLDER/LANGUAGE/LC_MESSAGES/cordial.mo."""
    target = pathlib.Path(folder) / language / "LC_MESSAGES"
    target.mkdir(parents=True)
    lines = ['msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"\n']
    for context, text, plural in texts(template):
        if not text:
            continue
        lines.append((f'msgctxt "{context}"\n' if context else "") + f'msgid "{text}"\n'
                     + (f'msgid_plural "{plural}"\nmsgstr[0] "{transform(text)}"\nmsgstr[1] "{transform(plural)}"\n' if plural
                        else f'msgstr "{transform(text)}"\n'))
    source = target / "cordial.po"
    source.write_text("\n".join(lines))
    subprocess.run(["msgfmt", "-o", str(target / "cordial.mo"), str(source)], check=True)


def make_locale(name, folder):
    """A locale of the C library, such as ar_EG, for LOCPATH=FOLDER."""
    subprocess.run(["localedef", "-i", name, "-f", "UTF-8", f"{folder}/{name}.UTF-8"], check=True)
