/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the owner sets: theCard of the topic `me` or of a group (docs/thecard.md), which others see, and of a conversation what they alone
 * see. The server merges what it gets into what it has, so only what changes is said, and what else stands there stays; «␡» takes a
 * member away (docs/API.md «{set}»).
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cordial-packet.h"
#include "cordial-protocol-error.h"
#include "cordial-tinode-records.h"

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

/* --- What others see --------------------------------------------------------------------------------------------- */

/* Ends @task where the frame does not fit. */
static void
send (CordialTinodeSession *self, JsonBuilder *builder, GTask *task)
{
  if (cordial_tinode_request_send (self, builder, cordial_tinode_on_done, task))
    return;
  g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                                   _ ("This is too large for the server."));
  g_object_unref (task);
}

static void
set_card (CordialTinodeSession *self, GTask *task, const char *name, const CordialConversationRecord *wanted)
{
  JsonBuilder *builder = cordial_tinode_request_begin (self, "set", name);

  json_builder_set_member_name (builder, "desc");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "public");
  json_builder_begin_object (builder);
  if (wanted->fields & CORDIAL_CONVERSATION_HAS_NAME)
    add_text (builder, "fn", wanted->name);
  if (wanted->fields & CORDIAL_CONVERSATION_HAS_NOTE)
    add_text (builder, "note", wanted->note);
  if (wanted->fields & CORDIAL_CONVERSATION_HAS_AVATAR)
    add_photo (builder, wanted->avatar);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  send (self, builder, task);
}

/* --- What the owner alone sees ------------------------------------------------------------------------------------ */

static void
add_pinned (JsonBuilder *builder, const char *pins)
{
  g_auto (GStrv) names = NULL;

  if (!pins)
    {
      add_text (builder, "tpin", NULL);
      return;
    }
  names = g_strsplit (pins, " ", -1);
  json_builder_set_member_name (builder, "tpin");
  json_builder_begin_array (builder);
  for (guint i = 0; names[i]; i++)
    json_builder_add_string_value (builder, names[i]);
  json_builder_end_array (builder);
}

static void
set_private (CordialTinodeSession *self, GTask *task, const char *name, const CordialConversationRecord *wanted)
{
  JsonBuilder *builder = cordial_tinode_request_begin (self, "set", name);

  json_builder_set_member_name (builder, "desc");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "private");
  json_builder_begin_object (builder);
  if (wanted->fields & CORDIAL_CONVERSATION_HAS_COMMENT)
    add_text (builder, "comment", wanted->comment);
  if ((wanted->fields & CORDIAL_CONVERSATION_HAS_ARCHIVED) && wanted->archived)
    {
      json_builder_set_member_name (builder, "arch");
      json_builder_add_boolean_value (builder, TRUE);
    }
  else if (wanted->fields & CORDIAL_CONVERSATION_HAS_ARCHIVED)
    add_text (builder, "arch", NULL);
  if (wanted->fields & CORDIAL_CONVERSATION_HAS_PINS)
    add_pinned (builder, wanted->pins);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  send (self, builder, task);
}

/* --- What the owner wants to be allowed to --------------------------------------------------------------------------------- */

/* What the person wants to be allowed to there: as before, with or without the presence that notifications come with; or with what a role
 * takes that they were offered. */
static void
add_wanted_mode (GString *mode, const char *want, const CordialConversationRecord *wanted)
{
  gboolean heard = strchr (want, 'P') != NULL;

  if (wanted->fields & CORDIAL_CONVERSATION_HAS_MUTED)
    heard = !wanted->muted;
  for (const char *p = want; *p; p++)
    {
      if (*p != 'P' && *p != 'N')
        g_string_append_c (mode, *p);
    }
  if (wanted->fields & CORDIAL_CONVERSATION_HAS_ROLE)
    {
      for (const char *p = cordial_tinode_mode_of_role (wanted->role); *p; p++)
        if (*p != 'P' && !strchr (mode->str, *p))
          g_string_append_c (mode, *p);
    }
  if (heard)
    g_string_append_c (mode, 'P');
}

