/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plain dialect, between the same accounts: "/websocket/{userId}?token=…" (design section 9). What is written to somebody
 * is a message of the conversation of two like any other. Nothing on this wire says that a message arrived: it is sent
 * again on the next connection, with the same id, until frames came from the client after it.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-config.h"

#include "cordial-server-private.h"

#include <sodium.h>
#include <string.h>

#include "cordial-drafty.h"
#include "cordial-plain-envelope.h"

#define PATH "/websocket/"

/* Where a message of the dialect keeps what Tinode's have no place for. */
#define HEAD_ID "x-cordial-id"
#define HEAD_CONTENT_TYPE "x-plain-content-type"
#define HEAD_AVATAR "x-plain-avatar"

/* How far back a message is looked for that comes again. */
#define DOUBLES_SEEN 100

/* A frame may have been on its way when the message was sent; the one after it hardly. */
#define FRAMES_THAT_CONFIRM 2

struct _Plain
{
  guint idle_s;
  GSource *idle;
  GHashTable *sent; /* topic's key → gint64 *: the newest seq that was sent on this connection */
  GQueue unconfirmed;
};

typedef struct
{
  char *key; /* of a topic */
  gint64 seq;
  guint frames; /* that came after it */
} Unconfirmed;

static void
unconfirmed_free (gpointer data)
{
  Unconfirmed *self = data;

  g_free (self->key);
  g_free (self);
}

/* --- Who may come in --------------------------------------------------------------------------------------------- */

/* Good until the password changes. */
static char *
make_token (Server *server, const User *user)
{
  g_autofree char *text = g_strdup_printf ("plain %" G_GINT64_FORMAT " %s", user->id, user->hash);
  guint8 mac[crypto_auth_BYTES];
  char hex[2 * sizeof mac + 1];

  crypto_auth (mac, (const guint8 *) text, strlen (text), server->token_key);
  sodium_bin2hex (hex, sizeof hex, mac, sizeof mac);
  return g_strdup (hex);
}

/**
 * plain_dup_address:
 * @server: a server that does not have to listen
 * @login: somebody's user name
 *
 * Returns: (transfer full) (nullable): path and query at which that person comes in
 */
char *
plain_dup_address (Server *server, const char *login)
{
  g_autoptr (User) user = database_get_user_by_login (server->database, login);
  g_autofree char *id = user ? cordial_user_id_to_string (user->id) : NULL;
  g_autofree char *token = user ? make_token (server, user) : NULL;

  return user ? g_strconcat (PATH, id, "?token=", token, NULL) : NULL;
}

/* (nullable): whom a path names. */
static User *
get_user (Server *server, const char *path)
{
  gint64 id = g_str_has_prefix (path, PATH) ? cordial_user_id_from_string (path + strlen (PATH)) : 0;

  return id ? database_get_user (server->database, id) : NULL;
}

/* Before the upgrade. */
static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  Server *server = user_data;
  g_autoptr (User) user = get_user (server, path);
  const char *given = query ? g_hash_table_lookup (query, "token") : NULL;
  g_autofree char *token = user ? make_token (server, user) : NULL;

  if (!token || !given || strlen (given) != strlen (token) || sodium_memcmp (given, token, strlen (token)) != 0)
    soup_server_message_set_status (message, SOUP_STATUS_UNAUTHORIZED, NULL);
}

/* --- To the client ----------------------------------------------------------------------------------------------- */

static char *
dup_name (Server *server, gint64 id)
{
  g_autoptr (User) user = database_get_user (server->database, id);
  g_autoptr (JsonNode) card = user && user->public_json ? cordial_packet_parse (user->public_json, NULL) : NULL;
  const char *name = card ? cordial_packet_get_string (json_node_get_object (card), "fn") : NULL;

  return g_strdup (name ? name : user ? user->login : NULL);
}

/* A message as the dialect says it; NULL where it has nothing to show. */
static char *
make_frame (Server *server, Topic *topic, gint64 seq, gint64 sender, const char *head_json, const char *content_json)
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
  g_autofree char *sender_name = dup_name (server, sender);
  g_autofree char *receiver_name = dup_name (server, topic_other (topic, sender));

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

