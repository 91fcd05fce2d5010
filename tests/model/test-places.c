/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A message is its row, the server's number comes and goes, and where it stands is a third thing: what is shown is what the
 * database has, in its order, whatever happens to the numbers; and nobody hears of rows that stay where they are.
 */

#include "fixture.h"
#include "replica.h"

/* --- What work does, in the test's hand -------------------------------------------------------------------------- */

static Fixture *
places_new (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);

  record->fields = CORDIAL_CONVERSATION_HAS_NAME;
  record->name = g_strdup ("Ben");
  cordial_account_set_user_id (fixture->account, FAKE_OWN_ID);
  cordial_account_ensure_conversation (fixture->account, record);
  return fixture;
}

static void
on_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
apply (Fixture *fixture, CordialStoreChange *change)
{
  g_autoptr (GPtrArray) news = NULL;
  gint64 received;

  news = cordial_conversation_apply_change (fixture_get_ben (fixture), change, &received);
}

/* A page of the server's history, or news of it. */
static void
take_in (Fixture *fixture, GPtrArray *messages, gint64 low, gint64 high)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialStoreChange) change = NULL;
  g_autoptr (GPtrArray) sound = cordial_conversation_sift (fixture_get_ben (fixture), messages, low, high);

  cordial_store_insert_async (fixture->store, BEN, sound, low, high, on_result, &result);
  chat_wait (result != NULL);
  change = cordial_store_insert_finish (fixture->store, result, &error);
  g_assert_no_error (error);
  apply (fixture, change);
}

static void
begin_epoch (Fixture *fixture, GPtrArray *messages, gint64 low, gint64 high)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialStoreChange) change = NULL;

  cordial_store_begin_epoch_async (fixture->store, BEN, messages, low, high, on_result, &result);
  chat_wait (result != NULL);
  change = cordial_store_begin_epoch_finish (fixture->store, result, &error);
  g_assert_no_error (error);
  apply (fixture, change);
}

static GPtrArray *
messages_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
}

/* All of the history from low to high. */
static void
fetch (Fixture *fixture, gint64 low, gint64 high)
{
  g_autoptr (GPtrArray) slice = history_slice (fixture->history, low, high);

  take_in (fixture, slice, low, high);
}

static void
restore (Fixture *fixture, gint64 low)
{
  g_autoptr (GPtrArray) slice = history_slice (fixture->history, low, fixture->history->messages->len);

  begin_epoch (fixture, slice, low, fixture->history->messages->len);
}

/* The server of a test forgets what came after that number. */
static void
forget (Fixture *fixture, gint64 seq)
{
  g_ptr_array_set_size (fixture->history->messages, (int) seq);
}

static void
hear (Fixture *fixture, const char *text)
{
  gint64 seq = history_add (fixture->history, BEN, text, NULL);

  fetch (fixture, seq, seq);
}

/* (transfer full) (nullable): the first intent to send */
static CordialIntentRecord *
dup_sending (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) intents = cordial_store_list_intents (fixture->store, BEN, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < intents->len; i++)
    if (((CordialIntentRecord *) intents->pdata[i])->kind == CORDIAL_INTENT_SEND)
      return cordial_intent_record_copy (intents->pdata[i]);
  return NULL;
}

/* The server says yes to the first message that waits. */
static void
acknowledge (Fixture *fixture, gint64 epoch, gint64 seq)
{
  g_autoptr (CordialIntentRecord) intent = dup_sending (fixture);
  CordialIntentOutcome outcome = { .epoch = epoch, .seq = seq };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialMessageRecord) message = NULL;

  cordial_store_complete_intent_async (fixture->store, intent->row, &outcome, on_result, &result);
  chat_wait (result != NULL);
  g_assert_true (cordial_store_change_intent_finish (fixture->store, result, &message, &error));
  cordial_conversation_apply_acknowledged (fixture_get_ben (fixture), intent->message_row, message);
}

