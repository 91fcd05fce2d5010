/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person reads about what somebody may do in a group. For the pages of its members.
 */

#pragma once

#include "cordial-member.h"

G_BEGIN_DECLS

const char *cordial_role_words_get (CordialRole role);
char *cordial_role_words_dup_offered (CordialRole role, CordialRole offered);

G_END_DECLS
