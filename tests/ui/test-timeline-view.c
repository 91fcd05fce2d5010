/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the timeline is after something happened to it: it stays at the newest message for who is there, and keeps what one
 * reads in its place for who is not.
 */

#include "cordial-message-bubble.h"
#include "cordial-message-row.h"
#include "cordial-timeline-view.h"
#include "cordial-tooltip.h"
#include "fake-model.h"
#include "patience.h"
#include "widgets.h"

/* Pixels that rounding may move a row. */
#define TOLERANCE 1.5
/* Frames without any change after which a layout counts as final. */
#define CALM_FRAMES 3

typedef struct
{
  GtkWidget *window;
  CordialTimelineView *view;
  GListStore *store;
  guint near_oldest;
  gint64 seen;
} Fixture;

static void
on_near_oldest (Fixture *fixture)
{
  fixture->near_oldest++;
}

static void
on_seen (Fixture *fixture, gint64 seq)
{
  fixture->seen = seq;
}

static CordialMessage *
make_message (int number, gboolean outgoing)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 time_ms = G_GINT64_CONSTANT (1773835200000) + (gint64) number * 20000;

  g_string_printf (text, "Message %d", number);
  /* Rows of very different heights: estimates of what is not laid out yet are then wrong. */
  for (int i = 0; i < (number % 9) * (number % 5); i++)
    g_string_append (text, " and some more words to wrap");
  return fake_message_new (number, outgoing, outgoing ? "me" : "Ada", time_ms, text->str);
}

static void
append (Fixture *fixture, int first, int last)
{
  for (int i = first; i <= last; i++)
    {
      g_autoptr (CordialMessage) message = make_message (i, FALSE);

      g_list_store_append (fixture->store, message);
    }
}

static void
prepend (Fixture *fixture, int first, int last)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = first; i <= last; i++)
    g_ptr_array_add (messages, make_message (i, FALSE));
  g_list_store_splice (fixture->store, 0, 0, messages->pdata, messages->len);
}

static GtkAdjustment *
get_adjustment (Fixture *fixture)
{
  GtkWidget *scroller = widgets_find_by_type (GTK_WIDGET (fixture->view), GTK_TYPE_SCROLLED_WINDOW);

  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
}

static GtkWidget *
find_row (Fixture *fixture, gint64 seq)
{
  GtkWidget *list = widgets_find_by_type (GTK_WIDGET (fixture->view), GTK_TYPE_LIST_VIEW);

  for (GtkWidget *item = gtk_widget_get_first_child (list); item != NULL; item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = widgets_find_by_type (item, CORDIAL_TYPE_MESSAGE_ROW);
      CordialMessage *message = row != NULL ? cordial_message_row_get_message (CORDIAL_MESSAGE_ROW (row)) : NULL;

      if (message != NULL && gtk_widget_get_child_visible (item) && cordial_message_get_seq (message) == seq)
        return row;
    }
  return NULL;
}

/* The newest message whose row is off the screen, above it. */
static GtkWidget *
find_row_above (Fixture *fixture)
{
  GtkWidget *list = widgets_find_by_type (GTK_WIDGET (fixture->view), GTK_TYPE_LIST_VIEW);
  GtkWidget *above = NULL;

  for (GtkWidget *item = gtk_widget_get_first_child (list); item != NULL; item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = widgets_find_by_type (item, CORDIAL_TYPE_MESSAGE_ROW);

      if (row == NULL)
        continue;
      if (gtk_widget_get_child_visible (item))
        break;
      above = row;
    }
  g_assert_nonnull (above);
  return above;
}

/* Where the row of a message ends, in pixels of the view; -1 where it is not on the screen. */
static double
get_end (Fixture *fixture, gint64 seq)
{
  GtkWidget *row = find_row (fixture, seq);
  graphene_rect_t bounds;

  if (row == NULL || !gtk_widget_get_mapped (row) ||
      !gtk_widget_compute_bounds (row, GTK_WIDGET (fixture->view), &bounds))
    return -1;
  return bounds.origin.y + bounds.size.height;
}

