/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames of the plain dialect: those that it has, those with holes, and everything that arrives on a socket besides.
 */

#include "cordial-packet.h"
#include "cordial-plain-envelope.h"

#include <string.h>

static void
test_complete (void)
{
  g_autoptr (CordialPlainEnvelope) envelope = cordial_plain_envelope_parse (
    "{\"chatType\":\"single\",\"contentType\":\"text\",\"content\":\"hello\",\"messageId\":\"m1\",\"senderId\":\"7\","
    "\"senderName\":\"Sender\",\"senderAvatar\":\"https://example.org/7.png\",\"receiverId\":\"9\","
    "\"receiverName\":\"Receiver\"}");

  g_assert_nonnull (envelope);
  g_assert_cmpint (envelope->content_type, ==, CORDIAL_PLAIN_TEXT);
  g_assert_cmpstr (envelope->content, ==, "hello");
  g_assert_cmpstr (envelope->message_id, ==, "m1");
  g_assert_cmpstr (envelope->sender_id, ==, "7");
  g_assert_cmpstr (envelope->sender_name, ==, "Sender");
  g_assert_cmpstr (envelope->sender_avatar, ==, "https://example.org/7.png");
  g_assert_cmpstr (envelope->receiver_id, ==, "9");
  g_assert_cmpstr (envelope->receiver_name, ==, "Receiver");
}

/* The least that is a message. */
static void
test_defaults (void)
{
  g_autoptr (CordialPlainEnvelope) envelope =
    cordial_plain_envelope_parse ("{\"content\":\"hello\",\"senderId\":7,\"contentType\":null}");

  g_assert_nonnull (envelope);
  g_assert_cmpint (envelope->content_type, ==, CORDIAL_PLAIN_TEXT);
  g_assert_cmpstr (envelope->content, ==, "hello");
  g_assert_cmpstr (envelope->sender_id, ==, "7");
  g_assert_null (envelope->message_id);
  g_assert_null (envelope->sender_name);
  g_assert_null (envelope->sender_avatar);
  g_assert_null (envelope->receiver_id);
  g_assert_null (envelope->receiver_name);
}

static void
test_ignored (gconstpointer data)
{
  g_assert_null (cordial_plain_envelope_parse (data));
}

