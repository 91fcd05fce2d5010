/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The Tinode session alone against a real server: signing up and in, the roster, and a conversation of two.
 */

#include "person.h"

#include <stdlib.h>

typedef struct
{
  World *world;
  const char *uri;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->world = world_new ();
  fixture->uri = world_get_uri (fixture->world);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  world_free (fixture->world);
}

/* Two people of whom the first has started a conversation with the second. */
static void
meet (Fixture *fixture, Person **ada, Person **ben, char **ada_id, char **ben_id)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *topic = NULL;

  *ada = person_new_online (fixture->uri, "Ada");
  *ben = person_new_online (fixture->uri, "Ben");
  *ada_id = person_dup_id (*ada);
  *ben_id = person_dup_id (*ben);
  topic = person_start (*ada, *ben_id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (topic, ==, *ben_id);
}

/* --- Signing up and in --------------------------------------------------------------------------------------------- */

static void
test_sign_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = person_new_online (fixture->uri, "Ada");
  g_autofree char *id = person_dup_id (ada);
  guint max_message_bytes;

  g_assert_true (g_str_has_prefix (id, "usr"));
  g_assert_cmpuint (ada->rosters, ==, 1);
  g_assert_nonnull (ada->token);
  g_assert_nonnull (ada->profile);
  g_assert_cmpstr (ada->profile->name, ==, "Ada");
  g_assert_cmpstr (ada->profile->id, ==, id);
  g_object_get (ada->session, "max-message-bytes", &max_message_bytes, NULL);
  g_assert_cmpuint (max_message_bytes, >=, 100 * 1024);
}

static void
test_sign_up_taken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = person_new_online (fixture->uri, "Ada");
  g_autoptr (Person) other = person_new (fixture->uri, ada->login, "another password", "Not Ada");
  g_autoptr (GError) error = NULL;

  g_assert_false (person_sign_up (other, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_TAKEN);
  g_assert_cmpint (cordial_protocol_get_link_state (other->protocol), ==, CORDIAL_LINK_OFFLINE);
}

static void
test_sign_up_invalid (Fixture *fixture, gconstpointer data)
{
  const char *names[] = { "", "two words", "a:colon", "tab\tbed", NULL };

  for (guint i = 0; names[i]; i++)
    {
      g_autoptr (Person) person = person_new (fixture->uri, names[i], "a password", "Somebody");
      g_autoptr (GError) error = NULL;

      g_assert_false (person_sign_up (person, &error));
      g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
    }
  {
    g_autofree char *login = world_invent_login ("cleo");
    g_autoptr (Person) person = person_new (fixture->uri, login, "", "Cleo");
    g_autoptr (GError) error = NULL;

    g_assert_false (person_sign_up (person, &error));
    g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  }
}

static void
test_sign_up_unreachable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) person = person_new ("ws://127.0.0.1:1/", "someone", "a password", "Somebody");
  g_autoptr (GError) error = NULL;

  g_assert_false (person_sign_up (person, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE);
  g_assert_cmpint (cordial_protocol_get_link_state (person->protocol), ==, CORDIAL_LINK_OFFLINE);
}

static void
test_sign_up_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autofree char *login = world_invent_login ("cleo");
  g_autoptr (Person) person = person_new (fixture->uri, login, "a password", "Cleo");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cordial_protocol_sign_up_async (person->protocol, person->login, person->password, person->name, cancellable,
                                  world_on_answer, &result);
  g_cancellable_cancel (cancellable);
  world_wait (result != NULL);
  g_assert_false (cordial_protocol_sign_up_finish (person->protocol, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (cordial_protocol_get_link_state (person->protocol), ==, CORDIAL_LINK_OFFLINE);
}

static gboolean
is_refused (Person *person)
{
  return cordial_protocol_get_link_state (person->protocol) == CORDIAL_LINK_REFUSED;
}

static void
test_wrong_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = person_new_online (fixture->uri, "Ada");
  g_autoptr (Person) other = person_new (fixture->uri, NULL, NULL, NULL);
  g_autofree char *reason = NULL;

  cordial_protocol_set_password (other->protocol, ada->login, "not that");
  cordial_protocol_open (other->protocol);
  world_wait (is_refused (other));
  g_assert_cmpint (cordial_protocol_get_refusal (other->protocol), ==, CORDIAL_REFUSAL_SIGN_IN);
  reason = cordial_protocol_dup_reason (other->protocol);
  g_assert_nonnull (reason);

  /* The person tries again, with the right one. */
  cordial_protocol_set_password (other->protocol, ada->login, ada->password);
  cordial_protocol_retry_now (other->protocol);
  world_wait (person_is_online (other));
  g_assert_cmpint (cordial_protocol_get_refusal (other->protocol), ==, CORDIAL_REFUSAL_NONE);
}

