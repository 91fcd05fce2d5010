/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every key that does something, in a list that fits a telephone. GTK's own shortcuts window is deprecated, and libadwaita has its
 * successor only from 1.8 on.
 */

#define G_LOG_DOMAIN "cordial-shortcuts"

#include "cordial-config.h"

#include "cordial-shortcuts-dialog.h"

#include <glib/gi18n-lib.h>

/* Pixels between the keys of a row, which stand below each other where they do not fit beside each other. */
#define KEY_SPACING 6

typedef struct
{
  const char *title;
  const char *accelerators; /* as gtk_accelerator_parse() takes them, with a space in between */
} Shortcut;

static void
add_key (AdwWrapBox *keys, const char *accelerator)
{
  guint key;
  GdkModifierType modifiers;
  g_autofree char *text = NULL;
  GtkWidget *label;

  if (!gtk_accelerator_parse (accelerator, &key, &modifiers))
    g_error ("no such key: %s", accelerator);
  text = gtk_accelerator_get_label (key, modifiers);
  label = gtk_label_new (text);
  gtk_widget_add_css_class (label, "key");
  adw_wrap_box_append (keys, label);
}

static void
add_group (AdwPreferencesPage *page, const char *title, const Shortcut *shortcuts, guint n)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *keys = adw_wrap_box_new ();
      g_auto (GStrv) accelerators = g_strsplit (shortcuts[i].accelerators, " ", -1);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), shortcuts[i].title);
      adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (keys), KEY_SPACING);
      adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (keys), KEY_SPACING);
      adw_wrap_box_set_align (ADW_WRAP_BOX (keys), 1);
      gtk_widget_set_valign (keys, GTK_ALIGN_CENTER);
      for (guint k = 0; accelerators[k]; k++)
        add_key (ADW_WRAP_BOX (keys), accelerators[k]);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), keys);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (group));
}

/**
 * cordial_shortcuts_dialog_new:
 * @enter_sends: what Enter does in the composer
 *
 * Returns: (transfer floating): a dialog to present
 */
AdwDialog *
cordial_shortcuts_dialog_new (gboolean enter_sends)
{
  const Shortcut chats[] = {
    { _ ("New Chat"), "<Control>n" },
    { _ ("Search"), "<Control>k" },
    { _ ("Search Chats"), "<Control>f" },
    { _ ("Previous Chat"), "<Alt>Up <Control>Page_Up" },
    { _ ("Next Chat"), "<Alt>Down <Control>Page_Down" },
    { _ ("Back to the Chats"), "<Alt>Left" },
    { _ ("Move a Pinned Chat Up"), "<Alt><Shift>Up <Control><Shift>Page_Up" },
    { _ ("Move a Pinned Chat Down"), "<Alt><Shift>Down <Control><Shift>Page_Down" },
  };
  const Shortcut messages[] = {
    { _ ("Send"), enter_sends ? "Return" : "<Control>Return" },
    { _ ("New Line"), enter_sends ? "<Shift>Return" : "Return" },
    { _ ("Insert Emoji"), "<Control>period" },
    { _ ("Bold"), "<Control>b" },
    { _ ("Italic"), "<Control>i" },
    { _ ("Reply"), "<Control>r" },
    { _ ("Edit the Last Message"), "Up" },
    { _ ("Menu of the Selected Message"), "<Shift>F10" },
  };
  const Shortcut general[] = {
    { _ ("Main Menu"), "F10" },
    { _ ("Preferences"), "<Control>comma" },
    { _ ("Keyboard Shortcuts"), "<Control>question" },
    { _ ("Close the Window"), "<Control>w" },
    { _ ("Quit"), "<Control>q" },
  };
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();

  add_group (ADW_PREFERENCES_PAGE (page), _ ("Chats"), chats, G_N_ELEMENTS (chats));
  add_group (ADW_PREFERENCES_PAGE (page), _ ("Messages"), messages, G_N_ELEMENTS (messages));
  add_group (ADW_PREFERENCES_PAGE (page), C_ ("group of keyboard shortcuts", "General"), general,
             G_N_ELEMENTS (general));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_title (dialog, _ ("Keyboard Shortcuts"));
  adw_dialog_set_content_width (dialog, 480);
  adw_dialog_set_content_height (dialog, 640);
  adw_dialog_set_child (dialog, view);
  return dialog;
}
