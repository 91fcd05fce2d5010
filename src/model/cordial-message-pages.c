/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The messages of one conversation as objects, read from the database a page of places at a time; a bounded number of pages is
 * kept. A message is its row: one that somebody still holds is found again instead of made anew, whatever number or place it
 * has by now, so that it stays what it is on the screen. What is shown, and in which position, is the timeline's business.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-message-pages.h"

#include "cordial-message-private.h"

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

struct _CordialMessagePages
{
  CordialRoster *roster;
  char *conversation_id;
  char *sender_name;
  gint64 peer_recv;
  gint64 peer_read;

  GHashTable *alive; /* row → Alive: every message that anybody holds, itself not held */
  GHashTable *pages; /* number → Page */
  GQueue used;       /* of Page, the last used first */
};

/* --- Messages that are alive ------------------------------------------------------------------------------------- */

typedef struct
{
  gint64 row;
  CordialMessagePages *pages;
  CordialMessage *message;
} Alive;

static void
on_message_gone (gpointer data, GObject *where_it_was)
{
  Alive *alive = data;

  g_hash_table_remove (alive->pages->alive, &alive->row);
}

/* (transfer none) (nullable): the message of that row, if anybody holds it */
CordialMessage *
cordial_message_pages_recall (CordialMessagePages *self, gint64 row)
{
  Alive *alive = g_hash_table_lookup (self->alive, &row);

  return alive ? alive->message : NULL;
}

/* How a message of ours fares by the receipts. What no number of the server's speaks of is neither received nor read. */
void
cordial_message_pages_update_status (CordialMessagePages *self, CordialMessage *message)
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
update_sender (CordialMessagePages *self, CordialMessage *message)
{
  const char *id = cordial_message_get_record (message)->sender_id;
  const char *name;

  if (cordial_message_get_outgoing (message))
    {
      cordial_message_set_sender (message, self->roster->own_name, NULL);
      return;
    }
  name = cordial_roster_get_name_of (self->roster, id);
  cordial_message_set_sender (message, name ? name : self->sender_name,
                              cordial_roster_get_avatar_of (self->roster, id));
}

/* (transfer full): the message of that row, the same object while anybody holds it. */
CordialMessage *
cordial_message_pages_dup (CordialMessagePages *self, const CordialMessageRecord *record)
{
  /* Only what is ours can wait. */
  gboolean outgoing = record->state != CORDIAL_MESSAGE_SENT || cordial_roster_is_own (self->roster, record->sender_id);
  CordialMessage *message = cordial_message_pages_recall (self, record->row);
  Alive *alive;

  if (message)
    return g_object_ref (message);
  message = cordial_message_new (record, outgoing, NULL, self->roster->read_content);
  update_sender (self, message);
  cordial_message_pages_update_status (self, message);

  alive = g_new (Alive, 1);
  *alive = (Alive) { record->row, self, message };
  g_hash_table_insert (self->alive, &alive->row, alive);
  g_object_weak_ref (G_OBJECT (message), on_message_gone, alive);
  return message;
}

/* --- Pages ------------------------------------------------------------------------------------------------------- */

static void
drop_page (CordialMessagePages *self, Page *page)
{
  g_queue_unlink (&self->used, &page->link);
  g_hash_table_remove (self->pages, &page->number);
  for (guint i = 0; i < PAGE_PLACES; i++)
    g_clear_object (&page->messages[i]);
  g_free (page);
}

/* Those from the place @low to @high are read again when they are asked for. */
void
cordial_message_pages_drop (CordialMessagePages *self, gint64 low, gint64 high)
{
  GList *next;

  for (GList *link = self->used.head; link; link = next)
    {
      Page *page = link->data;

      next = link->next;
      if (page->number >= low / PAGE_PLACES && page->number <= high / PAGE_PLACES)
        drop_page (self, page);
    }
}

/* (transfer none) (nullable): %NULL if it cannot be read */
static Page *
load_page (CordialMessagePages *self, gint64 number)
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
      *slot = cordial_message_pages_dup (self, record);
    }

  while (self->used.length >= PAGES_MAX)
    drop_page (self, self->used.tail->data);
  g_hash_table_insert (self->pages, &page->number, page);
  g_queue_push_head_link (&self->used, &page->link);
  return page;
}

/* (transfer none) (nullable): what stands at that place; %NULL if the database is damaged or gone */
CordialMessage *
cordial_message_pages_find (CordialMessagePages *self, gint64 place)
{
  gint64 number = place / PAGE_PLACES;
  Page *page = g_hash_table_lookup (self->pages, &number);

  if (!page)
    page = load_page (self, number);
  else if (self->used.head->data != page)
    {
      g_queue_unlink (&self->used, &page->link);
      g_queue_push_head_link (&self->used, &page->link);
    }
  return page ? page->messages[place % PAGE_PLACES] : NULL;
}

/* --- The conversation -------------------------------------------------------------------------------------------- */

/* Who wrote what anybody holds may be called otherwise now. */
void
cordial_message_pages_update_senders (CordialMessagePages *self)
{
  GHashTableIter iter;
  Alive *alive;

  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &alive))
    update_sender (self, alive->message);
}

void
cordial_message_pages_set_sender_name (CordialMessagePages *self, const char *sender_name)
{
  g_set_str (&self->sender_name, sender_name);
}

void
cordial_message_pages_set_receipts (CordialMessagePages *self, gint64 peer_recv, gint64 peer_read)
{
  GHashTableIter iter;
  Alive *alive;

  self->peer_recv = peer_recv;
  self->peer_read = peer_read;
  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &alive))
    cordial_message_pages_update_status (self, alive->message);
}

void
cordial_message_pages_forget_numbers (CordialMessagePages *self, gint64 agreed)
{
  GHashTableIter iter;
  Alive *alive;

  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &alive))
    if (cordial_message_get_seq (alive->message) > agreed)
      cordial_message_forget_number (alive->message);
}

CordialMessagePages *
cordial_message_pages_new (CordialRoster *roster, const char *conversation_id)
{
  CordialMessagePages *self = g_new0 (CordialMessagePages, 1);

  self->roster = cordial_roster_ref (roster);
  self->conversation_id = g_strdup (conversation_id);
  self->alive = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->pages = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_queue_init (&self->used);
  return self;
}

void
cordial_message_pages_free (CordialMessagePages *self)
{
  GHashTableIter iter;
  Alive *alive;

  while (self->used.head)
    drop_page (self, self->used.head->data);
  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &alive))
    g_object_weak_unref (G_OBJECT (alive->message), on_message_gone, alive);
  g_hash_table_unref (self->alive);
  g_hash_table_unref (self->pages);
  cordial_roster_unref (self->roster);
  g_free (self->conversation_id);
  g_free (self->sender_name);
  g_free (self);
}
