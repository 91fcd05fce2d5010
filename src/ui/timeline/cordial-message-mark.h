/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The mark in the corner of a message of one's own, and what it and the time beside it say to whoever asks.
 */

#pragma once

#include "cordial-message.h"
#include "cordial-time-format.h"

G_BEGIN_DECLS

const char *cordial_message_mark_get_icon (CordialMessageStatus status);
const char *cordial_message_mark_get_words (CordialMessageStatus status);
char *cordial_message_mark_dup_dates (gint64 time_ms, gint64 edited_ms, CordialClock clock);

G_END_DECLS
