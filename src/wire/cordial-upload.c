/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The body of a request that carries one file as a form (RFC 7578): read from the disk as it goes out, never held whole. What is in the
 * file is not looked at, and its name stays here: whoever shall know it is told in the message that names the file.
 */

#define G_LOG_DOMAIN "cordial-wire"

#include "cordial-config.h"

#include "cordial-upload.h"

/* --- A stream of streams -------------------------------------------------------------------------------------------- */

#define CORDIAL_TYPE_FORM_STREAM (cordial_form_stream_get_type ())
G_DECLARE_FINAL_TYPE (CordialFormStream, cordial_form_stream, CORDIAL, FORM_STREAM, GInputStream)

/* What stands before the file, the file, and what stands after it. */
#define PARTS 3

struct _CordialFormStream
{
  GInputStream parent_instance;

  GInputStream *parts[PARTS];
  guint current;
};

G_DEFINE_FINAL_TYPE (CordialFormStream, cordial_form_stream, G_TYPE_INPUT_STREAM)

static gssize
cordial_form_stream_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  CordialFormStream *self = CORDIAL_FORM_STREAM (stream);

  for (; self->current < PARTS; self->current++)
    {
      gssize n = g_input_stream_read (self->parts[self->current], buffer, count, cancellable, error);

      if (n != 0)
        return n;
    }
  return 0;
}

static void
cordial_form_stream_finalize (GObject *object)
{
  CordialFormStream *self = CORDIAL_FORM_STREAM (object);

  for (guint i = 0; i < PARTS; i++)
    g_clear_object (&self->parts[i]);
  G_OBJECT_CLASS (cordial_form_stream_parent_class)->finalize (object);
}

static void
cordial_form_stream_class_init (CordialFormStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_form_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = cordial_form_stream_read;
}

static void
cordial_form_stream_init (CordialFormStream *self)
{
}

/* --- The request ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  GFileProgressCallback progress;
  gpointer progress_data;
  goffset sent;
  goffset total;
} Progress;

static void
on_wrote (SoupMessage *message, guint n_bytes, gpointer user_data)
{
  Progress *self = user_data;

  self->sent += n_bytes;
  self->progress (MIN (self->sent, self->total), self->total, self->progress_data);
}

static void
progress_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

/**
 * cordial_upload_set_body:
 * @message: a POST
 * @file: what shall go; it must not change meanwhile
 * @media_type: (nullable): what it is
 * @progress: (nullable): told how many bytes went of how many
 * @error: return location for why the file cannot be read
 *
 * Returns: whether @message bears the file now
 */
gboolean
cordial_upload_set_body (SoupMessage *message,
                         GFile *file,
                         const char *media_type,
                         GFileProgressCallback progress,
                         gpointer progress_data,
                         GError **error)
{
  g_autofree char *boundary = g_uuid_string_random ();
  g_autofree char *content_type = g_strconcat ("multipart/form-data; boundary=", boundary, NULL);
  g_autoptr (CordialFormStream) form = NULL;
  g_autoptr (GFileInputStream) input = g_file_read (file, NULL, error);
  g_autoptr (GFileInfo) info = NULL;
  char *before, *after;
  goffset n_bytes;

  if (!input)
    return FALSE;
  info = g_file_input_stream_query_info (input, G_FILE_ATTRIBUTE_STANDARD_SIZE, NULL, error);
  if (!info)
    return FALSE;
  before = g_strdup_printf ("--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n"
                            "Content-Type: %s\r\n\r\n",
                            boundary, media_type ? media_type : "application/octet-stream");
  after = g_strdup_printf ("\r\n--%s--\r\n", boundary);
  n_bytes = (goffset) strlen (before) + g_file_info_get_size (info) + (goffset) strlen (after);
  form = g_object_new (CORDIAL_TYPE_FORM_STREAM, NULL);
  form->parts[0] = g_memory_input_stream_new_from_data (before, -1, g_free);
  form->parts[1] = G_INPUT_STREAM (g_steal_pointer (&input));
  form->parts[2] = g_memory_input_stream_new_from_data (after, -1, g_free);
  soup_message_set_request_body (message, content_type, G_INPUT_STREAM (form), n_bytes);
  if (progress)
    {
      Progress *told = g_new0 (Progress, 1);

      *told = (Progress) { progress, progress_data, 0, n_bytes };
      g_signal_connect_data (message, "wrote-body-data", G_CALLBACK (on_wrote), told, progress_free, G_CONNECT_DEFAULT);
    }
  return TRUE;
}
