/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands in place of the text while a voice message is spoken: how loud it is just now and how long already; and once it is stopped,
 * the whole of it, to be listened to. It sends nothing.
 */

#define G_LOG_DOMAIN "cordial-voice-bar"

#include "cordial-config.h"

#include "cordial-voice-bar.h"

#include "cordial-sound-track.h"
#include "cordial-waveform.h"

#include <glib/gi18n-lib.h>

struct _CordialVoiceBar
{
  GtkBox parent_instance;

  GtkWidget *listen_button;
  CordialSoundTrack *track;
  GtkLabel *hint;
  GtkLabel *time;
  GtkWidget *stop_button;

  CordialSound *sound; /* (nullable) */
  CordialRecorderState state;
  guint turn; /* of the player, when it was begun to listen here */
};

G_DEFINE_FINAL_TYPE (CordialVoiceBar, cordial_voice_bar, GTK_TYPE_BOX)

static guint discard_signal;

static void
show_time (CordialVoiceBar *self, gint64 time_ms)
{
  g_autofree char *time = cordial_sound_track_dup_time (time_ms);

  gtk_label_set_label (self->time, time);
}

/* Whether what is played is this. */
static gboolean
is_listening (CordialVoiceBar *self)
{
  return self->turn != 0 && self->turn == cordial_player_get_turn (cordial_sound_get_player (self->sound));
}

static void
update_listening (CordialVoiceBar *self)
{
  CordialRecorder *recorder = cordial_sound_get_recorder (self->sound);
  CordialPlayer *player = cordial_sound_get_player (self->sound);
  CordialPlayerState state = is_listening (self) ? cordial_player_get_state (player) : CORDIAL_PLAYER_IDLE;
  gboolean active = state == CORDIAL_PLAYER_PLAYING || state == CORDIAL_PLAYER_PAUSED;
  gint64 duration_ms = cordial_recorder_get_duration_ms (recorder);
  gint64 position_ms = active ? cordial_player_get_position_ms (player) : 0;

  if (self->state != CORDIAL_RECORDER_DONE)
    return;
  gtk_button_set_icon_name (GTK_BUTTON (self->listen_button), state == CORDIAL_PLAYER_PLAYING
                                                                ? "media-playback-pause-symbolic"
                                                                : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->listen_button, state == CORDIAL_PLAYER_PLAYING ? _ ("Pause") : _ ("Listen"));
  cordial_sound_track_set_place (self->track, position_ms, active ? duration_ms : 0);
  show_time (self, active ? position_ms : duration_ms);
}

static void
on_recorder_changed (CordialVoiceBar *self)
{
  CordialRecorder *recorder = cordial_sound_get_recorder (self->sound);
  CordialRecorderState before = self->state;
  g_autoptr (GBytes) waveform = NULL;

  self->state = cordial_recorder_get_state (recorder);
  gtk_widget_set_visible (self->listen_button, self->state == CORDIAL_RECORDER_DONE);
  gtk_widget_set_sensitive (self->stop_button, self->state == CORDIAL_RECORDER_RECORDING);
  gtk_widget_set_visible (self->stop_button,
                          self->state != CORDIAL_RECORDER_DONE && !gtk_widget_get_visible (GTK_WIDGET (self->hint)));
  if (self->state == CORDIAL_RECORDER_DONE)
    {
      if (before == CORDIAL_RECORDER_DONE)
        return;
      waveform = cordial_recorder_dup_waveform (recorder, CORDIAL_WAVEFORM_SENT_BARS);
      cordial_sound_track_set_waveform (self->track, waveform);
      update_listening (self);
      return;
    }
  if (is_listening (self) && before == CORDIAL_RECORDER_DONE)
    cordial_player_stop (cordial_sound_get_player (self->sound));
  waveform = cordial_recorder_dup_newest_levels (recorder, cordial_sound_track_get_n_bars (self->track));
  cordial_sound_track_set_waveform (self->track, waveform);
  cordial_sound_track_set_place (self->track, 0, 0);
  show_time (self, cordial_recorder_get_duration_ms (recorder));
}

