/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a conversation shows beside its messages: who has received and read what, who types, who is there, what is unread, and
 * what survives a restart of it.
 */

#include "fixture.h"

static void
report (Fixture *fixture, const CordialConversationRecord *record)
{
  g_signal_emit_by_name (fixture->protocol, "conversation", record);
}

static void
receipt (Fixture *fixture, const char *user_id, CordialReceipt kind, gint64 seq)
{
  g_signal_emit_by_name (fixture->protocol, "receipt", BEN, user_id, (int) kind, seq);
}

static void
drop_and_return (Fixture *fixture)
{
  fixture_settle_store (fixture);
  fake_protocol_drop (fixture->protocol);
  fixture_come_online (fixture);
  fixture_serve (fixture);
}

/* The notes to the server since the last time, such as "read 3,received 4". */
static char *
dup_marks (Fixture *fixture)
{
  g_autoptr (GString) marks = g_string_new (NULL);

  fixture_settle_store (fixture);
  while (fake_protocol_peek (fixture->protocol, FAKE_MARK))
    {
      FakeRequest *request = fake_protocol_take (fixture->protocol, FAKE_MARK);

      g_string_append_printf (marks, "%s%s %" G_GINT64_FORMAT, marks->len > 0 ? "," : "",
                              request->receipt == CORDIAL_RECEIPT_READ ? "read" : "received", request->span.high);
      fake_request_answer_yes (request);
    }
  fixture_settle_store (fixture);
  return g_string_free_and_steal (g_steal_pointer (&marks));
}

#define assert_marks(fixture, expected)                                                                                \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *marks = dup_marks (fixture);                                                                      \
    g_assert_cmpstr (marks, ==, expected);                                                                             \
  }                                                                                                                    \
  G_STMT_END

#define assert_read(fixture, expected_read, expected_unread)                                                           \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_assert_cmpint (cordial_conversation_get_read (fixture_get_ben (fixture)), ==, expected_read);                    \
    g_assert_cmpuint (cordial_conversation_get_unread (fixture_get_ben (fixture)), ==, expected_unread);               \
  }                                                                                                                    \
  G_STMT_END

static void
count (GObject *object, GParamSpec *pspec, guint *n)
{
  ++*n;
}

/* --- What we have read ------------------------------------------------------------------------------------------- */

static void
test_read (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (10);
  CordialConversation *ben = fixture_get_ben (fixture);
  guint n_read = 0, n_unread = 0;

  g_signal_connect (ben, "notify::read", G_CALLBACK (count), &n_read);
  g_signal_connect (ben, "notify::unread", G_CALLBACK (count), &n_unread);
  assert_read (fixture, 0, 10);
  cordial_conversation_mark_read (ben, 4);
  assert_read (fixture, 4, 6);
  /* Scrolling up takes nothing back. */
  cordial_conversation_mark_read (ben, 2);
  cordial_conversation_mark_read (ben, 4);
  cordial_conversation_mark_read (ben, 0);
  cordial_conversation_mark_read (ben, -1);
  assert_read (fixture, 4, 6);
  /* Nobody has read what is not there. */
  cordial_conversation_mark_read (ben, 99);
  assert_read (fixture, 10, 0);
  assert_marks (fixture, "read 4,read 10");
  g_assert_cmpuint (n_read, ==, 2);
  g_assert_cmpuint (n_unread, ==, 2);
  fixture_restart (fixture);
  assert_read (fixture, 10, 0);
}

