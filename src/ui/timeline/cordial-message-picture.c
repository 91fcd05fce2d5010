/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A picture in a message. It has its size before anything of it is here, as its sender says it, so that nothing jumps; shows the few
 * pixels that came with the message at once; and is made sharp while it is near what is seen. What cannot be shown is a place with a word
 * in it, of the same size. A click opens it, or fetches it where it is not here.
 */

#define G_LOG_DOMAIN "cordial-message-picture"

#include "cordial-config.h"

#include "cordial-message-picture.h"

#include "cordial-moving-picture.h"
#include "cordial-shape-layout.h"
#include "cordial-sight.h"

#include <glib/gi18n-lib.h>

/* Pixels of what came with the message, which has few: a stranger's may have more. */
#define PREVIEW_SIDE 160
/* Pixels: three beside each other in a dialog. */
#define SQUARE_SIDE 124

struct _CordialMessagePicture
{
  GtkWidget parent_instance;

  GtkWidget *button;
  GtkPicture *picture;
  GtkWidget *pill; /* what stands over it: why it is not sharp */
  GtkImage *pill_icon;
  GtkLabel *pill_label;
  GtkProgressBar *progress;

  CordialMessageFiles *files;
  GVariant *name; /* for the action that opens it */
  CordialAttachment *attachment;
  CordialTransfer *transfer;
  GCancellable *cancellable;    /* of what is decoded */
  CordialShapeLayout *layout;   /* of the widget */
  CordialMovingPicture *moving; /* (nullable): while it is near, if it moves */
  gboolean near;
  gboolean seen;
  gboolean asked_moving;
  gboolean sharp;
  gboolean broken;
  gboolean square;
};

G_DEFINE_FINAL_TYPE (CordialMessagePicture, cordial_message_picture, GTK_TYPE_WIDGET)

/* Of the whole, as it is said or seen. */
static void
fit (CordialMessagePicture *self, int width, int height)
{
  cordial_shape_layout_fit (self->layout, self->square ? SQUARE_SIDE : width, self->square ? SQUARE_SIDE : height);
}

/* --- What is shown -------------------------------------------------------------------------------------------------- */

static void
set_pill (CordialMessagePicture *self, const char *icon, const char *words, double fraction)
{
  gtk_widget_set_visible (self->pill, icon != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), icon != NULL && fraction >= 0);
  if (!icon)
    return;
  gtk_image_set_from_icon_name (self->pill_icon, icon);
  gtk_label_set_label (self->pill_label, words ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->pill_label), words != NULL);
  gtk_progress_bar_set_fraction (self->progress, CLAMP (fraction, 0, 1));
}

