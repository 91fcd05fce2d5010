/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dictionaries of the languages that the person uses. For the spelling of the composer.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CORDIAL_TYPE_DICTIONARIES (cordial_dictionaries_get_type ())
G_DECLARE_FINAL_TYPE (CordialDictionaries, cordial_dictionaries, CORDIAL, DICTIONARIES, GObject)

/* Reads them in a thread: a large one takes a good part of a second. */
void cordial_dictionaries_load_async (const char *const *languages,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
CordialDictionaries *cordial_dictionaries_load_finish (GAsyncResult *result, GError **error);

/* Whether there is any for one of these languages; reads none. */
gboolean cordial_dictionaries_exist (const char *const *languages);

gboolean cordial_dictionaries_is_misspelt (CordialDictionaries *self, const char *word);
GStrv cordial_dictionaries_suggest (CordialDictionaries *self, const char *word, guint n_max);
void cordial_dictionaries_add (CordialDictionaries *self, const char *word);
void cordial_dictionaries_ignore (CordialDictionaries *self, const char *word);

G_END_DECLS
