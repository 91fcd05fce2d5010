/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds chats and messages of an account, as one types: chats by their name, messages by their words, the newest first, with what was looked
 * for marked. Every keystroke makes the search before it moot, which is cancelled; what it had found stays until better comes.
 */

#define G_LOG_DOMAIN "cordial-search-dialog"

#include "cordial-config.h"

#include "cordial-search-dialog.h"

#include "cordial-avatar-loader.h"
#include "cordial-fold.h"
#include "cordial-found.h"
#include "cordial-line.h"
#include "cordial-person-colour.h"
#include "cordial-query.h"
#include "cordial-time-format.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Rows of a kind: a longer list asks for a better question. */
#define MAX_CHATS 5
#define MAX_MESSAGES 50
#define AVATAR_SIZE 32
/* Characters of a name that somebody else chose. */
#define NAME_CHARS 120
/* Characters of a message before and after what was found first: two lines of it fit. */
#define BEFORE_CHARS 30
#define AFTER_CHARS 160
#define CONVERSATION "cordial-conversation"
#define SEQ "cordial-seq"

struct _CordialSearchDialog
{
  AdwDialog parent_instance;

  GtkEditable *search_entry;
  GtkStack *stack;
  AdwStatusPage *nothing_page;
  GtkScrolledWindow *scroller;
  GtkWidget *chats_heading;
  GtkListBox *chats;
  GtkWidget *messages_heading;
  GtkListBox *messages;
  GtkLabel *rest_label;

  CordialAccount *account;
  CordialAvatarLoader *avatar_loader;
  CordialClock clock;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (CordialSearchDialog, cordial_search_dialog, ADW_TYPE_DIALOG)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* --- Rows ---------------------------------------------------------------------------------------------------------- */

static GtkWidget *
new_row (CordialSearchDialog *self, CordialConversation *conversation, gint64 seq)
{
  g_autofree char *name = cordial_text_to_single_line (cordial_conversation_get_name (conversation), NAME_CHARS);
  g_autofree char *escaped = g_markup_escape_text (name, -1);
  GtkWidget *avatar = adw_avatar_new (AVATAR_SIZE, name, TRUE);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", TRUE, "title", escaped, "title-lines", 1,
                                 "subtitle-lines", 2, "activatable", TRUE, NULL);

  g_object_set (avatar, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  cordial_person_colour_set (avatar, cordial_conversation_get_id (conversation));
  cordial_avatar_loader_show (self->avatar_loader, ADW_AVATAR (avatar), cordial_conversation_get_avatar (conversation));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  g_object_set_data_full (G_OBJECT (row), CONVERSATION, g_object_ref (conversation), g_object_unref);
  g_object_set_data_full (G_OBJECT (row), SEQ, g_memdup2 (&seq, sizeof seq), g_free);
  return row;
}

static void
append (GString *markup, const char *text, gsize start, gsize end)
{
  g_autofree char *piece = g_strndup (text + start, end - start);
  g_autofree char *escaped = NULL;

  /* A row is a few lines of its own making. */
  g_strdelimit (piece, "\n\r\t", ' ');
  escaped = g_markup_escape_text (piece, -1);
  g_string_append (markup, escaped);
}

/* (transfer full): a piece of it around what was found first */
static char *
dup_snippet (const CordialFound *found)
{
  g_autoptr (GString) markup = g_string_new (NULL);
  const CordialQueryRange *first = found->ranges->len > 0 ? &g_array_index (found->ranges, CordialQueryRange, 0) : NULL;
  gsize length = strlen (found->text), from = first ? MIN (first->start, length) : 0, to = from;

  for (guint i = 0; i < BEFORE_CHARS && from > 0; i++)
    from = (gsize) (g_utf8_prev_char (found->text + from) - found->text);
  for (guint i = 0; i < AFTER_CHARS && to < length; i++)
    to = (gsize) (g_utf8_next_char (found->text + to) - found->text);
  if (found->outgoing)
    g_string_append_printf (markup, "%s ", _ ("You:"));
  else if (found->sender_name && cordial_conversation_get_kind (found->conversation) == CORDIAL_CONVERSATION_GROUP)
    {
      g_autofree char *name = cordial_text_to_single_line (found->sender_name, NAME_CHARS);
      g_autofree char *escaped = g_markup_escape_text (name, -1);

      g_string_append_printf (markup, "%s: ", escaped);
    }
  if (from > 0)
    g_string_append (markup, "…");
  for (guint i = 0; i < found->ranges->len; i++)
    {
      const CordialQueryRange *range = &g_array_index (found->ranges, CordialQueryRange, i);

      if (range->start < from || range->end > to)
        continue;
      append (markup, found->text, from, range->start);
      g_string_append (markup, "<b>");
      append (markup, found->text, range->start, range->end);
      g_string_append (markup, "</b>");
      from = range->end;
    }
  append (markup, found->text, from, to);
  if (to < length)
    g_string_append (markup, "…");
  return g_string_free (g_steal_pointer (&markup), FALSE);
}

static void
add_message (CordialSearchDialog *self, const CordialFound *found)
{
  GtkWidget *row = new_row (self, found->conversation, found->seq);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *snippet = dup_snippet (found);
  g_autofree char *time = cordial_time_format_row (found->time_ms, now, self->clock);
  GtkWidget *label = gtk_label_new (time);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), snippet);
  gtk_widget_add_css_class (label, "dimmed");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_append (self->messages, row);
}

