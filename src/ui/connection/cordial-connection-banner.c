/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The banner below the header bar: shows what cordial-banner-logic decides about an account's connection, counts down, and hands what
 * needs a dialog to the window. No timer runs while the account is online.
 */

#define G_LOG_DOMAIN "cordial-connection-banner"

#include "cordial-config.h"

#include "cordial-connection-banner.h"

#include "cordial-banner-logic.h"

#include <glib/gi18n-lib.h>

struct _CordialConnectionBanner
{
  AdwBin parent_instance;

  AdwBanner *banner;
  CordialAccount *account;
  gint64 away_since_us;
  CordialBannerAction action;
  /* What was last read out: neither every second of a countdown, nor every attempt. */
  CordialLinkState announced;
  CordialStorage announced_storage;
  guint source;
};

G_DEFINE_FINAL_TYPE (CordialConnectionBanner, cordial_connection_banner, ADW_TYPE_BIN)

enum
{
  DETAILS,
  SIGN_IN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void show_content (CordialConnectionBanner *self);

static gboolean
on_look_again (gpointer user_data)
{
  CordialConnectionBanner *self = user_data;

  self->source = 0;
  show_content (self);
  return G_SOURCE_REMOVE;
}

static void
look_again_at (CordialConnectionBanner *self, gint64 time_us, gint64 now_us)
{
  /* Rounded up: a look that comes too early would only have to be repeated. */
  guint delay_ms = (guint) ((MAX (time_us - now_us, 0) + 999) / G_TIME_SPAN_MILLISECOND);

  self->source = g_timeout_add (delay_ms, on_look_again, self);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->source), "[cordial] banner");
}

static void
announce (CordialConnectionBanner *self,
          CordialLinkState state,
          gboolean refused,
          CordialStorage storage,
          const char *text)
{
  /* An attempt and the wait for the next one are the same news, and so is the look whether a refusal still stands. */
  if (state == CORDIAL_LINK_WAITING)
    state = CORDIAL_LINK_CONNECTING;
  if (state == CORDIAL_LINK_CONNECTING && refused)
    state = CORDIAL_LINK_REFUSED;
  if (self->announced == state && self->announced_storage == storage)
    return;
  self->announced = state;
  self->announced_storage = storage;
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
show_content (CordialConnectionBanner *self)
{
  g_auto (CordialBannerContent) content = { 0 };
  CordialBannerInput input = { .now_us = g_get_monotonic_time () };

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->account)
    {
      input.link_state = cordial_account_get_link_state (self->account);
      input.refusal = cordial_account_get_refusal (self->account);
      input.reason = cordial_account_get_reason (self->account);
      input.retry_at_us = cordial_account_get_retry_at (self->account);
      input.storage = cordial_account_get_storage (self->account);
      input.ever_online = cordial_account_get_ever_online (self->account);
      input.waiting_messages = cordial_account_get_waiting_messages (self->account);
      self->away_since_us = cordial_banner_away_since (self->away_since_us, input.link_state, input.now_us);
    }
  else
    self->away_since_us = 0;
  input.away_since_us = self->away_since_us;

  cordial_banner_decide (&input, &content);
  self->action = content.action;
  if (content.text)
    {
      g_autofree char *title =
        content.outbox_text ? g_strdup_printf ("%s\n%s", content.text, content.outbox_text) : g_strdup (content.text);

      adw_banner_set_title (self->banner, title);
      adw_banner_set_button_label (self->banner, cordial_banner_action_label (content.action));
      announce (self, input.link_state, input.refusal != CORDIAL_REFUSAL_NONE, input.storage, content.text);
    }
  else if (input.link_state == CORDIAL_LINK_ONLINE)
    announce (self, CORDIAL_LINK_ONLINE, FALSE, input.storage, _ ("Connected"));
  adw_banner_set_revealed (self->banner, content.text != NULL);

  if (content.look_again_us)
    look_again_at (self, content.look_again_us, input.now_us);
}

static void
on_account_notify (CordialConnectionBanner *self, GParamSpec *pspec)
{
  static const char *const names[] = { "link-state",  "refusal",          "reason",  "retry-at",
                                       "ever-online", "waiting-messages", "storage", NULL };

  if (g_strv_contains (names, pspec->name))
    show_content (self);
}

static void
on_button_clicked (CordialConnectionBanner *self)
{
  switch (self->action)
    {
    case CORDIAL_BANNER_ACTION_TRY_NOW:
    case CORDIAL_BANNER_ACTION_UNLOCK:
      cordial_account_retry_now (self->account);
      break;
    case CORDIAL_BANNER_ACTION_DETAILS:
      g_signal_emit (self, signals[DETAILS], 0);
      break;
    case CORDIAL_BANNER_ACTION_SIGN_IN:
      g_signal_emit (self, signals[SIGN_IN], 0);
      break;
    case CORDIAL_BANNER_ACTION_NONE:
    default:
      break;
    }
}

/**
 * cordial_connection_banner_new:
 *
 * Returns: (transfer floating): a hidden banner
 */
GtkWidget *
cordial_connection_banner_new (void)
{
  return g_object_new (CORDIAL_TYPE_CONNECTION_BANNER, NULL);
}

/**
 * cordial_connection_banner_set_account:
 * @self: a banner
 * @account: (nullable): whose connection it tells of
 */
void
cordial_connection_banner_set_account (CordialConnectionBanner *self, CordialAccount *account)
{
  g_return_if_fail (CORDIAL_IS_CONNECTION_BANNER (self));

  if (self->account == account)
    return;
  if (self->account)
    g_signal_handlers_disconnect_by_data (self->account, self);
  g_set_object (&self->account, account);
  self->away_since_us = 0;
  self->announced = CORDIAL_LINK_ONLINE;
  self->announced_storage = CORDIAL_STORAGE_FINE;
  if (account)
    g_signal_connect_object (account, "notify", G_CALLBACK (on_account_notify), self, G_CONNECT_SWAPPED);
  show_content (self);
}

static void
cordial_connection_banner_dispose (GObject *object)
{
  CordialConnectionBanner *self = CORDIAL_CONNECTION_BANNER (object);

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->account)
    g_signal_handlers_disconnect_by_data (self->account, self);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (cordial_connection_banner_parent_class)->dispose (object);
}

static void
cordial_connection_banner_class_init (CordialConnectionBannerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_connection_banner_dispose;

  /**
   * CordialConnectionBanner::details:
   *
   * The person asks what is wrong with the server's certificate, or whose account that is.
   */
  signals[DETAILS] =
    g_signal_new ("details", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * CordialConnectionBanner::sign-in:
   *
   * The person wants to give a password again.
   */
  signals[SIGN_IN] =
    g_signal_new ("sign-in", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_connection_banner_init (CordialConnectionBanner *self)
{
  self->announced = CORDIAL_LINK_ONLINE;
  self->banner = ADW_BANNER (adw_banner_new (""));
  adw_banner_set_use_markup (self->banner, FALSE);
  g_signal_connect_object (self->banner, "button-clicked", G_CALLBACK (on_button_clicked), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->banner));
}
