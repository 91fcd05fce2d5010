/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A server that was restored from a backup has forgotten its newest messages, and gives their numbers again. Where something
 * points to that, the server is asked for its newest number, and for what it has around the number in doubt; if that is not
 * what is here, for older and older messages, down to one that both have. From there on a new epoch begins.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-epoch.h"

#include "cordial-arrivals.h"
#include "cordial-marks.h"
#include "cordial-timeline-private.h"

/* Enough to reach below whatever a backup is behind. If there is no agreement even then, what is here stays as history without
 * numbers, and older messages are matched when they are fetched. */
#define NUMBERS_MAX 5000

/* Looked at above the first number in doubt: that very one may be deleted here or there. */
#define PAGE_ABOVE (CORDIAL_PROTOCOL_PAGE / 2)

/* So many single messages that the server fails to tell are passed over in one run. After more of them it is the server that
 * fails, and is asked again later. */
#define UNREADABLE_MAX 4

struct _CordialEpochCheck
{
  grefcount refs;
  CordialContext *context;
  CordialConversation *conversation;
  GTask *run; /* (nullable), not owned: the one under way, whose answers count */
  guint link; /* of that */

  gint64 known;    /* the newest number here, when the server was asked for its own */
  gint64 newest;   /* the server's */
  gboolean behind; /* it was lower: the server has forgotten some */
  gint64 high;     /* what was fetched: from low, once it was, to high */
  gint64 low;
  GPtrArray *messages;
  gint64 unreadable;  /* the highest number in there that the server could not tell, 0 for none */
  guint n_unreadable; /* in this run */
  CordialSpan page;   /* that is asked for */
  gint64 page_size;   /* at most, since the server failed; 0 for as many as arrive */
  gboolean begun;     /* a new epoch: what came meanwhile is learned last */
};

CordialEpochCheck *
cordial_epoch_check_ref (CordialEpochCheck *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
cordial_epoch_check_unref (CordialEpochCheck *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  cordial_context_unref (self->context);
  g_object_unref (self->conversation);
  g_ptr_array_unref (self->messages);
  g_free (self);
}

static void refresh (GTask *task);

/* Returns the check, or NULL if there is no point in it any more: the task has ended then. Takes the error. */
static CordialEpochCheck *
go_on (GTask *task, GError *error)
{
  CordialEpochCheck *self = g_task_get_task_data (task);

  if (!error && (!self->context->ready || self->run != task || self->link != self->context->link ||
                 cordial_conversation_is_gone (self->conversation)))
    error = g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK, "the link is another one");
  if (!error)
    return self;
  g_task_return_error (task, error);
  return NULL;
}

static void
on_begun (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CordialEpochCheck *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (CordialStoreChange) change = cordial_store_begin_epoch_finish (CORDIAL_STORE (object), result, &error);

  if (change && !cordial_conversation_is_gone (self->conversation))
    {
      g_info ("a new epoch of a conversation, after number %" G_GINT64_FORMAT, change->agreed);
      /* They spoke of the numbers that are over. */
      if (self->context->account)
        cordial_marks_forget (self->context->marks, self->conversation);
      cordial_arrivals_apply (self->context, self->conversation, change);
      self->begun = TRUE;
    }
  if (go_on (task, error))
    refresh (g_steal_pointer (&task));
}

static void
begin (GTask *task)
{
  CordialEpochCheck *self = g_task_get_task_data (task);
  gint64 low = self->low;

  /* What the server could not tell is no hole: that, and what is below it, is fetched once more. */
  if (self->unreadable > 0)
    low = self->unreadable < self->high ? self->unreadable + 1 : 0;
  /* Their numbers and places will be others'. */
  cordial_conversation_forget_unreadable (self->conversation);
  cordial_store_begin_epoch_async (self->context->store, cordial_conversation_get_id (self->conversation),
                                   self->messages, low, self->high, on_begun, task);
}

