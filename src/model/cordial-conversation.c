/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is known of a conversation and how it shows. What the person does in it is in cordial-conversation-actions.c, how news
 * of it change what is known in cordial-conversation-events.c.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-config.h"

#include "cordial-conversation-private.h"
#include "cordial-conversation-state.h"
#include "cordial-line.h"
#include "cordial-message-private.h"
#include "cordial-timeline-private.h"

#include <glib/gi18n-lib.h>

GParamSpec *cordial_conversation_properties[CORDIAL_CONVERSATION_N_PROPERTIES];
guint cordial_conversation_members_changed;
static guint gone_signal;

G_DEFINE_FINAL_TYPE (CordialConversation, cordial_conversation, G_TYPE_OBJECT)

void
cordial_conversation_notify (CordialConversation *self, int property)
{
  g_object_notify_by_pspec (G_OBJECT (self), cordial_conversation_properties[property]);
}

void
cordial_conversation_save (CordialConversation *self, CordialConversationFields fields)
{
  CordialConversationFields all = self->record->fields;

  if (self->gone)
    return;
  self->record->fields = fields;
  cordial_store_save_conversation (self->roster->store, self->record);
  self->record->fields = all;
}

void
cordial_conversation_save_again (CordialConversation *self)
{
  if (self->gone)
    return;
  cordial_conversation_save (self, ~0);
  cordial_store_set_draft (self->roster->store, self->record->id, self->record->draft);
}

/* (nullable) */
const char *
cordial_conversation_get_comment (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  return self->record->comment;
}

/* (transfer full): empty where it has none */
char *
cordial_conversation_dup_given_name (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  return cordial_text_to_name (self->record->name);
}

/* What its owner calls it, else what it calls itself. */
const char *
cordial_conversation_get_name (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  if (*self->name)
    return self->name;
  switch (self->record->kind)
    {
    case CORDIAL_CONVERSATION_SELF:
      return _ ("Saved Messages");
    case CORDIAL_CONVERSATION_GROUP:
      return _ ("Unnamed Group");
    case CORDIAL_CONVERSATION_DIRECT:
    default:
      return _ ("Unnamed Person");
    }
}

/* --- What follows from the facts --------------------------------------------------------------------------------- */

static gboolean
is_over (CordialConversation *self)
{
  return self->record->ended != CORDIAL_ENDING_NONE && self->record->ended != CORDIAL_ENDING_UNKNOWN;
}

void
cordial_conversation_update_unread (CordialConversation *self)
{
  gint64 low = self->record->read + 1, high = self->record->seq;
  gint64 unread = high - low + 1;

  /* Without those that hold nothing. */
  unread -= cordial_spans_count_in (self->known, low, high) - cordial_spans_count_in (self->present, low, high) -
            cordial_spans_count_in (self->unreadable, low, high);
  /* What is over asks for no attention. */
  unread = is_over (self) ? 0 : CLAMP (unread, 0, G_MAXINT);
  if (self->unread == (guint) unread)
    return;
  self->unread = (guint) unread;
  cordial_conversation_notify (self, PROP_UNREAD);
  cordial_conversation_count_unread (self);
}

gboolean
cordial_conversation_is_quiet (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);

  return self->record->muted || self->record->archived;
}

guint
cordial_conversation_get_rank (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), 0);

  return cordial_roster_get_rank (self->roster, self->record->id);
}

/* Puts what is unread here into the account's sum. */
void
cordial_conversation_count_unread (CordialConversation *self)
{
  guint counted = cordial_conversation_is_quiet (self) || cordial_conversation_is_closed (self) ? 0 : self->unread;

  if (self->counted == counted)
    return;
  self->roster->unread += counted - self->counted;
  self->counted = counted;
  if (self->roster->unread_changed)
    self->roster->unread_changed (self->roster->account);
}

/**
 * cordial_conversation_dup_preview:
 * @self: a conversation
 * @message: a message of it
 *
 * Returns: (transfer full): what stands for the message in one line, never empty
 */
char *
cordial_conversation_dup_preview (CordialConversation *self, const CordialMessageRecord *message)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (message != NULL, NULL);

  return cordial_message_record_dup_preview (message, self->roster->read_content);
}

