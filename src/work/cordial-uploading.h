/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files of a message that waits. For no file outside this folder.
 */

#pragma once

#include "cordial-lane.h"

G_BEGIN_DECLS

/* Whether a file of it has to go to the server first: then that is under way, and the lane goes on from it. */
gboolean cordial_uploading_begin (CordialIntents *self,
                                  CordialConversation *conversation,
                                  CordialLane *lane,
                                  const CordialIntentRecord *intent);
/* Whether the server does not have all of its files. */
gboolean cordial_uploading_is_due (const CordialContent *content);
/* The message is paused, or goes on. */
void cordial_uploading_hold (CordialContext *context, const CordialContent *content, gboolean held);
/* The message shall not be sent. */
void cordial_uploading_cancel (CordialContext *context, const CordialContent *content);
/* After a start: files that none of these needs are deleted. @intents: (element-type CordialIntentRecord) all there are */
void cordial_uploading_sweep (CordialContext *context, GPtrArray *intents);

G_END_DECLS
