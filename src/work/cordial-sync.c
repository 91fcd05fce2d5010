/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fetches what the server has and the database has not: a page at a time, the newest first, the conversation that is looked
 * at before the others, a few at once over the account. A gap is always fetched, never skipped.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-sync.h"

#include "cordial-arrivals.h"
#include "cordial-epoch.h"
#include "cordial-marks.h"
#include "cordial-searches.h"
#include "cordial-timeline-private.h"

/* Enough to hide the round trip, few enough that the opened conversation gets its share of a slow line. */
#define FETCHES_MAX 4

/* After the server could not answer: then after twice as long, up to five minutes. A new connection or news of the
 * conversation come first. */
#define RETRY_S 5
#define RETRY_MAX_S 300

/* What a server fails to tell so often by itself, with longer and longer waits in between, is shown as what cannot be shown. */
#define UNREADABLE_TRIES 3

/* What a new account fetches of each conversation at once; the rest when somebody scrolls there. */
#define FIRST_PAGE 50

/* Of what stands above a message that somebody wants to see, so much that it does not stand at the very top. */
#define ABOVE_SOUGHT 10

typedef enum
{
  RESTING,
  QUEUED,
  FETCHING, /* until what was fetched is on disk */
} LaneState;

/* What is known of one conversation. */
typedef struct
{
  LaneState state;
  guint delay_s; /* after the server could not answer */
  GSource *retry;
  gint64 page;      /* how many numbers are asked for at once since the server failed, 0 for as many as arrive */
  gint64 spoilt;    /* the single one that it fails to tell, 0 for none: it comes after the others */
  guint tries;      /* of that */
  gint64 floor;     /* below it nothing is fetched unless asked for; 0 while unknown */
  gboolean in_step; /* since the link is up, our numbers were seen to be the server's, or nothing was missing */
  CordialEpochCheck *check; /* of the doubt that there is, over all links */
  GArray *deletions;        /* (nullable) (element-type CordialSpan): told before we were in step */
  guint n_earlier;          /* of these, at the beginning: on an earlier link */
  gint64 deletions_known;   /* up to which these go, -1 if that was not told */
  CordialSyncFilledFunc filled;
  gpointer filled_data;
  GPtrArray *searches; /* see cordial-searches.h */
} Lane;

struct _CordialSync
{
  CordialContext *context; /* not owned: it outlives us */
  GHashTable *lanes;       /* CordialConversation → Lane */
  GQueue waiting;          /* of CordialConversation */
  guint under_way;
};

static void run (CordialSync *self);

/* --- Lanes ------------------------------------------------------------------------------------------------------- */

static void
clear_retry (Lane *lane)
{
  if (lane->retry)
    g_source_destroy (lane->retry);
  g_clear_pointer (&lane->retry, g_source_unref);
}

static void
lane_free (gpointer data)
{
  Lane *lane = data;

  clear_retry (lane);
  g_clear_pointer (&lane->check, cordial_epoch_check_unref);
  g_clear_pointer (&lane->deletions, g_array_unref);
  cordial_searches_free (lane->searches);
  g_free (lane);
}

static Lane *
get_lane (CordialSync *self, CordialConversation *conversation)
{
  Lane *lane = g_hash_table_lookup (self->lanes, conversation);

  if (!lane)
    {
      lane = g_new0 (Lane, 1);
      lane->deletions_known = -1;
      lane->searches = cordial_searches_new ();
      g_hash_table_insert (self->lanes, conversation, lane);
    }
  return lane;
}

static void
set_loading (CordialConversation *conversation, gboolean loading)
{
  cordial_timeline_set_loading (cordial_conversation_get_timeline (conversation), loading);
}

static void
tell_filled (Lane *lane, CordialConversation *conversation)
{
  CordialSyncFilledFunc filled = g_steal_pointer (&lane->filled);

  if (filled)
    filled (conversation, lane->filled_data);
  cordial_searches_end (lane->searches, conversation);
}

/* The numbers that we know are the server's: what it said of them is true of ours. */
static void
set_in_step (CordialSync *self, Lane *lane, CordialConversation *conversation)
{
  g_autoptr (GArray) deletions = g_steal_pointer (&lane->deletions);

  lane->n_earlier = 0;
  lane->in_step = TRUE;
  for (guint i = 0; deletions && i < deletions->len; i++)
    {
      CordialSpan span = g_array_index (deletions, CordialSpan, i);

      cordial_conversation_apply_deleted (conversation, span.low, span.high);
    }
  if (lane->deletions_known >= 0)
    cordial_store_set_deletions (self->context->store, cordial_conversation_get_id (conversation),
                                 lane->deletions_known);
  lane->deletions_known = -1;
}

