/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the desktop tells of an account that is not let in any more, or whose messages cannot be kept, while nobody looks: one
 * notification, gone when all is well again. Nobody would notice otherwise that nothing comes.
 */
#define G_LOG_DOMAIN "cordial-desktop"

#include "cordial-config.h"

#include "cordial-trouble.h"

#include <glib/gi18n-lib.h>

/* What is on the screen of an account's trouble. */
typedef enum
{
  NOTHING,
  NOBODY_KNOWS, /* an earlier run may have told, and been ended by force */
  A_NOTIFICATION,
} Told;

struct _CordialTrouble
{
  GObject parent_instance;

  CordialAccounts *accounts;
  CordialTroubleFuncs funcs;
  gpointer user_data;
  GHashTable *known; /* CordialAccount → Told */
};

G_DEFINE_FINAL_TYPE (CordialTrouble, cordial_trouble, G_TYPE_OBJECT)

static char *
dup_id (CordialAccount *account)
{
  return g_strconcat ("trouble-", cordial_account_get_id (account), NULL);
}

static Told
get_told (CordialTrouble *self, CordialAccount *account)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->known, account));
}

static void
set_told (CordialTrouble *self, CordialAccount *account, Told told)
{
  g_hash_table_insert (self->known, g_object_ref (account), GINT_TO_POINTER (told));
}

static gboolean
is_not_kept (CordialAccount *account)
{
  return cordial_account_get_storage (account) != CORDIAL_STORAGE_FINE;
}

static char *
dup_title (CordialAccount *account)
{
  const char *login = cordial_account_get_login (account), *server = cordial_account_get_server (account);

  if (is_not_kept (account))
    /* Translators: the first is a user's name, the second a server. */
    return g_strdup_printf (_ ("%s on %s cannot keep messages"), login, server);
  /* Translators: the first is a user's name, the second a server. */
  return g_strdup_printf (_ ("%s on %s is not connected"), login, server);
}

/* The banner says the same. */
static const char *
get_body (CordialAccount *account)
{
  const char *reason = cordial_account_get_reason (account);

  if (cordial_account_get_storage (account) == CORDIAL_STORAGE_DAMAGED)
    return _ ("The messages of this account are damaged: quit Cordial and start it again");
  if (is_not_kept (account))
    return _ ("New messages cannot be kept: the disk is full or cannot be written to");
  return reason ? reason : _ ("The server refused the connection.");
}

static void
tell (CordialTrouble *self, CordialAccount *account)
{
  g_autofree char *id = dup_id (account);
  g_autofree char *title = dup_title (account);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, get_body (account));
  g_notification_set_category (notification, is_not_kept (account) ? "device.error" : "network.error");
  set_told (self, account, A_NOTIFICATION);
  self->funcs.tell (id, notification, self->user_data);
}

static void
take_back (CordialTrouble *self, CordialAccount *account)
{
  g_autofree char *id = dup_id (account);

  set_told (self, account, NOTHING);
  self->funcs.tell (id, NULL, self->user_data);
}

/* Once, however often it is looked at again in vain. */
static void
look (CordialTrouble *self, GParamSpec *pspec, CordialAccount *account)
{
  CordialLinkState state = cordial_account_get_link_state (account);
  Told told = get_told (self, account);

  if (state == CORDIAL_LINK_REFUSED || is_not_kept (account))
    {
      if (told != A_NOTIFICATION && !self->funcs.is_needless (self->user_data))
        tell (self, account);
    }
  else if ((state == CORDIAL_LINK_ONLINE && told != NOTHING) ||
           (state == CORDIAL_LINK_OFFLINE && told == A_NOTIFICATION))
    take_back (self, account);
}

static void
forget (CordialTrouble *self, CordialAccount *account)
{
  g_signal_handlers_disconnect_by_data (account, self);
  if (get_told (self, account) != NOTHING)
    take_back (self, account);
}

static void
on_accounts_changed (CordialTrouble *self)
{
  GListModel *accounts = G_LIST_MODEL (self->accounts);
  g_autoptr (GPtrArray) known = g_hash_table_get_keys_as_ptr_array (self->known);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (CordialAccount) account = g_list_model_get_item (accounts, i);

      if (g_ptr_array_remove_fast (known, account))
        continue;
      set_told (self, account, NOBODY_KNOWS);
      g_signal_connect_swapped (account, "notify::link-state", G_CALLBACK (look), self);
      g_signal_connect_swapped (account, "notify::storage", G_CALLBACK (look), self);
      look (self, NULL, account);
    }
  for (guint i = 0; i < known->len; i++)
    {
      forget (self, known->pdata[i]);
      g_hash_table_remove (self->known, known->pdata[i]);
    }
}

static void
cordial_trouble_dispose (GObject *object)
{
  CordialTrouble *self = CORDIAL_TROUBLE (object);
  GHashTableIter iter;
  gpointer account;

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &account, NULL))
    g_signal_handlers_disconnect_by_data (account, self);
  g_hash_table_remove_all (self->known);
  g_clear_object (&self->accounts);
  G_OBJECT_CLASS (cordial_trouble_parent_class)->dispose (object);
}

static void
cordial_trouble_finalize (GObject *object)
{
  g_hash_table_unref (CORDIAL_TROUBLE (object)->known);
  G_OBJECT_CLASS (cordial_trouble_parent_class)->finalize (object);
}

static void
cordial_trouble_class_init (CordialTroubleClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_trouble_dispose;
  G_OBJECT_CLASS (klass)->finalize = cordial_trouble_finalize;
}

static void
cordial_trouble_init (CordialTrouble *self)
{
  self->known = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

/**
 * cordial_trouble_new:
 * @accounts: whose connections are watched
 * @funcs: how it is told, and when there is no need
 * @user_data: for @funcs
 *
 * Returns: (transfer full): at work
 */
CordialTrouble *
cordial_trouble_new (CordialAccounts *accounts, const CordialTroubleFuncs *funcs, gpointer user_data)
{
  CordialTrouble *self = g_object_new (CORDIAL_TYPE_TROUBLE, NULL);

  self->accounts = g_object_ref (accounts);
  self->funcs = *funcs;
  self->user_data = user_data;
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self, G_CONNECT_SWAPPED);
  on_accounts_changed (self);
  return self;
}
