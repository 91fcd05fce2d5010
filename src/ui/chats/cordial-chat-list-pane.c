/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The left pane. The list's selection is the open conversation; arrow keys move it without opening anything, because to open a
 * conversation marks it as read, and Enter or a click opens. When the focus leaves the list the selection goes back to what is
 * open. The model reports in no order: sorting and filtering happen here, anew when a conversation's recency changes. Who is at
 * the top stays there, where what is new comes; a list view alone would keep the row that was first in its place instead.
 */

#define G_LOG_DOMAIN "cordial-chat-list-pane"

#include "cordial-config.h"

#include "cordial-chat-list-pane.h"

#include "cordial-chat-menu.h"
#include "cordial-chat-row.h"
#include "cordial-fold.h"
#include "cordial-menu-names.h"
#include "cordial-new-chat-dialog.h"
#include "cordial-pinned-order.h"
#include "cordial-scroll-watch.h"

#include <glib/gi18n-lib.h>

/* Pixels from the top that still count as being there. */
#define AT_TOP_TOLERANCE 4.0

typedef enum
{
  SHOWN_ALL,
  SHOWN_UNREAD,
  SHOWN_PEOPLE,
  SHOWN_GROUPS,
  SHOWN_ARCHIVED,
  N_SHOWN,
} Shown;

/* What is in the list, and above it. */
static const struct
{
  const char *target;
  const char *title;
  const char *none;
} shown_parts[N_SHOWN] = {
  { "all", N_ ("Chats"), N_ ("All Chats Are Archived") },
  { "unread", N_ ("Unread Chats"), N_ ("No Unread Chats") },
  { "people", N_ ("People"), N_ ("No Chats With People") },
  { "groups", N_ ("Groups"), N_ ("No Groups") },
  { "archived", N_ ("Archived Chats"), N_ ("No Archived Chats") },
};

struct _CordialChatListPane
{
  AdwBin parent_instance;

  AdwHeaderBar *header;
  AdwBin *banner_place;
  GtkBox *header_end;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkMenuButton *shown_button;
  GtkStack *stack;
  AdwStatusPage *none_shown;
  GtkScrolledWindow *scroller;
  GtkListView *list;

  CordialScrollWatch *watch;
  gboolean at_top; /* until the person scrolls elsewhere */
  CordialAccount *account;
  CordialAvatarLoader *avatar_loader;
  GListModel *conversations;
  GtkSorter *sorter;
  GtkFilter *filter;
  GtkFilterListModel *filtered;
  GtkSingleSelection *selection;
  GPtrArray *followed; /* CordialConversation whose recency we watch */
  GHashTable *items;   /* GtkListItem, bound */
  CordialConversation *open;
  CordialConversation *front; /* (nullable): the open one, while it is on the screen */
  char *query;                /* folded, (nullable) */
  CordialConversation *moved; /* (nullable): by the keys, which stay on it */
  Shown shown;
  guint sort_source;
  CordialClock clock;
};

G_DEFINE_FINAL_TYPE (CordialChatListPane, cordial_chat_list_pane, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_SHOWN,
};

