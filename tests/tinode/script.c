/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A Tinode session beside a server that says what a test tells it to, also what no server should. The test plays the
 * server: it waits for a request and answers it. For the tests of this folder.
 */

#include "script.h"

#include "cordial-reactions.h"

/* --- What the session tells ---------------------------------------------------------------------------------------- */

static void
tell (Script *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->told, g_strdup_vprintf (format, args));
  va_end (args);
}

static void
on_signed_in (Script *self, const char *user_id, const char *token, gint64 expires_ms)
{
  tell (self, "signed in %s %s", user_id, token);
}

static void
on_profile (Script *self, CordialConversationRecord *record)
{
  tell (self, "profile %s", record->name);
}

static void
on_conversation (Script *self, CordialConversationRecord *record)
{
  static const char *const endings[] = {
    [CORDIAL_ENDING_UNKNOWN] = "unknown", [CORDIAL_ENDING_DELETED] = "deleted", [CORDIAL_ENDING_LEFT] = "left",
    [CORDIAL_ENDING_BLOCKED] = "blocked", [CORDIAL_ENDING_BANNED] = "banned",   [CORDIAL_ENDING_NOBODY] = "nobody"
  };
  g_autoptr (GString) line = g_string_new (record->id);

  if (record->fields & CORDIAL_CONVERSATION_HAS_NAME)
    g_string_append_printf (line, " name=%s", record->name);
  if (record->fields & CORDIAL_CONVERSATION_HAS_COMMENT)
    g_string_append_printf (line, " comment=%s", record->comment ? record->comment : "");
  if (record->fields & CORDIAL_CONVERSATION_HAS_SEQ)
    g_string_append_printf (line, " seq=%" G_GINT64_FORMAT, record->seq);
  if (record->fields & CORDIAL_CONVERSATION_HAS_READ)
    g_string_append_printf (line, " read=%" G_GINT64_FORMAT, record->read);
  if (record->fields & CORDIAL_CONVERSATION_HAS_PEER_READ)
    g_string_append_printf (line, " peer-read=%" G_GINT64_FORMAT, record->peer_read);
  if (record->fields & CORDIAL_CONVERSATION_HAS_PEER_RECV)
    g_string_append_printf (line, " peer-recv=%" G_GINT64_FORMAT, record->peer_recv);
  if (record->fields & CORDIAL_CONVERSATION_HAS_ONLINE)
    g_string_append_printf (line, " %s", record->online ? "online" : "offline");
  if (record->fields & CORDIAL_CONVERSATION_HAS_LAST_SEEN)
    g_string_append_printf (line, " seen=%" G_GINT64_FORMAT, record->last_seen_ms);
  if (record->fields & CORDIAL_CONVERSATION_HAS_WRITABLE)
    g_string_append_printf (line, " %s", record->writable ? "writable" : "read-only");
  if (record->fields & CORDIAL_CONVERSATION_HAS_MUTED && record->muted)
    g_string_append (line, " muted");
  if (record->fields & CORDIAL_CONVERSATION_HAS_ENDED && record->ended != CORDIAL_ENDING_NONE)
    g_string_append_printf (line, " ended=%s", endings[record->ended]);
  if (record->fields & CORDIAL_CONVERSATION_HAS_UNHEARD && record->unheard)
    g_string_append (line, " unheard");
  if (record->fields & CORDIAL_CONVERSATION_HAS_PINS)
    g_string_append_printf (line, " pins=%s", record->pins ? record->pins : "");
  if (record->avatar)
    g_string_append_printf (line, " avatar=%" G_GSIZE_FORMAT, g_bytes_get_size (record->avatar));
  if (record->avatar_uri)
    g_string_append_printf (line, " avatar-uri=%s", record->avatar_uri);
  tell (self, "conversation %s", line->str);
}

static void
on_people (Script *self, GPtrArray *people)
{
  for (guint i = 0; i < people->len; i++)
    {
      CordialPerson *person = people->pdata[i];

      tell (self, "person %s %s avatar=%" G_GSIZE_FORMAT " %s", person->id, person->name ? person->name : "-",
            person->avatar ? g_bytes_get_size (person->avatar) : 0, person->avatar_uri ? person->avatar_uri : "-");
    }
}

