/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Addresses are asked for and changed on "me".
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request-credentials.h"

void
request_get_credentials (Session *session, JsonObject *request)
{
  JsonArray *array = credentials_dup_array (services_of (session)->credentials, session->user);
  JsonObject *meta;

  if (json_array_get_length (array) == 0)
    {
      json_array_unref (array);
      request_reply_part (session, request, "me", 204, "no content", "creds", -1);
      return;
    }
  meta = request_meta_new (request, "me");
  json_object_set_array_member (meta, "cred", array);
  session_send (session, "meta", meta);
}

void
request_set_credential (Session *session, JsonObject *set)
{
  JsonObject *credential = cordial_packet_get_object (set, "cred");
  int code = credential ? credentials_set (services_of (session)->credentials, session->user, credential) : 400;

  session_reply (session, set, code,
                 code == 200   ? "ok"
                 : code == 401 ? "authentication failed"
                 : code == 503 ? "service unavailable"
                               : "malformed");
}

void
request_del_credential (Session *session, JsonObject *del)
{
  JsonObject *credential = cordial_packet_get_object (del, "cred");
  int code;

  if (g_strcmp0 (request_get_topic (del), "me") != 0 || !session->on_me)
    {
      session_reply (session, del, 409, "must attach first");
      return;
    }
  if (!credential)
    {
      session_reply (session, del, 400, "malformed");
      return;
    }
  code = credentials_delete (services_of (session)->credentials, session->user, credential);
  session_reply (session, del, code, code == 200 ? "ok" : "no action");
}
