/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the notification of a chat says, and how the desktop is told: through its portal, or as GNotification finds the way.
 */

#define G_LOG_DOMAIN "cordial-notifier"

#include "cordial-config.h"

#include "cordial-notifier-private.h"

#include "cordial-portal.h"

#include <glib/gi18n-lib.h>

/* --- What it says -------------------------------------------------------------------------------------------------- */

static char *
dup_body (CordialNotification *pending)
{
  const char *sender = NULL;
  g_autofree char *line = NULL;
  g_autofree char *count = NULL;

  if (pending->count > 1)
    count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u new message", "%u new messages", pending->count),
                             pending->count);
  if (!g_settings_get_boolean (pending->notifier->settings, "notifications-show-text"))
    return count ? g_steal_pointer (&count) : g_strdup (_ ("New message"));

  if (cordial_conversation_get_kind (pending->conversation) == CORDIAL_CONVERSATION_GROUP && pending->sender_id)
    {
      CordialConversation *contact = cordial_account_get_conversation (pending->account, pending->sender_id);

      sender = contact ? cordial_conversation_get_name (contact) : NULL;
    }
  /* Translators: who wrote in a group, and what: NAME: TEXT */
  line = sender && *sender ? g_strdup_printf (_ ("%s: %s"), sender, pending->text) : g_strdup (pending->text);
  /* The newest, under how many there are. */
  return count ? g_strconcat (count, "\n", line, NULL) : g_steal_pointer (&line);
}

static GVariant *
make_target (CordialNotification *pending)
{
  return g_variant_new (CORDIAL_NOTIFIER_TARGET, cordial_account_get_id (pending->account),
                        cordial_conversation_get_id (pending->conversation), pending->first_seq);
}

static GVariant *
make_read_target (CordialNotification *pending)
{
  return g_variant_new (CORDIAL_NOTIFIER_TARGET, cordial_account_get_id (pending->account),
                        cordial_conversation_get_id (pending->conversation), pending->last_seq);
}

static const char *
get_title (CordialNotification *pending)
{
  const char *name = cordial_conversation_get_name (pending->conversation);

  return name && *name ? name : _ ("Cordial");
}

/* --- By way of GNotification --------------------------------------------------------------------------------------- */

/* GNotification hands the body on as it is, and only the daemon of the freedesktop.org specification may read markup in it. */
static gboolean
is_markup (CordialNotifier *self)
{
  return self->markup && !self->gnome && !cordial_portal_is_wanted ();
}

static void
send_plain (CordialNotification *pending, const char *text)
{
  g_autoptr (GNotification) notification = g_notification_new (get_title (pending));
  g_autofree char *body = is_markup (pending->notifier) ? g_markup_escape_text (text, -1) : g_strdup (text);
  GBytes *avatar = cordial_conversation_get_avatar (pending->conversation);

  g_notification_set_body (notification, body);
  g_notification_set_category (notification, "im.received");
  if (avatar)
    {
      g_autoptr (GIcon) icon = g_bytes_icon_new (avatar);

      g_notification_set_icon (notification, icon);
    }
  g_notification_set_default_action_and_target_value (notification, "app." CORDIAL_NOTIFIER_OPEN,
                                                      make_target (pending));
  g_notification_add_button_with_target_value (notification, _ ("Mark as Read"), "app." CORDIAL_NOTIFIER_MARK_READ,
                                               make_read_target (pending));
  g_application_send_notification (pending->notifier->application, pending->id, notification);
}

/* --- By way of the portal ------------------------------------------------------------------------------------------ */

static void
add_button (GVariantBuilder *buttons, const char *label, const char *action, GVariant *target, const char *purpose)
{
  g_variant_builder_open (buttons, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (buttons, "{sv}", "label", g_variant_new_string (label));
  g_variant_builder_add (buttons, "{sv}", "action", g_variant_new_string (action));
  if (target)
    g_variant_builder_add (buttons, "{sv}", "target", target);
  if (purpose)
    g_variant_builder_add (buttons, "{sv}", "purpose", g_variant_new_string (purpose));
  g_variant_builder_close (buttons);
}

static void
send_to_portal (CordialNotification *pending, const char *body)
{
  GVariantBuilder notification = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GVariantBuilder buttons = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  GBytes *avatar = cordial_conversation_get_avatar (pending->conversation);

  add_button (&buttons, _ ("Reply"), CORDIAL_NOTIFIER_REPLY, NULL, CORDIAL_NOTIFIER_PURPOSE_REPLY);
  add_button (&buttons, _ ("Mark as Read"), "app." CORDIAL_NOTIFIER_MARK_READ, make_read_target (pending), NULL);
  g_variant_builder_add (&notification, "{sv}", "title", g_variant_new_string (get_title (pending)));
  g_variant_builder_add (&notification, "{sv}", "body", g_variant_new_string (body));
  g_variant_builder_add (&notification, "{sv}", "category", g_variant_new_string ("im.received"));
  g_variant_builder_add (&notification, "{sv}", "default-action", g_variant_new_string ("app." CORDIAL_NOTIFIER_OPEN));
  g_variant_builder_add (&notification, "{sv}", "default-action-target", make_target (pending));
  g_variant_builder_add (&notification, "{sv}", "buttons", g_variant_builder_end (&buttons));
  if (avatar)
    {
      g_autoptr (GIcon) icon = g_bytes_icon_new (avatar);
      g_autoptr (GVariant) serialized = g_icon_serialize (icon);

      g_variant_builder_add (&notification, "{sv}", "icon", serialized);
    }
  g_dbus_proxy_call (pending->notifier->portal, "AddNotification",
                     g_variant_new ("(sa{sv})", pending->id, &notification), G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL,
                     NULL);
}

/* Puts it on the screen, or in the place of what is there of that chat. */
void
cordial_notification_send (CordialNotification *pending)
{
  g_autofree char *body = dup_body (pending);

  if (pending->notifier->portal)
    send_to_portal (pending, body);
  else
    send_plain (pending, body);
}
