/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the protocol reports of a conversation, and how that changes what is known of it. It may be a lie: it is checked here,
 * and what cannot be is dropped. What of it was written to the database comes to cordial-conversation-changes.c.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-conversation-private.h"
#include "cordial-conversation-state.h"
#include "cordial-timeline-private.h"

/* The last millisecond of the year 9999. */
#define TIME_MAX_MS G_GINT64_CONSTANT (253402300799999)

/* What is said of numbers above it waits. Which of those that we know are the server's own, a doubt does not tell. */
static gint64
get_certain_seq (CordialConversation *self)
{
  return self->doubt > 0 ? 0 : self->record->seq;
}

void
cordial_conversation_raise_read (CordialConversation *self, gint64 read)
{
  if (read <= self->record->read)
    return;
  self->record->read = read;
  cordial_conversation_save (self, CORDIAL_CONVERSATION_HAS_READ);
  cordial_conversation_notify (self, PROP_READ);
  cordial_conversation_update_unread (self);
}

static void
apply_receipts (CordialConversation *self, gint64 peer_recv, gint64 peer_read)
{
  peer_recv = MAX (peer_recv, peer_read);
  if (peer_recv <= self->record->peer_recv && peer_read <= self->record->peer_read)
    return;
  self->record->peer_recv = MAX (self->record->peer_recv, peer_recv);
  self->record->peer_read = MAX (self->record->peer_read, peer_read);
  cordial_conversation_save (self, CORDIAL_CONVERSATION_HAS_PEER_RECV | CORDIAL_CONVERSATION_HAS_PEER_READ);
  cordial_timeline_set_receipts (self->timeline, self->record->peer_recv, self->record->peer_read);
  if (self->preview_outgoing)
    cordial_conversation_update_preview (self, NULL);
}

/* What the other side says of messages that we do not know yet is held until we do: it is true of none before them. */
void
cordial_conversation_take_receipts (CordialConversation *self, gint64 peer_recv, gint64 peer_read)
{
  gint64 seq = get_certain_seq (self);

  if (peer_recv > seq)
    self->held_peer_recv = MAX (self->held_peer_recv, peer_recv);
  if (peer_read > seq)
    self->held_peer_read = MAX (self->held_peer_read, peer_read);
  apply_receipts (self, peer_recv > seq ? 0 : peer_recv, peer_read > seq ? 0 : peer_read);
}

/* The same of what the person has read on another device. */
void
cordial_conversation_take_read (CordialConversation *self, gint64 read)
{
  if (read > get_certain_seq (self))
    self->held_read = MAX (self->held_read, read);
  else
    cordial_conversation_raise_read (self, read);
}

/* What was said of messages that we did not know yet. */
void
cordial_conversation_apply_held_receipts (CordialConversation *self)
{
  gint64 seq = get_certain_seq (self);

  if (self->held_peer_recv > 0 && self->held_peer_recv <= seq)
    apply_receipts (self, self->held_peer_recv, 0);
  if (self->held_peer_read > 0 && self->held_peer_read <= seq)
    apply_receipts (self, self->held_peer_read, self->held_peer_read);
  if (self->held_read > 0 && self->held_read <= seq)
    cordial_conversation_raise_read (self, self->held_read);
}

void
cordial_conversation_raise_seq (CordialConversation *self, gint64 seq)
{
  if (seq < 0 || seq > CORDIAL_SEQ_MAX)
    {
      g_info ("dropped an impossible seq");
      return;
    }
  if (seq <= self->record->seq)
    return;
  self->record->seq = seq;
  cordial_conversation_save (self, CORDIAL_CONVERSATION_HAS_SEQ);
  cordial_conversation_update_unread (self);
  cordial_conversation_update_has_older (self);
  cordial_conversation_apply_held_receipts (self);
}

void
cordial_conversation_doubt (CordialConversation *self, gint64 seq)
{
  self->doubt = self->doubt > 0 ? MIN (self->doubt, seq) : seq;
}

