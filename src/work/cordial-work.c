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
#include "cordial-intent-answers.h"
#include "cordial-marks.h"
#include "cordial-pictures.h"
#include "cordial-reacting.h"
#include "cordial-sync.h"
#include "cordial-transfers.h"
#include "cordial-uploading.h"
#include "cordial-wishes.h"

struct _CordialWork
{
  GObject parent_instance;

  CordialAccount *account;
  CordialContext *context;
  CordialSync *sync;
  CordialIntents *intents;
  CordialIncoming *incoming;
  CordialPictures *pictures;
  CordialWishes *wishes;

  CordialConversation *opened; /* (nullable), not owned: what the person looks at */
  GHashTable *listed;          /* ids of conversations of which was said, on this connection, whether they go on */
  gboolean fresh;              /* the account is new on this computer, and what its roster brings is no news */
  gboolean roster_complete;
};

static void requests_init (CordialRequestsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CordialWork,
                               cordial_work,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CORDIAL_TYPE_REQUESTS, requests_init))

/* --- Conversations ----------------------------------------------------------------------------------------------- */

static void resume (CordialWork *self, CordialConversation *conversation);

/* Nothing is said or asked there from here on. What waits to be said is told why it is not. */
static void
close_conversation (CordialWork *self, CordialConversation *conversation)
{
  cordial_marks_forget (self->context->marks, conversation);
  /* Until it is known why it ended, if it did, they wait. */
  if (cordial_conversation_get_ending (conversation) != CORDIAL_ENDING_UNKNOWN)
    cordial_wishes_forget (self->wishes, cordial_conversation_get_id (conversation));
  cordial_sync_forget (self->sync, conversation);
  cordial_intents_end (self->intents, conversation);
}

static void
on_conversation (CordialProtocol *protocol, CordialConversationRecord *record, CordialWork *self)
{
  CordialConversation *conversation;
  g_autoptr (CordialConversationRecord) news = NULL;
  gboolean was_open,
    tells_ending = record->fields & CORDIAL_CONVERSATION_HAS_ENDED && !cordial_wishes_end (self->wishes, record->id);

  if (!record->id || *record->id == '\0')
    return;
  if ((record->fields & CORDIAL_CONVERSATION_HAS_ENDED) && record->ended != CORDIAL_ENDING_UNKNOWN)
    g_hash_table_add (self->listed, g_strdup (record->id));
  conversation = cordial_account_get_conversation (self->account, record->id);
  if (!conversation)
    {
      /* What is over already, and has nothing to read here, is none. */
      if (!tells_ending || record->ended == CORDIAL_ENDING_NONE)
        {
          conversation = cordial_account_ensure_conversation (self->account, record);
          cordial_pictures_want_of_conversation (self->pictures, conversation);
        }
      if (conversation && self->context->ready)
        cordial_sync_want (self->sync, conversation, FALSE);
      return;
    }
  was_open = cordial_conversation_get_ending (conversation) == CORDIAL_ENDING_NONE;
  news = cordial_wishes_hear (self->wishes, record->id, record);
  cordial_conversation_apply_record (conversation, news);
  cordial_pictures_want_of_conversation (self->pictures, conversation);
  if (cordial_conversation_get_ending (conversation) != CORDIAL_ENDING_NONE)
    {
      if (tells_ending)
        close_conversation (self, conversation);
    }
  else if (!was_open && self->context->ready)
    {
      resume (self, conversation);
      cordial_wishes_resume (self->wishes);
    }
  else if (self->context->ready)
    cordial_sync_want (self->sync, conversation, FALSE);
}

/* What a complete roster does not name has ended, or the server keeps it back: it is asked for. Until that is known, nothing is
 * done there. */
static void
find_unlisted (CordialWork *self)
{
  CordialProtocol *protocol = self->context->protocol;
  g_autoptr (GPtrArray) conversations = NULL;

  if (!(cordial_protocol_get_capabilities (protocol) & CORDIAL_PROTOCOL_HAS_ROSTER))
    return;
  conversations = cordial_account_dup_conversations (self->account);
  for (guint i = 0; i < conversations->len; i++)
    {
      CordialConversation *conversation = g_ptr_array_index (conversations, i);
      const char *id = cordial_conversation_get_id (conversation);

      CordialEnding ending = cordial_conversation_get_ending (conversation);

      if (g_hash_table_contains (self->listed, id) ||
          (ending != CORDIAL_ENDING_NONE && ending != CORDIAL_ENDING_UNKNOWN))
        continue;
      if (ending == CORDIAL_ENDING_NONE)
        {
          g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (id);

          record->fields = CORDIAL_CONVERSATION_HAS_ENDED;
          record->ended = CORDIAL_ENDING_UNKNOWN;
          cordial_conversation_apply_record (conversation, record);
          close_conversation (self, conversation);
        }
      cordial_protocol_ask_ending (protocol, id);
    }
}

