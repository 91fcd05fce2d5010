/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A dialog with the chats, the one with the newest message first. It lives as long as it is open; what it sends are messages like any
 * other, kept before they travel.
 */

#define G_LOG_DOMAIN "cordial-forwarding"

#include "cordial-config.h"

#include "cordial-forwarding.h"

#include "cordial-fold.h"
#include "cordial-line.h"
#include "cordial-avatar-loader.h"
#include "cordial-person-colour.h"

#include <glib/gi18n-lib.h>

/* Pixels of the list before it scrolls. */
#define MAX_LIST_HEIGHT 320
#define AVATAR_SIZE 32
/* Characters of a name; the row cuts it to the pixels there are. */
#define NAME_CHARS 200
/* The conversation of a row's check button. */
#define CONVERSATION "cordial-conversation"

typedef struct
{
  AdwAlertDialog *dialog; /* (unowned): owns this */
  GPtrArray *contents;    /* (element-type CordialContent) */
  GPtrArray *checks;      /* (element-type GtkCheckButton) */
  GtkListBox *list;       /* (unowned) */
  char *query;            /* folded */
  CordialAvatarLoader *avatar_loader;
} Forwarding;

static void
forwarding_free (gpointer data)
{
  Forwarding *self = data;

  g_clear_object (&self->avatar_loader);
  g_ptr_array_unref (self->contents);
  g_ptr_array_unref (self->checks);
  g_free (self->query);
  g_free (self);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) parent = user_data;
  g_autoptr (GError) error = NULL;
  AdwDialog *dialog;

  if (cordial_conversation_send_finish (CORDIAL_CONVERSATION (source), result, &error))
    return;
  dialog = adw_alert_dialog_new (NULL, error->message);
  /* Translators: the name of a chat. */
  adw_alert_dialog_format_heading (ADW_ALERT_DIALOG (dialog), _ ("Not Sent to “%s”"),
                                   cordial_conversation_get_name (CORDIAL_CONVERSATION (source)));
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_dialog_present (dialog, parent);
}

static void
on_response (AdwAlertDialog *dialog, const char *response, GtkWidget *parent)
{
  Forwarding *self = g_object_get_data (G_OBJECT (dialog), "cordial-forwarding");

  if (!g_str_equal (response, "forward"))
    return;
  for (guint i = 0; i < self->checks->len; i++)
    {
      GtkCheckButton *check = g_ptr_array_index (self->checks, i);

      for (guint j = 0; gtk_check_button_get_active (check) && j < self->contents->len; j++)
        cordial_conversation_send_async (g_object_get_data (G_OBJECT (check), CONVERSATION),
                                         g_ptr_array_index (self->contents, j), NULL, on_sent, g_object_ref (parent));
    }
}

static void
update_sensitive (Forwarding *self)
{
  gboolean some = FALSE;

  for (guint i = 0; i < self->checks->len; i++)
    some = some || gtk_check_button_get_active (g_ptr_array_index (self->checks, i));
  adw_alert_dialog_set_response_enabled (self->dialog, "forward", some);
}

static void
on_search_changed (Forwarding *self, GtkEditable *entry)
{
  g_free (self->query);
  self->query = cordial_fold (gtk_editable_get_text (entry));
  gtk_list_box_invalidate_filter (self->list);
}

/* Those that are chosen stay in sight. */
static gboolean
is_sought (GtkListBoxRow *row, gpointer user_data)
{
  Forwarding *self = user_data;
  GtkWidget *check = adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row));
  CordialConversation *conversation = g_object_get_data (G_OBJECT (check), CONVERSATION);

  return gtk_check_button_get_active (GTK_CHECK_BUTTON (check)) ||
         cordial_fold_matches (cordial_conversation_get_name (conversation), self->query);
}

static int
compare_touched (gconstpointer a, gconstpointer b)
{
  gint64 first = cordial_conversation_get_touched_ms (*(CordialConversation **) a);
  gint64 second = cordial_conversation_get_touched_ms (*(CordialConversation **) b);

  return first < second ? 1 : first > second ? -1 : 0;
}

