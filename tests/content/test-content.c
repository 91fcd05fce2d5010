/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a message holds: the one form that it is brought into, and the three texts that stand for it.
 */

#include "cordial-content.h"
#include "cordial-line.h"

#include <string.h>

static void
assert_texts (CordialContent *content, const char *text, const char *preview, const char *spoken)
{
  g_autofree char *said_text = NULL, *said_preview = NULL, *said_spoken = NULL;

  cordial_content_finish (content);
  said_text = cordial_content_dup_text (content);
  said_preview = cordial_content_dup_preview (content);
  said_spoken = cordial_content_dup_spoken (content, FALSE);
  g_assert_cmpstr (said_text, ==, text);
  g_assert_cmpstr (said_preview, ==, preview);
  g_assert_cmpstr (said_spoken, ==, spoken);
}

static void
test_texts (void)
{
  g_autoptr (CordialContent) plain = cordial_content_new (" two\nlines  ");
  g_autoptr (CordialContent) empty = cordial_content_new ("");
  g_autoptr (CordialContent) blank = cordial_content_new (" \n ");
  g_autoptr (CordialContent) unreadable = cordial_content_new_unreadable ("{}");

  assert_texts (plain, " two\nlines  ", "two lines", "two\nlines");
  assert_texts (empty, "[Empty message]", "[Empty message]", "Empty message");
  assert_texts (blank, "[Empty message]", "[Empty message]", "Empty message");
  assert_texts (unreadable, "[A message that cannot be shown]", "[A message that cannot be shown]",
                "A message that cannot be shown");
  g_assert_true (cordial_content_is_empty (empty));
  g_assert_false (cordial_content_is_empty (blank));
  g_assert_false (cordial_content_is_empty (unreadable));
}

static void
test_attachments (void)
{
  g_autoptr (CordialContent) content = cordial_content_new ("look\nhere");
  CordialAttachment *card;

  cordial_content_add_attachment (content, CORDIAL_ATTACHMENT_PICTURE)->name = g_strdup ("cat.jpg");
  cordial_content_add_attachment (content, CORDIAL_ATTACHMENT_SOUND)->duration_ms = 61400;
  cordial_content_add_attachment (content, CORDIAL_ATTACHMENT_VIDEO)->duration_ms = 1000;
  cordial_content_add_attachment (content, CORDIAL_ATTACHMENT_FILE)->name = g_strdup ("a b.txt");
  card = cordial_content_add_attachment (content, CORDIAL_ATTACHMENT_CARD);
  card->card = cordial_card_new ();
  card->card->name = g_strdup ("Ann");
  cordial_content_add_attachment (content, CORDIAL_ATTACHMENT_UNKNOWN);
  assert_texts (
    content,
    "look\nhere\n[Image: cat.jpg]\n[Voice message]\n[Video]\n[File: a b.txt]\n[Contact: Ann]\n[Something that cannot be shown]",
    "look here [Image: cat.jpg] [Voice message] [Video] [File: a b.txt] [Contact: Ann] [Something that cannot be shown]",
    "look\nhere\nImage: cat.jpg\nVoice message, 1 minute 1 second\nVideo, 1 second\nFile: a b.txt\nContact: Ann\n"
    "Something that cannot be shown");
}

static void
test_origin (void)
{
  g_autoptr (CordialContent) content = cordial_content_new ("me too");

  cordial_content_add_forward (content)->sender_name = g_strdup ("Bob");
  cordial_content_add_quote (content)->sender_name = g_strdup ("Ann");
  content->quote->body = cordial_content_new ("I like\nit");
  assert_texts (content, "me too", "➦ me too", "Forwarded from Bob\nReply to Ann\n“I like it”\nme too");
}

