/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables, and the steps from each version of them to the next. A step, once released, is never changed. One that has to
 * touch every message does so in batches, each a transaction that says how far it came, so that a migration that was ended
 * by force goes on where it was and is never half of anything.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-config.h"

#include "cordial-store-private.h"

#include <glib/gi18n-lib.h>

/* Rows in a transaction: some tens of milliseconds, after which a migration may be cancelled. */
#define BATCH_ROWS 10000

/* The indexes that a large step ends with take half the time that its batches do: as many rows more are told meanwhile. SQLite says
 * of their making only how many operations it has done, about so many for a row; were they fewer or more, the last of it comes at
 * once or waits for its end. */
#define END_ROWS(goal) ((goal) / 2)
#define END_OPERATIONS_OF_A_ROW 16
/* Between two tellings: some milliseconds, after which this, too, may be cancelled. */
#define END_OPERATIONS 100000

/* Leads from one version to the next. */
typedef struct
{
  const char *start; /* in one transaction, together with the new version */
  const char
    *goal; /* (nullable): the last row of those to go through in batches; a "migration" table exists meanwhile */
  const char *batch; /* what to do with rows above ?1 up to ?2 */
  const char *end;   /* in one transaction, when all batches are done */
} Step;

/* steps[n] leads from version n to n + 1; version 0 is an empty file. */
static const Step steps[] = {
  /* 0 → 1. A message without a seq is in the outbox. A span says without a scan which seqs are in the database and which are
   * known not to exist. */
  { .start = "CREATE TABLE value (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
             "CREATE TABLE conversation ("
             "  id TEXT PRIMARY KEY,"
             "  kind INTEGER NOT NULL DEFAULT 0,"
             "  name TEXT NOT NULL DEFAULT '',"
             "  avatar BLOB,"
             "  avatar_uri TEXT,"
             "  seq INTEGER NOT NULL DEFAULT 0,"
             "  read INTEGER NOT NULL DEFAULT 0,"
             "  recv INTEGER NOT NULL DEFAULT 0,"
             "  peer_read INTEGER NOT NULL DEFAULT 0,"
             "  peer_recv INTEGER NOT NULL DEFAULT 0,"
             "  touched_ms INTEGER NOT NULL DEFAULT 0,"
             "  last_seen_ms INTEGER NOT NULL DEFAULT 0,"
             "  muted INTEGER NOT NULL DEFAULT 0,"
             "  writable INTEGER NOT NULL DEFAULT 1,"
             "  draft TEXT"
             ");"
             "CREATE TABLE message ("
             "  row INTEGER PRIMARY KEY AUTOINCREMENT,"
             "  conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,"
             "  seq INTEGER,"
             "  cordial_id TEXT,"
             "  sender TEXT NOT NULL DEFAULT '',"
             "  time_ms INTEGER NOT NULL,"
             "  state INTEGER NOT NULL,"
             "  text TEXT NOT NULL,"
             "  content TEXT,"
             "  head TEXT,"
             "  error TEXT"
             ");"
             "CREATE UNIQUE INDEX message_by_seq ON message (conversation, seq) WHERE seq IS NOT NULL;"
             "CREATE INDEX message_by_id ON message (conversation, cordial_id) WHERE cordial_id IS NOT NULL;"
             "CREATE INDEX message_in_outbox ON message (conversation, row) WHERE seq IS NULL;"
             "CREATE TABLE span ("
             "  conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,"
             "  hole INTEGER NOT NULL,"
             "  low INTEGER NOT NULL,"
             "  high INTEGER NOT NULL,"
             "  PRIMARY KEY (conversation, hole, low)"
             ") WITHOUT ROWID;" },

  /* 1 → 2. A message is its row; its seq is the server's, and none where the server has taken it back; its place is where it
   * stands. The place of a number is the number and the shift of the highest fork at or below it: a fork is where the
   * server's numbers began anew, or where something without a number stands; where that is, spans of a third kind say. What
   * waits is an intent. The index by place also serves what begins with a conversation: its removal, its newest message. */
  { .start = "ALTER TABLE conversation ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;"
             "ALTER TABLE message ADD COLUMN place INTEGER NOT NULL DEFAULT 0;"
             "ALTER TABLE message ADD COLUMN edited_ms INTEGER NOT NULL DEFAULT 0;"
             "ALTER TABLE message ADD COLUMN replaces INTEGER;"
             "ALTER TABLE message ADD COLUMN deletion INTEGER NOT NULL DEFAULT 0;"
             "CREATE TABLE fork ("
             "  conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,"
             "  low INTEGER NOT NULL,"
             "  shift INTEGER NOT NULL,"
             "  PRIMARY KEY (conversation, low)"
             ") WITHOUT ROWID;"
             "CREATE TABLE person ("
             "  id TEXT PRIMARY KEY,"
             "  name TEXT NOT NULL DEFAULT '',"
             "  note TEXT,"
             "  avatar BLOB,"
             "  avatar_uri TEXT"
             ");"
             "CREATE TABLE member ("
             "  conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,"
             "  person TEXT NOT NULL,"
             "  role INTEGER NOT NULL DEFAULT 0,"
             "  modes TEXT,"
             "  read INTEGER NOT NULL DEFAULT 0,"
             "  recv INTEGER NOT NULL DEFAULT 0,"
             "  PRIMARY KEY (conversation, person)"
             ") WITHOUT ROWID;"
             "CREATE TABLE attachment ("
             "  row INTEGER PRIMARY KEY AUTOINCREMENT,"
             "  message INTEGER NOT NULL REFERENCES message (row) ON DELETE CASCADE,"
             "  reference TEXT,"
             "  media_type TEXT,"
             "  name TEXT,"
             "  size INTEGER NOT NULL DEFAULT 0,"
             "  path TEXT"
             ");"
             "CREATE INDEX attachment_by_message ON attachment (message);"
             "CREATE TABLE intent ("
             "  row INTEGER PRIMARY KEY AUTOINCREMENT,"
             "  conversation TEXT REFERENCES conversation (id) ON DELETE CASCADE,"
             "  kind INTEGER NOT NULL,"
             "  slot TEXT,"
             "  payload TEXT,"
             "  message INTEGER REFERENCES message (row) ON DELETE CASCADE,"
             "  state INTEGER NOT NULL DEFAULT 0,"
             "  attempts INTEGER NOT NULL DEFAULT 0,"
             "  reason TEXT,"
             "  created_ms INTEGER NOT NULL,"
             "  old_text TEXT," /* what an edit replaced, for when the server says no */
             "  old_content TEXT,"
             "  old_head TEXT,"
             "  old_edited_ms INTEGER"
             ");"
             "CREATE INDEX intent_by_conversation ON intent (conversation, row);"
             "CREATE INDEX intent_by_message ON intent (message);"
             /* kind 0 is to send; QUEUED, SENDING and FAILED become WAITING, UNDER_WAY and FAILED */
             "INSERT INTO intent (conversation, kind, message, state, reason, created_ms)"
             "  SELECT conversation, 0, row, CASE state WHEN 1 THEN 1 WHEN 3 THEN 2 ELSE 0 END, error, time_ms"
             "  FROM message WHERE row IN (SELECT row FROM message INDEXED BY message_in_outbox WHERE seq IS NULL)"
             "  ORDER BY row;"
             "UPDATE message SET place = (1 << 62) + row, state = CASE WHEN state = 2 THEN 0 ELSE state END"
             "  WHERE row IN (SELECT row FROM message INDEXED BY message_in_outbox WHERE seq IS NULL);"
             "DROP INDEX message_in_outbox;",
    .goal = "SELECT max (row) FROM message",
    .batch = "UPDATE message SET place = seq WHERE row > ?1 AND row <= ?2 AND seq IS NOT NULL",
    .end = "CREATE INDEX message_by_place ON message (conversation, place);"
           /* what replaces another message stands beside it, and is not shown */
           "CREATE INDEX message_by_replaced ON message (conversation, replaces) WHERE replaces IS NOT NULL;"
           "CREATE INDEX message_without_number ON message (conversation, place) WHERE seq IS NULL;" },

  /* 2 → 3. What a conversation is called by its owner, and whether and why it is over. */
  { .start = "ALTER TABLE conversation ADD COLUMN comment TEXT;"
             "ALTER TABLE conversation ADD COLUMN ended INTEGER NOT NULL DEFAULT 0;" },

  /* 3 → 4. What is pinned. In a group it was kept that anybody had read a message: who has read what is in the table of members now, and
   * what all have read follows from it. (1 is a group.) */
  { .start = "ALTER TABLE conversation ADD COLUMN pins TEXT;"
             "UPDATE conversation SET peer_read = 0, peer_recv = 0 WHERE kind = 1;" },

  /* 4 → 5. What may have files is found without going through all that is text alone. */
  { .start = "CREATE INDEX message_with_content ON message (conversation, place) WHERE content IS NOT NULL;" },

  /* 5 → 6. How people reacted, as a text of its own; what has reactions is found without going through the rest. */
  { .start = "ALTER TABLE message ADD COLUMN reactions TEXT;"
             "CREATE INDEX message_with_reactions ON message (conversation, seq) WHERE reactions IS NOT NULL;" },

  /* 6 → 7. What was put away. */
  { .start = "ALTER TABLE conversation ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;" },

  /* 7 → 8. What the search index, a file of its own, has yet to hear of, and which database it is that the index belongs to. The
   * numbers of changes never begin anew. */
  { .start = "CREATE TABLE identity (id TEXT NOT NULL);"
             "INSERT INTO identity VALUES (lower (hex (randomblob (16))));"
             "CREATE TABLE unindexed (change INTEGER PRIMARY KEY AUTOINCREMENT, row INTEGER NOT NULL);"
             "CREATE TRIGGER message_came AFTER INSERT ON message"
             " BEGIN INSERT INTO unindexed (row) VALUES (new.row); END;"
             "CREATE TRIGGER message_changed"
             " AFTER UPDATE OF conversation, sender, text, content, head, replaces, deletion ON message"
             " BEGIN INSERT INTO unindexed (row) VALUES (new.row); END;"
             "CREATE TRIGGER message_went AFTER DELETE ON message"
             " BEGIN INSERT INTO unindexed (row) VALUES (old.row); END;" },

  /* 8 → 9. What the owner may do in a group, and what somebody is offered there. What a member may do had its column already, and nothing
   * was written to it. */
  { .start = "ALTER TABLE conversation ADD COLUMN role INTEGER NOT NULL DEFAULT 0;"
             "ALTER TABLE conversation ADD COLUMN offered INTEGER NOT NULL DEFAULT 0;"
             "ALTER TABLE member ADD COLUMN offered INTEGER NOT NULL DEFAULT 0;" },
};

