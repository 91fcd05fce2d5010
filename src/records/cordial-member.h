/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Somebody in a group, how far they are there, and what they may do. A plain value; told by a protocol, kept by the store, shown by the interface.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CordialRole:
 * @CORDIAL_ROLE_NONE: is no member
 * @CORDIAL_ROLE_UNKNOWN: the server does not say it
 * @CORDIAL_ROLE_READER: gets what is said
 * @CORDIAL_ROLE_WRITER: says something, too
 * @CORDIAL_ROLE_INVITER: and brings others
 * @CORDIAL_ROLE_ADMINISTRATOR: and decides who may do what, and who stays
 * @CORDIAL_ROLE_OWNER: and whose group it is: one at most
 *
 * What somebody may do in a group, each with all that those before may. These are numbers on disk.
 */
typedef enum
{
  CORDIAL_ROLE_NONE = -1,
  CORDIAL_ROLE_UNKNOWN,
  CORDIAL_ROLE_READER,
  CORDIAL_ROLE_WRITER,
  CORDIAL_ROLE_INVITER,
  CORDIAL_ROLE_ADMINISTRATOR,
  CORDIAL_ROLE_OWNER,
} CordialRole;

/**
 * CordialMember:
 * @id: who it is
 * @recv: the newest message that a device of theirs has received, 0 for none
 * @read: the newest that they have read, 0 for none
 * @role: what they may do
 * @offered: what those who decide there have granted them; more than @role where they have not taken it on
 *
 * A member of a group other than the account's owner, who gets what is said there.
 */
typedef struct
{
  char *id;
  gint64 recv;
  gint64 read;
  CordialRole role;
  CordialRole offered;
} CordialMember;

CordialMember *cordial_member_new (const char *id, gint64 recv, gint64 read);
CordialMember *cordial_member_copy (const CordialMember *self);
void cordial_member_free (CordialMember *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialMember, cordial_member_free)

G_END_DECLS
