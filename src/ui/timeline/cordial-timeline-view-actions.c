/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person does with the messages of a timeline but scroll: select, copy, ask for the menu of one.
 */

#define G_LOG_DOMAIN "cordial-timeline-view"

#include "cordial-config.h"

#include "cordial-timeline-view-private.h"

#include "cordial-message-row.h"

/* --- Menu ---------------------------------------------------------------------------------------------------------- */

static CordialMessageRow *
find_row (GtkWidget *widget)
{
  GtkWidget *row = widget != NULL ? gtk_widget_get_ancestor (widget, CORDIAL_TYPE_MESSAGE_ROW) : NULL;

  /* The focus is on the list's own widget around a row. */
  if (row == NULL && widget != NULL && CORDIAL_IS_MESSAGE_ROW (gtk_widget_get_first_child (widget)))
    row = gtk_widget_get_first_child (widget);
  return row != NULL && cordial_message_row_get_message (CORDIAL_MESSAGE_ROW (row)) != NULL ? CORDIAL_MESSAGE_ROW (row)
                                                                                            : NULL;
}

static CordialMessageRow *
find_focused_row (CordialTimelineView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? find_row (gtk_root_get_focus (root)) : NULL;
}

/* (transfer floating) (nullable): the names of the messages in which something is selected */
static GVariant *
name_selected (CordialTimelineView *self)
{
  CordialSelectionEnd anchor, moving;
  GVariantBuilder names;
  guint first, last;

  if (!cordial_message_selection_get_ends (self->selection, &anchor, &moving) ||
      cordial_message_selection_is_empty (self->selection))
    return NULL;
  first = MIN (anchor.position, moving.position);
  last = MAX (anchor.position, moving.position);
  g_variant_builder_init (&names, G_VARIANT_TYPE ("a(xx)"));
  for (guint i = first; i <= last && last - first < CORDIAL_MESSAGE_CHOICE_MAX; i++)
    {
      g_autoptr (CordialMessage) message = cordial_timeline_view_dup_message (self, i);

      if (cordial_message_get_seq (message) > 0)
        g_variant_builder_add (&names, "(xx)", cordial_message_get_row (message), cordial_message_get_seq (message));
    }
  return g_variant_builder_end (&names);
}

static void
popup_menu (CordialTimelineView *self, CordialMessageRow *row, double x, double y)
{
  cordial_message_row_popup_menu (row, x, y, name_selected (self));
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CordialTimelineView *self = CORDIAL_TIMELINE_VIEW (widget);
  CordialMessageRow *row = find_focused_row (self);

  if (row != NULL)
    popup_menu (self, row, -1, -1);
}

static CordialMessageRow *
find_row_at (CordialTimelineView *self, double x, double y)
{
  return find_row (gtk_widget_pick (GTK_WIDGET (self->list), x, y, GTK_PICK_DEFAULT));
}

static gboolean
popup_menu_at (CordialTimelineView *self, double x, double y)
{
  CordialMessageRow *row = find_row_at (self, x, y);
  graphene_point_t point;

  if (row == NULL || cordial_message_choice_get_active (self->choice) ||
      !gtk_widget_compute_point (GTK_WIDGET (self->list), GTK_WIDGET (row), &GRAPHENE_POINT_INIT ((float) x, (float) y),
                                 &point))
    return FALSE;
  popup_menu (self, row, point.x, point.y);
  return TRUE;
}

