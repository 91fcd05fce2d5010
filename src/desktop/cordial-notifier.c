/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tells the person of messages that cannot be seen: one notification a chat, gone as soon as the chat is read anywhere. Where the
 * desktop's portal lets a notification be answered in place, it goes there; otherwise GNotification finds the way. Without a
 * notification daemon nothing happens, and nothing waits for one. What comes at nearly the same time is told at once: GNotification
 * knows which notification to replace only when the daemon has answered, and would leave two on the screen.
 */

#define G_LOG_DOMAIN "cordial-notifier"

#include "cordial-config.h"

#include "cordial-notifier.h"

#include "cordial-portal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PORTAL_INTERFACE "org.freedesktop.portal.Notification"
/* Purpose of a button that is a field to type into (the portal's documentation, version 2). */
#define PURPOSE_REPLY "im.reply-with-text"
#define REPLY_ACTION "reply"
/* Milliseconds in which messages of a chat are gathered before they are told. */
#define GATHER_MS 200
/* Milliseconds after a chat's first notification in which it is not replaced: for the daemon to answer. */
#define FIRST_MS 1000

struct _CordialNotifier
{
  GObject parent_instance;

  GApplication *application; /* owns this */
  CordialAccounts *accounts;
  GSettings *settings;
  CordialNotifierSeenFunc is_seen;
  gpointer is_seen_data;

  GPtrArray *known;      /* CordialAccount: those that are listened to */
  GHashTable *pending;   /* CordialConversation → Pending */
  GSettings *desktop;    /* (nullable): GNOME's own of notifications */
  GDBusProxy *daemon;    /* (nullable): tells «do not disturb» on other desktops */
  gboolean daemon_known; /* what it can */
  gboolean markup;       /* it takes the body of a notification for markup */
  guint watch;           /* of GNOME's own daemon, which is preferred and takes plain text */
  gboolean gnome;        /* that is there */
  GDBusProxy *portal;    /* (nullable): takes notifications that can be answered in place */
  guint n_asked;         /* of these two, those that have not answered; until then nothing is told or taken away */
  GPtrArray *left;       /* ids: what is to be taken away then */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (CordialNotifier, cordial_notifier, G_TYPE_OBJECT)

enum
{
  SIGNAL_REPLY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What one chat's notification says. */
typedef struct
{
  CordialNotifier *notifier;
  CordialAccount *account;
  CordialConversation *conversation;
  char *id;
  gint64 first_seq; /* the first that the person has not seen; 0 if an earlier run told, or nobody did */
  gint64 last_seq;
  guint count;
  gboolean held;         /* it is told as soon as it is known how */
  guint source;          /* it is told in a moment */
  gint64 may_replace_us; /* monotonic; 0 while nothing was told */
  char *text;            /* what stands for the last */
  char *sender_id;
} Pending;

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  g_clear_handle_id (&pending->source, g_source_remove);
  g_signal_handlers_disconnect_by_data (pending->conversation, pending);
  g_object_unref (pending->account);
  g_object_unref (pending->conversation);
  g_free (pending->id);
  g_free (pending->text);
  g_free (pending->sender_id);
  g_free (pending);
}

/* --- What it says -------------------------------------------------------------------------------------------------- */

static char *
dup_body (Pending *pending)
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
make_target (Pending *pending)
{
  return g_variant_new (CORDIAL_NOTIFIER_TARGET, cordial_account_get_id (pending->account),
                        cordial_conversation_get_id (pending->conversation), pending->first_seq);
}

static GVariant *
make_read_target (Pending *pending)
{
  return g_variant_new (CORDIAL_NOTIFIER_TARGET, cordial_account_get_id (pending->account),
                        cordial_conversation_get_id (pending->conversation), pending->last_seq);
}

static const char *
get_title (Pending *pending)
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
send_plain (Pending *pending, const char *text)
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
send_to_portal (Pending *pending, const char *body)
{
  GVariantBuilder notification = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GVariantBuilder buttons = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  GBytes *avatar = cordial_conversation_get_avatar (pending->conversation);

  add_button (&buttons, _ ("Reply"), REPLY_ACTION, NULL, PURPOSE_REPLY);
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

static Pending *
find_pending (CordialNotifier *self, const char *id)
{
  GHashTableIter iter;
  Pending *pending;

  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &pending))
    {
      if (g_str_equal (pending->id, id))
        return pending;
    }
  return NULL;
}

/* ActionInvoked (s id, s action, av parameter): what was typed is the only text among the parameters, as the button has no target
 * of its own. */
