/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plain dialect, between the same accounts: "/websocket/{userId}?token=…" (design section 9). What is written to somebody
 * is a message of the conversation of two like any other. Nothing on this wire says that a message arrived: it is sent
 * again on the next connection, with the same id, until the client answered pings after it.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-plain.h"

#include <sodium.h>
#include <string.h>

#include "cordial-drafty.h"
#include "cordial-plain-envelope.h"
#include "cordial-server-database-messages.h"
#include "cordial-server-meeting.h"

#define PATH_ROOT "/websocket"
#define PATH PATH_ROOT "/"

/* Where a message of the dialect keeps what Tinode's have no place for. */
#define HEAD_ID "x-cordial-id"
#define HEAD_CONTENT_TYPE "x-plain-content-type"
#define HEAD_AVATAR "x-plain-avatar"

/* Frames from a client prove nothing of what it heard: it may be deaf. Its answer to a ping does: what was sent before the
 * ping, it has read. While something is unconfirmed it is pinged so often, and after so many answers the ping of the last was
 * sent later, unless the line takes longer than all these intervals but one. */
#define PING_INTERVAL_S 2
#define ANSWERS_THAT_CONFIRM 3

struct _Plain
{
  Services *services;
  guint idle_s;
};

/* One of its connections. */
typedef struct
{
  Plain *plain;
  GSource *idle;
  GHashTable *sent; /* topic's key → gint64 *: the newest seq that was sent on this connection */
  GQueue unconfirmed;
} PlainState;

typedef struct
{
  char *key; /* of a topic */
  gint64 seq;
  guint answers; /* to pings, that came after it */
} Unconfirmed;

static void received (Session *session, const char *text);
static void answered (Session *session);
static void gone (Session *session);

/* Its heartbeat is agreed upon by the two ends, and answered as any frame. */
static const SessionDialect dialect = { NULL, NULL, received, answered, gone };

static void
unconfirmed_free (gpointer data)
{
  Unconfirmed *self = data;

  g_free (self->key);
  g_free (self);
}

/* --- Who may come in --------------------------------------------------------------------------------------------- */

/**
 * plain_dup_address:
 * @login: somebody's user name
 *
 * Returns: (transfer full) (nullable): path and query at which that person comes in
 */
char *
plain_dup_address (Accounts *accounts, const char *login)
{
  g_autoptr (User) user = database_get_user_by_login (accounts->database, login);
  g_autofree char *id = user ? cordial_user_id_to_string (user->id) : NULL;
  g_autofree char *token = user ? accounts_make_lasting_token (accounts, user) : NULL;

  return user ? g_strconcat (PATH, id, "?token=", token, NULL) : NULL;
}

/* (nullable): whom a path names. */
static User *
get_user (Plain *self, const char *path)
{
  gint64 id = g_str_has_prefix (path, PATH) ? cordial_user_id_from_string (path + strlen (PATH)) : 0;

  return id ? database_get_user (self->services->database, id) : NULL;
}

/* Before the upgrade. */
static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  Plain *self = user_data;
  g_autoptr (User) user = get_user (self, path);
  const char *given = query ? g_hash_table_lookup (query, "token") : NULL;
  g_autofree char *token = user ? accounts_make_lasting_token (self->services->accounts, user) : NULL;

  if (!token || !given || strlen (given) != strlen (token) || sodium_memcmp (given, token, strlen (token)) != 0)
    soup_server_message_set_status (message, SOUP_STATUS_UNAUTHORIZED, NULL);
}

/* --- To the client ----------------------------------------------------------------------------------------------- */

static char *
dup_name (Database *database, gint64 id)
{
  g_autoptr (User) user = database_get_user (database, id);
  g_autoptr (JsonNode) card = user && user->public_json ? cordial_packet_parse (user->public_json, NULL) : NULL;
  const char *name = card ? cordial_packet_get_string (json_node_get_object (card), "fn") : NULL;

  return g_strdup (name ? name : user ? user->login : NULL);
}

