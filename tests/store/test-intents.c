/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Intents: kept with what they show, in order, collapsed where the last one counts, carried out once, and taken back without
 * a trace. Every state is looked at through a file that was closed and opened.
 */
#define G_LOG_DOMAIN "cordial-test"

#include "store-fixture.h"

/* --- Calls to wait for ------------------------------------------------------------------------------------------- */

static CordialIntentRecord *
add (CordialStore *store, const CordialIntentRecord *intent, const CordialMessageRecord *message)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CordialIntentRecord *added;

  cordial_store_add_intent_async (store, intent, message, store_fixture_on_result, &result);
  added = cordial_store_add_intent_finish (store, store_fixture_wait (&result), &error);
  g_assert_no_error (error);
  return added;
}

static CordialMessageRecord *
finish (CordialStore *store, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;
  CordialMessageRecord *message = NULL;
  gboolean done = cordial_store_change_intent_finish (store, store_fixture_wait (result), &message, &error);

  g_assert_no_error (error);
  g_assert_true (done);
  g_clear_object (result);
  return message;
}

static CordialMessageRecord *
set_state (CordialStore *store, gint64 row, CordialIntentState state, guint attempts, const char *reason)
{
  GAsyncResult *result = NULL;

  cordial_store_set_intent_state_async (store, row, state, attempts, reason, store_fixture_on_result, &result);
  return finish (store, &result);
}

static CordialMessageRecord *
complete (CordialStore *store, gint64 row, gint64 epoch, gint64 seq, gint64 time_ms)
{
  const CordialIntentOutcome outcome = { epoch, seq, time_ms };
  GAsyncResult *result = NULL;

  cordial_store_complete_intent_async (store, row, &outcome, store_fixture_on_result, &result);
  return finish (store, &result);
}

static CordialMessageRecord *
take_back (CordialStore *store, gint64 row)
{
  GAsyncResult *result = NULL;

  cordial_store_take_back_intent_async (store, row, store_fixture_on_result, &result);
  return finish (store, &result);
}

static CordialIntentRecord *
add_send (CordialStore *store, const char *conversation_id, const char *cordial_id, const char *text)
{
  g_autoptr (CordialIntentRecord) intent = cordial_intent_record_new (CORDIAL_INTENT_SEND, conversation_id);
  g_autoptr (CordialMessageRecord) message = store_fixture_draft (conversation_id, cordial_id, text);

  return add (store, intent, message);
}

static CordialIntentRecord *
add_edit (CordialStore *store, gint64 row, const char *text)
{
  g_autoptr (CordialIntentRecord) intent = cordial_intent_record_new (CORDIAL_INTENT_EDIT, "grpA");
  g_autoptr (CordialMessageRecord) content = cordial_message_record_new ();

  intent->message_row = row;
  intent->payload = g_strdup_printf ("said as “%s”", text);
  content->text = g_strdup (text);
  content->content = g_strdup_printf ("[%s]", text);
  content->head = g_strdup ("{\"mime\":\"text/x-drafty\"}");
  content->edited_ms = 1800000000000;
  return add (store, intent, content);
}

static CordialIntentRecord *
add_about (CordialStore *store, CordialIntentKind kind, gint64 row)
{
  g_autoptr (CordialIntentRecord) intent = cordial_intent_record_new (kind, "grpA");

  intent->message_row = row;
  return add (store, intent, NULL);
}

static CordialIntentRecord *
add_mark (CordialStore *store, const char *conversation_id, const char *slot, const char *payload)
{
  g_autoptr (CordialIntentRecord) intent = cordial_intent_record_new (CORDIAL_INTENT_MARK, conversation_id);

  intent->slot = g_strdup (slot);
  intent->payload = g_strdup (payload);
  return add (store, intent, NULL);
}

static GPtrArray *
list (CordialStore *store, const char *conversation_id)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *intents = cordial_store_list_intents (store, conversation_id, &error);

  g_assert_no_error (error);
  return intents;
}

static CordialIntentRecord *
nth (GPtrArray *intents, guint index)
{
  g_assert_cmpuint (index, <, intents->len);
  return g_ptr_array_index (intents, index);
}

