/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A part of the messages that becomes all of them, a few rows at a time. Used by the timeline view; knows no widget.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_TIMELINE_PART (cordial_timeline_part_get_type ())
G_DECLARE_FINAL_TYPE (CordialTimelinePart, cordial_timeline_part, CORDIAL, TIMELINE_PART, GObject)

CordialTimelinePart *cordial_timeline_part_new (GListModel *whole, guint position);
GListModel *cordial_timeline_part_get_messages (CordialTimelinePart *self);
gboolean cordial_timeline_part_get_whole (CordialTimelinePart *self);
gboolean cordial_timeline_part_get_growing (CordialTimelinePart *self);
void cordial_timeline_part_become_whole (CordialTimelinePart *self);

G_END_DECLS