/* Another device of ours. */
static void
test_read_elsewhere (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (10);
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);

  receipt (fixture, FAKE_OWN_ID, CORDIAL_RECEIPT_READ, 4);
  assert_read (fixture, 4, 6);
  receipt (fixture, FAKE_OWN_ID, CORDIAL_RECEIPT_READ, 3);
  assert_read (fixture, 4, 6);
  receipt (fixture, FAKE_OWN_ID, CORDIAL_RECEIPT_RECEIVED, 9);
  assert_read (fixture, 4, 6);
  record->fields = CORDIAL_CONVERSATION_HAS_READ;
  record->read = 7;
  report (fixture, record);
  assert_read (fixture, 7, 3);
  record->read = 5;
  report (fixture, record);
  assert_read (fixture, 7, 3);
  record->read = G_MAXINT64;
  report (fixture, record);
  assert_read (fixture, 7, 3);
  record->read = 99;
  report (fixture, record);
  assert_read (fixture, 10, 0);
  record->read = -1;
  report (fixture, record);
  assert_read (fixture, 10, 0);
}

static guint
get_sum (Fixture *fixture)
{
  guint unread;

  g_object_get (fixture->account, "unread", &unread, NULL);
  return unread;
}

/* What is muted asks for no attention. */
static void
test_unread_sum (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (10);
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);
  guint n = 0;

  g_assert_cmpuint (get_sum (fixture), ==, 10);
  g_signal_connect (fixture->account, "notify::unread", G_CALLBACK (count), &n);
  receipt (fixture, FAKE_OWN_ID, CORDIAL_RECEIPT_READ, 4);
  g_assert_cmpuint (get_sum (fixture), ==, 6);
  record->fields = CORDIAL_CONVERSATION_HAS_MUTED;
  record->muted = TRUE;
  report (fixture, record);
  g_assert_cmpuint (get_sum (fixture), ==, 0);
  receipt (fixture, FAKE_OWN_ID, CORDIAL_RECEIPT_READ, 5);
  g_assert_cmpuint (get_sum (fixture), ==, 0);
  record->muted = FALSE;
  report (fixture, record);
  g_assert_cmpuint (get_sum (fixture), ==, 5);
  g_assert_cmpuint (n, ==, 3);
  fake_protocol_report_ending (fixture->protocol, BEN, CORDIAL_ENDING_LEFT);
  g_assert_cmpuint (get_sum (fixture), ==, 0);
  g_assert_cmpuint (cordial_conversation_get_unread (fixture_get_ben (fixture)), ==, 0);
}

/* It is faster than the message itself. */
static void
test_read_ahead (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  history_fill (fixture->history, 5);
  receipt (fixture, FAKE_OWN_ID, CORDIAL_RECEIPT_READ, 5);
  assert_read (fixture, 0, 3);
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 4));
  fixture_settle_store (fixture);
  assert_read (fixture, 0, 4);
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 5));
  fixture_settle_store (fixture);
  assert_read (fixture, 5, 0);
}

/* Read while nobody could be told, or was told by a line that broke. */
static void
test_read_offline (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (10);

  fake_protocol_drop (fixture->protocol);
  cordial_conversation_mark_read (fixture_get_ben (fixture), 4);
  assert_read (fixture, 4, 6);
  assert_marks (fixture, "");
  fixture_come_online (fixture);
  assert_marks (fixture, "read 4");

  /* The drop comes before the server has surely heard it. */
  cordial_conversation_mark_read (fixture_get_ben (fixture), 6);
  fixture_settle_store (fixture);
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_MARK), ==, 1);
  drop_and_return (fixture);
  assert_marks (fixture, "read 6");
  drop_and_return (fixture);
  assert_marks (fixture, "");

  /* And so does the end of the program. */
  fake_protocol_drop (fixture->protocol);
  cordial_conversation_mark_read (fixture_get_ben (fixture), 7);
  cordial_conversation_mark_read (fixture_get_ben (fixture), 8);
  fixture_settle_store (fixture);
  fixture_crash (fixture);
  fixture_come_online (fixture);
  assert_marks (fixture, "read 8");
  fixture_restart (fixture);
  fixture_come_online (fixture);
  assert_marks (fixture, "");
}

