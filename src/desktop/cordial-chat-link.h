/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a tinode: link says. For the application, which opens the chat.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean cordial_chat_link_parse (const char *link, char **server, char **id, GError **error);

G_END_DECLS
