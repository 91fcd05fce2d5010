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

#include "cordial-notifier-private.h"

#include "cordial-portal.h"

#include <string.h>

#define PORTAL_INTERFACE "org.freedesktop.portal.Notification"
/* Milliseconds in which messages of a chat are gathered before they are told. */
#define GATHER_MS 200
/* Milliseconds after a chat's first notification in which it is not replaced: for the daemon to answer. */
#define FIRST_MS 1000

G_DEFINE_FINAL_TYPE (CordialNotifier, cordial_notifier, G_TYPE_OBJECT)

enum
{
  SIGNAL_REPLY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
pending_free (gpointer data)
{
  CordialNotification *pending = data;

  g_clear_handle_id (&pending->source, g_source_remove);
  g_signal_handlers_disconnect_by_data (pending->conversation, pending);
  g_object_unref (pending->account);
  g_object_unref (pending->conversation);
  g_free (pending->id);
  g_free (pending->text);
  g_free (pending->sender_id);
  g_free (pending);
}

/* --- Replies ------------------------------------------------------------------------------------------------------- */

static CordialNotification *
find_pending (CordialNotifier *self, const char *id)
{
  GHashTableIter iter;
  CordialNotification *pending;

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
  CordialNotification *pending;

  if (!g_str_equal (signal, "ActionInvoked") || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssav)")))
    return;
  g_variant_get (parameters, "(&s&s@av)", &id, &action, &values);
  pending = find_pending (self, id);
  if (!pending || !g_str_equal (action, CORDIAL_NOTIFIER_REPLY))
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
         g_variant_lookup (options, "button-purpose", "^a&s", &purposes) &&
         g_strv_contains (purposes, CORDIAL_NOTIFIER_PURPOSE_REPLY);
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

/* Asked of the daemon behind the first notification of a chat. */
typedef struct
{
  CordialNotifier *notifier; /* not held: gone where the question was cancelled */
  char *id;
} Question;

/* What was to be taken away meanwhile goes now, unless the chat has told of something else. */
static void
on_daemon_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  CordialNotifier *self = question->notifier;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      gboolean left = GPOINTER_TO_INT (g_hash_table_lookup (self->unanswered, question->id));
      CordialNotification *pending = find_pending (self, question->id);

      g_hash_table_remove (self->unanswered, question->id);
      if (left && (!pending || pending->may_replace_us == 0))
        g_application_withdraw_notification (self->application, question->id);
    }
  g_free (question->id);
  g_free (question);
}

/* GLib forgets a notification that is taken away before the daemon has said which one it made, and it stays on the screen (2.84,
 * gfdonotificationbackend.c). A question behind that is answered behind that. */
static void
ask_behind (CordialNotifier *self, const char *id)
{
  Question *question = g_new (Question, 1);

  question->notifier = self;
  question->id = g_strdup (id);
  g_hash_table_insert (self->unanswered, g_strdup (id), GINT_TO_POINTER (FALSE));
  g_dbus_proxy_call (self->daemon, "GetServerInformation", NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable,
                     on_daemon_answered, question);
}

static gboolean
on_gathered (gpointer user_data)
{
  CordialNotification *pending = user_data;
  gboolean first = pending->may_replace_us == 0;

  pending->source = 0;
  if (first)
    pending->may_replace_us = g_get_monotonic_time () + FIRST_MS * G_TIME_SPAN_MILLISECOND;
  cordial_notification_send (pending);
  if (first && pending->notifier->daemon && !pending->notifier->portal && !pending->notifier->gnome)
    ask_behind (pending->notifier, pending->id);
  return G_SOURCE_REMOVE;
}

static void
show (CordialNotification *pending)
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
  else if (g_hash_table_contains (self->unanswered, id))
    g_hash_table_insert (self->unanswered, g_strdup (id), GINT_TO_POINTER (TRUE));
  else
    g_application_withdraw_notification (self->application, id);
}

static void
withdraw (CordialNotification *pending)
{
  CordialNotifier *self = pending->notifier;

  take_away (self, pending->id);
  g_hash_table_remove (self->pending, pending->conversation);
}

static void
on_conversation_notify (CordialNotification *pending)
{
  if ((cordial_conversation_is_quiet (pending->conversation) && !pending->mentions) ||
      cordial_conversation_get_read (pending->conversation) >= pending->last_seq)
    withdraw (pending);
}

static CordialNotification *
ensure_pending (CordialNotifier *self, CordialAccount *account, CordialConversation *conversation)
{
  CordialNotification *pending = g_hash_table_lookup (self->pending, conversation);

  if (pending)
    return pending;
  pending = g_new0 (CordialNotification, 1);
  pending->notifier = self;
  pending->account = g_object_ref (account);
  pending->conversation = g_object_ref (conversation);
  pending->id =
    g_strconcat ("chat-", cordial_account_get_id (account), "-", cordial_conversation_get_id (conversation), NULL);
  g_signal_connect_swapped (conversation, "notify::read", G_CALLBACK (on_conversation_notify), pending);
  g_signal_connect_swapped (conversation, "notify::muted", G_CALLBACK (on_conversation_notify), pending);
  g_signal_connect_swapped (conversation, "notify::archived", G_CALLBACK (on_conversation_notify), pending);
  g_hash_table_insert (self->pending, conversation, pending);
  return pending;
}

/* (transfer container): of a muted chat, or one that was put away, only what mentions the person, if they want that */
static GPtrArray *
find_told (CordialNotifier *self, CordialConversation *conversation, GPtrArray *messages)
{
  gboolean quiet = cordial_conversation_is_quiet (conversation);
  gboolean mentions = g_settings_get_boolean (self->settings, "notify-mentions") &&
                      cordial_conversation_get_kind (conversation) == CORDIAL_CONVERSATION_GROUP;
  GPtrArray *told = g_ptr_array_new ();

  for (guint i = 0; i < messages->len; i++)
    if (!quiet || (mentions && cordial_conversation_mentions_owner (conversation, g_ptr_array_index (messages, i))))
      g_ptr_array_add (told, g_ptr_array_index (messages, i));
  return told;
}

static void
on_news (CordialNotifier *self, CordialConversation *conversation, GPtrArray *messages, CordialAccount *account)
{
  CordialNotification *pending;
  g_autoptr (GPtrArray) told = NULL;

  if (!g_settings_get_boolean (self->settings, "notifications") || self->is_seen (conversation, self->is_seen_data) ||
      must_not_disturb (self))
    return;
  told = find_told (self, conversation, messages);
  if (told->len == 0)
    return;
  pending = ensure_pending (self, account, conversation);
  pending->mentions = cordial_conversation_is_quiet (conversation);
  for (guint i = 0; i < told->len; i++)
    {
      CordialMessageRecord *message = g_ptr_array_index (told, i);

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
  CordialNotification *pending;

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
      CordialNotification *pending = g_ptr_array_index (all, i);

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
  CordialNotification *pending;

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
  g_clear_pointer (&self->unanswered, g_hash_table_unref);
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
  self->unanswered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cancellable = g_cancellable_new ();
}
