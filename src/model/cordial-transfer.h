/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file on its way from the server or to it, as a person sees it.
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CordialTransferState:
 * @CORDIAL_TRANSFER_WAITING: its turn has not come, or there is no connection
 * @CORDIAL_TRANSFER_RUNNING: bytes go
 * @CORDIAL_TRANSFER_DONE: all of it is there
 * @CORDIAL_TRANSFER_FAILED: it did not get through, and is not tried again by itself
 * @CORDIAL_TRANSFER_PAUSED: the person does not want it now
 */
typedef enum
{
  CORDIAL_TRANSFER_WAITING,
  CORDIAL_TRANSFER_RUNNING,
  CORDIAL_TRANSFER_DONE,
  CORDIAL_TRANSFER_FAILED,
  CORDIAL_TRANSFER_PAUSED,
} CordialTransferState;

#define CORDIAL_TYPE_TRANSFER (cordial_transfer_get_type ())
G_DECLARE_FINAL_TYPE (CordialTransfer, cordial_transfer, CORDIAL, TRANSFER, GObject)

/* Signals: changed: anything of what the functions below return; pause: the person does not want it now, for whoever carries
 * it out: of a file on its way here alone, as one that is sent pauses with its message. */

CordialTransferState cordial_transfer_get_state (CordialTransfer *self);
/* From 0 to 1; negative if it is not known. */
double cordial_transfer_get_fraction (CordialTransfer *self);
/* (nullable): where the file is on this computer, once all of it is; nobody but the work may write there */
const char *cordial_transfer_get_path (CordialTransfer *self);
/* (nullable): one sentence on why it failed */
const char *cordial_transfer_get_error (CordialTransfer *self);
void cordial_transfer_pause (CordialTransfer *self);

/* For whoever carries it out. */
CordialTransfer *cordial_transfer_new (const char *path);
void
cordial_transfer_set_state (CordialTransfer *self, CordialTransferState state, const char *path, const char *error);
void cordial_transfer_set_progress (CordialTransfer *self, gint64 done, gint64 total);

G_END_DECLS