static gboolean
on_access (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const CordialConversationRecord *wanted = g_task_get_task_data (task);
  JsonObject *desc, *access;
  const char *want;
  g_autoptr (GString) mode = NULL;
  g_autoptr (JsonBuilder) builder = NULL;

  if (!reply)
    {
      g_task_return_error (task, cordial_session_link_error ());
      return TRUE;
    }
  if (g_str_equal (reply->kind, "ctrl"))
    {
      g_task_return_error (task, cordial_tinode_reply_to_error (reply));
      return TRUE;
    }
  desc = cordial_packet_get_object (reply->body, "desc");
  access = desc ? cordial_packet_get_object (desc, "acs") : NULL;
  want = access ? cordial_packet_get_string (access, "want") : NULL;
  if (!want)
    {
      g_task_return_new_error (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED, "%s",
                               _ ("The server gave an answer that makes no sense."));
      return TRUE;
    }
  mode = g_string_new (NULL);
  add_wanted_mode (mode, want, wanted);
  builder = cordial_tinode_request_begin (self, "set", wanted->id);
  json_builder_set_member_name (builder, "sub");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "mode");
  json_builder_add_string_value (builder, mode->len > 0 ? mode->str : "N");
  json_builder_end_object (builder);
  send (self, g_steal_pointer (&builder), g_steal_pointer (&task));
  return TRUE;
}

/* Muted is, on Tinode's wire, who does not want the permission P (docs/API.md «Access Control»). The whole mode is sent, as the
 * official clients do, so the one that holds now is asked for first. */
static void
set_access (CordialTinodeSession *self, GTask *task, const char *name)
{
  JsonBuilder *builder = cordial_tinode_request_begin (self, "get", name);

  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, "desc");
  cordial_tinode_request_send (self, builder, on_access, task);
}

/* --- Of a conversation --------------------------------------------------------------------------------------------- */

static void
on_attached (CordialTinodeSession *self, CordialTinodeTopic *topic, const GError *error, gpointer user_data)
{
  GTask *task = user_data;
  const CordialConversationRecord *wanted = g_task_get_task_data (task);

  if (error)
    {
      g_task_return_error (task, g_error_copy (error));
      g_object_unref (task);
    }
  else if (wanted->fields & (CORDIAL_CONVERSATION_HAS_MUTED | CORDIAL_CONVERSATION_HAS_ROLE))
    set_access (self, task, topic->name);
  else if (wanted->fields & (CORDIAL_CONVERSATION_HAS_MEMBER | CORDIAL_CONVERSATION_HAS_ENDED))
    cordial_tinode_set_membership (self, task, topic->name, wanted);
  else if (wanted->fields & (CORDIAL_CONVERSATION_HAS_COMMENT | CORDIAL_CONVERSATION_HAS_ARCHIVED))
    set_private (self, task, topic->name, wanted);
  else
    set_card (self, task, topic->name, wanted);
}

/**
 * cordial_tinode_set:
 * @self: the session, signed in
 * @task: (transfer full): returns %TRUE
 * @name: (nullable): a conversation, %NULL for the owner
 * @wanted: what changes: of the owner name, avatar, note, or pins; of a conversation one of the former, or muted, archived, comment, role,
 *   member, ended
 */
void
cordial_tinode_set (CordialTinodeSession *self, GTask *task, const char *name, const CordialConversationRecord *wanted)
{
  CordialConversationRecord *kept;

  if (!name)
    {
      if (wanted->fields & CORDIAL_CONVERSATION_HAS_PINS)
        set_private (self, task, "me", wanted);
      else
        set_card (self, task, "me", wanted);
      return;
    }
  kept = cordial_conversation_record_copy (wanted);
  g_set_str (&kept->id, name);
  g_task_set_task_data (task, kept, (GDestroyNotify) cordial_conversation_record_free);
  cordial_tinode_topic_attach (self, cordial_tinode_topics_ensure (self, name), on_attached, task);
}
