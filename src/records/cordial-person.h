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
 * @name: display name
 * @detail: (nullable): what tells two people of one name apart (a login, an address)
 * @avatar: (nullable): encoded image
 *
 * Somebody found by a search.
 */
typedef struct
{
  char *id;
  char *name;
  char *detail;
  GBytes *avatar;
} CordialPerson;

#define CORDIAL_TYPE_PERSON (cordial_person_get_type ())
GType cordial_person_get_type (void);
CordialPerson *cordial_person_new (const char *id, const char *name, const char *detail, GBytes *avatar);
CordialPerson *cordial_person_copy (const CordialPerson *self);
void cordial_person_free (CordialPerson *self);

G_END_DECLS
