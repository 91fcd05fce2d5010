/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the composer share.
 */

#pragma once

#include "cordial-composer.h"

#include "cordial-mentions.h"
#include "cordial-shown-marks.h"
#include "cordial-spelling.h"
#include "cordial-voice-bar.h"
#include "cordial-writing-subject.h"

G_BEGIN_DECLS

struct _CordialComposer
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkLabel *closed_label;
  GtkWidget *remove_button;
  GtkRevealer *unheard_revealer;
  GtkLabel *unheard_label;
  GtkRevealer *error_revealer;
  GtkLabel *error_label;
  GtkWidget *attach_button;
  GtkMenuButton *emoji_button;
  GtkScrolledWindow *scroller;
  GtkTextView *text_view;
  GtkWidget *placeholder;
  GtkWidget *send_button;
  GtkStack *input_stack;
  CordialVoiceBar *voice_bar;
  GtkWidget *record_button;

  GtkTextBuffer *buffer;
  CordialConversation *conversation;
  /* GtkTextMark: where each message that is being sent, or waits for that, ends in the buffer. */
  GQueue marks;
  guint draft_source;
  gboolean filling;
  gboolean enter_sends;
  gboolean spell_check;
  CordialWritingSubject *subject;
  char *put_aside;  /* (nullable): the draft, while a message is edited */
  GPtrArray *names; /* (nullable) (element-type CordialTextSpan): what stands for links and mentions */
  gboolean keeping_edit;
  CordialSpelling *spelling;
  CordialShownMarks *shown_marks;
  CordialMentions *mentions;

  CordialSound *sound;            /* (nullable) */
  CordialConversation *spoken_to; /* (nullable): where what is recorded, or waits, goes */
  GtkGesture *hold;
  GSource *hold_source;
  gboolean holding;       /* the button of the microphone is held */
  gboolean sending_voice; /* as soon as the recording is complete */
  gboolean keeping_voice; /* it is on its way to the disk */
};

/* cordial-composer-draft.c */
char *cordial_composer_dup_text (CordialComposer *self);
gboolean cordial_composer_is_blank (const char *text);
void cordial_composer_keep_draft (CordialComposer *self);
void cordial_composer_queue_draft (CordialComposer *self);
void cordial_composer_fill (CordialComposer *self, const char *text);
void cordial_composer_add_name (CordialComposer *self, const CordialTextSpan *name);

/* cordial-composer-files.c */
void cordial_composer_choose_files (CordialComposer *self);
void cordial_composer_update_attaching (CordialComposer *self);
void cordial_composer_watch_pasting (CordialComposer *self);

/* cordial-composer-sending.c */
void cordial_composer_keep_marked_text (CordialComposer *self);
void cordial_composer_send_text (CordialComposer *self);

/* cordial-composer-subject.c */
void cordial_composer_leave_subject (CordialComposer *self);
void cordial_composer_dismiss_subject (CordialComposer *self);
void cordial_composer_resume_subject (CordialComposer *self);
void cordial_composer_suspend_subject (CordialComposer *self);
void cordial_composer_send_edit (CordialComposer *self);

/* cordial-composer-voice.c */
void cordial_composer_record (CordialComposer *self);
gboolean cordial_composer_send_voice (CordialComposer *self);
void cordial_composer_discard_voice (CordialComposer *self);
void cordial_composer_leave_voice (CordialComposer *self);
void cordial_composer_update_voice (CordialComposer *self);
void cordial_composer_end_voice (CordialComposer *self);

G_END_DECLS
