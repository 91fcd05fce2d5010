/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An account: what the protocol reports becomes conversations here, and what the interface asks goes to the protocol.
 */
#define G_LOG_DOMAIN "cordial-chat"

#include "cordial-config.h"

#include "cordial-account-private.h"
#include "cordial-context.h"
#include "cordial-conversation-private.h"

#include <glib/gi18n-lib.h>

struct _CordialAccount
{
  GObject parent_instance;

  char *id;
  CordialContext *context;
  CordialCredentials *credentials;
  GListStore *chat_list;

  char *server;
  char *login;
  char *name;
  GBytes *avatar;
  char *reason;
  gboolean local_server;

  gboolean wanted; /* open() was asked for */
  gboolean token_known;
  gboolean ever_online;
  gboolean roster_complete;
  guint waiting_messages;
  CordialLinkState link_state;

  /* Live messages of one turn of the main loop, written together: conversation id → GPtrArray. */
  GHashTable *incoming;
  GSource *incoming_source;
};

enum
{
  PROP_0,
  PROP_LINK_STATE,
  PROP_REFUSAL,
  PROP_RETRY_AT,
  PROP_REASON,
  PROP_WAITING_MESSAGES,
  PROP_NAME,
  PROP_AVATAR,
  PROP_USER_ID,
  PROP_LOGIN,
  PROP_SERVER,
  PROP_LOCAL_SERVER,
  PROP_EVER_ONLINE,
  PROP_ROSTER_COMPLETE,
  PROP_ROUND_TRIP_MS,
  N_PROPERTIES
};

enum
{
  BEAT,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CordialAccount, cordial_account, G_TYPE_OBJECT)

static void
notify (CordialAccount *self, int property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
update_waiting (gpointer data)
{
  CordialAccount *self = data;
  GHashTableIter iter;
  gpointer conversation;
  guint waiting = 0;

  g_hash_table_iter_init (&iter, self->context->conversations);
  while (g_hash_table_iter_next (&iter, NULL, &conversation))
    waiting += cordial_conversation_count_waiting (conversation);
  if (self->waiting_messages == waiting)
    return;
  self->waiting_messages = waiting;
  notify (self, PROP_WAITING_MESSAGES);
}

/* --- Conversations ----------------------------------------------------------------------------------------------- */

static CordialConversation *
add_conversation (CordialAccount *self, const CordialConversationRecord *record)
{
  CordialConversation *conversation = cordial_conversation_new (self->context, record);

  g_hash_table_insert (self->context->conversations, g_strdup (record->id), conversation);
  return conversation;
}

static void
add_loaded_span (const char *conversation_id, gboolean hole, CordialSpan span, gpointer user_data)
{
  CordialAccount *self = user_data;
  CordialConversation *conversation = g_hash_table_lookup (self->context->conversations, conversation_id);

  if (conversation)
    cordial_conversation_add_span (conversation, hole, span);
}

gboolean
cordial_account_load (CordialAccount *self, GError **error)
{
  CordialStore *store = self->context->store;
  g_autoptr (GPtrArray) conversations = NULL;
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) objects = g_ptr_array_new ();

  conversations = cordial_store_list_conversations (store, error);
  if (!conversations)
    return FALSE;
  for (guint i = 0; i < conversations->len; i++)
    g_ptr_array_add (objects, add_conversation (self, g_ptr_array_index (conversations, i)));
  if (!cordial_store_foreach_span (store, add_loaded_span, self, error))
    return FALSE;
  outbox = cordial_store_list_outbox (store, error);
  if (!outbox)
    return FALSE;
  for (guint i = 0; i < outbox->len; i++)
    {
      CordialMessageRecord *record = g_ptr_array_index (outbox, i);
      CordialConversation *conversation = g_hash_table_lookup (self->context->conversations, record->conversation_id);

      if (conversation)
        cordial_conversation_add_outgoing (conversation, record);
    }
  g_ptr_array_foreach (objects, (GFunc) (void (*) (void)) cordial_conversation_loaded, NULL);
  g_list_store_splice (self->chat_list, 0, 0, objects->pdata, objects->len);
  update_waiting (self);
  return TRUE;
}

