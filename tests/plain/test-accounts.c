/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Accounts of the plain dialect: made from settings, tried before, changed later. Beside a back end that the test plays, with
 * a real database in a temporary folder.
 */

#define _GNU_SOURCE /* memmem() */

#include <glib/gstdio.h>
#include <string.h>

#include "cordial-accounts.h"
#include "cordial-plain-session.h"
#include "cordial-store.h"
#include "cordial-trouble.h"
#include "file-limit.h"
#include "fixture.h"

typedef struct
{
  char *folder;
  TestPeer *peer;
  CordialCredentials *credentials;
  CordialAccounts *accounts;
} Home;

static CordialProtocol *
make_session (const CordialProtocolSettings *settings, gpointer user_data)
{
  return CORDIAL_PROTOCOL (cordial_plain_session_new (settings));
}

static Home *
home_new (void)
{
  Home *self = g_new0 (Home, 1);

  self->folder = g_dir_make_tmp ("cordial-accounts-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  self->peer = test_peer_new (NULL);
  self->credentials = cordial_credentials_new ();
  self->accounts =
    cordial_accounts_new (self->folder, self->credentials, make_session, &cordial_text_content_format, NULL, NULL);
  g_assert_true (cordial_accounts_load (self->accounts, NULL));
  return self;
}

static void
delete_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      delete_tree (child);
    }
  g_remove (path);
}

static void
home_free (Home *self)
{
  while (g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) > 0)
    {
      g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);

      cordial_accounts_remove (self->accounts, account, FALSE);
    }
  g_clear_object (&self->accounts);
  g_clear_object (&self->credentials);
  g_clear_object (&self->peer);
  test_run_ms (20);
  delete_tree (self->folder);
  g_free (self->folder);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Home, home_free)

static CordialProtocolSettings *
make_settings (Home *self, const char *user_id, const char *rest)
{
  CordialProtocolSettings *settings = cordial_protocol_settings_new ();

  settings->dialect = g_strdup (CORDIAL_DIALECT_PLAIN);
  settings->uri = g_strdup_printf ("ws://127.0.0.1:%u%s", test_peer_get_port (self->peer), rest);
  settings->user_id = g_strdup (user_id);
  settings->name = g_strdup ("Own Name");
  settings->deadline_ms = 200;
  return settings;
}

static void
on_answer (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static CordialAccount *
sign_in (Home *self, const CordialProtocolSettings *settings, GError **error)
{
  CordialAccountSetup setup = { .settings = settings };
  g_autoptr (GAsyncResult) result = NULL;

  cordial_accounts_sign_in_async (self->accounts, &setup, NULL, on_answer, &result);
  test_wait_until (result != NULL);
  return cordial_accounts_sign_in_finish (self->accounts, result, error);
}

/* (transfer full) (nullable): the text of a file below, if it has it */
static gboolean
is_on_disk (const char *path, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *content = NULL;
  const char *name;
  gsize size;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (is_on_disk (child, text))
        return TRUE;
    }
  return !dir && g_file_get_contents (path, &content, &size, NULL) && memmem (content, size, text, strlen (text));
}

static void
test_sign_in (void)
{
  g_autoptr (Home) self = home_new ();
  g_autoptr (CordialProtocolSettings) settings = make_settings (self, "7", "/ws/7?token=s3cret-token");
  g_autoptr (CordialProtocolSettings) kept = NULL;
  g_autoptr (CordialAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  account = sign_in (self, settings, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cordial_account_get_user_id (account), ==, "7");
  g_assert_cmpstr (cordial_account_get_name (account), ==, "Own Name");
  g_assert_true (cordial_account_get_has_settings (account));
  kept = cordial_account_dup_settings (account);
  g_assert_cmpstr (kept->uri, ==, settings->uri);
  g_assert_cmpuint (kept->deadline_ms, ==, 200);
  g_assert_cmpuint (kept->interval_ms, ==, 0);
  /* Secrets are not kept beside messages. */
  g_assert_true (is_on_disk (self->folder, "/ws/7"));
  g_assert_false (is_on_disk (self->folder, "s3cret-token"));
}

static void
test_refused (void)
{
  g_autoptr (Home) self = home_new ();
  g_autoptr (CordialProtocolSettings) settings = make_settings (self, "7", "/ws/7");
  g_autoptr (GError) error = NULL;

  test_peer_set_manner (self->peer, PEER_ANSWERS_STATUS);
  test_peer_set_status (self->peer, 401, NULL);
  g_assert_null (sign_in (self, settings, &error));
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->accounts)), ==, 0);
  g_assert_false (is_on_disk (self->folder, "/ws/7"));
}

