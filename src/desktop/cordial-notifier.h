/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tells the person of messages that cannot be seen: one notification a chat, gone as soon as the chat is read anywhere. For the
 * application, which knows what is on the screen and carries out what the person answers.
 */

#pragma once

#include <gio/gio.h>

#include "cordial-accounts.h"

G_BEGIN_DECLS

/* What the notifications do is asked of actions of the application; parameters: account id, conversation id, seq. */
#define CORDIAL_NOTIFIER_OPEN "open-message"
#define CORDIAL_NOTIFIER_MARK_READ "mark-read"
#define CORDIAL_NOTIFIER_TARGET "(ssx)"

/* Whether the person has that conversation in front. */
typedef gboolean (*CordialNotifierSeenFunc) (CordialConversation *conversation, gpointer user_data);

#define CORDIAL_TYPE_NOTIFIER (cordial_notifier_get_type ())
G_DECLARE_FINAL_TYPE (CordialNotifier, cordial_notifier, CORDIAL, NOTIFIER, GObject)

/* Signal: reply (CordialConversation *, gint64 seq, const char *text), the person answered in the notification itself. */
CordialNotifier *cordial_notifier_new (GApplication *application,
                                       CordialAccounts *accounts,
                                       GSettings *settings,
                                       CordialNotifierSeenFunc is_seen,
                                       gpointer user_data);
void cordial_notifier_withdraw (CordialNotifier *self, CordialConversation *conversation);

G_END_DECLS
