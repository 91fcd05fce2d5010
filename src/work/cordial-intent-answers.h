/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What becomes of an intent when it is known whether it was carried out. For the intents, and for whoever takes one back.
 */

#pragma once

#include "cordial-lane.h"

G_BEGIN_DECLS

/* What was tried so often without an answer that explains anything fails, and what waits behind it goes on. */
#define CORDIAL_INTENT_ATTEMPTS_MAX 5

/* The server did it. Takes the errand. */
void cordial_intent_accepted (CordialErrand *errand, gint64 seq, gint64 time_ms);
/* The server did not do it: @state and @attempts tell what is known of it then. */
void cordial_intent_failed (CordialErrand *errand,
                            CordialLane *lane,
                            CordialIntentState state,
                            guint attempts,
                            const GError *error);
/* For good. The person decides what becomes of a message that was not said; what was to change one did not. */
void cordial_intent_refused (CordialErrand *errand, CordialLane *lane, const char *reason);
/* When it is its turn and shall not happen any more: all that it showed is undone, and those behind it go on. */
void cordial_intent_withdraw (CordialErrand *errand, CordialLane *lane);

/* It shall not happen, at any time: all that it showed is undone. */
void
cordial_intents_take_back (CordialIntents *self, CordialConversation *conversation, const CordialIntentRecord *intent);

/* What shall be pinned or not is shown as it shall be while that waits. */
void cordial_intents_show_pin (CordialConversation *conversation, const CordialIntentRecord *intent, gboolean wanted);

G_END_DECLS
