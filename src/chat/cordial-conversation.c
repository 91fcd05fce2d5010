/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is known of a conversation and how it shows. What the person does in it is in cordial-conversation-actions.c.
 */
#define G_LOG_DOMAIN "cordial-chat"

#include "cordial-config.h"

#include "cordial-conversation-private.h"
#include "cordial-conversation-state.h"
#include "cordial-message-private.h"
#include "cordial-timeline-private.h"

/* Who stops typing without sending tells nobody; clients repeat the note every three seconds or so. */
#define TYPING_S 5

/* What a new account fetches of each conversation at once; the rest when somebody scrolls there. */
#define FIRST_PAGE 50

/* What one line can show at the most. */
#define PREVIEW_CHARACTERS 200

GParamSpec *cordial_conversation_properties[CORDIAL_CONVERSATION_N_PROPERTIES];

G_DEFINE_FINAL_TYPE (CordialConversation, cordial_conversation, G_TYPE_OBJECT)

void
cordial_conversation_notify (CordialConversation *self, int property)
{
  g_object_notify_by_pspec (G_OBJECT (self), cordial_conversation_properties[property]);
}

static void
save (CordialConversation *self, CordialConversationFields fields)
{
  CordialConversationFields all = self->record->fields;

  if (self->gone)
    return;
  self->record->fields = fields;
  cordial_store_save_conversation (self->context->store, self->record);
  self->record->fields = all;
}

/* --- What follows from the facts --------------------------------------------------------------------------------- */

static void
update_unread (CordialConversation *self)
{
  gint64 unread = self->record->seq - self->record->read;

  if (unread > 0)
    unread -= cordial_spans_count_in (self->holes, self->record->read + 1, self->record->seq);
  unread = CLAMP (unread, 0, G_MAXINT);
  if (self->unread == (guint) unread)
    return;
  self->unread = (guint) unread;
  cordial_conversation_notify (self, PROP_UNREAD);
}

static char *
flatten (const char *text)
{
  g_autofree char *cut = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), PREVIEW_CHARACTERS));
  g_auto (GStrv) words = g_strsplit_set (cut, "\n\r\t", -1);
  g_autofree char *line = g_strjoinv (" ", words);

  return g_strdup (g_strstrip (line));
}

static void
update_preview (CordialConversation *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->timeline));
  g_autoptr (CordialMessage) newest = NULL;
  g_autofree char *preview = NULL;
  gboolean outgoing = FALSE;
  CordialMessageStatus status = CORDIAL_MESSAGE_STATUS_SENT;

  if (n_items > 0)
    newest = g_list_model_get_item (G_LIST_MODEL (self->timeline), n_items - 1);
  if (newest)
    {
      preview = flatten (cordial_message_get_text (newest));
      outgoing = cordial_message_get_outgoing (newest);
      status = cordial_message_get_status (newest);
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
}

/* What is above the oldest message, as far as the server may still have something there. */
static gboolean
find_older (CordialConversation *self, CordialSpan *older)
{
  gint64 oldest = cordial_spans_min (cordial_timeline_get_present (self->timeline));

  return cordial_spans_last_gap (self->known, 1, oldest > 0 ? oldest : self->record->seq, older);
}

static void
update_has_older (CordialConversation *self)
{
  CordialSpan older;

  cordial_timeline_set_has_older (self->timeline, find_older (self, &older));
}

/* Gaps above it are fetched without being asked for: those between what is here, or the first page. */
static gint64
get_floor (CordialConversation *self)
{
  gint64 oldest = cordial_spans_min (cordial_timeline_get_present (self->timeline));

  return oldest > 0 ? oldest : MAX (1, self->record->seq - FIRST_PAGE + 1);
}

void
cordial_conversation_touch (CordialConversation *self, gint64 time_ms)
{
  if (time_ms <= self->record->touched_ms)
    return;
  self->record->touched_ms = time_ms;
  save (self, CORDIAL_CONVERSATION_HAS_TOUCHED);
  cordial_conversation_notify (self, PROP_TOUCHED_MS);
}

static void
set_typing (CordialConversation *self, gboolean typing)
{
  if (self->typing == typing)
    return;
  self->typing = typing;
  cordial_conversation_notify (self, PROP_TYPING);
}

