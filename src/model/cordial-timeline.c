/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list model over the database. Positions come from the places at which messages stand, as runs in memory; messages are
 * read a page of places at a time, a bounded number of pages is kept. A message is its row: one that somebody still holds is
 * found again instead of made anew, whatever number or place it has by now, so that it stays what it is on the screen. The
 * server's numbers are no business of this file; whoever has one asks the store for its place.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-message-private.h"
#include "cordial-timeline-private.h"

#include "cordial-spans.h"

/* Places that are read together. */
#define PAGE_PLACES 64

/* A list view keeps about 200 rows alive; this is what fast scrolling there and back finds without reading. */
#define PAGES_MAX 16

typedef struct
{
  gint64 number; /* its places are from here, times PAGE_PLACES, on */
  CordialMessage *messages[PAGE_PLACES];
  GList link;
} Page;

struct _CordialTimeline
{
  GObject parent_instance;

  CordialRoster *roster;
  char *conversation_id;
  char *sender_name;
  gint64 peer_recv;
  gint64 peer_read;

  CordialSpans *places; /* of what is shown and does not wait */
  GPtrArray *outbox;    /* what waits: behind all places, in the order of writing */

  GHashTable *alive; /* row → Alive: every message that anybody holds, itself not held */
  GHashTable *pages; /* number → Page */
  GQueue pages_used; /* of Page, the last used first */

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
  gint64 row;
  CordialTimeline *timeline;
  CordialMessage *message;
} Alive;

static void
on_message_gone (gpointer data, GObject *where_it_was)
{
  Alive *alive = data;

  g_hash_table_remove (alive->timeline->alive, &alive->row);
}

/* (transfer none) (nullable) */
static CordialMessage *
recall (CordialTimeline *self, gint64 row)
{
  Alive *alive = g_hash_table_lookup (self->alive, &row);

  return alive ? alive->message : NULL;
}

/* What no number of the server's speaks of is neither received nor read. */
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

/* In a group the sender is a member, whom the account may know from a conversation of their own. */
static void
update_sender (CordialTimeline *self, CordialMessage *message)
{
  const char *id = cordial_message_get_record (message)->sender_id;
  const char *name;

  if (cordial_message_get_outgoing (message))
    return;
  name = cordial_roster_get_name_of (self->roster, id);
  cordial_message_set_sender (message, name ? name : self->sender_name, cordial_roster_get_avatar_of (self->roster, id));
}

/* (transfer full): the message of that row, the same object while anybody holds it. */
static CordialMessage *
dup_message (CordialTimeline *self, const CordialMessageRecord *record)
{
  /* Only what is ours can wait. */
  gboolean outgoing = record->state != CORDIAL_MESSAGE_SENT || cordial_roster_is_own (self->roster, record->sender_id);
  CordialMessage *message = recall (self, record->row);
  Alive *alive;

  if (message)
    return g_object_ref (message);
  message = cordial_message_new (record, outgoing, NULL, self->roster->read_content);
  update_sender (self, message);
  update_status (self, message);

  alive = g_new (Alive, 1);
  *alive = (Alive) { record->row, self, message };
  g_hash_table_insert (self->alive, &alive->row, alive);
  g_object_weak_ref (G_OBJECT (message), on_message_gone, alive);
  return message;
}

/* --- Pages ------------------------------------------------------------------------------------------------------- */

static void
drop_page (CordialTimeline *self, Page *page)
{
  g_queue_unlink (&self->pages_used, &page->link);
  g_hash_table_remove (self->pages, &page->number);
  for (guint i = 0; i < PAGE_PLACES; i++)
    g_clear_object (&page->messages[i]);
  g_free (page);
}

/* Those from the place @low to @high are read again when they are asked for. */
static void
drop_pages (CordialTimeline *self, gint64 low, gint64 high)
{
  GList *next;

  for (GList *link = self->pages_used.head; link; link = next)
    {
      Page *page = link->data;

      next = link->next;
      if (page->number >= low / PAGE_PLACES && page->number <= high / PAGE_PLACES)
        drop_page (self, page);
    }
}

/* (transfer none) (nullable): %NULL if it cannot be read */
static Page *
load_page (CordialTimeline *self, gint64 number)
{
  gint64 low = number * PAGE_PLACES;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records =
    cordial_store_read_places (self->roster->store, self->conversation_id, low, low + PAGE_PLACES - 1, &error);
  Page *page;

  if (!records)
    {
      g_warning ("cannot read messages: %s", error->message);
      return NULL;
    }
  page = g_new0 (Page, 1);
  page->number = number;
  page->link.data = page;
  for (guint i = 0; i < records->len; i++)
    {
      CordialMessageRecord *record = g_ptr_array_index (records, i);
      CordialMessage **slot = &page->messages[record->place - low];

      g_clear_object (slot);
      *slot = dup_message (self, record);
    }

  while (self->pages_used.length >= PAGES_MAX)
    drop_page (self, self->pages_used.tail->data);
  g_hash_table_insert (self->pages, &page->number, page);
  g_queue_push_head_link (&self->pages_used, &page->link);
  return page;
}