static void
on_player_changed (CordialVoiceBar *self)
{
  CordialPlayer *player = cordial_sound_get_player (self->sound);

  if (is_listening (self) && cordial_player_get_state (player) == CORDIAL_PLAYER_FAILED)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), cordial_player_get_error (player),
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  update_listening (self);
}

static void
on_listen_clicked (CordialVoiceBar *self)
{
  CordialPlayer *player = cordial_sound_get_player (self->sound);
  GFile *file = cordial_recorder_get_file (cordial_sound_get_recorder (self->sound));

  if (is_listening (self) && cordial_player_get_state (player) == CORDIAL_PLAYER_PLAYING)
    cordial_player_pause (player);
  else if (is_listening (self) && cordial_player_get_state (player) == CORDIAL_PLAYER_PAUSED)
    cordial_player_resume (player);
  else if (file)
    {
      cordial_player_play_path (player, g_file_peek_path (file), 0);
      self->turn = cordial_player_get_turn (player);
    }
}

static void
on_seek (CordialVoiceBar *self, gint64 position_ms)
{
  if (is_listening (self))
    cordial_player_seek (cordial_sound_get_player (self->sound), position_ms);
}

static void
on_stop_clicked (CordialVoiceBar *self)
{
  cordial_recorder_finish (cordial_sound_get_recorder (self->sound));
}

static void
on_discard_clicked (CordialVoiceBar *self)
{
  g_signal_emit (self, discard_signal, 0);
}

/* --- Object --------------------------------------------------------------------------------------------------------- */

static void
cordial_voice_bar_dispose (GObject *object)
{
  g_clear_object (&CORDIAL_VOICE_BAR (object)->sound);
  G_OBJECT_CLASS (cordial_voice_bar_parent_class)->dispose (object);
}

static void
cordial_voice_bar_class_init (CordialVoiceBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_voice_bar_dispose;
  /**
   * CordialVoiceBar::discard:
   *
   * The person does not want what was spoken.
   */
  discard_signal =
    g_signal_new ("discard", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
append_button (CordialVoiceBar *self, const char *icon, const char *tooltip, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (self), button);
  return button;
}

static void
cordial_voice_bar_init (CordialVoiceBar *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 6);
  append_button (self, "user-trash-symbolic", _ ("Discard Recording"), G_CALLBACK (on_discard_clicked));
  self->listen_button =
    append_button (self, "media-playback-start-symbolic", _ ("Listen"), G_CALLBACK (on_listen_clicked));
  self->track = g_object_new (CORDIAL_TYPE_SOUND_TRACK, "hexpand", TRUE, "valign", GTK_ALIGN_CENTER, NULL);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->track));
  self->hint = g_object_new (GTK_TYPE_LABEL, "visible", FALSE, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "caption");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->hint));
  self->time = g_object_new (GTK_TYPE_LABEL, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "numeric");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->time));
  self->stop_button =
    append_button (self, "media-playback-stop-symbolic", _ ("Stop Recording"), G_CALLBACK (on_stop_clicked));
  g_signal_connect_swapped (self->track, "seek", G_CALLBACK (on_seek), self);
}

/**
 * cordial_voice_bar_set_sound:
 * @sound: (transfer none): whose recorder it shows
 */
void
cordial_voice_bar_set_sound (CordialVoiceBar *self, CordialSound *sound)
{
  g_return_if_fail (CORDIAL_IS_VOICE_BAR (self));
  g_return_if_fail (self->sound == NULL);

  self->sound = g_object_ref (sound);
  g_signal_connect_object (cordial_sound_get_recorder (sound), "changed", G_CALLBACK (on_recorder_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (cordial_sound_get_player (sound), "changed", G_CALLBACK (on_player_changed), self,
                           G_CONNECT_SWAPPED);
  on_recorder_changed (self);
}

/**
 * cordial_voice_bar_set_hint:
 * @hint: (nullable): what happens when the button that is held is let go; %NULL where none is held
 */
void
cordial_voice_bar_set_hint (CordialVoiceBar *self, const char *hint)
{
  g_return_if_fail (CORDIAL_IS_VOICE_BAR (self));

  gtk_label_set_label (self->hint, hint ? hint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), hint != NULL);
  if (self->sound)
    on_recorder_changed (self);
}