static void
dismiss (GTask *task)
{
  cordial_conversation_dismiss_doubt (((CordialEpochCheck *) g_task_get_task_data (task))->conversation);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void fetch_page (GTask *task);

/* What follows from what was fetched. */
static void
decide (GTask *task)
{
  CordialEpochCheck *self = g_task_get_task_data (task);
  const gboolean far = self->low > 0 && self->high - self->low >= NUMBERS_MAX;
  GError *error = NULL;
  gint64 agreed, conflict;

  cordial_store_read_agreement (self->context->store, self->messages, &agreed, &conflict, &error);
  if (!go_on (task, error))
    g_object_unref (task);
  /* By an earlier run, whose link went while that was written. */
  else if (self->begun)
    refresh (task);
  else if (self->newest == 0)
    begin (task);
  /* What is the same above the number in doubt may have come since. */
  else if (!far && (self->low == 0 || self->low > cordial_conversation_get_doubt (self->conversation)))
    fetch_page (task);
  /* Below the oldest message that is here there is nothing to compare. */
  else if (!far && agreed == 0 && self->low > MAX (1, cordial_conversation_get_oldest (self->conversation)))
    fetch_page (task);
  else if (conflict == 0 && !self->behind)
    dismiss (task);
  else
    begin (task);
}

/* One message can spoil a page, and the one that does is passed over. Returns whether to go on. */
static gboolean
bisect (CordialEpochCheck *self)
{
  gint64 size = self->page.high - self->page.low + 1;

  self->page_size = MAX (1, size / 2);
  if (size > 1)
    return TRUE;
  self->unreadable = MAX (self->unreadable, self->page.low);
  self->low = self->page.low;
  return ++self->n_unreadable < UNREADABLE_MAX;
}

static void
on_fetched (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CordialEpochCheck *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) messages = cordial_protocol_fetch_finish (CORDIAL_PROTOCOL (object), result, &error);
  g_autoptr (GPtrArray) sound = NULL;

  if (g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNEXPLAINED) && self->run == task &&
      bisect (self))
    g_clear_error (&error);
  if (!go_on (task, error))
    return;
  if (messages)
    {
      cordial_context_page_arrived (self->context, self->page.high - self->page.low + 1);
      sound = cordial_conversation_sift (self->conversation, messages, self->page.low, self->page.high);
      g_ptr_array_extend_and_steal (self->messages, g_steal_pointer (&sound));
      self->low = self->page.low;
      self->page_size *= 2;
    }
  decide (g_steal_pointer (&task));
}

/* The next below what was fetched. */
static void
fetch_page (GTask *task)
{
  CordialEpochCheck *self = g_task_get_task_data (task);
  gint64 size = self->page_size > 0 ? MIN (self->page_size, self->context->page) : self->context->page;

  self->page.high = self->low > 0 ? self->low - 1 : self->high;
  self->page.low = MAX (1, self->page.high - size + 1);
  cordial_protocol_fetch_async (self->context->protocol, cordial_conversation_get_id (self->conversation),
                                self->page.low, self->page.high, self->context->cancellable, on_fetched, task);
}

/* Nothing of what was fetched is worth anything, or nothing was. */
static void
start_at (CordialEpochCheck *self, gint64 newest)
{
  gint64 doubt = cordial_conversation_get_doubt (self->conversation);

  g_ptr_array_set_size (self->messages, 0);
  self->unreadable = 0;
  self->low = 0;
  self->newest = newest;
  self->high = self->behind ? newest : MIN (newest, doubt + PAGE_ABOVE);
}

/* The newest of what was fetched, NULL for none. */
static const CordialMessageRecord *
find_witness (CordialEpochCheck *self)
{
  const CordialMessageRecord *witness = NULL;

  for (guint i = 0; i < self->messages->len; i++)
    {
      const CordialMessageRecord *message = g_ptr_array_index (self->messages, i);

      if (!witness || message->seq > witness->seq)
        witness = message;
    }
  return witness;
}

