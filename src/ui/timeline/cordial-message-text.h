/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The text of one message, with its links and what of it is selected. Used by message bubbles; knows no message.
 */

#pragma once

#include <gtk/gtk.h>

#include "cordial-shown-text.h"
#include "cordial-text-pieces.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_MESSAGE_TEXT (cordial_message_text_get_type ())
G_DECLARE_FINAL_TYPE (CordialMessageText, cordial_message_text, CORDIAL, MESSAGE_TEXT, GtkWidget)

void cordial_message_text_set_shown (CordialMessageText *self, CordialShownText *shown);
CordialTextLines cordial_message_text_get_lines (CordialMessageText *self, int max_width);
void cordial_message_text_set_selection (CordialMessageText *self, gsize start, gsize end);
gsize cordial_message_text_get_place_at (CordialMessageText *self, double x, double y);
void cordial_message_text_get_word_at (CordialMessageText *self, gsize place, gsize *start, gsize *end);

G_END_DECLS