/* Gaps above it are fetched without being asked for: those between what is here, or the first page. */
static gint64
find_floor (CordialConversation *conversation)
{
  gint64 oldest = cordial_conversation_get_oldest (conversation);

  return oldest > 0 ? oldest : MAX (1, cordial_conversation_get_seq (conversation) - FIRST_PAGE + 1);
}

/* The newest run of seqs, at most @most of them, that the server has and we do not. After we were away, with the one below it
 * that is here: whether that is still the same is seen in passing. */
static gboolean
find_gap (Lane *lane, CordialConversation *conversation, gint64 most, CordialSpan *gap)
{
  gint64 page = lane->page > 0 ? MIN (lane->page, most) : most;
  CordialSpan below;
  gint64 low;

  if (cordial_conversation_get_seq (conversation) <= 0)
    return FALSE;
  if (lane->floor == 0)
    lane->floor = find_floor (conversation);
  if (!cordial_conversation_find_gap (conversation, lane->floor, CORDIAL_SEQ_MAX, gap))
    return FALSE;
  if (gap->low <= lane->spoilt && gap->high > lane->spoilt)
    gap->low = lane->spoilt + 1;
  else if (gap->high == lane->spoilt)
    {
      if (cordial_conversation_find_gap (conversation, lane->floor, lane->spoilt - 1, &below))
        *gap = below;
      else
        gap->low = gap->high;
    }
  low = MAX (gap->low, gap->high - page + 1);
  if (!lane->in_step && lane->page == 0 && gap->high != lane->spoilt && low == gap->low &&
      cordial_conversation_has_seq (conversation, low - 1))
    low = gap->high - low + 2 > page ? low + 1 : low - 1;
  gap->low = low;
  return TRUE;
}

/* --- A fetch ----------------------------------------------------------------------------------------------------- */

/* One conversation's fetch is over; the errand tells whether anybody still cares. */
static void
fetch_over (CordialErrand *errand, gboolean again)
{
  CordialSync *self = errand->owner;
  Lane *lane;

  if (!cordial_errand_is_current (errand))
    return;
  self->under_way--;
  if (!cordial_conversation_is_gone (errand->conversation))
    {
      lane = get_lane (self, errand->conversation);
      lane->state = RESTING;
      if (again)
        {
          cordial_sync_want (self, errand->conversation, lane->filled != NULL);
        }
      else
        set_loading (errand->conversation, FALSE);
    }
  run (self);
}

static gboolean
on_retry (gpointer user_data)
{
  CordialErrand *errand = user_data;
  CordialSync *self = errand->owner;
  Lane *lane = get_lane (self, errand->conversation);

  g_clear_pointer (&lane->retry, g_source_unref);
  if (cordial_errand_is_current (errand))
    cordial_sync_want (self, errand->conversation, lane->filled != NULL);
  return G_SOURCE_REMOVE;
}

static void
retry_later (CordialErrand *errand)
{
  CordialSync *self = errand->owner;
  Lane *lane;

  if (!cordial_errand_is_current (errand) || cordial_conversation_is_gone (errand->conversation))
    return;
  lane = get_lane (self, errand->conversation);
  if (lane->retry)
    return;
  lane->delay_s = CLAMP (lane->delay_s * 2, RETRY_S, RETRY_MAX_S);
  lane->retry = g_timeout_source_new_seconds (lane->delay_s);
  g_source_set_static_name (lane->retry, "CordialSync retry");
  g_source_set_callback (lane->retry, on_retry, cordial_errand_new (errand->context, self, errand->conversation),
                         (GDestroyNotify) cordial_errand_free);
  g_source_attach (lane->retry, NULL);
}

/* One message can spoil a page: half of it is asked for then, and so on down to the one. Returns whether to go on at once. */
static gboolean
bisect (CordialErrand *errand)
{
  gint64 size = errand->span.high - errand->span.low + 1;
  Lane *lane;

  if (!cordial_errand_is_current (errand) || cordial_conversation_is_gone (errand->conversation))
    return FALSE;
  lane = get_lane (errand->owner, errand->conversation);
  if (size > 1)
    {
      lane->page = size / 2;
      return TRUE;
    }
  lane->page = 0;
  if (lane->spoilt == 0)
    {
      lane->spoilt = errand->span.low;
      lane->tries = 0;
      return TRUE;
    }
  if (++lane->tries < UNREADABLE_TRIES)
    {
      retry_later (errand);
      return FALSE;
    }
  lane->tries = 0;
  lane->delay_s = 0;
  if (lane->spoilt == errand->span.low)
    lane->spoilt = 0;
  cordial_conversation_apply_unreadable (errand->conversation, errand->span.low);
  return TRUE;
}