static void
on_members (Script *self, const char *id, GPtrArray *members)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < members->len; i++)
    {
      CordialMember *member = members->pdata[i];

      g_string_append_printf (line, " %s:%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, member->id, member->recv,
                              member->read);
    }
  tell (self, "members %s%s", id, line->str);
}

static void
on_roster_complete (Script *self)
{
  /* Requests are taken by then. */
  g_assert_cmpint (cordial_protocol_get_link_state (self->protocol), ==, CORDIAL_LINK_ONLINE);
  tell (self, "roster complete");
}

static void
on_messages (Script *self, const char *id, GPtrArray *messages)
{
  for (guint i = 0; i < messages->len; i++)
    {
      CordialMessageRecord *message = messages->pdata[i];

      tell (self, "message %s %" G_GINT64_FORMAT " %s «%s» %s", id, message->seq, message->sender_id, message->text,
            message->cordial_id ? message->cordial_id : "-");
    }
}

static void
on_deletions_known (Script *self, const char *id, gint64 newest)
{
  tell (self, "deletions known %s %" G_GINT64_FORMAT, id, newest);
}

static void
on_deleted (Script *self, const char *id, gint64 low, gint64 high)
{
  tell (self, "deleted %s %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, id, low, high);
}

static void
on_reactions (Script *self, const char *id, GPtrArray *all, gboolean complete)
{
  g_autoptr (GString) line = g_string_new (id);

  for (guint i = 0; i < all->len; i++)
    {
      const CordialReacted *reacted = g_ptr_array_index (all, i);
      g_autofree char *text = cordial_reactions_dup_text (reacted->reactions);

      g_string_append_printf (line, " %" G_GINT64_FORMAT " [%s]", reacted->seq,
                              text ? g_strdelimit (text, "\n\t", '/') : "");
    }
  tell (self, "reactions %s%s", line->str, complete ? " and no others" : "");
}

static void
on_reacted (Script *self, const char *id, gint64 seq, const char *person, const char *value)
{
  tell (self, "reacted %s %" G_GINT64_FORMAT " %s %s", id, seq, person ? person : "-", value ? value : "-");
}

static void
on_receipt (Script *self, const char *id, const char *user_id, int receipt, gint64 seq)
{
  tell (self, "%s %s %s %" G_GINT64_FORMAT, receipt == CORDIAL_RECEIPT_READ ? "read" : "received", id, user_id, seq);
}

static void
on_typing (Script *self, const char *id, const char *user_id, gboolean recording)
{
  tell (self, "%s %s %s", recording ? "recording" : "typing", id, user_id);
}

gboolean
script_was_told (Script *self, const char *line)
{
  for (guint i = 0; i < self->told->len; i++)
    {
      if (g_str_equal (self->told->pdata[i], line))
        return TRUE;
    }
  script_has_more (self);
  return FALSE;
}

void
script_forget (Script *self)
{
  g_ptr_array_set_size (self->told, 0);
}

/* --- Both sides ----------------------------------------------------------------------------------------------------- */

static double
get_no_random (gpointer user_data)
{
  return 0.0;
}

Script *
script_new (void)
{
  Script *self = g_new0 (Script, 1);
  g_autoptr (CordialBackoff) backoff = cordial_backoff_new (get_no_random, NULL, NULL);
  g_autoptr (CordialConnection) connection = g_object_new (CORDIAL_TYPE_CONNECTION, "backoff", backoff, NULL);
  g_autofree char *uri = NULL;

  self->told = g_ptr_array_new_with_free_func (g_free);
  self->peer = test_peer_new (NULL);
  test_peer_set_answers (self->peer, FALSE);
  uri = g_strdup_printf ("ws://127.0.0.1:%u/", test_peer_get_port (self->peer));
  self->session = g_object_new (CORDIAL_TYPE_TINODE_SESSION, "uri", uri, "connection", connection, NULL);
  self->protocol = CORDIAL_PROTOCOL (self->session);
  cordial_protocol_set_password (self->protocol, "ada", "the password of ada");
  g_signal_connect_swapped (self->session, "signed-in", G_CALLBACK (on_signed_in), self);
  g_signal_connect_swapped (self->session, "profile", G_CALLBACK (on_profile), self);
  g_signal_connect_swapped (self->session, "conversation", G_CALLBACK (on_conversation), self);
  g_signal_connect_swapped (self->session, "people", G_CALLBACK (on_people), self);
  g_signal_connect_swapped (self->session, "members", G_CALLBACK (on_members), self);
  g_signal_connect_swapped (self->session, "roster-complete", G_CALLBACK (on_roster_complete), self);
  g_signal_connect_swapped (self->session, "messages", G_CALLBACK (on_messages), self);
  g_signal_connect_swapped (self->session, "deleted", G_CALLBACK (on_deleted), self);
  g_signal_connect_swapped (self->session, "deletions-known", G_CALLBACK (on_deletions_known), self);
  g_signal_connect_swapped (self->session, "reactions", G_CALLBACK (on_reactions), self);
  g_signal_connect_swapped (self->session, "reacted", G_CALLBACK (on_reacted), self);
  g_signal_connect_swapped (self->session, "receipt", G_CALLBACK (on_receipt), self);
  g_signal_connect_swapped (self->session, "typing", G_CALLBACK (on_typing), self);
  return self;
}

void
script_free (Script *self)
{
  cordial_protocol_close (self->protocol);
  /* Answers that nobody waits for. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->session);
  g_clear_pointer (&self->frame, json_node_unref);
  g_free (self->id);
  g_object_unref (self->peer);
  g_ptr_array_unref (self->told);
  g_free (self);
}

/* --- The server's side ---------------------------------------------------------------------------------------------- */

gboolean
script_has_more (Script *self)
{
  GPtrArray *texts = test_peer_get_texts (self->peer);

  while (self->heard < texts->len && g_str_equal (texts->pdata[self->heard], "1"))
    {
      self->heard++;
      if (test_peer_is_open (self->peer))
        test_peer_send_text (self->peer, "0");
    }
  return self->heard < texts->len;
}

JsonObject *
script_expect (Script *self, const char *kind)
{
  const char *text;
  JsonObject *body;

  test_wait_until (script_has_more (self));
  text = test_peer_get_texts (self->peer)->pdata[self->heard++];
  g_clear_pointer (&self->frame, json_node_unref);
  self->frame = cordial_packet_parse (text, NULL);
  g_assert_nonnull (self->frame);
  body = cordial_packet_get_object (json_node_get_object (self->frame), kind);
  if (!body)
    g_error ("expected {%s}, not %s", kind, text);
  g_set_str (&self->id, cordial_packet_get_string (body, "id"));
  return body;
}

void
script_say (Script *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  test_peer_send_text (self->peer, text);
}

void
script_answer (Script *self, int code, const char *params)
{
  g_assert_nonnull (self->id);
  script_say (self,
              "{\"ctrl\":{\"id\":\"%s\",\"code\":%d,\"text\":\"words of the server\",\"params\":%s,"
              "\"ts\":\"2026-11-23T20:00:00.123Z\"}}",
              self->id, code, params ? params : "null");
}

void
script_sign_in (Script *self)
{
  script_sign_in_to (self, "{\"ver\":\"0.25\",\"build\":\"test\",\"maxMessageSize\":262144,\"msgDelAge\":600}");
}

void
script_sign_in_to (Script *self, const char *limits)
{
  JsonObject *body;

  cordial_protocol_open (self->protocol);
  body = script_expect (self, "hi");
  g_assert_cmpstr (cordial_packet_get_string (body, "ver"), ==, "0.25");
  script_answer (self, 201, limits);
  script_expect (self, "login");
  script_answer (self, 200, "{\"user\":\"usrAda\",\"token\":\"dG9rZW4=\",\"expires\":\"2030-01-01T00:00:00Z\"}");
  body = script_expect (self, "sub");
  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "me");
  script_answer (self, 200, NULL);
  script_say (self, "{\"meta\":{\"id\":\"%s\",\"topic\":\"me\",\"desc\":{\"public\":{\"fn\":\"Ada\"}}}}", self->id);
  script_say (self,
              "{\"meta\":{\"id\":\"%s\",\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,"
              "\"acs\":{\"mode\":\"JRWPAD\"},\"public\":{\"fn\":\"Ben\"}}]}}",
              self->id);
  script_wait_link (self, ONLINE);
  script_forget (self);
}

void
script_list (Script *self, const char *topic)
{
  g_autofree char *line = g_strdup_printf ("conversation %s seq=0 offline writable", topic);

  script_say (self, "{\"meta\":{\"topic\":\"me\",\"sub\":[{\"topic\":\"%s\",\"acs\":{\"mode\":\"JRWPAD\"}}]}}", topic);
  script_wait_told (self, line);
  script_forget (self);
}

void
script_attach (Script *self, const char *topic)
{
  JsonObject *body = script_expect (self, "sub");

  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, topic);
  script_answer (self, 200, NULL);
}

