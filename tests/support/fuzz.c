/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The loop of the fuzz targets: the files of a folder, changed at random. A target has the form that libFuzzer wants; this needs no other
 * compiler.
 */

#include "fuzz.h"

#include <string.h>

#define MAX_INPUT_BYTES 4096

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
mutate (GByteArray *input, GRand *random, GPtrArray *corpus, const char *const *words)
{
  static const char *const json[] = { "{",   "}",       "[",       "]",    ":",     ",",  "\"",
                                      "\\",  "\\u0000", "\\ud800", "null", "1e999", "-0", "\xf0\x9f\x92\x93",
                                      "\x80" };
  guint at = input->len ? (guint) g_rand_int_range (random, 0, (gint32) input->len) : 0;
  guint n_words = g_strv_length ((char **) words);
  guint choice = (guint) g_rand_int_range (random, 0, (gint32) (G_N_ELEMENTS (json) + n_words));
  const char *token = choice < n_words ? words[choice] : json[choice - n_words];

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

/**
 * fuzz_main:
 * @argc: of main()
 * @argv: of main(): CORPUS INPUTS [SEED]
 * @name: of what is read
 * @words: words of the format, put where they do not belong
 *
 * Returns: an exit status; a fault ends the process
 */
int
fuzz_main (int argc, char **argv, const char *name, const char *const *words)
{
  g_autoptr (GPtrArray) corpus = argc > 2 ? read_corpus (argv[1]) : NULL;
  guint64 inputs = argc > 2 ? g_ascii_strtoull (argv[2], NULL, 10) : 0;
  guint32 seed = argc > 3 ? (guint32) g_ascii_strtoull (argv[3], NULL, 10) : g_random_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  if (!corpus || corpus->len == 0 || inputs == 0)
    {
      g_printerr ("usage: fuzz-%s CORPUS INPUTS [SEED]\n", name);
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
        mutate (input, random, corpus, words);
      LLVMFuzzerTestOneInput (input->data, input->len);
    }
  g_print ("ok 1 %s\n", name);
  return 0;
}
