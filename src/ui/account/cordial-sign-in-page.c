/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a person signs in to an account on a server, or makes one. When it succeeds the account is in the model and the window
 * goes on from there. The password is kept no longer than the page.
 */

#define G_LOG_DOMAIN "cordial-sign-in-page"

#include "cordial-config.h"

#include "cordial-sign-in-page.h"

#include "cordial-certificate-dialog.h"
#include "cordial-line.h"
#include "cordial-problem.h"
#include "cordial-protocol-error.h"
#include "cordial-server-address.h"
#include "cordial-server-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _CordialSignInPage
{
  AdwNavigationPage parent_instance;

  GtkLabel *heading;
  GtkEditable *server_row;
  GtkEditable *login_row;
  GtkEditable *password_row;
  GtkEditable *name_row;
  AdwSwitchRow *plaintext_row;
  GtkWidget *problem_box;
  GtkLabel *problem_label;
  GtkWidget *details_button;
  GtkWidget *submit_button;
  GtkStack *submit_stack;
  GtkLabel *submit_label;
  GtkWidget *submit_spinner;
  GtkWidget *other_server_button;

  CordialAccounts *accounts;
  gboolean create;
  /* Of the attempt under way; NULL between attempts. */
  GCancellable *cancellable;
  /* What the last attempt was refused for, and what the person decided to trust. */
  GTlsCertificate *refused;
  GTlsCertificate *trusted;
  /* For which server that was; a certificate is never carried to another one. */
  char *certificate_server;
};

G_DEFINE_FINAL_TYPE (CordialSignInPage, cordial_sign_in_page, ADW_TYPE_NAVIGATION_PAGE)

static void submit (CordialSignInPage *self);

static char *
dup_stripped (GtkEditable *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (row)));
}

static void
show_problem (CordialSignInPage *self, const char *sentence)
{
  if (sentence)
    gtk_label_set_label (self->problem_label, sentence);
  gtk_widget_set_visible (self->problem_box, sentence != NULL);
  gtk_widget_set_visible (self->details_button, sentence != NULL && self->refused != NULL);
}

static gboolean
is_filled (CordialSignInPage *self)
{
  g_autofree char *server = dup_stripped (self->server_row);
  g_autofree char *login = dup_stripped (self->login_row);

  return *server && *login && *gtk_editable_get_text (self->password_row);
}

static void
update (CordialSignInPage *self)
{
  GtkEditable *rows[] = { self->server_row, self->login_row, self->password_row, self->name_row };
  g_autofree char *server = dup_stripped (self->server_row);
  gboolean working = self->cancellable != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->plaintext_row), cordial_server_address_needs_plaintext (server));
  /* Not insensitive: that would take the focus away. */
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_editable_set_editable (rows[i], !working);
  gtk_widget_set_sensitive (GTK_WIDGET (self->plaintext_row), !working);
  gtk_widget_set_sensitive (self->submit_button, !working && is_filled (self));
  gtk_widget_set_sensitive (self->other_server_button, !working);
  gtk_stack_set_visible_child (self->submit_stack, working ? self->submit_spinner : GTK_WIDGET (self->submit_label));
}

