/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two people with the whole application but its window, and a server that nothing happens to.
 */

#include "home.h"
#include "person.h"

#include <stdlib.h>

static CordialConversation *
wait_for_ada (Household *fixture)
{
  world_wait (home_get_conversation (fixture->ben, fixture->ada));
  return home_get_conversation (fixture->ben, fixture->ada);
}

static gboolean
has_status (CordialConversation *conversation, guint position, CordialMessageStatus status)
{
  g_autoptr (CordialMessage) message = home_get_message (conversation, position);

  return message && cordial_message_get_status (message) == status;
}

static void
test_conversation (Household *fixture, gconstpointer data)
{
  CordialConversation *to_ada;
  g_autoptr (CordialMessage) message = NULL;
  g_autofree char *of_ada = NULL, *of_ben = NULL;

  g_assert_cmpstr (cordial_conversation_get_name (fixture->to_ben), ==, "Ben");
  home_say (fixture->to_ben, "Hello, Ben 🙂");
  /* The first words of a stranger make the conversation. */
  to_ada = wait_for_ada (fixture);
  world_wait (home_count (to_ada) == 1);
  g_assert_cmpstr (cordial_conversation_get_name (to_ada), ==, "Ada");
  g_assert_cmpuint (cordial_conversation_get_unread (to_ada), ==, 1);
  message = home_get_message (to_ada, 0);
  g_assert_false (cordial_message_get_outgoing (message));
  g_assert_cmpstr (cordial_message_get_text (message), ==, "Hello, Ben 🙂");

  cordial_conversation_opened (to_ada);
  cordial_conversation_mark_read (to_ada, 1);
  world_wait (has_status (fixture->to_ben, 0, CORDIAL_MESSAGE_STATUS_READ));
  g_assert_cmpuint (cordial_conversation_get_unread (to_ada), ==, 0);

  home_say (to_ada, "Hello, Ada");
  home_say (to_ada, "How are you?");
  world_wait (home_count (fixture->to_ben) == 3);
  world_wait (has_status (to_ada, 2, CORDIAL_MESSAGE_STATUS_SENT) ||
              has_status (to_ada, 2, CORDIAL_MESSAGE_STATUS_RECEIVED));
  of_ada = home_dup_transcript (fixture->to_ben);
  of_ben = home_dup_transcript (to_ada);
  g_assert_cmpstr (of_ada, ==, of_ben);
}

static void
test_received (Household *fixture, gconstpointer data)
{
  home_say (fixture->to_ben, "Nobody looks at this");
  world_wait (has_status (fixture->to_ben, 0, CORDIAL_MESSAGE_STATUS_RECEIVED));
}

static void
test_typing (Household *fixture, gconstpointer data)
{
  CordialConversation *to_ada = wait_for_ada (fixture);

  cordial_conversation_opened (to_ada);
  cordial_conversation_opened (fixture->to_ben);
  /* One note may pass before the other side is attached. */
  while (!cordial_conversation_get_typing (to_ada))
    {
      cordial_conversation_typed (fixture->to_ben);
      g_main_context_iteration (NULL, TRUE);
    }
  /* The message ends the typing. */
  home_say (fixture->to_ben, "there");
  world_wait (home_count (to_ada) == 1 && !cordial_conversation_get_typing (to_ada));
}

static void
test_presence (Household *fixture, gconstpointer data)
{
  wait_for_ada (fixture);
  world_wait (cordial_conversation_get_online (fixture->to_ben));
  cordial_account_close (fixture->ben->account);
  world_wait (!cordial_conversation_get_online (fixture->to_ben));
  cordial_account_open (fixture->ben->account);
  world_wait (cordial_conversation_get_online (fixture->to_ben));
}