typedef struct
{
  gboolean needless;
  guint told;
  guint taken_back;
} Desk;

static gboolean
desk_is_needless (gpointer user_data)
{
  return ((Desk *) user_data)->needless;
}

static void
desk_tell (const char *id, GNotification *notification, gpointer user_data)
{
  Desk *desk = user_data;

  g_assert_true (g_str_has_prefix (id, "trouble-"));
  if (notification)
    desk->told++;
  else
    desk->taken_back++;
}

/* In the background nobody sees the banner: one notification, however often it is tried again, until the account is back. */
static void
test_told_in_background (void)
{
  g_autoptr (Home) self = home_new ();
  g_autoptr (CordialProtocolSettings) settings = make_settings (self, "7", "/ws/7");
  g_autoptr (CordialAccount) account = sign_in (self, settings, NULL);
  Desk desk = { TRUE, 0, 0 };
  const CordialTroubleFuncs funcs = { desk_is_needless, desk_tell };
  g_autoptr (CordialTrouble) trouble = cordial_trouble_new (self->accounts, &funcs, &desk);

  /* An earlier run may have told, and been ended by force. */
  g_assert_cmpuint (desk.taken_back, ==, 1);
  desk.taken_back = 0;
  test_peer_set_status (self->peer, 403, NULL);
  test_peer_drop (self->peer);
  test_wait_until (cordial_account_get_link_state (account) == CORDIAL_LINK_REFUSED);
  g_assert_cmpuint (desk.told, ==, 0);
  desk.needless = FALSE;
  for (guint i = 0; i < 2; i++)
    {
      cordial_account_retry_now (account);
      test_wait_until (cordial_account_get_link_state (account) == CORDIAL_LINK_CONNECTING);
      test_wait_until (cordial_account_get_link_state (account) == CORDIAL_LINK_REFUSED);
      g_assert_cmpuint (desk.told, ==, 1);
    }
  g_assert_cmpuint (desk.taken_back, ==, 0);
  test_peer_set_manner (self->peer, PEER_UPGRADES);
  cordial_account_retry_now (account);
  test_wait_until (cordial_account_get_link_state (account) == CORDIAL_LINK_ONLINE);
  g_assert_cmpuint (desk.taken_back, ==, 1);
}

static guint
count_messages (CordialAccount *account, const char *id)
{
  CordialConversation *conversation = cordial_account_get_conversation (account, id);

  return conversation ? g_list_model_get_n_items (G_LIST_MODEL (cordial_conversation_get_timeline (conversation))) : 0;
}

/* Nor that what comes cannot be kept, until there is room again. */
static void
test_full_in_background (void)
{
  g_autoptr (Home) self = home_new ();
  g_autoptr (CordialProtocolSettings) settings = make_settings (self, "7", "/ws/7");
  g_autoptr (CordialAccount) account = sign_in (self, settings, NULL);
  g_autofree char *text = g_strnfill (20 * 1024, 'x');
  Desk desk = { FALSE, 0, 0 };
  const CordialTroubleFuncs funcs = { desk_is_needless, desk_tell };
  g_autoptr (CordialTrouble) trouble = cordial_trouble_new (self->accounts, &funcs, &desk);

  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);

  desk.taken_back = 0;
  file_limit_set (128 * 1024);
  for (guint i = 0; cordial_account_get_storage (account) == CORDIAL_STORAGE_FINE; i++)
    {
      g_autofree char *frame =
        g_strdup_printf ("{\"senderId\":\"9\",\"receiverId\":\"7\",\"content\":\"%s\",\"messageId\":\"%u\"}", text, i);

      g_assert_cmpuint (desk.told, ==, 0);
      test_peer_send_text (self->peer, frame);
      test_wait_until (count_messages (account, "9") > i ||
                       cordial_account_get_storage (account) != CORDIAL_STORAGE_FINE);
    }
  g_assert_cmpint (cordial_account_get_storage (account), ==, CORDIAL_STORAGE_FULL);
  g_assert_cmpuint (desk.told, ==, 1);
  file_limit_set (RLIM_INFINITY);
  test_wait_until (desk.taken_back == 1);
  g_assert_cmpint (cordial_account_get_storage (account), ==, CORDIAL_STORAGE_FINE);
  g_assert_cmpuint (desk.told, ==, 1);
  g_log_set_always_fatal (fatal);
}

