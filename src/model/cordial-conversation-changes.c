/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the database has of a conversation after a write, and how that changes what a person sees of it. What is told here was
 * checked before it was written.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-conversation-private.h"
#include "cordial-conversation-state.h"
#include "cordial-timeline-private.h"

typedef struct
{
  gint64 own;
  gint64 foreign;
  gint64 time_ms;
  GPtrArray *news; /* (element-type CordialMessageRecord): foreign ones, borrowed */
} Newest;

/* The message of that number is here. */
static void
add_number (CordialConversation *self, gint64 seq)
{
  cordial_spans_add (self->known, seq, seq);
  cordial_spans_add (self->present, seq, seq);
}

/* Takes what is new in the database into the model, runs at a time. */
static void
apply_inserted (CordialConversation *self, GPtrArray *records, Newest *newest)
{
  g_autoptr (CordialSpans) places = cordial_spans_new ();

  for (guint i = 0; i < records->len; i++)
    if (cordial_spans_contains (self->unreadable, ((CordialMessageRecord *) g_ptr_array_index (records, i))->seq))
      cordial_conversation_forget_unreadable (self);
  for (guint i = 0; i < records->len; i++)
    {
      CordialMessageRecord *record = g_ptr_array_index (records, i);

      /* What was deleted after it was written is not in the database any more. */
      if (cordial_spans_contains (self->present, record->seq) || cordial_conversation_is_deleted (self, record->seq))
        continue;
      add_number (self, record->seq);
      cordial_spans_add (places, record->place, record->place);
      newest->time_ms = MAX (newest->time_ms, record->time_ms);
      if (cordial_roster_is_own (self->roster, record->sender_id))
        newest->own = MAX (newest->own, record->seq);
      else
        {
          newest->foreign = MAX (newest->foreign, record->seq);
          g_ptr_array_add (newest->news, record);
        }
    }
  for (guint i = 0; i < cordial_spans_get_n_spans (places); i++)
    {
      CordialSpan run = cordial_spans_get_span (places, i);

      cordial_timeline_insert_run (self->timeline, run.low, run.high);
    }
}

/* What had lost its number has one again. From the last to the first: those that move together then keep their order, and
 * nobody hears of it. */
static void
apply_renumbered (CordialConversation *self, GPtrArray *records, GArray *vacated)
{
  for (guint i = records->len; i > 0; i--)
    {
      CordialMessageRecord *record = g_ptr_array_index (records, i - 1);

      gint64 place = g_array_index (vacated, gint64, i - 1);

      if (cordial_conversation_is_deleted (self, record->seq))
        {
          cordial_timeline_remove_run (self->timeline, place, place);
          continue;
        }
      add_number (self, record->seq);
      cordial_timeline_move (self->timeline, place, record);
    }
}

/* The server's numbers began anew after the last one that is the same here and there. All stays where it stands; what was
 * said of higher numbers was said of others. What it had deleted it may have again, or something else in its place: a backup
 * can be older than the deletion. */
static void
begin_epoch (CordialConversation *self, gint64 epoch, gint64 agreed)
{
  CordialConversationRecord *record = self->record;
  gint64 read = record->read;

  record->epoch = epoch;
  record->seq = MIN (record->seq, agreed);
  record->read = MIN (record->read, agreed);
  record->recv = MIN (record->recv, agreed);
  record->peer_read = MIN (record->peer_read, agreed);
  record->peer_recv = MIN (record->peer_recv, agreed);
  self->news_after = MIN (self->news_after, agreed);
  self->doubt = 0;
  cordial_spans_remove (self->known, agreed + 1, G_MAXINT64);
  cordial_spans_remove (self->present, agreed + 1, G_MAXINT64);
  cordial_spans_remove (self->deleted, 1, G_MAXINT64);
  cordial_timeline_forget_numbers (self->timeline, agreed);
  cordial_timeline_set_receipts (self->timeline, record->peer_recv, record->peer_read);
  cordial_conversation_forget_member_receipts (self, agreed);
  cordial_conversation_forget_pins (self, agreed);
  /* What was written between the beginning and now spoke of the old numbers. */
  cordial_conversation_save (self, CORDIAL_CONVERSATION_HAS_SEQ | CORDIAL_CONVERSATION_HAS_READ |
                                     CORDIAL_CONVERSATION_HAS_RECV | CORDIAL_CONVERSATION_HAS_PEER_READ |
                                     CORDIAL_CONVERSATION_HAS_PEER_RECV | CORDIAL_CONVERSATION_HAS_PINS);
  if (record->read != read)
    cordial_conversation_notify (self, PROP_READ);
}

