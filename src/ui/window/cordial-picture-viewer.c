/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pictures of a conversation, one at a time, as large as the window. It goes from one to the next through the messages as they are
 * then, so that one which comes or goes meanwhile does no harm; what is not here yet is fetched when it is its turn. Saving and opening
 * are the conversation view's actions.
 */

#define G_LOG_DOMAIN "cordial-picture-viewer"

#include "cordial-config.h"

#include "cordial-picture-viewer.h"

#include "cordial-line.h"
#include "cordial-moving-picture.h"
#include "cordial-time-format.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Pixels of the longer side: a photograph of 12 megapixels as it is. */
#define MAX_SIDE 4096
/* Messages that are looked through for the next picture. */
#define MAX_LOOKED_AT 2000
#define ZOOM_STEP 1.25
#define ZOOM_MAX 8.0
#define ZOOM_MIN 0.05
#define NAME_CHARS 100

struct _CordialPictureViewer
{
  AdwDialog parent_instance;

  AdwWindowTitle *title;
  GtkWidget *previous_button;
  GtkWidget *next_button;
  GtkLabel *state_label;
  GtkWidget *spinner;
  GtkScrolledWindow *scroller;
  GtkPicture *picture;
  GtkWidget *out_button;
  GtkWidget *in_button;
  GtkLabel *zoom_label;
  GtkWidget *show_button;
  GtkWidget *copy_button;

  GtkWidget *view; /* whose actions save and open; weak */
  GListModel *messages;
  CordialMessageFiles *files;
  CordialMessage *message;
  guint index;
  CordialTransfer *transfer;
  GCancellable *cancellable;
  char *path;          /* (nullable): where it is, if it is not in the message */
  GdkTexture *texture; /* (nullable): once it is here */
  double zoom;         /* 0: it fits the window */
  double pinched;      /* the zoom when a pinch began */
};

G_DEFINE_FINAL_TYPE (CordialPictureViewer, cordial_picture_viewer, ADW_TYPE_DIALOG)

/* --- Zoom ----------------------------------------------------------------------------------------------------------- */

/* What it is while it fits the window. */
static double
get_fitting (CordialPictureViewer *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self->scroller));
  double height = gtk_widget_get_height (GTK_WIDGET (self->scroller));

  if (!self->texture || width <= 0 || height <= 0)
    return 1;
  return MIN (1.0,
              MIN (width / gdk_texture_get_width (self->texture), height / gdk_texture_get_height (self->texture)));
}

static void
set_zoom (CordialPictureViewer *self, double zoom)
{
  g_autofree char *label = NULL;
  gboolean fits;

  zoom = zoom > 0 ? CLAMP (zoom, ZOOM_MIN, ZOOM_MAX) : 0;
  fits = zoom <= 0 || !self->texture;
  self->zoom = fits ? 0 : zoom;
  gtk_picture_set_content_fit (self->picture, fits ? GTK_CONTENT_FIT_SCALE_DOWN : GTK_CONTENT_FIT_CONTAIN);
  gtk_widget_set_size_request (GTK_WIDGET (self->picture),
                               fits ? -1 : (int) lround (gdk_texture_get_width (self->texture) * zoom),
                               fits ? -1 : (int) lround (gdk_texture_get_height (self->texture) * zoom));
  gtk_widget_set_halign (GTK_WIDGET (self->picture), fits ? GTK_ALIGN_FILL : GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self->picture), fits ? GTK_ALIGN_FILL : GTK_ALIGN_CENTER);
  /* Translators: on a button: the picture is as large as the window lets it be. */
  label = fits ? g_strdup (C_ ("zoom", "Fit")) : g_strdup_printf (C_ ("zoom", "%d%%"), (int) lround (100 * zoom));
  gtk_label_set_label (self->zoom_label, label);
  gtk_widget_set_sensitive (self->in_button, self->texture && self->zoom < ZOOM_MAX);
  gtk_widget_set_sensitive (self->out_button, self->texture && self->zoom > ZOOM_MIN);
}

static void
zoom_by (CordialPictureViewer *self, double factor)
{
  if (self->texture)
    set_zoom (self, (self->zoom > 0 ? self->zoom : get_fitting (self)) * factor);
}

