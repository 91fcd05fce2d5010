/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drafty both ways. The cases of drafty-cases.json are the inputs of the official SDK's own tests (tinode-js, src/drafty.test.js) and of
 * the official server's (server/drafty/drafty_test.go); "markup" is what the SDK's toMarkdown() makes of them. It differs where the SDK
 * writes a line break over a letter or drops one of two styles that overlap, which here does not happen; attachments are left out of it.
 */

#include "cordial-drafty.h"

#include <string.h>

static CordialContent *
read_json (const char *content, const char *head)
{
  g_autoptr (JsonNode) node = json_from_string (content, NULL);
  g_autoptr (JsonNode) head_node = head ? json_from_string (head, NULL) : NULL;

  g_assert_nonnull (node);
  g_assert_true (!head || head_node);
  return cordial_drafty_read (node, head_node ? json_node_get_object (head_node) : NULL);
}

static char *
write_json (CordialContent *content, char **head_text)
{
  g_autoptr (JsonObject) head = json_object_new ();
  g_autoptr (JsonNode) node = cordial_drafty_write (content, head);
  g_autoptr (JsonNode) head_node = json_node_init_object (json_node_alloc (), head);

  *head_text = json_to_string (head_node, FALSE);
  return json_to_string (node, FALSE);
}

static void
assert_same_again (CordialContent *content)
{
  g_autofree char *head = NULL;
  g_autofree char *json = write_json (content, &head);
  g_autoptr (CordialContent) again = read_json (json, head);

  if (!cordial_content_equal (content, again))
    {
      g_autofree char *again_head = NULL;
      g_autofree char *again_json = write_json (again, &again_head);

      g_error ("not the same again:\n%s\n%s\n%s\n%s", json, head, again_json, again_head);
    }
}

static void
assert_text (const char *content, const char *text)
{
  g_autoptr (CordialContent) held = read_json (content, NULL);
  g_autofree char *shown = cordial_content_dup_text (held);

  g_assert_cmpstr (shown, ==, text);
  assert_same_again (held);
}

/* --- The SDK's cases ---------------------------------------------------------------------------------------------- */

static const char *
sign_of (const CordialTextSpan *span)
{
  switch (span->kind)
    {
    case CORDIAL_TEXT_SPAN_BOLD:
      return "*";
    case CORDIAL_TEXT_SPAN_ITALIC:
      return "_";
    case CORDIAL_TEXT_SPAN_STRIKE:
      return "~";
    case CORDIAL_TEXT_SPAN_CODE:
    case CORDIAL_TEXT_SPAN_CODE_BLOCK:
      return "`";
    default:
      return "";
    }
}

static void
add_markup (GString *markup, const CordialContent *content)
{
  gsize n_bytes = strlen (content->text);

  for (gsize i = 0; i <= n_bytes; i++)
    {
      for (guint n = content->spans->len; n > 0; n--)
        {
          CordialTextSpan *span = content->spans->pdata[n - 1];

          if (span->end == i)
            g_string_append (markup, sign_of (span));
        }
      for (guint n = 0; n < content->spans->len; n++)
        {
          CordialTextSpan *span = content->spans->pdata[n];

          if (span->start == i)
            g_string_append (markup, sign_of (span));
        }
      if (i < n_bytes)
        g_string_append_c (markup, content->text[i]);
    }
}

static char *
to_markup (const CordialContent *content)
{
  g_autoptr (GString) markup = g_string_new (NULL);

  if (content->forward)
    g_string_append_printf (markup, "➦ %s\n", content->forward->sender_name);
  if (content->quote)
    {
      g_string_append_printf (markup, "%s\n", content->quote->sender_name);
      if (content->quote->body)
        add_markup (markup, content->quote->body);
    }
  add_markup (markup, content);
  return g_string_free (g_steal_pointer (&markup), FALSE);
}

static void
test_official (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *cases;

  g_file_get_contents (CASES, &text, NULL, &error);
  g_assert_no_error (error);
  node = json_from_string (text, &error);
  g_assert_no_error (error);
  cases = json_node_get_array (node);
  g_assert_cmpuint (json_array_get_length (cases), >, 50);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      g_autoptr (CordialContent) content = cordial_drafty_read (json_object_get_member (object, "content"), NULL);
      g_autofree char *markup = to_markup (content);
      g_autofree char *shown = cordial_content_dup_text (content);

      g_test_message ("%s", json_object_get_string_member (object, "name"));
      if (json_object_has_member (object, "markup"))
        g_assert_cmpstr (markup, ==, json_object_get_string_member (object, "markup"));
      if (json_object_has_member (object, "text"))
        g_assert_cmpstr (shown, ==, json_object_get_string_member (object, "text"));
      assert_same_again (content);
    }
}

/* --- Text --------------------------------------------------------------------------------------------------------- */

