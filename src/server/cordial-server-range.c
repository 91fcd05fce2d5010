/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which part of a file a request asks for (RFC 9110 §14.2). Arithmetic over a stranger's words; it opens no file.
 */

#include "cordial-server-range.h"

/**
 * range_find:
 * @request: headers with a Range
 * @size: of the file, in bytes
 * @start: (out): the first byte of the part
 * @end: (out): the first byte behind it
 *
 * Where several parts are asked for, the answer is the whole, as the official server gives it.
 *
 * Returns: the status: 206, 200 for the whole, or 416
 */
guint
range_find (SoupMessageHeaders *request, gint64 size, gint64 *start, gint64 *end)
{
  SoupRange *ranges = NULL;
  int count = 0;
  guint status = SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE;

  *start = 0;
  *end = size;
  if (!soup_message_headers_get_ranges (request, size, &ranges, &count))
    return status;
  if (count != 1)
    status = SOUP_STATUS_OK;
  /* Of numbers that are too large libsoup makes negative ones. */
  else if (MAX (ranges[0].start, 0) < size && ranges[0].end >= MAX (ranges[0].start, 0))
    {
      *start = MAX (ranges[0].start, 0);
      *end = MIN (ranges[0].end, size - 1) + 1;
      status = SOUP_STATUS_PARTIAL_CONTENT;
    }
  soup_message_headers_free_ranges (request, ranges);
  return status;
}
