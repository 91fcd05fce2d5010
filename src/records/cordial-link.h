/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How an account's connection is: values that a protocol tells and the interface shows.
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CordialLinkState:
 * @CORDIAL_LINK_OFFLINE: nobody asked for a connection
 * @CORDIAL_LINK_NO_NETWORK: wanted, but the machine has no network
 * @CORDIAL_LINK_CONNECTING: socket, handshake and sign-in under way
 * @CORDIAL_LINK_ONLINE: signed in; requests are answered
 * @CORDIAL_LINK_WAITING: between attempts, see #CordialProtocol:retry-at
 * @CORDIAL_LINK_REFUSED: repetition cannot mend it, see #CordialProtocol:refusal
 */
typedef enum
{
  CORDIAL_LINK_OFFLINE,
  CORDIAL_LINK_NO_NETWORK,
  CORDIAL_LINK_CONNECTING,
  CORDIAL_LINK_ONLINE,
  CORDIAL_LINK_WAITING,
  CORDIAL_LINK_REFUSED,
} CordialLinkState;

#define CORDIAL_TYPE_LINK_STATE (cordial_link_state_get_type ())
GType cordial_link_state_get_type (void);

/**
 * CordialRefusal:
 * @CORDIAL_REFUSAL_NONE: not refused
 * @CORDIAL_REFUSAL_CERTIFICATE: the server's certificate is not trusted
 * @CORDIAL_REFUSAL_SIGN_IN: name and password, or the saved token, were not accepted
 * @CORDIAL_REFUSAL_PASSWORD: the password is needed, and none is known: nothing could be saved, or it was lost
 * @CORDIAL_REFUSAL_KEYRING: the secret service has what is needed, and waits for its owner to unlock it; no server was asked
 * @CORDIAL_REFUSAL_OTHER_ACCOUNT: name and password are good, but for another account than the one whose messages are here
 * @CORDIAL_REFUSAL_ACCOUNT: who it is was not doubted, but the account is not let in: suspended, unconfirmed, gone; the reason
 *   says which
 * @CORDIAL_REFUSAL_FORBIDDEN: the server does not let this application in (HTTP 401 or 403)
 * @CORDIAL_REFUSAL_PROXY: the proxy of the network wants a name and a password, or others
 * @CORDIAL_REFUSAL_NOT_A_CHAT_SERVER: what answers there does not speak this protocol
 */
typedef enum
{
  CORDIAL_REFUSAL_NONE,
  CORDIAL_REFUSAL_CERTIFICATE,
  CORDIAL_REFUSAL_SIGN_IN,
  CORDIAL_REFUSAL_PASSWORD,
  CORDIAL_REFUSAL_KEYRING,
  CORDIAL_REFUSAL_OTHER_ACCOUNT,
  CORDIAL_REFUSAL_ACCOUNT,
  CORDIAL_REFUSAL_FORBIDDEN,
  CORDIAL_REFUSAL_PROXY,
  CORDIAL_REFUSAL_NOT_A_CHAT_SERVER,
} CordialRefusal;

#define CORDIAL_TYPE_REFUSAL (cordial_refusal_get_type ())
GType cordial_refusal_get_type (void);

G_END_DECLS
