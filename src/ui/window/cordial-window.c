/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window: welcome while there is no account, then the chats of one with the banner of its connection. It shows what the model
 * has and asks the application for what only that can do.
 */

#define G_LOG_DOMAIN "cordial-window"

#include "cordial-config.h"

#include "cordial-window-private.h"

#include "cordial-menu-names.h"
#include "cordial-preferences-dialog.h"
#include "cordial-search-dialog.h"
#include "cordial-server-dialog.h"
#include "cordial-shortcuts-dialog.h"
#include "cordial-sign-in-page.h"
#include "cordial-sign-out.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (CordialWindow, cordial_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  TRY_IT,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* What the person has in front: in a narrow window that is either the chats or one of them. */
static CordialConversation *
get_front (CordialWindow *self)
{
  gboolean hidden = adw_navigation_split_view_get_collapsed (self->split_view) &&
                    !adw_navigation_split_view_get_show_content (self->split_view);

  return hidden ? NULL : cordial_conversation_view_get_conversation (self->conversation);
}

static void
update_front (CordialWindow *self)
{
  cordial_chat_list_pane_set_front (self->chat_list, get_front (self));
}

/* A key that no widget wanted is for the message that is written. Not below a dialog, and not out of a popover, which has its own. */
static gboolean
on_key_pressed (CordialWindow *self,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                GtkEventControllerKey *controller)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (get_front (self) == NULL || adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self)) ||
      (focus && gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER)))
    return GDK_EVENT_PROPAGATE;
  return cordial_composer_take_key (cordial_conversation_view_get_composer (self->conversation), controller, keyval,
                                    state);
}

static void
show_conversation (CordialWindow *self, CordialConversation *conversation)
{
  const char *name = conversation ? cordial_conversation_get_name (conversation) : NULL;

  cordial_conversation_view_set_conversation (self->conversation, conversation);
  cordial_chat_list_pane_select (self->chat_list, conversation);
  adw_navigation_page_set_title (self->conversation_page, name && *name ? name : _ ("Conversation"));
  update_front (self);
}

/* Below a header bar, so that the buttons in it never move: the conversation's where there are two. */
static void
place_banner (CordialWindow *self)
{
  gboolean beside_list = adw_navigation_split_view_get_collapsed (self->split_view) &&
                         !adw_navigation_split_view_get_show_content (self->split_view);
  AdwBin *place = beside_list ? cordial_chat_list_pane_get_banner_place (self->chat_list)
                              : cordial_conversation_view_get_banner_place (self->conversation);
  GtkWidget *banner = GTK_WIDGET (self->banner);

  if (adw_bin_get_child (place) == banner)
    return;
  g_object_ref (banner);
  if (gtk_widget_get_parent (banner))
    adw_bin_set_child (ADW_BIN (gtk_widget_get_parent (banner)), NULL);
  adw_bin_set_child (place, banner);
  g_object_unref (banner);
}

/* What is open when the program starts again; none where a narrow window shows the list. */
static void
keep_open_chat (CordialWindow *self)
{
  CordialConversation *open = cordial_conversation_view_get_conversation (self->conversation);
  gboolean shown = open && (!adw_navigation_split_view_get_collapsed (self->split_view) ||
                            adw_navigation_split_view_get_show_content (self->split_view));

  g_settings_set (self->settings, "open-chat", "(ss)", shown ? cordial_account_get_id (self->account) : "",
                  shown ? cordial_conversation_get_id (open) : "");
}

static void
on_conversation_activated (CordialWindow *self, CordialConversation *conversation)
{
  show_conversation (self, conversation);
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
  keep_open_chat (self);
}

static void
on_page_changed (CordialWindow *self)
{
  place_banner (self);
  update_front (self);
  if (self->account && cordial_conversation_view_get_conversation (self->conversation))
    keep_open_chat (self);
}

static void
open_kept_chat (CordialWindow *self)
{
  g_autofree char *account_id = NULL, *id = NULL;
  CordialConversation *conversation;

  g_settings_get (self->settings, "open-chat", "(ss)", &account_id, &id);
  if (g_strcmp0 (account_id, cordial_account_get_id (self->account)) != 0)
    return;
  conversation = cordial_account_get_conversation (self->account, id);
  if (conversation)
    on_conversation_activated (self, conversation);
}

/* What a list of windows shows of us. */
static void
update_title (CordialWindow *self)
{
  guint unread = 0;
  g_autofree char *title = NULL;

  if (self->account)
    g_object_get (self->account, "unread", &unread, NULL);
  if (unread > 0)
    /* Translators: title of the window; the number is that of unread messages. */
    title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "(%u) Cordial", "(%u) Cordial", unread), unread);
  gtk_window_set_title (GTK_WINDOW (self), title ? title : _ ("Cordial"));
}