static void
on_zoom_in (CordialPictureViewer *self)
{
  zoom_by (self, ZOOM_STEP);
}

static void
on_zoom_out (CordialPictureViewer *self)
{
  zoom_by (self, 1 / ZOOM_STEP);
}

static void
on_fit (CordialPictureViewer *self)
{
  set_zoom (self, 0);
}

static gboolean
on_scroll (CordialPictureViewer *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if (!(state & GDK_CONTROL_MASK))
    return GDK_EVENT_PROPAGATE;
  zoom_by (self, pow (ZOOM_STEP, -dy));
  return GDK_EVENT_STOP;
}

static void
on_pinch_begin (CordialPictureViewer *self)
{
  self->pinched = self->zoom > 0 ? self->zoom : get_fitting (self);
}

static void
on_pinched (CordialPictureViewer *self, double scale)
{
  set_zoom (self, self->pinched * scale);
}

static void
on_pressed (CordialPictureViewer *self, int n_press)
{
  if (n_press == 2)
    set_zoom (self, self->zoom > 0 ? 0 : 1);
}

/* --- One picture ---------------------------------------------------------------------------------------------------- */

static const CordialAttachment *
get_attachment (CordialPictureViewer *self)
{
  return cordial_message_get_content (self->message)->attachments->pdata[self->index];
}

static void
say (CordialPictureViewer *self, const char *sentence, gboolean busy)
{
  gtk_label_set_label (self->state_label, sentence ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), sentence != NULL);
  gtk_widget_set_visible (self->spinner, busy);
}

/* Who opened it wants to see what it does. */
static void
on_moving (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialPictureViewer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialMovingPicture) moving = cordial_moving_picture_load_finish (result, &error);

  if (!moving || !self->texture)
    return;
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (moving));
  cordial_moving_picture_set_running (moving, TRUE);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialPictureViewer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = cordial_picture_loader_load_finish (CORDIAL_PICTURE_LOADER (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !self->message)
    return;
  say (self, texture ? NULL : error->message, FALSE);
  if (!texture)
    return;
  g_set_object (&self->texture, texture);
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  gtk_widget_set_sensitive (self->copy_button, TRUE);
  set_zoom (self, 0);
  if (cordial_moving_picture_may_be (get_attachment (self)->media_type))
    cordial_moving_picture_load_async (get_attachment (self)->reference ? NULL : get_attachment (self)->bytes,
                                       self->path, self->cancellable, on_moving, g_object_ref (self));
}

static void
load (CordialPictureViewer *self, GBytes *bytes, const char *path)
{
  say (self, NULL, TRUE);
  g_set_str (&self->path, path);
  cordial_picture_loader_load_async (cordial_message_files_get_loader (self->files), bytes, path, MAX_SIDE,
                                     self->cancellable, on_loaded, g_object_ref (self));
}

static void
on_transfer_changed (CordialPictureViewer *self)
{
  switch (cordial_transfer_get_state (self->transfer))
    {
    case CORDIAL_TRANSFER_FAILED:
    case CORDIAL_TRANSFER_PAUSED:
      say (self, cordial_transfer_get_error (self->transfer), FALSE);
      return;
    case CORDIAL_TRANSFER_DONE:
      if (!self->texture)
        load (self, NULL, cordial_transfer_get_path (self->transfer));
      return;
    default:
      say (self, NULL, TRUE);
      return;
    }
}

static void
forget (CordialPictureViewer *self)
{
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->transfer)
    g_signal_handlers_disconnect_by_data (self->transfer, self);
  g_clear_object (&self->transfer);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->path, g_free);
}

/* --- From one to the next ------------------------------------------------------------------------------------------- */

