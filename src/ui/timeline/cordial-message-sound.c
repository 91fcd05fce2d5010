/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A sound in a message: its waveform as its sender made it, how long it is, and while it is heard, how far that is and how fast. Nothing is
 * fetched before the person wants to hear it.
 */

#define G_LOG_DOMAIN "cordial-message-sound"

#include "cordial-config.h"

#include "cordial-message-sound.h"

#include "cordial-sound-track.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CordialMessageSound
{
  GtkBox parent_instance;

  GtkWidget *play_button;
  CordialSoundTrack *track;
  GtkLabel *time;
  GtkWidget *rate_button;

  CordialMessageFiles *files;
  gint64 row; /* of the message */
  gint64 seq;
  guint index;
  gint64 duration_ms; /* as its sender says it */
  char *label;
  CordialMessagePlayingState state;
  double rate;
};

G_DEFINE_FINAL_TYPE (CordialMessageSound, cordial_message_sound, GTK_TYPE_BOX)

static CordialMessagePlaying *
get_playing (CordialMessageSound *self)
{
  return cordial_message_files_get_playing (self->files);
}

static void
show_button (CordialMessageSound *self)
{
  const char *icon = "media-playback-start-symbolic", *words = _ ("Play");
  g_autofree char *label = NULL;

  if (self->state == CORDIAL_MESSAGE_PLAYING_HEARD)
    {
      icon = "media-playback-pause-symbolic";
      words = _ ("Pause");
    }
  if (self->state == CORDIAL_MESSAGE_PLAYING_COMING)
    {
      words = _ ("Cancel");
      if (!ADW_IS_SPINNER (gtk_button_get_child (GTK_BUTTON (self->play_button))))
        gtk_button_set_child (GTK_BUTTON (self->play_button), adw_spinner_new ());
    }
  else
    gtk_button_set_icon_name (GTK_BUTTON (self->play_button), icon);
  gtk_widget_set_tooltip_text (self->play_button, words);
  label = g_strdup_printf (_ ("%s: %s"), words, self->label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
show_rate (CordialMessageSound *self)
{
  g_autofree char *number = g_strdup_printf ("%g", self->rate);
  /* Translators: how fast a sound is played, such as «1.5×». */
  g_autofree char *label = g_strdup_printf (_ ("%s×"), number);

  gtk_button_set_label (GTK_BUTTON (self->rate_button), label);
}

static void
update (CordialMessageSound *self)
{
  CordialMessagePlaying *playing = get_playing (self);
  CordialMessagePlayingState state = cordial_message_playing_get_state (playing, self->row, self->index);
  gboolean active = state == CORDIAL_MESSAGE_PLAYING_HEARD || state == CORDIAL_MESSAGE_PLAYING_PAUSED;
  gint64 position_ms = active ? cordial_message_playing_get_position_ms (playing) : 0;
  gint64 duration_ms = active ? cordial_message_playing_get_duration_ms (playing) : 0;
  double rate = cordial_message_playing_get_rate (playing);
  g_autofree char *time = NULL, *position = NULL;

  if (duration_ms == 0)
    duration_ms = self->duration_ms;
  if (state != self->state)
    {
      self->state = state;
      show_button (self);
    }
  if (rate < self->rate || rate > self->rate)
    {
      self->rate = rate;
      show_rate (self);
    }
  cordial_sound_track_set_place (self->track, position_ms, active ? duration_ms : 0);
  time = duration_ms > 0 ? cordial_sound_track_dup_time (duration_ms) : g_strdup ("");
  if (active)
    {
      g_autofree char *whole = g_steal_pointer (&time);

      position = cordial_sound_track_dup_time (position_ms);
      /* Translators: how far a sound was heard, and how long it is, such as «0:05 / 1:20». */
      time = g_strdup_printf (_ ("%s / %s"), position, whole);
    }
  else if (state == CORDIAL_MESSAGE_PLAYING_FAILED)
    g_set_str (&time, cordial_message_playing_get_error (playing));
  gtk_label_set_label (self->time, time);
  gtk_label_set_wrap (self->time, state == CORDIAL_MESSAGE_PLAYING_FAILED);
  gtk_widget_set_visible (self->rate_button, active);
}

static void
on_play_clicked (CordialMessageSound *self)
{
  cordial_message_playing_toggle (get_playing (self), self->row, self->seq, self->index);
  update (self);
}

static void
on_rate_clicked (CordialMessageSound *self)
{
  cordial_message_playing_next_rate (get_playing (self));
}

static void
on_seek (CordialMessageSound *self, gint64 position_ms)
{
  cordial_message_playing_seek (get_playing (self), position_ms);
}

/* Others are not drawn ten times a second for what one of them does. */
static void
on_playing_changed (CordialMessageSound *self)
{
  CordialMessagePlayingState state = cordial_message_playing_get_state (get_playing (self), self->row, self->index);

  if (self->label && (state != CORDIAL_MESSAGE_PLAYING_NOT || self->state != CORDIAL_MESSAGE_PLAYING_NOT))
    update (self);
}

/* --- Object --------------------------------------------------------------------------------------------------------- */

static void
cordial_message_sound_dispose (GObject *object)
{
  CordialMessageSound *self = CORDIAL_MESSAGE_SOUND (object);

  g_clear_object (&self->files);
  g_clear_pointer (&self->label, g_free);
  G_OBJECT_CLASS (cordial_message_sound_parent_class)->dispose (object);
}

static void
cordial_message_sound_class_init (CordialMessageSoundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_message_sound_dispose;
}

static void
cordial_message_sound_init (CordialMessageSound *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_add_css_class (GTK_WIDGET (self), "message-sound");
  gtk_box_set_spacing (GTK_BOX (self), 8);
  self->play_button = gtk_button_new_from_icon_name ("media-playback-start-symbolic");
  gtk_widget_add_css_class (self->play_button, "circular");
  gtk_widget_set_valign (self->play_button, GTK_ALIGN_CENTER);
  self->track = g_object_new (CORDIAL_TYPE_SOUND_TRACK, "hexpand", TRUE, NULL);
  self->time = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "hexpand", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                             "max-width-chars", 24, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "message-file-state");
  self->rate_button =
    g_object_new (GTK_TYPE_BUTTON, "tooltip-text", _ ("Speed"), "visible", FALSE, "valign", GTK_ALIGN_CENTER, NULL);
  gtk_widget_add_css_class (self->rate_button, "flat");
  gtk_widget_add_css_class (self->rate_button, "message-sound-rate");
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->time));
  gtk_box_append (GTK_BOX (line), self->rate_button);
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->track));
  gtk_box_append (GTK_BOX (column), line);
  gtk_widget_set_hexpand (column, TRUE);
  gtk_box_append (GTK_BOX (self), self->play_button);
  gtk_box_append (GTK_BOX (self), column);
  self->rate = 1;
  show_rate (self);
  g_signal_connect_swapped (self->play_button, "clicked", G_CALLBACK (on_play_clicked), self);
  g_signal_connect_swapped (self->rate_button, "clicked", G_CALLBACK (on_rate_clicked), self);
  g_signal_connect_swapped (self->track, "seek", G_CALLBACK (on_seek), self);
}

/**
 * cordial_message_sound_new:
 * @files: where it is found, and played
 */
GtkWidget *
cordial_message_sound_new (CordialMessageFiles *files)
{
  CordialMessageSound *self = g_object_new (CORDIAL_TYPE_MESSAGE_SOUND, NULL);

  self->files = g_object_ref (files);
  g_signal_connect_object (get_playing (self), "changed", G_CALLBACK (on_playing_changed), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * cordial_message_sound_set_attachment:
 * @self: a sound
 * @attachment: (transfer none): what it shows; the same one as before may be elsewhere now
 * @name: (transfer floating): of the attachment, type "(xxu)"
 */
void
cordial_message_sound_set_attachment (CordialMessageSound *self, const CordialAttachment *attachment, GVariant *name)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (name);

  g_return_if_fail (CORDIAL_IS_MESSAGE_SOUND (self));

  g_variant_get (sunk, "(xxu)", &self->row, &self->seq, &self->index);
  self->duration_ms = attachment->duration_ms;
  g_free (self->label);
  self->label = cordial_attachment_dup_label (attachment);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->track), attachment->name);
  cordial_sound_track_set_waveform (self->track, attachment->preview);
  show_button (self);
  update (self);
}
