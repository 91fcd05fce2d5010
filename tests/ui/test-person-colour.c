/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One colour a person, wherever they stand, that stands off from the ground as text has to (WCAG 2.2, 1.4.3).
 */

#include "cordial-chat-list-pane.h"
#include "cordial-chat-row.h"
#include "cordial-person-colour.h"
#include "cordial-timeline-view.h"
#include "fake-model.h"
#include "patience.h"
#include "widgets.h"

#include <adwaita.h>
#include <math.h>

#define TEXT_CONTRAST 4.5

static double
linear (float value)
{
  return value <= 0.04045f ? (double) value / 12.92 : pow (((double) value + 0.055) / 1.055, 2.4);
}

/* Of a colour of sRGB (WCAG 2.2, «relative luminance»). */
static double
luminance (const GdkRGBA *colour)
{
  return 0.2126 * linear (colour->red) + 0.7152 * linear (colour->green) + 0.0722 * linear (colour->blue);
}

static double
contrast (const GdkRGBA *first, const GdkRGBA *second)
{
  double a = luminance (first), b = luminance (second);

  return (MAX (a, b) + 0.05) / (MIN (a, b) + 0.05);
}

static GtkWidget *
new_window (GtkWidget *child)
{
  GtkWidget *window = adw_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 400, 500);
  adw_window_set_content (ADW_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

/* What the style sheet makes of it, not what it says. */
static void
test_contrast (gconstpointer data)
{
  AdwColorScheme scheme = GPOINTER_TO_UINT (data);
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *ground = gtk_label_new ("ground");
  GtkWidget *names[CORDIAL_PERSON_COLOURS], *window;
  char *ids[CORDIAL_PERSON_COLOURS];
  GdkRGBA ground_colour, colours[CORDIAL_PERSON_COLOURS];

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
  gtk_css_provider_load_from_string (provider, ".ground { color: var(--window-bg-color); }");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_widget_add_css_class (ground, "ground");
  gtk_box_append (GTK_BOX (box), ground);
  for (guint n = 0, found = 0; found < CORDIAL_PERSON_COLOURS; n++)
    {
      g_autofree char *id = g_strdup_printf ("usr%u", n);

      if (cordial_person_colour_find (id) == found)
        ids[found++] = g_steal_pointer (&id);
    }
  for (guint i = 0; i < CORDIAL_PERSON_COLOURS; i++)
    {
      names[i] = gtk_label_new (ids[i]);
      gtk_widget_add_css_class (names[i], "message-sender");
      /* In place of the one before, not beside it: whichever of the two comes first in the style sheet. */
      cordial_person_colour_set (names[i], ids[(i + 1) % CORDIAL_PERSON_COLOURS]);
      cordial_person_colour_set (names[i], ids[i]);
      gtk_box_append (GTK_BOX (box), names[i]);
    }
  window = new_window (box);
  patience_wait (gtk_widget_get_mapped (box));
  gtk_widget_get_color (ground, &ground_colour);
  for (guint i = 0; i < CORDIAL_PERSON_COLOURS; i++)
    {
      double ratio;

      gtk_widget_get_color (names[i], &colours[i]);
      ratio = contrast (&colours[i], &ground_colour);
      g_test_message ("%u: %.2f", i, ratio);
      g_assert_cmpfloat (ratio, >=, TEXT_CONTRAST);
      g_assert_cmpfloat (colours[i].alpha, ==, 1);
      for (guint j = 0; j < i; j++)
        g_assert_false (gdk_rgba_equal (&colours[i], &colours[j]));
      g_free (ids[i]);
    }
  gtk_style_context_remove_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider));
  gtk_window_destroy (GTK_WINDOW (window));
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

static GtkWidget *
find_coloured (GtkWidget *widget, const char *id)
{
  g_autofree char *name = g_strdup_printf ("person-colour-%u", cordial_person_colour_find (id));

  return widgets_find_by_class (widget, name);
}

/* In the list, in a group, and whether they are called as they were or not. */
static void
test_places (void)
{
  g_autoptr (CordialAccount) account = fake_account_new ();
  g_autoptr (CordialConversation) ada = fake_conversation_new ("usrAda", "Ada", CORDIAL_CONVERSATION_DIRECT);
  g_autoptr (CordialConversation) group = fake_conversation_new ("grpTea", "Tea", CORDIAL_CONVERSATION_GROUP);
  g_autoptr (CordialMessage) message = fake_message_new (1, FALSE, "usrAda", 1000, "hello");
  GtkWidget *list = cordial_chat_list_pane_new (), *timeline = cordial_timeline_view_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *window, *avatar;

  gtk_widget_set_vexpand (timeline, TRUE);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), timeline);
  window = new_window (box);
  fake_account_add (account, ada);
  cordial_chat_list_pane_set_account (CORDIAL_CHAT_LIST_PANE (list), account);
  patience_wait (widgets_find_by_type (list, CORDIAL_TYPE_CHAT_ROW) != NULL);
  avatar = find_coloured (list, "usrAda");
  g_assert_true (ADW_IS_AVATAR (avatar));
  fake_conversation_set (ada, "name", "My Ada", NULL);
  g_assert_true (find_coloured (list, "usrAda") == avatar);

  g_list_store_append (fake_conversation_get_store (group), message);
  cordial_timeline_view_set_messages (CORDIAL_TIMELINE_VIEW (timeline),
                                      G_LIST_MODEL (fake_conversation_get_store (group)), -1, TRUE);
  patience_wait (widgets_find_by_class (timeline, "message-sender") != NULL);
  g_assert_true (find_coloured (widgets_find_by_class (timeline, "message-sender"), "usrAda") != NULL);
  g_assert_true (find_coloured (widgets_find_by_type (timeline, ADW_TYPE_AVATAR), "usrAda") != NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (GtkCssProvider) provider = NULL;

  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/io/github/cordialchat/Cordial/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);

  g_test_add_data_func ("/ui/person-colour/light", GUINT_TO_POINTER (ADW_COLOR_SCHEME_FORCE_LIGHT), test_contrast);
  g_test_add_data_func ("/ui/person-colour/dark", GUINT_TO_POINTER (ADW_COLOR_SCHEME_FORCE_DARK), test_contrast);
  g_test_add_func ("/ui/person-colour/places", test_places);
  return g_test_run ();
}
