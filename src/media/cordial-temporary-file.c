/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file of its own for what is in memory, for who can only read files.
 */
#define G_LOG_DOMAIN "cordial-media"

#include "cordial-config.h"

#include "cordial-temporary-file.h"

/**
 * cordial_temporary_file_new:
 * @content: (transfer none): what shall be in it
 * @cancellable: (nullable):
 * @error: return location; of G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): a file that nobody else can read, to be deleted by the caller; nothing is left where it fails
 */
GFile *
cordial_temporary_file_new (GBytes *content, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GFile) file = g_file_new_tmp ("cordial-XXXXXX", &stream, error);
  gsize size;
  const void *data = g_bytes_get_data (content, &size);

  if (!file)
    return NULL;
  if (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stream)), data, size, NULL, cancellable,
                                 error) &&
      g_io_stream_close (G_IO_STREAM (stream), cancellable, error))
    return g_steal_pointer (&file);
  g_file_delete (file, NULL, NULL);
  return NULL;
}
