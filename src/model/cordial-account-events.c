/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the protocol reports: each signal goes to the conversation that it is about, and the state of the link to all of them.
 * What is about nothing that the account has is dropped.
 */
#define G_LOG_DOMAIN "cordial-chat"

#include "cordial-config.h"

#include "cordial-account-private.h"
#include "cordial-kept-settings.h"
#include "cordial-account-state.h"
#include "cordial-conversation-private.h"

#include <glib/gi18n-lib.h>

/* --- Conversations ----------------------------------------------------------------------------------------------- */

static void
on_conversation (CordialProtocol *protocol, CordialConversationRecord *record, CordialAccount *self)
{
  CordialConversation *conversation;

  if (!record->id || *record->id == '\0')
    return;
  conversation = g_hash_table_lookup (self->context->conversations, record->id);
  if (conversation)
    cordial_conversation_apply_record (conversation, record);
  else
    conversation = cordial_account_ensure_conversation (self, record);
  if (self->context->ready)
    cordial_sync_want (self->context->sync, conversation, FALSE);
}

static void
on_conversation_removed (CordialProtocol *protocol, const char *id, CordialAccount *self)
{
  g_autoptr (CordialConversation) conversation = NULL;
  guint position;

  conversation = g_hash_table_lookup (self->context->conversations, id);
  if (!conversation)
    return;
  g_object_ref (conversation);
  cordial_conversation_end (conversation);
  cordial_store_remove_conversation (self->context->store, id);
  g_hash_table_remove (self->context->conversations, id);
  if (g_list_store_find (self->chat_list, conversation, &position))
    g_list_store_remove (self->chat_list, position);
  cordial_account_update_waiting (self);
}

static gboolean
on_incoming (gpointer user_data)
{
  CordialAccount *self = user_data;
  g_autoptr (GHashTable) incoming = g_steal_pointer (&self->incoming);
  GHashTableIter iter;
  const char *id;
  GPtrArray *messages;

  g_clear_pointer (&self->incoming_source, g_source_unref);
  g_hash_table_iter_init (&iter, incoming);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, (gpointer *) &messages))
    {
      CordialConversation *conversation = g_hash_table_lookup (self->context->conversations, id);

      if (conversation)
        cordial_conversation_apply_messages (conversation, messages);
    }
  return G_SOURCE_REMOVE;
}

void
cordial_account_take_incoming (CordialAccount *self)
{
  if (!self->incoming_source)
    return;
  g_source_destroy (self->incoming_source);
  on_incoming (self);
}

static void
on_messages (CordialProtocol *protocol, const char *id, GPtrArray *messages, CordialAccount *self)
{
  GPtrArray *waiting;

  if (!g_hash_table_contains (self->context->conversations, id))
    {
      g_info ("dropped messages of an unknown conversation");
      return;
    }
  if (!self->incoming)
    {
      self->incoming = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
      self->incoming_source = g_timeout_source_new (0);
      g_source_set_static_name (self->incoming_source, "CordialAccount incoming");
      g_source_set_callback (self->incoming_source, on_incoming, self, NULL);
      g_source_attach (self->incoming_source, NULL);
    }
  waiting = g_hash_table_lookup (self->incoming, id);
  if (!waiting)
    {
      waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
      g_hash_table_insert (self->incoming, g_strdup (id), waiting);
    }
  for (guint i = 0; i < messages->len; i++)
    {
      CordialMessageRecord *record = g_ptr_array_index (messages, i);

      if (cordial_context_may_be_seq (self->context, record->seq))
        g_ptr_array_add (waiting, cordial_message_record_copy (record));
      else
        g_info ("dropped a message with an impossible seq");
    }
}

static void
on_deleted (CordialProtocol *protocol, const char *id, gint64 low, gint64 high, CordialAccount *self)
{
  CordialConversation *conversation = g_hash_table_lookup (self->context->conversations, id);

  /* It may be about a message that came in this very turn. */
  cordial_account_take_incoming (self);
  if (conversation)
    cordial_conversation_apply_deleted (conversation, low, high);
}

static void
on_receipt (CordialProtocol *protocol,
            const char *id,
            const char *user_id,
            int receipt,
            gint64 seq,
            CordialAccount *self)
{
  CordialConversation *conversation = g_hash_table_lookup (self->context->conversations, id);

  if (conversation)
    cordial_conversation_apply_receipt (conversation, user_id, receipt, seq);
}

