/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds people and starts a conversation: those whom the person has a chat with stand there at once, and whoever else the server
 * knows below them. Every keystroke makes the search before it moot, which is cancelled; closing the dialog cancels whatever is under
 * way.
 */

#define G_LOG_DOMAIN "cordial-new-chat-dialog"

#include "cordial-config.h"

#include "cordial-new-chat-dialog.h"

#include "cordial-avatar-loader.h"
#include "cordial-fold.h"
#include "cordial-person-colour.h"
#include "cordial-line.h"

#include <glib/gi18n-lib.h>

/* Results shown: a longer list asks for a better question. */
#define MAX_RESULTS 50
/* Characters of a name or detail that another server may have sent. */
#define MAX_CHARS 120
#define PERSON_ID_KEY "cordial-person-id"
#define CONVERSATION_KEY "cordial-conversation"

struct _CordialNewChatDialog
{
  AdwDialog parent_instance;

  GtkSearchEntry *search_entry;
  GtkWidget *own_place;
  GtkStack *stack;
  AdwStatusPage *start_page;
  AdwStatusPage *error_page;
  GtkWidget *known_heading;
  GtkListBox *known;
  GtkWidget *people_heading;
  GtkListBox *people;
  GtkWidget *searching;

  CordialAccount *account;
  CordialAvatarLoader *avatar_loader;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (CordialNewChatDialog, cordial_new_chat_dialog, ADW_TYPE_DIALOG)

enum
{
  SIGNAL_CONVERSATION_STARTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GCancellable *
restart (CordialNewChatDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  return self->cancellable;
}

static void
show_error (CordialNewChatDialog *self, const char *title, const GError *error)
{
  g_autofree char *escaped = g_markup_escape_text (error->message, -1);

  adw_status_page_set_title (self->error_page, title);
  adw_status_page_set_description (self->error_page, escaped);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static GtkWidget *
new_row (CordialNewChatDialog *self, const char *id, const char *name, const char *detail, GBytes *image)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *avatar = adw_avatar_new (40, NULL, TRUE);
  g_autofree char *name_line = cordial_text_to_single_line (name, MAX_CHARS);
  g_autofree char *detail_line = cordial_text_to_single_line (detail, MAX_CHARS);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name_line[0] != '\0' ? name_line : detail_line);
  if (name_line[0] != '\0')
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail_line);
  adw_avatar_set_text (ADW_AVATAR (avatar), name_line);
  g_object_set (avatar, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  cordial_person_colour_set (avatar, id);
  cordial_avatar_loader_show (self->avatar_loader, ADW_AVATAR (avatar), image);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

static void
add_person (CordialNewChatDialog *self, const CordialPerson *person)
{
  GtkWidget *row = new_row (self, person->id, person->name, person->detail, person->avatar);

  if (person->group)
    /* Translators: what a search has found is no person; choosing it joins it. */
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("Group"));
  g_object_set_data_full (G_OBJECT (row), PERSON_ID_KEY, g_strdup (person->id), g_free);
  gtk_list_box_append (self->people, row);
}

static gboolean
is_empty (GtkListBox *list)
{
  return gtk_list_box_get_row_at_index (list, 0) == NULL;
}

/* What stands in the lists, else what to do. */
static void
update_page (CordialNewChatDialog *self, const char *otherwise)
{
  gboolean none = is_empty (self->known) && is_empty (self->people);

  gtk_widget_set_visible (self->known_heading, !is_empty (self->known));
  gtk_widget_set_visible (GTK_WIDGET (self->known), !is_empty (self->known));
  gtk_widget_set_visible (self->people_heading, !is_empty (self->people));
  gtk_widget_set_visible (GTK_WIDGET (self->people), !is_empty (self->people));
  gtk_stack_set_visible_child_name (self->stack, none ? otherwise : "people");
}

/* --- Those whom one knows ------------------------------------------------------------------------------------------ */

static int
compare_recency (gconstpointer a, gconstpointer b)
{
  gint64 first = cordial_conversation_get_touched_ms (*(CordialConversation **) a);
  gint64 second = cordial_conversation_get_touched_ms (*(CordialConversation **) b);

  return first < second ? 1 : first > second ? -1 : 0;
}

/* The last whom one talked to first. */
static void
show_known (CordialNewChatDialog *self, const char *query)
{
  GListModel *chats = cordial_account_get_chat_list (self->account);
  g_autofree char *folded = cordial_fold (query);
  g_autoptr (GPtrArray) known = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (chats); i++)
    {
      g_autoptr (CordialConversation) conversation = g_list_model_get_item (chats, i);
      const char *name = cordial_conversation_get_name (conversation);

      if (cordial_conversation_get_kind (conversation) == CORDIAL_CONVERSATION_DIRECT && name != NULL &&
          cordial_fold_matches (name, folded))
        g_ptr_array_add (known, g_steal_pointer (&conversation));
    }
  g_ptr_array_sort (known, compare_recency);
  gtk_list_box_remove_all (self->known);
  for (guint i = 0; i < known->len && i < MAX_RESULTS; i++)
    {
      CordialConversation *conversation = g_ptr_array_index (known, i);
      GtkWidget *row =
        new_row (self, cordial_conversation_get_id (conversation), cordial_conversation_get_name (conversation), NULL,
                 cordial_conversation_get_avatar (conversation));

      g_object_set_data_full (G_OBJECT (row), CONVERSATION_KEY, g_object_ref (conversation), g_object_unref);
      gtk_list_box_append (self->known, row);
    }
}

