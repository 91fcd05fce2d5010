/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files before they are sent. Each is looked at in a thread; each becomes a message of its own, in order, as the official clients do it,
 * so that each can be answered, fail and be tried again by itself; what is said with them stands with the first. A file leaves the dialog
 * when its message is on the disk; what cannot be sent stays, with the reason.
 */

#define G_LOG_DOMAIN "cordial-attach-dialog"

#include "cordial-config.h"

#include "cordial-attach-dialog.h"

#include "cordial-file-icon.h"
#include "cordial-outgoing-file.h"
#include "cordial-picture-loader.h"

#include <glib/gi18n-lib.h>

#define THUMBNAIL_SIZE 40
/* Pixels for words beside the margins, in the narrowest dialog. */
#define NARROWEST (320 - 2 * 12)

/* One of the files. */
typedef struct
{
  CordialAttachDialog *dialog; /* owns this */
  GFile *file;
  CordialOutgoingFile *known; /* (nullable): until it was looked at */
  GtkWidget *row;
  GtkWidget *prefix; /* a spinner, then what it looks like */
  GFile *clean;      /* (nullable): the copy that goes in place of it */
} Item;

struct _CordialAttachDialog
{
  AdwDialog parent_instance;

  GtkWidget *send_button;
  GtkLabel *error_label;
  GtkWidget *large_place;
  GtkPicture *large;
  AdwPreferencesGroup *files_group;
  AdwEntryRow *caption_row;
  GtkWidget *reduce_row;
  GtkWidget *clean_row;

  CordialConversation *conversation;
  CordialMessage *answered; /* (nullable): by the first of them */
  GPtrArray *items;         /* Item */
  GPtrArray *own;           /* GFile: made for this dialog */
  GCancellable *cancellable;
  guint loading;
  gboolean sending;
};

G_DEFINE_FINAL_TYPE (CordialAttachDialog, cordial_attach_dialog, ADW_TYPE_DIALOG)

static guint answered_signal;

static void
delete_and_unref (gpointer data)
{
  GFile *file = data;

  g_file_delete (file, NULL, NULL);
  g_object_unref (file);
}

static void
item_free (gpointer data)
{
  Item *item = data;

  g_object_unref (item->file);
  g_clear_pointer (&item->known, cordial_outgoing_file_free);
  g_clear_pointer (&item->clean, delete_and_unref);
  g_free (item);
}

/* --- What is seen --------------------------------------------------------------------------------------------------- */

static void
show_error (CordialAttachDialog *self, const char *sentence)
{
  PangoFontMetrics *metrics =
    pango_context_get_metrics (gtk_widget_get_pango_context (GTK_WIDGET (self->error_label)), NULL, NULL);
  int character = MAX (pango_font_metrics_get_approximate_char_width (metrics),
                       pango_font_metrics_get_approximate_digit_width (metrics));

  /* How high the dialog is is measured for the width that a label would like to have: that is what it has in the narrowest one, with text
   * of any size, and nothing has to be scrolled. */
  gtk_label_set_max_width_chars (self->error_label, MAX (NARROWEST * PANGO_SCALE / MAX (character, 1), 1));
  pango_font_metrics_unref (metrics);
  gtk_label_set_label (self->error_label, sentence ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), sentence != NULL);
  if (sentence)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), sentence, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
update (CordialAttachDialog *self)
{
  gboolean has_metadata = FALSE, has_picture = FALSE, can_be_reduced = FALSE;
  Item *first = self->items->len > 0 ? self->items->pdata[0] : NULL;

  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = self->items->pdata[i];

      has_metadata = has_metadata || (item->known && item->known->has_metadata);
      has_picture = has_picture || (item->known && item->known->picture);
      can_be_reduced = can_be_reduced || (item->known && item->known->can_be_reduced);
    }
  gtk_widget_set_visible (self->reduce_row, can_be_reduced);
  gtk_widget_set_visible (self->clean_row, has_metadata);
  gtk_widget_set_sensitive (self->send_button, self->items->len > 0 && self->loading == 0 && !self->sending);
  if (self->items->len == 1 && has_picture)
    {
      g_autoptr (GdkTexture) texture = cordial_texture_new (first->known->picture->pixbuf);

      gtk_picture_set_paintable (self->large, GDK_PAINTABLE (texture));
      adw_dialog_set_title (ADW_DIALOG (self), first->known->is_video ? _ ("Send Video") : _ ("Send Picture"));
    }
  else
    adw_dialog_set_title (ADW_DIALOG (self), self->items->len == 1 ? _ ("Send File") : _ ("Send Files"));
  gtk_widget_set_visible (self->large_place, self->items->len == 1 && has_picture);
}