static void
on_portal_signal (CordialNotifier *self, const char *sender, const char *signal, GVariant *parameters)
{
  const char *id, *action;
  g_autoptr (GVariant) values = NULL;
  Pending *pending;

  if (!g_str_equal (signal, "ActionInvoked") || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssav)")))
    return;
  g_variant_get (parameters, "(&s&s@av)", &id, &action, &values);
  pending = find_pending (self, id);
  if (!pending || !g_str_equal (action, REPLY_ACTION))
    return;
  for (gsize i = 0; i < g_variant_n_children (values); i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (values, i);
      g_autoptr (GVariant) value = g_variant_get_variant (boxed);

      if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
        {
          g_signal_emit (self, signals[SIGNAL_REPLY], 0, pending->conversation, pending->last_seq,
                         g_variant_get_string (value, NULL));
          return;
        }
    }
}

static gboolean
takes_replies (GDBusProxy *portal)
{
  g_autoptr (GVariant) options = g_dbus_proxy_get_cached_property (portal, "SupportedOptions");
  g_autofree const char **purposes = NULL;

  return options && g_variant_is_of_type (options, G_VARIANT_TYPE_VARDICT) &&
         g_variant_lookup (options, "button-purpose", "^a&s", &purposes) && g_strv_contains (purposes, PURPOSE_REPLY);
}

/* --- Do not disturb ------------------------------------------------------------------------------------------------ */

/* GNOME keeps it as a setting; others as a property of their daemon. */
static gboolean
must_not_disturb (CordialNotifier *self)
{
  g_autoptr (GVariant) inhibited = self->daemon ? g_dbus_proxy_get_cached_property (self->daemon, "Inhibited") : NULL;

  if (inhibited && g_variant_is_of_type (inhibited, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (inhibited))
    return TRUE;
  return self->desktop && !g_settings_get_boolean (self->desktop, "show-banners");
}

static GSettings *
open_desktop_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema =
    source ? g_settings_schema_source_lookup (source, "org.gnome.desktop.notifications", TRUE) : NULL;

  return schema && g_settings_schema_has_key (schema, "show-banners") ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

/* --- Show and take away -------------------------------------------------------------------------------------------- */

static gboolean
on_gathered (gpointer user_data)
{
  Pending *pending = user_data;
  g_autofree char *body = dup_body (pending);

  pending->source = 0;
  if (pending->may_replace_us == 0)
    pending->may_replace_us = g_get_monotonic_time () + FIRST_MS * G_TIME_SPAN_MILLISECOND;
  if (pending->notifier->portal)
    send_to_portal (pending, body);
  else
    send_plain (pending, body);
  return G_SOURCE_REMOVE;
}

static void
show (Pending *pending)
{
  gint64 rest_ms = (pending->may_replace_us - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND;

  if (pending->source != 0)
    return;
  pending->source = g_timeout_add ((guint) MAX (rest_ms, GATHER_MS), on_gathered, pending);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, pending->source), "[cordial] notification");
}

static void
take_away (CordialNotifier *self, const char *id)
{
  if (self->n_asked > 0)
    g_ptr_array_add (self->left, g_strdup (id));
  else if (self->portal)
    g_dbus_proxy_call (self->portal, "RemoveNotification", g_variant_new ("(s)", id), G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                       NULL, NULL);
  else
    g_application_withdraw_notification (self->application, id);
}

static void
withdraw (Pending *pending)
{
  CordialNotifier *self = pending->notifier;

  take_away (self, pending->id);
  g_hash_table_remove (self->pending, pending->conversation);
}

static void
on_conversation_notify (Pending *pending)
{
  if (cordial_conversation_get_muted (pending->conversation) ||
      cordial_conversation_get_read (pending->conversation) >= pending->last_seq)
    withdraw (pending);
}

static Pending *
ensure_pending (CordialNotifier *self, CordialAccount *account, CordialConversation *conversation)
{
  Pending *pending = g_hash_table_lookup (self->pending, conversation);

  if (pending)
    return pending;
  pending = g_new0 (Pending, 1);
  pending->notifier = self;
  pending->account = g_object_ref (account);
  pending->conversation = g_object_ref (conversation);
  pending->id =
    g_strconcat ("chat-", cordial_account_get_id (account), "-", cordial_conversation_get_id (conversation), NULL);
  g_signal_connect_swapped (conversation, "notify::read", G_CALLBACK (on_conversation_notify), pending);
  g_signal_connect_swapped (conversation, "notify::muted", G_CALLBACK (on_conversation_notify), pending);
  g_hash_table_insert (self->pending, conversation, pending);
  return pending;
}

