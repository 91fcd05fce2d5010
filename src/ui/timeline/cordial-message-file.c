/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file in a message: what it is called, with its end always to be read, how large it is, how far it has come; and what can be done with
 * it. Nothing is fetched before the person wants it.
 */

#define G_LOG_DOMAIN "cordial-message-file"

#include "cordial-config.h"

#include "cordial-message-file.h"

#include "cordial-file-icon.h"
#include "cordial-sight.h"
#include "cordial-tooltip.h"

#include <glib/gi18n-lib.h>

#define ICON_SIZE 32
/* Characters of a name, between those that a narrow window has room for and those that a wide bubble has. */
#define MIN_CHARS 8
#define MAX_CHARS 32

struct _CordialMessageFile
{
  GtkBox parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *state;
  GtkProgressBar *progress;
  GtkWidget *act_button; /* fetch, pause, go on, try again or open, whichever it is now */
  GtkWidget *save_button;

  CordialMessageFiles *files;
  GVariant *name; /* for the actions */
  CordialAttachment *attachment;
  CordialTransfer *transfer; /* (nullable) */
  gboolean near;
};

G_DEFINE_FINAL_TYPE (CordialMessageFile, cordial_message_file, GTK_TYPE_BOX)

static gboolean
is_running (CordialMessageFile *self)
{
  return self->transfer && cordial_transfer_get_state (self->transfer) <= CORDIAL_TRANSFER_RUNNING;
}

static gboolean
is_here (CordialMessageFile *self)
{
  return !self->attachment->reference ||
         (self->transfer && cordial_transfer_get_state (self->transfer) == CORDIAL_TRANSFER_DONE);
}

static gboolean
is_paused (CordialMessageFile *self)
{
  return self->transfer && cordial_transfer_get_state (self->transfer) == CORDIAL_TRANSFER_PAUSED;
}

/* To the server, and not from it: its message goes with it, and waits with it. */
static gboolean
is_sent (CordialMessageFile *self)
{
  return self->transfer && cordial_transfer_get_state (self->transfer) != CORDIAL_TRANSFER_DONE &&
         cordial_transfer_get_path (self->transfer) != NULL;
}

static gboolean
has_failed (CordialMessageFile *self)
{
  return self->transfer && cordial_transfer_get_state (self->transfer) == CORDIAL_TRANSFER_FAILED;
}

static void
update_state (CordialMessageFile *self)
{
  gint64 bytes = self->attachment->bytes ? (gint64) g_bytes_get_size (self->attachment->bytes) : self->attachment->size;
  g_autofree char *size = bytes > 0 ? g_format_size_full ((guint64) bytes, G_FORMAT_SIZE_IEC_UNITS) : NULL;
  double fraction = self->transfer ? cordial_transfer_get_fraction (self->transfer) : -1;
  g_autofree char *part = NULL, *words = NULL;

  if (fraction >= 0)
    part = size ? g_strdup_printf (C_ ("a part of a size", "%d%% of %s"), (int) (100 * fraction), size)
                : g_strdup_printf (C_ ("a part", "%d%%"), (int) (100 * fraction));
  if (has_failed (self))
    words = g_strdup (cordial_transfer_get_error (self->transfer));
  else if (is_paused (self) && (part || size))
    /* Translators: a file that is not fetched or sent for now; %s is how much of it went, such as «37% of 24.0 MiB», or its size. */
    words = g_strdup_printf (_ ("%s, paused"), part ? part : size);
  else if (is_running (self) && cordial_transfer_get_state (self->transfer) == CORDIAL_TRANSFER_WAITING)
    /* Translators: a file; %s is its size. */
    words = size ? g_strdup_printf (_ ("%s, waiting"), size) : g_strdup (C_ ("a file", "Waiting"));
  else if (is_running (self) && part)
    words = g_strdup (part);
  else
    words = g_strdup (size);
  gtk_label_set_label (self->state, words ? words : "");
  gtk_label_set_wrap (self->state, has_failed (self));
  gtk_widget_set_visible (GTK_WIDGET (self->state), words != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), is_running (self) || (is_paused (self) && fraction >= 0));
  gtk_progress_bar_set_fraction (self->progress, CLAMP (fraction, 0, 1));
}