/* A server that has been set back to an older day is told, once it can hear. */
static void
test_read_forgotten (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (10);
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);

  receipt (fixture, FAKE_OWN_ID, CORDIAL_RECEIPT_READ, 8);
  fake_protocol_drop (fixture->protocol);
  fake_protocol_sign_in (fixture->protocol);
  record->fields = CORDIAL_CONVERSATION_HAS_READ | CORDIAL_CONVERSATION_HAS_ENDED;
  record->read = 2;
  report (fixture, record);
  assert_read (fixture, 8, 2);
  assert_marks (fixture, "");
  fake_protocol_complete_roster (fixture->protocol);
  assert_marks (fixture, "read 8");
}

/* Who answers has read, here or on another device. */
static void
test_read_by_answering (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  fixture_say (fixture_get_ben (fixture), "hello");
  assert_read (fixture, 0, 3);
  fixture_serve (fixture);
  assert_read (fixture, 4, 0);
  history_fill (fixture->history, 6);
  history_add (fixture->history, FAKE_OWN_ID, "from elsewhere", NULL);
  history_fill (fixture->history, 8);
  for (gint64 seq = 5; seq <= 8; seq++)
    fake_protocol_report_message (fixture->protocol, history_get (fixture->history, seq));
  fixture_settle_store (fixture);
  assert_read (fixture, 7, 1);
}

/* --- What we have received --------------------------------------------------------------------------------------- */

static void
test_received (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);

  history_fill (fixture->history, 5);
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 5));
  fixture_settle_store (fixture);
  fixture_serve (fixture);
  assert_marks (fixture, "received 5");
  /* Ours is none. */
  history_add (fixture->history, FAKE_OWN_ID, "from elsewhere", NULL);
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 6));
  assert_marks (fixture, "");
  /* Another device did. */
  history_fill (fixture->history, 8);
  record->fields = CORDIAL_CONVERSATION_HAS_SEQ | CORDIAL_CONVERSATION_HAS_RECV;
  record->seq = 8;
  record->recv = 8;
  report (fixture, record);
  fixture_serve (fixture);
  assert_marks (fixture, "");
  drop_and_return (fixture);
  assert_marks (fixture, "");
}

/* A first page is received as a whole, and older ones are no news. */
static void
test_received_pages (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  history_fill (fixture->history, 100);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  assert_marks (fixture, "received 100");
  cordial_timeline_load_older (cordial_conversation_get_timeline (fixture_get_ben (fixture)));
  fixture_serve (fixture);
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 100);
  assert_marks (fixture, "");
}

/* --- What the other has received and read ------------------------------------------------------------------------ */

/* Three of ours, numbered 1 to 3. */
static Fixture *
new_with_ours (void)
{
  Fixture *fixture = fixture_new_online (0);

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_say (fixture_get_ben (fixture), "two");
  fixture_say (fixture_get_ben (fixture), "three");
  fixture_serve (fixture);
  return fixture;
}

static char *
dup_statuses (Fixture *fixture)
{
  static const char letters[] = { 'q', '>', 's', 'r', 'R', 'f' };
  GString *statuses = g_string_new (NULL);

  for (guint i = 0; i < fixture_count (fixture_get_ben (fixture)); i++)
    g_string_append_c (statuses, letters[fixture_get_status (fixture_get_ben (fixture), i)]);
  return g_string_free_and_steal (statuses);
}

#define assert_statuses(fixture, expected)                                                                             \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *statuses = dup_statuses (fixture);                                                                \
    g_assert_cmpstr (statuses, ==, expected);                                                                          \
  }                                                                                                                    \
  G_STMT_END