/* A message as the dialect says it; NULL where it has nothing to show. */
static char *
make_frame (Topic *topic, gint64 seq, gint64 sender, const char *head_json, const char *content_json)
{
  g_autoptr (JsonNode) content = json_from_string (content_json ? content_json : "null", NULL);
  g_autoptr (JsonNode) head = head_json ? cordial_packet_parse (head_json, NULL) : NULL;
  JsonObject *members = head ? json_node_get_object (head) : NULL;
  const char *content_type = members ? cordial_packet_get_string (members, HEAD_CONTENT_TYPE) : NULL;
  CordialPlainEnvelope envelope = { .content_type = CORDIAL_PLAIN_TEXT };
  g_autoptr (CordialContent) held = cordial_drafty_read (content, members);
  g_autofree char *text = cordial_content_dup_text (held);
  g_autofree char *id = g_strdup_printf ("%s-%" G_GINT64_FORMAT, topic->key, seq);
  g_autofree char *sender_id = cordial_user_id_to_string (sender);
  g_autofree char *receiver_id = cordial_user_id_to_string (topic_other (topic, sender));
  g_autofree char *sender_name = dup_name (topic->topics->database, sender);
  g_autofree char *receiver_name = dup_name (topic->topics->database, topic_other (topic, sender));

  if (cordial_content_is_empty (held))
    return NULL;
  if (g_strcmp0 (content_type, "image") == 0)
    envelope.content_type = CORDIAL_PLAIN_IMAGE;
  else if (g_strcmp0 (content_type, "file") == 0)
    envelope.content_type = CORDIAL_PLAIN_FILE;
  envelope.content = text;
  envelope.message_id = members && cordial_packet_get_string (members, HEAD_ID)
                          ? (char *) cordial_packet_get_string (members, HEAD_ID)
                          : id;
  envelope.sender_id = sender_id;
  envelope.sender_name = sender_name;
  envelope.sender_avatar = members ? (char *) cordial_packet_get_string (members, HEAD_AVATAR) : NULL;
  envelope.receiver_id = receiver_id;
  envelope.receiver_name = receiver_name;
  return cordial_plain_envelope_build (&envelope);
}

typedef struct
{
  Session *session;
  Topic *topic;
  GPtrArray *frames; /* newest first */
} Delivery;

static gboolean
add_frame (gint64 seq, gint64 sender, gint64 time_ms, const char *head, const char *content, gpointer user_data)
{
  Delivery *delivery = user_data;
  char *frame = NULL;

  if (sender != delivery->session->user)
    frame = make_frame (delivery->topic, seq, sender, head, content);
  if (frame)
    g_ptr_array_add (delivery->frames, frame);
  return TRUE;
}

/* Up to where a client of this dialect has had a conversation. Not the subscription's recv: that rises with what one writes
 * oneself, and what came before may still be on its way. */
static char *
make_arrived_key (Topic *topic, gint64 user)
{
  return g_strdup_printf ("plain-arrived %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, topic->id, user);
}

static void
set_arrived (Topic *topic, gint64 user, gint64 seq)
{
  g_autofree char *key = make_arrived_key (topic, user);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, seq);

  database_set_value (topic->topics->database, key, text);
}

static gint64
get_arrived (Topic *topic, Subscription *member)
{
  g_autofree char *key = make_arrived_key (topic, member->user);
  g_autofree char *text = database_dup_value (topic->topics->database, key);

  if (text)
    return g_ascii_strtoll (text, NULL, 10);
  /* What other clients had before the first of this dialect came. */
  set_arrived (topic, member->user, member->recv);
  return member->recv;
}

/* Sends what the client has not had of this conversation. */
static void
deliver (Session *session, Topic *topic)
{
  PlainState *self = session->state;
  Subscription *member = topic_get_member (topic, session->user);
  gint64 *sent = g_hash_table_lookup (self->sent, topic->key);
  Unconfirmed *unconfirmed;
  gint64 low;

  if (!member || !(member->want & member->given & CORDIAL_ACCESS_READ))
    return;
  low = sent ? *sent : get_arrived (topic, member);
  if (low >= topic->seq)
    return;
  while (low < topic->seq)
    {
      gint64 high = MIN (low + DATABASE_PAGE_MAX, topic->seq);
      g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func (g_free);
      Delivery delivery = { session, topic, frames };

      database_foreach_message (topic->topics->database, topic->id, session->user, low + 1, high + 1, DATABASE_PAGE_MAX,
                                add_frame, &delivery);
      for (guint i = frames->len; i > 0; i--)
        session_send_text (session, g_ptr_array_index (frames, i - 1));
      low = high;
    }

  g_hash_table_insert (self->sent, g_strdup (topic->key), g_memdup2 (&topic->seq, sizeof topic->seq));
  unconfirmed = g_new0 (Unconfirmed, 1);
  unconfirmed->key = g_strdup (topic->key);
  unconfirmed->seq = topic->seq;
  g_queue_push_tail (&self->unconfirmed, unconfirmed);
  session_ping (session, PING_INTERVAL_S, 0);
}

