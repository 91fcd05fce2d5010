/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The timeline as a list model: whoever follows its changes has what it has, whatever happens to the conversation; it
 * keeps few messages in memory, and the same object for the same message while somebody holds it.
 */

#include "fixture.h"
#include "replica.h"

#include <string.h>

static GListModel *
get_model (Fixture *fixture)
{
  return G_LIST_MODEL (cordial_conversation_get_timeline (fixture_get_ben (fixture)));
}

/* --- Anything in any order --------------------------------------------------------------------------------------- */

typedef struct
{
  Fixture *fixture;
  Replica *replica;
  GHashTable *arrived; /* ids of ours that the server has */
  guint n_said;
  gboolean online;
} Chance;

static void
say (Chance *self)
{
  g_autofree char *text = g_strdup_printf ("ours %u", ++self->n_said);

  fixture_say (fixture_get_ben (self->fixture), text);
}

/* Ben writes; it is told live, or by its number alone, or not at all. */
static void
hear (Chance *self)
{
  gint64 seq = self->fixture->history->messages->len;
  gint64 more = g_test_rand_int_range (0, 12) == 0 ? g_test_rand_int_range (1, 260) : g_test_rand_int_range (1, 4);

  history_fill (self->fixture->history, seq + more);
  if (!self->online)
    return;
  if (g_test_rand_bit ())
    {
      g_autoptr (GPtrArray) slice = history_slice (self->fixture->history, seq + more, seq + more);

      g_signal_emit_by_name (self->fixture->protocol, "messages", BEN, slice);
    }
  else
    {
      fake_protocol_report_seq (self->fixture->protocol, BEN, seq + more);
    }
}

static void
go_away (Chance *self)
{
  fake_protocol_drop (self->fixture->protocol);
  self->online = FALSE;
}

/* Who comes back is told of the deletions that nobody said are known. */
static void
come_back (Chance *self)
{
  History *history = self->fixture->history;

  if (self->online)
    return;
  fixture_come_online (self->fixture);
  for (gint64 seq = 1; seq <= history->messages->len; seq++)
    if (!history_get (history, seq))
      g_signal_emit_by_name (self->fixture->protocol, "deleted", BEN, seq, seq);
  self->online = TRUE;
}

/* The server answers something; of what is sent now and then with no, or in vain. */
static void
answer (Chance *self)
{
  FakeProtocol *protocol = self->fixture->protocol;
  FakeRequest *request;
  int chance = g_test_rand_int_range (0, 10);

  if (fake_protocol_peek (protocol, FAKE_FETCH) || !fake_protocol_peek (protocol, FAKE_SEND))
    {
      history_answer (self->fixture->history, protocol);
      return;
    }
  request = fake_protocol_take (protocol, FAKE_SEND);
  if (chance == 0)
    {
      fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_REJECTED, "No.");
      return;
    }
  if (chance == 1)
    {
      fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
      go_away (self);
      return;
    }
  /* Nothing arrives twice. */
  g_assert_true (g_hash_table_add (self->arrived, g_strdup (request->message->cordial_id)));
  history_add (self->fixture->history, FAKE_OWN_ID, request->message->text, request->message->cordial_id);
  if (chance == 2)
    {
      fake_request_fail (request, CORDIAL_PROTOCOL_ERROR_LINK, "The link went away.");
      go_away (self);
      return;
    }
  fake_request_answer_sent (request, self->fixture->history->messages->len, 0);
}

/* A few of Ben's. (Ours might be on their way still: nobody could tell then whether they ever arrived.) */
static void
delete_some (Chance *self)
{
  History *history = self->fixture->history;
  gint64 low, high;

  if (history->messages->len == 0 || !self->online)
    return;
  low = high = g_test_rand_int_range (1, (int) history->messages->len + 1);
  for (int i = g_test_rand_int_range (0, 30); i > 0 && high < history->messages->len; i--)
    high++;
  for (gint64 seq = low; seq <= high; seq++)
    if (history_get (history, seq) && history_get (history, seq)->cordial_id)
      return;
  history_delete (history, low, high);
  g_signal_emit_by_name (self->fixture->protocol, "deleted", BEN, low, high);
}

