/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Somebody in a group, and how far they are there. A plain value; told by a protocol, kept by the store, shown by the interface.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CordialMember:
 * @id: who it is
 * @recv: the newest message that a device of theirs has received, 0 for none
 * @read: the newest that they have read, 0 for none
 *
 * A member of a group other than the account's owner, who gets what is said there.
 */
typedef struct
{
  char *id;
  gint64 recv;
  gint64 read;
} CordialMember;

CordialMember *cordial_member_new (const char *id, gint64 recv, gint64 read);
CordialMember *cordial_member_copy (const CordialMember *self);
void cordial_member_free (CordialMember *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialMember, cordial_member_free)

G_END_DECLS
