/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that a person sends, taken over before their message is. For no file outside this folder.
 */

#pragma once

#include "cordial-lane.h"

G_BEGIN_DECLS

/* @content: in which the files are called as they wait. Takes the task. */
typedef void (*CordialAttachingDone) (CordialContext *context,
                                      CordialIntents *intents,
                                      CordialConversation *conversation,
                                      const CordialContent *content,
                                      GTask *task);

/* Whether it names files of this computer. */
gboolean cordial_attaching_is_needed (const CordialContent *content);
/* Takes the task, and ends it with one sentence where a file cannot be sent. */
void cordial_attaching_begin (CordialContext *context,
                              CordialIntents *intents,
                              CordialConversation *conversation,
                              const CordialContent *content,
                              GTask *task,
                              CordialAttachingDone done);

G_END_DECLS