static void
test_unknown_user (Fixture *fixture, gconstpointer data)
{
  g_autofree char *login = world_invent_login ("nobody");
  g_autoptr (Person) person = person_new (fixture->uri, NULL, NULL, NULL);

  cordial_protocol_set_password (person->protocol, login, "a password");
  cordial_protocol_open (person->protocol);
  world_wait (is_refused (person));
  g_assert_cmpint (cordial_protocol_get_refusal (person->protocol), ==, CORDIAL_REFUSAL_SIGN_IN);
}

static void
test_bad_login (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) person = person_new (fixture->uri, NULL, NULL, NULL);
  g_autofree char *reason = NULL;

  cordial_protocol_set_password (person->protocol, "two words", "a password");
  cordial_protocol_open (person->protocol);
  world_wait (is_refused (person));
  g_assert_cmpint (cordial_protocol_get_refusal (person->protocol), ==, CORDIAL_REFUSAL_SIGN_IN);
  reason = cordial_protocol_dup_reason (person->protocol);
  g_assert_nonnull (reason);
}

static void
test_token (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = person_new_online (fixture->uri, "Ada");
  g_autoptr (Person) again = person_new (fixture->uri, NULL, NULL, NULL);
  g_autofree char *id = person_dup_id (ada), *id_again = NULL;

  cordial_protocol_set_token (again->protocol, ada->token);
  person_come_online (again);
  id_again = person_dup_id (again);
  g_assert_cmpstr (id, ==, id_again);
  g_assert_cmpstr (again->profile->name, ==, "Ada");
}

static void
test_bad_token (Fixture *fixture, gconstpointer data)
{
  const char *tokens[] = { "bm90IGEgdG9rZW4",
                           "bm90IGEgdG9rZW4gb2YgdGhpcyBzZXJ2ZXIsIGFuZCBsb25nZXIgdGhhbiB0aGF0IG90aGVy", NULL };
  g_autoptr (Person) ada = person_new_online (fixture->uri, "Ada");

  for (guint i = 0; tokens[i]; i++)
    {
      g_autoptr (Person) without = person_new (fixture->uri, NULL, NULL, NULL);
      g_autoptr (Person) with = person_new (fixture->uri, NULL, NULL, NULL);

      cordial_protocol_set_token (without->protocol, tokens[i]);
      cordial_protocol_open (without->protocol);
      world_wait (is_refused (without));
      g_assert_cmpint (cordial_protocol_get_refusal (without->protocol), ==, CORDIAL_REFUSAL_SIGN_IN);

      /* Where the password is known, it is used. */
      cordial_protocol_set_token (with->protocol, tokens[i]);
      cordial_protocol_set_password (with->protocol, ada->login, ada->password);
      person_come_online (with);
    }
}

static void
test_api_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) person = person_new (fixture->uri, NULL, NULL, NULL);

  g_object_set (person->session, "api-key", "not a key", NULL);
  cordial_protocol_set_password (person->protocol, "someone", "a password");
  cordial_protocol_open (person->protocol);
  world_wait (is_refused (person));
  g_assert_cmpint (cordial_protocol_get_refusal (person->protocol), ==, CORDIAL_REFUSAL_FORBIDDEN);
}

