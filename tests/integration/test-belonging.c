/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was decided on another device, or by others, while the application was away or looked on: it is never undone by coming
 * back, with that chat open and a message waiting, and it is shown. The other device speaks the wire itself.
 */

#include "cordial-packet.h"
#include "cordial-tinode-session-private.h"
#include "home.h"
#include "person.h"

typedef struct
{
  World *world;
  Home *ada;
  Person *device; /* Ada's other one */
  Person *ben;
  char *ben_id;
} Fixture;

/* --- The other end ------------------------------------------------------------------------------------------------- */

typedef struct
{
  int code;
  char *topic;
  JsonObject *body;
} Answer;

static void
answer_clear (Answer *self)
{
  g_free (self->topic);
  g_clear_pointer (&self->body, json_object_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static gboolean
on_raw (CordialTinodeSession *session, const CordialTinodeReply *reply, gpointer user_data)
{
  Answer *answer = user_data;

  g_assert_nonnull (reply);
  answer->code = reply->code ? reply->code : 200;
  answer->topic = g_strdup (cordial_packet_get_string (reply->body, "topic"));
  answer->body = json_object_ref (reply->body);
  return TRUE;
}

/* What no button of ours says: the first answer to {kind} with these members. */
static void
ask (Person *person, const char *kind, const char *topic, const char *members, Answer *answer)
{
  g_autoptr (JsonNode) node = json_from_string (members, NULL);
  JsonBuilder *builder = cordial_tinode_request_begin (person->session, kind, topic);
  g_autoptr (GList) names = json_object_get_members (json_node_get_object (node));

  for (GList *link = names; link; link = link->next)
    {
      json_builder_set_member_name (builder, link->data);
      json_builder_add_value (builder,
                              json_node_copy (json_object_get_member (json_node_get_object (node), link->data)));
    }
  *answer = (Answer) { 0 };
  g_assert_true (cordial_tinode_request_send (person->session, builder, on_raw, answer));
  world_wait (answer->code != 0);
}

static void
tell (Person *person, const char *kind, const char *topic, const char *members)
{
  g_auto (Answer) answer = { 0 };

  ask (person, kind, topic, members, &answer);
  if (answer.code >= 300)
    g_error ("{%s} to %s was answered %d", kind, topic, answer.code);
}

/* (transfer full) (nullable): what the other device may do there, NULL if it does not belong there at all */
static char *
dup_mode (Fixture *fixture, const char *topic)
{
  g_autofree char *members = g_strdup_printf ("{\"what\":\"sub\",\"sub\":{\"topic\":\"%s\"}}", topic);
  g_auto (Answer) answer = { 0 };
  JsonArray *subs;

  ask (fixture->device, "get", "me", members, &answer);
  subs = cordial_packet_get_array (answer.body, "sub");
  return subs ? g_strdup (cordial_packet_get_string (
                  cordial_packet_get_object (json_array_get_object_element (subs, 0), "acs"), "mode"))
              : NULL;
}

/* --- A household ---------------------------------------------------------------------------------------------------- */

static CordialConversation *
find (Fixture *fixture, const char *id)
{
  return cordial_account_get_conversation (fixture->ada->account, id);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL, *started = NULL;

  fixture->world = world_new ();
  fixture->ada = home_new (world_get_uri (fixture->world), world_get_folder (fixture->world), "Ada");
  fixture->device = person_new (world_get_uri (fixture->world), cordial_account_get_login (fixture->ada->account),
                                fixture->ada->password, "Ada");
  cordial_protocol_set_password (fixture->device->protocol, fixture->device->login, fixture->device->password);
  person_come_online (fixture->device);
  fixture->ben = person_new_online (world_get_uri (fixture->world), "Ben");
  fixture->ben_id = person_dup_id (fixture->ben);
  id = person_dup_id (fixture->device);
  started = person_start (fixture->ben, id, &error);
  g_assert_no_error (error);
  person_send (fixture->ben, id, "hello", NULL);
  world_wait (find (fixture, fixture->ben_id) && home_count (find (fixture, fixture->ben_id)) == 1);
  tell (fixture->device, "sub", fixture->ben_id, "{}");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  home_free (fixture->ada);
  person_free (fixture->device);
  person_free (fixture->ben);
  g_free (fixture->ben_id);
  world_free (fixture->world);
}

/* Away, with that chat open, something half written and something waiting. */
static CordialConversation *
leave_open (Fixture *fixture, const char *id)
{
  CordialConversation *conversation = find (fixture, id);

  cordial_conversation_opened (conversation);
  world_settle ();
  cordial_account_close (fixture->ada->account);
  home_say (conversation, "waiting");
  cordial_conversation_set_draft (conversation, "half a sen");
  return conversation;
}

static void
assert_ended (Fixture *fixture, CordialConversation *conversation, CordialEnding ending)
{
  guint n = home_count (conversation);
  g_autoptr (CordialMessage) last = NULL;

  world_wait (cordial_conversation_get_ending (conversation) == ending);
  g_assert_nonnull (cordial_conversation_get_ending_sentence (conversation));
  g_assert_cmpuint (cordial_conversation_get_unread (conversation), ==, 0);
  g_assert_true (find (fixture, cordial_conversation_get_id (conversation)) == conversation);
  g_assert_cmpuint (n, >, 0);
  last = home_get_message (conversation, n - 1);
  if (cordial_message_get_outgoing (last))
    world_wait (cordial_message_get_status (last) == CORDIAL_MESSAGE_STATUS_FAILED);
}

static void
come_back (Fixture *fixture)
{
  cordial_account_open (fixture->ada->account);
  world_wait (home_is_online (fixture->ada));
}

static char *
make_group (Fixture *fixture)
{
  g_autofree char *id = person_dup_id (fixture->device);
  g_autofree char *invitation = g_strdup_printf ("{\"sub\":{\"user\":\"%s\"}}", id);
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *started = NULL;

  ask (fixture->ben, "sub", "newTea",
       "{\"set\":{\"desc\":{\"public\":{\"fn\":\"Tea\"},\"defacs\":{\"auth\":\"JRWPS\",\"anon\":\"N\"}}}}", &answer);
  g_assert_cmpint (answer.code, <, 300);
  g_assert_nonnull (answer.topic);
  started = person_start (fixture->ben, answer.topic, &error);
  g_assert_no_error (error);
  tell (fixture->ben, "set", answer.topic, invitation);
  tell (fixture->ben, "pub", answer.topic, "{\"content\":\"tea is ready\"}");
  world_wait (find (fixture, answer.topic) && home_count (find (fixture, answer.topic)) == 1);
  return g_strdup (answer.topic);
}

/* --- What was decided elsewhere ---------------------------------------------------------------------------------------- */

static void
test_blocked (Fixture *fixture, gconstpointer data)
{
  CordialConversation *ben = leave_open (fixture, fixture->ben_id);
  g_autofree char *mode = NULL;
  g_autofree char *again = NULL;

  tell (fixture->device, "set", fixture->ben_id, "{\"sub\":{\"mode\":\"RWAD\"}}");
  come_back (fixture);
  assert_ended (fixture, ben, CORDIAL_ENDING_BLOCKED);
  mode = dup_mode (fixture, fixture->ben_id);
  g_assert_null (strchr (mode, 'J'));
  g_assert_cmpstr (cordial_conversation_get_draft (ben), ==, "half a sen");

  /* Unblocked there, it goes on here. */
  tell (fixture->device, "set", fixture->ben_id, "{\"sub\":{\"mode\":\"JRWPAD\"}}");
  world_wait (cordial_conversation_get_ending (ben) == CORDIAL_ENDING_NONE);
  home_say (ben, "again");
  world_wait (person_get_message (fixture->ben, "again"));
  g_assert_null (person_get_message (fixture->ben, "waiting"));
}

static void
test_chat_deleted (Fixture *fixture, gconstpointer data)
{
  CordialConversation *ben = leave_open (fixture, fixture->ben_id);
  g_autofree char *mode = NULL;

  tell (fixture->device, "del", fixture->ben_id, "{\"what\":\"topic\"}");
  come_back (fixture);
  assert_ended (fixture, ben, CORDIAL_ENDING_DELETED);
  mode = dup_mode (fixture, fixture->ben_id);
  g_assert_null (mode);
}

static void
test_group_left (Fixture *fixture, gconstpointer data)
{
  g_autofree char *group = make_group (fixture);
  CordialConversation *tea = leave_open (fixture, group);
  g_autofree char *mode = NULL;

  tell (fixture->device, "sub", group, "{}");
  tell (fixture->device, "leave", group, "{\"unsub\":true}");
  come_back (fixture);
  assert_ended (fixture, tea, CORDIAL_ENDING_LEFT);
  mode = dup_mode (fixture, group);
  g_assert_null (mode);
  g_assert_null (person_get_message (fixture->ben, "waiting"));
}

/* While we look on. */
static void
test_group_deleted (Fixture *fixture, gconstpointer data)
{
  g_autofree char *group = make_group (fixture);
  CordialConversation *tea = find (fixture, group);

  cordial_conversation_opened (tea);
  world_settle ();
  tell (fixture->ben, "del", group, "{\"what\":\"topic\",\"hard\":true}");
  assert_ended (fixture, tea, CORDIAL_ENDING_DELETED);
  cordial_conversation_remove (tea);
  g_assert_null (find (fixture, group));
}

/* Somebody else puts us out, and takes us in again. */
static void
test_put_out (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = person_dup_id (fixture->device);
  g_autofree char *group = make_group (fixture);
  g_autofree char *out = g_strdup_printf ("{\"what\":\"sub\",\"user\":\"%s\"}", id);
  g_autofree char *in = g_strdup_printf ("{\"sub\":{\"user\":\"%s\"}}", id);
  g_auto (Answer) answer = { 0 };
  CordialConversation *tea = leave_open (fixture, group);

  ask (fixture->ben, "del", group, out, &answer);
  if (answer.code == 501)
    {
      g_test_skip ("this server cannot put anybody out of a group");
      come_back (fixture);
      return;
    }
  come_back (fixture);
  assert_ended (fixture, tea, CORDIAL_ENDING_LEFT);
  g_assert_null (person_get_message (fixture->ben, "waiting"));
  tell (fixture->ben, "set", group, in);
  world_wait (cordial_conversation_get_ending (tea) == CORDIAL_ENDING_NONE);
  home_say (tea, "thank you");
  world_wait (person_get_message (fixture->ben, "thank you"));
}

static void
test_account_gone (Fixture *fixture, gconstpointer data)
{
  CordialConversation *ben = leave_open (fixture, fixture->ben_id);
  g_auto (Answer) answer = { 0 };

  ask (fixture->ben, "del", NULL, "{\"what\":\"user\",\"hard\":true}", &answer);
  if (answer.code >= 300 && answer.code != 205)
    {
      g_test_skip ("nobody can leave this server");
      come_back (fixture);
      return;
    }
  come_back (fixture);
  assert_ended (fixture, ben, CORDIAL_ENDING_NOBODY);
}

/* The server says so before it has done it; the chat that is open must not go on as if nothing had been. */
static void
test_account_gone_online (Fixture *fixture, gconstpointer data)
{
  CordialConversation *ben = find (fixture, fixture->ben_id);
  g_auto (Answer) answer = { 0 };

  cordial_conversation_opened (ben);
  home_say (ben, "hello");
  world_wait (person_get_message (fixture->ben, "hello"));
  ask (fixture->ben, "del", NULL, "{\"what\":\"user\",\"hard\":true}", &answer);
  if (answer.code >= 300 && answer.code != 205)
    g_test_skip ("nobody can leave this server");
  else
    world_wait (cordial_conversation_get_ending (ben) == CORDIAL_ENDING_NOBODY);
}

/* --- Who they are ------------------------------------------------------------------------------------------------------ */

static gboolean
is_named (CordialConversation *conversation, guint position, const char *name)
{
  g_autoptr (CordialMessage) message = home_get_message (conversation, position);

  return g_strcmp0 (cordial_message_get_sender_name (message), name) == 0;
}

/* Of a group with somebody who is no contact: who wrote is named. */
static void
test_members (Fixture *fixture, gconstpointer data)
{
  g_autofree char *group = make_group (fixture);
  g_autoptr (Person) cleo = person_new_online (world_get_uri (fixture->world), "Cleo");
  g_autofree char *cleo_id = person_dup_id (cleo);
  g_autofree char *invitation = g_strdup_printf ("{\"sub\":{\"user\":\"%s\"}}", cleo_id);
  CordialConversation *tea = find (fixture, group);

  tell (fixture->ben, "set", group, invitation);
  tell (cleo, "sub", group, "{}");
  tell (cleo, "pub", group, "{\"content\":\"I am new\"}");
  cordial_conversation_opened (tea);
  world_wait (home_count (tea) == 2);
  world_wait (is_named (tea, 0, "Ben"));
  world_wait (is_named (tea, 1, "Cleo"));
}

/* While one is there, at once: who blocks us hears nothing of what we say, and nor does who deletes the chat. */
static void
test_unheard (Fixture *fixture, gconstpointer data)
{
  CordialConversation *ben = find (fixture, fixture->ben_id);
  g_autofree char *id = person_dup_id (fixture->device);

  cordial_conversation_opened (ben);
  home_say (ben, "hello");
  world_wait (person_get_message (fixture->ben, "hello"));
  g_assert_false (cordial_conversation_get_unheard (ben));
  tell (fixture->ben, "set", id, "{\"sub\":{\"mode\":\"RWAD\"}}");
  world_wait (cordial_conversation_get_unheard (ben));
  tell (fixture->ben, "sub", id, "{\"set\":{\"sub\":{\"mode\":\"JRWPAD\"}}}");
  world_wait (!cordial_conversation_get_unheard (ben));
  tell (fixture->ben, "leave", id, "{\"unsub\":true}");
  world_wait (cordial_conversation_get_unheard (ben));
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  CordialConversation *ben = find (fixture, fixture->ben_id);

  tell (fixture->ben, "set", "me", "{\"desc\":{\"public\":{\"fn\":\"Benjamin\"}}}");
  world_wait (g_str_equal (cordial_conversation_get_name (ben), "Benjamin"));
  cordial_account_close (fixture->ada->account);
  come_back (fixture);
  cordial_conversation_opened (ben);
  home_say (ben, "hello Benjamin");
  world_wait (person_get_message (fixture->ben, "hello Benjamin"));
  world_settle ();
  g_assert_cmpstr (cordial_conversation_get_name (ben), ==, "Benjamin");
  /* What the other device calls him, at once, and back again. */
  tell (fixture->device, "set", fixture->ben_id, "{\"desc\":{\"private\":{\"comment\":\"That Ben\"}}}");
  world_wait (g_str_equal (cordial_conversation_get_name (ben), "That Ben"));
  tell (fixture->device, "set", fixture->ben_id, "{\"desc\":{\"private\":{\"comment\":\"\u2421\"}}}");
  world_wait (g_str_equal (cordial_conversation_get_name (ben), "Benjamin"));
  tell (fixture->device, "set", fixture->ben_id, "{\"desc\":{\"private\":{\"comment\":\"My Ben\"}}}");
  cordial_account_close (fixture->ada->account);
  come_back (fixture);
  world_wait (g_str_equal (cordial_conversation_get_name (ben), "My Ben"));
}

int
main (int argc, char **argv)
{
  if (!world_is_possible ())
    return 0;
  g_test_init (&argc, &argv, NULL);

#define CASE(name, function) g_test_add ("/integration/belonging/" name, Fixture, NULL, set_up, function, tear_down)
  CASE ("blocked", test_blocked);
  CASE ("chat-deleted", test_chat_deleted);
  CASE ("group-left", test_group_left);
  CASE ("group-deleted", test_group_deleted);
  CASE ("put-out", test_put_out);
  CASE ("account-gone", test_account_gone);
  CASE ("account-gone-online", test_account_gone_online);
  CASE ("members", test_members);
  CASE ("unheard", test_unheard);
  CASE ("names", test_names);
#undef CASE
  return g_test_run ();
}
