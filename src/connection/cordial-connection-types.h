/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of this folder: the states of a connection, why one was refused, how one ended, and the error domain. Used
 * by every file here and by whoever watches a connection. Holds no behaviour.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CordialConnectionState:
 * @CORDIAL_CONNECTION_OFFLINE: nobody asked for a connection, or the user closed it
 * @CORDIAL_CONNECTION_NO_NETWORK: wanted, but the machine has no route to the server
 * @CORDIAL_CONNECTION_CONNECTING: TCP, TLS and WebSocket upgrade are under way
 * @CORDIAL_CONNECTION_CONNECTED: frames flow and the heartbeat runs
 * @CORDIAL_CONNECTION_WAITING: between attempts; #CordialConnection:retry-at says until when
 * @CORDIAL_CONNECTION_REFUSED: the last attempt failed in a way that repetition cannot mend; the user must act. Unless a sign-in
 *   was refused, it is tried again all the same: when the network or the clock changes, on resume, and slowly by time
 */
typedef enum
{
  CORDIAL_CONNECTION_OFFLINE,
  CORDIAL_CONNECTION_NO_NETWORK,
  CORDIAL_CONNECTION_CONNECTING,
  CORDIAL_CONNECTION_CONNECTED,
  CORDIAL_CONNECTION_WAITING,
  CORDIAL_CONNECTION_REFUSED,
} CordialConnectionState;

#define CORDIAL_TYPE_CONNECTION_STATE (cordial_connection_state_get_type ())
GType cordial_connection_state_get_type (void);

/**
 * CordialConnectionRefusal:
 * @CORDIAL_CONNECTION_REFUSAL_NONE: not refused
 * @CORDIAL_CONNECTION_REFUSAL_CERTIFICATE: the server's certificate is not trusted
 * @CORDIAL_CONNECTION_REFUSAL_UNAUTHORIZED: HTTP 401 to the upgrade
 * @CORDIAL_CONNECTION_REFUSAL_FORBIDDEN: HTTP 403 to the upgrade
 * @CORDIAL_CONNECTION_REFUSAL_PROXY: the proxy of the network wants a name and a password (HTTP 407), or others
 * @CORDIAL_CONNECTION_REFUSAL_PROTOCOL: the peer is no WebSocket server, or not at this address
 * @CORDIAL_CONNECTION_REFUSAL_SIGN_IN: the layer above was told that it may not come in as it is, see cordial_connection_refuse()
 * @CORDIAL_CONNECTION_REFUSAL_BY_CALLER: the layer above makes no sense of the server, or was told no for a reason that may pass
 */
typedef enum
{
  CORDIAL_CONNECTION_REFUSAL_NONE,
  CORDIAL_CONNECTION_REFUSAL_CERTIFICATE,
  CORDIAL_CONNECTION_REFUSAL_UNAUTHORIZED,
  CORDIAL_CONNECTION_REFUSAL_FORBIDDEN,
  CORDIAL_CONNECTION_REFUSAL_PROXY,
  CORDIAL_CONNECTION_REFUSAL_PROTOCOL,
  CORDIAL_CONNECTION_REFUSAL_SIGN_IN,
  CORDIAL_CONNECTION_REFUSAL_BY_CALLER,
} CordialConnectionRefusal;

#define CORDIAL_TYPE_CONNECTION_REFUSAL (cordial_connection_refusal_get_type ())
GType cordial_connection_refusal_get_type (void);

/**
 * CordialConnectionEnding:
 * @CORDIAL_CONNECTION_ENDING_NONE: nothing has ended yet
 * @CORDIAL_CONNECTION_ENDING_BY_USER: cordial_connection_close(); the only ending with no way back but cordial_connection_open()
 * @CORDIAL_CONNECTION_ENDING_MISSED_HEARTBEAT: no sign of life within the deadline; always reconnects
 * @CORDIAL_CONNECTION_ENDING_BY_PEER: the peer sent a close frame
 * @CORDIAL_CONNECTION_ENDING_LOST: the stream broke, or never came about
 * @CORDIAL_CONNECTION_ENDING_BAD_FRAME: the peer broke RFC 6455 or sent text that is not UTF-8
 * @CORDIAL_CONNECTION_ENDING_TOO_LARGE: the peer sent a frame over #CordialConnection:max-frame-bytes
 * @CORDIAL_CONNECTION_ENDING_BY_CALLER: cordial_connection_reconnect()
 * @CORDIAL_CONNECTION_ENDING_REFUSED: an attempt that repetition cannot mend, or cordial_connection_refuse()
 *
 * How a connection, or the attempt at one, ended. It is set at the place where the ending is decided, never inferred
 * afterwards, and it alone decides whether there will be another attempt.
 */
typedef enum
{
  CORDIAL_CONNECTION_ENDING_NONE,
  CORDIAL_CONNECTION_ENDING_BY_USER,
  CORDIAL_CONNECTION_ENDING_MISSED_HEARTBEAT,
  CORDIAL_CONNECTION_ENDING_BY_PEER,
  CORDIAL_CONNECTION_ENDING_LOST,
  CORDIAL_CONNECTION_ENDING_BAD_FRAME,
  CORDIAL_CONNECTION_ENDING_TOO_LARGE,
  CORDIAL_CONNECTION_ENDING_BY_CALLER,
  CORDIAL_CONNECTION_ENDING_REFUSED,
} CordialConnectionEnding;

#define CORDIAL_TYPE_CONNECTION_ENDING (cordial_connection_ending_get_type ())
GType cordial_connection_ending_get_type (void);

/**
 * CordialConnectionError:
 * @CORDIAL_CONNECTION_ERROR_NOT_CONNECTED: the call needs state %CORDIAL_CONNECTION_CONNECTED
 * @CORDIAL_CONNECTION_ERROR_BAD_TEXT: the text is not UTF-8
 */
typedef enum
{
  CORDIAL_CONNECTION_ERROR_NOT_CONNECTED,
  CORDIAL_CONNECTION_ERROR_BAD_TEXT,
} CordialConnectionError;

#define CORDIAL_CONNECTION_ERROR (cordial_connection_error_quark ())
GQuark cordial_connection_error_quark (void);

G_END_DECLS
