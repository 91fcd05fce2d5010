/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An account and its conversations. What the protocol reports arrives in cordial-account-events.c, what the interface asks goes
 * to the protocol in cordial-account-actions.c.
 */
#define G_LOG_DOMAIN "cordial-chat"

#include "cordial-config.h"

#include "cordial-account-private.h"
#include "cordial-account-state.h"
#include "cordial-context.h"
#include "cordial-conversation-private.h"

GParamSpec *cordial_account_properties[CORDIAL_ACCOUNT_N_PROPERTIES];

G_DEFINE_FINAL_TYPE (CordialAccount, cordial_account, G_TYPE_OBJECT)

void
cordial_account_notify (CordialAccount *self, int property)
{
  g_object_notify_by_pspec (G_OBJECT (self), cordial_account_properties[property]);
}

void
cordial_account_update_waiting (gpointer data)
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
  cordial_account_notify (self, PROP_WAITING_MESSAGES);
}

static void
tell_unread (gpointer data)
{
  cordial_account_notify (data, PROP_UNREAD);
}

static void
tell_news (gpointer data, CordialConversation *conversation, GPtrArray *messages)
{
  g_signal_emit_by_name (data, "news", conversation, messages);
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
  cordial_account_update_waiting (self);
  self->context->fresh = FALSE;
  return TRUE;
}

CordialConversation *
cordial_account_ensure_conversation (CordialAccount *self, const CordialConversationRecord *record)
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

/* --- The object -------------------------------------------------------------------------------------------------- */

CordialAccount *
cordial_account_new (const char *id, CordialStore *store, CordialCredentials *credentials)
{
  CordialAccount *self = g_object_new (CORDIAL_TYPE_ACCOUNT, NULL);
  g_autofree char *local_server = cordial_store_dup_value (store, CORDIAL_ACCOUNT_LOCAL_SERVER);
  g_autofree char *dialect = cordial_store_dup_value (store, CORDIAL_ACCOUNT_DIALECT);

  self->id = g_strdup (id);
  self->credentials = g_object_ref (credentials);
  self->context = cordial_context_new (store);
  self->context->outbox = cordial_outbox_new (self->context);
  self->context->sync = cordial_sync_new (self->context);
  self->context->waiting_changed = cordial_account_update_waiting;
  self->context->unread_changed = tell_unread;
  self->context->news = tell_news;
  self->context->fresh = TRUE;
  self->context->account = self;
  self->context->own_id = cordial_store_dup_value (store, CORDIAL_ACCOUNT_USER_ID);
  self->server = cordial_store_dup_value (store, CORDIAL_ACCOUNT_SERVER);
  self->login = cordial_store_dup_value (store, CORDIAL_ACCOUNT_LOGIN);
  self->name = cordial_store_dup_value (store, CORDIAL_ACCOUNT_NAME);
  self->local_server = local_server != NULL;
  self->dialect = dialect != NULL;
  return self;
}

void
cordial_account_mark_signed_out (CordialAccount *self, const char *value)
{
  cordial_store_set_value (self->context->store, CORDIAL_ACCOUNT_SIGNED_OUT, value);
}

void
cordial_account_shut_down (CordialAccount *self)
{
  CordialContext *context = self->context;
  GHashTableIter iter;
  gpointer conversation;

  if (!context->outbox)
    return;
  cordial_account_take_incoming (self);
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
  context->unread_changed = NULL;
  context->news = NULL;
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
  g_free (self->token);
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
    case PROP_UNREAD:
      g_value_set_uint (value, self->context->unread);
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
  GParamSpec **properties = cordial_account_properties;

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
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_AVATAR] = g_param_spec_boxed ("avatar", NULL, NULL, G_TYPE_BYTES, flags);
  properties[PROP_USER_ID] = g_param_spec_string ("user-id", NULL, NULL, NULL, flags);
  properties[PROP_LOGIN] = g_param_spec_string ("login", NULL, NULL, NULL, flags);
  properties[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, NULL, flags);
  properties[PROP_LOCAL_SERVER] = g_param_spec_boolean ("local-server", NULL, NULL, FALSE, flags);
  properties[PROP_EVER_ONLINE] = g_param_spec_boolean ("ever-online", NULL, NULL, FALSE, flags);
  properties[PROP_ROSTER_COMPLETE] = g_param_spec_boolean ("roster-complete", NULL, NULL, FALSE, flags);
  properties[PROP_ROUND_TRIP_MS] = g_param_spec_double ("round-trip-ms", NULL, NULL, 0.0, G_MAXDOUBLE, 0.0, flags);
  g_object_class_install_properties (object_class, CORDIAL_ACCOUNT_N_PROPERTIES, properties);

  /**
   * CordialAccount::beat:
   *
   * A heartbeat went out.
   */
  g_signal_new ("beat", CORDIAL_TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * CordialAccount::news:
   * @conversation: where it was written
   * @messages: (element-type CordialMessageRecord): by others, since the account was last here, not read on any device; they
   *   are in the database
   *
   * Something that the person may want to be told of.
   */
  g_signal_new ("news", CORDIAL_TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                CORDIAL_TYPE_CONVERSATION, G_TYPE_PTR_ARRAY);
}

static void
cordial_account_init (CordialAccount *self)
{
  self->chat_list = g_list_store_new (CORDIAL_TYPE_CONVERSATION);
}

/* (transfer none) (nullable) */
CordialProtocol *
cordial_account_get_protocol (CordialAccount *self)
{
  return self->context->protocol;
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
cordial_account_get_has_settings (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), FALSE);

  return self->dialect;
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

GArray *
cordial_account_dup_beats (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), cordial_beats_new ());

  return self->context->protocol ? cordial_protocol_dup_beats (self->context->protocol) : cordial_beats_new ();
}
