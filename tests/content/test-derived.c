/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Replies, forwards and edits: what of one message is in another.
 */

#include "cordial-markup.h"

#include <string.h>

static CordialContent *
new_rich (void)
{
  CordialContent *content = cordial_content_new_typed ("*bold* and https://example.org", NULL);
  CordialAttachment *picture = cordial_content_add_attachment (content, CORDIAL_ATTACHMENT_PICTURE);
  CordialAttachment *card = cordial_content_add_attachment (content, CORDIAL_ATTACHMENT_CARD);
  CordialQuote *quote = cordial_content_add_quote (content);

  picture->name = g_strdup ("cat.jpg");
  picture->bytes = g_bytes_new_take (g_strnfill (100000, 'x'), 100000);
  picture->preview = g_bytes_new_static ("small", 5);
  card->card = cordial_card_new ();
  card->card->name = g_strdup ("Ada");
  cordial_card_add_contact (card->card)->value = g_strdup ("ada@example.org");
  ((CordialCardContact *) card->card->contacts->pdata[0])->protocol = g_strdup ("email");
  quote->message.number = 3;
  quote->sender_name = g_strdup ("Ben");
  quote->body = cordial_content_new ("a secret");
  cordial_content_finish (content);
  return content;
}

static void
test_reply (void)
{
  g_autoptr (CordialContent) answered = new_rich ();
  g_autoptr (CordialContent) said = cordial_content_new_typed ("_yes_", NULL);
  g_autoptr (CordialContent) reply = cordial_content_new_reply (said, answered, 12, "usrBen", "Ben");
  const CordialContent *body = reply->quote->body;
  const CordialAttachment *picture = body->attachments->pdata[0];

  g_assert_cmpstr (reply->text, ==, "yes");
  g_assert_cmpuint (reply->spans->len, ==, 1);
  g_assert_cmpuint (reply->attachments->len, ==, 0);
  g_assert_cmpint (reply->quote->message.number, ==, 12);
  g_assert_null (reply->quote->message.conversation_id);
  g_assert_cmpstr (reply->quote->sender_id, ==, "usrBen");
  g_assert_cmpstr (reply->quote->sender_name, ==, "Ben");
  g_assert_cmpstr (body->text, ==, "bold and https://example.org");
  g_assert_null (body->quote);
  g_assert_cmpuint (body->attachments->len, ==, 1);
  g_assert_cmpstr (picture->name, ==, "cat.jpg");
  g_assert_cmpuint (g_bytes_get_size (picture->bytes), ==, 5);
  g_assert_null (picture->preview);
}

static void
test_long_reply (void)
{
  g_autoptr (GString) text = g_string_new ("one\ntwo\t");
  g_autoptr (CordialContent) answered = NULL, reply = NULL, said = cordial_content_new ("yes"), call = NULL,
                             to_call = NULL;

  for (guint i = 0; i < 500; i++)
    g_string_append (text, "👨‍👩‍👧‍👦");
  answered = cordial_content_new (text->str);
  reply = cordial_content_new_reply (said, answered, 1, NULL, NULL);
  g_assert_true (
    g_str_has_prefix (reply->quote->body->text, "one two 👨‍👩‍👧‍👦👨‍👩‍👧‍👦"));
  g_assert_true (g_str_has_suffix (reply->quote->body->text, "👨‍👩‍👧‍👦…"));
  g_assert_cmpuint (strlen (reply->quote->body->text), <, 3000);
  call = cordial_content_new ("");
  cordial_content_add_call (call)->outcome = CORDIAL_CALL_MISSED;
  to_call = cordial_content_new_reply (said, call, 1, NULL, NULL);
  g_assert_cmpstr (to_call->quote->body->text, ==, "[Missed call]");
}

static void
test_forward (void)
{
  g_autoptr (CordialContent) content = new_rich ();
  CordialMessageReference origin = { (char *) "grpA", 7 }, second = { (char *) "grpB", 8 };
  g_autoptr (CordialContent) forward = cordial_content_new_forward (content, &origin, "usrBen", "Ben");
  g_autoptr (CordialContent) again = cordial_content_new_forward (forward, &second, "usrAda", "Ada");

  g_assert_cmpstr (forward->text, ==, content->text);
  g_assert_cmpuint (forward->spans->len, ==, content->spans->len);
  for (guint i = 0; i < content->spans->len; i++)
    g_assert_true (cordial_text_span_equal (forward->spans->pdata[i], content->spans->pdata[i]));
  g_assert_cmpuint (forward->attachments->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_true (cordial_attachment_equal (forward->attachments->pdata[i], content->attachments->pdata[i]));
  g_assert_null (forward->quote);
  g_assert_cmpstr (forward->forward->message.conversation_id, ==, "grpA");
  g_assert_cmpint (forward->forward->message.number, ==, 7);
  g_assert_cmpstr (forward->forward->sender_name, ==, "Ben");
  g_assert_cmpstr (again->forward->sender_id, ==, "usrBen");
  g_assert_cmpstr (again->forward->message.conversation_id, ==, "grpB");
}

static void
test_edit (void)
{
  g_autoptr (CordialContent) original = new_rich ();
  g_autoptr (CordialContent) said = cordial_content_new_typed ("~no~", NULL);
  g_autoptr (CordialContent) edit = cordial_content_new_edit (said, original);

  g_assert_cmpstr (edit->text, ==, "no");
  g_assert_cmpuint (edit->spans->len, ==, 1);
  g_assert_cmpuint (edit->attachments->len, ==, 2);
  g_assert_cmpstr (edit->quote->body->text, ==, "a secret");
  g_assert_cmpint (edit->quote->message.number, ==, 3);
  g_assert_null (edit->forward);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/derived/reply", test_reply);
  g_test_add_func ("/derived/long-reply", test_long_reply);
  g_test_add_func ("/derived/forward", test_forward);
  g_test_add_func ("/derived/edit", test_edit);
  return g_test_run ();
}
