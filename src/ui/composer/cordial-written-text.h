/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person writes, between them and a text view: line ends are one kind, and no paragraph is longer than a view can lay out
 * while somebody types. For the composer.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void cordial_written_text_follow (GtkTextView *view);
char *cordial_written_text_dup (GtkTextBuffer *buffer, const GtkTextIter *start, const GtkTextIter *end) G_GNUC_MALLOC;

G_END_DECLS