static void
test_text (void)
{
  assert_text ("\"just text\"", "just text");
  assert_text ("\"  kept as it is \"", "  kept as it is ");
  assert_text ("\"two\\r\\nlines\"", "two\nlines");
  assert_text ("{\"txt\":\"one two\",\"fmt\":[{\"at\":3,\"len\":1,\"tp\":\"BR\"}]}", "one\ntwo");
  assert_text ("{\"txt\":\"one two\",\"fmt\":[{\"at\":3,\"len\":1,\"tp\":\"BR\"},{\"at\":3,\"len\":1,\"tp\":\"BR\"}]}",
               "one\ntwo");
  /* Inserted where its length is 0, and never over a letter. */
  assert_text ("{\"txt\":\"onetwo\",\"fmt\":[{\"at\":3,\"tp\":\"BR\"}]}", "one\ntwo");
  assert_text ("{\"txt\":\"onetwo\",\"fmt\":[{\"at\":3,\"len\":1,\"tp\":\"BR\"}]}", "one\ntwo");
  assert_text ("{\"txt\":\"onetwo\",\"fmt\":[{\"at\":3,\"tp\":\"BR\"},{\"at\":3,\"tp\":\"BR\"}]}", "one\n\ntwo");
  assert_text ("{\"txt\":\"one\",\"fmt\":[{\"at\":3,\"tp\":\"BR\"}]}", "one\n");
  /* Hidden. */
  assert_text ("{\"txt\":\"a secret b\",\"fmt\":[{\"at\":1,\"len\":7,\"tp\":\"HD\"}]}", "a b");
  assert_text ("{\"txt\":\"secret\",\"fmt\":[{\"len\":6,\"tp\":\"HD\"}]}", "[Empty message]");
  assert_text ("{\"txt\":\" \",\"fmt\":[{\"len\":1},{\"len\":1,\"tp\":\"HD\"}],\"ent\":[{\"tp\":\"IM\"}]}",
               "[Empty message]");
}

static void
test_clusters (void)
{
  static const char *const lines[] = { "👨‍👩‍👧‍👦",
                                       "e\xcc\x81",
                                       "🏴󠁧󠁢󠁳󠁣󠁴󠁿🇩🇪🇫🇷",
                                       "각",
                                       "क्षि",
                                       "\xd8\x80",
                                       "\xcc\x81mark",
                                       "\xe2\x80\x8djoiner",
                                       "👋🏼" };
  const char *family =
    "{\"txt\":\"👨‍👩‍👧‍👦 and e\xcc\x81 two\",\"fmt\":[{\"at\":1,\"len\":1,\"tp\":\"BR\"},{\"at\":7,\"len\":1,"
    "\"tp\":\"BR\"},{\"at\":0,\"len\":1,\"tp\":\"ST\"},{\"at\":6,\"len\":1,\"tp\":\"EM\"}]}";
  g_autoptr (CordialContent) content = read_json (family, NULL);
  g_autofree char *markup = to_markup (content);

  g_assert_cmpstr (markup, ==, "*👨‍👩‍👧‍👦*\nand _e\xcc\x81_\ntwo");
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    for (guint n = 0; n < G_N_ELEMENTS (lines); n++)
      {
        g_autofree char *text = g_strconcat (lines[i], "\n", lines[n], "\n\n", lines[i], NULL);
        g_autoptr (CordialContent) made = cordial_content_new (text), again = NULL;
        g_autofree char *head = NULL, *json = NULL;

        cordial_content_add_span (made, CORDIAL_TEXT_SPAN_BOLD, strlen (lines[i]) + 1,
                                  strlen (lines[i]) + 1 + strlen (lines[n]));
        cordial_content_finish (made);
        json = write_json (made, &head);
        g_assert_nonnull (strstr (head, "\"text/x-drafty\""));
        again = read_json (json, head);
        g_assert_cmpstr (again->text, ==, text);
        g_assert_true (cordial_content_equal (made, again));
      }
}

static void
test_plain_goes_out_plain (void)
{
  g_autoptr (CordialContent) content = cordial_content_new ("just text");
  g_autofree char *head = NULL;
  g_autofree char *json = write_json (content, &head);

  g_assert_cmpstr (json, ==, "\"just text\"");
  g_assert_cmpstr (head, ==, "{}");
}

