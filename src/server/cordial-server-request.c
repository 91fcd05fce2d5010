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