static int
compare_recency (gconstpointer a, gconstpointer b)
{
  gint64 first = cordial_conversation_get_touched_ms (*(CordialConversation **) a);
  gint64 second = cordial_conversation_get_touched_ms (*(CordialConversation **) b);

  return first < second ? 1 : first > second ? -1 : 0;
}

static void
show_chats (CordialSearchDialog *self, const char *query)
{
  GListModel *chats = cordial_account_get_chat_list (self->account);
  g_autofree char *folded = cordial_fold (query);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);

  gtk_list_box_remove_all (self->chats);
  for (guint i = 0; *folded && i < g_list_model_get_n_items (chats); i++)
    {
      g_autoptr (CordialConversation) conversation = g_list_model_get_item (chats, i);

      if (cordial_fold_matches (cordial_conversation_get_name (conversation), folded))
        g_ptr_array_add (found, g_steal_pointer (&conversation));
    }
  g_ptr_array_sort (found, compare_recency);
  for (guint i = 0; i < found->len && i < MAX_CHATS; i++)
    gtk_list_box_append (self->chats, new_row (self, found->pdata[i], 0));
}

/* --- Searching ----------------------------------------------------------------------------------------------------- */

static gboolean
is_empty (GtkListBox *list)
{
  return gtk_list_box_get_row_at_index (list, 0) == NULL;
}

static void
update_page (CordialSearchDialog *self, const char *otherwise)
{
  gtk_widget_set_visible (self->chats_heading, !is_empty (self->chats));
  gtk_widget_set_visible (GTK_WIDGET (self->chats), !is_empty (self->chats));
  gtk_widget_set_visible (self->messages_heading, !is_empty (self->messages));
  gtk_widget_set_visible (GTK_WIDGET (self->messages), !is_empty (self->messages));
  gtk_stack_set_visible_child_name (self->stack,
                                    is_empty (self->chats) && is_empty (self->messages) ? otherwise : "found");
}

static void
say_rest (CordialSearchDialog *self, guint n, gboolean complete)
{
  const char *rest = n >= MAX_MESSAGES ? _ ("There are more. Another word makes them fewer.")
                     : !complete       ? _ ("Your messages are still being made ready to be found.")
                                       : NULL;

  gtk_label_set_label (self->rest_label, rest ? rest : "");
  gtk_widget_set_visible (GTK_WIDGET (self->rest_label), rest != NULL);
  adw_status_page_set_description (self->nothing_page, rest ? rest : _ ("Check the spelling, or try another word."));
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialSearchDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean complete = TRUE;
  g_autoptr (GPtrArray) found = cordial_account_search_finish (CORDIAL_ACCOUNT (source), result, &complete, &error);
  g_autofree char *count = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->account == NULL)
    return;
  gtk_list_box_remove_all (self->messages);
  for (guint i = 0; found != NULL && i < found->len; i++)
    add_message (self, found->pdata[i]);
  say_rest (self, found != NULL ? found->len : 0, complete);
  if (error != NULL)
    adw_status_page_set_description (self->nothing_page, error->message);
  update_page (self, "nothing");
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  if (found == NULL)
    return;
  count = g_strdup_printf (ngettext ("%u message found", "%u messages found", found->len), found->len);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), count, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

