/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person says of an account that is to be signed in to.
 */

#pragma once

#include <gio/gio.h>

#include "cordial-protocol-settings.h"

G_BEGIN_DECLS

/**
 * CordialAccountSetup:
 * @server: what the person typed: "chat.example.org", "localhost:6060", "https://…", "ws://…"
 * @login: name to sign in with
 * @password: never stored
 * @name: (nullable): display name, to sign up
 * @create: make the account on the server
 * @allow_plaintext: the person accepted a connection without TLS to a host that is not this computer
 * @local_server: the server is the one that this application starts itself
 * @trusted_certificate: (nullable): accepted by the person
 * @settings: (nullable): for a dialect without accounts, checked; then @server, @login and @password are not looked at
 */
typedef struct
{
  const char *server;
  const char *login;
  const char *password;
  const char *name;
  gboolean create;
  gboolean allow_plaintext;
  gboolean local_server;
  GTlsCertificate *trusted_certificate;
  const CordialProtocolSettings *settings;
} CordialAccountSetup;

G_END_DECLS
