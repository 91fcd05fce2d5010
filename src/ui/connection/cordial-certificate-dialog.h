/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows a certificate that was refused, and what is wrong with it, and asks whether exactly this one is to be trusted. Used by the
 * sign-in page and by the banner; what trusting leads to is theirs.
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_CERTIFICATE_DIALOG (cordial_certificate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CordialCertificateDialog, cordial_certificate_dialog, CORDIAL, CERTIFICATE_DIALOG, AdwAlertDialog)

/* Signal: trusted (GTlsCertificate *). @server: what the person typed. */
AdwDialog *cordial_certificate_dialog_new (GTlsCertificate *certificate, const char *server);

G_END_DECLS
