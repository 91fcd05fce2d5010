/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Draws nothing: the text below it does. It is there to be pointed at, focused, read out and opened, and tells where it leads
 * before anybody follows. An address that breaks into lines is no rectangle, so only what lies on the letters belongs to it.
 */

#define G_LOG_DOMAIN "cordial-message-link"

#include "cordial-config.h"

#include "cordial-message-link.h"

#include "cordial-menu-names.h"
#include "cordial-tooltip.h"

#include <glib/gi18n-lib.h>

struct _CordialMessageLink
{
  GtkWidget parent_instance;

  char *target;
  cairo_region_t *area; /* of its own pixels; NULL for all of them */
  GtkWidget *menu;
};

G_DEFINE_FINAL_TYPE (CordialMessageLink, cordial_message_link, GTK_TYPE_WIDGET)

static void
on_launched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, &error))
    g_warning ("cannot open a link: %s", error->message);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CordialMessageLink *self = CORDIAL_MESSAGE_LINK (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (self->target);

  gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, on_launched, NULL);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CordialMessageLink *self = CORDIAL_MESSAGE_LINK (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->target);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cordial_message_link_popup_menu (CORDIAL_MESSAGE_LINK (widget), gtk_widget_get_width (widget) / 2.0,
                                   gtk_widget_get_height (widget));
}

static void
on_pressed (CordialMessageLink *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));

  if (event == NULL || !gdk_event_triggers_context_menu (event))
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  cordial_message_link_popup_menu (self, x, y);
}

/* Not where the pointer was drawn away to select text. */
static void
on_released (CordialMessageLink *self, int n_press, double x, double y, GtkGesture *gesture)
{
  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) == GDK_BUTTON_PRIMARY && n_press == 1 &&
      gtk_widget_contains (GTK_WIDGET (self), x, y))
    open_action (GTK_WIDGET (self), NULL, NULL);
}

static gboolean
cordial_message_link_contains (GtkWidget *widget, double x, double y)
{
  CordialMessageLink *self = CORDIAL_MESSAGE_LINK (widget);

  return self->area == NULL || cairo_region_contains_point (self->area, (int) x, (int) y);
}

static void
cordial_message_link_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CordialMessageLink *self = CORDIAL_MESSAGE_LINK (widget);

  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
cordial_message_link_dispose (GObject *object)
{
  CordialMessageLink *self = CORDIAL_MESSAGE_LINK (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  G_OBJECT_CLASS (cordial_message_link_parent_class)->dispose (object);
}

static void
cordial_message_link_finalize (GObject *object)
{
  CordialMessageLink *self = CORDIAL_MESSAGE_LINK (object);

  g_free (self->target);
  g_clear_pointer (&self->area, cairo_region_destroy);
  G_OBJECT_CLASS (cordial_message_link_parent_class)->finalize (object);
}

static void
cordial_message_link_class_init (CordialMessageLinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const guint keys[] = { GDK_KEY_Return, GDK_KEY_ISO_Enter, GDK_KEY_KP_Enter, GDK_KEY_space };

  object_class->dispose = cordial_message_link_dispose;
  object_class->finalize = cordial_message_link_finalize;
  widget_class->contains = cordial_message_link_contains;
  widget_class->size_allocate = cordial_message_link_size_allocate;

  gtk_widget_class_install_action (widget_class, "link.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "link.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "link.menu", NULL, menu_action);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i], 0, "link.open", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "link.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "link.menu", NULL);
  gtk_widget_class_set_css_name (widget_class, "messagelink");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LINK);
}

static void
cordial_message_link_init (CordialMessageLink *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "pointer");
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/**
 * cordial_message_link_new:
 * @address: what is shown of it
 * @target: where it leads
 */
GtkWidget *
cordial_message_link_new (const char *address, const char *target)
{
  CordialMessageLink *self = g_object_new (CORDIAL_TYPE_MESSAGE_LINK, NULL);

  self->target = g_strdup (target);
  cordial_tooltip_set (GTK_WIDGET (self), target);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, address, -1);
  return GTK_WIDGET (self);
}

/**
 * cordial_message_link_set_area:
 * @self: a link
 * @area: (transfer full) (nullable): which of its pixels lie on its letters
 */
void
cordial_message_link_set_area (CordialMessageLink *self, cairo_region_t *area)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_LINK (self));

  g_clear_pointer (&self->area, cairo_region_destroy);
  self->area = area;
}

/**
 * cordial_message_link_popup_menu:
 * @self: a link
 * @x: where, in its pixels
 * @y: where, in its pixels
 */
void
cordial_message_link_popup_menu (CordialMessageLink *self, double x, double y)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GdkRectangle at = { (int) x, (int) y, 1, 1 };

  g_return_if_fail (CORDIAL_IS_MESSAGE_LINK (self));

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  /* Translators: opens a link */
  g_menu_append (menu, _ ("_Open"), "link.open");
  g_menu_append (menu, _ ("_Copy Link"), "link.copy");
  self->menu = cordial_menu_names_popup (GTK_WIDGET (self), G_MENU_MODEL (menu), &at);
}
