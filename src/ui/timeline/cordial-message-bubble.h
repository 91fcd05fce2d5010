/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bubble around one message's text, with its time and, for outgoing ones, how far it has come in the bottom corner. Used
 * by message rows alone; knows values, no model.
 */

#pragma once

#include <gtk/gtk.h>

#include "cordial-message-files.h"
#include "cordial-message-text.h"
#include "cordial-message.h"
#include "cordial-time-format.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_MESSAGE_BUBBLE (cordial_message_bubble_get_type ())
G_DECLARE_FINAL_TYPE (CordialMessageBubble, cordial_message_bubble, CORDIAL, MESSAGE_BUBBLE, GtkWidget)

void cordial_message_bubble_set_attachments (CordialMessageBubble *self,
                                             CordialMessageFiles *files,
                                             CordialMessage *message);
void cordial_message_bubble_set_form (CordialMessageBubble *self, GtkWidget *form);
void cordial_message_bubble_set_text (CordialMessageBubble *self,
                                      const char *text,
                                      const CordialContent *content,
                                      guint max_chars);
CordialMessageText *cordial_message_bubble_get_text (CordialMessageBubble *self);
void cordial_message_bubble_set_time (CordialMessageBubble *self, gint64 time_ms, gint64 edited_ms, CordialClock clock);
char *cordial_message_bubble_dup_tooltip (CordialMessageBubble *self, double x, double y);
void cordial_message_bubble_set_status (CordialMessageBubble *self, gboolean outgoing, CordialMessageStatus status);
int cordial_message_bubble_get_fitting_width (CordialMessageBubble *self, int max_width);

G_END_DECLS
