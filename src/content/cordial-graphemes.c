/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where what a person takes for one character ends: grapheme clusters (Unicode Standard Annex 29), by ICU. Formats whose ranges count
 * them stand on it, and what cuts a text short.
 */

#define G_LOG_DOMAIN "cordial-content"

#include "cordial-graphemes.h"

#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

/* Where two clusters meet is the same in every language; ICU wants the name of one. */
#define LANGUAGE "en"

static gboolean
is_ascii (const char *text, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    if ((guchar) text[i] >= 0x80)
      return FALSE;
  return TRUE;
}

static void
add (GArray *starts, gsize offset)
{
  guint32 start = (guint32) offset;

  g_array_append_val (starts, start);
}

/* Among these only CR LF is two characters in one cluster. */
static void
find_in_ascii (GArray *starts, const char *text, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    if (i == 0 || text[i] != '\n' || text[i - 1] != '\r')
      add (starts, i);
}

static gboolean
find_with_icu (GArray *starts, const char *text, gsize n_bytes)
{
  UErrorCode status = U_ZERO_ERROR;
  UText *characters = utext_openUTF8 (NULL, text, (int64_t) n_bytes, &status);
  UBreakIterator *iterator = ubrk_open (UBRK_CHARACTER, LANGUAGE, NULL, 0, &status);

  if (U_SUCCESS (status))
    ubrk_setUText (iterator, characters, &status);
  if (U_SUCCESS (status))
    for (gint32 at = ubrk_first (iterator); at != UBRK_DONE && (gsize) at < n_bytes; at = ubrk_next (iterator))
      add (starts, (gsize) at);
  if (iterator)
    ubrk_close (iterator);
  if (characters)
    utext_close (characters);
  if (U_FAILURE (status))
    g_warning ("ICU cannot tell where characters end: %s", u_errorName (status));
  return U_SUCCESS (status);
}

/**
 * cordial_graphemes_find:
 * @text: UTF-8
 * @n_bytes: how much of it, less than 2 GiB
 *
 * Returns: (transfer full) (element-type guint32): the offset in bytes of the beginning of each cluster, and as the last element @n_bytes
 */
GArray *
cordial_graphemes_find (const char *text, gsize n_bytes)
{
  GArray *starts = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint) n_bytes + 1);

  g_assert (n_bytes < G_MAXINT32);

  if (is_ascii (text, n_bytes))
    find_in_ascii (starts, text, n_bytes);
  else if (!find_with_icu (starts, text, n_bytes))
    {
      /* Ranges are then a little off, which is better than no text. */
      g_array_set_size (starts, 0);
      for (const char *p = text; p < text + n_bytes; p = g_utf8_next_char (p))
        add (starts, (gsize) (p - text));
    }
  add (starts, n_bytes);
  return starts;
}

/**
 * cordial_graphemes_index:
 * @starts: what cordial_graphemes_find() found
 * @offset: an offset in bytes
 *
 * Returns: the number of the cluster that @offset is in; the number of clusters for the end of the text
 */
guint
cordial_graphemes_index (GArray *starts, gsize offset)
{
  guint low = 0, high = starts->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (starts, guint32, middle) <= offset)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/**
 * cordial_graphemes_floor:
 * @starts: what cordial_graphemes_find() found
 * @offset: an offset in bytes
 *
 * Returns: the beginning of the cluster that @offset is in
 */
gsize
cordial_graphemes_floor (GArray *starts, gsize offset)
{
  return g_array_index (starts, guint32, cordial_graphemes_index (starts, offset));
}

/**
 * cordial_graphemes_ceil:
 * @starts: what cordial_graphemes_find() found
 * @offset: an offset in bytes
 *
 * Returns: @offset where a cluster begins there, else the end of the one that it is in
 */
gsize
cordial_graphemes_ceil (GArray *starts, gsize offset)
{
  guint index = cordial_graphemes_index (starts, offset);

  if (g_array_index (starts, guint32, index) < offset && index + 1 < starts->len)
    index++;
  return g_array_index (starts, guint32, index);
}

/**
 * cordial_graphemes_shorten:
 * @text: UTF-8
 * @n_clusters: how long it may be, an ellipsis included
 *
 * Returns: (transfer full): the text, or its beginning and «…»
 */
char *
cordial_graphemes_shorten (const char *text, guint n_clusters)
{
  g_autoptr (GArray) starts = cordial_graphemes_find (text, strlen (text));

  g_return_val_if_fail (n_clusters > 0, NULL);

  if (starts->len - 1 <= n_clusters)
    return g_strdup (text);
  return g_strdup_printf ("%.*s…", (int) g_array_index (starts, guint32, n_clusters - 1), text);
}
