/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list model over the database. Positions come from the spans of the conversation; messages are read a page at a time,
 * a bounded number of pages is kept, and a message that somebody still holds is found again instead of made anew, so that
 * it keeps its identity while it is on the screen.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-message-private.h"
#include "cordial-timeline-private.h"

/* Seqs that are read together. */
#define PAGE_SEQS 64

/* A list view keeps about 200 rows alive; this is what fast scrolling there and back finds without reading. */
#define PAGES_MAX 16

struct _CordialTimeline
{
  GObject parent_instance;

  CordialRoster *roster;
  char *conversation_id;
  char *sender_name;
  gint64 peer_recv;
  gint64 peer_read;

  CordialSpans *present;
  GPtrArray *outbox;

  GHashTable *alive; /* seq → Alive: every message that anybody holds, itself not held */
  GHashTable *pages; /* page number → GPtrArray of CordialMessage */
  GQueue pages_used; /* page numbers, the last used first */

  gboolean has_older;
  gboolean loading;
};

enum
{
  PROP_0,
  PROP_HAS_OLDER,
  PROP_LOADING,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CordialTimeline,
                               cordial_timeline,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* --- Messages that are alive ------------------------------------------------------------------------------------- */

typedef struct
{
  gint64 seq;
  CordialTimeline *timeline;
  CordialMessage *message;
} Alive;

static void
on_message_gone (gpointer data, GObject *where_it_was)
{
  Alive *alive = data;

  g_hash_table_remove (alive->timeline->alive, &alive->seq);
}

static void
remember (CordialTimeline *self, gint64 seq, CordialMessage *message)
{
  Alive *alive = g_new (Alive, 1);

  *alive = (Alive) { seq, self, message };
  g_hash_table_insert (self->alive, &alive->seq, alive);
  g_object_weak_ref (G_OBJECT (message), on_message_gone, alive);
}

/* (transfer none) (nullable) */
static CordialMessage *
recall (CordialTimeline *self, gint64 seq)
{
  Alive *alive = g_hash_table_lookup (self->alive, &seq);

  return alive ? alive->message : NULL;
}

static void
update_status (CordialTimeline *self, CordialMessage *message)
{
  gint64 seq = cordial_message_get_seq (message);

  if (seq == 0 || !cordial_message_get_outgoing (message))
    return;
  cordial_message_set_status (message,
                              seq <= self->peer_read   ? CORDIAL_MESSAGE_STATUS_READ
                              : seq <= self->peer_recv ? CORDIAL_MESSAGE_STATUS_RECEIVED
                                                       : CORDIAL_MESSAGE_STATUS_SENT,
                              NULL);
}

static CordialMessage *
make_message (CordialTimeline *self, const CordialMessageRecord *record)
{
  gboolean outgoing = record->seq == 0 || cordial_roster_is_own (self->roster, record->sender_id);
  const char *known, *sender_name = self->sender_name;
  CordialMessage *message;

  /* In a group the sender is somebody whom the account may know from a conversation of their own. */
  known = record->sender_id ? g_hash_table_lookup (self->roster->names, record->sender_id) : NULL;
  if (known)
    sender_name = known;
  message = cordial_message_new (record, outgoing, outgoing ? NULL : sender_name, self->roster->read_content);
  update_status (self, message);
  return message;
}

/* --- Pages ------------------------------------------------------------------------------------------------------- */

static void
drop_page (CordialTimeline *self, gint64 number)
{
  GList *link = self->pages_used.head;

  while (link && *(gint64 *) link->data != number)
    link = link->next;
  if (!link)
    return;
  g_hash_table_remove (self->pages, &number);
  g_free (link->data);
  g_queue_delete_link (&self->pages_used, link);
}

static void
load_page (CordialTimeline *self, gint64 number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 *key;

  records = cordial_store_read_range (self->roster->store, self->conversation_id, number * PAGE_SEQS,
                                      number * PAGE_SEQS + PAGE_SEQS - 1, &error);
  if (!records)
    {
      g_warning ("cannot read messages: %s", error->message);
      return;
    }
  for (guint i = 0; i < records->len; i++)
    {
      CordialMessageRecord *record = g_ptr_array_index (records, i);
      CordialMessage *message = recall (self, record->seq);

      if (message)
        {
          g_ptr_array_add (messages, g_object_ref (message));
        }
      else
        {
          message = make_message (self, record);
          g_ptr_array_add (messages, message);
          remember (self, record->seq, message);
        }
    }

  while (self->pages_used.length >= PAGES_MAX)
    drop_page (self, *(gint64 *) self->pages_used.tail->data);
  key = g_new (gint64, 1);
  *key = number;
  g_queue_push_head (&self->pages_used, key);
  g_hash_table_insert (self->pages, key, g_steal_pointer (&messages));
}

/* (transfer full) (nullable) */
static CordialMessage *
find_message (CordialTimeline *self, gint64 seq)
{
  CordialMessage *message = recall (self, seq);

  if (!message)
    {
      drop_page (self, seq / PAGE_SEQS);
      load_page (self, seq / PAGE_SEQS);
      message = recall (self, seq);
    }
  return message ? g_object_ref (message) : NULL;
}

/**
 * cordial_timeline_dup_newest:
 * @self: a timeline
 * @known: (nullable): what the database says is the last, which saves reading it
 *
 * What the list of chats tells of a conversation. A page is read of those alone that are looked at: of a thousand it would take
 * the memory of all their messages, and a turn of the main loop that a person sees.
 *
 * Returns: (transfer full) (nullable): the last message
 */
CordialMessage *
cordial_timeline_dup_newest (CordialTimeline *self, const CordialMessageRecord *known)
{
  gint64 count = cordial_spans_count (self->present), seq;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;

  if (self->outbox->len > 0)
    return g_object_ref (g_ptr_array_index (self->outbox, self->outbox->len - 1));
  if (count == 0)
    return NULL;
  seq = cordial_spans_nth (self->present, count - 1);
  if (recall (self, seq))
    return g_object_ref (recall (self, seq));
  if (known && known->seq == seq)
    return make_message (self, known);
  records = cordial_store_read_range (self->roster->store, self->conversation_id, seq, seq, &error);
  if (!records)
    g_warning ("cannot read a message: %s", error->message);
  return records && records->len > 0 ? make_message (self, g_ptr_array_index (records, 0)) : NULL;
}

/* --- GListModel -------------------------------------------------------------------------------------------------- */

static GType
get_item_type (GListModel *model)
{
  return CORDIAL_TYPE_MESSAGE;
}

static guint
get_n_items (GListModel *model)
{
  CordialTimeline *self = CORDIAL_TIMELINE (model);

  return (guint) cordial_spans_count (self->present) + self->outbox->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  CordialTimeline *self = CORDIAL_TIMELINE (model);
  guint numbered = (guint) cordial_spans_count (self->present);
  CordialMessage *message;

  if (position >= numbered + self->outbox->len)
    return NULL;
  if (position >= numbered)
    return g_object_ref (g_ptr_array_index (self->outbox, position - numbered));

  message = find_message (self, cordial_spans_nth (self->present, position));
  if (!message)
    {
      /* The database is damaged or gone; the list must still have what it said it has, and says that it cannot show it. */
      CordialMessageRecord missing = { .conversation_id = self->conversation_id,
                                       .seq = cordial_spans_nth (self->present, position),
                                       .state = CORDIAL_MESSAGE_SENT };

      return cordial_message_new (&missing, FALSE, NULL, NULL);
    }
  return message;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- Changes ----------------------------------------------------------------------------------------------------- */

CordialSpans *
cordial_timeline_get_present (CordialTimeline *self)
{
  return self->present;
}

GPtrArray *
cordial_timeline_get_outbox (CordialTimeline *self)
{
  return self->outbox;
}

/* Messages that are in the database now, none of which was there. */
void
cordial_timeline_insert_run (CordialTimeline *self, gint64 low, gint64 high)
{
  guint position = (guint) cordial_spans_position (self->present, low);

  g_assert (cordial_spans_count_in (self->present, low, high) == 0);

  for (gint64 number = low / PAGE_SEQS; number <= high / PAGE_SEQS && self->pages_used.length > 0; number++)
    drop_page (self, number);
  cordial_spans_add (self->present, low, high);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, (guint) (high - low + 1));
}

/* Whatever of these was in the database no longer is. */
void
cordial_timeline_remove_run (CordialTimeline *self, gint64 low, gint64 high)
{
  guint position = (guint) cordial_spans_position (self->present, low);
  guint removed = (guint) cordial_spans_count_in (self->present, low, high);
  GHashTableIter iter;
  Alive *alive;

  if (removed == 0)
    return;
  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &alive))
    if (alive->seq >= low && alive->seq <= high)
      {
        g_object_weak_unref (G_OBJECT (alive->message), on_message_gone, alive);
        g_hash_table_iter_remove (&iter);
      }
  g_hash_table_remove_all (self->pages);
  g_queue_clear_full (&self->pages_used, g_free);
  cordial_spans_remove (self->present, low, high);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, 0);
}

