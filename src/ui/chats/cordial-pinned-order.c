/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The order of the chats that stand above the others: one of them is dragged onto another, whose place it takes, or moved by one place
 * by the keys and the menu of the list. The account keeps it, and other devices have it from there; where it cannot be kept a toast
 * says why.
 */

#define G_LOG_DOMAIN "cordial-pinned-order"

#include "cordial-config.h"

#include "cordial-pinned-order.h"

#include "cordial-chat-row.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* What belongs to a list. */
typedef struct
{
  GtkListView *list; /* whose it is */
  CordialAccount *account;
  CordialChatRow *dragged; /* while a drag begins */
} PinnedOrder;

static PinnedOrder *
order_of (GtkListView *list)
{
  return g_object_get_data (G_OBJECT (list), "cordial-pinned-order");
}

static void
pinned_order_free (gpointer data)
{
  PinnedOrder *self = data;

  g_clear_object (&self->account);
  g_free (self);
}

/**
 * cordial_pinned_order_tell:
 * @list: a list of chats
 * @sentence: why something could not be done
 *
 * Says it below the list, or whatever there is.
 */
void
cordial_pinned_order_tell (GtkListView *list, const char *sentence)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (list), ADW_TYPE_TOAST_OVERLAY);
  AdwToast *toast;

  if (overlay == NULL)
    return;
  toast = adw_toast_new (sentence);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

static void
on_moved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkListView) list = user_data;
  g_autoptr (GError) error = NULL;

  if (!cordial_account_set_profile_finish (CORDIAL_ACCOUNT (source), result, &error))
    cordial_pinned_order_tell (list, error->message);
}

/* --- By dragging ------------------------------------------------------------------------------------------------- */

/* (transfer none) (nullable): the pinned chat at that place of the list */
static CordialConversation *
find_pinned (PinnedOrder *self, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self->list), x, y, GTK_PICK_DEFAULT);
  CordialChatRow *row = cordial_chat_row_find (widget);
  CordialConversation *conversation = row != NULL ? cordial_chat_row_get_conversation (row) : NULL;

  return conversation != NULL && cordial_conversation_get_rank (conversation) > 0 ? conversation : NULL;
}

static GdkContentProvider *
on_prepare (PinnedOrder *self, double x, double y)
{
  CordialChatRow *row = cordial_chat_row_find (gtk_widget_pick (GTK_WIDGET (self->list), x, y, GTK_PICK_DEFAULT));
  CordialConversation *conversation = find_pinned (self, x, y);

  if (self->account == NULL || conversation == NULL)
    return NULL;
  self->dragged = row;
  return gdk_content_provider_new_typed (CORDIAL_TYPE_CONVERSATION, conversation);
}

/* The row as it looks now, on a ground of its own. */
static void
on_drag_begin (PinnedOrder *self, GdkDrag *drag)
{
  g_autoptr (GdkPaintable) row = gtk_widget_paintable_new (GTK_WIDGET (self->dragged));
  g_autoptr (GdkPaintable) look = gdk_paintable_get_current_image (row);
  GtkWidget *picture = gtk_picture_new_for_paintable (look);

  gtk_widget_add_css_class (picture, "background");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), picture);
}

static GdkDragAction
on_motion (PinnedOrder *self, double x, double y)
{
  return find_pinned (self, x, y) != NULL ? GDK_ACTION_MOVE : 0;
}

static gboolean
on_drop (PinnedOrder *self, const GValue *value, double x, double y)
{
  CordialConversation *conversation = g_value_get_object (value);
  CordialConversation *to = find_pinned (self, x, y);

  if (self->account == NULL || to == NULL || to == conversation)
    return FALSE;
  cordial_account_move_pinned_chat_async (self->account, conversation, to, NULL, on_moved, g_object_ref (self->list));
  return TRUE;
}

/* --- By a place -------------------------------------------------------------------------------------------------- */

/**
 * cordial_pinned_order_move:
 * @list: a list, from cordial_pinned_order_follow()
 * @conversation: a chat in it
 * @direction: -1 to have it one place further up, 1 for further down
 *
 * Returns: whether it can be moved there, and is
 */
gboolean
cordial_pinned_order_move (GtkListView *list, CordialConversation *conversation, int direction)
{
  PinnedOrder *self = order_of (list);
  CordialConversation *beside =
    self->account != NULL ? cordial_account_get_pinned_beside (self->account, conversation, direction) : NULL;
  g_autofree char *sentence = NULL;

  if (beside == NULL)
    return FALSE;
  cordial_account_move_pinned_chat_async (self->account, conversation, beside, NULL, on_moved, g_object_ref (list));
  sentence = g_strdup_printf (direction < 0 ? _ ("Moved above %s") : _ ("Moved below %s"),
                              cordial_conversation_get_name (beside));
  gtk_accessible_announce (GTK_ACCESSIBLE (list), sentence, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  return TRUE;
}

/**
 * cordial_pinned_order_set_account:
 * @list: a list, from cordial_pinned_order_follow()
 * @account: (nullable) (transfer none): whose chats it shows
 */
void
cordial_pinned_order_set_account (GtkListView *list, CordialAccount *account)
{
  g_set_object (&order_of (list)->account, account);
}

/**
 * cordial_pinned_order_follow:
 * @list: a list with a #CordialChatRow in each item
 *
 * Lets its pinned chats be moved; to be done once.
 */
void
cordial_pinned_order_follow (GtkListView *list)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (CORDIAL_TYPE_CONVERSATION, GDK_ACTION_MOVE);
  PinnedOrder *self = g_new0 (PinnedOrder, 1);

  self->list = list;
  g_object_set_data_full (G_OBJECT (list), "cordial-pinned-order", self, pinned_order_free);
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_swapped (source, "prepare", G_CALLBACK (on_prepare), self);
  g_signal_connect_swapped (source, "drag-begin", G_CALLBACK (on_drag_begin), self);
  gtk_widget_add_controller (GTK_WIDGET (list), GTK_EVENT_CONTROLLER (source));
  g_signal_connect_swapped (target, "enter", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (target, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (list), GTK_EVENT_CONTROLLER (target));
}