void
cordial_conversation_apply_seq (CordialConversation *self, gint64 seq)
{
  /* A server that was restored from a backup knows less than it told us, and gives the numbers above that again. */
  if (seq >= 0 && seq < self->record->seq)
    cordial_conversation_doubt (self, seq + 1);
  cordial_conversation_raise_seq (self, seq);
}

gboolean
cordial_conversation_has_seq (CordialConversation *self, gint64 seq)
{
  return cordial_spans_contains (self->present, seq);
}

gboolean
cordial_conversation_has_any (CordialConversation *self, gint64 low, gint64 high)
{
  return cordial_spans_count_in (self->present, low, high) > 0;
}

gint64
cordial_conversation_get_doubt (CordialConversation *self)
{
  return self->doubt;
}

void
cordial_conversation_dismiss_doubt (CordialConversation *self)
{
  self->doubt = 0;
  cordial_conversation_apply_held_receipts (self);
}

static void
apply_muted (CordialConversation *self, gboolean muted)
{
  if (!self->record->muted == !muted)
    return;
  self->record->muted = muted;
  cordial_conversation_save (self, CORDIAL_CONVERSATION_HAS_MUTED);
  cordial_conversation_notify (self, PROP_MUTED);
  cordial_conversation_count_unread (self);
}

static void
apply_archived (CordialConversation *self, gboolean archived)
{
  if (!self->record->archived == !archived)
    return;
  self->record->archived = archived;
  cordial_conversation_save (self, CORDIAL_CONVERSATION_HAS_ARCHIVED);
  cordial_conversation_notify (self, PROP_ARCHIVED);
  cordial_conversation_count_unread (self);
}

void
cordial_conversation_rank_changed (CordialConversation *self)
{
  cordial_conversation_notify (self, PROP_RANK);
}

/* Who is met here writes in groups, too. */
static void
tell_sender (CordialConversation *self)
{
  cordial_conversation_update_sender (self);
  if (self->roster->senders_changed)
    self->roster->senders_changed (self->roster->account);
}

/* What its owner calls it stands above what it calls itself. */
static CordialConversationFields
apply_names (CordialConversation *self, const CordialConversationRecord *record)
{
  CordialConversationRecord *own = self->record;
  CordialConversationFields changed = 0;
  g_autofree char *shown = g_strdup (cordial_conversation_get_name (self));

  if ((record->fields & CORDIAL_CONVERSATION_HAS_NAME) && record->name && g_set_str (&own->name, record->name))
    changed |= CORDIAL_CONVERSATION_HAS_NAME;
  if ((record->fields & CORDIAL_CONVERSATION_HAS_COMMENT) && g_set_str (&own->comment, record->comment))
    changed |= CORDIAL_CONVERSATION_HAS_COMMENT;
  cordial_conversation_update_name (self);
  if (g_strcmp0 (shown, cordial_conversation_get_name (self)) != 0)
    {
      tell_sender (self);
      cordial_conversation_notify (self, PROP_NAME);
    }
  return changed;
}

/* One that is told by reference is that which is here, if it was fetched from there. */
static CordialConversationFields
apply_avatar (CordialConversation *self, GBytes *avatar, const char *uri)
{
  CordialConversationRecord *own = self->record;
  gboolean uri_changed = g_strcmp0 (own->avatar_uri, uri) != 0;

  if (avatar ? own->avatar && g_bytes_equal (own->avatar, avatar) : !own->avatar || (uri && !uri_changed))
    {
      g_set_str (&own->avatar_uri, uri);
      return uri_changed ? CORDIAL_CONVERSATION_HAS_AVATAR : 0;
    }
  g_set_str (&own->avatar_uri, uri);
  g_clear_pointer (&own->avatar, g_bytes_unref);
  own->avatar = avatar ? g_bytes_ref (avatar) : NULL;
  tell_sender (self);
  cordial_conversation_notify (self, PROP_AVATAR);
  return CORDIAL_CONVERSATION_HAS_AVATAR;
}

