/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the notifier share.
 */

#pragma once

#include "cordial-notifier.h"

G_BEGIN_DECLS

/* The action of a notification's button that is a field to type into. */
#define CORDIAL_NOTIFIER_REPLY "reply"
/* The purpose that this button has (the portal's documentation, version 2). */
#define CORDIAL_NOTIFIER_PURPOSE_REPLY "im.reply-with-text"

struct _CordialNotifier
{
  GObject parent_instance;

  GApplication *application; /* owns this */
  CordialAccounts *accounts;
  GSettings *settings;
  CordialNotifierSeenFunc is_seen;
  gpointer is_seen_data;

  GPtrArray *known;      /* CordialAccount: those that are listened to */
  GHashTable *pending;   /* CordialConversation → CordialNotification */
  GSettings *desktop;    /* (nullable): GNOME's own of notifications */
  GDBusProxy *daemon;    /* (nullable): tells «do not disturb» on other desktops */
  gboolean daemon_known; /* what it can */
  gboolean markup;       /* it takes the body of a notification for markup */
  guint watch;           /* of GNOME's own daemon, which is preferred and takes plain text */
  gboolean gnome;        /* that is there */
  GDBusProxy *portal;    /* (nullable): takes notifications that can be answered in place */
  guint n_asked;         /* of these two, those that have not answered; until then nothing is told or taken away */
  GPtrArray *left;       /* ids: what is to be taken away then */
  GHashTable
    *unanswered; /* ids that the daemon was told of and has not answered for → whether they are to be taken away then */
  GCancellable *cancellable;
};

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
  gboolean mentions;     /* the chat is quiet: it tells only of what mentions the person */
  gboolean held;         /* it is told as soon as it is known how */
  guint source;          /* it is told in a moment */
  gint64 may_replace_us; /* monotonic; 0 while nothing was told */
  char *text;            /* what stands for the last */
  char *sender_id;
} CordialNotification;

/* cordial-notification.c */
void cordial_notification_send (CordialNotification *pending);

G_END_DECLS
