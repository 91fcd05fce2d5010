/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The selection of a timeline. It knows the list of messages and no widget: rows are told which part of theirs it has. Messages
 * between the ends need not be in memory; to copy them they are read from the list a page at a time, in turns of the main loop that
 * nobody feels, and no more of them than a person can mean.
 */

#define G_LOG_DOMAIN "cordial-message-selection"

#include "cordial-config.h"

#include "cordial-message-selection.h"

#include "cordial-copied-messages.h"

#include "cordial-graphemes.h"
#include "cordial-message.h"

#include <string.h>

/* Messages that are read in one turn: a page of the timeline's. */
#define TURN_MESSAGES 64
/* What is copied at most. */
#define MAX_MESSAGES 20000
#define MAX_BYTES (8 * 1024 * 1024)

/* Copies what was selected when it began. */
typedef struct
{
  GdkClipboard *clipboard;
  GString *text;
  CordialSelectionEnd next;
  CordialSelectionEnd last;
  guint count;
  guint source;
} Copy;

struct _CordialMessageSelection
{
  GObject parent_instance;

  GListModel *messages;
  gboolean some;
  CordialSelectionEnd anchor;
  CordialSelectionEnd moving;
  Copy *copy; /* under way */
};

G_DEFINE_FINAL_TYPE (CordialMessageSelection, cordial_message_selection, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static int
compare_ends (const CordialSelectionEnd *a, const CordialSelectionEnd *b)
{
  if (a->position != b->position)
    return a->position < b->position ? -1 : 1;
  return a->place == b->place ? 0 : a->place < b->place ? -1 : 1;
}

static void
sort_ends (CordialMessageSelection *self, CordialSelectionEnd *first, CordialSelectionEnd *last)
{
  gboolean forward = compare_ends (&self->anchor, &self->moving) <= 0;

  *first = forward ? self->anchor : self->moving;
  *last = forward ? self->moving : self->anchor;
}

/* --- Following the list -------------------------------------------------------------------------------------------- */

static void
copy_free (Copy *copy)
{
  g_clear_handle_id (&copy->source, g_source_remove);
  g_object_unref (copy->clipboard);
  g_string_free (copy->text, TRUE);
  g_free (copy);
}

/* Whether the message is still there. */
static gboolean
follow (CordialSelectionEnd *end, guint position, guint removed, guint added)
{
  if (end->position < position)
    return TRUE;
  if (end->position < position + removed)
    return FALSE;
  end->position += added - removed;
  return TRUE;
}

static void
on_items_changed (CordialMessageSelection *self, guint position, guint removed, guint added)
{
  if (self->copy != NULL &&
      (!follow (&self->copy->next, position, removed, added) || !follow (&self->copy->last, position, removed, added)))
    g_clear_pointer (&self->copy, copy_free);
  if (self->some &&
      (!follow (&self->anchor, position, removed, added) || !follow (&self->moving, position, removed, added)))
    cordial_message_selection_clear (self);
}

/* --- Copying ------------------------------------------------------------------------------------------------------- */

static char *
dup_part (CordialMessage *message, gsize start, gsize end)
{
  const char *text = cordial_message_get_text (message);
  gsize length = strlen (text);

  start = MIN (start, length);
  end = CLAMP (end, start, length);
  return g_strndup (text + start, end - start);
}

static gboolean
on_copy_turn (gpointer data)
{
  CordialMessageSelection *self = data;
  Copy *copy = self->copy;

  for (guint i = 0; i < TURN_MESSAGES && copy->next.position <= copy->last.position; i++)
    {
      g_autoptr (CordialMessage) message = g_list_model_get_item (self->messages, copy->next.position);
      gsize end = copy->next.position == copy->last.position ? copy->last.place : G_MAXSIZE;
      g_autofree char *text = NULL;

      if (message == NULL)
        break;
      text = dup_part (message, copy->next.place, end);
      if (copy->text->len + strlen (text) > MAX_BYTES || ++copy->count > MAX_MESSAGES)
        {
          g_string_append (copy->text, "\n…");
          copy->next.position = copy->last.position + 1;
          break;
        }
      cordial_copied_messages_append (copy->text, message, text);
      copy->next.position++;
      copy->next.place = 0;
    }
  if (copy->next.position <= copy->last.position)
    return G_SOURCE_CONTINUE;
  copy->source = 0;
  gdk_clipboard_set_text (copy->clipboard, copy->text->str);
  g_clear_pointer (&self->copy, copy_free);
  return G_SOURCE_REMOVE;
}

/**
 * cordial_message_selection_copy:
 * @self: a selection
 * @clipboard: where to
 *
 * Of one message its text, of several who said what and when; a long one is there a moment later.
 */
void
cordial_message_selection_copy (CordialMessageSelection *self, GdkClipboard *clipboard)
{
  CordialSelectionEnd first, last;

  g_return_if_fail (CORDIAL_IS_MESSAGE_SELECTION (self));
  g_return_if_fail (GDK_IS_CLIPBOARD (clipboard));

  g_clear_pointer (&self->copy, copy_free);
  if (!self->some)
    return;
  sort_ends (self, &first, &last);
  if (first.position == last.position)
    {
      g_autoptr (CordialMessage) message = g_list_model_get_item (self->messages, first.position);
      g_autofree char *text = dup_part (message, first.place, last.place);

      gdk_clipboard_set_text (clipboard, text);
      return;
    }
  self->copy = g_new0 (Copy, 1);
  self->copy->clipboard = g_object_ref (clipboard);
  self->copy->text = g_string_new (NULL);
  self->copy->next = first;
  self->copy->last = last;
  if (on_copy_turn (self) == G_SOURCE_REMOVE)
    return;
  self->copy->source = g_idle_add (on_copy_turn, self);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->copy->source), "[cordial] copy messages");
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

