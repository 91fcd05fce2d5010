/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a message stands among its neighbours: whether a day begins with it, whether the unread ones begin, and whether it
 * continues what the same person said in the minute before. Arithmetic over plain values, used by the timeline view.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Messages of one person this close together are drawn as one group. */
#define CORDIAL_GROUP_GAP_MS (60 * 1000)

/**
 * CordialMessageFacts:
 * @sender_id: (nullable): who wrote it
 * @outgoing: written by the account's owner
 * @time_ms: Unix time in milliseconds
 * @seq: the server's number, 0 in the outbox
 */
typedef struct
{
  const char *sender_id;
  gboolean outgoing;
  gint64 time_ms;
  gint64 seq;
} CordialMessageFacts;

/**
 * CordialMessageStanding:
 * @begins_day: a day separator stands above it
 * @begins_unread: the line where unread begins stands above it
 * @begins_group: what stands above is another person's, or older
 * @ends_group: what stands below is another person's, or later
 */
typedef struct
{
  gboolean begins_day;
  gboolean begins_unread;
  gboolean begins_group;
  gboolean ends_group;
} CordialMessageStanding;

CordialMessageStanding cordial_message_grouping_get_standing (const CordialMessageFacts *previous,
                                                              const CordialMessageFacts *message,
                                                              const CordialMessageFacts *next,
                                                              gint64 unread_after_seq,
                                                              GTimeZone *zone);

G_END_DECLS
