/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A video in a message: its poster, how long and how large it is; fetched when the person wants to see it, played in its place or as large
 * as the screen. What is played stops when it leaves the screen.
 */

#define G_LOG_DOMAIN "cordial-message-video"

#include "cordial-config.h"

#include "cordial-message-video.h"

#include "cordial-playable.h"
#include "cordial-shape-layout.h"
#include "cordial-sight.h"
#include "cordial-sound-track.h"
#include "cordial-video-window.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Pixels of the poster. */
#define POSTER_SIDE 680

/* What is on this computer is seen in a moment, also on a busy one; of some spoilt files the toolkit says nothing at all. */
#define LOAD_LIMIT_S 10
/* Until a paused player has said so, also on a busy machine. */
#define SILENCE_S 3

struct _CordialMessageVideo
{
  GtkWidget parent_instance;

  GtkWidget *overlay;
  GtkPicture *picture;
  GtkWidget *play_button;
  GtkLabel *facts;
  GtkWidget *controls;
  GtkWidget *full_button;

  CordialShapeLayout *layout; /* of the widget */
  CordialMessageFiles *files;
  CordialAttachment *attachment;
  CordialTransfer *transfer; /* (nullable) */
  GCancellable *cancellable; /* (nullable): of what is looked at */
  GtkMediaStream *stream;    /* (nullable): while it is played */
  GSource *limit_source;     /* (nullable): until it is seen */
  GFile *made;               /* (nullable): to be deleted with it */
  char *error;               /* (nullable) */
  gboolean wanted;           /* it is played as soon as it is here */
  gboolean overtaken;        /* it is not: something else was to be heard meanwhile */
};

G_DEFINE_FINAL_TYPE (CordialMessageVideo, cordial_message_video, GTK_TYPE_WIDGET)

static gboolean
is_coming (CordialMessageVideo *self)
{
  return self->wanted && !self->stream;
}

static char *
dup_facts (CordialMessageVideo *self)
{
  const CordialAttachment *attachment = self->attachment;
  double fraction = self->transfer ? cordial_transfer_get_fraction (self->transfer) : -1;
  g_autofree char *size =
    attachment->size > 0 ? g_format_size_full ((guint64) attachment->size, G_FORMAT_SIZE_IEC_UNITS) : NULL;
  g_autofree char *duration =
    attachment->duration_ms > 0 ? cordial_sound_track_dup_time (attachment->duration_ms) : NULL;

  if (self->error)
    return g_strdup (self->error);
  if (is_coming (self) && fraction >= 0 && size)
    return g_strdup_printf (C_ ("a part of a size", "%d%% of %s"), (int) (100 * fraction), size);
  if (duration && size)
    /* Translators: how long a video is, and the size of its file, such as «1:20, 3.4 MiB». */
    return g_strdup_printf (_ ("%s, %s"), duration, size);
  return g_strdup (duration ? duration : size);
}

static void
update (CordialMessageVideo *self)
{
  g_autofree char *facts = dup_facts (self), *name = cordial_attachment_dup_label (self->attachment), *label = NULL;
  const char *words = is_coming (self) ? _ ("Cancel") : _ ("Play");

  gtk_widget_set_visible (self->play_button, self->stream == NULL);
  if (!is_coming (self))
    gtk_button_set_icon_name (GTK_BUTTON (self->play_button), "media-playback-start-symbolic");
  else if (!ADW_IS_SPINNER (gtk_button_get_child (GTK_BUTTON (self->play_button))))
    gtk_button_set_child (GTK_BUTTON (self->play_button), adw_spinner_new ());
  gtk_widget_set_tooltip_text (self->play_button, words);
  label = g_strdup_printf (_ ("%s: %s"), words, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_label_set_label (self->facts, facts ? facts : "");
  gtk_widget_set_visible (GTK_WIDGET (self->facts), facts != NULL && self->stream == NULL);
  gtk_widget_set_visible (self->controls, self->stream != NULL);
  gtk_widget_set_visible (self->full_button, self->stream != NULL);
}

/* --- What is seen until it is played -------------------------------------------------------------------------------- */

static void
on_poster (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialMessageVideo) self = user_data;
  g_autoptr (GdkTexture) texture = cordial_picture_loader_load_finish (CORDIAL_PICTURE_LOADER (source), result, NULL);

  if (texture && self->attachment && !self->stream)
    gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
}

