/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who somebody is: names that stay, names that stand above others, members of groups, and pictures by reference.
 */

#include "fixture.h"

#define GROUP "grpGarden"

static void
report (Fixture *fixture, CordialConversationRecord *record)
{
  g_signal_emit_by_name (fixture->protocol, "conversation", record);
}

static void
report_name (Fixture *fixture, const char *name, const char *comment, gboolean has_comment)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);

  if (name)
    record->fields |= CORDIAL_CONVERSATION_HAS_NAME;
  if (has_comment)
    record->fields |= CORDIAL_CONVERSATION_HAS_COMMENT;
  record->name = g_strdup (name);
  record->comment = g_strdup (comment);
  report (fixture, record);
}

static void
count (guint *n)
{
  (*n)++;
}

/* What is not told stays, and the owner's own name for somebody stands above theirs. */
static void
test_names (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (1);
  CordialConversation *ben = fixture_get_ben (fixture);
  guint n = 0;

  g_signal_connect_swapped (ben, "notify::name", G_CALLBACK (count), &n);
  report_name (fixture, "Benjamin", "My Ben", TRUE);
  g_assert_cmpstr (cordial_conversation_get_name (ben), ==, "My Ben");
  g_assert_cmpuint (n, ==, 1);
  report_name (fixture, "Benjamin B.", NULL, FALSE);
  g_assert_cmpstr (cordial_conversation_get_name (ben), ==, "My Ben");
  g_assert_cmpuint (n, ==, 1);
  fixture_restart (fixture);
  ben = fixture_get_ben (fixture);
  g_assert_cmpstr (cordial_conversation_get_name (ben), ==, "My Ben");
  fixture_come_online (fixture);
  g_assert_cmpstr (cordial_conversation_get_name (ben), ==, "My Ben");
  report_name (fixture, NULL, NULL, TRUE);
  g_assert_cmpstr (cordial_conversation_get_name (ben), ==, "Ben");
}

static void
assert_sender (Fixture *fixture, guint position, const char *name, const char *picture)
{
  CordialConversation *group = cordial_account_get_conversation (fixture->account, GROUP);
  g_autoptr (CordialMessage) message = fixture_get_message (group, position);
  GBytes *avatar = cordial_message_get_sender_avatar (message);

  g_assert_cmpstr (cordial_message_get_sender_name (message), ==, name);
  if (picture)
    g_assert_cmpmem (g_bytes_get_data (avatar, NULL), g_bytes_get_size (avatar), picture, strlen (picture));
  else
    g_assert_null (avatar);
}

static void
tell_person (Fixture *fixture, const char *id, const char *name, const char *picture, const char *uri)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_person_free);
  g_autoptr (GBytes) bytes = picture ? g_bytes_new (picture, strlen (picture)) : NULL;
  CordialPerson *person = cordial_person_new (id, name, NULL, bytes);

  person->avatar_uri = g_strdup (uri);
  g_ptr_array_add (people, person);
  g_signal_emit_by_name (fixture->protocol, "people", people);
}

static void
report_group (Fixture *fixture, History *history)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (GROUP);

  record->fields = CORDIAL_CONVERSATION_HAS_NAME | CORDIAL_CONVERSATION_HAS_SEQ | CORDIAL_CONVERSATION_HAS_KIND |
                   CORDIAL_CONVERSATION_HAS_ENDED;
  record->kind = CORDIAL_CONVERSATION_GROUP;
  record->name = g_strdup ("Garden");
  record->seq = history->messages->len;
  report (fixture, record);
}

static void
serve (Fixture *fixture, History *group)
{
  do
    fixture_settle_store (fixture);
  while (history_answer (group, fixture->protocol));
}