static GPtrArray *
list_writable (GListModel *chats)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (chats); i++)
    {
      g_autoptr (CordialConversation) conversation = g_list_model_get_item (chats, i);

      if (cordial_conversation_get_writable (conversation) &&
          cordial_conversation_get_ending_sentence (conversation) == NULL)
        g_ptr_array_add (list, g_steal_pointer (&conversation));
    }
  g_ptr_array_sort (list, compare_touched);
  return list;
}

static GtkWidget *
new_row (Forwarding *self, CordialConversation *conversation)
{
  g_autofree char *name = cordial_text_to_single_line (cordial_conversation_get_name (conversation), NAME_CHARS);
  GtkWidget *check = gtk_check_button_new (), *avatar = adw_avatar_new (AVATAR_SIZE, name, TRUE);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", name, "title-lines", 1, NULL);

  g_object_set (avatar, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  cordial_person_colour_set (avatar, cordial_conversation_get_id (conversation));
  cordial_avatar_loader_show (self->avatar_loader, ADW_AVATAR (avatar), cordial_conversation_get_avatar (conversation));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_object_set_data_full (G_OBJECT (check), CONVERSATION, g_object_ref (conversation), g_object_unref);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (update_sensitive), self);
  g_ptr_array_add (self->checks, g_object_ref (check));
  return row;
}

/**
 * cordial_forwarding_ask:
 * @parent: over what the dialog stands
 * @chats: a #GListModel of #CordialConversation
 * @heading: what is handed on
 * @send_label: of the button that does it, with a mnemonic
 * @contents: (element-type CordialContent): likewise, in order
 *
 * Returns: (transfer none): the dialog; its response is “forward” where the person did
 */
AdwDialog *
cordial_forwarding_ask (GtkWidget *parent,
                        GListModel *chats,
                        const char *heading,
                        const char *send_label,
                        GPtrArray *contents)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, NULL));
  g_autoptr (GPtrArray) writable = list_writable (chats);
  GtkWidget *list = gtk_list_box_new (), *search = gtk_search_entry_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER,
                                      "propagate-natural-height", TRUE, "max-content-height", MAX_LIST_HEIGHT, NULL);
  Forwarding *self = g_new0 (Forwarding, 1);

  self->dialog = dialog;
  self->avatar_loader = cordial_avatar_loader_new ();
  self->contents = g_ptr_array_ref (contents);
  self->checks = g_ptr_array_new_with_free_func (g_object_unref);
  self->list = GTK_LIST_BOX (list);
  self->query = g_strdup ("");
  g_object_set_data_full (G_OBJECT (dialog), "cordial-forwarding", self, forwarding_free);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Send to"), -1);
  for (guint i = 0; i < writable->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), new_row (self, g_ptr_array_index (writable, i)));
  gtk_list_box_set_filter_func (GTK_LIST_BOX (list), is_sought, self, NULL);
  gtk_search_entry_set_placeholder_text (GTK_SEARCH_ENTRY (search), _ ("Search chats"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (search), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Search chats"), -1);
  g_signal_connect_swapped (search, "search-changed", G_CALLBACK (on_search_changed), self);
  /* It keeps Escape for itself. */
  g_signal_connect_swapped (search, "stop-search", G_CALLBACK (adw_dialog_close), dialog);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_box_append (GTK_BOX (box), search);
  gtk_box_append (GTK_BOX (box), scroller);
  adw_alert_dialog_set_extra_child (dialog, box);
  adw_dialog_set_focus (ADW_DIALOG (dialog), search);
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "forward", send_label, NULL);
  adw_alert_dialog_set_response_appearance (dialog, "forward", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, "forward");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), parent, G_CONNECT_DEFAULT);
  update_sensitive (self);
  adw_dialog_present (ADW_DIALOG (dialog), parent);
  return ADW_DIALOG (dialog);
}
