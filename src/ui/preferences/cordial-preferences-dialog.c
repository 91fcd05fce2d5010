/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the person chooses: how Cordial looks and behaves, how it watches its connections, and the accounts. It writes settings;
 * who reads them follows by itself.
 */

#define G_LOG_DOMAIN "cordial-preferences"

#include "cordial-config.h"

#include "cordial-preferences-dialog.h"

#include "cordial-damage.h"
#include "cordial-dictionaries.h"
#include "cordial-new-address-page.h"
#include "cordial-new-password-page.h"
#include "cordial-profile-page.h"
#include "cordial-server-dialog.h"
#include "cordial-sign-out.h"

#include <glib/gi18n-lib.h>

struct _CordialPreferencesDialog
{
  AdwPreferencesDialog parent_instance;

  GtkWidget *appearance_row;
  GtkWidget *enter_row;
  GtkWidget *spelling_row;
  GtkWidget *notifications_row;
  GtkWidget *mentions_row;
  GtkWidget *show_text_row;
  GtkWidget *background_row;
  GtkWidget *login_row;
  GtkWidget *files_row;
  GtkWidget *interval_row;
  GtkWidget *deadline_row;
  AdwPreferencesPage *accounts_page;
  AdwPreferencesGroup *no_accounts_group;

  CordialAccounts *accounts;
  GSettings *settings;
  /* AdwPreferencesGroup: one an account. */
  GPtrArray *groups;
};

G_DEFINE_FINAL_TYPE (CordialPreferencesDialog, cordial_preferences_dialog, ADW_TYPE_PREFERENCES_DIALOG)

/* --- Accounts ------------------------------------------------------------------------------------------------------ */

static CordialAccount *
get_account (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "cordial-account");
}

static void
on_password_row (CordialPreferencesDialog *self, GtkWidget *row)
{
  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self),
                                       cordial_new_password_page_new (get_account (row)));
}

static void
on_profile_row (CordialPreferencesDialog *self, GtkWidget *row)
{
  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self), cordial_profile_page_new (get_account (row)));
}

static void
on_address_row (CordialPreferencesDialog *self, GtkWidget *row)
{
  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self),
                                       cordial_new_address_page_new (self->accounts, get_account (row)));
}

static void
on_server_row (CordialPreferencesDialog *self, GtkWidget *row)
{
  adw_dialog_present (cordial_server_dialog_new (self->accounts, get_account (row)), GTK_WIDGET (self));
}

static void
on_sign_out_row (CordialPreferencesDialog *self, GtkWidget *row)
{
  cordial_sign_out_ask (self->accounts, get_account (row), GTK_WIDGET (self));
}

static GtkWidget *
add_property (AdwPreferencesGroup *group, const char *title, const char *value)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "property");
  adw_preferences_group_add (group, row);
  return row;
}

static void
add_button (CordialPreferencesDialog *self,
            AdwPreferencesGroup *group,
            CordialAccount *account,
            const char *title,
            const char *css_class,
            GCallback callback)
{
  GtkWidget *row = adw_button_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  if (css_class)
    gtk_widget_add_css_class (row, css_class);
  g_object_set_data_full (G_OBJECT (row), "cordial-account", g_object_ref (account), g_object_unref);
  g_signal_connect_object (row, "activated", callback, self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);
}

static gboolean
name_to_title (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_autoptr (CordialAccount) account = CORDIAL_ACCOUNT (g_binding_dup_source (binding));
  const char *name = g_value_get_string (from);

  g_value_take_string (to, g_markup_escape_text (name && *name ? name : cordial_account_get_login (account), -1));
  return TRUE;
}

