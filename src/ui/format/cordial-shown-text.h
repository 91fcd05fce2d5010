/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is shown of a message's text, and how that and the text correspond.
 */

#pragma once

#include "cordial-content.h"

G_BEGIN_DECLS

/**
 * CordialShownLink:
 * @start: where it begins in what is shown, in bytes
 * @end: where it ends
 * @target: where it leads; what is shown of it says the same
 */
typedef struct
{
  gsize start;
  gsize end;
  char *target;
} CordialShownLink;

/**
 * CordialShownStyle:
 * @kind: bold, italic, struck through, highlighted, code, a mention or a hashtag
 * @start: where it begins in what is shown, in bytes
 * @end: where it ends
 */
typedef struct
{
  CordialTextSpanKind kind;
  gsize start;
  gsize end;
} CordialShownStyle;

/**
 * CordialShownText:
 * @text: what is shown: valid UTF-8, no markup
 * @links: (element-type CordialShownLink): in order
 * @styles: (element-type CordialShownStyle): they may overlap
 * @shortened: whether there is more than is shown
 */
typedef struct
{
  char *text;
  GPtrArray *links;
  GArray *styles;
  gboolean shortened;
  GArray *runs; /* what of the text stands where, in order */
} CordialShownText;

CordialShownText *
cordial_shown_text_new (const char *text, const CordialContent *content, guint max_chars, guint max_lines);
void cordial_shown_text_free (CordialShownText *self);
gsize cordial_shown_text_to_source (const CordialShownText *self, gsize shown);
gsize cordial_shown_text_from_source (const CordialShownText *self, gsize source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialShownText, cordial_shown_text_free)

G_END_DECLS