static void
update (CordialMessagePicture *self)
{
  CordialTransferState state = self->transfer ? cordial_transfer_get_state (self->transfer) : CORDIAL_TRANSFER_WAITING;
  double fraction = self->transfer ? cordial_transfer_get_fraction (self->transfer) : -1;
  g_autofree char *label = cordial_attachment_dup_label (self->attachment);
  g_autofree char *size = NULL;
  const char *tooltip = NULL;

  if (self->broken && self->square)
    {
      /* Among many there is no room for a sentence. */
      set_pill (self, "image-missing-symbolic", NULL, -1);
      tooltip = _ ("This picture cannot be shown");
    }
  else if (self->broken)
    set_pill (self, "image-missing-symbolic", _ ("This picture cannot be shown"), -1);
  else if (self->transfer && state <= CORDIAL_TRANSFER_RUNNING && cordial_transfer_get_path (self->transfer))
    /* On its way from here; what waits for that has a mark of its own. */
    set_pill (self, state == CORDIAL_TRANSFER_RUNNING ? "mail-send-symbolic" : NULL, NULL, MAX (fraction, 0));
  else if (self->transfer && state == CORDIAL_TRANSFER_PAUSED && cordial_transfer_get_path (self->transfer))
    set_pill (self, "media-playback-pause-symbolic", NULL, -1);
  else if (self->transfer && state <= CORDIAL_TRANSFER_RUNNING)
    {
      set_pill (self, "media-playback-pause-symbolic", NULL, MAX (fraction, 0));
      tooltip = _ ("Pause");
    }
  else if (self->sharp || state == CORDIAL_TRANSFER_DONE || !self->attachment->reference)
    set_pill (self, NULL, NULL, -1);
  else if (self->transfer && state == CORDIAL_TRANSFER_PAUSED)
    set_pill (self, "folder-download-symbolic", _ ("Continue"), -1);
  else if (self->transfer)
    {
      set_pill (self, "view-refresh-symbolic", _ ("Try Again"), -1);
      tooltip = cordial_transfer_get_error (self->transfer);
    }
  else if (!cordial_message_files_come_on_sight (self->attachment))
    {
      size = self->attachment->size > 0 ? g_format_size_full ((guint64) self->attachment->size, G_FORMAT_SIZE_IEC_UNITS)
                                        : NULL;
      set_pill (self, "folder-download-symbolic", size, -1);
      tooltip = _ ("Download");
    }
  else
    set_pill (self, NULL, NULL, -1);
  gtk_widget_set_tooltip_text (self->button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tooltip ? tooltip : "", -1);
}

static void
show_texture (CordialMessagePicture *self, GdkTexture *texture, gboolean sharp)
{
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  /* A small picture stays small; the few pixels of what comes before it do not. */
  gtk_picture_set_content_fit (self->picture, self->square ? GTK_CONTENT_FIT_COVER
                                              : sharp      ? GTK_CONTENT_FIT_SCALE_DOWN
                                                           : GTK_CONTENT_FIT_CONTAIN);
  self->sharp = sharp;
  if (self->attachment->width > 0 && self->attachment->height > 0)
    return;
  /* Its sender did not say what this shows: what comes before it has its shape alone. */
  fit (self, gdk_texture_get_width (texture) * (sharp ? 1 : CORDIAL_SHAPE_MAX_WIDTH),
       gdk_texture_get_height (texture) * (sharp ? 1 : CORDIAL_SHAPE_MAX_WIDTH));
}

/* Whoever wants no movement has none here. */
static gboolean
shall_move (CordialMessagePicture *self)
{
  gboolean animations = TRUE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animations, NULL);
  return animations && self->seen && self->sharp && cordial_moving_picture_may_be (self->attachment->media_type);
}

static void
on_moving (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialMessagePicture) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialMovingPicture) moving = cordial_moving_picture_load_finish (result, &error);

  if (!moving || !self->attachment || !self->near || g_cancellable_is_cancelled (self->cancellable))
    return;
  g_set_object (&self->moving, moving);
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (moving));
  cordial_moving_picture_set_running (moving, shall_move (self));
}

/* It moves while it is seen, and no longer. */
static void
update_moving (CordialMessagePicture *self)
{
  const char *path = self->transfer ? cordial_transfer_get_path (self->transfer) : NULL;

  if (self->moving)
    cordial_moving_picture_set_running (self->moving, shall_move (self));
  else if (!self->asked_moving && shall_move (self) && (self->attachment->bytes || path))
    {
      self->asked_moving = TRUE;
      cordial_moving_picture_load_async (self->attachment->reference ? NULL : self->attachment->bytes,
                                         self->attachment->reference ? path : NULL, self->cancellable, on_moving,
                                         g_object_ref (self));
    }
}

static int
get_sharp_side (CordialMessagePicture *self)
{
  return cordial_shape_layout_get_longer_side (self->layout) * gtk_widget_get_scale_factor (GTK_WIDGET (self));
}

