/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a message is on the wire: how a text that was typed goes out, and how what was kept of one is read again.
 */

#include "cordial-links.h"
#include "cordial-tinode-records.h"
#include "script.h"

/* --- Out ----------------------------------------------------------------------------------------------------------- */

/* Line breaks and links, as other clients want them; with the id beside them. */
static void
test_publish_drafty (void)
{
  const struct
  {
    const char *text;
    const char *content;
  } cases[] = {
    { "two\nlines", "{\"txt\":\"two lines\",\"fmt\":[{\"at\":3,\"len\":1,\"tp\":\"BR\"}]}" },
    { "see https://example.org/.", "{\"txt\":\"see https://example.org/.\",\"fmt\":[{\"at\":4,\"len\":20,\"key\":0}],"
                                   "\"ent\":[{\"tp\":\"LN\",\"data\":{\"url\":\"https://example.org/\"}}]}" },
  };
  g_autoptr (Script) script = script_new ();

  script_sign_in (script);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (JsonNode) expected = json_from_string (cases[i].content, NULL);
      JsonObject *pub, *head;
      gint64 time_ms;

      script_send (script, cases[i].text, "id", &result);
      if (i == 0)
        script_attach (script, "usrBen");
      pub = script_expect (script, "pub");
      head = cordial_packet_get_object (pub, "head");
      g_assert_true (json_node_equal (json_object_get_member (pub, "content"), expected));
      g_assert_cmpstr (cordial_packet_get_string (head, "mime"), ==, "text/x-drafty");
      g_assert_cmpstr (cordial_packet_get_string (head, "x-cordial-id"), ==, "id");
      script_answer (script, 202, "{\"seq\":11}");
      test_wait_until (result);
      g_assert_cmpint (cordial_protocol_send_finish (script->protocol, result, &time_ms, NULL), ==, 11);
    }
}

/* Where the marks of its lines would make it longer than the server takes, a text goes without them. */
static void
test_publish_without_room (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  guint max_bytes = 0;
  gint64 time_ms;
  JsonObject *pub;

  script_sign_in (script);
  g_object_get (script->protocol, "max-message-bytes", &max_bytes, NULL);
  g_assert_cmpuint (max_bytes, >, 0);
  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "line %u\n", i);
  while (text->len < max_bytes - 10000)
    g_string_append_c (text, 'a');
  script_send (script, text->str, "id", &result);
  script_attach (script, "usrBen");
  pub = script_expect (script, "pub");
  g_assert_cmpstr (cordial_packet_get_string (pub, "content"), ==, text->str);
  g_assert_false (json_object_has_member (cordial_packet_get_object (pub, "head"), "mime"));
  g_assert_cmpstr (cordial_packet_get_string (cordial_packet_get_object (pub, "head"), "x-cordial-id"), ==, "id");
  script_answer (script, 202, "{\"seq\":11}");
  test_wait_until (result);
  g_assert_cmpint (cordial_protocol_send_finish (script->protocol, result, &time_ms, NULL), ==, 11);

  while (text->len < max_bytes)
    g_string_append_c (text, 'a');
  g_clear_object (&result);
  script_send (script, text->str, "id", &result);
  script_assert_send_failed (script, &result, CORDIAL_PROTOCOL_ERROR_REJECTED);
}

static void
assert_goes_plain (const char *text)
{
  CordialMessageRecord message = { .text = (char *) text };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  g_assert_true (cordial_tinode_add_message (builder, &message, TRUE, NULL));
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  g_assert_cmpstr (cordial_packet_get_string (json_node_get_object (root), "content"), ==, text);
  g_assert_false (json_object_has_member (json_node_get_object (root), "head"));
}

/* Nothing is cut off for it, and nobody is held up. */
static void
test_very_long (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 10000; i++)
    g_string_append (text, "a\n");
  assert_goes_plain (text->str);
  g_string_assign (text, "two\nlines ");
  while (text->len <= CORDIAL_CONTENT_MAX_TEXT_BYTES)
    g_string_append (text, "and many words ");
  assert_goes_plain (text->str);
}

/* --- And back -------------------------------------------------------------------------------------------------------- */

