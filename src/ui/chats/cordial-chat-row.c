/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One conversation in the chat list. Follows its conversation while it is bound to it; which conversation is open, and in which
 * order they stand, it does not know.
 */

#define G_LOG_DOMAIN "cordial-chat-row"

#include "cordial-config.h"

#include "cordial-chat-row.h"

#include "cordial-chat-status.h"
#include "cordial-line.h"
#include "cordial-person-colour.h"

#include <glib/gi18n-lib.h>

/* Characters of a preview: more than the widest list shows. */
#define PREVIEW_CHARS 120
/* Unread messages beyond this are many; the exact number is in the accessible name. */
#define UNREAD_MAX 99

struct _CordialChatRow
{
  GtkWidget parent_instance;

  AdwAvatar *avatar;
  GtkWidget *presence;
  GtkLabel *name_label;
  GtkLabel *time_label;
  GtkWidget *second_line;
  GtkWidget *draft_label;
  GtkLabel *preview_label;
  GtkWidget *pinned_icon;
  GtkWidget *muted_icon;
  GtkLabel *unread_label;

  CordialAvatarLoader *avatar_loader;
  CordialConversation *conversation;
  CordialClock clock;
  gboolean front;
};

G_DEFINE_FINAL_TYPE (CordialChatRow, cordial_chat_row, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_OPEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_css_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* The line below the name. What is written to the chat in front stands in the composer, and changes with every letter. */
static char *
dup_preview (CordialChatRow *self, gboolean *typing, gboolean *draft)
{
  const char *unsent = cordial_conversation_get_draft (self->conversation);
  const char *newest = cordial_conversation_get_preview (self->conversation);

  *typing = cordial_conversation_get_typing (self->conversation);
  *draft = !*typing && !self->front && unsent != NULL && unsent[0] != '\0';
  if (*typing)
    return cordial_chat_status_dup_typing (self->conversation);
  if (*draft)
    return cordial_text_to_single_line (unsent, PREVIEW_CHARS);
  if (newest != NULL && cordial_conversation_get_preview_outgoing (self->conversation))
    /* Translators: in the chat list, what the person wrote last */
    return g_strdup_printf (_ ("You: %s"), newest);
  return g_strdup (newest != NULL ? newest : "");
}

static void
update (CordialChatRow *self)
{
  g_autofree char *preview = NULL;
  g_autofree char *count = NULL;
  const char *name = cordial_conversation_get_name (self->conversation);
  guint unread = cordial_conversation_get_unread (self->conversation);
  gboolean muted = cordial_conversation_get_muted (self->conversation);
  gboolean pinned = cordial_conversation_get_rank (self->conversation) > 0;
  gboolean typing;
  gboolean draft;

  gtk_label_set_label (self->name_label, name != NULL ? name : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name != NULL ? name : "", -1);
  adw_avatar_set_text (self->avatar, name);
  gtk_widget_set_visible (self->presence, cordial_conversation_get_online (self->conversation));
  preview = dup_preview (self, &typing, &draft);
  gtk_label_set_label (self->preview_label, preview);
  gtk_widget_set_visible (self->draft_label, draft);
  set_css_class (GTK_WIDGET (self->preview_label), "accent", typing);
  set_css_class (GTK_WIDGET (self->preview_label), "dimmed", !typing);
  gtk_widget_set_visible (self->pinned_icon, pinned);
  gtk_widget_set_visible (self->muted_icon, muted);
  gtk_widget_set_visible (GTK_WIDGET (self->unread_label), unread > 0);
  count = unread > UNREAD_MAX ? g_strdup_printf ("%u+", (guint) UNREAD_MAX) : g_strdup_printf ("%u", unread);
  gtk_label_set_label (self->unread_label, count);
  set_css_class (GTK_WIDGET (self->unread_label), "muted", muted);
  gtk_widget_set_visible (self->second_line, preview[0] != '\0' || pinned || muted || unread > 0);
  set_css_class (GTK_WIDGET (self), "has-unread", unread > 0 && !muted);
  cordial_chat_row_update_time (self);
}

static void
on_notify (CordialChatRow *self, GParamSpec *pspec)
{
  if (g_str_equal (pspec->name, "avatar"))
    cordial_avatar_loader_show (self->avatar_loader, self->avatar,
                                cordial_conversation_get_avatar (self->conversation));
  update (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CordialChatRow *self = CORDIAL_CHAT_ROW (widget);

  if (self->conversation != NULL)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, self->conversation);
}

static void
on_released (CordialChatRow *self)
{
  open_action (GTK_WIDGET (self), NULL, NULL);
}

static void
cordial_chat_row_dispose (GObject *object)
{
  CordialChatRow *self = CORDIAL_CHAT_ROW (object);
  GtkWidget *child;

  cordial_chat_row_set_conversation (self, NULL);
  g_clear_object (&self->avatar_loader);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_CHAT_ROW);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cordial_chat_row_parent_class)->dispose (object);
}