/* The person looks after what failed. */
static void
decide (Chance *self)
{
  CordialConversation *ben = fixture_get_ben (self->fixture);

  for (guint i = 0; i < fixture_count (ben); i++)
    {
      g_autoptr (CordialMessage) message = fixture_get_message (ben, i);

      if (cordial_message_get_status (message) != CORDIAL_MESSAGE_STATUS_FAILED)
        continue;
      if (g_test_rand_bit ())
        cordial_conversation_retry_message (ben, message);
      else
        cordial_conversation_discard_message (ben, message);
      return;
    }
}

/* What a start finds is what was there. */
static void
start_again (Chance *self)
{
  g_autofree char *before = NULL;

  fixture_settle_store (self->fixture);
  replica_assert (self->replica);
  before = fixture_dup_texts (fixture_get_ben (self->fixture));
  g_clear_pointer (&self->replica, replica_free);
  if (g_test_rand_bit ())
    fixture_restart (self->fixture);
  else
    fixture_crash (self->fixture);
  self->online = FALSE;
  fixture_assert_texts (fixture_get_ben (self->fixture), before);
  self->replica = replica_new (fixture_get_ben (self->fixture));
}

static void
load_older (Chance *self)
{
  cordial_timeline_load_older (CORDIAL_TIMELINE (get_model (self->fixture)));
}

static void
let_pass (Chance *self)
{
  for (int i = g_test_rand_int_range (0, 5); i > 0; i--)
    g_main_context_iteration (NULL, FALSE);
}

static void
do_something (Chance *self)
{
  static const struct
  {
    int weight;
    void (*what) (Chance *);
  } choices[] = { { 12, say },       { 10, hear },       { 40, answer }, { 20, let_pass },  { 3, go_away },
                  { 12, come_back }, { 3, delete_some }, { 2, decide },  { 4, load_older }, { 1, start_again } };
  int chance = g_test_rand_int_range (0, 107);

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      if (chance < choices[i].weight)
        {
          choices[i].what (self);
          return;
        }
      chance -= choices[i].weight;
    }
  g_assert_not_reached ();
}

/* In the end both have the same, but for what the server refused. */
static void
settle_everything (Chance *self)
{
  History *history = self->fixture->history;
  CordialTimeline *timeline = CORDIAL_TIMELINE (get_model (self->fixture));
  guint position = 0;

  come_back (self);
  fixture_serve (self->fixture);
  /* What the line broke by so often is tried for the last time a moment later. */
  while (fixture_get_waiting (self->fixture) > 0)
    {
      chat_wait (fixture_count_sends (self->fixture) > 0 || fixture_get_waiting (self->fixture) == 0);
      fixture_serve (self->fixture);
    }
  while (cordial_timeline_get_has_older (timeline))
    {
      load_older (self);
      fixture_serve (self->fixture);
    }
  replica_assert (self->replica);
  for (gint64 seq = 1; seq <= history->messages->len; seq++)
    if (history_get (history, seq))
      {
        g_autoptr (CordialMessage) message = fixture_get_message (fixture_get_ben (self->fixture), position++);

        g_assert_cmpint (cordial_message_get_seq (message), ==, seq);
        g_assert_cmpstr (cordial_message_get_text (message), ==, history_get (history, seq)->text);
      }
  for (; position < self->replica->texts->len; position++)
    g_assert_cmpint (fixture_get_status (fixture_get_ben (self->fixture), position), ==, CORDIAL_MESSAGE_STATUS_FAILED);
}

static void
test_chance (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  Chance chance = { .fixture = fixture };

  chance.arrived = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  history_fill (fixture->history, g_test_rand_int_range (0, 200));
  fixture_come_online (fixture);
  chance.online = TRUE;
  chance.replica = replica_new (fixture_get_ben (fixture));
  for (guint i = 0; i < 600; i++)
    {
      do_something (&chance);
      if (i % 10 == 0)
        replica_assert (chance.replica);
    }
  settle_everything (&chance);
  g_assert_cmpuint (chance.n_said, >, 0);
  replica_free (chance.replica);
  g_hash_table_unref (chance.arrived);
}

/* --- Single changes ---------------------------------------------------------------------------------------------- */