/* As the official clients write them. */
static void
test_written (void)
{
  g_autoptr (CordialContent) content = cordial_content_new ("see\nit");
  g_autofree char *head = NULL, *json = NULL;

  cordial_content_add_span (content, CORDIAL_TEXT_SPAN_LINK, 4, 6)->target = g_strdup ("https://example.org/");
  cordial_content_add_attachment (content, CORDIAL_ATTACHMENT_FILE)->reference = g_strdup ("/v0/file/s/a");
  cordial_content_add_attachment (content, CORDIAL_ATTACHMENT_PICTURE)->name = g_strdup ("cat.jpg");
  content->replaces = 7;
  cordial_content_finish (content);
  json = write_json (content, &head);
  g_assert_cmpstr (
    json, ==,
    "{\"txt\":\"  see it\",\"fmt\":[{\"at\":-1,\"len\":0,\"key\":0},{\"at\":0,\"len\":1,\"key\":1},"
    "{\"at\":1,\"len\":1,\"tp\":\"BR\"},{\"at\":5,\"len\":1,\"tp\":\"BR\"},{\"at\":6,\"len\":2,\"key\":2}],"
    "\"ent\":[{\"tp\":\"EX\",\"data\":{\"ref\":\"/v0/file/s/a\"}},{\"tp\":\"IM\",\"data\":{\"name\":\"cat.jpg\"}},"
    "{\"tp\":\"LN\",\"data\":{\"url\":\"https://example.org/\"}}]}");
  g_assert_cmpstr (head, ==, "{\"replace\":\":7\",\"mime\":\"text/x-drafty\"}");
}

/* --- Entities ----------------------------------------------------------------------------------------------------- */

static void
test_spans (void)
{
  g_autoptr (CordialContent) content = read_json (
    "{\"txt\":\"link bad @ann #tag code\\ncode Go\",\"fmt\":[{\"len\":4},{\"at\":5,\"len\":3,\"key\":1},{\"at\":9,\"len\":4,\"key\":2},"
    "{\"at\":14,\"len\":4,\"key\":3},{\"at\":19,\"len\":9,\"tp\":\"CO\"},{\"at\":29,\"len\":2,\"key\":4},{\"at\":14,\"len\":17,\"key\":5},"
    "{\"at\":19,\"len\":4,\"tp\":\"HL\"}],"
    "\"ent\":[{\"tp\":\"LN\",\"data\":{\"url\":\"https://example.org\"}},{\"tp\":\"LN\",\"data\":{\"url\":\"javascript:x\"}},"
    "{\"tp\":\"MN\",\"data\":{\"val\":\"usrAnn\"}},{\"tp\":\"HT\",\"data\":{\"val\":\"tag\"}},"
    "{\"tp\":\"BN\",\"data\":{\"act\":\"url\",\"name\":\"go\",\"val\":\"1\",\"ref\":\"https://example.org/go\"}},"
    "{\"tp\":\"FM\",\"data\":{\"su\":true}}]}",
    NULL);
  static const struct
  {
    CordialTextSpanKind kind;
    gsize start, end;
    const char *target;
  } expected[] = {
    { CORDIAL_TEXT_SPAN_LINK, 0, 4, "https://example.org" },
    { CORDIAL_TEXT_SPAN_MENTION, 9, 13, "usrAnn" },
    { CORDIAL_TEXT_SPAN_FORM, 14, 31, NULL },
    { CORDIAL_TEXT_SPAN_HASHTAG, 14, 18, "tag" },
    { CORDIAL_TEXT_SPAN_CODE_BLOCK, 19, 28, NULL },
    { CORDIAL_TEXT_SPAN_HIGHLIGHT, 19, 23, NULL },
    { CORDIAL_TEXT_SPAN_BUTTON, 29, 31, "https://example.org/go" },
  };

  g_assert_cmpuint (content->spans->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      CordialTextSpan *span = content->spans->pdata[i];

      g_assert_cmpint (span->kind, ==, expected[i].kind);
      g_assert_cmpuint (span->start, ==, expected[i].start);
      g_assert_cmpuint (span->end, ==, expected[i].end);
      g_assert_cmpstr (span->target, ==, expected[i].target);
    }
  g_assert_true (((CordialTextSpan *) content->spans->pdata[2])->single_use);
  g_assert_cmpint (((CordialTextSpan *) content->spans->pdata[6])->action, ==, CORDIAL_BUTTON_OPEN);
  assert_same_again (content);
}

