/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The promise of the outbox (design section 5): what was sent is on disk, goes out in order, and arrives once, whatever
 * happens to the link, the server's temper or the application.
 */

#include "fixture.h"

#include <string.h>

/* The server keeps no id: that of the newest is gone. */
static void
forget_id (Fixture *fixture)
{
  CordialMessageRecord *newest =
    (CordialMessageRecord *) history_get (fixture->history, fixture->history->messages->len);

  g_clear_pointer (&newest->cordial_id, g_free);
}

/* The server has it, and its answer is never heard: (transfer full) the id. */
static char *
lose_answer (Fixture *fixture, const char *text)
{
  FakeRequest *request = fixture_take_send (fixture, text);
  char *id = g_strdup (request->message->cordial_id);

  history_add (fixture->history, FAKE_OWN_ID, text, id);
  fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
  return id;
}

/* --- On disk ----------------------------------------------------------------------------------------------------- */

static void
test_durable (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (CordialMessage) message = NULL;

  fake_protocol_drop (fixture->protocol);
  fixture_say (fixture_get_ben (fixture), "kept");
  fixture_crash (fixture);

  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,kept");
  message = fixture_get_message (fixture_get_ben (fixture), 3);
  g_assert_cmpint (cordial_message_get_status (message), ==, CORDIAL_MESSAGE_STATUS_QUEUED);
  g_assert_true (cordial_message_get_outgoing (message));
  g_assert_cmpint (cordial_message_get_time_ms (message), >, 0);
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 1);
}

/* In the chat list too, before anything of the conversation was read. */
static void
test_durable_preview (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialMessageStatus status;
  gboolean outgoing;

  fake_protocol_drop (fixture->protocol);
  fixture_say (fixture_get_ben (fixture), "kept");
  fixture_crash (fixture);

  g_assert_cmpstr (cordial_conversation_get_preview (fixture_get_ben (fixture)), ==, "kept");
  g_object_get (fixture_get_ben (fixture), "preview-status", &status, "preview-outgoing", &outgoing, NULL);
  g_assert_true (outgoing);
  g_assert_cmpint (status, ==, CORDIAL_MESSAGE_STATUS_QUEUED);
}

/* The composer keeps the text, which is nowhere else. */
static void
test_disk_full (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (GError) error = NULL;

  fixture_execute (fixture, "CREATE TRIGGER full BEFORE INSERT ON message BEGIN SELECT RAISE (FAIL, 'full'); END");
  g_assert_false (fixture_try_to_say (ben, "not kept", &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (fixture_count (ben), ==, 3);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);

  fixture_execute (fixture, "DROP TRIGGER full");
  fixture_say (ben, "kept");
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "kept");
}

/* --- Acknowledgement --------------------------------------------------------------------------------------------- */

static void
test_acknowledged (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (CordialMessage) message = NULL;
  FakeRequest *request;

  fixture_say (ben, "hello");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol); /* what did the conversation gain? */
  request = fixture_take_send (fixture, "hello");
  g_assert_nonnull (request->message->cordial_id);
  g_assert_cmpuint (strlen (request->message->cordial_id), >=, 32);
  message = fixture_get_message (ben, 3);
  g_assert_cmpint (cordial_message_get_status (message), ==, CORDIAL_MESSAGE_STATUS_SENDING);
  g_assert_cmpint (cordial_message_get_seq (message), ==, 0);
  g_assert_cmpuint (fixture_count_stored (fixture), ==, 1);
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 1);

  fake_request_answer_sent (request, 4, 1700000004000);
  fixture_settle_store (fixture);
  g_assert_cmpint (cordial_message_get_status (message), ==, CORDIAL_MESSAGE_STATUS_SENT);
  g_assert_cmpint (cordial_message_get_seq (message), ==, 4);
  g_assert_cmpint (cordial_message_get_time_ms (message), ==, 1700000004000);
  g_assert_cmpuint (fixture_count_stored (fixture), ==, 0);
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);

  fixture_restart (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,hello");
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
}

/* An answer that names no number that can be is none. */
static void
test_impossible_seq (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  gint64 seq = *(const gint64 *) data;

  fixture_say (ben, "hello");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  fake_request_answer_sent (fixture_take_send (fixture, "hello"), seq, 0);
  fixture_settle_store (fixture);

  g_assert_cmpint (fixture_get_status (ben, 3), ==, CORDIAL_MESSAGE_STATUS_QUEUED);
  g_assert_cmpuint (fixture_count_stored (fixture), ==, 1);
  fixture_restart (fixture);
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 1);
}

