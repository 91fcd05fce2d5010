/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a person says how to reach a back end that has no sign-in, only an agreed heartbeat: for a new account, and later to
 * change that of an account.
 */

#define G_LOG_DOMAIN "cordial-server-dialog"

#include "cordial-config.h"

#include "cordial-server-dialog.h"

#include "cordial-certificate-dialog.h"
#include "cordial-line.h"
#include "cordial-protocol-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What the rows show where nothing else was chosen; CordialHeartbeat has the same. */
#define USUAL_INTERVAL_MS 30000
#define USUAL_DEADLINE_MS 2000

struct _CordialServerDialog
{
  AdwDialog parent_instance;

  GtkEditable *uri_row;
  GtkEditable *token_row;
  GtkEditable *user_id_row;
  GtkEditable *name_row;
  GtkEditable *avatar_row;
  AdwSwitchRow *plaintext_row;
  AdwExpanderRow *advanced_row;
  GtkEditable *heartbeat_row;
  AdwSpinRow *interval_row;
  AdwSpinRow *deadline_row;
  AdwSpinRow *max_frame_row;
  GtkWidget *test_button;
  GtkStack *test_stack;
  GtkWidget *test_label;
  GtkWidget *test_spinner;
  GtkLabel *result_label;
  GtkWidget *details_button;
  GtkWidget *submit_button;
  GtkStack *submit_stack;
  GtkLabel *submit_label;
  GtkWidget *submit_spinner;

  CordialAccounts *accounts;
  CordialAccount *account; /* NULL for a new one */
  GTlsCertificate *refused;
  GTlsCertificate *trusted;
  /* Of the attempt or the test under way; NULL in between. */
  GCancellable *cancellable;
  gboolean testing;
};

G_DEFINE_FINAL_TYPE (CordialServerDialog, cordial_server_dialog, ADW_TYPE_DIALOG)

static char *
dup_stripped (GtkEditable *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (row)));
}

/* (transfer full): an address without its query, which is kept with the passwords and stands in a row of its own */
static char *
dup_without_token (const char *uri)
{
  return g_strndup (uri, strcspn (uri, "?"));
}

/* (transfer full): with the token of that row, unless another one was typed into the address. */
static char *
dup_uri (CordialServerDialog *self)
{
  g_autofree char *typed = dup_stripped (self->uri_row);
  g_autofree char *token = dup_stripped (self->token_row);

  return *token == '\0' || strchr (typed, '?') ? g_steal_pointer (&typed) : g_strdup_printf ("%s?%s", typed, token);
}

/* An address that is only usable when the person accepts a connection that is not encrypted. */
static gboolean
needs_plaintext (CordialServerDialog *self)
{
  const char *typed = gtk_editable_get_text (self->uri_row);
  g_autofree char *encrypted = cordial_protocol_settings_normalize_uri (typed, FALSE, NULL);
  g_autofree char *any = cordial_protocol_settings_normalize_uri (typed, TRUE, NULL);

  return encrypted == NULL && any != NULL;
}

static void
show_result (CordialServerDialog *self, const char *sentence, gboolean good)
{
  gtk_label_set_label (self->result_label, sentence ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->result_label), sentence != NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->result_label), good ? "error" : "success");
  gtk_widget_add_css_class (GTK_WIDGET (self->result_label), good ? "success" : "error");
  gtk_widget_set_visible (self->details_button, !good && sentence != NULL && self->refused != NULL);
}

static void
update (CordialServerDialog *self)
{
  g_autofree char *uri = dup_stripped (self->uri_row);
  g_autofree char *user_id = dup_stripped (self->user_id_row);
  gboolean working = self->cancellable != NULL;
  gboolean filled = *uri && *user_id;

  gtk_widget_set_visible (GTK_WIDGET (self->plaintext_row), needs_plaintext (self));
  gtk_widget_set_sensitive (self->submit_button, filled && !working);
  gtk_widget_set_sensitive (self->test_button, filled && !working);
  gtk_stack_set_visible_child (self->test_stack, self->testing ? self->test_spinner : self->test_label);
  gtk_stack_set_visible_child (self->submit_stack,
                               working && !self->testing ? self->submit_spinner : GTK_WIDGET (self->submit_label));
}

/* --- What was typed ---------------------------------------------------------------------------------------------- */

static GtkEditable *
get_row (CordialServerDialog *self, CordialSettingsField field)
{
  switch (field)
    {
    case CORDIAL_SETTINGS_FIELD_USER_ID:
      return self->user_id_row;
    case CORDIAL_SETTINGS_FIELD_AVATAR_URI:
      return self->avatar_row;
    case CORDIAL_SETTINGS_FIELD_HEARTBEAT:
      return self->heartbeat_row;
    case CORDIAL_SETTINGS_FIELD_NONE:
    case CORDIAL_SETTINGS_FIELD_URI:
    default:
      return self->uri_row;
    }
}

