/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The order of the chats, what is selected while it changes, the search, and the pictures that people send as avatars.
 */

#include "cordial-avatar-loader.h"
#include "cordial-chat-list-pane.h"
#include "cordial-chat-row.h"
#include "fake-model.h"
#include "patience.h"
#include "widgets.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

typedef struct
{
  GtkWidget *window;
  CordialChatListPane *pane;
  CordialAccount *account;
  CordialConversation *conversations[3];
  GtkSelectionModel *model;
  CordialConversation *activated;
} Fixture;

static const char *const names[] = { "Ada", "Bea", "Émile" };

static const char *
get_page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (
    GTK_STACK (widgets_find_by_type (GTK_WIDGET (fixture->pane), GTK_TYPE_STACK)));
}

static void
on_activated (Fixture *fixture, CordialConversation *conversation)
{
  fixture->activated = conversation;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 320, 500);
  fixture->pane = CORDIAL_CHAT_LIST_PANE (cordial_chat_list_pane_new ());
  fixture->account = fake_account_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->pane));
  gtk_window_present (GTK_WINDOW (fixture->window));
  g_signal_connect_swapped (fixture->pane, "conversation-activated", G_CALLBACK (on_activated), fixture);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      fixture->conversations[i] = fake_conversation_new (names[i], names[i], CORDIAL_CONVERSATION_DIRECT);
      fake_conversation_set (fixture->conversations[i], "touched-ms", (gint64) 1000 * (i + 1), "preview",
                             "See you <soon>", NULL);
      fake_account_add (fixture->account, fixture->conversations[i]);
    }
  cordial_chat_list_pane_set_account (fixture->pane, fixture->account);
  fixture->model =
    gtk_list_view_get_model (GTK_LIST_VIEW (widgets_find_by_type (GTK_WIDGET (fixture->pane), GTK_TYPE_LIST_VIEW)));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->account);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_object_unref (fixture->conversations[i]);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
has_order (Fixture *fixture, const char *first, const char *second, const char *third)
{
  const char *const expected[] = { first, second, third };
  guint n = g_list_model_get_n_items (G_LIST_MODEL (fixture->model));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CordialConversation) conversation = g_list_model_get_item (G_LIST_MODEL (fixture->model), i);

      if (i >= 3 || g_strcmp0 (cordial_conversation_get_name (conversation), expected[i]) != 0)
        return FALSE;
    }
  return n == 3 || expected[n] == NULL;
}

static void
wait_for_order (Fixture *fixture, const char *first, const char *second, const char *third)
{
  patience_wait (has_order (fixture, first, second, third));
}

static CordialConversation *
get_selected (Fixture *fixture)
{
  return gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (fixture->model));
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  wait_for_order (fixture, "Émile", "Bea", "Ada");
  g_assert_null (get_selected (fixture));
  cordial_chat_list_pane_select (fixture->pane, fixture->conversations[1]);
  g_assert_true (get_selected (fixture) == fixture->conversations[1]);
  /* To select is not to open. */
  g_assert_null (fixture->activated);
  fake_conversation_set (fixture->conversations[0], "touched-ms", (gint64) 9000, NULL);
  wait_for_order (fixture, "Ada", "Émile", "Bea");
  g_assert_true (get_selected (fixture) == fixture->conversations[1]);
  fake_conversation_set (fixture->conversations[1], "touched-ms", (gint64) 10000, NULL);
  wait_for_order (fixture, "Bea", "Ada", "Émile");
  g_assert_true (get_selected (fixture) == fixture->conversations[1]);
}

static void
test_activation (Fixture *fixture, gconstpointer data)
{
  GtkWidget *list = widgets_find_by_type (GTK_WIDGET (fixture->pane), GTK_TYPE_LIST_VIEW);

  wait_for_order (fixture, "Émile", "Bea", "Ada");
  g_signal_emit_by_name (list, "activate", 1);
  g_assert_true (fixture->activated == fixture->conversations[1]);
  g_assert_true (get_selected (fixture) == fixture->conversations[1]);
  /* Again: in a narrow window one comes back to what is open. */
  fixture->activated = NULL;
  g_signal_emit_by_name (list, "activate", 1);
  g_assert_true (fixture->activated == fixture->conversations[1]);
}

static void
on_tick (GdkFrameClock *clock, guint *n)
{
  ++*n;
}

/* The keyboard's focus goes to a row, and in the same frame a chat comes in above it: who is at the top is still there, and sees it. */
static void
test_top (Fixture *fixture, gconstpointer data)
{
  GtkWidget *list = widgets_find_by_type (GTK_WIDGET (fixture->pane), GTK_TYPE_LIST_VIEW);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  GdkFrameClock *clock;
  guint n_frames = 0;

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *name = g_strdup_printf ("Chat %u", i);
      g_autoptr (CordialConversation) conversation = fake_conversation_new (name, name, CORDIAL_CONVERSATION_DIRECT);

      fake_conversation_set (conversation, "touched-ms", (gint64) i + 1, NULL);
      fake_account_add (fixture->account, conversation);
    }
  patience_wait (gtk_adjustment_get_upper (adjustment) > 2 * gtk_adjustment_get_page_size (adjustment) &&
                 gtk_adjustment_get_page_size (adjustment) > 0);
  clock = gtk_widget_get_frame_clock (list);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_tick), &n_frames);
  for (guint i = 0; i < 5; i++)
    {
      gtk_widget_child_focus (list, GTK_DIR_TAB_FORWARD);
      g_assert_nonnull (gtk_root_get_focus (GTK_ROOT (fixture->window)));
      fake_conversation_set (fixture->conversations[i % 3], "touched-ms", (gint64) 20000 + i, NULL);
      n_frames = 0;
      gtk_widget_queue_resize (list);
      patience_wait (n_frames >= 3);
      g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);
      gtk_root_set_focus (GTK_ROOT (fixture->window), NULL);
    }
  g_signal_handlers_disconnect_by_func (clock, on_tick, &n_frames);
}