static void
test_away (Household *fixture, gconstpointer data)
{
  const guint n = 150;
  CordialConversation *to_ada = wait_for_ada (fixture);
  g_autofree char *of_ada = NULL, *of_ben = NULL;

  home_say (fixture->to_ben, "before");
  world_wait (home_count (to_ada) == 1);
  cordial_account_close (fixture->ben->account);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("meanwhile %u", i);

      home_say (fixture->to_ben, text);
    }
  world_wait (cordial_account_get_waiting_messages (fixture->ada->account) == 0);

  cordial_account_open (fixture->ben->account);
  world_wait (home_count (to_ada) == n + 1);
  of_ada = home_dup_transcript (fixture->to_ben);
  of_ben = home_dup_transcript (to_ada);
  g_assert_cmpstr (of_ada, ==, of_ben);
  g_assert_cmpuint (cordial_conversation_get_unread (to_ada), ==, n + 1);
}

/* (transfer full): Ada's other device, online */
static Home *
new_phone (Household *fixture, const char *folder)
{
  CordialAccountSetup setup = { .server = world_get_uri (fixture->world),
                                .login = cordial_account_get_login (fixture->ada->account),
                                .password = fixture->ada->password,
                                .allow_plaintext = TRUE };
  g_autoptr (Home) phone = home_new_empty (folder, fixture->ada->password);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cordial_accounts_sign_in_async (phone->accounts, &setup, NULL, world_on_answer, &result);
  world_wait (result != NULL);
  phone->account = cordial_accounts_sign_in_finish (phone->accounts, result, &error);
  g_assert_no_error (error);
  world_wait (home_is_online (phone));
  return g_steal_pointer (&phone);
}

static void
test_new_device (Household *fixture, gconstpointer data)
{
  const guint n = 150;
  g_autofree char *folder = g_build_filename (world_get_folder (fixture->world), "phone", NULL);
  g_autofree char *of_ada = NULL, *of_phone = NULL;
  g_autoptr (Home) phone = NULL;
  CordialConversation *conversation;
  CordialTimeline *timeline;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("long ago %u", i);

      home_say (fixture->to_ben, text);
    }
  world_wait (cordial_account_get_waiting_messages (fixture->ada->account) == 0);

  phone = new_phone (fixture, folder);
  conversation = home_get_conversation (phone, fixture->ben);
  g_assert_nonnull (conversation);
  cordial_conversation_opened (conversation);
  timeline = cordial_conversation_get_timeline (conversation);
  while (home_count (conversation) < n)
    {
      guint before = home_count (conversation);

      if (before > 0)
        {
          g_assert_true (cordial_timeline_get_has_older (timeline));
          cordial_timeline_load_older (timeline);
        }
      world_wait (home_count (conversation) > before);
    }
  world_wait (!cordial_timeline_get_has_older (timeline));
  of_ada = home_dup_transcript (fixture->to_ben);
  of_phone = home_dup_transcript (conversation);
  g_assert_cmpstr (of_ada, ==, of_phone);
}

/* Nobody knows the password of an account on the application's own server, so nobody is asked for it; here no keyring does
 * either. */
