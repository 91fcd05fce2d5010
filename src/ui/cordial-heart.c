/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The heart in the header: beats with each heartbeat of the account's connection, is coloured by its state, and opens a popover
 * that says in words what the connection is. It changes nothing about the connection.
 */

#define G_LOG_DOMAIN "cordial-heart"

#include "cordial-config.h"

#include "cordial-heart.h"

#include "cordial-accounts.h"
#include "cordial-heart-icon.h"

#include <glib/gi18n-lib.h>

struct _CordialHeart
{
  AdwBin parent_instance;

  GtkWidget *button;
  CordialHeartIcon *icon;
  AdwActionRow *state_row;
  AdwActionRow *server_row;
  AdwActionRow *encryption_row;
  AdwActionRow *round_trip_row;
  GtkPopover *popover;

  CordialAccount *account;
};

G_DEFINE_FINAL_TYPE (CordialHeart, cordial_heart, ADW_TYPE_BIN)

static const char *const state_classes[] = { "away", "online", "waiting", "refused" };

static const char *
state_in_words (CordialLinkState state)
{
  switch (state)
    {
    case CORDIAL_LINK_NO_NETWORK:
      return _ ("No network connection");
    case CORDIAL_LINK_CONNECTING:
      return _ ("Connecting");
    case CORDIAL_LINK_ONLINE:
      return _ ("Connected");
    case CORDIAL_LINK_WAITING:
      return _ ("Waiting to reconnect");
    case CORDIAL_LINK_REFUSED:
      return _ ("Refused by the server");
    case CORDIAL_LINK_OFFLINE:
    default:
      return _ ("Not connected");
    }
}

static const char *
state_class (CordialLinkState state)
{
  switch (state)
    {
    case CORDIAL_LINK_ONLINE:
      return "online";
    case CORDIAL_LINK_CONNECTING:
    case CORDIAL_LINK_WAITING:
      return "waiting";
    case CORDIAL_LINK_REFUSED:
      return "refused";
    case CORDIAL_LINK_NO_NETWORK:
    case CORDIAL_LINK_OFFLINE:
    default:
      return "away";
    }
}

static const char *
encryption_in_words (CordialAccount *account)
{
  if (cordial_account_get_local_server (account))
    return _ ("Not needed on this computer");

  g_autofree char *uri = cordial_server_address_to_uri (cordial_account_get_server (account), FALSE, NULL);

  /* Without leave to do so the address gives a plain connection for this computer alone. */
  if (uri == NULL)
    return _ ("None: others on the network can read along");
  return g_str_has_prefix (uri, "wss:") ? _ ("Encrypted (TLS)") : _ ("Not needed on this computer");
}

static void
show_details (CordialHeart *self)
{
  double round_trip_ms = 0;
  const char *reason = cordial_account_get_reason (self->account);
  CordialLinkState state = cordial_account_get_link_state (self->account);
  g_autofree char *words = g_strdup (state_in_words (state));
  g_autofree char *round_trip = NULL;

  if (reason && *reason && state != CORDIAL_LINK_ONLINE)
    {
      g_free (words);
      /* Translators: the state of the connection, and one sentence on why it is so. */
      words = g_strdup_printf (C_ ("state and reason", "%s. %s"), state_in_words (state), reason);
    }
  adw_action_row_set_subtitle (self->state_row, words);
  adw_action_row_set_subtitle (self->server_row, cordial_account_get_local_server (self->account)
                                                   ? _ ("On this computer")
                                                   : cordial_account_get_server (self->account));
  adw_action_row_set_subtitle (self->encryption_row, encryption_in_words (self->account));

  g_object_get (self->account, "round-trip-ms", &round_trip_ms, NULL);
  if (round_trip_ms <= 0 || state != CORDIAL_LINK_ONLINE)
    round_trip = g_strdup (_ ("Not measured yet"));
  else if (round_trip_ms < 1)
    round_trip = g_strdup (_ ("Less than 1 ms"));
  else
    /* Translators: a duration in milliseconds. */
    round_trip = g_strdup_printf (_ ("%.0f ms"), round_trip_ms);
  adw_action_row_set_subtitle (self->round_trip_row, round_trip);
}

static void
show_state (CordialHeart *self)
{
  CordialLinkState state = self->account ? cordial_account_get_link_state (self->account) : CORDIAL_LINK_OFFLINE;
  const char *wanted = state_class (state);
  /* Translators: name of the heart in the header; %s is the state of the connection, such as «Connected». */
  g_autofree char *name = g_strdup_printf (_ ("Connection: %s"), state_in_words (state));

  for (guint i = 0; i < G_N_ELEMENTS (state_classes); i++)
    if (!g_str_equal (state_classes[i], wanted))
      gtk_widget_remove_css_class (GTK_WIDGET (self->icon), state_classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), wanted);
  /* Colour alone does not tell everybody. */
  cordial_heart_icon_set_icon_name (self->icon, state == CORDIAL_LINK_ONLINE ? "cordial-heart-symbolic"
                                                                             : "cordial-heart-broken-symbolic");
  gtk_widget_set_tooltip_text (self->button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (self->account && gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    show_details (self);
}

static void
on_account_notify (CordialHeart *self, GParamSpec *pspec)
{
  if (g_str_equal (pspec->name, "link-state") || gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    show_state (self);
}

static void
on_beat (CordialHeart *self)
{
  cordial_heart_icon_beat (self->icon);
}

static void
on_popover_show (CordialHeart *self)
{
  if (self->account)
    show_details (self);
}

/**
 * cordial_heart_new:
 *
 * Returns: (transfer floating): a heart that belongs to no account yet
 */
GtkWidget *
cordial_heart_new (void)
{
  return g_object_new (CORDIAL_TYPE_HEART, NULL);
}

/**
 * cordial_heart_set_account:
 * @self: a heart
 * @account: (nullable): whose connection it shows
 */
void
cordial_heart_set_account (CordialHeart *self, CordialAccount *account)
{
  g_return_if_fail (CORDIAL_IS_HEART (self));

  if (self->account == account)
    return;
  if (self->account)
    g_signal_handlers_disconnect_by_data (self->account, self);
  g_set_object (&self->account, account);
  if (account)
    {
      g_signal_connect_object (account, "notify", G_CALLBACK (on_account_notify), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (account, "beat", G_CALLBACK (on_beat), self, G_CONNECT_SWAPPED);
    }
  show_state (self);
}

static void
cordial_heart_dispose (GObject *object)
{
  CordialHeart *self = CORDIAL_HEART (object);

  if (self->account)
    g_signal_handlers_disconnect_by_data (self->account, self);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (cordial_heart_parent_class)->dispose (object);
}

static void
cordial_heart_class_init (CordialHeartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_heart_dispose;

  g_type_ensure (CORDIAL_TYPE_HEART_ICON);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cordialchat/Cordial/ui/cordial-heart.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, button);
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, icon);
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, popover);
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, state_row);
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, server_row);
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, encryption_row);
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, round_trip_row);
  gtk_widget_class_bind_template_callback (widget_class, on_popover_show);
}

static void
cordial_heart_init (CordialHeart *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_state (self);
}