static gboolean
is_shown_as_known (CordialNewChatDialog *self, const char *person_id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->known, i)) != NULL; i++)
    {
      CordialConversation *conversation = g_object_get_data (G_OBJECT (row), CONVERSATION_KEY);

      if (g_strcmp0 (cordial_conversation_get_id (conversation), person_id) == 0)
        return TRUE;
    }
  return FALSE;
}

/* --- Searching ----------------------------------------------------------------------------------------------------- */

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialNewChatDialog) self = CORDIAL_NEW_CHAT_DIALOG (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = cordial_account_find_people_finish (CORDIAL_ACCOUNT (source), result, &error);
  guint n = 0;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->account == NULL)
    return;
  gtk_widget_set_visible (self->searching, FALSE);
  gtk_list_box_remove_all (self->people);
  for (guint i = 0; people != NULL && i < people->len && i < MAX_RESULTS; i++)
    {
      const CordialPerson *person = g_ptr_array_index (people, i);

      if (is_shown_as_known (self, person->id))
        continue;
      add_person (self, person);
      n++;
    }
  update_page (self, "nothing-found");
  if (people == NULL && is_empty (self->known))
    show_error (self, _ ("Could Not Search"), error);
  if (n > 0)
    {
      g_autofree char *count = g_strdup_printf (ngettext ("%u person found", "%u people found", n), n);

      gtk_accessible_announce (GTK_ACCESSIBLE (self), count, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
    }
}

static void
on_search_changed (CordialNewChatDialog *self)
{
  g_autofree char *query = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search_entry))));
  GCancellable *cancellable = restart (self);

  gtk_widget_set_visible (self->own_place, query[0] == '\0' && !cordial_account_get_has_settings (self->account));
  show_known (self, query);
  if (query[0] == '\0')
    gtk_list_box_remove_all (self->people);
  gtk_widget_set_visible (self->searching, query[0] != '\0');
  /* Results on the screen stay there until better ones come. */
  update_page (self, query[0] != '\0' ? "searching" : "start");
  if (query[0] != '\0')
    cordial_account_find_people_async (self->account, query, cancellable, on_found, g_object_ref (self));
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialNewChatDialog) self = CORDIAL_NEW_CHAT_DIALOG (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialConversation) conversation =
    cordial_account_start_conversation_finish (CORDIAL_ACCOUNT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->account == NULL)
    return;
  if (conversation == NULL)
    {
      show_error (self, _ ("Could Not Start the Chat"), error);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_CONVERSATION_STARTED], 0, conversation);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
on_row_activated (CordialNewChatDialog *self, GtkListBoxRow *row)
{
  const char *id = g_object_get_data (G_OBJECT (row), PERSON_ID_KEY);
  CordialConversation *known = g_object_get_data (G_OBJECT (row), CONVERSATION_KEY);
  GCancellable *cancellable = restart (self);

  if (known != NULL)
    {
      g_signal_emit (self, signals[SIGNAL_CONVERSATION_STARTED], 0, known);
      adw_dialog_close (ADW_DIALOG (self));
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, "searching");
  cordial_account_start_conversation_async (self->account, id, cancellable, on_started, g_object_ref (self));
}