static gboolean
count_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  guint *frames = data;

  (*frames)++;
  return G_SOURCE_CONTINUE;
}

/* Draws until a few frames went by in which nothing moved. */
static void
settle (Fixture *fixture)
{
  GtkAdjustment *adjustment = get_adjustment (fixture);
  Patience patience = patience_begin (G_STRLOC, "frames without movement");
  guint frames = 0;
  guint calm_since = 0;
  double value = -1;
  double upper = -1;
  guint tick = gtk_widget_add_tick_callback (GTK_WIDGET (fixture->view), count_frame, &frames, NULL);

  while (frames < calm_since + CALM_FRAMES)
    {
      patience_go_on (&patience);
      if (gtk_adjustment_get_value (adjustment) != value || gtk_adjustment_get_upper (adjustment) != upper)
        calm_since = frames;
      value = gtk_adjustment_get_value (adjustment);
      upper = gtk_adjustment_get_upper (adjustment);
    }
  gtk_widget_remove_tick_callback (GTK_WIDGET (fixture->view), tick);
  patience_end (&patience);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 600, 500);
  fixture->view = CORDIAL_TIMELINE_VIEW (cordial_timeline_view_new ());
  fixture->store = g_list_store_new (CORDIAL_TYPE_MESSAGE);
  g_signal_connect_swapped (fixture->view, "near-oldest", G_CALLBACK (on_near_oldest), fixture);
  g_signal_connect_swapped (fixture->view, "seen", G_CALLBACK (on_seen), fixture);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->view));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
open_with (Fixture *fixture, int messages, gint64 unread_after)
{
  append (fixture, 1, messages);
  cordial_timeline_view_set_messages (fixture->view, G_LIST_MODEL (fixture->store), unread_after, FALSE);
  settle (fixture);
}

static void
assert_at_newest (Fixture *fixture, gint64 newest_seq)
{
  double end = get_end (fixture, newest_seq);
  double height = gtk_widget_get_height (GTK_WIDGET (fixture->view));

  g_assert_true (cordial_timeline_view_get_at_newest (fixture->view));
  g_assert_cmpfloat (end, >, 0);
  g_assert_cmpfloat (end, <=, height + TOLERANCE);
  g_assert_cmpfloat (end, >=, height - 24);
}

static void
scroll_to (Fixture *fixture, double part)
{
  GtkAdjustment *adjustment = get_adjustment (fixture);

  gtk_adjustment_set_value (adjustment,
                            part * (gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment)));
  settle (fixture);
}

/* A message whose row ends within the view. */
static gint64
find_visible (Fixture *fixture)
{
  double height = gtk_widget_get_height (GTK_WIDGET (fixture->view));

  for (gint64 seq = 1; seq <= 2000; seq++)
    {
      double end = get_end (fixture, seq);

      if (end > height * 0.3 && end < height)
        return seq;
    }
  g_assert_not_reached ();
}

static void
test_opens_at_newest (Fixture *fixture, gconstpointer data)
{
  open_with (fixture, 1000, -1);
  assert_at_newest (fixture, 1000);
  patience_wait (fixture->seen == 1000);
}

static void
test_few_messages (Fixture *fixture, gconstpointer data)
{
  open_with (fixture, 2, -1);
  assert_at_newest (fixture, 2);
  patience_wait (fixture->seen == 2);
  /* Nobody can scroll up here: older ones are asked for at once. */
  patience_wait (fixture->near_oldest > 0);
  prepend (fixture, -30, 0);
  settle (fixture);
  assert_at_newest (fixture, 2);
}

static void
test_empty_then_filled (Fixture *fixture, gconstpointer data)
{
  open_with (fixture, 0, -1);
  append (fixture, 1, 1);
  settle (fixture);
  assert_at_newest (fixture, 1);
  append (fixture, 2, 60);
  settle (fixture);
  assert_at_newest (fixture, 60);
}

