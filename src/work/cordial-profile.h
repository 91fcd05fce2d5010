/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What others see of the owner, on its way to the server. For CordialWork alone.
 */

#pragma once

#include "cordial-context.h"
#include "cordial-pictures.h"

G_BEGIN_DECLS

typedef struct _CordialProfile CordialProfile;

CordialProfile *cordial_profile_new (CordialContext *context, CordialPictures *pictures);
void cordial_profile_free (CordialProfile *self);

/* @task: (transfer full): returns %TRUE when it is on disk, or one sentence */
void cordial_profile_ask (CordialProfile *self, const CordialConversationRecord *profile, GTask *task);
/* What the server says that it is: shown, but for what waits. */
void cordial_profile_heard (CordialProfile *self, const CordialConversationRecord *record);

/* An intent that an earlier run left. */
void cordial_profile_load (CordialProfile *self, const CordialIntentRecord *intent);
/* Signed in: what waits is said. */
void cordial_profile_resume (CordialProfile *self);
void cordial_profile_link_lost (CordialProfile *self);

G_END_DECLS