/* What is there already is opened, also without a connection. */
static void
on_own_activated (CordialNewChatDialog *self)
{
  GListModel *chats = cordial_account_get_chat_list (self->account);

  for (guint i = 0; i < g_list_model_get_n_items (chats); i++)
    {
      g_autoptr (CordialConversation) conversation = g_list_model_get_item (chats, i);

      if (cordial_conversation_get_kind (conversation) != CORDIAL_CONVERSATION_SELF)
        continue;
      g_signal_emit (self, signals[SIGNAL_CONVERSATION_STARTED], 0, conversation);
      adw_dialog_close (ADW_DIALOG (self));
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, "searching");
  cordial_account_start_conversation_async (self->account, NULL, restart (self), on_started, g_object_ref (self));
}

/* Enter chooses the first one found. */
static void
on_entry_activated (CordialNewChatDialog *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (is_empty (self->known) ? self->people : self->known, 0);

  if (first != NULL && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "people") == 0)
    on_row_activated (self, first);
}

static void
on_stop_search (CordialNewChatDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
cordial_new_chat_dialog_closed (AdwDialog *dialog)
{
  g_cancellable_cancel (CORDIAL_NEW_CHAT_DIALOG (dialog)->cancellable);
}

static void
cordial_new_chat_dialog_dispose (GObject *object)
{
  CordialNewChatDialog *self = CORDIAL_NEW_CHAT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->account);
  g_clear_object (&self->avatar_loader);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_NEW_CHAT_DIALOG);
  G_OBJECT_CLASS (cordial_new_chat_dialog_parent_class)->dispose (object);
}

static void
cordial_new_chat_dialog_class_init (CordialNewChatDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cordial_new_chat_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = cordial_new_chat_dialog_closed;

  /**
   * CordialNewChatDialog::conversation-started:
   * @conversation: with the person chosen, new or known
   */
  signals[SIGNAL_CONVERSATION_STARTED] =
    g_signal_new ("conversation-started", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, CORDIAL_TYPE_CONVERSATION);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-new-chat-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialNewChatDialog, search_entry);
  gtk_widget_class_bind_template_child (widget_class, CordialNewChatDialog, own_place);
  gtk_widget_class_bind_template_child (widget_class, CordialNewChatDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, CordialNewChatDialog, start_page);
  gtk_widget_class_bind_template_child (widget_class, CordialNewChatDialog, error_page);
  gtk_widget_class_bind_template_child (widget_class, CordialNewChatDialog, known_heading);
  gtk_widget_class_bind_template_child (widget_class, CordialNewChatDialog, known);
  gtk_widget_class_bind_template_child (widget_class, CordialNewChatDialog, people_heading);
  gtk_widget_class_bind_template_child (widget_class, CordialNewChatDialog, people);
  gtk_widget_class_bind_template_child (widget_class, CordialNewChatDialog, searching);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_own_activated);
}

static void
cordial_new_chat_dialog_init (CordialNewChatDialog *self)
{
  self->avatar_loader = cordial_avatar_loader_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * cordial_new_chat_dialog_new:
 * @account: (transfer none): where to look for people
 */
AdwDialog *
cordial_new_chat_dialog_new (CordialAccount *account)
{
  CordialNewChatDialog *self = g_object_new (CORDIAL_TYPE_NEW_CHAT_DIALOG, NULL);

  self->account = g_object_ref (account);
  if (cordial_account_get_has_settings (account))
    {
      gtk_widget_set_visible (self->own_place, FALSE);
      /* Nobody can be looked for there. */
      gtk_search_entry_set_placeholder_text (self->search_entry, _ ("ID and name"));
      adw_status_page_set_title (self->start_page, _ ("Add Somebody"));
      adw_status_page_set_description (self->start_page,
                                       _ ("Type the person's ID, and behind it a name for them if you like."));
    }
  show_known (self, "");
  update_page (self, "start");
  return ADW_DIALOG (self);
}
