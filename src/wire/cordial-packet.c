/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading frames of Tinode's wire: JSON objects of bounded depth, and members of them that have the type they must have.
 * Client and server stand on it. It knows no particular packet.
 */

#define G_LOG_DOMAIN "cordial-packet"

#include "cordial-packet.h"

#include <string.h>

/* Tinode's own packets nest about six deep, with a card or a form in them twice that; readers of trees recurse. */
#define MAX_DEPTH 64

G_DEFINE_QUARK (cordial - packet - error - quark, cordial_packet_error)

/* Before any tree is made of it. */
static gboolean
is_shallow (const char *text)
{
  guint depth = 0;
  gboolean in_string = FALSE;

  for (const char *p = text; *p; p++)
    {
      if (in_string)
        {
          if (*p == '\\' && p[1])
            p++;
          else if (*p == '"')
            in_string = FALSE;
        }
      else if (*p == '"')
        in_string = TRUE;
      else if (*p == '{' || *p == '[')
        {
          if (++depth > MAX_DEPTH)
            return FALSE;
        }
      else if ((*p == '}' || *p == ']') && depth > 0)
        depth--;
    }
  return TRUE;
}

/**
 * cordial_packet_parse:
 * @text: one frame, UTF-8
 * @error: return location for a #CordialPacketError; its text has none of the frame's content
 *
 * Returns: (transfer full) (nullable): a node that holds an object
 */
JsonNode *
cordial_packet_parse (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!is_shallow (text))
    {
      g_set_error_literal (error, CORDIAL_PACKET_ERROR, CORDIAL_PACKET_ERROR_TOO_DEEP, "nested too deeply");
      return NULL;
    }
  node = json_from_string (text, NULL);
  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (error, CORDIAL_PACKET_ERROR, CORDIAL_PACKET_ERROR_MALFORMED, "no JSON object");
      return NULL;
    }
  return g_steal_pointer (&node);
}

/* Whether the four characters at @p are hexadecimal, and what they are. */
static gboolean
read_unit (const char *p, guint *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return FALSE;
      *unit = *unit * 16 + (guint) digit;
    }
  return TRUE;
}

/* An escape of UTF-16 that is one half of a pair stands for no character, and the reader takes no text that has one.
 * @p is at the backslash; appends one escape and returns what is behind it. */
static const char *
prune_escape (const char *p, GString *pruned)
{
  guint high, low;

  if (p[1] != 'u' || !read_unit (p + 2, &high) || high < 0xd800 || high > 0xdfff)
    {
      g_string_append_len (pruned, p, p[1] ? 2 : 1);
      return p + (p[1] ? 2 : 1);
    }
  if (high < 0xdc00 && p[6] == '\\' && p[7] == 'u' && read_unit (p + 8, &low) && low >= 0xdc00 && low <= 0xdfff)
    {
      g_string_append_len (pruned, p, 12);
      return p + 12;
    }
  g_string_append (pruned, "\\ufffd");
  return p + 6;
}

/* Without what nests too deeply, and halves of characters. */
static char *
prune (const char *text)
{
  GString *pruned = g_string_sized_new (strlen (text));
  guint depth = 0;
  gboolean in_string = FALSE;

  for (const char *p = text; *p;)
    {
      char c = *p;

      if (in_string && c == '\\')
        {
          gsize length = pruned->len;

          p = prune_escape (p, pruned);
          if (depth > MAX_DEPTH)
            g_string_truncate (pruned, length);
          continue;
        }
      if (c == '"')
        in_string = !in_string;
      else if (!in_string && (c == '{' || c == '[') && ++depth == MAX_DEPTH + 1)
        g_string_append (pruned, "null");
      if (depth <= MAX_DEPTH)
        g_string_append_c (pruned, c);
      if (!in_string && (c == '}' || c == ']') && depth > 0)
        depth--;
      p++;
    }
  return g_string_free_and_steal (pruned);
}

/**
 * cordial_packet_parse_pruned:
 * @text: one frame, UTF-8
 * @error: return location for a #CordialPacketError; its text has none of the frame's content
 *
 * For frames that hold what strangers wrote, such as a roster with everybody's card: a value that nests too deeply is
 * null, and half a character is U+FFFD. It costs what it stands in, and not the frame.
 *
 * Returns: (transfer full) (nullable): a node that holds an object
 */
JsonNode *
cordial_packet_parse_pruned (const char *text, GError **error)
{
  g_autofree char *pruned = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  /* Nearly all have neither, and need not be copied. */
  if (!is_shallow (text) || strstr (text, "\\ud") || strstr (text, "\\uD"))
    pruned = prune (text);
  return cordial_packet_parse (pruned ? pruned : text, error);
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
