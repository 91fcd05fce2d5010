/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From an open socket to a roster: {hi}, then {acc} for a new account, {login} with the token or else with the password,
 * then {sub me}. What stands in the way of that is told apart here: what repetition mends (the server is busy: try again
 * later) and what only the person can (the password is wrong). Neither token nor password ever reaches a log.
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-session-private.h"

#include <glib/gi18n-lib.h>

#include "cordial-packet.h"
#include "cordial-tinode-records.h"

/* The version of the wire that this code was written to (Tinode docs/API.md). */
#define WIRE_VERSION "0.25"

/* Tags have bounds (server/main.go: minTagLength, maxTagLength, maxTagCount); the server cuts off what is beyond. */
#define MIN_TAG_CHARACTERS 2
#define MAX_TAG_CHARACTERS 96

/* A server that has just been put back, or a node of a cluster that does not know everybody yet, may not find what is there. */
#define MAX_MISSING 3

static gboolean on_signed_in (CordialTinodeSession *, const CordialTinodeReply *, gpointer);
static gboolean on_listed (CordialTinodeSession *, const CordialTinodeReply *, gpointer);

/* --- Ways it can end ---------------------------------------------------------------------------------------------- */

static void
refuse (CordialTinodeSession *self, CordialRefusal refusal, const char *reason)
{
  cordial_session_refuse_sign_in (CORDIAL_SESSION (self), refusal, reason);
}

static void
try_later (CordialTinodeSession *self, const CordialTinodeReply *reply)
{
  g_autofree char *reason = NULL;

  g_debug ("sign-in answered %d", reply->code);
  reason = g_strdup_printf (_ ("The server is busy (it answered %d)."), reply->code);
  cordial_connection_reconnect (self->connection, reason);
}

/* Any trouble of the server's own, on the way in. */
static gboolean
is_for_later (int code)
{
  return code >= 500 || cordial_tinode_code_is_for_later (code);
}

static void
make_no_sense (CordialTinodeSession *self)
{
  cordial_connection_reconnect (self->connection, _ ("The server gave an answer that makes no sense."));
}

static const char *
confirmation_wanted (void)
{
  return _ ("This server wants an email address or a telephone number to be confirmed first. Do that with Tinode's own "
            "application, then sign in here.");
}

/* --- The roster --------------------------------------------------------------------------------------------------- */

static void
list (CordialTinodeSession *self)
{
  g_autoptr (JsonBuilder) builder = cordial_tinode_request_begin (self, "sub", "me");

  /* All of it, each time: Tinode's «if modified since» leaves out what another device of the owner's has read meanwhile,
   * as reading does not count as modifying (server/db, SubsUpdate). */
  self->phase = CORDIAL_TINODE_LISTING;
  json_builder_set_member_name (builder, "get");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, "desc sub");
  json_builder_end_object (builder);
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_listed, NULL);
}

static gboolean
on_listed (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  const char *what;

  if (!reply)
    return TRUE;

  if (g_str_equal (reply->kind, "ctrl"))
    {
      if (reply->code >= 400)
        {
          if (is_for_later (reply->code) || (reply->code == 404 && ++self->n_missing < MAX_MISSING))
            try_later (self, reply);
          else
            refuse (self, CORDIAL_REFUSAL_SIGN_IN, _ ("The server does not let this account in."));
          return TRUE;
        }
      /* The first {ctrl} says that we are attached; a second one stands for a list that is empty. */
      what = reply->params ? cordial_packet_get_string (reply->params, "what") : NULL;
      if (g_strcmp0 (what, "sub") != 0)
        {
          cordial_tinode_topics_ensure (self, "me")->attachment = CORDIAL_TINODE_ATTACHED;
          return FALSE;
        }
    }
  else if (!cordial_packet_get_array (reply->body, "sub"))
    {
      return FALSE;
    }

  /* Requests are taken from here on, so that whoever hears that the roster is complete may make some. */
  g_object_freeze_notify (G_OBJECT (self));
  self->phase = CORDIAL_TINODE_ONLINE;
  self->n_missing = 0;
  cordial_session_set_online (CORDIAL_SESSION (self), TRUE);
  g_signal_emit_by_name (self, "roster-complete");
  cordial_tinode_topics_follow (self);
  cordial_tinode_endings_resume (self);
  g_object_thaw_notify (G_OBJECT (self));
  return TRUE;
}

