/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a message answers, above its text: who is quoted, and a line of it. Pressed, it asks to be shown.
 * Or from whom it was handed on. Used by message bubbles.
 */

#pragma once

#include <gtk/gtk.h>

#include "cordial-content.h"

G_BEGIN_DECLS

GtkWidget *cordial_message_quote_new (const CordialQuote *quote);
GtkWidget *cordial_message_quote_new_forward (const CordialForward *forward);

G_END_DECLS
