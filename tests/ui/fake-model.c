/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The model behind the widgets, in the hand of a test.
 */

#include "fake-model.h"

#include <string.h>

/* --- Message ------------------------------------------------------------------------------------------------------- */

struct _CordialMessage
{
  GObject parent_instance;
  gint64 row;
  gint64 seq;
  gint64 time_ms;
  gint64 edited_ms;
  CordialContent *content;
  char *text;
  char *sender;
  char *error;
  gboolean outgoing;
  CordialMessageStatus status;
};

G_DEFINE_FINAL_TYPE (CordialMessage, cordial_message, G_TYPE_OBJECT)

enum
{
  MESSAGE_STATUS = 1,
  MESSAGE_N_PROPS,
};

static GParamSpec *message_properties[MESSAGE_N_PROPS];

static void
cordial_message_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, (int) CORDIAL_MESSAGE (object)->status);
}

static void
cordial_message_finalize (GObject *object)
{
  CordialMessage *self = CORDIAL_MESSAGE (object);

  cordial_content_unref (self->content);
  g_free (self->text);
  g_free (self->sender);
  g_free (self->error);
  G_OBJECT_CLASS (cordial_message_parent_class)->finalize (object);
}

static void
cordial_message_class_init (CordialMessageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_message_finalize;
  G_OBJECT_CLASS (klass)->get_property = cordial_message_get_property;
  message_properties[MESSAGE_STATUS] =
    g_param_spec_int ("status", NULL, NULL, 0, G_MAXINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), MESSAGE_N_PROPS, message_properties);
}

static void
cordial_message_init (CordialMessage *self)
{
  static gint64 rows;

  self->row = ++rows;
}

CordialMessage *
fake_message_new (gint64 seq, gboolean outgoing, const char *sender, gint64 time_ms, const char *text)
{
  CordialMessage *self = g_object_new (CORDIAL_TYPE_MESSAGE, NULL);

  self->seq = seq;
  self->outgoing = outgoing;
  self->sender = g_strdup (sender);
  self->time_ms = time_ms;
  self->content = cordial_content_new (text);
  self->text = g_strdup (text);
  self->status = seq > 0 ? CORDIAL_MESSAGE_STATUS_SENT : CORDIAL_MESSAGE_STATUS_QUEUED;
  return self;
}

void
fake_message_forget_number (CordialMessage *self)
{
  self->seq = 0;
}

void
fake_message_set_status (CordialMessage *self, CordialMessageStatus status, const char *error)
{
  self->status = status;
  g_set_str (&self->error, error);
  g_object_notify_by_pspec (G_OBJECT (self), message_properties[MESSAGE_STATUS]);
}

gint64
cordial_message_get_row (CordialMessage *self)
{
  return self->row;
}

gint64
cordial_message_get_seq (CordialMessage *self)
{
  return self->seq;
}

gint64
cordial_message_get_time_ms (CordialMessage *self)
{
  return self->time_ms;
}

gint64
cordial_message_get_edited_ms (CordialMessage *self)
{
  return self->edited_ms;
}

CordialContent *
cordial_message_get_content (CordialMessage *self)
{
  return self->content;
}

const char *
cordial_message_get_text (CordialMessage *self)
{
  return self->text;
}

const char *
cordial_message_get_sender_id (CordialMessage *self)
{
  return self->sender;
}

const char *
cordial_message_get_sender_name (CordialMessage *self)
{
  return self->sender;
}

GBytes *
cordial_message_get_sender_avatar (CordialMessage *self)
{
  return NULL;
}

const char *
cordial_message_get_error (CordialMessage *self)
{
  return self->error;
}

gboolean
cordial_message_get_outgoing (CordialMessage *self)
{
  return self->outgoing;
}

CordialMessageStatus
cordial_message_get_status (CordialMessage *self)
{
  return self->status;
}

/* --- Timeline ------------------------------------------------------------------------------------------------------ */

struct _CordialTimeline
{
  GObject parent_instance;
  GListStore *store;
  FakeCalls *calls;
  gboolean has_older;
};

enum
{
  TIMELINE_LOADING = 1,
};

static GType
timeline_get_item_type (GListModel *model)
{
  return CORDIAL_TYPE_MESSAGE;
}

static guint
timeline_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (CORDIAL_TIMELINE (model)->store));
}

static gpointer
timeline_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (CORDIAL_TIMELINE (model)->store), position);
}

static void
timeline_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = timeline_get_item_type;
  iface->get_n_items = timeline_get_n_items;
  iface->get_item = timeline_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CordialTimeline,
                               cordial_timeline,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, timeline_list_model_init))