static void
cordial_message_selection_dispose (GObject *object)
{
  CordialMessageSelection *self = CORDIAL_MESSAGE_SELECTION (object);

  g_clear_pointer (&self->copy, copy_free);
  if (self->messages != NULL)
    g_signal_handlers_disconnect_by_data (self->messages, self);
  g_clear_object (&self->messages);
  G_OBJECT_CLASS (cordial_message_selection_parent_class)->dispose (object);
}

static void
cordial_message_selection_class_init (CordialMessageSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_message_selection_dispose;

  /**
   * CordialMessageSelection::changed:
   *
   * Other parts are selected now, or none.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_message_selection_init (CordialMessageSelection *self)
{
}

/**
 * cordial_message_selection_new:
 * @messages: (transfer none): a #GListModel of #CordialMessage
 *
 * Returns: (transfer full): a selection of nothing yet
 */
CordialMessageSelection *
cordial_message_selection_new (GListModel *messages)
{
  CordialMessageSelection *self = g_object_new (CORDIAL_TYPE_MESSAGE_SELECTION, NULL);

  self->messages = g_object_ref (messages);
  g_signal_connect_swapped (messages, "items-changed", G_CALLBACK (on_items_changed), self);
  return self;
}

gboolean
cordial_message_selection_is_empty (CordialMessageSelection *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_SELECTION (self), TRUE);

  return !self->some;
}

void
cordial_message_selection_clear (CordialMessageSelection *self)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_SELECTION (self));

  if (!self->some)
    return;
  self->some = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * cordial_message_selection_select:
 * @self: a selection
 * @anchor: the end that stays when it is extended
 * @moving: the other one, before or behind it
 */
void
cordial_message_selection_select (CordialMessageSelection *self, CordialSelectionEnd anchor, CordialSelectionEnd moving)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_SELECTION (self));

  if (compare_ends (&anchor, &moving) == 0)
    {
      cordial_message_selection_clear (self);
      return;
    }
  if (self->some && compare_ends (&self->anchor, &anchor) == 0 && compare_ends (&self->moving, &moving) == 0)
    return;
  self->some = TRUE;
  self->anchor = anchor;
  self->moving = moving;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * cordial_message_selection_select_all:
 * @self: a selection
 *
 * Everything that the list has, wherever it is.
 */
