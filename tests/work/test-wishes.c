/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the owner sets of themselves and of conversations: shown at once, on disk, said when there is a connection, the last wish counts,
 * and a no undoes it.
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

  chat_wait (fake_protocol_count (fixture->protocol, FAKE_SETTING) > 0);
  request = fake_protocol_take (fixture->protocol, FAKE_SETTING);
  g_assert_cmpuint (request->wanted->fields, ==, CORDIAL_CONVERSATION_HAS_NAME);
  g_assert_cmpstr (request->wanted->name, ==, name);
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
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_SETTING), ==, 0);
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
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_SETTING), ==, 0);
  fixture_restart (fixture);
  fixture_come_online (fixture);
  fixture_settle_store (fixture);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_SETTING), ==, 0);
}

/* Nobody knows whether it was heard: it is said again. */
static void
test_drop (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  g_assert_true (set_name (fixture, "Ada", NULL));
  chat_wait (fake_protocol_count (fixture->protocol, FAKE_SETTING) > 0);
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
  chat_wait (fake_protocol_count (fixture->protocol, FAKE_SETTING) == 1);
  g_assert_true (set_name (fixture, "two", NULL));
  chat_wait (fake_protocol_count (fixture->protocol, FAKE_SETTING) == 2);
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
  chat_wait (fake_protocol_count (fixture->protocol, FAKE_SETTING) > 0);
  fake_request_fail (fake_protocol_take (fixture->protocol, FAKE_SETTING), CORDIAL_PROTOCOL_ERROR_REJECTED, "No.");
  fixture_settle ();
  fake_request_answer_file (take_file (fixture, "/v0/file/s/second.png"), second);
  chat_wait (cordial_account_get_avatar (fixture->account) != NULL);
  assert_picture (fixture, second);

  fake_protocol_report_own_picture (fixture->protocol, NULL, NULL);
  assert_picture (fixture, NULL);
}

/* --- Of a conversation ------------------------------------------------------------------------------------------- */

static void
set_of_ben (Fixture *fixture, CordialConversationFields field, gboolean muted, const char *comment)
{
  g_autoptr (CordialConversationRecord) wanted = cordial_conversation_record_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CordialConversation *ben = fixture_get_ben (fixture);

  wanted->fields = field;
  wanted->muted = muted;
  wanted->comment = g_strdup (comment);
  cordial_conversation_set_async (ben, wanted, NULL, on_set, &result);
  chat_wait (result != NULL);
  g_assert_true (cordial_conversation_set_finish (ben, result, &error));
  g_assert_no_error (error);
}

static FakeRequest *
take_of_ben (Fixture *fixture, CordialConversationFields field)
{
  FakeRequest *request;

  chat_wait (fake_protocol_count (fixture->protocol, FAKE_SETTING) > 0);
  request = fake_protocol_take (fixture->protocol, FAKE_SETTING);
  g_assert_cmpstr (request->conversation_id, ==, BEN);
  g_assert_cmpuint (request->wanted->fields, ==, field);
  return request;
}

static void
report_muted (Fixture *fixture, gboolean muted)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);

  record->fields = CORDIAL_CONVERSATION_HAS_MUTED;
  record->muted = muted;
  g_signal_emit_by_name (fixture->protocol, "conversation", record);
}

#define is_muted(fixture) cordial_conversation_get_muted (fixture_get_ben (fixture))

/* Without a connection; over the end of the program; what the server has meanwhile is older; said once. */
static void
test_muted_away (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  fake_protocol_drop (fixture->protocol);
  set_of_ben (fixture, CORDIAL_CONVERSATION_HAS_MUTED, TRUE, NULL);
  g_assert_true (is_muted (fixture));
  fixture_crash (fixture);
  g_assert_true (is_muted (fixture));
  fixture_come_online (fixture);
  report_muted (fixture, FALSE);
  g_assert_true (is_muted (fixture));
  fake_request_answer_yes (take_of_ben (fixture, CORDIAL_CONVERSATION_HAS_MUTED));
  fixture_settle_store (fixture);
  /* From here on the server is believed. */
  report_muted (fixture, FALSE);
  g_assert_false (is_muted (fixture));
  fixture_restart (fixture);
  fixture_come_online (fixture);
  fixture_settle_store (fixture);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_SETTING), ==, 0);
}

static void
on_refused (CordialAccount *account, CordialConversation *conversation, const char *sentence, Fixture **refused)
{
  g_assert_true (conversation == fixture_get_ben (*refused));
  g_assert_cmpstr (sentence, ==, "No.");
  *refused = NULL;
}

