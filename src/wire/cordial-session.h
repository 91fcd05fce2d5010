/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a session with a server is on every wire: a connection, what its state means for the link, refusals, who is signed in, and
 * the history of it all. The doors of CordialProtocol to these are here, once; a dialect derives from it and adds what the
 * frames mean.
 */

#pragma once

#include "cordial-connection.h"
#include "cordial-protocol.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_SESSION (cordial_session_get_type ())
G_DECLARE_DERIVABLE_TYPE (CordialSession, cordial_session, CORDIAL, SESSION, GObject)

/**
 * CordialSessionClass:
 * @unnumbered: see #CordialProtocolInterface
 * @opened: the socket is open; nobody is signed in yet
 * @frame: one text frame came
 * @closed: a connection that had been open is no longer; calls cordial_session_set_online(). @code is that of the server's close
 *   frame (RFC 6455 7.4), else 0
 * @beat: (nullable): a heartbeat goes out; told to others already
 * @link_changed: (nullable): the link is in another state; told to others when this returns
 *
 * What a dialect hears. The session is held meanwhile.
 */
struct _CordialSessionClass
{
  GObjectClass parent_class;

  gboolean unnumbered;
  void (*opened) (CordialSession *self);
  void (*frame) (CordialSession *self, const char *text);
  void (*closed) (CordialSession *self, guint code);
  void (*beat) (CordialSession *self);
  void (*link_changed) (CordialSession *self);
};

/* Property: connection (construct only, CordialConnection; one is made if there is none), for tests that own its clock or its
 * network. (transfer none): */
CordialConnection *cordial_session_get_connection (CordialSession *self);

CordialLinkState cordial_session_get_link_state (CordialSession *self);
CordialRefusal cordial_session_get_refusal (CordialSession *self);
/* (nullable) */
const char *cordial_session_get_user_id (CordialSession *self);
void cordial_session_set_user_id (CordialSession *self, const char *user_id);
/* Of one message, 0 if unknown. */
void cordial_session_set_max_message_bytes (CordialSession *self, guint max_message_bytes);
void cordial_session_set_delete_limit_s (CordialSession *self, gint64 delete_limit_s);
/* (nullable): with what people may react to messages. */
void cordial_session_set_reactions (CordialSession *self, const char *const *reactions);
const char *const *cordial_session_get_reactions (CordialSession *self);
void cordial_session_set_max_file_bytes (CordialSession *self, gint64 max_file_bytes);

/* Signed in on this connection: requests are answered. */
gboolean cordial_session_get_online (CordialSession *self);
void cordial_session_set_online (CordialSession *self, gboolean online);
/* The server does not let this person in. */
void cordial_session_refuse_sign_in (CordialSession *self, CordialRefusal refusal, const char *reason);

/* (transfer full) (nullable): a task for a request; %NULL if the request has failed already, as the link is not there. */
GTask *cordial_session_begin (CordialSession *self,
                              gpointer tag,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GError *cordial_session_link_error (void);

G_END_DECLS