static void
cordial_chat_row_class_init (CordialChatRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cordial_chat_row_dispose;

  /**
   * CordialChatRow::changed:
   *
   * The conversation changed in place, and with it the accessible name.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * CordialChatRow::open:
   * @conversation: the conversation that the person wants to see
   *
   * Clicked, or activated through assistive technology.
   */
  signals[SIGNAL_OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, CORDIAL_TYPE_CONVERSATION);

  gtk_widget_class_install_action (widget_class, "chat.open", NULL, open_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cordialchat/Cordial/ui/cordial-chat-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialChatRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, CordialChatRow, presence);
  gtk_widget_class_bind_template_child (widget_class, CordialChatRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, CordialChatRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, CordialChatRow, second_line);
  gtk_widget_class_bind_template_child (widget_class, CordialChatRow, draft_label);
  gtk_widget_class_bind_template_child (widget_class, CordialChatRow, preview_label);
  gtk_widget_class_bind_template_child (widget_class, CordialChatRow, pinned_icon);
  gtk_widget_class_bind_template_child (widget_class, CordialChatRow, muted_icon);
  gtk_widget_class_bind_template_child (widget_class, CordialChatRow, unread_label);
  gtk_widget_class_set_css_name (widget_class, "chatrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
cordial_chat_row_init (CordialChatRow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/**
 * cordial_chat_row_new:
 * @avatar_loader: (transfer none): makes pictures of avatars
 * @clock: the clock to say times by
 */
GtkWidget *
cordial_chat_row_new (CordialAvatarLoader *avatar_loader, CordialClock clock)
{
  CordialChatRow *self = g_object_new (CORDIAL_TYPE_CHAT_ROW, NULL);

  self->avatar_loader = g_object_ref (avatar_loader);
  self->clock = clock;
  return GTK_WIDGET (self);
}

/**
 * cordial_chat_row_find:
 * @widget: (nullable): something in a list of chats, such as what has the focus, or is below the pointer
 *
 * Returns: (transfer none) (nullable): the row that it is, is in, or is around
 */
CordialChatRow *
cordial_chat_row_find (GtkWidget *widget)
{
  GtkWidget *row = widget != NULL ? gtk_widget_get_ancestor (widget, CORDIAL_TYPE_CHAT_ROW) : NULL;

  /* The focus is on the list's own widget around a row. */
  if (row == NULL && widget != NULL && CORDIAL_IS_CHAT_ROW (gtk_widget_get_first_child (widget)))
    row = gtk_widget_get_first_child (widget);
  return row != NULL ? CORDIAL_CHAT_ROW (row) : NULL;
}

/**
 * cordial_chat_row_set_conversation:
 * @self: a row
 * @conversation: (nullable) (transfer none): what to show and follow
 */
void
cordial_chat_row_set_conversation (CordialChatRow *self, CordialConversation *conversation)
{
  g_return_if_fail (CORDIAL_IS_CHAT_ROW (self));

  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_func (self->conversation, on_notify, self);
  g_set_object (&self->conversation, conversation);
  if (conversation == NULL)
    return;
  g_signal_connect_swapped (conversation, "notify", G_CALLBACK (on_notify), self);
  cordial_person_colour_set (GTK_WIDGET (self->avatar), cordial_conversation_get_id (conversation));
  cordial_avatar_loader_show (self->avatar_loader, self->avatar, cordial_conversation_get_avatar (conversation));
  update (self);
}

/**
 * cordial_chat_row_get_conversation:
 *
 * Returns: (transfer none) (nullable): what it shows
 */
CordialConversation *
cordial_chat_row_get_conversation (CordialChatRow *self)
{
  g_return_val_if_fail (CORDIAL_IS_CHAT_ROW (self), NULL);

  return self->conversation;
}

/**
 * cordial_chat_row_set_front:
 * @self: a row
 * @front: whether its chat is the one that the person has in front
 */
void
cordial_chat_row_set_front (CordialChatRow *self, gboolean front)
{
  g_return_if_fail (CORDIAL_IS_CHAT_ROW (self));

  if (self->front == front)
    return;
  self->front = front;
  if (self->conversation == NULL)
    return;
  update (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * cordial_chat_row_update_time:
 * @self: a row
 *
 * Says the time anew: at midnight a time becomes a weekday.
 */
void
cordial_chat_row_update_time (CordialChatRow *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = NULL;
  gint64 touched_ms;

  g_return_if_fail (CORDIAL_IS_CHAT_ROW (self));

  if (self->conversation == NULL)
    return;
  touched_ms = cordial_conversation_get_touched_ms (self->conversation);
  if (touched_ms > 0)
    time = cordial_time_format_row (touched_ms, now, self->clock);
  gtk_label_set_label (self->time_label, time != NULL ? time : "");
}

/**
 * cordial_chat_row_dup_accessible_name:
 * @self: a row with a conversation
 *
 * Returns: (transfer full): name, what is new, and the newest message, for assistive technology
 */
char *
cordial_chat_row_dup_accessible_name (CordialChatRow *self)
{
  GString *sentence;
  guint unread;

  g_return_val_if_fail (CORDIAL_IS_CHAT_ROW (self), NULL);
  g_return_val_if_fail (self->conversation != NULL, NULL);

  sentence = g_string_new (gtk_label_get_label (self->name_label));
  unread = cordial_conversation_get_unread (self->conversation);
  if (unread > 0)
    {
      g_string_append (sentence, ", ");
      g_string_append_printf (sentence, ngettext ("%u unread message", "%u unread messages", unread), unread);
    }
  if (cordial_conversation_get_online (self->conversation))
    g_string_append_printf (sentence, ", %s", _ ("online"));
  if (cordial_conversation_get_rank (self->conversation) > 0)
    /* Translators: of a chat, which stands above the others in the list */
    g_string_append_printf (sentence, ", %s", C_ ("a chat", "pinned"));
  if (cordial_conversation_get_muted (self->conversation))
    g_string_append_printf (sentence, ", %s", _ ("muted"));
  if (gtk_label_get_label (self->preview_label)[0] != '\0')
    g_string_append_printf (
      sentence, ", %s%s%s",
      gtk_widget_get_visible (self->draft_label) ? gtk_label_get_label (GTK_LABEL (self->draft_label)) : "",
      gtk_widget_get_visible (self->draft_label) ? " " : "", gtk_label_get_label (self->preview_label));
  if (gtk_label_get_label (self->time_label)[0] != '\0')
    g_string_append_printf (sentence, ", %s", gtk_label_get_label (self->time_label));
  return g_string_free_and_steal (sentence);
}
