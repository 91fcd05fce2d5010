/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Decides, from what is sent and received, whether a link lives: when to send a heartbeat and when to give the link up.
 * CordialConnection runs one beside each socket. It sends nothing itself and knows neither sockets nor frames.
 */
#define G_LOG_DOMAIN "cordial-connection"

#include "cordial-heartbeat.h"

/* Half a minute keeps the mapping of a home router alive, which may forget an idle one after a minute. */
#define INTERVAL_MS (30 * 1000)

/* A mobile line stalls for a second now and then without being dead. */
#define DEADLINE_FLOOR_MS 2000

/* However slow the line was, nobody should look at a dead one for longer, unless its round trips take longer by themselves. */
#define DEADLINE_CAP_MS (10 * 1000)

/* A deadline below this many round trips would find every line of that kind dead: the cap gives way, up to a limit beyond which
 * a line is of no use. */
#define CAP_ROUND_TRIPS 2.0
#define CAP_LIMIT_MS (60 * 1000)

/* What was said before the question takes longer than the shortest deadline if it is more than this and the line carries 16 kbit/s, as
 * the edge of a mobile network does. */
#define BACKLOG_BYTES (4 * 1024)

/* The weight of a new sample (RFC 6298 2.3, alpha). */
#define SMOOTHING (1.0 / 8.0)

/* How many round trips to wait before giving up. */
#define DEADLINE_ROUND_TRIPS 4.0

struct _CordialHeartbeat
{
  GObject parent_instance;

  guint interval_ms;
  guint deadline_floor_ms;
  guint deadline_cap_ms;
  CordialHeartbeatEvidenceFunc evidence_func;
  gpointer evidence_data;

  gboolean running;
  gboolean patient;         /* the peer is known to be at work, and answers nothing meanwhile */
  GSource *interval_source; /* while listening: one of these two is set as long as the heartbeat runs */
  GSource *deadline_source; /* while armed */
  gint64 received_at;       /* monotonic time of the last proof of life, in microseconds, as are the next two */

  gint64 armed_at;
  gint64 deadline_at;
  gboolean asked;     /* a heartbeat frame is out */
  gboolean ambiguous; /* an answer says nothing about the time it took: two questions are out, or one had to queue */
  gboolean have_evidence; /* the line could say how it was, when the deadline was armed or last moved */
  CordialHeartbeatEvidence evidence;
  guint64 asked_behind; /* what had been handed to the line once the question was */
  guint64 heard_behind; /* what had been when something was last heard */
  gboolean backlogged;  /* the question waits behind much else */

  double round_trip_ms; /* 0 until there is a sample */
  double smoothed_ms;
};

enum
{
  PROP_0,
  PROP_INTERVAL_MS,
  PROP_DEADLINE_FLOOR_MS,
  PROP_DEADLINE_CAP_MS,
  N_PROPERTIES
};

enum
{
  BEAT,
  ROUND_TRIP,
  DEAD,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CordialHeartbeat, cordial_heartbeat, G_TYPE_OBJECT)

static void listen_from (CordialHeartbeat *self, gint64 since);

static void
clear_source (GSource **source)
{
  if (*source)
    {
      g_source_destroy (*source);
      g_clear_pointer (source, g_source_unref);
    }
}

/* Smoothed as TCP does (RFC 6298 2.2 and 2.3). */
static void
add_sample (CordialHeartbeat *self, double round_trip_ms)
{
  if (self->smoothed_ms > 0.0)
    self->smoothed_ms += SMOOTHING * (round_trip_ms - self->smoothed_ms);
  else
    self->smoothed_ms = round_trip_ms;
  self->round_trip_ms = round_trip_ms;
}

