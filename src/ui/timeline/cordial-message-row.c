/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One message in the timeline. Everything but the bubble is made when it is first needed, because a list view keeps about two
 * hundred rows alive and most of them are a bubble and nothing else.
 */

#define G_LOG_DOMAIN "cordial-message-row"

#include "cordial-config.h"

#include "cordial-message-row-private.h"

#include "cordial-message-form.h"

#include "cordial-menu-names.h"
#include "cordial-message-attachments.h"
#include "cordial-message-reactions.h"
#include "cordial-line.h"

#include <glib/gi18n-lib.h>

/* Characters that a screen reader is told of a message as its name; the text itself can be read in full. */
#define ACCESSIBLE_CHARS 500

/* What stands in the menu and is no line of it. */
#define REACTIONS "reactions"

G_DEFINE_FINAL_TYPE (CordialMessageRow, cordial_message_row, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_RETRY,
  SIGNAL_DISCARD,
  SIGNAL_SHOW_MORE,
  SIGNAL_SHOW_QUOTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* --- Layout -------------------------------------------------------------------------------------------------------- */

static GtkSizeRequestMode
cordial_message_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
cordial_message_row_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  cordial_message_row_measure_parts (CORDIAL_MESSAGE_ROW (widget), orientation, for_size, minimum, natural);
}

static void
cordial_message_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CordialMessageRow *self = CORDIAL_MESSAGE_ROW (widget);

  cordial_message_row_allocate_parts (self, width);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

/* --- Content ------------------------------------------------------------------------------------------------------- */

static void
update_content (CordialMessageRow *self)
{
  CordialMessageStatus status = cordial_message_get_status (self->message);
  gboolean outgoing = cordial_message_get_outgoing (self->message);
  gboolean held = outgoing && (status == CORDIAL_MESSAGE_STATUS_FAILED || status == CORDIAL_MESSAGE_STATUS_PAUSED);

  cordial_message_bubble_set_time (self->bubble, cordial_message_get_time_ms (self->message),
                                   cordial_message_get_edited_ms (self->message), self->clock);
  cordial_message_bubble_set_status (self->bubble, outgoing, status);
  cordial_message_row_show_held (self, held);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "message.retry", held);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "message.discard",
                                 held || (outgoing && status == CORDIAL_MESSAGE_STATUS_QUEUED));
}

static void
show_message (CordialMessageRow *self)
{
  cordial_message_bubble_set_attachments (self->bubble, self->files, self->message);
  cordial_message_bubble_set_form (self->bubble, cordial_message_form_new (self->message, self->files));
  cordial_message_bubble_set_text (self->bubble, cordial_message_get_text (self->message),
                                   cordial_message_get_content (self->message), self->max_chars);
}

static void
on_message_notify (CordialMessageRow *self, GParamSpec *pspec)
{
  if (g_str_equal (pspec->name, "text") || g_str_equal (pspec->name, "seq"))
    show_message (self);
  if (g_str_equal (pspec->name, "reactions") || g_str_equal (pspec->name, "seq"))
    cordial_message_row_show_reactions (self);
  update_content (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- Actions ------------------------------------------------------------------------------------------------------- */

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cordial_message_row_copy (CORDIAL_MESSAGE_ROW (widget));
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CordialMessageRow *self = CORDIAL_MESSAGE_ROW (widget);

  if (self->message != NULL)
    g_signal_emit (self, signals[SIGNAL_RETRY], 0, self->message);
}

static void
discard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CordialMessageRow *self = CORDIAL_MESSAGE_ROW (widget);

  if (self->message != NULL)
    g_signal_emit (self, signals[SIGNAL_DISCARD], 0, self->message);
}

static void
on_show_more (CordialMessageRow *self)
{
  if (self->message != NULL)
    g_signal_emit (self, signals[SIGNAL_SHOW_MORE], 0, self->message);
}

static void
on_show_quoted (CordialMessageRow *self, gint64 number)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_QUOTED], 0, number);
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

static void
cordial_message_row_dispose (GObject *object)
{
  CordialMessageRow *self = CORDIAL_MESSAGE_ROW (object);

  if (self->bubble != NULL)
    cordial_message_row_set_message (self, NULL, 0);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->day, gtk_widget_unparent);
  g_clear_pointer (&self->unread, gtk_widget_unparent);
  g_clear_pointer (&self->sender, gtk_widget_unparent);
  g_clear_pointer (&self->avatar, gtk_widget_unparent);
  g_clear_object (&self->avatar_loader);
  g_clear_object (&self->files);
  g_clear_pointer (&self->held, gtk_widget_unparent);
  g_clear_pointer (&self->reactions, gtk_widget_unparent);
  g_clear_pointer (&self->check, gtk_widget_unparent);
  if (self->bubble != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->bubble)));
  G_OBJECT_CLASS (cordial_message_row_parent_class)->dispose (object);
}

