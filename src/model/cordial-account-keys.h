/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an account's database keeps of the account itself, by name.
 */

#pragma once

#define CORDIAL_ACCOUNT_SERVER "server"
#define CORDIAL_ACCOUNT_URI "uri"
#define CORDIAL_ACCOUNT_LOGIN "login"
#define CORDIAL_ACCOUNT_USER_ID "user-id"
#define CORDIAL_ACCOUNT_NAME "name"
/* Base64 of an encoded image, so that it shows before the server was heard; and what the owner says of themselves. */
#define CORDIAL_ACCOUNT_AVATAR "avatar"
#define CORDIAL_ACCOUNT_NOTE "note"
/* From where the server says that the picture is to be fetched, where it tells no more of it. */
#define CORDIAL_ACCOUNT_AVATAR_REFERENCE "avatar-reference"
/* With what people may react to messages there, a line each; absent where they may not. */
#define CORDIAL_ACCOUNT_REACTIONS "reactions"
#define CORDIAL_ACCOUNT_LOCAL_SERVER "local-server"
/* Made up for the person, who never sees it. The server that it opens keeps everything in a folder of the same person, so
 * that a keyring would protect nothing; and where there is none, or the token is too old, nobody could be asked. */
#define CORDIAL_ACCOUNT_LOCAL_PASSWORD "local-password"
#define CORDIAL_ACCOUNT_CERTIFICATE "certificate"
/* See CordialProtocolSettings. */
#define CORDIAL_ACCOUNT_DIALECT "dialect"
#define CORDIAL_ACCOUNT_AVATAR_URI "avatar-uri"
#define CORDIAL_ACCOUNT_HEARTBEAT "heartbeat"
#define CORDIAL_ACCOUNT_INTERVAL "heartbeat-interval-ms"
#define CORDIAL_ACCOUNT_DEADLINE "heartbeat-deadline-ms"
#define CORDIAL_ACCOUNT_MAX_FRAME "max-frame-bytes"
/* Set once the first sign-in succeeded; a folder without it is left over from one that did not. */
#define CORDIAL_ACCOUNT_READY "ready"
/* The address at which the account was online last: there is a chat server. */
#define CORDIAL_ACCOUNT_PROVEN_URI "proven-uri"
/* Set while nobody is signed in and the messages are kept for the next time. */
#define CORDIAL_ACCOUNT_SIGNED_OUT "signed-out"
/* Its values: until somebody signs in to the same account again, and because the server has given the login to somebody else. */
#define CORDIAL_ACCOUNT_SIGNED_OUT_FOR_NOW "1"
#define CORDIAL_ACCOUNT_SIGNED_OUT_FOR_GOOD "2"
