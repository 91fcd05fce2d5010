/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where sound comes from and goes to: one microphone and one loudspeaker, whoever in the program uses them. One thing is heard at a time:
 * whatever begins says so here, and the others fall silent. The application makes it, and says what stands in for them in a test.
 */
#define G_LOG_DOMAIN "cordial-media"

#include "cordial-config.h"

#include "cordial-sound.h"

struct _CordialSound
{
  GObject parent_instance;

  CordialRecorder *recorder;
  CordialPlayer *player;
};

G_DEFINE_FINAL_TYPE (CordialSound, cordial_sound, G_TYPE_OBJECT)

static guint begun_signal;

static void
cordial_sound_finalize (GObject *object)
{
  CordialSound *self = CORDIAL_SOUND (object);

  g_clear_object (&self->recorder);
  g_signal_handlers_disconnect_by_data (self->player, self);
  g_clear_object (&self->player);
  G_OBJECT_CLASS (cordial_sound_parent_class)->finalize (object);
}

static void
cordial_sound_class_init (CordialSoundClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_sound_finalize;
  /**
   * CordialSound::begun:
   * @who: what is heard, or recorded, from now on
   *
   * Whoever else is heard falls silent.
   */
  begun_signal = g_signal_new ("begun", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                               1, G_TYPE_OBJECT);
}

static void
cordial_sound_init (CordialSound *self)
{
}

/**
 * cordial_sound_begin:
 * @who: (transfer none): a #GObject that is heard, or recorded, from now on; the player says so itself
 *
 * Nothing else is heard then.
 */
void
cordial_sound_begin (CordialSound *self, gpointer who)
{
  g_return_if_fail (CORDIAL_IS_SOUND (self));

  if (who != self->player)
    cordial_player_pause (self->player);
  g_signal_emit (self, begun_signal, 0, who);
}

/**
 * cordial_sound_new:
 * @source: (nullable): see cordial_recorder_new()
 * @sink: (nullable): see cordial_player_new()
 */
CordialSound *
cordial_sound_new (const char *source, const char *sink)
{
  CordialSound *self = g_object_new (CORDIAL_TYPE_SOUND, NULL);

  self->recorder = cordial_recorder_new (source);
  self->player = cordial_player_new (sink);
  g_signal_connect_swapped (self->player, "begun", G_CALLBACK (cordial_sound_begin), self);
  return self;
}

/**
 * cordial_sound_get_recorder:
 *
 * Returns: (transfer none): the one that there is
 */
CordialRecorder *
cordial_sound_get_recorder (CordialSound *self)
{
  g_return_val_if_fail (CORDIAL_IS_SOUND (self), NULL);

  return self->recorder;
}

/**
 * cordial_sound_get_player:
 *
 * Returns: (transfer none): the one that there is
 */
CordialPlayer *
cordial_sound_get_player (CordialSound *self)
{
  g_return_val_if_fail (CORDIAL_IS_SOUND (self), NULL);

  return self->player;
}