/* @newest: (nullable): what the database says is the last message, if it has just said so */
void
cordial_conversation_update_preview (CordialConversation *self, const CordialMessageRecord *newest)
{
  g_autoptr (CordialMessage) message = cordial_timeline_dup_newest (self->timeline, newest);
  g_autofree char *preview = NULL;
  gboolean outgoing = FALSE;
  CordialMessageStatus status = CORDIAL_MESSAGE_STATUS_SENT;

  if (message)
    {
      preview = cordial_conversation_dup_preview (self, cordial_message_get_record (message));
      outgoing = cordial_message_get_outgoing (message);
      status = cordial_message_get_status (message);
    }
  if (g_set_str (&self->preview, preview))
    cordial_conversation_notify (self, PROP_PREVIEW);
  if (self->preview_outgoing != outgoing)
    {
      self->preview_outgoing = outgoing;
      cordial_conversation_notify (self, PROP_PREVIEW_OUTGOING);
    }
  if (self->preview_status != status)
    {
      self->preview_status = status;
      cordial_conversation_notify (self, PROP_PREVIEW_STATUS);
    }
  /* The message that came, went or changed may be one that is pinned. */
  if (self->shown_pins)
    cordial_conversation_notify (self, PROP_PINS);
}

gint64
cordial_conversation_get_oldest (CordialConversation *self)
{
  return cordial_spans_min (self->present);
}

gboolean
cordial_conversation_find_older (CordialConversation *self, CordialSpan *older)
{
  gint64 oldest = cordial_conversation_get_oldest (self);

  return cordial_spans_last_gap (self->known, 1, oldest > 0 ? oldest : self->record->seq, older);
}

void
cordial_conversation_update_has_older (CordialConversation *self)
{
  CordialSpan older;

  cordial_timeline_set_has_older (self->timeline, cordial_conversation_find_older (self, &older));
}

void
cordial_conversation_touch (CordialConversation *self, gint64 time_ms)
{
  if (time_ms <= self->record->touched_ms)
    return;
  self->record->touched_ms = time_ms;
  cordial_conversation_save (self, CORDIAL_CONVERSATION_HAS_TOUCHED);
  cordial_conversation_notify (self, PROP_TOUCHED_MS);
}

/* What its owner calls it, or what it calls itself; whichever there is of which anything is seen. */
void
cordial_conversation_update_name (CordialConversation *self)
{
  g_free (self->name);
  self->name = cordial_text_to_name (self->record->comment);
  if (*self->name != '\0')
    return;
  g_free (self->name);
  self->name = cordial_text_to_name (self->record->name);
}

/* In a group who wrote is somebody, not the group; whoever it is may write in other groups too. */
void
cordial_conversation_update_sender (CordialConversation *self)
{
  gboolean group = self->record->kind == CORDIAL_CONVERSATION_GROUP;

  if (!group)
    cordial_roster_set_contact (self->roster, self->record->id, cordial_conversation_get_name (self),
                                self->record->avatar);
  cordial_timeline_set_sender_name (self->timeline, group ? NULL : cordial_conversation_get_name (self));
}

/* A message in the outbox came, went or changed. */
void
cordial_conversation_message_changed (CordialConversation *self)
{
  cordial_conversation_update_preview (self, NULL);
  if (self->roster->waiting_changed)
    self->roster->waiting_changed (self->roster->account);
}

/* --- From the database ------------------------------------------------------------------------------------------- */

void
cordial_conversation_add_span (CordialConversation *self, gboolean hole, CordialSpan span)
{
  cordial_spans_add (self->known, span.low, span.high);
  if (!hole)
    cordial_spans_add (self->present, span.low, span.high);
  /* It is written after the messages. */
  self->record->seq = MAX (self->record->seq, span.high);
}

void
cordial_conversation_add_places (CordialConversation *self, gboolean hidden, CordialSpan places)
{
  if (hidden)
    cordial_timeline_remove_run (self->timeline, places.low, places.high);
  else
    cordial_timeline_load_run (self->timeline, places.low, places.high);
}

void
cordial_conversation_add_outgoing (CordialConversation *self, const CordialMessageRecord *record)
{
  cordial_timeline_append_outgoing (self->timeline, record);
}

/* Everything that the database has was added. */
void
cordial_conversation_loaded (CordialConversation *self)
{
  guint n_spans = cordial_spans_get_n_spans (self->known);

  if (n_spans > 0)
    self->news_after = cordial_spans_get_span (self->known, n_spans - 1).high;
  cordial_conversation_update_has_older (self);
  cordial_conversation_update_unread (self);
}

void
cordial_conversation_forget_news (CordialConversation *self)
{
  self->news_after = self->record->seq;
}

/* --- What is known, and what waits ------------------------------------------------------------------------------- */

gint64
cordial_conversation_get_seq (CordialConversation *self)
{
  return self->record->seq;
}

gboolean
cordial_conversation_find_gap (CordialConversation *self, gint64 floor, gint64 ceiling, CordialSpan *gap)
{
  return cordial_spans_last_gap (self->known, floor, MIN (ceiling, self->record->seq), gap);
}

