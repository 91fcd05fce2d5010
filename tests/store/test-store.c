/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whatever is written is there, as it was, when the file is opened again; and no message is there twice.
 */
#define G_LOG_DOMAIN "cordial-test"

#include "store-fixture.h"

/* --- An account and its conversations ---------------------------------------------------------------------------- */

static void
test_new_is_empty (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) conversations = NULL;
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) messages = NULL;

  store_fixture_open (fixture);
  conversations = store_fixture_list_conversations (fixture->store);
  g_assert_cmpuint (conversations->len, ==, 0);
  outbox = store_fixture_list_outbox (fixture->store);
  g_assert_cmpuint (outbox->len, ==, 0);
  messages = store_fixture_read_all (fixture->store, "usrNobody");
  g_assert_cmpuint (messages->len, ==, 0);
  g_assert_null (cordial_store_dup_value (fixture->store, "name"));
  store_fixture_assert_spans (fixture->store, "usrNobody", "present holes");
  store_fixture_close (fixture);
  store_fixture_assert_sound (fixture->path);
}

static void
test_values (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  const char *const values[] = { "a", "", "line\nbreak, “quotes” and 漢字 🙂", "'; DROP TABLE message; --" };

  store_fixture_open (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      cordial_store_set_value (fixture->store, "name", "something else");
      cordial_store_set_value (fixture->store, "name", values[i]);
      cordial_store_flush (fixture->store);
      before = cordial_store_dup_value (fixture->store, "name");
      g_assert_cmpstr (before, ==, values[i]);
      store_fixture_reopen (fixture);
      after = cordial_store_dup_value (fixture->store, "name");
      g_assert_cmpstr (after, ==, values[i]);
      g_assert_null (cordial_store_dup_value (fixture->store, "Name"));
    }
  cordial_store_set_value (fixture->store, "name", NULL);
  cordial_store_set_value (fixture->store, "never there", NULL);
  store_fixture_reopen (fixture);
  g_assert_null (cordial_store_dup_value (fixture->store, "name"));
}

static CordialConversationRecord *
full_conversation (const char *id)
{
  CordialConversationRecord *record = cordial_conversation_record_new (id);

  record->fields = ~0;
  record->kind = CORDIAL_CONVERSATION_GROUP;
  record->name = g_strdup ("Garden, Küche & Co.");
  record->avatar = g_bytes_new_static ("\x89PNG\0\r\n\0\xff", 9);
  record->avatar_uri = g_strdup ("/v0/file/s/abc");
  record->seq = 40;
  record->read = 30;
  record->recv = 35;
  record->peer_read = 20;
  record->peer_recv = 25;
  record->touched_ms = 1700000000123;
  record->last_seen_ms = 1700000000456;
  record->muted = TRUE;
  record->writable = FALSE;
  record->online = TRUE;
  return record;
}

static void
assert_same_conversation (const CordialConversationRecord *a, const CordialConversationRecord *b)
{
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpint (a->avatar != NULL, ==, b->avatar != NULL);
  if (a->avatar)
    g_assert_true (g_bytes_equal (a->avatar, b->avatar));
  g_assert_cmpstr (a->avatar_uri, ==, b->avatar_uri);
  g_assert_cmpint (a->seq, ==, b->seq);
  g_assert_cmpint (a->read, ==, b->read);
  g_assert_cmpint (a->recv, ==, b->recv);
  g_assert_cmpint (a->peer_read, ==, b->peer_read);
  g_assert_cmpint (a->peer_recv, ==, b->peer_recv);
  g_assert_cmpint (a->touched_ms, ==, b->touched_ms);
  g_assert_cmpint (a->last_seen_ms, ==, b->last_seen_ms);
  g_assert_cmpint (a->muted, ==, b->muted);
  g_assert_cmpint (a->writable, ==, b->writable);
}

