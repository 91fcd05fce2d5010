/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One connection: its socket, who is at the other end, and what leaves when; and the list of all of them, by person. What its
 * frames mean is said by a dialect, given at construction. Knows no topic.
 */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "cordial-server-commit.h"
#include "cordial-server-door.h"

G_BEGIN_DECLS

/* What the answer to {hi} promises. */
#define SESSION_MAX_MESSAGE_BYTES (256 * 1024)

typedef struct _Session Session;
typedef struct _Sessions Sessions;

/* What a connection speaks. */
typedef struct
{
  /* A frame that is answered with another at any time, without a look at the rest; or NULL. */
  const char *beat;
  const char *beat_answer;
  void (*received) (Session *session, const char *text);
  /* The other end answered a ping, and so has read what the socket took before that; or NULL. */
  void (*answered) (Session *session);
  /* The socket is gone: nobody may keep the session, but by a reference. */
  void (*gone) (Session *session);
} SessionDialect;

struct _Session
{
  grefcount refs;
  Sessions *sessions;
  const SessionDialect *dialect;
  gpointer service;                /* what the dialect works with */
  gpointer state;                  /* what the dialect keeps of this connection; freed by its gone() */
  SoupWebsocketConnection *socket; /* NULL once closed */
  Guest *guest;
  const char *address;  /* of the guest */
  gint64 user;          /* 0 until signed in */
  gboolean anonymous;   /* signed in, but by no name */
  gboolean on_me;       /* hears what happens to the person anywhere */
  GHashTable *attached; /* set of topics whose messages it hears */
  gboolean busy;        /* a request takes its time: what comes meanwhile waits */
  GQueue waiting;
  gsize waiting_bytes;
  gboolean given_up; /* it is to end: nothing is sent any more */
  GQueue outgoing;   /* what the socket does not take yet */
  gsize outgoing_bytes;
  GSource *writable;
  void (*drained) (gpointer data); /* called once when all of it is gone */
  gpointer drained_data;
};

struct _Sessions
{
  Commit *commit;
  GHashTable *all;     /* set of Session */
  GHashTable *by_user; /* gint64 → GPtrArray of Session */
};

Sessions *sessions_new (Commit *commit);
void sessions_free (Sessions *self);
void sessions_close_all (Sessions *self, gushort code, const char *reason);
/* (transfer none) (nullable) (element-type Session): of one person; do not close any while reading it. */
GPtrArray *sessions_of (Sessions *self, gint64 user);

/* (transfer none): kept until its socket closes. */
Session *session_new (Sessions *sessions,
                      const SessionDialect *dialect,
                      gpointer service,
                      SoupServerMessage *message,
                      SoupWebsocketConnection *socket);
Session *session_ref (Session *self);
void session_unref (Session *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Session, session_unref)
void session_sign_in (Session *self, gint64 user);
void session_close (Session *self, gushort code, const char *reason);
void session_ping (Session *self, guint interval_s, guint limit_s);
void session_wait (Session *self);
void session_resume (Session *self);

/* Whether nothing waits for the socket. */
gboolean session_is_drained (Session *self);
void session_when_drained (Session *self, void (*func) (gpointer data), gpointer data);
void session_send_text (Session *self, const char *text);
void session_send (Session *self, const char *kind, JsonObject *body);
void session_reply (Session *self, JsonObject *request, int code, const char *text);
void session_reply_params (Session *self, JsonObject *request, int code, const char *text, JsonObject *params);

G_END_DECLS