static void
test_offline_requests (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = person_new_online (fixture->uri, "Ada");
  g_autoptr (CordialMessageRecord) record = cordial_message_record_new ();
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) send_error = NULL, fetch_error = NULL, start_error = NULL, mark_error = NULL;
  g_autoptr (GAsyncResult) marked = NULL;

  person_go_away (ada);
  record->conversation_id = g_strdup ("usrAAAAAAAAAAA");
  record->text = g_strdup ("nothing");
  g_assert_cmpint (person_send_record (ada, record, &send_error), <=, 0);
  g_assert_error (send_error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
  messages = person_fetch (ada, "usrAAAAAAAAAAA", 1, 10, &fetch_error);
  g_assert_null (messages);
  g_assert_error (fetch_error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
  g_assert_null (person_start (ada, "usrAAAAAAAAAAA", &start_error));
  g_assert_error (start_error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
  cordial_protocol_mark_async (ada->protocol, "usrAAAAAAAAAAA", CORDIAL_RECEIPT_READ, 1, NULL, world_on_answer,
                               &marked);
  world_wait (marked != NULL);
  g_assert_false (cordial_protocol_mark_finish (ada->protocol, marked, &mark_error));
  g_assert_error (mark_error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK);
  cordial_protocol_typing (ada->protocol, "usrAAAAAAAAAAA", FALSE);
}

/* --- People -------------------------------------------------------------------------------------------------------- */

static void
test_find_people (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = person_new_online (fixture->uri, "Ada");
  g_autoptr (Person) ben = person_new_online (fixture->uri, "Ben");
  g_autofree char *ben_id = person_dup_id (ben);
  g_autofree char *nobody = world_invent_login ("nobody");
  g_autoptr (GPtrArray) found = NULL, none = NULL, self = NULL, blank = NULL;
  g_autofree char *topic = NULL;
  g_autoptr (GError) error = NULL;
  CordialPerson *person;

  found = person_find (ada, ben->login);
  g_assert_cmpuint (found->len, ==, 1);
  person = found->pdata[0];
  g_assert_cmpstr (person->id, ==, ben_id);
  g_assert_cmpstr (person->name, ==, "Ben");
  g_assert_cmpstr (person->detail, ==, ben->login);
  topic = person_start (ada, person->id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (person_get_conversation (ada, topic)->name, ==, "Ben");
  g_assert_cmpint (person_send (ada, topic, "found you", NULL), ==, 1);

  none = person_find (ada, nobody);
  g_assert_cmpuint (none->len, ==, 0);
  self = person_find (ada, ada->login);
  g_assert_cmpuint (self->len, ==, 0);
  blank = person_find (ada, "  ");
  g_assert_cmpuint (blank->len, ==, 0);
}

static void
test_find_in_a_row (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = person_new_online (fixture->uri, "Ada");
  g_autoptr (Person) ben = person_new_online (fixture->uri, "Ben");
  g_autoptr (Person) cleo = person_new_online (fixture->uri, "Cleo");
  g_autoptr (GAsyncResult) first = NULL, second = NULL;
  g_autoptr (GPtrArray) bens = NULL, cleos = NULL;

  /* As somebody types: the second begins before the first has an answer. */
  cordial_protocol_find_people_async (ada->protocol, ben->login, NULL, world_on_answer, &first);
  cordial_protocol_find_people_async (ada->protocol, cleo->login, NULL, world_on_answer, &second);
  world_wait (first && second);
  bens = cordial_protocol_find_people_finish (ada->protocol, first, NULL);
  cleos = cordial_protocol_find_people_finish (ada->protocol, second, NULL);
  g_assert_cmpuint (bens->len, ==, 1);
  g_assert_cmpstr (((CordialPerson *) bens->pdata[0])->name, ==, "Ben");
  g_assert_cmpuint (cleos->len, ==, 1);
  g_assert_cmpstr (((CordialPerson *) cleos->pdata[0])->name, ==, "Cleo");
}

static void
test_start_conversation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = NULL, ben = NULL;
  g_autofree char *ada_id = NULL, *ben_id = NULL;
  g_autoptr (GError) self_error = NULL, nobody_error = NULL;
  CordialConversationRecord *conversation;

  meet (fixture, &ada, &ben, &ada_id, &ben_id);
  conversation = person_get_conversation (ada, ben_id);
  g_assert_nonnull (conversation);
  g_assert_cmpstr (conversation->name, ==, "Ben");
  g_assert_cmpint (conversation->kind, ==, CORDIAL_CONVERSATION_DIRECT);
  g_assert_true (conversation->writable);
  g_assert_false (conversation->muted);
  /* Ben is told, and each of them that the other is there. */
  world_wait (person_get_conversation (ben, ada_id));
  g_assert_cmpstr (person_get_conversation (ben, ada_id)->name, ==, "Ada");
  world_wait (person_get_conversation (ada, ben_id)->online);
  world_wait (person_get_conversation (ben, ada_id)->online);

  g_assert_null (person_start (ada, ada_id, &self_error));
  g_assert_error (self_error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  g_assert_null (person_start (ada, "usrAAAAAAAAAAE", &nobody_error));
  g_assert_error (nobody_error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED);
}

static void
test_roster (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = NULL, ben = NULL, again = NULL;
  g_autofree char *ada_id = NULL, *ben_id = NULL;
  CordialConversationRecord *conversation;
  gint64 seq;

  meet (fixture, &ada, &ben, &ada_id, &ben_id);
  person_send (ada, ben_id, "one", "id-1");
  seq = person_send (ada, ben_id, "two", "id-2");

  again = person_new (fixture->uri, NULL, NULL, NULL);
  cordial_protocol_set_token (again->protocol, ada->token);
  person_come_online (again);
  g_assert_cmpuint (again->rosters, ==, 1);
  conversation = person_get_conversation (again, ben_id);
  g_assert_nonnull (conversation);
  g_assert_cmpstr (conversation->name, ==, "Ben");
  g_assert_cmpint (conversation->seq, ==, seq);
  /* Who writes has read that far. */
  g_assert_cmpint (conversation->read, ==, seq);
  g_assert_true (conversation->online);
  g_assert_cmpint (conversation->touched_ms, >, 0);
}

/* --- Two people ----------------------------------------------------------------------------------------------------- */

static void
test_conversation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = NULL, ben = NULL;
  g_autofree char *ada_id = NULL, *ben_id = NULL;
  CordialMessageRecord *message;
  gint64 before_ms = g_get_real_time () / 1000;

  meet (fixture, &ada, &ben, &ada_id, &ben_id);
  world_wait (person_get_conversation (ben, ada_id));
  person_refresh (ben, ada_id);

  g_assert_cmpint (person_send (ada, ben_id, "Hello, Ben — «ça va»? 🙂", "first-id"), ==, 1);
  world_wait (ben->messages->len == 1);
  message = ben->messages->pdata[0];
  g_assert_cmpint (message->seq, ==, 1);
  g_assert_cmpstr (message->conversation_id, ==, ada_id);
  g_assert_cmpstr (message->sender_id, ==, ada_id);
  g_assert_cmpstr (message->text, ==, "Hello, Ben — «ça va»? 🙂");
  g_assert_cmpstr (message->cordial_id, ==, "first-id");
  g_assert_null (message->content);
  g_assert_cmpint (message->state, ==, CORDIAL_MESSAGE_SENT);
  g_assert_cmpint (message->time_ms, >=, before_ms - 5000);

  g_assert_cmpint (person_send (ben, ada_id, "Hello, Ada", "second-id"), ==, 2);
  world_wait (ada->messages->len == 1);
  message = ada->messages->pdata[0];
  g_assert_cmpint (message->seq, ==, 2);
  g_assert_cmpstr (message->conversation_id, ==, ben_id);
  g_assert_cmpstr (message->sender_id, ==, ben_id);
  g_assert_cmpstr (message->cordial_id, ==, "second-id");
  /* Nobody hears their own words again. */
  g_assert_cmpuint (ben->messages->len, ==, 1);
  g_assert_cmpint (person_refresh (ada, ben_id), ==, 2);
}

static void
test_other_device (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = NULL, ben = NULL, phone = NULL;
  g_autofree char *ada_id = NULL, *ben_id = NULL;
  CordialMessageRecord *message;

  meet (fixture, &ada, &ben, &ada_id, &ben_id);
  phone = person_new (fixture->uri, NULL, NULL, NULL);
  cordial_protocol_set_token (phone->protocol, ada->token);
  person_come_online (phone);
  person_refresh (phone, ben_id);
  /* Whom somebody else began to talk to hears of it a moment later. */
  world_wait (person_get_conversation (ben, ada_id) != NULL);

  person_send (ada, ben_id, "from the desk", "desk-id");
  world_wait (phone->messages->len == 1);
  message = phone->messages->pdata[0];
  g_assert_cmpstr (message->sender_id, ==, ada_id);
  g_assert_cmpstr (message->cordial_id, ==, "desk-id");
  g_assert_cmpuint (ada->messages->len, ==, 0);

  /* What one device has read, the other is told. */
  person_send (ben, ada_id, "read me", "read-id");
  world_wait (person_get_message (phone, "read me") && person_get_message (ada, "read me"));
  cordial_protocol_mark_async (phone->protocol, ben_id, CORDIAL_RECEIPT_READ, 2, NULL, NULL, NULL);
  world_wait (person_heard (ada, ben_id, ada_id, CORDIAL_RECEIPT_READ, 2));
}

static void
test_receipts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = NULL, ben = NULL;
  g_autofree char *ada_id = NULL, *ben_id = NULL;
  gint64 seq;

  meet (fixture, &ada, &ben, &ada_id, &ben_id);
  seq = person_send (ada, ben_id, "did you get this?", "id-1");
  /* Ben is not attached: he hears that there is something. */
  world_wait (person_get_conversation (ben, ada_id) && person_get_conversation (ben, ada_id)->seq == seq);
  cordial_protocol_mark_async (ben->protocol, ada_id, CORDIAL_RECEIPT_RECEIVED, seq, NULL, NULL, NULL);
  world_wait (person_heard (ada, ben_id, ben_id, CORDIAL_RECEIPT_RECEIVED, seq));
  cordial_protocol_mark_async (ben->protocol, ada_id, CORDIAL_RECEIPT_READ, seq, NULL, NULL, NULL);
  world_wait (person_heard (ada, ben_id, ben_id, CORDIAL_RECEIPT_READ, seq));

  /* Who was away finds it in the conversation. */
  person_go_away (ada);
  person_come_online (ada);
  g_assert_cmpint (person_get_conversation (ada, ben_id)->peer_read, ==, 0);
  person_refresh (ada, ben_id);
  world_wait (person_get_conversation (ada, ben_id)->peer_read == seq);
  g_assert_cmpint (person_get_conversation (ada, ben_id)->peer_recv, ==, seq);
}

static void
test_receipts_unattached (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = NULL, ben = NULL;
  g_autofree char *ada_id = NULL, *ben_id = NULL;
  gint64 seq;

  meet (fixture, &ada, &ben, &ada_id, &ben_id);
  seq = person_send (ada, ben_id, "did you get this?", "id-1");
  person_go_away (ada);
  person_come_online (ada);
  /* Now it is Ada who is not attached. */
  world_wait (person_get_conversation (ben, ada_id));
  cordial_protocol_mark_async (ben->protocol, ada_id, CORDIAL_RECEIPT_READ, seq, NULL, NULL, NULL);
  world_wait (person_heard (ada, ben_id, ben_id, CORDIAL_RECEIPT_READ, seq));
}

static void
test_typing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = NULL, ben = NULL;
  g_autofree char *ada_id = NULL, *ben_id = NULL, *expected = NULL, *recording = NULL;

  meet (fixture, &ada, &ben, &ada_id, &ben_id);
  expected = g_strdup_printf ("%s %s", ada_id, ada_id);
  recording = g_strdup_printf ("%s %s recording", ada_id, ada_id);
  world_wait (person_get_conversation (ben, ada_id));
  person_refresh (ben, ada_id);
  cordial_protocol_typing (ada->protocol, ben_id, FALSE);
  world_wait (ben->typing->len == 1);
  g_assert_cmpstr (ben->typing->pdata[0], ==, expected);
  cordial_protocol_typing (ada->protocol, ben_id, TRUE);
  world_wait (ben->typing->len == 2);
  g_assert_cmpstr (ben->typing->pdata[1], ==, recording);
  g_assert_cmpuint (ada->typing->len, ==, 0);
}