/* What is on disk by now and not in the model was written by nobody of this process. It is shown all the same, once. */
static void
take_in_what_is_there (CordialErrand *errand)
{
  CordialStore *store = errand->context->store;
  const char *id = cordial_conversation_get_id (errand->conversation);
  g_autoptr (CordialStoreChange) change = NULL;
  g_autoptr (GPtrArray) there = NULL;
  CordialSpan unknown;

  if (!cordial_conversation_find_gap (errand->conversation, errand->span.low, errand->span.high, &unknown))
    return;
  there = cordial_store_read_range (store, id, errand->span.low, errand->span.high, NULL);
  change = cordial_store_change_new ();
  for (guint i = 0; there && i < there->len; i++)
    {
      const CordialMessageRecord *record = g_ptr_array_index (there, i);

      if (!cordial_conversation_has_seq (errand->conversation, record->seq) && record->replaces == 0 &&
          record->deletion == CORDIAL_MESSAGE_THERE)
        g_ptr_array_add (change->inserted, cordial_message_record_copy (record));
    }
  if (change->inserted->len > 0 && cordial_store_read_newest (store, id, &change->newest, NULL))
    cordial_arrivals_apply (errand->context, errand->conversation, change);
}

static void
on_inserted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialStoreChange) change = cordial_store_insert_finish (CORDIAL_STORE (object), result, &error);

  gboolean again = change != NULL;

  if (change)
    cordial_arrivals_apply (errand->context, errand->conversation, change);
  if (change && cordial_errand_is_current (errand) && !cordial_conversation_is_gone (errand->conversation))
    {
      Lane *lane = get_lane (errand->owner, errand->conversation);

      lane->delay_s = 0;
      lane->page = 0;
      if (lane->spoilt >= errand->span.low && lane->spoilt <= errand->span.high)
        lane->spoilt = 0;
    }
  if (change && change->conflict == 0)
    {
      take_in_what_is_there (errand);
      /* Not again, whatever came. */
      cordial_conversation_apply_covered (errand->conversation, errand->span);
    }
  else if (change)
    {
      /* Once it is found out what is true. A server that contradicts itself is not asked without end. */
      again = cordial_errand_is_current (errand) && !cordial_conversation_is_gone (errand->conversation) &&
              !get_lane (errand->owner, errand->conversation)->in_step;
      if (!again)
        retry_later (errand);
    }
  else
    {
      g_warning ("cannot keep messages: %s", error->message);
      /* Where there is no room, nothing is asked for until there is some. */
      if (!g_error_matches (error, CORDIAL_STORE_ERROR, CORDIAL_STORE_ERROR_FULL))
        retry_later (errand);
    }
  fetch_over (errand, again);
}

/* Who may not read there is not let in by asking again, and can learn no more of what arrived. */
static void
failed (CordialErrand *errand, const GError *error)
{
  g_debug ("fetch: %s", error->message);
  if (!g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED))
    retry_later (errand);
  else if (cordial_errand_is_current (errand) && !cordial_conversation_is_gone (errand->conversation))
    tell_filled (get_lane (errand->owner, errand->conversation), errand->conversation);
  fetch_over (errand, FALSE);
}

static void
on_fetched (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = cordial_protocol_fetch_finish (CORDIAL_PROTOCOL (object), result, &error);
  CordialSpan span = errand->span;
  CordialStore *store = errand->context->store;
  const char *id = cordial_conversation_get_id (errand->conversation);
  g_autoptr (GPtrArray) sound = NULL;

  if (!messages)
    {
      if (g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNEXPLAINED))
        fetch_over (errand, bisect (errand));
      else
        failed (errand, error);
      return;
    }
  if (cordial_conversation_is_gone (errand->conversation))
    {
      fetch_over (errand, FALSE);
      return;
    }
  cordial_context_page_arrived (errand->context, span.high - span.low + 1);
  sound = cordial_conversation_sift (errand->conversation, messages, span.low, span.high);
  cordial_store_insert_async (store, id, sound, span.low, span.high, on_inserted, g_steal_pointer (&errand));
}

