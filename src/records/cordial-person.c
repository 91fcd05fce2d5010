/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Somebody whom a search found.
 */

#include "cordial-person.h"

#include "cordial-line.h"

G_DEFINE_BOXED_TYPE (CordialPerson, cordial_person, cordial_person_copy, cordial_person_free)

/**
 * cordial_person_new:
 * @id: what start_conversation takes
 * @name: (nullable): display name; what is seen of it is kept
 * @detail: (nullable): what tells two people of one name apart
 * @avatar: (nullable): encoded image
 *
 * Returns: (transfer full): a person
 */
CordialPerson *
cordial_person_new (const char *id, const char *name, const char *detail, GBytes *avatar)
{
  CordialPerson *self = g_new0 (CordialPerson, 1);

  self->id = g_strdup (id);
  self->name = name ? cordial_text_to_name (name) : NULL;
  self->detail = g_strdup (detail);
  self->avatar = avatar ? g_bytes_ref (avatar) : NULL;
  return self;
}

CordialPerson *
cordial_person_copy (const CordialPerson *self)
{
  CordialPerson *copy;

  if (self == NULL)
    return NULL;

  copy = cordial_person_new (self->id, self->name, self->detail, self->avatar);
  copy->avatar_uri = g_strdup (self->avatar_uri);
  copy->group = self->group;
  return copy;
}

void
cordial_person_free (CordialPerson *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->name);
  g_free (self->detail);
  g_clear_pointer (&self->avatar, g_bytes_unref);
  g_free (self->avatar_uri);
  g_free (self);
}