static void
on_typing (CordialProtocol *protocol, const char *id, const char *user_id, CordialAccount *self)
{
  CordialConversation *conversation = g_hash_table_lookup (self->context->conversations, id);

  if (conversation)
    cordial_conversation_apply_typing (conversation, user_id);
}

static void
on_profile (CordialProtocol *protocol, CordialConversationRecord *record, CordialAccount *self)
{
  if ((record->fields & CORDIAL_CONVERSATION_HAS_NAME) && g_set_str (&self->name, record->name))
    {
      cordial_store_set_value (self->context->store, CORDIAL_ACCOUNT_NAME, self->name);
      cordial_account_notify (self, PROP_NAME);
    }
  if (record->fields & CORDIAL_CONVERSATION_HAS_AVATAR)
    {
      g_clear_pointer (&self->avatar, g_bytes_unref);
      self->avatar = record->avatar ? g_bytes_ref (record->avatar) : NULL;
      cordial_account_notify (self, PROP_AVATAR);
    }
}

static void
on_signed_in (CordialProtocol *protocol,
              const char *user_id,
              const char *token,
              gint64 expires_ms,
              CordialAccount *self)
{
  if (g_set_str (&self->context->own_id, user_id))
    {
      cordial_store_set_value (self->context->store, CORDIAL_ACCOUNT_USER_ID, user_id);
      cordial_account_notify (self, PROP_USER_ID);
    }
  if (token)
    {
      /* Translators: the first is a user's name, the second a server. Shown in the desktop's password manager. */
      g_autofree char *label = g_strdup_printf (_ ("Cordial: %s on %s"), self->login, self->server);

      cordial_protocol_set_token (protocol, token);
      if (self->dialect)
        g_set_str (&self->token, token);
      cordial_credentials_store_async (self->credentials, self->id, label, token, NULL, NULL, NULL);
    }
}

/* --- The link ---------------------------------------------------------------------------------------------------- */

/* The one that is looked at, then by recency. */
static int
compare_urgency (gconstpointer a, gconstpointer b, gpointer user_data)
{
  CordialConversation *first = *(CordialConversation **) a;
  CordialConversation *second = *(CordialConversation **) b;
  CordialContext *context = user_data;
  gint64 touched_a = cordial_conversation_get_touched_ms (first);
  gint64 touched_b = cordial_conversation_get_touched_ms (second);

  if (first != second && (first == context->opened || second == context->opened))
    return first == context->opened ? -1 : 1;
  return touched_a < touched_b ? 1 : touched_a > touched_b ? -1 : 0;
}

static void
update_ready (CordialAccount *self)
{
  CordialContext *context = self->context;
  gboolean ready = self->link_state == CORDIAL_LINK_ONLINE && self->roster_complete;
  g_autoptr (GPtrArray) conversations = NULL;

  if (context->ready == ready)
    return;
  context->ready = ready;
  conversations = g_hash_table_get_values_as_ptr_array (context->conversations);
  if (!ready)
    {
      context->link++;
      cordial_outbox_link_lost (context->outbox);
      cordial_sync_link_lost (context->sync);
      for (guint i = 0; i < conversations->len; i++)
        cordial_conversation_apply_offline (g_ptr_array_index (conversations, i));
      return;
    }
  /* The list may lose one of them while the others go on. */
  g_ptr_array_foreach (conversations, (GFunc) (void (*) (void)) g_object_ref, NULL);
  g_ptr_array_set_free_func (conversations, g_object_unref);
  g_ptr_array_sort_with_data (conversations, compare_urgency, context);
  if (context->fresh)
    g_ptr_array_foreach (conversations, (GFunc) (void (*) (void)) cordial_conversation_forget_news, NULL);
  context->fresh = FALSE;
  for (guint i = 0; i < conversations->len && context->ready; i++)
    cordial_conversation_apply_ready (g_ptr_array_index (conversations, i));
}

static void
on_link_state (CordialProtocol *protocol, GParamSpec *pspec, CordialAccount *self)
{
  CordialLinkState link_state = cordial_protocol_get_link_state (protocol);

  if (self->link_state == link_state)
    return;
  self->link_state = link_state;
  if (link_state != CORDIAL_LINK_ONLINE && self->roster_complete)
    {
      self->roster_complete = FALSE;
      cordial_account_notify (self, PROP_ROSTER_COMPLETE);
    }
  if (link_state == CORDIAL_LINK_ONLINE && !self->ever_online)
    {
      self->ever_online = TRUE;
      cordial_account_notify (self, PROP_EVER_ONLINE);
    }
  update_ready (self);
  cordial_account_notify (self, PROP_LINK_STATE);
}

