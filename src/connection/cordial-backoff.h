/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long to wait before the next attempt: arithmetic over a random source that the owner passes in. Used by
 * CordialConnection. Knows no clock, no socket, no state but the number of attempts since the last stable connection.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_BACKOFF (cordial_backoff_get_type ())
G_DECLARE_FINAL_TYPE (CordialBackoff, cordial_backoff, CORDIAL, BACKOFF, GObject)

/**
 * CordialRandomFunc:
 * @user_data: what was given to cordial_backoff_new()
 *
 * Returns: a number in [0, 1)
 */
typedef double (*CordialRandomFunc) (gpointer user_data);

/* Properties, all in milliseconds: first-jitter-ms [500], base-ms [1 000], cap-ms [60 000]. */

CordialBackoff *cordial_backoff_new (CordialRandomFunc random, gpointer user_data, GDestroyNotify destroy);
guint cordial_backoff_next_ms (CordialBackoff *self);
void cordial_backoff_note_stable (CordialBackoff *self);
void cordial_backoff_reset (CordialBackoff *self);

G_END_DECLS
