/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What several requests do.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request.h"

#include "cordial-server-database-messages.h"

const char *
request_get_topic (JsonObject *request)
{
  const char *topic = cordial_packet_get_string (request, "topic");

  return topic && *topic ? topic : NULL;
}

GStrv
request_dup_attachments (Session *session)
{
  JsonObject *extra = request_state (session)->extra;
  JsonArray *array = extra ? cordial_packet_get_array (extra, "attachments") : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *path = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
      g_autofree char *id = path ? files_dup_id (path) : NULL;

      if (id && !g_hash_table_contains (seen, id))
        {
          g_strv_builder_add (builder, id);
          g_hash_table_add (seen, g_steal_pointer (&id));
        }
    }
  return g_strv_builder_end (builder);
}

/**
 * request_leave_me:
 *
 * The session listens on "me" no more.
 */
void
request_leave_me (Session *session)
{
  if (!session->on_me)
    return;
  session->on_me = FALSE;
  presence_changed (services_of (session)->presence, session->user, FALSE);
}

/**
 * request_ranges_parse:
 * @array: (nullable): as on the wire: from «low» on, before «hi»; «low» alone is one message
 */
GArray *
request_ranges_parse (JsonArray *array)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (DatabaseRange));

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      DatabaseRange range = { 0, 0 };

      if (object)
        {
          cordial_packet_get_int (object, "low", &range.low);
          cordial_packet_get_int (object, "hi", &range.high);
        }
      if (range.low < 0 || range.high < 0 || (range.low == 0 && range.high == 0) ||
          (range.high > 0 && range.low > range.high) || range.low == G_MAXINT64)
        return NULL;
      range.high = MAX (range.high, range.low + 1);
      g_array_append_val (ranges, range);
    }
  return g_steal_pointer (&ranges);
}

JsonArray *
request_ranges_to_array (GArray *ranges)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < ranges->len; i++)
    {
      const DatabaseRange *range = &g_array_index (ranges, DatabaseRange, i);

      json_array_add_object_element (array, cordial_range_new (range->low, range->high));
    }
  return array;
}

JsonObject *
request_meta_new (JsonObject *request, const char *name)
{
  JsonObject *meta = json_object_new ();
  const char *id = cordial_packet_get_string (request, "id");

  if (id)
    json_object_set_string_member (meta, "id", id);
  json_object_set_string_member (meta, "topic", name);
  cordial_object_set_time (meta, "ts", cordial_time_now_ms ());
  return meta;
}

/**
 * request_reply_part:
 * @name: of the topic
 * @what: the part
 * @count: of what was delivered; negative: none is said
 *
 * A {ctrl} about one part of a {get}, named as the official server names it.
 */
void
request_reply_part (Session *session,
                    JsonObject *request,
                    const char *name,
                    int code,
                    const char *text,
                    const char *what,
                    gint64 count)
{
  JsonObject *ctrl = cordial_ctrl_new (cordial_packet_get_string (request, "id"), name, code, text);
  JsonObject *params = json_object_new ();

  if (count >= 0)
    json_object_set_int_member (params, "count", count);
  json_object_set_string_member (params, "what", what);
  json_object_set_object_member (ctrl, "params", params);
  session_send (session, "ctrl", ctrl);
}
