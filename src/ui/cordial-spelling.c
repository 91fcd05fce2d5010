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
#endif

struct _CordialSpelling
{
  GObject parent_instance;

  GtkTextView *view; /* owns this */
#ifdef HAVE_SPELLING
  SpellingTextBufferAdapter *adapter;
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
  g_clear_object (&CORDIAL_SPELLING (object)->adapter);
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
