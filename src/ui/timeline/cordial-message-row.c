/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One message in the timeline. Everything but the bubble is made when it is first needed, because a list view keeps about two
 * hundred rows alive and most of them are a bubble and nothing else.
 */

#define G_LOG_DOMAIN "cordial-message-row"

#include "cordial-config.h"

#include "cordial-message-row.h"

#include "cordial-menu-names.h"
#include "cordial-message-bubble.h"
#include "cordial-line.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Widest bubble in pixels: about 70 characters, the most that is comfortable to read. */
#define BUBBLE_MAX_WIDTH 560
/* A bubble leaves this part of the row free on the other side, so that it shows whose it is; narrow windows less. */
#define BUBBLE_MAX_PERCENT 75
#define BUBBLE_MAX_PERCENT_NARROW 86
#define NARROW_WIDTH 440
/* Pixels left and right of everything. */
#define SIDE_MARGIN 12
/* Pixels above a message that begins a group, and above one that continues it. */
#define GROUP_SPACING 12
#define LINE_SPACING 2
/* Pixels between a day or unread line and the message below. */
#define HEADER_SPACING 4
/* Pixels of a sender's avatar in a group conversation, and between it and the bubble. */
#define AVATAR_SIZE 32
#define AVATAR_GAP 8
/* Characters that a screen reader is told of a message as its name; the text itself can be read in full. */
#define ACCESSIBLE_CHARS 500

struct _CordialMessageRow
{
  GtkWidget parent_instance;

  CordialMessageBubble *bubble;
  GtkWidget *day;
  GtkWidget *unread;
  GtkWidget *sender;
  GtkWidget *avatar;
  CordialAvatarLoader *avatar_loader;
  GtkWidget *failure;
  GtkLabel *failure_reason;
  GtkWidget *menu;

  CordialMessage *message;
  CordialMessageStanding standing;
  CordialClock clock;
  gboolean show_sender;
  guint max_chars;
};

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

static gboolean
is_shown (GtkWidget *widget)
{
  return widget != NULL && gtk_widget_get_visible (widget);
}

static gboolean
is_outgoing (CordialMessageRow *self)
{
  return self->message != NULL && cordial_message_get_outgoing (self->message);
}

/* Pixels at the start side that belong to the sender's avatar. */
static int
get_indent (CordialMessageRow *self)
{
  return self->show_sender && !is_outgoing (self) ? AVATAR_SIZE + AVATAR_GAP : 0;
}

static int
get_bubble_width (CordialMessageRow *self, int row_width)
{
  int percent = row_width < NARROW_WIDTH ? BUBBLE_MAX_PERCENT_NARROW : BUBBLE_MAX_PERCENT;
  int available = row_width - 2 * SIDE_MARGIN - get_indent (self);

  return cordial_message_bubble_get_fitting_width (self->bubble,
                                                   MIN (MIN (available, row_width * percent / 100), BUBBLE_MAX_WIDTH));
}

static int
measure_height (GtkWidget *widget, int width)
{
  int natural = 0;

  if (is_shown (widget))
    gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static int
get_failure_width (CordialMessageRow *self, int max_width)
{
  int natural = 0;

  if (is_shown (self->failure))
    gtk_widget_measure (self->failure, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return MIN (natural, max_width);
}

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
  CordialMessageRow *self = CORDIAL_MESSAGE_ROW (widget);
  GtkWidget *parts[] = { GTK_WIDGET (self->bubble), self->day, self->unread, self->failure };

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = *natural = 0;
      for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
        {
          int part_minimum;
          int part_natural;

          if (!is_shown (parts[i]))
            continue;
          gtk_widget_measure (parts[i], orientation, -1, &part_minimum, &part_natural, NULL, NULL);
          *minimum = MAX (*minimum, part_minimum);
          *natural = MAX (*natural, MIN (part_natural, BUBBLE_MAX_WIDTH));
        }
      *minimum += 2 * SIDE_MARGIN + get_indent (self);
      *natural = MAX (*natural + 2 * SIDE_MARGIN + get_indent (self), *minimum);
    }
  else
    {
      int width = for_size >= 0 ? for_size : BUBBLE_MAX_WIDTH;
      int inner = width - 2 * SIDE_MARGIN;
      int height = self->standing.begins_group ? GROUP_SPACING : LINE_SPACING;

      if (is_shown (self->day))
        height += measure_height (self->day, inner) + HEADER_SPACING;
      if (is_shown (self->unread))
        height += measure_height (self->unread, inner) + HEADER_SPACING;
      height += measure_height (self->sender, -1);
      height += measure_height (GTK_WIDGET (self->bubble), get_bubble_width (self, width));
      height += measure_height (self->failure, get_failure_width (self, inner));
      *minimum = *natural = height;
    }
}

