/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The door: sets up translations and runs the application.
 */

#define G_LOG_DOMAIN "cordial"

#include "cordial-config.h"

#include "cordial-welcome-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <locale.h>

static void
on_activate (AdwApplication *application)
{
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (application));
  GtkWidget *view = adw_navigation_view_new ();

  adw_navigation_view_add (ADW_NAVIGATION_VIEW (view), ADW_NAVIGATION_PAGE (cordial_welcome_page_new ()));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_autoptr (AdwApplication) application = adw_application_new (APP_ID, G_APPLICATION_DEFAULT_FLAGS);

  g_signal_connect (application, "activate", G_CALLBACK (on_activate), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