/* What was there before comes back, also where the program ended between: what the server said last, or what it took last. */
static void
test_comment_refused (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  gboolean restarted = GPOINTER_TO_INT (data);
  Fixture *refused = fixture;

  set_of_ben (fixture, CORDIAL_CONVERSATION_HAS_COMMENT, FALSE, "Benny");
  fake_request_answer_yes (take_of_ben (fixture, CORDIAL_CONVERSATION_HAS_COMMENT));
  fixture_settle_store (fixture);
  if (restarted)
    fake_protocol_drop (fixture->protocol);
  set_of_ben (fixture, CORDIAL_CONVERSATION_HAS_COMMENT, FALSE, "Satan");
  g_assert_cmpstr (cordial_conversation_get_name (fixture_get_ben (fixture)), ==, "Satan");
  if (restarted)
    {
      fixture_crash (fixture);
      g_assert_cmpstr (cordial_conversation_get_name (fixture_get_ben (fixture)), ==, "Satan");
      fixture_come_online (fixture);
    }
  g_signal_connect (fixture->account, "refused", G_CALLBACK (on_refused), &refused);
  fake_request_fail (take_of_ben (fixture, CORDIAL_CONVERSATION_HAS_COMMENT), CORDIAL_PROTOCOL_ERROR_REJECTED, "No.");
  chat_wait (refused == NULL);
  g_assert_cmpstr (cordial_conversation_get_name (fixture_get_ben (fixture)), ==, "Benny");
  fixture_settle_store (fixture);
  fixture_restart (fixture);
  g_assert_cmpstr (cordial_conversation_get_name (fixture_get_ben (fixture)), ==, "Benny");
}

/* The first was taken while the second waited. */
static void
test_refused_after_one (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  Fixture *refused = fixture;
  FakeRequest *first;

  g_signal_connect (fixture->account, "refused", G_CALLBACK (on_refused), &refused);
  set_of_ben (fixture, CORDIAL_CONVERSATION_HAS_COMMENT, FALSE, "one");
  first = take_of_ben (fixture, CORDIAL_CONVERSATION_HAS_COMMENT);
  set_of_ben (fixture, CORDIAL_CONVERSATION_HAS_COMMENT, FALSE, "two");
  fake_request_answer_yes (first);
  fake_request_fail (take_of_ben (fixture, CORDIAL_CONVERSATION_HAS_COMMENT), CORDIAL_PROTOCOL_ERROR_REJECTED, "No.");
  chat_wait (refused == NULL);
  g_assert_cmpstr (cordial_conversation_get_name (fixture_get_ben (fixture)), ==, "one");
}

/* Where it is over, nothing is said there; and asked for, that is the answer. */
static void
test_over (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (CordialConversationRecord) wanted = cordial_conversation_record_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CordialConversation *ben = fixture_get_ben (fixture);

  fake_protocol_drop (fixture->protocol);
  set_of_ben (fixture, CORDIAL_CONVERSATION_HAS_MUTED, TRUE, NULL);
  fake_protocol_report_ending (fixture->protocol, BEN, CORDIAL_ENDING_DELETED);
  fixture_come_online (fixture);
  fake_protocol_report_ending (fixture->protocol, BEN, CORDIAL_ENDING_DELETED);
  fixture_settle_store (fixture);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_SETTING), ==, 0);
  wanted->fields = CORDIAL_CONVERSATION_HAS_MUTED;
  cordial_conversation_set_async (ben, wanted, NULL, on_set, &result);
  chat_wait (result != NULL);
  g_assert_false (cordial_conversation_set_finish (ben, result, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED);
}

static void
archive (CordialConversation *conversation)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cordial_conversation_set_archived_async (conversation, TRUE, NULL, on_set, &result);
  chat_wait (result != NULL);
  g_assert_true (cordial_conversation_set_finish (conversation, result, &error));
  g_assert_no_error (error);
}

/* What is put away asks for no attention, and is counted in no sum. */
static void
test_archived (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  guint unread;

  history_fill (fixture->history, 4);
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 4));
  fixture_settle_store (fixture);
  g_object_get (fixture->account, "unread", &unread, NULL);
  g_assert_cmpuint (unread, >, 0);
  fake_protocol_drop (fixture->protocol);
  archive (ben);
  g_assert_true (cordial_conversation_get_archived (ben));
  g_assert_true (cordial_conversation_is_quiet (ben));
  g_object_get (fixture->account, "unread", &unread, NULL);
  g_assert_cmpuint (unread, ==, 0);
  fixture_crash (fixture);
  g_assert_true (cordial_conversation_get_archived (fixture_get_ben (fixture)));
  fixture_come_online (fixture);
  fake_request_answer_yes (take_of_ben (fixture, CORDIAL_CONVERSATION_HAS_ARCHIVED));
  fixture_settle_store (fixture);
  fixture_restart (fixture);
  g_assert_true (cordial_conversation_get_archived (fixture_get_ben (fixture)));
}

