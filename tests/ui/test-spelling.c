/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which words of a text get a line, and when, and what becomes of a word by way of the menu.
 */

#include "cordial-spelling.h"
#include "patience.h"
#include "widgets.h"

#include <string.h>

typedef struct
{
  GtkWidget *window;
  GtkTextView *view;
  GtkTextBuffer *buffer;
  CordialSpelling *spelling;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *scroller;

  fixture->window = gtk_window_new ();
  fixture->view = GTK_TEXT_VIEW (gtk_text_view_new ());
  fixture->buffer = gtk_text_view_get_buffer (fixture->view);
  /* As in the composer: where all of it is seen, all of it is drawn. */
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (fixture->view));
  gtk_window_set_child (GTK_WINDOW (fixture->window), scroller);
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->spelling = cordial_spelling_new (fixture->view);
  cordial_spelling_set_enabled (fixture->spelling, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->spelling);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* As somebody does who goes on before anything is looked over. */
static void
type (Fixture *fixture, const char *text)
{
  for (; *text; text = g_utf8_next_char (text))
    {
      gtk_text_buffer_insert_at_cursor (fixture->buffer, text, (int) (g_utf8_next_char (text) - text));
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

static void
put_cursor (Fixture *fixture, int offset)
{
  GtkTextIter at;

  gtk_text_buffer_get_iter_at_offset (fixture->buffer, &at, offset);
  gtk_text_buffer_place_cursor (fixture->buffer, &at);
}

/* What has a line, with a bar between any two. */
static char *
dup_lines (Fixture *fixture)
{
  GString *lines = g_string_new (NULL);
  GtkTextIter at;
  gboolean within = FALSE;

  gtk_text_buffer_get_start_iter (fixture->buffer, &at);
  do
    {
      g_autoptr (GSList) tags = gtk_text_iter_get_tags (&at);

      if (tags && !within && lines->len > 0)
        g_string_append_c (lines, '|');
      if (tags)
        g_string_append_unichar (lines, gtk_text_iter_get_char (&at));
      within = tags != NULL;
    }
  while (gtk_text_iter_forward_char (&at));
  return g_string_free (lines, FALSE);
}

static void
wait_for_lines (Fixture *fixture, const char *expected)
{
  Patience patience = patience_begin (G_STRLOC, expected);
  g_autofree char *lines = dup_lines (fixture);

  while (!g_str_equal (lines, expected))
    {
      patience_go_on (&patience);
      g_free (lines);
      lines = dup_lines (fixture);
    }
  patience_end (&patience);
}

static gboolean
is_suggested (Fixture *fixture, const char *wanted)
{
  GMenuModel *menu = gtk_text_view_get_extra_menu (fixture->view);
  g_autoptr (GMenuModel) suggestions =
    g_menu_model_get_n_items (menu) > 0 ? g_menu_model_get_item_link (menu, 0, G_MENU_LINK_SECTION) : NULL;

  for (int i = 0; suggestions && i < g_menu_model_get_n_items (suggestions); i++)
    {
      g_autofree char *label = NULL;

      g_menu_model_get_item_attribute (suggestions, i, G_MENU_ATTRIBUTE_LABEL, "s", &label);
      if (g_strcmp0 (label, wanted) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
test_words (Fixture *fixture, gconstpointer data)
{
  type (fixture, "a mispeled word, teh second\nand anothr line ");
  wait_for_lines (fixture, "mispeled|teh|anothr");
}

static void
test_no_words (Fixture *fixture, gconstpointer data)
{
  type (fixture, "nina@exampel.org https://exampel.org/wrogn www.exampel.org 你好 x86x64 wrogn ");
  wait_for_lines (fixture, "wrogn");
}

/* It gets its line when it is left, and keeps it while it is gone over again. */
static void
test_word_at_the_cursor (Fixture *fixture, gconstpointer data)
{
  type (fixture, "wrogn mispeled");
  wait_for_lines (fixture, "wrogn");
  put_cursor (fixture, 0);
  wait_for_lines (fixture, "wrogn|mispeled");
  put_cursor (fixture, 3);
  type (fixture, "x");
  wait_for_lines (fixture, "wroxgn|mispeled");
}

static void
test_mended (Fixture *fixture, gconstpointer data)
{
  GtkTextIter start, end;

  type (fixture, "wrogn teh ");
  wait_for_lines (fixture, "wrogn|teh");
  gtk_text_buffer_get_iter_at_offset (fixture->buffer, &start, 3);
  gtk_text_buffer_get_iter_at_offset (fixture->buffer, &end, 5);
  gtk_text_buffer_delete (fixture->buffer, &start, &end);
  gtk_text_buffer_insert (fixture->buffer, &start, "ng", -1);
  wait_for_lines (fixture, "teh");
}

static void
test_switched (Fixture *fixture, gconstpointer data)
{
  type (fixture, "wrogn teh ");
  wait_for_lines (fixture, "wrogn|teh");
  cordial_spelling_set_enabled (fixture->spelling, FALSE);
  wait_for_lines (fixture, "");
  g_assert_null (gtk_text_view_get_extra_menu (fixture->view));
  cordial_spelling_set_enabled (fixture->spelling, TRUE);
  wait_for_lines (fixture, "wrogn|teh");
}

static void
test_corrected (Fixture *fixture, gconstpointer data)
{
  type (fixture, "a mispeled word ");
  wait_for_lines (fixture, "mispeled");
  /* Nothing is chosen where there is no menu. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "spelling.correct", "s", "misspelled");
  widgets_assert_text (fixture->buffer, "a mispeled word ");
  put_cursor (fixture, 4);
  patience_wait (is_suggested (fixture, "misspelled"));
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "spelling.correct", "s", "misspelled");
  widgets_assert_text (fixture->buffer, "a misspelled word ");
  wait_for_lines (fixture, "");
}

static void
test_ignored_and_added (Fixture *fixture, gconstpointer data)
{
  type (fixture, "gronk mispeled teh ");
  wait_for_lines (fixture, "gronk|mispeled|teh");
  put_cursor (fixture, 8);
  patience_wait (is_suggested (fixture, "misspelled"));
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "spelling.ignore", NULL);
  wait_for_lines (fixture, "gronk|teh");
  put_cursor (fixture, 16);
  patience_wait (is_suggested (fixture, "the"));
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "spelling.add", NULL);
  wait_for_lines (fixture, "gronk");
}

static gboolean
has_line (Fixture *fixture, int offset)
{
  GtkTextIter at;
  g_autoptr (GSList) tags = NULL;

  gtk_text_buffer_get_iter_at_offset (fixture->buffer, &at, offset);
  tags = gtk_text_iter_get_tags (&at);
  return tags != NULL;
}

/* Half a minute of reading: every word of it gets its line, and no keystroke waits for that. */
static void
test_long_text (Fixture *fixture, gconstpointer data)
{
  GString *text = g_string_new (NULL);
  GString *expected = g_string_new (NULL);

  type (fixture, "wrogn ");
  wait_for_lines (fixture, "wrogn");
  for (int i = 0; i < 10000; i++)
    {
      g_string_append (text, i % 10 == 0 ? "teh " : i % 10 == 9 ? "end.\n" : "word ");
      if (i % 10 == 0)
        g_string_append (expected, i > 0 ? "|teh" : "teh");
    }
  widgets_take_longest_turn_ms ();
  gtk_text_buffer_set_text (fixture->buffer, text->str, -1);
  patience_wait (has_line (fixture, (int) text->len - 49)); /* the last wrong one */
  g_test_message ("%u characters, longest turn %.1f ms", (guint) text->len, widgets_take_longest_turn_ms ());
  wait_for_lines (fixture, expected->str);
  gtk_text_buffer_set_text (fixture->buffer, "teh end ", -1);
  wait_for_lines (fixture, "teh");
  g_string_free (text, TRUE);
  g_string_free (expected, TRUE);
}

/* A file that was pasted by mistake, and a word behind it. */
static void
test_long_token (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = g_strnfill (10000, 'x');
  g_autofree char *text = g_strdup_printf ("%s! teh teh teh teh teh ", token);

  widgets_take_longest_turn_ms ();
  gtk_text_buffer_set_text (fixture->buffer, text, -1);
  patience_wait (has_line (fixture, (int) strlen (text) - 3));
  g_test_message ("10000 characters without a space, longest turn %.1f ms", widgets_take_longest_turn_ms ());
  wait_for_lines (fixture, "teh|teh|teh|teh|teh");
}

/* The window may go before the dictionaries are there. */
static void
test_closed_while_loading (Fixture *fixture, gconstpointer data)
{
  CordialSpelling *other;
  GtkWidget *view = g_object_ref_sink (gtk_text_view_new ());

  other = cordial_spelling_new (GTK_TEXT_VIEW (view));
  cordial_spelling_set_enabled (other, TRUE);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "wrogn ", -1);
  type (fixture, "wrogn ");
  g_object_unref (other);
  g_object_unref (view);
  wait_for_lines (fixture, "wrogn");
}

int
main (int argc, char **argv)
{
  /* Words that are added; the session around the test takes the folder away. */
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "enchant-of-the-test", NULL);

  g_setenv ("ENCHANT_CONFIG_DIR", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  widgets_time_turns ();

#define CASE(name, function) g_test_add ("/ui/spelling/" name, Fixture, NULL, set_up, function, tear_down)
  CASE ("words", test_words);
  CASE ("no-words", test_no_words);
  CASE ("word-at-the-cursor", test_word_at_the_cursor);
  CASE ("mended", test_mended);
  CASE ("switched", test_switched);
  CASE ("corrected", test_corrected);
  CASE ("long-text", test_long_text);
  CASE ("long-token", test_long_token);
  CASE ("closed-while-loading", test_closed_while_loading);
  CASE ("ignored-and-added", test_ignored_and_added);
#undef CASE
  return g_test_run ();
}