/* The server answers nothing while it hashes a password, which may take it seconds when many come back at once; how long that may
 * last, the limit for answers says. */
static void
set_hashing (CordialTinodeSession *self, gboolean hashing)
{
  cordial_heartbeat_set_patient (cordial_connection_get_heartbeat (self->connection), hashing);
}

/* --- Signing in --------------------------------------------------------------------------------------------------- */

static void
add_password (JsonBuilder *builder, const char *login, const char *password)
{
  g_autofree char *pair = g_strconcat (login, ":", password, NULL);
  g_autofree char *secret = g_base64_encode ((const guchar *) pair, strlen (pair));

  json_builder_set_member_name (builder, "scheme");
  json_builder_add_string_value (builder, "basic");
  json_builder_set_member_name (builder, "secret");
  json_builder_add_string_value (builder, secret);
  explicit_bzero (pair, strlen (pair));
  explicit_bzero (secret, strlen (secret));
}

static void
sign_in_with_token (CordialTinodeSession *self)
{
  g_autoptr (JsonBuilder) builder = cordial_tinode_request_begin (self, "login", NULL);

  json_builder_set_member_name (builder, "scheme");
  json_builder_add_string_value (builder, "token");
  json_builder_set_member_name (builder, "secret");
  json_builder_add_string_value (builder, self->token);
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_signed_in, GINT_TO_POINTER (TRUE));
}

/* @otherwise: what to say where there is no password. */
static void
sign_in_with_password (CordialTinodeSession *self, CordialRefusal otherwise)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (GError) error = NULL;

  if (!self->login || !self->password)
    {
      refuse (self, otherwise, _ ("The server asks for the password."));
      return;
    }
  if (!cordial_tinode_login_is_good (self->login, &error))
    {
      refuse (self, CORDIAL_REFUSAL_SIGN_IN, error->message);
      return;
    }
  builder = cordial_tinode_request_begin (self, "login", NULL);
  add_password (builder, self->login, self->password);
  set_hashing (self, TRUE);
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_signed_in, GINT_TO_POINTER (FALSE));
}

/* A Tinode server gives a token a fortnight, and with each sign-in a new one; but it takes no second {login} on one connection
 * (server/session.go, login). So half of that time later, a new connection is begun, which takes a moment. Not where the last one
 * brought no longer time: some servers let a token only get older. */
static void
note_expiry (CordialTinodeSession *self, gint64 expires_ms)
{
  gint64 now_ms = g_get_real_time () / 1000;
  gboolean longer = expires_ms > self->expires_ms;

  self->renew_ms = expires_ms > now_ms && longer ? now_ms + (expires_ms - now_ms) / 2 : 0;
  self->expires_ms = expires_ms;
}

/**
 * cordial_tinode_renew_token:
 * @self: the session
 *
 * To be called where the line is quiet: signs in anew if the token has come halfway to its end, and nothing is under way.
 */
void
cordial_tinode_renew_token (CordialTinodeSession *self)
{
  if (self->renew_ms == 0 || self->phase != CORDIAL_TINODE_ONLINE || g_get_real_time () / 1000 < self->renew_ms ||
      cordial_tinode_requests_are_pending (self))
    return;
  self->renew_ms = 0;
  cordial_connection_reconnect (self->connection,
                                _ ("Signed in anew, as the sign-in of earlier would have ended soon."));
}