static void
test_stays_at_newest (Fixture *fixture, gconstpointer data)
{
  open_with (fixture, 300, -1);
  for (int i = 301; i <= 320; i++)
    {
      append (fixture, i, i);
      settle (fixture);
      assert_at_newest (fixture, i);
    }
  /* And a crowd at once. */
  append (fixture, 321, 620);
  settle (fixture);
  assert_at_newest (fixture, 620);
  g_assert_cmpuint (cordial_timeline_view_get_unseen (fixture->view), ==, 0);
}

/* The keyboard's focus goes to a row, by a click or a key, and in the same frame a message comes. */
static void
test_stays_at_newest_when_focused (Fixture *fixture, gconstpointer data)
{
  GtkAdjustment *adjustment = get_adjustment (fixture);

  open_with (fixture, 300, -1);
  for (int i = 301; i <= 310; i++)
    {
      GtkWidget *row = find_row (fixture, i - 1 - i % 3);

      g_assert_nonnull (row);
      g_assert_true (gtk_widget_grab_focus (gtk_widget_get_parent (row)));
      append (fixture, i, i);
      settle (fixture);
      assert_at_newest (fixture, i);
      gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (fixture->view)), NULL);
      settle (fixture);
    }
  /* Where the focus takes the person away from there, the person has gone. */
  g_assert_true (gtk_widget_grab_focus (gtk_widget_get_parent (find_row_above (fixture))));
  append (fixture, 311, 311);
  settle (fixture);
  g_assert_false (cordial_timeline_view_get_at_newest (fixture->view));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), <,
                     gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) - 50);
}

static void
test_stays_at_newest_when_resized (Fixture *fixture, gconstpointer data)
{
  open_with (fixture, 300, -1);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 600, 300);
  settle (fixture);
  assert_at_newest (fixture, 300);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 380, 600);
  settle (fixture);
  assert_at_newest (fixture, 300);
}

static void
test_stays_at_newest_when_prepended (Fixture *fixture, gconstpointer data)
{
  open_with (fixture, 300, -1);
  prepend (fixture, -200, 0);
  settle (fixture);
  assert_at_newest (fixture, 300);
}

static void
test_keeps_place_when_prepended (Fixture *fixture, gconstpointer data)
{
  static const double parts[] = { 0.0, 0.3, 0.9 };

  open_with (fixture, 300, -1);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      gint64 seq;
      double before;

      scroll_to (fixture, parts[i]);
      g_assert_false (cordial_timeline_view_get_at_newest (fixture->view));
      seq = find_visible (fixture);
      before = get_end (fixture, seq);
      prepend (fixture, -100 * (int) (i + 1), -100 * (int) i - 1);
      settle (fixture);
      g_assert_cmpfloat_with_epsilon (get_end (fixture, seq), before, TOLERANCE);
    }
}

static void
test_keeps_place_when_appended (Fixture *fixture, gconstpointer data)
{
  gint64 seq;
  double before;

  open_with (fixture, 300, -1);
  scroll_to (fixture, 0.5);
  seq = find_visible (fixture);
  before = get_end (fixture, seq);
  append (fixture, 301, 305);
  settle (fixture);
  g_assert_cmpfloat_with_epsilon (get_end (fixture, seq), before, TOLERANCE);
  g_assert_cmpuint (cordial_timeline_view_get_unseen (fixture->view), ==, 5);
  cordial_timeline_view_scroll_to_newest (fixture->view);
  settle (fixture);
  assert_at_newest (fixture, 305);
  g_assert_cmpuint (cordial_timeline_view_get_unseen (fixture->view), ==, 0);
}

/* Whoever is above the end is there once what was below it has been deleted. */
static void
test_deleted_below (Fixture *fixture, gconstpointer data)
{
  GtkRevealer *revealer = GTK_REVEALER (widgets_find_by_type (GTK_WIDGET (fixture->view), GTK_TYPE_REVEALER));
  GtkAdjustment *adjustment = get_adjustment (fixture);

  open_with (fixture, 40, -1);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - 10);
  settle (fixture);
  append (fixture, 41, 42);
  settle (fixture);
  g_assert_false (cordial_timeline_view_get_at_newest (fixture->view));
  g_assert_true (gtk_revealer_get_reveal_child (revealer));
  g_list_store_splice (fixture->store, 38, 4, NULL, 0);
  settle (fixture);
  assert_at_newest (fixture, 38);
  g_assert_false (gtk_revealer_get_reveal_child (revealer));
}