static void
test_presence (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = NULL, ben = NULL;
  g_autofree char *ada_id = NULL, *ben_id = NULL;
  CordialConversationRecord *conversation;

  meet (fixture, &ada, &ben, &ada_id, &ben_id);
  conversation = person_get_conversation (ada, ben_id);
  world_wait (conversation->online);
  person_go_away (ben);
  world_wait (!conversation->online);
  /* Since when stands in the roster alone. */
  world_wait (conversation->last_seen_ms > 0);
  person_come_online (ben);
  world_wait (conversation->online);
  world_wait (person_get_conversation (ben, ada_id)->online);
}

static void
test_stranger_writes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = person_new_online (fixture->uri, "Ada");
  g_autoptr (Person) ben = person_new_online (fixture->uri, "Ben");
  g_autofree char *ada_id = person_dup_id (ada), *ben_id = person_dup_id (ben), *topic = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;
  CordialConversationRecord *conversation;

  topic = person_start (ada, ben_id, NULL);
  person_send (ada, topic, "you do not know me", "id-1");
  world_wait (person_get_conversation (ben, ada_id) && person_get_conversation (ben, ada_id)->seq == 1);
  conversation = person_get_conversation (ben, ada_id);
  g_assert_cmpstr (conversation->name, ==, "Ada");
  messages = person_fetch (ben, ada_id, 1, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, 1);
  g_assert_cmpstr (((CordialMessageRecord *) messages->pdata[0])->text, ==, "you do not know me");
}

