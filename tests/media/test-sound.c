/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is recorded is whole and can be played; what cannot be recorded or played costs a sentence. A tone stands in for the microphone,
 * and a sink that keeps time for the loudspeaker.
 */

/* memmem() */
#define _GNU_SOURCE

#include "cordial-gstreamer.h"
#include "cordial-player.h"
#include "cordial-recorder.h"
#include "cordial-sound.h"

#include <string.h>

#define TONE "audiotestsrc is-live=true freq=440"
#define SINK "fakesink sync=true"

static gboolean
on_time_over (gpointer user_data)
{
  g_error ("waited too long: %s", (const char *) user_data);
  return G_SOURCE_REMOVE;
}

#define wait_until(condition)                                                                                          \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    guint over = g_timeout_add_seconds (50, on_time_over, (gpointer) #condition);                                      \
    while (!(condition))                                                                                               \
      g_main_context_iteration (NULL, TRUE);                                                                           \
    g_source_remove (over);                                                                                            \
  }                                                                                                                    \
  G_STMT_END

static CordialRecorder *
record (gint64 duration_ms)
{
  CordialRecorder *recorder = cordial_recorder_new (TONE);

  cordial_recorder_start (recorder);
  wait_until (cordial_recorder_get_duration_ms (recorder) >= duration_ms);
  g_assert_cmpint (cordial_recorder_get_state (recorder), ==, CORDIAL_RECORDER_RECORDING);
  cordial_recorder_finish (recorder);
  wait_until (cordial_recorder_get_state (recorder) == CORDIAL_RECORDER_DONE);
  return recorder;
}

static const char *
peek (CordialRecorder *recorder)
{
  return g_file_peek_path (cordial_recorder_get_file (recorder));
}