static void
test_conversation (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialConversationRecord) expected = full_conversation ("grpGarden");
  g_autoptr (GPtrArray) conversations = NULL;
  CordialConversationRecord *found;

  store_fixture_open (fixture);
  cordial_store_save_conversation (fixture->store, expected);
  store_fixture_reopen (fixture);
  conversations = store_fixture_list_conversations (fixture->store);
  g_assert_cmpuint (conversations->len, ==, 1);
  found = g_ptr_array_index (conversations, 0);
  assert_same_conversation (found, expected);
  /* A fresh start knows nobody to be online. */
  g_assert_false (found->online);
  g_assert_null (found->draft);
  g_assert_null (found->last_text);
  g_assert_cmpint (found->fields & CORDIAL_CONVERSATION_HAS_NAME, !=, 0);
}

/* What is news of one column leaves the others: each field alone, over a full row. */
static void
test_conversation_fields (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();

  store_fixture_open (fixture);
  for (CordialConversationFields field = CORDIAL_CONVERSATION_HAS_KIND; field <= CORDIAL_CONVERSATION_HAS_LAST_SEEN;
       field <<= 1)
    {
      g_autoptr (CordialConversationRecord) expected = full_conversation ("grpGarden");
      g_autoptr (CordialConversationRecord) news = cordial_conversation_record_new ("grpGarden");
      g_autoptr (GPtrArray) conversations = NULL;

      cordial_store_save_conversation (fixture->store, expected);
      /* The new record says "nothing" for every column, and only one of them is meant. */
      news->fields = field;
      news->name = g_strdup ("Other");
      cordial_store_save_conversation (fixture->store, news);
      switch (field)
        {
        case CORDIAL_CONVERSATION_HAS_KIND:
          expected->kind = CORDIAL_CONVERSATION_DIRECT;
          break;
        case CORDIAL_CONVERSATION_HAS_NAME:
          g_set_str (&expected->name, "Other");
          break;
        case CORDIAL_CONVERSATION_HAS_AVATAR:
          g_clear_pointer (&expected->avatar, g_bytes_unref);
          g_clear_pointer (&expected->avatar_uri, g_free);
          break;
        case CORDIAL_CONVERSATION_HAS_SEQ:
          expected->seq = 0;
          break;
        case CORDIAL_CONVERSATION_HAS_READ:
          expected->read = 0;
          break;
        case CORDIAL_CONVERSATION_HAS_RECV:
          expected->recv = 0;
          break;
        case CORDIAL_CONVERSATION_HAS_PEER_READ:
          expected->peer_read = 0;
          break;
        case CORDIAL_CONVERSATION_HAS_PEER_RECV:
          expected->peer_recv = 0;
          break;
        case CORDIAL_CONVERSATION_HAS_TOUCHED:
          expected->touched_ms = 0;
          break;
        case CORDIAL_CONVERSATION_HAS_MUTED:
          expected->muted = FALSE;
          break;
        case CORDIAL_CONVERSATION_HAS_WRITABLE:
          expected->writable = TRUE;
          break;
        case CORDIAL_CONVERSATION_HAS_ONLINE:
          break; /* never stored */
        case CORDIAL_CONVERSATION_HAS_LAST_SEEN:
          expected->last_seen_ms = 0;
          break;
        default:
          g_assert_not_reached ();
        }
      cordial_store_flush (fixture->store);
      conversations = store_fixture_list_conversations (fixture->store);
      g_assert_cmpuint (conversations->len, ==, 1);
      assert_same_conversation (g_ptr_array_index (conversations, 0), expected);
    }
}

static void
test_receipts (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) conversations = NULL;
  CordialConversationRecord *found;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "usrOther", 1, 9);
  for (gint64 seq = 1; seq <= 9; seq++)
    {
      g_autoptr (CordialConversationRecord) receipt = cordial_conversation_record_new ("usrOther");

      receipt->fields = seq % 2 ? CORDIAL_CONVERSATION_HAS_PEER_RECV | CORDIAL_CONVERSATION_HAS_READ
                                : CORDIAL_CONVERSATION_HAS_PEER_READ | CORDIAL_CONVERSATION_HAS_RECV;
      receipt->read = receipt->recv = receipt->peer_read = receipt->peer_recv = seq;
      cordial_store_save_conversation (fixture->store, receipt);
    }
  store_fixture_reopen (fixture);
  conversations = store_fixture_list_conversations (fixture->store);
  found = store_fixture_find (conversations, "usrOther");
  g_assert_cmpint (found->peer_recv, ==, 9);
  g_assert_cmpint (found->read, ==, 9);
  g_assert_cmpint (found->peer_read, ==, 8);
  g_assert_cmpint (found->recv, ==, 8);
}

