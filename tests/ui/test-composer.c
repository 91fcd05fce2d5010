/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A text leaves the composer only when its message is on disk, and nothing typed meanwhile is lost, doubled or reordered.
 */

#include "cordial-composer.h"
#include "fake-model.h"
#include "patience.h"
#include "widgets.h"

typedef struct
{
  GtkWidget *window;
  CordialComposer *composer;
  CordialConversation *ada;
  CordialConversation *bea;
  GtkTextView *text_view;
  GtkTextBuffer *buffer;
  GtkWidget *send;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = gtk_window_new ();
  fixture->composer = CORDIAL_COMPOSER (cordial_composer_new ());
  fixture->ada = fake_conversation_new ("ada", "Ada", CORDIAL_CONVERSATION_DIRECT);
  fixture->bea = fake_conversation_new ("bea", "Bea", CORDIAL_CONVERSATION_DIRECT);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->composer));
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->text_view = GTK_TEXT_VIEW (widgets_find_by_type (GTK_WIDGET (fixture->composer), GTK_TYPE_TEXT_VIEW));
  fixture->buffer = gtk_text_view_get_buffer (fixture->text_view);
  fixture->send = widgets_find_by_class (GTK_WIDGET (fixture->composer), "composer-send");
  cordial_composer_set_conversation (fixture->composer, fixture->ada);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->ada);
  g_object_unref (fixture->bea);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
type (Fixture *fixture, const char *text)
{
  gtk_text_buffer_insert_at_cursor (fixture->buffer, text, -1);
}

static void
send_text (Fixture *fixture)
{
  g_signal_emit_by_name (fixture->send, "clicked");
}

static void
finish (CordialConversation *conversation, const char *error)
{
  fake_conversation_finish_send (conversation, error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
assert_sent (CordialConversation *conversation, guint index, guint count, const char *expected)
{
  GPtrArray *sent = fake_conversation_get_calls (conversation)->sent;

  g_assert_cmpuint (sent->len, ==, count);
  g_assert_cmpstr (g_ptr_array_index (sent, index), ==, expected);
}

static void
wait_for_draft (CordialConversation *conversation, const char *expected)
{
  patience_wait (g_strcmp0 (cordial_conversation_get_draft (conversation), expected) == 0);
}

static gboolean
error_is_shown (Fixture *fixture)
{
  GtkWidget *revealer = widgets_find_by_type (GTK_WIDGET (fixture->composer), GTK_TYPE_REVEALER);

  return gtk_revealer_get_reveal_child (GTK_REVEALER (revealer));
}

static void
test_clears_when_durable (Fixture *fixture, gconstpointer data)
{
  type (fixture, "hello");
  send_text (fixture);
  assert_sent (fixture->ada, 0, 1, "hello");
  widgets_assert_text (fixture->buffer, "hello");
  finish (fixture->ada, NULL);
  widgets_assert_text (fixture->buffer, "");
  g_assert_null (cordial_conversation_get_draft (fixture->ada));
  g_assert_cmpuint (fake_conversation_get_calls (fixture->ada)->typed, >, 0);
}

static void
test_error_keeps_text (Fixture *fixture, gconstpointer data)
{
  type (fixture, "hello");
  send_text (fixture);
  finish (fixture->ada, "The disk is full.");
  widgets_assert_text (fixture->buffer, "hello");
  g_assert_true (error_is_shown (fixture));
  send_text (fixture);
  g_assert_false (error_is_shown (fixture));
  assert_sent (fixture->ada, 1, 2, "hello");
  finish (fixture->ada, NULL);
  widgets_assert_text (fixture->buffer, "");
}

static void
test_typing_while_sending (Fixture *fixture, gconstpointer data)
{
  type (fixture, "one");
  send_text (fixture);
  type (fixture, "two");
  send_text (fixture);
  /* Nothing new: nothing to send again. */
  send_text (fixture);
  type (fixture, "three");
  assert_sent (fixture->ada, 0, 1, "one");
  finish (fixture->ada, NULL);
  assert_sent (fixture->ada, 1, 2, "two");
  widgets_assert_text (fixture->buffer, "twothree");
  finish (fixture->ada, NULL);
  assert_sent (fixture->ada, 1, 2, "two");
  widgets_assert_text (fixture->buffer, "three");
}

static void
test_error_keeps_what_waits (Fixture *fixture, gconstpointer data)
{
  type (fixture, "one");
  send_text (fixture);
  type (fixture, "two");
  send_text (fixture);
  type (fixture, "three");
  finish (fixture->ada, "The disk is full.");
  widgets_assert_text (fixture->buffer, "one\ntwo\nthree");
  assert_sent (fixture->ada, 0, 1, "one");
}

static void
test_blank_is_not_sent (Fixture *fixture, gconstpointer data)
{
  g_assert_false (gtk_widget_get_sensitive (fixture->send));
  type (fixture, " \n\t\u00a0");
  g_assert_false (gtk_widget_get_sensitive (fixture->send));
  send_text (fixture);
  g_assert_cmpuint (fake_conversation_get_calls (fixture->ada)->sent->len, ==, 0);
  type (fixture, "x");
  g_assert_true (gtk_widget_get_sensitive (fixture->send));
}

static void
test_drafts (Fixture *fixture, gconstpointer data)
{
  type (fixture, "for Ada");
  wait_for_draft (fixture->ada, "for Ada");
  type (fixture, ", more");
  cordial_composer_set_conversation (fixture->composer, fixture->bea);
  g_assert_cmpstr (cordial_conversation_get_draft (fixture->ada), ==, "for Ada, more");
  widgets_assert_text (fixture->buffer, "");
  g_assert_null (cordial_conversation_get_draft (fixture->bea));
  cordial_composer_set_conversation (fixture->composer, fixture->ada);
  widgets_assert_text (fixture->buffer, "for Ada, more");
  gtk_text_buffer_set_text (fixture->buffer, "", -1);
  wait_for_draft (fixture->ada, NULL);
}

static void
test_leaving_while_sending (Fixture *fixture, gconstpointer data)
{
  type (fixture, "one");
  send_text (fixture);
  type (fixture, "two");
  cordial_composer_set_conversation (fixture->composer, fixture->bea);
  g_assert_cmpstr (cordial_conversation_get_draft (fixture->ada), ==, "one\ntwo");
  finish (fixture->ada, NULL);
  g_assert_cmpstr (cordial_conversation_get_draft (fixture->ada), ==, "two");
  widgets_assert_text (fixture->buffer, "");
}

static void
test_leaving_and_coming_back_while_sending (Fixture *fixture, gconstpointer data)
{
  type (fixture, "one");
  send_text (fixture);
  cordial_composer_set_conversation (fixture->composer, fixture->bea);
  cordial_composer_set_conversation (fixture->composer, fixture->ada);
  finish (fixture->ada, NULL);
  widgets_assert_text (fixture->buffer, "");
  assert_sent (fixture->ada, 0, 1, "one");
  g_assert_null (cordial_conversation_get_draft (fixture->ada));
}

static void
test_closing_while_sending (Fixture *fixture, gconstpointer data)
{
  type (fixture, "one");
  send_text (fixture);
  gtk_window_set_child (GTK_WINDOW (fixture->window), NULL);
  finish (fixture->ada, NULL);
  g_assert_null (cordial_conversation_get_draft (fixture->ada));
}

static void
test_not_writable (Fixture *fixture, gconstpointer data)
{
  g_assert_true (gtk_widget_get_child_visible (fixture->send) && gtk_widget_get_mapped (fixture->send));
  fake_conversation_set (fixture->ada, "writable", FALSE, NULL);
  type (fixture, "hello");
  send_text (fixture);
  g_assert_cmpuint (fake_conversation_get_calls (fixture->ada)->sent->len, ==, 0);
  fake_conversation_set (fixture->ada, "writable", TRUE, NULL);
  send_text (fixture);
  assert_sent (fixture->ada, 0, 1, "hello");
  finish (fixture->ada, NULL);
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found)
        return found;
    }
  return NULL;
}

