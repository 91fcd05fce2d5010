/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the protocol reports goes to the conversation that it is about, and the state of the link to all of them; what is about
 * nothing that the account has is dropped. What a person asks for is in the second half.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-work.h"

#include <glib/gi18n-lib.h>

#include "cordial-asking.h"
#include "cordial-incoming.h"
#include "cordial-marks.h"
#include "cordial-profile.h"
#include "cordial-sync.h"

struct _CordialWork
{
  GObject parent_instance;

  CordialAccount *account;
  CordialContext *context;
  CordialSync *sync;
  CordialIntents *intents;
  CordialIncoming *incoming;
  CordialProfile *profile;

  CordialConversation *opened; /* (nullable), not owned: what the person looks at */
  gboolean fresh;              /* the account is new on this computer, and what its roster brings is no news */
  gboolean roster_complete;
};

static void requests_init (CordialRequestsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CordialWork,
                               cordial_work,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CORDIAL_TYPE_REQUESTS, requests_init))

/* --- Conversations ----------------------------------------------------------------------------------------------- */

static void
on_conversation (CordialProtocol *protocol, CordialConversationRecord *record, CordialWork *self)
{
  CordialConversation *conversation;

  if (!record->id || *record->id == '\0')
    return;
  conversation = cordial_account_get_conversation (self->account, record->id);
  if (conversation)
    cordial_conversation_apply_record (conversation, record);
  else
    conversation = cordial_account_ensure_conversation (self->account, record);
  if (self->context->ready)
    cordial_sync_want (self->sync, conversation, FALSE);
}

static void
on_conversation_removed (CordialProtocol *protocol, const char *id, CordialWork *self)
{
  CordialConversation *conversation = cordial_account_get_conversation (self->account, id);

  if (!conversation)
    return;
  if (self->opened == conversation)
    g_clear_weak_pointer (&self->opened);
  cordial_intents_forget (self->intents, conversation);
  cordial_marks_forget (self->context->marks, conversation);
  cordial_sync_forget (self->sync, conversation);
  cordial_account_remove_conversation (self->account, conversation);
}

static void
on_messages (CordialProtocol *protocol, const char *id, GPtrArray *messages, CordialWork *self)
{
  cordial_incoming_add (self->incoming, id, messages);
}

void
cordial_work_take_incoming (CordialWork *self)
{
  cordial_incoming_take (self->incoming);
}

static void
on_deleted (CordialProtocol *protocol, const char *id, gint64 low, gint64 high, CordialWork *self)
{
  CordialConversation *conversation = cordial_account_get_conversation (self->account, id);

  /* It may be about a message that came in this very turn. */
  cordial_incoming_take (self->incoming);
  if (conversation)
    cordial_conversation_apply_deleted (conversation, low, high);
}

static void
on_receipt (CordialProtocol *protocol, const char *id, const char *user_id, int receipt, gint64 seq, CordialWork *self)
{
  CordialConversation *conversation = cordial_account_get_conversation (self->account, id);

  if (conversation)
    cordial_conversation_apply_receipt (conversation, user_id, receipt, seq);
}

static void
on_typing (CordialProtocol *protocol, const char *id, const char *user_id, CordialWork *self)
{
  CordialConversation *conversation = cordial_account_get_conversation (self->account, id);

  if (conversation)
    cordial_conversation_apply_typing (conversation, user_id);
}

static void
on_profile (CordialProtocol *protocol, CordialConversationRecord *record, CordialWork *self)
{
  cordial_profile_heard (self->profile, record);
}

static void
on_signed_in (CordialProtocol *protocol, const char *user_id, const char *token, gint64 expires_ms, CordialWork *self)
{
  cordial_account_set_user_id (self->account, user_id);
}

/* --- The link ---------------------------------------------------------------------------------------------------- */

static void
on_refreshed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  gint64 seq = cordial_protocol_refresh_finish (CORDIAL_PROTOCOL (object), result, &error);

  if (error)
    {
      g_debug ("refresh: %s", error->message);
      return;
    }
  cordial_conversation_apply_seq (errand->conversation, seq);
  if (cordial_errand_is_current (errand))
    cordial_sync_want (((CordialWork *) errand->owner)->sync, errand->conversation, TRUE);
}

