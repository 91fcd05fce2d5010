/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A video as large as the screen: the same stream as in its message, which goes on there when this is closed. Escape and F11 close it.
 */

#define G_LOG_DOMAIN "cordial-video-window"

#include "cordial-config.h"

#include "cordial-video-window.h"

#include <glib/gi18n-lib.h>

/* On the stream, while there is such a window of it. */
#define SHOWN "cordial-video-window"

/**
 * cordial_video_window_shows:
 * @stream: what is played
 *
 * Returns: whether that is seen as large as the screen
 */
gboolean
cordial_video_window_shows (GtkMediaStream *stream)
{
  return g_object_get_data (G_OBJECT (stream), SHOWN) != NULL;
}

static void
on_destroy (GtkWidget *window, gpointer user_data)
{
  g_object_set_data (user_data, SHOWN, NULL);
}

/**
 * cordial_video_window_present:
 * @from: where it is played
 * @stream: (transfer none): what is played
 */
void
cordial_video_window_present (GtkWidget *from, GtkMediaStream *stream)
{
  GtkWidget *window = gtk_window_new (), *overlay = gtk_overlay_new (), *controls = gtk_media_controls_new (stream);
  GtkWidget *button = gtk_button_new_from_icon_name ("view-restore-symbolic");
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();
  GtkRoot *root = gtk_widget_get_root (from);

  gtk_window_set_title (GTK_WINDOW (window), C_ ("title of a window", "Video"));
  if (GTK_IS_WINDOW (root))
    {
      gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (root));
      gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
    }
  gtk_widget_add_css_class (window, "video-window");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), gtk_picture_new_for_paintable (GDK_PAINTABLE (stream)));
  gtk_widget_set_valign (controls, GTK_ALIGN_END);
  gtk_widget_add_css_class (controls, "osd");
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), controls);
  g_object_set (button, "tooltip-text", _ ("Leave Full Screen"), "halign", GTK_ALIGN_END, "valign", GTK_ALIGN_START,
                "margin-top", 12, "margin-end", 12, NULL);
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (button, "osd");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "window.close");
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), button);
  gtk_window_set_child (GTK_WINDOW (window), overlay);
  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (shortcuts),
    gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Escape|F11"), gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, shortcuts);
  g_object_set_data (G_OBJECT (stream), SHOWN, window);
  g_signal_connect_data (window, "destroy", G_CALLBACK (on_destroy), g_object_ref (stream),
                         (GClosureNotify) (void (*) (void)) g_object_unref, G_CONNECT_DEFAULT);
  gtk_window_fullscreen (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
}