/* What is shown is what the database has, row by row; and so after a start. */
static void
assert_as_stored (Fixture *fixture, Replica *replica)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;
  CordialConversation *ben = fixture_get_ben (fixture);
  gint64 oldest = 0;
  guint n = 0;

  cordial_store_flush (fixture->store);
  records = cordial_store_read_places (fixture->store, BEN, 1, G_MAXINT64, &error);
  g_assert_no_error (error);
  if (replica)
    replica_assert (replica);
  for (guint i = 0; i < records->len; i++)
    {
      CordialMessageRecord *record = records->pdata[i];
      g_autoptr (CordialMessage) message = NULL;

      if (record->deletion != CORDIAL_MESSAGE_THERE)
        continue;
      message = fixture_get_message (ben, n++);
      g_assert_nonnull (message);
      g_assert_cmpint (cordial_message_get_row (message), ==, record->row);
      g_assert_cmpint (cordial_message_get_seq (message), ==, record->seq);
      g_assert_cmpstr (cordial_message_get_text (message), ==, record->text);
      g_assert_cmpint (cordial_message_get_time_ms (message), ==, record->time_ms);
      g_assert_cmpint (cordial_message_get_outgoing (message), ==, g_str_equal (record->sender_id, FAKE_OWN_ID));
      if (oldest == 0 || (record->seq > 0 && record->seq < oldest))
        oldest = record->seq;
    }
  g_assert_cmpuint (fixture_count (ben), ==, n);
  g_assert_cmpint (cordial_conversation_get_oldest (ben), ==, oldest);
}

static void
assert_after_restart (Fixture *fixture)
{
  g_autofree char *before = fixture_dup_texts (fixture_get_ben (fixture));
  guint unread = cordial_conversation_get_unread (fixture_get_ben (fixture));
  gint64 seq = cordial_conversation_get_seq (fixture_get_ben (fixture));
  gint64 read = cordial_conversation_get_read (fixture_get_ben (fixture));
  gboolean has_older = cordial_timeline_get_has_older (cordial_conversation_get_timeline (fixture_get_ben (fixture)));

  fixture_restart (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), before);
  g_assert_cmpuint (cordial_conversation_get_unread (fixture_get_ben (fixture)), ==, unread);
  g_assert_cmpint (cordial_conversation_get_seq (fixture_get_ben (fixture)), ==, seq);
  g_assert_cmpint (cordial_conversation_get_read (fixture_get_ben (fixture)), ==, read);
  g_assert_cmpint (cordial_timeline_get_has_older (cordial_conversation_get_timeline (fixture_get_ben (fixture))), ==,
                   has_older);
  assert_as_stored (fixture, NULL);
}

/* --- Numbers that began anew ------------------------------------------------------------------------------------- */

/* Here up to 10, there up to 7, then somebody writes 8. */
static void
test_restored (void)
{
  g_autoptr (Fixture) fixture = places_new ();
  CordialConversation *ben = fixture_get_ben (fixture);
  CordialTimeline *timeline = cordial_conversation_get_timeline (ben);
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (Replica) replica = NULL;

  history_fill (fixture->history, 10);
  fetch (fixture, 1, 10);
  cordial_conversation_apply_seen (ben, 9);
  fixture_say (ben, "waits");
  fixture_say (ben, "waits too");
  for (guint i = 0; i < 12; i++)
    g_ptr_array_add (held, fixture_get_message (ben, i));
  replica = replica_new (ben);

  forget (fixture, 7);
  history_add (fixture->history, BEN, "another eight", NULL);
  restore (fixture, 3);
  g_assert_cmpuint (replica->n_touched, ==, 1);
  fixture_assert_texts (ben,
                        "message 1,message 2,message 3,message 4,message 5,message 6,message 7,message 8,message 9,"
                        "message 10,another eight,waits,waits too");
  assert_as_stored (fixture, replica);
  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (CordialMessage) message = fixture_get_message (ben, i < 10 ? i : i + 1);

      g_assert_true (message == held->pdata[i]);
      g_assert_cmpint (cordial_message_get_seq (message), ==, i < 7 ? (int) i + 1 : 0);
    }
  /* Numbers are those of now. */
  g_assert_cmpint (cordial_conversation_get_seq (ben), ==, 8);
  g_assert_cmpint (cordial_conversation_get_read (ben), ==, 7);
  g_assert_cmpuint (cordial_conversation_get_unread (ben), ==, 1);
  g_assert_cmpuint (cordial_timeline_find_seq (timeline, 7), ==, 6);
  g_assert_cmpuint (cordial_timeline_find_seq (timeline, 8), ==, 10);
  g_assert_cmpuint (cordial_timeline_find_seq (timeline, 9), ==, G_MAXUINT);

  /* And it goes on. */
  acknowledge (fixture, 1, 9);
  history_add (fixture->history, FAKE_OWN_ID, "waits", "-");
  hear (fixture, "ten");
  acknowledge (fixture, 1, 11);
  history_add (fixture->history, FAKE_OWN_ID, "waits too", "-");
  fixture_assert_texts (ben,
                        "message 1,message 2,message 3,message 4,message 5,message 6,message 7,message 8,message 9,"
                        "message 10,another eight,waits,ten,waits too");
  assert_as_stored (fixture, replica);
  g_clear_pointer (&replica, replica_free);
  g_ptr_array_set_size (held, 0);
  assert_after_restart (fixture);
}

