/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Somebody's contact card in a message, from which a chat with them begins.
 */

#pragma once

#include <gtk/gtk.h>

#include "cordial-content-parts.h"

G_BEGIN_DECLS

GtkWidget *cordial_message_card_new (const CordialCard *card);

G_END_DECLS