void
cordial_conversation_apply_picture (CordialConversation *self, const char *uri, GBytes *picture)
{
  CordialConversationFields changed;

  /* Another one was set meanwhile. */
  if (g_strcmp0 (self->record->avatar_uri, uri) != 0)
    return;
  changed = apply_avatar (self, picture, uri);
  if (changed)
    cordial_conversation_save (self, changed);
}

static void
apply_ending (CordialConversation *self, CordialEnding ending)
{
  self->record->ended = ending;
  if (ending != CORDIAL_ENDING_NONE)
    {
      cordial_conversation_apply_offline (self);
      cordial_timeline_set_loading (self->timeline, FALSE);
    }
  cordial_conversation_update_unread (self);
  cordial_conversation_count_unread (self);
  cordial_conversation_notify (self, PROP_ENDING);
  cordial_conversation_message_changed (self);
}

static void
apply_looks (CordialConversation *self, const CordialConversationRecord *record)
{
  CordialConversationRecord *own = self->record;
  CordialConversationFields changed = 0;

  if ((record->fields & CORDIAL_CONVERSATION_HAS_KIND) && own->kind != record->kind &&
      record->kind <= CORDIAL_CONVERSATION_SELF)
    {
      own->kind = record->kind;
      changed |= CORDIAL_CONVERSATION_HAS_KIND;
      cordial_conversation_update_sender (self);
      cordial_conversation_notify (self, PROP_KIND);
    }
  changed |= apply_names (self, record);
  if (record->fields & CORDIAL_CONVERSATION_HAS_AVATAR)
    changed |= apply_avatar (self, record->avatar, record->avatar_uri);
  /* What is over is over until it is said that it goes on. */
  if ((record->fields & CORDIAL_CONVERSATION_HAS_ENDED) && own->ended != record->ended &&
      record->ended <= CORDIAL_ENDING_NOBODY &&
      (record->ended != CORDIAL_ENDING_UNKNOWN || own->ended == CORDIAL_ENDING_NONE))
    {
      apply_ending (self, record->ended);
      changed |= CORDIAL_CONVERSATION_HAS_ENDED;
    }
  if ((record->fields & CORDIAL_CONVERSATION_HAS_UNHEARD) && !own->unheard != !record->unheard)
    {
      own->unheard = record->unheard;
      cordial_conversation_notify (self, PROP_UNHEARD);
    }
  if (record->fields & CORDIAL_CONVERSATION_HAS_ERASES)
    own->erases_nothing = record->erases_nothing;
  if ((record->fields & CORDIAL_CONVERSATION_HAS_MAY_PIN) && !own->may_pin != !record->may_pin)
    {
      own->may_pin = record->may_pin;
      cordial_conversation_notify (self, PROP_PINS);
    }
  if ((record->fields & CORDIAL_CONVERSATION_HAS_ROLE) &&
      (own->role != record->role || own->offered != record->offered))
    {
      own->role = record->role;
      own->offered = record->offered;
      changed |= CORDIAL_CONVERSATION_HAS_ROLE;
      cordial_conversation_notify (self, PROP_ROLE);
    }
  if (record->fields & CORDIAL_CONVERSATION_HAS_PINS)
    changed |= cordial_conversation_take_pins (self, record->pins);
  if (record->fields & CORDIAL_CONVERSATION_HAS_MUTED)
    apply_muted (self, record->muted);
  if (record->fields & CORDIAL_CONVERSATION_HAS_ARCHIVED)
    apply_archived (self, record->archived);
  if ((record->fields & CORDIAL_CONVERSATION_HAS_WRITABLE) && !own->writable != !record->writable)
    {
      own->writable = record->writable;
      changed |= CORDIAL_CONVERSATION_HAS_WRITABLE;
      cordial_conversation_notify (self, PROP_WRITABLE);
    }
  if ((record->fields & CORDIAL_CONVERSATION_HAS_LAST_SEEN) && own->last_seen_ms != record->last_seen_ms)
    {
      own->last_seen_ms = record->last_seen_ms;
      changed |= CORDIAL_CONVERSATION_HAS_LAST_SEEN;
      cordial_conversation_notify (self, PROP_LAST_SEEN_MS);
    }
  if ((record->fields & CORDIAL_CONVERSATION_HAS_ONLINE) && !own->online != !record->online)
    {
      own->online = record->online;
      cordial_conversation_notify (self, PROP_ONLINE);
    }
  if (changed)
    cordial_conversation_save (self, changed);
}