static void
test_attachments (void)
{
  g_autoptr (CordialContent) content = read_json (
    "{\"txt\":\"    caption\",\"fmt\":[{\"len\":1},{\"at\":1,\"len\":1,\"key\":1},{\"at\":2,\"len\":1,\"key\":2},"
    "{\"at\":3,\"len\":1,\"tp\":\"BR\"},{\"at\":-1,\"key\":3},{\"at\":-1,\"key\":3}],\"ent\":["
    "{\"tp\":\"IM\",\"data\":{\"mime\":\"image/png\",\"val\":\"AAEC\",\"ref\":\"/v0/file/s/a.png\",\"width\":640,\"height\":480,\"name\":\"../a/cat.png\",\"size\":9}},"
    "{\"tp\":\"AU\",\"data\":{\"mime\":\"audio/ogg; codecs=opus\",\"val\":\"AAEC\",\"preview\":\"AQID\",\"duration\":12000}},"
    "{\"tp\":\"VD\",\"data\":{\"mime\":\"video/webm\",\"ref\":\"https://example.org/v\",\"preref\":\"/v0/file/s/p\",\"premime\":\"image/jpeg\",\"duration\":1.5e3}},"
    "{\"tp\":\"EX\",\"data\":{\"mime\":\"text/plain\",\"ref\":\"javascript:x\",\"name\":\"a\\u202eb\\n.txt\",\"size\":-4}}]}",
    NULL);
  CordialAttachment *picture, *sound, *video, *file;
  g_autofree char *text = cordial_content_dup_text (content);

  g_assert_cmpstr (text, ==, "caption\n[Image: cat.png]\n[Voice message]\n[Video]\n[File: ab .txt]");
  g_assert_cmpstr (content->text, ==, "caption");
  g_assert_cmpuint (content->attachments->len, ==, 4);
  picture = content->attachments->pdata[0];
  sound = content->attachments->pdata[1];
  video = content->attachments->pdata[2];
  file = content->attachments->pdata[3];
  g_assert_cmpint (picture->kind, ==, CORDIAL_ATTACHMENT_PICTURE);
  g_assert_cmpstr (picture->reference, ==, "/v0/file/s/a.png");
  g_assert_cmpuint (g_bytes_get_size (picture->preview), ==, 3);
  g_assert_null (picture->bytes);
  g_assert_cmpuint (picture->width, ==, 640);
  g_assert_cmpint (picture->size, ==, 9);
  g_assert_cmpstr (sound->media_type, ==, "audio/ogg; codecs=opus");
  g_assert_cmpuint (g_bytes_get_size (sound->bytes), ==, 3);
  g_assert_cmpint (sound->size, ==, 3);
  g_assert_cmpuint (g_bytes_get_size (sound->preview), ==, 3);
  g_assert_cmpint (sound->duration_ms, ==, 12000);
  g_assert_cmpstr (video->preview_reference, ==, "/v0/file/s/p");
  g_assert_cmpint (video->duration_ms, ==, 1500);
  g_assert_null (file->reference);
  g_assert_cmpint (file->size, ==, 0);
  assert_same_again (content);
}

static void
test_card (void)
{
  g_autoptr (CordialContent) content = read_json (
    "{\"txt\":\" \",\"fmt\":[{\"len\":1}],\"ent\":[{\"tp\":\"TC\",\"data\":{\"fn\":\"Ann\",\"org\":{\"fn\":\"Corp\",\"title\":\"CEO\"},"
    "\"note\":\"hi\",\"photo\":{\"type\":\"jpeg\",\"data\":\"AAEC\"},\"comm\":[{\"des\":[\"home\",\"voice\"],\"proto\":\"tel\","
    "\"value\":\"+1702\"},{\"proto\":\"email\"},7,{\"des\":\"work\",\"proto\":\"http\",\"value\":\"https://example.org\"}]}}]}",
    NULL);
  CordialCard *card = ((CordialAttachment *) content->attachments->pdata[0])->card;
  g_autofree char *text = cordial_content_dup_text (content);

  g_assert_cmpstr (text, ==, "[Contact: Ann]");
  g_assert_cmpstr (card->organization, ==, "Corp");
  g_assert_cmpstr (card->title, ==, "CEO");
  g_assert_cmpstr (card->photo_type, ==, "image/jpeg");
  g_assert_cmpuint (g_bytes_get_size (card->photo), ==, 3);
  g_assert_cmpuint (card->contacts->len, ==, 2);
  g_assert_cmpstr (((CordialCardContact *) card->contacts->pdata[0])->labels, ==, "home,voice");
  assert_same_again (content);
  assert_text ("{\"txt\":\" \",\"fmt\":[{\"len\":1}],\"ent\":[{\"tp\":\"TC\"}]}", "[Contact]");
}

static void
test_call (void)
{
  const char *call =
    "{\"txt\":\" \",\"fmt\":[{\"len\":1}],\"ent\":[{\"tp\":\"VC\",\"data\":{\"aonly\":true,\"state\":\"missed\"}}]}";
  g_autoptr (CordialContent) missed = read_json (call, NULL);
  g_autoptr (CordialContent) finished = read_json (call, "{\"webrtc\":\"finished\",\"webrtc-duration\":61000}");

  g_assert_cmpint (missed->call->outcome, ==, CORDIAL_CALL_MISSED);
  g_assert_true (missed->call->audio_only);
  g_assert_cmpint (finished->call->outcome, ==, CORDIAL_CALL_FINISHED);
  g_assert_cmpint (finished->call->duration_ms, ==, 61000);
  assert_same_again (missed);
  assert_same_again (finished);
  assert_text (call, "[Missed call]");
  assert_text ("{\"txt\":\" \",\"fmt\":[{\"len\":1,\"tp\":\"VC\"}]}", "[Call]");
}