/* What others have read is told in numbers; of what has none any more it says nothing. */
static void
test_receipts (void)
{
  g_autoptr (Fixture) fixture = places_new ();
  CordialConversation *ben = fixture_get_ben (fixture);

  history_fill (fixture->history, 2);
  for (guint i = 0; i < 3; i++)
    history_add (fixture->history, FAKE_OWN_ID, "ours", NULL);
  fetch (fixture, 1, 5);
  cordial_conversation_apply_receipt (ben, BEN, CORDIAL_RECEIPT_READ, 4);
  cordial_conversation_apply_receipt (ben, BEN, CORDIAL_RECEIPT_RECEIVED, 5);
  g_assert_cmpint (fixture_get_status (ben, 3), ==, CORDIAL_MESSAGE_STATUS_READ);
  g_assert_cmpint (fixture_get_status (ben, 4), ==, CORDIAL_MESSAGE_STATUS_RECEIVED);

  forget (fixture, 3);
  history_add (fixture->history, FAKE_OWN_ID, "ours anew", NULL);
  restore (fixture, 1);
  for (guint again = 0; again < 2; again++)
    {
      g_assert_cmpint (fixture_get_status (ben, 2), ==, CORDIAL_MESSAGE_STATUS_READ);
      g_assert_cmpint (fixture_get_status (ben, 3), ==, CORDIAL_MESSAGE_STATUS_SENT);
      g_assert_cmpint (fixture_get_status (ben, 4), ==, CORDIAL_MESSAGE_STATUS_SENT);
      g_assert_cmpint (fixture_get_status (ben, 5), ==, CORDIAL_MESSAGE_STATUS_SENT);
      fixture_restart (fixture);
      ben = fixture_get_ben (fixture);
    }
  cordial_conversation_apply_receipt (ben, BEN, CORDIAL_RECEIPT_READ, 4);
  g_assert_cmpint (fixture_get_status (ben, 4), ==, CORDIAL_MESSAGE_STATUS_SENT);
  g_assert_cmpint (fixture_get_status (ben, 5), ==, CORDIAL_MESSAGE_STATUS_READ);
}

/* All that lost its number is found again, under numbers that are all higher by one: it stays, and nobody hears of it. */
static void
test_renumbered_together (void)
{
  g_autoptr (Fixture) fixture = places_new ();
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (GPtrArray) moved = messages_new ();
  g_autoptr (CordialMessage) held = NULL;
  g_autoptr (Replica) replica = NULL;

  history_fill (fixture->history, 6);
  fetch (fixture, 1, 6);
  held = fixture_get_message (ben, 4);
  replica = replica_new (ben);
  for (gint64 seq = 4; seq <= 6; seq++)
    g_ptr_array_add (moved, cordial_message_record_copy (history_get (fixture->history, seq)));
  forget (fixture, 3);
  history_add (fixture->history, BEN, "between", NULL);
  for (guint i = 0; i < 3; i++)
    {
      CordialMessageRecord *record = g_ptr_array_index (moved, i);

      record->seq++;
      g_ptr_array_add (fixture->history->messages, cordial_message_record_copy (record));
    }
  restore (fixture, 1);
  fixture_assert_texts (ben, "message 1,message 2,message 3,between,message 4,message 5,message 6");
  g_assert_cmpuint (replica->n_touched, ==, 1);
  g_assert_cmpint (cordial_message_get_seq (held), ==, 6);
  assert_as_stored (fixture, replica);
}