static void
test_recorded (void)
{
  g_autoptr (CordialRecorder) recorder = record (600);
  g_autoptr (GBytes) waveform = cordial_recorder_dup_waveform (recorder, 96);
  g_autofree char *path = g_strdup (peek (recorder)), *content = NULL;
  const guint8 *bars = g_bytes_get_data (waveform, NULL);
  gsize size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  g_assert_cmpstr (cordial_gstreamer_sniff (content, size), ==, "video/webm");
  g_assert_nonnull (memmem (content, size, "A_OPUS", 6));
  g_assert_cmpuint (g_bytes_get_size (waveform), ==, 96);
  /* A tone is as loud at its end as at its beginning. */
  for (guint i = 0; i < 96; i++)
    g_assert_cmpuint (bars[i], >=, 80);
  g_clear_object (&recorder);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_discarded (void)
{
  g_autoptr (CordialRecorder) recorder = cordial_recorder_new (TONE);
  g_autofree char *path = NULL;

  cordial_recorder_start (recorder);
  wait_until (cordial_recorder_get_state (recorder) == CORDIAL_RECORDER_RECORDING);
  path = g_strdup (peek (recorder));
  cordial_recorder_discard (recorder);
  g_assert_cmpint (cordial_recorder_get_state (recorder), ==, CORDIAL_RECORDER_IDLE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  /* And again, let go before it began. */
  cordial_recorder_start (recorder);
  cordial_recorder_discard (recorder);
  cordial_recorder_start (recorder);
  wait_until (cordial_recorder_get_state (recorder) == CORDIAL_RECORDER_RECORDING);
}

static void
test_no_microphone (void)
{
  g_autoptr (CordialRecorder) recorder = cordial_recorder_new ("filesrc location=/nonexistent/microphone");

  cordial_recorder_start (recorder);
  wait_until (cordial_recorder_get_state (recorder) == CORDIAL_RECORDER_FAILED);
  g_assert_cmpstr (cordial_recorder_get_error (recorder), ==, "No microphone was found.");
  g_assert_null (cordial_recorder_get_file (recorder));
}

static void
on_ended (gboolean *ended)
{
  *ended = TRUE;
}

static void
count (guint *n)
{
  (*n)++;
}

static void
test_played (void)
{
  g_autoptr (CordialRecorder) recorder = record (1500);
  g_autoptr (CordialPlayer) player = cordial_player_new (SINK);
  gboolean ended = FALSE;

  g_signal_connect_swapped (player, "ended", G_CALLBACK (on_ended), &ended);
  cordial_player_play_path (player, peek (recorder), 0);
  wait_until (cordial_player_get_position_ms (player) > 0);
  g_assert_cmpint (cordial_player_get_state (player), ==, CORDIAL_PLAYER_PLAYING);
  g_assert_cmpint (cordial_player_get_duration_ms (player), >=, 1400);
  g_assert_cmpint (cordial_player_get_duration_ms (player), <=, cordial_recorder_get_duration_ms (recorder) + 200);
  cordial_player_pause (player);
  g_assert_cmpint (cordial_player_get_state (player), ==, CORDIAL_PLAYER_PAUSED);
  cordial_player_seek (player, 1000);
  g_assert_cmpint (cordial_player_get_position_ms (player), ==, 1000);
  cordial_player_set_rate (player, 2);
  cordial_player_resume (player);
  wait_until (ended);
  g_assert_cmpint (cordial_player_get_state (player), ==, CORDIAL_PLAYER_IDLE);
  g_assert_cmpint (cordial_player_get_position_ms (player), ==, 0);
}

/* One thing is heard at a time: the player falls silent for what begins elsewhere, and says when it begins itself. */
static void
test_alone (void)
{
  g_autoptr (CordialRecorder) recorder = record (1500);
  g_autoptr (CordialSound) sound = cordial_sound_new (TONE, SINK);
  g_autoptr (GObject) video = g_object_new (G_TYPE_OBJECT, NULL);
  CordialPlayer *player = cordial_sound_get_player (sound);
  guint begun = 0;

  g_signal_connect_swapped (sound, "begun", G_CALLBACK (count), &begun);
  cordial_player_play_path (player, peek (recorder), 0);
  g_assert_cmpuint (begun, ==, 1);
  wait_until (cordial_player_get_state (player) == CORDIAL_PLAYER_PLAYING);
  cordial_sound_begin (sound, video);
  g_assert_cmpint (cordial_player_get_state (player), ==, CORDIAL_PLAYER_PAUSED);
  cordial_player_resume (player);
  g_assert_cmpuint (begun, ==, 3);
  g_assert_cmpint (cordial_player_get_state (player), ==, CORDIAL_PLAYER_PLAYING);
  /* Also where it is only about to be heard. */
  cordial_player_play_path (player, peek (recorder), 0);
  cordial_sound_begin (sound, video);
  wait_until (cordial_player_get_state (player) == CORDIAL_PLAYER_PAUSED);
}

static void
test_played_from_memory (void)
{
  g_autoptr (CordialRecorder) recorder = record (400);
  g_autoptr (CordialPlayer) player = cordial_player_new (SINK);
  g_autoptr (GBytes) bytes = g_file_load_bytes (cordial_recorder_get_file (recorder), NULL, NULL, NULL);
  gboolean ended = FALSE;
  guint turn;

  g_signal_connect_swapped (player, "ended", G_CALLBACK (on_ended), &ended);
  cordial_player_play_bytes (player, bytes, 200);
  turn = cordial_player_get_turn (player);
  wait_until (ended);
  g_assert_cmpuint (cordial_player_get_turn (player), ==, turn);
  cordial_player_play_bytes (player, bytes, 0);
  g_assert_cmpuint (cordial_player_get_turn (player), !=, turn);
}

/* None, half, another thing, a list of other files: a sentence each. */
static void
test_not_to_be_played (void)
{
  g_autoptr (CordialRecorder) recorder = record (400);
  g_autoptr (CordialPlayer) player = cordial_player_new (SINK);
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (peek (recorder), &content, &size, NULL));
  {
    g_autofree char *random = g_memdup2 (content, size);
    GBytes *bad[] = {
      g_bytes_new_static ("", 0),       g_bytes_new_static ("#EXTM3U\nfile:///etc/passwd\n", 27),
      g_bytes_new_static ("<svg/>", 6), g_bytes_new_static ("OggS", 4),
      g_bytes_new (content, 60),        g_bytes_new (memset (random + 4, 0x55, size - 4) ? random : NULL, size),
    };

    for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
      {
        g_test_message ("bad sound %u", i);
        cordial_player_play_bytes (player, bad[i], 0);
        wait_until (cordial_player_get_state (player) == CORDIAL_PLAYER_FAILED);
        g_assert_cmpstr (cordial_player_get_error (player), ==, "This sound cannot be played.");
        g_bytes_unref (bad[i]);
      }
  }
  cordial_player_play_path (player, "/nonexistent/sound", 0);
  wait_until (cordial_player_get_state (player) == CORDIAL_PLAYER_FAILED);
}

static void
test_sniffed (void)
{
  static const struct
  {
    const char *data;
    gsize size;
    const char *type;
  } cases[] = {
    { "\x1a\x45\xdf\xa3", 4, "video/webm" },
    { "OggS\0", 5, "audio/ogg" },
    { "\0\0\0\x18"
      "ftypM4A ",
      12, "video/mp4" },
    { "RIFF\1\2\3\4WAVEfmt ", 16, "audio/wav" },
    { "RIFF\1\2\3\4WEBP", 12, NULL },
    { "fLaC", 4, "audio/flac" },
    { "ID3\4", 4, "audio/mpeg" },
    { "\xff\xfb\x90", 3, "audio/mpeg" },
    { "\xff\xf1\x50", 3, "audio/aac" },
    { "\xff\xd8\xff", 3, NULL },
    { "#EXTM3U", 7, NULL },
    { "", 0, NULL },
    { "\xff", 1, NULL },
    { "\xff\xff", 2, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (cordial_gstreamer_sniff (cases[i].data, cases[i].size), ==, cases[i].type);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/sound/recorded", test_recorded);
  g_test_add_func ("/media/sound/discarded", test_discarded);
  g_test_add_func ("/media/sound/no-microphone", test_no_microphone);
  g_test_add_func ("/media/sound/played", test_played);
  g_test_add_func ("/media/sound/alone", test_alone);
  g_test_add_func ("/media/sound/played-from-memory", test_played_from_memory);
  g_test_add_func ("/media/sound/not-to-be-played", test_not_to_be_played);
  g_test_add_func ("/media/sound/sniffed", test_sniffed);
  return g_test_run ();
}