static CordialConversation *
ensure_conversation (CordialAccount *self, const CordialConversationRecord *record)
{
  CordialConversation *conversation = g_hash_table_lookup (self->context->conversations, record->id);
  g_autoptr (CordialConversationRecord) first = NULL;

  if (conversation)
    return conversation;
  /* An empty one, so that everything in the record counts as news and is saved. */
  first = cordial_conversation_record_new (record->id);
  cordial_store_save_conversation (self->context->store, first);
  conversation = add_conversation (self, first);
  cordial_conversation_apply_record (conversation, record);
  g_list_store_append (self->chat_list, conversation);
  return conversation;
}

/* --- What the protocol reports ----------------------------------------------------------------------------------- */

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
    conversation = ensure_conversation (self, record);
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
  update_waiting (self);
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

      if (record->seq > 0 && record->seq <= CORDIAL_SEQ_MAX)
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
  if (self->incoming_source)
    {
      g_source_destroy (self->incoming_source);
      on_incoming (self);
    }
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
      notify (self, PROP_NAME);
    }
  if (record->fields & CORDIAL_CONVERSATION_HAS_AVATAR)
    {
      g_clear_pointer (&self->avatar, g_bytes_unref);
      self->avatar = record->avatar ? g_bytes_ref (record->avatar) : NULL;
      notify (self, PROP_AVATAR);
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
      notify (self, PROP_USER_ID);
    }
  if (token)
    {
      /* Translators: the first is a user's name, the second a server. Shown in the desktop's password manager. */
      g_autofree char *label = g_strdup_printf (_ ("Cordial: %s on %s"), self->login, self->server);

      cordial_protocol_set_token (protocol, token);
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
      notify (self, PROP_ROSTER_COMPLETE);
    }
  if (link_state == CORDIAL_LINK_ONLINE && !self->ever_online)
    {
      self->ever_online = TRUE;
      notify (self, PROP_EVER_ONLINE);
    }
  update_ready (self);
  notify (self, PROP_LINK_STATE);
}

static void
on_roster_complete (CordialProtocol *protocol, CordialAccount *self)
{
  self->roster_complete = TRUE;
  notify (self, PROP_ROSTER_COMPLETE);
  update_ready (self);
}

static void
on_protocol_notify (CordialProtocol *protocol, GParamSpec *pspec, CordialAccount *self)
{
  if (g_str_equal (pspec->name, "refusal"))
    notify (self, PROP_REFUSAL);
  else if (g_str_equal (pspec->name, "retry-at"))
    notify (self, PROP_RETRY_AT);
  else if (g_str_equal (pspec->name, "round-trip-ms"))
    notify (self, PROP_ROUND_TRIP_MS);
  else if (g_str_equal (pspec->name, "reason"))
    {
      g_free (self->reason);
      self->reason = cordial_protocol_dup_reason (protocol);
      notify (self, PROP_REASON);
    }
}

static void
on_beat (CordialProtocol *protocol, CordialAccount *self)
{
  g_signal_emit (self, signals[BEAT], 0);
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
      self->token_known = FALSE;
    }
  g_set_object (&self->context->protocol, protocol);
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

/* (transfer none) (nullable) */
CordialProtocol *
cordial_account_get_protocol (CordialAccount *self)
{
  return self->context->protocol;
}

/* --- The object -------------------------------------------------------------------------------------------------- */

CordialAccount *
cordial_account_new (const char *id, CordialStore *store, CordialCredentials *credentials)
{
  CordialAccount *self = g_object_new (CORDIAL_TYPE_ACCOUNT, NULL);
  g_autofree char *local_server = cordial_store_dup_value (store, CORDIAL_ACCOUNT_LOCAL_SERVER);

  self->id = g_strdup (id);
  self->credentials = g_object_ref (credentials);
  self->context = cordial_context_new (store);
  self->context->outbox = cordial_outbox_new (self->context);
  self->context->sync = cordial_sync_new (self->context);
  self->context->waiting_changed = update_waiting;
  self->context->account = self;
  self->context->own_id = cordial_store_dup_value (store, CORDIAL_ACCOUNT_USER_ID);
  self->server = cordial_store_dup_value (store, CORDIAL_ACCOUNT_SERVER);
  self->login = cordial_store_dup_value (store, CORDIAL_ACCOUNT_LOGIN);
  self->name = cordial_store_dup_value (store, CORDIAL_ACCOUNT_NAME);
  self->local_server = local_server != NULL;
  return self;
}