static void
test_drafts (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialConversationRecord) record = full_conversation ("usrA");
  g_autoptr (CordialConversationRecord) other = full_conversation ("usrB");
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;

  store_fixture_open (fixture);
  cordial_store_save_conversation (fixture->store, record);
  cordial_store_save_conversation (fixture->store, other);
  cordial_store_set_draft (fixture->store, "usrA", "half a sen");
  cordial_store_set_draft (fixture->store, "usrNobody", "for nobody");
  /* News of the conversation does not touch what the person is writing. */
  cordial_store_save_conversation (fixture->store, record);
  store_fixture_reopen (fixture);
  first = store_fixture_list_conversations (fixture->store);
  g_assert_cmpuint (first->len, ==, 2);
  g_assert_cmpstr (store_fixture_find (first, "usrA")->draft, ==, "half a sen");
  g_assert_null (store_fixture_find (first, "usrB")->draft);

  cordial_store_set_draft (fixture->store, "usrA", NULL);
  store_fixture_reopen (fixture);
  second = store_fixture_list_conversations (fixture->store);
  g_assert_null (store_fixture_find (second, "usrA")->draft);
}

static void
test_last_message (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  CordialConversationRecord *found;
  gint64 row;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "usrOther", 5, 9);
  store_fixture_take_in_numbers (fixture->store, "usrOther", 1, 4); /* older ones come later */
  store_fixture_take_in_numbers (fixture->store, "usrThird", 1, 20);
  first = store_fixture_list_conversations (fixture->store);
  found = store_fixture_find (first, "usrOther");
  g_assert_cmpstr (found->last_text, ==, "number 9");
  g_assert_cmpstr (found->last_sender_id, ==, "usrOther");
  g_assert_cmpint (found->last_state, ==, CORDIAL_MESSAGE_SENT);

  store_fixture_put_in_outbox (fixture->store, "usrOther", "id-1", "first of mine");
  row = store_fixture_put_in_outbox (fixture->store, "usrOther", "id-2", "second of mine");
  cordial_store_set_intent_state_async (fixture->store, store_fixture_find_intent (fixture->store, row),
                                        CORDIAL_INTENT_FAILED, 0, "no", NULL, NULL);
  store_fixture_reopen (fixture);
  second = store_fixture_list_conversations (fixture->store);
  found = store_fixture_find (second, "usrOther");
  g_assert_cmpstr (found->last_text, ==, "second of mine");
  g_assert_cmpint (found->last_state, ==, CORDIAL_MESSAGE_FAILED);
  g_assert_cmpstr (store_fixture_find (second, "usrThird")->last_text, ==, "number 20");
}

/* Why it is over, and what it is called, stay; what is not told stays as it is. */
static void
test_ended_conversation (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new ("grpA");
  g_autoptr (GPtrArray) conversations = NULL;
  CordialConversationRecord *kept;

  store_fixture_open (fixture);
  record->fields = CORDIAL_CONVERSATION_HAS_NAME | CORDIAL_CONVERSATION_HAS_COMMENT | CORDIAL_CONVERSATION_HAS_ENDED;
  record->name = g_strdup ("Garden");
  record->comment = g_strdup ("My garden");
  record->ended = CORDIAL_ENDING_LEFT;
  cordial_store_save_conversation (fixture->store, record);
  record->fields = CORDIAL_CONVERSATION_HAS_NAME;
  g_clear_pointer (&record->comment, g_free);
  record->ended = CORDIAL_ENDING_NONE;
  cordial_store_save_conversation (fixture->store, record);
  cordial_store_flush (fixture->store);
  conversations = store_fixture_list_conversations (fixture->store);
  kept = store_fixture_find (conversations, "grpA");
  g_assert_cmpstr (kept->comment, ==, "My garden");
  g_assert_cmpint (kept->ended, ==, CORDIAL_ENDING_LEFT);

  record->fields = CORDIAL_CONVERSATION_HAS_COMMENT | CORDIAL_CONVERSATION_HAS_ENDED;
  cordial_store_save_conversation (fixture->store, record);
  cordial_store_flush (fixture->store);
  g_ptr_array_unref (conversations);
  conversations = store_fixture_list_conversations (fixture->store);
  kept = store_fixture_find (conversations, "grpA");
  g_assert_null (kept->comment);
  g_assert_cmpint (kept->ended, ==, CORDIAL_ENDING_NONE);
  store_fixture_close (fixture);
}