/* One number cannot be two messages; but the server said yes, and the message is never sent again. */
static void
test_taken_seq (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);

  fixture_say (ben, "hello");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  fake_request_answer_sent (fixture_take_send (fixture, "hello"), 2, 0);
  fixture_settle_store (fixture);
  g_assert_cmpuint (fixture_count_stored (fixture), ==, 0);
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
  fixture_restart (fixture);
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
}

/* The server's copy overtakes its answer. */
static void
test_echo_first (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  FakeRequest *request;

  fixture_say (ben, "one");
  fixture_say (ben, "two");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  request = fixture_take_send (fixture, "one");
  history_add (fixture->history, FAKE_OWN_ID, "one", request->message->cordial_id);
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 4));
  fixture_settle_store (fixture);
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 1);
  fake_request_answer_sent (request, 4, 0);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one,two");
  fixture_assert_texts (ben, "message 1,message 2,message 3,one,two");
}

/* So does that of a server that drops our header: it is there once, and nothing waits. */
static void
test_echo_without_id (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  FakeRequest *request;

  fixture_say (ben, "one");
  fixture_say (ben, "two");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  request = fixture_take_send (fixture, "one");
  history_add (fixture->history, FAKE_OWN_ID, "one", NULL);
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 4));
  fixture_settle_store (fixture);
  fake_request_answer_sent (request, 4, 0);
  fixture_serve (fixture);
  fixture_assert_texts (ben, "message 1,message 2,message 3,one,two");
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
  g_assert_cmpuint (fixture_count_stored (fixture), ==, 0);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
  fixture_restart (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,one,two");
}

/* The server said yes, and the disk cannot take it: that is written as soon as it can, and the message is never said again,
 * not on another connection either. */
static void
test_acknowledgement_not_kept (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);

  fixture_say (ben, "one");
  fixture_say (ben, "two");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  fixture_execute (fixture,
                   "CREATE TRIGGER full BEFORE UPDATE OF seq ON message BEGIN SELECT RAISE (FAIL, 'full'); END");
  g_test_expect_message ("cordial-work", G_LOG_LEVEL_WARNING, "cannot keep an acknowledgement*");
  g_assert_true (history_answer (fixture->history, fixture->protocol));
  fixture_settle_store (fixture);
  g_test_assert_expected_messages ();
  g_assert_cmpint (fixture_get_status (ben, 3), ==, CORDIAL_MESSAGE_STATUS_SENDING);
  g_assert_cmpuint (fixture_count_stored (fixture), ==, 2);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
  /* The server knows nothing of ids, and is of no help. */
  g_clear_pointer (&((CordialMessageRecord *) history_get (fixture->history, 4))->cordial_id, g_free);
  fake_protocol_drop (fixture->protocol);
  fixture_execute (fixture, "DROP TRIGGER full");
  fixture_come_online (fixture);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
  chat_wait (fixture_count_stored (fixture) == 1);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one,two");
  fixture_assert_texts (ben, "message 1,message 2,message 3,one,two");
}

/* --- Order ------------------------------------------------------------------------------------------------------- */

static void
test_one_at_a_time (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  const char *const texts[] = { "one", "two", "three" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    fixture_say (ben, texts[i]);
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      FakeRequest *request = fixture_take_send (fixture, texts[i]);

      g_assert_cmpuint (fixture_get_waiting (fixture), ==, G_N_ELEMENTS (texts) - i);
      fake_request_answer_sent (request, 4 + i, 0);
    }
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
  /* Only a new connection is a reason to ask what arrived. */
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_REFRESH), ==, 0);
}

static void
on_said (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  cordial_conversation_send_finish (CORDIAL_CONVERSATION (object), result, &error);
  g_assert_no_error (error);
  ++*(guint *) user_data;
}

/* Written faster than the disk is. */
static void
test_hasty (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  const char *const texts[] = { "one", "two", "three" };
  guint said = 0;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (CordialContent) content = cordial_conversation_new_content (ben, texts[i], NULL);

      cordial_conversation_send_async (ben, content, NULL, on_said, &said);
    }
  g_assert_cmpuint (said, ==, 0);
  chat_wait (said == 3);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one,two,three");
}

