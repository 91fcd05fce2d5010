/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tells when another day has begun.
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_DAY (cordial_day_get_type ())
G_DECLARE_FINAL_TYPE (CordialDay, cordial_day, CORDIAL, DAY, GObject)

CordialDay *cordial_day_new (GTimeZone *zone);

G_END_DECLS
