/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What others see of the person: name, picture and note, each kept by itself when it is applied. What waits for a connection shows like
 * what the server has; what the server refuses is undone by the model, and shows as it was.
 */

#define G_LOG_DOMAIN "cordial-profile-page"

#include "cordial-config.h"

#include "cordial-profile-page.h"

#include "cordial-avatar-loader.h"
#include "cordial-line.h"
#include "cordial-own-picture.h"
#include "cordial-person-colour.h"
#include "cordial-picture.h"
#include "cordial-picture-cropper.h"

#include <glib/gi18n-lib.h>

struct _CordialProfilePage
{
  AdwNavigationPage parent_instance;

  GtkStack *stack;
  AdwAvatar *avatar;
  GtkWidget *choose_button;
  GtkWidget *remove_button;
  GtkLabel *problem_label;
  GtkEditable *name_row;
  GtkEditable *note_row;
  CordialPictureCropper *cropper;
  GtkRange *zoom_scale;
  GtkWidget *use_button;

  CordialAccount *account;
  CordialAvatarLoader *avatar_loader;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (CordialProfilePage, cordial_profile_page, ADW_TYPE_NAVIGATION_PAGE)

static void
show_problem (CordialProfilePage *self, const char *sentence)
{
  gtk_label_set_label (self->problem_label, sentence ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), sentence != NULL);
}

static void
show_text (GtkEditable *row, const char *text)
{
  if (g_strcmp0 (gtk_editable_get_text (row), text ? text : "") != 0)
    gtk_editable_set_text (row, text ? text : "");
}

static void
update (CordialProfilePage *self)
{
  const char *name = cordial_account_get_name (self->account);
  GBytes *image = cordial_account_get_avatar (self->account);

  adw_avatar_set_text (self->avatar, name);
  cordial_person_colour_set (GTK_WIDGET (self->avatar), cordial_account_get_user_id (self->account));
  cordial_avatar_loader_show (self->avatar_loader, self->avatar, image);
  gtk_widget_set_visible (self->remove_button, image != NULL);
}

static void
on_notify (CordialProfilePage *self, GParamSpec *pspec)
{
  if (g_str_equal (pspec->name, "name"))
    show_text (self->name_row, cordial_account_get_name (self->account));
  else if (g_str_equal (pspec->name, "note"))
    show_text (self->note_row, cordial_account_get_note (self->account));
  else if (!g_str_equal (pspec->name, "avatar"))
    return;
  update (self);
}

/* --- Keeping it -------------------------------------------------------------------------------------------------- */

static void
on_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialProfilePage) self = user_data;
  g_autoptr (GError) error = NULL;

  cordial_account_set_profile_finish (CORDIAL_ACCOUNT (source), result, &error);
  if (self->account)
    show_problem (self, error ? error->message : NULL);
}

static void
set_profile (CordialProfilePage *self, CordialConversationFields field, const char *text, GBytes *image)
{
  g_autoptr (CordialConversationRecord) profile = cordial_conversation_record_new (NULL);

  profile->fields = field;
  profile->name = field == CORDIAL_CONVERSATION_HAS_NAME ? g_strdup (text) : NULL;
  profile->note = field == CORDIAL_CONVERSATION_HAS_NOTE && *text ? g_strdup (text) : NULL;
  profile->avatar = image ? g_bytes_ref (image) : NULL;
  show_problem (self, NULL);
  cordial_account_set_profile_async (self->account, profile, NULL, on_set, g_object_ref (self));
}

static void
on_name_applied (CordialProfilePage *self)
{
  /* As others see it, wherever they read it. */
  g_autofree char *name = cordial_text_to_name (gtk_editable_get_text (self->name_row));

  set_profile (self, CORDIAL_CONVERSATION_HAS_NAME, name, NULL);
}

static void
on_note_applied (CordialProfilePage *self)
{
  g_autofree char *note = g_strstrip (g_strdup (gtk_editable_get_text (self->note_row)));

  set_profile (self, CORDIAL_CONVERSATION_HAS_NOTE, note, NULL);
}

static void
on_remove_clicked (CordialProfilePage *self)
{
  set_profile (self, CORDIAL_CONVERSATION_HAS_AVATAR, NULL, NULL);
  gtk_widget_grab_focus (self->choose_button);
}

