/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void cordial_tooltip_set (GtkWidget *widget, const char *words);
const char *cordial_tooltip_get (GtkWidget *widget);

G_END_DECLS
