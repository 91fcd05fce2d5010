/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is misspelt in a text, and what may have been meant. For the spelling of the composer.
 */

#pragma once

#include "cordial-dictionaries.h"

G_BEGIN_DECLS

/**
 * CordialMisspelling:
 * @line: in which paragraph, from 0
 * @start: character of the paragraph that the word begins at
 * @end: character behind the word
 */
typedef struct
{
  guint line;
  guint start;
  guint end;
} CordialMisspelling;

void cordial_misspellings_find_async (CordialDictionaries *dictionaries,
                                      const char *text,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
GArray *cordial_misspellings_find_finish (CordialDictionaries *dictionaries, GAsyncResult *result, GError **error);

void cordial_misspellings_suggest_async (CordialDictionaries *dictionaries,
                                         const char *word,
                                         guint n_max,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
GStrv cordial_misspellings_suggest_finish (CordialDictionaries *dictionaries, GAsyncResult *result, GError **error);

G_END_DECLS
