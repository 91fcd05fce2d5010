/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where groups, days and the unread part of a timeline begin. Knows messages only as plain values.
 */

#define G_LOG_DOMAIN "cordial-message-grouping"

#include "cordial-message-grouping.h"

static gboolean
is_same_day (gint64 a_ms, gint64 b_ms, GTimeZone *zone)
{
  g_autoptr (GDateTime) a_utc = g_date_time_new_from_unix_utc (a_ms / 1000);
  g_autoptr (GDateTime) b_utc = g_date_time_new_from_unix_utc (b_ms / 1000);
  g_autoptr (GDateTime) a = a_utc != NULL ? g_date_time_to_timezone (a_utc, zone) : NULL;
  g_autoptr (GDateTime) b = b_utc != NULL ? g_date_time_to_timezone (b_utc, zone) : NULL;

  if (a == NULL || b == NULL)
    return a == b;
  return g_date_time_get_year (a) == g_date_time_get_year (b) &&
         g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

static gboolean
begins_unread (const CordialMessageFacts *previous, const CordialMessageFacts *message, gint64 unread_after_seq)
{
  if (unread_after_seq < 0 || message->outgoing || message->seq <= unread_after_seq)
    return FALSE;
  return previous == NULL || (previous->seq > 0 && previous->seq <= unread_after_seq);
}

/* Whether @second continues @first; they are neighbours in this order. */
static gboolean
continues (const CordialMessageFacts *first,
           const CordialMessageFacts *second,
           gint64 unread_after_seq,
           GTimeZone *zone)
{
  /* Times come from the wire: a difference of two of them may not overflow. */
  gint64 gap_ms;

  if (__builtin_sub_overflow (second->time_ms, first->time_ms, &gap_ms))
    return FALSE;
  return first->outgoing == second->outgoing && g_strcmp0 (first->sender_id, second->sender_id) == 0 &&
         gap_ms <= CORDIAL_GROUP_GAP_MS && gap_ms >= -CORDIAL_GROUP_GAP_MS &&
         !begins_unread (first, second, unread_after_seq) && is_same_day (first->time_ms, second->time_ms, zone);
}

/**
 * cordial_message_grouping_get_standing:
 * @previous: (nullable): the message above
 * @message: the message
 * @next: (nullable): the message below
 * @unread_after_seq: the newest seq that was read when the conversation was opened, or -1 for no unread line
 * @zone: time zone that days are counted in
 *
 * Returns: how @message is drawn
 */
CordialMessageStanding
cordial_message_grouping_get_standing (const CordialMessageFacts *previous,
                                       const CordialMessageFacts *message,
                                       const CordialMessageFacts *next,
                                       gint64 unread_after_seq,
                                       GTimeZone *zone)
{
  CordialMessageStanding standing = { 0 };

  g_return_val_if_fail (message != NULL, standing);
  g_return_val_if_fail (zone != NULL, standing);

  standing.begins_day = previous == NULL || !is_same_day (previous->time_ms, message->time_ms, zone);
  standing.begins_unread = begins_unread (previous, message, unread_after_seq);
  standing.begins_group = previous == NULL || !continues (previous, message, unread_after_seq, zone);
  standing.ends_group = next == NULL || !continues (message, next, unread_after_seq, zone);
  return standing;
}
