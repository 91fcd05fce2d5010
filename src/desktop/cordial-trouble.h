/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the desktop tells of an account that is not let in any more, or whose messages cannot be kept, while nobody looks: one
 * notification, gone when all is well again. Nobody would notice otherwise that nothing comes.
 */

#pragma once

#include <gio/gio.h>

#include "cordial-accounts.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_TROUBLE (cordial_trouble_get_type ())
G_DECLARE_FINAL_TYPE (CordialTrouble, cordial_trouble, CORDIAL, TROUBLE, GObject)

/**
 * CordialTroubleFuncs:
 * @is_needless: whether a person sees the window, which has a banner, or wants no notifications
 * @tell: shows @notification in the place of an earlier one of that id; %NULL takes it away
 */
typedef struct
{
  gboolean (*is_needless) (gpointer user_data);
  void (*tell) (const char *id, GNotification *notification, gpointer user_data);
} CordialTroubleFuncs;

CordialTrouble *cordial_trouble_new (CordialAccounts *accounts, const CordialTroubleFuncs *funcs, gpointer user_data);

G_END_DECLS
