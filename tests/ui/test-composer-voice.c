/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is spoken in the composer goes to the chat in which it was spoken, and keeps the microphone no longer than it can go there. A tone
 * stands in for the microphone.
 */

#include "cordial-composer.h"
#include "fake-model.h"
#include "patience.h"
#include "widgets.h"

typedef struct
{
  GtkWidget *window;
  CordialSound *sound;
  CordialRecorder *recorder;
  CordialComposer *composer;
  CordialConversation *ada;
  CordialConversation *bea;
  GtkWidget *record;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = gtk_window_new ();
  fixture->sound = cordial_sound_new ("audiotestsrc is-live=true", "fakesink sync=true");
  fixture->recorder = cordial_sound_get_recorder (fixture->sound);
  fixture->composer = CORDIAL_COMPOSER (cordial_composer_new ());
  fixture->ada = fake_conversation_new ("ada", "Ada", CORDIAL_CONVERSATION_DIRECT);
  fixture->bea = fake_conversation_new ("bea", "Bea", CORDIAL_CONVERSATION_DIRECT);
  /* What is spoken takes more room than what is written. */
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 400, 300);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->composer));
  gtk_window_present (GTK_WINDOW (fixture->window));
  cordial_composer_set_sound (fixture->composer, fixture->sound);
  cordial_composer_set_conversation (fixture->composer, fixture->ada);
  fixture->record = widgets_find_by_class (GTK_WIDGET (fixture->composer), "composer-record");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->ada);
  g_object_unref (fixture->bea);
  g_object_unref (fixture->sound);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static CordialRecorderState
get_state (Fixture *fixture)
{
  return cordial_recorder_get_state (fixture->recorder);
}

static void
record (Fixture *fixture)
{
  g_signal_emit_by_name (fixture->record, "clicked");
  patience_wait (get_state (fixture) == CORDIAL_RECORDER_RECORDING);
}

/* It waits where it was spoken, and nothing else is spoken meanwhile. */
static void
test_left (Fixture *fixture, gconstpointer data)
{
  record (fixture);
  cordial_composer_set_conversation (fixture->composer, fixture->bea);
  patience_wait (get_state (fixture) == CORDIAL_RECORDER_DONE);
  g_assert_false (gtk_widget_get_sensitive (fixture->record));
  g_signal_emit_by_name (fixture->record, "clicked");
  g_assert_cmpint (get_state (fixture), ==, CORDIAL_RECORDER_DONE);
}

/* The chat is removed, or its account signed out: the recording is gone with it, and another one can be made. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;

  record (fixture);
  path = g_file_get_path (cordial_recorder_get_file (fixture->recorder));
  g_signal_emit_by_name (fixture->ada, "gone");
  g_assert_cmpint (get_state (fixture), ==, CORDIAL_RECORDER_IDLE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  cordial_composer_set_conversation (fixture->composer, fixture->bea);
  record (fixture);
  /* Also while it waits there, and another chat is open. */
  cordial_composer_set_conversation (fixture->composer, fixture->ada);
  g_signal_emit_by_name (fixture->bea, "gone");
  record (fixture);
}

/* The chat is over: the microphone is free, the recording waits until the chat goes on, or another one is made. */
static void
test_over (Fixture *fixture, gconstpointer data)
{
  record (fixture);
  fake_conversation_set (fixture->ada, "writable", FALSE, NULL);
  patience_wait (get_state (fixture) == CORDIAL_RECORDER_DONE);
  cordial_composer_set_conversation (fixture->composer, fixture->bea);
  g_assert_true (gtk_widget_get_sensitive (fixture->record));
  cordial_composer_set_conversation (fixture->composer, fixture->ada);
  fake_conversation_set (fixture->ada, "writable", TRUE, NULL);
  g_assert_cmpint (get_state (fixture), ==, CORDIAL_RECORDER_DONE);
  cordial_composer_set_conversation (fixture->composer, fixture->bea);
  g_assert_false (gtk_widget_get_sensitive (fixture->record));
  fake_conversation_set (fixture->ada, "writable", FALSE, NULL);
  g_assert_true (gtk_widget_get_sensitive (fixture->record));
  record (fixture);
}

static void
on_begun (gpointer *begun, gpointer who)
{
  *begun = who;
}

/* Whatever is heard falls silent for what is spoken. */
static void
test_alone (Fixture *fixture, gconstpointer data)
{
  gpointer begun = NULL;

  g_signal_connect_swapped (fixture->sound, "begun", G_CALLBACK (on_begun), &begun);
  record (fixture);
  g_assert_true (begun == fixture->recorder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  widgets_time_turns ();

#define CASE(name, function) g_test_add ("/ui/composer-voice/" name, Fixture, NULL, set_up, function, tear_down)
  CASE ("left", test_left);
  CASE ("gone", test_gone);
  CASE ("over", test_over);
  CASE ("alone", test_alone);
#undef CASE
  return g_test_run ();
}
