/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plays sound, one at a time: from a place, at another speed without another pitch. It reads what was fetched before, from a file or from
 * the message itself, and nothing else: no address reaches GStreamer. What is no sound by its first bytes is not tried. It knows no widget.
 */
#define G_LOG_DOMAIN "cordial-media"

#include "cordial-config.h"

#include "cordial-player.h"

#include "cordial-gstreamer.h"

#include <glib/gi18n-lib.h>

#define DEFAULT_SINK "autoaudiosink"

/* No decoder of video is made for what only shall be heard. */
#define PIPELINE                                                                                                       \
  "giostreamsrc name=source ! decodebin caps=audio/x-raw expose-all-streams=false ! audioconvert ! audioresample "     \
  "! scaletempo ! audioconvert ! audioresample ! %s"

/* How often whoever draws where it is, is told. */
#define POSITION_INTERVAL_MS 100

#define SNIFFED_BYTES 16

/* What is on this computer is heard in a moment, also a busy one; of some spoilt files GStreamer says neither that it can play them nor
 * that it cannot. */
#define LOAD_LIMIT_S 10

struct _CordialPlayer
{
  GObject parent_instance;

  char *sink;
  CordialPlayerState state;
  guint turn;                /* of what was asked for last */
  GCancellable *cancellable; /* (nullable): of what is being loaded */
  GstElement *pipeline;      /* (nullable) */
  guint watch;
  GSource *position_source; /* (nullable) */
  GSource *limit_source;    /* (nullable) */
  gint64 position_ms;
  gint64 duration_ms;
  double rate;
  gboolean prerolled; /* it can be sought in */
  gboolean shall_play;
  char *error;
};

G_DEFINE_FINAL_TYPE (CordialPlayer, cordial_player, G_TYPE_OBJECT)