/* Leaves what nobody has read on any device. */
static void
keep_news (CordialConversation *self, GPtrArray *messages)
{
  for (guint i = messages->len; i > 0; i--)
    {
      CordialMessageRecord *record = g_ptr_array_index (messages, i - 1);

      if (record->seq <= MAX (self->news_after, self->record->read))
        g_ptr_array_remove_index (messages, i - 1);
    }
}

/**
 * cordial_conversation_apply_change:
 * @self: a #CordialConversation
 * @change: what the database has now that it had not, or how an epoch began
 * @received: (out): the seq that the server is to be told of as received, 0 for none
 *
 * Returns: (transfer container) (element-type CordialMessageRecord): of what is new, what others wrote and nobody has read
 *   on any device; the records are those of @change
 */
GPtrArray *
cordial_conversation_apply_change (CordialConversation *self, CordialStoreChange *change, gint64 *received)
{
  g_autoptr (GPtrArray) news = g_ptr_array_new ();
  Newest newest = { .news = news };

  *received = 0;
  g_object_freeze_notify (G_OBJECT (self));
  if (change->epoch > 0)
    begin_epoch (self, change->epoch, change->agreed);
  apply_renumbered (self, change->renumbered, change->vacated);
  for (guint i = 0; i < change->acknowledged->len; i++)
    {
      CordialMessageRecord *record = g_ptr_array_index (change->acknowledged, i);

      cordial_conversation_apply_acknowledged (self, record->row, record);
    }
  if (change->conflict > 0)
    cordial_conversation_doubt (self, change->conflict);
  apply_inserted (self, change->inserted, &newest);
  for (guint i = 0; i < change->edited->len; i++)
    cordial_timeline_edit (self->timeline, g_ptr_array_index (change->edited, i));
  for (guint i = 0; i < change->holes->len; i++)
    {
      CordialSpan span = g_array_index (change->holes, CordialSpan, i);

      cordial_spans_add (self->known, span.low, span.high);
      cordial_spans_remove (self->present, span.low, span.high);
    }
  /* Where the store gives the numbers, it is the first to know. */
  cordial_conversation_raise_seq (self, cordial_spans_max (self->known));
  if (change->epoch > 0)
    cordial_conversation_apply_held_receipts (self);

  /* What was typed is there. */
  if (newest.foreign > 0 && newest.foreign == self->record->seq && change->newest)
    cordial_conversation_said (self, change->newest->sender_id);
  if (newest.foreign > self->record->recv)
    {
      self->record->recv = newest.foreign;
      cordial_conversation_save (self, CORDIAL_CONVERSATION_HAS_RECV);
      *received = newest.foreign;
    }
  /* Written on another device. */
  cordial_conversation_raise_read (self, newest.own);
  cordial_conversation_touch (self, newest.time_ms);
  cordial_conversation_update_has_older (self);
  cordial_conversation_update_unread (self);
  cordial_conversation_update_preview (self, change->newest);
  g_object_thaw_notify (G_OBJECT (self));
  keep_news (self, news);
  return g_steal_pointer (&news);
}

void
cordial_conversation_apply_covered (CordialConversation *self, CordialSpan span)
{
  CordialSpan missing;

  while (cordial_spans_last_gap (self->known, span.low, span.high, &missing))
    cordial_spans_add (self->known, missing.low, missing.high);
  cordial_conversation_update_has_older (self);
  cordial_conversation_update_unread (self);
}

/* One of ours is in the outbox. */
void
cordial_conversation_apply_enqueued (CordialConversation *self, const CordialMessageRecord *record)
{
  cordial_timeline_append_outgoing (self->timeline, record);
  cordial_conversation_touch (self, record->time_ms);
  cordial_conversation_message_changed (self);
}

/* One of ours will never be sent. */
void
cordial_conversation_apply_discarded (CordialConversation *self, gint64 row)
{
  cordial_timeline_discard (self->timeline, row);
  cordial_conversation_message_changed (self);
}

void
cordial_conversation_apply_edited (CordialConversation *self, const CordialMessageRecord *record)
{
  cordial_timeline_edit (self->timeline, record);
  cordial_conversation_update_preview (self, NULL);
}