/* The next picture in one of the two directions, from the shown one on. */
static CordialMessage *
dup_neighbour (CordialPictureViewer *self, int step, guint *index)
{
  guint n = g_list_model_get_n_items (self->messages), position = n;
  const CordialContent *content = cordial_message_get_content (self->message);
  gint64 at;

  for (at = (gint64) self->index + step; at >= 0 && at < content->attachments->len; at += step)
    if (cordial_message_files_is_picture (content->attachments->pdata[at]))
      {
        *index = (guint) at;
        return g_object_ref (self->message);
      }
  if (cordial_message_get_seq (self->message) > 0)
    position = cordial_timeline_find_seq (CORDIAL_TIMELINE (self->messages), cordial_message_get_seq (self->message));
  for (guint i = n; position >= n && i > 0 && n - i < MAX_LOOKED_AT; i--)
    {
      g_autoptr (CordialMessage) message = g_list_model_get_item (self->messages, i - 1);

      if (cordial_message_get_row (message) == cordial_message_get_row (self->message))
        position = i - 1;
    }
  if (position >= n)
    return NULL;
  at = (gint64) position + step;
  for (guint looked = 0; at >= 0 && at < n && looked < MAX_LOOKED_AT; at += step, looked++)
    {
      g_autoptr (CordialMessage) message = g_list_model_get_item (self->messages, (guint) at);
      guint len;

      content = cordial_message_get_content (message);
      len = content->attachments->len;
      for (guint i = 0; i < len; i++)
        {
          guint place = step > 0 ? i : len - 1 - i;

          if (cordial_message_files_is_picture (content->attachments->pdata[place]))
            {
              *index = place;
              return g_steal_pointer (&message);
            }
        }
    }
  return NULL;
}

static void
update_neighbours (CordialPictureViewer *self)
{
  guint index;
  g_autoptr (CordialMessage) previous = dup_neighbour (self, -1, &index), next = dup_neighbour (self, 1, &index);

  gtk_widget_set_sensitive (self->previous_button, previous != NULL);
  gtk_widget_set_sensitive (self->next_button, next != NULL);
}

static void
update_title (CordialPictureViewer *self)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *time =
    cordial_time_format_full (cordial_message_get_time_ms (self->message), zone, cordial_time_format_get_clock ());
  const char *sender = cordial_message_get_sender_name (self->message);
  g_autofree char *name = cordial_text_to_single_line (sender ? sender : _ ("Unknown sender"), NAME_CHARS);
  g_autofree char *label = cordial_attachment_dup_label (get_attachment (self));
  gboolean outgoing = cordial_message_get_outgoing (self->message);

  adw_window_title_set_title (self->title, outgoing ? C_ ("who sent a picture", "You") : name);
  adw_window_title_set_subtitle (self->title, time);
  gtk_picture_set_alternative_text (self->picture, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), label, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
show (CordialPictureViewer *self, CordialMessage *message, guint index)
{
  const CordialAttachment *attachment;

  forget (self);
  g_set_object (&self->message, message);
  self->index = index;
  self->cancellable = g_cancellable_new ();
  attachment = get_attachment (self);
  gtk_widget_set_sensitive (self->copy_button, FALSE);
  /* What is not sent yet is the newest, and has no number to be found by. */
  gtk_widget_set_sensitive (self->show_button, cordial_message_get_seq (message) > 0);
  set_zoom (self, 0);
  update_title (self);
  update_neighbours (self);
  gtk_picture_set_paintable (self->picture, NULL);
  if (!attachment->reference)
    {
      load (self, attachment->bytes, NULL);
      return;
    }
  self->transfer = cordial_message_files_get (self->files, attachment);
  if (!self->transfer)
    say (self, _ ("The file cannot be fetched now."), FALSE);
  else if (cordial_transfer_get_path (self->transfer))
    load (self, NULL, cordial_transfer_get_path (self->transfer));
  else
    {
      g_signal_connect_swapped (self->transfer, "changed", G_CALLBACK (on_transfer_changed), self);
      on_transfer_changed (self);
    }
}

static void
go (CordialPictureViewer *self, int step)
{
  guint index = 0;
  g_autoptr (CordialMessage) message = dup_neighbour (self, step, &index);

  if (message)
    show (self, message, index);
}

static void
on_previous (CordialPictureViewer *self)
{
  go (self, -1);
}

static void
on_next (CordialPictureViewer *self)
{
  go (self, 1);
}

