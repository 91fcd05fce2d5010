/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is in a group and how far they have read, and what is pinned: kept over restarts, gone with the conversation, and there after a
 * database from before it knew of either was brought up.
 */
#define G_LOG_DOMAIN "cordial-test"

#include "cordial-member.h"
#include "cordial-store-private.h"
#include "store-fixture.h"

/* "usrA 3 2, usrB 0 0": who, received, read. */
static void
assert_members (CordialStore *store, const char *conversation_id, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) members = cordial_store_list_members (store, conversation_id, &error);
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < members->len; i++)
    {
      const CordialMember *member = members->pdata[i];

      g_string_append_printf (found, "%s%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, i > 0 ? ", " : "", member->id,
                              member->recv, member->read);
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
assert_pins (CordialStore *store, const char *conversation_id, const char *expected)
{
  g_autoptr (GPtrArray) conversations = store_fixture_list_conversations (store);

  g_assert_cmpstr (store_fixture_find (conversations, conversation_id)->pins, ==, expected);
}

static GPtrArray *
new_members (CordialMember *first, CordialMember *second)
{
  GPtrArray *members = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_member_free);

  if (first)
    g_ptr_array_add (members, first);
  if (second)
    g_ptr_array_add (members, second);
  return members;
}

static void
save_pins (CordialStore *store, const char *conversation_id, const char *pins)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (conversation_id);

  record->fields = CORDIAL_CONVERSATION_HAS_PINS;
  record->pins = g_strdup (pins);
  cordial_store_save_conversation (store, record);
}

static void
test_members (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) both = new_members (cordial_member_new ("usrA", 3, 2), cordial_member_new ("usrB", 0, 0));
  g_autoptr (GPtrArray) one = new_members (cordial_member_new ("usrB", 9, 8), NULL);
  g_autoptr (GPtrArray) none = new_members (NULL, NULL);

  store_fixture_open (fixture);
  assert_members (fixture->store, "grpA", "");
  /* Also of a conversation that nothing else is known of so far. */
  cordial_store_save_members (fixture->store, "grpA", both, TRUE);
  cordial_store_save_members (fixture->store, "grpB", both, TRUE);
  store_fixture_reopen (fixture);
  assert_members (fixture->store, "grpA", "usrA 3 2, usrB 0 0");
  /* News of one leaves the others as they are; a whole list does not, and an empty one is one. */
  cordial_store_save_members (fixture->store, "grpA", one, FALSE);
  store_fixture_reopen (fixture);
  assert_members (fixture->store, "grpA", "usrA 3 2, usrB 9 8");
  cordial_store_save_members (fixture->store, "grpA", one, TRUE);
  store_fixture_reopen (fixture);
  assert_members (fixture->store, "grpA", "usrB 9 8");
  cordial_store_save_members (fixture->store, "grpA", none, TRUE);
  store_fixture_reopen (fixture);
  assert_members (fixture->store, "grpA", "");
  assert_members (fixture->store, "grpB", "usrA 3 2, usrB 0 0");
  cordial_store_remove_conversation (fixture->store, "grpB");
  store_fixture_reopen (fixture);
  assert_members (fixture->store, "grpB", "");
  store_fixture_close (fixture);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "SELECT count(*) FROM member"), ==, 0);
  store_fixture_assert_sound (fixture->path);
}

static CordialMember *
new_member (const char *id, CordialRole role, CordialRole offered)
{
  CordialMember *member = cordial_member_new (id, 0, 0);

  member->role = role;
  member->offered = offered;
  return member;
}

static void
assert_roles (CordialStore *store, const char *conversation_id, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) members = cordial_store_list_members (store, conversation_id, &error);
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < members->len; i++)
    {
      const CordialMember *member = g_ptr_array_index (members, i);

      g_string_append_printf (found, "%s%s %d %d", i > 0 ? ", " : "", member->id, member->role, member->offered);
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
assert_own_role (CordialStore *store, const char *conversation_id, CordialRole role, CordialRole offered)
{
  g_autoptr (GPtrArray) conversations = store_fixture_list_conversations (store);
  const CordialConversationRecord *record = store_fixture_find (conversations, conversation_id);

  g_assert_cmpint (record->role, ==, role);
  g_assert_cmpint (record->offered, ==, offered);
}

static void
test_roles (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) both = new_members (new_member ("usrA", CORDIAL_ROLE_OWNER, CORDIAL_ROLE_OWNER),
                                            new_member ("usrB", CORDIAL_ROLE_READER, CORDIAL_ROLE_ADMINISTRATOR));
  g_autoptr (GPtrArray) one = new_members (new_member ("usrB", CORDIAL_ROLE_UNKNOWN, CORDIAL_ROLE_UNKNOWN), NULL);
  g_autoptr (CordialConversationRecord) own = cordial_conversation_record_new ("grpA");

  store_fixture_open (fixture);
  cordial_store_save_members (fixture->store, "grpA", both, TRUE);
  own->fields = CORDIAL_CONVERSATION_HAS_ROLE;
  own->role = CORDIAL_ROLE_INVITER;
  own->offered = CORDIAL_ROLE_OWNER;
  cordial_store_save_conversation (fixture->store, own);
  store_fixture_reopen (fixture);
  assert_roles (fixture->store, "grpA", "usrA 5 5, usrB 1 4");
  assert_own_role (fixture->store, "grpA", CORDIAL_ROLE_INVITER, CORDIAL_ROLE_OWNER);
  cordial_store_save_members (fixture->store, "grpA", one, FALSE);
  /* Other news leaves it as it is. */
  own->fields = CORDIAL_CONVERSATION_HAS_SEQ;
  own->role = own->offered = CORDIAL_ROLE_UNKNOWN;
  cordial_store_save_conversation (fixture->store, own);
  store_fixture_reopen (fixture);
  assert_roles (fixture->store, "grpA", "usrA 5 5, usrB 0 0");
  assert_own_role (fixture->store, "grpA", CORDIAL_ROLE_INVITER, CORDIAL_ROLE_OWNER);
  store_fixture_close (fixture);
}