static void
allocate_part (GtkWidget *part, int x, int y, int width, int height, int row_width, gboolean ltr)
{
  GtkAllocation box = { ltr ? x : row_width - x - width, y, width, height };

  gtk_widget_size_allocate (part, &box, -1);
}

static void
cordial_message_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CordialMessageRow *self = CORDIAL_MESSAGE_ROW (widget);
  gboolean ltr = gtk_widget_get_direction (widget) != GTK_TEXT_DIR_RTL;
  gboolean outgoing = is_outgoing (self);
  int inner = width - 2 * SIDE_MARGIN;
  int bubble_width = get_bubble_width (self, width);
  int bubble_height = measure_height (GTK_WIDGET (self->bubble), bubble_width);
  int start = SIDE_MARGIN + get_indent (self);
  int y = self->standing.begins_group ? GROUP_SPACING : LINE_SPACING;
  int part;

  if (is_shown (self->day))
    {
      part = measure_height (self->day, inner);
      allocate_part (self->day, SIDE_MARGIN, y, inner, part, width, ltr);
      y += part + HEADER_SPACING;
    }
  if (is_shown (self->unread))
    {
      part = measure_height (self->unread, inner);
      allocate_part (self->unread, SIDE_MARGIN, y, inner, part, width, ltr);
      y += part + HEADER_SPACING;
    }
  if (is_shown (self->sender))
    {
      part = measure_height (self->sender, -1);
      allocate_part (self->sender, start, y, inner - get_indent (self), part, width, ltr);
      y += part;
    }
  if (is_shown (self->avatar))
    allocate_part (self->avatar, SIDE_MARGIN, y + MAX (bubble_height - AVATAR_SIZE, 0), AVATAR_SIZE, AVATAR_SIZE, width,
                   ltr);
  allocate_part (GTK_WIDGET (self->bubble), outgoing ? width - SIDE_MARGIN - bubble_width : start, y, bubble_width,
                 bubble_height, width, ltr);
  y += bubble_height;
  if (is_shown (self->failure))
    {
      int failure_width = get_failure_width (self, inner);

      part = measure_height (self->failure, failure_width);
      allocate_part (self->failure, width - SIDE_MARGIN - failure_width, y, failure_width, part, width, ltr);
    }
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

/* --- Parts --------------------------------------------------------------------------------------------------------- */

static void
show_day (CordialMessageRow *self, gboolean show)
{
  if (show)
    {
      g_autoptr (GDateTime) now = g_date_time_new_now_local ();
      g_autofree char *text = cordial_time_format_day (cordial_message_get_time_ms (self->message), now);

      if (self->day == NULL)
        {
          self->day = gtk_label_new (NULL);
          gtk_widget_set_halign (self->day, GTK_ALIGN_CENTER);
          gtk_widget_add_css_class (self->day, "day-separator");
          gtk_widget_insert_after (self->day, GTK_WIDGET (self), NULL);
        }
      gtk_label_set_label (GTK_LABEL (self->day), text);
    }
  if (self->day != NULL)
    gtk_widget_set_visible (self->day, show);
}