static void
fail (CordialSignInPage *self, GtkEditable *row, const char *sentence)
{
  show_problem (self, sentence);
  gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

static GtkEditable *
row_of_error (CordialSignInPage *self, const GError *error)
{
  if (error->domain == CORDIAL_PROTOCOL_ERROR)
    switch ((CordialProtocolError) error->code)
      {
      case CORDIAL_PROTOCOL_ERROR_SIGN_IN:
        return self->password_row;
      case CORDIAL_PROTOCOL_ERROR_TAKEN:
      case CORDIAL_PROTOCOL_ERROR_REJECTED:
        return self->login_row;
      case CORDIAL_PROTOCOL_ERROR_UNREACHABLE:
      case CORDIAL_PROTOCOL_ERROR_CERTIFICATE:
      case CORDIAL_PROTOCOL_ERROR_NOT_A_CHAT_SERVER:
      case CORDIAL_PROTOCOL_ERROR_INVALID:
        return self->server_row;
      case CORDIAL_PROTOCOL_ERROR_LINK:
      case CORDIAL_PROTOCOL_ERROR_TRY_LATER:
      case CORDIAL_PROTOCOL_ERROR_UNEXPLAINED:
      case CORDIAL_PROTOCOL_ERROR_UNSUPPORTED:
      default:
        break;
      }
  return NULL;
}

/* What the user data of an attempt keeps; the page may be gone from the window when the answer comes. */
typedef struct
{
  CordialSignInPage *page;
  GCancellable *cancellable;
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  g_object_unref (attempt->page);
  g_object_unref (attempt->cancellable);
  g_free (attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attempt) attempt = user_data;
  g_autoptr (GError) error = NULL;
  CordialSignInPage *self = attempt->page;
  CordialAccounts *accounts = CORDIAL_ACCOUNTS (source);
  CordialAccount *account = cordial_accounts_sign_in_finish (accounts, result, &error);

  /* The person went back. */
  if (self->cancellable != attempt->cancellable)
    return;
  g_clear_object (&self->cancellable);
  update (self);
  if (account)
    return;

  g_autofree char *server = dup_stripped (self->server_row);
  g_autofree char *sentence = cordial_problem_to_sentence (error, server);
  GtkEditable *row = row_of_error (self, error);

  if (g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_CERTIFICATE))
    {
      g_set_object (&self->refused, cordial_accounts_get_refused_certificate (accounts));
      g_set_str (&self->certificate_server, server);
    }
  if (row)
    fail (self, row, sentence);
  else
    show_problem (self, sentence);
}

/* What can be said without asking the server. */
static gboolean
check (CordialSignInPage *self, const char *server, const char *login)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *uri =
    cordial_server_address_to_uri (server, adw_switch_row_get_active (self->plaintext_row), &error);

  if (strpbrk (login, " \t"))
    {
      fail (self, self->login_row, _ ("A user name cannot contain spaces."));
      return FALSE;
    }
  if (uri == NULL)
    {
      fail (self, self->server_row,
            cordial_server_address_needs_plaintext (server)
              ? _ ("This address is not encrypted; use wss:// or accept that below.")
              : error->message);
      return FALSE;
    }
  return TRUE;
}

static void
submit (CordialSignInPage *self)
{
  g_autofree char *server = dup_stripped (self->server_row);
  g_autofree char *login = dup_stripped (self->login_row);
  g_autofree char *name = cordial_text_to_name (gtk_editable_get_text (self->name_row));

  show_problem (self, NULL);
  if (!check (self, server, login))
    return;
  g_clear_object (&self->refused);
  if (g_strcmp0 (self->certificate_server, server) != 0)
    g_clear_object (&self->trusted);

  CordialAccountSetup setup = {
    .server = server,
    .login = login,
    .password = gtk_editable_get_text (self->password_row),
    .name = !self->create ? NULL
            : *name       ? name
                          : login,
    .create = self->create,
    .allow_plaintext =
      cordial_server_address_needs_plaintext (server) && adw_switch_row_get_active (self->plaintext_row),
    .trusted_certificate = self->trusted,
  };
  Attempt *attempt = g_new0 (Attempt, 1);

  self->cancellable = g_cancellable_new ();
  attempt->page = g_object_ref (self);
  attempt->cancellable = g_object_ref (self->cancellable);
  update (self);
  cordial_accounts_sign_in_async (self->accounts, &setup, attempt->cancellable, on_signed_in, attempt);
}

static void
on_submit_clicked (CordialSignInPage *self)
{
  submit (self);
}

static void
on_changed (CordialSignInPage *self)
{
  GtkEditable *rows[] = { self->server_row, self->login_row, self->password_row, self->name_row };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (rows[i]), "error");
  update (self);
}