static void
test_own_message_returns_to_newest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CordialMessage) own = fake_message_new (0, TRUE, "me", g_get_real_time () / 1000, "Mine");

  open_with (fixture, 300, -1);
  scroll_to (fixture, 0.2);
  g_list_store_append (fixture->store, own);
  settle (fixture);
  assert_at_newest (fixture, 0);
}

static void
test_acknowledged_message_keeps_newest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CordialMessage) own = fake_message_new (0, TRUE, "me", g_get_real_time () / 1000, "Mine");
  g_autoptr (CordialMessage) acknowledged = fake_message_new (301, TRUE, "me", g_get_real_time () / 1000, "Mine");

  open_with (fixture, 300, -1);
  g_list_store_append (fixture->store, own);
  settle (fixture);
  /* What a timeline says when a message leaves the outbox for its place among the others. */
  g_list_store_splice (fixture->store, 300, 1, (gpointer *) &acknowledged, 1);
  settle (fixture);
  assert_at_newest (fixture, 301);
}

/* A server that was restored from a backup gives its numbers again: what comes then is news, and is seen. */
static void
test_news_of_another_epoch (Fixture *fixture, gconstpointer data)
{
  open_with (fixture, 300, -1);
  patience_wait (fixture->seen == 300);
  scroll_to (fixture, 0.5);
  for (guint i = 290; i < 300; i++)
    {
      g_autoptr (CordialMessage) message = g_list_model_get_item (G_LIST_MODEL (fixture->store), i);

      fake_message_forget_number (message);
    }
  append (fixture, 291, 293);
  settle (fixture);
  g_assert_cmpuint (cordial_timeline_view_get_unseen (fixture->view), ==, 3);
  cordial_timeline_view_scroll_to_newest (fixture->view);
  patience_wait (fixture->seen == 293);
}

static void
test_opens_at_first_unread (Fixture *fixture, gconstpointer data)
{
  double end;

  open_with (fixture, 300, 250);
  end = get_end (fixture, 251);
  g_assert_cmpfloat (end, >, 0);
  g_assert_cmpfloat (end, <, gtk_widget_get_height (GTK_WIDGET (fixture->view)));
  g_assert_false (cordial_timeline_view_get_at_newest (fixture->view));
  /* Only what was on the screen is seen. */
  patience_wait (fixture->seen >= 251);
  g_assert_cmpint (fixture->seen, <, 300);
}

static void
test_opens_at_newest_where_unread_fits (Fixture *fixture, gconstpointer data)
{
  open_with (fixture, 300, 299);
  assert_at_newest (fixture, 300);
}

static void
test_another_conversation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) other = g_list_store_new (CORDIAL_TYPE_MESSAGE);
  GListStore *first = fixture->store;

  open_with (fixture, 300, -1);
  scroll_to (fixture, 0.4);
  fixture->store = other;
  append (fixture, 1, 500);
  cordial_timeline_view_set_messages (fixture->view, G_LIST_MODEL (other), -1, FALSE);
  settle (fixture);
  assert_at_newest (fixture, 500);
  fixture->store = first;
}

/* Lines that break in a narrow window make a short conversation higher than it would be in a wide one. */
static void
test_few_messages_in_a_narrow_window (Fixture *fixture, gconstpointer data)
{
  static const int widths[] = { 300, 1200, 250 };

  open_with (fixture, 3, -1);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      gtk_window_set_default_size (GTK_WINDOW (fixture->window), widths[i], 500);
      patience_wait (gtk_widget_get_width (GTK_WIDGET (fixture->view)) <= widths[i] &&
                     gtk_widget_get_width (GTK_WIDGET (fixture->view)) > widths[i] - 100);
      settle (fixture);
      assert_at_newest (fixture, 3);
      g_assert_cmpfloat (gtk_adjustment_get_upper (get_adjustment (fixture)), <=,
                         gtk_adjustment_get_page_size (get_adjustment (fixture)) + TOLERANCE);
    }
}

