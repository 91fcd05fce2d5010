/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is pinned in a conversation: what the server says of it, and what the person wants otherwise and was not carried out yet, which is
 * shown at once. A list of numbers of messages, in the order of pinning; it belongs to everybody there.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-config.h"

#include "cordial-conversation-state.h"
#include "cordial-protocol-error.h"

#include <glib/gi18n-lib.h>

/* As many as the official clients keep (tinode-sdk 0.25, MAX_PINNED_COUNT); what was pinned first goes first. */
#define MAX_PINS 5

static GArray *
parse (const char *pins)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (GStrv) words = pins ? g_strsplit (pins, " ", -1) : NULL;

  for (guint i = 0; words && words[i]; i++)
    {
      gint64 seq = g_ascii_strtoll (words[i], NULL, 10);

      if (seq > 0 && seq <= CORDIAL_SEQ_MAX)
        g_array_append_val (numbers, seq);
    }
  return numbers;
}

static gboolean
find (GArray *numbers, gint64 seq, guint *index)
{
  for (*index = 0; *index < numbers->len; (*index)++)
    if (g_array_index (numbers, gint64, *index) == seq)
      return TRUE;
  return FALSE;
}

static void
set (GArray *numbers, gint64 seq, gboolean pinned)
{
  guint index;

  if (find (numbers, seq, &index) == pinned)
    return;
  if (!pinned)
    g_array_remove_index (numbers, index);
  else
    {
      if (numbers->len >= MAX_PINS)
        g_array_remove_range (numbers, 0, numbers->len - MAX_PINS + 1);
      g_array_append_val (numbers, seq);
    }
}

static char *
dup_line (GArray *numbers)
{
  g_autoptr (GString) pins = g_string_new (NULL);

  for (guint i = 0; i < numbers->len; i++)
    g_string_append_printf (pins, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "", g_array_index (numbers, gint64, i));
  return pins->len > 0 ? g_string_free (g_steal_pointer (&pins), FALSE) : NULL;
}

static void
update_shown (CordialConversation *self)
{
  g_autoptr (GArray) numbers = parse (self->record->pins);
  g_autofree char *shown = NULL;

  for (guint i = 0; i < self->pin_wishes->len; i++)
    {
      const CordialPinWish *wish = &g_array_index (self->pin_wishes, CordialPinWish, i);

      set (numbers, wish->seq, wish->pinned);
    }
  shown = dup_line (numbers);
  if (g_set_str (&self->shown_pins, shown))
    cordial_conversation_notify (self, PROP_PINS);
}

/* Returns the field if it is to be written. */
CordialConversationFields
cordial_conversation_take_pins (CordialConversation *self, const char *pins)
{
  g_autoptr (GArray) numbers = parse (pins);
  g_autofree char *sound = dup_line (numbers);
  gboolean changed = g_set_str (&self->record->pins, sound);

  update_shown (self);
  return changed ? CORDIAL_CONVERSATION_HAS_PINS : 0;
}

void
cordial_conversation_forget_pins (CordialConversation *self, gint64 agreed)
{
  g_autoptr (GArray) numbers = parse (self->record->pins);
  g_autofree char *rest = NULL;

  for (guint i = numbers->len; i > 0; i--)
    if (g_array_index (numbers, gint64, i - 1) > agreed)
      g_array_remove_index (numbers, i - 1);
  for (guint i = self->pin_wishes->len; i > 0; i--)
    if (g_array_index (self->pin_wishes, CordialPinWish, i - 1).seq > agreed)
      g_array_remove_index (self->pin_wishes, i - 1);
  rest = dup_line (numbers);
  g_set_str (&self->record->pins, rest);
  update_shown (self);
}

static void
remove_wish (CordialConversation *self, gint64 seq)
{
  for (guint i = self->pin_wishes->len; i > 0; i--)
    if (g_array_index (self->pin_wishes, CordialPinWish, i - 1).seq == seq)
      g_array_remove_index (self->pin_wishes, i - 1);
}