static void
add_frame (gint64 seq, gint64 sender, gint64 time_ms, const char *head, const char *content, gpointer user_data)
{
  Delivery *delivery = user_data;
  char *frame = NULL;

  if (sender != delivery->session->user)
    frame = make_frame (delivery->session->server, delivery->topic, seq, sender, head, content);
  if (frame)
    g_ptr_array_add (delivery->frames, frame);
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

  database_set_value (topic->server->database, key, text);
}

static gint64
get_arrived (Topic *topic, Subscription *member)
{
  g_autofree char *key = make_arrived_key (topic, member->user);
  g_autofree char *text = database_dup_value (topic->server->database, key);

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
  Plain *self = session->plain;
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
      gint64 high = MIN (low + SERVER_PAGE_MAX, topic->seq);
      g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func (g_free);
      Delivery delivery = { session, topic, frames };

      database_foreach_message (session->server->database, topic->id, session->user, low + 1, high + 1, SERVER_PAGE_MAX,
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
}

/**
 * plain_published:
 * @origin: (nullable): the session that said it
 *
 * A message was stored: tells those who speak this dialect.
 */
void
plain_published (Topic *topic, gint64 seq, gint64 sender, const char *head, const char *content, Session *origin)
{
  GHashTableIter iter;
  gpointer key;

  if (!topic->server->plain || !g_str_has_prefix (topic->key, "p2p"))
    return;
  g_hash_table_iter_init (&iter, topic->server->sessions);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Session *session = key;
      g_autofree char *frame = NULL;

      if (!session->plain || session == origin || !topic_get_member (topic, session->user))
        continue;
      if (session->user != sender)
        deliver (session, topic);
      else if ((frame = make_frame (topic->server, topic, seq, sender, head, content)))
        session_send_text (session, frame);
    }
}

/* --- From the client --------------------------------------------------------------------------------------------- */

/* A frame came: what was sent some frames ago has arrived. */
static void
confirm (Session *session)
{
  Plain *self = session->plain;

  for (GList *link = self->unconfirmed.head; link;)
    {
      GList *next = link->next;
      Unconfirmed *unconfirmed = link->data;

      if (++unconfirmed->frames >= FRAMES_THAT_CONFIRM)
        {
          Topic *topic = topic_ensure (session->server, unconfirmed->key);

          if (topic)
            {
              set_arrived (topic, session->user, unconfirmed->seq);
              topic_note (topic, session->user, "recv", unconfirmed->seq, NULL);
            }
          g_queue_delete_link (&self->unconfirmed, link);
          unconfirmed_free (unconfirmed);
        }
      link = next;
    }
}

typedef struct
{
  const char *id;
  gint64 sender;
  gboolean found;
} Search;

static void
look_at (gint64 seq, gint64 sender, gint64 time_ms, const char *head, const char *content, gpointer user_data)
{
  Search *search = user_data;
  g_autoptr (JsonNode) node = head && sender == search->sender ? cordial_packet_parse (head, NULL) : NULL;

  if (node && g_strcmp0 (cordial_packet_get_string (json_node_get_object (node), HEAD_ID), search->id) == 0)
    search->found = TRUE;
}

static gboolean
is_double (Session *session, Topic *topic, const char *id)
{
  Search search = { id, session->user, FALSE };

  if (id)
    database_foreach_message (session->server->database, topic->id, session->user, 1, G_MAXINT64, DOUBLES_SEEN, look_at,
                              &search);
  return search.found;
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
  Server *server = session->server;
  Topic *topic = NULL;
  g_autoptr (JsonNode) content = json_node_alloc ();
  g_autofree char *content_json = NULL;
  g_autofree char *head_json = NULL;
  gint64 seq, time_ms = cordial_time_now_ms ();

  if (envelope->receiver_id && g_str_has_prefix (envelope->receiver_id, "usr"))
    topic = topic_from_name (session, envelope->receiver_id, TRUE);
  if (!topic || !(topic_get_access (topic, session->user) & CORDIAL_ACCESS_WRITE))
    {
      g_info ("dropped a message to nobody");
      return;
    }
  if (is_double (session, topic, envelope->message_id))
    return;
  json_node_init_string (content, envelope->content);
  content_json = cordial_node_to_text (content);
  head_json = make_head (envelope);
  seq = topic_store (topic, session->user, time_ms, head_json, content_json);
  if (seq == 0)
    return;
  topic_announce (topic, session->user, time_ms, head_json, content_json, session);
  if (server->demo)
    demo_published (server->demo, topic, session->user, seq, content_json);
}

