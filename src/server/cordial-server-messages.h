/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said in topics, and who hears it: messages, notes, deletions.
 */

#pragma once

#include "cordial-server-presence.h"
#include "cordial-server-topics.h"

G_BEGIN_DECLS

typedef struct _Messages Messages;

/**
 * MessagesFunc:
 * @content: as JSON
 * @silent: (nullable): a session that wants no copy
 *
 * A message was stored, and those who are attached were told; it is on disk when what is sent now leaves.
 */
typedef void (*MessagesFunc) (Topic *topic,
                              gint64 seq,
                              gint64 sender,
                              const char *head,
                              const char *content,
                              Session *silent,
                              gpointer data);

Messages *messages_new (Sessions *sessions, Presence *presence);
void messages_free (Messages *self);
void messages_add_listener (Messages *self, MessagesFunc func, gpointer data);

/* The seq, 0 if it could not be stored. */
gint64 messages_store (Topic *topic, gint64 sender, gint64 time_ms, const char *head, const char *content);
void messages_announce (Messages *self,
                        Topic *topic,
                        gint64 sender,
                        gint64 time_ms,
                        const char *head,
                        const char *content,
                        Session *silent);
void messages_note (Messages *self, Topic *topic, gint64 user, const char *what, gint64 seq, Session *session);
void messages_call (Messages *self, Topic *topic, Session *session, gint64 seq, const char *event, JsonNode *payload);
void messages_tell_deleted (Messages *self, Topic *topic, Session *actor, gboolean hard, JsonArray *ranges);
JsonObject *
messages_data_new (const char *topic, gint64 seq, gint64 sender, gint64 time_ms, const char *head, const char *content);

G_END_DECLS