enum
{
  SIGNAL_CONVERSATION_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* --- Order and search ---------------------------------------------------------------------------------------------- */

static int
compare_conversations (gconstpointer a, gconstpointer b, gpointer user_data)
{
  CordialConversation *first = CORDIAL_CONVERSATION ((gpointer) a);
  CordialConversation *second = CORDIAL_CONVERSATION ((gpointer) b);
  gint64 first_ms = cordial_conversation_get_touched_ms (first);
  gint64 second_ms = cordial_conversation_get_touched_ms (second);
  guint first_rank = cordial_conversation_get_rank (first);
  guint second_rank = cordial_conversation_get_rank (second);
  const char *first_name;
  const char *second_name;

  if (first_rank != second_rank)
    return first_rank > second_rank ? GTK_ORDERING_SMALLER : GTK_ORDERING_LARGER;
  if (first_ms != second_ms)
    return first_ms > second_ms ? GTK_ORDERING_SMALLER : GTK_ORDERING_LARGER;
  first_name = cordial_conversation_get_name (first);
  second_name = cordial_conversation_get_name (second);
  return gtk_ordering_from_cmpfunc (
    g_utf8_collate (first_name != NULL ? first_name : "", second_name != NULL ? second_name : ""));
}

/* A search among all finds what was put away, too. What is open stays in its place when it has been read. */
static gboolean
is_shown (CordialChatListPane *self, CordialConversation *conversation)
{
  gboolean archived = cordial_conversation_get_archived (conversation);

  switch (self->shown)
    {
    case SHOWN_UNREAD:
      return !archived && (cordial_conversation_get_unread (conversation) > 0 || conversation == self->open);
    case SHOWN_PEOPLE:
      return !archived && cordial_conversation_get_kind (conversation) == CORDIAL_CONVERSATION_DIRECT;
    case SHOWN_GROUPS:
      return !archived && cordial_conversation_get_kind (conversation) == CORDIAL_CONVERSATION_GROUP;
    case SHOWN_ARCHIVED:
      return archived;
    case SHOWN_ALL:
    case N_SHOWN:
    default:
      return !archived || self->query != NULL;
    }
}

static gboolean
matches (gpointer item, gpointer user_data)
{
  CordialChatListPane *self = user_data;
  CordialConversation *conversation = CORDIAL_CONVERSATION (item);

  if (!is_shown (self, conversation))
    return FALSE;
  return self->query == NULL || cordial_fold_matches (cordial_conversation_get_name (conversation), self->query) ||
         cordial_fold_matches (cordial_conversation_get_preview (conversation), self->query);
}

static void
update_page (CordialChatListPane *self)
{
  guint known = self->conversations != NULL ? g_list_model_get_n_items (self->conversations) : 0;
  gboolean complete = TRUE;
  const char *page;

  if (self->account != NULL)
    g_object_get (self->account, "roster-complete", &complete, NULL);
  if (known == 0)
    page = complete ? "empty" : "loading";
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) == 0)
    page = self->query != NULL ? "nothing-found" : "none-shown";
  else
    page = "list";
  gtk_stack_set_visible_child_name (self->stack, page);
}

static guint find_position (CordialChatListPane *self, CordialConversation *conversation);

/* Once for many changes: after a connection has come back every conversation may have moved. */
static gboolean
on_sort_idle (gpointer data)
{
  CordialChatListPane *self = data;
  g_autoptr (CordialConversation) moved = g_steal_pointer (&self->moved);
  guint position;

  self->sort_source = 0;
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
  position = find_position (self, moved);
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_list_view_scroll_to (self->list, position, GTK_LIST_SCROLL_FOCUS | GTK_LIST_SCROLL_SELECT, NULL);
  return G_SOURCE_REMOVE;
}

/* Where it stands, or whether. */
static void
on_place_changed (CordialChatListPane *self)
{
  if (self->sort_source != 0)
    return;
  self->sort_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_sort_idle, self, NULL);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->sort_source), "[cordial] sort chats");
}

static void
on_unread_changed (CordialChatListPane *self)
{
  if (self->shown == SHOWN_UNREAD)
    on_place_changed (self);
}

static void
unfollow_all (CordialChatListPane *self)
{
  for (guint i = 0; i < self->followed->len; i++)
    {
      g_signal_handlers_disconnect_by_func (g_ptr_array_index (self->followed, i), on_place_changed, self);
      g_signal_handlers_disconnect_by_func (g_ptr_array_index (self->followed, i), on_unread_changed, self);
    }
  g_ptr_array_set_size (self->followed, 0);
}

static void
on_conversations_changed (CordialChatListPane *self)
{
  unfollow_all (self);
  for (guint i = 0; self->conversations != NULL && i < g_list_model_get_n_items (self->conversations); i++)
    {
      CordialConversation *conversation = g_list_model_get_item (self->conversations, i);

      g_signal_connect_swapped (conversation, "notify::touched-ms", G_CALLBACK (on_place_changed), self);
      g_signal_connect_swapped (conversation, "notify::rank", G_CALLBACK (on_place_changed), self);
      g_signal_connect_swapped (conversation, "notify::archived", G_CALLBACK (on_place_changed), self);
      g_signal_connect_swapped (conversation, "notify::kind", G_CALLBACK (on_place_changed), self);
      g_signal_connect_swapped (conversation, "notify::unread", G_CALLBACK (on_unread_changed), self);
      g_ptr_array_add (self->followed, conversation);
    }
  update_page (self);
}

