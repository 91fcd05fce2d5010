/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is done about a proxy that wants a name and a password: the secret service is asked for them, then the person. They are kept
 * by the proxy's host and port, and used by all accounts.
 */

#define G_LOG_DOMAIN "cordial-application"

#include "cordial-config.h"

#include "cordial-application-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cordial-proxy-dialog.h"

static char *
dup_secret_id (const char *proxy)
{
  return g_strconcat ("proxy:", proxy, NULL);
}

static void
retry (CordialApplication *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (cordial_account_get_refusal (account) == CORDIAL_REFUSAL_PROXY)
        cordial_account_retry_now (account);
    }
}

/* --- The person ---------------------------------------------------------------------------------------------------- */

static void
on_answered (const char *proxy, const char *name, const char *password, gpointer user_data)
{
  CordialApplication *self = user_data;
  g_autofree char *id = dup_secret_id (proxy), *secret = g_strconcat (name, "\n", password, NULL);
  /* Translators: in the list of passwords of the desktop; a host and a port. */
  g_autofree char *label = g_strdup_printf (_ ("Cordial: the proxy %s"), proxy);

  self->proxy_declined = FALSE;
  cordial_proxy_keys_set (self->proxy_keys, proxy, name, password);
  cordial_credentials_store_async (self->credentials, id, label, secret, NULL, NULL);
  retry (self);
}

static void
on_dialog_closed (CordialApplication *self)
{
  self->proxy_asking = FALSE;
}

static void
ask (CordialApplication *self)
{
  AdwDialog *dialog;

  if (!self->window || !self->proxy || self->proxy_asking)
    return;
  self->proxy_asking = TRUE;
  /* Until there is an answer: who cancels is not asked again at every attempt. */
  self->proxy_declined = TRUE;
  dialog = cordial_proxy_dialog_new (self->proxy, self->proxy_said, on_answered, G_OBJECT (self));
  g_signal_connect_object (dialog, "closed", G_CALLBACK (on_dialog_closed), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self->window));
}

/* The button beside the sentence. */
void
cordial_application_sign_in_to_proxy (CordialApplication *self)
{
  ask (self);
}

/* --- The secret service, and the connections ----------------------------------------------------------------------- */

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialApplication) self = user_data;
  g_autofree char *secret = cordial_credentials_lookup_finish (CORDIAL_CREDENTIALS (source), result, NULL);
  char *password = secret ? strchr (secret, '\n') : NULL;

  self->proxy_looking = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!password)
    {
      ask (self);
      return;
    }
  *password++ = '\0';
  cordial_proxy_keys_set (self->proxy_keys, self->proxy, secret, password);
  retry (self);
}

static void
on_refused (CordialProxyKeys *keys, const char *proxy, const char *reason, gboolean heard, CordialApplication *self)
{
  g_autofree char *id = dup_secret_id (proxy);
  gboolean is_new = g_strcmp0 (self->proxy, proxy) != 0;

  /* One that is being dealt with comes first; the other refuses again. */
  if (self->proxy_looking || (is_new && self->proxy_asking))
    return;
  g_set_str (&self->proxy_said, reason);
  if (is_new)
    {
      g_set_str (&self->proxy, proxy);
      self->proxy_declined = FALSE;
    }
  if (heard)
    {
      /* What was kept was wrong, or is not valid any more. */
      cordial_proxy_keys_forget (keys, proxy);
      cordial_credentials_clear_async (self->credentials, id, NULL, NULL);
      self->proxy_declined = FALSE;
      ask (self);
    }
  else if (cordial_proxy_keys_get_userinfo (keys, proxy))
    {
      /* Said meanwhile. */
      retry (self);
    }
  else if (is_new)
    {
      self->proxy_looking = TRUE;
      cordial_credentials_lookup_async (self->credentials, id, FALSE, self->cancellable, on_looked_up,
                                        g_object_ref (self));
    }
  /* Without an account every attempt is the person's own. */
  else if (!self->proxy_declined || g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) == 0)
    {
      ask (self);
    }
}

void
cordial_application_meet_proxies (CordialApplication *self)
{
  self->proxy_keys = cordial_proxy_keys_new ();
  g_signal_connect_object (self->proxy_keys, "refused", G_CALLBACK (on_refused), self, G_CONNECT_DEFAULT);
}
