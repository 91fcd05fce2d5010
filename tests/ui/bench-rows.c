/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the row of a text message costs: prints its making, its being given another message while a list is scrolled, and the memory that it
 * holds. Most messages are texts: whatever else a message may hold must not be paid for by them. Asserts no speed.
 */

#include "cordial-message-row.h"
#include "fake-model.h"

#include <malloc.h>

#define N_ROWS 1000
#define N_MESSAGES 40
#define REPEATS 11
#define WIDTH 600

static int
compare_doubles (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static void
print (const char *what, double *values, const char *unit)
{
  g_sort_array (values, REPEATS, sizeof *values, compare_doubles, NULL);
  g_print ("  %-42s median %8.1f %s, least %8.1f %s\n", what, values[REPEATS / 2], unit, values[0], unit);
}

static GPtrArray *
make_messages (void)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < N_MESSAGES; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      g_string_printf (text, "Message %d", i);
      for (int n = 0; n < i % 7; n++)
        g_string_append (text, " and some more words to wrap");
      g_ptr_array_add (messages, fake_message_new (i + 1, i % 3 == 0, "Ada",
                                                   G_GINT64_CONSTANT (1773835200000) + i * 20000, text->str));
    }
  return messages;
}

/* As a list view does before it shows a row. */
static void
show (GtkWidget *row, CordialMessage *message)
{
  int height;

  cordial_message_row_set_message (CORDIAL_MESSAGE_ROW (row), message, CORDIAL_MESSAGE_ROW_CHARS);
  gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, WIDTH, &height, NULL, NULL, NULL);
}

static double
us_since (gint64 start_us)
{
  return (double) (g_get_monotonic_time () - start_us) / N_ROWS;
}

int
main (int argc, char **argv)
{
  g_autoptr (CordialAvatarLoader) loader = NULL;
  g_autoptr (CordialMessageFiles) files = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  double made_us[REPEATS], shown_us[REPEATS], held_kib[REPEATS];
  GtkWidget *window;

  gtk_init ();
  loader = cordial_avatar_loader_new ();
  files = cordial_message_files_new ();
  messages = make_messages ();
  window = gtk_window_new ();
  for (guint i = 0; i < REPEATS; i++)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      gsize before;
      gint64 start_us;
      guint n = 0;

      gtk_window_set_child (GTK_WINDOW (window), box);
      before = mallinfo2 ().uordblks;
      start_us = g_get_monotonic_time ();
      for (guint row = 0; row < N_ROWS; row++)
        {
          GtkWidget *made = cordial_message_row_new (loader, files);

          gtk_box_append (GTK_BOX (box), made);
          show (made, messages->pdata[row % N_MESSAGES]);
        }
      made_us[i] = us_since (start_us);
      held_kib[i] = (double) (mallinfo2 ().uordblks - before) / 1024 / N_ROWS;
      start_us = g_get_monotonic_time ();
      for (GtkWidget *row = gtk_widget_get_first_child (box); row; row = gtk_widget_get_next_sibling (row))
        show (row, messages->pdata[++n % N_MESSAGES]);
      shown_us[i] = us_since (start_us);
    }
  g_print ("the row of a text message\n");
  print ("made, with its first message", made_us, "µs");
  print ("given another message", shown_us, "µs");
  print ("memory", held_kib, "KiB");
  gtk_window_destroy (GTK_WINDOW (window));
  return 0;
}
