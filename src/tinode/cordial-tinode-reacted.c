/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How Tinode writes down how people reacted to a message: {data} «react», {meta} «react», and what is allowed, in the answer to {hi}
 * (server/datamodel.go of 0.26, MsgOneReaction).
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-records.h"

#include "cordial-packet.h"
#include "cordial-reactions.h"

/* What a server offers; a person chooses among so many. */
#define MAX_OFFERED 512

/* (nullable) */
static const char *
get_text (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                                          : NULL;
}

/**
 * cordial_tinode_read_reactions:
 * @list: (nullable): what each kind of reaction says of itself
 *
 * Readers of a channel are not told who reacted, only how many did.
 *
 * Returns: (transfer full) (element-type CordialReaction): what of it makes sense
 */
GPtrArray *
cordial_tinode_read_reactions (JsonArray *list)
{
  GPtrArray *reactions = cordial_reactions_new ();

  for (guint i = 0; list && i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      JsonObject *one = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *value = one ? cordial_packet_get_string (one, "val") : NULL;
      JsonArray *users = one ? cordial_packet_get_array (one, "users") : NULL;
      CordialReaction *reaction = cordial_reaction_is_sound (value) ? cordial_reactions_add (reactions, value) : NULL;
      gint64 count = 0;

      if (!reaction)
        continue;
      for (guint n = 0; users && n < json_array_get_length (users); n++)
        {
          const char *user = get_text (users, n);

          if (user && !cordial_reactions_find (reactions, user))
            cordial_reaction_add_person (reaction, user);
        }
      if (cordial_packet_get_int (one, "count", &count) && count > reaction->count && count <= G_MAXINT32)
        reaction->count = (guint) count;
    }
  return reactions;
}

/**
 * cordial_tinode_read_offered_reactions:
 * @params: (nullable): of the answer to {hi}
 *
 * Returns: (transfer full) (nullable): with what this server lets people react, in its order; %NULL where it lets nobody
 */
GStrv
cordial_tinode_read_offered_reactions (JsonObject *params)
{
  JsonArray *list = params ? cordial_packet_get_array (params, "reactions") : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n = 0;

  for (guint i = 0; list && i < json_array_get_length (list) && n < MAX_OFFERED; i++)
    if (cordial_reaction_is_sound (get_text (list, i)))
      {
        g_strv_builder_add (builder, get_text (list, i));
        n++;
      }
  return n > 0 ? g_strv_builder_end (builder) : NULL;
}
