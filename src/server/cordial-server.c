/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Puts the server together, and listens.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-config.h"

#include "cordial-server.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>

#include "cordial-server-demo.h"
#include "cordial-server-door.h"
#include "cordial-server-file-requests.h"
#include "cordial-server-http.h"
#include "cordial-server-plain.h"
#include "cordial-server-requests.h"

#define GOODBYE_US G_TIME_SPAN_SECOND

struct _Server
{
  Services services;
  SoupServer *soup;
  Poller *poller;
  Door *door;
  Demo *demo;   /* NULL without */
  Plain *plain; /* NULL where it is not served */
  FileRequests *file_requests;
  int lock; /* on its folder; -1 without */
};

/* --- HTTP -------------------------------------------------------------------------------------------------------- */

/* Before the upgrade: no key, no socket. */
static void
on_channels (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  const HttpRequest request = { message, query, NULL, NULL };

  if (!http_has_key (&request))
    http_answer (message, NULL, SOUP_STATUS_FORBIDDEN, "valid API key required", NULL);
}

static void
on_websocket (SoupServerMessage *message, SoupWebsocketConnection *socket, gpointer user_data)
{
  Server *self = user_data;

  requests_serve (&self->services, message, socket);
}

/* --- The server -------------------------------------------------------------------------------------------------- */

static GInetSocketAddress *
parse_listen (const char *text, GError **error)
{
  g_autoptr (GSocketConnectable) connectable = g_network_address_parse (text, 6060, NULL);
  const char *host = connectable ? g_network_address_get_hostname (G_NETWORK_ADDRESS (connectable)) : NULL;
  GSocketAddress *address = NULL;

  if (host)
    address = g_inet_socket_address_new_from_string (g_str_equal (host, "localhost") ? "127.0.0.1" : host,
                                                     g_network_address_get_port (G_NETWORK_ADDRESS (connectable)));
  if (!address)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "%s is no address to listen on; one looks like 127.0.0.1:6060.", text);
      return NULL;
    }
  return G_INET_SOCKET_ADDRESS (address);
}

static gboolean
listen_on (Server *self, const ServerOptions *options, GError **error)
{
  g_autoptr (GInetSocketAddress) address = parse_listen (options->listen, error);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) own_error = NULL;

  if (!address)
    return FALSE;
  if ((options->certificate == NULL) != (options->key == NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           "--tls-certificate and --tls-key belong together: give both or neither.");
      return FALSE;
    }
  if (!options->certificate && !options->insecure_lan &&
      !g_inet_address_get_is_loopback (g_inet_socket_address_get_address (address)))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           "Other computers may only connect with encryption: give --tls-certificate and --tls-key, or"
                           " say --insecure-lan if everybody on the network may read along.");
      return FALSE;
    }
  if (options->certificate)
    {
      certificate = g_tls_certificate_new_from_files (options->certificate, options->key, &own_error);
      if (!certificate)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The certificate cannot be used: %s.", own_error->message);
          return FALSE;
        }
    }
  if (!door_listen (self->door, address, certificate, &own_error))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Cannot listen on %s: %s.", options->listen,
                   g_error_matches (own_error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE) ? "another program listens there"
                                                                                      : own_error->message);
      return FALSE;
    }
  return TRUE;
}

/* Nothing of it happened, and nobody was told: everybody starts over from what is on disk. */
static void
on_commit_failed (gpointer data)
{
  Services *services = data;

  sessions_close_all (services->sessions, SOUP_WEBSOCKET_CLOSE_SERVER_ERROR, "storage failed");
  topics_forget_all (services->topics);
}

