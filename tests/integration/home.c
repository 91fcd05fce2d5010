/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Somebody with the whole application but its window: accounts, database, outbox, session. For the tests of this folder.
 */

#include "home.h"

#include "cordial-tinode-records.h"

static CordialProtocol *
make_session (const CordialProtocolSettings *settings, gpointer user_data)
{
  Home *self = user_data;
  /* As the real one, but that a line which breaks ever again is tried ever again at once. */
  g_autoptr (CordialBackoff) backoff =
    g_object_new (CORDIAL_TYPE_BACKOFF, "first-jitter-ms", 20, "base-ms", 50, "cap-ms", 200, NULL);
  g_autoptr (CordialConnection) connection = g_object_new (CORDIAL_TYPE_CONNECTION, "backoff", backoff, NULL);
  CordialHeartbeat *heartbeat = cordial_connection_get_heartbeat (connection);

  cordial_heartbeat_set_interval_ms (heartbeat, HOME_INTERVAL_MS);
  cordial_heartbeat_set_deadline_floor_ms (heartbeat, HOME_DEADLINE_MS);
  self->session = g_object_new (CORDIAL_TYPE_TINODE_SESSION, "uri", settings->uri, "connection", connection, NULL);
  return CORDIAL_PROTOCOL (self->session);
}

Home *
home_new_empty (const char *folder, const char *password)
{
  Home *self = g_new0 (Home, 1);

  self->folder = g_strdup (folder);
  self->password = g_strdup (password);
  self->credentials = cordial_credentials_new ();
  self->accounts =
    cordial_accounts_new (folder, self->credentials, make_session, &cordial_tinode_content_format, self, NULL);
  return self;
}

Home *
home_new (const char *uri, const char *folder, const char *name)
{
  g_autofree char *who = g_utf8_strdown (name, -1);
  g_autofree char *login = world_invent_login (who);
  g_autofree char *data = g_build_filename (folder, login, NULL);
  Home *self = home_new_empty (data, "a password of its own");
  CordialAccountSetup setup = {
    .server = uri, .login = login, .password = self->password, .name = name, .create = TRUE, .allow_plaintext = TRUE
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cordial_accounts_load (self->accounts, &error);
  g_assert_no_error (error);
  cordial_accounts_sign_in_async (self->accounts, &setup, NULL, world_on_answer, &result);
  world_wait (result != NULL);
  self->account = cordial_accounts_sign_in_finish (self->accounts, result, &error);
  g_assert_no_error (error);
  world_wait (home_is_online (self));
  return self;
}

Home *
home_load (const char *folder, const char *password)
{
  Home *self = home_new_empty (folder, password);
  g_autoptr (GError) error = NULL;

  cordial_accounts_load (self->accounts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->accounts)), ==, 1);
  self->account = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);
  return self;
}

void
home_free (Home *self)
{
  g_signal_handlers_disconnect_by_data (self->account, self);
  cordial_account_close (self->account);
  g_clear_object (&self->account);
  g_assert_finalize_object (self->accounts);
  g_object_unref (self->credentials);
  world_settle ();
  g_free (self->folder);
  g_free (self->password);
  g_free (self);
}

gboolean
home_is_online (Home *self)
{
  gboolean roster_complete;

  g_object_get (self->account, "roster-complete", &roster_complete, NULL);
  return roster_complete && cordial_account_get_link_state (self->account) == CORDIAL_LINK_ONLINE;
}

/* As the person does who is asked for the password. */
static void
on_link_state (CordialAccount *account, GParamSpec *pspec, Home *self)
{
  if (cordial_account_get_refusal (account) == CORDIAL_REFUSAL_PASSWORD)
    {
      g_signal_handlers_disconnect_by_data (account, self);
      cordial_account_sign_in_again_async (account, self->password, NULL, NULL, NULL);
    }
}

void
home_begin_opening (Home *self)
{
  g_signal_connect (self->account, "notify::link-state", G_CALLBACK (on_link_state), self);
  cordial_account_open (self->account);
}

void
home_open (Home *self)
{
  home_begin_opening (self);
  world_wait (home_is_online (self));
}

CordialConversation *
home_meet (Home *self, Home *other)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialConversation) conversation = NULL;

  cordial_account_start_conversation_async (self->account, cordial_account_get_user_id (other->account), NULL,
                                            world_on_answer, &result);
  world_wait (result != NULL);
  conversation = cordial_account_start_conversation_finish (self->account, result, &error);
  g_assert_no_error (error);
  return conversation;
}

CordialConversation *
home_get_conversation (Home *self, Home *other)
{
  return cordial_account_get_conversation (self->account, cordial_account_get_user_id (other->account));
}

void
home_say (CordialConversation *conversation, const char *text)
{
  g_autoptr (CordialContent) content = cordial_conversation_new_content (conversation, text, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cordial_conversation_send_async (conversation, content, NULL, world_on_answer, &result);
  world_wait (result != NULL);
  g_assert_true (cordial_conversation_send_finish (conversation, result, &error));
  g_assert_no_error (error);
}

guint
home_count (CordialConversation *conversation)
{
  return g_list_model_get_n_items (G_LIST_MODEL (cordial_conversation_get_timeline (conversation)));
}

CordialMessage *
home_get_message (CordialConversation *conversation, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (cordial_conversation_get_timeline (conversation)), position);
}

char *
home_dup_transcript (CordialConversation *conversation)
{
  g_autoptr (GString) transcript = g_string_new (NULL);

  for (guint i = 0; i < home_count (conversation); i++)
    {
      g_autoptr (CordialMessage) message = home_get_message (conversation, i);

      g_string_append_printf (transcript, "%s: %s\n", cordial_message_get_sender_id (message),
                              cordial_message_get_text (message));
    }
  return g_string_free (g_steal_pointer (&transcript), FALSE);
}

void
household_set_up (Household *self, gconstpointer data)
{
  self->world = world_new ();
  self->ada = home_new (world_get_uri (self->world), world_get_folder (self->world), "Ada");
  self->ben = home_new (world_get_uri (self->world), world_get_folder (self->world), "Ben");
  self->to_ben = home_meet (self->ada, self->ben);
}

void
household_tear_down (Household *self, gconstpointer data)
{
  g_clear_pointer (&self->ada, home_free);
  g_clear_pointer (&self->ben, home_free);
  world_free (self->world);
}
