/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The application and the server on this computer: «Try It on This Computer», and starting that server again later.
 */

#define G_LOG_DOMAIN "cordial-application"

#include "cordial-config.h"

#include "cordial-application-private.h"

#include <glib/gi18n.h>
#include <sys/random.h>

/* Bytes of chance in the password of an account on this computer's own server, and in its name. Nobody types either. */
#define LOCAL_PASSWORD_BYTES 24
#define LOCAL_LOGIN_BYTES 4

static char *
random_hex (gsize bytes)
{
  guint8 chance[LOCAL_PASSWORD_BYTES];
  GString *text = g_string_new (NULL);

  g_assert (bytes <= sizeof chance);
  if (getrandom (chance, bytes, 0) != (gssize) bytes)
    g_error ("the kernel gives no random numbers");
  for (gsize i = 0; i < bytes; i++)
    g_string_append_printf (text, "%02x", chance[i]);
  return g_string_free (text, FALSE);
}

static void
end_trying (CordialApplication *self, const char *problem)
{
  self->trying = FALSE;
  self->signing_up = FALSE;
  if (self->window)
    cordial_window_set_trying (self->window, FALSE, problem);
}

static void
on_signed_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  cordial_accounts_sign_in_finish (CORDIAL_ACCOUNTS (source), result, &error);
  if (!g_cancellable_is_cancelled (self->cancellable))
    end_trying (self, error ? error->message : NULL);
}

static void
sign_up (CordialApplication *self, const char *uri)
{
  g_autofree char *chance = random_hex (LOCAL_LOGIN_BYTES);
  g_autofree char *login = g_strconcat ("me", chance, NULL);
  g_autofree char *password = random_hex (LOCAL_PASSWORD_BYTES);
  const char *real_name = g_get_real_name ();
  gboolean named = real_name && *real_name && !g_str_equal (real_name, "Unknown");
  CordialAccountSetup setup = {
    .server = uri,
    .login = login,
    .password = password,
    /* Translators: display name of a person whose name the computer does not know. */
    .name = named ? real_name : C_ ("display name", "Me"),
    .create = TRUE,
    .local_server = TRUE,
  };

  self->signing_up = TRUE;
  cordial_accounts_sign_in_async (self->accounts, &setup, self->cancellable, on_signed_up, g_object_ref (self));
}

static void
open_local_accounts (CordialApplication *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (!cordial_account_get_local_server (account))
        continue;
      if (cordial_account_get_link_state (account) == CORDIAL_LINK_OFFLINE)
        cordial_account_open (account);
      else if (cordial_account_get_link_state (account) != CORDIAL_LINK_ONLINE)
        cordial_account_retry_now (account);
    }
}

static void
on_local_listening (CordialApplication *self, const char *uri)
{
  cordial_accounts_set_local_uri (self->accounts, uri);
  open_local_accounts (self);
  if (self->trying && !self->signing_up)
    sign_up (self, uri);
}

static void
on_local_failed (CordialApplication *self, const char *sentence)
{
  if (self->trying)
    end_trying (self, sentence);
  else if (self->window)
    cordial_window_show_toast (self->window, sentence);
}

static void
start_local_server (CordialApplication *self)
{
  if (self->local_server == NULL)
    {
      g_autofree char *program = cordial_local_server_find_program ();
      g_autofree char *data_dir = g_build_filename (g_get_user_data_dir (), "cordial", "server", NULL);

      self->local_server = cordial_local_server_new (program, data_dir);
      g_signal_connect_object (self->local_server, "listening", G_CALLBACK (on_local_listening), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->local_server, "failed", G_CALLBACK (on_local_failed), self, G_CONNECT_SWAPPED);
    }
  cordial_local_server_start (self->local_server);
}

void
cordial_application_try_it (CordialApplication *self)
{
  if (self->trying)
    return;
  self->trying = TRUE;
  cordial_window_set_trying (self->window, TRUE, NULL);
  start_local_server (self);
}

static void
on_accounts_changed (CordialApplication *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      /* Who has just signed in is here already. */
      if (cordial_account_get_link_state (account) != CORDIAL_LINK_OFFLINE)
        continue;
      if (cordial_account_get_local_server (account))
        start_local_server (self);
      else
        cordial_account_open (account);
    }
}

void
cordial_application_meet_accounts (CordialApplication *self)
{
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (on_accounts_changed), self, G_CONNECT_SWAPPED);
  on_accounts_changed (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (self->accounts)));
}
