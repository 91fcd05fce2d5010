/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the message rows share.
 */

#pragma once

#include "cordial-message-rows.h"

#include "cordial-avatar-loader.h"
#include "cordial-time-format.h"

G_BEGIN_DECLS

struct _CordialMessageRows
{
  GObject parent_instance;

  GListModel *messages;
  CordialMessageSelection *selection;
  CordialMessageChoice *choice;
  GtkListItemFactory *factory;
  CordialAvatarLoader *avatar_loader;
  CordialMessageFiles *files;
  GPtrArray *spare;     /* rows without a message */
  GHashTable *items;    /* GtkListItem, bound */
  GHashTable *expanded; /* row of a message → characters shown */
  gint64 unread_after_seq;
  gint64 marked; /* row of the message that the person was taken to, 0 for none */
  guint mark_source;
  guint standing_source;
  CordialClock clock;
  gboolean show_senders;
};

G_END_DECLS
