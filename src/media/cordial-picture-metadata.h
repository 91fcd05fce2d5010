/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a picture says beside what is seen in it.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *cordial_picture_remove_metadata (GBytes *picture, gboolean *had_any);

G_END_DECLS
