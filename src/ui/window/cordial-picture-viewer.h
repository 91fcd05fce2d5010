/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pictures of a conversation, one at a time, as large as the window.
 */

#pragma once

#include <adwaita.h>

#include "cordial-message-files.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_PICTURE_VIEWER (cordial_picture_viewer_get_type ())
G_DECLARE_FINAL_TYPE (CordialPictureViewer, cordial_picture_viewer, CORDIAL, PICTURE_VIEWER, AdwDialog)

AdwDialog *cordial_picture_viewer_new (GtkWidget *view,
                                       GListModel *messages,
                                       CordialMessageFiles *files,
                                       CordialMessage *message,
                                       guint index);

G_END_DECLS
