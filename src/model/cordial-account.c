/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An account and its conversations: what is known, what changes it, and what the interface reads. What the interface asks for
 * is in cordial-account-actions.c.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-config.h"

#include "cordial-account-private.h"
#include "cordial-account-state.h"
#include "cordial-conversation-private.h"
#include "cordial-timeline-private.h"

enum
{
  PROP_0,
  PROP_LINK_STATE,
  PROP_REFUSAL,
  PROP_RETRY_AT,
  PROP_REASON,
  PROP_WAITING_MESSAGES,
  PROP_UNREAD,
  PROP_NAME,
  PROP_AVATAR,
  PROP_NOTE,
  PROP_USER_ID,
  PROP_LOGIN,
  PROP_SERVER,
  PROP_LOCAL_SERVER,
  PROP_EVER_ONLINE,
  PROP_ROSTER_COMPLETE,
  PROP_ROUND_TRIP_MS,
  PROP_STORAGE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

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

  g_hash_table_iter_init (&iter, self->conversations);
  while (g_hash_table_iter_next (&iter, NULL, &conversation))
    waiting += cordial_conversation_count_waiting (conversation);
  if (self->waiting_messages == waiting)
    return;
  self->waiting_messages = waiting;
  notify (self, PROP_WAITING_MESSAGES);
}

static void
on_storage (CordialAccount *self)
{
  notify (self, PROP_STORAGE);
}

static void
tell_unread (gpointer data)
{
  notify (data, PROP_UNREAD);
}

/* Whoever wrote in a group may have another name or picture now. */
static void
update_senders (gpointer data)
{
  CordialAccount *self = data;
  GHashTableIter iter;
  gpointer conversation;

  g_hash_table_iter_init (&iter, self->conversations);
  while (g_hash_table_iter_next (&iter, NULL, &conversation))
    cordial_timeline_update_senders (cordial_conversation_get_timeline (conversation));
}

/* --- Conversations ----------------------------------------------------------------------------------------------- */

GPtrArray *
cordial_account_dup_conversations (CordialAccount *self)
{
  GPtrArray *conversations = g_hash_table_get_values_as_ptr_array (self->conversations);

  g_ptr_array_foreach (conversations, (GFunc) (void (*) (void)) g_object_ref, NULL);
  g_ptr_array_set_free_func (conversations, g_object_unref);
  return conversations;
}

static CordialConversation *
add_conversation (CordialAccount *self, const CordialConversationRecord *record)
{
  CordialConversation *conversation = cordial_conversation_new (self->roster, record);

  g_hash_table_insert (self->conversations, g_strdup (record->id), conversation);
  return conversation;
}

static void
add_loaded_span (const char *conversation_id, gboolean hole, CordialSpan span, gpointer user_data)
{
  CordialAccount *self = user_data;
  CordialConversation *conversation = g_hash_table_lookup (self->conversations, conversation_id);

  if (conversation)
    cordial_conversation_add_span (conversation, hole, span);
}

static void
add_loaded_places (const char *conversation_id, gboolean hidden, CordialSpan places, gpointer user_data)
{
  CordialAccount *self = user_data;
  CordialConversation *conversation = g_hash_table_lookup (self->conversations, conversation_id);

  if (conversation)
    cordial_conversation_add_places (conversation, hidden, places);
}