/* One goes behind the others: it alone moves, and is the same. */
static void
test_renumbered_apart (void)
{
  g_autoptr (Fixture) fixture = places_new ();
  CordialConversation *ben = fixture_get_ben (fixture);
  CordialMessageRecord *record;
  g_autoptr (CordialMessage) held = NULL;
  g_autoptr (CordialMessage) now = NULL;
  g_autoptr (Replica) replica = NULL;

  history_fill (fixture->history, 5);
  fetch (fixture, 1, 5);
  held = fixture_get_message (ben, 3);
  replica = replica_new (ben);
  record = cordial_message_record_copy (history_get (fixture->history, 4));
  forget (fixture, 3);
  g_ptr_array_add (fixture->history->messages, record);
  history_add (fixture->history, BEN, "five anew", NULL);
  /* Its number says so: nothing has happened to it. */
  restore (fixture, 1);
  fixture_assert_texts (ben, "message 1,message 2,message 3,message 4,message 5,five anew");
  g_assert_cmpint (cordial_message_get_seq (held), ==, 4);

  record = cordial_message_record_copy (record);
  forget (fixture, 3);
  history_add (fixture->history, BEN, "four anew", NULL);
  record->seq = 5;
  g_ptr_array_add (fixture->history->messages, record);
  replica->n_touched = 0;
  restore (fixture, 1);
  fixture_assert_texts (ben, "message 1,message 2,message 3,message 5,five anew,four anew,message 4");
  g_assert_cmpuint (replica->n_touched, ==, 3);
  now = fixture_get_message (ben, 6);
  g_assert_true (now == held);
  g_assert_cmpint (cordial_message_get_seq (held), ==, 5);
  assert_as_stored (fixture, replica);
  g_clear_object (&now);
  g_clear_object (&held);
  g_clear_pointer (&replica, replica_free);
  assert_after_restart (fixture);
}

/* Older pages and gaps of before come later, and stand where they belong. */
static void
test_backfill (void)
{
  g_autoptr (Fixture) fixture = places_new ();
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (Replica) replica = NULL;

  history_fill (fixture->history, 12);
  fetch (fixture, 9, 12);
  fetch (fixture, 4, 5);
  replica = replica_new (ben);
  forget (fixture, 10);
  history_add (fixture->history, BEN, "eleven anew", NULL);
  restore (fixture, 10);
  history_delete (fixture->history, 7, 7);
  fetch (fixture, 6, 8);
  fetch (fixture, 1, 3);
  fixture_assert_texts (ben,
                        "message 1,message 2,message 3,message 4,message 5,message 6,message 8,message 9,message 10,"
                        "message 11,message 12,eleven anew");
  assert_as_stored (fixture, replica);
  g_assert_false (cordial_timeline_get_has_older (cordial_conversation_get_timeline (ben)));
  g_clear_pointer (&replica, replica_free);
  assert_after_restart (fixture);
}

/* --- Messages without numbers ------------------------------------------------------------------------------------ */

/* The server said yes in an epoch that is over, or under a number that another message has: it was sent, and is shown. */
static void
test_without_number (void)
{
  g_autoptr (Fixture) fixture = places_new ();
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessage) held = NULL;
  g_autoptr (Replica) replica = NULL;

  history_fill (fixture->history, 3);
  fetch (fixture, 1, 3);
  restore (fixture, 1);
  fixture_say (ben, "of before");
  fixture_say (ben, "taken");
  held = fixture_get_message (ben, 3);
  replica = replica_new (ben);
  acknowledge (fixture, 0, 4);
  acknowledge (fixture, 1, 3);
  g_assert_cmpuint (replica->n_touched, ==, 0);
  g_assert_cmpint (cordial_message_get_status (held), ==, CORDIAL_MESSAGE_STATUS_SENT);
  g_assert_cmpuint (cordial_conversation_count_waiting (ben), ==, 0);
  assert_as_stored (fixture, replica);
  hear (fixture, "four");
  fixture_assert_texts (ben, "message 1,message 2,message 3,of before,taken,four");
  g_assert_cmpuint (replica->n_touched, ==, 1);
  assert_as_stored (fixture, replica);
  g_clear_object (&held);
  g_clear_pointer (&replica, replica_free);
  assert_after_restart (fixture);
}