static void
show_poster (CordialMessageVideo *self)
{
  CordialPictureLoader *loader = cordial_message_files_get_loader (self->files);
  GBytes *preview = self->attachment->preview;
  GdkTexture *texture = preview ? cordial_picture_loader_peek (loader, preview, NULL, POSTER_SIDE) : NULL;

  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  if (preview && !texture)
    cordial_picture_loader_load_async (loader, preview, NULL, POSTER_SIDE, NULL, on_poster, g_object_ref (self));
}

/* --- Heard alone ---------------------------------------------------------------------------------------------------- */

static CordialSound *
get_sound (CordialMessageVideo *self)
{
  return cordial_message_playing_get_sound (cordial_message_files_get_playing (self->files));
}

static void
on_playing (CordialMessageVideo *self)
{
  if (get_sound (self) && gtk_media_stream_get_playing (self->stream))
    cordial_sound_begin (get_sound (self), self);
}

static void
on_begun (CordialMessageVideo *self, gpointer who)
{
  if (who == self)
    return;
  if (self->stream)
    gtk_media_stream_pause (self->stream);
  else
    self->overtaken = self->wanted;
}

/* --- What is played ------------------------------------------------------------------------------------------------- */

static void
forget_transfer (CordialMessageVideo *self)
{
  if (self->transfer)
    g_signal_handlers_disconnect_by_data (self->transfer, self);
  g_clear_object (&self->transfer);
}

static void
forget_limit (CordialMessageVideo *self)
{
  if (self->limit_source)
    g_source_destroy (self->limit_source);
  g_clear_pointer (&self->limit_source, g_source_unref);
}

static gboolean
on_silent (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

/* What GStreamer's player has not told GTK when that drops it, such as that it stands still now, holds the player for ever: with its
 * threads, and with the file. Takes the stream, which was paused. */
static void
drop_later (GtkMediaStream *stream)
{
  g_autoptr (GSource) source = g_timeout_source_new_seconds (SILENCE_S);

  g_source_set_static_name (source, "CordialMessageVideo silence");
  g_source_set_callback (source, on_silent, stream, g_object_unref);
  g_source_attach (source, NULL);
}

/* Nothing of it is played, or comes, any more. */
static void
stop (CordialMessageVideo *self)
{
  self->wanted = self->overtaken = FALSE;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  forget_limit (self);
  forget_transfer (self);
  if (self->stream)
    {
      g_signal_handlers_disconnect_by_data (self->stream, self);
      gtk_media_stream_pause (self->stream);
      gtk_media_controls_set_media_stream (GTK_MEDIA_CONTROLS (self->controls), NULL);
      gtk_picture_set_paintable (self->picture, NULL);
      drop_later (g_steal_pointer (&self->stream));
    }
  if (self->made)
    g_file_delete (self->made, NULL, NULL);
  g_clear_object (&self->made);
}

static void
fail (CordialMessageVideo *self, const char *sentence)
{
  stop (self);
  g_set_str (&self->error, sentence);
  show_poster (self);
  update (self);
}

static void
on_stream_error (CordialMessageVideo *self)
{
  const GError *error = gtk_media_stream_get_error (self->stream);

  if (!error)
    return;
  g_info ("a video cannot be played: %s", error->message);
  fail (self, _ ("This video cannot be played."));
}

static gboolean
on_limit (gpointer user_data)
{
  fail (user_data, _ ("This video cannot be played."));
  return G_SOURCE_REMOVE;
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialMessageVideo) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean made;
  g_autoptr (GFile) file = cordial_playable_check_finish (result, &made, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !self->wanted || self->stream)
    {
      if (file && made)
        g_file_delete (file, NULL, NULL);
      return;
    }
  if (!file)
    {
      fail (self, error->message);
      return;
    }
  if (made)
    g_set_object (&self->made, file);
  self->stream = gtk_media_file_new_for_file (file);
  g_signal_connect_swapped (self->stream, "notify::error", G_CALLBACK (on_stream_error), self);
  g_signal_connect_swapped (self->stream, "notify::playing", G_CALLBACK (on_playing), self);
  g_signal_connect_swapped (self->stream, "notify::prepared", G_CALLBACK (forget_limit), self);
  self->limit_source = g_timeout_source_new_seconds (LOAD_LIMIT_S);
  g_source_set_static_name (self->limit_source, "CordialMessageVideo limit");
  g_source_set_callback (self->limit_source, on_limit, self, NULL);
  g_source_attach (self->limit_source, NULL);
  gtk_media_controls_set_media_stream (GTK_MEDIA_CONTROLS (self->controls), self->stream);
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (self->stream));
  gtk_media_stream_play (self->stream);
  update (self);
  if (self->stream)
    on_stream_error (self);
}