static void
on_search_changed (CordialChatListPane *self)
{
  g_clear_pointer (&self->query, g_free);
  self->query = cordial_fold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  if (self->query[0] == '\0')
    g_clear_pointer (&self->query, g_free);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_page (self);
}

static void
on_search_mode_changed (CordialChatListPane *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

static void
update_shown (CordialChatListPane *self)
{
  gtk_menu_button_set_label (self->shown_button, _ (shown_parts[self->shown].title));
  adw_status_page_set_title (self->none_shown, _ (shown_parts[self->shown].none));
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_page (self);
  gtk_single_selection_set_selected (self->selection, find_position (self, self->open));
}

static void
cordial_chat_list_pane_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_SHOWN)
    g_value_set_string (value, shown_parts[CORDIAL_CHAT_LIST_PANE (object)->shown].target);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
cordial_chat_list_pane_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  CordialChatListPane *self = CORDIAL_CHAT_LIST_PANE (object);

  if (property_id != PROP_SHOWN)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      return;
    }
  for (Shown shown = 0; shown < N_SHOWN; shown++)
    if (g_strcmp0 (g_value_get_string (value), shown_parts[shown].target) == 0)
      self->shown = shown;
  update_shown (self);
}

/* --- Scrolling ----------------------------------------------------------------------------------------------------- */

static void
on_scrolled (CordialChatListPane *self)
{
  self->at_top = gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (self->scroller)) <= AT_TOP_TOLERANCE;
}

static void
on_laid_out (CordialChatListPane *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  if (!self->at_top || gtk_adjustment_get_value (adjustment) <= 0)
    return;
  gtk_adjustment_set_value (adjustment, 0);
  gtk_widget_queue_allocate (GTK_WIDGET (self->list));
}

/* --- Choosing ------------------------------------------------------------------------------------------------------ */

static guint
find_position (CordialChatListPane *self, CordialConversation *conversation)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; conversation != NULL && i < n; i++)
    {
      g_autoptr (CordialConversation) candidate = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (candidate == conversation)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
open_conversation (CordialChatListPane *self, CordialConversation *conversation)
{
  g_autoptr (CordialConversation) held = g_object_ref (conversation);

  cordial_chat_list_pane_select (self, held);
  g_signal_emit (self, signals[SIGNAL_CONVERSATION_ACTIVATED], 0, held);
}

static void
on_row_open (CordialChatListPane *self, CordialConversation *conversation)
{
  open_conversation (self, conversation);
}

static void
on_list_activated (CordialChatListPane *self, guint position)
{
  g_autoptr (CordialConversation) conversation = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (conversation != NULL)
    open_conversation (self, conversation);
}

/* Enter in the search opens what was found first. */
static void
on_search_activated (CordialChatListPane *self)
{
  if (self->query != NULL)
    on_list_activated (self, 0);
}

static void
on_focus_left (CordialChatListPane *self)
{
  gtk_single_selection_set_selected (self->selection, find_position (self, self->open));
}

static void
on_conversation_started (CordialChatListPane *self, CordialConversation *conversation)
{
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  open_conversation (self, conversation);
}

/* Shortcuts of the window work below a dialog, too, where nobody would see what they do. */
static AdwDialog *
get_dialog_above (CordialChatListPane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return ADW_IS_APPLICATION_WINDOW (root) ? adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (root))
                                          : NULL;
}

static gboolean
on_menu_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  return cordial_chat_menu_popup_focused (CORDIAL_CHAT_LIST_PANE (widget)->list);
}

static void
new_chat_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cordial_chat_list_pane_show_new_chat (CORDIAL_CHAT_LIST_PANE (widget));
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CordialChatListPane *self = CORDIAL_CHAT_LIST_PANE (widget);

  if (get_dialog_above (self) == NULL)
    cordial_chat_list_pane_start_search (self);
}

