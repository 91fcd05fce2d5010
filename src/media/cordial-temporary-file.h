/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file of its own for what is in memory, for who can only read files.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GFile *cordial_temporary_file_new (GBytes *content, GCancellable *cancellable, GError **error);

G_END_DECLS