static void
update (CordialMessageFile *self)
{
  const char *icon, *words;
  g_autofree char *label = NULL;

  if (is_running (self))
    {
      icon = "media-playback-pause-symbolic";
      words = _ ("Pause");
    }
  else if (is_paused (self))
    {
      icon = is_sent (self) ? "mail-send-symbolic" : "folder-download-symbolic";
      words = _ ("Continue");
    }
  else if (is_here (self))
    {
      icon = "document-open-symbolic";
      words = _ ("Open");
    }
  else if (has_failed (self))
    {
      icon = "view-refresh-symbolic";
      words = _ ("Try Again");
    }
  else
    {
      icon = "folder-download-symbolic";
      words = _ ("Download");
    }
  gtk_button_set_icon_name (GTK_BUTTON (self->act_button), icon);
  gtk_widget_set_tooltip_text (self->act_button, words);
  /* Translators: a button of a file in a message; the first is what it does, such as «Open», the second is the file's name. */
  label = g_strdup_printf (_ ("%s: %s"), words, gtk_label_get_label (self->title));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->act_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  /* Before it is here, one arrow downwards is enough. */
  gtk_widget_set_visible (self->save_button, gtk_widget_get_visible (self->act_button) && is_here (self));
  update_state (self);
}

static void
set_transfer (CordialMessageFile *self, CordialTransfer *transfer)
{
  if (self->transfer)
    g_signal_handlers_disconnect_by_data (self->transfer, self);
  g_set_object (&self->transfer, transfer);
  if (transfer)
    g_signal_connect_swapped (transfer, "changed", G_CALLBACK (update), self);
}

/* What is known of it without asking for it. */
static void
look (CordialMessageFile *self)
{
  g_autoptr (CordialTransfer) transfer = cordial_message_files_find (self->files, self->attachment);

  set_transfer (self, transfer);
  update (self);
}

static void
on_sight (GtkWidget *widget, gboolean near, gboolean seen)
{
  CordialMessageFile *self = CORDIAL_MESSAGE_FILE (widget);

  /* It may have been fetched meanwhile, from another place. */
  if (near && !self->near && self->attachment && !self->transfer)
    look (self);
  self->near = near;
}

static void
on_act (CordialMessageFile *self)
{
  g_autoptr (CordialTransfer) transfer = NULL;

  if (is_running (self) && is_sent (self))
    gtk_widget_activate_action_variant (GTK_WIDGET (self), "conversation.pause-file", self->name);
  else if (is_running (self))
    cordial_transfer_pause (self->transfer);
  else if (is_sent (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "message.retry", NULL);
  else if (is_here (self))
    gtk_widget_activate_action_variant (GTK_WIDGET (self), "conversation.open-file", self->name);
  else
    {
      transfer = cordial_message_files_get (self->files, self->attachment);
      set_transfer (self, transfer);
      update (self);
    }
}

/* --- Object --------------------------------------------------------------------------------------------------------- */

static void
cordial_message_file_dispose (GObject *object)
{
  CordialMessageFile *self = CORDIAL_MESSAGE_FILE (object);

  set_transfer (self, NULL);
  g_clear_pointer (&self->attachment, cordial_attachment_free);
  g_clear_pointer (&self->name, g_variant_unref);
  g_clear_object (&self->files);
  G_OBJECT_CLASS (cordial_message_file_parent_class)->dispose (object);
}

static void
cordial_message_file_class_init (CordialMessageFileClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_message_file_dispose;
}

static GtkWidget *
new_button (const char *icon)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

static void
cordial_message_file_init (CordialMessageFile *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);

  gtk_widget_add_css_class (GTK_WIDGET (self), "message-file");
  gtk_box_set_spacing (GTK_BOX (self), 8);
  self->icon =
    g_object_new (GTK_TYPE_IMAGE, "pixel-size", ICON_SIZE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  /* In the middle, so that the end of a name tells what it is. */
  self->title = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_MIDDLE, "single-line-mode",
                              TRUE, "width-chars", MIN_CHARS, "max-width-chars", MAX_CHARS, NULL);
  self->state = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END, "lines", 4, "wrap-mode",
                              PANGO_WRAP_WORD_CHAR, "max-width-chars", MAX_CHARS, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->state), "message-file-state");
  gtk_widget_add_css_class (GTK_WIDGET (self->state), "numeric");
  self->progress = g_object_new (GTK_TYPE_PROGRESS_BAR, NULL);
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->state));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->progress));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  self->act_button = new_button ("folder-download-symbolic");
  self->save_button = new_button ("document-save-symbolic");
  gtk_widget_set_tooltip_text (self->save_button, _ ("Save As…"));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (self), words);
  gtk_box_append (GTK_BOX (self), self->act_button);
  gtk_box_append (GTK_BOX (self), self->save_button);
  g_signal_connect_swapped (self->act_button, "clicked", G_CALLBACK (on_act), self);
  cordial_sight_watch (GTK_WIDGET (self), on_sight);
}

