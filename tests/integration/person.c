/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Somebody with a bare session, without model or store: hears everything that the session says and remembers it.
 * Requests here wait for their answer. For the tests of this folder.
 */

#include "person.h"

#include "cordial-markup.h"
#include "cordial-tinode-records.h"

/* --- Hearing ------------------------------------------------------------------------------------------------------ */

static void
on_signed_in (Person *self, const char *user_id, const char *token, gint64 expires_ms)
{
  g_assert_nonnull (user_id);
  g_assert_nonnull (token);
  g_assert_cmpint (expires_ms, >, g_get_real_time () / 1000);
  g_set_str (&self->token, token);
}

static void
on_profile (Person *self, CordialConversationRecord *record)
{
  g_clear_pointer (&self->profile, cordial_conversation_record_free);
  self->profile = cordial_conversation_record_copy (record);
}

static void
on_conversation (Person *self, CordialConversationRecord *news)
{
  CordialConversationRecord *known = g_hash_table_lookup (self->conversations, news->id);

  if (!known)
    {
      known = cordial_conversation_record_copy (news);
      g_hash_table_insert (self->conversations, known->id, known);
      return;
    }
  known->fields |= news->fields;
  if (news->fields & CORDIAL_CONVERSATION_HAS_NAME)
    g_set_str (&known->name, news->name);
  if (news->fields & CORDIAL_CONVERSATION_HAS_SEQ)
    known->seq = news->seq;
  if (news->fields & CORDIAL_CONVERSATION_HAS_READ)
    known->read = news->read;
  if (news->fields & CORDIAL_CONVERSATION_HAS_RECV)
    known->recv = news->recv;
  if (news->fields & CORDIAL_CONVERSATION_HAS_PEER_READ)
    known->peer_read = news->peer_read;
  if (news->fields & CORDIAL_CONVERSATION_HAS_PEER_RECV)
    known->peer_recv = news->peer_recv;
  if (news->fields & CORDIAL_CONVERSATION_HAS_ONLINE)
    known->online = news->online;
  if (news->fields & CORDIAL_CONVERSATION_HAS_LAST_SEEN)
    known->last_seen_ms = news->last_seen_ms;
  if (news->fields & CORDIAL_CONVERSATION_HAS_WRITABLE)
    known->writable = news->writable;
  if (news->fields & CORDIAL_CONVERSATION_HAS_MUTED)
    known->muted = news->muted;
}

static void
on_roster_complete (Person *self)
{
  self->rosters++;
}

static void
on_messages (Person *self, const char *conversation_id, GPtrArray *messages)
{
  for (guint i = 0; i < messages->len; i++)
    {
      CordialMessageRecord *message = messages->pdata[i];

      g_assert_cmpstr (message->conversation_id, ==, conversation_id);
      g_assert_cmpint (message->seq, >, 0);
      g_ptr_array_add (self->messages, cordial_message_record_copy (message));
    }
}

static void
on_deleted (Person *self, const char *conversation_id, gint64 low, gint64 high)
{
  g_ptr_array_add (self->deleted,
                   g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, conversation_id, low, high));
}

static void
on_receipt (Person *self, const char *conversation_id, const char *user_id, int receipt, gint64 seq)
{
  Heard *heard = g_new0 (Heard, 1);

  heard->conversation_id = g_strdup (conversation_id);
  heard->user_id = g_strdup (user_id);
  heard->receipt = receipt;
  heard->seq = seq;
  g_ptr_array_add (self->receipts, heard);
}

static void
heard_free (gpointer data)
{
  Heard *heard = data;

  g_free (heard->conversation_id);
  g_free (heard->user_id);
  g_free (heard);
}

static void
on_typing (Person *self, const char *conversation_id, const char *user_id, gboolean recording)
{
  g_ptr_array_add (self->typing, g_strdup_printf ("%s %s%s", conversation_id, user_id, recording ? " recording" : ""));
}

/* --- Being -------------------------------------------------------------------------------------------------------- */

Person *
person_new (const char *uri, const char *login, const char *password, const char *name)
{
  Person *self = g_new0 (Person, 1);

  self->session = cordial_tinode_session_new (uri);
  self->protocol = CORDIAL_PROTOCOL (self->session);
  self->login = g_strdup (login);
  self->password = g_strdup (password);
  self->name = g_strdup (name);
  self->conversations =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) cordial_conversation_record_free);
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
  self->receipts = g_ptr_array_new_with_free_func (heard_free);
  self->typing = g_ptr_array_new_with_free_func (g_free);
  self->deleted = g_ptr_array_new_with_free_func (g_free);
  self->removed = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect_swapped (self->session, "signed-in", G_CALLBACK (on_signed_in), self);
  g_signal_connect_swapped (self->session, "profile", G_CALLBACK (on_profile), self);
  g_signal_connect_swapped (self->session, "conversation", G_CALLBACK (on_conversation), self);
  g_signal_connect_swapped (self->session, "roster-complete", G_CALLBACK (on_roster_complete), self);
  g_signal_connect_swapped (self->session, "messages", G_CALLBACK (on_messages), self);
  g_signal_connect_swapped (self->session, "deleted", G_CALLBACK (on_deleted), self);
  g_signal_connect_swapped (self->session, "receipt", G_CALLBACK (on_receipt), self);
  g_signal_connect_swapped (self->session, "typing", G_CALLBACK (on_typing), self);
  return self;
}

