/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is sent of a text that a person typed.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *cordial_typed_text_trim (const char *text);
gsize cordial_typed_text_count_bytes (const char *text);

G_END_DECLS
