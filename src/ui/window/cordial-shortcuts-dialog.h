/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every key that does something, in a list that fits a telephone.
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

AdwDialog *cordial_shortcuts_dialog_new (gboolean enter_sends);

G_END_DECLS
