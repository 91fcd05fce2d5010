/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a tinode: link says. Links come from anywhere: what is not exactly a link is refused with a sentence, and a good one says
 * no more than whom to open a chat with.
 */

#define G_LOG_DOMAIN "cordial-chat-link"

#include "cordial-config.h"

#include "cordial-chat-link.h"

#include "cordial-protocol-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SCHEME "tinode:"
/* No server makes longer ones; Tinode's own have 14 characters. */
#define ID_MAX 64

/* A conversation's name on Tinode's wire (docs/API.md «Topics»): a kind of three letters, then URL-safe base64. */
static gboolean
is_id (const char *text)
{
  if (!g_str_has_prefix (text, "usr") && !g_str_has_prefix (text, "grp") && !g_str_has_prefix (text, "chn"))
    return FALSE;
  if (text[3] == '\0' || strlen (text) > ID_MAX)
    return FALSE;
  for (const char *p = text + 3; *p; p++)
    {
      if (!g_ascii_isalnum (*p) && *p != '-' && *p != '_')
        return FALSE;
    }
  return TRUE;
}

/**
 * cordial_chat_link_parse:
 * @link: what was opened
 * @server: (out) (nullable): the server's host with its port, where the link names one
 * @id: (out): whom or what to open
 * @error: return location for one sentence (#CORDIAL_PROTOCOL_ERROR_INVALID)
 *
 * Understands "tinode:topic/usr…" (Tinode docs/thecard.md, which says that a server may stand in it), "tinode:id/usr…",
 * "tinode:usr…" and "tinode://host:port/topic/usr…".
 *
 * Returns: whether it is one
 */
gboolean
cordial_chat_link_parse (const char *link, char **server, char **id, GError **error)
{
  g_autofree char *host = NULL;
  g_autofree char *rest = NULL;
  const char *last;

  g_return_val_if_fail (link != NULL, FALSE);

  if (g_ascii_strncasecmp (link, SCHEME, strlen (SCHEME)) != 0 || !g_utf8_validate (link, -1, NULL))
    goto bad;
  link += strlen (SCHEME);
  if (g_str_has_prefix (link, "//"))
    {
      gsize length = strcspn (link + 2, "/?#");

      host = length > 0 ? g_strndup (link + 2, length) : NULL;
      link += 2 + length;
      /* A name and a password before the host are for nobody. */
      if (host && strpbrk (host, "@ \\"))
        goto bad;
    }
  rest = g_strndup (link, strcspn (link, "?#"));
  last = strrchr (rest, '/');
  last = last ? last + 1 : rest;
  if (last != rest)
    {
      g_autofree char *path = g_strndup (rest, last - rest);
      const char *kind = path + strspn (path, "/");

      if (*kind && !g_str_equal (kind, "topic/") && !g_str_equal (kind, "id/"))
        goto bad;
    }
  if (!is_id (last))
    goto bad;
  *server = g_steal_pointer (&host);
  *id = g_strdup (last);
  return TRUE;

bad:
  g_set_error_literal (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                       _ ("This link does not lead to a chat."));
  return FALSE;
}
