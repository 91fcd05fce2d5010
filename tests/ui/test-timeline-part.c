/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A part of a list is in each moment a stretch of it, tells of each change so that whoever follows has the same, and becomes all of
 * it, whatever happens to the list meanwhile.
 */

#include "cordial-timeline-part.h"
#include "patience.h"

#include <gtk/gtk.h>

typedef struct
{
  GListModel *model;
  GPtrArray *items; /* what it was told to have */
} Follower;

static void
on_items_changed (Follower *self, guint position, guint removed, guint added)
{
  g_assert_cmpuint (position + removed, <=, self->items->len);
  for (guint i = 0; i < removed; i++)
    g_ptr_array_remove_index (self->items, position);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (self->items, (int) (position + i), g_list_model_get_item (self->model, position + i));
}

static void
assert_same (GListModel *model, GPtrArray *items)
{
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, items->len);
  for (guint i = 0; i < items->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      g_assert_true (item == g_ptr_array_index (items, i));
    }
}

/* Where the part begins in the whole; that nothing is missing between. */
static guint
assert_stretch (GListModel *part, GListModel *whole)
{
  g_autoptr (GObject) first = g_list_model_get_item (part, 0);
  guint start = 0, n = g_list_model_get_n_items (whole);

  if (first == NULL)
    return 0;
  for (; start < n; start++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (whole, start);

      if (item == first)
        break;
    }
  for (guint i = 0; i < g_list_model_get_n_items (part); i++)
    {
      g_autoptr (GObject) of_part = g_list_model_get_item (part, i);
      g_autoptr (GObject) of_whole = g_list_model_get_item (whole, start + i);

      g_assert_true (of_part == of_whole);
    }
  return start;
}

static void
splice (GListStore *store, guint position, guint removed, guint added)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < added; i++)
    g_ptr_array_add (items, gtk_string_object_new (""));
  g_list_store_splice (store, position, removed, items->pdata, items->len);
}

static void
test_follows (void)
{
  for (int round = 0; round < 200; round++)
    {
      g_autoptr (GListStore) store = g_list_store_new (GTK_TYPE_STRING_OBJECT);
      g_autoptr (CordialTimelinePart) part = NULL;
      g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
      guint n = (guint) g_test_rand_int_range (0, 800);
      Follower follower;

      splice (store, 0, 0, n);
      part = cordial_timeline_part_new (G_LIST_MODEL (store), (guint) g_test_rand_int_range (0, (int) n + 1));
      follower = (Follower) { G_LIST_MODEL (part), items };
      on_items_changed (&follower, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (part)));
      g_signal_connect_swapped (part, "items-changed", G_CALLBACK (on_items_changed), &follower);
      while (!cordial_timeline_part_get_whole (part) || g_test_rand_int_range (0, 10) > 0)
        {
          guint position, removed;

          n = g_list_model_get_n_items (G_LIST_MODEL (store));
          position = (guint) g_test_rand_int_range (0, (int) n + 1);
          /* Mostly at an end, as messages come. */
          if (g_test_rand_bit ())
            position = g_test_rand_bit () ? n : 0;
          removed =
            g_test_rand_int_range (0, 3) == 0 ? (guint) g_test_rand_int_range (0, (int) MIN (n - position, 60) + 1) : 0;
          splice (store, position, removed, (guint) g_test_rand_int_range (0, 20));
          assert_same (G_LIST_MODEL (part), items);
          assert_stretch (G_LIST_MODEL (part), G_LIST_MODEL (store));
          g_main_context_iteration (NULL, FALSE);
        }
      assert_same (G_LIST_MODEL (store), items);
    }
}

/* What was shown first is about the place, and what comes is no more at a time than nobody feels; but whoever needs all gets it. */
static void
test_grows (void)
{
  for (int asked = 0; asked < 2; asked++)
    {
      g_autoptr (GListStore) store = g_list_store_new (GTK_TYPE_STRING_OBJECT);
      g_autoptr (CordialTimelinePart) part = NULL;
      guint start;

      splice (store, 0, 0, 1000);
      part = cordial_timeline_part_new (G_LIST_MODEL (store), 600);
      start = assert_stretch (G_LIST_MODEL (part), G_LIST_MODEL (store));
      g_assert_cmpuint (start, <, 600);
      g_assert_cmpuint (start + g_list_model_get_n_items (G_LIST_MODEL (part)), >, 610);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (part)), <, 50);
      g_main_context_iteration (NULL, FALSE);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (part)), <, 70);
      g_assert_false (cordial_timeline_part_get_whole (part));
      if (asked)
        cordial_timeline_part_become_whole (part);
      patience_wait (cordial_timeline_part_get_whole (part));
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (part)), ==, 1000);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/timeline-part/follows", test_follows);
  g_test_add_func ("/ui/timeline-part/grows", test_grows);
  return g_test_run ();
}