static void
on_sharp (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialMessagePicture) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = cordial_picture_loader_load_finish (CORDIAL_PICTURE_LOADER (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !self->attachment)
    return;
  if (texture)
    {
      show_texture (self, texture, TRUE);
      update_moving (self);
    }
  else
    {
      g_info ("a picture cannot be shown: %s", error->message);
      self->broken = TRUE;
    }
  update (self);
}

static void
on_preview (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialMessagePicture) self = user_data;
  g_autoptr (GdkTexture) texture = cordial_picture_loader_load_finish (CORDIAL_PICTURE_LOADER (source), result, NULL);

  if (texture && self->attachment && !self->sharp)
    show_texture (self, texture, FALSE);
}

static void
load (CordialMessagePicture *self, GBytes *bytes, const char *path, gboolean sharp)
{
  CordialPictureLoader *loader = cordial_message_files_get_loader (self->files);
  int side = sharp ? get_sharp_side (self) : PREVIEW_SIDE;
  GdkTexture *texture = cordial_picture_loader_peek (loader, bytes, path, side);

  if (texture)
    {
      show_texture (self, texture, sharp);
      update_moving (self);
    }
  else
    cordial_picture_loader_load_async (loader, bytes, path, side, self->cancellable, sharp ? on_sharp : on_preview,
                                       g_object_ref (self));
}

static void
on_transfer_changed (CordialMessagePicture *self)
{
  if (cordial_transfer_get_state (self->transfer) == CORDIAL_TRANSFER_DONE && self->near && !self->sharp &&
      !self->broken)
    load (self, NULL, cordial_transfer_get_path (self->transfer), TRUE);
  update (self);
}

static void
set_transfer (CordialMessagePicture *self, CordialTransfer *transfer)
{
  if (self->transfer)
    g_signal_handlers_disconnect_by_data (self->transfer, self);
  g_set_object (&self->transfer, transfer);
  if (transfer)
    g_signal_connect_swapped (transfer, "changed", G_CALLBACK (on_transfer_changed), self);
}

static void
forget (CordialMessagePicture *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  set_transfer (self, NULL);
  if (self->moving)
    cordial_moving_picture_set_running (self->moving, FALSE);
  g_clear_object (&self->moving);
  self->asked_moving = FALSE;
}

/* It is near: whatever is here of it is shown, and what may be fetched is. */
static void
begin (CordialMessagePicture *self)
{
  const CordialAttachment *attachment = self->attachment;
  g_autoptr (CordialTransfer) transfer = NULL;

  self->cancellable = g_cancellable_new ();
  if (attachment->preview && !self->sharp)
    load (self, attachment->preview, NULL, FALSE);
  if (!attachment->reference)
    {
      load (self, attachment->bytes, NULL, TRUE);
      update (self);
      return;
    }
  transfer = cordial_message_files_find (self->files, attachment);
  if (!transfer && cordial_message_files_come_on_sight (attachment))
    transfer = cordial_message_files_get (self->files, attachment);
  set_transfer (self, transfer);
  /* What waits to be sent is here as well. */
  if (transfer && cordial_transfer_get_path (transfer) && !self->sharp)
    load (self, NULL, cordial_transfer_get_path (transfer), TRUE);
  update_moving (self);
  update (self);
}

static void
on_sight (GtkWidget *widget, gboolean near, gboolean seen)
{
  CordialMessagePicture *self = CORDIAL_MESSAGE_PICTURE (widget);

  self->seen = seen;
  if (self->near == near)
    {
      if (self->attachment)
        update_moving (self);
      return;
    }
  self->near = near;
  if (!self->attachment)
    return;
  if (near)
    begin (self);
  else
    {
      forget (self);
      gtk_picture_set_paintable (self->picture, NULL);
      self->sharp = FALSE;
    }
}

