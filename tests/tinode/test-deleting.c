/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Deletions on Tinode's wire: ours, and those that a server tells of, also of the time when we were away.
 */

#include "script.h"

/* Whether that one is still there is asked. */
static void
expect_look (Script *script, gint64 wanted)
{
  JsonObject *data = cordial_packet_get_object (script_expect (script, "get"), "data");
  gint64 since, before;

  g_assert_true (cordial_packet_get_int (data, "since", &since) && cordial_packet_get_int (data, "before", &before));
  g_assert_cmpint (since, ==, wanted);
  g_assert_cmpint (before, ==, wanted + 1);
}

static void
test_delete (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  const gint64 wanted[] = { 7, 9 };
  JsonObject *del;
  JsonArray *ranges;

  script_sign_in (script);
  g_array_append_vals (seqs, wanted, 2);
  cordial_protocol_delete_async (script->protocol, "usrBen", seqs, TRUE, NULL, script_on_answer, &result);
  script_attach (script, "usrBen");
  del = script_expect (script, "del");
  g_assert_cmpstr (json_object_get_string_member (del, "what"), ==, "msg");
  g_assert_true (json_object_get_boolean_member (del, "hard"));
  ranges = json_object_get_array_member (del, "delseq");
  g_assert_cmpuint (json_array_get_length (ranges), ==, 2);
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (ranges, 1), "low"), ==, 9);
  script_answer (script, 200, "{\"del\":3}");
  expect_look (script, 7);
  script_answer (script, 204, "{\"what\":\"data\",\"count\":0}");
  test_wait_until (result != NULL);
  g_assert_true (cordial_protocol_delete_finish (script->protocol, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);

  cordial_protocol_delete_async (script->protocol, "usrBen", seqs, FALSE, NULL, script_on_answer, &result);
  del = script_expect (script, "del");
  g_assert_false (json_object_has_member (del, "hard"));
  script_answer (script, 403, NULL);
  test_wait_until (result != NULL);
  g_assert_false (cordial_protocol_delete_finish (script->protocol, result, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED);
}

/* A server that detached us is no server that refused. */
static void
test_delete_detached (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  const gint64 seq = 7;

  script_sign_in (script);
  g_array_append_val (seqs, seq);
  cordial_protocol_delete_async (script->protocol, "usrBen", seqs, FALSE, NULL, script_on_answer, &result);
  script_attach (script, "usrBen");
  script_expect (script, "del");
  script_answer (script, 409, NULL);
  script_expect_catching_up (script);
  script_attach (script, "usrBen");
  script_catch_up (script);
  script_expect (script, "del");
  script_answer (script, 409, NULL);
  test_wait_until (result != NULL);
  g_assert_false (cordial_protocol_delete_finish (script->protocol, result, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_TRY_LATER);
}

/* A Tinode server says that it is done where it has left for everybody what is old, or deleted it for one only. */
static void
test_delete_softened (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GAsyncResult) old = NULL, forbidden = NULL, for_self = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  const gint64 seq = 7;

  script_sign_in (script);
  g_array_append_val (seqs, seq);
  cordial_protocol_delete_async (script->protocol, "usrBen", seqs, TRUE, NULL, script_on_answer, &old);
  script_attach (script, "usrBen");
  script_expect (script, "del");
  script_answer (script, 200, "{\"del\":3}");
  expect_look (script, 7);
  script_say (script, "{\"data\":{\"topic\":\"usrBen\",\"from\":\"usrAda\",\"seq\":7,\"content\":\"old\"}}");
  script_answer (script, 200, "{\"what\":\"data\",\"count\":1}");
  test_wait_until (old != NULL);
  g_assert_false (cordial_protocol_delete_finish (script->protocol, old, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED);
  g_clear_error (&error);

  script_say_mode (script, "JRWPA");
  script_settle (script);
  cordial_protocol_delete_async (script->protocol, "usrBen", seqs, TRUE, NULL, script_on_answer, &forbidden);
  test_wait_until (forbidden != NULL);
  g_assert_false (cordial_protocol_delete_finish (script->protocol, forbidden, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED);
  g_assert_false (script_has_more (script));
  g_clear_error (&error);
  cordial_protocol_delete_async (script->protocol, "usrBen", seqs, FALSE, NULL, script_on_answer, &for_self);
  script_expect (script, "del");
  script_answer (script, 200, "{\"del\":4}");
  test_wait_until (for_self != NULL);
  g_assert_true (cordial_protocol_delete_finish (script->protocol, for_self, &error));
  g_assert_no_error (error);
}

static void
expect_deletions_asked (Script *script, gint64 wanted)
{
  JsonObject *body = script_expect (script, "get");
  gint64 since;

  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "usrBen");
  g_assert_cmpstr (cordial_packet_get_string (body, "what"), ==, "del");
  g_assert_true (cordial_packet_get_int (cordial_packet_get_object (body, "del"), "since", &since));
  g_assert_cmpint (since, ==, wanted);
}

static void
say_deletions (Script *script, gint64 clear, const char *ranges)
{
  script_say (
    script, "{\"meta\":{\"id\":\"%s\",\"topic\":\"usrBen\",\"del\":{\"clear\":%" G_GINT64_FORMAT ",\"delseq\":[%s]}}}",
    script->id, clear, ranges);
}

static void
test_deleted (void)
{
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  /* On `me` there is only the number of the deletion: what it took is told to those who attach. */
  script_say (script, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"del\",\"clear\":3}}");
  g_assert_cmpint (script_expect_attaching (script), ==, 1);
  script_answer (script, 200, NULL);
  say_deletions (script, 3, "{\"low\":2},{\"low\":4,\"hi\":7},{\"low\":9,\"hi\":3},{\"low\":-1},{},7");
  script_wait_told (script, "deleted usrBen 2-2");
  script_wait_told (script, "deleted usrBen 4-6");
  script_say (script, "{\"pres\":{\"topic\":\"usrBen\",\"src\":\"usrAda\",\"what\":\"del\",\"clear\":4,"
                      "\"delseq\":[{\"low\":8,\"hi\":10}]}}");
  script_wait_told (script, "deleted usrBen 8-9");
  /* The newest of an answer may go on in the next. */
  script_wait_told (script, "deletions known usrBen 2");
  g_assert_cmpuint (script->told->len, ==, 4);
}

/* Made while we were away: as many as there are, in answers that are cut anywhere, with ranges that overlap. */
static void
test_deleted_away (void)
{
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  cordial_protocol_mark_async (script->protocol, "usrBen", CORDIAL_RECEIPT_READ, 10, NULL, NULL, NULL);
  g_assert_cmpint (script_expect_attaching (script), ==, 1);
  script_answer (script, 200, NULL);
  /* Cut in the midst of deletion 5: a thousand ranges that meet are told as one. */
  say_deletions (script, 5, "{\"low\":1,\"hi\":3}");
  script_expect (script, "note");
  expect_deletions_asked (script, 5);
  say_deletions (script, 7, "{\"low\":2,\"hi\":4},{\"low\":6}");
  expect_deletions_asked (script, 7);
  say_deletions (script, 7, "{\"low\":6},{\"low\":8}");
  expect_deletions_asked (script, 8);
  script_answer (script, 204, "{\"what\":\"del\"}");
  script_wait_told (script, "deleted usrBen 1-2");
  script_wait_told (script, "deleted usrBen 2-3");
  script_wait_told (script, "deleted usrBen 8-8");
  g_assert_true (script_was_told (script, "deletions known usrBen 4"));
  g_assert_true (script_was_told (script, "deletions known usrBen 6"));
  g_assert_true (script_was_told (script, "deletions known usrBen 7"));
  script_settle (script);
  g_assert_false (script_has_more (script));

  /* Known by now: nothing is told twice. One that the roster knows of is asked for. */
  script_say (script, "{\"meta\":{\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,\"clear\":7}]}}");
  script_settle (script);
  g_assert_false (script_has_more (script));
  script_say (script, "{\"meta\":{\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,\"clear\":9}]}}");
  expect_deletions_asked (script, 8);
  /* An answer from before what was asked ends it, whatever it says. */
  say_deletions (script, 2, "{\"low\":9}");
  script_settle (script);
  g_assert_false (script_has_more (script));

  /* A server that has forgotten some gives their numbers again. */
  script_say (script, "{\"meta\":{\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,\"clear\":4}]}}");
  expect_deletions_asked (script, 1);
  g_assert_true (script_was_told (script, "deletions known usrBen 0"));
}

/* Up to where they are known from an earlier run; and what of them shall be told once more. */
static void
test_deletions_known (void)
{
  g_autoptr (Script) script = script_new ();

  cordial_protocol_know_deletions (script->protocol, "usrBen", 6);
  script_sign_in (script);
  cordial_protocol_mark_async (script->protocol, "usrBen", CORDIAL_RECEIPT_READ, 10, NULL, NULL, NULL);
  g_assert_cmpint (script_expect_attaching (script), ==, 7);
  script_answer (script, 200, NULL);
  script_expect (script, "note");
  script_settle (script);
  g_assert_false (script_has_more (script));
  cordial_protocol_know_deletions (script->protocol, "usrBen", 0);
  expect_deletions_asked (script, 1);
}

int
main (int argc, char *argv[])
{
  test_main_init (&argc, &argv);
  g_test_add_func ("/tinode/deleting/delete", test_delete);
  g_test_add_func ("/tinode/deleting/delete-detached", test_delete_detached);
  g_test_add_func ("/tinode/deleting/delete-softened", test_delete_softened);
  g_test_add_func ("/tinode/deleting/deleted", test_deleted);
  g_test_add_func ("/tinode/deleting/deleted-away", test_deleted_away);
  g_test_add_func ("/tinode/deleting/deletions-known", test_deletions_known);
  return g_test_run ();
}
