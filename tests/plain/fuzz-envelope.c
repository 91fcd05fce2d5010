/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames of the plain dialect that nobody thought of: the files of a folder, changed at random. What can be read must read the
 * same after it was written. The function has the form that libFuzzer wants; the loop below needs no other compiler.
 *
 * usage: fuzz-envelope CORPUS INPUTS [SEED]
 */

#include "cordial-plain-envelope.h"

#include <string.h>

#define MAX_INPUT_BYTES 4096

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

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

static GPtrArray *
read_corpus (const char *folder)
{
  GPtrArray *corpus = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      char *content;
      gsize size;

      if (g_file_get_contents (path, &content, &size, NULL))
        g_ptr_array_add (corpus, g_bytes_new_take (content, size));
    }
  return corpus;
}

/* One of the usual ways to spoil an input. */
static void
mutate (GByteArray *input, GRand *random, GPtrArray *corpus)
{
  static const char *const tokens[] = { "{",   "}",        "[",           "]",       ":",        ",",
                                        "\"",  "\\",       "\\u0000",     "\\ud800", "null",     "1e999",
                                        "-0",  "chatType", "contentType", "content", "senderId", "\xf0\x9f\x92\x93",
                                        "\x80" };
  guint at = input->len ? (guint) g_rand_int_range (random, 0, (gint32) input->len) : 0;
  const char *token = tokens[g_rand_int_range (random, 0, G_N_ELEMENTS (tokens))];

  switch (g_rand_int_range (random, 0, 6))
    {
    case 0:
      if (input->len)
        input->data[at] = (guint8) g_rand_int (random);
      break;
    case 1:
      if (input->len)
        input->data[at] ^= (guint8) (1 << g_rand_int_range (random, 0, 8));
      break;
    case 2:
      if (input->len)
        {
          guint count = (guint) g_rand_int_range (random, 1, 16);

          g_byte_array_remove_range (input, at, MIN (input->len - at, count));
        }
      break;
    case 3:
      {
        g_autofree guint8 *tail = g_memdup2 (input->data + at, input->len - at);
        guint n = input->len - at;

        g_byte_array_set_size (input, at);
        g_byte_array_append (input, (const guint8 *) token, (guint) strlen (token));
        g_byte_array_append (input, tail, n);
        break;
      }
    case 4:
      g_byte_array_set_size (input, at);
      break;
    default:
      {
        GBytes *other = corpus->pdata[g_rand_int_range (random, 0, (gint32) corpus->len)];
        gsize size;
        const guint8 *data = g_bytes_get_data (other, &size);
        gsize from = size ? (gsize) g_rand_int_range (random, 0, (gint32) size) : 0;

        g_byte_array_set_size (input, at);
        g_byte_array_append (input, data + from, (guint) (size - from));
      }
    }
  if (input->len > MAX_INPUT_BYTES)
    g_byte_array_set_size (input, MAX_INPUT_BYTES);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) corpus = argc > 2 ? read_corpus (argv[1]) : NULL;
  guint64 inputs = argc > 2 ? g_ascii_strtoull (argv[2], NULL, 10) : 0;
  guint32 seed = argc > 3 ? (guint32) g_ascii_strtoull (argv[3], NULL, 10) : g_random_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  if (!corpus || corpus->len == 0 || inputs == 0)
    {
      g_printerr ("usage: fuzz-envelope CORPUS INPUTS [SEED]\n");
      return 2;
    }
  g_print ("TAP version 14\n1..1\n# %" G_GUINT64_FORMAT " inputs from %u seeds, random seed %u\n", inputs, corpus->len,
           seed);
  for (guint i = 0; i < corpus->len; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (corpus->pdata[i], &size);

      LLVMFuzzerTestOneInput (data, size);
    }
  for (guint64 i = 0; i < inputs; i++)
    {
      g_autoptr (GByteArray) input = g_byte_array_new ();
      gsize size;
      const guint8 *data = g_bytes_get_data (corpus->pdata[i % corpus->len], &size);

      g_byte_array_append (input, data, (guint) size);
      for (int n = g_rand_int_range (random, 1, 6); n > 0; n--)
        mutate (input, random, corpus);
      LLVMFuzzerTestOneInput (input->data, input->len);
    }
  g_print ("ok 1 envelope\n");
  return 0;
}