/* Why the server did not let somebody in, reaches whoever typed the address: each reason its sentence. */
static void
test_reasons (void)
{
  const struct
  {
    guint status; /* 0 for one of the others */
    PeerManner manner;
    const char *host;
    const char *sentence;
  } cases[] = {
    { 401, PEER_ANSWERS_STATUS, NULL, "The server wants a sign-in before it opens a connection." },
    { 403, PEER_ANSWERS_STATUS, NULL, "The server does not allow this connection." },
    { 404, PEER_ANSWERS_STATUS, NULL, "There is no chat server at this address (HTTP 404)." },
    { 429, PEER_ANSWERS_STATUS, NULL,
      "The server has had too many requests from here (HTTP 429). It is asked again in a while." },
    { 502, PEER_ANSWERS_STATUS, NULL, "The server is not available at the moment (HTTP 502)." },
    { 0, PEER_HANGS_UP, NULL, "The server hung up before there was a connection." },
    { 0, PEER_ANSWERS_NONSENSE, NULL, "What answers at this address is no chat server." },
    { 0, PEER_UPGRADES, "nowhere.test", "The server’s name was not found." },
    { 0, PEER_UPGRADES, "127.0.0.1:1", "No server answers at this address." },
  };
  g_autoptr (Home) self = home_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CordialProtocolSettings) settings = make_settings (self, "7", "/ws/7");
      g_autoptr (GError) error = NULL;

      if (cases[i].status > 0)
        test_peer_set_status (self->peer, cases[i].status, NULL);
      else
        test_peer_set_manner (self->peer, cases[i].manner);
      if (cases[i].host)
        {
          g_free (settings->uri);
          settings->uri = g_strdup_printf ("ws://%s/ws/7", cases[i].host);
        }
      g_assert_null (sign_in (self, settings, &error));
      g_assert_cmpstr (error->message, ==, cases[i].sentence);
    }
}

/* Another address, another heartbeat, another id: the conversation stays, and what was ours stays ours. */
static void
test_change (void)
{
  g_autoptr (Home) self = home_new ();
  g_autoptr (CordialProtocolSettings) settings = make_settings (self, "7", "/ws/7?token=a");
  g_autoptr (CordialProtocolSettings) others = make_settings (self, "8", "/other/8");
  g_autoptr (CordialProtocolSettings) kept = NULL;
  g_autoptr (CordialAccount) account = sign_in (self, settings, NULL);
  CordialConversation *conversation;
  g_autoptr (CordialMessage) message = NULL;

  others->heartbeat = g_strdup ("\"ping\"");
  others->interval_ms = 1000;
  test_peer_send_text (self->peer,
                       "{\"senderId\":\"7\",\"receiverId\":\"9\",\"content\":\"of ours\",\"messageId\":\"a\"}");
  test_wait_until ((conversation = cordial_account_get_conversation (account, "9")) != NULL);
  test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (cordial_conversation_get_timeline (conversation))) == 1);

  cordial_accounts_change_settings (self->accounts, account, others);
  test_wait_until (g_str_has_prefix (test_peer_get_request (self->peer), "GET /other/8 HTTP/1.1"));
  test_wait_until (cordial_account_get_link_state (account) == CORDIAL_LINK_ONLINE);
  g_assert_cmpstr (cordial_account_get_user_id (account), ==, "8");
  kept = cordial_account_dup_settings (account);
  g_assert_cmpstr (kept->uri, ==, others->uri);
  g_assert_cmpstr (kept->heartbeat, ==, "\"ping\"");
  test_wait_until (test_peer_count_text (self->peer, "\"ping\"") >= 1);

  g_clear_object (&account);
  g_clear_object (&self->accounts);
  self->accounts =
    cordial_accounts_new (self->folder, self->credentials, make_session, &cordial_text_content_format, NULL, NULL);
  g_assert_true (cordial_accounts_load (self->accounts, NULL));
  account = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);
  conversation = cordial_account_get_conversation (account, "9");
  g_assert_nonnull (conversation);
  message = g_list_model_get_item (G_LIST_MODEL (cordial_conversation_get_timeline (conversation)), 0);
  g_assert_cmpstr (cordial_message_get_text (message), ==, "of ours");
  g_assert_true (cordial_message_get_outgoing (message));
}

