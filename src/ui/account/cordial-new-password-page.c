/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the person gives an account another password. A page of the preferences. Asks for it twice: nobody could sign in with a
 * password that was mistyped once.
 */

#define G_LOG_DOMAIN "cordial-new-password"

#include "cordial-config.h"

#include "cordial-new-password-page.h"

#include <glib/gi18n-lib.h>

struct _CordialNewPasswordPage
{
  AdwNavigationPage parent_instance;

  GtkLabel *explanation;
  GtkEditable *password_row;
  GtkEditable *repeat_row;
  GtkLabel *problem_label;
  GtkWidget *apply_button;
  GtkStack *apply_stack;
  GtkWidget *apply_label;
  GtkWidget *apply_spinner;

  CordialAccount *account;
  GCancellable *cancellable;
  gboolean working;
};

G_DEFINE_FINAL_TYPE (CordialNewPasswordPage, cordial_new_password_page, ADW_TYPE_NAVIGATION_PAGE)

static void
show_problem (CordialNewPasswordPage *self, const char *sentence)
{
  gtk_label_set_label (self->problem_label, sentence ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), sentence != NULL);
}

static void
update (CordialNewPasswordPage *self)
{
  gboolean typed = *gtk_editable_get_text (self->password_row) && *gtk_editable_get_text (self->repeat_row);

  gtk_widget_set_sensitive (self->apply_button, !self->working && typed);
  gtk_editable_set_editable (self->password_row, !self->working);
  gtk_editable_set_editable (self->repeat_row, !self->working);
  gtk_stack_set_visible_child (self->apply_stack, self->working ? self->apply_spinner : self->apply_label);
}

static void
on_changed (CordialNewPasswordPage *self)
{
  show_problem (self, NULL);
  update (self);
}

static void
on_password_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialNewPasswordPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean changed = cordial_account_change_password_finish (CORDIAL_ACCOUNT (source), result, &error);
  GtkWidget *dialog;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  self->working = FALSE;
  update (self);
  if (!changed)
    {
      show_problem (self, error->message);
      return;
    }
  dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_DIALOG);
  adw_preferences_dialog_pop_subpage (ADW_PREFERENCES_DIALOG (dialog));
  adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (dialog), adw_toast_new (_ ("Password changed")));
}

static void
on_apply (CordialNewPasswordPage *self)
{
  const char *password = gtk_editable_get_text (self->password_row);

  if (!gtk_widget_get_sensitive (self->apply_button))
    return;
  if (!g_str_equal (password, gtk_editable_get_text (self->repeat_row)))
    {
      show_problem (self, _ ("The two passwords differ. Enter the same one twice."));
      gtk_widget_grab_focus (GTK_WIDGET (self->repeat_row));
      return;
    }
  show_problem (self, NULL);
  self->working = TRUE;
  update (self);
  cordial_account_change_password_async (self->account, password, self->cancellable, on_password_changed,
                                         g_object_ref (self));
}

/**
 * cordial_new_password_page_new:
 * @account: with a password on its server
 *
 * Returns: (transfer floating): a page for adw_preferences_dialog_push_subpage()
 */
AdwNavigationPage *
cordial_new_password_page_new (CordialAccount *account)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (account), NULL);

  CordialNewPasswordPage *self = g_object_new (CORDIAL_TYPE_NEW_PASSWORD_PAGE, NULL);
  /* Translators: a user name, then the address of a server. */
  g_autofree char *text = g_strdup_printf (_ ("The new password of “%s” on %s."), cordial_account_get_login (account),
                                           cordial_account_get_server (account));

  self->account = g_object_ref (account);
  gtk_label_set_label (self->explanation, text);
  return ADW_NAVIGATION_PAGE (self);
}

static void
cordial_new_password_page_dispose (GObject *object)
{
  g_cancellable_cancel (CORDIAL_NEW_PASSWORD_PAGE (object)->cancellable);
  G_OBJECT_CLASS (cordial_new_password_page_parent_class)->dispose (object);
}

static void
cordial_new_password_page_finalize (GObject *object)
{
  CordialNewPasswordPage *self = CORDIAL_NEW_PASSWORD_PAGE (object);

  g_clear_object (&self->account);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (cordial_new_password_page_parent_class)->finalize (object);
}

/* Left before the answer: nobody is there to tell. */
static void
cordial_new_password_page_hidden (AdwNavigationPage *page)
{
  g_cancellable_cancel (CORDIAL_NEW_PASSWORD_PAGE (page)->cancellable);
}

static void
cordial_new_password_page_class_init (CordialNewPasswordPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_new_password_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = cordial_new_password_page_finalize;
  ADW_NAVIGATION_PAGE_CLASS (klass)->hidden = cordial_new_password_page_hidden;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-new-password-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialNewPasswordPage, explanation);
  gtk_widget_class_bind_template_child (widget_class, CordialNewPasswordPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, CordialNewPasswordPage, repeat_row);
  gtk_widget_class_bind_template_child (widget_class, CordialNewPasswordPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, CordialNewPasswordPage, apply_button);
  gtk_widget_class_bind_template_child (widget_class, CordialNewPasswordPage, apply_stack);
  gtk_widget_class_bind_template_child (widget_class, CordialNewPasswordPage, apply_label);
  gtk_widget_class_bind_template_child (widget_class, CordialNewPasswordPage, apply_spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_apply);
}

static void
cordial_new_password_page_init (CordialNewPasswordPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
