/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an account shares with its conversations.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-roster.h"

static GHashTable *
new_people (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cordial_person_free);
}

CordialRoster *
cordial_roster_new (CordialStore *store, CordialContentReader read_content)
{
  CordialRoster *self = g_new0 (CordialRoster, 1);

  g_ref_count_init (&self->refs);
  self->store = g_object_ref (store);
  self->read_content = read_content;
  self->contacts = new_people ();
  self->people = new_people ();
  return self;
}

CordialRoster *
cordial_roster_ref (CordialRoster *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
cordial_roster_unref (CordialRoster *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  g_hash_table_unref (self->contacts);
  g_hash_table_unref (self->people);
  g_clear_object (&self->store);
  g_strfreev (self->reactions);
  g_free (self->own_id);
  g_free (self->own_name);
  g_free (self);
}

gboolean
cordial_roster_is_own (CordialRoster *self, const char *user_id)
{
  return self->own_id && g_strcmp0 (self->own_id, user_id) == 0;
}

/* --- Who others are ---------------------------------------------------------------------------------------------- */

/* (nullable): from the database, the first time; that somebody is unknown there is remembered, too. */
static CordialPerson *
find_person (CordialRoster *self, const char *id)
{
  gpointer known = NULL;
  g_autoptr (GError) error = NULL;
  CordialPerson *person;

  if (g_hash_table_lookup_extended (self->people, id, NULL, &known))
    return known;
  if (!cordial_store_read_person (self->store, id, &person, &error))
    {
      g_warning ("cannot read who somebody is: %s", error->message);
      return NULL;
    }
  g_hash_table_insert (self->people, g_strdup (id), person);
  return person;
}

/**
 * cordial_roster_set_contact:
 * @self: a #CordialRoster
 * @id: with whom there is a conversation
 * @name: (nullable): what it is called; %NULL if there is none any more
 * @avatar: (nullable): their picture
 */
void
cordial_roster_set_contact (CordialRoster *self, const char *id, const char *name, GBytes *avatar)
{
  if (name)
    g_hash_table_insert (self->contacts, g_strdup (id), cordial_person_new (id, name, NULL, avatar));
  else
    g_hash_table_remove (self->contacts, id);
}

/* Takes what is new, and whether anything is. What is not told stays; a picture goes with the place that it was fetched from. */
static gboolean
merge (CordialPerson *person, const CordialPerson *news)
{
  gboolean changed = news->name && g_set_str (&person->name, news->name);

  if (news->avatar ? !person->avatar || !g_bytes_equal (person->avatar, news->avatar)
                   : news->avatar_uri && g_strcmp0 (person->avatar_uri, news->avatar_uri) != 0)
    {
      g_clear_pointer (&person->avatar, g_bytes_unref);
      person->avatar = news->avatar ? g_bytes_ref (news->avatar) : NULL;
      changed = TRUE;
    }
  if (news->avatar_uri)
    changed = g_set_str (&person->avatar_uri, news->avatar_uri) || changed;
  return changed;
}

/**
 * cordial_roster_apply_people:
 * @self: a #CordialRoster
 * @people: (element-type CordialPerson): what was told of them
 *
 * Returns: (transfer full) (element-type CordialPerson): those of whom something is new, as they are known now; they are kept
 */
GPtrArray *
cordial_roster_apply_people (CordialRoster *self, GPtrArray *people)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_person_free);

  for (guint i = 0; i < people->len; i++)
    {
      const CordialPerson *news = g_ptr_array_index (people, i);
      CordialPerson *person = find_person (self, news->id);

      if (!person)
        {
          person = cordial_person_new (news->id, NULL, NULL, NULL);
          g_hash_table_insert (self->people, g_strdup (news->id), person);
        }
      if (merge (person, news))
        g_ptr_array_add (changed, cordial_person_copy (person));
    }
  if (changed->len > 0)
    cordial_store_save_people (self->store, changed);
  return g_steal_pointer (&changed);
}

/* (nullable): as they told of themselves */
const CordialPerson *
cordial_roster_get_person (CordialRoster *self, const char *id)
{
  return find_person (self, id);
}

/**
 * cordial_roster_get_name_of:
 * @self: a #CordialRoster
 * @id: (nullable): whose
 *
 * Returns: (nullable): what the account's owner calls them, else what they call themselves
 */
const char *
cordial_roster_get_name_of (CordialRoster *self, const char *id)
{
  CordialPerson *contact = id ? g_hash_table_lookup (self->contacts, id) : NULL;
  CordialPerson *person;

  if (contact && contact->name && *contact->name)
    return contact->name;
  person = id ? find_person (self, id) : NULL;
  return person ? person->name : NULL;
}

/* (transfer none) (nullable): their picture */
GBytes *
cordial_roster_get_avatar_of (CordialRoster *self, const char *id)
{
  CordialPerson *contact = id ? g_hash_table_lookup (self->contacts, id) : NULL;
  CordialPerson *person;

  if (contact && contact->avatar)
    return contact->avatar;
  person = id ? find_person (self, id) : NULL;
  return person ? person->avatar : NULL;
}
