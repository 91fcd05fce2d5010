/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between Tinode's JSON and the plain records that all share: messages, lines of the roster, theCard, access
 * modes, times. Used by the files of the session. Pure: sends nothing and keeps nothing.
 */

#pragma once

#include <json-glib/json-glib.h>

#include "cordial-member.h"
#include "cordial-records.h"

G_BEGIN_DECLS

/* What a published message got. */
typedef struct
{
  gint64 seq;
  gint64 time_ms;
} CordialSent;

gboolean cordial_tinode_get_seq (JsonObject *object, const char *member, gint64 *seq);
const char *cordial_tinode_get_mode (JsonObject *holder);
gboolean cordial_tinode_get_time (JsonObject *object, const char *member, gint64 *time_ms);

CordialMessageRecord *cordial_tinode_message_from_data (JsonObject *data);
CordialContent *cordial_tinode_read_content (const CordialMessageRecord *message);
extern const CordialContentFormat cordial_tinode_content_format;
gboolean cordial_tinode_add_message (JsonBuilder *builder,
                                     const CordialMessageRecord *message,
                                     gboolean formatted,
                                     GError **error);
GStrv cordial_tinode_dup_references (const CordialMessageRecord *message);

CordialConversationRecord *cordial_tinode_conversation_from_sub (JsonObject *sub);
CordialConversationRecord *cordial_tinode_conversation_from_desc (const char *topic, JsonObject *desc);
gboolean cordial_tinode_is_unheard (JsonObject *peer);
CordialRole cordial_tinode_role_of_mode (const char *mode);
const char *cordial_tinode_mode_of_role (CordialRole role);
CordialMember *cordial_tinode_member_from_sub (JsonObject *sub);
char *cordial_tinode_dup_pins (JsonObject *aux);

/* --- cordial-tinode-reacted.c --- */
GPtrArray *cordial_tinode_read_reactions (JsonArray *list);
GStrv cordial_tinode_read_offered_reactions (JsonObject *params);
char *cordial_tinode_dup_card_name (JsonObject *holder);
GBytes *cordial_tinode_dup_card_photo (JsonObject *holder, char **uri);

G_END_DECLS
