/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames of the plain dialect that nobody thought of: the files of a folder, changed at random. What can be read must read the
 * same after it was written.
 *
 * usage: fuzz-envelope CORPUS INPUTS [SEED]
 */

#include "cordial-plain-envelope.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (CordialPlainEnvelope) first = NULL;
  g_autoptr (CordialPlainEnvelope) second = NULL;
  g_autofree char *frame = NULL;

  /* The connection lets nothing else through. */
  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  first = cordial_plain_envelope_parse (text);
  if (!first)
    return 0;
  g_assert_true (cordial_plain_is_id (first->sender_id));
  g_assert_true (*first->content != '\0');
  g_assert_true (!first->sender_avatar || cordial_plain_is_web_uri (first->sender_avatar));
  frame = cordial_plain_envelope_build (first);
  second = cordial_plain_envelope_parse (frame);
  g_assert_nonnull (second);
  g_assert_cmpint (second->content_type, ==, first->content_type);
  g_assert_cmpstr (second->content, ==, first->content);
  g_assert_cmpstr (second->sender_id, ==, first->sender_id);
  g_assert_cmpstr (second->message_id, ==, first->message_id);
  g_assert_cmpstr (second->sender_avatar, ==, first->sender_avatar);
  g_assert_cmpstr (second->receiver_id, ==, first->receiver_id);
  return 0;
}

int
main (int argc, char **argv)
{
  static const char *const words[] = { "chatType", "contentType", "content", "senderId", NULL };

  return fuzz_main (argc, argv, "envelope", words);
}