static void
add_account (CordialPreferencesDialog *self, CordialAccount *account)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  const char *login = cordial_account_get_login (account);

  g_object_bind_property_full (account, "name", group, "title", G_BINDING_SYNC_CREATE, name_to_title, NULL, NULL, NULL);
  if (cordial_account_get_local_server (account))
    add_property (group, _ ("Server"), _ ("On this computer"));
  else
    {
      add_property (group, _ ("User Name"), login);
      g_object_bind_property (account, "server", add_property (group, _ ("Server"), NULL), "subtitle",
                              G_BINDING_SYNC_CREATE);
    }
  if (cordial_account_get_has_profile (account))
    add_button (self, group, account, _ ("_Profile…"), NULL, G_CALLBACK (on_profile_row));
  if (cordial_account_get_has_password (account))
    add_button (self, group, account, _ ("Change _Password…"), NULL, G_CALLBACK (on_password_row));
  if (!cordial_account_get_has_settings (account) && !cordial_account_get_local_server (account))
    add_button (self, group, account, _ ("Change _Address…"), NULL, G_CALLBACK (on_address_row));
  if (cordial_account_get_has_settings (account))
    add_button (self, group, account, _ ("Ser_ver Settings…"), NULL, G_CALLBACK (on_server_row));
  add_button (self, group, account, _ ("Sign _Out…"), "destructive-action", G_CALLBACK (on_sign_out_row));
  adw_preferences_page_add (self->accounts_page, group);
  g_ptr_array_add (self->groups, group);
}

static void
on_damage_row (CordialPreferencesDialog *self, GtkWidget *row)
{
  cordial_damage_ask (self->accounts, g_object_get_data (G_OBJECT (row), "cordial-id"), GTK_WIDGET (self));
}

/* Nothing was decided about it yet. */
static void
add_damaged (CordialPreferencesDialog *self, const char *id)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  GtkWidget *row = adw_button_row_new ();
  gboolean may_begin_anew;
  g_autofree char *sentence = cordial_accounts_tell_damage (self->accounts, id, &may_begin_anew);
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  adw_preferences_group_set_title (group, _ ("Messages Damaged"));
  adw_preferences_group_set_description (group, escaped);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Decide What to _Do…"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "cordial-id", g_strdup (id), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_damage_row), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);
  adw_preferences_page_add (self->accounts_page, group);
  g_ptr_array_add (self->groups, group);
}

static void
show_accounts (CordialPreferencesDialog *self)
{
  g_auto (GStrv) damaged = cordial_accounts_dup_damaged (self->accounts, FALSE);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = 0; i < self->groups->len; i++)
    adw_preferences_page_remove (self->accounts_page, g_ptr_array_index (self->groups, i));
  g_ptr_array_set_size (self->groups, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      add_account (self, account);
    }
  for (guint i = 0; damaged[i]; i++)
    add_damaged (self, damaged[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->no_accounts_group), n == 0);
}

/* --- Settings ------------------------------------------------------------------------------------------------------ */

static void
on_defaults_activated (CordialPreferencesDialog *self)
{
  g_settings_reset (self->settings, "heartbeat-interval");
  g_settings_reset (self->settings, "heartbeat-deadline");
}

/* The combo row has the values in the order of the schema. */
static const char *const appearances[] = { "system", "light", "dark" };

static gboolean
appearance_to_position (GValue *value, GVariant *variant, gpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (appearances); i++)
    {
      if (g_str_equal (g_variant_get_string (variant, NULL), appearances[i]))
        g_value_set_uint (value, i);
    }
  return TRUE;
}

static GVariant *
position_to_appearance (const GValue *value, const GVariantType *type, gpointer user_data)
{
  guint position = g_value_get_uint (value);

  return position < G_N_ELEMENTS (appearances) ? g_variant_new_string (appearances[position]) : NULL;
}

static gboolean
when_closed_to_switch (GValue *value, GVariant *variant, gpointer user_data)
{
  g_value_set_boolean (value, g_str_equal (g_variant_get_string (variant, NULL), "run"));
  return TRUE;
}

/* Who has chosen is not asked any more. */
static GVariant *
switch_to_when_closed (const GValue *value, const GVariantType *type, gpointer user_data)
{
  return g_variant_new_string (g_value_get_boolean (value) ? "run" : "quit");
}

