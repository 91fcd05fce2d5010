/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Somebody whom a search found. A plain value; told by a protocol, shown by the interface.
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CordialPerson:
 * @id: what start_conversation takes
 * @name: (nullable): display name; never %NULL of those whom a search found
 * @detail: (nullable): what tells two people of one name apart (a login, an address)
 * @avatar: (nullable): encoded image
 * @avatar_uri: (nullable): where to fetch it, where it did not come inline
 * @group: not a person, but a group or a channel, which a search finds, too
 *
 * Somebody found by a search, or a member of a group.
 */
typedef struct
{
  char *id;
  char *name;
  char *detail;
  GBytes *avatar;
  char *avatar_uri;
  gboolean group;
} CordialPerson;

#define CORDIAL_TYPE_PERSON (cordial_person_get_type ())
GType cordial_person_get_type (void);
CordialPerson *cordial_person_new (const char *id, const char *name, const char *detail, GBytes *avatar);
CordialPerson *cordial_person_copy (const CordialPerson *self);
void cordial_person_free (CordialPerson *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialPerson, cordial_person_free)

G_END_DECLS
