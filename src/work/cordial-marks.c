/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Marks are intents of which the last counts: one row on disk for each kind, until the server has surely heard of it. A mark
 * that a connection may have swallowed is said again on the next one, because saying it twice is saying it once. Unlike other
 * intents they wait for nothing and nothing waits for them: they speak of what is there already.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-marks.h"

typedef struct
{
  gint64 row;    /* of the intent on disk, 0 if there is none */
  gint64 wanted; /* how far, as the person and the messages have it */
  gint64 said;   /* on this connection */
  gint64 heard;  /* by the server, surely */
} Mark;

typedef struct
{
  Mark marks[2]; /* by CordialReceipt */
} Lane;

struct _CordialMarks
{
  CordialContext *context; /* not owned: it outlives us */
  GHashTable *lanes;       /* CordialConversation → Lane */
};

static const char *const slots[] = { [CORDIAL_RECEIPT_RECEIVED] = "received", [CORDIAL_RECEIPT_READ] = "read" };

/* An errand's receipt is in span.low, its seq in span.high. */
static CordialErrand *
new_errand (CordialMarks *self, CordialConversation *conversation, CordialReceipt receipt, gint64 seq)
{
  CordialErrand *errand = cordial_errand_new (self->context, self, conversation);

  errand->span = (CordialSpan) { receipt, seq };
  return errand;
}

static Mark *
find_mark (CordialMarks *self, CordialConversation *conversation, CordialReceipt receipt)
{
  Lane *lane = g_hash_table_lookup (self->lanes, conversation);

  return lane ? &lane->marks[receipt] : NULL;
}

static Mark *
get_mark (CordialMarks *self, CordialConversation *conversation, CordialReceipt receipt)
{
  if (!g_hash_table_contains (self->lanes, conversation))
    g_hash_table_insert (self->lanes, conversation, g_new0 (Lane, 1));
  return find_mark (self, conversation, receipt);
}

/* The mark of an errand, as long as there is one: it spoke of numbers of its epoch. */
static Mark *
mark_of (CordialErrand *errand)
{
  if (!errand->context->account || cordial_conversation_is_gone (errand->conversation) ||
      errand->epoch != cordial_conversation_get_epoch (errand->conversation))
    return NULL;
  return find_mark (errand->owner, errand->conversation, (CordialReceipt) errand->span.low);
}

static void
settle (CordialMarks *self, Mark *mark)
{
  if (mark->row == 0 || mark->heard < mark->wanted)
    return;
  cordial_store_complete_intent_async (self->context->store, mark->row, NULL, NULL, NULL);
  mark->row = 0;
}

static void
on_said (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  Mark *mark = mark_of (errand);

  cordial_protocol_mark_finish (CORDIAL_PROTOCOL (object), result, &error);
  if (!mark)
    return;
  /* Where it may not be said, it is of no worth to say it again. */
  if (error && !g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED))
    return;
  mark->heard = MAX (mark->heard, errand->span.high);
  settle (errand->owner, mark);
}

static void
say (CordialMarks *self, CordialConversation *conversation, CordialReceipt receipt)
{
  CordialContext *context = self->context;
  Mark *mark = find_mark (self, conversation, receipt);

  /* Whether it speaks of the server's numbers is found out first. */
  if (!context->ready || mark->wanted <= mark->said || mark->wanted <= mark->heard ||
      cordial_conversation_is_closed (conversation) || cordial_context_is_in_doubt (context, conversation))
    return;
  mark->said = mark->wanted;
  cordial_protocol_mark_async (context->protocol, cordial_conversation_get_id (conversation), receipt, mark->said,
                               context->cancellable, on_said, new_errand (self, conversation, receipt, mark->said));
}

static void
on_kept (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialIntentRecord) intent = cordial_store_add_intent_finish (CORDIAL_STORE (object), result, &error);
  Mark *mark = mark_of (errand);

  if (!intent)
    g_warning ("cannot keep a mark: %s", error->message);
  if (!intent || !mark)
    return;
  mark->row = intent->row;
  settle (errand->owner, mark);
}

static void
add (CordialMarks *self, CordialConversation *conversation, CordialReceipt receipt, gint64 seq)
{
  g_autoptr (CordialIntentRecord) intent =
    cordial_intent_record_new (CORDIAL_INTENT_MARK, cordial_conversation_get_id (conversation));

  get_mark (self, conversation, receipt)->wanted = seq;
  intent->slot = g_strdup (slots[receipt]);
  intent->payload = g_strdup_printf ("%" G_GINT64_FORMAT, seq);
  cordial_store_add_intent_async (self->context->store, intent, NULL, on_kept,
                                  new_errand (self, conversation, receipt, seq));
  say (self, conversation, receipt);
}

void
cordial_marks_add (CordialMarks *self, CordialConversation *conversation, CordialReceipt receipt, gint64 seq)
{
  if (!cordial_conversation_is_closed (conversation) && seq > get_mark (self, conversation, receipt)->wanted)
    add (self, conversation, receipt, seq);
}

void
cordial_marks_add_again (CordialMarks *self, CordialConversation *conversation, CordialReceipt receipt, gint64 seq)
{
  Mark *mark;

  if (seq < 1 || cordial_conversation_is_closed (conversation))
    return;
  mark = get_mark (self, conversation, receipt);
  if (seq < mark->wanted)
    return;
  mark->said = 0;
  mark->heard = 0;
  add (self, conversation, receipt, seq);
}

void
cordial_marks_load (CordialMarks *self, CordialConversation *conversation, const CordialIntentRecord *intent)
{
  for (CordialReceipt receipt = 0; receipt < G_N_ELEMENTS (slots); receipt++)
    if (g_strcmp0 (intent->slot, slots[receipt]) == 0 && intent->payload)
      {
        Mark *mark = get_mark (self, conversation, receipt);

        mark->row = intent->row;
        mark->wanted = g_ascii_strtoll (intent->payload, NULL, 10);
      }
}

void
cordial_marks_resume (CordialMarks *self, CordialConversation *conversation)
{
  if (!g_hash_table_contains (self->lanes, conversation))
    return;
  for (CordialReceipt receipt = 0; receipt < G_N_ELEMENTS (slots); receipt++)
    say (self, conversation, receipt);
}

void
cordial_marks_link_lost (CordialMarks *self)
{
  GHashTableIter iter;
  Lane *lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &lane))
    for (CordialReceipt receipt = 0; receipt < G_N_ELEMENTS (slots); receipt++)
      lane->marks[receipt].said = 0;
}

void
cordial_marks_forget (CordialMarks *self, CordialConversation *conversation)
{
  g_hash_table_remove (self->lanes, conversation);
}

CordialMarks *
cordial_marks_new (CordialContext *context)
{
  CordialMarks *self = g_new0 (CordialMarks, 1);

  self->context = context;
  self->lanes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

void
cordial_marks_free (CordialMarks *self)
{
  g_hash_table_unref (self->lanes);
  g_free (self);
}
