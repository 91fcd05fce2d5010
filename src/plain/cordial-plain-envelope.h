/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one kind of frame of the plain dialect: a JSON object that says who writes what to whom (design section 9). Client and
 * server stand on it. It knows no session.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The "chatType" of a heartbeat; spelled so in deployed systems. */
#define CORDIAL_PLAIN_HEARTBEAT "hert"

/**
 * CordialPlainContent:
 * @CORDIAL_PLAIN_TEXT: content is what was written
 * @CORDIAL_PLAIN_IMAGE: content is where a picture is
 * @CORDIAL_PLAIN_FILE: content is where a file of any other kind is
 */
typedef enum
{
  CORDIAL_PLAIN_TEXT,
  CORDIAL_PLAIN_IMAGE,
  CORDIAL_PLAIN_FILE,
} CordialPlainContent;

/**
 * CordialPlainEnvelope:
 * @content_type: see #CordialPlainContent
 * @content: never empty
 * @message_id: (nullable): the same whenever the message is sent again
 * @sender_id: never empty
 * @sender_name: (nullable): display name
 * @sender_avatar: (nullable): an http or https URI
 * @receiver_id: (nullable): %NULL means whoever got the frame
 * @receiver_name: (nullable): display name
 */
typedef struct
{
  CordialPlainContent content_type;
  char *content;
  char *message_id;
  char *sender_id;
  char *sender_name;
  char *sender_avatar;
  char *receiver_id;
  char *receiver_name;
} CordialPlainEnvelope;

CordialPlainEnvelope *cordial_plain_envelope_parse (const char *text);
char *cordial_plain_dup_chat_type (const char *text);
char *cordial_plain_envelope_build (const CordialPlainEnvelope *self);
char *cordial_plain_heartbeat_build (const char *user_id, const char *name, const char *avatar_uri);
void cordial_plain_envelope_free (CordialPlainEnvelope *self);

gboolean cordial_plain_is_id (const char *text);
gboolean cordial_plain_is_web_uri (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialPlainEnvelope, cordial_plain_envelope_free)

G_END_DECLS
