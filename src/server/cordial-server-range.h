/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which part of a file a request asks for.
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

guint range_find (SoupMessageHeaders *request, gint64 size, gint64 *start, gint64 *end);

G_END_DECLS
