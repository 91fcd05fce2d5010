/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happened to a connection lately: a bounded list of beats, round trips and drops with the time of day. Written by
 * CordialConnection, read by whoever draws or exports it. Never grows without bound, never touches a disk.
 */
#define G_LOG_DOMAIN "cordial-connection"

#include "cordial-history.h"

/* An hour of beats at half a minute is 240 records with their round trips; the rest is room for the probes of a lively
 * conversation. About 160 KiB when full. */
#define LIMIT_RECORDS 4096

struct _CordialHistory
{
  GObject parent_instance;

  guint limit;
  guint first;     /* where the oldest record is, once the array is full */
  GArray *records; /* CordialHistoryRecord, a ring of at most limit */
};

enum
{
  PROP_0,
  PROP_LIMIT,
  N_PROPERTIES
};

enum
{
  ADDED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_ENUM_TYPE (CordialHistoryKind,
                    cordial_history_kind,
                    G_DEFINE_ENUM_VALUE (CORDIAL_HISTORY_ATTEMPT, "attempt"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_HISTORY_OPENED, "opened"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_HISTORY_BEAT, "beat"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_HISTORY_ROUND_TRIP, "round-trip"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_HISTORY_DROP, "drop"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_HISTORY_FAILURE, "failure"))

G_DEFINE_FINAL_TYPE (CordialHistory, cordial_history, G_TYPE_OBJECT)

static void
clear_record (gpointer data)
{
  CordialHistoryRecord *record = data;

  g_clear_pointer (&record->reason, g_free);
}

static void
cordial_history_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CordialHistory *self = CORDIAL_HISTORY (object);

  switch (property_id)
    {
    case PROP_LIMIT:
      g_value_set_uint (value, self->limit);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_history_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  CordialHistory *self = CORDIAL_HISTORY (object);

  switch (property_id)
    {
    case PROP_LIMIT:
      self->limit = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_history_finalize (GObject *object)
{
  CordialHistory *self = CORDIAL_HISTORY (object);

  g_array_unref (self->records);
  G_OBJECT_CLASS (cordial_history_parent_class)->finalize (object);
}

static void
cordial_history_class_init (CordialHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cordial_history_get_property;
  object_class->set_property = cordial_history_set_property;
  object_class->finalize = cordial_history_finalize;

  /**
   * CordialHistory:limit:
   *
   * The number of records kept; the oldest makes room for the newest.
   */
  properties[PROP_LIMIT] = g_param_spec_uint ("limit", NULL, NULL, 1, G_MAXUINT, LIMIT_RECORDS,
                                              G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  /**
   * CordialHistory::added:
   *
   * A record was added; it is the last one.
   */
  signals[ADDED] = g_signal_new ("added", CORDIAL_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_history_init (CordialHistory *self)
{
  self->records = g_array_new (FALSE, FALSE, sizeof (CordialHistoryRecord));
  g_array_set_clear_func (self->records, clear_record);
}

/**
 * cordial_history_new:
 * @limit: the number of records to keep, or 0 for the default
 *
 * Returns: (transfer full): an empty history
 */
CordialHistory *
cordial_history_new (guint limit)
{
  return g_object_new (CORDIAL_TYPE_HISTORY, "limit", limit > 0 ? limit : LIMIT_RECORDS, NULL);
}

static void
add_record (CordialHistory *self,
            CordialHistoryKind kind,
            double round_trip_ms,
            CordialConnectionEnding ending,
            const char *reason)
{
  CordialHistoryRecord record = {
    .time_us = g_get_real_time (),
    .kind = kind,
    .round_trip_ms = round_trip_ms,
    .ending = ending,
    .reason = g_strdup (reason),
  };

  if (self->records->len < self->limit)
    {
      g_array_append_val (self->records, record);
    }
  else
    {
      CordialHistoryRecord *oldest = &g_array_index (self->records, CordialHistoryRecord, self->first);

      clear_record (oldest);
      *oldest = record;
      self->first = (self->first + 1) % self->limit;
    }
  g_signal_emit (self, signals[ADDED], 0);
}

/**
 * cordial_history_add:
 * @self: a #CordialHistory
 * @kind: an attempt, an opening or a beat
 *
 * Records that it happened now.
 */
void
cordial_history_add (CordialHistory *self, CordialHistoryKind kind)
{
  g_return_if_fail (CORDIAL_IS_HISTORY (self));

  add_record (self, kind, 0.0, CORDIAL_CONNECTION_ENDING_NONE, NULL);
}

/**
 * cordial_history_add_round_trip:
 * @self: a #CordialHistory
 * @round_trip_ms: how long the answer took, in milliseconds
 *
 * Records an answer that came now.
 */
void
cordial_history_add_round_trip (CordialHistory *self, double round_trip_ms)
{
  g_return_if_fail (CORDIAL_IS_HISTORY (self));

  add_record (self, CORDIAL_HISTORY_ROUND_TRIP, round_trip_ms, CORDIAL_CONNECTION_ENDING_NONE, NULL);
}

/**
 * cordial_history_add_ending:
 * @self: a #CordialHistory
 * @kind: %CORDIAL_HISTORY_DROP or %CORDIAL_HISTORY_FAILURE
 * @ending: how it ended
 * @reason: (nullable): one sentence
 *
 * Records that a connection, or an attempt at one, ended now.
 */
void
cordial_history_add_ending (CordialHistory *self,
                            CordialHistoryKind kind,
                            CordialConnectionEnding ending,
                            const char *reason)
{
  g_return_if_fail (CORDIAL_IS_HISTORY (self));

  add_record (self, kind, 0.0, ending, reason);
}

/**
 * cordial_history_get_n_records:
 * @self: a #CordialHistory
 *
 * Returns: how many records there are
 */
guint
cordial_history_get_n_records (CordialHistory *self)
{
  g_return_val_if_fail (CORDIAL_IS_HISTORY (self), 0);

  return self->records->len;
}

/**
 * cordial_history_get_record:
 * @self: a #CordialHistory
 * @position: 0 for the oldest
 *
 * Returns: (transfer none) (nullable): that record, valid until the next one is added; %NULL past the end
 */
const CordialHistoryRecord *
cordial_history_get_record (CordialHistory *self, guint position)
{
  g_return_val_if_fail (CORDIAL_IS_HISTORY (self), NULL);

  if (position >= self->records->len)
    return NULL;
  return &g_array_index (self->records, CordialHistoryRecord, (self->first + position) % self->records->len);
}

/**
 * cordial_history_find_since:
 * @self: a #CordialHistory
 * @time_us: wall-clock time in microseconds since 1970
 *
 * Looks from the newest back, so that a chart of the last hour does not walk through the day before, and stops at the
 * first older record even if the clock was set back meanwhile.
 *
 * Returns: the position from which on every record is of @time_us or later; the number of records if none is
 */
guint
cordial_history_find_since (CordialHistory *self, gint64 time_us)
{
  guint position;

  g_return_val_if_fail (CORDIAL_IS_HISTORY (self), 0);

  for (position = self->records->len; position > 0; position--)
    {
      if (cordial_history_get_record (self, position - 1)->time_us < time_us)
        break;
    }
  return position;
}