/* (transfer full) (nullable): checked; what is wrong is told. */
static CordialProtocolSettings *
make_settings (CordialServerDialog *self)
{
  g_autoptr (CordialProtocolSettings) settings = cordial_protocol_settings_new ();
  g_autoptr (GError) error = NULL;
  CordialSettingsField wrong;

  settings->dialect = g_strdup (CORDIAL_DIALECT_PLAIN);
  settings->uri = dup_uri (self);
  settings->user_id = dup_stripped (self->user_id_row);
  settings->name = cordial_text_to_name (gtk_editable_get_text (self->name_row));
  settings->avatar_uri = dup_stripped (self->avatar_row);
  settings->heartbeat = dup_stripped (self->heartbeat_row);
  settings->interval_ms = (guint) lround (adw_spin_row_get_value (self->interval_row) * 1000);
  settings->deadline_ms = (guint) lround (adw_spin_row_get_value (self->deadline_row) * 1000);
  settings->max_frame_bytes = (guint) lround (adw_spin_row_get_value (self->max_frame_row) * 1024);
  wrong = cordial_protocol_settings_check (settings, adw_switch_row_get_active (self->plaintext_row), &error);
  if (wrong == CORDIAL_SETTINGS_FIELD_NONE)
    return g_steal_pointer (&settings);

  if (wrong == CORDIAL_SETTINGS_FIELD_HEARTBEAT)
    adw_expander_row_set_expanded (self->advanced_row, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (get_row (self, wrong)), "error");
  gtk_widget_grab_focus (GTK_WIDGET (get_row (self, wrong)));
  show_result (self,
               wrong == CORDIAL_SETTINGS_FIELD_URI && needs_plaintext (self)
                 ? _ ("This address is not encrypted; use wss:// or accept that below.")
                 : error->message,
               FALSE);
  return NULL;
}

static void
on_changed (CordialServerDialog *self)
{
  GtkEditable *rows[] = { self->uri_row, self->token_row, self->user_id_row, self->name_row, self->avatar_row };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (rows[i]), "error");
  show_result (self, NULL, TRUE);
  /* Told while it is typed: nobody sees at a glance whether a bracket is missing. */
  if (cordial_protocol_settings_check_heartbeat (gtk_editable_get_text (self->heartbeat_row), &error))
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->heartbeat_row), "error");
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->heartbeat_row), _ ("Heartbeat (JSON)"));
    }
  else
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->heartbeat_row), "error");
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->heartbeat_row), error->message);
    }
  update (self);
}

/* --- Trying and doing -------------------------------------------------------------------------------------------- */

/* What an answer needs; the dialog may be closed when it comes. */
typedef struct
{
  CordialServerDialog *dialog;
  GCancellable *cancellable;
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  g_object_unref (attempt->dialog);
  g_object_unref (attempt->cancellable);
  g_free (attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

static Attempt *
begin (CordialServerDialog *self, gboolean testing)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  self->cancellable = g_cancellable_new ();
  self->testing = testing;
  g_clear_object (&self->refused);
  show_result (self, NULL, TRUE);
  update (self);
  attempt->dialog = g_object_ref (self);
  attempt->cancellable = g_object_ref (self->cancellable);
  return attempt;
}

/* Whether anybody still wants to know. */
static gboolean
end (Attempt *attempt)
{
  CordialServerDialog *self = attempt->dialog;

  if (self->cancellable != attempt->cancellable)
    return FALSE;
  g_clear_object (&self->cancellable);
  self->testing = FALSE;
  update (self);
  return TRUE;
}

static void
on_tried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attempt) attempt = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  double round_trip_ms = cordial_accounts_try_settings_finish (CORDIAL_ACCOUNTS (source), result, &error);

  if (!end (attempt))
    return;
  /* Translators: %.0f is a number of milliseconds. */
  sentence = error ? g_strdup (error->message)
                   : g_strdup_printf (_ ("The server answered the heartbeat in %.0f ms."), MAX (1, round_trip_ms));
  show_result (attempt->dialog, sentence, error == NULL);
}

static void
on_test_clicked (CordialServerDialog *self)
{
  g_autoptr (CordialProtocolSettings) settings = make_settings (self);
  Attempt *attempt;

  if (!settings)
    return;
  attempt = begin (self, TRUE);
  cordial_accounts_try_settings_async (self->accounts, settings, self->cancellable, on_tried, attempt);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attempt) attempt = user_data;
  g_autoptr (GError) error = NULL;
  CordialServerDialog *self = attempt->dialog;

  cordial_accounts_sign_in_finish (CORDIAL_ACCOUNTS (source), result, &error);
  if (!end (attempt))
    return;
  if (!error)
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }
  if (g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_CERTIFICATE))
    g_set_object (&self->refused, cordial_accounts_get_refused_certificate (CORDIAL_ACCOUNTS (source)));
  show_result (self, error->message, FALSE);
}

