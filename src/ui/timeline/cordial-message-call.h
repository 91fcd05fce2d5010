/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A call in a message: what became of it.
 */

#pragma once

#include <gtk/gtk.h>

#include "cordial-content.h"

G_BEGIN_DECLS

GtkWidget *cordial_message_call_new (const CordialCall *call, gboolean outgoing);

G_END_DECLS
