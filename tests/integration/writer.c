/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: writer FOLDER PASSWORD PERSON FIRST LAST
 *
 * The application as a process of its own, to be killed: goes on with the account in a folder and writes numbered messages
 * to somebody. Prints a line for each that the person could have taken for sent, which is when it is on the disk.
 */

#include "home.h"

#include <stdio.h>
#include <stdlib.h>

int
main (int argc, char *argv[])
{
  g_autoptr (Home) home = NULL;
  CordialConversation *conversation;

  g_assert_cmpint (argc, ==, 6);
  home = home_load (argv[1], argv[2]);
  conversation = cordial_account_get_conversation (home->account, argv[3]);
  g_assert_nonnull (conversation);
  home_begin_opening (home);
  for (guint i = strtoul (argv[4], NULL, 10); i <= strtoul (argv[5], NULL, 10); i++)
    {
      g_autofree char *text = g_strdup_printf ("ada %u", i);

      home_say (conversation, text);
      puts (text);
      fflush (stdout);
    }
  /* Until somebody ends it. */
  g_main_loop_run (g_main_loop_new (NULL, FALSE));
  return EXIT_FAILURE;
}
