/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading frames, and the plain text of Drafty.
 */

#include "cordial-drafty.h"
#include "cordial-packet.h"

static void
test_malformed (void)
{
  const char *texts[] = { "", "0", "[]", "null", "{", "{\"a\":}", "\"text\"", "{}{}", "{\"a\":1", NULL };

  for (guint i = 0; texts[i]; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = cordial_packet_parse (texts[i], &error);

      g_assert_null (node);
      g_assert_error (error, CORDIAL_PACKET_ERROR, CORDIAL_PACKET_ERROR_MALFORMED);
    }
}

static void
test_depth (void)
{
  g_autofree char *open = g_strnfill (100000, '['), *brackets = g_strnfill (1000, '[');
  g_autofree char *deep = g_strconcat ("{\"a\":", open, NULL);
  g_autofree char *quoted = g_strconcat ("{\"a\":\"\\\"", brackets, "\"}", NULL);
  g_autoptr (GError) deep_error = NULL, error = NULL;
  g_autoptr (JsonNode) too_deep = cordial_packet_parse (deep, &deep_error);
  g_autoptr (JsonNode) shallow = cordial_packet_parse (quoted, &error);

  g_assert_null (too_deep);
  g_assert_error (deep_error, CORDIAL_PACKET_ERROR, CORDIAL_PACKET_ERROR_TOO_DEEP);
  g_assert_no_error (error);
  g_assert_nonnull (shallow);
}

static void
test_types (void)
{
  g_autoptr (JsonNode) node = cordial_packet_parse (
    "{\"text\":\"x\",\"int\":7,\"real\":7.5,\"yes\":true,\"null\":null,\"object\":{},\"array\":[]}", NULL);
  JsonObject *object = json_node_get_object (node);
  const char *members[] = { "text", "int", "real", "yes", "null", "object", "array", "missing", NULL };

  for (guint i = 0; members[i]; i++)
    {
      gint64 value;

      g_assert_cmpint (cordial_packet_get_string (object, members[i]) != NULL, ==, g_str_equal (members[i], "text"));
      g_assert_cmpint (cordial_packet_get_int (object, members[i], &value), ==, g_str_equal (members[i], "int"));
      g_assert_cmpint (cordial_packet_get_boolean (object, members[i]), ==, g_str_equal (members[i], "yes"));
      g_assert_cmpint (cordial_packet_get_object (object, members[i]) != NULL, ==, g_str_equal (members[i], "object"));
      g_assert_cmpint (cordial_packet_get_array (object, members[i]) != NULL, ==, g_str_equal (members[i], "array"));
    }
}

static void
test_drafty (void)
{
  const struct
  {
    const char *content;
    const char *text;
  } cases[] = {
    { "\"just text\"", "just text" },
    { "\"  kept as it is \"", "  kept as it is " },
    { "{\"txt\":\"bold\",\"fmt\":[{\"len\":4,\"tp\":\"ST\"}]}", "bold" },
    { "{\"txt\":\"one two\",\"fmt\":[{\"at\":3,\"len\":1,\"tp\":\"BR\"}]}", "one\ntwo" },
    /* Places count code points. */
    { "{\"txt\":\"🙂é two\",\"fmt\":[{\"at\":2,\"len\":1,\"tp\":\"BR\"}]}", "🙂é\ntwo" },
    { "{\"txt\":\" \",\"fmt\":[{\"len\":1}],\"ent\":[{\"tp\":\"IM\",\"data\":{\"name\":\"cat.jpg\"}}]}",
      "[Image: cat.jpg]" },
    { "{\"txt\":\"see\",\"fmt\":[{\"at\":-1,\"len\":0,\"key\":0}],\"ent\":[{\"tp\":\"EX\",\"data\":"
      "{\"name\":\"/etc/../a b.txt\"}}]}",
      "see\n[File: a b.txt]" },
    { "{\"fmt\":[{\"at\":-1}],\"ent\":[{\"tp\":\"AU\",\"data\":{}}]}", "[Voice message]" },
    { "{\"txt\":\"Yes\",\"fmt\":[{\"at\":-1}],\"ent\":[{\"tp\":\"EX\",\"data\":{\"mime\":\"text/x-drafty-fr\"}}]}",
      "Yes" },
    /* Lies. */
    { "{\"txt\":\"x\",\"fmt\":[{\"at\":99,\"len\":1,\"tp\":\"BR\"},{\"at\":-5,\"tp\":\"BR\"},{\"key\":7},{\"key\":-1},7]}",
      "x" },
    { "{\"txt\":7,\"fmt\":{},\"ent\":7}", "" },
    { "{\"txt\":\"x\",\"fmt\":[{}],\"ent\":[7]}", "x" },
    { "{\"anything\":{\"else\":1}}", "" },
    { "7", "" },
    { "[1,2]", "" },
    { "null", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (cases[i].content, NULL);
      g_autofree char *text = cordial_drafty_to_plain_text (node);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
  {
    g_autofree char *nothing = cordial_drafty_to_plain_text (NULL);

    g_assert_cmpstr (nothing, ==, "");
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/packet/malformed", test_malformed);
  g_test_add_func ("/packet/depth", test_depth);
  g_test_add_func ("/packet/types", test_types);
  g_test_add_func ("/packet/drafty", test_drafty);
  return g_test_run ();
}