static void
test_people (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_person_free);
  g_autoptr (GBytes) face = g_bytes_new_static ("face", 4);
  g_autoptr (CordialPerson) cleo = NULL;
  g_autoptr (CordialPerson) dan = NULL;
  g_autoptr (CordialPerson) nobody = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_open (fixture);
  g_ptr_array_add (people, cordial_person_new ("usrCleo", "Cleo", NULL, face));
  g_ptr_array_add (people, cordial_person_new ("usrDan", NULL, NULL, NULL));
  ((CordialPerson *) people->pdata[1])->avatar_uri = g_strdup ("/v0/file/s/dan");
  cordial_store_save_people (fixture->store, people);
  cordial_store_save_people (fixture->store, people);
  cordial_store_flush (fixture->store);
  g_assert_true (cordial_store_read_person (fixture->store, "usrCleo", &cleo, &error));
  g_assert_cmpstr (cleo->name, ==, "Cleo");
  g_assert_true (g_bytes_equal (cleo->avatar, face));
  g_assert_true (cordial_store_read_person (fixture->store, "usrDan", &dan, &error));
  g_assert_null (dan->name);
  g_assert_null (dan->avatar);
  g_assert_cmpstr (dan->avatar_uri, ==, "/v0/file/s/dan");
  g_assert_true (cordial_store_read_person (fixture->store, "usrEve", &nobody, &error));
  g_assert_null (nobody);
  store_fixture_close (fixture);
}

static void
test_remove_conversation (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) conversations = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GPtrArray) outbox = NULL;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "usrA", 1, 5);
  store_fixture_take_in_numbers (fixture->store, "usrB", 1, 5);
  store_fixture_put_in_outbox (fixture->store, "usrA", "id-a", "to A");
  store_fixture_put_in_outbox (fixture->store, "usrB", "id-b", "to B");
  cordial_store_remove_conversation (fixture->store, "usrA");
  cordial_store_remove_conversation (fixture->store, "usrNobody");
  store_fixture_reopen (fixture);

  conversations = store_fixture_list_conversations (fixture->store);
  g_assert_cmpuint (conversations->len, ==, 1);
  messages = store_fixture_read_all (fixture->store, "usrA");
  g_assert_cmpuint (messages->len, ==, 0);
  kept = store_fixture_read_all (fixture->store, "usrB");
  g_assert_cmpuint (kept->len, ==, 5);
  outbox = store_fixture_list_outbox (fixture->store);
  g_assert_cmpuint (outbox->len, ==, 1);
  g_assert_cmpstr (store_fixture_nth (outbox, 0)->text, ==, "to B");
  store_fixture_assert_spans (fixture->store, "usrA", "present holes");
  store_fixture_assert_spans (fixture->store, "usrB", "present 1-5 holes");
  store_fixture_close (fixture);
  store_fixture_assert_sound (fixture->path);
}

/* --- Messages ---------------------------------------------------------------------------------------------------- */

