/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads history away from the main loop, over a connection to the database of its own: what is on disk, and so has been
 * acknowledged.
 */

#pragma once

#include "cordial-server-database-messages.h"
#include "cordial-server-reactions.h"

G_BEGIN_DECLS

typedef struct _Reader Reader;

typedef struct
{
  gint64 seq;
  gint64 sender;
  gint64 time_ms;
  char *head;
  char *content;
  JsonArray *reactions; /* (nullable) */
} ReaderRow;

/**
 * ReaderFunc:
 * @rows: (element-type ReaderRow): newest first
 * @complete: whether there are no more of them, or as many as were asked for
 *
 * Called in the main loop.
 */
typedef void (*ReaderFunc) (GPtrArray *rows, gboolean complete, gpointer data);

Reader *reader_new (const char *folder, GError **error);
void reader_free (Reader *self);
void reader_read (Reader *self,
                  gint64 topic,
                  gint64 user,
                  gboolean channel,
                  gint64 low,
                  gint64 high,
                  guint limit,
                  ReaderFunc func,
                  gpointer data,
                  GDestroyNotify destroy);
void reader_drop (Reader *self, gpointer data);

G_END_DECLS