/* Members are no contacts, and have names and pictures all the same; who is one is called what the owner calls them. */
static void
test_members (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (1);
  g_autoptr (History) history = history_new (GROUP);
  g_autoptr (CordialMessage) shown = NULL;
  FakeRequest *request;
  g_autoptr (GBytes) content = g_bytes_new_static ("carol's face", 12);
  guint n = 0;

  history_add (history, "usrCarol", "one", NULL);
  history_add (history, BEN, "two", NULL);
  history_add (history, "usrDan", "three", NULL);
  report_group (fixture, history);
  serve (fixture, history);
  assert_sender (fixture, 0, NULL, NULL);
  assert_sender (fixture, 1, "Ben", NULL);

  /* What is on the screen hears of it. */
  shown = fixture_get_message (cordial_account_get_conversation (fixture->account, GROUP), 0);
  g_signal_connect_swapped (shown, "notify::sender-name", G_CALLBACK (count), &n);
  tell_person (fixture, "usrCarol", "Carol", NULL, "/v0/file/s/carol.png");
  tell_person (fixture, "usrDan", "Dan", "dan's face", NULL);
  tell_person (fixture, BEN, "Mr. Ben", NULL, NULL);
  g_assert_cmpuint (n, ==, 1);
  assert_sender (fixture, 0, "Carol", NULL);
  assert_sender (fixture, 1, "Ben", NULL);
  assert_sender (fixture, 2, "Dan", "dan's face");

  request = fake_protocol_take (fixture->protocol, FAKE_FILE);
  g_assert_cmpstr (request->conversation_id, ==, "/v0/file/s/carol.png");
  fake_request_answer_file (request, content);
  fixture_settle ();
  assert_sender (fixture, 0, "Carol", "carol's face");

  /* It is kept, and not fetched again. */
  fixture_settle_store (fixture);
  fixture_restart (fixture);
  assert_sender (fixture, 0, "Carol", "carol's face");
  assert_sender (fixture, 2, "Dan", "dan's face");
  fixture_come_online (fixture);
  report_group (fixture, history);
  tell_person (fixture, "usrCarol", "Carol", NULL, "/v0/file/s/carol.png");
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_FILE), ==, 0);

  /* Another one is another one; who tells nothing of it has still the old one. */
  tell_person (fixture, "usrDan", "Daniel", NULL, NULL);
  assert_sender (fixture, 2, "Daniel", "dan's face");
  tell_person (fixture, "usrCarol", NULL, NULL, "/v0/file/s/carol-2.png");
  assert_sender (fixture, 0, "Carol", NULL);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_FILE), ==, 1);
  fake_protocol_drop (fixture->protocol);
}

static void
tell_members (Fixture *fixture, gint64 cleo, gint64 dan)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_member_free);

  g_ptr_array_add (members, cordial_member_new ("usrDan", dan, dan));
  if (cleo >= 0)
    g_ptr_array_add (members, cordial_member_new ("usrCleo", cleo, cleo));
  g_signal_emit_by_name (fixture->protocol, "members", GROUP, members);
}

static void
tell_receipt (Fixture *fixture, const char *id, CordialReceipt receipt, gint64 seq)
{
  g_signal_emit_by_name (fixture->protocol, "receipt", GROUP, id, (int) receipt, seq);
}

#define assert_seen(group, position, id, status)                                                                       \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autoptr (CordialMessage) seen = fixture_get_message (group, position);                                           \
                                                                                                                       \
    g_assert_cmpint (cordial_conversation_get_seen (group, id, seen), ==, CORDIAL_MESSAGE_STATUS_##status);            \
  }                                                                                                                    \
  G_STMT_END

