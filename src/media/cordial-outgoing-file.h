/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file that a person is about to send.
 */

#pragma once

#include "cordial-picture.h"

G_BEGIN_DECLS

/**
 * CordialOutgoingFile:
 * @file: where it is
 * @name: what it is called here, as it stands
 * @media_type: what it is: of a picture by its content, else by its name
 * @size: in bytes
 * @picture: (nullable): as it is seen, where it is a picture or a video to be shown
 * @is_video: whether @picture is what stands for a video
 * @duration_ms: of a video, 0 where it is not known
 * @preview: (nullable): of @picture, small enough for a message
 * @has_metadata: whether a picture says more than is seen in it, which can be taken out
 * @can_be_reduced: whether it is a picture with more pixels than most screens show
 */
typedef struct
{
  GFile *file;
  char *name;
  char *media_type;
  gint64 size;
  CordialPicture *picture;
  gboolean is_video;
  gint64 duration_ms;
  GBytes *preview;
  gboolean has_metadata;
  gboolean can_be_reduced;
} CordialOutgoingFile;

/* Pixels of the longer side of a picture that is reduced. */
#define CORDIAL_OUTGOING_FILE_REDUCED_SIDE 1600

void cordial_outgoing_file_load_async (GFile *file,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
CordialOutgoingFile *cordial_outgoing_file_load_finish (GAsyncResult *result, GError **error);
void cordial_outgoing_file_clean_async (GFile *file,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
GFile *cordial_outgoing_file_clean_finish (GAsyncResult *result, GError **error);
void cordial_outgoing_file_reduce_async (const CordialOutgoingFile *known,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
CordialOutgoingFile *cordial_outgoing_file_reduce_finish (GAsyncResult *result, GError **error);
void cordial_outgoing_file_free (CordialOutgoingFile *self);

G_END_DECLS
