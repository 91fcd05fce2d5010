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

static char *
bounded_text (JsonNode *node)
{
  g_autofree char *text = cordial_node_to_bounded_text (node, CARD_MAX_DEPTH);

  return text && strlen (text) <= CARD_MAX_BYTES ? g_steal_pointer (&text) : NULL;
}

/**
 * card_dup:
 *
 * Returns: (transfer full) (nullable): the member as JSON; %NULL where there is none, it is to be emptied, or it is not good
 */
char *
card_dup (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node && !JSON_NODE_HOLDS_NULL (node) && !is_clear (node) ? bounded_text (node) : NULL;
}

/* What is said of each key is so from now on; what is not said of stays (server/utils.go, mergeMaps). */
static gboolean
merge_objects (JsonObject *into, JsonObject *from)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;
  gboolean changed = FALSE;

  json_object_iter_init (&iter, from);
  while (json_object_iter_next (&iter, &key, &node))
    if (JSON_NODE_HOLDS_OBJECT (node))
      {
        JsonNode *there = json_object_get_member (into, key);

        if (json_object_get_size (json_node_get_object (node)) == 0)
          continue;
        if (!there || !JSON_NODE_HOLDS_OBJECT (there))
          {
            json_object_set_object_member (into, key, json_object_new ());
            there = json_object_get_member (into, key);
          }
        changed |= merge_objects (json_node_get_object (there), json_node_get_object (node));
      }
    else if (is_clear (node))
      {
        json_object_remove_member (into, key);
        changed = TRUE;
      }
    else if (!JSON_NODE_HOLDS_NULL (node))
      {
        json_object_set_member (into, key, json_node_copy (node));
        changed = TRUE;
      }
  return changed;
}

/**
 * card_merge:
 * @json: (inout) (nullable): what is there; %NULL where there is nothing
 * @object: what is said
 * @member: of which part
 *
 * An object is put into what is there, key by key; "␡" empties a key, or all of it; anything else is in its place from now on
 * (Tinode docs/API.md «{set}»).
 */
CardChange
card_merge (char **json, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  g_autoptr (JsonNode) there = *json ? json_from_string (*json, NULL) : NULL;
  g_autofree char *text = NULL;

  if (!node || JSON_NODE_HOLDS_NULL (node))
    return CARD_SAME;
  if (is_clear (node))
    {
      if (!*json)
        return CARD_SAME;
      g_clear_pointer (json, g_free);
      return CARD_CHANGED;
    }
  text = bounded_text (node);
  if (!text)
    return CARD_BAD;
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      if (!there || !JSON_NODE_HOLDS_OBJECT (there))
        {
          g_clear_pointer (&there, json_node_unref);
          there = json_node_new (JSON_NODE_OBJECT);
          json_node_take_object (there, json_object_new ());
        }
      if (!merge_objects (json_node_get_object (there), json_node_get_object (node)))
        return CARD_SAME;
      g_free (text);
      text = bounded_text (there);
      if (!text)
        return CARD_BAD;
    }
  g_free (*json);
  *json = g_steal_pointer (&text);
  return CARD_CHANGED;
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
      g_autofree char *text = node ? bounded_text (node) : NULL;

      if (node && !text)
        return FALSE;
    }
  return TRUE;
}
