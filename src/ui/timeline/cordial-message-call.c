/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One line: a sign, what became of the call, how long it was. Calls are made with other clients; here one sees that there were some.
 */

#define G_LOG_DOMAIN "cordial-message-call"

#include "cordial-config.h"

#include "cordial-message-call.h"

static gboolean
failed (const CordialCall *call)
{
  return call->outcome == CORDIAL_CALL_MISSED || call->outcome == CORDIAL_CALL_DECLINED ||
         call->outcome == CORDIAL_CALL_BUSY || call->outcome == CORDIAL_CALL_DISCONNECTED;
}

static const char *
find_icon (const CordialCall *call, gboolean outgoing)
{
  if (failed (call))
    return outgoing ? "call-stop-symbolic" : "call-missed-symbolic";
  return outgoing ? "call-outgoing-symbolic" : "call-incoming-symbolic";
}

/**
 * cordial_message_call_new:
 * @call: a call
 * @outgoing: whether the account's owner made it
 *
 * Returns: (transfer floating): a widget
 */
GtkWidget *
cordial_message_call_new (const CordialCall *call, gboolean outgoing)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name (find_icon (call, outgoing));
  g_autofree char *label = cordial_call_dup_label (call, outgoing), *duration = cordial_call_dup_duration (call);
  g_autofree char *line = duration ? g_strdup_printf ("%s · %s", label, duration) : g_strdup (label);
  GtkWidget *words =
    g_object_new (GTK_TYPE_LABEL, "label", line, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END, NULL);

  g_object_set (icon, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_add_css_class (box, "message-call");
  if (failed (call))
    gtk_widget_add_css_class (icon, "error");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), words);
  return box;
}
