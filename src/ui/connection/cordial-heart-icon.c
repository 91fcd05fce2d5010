/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A symbolic icon that can beat: it swells twice, in less than a second, and then lies still without drawing a frame. Used by the
 * heart in the header. What a beat means it does not know.
 */

#define G_LOG_DOMAIN "cordial-heart-icon"

#include "cordial-config.h"

#include "cordial-heart-icon.h"

#include <math.h>

/* Milliseconds that one beat takes, the two strokes of a heart at rest. */
#define BEAT_MS 620
/* How much larger the icon is at the height of the first stroke, and how much of that the second one has. */
#define SWELL 0.28
#define SECOND_STROKE 0.55

struct _CordialHeartIcon
{
  AdwBin parent_instance;

  GtkWidget *image;
  AdwAnimation *animation;
};

G_DEFINE_FINAL_TYPE (CordialHeartIcon, cordial_heart_icon, ADW_TYPE_BIN)

/* 0 at both ends, 1 at the first height, less at the second. */
static double
stroke (double progress)
{
  double wave = fabs (sin (2 * G_PI * progress));

  return progress < 0.5 ? wave : wave * SECOND_STROKE;
}

static void
on_progress (double progress, gpointer user_data)
{
  gtk_widget_queue_draw (GTK_WIDGET (user_data));
}

/**
 * cordial_heart_icon_beat:
 * @self: an icon
 *
 * Beats once. Nothing moves for a person who asked the desktop for no animations.
 */
void
cordial_heart_icon_beat (CordialHeartIcon *self)
{
  g_return_if_fail (CORDIAL_IS_HEART_ICON (self));

  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && adw_get_enable_animations (GTK_WIDGET (self)))
    adw_animation_play (self->animation);
}

/**
 * cordial_heart_icon_set_icon_name:
 * @self: an icon
 * @icon_name: a symbolic icon
 */
void
cordial_heart_icon_set_icon_name (CordialHeartIcon *self, const char *icon_name)
{
  g_return_if_fail (CORDIAL_IS_HEART_ICON (self));

  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), icon_name);
}

static void
cordial_heart_icon_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CordialHeartIcon *self = CORDIAL_HEART_ICON (widget);
  double scale = 1;

  if (adw_animation_get_state (self->animation) == ADW_ANIMATION_PLAYING)
    scale += SWELL * stroke (adw_animation_get_value (self->animation));

  graphene_point_t middle = { gtk_widget_get_width (widget) / 2.0f, gtk_widget_get_height (widget) / 2.0f };

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &middle);
  gtk_snapshot_scale (snapshot, scale, scale);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (-middle.x, -middle.y));
  GTK_WIDGET_CLASS (cordial_heart_icon_parent_class)->snapshot (widget, snapshot);
  gtk_snapshot_restore (snapshot);
}

static void
cordial_heart_icon_unmap (GtkWidget *widget)
{
  adw_animation_reset (CORDIAL_HEART_ICON (widget)->animation);
  GTK_WIDGET_CLASS (cordial_heart_icon_parent_class)->unmap (widget);
}

static void
cordial_heart_icon_dispose (GObject *object)
{
  g_clear_object (&CORDIAL_HEART_ICON (object)->animation);
  G_OBJECT_CLASS (cordial_heart_icon_parent_class)->dispose (object);
}

static void
cordial_heart_icon_class_init (CordialHeartIconClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_heart_icon_dispose;
  widget_class->snapshot = cordial_heart_icon_snapshot;
  widget_class->unmap = cordial_heart_icon_unmap;
}

static void
cordial_heart_icon_init (CordialHeartIcon *self)
{
  AdwAnimationTarget *target = adw_callback_animation_target_new (on_progress, self, NULL);

  self->animation = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, BEAT_MS, target);
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->animation), ADW_LINEAR);
  self->image = g_object_new (GTK_TYPE_IMAGE, "icon-name", "cordial-heart-symbolic", "accessible-role",
                              GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  adw_bin_set_child (ADW_BIN (self), self->image);
}
