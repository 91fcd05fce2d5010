/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records a voice message: Opus in WebM, into a file of its own that is deleted with it, measured ten times a second for the waveform. Where
 * the sound comes from is told at construction; a test has no microphone. It knows no widget.
 */
#define G_LOG_DOMAIN "cordial-media"

#include "cordial-config.h"

#include "cordial-recorder.h"

#include "cordial-gstreamer.h"
#include "cordial-waveform.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Whatever the desktop records from. */
#define DEFAULT_SOURCE "autoaudiosrc"

/* Speech, at the rate that the web client asks for; a bar of its waveform in a tenth of a second. */
#define PIPELINE                                                                                                       \
  "%s name=source ! queue ! audioconvert ! audioresample ! audio/x-raw,rate=48000,channels=1 "                         \
  "! level interval=100000000 post-messages=true ! opusenc bitrate=24000 audio-type=voice ! webmmux "                  \
  "! filesink name=file"

/* Of the loudest and the quietest that a bar of the live waveform tells apart, in decibels: a voice at a desk is in between. */
#define QUIETEST_DB (-54.0)

struct _CordialRecorder
{
  GObject parent_instance;

  char *source;
  CordialRecorderState state;
  GCancellable *cancellable; /* (nullable): of the start */
  GstElement *pipeline;      /* (nullable) */
  guint watch;
  GFile *file;    /* (nullable) */
  GArray *levels; /* of double: decibels */
  gint64 duration_ms;
  char *error;
};

G_DEFINE_FINAL_TYPE (CordialRecorder, cordial_recorder, G_TYPE_OBJECT)

static guint changed_signal;

static void
set_state (CordialRecorder *self, CordialRecorderState state)
{
  self->state = state;
  g_signal_emit (self, changed_signal, 0);
}

static void
stop_pipeline (CordialRecorder *self)
{
  if (self->watch)
    g_source_remove (self->watch);
  self->watch = 0;
  if (self->pipeline)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_pointer (&self->pipeline, gst_object_unref);
}

static void
forget_file (CordialRecorder *self)
{
  if (self->file)
    g_file_delete (self->file, NULL, NULL);
  g_clear_object (&self->file);
}

static void
fail (CordialRecorder *self, const char *sentence)
{
  stop_pipeline (self);
  forget_file (self);
  g_set_str (&self->error, sentence);
  set_state (self, CORDIAL_RECORDER_FAILED);
}

static double
get_first_channel (const GstStructure *structure, const char *name)
{
  const GValue *value = gst_structure_get_value (structure, name);
  const GValueArray *channels =
    value && G_VALUE_HOLDS (value, g_type_from_name ("GValueArray")) ? g_value_get_boxed (value) : NULL;

  return channels && channels->n_values > 0 ? g_value_get_double (channels->values) : QUIETEST_DB;
}

static void
on_level (CordialRecorder *self, const GstStructure *structure)
{
  guint64 begin = 0, length = 0;
  double level = get_first_channel (structure, "rms");

  gst_structure_get_uint64 (structure, "running-time", &begin);
  gst_structure_get_uint64 (structure, "duration", &length);
  self->duration_ms = (gint64) ((begin + length) / GST_MSECOND);
  /* At the end GStreamer measures what is left, which may be nothing, and that is not a number. */
  if (!isnan (level))
    g_array_append_val (self->levels, level);
  if (self->state == CORDIAL_RECORDER_STARTING)
    self->state = CORDIAL_RECORDER_RECORDING;
  g_signal_emit (self, changed_signal, 0);
  if (self->duration_ms >= CORDIAL_RECORDER_MAX_DURATION_MS)
    cordial_recorder_finish (self);
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  /* Whoever hears of it may let it go. */
  g_autoptr (CordialRecorder) self = g_object_ref (user_data);
  g_autoptr (GError) error = NULL;

  switch (GST_MESSAGE_TYPE (message))
    {
    case GST_MESSAGE_ELEMENT:
      if (gst_message_has_name (message, "level"))
        on_level (self, gst_message_get_structure (message));
      break;
    case GST_MESSAGE_EOS:
      stop_pipeline (self);
      set_state (self, CORDIAL_RECORDER_DONE);
      return G_SOURCE_REMOVE;
    case GST_MESSAGE_WARNING:
      /* Without a microphone it would go on with silence. */
      gst_message_parse_warning (message, &error, NULL);
      if (!error || error->domain != GST_RESOURCE_ERROR)
        break;
      g_info ("recording: %s", error->message);
      fail (self, _ ("No microphone was found."));
      return G_SOURCE_REMOVE;
    case GST_MESSAGE_ERROR:
      gst_message_parse_error (message, &error, NULL);
      g_info ("recording: %s", error->message);
      if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT))
        fail (self, _ ("There is no room on the disk for a recording."));
      else if (self->levels->len > 0)
        fail (self, _ ("The microphone is not there any more."));
      else
        fail (self, _ ("No microphone was found."));
      return G_SOURCE_REMOVE;
    default:
      break;
    }
  return G_SOURCE_CONTINUE;
}