/* --- History -------------------------------------------------------------------------------------------------------- */

static void
test_history (Fixture *fixture, gconstpointer data)
{
  const guint n = 150;
  g_autoptr (Person) ada = NULL, ben = NULL;
  g_autofree char *ada_id = NULL, *ben_id = NULL;
  g_autoptr (GPtrArray) newest = NULL, oldest = NULL, none = NULL, live = NULL;
  g_autoptr (GError) error = NULL;

  meet (fixture, &ada, &ben, &ada_id, &ben_id);
  world_wait (person_get_conversation (ben, ada_id));
  person_go_away (ben);
  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *text = g_strdup_printf ("message %u", i);
      g_autofree char *id = g_strdup_printf ("id-%u", i);

      g_assert_cmpint (person_send (ada, ben_id, text, id), ==, i);
    }

  person_come_online (ben);
  g_assert_cmpint (person_get_conversation (ben, ada_id)->seq, ==, n);
  newest = person_fetch (ben, ada_id, n - CORDIAL_PROTOCOL_PAGE + 1, n, &error);
  g_assert_no_error (error);
  oldest = person_fetch (ben, ada_id, 1, n - CORDIAL_PROTOCOL_PAGE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (newest->len, ==, CORDIAL_PROTOCOL_PAGE);
  g_assert_cmpuint (oldest->len, ==, n - CORDIAL_PROTOCOL_PAGE);
  for (guint i = 0; i < n; i++)
    {
      CordialMessageRecord *message = i < oldest->len ? oldest->pdata[i] : newest->pdata[i - oldest->len];
      g_autofree char *text = g_strdup_printf ("message %u", i + 1);
      g_autofree char *id = g_strdup_printf ("id-%u", i + 1);

      g_assert_cmpint (message->seq, ==, i + 1);
      g_assert_cmpstr (message->text, ==, text);
      g_assert_cmpstr (message->cordial_id, ==, id);
    }
  /* What was asked for is not told as live. */
  g_assert_cmpuint (ben->messages->len, ==, 0);
  none = person_fetch (ben, ada_id, n + 1, n + 50, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_fetches_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = NULL, ben = NULL;
  g_autofree char *ada_id = NULL, *ben_id = NULL;
  g_autoptr (GAsyncResult) first = NULL, second = NULL, third = NULL;
  g_autoptr (GPtrArray) low = NULL, high = NULL, both = NULL;

  meet (fixture, &ada, &ben, &ada_id, &ben_id);
  for (guint i = 1; i <= 20; i++)
    person_send (ada, ben_id, "again", NULL);
  world_wait (person_get_conversation (ben, ada_id));

  cordial_protocol_fetch_async (ben->protocol, ada_id, 11, 20, NULL, world_on_answer, &first);
  cordial_protocol_fetch_async (ben->protocol, ada_id, 1, 10, NULL, world_on_answer, &second);
  cordial_protocol_fetch_async (ben->protocol, ada_id, 6, 15, NULL, world_on_answer, &third);
  world_wait (first && second && third);
  high = cordial_protocol_fetch_finish (ben->protocol, first, NULL);
  low = cordial_protocol_fetch_finish (ben->protocol, second, NULL);
  both = cordial_protocol_fetch_finish (ben->protocol, third, NULL);
  g_assert_cmpuint (high->len, ==, 10);
  g_assert_cmpint (((CordialMessageRecord *) high->pdata[0])->seq, ==, 11);
  g_assert_cmpuint (low->len, ==, 10);
  g_assert_cmpint (((CordialMessageRecord *) low->pdata[9])->seq, ==, 10);
  g_assert_cmpuint (both->len, ==, 10);
  g_assert_cmpint (((CordialMessageRecord *) both->pdata[0])->seq, ==, 6);
}

/* --- Content -------------------------------------------------------------------------------------------------------- */

static void
test_long_message (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = NULL, ben = NULL;
  g_autofree char *ada_id = NULL, *ben_id = NULL, *text = g_strnfill (100 * 1024, 'x');
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;

  meet (fixture, &ada, &ben, &ada_id, &ben_id);
  world_wait (person_get_conversation (ben, ada_id));
  person_refresh (ben, ada_id);
  person_send (ada, ben_id, text, "long-id");
  world_wait (ben->messages->len == 1);
  g_assert_cmpstr (((CordialMessageRecord *) ben->messages->pdata[0])->text, ==, text);
  messages = person_fetch (ben, ada_id, 1, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((CordialMessageRecord *) messages->pdata[0])->text, ==, text);
}

static void
test_too_long_message (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = NULL, ben = NULL;
  g_autofree char *ada_id = NULL, *ben_id = NULL;
  g_autoptr (CordialMessageRecord) record = cordial_message_record_new ();
  g_autoptr (GError) error = NULL;
  guint max_message_bytes;

  meet (fixture, &ada, &ben, &ada_id, &ben_id);
  g_object_get (ada->session, "max-message-bytes", &max_message_bytes, NULL);
  record->conversation_id = g_strdup (ben_id);
  /* On the wire a quotation mark takes two bytes. */
  record->text = g_strnfill (max_message_bytes / 2 + 1024, '"');
  g_assert_cmpint (person_send_record (ada, record, &error), <=, 0);
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED);
  /* And the link is none the worse. */
  g_assert_true (person_is_online (ada));
  person_send (ada, ben_id, "shorter", NULL);

  g_free (record->text);
  record->text = g_strnfill (max_message_bytes, 'x');
  g_clear_error (&error);
  g_assert_cmpint (person_send_record (ada, record, &error), ==, 2);
  g_assert_no_error (error);
}

