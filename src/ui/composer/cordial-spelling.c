/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Spell checking in a text view: a line under what no dictionary knows, and in the menu of the text what may have been meant. The whole
 * text is looked over shortly after a change, in a thread; what was found is drawn a few paragraphs at a time, so that no keystroke waits
 * for it. Dictionaries are read when there is something to check, not before: most of a start-up would go into them.
 */

#define G_LOG_DOMAIN "cordial-spelling"

#include "cordial-config.h"

#include "cordial-spelling.h"

#include "cordial-dictionaries.h"
#include "cordial-misspellings.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How soon after a change the text is looked over. */
#define DELAY_MS 400
/* Longer than the longest message of a server: what is pasted by mistake is not looked over. */
#define CHARS_MAX (256 * 1024)
/* Microseconds of drawing lines at a time: a quarter of a frame. */
#define SLICE_US 4000
#define SUGGESTIONS_MAX 5

struct _CordialSpelling
{
  GObject parent_instance;

  GtkTextView *view; /* owns this */
  GtkTextBuffer *buffer;
  GtkTextTag *tag;
  GtkGesture *click; /* of the view */
  GMenu *menu;
  GSimpleActionGroup *actions;
  CordialDictionaries *dictionaries; /* (nullable): read at the first need */
  GCancellable *cancellable;
  GCancellable *finding;    /* (nullable): while the text is looked over */
  GCancellable *suggesting; /* (nullable): while something is asked for the menu */
  GArray *found;            /* (nullable) CordialMisspelling: in the text as it is */
  char *word;               /* (nullable): what the menu is about */
  guint source;
  guint drawing;   /* source: while the lines are drawn */
  int next_line;   /* of the paragraphs, to be drawn */
  guint next_word; /* of @found, likewise */
  gboolean enabled;
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (CordialSpelling, cordial_spelling, G_TYPE_OBJECT)

/* --- Words of the text --------------------------------------------------------------------------------------------- */

/* The word that the cursor is in or at. */
static gboolean
get_word_at_cursor (CordialSpelling *self, GtkTextIter *start, GtkTextIter *end)
{
  gtk_text_buffer_get_iter_at_mark (self->buffer, start, gtk_text_buffer_get_insert (self->buffer));
  *end = *start;
  if (!gtk_text_iter_inside_word (start) && !gtk_text_iter_ends_word (start))
    return FALSE;
  if (!gtk_text_iter_starts_word (start))
    gtk_text_iter_backward_word_start (start);
  if (!gtk_text_iter_ends_word (end))
    gtk_text_iter_forward_word_end (end);
  return TRUE;
}

static void
clear_lines (CordialSpelling *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_remove_tag (self->buffer, self->tag, &start, &end);
}

/* Cancels what is under way, and forgets it. */
static void
end_task (GCancellable **task)
{
  g_cancellable_cancel (*task);
  g_clear_object (task);
}

static void
stop_drawing (CordialSpelling *self)
{
  g_clear_handle_id (&self->drawing, g_source_remove);
}

/* (transfer full): what has lines in a paragraph, as pairs of offsets */
static GArray *
find_lines (CordialSpelling *self, const GtkTextIter *start, const GtkTextIter *end)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (int));
  GtkTextIter at = *start;

  if (gtk_text_iter_has_tag (&at, self->tag))
    g_array_append_val (lines, (int) { gtk_text_iter_get_line_offset (&at) });
  while (gtk_text_iter_forward_to_tag_toggle (&at, self->tag) && gtk_text_iter_compare (&at, end) < 0)
    g_array_append_val (lines, (int) { gtk_text_iter_get_line_offset (&at) });
  if (lines->len % 2 == 1)
    g_array_append_val (lines, (int) { gtk_text_iter_get_line_offset (end) });
  return lines;
}

/* Those of one paragraph. Nobody sees lines go and come: only what has changed is drawn. The word at the cursor may be unfinished: it
 * gets no line, but keeps one. */
