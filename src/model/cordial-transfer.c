/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file on its way. It is told how far that is, and tells it on; who carries it and by which wire is not known here.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-transfer.h"

struct _CordialTransfer
{
  GObject parent_instance;

  CordialTransferState state;
  gint64 done;
  gint64 total;
  char *path;
  char *error;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_PAUSE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CordialTransfer, cordial_transfer, G_TYPE_OBJECT)

static void
cordial_transfer_finalize (GObject *object)
{
  CordialTransfer *self = CORDIAL_TRANSFER (object);

  g_free (self->path);
  g_free (self->error);
  G_OBJECT_CLASS (cordial_transfer_parent_class)->finalize (object);
}

static void
cordial_transfer_class_init (CordialTransferClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_transfer_finalize;
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PAUSE] =
    g_signal_new ("pause", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_transfer_init (CordialTransfer *self)
{
}

/**
 * cordial_transfer_new:
 * @path: (nullable): where the file is on this computer, if it is
 *
 * Returns: (transfer full): one that waits
 */
CordialTransfer *
cordial_transfer_new (const char *path)
{
  CordialTransfer *self = g_object_new (CORDIAL_TYPE_TRANSFER, NULL);

  self->path = g_strdup (path);
  return self;
}

CordialTransferState
cordial_transfer_get_state (CordialTransfer *self)
{
  g_return_val_if_fail (CORDIAL_IS_TRANSFER (self), CORDIAL_TRANSFER_FAILED);

  return self->state;
}

double
cordial_transfer_get_fraction (CordialTransfer *self)
{
  g_return_val_if_fail (CORDIAL_IS_TRANSFER (self), -1);

  return self->total > 0 ? (double) MIN (self->done, self->total) / (double) self->total : -1;
}

const char *
cordial_transfer_get_path (CordialTransfer *self)
{
  g_return_val_if_fail (CORDIAL_IS_TRANSFER (self), NULL);

  return self->path;
}

const char *
cordial_transfer_get_error (CordialTransfer *self)
{
  g_return_val_if_fail (CORDIAL_IS_TRANSFER (self), NULL);

  return self->error;
}

/**
 * cordial_transfer_pause:
 *
 * What is over already stays as it is. What came so far is kept.
 */
void
cordial_transfer_pause (CordialTransfer *self)
{
  g_return_if_fail (CORDIAL_IS_TRANSFER (self));

  if (self->state <= CORDIAL_TRANSFER_RUNNING)
    g_signal_emit (self, signals[SIGNAL_PAUSE], 0);
}

/**
 * cordial_transfer_set_state:
 * @path: (nullable): where the file is now; %NULL leaves it
 * @error: (nullable): one sentence, of what failed
 */
void
cordial_transfer_set_state (CordialTransfer *self, CordialTransferState state, const char *path, const char *error)
{
  g_return_if_fail (CORDIAL_IS_TRANSFER (self));

  self->state = state;
  if (path)
    g_set_str (&self->path, path);
  g_set_str (&self->error, error);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
cordial_transfer_set_progress (CordialTransfer *self, gint64 done, gint64 total)
{
  g_return_if_fail (CORDIAL_IS_TRANSFER (self));

  self->done = done;
  self->total = total;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
