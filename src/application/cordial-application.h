/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The application: wires model, protocol and window together, the one place that knows them all. Opens the accounts at the
 * start and closes them at the end.
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_APPLICATION (cordial_application_get_type ())
G_DECLARE_FINAL_TYPE (CordialApplication, cordial_application, CORDIAL, APPLICATION, AdwApplication)

CordialApplication *cordial_application_new (void);

G_END_DECLS
