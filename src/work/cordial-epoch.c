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

/* Of 100 messages each: enough to reach below whatever a backup is behind. If there is no agreement even then, what is here
 * stays as history without numbers, and older messages are matched when they are fetched. */
#define PAGES_MAX 50

/* Looked at above the first number in doubt: that very one may be deleted here or there. */
#define PAGE_ABOVE (CORDIAL_PROTOCOL_PAGE / 2)

typedef struct
{
  CordialContext *context;
  guint link;
  gint64 known;  /* the newest number here, when the server was asked for its own */
  gint64 newest; /* the server's */
  gint64 high;   /* what was fetched: from low, once it was, to high */
  gint64 low;
  gint64 page_high;
  guint n_pages;
  GPtrArray *messages;
  gboolean begun; /* a new epoch: what came meanwhile is learned last */
} Check;

static void
check_free (gpointer data)
{
  Check *self = data;

  cordial_context_unref (self->context);
  g_ptr_array_unref (self->messages);
  g_free (self);
}

static void refresh (GTask *task);
static void fetch_page (GTask *task);

/* Returns the check, or NULL if there is no point in it any more: the task has ended then. */
static Check *
go_on (GTask *task, GError *error)
{
  Check *self = g_task_get_task_data (task);
  CordialConversation *conversation = g_task_get_source_object (task);

  if (!error &&
      (!self->context->ready || self->link != self->context->link || cordial_conversation_is_gone (conversation)))
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
  CordialConversation *conversation = g_task_get_source_object (task);
  Check *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (CordialStoreChange) change = cordial_store_begin_epoch_finish (CORDIAL_STORE (object), result, &error);

  if (change && !cordial_conversation_is_gone (conversation))
    {
      g_info ("a new epoch of a conversation, after number %" G_GINT64_FORMAT, change->agreed);
      /* They spoke of the numbers that are over. */
      if (self->context->account)
        cordial_marks_forget (self->context->marks, conversation);
      cordial_arrivals_apply (self->context, conversation, change);
    }
  if (!go_on (task, error))
    return;
  cordial_marks_add_again (self->context->marks, conversation, CORDIAL_RECEIPT_READ,
                           cordial_conversation_take_mark_again (conversation));
  self->begun = TRUE;
  refresh (g_steal_pointer (&task));
}

static void
begin (GTask *task)
{
  Check *self = g_task_get_task_data (task);
  CordialConversation *conversation = g_task_get_source_object (task);

  /* Their numbers and places will be others'. */
  cordial_conversation_forget_unreadable (conversation);
  cordial_store_begin_epoch_async (self->context->store, cordial_conversation_get_id (conversation), self->messages,
                                   self->low, self->high, on_begun, task);
}

static void
dismiss (GTask *task)
{
  cordial_conversation_dismiss_doubt (g_task_get_source_object (task));
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
add_sound (Check *self, CordialConversation *conversation, GPtrArray *messages)
{
  g_autoptr (GPtrArray) sound = cordial_conversation_sift (conversation, messages, self->low, self->page_high);

  g_ptr_array_extend_and_steal (self->messages, g_steal_pointer (&sound));
}

static void
on_fetched (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CordialConversation *conversation = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) messages = cordial_protocol_fetch_finish (CORDIAL_PROTOCOL (object), result, &error);
  Check *self = go_on (task, error);
  gint64 agreed, conflict;

  if (!self)
    return;
  add_sound (self, conversation, messages);
  cordial_store_read_agreement (self->context->store, self->messages, &agreed, &conflict, &error);
  if (!go_on (task, error))
    return;

  if (conflict == 0 && self->newest >= self->known)
    dismiss (g_steal_pointer (&task));
  /* Below the oldest message that is here there is nothing to agree on. */
  else if (agreed > 0 || self->low <= MAX (1, cordial_conversation_get_oldest (conversation)) ||
           ++self->n_pages == PAGES_MAX)
    begin (g_steal_pointer (&task));
  else
    fetch_page (g_steal_pointer (&task));
}

/* The next below what was fetched. */
static void
fetch_page (GTask *task)
{
  Check *self = g_task_get_task_data (task);

  self->page_high = self->low > 0 ? self->low - 1 : self->high;
  self->low = MAX (1, self->page_high - CORDIAL_PROTOCOL_PAGE + 1);
  cordial_protocol_fetch_async (self->context->protocol, cordial_conversation_get_id (g_task_get_source_object (task)),
                                self->low, self->page_high, self->context->cancellable, on_fetched, task);
}

static void
on_refreshed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CordialConversation *conversation = g_task_get_source_object (task);
  GError *error = NULL;
  gint64 newest = cordial_protocol_refresh_finish (CORDIAL_PROTOCOL (object), result, &error);
  gint64 doubt = cordial_conversation_get_doubt (conversation);
  Check *self = go_on (task, error);

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
    cordial_conversation_raise_seq (conversation, newest);
  if (self->begun || doubt == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->newest = newest;
  self->high = newest < self->known ? newest : MIN (newest, doubt + PAGE_ABOVE);
  if (newest > 0)
    fetch_page (g_steal_pointer (&task));
  else
    begin (g_steal_pointer (&task));
}

static void
refresh (GTask *task)
{
  Check *self = g_task_get_task_data (task);
  CordialConversation *conversation = g_task_get_source_object (task);

  self->known = cordial_conversation_get_seq (conversation);
  cordial_protocol_refresh_async (self->context->protocol, cordial_conversation_get_id (conversation),
                                  self->context->cancellable, on_refreshed, task);
}

/**
 * cordial_epoch_check_async:
 * @context: the account's, which is ready
 * @conversation: one that has a doubt
 * @callback: called when it has none any more, or that could not be settled
 * @user_data: passed to @callback
 */
void
cordial_epoch_check_async (CordialContext *context,
                           CordialConversation *conversation,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (conversation, NULL, callback, user_data);
  Check *self = g_new0 (Check, 1);

  self->context = cordial_context_ref (context);
  self->link = context->link;
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
  g_task_set_task_data (task, self, check_free);
  refresh (task);
}

gboolean
cordial_epoch_check_finish (CordialConversation *conversation, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, conversation), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
