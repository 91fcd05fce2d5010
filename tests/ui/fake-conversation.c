/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A conversation in the hand of a test: it keeps what the widgets asked of it.
 */

#include "fake-model-private.h"

struct _CordialConversation
{
  GObject parent_instance;
  char *id;
  char *name;
  char *preview;
  char *draft;
  CordialMessage *subject;
  char *edit;
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
  gboolean archived;
  guint rank;
  gboolean writable;
  char *ending; /* here a sentence, not a reason */
  gboolean unheard;
  gboolean at_once;
  CordialTimeline *timeline;
  GPtrArray *members; /* (element-type CordialPerson) */
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
  PROP_ARCHIVED,
  PROP_RANK,
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
    case PROP_ARCHIVED:
      g_value_set_boolean (value, self->archived);
      break;
    case PROP_RANK:
      g_value_set_uint (value, self->rank);
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
    case PROP_ARCHIVED:
      self->archived = g_value_get_boolean (value);
      break;
    case PROP_RANK:
      self->rank = g_value_get_uint (value);
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
  g_clear_object (&self->subject);
  g_free (self->edit);
  g_clear_pointer (&self->avatar, g_bytes_unref);
  g_clear_object (&self->timeline);
  g_queue_clear_full (&self->tasks, g_object_unref);
  g_ptr_array_unref (self->calls.sent);
  g_ptr_array_unref (self->members);
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
  properties[PROP_ARCHIVED] = g_param_spec_boolean ("archived", NULL, NULL, FALSE, flags);
  properties[PROP_RANK] = g_param_spec_uint ("rank", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_ENDING] = g_param_spec_string ("ending", NULL, NULL, NULL, flags);
  properties[PROP_UNHEARD] = g_param_spec_boolean ("unheard", NULL, NULL, FALSE, flags);
  properties[PROP_WRITABLE] = g_param_spec_boolean ("writable", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  g_signal_new ("gone", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("members-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_conversation_init (CordialConversation *self)
{
  self->writable = TRUE;
  self->timeline = g_object_new (CORDIAL_TYPE_TIMELINE, NULL);
  self->timeline->calls = &self->calls;
  self->calls.sent = g_ptr_array_new_with_free_func (g_free);
  self->members = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_person_free);
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
cordial_conversation_get_archived (CordialConversation *self)
{
  return self->archived;
}

guint
cordial_conversation_get_rank (CordialConversation *self)
{
  return self->rank;
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

gboolean
cordial_conversation_get_recording (CordialConversation *self)
{
  return FALSE;
}

GPtrArray *
cordial_conversation_list_typing (CordialConversation *self)
{
  return g_ptr_array_new ();
}

void
cordial_conversation_recorded (CordialConversation *self)
{
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

void
cordial_conversation_set_draft_subject (CordialConversation *self, CordialMessage *message, const char *edit)
{
  g_set_object (&self->subject, message);
  g_set_str (&self->edit, message != NULL ? edit : NULL);
}

CordialMessage *
cordial_conversation_dup_draft_subject (CordialConversation *self, char **edit)
{
  *edit = g_strdup (self->edit);
  return self->subject != NULL ? g_object_ref (self->subject) : NULL;
}

void
cordial_conversation_seek_async (CordialConversation *self,
                                 gint64 seq,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "This message was deleted.");
}

gboolean
cordial_conversation_seek_finish (CordialConversation *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
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

const char *
cordial_conversation_get_comment (CordialConversation *self)
{
  return NULL;
}

char *
cordial_conversation_dup_given_name (CordialConversation *self)
{
  return g_strdup (self->name);
}

/* Nobody here wants anything else. */
void
cordial_conversation_set_async (CordialConversation *self,
                                const CordialConversationRecord *wanted,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_assert_not_reached ();
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

void
cordial_conversation_set_archived_async (CordialConversation *self,
                                         gboolean archived,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_object_set (self, "archived", archived, NULL);
  g_task_return_boolean (task, TRUE);
}

gboolean
cordial_conversation_set_finish (CordialConversation *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
fake_conversation_add_member (CordialConversation *self, const char *id, const char *name)
{
  g_ptr_array_add (self->members, cordial_person_new (id, name, NULL, NULL));
  g_signal_emit_by_name (self, "members-changed");
}

GPtrArray *
cordial_conversation_list_members (CordialConversation *self)
{
  GPtrArray *members = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_person_free);

  for (guint i = 0; i < self->members->len; i++)
    g_ptr_array_add (members, cordial_person_copy (g_ptr_array_index (self->members, i)));
  return members;
}

CordialRole
cordial_conversation_get_member_role (CordialConversation *self, const char *member_id)
{
  return CORDIAL_ROLE_WRITER;
}

CordialRole
cordial_conversation_get_member_offer (CordialConversation *self, const char *member_id)
{
  return CORDIAL_ROLE_WRITER;
}

CordialRole
cordial_conversation_get_role (CordialConversation *self)
{
  return CORDIAL_ROLE_ADMINISTRATOR;
}

CordialRole
cordial_conversation_get_offer (CordialConversation *self)
{
  return CORDIAL_ROLE_ADMINISTRATOR;
}

CordialEnding
cordial_conversation_get_ending (CordialConversation *self)
{
  return CORDIAL_ENDING_NONE;
}

gboolean
cordial_conversation_is_answered (CordialConversation *self, gint64 seq)
{
  return FALSE;
}

CordialContent *
cordial_conversation_new_answer (CordialConversation *self, CordialMessage *form, const CordialTextSpan *button)
{
  return cordial_content_new ("answer");
}

char *
cordial_conversation_dup_address (CordialConversation *self, CordialMessage *form, const CordialTextSpan *button)
{
  return NULL;
}

GArray *
cordial_conversation_list_pins (CordialConversation *self)
{
  return g_array_new (FALSE, FALSE, sizeof (gint64));
}

gboolean
cordial_conversation_is_pinned (CordialConversation *self, gint64 seq)
{
  return FALSE;
}

gboolean
cordial_conversation_get_can_pin (CordialConversation *self)
{
  return FALSE;
}

char *
cordial_conversation_dup_preview_of (CordialConversation *self, gint64 seq)
{
  return NULL;
}

/* Without reactions, unless a test gives its messages some. */
const char *const *
cordial_conversation_get_reactions (CordialConversation *self)
{
  return NULL;
}

GPtrArray *
cordial_conversation_list_reactions (CordialConversation *self, CordialMessage *message)
{
  return g_ptr_array_new ();
}

gboolean
cordial_conversation_is_own_reaction (CordialConversation *self, const CordialReaction *reaction)
{
  return FALSE;
}

char *
cordial_conversation_dup_reaction_names (CordialConversation *self, const CordialReaction *reaction)
{
  return g_strdup ("somebody");
}

void
cordial_conversation_react_async (CordialConversation *self,
                                  CordialMessage *message,
                                  const char *value,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_assert_not_reached ();
}

gboolean
cordial_conversation_react_finish (CordialConversation *self, GAsyncResult *result, GError **error)
{
  return TRUE;
}

void
cordial_conversation_pin_async (CordialConversation *self,
                                gint64 seq,
                                gboolean pinned,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
}

gboolean
cordial_conversation_pin_finish (CordialConversation *self, GAsyncResult *result, GError **error)
{
  return TRUE;
}

CordialContent *
cordial_conversation_new_card (CordialConversation *self)
{
  return cordial_content_new (self->name);
}

CordialMessageStatus
cordial_conversation_get_seen (CordialConversation *self, const char *member_id, CordialMessage *message)
{
  return CORDIAL_MESSAGE_STATUS_READ;
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
cordial_conversation_can_delete_for_all (CordialConversation *self, CordialMessage *message)
{
  return cordial_message_get_outgoing (message);
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
cordial_conversation_pause_message (CordialConversation *self, CordialMessage *message)
{
  self->calls.paused++;
}

void
cordial_conversation_discard_message (CordialConversation *self, CordialMessage *message)
{
  self->calls.discarded++;
}