void
script_on_answer (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

void
script_send (Script *self, const char *text, const char *cordial_id, GAsyncResult **result)
{
  g_autoptr (CordialMessageRecord) record = cordial_message_record_new ();

  record->conversation_id = g_strdup ("usrBen");
  record->text = g_strdup (text);
  record->cordial_id = g_strdup (cordial_id);
  cordial_protocol_send_async (self->protocol, record, NULL, script_on_answer, result);
}

void
script_assert_send_failed (Script *self, GAsyncResult **result, CordialProtocolError code)
{
  g_autoptr (GError) error = NULL;
  gint64 time_ms;

  test_wait_until (*result != NULL);
  g_assert_cmpint (cordial_protocol_send_finish (self->protocol, *result, &time_ms, &error), ==, 0);
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, (int) code);
  g_clear_object (result);
}

/* We were detached behind our back: who knows from what else. */
void
script_expect_catching_up (Script *self)
{
  JsonObject *body = script_expect (self, "sub");

  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "me");
  script_answer (self, 304, NULL);
}

void
script_catch_up (Script *self)
{
  JsonObject *body = script_expect (self, "get");

  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "me");
  g_assert_cmpstr (cordial_packet_get_string (body, "what"), ==, "sub");
  script_say (
    self,
    "{\"meta\":{\"id\":\"%s\",\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,\"public\":{\"fn\":\"Ben\"}}]}}",
    self->id);
  script_wait_told (self, "conversation usrBen name=Ben seq=10 offline");
}

