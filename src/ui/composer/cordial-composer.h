/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a message is written. What stands in it is a draft of its conversation until it has become a message on disk. Used by
 * the conversation view.
 */

#pragma once

#include <adwaita.h>

#include "cordial-conversation.h"
#include "cordial-sound.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_COMPOSER (cordial_composer_get_type ())
G_DECLARE_FINAL_TYPE (CordialComposer, cordial_composer, CORDIAL, COMPOSER, AdwBin)

GtkWidget *cordial_composer_new (void);
void cordial_composer_set_sound (CordialComposer *self, CordialSound *sound);
void cordial_composer_set_conversation (CordialComposer *self, CordialConversation *conversation);
gboolean cordial_composer_take_key (CordialComposer *self,
                                    GtkEventControllerKey *controller,
                                    guint keyval,
                                    GdkModifierType state);
void cordial_composer_answer (CordialComposer *self, CordialMessage *message);
void cordial_composer_edit (CordialComposer *self, CordialMessage *message);
gboolean cordial_composer_attach (CordialComposer *self, GSList *files);
void cordial_composer_show_error (CordialComposer *self, const char *sentence);

G_END_DECLS
