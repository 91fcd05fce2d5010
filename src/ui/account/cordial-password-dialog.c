/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Asks for the password of an account that its server signed out, and stays until it is right or the person gives up. The
 * password goes to the account and nowhere else.
 */

#define G_LOG_DOMAIN "cordial-password-dialog"

#include "cordial-config.h"

#include "cordial-password-dialog.h"

#include "cordial-problem.h"

#include <glib/gi18n-lib.h>

struct _CordialPasswordDialog
{
  AdwDialog parent_instance;

  GtkLabel *explanation;
  GtkLabel *why_label;
  AdwPasswordEntryRow *password_row;
  GtkLabel *problem_label;
  GtkWidget *sign_in_button;
  GtkStack *sign_in_stack;
  GtkWidget *sign_in_label;
  GtkWidget *sign_in_spinner;

  CordialAccount *account;
  GCancellable *cancellable;
  gboolean working;
};

G_DEFINE_FINAL_TYPE (CordialPasswordDialog, cordial_password_dialog, ADW_TYPE_DIALOG)

static void
update (CordialPasswordDialog *self)
{
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password_row));

  gtk_widget_set_sensitive (self->sign_in_button, !self->working && *password);
  gtk_editable_set_editable (GTK_EDITABLE (self->password_row), !self->working);
  gtk_stack_set_visible_child (self->sign_in_stack, self->working ? self->sign_in_spinner : self->sign_in_label);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialPasswordDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean signed_in = cordial_account_sign_in_again_finish (CORDIAL_ACCOUNT (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  self->working = FALSE;
  update (self);
  if (signed_in)
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }

  g_autofree char *sentence = cordial_problem_to_sentence (error, cordial_account_get_server (self->account));

  gtk_label_set_label (self->problem_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
  gtk_editable_select_region (GTK_EDITABLE (self->password_row), 0, -1);
}

static void
on_sign_in_clicked (CordialPasswordDialog *self)
{
  self->working = TRUE;
  update (self);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), FALSE);
  cordial_account_sign_in_again_async (self->account, gtk_editable_get_text (GTK_EDITABLE (self->password_row)),
                                       self->cancellable, on_signed_in, g_object_ref (self));
}

static void
on_cancel_clicked (CordialPasswordDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
on_password_changed (CordialPasswordDialog *self)
{
  update (self);
}

/* The password store was unlocked meanwhile, or the server has changed its mind. */
static void
on_link_state (CordialPasswordDialog *self)
{
  if (!self->working && cordial_account_get_link_state (self->account) == CORDIAL_LINK_ONLINE)
    adw_dialog_force_close (ADW_DIALOG (self));
}

/* By the button, Escape or a click beside it. */
static void
cordial_password_dialog_closed (AdwDialog *dialog)
{
  g_cancellable_cancel (CORDIAL_PASSWORD_DIALOG (dialog)->cancellable);
}

/**
 * cordial_password_dialog_new:
 * @account: an account that its server signed out, or whose password was not kept
 * @why: (nullable): a sentence on why the person is asked
 *
 * Returns: (transfer floating): a dialog to present
 */
AdwDialog *
cordial_password_dialog_new (CordialAccount *account, const char *why)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (account), NULL);

  CordialPasswordDialog *self = g_object_new (CORDIAL_TYPE_PASSWORD_DIALOG, NULL);
  /* Translators: a user name, then the address of a server. */
  g_autofree char *text = g_strdup_printf (_ ("Enter the password of “%s” on %s."), cordial_account_get_login (account),
                                           cordial_account_get_server (account));

  self->account = g_object_ref (account);
  g_signal_connect_object (account, "notify::link-state", G_CALLBACK (on_link_state), self, G_CONNECT_SWAPPED);
  gtk_label_set_label (self->explanation, text);
  gtk_label_set_label (self->why_label, why ? why : "");
  gtk_widget_set_visible (GTK_WIDGET (self->why_label), why != NULL);
  return ADW_DIALOG (self);
}

static void
cordial_password_dialog_dispose (GObject *object)
{
  CordialPasswordDialog *self = CORDIAL_PASSWORD_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (cordial_password_dialog_parent_class)->dispose (object);
}

static void
cordial_password_dialog_finalize (GObject *object)
{
  CordialPasswordDialog *self = CORDIAL_PASSWORD_DIALOG (object);

  g_clear_object (&self->account);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (cordial_password_dialog_parent_class)->finalize (object);
}

static void
cordial_password_dialog_class_init (CordialPasswordDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_password_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = cordial_password_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = cordial_password_dialog_closed;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-password-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialPasswordDialog, explanation);
  gtk_widget_class_bind_template_child (widget_class, CordialPasswordDialog, why_label);
  gtk_widget_class_bind_template_child (widget_class, CordialPasswordDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, CordialPasswordDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, CordialPasswordDialog, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, CordialPasswordDialog, sign_in_stack);
  gtk_widget_class_bind_template_child (widget_class, CordialPasswordDialog, sign_in_label);
  gtk_widget_class_bind_template_child (widget_class, CordialPasswordDialog, sign_in_spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_in_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_password_changed);
}

static void
cordial_password_dialog_init (CordialPasswordDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
