/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Spell checking in a text view. For the composer.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_SPELLING (cordial_spelling_get_type ())
G_DECLARE_FINAL_TYPE (CordialSpelling, cordial_spelling, CORDIAL, SPELLING, GObject)

CordialSpelling *cordial_spelling_new (GtkTextView *view);
void cordial_spelling_set_enabled (CordialSpelling *self, gboolean enabled);

G_END_DECLS
