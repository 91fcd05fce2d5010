/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the person says that the server of an account is elsewhere now. A page of the preferences. Whether the account is known
 * there shows by the connection, as ever.
 */

#define G_LOG_DOMAIN "cordial-new-address"

#include "cordial-config.h"

#include "cordial-new-address-page.h"

#include "cordial-server-address.h"

#include <glib/gi18n-lib.h>

struct _CordialNewAddressPage
{
  AdwNavigationPage parent_instance;

  GtkLabel *explanation;
  GtkEditable *server_row;
  AdwSwitchRow *plaintext_row;
  GtkLabel *problem_label;
  GtkWidget *apply_button;

  CordialAccounts *accounts;
  CordialAccount *account;
};

G_DEFINE_FINAL_TYPE (CordialNewAddressPage, cordial_new_address_page, ADW_TYPE_NAVIGATION_PAGE)

static void
show_problem (CordialNewAddressPage *self, const char *sentence)
{
  gtk_label_set_label (self->problem_label, sentence ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), sentence != NULL);
}

static void
on_changed (CordialNewAddressPage *self)
{
  const char *server = gtk_editable_get_text (self->server_row);
  g_autofree char *stripped = g_strstrip (g_strdup (server));

  show_problem (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->plaintext_row), cordial_server_address_needs_plaintext (server));
  gtk_widget_set_sensitive (self->apply_button,
                            *stripped && g_strcmp0 (stripped, cordial_account_get_server (self->account)) != 0);
}

static void
on_apply (CordialNewAddressPage *self)
{
  const char *server = gtk_editable_get_text (self->server_row);
  gboolean plaintext = cordial_server_address_needs_plaintext (server);
  g_autoptr (GError) error = NULL;
  GtkWidget *dialog;

  if (!gtk_widget_get_sensitive (self->apply_button))
    return;
  if (!cordial_accounts_move (self->accounts, self->account, server,
                              plaintext && adw_switch_row_get_active (self->plaintext_row), &error))
    {
      show_problem (self,
                    plaintext ? _ ("This address is not encrypted; use wss:// or accept that above.") : error->message);
      gtk_widget_grab_focus (GTK_WIDGET (self->server_row));
      return;
    }
  dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_DIALOG);
  adw_preferences_dialog_pop_subpage (ADW_PREFERENCES_DIALOG (dialog));
  adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (dialog), adw_toast_new (_ ("Address changed")));
}

/**
 * cordial_new_address_page_new:
 * @accounts: the accounts
 * @account: one of them, on a server that has accounts
 *
 * Returns: (transfer floating): a page for adw_preferences_dialog_push_subpage()
 */
AdwNavigationPage *
cordial_new_address_page_new (CordialAccounts *accounts, CordialAccount *account)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (accounts), NULL);
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (account), NULL);

  CordialNewAddressPage *self = g_object_new (CORDIAL_TYPE_NEW_ADDRESS_PAGE, NULL);
  /* Translators: a user name. */
  g_autofree char *text =
    g_strdup_printf (_ ("Where the server of “%s” is now. It must be the same server, with the same accounts: your "
                        "messages stay, and what waits is sent there."),
                     cordial_account_get_login (account));

  self->accounts = g_object_ref (accounts);
  self->account = g_object_ref (account);
  gtk_label_set_label (self->explanation, text);
  gtk_editable_set_text (self->server_row, cordial_account_get_server (account));
  return ADW_NAVIGATION_PAGE (self);
}

static void
cordial_new_address_page_finalize (GObject *object)
{
  CordialNewAddressPage *self = CORDIAL_NEW_ADDRESS_PAGE (object);

  g_clear_object (&self->accounts);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (cordial_new_address_page_parent_class)->finalize (object);
}

static void
cordial_new_address_page_class_init (CordialNewAddressPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cordial_new_address_page_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-new-address-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialNewAddressPage, explanation);
  gtk_widget_class_bind_template_child (widget_class, CordialNewAddressPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, CordialNewAddressPage, plaintext_row);
  gtk_widget_class_bind_template_child (widget_class, CordialNewAddressPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, CordialNewAddressPage, apply_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_apply);
}

static void
cordial_new_address_page_init (CordialNewAddressPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