static void
test_messages (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) messages = store_fixture_messages_new ();
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (CordialStoreChange) change = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *long_text = g_strnfill (1 << 20, 'x');
  CordialMessageRecord *record;

  store_fixture_open (fixture);
  record = store_fixture_message ("grpA", 1, "");
  g_ptr_array_add (messages, record);
  record = store_fixture_message ("grpA", 2, "مرحبا 漢字 🙂\n'; --");
  record->cordial_id = g_strdup ("cid-2");
  record->content = g_strdup ("{\"txt\":\"…\"}");
  record->head = g_strdup ("{\"mime\":\"text/x-drafty\"}");
  g_ptr_array_add (messages, record);
  record = store_fixture_message ("grpA", 3, long_text);
  g_set_str (&record->sender_id, "usrThird");
  g_ptr_array_add (messages, record);
  change = store_fixture_insert (fixture->store, "grpA", messages, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (change->inserted->len, ==, 3);
  g_assert_cmpuint (change->acknowledged->len, ==, 0);
  g_assert_cmpuint (change->holes->len, ==, 0);

  store_fixture_reopen (fixture);
  read = store_fixture_read_all (fixture->store, "grpA");
  g_assert_cmpuint (read->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      store_fixture_assert_same_message (store_fixture_nth (read, i), store_fixture_nth (messages, i));
      /* What the change told is what is there. */
      store_fixture_assert_same_message (store_fixture_nth (read, i), store_fixture_nth (change->inserted, i));
      g_assert_cmpint (store_fixture_nth (read, i)->row, ==, store_fixture_nth (change->inserted, i)->row);
    }
  page = cordial_store_read_range (fixture->store, "grpA", 2, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->len, ==, 1);
  store_fixture_assert_spans (fixture->store, "grpA", "present 1-3 holes");
}

/* The same numbers arrive in every order, alone and together, again and again. */
static void
test_same_seq (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GPtrArray) again = store_fixture_messages_new ();
  g_autoptr (CordialStoreChange) change = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 7, 9);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 8);
  store_fixture_reopen (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 3, 10);

  g_ptr_array_add (again, store_fixture_message ("grpA", 11, "number 11"));
  g_ptr_array_add (again, store_fixture_message ("grpA", 11, "number 11"));
  g_ptr_array_add (again, store_fixture_message ("grpA", 4, "another text under an old number"));
  change = store_fixture_insert (fixture->store, "grpA", again, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (change->inserted->len, ==, 1);
  g_assert_cmpuint (change->holes->len, ==, 0);

  read = store_fixture_read_all (fixture->store, "grpA");
  g_assert_cmpuint (read->len, ==, 11);
  for (guint i = 0; i < read->len; i++)
    {
      g_autofree char *text = g_strdup_printf ("number %u", i + 1);

      g_assert_cmpint (store_fixture_nth (read, i)->seq, ==, i + 1);
      g_assert_cmpstr (store_fixture_nth (read, i)->text, ==, text);
    }
  store_fixture_assert_spans (fixture->store, "grpA", "present 1-11 holes");
}