static void
on_submit_clicked (CordialServerDialog *self)
{
  g_autoptr (CordialProtocolSettings) settings = make_settings (self);
  CordialAccountSetup setup = { .settings = settings, .trusted_certificate = self->trusted };

  if (!settings)
    return;
  if (self->account)
    {
      cordial_accounts_change_settings (self->accounts, self->account, settings);
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }
  Attempt *attempt = begin (self, FALSE);

  cordial_accounts_sign_in_async (self->accounts, &setup, self->cancellable, on_connected, attempt);
}

static void
on_trusted (CordialServerDialog *self, GTlsCertificate *certificate)
{
  g_set_object (&self->trusted, certificate);
  on_submit_clicked (self);
}

static void
on_details_clicked (CordialServerDialog *self)
{
  g_autofree char *typed = dup_stripped (self->uri_row);
  g_autofree char *uri = dup_without_token (typed);
  AdwDialog *dialog;

  if (!self->refused)
    return;
  dialog = cordial_certificate_dialog_new (self->refused, uri);
  g_signal_connect_object (dialog, "trusted", G_CALLBACK (on_trusted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "retry", G_CALLBACK (on_submit_clicked), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
on_cancel_clicked (CordialServerDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

/* --- The object -------------------------------------------------------------------------------------------------- */

static void
stop (CordialServerDialog *self)
{
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&self->cancellable);

  g_cancellable_cancel (cancellable);
}

static void
cordial_server_dialog_closed (AdwDialog *dialog)
{
  stop (CORDIAL_SERVER_DIALOG (dialog));
}

static void
cordial_server_dialog_dispose (GObject *object)
{
  CordialServerDialog *self = CORDIAL_SERVER_DIALOG (object);

  stop (self);
  g_clear_object (&self->accounts);
  g_clear_object (&self->account);
  g_clear_object (&self->refused);
  g_clear_object (&self->trusted);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_SERVER_DIALOG);
  G_OBJECT_CLASS (cordial_server_dialog_parent_class)->dispose (object);
}

static void
cordial_server_dialog_class_init (CordialServerDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_server_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = cordial_server_dialog_closed;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-server-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, uri_row);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, token_row);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, user_id_row);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, avatar_row);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, plaintext_row);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, advanced_row);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, heartbeat_row);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, interval_row);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, deadline_row);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, max_frame_row);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, test_button);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, test_stack);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, test_label);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, test_spinner);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, result_label);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, details_button);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, submit_button);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, submit_stack);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, submit_label);
  gtk_widget_class_bind_template_child (widget_class, CordialServerDialog, submit_spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_submit_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_test_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_details_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
cordial_server_dialog_init (CordialServerDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill (CordialServerDialog *self, const CordialProtocolSettings *settings)
{
  g_autofree char *uri = dup_without_token (settings->uri);
  const char *token = strchr (settings->uri, '?') ? strchr (settings->uri, '?') + 1 : NULL;
  const struct
  {
    GtkEditable *row;
    const char *text;
  } rows[] = {
    { self->uri_row, uri },
    { self->token_row, token },
    { self->user_id_row, settings->user_id },
    { self->name_row, settings->name },
    { self->avatar_row, settings->avatar_uri },
    { self->heartbeat_row, settings->heartbeat },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_editable_set_text (rows[i].row, rows[i].text ? rows[i].text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->token_row), token != NULL);
  adw_spin_row_set_value (self->interval_row,
                          (settings->interval_ms ? settings->interval_ms : USUAL_INTERVAL_MS) / 1000.0);
  adw_spin_row_set_value (self->deadline_row,
                          (settings->deadline_ms ? settings->deadline_ms : USUAL_DEADLINE_MS) / 1000.0);
  adw_spin_row_set_value (self->max_frame_row,
                          (settings->max_frame_bytes ? settings->max_frame_bytes : CORDIAL_SETTINGS_FRAME_USUAL_BYTES) /
                            1024.0);
  adw_switch_row_set_active (self->plaintext_row, needs_plaintext (self));
}

/**
 * cordial_server_dialog_new:
 * @accounts: where a new account goes
 * @account: (nullable): the account whose settings are to change
 *
 * Returns: (transfer floating): a dialog
 */
AdwDialog *
cordial_server_dialog_new (CordialAccounts *accounts, CordialAccount *account)
{
  CordialServerDialog *self;

  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (accounts), NULL);

  self = g_object_new (CORDIAL_TYPE_SERVER_DIALOG, NULL);
  self->accounts = g_object_ref (accounts);
  if (account)
    {
      g_autoptr (CordialProtocolSettings) settings = cordial_account_dup_settings (account);

      self->account = g_object_ref (account);
      adw_dialog_set_title (ADW_DIALOG (self), _ ("Server Settings"));
      gtk_label_set_label (self->submit_label, _ ("_Save"));
      if (settings)
        fill (self, settings);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->submit_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  account ? _ ("Save") : _ ("Connect"), -1);
  update (self);
  return ADW_DIALOG (self);
}
