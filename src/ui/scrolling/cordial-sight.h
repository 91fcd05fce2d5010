/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tells when a widget comes near what is seen of a list, and when it leaves.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @near: it is on the screen, or about to come there; @seen: some of it is on the screen */
typedef void (*CordialSightChanged) (GtkWidget *widget, gboolean near, gboolean seen);

void cordial_sight_watch (GtkWidget *widget, CordialSightChanged changed);

G_END_DECLS
