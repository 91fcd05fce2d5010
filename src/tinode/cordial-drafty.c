/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drafty, Tinode's rich text (docs/drafty.md): reading it. Client and server stand on it. It knows no packet and no
 * widget.
 */

#define G_LOG_DOMAIN "cordial-drafty"

#include "cordial-config.h"

#include "cordial-drafty.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cordial-packet.h"

/* A message with more attachments than that is not written by a person. */
#define MAX_ATTACHMENTS 32

/* Of a file's name, or of what a server puts in its place. */
#define MAX_NAME_CHARACTERS 120

/* What stands for something that is no text; %s is the name of a file. */
static char *
describe (const char *type, JsonObject *data)
{
  const char *name = data ? cordial_packet_get_string (data, "name") : NULL;
  g_autofree char *base = NULL, *shown = NULL;

  /* Drafty's form responses are for machines. */
  if (g_str_equal (type, "EX") && data && g_strcmp0 (cordial_packet_get_string (data, "mime"), "text/x-drafty-fr") == 0)
    return NULL;

  if (name && *name)
    {
      base = g_path_get_basename (name);
      shown = g_utf8_substring (base, 0, MIN (g_utf8_strlen (base, -1), MAX_NAME_CHARACTERS));
      g_strdelimit (shown, "\r\n\t", ' ');
    }
  if (g_str_equal (type, "IM"))
    return shown ? g_strdup_printf (_ ("[Image: %s]"), shown) : g_strdup (_ ("[Image]"));
  if (g_str_equal (type, "VD"))
    return shown ? g_strdup_printf (_ ("[Video: %s]"), shown) : g_strdup (_ ("[Video]"));
  if (g_str_equal (type, "AU"))
    return g_strdup (_ ("[Voice message]"));
  if (g_str_equal (type, "VC"))
    return g_strdup (_ ("[Call]"));
  if (g_str_equal (type, "EX"))
    return shown ? g_strdup_printf (_ ("[File: %s]"), shown) : g_strdup (_ ("[File]"));
  return NULL;
}

/* The type of a format, and the data of its entity, if it has one. A missing key is 0 (docs/drafty.md «fmt»). */
static const char *
resolve (JsonObject *format, JsonArray *entities, JsonObject **data)
{
  const char *type = cordial_packet_get_string (format, "tp");
  JsonNode *node;
  JsonObject *entity;
  gint64 key = 0;

  *data = NULL;
  if (type && *type)
    return type;
  cordial_packet_get_int (format, "key", &key);
  if (!entities || key < 0 || key >= json_array_get_length (entities))
    return NULL;
  node = json_array_get_element (entities, key);
  entity = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  if (!entity)
    return NULL;
  *data = cordial_packet_get_object (entity, "data");
  return cordial_packet_get_string (entity, "tp");
}

static char *
object_to_plain_text (JsonObject *drafty)
{
  const char *text = cordial_packet_get_string (drafty, "txt");
  JsonArray *formats = cordial_packet_get_array (drafty, "fmt");
  JsonArray *entities = cordial_packet_get_array (drafty, "ent");
  g_autofree gunichar *characters = g_utf8_to_ucs4_fast (text ? text : "", -1, NULL);
  g_autoptr (GString) attachments = g_string_new (NULL);
  g_autofree char *plain = NULL;
  glong length = 0;
  guint n_attachments = 0;

  while (characters[length])
    length++;
  for (guint i = 0; formats && i < json_array_get_length (formats); i++)
    {
      JsonNode *node = json_array_get_element (formats, i);
      JsonObject *format = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      JsonObject *data;
      const char *type = format ? resolve (format, entities, &data) : NULL;
      g_autofree char *description = NULL;
      gint64 at = 0;

      if (!type)
        continue;
      cordial_packet_get_int (format, "at", &at);
      if (g_str_equal (type, "BR"))
        {
          /* A break takes the place of one character, in code points. */
          if (at >= 0 && at < length)
            characters[at] = '\n';
          continue;
        }
      description = describe (type, data);
      if (description && n_attachments++ < MAX_ATTACHMENTS)
        g_string_append_printf (attachments, "%s%s", attachments->len > 0 ? "\n" : "", description);
    }

  plain = g_ucs4_to_utf8 (characters, length, NULL, NULL, NULL);
  if (attachments->len == 0)
    return g_steal_pointer (&plain);
  g_strstrip (plain);
  if (!*plain)
    return g_string_free (g_steal_pointer (&attachments), FALSE);
  return g_strdup_printf ("%s\n%s", plain, attachments->str);
}

/**
 * cordial_drafty_to_plain_text:
 * @content: (nullable): what a {data} has under "content": a text, Drafty, or something else
 *
 * What a person reads of it where nothing but text can be shown. Never JSON: of what is no text there is a word in brackets
 * or nothing.
 *
 * Returns: (transfer full): text, empty if there is none
 */
char *
cordial_drafty_to_plain_text (JsonNode *content)
{
  if (!content)
    return g_strdup ("");
  if (JSON_NODE_HOLDS_VALUE (content))
    return json_node_get_value_type (content) == G_TYPE_STRING ? g_strdup (json_node_get_string (content))
                                                               : g_strdup ("");
  if (JSON_NODE_HOLDS_OBJECT (content))
    return object_to_plain_text (json_node_get_object (content));
  return g_strdup ("");
}
