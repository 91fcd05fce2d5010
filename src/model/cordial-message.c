/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One message of a timeline.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-message-private.h"

#include <string.h>

struct _CordialMessage
{
  GObject parent_instance;

  CordialMessageRecord *record;
  CordialContentReader read_content;
  CordialContent *content; /* read when somebody wants it, as the text of it */
  char *text;
  char *sender_name;
  GBytes *sender_avatar;
  gboolean outgoing;
  CordialMessageStatus status;
};

enum
{
  PROP_0,
  PROP_TEXT,
  PROP_SENDER_ID,
  PROP_SENDER_NAME,
  PROP_SENDER_AVATAR,
  PROP_TIME_MS,
  PROP_EDITED_MS,
  PROP_SEQ,
  PROP_OUTGOING,
  PROP_STATUS,
  PROP_ERROR,
  PROP_REACTIONS,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (CordialMessage, cordial_message, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (CordialMessageStatus,
                    cordial_message_status,
                    G_DEFINE_ENUM_VALUE (CORDIAL_MESSAGE_STATUS_QUEUED, "queued"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_MESSAGE_STATUS_SENDING, "sending"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_MESSAGE_STATUS_SENT, "sent"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_MESSAGE_STATUS_RECEIVED, "received"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_MESSAGE_STATUS_READ, "read"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_MESSAGE_STATUS_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_MESSAGE_STATUS_PAUSED, "paused"))

static void
cordial_message_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CordialMessage *self = CORDIAL_MESSAGE (object);

  switch (property_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, cordial_message_get_text (self));
      break;
    case PROP_SENDER_ID:
      g_value_set_string (value, self->record->sender_id);
      break;
    case PROP_SENDER_NAME:
      g_value_set_string (value, self->sender_name);
      break;
    case PROP_SENDER_AVATAR:
      g_value_set_boxed (value, self->sender_avatar);
      break;
    case PROP_TIME_MS:
      g_value_set_int64 (value, self->record->time_ms);
      break;
    case PROP_EDITED_MS:
      g_value_set_int64 (value, cordial_message_get_edited_ms (self));
      break;
    case PROP_SEQ:
      g_value_set_int64 (value, self->record->seq);
      break;
    case PROP_OUTGOING:
      g_value_set_boolean (value, self->outgoing);
      break;
    case PROP_STATUS:
      g_value_set_enum (value, self->status);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->record->error);
      break;
    case PROP_REACTIONS:
      g_value_set_boolean (value, cordial_message_has_reactions (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_message_finalize (GObject *object)
{
  CordialMessage *self = CORDIAL_MESSAGE (object);

  cordial_message_record_free (self->record);
  g_clear_pointer (&self->content, cordial_content_unref);
  g_free (self->text);
  g_free (self->sender_name);
  g_clear_pointer (&self->sender_avatar, g_bytes_unref);
  G_OBJECT_CLASS (cordial_message_parent_class)->finalize (object);
}

static void
cordial_message_class_init (CordialMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cordial_message_get_property;
  object_class->finalize = cordial_message_finalize;

  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_SENDER_ID] = g_param_spec_string ("sender-id", NULL, NULL, NULL, flags);
  properties[PROP_SENDER_NAME] = g_param_spec_string ("sender-name", NULL, NULL, NULL, flags);
  properties[PROP_SENDER_AVATAR] = g_param_spec_boxed ("sender-avatar", NULL, NULL, G_TYPE_BYTES, flags);
  properties[PROP_TIME_MS] = g_param_spec_int64 ("time-ms", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_EDITED_MS] = g_param_spec_int64 ("edited-ms", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_SEQ] = g_param_spec_int64 ("seq", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_OUTGOING] = g_param_spec_boolean ("outgoing", NULL, NULL, FALSE, flags);
  properties[PROP_STATUS] =
    g_param_spec_enum ("status", NULL, NULL, CORDIAL_TYPE_MESSAGE_STATUS, CORDIAL_MESSAGE_STATUS_SENT, flags);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  properties[PROP_REACTIONS] = g_param_spec_boolean ("reactions", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
cordial_message_init (CordialMessage *self)
{
}

CordialMessageStatus
cordial_message_status_from_state (CordialMessageState state)
{
  switch (state)
    {
    case CORDIAL_MESSAGE_QUEUED:
    case CORDIAL_MESSAGE_SENDING:
      /* Whatever it was before a restart, it is on no wire now. */
      return CORDIAL_MESSAGE_STATUS_QUEUED;
    case CORDIAL_MESSAGE_FAILED:
      return CORDIAL_MESSAGE_STATUS_FAILED;
    case CORDIAL_MESSAGE_PAUSED:
      return CORDIAL_MESSAGE_STATUS_PAUSED;
    case CORDIAL_MESSAGE_SENT:
    default:
      return CORDIAL_MESSAGE_STATUS_SENT;
    }
}

/**
 * cordial_message_record_read:
 * @record: a message
 * @read_content: (nullable): for what is more than a text
 *
 * Returns: (transfer full): what it holds; named where it cannot be read
 */
CordialContent *
cordial_message_record_read (const CordialMessageRecord *record, CordialContentReader read_content)
{
  g_autofree char *valid = NULL;

  if (!record->text)
    return cordial_content_new_unreadable (record->content ? record->content : "");
  if (read_content && (record->content || record->head))
    return read_content (record);
  valid = g_utf8_make_valid (record->text, -1);
  return cordial_content_new (valid);
}

/**
 * cordial_message_record_dup_preview:
 * @record: a message
 * @read_content: (nullable): for what its head says
 *
 * Its text has the words for what is attached already: a list of chats reads no content, which may hold a picture.
 *
 * Returns: (transfer full): one line, never empty
 */
char *
cordial_message_record_dup_preview (const CordialMessageRecord *record, CordialContentReader read_content)
{
  const char *text = record->text ? record->text : "";
  /* No character takes more than four bytes. */
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, 4 * CORDIAL_LAST_TEXT_CHARACTERS));
  g_autofree char *beginning =
    g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), CORDIAL_LAST_TEXT_CHARACTERS));
  CordialMessageRecord brief = { .text = record->text ? beginning : NULL, .head = record->head };
  g_autoptr (CordialContent) content = cordial_message_record_read (&brief, read_content);

  return cordial_content_dup_preview (content);
}