/* The same id from the same sender is one message, whatever number the second one has; from another it is another. */
static void
test_same_id (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) messages = store_fixture_messages_new ();
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (CordialStoreChange) change = NULL;
  g_autoptr (GError) error = NULL;
  const char *const senders[] = { "usrOther", "usrOther", "usrThird" };

  store_fixture_open (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    {
      CordialMessageRecord *record = store_fixture_message ("grpA", i + 1, "hello");

      record->cordial_id = g_strdup ("same");
      g_set_str (&record->sender_id, senders[i]);
      g_ptr_array_add (messages, record);
    }
  change = store_fixture_insert (fixture->store, "grpA", messages, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (change->inserted->len, ==, 2);
  g_assert_cmpuint (change->holes->len, ==, 1);
  g_assert_cmpint (g_array_index (change->holes, CordialSpan, 0).low, ==, 2);

  /* And once more after a restart. */
  store_fixture_reopen (fixture);
  store_fixture_take_in (fixture->store, "grpA", messages, 0, 0);
  read = store_fixture_read_all (fixture->store, "grpA");
  g_assert_cmpuint (read->len, ==, 2);
  g_assert_cmpint (store_fixture_nth (read, 0)->seq, ==, 1);
  g_assert_cmpint (store_fixture_nth (read, 1)->seq, ==, 3);
  store_fixture_assert_spans (fixture->store, "grpA", "present 1-1 3-3 holes 2-2");
}

static void
test_holes (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) messages = store_fixture_messages_new ();
  g_autoptr (GPtrArray) nothing = store_fixture_messages_new ();
  g_autoptr (CordialStoreChange) change = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_open (fixture);
  g_ptr_array_add (messages, store_fixture_message ("grpA", 3, "three"));
  g_ptr_array_add (messages, store_fixture_message ("grpA", 6, "six"));
  change = store_fixture_insert (fixture->store, "grpA", messages, 2, 8, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (change->holes->len, ==, 3);
  store_fixture_reopen (fixture);
  store_fixture_assert_spans (fixture->store, "grpA", "present 3-3 6-6 holes 2-2 4-5 7-8");

  /* An interval without a message. */
  store_fixture_take_in (fixture->store, "grpA", nothing, 9, 12);
  store_fixture_assert_spans (fixture->store, "grpA", "present 3-3 6-6 holes 2-2 4-5 7-12");
  /* A hole that turns out to hold a message. */
  store_fixture_take_in_numbers (fixture->store, "grpA", 5, 5);
  store_fixture_assert_spans (fixture->store, "grpA", "present 3-3 5-6 holes 2-2 4-4 7-12");
  g_clear_pointer (&change, cordial_store_change_free);
  change = store_fixture_insert (fixture->store, "grpA", nothing, 1, 12, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (change->holes->len, ==, 1);
  store_fixture_assert_spans (fixture->store, "grpA", "present 3-3 5-6 holes 1-2 4-4 7-12");
}

static void
test_deletions (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GPtrArray) other = NULL;
  g_autoptr (GPtrArray) outbox = NULL;

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 20);
  store_fixture_take_in_numbers (fixture->store, "grpB", 1, 20);
  store_fixture_put_in_outbox (fixture->store, "grpA", "mine", "waits");
  cordial_store_remove_range (fixture->store, "grpA", 5, 9);
  cordial_store_remove_range (fixture->store, "grpA", 8, 11);  /* overlaps */
  cordial_store_remove_range (fixture->store, "grpA", 20, 30); /* more than there is */
  cordial_store_remove_range (fixture->store, "grpA", 1, 1);
  cordial_store_remove_range (fixture->store, "grpNew", 1, 7); /* nothing of it is known yet */
  store_fixture_reopen (fixture);

  read = store_fixture_read_all (fixture->store, "grpA");
  g_assert_cmpuint (read->len, ==, 20 - 7 - 1 - 1);
  for (guint i = 0; i < read->len; i++)
    {
      gint64 seq = store_fixture_nth (read, i)->seq;

      g_assert_true ((seq >= 2 && seq <= 4) || (seq >= 12 && seq <= 19));
    }
  store_fixture_assert_spans (fixture->store, "grpA", "present 2-4 12-19 holes 1-1 5-11 20-30");
  store_fixture_assert_spans (fixture->store, "grpNew", "present holes 1-7");
  other = store_fixture_read_all (fixture->store, "grpB");
  g_assert_cmpuint (other->len, ==, 20);
  outbox = store_fixture_list_outbox (fixture->store);
  g_assert_cmpuint (outbox->len, ==, 1);
  store_fixture_close (fixture);
  store_fixture_assert_sound (fixture->path);
}

/* Closing writes what is queued, also what nobody waits for. */
static void
test_close_writes_all (void)
{
  enum
  {
    N = 2000
  };
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autofree char *value = NULL;
  g_autofree char *last = g_strdup_printf ("%d", N - 1);

  store_fixture_open (fixture);
  for (guint i = 0; i < N; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);

      cordial_store_set_value (fixture->store, "number", number);
    }
  store_fixture_reopen (fixture);
  value = cordial_store_dup_value (fixture->store, "number");
  g_assert_cmpstr (value, ==, last);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/new-is-empty", test_new_is_empty);
  g_test_add_func ("/store/values", test_values);
  g_test_add_func ("/store/conversation", test_conversation);
  g_test_add_func ("/store/conversation-fields", test_conversation_fields);
  g_test_add_func ("/store/receipts", test_receipts);
  g_test_add_func ("/store/drafts", test_drafts);
  g_test_add_func ("/store/last-message", test_last_message);
  g_test_add_func ("/store/ended-conversation", test_ended_conversation);
  g_test_add_func ("/store/people", test_people);
  g_test_add_func ("/store/remove-conversation", test_remove_conversation);
  g_test_add_func ("/store/messages", test_messages);
  g_test_add_func ("/store/same-seq", test_same_seq);
  g_test_add_func ("/store/same-id", test_same_id);
  g_test_add_func ("/store/holes", test_holes);
  g_test_add_func ("/store/deletions", test_deletions);
  g_test_add_func ("/store/close-writes-all", test_close_writes_all);

  return g_test_run ();
}