static void
on_people (CordialProtocol *protocol, GPtrArray *people, CordialWork *self)
{
  cordial_account_apply_people (self->account, people);
  for (guint i = 0; i < people->len; i++)
    {
      const CordialPerson *person =
        cordial_account_get_person (self->account, ((CordialPerson *) g_ptr_array_index (people, i))->id);

      if (person && person->avatar_uri && !person->avatar)
        cordial_pictures_want_of_person (self->pictures, person->id, person->avatar_uri);
    }
}

static void
on_members (CordialProtocol *protocol, const char *id, GPtrArray *members, CordialWork *self)
{
  CordialConversation *conversation = cordial_account_get_conversation (self->account, id);

  if (conversation)
    {
      g_autoptr (GPtrArray) news = cordial_wishes_hear_members (self->wishes, id, members);

      cordial_conversation_apply_members (conversation, news);
    }
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
    cordial_sync_deleted (self->sync, conversation, low, high);
}

static void
on_reactions (CordialProtocol *protocol, const char *id, GPtrArray *reacted, gboolean all, CordialWork *self)
{
  CordialConversation *conversation = cordial_account_get_conversation (self->account, id);

  /* Here too. */
  cordial_incoming_take (self->incoming);
  if (conversation)
    cordial_reacting_take_all (self->context, conversation, reacted, all);
}

static void
on_reacted (CordialProtocol *protocol,
            const char *id,
            gint64 seq,
            const char *person,
            const char *value,
            CordialWork *self)
{
  CordialConversation *conversation = cordial_account_get_conversation (self->account, id);

  cordial_incoming_take (self->incoming);
  if (conversation)
    cordial_reacting_take (self->context, conversation, seq, person, value);
}

static void
on_deletions_known (CordialProtocol *protocol, const char *id, gint64 newest, CordialWork *self)
{
  CordialConversation *conversation = cordial_account_get_conversation (self->account, id);

  if (conversation)
    cordial_sync_deletions_known (self->sync, conversation, newest);
}

static void
know_deletions (const char *conversation_id, gint64 newest, gpointer user_data)
{
  cordial_protocol_know_deletions (user_data, conversation_id, newest);
}

static void
on_receipt (CordialProtocol *protocol, const char *id, const char *user_id, int receipt, gint64 seq, CordialWork *self)
{
  CordialConversation *conversation = cordial_account_get_conversation (self->account, id);

  if (conversation)
    cordial_conversation_apply_receipt (conversation, user_id, receipt, seq);
}

static void
on_typing (CordialProtocol *protocol, const char *id, const char *user_id, gboolean recording, CordialWork *self)
{
  CordialConversation *conversation = cordial_account_get_conversation (self->account, id);

  if (conversation)
    cordial_conversation_apply_typing (conversation, user_id, recording);
}

static void
on_profile (CordialProtocol *protocol, CordialConversationRecord *record, CordialWork *self)
{
  g_autoptr (CordialConversationRecord) news = cordial_wishes_hear (self->wishes, NULL, record);

  cordial_account_apply_profile (self->account, news);
  cordial_pictures_want_of_owner (self->pictures);
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
  if (!context->ready || cordial_conversation_get_ending (conversation) != CORDIAL_ENDING_NONE)
    return; /* as soon as it is; never, to what is over */
  cordial_sync_want (self->sync, conversation, TRUE);
  cordial_protocol_refresh_async (context->protocol, cordial_conversation_get_id (conversation), context->cancellable,
                                  on_refreshed, cordial_errand_new (context, self, conversation));
}