/* {ctrl} to {login} and to {acc} with "login": who we are, and the token for the next time. */
static gboolean
accept (CordialTinodeSession *self, const CordialTinodeReply *reply)
{
  const char *user = reply->params ? cordial_packet_get_string (reply->params, "user") : NULL;
  const char *token = reply->params ? cordial_packet_get_string (reply->params, "token") : NULL;
  gint64 expires_ms = 0;

  if (!user || !g_str_has_prefix (user, "usr") || !user[3])
    {
      make_no_sense (self);
      return FALSE;
    }
  if (token && !cordial_tinode_get_time (reply->params, "expires", &expires_ms))
    expires_ms = 0;
  cordial_session_set_user_id (CORDIAL_SESSION (self), user);
  if (token)
    {
      cordial_protocol_set_token (CORDIAL_PROTOCOL (self), token);
      note_expiry (self, expires_ms);
    }
  g_signal_emit_by_name (self, "signed-in", user, token, expires_ms);
  return TRUE;
}

/* Nobody bears that name, or that id (server/store/types, ErrUserNotFound). */
static gboolean
is_gone (int code)
{
  return code == 404 || code == 410;
}

static gboolean
on_signed_in (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  gboolean with_token = GPOINTER_TO_INT (user_data);

  if (!reply)
    return TRUE;
  if (g_str_equal (reply->kind, "meta"))
    return FALSE;

  set_hashing (self, FALSE);
  /* Name and password were right, or the token was: that the account is not let in is no fault of theirs. */
  if (reply->code == 300)
    refuse (self, CORDIAL_REFUSAL_ACCOUNT, confirmation_wanted ());
  else if (reply->code < 300)
    {
      if (accept (self, reply) && self->phase == CORDIAL_TINODE_SIGNING_IN)
        list (self);
    }
  else if (is_for_later (reply->code))
    try_later (self, reply);
  else if (reply->code == 403)
    refuse (self, CORDIAL_REFUSAL_ACCOUNT, _ ("The server has suspended this account. Ask the people who run it."));
  else if (with_token && is_gone (reply->code) && !self->password)
    refuse (self, CORDIAL_REFUSAL_ACCOUNT, _ ("This account no longer exists on the server."));
  else if (with_token)
    {
      /* 401 if it is expired, 400 if the server has new keys, 404 if the account is gone (server/auth/token). */
      g_debug ("the token is refused with %d", reply->code);
      cordial_protocol_set_token (CORDIAL_PROTOCOL (self), NULL);
      sign_in_with_password (self, CORDIAL_REFUSAL_SIGN_IN);
    }
  else if (is_gone (reply->code))
    refuse (self, CORDIAL_REFUSAL_ACCOUNT, _ ("There is no such account on this server, or not any more."));
  else if (reply->code == 401)
    refuse (self, CORDIAL_REFUSAL_SIGN_IN, _ ("The user name or the password is wrong."));
  else
    refuse (self, CORDIAL_REFUSAL_SIGN_IN, _ ("The server does not let this account in."));
  return TRUE;
}

/**
 * cordial_tinode_login_is_good:
 * @login: a name to sign in with
 * @error: return location for one sentence
 *
 * Tinode's basic scheme joins name and password with a colon (docs/API.md «Authentication»), and its stock authenticator
 * takes no blanks (server/auth/basic).
 */
gboolean
cordial_tinode_login_is_good (const char *login, GError **error)
{
  if (!login || !*login)
    {
      g_set_error_literal (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID, _ ("Enter a user name."));
      return FALSE;
    }
  for (const char *p = login; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == ':' || g_unichar_isspace (c) || g_unichar_iscntrl (c))
        {
          g_set_error_literal (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                               _ ("A user name cannot have spaces or colons in it."));
          return FALSE;
        }
    }
  return TRUE;
}

/* --- Signing up --------------------------------------------------------------------------------------------------- */

/**
 * cordial_tinode_sign_up_end:
 * @self: the session
 * @error: (transfer full) (nullable): why there is no new account; %NULL if there is one
 *
 * Ends the sign-up that is under way, if one is. Without an account the session goes OFFLINE, unless a refusal is to be
 * looked at.
 */
void
cordial_tinode_sign_up_end (CordialTinodeSession *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->sign_up);
  g_autoptr (GError) owned = error;

  g_clear_pointer (&self->sign_up_name, g_free);
  if (!task)
    return;
  if (!owned)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  cordial_protocol_set_password (CORDIAL_PROTOCOL (self), NULL, NULL);
  if (cordial_session_get_link_state (CORDIAL_SESSION (self)) != CORDIAL_LINK_REFUSED)
    cordial_connection_close (self->connection);
  g_task_return_error (task, g_steal_pointer (&owned));
}

