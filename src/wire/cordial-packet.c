/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading frames of Tinode's wire: JSON objects of bounded depth, and members of them that have the type they must have.
 * Client and server stand on it. It knows no particular packet.
 */

#define G_LOG_DOMAIN "cordial-packet"

#include "cordial-packet.h"

/* Tinode's own packets nest about six deep, with a card or a form in them twice that; readers of trees recurse. */
#define MAX_DEPTH 64

G_DEFINE_QUARK (cordial - packet - error - quark, cordial_packet_error)

/* Behind the string that begins at @p. */
static const char *
skip_string (const char *p)
{
  for (p++; *p && *p != '"'; p++)
    if (*p == '\\' && p[1])
      p++;
  return *p ? p + 1 : p;
}

/* Before any tree is made of it: finds the first object or array that is nested too deeply, %NULL if none is. */
static const char *
find_too_deep (const char *text, guint *depth)
{
  const char *p = text;

  while (*p)
    {
      if (*p == '"')
        {
          p = skip_string (p);
          continue;
        }
      if (*p == '{' || *p == '[')
        {
          if (*depth == MAX_DEPTH)
            return p;
          ++*depth;
        }
      else if ((*p == '}' || *p == ']') && *depth > 0)
        --*depth;
      p++;
    }
  return NULL;
}

/* Behind the object or array that begins at @p. */
static const char *
skip_nested (const char *p)
{
  gsize depth = 0;

  while (*p)
    {
      if (*p == '"')
        {
          p = skip_string (p);
          continue;
        }
      if (*p == '{' || *p == '[')
        depth++;
      else if ((*p == '}' || *p == ']') && --depth == 0)
        return p + 1;
      p++;
    }
  return p;
}

static JsonNode *
parse_object (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  if (node && JSON_NODE_HOLDS_OBJECT (node))
    return g_steal_pointer (&node);
  g_set_error_literal (error, CORDIAL_PACKET_ERROR, CORDIAL_PACKET_ERROR_MALFORMED, "no JSON object");
  return NULL;
}

/**
 * cordial_packet_parse:
 * @text: one frame, UTF-8
 * @error: return location for a #CordialPacketError; its text has none of the frame's content
 *
 * For who may say no: a frame that is nested too deeply is refused.
 *
 * Returns: (transfer full) (nullable): a node that holds an object
 */
JsonNode *
cordial_packet_parse (const char *text, GError **error)
{
  guint depth = 0;

  g_return_val_if_fail (text != NULL, NULL);

  if (find_too_deep (text, &depth))
    {
      g_set_error_literal (error, CORDIAL_PACKET_ERROR, CORDIAL_PACKET_ERROR_TOO_DEEP, "nested too deeply");
      return NULL;
    }
  return parse_object (text, error);
}

/**
 * cordial_packet_parse_pruned:
 * @text: one frame, UTF-8
 * @error: return location for a #CordialPacketError; its text has none of the frame's content
 *
 * For who has to live with what comes: what is nested too deeply is null, and costs the frame nothing else.
 *
 * Returns: (transfer full) (nullable): a node that holds an object
 */
JsonNode *
cordial_packet_parse_pruned (const char *text, GError **error)
{
  g_autoptr (GString) pruned = NULL;
  const char *deep;
  guint depth = 0;

  g_return_val_if_fail (text != NULL, NULL);

  while ((deep = find_too_deep (text, &depth)))
    {
      if (!pruned)
        pruned = g_string_new (NULL);
      g_string_append_len (pruned, text, deep - text);
      g_string_append (pruned, "null");
      text = skip_nested (deep);
    }
  if (!pruned)
    return parse_object (text, error);
  g_string_append (pruned, text);
  return parse_object (pruned->str, error);
}

/**
 * cordial_packet_get_string:
 * @object: an object
 * @member: name of a member
 *
 * Returns: (nullable) (transfer none): the member's text, %NULL if there is none or it is no text
 */
const char *
cordial_packet_get_string (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

/**
 * cordial_packet_get_int:
 * @object: an object
 * @member: name of a member
 * @value: (out): the member's number
 *
 * Returns: whether there is such a member, and it is a whole number
 */
gboolean
cordial_packet_get_int (JsonObject *object, const char *member, gint64 *value)
{
  JsonNode *node = json_object_get_member (object, member);

  if (!node || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *value = json_node_get_int (node);
  return TRUE;
}

/**
 * cordial_packet_get_boolean:
 * @object: an object
 * @member: name of a member
 *
 * Returns: whether the member is there and true: Tinode leaves out what is false
 */
gboolean
cordial_packet_get_boolean (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

/**
 * cordial_packet_get_object:
 * @object: an object
 * @member: name of a member
 *
 * Returns: (nullable) (transfer none): the member, %NULL if there is none or it is no object
 */
JsonObject *
cordial_packet_get_object (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * cordial_packet_get_array:
 * @object: an object
 * @member: name of a member
 *
 * Returns: (nullable) (transfer none): the member, %NULL if there is none or it is no array
 */
JsonArray *
cordial_packet_get_array (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}
