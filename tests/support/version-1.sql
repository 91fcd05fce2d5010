-- SPDX-FileCopyrightText: 2026 The Cordial Contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- An empty database of version 1, as it was released; never changed.

PRAGMA journal_mode = WAL;
CREATE TABLE value (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE conversation (id TEXT PRIMARY KEY, kind INTEGER NOT NULL DEFAULT 0, name TEXT NOT NULL DEFAULT '', avatar
  BLOB, avatar_uri TEXT, seq INTEGER NOT NULL DEFAULT 0, read INTEGER NOT NULL DEFAULT 0, recv INTEGER NOT NULL
  DEFAULT 0, peer_read INTEGER NOT NULL DEFAULT 0, peer_recv INTEGER NOT NULL DEFAULT 0, touched_ms INTEGER NOT NULL
  DEFAULT 0, last_seen_ms INTEGER NOT NULL DEFAULT 0, muted INTEGER NOT NULL DEFAULT 0, writable INTEGER NOT NULL
  DEFAULT 1, draft TEXT);
CREATE TABLE message (row INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT NOT NULL REFERENCES conversation (id)
  ON DELETE CASCADE, seq INTEGER, cordial_id TEXT, sender TEXT NOT NULL DEFAULT '', time_ms INTEGER NOT NULL, state
  INTEGER NOT NULL, text TEXT NOT NULL, content TEXT, head TEXT, error TEXT);
CREATE UNIQUE INDEX message_by_seq ON message (conversation, seq) WHERE seq IS NOT NULL;
CREATE INDEX message_by_id ON message (conversation, cordial_id) WHERE cordial_id IS NOT NULL;
CREATE INDEX message_in_outbox ON message (conversation, row) WHERE seq IS NULL;
CREATE TABLE span (conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE, hole INTEGER NOT NULL,
  low INTEGER NOT NULL, high INTEGER NOT NULL, PRIMARY KEY (conversation, hole, low)) WITHOUT ROWID;
PRAGMA user_version = 1;
