/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two lines and a button that takes them away. It says what is meant; what is done with it is the composer's.
 */

#define G_LOG_DOMAIN "cordial-writing-subject"

#include "cordial-config.h"

#include "cordial-writing-subject.h"

#include "cordial-line.h"

#include <glib/gi18n-lib.h>

struct _CordialWritingSubject
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *preview;

  CordialMessage *message; /* (nullable) */
  gboolean edits;
};

G_DEFINE_FINAL_TYPE (CordialWritingSubject, cordial_writing_subject, ADW_TYPE_BIN)

enum
{
  SIGNAL_DISMISSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_dismiss_clicked (CordialWritingSubject *self)
{
  g_signal_emit (self, signals[SIGNAL_DISMISSED], 0);
}

static void
cordial_writing_subject_dispose (GObject *object)
{
  CordialWritingSubject *self = CORDIAL_WRITING_SUBJECT (object);

  g_clear_object (&self->message);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_WRITING_SUBJECT);
  G_OBJECT_CLASS (cordial_writing_subject_parent_class)->dispose (object);
}

static void
cordial_writing_subject_class_init (CordialWritingSubjectClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_writing_subject_dispose;
  /**
   * CordialWritingSubject::dismissed:
   *
   * The person means no message any more.
   */
  signals[SIGNAL_DISMISSED] =
    g_signal_new ("dismissed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-writing-subject.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialWritingSubject, icon);
  gtk_widget_class_bind_template_child (widget_class, CordialWritingSubject, title);
  gtk_widget_class_bind_template_child (widget_class, CordialWritingSubject, preview);
  gtk_widget_class_bind_template_callback (widget_class, on_dismiss_clicked);
}

static void
cordial_writing_subject_init (CordialWritingSubject *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static char *
dup_title (CordialMessage *message, gboolean edits)
{
  g_autofree char *name = NULL;

  if (edits)
    return g_strdup (_ ("Edit Message"));
  if (cordial_message_get_outgoing (message))
    /* Translators: above the text that one writes, to a message of one's own. */
    return g_strdup (_ ("Reply to Yourself"));
  name = cordial_text_to_name (cordial_message_get_sender_name (message));
  /* Translators: above the text that one writes; the name of a person. */
  return g_strdup_printf (_ ("Reply to %s"), *name ? name : _ ("Unknown sender"));
}

/**
 * cordial_writing_subject_set:
 * @self: a subject
 * @message: (nullable): the message that is meant
 * @edits: whether what is written takes its place, and does not answer it
 */
void
cordial_writing_subject_set (CordialWritingSubject *self, CordialMessage *message, gboolean edits)
{
  g_return_if_fail (CORDIAL_IS_WRITING_SUBJECT (self));

  g_set_object (&self->message, message);
  self->edits = message != NULL && edits;
  if (message != NULL)
    {
      g_autofree char *title = dup_title (message, edits);
      g_autofree char *preview = cordial_content_dup_preview (cordial_message_get_content (message));

      gtk_image_set_from_icon_name (self->icon, edits ? "document-edit-symbolic" : "mail-reply-sender-symbolic");
      gtk_label_set_label (self->title, title);
      gtk_label_set_label (self->preview, preview);
      gtk_accessible_announce (GTK_ACCESSIBLE (self), title, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
  gtk_revealer_set_reveal_child (GTK_REVEALER (adw_bin_get_child (ADW_BIN (self))), message != NULL);
}

/**
 * cordial_writing_subject_get_message:
 * @self: a subject
 *
 * Returns: (transfer none) (nullable): the message that is meant
 */
CordialMessage *
cordial_writing_subject_get_message (CordialWritingSubject *self)
{
  g_return_val_if_fail (CORDIAL_IS_WRITING_SUBJECT (self), NULL);

  return self->message;
}

/**
 * cordial_writing_subject_get_edits:
 * @self: a subject
 *
 * Returns: whether what is written takes the place of that message
 */
gboolean
cordial_writing_subject_get_edits (CordialWritingSubject *self)
{
  g_return_val_if_fail (CORDIAL_IS_WRITING_SUBJECT (self), FALSE);

  return self->edits;
}