static void
cordial_timeline_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, FALSE);
}

static void
cordial_timeline_finalize (GObject *object)
{
  g_object_unref (CORDIAL_TIMELINE (object)->store);
  G_OBJECT_CLASS (cordial_timeline_parent_class)->finalize (object);
}

static void
cordial_timeline_class_init (CordialTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_timeline_finalize;
  G_OBJECT_CLASS (klass)->get_property = cordial_timeline_get_property;
  g_object_class_install_property (
    G_OBJECT_CLASS (klass), TIMELINE_LOADING,
    g_param_spec_boolean ("loading", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
cordial_timeline_init (CordialTimeline *self)
{
  self->store = g_list_store_new (CORDIAL_TYPE_MESSAGE);
  g_signal_connect_object (self->store, "items-changed", G_CALLBACK (g_list_model_items_changed), self,
                           G_CONNECT_SWAPPED);
}

gboolean
cordial_timeline_get_has_older (CordialTimeline *self)
{
  return self->has_older;
}

void
cordial_timeline_load_older (CordialTimeline *self)
{
  self->calls->asked_for_older++;
}

guint
cordial_timeline_find_seq (CordialTimeline *self, gint64 seq)
{
  return G_MAXUINT;
}

/* --- Conversation -------------------------------------------------------------------------------------------------- */

struct _CordialConversation
{
  GObject parent_instance;
  char *id;
  char *name;
  char *preview;
  char *draft;
  GBytes *avatar;
  gint64 last_seen_ms;
  gint64 touched_ms;
  gint64 read;
  guint unread;
  int kind;
  gboolean online;
  gboolean typing;
  gboolean preview_outgoing;
  gboolean muted;
  gboolean writable;
  char *ending; /* here a sentence, not a reason */
  gboolean unheard;
  gboolean at_once;
  CordialTimeline *timeline;
  GQueue tasks;
  FakeCalls calls;
};

G_DEFINE_FINAL_TYPE (CordialConversation, cordial_conversation, G_TYPE_OBJECT)

enum
{
  PROP_NAME = 1,
  PROP_PREVIEW,
  PROP_DRAFT,
  PROP_AVATAR,
  PROP_LAST_SEEN,
  PROP_TOUCHED,
  PROP_READ,
  PROP_UNREAD,
  PROP_ONLINE,
  PROP_TYPING,
  PROP_PREVIEW_OUTGOING,
  PROP_MUTED,
  PROP_ENDING,
  PROP_UNHEARD,
  PROP_WRITABLE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
cordial_conversation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CordialConversation *self = CORDIAL_CONVERSATION (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_PREVIEW:
      g_value_set_string (value, self->preview);
      break;
    case PROP_DRAFT:
      g_value_set_string (value, self->draft);
      break;
    case PROP_AVATAR:
      g_value_set_boxed (value, self->avatar);
      break;
    case PROP_LAST_SEEN:
      g_value_set_int64 (value, self->last_seen_ms);
      break;
    case PROP_TOUCHED:
      g_value_set_int64 (value, self->touched_ms);
      break;
    case PROP_READ:
      g_value_set_int64 (value, self->read);
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    case PROP_ONLINE:
      g_value_set_boolean (value, self->online);
      break;
    case PROP_TYPING:
      g_value_set_boolean (value, self->typing);
      break;
    case PROP_PREVIEW_OUTGOING:
      g_value_set_boolean (value, self->preview_outgoing);
      break;
    case PROP_MUTED:
      g_value_set_boolean (value, self->muted);
      break;
    case PROP_WRITABLE:
      g_value_set_boolean (value, self->writable);
      break;
    case PROP_ENDING:
      g_value_set_string (value, self->ending);
      break;
    case PROP_UNHEARD:
      g_value_set_boolean (value, self->unheard);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
cordial_conversation_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CordialConversation *self = CORDIAL_CONVERSATION (object);

  switch (id)
    {
    case PROP_NAME:
      g_set_str (&self->name, g_value_get_string (value));
      break;
    case PROP_PREVIEW:
      g_set_str (&self->preview, g_value_get_string (value));
      break;
    case PROP_DRAFT:
      g_set_str (&self->draft, g_value_get_string (value));
      break;
    case PROP_AVATAR:
      g_clear_pointer (&self->avatar, g_bytes_unref);
      self->avatar = g_value_dup_boxed (value);
      break;
    case PROP_LAST_SEEN:
      self->last_seen_ms = g_value_get_int64 (value);
      break;
    case PROP_TOUCHED:
      self->touched_ms = g_value_get_int64 (value);
      break;
    case PROP_READ:
      self->read = g_value_get_int64 (value);
      break;
    case PROP_UNREAD:
      self->unread = g_value_get_uint (value);
      break;
    case PROP_ONLINE:
      self->online = g_value_get_boolean (value);
      break;
    case PROP_TYPING:
      self->typing = g_value_get_boolean (value);
      break;
    case PROP_PREVIEW_OUTGOING:
      self->preview_outgoing = g_value_get_boolean (value);
      break;
    case PROP_MUTED:
      self->muted = g_value_get_boolean (value);
      break;
    case PROP_WRITABLE:
      self->writable = g_value_get_boolean (value);
      break;
    case PROP_ENDING:
      g_set_str (&self->ending, g_value_get_string (value));
      break;
    case PROP_UNHEARD:
      self->unheard = g_value_get_boolean (value);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
cordial_conversation_finalize (GObject *object)
{
  CordialConversation *self = CORDIAL_CONVERSATION (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->preview);
  g_free (self->ending);
  g_free (self->draft);
  g_clear_pointer (&self->avatar, g_bytes_unref);
  g_clear_object (&self->timeline);
  g_queue_clear_full (&self->tasks, g_object_unref);
  g_ptr_array_unref (self->calls.sent);
  G_OBJECT_CLASS (cordial_conversation_parent_class)->finalize (object);
}

static void
cordial_conversation_class_init (CordialConversationClass *klass)
{
  /* Readable too, else nobody is notified. */
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->finalize = cordial_conversation_finalize;
  G_OBJECT_CLASS (klass)->get_property = cordial_conversation_get_property;
  G_OBJECT_CLASS (klass)->set_property = cordial_conversation_set_property;
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_PREVIEW] = g_param_spec_string ("preview", NULL, NULL, NULL, flags);
  properties[PROP_DRAFT] = g_param_spec_string ("draft", NULL, NULL, NULL, flags);
  properties[PROP_AVATAR] = g_param_spec_boxed ("avatar", NULL, NULL, G_TYPE_BYTES, flags);
  properties[PROP_LAST_SEEN] = g_param_spec_int64 ("last-seen-ms", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_TOUCHED] = g_param_spec_int64 ("touched-ms", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_READ] = g_param_spec_int64 ("read", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_ONLINE] = g_param_spec_boolean ("online", NULL, NULL, FALSE, flags);
  properties[PROP_TYPING] = g_param_spec_boolean ("typing", NULL, NULL, FALSE, flags);
  properties[PROP_PREVIEW_OUTGOING] = g_param_spec_boolean ("preview-outgoing", NULL, NULL, FALSE, flags);
  properties[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, flags);
  properties[PROP_ENDING] = g_param_spec_string ("ending", NULL, NULL, NULL, flags);
  properties[PROP_UNHEARD] = g_param_spec_boolean ("unheard", NULL, NULL, FALSE, flags);
  properties[PROP_WRITABLE] = g_param_spec_boolean ("writable", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
cordial_conversation_init (CordialConversation *self)
{
  self->writable = TRUE;
  self->timeline = g_object_new (CORDIAL_TYPE_TIMELINE, NULL);
  self->timeline->calls = &self->calls;
  self->calls.sent = g_ptr_array_new_with_free_func (g_free);
  g_queue_init (&self->tasks);
}

CordialConversation *
fake_conversation_new (const char *id, const char *name, CordialConversationKind kind)
{
  CordialConversation *self = g_object_new (CORDIAL_TYPE_CONVERSATION, NULL);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->kind = (int) kind;
  return self;
}

GListStore *
fake_conversation_get_store (CordialConversation *self)
{
  return self->timeline->store;
}

void
fake_conversation_set (CordialConversation *self, const char *property, ...)
{
  va_list arguments;

  va_start (arguments, property);
  g_object_set_valist (G_OBJECT (self), property, arguments);
  va_end (arguments);
}

FakeCalls *
fake_conversation_get_calls (CordialConversation *self)
{
  return &self->calls;
}

void
fake_conversation_set_sends_at_once (CordialConversation *self, gboolean at_once)
{
  self->at_once = at_once;
}

void
fake_conversation_set_has_older (CordialConversation *self, gboolean has_older)
{
  self->timeline->has_older = has_older;
}

void
fake_conversation_finish_send (CordialConversation *self, const char *error)
{
  g_autoptr (GTask) task = g_queue_pop_head (&self->tasks);

  g_assert_nonnull (task);
  if (error != NULL)
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NO_SPACE, error);
  else
    {
      g_autoptr (CordialMessage) message =
        fake_message_new (0, TRUE, "me", g_get_real_time () / 1000, g_task_get_task_data (task));

      g_list_store_append (self->timeline->store, message);
      g_task_return_boolean (task, TRUE);
    }
}

const char *
cordial_conversation_get_id (CordialConversation *self)
{
  return self->id;
}

const char *
cordial_conversation_get_name (CordialConversation *self)
{
  return self->name;
}

CordialConversationKind
cordial_conversation_get_kind (CordialConversation *self)
{
  return (CordialConversationKind) self->kind;
}

GBytes *
cordial_conversation_get_avatar (CordialConversation *self)
{
  return self->avatar;
}

gboolean
cordial_conversation_get_online (CordialConversation *self)
{
  return self->online;
}

gint64
cordial_conversation_get_last_seen_ms (CordialConversation *self)
{
  return self->last_seen_ms;
}

gboolean
cordial_conversation_get_typing (CordialConversation *self)
{
  return self->typing;
}

const char *
cordial_conversation_get_preview (CordialConversation *self)
{
  return self->preview;
}

gboolean
cordial_conversation_get_preview_outgoing (CordialConversation *self)
{
  return self->preview_outgoing;
}

gint64
cordial_conversation_get_touched_ms (CordialConversation *self)
{
  return self->touched_ms;
}

guint
cordial_conversation_get_unread (CordialConversation *self)
{
  return self->unread;
}

gboolean
cordial_conversation_get_muted (CordialConversation *self)
{
  return self->muted;
}

gboolean
cordial_conversation_get_writable (CordialConversation *self)
{
  return self->writable;
}

const char *
cordial_conversation_get_draft (CordialConversation *self)
{
  return self->draft;
}

gint64
cordial_conversation_get_read (CordialConversation *self)
{
  return self->read;
}

const char *
cordial_conversation_get_ending_sentence (CordialConversation *self)
{
  return self->ending;
}

gboolean
cordial_conversation_get_unheard (CordialConversation *self)
{
  return self->unheard;
}

void
cordial_conversation_remove (CordialConversation *self)
{
  self->calls.removed++;
}

CordialTimeline *
cordial_conversation_get_timeline (CordialConversation *self)
{
  return self->timeline;
}

void
cordial_conversation_opened (CordialConversation *self)
{
  self->calls.opened++;
}

void
cordial_conversation_mark_read (CordialConversation *self, gint64 seq)
{
  self->calls.marked_read = seq;
}

void
cordial_conversation_typed (CordialConversation *self)
{
  self->calls.typed++;
}

void
cordial_conversation_set_draft (CordialConversation *self, const char *draft)
{
  if (g_strcmp0 (self->draft, draft) != 0)
    g_object_set (self, "draft", draft, NULL);
}

CordialContent *
cordial_conversation_new_content (CordialConversation *self, const char *text, GPtrArray *names)
{
  return cordial_content_new (text);
}

gboolean
cordial_conversation_get_can_send_files (CordialConversation *self)
{
  return TRUE;
}

CordialTransfer *
cordial_conversation_get_file (CordialConversation *self, const char *reference, gint64 size)
{
  return NULL;
}

CordialTransfer *
cordial_conversation_find_file (CordialConversation *self, const char *reference)
{
  return NULL;
}

void
cordial_conversation_send_async (CordialConversation *self,
                                 CordialContent *content,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_ptr_array_add (self->calls.sent, g_strdup (content->text));
  self->calls.answered = content->quote ? content->quote->message.number : 0;
  g_task_set_task_data (task, g_strdup (content->text), g_free);
  g_queue_push_tail (&self->tasks, task);
  if (self->at_once)
    fake_conversation_finish_send (self, NULL);
}

gboolean
cordial_conversation_send_finish (CordialConversation *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cordial_conversation_set_muted_async (CordialConversation *self,
                                      gboolean muted,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_object_set (self, "muted", muted, NULL);
  g_task_return_boolean (task, TRUE);
}

gboolean
cordial_conversation_set_muted_finish (CordialConversation *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
cordial_conversation_get_can_format (CordialConversation *self)
{
  return TRUE;
}

gboolean
cordial_conversation_get_can_edit (CordialConversation *self)
{
  return TRUE;
}

gboolean
cordial_conversation_get_can_delete (CordialConversation *self)
{
  return TRUE;
}

void
cordial_conversation_delete_async (CordialConversation *self,
                                   CordialMessage *message,
                                   gboolean for_all,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_return_boolean (task, TRUE);
}

gboolean
cordial_conversation_delete_finish (CordialConversation *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The message says it at once. */
void
cordial_conversation_edit_async (CordialConversation *self,
                                 CordialMessage *message,
                                 CordialContent *content,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  cordial_content_unref (message->content);
  message->content = cordial_content_ref (content);
  g_set_str (&message->text, content->text);
  message->edited_ms = g_get_real_time () / 1000;
  g_task_return_boolean (task, TRUE);
}

gboolean
cordial_conversation_edit_finish (CordialConversation *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cordial_conversation_retry_message (CordialConversation *self, CordialMessage *message)
{
  self->calls.retried++;
}

void
cordial_conversation_discard_message (CordialConversation *self, CordialMessage *message)
{
  self->calls.discarded++;
}

/* --- Account ------------------------------------------------------------------------------------------------------- */

struct _CordialAccount
{
  GObject parent_instance;
  GListStore *chat_list;
  GPtrArray *people;
  gboolean roster_complete;
};

G_DEFINE_FINAL_TYPE (CordialAccount, cordial_account, G_TYPE_OBJECT)

enum
{
  ACCOUNT_ROSTER_COMPLETE = 1,
};

static void
person_free (gpointer data)
{
  CordialPerson *person = data;

  g_free (person->id);
  g_free (person->name);
  g_free (person->detail);
  g_free (person);
}

static void
cordial_account_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, CORDIAL_ACCOUNT (object)->roster_complete);
}

static void
cordial_account_finalize (GObject *object)
{
  CordialAccount *self = CORDIAL_ACCOUNT (object);

  g_object_unref (self->chat_list);
  g_ptr_array_unref (self->people);
  G_OBJECT_CLASS (cordial_account_parent_class)->finalize (object);
}

static void
cordial_account_class_init (CordialAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_account_finalize;
  G_OBJECT_CLASS (klass)->get_property = cordial_account_get_property;
  g_object_class_install_property (
    G_OBJECT_CLASS (klass), ACCOUNT_ROSTER_COMPLETE,
    g_param_spec_boolean ("roster-complete", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
cordial_account_init (CordialAccount *self)
{
  self->chat_list = g_list_store_new (CORDIAL_TYPE_CONVERSATION);
  self->people = g_ptr_array_new_with_free_func (person_free);
  self->roster_complete = TRUE;
}

CordialAccount *
fake_account_new (void)
{
  return g_object_new (CORDIAL_TYPE_ACCOUNT, NULL);
}

void
fake_account_add (CordialAccount *self, CordialConversation *conversation)
{
  g_list_store_append (self->chat_list, conversation);
}

void
fake_account_add_person (CordialAccount *self, const char *id, const char *name, const char *detail)
{
  CordialPerson *person = g_new0 (CordialPerson, 1);

  person->id = g_strdup (id);
  person->name = g_strdup (name);
  person->detail = g_strdup (detail);
  g_ptr_array_add (self->people, person);
}

void
fake_account_set_roster_complete (CordialAccount *self, gboolean complete)
{
  self->roster_complete = complete;
  g_object_notify (G_OBJECT (self), "roster-complete");
}

GListModel *
cordial_account_get_chat_list (CordialAccount *self)
{
  return G_LIST_MODEL (self->chat_list);
}

/* Finds whose name contains the query; "error" fails. */
void
cordial_account_find_people_async (CordialAccount *self,
                                   const char *query,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GPtrArray *found;

  if (g_str_equal (query, "error"))
    {
      g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The server does not answer.");
      return;
    }
  found = g_ptr_array_new ();
  for (guint i = 0; i < self->people->len; i++)
    {
      CordialPerson *person = g_ptr_array_index (self->people, i);

      if (strstr (person->name, query) != NULL)
        g_ptr_array_add (found, person);
    }
  g_task_return_pointer (task, found, (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *
cordial_account_find_people_finish (CordialAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cordial_account_start_conversation_async (CordialAccount *self,
                                          const char *person_id,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (CordialConversation) conversation =
    fake_conversation_new (person_id, person_id, CORDIAL_CONVERSATION_DIRECT);

  fake_account_add (self, conversation);
  g_task_return_pointer (task, g_object_ref (conversation), g_object_unref);
}

CordialConversation *
cordial_account_start_conversation_finish (CordialAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
cordial_account_get_has_settings (CordialAccount *self)
{
  return FALSE;
}