/* A conversation that is no longer there cannot stay open. */
static void
on_chats_changed (CordialWindow *self)
{
  CordialConversation *open = cordial_conversation_view_get_conversation (self->conversation);

  if (open == NULL || cordial_account_get_conversation (self->account, cordial_conversation_get_id (open)) == open)
    return;
  show_conversation (self, NULL);
  adw_navigation_split_view_set_show_content (self->split_view, FALSE);
}

static void
on_refused_request (CordialWindow *self, CordialConversation *conversation, const char *sentence)
{
  cordial_window_show_toast (self, sentence);
}

/* Who has an account that is still being updated is not welcomed like somebody new. */
static void
update_page (CordialWindow *self)
{
  const char *page = "welcome";

  if (self->account)
    page = "chats";
  else if (cordial_accounts_get_open_elsewhere (self->accounts))
    page = "elsewhere";
  else if (cordial_accounts_get_updating (self->accounts))
    page = "updating";
  gtk_progress_bar_set_fraction (self->update_progress, cordial_accounts_get_update_progress (self->accounts));
  gtk_stack_set_visible_child_name (self->stack, page);
}

static void
show_account (CordialWindow *self, CordialAccount *account)
{
  if (self->account != account)
    {
      if (self->account)
        {
          g_signal_handlers_disconnect_by_data (cordial_account_get_chat_list (self->account), self);
          g_signal_handlers_disconnect_by_data (self->account, self);
        }
      show_conversation (self, NULL);
      g_set_object (&self->account, account);
      if (account)
        {
          g_signal_connect_object (cordial_account_get_chat_list (account), "items-changed",
                                   G_CALLBACK (on_chats_changed), self, G_CONNECT_SWAPPED);
          g_signal_connect_object (account, "notify::unread", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
          g_signal_connect_object (account, "refused", G_CALLBACK (on_refused_request), self, G_CONNECT_SWAPPED);
          g_signal_connect_object (account, "notify::refusal", G_CALLBACK (cordial_window_answer_refusal), self,
                                   G_CONNECT_SWAPPED);
        }
      update_title (self);
      cordial_chat_list_pane_set_account (self->chat_list, account);
      cordial_conversation_view_set_chats (self->conversation,
                                           account != NULL ? cordial_account_get_chat_list (account) : NULL);
      cordial_connection_banner_set_account (self->banner, account);
      cordial_heart_set_account (self->heart, account);
      adw_navigation_split_view_set_show_content (self->split_view, FALSE);
      if (account)
        open_kept_chat (self);
    }

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.sign-out", account != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.search", account != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.server-settings",
                                 account != NULL && cordial_account_get_has_settings (account));
  update_page (self);
  if (account)
    {
      /* For the next time; it also forgets what was typed, and a password with it. */
      adw_navigation_view_pop_to_page (self->welcome_view, ADW_NAVIGATION_PAGE (self->welcome_page));
      cordial_window_set_trying (self, FALSE, NULL);
    }
}

static void
show_first_account (CordialWindow *self)
{
  g_autoptr (CordialAccount) first = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);

  show_account (self, first);
}

static void
on_accounts_changed (CordialWindow *self)
{
  show_first_account (self);
  cordial_window_tell_about_credentials (self);
}

static void
on_sign_in (CordialWindow *self)
{
  adw_navigation_view_push (self->welcome_view, cordial_sign_in_page_new (self->accounts, FALSE));
}

static void
on_create_account (CordialWindow *self)
{
  adw_navigation_view_push (self->welcome_view, cordial_sign_in_page_new (self->accounts, TRUE));
}

static void
on_try_it (CordialWindow *self)
{
  g_signal_emit (self, signals[TRY_IT], 0);
}

static void
sign_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CordialWindow *self = CORDIAL_WINDOW (widget);

  cordial_sign_out_ask (self->accounts, self->account, widget);
}

static void
on_found (CordialWindow *self, CordialConversation *conversation, gint64 seq)
{
  if (!self->account)
    return;
  cordial_window_show_conversation (self, self->account, conversation, 0);
  if (seq > 0)
    cordial_conversation_view_go_to (self->conversation, seq);
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CordialWindow *self = CORDIAL_WINDOW (widget);
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self));

  if (!self->account || CORDIAL_IS_SEARCH_DIALOG (dialog))
    return;
  dialog = cordial_search_dialog_new (self->account);
  g_signal_connect_object (dialog, "chosen", G_CALLBACK (on_found), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, widget);
}