/* Its newest messages are fetched before those of others, and its news come at once. */
static void
open_conversation (CordialRequests *requests, CordialConversation *conversation)
{
  CordialWork *self = CORDIAL_WORK (requests);
  CordialContext *context = self->context;

  g_set_weak_pointer (&self->opened, conversation);
  if (!context->ready)
    return; /* as soon as it is */
  cordial_sync_want (self->sync, conversation, TRUE);
  cordial_protocol_refresh_async (context->protocol, cordial_conversation_get_id (conversation), context->cancellable,
                                  on_refreshed, cordial_errand_new (context, self, conversation));
}

/* The link is back: goes on where it was. */
static void
resume (CordialWork *self, CordialConversation *conversation)
{
  cordial_marks_add_again (self->context->marks, conversation, CORDIAL_RECEIPT_READ,
                           cordial_conversation_take_mark_again (conversation));
  cordial_marks_resume (self->context->marks, conversation);
  if (self->opened == conversation)
    open_conversation (CORDIAL_REQUESTS (self), conversation);
  cordial_sync_want (self->sync, conversation, FALSE);
  cordial_intents_kick (self->intents, conversation);
}

/* The one that is looked at, then by recency. */
static int
compare_urgency (gconstpointer a, gconstpointer b, gpointer user_data)
{
  CordialConversation *first = *(CordialConversation **) a;
  CordialConversation *second = *(CordialConversation **) b;
  CordialWork *self = user_data;
  gint64 touched_a = cordial_conversation_get_touched_ms (first);
  gint64 touched_b = cordial_conversation_get_touched_ms (second);

  if (first != second && (first == self->opened || second == self->opened))
    return first == self->opened ? -1 : 1;
  return touched_a < touched_b ? 1 : touched_a > touched_b ? -1 : 0;
}

static void
update_ready (CordialWork *self)
{
  CordialContext *context = self->context;
  gboolean online = context->protocol && cordial_protocol_get_link_state (context->protocol) == CORDIAL_LINK_ONLINE;
  gboolean ready = online && self->roster_complete;
  g_autoptr (GPtrArray) conversations = NULL;

  if (context->ready == ready)
    return;
  context->ready = ready;
  /* The list may lose one of them while the others go on. */
  conversations = cordial_account_dup_conversations (self->account);
  if (!ready)
    {
      context->link++;
      cordial_intents_link_lost (self->intents);
      cordial_marks_link_lost (context->marks);
      cordial_profile_link_lost (self->profile);
      cordial_sync_link_lost (self->sync);
      g_ptr_array_foreach (conversations, (GFunc) (void (*) (void)) cordial_conversation_apply_offline, NULL);
      return;
    }
  g_ptr_array_sort_with_data (conversations, compare_urgency, self);
  if (self->fresh)
    g_ptr_array_foreach (conversations, (GFunc) (void (*) (void)) cordial_conversation_forget_news, NULL);
  self->fresh = FALSE;
  for (guint i = 0; i < conversations->len && context->ready; i++)
    resume (self, g_ptr_array_index (conversations, i));
  cordial_profile_resume (self->profile);
}

static void
set_roster_complete (CordialWork *self, gboolean complete)
{
  self->roster_complete = complete;
  cordial_account_set_roster_complete (self->account, complete);
}

static void
update_link (CordialWork *self)
{
  CordialProtocol *protocol = self->context->protocol;
  g_autofree char *reason = NULL;

  if (cordial_protocol_get_link_state (protocol) != CORDIAL_LINK_ONLINE)
    set_roster_complete (self, FALSE);
  update_ready (self);
  /* Only now: going on where it was may have been too much for the link. */
  reason = cordial_protocol_dup_reason (protocol);
  cordial_account_set_link (self->account, cordial_protocol_get_link_state (protocol),
                            cordial_protocol_get_refusal (protocol), cordial_protocol_get_retry_at (protocol), reason);
}

