/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The door: sets up translations and runs the application.
 */

#define G_LOG_DOMAIN "cordial"

#include "cordial-config.h"

#include "cordial-application.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdlib.h>

/* GSettings ends a program whose schema is missing; whoever tries one that was not installed gets a sentence instead. */
static gboolean
has_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source ? g_settings_schema_source_lookup (source, APP_ID, TRUE) : NULL;

  return schema != NULL;
}

int
main (int argc, char **argv)
{
  const char *locale_dir = g_getenv ("CORDIAL_LOCALE_DIR");

  setlocale (LC_ALL, "");
  /* Tests have catalogues of their own. */
  bindtextdomain (GETTEXT_PACKAGE, locale_dir ? locale_dir : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (!has_settings ())
    {
      g_printerr (
        _ ("cordial: not installed completely, its settings are missing. Install it, or start it with ./dev run.\n"));
      return EXIT_FAILURE;
    }

  g_autoptr (CordialApplication) application = cordial_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