static void
take_out (Item *item)
{
  CordialAttachDialog *self = item->dialog;

  adw_preferences_group_remove (self->files_group, item->row);
  g_ptr_array_remove (self->items, item);
  if (self->items->len == 0)
    adw_dialog_force_close (ADW_DIALOG (self));
  else
    update (self);
}

static void
on_remove_clicked (GtkWidget *button, gpointer user_data)
{
  Item *item = user_data;

  if (!item->dialog->sending)
    take_out (item);
}

static void
set_prefix (Item *item, GtkWidget *prefix)
{
  if (item->prefix)
    adw_action_row_remove (ADW_ACTION_ROW (item->row), item->prefix);
  item->prefix = prefix;
  gtk_widget_set_valign (prefix, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (prefix, THUMBNAIL_SIZE, THUMBNAIL_SIZE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (item->row), prefix);
}

static void
show_known (Item *item)
{
  const CordialOutgoingFile *known = item->known;
  g_autofree char *size = g_format_size_full ((guint64) known->size, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *name = cordial_dup_file_name (known->name);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (item->row), name ? name : known->name);
  if (known->picture)
    {
      g_autoptr (GdkTexture) texture = cordial_texture_new (known->picture->pixbuf);
      /* Translators: a picture: width and height in pixels, and the size of its file, such as «1.2 MiB». */
      g_autofree char *both = g_strdup_printf (_ ("%d × %d, %s"), known->picture->width, known->picture->height, size);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (item->row), both);
      set_prefix (item, g_object_new (GTK_TYPE_IMAGE, "paintable", texture, "pixel-size", THUMBNAIL_SIZE,
                                      "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
    }
  else
    {
      g_autofree char *type = g_content_type_from_mime_type (known->media_type);
      g_autoptr (GIcon) icon = cordial_file_icon_new (type);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (item->row), size);
      set_prefix (
        item, g_object_new (GTK_TYPE_IMAGE, "gicon", icon, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
    }
}

/* A load may outlast its item. */
typedef struct
{
  CordialAttachDialog *dialog;
  GtkWidget *row;
} Look;

static Item *
find_item (CordialAttachDialog *self, GtkWidget *row)
{
  for (guint i = 0; self->items && i < self->items->len; i++)
    if (((Item *) self->items->pdata[i])->row == row)
      return self->items->pdata[i];
  return NULL;
}

static void
on_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Look *look = user_data;
  g_autoptr (CordialAttachDialog) self = look->dialog;
  g_autoptr (GtkWidget) row = look->row;
  g_autoptr (GError) error = NULL;
  CordialOutgoingFile *known = cordial_outgoing_file_load_finish (result, &error);
  Item *item = find_item (self, row);

  g_free (look);
  self->loading--;
  if (!item)
    g_clear_pointer (&known, cordial_outgoing_file_free);
  else if (known)
    {
      item->known = known;
      show_known (item);
    }
  else
    {
      g_autofree char *name = g_file_get_basename (item->file);
      g_autofree char *shown = g_utf8_make_valid (name, -1);
      /* Translators: the name of a file, and a sentence on why it cannot be sent. */
      g_autofree char *sentence = g_strdup_printf (_ ("%s: %s"), shown, error->message);

      show_error (self, sentence);
      if (self->items->len > 1)
        take_out (item);
      else
        {
          /* It is the only one, and the sentence stays to be read. */
          adw_preferences_group_remove (self->files_group, item->row);
          g_ptr_array_remove (self->items, item);
        }
    }
  if (self->items)
    update (self);
}

static void
add (CordialAttachDialog *self, GFile *file)
{
  Item *item = g_new0 (Item, 1);
  GtkWidget *remove = gtk_button_new_from_icon_name ("list-remove-symbolic");
  Look *look = g_new0 (Look, 1);

  item->dialog = self;
  item->file = g_object_ref (file);
  item->row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title-lines", 2, NULL);
  set_prefix (item, adw_spinner_new ());
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (remove, _ ("Do Not Send"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (item->row), remove);
  g_signal_connect (remove, "clicked", G_CALLBACK (on_remove_clicked), item);
  adw_preferences_group_add (self->files_group, item->row);
  g_ptr_array_add (self->items, item);
  self->loading++;
  look->dialog = g_object_ref (self);
  look->row = g_object_ref (item->row);
  cordial_outgoing_file_load_async (file, self->cancellable, on_known, look);
}

/* --- Sending -------------------------------------------------------------------------------------------------------- */

static void send_next (CordialAttachDialog *self);

static void
stop (CordialAttachDialog *self, const char *sentence)
{
  self->sending = FALSE;
  show_error (self, sentence);
  update (self);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialAttachDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean sent = cordial_conversation_send_finish (CORDIAL_CONVERSATION (source), result, &error);

  /* What was not on its way to the disk when it was closed stays here. */
  if (!self->items || self->items->len == 0 || g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!sent)
    {
      stop (self, error->message);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->caption_row), "");
  if (self->answered)
    {
      g_clear_object (&self->answered);
      g_signal_emit (self, answered_signal, 0);
    }
  take_out (self->items->pdata[0]);
  send_next (self);
}

static CordialContent *
new_content (CordialAttachDialog *self, const Item *item)
{
  g_autoptr (CordialContent) files = cordial_content_new ("");
  g_autoptr (CordialContent) said = NULL, content = NULL;
  const CordialOutgoingFile *known = item->known;
  CordialAttachment *attachment = cordial_content_add_attachment (files, known->is_video  ? CORDIAL_ATTACHMENT_VIDEO
                                                                         : known->picture ? CORDIAL_ATTACHMENT_PICTURE
                                                                                          : CORDIAL_ATTACHMENT_FILE);

  attachment->reference = g_file_get_uri (item->clean ? item->clean : item->file);
  attachment->media_type = g_strdup (known->media_type);
  attachment->name = cordial_dup_file_name (known->name);
  attachment->size = known->size;
  if (known->picture)
    {
      attachment->width = (guint) known->picture->width;
      attachment->height = (guint) known->picture->height;
      attachment->preview = known->preview ? g_bytes_ref (known->preview) : NULL;
      attachment->duration_ms = known->duration_ms;
      if (known->is_video)
        attachment->preview_type = g_strdup (known->picture->media_type);
    }
  cordial_content_finish (files);
  said = cordial_conversation_new_content (self->conversation, gtk_editable_get_text (GTK_EDITABLE (self->caption_row)),
                                           NULL);
  content = cordial_content_new_edit (said, files);
  return self->answered ? cordial_content_new_reply (content, cordial_message_get_content (self->answered),
                                                     cordial_message_get_seq (self->answered),
                                                     cordial_message_get_sender_id (self->answered),
                                                     cordial_message_get_sender_name (self->answered))
                        : g_steal_pointer (&content);
}

static void
send (CordialAttachDialog *self, Item *item)
{
  g_autoptr (CordialContent) content = new_content (self, item);

  cordial_conversation_send_async (self->conversation, content, NULL, on_sent, g_object_ref (self));
}

static void
on_cleaned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialAttachDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  GFile *clean = cordial_outgoing_file_clean_finish (result, &error);
  Item *item = self->items && self->items->len > 0 ? self->items->pdata[0] : NULL;

  if (!item || g_cancellable_is_cancelled (self->cancellable))
    g_clear_pointer (&clean, delete_and_unref);
  else if (!clean)
    stop (self, error->message);
  else
    {
      item->clean = clean;
      send (self, item);
    }
}

static void
clean_or_send (CordialAttachDialog *self, Item *item)
{
  if (item->known->has_metadata && adw_switch_row_get_active (ADW_SWITCH_ROW (self->clean_row)))
    cordial_outgoing_file_clean_async (item->file, self->cancellable, on_cleaned, g_object_ref (self));
  else
    send (self, item);
}

static void
on_reduced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialAttachDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  CordialOutgoingFile *reduced = cordial_outgoing_file_reduce_finish (result, &error);
  Item *item = self->items && self->items->len > 0 ? self->items->pdata[0] : NULL;
  gboolean wanted = item && !g_cancellable_is_cancelled (self->cancellable);

  if (reduced && wanted && reduced->size < item->known->size)
    {
      item->clean = g_object_ref (reduced->file);
      cordial_outgoing_file_free (item->known);
      item->known = reduced;
      send (self, item);
      return;
    }
  /* It may be larger than what was there: a drawing of few colours. */
  if (reduced)
    {
      g_file_delete (reduced->file, NULL, NULL);
      cordial_outgoing_file_free (reduced);
      if (wanted)
        clean_or_send (self, item);
    }
  else if (wanted)
    stop (self, error->message);
}