enum
{
  SIGNAL_BEGUN,
  SIGNAL_CHANGED,
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
look_at_position (CordialPlayer *self)
{
  gint64 value;

  if (!self->prerolled)
    return;
  if (gst_element_query_position (self->pipeline, GST_FORMAT_TIME, &value))
    self->position_ms = CLAMP (value / (gint64) GST_MSECOND, 0, CORDIAL_MEDIA_MAX_DURATION_MS);
  if (gst_element_query_duration (self->pipeline, GST_FORMAT_TIME, &value) && value > 0)
    self->duration_ms = MIN (value / (gint64) GST_MSECOND, CORDIAL_MEDIA_MAX_DURATION_MS);
}

static gboolean
on_position_time (gpointer user_data)
{
  CordialPlayer *self = user_data;

  look_at_position (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_CONTINUE;
}

static void
clear_source (GSource **source)
{
  if (*source)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
set_state (CordialPlayer *self, CordialPlayerState state)
{
  self->state = state;
  if (state == CORDIAL_PLAYER_PLAYING && !self->position_source)
    {
      self->position_source = g_timeout_source_new (POSITION_INTERVAL_MS);
      g_source_set_static_name (self->position_source, "CordialPlayer position");
      g_source_set_callback (self->position_source, on_position_time, self, NULL);
      g_source_attach (self->position_source, NULL);
    }
  else if (state != CORDIAL_PLAYER_PLAYING)
    clear_source (&self->position_source);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
stop_pipeline (CordialPlayer *self)
{
  clear_source (&self->limit_source);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->watch)
    g_source_remove (self->watch);
  self->watch = 0;
  if (self->pipeline)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_pointer (&self->pipeline, gst_object_unref);
  self->prerolled = FALSE;
}

static void
fail (CordialPlayer *self, const char *sentence)
{
  stop_pipeline (self);
  g_set_str (&self->error, sentence);
  set_state (self, CORDIAL_PLAYER_FAILED);
}

/* To a place and a speed; both are one thing to GStreamer. */
static void
seek (CordialPlayer *self)
{
  gst_element_seek (self->pipeline, self->rate, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE,
                    GST_SEEK_TYPE_SET, self->position_ms * (gint64) GST_MSECOND, GST_SEEK_TYPE_NONE, -1);
}

static void
on_prerolled (CordialPlayer *self)
{
  gint64 start_ms = self->position_ms;

  if (self->prerolled)
    return;
  self->prerolled = TRUE;
  clear_source (&self->limit_source);
  look_at_position (self);
  self->position_ms = self->duration_ms > 0 ? MIN (start_ms, self->duration_ms) : start_ms;
  if (self->position_ms > 0 || self->rate < 1 || self->rate > 1)
    seek (self);
  if (self->shall_play)
    gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  set_state (self, self->shall_play ? CORDIAL_PLAYER_PLAYING : CORDIAL_PLAYER_PAUSED);
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  /* Whoever hears of it may let it go. */
  g_autoptr (CordialPlayer) self = g_object_ref (user_data);
  g_autoptr (GError) error = NULL;

  switch (GST_MESSAGE_TYPE (message))
    {
    case GST_MESSAGE_ASYNC_DONE:
      on_prerolled (self);
      break;
    case GST_MESSAGE_EOS:
      if (!self->prerolled)
        {
          fail (self, _ ("This sound cannot be played."));
          return G_SOURCE_REMOVE;
        }
      stop_pipeline (self);
      self->position_ms = 0;
      set_state (self, CORDIAL_PLAYER_IDLE);
      g_signal_emit (self, signals[SIGNAL_ENDED], 0);
      return G_SOURCE_REMOVE;
    case GST_MESSAGE_ERROR:
      gst_message_parse_error (message, &error, NULL);
      g_info ("playing: %s", error->message);
      if (error->domain == GST_RESOURCE_ERROR)
        fail (self, _ ("There is nothing on this computer to play sound with."));
      else
        fail (self, _ ("This sound cannot be played."));
      return G_SOURCE_REMOVE;
    default:
      break;
    }
  return G_SOURCE_CONTINUE;
}

/* --- The start ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  char *sink;
  char *path;    /* (nullable) */
  GBytes *bytes; /* (nullable) */
  GstElement *pipeline;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  if (load->pipeline)
    {
      gst_element_set_state (load->pipeline, GST_STATE_NULL);
      gst_object_unref (load->pipeline);
    }
  g_clear_pointer (&load->bytes, g_bytes_unref);
  g_free (load->path);
  g_free (load->sink);
  g_free (load);
}

/* (transfer full) (nullable): from its beginning, once that was looked at */
static GInputStream *
open_sound (const Load *load, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = load->path ? g_file_new_for_path (load->path) : NULL;
  g_autoptr (GInputStream) stream = NULL;
  guint8 start[SNIFFED_BYTES];
  gsize size;

  stream =
    file ? G_INPUT_STREAM (g_file_read (file, cancellable, error)) : g_memory_input_stream_new_from_bytes (load->bytes);
  if (!stream || !g_input_stream_read_all (stream, start, sizeof start, &size, cancellable, error) ||
      !g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, cancellable, error))
    return NULL;
  if (cordial_gstreamer_sniff (start, size))
    return g_steal_pointer (&stream);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("This sound cannot be played."));
  return NULL;
}

static void
run_load (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  Load *load = task_data;
  g_autofree char *description = g_strdup_printf (PIPELINE, load->sink);
  GError *error = NULL;
  g_autoptr (GInputStream) stream = open_sound (load, cancellable, &error);
  g_autoptr (GstElement) source = NULL;

  load->pipeline = stream ? cordial_gstreamer_new_pipeline (description, &error) : NULL;
  if (!load->pipeline)
    {
      g_task_return_error (task, error);
      return;
    }
  source = gst_bin_get_by_name (GST_BIN (load->pipeline), "source");
  g_object_set (source, "stream", stream, NULL);
  gst_element_set_state (load->pipeline, GST_STATE_PAUSED);
  g_task_return_boolean (task, TRUE);
}

