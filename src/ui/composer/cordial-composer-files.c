/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ways by which files come to the composer: chosen, pasted, dropped. All of them lead to the dialog in which they are looked at before
 * they go.
 */

#define G_LOG_DOMAIN "cordial-composer"

#include "cordial-config.h"

#include "cordial-composer-private.h"

#include "cordial-attach-dialog.h"

#include <glib/gi18n-lib.h>

static gboolean
can_attach (CordialComposer *self)
{
  return self->conversation != NULL && cordial_conversation_get_can_send_files (self->conversation) &&
         cordial_conversation_get_writable (self->conversation) &&
         cordial_conversation_get_ending_sentence (self->conversation) == NULL;
}

void
cordial_composer_update_attaching (CordialComposer *self)
{
  gtk_widget_set_visible (self->attach_button,
                          self->conversation != NULL && cordial_conversation_get_can_send_files (self->conversation));
}

static void
on_answered (CordialComposer *self)
{
  cordial_writing_subject_set (self->subject, NULL, FALSE);
  cordial_composer_keep_draft (self);
}

static AdwDialog *
present (CordialComposer *self, GListModel *files)
{
  CordialMessage *answered;
  AdwDialog *dialog;

  if (!can_attach (self) || g_list_model_get_n_items (files) == 0)
    return NULL;
  answered =
    cordial_writing_subject_get_edits (self->subject) ? NULL : cordial_writing_subject_get_message (self->subject);
  dialog = cordial_attach_dialog_new (self->conversation, files, answered);
  g_signal_connect_object (dialog, "answered", G_CALLBACK (on_answered), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
  return dialog;
}

/**
 * cordial_composer_attach:
 * @self: a composer
 * @files: (element-type GFile): what the person wants to send here
 *
 * Returns: whether files can be sent here at all
 */
gboolean
cordial_composer_attach (CordialComposer *self, GSList *files)
{
  g_autoptr (GListStore) store = g_list_store_new (G_TYPE_FILE);

  g_return_val_if_fail (CORDIAL_IS_COMPOSER (self), FALSE);

  for (GSList *l = files; l; l = l->next)
    g_list_store_append (store, l->data);
  return present (self, G_LIST_MODEL (store)) != NULL;
}

/* --- Chosen --------------------------------------------------------------------------------------------------------- */

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialComposer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) files = gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (source), result, &error);

  if (files)
    present (self, files);
  else if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    cordial_composer_show_error (self, error->message);
}

void
cordial_composer_choose_files (CordialComposer *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_file_dialog_set_title (dialog, _ ("Send Files"));
  gtk_file_dialog_open_multiple (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, on_chosen,
                                 g_object_ref (self));
}

/* --- Pasted --------------------------------------------------------------------------------------------------------- */

static const char *const picture_types[] = { "image/png", "image/jpeg", "image/gif", "image/webp", NULL };

static void
on_files_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialComposer) self = user_data;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value)
    cordial_composer_attach (self, g_value_get_boxed (value));
  else
    cordial_composer_show_error (self, error->message);
}

/* A picture that comes from the clipboard, on its way to a file. */
typedef struct
{
  CordialComposer *composer;
  GFile *file;
  GFileIOStream *stream;
} Pasting;

static void
pasting_free (Pasting *self)
{
  g_object_unref (self->composer);
  g_clear_object (&self->file);
  g_clear_object (&self->stream);
  g_free (self);
}

static void
on_spliced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Pasting *pasting = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  AdwDialog *dialog = NULL;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, &error) < 0)
    cordial_composer_show_error (pasting->composer, error->message);
  else
    {
      g_list_store_append (files, pasting->file);
      dialog = present (pasting->composer, G_LIST_MODEL (files));
    }
  if (dialog)
    cordial_attach_dialog_own (CORDIAL_ATTACH_DIALOG (dialog), pasting->file);
  else
    g_file_delete (pasting->file, NULL, NULL);
  pasting_free (pasting);
}

static void
on_picture_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialComposer) self = user_data;
  g_autoptr (GError) error = NULL;
  const char *type;
  g_autoptr (GInputStream) from = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, &type, &error);
  g_autofree char *name = NULL;
  Pasting *pasting;

  if (from)
    {
      pasting = g_new0 (Pasting, 1);
      pasting->composer = g_object_ref (self);
      /* Its name is seen by others. */
      name = g_strconcat ("picture-XXXXXX.", g_str_equal (type, "image/jpeg") ? "jpg" : type + strlen ("image/"), NULL);
      pasting->file = g_file_new_tmp (name, &pasting->stream, &error);
      if (pasting->file)
        {
          g_output_stream_splice_async (g_io_stream_get_output_stream (G_IO_STREAM (pasting->stream)), from,
                                        G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                        G_PRIORITY_DEFAULT, NULL, on_spliced, pasting);
          return;
        }
      pasting_free (pasting);
    }
  cordial_composer_show_error (self, error->message);
}

static gboolean
has_picture (GdkContentFormats *formats)
{
  for (guint i = 0; picture_types[i]; i++)
    if (gdk_content_formats_contain_mime_type (formats, picture_types[i]))
      return TRUE;
  return FALSE;
}

/* Files before a picture of them; a text before a picture of that, which offices offer, too. */
static void
on_paste (GtkTextView *view, CordialComposer *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (view));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (!can_attach (self))
    return;
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL, on_files_read,
                                    g_object_ref (self));
  else if (has_picture (formats) && !gdk_content_formats_contain_gtype (formats, G_TYPE_STRING))
    gdk_clipboard_read_async (clipboard, (const char **) picture_types, G_PRIORITY_DEFAULT, NULL, on_picture_read,
                              g_object_ref (self));
  else
    return;
  g_signal_stop_emission_by_name (view, "paste-clipboard");
}

void
cordial_composer_watch_pasting (CordialComposer *self)
{
  g_signal_connect_object (self->text_view, "paste-clipboard", G_CALLBACK (on_paste), self, G_CONNECT_DEFAULT);
}