static void
test_head (void)
{
  const char *quote =
    "{\"txt\":\"➦ Bob Ann   Hi!me too\",\"fmt\":[{\"len\":5},{\"at\":5,\"len\":1,\"tp\":\"BR\"},{\"at\":6,\"len\":3,\"key\":1},"
    "{\"at\":9,\"len\":1,\"tp\":\"BR\"},{\"at\":10,\"len\":1,\"key\":2},{\"at\":11,\"len\":1,\"tp\":\"BR\"},"
    "{\"at\":12,\"len\":2,\"tp\":\"ST\"},{\"at\":6,\"len\":9,\"tp\":\"QQ\"}],\"ent\":[{\"tp\":\"MN\",\"data\":{\"val\":\"usrBob\"}},"
    "{\"tp\":\"MN\",\"data\":{\"val\":\"usrAnn\"}},{\"tp\":\"IM\",\"data\":{\"name\":\"cat.jpg\"}}]}";
  g_autoptr (CordialContent) content =
    read_json (quote, "{\"reply\":\":12\",\"forwarded\":\"grpOther:7\",\"replace\":\":3\",\"x\":{}}");

  g_assert_cmpstr (content->text, ==, "me too");
  g_assert_cmpstr (content->forward->sender_name, ==, "Bob");
  g_assert_cmpstr (content->forward->sender_id, ==, "usrBob");
  g_assert_cmpstr (content->forward->message.conversation_id, ==, "grpOther");
  g_assert_cmpint (content->forward->message.number, ==, 7);
  g_assert_cmpstr (content->quote->sender_name, ==, "Ann");
  g_assert_cmpstr (content->quote->sender_id, ==, "usrAnn");
  g_assert_null (content->quote->message.conversation_id);
  g_assert_cmpint (content->quote->message.number, ==, 12);
  g_assert_cmpstr (content->quote->body->text, ==, "Hi!");
  g_assert_cmpuint (content->quote->body->attachments->len, ==, 1);
  g_assert_cmpuint (content->quote->body->spans->len, ==, 1);
  g_assert_cmpint (content->replaces, ==, 3);
  assert_same_again (content);
  {
    g_autoptr (CordialContent) lies =
      read_json ("\"x\"", "{\"reply\":7,\"forwarded\":[],\"replace\":\":-3\",\"webrtc\":{},\"mime\":7}");

    g_assert_true (cordial_content_is_plain (lies));
    g_assert_cmpint (lies->replaces, ==, 0);
  }
}

static void
test_form (void)
{
  const char *form =
    "{\"txt\":\"Do you agree? Yes No\",\"fmt\":[{\"len\":20,\"tp\":\"FM\"},{\"len\":13,\"tp\":\"ST\"},{\"at\":13,\"len\":1,\"tp\":\"BR\"},"
    "{\"at\":14,\"len\":3},{\"at\":17,\"len\":1,\"tp\":\"BR\"},{\"at\":18,\"len\":2,\"key\":1}],\"ent\":["
    "{\"tp\":\"BN\",\"data\":{\"name\":\"yes\",\"act\":\"pub\",\"val\":\"oh yes!\"}},{\"tp\":\"BN\",\"data\":{\"name\":\"no\",\"act\":\"pub\"}}]}";
  g_autoptr (CordialContent) answer = read_json (
    "{\"txt\":\"Yes\",\"fmt\":[{\"at\":-1}],\"ent\":[{\"tp\":\"EX\",\"data\":{\"mime\":\"text/x-drafty-fr\",\"val\":{\"seq\":15,"
    "\"resp\":{\"yes\":\"oh yes!\"}}}}]}",
    NULL);

  assert_text (form, "Do you agree?\nYes\nNo");
  g_assert_cmpint (answer->answer->number, ==, 15);
  g_assert_cmpstr (answer->answer->name, ==, "yes");
  g_assert_cmpstr (answer->answer->value, ==, "oh yes!");
  g_assert_cmpuint (answer->attachments->len, ==, 0);
  assert_same_again (answer);
  assert_text (
    "{\"txt\":\"Yes\",\"fmt\":[{\"at\":-1}],\"ent\":[{\"tp\":\"EX\",\"data\":{\"mime\":\"text/x-drafty-fr\"}}]}",
    "Yes");
  assert_text (
    "{\"fmt\":[{\"at\":-1}],\"ent\":[{\"tp\":\"EX\",\"data\":{\"mime\":\"application/json\",\"val\":{\"seq\":1}}}]}",
    "[An answer to a form]");
  assert_text (
    "{\"fmt\":[{\"at\":-1}],\"ent\":[{\"tp\":\"EX\",\"data\":{\"mime\":\"application/json\",\"val\":\"AAEC\"}}]}",
    "[File]");
}

/* --- What a stranger may send ------------------------------------------------------------------------------------- */

static char *
nest (guint depth)
{
  g_autofree char *open = g_strnfill (depth, '['), *close = g_strnfill (depth, ']');

  return g_strconcat (open, close, NULL);
}