/* A tick means everybody. */
static void
test_receipts (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (1);
  g_autoptr (History) history = history_new (GROUP);
  g_autoptr (GPtrArray) people = NULL;
  CordialConversation *group;

  for (guint i = 0; i < 4; i++)
    history_add (history, "usrAda", "mine", NULL);
  report_group (fixture, history);
  serve (fixture, history);
  group = cordial_account_get_conversation (fixture->account, GROUP);

  /* Nobody says who is there: one is not all. */
  tell_receipt (fixture, "usrCleo", CORDIAL_RECEIPT_READ, 4);
  g_assert_cmpint (fixture_get_status (group, 0), ==, CORDIAL_MESSAGE_STATUS_SENT);
  tell_members (fixture, 2, 0);
  g_assert_cmpint (fixture_get_status (group, 0), ==, CORDIAL_MESSAGE_STATUS_SENT);
  tell_receipt (fixture, "usrDan", CORDIAL_RECEIPT_RECEIVED, 3);
  g_assert_cmpint (fixture_get_status (group, 1), ==, CORDIAL_MESSAGE_STATUS_RECEIVED);
  g_assert_cmpint (fixture_get_status (group, 2), ==, CORDIAL_MESSAGE_STATUS_SENT);
  tell_receipt (fixture, "usrCleo", CORDIAL_RECEIPT_READ, 3);
  tell_receipt (fixture, "usrDan", CORDIAL_RECEIPT_READ, 1);
  tell_receipt (fixture, "usrEve", CORDIAL_RECEIPT_READ, 4);
  g_assert_cmpint (fixture_get_status (group, 0), ==, CORDIAL_MESSAGE_STATUS_READ);
  g_assert_cmpint (fixture_get_status (group, 2), ==, CORDIAL_MESSAGE_STATUS_RECEIVED);
  assert_seen (group, 2, "usrCleo", READ);
  assert_seen (group, 2, "usrDan", RECEIVED);
  assert_seen (group, 3, "usrDan", SENT);
  assert_seen (group, 0, "usrEve", SENT);

  /* It is kept; a list that was made before says nothing less; numbers that cannot be say nothing. */
  fixture_settle_store (fixture);
  fixture_restart (fixture);
  group = cordial_account_get_conversation (fixture->account, GROUP);
  assert_seen (group, 2, "usrCleo", READ);
  assert_seen (group, 2, "usrDan", RECEIVED);
  fixture_come_online (fixture);
  report_group (fixture, history);
  tell_members (fixture, 1, G_MAXINT64);
  tell_members (fixture, -5, -5);
  assert_seen (group, 2, "usrDan", RECEIVED);
  tell_members (fixture, 3, 0);
  g_assert_cmpint (fixture_get_status (group, 2), ==, CORDIAL_MESSAGE_STATUS_RECEIVED);

  /* Who has left is waited for no more; who joins takes no tick away. */
  tell_receipt (fixture, "usrDan", CORDIAL_RECEIPT_READ, 4);
  tell_members (fixture, -1, 4);
  g_assert_cmpint (fixture_get_status (group, 3), ==, CORDIAL_MESSAGE_STATUS_READ);
  tell_members (fixture, 0, 4);
  g_assert_cmpint (fixture_get_status (group, 3), ==, CORDIAL_MESSAGE_STATUS_READ);

  tell_person (fixture, "usrDan", "Dan", NULL, NULL);
  tell_person (fixture, "usrCleo", "Cleo", NULL, NULL);
  people = cordial_conversation_list_members (group);
  g_assert_cmpuint (people->len, ==, 2);
  g_assert_cmpstr (((CordialPerson *) g_ptr_array_index (people, 0))->name, ==, "Cleo");
  g_assert_cmpstr (((CordialPerson *) g_ptr_array_index (people, 1))->name, ==, "Dan");
}

static char *
dup_mentions (CordialConversation *group, const char *text, GPtrArray *chosen)
{
  g_autoptr (CordialContent) content = cordial_conversation_new_content (group, text, chosen);
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < content->spans->len; i++)
    {
      const CordialTextSpan *span = g_ptr_array_index (content->spans, i);

      if (span->kind == CORDIAL_TEXT_SPAN_MENTION)
        g_string_append_printf (line, "%.*s=%s;", (int) (span->end - span->start), content->text + span->start,
                                span->target);
    }
  return g_string_free_and_steal (line);
}

