/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drafty, Tinode's rich text (docs/drafty.md): reading it into a content, and writing it. Client and server stand on it. It knows no
 * packet and no widget.
 */

#pragma once

#include <json-glib/json-glib.h>

#include "cordial-content.h"

G_BEGIN_DECLS

CordialContent *cordial_drafty_read (JsonNode *content, JsonObject *head);
JsonNode *cordial_drafty_write (const CordialContent *content, JsonObject *head);

G_END_DECLS