/* Closes and opens the file, and counts what is left to do. */
static void
assert_n_intents (StoreFixture *fixture, const char *conversation_id, guint n)
{
  g_autoptr (GPtrArray) intents = NULL;

  store_fixture_reopen (fixture);
  intents = list (fixture->store, conversation_id);
  g_assert_cmpuint (intents->len, ==, n);
}

static CordialMessageRecord *
read_message (CordialStore *store, gint64 row)
{
  g_autoptr (GError) error = NULL;
  CordialMessageRecord *message;

  g_assert_true (cordial_store_read_message (store, row, &message, &error));
  g_assert_no_error (error);
  return message;
}

static void
assert_text (CordialStore *store, gint64 row, const char *text)
{
  g_autoptr (CordialMessageRecord) message = read_message (store, row);

  g_assert_nonnull (message);
  g_assert_cmpstr (message->text, ==, text);
}

/* The preview in the chat list. */
static void
assert_preview (CordialStore *store, const char *text)
{
  g_autoptr (GPtrArray) conversations = store_fixture_list_conversations (store);
  g_autoptr (CordialMessageRecord) newest = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (store_fixture_find (conversations, "grpA")->last_text, ==, text);
  g_assert_true (cordial_store_read_newest (store, "grpA", &newest, &error));
  g_assert_cmpstr (newest ? newest->text : NULL, ==, text);
}

/* The row of a message that the server has. */
static gint64
make_sent (CordialStore *store)
{
  g_autoptr (CordialIntentRecord) intent = add_send (store, "grpA", "id-sent", "first words");
  g_autoptr (CordialMessageRecord) message = complete (store, intent->row, -1, 5, 1700000000005);

  g_assert_cmpint (message->seq, ==, 5);
  return message->row;
}

/* --- Sending ----------------------------------------------------------------------------------------------------- */

static void
test_send (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialIntentRecord) first = NULL;
  g_autoptr (CordialIntentRecord) second = NULL;
  g_autoptr (GPtrArray) intents = NULL;
  g_autoptr (CordialMessageRecord) waiting = NULL;
  g_autoptr (CordialMessageRecord) sent = NULL;
  g_autoptr (CordialMessageRecord) again = NULL;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 3);
  first = add_send (fixture->store, "grpA", "id-1", "one");
  second = add_send (fixture->store, "grpA", "id-2", "two");
  g_assert_cmpint (second->row, >, first->row);
  store_fixture_reopen (fixture);
  intents = list (fixture->store, "grpA");
  g_assert_cmpuint (intents->len, ==, 2);
  g_assert_cmpint (nth (intents, 0)->row, ==, first->row);
  g_assert_cmpint (nth (intents, 0)->message_row, ==, first->message_row);
  g_assert_cmpint (nth (intents, 0)->kind, ==, CORDIAL_INTENT_SEND);
  g_assert_cmpint (nth (intents, 0)->state, ==, CORDIAL_INTENT_WAITING);
  g_assert_cmpint (nth (intents, 0)->created_ms, ==, first->created_ms);
  waiting = read_message (fixture->store, first->message_row);
  g_assert_cmpint (waiting->place, >=, CORDIAL_PLACE_WAITING);
  assert_preview (fixture->store, "two");

  sent = complete (fixture->store, first->row, 0, 4, 1800000000000);
  g_assert_cmpint (sent->row, ==, first->message_row);
  g_assert_cmpint (sent->seq, ==, 4);
  g_assert_cmpint (sent->place, ==, 4);
  g_assert_cmpint (sent->state, ==, CORDIAL_MESSAGE_SENT);
  again = complete (fixture->store, first->row, 0, 9, 1);
  g_assert_null (again);
  assert_n_intents (fixture, "grpA", 1);
  store_fixture_assert_spans (fixture->store, "grpA", "present 1-4 holes");
}

