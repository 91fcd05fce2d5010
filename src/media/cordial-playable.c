/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a file may be given to GStreamer: looked at in a thread, in which GStreamer is woken, too. The toolkit plays files alone, so that
 * what stands in a message becomes one.
 */
#define G_LOG_DOMAIN "cordial-media"

#include "cordial-config.h"

#include "cordial-playable.h"

#include "cordial-gstreamer.h"
#include "cordial-temporary-file.h"

#include <glib/gi18n-lib.h>

#define SNIFFED_BYTES 16

typedef struct
{
  GBytes *bytes; /* (nullable) */
  char *path;    /* (nullable) */
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  g_clear_pointer (&check->bytes, g_bytes_unref);
  g_free (check->path);
  g_free (check);
}

static void
run_check (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  const Check *check = task_data;
  g_autoptr (GFile) file = check->path ? g_file_new_for_path (check->path) : NULL;
  g_autoptr (GInputStream) stream = NULL;
  guint8 start[SNIFFED_BYTES];
  GError *error = NULL;
  gsize size;

  stream = file ? G_INPUT_STREAM (g_file_read (file, cancellable, &error))
                : g_memory_input_stream_new_from_bytes (check->bytes);
  if (!stream || !g_input_stream_read_all (stream, start, sizeof start, &size, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (!cordial_gstreamer_sniff (start, size))
    {
      g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("This video cannot be played."));
      return;
    }
  if (!file && cordial_gstreamer_prepare (&error))
    file = cordial_temporary_file_new (check->bytes, cancellable, &error);
  else if (file && !cordial_gstreamer_prepare (&error))
    g_clear_object (&file);
  if (file)
    g_task_return_pointer (task, g_steal_pointer (&file), g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * cordial_playable_check_async:
 * @bytes: (nullable) (transfer none): the whole of it, where @path is %NULL
 * @path: (nullable): a file on this computer
 * @cancellable: (nullable): ends it
 */
void
cordial_playable_check_async (GBytes *bytes,
                              const char *path,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Check *check = g_new0 (Check, 1);

  check->bytes = path ? NULL : g_bytes_ref (bytes);
  check->path = g_strdup (path);
  g_task_set_source_tag (task, cordial_playable_check_async);
  g_task_set_static_name (task, "[cordial] look at video");
  g_task_set_task_data (task, check, check_free);
  g_task_run_in_thread (task, run_check);
}

/**
 * cordial_playable_check_finish:
 * @made: (out): whether the file was made for this, and is the caller's to delete
 * @error: return location; with a sentence
 *
 * Returns: (transfer full) (nullable): what may be played
 */
GFile *
cordial_playable_check_finish (GAsyncResult *result, gboolean *made, GError **error)
{
  const Check *check = g_task_get_task_data (G_TASK (result));

  *made = check->path == NULL;
  return g_task_propagate_pointer (G_TASK (result), error);
}
