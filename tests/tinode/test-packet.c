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

/* Who cannot say no loses what is too deep, and nothing beside it. */
static void
test_pruned (void)
{
  g_autofree char *open = g_strnfill (1000, '[');
  g_autofree char *close = g_strnfill (1000, ']');
  g_autofree char *text =
    g_strdup_printf ("{\"a\":%s\"]}\\\"[\"%s,\"b\":{\"c\":7},\"d\":%s%s,\"e\":\"[[\"}", open, close, open, close);
  g_autofree char *unended = g_strdup_printf ("{\"a\":%s", open);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = cordial_packet_parse_pruned (text, &error);
  JsonObject *object;
  gint64 value;

  g_assert_no_error (error);
  object = json_node_get_object (node);
  g_assert_nonnull (cordial_packet_get_array (object, "a"));
  g_assert_nonnull (cordial_packet_get_array (object, "d"));
  g_assert_true (cordial_packet_get_int (cordial_packet_get_object (object, "b"), "c", &value));
  g_assert_cmpint (value, ==, 7);
  g_assert_cmpstr (cordial_packet_get_string (object, "e"), ==, "[[");
  g_assert_null (cordial_packet_parse (text, &error));
  g_assert_error (error, CORDIAL_PACKET_ERROR, CORDIAL_PACKET_ERROR_TOO_DEEP);
  g_clear_error (&error);
  g_assert_null (cordial_packet_parse_pruned (unended, &error));
  g_assert_error (error, CORDIAL_PACKET_ERROR, CORDIAL_PACKET_ERROR_MALFORMED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/packet/malformed", test_malformed);
  g_test_add_func ("/packet/depth", test_depth);
  g_test_add_func ("/packet/pruned", test_pruned);
  g_test_add_func ("/packet/types", test_types);
  return g_test_run ();
}