static void
test_order_over_drop (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  void (*interrupt) (Fixture *) = data;

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_say (fixture_get_ben (fixture), "two");
  fixture_settle_store (fixture);
  fake_protocol_drop (fixture->protocol);
  fixture_say (fixture_get_ben (fixture), "three");
  if (interrupt)
    interrupt (fixture);
  fixture_say (fixture_get_ben (fixture), "four");
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 4);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);

  fixture_come_online (fixture);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one,two,three,four");
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,one,two,three,four");
}

/* One conversation does not wait for another. */
static void
test_two_conversations (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *eve;

  fake_protocol_report_seq (fixture->protocol, "usrEve", 0);
  eve = cordial_account_get_conversation (fixture->account, "usrEve");
  fixture_say (fixture_get_ben (fixture), "to Ben");
  fixture_say (eve, "to Eve");
  fixture_settle_store (fixture);
  fake_request_answer_seq (fake_protocol_take (fixture->protocol, FAKE_REFRESH), 3);
  fake_request_answer_seq (fake_protocol_take (fixture->protocol, FAKE_REFRESH), 0);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 2);
}

/* --- After a drop ------------------------------------------------------------------------------------------------ */

/* First what the conversation gained, then what of ours is missing there. */
static void
test_resume (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  void (*interrupt) (Fixture *) = data;
  g_autofree char *id = NULL;

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_say (fixture_get_ben (fixture), "two");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  id = lose_answer (fixture, "one");
  fake_protocol_drop (fixture->protocol);
  history_add (fixture->history, BEN, "heard", NULL);
  if (interrupt)
    interrupt (fixture);

  fixture_come_online (fixture);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
  while (fake_protocol_count (fixture->protocol, FAKE_SEND) == 0)
    {
      g_assert_cmpint (fixture_get_status (fixture_get_ben (fixture), 3), !=, CORDIAL_MESSAGE_STATUS_SENDING);
      g_assert_true (history_answer (fixture->history, fixture->protocol));
      fixture_settle_store (fixture);
    }
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 1);
  g_assert_cmpstr (fake_protocol_peek (fixture->protocol, FAKE_SEND)->message->text, ==, "two");
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one,heard,two");
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,one,heard,two");
  g_assert_cmpstr (history_get (fixture->history, 4)->cordial_id, ==, id);
}

/* It did not arrive: it is sent again, as the same message. */
static void
test_again (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  void (*interrupt) (Fixture *) = data;
  g_autofree char *id = NULL;
  FakeRequest *request;

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  request = fixture_take_send (fixture, "one");
  id = g_strdup (request->message->cordial_id);
  fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
  fake_protocol_drop (fixture->protocol);
  fixture_settle_store (fixture);
  g_assert_cmpint (fixture_get_status (fixture_get_ben (fixture), 3), ==, CORDIAL_MESSAGE_STATUS_QUEUED);
  if (interrupt)
    interrupt (fixture);

  fixture_come_online (fixture);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
  history_answer (fixture->history, fixture->protocol);
  request = fixture_take_send (fixture, "one");
  g_assert_cmpstr (request->message->cordial_id, ==, id);
  fake_request_answer_sent (request, history_add (fixture->history, FAKE_OWN_ID, "one", id), 0);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one");
}

/* Nothing of the conversation was here when it went out, and much was said since: it is found all the same. */
/* After "said", which the server has with its id or without, "one" goes out, the link breaks off, and under no id the server has
 * a message of ours with the same words. */
static Fixture *
new_with_nameless (gboolean keeps_ids)
{
  Fixture *fixture = fixture_new_online (3);
  FakeRequest *request;

  fixture_say (fixture_get_ben (fixture), "said");
  fixture_serve (fixture);
  if (!keeps_ids)
    forget_id (fixture);
  fixture_say (fixture_get_ben (fixture), "one");
  fixture_say (fixture_get_ben (fixture), "one");
  fixture_settle_store (fixture);
  request = fixture_take_send (fixture, "one");
  history_add (fixture->history, FAKE_OWN_ID, "one", NULL);
  fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
  fake_protocol_drop (fixture->protocol);
  history_add (fixture->history, BEN, "heard", NULL);
  fixture_settle_store (fixture);
  return fixture;
}

static void
serve_without_ids (Fixture *fixture)
{
  for (fixture_settle_store (fixture); history_answer (fixture->history, fixture->protocol);
       fixture_settle_store (fixture))
    forget_id (fixture);
}