gint64
cordial_conversation_get_epoch (CordialConversation *self)
{
  return self->record->epoch;
}

guint
cordial_conversation_count_waiting (CordialConversation *self)
{
  GPtrArray *outbox = cordial_timeline_get_outbox (self->timeline);
  guint waiting = 0;

  if (is_over (self))
    return 0;
  for (guint i = 0; i < outbox->len; i++)
    {
      CordialMessageStatus status = cordial_message_get_status (g_ptr_array_index (outbox, i));

      waiting += status != CORDIAL_MESSAGE_STATUS_FAILED && status != CORDIAL_MESSAGE_STATUS_PAUSED;
    }
  return waiting;
}

/* --- The object -------------------------------------------------------------------------------------------------- */

CordialConversation *
cordial_conversation_new (CordialRoster *roster, const CordialConversationRecord *record)
{
  CordialConversation *self = g_object_new (CORDIAL_TYPE_CONVERSATION, NULL);

  self->roster = cordial_roster_ref (roster);
  self->record = cordial_conversation_record_copy (record);
  if (!self->record->name)
    self->record->name = g_strdup ("");
  self->record->online = FALSE;
  self->record->unheard = FALSE;
  self->record->may_pin = FALSE;
  self->shown_pins = g_strdup (self->record->pins);
  self->timeline = cordial_timeline_new (roster, record->id);
  cordial_conversation_update_name (self);
  cordial_conversation_update_sender (self);
  cordial_timeline_set_receipts (self->timeline, record->peer_recv, record->peer_read);
  if (record->last_text)
    {
      /* The list of chats is shown without reading a message of any. */
      CordialMessageRecord last = { .text = record->last_text, .head = record->last_head };

      self->preview = cordial_conversation_dup_preview (self, &last);
      self->preview_outgoing = cordial_roster_is_own (roster, record->last_sender_id);
      self->preview_status = cordial_message_status_from_state (record->last_state);
    }
  cordial_conversation_update_unread (self);
  return self;
}

static void
cordial_conversation_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CordialConversation *self = CORDIAL_CONVERSATION (object);

  switch (property_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->record->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, cordial_conversation_get_name (self));
      break;
    case PROP_KIND:
      g_value_set_int (value, self->record->kind);
      break;
    case PROP_AVATAR:
      g_value_set_boxed (value, self->record->avatar);
      break;
    case PROP_ONLINE:
      g_value_set_boolean (value, self->record->online);
      break;
    case PROP_LAST_SEEN_MS:
      g_value_set_int64 (value, self->record->last_seen_ms);
      break;
    case PROP_TYPING:
      g_value_set_boolean (value, self->typing);
      break;
    case PROP_PREVIEW:
      g_value_set_string (value, self->preview);
      break;
    case PROP_PREVIEW_OUTGOING:
      g_value_set_boolean (value, self->preview_outgoing);
      break;
    case PROP_PREVIEW_STATUS:
      g_value_set_enum (value, self->preview_status);
      break;
    case PROP_TOUCHED_MS:
      g_value_set_int64 (value, self->record->touched_ms);
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    case PROP_MUTED:
      g_value_set_boolean (value, self->record->muted);
      break;
    case PROP_ARCHIVED:
      g_value_set_boolean (value, self->record->archived);
      break;
    case PROP_RANK:
      g_value_set_uint (value, cordial_conversation_get_rank (self));
      break;
    case PROP_WRITABLE:
      g_value_set_boolean (value, self->record->writable);
      break;
    case PROP_DRAFT:
      g_value_set_string (value, self->record->draft);
      break;
    case PROP_READ:
      g_value_set_int64 (value, self->record->read);
      break;
    case PROP_ENDING:
      g_value_set_int (value, self->record->ended);
      break;
    case PROP_UNHEARD:
      g_value_set_boolean (value, self->record->unheard);
      break;
    case PROP_ROLE:
      g_value_set_int (value, self->record->role);
      break;
    case PROP_PINS:
      g_value_set_string (value, self->shown_pins);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