static void
search (Fixture *fixture, const char *text)
{
  GtkWidget *entry = widgets_find_by_type (GTK_WIDGET (fixture->pane), GTK_TYPE_SEARCH_ENTRY);

  cordial_chat_list_pane_start_search (fixture->pane);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  cordial_chat_list_pane_select (fixture->pane, fixture->conversations[0]);
  search (fixture, " EMI");
  wait_for_order (fixture, "Émile", NULL, NULL);
  search (fixture, "émi");
  wait_for_order (fixture, "Émile", NULL, NULL);
  g_assert_cmpstr (get_page (fixture), ==, "list");
  search (fixture, "soon");
  wait_for_order (fixture, "Émile", "Bea", "Ada");
  search (fixture, "no such thing");
  wait_for_order (fixture, NULL, NULL, NULL);
  g_assert_cmpstr (get_page (fixture), ==, "nothing-found");
  search (fixture, "");
  wait_for_order (fixture, "Émile", "Bea", "Ada");
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CordialAccount) empty = fake_account_new ();
  g_autoptr (CordialConversation) first = fake_conversation_new ("x", "X", CORDIAL_CONVERSATION_DIRECT);

  g_assert_cmpstr (get_page (fixture), ==, "list");
  fake_account_set_roster_complete (empty, FALSE);
  cordial_chat_list_pane_set_account (fixture->pane, empty);
  g_assert_cmpstr (get_page (fixture), ==, "loading");
  fake_account_set_roster_complete (empty, TRUE);
  g_assert_cmpstr (get_page (fixture), ==, "empty");
  fake_account_add (empty, first);
  g_assert_cmpstr (get_page (fixture), ==, "list");
  cordial_chat_list_pane_set_account (fixture->pane, NULL);
}

static void
test_accessible_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CordialAvatarLoader) loader = cordial_avatar_loader_new ();
  GtkWidget *row = g_object_ref_sink (cordial_chat_row_new (loader, CORDIAL_CLOCK_24_HOURS));
  g_autofree char *name = NULL;
  g_autofree char *typing = NULL;

  fake_conversation_set (fixture->conversations[0], "unread", 2u, "muted", TRUE, "touched-ms", (gint64) 0, NULL);
  cordial_chat_row_set_conversation (CORDIAL_CHAT_ROW (row), fixture->conversations[0]);
  name = cordial_chat_row_dup_accessible_name (CORDIAL_CHAT_ROW (row));
  g_assert_cmpstr (name, ==, "Ada, 2 unread messages, muted, See you <soon>");
  fake_conversation_set (fixture->conversations[0], "unread", 1u, "muted", FALSE, "typing", TRUE, NULL);
  typing = cordial_chat_row_dup_accessible_name (CORDIAL_CHAT_ROW (row));
  g_assert_cmpstr (typing, ==, "Ada, 1 unread message, Typing…");
  g_object_unref (row);
}

/* --- Avatars ------------------------------------------------------------------------------------------------------- */

static GBytes *
make_png (int width, int height)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, width, height);
  char *data;
  gsize size;

  gdk_pixbuf_fill (pixbuf, 0x336699ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, "png", NULL, NULL));
  return g_bytes_new_take (data, size);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_set_object ((GAsyncResult **) user_data, result);
}

static GdkTexture *
load (CordialAvatarLoader *loader, GBytes *image, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cordial_avatar_loader_load_async (loader, image, 44, NULL, on_loaded, &result);
  patience_wait (result != NULL);
  return cordial_avatar_loader_load_finish (loader, result, error);
}

static void
test_avatars (Fixture *fixture, gconstpointer data)
{
  static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"/>";
  g_autoptr (CordialAvatarLoader) loader = cordial_avatar_loader_new ();
  g_autoptr (GBytes) wide = make_png (200, 100);
  g_autoptr (GBytes) small = make_png (20, 20);
  g_autoptr (GBytes) huge = make_png (2049, 2049);
  g_autoptr (GBytes) truncated = g_bytes_new_from_bytes (wide, 0, g_bytes_get_size (wide) / 2);
  g_autoptr (GBytes) vector = g_bytes_new_static (svg, sizeof svg - 1);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  GBytes *const refused[] = { huge, vector, nothing };
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GdkTexture) again = NULL;
  g_autoptr (GdkTexture) unscaled = NULL;
  g_autoptr (GdkTexture) broken = NULL;
  g_autoptr (GError) error = NULL;

  texture = load (loader, wide, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 44);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 44);
  again = load (loader, wide, NULL);
  g_assert_true (again == texture);
  unscaled = load (loader, small, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (unscaled), ==, 20);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GdkTexture) none = load (loader, refused[i], &error);

      g_assert_null (none);
      g_assert_nonnull (error);
      g_clear_error (&error);
    }
  /* Whatever a decoder makes of half a picture, it ends. */
  broken = load (loader, truncated, &error);
  g_assert_true ((broken == NULL) == (error != NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();

#define CASE(name, function) g_test_add ("/ui/chat-list-pane/" name, Fixture, NULL, set_up, function, tear_down)
  CASE ("order", test_order);
  CASE ("activation", test_activation);
  CASE ("top", test_top);
  CASE ("search", test_search);
  CASE ("pages", test_pages);
  CASE ("accessible-name", test_accessible_name);
  CASE ("avatars", test_avatars);
#undef CASE
  return g_test_run ();
}
