/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Another program of the desktop, for tests: it has files on the clipboard, or the picture that is in one, and they can be dragged out of
 * its window.
 *
 * usage: offering files|picture FILE…
 */

#include <gtk/gtk.h>

static gboolean shown;

static GdkContentProvider *
make_provider (int argc, char *argv[])
{
  GSList *files = NULL;
  GdkContentProvider *provider;
  GdkFileList *list;

  if (g_str_equal (argv[1], "picture"))
    {
      char *data;
      gsize size;
      g_autoptr (GBytes) bytes = NULL;

      if (!g_file_get_contents (argv[2], &data, &size, NULL))
        return NULL;
      bytes = g_bytes_new_take (data, size);
      return gdk_content_provider_new_for_bytes ("image/png", bytes);
    }
  for (int i = argc - 1; i > 1; i--)
    files = g_slist_prepend (files, g_file_new_for_path (argv[i]));
  list = gdk_file_list_new_from_list (files);
  g_slist_free_full (files, g_object_unref);
  provider = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
  return provider;
}

static gboolean
on_close (gpointer user_data)
{
  shown = FALSE;
  return FALSE;
}

int
main (int argc, char *argv[])
{
  GtkWidget *window;
  GtkDragSource *source;
  g_autoptr (GdkContentProvider) provider = NULL;

  if (argc < 3)
    return 2;
  gtk_init ();
  provider = make_provider (argc, argv);
  if (!provider)
    return 1;
  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), "Offering files");
  gtk_window_set_default_size (GTK_WINDOW (window), 160, 120);
  gtk_window_set_child (GTK_WINDOW (window), gtk_label_new ("Drag from here"));
  source = gtk_drag_source_new ();
  gtk_drag_source_set_content (source, provider);
  gtk_widget_add_controller (gtk_window_get_child (GTK_WINDOW (window)), GTK_EVENT_CONTROLLER (source));
  g_signal_connect (window, "close-request", G_CALLBACK (on_close), NULL);
  gtk_window_present (GTK_WINDOW (window));
  gdk_clipboard_set_content (gtk_widget_get_clipboard (window), provider);
  shown = TRUE;
  while (shown)
    g_main_context_iteration (NULL, TRUE);
  return 0;
}
