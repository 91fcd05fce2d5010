/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Spell checking in a text view, where the library for it was there at build time. Dictionaries are loaded when checking is first
 * switched on, not before: most of a start-up would go into them.
 */

#define G_LOG_DOMAIN "cordial-spelling"

#include "cordial-config.h"

#include "cordial-spelling.h"

#ifdef HAVE_SPELLING
#include <libspelling.h>

/* How long nobody types before the words are looked over, and in how much text at most. */
#define REST_MS 700
#define LOOKED_OVER_CHARS 5000
#endif

struct _CordialSpelling
{
  GObject parent_instance;

  GtkTextView *view; /* owns this */
#ifdef HAVE_SPELLING
  SpellingTextBufferAdapter *adapter;
  guint rest_source;
#endif
};

G_DEFINE_FINAL_TYPE (CordialSpelling, cordial_spelling, G_TYPE_OBJECT)

/**
 * cordial_spelling_is_possible:
 *
 * Returns: whether this build can check spelling at all
 */
gboolean
cordial_spelling_is_possible (void)
{
#ifdef HAVE_SPELLING
  return TRUE;
#else
  return FALSE;
#endif
}

/**
 * cordial_spelling_new_buffer:
 *
 * Returns: (transfer full): an empty buffer for the view that cordial_spelling_new() takes
 */
GtkTextBuffer *
cordial_spelling_new_buffer (void)
{
#ifdef HAVE_SPELLING
  GtkSourceBuffer *buffer = gtk_source_buffer_new (NULL);

  /* It is no source code. */
  gtk_source_buffer_set_highlight_syntax (buffer, FALSE);
  gtk_source_buffer_set_highlight_matching_brackets (buffer, FALSE);
  gtk_source_buffer_set_implicit_trailing_newline (buffer, FALSE);
  gtk_source_buffer_set_style_scheme (buffer, NULL);
  return GTK_TEXT_BUFFER (buffer);
#else
  return gtk_text_buffer_new (NULL);
#endif
}

#ifdef HAVE_SPELLING
/* Whether there is a misspelt word without its line. The one at the cursor may be unfinished. */
static gboolean
misses_a_word (CordialSpelling *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  SpellingChecker *checker = spelling_text_buffer_adapter_get_checker (self->adapter);
  GtkTextTag *tag = spelling_text_buffer_adapter_get_tag (self->adapter);
  GtkTextIter cursor, start, end;

  if (!checker || !tag || gtk_text_buffer_get_char_count (buffer) > LOOKED_OVER_CHARS)
    return FALSE;
  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  gtk_text_buffer_get_start_iter (buffer, &end);
  while (gtk_text_iter_forward_word_end (&end))
    {
      g_autofree char *word = NULL;

      start = end;
      gtk_text_iter_backward_word_start (&start);
      if (gtk_text_iter_has_tag (&start, tag) ||
          (gtk_text_iter_compare (&start, &cursor) <= 0 && gtk_text_iter_compare (&cursor, &end) <= 0))
        continue;
      word = gtk_text_iter_get_text (&start, &end);
      if (!spelling_checker_check_word (checker, word, -1))
        return TRUE;
    }
  return FALSE;
}

static gboolean
on_rest (gpointer user_data)
{
  CordialSpelling *self = user_data;

  self->rest_source = 0;
  if (spelling_text_buffer_adapter_get_enabled (self->adapter) && misses_a_word (self))
    spelling_text_buffer_adapter_invalidate_all (self->adapter);
  return G_SOURCE_REMOVE;
}

/* While somebody types libspelling (0.4.10) loses words now and then, the second of a text above all. Looking everything over each time
 * would make the lines flash. */
static void
on_changed (CordialSpelling *self)
{
  g_clear_handle_id (&self->rest_source, g_source_remove);
  if (!spelling_text_buffer_adapter_get_enabled (self->adapter))
    return;
  self->rest_source = g_timeout_add (REST_MS, on_rest, self);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->rest_source), "[cordial] spelling");
}
#endif

/**
 * cordial_spelling_new:
 * @view: (transfer none): with a buffer of cordial_spelling_new_buffer(); must outlive the result
 *
 * Returns: (transfer full): what switches checking on and off there; off at first
 */
CordialSpelling *
cordial_spelling_new (GtkTextView *view)
{
  CordialSpelling *self = g_object_new (CORDIAL_TYPE_SPELLING, NULL);

  self->view = view;
  return self;
}

/**
 * cordial_spelling_set_enabled:
 * @self: the checking of a view
 * @enabled: whether to underline what no dictionary of the person's language has
 */
void
cordial_spelling_set_enabled (CordialSpelling *self, gboolean enabled)
{
  g_return_if_fail (CORDIAL_IS_SPELLING (self));

#ifdef HAVE_SPELLING
  if (self->adapter == NULL)
    {
      if (!enabled)
        return;
      self->adapter = spelling_text_buffer_adapter_new (GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (self->view)),
                                                        spelling_checker_get_default ());
      gtk_widget_insert_action_group (GTK_WIDGET (self->view), "spelling", G_ACTION_GROUP (self->adapter));
      g_signal_connect_object (gtk_text_view_get_buffer (self->view), "changed", G_CALLBACK (on_changed), self,
                               G_CONNECT_SWAPPED);
    }
  spelling_text_buffer_adapter_set_enabled (self->adapter, enabled);
  gtk_text_view_set_extra_menu (self->view,
                                enabled ? spelling_text_buffer_adapter_get_menu_model (self->adapter) : NULL);
#endif
}

static void
cordial_spelling_dispose (GObject *object)
{
#ifdef HAVE_SPELLING
  CordialSpelling *self = CORDIAL_SPELLING (object);

  g_clear_handle_id (&self->rest_source, g_source_remove);
  g_clear_object (&self->adapter);
#endif
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
}