void
cordial_account_shut_down (CordialAccount *self)
{
  CordialContext *context = self->context;
  GHashTableIter iter;
  gpointer conversation;

  if (!context->outbox)
    return;
  if (self->incoming_source)
    {
      /* What came in the last turn of the main loop is still on the server. */
      g_source_destroy (self->incoming_source);
      g_clear_pointer (&self->incoming_source, g_source_unref);
      g_clear_pointer (&self->incoming, g_hash_table_unref);
    }
  g_hash_table_iter_init (&iter, context->conversations);
  while (g_hash_table_iter_next (&iter, NULL, &conversation))
    cordial_conversation_flush_draft (conversation);
  context->ready = FALSE;
  context->link++;
  cordial_outbox_link_lost (context->outbox);
  cordial_sync_link_lost (context->sync);
  g_clear_pointer (&context->outbox, cordial_outbox_free);
  g_clear_pointer (&context->sync, cordial_sync_free);
  context->waiting_changed = NULL;
  g_cancellable_cancel (context->cancellable);
  if (context->protocol)
    {
      cordial_protocol_close (context->protocol);
      g_signal_handlers_disconnect_by_data (context->protocol, self);
    }
  cordial_store_flush (context->store);
}

static void
cordial_account_dispose (GObject *object)
{
  CordialAccount *self = CORDIAL_ACCOUNT (object);

  if (self->context)
    {
      cordial_account_shut_down (self);
      g_list_store_remove_all (self->chat_list);
      /* Conversations hold the context; without them it ends with the last request. */
      g_hash_table_remove_all (self->context->conversations);
      g_clear_pointer (&self->context, cordial_context_unref);
    }
  g_clear_object (&self->credentials);
  g_clear_object (&self->chat_list);
  G_OBJECT_CLASS (cordial_account_parent_class)->dispose (object);
}

static void
cordial_account_finalize (GObject *object)
{
  CordialAccount *self = CORDIAL_ACCOUNT (object);

  g_free (self->id);
  g_free (self->server);
  g_free (self->login);
  g_free (self->name);
  g_free (self->reason);
  g_clear_pointer (&self->avatar, g_bytes_unref);
  G_OBJECT_CLASS (cordial_account_parent_class)->finalize (object);
}