/**
 * cordial_schema_get_version:
 *
 * Returns: the version that this program writes
 */
int
cordial_schema_get_version (void)
{
  return G_N_ELEMENTS (steps);
}

static gboolean
read_number (CordialDatabase *database, const char *sql, gint64 *number, GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (database, sql, error);
  gboolean found;

  if (!statement)
    return FALSE;
  found = sqlite3_step (statement) == SQLITE_ROW;
  if (found)
    *number = sqlite3_column_int64 (statement, 0);
  else
    cordial_database_set_error (database, error);
  sqlite3_reset (statement);
  return found;
}

/**
 * cordial_schema_check:
 * @database: a connection that nothing was written through so far
 * @error: return location for a #CordialStoreError
 *
 * Returns: whether the file is empty or of a version known here; otherwise it is not ours to write to
 */
gboolean
cordial_schema_check (CordialDatabase *database, GError **error)
{
  gint64 version, n_objects;

  if (!read_number (database, "PRAGMA user_version", &version, error) ||
      !read_number (database, "SELECT count(*) FROM sqlite_schema", &n_objects, error))
    return FALSE;
  if (version < 0 || version > cordial_schema_get_version ())
    {
      g_set_error_literal (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_NEWER,
                           _ ("The account's database was written by a newer version of Cordial."));
      return FALSE;
    }
  if (version == 0 && n_objects > 0)
    {
      g_set_error_literal (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_CORRUPT,
                           _ ("The account's database was written by another program."));
      return FALSE;
    }
  return TRUE;
}