clear_source (GSource **source)
{
  if (*source)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
cordial_conversation_tell_gone (CordialConversation *self)
{
  g_signal_emit (self, gone_signal, 0);
}

void
cordial_conversation_end (CordialConversation *self)
{
  self->gone = TRUE;
  cordial_conversation_tell_gone (self);
  cordial_roster_set_contact (self->roster, self->record->id, NULL, NULL);
  cordial_conversation_count_unread (self);
  cordial_conversation_stop_typing (self);
  clear_source (&self->draft_source);
}

gboolean
cordial_conversation_is_gone (CordialConversation *self)
{
  return self->gone;
}

gboolean
cordial_conversation_is_closed (CordialConversation *self)
{
  return self->gone || self->record->ended != CORDIAL_ENDING_NONE;
}

static void
cordial_conversation_dispose (GObject *object)
{
  CordialConversation *self = CORDIAL_CONVERSATION (object);

  cordial_conversation_stop_typing (self);
  clear_source (&self->draft_source);
  G_OBJECT_CLASS (cordial_conversation_parent_class)->dispose (object);
}

static void
cordial_conversation_finalize (GObject *object)
{
  CordialConversation *self = CORDIAL_CONVERSATION (object);

  g_clear_object (&self->timeline);
  cordial_spans_free (self->known);
  cordial_spans_free (self->present);
  cordial_spans_free (self->deleted);
  cordial_spans_free (self->unreadable);
  cordial_spans_free (self->unreadable_places);
  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_array_unref (self->pin_wishes);
  g_free (self->shown_pins);
  cordial_conversation_record_free (self->record);
  g_free (self->name);
  g_free (self->preview);
  g_free (self->draft_subject);
  cordial_roster_unref (self->roster);
  G_OBJECT_CLASS (cordial_conversation_parent_class)->finalize (object);
}

static void
cordial_conversation_class_init (CordialConversationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamSpec **properties = cordial_conversation_properties;

  object_class->get_property = cordial_conversation_get_property;
  object_class->dispose = cordial_conversation_dispose;
  object_class->finalize = cordial_conversation_finalize;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_KIND] = g_param_spec_int ("kind", NULL, NULL, CORDIAL_CONVERSATION_DIRECT, CORDIAL_CONVERSATION_SELF,
                                            CORDIAL_CONVERSATION_DIRECT, flags);
  properties[PROP_AVATAR] = g_param_spec_boxed ("avatar", NULL, NULL, G_TYPE_BYTES, flags);
  properties[PROP_ONLINE] = g_param_spec_boolean ("online", NULL, NULL, FALSE, flags);
  properties[PROP_LAST_SEEN_MS] = g_param_spec_int64 ("last-seen-ms", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_TYPING] = g_param_spec_boolean ("typing", NULL, NULL, FALSE, flags);
  properties[PROP_PREVIEW] = g_param_spec_string ("preview", NULL, NULL, NULL, flags);
  properties[PROP_PREVIEW_OUTGOING] = g_param_spec_boolean ("preview-outgoing", NULL, NULL, FALSE, flags);
  properties[PROP_PREVIEW_STATUS] =
    g_param_spec_enum ("preview-status", NULL, NULL, CORDIAL_TYPE_MESSAGE_STATUS, CORDIAL_MESSAGE_STATUS_SENT, flags);
  properties[PROP_TOUCHED_MS] = g_param_spec_int64 ("touched-ms", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_ENDING] =
    g_param_spec_int ("ending", NULL, NULL, CORDIAL_ENDING_NONE, CORDIAL_ENDING_NOBODY, CORDIAL_ENDING_NONE, flags);
  properties[PROP_UNHEARD] = g_param_spec_boolean ("unheard", NULL, NULL, FALSE, flags);
  properties[PROP_ROLE] =
    g_param_spec_int ("role", NULL, NULL, CORDIAL_ROLE_UNKNOWN, CORDIAL_ROLE_OWNER, CORDIAL_ROLE_UNKNOWN, flags);
  properties[PROP_PINS] = g_param_spec_string ("pins", NULL, NULL, NULL, flags);
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, flags);
  properties[PROP_ARCHIVED] = g_param_spec_boolean ("archived", NULL, NULL, FALSE, flags);
  properties[PROP_RANK] = g_param_spec_uint ("rank", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_WRITABLE] = g_param_spec_boolean ("writable", NULL, NULL, TRUE, flags);
  properties[PROP_DRAFT] = g_param_spec_string ("draft", NULL, NULL, NULL, flags);
  properties[PROP_READ] = g_param_spec_int64 ("read", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, CORDIAL_CONVERSATION_N_PROPERTIES, properties);

  /**
   * CordialConversation::gone:
   *
   * It was removed, or its account has ended: nothing of it goes anywhere from here on.
   */
  gone_signal =
    g_signal_new ("gone", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  cordial_conversation_members_changed =
    g_signal_new ("members-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_conversation_init (CordialConversation *self)
{
  self->known = cordial_spans_new ();
  self->present = cordial_spans_new ();
  self->unreadable = cordial_spans_new ();
  self->unreadable_places = cordial_spans_new ();
  self->deleted = cordial_spans_new ();
  self->pin_wishes = g_array_new (FALSE, FALSE, sizeof (CordialPinWish));
  self->preview_status = CORDIAL_MESSAGE_STATUS_SENT;
}
