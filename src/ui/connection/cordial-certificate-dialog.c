/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows a certificate that was refused, and what is wrong with it, and asks whether exactly this one is to be trusted. Used by the
 * sign-in page and by the banner; what trusting leads to is theirs.
 */

#define G_LOG_DOMAIN "cordial-certificate-dialog"

#include "cordial-config.h"

#include "cordial-certificate-dialog.h"

#include "cordial-accounts.h"
#include "cordial-server-address.h"

#include <glib/gi18n-lib.h>

/* Bytes of a fingerprint between two spaces: a person compares it with another in groups. */
#define FINGERPRINT_GROUP 2

struct _CordialCertificateDialog
{
  AdwAlertDialog parent_instance;

  AdwActionRow *server_row;
  AdwActionRow *problem_row;
  AdwActionRow *issuer_row;
  AdwActionRow *validity_row;
  AdwActionRow *fingerprint_row;

  GTlsCertificate *certificate;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (CordialCertificateDialog, cordial_certificate_dialog, ADW_TYPE_ALERT_DIALOG)

enum
{
  TRUSTED,
  RETRY,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static char *
fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  if (der == NULL)
    return g_strdup (_ ("Unknown"));

  g_autofree char *hex = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; hex[i]; i++)
    {
      if (i > 0 && i % (2 * FINGERPRINT_GROUP) == 0)
        g_string_append_c (text, ' ');
      g_string_append_c (text, g_ascii_toupper (hex[i]));
    }
  return g_string_free (text, FALSE);
}

static char *
validity (GTlsCertificate *certificate)
{
  g_autoptr (GDateTime) from = g_tls_certificate_get_not_valid_before (certificate);
  g_autoptr (GDateTime) until = g_tls_certificate_get_not_valid_after (certificate);

  if (from == NULL || until == NULL)
    return g_strdup (_ ("Unknown"));

  g_autoptr (GDateTime) local_from = g_date_time_to_local (from);
  g_autoptr (GDateTime) local_until = g_date_time_to_local (until);
  /* Translators: a date for g_date_time_format().
   * xgettext:no-c-format */
  g_autofree char *from_text = g_date_time_format (local_from, C_ ("date of a certificate", "%-d %B %Y"));
  g_autofree char *until_text = g_date_time_format (local_until, C_ ("date of a certificate", "%-d %B %Y"));

  /* Translators: two dates, between which a certificate is valid. */
  return g_strdup_printf (_ ("%s to %s"), g_strstrip (from_text), g_strstrip (until_text));
}