static gboolean
is_heartbeat (const char *text)
{
  g_autoptr (JsonNode) node = cordial_packet_parse (text, NULL);

  return node && g_strcmp0 (cordial_packet_get_string (json_node_get_object (node), "chatType"), "hert") == 0;
}

static gboolean
on_idle (gpointer user_data)
{
  Session *session = user_data;

  g_clear_pointer (&session->plain->idle, g_source_unref);
  session_close (session, SOUP_WEBSOCKET_CLOSE_NORMAL, "idle");
  return G_SOURCE_REMOVE;
}

static void
restart_idle (Session *session)
{
  Plain *self = session->plain;

  if (self->idle)
    g_source_destroy (self->idle);
  g_clear_pointer (&self->idle, g_source_unref);
  self->idle = g_timeout_source_new_seconds (self->idle_s);
  g_source_set_static_name (self->idle, "cordial-server idle");
  g_source_set_callback (self->idle, on_idle, session, NULL);
  g_source_attach (self->idle, NULL);
}

/**
 * plain_handle:
 * @session: of this dialect
 * @text: a frame
 *
 * A heartbeat is answered with itself; what is no message is ignored.
 */
void
plain_handle (Session *session, const char *text)
{
  g_autoptr (CordialPlainEnvelope) envelope = cordial_plain_envelope_parse (text);

  restart_idle (session);
  confirm (session);
  if (envelope)
    publish (session, envelope);
  else if (is_heartbeat (text))
    session_send_text (session, text);
}

/* --- Connections ------------------------------------------------------------------------------------------------- */

void
plain_free (Plain *self)
{
  if (self->idle)
    g_source_destroy (self->idle);
  g_clear_pointer (&self->idle, g_source_unref);
  g_hash_table_unref (self->sent);
  g_queue_clear_full (&self->unconfirmed, unconfirmed_free);
  g_free (self);
}

static void
on_websocket (SoupServer *soup,
              SoupServerMessage *message,
              const char *path,
              SoupWebsocketConnection *socket,
              gpointer user_data)
{
  Server *server = user_data;
  Session *session = session_new (server, message, socket);
  g_autoptr (User) user = get_user (server, path);
  g_autoptr (GPtrArray) subscriptions = NULL;
  Plain *self;

  if (!user)
    {
      session_close (session, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, "unknown user");
      return;
    }
  self = g_new0 (Plain, 1);
  self->idle_s = server->idle_s;
  self->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_init (&self->unconfirmed);
  session->plain = self;
  session_signed_in (session, user->id);
  presence_changed (server, user->id, TRUE, NULL);
  restart_idle (session);

  subscriptions = database_list_subscriptions_of (server->database, user->id);
  for (guint i = 0; i < subscriptions->len; i++)
    {
      Subscription *subscription = g_ptr_array_index (subscriptions, i);
      g_autoptr (TopicRow) row = database_get_topic_by_id (server->database, subscription->topic);

      if (row && g_str_has_prefix (row->key, "p2p"))
        deliver (session, topic_ensure (server, row->key));
    }
}

void
plain_start (Server *server, guint idle_s)
{
  server->plain = TRUE;
  server->idle_s = idle_s;
  soup_server_add_early_handler (server->soup, "/websocket", on_request, server, NULL);
  soup_server_add_websocket_handler (server->soup, "/websocket", NULL, NULL, on_websocket, server, NULL);
}