static void
test_peer_receipts (void)
{
  g_autoptr (Fixture) fixture = new_with_ours ();
  g_autoptr (CordialMessage) held = fixture_get_message (fixture_get_ben (fixture), 1);
  CordialMessageStatus preview;
  guint n_status = 0;

  g_signal_connect (held, "notify::status", G_CALLBACK (count), &n_status);
  assert_statuses (fixture, "sss");
  receipt (fixture, BEN, CORDIAL_RECEIPT_RECEIVED, 2);
  assert_statuses (fixture, "rrs");
  receipt (fixture, BEN, CORDIAL_RECEIPT_READ, 1);
  assert_statuses (fixture, "Rrs");
  /* Who has read has received. */
  receipt (fixture, BEN, CORDIAL_RECEIPT_READ, 3);
  assert_statuses (fixture, "RRR");
  g_object_get (fixture_get_ben (fixture), "preview-status", &preview, NULL);
  g_assert_cmpint (preview, ==, CORDIAL_MESSAGE_STATUS_READ);
  /* And nothing is taken back. */
  receipt (fixture, BEN, CORDIAL_RECEIPT_READ, 1);
  receipt (fixture, BEN, CORDIAL_RECEIPT_RECEIVED, 1);
  assert_statuses (fixture, "RRR");
  g_assert_cmpuint (n_status, ==, 2);
  assert_read (fixture, 3, 0);
  fixture_restart (fixture);
  assert_statuses (fixture, "RRR");
}

/* A receipt for what is not there yet holds for that message, and for none behind it. */
static void
test_peer_ahead (void)
{
  g_autoptr (Fixture) fixture = new_with_ours ();

  receipt (fixture, BEN, CORDIAL_RECEIPT_RECEIVED, 4);
  assert_statuses (fixture, "sss");
  fixture_say (fixture_get_ben (fixture), "four");
  fixture_say (fixture_get_ben (fixture), "five");
  fixture_serve (fixture);
  assert_statuses (fixture, "rrrrs");
  receipt (fixture, BEN, CORDIAL_RECEIPT_READ, 6);
  assert_statuses (fixture, "rrrrs");
  fixture_say (fixture_get_ben (fixture), "six");
  fixture_serve (fixture);
  assert_statuses (fixture, "RRRRRR");
}

static void
test_peer_record (void)
{
  g_autoptr (Fixture) fixture = new_with_ours ();
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);

  record->fields = CORDIAL_CONVERSATION_HAS_PEER_RECV;
  record->peer_recv = 2;
  report (fixture, record);
  assert_statuses (fixture, "rrs");
  record->fields = CORDIAL_CONVERSATION_HAS_PEER_READ;
  record->peer_read = 1;
  report (fixture, record);
  assert_statuses (fixture, "Rrs");
  record->fields = CORDIAL_CONVERSATION_HAS_PEER_READ | CORDIAL_CONVERSATION_HAS_PEER_RECV;
  record->peer_read = -7;
  record->peer_recv = G_MININT64;
  report (fixture, record);
  assert_statuses (fixture, "Rrs");
  /* What nobody wrote yet nobody has read. */
  record->peer_read = record->peer_recv = 1000000;
  report (fixture, record);
  record->peer_read = record->peer_recv = G_MAXINT64;
  report (fixture, record);
  fixture_say (fixture_get_ben (fixture), "four");
  fixture_serve (fixture);
  assert_statuses (fixture, "Rrss");
  receipt (fixture, BEN, CORDIAL_RECEIPT_READ, 4);
  assert_statuses (fixture, "RRRR");
}

/* --- Typing ------------------------------------------------------------------------------------------------------ */

static gboolean
is_typing (Fixture *fixture)
{
  return cordial_conversation_get_typing (fixture_get_ben (fixture));
}

static void
type (Fixture *fixture, const char *user_id)
{
  g_signal_emit_by_name (fixture->protocol, "typing", BEN, user_id, FALSE);
}

