/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which whole messages a person has chosen, to copy, hand on or delete them together. While that goes on a press chooses, and does
 * nothing else.
 */

#pragma once

#include "cordial-message.h"

G_BEGIN_DECLS

/* More are no choice of somebody who has read them. */
#define CORDIAL_MESSAGE_CHOICE_MAX 100

#define CORDIAL_TYPE_MESSAGE_CHOICE (cordial_message_choice_get_type ())
G_DECLARE_FINAL_TYPE (CordialMessageChoice, cordial_message_choice, CORDIAL, MESSAGE_CHOICE, GObject)

CordialMessageChoice *cordial_message_choice_new (void);
void cordial_message_choice_begin (CordialMessageChoice *self, CordialMessage *message);
void cordial_message_choice_end (CordialMessageChoice *self);
gboolean cordial_message_choice_get_active (CordialMessageChoice *self);
void cordial_message_choice_toggle (CordialMessageChoice *self, CordialMessage *message);
gboolean cordial_message_choice_contains (CordialMessageChoice *self, CordialMessage *message);
guint cordial_message_choice_get_n (CordialMessageChoice *self);
GVariant *cordial_message_choice_name_all (CordialMessageChoice *self);

G_END_DECLS
