/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The account, and the history that stands in for a server. Asserts nothing about Cordial itself.
 */

#include "fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

static void
on_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* --- A server's history ------------------------------------------------------------------------------------------ */

History *
history_new (const char *conversation_id)
{
  History *self = g_new0 (History, 1);

  self->conversation_id = g_strdup (conversation_id);
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);
  return self;
}

void
history_free (History *self)
{
  g_free (self->conversation_id);
  g_ptr_array_unref (self->messages);
  g_free (self);
}

gint64
history_add (History *self, const char *sender_id, const char *text, const char *cordial_id)
{
  CordialMessageRecord *message =
    fake_message (self->conversation_id, sender_id, (gint64) self->messages->len + 1, text);

  message->cordial_id = g_strdup (cordial_id);
  message->time_ms += self->later_ms;
  g_ptr_array_add (self->messages, message);
  return message->seq;
}

void
history_fill (History *self, gint64 seq)
{
  while (self->messages->len < seq)
    {
      g_autofree char *text = g_strdup_printf ("message %u", self->messages->len + 1);

      history_add (self, BEN, text, NULL);
    }
}

void
history_delete (History *self, gint64 low, gint64 high)
{
  for (gint64 seq = low; seq <= high; seq++)
    {
      cordial_message_record_free (self->messages->pdata[seq - 1]);
      self->messages->pdata[seq - 1] = NULL;
    }
}

void
history_restore (History *self, gint64 seq)
{
  g_ptr_array_set_size (self->messages, (gint) seq);
  self->later_ms += 3600 * 1000;
}

const CordialMessageRecord *
history_get (History *self, gint64 seq)
{
  return g_ptr_array_index (self->messages, seq - 1);
}

GPtrArray *
history_slice (History *self, gint64 low, gint64 high)
{
  GPtrArray *slice = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_message_record_free);

  for (gint64 seq = low; seq <= MIN (high, (gint64) self->messages->len); seq++)
    if (history_get (self, seq))
      g_ptr_array_add (slice, cordial_message_record_copy (history_get (self, seq)));
  return slice;
}

gboolean
history_answer (History *self, FakeProtocol *protocol)
{
  FakeRequest *request;

  if (fake_protocol_peek (protocol, FAKE_FETCH))
    {
      g_autoptr (GPtrArray) messages = NULL;

      request = fake_protocol_take (protocol, FAKE_FETCH);
      g_assert_cmpstr (request->conversation_id, ==, self->conversation_id);
      messages = history_slice (self, request->span.low, request->span.high);
      fake_request_answer_messages (request, messages);
      return TRUE;
    }
  if (fake_protocol_peek (protocol, FAKE_REFRESH))
    {
      fake_request_answer_seq (fake_protocol_take (protocol, FAKE_REFRESH), self->messages->len);
      return TRUE;
    }
  if (fake_protocol_peek (protocol, FAKE_SEND))
    {
      gint64 seq;

      request = fake_protocol_take (protocol, FAKE_SEND);
      seq = history_add (self, FAKE_OWN_ID, request->message->text, request->message->cordial_id);
      ((CordialMessageRecord *) history_get (self, seq))->replaces = request->message->replaces;
      fake_request_answer_sent (request, seq, history_get (self, seq)->time_ms);
      return TRUE;
    }
  if (fake_protocol_peek (protocol, FAKE_DELETE))
    {
      request = fake_protocol_take (protocol, FAKE_DELETE);
      for (guint i = 0; i < request->seqs->len; i++)
        {
          gint64 seq = g_array_index (request->seqs, gint64, i);

          history_delete (self, seq, seq);
        }
      fake_request_answer_yes (request);
      return TRUE;
    }
  return FALSE;
}

/* --- An account -------------------------------------------------------------------------------------------------- */

static char *
get_path (const char *folder, const char *suffix)
{
  g_autofree char *name = g_strconcat ("account.db", suffix, NULL);

  return g_build_filename (folder, name, NULL);
}

static void
start (Fixture *self)
{
  g_autofree char *path = get_path (self->folder, "");
  g_autoptr (GError) error = NULL;

  self->store = cordial_store_open (path, &error);
  g_assert_no_error (error);
  self->work = cordial_work_new ("test", self->store, &fake_content_format, NULL);
  self->account = g_object_ref (cordial_work_get_account (self->work));
  cordial_work_load (self->work, &error);
  g_assert_no_error (error);
  self->protocol = fake_protocol_new ();
  cordial_work_set_protocol (self->work, CORDIAL_PROTOCOL (self->protocol));
}