static void
test_drafty (Fixture *fixture, gconstpointer data)
{
  const char *content = "{\"txt\":\"Look here and there\",\"fmt\":[{\"at\":0,\"len\":4,\"tp\":\"ST\"},"
                        "{\"at\":5,\"len\":4,\"key\":0}],\"ent\":[{\"tp\":\"LN\",\"data\":"
                        "{\"url\":\"https://www.example.org\"}}]}";
  g_autoptr (Person) ada = NULL, ben = NULL;
  g_autofree char *ada_id = NULL, *ben_id = NULL;
  g_autoptr (CordialMessageRecord) record = cordial_message_record_new ();
  g_autoptr (GError) error = NULL;
  CordialMessageRecord *message;

  meet (fixture, &ada, &ben, &ada_id, &ben_id);
  world_wait (person_get_conversation (ben, ada_id));
  person_refresh (ben, ada_id);
  record->conversation_id = g_strdup (ben_id);
  record->cordial_id = g_strdup ("drafty-id");
  record->content = g_strdup (content);
  record->head = g_strdup ("{\"mime\":\"text/x-drafty\"}");
  record->text = g_strdup ("unused");
  person_send_record (ada, record, &error);
  g_assert_no_error (error);

  world_wait (ben->messages->len == 1);
  message = ben->messages->pdata[0];
  g_assert_nonnull (strstr (message->text, "Look here and there"));
  g_assert_null (strchr (message->text, '{'));
  g_assert_nonnull (message->content);
  g_assert_nonnull (strstr (message->content, "https://www.example.org"));
  g_assert_nonnull (strstr (message->head, "text/x-drafty"));
  g_assert_cmpstr (message->cordial_id, ==, "drafty-id");
}