/* A message higher than the window, alone and below others; its end is what one waits for. */
static void
test_long_message (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CordialMessage) first = NULL;
  g_autoptr (CordialMessage) second = NULL;

  for (int i = 0; i < 2000; i++)
    g_string_append (text, "a few words more ");
  first = fake_message_new (1, FALSE, "Ada", G_GINT64_CONSTANT (1773835200000), text->str);
  g_list_store_append (fixture->store, first);
  open_with (fixture, 0, -1);
  assert_at_newest (fixture, 1);
  append (fixture, 2, 40);
  settle (fixture);
  assert_at_newest (fixture, 40);
  second = fake_message_new (41, FALSE, "Ada", G_GINT64_CONSTANT (1773838200000), text->str);
  g_list_store_append (fixture->store, second);
  settle (fixture);
  assert_at_newest (fixture, 41);
  scroll_to (fixture, 0.5);
  g_assert_false (cordial_timeline_view_get_at_newest (fixture->view));
  cordial_timeline_view_scroll_to_newest (fixture->view);
  settle (fixture);
  assert_at_newest (fixture, 41);
  append (fixture, 42, 42);
  settle (fixture);
  assert_at_newest (fixture, 42);
}

static GtkWidget *
find_more (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) &&
      g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), "Show More") == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_more (child);
  return found;
}

/* Of a conversation in a window that is there already, from the click on. */
static void
test_opening_turns (Fixture *fixture, gconstpointer data)
{
  static const gint64 unread_after[] = { -1, 995, 950, 600 };
  GListStore *first = fixture->store;

  open_with (fixture, 300, -1);
  for (guint i = 0; i < G_N_ELEMENTS (unread_after); i++)
    {
      g_autoptr (GListStore) other = g_list_store_new (CORDIAL_TYPE_MESSAGE);

      fixture->store = other;
      append (fixture, 1, 1000);
      widgets_take_longest_turn_ms ();
      cordial_timeline_view_set_messages (fixture->view, G_LIST_MODEL (other), unread_after[i], FALSE);
      settle (fixture);
      g_test_message ("opening a conversation, read up to %d of 1000: longest turn %.1f ms", (int) unread_after[i],
                      widgets_take_longest_turn_ms ());
      g_assert_cmpfloat (get_end (fixture, unread_after[i] < 0 ? 1000 : unread_after[i] + 1), >, 0);
    }
  fixture->store = first;
}

/* To where the rows that there are do not reach. */
static void
test_far_turns (Fixture *fixture, gconstpointer data)
{
  open_with (fixture, 1000, -1);
  for (guint i = 0; i < 3; i++)
    {
      scroll_to (fixture, 0.1 * i);
      widgets_take_longest_turn_ms ();
      cordial_timeline_view_scroll_to_newest (fixture->view);
      settle (fixture);
      g_test_message ("the newest of 1000 messages from far back: longest turn %.1f ms",
                      widgets_take_longest_turn_ms ());
      assert_at_newest (fixture, 1000);
      widgets_take_longest_turn_ms ();
      g_assert_true (cordial_timeline_view_go_to_seq (fixture->view, 300));
      settle (fixture);
      g_test_message ("a message far back of 1000: longest turn %.1f ms", widgets_take_longest_turn_ms ());
      g_assert_cmpfloat (get_end (fixture, 300), >, 0);
    }
}

static void
collect_rows (Fixture *fixture, GHashTable *rows)
{
  GtkWidget *list = widgets_find_by_type (GTK_WIDGET (fixture->view), GTK_TYPE_LIST_VIEW);

  for (GtkWidget *item = gtk_widget_get_first_child (list); item != NULL; item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = widgets_find_by_type (item, CORDIAL_TYPE_MESSAGE_ROW);

      if (row != NULL)
        g_hash_table_add (rows, row);
    }
}