static void
cordial_account_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CordialAccount *self = CORDIAL_ACCOUNT (object);

  switch (property_id)
    {
    case PROP_LINK_STATE:
      g_value_set_enum (value, self->link_state);
      break;
    case PROP_REFUSAL:
      g_value_set_enum (value, cordial_account_get_refusal (self));
      break;
    case PROP_RETRY_AT:
      g_value_set_int64 (value, cordial_account_get_retry_at (self));
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    case PROP_WAITING_MESSAGES:
      g_value_set_uint (value, self->waiting_messages);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_AVATAR:
      g_value_set_boxed (value, self->avatar);
      break;
    case PROP_USER_ID:
      g_value_set_string (value, self->context->own_id);
      break;
    case PROP_LOGIN:
      g_value_set_string (value, self->login);
      break;
    case PROP_SERVER:
      g_value_set_string (value, self->server);
      break;
    case PROP_LOCAL_SERVER:
      g_value_set_boolean (value, self->local_server);
      break;
    case PROP_EVER_ONLINE:
      g_value_set_boolean (value, self->ever_online);
      break;
    case PROP_ROSTER_COMPLETE:
      g_value_set_boolean (value, self->roster_complete);
      break;
    case PROP_ROUND_TRIP_MS:
      if (self->context->protocol)
        g_object_get_property (G_OBJECT (self->context->protocol), "round-trip-ms", value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_account_class_init (CordialAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cordial_account_get_property;
  object_class->dispose = cordial_account_dispose;
  object_class->finalize = cordial_account_finalize;

  properties[PROP_LINK_STATE] =
    g_param_spec_enum ("link-state", NULL, NULL, CORDIAL_TYPE_LINK_STATE, CORDIAL_LINK_OFFLINE, flags);
  properties[PROP_REFUSAL] =
    g_param_spec_enum ("refusal", NULL, NULL, CORDIAL_TYPE_REFUSAL, CORDIAL_REFUSAL_NONE, flags);
  properties[PROP_RETRY_AT] = g_param_spec_int64 ("retry-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  properties[PROP_WAITING_MESSAGES] = g_param_spec_uint ("waiting-messages", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_AVATAR] = g_param_spec_boxed ("avatar", NULL, NULL, G_TYPE_BYTES, flags);
  properties[PROP_USER_ID] = g_param_spec_string ("user-id", NULL, NULL, NULL, flags);
  properties[PROP_LOGIN] = g_param_spec_string ("login", NULL, NULL, NULL, flags);
  properties[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, NULL, flags);
  properties[PROP_LOCAL_SERVER] = g_param_spec_boolean ("local-server", NULL, NULL, FALSE, flags);
  properties[PROP_EVER_ONLINE] = g_param_spec_boolean ("ever-online", NULL, NULL, FALSE, flags);
  properties[PROP_ROSTER_COMPLETE] = g_param_spec_boolean ("roster-complete", NULL, NULL, FALSE, flags);
  properties[PROP_ROUND_TRIP_MS] = g_param_spec_double ("round-trip-ms", NULL, NULL, 0.0, G_MAXDOUBLE, 0.0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  /**
   * CordialAccount::beat:
   *
   * A heartbeat went out.
   */
  signals[BEAT] = g_signal_new ("beat", CORDIAL_TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_account_init (CordialAccount *self)
{
  self->chat_list = g_list_store_new (CORDIAL_TYPE_CONVERSATION);
}

/* --- What the interface asks ------------------------------------------------------------------------------------- */

static void
on_token (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialAccount) self = user_data;
  char *token = cordial_credentials_lookup_finish (CORDIAL_CREDENTIALS (object), result, NULL);

  self->token_known = TRUE;
  if (self->context->outbox && self->context->protocol)
    {
      if (token)
        cordial_protocol_set_token (self->context->protocol, token);
      if (self->wanted)
        cordial_protocol_open (self->context->protocol);
    }
  g_free (token);
}

/**
 * cordial_account_open:
 * @self: a #CordialAccount
 *
 * Connects, and stays connected until cordial_account_close().
 */
void
cordial_account_open (CordialAccount *self)
{
  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  self->wanted = TRUE;
  if (!self->context->protocol)
    return;
  if (self->token_known)
    cordial_protocol_open (self->context->protocol);
  else
    cordial_credentials_lookup_async (self->credentials, self->id, self->context->cancellable, on_token,
                                      g_object_ref (self));
}

void
cordial_account_close (CordialAccount *self)
{
  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  self->wanted = FALSE;
  if (self->context->protocol)
    cordial_protocol_close (self->context->protocol);
}

void
cordial_account_retry_now (CordialAccount *self)
{
  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  if (self->context->protocol)
    cordial_protocol_retry_now (self->context->protocol);
}

void
cordial_account_probe_if_stale (CordialAccount *self)
{
  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  if (self->context->protocol)
    cordial_protocol_probe_if_stale (self->context->protocol);
}

static void
on_signing_in_again (CordialAccount *self, GParamSpec *pspec, GTask *task)
{
  switch (self->link_state)
    {
    case CORDIAL_LINK_ONLINE:
      g_signal_handlers_disconnect_by_data (self, task);
      g_task_return_boolean (task, TRUE);
      break;
    case CORDIAL_LINK_REFUSED:
      g_signal_handlers_disconnect_by_data (self, task);
      g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_SIGN_IN,
                                       self->reason ? self->reason : _ ("The server did not accept this password."));
      break;
    case CORDIAL_LINK_WAITING:
    case CORDIAL_LINK_NO_NETWORK:
    case CORDIAL_LINK_OFFLINE:
      g_signal_handlers_disconnect_by_data (self, task);
      g_task_return_new_error_literal (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE,
                                       self->reason ? self->reason : _ ("The server cannot be reached."));
      break;
    case CORDIAL_LINK_CONNECTING:
    default:
      return;
    }
  g_object_unref (task);
}

void
cordial_account_sign_in_again_async (CordialAccount *self,
                                     const char *password,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));
  g_return_if_fail (password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_account_sign_in_again_async);
  self->wanted = TRUE;
  self->token_known = TRUE;
  cordial_protocol_set_token (self->context->protocol, NULL);
  cordial_protocol_set_password (self->context->protocol, self->login, password);
  cordial_protocol_retry_now (self->context->protocol);
  g_signal_connect (self, "notify::link-state", G_CALLBACK (on_signing_in_again), task);
  on_signing_in_again (self, NULL, task);
}

gboolean
cordial_account_sign_in_again_finish (CordialAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

GTlsCertificate *
cordial_account_get_refused_certificate (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);

  return self->context->protocol ? cordial_protocol_get_refused_certificate (self->context->protocol) : NULL;
}

/**
 * cordial_account_trust_certificate:
 * @certificate: the one that was refused
 *
 * Accepts exactly this certificate from now on, and connects.
 */
void
cordial_account_trust_certificate (CordialAccount *self, GTlsCertificate *certificate)
{
  g_autofree char *pem = NULL;

  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));
  g_return_if_fail (G_IS_TLS_CERTIFICATE (certificate));

  g_object_get (certificate, "certificate-pem", &pem, NULL);
  cordial_store_set_value (self->context->store, CORDIAL_ACCOUNT_CERTIFICATE, pem);
  cordial_protocol_trust_certificate (self->context->protocol, certificate);
  cordial_protocol_retry_now (self->context->protocol);
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

void
cordial_account_find_people_async (CordialAccount *self,
                                   const char *query,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_account_find_people_async);
  cordial_protocol_find_people_async (self->context->protocol, query, cancellable, on_people_found, task);
}