void
server_free (Server *self)
{
  Services *services = &self->services;
  gint64 end = g_get_monotonic_time () + GOODBYE_US;

  g_clear_pointer (&self->door, door_free);
  commit_now (services->commit);
  sessions_close_all (services->sessions, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  commit_now (services->commit);
  /* The goodbyes leave; whoever goes on talking meanwhile is not waited for. */
  while (g_get_monotonic_time () < end && g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_pointer (&self->demo, demo_free);
  g_clear_pointer (&self->plain, plain_free);
  g_clear_pointer (&self->file_requests, file_requests_free);
  accounts_free (services->accounts);
  reader_free (services->reader);
  files_free (services->files);
  credentials_free (services->credentials);
  messages_free (services->messages);
  presence_free (services->presence);
  topics_free (services->topics);
  sessions_free (services->sessions);
  commit_free (services->commit);
  database_close (services->database);
  g_clear_object (&self->soup);
  g_clear_pointer (&self->poller, poller_unref);
  g_clear_fd (&self->lock, NULL);
  g_free (self);
}

/* One process serves a folder: two would give the same number to two messages, and collect each other's files. The kernel's lock ends
 * with the process, however that ends. A file system that knows no locks is not told from one that nobody serves. */
static gboolean
take_folder (const char *folder, int *lock, GError **error)
{
  int result;

  *lock = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (*lock < 0)
    return TRUE;
  do
    result = flock (*lock, LOCK_EX | LOCK_NB);
  while (result != 0 && errno == EINTR);
  if (result == 0 || errno != EWOULDBLOCK)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "The folder %s is in use by another cordial-server.", folder);
  return FALSE;
}

/* A server that has its database, and listens nowhere. With @lock it is to be the only one over its folder. */
static Server *
server_open (const ServerOptions *options, int *lock, GError **error)
{
  Database *database = database_open (options->data_dir, error);
  Reader *reader =
    database && (!lock || take_folder (options->data_dir, lock, error)) ? reader_new (options->data_dir, error) : NULL;
  Commit *commit;
  Files *files;
  Server *self;
  Services *services;

  if (!reader)
    {
      g_clear_pointer (&database, database_close);
      return NULL;
    }
  commit = commit_new (database);
  files = files_new (database, commit, options->data_dir, options->file_bytes, options->unused_file_s, error);
  if (!files)
    {
      reader_free (reader);
      commit_free (commit);
      database_close (database);
      return NULL;
    }
  self = g_new0 (Server, 1);
  self->lock = -1;
  services = &self->services;
  services->database = database;
  services->reader = reader;
  services->commit = commit;
  services->files = files;
  services->credentials = credentials_new (database, options->code_command);
  services->sessions = sessions_new (services->commit);
  services->topics = topics_new (database);
  services->presence = presence_new (services->sessions, database);
  services->messages = messages_new (services->sessions, services->presence);
  services->accounts = accounts_new (database, options->accounts_per_minute);
  commit_set_failed_func (services->commit, on_commit_failed, services);
  return self;
}

/**
 * server_new:
 * @options: what the command line says
 * @error: one sentence
 *
 * Returns: (nullable): a server that listens
 */
Server *
server_new (const ServerOptions *options, GError **error)
{
  const DoorRules rules = { options->connections, options->connections_per_address, options->sign_in_s,
                            options->origins };
  int lock = -1;
  Server *self = server_open (options, &lock, error);

  if (!self)
    {
      g_clear_fd (&lock, NULL);
      return NULL;
    }
  self->lock = lock;
  self->soup = soup_server_new ("server-header", "cordial-server/" VERSION " ", NULL);
  self->poller = poller_new ();
  self->door = door_new (self->soup, self->poller, &rules);
  if (options->demo)
    self->demo = demo_new (&self->services);
  if (options->plain)
    self->plain = plain_new (&self->services, self->soup, self->door, options->idle_s);
  soup_server_add_early_handler (self->soup, "/v0/channels", on_channels, self, NULL);
  door_serve_sockets (self->door, "/v0/channels", on_websocket, self);
  self->file_requests =
    file_requests_new (self->soup, self->services.files, self->services.accounts, options->accounts_per_minute);
  if (!listen_on (self, options, error))
    {
      server_free (self);
      return NULL;
    }
  files_start_collecting (self->services.files);
  return self;
}

char *
server_dup_uri (Server *self)
{
  return door_dup_uri (self->door);
}

char *
server_dup_plain_address (const ServerOptions *options, const char *login, GError **error)
{
  Server *self = server_open (options, NULL, error);
  g_autofree char *path = NULL;
  char *address = NULL;

  if (!self)
    return NULL;
  path = plain_dup_address (self->services.accounts, login);
  if (path)
    address = g_strconcat (options->certificate ? "wss://" : "ws://", options->listen, path, NULL);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no account with the user name %s.", login);
  server_free (self);
  return address;
}

/* Read over the telephone: no letter that looks like a digit. */
#define PASSWORD_LETTERS "abcdefghjkmnpqrstuvwxyz23456789"
#define PASSWORD_LENGTH 12

typedef struct
{
  gboolean done;
  char *hash; /* NULL where there is none */
} Hashed;

static void
on_hashed (gboolean good, const char *hash, gpointer data)
{
  Hashed *hashed = data;

  hashed->done = TRUE;
  hashed->hash = good ? g_strdup (hash) : NULL;
}

char *
server_reset_password (const ServerOptions *options, const char *login, GError **error)
{
  Server *self = server_open (options, NULL, error);
  g_autofree char *name = g_utf8_strdown (login, -1);
  g_autoptr (User) user = self ? database_get_user_by_login (self->services.database, name) : NULL;
  Hashed hashed = { FALSE, NULL };
  char password[PASSWORD_LENGTH + 1] = "";

  if (!self)
    return NULL;
  if (!user)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no account with the user name %s.", login);
      server_free (self);
      return NULL;
    }
  for (guint i = 0; i < PASSWORD_LENGTH; i++)
    password[i] = PASSWORD_LETTERS[randombytes_uniform (strlen (PASSWORD_LETTERS))];
  hasher_make (self->services.accounts->hasher, "", password, on_hashed, &hashed, NULL);
  while (!hashed.done)
    g_main_context_iteration (NULL, TRUE);
  if (hashed.hash)
    database_set_user_hash (self->services.database, user->id, hashed.hash);
  if (!hashed.hash || !database_commit (self->services.database))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The new password cannot be kept.");
      password[0] = '\0';
    }
  g_free (hashed.hash);
  server_free (self);
  return *password ? g_strdup (password) : NULL;
}