static void
cordial_message_row_class_init (CordialMessageRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cordial_message_row_dispose;
  widget_class->get_request_mode = cordial_message_row_get_request_mode;
  widget_class->measure = cordial_message_row_measure;
  widget_class->size_allocate = cordial_message_row_size_allocate;

  /**
   * CordialMessageRow::changed:
   *
   * The message changed in place: its accessible name and its standing may be different now.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * CordialMessageRow::retry:
   * @message: a message that failed
   */
  signals[SIGNAL_RETRY] = g_signal_new ("retry", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, CORDIAL_TYPE_MESSAGE);
  /**
   * CordialMessageRow::discard:
   * @message: a message that failed
   */
  signals[SIGNAL_DISCARD] = g_signal_new ("discard", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, CORDIAL_TYPE_MESSAGE);
  /**
   * CordialMessageRow::show-more:
   * @message: a long message, of which the person wants to see more
   */
  signals[SIGNAL_SHOW_MORE] = g_signal_new ("show-more", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, CORDIAL_TYPE_MESSAGE);

  /**
   * CordialMessageRow::show-quoted:
   * @number: the server's number of the message that this one answers, which the person wants to see
   */
  signals[SIGNAL_SHOW_QUOTED] = g_signal_new ("show-quoted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                              NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_install_action (widget_class, "message.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "message.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "message.discard", NULL, discard_action);
  gtk_widget_class_set_css_name (widget_class, "messagerow");
}

static void
cordial_message_row_init (CordialMessageRow *self)
{
  self->bubble = g_object_new (CORDIAL_TYPE_MESSAGE_BUBBLE, NULL);
  gtk_widget_set_parent (GTK_WIDGET (self->bubble), GTK_WIDGET (self));
  g_signal_connect_swapped (self->bubble, "show-more", G_CALLBACK (on_show_more), self);
  g_signal_connect_swapped (self->bubble, "show-quoted", G_CALLBACK (on_show_quoted), self);
  gtk_widget_add_css_class (GTK_WIDGET (self), "message-row");
}

GtkWidget *
cordial_message_row_new (CordialAvatarLoader *avatar_loader, CordialMessageFiles *files)
{
  CordialMessageRow *self = g_object_new (CORDIAL_TYPE_MESSAGE_ROW, NULL);

  self->avatar_loader = g_object_ref (avatar_loader);
  self->files = g_object_ref (files);
  return GTK_WIDGET (self);
}

/**
 * cordial_message_row_get_message:
 *
 * Returns: (transfer none) (nullable):
 */
CordialMessage *
cordial_message_row_get_message (CordialMessageRow *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_ROW (self), NULL);

  return self->message;
}

/**
 * cordial_message_row_set_message:
 * @self: a row
 * @message: (nullable): what to show; the row follows its changes
 * @max_chars: characters of it to show
 */
void
cordial_message_row_set_message (CordialMessageRow *self, CordialMessage *message, guint max_chars)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_ROW (self));

  if (self->message != NULL)
    g_signal_handlers_disconnect_by_func (self->message, on_message_notify, self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_set_object (&self->message, message);
  self->max_chars = max_chars;
  if (message == NULL)
    {
      cordial_message_bubble_set_attachments (self->bubble, self->files, NULL);
      cordial_message_bubble_set_form (self->bubble, NULL);
      cordial_message_row_show_reactions (self);
      return;
    }
  g_signal_connect_swapped (message, "notify", G_CALLBACK (on_message_notify), self);
  show_message (self);
  cordial_message_row_show_reactions (self);
  update_content (self);
}

static void
set_css_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/**
 * cordial_message_row_set_standing:
 * @self: a row with a message
 * @standing: how it stands among its neighbours
 * @show_sender: say who wrote it, as in a conversation of more than two
 */
void
cordial_message_row_set_standing (CordialMessageRow *self, CordialMessageStanding standing, gboolean show_sender_name)
{
  gboolean incoming;

  g_return_if_fail (CORDIAL_IS_MESSAGE_ROW (self));
  g_return_if_fail (self->message != NULL);

  incoming = !cordial_message_get_outgoing (self->message);
  self->standing = standing;
  self->show_sender = show_sender_name;
  cordial_message_row_show_day (self, standing.begins_day);
  cordial_message_row_show_unread (self, standing.begins_unread);
  cordial_message_row_show_sender (self, show_sender_name && incoming && standing.begins_group,
                                   show_sender_name && incoming && standing.ends_group);
  set_css_class (GTK_WIDGET (self->bubble), "continues", !standing.begins_group);
  set_css_class (GTK_WIDGET (self->bubble), "continued", !standing.ends_group);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * cordial_message_row_set_clock:
 * @self: a row
 * @clock: the clock to say times by; counts from the next message on
 */
void
cordial_message_row_set_clock (CordialMessageRow *self, CordialClock clock)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_ROW (self));

  self->clock = clock;
}

