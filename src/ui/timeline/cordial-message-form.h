/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The buttons of a form in a message.
 */

#pragma once

#include <gtk/gtk.h>

#include "cordial-message-files.h"

G_BEGIN_DECLS

GtkWidget *cordial_message_form_new (CordialMessage *message, CordialMessageFiles *files);

G_END_DECLS