gboolean
cordial_account_load (CordialAccount *self, GError **error)
{
  CordialStore *store = self->roster->store;
  g_autoptr (GPtrArray) conversations = NULL;
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) objects = g_ptr_array_new ();

  conversations = cordial_store_list_conversations (store, error);
  if (!conversations)
    return FALSE;
  for (guint i = 0; i < conversations->len; i++)
    g_ptr_array_add (objects, add_conversation (self, g_ptr_array_index (conversations, i)));
  if (!cordial_store_foreach_span (store, add_loaded_span, self, error) ||
      !cordial_store_foreach_place (store, add_loaded_places, self, error))
    return FALSE;
  outbox = cordial_store_list_outbox (store, error);
  if (!outbox)
    return FALSE;
  for (guint i = 0; i < outbox->len; i++)
    {
      CordialMessageRecord *record = g_ptr_array_index (outbox, i);
      CordialConversation *conversation = g_hash_table_lookup (self->conversations, record->conversation_id);

      if (conversation && record->deletion == CORDIAL_MESSAGE_THERE)
        cordial_conversation_add_outgoing (conversation, record);
    }
  g_ptr_array_foreach (objects, (GFunc) (void (*) (void)) cordial_conversation_loaded, NULL);
  g_list_store_splice (self->chat_list, 0, 0, objects->pdata, objects->len);
  update_waiting (self);
  return TRUE;
}

CordialConversation *
cordial_account_ensure_conversation (CordialAccount *self, const CordialConversationRecord *record)
{
  CordialConversation *conversation = g_hash_table_lookup (self->conversations, record->id);
  g_autoptr (CordialConversationRecord) first = NULL;

  if (conversation)
    return conversation;
  /* An empty one, so that everything in the record counts as news and is saved. */
  first = cordial_conversation_record_new (record->id);
  cordial_store_save_conversation (self->roster->store, first);
  conversation = add_conversation (self, first);
  cordial_conversation_apply_record (conversation, record);
  g_list_store_append (self->chat_list, conversation);
  return conversation;
}

void
cordial_account_remove_conversation (CordialAccount *self, CordialConversation *conversation)
{
  g_autoptr (CordialConversation) held = g_object_ref (conversation);
  const char *id = cordial_conversation_get_id (conversation);
  guint position;

  cordial_conversation_end (conversation);
  cordial_conversation_drop_draft_subject (conversation);
  cordial_store_remove_conversation (self->roster->store, id);
  g_hash_table_remove (self->conversations, id);
  if (g_list_store_find (self->chat_list, conversation, &position))
    g_list_store_remove (self->chat_list, position);
  update_waiting (self);
}

/* --- News from the protocol -------------------------------------------------------------------------------------- */

/**
 * cordial_account_set_link:
 * @self: a #CordialAccount
 * @link_state: how the connection is
 * @refusal: for %CORDIAL_LINK_REFUSED
 * @retry_at: for %CORDIAL_LINK_WAITING, in g_get_monotonic_time() microseconds, else 0
 * @reason: (nullable): one sentence on why the link is down
 */