/* The usual way: the row stays where it is, and is the same. */
static void
test_acknowledged_in_place (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (Replica) replica = replica_new (fixture_get_ben (fixture));
  g_autoptr (CordialMessage) before = NULL;
  g_autoptr (CordialMessage) after = NULL;

  fixture_say (fixture_get_ben (fixture), "hello");
  g_assert_cmpuint (replica->n_changes, ==, 1);
  before = fixture_get_message (fixture_get_ben (fixture), 3);
  fixture_serve (fixture);
  after = fixture_get_message (fixture_get_ben (fixture), 3);
  g_assert_true (before == after);
  g_assert_cmpint (cordial_message_get_seq (after), ==, 4);
  g_assert_cmpuint (replica->n_changes, ==, 1);
}

/* Somebody was faster: it moves. */
static void
test_acknowledged_elsewhere (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (Replica) replica = replica_new (fixture_get_ben (fixture));
  g_autoptr (CordialMessage) before = NULL;
  g_autoptr (CordialMessage) after = NULL;
  FakeRequest *request;

  fixture_say (fixture_get_ben (fixture), "one");
  fixture_say (fixture_get_ben (fixture), "two");
  fixture_settle_store (fixture);
  history_answer (fixture->history, fixture->protocol);
  fixture_settle_store (fixture);
  before = fixture_get_message (fixture_get_ben (fixture), 3);
  request = fake_protocol_take (fixture->protocol, FAKE_SEND);
  history_add (fixture->history, FAKE_OWN_ID, "one", request->message->cordial_id);
  history_add (fixture->history, BEN, "heard", NULL);
  fake_protocol_report_message (fixture->protocol, history_get (fixture->history, 5));
  fixture_settle_store (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,heard,one,two");
  fake_request_answer_sent (request, 4, 0);
  fixture_serve (fixture);
  fixture_assert_texts (fixture_get_ben (fixture), "message 1,message 2,message 3,one,heard,two");
  after = fixture_get_message (fixture_get_ben (fixture), 3);
  g_assert_true (before == after);
  replica_assert (replica);
}

/* Older pages come in above: what is held moves down and stays what it is. */
static void
test_held_over_older (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (120);
  g_autoptr (Replica) replica = replica_new (fixture_get_ben (fixture));
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 50; i++)
    g_ptr_array_add (held, fixture_get_message (fixture_get_ben (fixture), i));
  cordial_timeline_load_older (CORDIAL_TIMELINE (get_model (fixture)));
  fixture_serve (fixture);
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 100);
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (CordialMessage) message = fixture_get_message (fixture_get_ben (fixture), 50 + i);

      g_assert_true (message == held->pdata[i]);
    }
  replica_assert (replica);
}

/* One that was deleted is nobody's business any more, even to those who hold it. */
static void
test_held_over_deletion (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (10);
  g_autoptr (CordialMessage) held = fixture_get_message (fixture_get_ben (fixture), 4);
  g_autoptr (CordialMessage) next = fixture_get_message (fixture_get_ben (fixture), 5);
  g_autoptr (CordialMessage) now = NULL;

  g_signal_emit_by_name (fixture->protocol, "deleted", BEN, (gint64) 5, (gint64) 5);
  g_assert_cmpstr (cordial_message_get_text (held), ==, "message 5");
  now = fixture_get_message (fixture_get_ben (fixture), 4);
  g_assert_cmpint (cordial_message_get_seq (now), ==, 6);
  g_assert_true (now == next);
}

/* A row that is not in the file any more does not make a hole in the list. */
static void
test_damaged (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (10);
  g_autoptr (CordialMessage) message = NULL;

  fixture_restart (fixture);
  fixture_execute (fixture, "DELETE FROM message WHERE seq = 5");
  g_assert_cmpuint (fixture_count (fixture_get_ben (fixture)), ==, 10);
  message = fixture_get_message (fixture_get_ben (fixture), 4);
  g_assert_nonnull (message);
  g_assert_cmpint (cordial_message_get_seq (message), ==, 0);
  g_assert_cmpint (cordial_message_get_status (message), ==, CORDIAL_MESSAGE_STATUS_SENT);
  g_assert_cmpstr (cordial_message_get_text (message), ==, "[A message that cannot be shown]");
}

