/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tells of an account whose messages are damaged, and asks what to do. For the window, once, and the preferences, for as long as
 * nothing was decided.
 */

#define G_LOG_DOMAIN "cordial-damage"

#include "cordial-config.h"

#include "cordial-damage.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  CordialAccounts *accounts;
  char *id;
  GtkWidget *parent;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->accounts);
  g_object_unref (question->parent);
  g_free (question->id);
  g_free (question);
}

static void
on_response (AdwAlertDialog *dialog, const char *response, Question *question)
{
  g_autoptr (GError) error = NULL;
  AdwDialog *problem;

  if (g_str_equal (response, "remove"))
    cordial_accounts_remove_damaged (question->accounts, question->id);
  if (!g_str_equal (response, "anew") || cordial_accounts_begin_anew (question->accounts, question->id, &error))
    return;
  problem = adw_alert_dialog_new (_ ("Account Not Opened"), error->message);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (problem), "close", _ ("_Close"));
  adw_dialog_present (problem, question->parent);
}

/**
 * cordial_damage_ask:
 * @accounts: the accounts
 * @id: one of cordial_accounts_dup_damaged()
 * @parent: a widget of the window
 */
void
cordial_damage_ask (CordialAccounts *accounts, const char *id, GtkWidget *parent)
{
  gboolean may_begin_anew;
  g_autofree char *body = cordial_accounts_tell_damage (accounts, id, &may_begin_anew);
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Messages Damaged"), body);
  Question *question = g_new0 (Question, 1);

  question->accounts = g_object_ref (accounts);
  question->id = g_strdup (id);
  question->parent = g_object_ref (parent);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "later", _ ("_Later"), "remove", _ ("_Remove Account"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  if (may_begin_anew)
    {
      adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "anew", _ ("_Begin Anew"));
      adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "anew", ADW_RESPONSE_SUGGESTED);
    }
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "later");
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), may_begin_anew ? "anew" : "later");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, parent);
}
