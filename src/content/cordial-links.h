/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Addresses within a text that somebody typed: what is shown as a link, and goes out as one. Which ones may be followed at all is said by
 * cordial_is_link().
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean cordial_link_find (const char *text, gsize *start, gsize *end, char **target);

G_END_DECLS