/**
 * cordial_schema_is_old:
 * @database: a connection that may only read
 *
 * Returns: whether the file is of an older version, or in the midst of a migration
 */
gboolean
cordial_schema_is_old (CordialDatabase *database)
{
  gint64 version, under_way;

  return read_number (database, "PRAGMA user_version", &version, NULL) &&
         read_number (database, "SELECT count(*) FROM sqlite_schema WHERE name = 'migration'", &under_way, NULL) &&
         version > 0 && (version < cordial_schema_get_version () || under_way > 0);
}

/* One transaction; nothing of it stays if any of it fails. */
static gboolean
run_transaction (CordialDatabase *database, const char *sql, GError **error)
{
  g_autofree char *whole = g_strconcat ("BEGIN IMMEDIATE;", sql, "COMMIT;", NULL);

  if (cordial_database_exec (database, whole, error))
    return TRUE;
  sqlite3_exec (database->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

static gboolean
run_batch (CordialDatabase *database, const Step *step, gint64 low, gint64 high, GError **error)
{
  g_autofree char *note = g_strdup_printf ("UPDATE migration SET position = %" G_GINT64_FORMAT "; COMMIT;", high);
  sqlite3_stmt *statement = cordial_database_prepare (database, step->batch, error);

  if (!statement || !cordial_database_exec (database, "BEGIN IMMEDIATE", error))
    return FALSE;
  sqlite3_bind_int64 (statement, 1, low);
  sqlite3_bind_int64 (statement, 2, high);
  if (cordial_database_step (database, statement, error) && cordial_database_exec (database, note, error))
    return TRUE;
  sqlite3_exec (database->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

/* How far a large step is, and who is told. */
typedef struct
{
  CordialSchemaProgress progress;
  gpointer progress_data;
  GCancellable *cancellable;
  gint64 goal;
  gint64 operations; /* of the end */
} Course;

static void
tell (Course *self, gint64 done)
{
  gint64 total = self->goal + END_ROWS (self->goal);

  if (self->progress && total > 0)
    self->progress (MIN (done, total), total, self->progress_data);
}

static int
on_operations (gpointer data)
{
  Course *self = data;

  self->operations += END_OPERATIONS;
  tell (self, self->goal + END_ROWS (self->operations / END_OPERATIONS_OF_A_ROW));
  return g_cancellable_is_cancelled (self->cancellable);
}

static gboolean
run_end (CordialDatabase *database, const Step *step, Course *course, GError **error)
{
  g_autofree char *end = g_strconcat (step->end, "DROP TABLE migration;", NULL);
  g_autoptr (GError) failure = NULL;
  gboolean done;

  sqlite3_progress_handler (database->db, END_OPERATIONS, on_operations, course);
  done = run_transaction (database, end, &failure);
  sqlite3_progress_handler (database->db, 0, NULL, NULL);
  if (!done && !g_cancellable_set_error_if_cancelled (course->cancellable, error))
    g_propagate_error (error, g_steal_pointer (&failure));
  return done;
}

/* From where the last batch ended, in this process or in one before it. */
static gboolean
run_batches (CordialDatabase *database,
             const Step *step,
             CordialSchemaProgress progress,
             gpointer progress_data,
             GCancellable *cancellable,
             GError **error)
{
  Course course = { progress, progress_data, cancellable, 0, 0 };
  gint64 position;

  if (!read_number (database, "SELECT position FROM migration", &position, error) ||
      !read_number (database, "SELECT goal FROM migration", &course.goal, error))
    return FALSE;
  while (position < course.goal)
    {
      gint64 high = MIN (position + BATCH_ROWS, course.goal);

      tell (&course, position);
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !run_batch (database, step, position, high, error))
        return FALSE;
      position = high;
    }
  tell (&course, position);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !run_end (database, step, &course, error))
    return FALSE;
  tell (&course, G_MAXINT64);
  return TRUE;
}

static gboolean
start_step (CordialDatabase *database, int version, GError **error)
{
  const Step *step = &steps[version];
  g_autofree char *sql = NULL;
  g_autofree char *goal = NULL;

  if (step->goal)
    goal = g_strdup_printf ("CREATE TABLE migration (position INTEGER NOT NULL, goal INTEGER NOT NULL);"
                            "INSERT INTO migration VALUES (0, coalesce ((%s), 0));",
                            step->goal);
  sql = g_strdup_printf ("%s %s PRAGMA user_version = %d;", step->start, goal ? goal : "", version + 1);
  return run_transaction (database, sql, error);
}

/**
 * cordial_schema_migrate:
 * @database: a connection that may write, to a file that was checked
 * @progress: (nullable): called before each batch of a large step, while its indexes are made, and when it is done
 * @progress_data: passed to @progress
 * @cancellable: (nullable): asked between batches
 * @error: return location for a #CordialStoreError, or %G_IO_ERROR_CANCELLED
 *
 * Brings the file to the newest version, also from the midst of a migration. A file that is being migrated bears the new
 * version already, so that no older program takes it for one of its own.
 */
gboolean
cordial_schema_migrate (CordialDatabase *database,
                        CordialSchemaProgress progress,
                        gpointer progress_data,
                        GCancellable *cancellable,
                        GError **error)
{
  gint64 version, under_way;

  if (!read_number (database, "PRAGMA user_version", &version, error) ||
      !read_number (database, "SELECT count(*) FROM sqlite_schema WHERE name = 'migration'", &under_way, error))
    return FALSE;
  if (under_way && !run_batches (database, &steps[version - 1], progress, progress_data, cancellable, error))
    return FALSE;

  for (; version < cordial_schema_get_version (); version++)
    if (!start_step (database, version, error) ||
        (steps[version].goal && !run_batches (database, &steps[version], progress, progress_data, cancellable, error)))
      return FALSE;
  return TRUE;
}
