/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes the rows of a timeline and keeps each in its place among its neighbours: groups, days, the line where unread begins, how
 * much of a long message is shown. Used by the timeline view, which scrolls them.
 */

#pragma once

#include <gtk/gtk.h>

#include "cordial-message.h"

#include "cordial-message-files.h"
#include "cordial-message-choice.h"
#include "cordial-message-selection.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_MESSAGE_ROWS (cordial_message_rows_get_type ())
G_DECLARE_FINAL_TYPE (CordialMessageRows, cordial_message_rows, CORDIAL, MESSAGE_ROWS, GObject)

CordialMessageRows *cordial_message_rows_new (GListModel *messages);
GtkListItemFactory *cordial_message_rows_get_factory (CordialMessageRows *self);
CordialMessageFiles *cordial_message_rows_get_files (CordialMessageRows *self);
void cordial_message_rows_start (CordialMessageRows *self, gint64 unread_after_seq, gboolean show_senders);
gint64 cordial_message_rows_get_unread_after_seq (CordialMessageRows *self);
void cordial_message_rows_set_unread_after_seq (CordialMessageRows *self, gint64 unread_after_seq);
void cordial_message_rows_set_choice (CordialMessageRows *self, CordialMessageChoice *choice);
void cordial_message_rows_mark (CordialMessageRows *self, CordialMessage *message);
void cordial_message_rows_queue_standings (CordialMessageRows *self);
gint64 cordial_message_rows_find_seen_seq (CordialMessageRows *self, GtkWidget *list);
guint cordial_message_rows_find_seen_position (CordialMessageRows *self, GtkWidget *list);
void cordial_message_rows_set_selection (CordialMessageRows *self, CordialMessageSelection *selection);
gboolean
cordial_message_rows_find_end (CordialMessageRows *self, GtkWidget *list, double x, double y, CordialSelectionEnd *end);
void cordial_message_rows_get_word (CordialMessageRows *self, CordialSelectionEnd *start, CordialSelectionEnd *end);
void cordial_message_rows_update_days (CordialMessageRows *self);
GtkWidget *cordial_message_rows_find_row (CordialMessageRows *self, gint64 row);
guint cordial_message_rows_get_position (CordialMessageRows *self, GtkWidget *row);

G_END_DECLS