CordialMessage *
cordial_timeline_append_outgoing (CordialTimeline *self, const CordialMessageRecord *record)
{
  CordialMessage *message = make_message (self, record);

  g_ptr_array_add (self->outbox, message);
  g_list_model_items_changed (G_LIST_MODEL (self), get_n_items (G_LIST_MODEL (self)) - 1, 0, 1);
  return message;
}

static gboolean
find_row (CordialTimeline *self, gint64 row, guint *index)
{
  for (guint i = 0; i < self->outbox->len; i++)
    if (cordial_message_get_row (g_ptr_array_index (self->outbox, i)) == row)
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

/* The message has a seq. Usually it stays where it is: the first of the outbox becomes the last of the rest. */
gboolean
cordial_timeline_acknowledge (CordialTimeline *self, gint64 row, gint64 seq, gint64 time_ms)
{
  g_autoptr (CordialMessage) message = NULL;
  guint index, old_position, new_position;

  if (!find_row (self, row, &index) || cordial_spans_contains (self->present, seq))
    return FALSE;

  old_position = (guint) cordial_spans_count (self->present) + index;
  new_position = (guint) cordial_spans_position (self->present, seq);
  message = g_ptr_array_steal_index (self->outbox, index);
  cordial_message_set_numbered (message, seq, time_ms);
  drop_page (self, seq / PAGE_SEQS);
  if (old_position == new_position)
    {
      cordial_spans_add (self->present, seq, seq);
      remember (self, seq, message);
    }
  else
    {
      g_list_model_items_changed (G_LIST_MODEL (self), old_position, 1, 0);
      cordial_spans_add (self->present, seq, seq);
      remember (self, seq, message);
      g_list_model_items_changed (G_LIST_MODEL (self), new_position, 0, 1);
    }
  update_status (self, message);
  return TRUE;
}

void
cordial_timeline_discard (CordialTimeline *self, gint64 row)
{
  guint index;

  if (!find_row (self, row, &index))
    return;
  g_ptr_array_remove_index (self->outbox, index);
  g_list_model_items_changed (G_LIST_MODEL (self), (guint) cordial_spans_count (self->present) + index, 1, 0);
}

void
cordial_timeline_set_sender_name (CordialTimeline *self, const char *sender_name)
{
  g_set_str (&self->sender_name, sender_name);
}

void
cordial_timeline_set_receipts (CordialTimeline *self, gint64 peer_recv, gint64 peer_read)
{
  GHashTableIter iter;
  Alive *alive;

  self->peer_recv = peer_recv;
  self->peer_read = peer_read;
  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &alive))
    update_status (self, alive->message);
}