static void
on_news (CordialNotifier *self, CordialConversation *conversation, GPtrArray *messages, CordialAccount *account)
{
  Pending *pending;

  if (!g_settings_get_boolean (self->settings, "notifications") || cordial_conversation_get_muted (conversation) ||
      self->is_seen (conversation, self->is_seen_data) || must_not_disturb (self))
    return;
  pending = ensure_pending (self, account, conversation);
  for (guint i = 0; i < messages->len; i++)
    {
      CordialMessageRecord *message = g_ptr_array_index (messages, i);

      pending->count++;
      if (pending->first_seq == 0 || message->seq < pending->first_seq)
        pending->first_seq = message->seq;
      /* A gap is filled from its newest end. */
      if (message->seq < pending->last_seq)
        continue;
      pending->last_seq = message->seq;
      g_free (pending->text);
      pending->text = cordial_conversation_dup_preview (conversation, message);
      g_set_str (&pending->sender_id, message->sender_id);
    }
  if (self->n_asked > 0)
    pending->held = TRUE;
  else
    show (pending);
}

/* --- The ways ------------------------------------------------------------------------------------------------------ */

/* What an earlier run told through the portal only the portal takes away, and whoever is not to be disturbed is not told at the
 * start either: so that what came meanwhile has waited until both have answered. */
static void
way_known (CordialNotifier *self)
{
  GHashTableIter iter;
  Pending *pending;

  if (--self->n_asked > 0)
    return;
  for (guint i = 0; i < self->left->len; i++)
    take_away (self, self->left->pdata[i]);
  g_ptr_array_set_size (self->left, 0);
  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &pending))
    {
      if (!pending->held)
        continue;
      pending->held = FALSE;
      if (must_not_disturb (self))
        g_hash_table_iter_remove (&iter);
      else
        show (pending);
    }
}

static void
on_portal (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusProxy) portal = g_dbus_proxy_new_for_bus_finish (result, &error);
  CordialNotifier *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = CORDIAL_NOTIFIER (user_data);
  if (portal && takes_replies (portal))
    {
      self->portal = g_steal_pointer (&portal);
      g_signal_connect_object (self->portal, "g-signal", G_CALLBACK (on_portal_signal), self, G_CONNECT_SWAPPED);
    }
  way_known (self);
}

static void
on_capabilities (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);
  g_autofree const char **capabilities = NULL;
  CordialNotifier *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = CORDIAL_NOTIFIER (user_data);
  if (answer && g_variant_is_of_type (answer, G_VARIANT_TYPE ("(as)")))
    g_variant_get (answer, "(^a&s)", &capabilities);
  self->markup = capabilities && g_strv_contains (capabilities, "body-markup");
  if (!self->daemon_known)
    {
      self->daemon_known = TRUE;
      way_known (self);
    }
}

/* Another one may be there now. */
static void
ask_daemon (CordialNotifier *self)
{
  g_dbus_proxy_call (self->daemon, "GetCapabilities", NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable,
                     on_capabilities, self);
}

static void
on_gnome_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  CORDIAL_NOTIFIER (user_data)->gnome = TRUE;
}

static void
on_gnome_vanished (GDBusConnection *bus, const char *name, gpointer user_data)
{
  CORDIAL_NOTIFIER (user_data)->gnome = FALSE;
}

static void
on_daemon (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusProxy) daemon = g_dbus_proxy_new_for_bus_finish (result, &error);
  CordialNotifier *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = CORDIAL_NOTIFIER (user_data);
  self->daemon = g_steal_pointer (&daemon);
  if (!self->daemon)
    {
      self->daemon_known = TRUE;
      way_known (self);
      return;
    }
  g_signal_connect_object (self->daemon, "notify::g-name-owner", G_CALLBACK (ask_daemon), self, G_CONNECT_SWAPPED);
  ask_daemon (self);
}

/* --- Accounts ------------------------------------------------------------------------------------------------------ */

/* Chats that are not there any more, or whose account is not. */
static void
sweep (CordialNotifier *self)
{
  g_autoptr (GPtrArray) all = g_hash_table_get_values_as_ptr_array (self->pending);

  for (guint i = 0; i < all->len; i++)
    {
      Pending *pending = g_ptr_array_index (all, i);

      if (!g_ptr_array_find (self->known, pending->account, NULL) ||
          cordial_account_get_conversation (pending->account, cordial_conversation_get_id (pending->conversation)) !=
            pending->conversation)
        withdraw (pending);
    }
}

static void
on_chat_list_changed (CordialNotifier *self, guint position, guint removed)
{
  if (removed > 0)
    sweep (self);
}

static void
forget_account (gpointer data, gpointer self)
{
  g_signal_handlers_disconnect_by_data (data, self);
  g_signal_handlers_disconnect_by_data (cordial_account_get_chat_list (data), self);
}

/* What an earlier run told is still on the screen, and goes when it is read like the rest. Which chats those were nobody has written
 * down: whatever is unread may be one. */