/* Others delete by numbers: what stands between them without one stays. */
static void
test_deletion (void)
{
  g_autoptr (Fixture) fixture = places_new ();
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (Replica) replica = NULL;

  history_fill (fixture->history, 4);
  fetch (fixture, 1, 4);
  restore (fixture, 1);
  fixture_say (ben, "of before");
  acknowledge (fixture, 0, 5);
  hear (fixture, "five");
  forget (fixture, 5);
  history_add (fixture->history, BEN, "six", NULL);
  restore (fixture, 4);
  hear (fixture, "seven");
  fixture_assert_texts (ben, "message 1,message 2,message 3,message 4,of before,five,six,seven");
  replica = replica_new (ben);
  cordial_conversation_apply_deleted (ben, 3, 6);
  fixture_assert_texts (ben, "message 1,message 2,of before,seven");
  g_assert_cmpuint (replica->n_touched, ==, 4);
  assert_as_stored (fixture, replica);
  g_assert_cmpuint (cordial_conversation_get_unread (ben), ==, 3);
  g_clear_pointer (&replica, replica_free);
  assert_after_restart (fixture);
}

/* What was deleted is there again in a backup that is older than the deletion, or another has its number. */
static void
test_deleted_again (void)
{
  g_autoptr (Fixture) fixture = places_new ();
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessageRecord) other = NULL;

  history_fill (fixture->history, 6);
  fetch (fixture, 1, 6);
  cordial_conversation_apply_deleted (ben, 1, 2);
  fixture_assert_texts (ben, "message 3,message 4,message 5,message 6");
  other = cordial_message_record_copy (history_get (fixture->history, 1));
  g_free (other->text);
  other->text = g_strdup ("another");
  cordial_message_record_free (g_steal_pointer (&fixture->history->messages->pdata[0]));
  fixture->history->messages->pdata[0] = g_steal_pointer (&other);
  forget (fixture, 4);
  history_add (fixture->history, BEN, "five", NULL);
  restore (fixture, 1);
  fixture_assert_texts (ben, "another,message 2,message 3,message 4,message 5,message 6,five");
  assert_as_stored (fixture, NULL);
  assert_after_restart (fixture);
}