/* (transfer none) (nullable): %NULL if the database is damaged or gone */
static CordialMessage *
find_message (CordialTimeline *self, gint64 place)
{
  gint64 number = place / PAGE_PLACES;
  Page *page = g_hash_table_lookup (self->pages, &number);

  if (!page)
    page = load_page (self, number);
  else if (self->pages_used.head->data != page)
    {
      g_queue_unlink (&self->pages_used, &page->link);
      g_queue_push_head_link (&self->pages_used, &page->link);
    }
  return page ? page->messages[place % PAGE_PLACES] : NULL;
}

/* (transfer full): the list must still have what it said it has, and says that it cannot show it: the server could not tell it,
 * or the database is damaged or gone. */
static CordialMessage *
new_missing (CordialTimeline *self)
{
  CordialMessageRecord missing = { .conversation_id = self->conversation_id, .state = CORDIAL_MESSAGE_SENT };

  return cordial_message_new (&missing, FALSE, NULL, NULL);
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
  gint64 count = cordial_spans_count (self->places), place;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;

  if (self->outbox->len > 0)
    return g_object_ref (g_ptr_array_index (self->outbox, self->outbox->len - 1));
  if (count == 0)
    return NULL;
  place = cordial_spans_nth (self->places, count - 1);
  if (known && known->place == place)
    return dup_message (self, known);
  records = cordial_store_read_places (self->roster->store, self->conversation_id, place, place, &error);
  if (!records)
    g_warning ("cannot read a message: %s", error->message);
  return records && records->len > 0 ? dup_message (self, g_ptr_array_index (records, 0)) : new_missing (self);
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

  return (guint) cordial_spans_count (self->places) + self->outbox->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  CordialTimeline *self = CORDIAL_TIMELINE (model);
  guint placed = (guint) cordial_spans_count (self->places);
  CordialMessage *message;

  if (position >= placed + self->outbox->len)
    return NULL;
  if (position >= placed)
    return g_object_ref (g_ptr_array_index (self->outbox, position - placed));

  message = find_message (self, cordial_spans_nth (self->places, position));
  return message ? g_object_ref (message) : new_missing (self);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- Changes ----------------------------------------------------------------------------------------------------- */

GPtrArray *
cordial_timeline_get_outbox (CordialTimeline *self)
{
  return self->outbox;
}

/* Before anybody follows the list, at a start, where each of many runs should cost as little as it can. */
void
cordial_timeline_load_run (CordialTimeline *self, gint64 low, gint64 high)
{
  cordial_spans_add (self->places, low, high);
}

/**
 * cordial_timeline_insert_run:
 * @self: a #CordialTimeline
 * @low: first place
 * @high: last place, inclusive
 *
 * Messages stand in the database at all of these places, none of which is shown yet.
 */
void
cordial_timeline_insert_run (CordialTimeline *self, gint64 low, gint64 high)
{
  guint position = (guint) cordial_spans_position (self->places, low);

  if (cordial_spans_count_in (self->places, low, high) > 0)
    {
      g_warning ("two messages stand at one place of a conversation");
      return;
    }
  drop_pages (self, low, high);
  cordial_spans_add (self->places, low, high);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, (guint) (high - low + 1));
}

/**
 * cordial_timeline_remove_run:
 * @self: a #CordialTimeline
 * @low: first place
 * @high: last place, inclusive
 *
 * Whatever is shown there no longer is.
 */
void
cordial_timeline_remove_run (CordialTimeline *self, gint64 low, gint64 high)
{
  guint position = (guint) cordial_spans_position (self->places, low);
  guint removed = (guint) cordial_spans_count_in (self->places, low, high);

  if (removed == 0)
    return;
  drop_pages (self, low, high);
  cordial_spans_remove (self->places, low, high);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, 0);
}

/* A message that was shown at @old_position, and is counted there no more, stands at @place now. Nobody hears of it where it
 * has stayed between the same two. */
static void
put (CordialTimeline *self, guint old_position, gint64 place)
{
  guint new_position = (guint) cordial_spans_position (self->places, place);

  drop_pages (self, place, place);
  if (old_position != new_position)
    g_list_model_items_changed (G_LIST_MODEL (self), old_position, 1, 0);
  cordial_spans_add (self->places, place, place);
  if (old_position != new_position)
    g_list_model_items_changed (G_LIST_MODEL (self), new_position, 0, 1);
}