/* What was met there once is known to the next process, too: a proxy that starts before its server refuses nobody. */
static void
test_proven (void)
{
  g_autoptr (Home) self = home_new ();
  g_autoptr (CordialProtocolSettings) settings = make_settings (self, "7", "/ws/7?token=a");
  g_autoptr (CordialProtocolSettings) elsewhere = make_settings (self, "7", "/elsewhere/7?token=a");
  g_autoptr (CordialAccount) account = sign_in (self, settings, NULL);
  guint n_requests;

  settings->max_frame_bytes = 2048;
  cordial_accounts_change_settings (self->accounts, account, settings);
  test_wait_until (cordial_account_get_link_state (account) == CORDIAL_LINK_ONLINE);
  g_clear_object (&account);
  g_clear_object (&self->accounts);
  test_peer_set_status (self->peer, 404, NULL);
  n_requests = test_peer_get_n_requests (self->peer);
  self->accounts =
    cordial_accounts_new (self->folder, self->credentials, make_session, &cordial_text_content_format, NULL, NULL);
  g_assert_true (cordial_accounts_load (self->accounts, NULL));
  account = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);
  {
    g_autoptr (CordialProtocolSettings) kept = cordial_account_dup_settings (account);

    g_assert_cmpuint (kept->max_frame_bytes, ==, 2048);
  }
  cordial_account_open (account);
  test_wait_until (test_peer_get_n_requests (self->peer) > n_requests);
  test_wait_until (cordial_account_get_link_state (account) == CORDIAL_LINK_WAITING);
  test_peer_set_manner (self->peer, PEER_UPGRADES);
  test_wait_until (cordial_account_get_link_state (account) == CORDIAL_LINK_ONLINE);

  /* Of another address nothing is known. */
  test_peer_set_status (self->peer, 404, NULL);
  cordial_accounts_change_settings (self->accounts, account, elsewhere);
  test_wait_until (cordial_account_get_link_state (account) == CORDIAL_LINK_REFUSED);
}

static double
try_settings (Home *self, const CordialProtocolSettings *settings, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cordial_accounts_try_settings_async (self->accounts, settings, NULL, on_answer, &result);
  test_wait_until (result != NULL);
  return cordial_accounts_try_settings_finish (self->accounts, result, error);
}

static void
test_try (void)
{
  g_autoptr (Home) self = home_new ();
  g_autoptr (CordialProtocolSettings) settings = make_settings (self, "7", "/ws/7");
  g_autoptr (GError) error = NULL;

  settings->heartbeat = g_strdup ("\"agreed\"");
  g_assert_cmpfloat (try_settings (self, settings, &error), >, 0);
  g_assert_no_error (error);
  g_assert_cmpuint (test_peer_count_text (self->peer, "\"agreed\""), ==, 1);
  test_wait_until (!test_peer_is_open (self->peer));

  /* Open, and nothing comes back. */
  test_peer_set_answers (self->peer, FALSE);
  g_assert_cmpfloat (try_settings (self, settings, &error), <, 0);
  g_assert_cmpstr (error->message, ==, "The server stopped answering.");
  g_clear_error (&error);

  test_peer_set_manner (self->peer, PEER_ANSWERS_STATUS);
  test_peer_set_status (self->peer, 401, NULL);
  g_assert_cmpfloat (try_settings (self, settings, &error), <, 0);
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE);
  g_clear_error (&error);

  test_peer_stop_listening (self->peer);
  g_assert_cmpfloat (try_settings (self, settings, &error), <, 0);
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->accounts)), ==, 0);
}

