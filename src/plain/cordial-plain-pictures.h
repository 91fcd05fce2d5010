/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fetches the pictures of people, which the plain dialect names by a URI: each once, of bounded size, over http or https alone.
 * It knows no envelope and decodes nothing.
 */

#pragma once

#include "cordial-connection.h"

G_BEGIN_DECLS

typedef struct _CordialPlainPictures CordialPlainPictures;

/**
 * CordialPlainPictureFunc:
 * @uri: where it was
 * @picture: an encoded image, not looked at yet
 * @user_data: what was given to cordial_plain_pictures_new()
 */
typedef void (*CordialPlainPictureFunc) (const char *uri, GBytes *picture, gpointer user_data);

CordialPlainPictures *
cordial_plain_pictures_new (CordialConnection *connection, CordialPlainPictureFunc func, gpointer user_data);
void cordial_plain_pictures_free (CordialPlainPictures *self);
gboolean cordial_plain_pictures_want (CordialPlainPictures *self, const char *uri);
void cordial_plain_pictures_resume (CordialPlainPictures *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialPlainPictures, cordial_plain_pictures_free)

G_END_DECLS
