/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can be deleted for everybody: what one wrote, and in a group what anybody wrote, where one has the right, and while the server allows it.
 */

#include "fixture.h"

/* Ben's is the first, the owner's own the second, which was written a moment ago by the clock of the server. */
static Fixture *
new_conversation (gint64 age_s)
{
  Fixture *fixture = fixture_new ();
  CordialMessageRecord *own;

  history_fill (fixture->history, 1);
  history_add (fixture->history, FAKE_OWN_ID, "mine", NULL);
  own = g_ptr_array_index (fixture->history->messages, 1);
  own->time_ms = g_get_real_time () / 1000 - age_s * 1000;
  fixture_come_online (fixture);
  fixture_serve (fixture);
  return fixture;
}

static gboolean
can_delete (Fixture *fixture, guint position)
{
  g_autoptr (CordialMessage) message = fixture_get_message (fixture_get_ben (fixture), position);

  return cordial_conversation_can_delete_for_all (fixture_get_ben (fixture), message);
}

static void
test_limit (void)
{
  g_autoptr (Fixture) fixture = new_conversation (60);

  g_assert_false (can_delete (fixture, 0));
  g_assert_true (can_delete (fixture, 1));
  fake_protocol_set_delete_limit_s (fixture->protocol, 600);
  g_assert_true (can_delete (fixture, 1));
  fake_protocol_set_delete_limit_s (fixture->protocol, 30);
  g_assert_false (can_delete (fixture, 1));
  fake_protocol_set_delete_limit_s (fixture->protocol, 0);
  g_assert_true (can_delete (fixture, 1));
}

static void
test_right (void)
{
  g_autoptr (Fixture) fixture = new_conversation (60);
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);

  record->fields = CORDIAL_CONVERSATION_HAS_ERASES;
  record->erases_nothing = TRUE;
  g_signal_emit_by_name (fixture->protocol, "conversation", record);
  g_assert_false (can_delete (fixture, 1));
  record->erases_nothing = FALSE;
  g_signal_emit_by_name (fixture->protocol, "conversation", record);
  g_assert_true (can_delete (fixture, 1));
}

/* Whoever has the right in a group keeps it in order for everybody. */
static void
test_group (void)
{
  g_autoptr (Fixture) fixture = new_conversation (60);
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (BEN);

  record->fields = CORDIAL_CONVERSATION_HAS_KIND | CORDIAL_CONVERSATION_HAS_ERASES;
  record->kind = CORDIAL_CONVERSATION_GROUP;
  g_signal_emit_by_name (fixture->protocol, "conversation", record);
  g_assert_true (can_delete (fixture, 0));
  g_assert_true (can_delete (fixture, 1));
  fake_protocol_set_delete_limit_s (fixture->protocol, 30);
  g_assert_false (can_delete (fixture, 0));
  fake_protocol_set_delete_limit_s (fixture->protocol, 0);
  record->erases_nothing = TRUE;
  g_signal_emit_by_name (fixture->protocol, "conversation", record);
  g_assert_false (can_delete (fixture, 0));
  g_assert_false (can_delete (fixture, 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/work/erasing/limit", test_limit);
  g_test_add_func ("/work/erasing/right", test_right);
  g_test_add_func ("/work/erasing/group", test_group);
  return g_test_run ();
}