Person *
person_new_online (const char *uri, const char *name)
{
  g_autofree char *who = g_utf8_strdown (name, -1);
  g_autofree char *login = world_invent_login (who);
  Person *self = person_new (uri, login, "a password of its own", name);
  g_autoptr (GError) error = NULL;

  person_sign_up (self, &error);
  g_assert_no_error (error);
  world_wait (person_is_online (self));
  return self;
}

void
person_free (Person *self)
{
  g_signal_handlers_disconnect_by_data (self->session, self);
  cordial_protocol_close (self->protocol);
  /* Answers that nobody waits for. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->session);
  g_hash_table_unref (self->conversations);
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->receipts);
  g_ptr_array_unref (self->typing);
  g_ptr_array_unref (self->deleted);
  g_ptr_array_unref (self->removed);
  g_clear_pointer (&self->profile, cordial_conversation_record_free);
  g_free (self->login);
  g_free (self->password);
  g_free (self->name);
  g_free (self->token);
  g_free (self);
}

char *
person_dup_id (Person *self)
{
  return cordial_protocol_dup_user_id (self->protocol);
}

gboolean
person_is_online (Person *self)
{
  return cordial_protocol_get_link_state (self->protocol) == CORDIAL_LINK_ONLINE;
}

void
person_come_online (Person *self)
{
  cordial_protocol_open (self->protocol);
  world_wait (person_is_online (self));
}

void
person_go_away (Person *self)
{
  cordial_protocol_close (self->protocol);
  g_assert_cmpint (cordial_protocol_get_link_state (self->protocol), ==, CORDIAL_LINK_OFFLINE);
}

/* --- Asking ------------------------------------------------------------------------------------------------------- */

gboolean
person_sign_up (Person *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cordial_protocol_sign_up_async (self->protocol, self->login, self->password, self->name, NULL, world_on_answer,
                                  &result);
  world_wait (result != NULL);
  return cordial_protocol_sign_up_finish (self->protocol, result, error);
}

gint64
person_send_record (Person *self, const CordialMessageRecord *record, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gint64 time_ms = 0, seq;

  cordial_protocol_send_async (self->protocol, record, NULL, world_on_answer, &result);
  world_wait (result != NULL);
  seq = cordial_protocol_send_finish (self->protocol, result, &time_ms, error);
  if (seq > 0)
    g_assert_cmpint (time_ms, >, 0);
  return seq;
}

gint64
person_send (Person *self, const char *to, const char *text, const char *cordial_id)
{
  g_autoptr (CordialMessageRecord) record = cordial_message_record_new ();
  g_autoptr (CordialContent) content = cordial_content_new_typed (text, NULL);
  g_autoptr (GError) error = NULL;
  gint64 seq;

  cordial_tinode_content_format.write (content, record);
  record->conversation_id = g_strdup (to);
  record->cordial_id = g_strdup (cordial_id);
  seq = person_send_record (self, record, &error);
  g_assert_no_error (error);
  g_assert_cmpint (seq, >, 0);
  return seq;
}

GPtrArray *
person_fetch (Person *self, const char *conversation_id, gint64 low, gint64 high, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cordial_protocol_fetch_async (self->protocol, conversation_id, low, high, NULL, world_on_answer, &result);
  world_wait (result != NULL);
  return cordial_protocol_fetch_finish (self->protocol, result, error);
}

gint64
person_refresh (Person *self, const char *conversation_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 seq;

  cordial_protocol_refresh_async (self->protocol, conversation_id, NULL, world_on_answer, &result);
  world_wait (result != NULL);
  seq = cordial_protocol_refresh_finish (self->protocol, result, &error);
  g_assert_no_error (error);
  return seq;
}

GPtrArray *
person_find (Person *self, const char *query)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *people;

  cordial_protocol_find_people_async (self->protocol, query, NULL, world_on_answer, &result);
  world_wait (result != NULL);
  people = cordial_protocol_find_people_finish (self->protocol, result, &error);
  g_assert_no_error (error);
  return people;
}

char *
person_start (Person *self, const char *person_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cordial_protocol_start_conversation_async (self->protocol, person_id, NULL, world_on_answer, &result);
  world_wait (result != NULL);
  return cordial_protocol_start_conversation_finish (self->protocol, result, error);
}

/* --- Remembering -------------------------------------------------------------------------------------------------- */

CordialConversationRecord *
person_get_conversation (Person *self, const char *id)
{
  return g_hash_table_lookup (self->conversations, id);
}

CordialMessageRecord *
person_get_message (Person *self, const char *text)
{
  for (guint i = 0; i < self->messages->len; i++)
    {
      CordialMessageRecord *message = self->messages->pdata[i];

      if (g_strcmp0 (message->text, text) == 0)
        return message;
    }
  return NULL;
}

gboolean
person_heard (Person *self, const char *conversation_id, const char *user_id, CordialReceipt receipt, gint64 seq)
{
  for (guint i = 0; i < self->receipts->len; i++)
    {
      Heard *heard = self->receipts->pdata[i];

      if (g_str_equal (heard->conversation_id, conversation_id) && g_str_equal (heard->user_id, user_id) &&
          heard->receipt == receipt && heard->seq == seq)
        return TRUE;
    }
  return FALSE;
}