/* Lines and links come through whole, as other clients want them, under the same id. */
/* Whoever calls hears that nobody can answer, and both find what became of it in the place of the call. */
static void
test_call (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) ada = NULL, ben = NULL;
  g_autofree char *ada_id = NULL, *ben_id = NULL;
  g_autoptr (CordialMessageRecord) record = cordial_message_record_new ();
  g_autoptr (GError) error = NULL;
  gint64 seq;

  if (g_getenv ("CORDIAL_TEST_SERVER") && !g_getenv ("CORDIAL_TEST_SERVER_CONTROL"))
    {
      g_test_skip ("an official server has calls only where its configuration names servers for them");
      return;
    }
  meet (fixture, &ada, &ben, &ada_id, &ben_id);
  world_wait (person_get_conversation (ben, ada_id));
  person_refresh (ben, ada_id);
  record->conversation_id = g_strdup (ben_id);
  record->cordial_id = g_strdup ("call-id");
  record->content = g_strdup ("{\"txt\":\" \",\"fmt\":[{\"at\":0,\"len\":1,\"key\":0}],\"ent\":[{\"tp\":\"VC\"}]}");
  record->head = g_strdup ("{\"mime\":\"text/x-drafty\",\"webrtc\":\"started\"}");
  record->text = g_strdup ("unused");
  seq = person_send_record (ada, record, &error);
  g_assert_no_error (error);

  world_wait (ben->messages->len == 2 && ada->messages->len == 1);
  for (guint i = 0; i < 2; i++)
    {
      CordialMessageRecord *outcome = i == 0 ? ada->messages->pdata[0] : ben->messages->pdata[1];

      g_assert_cmpint (outcome->replaces, ==, seq);
      g_assert_cmpstr (outcome->sender_id, ==, ada_id);
      g_assert_nonnull (strstr (outcome->text, "Declined call"));
    }
}