static void
on_checked (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialErrand) errand = user_data;
  g_autoptr (GError) error = NULL;

  if (!cordial_epoch_check_run_finish (errand->conversation, result, &error))
    {
      failed (errand, error);
      return;
    }
  if (cordial_errand_is_current (errand) && !cordial_conversation_is_gone (errand->conversation))
    {
      Lane *lane = get_lane (errand->owner, errand->conversation);

      g_clear_pointer (&lane->check, cordial_epoch_check_unref);
      cordial_marks_add_again (errand->context->marks, errand->conversation, CORDIAL_RECEIPT_READ,
                               cordial_conversation_take_mark_again (errand->conversation));
      cordial_marks_resume (errand->context->marks, errand->conversation);
      /* Which deletions we knew was true of the numbers before, and so was what an earlier link told. */
      if (errand->epoch != cordial_conversation_get_epoch (errand->conversation))
        {
          if (lane->deletions)
            g_array_remove_range (lane->deletions, 0, lane->n_earlier);
          lane->deletions_known = -1;
          cordial_protocol_know_deletions (errand->context->protocol,
                                           cordial_conversation_get_id (errand->conversation), 0);
        }
      set_in_step (errand->owner, lane, errand->conversation);
      if (lane->floor > 0)
        lane->floor = MIN (lane->floor, find_floor (errand->conversation));
    }
  fetch_over (errand, TRUE);
}

static void
run (CordialSync *self)
{
  while (self->context->ready && cordial_store_get_storage (self->context->store) != CORDIAL_STORAGE_FULL &&
         self->under_way < FETCHES_MAX && self->waiting.length > 0)
    {
      g_autoptr (CordialConversation) conversation = g_queue_pop_head (&self->waiting);
      Lane *lane = get_lane (self, conversation);
      gboolean doubtful = cordial_context_is_in_doubt (self->context, conversation);
      CordialErrand *errand;
      CordialSpan gap = { 0, 0 };

      if (!doubtful && !find_gap (lane, conversation, self->context->page, &gap))
        {
          lane->state = RESTING;
          set_in_step (self, lane, conversation);
          set_loading (conversation, FALSE);
          tell_filled (lane, conversation);
          continue;
        }
      lane->state = FETCHING;
      self->under_way++;
      set_loading (conversation, TRUE);
      errand = cordial_errand_new (self->context, self, conversation);
      errand->span = gap;
      if (doubtful && !lane->check)
        lane->check = cordial_epoch_check_new (self->context, conversation);
      if (doubtful)
        cordial_epoch_check_run_async (lane->check, on_checked, errand);
      else
        cordial_protocol_fetch_async (self->context->protocol, cordial_conversation_get_id (conversation), gap.low,
                                      gap.high, self->context->cancellable, on_fetched, errand);
    }
}

/* --- What others want -------------------------------------------------------------------------------------------- */

void
cordial_sync_loaded (CordialSync *self, CordialConversation *conversation)
{
  /* Whatever was said since then is a gap, and so is the place where a message of the outbox may be found. */
  if (cordial_conversation_get_seq (conversation) > 0 ||
      cordial_timeline_get_outbox (cordial_conversation_get_timeline (conversation))->len > 0)
    get_lane (self, conversation)->floor = find_floor (conversation);
}

void
cordial_sync_want (CordialSync *self, CordialConversation *conversation, gboolean urgent)
{
  Lane *lane;

  if (!self->context->ready || cordial_conversation_is_closed (conversation))
    return;
  lane = get_lane (self, conversation);
  if (lane->state == FETCHING)
    return;
  if (lane->state == QUEUED)
    {
      if (!urgent)
        return;
      g_queue_remove (&self->waiting, conversation);
      g_queue_push_head (&self->waiting, conversation);
    }
  else
    {
      lane->state = QUEUED;
      if (urgent)
        g_queue_push_head (&self->waiting, g_object_ref (conversation));
      else
        g_queue_push_tail (&self->waiting, g_object_ref (conversation));
    }
  run (self);
}

void
cordial_sync_fill (CordialSync *self,
                   CordialConversation *conversation,
                   gint64 from,
                   CordialSyncFilledFunc filled,
                   gpointer user_data)
{
  Lane *lane = get_lane (self, conversation);

  if (lane->floor == 0)
    lane->floor = find_floor (conversation);
  if (from > 0)
    lane->floor = MIN (lane->floor, from);
  lane->filled = filled;
  lane->filled_data = user_data;
  cordial_sync_want (self, conversation, TRUE);
}

