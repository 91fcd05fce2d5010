/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of a conversation is selected: two ends in the list of its messages. Rows come and go while it stays.
 */

#pragma once

#include <gdk/gdk.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CordialSelectionEnd:
 * @position: of a message in the list
 * @place: in its text, in bytes; %G_MAXSIZE for the end
 */
typedef struct
{
  guint position;
  gsize place;
} CordialSelectionEnd;

#define CORDIAL_TYPE_MESSAGE_SELECTION (cordial_message_selection_get_type ())
G_DECLARE_FINAL_TYPE (CordialMessageSelection, cordial_message_selection, CORDIAL, MESSAGE_SELECTION, GObject)

CordialMessageSelection *cordial_message_selection_new (GListModel *messages);
gboolean cordial_message_selection_is_empty (CordialMessageSelection *self);
void cordial_message_selection_clear (CordialMessageSelection *self);
void cordial_message_selection_select (CordialMessageSelection *self,
                                       CordialSelectionEnd anchor,
                                       CordialSelectionEnd moving);
void cordial_message_selection_select_all (CordialMessageSelection *self);
gboolean cordial_message_selection_get_ends (CordialMessageSelection *self,
                                             CordialSelectionEnd *anchor,
                                             CordialSelectionEnd *moving);
void cordial_message_selection_extend_by_character (CordialMessageSelection *self, int direction);
void cordial_message_selection_extend_by_message (CordialMessageSelection *self, int direction);
gboolean cordial_message_selection_get_part (CordialMessageSelection *self, guint position, gsize *start, gsize *end);
void cordial_message_selection_copy (CordialMessageSelection *self, GdkClipboard *clipboard);

G_END_DECLS
