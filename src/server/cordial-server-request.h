/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the requests of Tinode's wire have in common: what they are served from, and what is kept of a connection between
 * two of them.
 */

#pragma once

#include "cordial-packet.h"
#include "cordial-server-accounts.h"
#include "cordial-server-credentials.h"
#include "cordial-server-database-users.h"
#include "cordial-server-files.h"
#include "cordial-server-frames.h"
#include "cordial-server-membership.h"
#include "cordial-server-messages.h"
#include "cordial-server-presence.h"
#include "cordial-server-reader.h"
#include "cordial-server-session.h"
#include "cordial-server-topics.h"

G_BEGIN_DECLS

/* All of it stands below those who serve. */
typedef struct
{
  Database *database;
  Commit *commit;
  Sessions *sessions;
  Topics *topics;
  Presence *presence;
  Messages *messages;
  Accounts *accounts;
  Reader *reader;
  Files *files;
  Credentials *credentials;
} Services;

typedef struct
{
  gboolean greeted;
  int version; /* that was greeted with */
  gboolean on_fnd;
  JsonObject *extra; /* of the frame that is answered, beside the request; or NULL */
  char *query;       /* whom it looks for */
  gpointer hashing;  /* what it waits for, or NULL */
  gpointer history;  /* a page on its way, or NULL */
} RequestState;

static inline Services *
services_of (Session *session)
{
  return session->service;
}

static inline RequestState *
request_state (Session *session)
{
  return session->state;
}

/* (nullable): the name of the topic that it is about */
const char *request_get_topic (JsonObject *request);
/* (transfer full): by what the files are known that the frame says it uses; each once */
GStrv request_dup_attachments (Session *session);
void request_leave_me (Session *session);
/* (transfer full): of a {meta} that answers it. */
JsonObject *request_meta_new (JsonObject *request, const char *name);
/* (transfer full) (nullable) (element-type DatabaseRange): NULL where one of them is none; empty where there are none. */
GArray *request_ranges_parse (JsonArray *array);
/* (transfer full): as on the wire. */
JsonArray *request_ranges_to_array (GArray *ranges);
void request_reply_part (Session *session,
                         JsonObject *request,
                         const char *name,
                         int code,
                         const char *text,
                         const char *what,
                         gint64 count);

G_END_DECLS
