/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words and the dictionaries that know them, by way of enchant: those that the system has, each for the scripts of its language. Any
 * thread may ask, and the others wait. It knows no text and no widget.
 */

#define G_LOG_DOMAIN "cordial-dictionaries"

#include "cordial-config.h"

#include "cordial-dictionaries.h"

#include <enchant.h>
#include <pango/pango.h>
#include <string.h>

/* What is written where the person named no language: that of the program's own texts. */
#define DEFAULT_LANGUAGE "en_US"

struct _CordialDictionaries
{
  GObject parent_instance;

  EnchantBroker *broker;
  GPtrArray *dictionaries; /* EnchantDict, of the broker */
  GPtrArray *languages;    /* PangoLanguage: of each */
  GMutex lock;             /* enchant has none */
};

G_DEFINE_FINAL_TYPE (CordialDictionaries, cordial_dictionaries, G_TYPE_OBJECT)

/* --- Which --------------------------------------------------------------------------------------------------------- */

static char *
dup_base (const char *language)
{
  return g_strndup (language, strcspn (language, "_.@-"));
}

static gboolean
has_base (const char *language, const char *base)
{
  g_autofree char *own = dup_base (language);

  return g_str_equal (own, base);
}

static void
add_tag (const char *tag, const char *provider, const char *description, const char *file, void *user_data)
{
  g_ptr_array_add (user_data, g_strdup (tag));
}

/* The one that the person asked for; else that of the country which a language has its name from, or any other one; (nullable). */
static const char *
find_tag (GPtrArray *tags, const char *const *languages, const char *base)
{
  g_autofree char *country = g_ascii_strup (base, -1);
  g_autofree char *likely =
    g_str_equal (base, "en") ? g_strdup (DEFAULT_LANGUAGE) : g_strconcat (base, "_", country, NULL);
  const char *any = NULL;
  guint position;

  for (guint i = 0; languages[i]; i++)
    {
      if (has_base (languages[i], base) &&
          g_ptr_array_find_with_equal_func (tags, languages[i], g_str_equal, &position))
        return g_ptr_array_index (tags, position);
    }
  for (guint i = 0; i < tags->len; i++)
    {
      const char *tag = g_ptr_array_index (tags, i);

      if (g_str_equal (tag, likely))
        return tag;
      if (!any && has_base (tag, base))
        any = tag;
    }
  return any;
}

/* A list of languages as GLib has it: the same one with and without country and encoding, and «C» at the end. One dictionary for
 * each is enough; (transfer full). */
static GStrv
choose (EnchantBroker *broker, const char *const *languages)
{
  g_autoptr (GStrvBuilder) chosen = g_strv_builder_new ();
  g_autoptr (GHashTable) bases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func (g_free);
  const char *const fallback[] = { DEFAULT_LANGUAGE, NULL };

  enchant_broker_list_dicts (broker, add_tag, tags);
  g_ptr_array_sort_values (tags, (GCompareFunc) strcmp);
  for (guint i = 0; languages[i]; i++)
    {
      g_autofree char *base = dup_base (languages[i]);
      const char *tag;

      if (g_str_equal (base, "C") || g_str_equal (base, "POSIX") || g_hash_table_contains (bases, base))
        continue;
      tag = find_tag (tags, languages, base);
      if (tag)
        g_strv_builder_add (chosen, tag);
      g_hash_table_add (bases, g_steal_pointer (&base));
    }
  if (g_hash_table_size (bases) == 0)
    {
      const char *tag = find_tag (tags, fallback, "en");

      if (tag)
        g_strv_builder_add (chosen, tag);
    }
  return g_strv_builder_end (chosen);
}

/**
 * cordial_dictionaries_exist:
 * @languages: as g_get_language_names() gives them
 *
 * Returns: whether words of any of them can be looked up
 */
gboolean
cordial_dictionaries_exist (const char *const *languages)
{
  EnchantBroker *broker = enchant_broker_init ();
  g_auto (GStrv) chosen = choose (broker, languages);

  enchant_broker_free (broker);
  return chosen[0] != NULL;
}

/* --- Load ---------------------------------------------------------------------------------------------------------- */

static void
load (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  CordialDictionaries *self = g_object_new (CORDIAL_TYPE_DICTIONARIES, NULL);
  g_auto (GStrv) chosen = NULL;

  self->broker = enchant_broker_init ();
  chosen = choose (self->broker, task_data);
  for (guint i = 0; chosen[i]; i++)
    {
      EnchantDict *dictionary = enchant_broker_request_dict (self->broker, chosen[i]);

      if (!dictionary)
        {
          g_info ("no dictionary for %s: %s", chosen[i], enchant_broker_get_error (self->broker));
          continue;
        }
      /* What is slow to make is made at the first question. */
      enchant_dict_check (dictionary, "a", -1);
      g_ptr_array_add (self->dictionaries, dictionary);
      g_ptr_array_add (self->languages, pango_language_from_string (chosen[i]));
    }
  g_task_return_pointer (task, self, g_object_unref);
}