static void
on_clicked (CordialMessagePicture *self)
{
  g_autoptr (CordialTransfer) transfer = NULL;

  if (self->transfer && cordial_transfer_get_state (self->transfer) <= CORDIAL_TRANSFER_RUNNING &&
      !cordial_transfer_get_path (self->transfer))
    cordial_transfer_pause (self->transfer);
  else if (self->sharp || !self->attachment->reference)
    gtk_widget_activate_action_variant (GTK_WIDGET (self), "conversation.show-picture", self->name);
  else
    {
      transfer = cordial_message_files_get (self->files, self->attachment);
      set_transfer (self, transfer);
      if (transfer)
        on_transfer_changed (self);
    }
}

/* --- Object --------------------------------------------------------------------------------------------------------- */

static void
cordial_message_picture_dispose (GObject *object)
{
  CordialMessagePicture *self = CORDIAL_MESSAGE_PICTURE (object);

  forget (self);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_pointer (&self->attachment, cordial_attachment_free);
  g_clear_pointer (&self->name, g_variant_unref);
  g_clear_object (&self->files);
  G_OBJECT_CLASS (cordial_message_picture_parent_class)->dispose (object);
}

static void
cordial_message_picture_class_init (CordialMessagePictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_message_picture_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, CORDIAL_TYPE_SHAPE_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "messagepicture");
}

static void
cordial_message_picture_init (CordialMessagePicture *self)
{
  GtkWidget *overlay = gtk_overlay_new (), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->layout = CORDIAL_SHAPE_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
  self->picture =
    g_object_new (GTK_TYPE_PICTURE, "can-shrink", TRUE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  self->pill_icon = g_object_new (GTK_TYPE_IMAGE, NULL);
  self->pill_label = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "justify",
                                   GTK_JUSTIFY_CENTER, "lines", 3, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
  self->progress = g_object_new (GTK_TYPE_PROGRESS_BAR, "width-request", 40, NULL);
  gtk_widget_set_halign (line, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->pill_icon));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->pill_label));
  self->pill = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_box_append (GTK_BOX (self->pill), line);
  gtk_box_append (GTK_BOX (self->pill), GTK_WIDGET (self->progress));
  gtk_widget_set_halign (self->pill, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->pill, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->pill, "message-picture-pill");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->picture));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->pill);
  self->button = gtk_button_new ();
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "message-picture");
  gtk_widget_set_overflow (self->button, GTK_OVERFLOW_HIDDEN);
  gtk_button_set_child (GTK_BUTTON (self->button), overlay);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_clicked), self);
  cordial_sight_watch (GTK_WIDGET (self), on_sight);
}

/**
 * cordial_message_picture_new:
 * @files: where it is found
 */
GtkWidget *
cordial_message_picture_new (CordialMessageFiles *files)
{
  CordialMessagePicture *self = g_object_new (CORDIAL_TYPE_MESSAGE_PICTURE, NULL);

  self->files = g_object_ref (files);
  return GTK_WIDGET (self);
}

/**
 * cordial_message_picture_set_square:
 * @self: a picture that shows nothing yet
 *
 * From here on it fills a small square, and what does not fit into that is not seen: one among many that a person looks over.
 */
void
cordial_message_picture_set_square (CordialMessagePicture *self)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_PICTURE (self));

  self->square = TRUE;
}

/**
 * cordial_message_picture_set_attachment:
 * @self: a picture
 * @attachment: (transfer none): what it shows; the same one as before may be elsewhere now
 * @name: (transfer floating): of the attachment, for actions, type "(xxu)"
 */
void
cordial_message_picture_set_attachment (CordialMessagePicture *self,
                                        const CordialAttachment *attachment,
                                        GVariant *name)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_PICTURE (self));

  forget (self);
  g_clear_pointer (&self->attachment, cordial_attachment_free);
  self->attachment = cordial_attachment_copy (attachment);
  g_clear_pointer (&self->name, g_variant_unref);
  self->name = g_variant_ref_sink (name);
  self->broken = FALSE;
  fit (self, (int) MIN (attachment->width, G_MAXINT), (int) MIN (attachment->height, G_MAXINT));
  if (self->near)
    begin (self);
  update (self);
}