static void
draw_line (CordialSpelling *self, int number)
{
  GtkTextIter start, end, cursor;
  g_autoptr (GArray) lines = NULL;
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (int));

  gtk_text_buffer_get_iter_at_line (self->buffer, &start, number);
  end = start;
  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  gtk_text_buffer_get_iter_at_mark (self->buffer, &cursor, gtk_text_buffer_get_insert (self->buffer));
  for (; self->next_word < self->found->len; self->next_word++)
    {
      CordialMisspelling *misspelling = &g_array_index (self->found, CordialMisspelling, self->next_word);
      int range[] = { (int) misspelling->start, (int) misspelling->end };
      int at = gtk_text_iter_get_line_offset (&cursor);

      if ((int) misspelling->line != number)
        break;
      if (gtk_text_iter_get_line (&cursor) == number && range[0] <= at && at <= range[1])
        {
          GtkTextIter word = start;

          gtk_text_iter_set_line_offset (&word, range[0]);
          if (!gtk_text_iter_has_tag (&word, self->tag))
            continue;
        }
      g_array_append_vals (wanted, range, G_N_ELEMENTS (range));
    }
  lines = find_lines (self, &start, &end);
  if (lines->len == wanted->len &&
      (lines->len == 0 || memcmp (lines->data, wanted->data, lines->len * sizeof (int)) == 0))
    return;
  gtk_text_buffer_remove_tag (self->buffer, self->tag, &start, &end);
  for (guint i = 0; i < wanted->len; i += 2)
    {
      gtk_text_iter_set_line_offset (&start, g_array_index (wanted, int, i));
      gtk_text_iter_set_line_offset (&end, g_array_index (wanted, int, i + 1));
      gtk_text_buffer_apply_tag (self->buffer, self->tag, &start, &end);
    }
}

static void fill_menu (CordialSpelling *self, gboolean at_once);

static gboolean
on_drawing (gpointer user_data)
{
  CordialSpelling *self = user_data;
  gint64 end_us = g_get_monotonic_time () + SLICE_US;

  while (self->next_line < gtk_text_buffer_get_line_count (self->buffer))
    {
      draw_line (self, self->next_line++);
      if (g_get_monotonic_time () > end_us)
        return G_SOURCE_CONTINUE;
    }
  self->drawing = 0;
  fill_menu (self, FALSE);
  return G_SOURCE_REMOVE;
}

static void
draw_lines (CordialSpelling *self)
{
  stop_drawing (self);
  self->next_line = 0;
  self->next_word = 0;
  self->drawing = g_idle_add (on_drawing, self);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->drawing), "[cordial] draw misspellings");
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) found = cordial_misspellings_find_finish (CORDIAL_DICTIONARIES (source), result, &error);
  CordialSpelling *self;

  if (!found)
    return; /* the text is another one, or the view has gone */
  self = CORDIAL_SPELLING (user_data);
  g_clear_object (&self->finding);
  g_clear_pointer (&self->found, g_array_unref);
  self->found = g_steal_pointer (&found);
  draw_lines (self);
}

static void
find_misspellings (CordialSpelling *self)
{
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  if (gtk_text_iter_get_offset (&end) > CHARS_MAX)
    {
      clear_lines (self);
      return;
    }
  text = gtk_text_buffer_get_slice (self->buffer, &start, &end, TRUE);
  self->finding = g_cancellable_new ();
  cordial_misspellings_find_async (self->dictionaries, text, self->finding, on_found, self);
}

/* What was found in it does not hold any more. */
static void
forget_found (CordialSpelling *self)
{
  end_task (&self->finding);
  stop_drawing (self);
  g_clear_pointer (&self->found, g_array_unref);
}

/* --- Menu ---------------------------------------------------------------------------------------------------------- */

static void
clear_menu (CordialSpelling *self)
{
  end_task (&self->suggesting);
  g_clear_pointer (&self->word, g_free);
  g_menu_remove_all (self->menu);
}

static void
add_suggestions (CordialSpelling *self, GStrv words)
{
  g_autoptr (GMenu) suggestions = g_menu_new ();

  for (guint i = 0; words[i]; i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);
      g_auto (GStrv) parts = g_strsplit (words[i], "_", -1);
      g_autofree char *label = g_strjoinv ("__", parts); /* no letter of it is a key */

      g_menu_item_set_label (item, label);
      g_menu_item_set_action_and_target (item, "spelling.correct", "s", words[i]);
      g_menu_append_item (suggestions, item);
    }
  g_menu_prepend_section (self->menu, NULL, G_MENU_MODEL (suggestions));
}