static void
test_unknown (void)
{
  g_autofree char *deep = nest (64);
  g_autofree char *deep_member =
    g_strdup_printf ("{\"txt\":\"hello\",\"fmt\":[{\"at\":-1}],\"ent\":[{\"tp\":\"XY\",\"data\":{\"a\":%s}}]}", deep);
  g_autofree char *deep_format = g_strdup_printf ("{\"txt\":\"hello\",\"fmt\":%s,\"ent\":%s}", deep, deep);
  g_autofree char *long_type = g_strnfill (100000, 'X');
  g_autofree char *long_member =
    g_strdup_printf ("{\"txt\":\"hello\",\"fmt\":[{\"at\":-1}],\"ent\":[{\"tp\":\"%s\"}]}", long_type);
  g_autoptr (CordialContent) kept = read_json (
    "{\"txt\":\"a\",\"fmt\":[{\"len\":1},{\"at\":-1}],\"ent\":[{\"tp\":\"XY\",\"data\":{\"z\":[1,2]}}]}", NULL);
  CordialTextSpan *span = kept->spans->pdata[0];

  g_assert_cmpint (span->kind, ==, CORDIAL_TEXT_SPAN_UNKNOWN);
  g_assert_cmpstr (span->target, ==, "XY");
  g_assert_cmpstr (span->data, ==, "{\"z\":[1,2]}");
  assert_same_again (kept);

  assert_text (deep, "[A message that cannot be shown]");
  assert_text (deep_member, "hello\n[Something that cannot be shown]");
  assert_text (deep_format, "hello");
  assert_text (long_member, "hello");
  assert_text ("7", "[A message that cannot be shown]");
  assert_text ("[1,2]", "[A message that cannot be shown]");
  assert_text ("{\"anything\":{\"else\":1}}", "[A message that cannot be shown]");
  assert_text ("{\"txt\":7,\"fmt\":{},\"ent\":7}", "[A message that cannot be shown]");
  assert_text ("{\"a\":1e999}", "[A message that cannot be shown]");
  assert_text ("{\"txt\":\"a\",\"fmt\":[{\"len\":1}],\"ent\":[{\"tp\":\"XY\",\"data\":{}}]}", "a");
  assert_text ("null", "[Empty message]");
  assert_text ("\"\"", "[Empty message]");
  assert_text ("{\"txt\":\"\"}", "[Empty message]");
  assert_text ("{\"txt\":\" \",\"fmt\":[{\"len\":1}],\"ent\":[{\"tp\":\"XY\",\"data\":{\"a\":1}}]}",
               "[Something that cannot be shown]");
  {
    g_autoptr (CordialContent) nothing = cordial_drafty_read (NULL, NULL);

    g_assert_true (cordial_content_is_empty (nothing));
  }
}

/* Ranges that lie: what is attached is shown all the same, a style is not. */
static void
test_outside (void)
{
  assert_text (
    "{\"txt\":\"x\",\"fmt\":[{\"at\":99,\"len\":1,\"tp\":\"BR\"},{\"at\":-5,\"tp\":\"BR\"},{\"key\":7},{\"key\":-1},7,null]}",
    "x");
  assert_text ("{\"txt\":\"x\",\"fmt\":[{}],\"ent\":[7]}", "x");
  assert_text (
    "{\"txt\":\"x\",\"fmt\":[{\"at\":99,\"len\":1}],\"ent\":[{\"tp\":\"IM\",\"data\":{\"name\":\"a.png\"}}]}",
    "x\n[Image: a.png]");
  assert_text ("{\"txt\":\"x\",\"fmt\":[{\"at\":0,\"len\":2147483647}],\"ent\":[{\"tp\":\"AU\"}]}",
               "x\n[Voice message]");
  assert_text ("{\"txt\":\"x\",\"fmt\":[{\"at\":-7}],\"ent\":[{\"tp\":\"VD\"}]}", "x\n[Video]");
  assert_text ("{\"txt\":\"x\",\"fmt\":[{\"at\":-7},{\"at\":0,\"len\":1}],\"ent\":[{\"tp\":\"QQ\"}]}",
               "[Empty message]");
  {
    g_autoptr (CordialContent) content =
      read_json ("{\"txt\":\"abcdef\",\"fmt\":[{\"at\":0,\"len\":4,\"tp\":\"ST\"},{\"at\":2,\"len\":4,"
                 "\"tp\":\"EM\"},{\"at\":1,\"len\":1,\"tp\":\"DL\"},{\"at\":3,\"len\":-1,\"tp\":\"DL\"}]}",
                 NULL);
    g_autofree char *markup = to_markup (content);

    g_assert_cmpstr (markup, ==, "*a~b~_cd*ef_");
    assert_same_again (content);
  }
}

