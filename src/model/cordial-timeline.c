/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list model over the database. Positions come from the places at which messages stand, as runs in memory; the messages
 * themselves are in pages that are read when somebody looks at them. The server's numbers are no business of this file;
 * whoever has one asks the store for its place.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-timeline-private.h"

#include "cordial-message-pages.h"
#include "cordial-message-private.h"
#include "cordial-spans.h"

struct _CordialTimeline
{
  GObject parent_instance;

  CordialRoster *roster;
  char *conversation_id;

  CordialMessagePages *pages;
  CordialSpans *places; /* of what is shown and does not wait */
  GPtrArray *outbox;    /* what waits: behind all places, in the order of writing */

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
    return cordial_message_pages_dup (self->pages, known);
  records = cordial_store_read_places (self->roster->store, self->conversation_id, place, place, &error);
  if (!records)
    g_warning ("cannot read a message: %s", error->message);
  return records && records->len > 0 ? cordial_message_pages_dup (self->pages, g_ptr_array_index (records, 0))
                                     : new_missing (self);
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

  message = cordial_message_pages_find (self->pages, cordial_spans_nth (self->places, position));
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
  cordial_message_pages_drop (self->pages, low, high);
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
  cordial_message_pages_drop (self->pages, low, high);
  cordial_spans_remove (self->places, low, high);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, 0);
}

/* A message that was shown at @old_position, and is counted there no more, stands at @place now. Nobody hears of it where it
 * has stayed between the same two. */
static void
put (CordialTimeline *self, guint old_position, gint64 place)
{
  guint new_position = (guint) cordial_spans_position (self->places, place);

  cordial_message_pages_drop (self->pages, place, place);
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
  CordialMessage *message = cordial_message_pages_dup (self->pages, record);

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
  cordial_message_pages_update_status (self->pages, message);
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
  CordialMessage *message = cordial_message_pages_recall (self->pages, record->row);

  if (!cordial_spans_contains (self->places, place))
    return;
  if (message)
    {
      cordial_message_settle (message, record);
      cordial_message_pages_update_status (self->pages, message);
    }
  if (place == record->place)
    return;
  cordial_message_pages_drop (self->pages, place, place);
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
  cordial_message_pages_forget_numbers (self->pages, agreed);
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
    message = cordial_message_pages_recall (self->pages, record->row);
  if (message)
    cordial_message_set_content (message, record);
}

void
cordial_timeline_update_senders (CordialTimeline *self)
{
  cordial_message_pages_update_senders (self->pages);
}

void
cordial_timeline_set_sender_name (CordialTimeline *self, const char *sender_name)
{
  cordial_message_pages_set_sender_name (self->pages, sender_name);
}

void
cordial_timeline_set_receipts (CordialTimeline *self, gint64 peer_recv, gint64 peer_read)
{
  cordial_message_pages_set_receipts (self->pages, peer_recv, peer_read);
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

  g_ptr_array_unref (self->outbox);
  cordial_message_pages_free (self->pages);
  cordial_spans_free (self->places);
  cordial_roster_unref (self->roster);
  g_free (self->conversation_id);
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
}

CordialTimeline *
cordial_timeline_new (CordialRoster *roster, const char *conversation_id)
{
  CordialTimeline *self = g_object_new (CORDIAL_TYPE_TIMELINE, NULL);

  self->roster = cordial_roster_ref (roster);
  self->conversation_id = g_strdup (conversation_id);
  self->pages = cordial_message_pages_new (roster, conversation_id);
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

/* Messages from the newest on among which one is looked for that has no number, or another. */
#define MAX_LOOKED_AT 500

/**
 * cordial_timeline_dup_message:
 * @self: a #CordialTimeline
 * @row: of a message
 * @seq: the number that it had, 0 for none
 *
 * For who names a message and comes back to it: meanwhile it may have got a number, lost it, or be gone.
 *
 * Returns: (transfer full) (nullable): the message, where it still is, and is among the newest if its number says nothing
 */
CordialMessage *
cordial_timeline_dup_message (CordialTimeline *self, gint64 row, gint64 seq)
{
  guint n, position;

  g_return_val_if_fail (CORDIAL_IS_TIMELINE (self), NULL);

  n = get_n_items (G_LIST_MODEL (self));
  position = seq > 0 ? cordial_timeline_find_seq (self, seq) : n;
  if (position < n)
    {
      g_autoptr (CordialMessage) message = get_item (G_LIST_MODEL (self), position);

      if (cordial_message_get_row (message) == row)
        return g_steal_pointer (&message);
    }
  for (guint i = n; i > 0 && n - i < MAX_LOOKED_AT; i--)
    {
      g_autoptr (CordialMessage) message = get_item (G_LIST_MODEL (self), i - 1);

      if (cordial_message_get_row (message) == row)
        return g_steal_pointer (&message);
    }
  return NULL;
}

/**
 * cordial_timeline_read_attached:
 * @self: a #CordialTimeline
 * @before: (inout): a place; 0 at first, and again when there is nothing more
 * @limit: messages that are looked at, at most
 *
 * Returns: (transfer full) (element-type CordialMessage): those among them that have something attached, the newest first; what waits
 *   to be sent is none of them
 */
GPtrArray *
cordial_timeline_read_attached (CordialTimeline *self, gint64 *before, guint limit)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (CORDIAL_IS_TIMELINE (self), messages);

  records = cordial_store_read_contents (self->roster->store, self->conversation_id,
                                         *before > 0 ? *before : CORDIAL_PLACE_WAITING, limit, &error);
  if (!records)
    g_warning ("cannot read what has files: %s", error->message);
  for (guint i = 0; records && i < records->len; i++)
    {
      CordialMessageRecord *record = records->pdata[i];
      g_autoptr (CordialMessage) message = cordial_message_pages_dup (self->pages, record);

      *before = record->place;
      if (cordial_message_get_content (message)->attachments->len > 0)
        g_ptr_array_add (messages, g_steal_pointer (&message));
    }
  if (!records || records->len < limit)
    *before = 0;
  return messages;
}
