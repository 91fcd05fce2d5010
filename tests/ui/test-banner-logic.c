/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every row of the banner's table, and the moments at which it must be looked at again.
 */

#include "cordial-banner-logic.h"

#define SECOND G_TIME_SPAN_SECOND
/* Any time; the arithmetic must not depend on it. */
#define START (1000 * SECOND)

static CordialBannerInput
away (CordialLinkState state)
{
  return (
    CordialBannerInput) { .link_state = state, .ever_online = TRUE, .away_since_us = START, .now_us = START + SECOND };
}

static void
assert_says (CordialBannerInput input, const char *text, CordialBannerAction action)
{
  g_auto (CordialBannerContent) content = { 0 };

  cordial_banner_decide (&input, &content);
  g_assert_cmpstr (content.text, ==, text);
  g_assert_cmpint (content.action, ==, action);
}

static void
test_states (void)
{
  CordialBannerInput first = away (CORDIAL_LINK_CONNECTING);

  first.ever_online = FALSE;
  assert_says (first, "Connecting…", CORDIAL_BANNER_ACTION_NONE);
  assert_says (away (CORDIAL_LINK_CONNECTING), "Reconnecting…", CORDIAL_BANNER_ACTION_NONE);
  assert_says (away (CORDIAL_LINK_NO_NETWORK), "No network connection", CORDIAL_BANNER_ACTION_NONE);
  assert_says (away (CORDIAL_LINK_OFFLINE), NULL, CORDIAL_BANNER_ACTION_NONE);
  assert_says (away (CORDIAL_LINK_ONLINE), NULL, CORDIAL_BANNER_ACTION_NONE);
}

static void
test_refusals (void)
{
  CordialBannerInput input = away (CORDIAL_LINK_REFUSED);

  input.refusal = CORDIAL_REFUSAL_CERTIFICATE;
  assert_says (input, "The server's certificate is not trusted", CORDIAL_BANNER_ACTION_DETAILS);
  input.refusal = CORDIAL_REFUSAL_SIGN_IN;
  assert_says (input, "Signed out by the server", CORDIAL_BANNER_ACTION_SIGN_IN);
  input.refusal = CORDIAL_REFUSAL_PASSWORD;
  assert_says (input, "Your password is needed to connect", CORDIAL_BANNER_ACTION_SIGN_IN);
  input.refusal = CORDIAL_REFUSAL_KEYRING;
  assert_says (input, "The password store is locked", CORDIAL_BANNER_ACTION_UNLOCK);
  input.refusal = CORDIAL_REFUSAL_OTHER_ACCOUNT;
  assert_says (input, "The server has another account under your name now", CORDIAL_BANNER_ACTION_DETAILS);
  input.refusal = CORDIAL_REFUSAL_ACCOUNT;
  input.reason = "The server has suspended this account.";
  assert_says (input, "The server has suspended this account.", CORDIAL_BANNER_ACTION_TRY_NOW);
  input.refusal = CORDIAL_REFUSAL_FORBIDDEN;
  assert_says (input, "The server does not let Cordial in", CORDIAL_BANNER_ACTION_TRY_NOW);
  input.refusal = CORDIAL_REFUSAL_NOT_A_CHAT_SERVER;
  assert_says (input, "What answers at the server's address is not a chat server", CORDIAL_BANNER_ACTION_TRY_NOW);
}

/* While it is looked at again the sentence stands; whoever types a password anew sees that something happens. */
static void
test_looks_again (void)
{
  CordialBannerInput input = away (CORDIAL_LINK_CONNECTING);

  input.refusal = CORDIAL_REFUSAL_CERTIFICATE;
  assert_says (input, "The server's certificate is not trusted", CORDIAL_BANNER_ACTION_DETAILS);
  input.refusal = CORDIAL_REFUSAL_NOT_A_CHAT_SERVER;
  assert_says (input, "What answers at the server's address is not a chat server", CORDIAL_BANNER_ACTION_TRY_NOW);
  input.refusal = CORDIAL_REFUSAL_ACCOUNT;
  input.reason = "Suspended.";
  assert_says (input, "Suspended.", CORDIAL_BANNER_ACTION_TRY_NOW);
  input.refusal = CORDIAL_REFUSAL_SIGN_IN;
  assert_says (input, "Reconnecting…", CORDIAL_BANNER_ACTION_NONE);
}

/* Said at once, and also of an account that is online. */
static void
test_storage (void)
{
  CordialBannerInput input = { .link_state = CORDIAL_LINK_ONLINE, .now_us = START, .storage = CORDIAL_STORAGE_FULL };
  const char *text = "New messages cannot be kept: the disk is full or cannot be written to";

  assert_says (input, text, CORDIAL_BANNER_ACTION_NONE);
  input.link_state = CORDIAL_LINK_CONNECTING;
  input.away_since_us = START;
  assert_says (input, text, CORDIAL_BANNER_ACTION_NONE);
  input.storage = CORDIAL_STORAGE_DAMAGED;
  assert_says (input, "The messages of this account are damaged: quit Cordial and start it again",
               CORDIAL_BANNER_ACTION_NONE);
}