static void
test_try_cancelled (void)
{
  g_autoptr (Home) self = home_new ();
  g_autoptr (CordialProtocolSettings) settings = make_settings (self, "7", "/ws/7");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  test_peer_set_manner (self->peer, PEER_IS_SILENT);
  cordial_accounts_try_settings_async (self->accounts, settings, cancellable, on_answer, &result);
  test_wait_until (test_peer_get_n_requests (self->peer) == 1);
  g_cancellable_cancel (cancellable);
  test_wait_until (result != NULL);
  g_assert_cmpfloat (cordial_accounts_try_settings_finish (self->accounts, result, &error), <, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* What is left of a sign-in that was ended by force: it is there after a start, shown to nobody, and goes at the next sign-in if
 * it surely holds nothing. */
static void
test_left_over (void)
{
  g_autoptr (Home) self = home_new ();
  const char *const ids[] = { "empty", "waiting", "drafted", "broken" };
  char *paths[G_N_ELEMENTS (ids)];
  g_autoptr (CordialProtocolSettings) settings = make_settings (self, "7", "/ws/7");
  g_autoptr (CordialMessageRecord) message = cordial_message_record_new ();
  g_autoptr (CordialAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  message->conversation_id = g_strdup ("9");
  message->text = g_strdup ("not to be lost");
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *folder = g_build_filename (self->folder, "accounts", ids[i], NULL);
      g_autoptr (CordialStore) store = NULL;

      paths[i] = g_build_filename (folder, "account.db", NULL);
      g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
      store = cordial_store_open (paths[i], &error);
      g_assert_no_error (error);
      cordial_store_set_value (store, "login", "7");
      if (i == 1)
        {
          g_autoptr (CordialIntentRecord) intent = cordial_intent_record_new (CORDIAL_INTENT_SEND, "9");

          cordial_store_add_intent_async (store, intent, message, NULL, NULL);
        }
      if (i == 2)
        {
          g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new ("9");

          cordial_store_save_conversation (store, record);
          cordial_store_set_draft (store, "9", "half a sen");
        }
      cordial_store_close (store);
    }
  g_assert_true (g_file_set_contents (paths[3], "no database at all", -1, &error));

  g_clear_object (&self->accounts);
  self->accounts =
    cordial_accounts_new (self->folder, self->credentials, make_session, &cordial_text_content_format, NULL, NULL);
  g_test_expect_message ("cordial-accounts", G_LOG_LEVEL_WARNING, "account broken: *damaged.");
  g_assert_true (cordial_accounts_load (self->accounts, NULL));
  g_test_assert_expected_messages ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->accounts)), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_true (g_file_test (paths[i], G_FILE_TEST_EXISTS));

  account = sign_in (self, settings, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_assert_true (g_file_test (paths[i], G_FILE_TEST_EXISTS) == (i > 0));
      g_free (paths[i]);
    }
}

/* --- A back end that one frame is too much for ----------------------------------------------------------------------- */

typedef struct
{
  const char *spoilt; /* which text it falls over */
  guint heard;        /* texts that came, and were dealt with */
  guint falls;
} BackEnd;

/* Deals with what came since: answers each heartbeat until there is a frame that it falls over, and takes nothing of what came
 * behind that. The program does not wait long before it comes again. */
static void
run_back_end (Home *self, BackEnd *back_end, CordialAccount *account)
{
  GPtrArray *texts = test_peer_get_texts (self->peer);

  while (back_end->heard < texts->len)
    {
      const char *text = texts->pdata[back_end->heard++];

      if (strstr (text, back_end->spoilt))
        {
          back_end->falls++;
          back_end->heard = texts->len;
          test_peer_drop (self->peer);
        }
      else if (strstr (text, "\"hert\""))
        {
          test_peer_send_text (self->peer, text);
        }
    }
  if (cordial_account_get_link_state (account) == CORDIAL_LINK_WAITING)
    cordial_account_retry_now (account);
}