static void
on_roster_complete (CordialProtocol *protocol, CordialWork *self)
{
  set_roster_complete (self, TRUE);
  update_ready (self);
}

static void
on_protocol_notify (CordialProtocol *protocol, GParamSpec *pspec, CordialWork *self)
{
  double round_trip_ms;

  if (g_str_equal (pspec->name, "link-state") || g_str_equal (pspec->name, "refusal") ||
      g_str_equal (pspec->name, "retry-at") || g_str_equal (pspec->name, "reason"))
    update_link (self);
  else if (g_str_equal (pspec->name, "round-trip-ms"))
    {
      g_object_get (protocol, "round-trip-ms", &round_trip_ms, NULL);
      cordial_account_set_round_trip_ms (self->account, round_trip_ms);
    }
}

static void
on_beat (CordialProtocol *protocol, CordialWork *self)
{
  g_signal_emit_by_name (self->account, "beat");
}

static void
leave_protocol (CordialWork *self)
{
  if (!self->context->protocol)
    return;
  cordial_protocol_close (self->context->protocol);
  g_signal_handlers_disconnect_by_data (self->context->protocol, self);
}

void
cordial_work_set_protocol (CordialWork *self, CordialProtocol *protocol)
{
  const struct
  {
    const char *signal;
    GCallback callback;
  } handlers[] = {
    { "conversation", G_CALLBACK (on_conversation) },
    { "conversation-removed", G_CALLBACK (on_conversation_removed) },
    { "messages", G_CALLBACK (on_messages) },
    { "deleted", G_CALLBACK (on_deleted) },
    { "receipt", G_CALLBACK (on_receipt) },
    { "typing", G_CALLBACK (on_typing) },
    { "profile", G_CALLBACK (on_profile) },
    { "signed-in", G_CALLBACK (on_signed_in) },
    { "roster-complete", G_CALLBACK (on_roster_complete) },
    { "notify", G_CALLBACK (on_protocol_notify) },
    { "beat", G_CALLBACK (on_beat) },
  };

  leave_protocol (self);
  g_set_object (&self->context->protocol, protocol);
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (protocol, handlers[i].signal, handlers[i].callback, self, G_CONNECT_DEFAULT);
  update_link (self);
}

CordialProtocol *
cordial_work_get_protocol (CordialWork *self)
{
  return self->context->protocol;
}

gboolean
cordial_work_has_protocol (CordialWork *self, GTask *task)
{
  if (self->context->protocol)
    return TRUE;
  /* The application's own server has not said yet where it listens. */
  g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK,
                                   _ ("There is no connection to the server yet. Try again in a moment."));
  g_object_unref (task);
  return FALSE;
}

/* --- What a person asks for -------------------------------------------------------------------------------------- */

static void
load_older (CordialRequests *requests, const char *conversation_id)
{
  CordialWork *self = CORDIAL_WORK (requests);
  CordialConversation *conversation = cordial_account_get_conversation (self->account, conversation_id);

  if (conversation)
    cordial_sync_load_older (self->sync, conversation);
}

static void
mark_read (CordialRequests *requests, CordialConversation *conversation, gint64 seq)
{
  cordial_marks_add (CORDIAL_WORK (requests)->context->marks, conversation, CORDIAL_RECEIPT_READ,
                     cordial_conversation_apply_seen (conversation, seq));
}

static gboolean
tell_typing (CordialRequests *requests, CordialConversation *conversation)
{
  CordialContext *context = CORDIAL_WORK (requests)->context;

  if (context->ready)
    cordial_protocol_typing (context->protocol, cordial_conversation_get_id (conversation));
  return context->ready;
}

static void
send_text (CordialRequests *requests, CordialConversation *conversation, const char *text, GTask *task)
{
  CordialWork *self = CORDIAL_WORK (requests);

  cordial_ask_send (self->context, self->intents, conversation, text, task);
}

static void
edit_message (CordialRequests *requests,
              CordialConversation *conversation,
              CordialMessage *message,
              const char *text,
              GTask *task)
{
  CordialWork *self = CORDIAL_WORK (requests);

  cordial_ask_edit (self->context, self->intents, conversation, message, text, task);
}

