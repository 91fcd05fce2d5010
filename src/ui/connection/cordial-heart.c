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
#include "cordial-server-address.h"
#include "cordial-strip-chart.h"

#include <glib/gi18n-lib.h>

/* What the chart shows: the last hour, or what there is of it; and how often it moves on while somebody looks, a pixel being
 * about so long. */
#define SPAN_MAX_US (60 * G_TIME_SPAN_MINUTE)
#define SPAN_MIN_US (2 * G_TIME_SPAN_MINUTE)
#define SLIDE_S 10
/* The longest that a heartbeat lets pass in silence, with its deadline and some patience. */
#define SILENCE_US (2 * G_TIME_SPAN_MINUTE)
/* Interruptions that are named one by one. */
#define NAMED_MAX 3

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
  CordialStripChart *chart;
  GtkLabel *start_label;
  GtkLabel *speed_label;
  GtkLabel *interruptions_label;

  CordialAccount *account;
  guint slide_source; /* while the popover is open */
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

/* A back end may have agreed on a heartbeat that is much slower. */
static gint64
get_longest_silence (CordialAccount *account)
{
  g_autoptr (CordialProtocolSettings) settings = cordial_account_dup_settings (account);

  return SILENCE_US + (settings ? 2 * (gint64) settings->interval_ms * G_TIME_SPAN_MILLISECOND : 0);
}

/* The newest first. */
static char *
name_interruptions (const CordialConnectionSummary *summary)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  GString *text = g_string_new (NULL);
  guint n = 0;

  for (guint i = summary->stretches->len; i > 0 && n < NAMED_MAX; i--)
    {
      const CordialStretch *stretch = &g_array_index (summary->stretches, CordialStretch, i - 1);
      g_autofree char *words = NULL;

      if (stretch->kind != CORDIAL_STRETCH_AWAY)
        continue;
      words = cordial_connection_summary_stretch_to_words (stretch, zone, cordial_time_format_get_clock ());
      g_string_append_printf (text, "%s%s", n++ > 0 ? "\n" : "", words);
    }
  return g_string_free (text, FALSE);
}

/* In whole minutes, two at least, so that the label below the chart is round. */
static gint64
get_span (GArray *beats, gint64 now_us)
{
  gint64 age_us = beats->len > 0 ? now_us - g_array_index (beats, CordialBeat, 0).time_us : 0;
  gint64 steps = (age_us + SPAN_MIN_US - 1) / SPAN_MIN_US;

  return CLAMP (steps * SPAN_MIN_US, SPAN_MIN_US, SPAN_MAX_US);
}

static void
show_history (CordialHeart *self)
{
  gint64 now_us = g_get_real_time ();
  g_autoptr (GArray) beats = cordial_account_dup_beats (self->account);
  gint64 span_us = get_span (beats, now_us);
  CordialConnectionSummary *summary =
    cordial_connection_summary_new (beats, now_us - span_us, now_us, get_longest_silence (self->account));
  g_autofree char *speed = cordial_connection_summary_format_speed (summary);
  g_autofree char *interruptions = name_interruptions (summary);
  g_autofree char *whole = cordial_connection_summary_format_span (span_us);
  /* Translators: a duration, such as «30 minutes»: below a chart. */
  g_autofree char *start = g_strdup_printf (_ ("%s ago"), whole);
  guint n = cordial_connection_summary_count_interruptions (summary);
  g_autofree char *words = NULL;

  if (n > NAMED_MAX)
    words = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u interruption, the newest:\n%s", "%u interruptions, the newest:\n%s", n), n,
      interruptions);
  else
    words = n > 0 ? g_steal_pointer (&interruptions) : g_strdup (_ ("No interruption."));
  gtk_label_set_label (self->start_label, start);
  gtk_label_set_label (self->speed_label, speed ? speed : "");
  gtk_widget_set_visible (GTK_WIDGET (self->speed_label), speed != NULL);
  gtk_label_set_label (self->interruptions_label, words);
  if (summary->connected_since_us > 0 && cordial_account_get_link_state (self->account) == CORDIAL_LINK_ONLINE)
    {
      g_autofree char *span = cordial_connection_summary_format_span (now_us - summary->connected_since_us);
      /* Translators: a duration, such as «12 minutes». */
      g_autofree char *state = g_strdup_printf (_ ("Connected for %s"), span);

      adw_action_row_set_subtitle (self->state_row, state);
    }
  cordial_strip_chart_take_summary (self->chart, summary);
}

static gboolean
on_slide (gpointer user_data)
{
  CordialHeart *self = user_data;

  if (self->account)
    show_history (self);
  return G_SOURCE_CONTINUE;
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
  show_history (self);
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
  g_clear_handle_id (&self->slide_source, g_source_remove);
  self->slide_source = g_timeout_add_seconds (SLIDE_S, on_slide, self);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->slide_source), "[cordial] strip chart");
}

static void
on_popover_hide (CordialHeart *self)
{
  g_clear_handle_id (&self->slide_source, g_source_remove);
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
  g_clear_handle_id (&self->slide_source, g_source_remove);
  G_OBJECT_CLASS (cordial_heart_parent_class)->dispose (object);
}

static void
cordial_heart_class_init (CordialHeartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_heart_dispose;

  g_type_ensure (CORDIAL_TYPE_HEART_ICON);
  g_type_ensure (CORDIAL_TYPE_STRIP_CHART);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cordialchat/Cordial/ui/cordial-heart.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, button);
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, icon);
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, popover);
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, state_row);
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, server_row);
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, encryption_row);
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, round_trip_row);
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, chart);
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, start_label);
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, speed_label);
  gtk_widget_class_bind_template_child (widget_class, CordialHeart, interruptions_label);
  gtk_widget_class_bind_template_callback (widget_class, on_popover_show);
  gtk_widget_class_bind_template_callback (widget_class, on_popover_hide);
}

static void
cordial_heart_init (CordialHeart *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_state (self);
}