static gboolean
on_signed_up (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  const char *what;

  /* cordial_tinode_sign_up_link_changed() tells why. */
  if (!reply)
    return TRUE;
  if (g_str_equal (reply->kind, "meta"))
    return FALSE;

  set_hashing (self, FALSE);
  what = reply->params ? cordial_packet_get_string (reply->params, "what") : NULL;
  if (reply->code < 300)
    {
      g_autoptr (GTask) task = g_object_ref (self->sign_up);

      if (accept (self, reply) && self->phase == CORDIAL_TINODE_SIGNING_IN)
        list (self);
      if (self->sign_up == task)
        cordial_tinode_sign_up_end (self, NULL);
    }
  else if (reply->code == 300)
    {
      cordial_tinode_sign_up_end (
        self, g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED, confirmation_wanted ()));
    }
  else if (reply->code == 409)
    {
      cordial_tinode_sign_up_end (self, g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_TAKEN,
                                                             _ ("That user name is taken. Choose another one.")));
    }
  else if (reply->code == 422 && (!what || g_str_equal (what, "auth")))
    {
      if (reply->params && json_object_has_member (reply->params, "creds"))
        cordial_tinode_sign_up_end (self,
                                    g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED,
                                                         _ ("This server makes accounts only with a confirmed email "
                                                            "address or telephone number. Make one with Tinode's own "
                                                            "application, then sign in here.")));
      else
        cordial_tinode_sign_up_end (self,
                                    g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                                                         _ ("This server does not take that user name or password: too "
                                                            "short, too long, or with characters it does not "
                                                            "know.")));
    }
  else if (reply->code == 400 || reply->code == 422)
    {
      cordial_tinode_sign_up_end (self,
                                  g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                                                       _ ("This server does not take that user name or password.")));
    }
  else if (is_for_later (reply->code))
    {
      cordial_tinode_sign_up_end (self, g_error_new (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED,
                                                     _ ("The server is busy (it answered %d). Try again later."),
                                                     reply->code));
    }
  else
    {
      cordial_tinode_sign_up_end (self, cordial_tinode_reply_to_error (reply));
    }
  return TRUE;
}

/* Words by which others will find this person: the name to sign in with, and each part of the display name. */
static void
add_tags (JsonBuilder *builder, const char *login, const char *name)
{
  g_autofree char *both = g_strconcat (login, " ", name, NULL);
  g_auto (GStrv) words = g_strsplit_set (both, " \t\r\n,;:()\"'<>", -1);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  json_builder_set_member_name (builder, "tags");
  json_builder_begin_array (builder);
  for (guint i = 0; words[i]; i++)
    {
      g_autofree char *tag = g_utf8_strdown (words[i], -1);
      glong length = g_utf8_strlen (tag, -1);

      if (length < MIN_TAG_CHARACTERS || length > MAX_TAG_CHARACTERS || g_hash_table_contains (seen, tag))
        continue;
      json_builder_add_string_value (builder, tag);
      g_hash_table_add (seen, g_steal_pointer (&tag));
    }
  json_builder_end_array (builder);
}

static void
sign_up (CordialTinodeSession *self)
{
  g_autoptr (JsonBuilder) builder = cordial_tinode_request_begin (self, "acc", NULL);
  g_autofree char *user = g_strconcat ("new", self->login, NULL);

  json_builder_set_member_name (builder, "user");
  json_builder_add_string_value (builder, user);
  add_password (builder, self->login, self->password);
  json_builder_set_member_name (builder, "login");
  json_builder_add_boolean_value (builder, TRUE);
  add_tags (builder, self->login, self->sign_up_name);
  json_builder_set_member_name (builder, "desc");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "public");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "fn");
  json_builder_add_string_value (builder, self->sign_up_name);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  set_hashing (self, TRUE);
  if (!cordial_tinode_request_send (self, g_steal_pointer (&builder), on_signed_up, NULL))
    cordial_tinode_sign_up_end (
      self, g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID, _ ("That name is too long.")));
}

