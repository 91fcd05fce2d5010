/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The menu of a chat in the list of chats: by the other button of the mouse, a long press, or the Menu key. What it does can be done without
 * a connection; where it cannot be done a toast says why.
 */

#define G_LOG_DOMAIN "cordial-chat-menu"

#include "cordial-config.h"

#include "cordial-chat-menu.h"

#include "cordial-chat-row.h"
#include "cordial-menu-names.h"
#include "cordial-pinned-order.h"

#include <glib/gi18n-lib.h>

/* What belongs to a list. */
typedef struct
{
  GtkListView *list; /* whose it is */
  CordialAccount *account;
  CordialConversation *conversation; /* (nullable): of the menu that is open, or was last */
  GtkWidget *menu;                   /* (nullable) */
} ChatMenu;

static ChatMenu *
menu_of (GtkListView *list)
{
  return g_object_get_data (G_OBJECT (list), "cordial-chat-menu");
}

static void
take_away (ChatMenu *self)
{
  g_clear_pointer (&self->menu, gtk_widget_unparent);
}

static void
chat_menu_free (gpointer data)
{
  ChatMenu *self = data;

  g_clear_object (&self->account);
  g_clear_object (&self->conversation);
  g_free (self);
}

/* --- What it does ------------------------------------------------------------------------------------------------ */

static void
on_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkListView) list = user_data;
  g_autoptr (GError) error = NULL;

  if (!cordial_conversation_set_finish (CORDIAL_CONVERSATION (source), result, &error))
    cordial_pinned_order_tell (list, error->message);
}

static void
on_pinned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkListView) list = user_data;
  g_autoptr (GError) error = NULL;

  if (!cordial_account_set_profile_finish (CORDIAL_ACCOUNT (source), result, &error))
    cordial_pinned_order_tell (list, error->message);
}

static void
pin_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ChatMenu *self = user_data;

  cordial_account_pin_chat_async (self->account, self->conversation,
                                  cordial_conversation_get_rank (self->conversation) == 0, NULL, on_pinned,
                                  g_object_ref (self->list));
}

static void
move_up_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ChatMenu *self = user_data;

  cordial_pinned_order_move (self->list, self->conversation, -1);
}

static void
move_down_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ChatMenu *self = user_data;

  cordial_pinned_order_move (self->list, self->conversation, 1);
}

static void
mute_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ChatMenu *self = user_data;

  cordial_conversation_set_muted_async (self->conversation, !cordial_conversation_get_muted (self->conversation), NULL,
                                        on_set, g_object_ref (self->list));
}

static void
archive_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ChatMenu *self = user_data;

  cordial_conversation_set_archived_async (self->conversation, !cordial_conversation_get_archived (self->conversation),
                                           NULL, on_set, g_object_ref (self->list));
}

/* --- How it opens ------------------------------------------------------------------------------------------------ */

static void
popup (ChatMenu *self, CordialChatRow *row, double x, double y)
{
  CordialConversation *conversation = cordial_chat_row_get_conversation (row);
  g_autoptr (GMenu) model = g_menu_new ();
  graphene_point_t point;
  GdkRectangle at;

  if (self->account == NULL || conversation == NULL ||
      !gtk_widget_compute_point (GTK_WIDGET (row), GTK_WIDGET (self->list), &GRAPHENE_POINT_INIT ((float) x, (float) y),
                                 &point))
    return;
  take_away (self);
  g_set_object (&self->conversation, conversation);
  /* Translators: of a chat: it stands above the others in the list */
  g_menu_append (model, cordial_conversation_get_rank (conversation) > 0 ? _ ("Un_pin") : C_ ("a chat", "_Pin to Top"),
                 "chat.pin");
  /* Translators: of a chat that is pinned, among the others that are */
  if (cordial_account_get_pinned_beside (self->account, conversation, -1) != NULL)
    g_menu_append (model, C_ ("a chat", "Move _Up"), "chat.move-up");
  if (cordial_account_get_pinned_beside (self->account, conversation, 1) != NULL)
    g_menu_append (model, C_ ("a chat", "Move _Down"), "chat.move-down");
  if (cordial_conversation_get_kind (conversation) != CORDIAL_CONVERSATION_SELF)
    g_menu_append (model, cordial_conversation_get_muted (conversation) ? _ ("Un_mute") : _ ("_Mute"), "chat.mute");
  /* Translators: of a chat: it is put away from the list, or comes back into it */
  g_menu_append (
    model, cordial_conversation_get_archived (conversation) ? C_ ("a chat", "_Restore") : C_ ("a chat", "_Archive"),
    "chat.archive");
  at = (GdkRectangle) { (int) point.x, (int) point.y, 1, 1 };
  self->menu = cordial_menu_names_popup (GTK_WIDGET (self->list), G_MENU_MODEL (model), &at);
}