static gboolean
on_limit (gpointer user_data)
{
  fail (user_data, _ ("This sound cannot be played."));
  return G_SOURCE_REMOVE;
}

static void
on_loaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CordialPlayer *self = CORDIAL_PLAYER (object);
  Load *load = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GstBus) bus = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        fail (self, error->message);
      return;
    }
  self->pipeline = g_steal_pointer (&load->pipeline);
  bus = gst_element_get_bus (self->pipeline);
  self->watch = gst_bus_add_watch (bus, on_message, self);
  self->limit_source = g_timeout_source_new_seconds (LOAD_LIMIT_S);
  g_source_set_static_name (self->limit_source, "CordialPlayer limit");
  g_source_set_callback (self->limit_source, on_limit, self, NULL);
  g_source_attach (self->limit_source, NULL);
}

/* Takes what is given. */
static void
play (CordialPlayer *self, char *path, GBytes *bytes, gint64 start_ms)
{
  g_autoptr (GTask) task = NULL;
  Load *load = g_new0 (Load, 1);

  stop_pipeline (self);
  self->turn++;
  g_clear_pointer (&self->error, g_free);
  self->position_ms = MAX (0, start_ms);
  self->duration_ms = 0;
  self->shall_play = TRUE;
  load->sink = g_strdup (self->sink);
  load->path = path;
  load->bytes = bytes;
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, on_loaded, NULL);
  g_task_set_source_tag (task, play);
  g_task_set_static_name (task, "[cordial] load sound");
  g_task_set_task_data (task, load, load_free);
  g_task_run_in_thread (task, run_load);
  set_state (self, CORDIAL_PLAYER_LOADING);
  g_signal_emit (self, signals[SIGNAL_BEGUN], 0);
}

/**
 * cordial_player_play_path:
 * @path: a file on this computer
 * @start_ms: from where on
 *
 * Ends what is played.
 */
void
cordial_player_play_path (CordialPlayer *self, const char *path, gint64 start_ms)
{
  g_return_if_fail (CORDIAL_IS_PLAYER (self));

  play (self, g_strdup (path), NULL, start_ms);
}

/**
 * cordial_player_play_bytes:
 * @bytes: (transfer none): the whole of it
 * @start_ms: from where on
 *
 * Ends what is played.
 */
void
cordial_player_play_bytes (CordialPlayer *self, GBytes *bytes, gint64 start_ms)
{
  g_return_if_fail (CORDIAL_IS_PLAYER (self));

  play (self, NULL, g_bytes_ref (bytes), start_ms);
}

static void
set_playing (CordialPlayer *self, gboolean playing)
{
  self->shall_play = playing;
  if (!self->prerolled)
    return;
  look_at_position (self);
  gst_element_set_state (self->pipeline, playing ? GST_STATE_PLAYING : GST_STATE_PAUSED);
  set_state (self, playing ? CORDIAL_PLAYER_PLAYING : CORDIAL_PLAYER_PAUSED);
}

void
cordial_player_pause (CordialPlayer *self)
{
  g_return_if_fail (CORDIAL_IS_PLAYER (self));

  set_playing (self, FALSE);
}

void
cordial_player_resume (CordialPlayer *self)
{
  g_return_if_fail (CORDIAL_IS_PLAYER (self));

  g_signal_emit (self, signals[SIGNAL_BEGUN], 0);
  set_playing (self, TRUE);
}

void
cordial_player_stop (CordialPlayer *self)
{
  g_return_if_fail (CORDIAL_IS_PLAYER (self));

  if (self->state == CORDIAL_PLAYER_IDLE)
    return;
  stop_pipeline (self);
  self->position_ms = 0;
  g_clear_pointer (&self->error, g_free);
  set_state (self, CORDIAL_PLAYER_IDLE);
}