/* The link is back: goes on where it was. */
static void
resume (CordialWork *self, CordialConversation *conversation)
{
  if (cordial_conversation_get_ending (conversation) != CORDIAL_ENDING_NONE)
    {
      cordial_intents_end (self->intents, conversation);
      return;
    }
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
      cordial_wishes_link_lost (self->wishes);
      cordial_sync_link_lost (self->sync);
      cordial_pictures_link_lost (self->pictures);
      g_ptr_array_foreach (conversations, (GFunc) (void (*) (void)) cordial_conversation_apply_offline, NULL);
      return;
    }
  g_ptr_array_sort_with_data (conversations, compare_urgency, self);
  if (self->fresh)
    g_ptr_array_foreach (conversations, (GFunc) (void (*) (void)) cordial_conversation_forget_news, NULL);
  self->fresh = FALSE;
  for (guint i = 0; i < conversations->len && context->ready; i++)
    resume (self, g_ptr_array_index (conversations, i));
  for (guint i = 0; i < conversations->len; i++)
    cordial_pictures_want_of_conversation (self->pictures, g_ptr_array_index (conversations, i));
  cordial_pictures_resume (self->pictures);
  cordial_wishes_resume (self->wishes);
  cordial_transfers_resume (context->transfers);
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
    {
      /* A roster that is coming in is heard before the link is up. */
      if (self->roster_complete)
        g_hash_table_remove_all (self->listed);
      set_roster_complete (self, FALSE);
    }
  update_ready (self);
  /* Only now: going on where it was may have been too much for the link. */
  reason = cordial_protocol_dup_reason (protocol);
  cordial_account_set_link (self->account, cordial_protocol_get_link_state (protocol),
                            cordial_protocol_get_refusal (protocol), cordial_protocol_get_retry_at (protocol), reason);
}

static void
on_roster_complete (CordialProtocol *protocol, CordialWork *self)
{
  find_unlisted (self);
  set_roster_complete (self, TRUE);
  update_ready (self);
}