/**
 * cordial_message_new:
 * @record: copied
 * @outgoing: whether the account's owner wrote it
 * @sender_name: (nullable): whom to name as its writer
 * @read_content: (nullable): for what is more than a text
 *
 * Returns: (transfer full): a message
 */
CordialMessage *
cordial_message_new (const CordialMessageRecord *record,
                     gboolean outgoing,
                     const char *sender_name,
                     CordialContentReader read_content)
{
  CordialMessage *self = g_object_new (CORDIAL_TYPE_MESSAGE, NULL);

  self->record = cordial_message_record_copy (record);
  self->read_content = read_content;
  self->outgoing = outgoing;
  self->sender_name = g_strdup (sender_name);
  self->status = cordial_message_status_from_state (record->state);
  return self;
}

const CordialMessageRecord *
cordial_message_get_record (CordialMessage *self)
{
  return self->record;
}

void
cordial_message_set_status (CordialMessage *self, CordialMessageStatus status, const char *error)
{
  if (g_set_str (&self->record->error, error))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
  if (self->status != status)
    {
      self->status = status;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
    }
}

static void
set_reactions (CordialMessage *self, const CordialMessageRecord *record)
{
  gboolean changed = g_set_str (&self->record->reactions, record->reactions);

  changed = g_set_str (&self->record->reaction_wish, record->reaction_wish) || changed;
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REACTIONS]);
}

/* It may say something else now, and people may react to it otherwise. */
void
cordial_message_set_content (CordialMessage *self, const CordialMessageRecord *record)
{
  gboolean changed = g_set_str (&self->record->text, record->text);

  set_reactions (self, record);
  changed = g_set_str (&self->record->content, record->content) || changed;
  changed = g_set_str (&self->record->head, record->head) || changed;
  if (self->record->edited_ms != record->edited_ms)
    {
      self->record->edited_ms = record->edited_ms;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EDITED_MS]);
    }
  if (!changed)
    return;
  g_clear_pointer (&self->content, cordial_content_unref);
  g_clear_pointer (&self->text, g_free);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
set_seq (CordialMessage *self, gint64 seq)
{
  if (self->record->seq == seq)
    return;
  self->record->seq = seq;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEQ]);
}

