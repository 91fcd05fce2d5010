/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A WebSocket that stays connected: what others may ask of it, and in which state each of that means something. What
 * follows from it is decided in cordial-connection.c.
 */
#define G_LOG_DOMAIN "cordial-connection"

#include "cordial-config.h"

#include "cordial-connection-private.h"

#include <glib/gi18n-lib.h>

/**
 * cordial_connection_open:
 * @self: a #CordialConnection with a URI
 *
 * Asks for a connection, and for a new one whenever it is lost, until cordial_connection_close(). Does nothing while
 * there is one or an attempt at one.
 */
void
cordial_connection_open (CordialConnection *self)
{
  g_return_if_fail (CORDIAL_IS_CONNECTION (self));
  g_return_if_fail (self->uri != NULL);

  switch (self->state)
    {
    case CORDIAL_CONNECTION_OFFLINE:
    case CORDIAL_CONNECTION_REFUSED:
      cordial_backoff_reset (self->backoff);
      cordial_backoff_reset (self->refused_backoff);
      if (cordial_network_watch_is_reachable (self->network))
        cordial_connection_attempt (self);
      else
        cordial_connection_set_state (self, CORDIAL_CONNECTION_NO_NETWORK);
      break;
    case CORDIAL_CONNECTION_WAITING:
      cordial_connection_attempt (self);
      break;
    case CORDIAL_CONNECTION_NO_NETWORK:
    case CORDIAL_CONNECTION_CONNECTING:
    case CORDIAL_CONNECTION_CONNECTED:
    default:
      break;
    }
}

/**
 * cordial_connection_close:
 * @self: a #CordialConnection
 *
 * The user wants no connection any more, or the application exits. Says goodbye to the server and never reconnects.
 */
void
cordial_connection_close (CordialConnection *self)
{
  g_autoptr (CordialVerdict) verdict = NULL;

  g_return_if_fail (CORDIAL_IS_CONNECTION (self));

  if (self->state == CORDIAL_CONNECTION_OFFLINE)
    return;
  verdict = cordial_verdict_new (CORDIAL_CONNECTION_ENDING_BY_USER, NULL);
  cordial_connection_finish (self, verdict);
}

/**
 * cordial_connection_retry_now:
 * @self: a #CordialConnection
 *
 * «Try Now»: attempts at once while WAITING, REFUSED or without a network (whose absence the system may be wrong about),
 * probes while CONNECTED, and does nothing otherwise.
 */
void
cordial_connection_retry_now (CordialConnection *self)
{
  g_return_if_fail (CORDIAL_IS_CONNECTION (self));

  switch (self->state)
    {
    case CORDIAL_CONNECTION_WAITING:
    case CORDIAL_CONNECTION_REFUSED:
    case CORDIAL_CONNECTION_NO_NETWORK:
      cordial_connection_attempt (self);
      break;
    case CORDIAL_CONNECTION_CONNECTED:
      cordial_connection_probe (self);
      break;
    case CORDIAL_CONNECTION_CONNECTING:
      /* One that looks whether a refusal still stands does not know yet what the person has changed meanwhile. */
      if (self->refusal != CORDIAL_CONNECTION_REFUSAL_NONE)
        cordial_connection_start_anew (self);
      break;
    case CORDIAL_CONNECTION_OFFLINE:
    default:
      break;
    }
}

/**
 * cordial_connection_reconnect:
 * @self: a #CordialConnection
 * @reason: one sentence
 *
 * The layer above gives this connection up, for instance because the server takes frames but no longer makes sense of
 * them, and wants another after the usual wait. Does nothing unless CONNECTED.
 */
void
cordial_connection_reconnect (CordialConnection *self, const char *reason)
{
  g_autoptr (CordialVerdict) verdict = NULL;

  g_return_if_fail (CORDIAL_IS_CONNECTION (self));

  if (self->state != CORDIAL_CONNECTION_CONNECTED)
    return;
  verdict = cordial_verdict_new (CORDIAL_CONNECTION_ENDING_BY_CALLER, reason);
  cordial_connection_finish (self, verdict);
}

