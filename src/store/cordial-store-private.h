/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of CordialStore share: a database with its prepared statements, the schema, and the writes that run on
 * the store thread. For no file outside this folder.
 */

#pragma once

#include <sqlite3.h>

#include "cordial-spans.h"
#include "cordial-store.h"

G_BEGIN_DECLS

/* A connection to the file, used by one thread, that prepares each statement once. */
typedef struct
{
  sqlite3 *db;
  GHashTable *statements; /* SQL (a static string, by address) → sqlite3_stmt */
} CordialDatabase;

CordialDatabase *cordial_database_open (const char *path, gboolean read_only, GError **error);
CordialDatabase *cordial_database_open_unchanging (const char *path);
gboolean cordial_database_set_up (CordialDatabase *self, GError **error);
void cordial_database_free (CordialDatabase *self);
gboolean cordial_database_exec (CordialDatabase *self, const char *sql, GError **error);
/* (transfer none): reset and unbound; @sql must be a string constant. */
sqlite3_stmt *cordial_database_prepare (CordialDatabase *self, const char *sql, GError **error);
/* Runs a statement that returns no rows. */
gboolean cordial_database_step (CordialDatabase *self, sqlite3_stmt *statement, GError **error);
void cordial_database_set_error (CordialDatabase *self, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialDatabase, cordial_database_free)

gboolean cordial_schema_check (CordialDatabase *database, GError **error);
gboolean cordial_schema_is_old (CordialDatabase *database);
/* How many of how many rows a migration has gone through. */
typedef void (*CordialSchemaProgress) (gint64 done, gint64 total, gpointer user_data);
gboolean cordial_schema_migrate (CordialDatabase *database,
                                 CordialSchemaProgress progress,
                                 gpointer progress_data,
                                 GCancellable *cancellable,
                                 GError **error);
int cordial_schema_get_version (void);

/* A write: runs inside a savepoint on the store thread, maybe twice if the first transaction failed as a whole. */
typedef gboolean (*CordialStoreWrite) (CordialDatabase *database, gpointer data, GError **error);