/* Who stops typing tells nobody. */
static void
test_typing_ends (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  guint n_typing = 0;
  gint64 since;

  g_signal_connect (fixture_get_ben (fixture), "notify::typing", G_CALLBACK (count), &n_typing);
  type (fixture, FAKE_OWN_ID);
  g_assert_false (is_typing (fixture));
  type (fixture, BEN);
  type (fixture, BEN);
  g_assert_true (is_typing (fixture));
  since = g_get_monotonic_time ();
  chat_wait (!is_typing (fixture));
  g_assert_cmpint (g_get_monotonic_time () - since, >, 3 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (n_typing, ==, 2);
}

static void
test_typing_and_message (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (60);
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);

  type (fixture, BEN);
  /* Neither ours nor an old page is what is being typed. */
  fixture_say (fixture_get_ben (fixture), "hello");
  cordial_timeline_load_older (cordial_conversation_get_timeline (fixture_get_ben (fixture)));
  fixture_serve (fixture);
  g_assert_true (is_typing (fixture));
  /* Another device was faster in receiving it. */
  history_fill (fixture->history, 62);
  record->fields = CORDIAL_CONVERSATION_HAS_SEQ | CORDIAL_CONVERSATION_HAS_RECV;
  record->seq = record->recv = 62;
  report (fixture, record);
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 62));
  fixture_settle_store (fixture);
  g_assert_false (is_typing (fixture));
}

static void
test_typing_and_drop (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  type (fixture, BEN);
  fake_protocol_drop (fixture->protocol);
  g_assert_false (is_typing (fixture));
  fixture_come_online (fixture);
  g_assert_false (is_typing (fixture));
}

/* Each for himself; the first that began is the first that is over. */
static void
test_typing_of_several (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autoptr (GPtrArray) none = NULL, both = NULL, one = NULL;
  guint n_typing = 0;
  gint64 since = g_get_monotonic_time ();

  none = cordial_conversation_list_typing (ben);
  g_assert_cmpuint (none->len, ==, 0);
  g_signal_connect (ben, "notify::typing", G_CALLBACK (count), &n_typing);
  g_signal_emit_by_name (fixture->protocol, "typing", BEN, "usrZoe", TRUE);
  g_assert_true (cordial_conversation_get_recording (ben));
  g_assert_cmpuint (n_typing, ==, 1);
  chat_wait (g_get_monotonic_time () - since > G_TIME_SPAN_SECOND);
  type (fixture, BEN);
  type (fixture, FAKE_OWN_ID);
  g_assert_cmpuint (n_typing, ==, 2);
  g_assert_false (cordial_conversation_get_recording (ben));
  both = cordial_conversation_list_typing (ben);
  g_assert_cmpuint (both->len, ==, 2);
  g_assert_cmpstr (((CordialPerson *) both->pdata[0])->id, ==, "usrZoe");
  g_assert_cmpstr (((CordialPerson *) both->pdata[1])->id, ==, BEN);
  chat_wait (n_typing == 3);
  one = cordial_conversation_list_typing (ben);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpstr (((CordialPerson *) one->pdata[0])->id, ==, BEN);
  g_assert_true (is_typing (fixture));
  chat_wait (!is_typing (fixture));
  g_assert_cmpuint (n_typing, ==, 4);
}

static void
test_typed (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  for (guint i = 0; i < 20; i++)
    cordial_conversation_typed (fixture_get_ben (fixture));
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_TYPING), ==, 1);
  fake_protocol_drop (fixture->protocol);
  cordial_conversation_typed (fixture_get_ben (fixture));
  g_assert_cmpuint (fake_protocol_count (fixture->protocol, FAKE_TYPING), ==, 0);
}

/* --- Presence ---------------------------------------------------------------------------------------------------- */

static gboolean
is_there (Fixture *fixture)
{
  return cordial_conversation_get_online (fixture_get_ben (fixture));
}