static void
test_grace (void)
{
  CordialBannerInput input = away (CORDIAL_LINK_CONNECTING);
  g_auto (CordialBannerContent) early = { 0 };
  g_auto (CordialBannerContent) late = { 0 };

  input.now_us = START + CORDIAL_BANNER_GRACE_US - 1;
  cordial_banner_decide (&input, &early);
  g_assert_null (early.text);
  g_assert_cmpint (early.look_again_us, ==, START + CORDIAL_BANNER_GRACE_US);

  input.now_us = early.look_again_us;
  cordial_banner_decide (&input, &late);
  g_assert_nonnull (late.text);
  g_assert_cmpint (late.look_again_us, ==, 0);
}

static void
test_away_since (void)
{
  gint64 since = 0;

  since = cordial_banner_away_since (since, CORDIAL_LINK_ONLINE, START);
  g_assert_cmpint (since, ==, 0);
  since = cordial_banner_away_since (since, CORDIAL_LINK_WAITING, START + 1);
  g_assert_cmpint (since, ==, START + 1);
  /* A change of state while away does not start the grace anew. */
  since = cordial_banner_away_since (since, CORDIAL_LINK_CONNECTING, START + 2);
  g_assert_cmpint (since, ==, START + 1);
  since = cordial_banner_away_since (since, CORDIAL_LINK_ONLINE, START + 3);
  g_assert_cmpint (since, ==, 0);
  g_assert_cmpint (cordial_banner_away_since (START, CORDIAL_LINK_OFFLINE, START + 4), ==, 0);
}

/* Walks from each moment to the next as the widget does: twelve different texts, then the attempt. */
static void
test_countdown (void)
{
  CordialBannerInput input = away (CORDIAL_LINK_WAITING);

  input.retry_at_us = input.now_us + 12 * SECOND;
  for (int seconds = 12; seconds > 0; seconds--)
    {
      g_auto (CordialBannerContent) content = { 0 };
      g_autofree char *text = g_strdup_printf ("Reconnecting in %d s", seconds);

      cordial_banner_decide (&input, &content);
      g_assert_cmpstr (content.text, ==, text);
      g_assert_cmpint (content.action, ==, CORDIAL_BANNER_ACTION_TRY_NOW);
      g_assert_cmpint (content.look_again_us, >, input.now_us);
      g_assert_cmpint (content.look_again_us, <=, input.now_us + SECOND);
      input.now_us = content.look_again_us;
    }
  assert_says (input, "Reconnecting…", CORDIAL_BANNER_ACTION_NONE);

  input.now_us += SECOND;
  assert_says (input, "Reconnecting…", CORDIAL_BANNER_ACTION_NONE);
  input.retry_at_us = 0;
  assert_says (input, "Reconnecting…", CORDIAL_BANNER_ACTION_NONE);
  /* A part of a second is still a second, never «in 0 s». */
  input.retry_at_us = input.now_us + 1;
  assert_says (input, "Reconnecting in 1 s", CORDIAL_BANNER_ACTION_TRY_NOW);
}

static void
test_outbox (void)
{
  CordialBannerInput input = away (CORDIAL_LINK_NO_NETWORK);
  const char *expected[] = { NULL, "1 message will be sent when you are back",
                             "2 messages will be sent when you are back" };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_auto (CordialBannerContent) content = { 0 };

      input.waiting_messages = i;
      cordial_banner_decide (&input, &content);
      g_assert_cmpstr (content.outbox_text, ==, expected[i]);
    }

  g_auto (CordialBannerContent) hidden = { 0 };

  input.now_us = input.away_since_us;
  cordial_banner_decide (&input, &hidden);
  g_assert_null (hidden.outbox_text);
}

static void
test_labels (void)
{
  g_assert_null (cordial_banner_action_label (CORDIAL_BANNER_ACTION_NONE));
  g_assert_cmpstr (cordial_banner_action_label (CORDIAL_BANNER_ACTION_TRY_NOW), ==, "Try Now");
  g_assert_cmpstr (cordial_banner_action_label (CORDIAL_BANNER_ACTION_DETAILS), ==, "Details…");
  g_assert_cmpstr (cordial_banner_action_label (CORDIAL_BANNER_ACTION_SIGN_IN), ==, "Sign In");
  g_assert_cmpstr (cordial_banner_action_label (CORDIAL_BANNER_ACTION_UNLOCK), ==, "Unlock");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/banner/states", test_states);
  g_test_add_func ("/banner/refusals", test_refusals);
  g_test_add_func ("/banner/looks-again", test_looks_again);
  g_test_add_func ("/banner/storage", test_storage);
  g_test_add_func ("/banner/grace", test_grace);
  g_test_add_func ("/banner/away-since", test_away_since);
  g_test_add_func ("/banner/countdown", test_countdown);
  g_test_add_func ("/banner/outbox", test_outbox);
  g_test_add_func ("/banner/labels", test_labels);
  return g_test_run ();
}
