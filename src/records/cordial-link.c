/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The types of a link's values.
 */

#include "cordial-link.h"

G_DEFINE_ENUM_TYPE (CordialLinkState,
                    cordial_link_state,
                    G_DEFINE_ENUM_VALUE (CORDIAL_LINK_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_LINK_NO_NETWORK, "no-network"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_LINK_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_LINK_ONLINE, "online"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_LINK_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_LINK_REFUSED, "refused"))

G_DEFINE_ENUM_TYPE (CordialRefusal,
                    cordial_refusal,
                    G_DEFINE_ENUM_VALUE (CORDIAL_REFUSAL_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_REFUSAL_CERTIFICATE, "certificate"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_REFUSAL_SIGN_IN, "sign-in"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_REFUSAL_PASSWORD, "password"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_REFUSAL_KEYRING, "keyring"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_REFUSAL_OTHER_ACCOUNT, "other-account"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_REFUSAL_ACCOUNT, "account"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_REFUSAL_FORBIDDEN, "forbidden"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_REFUSAL_PROXY, "proxy"),
                    G_DEFINE_ENUM_VALUE (CORDIAL_REFUSAL_NOT_A_CHAT_SERVER, "not-a-chat-server"))
