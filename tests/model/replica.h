/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What somebody believes to be in a timeline who knows nothing but its changes.
 */

#pragma once

#include "fixture.h"

G_BEGIN_DECLS

typedef struct
{
  GListModel *model;
  GArray *rows; /* of gint64 */
  GPtrArray *texts;
  guint n_changes;
  guint n_touched; /* items that were said to have come or gone */
} Replica;

Replica *replica_new (CordialConversation *conversation);
void replica_free (Replica *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Replica, replica_free)

/* It has what the model has, which is in order. */
void replica_assert (Replica *self);

G_END_DECLS
