/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long to wait before the next attempt: arithmetic over a random source that the owner passes in. Used by
 * CordialConnection. Knows no clock, no socket, no state but the number of attempts since the last stable connection.
 */
#define G_LOG_DOMAIN "cordial-connection"

#include "cordial-backoff.h"

/* A server that restarts drops everybody in the same instant. Half a second spreads their return, and a person does
 * not perceive it as a wait. */
#define FIRST_JITTER_MS 500

/* The first full wait, doubled with each failed attempt. */
#define BASE_MS 1000

/* A server that has been away for long is looked for once a minute at the slowest: the person may be waiting. */
#define CAP_MS (60 * 1000)

struct _CordialBackoff
{
  GObject parent_instance;

  CordialRandomFunc random;
  gpointer random_data;
  GDestroyNotify random_destroy;

  guint first_jitter_ms;
  guint base_ms;
  guint cap_ms;

  gboolean after_stable; /* the next wait is the first since a stable connection */
  guint exponent;
};

enum
{
  PROP_0,
  PROP_FIRST_JITTER_MS,
  PROP_BASE_MS,
  PROP_CAP_MS,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (CordialBackoff, cordial_backoff, G_TYPE_OBJECT)

static double
system_random (gpointer user_data)
{
  return g_random_double ();
}

static void
cordial_backoff_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CordialBackoff *self = CORDIAL_BACKOFF (object);

  switch (property_id)
    {
    case PROP_FIRST_JITTER_MS:
      g_value_set_uint (value, self->first_jitter_ms);
      break;
    case PROP_BASE_MS:
      g_value_set_uint (value, self->base_ms);
      break;
    case PROP_CAP_MS:
      g_value_set_uint (value, self->cap_ms);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_backoff_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  CordialBackoff *self = CORDIAL_BACKOFF (object);

  switch (property_id)
    {
    case PROP_FIRST_JITTER_MS:
      self->first_jitter_ms = g_value_get_uint (value);
      break;
    case PROP_BASE_MS:
      self->base_ms = g_value_get_uint (value);
      break;
    case PROP_CAP_MS:
      self->cap_ms = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_backoff_finalize (GObject *object)
{
  CordialBackoff *self = CORDIAL_BACKOFF (object);

  if (self->random_destroy)
    self->random_destroy (self->random_data);
  G_OBJECT_CLASS (cordial_backoff_parent_class)->finalize (object);
}

static void
cordial_backoff_class_init (CordialBackoffClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cordial_backoff_get_property;
  object_class->set_property = cordial_backoff_set_property;
  object_class->finalize = cordial_backoff_finalize;

  /**
   * CordialBackoff:first-jitter-ms:
   *
   * Longest wait before the first attempt after a stable connection, in milliseconds.
   */
  properties[PROP_FIRST_JITTER_MS] =
    g_param_spec_uint ("first-jitter-ms", NULL, NULL, 0, G_MAXUINT, FIRST_JITTER_MS, flags);
  /**
   * CordialBackoff:base-ms:
   *
   * Longest wait before the attempt after that, in milliseconds; doubles with each further one.
   */
  properties[PROP_BASE_MS] = g_param_spec_uint ("base-ms", NULL, NULL, 1, G_MAXUINT, BASE_MS, flags);
  /**
   * CordialBackoff:cap-ms:
   *
   * Where the doubling ends, in milliseconds.
   */
  properties[PROP_CAP_MS] = g_param_spec_uint ("cap-ms", NULL, NULL, 1, G_MAXUINT, CAP_MS, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
cordial_backoff_init (CordialBackoff *self)
{
  self->random = system_random;
}

/**
 * cordial_backoff_new:
 * @random: (nullable) (scope notified): where randomness comes from; %NULL for GLib's generator
 * @user_data: passed to @random
 * @destroy: (nullable): called on @user_data at the end
 *
 * Returns: (transfer full): a back-off that has seen no attempt yet
 */
CordialBackoff *
cordial_backoff_new (CordialRandomFunc random, gpointer user_data, GDestroyNotify destroy)
{
  CordialBackoff *self = g_object_new (CORDIAL_TYPE_BACKOFF, NULL);

  if (random)
    self->random = random;
  self->random_data = user_data;
  self->random_destroy = destroy;
  return self;
}

/**
 * cordial_backoff_next_ms:
 * @self: a #CordialBackoff
 *
 * Counts one more attempt. The wait is drawn evenly from zero to the limit of that attempt («full jitter»), so that
 * many clients of one server do not come back in step.
 *
 * Returns: milliseconds to wait before it
 */
guint
cordial_backoff_next_ms (CordialBackoff *self)
{
  guint64 limit_ms;
  double random;

  g_return_val_if_fail (CORDIAL_IS_BACKOFF (self), 0);

  if (self->after_stable)
    {
      self->after_stable = FALSE;
      limit_ms = self->first_jitter_ms;
    }
  else
    {
      limit_ms = MIN ((guint64) self->base_ms << self->exponent, self->cap_ms);
      /* Beyond the cap the exponent has nothing to say, and must not shift the base out of its 64 bits. */
      if (limit_ms < self->cap_ms)
        self->exponent++;
    }
  random = self->random (self->random_data);
  g_return_val_if_fail (random >= 0.0 && random < 1.0, (guint) limit_ms);
  return (guint) (random * (limit_ms + 1));
}

/**
 * cordial_backoff_note_stable:
 * @self: a #CordialBackoff
 *
 * To be called when a connection ends that had been stable: the next attempt comes almost at once.
 */
void
cordial_backoff_note_stable (CordialBackoff *self)
{
  g_return_if_fail (CORDIAL_IS_BACKOFF (self));

  self->after_stable = TRUE;
  self->exponent = 0;
}

/**
 * cordial_backoff_reset:
 * @self: a #CordialBackoff
 *
 * Forgets all attempts: somebody asked for a connection anew.
 */
void
cordial_backoff_reset (CordialBackoff *self)
{
  g_return_if_fail (CORDIAL_IS_BACKOFF (self));

  self->after_stable = FALSE;
  self->exponent = 0;
}