static void
on_protocol_notify (CordialProtocol *protocol, GParamSpec *pspec, CordialWork *self)
{
  double round_trip_ms;
  gint64 delete_limit_s;

  if (g_str_equal (pspec->name, "link-state") || g_str_equal (pspec->name, "refusal") ||
      g_str_equal (pspec->name, "retry-at") || g_str_equal (pspec->name, "reason"))
    update_link (self);
  else if (g_str_equal (pspec->name, "round-trip-ms"))
    {
      g_object_get (protocol, "round-trip-ms", &round_trip_ms, NULL);
      cordial_account_set_round_trip_ms (self->account, round_trip_ms);
    }
  else if (g_str_equal (pspec->name, "delete-limit-s"))
    {
      g_object_get (protocol, "delete-limit-s", &delete_limit_s, NULL);
      cordial_account_set_delete_limit_s (self->account, delete_limit_s);
    }
  else if (g_str_equal (pspec->name, "reactions"))
    {
      g_auto (GStrv) reactions = NULL;

      g_object_get (protocol, "reactions", &reactions, NULL);
      cordial_account_set_reactions (self->account, (const char *const *) reactions);
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
    { "people", G_CALLBACK (on_people) },
    { "members", G_CALLBACK (on_members) },
    { "messages", G_CALLBACK (on_messages) },
    { "deleted", G_CALLBACK (on_deleted) },
    { "reactions", G_CALLBACK (on_reactions) },
    { "reacted", G_CALLBACK (on_reacted) },
    { "deletions-known", G_CALLBACK (on_deletions_known) },
    { "receipt", G_CALLBACK (on_receipt) },
    { "typing", G_CALLBACK (on_typing) },
    { "profile", G_CALLBACK (on_profile) },
    { "signed-in", G_CALLBACK (on_signed_in) },
    { "roster-complete", G_CALLBACK (on_roster_complete) },
    { "notify", G_CALLBACK (on_protocol_notify) },
    { "beat", G_CALLBACK (on_beat) },
  };
  g_autoptr (GError) error = NULL;

  leave_protocol (self);
  g_set_object (&self->context->protocol, protocol);
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (protocol, handlers[i].signal, handlers[i].callback, self, G_CONNECT_DEFAULT);
  cordial_account_set_capabilities (self->account, cordial_protocol_get_capabilities (protocol));
  if (!cordial_store_foreach_deletions (self->context->store, know_deletions, protocol, &error))
    g_warning ("cannot read which deletions are known: %s", error->message);
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
seek (CordialRequests *requests, CordialConversation *conversation, gint64 seq, GTask *task)
{
  cordial_sync_seek (CORDIAL_WORK (requests)->sync, conversation, seq, task);
}

static void
mark_read (CordialRequests *requests, CordialConversation *conversation, gint64 seq)
{
  cordial_marks_add (CORDIAL_WORK (requests)->context->marks, conversation, CORDIAL_RECEIPT_READ,
                     cordial_conversation_apply_seen (conversation, seq));
}

static gboolean
tell_typing (CordialRequests *requests, CordialConversation *conversation, gboolean recording)
{
  CordialContext *context = CORDIAL_WORK (requests)->context;

  if (!context->ready || cordial_conversation_is_closed (conversation))
    return FALSE;
  cordial_protocol_typing (context->protocol, cordial_conversation_get_id (conversation), recording);
  return TRUE;
}

static void
send_message (CordialRequests *requests, CordialConversation *conversation, CordialContent *content, GTask *task)
{
  CordialWork *self = CORDIAL_WORK (requests);

  cordial_ask_send (self->context, self->intents, conversation, content, task);
}

static void
edit_message (CordialRequests *requests,
              CordialConversation *conversation,
              CordialMessage *message,
              CordialContent *content,
              GTask *task)
{
  CordialWork *self = CORDIAL_WORK (requests);

  cordial_ask_edit (self->context, self->intents, conversation, message, content, task);
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
pin (CordialRequests *requests, CordialConversation *conversation, gint64 seq, gboolean pinned, GTask *task)
{
  CordialWork *self = CORDIAL_WORK (requests);

  cordial_ask_pin (self->context, self->intents, conversation, seq, pinned, task);
}

static void
react (CordialRequests *requests,
       CordialConversation *conversation,
       CordialMessage *message,
       const char *value,
       GTask *task)
{
  CordialWork *self = CORDIAL_WORK (requests);

  cordial_ask_react (self->context, self->intents, conversation, message, value, task);
}

static void
retry_message (CordialRequests *requests, CordialConversation *conversation, CordialMessage *message)
{
  CordialWork *self = CORDIAL_WORK (requests);

  cordial_ask_retry (self->context, self->intents, conversation, message);
}

static void
pause_message (CordialRequests *requests, CordialConversation *conversation, CordialMessage *message)
{
  CordialWork *self = CORDIAL_WORK (requests);

  cordial_ask_pause (self->context, self->intents, conversation, message);
}

static void
discard_message (CordialRequests *requests, CordialConversation *conversation, CordialMessage *message)
{
  CordialWork *self = CORDIAL_WORK (requests);

  cordial_ask_discard (self->context, self->intents, conversation, message);
}

/* From this computer alone: the server has it no more. */
static void
remove_conversation (CordialRequests *requests, CordialConversation *conversation)
{
  CordialWork *self = CORDIAL_WORK (requests);
  g_autoptr (CordialConversation) held = g_object_ref (conversation);

  if (cordial_wishes_end (self->wishes, cordial_conversation_get_id (conversation)))
    {
      g_signal_emit_by_name (self->account, "refused", conversation,
                             _ ("The server has yet to hear that you left. Remove it when you are connected again."));
      return;
    }
  if (self->opened == conversation)
    g_clear_weak_pointer (&self->opened);
  cordial_intents_forget (self->intents, conversation);
  cordial_marks_forget (self->context->marks, conversation);
  cordial_wishes_forget (self->wishes, cordial_conversation_get_id (conversation));
  cordial_sync_forget (self->sync, conversation);
  cordial_account_remove_conversation (self->account, conversation);
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
set (CordialRequests *requests, const CordialConversationRecord *wanted, GTask *task)
{
  CordialWork *self = CORDIAL_WORK (requests);
  CordialConversation *conversation = wanted->id ? cordial_account_get_conversation (self->account, wanted->id) : NULL;

  /* Nothing is said there behind the owner's leaving. */
  if (conversation && (wanted->fields & CORDIAL_CONVERSATION_HAS_ENDED) &&
      !cordial_conversation_is_closed (conversation))
    close_conversation (self, conversation);
  cordial_wishes_ask (self->wishes, wanted, task);
}

static CordialTransfer *
get_file (CordialRequests *requests, const char *reference, gint64 size, gboolean fetch)
{
  return cordial_transfers_get (CORDIAL_WORK (requests)->context->transfers, reference, size, fetch);
}

void
cordial_work_set_files_limit (CordialWork *self, gint64 limit)
{
  g_return_if_fail (CORDIAL_IS_WORK (self));

  if (self->context->transfers)
    cordial_transfers_set_limit (self->context->transfers, limit);
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
  iface->seek = seek;
  iface->mark_read = mark_read;
  iface->tell_typing = tell_typing;
  iface->send = send_message;
  iface->edit = edit_message;
  iface->delete = delete_message;
  iface->pin = pin;
  iface->react = react;
  iface->retry = retry_message;
  iface->pause = pause_message;
  iface->discard = discard_message;
  iface->remove = remove_conversation;
  iface->find_people = find_people;
  iface->start_conversation = start_conversation;
  iface->set = set;
  iface->get_file = get_file;
  iface->dup_beats = dup_beats;
}

/* --- The disk ---------------------------------------------------------------------------------------------------- */

/* There is room again: what could not be kept meanwhile is on the server still, or known here. */
static void
on_storage (CordialStore *store, GParamSpec *pspec, CordialWork *self)
{
  g_autoptr (GPtrArray) conversations = NULL;

  if (cordial_store_get_storage (store) != CORDIAL_STORAGE_FINE || !self->context->account)
    return;
  conversations = cordial_account_dup_conversations (self->account);
  for (guint i = 0; i < conversations->len; i++)
    {
      cordial_conversation_save_again (g_ptr_array_index (conversations, i));
      cordial_sync_want (self->sync, g_ptr_array_index (conversations, i), FALSE);
    }
  cordial_sync_go_on (self->sync);
}

/* --- The object -------------------------------------------------------------------------------------------------- */

/**
 * cordial_work_new:
 * @id: what tells the account from the others
 * @store: its database
 * @format: how its wire says what a message holds
 * @link_requests: (nullable): carries out what is asked of the connection; it outlives the work
 *
 * Returns: (transfer full): the work of a new account object, which has no protocol yet
 */
CordialWork *
cordial_work_new (const char *id,
                  CordialStore *store,
                  const CordialContentFormat *format,
                  CordialLinkRequests *link_requests)
{
  CordialWork *self = g_object_new (CORDIAL_TYPE_WORK, NULL);

  self->account = cordial_account_new (id, store, format->read, CORDIAL_REQUESTS (self), link_requests);
  self->context = cordial_context_new (store, format);
  self->context->account = self->account;
  self->sync = cordial_sync_new (self->context);
  self->context->marks = cordial_marks_new (self->context);
  self->context->transfers = cordial_transfers_new (self->context, id);
  self->intents = cordial_intents_new (self->context, self->sync);
  self->incoming = cordial_incoming_new (self->context, self->sync);
  self->pictures = cordial_pictures_new (self->context);
  self->listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->wishes = cordial_wishes_new (self->context, self->pictures);
  self->fresh = TRUE;
  g_signal_connect_object (store, "notify::storage", G_CALLBACK (on_storage), self, G_CONNECT_DEFAULT);
  return self;
}

/* What an earlier run left to be carried out. */
static gboolean
load_intents (CordialWork *self, GError **error)
{
  g_autoptr (GPtrArray) intents = cordial_store_list_all_intents (self->context->store, error);

  if (intents)
    cordial_uploading_sweep (self->context, intents);
  for (guint i = 0; intents && i < intents->len; i++)
    {
      CordialIntentRecord *intent = g_ptr_array_index (intents, i);
      CordialConversation *conversation =
        intent->conversation_id ? cordial_account_get_conversation (self->account, intent->conversation_id) : NULL;

      if (intent->kind == CORDIAL_INTENT_PROFILE || intent->kind == CORDIAL_INTENT_SETTING)
        {
          if (conversation || !intent->conversation_id)
            cordial_wishes_load (self->wishes, intent);
          continue;
        }
      if (!conversation)
        continue;
      if (intent->kind == CORDIAL_INTENT_MARK)
        {
          cordial_marks_load (self->context->marks, conversation, intent);
          continue;
        }
      if (intent->kind == CORDIAL_INTENT_PIN)
        cordial_intents_show_pin (conversation, intent, TRUE);
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
      g_clear_pointer (&self->context->transfers, cordial_transfers_free);
    }
  g_clear_weak_pointer (&self->opened);
  g_clear_pointer (&self->wishes, cordial_wishes_free);
  g_clear_pointer (&self->incoming, cordial_incoming_free);
  g_clear_pointer (&self->pictures, cordial_pictures_free);
  g_clear_pointer (&self->listed, g_hash_table_unref);
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