static gboolean
on_key_pressed (CordialPictureViewer *self, guint keyval, guint keycode, GdkModifierType state)
{
  gboolean ltr = gtk_widget_get_direction (GTK_WIDGET (self)) != GTK_TEXT_DIR_RTL;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      /* In a picture that is larger than the window they scroll. */
      if (self->zoom > get_fitting (self))
        return GDK_EVENT_PROPAGATE;
      go (self, (keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left) == ltr ? -1 : 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
      go (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Down:
      go (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      on_zoom_in (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      on_zoom_out (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      on_fit (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* --- What is done with it ------------------------------------------------------------------------------------------- */

static void
on_copy (CordialPictureViewer *self)
{
  if (self->texture)
    gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->texture);
}

static void
act (CordialPictureViewer *self, const char *action)
{
  if (self->view)
    gtk_widget_activate_action (self->view, action, "(xxu)", cordial_message_get_row (self->message),
                                cordial_message_get_seq (self->message), self->index);
}

static void
on_save (CordialPictureViewer *self)
{
  act (self, "conversation.save-file");
}

static void
on_open_with (CordialPictureViewer *self)
{
  act (self, "conversation.open-file-with");
}

static void
on_show_in_chat (CordialPictureViewer *self)
{
  act (self, "conversation.show-in-chat");
}

/* --- Object --------------------------------------------------------------------------------------------------------- */

static void
cordial_picture_viewer_dispose (GObject *object)
{
  CordialPictureViewer *self = CORDIAL_PICTURE_VIEWER (object);

  forget (self);
  g_clear_weak_pointer (&self->view);
  g_clear_object (&self->messages);
  g_clear_object (&self->files);
  g_clear_object (&self->message);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_PICTURE_VIEWER);
  G_OBJECT_CLASS (cordial_picture_viewer_parent_class)->dispose (object);
}

static void
cordial_picture_viewer_class_init (CordialPictureViewerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_picture_viewer_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-picture-viewer.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialPictureViewer, title);
  gtk_widget_class_bind_template_child (widget_class, CordialPictureViewer, previous_button);
  gtk_widget_class_bind_template_child (widget_class, CordialPictureViewer, next_button);
  gtk_widget_class_bind_template_child (widget_class, CordialPictureViewer, state_label);
  gtk_widget_class_bind_template_child (widget_class, CordialPictureViewer, spinner);
  gtk_widget_class_bind_template_child (widget_class, CordialPictureViewer, scroller);
  gtk_widget_class_bind_template_child (widget_class, CordialPictureViewer, picture);
  gtk_widget_class_bind_template_child (widget_class, CordialPictureViewer, out_button);
  gtk_widget_class_bind_template_child (widget_class, CordialPictureViewer, in_button);
  gtk_widget_class_bind_template_child (widget_class, CordialPictureViewer, zoom_label);
  gtk_widget_class_bind_template_child (widget_class, CordialPictureViewer, show_button);
  gtk_widget_class_bind_template_child (widget_class, CordialPictureViewer, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, on_previous);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_zoom_in);
  gtk_widget_class_bind_template_callback (widget_class, on_zoom_out);
  gtk_widget_class_bind_template_callback (widget_class, on_fit);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_open_with);
  gtk_widget_class_bind_template_callback (widget_class, on_show_in_chat);
}

static void
cordial_picture_viewer_init (CordialPictureViewer *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *pinch = gtk_gesture_zoom_new (), *click = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (wheel, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (GTK_WIDGET (self->scroller), wheel);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (on_pinch_begin), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (on_pinched), self);
  gtk_widget_add_controller (GTK_WIDGET (self->scroller), GTK_EVENT_CONTROLLER (pinch));
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->scroller), GTK_EVENT_CONTROLLER (click));
}

/**
 * cordial_picture_viewer_new:
 * @view: whose actions save and open
 * @messages: (transfer none): a #CordialTimeline, among whose messages are the next pictures
 * @files: (transfer none): where they are found
 * @message: (transfer none): which one has the picture that is shown first
 * @index: its place there
 *
 * Returns: (transfer floating): a dialog to present
 */
AdwDialog *
cordial_picture_viewer_new (GtkWidget *view,
                            GListModel *messages,
                            CordialMessageFiles *files,
                            CordialMessage *message,
                            guint index)
{
  CordialPictureViewer *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (messages), NULL);
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (message), NULL);

  self = g_object_new (CORDIAL_TYPE_PICTURE_VIEWER, NULL);
  g_set_weak_pointer (&self->view, view);
  self->messages = g_object_ref (messages);
  self->files = g_object_ref (files);
  show (self, message, index);
  return ADW_DIALOG (self);
}