/**
 * cordial_dictionaries_load_async:
 * @languages: as g_get_language_names() gives them
 * @cancellable: (nullable): ends the wait
 */
void
cordial_dictionaries_load_async (const char *const *languages,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, cordial_dictionaries_load_async);
  g_task_set_task_data (task, g_strdupv ((char **) languages), (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (task, load);
}

/**
 * cordial_dictionaries_load_finish:
 * @result: what the callback got
 * @error: return location; cancelled, or nothing
 *
 * Returns: (transfer full): the dictionaries; there may be none among them
 */
CordialDictionaries *
cordial_dictionaries_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Words --------------------------------------------------------------------------------------------------------- */

/* A word with digits is a name or a number, and one in a script that a language does not use is not of that language. */
static gboolean
can_know (PangoLanguage *language, const char *word)
{
  for (; *word; word = g_utf8_next_char (word))
    {
      gunichar letter = g_utf8_get_char (word);

      if (g_unichar_isdigit (letter))
        return FALSE;
      if (g_unichar_isalpha (letter) &&
          !pango_language_includes_script (language, (PangoScript) g_unichar_get_script (letter)))
        return FALSE;
    }
  return TRUE;
}

/**
 * cordial_dictionaries_is_misspelt:
 * @self: the dictionaries
 * @word: one word
 *
 * Returns: whether there is a dictionary that could know the word, and none does
 */
gboolean
cordial_dictionaries_is_misspelt (CordialDictionaries *self, const char *word)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gboolean asked = FALSE;

  g_return_val_if_fail (CORDIAL_IS_DICTIONARIES (self), FALSE);

  locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < self->dictionaries->len; i++)
    {
      if (!can_know (g_ptr_array_index (self->languages, i), word))
        continue;
      asked = TRUE;
      /* 0 is right, more is wrong, less is an error. */
      if (enchant_dict_check (g_ptr_array_index (self->dictionaries, i), word, -1) <= 0)
        return FALSE;
    }
  return asked;
}

/**
 * cordial_dictionaries_suggest:
 * @self: the dictionaries
 * @word: a misspelt word
 * @n_max: how many to return at the most
 *
 * It may take some tenths of a second: for a thread.
 *
 * Returns: (transfer full): what may have been meant, the likeliest first
 */
GStrv
cordial_dictionaries_suggest (CordialDictionaries *self, const char *word, guint n_max)
{
  g_autoptr (GStrvBuilder) suggestions = g_strv_builder_new ();
  g_autoptr (GMutexLocker) locker = NULL;
  guint n = 0;

  g_return_val_if_fail (CORDIAL_IS_DICTIONARIES (self), NULL);

  locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < self->dictionaries->len && n < n_max; i++)
    {
      EnchantDict *dictionary = g_ptr_array_index (self->dictionaries, i);
      gsize length = 0;
      char **words = NULL;

      if (can_know (g_ptr_array_index (self->languages, i), word))
        words = enchant_dict_suggest (dictionary, word, -1, &length);
      for (gsize j = 0; j < length && n < n_max; j++, n++)
        g_strv_builder_add (suggestions, words[j]);
      if (words)
        enchant_dict_free_string_list (dictionary, words);
    }
  return g_strv_builder_end (suggestions);
}

/**
 * cordial_dictionaries_add:
 * @self: the dictionaries
 * @word: a word that is right, for all programs of the person and for good
 */
void
cordial_dictionaries_add (CordialDictionaries *self, const char *word)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (CORDIAL_IS_DICTIONARIES (self));

  locker = g_mutex_locker_new (&self->lock);
  if (self->dictionaries->len > 0)
    enchant_dict_add (g_ptr_array_index (self->dictionaries, 0), word, -1);
}

/**
 * cordial_dictionaries_ignore:
 * @self: the dictionaries
 * @word: a word that is not to be found fault with until the program ends
 */
void
cordial_dictionaries_ignore (CordialDictionaries *self, const char *word)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (CORDIAL_IS_DICTIONARIES (self));

  locker = g_mutex_locker_new (&self->lock);
  if (self->dictionaries->len > 0)
    enchant_dict_add_to_session (g_ptr_array_index (self->dictionaries, 0), word, -1);
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

static void
cordial_dictionaries_finalize (GObject *object)
{
  CordialDictionaries *self = CORDIAL_DICTIONARIES (object);

  for (guint i = 0; i < self->dictionaries->len; i++)
    enchant_broker_free_dict (self->broker, g_ptr_array_index (self->dictionaries, i));
  g_ptr_array_unref (self->dictionaries);
  g_ptr_array_unref (self->languages);
  g_clear_pointer (&self->broker, enchant_broker_free);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (cordial_dictionaries_parent_class)->finalize (object);
}

static void
cordial_dictionaries_class_init (CordialDictionariesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_dictionaries_finalize;
}

static void
cordial_dictionaries_init (CordialDictionaries *self)
{
  self->dictionaries = g_ptr_array_new ();
  self->languages = g_ptr_array_new ();
  g_mutex_init (&self->lock);
}