static void
stop_typing (CordialConversation *self)
{
  if (self->typing_source)
    {
      g_source_destroy (self->typing_source);
      g_clear_pointer (&self->typing_source, g_source_unref);
    }
  set_typing (self, FALSE);
}

static gboolean
on_typing_over (gpointer user_data)
{
  stop_typing (user_data);
  return G_SOURCE_REMOVE;
}

/* --- From the database ------------------------------------------------------------------------------------------- */

void
cordial_conversation_add_span (CordialConversation *self, gboolean hole, CordialSpan span)
{
  cordial_spans_add (self->known, span.low, span.high);
  if (hole)
    cordial_spans_add (self->holes, span.low, span.high);
  else
    cordial_spans_add (cordial_timeline_get_present (self->timeline), span.low, span.high);
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
  /* Whatever was said since then is a gap, and so is the place where a message of the outbox may be found. */
  if (self->record->seq > 0 || cordial_timeline_get_outbox (self->timeline)->len > 0)
    self->work.sync_floor = get_floor (self);
  update_has_older (self);
  update_unread (self);
}

/* --- From the protocol ------------------------------------------------------------------------------------------- */

static void
set_read (CordialConversation *self, gint64 read)
{
  if (read <= self->record->read)
    return;
  self->record->read = read;
  save (self, CORDIAL_CONVERSATION_HAS_READ);
  cordial_conversation_notify (self, PROP_READ);
  update_unread (self);
}

/* Tells the server, which may know less: notes are lost with a connection. */
void
cordial_conversation_mark (CordialConversation *self, CordialReceipt receipt, gint64 seq)
{
  if (self->context->ready && self->context->protocol && seq > 0 && !self->gone)
    cordial_protocol_mark (self->context->protocol, self->record->id, receipt, seq);
}

static void
apply_receipts (CordialConversation *self, gint64 peer_recv, gint64 peer_read)
{
  peer_recv = MAX (peer_recv, peer_read);
  if (peer_recv <= self->record->peer_recv && peer_read <= self->record->peer_read)
    return;
  self->record->peer_recv = MAX (self->record->peer_recv, peer_recv);
  self->record->peer_read = MAX (self->record->peer_read, peer_read);
  save (self, CORDIAL_CONVERSATION_HAS_PEER_RECV | CORDIAL_CONVERSATION_HAS_PEER_READ);
  cordial_timeline_set_receipts (self->timeline, self->record->peer_recv, self->record->peer_read);
  update_preview (self);
}

/* What the other side says of messages that we do not know yet is held until we do: it is true of none before them. */
static void
take_receipts (CordialConversation *self, gint64 peer_recv, gint64 peer_read)
{
  gint64 seq = self->record->seq;

  if (peer_recv > seq)
    self->held_peer_recv = MAX (self->held_peer_recv, peer_recv);
  if (peer_read > seq)
    self->held_peer_read = MAX (self->held_peer_read, peer_read);
  apply_receipts (self, peer_recv > seq ? 0 : peer_recv, peer_read > seq ? 0 : peer_read);
}

/* What was said of messages that we did not know yet. */
static void
apply_held_receipts (CordialConversation *self)
{
  gint64 seq = self->record->seq;

  if (self->held_peer_recv > 0 && self->held_peer_recv <= seq)
    apply_receipts (self, self->held_peer_recv, 0);
  if (self->held_peer_read > 0 && self->held_peer_read <= seq)
    apply_receipts (self, self->held_peer_read, self->held_peer_read);
  if (self->held_read > 0 && self->held_read <= seq)
    set_read (self, self->held_read);
}

void
cordial_conversation_apply_seq (CordialConversation *self, gint64 seq)
{
  if (seq < 0 || seq > CORDIAL_SEQ_MAX)
    {
      g_info ("dropped an impossible seq");
      return;
    }
  if (seq <= self->record->seq)
    return;
  self->record->seq = seq;
  save (self, CORDIAL_CONVERSATION_HAS_SEQ);
  update_unread (self);
  update_has_older (self);
  apply_held_receipts (self);
}