/**
 * cordial_message_row_dup_accessible_name:
 * @self: a row with a message
 *
 * Returns: (transfer full): who said what, when, and how far it has come, for assistive technology
 */
char *
cordial_message_row_dup_accessible_name (CordialMessageRow *self)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *time = NULL;
  g_autofree char *spoken = NULL;
  g_autofree char *text = NULL;
  const char *status = NULL;
  const char *name;
  gint64 edited_ms;

  g_return_val_if_fail (CORDIAL_IS_MESSAGE_ROW (self), NULL);
  g_return_val_if_fail (self->message != NULL, NULL);

  edited_ms = cordial_message_get_edited_ms (self->message);
  time = cordial_time_format_clock (cordial_message_get_time_ms (self->message), zone, self->clock);
  if (edited_ms > 0)
    {
      g_autofree char *sent = g_steal_pointer (&time);
      g_autofree char *edited = cordial_time_format_full (edited_ms, zone, self->clock);

      /* Translators: for a screen reader: the time a message was sent, and the whole date of its last change. */
      time = g_strdup_printf (_ ("%s, edited %s"), sent, edited);
    }
  spoken = cordial_content_dup_spoken (cordial_message_get_content (self->message),
                                       cordial_message_get_outgoing (self->message));
  text = cordial_text_to_single_line (spoken, ACCESSIBLE_CHARS);
  if (!cordial_message_get_outgoing (self->message))
    {
      name = cordial_message_get_sender_name (self->message);
      /* Translators: a message for a screen reader: NAME, TIME: TEXT */
      return g_strdup_printf (_ ("%s, %s: %s"), name != NULL ? name : _ ("Unknown sender"), time, text);
    }
  switch (cordial_message_get_status (self->message))
    {
    case CORDIAL_MESSAGE_STATUS_QUEUED:
      /* Translators: how far a message has come, at the end of what a screen reader says about it */
      status = C_ ("message status", "waiting to be sent");
      break;
    case CORDIAL_MESSAGE_STATUS_SENDING:
      status = C_ ("message status", "sending");
      break;
    case CORDIAL_MESSAGE_STATUS_SENT:
      status = C_ ("message status", "sent");
      break;
    case CORDIAL_MESSAGE_STATUS_RECEIVED:
      status = C_ ("message status", "received");
      break;
    case CORDIAL_MESSAGE_STATUS_READ:
      status = C_ ("message status", "read");
      break;
    case CORDIAL_MESSAGE_STATUS_FAILED:
      status = C_ ("message status", "not sent");
      break;
    case CORDIAL_MESSAGE_STATUS_PAUSED:
      status = C_ ("message status", "paused");
      break;
    default:
      g_assert_not_reached ();
    }
  /* Translators: one's own message for a screen reader: You, TIME: TEXT, STATUS */
  return g_strdup_printf (_ ("You, %s: %s, %s"), time, text, status);
}

/**
 * cordial_message_row_get_text:
 *
 * Returns: (transfer none): where its text is shown
 */
CordialMessageText *
cordial_message_row_get_text (CordialMessageRow *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_ROW (self), NULL);

  return cordial_message_bubble_get_text (self->bubble);
}

/**
 * cordial_message_row_set_choice:
 * @self: a row
 * @active: whether messages are being chosen
 * @chosen: whether this one is
 */
void
cordial_message_row_set_choice (CordialMessageRow *self, gboolean active, gboolean chosen)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_ROW (self));

  cordial_message_row_show_check (self, active, chosen);
}

/**
 * cordial_message_row_copy:
 * @self: a row with a message
 *
 * Copies the whole text, also what is not shown of it.
 */
void
cordial_message_row_copy (CordialMessageRow *self)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_ROW (self));

  if (self->message != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), cordial_message_get_text (self->message));
}

/* Whoever has the composer does it, and where it cannot be done, it is not offered. */
static void
append_for (GMenu *menu, const char *label, const char *action, CordialMessage *message)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "(xx)", cordial_message_get_row (message),
                                     cordial_message_get_seq (message));
  g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (menu, item);
}

/* For a widget of that name. */
static void
append_place (GMenu *menu, const char *name)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);

  g_menu_item_set_attribute (item, "custom", "s", name);
  g_menu_append_item (menu, item);
}

