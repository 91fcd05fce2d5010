/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tries whether there is room on a disk by writing there: what a file system says of its free bytes knows nothing of quotas, of
 * limits, or of one that has become read-only.
 */
#define G_LOG_DOMAIN "cordial-store"

#include "cordial-room.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* What a batch of messages and its log take. With less, the next one would fail again. */
#define ROOM_BYTES (1 << 18)
#define BLOCK_BYTES (1 << 16)

static gboolean
write_blocks (int descriptor)
{
  g_autofree char *block = g_strnfill (BLOCK_BYTES, 'x');

  for (gsize written = 0; written < ROOM_BYTES; written += BLOCK_BYTES)
    if (write (descriptor, block, BLOCK_BYTES) != BLOCK_BYTES)
      return FALSE;
  /* Some file systems tell only now. */
  return fsync (descriptor) == 0;
}

static void
look (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const char *path = task_data;
  int descriptor = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  gboolean room = descriptor >= 0 && write_blocks (descriptor);

  if (descriptor >= 0)
    close (descriptor);
  g_unlink (path);
  g_task_return_boolean (task, room);
}

/**
 * cordial_room_look_async:
 * @path: a file that is not there, where there should be room
 * @callback: called when that was tried, on a thread of its own
 * @user_data: passed to @callback
 */
void
cordial_room_look_async (const char *path, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, cordial_room_look_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, look);
}

gboolean
cordial_room_look_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
