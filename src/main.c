/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The door: sets up translations and runs the application.
 */

#define G_LOG_DOMAIN "cordial"

#include "cordial-config.h"

#include "cordial-application.h"

#include <glib/gi18n.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_autoptr (CordialApplication) application = cordial_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
