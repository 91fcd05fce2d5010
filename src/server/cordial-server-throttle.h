/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counts by key what somebody may do only so often in a minute, such as guessing.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _Throttle Throttle;

Throttle *throttle_new (guint per_minute);
void throttle_free (Throttle *self);
/* Of what kind a key is: a name may look like an address. */
typedef enum
{
  THROTTLE_ADDRESS,
  THROTTLE_LOGIN,
} ThrottleKind;

gboolean throttle_is_on (Throttle *self, ThrottleKind kind, const char *key);
void throttle_note (Throttle *self, ThrottleKind kind, const char *key);

G_END_DECLS