static void
on_witness (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) messages = cordial_protocol_fetch_finish (CORDIAL_PROTOCOL (object), result, &error);
  CordialEpochCheck *self;
  const CordialMessageRecord *witness;
  gboolean same = FALSE;

  /* What cannot be told any more does not speak for the others. */
  if (g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNEXPLAINED))
    g_clear_error (&error);
  self = go_on (task, error);
  if (!self)
    return;
  witness = find_witness (self);
  for (guint i = 0; messages && i < messages->len; i++)
    {
      const CordialMessageRecord *message = g_ptr_array_index (messages, i);

      same |= message->seq == witness->seq && cordial_message_record_is_same (message, witness);
    }
  if (!same)
    start_at (self, self->newest);
  decide (g_steal_pointer (&task));
}

/* What an earlier link brought is still so if the newest of it is, unless the server has forgotten some of it since: a server
 * that is restored gives the highest numbers again, whatever it has written meanwhile. */
static void
go_on_with_earlier (GTask *task, gint64 newest)
{
  CordialEpochCheck *self = g_task_get_task_data (task);
  const CordialMessageRecord *witness = find_witness (self);

  if (!witness || newest < self->newest)
    {
      start_at (self, newest);
      decide (task);
      return;
    }
  self->newest = newest;
  cordial_protocol_fetch_async (self->context->protocol, cordial_conversation_get_id (self->conversation), witness->seq,
                                witness->seq, self->context->cancellable, on_witness, task);
}

static void
on_refreshed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gint64 newest = cordial_protocol_refresh_finish (CORDIAL_PROTOCOL (object), result, &error);
  CordialEpochCheck *self = go_on (task, error);

  if (!self)
    return;
  if (newest < 0 || newest > CORDIAL_SEQ_MAX)
    {
      g_info ("dropped an impossible seq");
      dismiss (g_steal_pointer (&task));
      return;
    }
  /* Higher is what came meanwhile. Lower is a matter of the next check. */
  if (newest >= self->known)
    cordial_conversation_raise_seq (self->conversation, newest);
  if (self->begun || cordial_conversation_get_doubt (self->conversation) == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->behind |= newest < self->known;
  go_on_with_earlier (g_steal_pointer (&task), newest);
}

static void
refresh (GTask *task)
{
  CordialEpochCheck *self = g_task_get_task_data (task);

  self->known = cordial_conversation_get_seq (self->conversation);
  cordial_protocol_refresh_async (self->context->protocol, cordial_conversation_get_id (self->conversation),
                                  self->context->cancellable, on_refreshed, task);
}

/**
 * cordial_epoch_check_new:
 * @context: the account's
 * @conversation: one that has a doubt
 *
 * Returns: (transfer full): what finds out about the doubt, in as many runs as that takes
 */
CordialEpochCheck *
cordial_epoch_check_new (CordialContext *context, CordialConversation *conversation)
{
  CordialEpochCheck *self = g_new0 (CordialEpochCheck, 1);

  g_ref_count_init (&self->refs);
  self->context = cordial_context_ref (context);
  self->conversation = g_object_ref (conversation);
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
  return self;
}

/**
 * cordial_epoch_check_run_async:
 * @self: a #CordialEpochCheck of a context that is ready
 * @callback: called when there is no doubt any more, or that could not be settled on this link
 * @user_data: passed to @callback
 *
 * Begins, or goes on where the last run ended.
 */
void
cordial_epoch_check_run_async (CordialEpochCheck *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self->conversation, NULL, callback, user_data);

  g_task_set_task_data (task, cordial_epoch_check_ref (self), (GDestroyNotify) cordial_epoch_check_unref);
  self->run = task;
  self->link = self->context->link;
  self->n_unreadable = 0;
  self->page_size = 0;
  refresh (task);
}

gboolean
cordial_epoch_check_run_finish (CordialConversation *conversation, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, conversation), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
