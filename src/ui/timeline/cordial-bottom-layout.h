/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keeps a scrolled list at the bottom of its place while it is shorter than that. Used by the timeline view.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_BOTTOM_LAYOUT (cordial_bottom_layout_get_type ())
G_DECLARE_FINAL_TYPE (CordialBottomLayout, cordial_bottom_layout, CORDIAL, BOTTOM_LAYOUT, GtkLayoutManager)

G_END_DECLS