/* Also from the list below the search, where the entry does not hear the key. */
static gboolean
on_escape (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  CordialChatListPane *self = CORDIAL_CHAT_LIST_PANE (widget);

  if (!gtk_search_bar_get_search_mode (self->search_bar))
    return GDK_EVENT_PROPAGATE;
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
  return GDK_EVENT_STOP;
}

/* --- Rows ---------------------------------------------------------------------------------------------------------- */

static void
update_accessible_name (CordialChatRow *row, GtkListItem *item)
{
  g_autofree char *name = cordial_chat_row_dup_accessible_name (row);

  gtk_list_item_set_accessible_label (item, name);
}

static void
on_setup (CordialChatListPane *self, GtkListItem *item)
{
  GtkWidget *row = cordial_chat_row_new (self->avatar_loader, self->clock);

  gtk_list_item_set_child (item, row);
  g_signal_connect_swapped (row, "open", G_CALLBACK (on_row_open), self);
  g_signal_connect (row, "changed", G_CALLBACK (update_accessible_name), item);
}

static void
on_bind (CordialChatListPane *self, GtkListItem *item)
{
  CordialChatRow *row = CORDIAL_CHAT_ROW (gtk_list_item_get_child (item));

  cordial_chat_row_set_front (row, gtk_list_item_get_item (item) == self->front);
  cordial_chat_row_set_conversation (row, gtk_list_item_get_item (item));
  update_accessible_name (row, item);
  g_hash_table_add (self->items, item);
}

static void
on_unbind (CordialChatListPane *self, GtkListItem *item)
{
  g_hash_table_remove (self->items, item);
  cordial_chat_row_set_conversation (CORDIAL_CHAT_ROW (gtk_list_item_get_child (item)), NULL);
}

/* Every time in the list may be said differently now. */
static void
on_day_changed (CordialChatListPane *self)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    {
      CordialChatRow *row = CORDIAL_CHAT_ROW (gtk_list_item_get_child (item));

      cordial_chat_row_update_time (row);
      update_accessible_name (row, item);
    }
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

static void
cordial_chat_list_pane_dispose (GObject *object)
{
  CordialChatListPane *self = CORDIAL_CHAT_LIST_PANE (object);

  if (self->list != NULL)
    {
      cordial_chat_list_pane_set_account (self, NULL);
      gtk_list_view_set_model (self->list, NULL);
    }
  g_clear_handle_id (&self->sort_source, g_source_remove);
  g_clear_object (&self->watch);
  g_clear_object (&self->open);
  g_clear_object (&self->front);
  g_clear_object (&self->moved);
  g_clear_object (&self->selection);
  g_clear_object (&self->filtered);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_CHAT_LIST_PANE);
  G_OBJECT_CLASS (cordial_chat_list_pane_parent_class)->dispose (object);
}

static void
cordial_chat_list_pane_finalize (GObject *object)
{
  CordialChatListPane *self = CORDIAL_CHAT_LIST_PANE (object);

  g_clear_object (&self->sorter);
  g_clear_object (&self->filter);
  g_clear_object (&self->avatar_loader);
  g_ptr_array_unref (self->followed);
  g_hash_table_unref (self->items);
  g_free (self->query);
  G_OBJECT_CLASS (cordial_chat_list_pane_parent_class)->finalize (object);
}

/* Opens the one above or below the open one; the first or the last where none is open. */
static void
step (CordialChatListPane *self, int direction)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint position = find_position (self, self->open);

  if (n == 0 || get_dialog_above (self) != NULL)
    return;
  if (position >= n)
    position = direction > 0 ? 0 : n - 1;
  else if ((direction < 0 && position == 0) || (direction > 0 && position == n - 1))
    return;
  else
    position += direction;
  on_list_activated (self, position);
  cordial_scroll_watch_expect (self->watch);
  gtk_list_view_scroll_to (self->list, position, GTK_LIST_SCROLL_NONE, NULL);
}

static void
previous_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step (CORDIAL_CHAT_LIST_PANE (widget), -1);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step (CORDIAL_CHAT_LIST_PANE (widget), 1);
}

