/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a failure means: whether another attempt can mend it, and the sentence a person reads. Private to this folder;
 * used by CordialSocket. Pure functions, no state.
 */
#pragma once

#include <gio/gio.h>

#include "cordial-connection-types.h"

G_BEGIN_DECLS

/**
 * CordialVerdict:
 * @ending: how it ended
 * @refusal: why repetition cannot mend it, or %CORDIAL_CONNECTION_REFUSAL_NONE
 * @close_code: of the peer's close frame, else 0
 * @out_of_time: an attempt met somebody, and took all the time that it was given
 * @reason: one sentence
 */
typedef struct
{
  CordialConnectionEnding ending;
  CordialConnectionRefusal refusal;
  guint close_code;
  gboolean out_of_time;
  char *reason;
} CordialVerdict;

CordialVerdict *cordial_verdict_new (CordialConnectionEnding ending, const char *reason);
CordialVerdict *cordial_verdict_new_refused (CordialConnectionRefusal refusal, const char *reason);
CordialVerdict *cordial_verdict_new_for_upgrade (guint http_status, const GError *error);
CordialVerdict *cordial_verdict_new_for_dead_proxy (const char *proxy);
CordialVerdict *cordial_verdict_new_for_close (guint close_code, const char *text);
CordialVerdict *cordial_verdict_new_for_error (const GError *error);
void cordial_verdict_free (CordialVerdict *verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialVerdict, cordial_verdict_free)

G_END_DECLS
