/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the banner says, as a pure function of the link's state and the time: design section 7's table. The banner widget asks;
 * nothing here knows a widget, a clock or a timer.
 */

#define G_LOG_DOMAIN "cordial-banner-logic"

#include "cordial-config.h"

#include "cordial-banner-logic.h"

#include <glib/gi18n-lib.h>

/**
 * cordial_banner_away_since:
 * @away_since_us: what this returned the last time, 0 at first
 * @link_state: the state now
 * @now_us: monotonic time
 *
 * Returns: since when the link has been away, in monotonic microseconds; 0 if it is not, or if nobody asked for one
 */
gint64
cordial_banner_away_since (gint64 away_since_us, CordialLinkState link_state, gint64 now_us)
{
  if (link_state == CORDIAL_LINK_ONLINE || link_state == CORDIAL_LINK_OFFLINE)
    return 0;
  return away_since_us ? away_since_us : now_us;
}

static void
say_waiting (const CordialBannerInput *input, CordialBannerContent *content)
{
  gint64 left_us = input->retry_at_us - input->now_us;

  /* The moment between the end of the wait and the start of the attempt, and a wait without an end. */
  if (input->retry_at_us == 0 || left_us <= 0)
    {
      content->text = g_strdup (_ ("Reconnecting…"));
      return;
    }

  gint64 seconds = (left_us + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND;

  /* Translators: seconds until the next attempt to connect. */
  content->text = g_strdup_printf (_ ("Reconnecting in %d s"), (int) MIN (seconds, G_MAXINT));
  content->action = CORDIAL_BANNER_ACTION_TRY_NOW;
  content->look_again_us = input->retry_at_us - (seconds - 1) * G_TIME_SPAN_SECOND;
}

static void
say_refused (const CordialBannerInput *input, CordialBannerContent *content)
{
  switch (input->refusal)
    {
    case CORDIAL_REFUSAL_CERTIFICATE:
      content->text = g_strdup (_ ("The server's certificate is not trusted"));
      content->action = CORDIAL_BANNER_ACTION_DETAILS;
      break;
    case CORDIAL_REFUSAL_SIGN_IN:
      content->text = g_strdup (_ ("Signed out by the server"));
      content->action = CORDIAL_BANNER_ACTION_SIGN_IN;
      break;
    case CORDIAL_REFUSAL_PASSWORD:
      content->text = g_strdup (_ ("Your password is needed to connect"));
      content->action = CORDIAL_BANNER_ACTION_SIGN_IN;
      break;
    case CORDIAL_REFUSAL_KEYRING:
      content->text = g_strdup (_ ("The password store is locked"));
      content->action = CORDIAL_BANNER_ACTION_UNLOCK;
      break;
    case CORDIAL_REFUSAL_OTHER_ACCOUNT:
      content->text = g_strdup (_ ("The server has another account under your name now"));
      content->action = CORDIAL_BANNER_ACTION_DETAILS;
      break;
    case CORDIAL_REFUSAL_ACCOUNT:
      content->text = g_strdup (input->reason ? input->reason : _ ("The server does not let this account in"));
      content->action = CORDIAL_BANNER_ACTION_TRY_NOW;
      break;
    case CORDIAL_REFUSAL_FORBIDDEN:
      content->text = g_strdup (_ ("The server does not let Cordial in"));
      content->action = CORDIAL_BANNER_ACTION_TRY_NOW;
      break;
    case CORDIAL_REFUSAL_PROXY:
      content->text =
        g_strdup (input->reason ? input->reason : _ ("The proxy of this network wants a name and a password."));
      content->action = CORDIAL_BANNER_ACTION_SIGN_IN;
      break;
    case CORDIAL_REFUSAL_NOT_A_CHAT_SERVER:
      content->text = g_strdup (_ ("What answers at the server's address is not a chat server"));
      content->action = CORDIAL_BANNER_ACTION_TRY_NOW;
      break;
    case CORDIAL_REFUSAL_NONE:
    default:
      content->text = g_strdup (_ ("The server refused the connection"));
      content->action = CORDIAL_BANNER_ACTION_TRY_NOW;
      break;
    }
}

/**
 * cordial_banner_decide:
 * @input: what is known
 * @content: (out caller-allocates): what to show; free with cordial_banner_content_clear()
 *
 * Says what the banner shows at @input's time.
 */
void
cordial_banner_decide (const CordialBannerInput *input, CordialBannerContent *content)
{
  *content = (CordialBannerContent) { 0 };

  if (input->storage == CORDIAL_STORAGE_DAMAGED)
    {
      content->text = g_strdup (_ ("The messages of this account are damaged: quit Cordial and start it again"));
      return;
    }
  /* Whatever the line does: what comes is lost to view until the person does something about it. */
  if (input->storage == CORDIAL_STORAGE_FULL)
    {
      content->text = g_strdup (_ ("New messages cannot be kept: the disk is full or cannot be written to"));
      return;
    }
  if (input->away_since_us == 0)
    return;
  if (input->now_us - input->away_since_us < CORDIAL_BANNER_GRACE_US)
    {
      content->look_again_us = input->away_since_us + CORDIAL_BANNER_GRACE_US;
      return;
    }

  switch (input->link_state)
    {
    case CORDIAL_LINK_NO_NETWORK:
      content->text = g_strdup (_ ("No network connection"));
      break;
    case CORDIAL_LINK_CONNECTING:
      /* The look whether it still stands is no news; its answer will be. */
      if (input->refusal == CORDIAL_REFUSAL_CERTIFICATE || input->refusal == CORDIAL_REFUSAL_ACCOUNT ||
          input->refusal == CORDIAL_REFUSAL_FORBIDDEN || input->refusal == CORDIAL_REFUSAL_PROXY ||
          input->refusal == CORDIAL_REFUSAL_NOT_A_CHAT_SERVER)
        say_refused (input, content);
      else
        content->text = g_strdup (input->ever_online ? _ ("Reconnecting…") : _ ("Connecting…"));
      break;
    case CORDIAL_LINK_WAITING:
      say_waiting (input, content);
      break;
    case CORDIAL_LINK_REFUSED:
      say_refused (input, content);
      break;
    case CORDIAL_LINK_OFFLINE:
    case CORDIAL_LINK_ONLINE:
    default:
      return;
    }

  if (input->waiting_messages > 0)
    content->outbox_text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u message will be sent when you are back",
                                    "%u messages will be sent when you are back", input->waiting_messages),
                       input->waiting_messages);
}

/**
 * cordial_banner_content_clear:
 * @content: what cordial_banner_decide() filled
 */
void
cordial_banner_content_clear (CordialBannerContent *content)
{
  g_clear_pointer (&content->text, g_free);
  g_clear_pointer (&content->outbox_text, g_free);
}

/**
 * cordial_banner_action_label:
 * @action: what the button does
 *
 * Returns: (nullable): the button's label; %NULL for no button
 */
const char *
cordial_banner_action_label (CordialBannerAction action)
{
  switch (action)
    {
    case CORDIAL_BANNER_ACTION_TRY_NOW:
      return _ ("Try Now");
    case CORDIAL_BANNER_ACTION_DETAILS:
      return _ ("Details…");
    case CORDIAL_BANNER_ACTION_SIGN_IN:
      return _ ("Sign In");
    case CORDIAL_BANNER_ACTION_UNLOCK:
      /* Translators: the password store, a keyring. */
      return C_ ("password store", "Unlock");
    case CORDIAL_BANNER_ACTION_NONE:
    default:
      return NULL;
    }
}