static void
pin_chat (Fixture *fixture, CordialConversation *conversation, gboolean pinned)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cordial_account_pin_chat_async (fixture->account, conversation, pinned, NULL, on_set, &result);
  chat_wait (result != NULL);
  g_assert_true (cordial_account_set_profile_finish (fixture->account, result, &error));
  g_assert_no_error (error);
}

static FakeRequest *
take_pinned (Fixture *fixture, const char *ids)
{
  FakeRequest *request;

  chat_wait (fake_protocol_count (fixture->protocol, FAKE_SETTING) > 0);
  request = fake_protocol_take (fixture->protocol, FAKE_SETTING);
  g_assert_null (request->conversation_id);
  g_assert_cmpuint (request->wanted->fields, ==, CORDIAL_CONVERSATION_HAS_PINS);
  g_assert_cmpstr (request->wanted->pins, ==, ids);
  return request;
}

static void
report_pinned (Fixture *fixture, const char *ids)
{
  g_autoptr (CordialConversationRecord) record =
    cordial_conversation_record_new (cordial_account_get_user_id (fixture->account));

  record->fields = CORDIAL_CONVERSATION_HAS_PINS;
  record->pins = g_strdup (ids);
  g_signal_emit_by_name (fixture->protocol, "profile", record);
}

/* The one that was pinned last is the topmost; other devices say what they have. */
static void
test_pinned (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (CordialConversationRecord) other = cordial_conversation_record_new ("usrCy");
  CordialConversation *ben = fixture_get_ben (fixture), *cy;

  other->fields = CORDIAL_CONVERSATION_HAS_NAME;
  other->name = g_strdup ("Cy");
  g_signal_emit_by_name (fixture->protocol, "conversation", other);
  cy = cordial_account_get_conversation (fixture->account, "usrCy");
  fake_protocol_drop (fixture->protocol);
  pin_chat (fixture, ben, TRUE);
  g_assert_cmpuint (cordial_conversation_get_rank (ben), ==, 1);
  pin_chat (fixture, cy, TRUE);
  g_assert_cmpuint (cordial_conversation_get_rank (cy), ==, 2);
  g_assert_cmpuint (cordial_conversation_get_rank (ben), ==, 1);
  fixture_restart (fixture);
  ben = fixture_get_ben (fixture);
  cy = cordial_account_get_conversation (fixture->account, "usrCy");
  g_assert_cmpuint (cordial_conversation_get_rank (cy), ==, 2);
  fixture_come_online (fixture);
  report_pinned (fixture, NULL);
  g_assert_cmpuint (cordial_conversation_get_rank (ben), ==, 1);
  fake_request_answer_yes (take_pinned (fixture, "usrCy " BEN));
  fixture_settle_store (fixture);
  report_pinned (fixture, BEN);
  g_assert_cmpuint (cordial_conversation_get_rank (ben), ==, 1);
  g_assert_cmpuint (cordial_conversation_get_rank (cy), ==, 0);
  pin_chat (fixture, ben, FALSE);
  g_assert_cmpuint (cordial_conversation_get_rank (ben), ==, 0);
  fake_request_answer_yes (take_pinned (fixture, NULL));
}

static void
move_chat (Fixture *fixture, CordialConversation *conversation, CordialConversation *to)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cordial_account_move_pinned_chat_async (fixture->account, conversation, to, NULL, on_set, &result);
  chat_wait (result != NULL);
  g_assert_true (cordial_account_set_profile_finish (fixture->account, result, &error));
  g_assert_no_error (error);
}

