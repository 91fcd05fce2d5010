/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Starting with the desktop's session, outside a sandbox. The file is the truth: the person, or a tool of the desktop, may
 * have taken it away.
 */

#define G_LOG_DOMAIN "cordial-login-start"

#include "cordial-config.h"

#include "cordial-login-start.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

static char *
dup_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "autostart", APP_ID ".desktop", NULL);
}

/**
 * cordial_login_start_is_set:
 *
 * Returns: whether Cordial is started at login
 */
gboolean
cordial_login_start_is_set (void)
{
  g_autofree char *path = dup_path ();
  g_autoptr (GKeyFile) file = g_key_file_new ();

  return g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL) &&
         !g_key_file_get_boolean (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_HIDDEN, NULL);
}

/**
 * cordial_login_start_set:
 * @enabled: whether to start at login from now on
 * @error: return location for one sentence
 *
 * Returns: whether it is so now
 */
gboolean
cordial_login_start_set (gboolean enabled, GError **error)
{
  g_autofree char *path = dup_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) cause = NULL;

  if (enabled)
    {
      g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TYPE, "Application");
      g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_NAME, "Cordial");
      g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_ICON, APP_ID);
      g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TRY_EXEC, BINDIR "/cordial");
      g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC,
                             BINDIR "/cordial --background");
      if (g_mkdir_with_parents (folder, 0700) == 0 && g_key_file_save_to_file (file, path, &cause))
        return TRUE;
    }
  else if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The folder %s cannot be written: %s"), folder,
               cause ? cause->message : g_strerror (errno));
  return FALSE;
}