static void
server_settings_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CordialWindow *self = CORDIAL_WINDOW (widget);

  adw_dialog_present (cordial_server_dialog_new (self->accounts, self->account), widget);
}

static void
on_chat_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialConversation) conversation =
    cordial_account_start_conversation_finish (CORDIAL_ACCOUNT (source), result, &error);

  if (self->account != CORDIAL_ACCOUNT (source))
    return;
  if (conversation)
    cordial_window_show_conversation (self, self->account, conversation, 0);
  else
    cordial_window_show_toast (self, error->message);
}

static void
start_chat_action (GtkWidget *widget, const char *name, GVariant *id)
{
  CordialWindow *self = CORDIAL_WINDOW (widget);
  CordialConversation *known =
    self->account ? cordial_account_get_conversation (self->account, g_variant_get_string (id, NULL)) : NULL;

  if (known && cordial_conversation_get_ending_sentence (known) == NULL)
    cordial_window_show_conversation (self, self->account, known, 0);
  else if (self->account)
    cordial_account_start_conversation_async (self->account, g_variant_get_string (id, NULL), NULL, on_chat_started,
                                              g_object_ref (self));
}

static void
on_active_changed (CordialWindow *self)
{
  if (self->account && gtk_window_is_active (GTK_WINDOW (self)))
    cordial_account_probe_if_stale (self->account);
}

static void
bind_settings (CordialWindow *self)
{
  CordialComposer *composer = cordial_conversation_view_get_composer (self->conversation);

  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "enter-sends", composer, "enter-sends", G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "spell-check", composer, "spell-check", G_SETTINGS_BIND_GET);
}

/**
 * cordial_window_new:
 * @application: whose window it is
 * @accounts: what it shows the first of
 * @settings: what the person chose
 * @sound: with what sound is recorded and played
 *
 * Returns: (transfer none): a window to present; GTK owns it
 */
CordialWindow *
cordial_window_new (GtkApplication *application, CordialAccounts *accounts, GSettings *settings, CordialSound *sound)
{
  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (accounts), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  CordialWindow *self = g_object_new (CORDIAL_TYPE_WINDOW, "application", application, NULL);

  self->accounts = g_object_ref (accounts);
  self->settings = g_object_ref (settings);
  bind_settings (self);
  cordial_conversation_view_set_sound (self->conversation, sound);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "notify::updating", G_CALLBACK (update_page), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "notify::n-damaged", G_CALLBACK (cordial_window_tell_about_damage), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "map", G_CALLBACK (cordial_window_tell_about_damage), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "notify::open-elsewhere", G_CALLBACK (update_page), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "notify::update-progress", G_CALLBACK (update_page), self, G_CONNECT_SWAPPED);
  show_first_account (self);
  self->told_about_credentials =
    self->account != NULL || cordial_accounts_get_updating (accounts) || cordial_accounts_get_open_elsewhere (accounts);
  return self;
}

/**
 * cordial_window_show_new_chat:
 * @self: a window
 *
 * Lets the person find somebody to talk to; nothing while there is no account.
 */
void
cordial_window_show_new_chat (CordialWindow *self)
{
  g_return_if_fail (CORDIAL_IS_WINDOW (self));

  if (self->account)
    cordial_chat_list_pane_show_new_chat (self->chat_list);
}

/**
 * cordial_window_show_preferences:
 * @self: a window
 */
void
cordial_window_show_preferences (CordialWindow *self)
{
  g_return_if_fail (CORDIAL_IS_WINDOW (self));

  adw_dialog_present (cordial_preferences_dialog_new (self->accounts, self->settings), GTK_WIDGET (self));
}

/**
 * cordial_window_show_shortcuts:
 * @self: a window
 */
void
cordial_window_show_shortcuts (CordialWindow *self)
{
  g_return_if_fail (CORDIAL_IS_WINDOW (self));

  adw_dialog_present (cordial_shortcuts_dialog_new (g_settings_get_boolean (self->settings, "enter-sends")),
                      GTK_WIDGET (self));
}

/**
 * cordial_window_show_conversation:
 * @self: a window
 * @account: one of the accounts
 * @conversation: one of its conversations
 * @seq: number of the message to bring onto the screen; 0 for none in particular
 */
void
cordial_window_show_conversation (CordialWindow *self,
                                  CordialAccount *account,
                                  CordialConversation *conversation,
                                  gint64 seq)
{
  AdwDialog *dialog;

  g_return_if_fail (CORDIAL_IS_WINDOW (self));
  g_return_if_fail (CORDIAL_IS_ACCOUNT (account));
  g_return_if_fail (CORDIAL_IS_CONVERSATION (conversation));

  /* Nobody would see it behind a dialog; one with unsaved input asks first. */
  while ((dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self))) &&
         adw_dialog_close (dialog))
    ;
  show_account (self, account);
  on_conversation_activated (self, conversation);
  if (seq > 0)
    cordial_conversation_view_show_message (self->conversation, seq);
}

