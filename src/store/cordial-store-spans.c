/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which numbers of a conversation are here and which are known not to exist, and at which places something stands that has
 * no number, on disk: a row a run. A change looks up the runs at its two ends and writes only those rows that are other than
 * before, however many there are. Runs on the store thread.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-store-private.h"

/* The highest run that starts at or below @seq; low is 0 if there is none. */
static gboolean
find_run (CordialDatabase *database,
          const char *conversation_id,
          CordialRunKind kind,
          gint64 seq,
          CordialSpan *run,
          GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (database,
                                                      "SELECT low, high FROM span WHERE conversation = ?1"
                                                      " AND hole = ?2 AND low <= ?3 ORDER BY low DESC LIMIT 1",
                                                      error);
  int code;

  run->low = run->high = 0;
  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, kind);
  sqlite3_bind_int64 (statement, 3, seq);
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    {
      run->low = sqlite3_column_int64 (statement, 0);
      run->high = sqlite3_column_int64 (statement, 1);
    }
  else if (code != SQLITE_DONE)
    {
      cordial_database_set_error (database, error);
    }
  sqlite3_reset (statement);
  return code == SQLITE_ROW || code == SQLITE_DONE;
}

static gboolean
write_run (CordialDatabase *database,
           const char *conversation_id,
           CordialRunKind kind,
           gint64 low,
           gint64 high,
           GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (
    database, "INSERT OR REPLACE INTO span (conversation, hole, low, high) VALUES (?1, ?2, ?3, ?4)", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, kind);
  sqlite3_bind_int64 (statement, 3, low);
  sqlite3_bind_int64 (statement, 4, high);
  return cordial_database_step (database, statement, error);
}

/* Those that start from @low to @high. */
static gboolean
delete_runs (CordialDatabase *database,
             const char *conversation_id,
             CordialRunKind kind,
             gint64 low,
             gint64 high,
             GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (
    database, "DELETE FROM span WHERE conversation = ?1 AND hole = ?2 AND low BETWEEN ?3 AND ?4", error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, kind);
  sqlite3_bind_int64 (statement, 3, low);
  sqlite3_bind_int64 (statement, 4, high);
  return cordial_database_step (database, statement, error);
}

static gboolean
add_run (CordialDatabase *database,
         const char *conversation_id,
         CordialRunKind kind,
         gint64 low,
         gint64 high,
         GError **error)
{
  gint64 next = high < G_MAXINT64 ? high + 1 : high;
  CordialSpan first, last;

  if (!find_run (database, conversation_id, kind, low, &first, error) ||
      !find_run (database, conversation_id, kind, next, &last, error))
    return FALSE;
  if (first.high >= high)
    return TRUE;
  if (last.low > first.low && !delete_runs (database, conversation_id, kind, low + 1, next, error))
    return FALSE;
  return write_run (database, conversation_id, kind, first.low > 0 && first.high >= low - 1 ? first.low : low,
                    MAX (high, last.high), error);
}

static gboolean
remove_run (CordialDatabase *database,
            const char *conversation_id,
            CordialRunKind kind,
            gint64 low,
            gint64 high,
            GError **error)
{
  CordialSpan first, last;

  if (!find_run (database, conversation_id, kind, low, &first, error) ||
      !find_run (database, conversation_id, kind, high, &last, error))
    return FALSE;
  if (last.high < low)
    return TRUE;
  if (!delete_runs (database, conversation_id, kind, low, high, error))
    return FALSE;
  if (first.low > 0 && first.low < low && first.high >= low &&
      !write_run (database, conversation_id, kind, first.low, low - 1, error))
    return FALSE;
  return last.high <= high || write_run (database, conversation_id, kind, high + 1, last.high, error);
}

/* Adds [low, high] to the runs of one kind, or takes it out of them. */
gboolean
cordial_store_change_spans (CordialDatabase *database,
                            const char *conversation_id,
                            CordialRunKind kind,
                            gboolean add,
                            gint64 low,
                            gint64 high,
                            GError **error)
{
  return add ? add_run (database, conversation_id, kind, low, high, error)
             : remove_run (database, conversation_id, kind, low, high, error);
}

/* These numbers are one kind now, no longer the other. */
gboolean
cordial_store_move_spans (CordialDatabase *database,
                          const char *conversation_id,
                          CordialRunKind kind,
                          CordialSpans *what,
                          GError **error)
{
  CordialRunKind other = kind == CORDIAL_RUN_PRESENT ? CORDIAL_RUN_HOLE : CORDIAL_RUN_PRESENT;

  for (guint i = 0; i < cordial_spans_get_n_spans (what); i++)
    {
      CordialSpan span = cordial_spans_get_span (what, i);

      if (!add_run (database, conversation_id, kind, span.low, span.high, error) ||
          !remove_run (database, conversation_id, other, span.low, span.high, error))
        return FALSE;
    }
  return TRUE;
}

/* The highest number that is here or known not to exist, 0 for none. */
gboolean
cordial_store_get_last_known (CordialDatabase *database, const char *conversation_id, gint64 *seq, GError **error)
{
  CordialSpan present, hole;

  if (!find_run (database, conversation_id, CORDIAL_RUN_PRESENT, G_MAXINT64, &present, error) ||
      !find_run (database, conversation_id, CORDIAL_RUN_HOLE, G_MAXINT64, &hole, error))
    return FALSE;
  *seq = MAX (present.high, hole.high);
  return TRUE;
}

/* Adds the runs of one kind that meet [low, high]. */
static gboolean
load_runs (CordialDatabase *database,
           const char *conversation_id,
           CordialRunKind kind,
           gint64 low,
           gint64 high,
           CordialSpans *spans,
           GError **error)
{
  sqlite3_stmt *statement = cordial_database_prepare (database,
                                                      "SELECT low, high FROM span WHERE conversation = ?1"
                                                      " AND hole = ?2 AND low <= ?3 ORDER BY low DESC",
                                                      error);
  int code;

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, conversation_id, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, kind);
  sqlite3_bind_int64 (statement, 3, high);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW && sqlite3_column_int64 (statement, 1) >= low)
    cordial_spans_add (spans, sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1));
  if (code != SQLITE_ROW && code != SQLITE_DONE)
    {
      cordial_database_set_error (database, error);
      sqlite3_reset (statement);
      return FALSE;
    }
  sqlite3_reset (statement);
  return TRUE;
}

/* (transfer full) (nullable): the runs of both kinds that meet [low, high]. */
CordialSpans *
cordial_store_load_known (CordialDatabase *database,
                          const char *conversation_id,
                          gint64 low,
                          gint64 high,
                          GError **error)
{
  g_autoptr (CordialSpans) spans = cordial_spans_new ();

  if (!load_runs (database, conversation_id, CORDIAL_RUN_PRESENT, low, high, spans, error) ||
      !load_runs (database, conversation_id, CORDIAL_RUN_HOLE, low, high, spans, error))
    return NULL;
  return g_steal_pointer (&spans);
}