static void
test_presence (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);
  guint n_online = 0;

  g_signal_connect (fixture_get_ben (fixture), "notify::online", G_CALLBACK (count), &n_online);
  record->fields = CORDIAL_CONVERSATION_HAS_ONLINE;
  record->online = TRUE;
  report (fixture, record);
  report (fixture, record);
  g_assert_true (is_there (fixture));
  /* Of whom nothing is heard nothing is known. */
  fake_protocol_drop (fixture->protocol);
  g_assert_false (is_there (fixture));
  fixture_come_online (fixture);
  g_assert_false (is_there (fixture));
  report (fixture, record);
  g_assert_true (is_there (fixture));
  g_assert_cmpuint (n_online, ==, 3);

  record->fields = CORDIAL_CONVERSATION_HAS_ONLINE | CORDIAL_CONVERSATION_HAS_LAST_SEEN;
  record->online = FALSE;
  record->last_seen_ms = 1700000000000;
  report (fixture, record);
  g_assert_false (is_there (fixture));
  g_assert_cmpint (cordial_conversation_get_last_seen_ms (fixture_get_ben (fixture)), ==, 1700000000000);
  record->online = TRUE;
  report (fixture, record);
  fixture_restart (fixture);
  g_assert_false (is_there (fixture));
  g_assert_cmpint (cordial_conversation_get_last_seen_ms (fixture_get_ben (fixture)), ==, 1700000000000);
}

/* --- What it looks like ------------------------------------------------------------------------------------------ */

static void
test_looks (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);
  g_autoptr (GBytes) avatar = g_bytes_new ("image", 5);

  record->fields = CORDIAL_CONVERSATION_HAS_NAME | CORDIAL_CONVERSATION_HAS_AVATAR | CORDIAL_CONVERSATION_HAS_MUTED |
                   CORDIAL_CONVERSATION_HAS_WRITABLE | CORDIAL_CONVERSATION_HAS_TOUCHED;
  record->name = g_strdup ("Benjamin");
  record->avatar = g_bytes_ref (avatar);
  record->muted = TRUE;
  record->writable = FALSE;
  record->touched_ms = 1800000000000;
  report (fixture, record);
  for (guint i = 0; i < 2; i++)
    {
      CordialConversation *ben = fixture_get_ben (fixture);

      g_assert_cmpstr (cordial_conversation_get_name (ben), ==, "Benjamin");
      g_assert_true (g_bytes_equal (cordial_conversation_get_avatar (ben), avatar));
      g_assert_true (cordial_conversation_get_muted (ben));
      g_assert_false (cordial_conversation_get_writable (ben));
      g_assert_cmpint (cordial_conversation_get_touched_ms (ben), ==, 1800000000000);
      if (i == 0)
        fixture_restart (fixture);
    }
  /* What a record does not speak of stays, and time does not run backwards. */
  record->fields = CORDIAL_CONVERSATION_HAS_TOUCHED | CORDIAL_CONVERSATION_HAS_AVATAR;
  record->touched_ms = 1;
  g_clear_pointer (&record->avatar, g_bytes_unref);
  g_set_str (&record->name, "Somebody else");
  report (fixture, record);
  g_assert_cmpstr (cordial_conversation_get_name (fixture_get_ben (fixture)), ==, "Benjamin");
  g_assert_null (cordial_conversation_get_avatar (fixture_get_ben (fixture)));
  g_assert_true (cordial_conversation_get_muted (fixture_get_ben (fixture)));
  g_assert_cmpint (cordial_conversation_get_touched_ms (fixture_get_ben (fixture)), ==, 1800000000000);
}

static void
test_preview (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  g_autofree char *lines = g_strnfill (1000, '\n');

  g_assert_cmpstr (cordial_conversation_get_preview (ben), ==, "message 3");
  g_assert_false (cordial_conversation_get_preview_outgoing (ben));
  fixture_say (ben, "two\nlines");
  g_assert_cmpstr (cordial_conversation_get_preview (ben), ==, "two lines");
  g_assert_true (cordial_conversation_get_preview_outgoing (ben));
  fixture_serve (fixture);
  history_add (fixture->history, BEN, lines, NULL);
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 5));
  fixture_settle_store (fixture);
  g_assert_cmpstr (cordial_conversation_get_preview (ben), ==, "[Empty message]");
  history_add (fixture->history, BEN, "later", NULL);
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 6));
  fixture_settle_store (fixture);
  g_assert_cmpint (cordial_conversation_get_touched_ms (ben), >=, history_get (fixture->history, 6)->time_ms);
  fixture_restart (fixture);
  g_assert_cmpstr (cordial_conversation_get_preview (fixture_get_ben (fixture)), ==, "later");
}

