/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The marks by which a person formats a text while typing it: *bold*, _italic_, ~strike~, `code`, and ``` around lines of code. They are
 * those of Tinode's web client. The composer shows with it what will be formatted; what is sent is made with it, and turned back for editing.
 */

#pragma once

#include "cordial-content.h"

G_BEGIN_DECLS

/**
 * CordialMarkup:
 * @kind: how the text between the marks is formatted
 * @start: where the opening mark begins, in bytes
 * @inner_start: where the text between the marks begins
 * @inner_end: where it ends
 * @end: where the closing mark ends
 * @escaped: a backslash before @start says that the mark is meant as it is; nothing is formatted then
 */
typedef struct
{
  CordialTextSpanKind kind;
  gsize start;
  gsize inner_start;
  gsize inner_end;
  gsize end;
  gboolean escaped;
} CordialMarkup;

GArray *cordial_markup_find (const char *text);
char *cordial_typed_trim (const char *text);
CordialContent *cordial_content_new_typed (const char *text, GPtrArray *names);
char *cordial_content_dup_typed (const CordialContent *content, GPtrArray **names);

G_END_DECLS