/* Those fields of a record whose number can be one of a message, or none. */
static CordialConversationFields
find_sound_fields (const CordialConversationRecord *record)
{
  const struct
  {
    CordialConversationFields field;
    gint64 seq;
  } numbers[] = {
    { CORDIAL_CONVERSATION_HAS_SEQ, record->seq },
    { CORDIAL_CONVERSATION_HAS_READ, record->read },
    { CORDIAL_CONVERSATION_HAS_RECV, record->recv },
    { CORDIAL_CONVERSATION_HAS_PEER_READ, record->peer_read },
    { CORDIAL_CONVERSATION_HAS_PEER_RECV, record->peer_recv },
  };
  CordialConversationFields fields = record->fields;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (numbers[i].seq < 0 || numbers[i].seq > CORDIAL_SEQ_MAX)
      fields &= ~numbers[i].field;
  return fields;
}

/* Whether there are as many as we have, but the last was said later than the one that we have. */
static gboolean
is_older_than (CordialConversation *self, gint64 seq, gint64 time_ms)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) newest = NULL;

  /* As after any message of somebody else's. */
  if (time_ms == self->record->touched_ms || !cordial_conversation_has_seq (self, seq))
    return FALSE;
  newest = cordial_store_read_range (self->roster->store, self->record->id, seq, seq, &error);
  if (!newest)
    g_warning ("cannot read a message: %s", error->message);
  return newest && newest->len > 0 && ((CordialMessageRecord *) g_ptr_array_index (newest, 0))->time_ms < time_ms;
}

const CordialConversationRecord *
cordial_conversation_get_record (CordialConversation *self)
{
  return self->record;
}

void
cordial_conversation_apply_record (CordialConversation *self, const CordialConversationRecord *record)
{
  CordialConversationRecord *own = self->record;
  CordialConversationFields fields = find_sound_fields (record);

  g_object_freeze_notify (G_OBJECT (self));
  apply_looks (self, record);
  if ((fields & CORDIAL_CONVERSATION_HAS_TOUCHED) && (fields & CORDIAL_CONVERSATION_HAS_SEQ) &&
      record->seq == own->seq && is_older_than (self, own->seq, record->touched_ms))
    cordial_conversation_doubt (self, own->seq);
  if (fields & CORDIAL_CONVERSATION_HAS_TOUCHED)
    cordial_conversation_touch (self, record->touched_ms);
  if (fields & CORDIAL_CONVERSATION_HAS_SEQ)
    cordial_conversation_apply_seq (self, record->seq);
  if (fields & CORDIAL_CONVERSATION_HAS_READ)
    {
      if (record->read < own->read)
        self->mark_again = TRUE;
      else
        cordial_conversation_take_read (self, MIN (record->read, own->seq));
    }
  if ((fields & CORDIAL_CONVERSATION_HAS_RECV) && record->recv > own->recv)
    {
      own->recv = MIN (record->recv, own->seq);
      cordial_conversation_save (self, CORDIAL_CONVERSATION_HAS_RECV);
    }
  if (fields & (CORDIAL_CONVERSATION_HAS_PEER_RECV | CORDIAL_CONVERSATION_HAS_PEER_READ))
    cordial_conversation_take_receipts (self, fields & CORDIAL_CONVERSATION_HAS_PEER_RECV ? record->peer_recv : 0,
                                        fields & CORDIAL_CONVERSATION_HAS_PEER_READ ? record->peer_read : 0);
  g_object_thaw_notify (G_OBJECT (self));
}