static void
bind_settings (CordialPreferencesDialog *self)
{
  const struct
  {
    const char *key;
    GtkWidget *row;
    const char *property;
  } plain[] = {
    { "enter-sends", self->enter_row, "active" },
    { "spell-check", self->spelling_row, "active" },
    { "notifications", self->notifications_row, "active" },
    { "notify-mentions", self->mentions_row, "active" },
    { "notifications-show-text", self->show_text_row, "active" },
    { "start-at-login", self->login_row, "active" },
    { "files-limit", self->files_row, "value" },
    { "heartbeat-interval", self->interval_row, "value" },
    { "heartbeat-deadline", self->deadline_row, "value" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    g_settings_bind (self->settings, plain[i].key, plain[i].row, plain[i].property, G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_with_mapping (self->settings, "appearance", self->appearance_row, "selected", G_SETTINGS_BIND_DEFAULT,
                                appearance_to_position, position_to_appearance, NULL, NULL);
  g_settings_bind_with_mapping (self->settings, "when-closed", self->background_row, "active", G_SETTINGS_BIND_DEFAULT,
                                when_closed_to_switch, switch_to_when_closed, NULL, NULL);
  g_object_bind_property (self->notifications_row, "active", self->mentions_row, "sensitive", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->notifications_row, "active", self->show_text_row, "sensitive", G_BINDING_SYNC_CREATE);
}

/**
 * cordial_preferences_dialog_new:
 * @accounts: what it shows the particulars of
 * @settings: what it changes
 *
 * Returns: (transfer floating): a dialog to present
 */
AdwDialog *
cordial_preferences_dialog_new (CordialAccounts *accounts, GSettings *settings)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (accounts), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  CordialPreferencesDialog *self = g_object_new (CORDIAL_TYPE_PREFERENCES_DIALOG, NULL);

  self->accounts = g_object_ref (accounts);
  self->settings = g_object_ref (settings);
  bind_settings (self);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (show_accounts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "notify::n-damaged", G_CALLBACK (show_accounts), self, G_CONNECT_SWAPPED);
  show_accounts (self);
  return ADW_DIALOG (self);
}

static void
cordial_preferences_dialog_dispose (GObject *object)
{
  CordialPreferencesDialog *self = CORDIAL_PREFERENCES_DIALOG (object);

  if (self->accounts)
    g_signal_handlers_disconnect_by_data (self->accounts, self);
  g_clear_object (&self->accounts);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
  G_OBJECT_CLASS (cordial_preferences_dialog_parent_class)->dispose (object);
}

static void
cordial_preferences_dialog_class_init (CordialPreferencesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_preferences_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-preferences-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialPreferencesDialog, appearance_row);
  gtk_widget_class_bind_template_child (widget_class, CordialPreferencesDialog, enter_row);
  gtk_widget_class_bind_template_child (widget_class, CordialPreferencesDialog, spelling_row);
  gtk_widget_class_bind_template_child (widget_class, CordialPreferencesDialog, notifications_row);
  gtk_widget_class_bind_template_child (widget_class, CordialPreferencesDialog, mentions_row);
  gtk_widget_class_bind_template_child (widget_class, CordialPreferencesDialog, show_text_row);
  gtk_widget_class_bind_template_child (widget_class, CordialPreferencesDialog, background_row);
  gtk_widget_class_bind_template_child (widget_class, CordialPreferencesDialog, login_row);
  gtk_widget_class_bind_template_child (widget_class, CordialPreferencesDialog, files_row);
  gtk_widget_class_bind_template_child (widget_class, CordialPreferencesDialog, interval_row);
  gtk_widget_class_bind_template_child (widget_class, CordialPreferencesDialog, deadline_row);
  gtk_widget_class_bind_template_child (widget_class, CordialPreferencesDialog, accounts_page);
  gtk_widget_class_bind_template_child (widget_class, CordialPreferencesDialog, no_accounts_group);
  gtk_widget_class_bind_template_callback (widget_class, on_defaults_activated);
}

static void
cordial_preferences_dialog_init (CordialPreferencesDialog *self)
{
  self->groups = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  if (!cordial_dictionaries_exist (g_get_language_names ()))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->spelling_row),
                                 _ ("No dictionary of your language is installed"));
}
