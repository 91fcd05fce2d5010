/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pinned messages: a list of numbers under "pins" in the auxiliary data of a topic (docs/API.md «{set}», tinode-sdk 0.25 pinMessage()). It is
 * told to whoever attaches, and changed as a whole by those who decide in the topic; when somebody else has changed it, that alone is said,
 * and it is asked for.
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include "cordial-tinode-records.h"

/* What takes a member away (docs/API.md «{set}»). */
#define DELETED "\u2421"

static void
tell (CordialTinodeSession *self, const char *topic, const char *pins)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (topic);

  record->pins = g_strdup (pins);
  record->fields = CORDIAL_CONVERSATION_HAS_PINS;
  g_signal_emit_by_name (self, "conversation", record);
}

/**
 * cordial_tinode_handle_aux:
 * @self: the session
 * @topic: a conversation
 * @aux: (nullable): all of its auxiliary data
 */
void
cordial_tinode_handle_aux (CordialTinodeSession *self, CordialTinodeTopic *topic, JsonObject *aux)
{
  g_autofree char *pins = aux ? cordial_tinode_dup_pins (aux) : NULL;

  tell (self, topic->name, pins);
}

/* Heard as any {meta} is; where there is none any more, a {ctrl} says so. */
static gboolean
on_aux (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  if (reply && g_str_equal (reply->kind, "ctrl") && reply->code == 204)
    cordial_tinode_handle_aux (self, user_data, NULL);
  return TRUE;
}

/**
 * cordial_tinode_ask_aux:
 * @self: the session, signed in
 * @topic: a conversation that we are attached to
 */
void
cordial_tinode_ask_aux (CordialTinodeSession *self, CordialTinodeTopic *topic)
{
  g_autoptr (JsonBuilder) builder = cordial_tinode_request_begin (self, "get", topic->name);

  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, "aux");
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_aux, topic);
}

/* --- Changing it --------------------------------------------------------------------------------------------------- */

typedef struct
{
  GTask *task;
  char *topic;
  char *pins;
  gboolean repeated;
} Pinning;

static void
pinning_end (CordialTinodeSession *self, Pinning *pinning, GError *error)
{
  if (!error)
    tell (self, pinning->topic, pinning->pins);
  if (error)
    g_task_return_error (pinning->task, error);
  else
    g_task_return_boolean (pinning->task, TRUE);
  g_object_unref (pinning->task);
  g_free (pinning->topic);
  g_free (pinning->pins);
  g_free (pinning);
}

static void on_may_pin (CordialTinodeSession *, CordialTinodeTopic *, const GError *, gpointer);

static gboolean
on_pinned (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  Pinning *pinning = user_data;

  if (!reply)
    {
      pinning_end (self, pinning, cordial_session_link_error ());
      return TRUE;
    }
  if (g_str_equal (reply->kind, "meta"))
    return FALSE;
  if (reply->code == 409 && !pinning->repeated)
    {
      /* The server detached us behind our back. */
      CordialTinodeTopic *topic = cordial_tinode_topics_ensure (self, pinning->topic);

      pinning->repeated = TRUE;
      cordial_tinode_topic_found_detached (self, topic);
      cordial_tinode_topic_attach (self, topic, on_may_pin, pinning);
      return TRUE;
    }
  /* 304: it was so already. */
  pinning_end (self, pinning, reply->code >= 400 ? cordial_tinode_reply_to_error_there (reply) : NULL);
  return TRUE;
}

static void
on_may_pin (CordialTinodeSession *self, CordialTinodeTopic *topic, const GError *error, gpointer user_data)
{
  Pinning *pinning = user_data;
  g_autoptr (JsonBuilder) builder = NULL;
  g_auto (GStrv) numbers = NULL;

  if (error)
    {
      pinning_end (self, pinning, g_error_copy (error));
      return;
    }
  builder = cordial_tinode_request_begin (self, "set", topic->name);
  json_builder_set_member_name (builder, "aux");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "pins");
  if (pinning->pins)
    {
      numbers = g_strsplit (pinning->pins, " ", -1);
      json_builder_begin_array (builder);
      for (guint i = 0; numbers[i]; i++)
        json_builder_add_int_value (builder, g_ascii_strtoll (numbers[i], NULL, 10));
      json_builder_end_array (builder);
    }
  else
    {
      json_builder_add_string_value (builder, DELETED);
    }
  json_builder_end_object (builder);
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_pinned, pinning);
}

/**
 * cordial_tinode_pin:
 * @self: the session, signed in
 * @task: (transfer full): returns %TRUE
 * @topic: a conversation
 * @pins: (nullable): see cordial_protocol_pin_async()
 */
void
cordial_tinode_pin (CordialTinodeSession *self, GTask *task, const char *topic, const char *pins)
{
  Pinning *pinning = g_new0 (Pinning, 1);

  pinning->task = task;
  pinning->topic = g_strdup (topic);
  pinning->pins = g_strdup (pins);
  cordial_tinode_topic_attach (self, cordial_tinode_topics_ensure (self, topic), on_may_pin, pinning);
}
