/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A Tinode session asks for messages to be deleted ({del}), for the owner alone or for everybody. What the server tells of
 * deletions is in cordial-tinode-events.c.
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GTask *task;
  char *topic;
  GArray *seqs;
  gboolean for_all;
  gboolean repeated;
} Deleting;

static void
deleting_end (Deleting *deleting, GError *error)
{
  if (error)
    g_task_return_error (deleting->task, error);
  else
    g_task_return_boolean (deleting->task, TRUE);
  g_object_unref (deleting->task);
  g_free (deleting->topic);
  g_array_unref (deleting->seqs);
  g_free (deleting);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Deleting *deleting = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) messages = g_task_propagate_pointer (G_TASK (result), &error);

  if (messages && messages->len > 0)
    error = g_error_new_literal (
      CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED,
      _ ("The server keeps what is older: it deletes messages for everybody only while they are new."));
  deleting_end (deleting, error);
}

/* What is too old a Tinode server leaves where it is, and answers all the same that it is deleted (server/db,
 * messageDeleteList). How old is too old is its clock's to say, so it is asked whether the oldest is still there. */
static void
look (CordialTinodeSession *self, Deleting *deleting)
{
  GTask *task = g_task_new (self, g_task_get_cancellable (deleting->task), on_looked, deleting);
  gint64 oldest = G_MAXINT64;

  for (guint i = 0; i < deleting->seqs->len; i++)
    oldest = MIN (oldest, g_array_index (deleting->seqs, gint64, i));
  cordial_tinode_fetch (self, task, deleting->topic, oldest, oldest);
}

static void on_may_delete (CordialTinodeSession *, CordialTinodeTopic *, const GError *, gpointer);

static gboolean
on_deleted (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  Deleting *deleting = user_data;

  if (!reply)
    {
      deleting_end (deleting, cordial_session_link_error ());
      return TRUE;
    }
  if (g_str_equal (reply->kind, "meta"))
    return FALSE;
  if (reply->code == 409 && !deleting->repeated)
    {
      /* The server detached us behind our back. */
      CordialTinodeTopic *topic = cordial_tinode_topics_ensure (self, deleting->topic);

      deleting->repeated = TRUE;
      cordial_tinode_topic_found_detached (self, topic);
      cordial_tinode_topic_attach (self, topic, on_may_delete, deleting);
      return TRUE;
    }
  if (reply->code < 300 && deleting->for_all && self->keeps_old)
    look (self, deleting);
  else
    deleting_end (deleting, reply->code >= 300 ? cordial_tinode_reply_to_error_there (reply) : NULL);
  return TRUE;
}

static void
on_may_delete (CordialTinodeSession *self, CordialTinodeTopic *topic, const GError *error, gpointer user_data)
{
  Deleting *deleting = user_data;
  g_autoptr (JsonBuilder) builder = NULL;

  if (error)
    {
      deleting_end (deleting, g_error_copy (error));
      return;
    }
  if (deleting->for_all && topic->only_for_self)
    {
      deleting_end (deleting, g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED,
                                                   _ ("Here you can delete messages only for yourself.")));
      return;
    }
  builder = cordial_tinode_request_begin (self, "del", topic->name);
  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, "msg");
  json_builder_set_member_name (builder, "delseq");
  json_builder_begin_array (builder);
  for (guint i = 0; i < deleting->seqs->len; i++)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "low");
      json_builder_add_int_value (builder, g_array_index (deleting->seqs, gint64, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  if (deleting->for_all)
    {
      json_builder_set_member_name (builder, "hard");
      json_builder_add_boolean_value (builder, TRUE);
    }
  if (!cordial_tinode_request_send (self, g_steal_pointer (&builder), on_deleted, deleting))
    deleting_end (deleting, g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED,
                                                 _ ("These are more messages than the server deletes at once.")));
}

/**
 * cordial_tinode_delete:
 * @self: the session, signed in
 * @task: (transfer full): returns %TRUE
 * @topic: a conversation
 * @seqs: (element-type gint64): what is to go
 * @for_all: from everybody's devices: Tinode calls that «hard» (docs/API.md «{del}»)
 */
void
cordial_tinode_delete (CordialTinodeSession *self, GTask *task, const char *topic, GArray *seqs, gboolean for_all)
{
  Deleting *deleting = g_new0 (Deleting, 1);

  deleting->task = task;
  deleting->topic = g_strdup (topic);
  deleting->seqs = g_array_copy (seqs);
  deleting->for_all = for_all;
  cordial_tinode_topic_attach (self, cordial_tinode_topics_ensure (self, topic), on_may_delete, deleting);
}