/* One takes another's place, and those between make room; what is pinned and not here, or put away, stays where it is and in nobody's way. */
static void
test_pinned_order (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialAccount *account = fixture->account;
  CordialConversation *ben = fixture_get_ben (fixture), *cy, *dan;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CordialConversationRecord) other = cordial_conversation_record_new (i == 0 ? "usrCy" : "usrDan");

      other->fields = CORDIAL_CONVERSATION_HAS_NAME | CORDIAL_CONVERSATION_HAS_ARCHIVED;
      other->name = g_strdup (i == 0 ? "Cy" : "Dan");
      g_signal_emit_by_name (fixture->protocol, "conversation", other);
    }
  cy = cordial_account_get_conversation (account, "usrCy");
  dan = cordial_account_get_conversation (account, "usrDan");
  g_assert_null (cordial_account_get_pinned_beside (account, ben, 1));
  report_pinned (fixture, "usrCy usrNobody usrDan " BEN);
  g_assert_true (cordial_account_get_pinned_beside (account, cy, 1) == dan);
  g_assert_true (cordial_account_get_pinned_beside (account, dan, -1) == cy);
  g_assert_null (cordial_account_get_pinned_beside (account, cy, -1));
  g_assert_null (cordial_account_get_pinned_beside (account, ben, 1));

  move_chat (fixture, ben, cy);
  g_assert_true (cordial_account_get_pinned_beside (account, ben, 1) == cy);
  fake_request_answer_yes (take_pinned (fixture, BEN " usrCy usrNobody usrDan"));
  move_chat (fixture, ben, dan);
  g_assert_true (cordial_account_get_pinned_beside (account, ben, -1) == dan);
  fake_request_answer_yes (take_pinned (fixture, "usrCy usrNobody usrDan " BEN));
  g_assert_cmpuint (cordial_conversation_get_rank (cy), ==, 4);
  g_assert_cmpuint (cordial_conversation_get_rank (ben), ==, 1);

  /* Taken from the top meanwhile. */
  fixture_settle_store (fixture);
  report_pinned (fixture, "usrCy usrDan");
  move_chat (fixture, ben, cy);
  fake_request_answer_yes (take_pinned (fixture, "usrCy usrDan"));
  g_assert_cmpuint (cordial_conversation_get_rank (ben), ==, 0);
}

/* --- Of a group -------------------------------------------------------------------------------------------------- */

#define GROUP "grpGarden"

/* As a server tells it: Cleo decides there, Dan writes, and the owner of the account is its owner. */
static CordialConversation *
report_group (Fixture *fixture)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (GROUP);

  record->fields = CORDIAL_CONVERSATION_HAS_KIND | CORDIAL_CONVERSATION_HAS_NAME | CORDIAL_CONVERSATION_HAS_ROLE |
                   CORDIAL_CONVERSATION_HAS_ENDED;
  record->kind = CORDIAL_CONVERSATION_GROUP;
  record->name = g_strdup ("Garden");
  record->role = record->offered = CORDIAL_ROLE_OWNER;
  g_signal_emit_by_name (fixture->protocol, "conversation", record);
  return cordial_account_get_conversation (fixture->account, GROUP);
}

static void
report_members (Fixture *fixture)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_member_free);

  g_ptr_array_add (members, cordial_member_new ("usrCleo", 0, 0));
  ((CordialMember *) members->pdata[0])->role = ((CordialMember *) members->pdata[0])->offered =
    CORDIAL_ROLE_ADMINISTRATOR;
  g_ptr_array_add (members, cordial_member_new ("usrDan", 0, 0));
  ((CordialMember *) members->pdata[1])->role = ((CordialMember *) members->pdata[1])->offered = CORDIAL_ROLE_WRITER;
  g_signal_emit_by_name (fixture->protocol, "members", GROUP, members);
}

static void
set_member (Fixture *fixture, const char *who, CordialRole role)
{
  g_autoptr (CordialConversationRecord) wanted = cordial_conversation_record_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CordialConversation *group = cordial_account_get_conversation (fixture->account, GROUP);

  wanted->fields = CORDIAL_CONVERSATION_HAS_MEMBER;
  wanted->member = g_strdup (who);
  wanted->member_role = role;
  cordial_conversation_set_async (group, wanted, NULL, on_set, &result);
  chat_wait (result != NULL);
  g_assert_true (cordial_conversation_set_finish (group, result, &error));
  g_assert_no_error (error);
}

static FakeRequest *
take_member (Fixture *fixture, const char *who, CordialRole role)
{
  FakeRequest *request;

  chat_wait (fake_protocol_count (fixture->protocol, FAKE_SETTING) > 0);
  request = fake_protocol_take (fixture->protocol, FAKE_SETTING);
  g_assert_cmpstr (request->conversation_id, ==, GROUP);
  g_assert_cmpuint (request->wanted->fields, ==, CORDIAL_CONVERSATION_HAS_MEMBER);
  g_assert_cmpstr (request->wanted->member, ==, who);
  g_assert_cmpint (request->wanted->member_role, ==, role);
  return request;
}