/* A message that is to be deleted is not shown, while the server does not know yet. */
static void
test_hidden (void)
{
  g_autoptr (Fixture) fixture = places_new ();
  g_autoptr (CordialIntentRecord) intent = cordial_intent_record_new (CORDIAL_INTENT_DELETE_HERE, BEN);
  g_autoptr (CordialMessage) message = NULL;

  history_fill (fixture->history, 4);
  fetch (fixture, 1, 4);
  message = fixture_get_message (fixture_get_ben (fixture), 1);
  intent->message_row = cordial_message_get_row (message);
  g_clear_object (&message);
  cordial_store_add_intent_async (fixture->store, intent, NULL, NULL, NULL);
  fixture_restart (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 3,message 4");
  assert_as_stored (fixture, NULL);
}

/* --- Anything in any order --------------------------------------------------------------------------------------- */

typedef struct
{
  Fixture *fixture;
  Replica *replica;
  GPtrArray *held;
  guint n_said;
  gint64 epoch;
} Chance;

static gint64
get_newest (Chance *self)
{
  return self->fixture->history->messages->len;
}

/* Some are heard of at once, others are a gap for now. */
static void
others_write (Chance *self)
{
  history_fill (self->fixture->history, get_newest (self) + g_test_rand_int_range (1, 6));
  for (int i = 0; i < 3; i++)
    {
      g_autofree char *text = g_strdup_printf ("theirs %u", ++self->n_said);

      if (g_test_rand_bit ())
        hear (self->fixture, text);
      else
        history_add (self->fixture->history, BEN, text, NULL);
    }
}

static void
fetch_some (Chance *self)
{
  gint64 low, high;

  if (get_newest (self) == 0)
    return;
  low = g_test_rand_int_range (1, (int) get_newest (self) + 1);
  high = low + g_test_rand_int_range (0, 80);
  fetch (self->fixture, low, MIN (get_newest (self), high));
}

static void
say (Chance *self)
{
  g_autofree char *text = g_strdup_printf ("ours %u", ++self->n_said);

  fixture_say (fixture_get_ben (self->fixture), text);
}

/* By the answer, valid or not; or by its own copy. */
static void
answer (Chance *self)
{
  g_autoptr (CordialIntentRecord) intent = dup_sending (self->fixture);
  g_autoptr (CordialMessageRecord) message = NULL;
  g_autoptr (GError) error = NULL;
  gint64 seq;

  if (!intent)
    return;
  g_assert_true (cordial_store_read_message (self->fixture->store, intent->message_row, &message, &error));
  switch (g_test_rand_int_range (self->epoch > 0 ? 0 : 1, 5))
    {
    case 0:
      /* Of an epoch that is over by now. */
      acknowledge (self->fixture, self->epoch - 1, get_newest (self) + 1);
      break;
    case 1:
      seq = history_add (self->fixture->history, FAKE_OWN_ID, message->text, message->cordial_id);
      fetch (self->fixture, seq, seq);
      break;
    case 2:
      /* The server drops our header, and the copy comes first. */
      seq = history_add (self->fixture->history, FAKE_OWN_ID, message->text, NULL);
      fetch (self->fixture, seq, seq);
      acknowledge (self->fixture, self->epoch, seq);
      break;
    default:
      seq = history_add (self->fixture->history, FAKE_OWN_ID, message->text, message->cordial_id);
      acknowledge (self->fixture, self->epoch, seq);
    }
}

static void
discard (Chance *self)
{
  g_autoptr (CordialIntentRecord) intent = dup_sending (self->fixture);

  if (!intent)
    return;
  cordial_store_take_back_intent_async (self->fixture->store, intent->row, NULL, NULL);
  cordial_conversation_apply_discarded (fixture_get_ben (self->fixture), intent->message_row);
}

/* From a backup, into which some of what was lost finds its way under other numbers. */
static void
server_restored (Chance *self)
{
  History *history = self->fixture->history;
  gint64 newest = get_newest (self);
  gint64 n_lost = g_test_rand_int_range (0, 30), n_overlapping = g_test_rand_int_range (0, 10);
  gint64 kept = MAX (0, newest - n_lost);
  g_autoptr (GPtrArray) lost = history_slice (history, kept + 1, newest);

  forget (self->fixture, kept);
  for (guint i = 0; i < lost->len; i++)
    {
      CordialMessageRecord *record;

      if (g_test_rand_int_range (0, 4) == 0)
        history_fill (history, history->messages->len + 1);
      if (g_test_rand_bit ())
        continue;
      record = cordial_message_record_copy (lost->pdata[i]);
      record->seq = history->messages->len + 1;
      g_ptr_array_add (history->messages, record);
    }
  for (gint64 seq = kept + 1; seq <= history->messages->len; seq++)
    if (g_str_has_prefix (history_get (history, seq)->text, "message "))
      {
        CordialMessageRecord *record = history->messages->pdata[seq - 1];

        g_free (record->text);
        record->text = g_strdup_printf ("anew %u", ++self->n_said);
      }
  restore (self->fixture, MAX (1, MIN (kept, history->messages->len) - n_overlapping));
  self->epoch++;
}

static void
delete_some (Chance *self)
{
  gint64 low, high;

  /* Of what is known of. */
  if (cordial_conversation_get_seq (fixture_get_ben (self->fixture)) == 0)
    return;
  low = g_test_rand_int_range (1, (int) cordial_conversation_get_seq (fixture_get_ben (self->fixture)) + 1);
  high = low + g_test_rand_int_range (0, 9);
  high = MIN (high, cordial_conversation_get_seq (fixture_get_ben (self->fixture)));
  history_delete (self->fixture->history, low, high);
  cordial_conversation_apply_deleted (fixture_get_ben (self->fixture), low, high);
}

static void
start_again (Chance *self)
{
  g_ptr_array_set_size (self->held, 0);
  g_clear_pointer (&self->replica, replica_free);
  assert_after_restart (self->fixture);
  self->replica = replica_new (fixture_get_ben (self->fixture));
}

/* What is held is the only object of its row. */
static void
hold (Chance *self)
{
  CordialConversation *ben = fixture_get_ben (self->fixture);
  guint n = fixture_count (ben);
  g_autoptr (GHashTable) by_row = g_hash_table_new (g_int64_hash, g_int64_equal);

  while (self->held->len > 20)
    g_ptr_array_remove_index (self->held, 0);
  if (n > 0)
    g_ptr_array_add (self->held, fixture_get_message (ben, (guint) g_test_rand_int_range (0, (int) n)));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CordialMessage) message = fixture_get_message (ben, i);

      for (guint j = 0; j < self->held->len; j++)
        if (cordial_message_get_row (self->held->pdata[j]) == cordial_message_get_row (message))
          g_assert_true (self->held->pdata[j] == message);
    }
}

