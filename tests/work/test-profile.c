/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What others see of the owner: shown at once, on disk, said when there is a connection, the last wish counts, and a no undoes it.
 */

#include "fixture.h"

static void
on_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
set_name (Fixture *fixture, const char *name, GError **error)
{
  g_autoptr (CordialConversationRecord) profile = cordial_conversation_record_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;

  profile->fields = CORDIAL_CONVERSATION_HAS_NAME;
  profile->name = g_strdup (name);
  cordial_account_set_profile_async (fixture->account, profile, NULL, on_set, &result);
  chat_wait (result != NULL);
  return cordial_account_set_profile_finish (fixture->account, result, error);
}

static FakeRequest *
take (Fixture *fixture, const char *name)
{
  FakeRequest *request;

  chat_wait (fake_protocol_count (fixture->protocol, FAKE_PROFILE) > 0);
  request = fake_protocol_take (fixture->protocol, FAKE_PROFILE);
  g_assert_cmpuint (request->profile->fields, ==, CORDIAL_CONVERSATION_HAS_NAME);
  g_assert_cmpstr (request->profile->name, ==, name);
  return request;
}

#define assert_name(fixture, name) g_assert_cmpstr (cordial_account_get_name ((fixture)->account), ==, name)

static void
test_set (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  g_assert_true (set_name (fixture, "Ada", NULL));
  assert_name (fixture, "Ada");
  fake_request_answer_yes (take (fixture, "Ada"));
  fixture_settle_store (fixture);
  fake_protocol_report_profile (fixture->protocol, "Countess");
  assert_name (fixture, "Countess");
  /* It is done, and not said again. */
  fake_protocol_drop (fixture->protocol);
  fixture_come_online (fixture);
  fixture_settle_store (fixture);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_PROFILE), ==, 0);
}

static void
test_away (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  fake_protocol_drop (fixture->protocol);
  g_assert_true (set_name (fixture, "first", NULL));
  g_assert_true (set_name (fixture, "last", NULL));
  assert_name (fixture, "last");
  fixture_crash (fixture);
  assert_name (fixture, "last");
  fixture_come_online (fixture);
  /* What the server has is older than the wish. */
  fake_protocol_report_profile (fixture->protocol, "before");
  assert_name (fixture, "last");
  fake_request_answer_yes (take (fixture, "last"));
  fixture_settle_store (fixture);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_PROFILE), ==, 0);
  fixture_restart (fixture);
  fixture_come_online (fixture);
  fixture_settle_store (fixture);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_PROFILE), ==, 0);
}

/* Nobody knows whether it was heard: it is said again. */
static void
test_drop (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  g_assert_true (set_name (fixture, "Ada", NULL));
  chat_wait (fake_protocol_count (fixture->protocol, FAKE_PROFILE) > 0);
  fake_protocol_drop (fixture->protocol);
  fixture_come_online (fixture);
  fake_request_answer_yes (take (fixture, "Ada"));
  fixture_settle_store (fixture);
  assert_name (fixture, "Ada");
}

static void
count (CordialAccount *account, CordialConversation *conversation, const char *sentence, guint *n)
{
  g_assert_null (conversation);
  g_assert_cmpstr (sentence, ==, "Not that one.");
  ++*n;
}