static void
test_lines (Fixture *fixture, gconstpointer data)
{
  const char *texts[] = {
    "two\nlines",
    "three\n\nwith 👨‍👩‍👧‍👦\nand e\xcc\x81\n\xcc\x81 at the ends",
    "see https://example.org/a_(b), or\n\ttel:+49123.",
    "an address: https://example.org",
  };
  g_autoptr (Person) ada = NULL, ben = NULL;
  g_autofree char *ada_id = NULL, *ben_id = NULL;
  g_autoptr (GPtrArray) fetched = NULL;
  g_autoptr (GError) error = NULL;

  meet (fixture, &ada, &ben, &ada_id, &ben_id);
  world_wait (person_get_conversation (ben, ada_id));
  person_refresh (ben, ada_id);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *id = g_strdup_printf ("id-%u", i);

      g_assert_cmpint (person_send (ada, ben_id, texts[i], id), ==, i + 1);
    }
  world_wait (ben->messages->len == G_N_ELEMENTS (texts));
  fetched = person_fetch (ada, ben_id, 1, G_N_ELEMENTS (texts), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fetched->len, ==, G_N_ELEMENTS (texts));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      CordialMessageRecord *heard = ben->messages->pdata[i], *kept = fetched->pdata[i];
      g_autofree char *id = g_strdup_printf ("id-%u", i);

      g_assert_cmpstr (heard->text, ==, texts[i]);
      g_assert_cmpstr (heard->cordial_id, ==, id);
      g_assert_nonnull (strstr (heard->content, strchr (texts[i], '\n') ? "\"BR\"" : "\"LN\""));
      g_assert_nonnull (strstr (heard->head, "text/x-drafty"));
      g_assert_cmpstr (kept->text, ==, texts[i]);
      g_assert_cmpstr (kept->cordial_id, ==, id);
    }
}

int
main (int argc, char *argv[])
{
  if (!world_is_possible ())
    return EXIT_SUCCESS;
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/integration/session/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("sign-up", test_sign_up);
  ADD ("sign-up-taken", test_sign_up_taken);
  ADD ("sign-up-invalid", test_sign_up_invalid);
  ADD ("sign-up-unreachable", test_sign_up_unreachable);
  ADD ("sign-up-cancelled", test_sign_up_cancelled);
  ADD ("wrong-password", test_wrong_password);
  ADD ("unknown-user", test_unknown_user);
  ADD ("bad-login", test_bad_login);
  ADD ("token", test_token);
  ADD ("bad-token", test_bad_token);
  ADD ("api-key", test_api_key);
  ADD ("offline-requests", test_offline_requests);
  ADD ("find-people", test_find_people);
  ADD ("find-in-a-row", test_find_in_a_row);
  ADD ("start-conversation", test_start_conversation);
  ADD ("roster", test_roster);
  ADD ("conversation", test_conversation);
  ADD ("other-device", test_other_device);
  ADD ("receipts", test_receipts);
  ADD ("receipts-unattached", test_receipts_unattached);
  ADD ("typing", test_typing);
  ADD ("presence", test_presence);
  ADD ("stranger-writes", test_stranger_writes);
  ADD ("history", test_history);
  ADD ("fetches-at-once", test_fetches_at_once);
  ADD ("long-message", test_long_message);
  ADD ("too-long-message", test_too_long_message);
  ADD ("drafty", test_drafty);
  ADD ("lines", test_lines);
  ADD ("call", test_call);
#undef ADD
  return g_test_run ();
}