/* The number is of an epoch that is over when the answer comes: the message was sent, and has no number. */
static void
test_send_late (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialIntentRecord) intent = NULL;
  g_autoptr (CordialMessageRecord) sent = NULL;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 3);
  intent = add_send (fixture->store, "grpA", "id-1", "one");
  sent = complete (fixture->store, intent->row, 7, 4, 1800000000000);
  g_assert_cmpint (sent->seq, ==, 0);
  g_assert_cmpint (sent->state, ==, CORDIAL_MESSAGE_SENT);
  g_assert_cmpint (sent->place, ==, 4);
  store_fixture_take_in_numbers (fixture->store, "grpA", 4, 4);
  assert_n_intents (fixture, "grpA", 0);
  assert_preview (fixture->store, "number 4");
  store_fixture_assert_spans (fixture->store, "grpA", "present 1-4 holes");
}

static void
test_fail_and_retry (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialIntentRecord) intent = NULL;
  const struct
  {
    CordialIntentState state;
    CordialMessageState shown;
    guint attempts;
    const char *reason;
  } steps[] = {
    { CORDIAL_INTENT_UNDER_WAY, CORDIAL_MESSAGE_SENDING, 0, NULL },
    { CORDIAL_INTENT_WAITING, CORDIAL_MESSAGE_QUEUED, 1, "500 internal error" },
    { CORDIAL_INTENT_FAILED, CORDIAL_MESSAGE_FAILED, 5, "500 internal error" },
    { CORDIAL_INTENT_WAITING, CORDIAL_MESSAGE_QUEUED, 0, NULL },
  };

  store_fixture_open (fixture);
  intent = add_send (fixture->store, "grpA", "id-1", "one");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (CordialMessageRecord) message =
        set_state (fixture->store, intent->row, steps[i].state, steps[i].attempts, steps[i].reason);
      g_autoptr (GPtrArray) intents = NULL;

      g_assert_cmpint (message->state, ==, steps[i].shown);
      g_assert_cmpstr (message->error, ==, steps[i].reason);
      store_fixture_reopen (fixture);
      intents = list (fixture->store, "grpA");
      g_assert_cmpint (nth (intents, 0)->state, ==, steps[i].state);
      g_assert_cmpuint (nth (intents, 0)->attempts, ==, steps[i].attempts);
      g_assert_cmpstr (nth (intents, 0)->reason, ==, steps[i].reason);
    }
}

static void
test_take_back_send (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialIntentRecord) intent = NULL;
  g_autoptr (CordialMessageRecord) gone = NULL;
  g_autoptr (CordialMessageRecord) looked_for = NULL;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 3);
  intent = add_send (fixture->store, "grpA", "id-1", "one");
  gone = take_back (fixture->store, intent->row);
  g_assert_null (gone);
  assert_n_intents (fixture, "grpA", 0);
  looked_for = read_message (fixture->store, intent->message_row);
  g_assert_null (looked_for);
  assert_preview (fixture->store, "number 3");
}

/* --- Editing ----------------------------------------------------------------------------------------------------- */

static void
test_edit (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialIntentRecord) first = NULL;
  g_autoptr (CordialIntentRecord) second = NULL;
  g_autoptr (GPtrArray) intents = NULL;
  g_autoptr (CordialMessageRecord) edited = NULL;
  gint64 row;

  store_fixture_open (fixture);
  row = make_sent (fixture->store);
  first = add_edit (fixture->store, row, "better words");
  assert_text (fixture->store, row, "better words");
  /* The last one counts. */
  second = add_edit (fixture->store, row, "best words");
  g_assert_cmpint (second->row, ==, first->row);
  store_fixture_reopen (fixture);
  intents = list (fixture->store, "grpA");
  g_assert_cmpuint (intents->len, ==, 1);
  g_assert_cmpint (nth (intents, 0)->kind, ==, CORDIAL_INTENT_EDIT);
  g_assert_cmpint (nth (intents, 0)->message_row, ==, row);
  g_assert_cmpstr (nth (intents, 0)->payload, ==, "said as “best words”");
  assert_preview (fixture->store, "best words");

  edited = complete (fixture->store, first->row, 0, 6, 1800000000006);
  g_assert_cmpstr (edited->text, ==, "best words");
  g_assert_cmpstr (edited->content, ==, "[best words]");
  g_assert_cmpint (edited->edited_ms, ==, 1800000000006);
  g_assert_cmpint (edited->seq, ==, 5);
  assert_n_intents (fixture, "grpA", 0);
  /* The replacement took a number of its own, of which nothing is shown. */
  store_fixture_assert_spans (fixture->store, "grpA", "present 5-5 holes 6-6");
}