GPtrArray *
cordial_account_find_people_finish (CordialAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_conversation_started (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CordialAccount *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autofree char *id = cordial_protocol_start_conversation_finish (CORDIAL_PROTOCOL (object), result, &error);
  g_autoptr (CordialConversationRecord) record = NULL;

  if (!id)
    {
      g_task_return_error (task, error);
      return;
    }
  record = cordial_conversation_record_new (id);
  g_task_return_pointer (task, g_object_ref (ensure_conversation (self, record)), g_object_unref);
}

void
cordial_account_start_conversation_async (CordialAccount *self,
                                          const char *person_id,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_account_start_conversation_async);
  cordial_protocol_start_conversation_async (self->context->protocol, person_id, cancellable, on_conversation_started,
                                             task);
}

CordialConversation *
cordial_account_start_conversation_finish (CordialAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- What the interface reads ------------------------------------------------------------------------------------ */

const char *
cordial_account_get_id (CordialAccount *self)
{
  return self->id;
}

CordialLinkState
cordial_account_get_link_state (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), CORDIAL_LINK_OFFLINE);

  return self->link_state;
}

CordialRefusal
cordial_account_get_refusal (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), CORDIAL_REFUSAL_NONE);

  return self->context->protocol ? cordial_protocol_get_refusal (self->context->protocol) : CORDIAL_REFUSAL_NONE;
}

gint64
cordial_account_get_retry_at (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), 0);

  return self->context->protocol ? cordial_protocol_get_retry_at (self->context->protocol) : 0;
}

const char *
cordial_account_get_reason (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);

  return self->reason;
}

guint
cordial_account_get_waiting_messages (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), 0);

  return self->waiting_messages;
}

const char *
cordial_account_get_name (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);

  return self->name;
}

GBytes *
cordial_account_get_avatar (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);

  return self->avatar;
}

const char *
cordial_account_get_user_id (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);

  return self->context->own_id;
}

const char *
cordial_account_get_login (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);

  return self->login;
}

const char *
cordial_account_get_server (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);

  return self->server;
}

gboolean
cordial_account_get_local_server (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), FALSE);

  return self->local_server;
}

gboolean
cordial_account_get_ever_online (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), FALSE);

  return self->ever_online;
}

GListModel *
cordial_account_get_chat_list (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);

  return G_LIST_MODEL (self->chat_list);
}

CordialConversation *
cordial_account_get_conversation (CordialAccount *self, const char *id)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);

  return g_hash_table_lookup (self->context->conversations, id);
}