/* The server has it, as @record says. */
void
cordial_message_settle (CordialMessage *self, const CordialMessageRecord *record)
{
  g_object_freeze_notify (G_OBJECT (self));
  cordial_message_set_content (self, record);
  set_seq (self, record->seq);
  self->record->place = record->place;
  self->record->state = CORDIAL_MESSAGE_SENT;
  if (self->record->time_ms != record->time_ms)
    {
      self->record->time_ms = record->time_ms;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIME_MS]);
    }
  cordial_message_set_status (self, CORDIAL_MESSAGE_STATUS_SENT, NULL);
  g_object_thaw_notify (G_OBJECT (self));
}

/* It is what it was, but the server knows it by that number no more, and what others have read is not told of it. */
void
cordial_message_forget_number (CordialMessage *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  set_seq (self, 0);
  cordial_message_set_status (self, CORDIAL_MESSAGE_STATUS_SENT, NULL);
  g_object_thaw_notify (G_OBJECT (self));
}

gint64
cordial_message_get_row (CordialMessage *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (self), 0);

  return self->record->row;
}

gint64
cordial_message_get_seq (CordialMessage *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (self), 0);

  return self->record->seq;
}

gint64
cordial_message_get_time_ms (CordialMessage *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (self), 0);

  return self->record->time_ms;
}

/**
 * cordial_message_get_edited_ms:
 *
 * Returns: when somebody last replaced its content, Unix time in milliseconds, 0 for never. What became of a call takes the place of its
 *   beginning, which nobody wrote (Tinode docs/call-establishment.md).
 */
gint64
cordial_message_get_edited_ms (CordialMessage *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (self), 0);

  return self->record->edited_ms != 0 && cordial_message_get_content (self)->call ? 0 : self->record->edited_ms;
}

/**
 * cordial_message_get_content:
 * @self: a message
 *
 * Returns: (transfer none): what it holds, read when it is first wanted
 */
CordialContent *
cordial_message_get_content (CordialMessage *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (self), NULL);

  if (!self->content)
    self->content = cordial_message_record_read (self->record, self->read_content);
  return self->content;
}

/**
 * cordial_message_get_text:
 * @self: a message
 *
 * Returns: (transfer none): what is shown and copied of it: the text of its content, never empty
 */
const char *
cordial_message_get_text (CordialMessage *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (self), NULL);

  if (!self->text)
    self->text = cordial_content_dup_text (cordial_message_get_content (self));
  return self->text;
}

/**
 * cordial_message_has_reactions:
 *
 * Returns: whether anybody may react to it, the owner by now or soon: how, the conversation lists
 */
gboolean
cordial_message_has_reactions (CordialMessage *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (self), FALSE);

  return self->record->reactions || (self->record->reaction_wish && *self->record->reaction_wish);
}

const char *
cordial_message_get_sender_id (CordialMessage *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (self), NULL);

  return self->record->sender_id;
}

/**
 * cordial_message_set_sender:
 * @self: a #CordialMessage
 * @name: (nullable): whom to name as its writer
 * @avatar: (nullable): their picture, encoded
 */
void
cordial_message_set_sender (CordialMessage *self, const char *name, GBytes *avatar)
{
  if (g_set_str (&self->sender_name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENDER_NAME]);
  if (self->sender_avatar == avatar || (self->sender_avatar && avatar && g_bytes_equal (self->sender_avatar, avatar)))
    return;
  g_clear_pointer (&self->sender_avatar, g_bytes_unref);
  self->sender_avatar = avatar ? g_bytes_ref (avatar) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENDER_AVATAR]);
}

/* (transfer none) (nullable): encoded */
GBytes *
cordial_message_get_sender_avatar (CordialMessage *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (self), NULL);

  return self->sender_avatar;
}

const char *
cordial_message_get_sender_name (CordialMessage *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (self), NULL);

  return self->sender_name;
}

const char *
cordial_message_get_error (CordialMessage *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (self), NULL);

  return self->record->error;
}

gboolean
cordial_message_get_outgoing (CordialMessage *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (self), FALSE);

  return self->outgoing;
}

CordialMessageStatus
cordial_message_get_status (CordialMessage *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (self), CORDIAL_MESSAGE_STATUS_FAILED);

  return self->status;
}
