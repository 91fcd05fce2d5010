/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is selected of a list of messages, whatever happens to the list, and what is copied of it; and where the text of a long one is.
 */

#include "cordial-message-selection.h"
#include "cordial-text-pieces.h"
#include "fake-model.h"
#include "patience.h"

#include <gtk/gtk.h>

#define MANY 20000
/* Pixels of a text. */
#define WIDTH 300

static GListStore *
make_store (guint n)
{
  GListStore *store = g_list_store_new (CORDIAL_TYPE_MESSAGE);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("Message %u of many", i);
      g_autoptr (CordialMessage) message =
        fake_message_new (i + 1, i % 3 == 0, "Ada", G_GINT64_CONSTANT (1773835200000) + (gint64) i * 20000, text);

      g_list_store_append (store, message);
    }
  return store;
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer user_data)
{
  char **text = user_data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static char *
copy (CordialMessageSelection *selection)
{
  GdkClipboard *clipboard = gdk_display_get_clipboard (gdk_display_get_default ());
  g_autoptr (GdkContentProvider) nothing = gdk_content_provider_new_typed (G_TYPE_STRING, "");
  gint64 longest_us = 0;
  char *text = NULL;

  gdk_clipboard_set_content (clipboard, nothing);
  cordial_message_selection_copy (selection, clipboard);
  while (gdk_clipboard_get_content (clipboard) == nothing)
    {
      gint64 before_us = g_get_monotonic_time ();

      g_main_context_iteration (NULL, TRUE);
      longest_us = MAX (longest_us, g_get_monotonic_time () - before_us);
    }
  g_test_message ("longest turn of the main loop: %.1f ms", (double) longest_us / 1000);
  gdk_clipboard_read_text_async (clipboard, NULL, on_text, &text);
  patience_wait (text != NULL);
  return text;
}

static void
assert_part (CordialMessageSelection *selection, guint position, gboolean some, gsize start, gsize end)
{
  gsize own_start, own_end;

  g_assert_cmpint (cordial_message_selection_get_part (selection, position, &own_start, &own_end), ==, some);
  g_assert_cmpuint (own_start, ==, start);
  g_assert_cmpuint (own_end, ==, end);
}

static void
test_parts (void)
{
  g_autoptr (GListStore) store = make_store (10);
  g_autoptr (CordialMessageSelection) selection = cordial_message_selection_new (G_LIST_MODEL (store));
  g_autoptr (CordialMessage) other = fake_message_new (99, FALSE, "Ben", 1, "other");

  g_assert_true (cordial_message_selection_is_empty (selection));
  /* Backward, as well. */
  cordial_message_selection_select (selection, (CordialSelectionEnd) { 5, 4 }, (CordialSelectionEnd) { 3, 2 });
  assert_part (selection, 2, FALSE, 0, 0);
  assert_part (selection, 3, TRUE, 2, G_MAXSIZE);
  assert_part (selection, 4, TRUE, 0, G_MAXSIZE);
  assert_part (selection, 5, TRUE, 0, 4);
  assert_part (selection, 6, FALSE, 0, 0);

  /* It is the same messages that are selected. */
  g_list_store_insert (store, 0, other);
  assert_part (selection, 3, FALSE, 0, 0);
  assert_part (selection, 4, TRUE, 2, G_MAXSIZE);
  g_list_store_remove (store, 5);
  assert_part (selection, 5, TRUE, 0, 4);
  g_list_store_remove (store, 5);
  g_assert_true (cordial_message_selection_is_empty (selection));
}

static void
test_extend (void)
{
  g_autoptr (GListStore) store = make_store (1);
  g_autoptr (CordialMessage) family = fake_message_new (2, FALSE, "Ada", 1, "a👩\u200d👧b");
  g_autoptr (CordialMessageSelection) selection = cordial_message_selection_new (G_LIST_MODEL (store));

  g_list_store_append (store, family);
  cordial_message_selection_select (selection, (CordialSelectionEnd) { 1, 0 }, (CordialSelectionEnd) { 1, 1 });
  cordial_message_selection_extend_by_character (selection, 1);
  assert_part (selection, 1, TRUE, 0, 12);
  cordial_message_selection_extend_by_character (selection, -1);
  cordial_message_selection_extend_by_character (selection, -1);
  g_assert_true (cordial_message_selection_is_empty (selection));
  cordial_message_selection_select (selection, (CordialSelectionEnd) { 1, 1 }, (CordialSelectionEnd) { 1, 0 });
  cordial_message_selection_extend_by_message (selection, -1);
  assert_part (selection, 0, TRUE, 0, G_MAXSIZE);
  cordial_message_selection_extend_by_message (selection, 1);
  cordial_message_selection_extend_by_message (selection, 1);
  assert_part (selection, 0, FALSE, 0, 0);
  assert_part (selection, 1, TRUE, 1, G_MAXSIZE);
}

static void
test_copy (void)
{
  g_autoptr (GListStore) store = make_store (2);
  g_autoptr (CordialMessageSelection) selection = cordial_message_selection_new (G_LIST_MODEL (store));
  g_autofree char *one = NULL, *two = NULL;

  cordial_message_selection_select (selection, (CordialSelectionEnd) { 1, 0 }, (CordialSelectionEnd) { 1, 7 });
  one = copy (selection);
  g_assert_cmpstr (one, ==, "Message");
  cordial_message_selection_select (selection, (CordialSelectionEnd) { 0, 8 }, (CordialSelectionEnd) { 1, 9 });
  two = copy (selection);
  g_assert_cmpstr (two, ==, "[2026-03-18 12:00] Me: 0 of many\n[2026-03-18 12:00] Ada: Message 1");
}

/* More than anybody means ends somewhere; and nobody feels it. */
static void
test_copy_many (void)
{
  g_autoptr (GListStore) store = make_store (MANY + 10);
  g_autoptr (CordialMessageSelection) selection = cordial_message_selection_new (G_LIST_MODEL (store));
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  cordial_message_selection_select_all (selection);
  text = copy (selection);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, MANY + 1);
  g_assert_cmpstr (lines[MANY], ==, "…");
}