static void
assert_same_heights (Fixture *fixture, Fixture *other)
{
  guint n = 0;

  for (gint64 seq = 1; seq <= 60; seq++)
    {
      GtkWidget *row = find_row (fixture, seq), *other_row = find_row (other, seq);

      if (row == NULL || other_row == NULL)
        continue;
      g_assert_cmpint (gtk_widget_get_height (row), ==, gtk_widget_get_height (other_row));
      n++;
    }
  g_assert_cmpuint (n, >=, 3);
}

/* A row is slow to make: those of one conversation show the next one. */
static void
test_rows_serve_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) before = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) after = g_hash_table_new (NULL, NULL);
  g_autoptr (GListStore) other = g_list_store_new (CORDIAL_TYPE_MESSAGE);
  g_autoptr (GListStore) first = fixture->store;
  GtkSettings *settings = gtk_settings_get_default ();
  Fixture fresh = { 0 };
  guint n_again = 0;
  int dpi;
  GHashTableIter iter;
  gpointer row;

  open_with (fixture, 300, -1);
  patience_wait ((g_hash_table_remove_all (before), collect_rows (fixture, before), g_hash_table_size (before) >= 200));
  fixture->store = g_object_ref (other);
  open_with (fixture, 30, -1);
  collect_rows (fixture, after);
  g_assert_cmpuint (g_hash_table_size (after), ==, 30);
  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    n_again += g_hash_table_contains (before, row);
  /* Few were made after they were counted. */
  g_assert_cmpuint (n_again, >=, 25);
  /* And show it as new ones do, in letters of any size. */
  append (fixture, 31, 60);
  settle (fixture);
  set_up (&fresh, NULL);
  cordial_timeline_view_set_messages (fresh.view, G_LIST_MODEL (other), -1, FALSE);
  settle (&fresh);
  assert_same_heights (fixture, &fresh);
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", dpi * 3 / 2, NULL);
  settle (fixture);
  settle (&fresh);
  assert_same_heights (fixture, &fresh);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  tear_down (&fresh, NULL);
}

/* Who has the keyboard's focus among the messages has it where they are taken. */
static void
test_far_focus (Fixture *fixture, gconstpointer data)
{
  open_with (fixture, 1000, -1);
  g_assert_true (cordial_timeline_view_go_to_seq (fixture->view, 1));
  settle (fixture);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) == gtk_widget_get_parent (find_row (fixture, 1)));
  cordial_timeline_view_scroll_to_newest (fixture->view);
  settle (fixture);
  assert_at_newest (fixture, 1000);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) == gtk_widget_get_parent (find_row (fixture, 1000)));
}

/* What was read stays where it is, each time that more of it is shown. */
static void
test_show_more (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CordialMessage) message = NULL;
  GtkWidget *more;

  for (guint i = 0; text->len < 140000; i++)
    g_string_append_printf (text, "Sentence %u of a long story, which goes on and on.%c", i, i % 5 == 0 ? '\n' : ' ');
  message = fake_message_new (1, FALSE, "Ada", G_GINT64_CONSTANT (1773835200000), text->str);
  g_list_store_append (fixture->store, message);
  open_with (fixture, 0, -1);
  scroll_to (fixture, 0);
  widgets_take_longest_turn_ms ();
  while ((more = find_more (GTK_WIDGET (fixture->view))))
    {
      GtkWidget *row = find_row (fixture, 1);
      double top = get_end (fixture, 1) - gtk_widget_get_height (row);
      int height = gtk_widget_get_height (row);

      g_signal_emit_by_name (more, "clicked");
      settle (fixture);
      patience_wait (gtk_widget_get_height (row) > height);
      g_assert_cmpfloat_with_epsilon (get_end (fixture, 1) - gtk_widget_get_height (row), top, TOLERANCE);
    }
  g_test_message ("showing more of %u bytes: longest turn %.1f ms", (guint) text->len, widgets_take_longest_turn_ms ());
}

