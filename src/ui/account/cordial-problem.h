/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What went wrong with signing in, as one sentence with a next step. Used by the sign-in page and the password dialog.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *cordial_problem_to_sentence (const GError *error, const char *server);

G_END_DECLS
