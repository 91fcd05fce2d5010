/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What others see of the owner: theCard of the topic `me` (docs/thecard.md). The server merges what it gets into the card that it has,
 * so only what changes is said, and what else stands on it stays; «␡» takes a member away (docs/API.md «{set}»).
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cordial-protocol-error.h"

#define TAKE_AWAY "\u2421"

static void
add_text (JsonBuilder *builder, const char *member, const char *text)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, text && *text ? text : TAKE_AWAY);
}

/* The official client puts small ones into the card, and so do we: it is known then with the name. */
static void
add_photo (JsonBuilder *builder, GBytes *image)
{
  gsize size;
  const guchar *data;
  g_autofree char *encoded = NULL;

  if (!image)
    {
      add_text (builder, "photo", NULL);
      return;
    }
  data = g_bytes_get_data (image, &size);
  encoded = g_base64_encode (data, size);
  json_builder_set_member_name (builder, "photo");
  json_builder_begin_object (builder);
  add_text (builder, "type", size > 4 && memcmp (data, "\x89PNG", 4) == 0 ? "png" : "jpeg");
  add_text (builder, "data", encoded);
  /* One that was kept elsewhere is not this one. */
  add_text (builder, "ref", NULL);
  json_builder_end_object (builder);
}

/**
 * cordial_tinode_set_profile:
 * @self: the session, signed in
 * @task: (transfer full): returns %TRUE
 * @profile: what changes: name, avatar, note
 */
void
cordial_tinode_set_profile (CordialTinodeSession *self, GTask *task, const CordialConversationRecord *profile)
{
  g_autoptr (JsonBuilder) builder = cordial_tinode_request_begin (self, "set", "me");

  json_builder_set_member_name (builder, "desc");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "public");
  json_builder_begin_object (builder);
  if (profile->fields & CORDIAL_CONVERSATION_HAS_NAME)
    add_text (builder, "fn", profile->name);
  if (profile->fields & CORDIAL_CONVERSATION_HAS_NOTE)
    add_text (builder, "note", profile->note);
  if (profile->fields & CORDIAL_CONVERSATION_HAS_AVATAR)
    add_photo (builder, profile->avatar);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  if (cordial_tinode_request_send (self, g_steal_pointer (&builder), cordial_tinode_on_done, task))
    return;
  g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                                   _ ("This is too large for the server."));
  g_object_unref (task);
}
