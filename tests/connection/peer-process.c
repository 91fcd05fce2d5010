/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The test peer in a process of its own, so that a test can freeze it as a whole. Prints its URI, serves, and ends when
 * its standard input does, which is when the test is gone.
 */
#include "peer.h"

#include <gio/gunixinputstream.h>

static void
on_input_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_main_loop_quit (user_data);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (TestPeer) peer = test_peer_new (NULL);
  g_autofree char *uri = test_peer_dup_uri (peer);
  g_autoptr (GInputStream) input = g_unix_input_stream_new (0, FALSE);
  char byte;

  g_print ("%s\n", uri);
  g_input_stream_read_async (input, &byte, 1, G_PRIORITY_DEFAULT, NULL, on_input_ended, loop);
  g_main_loop_run (loop);
  return 0;
}