static void
test_wrong_types (void)
{
  static const char *const values[] = {
    "null", "true",  "-1", "0.5",  "1e999", "9223372036854775807", "-9223372036854775808",
    "\"\"", "\"x\"", "[]", "[[]]", "{}",    "{\"a\":[{}]}"
  };
  static const char *const frames[] = {
    "{\"txt\":\"hello you\",\"fmt\":%s}",
    "{\"txt\":\"hello you\",\"fmt\":[%s]}",
    "{\"txt\":\"hello you\",\"fmt\":[{\"at\":%s,\"len\":1,\"tp\":\"BR\"}]}",
    "{\"txt\":\"hello you\",\"fmt\":[{\"at\":1,\"len\":%s,\"tp\":\"ST\"}]}",
    "{\"txt\":\"hello you\",\"fmt\":[{\"tp\":%s}]}",
    "{\"txt\":\"hello you\",\"fmt\":[{\"key\":%s}],\"ent\":[{\"tp\":\"LN\"}]}",
    "{\"txt\":\"hello you\",\"fmt\":[{\"len\":5}],\"ent\":%s}",
    "{\"txt\":\"hello you\",\"fmt\":[{\"len\":5}],\"ent\":[%s]}",
    "{\"txt\":\"hello you\",\"fmt\":[{\"len\":5}],\"ent\":[{\"tp\":%s}]}",
  };
  static const char *const types[] = { "IM", "AU", "VD", "EX", "TC", "VC", "LN",
                                       "MN", "HT", "BN", "FM", "RW", "QQ", "XX" };
  static const char *const members[] = { "mime",     "val",     "ref",     "name",   "size", "width", "height",
                                         "duration", "preview", "premime", "preref", "url",  "act",   "su",
                                         "fn",       "photo",   "org",     "note",   "comm", "state", "aonly" };

  for (guint v = 0; v < G_N_ELEMENTS (values); v++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
        {
          g_auto (GStrv) parts = g_strsplit (frames[i], "%s", -1);
          g_autofree char *json = g_strjoinv (values[v], parts);
          g_autoptr (CordialContent) content = read_json (json, NULL);
          g_autofree char *letters = g_strdelimit (g_strdup (content->text), "\n", ' ');

          g_assert_nonnull (strstr (letters, "you"));
          assert_same_again (content);
        }
      for (guint t = 0; t < G_N_ELEMENTS (types); t++)
        for (guint m = 0; m < G_N_ELEMENTS (members); m++)
          {
            g_autofree char *json = g_strdup_printf (
              "{\"txt\":\"hello you\",\"fmt\":[{\"len\":5},{\"at\":-1}],\"ent\":[{\"tp\":\"%s\",\"data\":{\"%s\":%s}}]}",
              types[t], members[m], values[v]);
            g_autoptr (CordialContent) content = read_json (json, NULL);

            g_assert_nonnull (strstr (content->text, "you"));
            assert_same_again (content);
          }
    }
}

/* Entries that all cover everything, and refer to the same large entity: what they cost is bounded. */
static void
test_many (void)
{
  static const char *const types[] = { "{\"tp\":\"BR\"", "{\"tp\":\"HD\"", "{\"tp\":\"ST\"", "{\"tp\":\"QQ\"",
                                       "{\"tp\":\"XX\"", "{\"key\":0",     "{\"key\":1",     "{\"key\":2" };
  g_autofree char *text = g_strnfill (50000, ' '), *url = g_strnfill (200000, 'x'), *value = g_strnfill (200000, 'A');

  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    for (guint whole = 0; whole < 2; whole++)
      {
        g_autoptr (GString) json = g_string_new (NULL);
        g_autoptr (CordialContent) content = NULL;

        g_string_append_printf (json, "{\"txt\":\"x%s👨‍👩‍👧‍👦\",\"fmt\":[", text);
        for (guint i = 0; i < 10000; i++)
          g_string_append_printf (json, "%s%s,\"at\":%u,\"len\":%u}", i ? "," : "", types[t], whole ? 0 : i,
                                  whole ? 50000 - i % 7 : 3);
        g_string_append_printf (
          json,
          "],\"ent\":[{\"tp\":\"LN\",\"data\":{\"url\":\"https:%s\"}},{\"tp\":\"IM\",\"data\":{\"val\":\"%s\"}},"
          "{\"tp\":\"XX\",\"data\":{\"val\":\"%s\"}}]}",
          url, value, value);
        content = read_json (json->str, NULL);
        g_assert_cmpuint (content->spans->len, <=, CORDIAL_CONTENT_MAX_SPANS);
        g_assert_cmpuint (content->attachments->len, <=, 1);
        assert_same_again (content);
      }
}

/* --- Whatever comes out of chance --------------------------------------------------------------------------------- */

