/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files of messages, opened in other programs.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Called with a sentence where it could not be opened. */
typedef void (*CordialOpenedFileFailed) (const char *sentence, gpointer user_data);

void cordial_opened_file_open (GtkWidget *parent,
                               GFile *file,
                               gboolean own,
                               const char *name,
                               gboolean choose,
                               CordialOpenedFileFailed failed,
                               gpointer user_data);

G_END_DECLS