static void
on_sign_up_cancelled (GCancellable *cancellable, gpointer user_data)
{
  CordialTinodeSession *self = user_data;

  if (self->sign_up && g_task_get_cancellable (self->sign_up) == cancellable)
    cordial_tinode_sign_up_end (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled.")));
}

/**
 * cordial_tinode_sign_up_begin:
 * @self: the session, with login and password set
 * @task: (transfer full): what to tell
 * @name: display name
 */
void
cordial_tinode_sign_up_begin (CordialTinodeSession *self, GTask *task, const char *name)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->sign_up = task;
  self->sign_up_name = g_strdup (name);
  if (cancellable)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_sign_up_cancelled), self, G_CONNECT_DEFAULT);
  cordial_connection_open (self->connection);
  cordial_connection_retry_now (self->connection);
}

/**
 * cordial_tinode_sign_up_link_changed:
 * @self: the session
 *
 * A sign-up tries once: what keeps it from the server ends it.
 */
void
cordial_tinode_sign_up_link_changed (CordialTinodeSession *self)
{
  const char *reason = cordial_connection_get_reason (self->connection);
  CordialRefusal refusal = cordial_session_get_refusal (CORDIAL_SESSION (self));
  CordialProtocolError code = CORDIAL_PROTOCOL_ERROR_UNREACHABLE;

  if (!self->sign_up)
    return;
  switch (cordial_session_get_link_state (CORDIAL_SESSION (self)))
    {
    case CORDIAL_LINK_NO_NETWORK:
    case CORDIAL_LINK_WAITING:
      break;
    case CORDIAL_LINK_REFUSED:
      if (refusal == CORDIAL_REFUSAL_CERTIFICATE)
        code = CORDIAL_PROTOCOL_ERROR_CERTIFICATE;
      else if (refusal == CORDIAL_REFUSAL_NOT_A_CHAT_SERVER)
        code = CORDIAL_PROTOCOL_ERROR_NOT_A_CHAT_SERVER;
      else if (refusal == CORDIAL_REFUSAL_PROXY)
        code = CORDIAL_PROTOCOL_ERROR_UNREACHABLE;
      else
        code = CORDIAL_PROTOCOL_ERROR_REJECTED;
      break;
    case CORDIAL_LINK_OFFLINE:
    case CORDIAL_LINK_CONNECTING:
    case CORDIAL_LINK_ONLINE:
    default:
      return;
    }
  cordial_tinode_sign_up_end (
    self, g_error_new_literal (CORDIAL_PROTOCOL_ERROR, code, reason ? reason : _ ("The server could not be reached.")));
}

/* --- The greeting -------------------------------------------------------------------------------------------------- */

static gboolean
on_greeted (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  gint64 max_message_bytes, max_file_bytes, delete_age_s;
  g_auto (GStrv) reactions = NULL;

  if (!reply)
    return TRUE;
  if (g_str_equal (reply->kind, "meta"))
    return FALSE;

  if (is_for_later (reply->code) && reply->code != 505)
    {
      try_later (self, reply);
      return TRUE;
    }
  if (reply->code == 505)
    {
      refuse (self, CORDIAL_REFUSAL_NOT_A_CHAT_SERVER,
              _ ("This server speaks a version of Tinode's protocol that Cordial does not know."));
      return TRUE;
    }
  if (reply->code >= 300)
    {
      refuse (self, CORDIAL_REFUSAL_NOT_A_CHAT_SERVER, _ ("What answers at this address is not a Tinode server."));
      return TRUE;
    }

  if (reply->params && cordial_packet_get_int (reply->params, "maxMessageSize", &max_message_bytes) &&
      max_message_bytes > 2 * CORDIAL_TINODE_ENVELOPE_BYTES && max_message_bytes < G_MAXINT32)
    {
      self->max_frame_bytes = (guint) max_message_bytes;
      cordial_connection_set_max_frame_bytes (self->connection,
                                              MAX (CORDIAL_TINODE_MAX_FRAME_BYTES, 2 * (guint64) max_message_bytes));
      cordial_session_set_max_message_bytes (CORDIAL_SESSION (self),
                                             (guint) max_message_bytes - CORDIAL_TINODE_ENVELOPE_BYTES);
    }
  if (reply->params && cordial_packet_get_int (reply->params, "maxFileUploadSize", &max_file_bytes) &&
      max_file_bytes >= 0)
    cordial_session_set_max_file_bytes (CORDIAL_SESSION (self), max_file_bytes);
  self->keeps_old =
    reply->params && cordial_packet_get_int (reply->params, "msgDelAge", &delete_age_s) && delete_age_s > 0;
  cordial_session_set_delete_limit_s (CORDIAL_SESSION (self), self->keeps_old ? delete_age_s : 0);

  reactions = cordial_tinode_read_offered_reactions (reply->params);
  cordial_session_set_reactions (CORDIAL_SESSION (self), (const char *const *) reactions);

  self->phase = CORDIAL_TINODE_SIGNING_IN;
  if (self->sign_up)
    sign_up (self);
  else if (self->token)
    sign_in_with_token (self);
  else
    sign_in_with_password (self, CORDIAL_REFUSAL_PASSWORD);
  return TRUE;
}