/* A source that fires at @at, which is monotonic time in microseconds. */
static GSource *
attach_source (CordialHeartbeat *self, const char *static_name, gint64 at, GSourceFunc callback)
{
  gint64 wait_us = MAX (at - g_get_monotonic_time (), 0);
  /* Rounded up: a timer that fires a moment early would find its time not over and be set again for nothing. */
  GSource *source = g_timeout_source_new ((guint) MIN ((wait_us + 999) / 1000, G_MAXUINT));

  g_source_set_static_name (source, static_name);
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static gboolean
ask_line (CordialHeartbeat *self, CordialHeartbeatEvidence *evidence)
{
  return self->evidence_func && self->evidence_func (evidence, self->evidence_data);
}

static guint
find_deadline_ms (CordialHeartbeat *self, double line_round_trip_ms, gboolean backlogged)
{
  double round_trip_ms = MAX (self->smoothed_ms, line_round_trip_ms);
  double cap_ms = MAX (self->deadline_cap_ms, MIN (CAP_ROUND_TRIPS * round_trip_ms, CAP_LIMIT_MS));
  double deadline_ms = backlogged ? cap_ms : MIN (DEADLINE_ROUND_TRIPS * round_trip_ms, cap_ms);

  return (guint) MAX (deadline_ms, self->deadline_floor_ms);
}

static void
beat (CordialHeartbeat *self)
{
  g_autoptr (CordialHeartbeat) held = g_object_ref (self);
  CordialHeartbeatEvidence evidence;

  self->asked = TRUE;
  g_signal_emit (self, signals[BEAT], 0);
  self->asked_behind = 0;
  self->backlogged = FALSE;
  if (!ask_line (self, &evidence))
    return;
  self->asked_behind = evidence.sent;
  /* What the other end's kernel has may still wait there, where that end is a proxy before the slow part of the line. */
  self->backlogged = evidence.sent - MIN (evidence.acknowledged, self->heard_behind) >= BACKLOG_BYTES;
}

/* The question still waits behind what was sent before it, and that arrives at the other end piece by piece, or only just did:
 * the line is slow, not dead. Whoever sends more and more to a frozen peer, whose kernel takes it all, is not fooled: what was
 * sent after the question does not count. */
static gboolean
is_delivering (CordialHeartbeat *self, const CordialHeartbeatEvidence *now)
{
  return self->evidence.acknowledged < self->asked_behind && now->deliveries != self->evidence.deliveries;
}

/* Much that waits before the question moves the deadline to its cap after the last piece that arrived: the pieces themselves may be
 * seconds apart, as where a window opens only once half of it is free. */
static gboolean
may_wait_longer (CordialHeartbeat *self, const CordialHeartbeatEvidence *now)
{
  gboolean delivering = is_delivering (self, now);
  gint64 deadline_us = find_deadline_ms (self, now->round_trip_ms, self->backlogged) * G_TIME_SPAN_MILLISECOND;

  if (delivering)
    {
      self->evidence = *now;
      self->deadline_at = now->acknowledged_at + deadline_us;
    }
  else if (self->backlogged)
    {
      self->deadline_at = MAX (self->deadline_at, self->armed_at + deadline_us);
    }
  return delivering || self->deadline_at > g_get_monotonic_time ();
}

static gboolean
on_deadline_over (gpointer user_data)
{
  CordialHeartbeat *self = user_data;
  CordialHeartbeatEvidence evidence;
  gboolean have_evidence = self->have_evidence && ask_line (self, &evidence);

  clear_source (&self->deadline_source);

  /* What reached this machine proves life even if it was no frame (a ping, which libsoup answers silently), not yet a
   * whole frame, or not yet read because this process had been stopped. It tells no round trip. */
  if (have_evidence && evidence.received != self->evidence.received)
    {
      self->received_at = MAX (self->received_at, evidence.received_at);
      listen_from (self, self->received_at);
      return G_SOURCE_REMOVE;
    }

  if (!self->asked)
    {
      self->ambiguous = TRUE;
      self->deadline_source = attach_source (self, "CordialHeartbeat deadline", self->deadline_at, on_deadline_over);
      beat (self);
      return G_SOURCE_REMOVE;
    }

  if (have_evidence && may_wait_longer (self, &evidence))
    {
      self->ambiguous = TRUE;
      self->deadline_source = attach_source (self, "CordialHeartbeat deadline", self->deadline_at, on_deadline_over);
      return G_SOURCE_REMOVE;
    }

  g_debug ("no sign of life within %u ms", cordial_heartbeat_get_deadline_ms (self));
  cordial_heartbeat_stop (self);
  g_signal_emit (self, signals[DEAD], 0);
  return G_SOURCE_REMOVE;
}

/* Arms the deadline. A heartbeat frame asks for an answer by itself. Another frame may be slow to answer because its
 * answer is work; then halfway a heartbeat frame asks as well, so that a busy server is not taken for a dead one. */
static void
arm (CordialHeartbeat *self, gboolean asked)
{
  gint64 deadline_us;

  g_assert (!self->deadline_source);

  clear_source (&self->interval_source);
  self->have_evidence = ask_line (self, &self->evidence);
  deadline_us =
    find_deadline_ms (self, self->have_evidence ? self->evidence.round_trip_ms : 0.0, FALSE) * G_TIME_SPAN_MILLISECOND;
  self->armed_at = g_get_monotonic_time ();
  self->deadline_at = self->armed_at + deadline_us;
  self->asked = asked;
  self->ambiguous = FALSE;
  self->deadline_source = attach_source (
    self, "CordialHeartbeat deadline", asked ? self->deadline_at : self->armed_at + deadline_us / 2, on_deadline_over);
}

static void
ask (CordialHeartbeat *self)
{
  arm (self, TRUE);
  beat (self);
}

static gboolean
on_interval_over (gpointer user_data)
{
  CordialHeartbeat *self = user_data;
  CordialHeartbeatEvidence evidence;

  clear_source (&self->interval_source);
  if (ask_line (self, &evidence))
    self->received_at = MAX (self->received_at, evidence.received_at);

  /* A frame only notes its time (there may be thousands a second); here the interval is moved accordingly. */
  if (self->received_at + self->interval_ms * G_TIME_SPAN_MILLISECOND > g_get_monotonic_time ())
    listen_from (self, self->received_at);
  else if (self->patient)
    listen_from (self, g_get_monotonic_time ());
  else
    ask (self);
  return G_SOURCE_REMOVE;
}

static void
listen_from (CordialHeartbeat *self, gint64 since)
{
  CordialHeartbeatEvidence evidence;

  self->heard_behind = ask_line (self, &evidence) ? evidence.sent : 0;
  clear_source (&self->deadline_source);
  clear_source (&self->interval_source);
  self->interval_source = attach_source (self, "CordialHeartbeat interval",
                                         since + self->interval_ms * G_TIME_SPAN_MILLISECOND, on_interval_over);
}

static void
cordial_heartbeat_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CordialHeartbeat *self = CORDIAL_HEARTBEAT (object);

  switch (property_id)
    {
    case PROP_INTERVAL_MS:
      g_value_set_uint (value, self->interval_ms);
      break;
    case PROP_DEADLINE_FLOOR_MS:
      g_value_set_uint (value, self->deadline_floor_ms);
      break;
    case PROP_DEADLINE_CAP_MS:
      g_value_set_uint (value, self->deadline_cap_ms);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_heartbeat_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  CordialHeartbeat *self = CORDIAL_HEARTBEAT (object);

  switch (property_id)
    {
    case PROP_INTERVAL_MS:
      cordial_heartbeat_set_interval_ms (self, g_value_get_uint (value));
      break;
    case PROP_DEADLINE_FLOOR_MS:
      cordial_heartbeat_set_deadline_floor_ms (self, g_value_get_uint (value));
      break;
    case PROP_DEADLINE_CAP_MS:
      self->deadline_cap_ms = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_heartbeat_dispose (GObject *object)
{
  cordial_heartbeat_stop (CORDIAL_HEARTBEAT (object));
  G_OBJECT_CLASS (cordial_heartbeat_parent_class)->dispose (object);
}

static void
cordial_heartbeat_class_init (CordialHeartbeatClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cordial_heartbeat_get_property;
  object_class->set_property = cordial_heartbeat_set_property;
  object_class->dispose = cordial_heartbeat_dispose;

  /**
   * CordialHeartbeat:interval-ms:
   *
   * Silence that is tolerated before a heartbeat asks, in milliseconds.
   */
  properties[PROP_INTERVAL_MS] =
    g_param_spec_uint ("interval-ms", NULL, NULL, 1, G_MAXINT, INTERVAL_MS, flags | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * CordialHeartbeat:deadline-floor-ms:
   *
   * The shortest wait for an answer, in milliseconds.
   */
  properties[PROP_DEADLINE_FLOOR_MS] = g_param_spec_uint ("deadline-floor-ms", NULL, NULL, 1, G_MAXINT,
                                                          DEADLINE_FLOOR_MS, flags | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * CordialHeartbeat:deadline-cap-ms:
   *
   * The longest wait for an answer, in milliseconds; a higher floor wins, and so do round trips that take about as long.
   */
  properties[PROP_DEADLINE_CAP_MS] =
    g_param_spec_uint ("deadline-cap-ms", NULL, NULL, 1, G_MAXINT, DEADLINE_CAP_MS, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  /**
   * CordialHeartbeat::beat:
   *
   * The owner shall send a heartbeat frame now; the deadline for an answer is armed already.
   */
  signals[BEAT] = g_signal_new ("beat", CORDIAL_TYPE_HEARTBEAT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * CordialHeartbeat::round-trip:
   * @self: the heartbeat
   * @round_trip_ms: how long the answer took, in milliseconds
   */
  signals[ROUND_TRIP] = g_signal_new ("round-trip", CORDIAL_TYPE_HEARTBEAT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  /**
   * CordialHeartbeat::dead:
   *
   * The deadline passed without a sign of life. The heartbeat has stopped.
   */
  signals[DEAD] = g_signal_new ("dead", CORDIAL_TYPE_HEARTBEAT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_heartbeat_init (CordialHeartbeat *self)
{
  self->interval_ms = INTERVAL_MS;
  self->deadline_floor_ms = DEADLINE_FLOOR_MS;
  self->deadline_cap_ms = DEADLINE_CAP_MS;
}

/**
 * cordial_heartbeat_new:
 *
 * Returns: (transfer full): a heartbeat that stands still
 */
CordialHeartbeat *
cordial_heartbeat_new (void)
{
  return g_object_new (CORDIAL_TYPE_HEARTBEAT, NULL);
}

/**
 * cordial_heartbeat_set_interval_ms:
 * @self: a #CordialHeartbeat
 * @interval_ms: silence that is tolerated, in milliseconds
 *
 * Takes effect at once, also on a running heartbeat.
 */
void
cordial_heartbeat_set_interval_ms (CordialHeartbeat *self, guint interval_ms)
{
  g_return_if_fail (CORDIAL_IS_HEARTBEAT (self));
  g_return_if_fail (interval_ms > 0);

  if (self->interval_ms == interval_ms)
    return;
  self->interval_ms = interval_ms;
  if (self->interval_source)
    listen_from (self, self->received_at);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INTERVAL_MS]);
}

/**
 * cordial_heartbeat_get_interval_ms:
 * @self: a #CordialHeartbeat
 *
 * Returns: silence that is tolerated, in milliseconds
 */
guint
cordial_heartbeat_get_interval_ms (CordialHeartbeat *self)
{
  g_return_val_if_fail (CORDIAL_IS_HEARTBEAT (self), 0);

  return self->interval_ms;
}

/**
 * cordial_heartbeat_set_deadline_floor_ms:
 * @self: a #CordialHeartbeat
 * @deadline_floor_ms: the shortest wait for an answer, in milliseconds
 *
 * Takes effect with the next question.
 */
void
cordial_heartbeat_set_deadline_floor_ms (CordialHeartbeat *self, guint deadline_floor_ms)
{
  g_return_if_fail (CORDIAL_IS_HEARTBEAT (self));
  g_return_if_fail (deadline_floor_ms > 0);

  if (self->deadline_floor_ms == deadline_floor_ms)
    return;
  self->deadline_floor_ms = deadline_floor_ms;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEADLINE_FLOOR_MS]);
}

/**
 * cordial_heartbeat_get_deadline_floor_ms:
 * @self: a #CordialHeartbeat
 *
 * Returns: the shortest wait for an answer, in milliseconds
 */
guint
cordial_heartbeat_get_deadline_floor_ms (CordialHeartbeat *self)
{
  g_return_val_if_fail (CORDIAL_IS_HEARTBEAT (self), 0);

  return self->deadline_floor_ms;
}

/**
 * cordial_heartbeat_set_evidence_func:
 * @self: a #CordialHeartbeat
 * @func: (nullable) (scope forever): asks the line what has arrived
 * @user_data: passed to @func; the caller keeps it alive or unsets @func
 *
 * Without it only cordial_heartbeat_received() proves life.
 */
void
cordial_heartbeat_set_evidence_func (CordialHeartbeat *self, CordialHeartbeatEvidenceFunc func, gpointer user_data)
{
  g_return_if_fail (CORDIAL_IS_HEARTBEAT (self));

  self->evidence_func = func;
  self->evidence_data = user_data;
}

/**
 * cordial_heartbeat_start:
 * @self: a #CordialHeartbeat
 * @first_round_trip_ms: what the opening of the socket showed of this line, in milliseconds; 0 if nothing
 *
 * A socket opened. Forgets the round trips of an earlier one, which may have been another line.
 */
void
cordial_heartbeat_start (CordialHeartbeat *self, double first_round_trip_ms)
{
  g_return_if_fail (CORDIAL_IS_HEARTBEAT (self));
  g_return_if_fail (first_round_trip_ms >= 0.0);

  self->running = TRUE;
  self->patient = FALSE;
  self->smoothed_ms = 0.0;
  add_sample (self, first_round_trip_ms);
  self->received_at = g_get_monotonic_time ();
  listen_from (self, self->received_at);
}

/**
 * cordial_heartbeat_stop:
 * @self: a #CordialHeartbeat
 *
 * The socket is gone, and with it both timers.
 */
void
cordial_heartbeat_stop (CordialHeartbeat *self)
{
  g_return_if_fail (CORDIAL_IS_HEARTBEAT (self));

  self->running = FALSE;
  clear_source (&self->interval_source);
  clear_source (&self->deadline_source);
}

/**
 * cordial_heartbeat_received:
 * @self: a #CordialHeartbeat
 *
 * A frame came, of any kind: the link lives, the interval starts anew, and an armed deadline yields a round trip.
 */
void
cordial_heartbeat_received (CordialHeartbeat *self)
{
  double round_trip_ms;

  g_return_if_fail (CORDIAL_IS_HEARTBEAT (self));

  if (!self->running)
    return;
  self->received_at = g_get_monotonic_time ();
  if (!self->deadline_source)
    return;

  round_trip_ms = (double) (self->received_at - self->armed_at) / G_TIME_SPAN_MILLISECOND;
  listen_from (self, self->received_at);
  /* With two questions out nobody knows which one was answered (RFC 6298 3, Karn's rule); and one that queued behind much
   * else measured that. */
  if (self->ambiguous)
    return;
  add_sample (self, round_trip_ms);
  g_signal_emit (self, signals[ROUND_TRIP], 0, round_trip_ms);
}

/**
 * cordial_heartbeat_expect_answer:
 * @self: a #CordialHeartbeat
 *
 * A frame was sent that the peer answers. Arms the deadline, unless it is armed already.
 */
void
cordial_heartbeat_expect_answer (CordialHeartbeat *self)
{
  g_return_if_fail (CORDIAL_IS_HEARTBEAT (self));

  if (self->running && !self->patient && !self->deadline_source)
    arm (self, FALSE);
}

/**
 * cordial_heartbeat_probe:
 * @self: a #CordialHeartbeat
 *
 * Something happened that may have cut the link: beats at once. While a deadline is armed already, its time stands.
 */
void
cordial_heartbeat_probe (CordialHeartbeat *self)
{
  g_return_if_fail (CORDIAL_IS_HEARTBEAT (self));

  if (!self->running || self->patient)
    return;
  if (!self->deadline_source)
    {
      ask (self);
    }
  else if (!self->asked)
    {
      self->ambiguous = TRUE;
      clear_source (&self->deadline_source);
      self->deadline_source = attach_source (self, "CordialHeartbeat deadline", self->deadline_at, on_deadline_over);
      beat (self);
    }
}

/**
 * cordial_heartbeat_set_patient:
 * @self: a #CordialHeartbeat
 * @patient: whether the peer is at work that takes as long as it takes
 *
 * A server answers one session's frames one after another: while it hashes a password, it answers no heartbeat. Whoever knows
 * of such work sets a limit of its own. Nothing is asked meanwhile; afterwards the interval begins anew.
 */
void
cordial_heartbeat_set_patient (CordialHeartbeat *self, gboolean patient)
{
  g_return_if_fail (CORDIAL_IS_HEARTBEAT (self));

  if (!self->running || self->patient == patient)
    return;
  self->patient = patient;
  listen_from (self, g_get_monotonic_time ());
}

/**
 * cordial_heartbeat_is_running:
 * @self: a #CordialHeartbeat
 *
 * Returns: whether it is between start and stop; while it is not, it has no timer
 */
gboolean
cordial_heartbeat_is_running (CordialHeartbeat *self)
{
  g_return_val_if_fail (CORDIAL_IS_HEARTBEAT (self), FALSE);

  return self->running;
}

/**
 * cordial_heartbeat_is_armed:
 * @self: a #CordialHeartbeat
 *
 * Returns: whether an answer is being waited for
 */
gboolean
cordial_heartbeat_is_armed (CordialHeartbeat *self)
{
  g_return_val_if_fail (CORDIAL_IS_HEARTBEAT (self), FALSE);

  return self->deadline_source != NULL;
}

/**
 * cordial_heartbeat_get_deadline_ms:
 * @self: a #CordialHeartbeat
 *
 * Returns: how long the next question would wait for its answer, in milliseconds
 */
guint
cordial_heartbeat_get_deadline_ms (CordialHeartbeat *self)
{
  g_return_val_if_fail (CORDIAL_IS_HEARTBEAT (self), 0);

  return find_deadline_ms (self, 0.0, FALSE);
}

/**
 * cordial_heartbeat_get_silence_ms:
 * @self: a #CordialHeartbeat
 *
 * Returns: for how long nothing has been received that was a frame, in milliseconds; 0 unless it runs
 */
guint
cordial_heartbeat_get_silence_ms (CordialHeartbeat *self)
{
  g_return_val_if_fail (CORDIAL_IS_HEARTBEAT (self), 0);

  return self->running ? (guint) ((g_get_monotonic_time () - self->received_at) / G_TIME_SPAN_MILLISECOND) : 0;
}

/**
 * cordial_heartbeat_get_round_trip_ms:
 * @self: a #CordialHeartbeat
 *
 * Returns: the last round trip in milliseconds, 0 while there is none
 */
double
cordial_heartbeat_get_round_trip_ms (CordialHeartbeat *self)
{
  g_return_val_if_fail (CORDIAL_IS_HEARTBEAT (self), 0.0);

  return self->round_trip_ms;
}

/**
 * cordial_heartbeat_get_smoothed_ms:
 * @self: a #CordialHeartbeat
 *
 * Returns: the smoothed round trip in milliseconds, 0 while there is none
 */
double
cordial_heartbeat_get_smoothed_ms (CordialHeartbeat *self)
{
  g_return_val_if_fail (CORDIAL_IS_HEARTBEAT (self), 0.0);

  return self->smoothed_ms;
}