static void
on_search_changed (CordialSearchDialog *self)
{
  g_autofree char *query = g_strstrip (g_strdup (gtk_editable_get_text (self->search_entry)));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  show_chats (self, query);
  if (*query == '\0')
    gtk_list_box_remove_all (self->messages);
  gtk_widget_set_visible (GTK_WIDGET (self->rest_label), *query != '\0' && gtk_label_get_label (self->rest_label)[0]);
  update_page (self, *query ? gtk_stack_get_visible_child_name (self->stack) : "start");
  if (*query)
    cordial_account_search_async (self->account, query, MAX_MESSAGES, self->cancellable, on_found, g_object_ref (self));
}

static void
on_row_activated (CordialSearchDialog *self, GtkListBoxRow *row)
{
  g_autoptr (CordialConversation) conversation = g_object_ref (g_object_get_data (G_OBJECT (row), CONVERSATION));
  gint64 seq = *(gint64 *) g_object_get_data (G_OBJECT (row), SEQ);

  adw_dialog_close (ADW_DIALOG (self));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, conversation, seq);
}

/* Enter chooses what was found first. */
static void
on_entry_activated (CordialSearchDialog *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (is_empty (self->chats) ? self->messages : self->chats, 0);

  if (first != NULL)
    on_row_activated (self, first);
}

static void
on_stop_search (CordialSearchDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

static void
cordial_search_dialog_closed (AdwDialog *dialog)
{
  g_cancellable_cancel (CORDIAL_SEARCH_DIALOG (dialog)->cancellable);
}

static void
cordial_search_dialog_dispose (GObject *object)
{
  CordialSearchDialog *self = CORDIAL_SEARCH_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->account);
  g_clear_object (&self->avatar_loader);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_SEARCH_DIALOG);
  G_OBJECT_CLASS (cordial_search_dialog_parent_class)->dispose (object);
}

static void
cordial_search_dialog_class_init (CordialSearchDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_search_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = cordial_search_dialog_closed;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, CORDIAL_TYPE_CONVERSATION, G_TYPE_INT64);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-search-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialSearchDialog, search_entry);
  gtk_widget_class_bind_template_child (widget_class, CordialSearchDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, CordialSearchDialog, nothing_page);
  gtk_widget_class_bind_template_child (widget_class, CordialSearchDialog, scroller);
  gtk_widget_class_bind_template_child (widget_class, CordialSearchDialog, chats_heading);
  gtk_widget_class_bind_template_child (widget_class, CordialSearchDialog, chats);
  gtk_widget_class_bind_template_child (widget_class, CordialSearchDialog, messages_heading);
  gtk_widget_class_bind_template_child (widget_class, CordialSearchDialog, messages);
  gtk_widget_class_bind_template_child (widget_class, CordialSearchDialog, rest_label);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
cordial_search_dialog_init (CordialSearchDialog *self)
{
  self->avatar_loader = cordial_avatar_loader_new ();
  self->clock = cordial_time_format_get_clock ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * cordial_search_dialog_new:
 * @account: (transfer none): whose chats are searched
 *
 * Returns: (transfer floating): a dialog to present
 */
AdwDialog *
cordial_search_dialog_new (CordialAccount *account)
{
  CordialSearchDialog *self;

  g_return_val_if_fail (CORDIAL_IS_ACCOUNT (account), NULL);

  self = g_object_new (CORDIAL_TYPE_SEARCH_DIALOG, NULL);
  self->account = g_object_ref (account);
  return ADW_DIALOG (self);
}