/**
 * cordial_message_file_new:
 * @files: where it is found
 */
GtkWidget *
cordial_message_file_new (CordialMessageFiles *files)
{
  CordialMessageFile *self = g_object_new (CORDIAL_TYPE_MESSAGE_FILE, NULL);

  self->files = g_object_ref (files);
  return GTK_WIDGET (self);
}

static GIcon *
dup_icon (const CordialAttachment *attachment)
{
  g_autofree char *type = NULL;

  switch (attachment->kind)
    {
    case CORDIAL_ATTACHMENT_SOUND:
      return g_themed_icon_new ("audio-x-generic-symbolic");
    case CORDIAL_ATTACHMENT_VIDEO:
      return g_themed_icon_new ("video-x-generic-symbolic");
    case CORDIAL_ATTACHMENT_CARD:
      return g_themed_icon_new ("avatar-default-symbolic");
    case CORDIAL_ATTACHMENT_UNKNOWN:
      return g_themed_icon_new ("dialog-question-symbolic");
    default:
      /* By its name: it is opened by that, whatever its sender says of it. */
      type = g_content_type_guess (attachment->name, NULL, 0, NULL);
      return cordial_file_icon_new (type);
    }
}

/**
 * cordial_message_file_set_attachment:
 * @self: a file
 * @attachment: (transfer none): what it shows; the same one as before may be elsewhere now
 * @name: (transfer floating): of the attachment, for actions, type "(xxu)"
 */
void
cordial_message_file_set_attachment (CordialMessageFile *self, const CordialAttachment *attachment, GVariant *name)
{
  g_autoptr (GIcon) icon = dup_icon (attachment);
  g_autofree char *label = NULL, *save = NULL;
  gboolean whole = attachment->reference || attachment->bytes;

  g_return_if_fail (CORDIAL_IS_MESSAGE_FILE (self));

  g_clear_pointer (&self->attachment, cordial_attachment_free);
  self->attachment = cordial_attachment_copy (attachment);
  g_clear_pointer (&self->name, g_variant_unref);
  self->name = g_variant_ref_sink (name);
  label = attachment->name && attachment->kind != CORDIAL_ATTACHMENT_UNKNOWN
            ? g_strdup (attachment->name)
            : cordial_attachment_dup_label (attachment);
  gtk_image_set_from_gicon (self->icon, icon);
  gtk_label_set_label (self->title, label);
  cordial_tooltip_set (GTK_WIDGET (self->title), label);
  /* Translators: a button of a file in a message; %s is the file's name. */
  save = g_strdup_printf (_ ("Save As…: %s"), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->save_button), GTK_ACCESSIBLE_PROPERTY_LABEL, save, -1);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->save_button), self->name);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->save_button), "conversation.save-file");
  gtk_widget_set_visible (self->act_button, whole);
  look (self);
}
