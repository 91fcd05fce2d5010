/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A swipe answers the message that it was made on. No virtual display has a touch screen: what the library says of one is said here in its
 * place, with a finger's own sequence, as it has one (a pointer has none).
 */
#define _GNU_SOURCE /* RTLD_NEXT */

#include "cordial-message-row.h"
#include "cordial-timeline-view.h"
#include "fake-model.h"
#include "patience.h"
#include "widgets.h"

#include <dlfcn.h>

#define N_MESSAGES 5
#define FAST 1000.0
#define SLOW 100.0

/* The only finger. */
static struct
{
  GdkEventSequence *sequence; /* (nullable): of whom there is none */
  double x, y;
} finger;

GdkEventSequence *
gtk_gesture_single_get_current_sequence (GtkGestureSingle *gesture)
{
  GdkEventSequence *(*real) (GtkGestureSingle *) = dlsym (RTLD_NEXT, __func__);

  return finger.sequence ? finger.sequence : real (gesture);
}

gboolean
gtk_gesture_get_point (GtkGesture *gesture, GdkEventSequence *sequence, double *x, double *y)
{
  gboolean (*real) (GtkGesture *, GdkEventSequence *, double *, double *) = dlsym (RTLD_NEXT, __func__);

  if (!finger.sequence || sequence != finger.sequence)
    return real (gesture, sequence, x, y);
  *x = finger.x;
  *y = finger.y;
  return TRUE;
}

typedef struct
{
  GtkWidget *window;
  GtkWidget *view;
  GtkWidget *list;
  GListStore *store;
  gint64 answered; /* the number of the message; 0 for none */
} Fixture;

static void
on_reply (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_variant_get_child (parameter, 1, "x", &fixture->answered);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const GActionEntry entries[] = { { .name = "reply", .activate = on_reply, .parameter_type = "(xx)" } };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 600, 500);
  fixture->view = cordial_timeline_view_new ();
  fixture->store = g_list_store_new (CORDIAL_TYPE_MESSAGE);
  for (int i = 1; i <= N_MESSAGES; i++)
    {
      g_autofree char *text = g_strdup_printf ("Message %d", i);
      g_autoptr (CordialMessage) message =
        fake_message_new (i, i % 2 == 0, "Ada", G_GINT64_CONSTANT (1773835200000) + i * 20000, text);

      g_list_store_append (fixture->store, message);
    }
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), fixture);
  gtk_widget_insert_action_group (fixture->window, "conversation", G_ACTION_GROUP (group));
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->view);
  gtk_window_present (GTK_WINDOW (fixture->window));
  cordial_timeline_view_set_messages (CORDIAL_TIMELINE_VIEW (fixture->view), G_LIST_MODEL (fixture->store), 0, FALSE);
  fixture->list = widgets_find_by_type (fixture->view, GTK_TYPE_LIST_VIEW);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* (nullable): what is on the screen of that message */
static GtkWidget *
find_row (Fixture *fixture, gint64 seq)
{
  for (GtkWidget *item = gtk_widget_get_first_child (fixture->list); item; item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = widgets_find_by_type (item, CORDIAL_TYPE_MESSAGE_ROW);
      CordialMessage *message = row ? cordial_message_row_get_message (CORDIAL_MESSAGE_ROW (row)) : NULL;

      if (message && gtk_widget_get_mapped (row) && gtk_widget_get_height (row) > 0 &&
          cordial_message_get_seq (message) == seq)
        return row;
    }
  return NULL;
}

static GtkGesture *
find_gesture (Fixture *fixture)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (fixture->list);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_SWIPE (controller))
        return GTK_GESTURE (controller);
    }
  g_assert_not_reached ();
}

/* Returns: the number of the message that is answered then, or 0 */
static gint64
swipe (Fixture *fixture, gint64 seq, double velocity_x, double velocity_y)
{
  graphene_rect_t bounds;

  patience_wait (find_row (fixture, seq) != NULL);
  g_assert_true (gtk_widget_compute_bounds (find_row (fixture, seq), fixture->list, &bounds));
  finger.sequence = (GdkEventSequence *) &finger;
  finger.x = bounds.origin.x + bounds.size.width / 2;
  finger.y = bounds.origin.y + bounds.size.height / 2;
  fixture->answered = 0;
  g_signal_emit_by_name (find_gesture (fixture), "swipe", velocity_x, velocity_y);
  finger.sequence = NULL;
  return fixture->answered;
}

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  g_assert_true (gtk_gesture_single_get_touch_only (GTK_GESTURE_SINGLE (find_gesture (fixture))));
  g_assert_cmpint (swipe (fixture, 3, FAST, 0), ==, 3);
  g_assert_cmpint (swipe (fixture, 4, FAST, -SLOW), ==, 4);
}

static void
test_other_ways (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (swipe (fixture, 3, -FAST, 0), ==, 0);
  g_assert_cmpint (swipe (fixture, 3, SLOW, 0), ==, 0);
  g_assert_cmpint (swipe (fixture, 3, FAST, FAST), ==, 0);
  g_assert_cmpint (swipe (fixture, 3, 0, -FAST), ==, 0);
}

/* Toward the end of a line, which is on the other side there. */
static void
test_right_to_left (Fixture *fixture, gconstpointer data)
{
  gtk_widget_set_direction (fixture->view, GTK_TEXT_DIR_RTL);
  g_assert_cmpint (swipe (fixture, 3, FAST, 0), ==, 0);
  g_assert_cmpint (swipe (fixture, 3, -FAST, 0), ==, 3);
}

/* What is chosen is answered by a button, if at all. */
static void
test_while_choosing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CordialMessage) message = g_list_model_get_item (G_LIST_MODEL (fixture->store), 0);

  patience_wait (find_row (fixture, 3) != NULL);
  g_assert_true (gtk_widget_activate_action (fixture->view, "timeline.choose", "(xx)",
                                             cordial_message_get_row (message), cordial_message_get_seq (message)));
  g_assert_cmpint (swipe (fixture, 3, FAST, 0), ==, 0);
}

#define CASE(name, function) g_test_add ("/ui/swipe/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  CASE ("answers", test_answers);
  CASE ("other-ways", test_other_ways);
  CASE ("right-to-left", test_right_to_left);
  CASE ("while-choosing", test_while_choosing);
  return g_test_run ();
}
