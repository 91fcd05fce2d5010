/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names for the items of menus. The items that GTK 4.18 makes of a menu model show their text and tell assistive technology
 * none, so that a screen reader says «menu item» six times. Whoever has a menu has it followed here; with a GTK that names them
 * itself nothing changes, and this can go.
 */

#define G_LOG_DOMAIN "cordial-menu-names"

#include "cordial-config.h"

#include "cordial-menu-names.h"

static GtkLabel *
find_label (GtkWidget *widget)
{
  GtkLabel *label = NULL;

  if (GTK_IS_LABEL (widget))
    return GTK_LABEL (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && label == NULL;
       child = gtk_widget_get_next_sibling (child))
    label = find_label (child);
  return label;
}

static void
name_items (GtkWidget *widget)
{
  /* The type of the items is GTK's own secret; their role is not. */
  switch (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)))
    {
    case GTK_ACCESSIBLE_ROLE_MENU_ITEM:
    case GTK_ACCESSIBLE_ROLE_MENU_ITEM_CHECKBOX:
    case GTK_ACCESSIBLE_ROLE_MENU_ITEM_RADIO:
      {
        GtkLabel *label = find_label (widget);

        if (label == NULL)
          return;
        /* The item is named by its label, which is told to be nothing but paint, and so has no name to give. */
        gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
        gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                        gtk_label_get_text (label), -1);
        return;
      }
    default:
      break;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_items (child);
}

/**
 * cordial_menu_names_follow:
 * @menu: a #GtkPopoverMenu
 *
 * Names the items whenever @menu opens: what is in it may have changed meanwhile.
 */
void
cordial_menu_names_follow (GtkPopover *menu)
{
  g_return_if_fail (GTK_IS_POPOVER_MENU (menu));

  g_signal_connect (menu, "show", G_CALLBACK (name_items), NULL);
}

/**
 * cordial_menu_names_popup:
 * @parent: whose menu it is
 * @model: its items
 * @at: where it opens, in the parent's pixels
 *
 * Returns: (transfer none): the menu, open; @parent unparents it
 */
GtkWidget *
cordial_menu_names_popup (GtkWidget *parent, GMenuModel *model, const GdkRectangle *at)
{
  GtkWidget *menu = gtk_popover_menu_new_from_model (model);

  cordial_menu_names_follow (GTK_POPOVER (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (menu), FALSE);
  gtk_widget_set_halign (menu, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (menu), at);
  gtk_widget_set_parent (menu, parent);
  gtk_popover_popup (GTK_POPOVER (menu));
  return menu;
}

/**
 * cordial_menu_names_follow_button:
 * @button: a button that has its menu already
 */
void
cordial_menu_names_follow_button (GtkMenuButton *button)
{
  g_return_if_fail (GTK_IS_MENU_BUTTON (button));

  cordial_menu_names_follow (gtk_menu_button_get_popover (button));
}

/* The menu of a text view is made when it is first opened; it takes the focus, which stays inside the view nevertheless. */
static void
name_items_of_view (GtkEventController *focus)
{
  for (GtkWidget *child = gtk_widget_get_first_child (gtk_event_controller_get_widget (focus)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_POPOVER_MENU (child))
        name_items (child);
    }
}

/**
 * cordial_menu_names_follow_text_view:
 * @view: a text view, with a menu of its own
 */
void
cordial_menu_names_follow_text_view (GtkTextView *view)
{
  GtkEventController *focus;

  g_return_if_fail (GTK_IS_TEXT_VIEW (view));

  focus = gtk_event_controller_focus_new ();
  g_signal_connect (focus, "notify::is-focus", G_CALLBACK (name_items_of_view), NULL);
  gtk_widget_add_controller (GTK_WIDGET (view), focus);
}