#define assert_mentions(group, text, chosen, expected)                                                                 \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *mentions = dup_mentions (group, text, chosen);                                                    \
                                                                                                                       \
    g_assert_cmpstr (mentions, ==, expected);                                                                          \
  }                                                                                                                    \
  G_STMT_END

/* An @ and the name of a member mentions them, however it came to be written; of two of one name the one who was chosen. */
static void
test_mentions (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (1);
  g_autoptr (History) history = history_new (GROUP);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_text_span_free);
  CordialTextSpan *name = g_new0 (CordialTextSpan, 1);
  CordialConversation *group;

  history_add (history, "usrDan", "one", NULL);
  report_group (fixture, history);
  serve (fixture, history);
  group = cordial_account_get_conversation (fixture->account, GROUP);
  tell_members (fixture, 0, 0);
  tell_person (fixture, "usrDan", "Dan", NULL, NULL);
  tell_person (fixture, "usrCleo", "Dan Cleo", NULL, NULL);
  assert_mentions (group, "@Dan, ask @Dan Cleo", NULL, "@Dan=usrDan;@Dan Cleo=usrCleo;");
  assert_mentions (group, "x@Dan @Danny `@Dan` @dan @", NULL, "");
  tell_person (fixture, "usrCleo", "Dan", NULL, NULL);
  name->kind = CORDIAL_TEXT_SPAN_MENTION;
  name->name = g_strdup ("@Dan");
  name->target = g_strdup ("usrCleo");
  g_ptr_array_add (chosen, name);
  assert_mentions (group, "*@Dan*", chosen, "@Dan=usrCleo;");
  assert_mentions (fixture_get_ben (fixture), "@Dan", NULL, "");
}

static void
report_picture (Fixture *fixture, const char *uri)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);

  record->fields = CORDIAL_CONVERSATION_HAS_AVATAR;
  record->avatar_uri = g_strdup (uri);
  report (fixture, record);
}

/* A contact's picture by reference: once, kept, again after a drop, not again where it is not to be had. */
static void
test_picture (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (1);
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (GBytes) content = g_bytes_new_static ("ben's face", 10);

  report_picture (fixture, "/v0/file/s/ben.png");
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_FILE), ==, 1);
  fake_protocol_drop (fixture->protocol);
  fixture_settle ();
  fixture_come_online (fixture);
  fixture_serve (fixture);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_FILE), ==, 1);
  fake_request_answer_file (fake_protocol_take (fixture->protocol, FAKE_FILE), content);
  chat_wait (cordial_conversation_get_avatar (ben) != NULL);
  g_assert_true (g_bytes_equal (cordial_conversation_get_avatar (ben), content));

  report_picture (fixture, "/v0/file/s/ben.png");
  g_assert_true (g_bytes_equal (cordial_conversation_get_avatar (ben), content));
  fixture_settle_store (fixture);
  fixture_restart (fixture);
  ben = fixture_get_ben (fixture);
  g_assert_true (g_bytes_equal (cordial_conversation_get_avatar (ben), content));
  fixture_come_online (fixture);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_FILE), ==, 0);

  report_picture (fixture, "/v0/file/s/other.png");
  g_assert_null (cordial_conversation_get_avatar (ben));
  fake_request_fail (fake_protocol_take (fixture->protocol, FAKE_FILE), CORDIAL_PROTOCOL_ERROR_REJECTED, "No.");
  fixture_settle ();
  report_picture (fixture, "/v0/file/s/other.png");
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_FILE), ==, 0);
  report_picture (fixture, NULL);
  g_assert_null (cordial_conversation_get_avatar (ben));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/work/people/names", test_names);
  g_test_add_func ("/work/people/members", test_members);
  g_test_add_func ("/work/people/receipts", test_receipts);
  g_test_add_func ("/work/people/mentions", test_mentions);
  g_test_add_func ("/work/people/picture", test_picture);
  return g_test_run ();
}