static void
test_draft (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  CordialConversation *ben = fixture_get_ben (fixture);
  guint n_draft = 0;

  g_signal_connect (ben, "notify::draft", G_CALLBACK (count), &n_draft);
  g_assert_null (cordial_conversation_get_draft (ben));
  cordial_conversation_set_draft (ben, "Dear B");
  cordial_conversation_set_draft (ben, "Dear Ben");
  cordial_conversation_set_draft (ben, "Dear Ben");
  g_assert_cmpuint (n_draft, ==, 2);
  fixture_restart (fixture);
  ben = fixture_get_ben (fixture);
  g_assert_cmpstr (cordial_conversation_get_draft (ben), ==, "Dear Ben");
  cordial_conversation_set_draft (ben, "");
  g_assert_null (cordial_conversation_get_draft (ben));
  fixture_restart (fixture);
  g_assert_null (cordial_conversation_get_draft (fixture_get_ben (fixture)));
}

/* Nobody ends the application properly. */
static void
test_draft_and_crash (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (GError) error = NULL;
  gboolean kept = FALSE;

  cordial_conversation_set_draft (fixture_get_ben (fixture), "Dear Ben");
  while (!kept)
    {
      g_autoptr (GPtrArray) records = cordial_store_list_conversations (fixture->store, &error);

      g_assert_no_error (error);
      kept = g_strcmp0 (((CordialConversationRecord *) records->pdata[0])->draft, "Dear Ben") == 0;
      if (!kept)
        g_main_context_iteration (NULL, TRUE);
      cordial_store_flush (fixture->store);
    }
  fixture_crash (fixture);
  g_assert_cmpstr (cordial_conversation_get_draft (fixture_get_ben (fixture)), ==, "Dear Ben");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/conversation/read/here", test_read);
  g_test_add_func ("/model/conversation/read/elsewhere", test_read_elsewhere);
  g_test_add_func ("/model/conversation/unread-sum", test_unread_sum);
  g_test_add_func ("/model/conversation/read/ahead", test_read_ahead);
  g_test_add_func ("/model/conversation/read/offline", test_read_offline);
  g_test_add_func ("/model/conversation/read/forgotten", test_read_forgotten);
  g_test_add_func ("/model/conversation/read/by-answering", test_read_by_answering);
  g_test_add_func ("/model/conversation/received/messages", test_received);
  g_test_add_func ("/model/conversation/received/pages", test_received_pages);
  g_test_add_func ("/model/conversation/peer/receipts", test_peer_receipts);
  g_test_add_func ("/model/conversation/peer/ahead", test_peer_ahead);
  g_test_add_func ("/model/conversation/peer/record", test_peer_record);
  g_test_add_func ("/model/conversation/typing/ends", test_typing_ends);
  g_test_add_func ("/model/conversation/typing/of-several", test_typing_of_several);
  g_test_add_func ("/model/conversation/typing/and-message", test_typing_and_message);
  g_test_add_func ("/model/conversation/typing/and-drop", test_typing_and_drop);
  g_test_add_func ("/model/conversation/typing/typed", test_typed);
  g_test_add_func ("/model/conversation/presence", test_presence);
  g_test_add_func ("/model/conversation/looks", test_looks);
  g_test_add_func ("/model/conversation/preview", test_preview);
  g_test_add_func ("/model/conversation/draft/kept", test_draft);
  g_test_add_func ("/model/conversation/draft/and-crash", test_draft_and_crash);
  return g_test_run ();
}
