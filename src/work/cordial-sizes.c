/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A size and the limit that it is over, in words: rounded, as they are said elsewhere; to the byte where rounding makes them one.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-sizes.h"

/**
 * cordial_sizes_format:
 * @size: in bytes
 * @limit: in bytes, less than @size
 * @size_words: (out) (transfer full): such as «140.0 MiB»
 * @limit_words: (out) (transfer full): another one
 */
void
cordial_sizes_format (gint64 size, gint64 limit, char **size_words, char **limit_words)
{
  *size_words = g_format_size_full ((guint64) size, G_FORMAT_SIZE_IEC_UNITS);
  *limit_words = g_format_size_full ((guint64) limit, G_FORMAT_SIZE_IEC_UNITS);
  if (!g_str_equal (*size_words, *limit_words))
    return;
  g_free (*size_words);
  g_free (*limit_words);
  *size_words = g_format_size_full ((guint64) size, G_FORMAT_SIZE_IEC_UNITS | G_FORMAT_SIZE_LONG_FORMAT);
  *limit_words = g_format_size_full ((guint64) limit, G_FORMAT_SIZE_IEC_UNITS | G_FORMAT_SIZE_LONG_FORMAT);
}
