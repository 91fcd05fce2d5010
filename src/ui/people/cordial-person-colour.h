/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One colour a person, for what stands for them: the initials where there is no picture, and their name in a group.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How many there are: more could not be told from one another as text. */
#define CORDIAL_PERSON_COLOURS 10

guint cordial_person_colour_find (const char *id);
void cordial_person_colour_set (GtkWidget *widget, const char *id);

G_END_DECLS