/* What was kept of a message is read again when it is shown; nothing of it ends in an empty bubble. */
static void
test_read_content (void)
{
  const struct
  {
    const char *data; /* after the number */
    const char *text;
    gboolean just_text; /* nothing but the text is kept */
  } cases[] = {
    { "\"content\":\"plain\"", "plain", TRUE },
    { "\"content\":\"two\\nlines\"", "two\nlines", TRUE },
    { "\"content\":\"\"", "[Empty message]", FALSE },
    { "\"content\":\" \\n\"", "[Empty message]", FALSE },
    { "\"content\":null", "[Empty message]", FALSE },
    { "\"x\":0", "[Empty message]", TRUE },
    { "\"content\":7", "[A message that cannot be shown]", FALSE },
    { "\"content\":{\"txt\":\"a b\",\"fmt\":[{\"at\":1,\"len\":1,\"tp\":\"BR\"}]}", "a\nb", FALSE },
    { "\"content\":{\"txt\":\" \",\"fmt\":[{\"len\":1}],\"ent\":[{\"tp\":\"VC\"}]}", "[Call]", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json =
        g_strdup_printf ("{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"seq\":1,%s}", cases[i].data);
      g_autoptr (JsonNode) data = json_from_string (json, NULL);
      g_autoptr (CordialMessageRecord) message = cordial_tinode_message_from_data (json_node_get_object (data));
      g_autoptr (CordialContent) content = NULL;
      g_autofree char *text = NULL;

      g_assert_nonnull (message);
      g_assert_cmpstr (message->text, ==, cases[i].text);
      g_assert_true (cases[i].just_text == (message->content == NULL));
      content = cordial_tinode_read_content (message);
      text = cordial_content_dup_text (content);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* A row that is damaged, or of a version that kept other things. */
static void
test_read_damaged (void)
{
  const char *broken[] = { "", "{", "[", "\"", "nonsense" };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      CordialMessageRecord damaged = { .text = (char *) "text", .content = (char *) broken[i] };
      CordialMessageRecord beheaded = { .text = (char *) "text", .head = (char *) broken[i] };
      g_autoptr (CordialContent) first = cordial_tinode_read_content (&damaged);
      g_autoptr (CordialContent) second = cordial_tinode_read_content (&beheaded);

      g_assert_cmpstr (first->unreadable, ==, broken[i]);
      g_assert_cmpstr (second->text, ==, "text");
    }
}

/* Whatever was typed comes back from the wire as it went. */
static void
test_there_and_back (void)
{
  const char *texts[] = {
    "a\nb",
    "a\n\n\nb",
    "\nfirst and last\n",
    "https://a.example\nhttps://b.example",
    "e\xcc\x81\n\xcc\x81x",
    "🇩🇪\n🇩🇪 https://a.example/🇩🇪",
    "👨‍👩‍👧‍👦\n👨‍👩‍👧‍👦",
    "\xe2\x80\x8d\n\xe2\x80\x8d",
    "tab\tand  blanks \n  https://a.example  ",
    "➦ not forwarded\nhttps://a.example",
    "אבג\nhttps://a.example",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      CordialMessageRecord message = { .text = (char *) texts[i], .cordial_id = (char *) "id" };
      g_autoptr (JsonBuilder) builder = json_builder_new ();
      g_autoptr (JsonNode) root = NULL;
      g_autoptr (CordialMessageRecord) back = NULL;
      g_autoptr (CordialContent) typed = cordial_content_new_typed (texts[i]), read = NULL;
      JsonObject *data;

      json_builder_begin_object (builder);
      g_assert_true (cordial_tinode_add_message (builder, &message, TRUE, NULL));
      json_builder_end_object (builder);
      root = json_builder_get_root (builder);
      data = json_node_get_object (root);
      json_object_set_string_member (data, "topic", "usrBen");
      json_object_set_int_member (data, "seq", 1);
      back = cordial_tinode_message_from_data (data);
      g_assert_cmpstr (back->text, ==, texts[i]);
      g_assert_cmpstr (back->cordial_id, ==, "id");
      read = cordial_tinode_read_content (back);
      g_assert_true (cordial_content_equal (read, typed));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tinode/messages/publish-drafty", test_publish_drafty);
  g_test_add_func ("/tinode/messages/publish-without-room", test_publish_without_room);
  g_test_add_func ("/tinode/messages/very-long", test_very_long);
  g_test_add_func ("/tinode/messages/read-content", test_read_content);
  g_test_add_func ("/tinode/messages/read-damaged", test_read_damaged);
  g_test_add_func ("/tinode/messages/there-and-back", test_there_and_back);
  return g_test_run ();
}
