/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One process works on a folder of accounts: two that send from one outbox, and write into one database, would each undo
 * what the other one knows. For no file outside this folder.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CordialFolderLock:
 * @CORDIAL_FOLDER_OURS: nobody else works on it
 * @CORDIAL_FOLDER_TAKEN: another process does
 *
 * Whose a folder is.
 */
typedef enum
{
  CORDIAL_FOLDER_OURS,
  CORDIAL_FOLDER_TAKEN,
} CordialFolderOwner;

CordialFolderOwner cordial_folder_lock (const char *folder, int *lock);
void cordial_folder_unlock (int *lock);

G_END_DECLS
