/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fields of the application, shared by cordial-application.c and the files named after it alone.
 */

#pragma once

#include "cordial-application.h"

#include "cordial-accounts.h"
#include "cordial-proxy-keys.h"
#include "cordial-local-server.h"
#include "cordial-notifier.h"
#include "cordial-sound.h"
#include "cordial-trouble.h"
#include "cordial-window.h"

G_BEGIN_DECLS

struct _CordialApplication
{
  AdwApplication parent_instance;

  CordialCredentials *credentials;
  CordialAccounts *accounts;
  CordialLocalServer *local_server;
  GSettings *settings;
  CordialSound *sound;
  /* Of the networks' proxies; and what is being done about one that wants a name and a password. */
  CordialProxyKeys *proxy_keys;
  char *proxy;      /* (nullable): which */
  char *proxy_said; /* its sentence */
  gboolean proxy_looking;
  gboolean proxy_asking;
  gboolean proxy_declined;
  CordialNotifier *notifier;
  CordialTrouble *trouble;
  /* NULL while it is closed. */
  CordialWindow *window;
  GCancellable *cancellable;
  /* What the person was told of accounts that could not be opened. */
  char *told_load_error;
  /* «Try It» is under way, and its account is being made. */
  gboolean trying;
  gboolean signing_up;
  /* Started without a window, which has not been asked for yet; and that start is over. */
  gboolean in_background;
  gboolean activated;
  /* The application goes on without a window. */
  gboolean held;
  /* In a sandbox: whether the desktop was last asked to start it at login. */
  gboolean starts_at_login;
  /* What the person asked for before the account could be asked: (nullable) a link, opened once it is online. */
  char *link;
  guint signal_sources[2];
};

/* --- cordial-application-window.c --- */
/* Makes the window, or brings it to the front. */
void cordial_application_show_window (CordialApplication *self);
/* Which accounts could not be opened, if there is somebody to tell. */
void cordial_application_tell_about_accounts (CordialApplication *self);
/* Why passwords are asked for at each start, if they are. */
void cordial_application_tell_about_credentials (CordialApplication *self);

/* --- cordial-application-actions.c: what menus, keys and notifications ask for --- */
void cordial_application_add_actions (CordialApplication *self);

/* --- cordial-application-desktop.c: background, start at login, appearance, links --- */
void cordial_application_meet_desktop (CordialApplication *self);
void cordial_application_update_hold (CordialApplication *self);
void cordial_application_watch_window (CordialApplication *self);
void cordial_application_open_link (CordialApplication *self, const char *link);

/* --- cordial-application-proxy.c: proxies that want a name and a password --- */
void cordial_application_meet_proxies (CordialApplication *self);
void cordial_application_sign_in_to_proxy (CordialApplication *self);

/* --- cordial-application-local.c: the server on this computer --- */
/* Opens the accounts that there are, and those that come later: they may have to be updated first. */
void cordial_application_meet_accounts (CordialApplication *self);
void cordial_application_try_it (CordialApplication *self);

G_END_DECLS