/* A server that keeps no ids: what it has by its sender and its words is not said again; what was written twice is there twice. */
static void
test_nameless (gconstpointer data)
{
  g_autoptr (Fixture) fixture = new_with_nameless (FALSE);
  void (*interrupt) (Fixture *) = data;

  if (interrupt)
    interrupt (fixture);
  fixture_come_online (fixture);
  serve_without_ids (fixture);
  fixture_assert_arrived (fixture, "said,one,heard,one");
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,said,one,heard,one");
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
}

/* However often the link goes before that is found out. */
static void
test_nameless_over_drops (void)
{
  g_autoptr (Fixture) fixture = new_with_nameless (FALSE);

  for (guint i = 0; i < 8; i++)
    {
      fixture_come_online (fixture);
      for (guint j = 0; j < i; j++)
        {
          fixture_settle_store (fixture);
          if (history_answer (fixture->history, fixture->protocol))
            forget_id (fixture);
        }
      fake_protocol_drop (fixture->protocol);
      fixture_settle_store (fixture);
    }
  fixture_come_online (fixture);
  serve_without_ids (fixture);
  fixture_assert_arrived (fixture, "said,one,heard,one");
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
}

/* Where the server keeps ids, that was written with another application. */
static void
test_written_elsewhere (void)
{
  g_autoptr (Fixture) fixture = new_with_nameless (TRUE);

  fixture_come_online (fixture);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "said,one,heard,one,one");
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,said,one,heard,one,one");
}

/* Where the server must not be asked for what tells, it is said again: nothing that a person wrote is lost. */
static void
test_nameless_unread (void)
{
  g_autoptr (Fixture) fixture = new_with_nameless (FALSE);

  fixture_come_online (fixture);
  for (fixture_settle_store (fixture);; fixture_settle_store (fixture))
    {
      const FakeRequest *request = fake_protocol_peek (fixture->protocol, FAKE_FETCH);

      if (request && request->span.low == 4 && request->span.high == 4)
        fake_request_fail (fake_protocol_take (fixture->protocol, FAKE_FETCH), CORDIAL_PROTOCOL_ERROR_REJECTED, "No.");
      else if (!history_answer (fixture->history, fixture->protocol))
        break;
    }
  fixture_assert_arrived (fixture, "said,one,heard,one,one");
}

static void
test_resume_far (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *id = NULL;

  history_fill (fixture->history, 3);
  fixture_come_online (fixture);
  fixture_say (fixture_get_ben (fixture), "one");
  fixture_settle_store (fixture);
  fixture_crash (fixture); /* before any page came */

  {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) outbox = cordial_store_list_outbox (fixture->store, &error);

    id = g_strdup (((CordialMessageRecord *) outbox->pdata[0])->cordial_id);
  }
  history_add (fixture->history, FAKE_OWN_ID, "one", id);
  history_fill (fixture->history, 500);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  g_assert_cmpuint (fixture->history->messages->len, ==, 500);
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
}

/* The link goes again while it is found out what arrived. */
static void
test_resume_interrupted (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autofree char *id = NULL;

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  id = lose_answer (fixture, "one");
  fake_protocol_drop (fixture->protocol);
  history_fill (fixture->history, 250);
  for (guint i = 0; i < 5; i++)
    {
      fixture_come_online (fixture);
      fixture_settle_store (fixture);
      for (guint j = 0; j < i; j++)
        {
          history_answer (fixture->history, fixture->protocol);
          g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
        }
      fake_protocol_drop (fixture->protocol);
      fixture_settle_store (fixture);
    }
  fixture_come_online (fixture);
  fixture_serve (fixture);
  g_assert_cmpuint (fixture->history->messages->len, ==, 250);
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 250);
}