void
cordial_conversation_apply_pin_wish (CordialConversation *self, gint64 seq, gboolean pinned)
{
  CordialPinWish wish = { seq, pinned };

  remove_wish (self, seq);
  g_array_append_val (self->pin_wishes, wish);
  update_shown (self);
}

/* The person may have asked for the opposite since. */
void
cordial_conversation_drop_pin_wish (CordialConversation *self, gint64 seq, gboolean pinned)
{
  for (guint i = 0; i < self->pin_wishes->len; i++)
    {
      const CordialPinWish *wish = &g_array_index (self->pin_wishes, CordialPinWish, i);

      if (wish->seq == seq && !wish->pinned == !pinned)
        {
          g_array_remove_index (self->pin_wishes, i);
          break;
        }
    }
  update_shown (self);
}

char *
cordial_conversation_dup_pins_with (CordialConversation *self, gint64 seq, gboolean pinned)
{
  g_autoptr (GArray) numbers = parse (self->record->pins);

  set (numbers, seq, pinned);
  return dup_line (numbers);
}

/**
 * cordial_conversation_list_pins:
 * @self: a #CordialConversation
 *
 * Returns: (transfer full) (element-type gint64): the numbers of what is pinned, the one that was pinned first first
 */
GArray *
cordial_conversation_list_pins (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  return parse (self->shown_pins);
}

/**
 * cordial_conversation_is_pinned:
 * @self: a #CordialConversation
 * @seq: the number of a message
 *
 * Returns: whether it is pinned, or shall be
 */
gboolean
cordial_conversation_is_pinned (CordialConversation *self, gint64 seq)
{
  g_autoptr (GArray) numbers = NULL;
  guint index;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  numbers = parse (self->shown_pins);
  return find (numbers, seq, &index);
}

/**
 * cordial_conversation_get_can_pin:
 * @self: a #CordialConversation
 *
 * Returns: whether the owner may say what is pinned here
 */
gboolean
cordial_conversation_get_can_pin (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  return (self->roster->capabilities & CORDIAL_PROTOCOL_CAN_PIN) != 0 && self->record->may_pin &&
         self->record->ended == CORDIAL_ENDING_NONE;
}

/**
 * cordial_conversation_dup_preview_of:
 * @self: a #CordialConversation
 * @seq: the number of a message that is pinned; “notify::pins” tells when that may be otherwise
 *
 * Returns: (transfer full) (nullable): one line that stands for it, also where it was deleted; %NULL if it is not here
 */
char *
cordial_conversation_dup_preview_of (CordialConversation *self, gint64 seq)
{
  g_autoptr (GPtrArray) found = NULL;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  if (!cordial_spans_contains (self->known, seq) || cordial_spans_contains (self->unreadable, seq))
    return NULL;
  if (cordial_spans_contains (self->present, seq))
    {
      const CordialMessageRecord *record;

      found = cordial_store_read_range (self->roster->store, self->record->id, seq, seq, NULL);
      if (!found || found->len == 0)
        return NULL;
      record = g_ptr_array_index (found, 0);
      if (record->deletion == CORDIAL_MESSAGE_THERE)
        return cordial_conversation_dup_preview (self, record);
    }
  return g_strdup (_ ("This message was deleted."));
}

/**
 * cordial_conversation_pin_async:
 * @self: a #CordialConversation
 * @seq: the number of a message of it
 * @pinned: whether it shall be pinned, for everybody here
 * @cancellable: (nullable): only the waiting can be cancelled
 * @callback: called when that is on disk
 * @user_data: passed to @callback
 */
void
cordial_conversation_pin_async (CordialConversation *self,
                                gint64 seq,
                                gboolean pinned,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_CONVERSATION (self));
  g_return_if_fail (seq > 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_conversation_pin_async);
  if (self->roster->requests)
    {
      CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->pin (self->roster->requests, self, seq, pinned, task);
      return;
    }
  g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK,
                                   _ ("There is no connection to the server. Try again when it is back."));
  g_object_unref (task);
}

gboolean
cordial_conversation_pin_finish (CordialConversation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
