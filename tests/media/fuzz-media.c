/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is read of media without a library, from files that nobody thought of: what they are by their first bytes, what a picture says
 * beside what is seen in it, a waveform.
 *
 * usage: fuzz-media CORPUS INPUTS [SEED]
 */

#include "cordial-gstreamer.h"
#include "cordial-picture-metadata.h"
#include "cordial-picture.h"
#include "cordial-waveform.h"
#include "fuzz.h"

/* A picture is one still, and has nothing left to be taken out. */
static void
check_metadata (GBytes *whole)
{
  gboolean had_any, had_more;
  g_autoptr (GBytes) clean = cordial_picture_remove_metadata (whole, &had_any);
  g_autoptr (GBytes) again = NULL;

  if (!clean)
    return;
  g_assert_cmpstr (cordial_picture_sniff (g_bytes_get_data (clean, NULL), g_bytes_get_size (clean)), ==,
                   cordial_picture_sniff (g_bytes_get_data (whole, NULL), g_bytes_get_size (whole)));
  again = cordial_picture_remove_metadata (clean, &had_more);
  g_assert_nonnull (again);
  g_assert_true (g_bytes_equal (clean, again));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) whole = g_bytes_new (data, size);

  /* One of the two at most, and by the beginning alone. */
  g_assert_false (cordial_picture_sniff (data, size) && cordial_gstreamer_sniff (data, size));
  g_assert_cmpstr (cordial_gstreamer_sniff (data, MIN (size, 16)), ==, cordial_gstreamer_sniff (data, size));
  check_metadata (whole);
  for (guint n = 1; n < 200; n += 66)
    {
      g_autofree double *bars = cordial_waveform_resample (whole, n);

      for (guint i = 0; i < n; i++)
        g_assert_true (bars[i] >= 0 && bars[i] <= 1);
    }
  return 0;
}

int
main (int argc, char **argv)
{
  static const char *const words[] = { "\xff\xe1",         "Exif", "IHDR", "tEXt", "EXIF", "VP8X", "RIFF", "GIF89a",
                                       "\x1a\x45\xdf\xa3", NULL };

  return fuzz_main (argc, argv, "media", words);
}
