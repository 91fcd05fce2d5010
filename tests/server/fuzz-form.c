/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Forms that nobody thought of: however a form is cut into pieces, it is read the same, and what is read was in it.
 *
 * usage: fuzz-form CORPUS INPUTS [SEED]
 */

#include "cordial-server-form.h"
#include "fuzz.h"

static void
on_file (const guint8 *data, gsize size, gpointer user_data)
{
  g_byte_array_append (user_data, data, (guint) size);
}

static Form *
read_form (const guint8 *data, gsize size, gsize piece, GByteArray *file)
{
  Form *form = form_new ("multipart/form-data; boundary=B", on_file, file);

  g_assert_nonnull (form);
  for (gsize at = 0; at < size; at += piece)
    form_feed (form, data + at, MIN (piece, size - at));
  return form;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const names[] = { "id", "topic", "auth", "" };
  g_autoptr (GByteArray) whole_file = g_byte_array_new ();
  g_autoptr (Form) whole = read_form (data, size, MAX (size, 1), whole_file);

  g_assert_cmpuint (whole_file->len, <=, size);
  for (gsize piece = 1; piece < 40; piece += 6)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (Form) form = read_form (data, size, piece, file);

      g_assert_cmpint (form_is_complete (form), ==, form_is_complete (whole));
      if (!form_is_complete (whole))
        continue;
      g_assert_cmpmem (file->data, file->len, whole_file->data, whole_file->len);
      g_assert_cmpint (form_has_file (form), ==, form_has_file (whole));
      g_assert_cmpstr (form_get_file_type (form), ==, form_get_file_type (whole));
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        g_assert_cmpstr (form_get_field (form, names[i]), ==, form_get_field (whole, names[i]));
    }
  return 0;
}

int
main (int argc, char **argv)
{
  static const char *const words[] = { "\r\n--B",
                                       "--B--",
                                       "\r\n\r\n",
                                       "Content-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n",
                                       "Content-Type: a/b\r\n",
                                       NULL };

  return fuzz_main (argc, argv, "form", words);
}
