/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The text that stands in the composer: it is a draft of its conversation until it has become a message. And the sentence that says why
 * it has not.
 */

#define G_LOG_DOMAIN "cordial-composer"

#include "cordial-config.h"

#include "cordial-composer-private.h"

#include "cordial-written-text.h"

/* Milliseconds of no typing after which the draft is kept: writing it with every key would be a lot of disk for a word. */
#define DRAFT_DELAY_MS 400

char *
cordial_composer_dup_text (CordialComposer *self)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return cordial_written_text_dup (self->buffer, &start, &end);
}

gboolean
cordial_composer_is_blank (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (!g_unichar_isspace (g_utf8_get_char (text)))
        return FALSE;
    }
  return TRUE;
}

void
cordial_composer_keep_draft (CordialComposer *self)
{
  g_autofree char *text = NULL;
  const char *draft;

  g_clear_handle_id (&self->draft_source, g_source_remove);
  if (self->conversation == NULL)
    return;
  text = cordial_composer_dup_text (self);
  draft = self->put_aside != NULL ? self->put_aside : text;
  cordial_conversation_set_draft (self->conversation, cordial_composer_is_blank (draft) ? NULL : draft);
  cordial_conversation_set_draft_subject (self->conversation, cordial_writing_subject_get_message (self->subject),
                                          self->put_aside != NULL ? text : NULL);
}

static gboolean
on_draft_timeout (gpointer data)
{
  CordialComposer *self = data;

  self->draft_source = 0;
  cordial_composer_keep_draft (self);
  return G_SOURCE_REMOVE;
}

/* It was changed: it is kept when nobody has typed for a moment. */
void
cordial_composer_queue_draft (CordialComposer *self)
{
  g_clear_handle_id (&self->draft_source, g_source_remove);
  self->draft_source = g_timeout_add (DRAFT_DELAY_MS, on_draft_timeout, self);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->draft_source), "[cordial] keep draft");
}

void
cordial_composer_fill (CordialComposer *self, const char *text)
{
  GtkTextIter end;

  self->filling = TRUE;
  gtk_text_buffer_begin_irreversible_action (self->buffer);
  gtk_text_buffer_set_text (self->buffer, text != NULL ? text : "", -1);
  gtk_text_buffer_end_irreversible_action (self->buffer);
  gtk_text_buffer_get_end_iter (self->buffer, &end);
  gtk_text_buffer_place_cursor (self->buffer, &end);
  self->filling = FALSE;
}

/* From here on those words stand for that person. */
void
cordial_composer_add_name (CordialComposer *self, const CordialTextSpan *name)
{
  CordialTextSpan *copy = g_new0 (CordialTextSpan, 1);

  copy->kind = name->kind;
  copy->name = g_strdup (name->name);
  copy->target = g_strdup (name->target);
  if (self->names == NULL)
    self->names = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_text_span_free);
  /* Of two people of one name the one who was chosen last. */
  g_ptr_array_insert (self->names, 0, copy);
}

/**
 * cordial_composer_show_error:
 * @self: a composer
 * @sentence: what went wrong and what to do, as one sentence
 *
 * The text stays; the person dismisses the sentence or sends again.
 */
void
cordial_composer_show_error (CordialComposer *self, const char *sentence)
{
  g_return_if_fail (CORDIAL_IS_COMPOSER (self));

  gtk_label_set_label (self->error_label, sentence);
  gtk_revealer_set_reveal_child (self->error_revealer, TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), sentence, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}
