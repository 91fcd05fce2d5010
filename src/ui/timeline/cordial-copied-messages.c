/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Of one message its text; of several a line each, with who said it and when, as it stands elsewhere without its neighbours.
 */

#define G_LOG_DOMAIN "cordial-copied-messages"

#include "cordial-config.h"

#include "cordial-copied-messages.h"

#include <glib/gi18n-lib.h>

/**
 * cordial_copied_messages_append:
 * @lines: where to
 * @message: a message
 * @text: what of it is copied
 */
void
cordial_copied_messages_append (GString *lines, CordialMessage *message, const char *text)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (cordial_message_get_time_ms (message) / 1000);
  g_autoptr (GDateTime) time = utc != NULL ? g_date_time_to_local (utc) : NULL;
  /* Translators: date and time of a copied message, as in g_date_time_format()
   * xgettext:no-c-format */
  g_autofree char *when = time != NULL ? g_date_time_format (time, _ ("%Y-%m-%d %H:%M")) : NULL;
  const char *name = cordial_message_get_sender_name (message);

  if (cordial_message_get_outgoing (message))
    name = C_ ("who wrote a copied message", "Me");
  if (lines->len > 0)
    g_string_append_c (lines, '\n');
  /* Translators: a line of several copied messages: [DATE AND TIME] NAME: TEXT */
  g_string_append_printf (lines, _ ("[%s] %s: %s"), when != NULL ? when : "",
                          name != NULL && *name != '\0' ? name : _ ("Unknown sender"), text);
}

/**
 * cordial_copied_messages_dup_text:
 * @messages: (element-type CordialMessage): in order
 *
 * Returns: (transfer full): all of them
 */
char *
cordial_copied_messages_dup_text (GPtrArray *messages)
{
  GString *lines;

  if (messages->len == 1)
    return g_strdup (cordial_message_get_text (g_ptr_array_index (messages, 0)));
  lines = g_string_new (NULL);
  for (guint i = 0; i < messages->len; i++)
    cordial_copied_messages_append (lines, g_ptr_array_index (messages, i),
                                    cordial_message_get_text (g_ptr_array_index (messages, i)));
  return g_string_free_and_steal (lines);
}
