/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One message as the interface shows it: a record with what follows from its conversation (who the sender is, whether the
 * other side has read it). Lives in a timeline; changes in place and notifies.
 */

#pragma once

#include <gio/gio.h>

#include "cordial-records.h"

G_BEGIN_DECLS

/* The way of an outgoing message, design section 5; incoming ones stay at SENT. */
typedef enum
{
  CORDIAL_MESSAGE_STATUS_QUEUED,
  CORDIAL_MESSAGE_STATUS_SENDING,
  CORDIAL_MESSAGE_STATUS_SENT,
  CORDIAL_MESSAGE_STATUS_RECEIVED,
  CORDIAL_MESSAGE_STATUS_READ,
  CORDIAL_MESSAGE_STATUS_FAILED,
  CORDIAL_MESSAGE_STATUS_PAUSED,
} CordialMessageStatus;

#define CORDIAL_TYPE_MESSAGE_STATUS (cordial_message_status_get_type ())
GType cordial_message_status_get_type (void);

#define CORDIAL_TYPE_MESSAGE (cordial_message_get_type ())
G_DECLARE_FINAL_TYPE (CordialMessage, cordial_message, CORDIAL, MESSAGE, GObject)

/* Properties: text, sender-id, sender-name, sender-avatar (GBytes, nullable), time-ms (int64), edited-ms (int64, 0 for never), seq (int64,
 * 0 where the server has no number for it), outgoing, status, error, reactions (whether there are any; notifies of each change). */
gint64 cordial_message_get_row (CordialMessage *self);
gint64 cordial_message_get_seq (CordialMessage *self);
gint64 cordial_message_get_time_ms (CordialMessage *self);
gint64 cordial_message_get_edited_ms (CordialMessage *self);
gboolean cordial_message_has_reactions (CordialMessage *self);
CordialContent *cordial_message_get_content (CordialMessage *self);
const char *cordial_message_get_text (CordialMessage *self);
const char *cordial_message_get_sender_id (CordialMessage *self);
const char *cordial_message_get_sender_name (CordialMessage *self);
GBytes *cordial_message_get_sender_avatar (CordialMessage *self);
const char *cordial_message_get_error (CordialMessage *self);
gboolean cordial_message_get_outgoing (CordialMessage *self);
CordialMessageStatus cordial_message_get_status (CordialMessage *self);

G_END_DECLS
