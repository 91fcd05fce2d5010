/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What several requests do.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-request.h"

const char *
request_get_topic (JsonObject *request)
{
  const char *topic = cordial_packet_get_string (request, "topic");

  return topic && *topic ? topic : NULL;
}

/**
 * request_leave_me:
 *
 * The session listens on "me" no more.
 */
void
request_leave_me (Session *session)
{
  if (!session->on_me)
    return;
  session->on_me = FALSE;
  presence_changed (services_of (session)->presence, session->user, FALSE);
}

/**
 * request_reply_part:
 * @name: of the topic
 * @what: the part
 * @count: of what was delivered; negative: none is said
 *
 * A {ctrl} about one part of a {get}, named as the official server names it.
 */
void
request_reply_part (Session *session,
                    JsonObject *request,
                    const char *name,
                    int code,
                    const char *text,
                    const char *what,
                    gint64 count)
{
  JsonObject *ctrl = cordial_ctrl_new (cordial_packet_get_string (request, "id"), name, code, text);
  JsonObject *params = json_object_new ();

  if (count >= 0)
    json_object_set_int_member (params, "count", count);
  json_object_set_string_member (params, "what", what);
  json_object_set_object_member (ctrl, "params", params);
  session_send (session, "ctrl", ctrl);
}