static void
expect_left_behind (CordialNotifier *self, CordialAccount *account)
{
  GListModel *chats = cordial_account_get_chat_list (account);

  for (guint i = 0; i < g_list_model_get_n_items (chats); i++)
    {
      g_autoptr (CordialConversation) conversation = g_list_model_get_item (chats, i);

      if (cordial_conversation_get_unread (conversation) > 0)
        ensure_pending (self, account, conversation);
    }
}

static void
on_accounts_changed (CordialNotifier *self)
{
  g_ptr_array_foreach (self->known, forget_account, self);
  g_ptr_array_set_size (self->known, 0);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      g_signal_connect_swapped (account, "news", G_CALLBACK (on_news), self);
      g_signal_connect_swapped (cordial_account_get_chat_list (account), "items-changed",
                                G_CALLBACK (on_chat_list_changed), self);
      expect_left_behind (self, account);
      g_ptr_array_add (self->known, g_steal_pointer (&account));
    }
  sweep (self);
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

/**
 * cordial_notifier_new:
 * @application: registered; sends what the portal does not take
 * @accounts: whose messages are told
 * @settings: "notifications" and "notifications-show-text"
 * @is_seen: tells what needs no telling
 * @user_data: for @is_seen
 *
 * Returns: (transfer full): a notifier, at work
 */
CordialNotifier *
cordial_notifier_new (GApplication *application,
                      CordialAccounts *accounts,
                      GSettings *settings,
                      CordialNotifierSeenFunc is_seen,
                      gpointer user_data)
{
  CordialNotifier *self = g_object_new (CORDIAL_TYPE_NOTIFIER, NULL);

  self->application = application;
  self->accounts = g_object_ref (accounts);
  self->settings = g_object_ref (settings);
  self->is_seen = is_seen;
  self->is_seen_data = user_data;
  self->desktop = open_desktop_settings ();
  self->n_asked = cordial_portal_is_wanted () ? 2 : 1;
  g_signal_connect_swapped (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self);
  on_accounts_changed (self);
  g_dbus_proxy_new_for_bus (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, NULL,
                            "org.freedesktop.Notifications", "/org/freedesktop/Notifications",
                            "org.freedesktop.Notifications", self->cancellable, on_daemon, self);
  self->watch = g_bus_watch_name (G_BUS_TYPE_SESSION, "org.gtk.Notifications", G_BUS_NAME_WATCHER_FLAGS_NONE,
                                  on_gnome_appeared, on_gnome_vanished, self, NULL);
  if (cordial_portal_is_wanted ())
    g_dbus_proxy_new_for_bus (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_NONE, NULL, CORDIAL_PORTAL_NAME,
                              CORDIAL_PORTAL_PATH, PORTAL_INTERFACE, self->cancellable, on_portal, self);
  return self;
}

/**
 * cordial_notifier_withdraw:
 * @self: a notifier
 * @conversation: what the person has taken note of in another way
 */
void
cordial_notifier_withdraw (CordialNotifier *self, CordialConversation *conversation)
{
  Pending *pending;

  g_return_if_fail (CORDIAL_IS_NOTIFIER (self));

  pending = g_hash_table_lookup (self->pending, conversation);
  if (pending)
    withdraw (pending);
}

static void
cordial_notifier_dispose (GObject *object)
{
  CordialNotifier *self = CORDIAL_NOTIFIER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  if (self->accounts)
    g_signal_handlers_disconnect_by_data (self->accounts, self);
  if (self->known)
    g_ptr_array_foreach (self->known, forget_account, self);
  g_clear_pointer (&self->known, g_ptr_array_unref);
  g_clear_pointer (&self->pending, g_hash_table_unref);
  g_clear_pointer (&self->left, g_ptr_array_unref);
  g_clear_object (&self->accounts);
  g_clear_object (&self->settings);
  g_clear_object (&self->desktop);
  g_clear_object (&self->daemon);
  g_clear_object (&self->portal);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (cordial_notifier_parent_class)->dispose (object);
}

static void
cordial_notifier_class_init (CordialNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_notifier_dispose;

  /**
   * CordialNotifier::reply:
   * @conversation: where to
   * @seq: the newest message that the notification told of, read thereby
   * @text: what was typed
   *
   * The person answered in the notification itself.
   */
  signals[SIGNAL_REPLY] = g_signal_new ("reply", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 3, CORDIAL_TYPE_CONVERSATION, G_TYPE_INT64, G_TYPE_STRING);
}

static void
cordial_notifier_init (CordialNotifier *self)
{
  self->known = g_ptr_array_new_with_free_func (g_object_unref);
  self->pending = g_hash_table_new_full (NULL, NULL, NULL, pending_free);
  self->left = g_ptr_array_new_with_free_func (g_free);
  self->cancellable = g_cancellable_new ();
}
