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

static void
on_pinned (CordialTinodeSession *self, const char *topic, gpointer pins)
{
  tell (self, topic, pins);
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
  g_auto (GStrv) numbers = pins ? g_strsplit (pins, " ", -1) : NULL;
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *aux = json_object_new ();
  JsonArray *list = json_array_new ();

  for (guint i = 0; numbers && numbers[i]; i++)
    json_array_add_int_element (list, g_ascii_strtoll (numbers[i], NULL, 10));
  if (pins)
    json_object_set_array_member (aux, "pins", json_array_ref (list));
  else
    json_object_set_string_member (aux, "pins", DELETED);
  json_array_unref (list);
  json_node_take_object (node, aux);
  cordial_tinode_set_attached (self, task, topic, "aux", node, on_pinned, g_strdup (pins), g_free);
}
