/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a message holds, and the words that stand for it in the list of chats: read when they are wanted, named where there is
 * nothing to show, and the same after a restart.
 */

#include "fixture.h"

/* Ben says something that is more than its text. */
static void
hear (Fixture *fixture, const char *text, const char *content, const char *head)
{
  gint64 seq = history_add (fixture->history, BEN, text, NULL);
  CordialMessageRecord *message = fixture->history->messages->pdata[seq - 1];

  message->content = g_strdup (content);
  message->head = g_strdup (head);
  fake_protocol_report_message (fixture->protocol, message);
  fixture_settle_store (fixture);
}

static void
assert_preview (Fixture *fixture, const char *preview)
{
  g_assert_cmpstr (cordial_conversation_get_preview (fixture_get_ben (fixture)), ==, preview);
}

static void
assert_preview_twice (Fixture *fixture, const char *preview)
{
  assert_preview (fixture, preview);
  fixture_restart (fixture);
  assert_preview (fixture, preview);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  assert_preview (fixture, preview);
}

static void
test_kinds (void)
{
  const struct
  {
    const char *content;
    const char *text;
    const char *spoken;
  } cases[] = {
    { "picture sea.jpg", "[Image: sea.jpg]", "Image: sea.jpg" },
    { "file list.pdf", "[File: list.pdf]", "File: list.pdf" },
    { "sound x", "[Voice message]", "Voice message" },
    { "card x", "[Contact]", "Contact" },
    { "unknown x", "[Something that cannot be shown]", "Something that cannot be shown" },
    { "", "[Empty message]", "Empty message" },
  };
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CordialMessage) message = NULL;
      g_autofree char *spoken = NULL, *property = NULL;

      hear (fixture, cases[i].text, cases[i].content, NULL);
      message = fixture_get_message (fixture_get_ben (fixture), 3 + i);
      g_assert_true (cordial_message_get_content (message) == cordial_message_get_content (message));
      g_assert_cmpstr (cordial_message_get_text (message), ==, cases[i].text);
      g_object_get (message, "text", &property, NULL);
      g_assert_cmpstr (property, ==, cases[i].text);
      spoken = cordial_content_dup_spoken (cordial_message_get_content (message), FALSE);
      g_assert_cmpstr (spoken, ==, cases[i].spoken);
      assert_preview_twice (fixture, cases[i].text);
    }
}

/* What an older version kept, or another client sent, may be nothing. */
static void
test_never_empty (void)
{
  const char *texts[] = { "", " ", "\n\n", "\xe2\x80\x8e" };
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (CordialMessage) message = NULL;

      hear (fixture, texts[i], NULL, NULL);
      message = fixture_get_message (fixture_get_ben (fixture), 3 + i);
      g_assert_cmpstr (cordial_message_get_text (message), !=, "");
      assert_preview_twice (fixture, "[Empty message]");
    }
}

static void
test_forwarded (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);

  hear (fixture, "hello", NULL, "Eve");
  assert_preview_twice (fixture, "➦ hello");
  /* What is long is not read for it. */
  hear (fixture, "words beside a picture", "picture sea.jpg", NULL);
  assert_preview_twice (fixture, "words beside a picture");
}

static void
test_long (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (3);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CordialMessage) message = NULL;
  g_autofree char *preview = NULL;

  while (text->len < 100000)
    g_string_append (text, "👨‍👩‍👧‍👦");
  hear (fixture, text->str, NULL, NULL);
  preview = g_strdup (cordial_conversation_get_preview (fixture_get_ben (fixture)));
  g_assert_true (g_utf8_validate (preview, -1, NULL));
  g_assert_cmpuint (strlen (preview), <, 5000);
  assert_preview_twice (fixture, preview);
  message = fixture_get_message (fixture_get_ben (fixture), 3);
  g_assert_cmpstr (cordial_message_get_text (message), ==, text->str);
}

/* A list of chats reads what it shows, not the pages around it: what changes in them is seen when they are looked at. */
static void
test_reads_no_page (void)
{
  g_autoptr (Fixture) fixture = fixture_new_online (40);
  g_autoptr (CordialMessage) message = NULL;

  fixture_restart (fixture);
  fixture_come_online (fixture);
  fixture_serve (fixture);
  hear (fixture, "new", NULL, NULL);
  g_signal_emit_by_name (fixture->protocol, "receipt", BEN, BEN, CORDIAL_RECEIPT_READ, (gint64) 30);
  fixture_say (fixture_get_ben (fixture), "of ours");
  fixture_serve (fixture);
  g_signal_emit_by_name (fixture->protocol, "receipt", BEN, BEN, CORDIAL_RECEIPT_READ, (gint64) 42);
  assert_preview (fixture, "of ours");
  g_signal_emit_by_name (fixture->protocol, "deleted", BEN, (gint64) 41, (gint64) 42);
  fixture_settle_store (fixture);
  assert_preview (fixture, "message 40");

  fixture_execute (fixture, "UPDATE message SET text = 'read now' WHERE seq = 39");
  message = fixture_get_message (fixture_get_ben (fixture), 38);
  g_assert_cmpstr (cordial_message_get_text (message), ==, "read now");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/content/kinds", test_kinds);
  g_test_add_func ("/model/content/never-empty", test_never_empty);
  g_test_add_func ("/model/content/forwarded", test_forwarded);
  g_test_add_func ("/model/content/long", test_long);
  g_test_add_func ("/model/content/reads-no-page", test_reads_no_page);
  return g_test_run ();
}