/* Where the line of unread messages stands. */
static void
test_find_seq (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (10);
  CordialTimeline *timeline = CORDIAL_TIMELINE (get_model (fixture));

  g_assert_cmpuint (cordial_timeline_find_seq (timeline, 1), ==, 0);
  g_assert_cmpuint (cordial_timeline_find_seq (timeline, 7), ==, 6);
  g_assert_cmpuint (cordial_timeline_find_seq (timeline, 11), ==, G_MAXUINT);
  g_assert_cmpuint (cordial_timeline_find_seq (timeline, 0), ==, 0);
  g_signal_emit_by_name (fixture->protocol, "deleted", BEN, (gint64) 6, (gint64) 8);
  /* The first one after what was read. */
  cordial_conversation_mark_read (fixture_get_ben (fixture), 5);
  g_assert_cmpuint (cordial_timeline_find_seq (timeline, cordial_conversation_get_read (fixture_get_ben (fixture)) + 1),
                    ==, 5);
  g_assert_cmpuint (cordial_timeline_find_seq (timeline, 9), ==, 5);
  g_assert_cmpuint (cordial_conversation_get_unread (fixture_get_ben (fixture)), ==, 2);
  /* What waits in the outbox is not unread. */
  fake_protocol_drop (fixture->protocol);
  fixture_say (fixture_get_ben (fixture), "waits");
  g_assert_cmpuint (cordial_timeline_find_seq (timeline, 11), ==, G_MAXUINT);
  g_assert_cmpuint (cordial_conversation_get_unread (fixture_get_ben (fixture)), ==, 2);
}