void
cordial_conversation_apply_hidden (CordialConversation *self, const CordialMessageRecord *record)
{
  cordial_timeline_discard (self->timeline, record->row);
  if (record->place < CORDIAL_PLACE_WAITING)
    cordial_timeline_remove_run (self->timeline, record->place, record->place);
  cordial_conversation_message_changed (self);
}

void
cordial_conversation_apply_shown (CordialConversation *self, const CordialMessageRecord *record)
{
  if (record->place < CORDIAL_PLACE_WAITING && !cordial_timeline_has_place (self->timeline, record->place))
    cordial_timeline_insert_run (self->timeline, record->place, record->place);
  cordial_conversation_message_changed (self);
}

void
cordial_conversation_apply_hole (CordialConversation *self, gint64 seq)
{
  if (seq <= 0 || cordial_spans_contains (self->present, seq))
    return;
  cordial_conversation_raise_seq (self, seq);
  cordial_spans_add (self->known, seq, seq);
  cordial_conversation_update_has_older (self);
  cordial_conversation_update_unread (self);
}

void
cordial_conversation_apply_unreadable (CordialConversation *self, gint64 seq)
{
  gint64 place;

  if (cordial_spans_contains (self->known, seq))
    return;
  cordial_spans_add (self->known, seq, seq);
  cordial_spans_add (self->unreadable, seq, seq);
  if (cordial_store_read_place (self->roster->store, self->record->id, seq, &place, NULL) &&
      !cordial_timeline_has_place (self->timeline, place))
    {
      cordial_spans_add (self->unreadable_places, place, place);
      cordial_timeline_insert_run (self->timeline, place, place);
    }
  cordial_conversation_update_has_older (self);
  cordial_conversation_update_unread (self);
  cordial_conversation_update_preview (self, NULL);
}

/* Takes out of the timeline what no message stands behind. */
static void
hide_unreadable (CordialConversation *self)
{
  for (guint i = 0; i < cordial_spans_get_n_spans (self->unreadable_places); i++)
    {
      CordialSpan span = cordial_spans_get_span (self->unreadable_places, i);

      cordial_timeline_remove_run (self->timeline, span.low, span.high);
    }
  cordial_spans_free (self->unreadable_places);
  self->unreadable_places = cordial_spans_new ();
}

void
cordial_conversation_forget_unreadable (CordialConversation *self)
{
  hide_unreadable (self);
  for (guint i = 0; i < cordial_spans_get_n_spans (self->unreadable); i++)
    {
      CordialSpan span = cordial_spans_get_span (self->unreadable, i);

      cordial_spans_remove (self->known, span.low, span.high);
    }
  cordial_spans_free (self->unreadable);
  self->unreadable = cordial_spans_new ();
}

/**
 * cordial_conversation_apply_acknowledged:
 * @self: a #CordialConversation
 * @row: one of ours that waited
 * @record: (nullable): how the server's yes left it in the database: without a number where the server gave one that is not
 *   valid here; another row where that was here already, as its own copy that had come without its id; %NULL if it is gone
 *
 * It waits no longer, whatever became of it. Whoever answers has read what was there.
 */
void
cordial_conversation_apply_acknowledged (CordialConversation *self, gint64 row, const CordialMessageRecord *record)
{
  gint64 seq = record ? record->seq : 0;

  if (seq > 0)
    cordial_conversation_raise_seq (self, seq);
  if (!record || cordial_conversation_is_deleted (self, seq) || record->row != row ||
      !cordial_timeline_settle (self->timeline, record))
    {
      /* One that is to go is not shown, but its number is known. */
      if (record && record->deletion != CORDIAL_MESSAGE_THERE && seq > 0 &&
          !cordial_conversation_is_deleted (self, seq))
        add_number (self, seq);
      cordial_conversation_apply_discarded (self, row);
      return;
    }
  cordial_conversation_touch (self, record->time_ms);
  if (seq > 0)
    {
      add_number (self, seq);
      cordial_conversation_raise_read (self, seq);
    }
  else if (self->record->seq > 0)
    {
      /* Its number was taken, or of an epoch that is over. */
      cordial_conversation_doubt (self, self->record->seq);
    }
  cordial_conversation_update_has_older (self);
  cordial_conversation_message_changed (self);
}