/* The first is on the wire while the second is made: both are said. The server's no to either takes back that one alone. */
static void
test_edit_refused (void)
{
  for (guint refused = 0; refused < 4; refused++)
    {
      g_autoptr (StoreFixture) fixture = store_fixture_new ();
      g_autoptr (CordialIntentRecord) first = NULL;
      g_autoptr (CordialIntentRecord) second = NULL;
      g_autoptr (CordialMessageRecord) under_way = NULL;
      g_autoptr (CordialMessageRecord) message = NULL;
      gint64 row;

      store_fixture_open (fixture);
      row = make_sent (fixture->store);
      first = add_edit (fixture->store, row, "second words");
      under_way = set_state (fixture->store, first->row, CORDIAL_INTENT_UNDER_WAY, 0, NULL);
      second = add_edit (fixture->store, row, "third words");
      g_assert_cmpint (second->row, >, first->row);
      assert_n_intents (fixture, "grpA", 2);
      cordial_message_record_free (refused & 1 ? take_back (fixture->store, first->row)
                                               : complete (fixture->store, first->row, 0, 6, 1800000000006));
      assert_text (fixture->store, row, "third words");
      store_fixture_reopen (fixture);
      cordial_message_record_free (refused & 2 ? take_back (fixture->store, second->row)
                                               : complete (fixture->store, second->row, 0, 7, 1800000000007));
      assert_n_intents (fixture, "grpA", 0);
      message = read_message (fixture->store, row);
      g_assert_cmpstr (message->text, ==, refused == 3 ? "first words" : refused == 2 ? "second words" : "third words");
      g_assert_cmpstr (message->head, ==, refused == 3 ? NULL : "{\"mime\":\"text/x-drafty\"}");
      g_assert_cmpint (message->edited_ms > 0, ==, refused != 3);
    }
}

/* What nobody has heard yet is changed, and there is nothing more to say. */
static void
test_edit_unsent (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialIntentRecord) send = NULL;
  g_autoptr (CordialIntentRecord) edit = NULL;
  g_autoptr (CordialIntentRecord) late = NULL;
  g_autoptr (CordialMessageRecord) message = NULL;
  g_autoptr (CordialMessageRecord) under_way = NULL;

  store_fixture_open (fixture);
  send = add_send (fixture->store, "grpA", "id-1", "one");
  edit = add_edit (fixture->store, send->message_row, "won");
  g_assert_cmpint (edit->kind, ==, CORDIAL_INTENT_SEND);
  g_assert_cmpint (edit->row, ==, send->row);
  assert_n_intents (fixture, "grpA", 1);
  message = read_message (fixture->store, send->message_row);
  g_assert_cmpstr (message->text, ==, "won");
  g_assert_cmpint (message->edited_ms, ==, 0);
  g_assert_cmpstr (message->cordial_id, ==, "id-1");

  /* On the wire it may have been heard. */
  under_way = set_state (fixture->store, send->row, CORDIAL_INTENT_UNDER_WAY, 0, NULL);
  late = add_edit (fixture->store, send->message_row, "one after all");
  g_assert_cmpint (late->kind, ==, CORDIAL_INTENT_EDIT);
  assert_n_intents (fixture, "grpA", 2);
}

/* --- Deleting ---------------------------------------------------------------------------------------------------- */

