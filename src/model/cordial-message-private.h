/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the model changes a message. For this folder and work/.
 */

#pragma once

#include "cordial-message.h"

G_BEGIN_DECLS

CordialMessage *cordial_message_new (const CordialMessageRecord *record,
                                     gboolean outgoing,
                                     const char *sender_name,
                                     CordialContentReader read_content);
CordialContent *cordial_message_record_read (const CordialMessageRecord *record, CordialContentReader read_content);
char *cordial_message_record_dup_preview (const CordialMessageRecord *record, CordialContentReader read_content);
CordialMessageStatus cordial_message_status_from_state (CordialMessageState state);
const CordialMessageRecord *cordial_message_get_record (CordialMessage *self);
void cordial_message_set_sender (CordialMessage *self, const char *name, GBytes *avatar);
void cordial_message_set_status (CordialMessage *self, CordialMessageStatus status, const char *error);
void cordial_message_settle (CordialMessage *self, const CordialMessageRecord *record);
void cordial_message_forget_number (CordialMessage *self);
/* From a record of the same message. */
void cordial_message_set_content (CordialMessage *self, const CordialMessageRecord *record);

G_END_DECLS
