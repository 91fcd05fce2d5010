/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands above files in HTTP, from both ends, in words that nobody thought of: which part a request asks for, which part an answer
 * has, as what a sender wants a file to be given out. Whatever is read is within the file, and what is said again is one line.
 *
 * usage: fuzz-headers CORPUS INPUTS [SEED]
 */

#include "cordial-download.h"
#include "cordial-server-media-type.h"
#include "cordial-server-range.h"
#include "fuzz.h"

#include <string.h>

static const gint64 sizes[] = { 0, 1, 10, 1000, G_MAXINT64 - 1, G_MAXINT64 };

static void
read_range (const char *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
      gint64 start, end;
      guint status;

      soup_message_headers_replace (headers, "Range", value);
      status = range_find (headers, sizes[i], &start, &end);
      g_assert_true (status == 200 || status == 206 || status == 416);
      if (start < 0 || end > sizes[i] || (status == 206 ? start >= end : start != 0 || end != sizes[i]))
        g_error ("«%s» of %" G_GINT64_FORMAT ": %u, from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, value, sizes[i],
                 status, start, end);
    }
}

static void
read_content_range (const char *value)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  guint n = 0;

  soup_message_headers_replace (headers, "Content-Range", value);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gint64 total;

      n += cordial_download_goes_on (headers, sizes[i], &total);
      g_assert_cmpint (total, >=, 0);
    }
  /* An answer begins at one place. */
  g_assert_cmpuint (n, <=, 1);
}

static void
read_type (const char *value)
{
  static const char *const heads[] = { "", "%PDF-1.4", "<html>", "\x01\x02" };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      guint8 head[MEDIA_TYPE_HEAD_BYTES] = { 0 };
      g_autofree char *type = NULL, *again = NULL;

      memcpy (head, heads[i], strlen (heads[i]));
      type = media_type_of (head, value);
      g_assert_true (strchr (type, '/'));
      for (const char *p = type; *p; p++)
        g_assert_true (g_ascii_isprint (*p));
      again = media_type_of (head, type);
      g_assert_cmpstr (again, ==, type);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  /* libsoup lets no others through. */
  if (strpbrk (text, "\r\n"))
    return 0;
  read_range (text);
  read_content_range (text);
  read_type (text);
  return 0;
}

int
main (int argc, char **argv)
{
  static const char *const words[] = { "bytes=",
                                       "bytes ",
                                       "0-",
                                       "-1",
                                       "-9223372036854775808",
                                       "9223372036854775807",
                                       "18446744073709551616",
                                       "/*",
                                       "*/",
                                       "image/",
                                       "; charset=utf-8",
                                       "text/html",
                                       ",",
                                       NULL };

  return fuzz_main (argc, argv, "headers", words);
}
