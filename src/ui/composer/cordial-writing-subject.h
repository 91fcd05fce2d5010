/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Above the text that is being written: which message it answers, or takes the place of. Used by the composer.
 */

#pragma once

#include <adwaita.h>

#include "cordial-message.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_WRITING_SUBJECT (cordial_writing_subject_get_type ())
G_DECLARE_FINAL_TYPE (CordialWritingSubject, cordial_writing_subject, CORDIAL, WRITING_SUBJECT, AdwBin)

void cordial_writing_subject_set (CordialWritingSubject *self, CordialMessage *message, gboolean edits);
CordialMessage *cordial_writing_subject_get_message (CordialWritingSubject *self);
gboolean cordial_writing_subject_get_edits (CordialWritingSubject *self);

G_END_DECLS