/* Who wrote it: in a group somebody whom the account may know otherwise. */
static void
test_senders (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (1);
  g_autoptr (CordialConversationRecord) group = cordial_conversation_record_new ("grpPoets");
  const char *const senders[] = { BEN, FAKE_OWN_ID, "usrStranger" };
  const char *const names[] = { "Ben", NULL, NULL };

  group->fields = CORDIAL_CONVERSATION_HAS_NAME | CORDIAL_CONVERSATION_HAS_KIND;
  group->name = g_strdup ("Poets");
  group->kind = CORDIAL_CONVERSATION_GROUP;
  g_signal_emit_by_name (fixture->protocol, "conversation", group);
  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    {
      g_autoptr (CordialMessageRecord) record = fake_message ("grpPoets", senders[i], i + 1, "verse");

      fake_protocol_report_message (fixture->protocol, record);
    }
  fixture_settle_store (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    {
      g_autoptr (CordialMessage) message =
        fixture_get_message (cordial_account_get_conversation (fixture->account, "grpPoets"), i);

      g_assert_cmpstr (cordial_message_get_sender_name (message), ==, names[i]);
      g_assert_cmpint (cordial_message_get_outgoing (message), ==, i == 1);
    }
}

/* --- A long one -------------------------------------------------------------------------------------------------- */

#define MANY 100000

/* Far less than there are; what a list view keeps comes on top. */
#define OBJECTS_MAX 2048

/* As many as a list view keeps. */
#define ROWS 200

static guint n_objects, n_objects_max;

static void
on_object_gone (gpointer data, GObject *where_it_was)
{
  n_objects--;
}

/* (transfer full): counts each object once, for as long as it lives. */
static CordialMessage *
look (GListModel *model, guint position)
{
  CordialMessage *message = g_list_model_get_item (model, position);

  g_assert_cmpint (cordial_message_get_seq (message), ==, (gint64) position + 1);
  if (!g_object_get_data (G_OBJECT (message), "counted"))
    {
      g_object_set_data (G_OBJECT (message), "counted", (gpointer) "yes");
      g_object_weak_ref (G_OBJECT (message), on_object_gone, NULL);
      n_objects++;
      n_objects_max = MAX (n_objects_max, n_objects);
    }
  return message;
}

static void
test_long (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (1);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *model;

  fixture_execute (fixture, "BEGIN;"
                            "WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
                            " INSERT INTO message (conversation, seq, place, sender, time_ms, state, text)"
                            " SELECT 'usrBen', i, i, 'usrBen', i * 1000, 2, 'message ' || i FROM n;"
                            "UPDATE span SET high = 100000;"
                            "UPDATE conversation SET seq = 100000, touched_ms = 1;"
                            "COMMIT");
  fixture_restart (fixture);
  model = get_model (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, MANY);
  n_objects = n_objects_max = 0;

  /* Through all of it, as scrolling does. */
  for (guint i = 0; i < MANY; i++)
    {
      g_ptr_array_add (rows, look (model, MANY - 1 - i));
      if (rows->len > ROWS)
        g_ptr_array_remove_index (rows, 0);
    }
  g_assert_cmpuint (n_objects_max, <=, OBJECTS_MAX);

  /* To any point; what is held is the same when it is asked for again. */
  for (guint i = 0; i < 2000; i++)
    {
      guint position = (guint) g_test_rand_int_range (0, MANY);
      g_autoptr (CordialMessage) first = look (model, position);
      g_autoptr (CordialMessage) again = NULL;

      for (guint j = 0; j < 3; j++)
        {
          g_autoptr (CordialMessage) other = look (model, (guint) g_test_rand_int_range (0, MANY));
        }
      again = look (model, position);
      g_assert_true (first == again);
    }
  for (guint i = 0; i < rows->len; i++)
    {
      guint position = (guint) cordial_message_get_seq (rows->pdata[i]) - 1;
      g_autoptr (CordialMessage) again = look (model, position);

      g_assert_true (again == rows->pdata[i]);
    }
  g_assert_cmpuint (n_objects_max, <=, OBJECTS_MAX);

  g_ptr_array_set_size (rows, 0);
  fixture_restart (fixture);
  g_assert_cmpuint (n_objects, ==, 0);
}

static char *
dup_attached (Fixture *fixture, guint limit)
{
  g_autoptr (GString) seqs = g_string_new (NULL);
  gint64 before = 0;

  do
    {
      g_autoptr (GPtrArray) messages =
        cordial_timeline_read_attached (CORDIAL_TIMELINE (get_model (fixture)), &before, limit);

      for (guint i = 0; i < messages->len; i++)
        g_string_append_printf (seqs, "%" G_GINT64_FORMAT " ", cordial_message_get_seq (messages->pdata[i]));
    }
  while (before > 0);
  return g_string_free (g_steal_pointer (&seqs), FALSE);
}

/* What has something attached is found among the others, however few are looked at at once, and not when it was deleted. */
static void
test_attached (void)
{
  static const struct
  {
    gint64 seq;
    const char *content;
  } contents[] = { { 3, "file a" }, { 7, "picture b" }, { 12, "call" }, { 13, "sound c" }, { 20, "@/a/reference" } };
  g_autoptr (Fixture) fixture = fixture_new ();

  history_fill (fixture->history, 30);
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    ((CordialMessageRecord *) history_get (fixture->history, contents[i].seq))->content =
      g_strdup (contents[i].content);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  for (guint limit = 1; limit < 8; limit++)
    {
      g_autofree char *seqs = dup_attached (fixture, limit);

      g_assert_cmpstr (seqs, ==, "20 13 7 3 ");
    }
  history_delete (fixture->history, 13, 13);
  g_signal_emit_by_name (fixture->protocol, "deleted", BEN, (gint64) 13, (gint64) 13);
  fixture_settle_store (fixture);
  /* What waits is where it is written. */
  fixture_say (fixture_get_ben (fixture), "more");
  {
    g_autofree char *seqs = dup_attached (fixture, 3);

    g_assert_cmpstr (seqs, ==, "20 7 3 ");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/timeline/chance/%u", i);

      g_test_add_data_func (path, NULL, test_chance);
    }
  g_test_add_func ("/model/timeline/acknowledged/in-place", test_acknowledged_in_place);
  g_test_add_func ("/model/timeline/acknowledged/elsewhere", test_acknowledged_elsewhere);
  g_test_add_func ("/model/timeline/held/over-older", test_held_over_older);
  g_test_add_func ("/model/timeline/held/over-deletion", test_held_over_deletion);
  g_test_add_func ("/model/timeline/damaged", test_damaged);
  g_test_add_func ("/model/timeline/find-seq", test_find_seq);
  g_test_add_func ("/model/timeline/attached", test_attached);
  g_test_add_func ("/model/timeline/senders", test_senders);
  g_test_add_func ("/model/timeline/long", test_long);
  return g_test_run ();
}
