/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The type registrations of cordial-connection-types.h, so that states and endings can be properties and signal
 * arguments. Used by every file here. Holds no behaviour.
 */
#define G_LOG_DOMAIN "cordial-connection"

#include "cordial-connection-types.h"

G_DEFINE_QUARK (cordial - connection - error - quark, cordial_connection_error)

G_DEFINE_ENUM_TYPE (CordialConnectionState,
                    cordial_connection_state,
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_NO_NETWORK, "no-network"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_CONNECTED, "connected"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_REFUSED, "refused"))

G_DEFINE_ENUM_TYPE (CordialConnectionRefusal,
                    cordial_connection_refusal,
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_REFUSAL_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_REFUSAL_CERTIFICATE, "certificate"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_REFUSAL_UNAUTHORIZED, "unauthorized"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_REFUSAL_FORBIDDEN, "forbidden"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_REFUSAL_PROXY, "proxy"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_REFUSAL_PROTOCOL, "protocol"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_REFUSAL_SIGN_IN, "sign-in"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_REFUSAL_BY_CALLER, "by-caller"))

G_DEFINE_ENUM_TYPE (CordialConnectionEnding,
                    cordial_connection_ending,
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_ENDING_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_ENDING_BY_USER, "by-user"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_ENDING_MISSED_HEARTBEAT, "missed-heartbeat"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_ENDING_BY_PEER, "by-peer"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_ENDING_LOST, "lost"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_ENDING_BAD_FRAME, "bad-frame"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_ENDING_TOO_LARGE, "too-large"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_ENDING_BY_CALLER, "by-caller"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_CONNECTION_ENDING_REFUSED, "refused"))
