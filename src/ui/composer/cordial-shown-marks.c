/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tags over the text of a buffer, put there anew before the next layout after each change. They are no part of what undo knows.
 */

#define G_LOG_DOMAIN "cordial-shown-marks"

#include "cordial-config.h"

#include "cordial-shown-marks.h"

#include "cordial-markup.h"

#include <adwaita.h>
#include <string.h>

/* What somebody formats by hand is no longer; the marks of a longer text work all the same, and are shown when it is sent. */
#define MAX_BYTES (16 * 1024)
/* How strong the marks are, and what stands behind code. */
#define MARK_ALPHA 0.5f
#define CODE_ALPHA 0.1f

/* By #CordialTextSpanKind, and the marks themselves. */
enum
{
  LOOK_BOLD,
  LOOK_ITALIC,
  LOOK_STRIKE,
  LOOK_CODE,
  LOOK_MARK,
  N_LOOKS,
};

struct _CordialShownMarks
{
  GObject parent_instance;

  GtkTextView *view; /* not owned: it owns this */
  GtkTextBuffer *buffer;
  GtkTextTag *looks[N_LOOKS];
  guint source;
  gboolean enabled;
  gboolean some; /* there are tags in the buffer */
};

G_DEFINE_FINAL_TYPE (CordialShownMarks, cordial_shown_marks, G_TYPE_OBJECT)

static void
clear (CordialShownMarks *self)
{
  GtkTextIter start, end;

  if (!self->some)
    return;
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  for (guint i = 0; i < N_LOOKS; i++)
    gtk_text_buffer_remove_tag (self->buffer, self->looks[i], &start, &end);
  self->some = FALSE;
}

/* Light or dark, and in high contrast: from what the text itself has. */
static void
update_colors (CordialShownMarks *self)
{
  GdkRGBA color;

  gtk_widget_get_color (GTK_WIDGET (self->view), &color);
  color.alpha = MARK_ALPHA;
  g_object_set (self->looks[LOOK_MARK], "foreground-rgba", &color, NULL);
  color.alpha = CODE_ALPHA;
  g_object_set (self->looks[LOOK_CODE], "background-rgba", &color, NULL);
}

static guint
get_look (CordialTextSpanKind kind)
{
  switch (kind)
    {
    case CORDIAL_TEXT_SPAN_BOLD:
      return LOOK_BOLD;
    case CORDIAL_TEXT_SPAN_ITALIC:
      return LOOK_ITALIC;
    case CORDIAL_TEXT_SPAN_STRIKE:
      return LOOK_STRIKE;
    default:
      return LOOK_CODE;
    }
}

static void
apply (CordialShownMarks *self, guint look, const char *text, gsize from, gsize to)
{
  GtkTextIter start, end;

  if (from >= to)
    return;
  gtk_text_buffer_get_iter_at_offset (self->buffer, &start, (int) g_utf8_pointer_to_offset (text, text + from));
  end = start;
  gtk_text_iter_forward_chars (&end, (int) g_utf8_pointer_to_offset (text + from, text + to));
  gtk_text_buffer_apply_tag (self->buffer, self->looks[look], &start, &end);
  self->some = TRUE;
}

static void
update (CordialShownMarks *self)
{
  g_autofree char *text = NULL;
  g_autoptr (GArray) markups = NULL;
  GtkTextIter start, end;

  clear (self);
  if (!self->enabled)
    return;
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  /* With the folds of long paragraphs, so that places are those of the buffer. */
  text = gtk_text_buffer_get_slice (self->buffer, &start, &end, TRUE);
  if (strlen (text) > MAX_BYTES)
    return;
  markups = cordial_markup_find (text);
  if (markups->len > 0)
    update_colors (self);
  for (guint i = 0; i < markups->len; i++)
    {
      const CordialMarkup *markup = &g_array_index (markups, CordialMarkup, i);

      if (markup->escaped)
        {
          /* The backslash, which is not sent. */
          apply (self, LOOK_MARK, text, markup->start - 1, markup->start);
          continue;
        }
      apply (self, get_look (markup->kind), text, markup->inner_start, markup->inner_end);
      apply (self, LOOK_MARK, text, markup->start, markup->inner_start);
      apply (self, LOOK_MARK, text, markup->inner_end, markup->end);
    }
}

static gboolean
on_before_layout (gpointer data)
{
  CordialShownMarks *self = data;

  self->source = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
queue_update (CordialShownMarks *self)
{
  if (self->source != 0)
    return;
  self->source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_before_layout, self, NULL);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->source), "[cordial] shown marks");
}

static void
cordial_shown_marks_dispose (GObject *object)
{
  CordialShownMarks *self = CORDIAL_SHOWN_MARKS (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->buffer);
  G_OBJECT_CLASS (cordial_shown_marks_parent_class)->dispose (object);
}

static void
cordial_shown_marks_class_init (CordialShownMarksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_shown_marks_dispose;
}

static void
cordial_shown_marks_init (CordialShownMarks *self)
{
}

/**
 * cordial_shown_marks_new:
 * @view: where somebody writes; it keeps its buffer, and outlives the object
 *
 * Returns: (transfer full): shows nothing until it is enabled
 */
CordialShownMarks *
cordial_shown_marks_new (GtkTextView *view)
{
  CordialShownMarks *self;
  GtkTextBuffer *buffer;

  g_return_val_if_fail (GTK_IS_TEXT_VIEW (view), NULL);

  self = g_object_new (CORDIAL_TYPE_SHOWN_MARKS, NULL);
  buffer = gtk_text_view_get_buffer (view);
  self->view = view;
  self->buffer = g_object_ref (buffer);
  self->looks[LOOK_BOLD] = gtk_text_buffer_create_tag (buffer, NULL, "weight", PANGO_WEIGHT_BOLD, NULL);
  self->looks[LOOK_ITALIC] = gtk_text_buffer_create_tag (buffer, NULL, "style", PANGO_STYLE_ITALIC, NULL);
  self->looks[LOOK_STRIKE] = gtk_text_buffer_create_tag (buffer, NULL, "strikethrough", TRUE, NULL);
  self->looks[LOOK_CODE] = gtk_text_buffer_create_tag (buffer, NULL, "family", "monospace", NULL);
  self->looks[LOOK_MARK] = gtk_text_buffer_create_tag (buffer, NULL, NULL, NULL);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (queue_update), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * cordial_shown_marks_set_enabled:
 * @self: a #CordialShownMarks
 * @enabled: whether marks mean anything in what is written
 */
void
cordial_shown_marks_set_enabled (CordialShownMarks *self, gboolean enabled)
{
  g_return_if_fail (CORDIAL_IS_SHOWN_MARKS (self));

  if (self->enabled == enabled)
    return;
  self->enabled = enabled;
  queue_update (self);
}
