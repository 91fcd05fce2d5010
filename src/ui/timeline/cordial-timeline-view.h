/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The messages of the open conversation, scrolled. Takes any GListModel of CordialMessage, oldest first; whose conversation
 * that is, and where more of it comes from, it does not know. Used by the conversation view.
 */

#pragma once

#include <adwaita.h>

#include "cordial-message-choice.h"
#include "cordial-message.h"

#include "cordial-day.h"
#include "cordial-message-files.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_TIMELINE_VIEW (cordial_timeline_view_get_type ())
G_DECLARE_FINAL_TYPE (CordialTimelineView, cordial_timeline_view, CORDIAL, TIMELINE_VIEW, AdwBin)

GtkWidget *cordial_timeline_view_new (void);
CordialMessageFiles *cordial_timeline_view_get_files (CordialTimelineView *self);
void cordial_timeline_view_set_messages (CordialTimelineView *self,
                                         GListModel *messages,
                                         gint64 unread_after_seq,
                                         gboolean show_senders);
void cordial_timeline_view_scroll_to_newest (CordialTimelineView *self);
void cordial_timeline_view_scroll (CordialTimelineView *self, GtkScrollType type);
void cordial_timeline_view_scroll_to_seq (CordialTimelineView *self, gint64 seq);
gboolean cordial_timeline_view_go_to_seq (CordialTimelineView *self, gint64 seq);
CordialMessageChoice *cordial_timeline_view_get_choice (CordialTimelineView *self);
void cordial_timeline_view_set_loading (CordialTimelineView *self, gboolean loading);
gboolean cordial_timeline_view_get_at_newest (CordialTimelineView *self);
guint cordial_timeline_view_get_unseen (CordialTimelineView *self);
void cordial_timeline_view_set_day (CordialTimelineView *self, CordialDay *day);

G_END_DECLS