void
cordial_message_selection_select_all (CordialMessageSelection *self)
{
  guint n;

  g_return_if_fail (CORDIAL_IS_MESSAGE_SELECTION (self));

  n = g_list_model_get_n_items (self->messages);
  if (n > 0)
    cordial_message_selection_select (self, (CordialSelectionEnd) { 0, 0 }, (CordialSelectionEnd) { n - 1, G_MAXSIZE });
}

/**
 * cordial_message_selection_get_ends:
 * @self: a selection
 * @anchor: (out): the end that stays
 * @moving: (out): the other one
 *
 * Returns: whether anything is selected
 */
gboolean
cordial_message_selection_get_ends (CordialMessageSelection *self,
                                    CordialSelectionEnd *anchor,
                                    CordialSelectionEnd *moving)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_SELECTION (self), FALSE);

  *anchor = self->anchor;
  *moving = self->moving;
  return self->some;
}

/**
 * cordial_message_selection_extend_by_character:
 * @self: a selection
 * @direction: -1 towards the beginning, 1 towards the end
 *
 * Moves the moving end by what a person takes for one character.
 */
void
cordial_message_selection_extend_by_character (CordialMessageSelection *self, int direction)
{
  CordialSelectionEnd end = self->moving;
  g_autoptr (CordialMessage) message = NULL;
  g_autoptr (GArray) starts = NULL;
  const char *text;
  gsize length;

  g_return_if_fail (CORDIAL_IS_MESSAGE_SELECTION (self));

  message = self->some ? g_list_model_get_item (self->messages, end.position) : NULL;
  if (message == NULL)
    return;
  text = cordial_message_get_text (message);
  length = strlen (text);
  end.place = MIN (end.place, length);
  if ((direction < 0 && end.place == 0) || (direction > 0 && end.place == length))
    {
      cordial_message_selection_extend_by_message (self, direction);
      return;
    }
  starts = cordial_graphemes_find (text, length);
  end.place =
    direction < 0 ? cordial_graphemes_floor (starts, end.place - 1) : cordial_graphemes_ceil (starts, end.place + 1);
  cordial_message_selection_select (self, self->anchor, end);
}

/**
 * cordial_message_selection_extend_by_message:
 * @self: a selection
 * @direction: -1 towards the beginning, 1 towards the end
 *
 * Moves the moving end to the end of its message, or of the next one.
 */
void
cordial_message_selection_extend_by_message (CordialMessageSelection *self, int direction)
{
  CordialSelectionEnd end = self->moving;
  guint n;

  g_return_if_fail (CORDIAL_IS_MESSAGE_SELECTION (self));

  n = g_list_model_get_n_items (self->messages);
  if (!self->some)
    return;
  if (direction < 0)
    {
      if (end.place == 0 && end.position > 0)
        end.position--;
      end.place = 0;
    }
  else
    {
      g_autoptr (CordialMessage) message = g_list_model_get_item (self->messages, end.position);

      if (end.position + 1 < n && (message == NULL || end.place >= strlen (cordial_message_get_text (message))))
        end.position++;
      end.place = G_MAXSIZE;
    }
  cordial_message_selection_select (self, self->anchor, end);
}

/**
 * cordial_message_selection_get_part:
 * @self: a selection
 * @position: of a message
 * @start: (out): where in its text the selection begins, in bytes
 * @end: (out): where it ends; %G_MAXSIZE for the text's end
 *
 * Returns: whether any of it is selected
 */
gboolean
cordial_message_selection_get_part (CordialMessageSelection *self, guint position, gsize *start, gsize *end)
{
  CordialSelectionEnd first, last;

  g_return_val_if_fail (CORDIAL_IS_MESSAGE_SELECTION (self), FALSE);

  *start = *end = 0;
  sort_ends (self, &first, &last);
  if (!self->some || position < first.position || position > last.position)
    return FALSE;
  *start = position == first.position ? first.place : 0;
  *end = position == last.position ? last.place : G_MAXSIZE;
  return TRUE;
}
