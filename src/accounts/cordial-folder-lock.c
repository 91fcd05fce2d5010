/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A lock of the kernel's on a file beside the folder: it ends with the process, however that ends.
 */
#define G_LOG_DOMAIN "cordial-accounts"

#include "cordial-config.h"

#include "cordial-folder-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

/**
 * cordial_folder_lock:
 * @folder: a folder
 * @lock: (out): what cordial_folder_unlock() takes; -1 for no lock
 *
 * Where a file system knows no locks, or nothing can be written, the folder counts as ours: what comes of that is told by
 * whoever writes there.
 *
 * Returns: whose it is now
 */
CordialFolderOwner
cordial_folder_lock (const char *folder, int *lock)
{
  g_autofree char *path = g_strconcat (folder, ".lock", NULL);
  int result, code;

  *lock = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (*lock < 0)
    return CORDIAL_FOLDER_OURS;
  do
    result = flock (*lock, LOCK_EX | LOCK_NB);
  while (result != 0 && errno == EINTR);
  if (result == 0)
    return CORDIAL_FOLDER_OURS;
  code = errno;
  cordial_folder_unlock (lock);
  if (code == EWOULDBLOCK)
    return CORDIAL_FOLDER_TAKEN;
  g_info ("%s cannot be locked: %s", path, g_strerror (code));
  return CORDIAL_FOLDER_OURS;
}

void
cordial_folder_unlock (int *lock)
{
  if (*lock >= 0)
    close (*lock);
  *lock = -1;
}