/* --- Picture ----------------------------------------------------------------------------------------------------- */

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialProfilePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) picture = cordial_own_picture_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !self->account)
    return;
  if (!picture)
    {
      g_info ("cannot read a picture: %s", error->message);
      show_problem (self, error->message);
      return;
    }
  cordial_picture_cropper_set_picture (self->cropper, picture);
  gtk_stack_set_visible_child_name (self->stack, "crop");
  gtk_widget_grab_focus (self->use_button);
}

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialProfilePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, &error);

  if (!self->account)
    return;
  if (file)
    cordial_own_picture_load_async (file, self->cancellable, on_loaded, g_object_ref (self));
  else if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    show_problem (self, _ ("The desktop cannot show a dialog to choose a file."));
}

static void
on_choose_clicked (CordialProfilePage *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  show_problem (self, NULL);
  gtk_file_filter_set_name (filter, _ ("Pictures"));
  for (const char *const *type = cordial_picture_get_known_types (); *type != NULL; type++)
    gtk_file_filter_add_mime_type (filter, *type);
  g_list_store_append (filters, filter);
  gtk_file_dialog_set_title (dialog, _ ("Choose a Picture of You"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_open (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->cancellable, on_chosen,
                        g_object_ref (self));
}

static void
leave_crop (CordialProfilePage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "profile");
  gtk_widget_grab_focus (self->choose_button);
}

static void
on_crop_cancelled (CordialProfilePage *self)
{
  leave_crop (self);
}

static void
on_use_clicked (CordialProfilePage *self)
{
  g_autoptr (GdkPixbuf) part = cordial_picture_cropper_dup_part (self->cropper);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) image = cordial_own_picture_encode (part, &error);

  leave_crop (self);
  if (image)
    set_profile (self, CORDIAL_CONVERSATION_HAS_AVATAR, NULL, image);
  else
    {
      g_warning ("cannot encode a picture: %s", error->message);
      show_problem (self, _ ("This picture cannot be used. Choose another one."));
    }
}

/* --- Object ------------------------------------------------------------------------------------------------------ */

static void
cordial_profile_page_dispose (GObject *object)
{
  CordialProfilePage *self = CORDIAL_PROFILE_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->account)
    g_signal_handlers_disconnect_by_func (self->account, on_notify, self);
  g_clear_object (&self->account);
  g_clear_object (&self->avatar_loader);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_PROFILE_PAGE);
  G_OBJECT_CLASS (cordial_profile_page_parent_class)->dispose (object);
}

static void
cordial_profile_page_class_init (CordialProfilePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_profile_page_dispose;

  g_type_ensure (CORDIAL_TYPE_PICTURE_CROPPER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-profile-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialProfilePage, stack);
  gtk_widget_class_bind_template_child (widget_class, CordialProfilePage, avatar);
  gtk_widget_class_bind_template_child (widget_class, CordialProfilePage, choose_button);
  gtk_widget_class_bind_template_child (widget_class, CordialProfilePage, remove_button);
  gtk_widget_class_bind_template_child (widget_class, CordialProfilePage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, CordialProfilePage, name_row);
  gtk_widget_class_bind_template_child (widget_class, CordialProfilePage, note_row);
  gtk_widget_class_bind_template_child (widget_class, CordialProfilePage, cropper);
  gtk_widget_class_bind_template_child (widget_class, CordialProfilePage, zoom_scale);
  gtk_widget_class_bind_template_child (widget_class, CordialProfilePage, use_button);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_name_applied);
  gtk_widget_class_bind_template_callback (widget_class, on_note_applied);
  gtk_widget_class_bind_template_callback (widget_class, on_crop_cancelled);
  gtk_widget_class_bind_template_callback (widget_class, on_use_clicked);
}

static void
cordial_profile_page_init (CordialProfilePage *self)
{
  self->avatar_loader = cordial_avatar_loader_new ();
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_range_set_adjustment (self->zoom_scale, cordial_picture_cropper_get_zoom (self->cropper));
}

/**
 * cordial_profile_page_new:
 * @account: (transfer none): whose profile, which it has
 *
 * Returns: (transfer floating): a page to push
 */
AdwNavigationPage *
cordial_profile_page_new (CordialAccount *account)
{
  CordialProfilePage *self;

  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (account), NULL);

  self = g_object_new (CORDIAL_TYPE_PROFILE_PAGE, NULL);
  self->account = g_object_ref (account);
  show_text (self->name_row, cordial_account_get_name (account));
  show_text (self->note_row, cordial_account_get_note (account));
  g_signal_connect_swapped (account, "notify", G_CALLBACK (on_notify), self);
  update (self);
  return ADW_NAVIGATION_PAGE (self);
}
