/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A page is read away from the main loop, a part at a time; the next part is read when the reader took this one.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request-history.h"

/* Tinode's default page of history (server/db/postgres/adapter.go, defaultMaxMessageResults). */
#define PAGE 100

typedef struct
{
  Session *session;
  JsonObject *get;
  JsonObject *request;
  char *name;
  gint64 topic;
  gboolean reader; /* of a channel, who does not see who wrote */
  GArray *ranges;  /* of DatabaseRange: what is still to be read, lowest first */
  guint limit;
  guint count;
  RequestHistoryFunc done;
} History;

static void
history_clear (gpointer data)
{
  History *self = data;

  session_unref (self->session);
  json_object_unref (self->get);
  json_object_unref (self->request);
  g_free (self->name);
  g_array_unref (self->ranges);
}

static void
history_unref (gpointer data)
{
  g_rc_box_release_full (data, history_clear);
}

static void
finish (History *self)
{
  g_autoptr (Session) session = session_ref (self->session);
  g_autoptr (JsonObject) get = json_object_ref (self->get);
  g_autoptr (JsonObject) request = json_object_ref (self->request);
  g_autofree char *name = g_strdup (self->name);
  RequestHistoryFunc done = self->done;
  guint count = self->count;

  g_clear_pointer (&request_state (session)->history, history_unref);
  if (count > 0)
    request_reply_part (session, request, name, 208, "delivered", "data", count);
  else
    request_reply_part (session, request, name, 204, "no content", "data", -1);
  done (session, get, name, request);
  session_resume (session);
}

static void read_part (gpointer data);

static void
on_part (GPtrArray *rows, gboolean complete, gpointer user_data)
{
  History *self = user_data;
  DatabaseRange *range = &g_array_index (self->ranges, DatabaseRange, self->ranges->len - 1);

  if (!self->session->socket)
    return;
  for (guint i = 0; i < rows->len; i++)
    {
      ReaderRow *row = g_ptr_array_index (rows, i);
      JsonObject *data;

      range->high = row->seq;
      data =
        messages_data_new (self->name, row->seq, self->reader ? 0 : row->sender, row->time_ms, row->head, row->content);
      if (row->reactions)
        json_object_set_array_member (data, "react", json_array_ref (row->reactions));
      session_send (self->session, "data", data);
      if (!self->session->socket)
        return;
    }
  self->count += rows->len;
  self->limit -= rows->len;
  if (complete)
    g_array_set_size (self->ranges, self->ranges->len - 1);
  if (self->ranges->len == 0 || self->limit == 0)
    finish (self);
  else
    session_when_drained (self->session, read_part, self);
}

static void
read_part (gpointer data)
{
  History *self = data;
  const DatabaseRange *range = &g_array_index (self->ranges, DatabaseRange, self->ranges->len - 1);

  reader_read (services_of (self->session)->reader, self->topic, self->session->user, self->reader, range->low,
               range->high, self->limit, on_part, g_rc_box_acquire (self), history_unref);
}

/* What was written before the request is on disk now, where the reader sees it. */
static void
on_committed (gpointer data)
{
  History *self = data;

  if (self->session->socket)
    read_part (self);
}

/* What is wanted of the messages that there are: what is said from now on is told without being asked for. */
static GArray *
parse_ranges (JsonObject *options, gint64 seq)
{
  GArray *ranges = options ? request_ranges_parse (cordial_packet_get_array (options, "ranges")) : NULL;
  DatabaseRange all = { 1, seq + 1 };
  gint64 since = 0, before = 0;

  if (!ranges || ranges->len == 0)
    {
      g_clear_pointer (&ranges, g_array_unref);
      if (options && cordial_packet_get_int (options, "since", &since))
        all.low = MAX (since, 1);
      if (options && cordial_packet_get_int (options, "before", &before) && before > 0)
        all.high = MIN (before, all.high);
      ranges = g_array_new (FALSE, FALSE, sizeof (DatabaseRange));
      g_array_append_val (ranges, all);
    }
  database_ranges_merge (ranges);
  for (guint i = 0; i < ranges->len; i++)
    {
      DatabaseRange *range = &g_array_index (ranges, DatabaseRange, i);

      range->high = MIN (range->high, seq + 1);
    }
  return ranges;
}

/**
 * request_history:
 * @done: called after the last message and its {ctrl}; never, if the session ends before
 */
void
request_history (Session *session,
                 JsonObject *get,
                 Topic *topic,
                 const char *name,
                 JsonObject *request,
                 RequestHistoryFunc done)
{
  JsonObject *options = cordial_packet_get_object (get, "data");
  gint64 limit = PAGE;
  History *self;

  if (!(topic_get_access (topic, session->user) & CORDIAL_ACCESS_READ))
    {
      session_reply (session, request, 403, "permission denied");
      done (session, get, name, request);
      return;
    }
  if (options && cordial_packet_get_int (options, "limit", &limit))
    limit = limit > 0 ? MIN (limit, DATABASE_PAGE_MAX) : PAGE;
  self = g_rc_box_new0 (History);
  self->session = session_ref (session);
  self->get = json_object_ref (get);
  self->request = json_object_ref (request);
  self->name = g_strdup (name);
  self->topic = topic->id;
  self->reader = topic_get_member (topic, session->user)->reader;
  self->ranges = parse_ranges (options, topic->seq);
  self->limit = (guint) limit;
  self->done = done;
  request_state (session)->history = self;
  session_wait (session);
  commit_pass (services_of (session)->commit, on_committed, g_rc_box_acquire (self), history_unref);
}

/**
 * request_history_drop:
 *
 * The session ends.
 */
void
request_history_drop (Session *session)
{
  RequestState *state = request_state (session);

  if (!state->history)
    return;
  reader_drop (services_of (session)->reader, state->history);
  g_clear_pointer (&state->history, history_unref);
}