/* A value of another type is as good as none; where one is needed there is no message. */
static void
test_wrong_types (void)
{
  const char *members[] = { "chatType",   "contentType",  "content",    "messageId",   "senderId",
                            "senderName", "senderAvatar", "receiverId", "receiverName" };
  const char *values[] = { "[]", "{}", "true", "1.5", "[\"a\"]", "{\"a\":\"b\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    for (guint j = 0; j < G_N_ELEMENTS (values); j++)
      {
        g_autoptr (GString) frame = g_string_new ("{");
        g_autoptr (CordialPlainEnvelope) envelope = NULL;

        for (guint k = 0; k < G_N_ELEMENTS (members); k++)
          {
            g_autofree char *usual = g_strdup_printf ("\"%s\"", k == 0 ? "single" : k == 1 ? "text" : members[k]);

            g_string_append_printf (frame, "%s\"%s\":%s", k ? "," : "", members[k], k == i ? values[j] : usual);
          }
        g_string_append_c (frame, '}');
        envelope = cordial_plain_envelope_parse (frame->str);
        if (i == 0 || i == 1 || i == 2 || i == 4)
          {
            g_assert_null (envelope);
            continue;
          }
        g_assert_nonnull (envelope);
        g_assert_cmpstr (envelope->content, ==, "content");
        g_assert_cmpstr (envelope->message_id, ==, i == 3 ? NULL : "messageId");
        g_assert_cmpstr (envelope->sender_id, ==, "senderId");
        g_assert_cmpstr (envelope->sender_name, ==, i == 5 ? NULL : "senderName");
        g_assert_null (envelope->sender_avatar);
        g_assert_cmpstr (envelope->receiver_id, ==, i == 7 ? NULL : "receiverId");
        g_assert_cmpstr (envelope->receiver_name, ==, i == 8 ? NULL : "receiverName");
      }
}

/* A picture is fetched over http and https, from a host, and from nowhere else. */
static void
test_avatars (void)
{
  const char *good[] = { "https://example.org/a.png", "http://127.0.0.1:8080/a", "HTTPS://EXAMPLE.ORG/A" };
  const char *bad[] = { "file:///etc/passwd",
                        "ftp://example.org/a",
                        "javascript:alert(1)",
                        "data:image/png;base64,AAAA",
                        "//example.org/a.png",
                        "a.png",
                        "https://",
                        "https:///a.png",
                        "resource:///org/a.png",
                        "",
                        " ",
                        "http",
                        "smb://example.org/a.png" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (cordial_plain_is_web_uri (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *frame =
        g_strdup_printf ("{\"content\":\"x\",\"senderId\":\"7\",\"senderAvatar\":\"%s\"}", bad[i]);
      g_autoptr (CordialPlainEnvelope) envelope = cordial_plain_envelope_parse (frame);

      g_assert_false (cordial_plain_is_web_uri (bad[i]));
      g_assert_nonnull (envelope);
      g_assert_null (envelope->sender_avatar);
    }
}

static void
test_contents (void)
{
  const struct
  {
    const char *name;
    CordialPlainContent content;
  } types[] = { { "text", CORDIAL_PLAIN_TEXT },     { "image", CORDIAL_PLAIN_IMAGE }, { "img", CORDIAL_PLAIN_IMAGE },
                { "picture", CORDIAL_PLAIN_IMAGE }, { "file", CORDIAL_PLAIN_FILE },   { "video", CORDIAL_PLAIN_FILE },
                { "audio", CORDIAL_PLAIN_FILE },    { "voice", CORDIAL_PLAIN_FILE } };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *frame = g_strdup_printf (
        "{\"content\":\"https://example.org/x\",\"senderId\":\"7\",\"contentType\":\"%s\"}", types[i].name);
      g_autoptr (CordialPlainEnvelope) envelope = cordial_plain_envelope_parse (frame);

      g_assert_nonnull (envelope);
      g_assert_cmpint (envelope->content_type, ==, types[i].content);
    }
}

static char *
make_frame (const char *content)
{
  return g_strdup_printf ("{\"senderId\":\"7\",\"content\":%s}", content);
}

/* What is large or deep, in a message and instead of one. */
static void
test_extremes (void)
{
  g_autofree char *megabyte = g_strnfill (1024 * 1024, 'x');
  g_autofree char *quoted = g_strconcat ("\"", megabyte, "\"", NULL);
  g_autofree char *large = make_frame (quoted);
  g_autofree char *open = g_strnfill (10000, '[');
  g_autofree char *shut = g_strnfill (10000, ']');
  g_autofree char *nest = g_strconcat (open, shut, NULL);
  g_autofree char *deep = make_frame (nest);
  g_autofree char *long_id = g_strdup_printf ("{\"content\":\"x\",\"senderId\":\"%.300s\"}", megabyte);
  g_autofree char *long_name =
    g_strdup_printf ("{\"content\":\"x\",\"senderId\":\"7\",\"senderName\":\" a\\n%.3000s\"}", megabyte);
  g_autoptr (CordialPlainEnvelope) envelope = cordial_plain_envelope_parse (large);

  g_assert_nonnull (envelope);
  g_assert_cmpuint (strlen (envelope->content), ==, 1024 * 1024);
  g_assert_null (cordial_plain_envelope_parse (deep));
  g_assert_null (cordial_plain_envelope_parse (nest));
  g_assert_null (cordial_plain_envelope_parse (open));
  g_assert_null (cordial_plain_envelope_parse (megabyte));
  g_assert_null (cordial_plain_envelope_parse (long_id));
  g_clear_pointer (&envelope, cordial_plain_envelope_free);
  envelope = cordial_plain_envelope_parse (long_name);
  g_assert_nonnull (envelope);
  g_assert_cmpint (g_utf8_strlen (envelope->sender_name, -1), <=, 200);
  g_assert_true (g_str_has_prefix (envelope->sender_name, "a x"));
}

/* The last one counts, for all of them alike. */
static void
test_duplicate_keys (void)
{
  g_autoptr (CordialPlainEnvelope) envelope = cordial_plain_envelope_parse (
    "{\"senderId\":\"7\",\"senderId\":\"8\",\"content\":\"a\",\"content\":\"b\",\"senderName\":\"A\",\"senderName\":5}");

  g_assert_nonnull (envelope);
  g_assert_cmpstr (envelope->sender_id, ==, "8");
  g_assert_cmpstr (envelope->content, ==, "b");
  g_assert_null (envelope->sender_name);
}

static void
test_build (void)
{
  const CordialPlainEnvelope written = {
    .content_type = CORDIAL_PLAIN_IMAGE,
    .content = (char *) "https://example.org/\"x\"\n",
    .message_id = (char *) "m1",
    .sender_id = (char *) "7",
    .sender_name = (char *) "Sé \\ «nder»",
    .sender_avatar = (char *) "https://example.org/7.png",
    .receiver_id = (char *) "9",
  };
  g_autofree char *frame = cordial_plain_envelope_build (&written);
  g_autoptr (CordialPlainEnvelope) read = cordial_plain_envelope_parse (frame);
  g_autofree char *heartbeat = cordial_plain_heartbeat_build ("7", NULL, NULL);
  g_autoptr (JsonNode) node = cordial_packet_parse (heartbeat, NULL);
  JsonObject *object;

  g_assert_nonnull (read);
  g_assert_cmpint (read->content_type, ==, written.content_type);
  g_assert_cmpstr (read->content, ==, written.content);
  g_assert_cmpstr (read->message_id, ==, written.message_id);
  g_assert_cmpstr (read->sender_id, ==, written.sender_id);
  g_assert_cmpstr (read->sender_name, ==, written.sender_name);
  g_assert_cmpstr (read->sender_avatar, ==, written.sender_avatar);
  g_assert_cmpstr (read->receiver_id, ==, written.receiver_id);
  g_assert_cmpstr (read->receiver_name, ==, "9");

  g_assert_nonnull (node);
  object = json_node_get_object (node);
  g_assert_cmpstr (json_object_get_string_member (object, "chatType"), ==, "hert");
  g_assert_cmpstr (json_object_get_string_member (object, "contentType"), ==, "hert");
  g_assert_cmpstr (json_object_get_string_member (object, "content"), ==, "pong");
  g_assert_cmpstr (json_object_get_string_member (object, "senderId"), ==, "7");
  g_assert_null (cordial_plain_envelope_parse (heartbeat));
}

int
main (int argc, char **argv)
{
  static const char *const ignored[] = {
    "",
    " ",
    "null",
    "true",
    "5",
    "\"text\"",
    "[]",
    "[1,2]",
    "{}",
    "{",
    "}",
    "not JSON",
    "<html>",
    "{\"content\":\"x\"}",
    "{\"senderId\":\"7\"}",
    "{\"senderId\":\"7\",\"content\":\"\"}",
    "{\"senderId\":\"\",\"content\":\"x\"}",
    "{\"senderId\":\"a b\",\"content\":\"x\"}",
    "{\"senderId\":\"7\",\"content\":\"x\",\"chatType\":\"hert\"}",
    "{\"senderId\":\"7\",\"content\":\"x\",\"chatType\":\"group\"}",
    "{\"senderId\":\"7\",\"content\":\"x\",\"contentType\":\"hologram\"}",
    "{\"senderId\":\"7\",\"content\":\"x\"}{\"senderId\":\"7\",\"content\":\"x\"}"
  };

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plain/envelope/complete", test_complete);
  g_test_add_func ("/plain/envelope/defaults", test_defaults);
  for (guint i = 0; i < G_N_ELEMENTS (ignored); i++)
    {
      g_autofree char *path = g_strdup_printf ("/plain/envelope/ignored/%u", i);

      g_test_add_data_func (path, ignored[i], test_ignored);
    }
  g_test_add_func ("/plain/envelope/wrong-types", test_wrong_types);
  g_test_add_func ("/plain/envelope/avatars", test_avatars);
  g_test_add_func ("/plain/envelope/contents", test_contents);
  g_test_add_func ("/plain/envelope/extremes", test_extremes);
  g_test_add_func ("/plain/envelope/duplicate-keys", test_duplicate_keys);
  g_test_add_func ("/plain/envelope/build", test_build);
  return g_test_run ();
}