/* Each place of a text, of however many pieces, is found where it is drawn. */
static void
assert_places (CordialTextPieces *pieces, const char *text)
{
  int bottom = 0;
  guint step = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gsize start = (gsize) (at - text), end = (gsize) (g_utf8_next_char (at) - text), place;
      cairo_region_t *area;
      cairo_rectangle_int_t box;

      /* Some of them, and all of those about a cut. */
      if (g_unichar_isspace (g_utf8_get_char (at)) || (++step % 61 != 0 && (start + 100) % 4096 > 200))
        continue;
      area = cordial_text_pieces_get_area (pieces, start, end);
      cairo_region_get_extents (area, &box);
      cairo_region_destroy (area);
      g_assert_cmpint (box.width, >, 0);
      g_assert_cmpint (box.y + box.height, >=, bottom);
      bottom = box.y + box.height;
      place = cordial_text_pieces_get_place_at (pieces, box.x + 0.25 * box.width, box.y + 0.5 * box.height);
      g_assert_cmpuint (place, ==, start);
    }
  g_assert_cmpint (bottom, <=, cordial_text_pieces_get_lines (pieces, WIDTH).height);
}

/* Cut where its lines end, a long text looks as one that is laid out as a whole; also after more of it has come. */
static void
test_long_text (void)
{
  GtkWidget *widget = g_object_ref_sink (gtk_drawing_area_new ());
  g_autoptr (CordialTextPieces) pieces = cordial_text_pieces_new (widget);
  g_autoptr (PangoLayout) whole = gtk_widget_create_pango_layout (widget, NULL);
  g_autoptr (GString) text = g_string_new ("\n");
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_layout_set_wrap (whole, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (whole, WIDTH * PANGO_SCALE);
  for (guint i = 0; i < 400; i++)
    {
      CordialTextLines lines;
      int width, height;

      g_string_append_printf (text, "Sentence %u of a story, which goes on über 家族 and on.%s", i,
                              i % 3 == 0   ? "\n"
                              : i % 7 == 0 ? "\n\n"
                                           : " ");
      if (i % 80 != 79)
        continue;
      cordial_text_pieces_set_text (pieces, text->str, attributes);
      pango_layout_set_text (whole, text->str, -1);
      pango_layout_get_pixel_size (whole, &width, &height);
      lines = cordial_text_pieces_get_lines (pieces, WIDTH);
      g_assert_cmpint (lines.width, ==, width);
      /* Each piece is of whole pixels. */
      g_assert_cmpint (ABS (lines.height - height), <=, (int) text->len / 3000);
      cordial_text_pieces_set_width (pieces, WIDTH);
      assert_places (pieces, text->str);
    }
  pango_attr_list_unref (attributes);
  g_object_unref (widget);
}

/* A paragraph that is too long is cut as well, and no character is. */
static void
test_long_paragraph (void)
{
  GtkWidget *widget = g_object_ref_sink (gtk_drawing_area_new ());
  g_autoptr (CordialTextPieces) pieces = cordial_text_pieces_new (widget);
  g_autoptr (GString) text = g_string_new (NULL);
  PangoAttrList *attributes = pango_attr_list_new ();
  gsize start, end;

  while (text->len < 20000)
    g_string_append (text, "長い");
  cordial_text_pieces_set_text (pieces, text->str, attributes);
  cordial_text_pieces_set_width (pieces, WIDTH);
  assert_places (pieces, text->str);
  g_string_assign (text, "");
  while (text->len < 20000)
    g_string_append (text, "twelve words ");
  cordial_text_pieces_set_text (pieces, text->str, attributes);
  cordial_text_pieces_set_width (pieces, WIDTH);
  assert_places (pieces, text->str);
  for (gsize place = 0; place < text->len; place += 13)
    {
      cordial_text_pieces_get_word_at (pieces, place + 8, &start, &end);
      g_assert_cmpuint (start, ==, place + 7);
      g_assert_cmpuint (end, ==, place + 12);
    }
  pango_attr_list_unref (attributes);
  g_object_unref (widget);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  g_test_add_func ("/ui/message-selection/parts", test_parts);
  g_test_add_func ("/ui/message-selection/extend", test_extend);
  g_test_add_func ("/ui/message-selection/copy", test_copy);
  g_test_add_func ("/ui/message-selection/copy-many", test_copy_many);
  g_test_add_func ("/ui/message-selection/long-text", test_long_text);
  g_test_add_func ("/ui/message-selection/long-paragraph", test_long_paragraph);
  return g_test_run ();
}
