/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As the official server takes them (server/utils.go, «Tag handling»).
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-tags.h"

#include <string.h>

#include "cordial-server-cards.h"

/* They say who somebody is: the server gives them. */
static const char *const reserved[] = { "basic:", "email:", "tel:" };

/* Of these everybody has one, which nobody else has. */
#define ALIAS "alias:"

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static gboolean
is_good (const char *tag)
{
  glong length = g_utf8_strlen (tag, -1);

  if (length < TAG_MIN_LENGTH || length > TAG_MAX_LENGTH || !g_unichar_isalnum (g_utf8_get_char (tag)))
    return FALSE;
  for (const char *c = tag; *c; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)))
      return FALSE;
  return TRUE;
}

static GStrv
split (const char *tags)
{
  g_auto (GStrv) parts = g_strsplit (tags ? tags : "", TAGS_SEPARATOR, -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; parts[i]; i++)
    if (*parts[i])
      g_strv_builder_add (builder, parts[i]);
  return g_strv_builder_end (builder);
}

static char *
join (char **tags)
{
  GString *text = g_string_new (TAGS_SEPARATOR);

  for (guint i = 0; tags[i]; i++)
    g_string_append_printf (text, "%s" TAGS_SEPARATOR, tags[i]);
  return g_string_free (text, FALSE);
}

static gboolean
is_reserved (const char *tag)
{
  for (guint i = 0; i < G_N_ELEMENTS (reserved); i++)
    if (g_str_has_prefix (tag, reserved[i]))
      return TRUE;
  return FALSE;
}

/**
 * tags_parse:
 * @array: (nullable): what they are to be
 *
 * Returns: (transfer full): those of the first %TAGS_MAX that are good, in lower case, each once, in order; none where one of them
 *   says that there are to be none
 */
char *
tags_parse (JsonArray *array)
{
  guint count = array ? MIN (json_array_get_length (array), TAGS_MAX) : 0;
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < count; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *value = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
      g_autofree char *tag = value ? g_strstrip (g_utf8_strdown (value, -1)) : NULL;

      if (g_strcmp0 (tag, CARD_CLEAR) == 0)
        {
          g_ptr_array_set_size (tags, 0);
          break;
        }
      if (tag && is_good (tag) && !g_ptr_array_find_with_equal_func (tags, tag, g_str_equal, NULL))
        g_ptr_array_add (tags, g_steal_pointer (&tag));
    }
  g_ptr_array_sort (tags, compare);
  g_ptr_array_add (tags, NULL);
  return join ((char **) tags->pdata);
}

/**
 * tags_with_login:
 *
 * Returns: (transfer full): the tags, and the one that names the login
 */
char *
tags_with_login (const char *tags, const char *login)
{
  return g_strconcat (tags && *tags ? tags : TAGS_SEPARATOR, "basic:", login, TAGS_SEPARATOR, NULL);
}

static char *
dup_reserved (const char *tags)
{
  g_auto (GStrv) all = split (tags);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  for (guint i = 0; all[i]; i++)
    if (is_reserved (all[i]))
      g_ptr_array_add (found, all[i]);
  g_ptr_array_sort (found, compare);
  g_ptr_array_add (found, NULL);
  return join ((char **) found->pdata);
}

/**
 * tags_keep_reserved:
 *
 * Returns: whether a change leaves alone the tags that are not the person's to change
 */
gboolean
tags_keep_reserved (const char *before, const char *after)
{
  g_autofree char *old_reserved = dup_reserved (before);
  g_autofree char *new_reserved = dup_reserved (after);

  return g_str_equal (old_reserved, new_reserved);
}

/**
 * tags_to_array:
 *
 * Returns: (transfer full): as on the wire
 */
JsonArray *
tags_to_array (const char *tags)
{
  g_auto (GStrv) all = split (tags);
  JsonArray *array = json_array_new ();

  for (guint i = 0; all[i]; i++)
    json_array_add_string_element (array, all[i]);
  return array;
}

void
tags_count_changes (const char *before, const char *after, guint *added, guint *removed)
{
  g_auto (GStrv) old_tags = split (before);
  g_auto (GStrv) new_tags = split (after);

  *added = *removed = 0;
  for (guint i = 0; new_tags[i]; i++)
    *added += !g_strv_contains ((const char *const *) old_tags, new_tags[i]);
  for (guint i = 0; old_tags[i]; i++)
    *removed += !g_strv_contains ((const char *const *) new_tags, old_tags[i]);
}

/**
 * tags_find_alias:
 * @several: (out): whether there is more than one
 *
 * Returns: (transfer full) (nullable): the tag that nobody else may have
 */
char *
tags_find_alias (const char *tags, gboolean *several)
{
  g_auto (GStrv) all = split (tags);
  char *alias = NULL;

  *several = FALSE;
  for (guint i = 0; all[i]; i++)
    if (g_str_has_prefix (all[i], ALIAS))
      {
        *several = alias != NULL;
        if (!alias)
          alias = g_strdup (all[i]);
      }
  return alias;
}
