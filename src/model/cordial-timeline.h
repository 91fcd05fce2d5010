/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The messages of one conversation as a GListModel of CordialMessage, oldest first, the outbox at the end. It is a view of
 * the database: it knows the count, reads pages around what is asked for and keeps a bounded number of objects alive.
 */

#pragma once

#include <gio/gio.h>

#include "cordial-message.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_TIMELINE (cordial_timeline_get_type ())
G_DECLARE_FINAL_TYPE (CordialTimeline, cordial_timeline, CORDIAL, TIMELINE, GObject)

/* Properties: loading (a gap is being fetched for what is shown), has-older (the server has more than the top shows). */
gboolean cordial_timeline_get_has_older (CordialTimeline *self);
/* Fetches one more page from the server above the oldest message; does nothing while one is under way. */
void cordial_timeline_load_older (CordialTimeline *self);
guint cordial_timeline_find_seq (CordialTimeline *self, gint64 seq);
CordialMessage *cordial_timeline_dup_message (CordialTimeline *self, gint64 row, gint64 seq);
GPtrArray *cordial_timeline_read_attached (CordialTimeline *self, gint64 *before, guint limit);

G_END_DECLS