static void
on_suggested (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) words = cordial_misspellings_suggest_finish (CORDIAL_DICTIONARIES (source), result, &error);
  CordialSpelling *self;

  if (!words)
    return; /* the menu is about something else, or the view has gone */
  self = CORDIAL_SPELLING (user_data);
  g_clear_object (&self->suggesting);
  add_suggestions (self, words);
}

/* Who types does not wait for the guesses; who asked for the menu gets it whole, as what comes later has no place and no name there. */
static void
fill_menu (CordialSpelling *self, gboolean at_once)
{
  GtkTextIter start, end;
  g_autoptr (GMenu) rest = g_menu_new ();
  g_autofree char *word = NULL;
  gboolean same;

  if (self->dictionaries && get_word_at_cursor (self, &start, &end) && gtk_text_iter_has_tag (&start, self->tag))
    word = gtk_text_iter_get_text (&start, &end);
  same = g_strcmp0 (word, self->word) == 0;
  if (same && !(at_once && self->suggesting))
    return; /* it may be open */
  clear_menu (self);
  if (!word)
    return;
  self->word = g_steal_pointer (&word);
  g_menu_append (rest, _ ("_Add to Dictionary"), "spelling.add");
  g_menu_append (rest, _ ("_Ignore"), "spelling.ignore");
  g_menu_append_section (self->menu, NULL, G_MENU_MODEL (rest));
  if (at_once)
    {
      g_auto (GStrv) words = cordial_dictionaries_suggest (self->dictionaries, self->word, SUGGESTIONS_MAX);

      add_suggestions (self, words);
      return;
    }
  self->suggesting = g_cancellable_new ();
  cordial_misspellings_suggest_async (self->dictionaries, self->word, SUGGESTIONS_MAX, self->suggesting, on_suggested,
                                      self);
}

static void
correct_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CordialSpelling *self = user_data;
  GtkTextIter start, end;
  g_autofree char *word = NULL;

  if (!get_word_at_cursor (self, &start, &end))
    return;
  word = gtk_text_iter_get_text (&start, &end);
  if (g_strcmp0 (word, self->word) != 0)
    return;
  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_delete (self->buffer, &start, &end);
  gtk_text_buffer_insert (self->buffer, &start, g_variant_get_string (parameter, NULL), -1);
  gtk_text_buffer_end_user_action (self->buffer);
}

static void
add_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CordialSpelling *self = user_data;

  if (!self->word)
    return;
  cordial_dictionaries_add (self->dictionaries, self->word);
  forget_found (self);
  find_misspellings (self);
}

static void
ignore_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CordialSpelling *self = user_data;

  if (!self->word)
    return;
  cordial_dictionaries_ignore (self->dictionaries, self->word);
  forget_found (self);
  find_misspellings (self);
}

/* The menu is about what was clicked; the view opens it after this. */
static void
on_secondary_click (CordialSpelling *self, int n_press, double x, double y)
{
  GtkTextIter at;
  int buffer_x, buffer_y;

  if (!self->enabled || gtk_text_buffer_get_has_selection (self->buffer))
    return;
  gtk_text_view_window_to_buffer_coords (self->view, GTK_TEXT_WINDOW_WIDGET, (int) x, (int) y, &buffer_x, &buffer_y);
  if (gtk_text_view_get_iter_at_location (self->view, &at, buffer_x, buffer_y))
    gtk_text_buffer_place_cursor (self->buffer, &at);
  fill_menu (self, TRUE);
}

/* --- When ---------------------------------------------------------------------------------------------------------- */

static void look_over (CordialSpelling *self);

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialDictionaries) dictionaries = cordial_dictionaries_load_finish (result, &error);
  CordialSpelling *self;

  if (!dictionaries)
    return; /* the view has gone */
  self = CORDIAL_SPELLING (user_data);
  self->dictionaries = g_steal_pointer (&dictionaries);
  self->loading = FALSE;
  look_over (self);
}