static void
check (CordialMessageVideo *self, GBytes *bytes, const char *path)
{
  self->cancellable = g_cancellable_new ();
  cordial_playable_check_async (bytes, path, self->cancellable, on_checked, g_object_ref (self));
}

static void
on_transfer_changed (CordialMessageVideo *self)
{
  g_autofree char *path = g_strdup (cordial_transfer_get_path (self->transfer));

  if (!path && cordial_transfer_get_state (self->transfer) == CORDIAL_TRANSFER_FAILED)
    {
      g_autofree char *error = g_strdup (cordial_transfer_get_error (self->transfer));

      fail (self, error);
      return;
    }
  if (path ? self->overtaken : cordial_transfer_get_state (self->transfer) == CORDIAL_TRANSFER_PAUSED)
    stop (self);
  /* What is to be sent is here, however it fares. */
  else if (path)
    {
      forget_transfer (self);
      check (self, NULL, path);
    }
  update (self);
}

static void
on_play_clicked (CordialMessageVideo *self)
{
  if (self->transfer)
    {
      cordial_transfer_pause (self->transfer);
      return;
    }
  if (is_coming (self))
    {
      stop (self);
      update (self);
      return;
    }
  g_clear_pointer (&self->error, g_free);
  self->wanted = TRUE;
  if (!self->attachment->reference)
    check (self, self->attachment->bytes, NULL);
  else
    {
      self->transfer = cordial_message_files_get (self->files, self->attachment);
      if (self->transfer)
        {
          g_signal_connect_swapped (self->transfer, "changed", G_CALLBACK (on_transfer_changed), self);
          on_transfer_changed (self);
          return;
        }
      self->wanted = FALSE;
    }
  update (self);
}

static void
on_full_clicked (CordialMessageVideo *self)
{
  if (self->stream)
    cordial_video_window_present (GTK_WIDGET (self), self->stream);
}

static void
on_sight (GtkWidget *widget, gboolean near, gboolean seen)
{
  CordialMessageVideo *self = CORDIAL_MESSAGE_VIDEO (widget);

  if (!self->attachment)
    return;
  if (!near && self->stream)
    {
      stop (self);
      show_poster (self);
      update (self);
    }
  else if (!seen && self->stream && !cordial_video_window_shows (self->stream))
    gtk_media_stream_pause (self->stream);
}

/* --- Object --------------------------------------------------------------------------------------------------------- */

static void
cordial_message_video_dispose (GObject *object)
{
  CordialMessageVideo *self = CORDIAL_MESSAGE_VIDEO (object);

  if (self->overlay)
    stop (self);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  g_clear_pointer (&self->attachment, cordial_attachment_free);
  g_clear_pointer (&self->error, g_free);
  g_clear_object (&self->files);
  G_OBJECT_CLASS (cordial_message_video_parent_class)->dispose (object);
}

