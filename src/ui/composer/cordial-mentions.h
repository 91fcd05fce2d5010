/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Offers the members of a group while somebody types an @ and a name.
 */

#pragma once

#include <gtk/gtk.h>

#include "cordial-conversation.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_MENTIONS (cordial_mentions_get_type ())
G_DECLARE_FINAL_TYPE (CordialMentions, cordial_mentions, CORDIAL, MENTIONS, GObject)

/* Signals: chosen (CordialTextSpan *): the words that were written and whom they stand for, in `name` and `target` */
CordialMentions *cordial_mentions_new (GtkWidget *parent, GtkTextView *view);
void cordial_mentions_set_conversation (CordialMentions *self, CordialConversation *conversation);
gboolean cordial_mentions_take_key (CordialMentions *self, guint keyval, GdkModifierType state);

G_END_DECLS
