# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder of an account as the first version of Cordial would have kept it, with as many messages as a window has to be seen to wait for."""

import pathlib
import sqlite3

MESSAGES = 600_000
VERSION_1 = pathlib.Path(__file__).parent.parent / "support/version-1.sql"


def make(home, like):
    """Who it is, is taken from the data folder of another home. Returns the database's path."""
    path = pathlib.Path(home) / "data/cordial/accounts/old/account.db"
    path.parent.mkdir(parents=True)
    with sqlite3.connect(next((pathlib.Path(like) / "data").glob("cordial/accounts/*/account.db"))) as database:
        values = database.execute("SELECT key, value FROM value").fetchall()
    database.close()
    with sqlite3.connect(path) as database:
        database.executescript(VERSION_1.read_text())
        database.executemany("INSERT INTO value VALUES (?, ?)", values)
        database.execute("INSERT INTO conversation (id, name, seq, read, touched_ms) VALUES ('usrOld', 'Old Friend', ?1, ?1, 1)",
                         (MESSAGES,))
        database.execute("INSERT INTO message (conversation, seq, sender, time_ms, state, text)"
                         " WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ?)"
                         " SELECT 'usrOld', i, 'usrOld', 1700000000000 + i, 2, 'old message ' || i FROM c", (MESSAGES,))
        database.execute("INSERT INTO span VALUES ('usrOld', 0, 1, ?)", (MESSAGES,))
    database.close()
    return path