static void
show_unread (CordialMessageRow *self, gboolean show)
{
  if (show && self->unread == NULL)
    {
      GtkWidget *left = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
      GtkWidget *right = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);

      self->unread = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
      gtk_widget_add_css_class (self->unread, "unread-line");
      gtk_widget_set_valign (left, GTK_ALIGN_CENTER);
      gtk_widget_set_valign (right, GTK_ALIGN_CENTER);
      gtk_widget_set_hexpand (left, TRUE);
      gtk_widget_set_hexpand (right, TRUE);
      gtk_box_append (GTK_BOX (self->unread), left);
      /* Translators: a line across the conversation; the messages below it have not been read yet */
      gtk_box_append (GTK_BOX (self->unread), gtk_label_new (_ ("New Messages")));
      gtk_box_append (GTK_BOX (self->unread), right);
      gtk_widget_insert_before (self->unread, GTK_WIDGET (self), GTK_WIDGET (self->bubble));
    }
  if (self->unread != NULL)
    gtk_widget_set_visible (self->unread, show);
}

static void
show_sender (CordialMessageRow *self, gboolean show_name, gboolean show_avatar)
{
  const char *name = cordial_message_get_sender_name (self->message);

  /* Until it is known who that is, the picture alone tells one from another. */
  show_name = show_name && name != NULL;
  if (show_name)
    {
      if (self->sender == NULL)
        {
          self->sender = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
          gtk_widget_add_css_class (self->sender, "message-sender");
          gtk_widget_insert_before (self->sender, GTK_WIDGET (self), GTK_WIDGET (self->bubble));
        }
      gtk_label_set_label (GTK_LABEL (self->sender), name);
    }
  if (self->sender != NULL)
    gtk_widget_set_visible (self->sender, show_name);

  if (show_avatar)
    {
      if (self->avatar == NULL)
        {
          self->avatar = adw_avatar_new (AVATAR_SIZE, NULL, TRUE);
          g_object_set (self->avatar, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
          gtk_widget_set_parent (self->avatar, GTK_WIDGET (self));
        }
      adw_avatar_set_text (ADW_AVATAR (self->avatar), name);
      cordial_avatar_loader_show (self->avatar_loader, ADW_AVATAR (self->avatar),
                                  cordial_message_get_sender_avatar (self->message));
    }
  if (self->avatar != NULL)
    gtk_widget_set_visible (self->avatar, show_avatar);
}

static void
show_failure (CordialMessageRow *self, gboolean show)
{
  const char *reason;

  if (show && self->failure == NULL)
    {
      GtkWidget *retry = gtk_button_new_with_label (_ ("Retry"));
      GtkWidget *discard = gtk_button_new_with_label (_ ("Discard"));

      self->failure = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      self->failure_reason = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "lines", 3,
                                           "ellipsize", PANGO_ELLIPSIZE_END, "hexpand", TRUE, "xalign", 1.0, NULL);
      gtk_widget_add_css_class (self->failure, "message-failure");
      gtk_widget_add_css_class (GTK_WIDGET (self->failure_reason), "error");
      gtk_widget_add_css_class (retry, "flat");
      gtk_widget_add_css_class (discard, "flat");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (retry), "message.retry");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (discard), "message.discard");
      gtk_box_append (GTK_BOX (self->failure), GTK_WIDGET (self->failure_reason));
      gtk_box_append (GTK_BOX (self->failure), retry);
      gtk_box_append (GTK_BOX (self->failure), discard);
      gtk_widget_insert_after (self->failure, GTK_WIDGET (self), GTK_WIDGET (self->bubble));
    }
  if (self->failure == NULL)
    return;
  gtk_widget_set_visible (self->failure, show);
  reason = self->message != NULL ? cordial_message_get_error (self->message) : NULL;
  gtk_label_set_label (self->failure_reason, reason != NULL ? reason : _ ("Not sent"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->failure_reason), reason);
}

static void
update_content (CordialMessageRow *self)
{
  CordialMessageStatus status = cordial_message_get_status (self->message);
  gboolean outgoing = cordial_message_get_outgoing (self->message);

  cordial_message_bubble_set_time (self->bubble, cordial_message_get_time_ms (self->message), self->clock);
  cordial_message_bubble_set_status (self->bubble, outgoing, status);
  show_failure (self, outgoing && status == CORDIAL_MESSAGE_STATUS_FAILED);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "message.retry",
                                 outgoing && status == CORDIAL_MESSAGE_STATUS_FAILED);
  gtk_widget_action_set_enabled (
    GTK_WIDGET (self), "message.discard",
    outgoing && (status == CORDIAL_MESSAGE_STATUS_FAILED || status == CORDIAL_MESSAGE_STATUS_QUEUED));
}