static void
delete_message (CordialRequests *requests,
                CordialConversation *conversation,
                CordialMessage *message,
                gboolean for_all,
                GTask *task)
{
  CordialWork *self = CORDIAL_WORK (requests);

  cordial_ask_delete (self->context, self->intents, conversation, message, for_all, task);
}

static void
retry_message (CordialRequests *requests, CordialConversation *conversation, CordialMessage *message)
{
  CordialWork *self = CORDIAL_WORK (requests);

  cordial_ask_retry (self->context, self->intents, conversation, message);
}

static void
discard_message (CordialRequests *requests, CordialConversation *conversation, CordialMessage *message)
{
  CordialWork *self = CORDIAL_WORK (requests);

  cordial_ask_discard (self->context, self->intents, conversation, message);
}

static void
on_muted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!cordial_protocol_set_muted_finish (CORDIAL_PROTOCOL (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  cordial_conversation_apply_muted (g_task_get_source_object (task), GPOINTER_TO_INT (g_task_get_task_data (task)));
  g_task_return_boolean (task, TRUE);
}

static void
set_muted (CordialRequests *requests, CordialConversation *conversation, gboolean muted, GTask *task)
{
  CordialContext *context = CORDIAL_WORK (requests)->context;

  if (cordial_conversation_is_gone (conversation) || !context->protocol)
    {
      g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK,
                                       _ ("There is no connection to the server. Try again when it is back."));
      g_object_unref (task);
      return;
    }
  g_task_set_task_data (task, GINT_TO_POINTER (muted), NULL);
  cordial_protocol_set_muted_async (context->protocol, cordial_conversation_get_id (conversation), muted,
                                    g_task_get_cancellable (task), on_muted, task);
}