/* "en-GB", as RFC 5646 has it, of the language that the person reads. */
static char *
dup_language (void)
{
  const char *name = g_get_language_names ()[0];
  g_autofree char *language = g_strndup (name, strcspn (name, ".@"));

  if (!*language || g_str_equal (language, "C") || g_str_equal (language, "POSIX"))
    return g_strdup ("en");
  g_strdelimit (language, "_", '-');
  return g_steal_pointer (&language);
}

/**
 * cordial_tinode_sign_in_begin:
 * @self: the session, whose socket has just opened
 */
void
cordial_tinode_sign_in_begin (CordialTinodeSession *self)
{
  g_autoptr (JsonBuilder) builder = cordial_tinode_request_begin (self, "hi", NULL);
  g_autofree char *language = dup_language ();

  self->phase = CORDIAL_TINODE_GREETING;
  json_builder_set_member_name (builder, "ver");
  json_builder_add_string_value (builder, WIRE_VERSION);
  json_builder_set_member_name (builder, "ua");
  json_builder_add_string_value (builder, "Cordial/" VERSION " (Linux)");
  json_builder_set_member_name (builder, "lang");
  json_builder_add_string_value (builder, language);
  cordial_tinode_request_send (self, g_steal_pointer (&builder), on_greeted, NULL);
}

/* --- Another password --------------------------------------------------------------------------------------------- */

static gboolean
on_password_changed (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (reply)
    set_hashing (self, FALSE);
  if (!reply)
    g_task_return_error (task, cordial_session_link_error ());
  else if (reply->code < 300)
    g_task_return_boolean (task, TRUE);
  else if (reply->code == 400 || reply->code == 422)
    g_task_return_new_error (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID, "%s",
                             _ ("The server does not take this password. Choose a longer one."));
  else
    g_task_return_error (task, cordial_tinode_reply_to_error (reply));
  return TRUE;
}

/**
 * cordial_tinode_change_password:
 * @self: the session, signed in
 * @task: (transfer full): returns %TRUE
 * @password: the new one
 *
 * A secret without a name leaves the name as it is (server/auth/basic, UpdateRecord).
 */
void
cordial_tinode_change_password (CordialTinodeSession *self, GTask *task, const char *password)
{
  g_autoptr (JsonBuilder) builder = cordial_tinode_request_begin (self, "acc", NULL);

  json_builder_set_member_name (builder, "user");
  json_builder_add_string_value (builder, cordial_session_get_user_id (CORDIAL_SESSION (self)));
  add_password (builder, "", password);
  set_hashing (self, TRUE);
  if (strlen (password) > CORDIAL_TINODE_MAX_PASSWORD_BYTES ||
      !cordial_tinode_request_send (self, g_steal_pointer (&builder), on_password_changed, task))
    {
      set_hashing (self, FALSE);
      g_task_return_new_error (task, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID, "%s",
                               _ ("That password is too long."));
      g_object_unref (task);
    }
}