static void
test_call (void)
{
  static const struct
  {
    CordialCallOutcome outcome;
    const char *text;
  } cases[] = {
    { CORDIAL_CALL_UNKNOWN, "[Call]" },
    { CORDIAL_CALL_STARTED, "[Call]" },
    { CORDIAL_CALL_ACCEPTED, "[Call]" },
    { CORDIAL_CALL_FINISHED, "[Call]" },
    { CORDIAL_CALL_MISSED, "[Missed call]" },
    { CORDIAL_CALL_DECLINED, "[Declined call]" },
    { CORDIAL_CALL_BUSY, "[Call while the line was busy]" },
    { CORDIAL_CALL_DISCONNECTED, "[Call that broke off]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CordialContent) content = cordial_content_new (" ");
      g_autofree char *label = NULL, *spoken = NULL;

      cordial_content_add_call (content)->outcome = cases[i].outcome;
      label = cordial_call_dup_label (content->call, FALSE);
      assert_texts (content, cases[i].text, cases[i].text, label);
      content->call->duration_ms = 120000;
      spoken = g_strconcat (label, ", 2 minutes", NULL);
      assert_texts (content, cases[i].text, cases[i].text, spoken);
    }
}

static void
test_form (void)
{
  g_autoptr (CordialContent) content = cordial_content_new ("Agree?\nYes");
  g_autoptr (CordialContent) answer = cordial_content_new ("");

  cordial_content_add_span (content, CORDIAL_TEXT_SPAN_FORM, 0, 10);
  cordial_content_add_span (content, CORDIAL_TEXT_SPAN_BUTTON, 7, 10)->name = g_strdup ("yes");
  assert_texts (content, "Agree?\nYes", "Agree? Yes", "Agree?\nYes\nButton: Yes");
  cordial_content_add_answer (answer)->number = 3;
  assert_texts (answer, "[An answer to a form]", "[An answer to a form]", "An answer to a form");
}

static void
test_preview_is_short (void)
{
  g_autofree char *long_text = g_strnfill (10000, 'x');
  g_autoptr (CordialContent) content = cordial_content_new (long_text);
  g_autofree char *preview = cordial_content_dup_preview (content);

  g_assert_cmpint (g_utf8_strlen (preview, -1), ==, 160);
  g_assert_true (g_str_has_suffix (preview, "x…"));
}

static void
test_single_line (void)
{
  g_autofree char *spaces = cordial_text_to_single_line ("  one\n\n two\t three  ", 100);
  g_autofree char *cut = cordial_text_to_single_line ("abcdefgh", 3);
  g_autofree char *none = cordial_text_to_single_line (NULL, 3);
  g_autofree char *override = cordial_text_to_single_line ("a\u202eb\x01"
                                                           "c",
                                                           10);
  g_autofree char *broken = cordial_text_to_single_line ("a\xff", 10);
  g_autofree char *family = cordial_text_to_single_line ("👩‍👧", 10);

  g_assert_cmpstr (spaces, ==, "one two three");
  g_assert_cmpstr (cut, ==, "abc");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (override, ==, "abc");
  g_assert_true (g_utf8_validate (broken, -1, NULL));
  g_assert_cmpstr (family, ==, "👩‍👧");
}

/* A line of the chat list stays one, and nothing in it turns what stands beside it. */
static void
test_preview_is_one_line (void)
{
  const struct
  {
    const char *text;
    const char *preview;
  } cases[] = {
    { " two\r\n\tlines\xe2\x80\xa8three\xe2\x80\xa9 ", "two lines three" },
    { "gnp\xe2\x80\xae.exe\xe2\x80\xac", "gnp.exe" },
    { "\xef\xbb\xbf\xe2\x81\xa6"
      "a\xe2\x81\xa9",
      "a" },
    { "\xe2\x80\x8e\xe2\x80\x8f", "[Empty message]" },
    /* A joiner makes a family of four, another parts a Persian word. */
    { "👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦" },
    { "می‌خواهم", "می‌خواهم" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CordialContent) content = cordial_content_new (cases[i].text);
      g_autofree char *preview = cordial_content_dup_preview (content);

      g_assert_cmpstr (preview, ==, cases[i].preview);
    }
}

static void
test_one_form (void)
{
  g_autoptr (CordialContent) content = cordial_content_new ("ae\xcc\x81 x\ny");
  CordialTextSpan *span;

  /* Within the second character; outside; reversed; twice; a script for a link; code over two lines. */
  cordial_content_add_span (content, CORDIAL_TEXT_SPAN_BOLD, 2, 3);
  cordial_content_add_span (content, CORDIAL_TEXT_SPAN_BOLD, 100, 200);
  cordial_content_add_span (content, CORDIAL_TEXT_SPAN_BOLD, 3, 1);
  cordial_content_add_span (content, CORDIAL_TEXT_SPAN_ITALIC, 0, 1);
  cordial_content_add_span (content, CORDIAL_TEXT_SPAN_ITALIC, 0, 1);
  cordial_content_add_span (content, CORDIAL_TEXT_SPAN_LINK, 0, 4)->target = g_strdup ("javascript:alert(1)");
  cordial_content_add_span (content, CORDIAL_TEXT_SPAN_LINK, 0, 4)->target = g_strdup ("mailto:a@example.org");
  cordial_content_add_span (content, CORDIAL_TEXT_SPAN_CODE, 5, G_MAXSIZE);
  cordial_content_add_span (content, CORDIAL_TEXT_SPAN_STRIKE, 6, 8);
  cordial_content_finish (content);
  g_assert_cmpuint (content->spans->len, ==, 5);
  span = content->spans->pdata[0];
  g_assert_cmpint (span->kind, ==, CORDIAL_TEXT_SPAN_LINK);
  g_assert_cmpstr (span->target, ==, "mailto:a@example.org");
  span = content->spans->pdata[1];
  g_assert_cmpint (span->kind, ==, CORDIAL_TEXT_SPAN_ITALIC);
  span = content->spans->pdata[2];
  g_assert_cmpint (span->kind, ==, CORDIAL_TEXT_SPAN_BOLD);
  g_assert_cmpuint (span->start, ==, 1);
  g_assert_cmpuint (span->end, ==, 4);
  span = content->spans->pdata[3];
  g_assert_cmpint (span->kind, ==, CORDIAL_TEXT_SPAN_CODE_BLOCK);
  g_assert_cmpuint (span->end, ==, strlen (content->text));
  span = content->spans->pdata[4];
  g_assert_cmpint (span->kind, ==, CORDIAL_TEXT_SPAN_STRIKE);
  g_assert_cmpuint (span->start, ==, 7);
}

static void
test_bounds (void)
{
  g_autofree char *text = g_strnfill (2 * CORDIAL_CONTENT_MAX_TEXT_BYTES, 'x');
  g_autoptr (CordialContent) content = NULL;

  /* Cut before a character that would not be whole. */
  memcpy (text + CORDIAL_CONTENT_MAX_TEXT_BYTES - 1, "é", 2);
  content = cordial_content_new (text);
  for (guint i = 0; i < 2 * CORDIAL_CONTENT_MAX_SPANS; i++)
    cordial_content_add_span (content, CORDIAL_TEXT_SPAN_BOLD, i, i + 1);
  for (guint i = 0; i < 2 * CORDIAL_CONTENT_MAX_ATTACHMENTS; i++)
    cordial_content_add_attachment (content, CORDIAL_ATTACHMENT_FILE);
  cordial_content_finish (content);
  g_assert_cmpuint (strlen (content->text), ==, CORDIAL_CONTENT_MAX_TEXT_BYTES - 1);
  g_assert_true (g_utf8_validate (content->text, -1, NULL));
  g_assert_cmpuint (content->spans->len, ==, CORDIAL_CONTENT_MAX_SPANS);
  g_assert_cmpuint (content->attachments->len, ==, CORDIAL_CONTENT_MAX_ATTACHMENTS);
}

static CordialContent *
make_full (guint difference)
{
  CordialContent *content = cordial_content_new (difference == 0 ? "other" : "text");
  CordialAttachment *attachment = cordial_content_add_attachment (content, CORDIAL_ATTACHMENT_CARD);

  cordial_content_add_span (content, CORDIAL_TEXT_SPAN_MENTION, 0, 4)->target =
    g_strdup (difference == 1 ? "other" : "usrA");
  attachment->reference = g_strdup (difference == 2 ? "/other" : "/v0/file/s/a");
  attachment->card = cordial_card_new ();
  attachment->card->photo = difference == 3 ? NULL : g_bytes_new_static ("a", 1);
  cordial_card_add_contact (attachment->card)->value = g_strdup (difference == 4 ? "other" : "+1");
  cordial_content_add_quote (content)->message.number = difference == 5 ? 8 : 7;
  content->quote->body = cordial_content_new (difference == 6 ? "other" : "body");
  cordial_content_add_forward (content)->message.conversation_id = g_strdup (difference == 7 ? "other" : "grpA");
  cordial_content_add_answer (content)->value = g_strdup (difference == 8 ? "other" : "yes");
  cordial_content_add_call (content)->audio_only = difference != 9;
  content->replaces = difference == 10 ? 2 : 1;
  content->unreadable = g_strdup (difference == 11 ? "[]" : NULL);
  cordial_content_finish (content);
  return content;
}

static void
test_equal (void)
{
  g_autoptr (CordialContent) content = make_full (G_MAXUINT);
  g_autoptr (CordialContent) same = make_full (G_MAXUINT);

  g_assert_true (cordial_content_equal (content, same));
  for (guint i = 0; i <= 11; i++)
    {
      g_autoptr (CordialContent) other = make_full (i);

      g_assert_false (cordial_content_equal (content, other));
      g_assert_false (cordial_content_equal (other, content));
    }
}

static void
test_strangers_names (void)
{
  static const struct
  {
    const char *name, *clean;
  } names[] = {
    { "cat.jpg", "cat.jpg" },
    { "/etc/passwd", "passwd" },
    { "..\\..\\cat.jpg", "cat.jpg" },
    { "..", NULL },
    { "", NULL },
    { "/", NULL },
    { NULL, NULL },
    { " a\tb\n", "a b" },
    { "photo\xe2\x80\xaegpj.exe", "photogpj.exe" },
    { "folder/", "folder" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *clean = cordial_dup_file_name (names[i].name);

      g_assert_cmpstr (clean, ==, names[i].clean);
    }
  {
    g_autofree char *begun = g_strnfill (300, 'a'), *name = g_strconcat (begun, ".pdf.exe", NULL);
    g_autofree char *clean = cordial_dup_file_name (name);

    g_assert_cmpint (g_utf8_strlen (clean, -1), ==, 120);
    g_assert_true (g_str_has_prefix (clean, "aaaa"));
    g_assert_true (g_str_has_suffix (clean, "aaa.pdf.exe"));
  }
  g_assert_true (cordial_is_link ("HTTPS://example.org"));
  g_assert_true (cordial_is_link ("tel:+1"));
  g_assert_false (cordial_is_link ("javascript:alert(1)"));
  g_assert_false (cordial_is_link ("data:text/html,x"));
  g_assert_false (cordial_is_link ("https:"));
  g_assert_false (cordial_is_link ("https://a\nb"));
  g_assert_true (cordial_is_reference ("/v0/file/s/a"));
  g_assert_true (cordial_is_reference ("https://example.org/a"));
  g_assert_false (cordial_is_reference ("//example.org/a"));
  g_assert_false (cordial_is_reference ("/\\example.org/a"));
  g_assert_false (cordial_is_reference ("file:///etc/passwd"));
  g_assert_false (cordial_is_reference (""));
}

/* Whatever wrote the card; never what is no person's id. */
static void
test_card_ids (void)
{
  static const struct
  {
    const char *protocol;
    const char *value;
    const char *id;
  } cases[] = {
    { "tinode", "tinode:///id/usrAda", "usrAda" },
    { "tinode", "tinode:topic/usrAda-_1", "usrAda-_1" },
    { "tinode", "tinode:usrAda", "usrAda" },
    { "tinode", "usrAda", "usrAda" },
    { "tinode", "tinode:///id/grpTea", NULL },
    { "tinode", "tinode:///id/usr", NULL },
    { "tinode", "tinode:///id/me", NULL },
    { "tinode", "tinode:///id/usrA da", NULL },
    { "tinode", "", NULL },
    { "email", "usrAda", NULL },
  };
  g_autofree char *again = NULL;
  CordialCard *own = cordial_card_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CordialCard *card = cordial_card_new ();
      CordialCardContact *contact = cordial_card_add_contact (card);
      g_autofree char *id = NULL;

      contact->protocol = g_strdup (cases[i].protocol);
      contact->value = g_strdup (cases[i].value);
      id = cordial_card_dup_user_id (card);
      g_assert_cmpstr (id, ==, cases[i].id);
      cordial_card_free (card);
    }
  cordial_card_set_user_id (own, "usrBea");
  again = cordial_card_dup_user_id (own);
  g_assert_cmpstr (again, ==, "usrBea");
  cordial_card_free (own);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/content/texts", test_texts);
  g_test_add_func ("/content/attachments", test_attachments);
  g_test_add_func ("/content/origin", test_origin);
  g_test_add_func ("/content/call", test_call);
  g_test_add_func ("/content/form", test_form);
  g_test_add_func ("/content/preview-is-short", test_preview_is_short);
  g_test_add_func ("/content/preview-is-one-line", test_preview_is_one_line);
  g_test_add_func ("/content/single-line", test_single_line);
  g_test_add_func ("/content/one-form", test_one_form);
  g_test_add_func ("/content/bounds", test_bounds);
  g_test_add_func ("/content/equal", test_equal);
  g_test_add_func ("/content/strangers-names", test_strangers_names);
  g_test_add_func ("/content/card-ids", test_card_ids);
  return g_test_run ();
}