static void
append_writing (GMenu *menu, CordialMessage *message)
{
  const CordialContent *content = cordial_message_get_content (message);

  if (cordial_message_get_seq (message) > 0)
    append_for (menu, _ ("_Reply"), "conversation.reply", message);
  if (cordial_message_get_outgoing (message) && *content->text && !content->unreadable)
    append_for (menu, _ ("_Edit"), "conversation.edit", message);
}

/* What is done with one that is not at the server yet. */
static void
append_unsent (GMenu *menu, CordialMessageRow *self)
{
  switch (cordial_message_get_status (self->message))
    {
    case CORDIAL_MESSAGE_STATUS_FAILED:
      g_menu_append (menu, _ ("_Retry"), "message.retry");
      g_menu_append (menu, _ ("_Discard"), "message.discard");
      break;
    case CORDIAL_MESSAGE_STATUS_PAUSED:
      /* Translators: a message with a file whose sending the person has paused. */
      g_menu_append (menu, _ ("Contin_ue Sending"), "message.retry");
      g_menu_append (menu, _ ("_Discard"), "message.discard");
      break;
    case CORDIAL_MESSAGE_STATUS_QUEUED:
      cordial_message_attachments_append_pause (menu, self->files, self->message);
      /* Translators: a message that waits to be sent; it is not sent then, and goes from the conversation. */
      g_menu_append (menu, _ ("_Take Back"), "message.discard");
      break;
    default:
      break;
    }
}

/* What is done with the messages that are selected, or else with this one. */
static void
append_for_several (GMenu *menu, CordialMessage *message, GVariant *chosen)
{
  static const char *const actions[] = { "conversation.forward", "conversation.delete" };
  gboolean several = chosen != NULL && g_variant_n_children (chosen) > 1;
  const char *const labels[] = { several ? _ ("_Forward Selected…") : _ ("_Forward…"),
                                 several ? _ ("_Delete Selected…") : _ ("_Delete…") };
  g_autoptr (GVariant) names = NULL;

  if (!several && cordial_message_get_seq (message) == 0)
    return;
  names = several ? g_variant_ref (chosen)
                  : g_variant_ref_sink (g_variant_new_parsed ("[(%x, %x)]", cordial_message_get_row (message),
                                                              cordial_message_get_seq (message)));
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (labels[i], NULL);

      g_menu_item_set_action_and_target_value (item, actions[i], names);
      g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
      g_menu_append_item (menu, item);
    }
}

/**
 * cordial_message_row_popup_menu:
 * @self: a row with a message
 * @x: where, in the row's pixels; negative for the middle of the bubble
 * @y: where, in the row's pixels
 * @selected: (nullable) (transfer floating): names of the messages in which something is selected, type "a(xx)"; there may be none
 */
void
cordial_message_row_popup_menu (CordialMessageRow *self, double x, double y, GVariant *selected)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GVariant) chosen = selected != NULL ? g_variant_ref_sink (selected) : NULL;
  GtkWidget *reactions;
  graphene_rect_t bubble;
  GdkRectangle at;

  g_return_if_fail (CORDIAL_IS_MESSAGE_ROW (self));
  g_return_if_fail (self->message != NULL);

  if (x < 0 && gtk_widget_compute_bounds (GTK_WIDGET (self->bubble), GTK_WIDGET (self), &bubble))
    {
      x = bubble.origin.x + bubble.size.width / 2;
      y = bubble.origin.y + bubble.size.height / 2;
    }
  at = (GdkRectangle) { (int) x, (int) y, 1, 1 };
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  reactions =
    cordial_message_reactions_new_choice (cordial_message_files_get_conversation (self->files), self->message);
  if (reactions != NULL)
    append_place (menu, REACTIONS);
  if (chosen != NULL)
    g_menu_append (menu, _ ("Copy _Selection"), "timeline.copy");
  g_menu_append (menu, _ ("_Copy Text"), "message.copy");
  cordial_message_attachments_append_menu (menu, self->message);
  append_writing (menu, self->message);
  append_for_several (menu, self->message, chosen);
  if (cordial_message_get_seq (self->message) > 0)
    append_for (menu, cordial_message_files_is_pinned (self->files, self->message) ? _ ("Un_pin") : _ ("_Pin"),
                "conversation.pin", self->message);
  /* Translators: of a message in a group; opens a list of those who have read it. */
  if (cordial_message_get_seq (self->message) > 0)
    append_for (menu, _ ("See_n By…"), "conversation.seen", self->message);
  append_for (menu, _ ("_Select"), "timeline.choose", self->message);
  if (cordial_message_get_outgoing (self->message))
    append_unsent (menu, self);
  self->menu = cordial_menu_names_popup (GTK_WIDGET (self), G_MENU_MODEL (menu), &at);
  if (reactions != NULL)
    gtk_popover_menu_add_child (GTK_POPOVER_MENU (self->menu), reactions, REACTIONS);
}
