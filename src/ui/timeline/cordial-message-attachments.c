/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is attached to a message, one below the other: pictures, sounds, videos, cards and calls as such, everything else as a file.
 * Actions name an attachment by the row and the number of its message, and by its place there, type "(xxu)".
 */

#define G_LOG_DOMAIN "cordial-message-attachments"

#include "cordial-config.h"

#include "cordial-message-attachments.h"

#include "cordial-message-call.h"
#include "cordial-message-card.h"
#include "cordial-message-file.h"
#include "cordial-message-picture.h"
#include "cordial-message-sound.h"
#include "cordial-message-video.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SPACING 6

struct _CordialMessageAttachments
{
  GtkBox parent_instance;

  CordialMessageFiles *files;
  gint64 row;            /* of the message */
  CordialContent *shown; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (CordialMessageAttachments, cordial_message_attachments, GTK_TYPE_BOX)

/**
 * cordial_message_attachments_are_in:
 * @content: (nullable):
 *
 * Returns: whether there is anything attached, to be shown here and not in words
 */
gboolean
cordial_message_attachments_are_in (const CordialContent *content)
{
  return content && (content->attachments->len > 0 || content->call) && !content->unreadable;
}

/**
 * cordial_message_attachments_dup_text_beside:
 * @content: one in which something is attached
 *
 * Returns: (transfer full): what was written beside it: the beginning of cordial_content_dup_text()
 */
char *
cordial_message_attachments_dup_text_beside (const CordialContent *content)
{
  return g_strstrip (g_strdup (content->text));
}

static void
cordial_message_attachments_dispose (GObject *object)
{
  CordialMessageAttachments *self = CORDIAL_MESSAGE_ATTACHMENTS (object);

  g_clear_object (&self->files);
  g_clear_pointer (&self->shown, cordial_content_unref);
  G_OBJECT_CLASS (cordial_message_attachments_parent_class)->dispose (object);
}

static void
cordial_message_attachments_class_init (CordialMessageAttachmentsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_message_attachments_dispose;
}

static void
cordial_message_attachments_init (CordialMessageAttachments *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), SPACING);
  gtk_widget_add_css_class (GTK_WIDGET (self), "message-attachments");
}

GtkWidget *
cordial_message_attachments_new (CordialMessageFiles *files)
{
  CordialMessageAttachments *self = g_object_new (CORDIAL_TYPE_MESSAGE_ATTACHMENTS, NULL);

  self->files = g_object_ref (files);
  return GTK_WIDGET (self);
}

/* The same things, which may be elsewhere: what was sent has a reference of the server's now. */
static gboolean
are_same (const CordialContent *one, const CordialContent *other)
{
  if (!one || one->attachments->len != other->attachments->len || !one->call != !other->call ||
      (one->call && (one->call->outcome != other->call->outcome || one->call->duration_ms != other->call->duration_ms)))
    return FALSE;
  for (guint i = 0; i < one->attachments->len; i++)
    {
      const CordialAttachment *a = one->attachments->pdata[i], *b = other->attachments->pdata[i];

      if (a->kind != b->kind || g_strcmp0 (a->name, b->name) != 0 || a->width != b->width || a->height != b->height ||
          a->size != b->size || !a->preview != !b->preview || !a->bytes != !b->bytes ||
          (a->preview && !g_bytes_equal (a->preview, b->preview)) || (a->bytes && !g_bytes_equal (a->bytes, b->bytes)))
        return FALSE;
    }
  return TRUE;
}

static void
set_attachment (GtkWidget *child, CordialMessage *message, guint index)
{
  const CordialAttachment *attachment = cordial_message_get_content (message)->attachments->pdata[index];
  GVariant *name = g_variant_new ("(xxu)", cordial_message_get_row (message), cordial_message_get_seq (message), index);

  if (CORDIAL_IS_MESSAGE_PICTURE (child))
    cordial_message_picture_set_attachment (CORDIAL_MESSAGE_PICTURE (child), attachment, name);
  else if (CORDIAL_IS_MESSAGE_VIDEO (child))
    cordial_message_video_set_attachment (CORDIAL_MESSAGE_VIDEO (child), attachment, name);
  else if (CORDIAL_IS_MESSAGE_SOUND (child))
    cordial_message_sound_set_attachment (CORDIAL_MESSAGE_SOUND (child), attachment, name);
  else if (CORDIAL_IS_MESSAGE_FILE (child))
    cordial_message_file_set_attachment (CORDIAL_MESSAGE_FILE (child), attachment, name);
  else
    g_variant_unref (g_variant_ref_sink (name));
}