/* Everything that was said before is heard. */
void
script_settle (Script *self)
{
  script_forget (self);
  script_say (self, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"on\"}}");
  script_wait_told (self, "conversation usrBen online");
}

void
script_say_data (Script *self, int seq, const char *text)
{
  script_say (self,
              "{\"data\":{\"topic\":\"usrBen\",\"from\":\"usrBen\",\"ts\":\"2026-11-23T20:00:00Z\",\"seq\":%d,"
              "\"content\":\"%s\"}}",
              seq, text);
}

void
script_say_mode (Script *self, const char *mode)
{
  script_say (self, "{\"pres\":{\"topic\":\"me\",\"src\":\"usrBen\",\"what\":\"acs\"}}");
  script_expect (self, "get");
  script_say (self,
              "{\"meta\":{\"id\":\"%s\",\"topic\":\"me\",\"sub\":[{\"topic\":\"usrBen\",\"seq\":10,"
              "\"acs\":{\"mode\":\"%s\"},\"public\":{\"fn\":\"Ben\"}}]}}",
              self->id, mode);
}

/* Attaches as script_attach() does. Returns since which deletion is asked. */
gint64
script_expect_attaching (Script *self)
{
  JsonObject *body = script_expect (self, "sub"), *query = cordial_packet_get_object (body, "get");
  gint64 since;

  g_assert_cmpstr (cordial_packet_get_string (body, "topic"), ==, "usrBen");
  g_assert_true (cordial_packet_get_int (cordial_packet_get_object (query, "del"), "since", &since));
  return since;
}
