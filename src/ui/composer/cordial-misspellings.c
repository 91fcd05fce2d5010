/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is misspelt in a text, and what may have been meant, asked in a thread: a long text has ten thousand words, and the guesses for
 * one word may take tenths of a second. What stands between two spaces is looked at by itself, and what is longer than any word is
 * passed over, so that the time it takes grows with the text and no faster.
 */

#define G_LOG_DOMAIN "cordial-misspellings"

#include "cordial-config.h"

#include "cordial-misspellings.h"

#include <pango/pango.h>
#include <string.h>

/* Characters between two spaces that are looked at: there are some words in them, with what joins them, and not a file. */
#define TOKEN_CHARS_MAX 256
/* Characters of a word: no dictionary has a longer one. */
#define WORD_CHARS_MAX 64

/* An address is in no dictionary. */
static gboolean
is_address (const char *token)
{
  return strchr (token, '@') || strstr (token, "://") || g_str_has_prefix (token, "www.");
}

static void
find_in_token (CordialDictionaries *dictionaries, const char *token, CordialMisspelling at, guint n, GArray *found)
{
  PangoLogAttr attributes[TOKEN_CHARS_MAX + 1];
  const char *start = NULL, *here = token;
  guint word = 0;

  pango_get_log_attrs (token, (int) strlen (token), -1, pango_language_get_default (), attributes, (int) n + 1);
  for (guint i = 0; i <= n; i++, here = i <= n ? g_utf8_next_char (here) : here)
    {
      if (attributes[i].is_word_end && start && i - word <= WORD_CHARS_MAX)
        {
          g_autofree char *text = g_strndup (start, (gsize) (here - start));
          CordialMisspelling misspelling = { at.line, at.start + word, at.start + i };

          if (cordial_dictionaries_is_misspelt (dictionaries, text))
            g_array_append_val (found, misspelling);
        }
      if (attributes[i].is_word_end)
        start = NULL;
      if (attributes[i].is_word_start)
        {
          start = here;
          word = i;
        }
    }
}

/* As the toolkit has it. */
static gboolean
ends_paragraph (gunichar c)
{
  return c == '\n' || c == 0x2029;
}

static void
find (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (CordialMisspelling));
  CordialMisspelling at = { 0 };
  const char *here = task_data;

  while (*here && !g_cancellable_is_cancelled (cancellable))
    {
      gunichar c = g_utf8_get_char (here);
      const char *end = here;
      guint n = 0;

      if (g_unichar_isspace (c))
        {
          at.start = ends_paragraph (c) ? 0 : at.start + 1;
          at.line += ends_paragraph (c);
          here = g_utf8_next_char (here);
          continue;
        }
      for (; *end && !g_unichar_isspace (g_utf8_get_char (end)); end = g_utf8_next_char (end))
        n++;
      if (n <= TOKEN_CHARS_MAX)
        {
          g_autofree char *token = g_strndup (here, (gsize) (end - here));

          if (!is_address (token))
            find_in_token (source, token, at, n, found);
        }
      at.start += n;
      here = end;
    }
  g_task_return_pointer (task, found, (GDestroyNotify) g_array_unref);
}

/**
 * cordial_misspellings_find_async:
 * @dictionaries: what knows words
 * @text: what was written
 * @cancellable: (nullable): ends it soon
 */
void
cordial_misspellings_find_async (CordialDictionaries *dictionaries,
                                 const char *text,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CORDIAL_IS_DICTIONARIES (dictionaries));

  task = g_task_new (dictionaries, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_misspellings_find_async);
  g_task_set_static_name (task, "[cordial] find misspellings");
  g_task_set_task_data (task, g_strdup (text), g_free);
  g_task_run_in_thread (task, find);
}

/**
 * cordial_misspellings_find_finish:
 * @error: return location; cancelled, or nothing
 *
 * Returns: (transfer full) (element-type CordialMisspelling): in the order of the text
 */
GArray *
cordial_misspellings_find_finish (CordialDictionaries *dictionaries, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dictionaries), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Suggestions ------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *word;
  guint n_max;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_free (self->word);
  g_free (self);
}

static void
suggest (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Question *question = task_data;

  g_task_return_pointer (task, cordial_dictionaries_suggest (source, question->word, question->n_max),
                         (GDestroyNotify) g_strfreev);
}

/**
 * cordial_misspellings_suggest_async:
 * @dictionaries: what knows words
 * @word: a misspelt one
 * @n_max: how many are wanted at the most
 * @cancellable: (nullable): ends the wait
 */
void
cordial_misspellings_suggest_async (CordialDictionaries *dictionaries,
                                    const char *word,
                                    guint n_max,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Question *question;

  g_return_if_fail (CORDIAL_IS_DICTIONARIES (dictionaries));

  question = g_new0 (Question, 1);
  question->word = g_strdup (word);
  question->n_max = n_max;
  task = g_task_new (dictionaries, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_misspellings_suggest_async);
  g_task_set_static_name (task, "[cordial] suggest words");
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, suggest);
}

/**
 * cordial_misspellings_suggest_finish:
 * @error: return location; cancelled, or nothing
 *
 * Returns: (transfer full): what may have been meant, the likeliest first
 */
GStrv
cordial_misspellings_suggest_finish (CordialDictionaries *dictionaries, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dictionaries), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