void
cordial_store_queue (CordialStore *self, CordialStoreWrite write, gpointer data, GDestroyNotify destroy, GTask *task);
/* The same for a caller who may want an answer: without a callback a failure is logged. */
void cordial_store_queue_call (CordialStore *self,
                               CordialStoreWrite write,
                               gpointer data,
                               GDestroyNotify destroy,
                               gpointer source_tag,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
CordialDatabase *cordial_store_get_reader (CordialStore *self);

/* The parts of writes that other writes are made of. Each tells a failure from an absence by its return value. */
gboolean cordial_store_get_number (CordialDatabase *database,
                                   const char *sql,
                                   const char *conversation_id,
                                   gint64 argument,
                                   gint64 *number,
                                   GError **error);
gboolean cordial_store_ensure_conversation (CordialDatabase *database, const char *id, GError **error);

/**
 * CordialRunKind:
 * @CORDIAL_RUN_PRESENT: numbers of the present epoch whose messages are here
 * @CORDIAL_RUN_HOLE: numbers that are known to hold nothing to show
 * @CORDIAL_RUN_UNNUMBERED: places where something stands that has no number, and does not wait
 * @CORDIAL_RUN_DELETIONS: the server's numbers of those deletions that are known here
 *
 * What a row of the table of spans is about, as it is on disk. From the first three together follows where messages stand, without
 * looking at one.
 */
typedef enum
{
  CORDIAL_RUN_PRESENT,
  CORDIAL_RUN_HOLE,
  CORDIAL_RUN_UNNUMBERED,
  CORDIAL_RUN_DELETIONS,
} CordialRunKind;

gboolean cordial_store_change_spans (CordialDatabase *database,
                                     const char *conversation_id,
                                     CordialRunKind kind,
                                     gboolean add,
                                     gint64 low,
                                     gint64 high,
                                     GError **error);
gboolean cordial_store_move_spans (CordialDatabase *database,
                                   const char *conversation_id,
                                   CordialRunKind kind,
                                   CordialSpans *what,
                                   GError **error);
gboolean
cordial_store_get_last_known (CordialDatabase *database, const char *conversation_id, gint64 *seq, GError **error);
CordialSpans *cordial_store_load_known (CordialDatabase *database,
                                        const char *conversation_id,
                                        gint64 low,
                                        gint64 high,
                                        GError **error);

gboolean cordial_store_find_place (CordialDatabase *database,
                                   const char *conversation_id,
                                   gint64 seq,
                                   gint64 *place,
                                   GError **error);
gboolean
cordial_store_take_place (CordialDatabase *database, const char *conversation_id, gint64 *place, GError **error);
gboolean cordial_store_fork (CordialDatabase *database, const char *conversation_id, gint64 low, GError **error);

char *cordial_store_dup_text (sqlite3_stmt *statement, int column);
/* A record of the columns below. */
CordialMessageRecord *cordial_store_message_from_row (sqlite3_stmt *statement);
#define CORDIAL_MESSAGE_COLUMNS                                                                                         \
  "row, conversation, seq, cordial_id, sender, time_ms, state, text, content, head, error, place, edited_ms, replaces," \
  " deletion, reactions, (SELECT payload FROM intent WHERE intent.message = message.row AND intent.kind = 7"            \
  " ORDER BY intent.row DESC LIMIT 1)" /* CORDIAL_INTENT_REACT */

/* And of these. */
CordialIntentRecord *cordial_store_intent_from_row (sqlite3_stmt *statement);
#define CORDIAL_INTENT_COLUMNS "row, conversation, kind, slot, payload, message, state, attempts, reason, created_ms"

/* A single message, from a statement that selects those columns; @record is NULL if there is none. */
gboolean cordial_store_select_message (CordialDatabase *database,
                                       sqlite3_stmt *statement,
                                       CordialMessageRecord **record,
                                       GError **error);
gboolean
cordial_store_find_message (CordialDatabase *database, gint64 row, CordialMessageRecord **record, GError **error);
gboolean cordial_store_find_by_seq (CordialDatabase *database,
                                    const char *conversation_id,
                                    gint64 seq,
                                    CordialMessageRecord **record,
                                    GError **error);
gboolean cordial_store_find_newest (CordialDatabase *database,
                                    const char *conversation_id,
                                    CordialMessageRecord **record,
                                    GError **error);
gboolean cordial_store_insert_message (CordialDatabase *database, CordialMessageRecord *record, GError **error);
gboolean cordial_store_delete_message (CordialDatabase *database, gint64 row, GError **error);
gboolean cordial_store_acknowledge_message (CordialDatabase *database,
                                            gint64 row,
                                            gint64 seq,
                                            gint64 time_ms,
                                            gint64 epoch,
                                            CordialMessageRecord **result,
                                            GError **error);
/* What replaces another message came: it is applied where that is here, and an edit of ours that it is is done. */
gboolean cordial_store_take_replacement (CordialDatabase *database,
                                         const CordialMessageRecord *replacement,
                                         GPtrArray *edited,
                                         GError **error);
/* The message bears the content of the last of those of its writer that replace it, if there are any: so does the record then. */
gboolean cordial_store_apply_version (CordialDatabase *database, CordialMessageRecord *message, GError **error);

/* How people reacted to the message of the record, which is written where it is not so already, and put into the record. */
gboolean cordial_store_write_reactions (CordialDatabase *database,
                                        CordialMessageRecord *message,
                                        GPtrArray *reactions,
                                        gboolean *changed,
                                        GError **error);
/* The owner's wish was carried out. */
gboolean cordial_store_complete_reaction (CordialDatabase *database,
                                          CordialMessageRecord *message,
                                          const CordialIntentRecord *intent,
                                          GError **error);

/* What the server sent, into a conversation that is there. */
gboolean cordial_store_take_in (CordialDatabase *database,
                                const char *conversation_id,
                                GPtrArray *messages,
                                gint64 cover_low,
                                gint64 cover_high,
                                CordialStoreChange *change,
                                GError **error);

G_END_DECLS