static void
test_delete (void)
{
  const CordialIntentKind kinds[] = { CORDIAL_INTENT_DELETE_HERE, CORDIAL_INTENT_DELETE_FOR_ALL };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (StoreFixture) fixture = store_fixture_new ();
      g_autoptr (CordialIntentRecord) intent = NULL;
      g_autoptr (CordialMessageRecord) marked = NULL;
      g_autoptr (CordialMessageRecord) deleted = NULL;
      g_autoptr (CordialMessageRecord) gone = NULL;
      gint64 row;

      store_fixture_open (fixture);
      store_fixture_take_in_numbers (fixture->store, "grpA", 1, 4);
      row = make_sent (fixture->store);
      intent = add_about (fixture->store, kinds[i], row);
      store_fixture_reopen (fixture);
      marked = read_message (fixture->store, row);
      g_assert_cmpint (marked->deletion, ==, i == 0 ? CORDIAL_MESSAGE_DELETED_HERE : CORDIAL_MESSAGE_DELETED_FOR_ALL);
      assert_preview (fixture->store, "number 4");
      deleted = complete (fixture->store, intent->row, -1, 0, 0);
      g_assert_cmpint (deleted->row, ==, row);
      assert_n_intents (fixture, "grpA", 0);
      gone = read_message (fixture->store, row);
      g_assert_null (gone);
      store_fixture_assert_spans (fixture->store, "grpA", "present 1-4 holes 5-5");
    }
}

/* A no brings it back as the server has it, also what an edit had changed that the deletion made pointless. */
static void
test_delete_refused (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialIntentRecord) edit = NULL;
  g_autoptr (CordialIntentRecord) here = NULL;
  g_autoptr (CordialIntentRecord) for_all = NULL;
  g_autoptr (CordialMessageRecord) back = NULL;
  gint64 row;

  store_fixture_open (fixture);
  row = make_sent (fixture->store);
  edit = add_edit (fixture->store, row, "never heard");
  here = add_about (fixture->store, CORDIAL_INTENT_DELETE_HERE, row);
  for_all = add_about (fixture->store, CORDIAL_INTENT_DELETE_FOR_ALL, row);
  assert_n_intents (fixture, "grpA", 1);
  assert_preview (fixture->store, NULL);
  back = take_back (fixture->store, for_all->row);
  g_assert_cmpint (back->deletion, ==, CORDIAL_MESSAGE_THERE);
  g_assert_cmpstr (back->text, ==, "first words");
  assert_n_intents (fixture, "grpA", 0);
  assert_preview (fixture->store, "first words");
}

/* What waits is taken out with its intents; on the wire it can only be deleted after it. */
static void
test_delete_unsent (void)
{
  const CordialIntentState states[] = { CORDIAL_INTENT_WAITING, CORDIAL_INTENT_FAILED, CORDIAL_INTENT_UNDER_WAY };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (StoreFixture) fixture = store_fixture_new ();
      g_autoptr (CordialIntentRecord) send = NULL;
      g_autoptr (CordialIntentRecord) deletion = NULL;
      g_autoptr (CordialMessageRecord) before = NULL;
      g_autoptr (CordialMessageRecord) message = NULL;
      gboolean on_the_wire = states[i] == CORDIAL_INTENT_UNDER_WAY;

      store_fixture_open (fixture);
      send = add_send (fixture->store, "grpA", "id-1", "one");
      before = set_state (fixture->store, send->row, states[i], 0, NULL);
      deletion = add_about (fixture->store, CORDIAL_INTENT_DELETE_FOR_ALL, send->message_row);
      g_assert_cmpint (deletion->row > 0, ==, on_the_wire);
      assert_n_intents (fixture, "grpA", on_the_wire ? 2 : 0);
      message = read_message (fixture->store, send->message_row);
      g_assert_cmpint (message != NULL, ==, on_the_wire);
    }
}

/* Edited or deleted while it was on the wire, and then refused: it waits for the person as edited, or is gone. */
static void
test_refused_with_wishes (void)
{
  for (guint deleted = 0; deleted < 2; deleted++)
    {
      g_autoptr (StoreFixture) fixture = store_fixture_new ();
      g_autoptr (CordialIntentRecord) send = NULL;
      g_autoptr (CordialIntentRecord) edit = NULL;
      g_autoptr (CordialIntentRecord) deletion = NULL;
      g_autoptr (CordialMessageRecord) message = NULL;

      store_fixture_open (fixture);
      send = add_send (fixture->store, "grpA", "id-1", "one");
      cordial_message_record_free (set_state (fixture->store, send->row, CORDIAL_INTENT_UNDER_WAY, 0, NULL));
      edit = add_edit (fixture->store, send->message_row, "won");
      if (deleted)
        deletion = add_about (fixture->store, CORDIAL_INTENT_DELETE_FOR_ALL, send->message_row);
      message = set_state (fixture->store, send->row, CORDIAL_INTENT_FAILED, 1, "403 permission denied");
      assert_n_intents (fixture, "grpA", deleted ? 0 : 1);
      if (deleted)
        {
          g_assert_null (message);
          continue;
        }
      g_assert_cmpint (message->state, ==, CORDIAL_MESSAGE_FAILED);
      g_assert_cmpstr (message->text, ==, "won");
      g_assert_cmpint (message->edited_ms, ==, 0);
    }
}

