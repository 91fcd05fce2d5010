/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the model in the hand of a test share.
 */

#pragma once

#include "fake-model.h"

G_BEGIN_DECLS

struct _CordialMessage
{
  GObject parent_instance;
  gint64 row;
  gint64 seq;
  gint64 time_ms;
  gint64 edited_ms;
  CordialContent *content;
  char *text;
  char *sender;
  char *error;
  gboolean outgoing;
  CordialMessageStatus status;
};

struct _CordialTimeline
{
  GObject parent_instance;
  GListStore *store;
  FakeCalls *calls;
  gboolean has_older;
};

G_END_DECLS
