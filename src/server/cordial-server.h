/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The server as its main program sees it.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Server Server;

typedef struct
{
  const char *data_dir;
  const char *listen; /* "127.0.0.1:6060", "[::1]:0" */
  const char *certificate;
  const char *key;
  gboolean demo;
  gboolean insecure_lan;
  gboolean plain;
  guint idle_s;
  guint connections; /* 0: as many as there are descriptors for */
  guint connections_per_address;
  guint sign_in_s;
  const char *const *origins; /* (nullable): whose pages may connect */
  guint accounts_per_minute;  /* of one address */
  gint64 file_bytes;          /* that one may have */
  const char *code_command;   /* (nullable): which sends codes to addresses */
  guint unused_file_s;        /* for how long one stays that nobody uses */
} ServerOptions;

Server *server_new (const ServerOptions *options, GError **error);
/* (transfer full): "ws://127.0.0.1:6060" */
char *server_dup_uri (Server *self);
void server_free (Server *self);
/* Prints nothing and listens nowhere: (transfer full) where somebody comes in who speaks the plain dialect. */
char *server_dup_plain_address (const ServerOptions *options, const char *login, GError **error);
/* The same, (transfer full): somebody's new password; beside a server that runs as well. */
char *server_reset_password (const ServerOptions *options, const char *login, GError **error);

G_END_DECLS