static void
stop (Fixture *self)
{
  cordial_work_end (self->work);
  fixture_settle_store (self);
  g_assert_finalize_object (g_steal_pointer (&self->work));
  g_assert_finalize_object (g_steal_pointer (&self->account));
  fixture_settle ();
  g_assert_finalize_object (g_steal_pointer (&self->protocol));
  g_assert_finalize_object (g_steal_pointer (&self->store));
}

/* What waits to be sent, to another folder or nowhere. */
static void
move_files (const char *from, const char *to)
{
  g_autofree char *from_folder = g_build_filename (from, CORDIAL_STORE_FILES_FOLDER, NULL);
  g_autofree char *to_folder = to ? g_build_filename (to, CORDIAL_STORE_FILES_FOLDER, NULL) : NULL;
  g_autoptr (GDir) dir = g_dir_open (from_folder, 0, NULL);
  const char *name;

  if (to)
    g_mkdir (to_folder, 0700);
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *old = g_build_filename (from_folder, name, NULL);
      g_autofree char *new = to ? g_build_filename (to_folder, name, NULL) : NULL;

      g_assert_cmpint (to ? g_rename (old, new) : g_unlink (old), ==, 0);
    }
  g_rmdir (from_folder);
}

void
fixture_delete_folder (char *folder)
{
  const char *const suffixes[] = { "", "-wal", "-shm", "-search", "-search-wal", "-search-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = get_path (folder, suffixes[i]);

      g_unlink (path);
    }
  move_files (folder, NULL);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);
}

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("cordial-chat-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

Fixture *
fixture_new (void)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->folder = make_folder ();
  self->history = history_new (BEN);
  start (self);
  return self;
}

Fixture *
fixture_new_online (gint64 seq)
{
  Fixture *self = fixture_new ();

  history_fill (self->history, seq);
  fixture_come_online (self);
  fixture_serve (self);
  fake_protocol_forget (self->protocol, FAKE_MARK);
  return self;
}

void
fixture_free (Fixture *self)
{
  stop (self);
  history_free (self->history);
  fixture_delete_folder (self->folder);
  g_free (self);
}

void
fixture_report_roster (Fixture *self, History *history)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (history->conversation_id);
  guint n = history->messages->len;

  record->fields = CORDIAL_CONVERSATION_HAS_NAME | CORDIAL_CONVERSATION_HAS_SEQ | CORDIAL_CONVERSATION_HAS_ENDED;
  record->name = g_strdup (history->conversation_id + strlen ("usr"));
  record->seq = n;
  if (n > 0 && history->messages->pdata[n - 1])
    {
      record->fields |= CORDIAL_CONVERSATION_HAS_TOUCHED;
      record->touched_ms = history_get (history, n)->time_ms;
    }
  g_signal_emit_by_name (self->protocol, "conversation", record);
}

void
fixture_come_online (Fixture *self)
{
  fake_protocol_sign_in (self->protocol);
  fixture_report_roster (self, self->history);
  fake_protocol_complete_roster (self->protocol);
}

void
fixture_serve (Fixture *self)
{
  do
    fixture_settle_store (self);
  while (history_answer (self->history, self->protocol));
}

void
fixture_restart (Fixture *self)
{
  stop (self);
  start (self);
}

void
fixture_crash (Fixture *self)
{
  char *old_folder = self->folder;
  char *new_folder = make_folder ();
  const char *const suffixes[] = { "", "-wal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = get_path (old_folder, suffixes[i]);
      g_autofree char *to = get_path (new_folder, suffixes[i]);
      g_autofree char *bytes = NULL;
      g_autoptr (GError) error = NULL;
      gsize length;

      g_file_get_contents (from, &bytes, &length, &error);
      g_assert_no_error (error);
      g_file_set_contents (to, bytes, (gssize) length, &error);
      g_assert_no_error (error);
    }
  move_files (old_folder, new_folder);
  stop (self);
  fixture_delete_folder (old_folder);
  self->folder = new_folder;
  start (self);
}

void
fixture_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
fixture_settle_store (Fixture *self)
{
  /* What the store has done makes its callers ask for more. */
  for (guint i = 0; i < 4; i++)
    {
      fixture_settle ();
      cordial_store_flush (self->store);
    }
  fixture_settle ();
}

