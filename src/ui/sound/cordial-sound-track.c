/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A sound as it is seen: its waveform, and how far it was heard. A click, a drag or an arrow key goes to another place in it. To assistive
 * technology it is a slider over seconds.
 */

#define G_LOG_DOMAIN "cordial-sound-track"

#include "cordial-config.h"

#include "cordial-sound-track.h"

#include "cordial-waveform.h"

#include <glib/gi18n-lib.h>

/* Pixels. */
#define BAR_WIDTH 3
#define BAR_SPACING 2
#define MIN_BAR_HEIGHT 3
#define HEIGHT 30
#define MIN_WIDTH 60
#define NATURAL_WIDTH 200

/* Of what was not heard yet. */
#define UNHEARD_ALPHA 0.4f

/* Of an arrow key. */
#define STEP_MS 5000

struct _CordialSoundTrack
{
  GtkWidget parent_instance;

  GBytes *waveform; /* (nullable) */
  double *bars;     /* (nullable): for the width that it has */
  guint n_bars;
  gint64 position_ms;
  gint64 duration_ms;
};

static void cordial_sound_track_range_init (GtkAccessibleRangeInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CordialSoundTrack,
                               cordial_sound_track,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_ACCESSIBLE_RANGE, cordial_sound_track_range_init))

static guint seek_signal;

static double
get_fraction (CordialSoundTrack *self)
{
  return self->duration_ms > 0 ? CLAMP ((double) self->position_ms / (double) self->duration_ms, 0, 1) : 0;
}

static void
seek (CordialSoundTrack *self, gint64 position_ms)
{
  if (self->duration_ms > 0)
    g_signal_emit (self, seek_signal, 0, CLAMP (position_ms, 0, self->duration_ms));
}

static gboolean
cordial_sound_track_set_current_value (GtkAccessibleRange *range, double value)
{
  seek (CORDIAL_SOUND_TRACK (range), (gint64) (value * 1000));
  return TRUE;
}

static void
cordial_sound_track_range_init (GtkAccessibleRangeInterface *iface)
{
  iface->set_current_value = cordial_sound_track_set_current_value;
}

/* --- Drawn ---------------------------------------------------------------------------------------------------------- */

guint
cordial_sound_track_get_n_bars (CordialSoundTrack *self)
{
  g_return_val_if_fail (CORDIAL_IS_SOUND_TRACK (self), 1);

  return (guint) MAX (1, (gtk_widget_get_width (GTK_WIDGET (self)) + BAR_SPACING) / (BAR_WIDTH + BAR_SPACING));
}

static void
cordial_sound_track_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : HEIGHT;
}

static void
cordial_sound_track_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CordialSoundTrack *self = CORDIAL_SOUND_TRACK (widget);
  guint n_bars = cordial_sound_track_get_n_bars (self);
  int height = gtk_widget_get_height (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  double heard = get_fraction (self) * n_bars;
  GdkRGBA full, dimmed;

  if (!self->bars || self->n_bars != n_bars)
    {
      g_free (self->bars);
      self->bars = cordial_waveform_resample (self->waveform, n_bars);
      self->n_bars = n_bars;
    }
  gtk_widget_get_color (widget, &full);
  dimmed = full;
  dimmed.alpha *= UNHEARD_ALPHA;
  for (guint i = 0; i < n_bars; i++)
    {
      guint column = mirrored ? n_bars - 1 - i : i;
      float bar = (float) MAX (MIN_BAR_HEIGHT, self->bars[i] * height);
      graphene_rect_t place =
        GRAPHENE_RECT_INIT ((float) column * (BAR_WIDTH + BAR_SPACING), ((float) height - bar) / 2, BAR_WIDTH, bar);
      GskRoundedRect rounded;

      gsk_rounded_rect_init_from_rect (&rounded, &place, BAR_WIDTH / 2.0f);
      gtk_snapshot_push_rounded_clip (snapshot, &rounded);
      gtk_snapshot_append_color (snapshot, i + 0.5 < heard ? &full : &dimmed, &place);
      gtk_snapshot_pop (snapshot);
    }
}