/**
 * cordial_connection_refuse:
 * @self: a #CordialConnection
 * @lasting: whether only the person can mend it: what a server says of a password it says again, and some count
 * @reason: one sentence
 *
 * The layer above was told by the server that it may not come in, or makes no sense of what it says. Closes the connection and stays
 * REFUSED until cordial_connection_open() or cordial_connection_retry_now(); what may pass is also looked at again, as any refusal of
 * the network's. Does nothing while OFFLINE.
 */
void
cordial_connection_refuse (CordialConnection *self, gboolean lasting, const char *reason)
{
  g_autoptr (CordialVerdict) verdict = NULL;

  g_return_if_fail (CORDIAL_IS_CONNECTION (self));

  if (self->state == CORDIAL_CONNECTION_OFFLINE)
    return;
  verdict = cordial_verdict_new_refused (
    lasting ? CORDIAL_CONNECTION_REFUSAL_SIGN_IN : CORDIAL_CONNECTION_REFUSAL_BY_CALLER, reason);
  cordial_connection_finish (self, verdict);
}

/**
 * cordial_connection_note_ready:
 * @self: a #CordialConnection
 *
 * The layer above has found this connection to be of use: it is signed in. Only from here on it counts as stable: a server that
 * opens its door and then says nothing is waited for longer and longer, as one that is away. Does nothing unless CONNECTED.
 */
void
cordial_connection_note_ready (CordialConnection *self)
{
  g_return_if_fail (CORDIAL_IS_CONNECTION (self));

  if (self->state == CORDIAL_CONNECTION_CONNECTED && self->ready_at == 0)
    self->ready_at = g_get_monotonic_time ();
}

/**
 * cordial_connection_is_sending:
 * @self: a #CordialConnection
 *
 * Returns: whether something that was sent has certainly not arrived at the other end's kernel yet
 */
gboolean
cordial_connection_is_sending (CordialConnection *self)
{
  CordialHeartbeatEvidence evidence;

  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), FALSE);

  return self->socket && cordial_socket_get_evidence (self->socket, &evidence) && evidence.acknowledged < evidence.sent;
}

/**
 * cordial_connection_probe_if_stale:
 * @self: a #CordialConnection
 *
 * The person looks at the window again. Probes if the last look, probe or opening is more than one heartbeat interval
 * ago; where an attempt was refused, and that long ago, makes another one.
 */
void
cordial_connection_probe_if_stale (CordialConnection *self)
{
  gint64 interval_us, now;

  g_return_if_fail (CORDIAL_IS_CONNECTION (self));

  now = g_get_monotonic_time ();
  interval_us = cordial_heartbeat_get_interval_ms (self->heartbeat) * G_TIME_SPAN_MILLISECOND;
  if (cordial_connection_may_look_again (self) && now - self->attempted_at > interval_us)
    cordial_connection_attempt (self);
  else if (now - self->looked_at > interval_us)
    cordial_connection_probe (self);
  self->looked_at = now;
}

/**
 * cordial_connection_send_text:
 * @self: a #CordialConnection
 * @text: one frame
 * @expects_answer: whether the peer answers such a frame at once; if so, a dead link is noticed within the deadline
 * @error: return location for a #CordialConnectionError
 *
 * Hands a frame to the socket. That it left this machine, or arrived, only an answer of the peer can tell.
 *
 * Returns: %FALSE if it certainly was not sent
 */
gboolean
cordial_connection_send_text (CordialConnection *self, const char *text, gboolean expects_answer, GError **error)
{
  g_return_val_if_fail (CORDIAL_IS_CONNECTION (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  if (self->state != CORDIAL_CONNECTION_CONNECTED)
    {
      g_set_error_literal (error, CORDIAL_CONNECTION_ERROR, CORDIAL_CONNECTION_ERROR_NOT_CONNECTED,
                           _ ("There is no connection to the server."));
      return FALSE;
    }
  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, CORDIAL_CONNECTION_ERROR, CORDIAL_CONNECTION_ERROR_BAD_TEXT,
                           _ ("The text is not valid UTF-8."));
      return FALSE;
    }

  /* Armed first, as sending may find the stream broken and end it all. */
  if (expects_answer)
    cordial_heartbeat_expect_answer (self->heartbeat);
  self->sent_at = g_get_monotonic_time ();
  cordial_socket_send_text (self->socket, text);
  return TRUE;
}
