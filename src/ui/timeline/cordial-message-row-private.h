/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the message row share.
 */

#pragma once

#include "cordial-message-row.h"

#include "cordial-message-bubble.h"

G_BEGIN_DECLS

/* Pixels of a sender's avatar in a group conversation. */
#define CORDIAL_MESSAGE_ROW_AVATAR_SIZE 32

struct _CordialMessageRow
{
  GtkWidget parent_instance;

  CordialMessageBubble *bubble;
  GtkWidget *day;
  GtkWidget *unread;
  GtkWidget *sender;
  GtkWidget *avatar;
  CordialAvatarLoader *avatar_loader;
  CordialMessageFiles *files;
  GtkWidget *held; /* why it is not sent, and what can be done */
  GtkLabel *held_reason;
  GtkButton *held_retry;
  GtkWidget *menu;
  GtkWidget *reactions; /* (nullable) */
  GtkWidget *check;     /* (nullable): while messages are chosen */

  CordialMessage *message;
  CordialMessageStanding standing;
  CordialClock clock;
  gboolean show_sender;
  guint max_chars;
};

/* cordial-message-row-layout.c */
void cordial_message_row_measure_parts (CordialMessageRow *self,
                                        GtkOrientation orientation,
                                        int for_size,
                                        int *minimum,
                                        int *natural);
void cordial_message_row_allocate_parts (CordialMessageRow *self, int width);

/* cordial-message-row-parts.c */
void cordial_message_row_show_day (CordialMessageRow *self, gboolean show);
void cordial_message_row_show_unread (CordialMessageRow *self, gboolean show);
void cordial_message_row_show_sender (CordialMessageRow *self, gboolean show_name, gboolean show_avatar);
void cordial_message_row_show_check (CordialMessageRow *self, gboolean show, gboolean chosen);
void cordial_message_row_show_reactions (CordialMessageRow *self);
void cordial_message_row_show_held (CordialMessageRow *self, gboolean show);

G_END_DECLS
