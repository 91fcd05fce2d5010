/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The text of a Drafty with its formats, and what becomes of each byte of it: which ones only stand for a line break or an attachment,
 * which are hidden, where lines break. Only reading Drafty uses it.
 */

#pragma once

#include "cordial-drafty-private.h"

G_BEGIN_DECLS

/* What becomes of a byte of the text. */
enum
{
  DRAFTY_DROPPED = 1 << 0, /* stands for a line break, an attachment or the name above a quote */
  DRAFTY_COVERED = 1 << 1, /* hidden */
  DRAFTY_PLACE = 1 << 2,   /* before it, something that stands in a line of its own */
  DRAFTY_BROKEN = 1 << 3,  /* a line break covers it and maybe more */
};

typedef struct
{
  DraftyClass klass;
  int kind;
  const char *type;
  JsonObject *data;
  gboolean has_entity;
  gint64 key;
  gboolean outside; /* of the text: an attachment */
  gsize start;      /* in bytes, as the next */
  gsize end;
} DraftyFormat;

typedef struct
{
  char *text;
  gsize n_bytes;
  GArray *starts;  /* of clusters */
  GArray *formats; /* of DraftyFormat */
  JsonArray *entities;
  JsonObject *head;
  GHashTable *kept; /* unknown data as JSON, by the entity's key */
  gsize range_bytes;

  /* One for each byte of the text, and one for its end. */
  guint32 *letters; /* how many that are no blanks are before it */
  guint8 *plan;
  guint16 *breaks; /* that come before it */
  guint32 *begins; /* where it is in the text that comes out, after the breaks */
  guint32 *ends;   /* the same before the breaks */
} DraftyReader;

void cordial_drafty_reader_init (DraftyReader *reader, JsonObject *drafty);
void cordial_drafty_reader_clear (DraftyReader *reader);
gboolean cordial_drafty_is_style (DraftyReader *reader, const DraftyFormat *format);
gboolean cordial_drafty_stands_alone (const DraftyFormat *format);
char *
cordial_drafty_put_text (DraftyReader *reader, gsize from, gsize to, gsize hole_start, gsize hole_end, gboolean whole);

G_END_DECLS
