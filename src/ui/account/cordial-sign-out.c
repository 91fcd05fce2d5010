/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Asks whether to sign out, and what to keep. For the window's menu and the preferences.
 */

#define G_LOG_DOMAIN "cordial-sign-out"

#include "cordial-config.h"

#include "cordial-sign-out.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  CordialAccounts *accounts;
  CordialAccount *account;
  GtkWidget *keep; /* (nullable): a check button, of the dialog */
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->accounts);
  g_object_unref (question->account);
  g_free (question);
}

static void
on_response (AdwAlertDialog *dialog, const char *response, Question *question)
{
  gboolean keep = question->keep && gtk_check_button_get_active (GTK_CHECK_BUTTON (question->keep));

  if (g_str_equal (response, "sign-out"))
    cordial_accounts_remove (question->accounts, question->account, keep);
}

static char *
dup_body (CordialAccount *account, gboolean can_keep)
{
  guint waiting = cordial_account_get_waiting_messages (account);

  if (waiting > 0 && can_keep)
    return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u message has not been sent yet. It is lost unless you keep your messages.",
                   "%u messages have not been sent yet. They are lost unless you keep your messages.", waiting),
      waiting);
  if (waiting > 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u message has not been sent yet and will be lost.",
                                         "%u messages have not been sent yet and will be lost.", waiting),
                            waiting);
  if (cordial_account_get_has_settings (account))
    return g_strdup (_ ("This account's messages are on this computer alone."));
  return g_strdup (_ ("The server keeps this account's messages."));
}

/**
 * cordial_sign_out_ask:
 * @accounts: the accounts
 * @account: one of them
 * @parent: a widget of the window
 *
 * Presents a question, and signs out where the answer is yes.
 */
void
cordial_sign_out_ask (CordialAccounts *accounts, CordialAccount *account, GtkWidget *parent)
{
  g_return_if_fail (CORDIAL_IS_ACCOUNTS (accounts));
  g_return_if_fail (CORDIAL_IS_ACCOUNT (account));

  /* Nobody can sign in again to an account whose password nobody knows. */
  gboolean can_keep = !cordial_account_get_local_server (account);
  g_autofree char *body = dup_body (account, can_keep);
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Sign Out?"), body);
  Question *question = g_new0 (Question, 1);

  question->accounts = g_object_ref (accounts);
  question->account = g_object_ref (account);
  if (can_keep)
    {
      GtkWidget *label = gtk_label_new (_ ("Keep the messages on this computer for the next time"));

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      question->keep = gtk_check_button_new ();
      gtk_check_button_set_child (GTK_CHECK_BUTTON (question->keep), label);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (question->keep),
                                   cordial_account_get_has_settings (account) ||
                                     cordial_account_get_waiting_messages (account) > 0);
      gtk_widget_set_halign (question->keep, GTK_ALIGN_CENTER);
      adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), question->keep);
    }
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "sign-out", _ ("_Sign Out"),
                                  NULL);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "sign-out", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, parent);
}