static void
test_local_server (Household *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (world_get_folder (fixture->world), "local", NULL);
  g_autofree char *login = world_invent_login ("local");
  CordialAccountSetup setup = { .server = world_get_uri (fixture->world),
                                .login = login,
                                .password = "nobody knows",
                                .name = "Local",
                                .create = TRUE,
                                .local_server = TRUE,
                                .allow_plaintext = TRUE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Home *home = home_new_empty (folder, NULL);
  g_autofree char *user_id = NULL;

  cordial_accounts_sign_in_async (home->accounts, &setup, NULL, world_on_answer, &result);
  world_wait (result != NULL);
  home->account = cordial_accounts_sign_in_finish (home->accounts, result, &error);
  g_assert_no_error (error);
  user_id = g_strdup (cordial_account_get_user_id (home->account));
  g_clear_object (&result);
  home_free (home);

  home = home_load (folder, NULL);
  cordial_accounts_set_local_uri (home->accounts, world_get_uri (fixture->world));
  cordial_account_open (home->account);
  world_wait (home_is_online (home));
  g_assert_cmpstr (cordial_account_get_user_id (home->account), ==, user_id);
  home_free (home);
}

static void
test_long_message (Household *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (100 * 1024, 'x');
  CordialConversation *to_ada = wait_for_ada (fixture);
  g_autoptr (CordialMessage) message = NULL;

  home_say (fixture->to_ben, text);
  world_wait (home_count (to_ada) == 1);
  message = home_get_message (to_ada, 0);
  g_assert_cmpstr (cordial_message_get_text (message), ==, text);
}

static void
test_drafty (Household *fixture, gconstpointer data)
{
  const char *content =
    "{\"txt\":\"Read this\",\"fmt\":[{\"at\":4,\"len\":1,\"tp\":\"BR\"},{\"at\":0,\"len\":4,\"tp\":"
    "\"ST\"},{\"at\":-1,\"len\":0,\"key\":0}],\"ent\":[{\"tp\":\"EX\",\"data\":{\"mime\":\"text/plain\","
    "\"val\":\"eA==\",\"name\":\"this.txt\"}}]}";
  g_autoptr (Person) cleo = person_new_online (world_get_uri (fixture->world), "Cleo");
  g_autofree char *cleo_id = person_dup_id (cleo), *topic = NULL;
  g_autoptr (CordialMessageRecord) record = cordial_message_record_new ();
  g_autoptr (CordialMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  CordialConversation *to_cleo;
  CordialContent *held;
  CordialAttachment *attachment;

  topic = person_start (cleo, cordial_account_get_user_id (fixture->ben->account), &error);
  g_assert_no_error (error);
  record->conversation_id = g_strdup (topic);
  record->content = g_strdup (content);
  record->head = g_strdup ("{\"mime\":\"text/x-drafty\"}");
  person_send_record (cleo, record, &error);
  g_assert_no_error (error);
  world_wait (cordial_account_get_conversation (fixture->ben->account, cleo_id));
  to_cleo = cordial_account_get_conversation (fixture->ben->account, cleo_id);
  world_wait (home_count (to_cleo) == 1);
  message = home_get_message (to_cleo, 0);
  g_assert_nonnull (strstr (cordial_message_get_text (message), "Read\nthis"));
  g_assert_nonnull (strstr (cordial_message_get_text (message), "this.txt"));
  g_assert_null (strchr (cordial_message_get_text (message), '{'));
  g_assert_cmpstr (cordial_conversation_get_preview (to_cleo), ==, "Read this [File: this.txt]");
  held = cordial_message_get_content (message);
  g_assert_cmpstr (held->text, ==, "Read\nthis");
  g_assert_cmpuint (held->spans->len, ==, 1);
  g_assert_cmpint (((CordialTextSpan *) held->spans->pdata[0])->kind, ==, CORDIAL_TEXT_SPAN_BOLD);
  g_assert_cmpuint (held->attachments->len, ==, 1);
  attachment = held->attachments->pdata[0];
  g_assert_cmpint (attachment->kind, ==, CORDIAL_ATTACHMENT_FILE);
  g_assert_cmpstr (attachment->name, ==, "this.txt");
}

static gboolean
says (CordialConversation *conversation, guint position, const char *text)
{
  g_autoptr (CordialMessage) message = home_get_message (conversation, position);

  return message && g_str_equal (cordial_message_get_text (message), text);
}

/* Asked for without a connection: it shows at once here, and later there. */
static void
test_edit (Household *fixture, gconstpointer data)
{
  CordialConversation *to_ada = wait_for_ada (fixture);
  g_autoptr (CordialContent) better = NULL;
  g_autoptr (CordialMessage) message = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  home_say (fixture->to_ben, "one");
  home_say (fixture->to_ben, "two");
  world_wait (home_count (to_ada) == 2 && cordial_account_get_waiting_messages (fixture->ada->account) == 0);
  cordial_account_close (fixture->ada->account);
  message = home_get_message (fixture->to_ben, 0);
  better = cordial_conversation_new_content (fixture->to_ben, "better", NULL);
  cordial_conversation_edit_async (fixture->to_ben, message, better, NULL, world_on_answer, &result);
  world_wait (result != NULL);
  g_assert_true (cordial_conversation_edit_finish (fixture->to_ben, result, &error));
  g_assert_no_error (error);
  g_assert_true (says (fixture->to_ben, 0, "better"));
  g_assert_true (says (to_ada, 0, "one"));
  cordial_account_open (fixture->ada->account);
  world_wait (says (to_ada, 0, "better"));
  home_say (fixture->to_ben, "three");
  world_wait (home_count (to_ada) == 3);
  g_assert_true (says (to_ada, 1, "two"));
  g_assert_cmpuint (cordial_conversation_get_unread (to_ada), ==, 3);
  g_assert_cmpuint (home_count (fixture->to_ben), ==, 3);
}

static void delete (CordialConversation *conversation, guint position, gboolean for_all)
{
  g_autoptr (CordialMessage) message = home_get_message (conversation, position);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cordial_conversation_delete_async (conversation, message, for_all, NULL, world_on_answer, &result);
  world_wait (result != NULL);
  g_assert_true (cordial_conversation_delete_finish (conversation, result, &error));
  g_assert_no_error (error);
}

static void
test_delete (Household *fixture, gconstpointer data)
{
  CordialConversation *to_ada = wait_for_ada (fixture);

  home_say (fixture->to_ben, "one");
  home_say (fixture->to_ben, "two");
  home_say (fixture->to_ben, "three");
  world_wait (home_count (to_ada) == 3 && cordial_account_get_waiting_messages (fixture->ada->account) == 0);
  cordial_account_close (fixture->ada->account);
  delete (fixture->to_ben, 0, FALSE);
  delete (fixture->to_ben, 0, TRUE);
  g_assert_true (home_count (fixture->to_ben) == 1 && says (fixture->to_ben, 0, "three"));
  g_assert_cmpuint (home_count (to_ada), ==, 3);
  cordial_account_open (fixture->ada->account);
  world_wait (home_count (to_ada) == 2);
  g_assert_true (says (to_ada, 0, "one") && says (to_ada, 1, "three"));
  /* In order: what was asked for first is done, too. */
  g_assert_true (home_count (fixture->to_ben) == 1 && says (fixture->to_ben, 0, "three"));
}

/* Read without a connection: that is told as soon as there is one. */
static void
test_read_offline (Household *fixture, gconstpointer data)
{
  CordialConversation *to_ada = wait_for_ada (fixture);

  home_say (fixture->to_ben, "one");
  world_wait (home_count (to_ada) == 1);
  cordial_account_close (fixture->ben->account);
  cordial_conversation_mark_read (to_ada, 1);
  g_assert_false (has_status (fixture->to_ben, 0, CORDIAL_MESSAGE_STATUS_READ));
  cordial_account_open (fixture->ben->account);
  world_wait (has_status (fixture->to_ben, 0, CORDIAL_MESSAGE_STATUS_READ));
}

/* --- Profile ------------------------------------------------------------------------------------------------------- */

static void
on_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  cordial_account_set_profile_finish (CORDIAL_ACCOUNT (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
set_profile (Home *home, CordialConversationFields field, const char *text, GBytes *image)
{
  g_autoptr (CordialConversationRecord) profile = cordial_conversation_record_new (NULL);
  gboolean done = FALSE;

  profile->fields = field;
  profile->name = field == CORDIAL_CONVERSATION_HAS_NAME ? g_strdup (text) : NULL;
  profile->note = field == CORDIAL_CONVERSATION_HAS_NOTE ? g_strdup (text) : NULL;
  profile->avatar = image ? g_bytes_ref (image) : NULL;
  cordial_account_set_profile_async (home->account, profile, NULL, on_set, &done);
  world_wait (done);
}

static gboolean
has_name (CordialConversation *conversation, const char *name)
{
  return g_strcmp0 (cordial_conversation_get_name (conversation), name) == 0;
}

/* Others see at once what one says of oneself, each part by itself; what is said away, when one is back. */
static void
test_profile (Household *fixture, gconstpointer data)
{
  static const guchar jpeg[] = { 0xff, 0xd8, 0xff, 0xe0, 1, 2, 3 };
  g_autoptr (GBytes) image = g_bytes_new_static (jpeg, sizeof jpeg);

  set_profile (fixture->ben, CORDIAL_CONVERSATION_HAS_AVATAR, NULL, image);
  world_wait (cordial_conversation_get_avatar (fixture->to_ben) != NULL);
  g_assert_true (g_bytes_equal (cordial_conversation_get_avatar (fixture->to_ben), image));
  g_assert_true (has_name (fixture->to_ben, "Ben"));
  set_profile (fixture->ben, CORDIAL_CONVERSATION_HAS_NAME, "Benjamin", NULL);
  world_wait (has_name (fixture->to_ben, "Benjamin"));
  g_assert_nonnull (cordial_conversation_get_avatar (fixture->to_ben));
  cordial_account_close (fixture->ben->account);
  set_profile (fixture->ben, CORDIAL_CONVERSATION_HAS_NAME, "Benny", NULL);
  set_profile (fixture->ben, CORDIAL_CONVERSATION_HAS_NAME, "Benno", NULL);
  set_profile (fixture->ben, CORDIAL_CONVERSATION_HAS_NOTE, "at sea", NULL);
  set_profile (fixture->ben, CORDIAL_CONVERSATION_HAS_AVATAR, NULL, NULL);
  g_assert_cmpstr (cordial_account_get_name (fixture->ben->account), ==, "Benno");
  cordial_account_open (fixture->ben->account);
  world_wait (has_name (fixture->to_ben, "Benno"));
  world_wait (cordial_conversation_get_avatar (fixture->to_ben) == NULL);
  g_assert_cmpstr (cordial_account_get_note (fixture->ben->account), ==, "at sea");
}

/* --- What one sets of a chat --------------------------------------------------------------------------------------- */

static void
on_conversation_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  cordial_conversation_set_finish (CORDIAL_CONVERSATION (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
set_of_chat (CordialConversation *conversation, CordialConversationFields field, gboolean on, const char *comment)
{
  g_autoptr (CordialConversationRecord) wanted = cordial_conversation_record_new (NULL);
  gboolean done = FALSE;

  wanted->fields = field;
  wanted->muted = wanted->archived = on;
  wanted->comment = g_strdup (comment);
  cordial_conversation_set_async (conversation, wanted, NULL, on_conversation_set, &done);
  world_wait (done);
}

static void
pin_chat (Home *home, CordialConversation *conversation, gboolean pinned)
{
  gboolean done = FALSE;

  cordial_account_pin_chat_async (home->account, conversation, pinned, NULL, on_set, &done);
  world_wait (done);
}

/* Other devices of the same person agree, at once, and where it was said without a connection, later. */
static void
test_settings (Household *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (world_get_folder (fixture->world), "phone", NULL);
  g_autoptr (Home) phone = new_phone (fixture, folder);
  CordialConversation *there = home_get_conversation (phone, fixture->ben);

  g_assert_nonnull (there);
  set_of_chat (fixture->to_ben, CORDIAL_CONVERSATION_HAS_COMMENT, FALSE, "Benny");
  world_wait (has_name (there, "Benny"));
  set_of_chat (fixture->to_ben, CORDIAL_CONVERSATION_HAS_ARCHIVED, TRUE, NULL);
  world_wait (cordial_conversation_get_archived (there));
  g_assert_true (has_name (there, "Benny"));
  pin_chat (fixture->ada, fixture->to_ben, TRUE);
  world_wait (cordial_conversation_get_rank (there) == 1);

  cordial_account_close (fixture->ada->account);
  set_of_chat (fixture->to_ben, CORDIAL_CONVERSATION_HAS_COMMENT, FALSE, NULL);
  set_of_chat (fixture->to_ben, CORDIAL_CONVERSATION_HAS_ARCHIVED, FALSE, NULL);
  set_of_chat (fixture->to_ben, CORDIAL_CONVERSATION_HAS_MUTED, TRUE, NULL);
  pin_chat (fixture->ada, fixture->to_ben, FALSE);
  g_assert_true (has_name (fixture->to_ben, "Ben") && cordial_conversation_get_muted (fixture->to_ben));
  cordial_account_open (fixture->ada->account);
  world_wait (has_name (there, "Ben"));
  world_wait (!cordial_conversation_get_archived (there));
  world_wait (cordial_conversation_get_muted (there));
  world_wait (cordial_conversation_get_rank (there) == 0);
  world_wait (home_is_online (fixture->ada));
  g_assert_true (cordial_conversation_get_muted (fixture->to_ben));
  g_assert_false (cordial_conversation_get_archived (fixture->to_ben));
}

static void
on_started (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(CordialConversation **) user_data =
    cordial_account_start_conversation_finish (CORDIAL_ACCOUNT (object), result, &error);
  g_assert_no_error (error);
}

/* What one writes to nobody else is on one's other devices, can be pinned, and is put in order among what is. */
static void
test_notes (Household *fixture, gconstpointer data)
{
  CordialAccount *account = fixture->ada->account;
  g_autofree char *folder = g_build_filename (world_get_folder (fixture->world), "phone", NULL);
  g_autoptr (CordialConversation) notes = NULL, again = NULL;
  g_autoptr (Home) phone = NULL;
  CordialConversation *there, *ben;
  gboolean done = FALSE;

  cordial_account_start_conversation_async (account, NULL, NULL, on_started, &notes);
  world_wait (notes != NULL);
  g_assert_cmpint (cordial_conversation_get_kind (notes), ==, CORDIAL_CONVERSATION_SELF);
  cordial_account_start_conversation_async (account, NULL, NULL, on_started, &again);
  world_wait (again != NULL);
  g_assert_true (again == notes);
  home_say (notes, "milk");
  pin_chat (fixture->ada, notes, TRUE);
  pin_chat (fixture->ada, fixture->to_ben, TRUE);
  phone = new_phone (fixture, folder);
  ben = home_get_conversation (phone, fixture->ben);
  there = cordial_account_get_conversation (phone->account, cordial_conversation_get_id (notes));
  g_assert_nonnull (there);
  world_wait (g_strcmp0 (cordial_conversation_get_preview (there), "milk") == 0);
  world_wait (cordial_conversation_get_rank (there) == 1 && cordial_conversation_get_rank (ben) == 2);
  cordial_account_move_pinned_chat_async (account, notes, fixture->to_ben, NULL, on_set, &done);
  world_wait (done);
  world_wait (cordial_conversation_get_rank (there) == 2 && cordial_conversation_get_rank (ben) == 1);
}

int
main (int argc, char *argv[])
{
  if (!world_is_possible ())
    return EXIT_SUCCESS;
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                                            \
  g_test_add ("/integration/account/" path, Household, NULL, household_set_up, function, household_tear_down)
  ADD ("conversation", test_conversation);
  ADD ("received", test_received);
  ADD ("typing", test_typing);
  ADD ("presence", test_presence);
  ADD ("away", test_away);
  ADD ("new-device", test_new_device);
  ADD ("local-server", test_local_server);
  ADD ("long-message", test_long_message);
  ADD ("drafty", test_drafty);
  ADD ("edit", test_edit);
  ADD ("delete", test_delete);
  ADD ("read-offline", test_read_offline);
  ADD ("profile", test_profile);
  ADD ("settings", test_settings);
  ADD ("notes", test_notes);
#undef ADD
  return g_test_run ();
}
