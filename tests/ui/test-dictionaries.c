/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a dictionary is asked about, and for whom there is one. With the English one that the tests have installed.
 */

#include "cordial-dictionaries.h"

#include <glib/gstdio.h>

static const char *const english[] = { "en_US.UTF-8", "en_US", "en", "C", NULL };
/* Whose own country has no dictionary here. */
static const char *const elsewhere[] = { "en_ZA.UTF-8", "en_ZA", "en", "C", NULL };
static const char *const nobody[] = { "C.UTF-8", "C", NULL };
static const char *const unknown[] = { "qqq_QQ.UTF-8", "qqq_QQ", "qqq", "C", NULL };
static const char *const several[] = { "qqq", "en_US", "C", NULL };

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static CordialDictionaries *
load (const char *const *languages)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CordialDictionaries *dictionaries;

  cordial_dictionaries_load_async (languages, NULL, on_loaded, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  dictionaries = cordial_dictionaries_load_finish (result, &error);
  g_assert_no_error (error);
  g_assert_true (CORDIAL_IS_DICTIONARIES (dictionaries));
  return dictionaries;
}

static void
test_languages (void)
{
  g_assert_true (cordial_dictionaries_exist (english));
  g_assert_true (cordial_dictionaries_exist (several));
  g_assert_true (cordial_dictionaries_exist (elsewhere));
  /* Who named no language reads the program in English. */
  g_assert_true (cordial_dictionaries_exist (nobody));
  g_assert_false (cordial_dictionaries_exist (unknown));
}

static void
test_words (void)
{
  g_autoptr (CordialDictionaries) dictionaries = load (english);
  g_autoptr (CordialDictionaries) others = load (elsewhere);

  g_assert_true (cordial_dictionaries_is_misspelt (others, "haertbeat"));
  g_assert_false (cordial_dictionaries_is_misspelt (others, "heartbeat"));
  g_assert_false (cordial_dictionaries_is_misspelt (dictionaries, "heartbeat"));
  g_assert_false (cordial_dictionaries_is_misspelt (dictionaries, "don't"));
  g_assert_true (cordial_dictionaries_is_misspelt (dictionaries, "haertbeat"));
  /* Not what the dictionary is about. */
  g_assert_false (cordial_dictionaries_is_misspelt (dictionaries, "x86haertbeat"));
  g_assert_false (cordial_dictionaries_is_misspelt (dictionaries, "心跳"));
  g_assert_false (cordial_dictionaries_is_misspelt (dictionaries, "نبض"));
}

static void
test_no_dictionary (void)
{
  g_autoptr (CordialDictionaries) dictionaries = load (unknown);
  g_auto (GStrv) suggestions = cordial_dictionaries_suggest (dictionaries, "haertbeat", 5);

  g_assert_false (cordial_dictionaries_is_misspelt (dictionaries, "haertbeat"));
  g_assert_cmpuint (g_strv_length (suggestions), ==, 0);
  cordial_dictionaries_add (dictionaries, "haertbeat");
  cordial_dictionaries_ignore (dictionaries, "haertbeat");
}

static void
test_suggestions (void)
{
  g_autoptr (CordialDictionaries) dictionaries = load (several);
  g_auto (GStrv) suggestions = cordial_dictionaries_suggest (dictionaries, "mispeled", 5);
  g_auto (GStrv) one = cordial_dictionaries_suggest (dictionaries, "mispeled", 1);

  g_assert_true (g_strv_contains ((const char *const *) suggestions, "misspelled"));
  g_assert_cmpuint (g_strv_length (suggestions), <=, 5);
  g_assert_cmpuint (g_strv_length (one), ==, 1);
  g_assert_cmpstr (one[0], ==, suggestions[0]);
}

static void
test_learned (void)
{
  g_autoptr (CordialDictionaries) first = load (english);

  cordial_dictionaries_ignore (first, "gronk");
  cordial_dictionaries_add (first, "Cordialy");
  g_assert_false (cordial_dictionaries_is_misspelt (first, "gronk"));
  g_assert_false (cordial_dictionaries_is_misspelt (first, "Cordialy"));

  /* The next run. */
  g_autoptr (CordialDictionaries) second = load (english);

  g_assert_true (cordial_dictionaries_is_misspelt (second, "gronk"));
  g_assert_false (cordial_dictionaries_is_misspelt (second, "Cordialy"));
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cordial_dictionaries_load_async (english, cancellable, on_loaded, &result);
  g_cancellable_cancel (cancellable);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (cordial_dictionaries_load_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("cordial-dictionaries-XXXXXX", NULL);
  const char *name;
  GDir *entries;
  int failed;

  /* The person's own words. */
  g_setenv ("ENCHANT_CONFIG_DIR", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dictionaries/languages", test_languages);
  g_test_add_func ("/dictionaries/words", test_words);
  g_test_add_func ("/dictionaries/no-dictionary", test_no_dictionary);
  g_test_add_func ("/dictionaries/suggestions", test_suggestions);
  g_test_add_func ("/dictionaries/learned", test_learned);
  g_test_add_func ("/dictionaries/cancelled", test_cancelled);
  failed = g_test_run ();

  entries = g_dir_open (folder, 0, NULL);
  while (entries && (name = g_dir_read_name (entries)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_clear_pointer (&entries, g_dir_close);
  g_rmdir (folder);
  return failed;
}
