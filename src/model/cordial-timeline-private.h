/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a conversation keeps its timeline in step with the database. For this folder and work/.
 */

#pragma once

#include "cordial-roster.h"
#include "cordial-timeline.h"

G_BEGIN_DECLS

CordialTimeline *cordial_timeline_new (CordialRoster *roster, const char *conversation_id);
void cordial_timeline_set_sender_name (CordialTimeline *self, const char *sender_name);
/* Who wrote what may be called otherwise now. */
void cordial_timeline_update_senders (CordialTimeline *self);
void cordial_timeline_set_receipts (CordialTimeline *self, gint64 peer_recv, gint64 peer_read);
void cordial_timeline_set_has_older (CordialTimeline *self, gboolean has_older);
void cordial_timeline_set_loading (CordialTimeline *self, gboolean loading);

/* (transfer none) (element-type CordialMessage): in the order of writing. */
GPtrArray *cordial_timeline_get_outbox (CordialTimeline *self);

CordialMessage *cordial_timeline_dup_newest (CordialTimeline *self, const CordialMessageRecord *known);

void cordial_timeline_load_run (CordialTimeline *self, gint64 low, gint64 high);
void cordial_timeline_insert_run (CordialTimeline *self, gint64 low, gint64 high);
void cordial_timeline_remove_run (CordialTimeline *self, gint64 low, gint64 high);
CordialMessage *cordial_timeline_append_outgoing (CordialTimeline *self, const CordialMessageRecord *record);
gboolean cordial_timeline_settle (CordialTimeline *self, const CordialMessageRecord *record);
void cordial_timeline_discard (CordialTimeline *self, gint64 row);
void cordial_timeline_move (CordialTimeline *self, gint64 place, const CordialMessageRecord *record);
void cordial_timeline_forget_numbers (CordialTimeline *self, gint64 agreed);
gboolean cordial_timeline_has_place (CordialTimeline *self, gint64 place);
/* (transfer none) (nullable): of the outbox */
CordialMessage *cordial_timeline_find_outgoing (CordialTimeline *self, gint64 row);
/* It says something else now. */
void cordial_timeline_edit (CordialTimeline *self, const CordialMessageRecord *record);

G_END_DECLS
