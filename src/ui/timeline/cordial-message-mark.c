/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The mark in the corner of a message of one's own, and what it and the time beside it say to whoever asks.
 */

#define G_LOG_DOMAIN "cordial-message-mark"

#include "cordial-config.h"

#include "cordial-message-mark.h"

#include <glib/gi18n-lib.h>

const char *
cordial_message_mark_get_words (CordialMessageStatus status)
{
  switch (status)
    {
    case CORDIAL_MESSAGE_STATUS_QUEUED:
      /* Translators: what the mark beside a message means, in a tooltip: a clock. */
      return C_ ("mark", "Waiting to be sent");
    case CORDIAL_MESSAGE_STATUS_SENDING:
      /* Translators: what the mark beside a message means, in a tooltip: a clock. */
      return C_ ("mark", "Being sent");
    case CORDIAL_MESSAGE_STATUS_SENT:
      /* Translators: what the mark beside a message means, in a tooltip: one tick. The server has it. */
      return C_ ("mark", "Sent");
    case CORDIAL_MESSAGE_STATUS_RECEIVED:
      /* Translators: what the mark beside a message means, in a tooltip: two ticks. A device of the other side has it. */
      return C_ ("mark", "Received, not read yet");
    case CORDIAL_MESSAGE_STATUS_READ:
      /* Translators: what the mark beside a message means, in a tooltip: two coloured ticks. */
      return C_ ("mark", "Read");
    case CORDIAL_MESSAGE_STATUS_FAILED:
      /* Translators: what the mark beside a message means, in a tooltip. */
      return C_ ("mark", "Not sent");
    case CORDIAL_MESSAGE_STATUS_PAUSED:
      /* Translators: what the mark beside a message means, in a tooltip. */
      return C_ ("mark", "Paused");
    default:
      g_assert_not_reached ();
    }
}

const char *
cordial_message_mark_get_icon (CordialMessageStatus status)
{
  switch (status)
    {
    case CORDIAL_MESSAGE_STATUS_QUEUED:
    case CORDIAL_MESSAGE_STATUS_SENDING:
      return "cordial-queued-symbolic";
    case CORDIAL_MESSAGE_STATUS_SENT:
      return "cordial-sent-symbolic";
    case CORDIAL_MESSAGE_STATUS_RECEIVED:
    case CORDIAL_MESSAGE_STATUS_READ:
      return "cordial-received-symbolic";
    case CORDIAL_MESSAGE_STATUS_FAILED:
      return "cordial-failed-symbolic";
    case CORDIAL_MESSAGE_STATUS_PAUSED:
      return "media-playback-pause-symbolic";
    default:
      g_assert_not_reached ();
    }
}

/* (transfer full): when it was sent, and when it was changed */
char *
cordial_message_mark_dup_dates (gint64 time_ms, gint64 edited_ms, CordialClock clock)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *sent = cordial_time_format_full (time_ms, zone, clock);
  g_autofree char *edited = NULL;

  if (edited_ms <= 0)
    return g_steal_pointer (&sent);
  edited = cordial_time_format_full (edited_ms, zone, clock);
  /* Translators: a tooltip of two lines: when a message was sent, and when it was changed. */
  return g_strdup_printf (_ ("%s\nEdited: %s"), sent, edited);
}