static void
on_pressed (CordialTimelineView *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GdkEventSequence *sequence = gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture));
  GdkEvent *event = gtk_gesture_get_last_event (gesture, sequence);

  if (event != NULL && gdk_event_triggers_context_menu (event) && popup_menu_at (self, x, y))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_long_pressed (CordialTimelineView *self, double x, double y, GtkGesture *gesture)
{
  if (popup_menu_at (self, x, y))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

/* --- Swipe --------------------------------------------------------------------------------------------------------- */

/* Pixels a second, and of them so many times more across than down, for a swipe that is meant. */
#define SWIPE_SPEED 300
#define SWIPE_RATIO 2

/* Toward the end of a line, on a touch screen, answers the message; up and down it scrolls. */
static void
on_swiped (CordialTimelineView *self, double velocity_x, double velocity_y, GtkGesture *gesture)
{
  /* A finger has a sequence; what is without one is a pointer. */
  GdkEventSequence *finger = gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture));
  gboolean ltr = gtk_widget_get_direction (GTK_WIDGET (self)) != GTK_TEXT_DIR_RTL;
  double along = ltr ? velocity_x : -velocity_x, x, y;
  CordialMessageRow *row;
  CordialMessage *message;

  if (along < SWIPE_SPEED || along < SWIPE_RATIO * ABS (velocity_y) ||
      cordial_message_choice_get_active (self->choice) || !gtk_gesture_get_point (gesture, finger, &x, &y))
    return;
  row = find_row_at (self, x, y);
  message = row != NULL ? cordial_message_row_get_message (row) : NULL;
  if (message != NULL && cordial_message_get_seq (message) > 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "conversation.reply", "(xx)", cordial_message_get_row (message),
                                cordial_message_get_seq (message));
}

/* --- Choice -------------------------------------------------------------------------------------------------------- */

static void
choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CordialTimelineView *self = CORDIAL_TIMELINE_VIEW (widget);
  GtkWidget *row;
  gint64 id;

  g_variant_get_child (parameter, 0, "x", &id);
  row = cordial_message_rows_find_row (self->rows, id);
  if (row == NULL)
    return;
  cordial_message_selection_clear (self->selection);
  cordial_message_choice_begin (self->choice, cordial_message_row_get_message (CORDIAL_MESSAGE_ROW (row)));
  /* Where the keyboard goes on. */
  gtk_widget_grab_focus (gtk_widget_get_parent (row));
}

/* Wherever in the row: a link is not followed and no text selected meanwhile. */
static void
on_choice_pressed (CordialTimelineView *self, int n_press, double x, double y, GtkGesture *gesture)
{
  CordialMessageRow *row = find_row_at (self, x, y);

  if (!cordial_message_choice_get_active (self->choice))
    {
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  if (row == NULL)
    return;
  cordial_message_choice_toggle (self->choice, cordial_message_row_get_message (row));
  gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (row)));
}

static gboolean
on_choose_focused (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  CordialTimelineView *self = CORDIAL_TIMELINE_VIEW (widget);
  CordialMessageRow *row = find_focused_row (self);

  if (row == NULL || !cordial_message_choice_get_active (self->choice))
    return GDK_EVENT_PROPAGATE;
  cordial_message_choice_toggle (self->choice, cordial_message_row_get_message (row));
  return GDK_EVENT_STOP;
}

/* --- Selection ----------------------------------------------------------------------------------------------------- */

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CordialTimelineView *self = CORDIAL_TIMELINE_VIEW (widget);
  CordialMessageRow *row = find_focused_row (self);

  if (!cordial_message_selection_is_empty (self->selection))
    cordial_message_selection_copy (self->selection, gtk_widget_get_clipboard (widget));
  else if (row != NULL)
    cordial_message_row_copy (row);
}

static gboolean
on_copy (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  copy_action (widget, NULL, NULL);
  return GDK_EVENT_STOP;
}

static gboolean
on_select_all (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  cordial_timeline_view_become_whole (CORDIAL_TIMELINE_VIEW (widget));
  cordial_message_selection_select_all (CORDIAL_TIMELINE_VIEW (widget)->selection);
  return GDK_EVENT_STOP;
}

static gboolean
on_reply (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  CordialMessageRow *row = find_focused_row (CORDIAL_TIMELINE_VIEW (widget));
  CordialMessage *message = row != NULL ? cordial_message_row_get_message (row) : NULL;

  if (message == NULL || cordial_message_get_seq (message) == 0)
    return GDK_EVENT_PROPAGATE;
  return gtk_widget_activate_action (widget, "conversation.reply", "(xx)", cordial_message_get_row (message),
                                     cordial_message_get_seq (message));
}

/* What else Escape does happens the next time. */
static gboolean
on_escape (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  CordialTimelineView *self = CORDIAL_TIMELINE_VIEW (widget);

  if (cordial_message_selection_is_empty (self->selection))
    return GDK_EVENT_PROPAGATE;
  cordial_message_selection_clear (self->selection);
  return GDK_EVENT_STOP;
}

