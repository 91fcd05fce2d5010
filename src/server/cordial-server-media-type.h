/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As what a file is given out: what its first bytes say, else what the sender says, where that is harmless.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So many bytes of a file are looked at. */
#define MEDIA_TYPE_HEAD_BYTES 512

char *media_type_of (const guint8 head[MEDIA_TYPE_HEAD_BYTES], const char *claimed);
gboolean media_type_is_only_kept (const char *type);

G_END_DECLS
