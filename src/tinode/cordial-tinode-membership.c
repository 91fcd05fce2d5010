/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What somebody decides about a group's members: who is in it, what they may do, and that the owner of the account leaves it or deletes it
 * for everybody. The server tells everybody concerned by {pres} (server/topic.go, notifySubChange).
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include "cordial-tinode-records.h"

typedef struct
{
  GTask *task;
  char *topic;
} Leaving;

/* Nothing that the server says of it from here on is ours to follow. */
static gboolean
on_left (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  g_autofree Leaving *leaving = user_data;
  g_autofree char *name = leaving->topic;
  CordialTinodeTopic *topic = cordial_tinode_topics_lookup (self, name);

  if (reply && reply->code < 400 && topic)
    {
      topic->attachment = CORDIAL_TINODE_DETACHED;
      topic->listed = topic->joined = FALSE;
    }
  return cordial_tinode_on_done (self, reply, leaving->task);
}

static void
leave (CordialTinodeSession *self, GTask *task, const char *name, gboolean for_all)
{
  JsonBuilder *builder = cordial_tinode_request_begin (self, for_all ? "del" : "leave", name);
  Leaving *leaving = g_new (Leaving, 1);

  if (for_all)
    {
      json_builder_set_member_name (builder, "what");
      json_builder_add_string_value (builder, "topic");
    }
  json_builder_set_member_name (builder, for_all ? "hard" : "unsub");
  json_builder_add_boolean_value (builder, TRUE);
  *leaving = (Leaving) { task, g_strdup (name) };
  cordial_tinode_request_send (self, builder, on_left, leaving);
}

/* Everybody's access is told again, as the server tells of a change only what it was before and is now. */
static gboolean
on_member_set (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  g_autofree Leaving *setting = user_data;
  g_autofree char *name = setting->topic;
  CordialTinodeTopic *topic = cordial_tinode_topics_lookup (self, name);
  gboolean done = reply && reply->code < 400;

  cordial_tinode_on_done (self, reply, setting->task);
  if (done && topic)
    cordial_tinode_ask_members (self, topic);
  return TRUE;
}

static void
set_member (CordialTinodeSession *self, GTask *task, const char *name, const char *member, CordialRole role)
{
  JsonBuilder *builder = cordial_tinode_request_begin (self, role == CORDIAL_ROLE_NONE ? "del" : "set", name);
  Leaving *setting = g_new (Leaving, 1);

  if (role == CORDIAL_ROLE_NONE)
    {
      json_builder_set_member_name (builder, "what");
      json_builder_add_string_value (builder, "sub");
      json_builder_set_member_name (builder, "user");
      json_builder_add_string_value (builder, member);
    }
  else
    {
      json_builder_set_member_name (builder, "sub");
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "user");
      json_builder_add_string_value (builder, member);
      /* Without one they get what the group gives everybody: who may invite, and decides nothing else, may not say more. */
      if (role != CORDIAL_ROLE_UNKNOWN)
        {
          json_builder_set_member_name (builder, "mode");
          json_builder_add_string_value (builder, cordial_tinode_mode_of_role (role));
        }
      json_builder_end_object (builder);
    }
  *setting = (Leaving) { task, g_strdup (name) };
  cordial_tinode_request_send (self, builder, on_member_set, setting);
}

/**
 * cordial_tinode_set_membership:
 * @self: the session, signed in
 * @task: (transfer full): returns %TRUE
 * @name: a group that we are attached to
 * @wanted: whose member and member_role count, or else ended: %CORDIAL_ENDING_DELETED for everybody, or the owner alone leaves
 */
void
cordial_tinode_set_membership (CordialTinodeSession *self,
                               GTask *task,
                               const char *name,
                               const CordialConversationRecord *wanted)
{
  if (wanted->fields & CORDIAL_CONVERSATION_HAS_MEMBER)
    set_member (self, task, name, wanted->member, wanted->member_role);
  else
    leave (self, task, name, wanted->ended == CORDIAL_ENDING_DELETED);
}
