/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What menus lack. The items that GTK 4.18 makes of a menu model show their text and tell assistive technology none, so that a
 * screen reader says «menu item» six times: they are named here. And the focus, which goes back from a menu only after the item has
 * acted: a dialog that the item opens would give it back to the item, which is gone by then, and the window's first button would have it.
 * Whoever has a menu has it followed here.
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

#define BEFORE "cordial-focus-before"

static GtkWidget *
get_focus (GtkWidget *menu)
{
  GtkRoot *root = gtk_widget_get_root (menu);

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
keep_focus (GtkWidget *menu)
{
  GWeakRef *before = g_new (GWeakRef, 1);

  g_weak_ref_init (before, get_focus (menu));
  g_object_set_data_full (G_OBJECT (menu), BEFORE, before, weak_ref_free);
}

static void
give_focus_back (GtkWidget *menu)
{
  GWeakRef *reference = g_object_get_data (G_OBJECT (menu), BEFORE);
  g_autoptr (GtkWidget) before = reference != NULL ? g_weak_ref_get (reference) : NULL;
  GtkWidget *focus = get_focus (menu);

  if (focus == NULL || !gtk_widget_is_ancestor (focus, menu))
    return;
  if (before == NULL || !gtk_widget_get_mapped (before) || !gtk_widget_grab_focus (before))
    gtk_widget_grab_focus (gtk_widget_get_parent (menu));
}

/**
 * cordial_menu_names_follow:
 * @menu: a #GtkPopoverMenu
 *
 * Names the items whenever @menu opens: what is in it may have changed meanwhile. Whoever had the focus has it again before an item acts.
 */
void
cordial_menu_names_follow (GtkPopover *menu)
{
  g_return_if_fail (GTK_IS_POPOVER_MENU (menu));

  g_signal_connect (menu, "show", G_CALLBACK (name_items), NULL);
  g_signal_connect (menu, "closed", G_CALLBACK (give_focus_back), NULL);
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
  keep_focus (menu);
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