static void
test_from_version_7 (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();

  store_fixture_make_version (fixture->path, 7);
  store_fixture_run_sql (fixture->path,
                         "INSERT INTO conversation (id, kind, name, seq, archived) VALUES ('grpA', 1, 'Garden', 2, 1);"
                         "INSERT INTO member (conversation, person, recv, read) VALUES ('grpA', 'usrA', 2, 1);");
  store_fixture_open (fixture);
  assert_members (fixture->store, "grpA", "usrA 2 1");
  assert_roles (fixture->store, "grpA", "usrA 0 0");
  assert_own_role (fixture->store, "grpA", CORDIAL_ROLE_UNKNOWN, CORDIAL_ROLE_UNKNOWN);
  store_fixture_close (fixture);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "PRAGMA user_version"), ==, cordial_schema_get_version ());
  store_fixture_assert_sound (fixture->path);
}

static void
test_pins (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();

  store_fixture_open (fixture);
  store_fixture_take_in_numbers (fixture->store, "grpA", 1, 3);
  assert_pins (fixture->store, "grpA", NULL);
  save_pins (fixture->store, "grpA", "3 1");
  /* Other news leaves them as they are. */
  store_fixture_take_in_numbers (fixture->store, "grpA", 4, 5);
  store_fixture_reopen (fixture);
  assert_pins (fixture->store, "grpA", "3 1");
  save_pins (fixture->store, "grpA", NULL);
  store_fixture_reopen (fixture);
  assert_pins (fixture->store, "grpA", NULL);
}

/* Version 3 kept of a group what anybody had read, which would be taken for what all have; of one person it is that still. Everything else is
 * as it was, what waits to be sent, too; and what is new works at once. */
static void
test_from_version_3 (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) conversations = NULL;
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GError) error = NULL;
  CordialConversationRecord *garden, *ben;

  store_fixture_make_version (fixture->path, 3);
  store_fixture_run_sql (
    fixture->path,
    "INSERT INTO conversation (id, kind, name, seq, read, recv, peer_read, peer_recv, draft, comment) VALUES"
    " ('grpA', 1, 'Garden', 3, 2, 3, 3, 3, 'half a sen', 'ours'), ('usrB', 0, 'Ben', 9, 9, 9, 7, 8, NULL, NULL);"
    "INSERT INTO message (conversation, seq, place, sender, time_ms, state, text) VALUES"
    " ('grpA', 1, 1, 'usrA', 1700000000001, 2, 'one'), ('grpA', 2, 2, 'usrB', 1700000000002, 2, 'two'),"
    " ('grpA', 3, 3, 'usrMe', 1700000000003, 2, 'three');"
    "INSERT INTO span VALUES ('grpA', 0, 1, 3);"
    "INSERT INTO member (conversation, person, recv, read) VALUES ('grpA', 'usrA', 2, 1);"
    "INSERT INTO message (row, conversation, cordial_id, place, sender, time_ms, state, text) VALUES"
    " (10, 'grpA', 'own-1', (1 << 62) + 10, 'usrMe', 1800000000001, 0, 'queued');"
    "INSERT INTO intent (conversation, kind, message, created_ms) VALUES ('grpA', 0, 10, 1800000000001);");

  store_fixture_open (fixture);
  conversations = store_fixture_list_conversations (fixture->store);
  g_assert_cmpuint (conversations->len, ==, 2);
  garden = store_fixture_find (conversations, "grpA");
  ben = store_fixture_find (conversations, "usrB");
  g_assert_cmpint (garden->peer_read, ==, 0);
  g_assert_cmpint (garden->peer_recv, ==, 0);
  g_assert_cmpint (garden->read, ==, 2);
  g_assert_cmpint (garden->seq, ==, 3);
  g_assert_cmpstr (garden->draft, ==, "half a sen");
  g_assert_cmpstr (garden->comment, ==, "ours");
  g_assert_null (garden->pins);
  g_assert_cmpint (ben->peer_read, ==, 7);
  g_assert_cmpint (ben->peer_recv, ==, 8);
  assert_members (fixture->store, "grpA", "usrA 2 1");
  page = cordial_store_read_range (fixture->store, "grpA", 1, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->len, ==, 3);
  g_assert_cmpstr (store_fixture_nth (page, 2)->text, ==, "three");
  store_fixture_assert_spans (fixture->store, "grpA", "present 1-3 holes");
  outbox = store_fixture_list_outbox (fixture->store);
  g_assert_cmpuint (outbox->len, ==, 1);
  g_assert_cmpstr (store_fixture_nth (outbox, 0)->text, ==, "queued");
  g_assert_cmpint (store_fixture_find_intent (fixture->store, 10), >, 0);

  save_pins (fixture->store, "grpA", "2");
  store_fixture_reopen (fixture);
  assert_pins (fixture->store, "grpA", "2");
  assert_members (fixture->store, "grpA", "usrA 2 1");
  store_fixture_close (fixture);
  g_assert_cmpint (store_fixture_ask_number (fixture->path, "PRAGMA user_version"), ==, cordial_schema_get_version ());
  store_fixture_assert_sound (fixture->path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/members/members", test_members);
  g_test_add_func ("/store/members/roles", test_roles);
  g_test_add_func ("/store/members/pins", test_pins);
  g_test_add_func ("/store/members/from-version-3", test_from_version_3);
  g_test_add_func ("/store/members/from-version-7", test_from_version_7);
  return g_test_run ();
}