static gboolean
popup_at (ChatMenu *self, double x, double y)
{
  CordialChatRow *row = cordial_chat_row_find (gtk_widget_pick (GTK_WIDGET (self->list), x, y, GTK_PICK_DEFAULT));
  graphene_point_t point;

  if (row == NULL || !gtk_widget_compute_point (GTK_WIDGET (self->list), GTK_WIDGET (row),
                                                &GRAPHENE_POINT_INIT ((float) x, (float) y), &point))
    return FALSE;
  popup (self, row, point.x, point.y);
  return TRUE;
}

static void
on_pressed (ChatMenu *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GdkEventSequence *sequence = gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture));
  GdkEvent *event = gtk_gesture_get_last_event (gesture, sequence);

  if (event != NULL && gdk_event_triggers_context_menu (event) && popup_at (self, x, y))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_long_pressed (ChatMenu *self, double x, double y, GtkGesture *gesture)
{
  if (popup_at (self, x, y))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

/**
 * cordial_chat_menu_popup_focused:
 * @list: a list with rows of chats, from cordial_chat_menu_follow()
 *
 * Returns: whether the focus is on a chat, whose menu is open now
 */
gboolean
cordial_chat_menu_popup_focused (GtkListView *list)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (list));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  CordialChatRow *row =
    focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (list)) ? cordial_chat_row_find (focus) : NULL;

  if (row == NULL)
    return FALSE;
  popup (menu_of (list), row, gtk_widget_get_width (GTK_WIDGET (row)) / 2.0,
         gtk_widget_get_height (GTK_WIDGET (row)) / 2.0);
  return TRUE;
}

/**
 * cordial_chat_menu_set_account:
 * @list: a list, from cordial_chat_menu_follow()
 * @account: (nullable) (transfer none): whose chats it shows; there is no menu without one
 */
void
cordial_chat_menu_set_account (GtkListView *list, CordialAccount *account)
{
  ChatMenu *self = menu_of (list);

  take_away (self);
  g_clear_object (&self->conversation);
  g_set_object (&self->account, account);
}

/**
 * cordial_chat_menu_follow:
 * @list: a list with a #CordialChatRow in each item
 *
 * Gives its chats a menu; to be done once.
 */
void
cordial_chat_menu_follow (GtkListView *list)
{
  static const GActionEntry entries[] = {
    { .name = "pin", .activate = pin_action },
    { .name = "move-up", .activate = move_up_action },
    { .name = "move-down", .activate = move_down_action },
    { .name = "mute", .activate = mute_action },
    { .name = "archive", .activate = archive_action },
  };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  GtkGesture *press = gtk_gesture_click_new (), *long_press = gtk_gesture_long_press_new ();
  ChatMenu *self = g_new0 (ChatMenu, 1);

  self->list = list;
  g_object_set_data_full (G_OBJECT (list), "cordial-chat-menu", self, chat_menu_free);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (list), "chat", G_ACTION_GROUP (actions));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (press), 0);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (list), GTK_EVENT_CONTROLLER (press));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect_swapped (long_press, "pressed", G_CALLBACK (on_long_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (list), GTK_EVENT_CONTROLLER (long_press));
}