static GtkWidget *
new_child (CordialMessageAttachments *self, const CordialAttachment *attachment)
{
  if (attachment->card) /* it says everything by itself */
    return cordial_message_card_new (attachment->card);
  if (cordial_message_files_is_picture (attachment))
    return cordial_message_picture_new (self->files);
  if (cordial_message_files_is_sound (self->files, attachment))
    return cordial_message_sound_new (self->files);
  if (attachment->kind == CORDIAL_ATTACHMENT_VIDEO && (attachment->bytes || attachment->reference))
    return cordial_message_video_new (self->files);
  return cordial_message_file_new (self->files);
}

static void
fill (CordialMessageAttachments *self, CordialMessage *message)
{
  const CordialContent *content = cordial_message_get_content (message);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
  for (guint i = 0; i < content->attachments->len; i++)
    {
      child = new_child (self, content->attachments->pdata[i]);
      set_attachment (child, message, i);
      gtk_box_append (GTK_BOX (self), child);
    }
  if (content->call)
    gtk_box_append (GTK_BOX (self), cordial_message_call_new (content->call, cordial_message_get_outgoing (message)));
}

/**
 * cordial_message_attachments_set_message:
 * @self: attachments
 * @message: (transfer none): one with some
 */
void
cordial_message_attachments_set_message (CordialMessageAttachments *self, CordialMessage *message)
{
  CordialContent *content = cordial_message_get_content (message);

  g_return_if_fail (CORDIAL_IS_MESSAGE_ATTACHMENTS (self));

  if (self->row == cordial_message_get_row (message) && are_same (self->shown, content))
    {
      GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

      for (guint i = 0; child && i < content->attachments->len; i++, child = gtk_widget_get_next_sibling (child))
        set_attachment (child, message, i);
    }
  else
    {
      self->row = cordial_message_get_row (message);
      fill (self, message);
    }
  g_clear_pointer (&self->shown, cordial_content_unref);
  self->shown = cordial_content_ref (content);
}

/**
 * cordial_message_attachments_append_menu:
 * @menu: the menu of @message
 * @message: a message
 *
 * What is done with a file or a picture in it; where there are several, each has buttons of its own.
 */
void
cordial_message_attachments_append_menu (GMenu *menu, CordialMessage *message)
{
  static const char *const actions[] = { "conversation.open-file", "conversation.save-file" };
  const char *const labels[] = { _ ("_Open"), _ ("_Save As…") };
  const CordialContent *content = cordial_message_get_content (message);
  const CordialAttachment *only;

  if (!cordial_message_attachments_are_in (content) || content->attachments->len != 1)
    return;
  only = content->attachments->pdata[0];
  for (guint i = 0; (only->reference || only->bytes) && i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (labels[i], NULL);

      g_menu_item_set_action_and_target (item, actions[i], "(xxu)", cordial_message_get_row (message),
                                         cordial_message_get_seq (message), 0u);
      g_menu_append_item (menu, item);
    }
}

/**
 * cordial_message_attachments_append_pause:
 * @menu: the menu of @message
 * @files: (nullable): where the files of @message are found
 * @message: one that waits to be sent
 *
 * Where a file of it is still to go, that can wait.
 */
void
cordial_message_attachments_append_pause (GMenu *menu, CordialMessageFiles *files, CordialMessage *message)
{
  const CordialContent *content = cordial_message_get_content (message);

  for (guint i = 0; files && i < content->attachments->len; i++)
    {
      g_autoptr (CordialTransfer) transfer = cordial_message_files_find (files, content->attachments->pdata[i]);
      g_autoptr (GMenuItem) item = NULL;

      if (!transfer || cordial_transfer_get_state (transfer) == CORDIAL_TRANSFER_DONE)
        continue;
      /* Translators: a message with a file that is being sent, or waits for that. */
      item = g_menu_item_new (_ ("_Pause Sending"), NULL);
      g_menu_item_set_action_and_target (item, "conversation.pause-file", "(xxu)", cordial_message_get_row (message),
                                         cordial_message_get_seq (message), i);
      g_menu_append_item (menu, item);
      return;
    }
}
