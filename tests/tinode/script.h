/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A Tinode session beside a server that says what a test tells it to, also what no server should. The test plays the
 * server: it waits for a request and answers it. For the tests of this folder.
 */

#pragma once

#include "cordial-packet.h"
#include "cordial-tinode-session.h"
#include "fixture.h"

G_BEGIN_DECLS

typedef struct
{
  TestPeer *peer;
  CordialTinodeSession *session;
  CordialProtocol *protocol;
  guint heard;     /* texts of the peer's that were looked at */
  JsonNode *frame; /* the request that was expected last */
  char *id;        /* its id */
  GPtrArray *told; /* a line for each signal of the session */
} Script;

Script *script_new (void);
void script_free (Script *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Script, script_free)

/* The body of the next request, which must be of that kind: (transfer none), until the next is expected. */
JsonObject *script_expect (Script *self, const char *kind);
/* Whether a request waits that was not expected yet; answers heartbeats. */
gboolean script_has_more (Script *self);
/* One frame, as it is. */
void script_say (Script *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* {ctrl} to the request that was expected last; with params as JSON, or NULL. */
void script_answer (Script *self, int code, const char *params);

/* From the opening to a roster of usrBen (seq 10) and nobody else. */
void script_sign_in (Script *self);
/* The same at a server that says that of itself. */
void script_sign_in_to (Script *self, const char *limits);
/* A line of the roster, of a conversation that nothing is known of. */
void script_list (Script *self, const char *topic);
/* Answers the {sub} that comes. */
void script_attach (Script *self, const char *topic);

/* Keeps the result, a GAsyncResult ** as user data, for the test to finish. */
void script_on_answer (GObject *object, GAsyncResult *result, gpointer user_data);
/* A message to usrBen, which goes out as soon as we are attached there. */
void script_send (Script *self, const char *text, const char *cordial_id, GAsyncResult **result);
void script_assert_send_failed (Script *self, GAsyncResult **result, CordialProtocolError code);
/* We were detached behind our back: who knows from what else. */
void script_expect_catching_up (Script *self);
void script_catch_up (Script *self);
/* Everything that was said before is heard. */
void script_settle (Script *self);
/* A message of usrBen's. */
void script_say_data (Script *self, int seq, const char *text);
void script_say_mode (Script *self, const char *mode);
/* Attaches as script_attach() does. Returns since which deletion is asked. */
gint64 script_expect_attaching (Script *self);

/* Whether the session told exactly that. */
gboolean script_was_told (Script *self, const char *line);
void script_forget (Script *self);

#define script_wait_told(self, line) test_wait_until (script_was_told (self, line))
#define script_wait_link(self, wanted)                                                                                 \
  test_wait_until (cordial_protocol_get_link_state ((self)->protocol) == CORDIAL_LINK_##wanted)

G_END_DECLS
