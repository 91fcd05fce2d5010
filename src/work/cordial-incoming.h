/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Live messages: those of one turn of the main loop are written together. For no file outside this folder.
 */

#pragma once

#include "cordial-sync.h"

G_BEGIN_DECLS

typedef struct _CordialIncoming CordialIncoming;

CordialIncoming *cordial_incoming_new (CordialContext *context, CordialSync *sync);
void cordial_incoming_free (CordialIncoming *self);
/* (element-type CordialMessageRecord): as they came from the protocol; copied */
void cordial_incoming_add (CordialIncoming *self, const char *conversation_id, GPtrArray *messages);
/* Writes what came in this turn, and would be written in the next. */
void cordial_incoming_take (CordialIncoming *self);

G_END_DECLS