static void
test_chance (void)
{
  static const struct
  {
    int weight;
    void (*what) (Chance *);
  } choices[] = { { 10, others_write },   { 12, fetch_some }, { 12, say }, { 14, answer },    { 2, discard },
                  { 3, server_restored }, { 3, delete_some }, { 8, hold }, { 1, start_again } };
  g_autoptr (Fixture) fixture = places_new ();
  Chance chance = { .fixture = fixture, .held = g_ptr_array_new_with_free_func (g_object_unref) };

  chance.replica = replica_new (fixture_get_ben (fixture));
  for (guint i = 0; i < 400; i++)
    {
      int n = g_test_rand_int_range (0, 65);

      for (guint j = 0; j < G_N_ELEMENTS (choices); j++)
        {
          if (n < choices[j].weight)
            {
              choices[j].what (&chance);
              break;
            }
          n -= choices[j].weight;
        }
      assert_as_stored (fixture, chance.replica);
    }
  g_assert_cmpint (chance.epoch, >, 0);
  replica_free (chance.replica);
  g_ptr_array_unref (chance.held);
}

/* What the server cannot tell stands where its number does, counts as unread, and makes room for what comes. */
static void
test_unreadable (void)
{
  g_autoptr (Fixture) fixture = places_new ();
  CordialConversation *ben = fixture_get_ben (fixture);

  history_fill (fixture->history, 4);
  fetch (fixture, 1, 3);
  cordial_conversation_apply_seq (ben, 4);
  g_assert_cmpuint (cordial_conversation_get_unread (ben), ==, 4);
  cordial_conversation_apply_unreadable (ben, 4);
  fixture_assert_texts (ben, "message 1,message 2,message 3,[A message that cannot be shown]");
  g_assert_cmpstr (cordial_conversation_get_preview (ben), ==, "[A message that cannot be shown]");
  g_assert_cmpuint (cordial_conversation_get_unread (ben), ==, 4);

  fetch (fixture, 4, 4);
  fixture_assert_texts (ben, "message 1,message 2,message 3,message 4");
  g_assert_cmpstr (cordial_conversation_get_preview (ben), ==, "message 4");
  g_assert_cmpuint (cordial_conversation_get_unread (ben), ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/places/restored", test_restored);
  g_test_add_func ("/model/places/receipts", test_receipts);
  g_test_add_func ("/model/places/renumbered/together", test_renumbered_together);
  g_test_add_func ("/model/places/renumbered/apart", test_renumbered_apart);
  g_test_add_func ("/model/places/backfill", test_backfill);
  g_test_add_func ("/model/places/without-number", test_without_number);
  g_test_add_func ("/model/places/deletion", test_deletion);
  g_test_add_func ("/model/places/deleted-again", test_deleted_again);
  g_test_add_func ("/model/places/hidden", test_hidden);
  g_test_add_func ("/model/places/unreadable", test_unreadable);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/places/chance/%u", i);

      g_test_add_func (path, test_chance);
    }
  return g_test_run ();
}
