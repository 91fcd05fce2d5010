/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person reads about what somebody may do in a group: a server's letters are not for people.
 */

#define G_LOG_DOMAIN "cordial-role-words"

#include "cordial-config.h"

#include "cordial-role-words.h"

#include <glib/gi18n-lib.h>

/**
 * cordial_role_words_get:
 * @role: of a member of a group
 *
 * Returns: what it is called; "" where it is not known
 */
const char *
cordial_role_words_get (CordialRole role)
{
  switch (role)
    {
    case CORDIAL_ROLE_OWNER:
      return C_ ("of a group", "Owner");
    case CORDIAL_ROLE_ADMINISTRATOR:
      return C_ ("of a group", "Administrator");
    case CORDIAL_ROLE_INVITER:
      return C_ ("what a member of a group may do", "Can Write and Invite");
    case CORDIAL_ROLE_WRITER:
      return C_ ("what a member of a group may do", "Can Write");
    case CORDIAL_ROLE_READER:
      return C_ ("what a member of a group may do", "Can Only Read");
    case CORDIAL_ROLE_NONE:
    case CORDIAL_ROLE_UNKNOWN:
    default:
      return "";
    }
}

/**
 * cordial_role_words_dup_offered:
 * @role: what somebody may do
 * @offered: what they are granted
 *
 * Returns: (transfer full): what they may do, and where they have not taken it on what more they are offered
 */
char *
cordial_role_words_dup_offered (CordialRole role, CordialRole offered)
{
  if (offered <= role || role == CORDIAL_ROLE_UNKNOWN)
    return g_strdup (cordial_role_words_get (role));
  /* Translators: what a member of a group may do, and what they may do as soon as they say yes to it: “Can Write, Offered: Administrator”. */
  return g_strdup_printf (_ ("%s, Offered: %s"), cordial_role_words_get (role), cordial_role_words_get (offered));
}
