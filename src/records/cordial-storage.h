/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether an account's messages can be kept: a value that the store tells and the interface shows.
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CordialStorage:
 * @CORDIAL_STORAGE_FINE: what is written is on disk
 * @CORDIAL_STORAGE_FULL: the disk is full, or cannot be written to at the moment
 * @CORDIAL_STORAGE_DAMAGED: the database is broken
 */
typedef enum
{
  CORDIAL_STORAGE_FINE,
  CORDIAL_STORAGE_FULL,
  CORDIAL_STORAGE_DAMAGED,
} CordialStorage;

#define CORDIAL_TYPE_STORAGE (cordial_storage_get_type ())
GType cordial_storage_get_type (void);

G_END_DECLS
