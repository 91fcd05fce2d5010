/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Topics in use: what each is called, who belongs to it, and which sessions are attached to it. Tells nobody anything.
 */

#pragma once

#include "cordial-server-database-topics.h"
#include "cordial-server-session.h"

G_BEGIN_DECLS

/* As many as the answer to {hi} promises. */
#define TOPIC_MAX_SUBSCRIBERS 128

typedef struct _Topic Topic;
typedef struct _Topics Topics;

struct _Topics
{
  Database *database;
  GHashTable *in_use; /* key → Topic */
};

/* What two people say to each other beside messages: begun by a message, which others replace by what became of it. */
typedef struct
{
  gint64 seq; /* of that message; 0 for no call */
  gint64 caller;
  gint64 accepted_ms; /* 0 while it rings */
  char *mime;         /* (nullable) of that message, as is the next, which is JSON */
  char *content;
} TopicCall;

struct _Topic
{
  Topics *topics;
  gint64 id;
  char *key;
  gint64 seq;
  TopicCall call; /* the newest, while it is not over and the topic is in use */
  gint64 deletions;
  gint64 created_ms;
  gint64 updated_ms;
  gint64 touched_ms;
  char *public_json;
  CordialAccess auth; /* what whoever comes is given */
  CordialAccess anon;
  char *tags;
  char *aux_json; /* such as what is pinned */
  gboolean channel;
  GHashTable *members;  /* user → Subscription */
  GHashTable *readers;  /* the same for those readers of a channel who were looked for */
  GHashTable *sessions; /* set of Session */
};

Topics *topics_new (Database *database);
void topics_free (Topics *self);
void topics_forget_all (Topics *self);
/* (transfer none) (nullable): a topic that exists */
Topic *topics_get (Topics *self, const char *key);
/* Whether a session is attached to it. */
gboolean topics_is_in_use (Topics *self, const char *key);
Topic *topics_find (Topics *self, gint64 user, const char *name);
Topic *topics_create (Topics *self, const char *key, CordialAccess auth, CordialAccess anon, gboolean channel);
void topics_end (Topic *topic);
void topic_end_call (Topic *topic);

char *topic_key_for_two (gint64 a, gint64 b);
char *topic_key_for_self (gint64 user);
gboolean topic_key_is_of_two (const char *key);
gint64 topic_key_other (const char *key, gint64 user);
char *topic_key_name_for (const char *key, gint64 user, gboolean reader);

gboolean topic_is_of_two (Topic *topic);
gboolean topic_is_group (Topic *topic);
gboolean topic_is_of_self (Topic *topic);
gint64 topic_other (Topic *topic, gint64 user);
char *topic_name_for (Topic *topic, gint64 user);

Subscription *topic_get_member (Topic *topic, gint64 user);
CordialAccess topic_get_access (Topic *topic, gint64 user);
gint64 topic_get_owner (Topic *topic);
Subscription *topic_add_member (Topic *topic, gint64 user, CordialAccess want, CordialAccess given, gboolean reader);
void topic_save_member (Topic *topic, Subscription *member);
void topic_remove_member (Topic *topic, gint64 user);
/* (transfer container) (element-type Subscription): of a channel, those with a session that is attached. */
GPtrArray *topic_list_present_readers (Topic *topic);
gboolean topic_has_session_of (Topic *topic, gint64 user);
gboolean subscription_wants_presence (const Subscription *member);

void topic_attach (Topic *topic, Session *session);
void topic_put_out (Topic *topic, Session *session);
void topic_rest (Topic *topic);

G_END_DECLS