static CordialRole
role_of (Fixture *fixture, const char *who)
{
  return cordial_conversation_get_member_role (cordial_account_get_conversation (fixture->account, GROUP), who);
}

/* Each member is a wish of their own; without a connection, over the end of the program, and while the server's list is older. */
static void
test_members_away (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  report_group (fixture);
  report_members (fixture);
  g_assert_cmpint (role_of (fixture, "usrCleo"), ==, CORDIAL_ROLE_ADMINISTRATOR);
  fake_protocol_drop (fixture->protocol);
  set_member (fixture, "usrDan", CORDIAL_ROLE_INVITER);
  set_member (fixture, "usrDan", CORDIAL_ROLE_READER);
  set_member (fixture, "usrCleo", CORDIAL_ROLE_NONE);
  set_member (fixture, "usrEve", CORDIAL_ROLE_UNKNOWN);
  g_assert_cmpint (role_of (fixture, "usrDan"), ==, CORDIAL_ROLE_READER);
  fixture_crash (fixture);
  g_assert_cmpint (role_of (fixture, "usrDan"), ==, CORDIAL_ROLE_READER);
  g_assert_cmpint (role_of (fixture, "usrCleo"), ==, CORDIAL_ROLE_NONE);
  g_assert_cmpint (role_of (fixture, "usrEve"), ==, CORDIAL_ROLE_UNKNOWN);
  fixture_come_online (fixture);
  report_group (fixture);
  report_members (fixture);
  g_assert_cmpint (role_of (fixture, "usrDan"), ==, CORDIAL_ROLE_READER);
  g_assert_cmpint (role_of (fixture, "usrCleo"), ==, CORDIAL_ROLE_NONE);
  g_assert_cmpint (role_of (fixture, "usrEve"), ==, CORDIAL_ROLE_UNKNOWN);
  fake_request_answer_yes (take_member (fixture, "usrDan", CORDIAL_ROLE_READER));
  fake_request_answer_yes (take_member (fixture, "usrCleo", CORDIAL_ROLE_NONE));
  fake_request_answer_yes (take_member (fixture, "usrEve", CORDIAL_ROLE_UNKNOWN));
  fixture_settle_store (fixture);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_SETTING), ==, 0);
  /* From here on the server is believed. */
  report_members (fixture);
  g_assert_cmpint (role_of (fixture, "usrDan"), ==, CORDIAL_ROLE_WRITER);
  g_assert_cmpint (role_of (fixture, "usrEve"), ==, CORDIAL_ROLE_NONE);
}

static void
note_refused (CordialAccount *account, CordialConversation *conversation, const char *sentence, guint *n)
{
  g_assert_cmpstr (cordial_conversation_get_id (conversation), ==, GROUP);
  g_assert_cmpstr (sentence, ==, "No.");
  ++*n;
}

/* Whoever was there is there again, with what they could do; whoever was not is not. */
static void
test_members_refused (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  guint n = 0;

  report_group (fixture);
  report_members (fixture);
  g_signal_connect (fixture->account, "refused", G_CALLBACK (note_refused), &n);
  set_member (fixture, "usrCleo", CORDIAL_ROLE_NONE);
  set_member (fixture, "usrDan", CORDIAL_ROLE_ADMINISTRATOR);
  set_member (fixture, "usrEve", CORDIAL_ROLE_UNKNOWN);
  fake_request_fail (take_member (fixture, "usrCleo", CORDIAL_ROLE_NONE), CORDIAL_PROTOCOL_ERROR_REJECTED, "No.");
  fake_request_fail (take_member (fixture, "usrDan", CORDIAL_ROLE_ADMINISTRATOR), CORDIAL_PROTOCOL_ERROR_REJECTED,
                     "No.");
  fake_request_fail (take_member (fixture, "usrEve", CORDIAL_ROLE_UNKNOWN), CORDIAL_PROTOCOL_ERROR_REJECTED, "No.");
  chat_wait (n == 3);
  g_assert_cmpint (role_of (fixture, "usrCleo"), ==, CORDIAL_ROLE_ADMINISTRATOR);
  g_assert_cmpint (role_of (fixture, "usrDan"), ==, CORDIAL_ROLE_WRITER);
  g_assert_cmpint (role_of (fixture, "usrEve"), ==, CORDIAL_ROLE_NONE);
}