/* In a group who wrote is somebody, not the group. */
static void
update_sender_name (CordialConversation *self)
{
  cordial_timeline_set_sender_name (self->timeline,
                                    self->record->kind == CORDIAL_CONVERSATION_GROUP ? NULL : self->record->name);
}

static void
apply_looks (CordialConversation *self, const CordialConversationRecord *record)
{
  CordialConversationRecord *own = self->record;
  CordialConversationFields changed = 0;

  if ((record->fields & CORDIAL_CONVERSATION_HAS_KIND) && own->kind != record->kind)
    {
      own->kind = record->kind;
      changed |= CORDIAL_CONVERSATION_HAS_KIND;
      update_sender_name (self);
      cordial_conversation_notify (self, PROP_KIND);
    }
  if ((record->fields & CORDIAL_CONVERSATION_HAS_NAME) && record->name && g_set_str (&own->name, record->name))
    {
      changed |= CORDIAL_CONVERSATION_HAS_NAME;
      update_sender_name (self);
      cordial_conversation_notify (self, PROP_NAME);
    }
  if (record->fields & CORDIAL_CONVERSATION_HAS_AVATAR)
    {
      gboolean same =
        own->avatar && record->avatar ? g_bytes_equal (own->avatar, record->avatar) : own->avatar == record->avatar;
      gboolean uri_changed = g_set_str (&own->avatar_uri, record->avatar_uri);

      if (!same)
        {
          g_clear_pointer (&own->avatar, g_bytes_unref);
          own->avatar = record->avatar ? g_bytes_ref (record->avatar) : NULL;
          cordial_conversation_notify (self, PROP_AVATAR);
        }
      if (!same || uri_changed)
        changed |= CORDIAL_CONVERSATION_HAS_AVATAR;
    }
  if ((record->fields & CORDIAL_CONVERSATION_HAS_MUTED) && !own->muted != !record->muted)
    {
      own->muted = record->muted;
      changed |= CORDIAL_CONVERSATION_HAS_MUTED;
      cordial_conversation_notify (self, PROP_MUTED);
    }
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
    save (self, changed);
}

void
cordial_conversation_apply_record (CordialConversation *self, const CordialConversationRecord *record)
{
  CordialConversationRecord *own = self->record;

  g_object_freeze_notify (G_OBJECT (self));
  apply_looks (self, record);
  if (record->fields & CORDIAL_CONVERSATION_HAS_TOUCHED)
    cordial_conversation_touch (self, record->touched_ms);
  if (record->fields & CORDIAL_CONVERSATION_HAS_SEQ)
    cordial_conversation_apply_seq (self, record->seq);
  if (record->fields & CORDIAL_CONVERSATION_HAS_READ)
    {
      if (record->read < own->read)
        self->mark_again = TRUE;
      else
        set_read (self, MIN (record->read, own->seq));
    }
  if ((record->fields & CORDIAL_CONVERSATION_HAS_RECV) && record->recv > own->recv)
    {
      own->recv = MIN (record->recv, own->seq);
      save (self, CORDIAL_CONVERSATION_HAS_RECV);
    }
  if (record->fields & (CORDIAL_CONVERSATION_HAS_PEER_RECV | CORDIAL_CONVERSATION_HAS_PEER_READ))
    take_receipts (self, record->fields & CORDIAL_CONVERSATION_HAS_PEER_RECV ? record->peer_recv : 0,
                   record->fields & CORDIAL_CONVERSATION_HAS_PEER_READ ? record->peer_read : 0);
  g_object_thaw_notify (G_OBJECT (self));
}

void
cordial_conversation_apply_receipt (CordialConversation *self, const char *user_id, CordialReceipt receipt, gint64 seq)
{
  gboolean own = cordial_context_is_own (self->context, user_id);

  if (seq <= 0 || seq > CORDIAL_SEQ_MAX)
    {
      g_info ("dropped a receipt for a message that cannot exist");
      return;
    }
  if (!own)
    take_receipts (self, seq, receipt == CORDIAL_RECEIPT_READ ? seq : 0);
  else if (receipt == CORDIAL_RECEIPT_READ && seq > self->record->seq)
    self->held_read = MAX (self->held_read, seq);
  else if (receipt == CORDIAL_RECEIPT_READ)
    set_read (self, seq);
}

