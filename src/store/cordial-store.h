/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One account's database. Writes are queued and carried out in order on one thread, many in one transaction, each on disk
 * before it completes; reads are small, indexed, and answered at once. No SQL is known outside this folder, and nothing of
 * protocols or widgets inside it. Never holds a password or a token.
 */

#pragma once

#include <gio/gio.h>

#include "cordial-records.h"

G_BEGIN_DECLS

/**
 * CordialStoreError:
 * @CORDIAL_STORE_ERROR_FAILED: SQLite said no
 * @CORDIAL_STORE_ERROR_FULL: the disk is full; what was to be written is not, what is there is unharmed
 * @CORDIAL_STORE_ERROR_NEWER: the file was written by a newer version
 * @CORDIAL_STORE_ERROR_CORRUPT: the file is no database, or a broken one
 */
typedef enum
{
  CORDIAL_STORE_ERROR_FAILED,
  CORDIAL_STORE_ERROR_FULL,
  CORDIAL_STORE_ERROR_NEWER,
  CORDIAL_STORE_ERROR_CORRUPT,
} CordialStoreError;

#define CORDIAL_STORE_ERROR (cordial_store_error_quark ())
GQuark cordial_store_error_quark (void);

/**
 * CordialStoreChange:
 * @inserted: (element-type CordialMessageRecord): messages that are new in the timeline, with their rows
 * @acknowledged: (element-type CordialMessageRecord): messages that left the outbox by this, with their rows and seqs
 * @holes: (element-type CordialSpan): seqs now known to hold nothing to show
 *
 * What an insertion did.
 */
typedef struct
{
  GPtrArray *inserted;
  GPtrArray *acknowledged;
  GArray *holes;
} CordialStoreChange;

CordialStoreChange *cordial_store_change_new (void);
void cordial_store_change_free (CordialStoreChange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialStoreChange, cordial_store_change_free)

#define CORDIAL_TYPE_STORE (cordial_store_get_type ())
G_DECLARE_FINAL_TYPE (CordialStore, cordial_store, CORDIAL, STORE, GObject)

CordialStore *cordial_store_open (const char *path, GError **error);
void cordial_store_close (CordialStore *self);
void cordial_store_flush (CordialStore *self);

/* Reads, at once. */
char *cordial_store_dup_value (CordialStore *self, const char *key);
GPtrArray *cordial_store_list_conversations (CordialStore *self, GError **error);
GPtrArray *cordial_store_list_outbox (CordialStore *self, GError **error);
GPtrArray *
cordial_store_read_range (CordialStore *self, const char *conversation_id, gint64 low, gint64 high, GError **error);
typedef void (*CordialStoreSpanFunc) (const char *conversation_id, gboolean hole, CordialSpan span, gpointer user_data);
gboolean cordial_store_foreach_span (CordialStore *self, CordialStoreSpanFunc func, gpointer user_data, GError **error);

/* Writes that nobody waits for; a failure is logged. */
void cordial_store_set_value (CordialStore *self, const char *key, const char *value);
void cordial_store_save_conversation (CordialStore *self, const CordialConversationRecord *record);
void cordial_store_remove_conversation (CordialStore *self, const char *conversation_id);
void cordial_store_change_sender (CordialStore *self, const char *old_id, const char *new_id);
void cordial_store_set_draft (CordialStore *self, const char *conversation_id, const char *draft);
void cordial_store_set_message_state (CordialStore *self, gint64 row, CordialMessageState state, const char *error);
void cordial_store_discard_message (CordialStore *self, gint64 row);
void cordial_store_remove_range (CordialStore *self, const char *conversation_id, gint64 low, gint64 high);

/* Writes that are on disk when they complete. */
void cordial_store_enqueue_async (CordialStore *self,
                                  const CordialMessageRecord *message,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gint64 cordial_store_enqueue_finish (CordialStore *self, GAsyncResult *result, GError **error);

void cordial_store_acknowledge_async (CordialStore *self,
                                      gint64 row,
                                      gint64 seq,
                                      gint64 time_ms,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gint64 cordial_store_acknowledge_finish (CordialStore *self, GAsyncResult *result, GError **error);

void cordial_store_insert_async (CordialStore *self,
                                 const char *conversation_id,
                                 GPtrArray *messages,
                                 gint64 cover_low,
                                 gint64 cover_high,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
CordialStoreChange *cordial_store_insert_finish (CordialStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