/* Answers of an earlier connection come while the next one is at work. */
static void
test_late_answers (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  FakeRequest *late, *request;

  fixture_say (ben, "one");
  fixture_say (ben, "two");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  late = fixture_take_send (fixture, "one");
  fake_protocol_drop_silently (fixture->protocol);
  g_assert_cmpint (fixture_get_status (ben, 3), ==, CORDIAL_MESSAGE_STATUS_QUEUED);
  fixture_come_online (fixture);
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  request = fixture_take_send (fixture, "one");
  fake_request_fail (late, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
  g_assert_cmpint (fixture_get_status (ben, 3), ==, CORDIAL_MESSAGE_STATUS_SENDING);
  fake_request_answer_sent (request, history_add (fixture->history, FAKE_OWN_ID, "one", request->message->cordial_id),
                            0);
  fixture_serve (fixture);
  fixture_assert_arrived (fixture, "one,two");
}

/* The conversation ends while something is under way there, and is taken away then. */
static void
test_conversation_removed (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (CordialConversation) ben = g_object_ref (fixture_get_ben (fixture));
  g_autoptr (GError) error = NULL;
  FakeRequest *request;

  fixture_say (ben, "one");
  fixture_say (ben, "two");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  request = fixture_take_send (fixture, "one");
  fake_protocol_report_ending (fixture->protocol, BEN, CORDIAL_ENDING_DELETED);
  g_assert_cmpuint (fixture_get_waiting (fixture), ==, 0);
  cordial_conversation_remove (ben);
  fake_request_answer_sent (request, 4, 0);
  g_assert_cmpuint (fixture_count_sends (fixture), ==, 0);
  /* It may still be on the screen. */
  g_assert_false (fixture_try_to_say (ben, "three", &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  g_clear_object (&ben);
  fixture_restart (fixture);
  g_assert_null (cordial_account_get_conversation (fixture->account, BEN));
  g_assert_cmpuint (fixture_count_stored (fixture), ==, 0);
}

int
main (int argc, char **argv)
{
  static const gint64 impossible[] = { 0, -1, G_MININT64, (gint64) G_MAXINT32 + 1, G_MAXINT64 };

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/work/outbox/durable", test_durable);
  g_test_add_func ("/work/outbox/durable-preview", test_durable_preview);
  g_test_add_func ("/work/outbox/disk-full", test_disk_full);
  g_test_add_func ("/work/outbox/acknowledged", test_acknowledged);
  for (guint i = 0; i < G_N_ELEMENTS (impossible); i++)
    {
      g_autofree char *path = g_strdup_printf ("/work/outbox/impossible-seq/%" G_GINT64_FORMAT, impossible[i]);

      g_test_add_data_func (path, &impossible[i], test_impossible_seq);
    }
  g_test_add_func ("/work/outbox/taken-seq", test_taken_seq);
  g_test_add_func ("/work/outbox/echo-first", test_echo_first);
  g_test_add_func ("/work/outbox/echo-without-id", test_echo_without_id);
  g_test_add_func ("/work/outbox/acknowledgement-not-kept", test_acknowledgement_not_kept);
  g_test_add_func ("/work/outbox/one-at-a-time", test_one_at_a_time);
  g_test_add_func ("/work/outbox/hasty", test_hasty);
  g_test_add_data_func ("/work/outbox/order/drop", NULL, test_order_over_drop);
  g_test_add_data_func ("/work/outbox/order/restart", fixture_restart, test_order_over_drop);
  g_test_add_data_func ("/work/outbox/order/crash", fixture_crash, test_order_over_drop);
  g_test_add_func ("/work/outbox/two-conversations", test_two_conversations);
  g_test_add_data_func ("/work/outbox/resume/drop", NULL, test_resume);
  g_test_add_data_func ("/work/outbox/resume/restart", fixture_restart, test_resume);
  g_test_add_data_func ("/work/outbox/resume/crash", fixture_crash, test_resume);
  g_test_add_data_func ("/work/outbox/again/drop", NULL, test_again);
  g_test_add_data_func ("/work/outbox/again/restart", fixture_restart, test_again);
  g_test_add_data_func ("/work/outbox/again/crash", fixture_crash, test_again);
  g_test_add_data_func ("/work/outbox/nameless/drop", NULL, test_nameless);
  g_test_add_data_func ("/work/outbox/nameless/restart", fixture_restart, test_nameless);
  g_test_add_data_func ("/work/outbox/nameless/crash", fixture_crash, test_nameless);
  g_test_add_func ("/work/outbox/nameless/over-drops", test_nameless_over_drops);
  g_test_add_func ("/work/outbox/nameless/written-elsewhere", test_written_elsewhere);
  g_test_add_func ("/work/outbox/nameless/unread", test_nameless_unread);
  g_test_add_func ("/work/outbox/resume/far", test_resume_far);
  g_test_add_func ("/work/outbox/resume/interrupted", test_resume_interrupted);
  g_test_add_func ("/work/outbox/late-answers", test_late_answers);
  g_test_add_func ("/work/outbox/conversation-removed", test_conversation_removed);
  return g_test_run ();
}