void
cordial_conversation_apply_typing (CordialConversation *self, const char *user_id)
{
  if (cordial_context_is_own (self->context, user_id))
    return;
  if (self->typing_source)
    {
      g_source_destroy (self->typing_source);
      g_clear_pointer (&self->typing_source, g_source_unref);
    }
  self->typing_source = g_timeout_source_new_seconds (TYPING_S);
  g_source_set_static_name (self->typing_source, "CordialConversation typing");
  g_source_set_callback (self->typing_source, on_typing_over, self, NULL);
  g_source_attach (self->typing_source, NULL);
  set_typing (self, TRUE);
}

/* The link is back: goes on where it was. */
void
cordial_conversation_apply_ready (CordialConversation *self)
{
  if (self->mark_again)
    cordial_conversation_mark (self, CORDIAL_RECEIPT_READ, self->record->read);
  self->mark_again = FALSE;
  if (self->context->opened == self)
    cordial_conversation_opened (self);
  cordial_sync_want (self->context->sync, self, FALSE);
  cordial_outbox_kick (self->context->outbox, self);
}

/* Nobody is known to be online, or to type, while we are not. */
void
cordial_conversation_apply_offline (CordialConversation *self)
{
  stop_typing (self);
  if (self->record->online)
    {
      self->record->online = FALSE;
      cordial_conversation_notify (self, PROP_ONLINE);
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
  cordial_store_remove_range (self->context->store, self->record->id, low, high);
  cordial_timeline_remove_run (self->timeline, low, high);
  cordial_spans_add (self->known, low, high);
  cordial_spans_add (self->holes, low, high);
  update_has_older (self);
  update_unread (self);
  update_preview (self);
}

static void
on_inserted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialConversation) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialStoreChange) change = cordial_store_insert_finish (CORDIAL_STORE (object), result, &error);

  /* What cannot be kept is still on the server: the gap is found and fetched again. */
  if (change)
    cordial_conversation_apply_change (self, change);
  else
    g_warning ("cannot keep messages: %s", error->message);
  if (self->context->sync)
    cordial_sync_want (self->context->sync, self, FALSE);
}

static gboolean
is_sound (CordialConversation *self, const CordialMessageRecord *message, gint64 low, gint64 high)
{
  return message->seq >= low && message->seq <= high && message->conversation_id &&
         g_str_equal (message->conversation_id, self->record->id);
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
      else if (!cordial_spans_contains (self->deleted, message->seq))
        g_ptr_array_add (sound, cordial_message_record_copy (message));
    }
  return sound;
}

/* Messages that came by themselves. */
void
cordial_conversation_apply_messages (CordialConversation *self, GPtrArray *messages)
{
  g_autoptr (GPtrArray) sound = cordial_conversation_sift (self, messages, 1, CORDIAL_SEQ_MAX);
  gint64 newest = 0;

  if (self->gone || sound->len == 0)
    return;
  for (guint i = 0; i < sound->len; i++)
    newest = MAX (newest, ((CordialMessageRecord *) g_ptr_array_index (sound, i))->seq);
  cordial_conversation_apply_seq (self, newest);
  cordial_store_insert_async (self->context->store, self->record->id, sound, 0, 0, on_inserted, g_object_ref (self));
}

/* --- After a write ----------------------------------------------------------------------------------------------- */

typedef struct
{
  gint64 own;
  gint64 foreign;
  gint64 time_ms;
} Newest;

/* Takes runs of seqs that are new in the database into the model. */
static void
apply_inserted (CordialConversation *self, GPtrArray *records, Newest *newest)
{
  g_autoptr (CordialSpans) runs = cordial_spans_new ();
  CordialSpans *present = cordial_timeline_get_present (self->timeline);

  for (guint i = 0; i < records->len; i++)
    {
      CordialMessageRecord *record = g_ptr_array_index (records, i);

      /* What was deleted after it was written is not in the database any more. */
      if (cordial_spans_contains (present, record->seq) || cordial_spans_contains (self->deleted, record->seq))
        continue;
      cordial_spans_add (runs, record->seq, record->seq);
      newest->time_ms = MAX (newest->time_ms, record->time_ms);
      if (cordial_context_is_own (self->context, record->sender_id))
        newest->own = MAX (newest->own, record->seq);
      else
        newest->foreign = MAX (newest->foreign, record->seq);
    }
  for (guint i = 0; i < cordial_spans_get_n_spans (runs); i++)
    {
      CordialSpan run = cordial_spans_get_span (runs, i);

      cordial_spans_add (self->known, run.low, run.high);
      cordial_spans_remove (self->holes, run.low, run.high);
      cordial_timeline_insert_run (self->timeline, run.low, run.high);
    }
}