static void
send_next (CordialAttachDialog *self)
{
  Item *item;

  if (self->items->len == 0)
    return;
  item = self->items->pdata[0];
  self->sending = TRUE;
  update (self);
  if (item->known->can_be_reduced && adw_switch_row_get_active (ADW_SWITCH_ROW (self->reduce_row)))
    cordial_outgoing_file_reduce_async (item->known, self->cancellable, on_reduced, g_object_ref (self));
  else
    clean_or_send (self, item);
}

static void
on_send (CordialAttachDialog *self)
{
  if (!gtk_widget_get_sensitive (self->send_button))
    return;
  show_error (self, NULL);
  send_next (self);
}

/* --- Object --------------------------------------------------------------------------------------------------------- */

static void
cordial_attach_dialog_closed (AdwDialog *dialog)
{
  g_cancellable_cancel (CORDIAL_ATTACH_DIALOG (dialog)->cancellable);
}

static void
cordial_attach_dialog_dispose (GObject *object)
{
  CordialAttachDialog *self = CORDIAL_ATTACH_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->conversation);
  g_clear_object (&self->answered);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->own, g_ptr_array_unref);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_ATTACH_DIALOG);
  G_OBJECT_CLASS (cordial_attach_dialog_parent_class)->dispose (object);
}

static void
cordial_attach_dialog_class_init (CordialAttachDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_attach_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = cordial_attach_dialog_closed;

  /**
   * CordialAttachDialog::answered:
   *
   * What was to be answered is, by the first of the files, which is on the disk.
   */
  answered_signal =
    g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-attach-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialAttachDialog, send_button);
  gtk_widget_class_bind_template_child (widget_class, CordialAttachDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, CordialAttachDialog, large_place);
  gtk_widget_class_bind_template_child (widget_class, CordialAttachDialog, large);
  gtk_widget_class_bind_template_child (widget_class, CordialAttachDialog, files_group);
  gtk_widget_class_bind_template_child (widget_class, CordialAttachDialog, caption_row);
  gtk_widget_class_bind_template_child (widget_class, CordialAttachDialog, reduce_row);
  gtk_widget_class_bind_template_child (widget_class, CordialAttachDialog, clean_row);
  gtk_widget_class_bind_template_callback (widget_class, on_send);
}

