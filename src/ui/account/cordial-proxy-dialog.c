/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two rows and an answer. What becomes of it, and whether it was right, is not known here.
 */

#define G_LOG_DOMAIN "cordial-proxy-dialog"

#include "cordial-config.h"

#include "cordial-proxy-dialog.h"

#include <glib/gi18n-lib.h>

#define SIGN_IN "sign-in"

typedef struct
{
  char *proxy;
  GtkEditable *name_row; /* of the dialog, as is the next */
  GtkEditable *password_row;
  CordialProxyDialogFunc func;
  GObject *object; /* weak */
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_clear_weak_pointer (&question->object);
  g_free (question->proxy);
  g_free (question);
}

static void
on_response (AdwAlertDialog *dialog, const char *response, Question *question)
{
  if (question->object && g_str_equal (response, SIGN_IN))
    question->func (question->proxy, gtk_editable_get_text (question->name_row),
                    gtk_editable_get_text (question->password_row), question->object);
}

static void
on_name_changed (AdwAlertDialog *dialog, GtkEditable *row)
{
  adw_alert_dialog_set_response_enabled (dialog, SIGN_IN, *gtk_editable_get_text (row) != '\0');
}

static GtkEditable *
add_row (GtkListBox *list, GtkWidget *row, const char *title)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  gtk_list_box_append (list, row);
  return GTK_EDITABLE (row);
}

/**
 * cordial_proxy_dialog_new:
 * @proxy: its host and port
 * @why: a sentence on why the person is asked
 * @func: what takes the answer
 * @object: passed to @func, which is not called any more once it is gone
 *
 * Returns: (transfer floating): a dialog to present
 */
AdwDialog *
cordial_proxy_dialog_new (const char *proxy, const char *why, CordialProxyDialogFunc func, GObject *object)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Sign In to the Proxy"), NULL);
  GtkWidget *list = gtk_list_box_new ();
  Question *question = g_new0 (Question, 1);
  g_autofree char *body = g_strdup_printf ("%s\n%s", why, proxy);

  question->proxy = g_strdup (proxy);
  question->func = func;
  g_set_weak_pointer (&question->object, object);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  /* Translators: of a person, to a proxy. */
  question->name_row = add_row (GTK_LIST_BOX (list), adw_entry_row_new (), C_ ("proxy", "Name"));
  question->password_row = add_row (GTK_LIST_BOX (list), adw_password_entry_row_new (), _ ("Password"));

  adw_alert_dialog_set_body (ADW_ALERT_DIALOG (dialog), body);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), list);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), SIGN_IN, _ ("_Sign In"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), SIGN_IN, ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), SIGN_IN);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_response_enabled (ADW_ALERT_DIALOG (dialog), SIGN_IN, FALSE);
  adw_dialog_set_focus (dialog, GTK_WIDGET (question->name_row));
  g_signal_connect_object (question->name_row, "changed", G_CALLBACK (on_name_changed), dialog, G_CONNECT_SWAPPED);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free, G_CONNECT_DEFAULT);
  return dialog;
}
