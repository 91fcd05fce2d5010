/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can go wrong with what a person asks for, as an error domain. The message is one sentence for that person.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CordialProtocolError:
 * @CORDIAL_PROTOCOL_ERROR_LINK: the connection went away before the answer; the request may or may not have been carried
 *   out
 * @CORDIAL_PROTOCOL_ERROR_TRY_LATER: the server is busy (Tinode 503); ask again
 * @CORDIAL_PROTOCOL_ERROR_UNEXPLAINED: the server could not, and did not say why (Tinode 500), or its answer makes no sense or
 *   is not all of it; the same may well happen again
 * @CORDIAL_PROTOCOL_ERROR_REJECTED: the server said no for good; the message is its reason
 * @CORDIAL_PROTOCOL_ERROR_SIGN_IN: wrong name or password
 * @CORDIAL_PROTOCOL_ERROR_TAKEN: the name for a new account is taken
 * @CORDIAL_PROTOCOL_ERROR_UNREACHABLE: no server answers at that address
 * @CORDIAL_PROTOCOL_ERROR_CERTIFICATE: see #CORDIAL_REFUSAL_CERTIFICATE
 * @CORDIAL_PROTOCOL_ERROR_NOT_A_CHAT_SERVER: see #CORDIAL_REFUSAL_NOT_A_CHAT_SERVER
 * @CORDIAL_PROTOCOL_ERROR_INVALID: the request makes no sense (empty name, name with a space …)
 * @CORDIAL_PROTOCOL_ERROR_UNSUPPORTED: this protocol has no such request
 */
typedef enum
{
  CORDIAL_PROTOCOL_ERROR_LINK,
  CORDIAL_PROTOCOL_ERROR_TRY_LATER,
  CORDIAL_PROTOCOL_ERROR_UNEXPLAINED,
  CORDIAL_PROTOCOL_ERROR_REJECTED,
  CORDIAL_PROTOCOL_ERROR_SIGN_IN,
  CORDIAL_PROTOCOL_ERROR_TAKEN,
  CORDIAL_PROTOCOL_ERROR_UNREACHABLE,
  CORDIAL_PROTOCOL_ERROR_CERTIFICATE,
  CORDIAL_PROTOCOL_ERROR_NOT_A_CHAT_SERVER,
  CORDIAL_PROTOCOL_ERROR_INVALID,
  CORDIAL_PROTOCOL_ERROR_UNSUPPORTED,
} CordialProtocolError;

#define CORDIAL_PROTOCOL_ERROR (cordial_protocol_error_quark ())
GQuark cordial_protocol_error_quark (void);

G_END_DECLS
