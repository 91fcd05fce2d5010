/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the banner says, as a pure function of the link's state and the time: design section 7's table. The banner widget asks;
 * nothing here knows a widget, a clock or a timer.
 */

#pragma once

#include "cordial-link.h"
#include "cordial-storage.h"

G_BEGIN_DECLS

/* A drop shorter than this is not worth a word: most are mended by the first attempt, which comes at once. */
#define CORDIAL_BANNER_GRACE_US (800 * G_TIME_SPAN_MILLISECOND)

typedef enum
{
  CORDIAL_BANNER_ACTION_NONE,
  CORDIAL_BANNER_ACTION_TRY_NOW,
  CORDIAL_BANNER_ACTION_DETAILS,
  CORDIAL_BANNER_ACTION_SIGN_IN,
  CORDIAL_BANNER_ACTION_UNLOCK,
} CordialBannerAction;

/**
 * CordialBannerInput:
 * @link_state: of the account
 * @refusal: of the account
 * @reason: (nullable): one sentence, for a refusal that has many
 * @storage: of the account
 * @ever_online: whether the account was online since it was opened
 * @waiting_messages: outgoing messages that the server has not acknowledged
 * @away_since_us: monotonic time since when the account is not online; 0 while it is, see cordial_banner_away_since()
 * @retry_at_us: monotonic time of the next attempt; 0 if none is planned
 * @now_us: monotonic time
 */
typedef struct
{
  CordialLinkState link_state;
  CordialRefusal refusal;
  const char *reason;
  CordialStorage storage;
  gboolean ever_online;
  guint waiting_messages;
  gint64 away_since_us;
  gint64 retry_at_us;
  gint64 now_us;
} CordialBannerInput;

/**
 * CordialBannerContent:
 * @text: (nullable): the sentence; %NULL hides the banner
 * @outbox_text: (nullable): a second line on what waits to be sent
 * @action: what the button does
 * @look_again_us: monotonic time when the content changes by itself; 0 for never
 */
typedef struct
{
  char *text;
  char *outbox_text;
  CordialBannerAction action;
  gint64 look_again_us;
} CordialBannerContent;

gint64 cordial_banner_away_since (gint64 away_since_us, CordialLinkState link_state, gint64 now_us);
void cordial_banner_decide (const CordialBannerInput *input, CordialBannerContent *content);
void cordial_banner_content_clear (CordialBannerContent *content);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CordialBannerContent, cordial_banner_content_clear)

const char *cordial_banner_action_label (CordialBannerAction action);

G_END_DECLS
