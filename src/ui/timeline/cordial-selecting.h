/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Selecting messages' text with the pointer.
 */

#pragma once

#include "cordial-message-rows.h"
#include "cordial-message-selection.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_SELECTING (cordial_selecting_get_type ())
G_DECLARE_FINAL_TYPE (CordialSelecting, cordial_selecting, CORDIAL, SELECTING, GObject)

CordialSelecting *cordial_selecting_new (GtkWidget *list, CordialMessageRows *rows, CordialMessageSelection *selection);

G_END_DECLS