/* One of ours waits to be sent. Returns (transfer none) the new item. */
CordialMessage *
cordial_timeline_append_outgoing (CordialTimeline *self, const CordialMessageRecord *record)
{
  CordialMessage *message = dup_message (self, record);

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

/**
 * cordial_timeline_settle:
 * @self: a #CordialTimeline
 * @record: a message as it is in the database now, which waits no longer
 *
 * Usually it stays where it is: the first of the outbox becomes the last of the rest.
 *
 * Returns: whether it waited until now
 */
gboolean
cordial_timeline_settle (CordialTimeline *self, const CordialMessageRecord *record)
{
  g_autoptr (CordialMessage) message = NULL;
  guint index;

  if (!find_row (self, record->row, &index) || cordial_spans_contains (self->places, record->place))
    return FALSE;
  message = g_ptr_array_steal_index (self->outbox, index);
  cordial_message_settle (message, record);
  put (self, (guint) cordial_spans_count (self->places) + index, record->place);
  update_status (self, message);
  return TRUE;
}

/**
 * cordial_timeline_move:
 * @self: a #CordialTimeline
 * @place: where a message stood
 * @record: the same message as it is in the database now
 *
 * It has a number again, and maybe another place.
 */
void
cordial_timeline_move (CordialTimeline *self, gint64 place, const CordialMessageRecord *record)
{
  guint old_position = (guint) cordial_spans_position (self->places, place);
  CordialMessage *message = recall (self, record->row);

  if (!cordial_spans_contains (self->places, place))
    return;
  if (message)
    {
      cordial_message_settle (message, record);
      update_status (self, message);
    }
  if (place == record->place)
    return;
  drop_pages (self, place, place);
  cordial_spans_remove (self->places, place, place);
  put (self, old_position, record->place);
}

/**
 * cordial_timeline_discard:
 * @self: a #CordialTimeline
 * @row: a message that waits, or does not
 *
 * It waits no longer, and is nowhere.
 */
void
cordial_timeline_discard (CordialTimeline *self, gint64 row)
{
  guint index;

  if (!find_row (self, row, &index))
    return;
  g_ptr_array_remove_index (self->outbox, index);
  g_list_model_items_changed (G_LIST_MODEL (self), (guint) cordial_spans_count (self->places) + index, 1, 0);
}

/**
 * cordial_timeline_forget_numbers:
 * @self: a #CordialTimeline
 * @agreed: the last number that still says which message it is
 *
 * The server's numbers began anew: what had a higher one has none, and stays where it is.
 */
void
cordial_timeline_forget_numbers (CordialTimeline *self, gint64 agreed)
{
  GHashTableIter iter;
  Alive *alive;

  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &alive))
    if (cordial_message_get_seq (alive->message) > agreed)
      cordial_message_forget_number (alive->message);
}

/* Whether something is shown there. */
gboolean
cordial_timeline_has_place (CordialTimeline *self, gint64 place)
{
  return cordial_spans_contains (self->places, place);
}

CordialMessage *
cordial_timeline_find_outgoing (CordialTimeline *self, gint64 row)
{
  guint index;

  return find_row (self, row, &index) ? g_ptr_array_index (self->outbox, index) : NULL;
}

void
cordial_timeline_edit (CordialTimeline *self, const CordialMessageRecord *record)
{
  CordialMessage *message = cordial_timeline_find_outgoing (self, record->row);

  /* What nobody holds is read from the database when somebody wants it. */
  if (!message)
    message = recall (self, record->row);
  if (message)
    cordial_message_set_content (message, record);
}

void
cordial_timeline_set_sender_name (CordialTimeline *self, const char *sender_name)
{
  g_set_str (&self->sender_name, sender_name);
}

void
cordial_timeline_update_senders (CordialTimeline *self)
{
  GHashTableIter iter;
  Alive *alive;

  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &alive))
    update_sender (self, alive->message);
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

  while (self->pages_used.head)
    drop_page (self, self->pages_used.head->data);
  g_ptr_array_unref (self->outbox);
  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &alive))
    g_object_weak_unref (G_OBJECT (alive->message), on_message_gone, alive);
  g_hash_table_unref (self->alive);
  g_hash_table_unref (self->pages);
  cordial_spans_free (self->places);
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
  self->places = cordial_spans_new ();
  self->outbox = g_ptr_array_new_with_free_func (g_object_unref);
  self->alive = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->pages = g_hash_table_new (g_int64_hash, g_int64_equal);
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

/**
 * cordial_timeline_find_seq:
 * @self: a #CordialTimeline
 * @seq: a number of the server's, of the present epoch
 *
 * Returns: the position of what stands where that message does or would, else of the first one behind that; %G_MAXUINT if
 *   there is none but what waits
 */
guint
cordial_timeline_find_seq (CordialTimeline *self, gint64 seq)
{
  g_autoptr (GError) error = NULL;
  gint64 place, position;

  g_return_val_if_fail (CORDIAL_IS_TIMELINE (self), G_MAXUINT);

  if (!cordial_store_read_place (self->roster->store, self->conversation_id, seq, &place, &error))
    {
      g_warning ("cannot find a message: %s", error->message);
      return G_MAXUINT;
    }
  position = cordial_spans_position (self->places, place);
  return position < cordial_spans_count (self->places) ? (guint) position : G_MAXUINT;
}
