/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands for a file that is not looked into: symbolic for every type, where the desktop's own list goes on to coloured ones that
 * belong to no text beside them.
 */

#define G_LOG_DOMAIN "cordial-file-icon"

#include "cordial-config.h"

#include "cordial-file-icon.h"

/* Every theme has it. */
#define ANY_FILE "text-x-generic-symbolic"

/**
 * cordial_file_icon_new:
 * @content_type: (nullable): what it is, as GIO calls it
 *
 * Returns: (transfer full): an icon
 */
GIcon *
cordial_file_icon_new (const char *content_type)
{
  g_autoptr (GIcon) icon = content_type ? g_content_type_get_symbolic_icon (content_type) : NULL;
  GIcon *symbolic = g_themed_icon_new (ANY_FILE);
  const char *const *names = G_IS_THEMED_ICON (icon) ? g_themed_icon_get_names (G_THEMED_ICON (icon)) : NULL;

  for (guint i = names ? g_strv_length ((char **) names) : 0; i > 0; i--)
    if (g_str_has_suffix (names[i - 1], "-symbolic"))
      g_themed_icon_prepend_name (G_THEMED_ICON (symbolic), names[i - 1]);
  return symbolic;
}