static void
on_roster_complete (CordialProtocol *protocol, CordialAccount *self)
{
  self->roster_complete = TRUE;
  cordial_account_notify (self, PROP_ROSTER_COMPLETE);
  update_ready (self);
}

static void
on_protocol_notify (CordialProtocol *protocol, GParamSpec *pspec, CordialAccount *self)
{
  if (g_str_equal (pspec->name, "refusal"))
    cordial_account_notify (self, PROP_REFUSAL);
  else if (g_str_equal (pspec->name, "retry-at"))
    cordial_account_notify (self, PROP_RETRY_AT);
  else if (g_str_equal (pspec->name, "round-trip-ms"))
    cordial_account_notify (self, PROP_ROUND_TRIP_MS);
  else if (g_str_equal (pspec->name, "reason"))
    {
      g_free (self->reason);
      self->reason = cordial_protocol_dup_reason (protocol);
      cordial_account_notify (self, PROP_REASON);
    }
}

static void
on_beat (CordialProtocol *protocol, CordialAccount *self)
{
  g_signal_emit_by_name (self, "beat");
}

void
cordial_account_set_protocol (CordialAccount *self, CordialProtocol *protocol)
{
  g_autofree char *certificate = NULL;
  CordialProtocol *old = self->context->protocol;
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
    { "notify::link-state", G_CALLBACK (on_link_state) },
    { "notify", G_CALLBACK (on_protocol_notify) },
    { "beat", G_CALLBACK (on_beat) },
  };

  if (old)
    {
      cordial_protocol_close (old);
      g_signal_handlers_disconnect_by_data (old, self);
    }
  g_set_object (&self->context->protocol, protocol);
  self->token_known = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (protocol, handlers[i].signal, handlers[i].callback, self, G_CONNECT_DEFAULT);

  certificate = cordial_store_dup_value (self->context->store, CORDIAL_ACCOUNT_CERTIFICATE);
  if (certificate)
    {
      g_autoptr (GTlsCertificate) trusted = g_tls_certificate_new_from_pem (certificate, -1, NULL);

      if (trusted)
        cordial_protocol_trust_certificate (protocol, trusted);
    }
  on_link_state (protocol, NULL, self);
}

void
cordial_account_change_protocol (CordialAccount *self,
                                 CordialProtocol *protocol,
                                 const CordialProtocolSettings *settings)
{
  CordialStore *store = self->context->store;
  const char *query = strchr (settings->uri, '?');

  cordial_account_take_incoming (self);
  /* What was written under the old id stays ours. */
  if (self->context->own_id && g_strcmp0 (self->context->own_id, settings->user_id) != 0)
    cordial_store_change_sender (store, self->context->own_id, settings->user_id);
  cordial_kept_settings_save (settings, store);
  cordial_store_flush (store);
  g_set_str (&self->context->own_id, settings->user_id);
  g_set_str (&self->login, settings->user_id);
  g_set_str (&self->name, settings->name);
  g_free (self->server);
  self->server = cordial_store_dup_value (store, CORDIAL_ACCOUNT_SERVER);
  g_set_str (&self->token, query ? query + 1 : NULL);
  if (!query)
    cordial_credentials_clear_async (self->credentials, self->id, NULL, NULL, NULL);

  cordial_account_set_protocol (self, protocol);
  /* The settings have it; what the keyring has may be the old one. */
  self->token_known = TRUE;
  cordial_account_notify (self, PROP_USER_ID);
  cordial_account_notify (self, PROP_LOGIN);
  cordial_account_notify (self, PROP_NAME);
  cordial_account_notify (self, PROP_SERVER);
  cordial_account_open (self);
}

/**
 * cordial_account_dup_settings:
 * @self: a #CordialAccount
 *
 * Returns: (transfer full) (nullable): what the person set, %NULL where the protocol has accounts of its own
 */
CordialProtocolSettings *
cordial_account_dup_settings (CordialAccount *self)
{
  CordialProtocolSettings *settings;

  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);

  if (!self->dialect)
    return NULL;
  settings = cordial_kept_settings_load (self->context->store);
  if (self->token && settings->uri)
    {
      g_autofree char *uri = g_steal_pointer (&settings->uri);

      settings->uri = g_strconcat (uri, "?", self->token, NULL);
    }
  return settings;
}
