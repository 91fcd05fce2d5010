/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * multipart/form-data (RFC 7578) as it arrives: its fields are kept, the file named "file" goes through in pieces. Takes no
 * more memory than its bounds, however large the form is. Knows no HTTP.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _Form Form;

/**
 * FormFunc:
 * @data: the next bytes of the file
 */
typedef void (*FormFunc) (const guint8 *data, gsize size, gpointer user_data);

Form *form_new (const char *content_type, FormFunc func, gpointer user_data);
void form_free (Form *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Form, form_free)
void form_feed (Form *self, const guint8 *data, gsize size);
gboolean form_is_complete (Form *self);
/* (transfer none) (nullable) */
const char *form_get_field (Form *self, const char *name);
/* Whether it has a file, of which all or a part is there. */
gboolean form_has_file (Form *self);
/* (transfer none) (nullable): what the sender says that the file is */
const char *form_get_file_type (Form *self);

G_END_DECLS