static void
cordial_message_video_class_init (CordialMessageVideoClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_message_video_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, CORDIAL_TYPE_SHAPE_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "messagevideo");
}

static void
cordial_message_video_init (CordialMessageVideo *self)
{
  GtkOverlay *overlay = GTK_OVERLAY (gtk_overlay_new ());

  self->layout = CORDIAL_SHAPE_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
  self->overlay = GTK_WIDGET (overlay);
  self->picture =
    g_object_new (GTK_TYPE_PICTURE, "can-shrink", TRUE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  self->play_button = gtk_button_new ();
  gtk_widget_set_halign (self->play_button, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->play_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->play_button, "circular");
  gtk_widget_add_css_class (self->play_button, "osd");
  self->facts = g_object_new (GTK_TYPE_LABEL, "halign", GTK_ALIGN_START, "valign", GTK_ALIGN_END, "ellipsize",
                              PANGO_ELLIPSIZE_END, "margin-start", 6, "margin-end", 6, "margin-bottom", 6, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->facts), "message-picture-pill");
  gtk_widget_add_css_class (GTK_WIDGET (self->facts), "numeric");
  self->controls = g_object_new (GTK_TYPE_MEDIA_CONTROLS, "valign", GTK_ALIGN_END, NULL);
  gtk_widget_add_css_class (self->controls, "osd");
  self->full_button =
    g_object_new (GTK_TYPE_BUTTON, "icon-name", "view-fullscreen-symbolic", "tooltip-text", _ ("Full Screen"), "halign",
                  GTK_ALIGN_END, "valign", GTK_ALIGN_START, "margin-top", 6, "margin-end", 6, NULL);
  gtk_widget_add_css_class (self->full_button, "circular");
  gtk_widget_add_css_class (self->full_button, "osd");
  gtk_overlay_set_child (overlay, GTK_WIDGET (self->picture));
  gtk_overlay_add_overlay (overlay, self->play_button);
  gtk_overlay_add_overlay (overlay, GTK_WIDGET (self->facts));
  gtk_overlay_add_overlay (overlay, self->controls);
  gtk_overlay_add_overlay (overlay, self->full_button);
  gtk_widget_add_css_class (self->overlay, "message-video");
  gtk_widget_set_overflow (self->overlay, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  g_signal_connect_swapped (self->play_button, "clicked", G_CALLBACK (on_play_clicked), self);
  g_signal_connect_swapped (self->full_button, "clicked", G_CALLBACK (on_full_clicked), self);
  cordial_sight_watch (GTK_WIDGET (self), on_sight);
}

/**
 * cordial_message_video_new:
 * @files: where it is found
 */
GtkWidget *
cordial_message_video_new (CordialMessageFiles *files)
{
  CordialMessageVideo *self = g_object_new (CORDIAL_TYPE_MESSAGE_VIDEO, NULL);

  self->files = g_object_ref (files);
  if (get_sound (self))
    g_signal_connect_object (get_sound (self), "begun", G_CALLBACK (on_begun), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * cordial_message_video_set_attachment:
 * @self: a video
 * @attachment: (transfer none): what it shows; the same one as before, which may be elsewhere now, goes on
 * @name: (transfer floating): of the attachment, for actions, type "(xxu)"
 */
void
cordial_message_video_set_attachment (CordialMessageVideo *self, const CordialAttachment *attachment, GVariant *name)
{
  gboolean first = self->attachment == NULL;

  g_return_if_fail (CORDIAL_IS_MESSAGE_VIDEO (self));

  g_variant_unref (g_variant_ref_sink (name));
  g_clear_pointer (&self->attachment, cordial_attachment_free);
  self->attachment = cordial_attachment_copy (attachment);
  cordial_shape_layout_fit (self->layout, (int) MIN (attachment->width, G_MAXINT),
                            (int) MIN (attachment->height, G_MAXINT));
  if (first)
    show_poster (self);
  update (self);
}