/* --- The start ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  char *source;
  GstElement *pipeline;
  GFile *file;
} Start;

static void
start_free (gpointer data)
{
  Start *start = data;

  if (start->pipeline)
    {
      gst_element_set_state (start->pipeline, GST_STATE_NULL);
      gst_object_unref (start->pipeline);
    }
  if (start->file)
    g_file_delete (start->file, NULL, NULL);
  g_clear_object (&start->file);
  g_free (start->source);
  g_free (start);
}

/* In a thread: plugins are looked at, and sound servers asked. */
static void
run_start (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  Start *start = task_data;
  g_autofree char *description = g_strdup_printf (PIPELINE, start->source);
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GstElement) sink = NULL;
  GError *error = NULL;

  start->file = g_file_new_tmp ("cordial-voice-XXXXXX.webm", &stream, &error);
  start->pipeline = start->file ? cordial_gstreamer_new_pipeline (description, &error) : NULL;
  if (!start->pipeline)
    {
      g_task_return_error (task, error);
      return;
    }
  sink = gst_bin_get_by_name (GST_BIN (start->pipeline), "file");
  g_object_set (sink, "location", g_file_peek_path (start->file), NULL);
  /* What goes wrong is told on its bus, where it is heard in the main loop. */
  gst_element_set_state (start->pipeline, GST_STATE_PLAYING);
  g_task_return_boolean (task, TRUE);
}

static void
on_started (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CordialRecorder *self = CORDIAL_RECORDER (object);
  Start *start = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GstBus) bus = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        fail (self, error->message);
      return;
    }
  self->pipeline = g_steal_pointer (&start->pipeline);
  self->file = g_steal_pointer (&start->file);
  bus = gst_element_get_bus (self->pipeline);
  self->watch = gst_bus_add_watch (bus, on_message, self);
  /* It may have been let go before it began. */
  if (self->state == CORDIAL_RECORDER_FINISHING)
    gst_element_send_event (self->pipeline, gst_event_new_eos ());
}

/**
 * cordial_recorder_start:
 * @self: one that has not recorded yet
 */
void
cordial_recorder_start (CordialRecorder *self)
{
  g_autoptr (GTask) task = NULL;
  Start *start;

  g_return_if_fail (CORDIAL_IS_RECORDER (self));
  g_return_if_fail (self->state == CORDIAL_RECORDER_IDLE);

  start = g_new0 (Start, 1);
  start->source = g_strdup (self->source);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, on_started, NULL);
  g_task_set_source_tag (task, cordial_recorder_start);
  g_task_set_static_name (task, "[cordial] start recording");
  g_task_set_task_data (task, start, start_free);
  g_task_run_in_thread (task, run_start);
  set_state (self, CORDIAL_RECORDER_STARTING);
}

/**
 * cordial_recorder_finish:
 *
 * Nothing more is recorded; it is %CORDIAL_RECORDER_DONE when the file is complete.
 */
void
cordial_recorder_finish (CordialRecorder *self)
{
  g_return_if_fail (CORDIAL_IS_RECORDER (self));

  if (self->state != CORDIAL_RECORDER_RECORDING && self->state != CORDIAL_RECORDER_STARTING)
    return;
  if (self->pipeline)
    gst_element_send_event (self->pipeline, gst_event_new_eos ());
  set_state (self, CORDIAL_RECORDER_FINISHING);
}

/**
 * cordial_recorder_discard:
 *
 * The recording is gone, and the microphone free.
 */