/* --- Marks, settings, and what comes later ----------------------------------------------------------------------- */

static void
test_collapse (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialIntentRecord) read_3 = NULL;
  g_autoptr (CordialIntentRecord) received = NULL;
  g_autoptr (CordialIntentRecord) elsewhere = NULL;
  g_autoptr (CordialIntentRecord) read_5 = NULL;
  g_autoptr (CordialIntentRecord) read_8 = NULL;
  g_autoptr (CordialIntentRecord) read_9 = NULL;
  g_autoptr (CordialMessageRecord) no_message = NULL;
  g_autoptr (GPtrArray) intents = NULL;

  store_fixture_open (fixture);
  read_3 = add_mark (fixture->store, "grpA", "read", "3");
  received = add_mark (fixture->store, "grpA", "received", "4");
  elsewhere = add_mark (fixture->store, "grpB", "read", "1");
  no_message = set_state (fixture->store, read_3->row, CORDIAL_INTENT_FAILED, 5, "no");
  g_assert_null (no_message);
  /* A new wish is a new chance. */
  read_5 = add_mark (fixture->store, "grpA", "read", "5");
  g_assert_cmpint (read_5->row, ==, read_3->row);
  no_message = set_state (fixture->store, read_5->row, CORDIAL_INTENT_UNDER_WAY, 1, NULL);
  /* What is on the wire is not changed any more. */
  read_8 = add_mark (fixture->store, "grpA", "read", "8");
  read_9 = add_mark (fixture->store, "grpA", "read", "9");
  g_assert_cmpint (read_8->row, >, read_5->row);
  g_assert_cmpint (read_9->row, ==, read_8->row);

  store_fixture_reopen (fixture);
  intents = list (fixture->store, "grpA");
  g_assert_cmpuint (intents->len, ==, 3);
  g_assert_cmpstr (nth (intents, 0)->payload, ==, "5");
  g_assert_cmpint (nth (intents, 0)->state, ==, CORDIAL_INTENT_UNDER_WAY);
  g_assert_cmpstr (nth (intents, 1)->payload, ==, "4");
  g_assert_cmpstr (nth (intents, 2)->payload, ==, "9");
  no_message = complete (fixture->store, read_9->row, -1, 0, 0);
  assert_n_intents (fixture, "grpA", 2);
  assert_n_intents (fixture, "grpB", 1);
}

/* The account's own, and kinds of a later version: kept, listed, given a payload, and done. */
static void
test_other_kinds (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialIntentRecord) asked = cordial_intent_record_new (99, NULL);
  g_autoptr (CordialIntentRecord) profile = NULL;
  g_autoptr (CordialIntentRecord) send = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) rest = NULL;
  g_autoptr (CordialMessageRecord) no_message = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  store_fixture_open (fixture);
  asked->slot = g_strdup ("picture");
  send = add_send (fixture->store, "grpA", "id-1", "one");
  profile = add (fixture->store, asked, NULL);
  cordial_store_set_intent_payload_async (fixture->store, profile->row, "/v0/file/s/abc", store_fixture_on_result,
                                          &result);
  no_message = finish (fixture->store, &result);
  store_fixture_reopen (fixture);
  all = cordial_store_list_all_intents (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_null (nth (all, 0)->conversation_id);
  g_assert_cmpint (nth (all, 0)->kind, ==, 99);
  g_assert_cmpstr (nth (all, 0)->slot, ==, "picture");
  g_assert_cmpstr (nth (all, 0)->payload, ==, "/v0/file/s/abc");
  g_assert_cmpint (nth (all, 1)->row, ==, send->row);
  no_message = complete (fixture->store, profile->row, -1, 0, 0);
  rest = list (fixture->store, NULL);
  g_assert_cmpuint (rest->len, ==, 0);
}