static void
add_random_text (GString *json, GRand *random)
{
  static const char *const pieces[] = { " ",
                                        "a",
                                        "bc",
                                        "\\n",
                                        "\\r\\n",
                                        "\\r",
                                        "\xcc\x81",
                                        "\xe2\x80\x8d",
                                        "👨",
                                        "👨‍👩‍👧‍👦",
                                        "🇩",
                                        "🇩🇪",
                                        "\xd8\x80",
                                        "➦ X",
                                        "➦",
                                        "\xe1\x84\x80",
                                        "\xe1\x85\xa1",
                                        "क्",
                                        "ष",
                                        "\\u2028",
                                        "\\u00a0",
                                        "\xef\xb8\x8f" };

  for (int n = g_rand_int_range (random, 0, 12); n > 0; n--)
    g_string_append (json, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
}

static char *
make_random (GRand *random)
{
  static const char *const types[] = { "BR", "BR", "BR", "HD", "QQ", "QQ", "MN", "ST",
                                       "CO", "FM", "RW", "IM", "VC", "EX", "XX" };
  static const char *const entities[] = {
    "{\"tp\":\"MN\",\"data\":{\"val\":\"usrA\"}}",
    "{\"tp\":\"MN\",\"data\":{\"val\":\"usrB\"}}",
    "{\"tp\":\"IM\",\"data\":{\"ref\":\"/a\",\"val\":\"AAEC\"}}",
    "{\"tp\":\"EX\",\"data\":{\"name\":\"a b\",\"val\":\"AAEC\"}}",
    "{\"tp\":\"EX\",\"data\":{\"mime\":\"text/x-drafty-fr\",\"val\":{\"seq\":3,\"resp\":{\"a\":7}}}}",
    "{\"tp\":\"TC\",\"data\":{\"fn\":\"Ann\",\"comm\":[{\"des\":\"a,,b\",\"proto\":\"tel\",\"value\":\"1\"}]}}",
    "{\"tp\":\"VC\",\"data\":{\"state\":\"busy\",\"duration\":7}}",
    "{\"tp\":\"LN\",\"data\":{\"url\":\"https://a\"}}",
    "{\"tp\":\"BN\",\"data\":{\"act\":\"pub\",\"name\":\"n\"}}",
    "{\"tp\":\"BN\",\"data\":{\"act\":\"what\"}}",
    "{\"tp\":\"XY\",\"data\":{\"a\":[1.5]}}",
    "{\"tp\":\"XY\"}",
    "{\"tp\":\"XY\",\"data\":{}}",
    "7",
  };
  GString *json = g_string_new ("{\"txt\":\"");

  add_random_text (json, random);
  g_string_append (json, "\",\"fmt\":[");
  for (int n = g_rand_int_range (random, 0, 8), i = 0; i < n; i++)
    {
      g_string_append_printf (json, "%s{\"at\":%d,\"len\":%d,", i ? "," : "", g_rand_int_range (random, -1, 8),
                              g_rand_int_range (random, 0, 6));
      if (g_rand_boolean (random))
        g_string_append_printf (json, "\"key\":%d}", g_rand_int_range (random, 0, 5));
      else
        g_string_append_printf (json, "\"tp\":\"%s\"}", types[g_rand_int_range (random, 0, G_N_ELEMENTS (types))]);
    }
  g_string_append (json, "],\"ent\":[");
  for (guint i = 0; i < 5; i++)
    g_string_append_printf (json, "%s%s", i ? "," : "",
                            entities[g_rand_int_range (random, 0, G_N_ELEMENTS (entities))]);
  g_string_append (json, "]}");
  return g_string_free (json, FALSE);
}

static void
test_random (void)
{
  static const char *const heads[] = { "{}", "{\"reply\":\":5\"}", "{\"forwarded\":\"grpA:5\"}",
                                       "{\"webrtc\":\"missed\"}" };
  g_autoptr (GRand) random = g_rand_new_with_seed (13);
  guint n = g_test_slow () ? 1000000 : 3000;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *json = make_random (random);
      g_autoptr (CordialContent) content = read_json (json, heads[i % G_N_ELEMENTS (heads)]);
      g_autofree char *preview = cordial_content_dup_preview (content);
      g_autofree char *spoken = cordial_content_dup_spoken (content, FALSE);

      if (g_test_verbose ())
        g_test_message ("%s", json);
      g_assert_true (g_utf8_validate (content->text, -1, NULL));
      g_assert_true (*preview && *spoken && !strchr (preview, '\n'));
      assert_same_again (content);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drafty/official", test_official);
  g_test_add_func ("/drafty/text", test_text);
  g_test_add_func ("/drafty/clusters", test_clusters);
  g_test_add_func ("/drafty/plain-goes-out-plain", test_plain_goes_out_plain);
  g_test_add_func ("/drafty/written", test_written);
  g_test_add_func ("/drafty/spans", test_spans);
  g_test_add_func ("/drafty/attachments", test_attachments);
  g_test_add_func ("/drafty/card", test_card);
  g_test_add_func ("/drafty/call", test_call);
  g_test_add_func ("/drafty/head", test_head);
  g_test_add_func ("/drafty/form", test_form);
  g_test_add_func ("/drafty/unknown", test_unknown);
  g_test_add_func ("/drafty/outside", test_outside);
  g_test_add_func ("/drafty/wrong-types", test_wrong_types);
  g_test_add_func ("/drafty/many", test_many);
  g_test_add_func ("/drafty/random", test_random);
  return g_test_run ();
}
