/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fields of the list of accounts, and what the files that work on it share. For no file outside this folder.
 */

#pragma once

#include "cordial-accounts.h"
#include "cordial-login.h"

G_BEGIN_DECLS

struct _CordialAccounts
{
  GObject parent_instance;

  char *folder;
  int lock;             /* of the folder; -1 for none */
  GSource *lock_source; /* while another process works on it */
  CordialCredentials *credentials;
  CordialProtocolFactory factory;
  const CordialContentFormat *format;
  gpointer factory_data;
  GDestroyNotify factory_destroy;

  GListStore *accounts;
  GHashTable *logins;     /* CordialAccount → CordialLogin, for as long as it is in the list */
  GHashTable *opening;    /* id → what cordial-accounts-load.c knows of it: of those whose messages are being updated */
  GHashTable *damaged;    /* set of the ids of those whose database is damaged */
  GHashTable *signing_in; /* set of the ids that somebody is signing in to */
  GCancellable *cancellable;
  gint64 files_limit; /* in bytes; 0 until somebody says it */
  guint n_opened;     /* of the updates that are done, until all are */
  double progress;    /* of the updates */
  char *load_error;
  char *local_uri;
  GTlsCertificate *refused_certificate;
};

/* (transfer full) */
CordialProtocol *cordial_accounts_make_protocol (CordialAccounts *self, const CordialProtocolSettings *settings);
/* (transfer full) (nullable): of the settings that are in the database; %NULL without an error if there are none */
CordialProtocol *cordial_accounts_make_kept_protocol (CordialAccounts *self, CordialStore *store, GError **error);
void cordial_accounts_add (CordialAccounts *self, CordialLogin *login);
/* (transfer full): of those whose database is in use */
GStrv cordial_accounts_dup_ids (CordialAccounts *self);

G_END_DECLS
