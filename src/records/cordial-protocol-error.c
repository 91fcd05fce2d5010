/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The error domain of what a person asks for.
 */

#include "cordial-protocol-error.h"

G_DEFINE_QUARK (cordial - protocol - error - quark, cordial_protocol_error)
