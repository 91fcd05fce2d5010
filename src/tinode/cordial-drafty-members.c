/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Members of the data of Drafty's entities: a text, a number, an address, bytes; each bounded, and none where it is not what it must be.
 */

#define G_LOG_DOMAIN "cordial-drafty"

#include "cordial-drafty-private.h"

#include <string.h>

#include "cordial-packet.h"

/* A frame holds less; more is not decoded. */
#define MAX_BYTES (8 * 1024 * 1024)

/* Of what is kept though it is not known. */
#define MAX_KEPT_DEPTH 16
#define MAX_KEPT_BYTES (64 * 1024)

#define MAX_MEDIA_TYPE_BYTES 127

/* A whole number from 0 to max; 0 for anything else. */
gint64
cordial_drafty_number (JsonObject *object, const char *member, gint64 max)
{
  JsonNode *node = object ? json_object_get_member (object, member) : NULL;
  double value;

  if (!node || !JSON_NODE_HOLDS_VALUE (node))
    return 0;
  /* JavaScript has no other numbers. */
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    value = json_node_get_double (node);
  else if (json_node_get_value_type (node) == G_TYPE_INT64)
    return json_node_get_int (node) >= 0 && json_node_get_int (node) <= max ? json_node_get_int (node) : 0;
  else
    return 0;
  return value >= 0 && value <= (double) max ? MIN ((gint64) value, max) : 0;
}

const char *
cordial_drafty_get (JsonObject *object, const char *member)
{
  const char *text = object ? cordial_packet_get_string (object, member) : NULL;

  return text && *text && strnlen (text, MAX_KEPT_BYTES + 1) <= MAX_KEPT_BYTES && g_utf8_validate (text, -1, NULL)
           ? text
           : NULL;
}

/* The beginning of a text; NULL where there is none. */
char *
cordial_drafty_string (JsonObject *object, const char *member, glong max_characters)
{
  const char *text = cordial_drafty_get (object, member);
  const char *end = text;

  for (glong i = 0; end && *end && i < max_characters; i++)
    end = g_utf8_next_char (end);
  return text ? g_strndup (text, (gsize) (end - text)) : NULL;
}

static gboolean
is_deeper_than (JsonNode *node, guint depth)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      JsonNode *member;

      if (depth == 0)
        return TRUE;
      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, NULL, &member))
        if (is_deeper_than (member, depth - 1))
          return TRUE;
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      if (depth == 0)
        return TRUE;
      for (guint i = 0; i < json_array_get_length (array); i++)
        if (is_deeper_than (json_array_get_element (array, i), depth - 1))
          return TRUE;
    }
  return FALSE;
}

/* As JSON that reads the same when it is read again: a number that JSON cannot write, such as 1e999, would break the frame it is sent in.
 * NULL where it is too deep or too large to be kept. */
char *
cordial_drafty_keep (JsonNode *node)
{
  g_autofree char *kept = NULL, *again = NULL;
  g_autoptr (JsonNode) parsed = NULL;

  if (is_deeper_than (node, MAX_KEPT_DEPTH))
    return NULL;
  kept = json_to_string (node, FALSE);
  if (!kept || strlen (kept) > MAX_KEPT_BYTES || !g_utf8_validate (kept, -1, NULL))
    return NULL;
  parsed = json_from_string (kept, NULL);
  again = parsed ? json_to_string (parsed, FALSE) : NULL;
  return g_strcmp0 (kept, again) == 0 ? g_steal_pointer (&kept) : NULL;
}

/* A type with a subtype, and parameters if they may be there. */
char *
cordial_drafty_media_type (const char *text, gboolean with_parameters)
{
  gsize n_slashes = 0, length;
  const char *end;

  if (!text || strlen (text) > MAX_MEDIA_TYPE_BYTES)
    return NULL;
  end = strchrnul (text, ';');
  for (const char *p = text; p < end; p++)
    {
      if (*p == '/' && p > text && p + 1 < end)
        n_slashes++;
      else if (!g_ascii_isalnum (*p) && !strchr ("!#$&^_.+-", *p))
        return NULL;
    }
  for (const char *p = end; *p; p++)
    if (!g_ascii_isprint (*p))
      return NULL;
  length = with_parameters ? strlen (text) : (gsize) (end - text);
  return n_slashes == 1 ? g_strndup (text, length) : NULL;
}

char *
cordial_drafty_address (JsonObject *data, const char *member)
{
  const char *text = cordial_drafty_get (data, member);

  return text && cordial_is_reference (text) ? g_strdup (text) : NULL;
}

GBytes *
cordial_drafty_decode (JsonObject *data, const char *member)
{
  const char *text = data ? cordial_packet_get_string (data, member) : NULL;
  gsize n_bytes;
  guchar *bytes;

  if (!text || strlen (text) / 4 * 3 > MAX_BYTES)
    return NULL;
  bytes = g_base64_decode (text, &n_bytes);
  if (n_bytes > 0)
    return g_bytes_new_take (bytes, n_bytes);
  g_free (bytes);
  return NULL;
}

void
cordial_drafty_set (JsonObject *data, const char *member, const char *text)
{
  if (text)
    json_object_set_string_member (data, member, text);
}

void
cordial_drafty_set_number (JsonObject *data, const char *member, gint64 number)
{
  if (number > 0)
    json_object_set_int_member (data, member, number);
}

void
cordial_drafty_encode (JsonObject *data, const char *member, GBytes *bytes)
{
  g_autofree char *text = NULL;
  gsize n_bytes;
  const guchar *start;

  if (!bytes)
    return;
  start = g_bytes_get_data (bytes, &n_bytes);
  text = g_base64_encode (start, n_bytes);
  json_object_set_string_member (data, member, text);
}