static void
test_refused (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_signal_connect (fixture->account, "refused", G_CALLBACK (count), &n);
  fake_protocol_report_profile (fixture->protocol, "Ada");
  g_assert_true (set_name (fixture, "Satan", NULL));
  assert_name (fixture, "Satan");
  fake_request_fail (take (fixture, "Satan"), CORDIAL_PROTOCOL_ERROR_REJECTED, "Not that one.");
  chat_wait (n == 1);
  assert_name (fixture, "Ada");
  /* An answer to an earlier wish says nothing of the later one. */
  g_assert_true (set_name (fixture, "one", NULL));
  chat_wait (fake_protocol_count (fixture->protocol, FAKE_PROFILE) == 1);
  g_assert_true (set_name (fixture, "two", NULL));
  chat_wait (fake_protocol_count (fixture->protocol, FAKE_PROFILE) == 2);
  fake_request_fail (take (fixture, "one"), CORDIAL_PROTOCOL_ERROR_REJECTED, "Not that one.");
  fake_request_answer_yes (take (fixture, "two"));
  fixture_settle_store (fixture);
  assert_name (fixture, "two");
  g_assert_cmpuint (n, ==, 1);
  /* What makes no sense is said at once. */
  g_assert_false (set_name (fixture, "", &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  assert_name (fixture, "two");
}

static void
assert_picture (Fixture *fixture, GBytes *picture)
{
  GBytes *shown = cordial_account_get_avatar (fixture->account);

  g_assert_true (picture ? shown && g_bytes_equal (shown, picture) : shown == NULL);
}

static FakeRequest *
take_file (Fixture *fixture, const char *reference)
{
  FakeRequest *request = fake_protocol_take (fixture->protocol, FAKE_FILE);

  g_assert_cmpstr (request->conversation_id, ==, reference);
  return request;
}

static void
set_picture (Fixture *fixture, GBytes *picture)
{
  g_autoptr (CordialConversationRecord) profile = cordial_conversation_record_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;

  profile->fields = CORDIAL_CONVERSATION_HAS_AVATAR;
  profile->avatar = g_bytes_ref (picture);
  cordial_account_set_profile_async (fixture->account, profile, NULL, on_set, &result);
  chat_wait (result != NULL);
  g_assert_true (cordial_account_set_profile_finish (fixture->account, result, NULL));
}

/* As other clients set it: by the place where it is kept. It is fetched once, and kept with the place; a wish stands above it, and a no
 * shows it again. */
static void
test_picture (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (1);
  g_autoptr (GBytes) first = g_bytes_new_static ("first", 5);
  g_autoptr (GBytes) second = g_bytes_new_static ("second", 6);
  g_autoptr (GBytes) wish = g_bytes_new_static ("wish", 4);
  FakeRequest *late;

  fake_protocol_report_own_picture (fixture->protocol, NULL, "/v0/file/s/first.png");
  assert_picture (fixture, NULL);
  /* What the link takes away is fetched on the next one. */
  fake_protocol_drop (fixture->protocol);
  fixture_settle ();
  fixture_come_online (fixture);
  fake_request_answer_file (take_file (fixture, "/v0/file/s/first.png"), first);
  chat_wait (cordial_account_get_avatar (fixture->account) != NULL);
  assert_picture (fixture, first);
  fixture_settle_store (fixture);
  fixture_restart (fixture);
  assert_picture (fixture, first);
  fixture_come_online (fixture);
  fake_protocol_report_own_picture (fixture->protocol, NULL, "/v0/file/s/first.png");
  assert_picture (fixture, first);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_FILE), ==, 0);

  /* Another place is another picture, and what comes late from a place that it has left is nobody's. */
  fake_protocol_report_own_picture (fixture->protocol, NULL, "/v0/file/s/late.png");
  assert_picture (fixture, NULL);
  late = take_file (fixture, "/v0/file/s/late.png");
  fake_protocol_report_own_picture (fixture->protocol, NULL, "/v0/file/s/second.png");
  fake_request_answer_file (take_file (fixture, "/v0/file/s/second.png"), second);
  chat_wait (cordial_account_get_avatar (fixture->account) != NULL);
  fake_request_answer_file (late, first);
  fixture_settle ();
  assert_picture (fixture, second);

  set_picture (fixture, wish);
  assert_picture (fixture, wish);
  fake_protocol_report_own_picture (fixture->protocol, NULL, "/v0/file/s/second.png");
  assert_picture (fixture, wish);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_FILE), ==, 0);
  chat_wait (fake_protocol_count (fixture->protocol, FAKE_PROFILE) > 0);
  fake_request_fail (fake_protocol_take (fixture->protocol, FAKE_PROFILE), CORDIAL_PROTOCOL_ERROR_REJECTED, "No.");
  fixture_settle ();
  fake_request_answer_file (take_file (fixture, "/v0/file/s/second.png"), second);
  chat_wait (cordial_account_get_avatar (fixture->account) != NULL);
  assert_picture (fixture, second);

  fake_protocol_report_own_picture (fixture->protocol, NULL, NULL);
  assert_picture (fixture, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/work/profile/set", test_set);
  g_test_add_func ("/work/profile/away", test_away);
  g_test_add_func ("/work/profile/drop", test_drop);
  g_test_add_func ("/work/profile/refused", test_refused);
  g_test_add_func ("/work/profile/picture", test_picture);
  return g_test_run ();
}
