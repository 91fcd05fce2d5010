/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands for a file that is not looked into.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GIcon *cordial_file_icon_new (const char *content_type);

G_END_DECLS