static void
test_rows_are_few (Fixture *fixture, gconstpointer data)
{
  GtkWidget *list;
  guint rows = 0;

  open_with (fixture, 20000, -1);
  scroll_to (fixture, 0.5);
  scroll_to (fixture, 0.1);
  list = widgets_find_by_type (GTK_WIDGET (fixture->view), GTK_TYPE_LIST_VIEW);
  for (GtkWidget *item = gtk_widget_get_first_child (list); item != NULL; item = gtk_widget_get_next_sibling (item))
    rows++;
  g_assert_cmpuint (rows, <, 400);
}

static void
collect_tooltips (GtkWidget *widget, GString *tooltips)
{
  GtkWidget *bubble = gtk_widget_get_ancestor (widget, CORDIAL_TYPE_MESSAGE_BUBBLE);
  graphene_rect_t bounds;
  g_autofree char *text = g_strdup (cordial_tooltip_get (widget));

  if (text != NULL)
    g_assert_null (
      gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text));
  /* Of a part of it the bubble says it. */
  else if (bubble != NULL && gtk_widget_get_parent (widget) == bubble &&
           gtk_widget_compute_bounds (widget, bubble, &bounds))
    text = cordial_message_bubble_dup_tooltip (CORDIAL_MESSAGE_BUBBLE (bubble), bounds.origin.x + bounds.size.width / 2,
                                               bounds.origin.y + bounds.size.height / 2);
  if (text != NULL)
    g_string_append_printf (tooltips, "%s\n", text);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_tooltips (child, tooltips);
}

/* The whole date, and what the mark beside it means. */
static void
test_tooltips (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CordialMessage) own =
    fake_message_new (1, TRUE, "me", G_GINT64_CONSTANT (1773835200000), "www.example.org");
  g_autoptr (GString) tooltips = g_string_new (NULL);

  g_list_store_append (fixture->store, own);
  open_with (fixture, 0, -1);
  collect_tooltips (find_row (fixture, 1), tooltips);
  g_assert_cmpstr (tooltips->str, ==, "https://www.example.org\nWednesday, 18 March 2026, 12:00\nSent\n");
  fake_message_set_status (own, CORDIAL_MESSAGE_STATUS_READ, NULL);
  g_string_truncate (tooltips, 0);
  collect_tooltips (find_row (fixture, 1), tooltips);
  g_assert_true (g_str_has_suffix (tooltips->str, "\nRead\n"));
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  widgets_time_turns ();

#define CASE(name, function) g_test_add ("/ui/timeline-view/" name, Fixture, NULL, set_up, function, tear_down)
  CASE ("opens-at-newest", test_opens_at_newest);
  CASE ("few-messages", test_few_messages);
  CASE ("few-messages-in-a-narrow-window", test_few_messages_in_a_narrow_window);
  CASE ("empty-then-filled", test_empty_then_filled);
  CASE ("stays-at-newest", test_stays_at_newest);
  CASE ("stays-at-newest-when-focused", test_stays_at_newest_when_focused);
  CASE ("stays-at-newest-when-resized", test_stays_at_newest_when_resized);
  CASE ("stays-at-newest-when-prepended", test_stays_at_newest_when_prepended);
  CASE ("keeps-place-when-prepended", test_keeps_place_when_prepended);
  CASE ("keeps-place-when-appended", test_keeps_place_when_appended);
  CASE ("deleted-below", test_deleted_below);
  CASE ("own-message-returns-to-newest", test_own_message_returns_to_newest);
  CASE ("acknowledged-message-keeps-newest", test_acknowledged_message_keeps_newest);
  CASE ("news-of-another-epoch", test_news_of_another_epoch);
  CASE ("opens-at-first-unread", test_opens_at_first_unread);
  CASE ("opens-at-newest-where-unread-fits", test_opens_at_newest_where_unread_fits);
  CASE ("another-conversation", test_another_conversation);
  CASE ("long-message", test_long_message);
  CASE ("opening-turns", test_opening_turns);
  CASE ("far-turns", test_far_turns);
  CASE ("far-focus", test_far_focus);
  CASE ("rows-serve-again", test_rows_serve_again);
  CASE ("show-more", test_show_more);
  CASE ("rows-are-few", test_rows_are_few);
  CASE ("tooltips", test_tooltips);
#undef CASE
  return g_test_run ();
}
