/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the two files of the store share that write intents: how they come, and how they end. For no other file.
 */

#pragma once

#include "cordial-store-private.h"

G_BEGIN_DECLS

/* What a write of an intent was given, and what it tells. */
typedef struct
{
  CordialIntentRecord *asked;
  CordialMessageRecord *message; /* (nullable): that came with it */
  CordialIntentOutcome outcome;  /* of completing */
  CordialIntentRecord *result;
  CordialMessageRecord *result_message;
  char *before; /* (nullable): the content that it takes the place of */
} CordialStoreIntentChange;

CordialStoreIntentChange *cordial_store_intent_change_new (const CordialIntentRecord *asked,
                                                           const CordialMessageRecord *message);
void cordial_store_intent_change_free (CordialStoreIntentChange *self);

/* Runs one statement with these parameters, as many as it has. */
gboolean cordial_store_run (CordialDatabase *database, const char *sql, gint64 first, gint64 second, GError **error);
gboolean cordial_store_is_deletion (CordialIntentKind kind);
gboolean
cordial_store_find_intent (CordialDatabase *database, gint64 row, CordialIntentRecord **record, GError **error);
gboolean cordial_store_delete_intent (CordialDatabase *database, gint64 row, GError **error);
gboolean cordial_store_take_back_edit (CordialDatabase *database, const CordialIntentRecord *intent, GError **error);

G_END_DECLS
