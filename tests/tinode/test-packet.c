/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading frames.
 */

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

static char *
make_deep (guint depth, const char *innermost)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, i % 2 ? "[" : "{\"x\":");
  g_string_append (text, innermost);
  for (guint i = depth; i > 0; i--)
    g_string_append (text, (i - 1) % 2 ? "]" : "}");
  return g_string_free_and_steal (g_steal_pointer (&text));
}

/* What a stranger wrote costs what it stands in. */
static void
test_pruned (void)
{
  const guint depths[] = { 1, 30, 62, 63, 64, 65, 66, 100, 1001, 100000 };

  for (guint i = 0; i < G_N_ELEMENTS (depths); i++)
    {
      g_autofree char *deep = make_deep (depths[i], "\"]}\\\"\\ud800\"");
      g_autofree char *text = g_strconcat ("{\"before\":1,\"a\":[", deep, ",", deep, "],\"after\":\"}\"}", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = cordial_packet_parse_pruned (text, &error);
      JsonArray *array;
      gint64 before;

      g_assert_no_error (error);
      g_assert_true (cordial_packet_get_int (json_node_get_object (node), "before", &before));
      g_assert_cmpstr (cordial_packet_get_string (json_node_get_object (node), "after"), ==, "}");
      array = cordial_packet_get_array (json_node_get_object (node), "a");
      g_assert_cmpuint (json_array_get_length (array), ==, 2);
      g_assert_true (JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, 1)));
    }
}

static void
test_pruned_characters (void)
{
  const char *const cases[][2] = {
    { "\\ud83d\\ude00", "😀" },
    { "\\ud83d", "\357\277\275" },
    { "\\uDE00x", "\357\277\275x" },
    { "\\ud83d\\ud83d\\ude00", "\357\277\275😀" },
    { "\\ud83d\\u0041", "\357\277\275A" },
    { "\\\\ud83d", "\\ud83d" },
    { "\\\\\\ud83d", "\\\357\277\275" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"a\":\"%s\"}", cases[i][0]);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = cordial_packet_parse_pruned (text, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (cordial_packet_get_string (json_node_get_object (node), "a"), ==, cases[i][1]);
    }
}

/* What is no packet does not become one. */
static void
test_pruned_malformed (void)
{
  g_autofree char *open = g_strnfill (100000, '[');
  const char *texts[] = { "", "[]", "{\"a\":\"\\ud83d", "{\"a\":\"\\ud8", "{\"a\":\"\\ud83d\\", open };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = cordial_packet_parse_pruned (texts[i], &error);

      g_assert_null (node);
      g_assert_error (error, CORDIAL_PACKET_ERROR, CORDIAL_PACKET_ERROR_MALFORMED);
    }
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/packet/malformed", test_malformed);
  g_test_add_func ("/packet/depth", test_depth);
  g_test_add_func ("/packet/pruned", test_pruned);
  g_test_add_func ("/packet/pruned-characters", test_pruned_characters);
  g_test_add_func ("/packet/pruned-malformed", test_pruned_malformed);
  g_test_add_func ("/packet/types", test_types);
  return g_test_run ();
}