/* What became of what was said to somebody, which is the newest there. @error: (out) (optional) (nullable) (transfer full) */
static CordialMessageStatus
get_said (CordialConversation *conversation, char **error)
{
  GListModel *timeline = G_LIST_MODEL (cordial_conversation_get_timeline (conversation));
  g_autoptr (CordialMessage) message = g_list_model_get_item (timeline, g_list_model_get_n_items (timeline) - 1);

  g_assert_true (cordial_message_get_outgoing (message));
  if (error)
    *error = g_strdup (cordial_message_get_error (message));
  return cordial_message_get_status (message);
}

static void
say (CordialConversation *conversation, const char *text)
{
  g_autoptr (CordialContent) content = cordial_conversation_new_content (conversation, text, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  cordial_conversation_send_async (conversation, content, NULL, on_answer, &result);
  test_wait_until (result != NULL);
  g_assert_true (cordial_conversation_send_finish (conversation, result, NULL));
}

static gboolean
is_under_way (CordialConversation *conversation)
{
  CordialMessageStatus status = get_said (conversation, NULL);

  return status == CORDIAL_MESSAGE_STATUS_QUEUED || status == CORDIAL_MESSAGE_STATUS_SENDING;
}

/* Something is said in two chats, and the back end falls over what one of them says, each time: that is given up, with a sentence,
 * and nothing else. */
static void
test_falls_over (gconstpointer data)
{
  g_autoptr (Home) self = home_new ();
  g_autoptr (CordialProtocolSettings) settings = make_settings (self, "7", "/ws/7");
  g_autoptr (CordialAccount) account = NULL;
  const char *const ids[] = { "8", "9" }, *const texts[] = { "to the eighth", "to the ninth" };
  CordialConversation *conversations[G_N_ELEMENTS (ids)];
  guint spoilt = GPOINTER_TO_UINT (data);
  BackEnd back_end = { texts[spoilt], 0, 0 };
  g_autofree char *error = NULL;

  /* No answer comes late: nothing else ends the connection. */
  settings->deadline_ms = 60 * 1000;
  account = sign_in (self, settings, NULL);
  test_peer_set_answers (self->peer, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *frame =
        g_strdup_printf ("{\"senderId\":\"%s\",\"receiverId\":\"7\",\"content\":\"hello\"}", ids[i]);

      test_peer_send_text (self->peer, frame);
      test_wait_until (count_messages (account, ids[i]) == 1);
      conversations[i] = cordial_account_get_conversation (account, ids[i]);
    }
  back_end.heard = test_peer_get_texts (self->peer)->len;
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    say (conversations[i], texts[i]);
  test_wait_until (
    (run_back_end (self, &back_end, account), !is_under_way (conversations[0]) && !is_under_way (conversations[1])));
  g_assert_cmpuint (back_end.falls, ==, 5);
  g_assert_cmpint (get_said (conversations[spoilt], &error), ==, CORDIAL_MESSAGE_STATUS_FAILED);
  g_assert_cmpstr (error, ==, "The connection broke off whenever this was sent. Try again later.");
  g_assert_cmpint (get_said (conversations[!spoilt], NULL), ==, CORDIAL_MESSAGE_STATUS_SENT);
}

int
main (int argc, char **argv)
{
  test_main_init (&argc, &argv);

  g_test_add_func ("/plain/accounts/sign-in", test_sign_in);
  g_test_add_func ("/plain/accounts/refused", test_refused);
  g_test_add_func ("/plain/accounts/told-in-background", test_told_in_background);
  g_test_add_func ("/plain/accounts/full-in-background", test_full_in_background);
  g_test_add_func ("/plain/accounts/reasons", test_reasons);
  g_test_add_func ("/plain/accounts/change", test_change);
  g_test_add_func ("/plain/accounts/proven", test_proven);
  g_test_add_func ("/plain/accounts/try", test_try);
  g_test_add_func ("/plain/accounts/try-cancelled", test_try_cancelled);
  g_test_add_func ("/plain/accounts/left-over", test_left_over);
  g_test_add_data_func ("/plain/accounts/falls-over/first", GUINT_TO_POINTER (0), test_falls_over);
  g_test_add_data_func ("/plain/accounts/falls-over/second", GUINT_TO_POINTER (1), test_falls_over);
  return g_test_run ();
}
