/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pictures of people that are told by reference.
 */

#pragma once

#include "cordial-context.h"

G_BEGIN_DECLS

typedef struct _CordialPictures CordialPictures;

CordialPictures *cordial_pictures_new (CordialContext *context);
void cordial_pictures_free (CordialPictures *self);
/* What is named by reference and not here is fetched, now or once there is a connection. */
void cordial_pictures_want_of_conversation (CordialPictures *self, CordialConversation *conversation);
void cordial_pictures_want_of_owner (CordialPictures *self);
void cordial_pictures_want_of_person (CordialPictures *self, const char *id, const char *reference);
void cordial_pictures_resume (CordialPictures *self);
void cordial_pictures_link_lost (CordialPictures *self);

G_END_DECLS