/**
 * cordial_player_seek:
 * @position_ms: where it goes on; beyond the end is the end
 */
void
cordial_player_seek (CordialPlayer *self, gint64 position_ms)
{
  g_return_if_fail (CORDIAL_IS_PLAYER (self));

  self->position_ms = CLAMP (position_ms, 0, self->duration_ms > 0 ? self->duration_ms : CORDIAL_MEDIA_MAX_DURATION_MS);
  if (self->prerolled)
    seek (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * cordial_player_set_rate:
 * @rate: how fast, 1 as it was recorded; of this and of all that follows
 */
void
cordial_player_set_rate (CordialPlayer *self, double rate)
{
  g_return_if_fail (CORDIAL_IS_PLAYER (self));
  g_return_if_fail (rate > 0);

  self->rate = rate;
  if (self->prerolled)
    {
      look_at_position (self);
      seek (self);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- What others ask ------------------------------------------------------------------------------------------------ */

CordialPlayerState
cordial_player_get_state (CordialPlayer *self)
{
  g_return_val_if_fail (CORDIAL_IS_PLAYER (self), CORDIAL_PLAYER_IDLE);

  return self->state;
}

/**
 * cordial_player_get_turn:
 *
 * Several places play on one loudspeaker; each takes what is played for its own as long as this is what it was when it began.
 *
 * Returns: another number each time that something begins, never 0 then
 */
guint
cordial_player_get_turn (CordialPlayer *self)
{
  g_return_val_if_fail (CORDIAL_IS_PLAYER (self), 0);

  return self->turn;
}

double
cordial_player_get_rate (CordialPlayer *self)
{
  g_return_val_if_fail (CORDIAL_IS_PLAYER (self), 1);

  return self->rate;
}

gint64
cordial_player_get_position_ms (CordialPlayer *self)
{
  g_return_val_if_fail (CORDIAL_IS_PLAYER (self), 0);

  return self->position_ms;
}

/**
 * cordial_player_get_duration_ms:
 *
 * Returns: of what is played, 0 while that is not known
 */
gint64
cordial_player_get_duration_ms (CordialPlayer *self)
{
  g_return_val_if_fail (CORDIAL_IS_PLAYER (self), 0);

  return self->duration_ms;
}

/**
 * cordial_player_get_error:
 *
 * Returns: (nullable): one sentence on why it cannot be played
 */
const char *
cordial_player_get_error (CordialPlayer *self)
{
  g_return_val_if_fail (CORDIAL_IS_PLAYER (self), NULL);

  return self->error;
}

/* --- Object --------------------------------------------------------------------------------------------------------- */

static void
cordial_player_finalize (GObject *object)
{
  CordialPlayer *self = CORDIAL_PLAYER (object);

  stop_pipeline (self);
  clear_source (&self->position_source);
  g_free (self->sink);
  g_free (self->error);
  G_OBJECT_CLASS (cordial_player_parent_class)->finalize (object);
}

static void
cordial_player_class_init (CordialPlayerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_player_finalize;
  /**
   * CordialPlayer::begun:
   *
   * Somebody wants to hear something of it from now on.
   */
  signals[SIGNAL_BEGUN] =
    g_signal_new ("begun", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * CordialPlayer::changed:
   *
   * Anything of it is other than before: ten times a second while it plays.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * CordialPlayer::ended:
   *
   * What was played was heard to its end.
   */
  signals[SIGNAL_ENDED] =
    g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_player_init (CordialPlayer *self)
{
  self->rate = 1;
}

/**
 * cordial_player_new:
 * @sink: (nullable): where the sound goes, an element of GStreamer; %NULL is what the desktop plays on
 */
CordialPlayer *
cordial_player_new (const char *sink)
{
  CordialPlayer *self = g_object_new (CORDIAL_TYPE_PLAYER, NULL);

  self->sink = g_strdup (sink ? sink : DEFAULT_SINK);
  return self;
}