void
fixture_execute (Fixture *self, const char *sql)
{
  g_autofree char *path = get_path (self->folder, "");
  sqlite3 *database = NULL;
  char *message = NULL;

  fixture_settle_store (self);
  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  sqlite3_busy_timeout (database, patience_get_s () * 1000);
  sqlite3_exec (database, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (database);
}

CordialConversation *
fixture_get_ben (Fixture *self)
{
  CordialConversation *ben = cordial_account_get_conversation (self->account, BEN);

  g_assert_nonnull (ben);
  return ben;
}

gboolean
fixture_try_to_say (CordialConversation *conversation, const char *text, GError **error)
{
  g_autoptr (CordialContent) content = cordial_conversation_new_content (conversation, text, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  cordial_conversation_send_async (conversation, content, NULL, on_result, &result);
  chat_wait (result != NULL);
  return cordial_conversation_send_finish (conversation, result, error);
}

void
fixture_say (CordialConversation *conversation, const char *text)
{
  g_autoptr (GError) error = NULL;

  fixture_try_to_say (conversation, text, &error);
  g_assert_no_error (error);
}

CordialMessage *
fixture_get_message (CordialConversation *conversation, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (cordial_conversation_get_timeline (conversation)), position);
}

guint
fixture_count (CordialConversation *conversation)
{
  return g_list_model_get_n_items (G_LIST_MODEL (cordial_conversation_get_timeline (conversation)));
}

char *
fixture_dup_texts (CordialConversation *conversation)
{
  g_autoptr (GString) texts = g_string_new (NULL);

  for (guint i = 0; i < fixture_count (conversation); i++)
    {
      g_autoptr (CordialMessage) message = fixture_get_message (conversation, i);

      g_string_append_printf (texts, "%s%s", i > 0 ? "," : "", cordial_message_get_text (message));
    }
  return g_string_free_and_steal (g_steal_pointer (&texts));
}

char *
fixture_dup_stored (Fixture *self, const char *conversation_id)
{
  g_autoptr (GString) texts = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;

  fixture_settle_store (self);
  records = cordial_store_read_places (self->store, conversation_id, 0, G_MAXINT64, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < records->len; i++)
    {
      const CordialMessageRecord *record = g_ptr_array_index (records, i);

      g_string_append_printf (texts, record->seq > 0 ? "%s%s" : "%s(%s)", i > 0 ? "," : "", record->text);
    }
  return g_string_free_and_steal (g_steal_pointer (&texts));
}

CordialMessageStatus
fixture_get_status (CordialConversation *conversation, guint position)
{
  g_autoptr (CordialMessage) message = fixture_get_message (conversation, position);

  return cordial_message_get_status (message);
}

void
fixture_assert_complete (Fixture *self)
{
  CordialConversation *ben = fixture_get_ben (self);

  g_assert_cmpuint (fixture_count (ben), ==, self->history->messages->len);
  for (guint i = 0; i < fixture_count (ben); i++)
    {
      g_autoptr (CordialMessage) message = fixture_get_message (ben, i);

      g_assert_cmpint (cordial_message_get_seq (message), ==, i + 1);
      g_assert_cmpstr (cordial_message_get_text (message), ==, history_get (self->history, i + 1)->text);
    }
}

guint
fixture_count_fetches (Fixture *self)
{
  fixture_settle_store (self);
  return fake_protocol_count (self->protocol, FAKE_FETCH);
}

guint
fixture_count_stored (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) outbox = cordial_store_list_outbox (self->store, &error);

  g_assert_no_error (error);
  return outbox->len;
}

guint
fixture_get_waiting (Fixture *self)
{
  return cordial_account_get_waiting_messages (self->account);
}

guint
fixture_count_sends (Fixture *self)
{
  fixture_settle_store (self);
  return fake_protocol_count (self->protocol, FAKE_SEND);
}

FakeRequest *
fixture_take_send (Fixture *self, const char *text)
{
  FakeRequest *request;

  g_assert_cmpuint (fixture_count_sends (self), ==, 1);
  request = fake_protocol_take (self->protocol, FAKE_SEND);
  g_assert_cmpstr (request->message->text, ==, text);
  return request;
}

void
fixture_assert_arrived (Fixture *self, const char *expected)
{
  g_autoptr (GString) texts = g_string_new (NULL);

  for (guint i = 3; i < self->history->messages->len; i++)
    g_string_append_printf (texts, "%s%s", i > 3 ? "," : "",
                            history_get (self->history, i + 1) ? history_get (self->history, i + 1)->text : "-");
  g_assert_cmpstr (texts->str, ==, expected);
}
