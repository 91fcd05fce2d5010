/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session bus of the test's own, with the secret service of secret_service.py on it.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Secrets Secrets;

/* Before anything speaks to a session bus. With @service the secret service is there, unlocked and empty. */
Secrets *secrets_new (gboolean service);
void secrets_free (Secrets *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Secrets, secrets_free)

/* It starts now, or ends. */
void secrets_start (Secrets *self);
void secrets_stop (Secrets *self);

/* Lock, Open (as the person does elsewhere), Release. */
void secrets_do (Secrets *self, const char *what);
/* Calls of that method wait from now on. */
void secrets_hold (Secrets *self, const char *method);
/* What the person says to the question for the keyring's password. */
void secrets_answer (Secrets *self, gboolean unlock);
/* Held, Prompts, Items. */
guint secrets_count (Secrets *self, const char *what);

G_END_DECLS