gint64
cordial_conversation_apply_seen (CordialConversation *self, gint64 seq)
{
  seq = MIN (seq, self->record->seq);
  if (seq <= self->record->read)
    return 0;
  cordial_conversation_raise_read (self, seq);
  return seq;
}

gint64
cordial_conversation_take_mark_again (CordialConversation *self)
{
  if (!self->mark_again || self->doubt > 0)
    return 0;
  self->mark_again = FALSE;
  return self->record->read;
}

/* Nobody is known to be online, or to type, while we are not. */
void
cordial_conversation_apply_offline (CordialConversation *self)
{
  cordial_conversation_stop_typing (self);
  if (self->record->online)
    {
      self->record->online = FALSE;
      cordial_conversation_notify (self, PROP_ONLINE);
    }
}

/* Takes from the timeline what stands under these numbers, and nothing that has none. */
static void
remove_numbers (CordialConversation *self, gint64 low, gint64 high)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) places = cordial_store_list_places (self->roster->store, self->record->id, low, high, &error);

  if (!places)
    {
      g_warning ("cannot find what was deleted: %s", error->message);
      return;
    }
  for (guint i = 0; i < places->len; i++)
    {
      CordialSpan run = g_array_index (places, CordialSpan, i);

      cordial_timeline_remove_run (self->timeline, run.low, run.high);
    }
}

void
cordial_conversation_apply_deleted (CordialConversation *self, gint64 low, gint64 high)
{
  high = MIN (high, self->record->seq);
  if (low <= 0 || low > high)
    {
      g_info ("dropped a deletion of messages that do not exist");
      return;
    }
  cordial_spans_add (self->deleted, low, high);
  cordial_store_remove_range (self->roster->store, self->record->id, low, high);
  remove_numbers (self, low, high);
  cordial_spans_add (self->known, low, high);
  cordial_spans_remove (self->present, low, high);
  cordial_conversation_update_has_older (self);
  cordial_conversation_update_unread (self);
  cordial_conversation_update_preview (self, NULL);
}

static gboolean
is_sound (CordialConversation *self, const CordialMessageRecord *message, gint64 low, gint64 high)
{
  return message->seq >= low && message->seq <= high && message->conversation_id &&
         g_str_equal (message->conversation_id, self->record->id);
}

/* A time that no calendar has is that of its arrival; only what came before can be replaced. */
static CordialMessageRecord *
copy_sound (const CordialMessageRecord *message)
{
  CordialMessageRecord *copy = cordial_message_record_copy (message);

  if (copy->time_ms <= 0 || copy->time_ms > TIME_MAX_MS)
    copy->time_ms = g_get_real_time () / 1000;
  if (copy->replaces < 1 || copy->replaces >= copy->seq)
    copy->replaces = 0;
  return copy;
}

gboolean
cordial_conversation_is_deleted (CordialConversation *self, gint64 seq)
{
  return cordial_spans_contains (self->deleted, seq);
}

GPtrArray *
cordial_conversation_sift (CordialConversation *self, GPtrArray *messages, gint64 low, gint64 high)
{
  GPtrArray *sound = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);

  for (guint i = 0; i < messages->len; i++)
    {
      CordialMessageRecord *message = g_ptr_array_index (messages, i);

      if (!is_sound (self, message, low, high))
        g_info ("dropped a message that was not asked for, or cannot be");
      else if (self->doubt > 0 || !cordial_conversation_is_deleted (self, message->seq))
        g_ptr_array_add (sound, copy_sound (message));
    }
  return sound;
}