static void
on_people_found (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *people = cordial_protocol_find_people_finish (CORDIAL_PROTOCOL (object), result, &error);

  if (people)
    g_task_return_pointer (task, people, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
find_people (CordialRequests *requests, const char *query, GTask *task)
{
  CordialWork *self = CORDIAL_WORK (requests);

  if (cordial_work_has_protocol (self, task))
    cordial_protocol_find_people_async (self->context->protocol, query, g_task_get_cancellable (task), on_people_found,
                                        task);
}

static void
on_conversation_started (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CordialAccount *account = g_task_get_source_object (task);
  GError *error = NULL;
  g_autofree char *id = cordial_protocol_start_conversation_finish (CORDIAL_PROTOCOL (object), result, &error);
  g_autoptr (CordialConversationRecord) record = NULL;

  if (!id)
    {
      g_task_return_error (task, error);
      return;
    }
  record = cordial_conversation_record_new (id);
  g_task_return_pointer (task, g_object_ref (cordial_account_ensure_conversation (account, record)), g_object_unref);
}

static void
start_conversation (CordialRequests *requests, const char *person_id, GTask *task)
{
  CordialWork *self = CORDIAL_WORK (requests);

  if (cordial_work_has_protocol (self, task))
    cordial_protocol_start_conversation_async (self->context->protocol, person_id, g_task_get_cancellable (task),
                                               on_conversation_started, task);
}

static void
set_profile (CordialRequests *requests, const CordialConversationRecord *profile, GTask *task)
{
  cordial_profile_ask (CORDIAL_WORK (requests)->profile, profile, task);
}

static GArray *
dup_beats (CordialRequests *requests)
{
  CordialProtocol *protocol = CORDIAL_WORK (requests)->context->protocol;

  return protocol ? cordial_protocol_dup_beats (protocol) : cordial_beats_new ();
}

static void
requests_init (CordialRequestsInterface *iface)
{
  iface->open = open_conversation;
  iface->load_older = load_older;
  iface->mark_read = mark_read;
  iface->tell_typing = tell_typing;
  iface->send = send_text;
  iface->edit = edit_message;
  iface->delete = delete_message;
  iface->retry = retry_message;
  iface->discard = discard_message;
  iface->set_muted = set_muted;
  iface->find_people = find_people;
  iface->start_conversation = start_conversation;
  iface->set_profile = set_profile;
  iface->dup_beats = dup_beats;
}

/* --- The object -------------------------------------------------------------------------------------------------- */

/**
 * cordial_work_new:
 * @id: what tells the account from the others
 * @store: its database
 * @read_content: (nullable): how its wire says what a message holds
 * @link_requests: (nullable): carries out what is asked of the connection; it outlives the work
 *
 * Returns: (transfer full): the work of a new account object, which has no protocol yet
 */
CordialWork *
cordial_work_new (const char *id,
                  CordialStore *store,
                  CordialContentReader read_content,
                  CordialLinkRequests *link_requests)
{
  CordialWork *self = g_object_new (CORDIAL_TYPE_WORK, NULL);

  self->account = cordial_account_new (id, store, read_content, CORDIAL_REQUESTS (self), link_requests);
  self->context = cordial_context_new (store);
  self->context->account = self->account;
  self->sync = cordial_sync_new (self->context);
  self->context->marks = cordial_marks_new (self->context);
  self->intents = cordial_intents_new (self->context, self->sync);
  self->incoming = cordial_incoming_new (self->context, self->sync);
  self->profile = cordial_profile_new (self->context);
  self->fresh = TRUE;
  return self;
}

/* What an earlier run left to be carried out. */
static gboolean
load_intents (CordialWork *self, GError **error)
{
  g_autoptr (GPtrArray) intents = cordial_store_list_all_intents (self->context->store, error);

  for (guint i = 0; intents && i < intents->len; i++)
    {
      CordialIntentRecord *intent = g_ptr_array_index (intents, i);
      CordialConversation *conversation =
        intent->conversation_id ? cordial_account_get_conversation (self->account, intent->conversation_id) : NULL;

      if (intent->kind == CORDIAL_INTENT_PROFILE)
        cordial_profile_load (self->profile, intent);
      if (!conversation)
        continue;
      if (intent->kind == CORDIAL_INTENT_MARK)
        {
          cordial_marks_load (self->context->marks, conversation, intent);
          continue;
        }
      cordial_intents_expect (self->intents, conversation);
    }
  return intents != NULL;
}

gboolean
cordial_work_load (CordialWork *self, GError **error)
{
  g_autoptr (GPtrArray) conversations = NULL;

  if (!cordial_account_load (self->account, error) || !load_intents (self, error))
    return FALSE;
  conversations = cordial_account_dup_conversations (self->account);
  for (guint i = 0; i < conversations->len; i++)
    cordial_sync_loaded (self->sync, g_ptr_array_index (conversations, i));
  self->fresh = FALSE;
  return TRUE;
}

CordialAccount *
cordial_work_get_account (CordialWork *self)
{
  return self->account;
}

void
cordial_work_end (CordialWork *self)
{
  CordialContext *context = self->context;

  if (!context->account)
    return;
  cordial_incoming_take (self->incoming);
  context->ready = FALSE;
  context->link++;
  cordial_intents_link_lost (self->intents);
  cordial_sync_link_lost (self->sync);
  cordial_account_end (self->account);
  context->account = NULL;
  g_cancellable_cancel (context->cancellable);
  leave_protocol (self);
  cordial_store_flush (context->store);
}

static void
cordial_work_dispose (GObject *object)
{
  CordialWork *self = CORDIAL_WORK (object);

  if (self->context)
    {
      cordial_work_end (self);
      g_clear_pointer (&self->context->marks, cordial_marks_free);
    }
  g_clear_weak_pointer (&self->opened);
  g_clear_pointer (&self->profile, cordial_profile_free);
  g_clear_pointer (&self->incoming, cordial_incoming_free);
  g_clear_pointer (&self->intents, cordial_intents_free);
  g_clear_pointer (&self->sync, cordial_sync_free);
  g_clear_pointer (&self->context, cordial_context_unref);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (cordial_work_parent_class)->dispose (object);
}

static void
cordial_work_class_init (CordialWorkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_work_dispose;
}

static void
cordial_work_init (CordialWork *self)
{
}