/**
 * cordial_window_is_showing:
 * @self: a window
 * @conversation: a conversation
 *
 * Returns: whether the person has it in front: what is new in it need not be told
 */
gboolean
cordial_window_is_showing (CordialWindow *self, CordialConversation *conversation)
{
  g_return_val_if_fail (CORDIAL_IS_WINDOW (self), FALSE);

  return gtk_window_is_active (GTK_WINDOW (self)) && get_front (self) == conversation;
}

/**
 * cordial_window_set_trying:
 * @self: a window
 * @trying: the application's own server is being started, or the account on it made
 * @problem: (nullable): one sentence on why that did not work
 */
void
cordial_window_set_trying (CordialWindow *self, gboolean trying, const char *problem)
{
  g_return_if_fail (CORDIAL_IS_WINDOW (self));

  cordial_welcome_page_set_busy (self->welcome_page, trying);
  cordial_welcome_page_set_problem (self->welcome_page, problem);
}

static void
cordial_window_dispose (GObject *object)
{
  CordialWindow *self = CORDIAL_WINDOW (object);

  if (self->accounts)
    g_signal_handlers_disconnect_by_data (self->accounts, self);
  if (self->account)
    {
      g_signal_handlers_disconnect_by_data (cordial_account_get_chat_list (self->account), self);
      g_signal_handlers_disconnect_by_data (self->account, self);
    }
  g_clear_object (&self->day);
  g_clear_object (&self->account);
  g_clear_object (&self->accounts);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->credentials_problem, g_free);
  G_OBJECT_CLASS (cordial_window_parent_class)->dispose (object);
}

static void
cordial_window_class_init (CordialWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_window_dispose;

  /**
   * CordialWindow::try-it:
   *
   * The person wants an account on a server that the application starts on this computer. Answered by
   * cordial_window_set_trying().
   */
  signals[TRY_IT] =
    g_signal_new ("try-it", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (CORDIAL_TYPE_CHAT_LIST_PANE);
  g_type_ensure (CORDIAL_TYPE_CONNECTION_BANNER);
  g_type_ensure (CORDIAL_TYPE_CONVERSATION_VIEW);
  g_type_ensure (CORDIAL_TYPE_HEART);
  g_type_ensure (CORDIAL_TYPE_WELCOME_PAGE);
  gtk_widget_class_install_action (widget_class, "win.sign-out", NULL, sign_out_action);
  gtk_widget_class_install_action (widget_class, "win.start-chat", "s", start_chat_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.server-settings", NULL, server_settings_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cordialchat/Cordial/ui/cordial-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, CordialWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CordialWindow, update_progress);
  gtk_widget_class_bind_template_child (widget_class, CordialWindow, welcome_view);
  gtk_widget_class_bind_template_child (widget_class, CordialWindow, welcome_page);
  gtk_widget_class_bind_template_child (widget_class, CordialWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, CordialWindow, split_view);
  gtk_widget_class_bind_template_child (widget_class, CordialWindow, conversation_page);
  gtk_widget_class_bind_template_child (widget_class, CordialWindow, chat_list);
  gtk_widget_class_bind_template_child (widget_class, CordialWindow, conversation);
  gtk_widget_class_bind_template_child (widget_class, CordialWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, CordialWindow, heart);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_in);
  gtk_widget_class_bind_template_callback (widget_class, on_create_account);
  gtk_widget_class_bind_template_callback (widget_class, on_try_it);
  gtk_widget_class_bind_template_callback (widget_class, on_page_changed);
  gtk_widget_class_bind_template_callback (widget_class, cordial_window_show_banner_details);
  gtk_widget_class_bind_template_callback (widget_class, cordial_window_sign_in_again);
  gtk_widget_class_bind_template_callback (widget_class, on_conversation_activated);
}

static void
cordial_window_init (CordialWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  cordial_menu_names_follow_button (GTK_MENU_BUTTON (self->menu_button));
  cordial_chat_list_pane_add_header_end (self->chat_list, self->menu_button);
  cordial_chat_list_pane_add_header_start (self->chat_list, GTK_WIDGET (self->heart));
  place_banner (self);
  self->day = cordial_day_new (NULL);
  cordial_chat_list_pane_set_day (self->chat_list, self->day);
  cordial_conversation_view_set_day (self->conversation, self->day);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (on_active_changed), NULL);
}
