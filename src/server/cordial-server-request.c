/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What several requests do.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request.h"

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
