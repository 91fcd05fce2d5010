/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a key does for who writes a message. For the composer.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean cordial_writing_keys_scroll (guint keyval, GdkModifierType state, GtkScrollType *type);
gboolean cordial_writing_keys_write (GdkEvent *event, guint keyval, GdkModifierType state);

G_END_DECLS