/* Enter signs in when all is there, and goes on to the next row otherwise. */
static void
on_entry_activated (GtkEditable *row, CordialSignInPage *self)
{
  if (gtk_widget_get_sensitive (self->submit_button))
    submit (self);
  else
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
on_trusted (CordialSignInPage *self, GTlsCertificate *certificate)
{
  g_set_object (&self->trusted, certificate);
  submit (self);
}

static void
on_details_clicked (CordialSignInPage *self)
{
  if (self->refused == NULL)
    return;

  AdwDialog *dialog = cordial_certificate_dialog_new (self->refused, self->certificate_server);

  g_signal_connect_object (dialog, "trusted", G_CALLBACK (on_trusted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "retry", G_CALLBACK (submit), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
on_other_server_clicked (CordialSignInPage *self)
{
  adw_dialog_present (cordial_server_dialog_new (self->accounts, NULL), GTK_WIDGET (self));
}

static void
stop (CordialSignInPage *self)
{
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&self->cancellable);

  g_cancellable_cancel (cancellable);
}

static void
cordial_sign_in_page_shown (AdwNavigationPage *page)
{
  CordialSignInPage *self = CORDIAL_SIGN_IN_PAGE (page);

  gtk_widget_grab_focus (GTK_WIDGET (self->server_row));
}

static void
cordial_sign_in_page_hiding (AdwNavigationPage *page)
{
  stop (CORDIAL_SIGN_IN_PAGE (page));
}

/**
 * cordial_sign_in_page_new:
 * @accounts: where the account goes
 * @create: make a new account on the server instead of using one
 *
 * Returns: (transfer floating): a page for an #AdwNavigationView
 */
AdwNavigationPage *
cordial_sign_in_page_new (CordialAccounts *accounts, gboolean create)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (accounts), NULL);

  CordialSignInPage *self = g_object_new (CORDIAL_TYPE_SIGN_IN_PAGE, NULL);

  self->accounts = g_object_ref (accounts);
  self->create = create;
  if (create)
    {
      adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), _ ("Create Account"));
      gtk_label_set_label (self->heading, _ ("Create Account"));
      gtk_label_set_label (self->submit_label, _ ("_Create Account"));
      gtk_widget_set_visible (GTK_WIDGET (self->name_row), TRUE);
      gtk_widget_set_visible (self->other_server_button, FALSE);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->submit_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_navigation_page_get_title (ADW_NAVIGATION_PAGE (self)), -1);
  update (self);
  return ADW_NAVIGATION_PAGE (self);
}

static void
cordial_sign_in_page_dispose (GObject *object)
{
  stop (CORDIAL_SIGN_IN_PAGE (object));
  G_OBJECT_CLASS (cordial_sign_in_page_parent_class)->dispose (object);
}

static void
cordial_sign_in_page_finalize (GObject *object)
{
  CordialSignInPage *self = CORDIAL_SIGN_IN_PAGE (object);

  g_clear_object (&self->accounts);
  g_clear_object (&self->refused);
  g_clear_object (&self->trusted);
  g_free (self->certificate_server);
  G_OBJECT_CLASS (cordial_sign_in_page_parent_class)->finalize (object);
}

static void
cordial_sign_in_page_class_init (CordialSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_sign_in_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = cordial_sign_in_page_finalize;
  ADW_NAVIGATION_PAGE_CLASS (klass)->shown = cordial_sign_in_page_shown;
  ADW_NAVIGATION_PAGE_CLASS (klass)->hiding = cordial_sign_in_page_hiding;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialSignInPage, heading);
  gtk_widget_class_bind_template_child (widget_class, CordialSignInPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, CordialSignInPage, login_row);
  gtk_widget_class_bind_template_child (widget_class, CordialSignInPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, CordialSignInPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, CordialSignInPage, plaintext_row);
  gtk_widget_class_bind_template_child (widget_class, CordialSignInPage, problem_box);
  gtk_widget_class_bind_template_child (widget_class, CordialSignInPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, CordialSignInPage, details_button);
  gtk_widget_class_bind_template_child (widget_class, CordialSignInPage, submit_button);
  gtk_widget_class_bind_template_child (widget_class, CordialSignInPage, submit_stack);
  gtk_widget_class_bind_template_child (widget_class, CordialSignInPage, submit_label);
  gtk_widget_class_bind_template_child (widget_class, CordialSignInPage, submit_spinner);
  gtk_widget_class_bind_template_child (widget_class, CordialSignInPage, other_server_button);
  gtk_widget_class_bind_template_callback (widget_class, on_submit_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_details_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_other_server_clicked);
}

static void
cordial_sign_in_page_init (CordialSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
