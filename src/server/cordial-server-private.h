/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the server's files share: the server, its sessions and the topics that are in use. For no file outside this folder.
 */

#pragma once

#include <libsoup/soup.h>

#include "cordial-packet.h"
#include "cordial-server-database.h"
#include "cordial-server-frames.h"
#include "cordial-server.h"

G_BEGIN_DECLS

/* What the answer to {hi} promises and the code keeps. */
#define SERVER_PROTOCOL_VERSION "0.25"
#define SERVER_MAX_MESSAGE_BYTES (256 * 1024)
#define SERVER_MAX_SUBSCRIBERS 128
#define SERVER_MAX_TAGS 16
#define SERVER_MAX_TAG_LENGTH 96
#define SERVER_MIN_TAG_LENGTH 2

/* Tinode's default page of history, and its largest. */
#define SERVER_PAGE 32
#define SERVER_PAGE_MAX 1024

typedef struct _Session Session;
typedef struct _Topic Topic;
typedef struct _Demo Demo;
typedef struct _Plain Plain;

struct _Server
{
  Database *database;
  SoupServer *soup;
  gboolean secure;
  guint8 token_key[32];
  GHashTable *sessions; /* set of Session */
  GHashTable *topics;   /* key → Topic, those in use */
  GHashTable *present;  /* user → how many of their sessions are attached to "me" */
  GHashTable *throttle; /* address or login → Failures */
  GThreadPool *hashers;
  GMainContext *context;
  GQueue outgoing; /* of Outgoing: what leaves when the transaction is on disk */
  GSource *commit_source;
  Demo *demo;
  gboolean plain; /* whether the plain dialect is served */
  guint idle_s;
};

struct _Session
{
  grefcount refs;
  Server *server;
  SoupWebsocketConnection *socket; /* NULL once closed */
  char *address;
  gint64 user; /* 0 until signed in */
  gboolean greeted;
  gboolean on_me;
  gboolean on_fnd;
  gboolean busy; /* a password is being hashed: what comes meanwhile waits */
  GQueue waiting;
  char *user_agent;
  char *query;
  GHashTable *attached; /* set of Topic */
  Plain *plain;         /* NULL for those who speak Tinode's wire */
  gsize backlog;        /* bytes handed over while the socket took none */
};

struct _Topic
{
  Server *server;
  gint64 id;
  char *key;
  gint64 seq;
  gint64 deletions;
  gint64 created_ms;
  gint64 updated_ms;
  gint64 touched_ms;
  char *public_json;
  GHashTable *members;  /* user → Subscription */
  GHashTable *sessions; /* set of Session */
};

/* --- cordial-server.c: sockets and sessions --- */
/* (transfer none): the server keeps it until its socket closes. */
Session *session_new (Server *server, SoupServerMessage *message, SoupWebsocketConnection *socket);
Session *session_ref (Session *self);
void session_unref (Session *self);
void session_send (Session *self, const char *kind, JsonObject *body);
void session_send_text (Session *self, const char *text);
void session_reply (Session *self, JsonObject *request, int code, const char *text);
void session_reply_params (Session *self, JsonObject *request, int code, const char *text, JsonObject *params);
void session_close (Session *self, gushort code, const char *reason);
void session_resume (Session *self);

/* --- cordial-server-requests.c: what a client asks --- */
void request_handle (Session *session, const char *text);
void session_signed_in (Session *session, gint64 user);
const char *request_topic (JsonObject *request);

/* --- cordial-server-auth.c: accounts, passwords, tokens --- */
void auth_start (Server *server);
void auth_stop (Server *server);
void auth_acc (Session *session, JsonObject *acc);
void auth_login (Session *session, JsonObject *login);

/* --- cordial-server-topics.c: topics in use, and who hears what --- */
Topic *topic_ensure (Server *server, const char *key);
Topic *topic_from_name (Session *session, const char *name, gboolean create);
char *topic_name_for (Topic *topic, gint64 user);
gint64 topic_other (Topic *topic, gint64 user);
Subscription *topic_get_member (Topic *topic, gint64 user);
CordialAccess topic_get_access (Topic *topic, gint64 user);
Subscription *topic_add_member (Topic *topic, gint64 user, CordialAccess want, CordialAccess given);
void topic_remove_member (Topic *topic, gint64 user);
void topic_attach (Topic *topic, Session *session);
void topic_detach (Topic *topic, Session *session);
void topic_tell_wanted (Topic *topic, CordialAccess before, Session *actor);
void topic_tell_joined (Topic *topic, gint64 user, Session *actor);
void topic_put_out (Topic *topic, gint64 user, Session *actor);
void topic_forget (Topic *topic);
gint64 topic_store (Topic *topic, gint64 sender, gint64 time_ms, const char *head, const char *content);
void
topic_announce (Topic *topic, gint64 sender, gint64 time_ms, const char *head, const char *content, Session *silent);
void topic_note (Topic *topic, gint64 user, const char *what, gint64 seq, Session *session);
void topic_befriend (Server *server, gint64 user, gint64 other, gboolean tell);
void presence_changed (Server *server, gint64 user, gboolean online, const char *user_agent);
gboolean presence_is_online (Server *server, gint64 user);
void presence_tell_contacts (Server *server, gint64 user, const char *what);
void presence_tell (Server *server, gint64 user, Topic *except, JsonObject *pres);
void presence_tell_others (Server *server, gint64 user, Topic *except, Session *actor, JsonObject *pres);
JsonObject *pres_new (const char *topic, const char *source, const char *what);

/* --- cordial-server-meta.c: get, set, del --- */
void meta_get (Session *session, JsonObject *get, const char *name, JsonObject *reply_to);
void meta_set (Session *session, JsonObject *set, const char *name, JsonObject *reply_to);
void meta_del (Session *session, JsonObject *del);
char *meta_parse_tags (JsonArray *array, const char *login);
JsonObject *meta_access (CordialAccess want, CordialAccess given);
/* What a public or private may hold: an object or a string of bounded size, NULL otherwise; "␡" clears. */
char *meta_dup_json (JsonObject *object, const char *member, gboolean *clear);

/* --- cordial-server-plain.c: the plain dialect --- */
void plain_start (Server *server, guint idle_s);
char *plain_dup_address (Server *server, const char *login);
void plain_handle (Session *session, const char *text);
void plain_free (Plain *self);
void plain_published (Topic *topic, gint64 seq, gint64 sender, const char *head, const char *content, Session *origin);

/* --- cordial-server-demo.c: people to try the application with --- */
Demo *demo_new (Server *server);
void demo_free (Demo *self);
void demo_welcome (Demo *self, gint64 user);
void demo_published (Demo *self, Topic *topic, gint64 sender, gint64 seq, const char *content);

G_END_DECLS
