/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The search index as a file: which word is in which messages. For the files of this folder that keep and ask it.
 */

#pragma once

#include "cordial-store-private.h"

G_BEGIN_DECLS

/* The messages of so many rows that follow each other are one shard: each word of a shard is one row of the index. */
#define CORDIAL_INDEX_SHARD_ROWS 16384
#define CORDIAL_INDEX_SET_BYTES (CORDIAL_INDEX_SHARD_ROWS / 8)

/* Which messages of a shard; a bit each. */
typedef struct
{
  guint8 bits[CORDIAL_INDEX_SET_BYTES];
} CordialIndexSet;

void cordial_index_set_add (CordialIndexSet *self, guint member);
gboolean cordial_index_set_has (const CordialIndexSet *self, guint member);
gboolean cordial_index_set_is_empty (const CordialIndexSet *self);
void cordial_index_set_keep (CordialIndexSet *self, const CordialIndexSet *other);
void cordial_index_set_drop (CordialIndexSet *self, const CordialIndexSet *other);
void cordial_index_set_unite (CordialIndexSet *self, const CordialIndexSet *other);
/* Nothing of a damaged one is believed. */
gboolean cordial_index_set_read (CordialIndexSet *self, const guint8 *bytes, gsize length);
void cordial_index_set_write (const CordialIndexSet *self, GByteArray *bytes);

/* Words that no text has, which say of a message where it is, whose it is and what is in it. */
#define CORDIAL_INDEX_CHAT '\x01'
#define CORDIAL_INDEX_SENDER '\x02'
#define CORDIAL_INDEX_KIND '\x03'

/* What is to be changed in one shard: words with the rows that get them, rows of which all is taken out before. */
typedef struct _CordialIndexChange CordialIndexChange;

CordialIndexChange *cordial_index_change_new (gint64 shard);
void cordial_index_change_free (CordialIndexChange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialIndexChange, cordial_index_change_free)
void cordial_index_change_remove (CordialIndexChange *self, gint64 row);
void cordial_index_change_add (CordialIndexChange *self, gint64 row, const char *term, gsize length);
void cordial_index_change_add_text (CordialIndexChange *self, gint64 row, const char *text);
void cordial_index_change_add_tag (CordialIndexChange *self, gint64 row, char tag, const char *value);
/* Within a transaction. */
gboolean cordial_index_change_apply (CordialIndexChange *self, CordialDatabase *index, GError **error);

gboolean cordial_index_change_took (const CordialIndexChange *self);

char *cordial_index_dup_path (const char *store_path);
/* Makes what is missing, and anew what is of another database, of another kind, or broken. */
CordialDatabase *cordial_index_open (const char *path, const char *identity, gint64 last_change, GError **error);
gboolean cordial_index_is_made (CordialDatabase *index, gboolean *made, GError **error);
void cordial_index_remove (const char *path);
gboolean cordial_index_get (CordialDatabase *index, const char *key, gint64 *number, GError **error);
gboolean cordial_index_put (CordialDatabase *index, const char *key, gint64 number, GError **error);

gboolean cordial_index_read_term (CordialDatabase *index,
                                  gint64 shard,
                                  const char *term,
                                  gsize length,
                                  gboolean beginning,
                                  CordialIndexSet *set,
                                  GError **error);

/* What is indexed of a message: its text, and the names of its files below it. */
char *cordial_index_dup_searched (const CordialMessageRecord *message, CordialContentReader read_content, guint *kinds);

/* The thread that keeps the index. */
typedef struct _CordialIndexer CordialIndexer;

/* In the default main context. */
typedef void (*CordialIndexerFunc) (double progress, gpointer user_data);
/* On the thread of the index: changes up to this one are in the index, and need not be known any more. */
typedef void (*CordialIndexerForgetFunc) (gint64 change, gpointer user_data);

CordialIndexer *cordial_indexer_new (const char *path,
                                     CordialContentReader read_content,
                                     CordialIndexerFunc progress,
                                     CordialIndexerForgetFunc forget,
                                     gpointer user_data);
void cordial_indexer_wake (CordialIndexer *self);
/* Somebody found it damaged: it is made anew. */
void cordial_indexer_distrust (CordialIndexer *self);
void cordial_indexer_stop (CordialIndexer *self);
void cordial_indexer_free (CordialIndexer *self);
CordialContentReader cordial_indexer_get_reader (CordialIndexer *self);
CordialIndexer *cordial_store_get_indexer (CordialStore *self);

G_END_DECLS
