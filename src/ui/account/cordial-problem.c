/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What went wrong with signing in, as one sentence with a next step. Used by the sign-in page and the password dialog.
 */

#define G_LOG_DOMAIN "cordial-problem"

#include "cordial-config.h"

#include "cordial-problem.h"

#include "cordial-protocol-error.h"

#include <glib/gi18n-lib.h>

/**
 * cordial_problem_to_sentence:
 * @error: why an account could not be signed in
 * @server: what the person typed as the server's address
 *
 * Returns: (transfer full): a sentence for the person. What only the server or the model knows the reason of is told in their
 *   words.
 */
char *
cordial_problem_to_sentence (const GError *error, const char *server)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != CORDIAL_PROTOCOL_ERROR)
    return g_strdup (error->message);
  switch ((CordialProtocolError) error->code)
    {
    case CORDIAL_PROTOCOL_ERROR_TAKEN:
      return g_strdup (_ ("Somebody else has this user name; choose another."));
    case CORDIAL_PROTOCOL_ERROR_CERTIFICATE:
      /* Translators: the address of a server, as it was typed. */
      return g_strdup_printf (_ ("The certificate of “%s” is not trusted."), server);
    case CORDIAL_PROTOCOL_ERROR_LINK:
      return g_strdup (_ ("The connection broke off; try again."));
    case CORDIAL_PROTOCOL_ERROR_TRY_LATER:
      return g_strdup (_ ("The server is busy; try again in a moment."));
    /* Each of the many ways in which this happens has its own sentence. */
    case CORDIAL_PROTOCOL_ERROR_UNREACHABLE:
    case CORDIAL_PROTOCOL_ERROR_NOT_A_CHAT_SERVER:
    case CORDIAL_PROTOCOL_ERROR_SIGN_IN:
    case CORDIAL_PROTOCOL_ERROR_UNEXPLAINED:
    case CORDIAL_PROTOCOL_ERROR_REJECTED:
    case CORDIAL_PROTOCOL_ERROR_INVALID:
    case CORDIAL_PROTOCOL_ERROR_UNSUPPORTED:
    default:
      return g_strdup (error->message);
    }
}
