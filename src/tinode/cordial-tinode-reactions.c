/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reactions on the wire of Tinode 0.26. A message brings them with it; a change is told to whoever is attached, and in a chat of two to
 * the other on `me`, by a {pres} that says who did what; what changed while we were away is asked for when a conversation is looked at. The
 * server numbers reactions, but not their being taken back, so these numbers tell nobody whether something is new: it is asked for all of
 * them, the newest first, as many as come in one frame.
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include "cordial-packet.h"
#include "cordial-reactions.h"
#include "cordial-tinode-records.h"

/* What takes a reaction back (server/utils.go, nullValue). */
#define DELETED "\u2421"

/* Kinds of reactions to messages, in one answer; some tens of KiB. */
#define LIMIT 256

/**
 * cordial_tinode_add_reactions_query:
 * @builder: inside a {get}, whose «what» names “react”
 */
void
cordial_tinode_add_reactions_query (JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "react");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "since");
  json_builder_add_int_value (builder, 1);
  json_builder_set_member_name (builder, "limit");
  json_builder_add_int_value (builder, LIMIT);
  json_builder_end_object (builder);
}

/**
 * cordial_tinode_handle_reactions:
 * @self: the session
 * @topic: a conversation
 * @list: (nullable): what is under "react" in a {meta}; %NULL for none at all
 */
void
cordial_tinode_handle_reactions (CordialTinodeSession *self, CordialTinodeTopic *topic, JsonArray *list)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_reacted_free);
  guint n = 0;

  for (guint i = 0; list && i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      JsonArray *reacts = object ? cordial_packet_get_array (object, "reacts") : NULL;
      CordialReacted *reacted;
      gint64 seq;

      n += reacts ? json_array_get_length (reacts) : 0;
      if (!object || !cordial_tinode_get_seq (object, "seq", &seq) || seq <= 0 || seq > topic->seq)
        continue;
      reacted = cordial_reacted_new (seq);
      g_ptr_array_unref (reacted->reactions);
      reacted->reactions = cordial_tinode_read_reactions (reacts);
      g_ptr_array_add (all, reacted);
    }
  g_signal_emit_by_name (self, "reactions", topic->name, all, n < LIMIT);
}

/**
 * cordial_tinode_handle_reaction:
 * @self: the session
 * @topic: a conversation
 * @pres: a {pres} that says that somebody reacted, or took that back
 */
void
cordial_tinode_handle_reaction (CordialTinodeSession *self, CordialTinodeTopic *topic, JsonObject *pres)
{
  const char *person = cordial_packet_get_string (pres, "act");
  const char *value = cordial_packet_get_string (pres, "val");
  gboolean taken_back = g_strcmp0 (value, DELETED) == 0;
  gint64 seq;

  if (!cordial_tinode_get_seq (pres, "seq", &seq) || seq <= 0 || seq > topic->seq ||
      (!taken_back && !cordial_reaction_is_sound (value)) || (person && !g_str_has_prefix (person, "usr")))
    {
      g_debug ("dropped a reaction that makes no sense");
      return;
    }
  g_signal_emit_by_name (self, "reacted", topic->name, seq, person, taken_back ? NULL : value);
}

/**
 * cordial_tinode_react:
 * @self: the session, signed in
 * @task: (transfer full): returns %TRUE
 * @topic: a conversation
 * @seq: the number of a message
 * @value: (nullable): see cordial_protocol_react_async()
 */
void
cordial_tinode_react (CordialTinodeSession *self, GTask *task, const char *topic, gint64 seq, const char *value)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "seq", seq);
  json_object_set_string_member (object, "val", value ? value : DELETED);
  json_node_take_object (node, object);
  cordial_tinode_set_attached (self, task, topic, "react", node, NULL, NULL, NULL);
}
