/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The beginning, copies and end of an intent's record. Its strings belong to it.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-intent-record.h"

G_DEFINE_BOXED_TYPE (CordialIntentRecord, cordial_intent_record, cordial_intent_record_copy, cordial_intent_record_free)

/**
 * cordial_intent_record_new:
 * @kind: what is asked for
 * @conversation_id: (nullable): where
 *
 * Returns: (transfer full): an intent that waits, asked for now
 */
CordialIntentRecord *
cordial_intent_record_new (CordialIntentKind kind, const char *conversation_id)
{
  CordialIntentRecord *self = g_new0 (CordialIntentRecord, 1);

  self->kind = kind;
  self->conversation_id = g_strdup (conversation_id);
  self->created_ms = g_get_real_time () / 1000;
  return self;
}

CordialIntentRecord *
cordial_intent_record_copy (const CordialIntentRecord *self)
{
  CordialIntentRecord *copy;

  if (self == NULL)
    return NULL;

  copy = g_memdup2 (self, sizeof *self);
  copy->conversation_id = g_strdup (self->conversation_id);
  copy->slot = g_strdup (self->slot);
  copy->payload = g_strdup (self->payload);
  copy->reason = g_strdup (self->reason);
  return copy;
}

void
cordial_intent_record_free (CordialIntentRecord *self)
{
  if (self == NULL)
    return;

  g_free (self->conversation_id);
  g_free (self->slot);
  g_free (self->payload);
  g_free (self->reason);
  g_free (self);
}
