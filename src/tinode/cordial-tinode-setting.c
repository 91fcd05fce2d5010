/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * {set} of what a server takes from attached sessions alone: what is pinned, and reactions (server/session.go, set).
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

typedef struct
{
  GTask *task;
  char *topic;
  const char *member;
  JsonNode *value;
  CordialTinodeSetFunc done;
  gpointer done_data;
  GDestroyNotify done_free;
  gboolean repeated;
} Setting;

static void
setting_end (CordialTinodeSession *self, Setting *setting, GError *error)
{
  if (!error && setting->done)
    setting->done (self, setting->topic, setting->done_data);
  if (error)
    g_task_return_error (setting->task, error);
  else
    g_task_return_boolean (setting->task, TRUE);
  g_object_unref (setting->task);
  g_free (setting->topic);
  json_node_unref (setting->value);
  if (setting->done_free)
    setting->done_free (setting->done_data);
  g_free (setting);
}

static void on_may_set (CordialTinodeSession *, CordialTinodeTopic *, const GError *, gpointer);

static gboolean
on_set (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  Setting *setting = user_data;

  if (!reply)
    {
      setting_end (self, setting, cordial_session_link_error ());
      return TRUE;
    }
  if (g_str_equal (reply->kind, "meta"))
    return FALSE;
  if ((reply->code == 409 || reply->code == 403) && !setting->repeated)
    {
      /* The server may have detached us behind our back, and answers 403 to that here. */
      CordialTinodeTopic *topic = cordial_tinode_topics_ensure (self, setting->topic);

      setting->repeated = TRUE;
      cordial_tinode_topic_found_detached (self, topic);
      cordial_tinode_topic_attach (self, topic, on_may_set, setting);
      return TRUE;
    }
  /* 304: it was so already. */
  setting_end (self, setting, reply->code >= 400 ? cordial_tinode_reply_to_error_there (reply) : NULL);
  return TRUE;
}

static void
on_may_set (CordialTinodeSession *self, CordialTinodeTopic *topic, const GError *error, gpointer user_data)
{
  Setting *setting = user_data;
  g_autoptr (JsonBuilder) builder = NULL;

  if (error)
    {
      setting_end (self, setting, g_error_copy (error));
      return;
    }
  builder = cordial_tinode_request_begin (self, "set", topic->name);
  json_builder_set_member_name (builder, setting->member);
  json_builder_add_value (builder, json_node_copy (setting->value));
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_set, setting);
}

/**
 * cordial_tinode_set_attached:
 * @self: the session, signed in
 * @task: (transfer full): returns %TRUE
 * @topic: a conversation
 * @member: what of it is set: a static string
 * @value: (transfer full): what that shall be
 * @done: (nullable): called when the server has it so, before the task ends
 * @done_data: passed to @done
 * @done_free: (nullable): frees @done_data
 */
void
cordial_tinode_set_attached (CordialTinodeSession *self,
                             GTask *task,
                             const char *topic,
                             const char *member,
                             JsonNode *value,
                             CordialTinodeSetFunc done,
                             gpointer done_data,
                             GDestroyNotify done_free)
{
  Setting *setting = g_new0 (Setting, 1);

  setting->task = task;
  setting->topic = g_strdup (topic);
  setting->member = member;
  setting->value = value;
  setting->done = done;
  setting->done_data = done_data;
  setting->done_free = done_free;
  cordial_tinode_topic_attach (self, cordial_tinode_topics_ensure (self, topic), on_may_set, setting);
}
