/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cordial-server's command line. Says on one line where it listens; every refusal is one sentence and exit status 1.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-config.h"

#include "cordial-server.h"

#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <locale.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A terabyte. */
#define FILE_BYTES_MAX (G_GINT64_CONSTANT (1) << 40)

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_stdin (int fd, GIOCondition condition, gpointer user_data)
{
  char buffer[256];

  /* Nobody says anything there; the end is what counts. */
  if (read (fd, buffer, sizeof buffer) > 0)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static int
refuse (const char *sentence)
{
  fprintf (stderr, "cordial-server: %s\n", sentence);
  return EXIT_FAILURE;
}

int
main (int argc, char **argv)
{
  ServerOptions options = { 0 };
  g_autofree char *data_dir = NULL;
  g_autofree char *listen = NULL;
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;
  g_autofree char *plain_login = NULL;
  g_autofree char *reset_login = NULL;
  g_autofree char *code_command = NULL;
  g_auto (GStrv) origins = NULL;
  gboolean version = FALSE, with_stdin = FALSE;
  int idle_s = 90, connections = 0, connections_per_address = 256, sign_in_s = 60;
  int accounts_per_minute = 100, unused_file_s = 3600;
  gint64 file_bytes = 128 * 1024 * 1024;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, "Keep everything in this folder", "DIR" },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &listen, "Listen there [127.0.0.1:6060]; port 0 picks a free one",
      "HOST:PORT" },
    { "tls-certificate", 0, 0, G_OPTION_ARG_FILENAME, &certificate, "Encrypt with this certificate (PEM)", "FILE" },
    { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &key, "and this private key (PEM)", "FILE" },
    { "demo", 0, 0, G_OPTION_ARG_NONE, &options.demo, "Have a few demo people, one of whom answers", NULL },
    { "insecure-lan", 0, 0, G_OPTION_ARG_NONE, &options.insecure_lan, "Let other computers connect without encryption",
      NULL },
    { "plain", 0, 0, G_OPTION_ARG_NONE, &options.plain, "Serve the plain dialect too, at /websocket/", NULL },
    { "idle-seconds", 0, 0, G_OPTION_ARG_INT, &idle_s, "Close its connections that are quiet for so long [90]", "N" },
    { "connections", 0, 0, G_OPTION_ARG_INT, &connections, "Let in so many at once [as many as the system allows]",
      "N" },
    { "connections-per-address", 0, 0, G_OPTION_ARG_INT, &connections_per_address, "and so many of one address [256]",
      "N" },
    { "sign-in-seconds", 0, 0, G_OPTION_ARG_INT, &sign_in_s, "Close those that nobody signs in on for so long [60]",
      "N" },
    { "accounts-per-minute", 0, 0, G_OPTION_ARG_INT, &accounts_per_minute,
      "Let one address make so many accounts in a minute [100]", "N" },
    { "file-bytes", 0, 0, G_OPTION_ARG_INT64, &file_bytes, "Take files up to so many bytes [134217728]", "N" },
    { "unused-file-seconds", 0, 0, G_OPTION_ARG_INT, &unused_file_s, "Keep files that nobody uses for so long [3600]",
      "N" },
    { "allow-origin", 0, 0, G_OPTION_ARG_STRING_ARRAY, &origins,
      "Let pages of this origin connect, such as https://web.example.org; * for all", "ORIGIN" },
    { "code-command", 0, 0, G_OPTION_ARG_FILENAME, &code_command,
      "Have addresses confirmed by codes, which this program sends: KIND ADDRESS CODE", "PROGRAM" },
    { "reset-password", 0, 0, G_OPTION_ARG_STRING, &reset_login, "Give that person a new password, print it, and end",
      "LOGIN" },
    { "plain-address", 0, 0, G_OPTION_ARG_STRING, &plain_login, "Print where that person comes in with it, and end",
      "LOGIN" },
    { "exit-with-stdin", 0, 0, G_OPTION_ARG_NONE, &with_stdin, "End when the standard input ends", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, "Print the version and end", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("— a chat server for a household");
  g_autoptr (GMainLoop) loop = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;
  Server *server;

  setlocale (LC_ALL, "");
  umask (0077); /* what is written is its owner's alone; for the files that SQLite makes, too */
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_autofree char *sentence = g_strdup_printf ("%s; see --help.", error->message);

      return refuse (sentence);
    }
  if (version)
    {
      printf ("cordial-server %s\n", VERSION);
      return EXIT_SUCCESS;
    }
  if (argc > 1)
    return refuse ("it takes options only; see --help.");
  if (!data_dir)
    return refuse ("say with --data DIR in which folder to keep messages.");
  if (idle_s < 1)
    return refuse ("--idle-seconds takes a number from 1 on.");
  if (connections < 0 || connections_per_address < 1)
    return refuse ("--connections and --connections-per-address take a number from 1 on.");
  if (sign_in_s < 1)
    return refuse ("--sign-in-seconds takes a number from 1 on.");
  if (accounts_per_minute < 1)
    return refuse ("--accounts-per-minute takes a number from 1 on.");
  if (file_bytes < 1 || file_bytes > FILE_BYTES_MAX)
    return refuse ("--file-bytes takes a number from 1 on, up to 1099511627776.");
  if (unused_file_s < 1)
    return refuse ("--unused-file-seconds takes a number from 1 on.");
  if (sodium_init () < 0)
    return refuse ("the cryptography library cannot be used.");

  options.data_dir = data_dir;
  options.listen = listen ? listen : "127.0.0.1:6060";
  options.certificate = certificate;
  options.key = key;
  options.idle_s = (guint) idle_s;
  options.connections = (guint) connections;
  options.connections_per_address = (guint) connections_per_address;
  options.accounts_per_minute = (guint) accounts_per_minute;
  options.file_bytes = file_bytes;
  options.unused_file_s = (guint) unused_file_s;
  options.code_command = code_command;
  options.origins = (const char *const *) origins;
  options.sign_in_s = (guint) sign_in_s;
  if (plain_login || reset_login)
    {
      g_autofree char *answer = plain_login ? server_dup_plain_address (&options, plain_login, &error)
                                            : server_reset_password (&options, reset_login, &error);

      if (!answer)
        return refuse (error->message);
      printf ("%s\n", answer);
      return EXIT_SUCCESS;
    }
  server = server_new (&options, &error);
  if (!server)
    return refuse (error->message);

  loop = g_main_loop_new (NULL, FALSE);
  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_unix_signal_add (SIGINT, on_signal, loop);
  if (with_stdin)
    g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, on_stdin, loop);
  uri = server_dup_uri (server);
  printf ("listening on %s\n", uri);
  fflush (stdout);
  g_main_loop_run (loop);
  server_free (server);
  return EXIT_SUCCESS;
}
