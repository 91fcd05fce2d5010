/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reactions as a value, and as the text that the store keeps: a line for each, with what it is, how many reacted so, and the ids of
 * those who are known.
 */

#include "cordial-reactions.h"

#include <string.h>

/* Of a reaction; beyond that only the count is known. */
#define PEOPLE_MAX 512

CordialReacted *
cordial_reacted_new (gint64 seq)
{
  CordialReacted *self = g_new0 (CordialReacted, 1);

  self->seq = seq;
  self->reactions = cordial_reactions_new ();
  return self;
}

void
cordial_reacted_free (CordialReacted *self)
{
  g_ptr_array_unref (self->reactions);
  g_free (self);
}

static void
reaction_free (gpointer data)
{
  CordialReaction *self = data;

  g_free (self->value);
  g_ptr_array_unref (self->people);
  g_free (self);
}

GPtrArray *
cordial_reactions_new (void)
{
  return g_ptr_array_new_with_free_func (reaction_free);
}

static CordialReaction *
find_value (GPtrArray *self, const char *value)
{
  for (guint i = 0; i < self->len; i++)
    {
      CordialReaction *reaction = g_ptr_array_index (self, i);

      if (g_str_equal (reaction->value, value))
        return reaction;
    }
  return NULL;
}

static gboolean
find_person (const CordialReaction *reaction, const char *person, guint *index)
{
  return g_ptr_array_find_with_equal_func (reaction->people, person, g_str_equal, index);
}

/**
 * cordial_reaction_is_sound:
 * @value: (nullable): from anywhere
 *
 * Returns: whether it can be shown and kept as a reaction: valid, short, and in one line
 */
gboolean
cordial_reaction_is_sound (const char *value)
{
  gsize length = value ? strlen (value) : 0;

  if (length == 0 || length > CORDIAL_REACTION_MAX_BYTES || !g_utf8_validate (value, -1, NULL))
    return FALSE;
  for (const char *at = value; *at; at = g_utf8_next_char (at))
    if (g_unichar_iscntrl (g_utf8_get_char (at)))
      return FALSE;
  return TRUE;
}

/**
 * cordial_reactions_add:
 * @value: a sound one
 *
 * Returns: (transfer none) (nullable): the reaction of that value, with nobody where it is new; %NULL where there are too many
 */
CordialReaction *
cordial_reactions_add (GPtrArray *self, const char *value)
{
  CordialReaction *reaction = find_value (self, value);

  if (reaction || self->len >= CORDIAL_REACTIONS_MAX)
    return reaction;
  reaction = g_new0 (CordialReaction, 1);
  reaction->value = g_strdup (value);
  reaction->people = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self, reaction);
  return reaction;
}

/* Somebody else reacted so; the count is raised by whoever knows it. */
void
cordial_reaction_add_person (CordialReaction *self, const char *person)
{
  if (self->people->len < PEOPLE_MAX && *person && !strpbrk (person, " \t\n") && !find_person (self, person, NULL))
    g_ptr_array_add (self->people, g_strdup (person));
  self->count = MAX (self->count, self->people->len);
}

/**
 * cordial_reactions_parse:
 * @text: (nullable): as the store keeps them
 */
GPtrArray *
cordial_reactions_parse (const char *text)
{
  GPtrArray *self = cordial_reactions_new ();
  g_auto (GStrv) lines = text ? g_strsplit (text, "\n", -1) : NULL;

  for (guint i = 0; lines && lines[i]; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], "\t", 3);
      g_auto (GStrv) people = NULL;
      CordialReaction *reaction;

      if (g_strv_length (parts) != 3 || !cordial_reaction_is_sound (parts[0]))
        continue;
      reaction = cordial_reactions_add (self, parts[0]);
      if (!reaction)
        break;
      people = g_strsplit (parts[2], " ", -1);
      for (guint j = 0; people[j]; j++)
        cordial_reaction_add_person (reaction, people[j]);
      reaction->count = MAX (reaction->count, (guint) g_ascii_strtoull (parts[1], NULL, 10));
    }
  return self;
}

/**
 * cordial_reactions_dup_text:
 *
 * Returns: (transfer full) (nullable): %NULL for none
 */
char *
cordial_reactions_dup_text (GPtrArray *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->len; i++)
    {
      const CordialReaction *reaction = g_ptr_array_index (self, i);

      if (reaction->count == 0)
        continue;
      g_string_append_printf (text, "%s%s\t%u\t", text->len > 0 ? "\n" : "", reaction->value, reaction->count);
      for (guint j = 0; j < reaction->people->len; j++)
        g_string_append_printf (text, "%s%s", j > 0 ? " " : "", (const char *) g_ptr_array_index (reaction->people, j));
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/**
 * cordial_reactions_find:
 * @person: (nullable): an id
 *
 * Returns: (transfer none) (nullable): how that person reacted
 */
const char *
cordial_reactions_find (GPtrArray *self, const char *person)
{
  for (guint i = 0; person && i < self->len; i++)
    {
      const CordialReaction *reaction = g_ptr_array_index (self, i);

      if (find_person (reaction, person, NULL))
        return reaction->value;
    }
  return NULL;
}

static void
remove_empty (GPtrArray *self)
{
  for (guint i = self->len; i > 0; i--)
    if (((CordialReaction *) g_ptr_array_index (self, i - 1))->count == 0)
      g_ptr_array_remove_index (self, i - 1);
}

/* What nobody is left of stays, with its place. */
static void
set (GPtrArray *self, const char *person, const char *value)
{
  CordialReaction *reaction;
  guint index, count;

  if (g_strcmp0 (cordial_reactions_find (self, person), value) == 0)
    return;
  for (guint i = 0; person && i < self->len; i++)
    {
      reaction = g_ptr_array_index (self, i);
      if (!find_person (reaction, person, &index))
        continue;
      g_ptr_array_remove_index (reaction->people, index);
      reaction->count--;
    }
  reaction = value ? cordial_reactions_add (self, value) : NULL;
  if (!reaction)
    return;
  count = reaction->count + 1;
  if (person)
    cordial_reaction_add_person (reaction, person);
  reaction->count = MAX (reaction->count, count);
}

/**
 * cordial_reactions_set:
 * @person: (nullable): who reacts; %NULL for somebody whom the server does not name
 * @value: (nullable): a sound one, in the place of any other of that person; %NULL to take it back
 */
void
cordial_reactions_set (GPtrArray *self, const char *person, const char *value)
{
  set (self, person, value);
  remove_empty (self);
}

/**
 * cordial_reactions_update:
 * @news: (element-type CordialReaction): as the server has them now
 * @all: whether there are no others
 *
 * What was there already keeps its place, so that nothing jumps.
 */
void
cordial_reactions_update (GPtrArray *self, GPtrArray *news, gboolean all)
{
  for (guint i = 0; i < self->len; i++)
    {
      CordialReaction *reaction = g_ptr_array_index (self, i);

      if (!all && !find_value (news, reaction->value))
        continue;
      reaction->count = 0;
      g_ptr_array_set_size (reaction->people, 0);
    }
  for (guint i = 0; i < news->len; i++)
    {
      const CordialReaction *said = g_ptr_array_index (news, i);
      CordialReaction *reaction;

      /* Where they reacted otherwise before. */
      for (guint j = 0; j < said->people->len; j++)
        set (self, g_ptr_array_index (said->people, j), said->value);
      reaction = cordial_reactions_add (self, said->value);
      if (reaction)
        reaction->count = MAX (said->count, reaction->people->len);
    }
  remove_empty (self);
}
