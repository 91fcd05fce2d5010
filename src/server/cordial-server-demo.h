/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People to try the application with.
 */

#pragma once

#include "cordial-server-request.h"

G_BEGIN_DECLS

typedef struct _Demo Demo;

Demo *demo_new (Services *services);
/* No message is published any more. */
void demo_free (Demo *self);

G_END_DECLS
