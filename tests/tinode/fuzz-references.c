/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where strangers say that their files are, what they call them, and as what. Whatever is asked for is on the account's own server, as
 * what lets us in goes with it; a name is one, of a file in a folder of our choice.
 *
 * usage: fuzz-references CORPUS INPUTS [SEED]
 */

#include "cordial-content-parts.h"
#include "cordial-drafty-private.h"
#include "cordial-tinode-session-private.h"
#include "fuzz.h"

#include <string.h>

#define SERVER "https://chat.example.org:6061"

static CordialTinodeSession *session;

static void
read_reference (const char *text)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *address = NULL;

  uri = cordial_tinode_resolve_file (session, text, NULL);
  if (!uri)
    return;
  g_assert_cmpstr (g_uri_get_scheme (uri), ==, "https");
  g_assert_cmpint (g_ascii_strcasecmp (g_uri_get_host (uri), "chat.example.org"), ==, 0);
  g_assert_cmpint (g_uri_get_port (uri), ==, 6061);
  g_assert_null (g_uri_get_userinfo (uri));
  address = g_uri_to_string (uri);
  g_assert_cmpint (g_ascii_strncasecmp (address, SERVER "/", strlen (SERVER "/")), ==, 0);
  for (const char *p = address; *p; p++)
    g_assert_true (g_ascii_isgraph (*p));
}

static void
read_name (const char *text)
{
  g_autofree char *name = cordial_dup_file_name (text), *again = NULL, *folder = NULL, *path = NULL;

  if (!name)
    return;
  again = cordial_dup_file_name (name);
  g_assert_cmpstr (again, ==, name);
  g_assert_true (*name && g_utf8_validate (name, -1, NULL) && g_utf8_strlen (name, -1) <= 120);
  for (const char *p = name; *p; p = g_utf8_next_char (p))
    g_assert_false (g_unichar_iscntrl (g_utf8_get_char (p)));
  path = g_build_filename ("/folder", name, NULL);
  folder = g_path_get_dirname (path);
  g_assert_cmpstr (folder, ==, "/folder");
}

static void
read_type (const char *text)
{
  g_autofree char *type = cordial_drafty_media_type (text, TRUE);

  g_assert_true (!type || (strchr (type, '/') && strpbrk (type, "\r\n") == NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  /* The connection lets nothing else through. */
  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  read_reference (text);
  read_name (text);
  read_type (text);
  return 0;
}

int
main (int argc, char **argv)
{
  static const char *const words[] = { "//",
                                       "/../",
                                       "\\",
                                       "@",
                                       ":",
                                       "?",
                                       "#",
                                       "%2f",
                                       "%00",
                                       "%zz",
                                       SERVER,
                                       "https://chat.example.org",
                                       "chat.example.org",
                                       "ws:",
                                       "file:",
                                       "[::1]",
                                       "\xe2\x80\xae",
                                       "\t",
                                       "\n",
                                       " ",
                                       NULL };
  int status;

  session = cordial_tinode_session_new ("wss://chat.example.org:6061");
  status = fuzz_main (argc, argv, "references", words);
  g_object_unref (session);
  return status;
}
