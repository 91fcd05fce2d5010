/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bounds of what people say of themselves.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-cards.h"

#include <string.h>

#include "cordial-server-frames.h"

/* A profile with its picture. */
#define CARD_MAX_BYTES (128 * 1024)

/* Deeper than any card, and so shallow that a frame with a card in it stays within what its readers allow in all. */
#define CARD_MAX_DEPTH 16

static gboolean
is_clear (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && g_strcmp0 (json_node_get_string (node), CARD_CLEAR) == 0;
}

/**
 * card_dup:
 * @clear: (out) (optional): set to %TRUE where the field is to be emptied, by "␡"
 *
 * Returns: (transfer full) (nullable): the member as JSON; %NULL where there is none, or it is not good
 */
char *
card_dup (JsonObject *object, const char *member, gboolean *clear)
{
  JsonNode *node = json_object_get_member (object, member);
  g_autofree char *text = NULL;

  if (!node || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  if (clear && is_clear (node))
    {
      *clear = TRUE;
      return NULL;
    }
  text = cordial_node_to_bounded_text (node, CARD_MAX_DEPTH);
  return text && strlen (text) <= CARD_MAX_BYTES ? g_steal_pointer (&text) : NULL;
}

/**
 * cards_are_good:
 * @desc: (nullable): as on the wire
 *
 * Returns: whether its cards are bounded and normal JSON
 */
gboolean
cards_are_good (JsonObject *desc)
{
  static const char *const members[] = { "public", "private" };

  for (guint i = 0; desc && i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *node = json_object_get_member (desc, members[i]);
      g_autofree char *text = card_dup (desc, members[i], NULL);

      if (node && !JSON_NODE_HOLDS_NULL (node) && !text)
        return FALSE;
    }
  return TRUE;
}

/**
 * tags_parse:
 * @array: (nullable): what they are to be
 *
 * Returns: (transfer full): " basic:login tag tag ": bounded, lower case, of letters, digits and the few signs that Tinode
 *   allows
 */
char *
tags_parse (JsonArray *array, const char *login)
{
  g_autoptr (GString) tags = g_string_new (" ");
  guint count = 0;

  g_string_append_printf (tags, "basic:%s ", login);
  for (guint i = 0; array && i < json_array_get_length (array) && count < TAGS_MAX; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *value = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
      g_autofree char *tag = value ? g_utf8_strdown (value, -1) : NULL;
      gboolean good = tag && g_utf8_strlen (tag, -1) >= TAG_MIN_LENGTH && g_utf8_strlen (tag, -1) <= TAG_MAX_LENGTH &&
                      !g_str_has_prefix (tag, "basic:");

      for (const char *c = tag; good && *c; c = g_utf8_next_char (c))
        good = g_unichar_isalnum (g_utf8_get_char (c)) || strchr ("_.+-@#!?:", *c);
      if (!good)
        continue;
      g_string_append_printf (tags, "%s ", tag);
      count++;
    }
  return g_strdup (tags->str);
}
