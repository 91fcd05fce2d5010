/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Contents of Tinode's messages that nobody thought of, each a {data} with "head" and "content". Whatever is read has its one form and a
 * word for people, and reads the same after it was written.
 *
 * usage: fuzz-drafty CORPUS INPUTS [SEED]
 */

#include "cordial-drafty.h"
#include "fuzz.h"

#include <string.h>

static CordialContent *
read_data (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  JsonObject *data = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *head = data ? json_object_get_member (data, "head") : NULL;

  if (!data)
    return NULL;
  return cordial_drafty_read (json_object_get_member (data, "content"),
                              head && JSON_NODE_HOLDS_OBJECT (head) ? json_node_get_object (head) : NULL);
}

static char *
write_data (CordialContent *content)
{
  g_autoptr (JsonObject) data = json_object_new ();
  JsonObject *head = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), data);

  json_object_set_member (data, "content", cordial_drafty_write (content, head));
  json_object_set_object_member (data, "head", head);
  return json_to_string (node, FALSE);
}

static void
assert_words (CordialContent *content)
{
  g_autofree char *text = cordial_content_dup_text (content);
  g_autofree char *preview = cordial_content_dup_preview (content);
  g_autofree char *spoken = cordial_content_dup_spoken (content, FALSE);

  g_assert_true (*text && *preview && *spoken);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_true (g_utf8_validate (preview, -1, NULL));
  g_assert_true (g_utf8_validate (spoken, -1, NULL));
  g_assert_null (strchr (preview, '\n'));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (CordialContent) first = NULL, second = NULL;
  g_autofree char *written = NULL;
  gsize n_bytes;

  /* The connection lets nothing else through. */
  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  first = read_data (text);
  if (!first)
    return 0;
  assert_words (first);
  n_bytes = strlen (first->text);
  for (guint i = 0; i < first->spans->len; i++)
    {
      CordialTextSpan *span = first->spans->pdata[i];

      g_assert_true (span->start < span->end && span->end <= n_bytes);
      g_assert_true (i == 0 || cordial_text_span_compare (first->spans->pdata[i - 1], span) < 0);
    }
  written = write_data (first);
  second = read_data (written);
  g_assert_nonnull (second);
  if (!cordial_content_equal (first, second))
    g_error ("not the same again:\n%s\n%s", text, written);
  return 0;
}

int
main (int argc, char **argv)
{
  static const char *const words[] = {
    "\"at\":0,",
    "\"at\":-1,",
    "\"len\":0,",
    "\"len\":1,",
    "\"len\":9,",
    "\"key\":0",
    "\"key\":1",
    "\"tp\":\"BR\"",
    "\"tp\":\"QQ\"",
    "\"tp\":\"HD\"",
    "\"tp\":\"MN\"",
    "\"tp\":\"IM\"",
    "\"tp\":\"BN\"",
    "\"tp\":\"FM\"",
    "\"tp\":\"TC\"",
    "\"tp\":\"VC\"",
    "\"tp\":\"XY\"",
    "\"data\":{}",
    "\"val\":\"AA\"",
    "\"seq\":1",
    "\"reply\":",
    "\"webrtc\":",
    "\xe2\x9e\xa6",
    "\xcc\x81",
    "\xe2\x80\x8d",
    "\xf0\x9f\x87\xa9",
    "\\n",
    "1",
    NULL,
  };

  return fuzz_main (argc, argv, "drafty", words);
}