static void
on_message_notify (CordialMessageRow *self, GParamSpec *pspec)
{
  if (g_str_equal (pspec->name, "text"))
    cordial_message_bubble_set_text (self->bubble, cordial_message_get_text (self->message),
                                     cordial_message_get_content (self->message), self->max_chars);
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

  cordial_message_row_set_message (self, NULL, 0);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->day, gtk_widget_unparent);
  g_clear_pointer (&self->unread, gtk_widget_unparent);
  g_clear_pointer (&self->sender, gtk_widget_unparent);
  g_clear_pointer (&self->avatar, gtk_widget_unparent);
  g_clear_object (&self->avatar_loader);
  g_clear_pointer (&self->failure, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_MESSAGE_ROW);
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

  g_type_ensure (CORDIAL_TYPE_MESSAGE_BUBBLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-message-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialMessageRow, bubble);
  gtk_widget_class_bind_template_callback (widget_class, on_show_more);
  gtk_widget_class_bind_template_callback (widget_class, on_show_quoted);
  gtk_widget_class_install_action (widget_class, "message.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "message.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "message.discard", NULL, discard_action);
  gtk_widget_class_set_css_name (widget_class, "messagerow");
}

static void
cordial_message_row_init (CordialMessageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cordial_message_row_new (CordialAvatarLoader *avatar_loader)
{
  CordialMessageRow *self = g_object_new (CORDIAL_TYPE_MESSAGE_ROW, NULL);

  self->avatar_loader = g_object_ref (avatar_loader);
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
    return;
  g_signal_connect_swapped (message, "notify", G_CALLBACK (on_message_notify), self);
  cordial_message_bubble_set_text (self->bubble, cordial_message_get_text (message),
                                   cordial_message_get_content (message), max_chars);
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
  show_day (self, standing.begins_day);
  show_unread (self, standing.begins_unread);
  show_sender (self, show_sender_name && incoming && standing.begins_group,
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

  g_return_val_if_fail (CORDIAL_IS_MESSAGE_ROW (self), NULL);
  g_return_val_if_fail (self->message != NULL, NULL);

  time = cordial_time_format_clock (cordial_message_get_time_ms (self->message), zone, self->clock);
  spoken = cordial_content_dup_spoken (cordial_message_get_content (self->message));
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

/**
 * cordial_message_row_popup_menu:
 * @self: a row with a message
 * @x: where, in the row's pixels; negative for the middle of the bubble
 * @y: where, in the row's pixels
 * @some_selected: whether there is a selection that can be copied
 */
void
cordial_message_row_popup_menu (CordialMessageRow *self, double x, double y, gboolean some_selected)
{
  g_autoptr (GMenu) menu = g_menu_new ();
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
  if (some_selected)
    g_menu_append (menu, _ ("Copy _Selection"), "timeline.copy");
  g_menu_append (menu, _ ("_Copy Text"), "message.copy");
  if (cordial_message_get_outgoing (self->message) &&
      cordial_message_get_status (self->message) == CORDIAL_MESSAGE_STATUS_FAILED)
    {
      g_menu_append (menu, _ ("_Retry"), "message.retry");
      g_menu_append (menu, _ ("_Discard"), "message.discard");
    }
  else if (cordial_message_get_outgoing (self->message) &&
           cordial_message_get_status (self->message) == CORDIAL_MESSAGE_STATUS_QUEUED)
    {
      /* Translators: a message that waits to be sent; it is not sent then, and goes from the conversation. */
      g_menu_append (menu, _ ("_Take Back"), "message.discard");
    }
  self->menu = cordial_menu_names_popup (GTK_WIDGET (self), G_MENU_MODEL (menu), &at);
}