void
cordial_sync_go_on (CordialSync *self)
{
  run (self);
}

void
cordial_sync_load_older (CordialSync *self, CordialConversation *conversation)
{
  CordialSpan older;
  gint64 floor;
  Lane *lane = get_lane (self, conversation);

  if (!cordial_conversation_find_older (conversation, &older))
    return;
  /* Never up again: there may be gaps above it still. */
  floor = MAX (1, older.high - FIRST_PAGE + 1);
  lane->floor = lane->floor > 0 ? MIN (lane->floor, floor) : floor;
  cordial_sync_want (self, conversation, TRUE);
}

void
cordial_sync_seek (CordialSync *self, CordialConversation *conversation, gint64 seq, GTask *task)
{
  Lane *lane = get_lane (self, conversation);
  CordialSpan gap;

  if (!self->context->ready || cordial_conversation_is_closed (conversation) || seq < 1 ||
      seq > cordial_conversation_get_seq (conversation) ||
      !cordial_conversation_find_gap (conversation, seq, seq, &gap))
    {
      cordial_search_end (task, conversation, seq);
      return;
    }
  if (lane->floor == 0)
    lane->floor = find_floor (conversation);
  lane->floor = MIN (lane->floor, MAX (1, seq - ABOVE_SOUGHT));
  cordial_searches_add (lane->searches, seq, task);
  cordial_sync_want (self, conversation, TRUE);
}

static gboolean
is_in_step (CordialSync *self, Lane *lane, CordialConversation *conversation)
{
  return lane->in_step && !cordial_context_is_in_doubt (self->context, conversation);
}

void
cordial_sync_deleted (CordialSync *self, CordialConversation *conversation, gint64 low, gint64 high)
{
  Lane *lane = get_lane (self, conversation);
  const CordialSpan span = { low, high };

  if (is_in_step (self, lane, conversation) || !cordial_conversation_has_any (conversation, low, high))
    {
      cordial_conversation_apply_deleted (conversation, low, high);
      return;
    }
  if (!lane->deletions)
    lane->deletions = g_array_new (FALSE, FALSE, sizeof (CordialSpan));
  g_array_append_val (lane->deletions, span);
  cordial_sync_want (self, conversation, FALSE);
}

void
cordial_sync_deletions_known (CordialSync *self, CordialConversation *conversation, gint64 newest)
{
  Lane *lane = get_lane (self, conversation);

  lane->deletions_known = MAX (newest, 0);
  if (is_in_step (self, lane, conversation))
    set_in_step (self, lane, conversation);
}

/* --- The connection, and the end --------------------------------------------------------------------------------- */

void
cordial_sync_link_lost (CordialSync *self)
{
  GHashTableIter iter;
  CordialConversation *conversation;
  Lane *lane;

  g_queue_clear_full (&self->waiting, g_object_unref);
  if (self->under_way > 0)
    cordial_context_page_lost (self->context);
  self->under_way = 0;
  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, (gpointer *) &conversation, (gpointer *) &lane))
    {
      lane->state = RESTING;
      lane->delay_s = 0;
      lane->in_step = FALSE;
      lane->page = 0;
      lane->filled = NULL;
      cordial_searches_end (lane->searches, conversation);
      /* What was not taken in is told again; if the application ends before that, at the next start. */
      if (lane->deletions && self->context->protocol)
        cordial_protocol_know_deletions (self->context->protocol, cordial_conversation_get_id (conversation), 0);
      lane->n_earlier = lane->deletions ? lane->deletions->len : 0;
      lane->deletions_known = -1;
      cordial_conversation_forget_unreadable (conversation);
      clear_retry (lane);
      set_loading (conversation, FALSE);
    }
}

void
cordial_sync_forget (CordialSync *self, CordialConversation *conversation)
{
  if (g_queue_remove (&self->waiting, conversation))
    g_object_unref (conversation);
  g_hash_table_remove (self->lanes, conversation);
  set_loading (conversation, FALSE);
}

CordialSync *
cordial_sync_new (CordialContext *context)
{
  CordialSync *self = g_new0 (CordialSync, 1);

  self->context = context;
  self->lanes = g_hash_table_new_full (NULL, NULL, NULL, lane_free);
  g_queue_init (&self->waiting);
  return self;
}

void
cordial_sync_free (CordialSync *self)
{
  g_queue_clear_full (&self->waiting, g_object_unref);
  g_hash_table_unref (self->lanes);
  g_free (self);
}