void
cordial_conversation_apply_change (CordialConversation *self, CordialStoreChange *change)
{
  Newest newest = { 0 };

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 0; i < change->acknowledged->len; i++)
    {
      CordialMessageRecord *record = g_ptr_array_index (change->acknowledged, i);

      cordial_conversation_apply_acknowledged (self, record->row, record->seq, record->time_ms);
    }
  apply_inserted (self, change->inserted, &newest);
  for (guint i = 0; i < change->holes->len; i++)
    {
      CordialSpan span = g_array_index (change->holes, CordialSpan, i);

      cordial_spans_add (self->known, span.low, span.high);
      cordial_spans_add (self->holes, span.low, span.high);
    }

  /* What was typed is there. */
  if (newest.foreign > 0 && newest.foreign == self->record->seq)
    stop_typing (self);
  if (newest.foreign > self->record->recv)
    {
      self->record->recv = newest.foreign;
      save (self, CORDIAL_CONVERSATION_HAS_RECV);
      cordial_conversation_mark (self, CORDIAL_RECEIPT_RECEIVED, newest.foreign);
    }
  /* Written on another device. */
  set_read (self, newest.own);
  cordial_conversation_touch (self, newest.time_ms);
  update_has_older (self);
  update_unread (self);
  update_preview (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/* The server has numbered one of ours. Whoever answers has read what was there. */
void
cordial_conversation_apply_acknowledged (CordialConversation *self, gint64 row, gint64 seq, gint64 time_ms)
{
  cordial_conversation_apply_seq (self, seq);
  if (cordial_spans_contains (self->deleted, seq))
    {
      cordial_timeline_discard (self->timeline, row);
      cordial_conversation_message_changed (self);
      return;
    }
  cordial_spans_add (self->known, seq, seq);
  cordial_spans_remove (self->holes, seq, seq);
  if (!cordial_timeline_acknowledge (self->timeline, row, seq, time_ms))
    return;
  set_read (self, seq);
  update_has_older (self);
  cordial_conversation_message_changed (self);
}

/* A message in the outbox came, went or changed. */
void
cordial_conversation_message_changed (CordialConversation *self)
{
  update_preview (self);
  if (self->context->waiting_changed)
    self->context->waiting_changed (self->context->account);
}

/* --- What is there to do ----------------------------------------------------------------------------------------- */

/* The newest run of seqs, at most a page, that the server has and we do not. */
gboolean
cordial_conversation_next_gap (CordialConversation *self, CordialSpan *gap)
{
  if (self->record->seq <= 0)
    return FALSE;
  if (self->work.sync_floor == 0)
    self->work.sync_floor = get_floor (self);
  if (!cordial_spans_last_gap (self->known, self->work.sync_floor, self->record->seq, gap))
    return FALSE;
  gap->low = MAX (gap->low, gap->high - CORDIAL_PROTOCOL_PAGE + 1);
  return TRUE;
}

/* (transfer none) (nullable) */
CordialMessage *
cordial_conversation_get_next_outgoing (CordialConversation *self)
{
  GPtrArray *outbox = cordial_timeline_get_outbox (self->timeline);

  for (guint i = 0; i < outbox->len; i++)
    if (cordial_message_get_status (g_ptr_array_index (outbox, i)) != CORDIAL_MESSAGE_STATUS_FAILED)
      return g_ptr_array_index (outbox, i);
  return NULL;
}

guint
cordial_conversation_count_waiting (CordialConversation *self)
{
  GPtrArray *outbox = cordial_timeline_get_outbox (self->timeline);
  guint waiting = 0;

  for (guint i = 0; i < outbox->len; i++)
    waiting += cordial_message_get_status (g_ptr_array_index (outbox, i)) != CORDIAL_MESSAGE_STATUS_FAILED;
  return waiting;
}

CordialConversationWork *
cordial_conversation_get_work (CordialConversation *self)
{
  return &self->work;
}

/* --- The object -------------------------------------------------------------------------------------------------- */

static void
on_older_wanted (CordialTimeline *timeline, CordialConversation *self)
{
  CordialSpan older;
  gint64 floor;

  if (!find_older (self, &older))
    return;
  /* Never up again: there may be gaps above it still. */
  floor = MAX (1, older.high - FIRST_PAGE + 1);
  self->work.sync_floor = self->work.sync_floor > 0 ? MIN (self->work.sync_floor, floor) : floor;
  if (self->context->sync)
    cordial_sync_want (self->context->sync, self, TRUE);
}

CordialConversation *
cordial_conversation_new (CordialContext *context, const CordialConversationRecord *record)
{
  CordialConversation *self = g_object_new (CORDIAL_TYPE_CONVERSATION, NULL);

  self->context = cordial_context_ref (context);
  self->record = cordial_conversation_record_copy (record);
  if (!self->record->name)
    self->record->name = g_strdup ("");
  self->record->online = FALSE;
  self->timeline = cordial_timeline_new (context, record->id);
  update_sender_name (self);
  cordial_timeline_set_receipts (self->timeline, record->peer_recv, record->peer_read);
  g_signal_connect_object (self->timeline, "older-wanted", G_CALLBACK (on_older_wanted), self, G_CONNECT_DEFAULT);
  if (record->last_text)
    {
      /* The list of chats is shown without reading a message of any. */
      self->preview = flatten (record->last_text);
      self->preview_outgoing = cordial_context_is_own (context, record->last_sender_id);
      self->preview_status = cordial_message_status_from_state (record->last_state);
    }
  update_unread (self);
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
      g_value_set_string (value, self->record->name);
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
    case PROP_WRITABLE:
      g_value_set_boolean (value, self->record->writable);
      break;
    case PROP_DRAFT:
      g_value_set_string (value, self->record->draft);
      break;
    case PROP_READ:
      g_value_set_int64 (value, self->record->read);
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
cordial_conversation_end (CordialConversation *self)
{
  self->gone = TRUE;
  if (self->context->opened == self)
    self->context->opened = NULL;
  stop_typing (self);
  clear_source (&self->work.out_retry);
  clear_source (&self->work.sync_retry);
  clear_source (&self->draft_source);
}

gboolean
cordial_conversation_is_gone (CordialConversation *self)
{
  return self->gone;
}

static void
cordial_conversation_dispose (GObject *object)
{
  CordialConversation *self = CORDIAL_CONVERSATION (object);

  if (self->context && self->context->opened == self)
    self->context->opened = NULL;
  stop_typing (self);
  clear_source (&self->work.out_retry);
  clear_source (&self->work.sync_retry);
  clear_source (&self->draft_source);
  G_OBJECT_CLASS (cordial_conversation_parent_class)->dispose (object);
}

static void
cordial_conversation_finalize (GObject *object)
{
  CordialConversation *self = CORDIAL_CONVERSATION (object);

  g_clear_object (&self->timeline);
  cordial_spans_free (self->known);
  cordial_spans_free (self->holes);
  cordial_spans_free (self->deleted);
  cordial_conversation_record_free (self->record);
  g_free (self->preview);
  cordial_context_unref (self->context);
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
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, flags);
  properties[PROP_WRITABLE] = g_param_spec_boolean ("writable", NULL, NULL, TRUE, flags);
  properties[PROP_DRAFT] = g_param_spec_string ("draft", NULL, NULL, NULL, flags);
  properties[PROP_READ] = g_param_spec_int64 ("read", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, CORDIAL_CONVERSATION_N_PROPERTIES, properties);
}

static void
cordial_conversation_init (CordialConversation *self)
{
  self->known = cordial_spans_new ();
  self->holes = cordial_spans_new ();
  self->deleted = cordial_spans_new ();
  self->preview_status = CORDIAL_MESSAGE_STATUS_SENT;
}