/* The chat that the keys are on, else the one that is open. */
static void
move_pinned (CordialChatListPane *self, int direction)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean inside = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list));
  CordialChatRow *row = inside ? cordial_chat_row_find (focus) : NULL;
  CordialConversation *conversation = row != NULL ? cordial_chat_row_get_conversation (row) : self->open;

  if (conversation == NULL || get_dialog_above (self) != NULL)
    return;
  if (!cordial_pinned_order_move (self->list, conversation, direction))
    gtk_widget_error_bell (GTK_WIDGET (self));
  else if (inside)
    g_set_object (&self->moved, conversation);
}

static void
move_up_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_pinned (CORDIAL_CHAT_LIST_PANE (widget), -1);
}

static void
move_down_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_pinned (CORDIAL_CHAT_LIST_PANE (widget), 1);
}

static void
cordial_chat_list_pane_class_init (CordialChatListPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cordial_chat_list_pane_dispose;
  object_class->finalize = cordial_chat_list_pane_finalize;
  object_class->get_property = cordial_chat_list_pane_get_property;
  object_class->set_property = cordial_chat_list_pane_set_property;

  /**
   * CordialChatListPane:shown:
   *
   * Which chats are in the list: "all", "unread", "people", "groups" or "archived".
   */
  g_object_class_install_property (
    object_class, PROP_SHOWN,
    g_param_spec_string ("shown", NULL, NULL, "all", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));

  /**
   * CordialChatListPane::conversation-activated:
   * @conversation: what the person wants to see
   *
   * Also emitted for the conversation that is open already: in a narrow window the person comes back to it.
   */
  signals[SIGNAL_CONVERSATION_ACTIVATED] =
    g_signal_new ("conversation-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, CORDIAL_TYPE_CONVERSATION);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-chat-list-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialChatListPane, header);
  gtk_widget_class_bind_template_child (widget_class, CordialChatListPane, banner_place);
  gtk_widget_class_bind_template_child (widget_class, CordialChatListPane, header_end);
  gtk_widget_class_bind_template_child (widget_class, CordialChatListPane, search_bar);
  gtk_widget_class_bind_template_child (widget_class, CordialChatListPane, search_entry);
  gtk_widget_class_bind_template_child (widget_class, CordialChatListPane, shown_button);
  gtk_widget_class_bind_template_child (widget_class, CordialChatListPane, stack);
  gtk_widget_class_bind_template_child (widget_class, CordialChatListPane, none_shown);
  gtk_widget_class_bind_template_child (widget_class, CordialChatListPane, scroller);
  gtk_widget_class_bind_template_child (widget_class, CordialChatListPane, list);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_search_mode_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_list_activated);
  gtk_widget_class_install_action (widget_class, "chat-list.new-chat", NULL, new_chat_action);
  gtk_widget_class_install_action (widget_class, "chat-list.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "chat-list.previous", NULL, previous_action);
  gtk_widget_class_install_action (widget_class, "chat-list.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "chat-list.move-up", NULL, move_up_action);
  gtk_widget_class_install_action (widget_class, "chat-list.move-down", NULL, move_down_action);
  gtk_widget_class_install_property_action (widget_class, "chat-list.show", "shown");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, on_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, on_menu_key, NULL);
}

static void
add_window_shortcut (CordialChatListPane *self, const char *accelerator, const char *action)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller), GTK_SHORTCUT_SCOPE_GLOBAL);
  /* Before the composer, which would scroll. */
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (controller),
    gtk_shortcut_new (gtk_shortcut_trigger_parse_string (accelerator), gtk_named_action_new (action)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
cordial_chat_list_pane_init (CordialChatListPane *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkSortListModel *sorted;

  self->followed = g_ptr_array_new_with_free_func (g_object_unref);
  self->items = g_hash_table_new (NULL, NULL);
  self->avatar_loader = cordial_avatar_loader_new ();
  self->clock = cordial_time_format_get_clock ();
  gtk_widget_init_template (GTK_WIDGET (self));

  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare_conversations, NULL, NULL));
  self->filtered = gtk_filter_list_model_new (NULL, g_object_ref (self->filter));
  sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->filtered)), g_object_ref (self->sorter));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (sorted));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (update_page), self, G_CONNECT_SWAPPED);

  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_focus_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), focus);

  cordial_chat_menu_follow (self->list);
  cordial_pinned_order_follow (self->list);
  cordial_menu_names_follow_button (self->shown_button);
  update_shown (self);

  self->at_top = TRUE;
  self->watch =
    cordial_scroll_watch_new (GTK_WIDGET (self->list), gtk_scrolled_window_get_vadjustment (self->scroller));
  g_signal_connect_object (self->watch, "scrolled", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "laid-out", G_CALLBACK (on_laid_out), self, G_CONNECT_SWAPPED);

  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  gtk_search_bar_set_key_capture_widget (self->search_bar, GTK_WIDGET (self->list));
  add_window_shortcut (self, "<Control>f", "chat-list.search");
  add_window_shortcut (self, "<Control>n", "chat-list.new-chat");
  add_window_shortcut (self, "<Alt>Up", "chat-list.previous");
  add_window_shortcut (self, "<Control>Page_Up", "chat-list.previous");
  add_window_shortcut (self, "<Alt>Down", "chat-list.next");
  add_window_shortcut (self, "<Control>Page_Down", "chat-list.next");
  add_window_shortcut (self, "<Alt><Shift>Up", "chat-list.move-up");
  add_window_shortcut (self, "<Control><Shift>Page_Up", "chat-list.move-up");
  add_window_shortcut (self, "<Alt><Shift>Down", "chat-list.move-down");
  add_window_shortcut (self, "<Control><Shift>Page_Down", "chat-list.move-down");
  update_page (self);
}