static void
cordial_attach_dialog_init (CordialAttachDialog *self)
{
  self->items = g_ptr_array_new_with_free_func (item_free);
  self->own = g_ptr_array_new_with_free_func (delete_and_unref);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * cordial_attach_dialog_new:
 * @conversation: (transfer none): where they are sent
 * @files: (transfer none): a #GListModel of #GFile, with at least one
 * @answered: (nullable) (transfer none): a message that the first of them answers
 *
 * Returns: (transfer floating): a dialog to present
 */
AdwDialog *
cordial_attach_dialog_new (CordialConversation *conversation, GListModel *files, CordialMessage *answered)
{
  CordialAttachDialog *self;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (files), NULL);

  self = g_object_new (CORDIAL_TYPE_ATTACH_DIALOG, NULL);
  self->conversation = g_object_ref (conversation);
  g_set_object (&self->answered, answered);
  for (guint i = 0; i < MIN (g_list_model_get_n_items (files), CORDIAL_CONTENT_MAX_ATTACHMENTS); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      add (self, file);
    }
  update (self);
  return ADW_DIALOG (self);
}

/**
 * cordial_attach_dialog_own:
 * @self: a dialog
 * @file: (transfer none): one of its files that was made for it, and is deleted with it
 */
void
cordial_attach_dialog_own (CordialAttachDialog *self, GFile *file)
{
  g_return_if_fail (CORDIAL_IS_ATTACH_DIALOG (self));

  g_ptr_array_add (self->own, g_object_ref (file));
}