/* A message was stored: tells those who speak this dialect. */
static void
on_published (Topic *topic,
              gint64 seq,
              gint64 sender,
              const char *head,
              const char *content,
              Session *silent,
              gpointer data)
{
  Plain *self = data;
  GHashTableIter iter;
  Subscription *member;

  if (!topic_is_of_two (topic))
    return;
  g_hash_table_iter_init (&iter, topic->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    {
      GPtrArray *sessions = sessions_of (self->services->sessions, member->user);

      for (guint i = 0; sessions && i < sessions->len; i++)
        {
          Session *session = g_ptr_array_index (sessions, i);
          g_autofree char *frame = NULL;

          if (session->dialect != &dialect || session == silent)
            continue;
          if (member->user != sender)
            deliver (session, topic);
          else if ((frame = make_frame (topic, seq, sender, head, content)))
            session_send_text (session, frame);
        }
    }
}

/* --- From the client --------------------------------------------------------------------------------------------- */

/* A ping is answered: what was sent some pings ago has arrived. */
static void
answered (Session *session)
{
  PlainState *self = session->state;

  /* Pings pass what waits here. */
  if (!session_is_drained (session))
    return;
  for (GList *link = self->unconfirmed.head; link;)
    {
      GList *next = link->next;
      Unconfirmed *unconfirmed = link->data;

      if (++unconfirmed->answers >= ANSWERS_THAT_CONFIRM)
        {
          Topic *topic = topics_get (self->plain->services->topics, unconfirmed->key);

          if (topic)
            {
              set_arrived (topic, session->user, unconfirmed->seq);
              messages_note (self->plain->services->messages, topic, session->user, "recv", unconfirmed->seq, NULL);
            }
          g_queue_delete_link (&self->unconfirmed, link);
          unconfirmed_free (unconfirmed);
        }
      link = next;
    }
  if (self->unconfirmed.length == 0)
    session_ping (session, 0, 0);
}

static char *
make_head (const CordialPlainEnvelope *envelope)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *head = json_object_new ();

  json_node_take_object (node, head);
  if (envelope->message_id)
    json_object_set_string_member (head, HEAD_ID, envelope->message_id);
  if (envelope->content_type != CORDIAL_PLAIN_TEXT)
    json_object_set_string_member (head, HEAD_CONTENT_TYPE,
                                   envelope->content_type == CORDIAL_PLAIN_IMAGE ? "image" : "file");
  if (envelope->sender_avatar)
    json_object_set_string_member (head, HEAD_AVATAR, envelope->sender_avatar);
  return json_to_string (node, FALSE);
}

/* Whoever it says it is from: it is from the one whose token opened the connection. */
static void
publish (Session *session, const CordialPlainEnvelope *envelope)
{
  Services *services = ((PlainState *) session->state)->plain->services;
  Topic *topic = NULL;
  g_autoptr (JsonNode) content = json_node_alloc ();
  g_autofree char *content_json = NULL;
  g_autofree char *head_json = NULL;
  gint64 time_ms = cordial_time_now_ms ();

  if (envelope->receiver_id && g_str_has_prefix (envelope->receiver_id, "usr"))
    {
      int code;

      topic = topics_find (services->topics, session->user, envelope->receiver_id);
      if (!topic || !topic_get_member (topic, session->user))
        topic = meeting_begin (services->topics, services->presence, session->user,
                               cordial_user_id_from_string (envelope->receiver_id), &WISH_NONE, session, &code);
    }
  if (!topic || !(topic_get_access (topic, session->user) & CORDIAL_ACCESS_WRITE))
    {
      g_info ("dropped a message to nobody");
      return;
    }
  /* It comes again. */
  if (envelope->message_id && !database_add_said (services->database, topic->id, session->user, envelope->message_id))
    return;
  json_node_init_string (content, envelope->content);
  content_json = cordial_node_to_text (content);
  head_json = make_head (envelope);
  if (messages_store (topic, session->user, time_ms, head_json, content_json) > 0)
    messages_announce (services->messages, topic, session->user, time_ms, head_json, content_json, session);
}

