/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person asks for in a conversation; see #CordialRequestsInterface. For no file outside this folder.
 */

#pragma once

#include "cordial-intents.h"

G_BEGIN_DECLS

void cordial_ask_send (CordialContext *context,
                       CordialIntents *intents,
                       CordialConversation *conversation,
                       const CordialContent *content,
                       GTask *task);
void cordial_ask_edit (CordialContext *context,
                       CordialIntents *intents,
                       CordialConversation *conversation,
                       CordialMessage *message,
                       const CordialContent *content,
                       GTask *task);
void cordial_ask_delete (CordialContext *context,
                         CordialIntents *intents,
                         CordialConversation *conversation,
                         CordialMessage *message,
                         gboolean for_all,
                         GTask *task);
void cordial_ask_pin (CordialContext *context,
                      CordialIntents *intents,
                      CordialConversation *conversation,
                      gint64 seq,
                      gboolean pinned,
                      GTask *task);
void cordial_ask_react (CordialContext *context,
                        CordialIntents *intents,
                        CordialConversation *conversation,
                        CordialMessage *message,
                        const char *value,
                        GTask *task);
void cordial_ask_retry (CordialContext *context,
                        CordialIntents *intents,
                        CordialConversation *conversation,
                        CordialMessage *message);
void cordial_ask_pause (CordialContext *context,
                        CordialIntents *intents,
                        CordialConversation *conversation,
                        CordialMessage *message);
void cordial_ask_discard (CordialContext *context,
                          CordialIntents *intents,
                          CordialConversation *conversation,
                          CordialMessage *message);

G_END_DECLS