/* It says why, and offers to take it away; what was begun is kept for when it goes on. */
static void
test_ended (Fixture *fixture, gconstpointer data)
{
  GtkWidget *remove = find_button (GTK_WIDGET (fixture->composer), "_Remove Chat");

  type (fixture, "hello");
  g_assert_false (gtk_widget_get_mapped (remove));
  fake_conversation_set (fixture->ada, "ending", "You are no longer a member of this group.", NULL);
  patience_wait (gtk_widget_get_mapped (remove));
  send_text (fixture);
  g_assert_cmpuint (fake_conversation_get_calls (fixture->ada)->sent->len, ==, 0);
  g_signal_emit_by_name (remove, "clicked");
  g_assert_cmpuint (fake_conversation_get_calls (fixture->ada)->removed, ==, 1);
  fake_conversation_set (fixture->ada, "ending", NULL, NULL);
  send_text (fixture);
  assert_sent (fixture->ada, 0, 1, "hello");
  finish (fixture->ada, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();

#define CASE(name, function) g_test_add ("/ui/composer/" name, Fixture, NULL, set_up, function, tear_down)
  CASE ("clears-when-durable", test_clears_when_durable);
  CASE ("error-keeps-text", test_error_keeps_text);
  CASE ("typing-while-sending", test_typing_while_sending);
  CASE ("error-keeps-what-waits", test_error_keeps_what_waits);
  CASE ("blank-is-not-sent", test_blank_is_not_sent);
  CASE ("drafts", test_drafts);
  CASE ("leaving-while-sending", test_leaving_while_sending);
  CASE ("leaving-and-coming-back-while-sending", test_leaving_and_coming_back_while_sending);
  CASE ("closing-while-sending", test_closing_while_sending);
  CASE ("not-writable", test_not_writable);
  CASE ("ended", test_ended);
#undef CASE
  return g_test_run ();
}
