/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Asks for the name and the password that the proxy of a network wants.
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Nothing is called where the person cancels; "closed" is emitted in any case. */
typedef void (*CordialProxyDialogFunc) (const char *proxy, const char *name, const char *password, gpointer user_data);

AdwDialog *cordial_proxy_dialog_new (const char *proxy, const char *why, CordialProxyDialogFunc func, GObject *object);

G_END_DECLS