void
cordial_timeline_set_has_older (CordialTimeline *self, gboolean has_older)
{
  if (self->has_older == has_older)
    return;
  self->has_older = has_older;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_OLDER]);
}

void
cordial_timeline_set_loading (CordialTimeline *self, gboolean loading)
{
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/* --- The object -------------------------------------------------------------------------------------------------- */

static void
cordial_timeline_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CordialTimeline *self = CORDIAL_TIMELINE (object);

  switch (property_id)
    {
    case PROP_HAS_OLDER:
      g_value_set_boolean (value, self->has_older);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_timeline_finalize (GObject *object)
{
  CordialTimeline *self = CORDIAL_TIMELINE (object);
  GHashTableIter iter;
  Alive *alive;

  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &alive))
    g_object_weak_unref (G_OBJECT (alive->message), on_message_gone, alive);
  g_hash_table_unref (self->alive);
  g_hash_table_unref (self->pages);
  g_queue_clear_full (&self->pages_used, g_free);
  g_ptr_array_unref (self->outbox);
  cordial_spans_free (self->present);
  cordial_roster_unref (self->roster);
  g_free (self->conversation_id);
  g_free (self->sender_name);
  G_OBJECT_CLASS (cordial_timeline_parent_class)->finalize (object);
}

static void
cordial_timeline_class_init (CordialTimelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cordial_timeline_get_property;
  object_class->finalize = cordial_timeline_finalize;

  /**
   * CordialTimeline:has-older:
   *
   * Whether the server has messages above the oldest one here.
   */
  properties[PROP_HAS_OLDER] = g_param_spec_boolean ("has-older", NULL, NULL, FALSE, flags);
  /**
   * CordialTimeline:loading:
   *
   * Whether messages of this conversation are being fetched.
   */
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
cordial_timeline_init (CordialTimeline *self)
{
  self->present = cordial_spans_new ();
  self->outbox = g_ptr_array_new_with_free_func (g_object_unref);
  self->alive = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  /* A page's key belongs to pages_used. */
  self->pages = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_queue_init (&self->pages_used);
}

CordialTimeline *
cordial_timeline_new (CordialRoster *roster, const char *conversation_id)
{
  CordialTimeline *self = g_object_new (CORDIAL_TYPE_TIMELINE, NULL);

  self->roster = cordial_roster_ref (roster);
  self->conversation_id = g_strdup (conversation_id);
  return self;
}

gboolean
cordial_timeline_get_has_older (CordialTimeline *self)
{
  g_return_val_if_fail (CORDIAL_IS_TIMELINE (self), FALSE);

  return self->has_older;
}

void
cordial_timeline_load_older (CordialTimeline *self)
{
  g_return_if_fail (CORDIAL_IS_TIMELINE (self));

  if (self->has_older && !self->loading && self->roster->requests)
    CORDIAL_REQUESTS_GET_IFACE (self->roster->requests)->load_older (self->roster->requests, self->conversation_id);
}

guint
cordial_timeline_find_seq (CordialTimeline *self, gint64 seq)
{
  gint64 position;

  g_return_val_if_fail (CORDIAL_IS_TIMELINE (self), G_MAXUINT);

  position = cordial_spans_position (self->present, seq);
  return position < cordial_spans_count (self->present) ? (guint) position : G_MAXUINT;
}
