/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the window tells and asks where an account cannot go on by itself: its password, its server's certificate, a damaged file.
 */

#define G_LOG_DOMAIN "cordial-window"

#include "cordial-config.h"

#include "cordial-window-private.h"

#include "cordial-certificate-dialog.h"
#include "cordial-damage.h"
#include "cordial-password-dialog.h"
#include "cordial-sign-in-page.h"

#include <glib/gi18n-lib.h>

/**
 * cordial_window_show_toast:
 * @self: a window
 * @sentence: what happened
 */
void
cordial_window_show_toast (CordialWindow *self, const char *sentence)
{
  g_return_if_fail (CORDIAL_IS_WINDOW (self));

  AdwToast *toast = adw_toast_new (sentence);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/**
 * cordial_window_show_problem:
 * @self: a window
 * @heading: what it is about
 * @sentence: what happened, and what that means
 *
 * Says what a person must not miss, which a toast would not be.
 */
void
cordial_window_show_problem (CordialWindow *self, const char *heading, const char *sentence)
{
  g_return_if_fail (CORDIAL_IS_WINDOW (self));

  AdwDialog *dialog = adw_alert_dialog_new (heading, sentence);

  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
on_password_dialog_closed (CordialWindow *self)
{
  self->asking_for = NULL;
}

static void
ask_for_password (CordialWindow *self)
{
  AdwDialog *dialog;

  if (self->asking_for == self->account)
    return;
  dialog = cordial_password_dialog_new (self->account, self->credentials_problem);
  self->asking_for = self->account;
  g_signal_connect_object (dialog, "closed", G_CALLBACK (on_password_dialog_closed), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

/* Asked without being asked to: after a start without a password store nothing else can be done, and who does not unlock it may
 * know the password. */
void
cordial_window_answer_refusal (CordialWindow *self)
{
  CordialRefusal refusal = cordial_account_get_refusal (self->account);
  gboolean needed =
    refusal == CORDIAL_REFUSAL_PASSWORD || (refusal == CORDIAL_REFUSAL_KEYRING && self->credentials_problem);

  if (needed && cordial_account_get_has_password (self->account))
    ask_for_password (self);
}

/* Once, after somebody signed in; who comes back later is told in the dialog that asks for the password. */
void
cordial_window_tell_about_credentials (CordialWindow *self)
{
  if (self->told_about_credentials || self->credentials_problem == NULL || self->account == NULL ||
      cordial_account_get_local_server (self->account))
    return;
  self->told_about_credentials = TRUE;
  cordial_window_show_problem (self, _ ("Password Not Kept"), self->credentials_problem);
}

/**
 * cordial_window_set_credentials_problem:
 * @self: a window
 * @problem: (nullable): one sentence on why passwords cannot be kept
 */
void
cordial_window_set_credentials_problem (CordialWindow *self, const char *problem)
{
  g_return_if_fail (CORDIAL_IS_WINDOW (self));

  if (!g_set_str (&self->credentials_problem, problem))
    return;
  cordial_window_tell_about_credentials (self);
  if (self->account)
    cordial_window_answer_refusal (self);
}

/* Once; then it is in the preferences until something is decided. */
void
cordial_window_tell_about_damage (CordialWindow *self)
{
  g_auto (GStrv) ids = cordial_accounts_dup_damaged (self->accounts, TRUE);

  for (guint i = 0; ids[i]; i++)
    cordial_damage_ask (self->accounts, ids[i], GTK_WIDGET (self));
}

static void
on_certificate_trusted (CordialWindow *self, GTlsCertificate *certificate)
{
  if (self->account)
    cordial_account_trust_certificate (self->account, certificate);
}

static void
on_certificate_retry (CordialWindow *self)
{
  if (self->account)
    cordial_account_retry_now (self->account);
}

static void
on_begin_anew (CordialWindow *self)
{
  g_autoptr (CordialAccount) account = self->account ? g_object_ref (self->account) : NULL;

  if (!account || cordial_account_get_refusal (account) != CORDIAL_REFUSAL_OTHER_ACCOUNT)
    return;
  cordial_accounts_remove (self->accounts, account, TRUE);
  if (!self->account)
    adw_navigation_view_push (self->welcome_view, cordial_sign_in_page_new (self->accounts, FALSE));
}

static void
show_other_account (CordialWindow *self)
{
  /* Translators: a user name, then the address of a server. */
  g_autofree char *body = g_strdup_printf (
    _ ("“%s” on %s is not the account whose messages are here: the server was set up anew, or the name was given to "
       "somebody else. If you begin anew, the messages of the earlier account stay on this computer, but are no longer "
       "shown, and what waits there is not sent."),
    cordial_account_get_login (self->account), cordial_account_get_server (self->account));
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Another Account"), body);

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "anew", _ ("_Begin Anew"), NULL);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response::anew", G_CALLBACK (on_begin_anew), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

void
cordial_window_show_banner_details (CordialWindow *self)
{
  GTlsCertificate *certificate = cordial_account_get_refused_certificate (self->account);

  if (cordial_account_get_refusal (self->account) == CORDIAL_REFUSAL_OTHER_ACCOUNT)
    {
      show_other_account (self);
      return;
    }
  /* The state may have changed between the drawing and the click. */
  if (certificate == NULL)
    return;

  AdwDialog *dialog = cordial_certificate_dialog_new (certificate, cordial_account_get_server (self->account));

  g_signal_connect_object (dialog, "trusted", G_CALLBACK (on_certificate_trusted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "retry", G_CALLBACK (on_certificate_retry), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

void
cordial_window_sign_in_again (CordialWindow *self)
{
  if (cordial_account_get_refusal (self->account) == CORDIAL_REFUSAL_PROXY)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "app.sign-in-to-proxy", NULL);
      return;
    }
  /* The password of an account on this computer's own server was never anybody's to know: only a new account helps. What was
   * written in this one stays on disk: nobody has asked to delete it. */
  if (cordial_account_get_local_server (self->account))
    {
      g_autoptr (CordialAccount) account = g_object_ref (self->account);

      cordial_accounts_remove (self->accounts, account, TRUE);
      g_signal_emit_by_name (self, "try-it");
      return;
    }
  ask_for_password (self);
}
