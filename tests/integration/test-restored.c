/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A server that is restored from a backup, under three people who have more than it: what is said after that arrives once,
 * and what both have is where it was.
 */

#include "home.h"
#include "person.h"

#define N_HOMES 3

typedef struct
{
  World *world;
  Home *homes[N_HOMES]; /* Ada talks to each of the others */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *const names[N_HOMES] = { "Ada", "Ben", "Cem" };

  fixture->world = world_new ();
  for (guint i = 0; i < N_HOMES; i++)
    fixture->homes[i] = home_new (world_get_uri (fixture->world), world_get_folder (fixture->world), names[i]);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_HOMES; i++)
    home_free (fixture->homes[i]);
  world_free (fixture->world);
}

/* (transfer full): the texts that bear a number, with a semicolon behind each; empty if the numbers have gaps */
static char *
dup_numbered (CordialConversation *conversation)
{
  g_autoptr (GString) texts = g_string_new (NULL);
  gint64 last = 0;

  for (guint i = 0; conversation && i < home_count (conversation); i++)
    {
      g_autoptr (CordialMessage) message = home_get_message (conversation, i);
      gint64 seq = cordial_message_get_seq (message);

      if (seq == 0)
        continue;
      if (seq != ++last)
        return g_strdup ("");
      g_string_append_printf (texts, "%s;", cordial_message_get_text (message));
    }
  return g_string_free_and_steal (g_steal_pointer (&texts));
}

/* (transfer full): the same of what the server has, as a stranger to all that came before is told */
static char *
dup_of_server (Fixture *fixture, Home *home, Home *other)
{
  g_autoptr (Person) stranger =
    person_new (world_get_uri (fixture->world), cordial_account_get_login (home->account), home->password, "Stranger");
  const char *id = cordial_account_get_user_id (other->account);
  g_autoptr (GString) texts = g_string_new (NULL);
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;

  cordial_protocol_set_password (stranger->protocol, stranger->login, stranger->password);
  person_come_online (stranger);
  messages = person_fetch (stranger, id, 1, CORDIAL_PROTOCOL_PAGE, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < messages->len; i++)
    g_string_append_printf (texts, "%s;", ((CordialMessageRecord *) g_ptr_array_index (messages, i))->text);
  return g_string_free_and_steal (g_steal_pointer (&texts));
}

static gboolean
has_numbered (Home *home, Home *other, const char *expected)
{
  g_autofree char *numbered = dup_numbered (home_get_conversation (home, other));

  return g_str_equal (numbered, expected);
}

static guint
count_all (const char *texts)
{
  guint n = 0;

  for (const char *p = texts; *p; p++)
    n += *p == ';';
  return n;
}

static guint
count (const char *texts, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (texts, ";", -1);
  guint n = 0;

  for (guint i = 0; parts[i]; i++)
    n += g_str_equal (parts[i], text);
  return n;
}

/* Both ends show what the server has, once each. */
static void
assert_same (Fixture *fixture, Home *home, Home *other, const char *first, guint n)
{
  g_autofree char *of_server = NULL;

  world_wait (cordial_account_get_waiting_messages (home->account) == 0 &&
              cordial_account_get_waiting_messages (other->account) == 0);
  of_server = dup_of_server (fixture, home, other);
  g_assert_true (g_str_has_prefix (of_server, first));
  world_wait (has_numbered (home, other, of_server));
  world_wait (has_numbered (other, home, of_server));
  g_assert_cmpuint (count_all (of_server), ==, n);
}

static CordialConversation *
get_conversation (Home *home, Home *other)
{
  CordialConversation *conversation = home_get_conversation (home, other);

  return conversation ? conversation : home_meet (home, other);
}

/* By turns, each when the other has it. */
static void
talk (Home *home, Home *other, const char *what, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("%s %u", what, i + 1);
      g_autofree char *before = dup_numbered (home_get_conversation (home, other));
      g_autofree char *after = g_strconcat (before, text, ";", NULL);

      home_say (i % 2 ? get_conversation (other, home) : get_conversation (home, other), text);
      world_wait (has_numbered (home, other, after) && has_numbered (other, home, after));
    }
}

/* 7 before the backup, and so many after it, with two people; then it is put back, with messages that wait. */
static void
test_all_there (Fixture *fixture, gconstpointer data)
{
  guint n_lost = GPOINTER_TO_UINT (data);
  Home *ada = fixture->homes[0];
  const char *const first = "old 1;old 2;old 3;old 4;old 5;old 6;old 7;";

  if (!world_owns_server (fixture->world))
    return;
  for (guint i = 1; i < N_HOMES; i++)
    talk (ada, fixture->homes[i], "old", 7);
  world_back_up (fixture->world);
  for (guint i = 1; i < N_HOMES; i++)
    talk (ada, fixture->homes[i], "lost", n_lost);

  world_kill (fixture->world);
  world_wait (!home_is_online (ada));
  for (guint i = 1; i < N_HOMES; i++)
    {
      world_wait (!home_is_online (fixture->homes[i]));
      home_say (home_get_conversation (ada, fixture->homes[i]), "waits at Ada's");
      home_say (home_get_conversation (fixture->homes[i], ada), "waits at the other's");
    }
  world_restore (fixture->world);
  for (guint i = 1; i < N_HOMES; i++)
    {
      g_autofree char *of_server = NULL;

      world_wait (home_is_online (ada) && home_is_online (fixture->homes[i]));
      assert_same (fixture, ada, fixture->homes[i], first, 9);
      of_server = dup_of_server (fixture, ada, fixture->homes[i]);
      g_assert_cmpuint (count (of_server, "waits at Ada's"), ==, 1);
      g_assert_cmpuint (count (of_server, "waits at the other's"), ==, 1);
      /* And it goes on. */
      talk (ada, fixture->homes[i], "new", 4);
      assert_same (fixture, ada, fixture->homes[i], first, 13);
    }
}

/* Ada is away meanwhile; the others write less than was lost, as much, and more. */
static void
test_away (Fixture *fixture, gconstpointer data)
{
  const guint written[] = { 1, 2, 3, 5 };
  Home *ada = fixture->homes[0], *ben = fixture->homes[1];
  guint n = 0;

  if (!world_owns_server (fixture->world))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (written); i++)
    {
      g_autofree char *before = NULL;

      talk (ada, ben, "old", 2);
      n += 2;
      world_back_up (fixture->world);
      world_wait (home_is_online (ada) && home_is_online (ben));
      before = dup_numbered (home_get_conversation (ada, ben));
      talk (ada, ben, "lost", 3);
      cordial_account_close (ada->account);
      world_restore (fixture->world);
      for (guint j = 0; j < written[i]; j++)
        home_say (home_get_conversation (ben, ada), "new");
      world_wait (cordial_account_get_waiting_messages (ben->account) == 0);
      n += written[i];
      cordial_account_open (ada->account);
      world_wait (home_is_online (ada));
      assert_same (fixture, ada, ben, before, n);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!world_is_possible ())
    return 0;
  g_test_add ("/integration/restored/3", Fixture, GUINT_TO_POINTER (3), set_up, test_all_there, tear_down);
  g_test_add ("/integration/restored/7", Fixture, GUINT_TO_POINTER (7), set_up, test_all_there, tear_down);
  g_test_add ("/integration/restored/30", Fixture, GUINT_TO_POINTER (30), set_up, test_all_there, tear_down);
  g_test_add ("/integration/restored/away", Fixture, NULL, set_up, test_away, tear_down);
  return g_test_run ();
}