static gboolean
is_heartbeat (const char *text)
{
  g_autofree char *type = cordial_plain_dup_chat_type (text);

  return g_strcmp0 (type, CORDIAL_PLAIN_HEARTBEAT) == 0;
}

static gboolean
on_idle (gpointer user_data)
{
  Session *session = user_data;

  g_clear_pointer (&((PlainState *) session->state)->idle, g_source_unref);
  session_close (session, SOUP_WEBSOCKET_CLOSE_NORMAL, "idle");
  return G_SOURCE_REMOVE;
}

static void
restart_idle (Session *session)
{
  PlainState *self = session->state;

  g_source_set_ready_time (self->idle, g_get_monotonic_time () + self->plain->idle_s * G_TIME_SPAN_SECOND);
}

/* A heartbeat is answered with itself; what is no message is ignored. */
static void
received (Session *session, const char *text)
{
  g_autoptr (CordialPlainEnvelope) envelope = cordial_plain_envelope_parse (text);

  restart_idle (session);
  if (envelope)
    publish (session, envelope);
  else if (is_heartbeat (text))
    session_send_text (session, text);
}

/* --- Connections ------------------------------------------------------------------------------------------------- */

static void
gone (Session *session)
{
  PlainState *self = g_steal_pointer (&session->state);

  if (!self)
    return;
  if (self->idle)
    g_source_destroy (self->idle);
  g_clear_pointer (&self->idle, g_source_unref);
  g_hash_table_unref (self->sent);
  g_queue_clear_full (&self->unconfirmed, unconfirmed_free);
  presence_changed (self->plain->services->presence, session->user, FALSE);
  g_free (self);
}

static void
on_websocket (SoupServerMessage *message, SoupWebsocketConnection *socket, gpointer user_data)
{
  Plain *self = user_data;
  Services *services = self->services;
  Session *session = session_new (services->sessions, &dialect, self, message, socket);
  g_autoptr (User) user = get_user (self, g_uri_get_path (soup_server_message_get_uri (message)));
  g_autoptr (GPtrArray) subscriptions = NULL;
  PlainState *state;

  if (!user)
    {
      session_close (session, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, "unknown user");
      return;
    }
  state = g_new0 (PlainState, 1);
  state->plain = self;
  state->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_init (&state->unconfirmed);
  session->state = state;
  session_sign_in (session, user->id);
  presence_changed (services->presence, user->id, TRUE);
  /* Among what waits for this connection. */
  state->idle = g_timeout_source_new_seconds (self->idle_s);
  g_source_set_static_name (state->idle, "cordial-server idle");
  g_source_set_callback (state->idle, on_idle, session, NULL);
  g_source_attach (state->idle, g_main_context_get_thread_default ());

  subscriptions = database_list_subscriptions_of (services->database, user->id, 0);
  for (guint i = 0; i < subscriptions->len; i++)
    {
      Subscription *subscription = g_ptr_array_index (subscriptions, i);
      g_autoptr (TopicRow) row = database_get_topic_by_id (services->database, subscription->topic);

      if (row && topic_key_is_of_two (row->key))
        deliver (session, topics_get (services->topics, row->key));
    }
}

/**
 * plain_new:
 * @services: (transfer none): what the server consists of
 * @soup: (transfer none): where it is served from now on
 * @idle_s: after how long a quiet connection is closed
 */
Plain *
plain_new (Services *services, SoupServer *soup, Door *door, guint idle_s)
{
  Plain *self = g_new0 (Plain, 1);

  self->services = services;
  self->idle_s = idle_s;
  messages_add_listener (services->messages, on_published, self);
  soup_server_add_early_handler (soup, PATH_ROOT, on_request, self, NULL);
  door_serve_sockets (door, PATH_ROOT, on_websocket, self);
  return self;
}

/* No message is published any more, and nobody speaks it. */
void
plain_free (Plain *self)
{
  g_free (self);
}