void
cordial_recorder_discard (CordialRecorder *self)
{
  g_return_if_fail (CORDIAL_IS_RECORDER (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  stop_pipeline (self);
  forget_file (self);
  g_array_set_size (self->levels, 0);
  g_clear_pointer (&self->error, g_free);
  self->duration_ms = 0;
  set_state (self, CORDIAL_RECORDER_IDLE);
}

/* --- What others ask ------------------------------------------------------------------------------------------------ */

CordialRecorderState
cordial_recorder_get_state (CordialRecorder *self)
{
  g_return_val_if_fail (CORDIAL_IS_RECORDER (self), CORDIAL_RECORDER_IDLE);

  return self->state;
}

gint64
cordial_recorder_get_duration_ms (CordialRecorder *self)
{
  g_return_val_if_fail (CORDIAL_IS_RECORDER (self), 0);

  return self->duration_ms;
}

/**
 * cordial_recorder_get_error:
 *
 * Returns: (nullable): one sentence on why there is no recording
 */
const char *
cordial_recorder_get_error (CordialRecorder *self)
{
  g_return_val_if_fail (CORDIAL_IS_RECORDER (self), NULL);

  return self->error;
}

/**
 * cordial_recorder_get_file:
 *
 * Returns: (transfer none) (nullable): the recording, complete when it is %CORDIAL_RECORDER_DONE; it is deleted with the recorder
 */
GFile *
cordial_recorder_get_file (CordialRecorder *self)
{
  g_return_val_if_fail (CORDIAL_IS_RECORDER (self), NULL);

  return self->file;
}

/**
 * cordial_recorder_dup_waveform:
 * @n_bars: how many are wanted
 *
 * Returns: (transfer full) (nullable): all of it, a byte a bar, 0 to 100
 */
GBytes *
cordial_recorder_dup_waveform (CordialRecorder *self, guint n_bars)
{
  g_autoptr (GArray) amplitudes = g_array_new (FALSE, FALSE, sizeof (double));

  g_return_val_if_fail (CORDIAL_IS_RECORDER (self), NULL);

  for (guint i = 0; i < self->levels->len; i++)
    {
      double amplitude = pow (10, g_array_index (self->levels, double, i) / 20);

      g_array_append_val (amplitudes, amplitude);
    }
  return cordial_waveform_new_from_levels ((const double *) (gpointer) amplitudes->data, amplitudes->len, n_bars);
}

/**
 * cordial_recorder_dup_newest_levels:
 * @n_bars: how many are wanted, a tenth of a second each
 *
 * Returns: (transfer full): how loud it was just now, the newest last, a byte a bar, 0 to 100
 */
GBytes *
cordial_recorder_dup_newest_levels (CordialRecorder *self, guint n_bars)
{
  guint8 *bytes = g_new0 (guint8, MAX (n_bars, 1));

  g_return_val_if_fail (CORDIAL_IS_RECORDER (self), NULL);

  for (guint i = 0; i < MIN (n_bars, self->levels->len); i++)
    {
      double level = g_array_index (self->levels, double, self->levels->len - 1 - i);

      bytes[n_bars - 1 - i] = (guint8) (100 * CLAMP (1 - level / QUIETEST_DB, 0, 1));
    }
  return g_bytes_new_take (bytes, n_bars);
}

/* --- Object --------------------------------------------------------------------------------------------------------- */

static void
cordial_recorder_finalize (GObject *object)
{
  CordialRecorder *self = CORDIAL_RECORDER (object);

  stop_pipeline (self);
  forget_file (self);
  g_clear_object (&self->cancellable);
  g_array_unref (self->levels);
  g_free (self->source);
  g_free (self->error);
  G_OBJECT_CLASS (cordial_recorder_parent_class)->finalize (object);
}

static void
cordial_recorder_class_init (CordialRecorderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_recorder_finalize;
  /**
   * CordialRecorder::changed:
   *
   * Anything of it is other than before: ten times a second while it records.
   */
  changed_signal =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_recorder_init (CordialRecorder *self)
{
  self->levels = g_array_new (FALSE, FALSE, sizeof (double));
}

/**
 * cordial_recorder_new:
 * @source: (nullable): where the sound comes from, an element of GStreamer; %NULL is what the desktop records from
 */
CordialRecorder *
cordial_recorder_new (const char *source)
{
  CordialRecorder *self = g_object_new (CORDIAL_TYPE_RECORDER, NULL);

  self->source = g_strdup (source ? source : DEFAULT_SOURCE);
  return self;
}
