/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Somebody in a group, how far they are there, and what they may do.
 */

#include "cordial-member.h"

/**
 * cordial_member_new:
 * @id: who it is
 * @recv: the newest message that they have received, 0 for none
 * @read: the newest that they have read, which they have received, too
 *
 * Returns: (transfer full): a member
 */
CordialMember *
cordial_member_new (const char *id, gint64 recv, gint64 read)
{
  CordialMember *self = g_new0 (CordialMember, 1);

  self->id = g_strdup (id);
  self->recv = MAX (recv, read);
  self->read = read;
  return self;
}

CordialMember *
cordial_member_copy (const CordialMember *self)
{
  CordialMember *copy;

  if (self == NULL)
    return NULL;
  copy = cordial_member_new (self->id, self->recv, self->read);
  copy->role = self->role;
  copy->offered = self->offered;
  return copy;
}

void
cordial_member_free (CordialMember *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self);
}