/* What is gone while a person looks at it. */
static void
test_not_found (void)
{
  const CordialIntentKind kinds[] = { CORDIAL_INTENT_EDIT, CORDIAL_INTENT_DELETE_HERE, CORDIAL_INTENT_DELETE_FOR_ALL };
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialMessageRecord) content = cordial_message_record_new ();
  g_autoptr (CordialMessageRecord) no_message = NULL;

  store_fixture_open (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (CordialIntentRecord) intent = cordial_intent_record_new (kinds[i], "grpA");
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      intent->message_row = 12345;
      cordial_store_add_intent_async (fixture->store, intent, content, store_fixture_on_result, &result);
      g_assert_null (cordial_store_add_intent_finish (fixture->store, store_fixture_wait (&result), &error));
      g_assert_error (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_NOT_FOUND);
    }
  /* An intent that is gone is done: its message came back by itself. */
  no_message = complete (fixture->store, 777, -1, 3, 1);
  g_assert_null (no_message);
  no_message = take_back (fixture->store, 777);
  g_assert_null (no_message);
  no_message = set_state (fixture->store, 777, CORDIAL_INTENT_FAILED, 1, "late");
  g_assert_null (no_message);
  assert_n_intents (fixture, "grpA", 0);
}

/* The message of a send comes back from the server, or is removed there, or its conversation goes: so do its intents. */
static void
test_with_message (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialIntentRecord) send = NULL;
  g_autoptr (CordialIntentRecord) edit = NULL;
  g_autoptr (CordialIntentRecord) mark = NULL;
  g_autoptr (GPtrArray) messages = store_fixture_messages_new ();
  CordialMessageRecord *echo;

  store_fixture_open (fixture);
  send = add_send (fixture->store, "grpA", "id-1", "one");
  cordial_message_record_free (set_state (fixture->store, send->row, CORDIAL_INTENT_UNDER_WAY, 0, NULL));
  edit = add_edit (fixture->store, send->message_row, "won");
  echo = store_fixture_draft ("grpA", "id-1", "one");
  echo->seq = 7;
  g_ptr_array_add (messages, echo);
  store_fixture_take_in (fixture->store, "grpA", messages, 0, 0);
  /* It is sent; the edit is still to be said, and shown. */
  assert_n_intents (fixture, "grpA", 1);
  assert_text (fixture->store, send->message_row, "won");
  cordial_store_remove_range (fixture->store, "grpA", 7, 7);
  assert_n_intents (fixture, "grpA", 0);

  mark = add_mark (fixture->store, "grpA", "read", "7");
  cordial_store_remove_conversation (fixture->store, "grpA");
  assert_n_intents (fixture, "grpA", 0);
  store_fixture_close (fixture);
  store_fixture_assert_sound (fixture->path);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/intents/send", test_send);
  g_test_add_func ("/store/intents/send-late", test_send_late);
  g_test_add_func ("/store/intents/fail-and-retry", test_fail_and_retry);
  g_test_add_func ("/store/intents/take-back-send", test_take_back_send);
  g_test_add_func ("/store/intents/edit", test_edit);
  g_test_add_func ("/store/intents/edit-refused", test_edit_refused);
  g_test_add_func ("/store/intents/edit-unsent", test_edit_unsent);
  g_test_add_func ("/store/intents/delete", test_delete);
  g_test_add_func ("/store/intents/delete-refused", test_delete_refused);
  g_test_add_func ("/store/intents/delete-unsent", test_delete_unsent);
  g_test_add_func ("/store/intents/refused-with-wishes", test_refused_with_wishes);
  g_test_add_func ("/store/intents/collapse", test_collapse);
  g_test_add_func ("/store/intents/other-kinds", test_other_kinds);
  g_test_add_func ("/store/intents/not-found", test_not_found);
  g_test_add_func ("/store/intents/with-message", test_with_message);
  return g_test_run ();
}