void
cordial_account_set_link (CordialAccount *self,
                          CordialLinkState link_state,
                          CordialRefusal refusal,
                          gint64 retry_at,
                          const char *reason)
{
  /* Whoever hears of it may end it all. */
  g_autoptr (CordialAccount) held = g_object_ref (self);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->refusal != refusal)
    {
      self->refusal = refusal;
      notify (self, PROP_REFUSAL);
    }
  if (self->retry_at != retry_at)
    {
      self->retry_at = retry_at;
      notify (self, PROP_RETRY_AT);
    }
  if (g_set_str (&self->reason, reason))
    notify (self, PROP_REASON);
  if (link_state == CORDIAL_LINK_ONLINE && !self->ever_online)
    {
      self->ever_online = TRUE;
      notify (self, PROP_EVER_ONLINE);
    }
  if (self->link_state != link_state)
    {
      self->link_state = link_state;
      notify (self, PROP_LINK_STATE);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
cordial_account_set_round_trip_ms (CordialAccount *self, double round_trip_ms)
{
  self->round_trip_ms = round_trip_ms;
  notify (self, PROP_ROUND_TRIP_MS);
}

void
cordial_account_set_capabilities (CordialAccount *self, CordialProtocolCapabilities capabilities)
{
  self->roster->capabilities = capabilities;
}

void
cordial_account_set_delete_limit_s (CordialAccount *self, gint64 delete_limit_s)
{
  self->roster->delete_limit_s = delete_limit_s;
}

void
cordial_account_set_reactions (CordialAccount *self, const char *const *reactions)
{
  CordialRoster *roster = self->roster;
  g_autofree char *line = NULL;

  if (!reactions && !roster->reactions)
    return;
  if (reactions && roster->reactions && g_strv_equal (reactions, (const char *const *) roster->reactions))
    return;
  g_strfreev (roster->reactions);
  roster->reactions = g_strdupv ((GStrv) reactions);
  line = reactions ? g_strjoinv ("\n", roster->reactions) : NULL;
  cordial_store_set_value (roster->store, CORDIAL_ACCOUNT_REACTIONS, line);
}

void
cordial_account_set_roster_complete (CordialAccount *self, gboolean complete)
{
  if (self->roster_complete == complete)
    return;
  self->roster_complete = complete;
  notify (self, PROP_ROSTER_COMPLETE);
}

void
cordial_account_set_user_id (CordialAccount *self, const char *user_id)
{
  if (!g_set_str (&self->roster->own_id, user_id))
    return;
  cordial_store_set_value (self->roster->store, CORDIAL_ACCOUNT_USER_ID, user_id);
  notify (self, PROP_USER_ID);
}

/* One that is told by the place that it was fetched from is the one that is here. */
static void
set_avatar (CordialAccount *self, GBytes *avatar, const char *uri)
{
  g_autofree char *encoded = NULL;
  gboolean moved = g_set_str (&self->avatar_uri, uri);

  if (moved)
    cordial_store_set_value (self->roster->store, CORDIAL_ACCOUNT_AVATAR_REFERENCE, uri);
  if (avatar == self->avatar || (avatar && self->avatar && g_bytes_equal (avatar, self->avatar)) ||
      (!avatar && uri && !moved))
    return;
  g_clear_pointer (&self->avatar, g_bytes_unref);
  self->avatar = avatar ? g_bytes_ref (avatar) : NULL;
  encoded = avatar ? g_base64_encode (g_bytes_get_data (avatar, NULL), g_bytes_get_size (avatar)) : NULL;
  cordial_store_set_value (self->roster->store, CORDIAL_ACCOUNT_AVATAR, encoded);
  notify (self, PROP_AVATAR);
}

/**
 * cordial_account_apply_people:
 * @self: a #CordialAccount
 * @people: (element-type CordialPerson): what the protocol told of them
 *
 * Keeps it, and names the writers of what is on the screen by it.
 */
void
cordial_account_apply_people (CordialAccount *self, GPtrArray *people)
{
  g_autoptr (GPtrArray) changed = cordial_roster_apply_people (self->roster, people);

  if (changed->len > 0)
    update_senders (self);
}

const CordialPerson *
cordial_account_get_person (CordialAccount *self, const char *id)
{
  return cordial_roster_get_person (self->roster, id);
}

void
cordial_account_apply_profile (CordialAccount *self, const CordialConversationRecord *record)
{
  if (!cordial_roster_is_own (self->roster, record->id))
    return;
  if ((record->fields & CORDIAL_CONVERSATION_HAS_NAME) && record->name &&
      g_set_str (&self->roster->own_name, record->name))
    {
      cordial_store_set_value (self->roster->store, CORDIAL_ACCOUNT_NAME, self->roster->own_name);
      notify (self, PROP_NAME);
      update_senders (self);
    }
  if (record->fields & CORDIAL_CONVERSATION_HAS_AVATAR)
    set_avatar (self, record->avatar, record->avatar_uri);
  if ((record->fields & CORDIAL_CONVERSATION_HAS_NOTE) && g_set_str (&self->note, record->note))
    {
      cordial_store_set_value (self->roster->store, CORDIAL_ACCOUNT_NOTE, self->note);
      notify (self, PROP_NOTE);
    }
}

const char *
cordial_account_get_wanted_picture (CordialAccount *self)
{
  return self->avatar ? NULL : self->avatar_uri;
}

void
cordial_account_apply_picture (CordialAccount *self, const char *uri, GBytes *picture)
{
  if (g_strcmp0 (self->avatar_uri, uri) == 0)
    set_avatar (self, picture, uri);
}

void
cordial_account_set_server (CordialAccount *self, const char *server)
{
  if (g_set_str (&self->server, server))
    notify (self, PROP_SERVER);
}

void
cordial_account_apply_settings (CordialAccount *self, const CordialProtocolSettings *settings)
{
  g_set_str (&self->roster->own_id, settings->user_id);
  g_set_str (&self->login, settings->user_id);
  g_set_str (&self->roster->own_name, settings->name);
  update_senders (self);
  g_free (self->server);
  self->server = cordial_store_dup_value (self->roster->store, CORDIAL_ACCOUNT_SERVER);
  notify (self, PROP_USER_ID);
  notify (self, PROP_LOGIN);
  notify (self, PROP_NAME);
  notify (self, PROP_SERVER);
}

/* --- The object -------------------------------------------------------------------------------------------------- */

/**
 * cordial_account_new:
 * @id: what tells it from the others
 * @store: its database
 * @read_content: (nullable): how its wire says what a message holds
 * @requests: carries out what is asked of its conversations; not owned, see cordial_account_end()
 * @link_requests: (nullable): carries out what is asked of its connection; likewise
 *
 * Returns: (transfer full): an account that knows itself, and no conversation yet
 */
CordialAccount *
cordial_account_new (const char *id,
                     CordialStore *store,
                     CordialContentReader read_content,
                     CordialRequests *requests,
                     CordialLinkRequests *link_requests)
{
  CordialAccount *self = g_object_new (CORDIAL_TYPE_ACCOUNT, NULL);
  g_autofree char *local_server = cordial_store_dup_value (store, CORDIAL_ACCOUNT_LOCAL_SERVER);
  g_autofree char *dialect = cordial_store_dup_value (store, CORDIAL_ACCOUNT_DIALECT);
  g_autofree char *reactions = NULL;
  g_autofree char *avatar = NULL;

  self->id = g_strdup (id);
  self->roster = cordial_roster_new (store, read_content);
  self->roster->requests = requests;
  self->roster->link_requests = link_requests;
  self->roster->waiting_changed = update_waiting;
  self->roster->unread_changed = tell_unread;
  self->roster->senders_changed = update_senders;
  self->roster->account = self;
  g_signal_connect_object (store, "notify::storage", G_CALLBACK (on_storage), self, G_CONNECT_SWAPPED);
  self->roster->own_id = cordial_store_dup_value (store, CORDIAL_ACCOUNT_USER_ID);
  reactions = cordial_store_dup_value (store, CORDIAL_ACCOUNT_REACTIONS);
  if (reactions && *reactions)
    self->roster->reactions = g_strsplit (reactions, "\n", -1);
  self->server = cordial_store_dup_value (store, CORDIAL_ACCOUNT_SERVER);
  self->login = cordial_store_dup_value (store, CORDIAL_ACCOUNT_LOGIN);
  self->roster->own_name = cordial_store_dup_value (store, CORDIAL_ACCOUNT_NAME);
  self->note = cordial_store_dup_value (store, CORDIAL_ACCOUNT_NOTE);
  avatar = cordial_store_dup_value (store, CORDIAL_ACCOUNT_AVATAR);
  self->avatar_uri = cordial_store_dup_value (store, CORDIAL_ACCOUNT_AVATAR_REFERENCE);
  if (avatar)
    {
      gsize size;
      guchar *image = g_base64_decode (avatar, &size);

      self->avatar = g_bytes_new_take (image, size);
    }
  self->local_server = local_server != NULL;
  self->dialect = dialect != NULL;
  return self;
}

void
cordial_account_end (CordialAccount *self)
{
  GHashTableIter iter;
  gpointer conversation;

  g_hash_table_iter_init (&iter, self->conversations);
  while (g_hash_table_iter_next (&iter, NULL, &conversation))
    {
      cordial_conversation_flush_draft (conversation);
      cordial_conversation_tell_gone (conversation);
    }
  self->roster->requests = NULL;
  self->roster->link_requests = NULL;
  self->roster->waiting_changed = NULL;
  self->roster->unread_changed = NULL;
  self->roster->senders_changed = NULL;
}

static void
cordial_account_dispose (GObject *object)
{
  CordialAccount *self = CORDIAL_ACCOUNT (object);

  if (self->roster)
    {
      cordial_account_end (self);
      g_list_store_remove_all (self->chat_list);
      g_hash_table_remove_all (self->conversations);
      g_clear_pointer (&self->roster, cordial_roster_unref);
    }
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
  g_free (self->reason);
  g_clear_pointer (&self->avatar, g_bytes_unref);
  g_free (self->avatar_uri);
  g_free (self->note);
  g_hash_table_unref (self->conversations);
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
      g_value_set_enum (value, self->refusal);
      break;
    case PROP_RETRY_AT:
      g_value_set_int64 (value, self->retry_at);
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    case PROP_WAITING_MESSAGES:
      g_value_set_uint (value, self->waiting_messages);
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, self->roster->unread);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->roster->own_name);
      break;
    case PROP_AVATAR:
      g_value_set_boxed (value, self->avatar);
      break;
    case PROP_NOTE:
      g_value_set_string (value, self->note);
      break;
    case PROP_USER_ID:
      g_value_set_string (value, self->roster->own_id);
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
      g_value_set_double (value, self->round_trip_ms);
      break;
    case PROP_STORAGE:
      g_value_set_enum (value, cordial_account_get_storage (self));
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
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_AVATAR] = g_param_spec_boxed ("avatar", NULL, NULL, G_TYPE_BYTES, flags);
  properties[PROP_NOTE] = g_param_spec_string ("note", NULL, NULL, NULL, flags);
  properties[PROP_USER_ID] = g_param_spec_string ("user-id", NULL, NULL, NULL, flags);
  properties[PROP_LOGIN] = g_param_spec_string ("login", NULL, NULL, NULL, flags);
  properties[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, NULL, flags);
  properties[PROP_LOCAL_SERVER] = g_param_spec_boolean ("local-server", NULL, NULL, FALSE, flags);
  properties[PROP_EVER_ONLINE] = g_param_spec_boolean ("ever-online", NULL, NULL, FALSE, flags);
  properties[PROP_ROSTER_COMPLETE] = g_param_spec_boolean ("roster-complete", NULL, NULL, FALSE, flags);
  properties[PROP_ROUND_TRIP_MS] = g_param_spec_double ("round-trip-ms", NULL, NULL, 0.0, G_MAXDOUBLE, 0.0, flags);
  properties[PROP_STORAGE] =
    g_param_spec_enum ("storage", NULL, NULL, CORDIAL_TYPE_STORAGE, CORDIAL_STORAGE_FINE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

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
  /**
   * CordialAccount::refused:
   * @conversation: (nullable): where; %NULL for what concerns the account itself
   * @sentence: why
   *
   * The server said no to what the person had asked for, and that is undone.
   */
  g_signal_new ("refused", CORDIAL_TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                CORDIAL_TYPE_CONVERSATION, G_TYPE_STRING);
}

static void
cordial_account_init (CordialAccount *self)
{
  self->conversations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->chat_list = g_list_store_new (CORDIAL_TYPE_CONVERSATION);
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

  return self->refusal;
}

gint64
cordial_account_get_retry_at (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), 0);

  return self->retry_at;
}

const char *
cordial_account_get_reason (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);

  return self->reason;
}

CordialStorage
cordial_account_get_storage (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), CORDIAL_STORAGE_FINE);

  return cordial_store_get_storage (self->roster->store);
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

  return self->roster->own_name;
}

GBytes *
cordial_account_get_avatar (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);

  return self->avatar;
}

const char *
cordial_account_get_note (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);

  return self->note;
}

const char *
cordial_account_get_user_id (CordialAccount *self)
{
  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (self), NULL);

  return self->roster->own_id;
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

  return g_hash_table_lookup (self->conversations, id);
}