GtkWidget *
cordial_chat_list_pane_new (void)
{
  return g_object_new (CORDIAL_TYPE_CHAT_LIST_PANE, NULL);
}

/**
 * cordial_chat_list_pane_set_account:
 * @self: a pane
 * @account: (nullable) (transfer none): whose conversations to show
 */
void
cordial_chat_list_pane_set_account (CordialChatListPane *self, CordialAccount *account)
{
  g_return_if_fail (CORDIAL_IS_CHAT_LIST_PANE (self));
  g_return_if_fail (account == NULL || CORDIAL_IS_ACCOUNT (account));

  if (self->account != NULL)
    g_signal_handlers_disconnect_by_func (self->account, update_page, self);
  g_set_object (&self->account, account);
  if (account != NULL)
    g_signal_connect_swapped (account, "notify::roster-complete", G_CALLBACK (update_page), self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chat-list.new-chat", account != NULL);
  cordial_chat_menu_set_account (self->list, account);
  cordial_pinned_order_set_account (self->list, account);
  cordial_chat_list_pane_set_conversations (self, account != NULL ? cordial_account_get_chat_list (account) : NULL);
}

/**
 * cordial_chat_list_pane_get_account:
 *
 * Returns: (transfer none) (nullable):
 */
CordialAccount *
cordial_chat_list_pane_get_account (CordialChatListPane *self)
{
  g_return_val_if_fail (CORDIAL_IS_CHAT_LIST_PANE (self), NULL);

  return self->account;
}

/**
 * cordial_chat_list_pane_set_conversations:
 * @self: a pane
 * @conversations: (nullable) (transfer none): a #GListModel of #CordialConversation, in any order
 *
 * What setting an account does; by itself for conversations that belong to none.
 */
void
cordial_chat_list_pane_set_conversations (CordialChatListPane *self, GListModel *conversations)
{
  g_return_if_fail (CORDIAL_IS_CHAT_LIST_PANE (self));

  if (self->conversations != NULL)
    g_signal_handlers_disconnect_by_func (self->conversations, on_conversations_changed, self);
  g_clear_object (&self->open);
  g_set_object (&self->conversations, conversations);
  gtk_filter_list_model_set_model (self->filtered, conversations);
  if (conversations != NULL)
    g_signal_connect_swapped (conversations, "items-changed", G_CALLBACK (on_conversations_changed), self);
  on_conversations_changed (self);
}

/**
 * cordial_chat_list_pane_select:
 * @self: a pane
 * @conversation: (nullable) (transfer none): what the window shows now
 *
 * Selects without activating.
 */
void
cordial_chat_list_pane_select (CordialChatListPane *self, CordialConversation *conversation)
{
  g_return_if_fail (CORDIAL_IS_CHAT_LIST_PANE (self));

  if (g_set_object (&self->open, conversation))
    on_unread_changed (self);
  gtk_single_selection_set_selected (self->selection, find_position (self, conversation));
}

/**
 * cordial_chat_list_pane_set_front:
 * @self: a pane
 * @conversation: (nullable) (transfer none): what the person has in front of them; %NULL where that is the list, or nothing
 *
 * Its row shows no draft, as the composer does, and letters typed over the list are for that composer, not for the search.
 */
void
cordial_chat_list_pane_set_front (CordialChatListPane *self, CordialConversation *conversation)
{
  GHashTableIter iter;
  gpointer item;

  g_return_if_fail (CORDIAL_IS_CHAT_LIST_PANE (self));
  g_return_if_fail (conversation == NULL || CORDIAL_IS_CONVERSATION (conversation));

  if (!g_set_object (&self->front, conversation))
    return;
  gtk_search_bar_set_key_capture_widget (self->search_bar, conversation == NULL ? GTK_WIDGET (self->list) : NULL);
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    cordial_chat_row_set_front (CORDIAL_CHAT_ROW (gtk_list_item_get_child (item)),
                                gtk_list_item_get_item (item) == conversation);
}

/**
 * cordial_chat_list_pane_start_search:
 * @self: a pane
 */
void
cordial_chat_list_pane_start_search (CordialChatListPane *self)
{
  g_return_if_fail (CORDIAL_IS_CHAT_LIST_PANE (self));

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/**
 * cordial_chat_list_pane_show_new_chat:
 * @self: a pane
 *
 * Presents the dialog that finds people; what is chosen there is activated here.
 */
void
cordial_chat_list_pane_show_new_chat (CordialChatListPane *self)
{
  AdwDialog *dialog;

  g_return_if_fail (CORDIAL_IS_CHAT_LIST_PANE (self));

  if (self->account == NULL || CORDIAL_IS_NEW_CHAT_DIALOG (get_dialog_above (self)))
    return;
  dialog = cordial_new_chat_dialog_new (self->account);
  g_signal_connect_object (dialog, "conversation-started", G_CALLBACK (on_conversation_started), self,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

/**
 * cordial_chat_list_pane_add_header_start:
 * @self: a pane
 * @widget: (transfer floating): a control of the window's
 */
void
cordial_chat_list_pane_add_header_start (CordialChatListPane *self, GtkWidget *widget)
{
  g_return_if_fail (CORDIAL_IS_CHAT_LIST_PANE (self));

  adw_header_bar_pack_start (self->header, widget);
}

/**
 * cordial_chat_list_pane_add_header_end:
 * @self: a pane
 * @widget: (transfer floating): a control of the window's, such as its menu
 */
void
cordial_chat_list_pane_add_header_end (CordialChatListPane *self, GtkWidget *widget)
{
  g_return_if_fail (CORDIAL_IS_CHAT_LIST_PANE (self));

  gtk_box_append (self->header_end, widget);
}

/**
 * cordial_chat_list_pane_get_banner_place:
 * @self: a pane
 *
 * Returns: (transfer none): where a banner of the window's stands, below the header bar
 */
AdwBin *
cordial_chat_list_pane_get_banner_place (CordialChatListPane *self)
{
  g_return_val_if_fail (CORDIAL_IS_CHAT_LIST_PANE (self), NULL);

  return self->banner_place;
}

/**
 * cordial_chat_list_pane_set_day:
 * @self: a pane
 * @day: (transfer none): tells when «Today» is another day
 */
void
cordial_chat_list_pane_set_day (CordialChatListPane *self, CordialDay *day)
{
  g_return_if_fail (CORDIAL_IS_CHAT_LIST_PANE (self));
  g_return_if_fail (CORDIAL_IS_DAY (day));

  g_signal_connect_object (day, "changed", G_CALLBACK (on_day_changed), self, G_CONNECT_SWAPPED);
}
