-- SPDX-FileCopyrightText: 2026 The Cordial Contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- An empty database of version 7, as it was released; never changed.

PRAGMA journal_mode = WAL;
CREATE TABLE value (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE conversation (id TEXT PRIMARY KEY, kind INTEGER NOT NULL DEFAULT 0, name TEXT NOT NULL DEFAULT '', avatar
  BLOB, avatar_uri TEXT, seq INTEGER NOT NULL DEFAULT 0, read INTEGER NOT NULL DEFAULT 0, recv INTEGER NOT NULL
  DEFAULT 0, peer_read INTEGER NOT NULL DEFAULT 0, peer_recv INTEGER NOT NULL DEFAULT 0, touched_ms INTEGER NOT NULL
  DEFAULT 0, last_seen_ms INTEGER NOT NULL DEFAULT 0, muted INTEGER NOT NULL DEFAULT 0, writable INTEGER NOT NULL
  DEFAULT 1, draft TEXT, epoch INTEGER NOT NULL DEFAULT 0, comment TEXT, ended INTEGER NOT NULL DEFAULT 0);
CREATE TABLE message (row INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT NOT NULL REFERENCES conversation (id)
  ON DELETE CASCADE, seq INTEGER, cordial_id TEXT, sender TEXT NOT NULL DEFAULT '', time_ms INTEGER NOT NULL, state
  INTEGER NOT NULL, text TEXT NOT NULL, content TEXT, head TEXT, error TEXT, place INTEGER NOT NULL DEFAULT 0,
  edited_ms INTEGER NOT NULL DEFAULT 0, replaces INTEGER, deletion INTEGER NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX message_by_seq ON message (conversation, seq) WHERE seq IS NOT NULL;
CREATE INDEX message_by_id ON message (conversation, cordial_id) WHERE cordial_id IS NOT NULL;
CREATE TABLE span (conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE, hole INTEGER NOT NULL,
  low INTEGER NOT NULL, high INTEGER NOT NULL, PRIMARY KEY (conversation, hole, low)) WITHOUT ROWID;
CREATE TABLE fork ( conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE, low INTEGER NOT NULL,
  shift INTEGER NOT NULL, PRIMARY KEY (conversation, low)) WITHOUT ROWID;
CREATE TABLE person ( id TEXT PRIMARY KEY, name TEXT NOT NULL DEFAULT '', note TEXT, avatar BLOB, avatar_uri TEXT);
CREATE TABLE member ( conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE, person TEXT NOT NULL,
  role INTEGER NOT NULL DEFAULT 0, modes TEXT, read INTEGER NOT NULL DEFAULT 0, recv INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (conversation, person)) WITHOUT ROWID;
CREATE TABLE attachment ( row INTEGER PRIMARY KEY AUTOINCREMENT, message INTEGER NOT NULL REFERENCES message (row) ON
  DELETE CASCADE, reference TEXT, media_type TEXT, name TEXT, size INTEGER NOT NULL DEFAULT 0, path TEXT);
CREATE INDEX attachment_by_message ON attachment (message);
CREATE TABLE intent ( row INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT REFERENCES conversation (id) ON DELETE
  CASCADE, kind INTEGER NOT NULL, slot TEXT, payload TEXT, message INTEGER REFERENCES message (row) ON DELETE CASCADE,
  state INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, reason TEXT, created_ms INTEGER NOT NULL,
  old_text TEXT, old_content TEXT, old_head TEXT, old_edited_ms INTEGER);
CREATE INDEX intent_by_conversation ON intent (conversation, row);
CREATE INDEX intent_by_message ON intent (message);
CREATE INDEX message_by_place ON message (conversation, place);
CREATE INDEX message_by_replaced ON message (conversation, replaces) WHERE replaces IS NOT NULL;
CREATE INDEX message_without_number ON message (conversation, place) WHERE seq IS NULL;
ALTER TABLE conversation ADD COLUMN pins TEXT;
CREATE INDEX message_with_content ON message (conversation, place) WHERE content IS NOT NULL;
ALTER TABLE message ADD COLUMN reactions TEXT;
CREATE INDEX message_with_reactions ON message (conversation, seq) WHERE reactions IS NOT NULL;
ALTER TABLE conversation ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
PRAGMA user_version = 7;