static void
look_over (CordialSpelling *self)
{
  if (!self->enabled)
    return;
  if (self->found)
    draw_lines (self);
  else if (self->dictionaries && !self->finding)
    find_misspellings (self);
  else if (!self->dictionaries && !self->loading)
    {
      self->loading = TRUE;
      cordial_dictionaries_load_async (g_get_language_names (), self->cancellable, on_loaded, self);
    }
}

static gboolean
on_delay (gpointer user_data)
{
  CordialSpelling *self = user_data;

  self->source = 0;
  look_over (self);
  return G_SOURCE_REMOVE;
}

/* Words get their lines while somebody types on, too. */
static void
look_over_soon (CordialSpelling *self)
{
  if (!self->enabled || self->source || gtk_text_buffer_get_char_count (self->buffer) == 0)
    return;
  self->source = g_timeout_add (DELAY_MS, on_delay, self);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->source), "[cordial] spelling");
}

static void
on_changed (CordialSpelling *self)
{
  forget_found (self);
  look_over_soon (self);
}

static void
on_cursor_moved (CordialSpelling *self)
{
  if (self->word)
    clear_menu (self);
  look_over_soon (self);
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

/**
 * cordial_spelling_set_enabled:
 * @self: the checking of a view
 * @enabled: whether to underline what no dictionary of the person's languages has
 */
void
cordial_spelling_set_enabled (CordialSpelling *self, gboolean enabled)
{
  g_return_if_fail (CORDIAL_IS_SPELLING (self));

  if (self->enabled == enabled)
    return;
  self->enabled = enabled;
  gtk_text_view_set_extra_menu (self->view, enabled ? G_MENU_MODEL (self->menu) : NULL);
  if (enabled)
    {
      look_over_soon (self);
      return;
    }
  g_clear_handle_id (&self->source, g_source_remove);
  forget_found (self);
  clear_menu (self);
  clear_lines (self);
}

/**
 * cordial_spelling_new:
 * @view: (transfer none): keeps its buffer, and outlives the result
 *
 * Returns: (transfer full): what switches checking on and off there; off at first
 */
CordialSpelling *
cordial_spelling_new (GtkTextView *view)
{
  const GActionEntry entries[] = {
    { .name = "correct", .activate = correct_action, .parameter_type = "s" },
    { .name = "add", .activate = add_action },
    { .name = "ignore", .activate = ignore_action },
  };
  CordialSpelling *self = g_object_new (CORDIAL_TYPE_SPELLING, NULL);

  self->view = view;
  self->buffer = g_object_ref (gtk_text_view_get_buffer (view));
  self->tag = gtk_text_buffer_create_tag (self->buffer, NULL, "underline", PANGO_UNDERLINE_ERROR, NULL);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->buffer, "notify::cursor-position", G_CALLBACK (on_cursor_moved), self,
                           G_CONNECT_SWAPPED);
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (view), "spelling", G_ACTION_GROUP (self->actions));
  self->click = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (self->click), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (self->click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->click, "pressed", G_CALLBACK (on_secondary_click), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (self->click));
  return self;
}

static void
cordial_spelling_dispose (GObject *object)
{
  CordialSpelling *self = CORDIAL_SPELLING (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->source, g_source_remove);
  forget_found (self);
  end_task (&self->suggesting);
  if (self->buffer)
    {
      gtk_widget_insert_action_group (GTK_WIDGET (self->view), "spelling", NULL);
      gtk_widget_remove_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (self->click));
    }
  g_clear_object (&self->buffer);
  g_clear_object (&self->menu);
  g_clear_object (&self->actions);
  g_clear_object (&self->dictionaries);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->word, g_free);
  G_OBJECT_CLASS (cordial_spelling_parent_class)->dispose (object);
}

static void
cordial_spelling_class_init (CordialSpellingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_spelling_dispose;
}

static void
cordial_spelling_init (CordialSpelling *self)
{
  self->menu = g_menu_new ();
  self->actions = g_simple_action_group_new ();
  self->cancellable = g_cancellable_new ();
}