/* Without a selection it begins with the message that has the focus. */
static gboolean
on_extend (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  CordialTimelineView *self = CORDIAL_TIMELINE_VIEW (widget);
  CordialMessageRow *row = find_focused_row (self);
  gboolean by_message;
  int direction;

  g_variant_get (arguments, "(bi)", &by_message, &direction);
  if (cordial_message_selection_is_empty (self->selection))
    {
      guint position = row != NULL ? cordial_message_rows_get_position (self->rows, GTK_WIDGET (row)) : G_MAXUINT;
      CordialSelectionEnd start = { position, 0 }, end = { position, G_MAXSIZE };

      if (position == G_MAXUINT)
        return GDK_EVENT_PROPAGATE;
      cordial_message_selection_select (self->selection, direction < 0 ? end : start, direction < 0 ? start : end);
    }
  else if (by_message)
    cordial_message_selection_extend_by_message (self->selection, direction);
  else
    cordial_message_selection_extend_by_character (self->selection, direction);
  return GDK_EVENT_STOP;
}

/* Then keys are for the timeline, and not for where one writes. */
static void
on_selecting (CordialTimelineView *self)
{
  gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), GTK_WIDGET (self));
}

static void
add_shortcut (GtkEventController *controller,
              guint key,
              GdkModifierType modifiers,
              GtkShortcutFunc func,
              GVariant *arguments)
{
  GtkShortcut *shortcut =
    gtk_shortcut_new (gtk_keyval_trigger_new (key, modifiers), gtk_callback_action_new (func, NULL, NULL));

  gtk_shortcut_set_arguments (shortcut, arguments);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
}

/**
 * cordial_timeline_view_listen:
 * @self: a timeline view that is being made
 *
 * Has it hear the pointer and the keys.
 */
void
cordial_timeline_view_listen (CordialTimelineView *self)
{
  GtkGesture *press = gtk_gesture_click_new (), *choice = gtk_gesture_click_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new (), *swipe = gtk_gesture_swipe_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  const GdkModifierType shift = GDK_SHIFT_MASK, control = GDK_CONTROL_MASK;

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (press), 0);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (press));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect_swapped (long_press, "pressed", G_CALLBACK (on_long_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (long_press));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (swipe), TRUE);
  g_signal_connect_swapped (swipe, "swipe", G_CALLBACK (on_swiped), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (swipe));

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (choice), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (choice, "pressed", G_CALLBACK (on_choice_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (choice));

  self->selecting = cordial_selecting_new (GTK_WIDGET (self->list), self->rows, self->selection);
  g_signal_connect_object (self->selecting, "begun", G_CALLBACK (on_selecting), self, G_CONNECT_SWAPPED);

  /* Before the list view, which would select rows. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  add_shortcut (keys, GDK_KEY_a, control, on_select_all, NULL);
  add_shortcut (keys, GDK_KEY_c, control, on_copy, NULL);
  add_shortcut (keys, GDK_KEY_space, 0, on_choose_focused, NULL);
  add_shortcut (keys, GDK_KEY_Return, 0, on_choose_focused, NULL);
  add_shortcut (keys, GDK_KEY_r, control, on_reply, NULL);
  add_shortcut (keys, GDK_KEY_Escape, 0, on_escape, NULL);
  add_shortcut (keys, GDK_KEY_Left, shift, on_extend, g_variant_new ("(bi)", FALSE, -1));
  add_shortcut (keys, GDK_KEY_Right, shift, on_extend, g_variant_new ("(bi)", FALSE, 1));
  add_shortcut (keys, GDK_KEY_Up, shift, on_extend, g_variant_new ("(bi)", TRUE, -1));
  add_shortcut (keys, GDK_KEY_Down, shift, on_extend, g_variant_new ("(bi)", TRUE, 1));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * cordial_timeline_view_install_actions:
 * @widget_class: the class of the timeline view
 */
void
cordial_timeline_view_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "timeline.menu", NULL, menu_action);
  gtk_widget_class_install_action (widget_class, "timeline.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "timeline.choose", "(xx)", choose_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "timeline.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "timeline.menu", NULL);
}