/* --- Input ---------------------------------------------------------------------------------------------------------- */

static void
seek_to_pixel (CordialSoundTrack *self, double x)
{
  int width = MAX (1, gtk_widget_get_width (GTK_WIDGET (self)));
  double fraction = CLAMP (x / width, 0, 1);

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    fraction = 1 - fraction;
  seek (self, (gint64) (fraction * (double) self->duration_ms));
}

static void
on_drag_begin (CordialSoundTrack *self, double x, double y, GtkGesture *gesture)
{
  if (self->duration_ms == 0)
    {
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  seek_to_pixel (self, x);
}

static void
on_drag_update (CordialSoundTrack *self, double dx, double dy, GtkGesture *gesture)
{
  double x, y;

  gtk_gesture_drag_get_start_point (GTK_GESTURE_DRAG (gesture), &x, &y);
  seek_to_pixel (self, x + dx);
}

static gboolean
on_key_pressed (CordialSoundTrack *self, guint keyval, guint keycode, GdkModifierType state)
{
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (self->duration_ms == 0 || (state & gtk_accelerator_get_default_mod_mask ()))
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      seek (self, self->position_ms + (mirrored ? STEP_MS : -STEP_MS));
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      seek (self, self->position_ms + (mirrored ? -STEP_MS : STEP_MS));
      return GDK_EVENT_STOP;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      seek (self, 0);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* --- Object --------------------------------------------------------------------------------------------------------- */

static void
cordial_sound_track_finalize (GObject *object)
{
  CordialSoundTrack *self = CORDIAL_SOUND_TRACK (object);

  g_clear_pointer (&self->waveform, g_bytes_unref);
  g_free (self->bars);
  G_OBJECT_CLASS (cordial_sound_track_parent_class)->finalize (object);
}

static void
cordial_sound_track_class_init (CordialSoundTrackClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cordial_sound_track_finalize;
  widget_class->measure = cordial_sound_track_measure;
  widget_class->snapshot = cordial_sound_track_snapshot;
  gtk_widget_class_set_css_name (widget_class, "soundtrack");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
  /**
   * CordialSoundTrack::seek:
   * @position_ms: from where the person wants to hear it
   */
  seek_signal = g_signal_new ("seek", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              G_TYPE_INT64);
}

static void
cordial_sound_track_init (CordialSoundTrack *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Position"), -1);
  cordial_sound_track_set_place (self, 0, 0);
}

/**
 * cordial_sound_track_set_waveform:
 * @waveform: (nullable) (transfer none): as it came, a byte a bar; a stranger's may be anything
 */
void
cordial_sound_track_set_waveform (CordialSoundTrack *self, GBytes *waveform)
{
  g_return_if_fail (CORDIAL_IS_SOUND_TRACK (self));

  if (waveform)
    g_bytes_ref (waveform);
  g_clear_pointer (&self->waveform, g_bytes_unref);
  self->waveform = waveform;
  g_clear_pointer (&self->bars, g_free);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * cordial_sound_track_dup_time:
 *
 * Returns: (transfer full): such as «1:05»
 */
char *
cordial_sound_track_dup_time (gint64 time_ms)
{
  gint64 seconds = MAX (0, time_ms) / 1000;

  if (seconds >= 3600)
    return g_strdup_printf ("%d:%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60), (int) (seconds % 60));
  return g_strdup_printf ("%d:%02d", (int) (seconds / 60), (int) (seconds % 60));
}

/**
 * cordial_sound_track_set_place:
 * @position_ms: what of it was heard
 * @duration_ms: of the whole; 0 if it is not known, or nobody may go to another place
 */
void
cordial_sound_track_set_place (CordialSoundTrack *self, gint64 position_ms, gint64 duration_ms)
{
  g_autofree char *words = NULL;

  g_return_if_fail (CORDIAL_IS_SOUND_TRACK (self));

  self->position_ms = position_ms;
  self->duration_ms = duration_ms;
  words = cordial_sound_track_dup_time (position_ms);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) duration_ms / 1000,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double) position_ms / 1000,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, words, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