/* Everything that is wrong, a sentence each. */
static char *
problems (GTlsCertificateFlags flags)
{
  GString *text = g_string_new (NULL);
  const struct
  {
    GTlsCertificateFlags flag;
    const char *sentence;
  } known[] = {
    { G_TLS_CERTIFICATE_UNKNOWN_CA, _ ("It was not issued by an authority that this computer trusts.") },
    { G_TLS_CERTIFICATE_BAD_IDENTITY, _ ("It was made for another server.") },
    { G_TLS_CERTIFICATE_NOT_ACTIVATED, _ ("It is not valid yet, or this computer's clock is wrong.") },
    { G_TLS_CERTIFICATE_EXPIRED, _ ("It has expired, or this computer's clock is wrong.") },
    { G_TLS_CERTIFICATE_REVOKED, _ ("It was revoked by who issued it.") },
    { G_TLS_CERTIFICATE_INSECURE, _ ("It uses cryptography that is no longer safe.") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (flags & known[i].flag)
      g_string_append_printf (text, "%s%s", text->len ? " " : "", known[i].sentence);
  if (text->len == 0)
    g_string_append (text, _ ("It could not be verified."));
  return g_string_free (text, FALSE);
}

static void
on_verified (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GTlsCertificateFlags flags = g_tls_database_verify_chain_finish (G_TLS_DATABASE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  CordialCertificateDialog *self = user_data;
  g_autofree char *text = problems (error ? G_TLS_CERTIFICATE_GENERIC_ERROR : flags);

  if (error)
    g_debug ("cannot verify the certificate: %s", error->message);
  adw_action_row_set_subtitle (self->problem_row, text);
}

static void
verify (CordialCertificateDialog *self, const char *server)
{
  g_autoptr (GTlsDatabase) database = g_tls_backend_get_default_database (g_tls_backend_get_default ());
  g_autofree char *uri = cordial_server_address_to_uri (server, TRUE, NULL);
  g_autoptr (GSocketConnectable) identity = uri ? g_network_address_parse_uri (uri, 443, NULL) : NULL;

  adw_action_row_set_subtitle (self->problem_row, _ ("It could not be verified."));
  if (database)
    g_tls_database_verify_chain_async (database, self->certificate, G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER,
                                       identity, NULL, G_TLS_DATABASE_VERIFY_NONE, self->cancellable, on_verified,
                                       self);
}

static void
on_response (AdwAlertDialog *dialog, const char *response, CordialCertificateDialog *self)
{
  if (g_str_equal (response, "trust"))
    g_signal_emit (self, signals[TRUSTED], 0, self->certificate);
  else if (g_str_equal (response, "retry"))
    g_signal_emit (self, signals[RETRY], 0);
}

/**
 * cordial_certificate_dialog_new:
 * @certificate: what was refused
 * @server: what the person typed as the server's address
 *
 * Returns: (transfer floating): a dialog to present
 */
AdwDialog *
cordial_certificate_dialog_new (GTlsCertificate *certificate, const char *server)
{
  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), NULL);
  g_return_val_if_fail (server != NULL, NULL);

  CordialCertificateDialog *self = g_object_new (CORDIAL_TYPE_CERTIFICATE_DIALOG, NULL);
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);
  g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);
  g_autofree char *digest = fingerprint (certificate);
  g_autofree char *valid = validity (certificate);

  self->certificate = g_object_ref (certificate);
  adw_action_row_set_subtitle (self->server_row, server);
  adw_action_row_set_subtitle (self->issuer_row, issuer == NULL                     ? _ ("Unknown")
                                                 : g_strcmp0 (issuer, subject) == 0 ? _ ("Itself")
                                                                                    : issuer);
  adw_action_row_set_subtitle (self->validity_row, valid);
  adw_action_row_set_subtitle (self->fingerprint_row, digest);
  verify (self, server);
  return ADW_DIALOG (self);
}

static void
cordial_certificate_dialog_dispose (GObject *object)
{
  CordialCertificateDialog *self = CORDIAL_CERTIFICATE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->certificate);
  G_OBJECT_CLASS (cordial_certificate_dialog_parent_class)->dispose (object);
}

static void
cordial_certificate_dialog_finalize (GObject *object)
{
  g_clear_object (&CORDIAL_CERTIFICATE_DIALOG (object)->cancellable);
  G_OBJECT_CLASS (cordial_certificate_dialog_parent_class)->finalize (object);
}

static void
cordial_certificate_dialog_class_init (CordialCertificateDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_certificate_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = cordial_certificate_dialog_finalize;

  /**
   * CordialCertificateDialog::trusted:
   * @certificate: a #GTlsCertificate
   *
   * The person trusts this certificate from now on.
   */
  signals[TRUSTED] = g_signal_new ("trusted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_TLS_CERTIFICATE);
  /**
   * CordialCertificateDialog::retry:
   *
   * The person has put something right, such as the clock or the sign-in to a hotspot, and trusts nothing new.
   */
  signals[RETRY] =
    g_signal_new ("retry", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-certificate-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialCertificateDialog, server_row);
  gtk_widget_class_bind_template_child (widget_class, CordialCertificateDialog, problem_row);
  gtk_widget_class_bind_template_child (widget_class, CordialCertificateDialog, issuer_row);
  gtk_widget_class_bind_template_child (widget_class, CordialCertificateDialog, validity_row);
  gtk_widget_class_bind_template_child (widget_class, CordialCertificateDialog, fingerprint_row);
  gtk_widget_class_bind_template_callback (widget_class, on_response);
}

static void
cordial_certificate_dialog_init (CordialCertificateDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
