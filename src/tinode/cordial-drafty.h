/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drafty, Tinode's rich text (docs/drafty.md): reading it. Client and server stand on it. It knows no packet and no
 * widget.
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *cordial_drafty_to_plain_text (JsonNode *content);

G_END_DECLS