static void
end_group (Fixture *fixture, CordialEnding ending)
{
  g_autoptr (CordialConversationRecord) wanted = cordial_conversation_record_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CordialConversation *group = cordial_account_get_conversation (fixture->account, GROUP);

  wanted->fields = CORDIAL_CONVERSATION_HAS_ENDED;
  wanted->ended = ending;
  cordial_conversation_set_async (group, wanted, NULL, on_set, &result);
  chat_wait (result != NULL);
  g_assert_true (cordial_conversation_set_finish (group, result, &error));
  g_assert_no_error (error);
}

static void
count_refused (CordialAccount *account, CordialConversation *conversation, const char *sentence, guint *n)
{
  ++*n;
}

/* It is over at once, and stays so while the server lists it still; it cannot be removed before the server has heard. */
static void
test_left_away (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  FakeRequest *request;
  guint n = 0;

  report_group (fixture);
  fake_protocol_drop (fixture->protocol);
  end_group (fixture, CORDIAL_ENDING_LEFT);
  fixture_crash (fixture);
  g_assert_cmpint (cordial_conversation_get_ending (cordial_account_get_conversation (fixture->account, GROUP)), ==,
                   CORDIAL_ENDING_LEFT);
  g_signal_connect (fixture->account, "refused", G_CALLBACK (count_refused), &n);
  cordial_conversation_remove (cordial_account_get_conversation (fixture->account, GROUP));
  g_assert_cmpuint (n, ==, 1);
  g_assert_nonnull (cordial_account_get_conversation (fixture->account, GROUP));
  fixture_come_online (fixture);
  report_group (fixture);
  g_assert_cmpint (cordial_conversation_get_ending (cordial_account_get_conversation (fixture->account, GROUP)), ==,
                   CORDIAL_ENDING_LEFT);
  chat_wait (fake_protocol_count (fixture->protocol, FAKE_SETTING) > 0);
  request = fake_protocol_take (fixture->protocol, FAKE_SETTING);
  g_assert_cmpuint (request->wanted->fields, ==, CORDIAL_CONVERSATION_HAS_ENDED);
  g_assert_cmpint (request->wanted->ended, ==, CORDIAL_ENDING_LEFT);
  fake_request_answer_yes (request);
  fixture_settle_store (fixture);
  cordial_conversation_remove (cordial_account_get_conversation (fixture->account, GROUP));
  g_assert_null (cordial_account_get_conversation (fixture->account, GROUP));
  g_assert_cmpuint (n, ==, 1);
}

static void
test_end_refused (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *group = report_group (fixture);
  guint n = 0;

  g_signal_connect (fixture->account, "refused", G_CALLBACK (note_refused), &n);
  end_group (fixture, CORDIAL_ENDING_DELETED);
  g_assert_cmpint (cordial_conversation_get_ending (group), ==, CORDIAL_ENDING_DELETED);
  chat_wait (fake_protocol_count (fixture->protocol, FAKE_SETTING) > 0);
  fake_request_fail (fake_protocol_take (fixture->protocol, FAKE_SETTING), CORDIAL_PROTOCOL_ERROR_REJECTED, "No.");
  chat_wait (n == 1);
  g_assert_cmpint (cordial_conversation_get_ending (group), ==, CORDIAL_ENDING_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/work/wishes/set", test_set);
  g_test_add_func ("/work/wishes/away", test_away);
  g_test_add_func ("/work/wishes/drop", test_drop);
  g_test_add_func ("/work/wishes/refused", test_refused);
  g_test_add_func ("/work/wishes/picture", test_picture);
  g_test_add_func ("/work/wishes/muted-away", test_muted_away);
  g_test_add_data_func ("/work/wishes/comment-refused/at-once", GINT_TO_POINTER (FALSE), test_comment_refused);
  g_test_add_data_func ("/work/wishes/comment-refused/restarted", GINT_TO_POINTER (TRUE), test_comment_refused);
  g_test_add_func ("/work/wishes/refused-after-one", test_refused_after_one);
  g_test_add_func ("/work/wishes/over", test_over);
  g_test_add_func ("/work/wishes/archived", test_archived);
  g_test_add_func ("/work/wishes/pinned-order", test_pinned_order);
  g_test_add_func ("/work/wishes/pinned", test_pinned);
  g_test_add_func ("/work/wishes/members-away", test_members_away);
  g_test_add_func ("/work/wishes/members-refused", test_members_refused);
  g_test_add_func ("/work/wishes/left-away", test_left_away);
  g_test_add_func ("/work/wishes/end-refused", test_end_refused);
  return g_test_run ();
}
