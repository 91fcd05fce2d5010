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

/* Whether that is to be read there. */
static gboolean
says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

static GtkWidget *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  GtkWidget *dialog = NULL;

  for (GList *link = windows; link && !dialog; link = link->next)
    dialog = widgets_find_by_type (link->data, ADW_TYPE_ALERT_DIALOG);
  return dialog;
}

static void
answer_removal (GtkWidget *remove, const char *response)
{
  g_autoptr (GtkWidget) dialog = NULL;

  g_signal_emit_by_name (remove, "clicked");
  patience_wait (find_dialog () != NULL);
  dialog = g_object_ref (find_dialog ());
  g_signal_emit_by_name (dialog, "response", response);
  adw_dialog_force_close (ADW_DIALOG (dialog));
  patience_wait (find_dialog () == NULL);
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
  g_assert_true (says (GTK_WIDGET (fixture->composer), "You are no longer a member of this group."));
  send_text (fixture);
  g_assert_cmpuint (fake_conversation_get_calls (fixture->ada)->sent->len, ==, 0);
  answer_removal (remove, "cancel");
  g_assert_cmpuint (fake_conversation_get_calls (fixture->ada)->removed, ==, 0);
  answer_removal (remove, "remove");
  g_assert_cmpuint (fake_conversation_get_calls (fixture->ada)->removed, ==, 1);
  fake_conversation_set (fixture->ada, "ending", NULL, NULL);
  send_text (fixture);
  assert_sent (fixture->ada, 0, 1, "hello");
  finish (fixture->ada, NULL);
}

/* Who blocked us may be written to all the same, and it is said what becomes of that. */
static void
test_unheard (Fixture *fixture, gconstpointer data)
{
  GtkWidget *composer = GTK_WIDGET (fixture->composer);
  g_autofree char *sentence =
    g_strdup_printf ("Your messages do not reach %s at the moment.", cordial_conversation_get_name (fixture->ada));

  g_assert_false (says (composer, sentence));
  fake_conversation_set (fixture->ada, "unheard", TRUE, NULL);
  patience_wait (says (composer, sentence));
  type (fixture, "hello");
  send_text (fixture);
  assert_sent (fixture->ada, 0, 1, "hello");
  finish (fixture->ada, NULL);
  cordial_composer_set_conversation (fixture->composer, fixture->bea);
  patience_wait (!says (composer, sentence));
  cordial_composer_set_conversation (fixture->composer, fixture->ada);
  patience_wait (says (composer, sentence));
  fake_conversation_set (fixture->ada, "unheard", FALSE, NULL);
  patience_wait (!says (composer, sentence));
}

/* --- What is pasted ---------------------------------------------------------------------------------------------- */

static void
paste (Fixture *fixture, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (fixture->text_view)), text);
  g_signal_emit_by_name (fixture->text_view, "paste-clipboard");
}

static void
test_line_ends (Fixture *fixture, gconstpointer data)
{
  paste (fixture, "one\r\ntwo\rthree\u2028four\u2029five\r\n\r\nsix");
  patience_wait (gtk_text_buffer_get_line_count (fixture->buffer) == 7);
  send_text (fixture);
  assert_sent (fixture->ada, 0, 1, "one\ntwo\nthree\nfour\nfive\n\nsix");
  finish (fixture->ada, NULL);
  gtk_text_buffer_undo (fixture->buffer);
  cordial_conversation_set_draft (fixture->bea, "from\r\nelsewhere");
  cordial_composer_set_conversation (fixture->composer, fixture->bea);
  widgets_assert_text (fixture->buffer, "from\nelsewhere");
}

static char *
dup_clipboard (Fixture *fixture)
{
  GdkContentProvider *provider = gdk_clipboard_get_content (gtk_widget_get_clipboard (GTK_WIDGET (fixture->text_view)));
  GValue value = G_VALUE_INIT;
  char *text;

  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (provider, &value, NULL));
  text = g_value_dup_string (&value);
  g_value_unset (&value);
  return text;
}

static guint
longest_paragraph (GtkTextBuffer *buffer)
{
  GtkTextIter at;
  guint longest = 0;

  gtk_text_buffer_get_start_iter (buffer, &at);
  do
    longest = MAX (longest, (guint) gtk_text_iter_get_bytes_in_line (&at));
  while (gtk_text_iter_forward_line (&at));
  return longest;
}

/* Makes the composer @width pixels wide, and the window with it. */
static void
widen (Fixture *fixture, int width)
{
  gtk_window_set_resizable (GTK_WINDOW (fixture->window), FALSE);
  gtk_widget_set_size_request (GTK_WIDGET (fixture->composer), width, -1);
  patience_wait (gtk_widget_get_width (GTK_WIDGET (fixture->composer)) == width);
}

/* The first letters of a script are slow, as their fonts are loaded when they are drawn. */
static void
show_letters (Fixture *fixture, const char *letters)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (fixture->window);
  gint64 drawn;

  type (fixture, letters);
  drawn = gdk_frame_clock_get_frame_counter (clock);
  patience_wait (
    (gtk_widget_queue_draw (GTK_WIDGET (fixture->text_view)), gdk_frame_clock_get_frame_counter (clock) > drawn + 1));
  gtk_text_buffer_set_text (fixture->buffer, "", -1);
}

/* A paragraph without end, of each kind, as wide and as narrow as a window is: it is laid out in pieces, which are the smaller the
 * longer their lines take, and is one line for whoever gets it. */
static void
test_long_paragraphs (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *piece;
    guint most; /* bytes of a paragraph */
  } kinds[] = {
    { "x", 4096 },
    { "word ", 4096 },
    { "字", 4096 },
    { "👨‍👩‍👧‍👦", 1024 },
    { "👨‍👩‍👧‍👦 ", 1024 },
    { "e\u0301\u0302\u0303", 512 },
    { "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e", 512 },
    { "❤️", 512 },
    { "😀", 512 },
    { "👍🏽 ", 512 },
  };
  const int widths[] = { 360, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (kinds) * G_N_ELEMENTS (widths); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *copied = NULL;
      guint kind = i / G_N_ELEMENTS (widths);

      widen (fixture, widths[i % G_N_ELEMENTS (widths)]);
      show_letters (fixture, kinds[kind].piece);
      while (text->len < 100 * 1024)
        g_string_append (text, kinds[kind].piece);
      g_string_append (text, "end");
      widgets_take_longest_turn_ms ();
      paste (fixture, text->str);
      patience_wait (gtk_text_buffer_get_char_count (fixture->buffer) > 0);
      for (int key = 0; key < 5; key++)
        {
          type (fixture, "!");
          g_string_append (text, "!");
          while (g_main_context_iteration (NULL, FALSE))
            ;
        }
      g_test_message ("%s: a paragraph of %u bytes, %d pixels wide, longest turn %.1f ms", kinds[kind].piece,
                      (guint) text->len, widths[i % G_N_ELEMENTS (widths)], widgets_take_longest_turn_ms ());
      g_assert_cmpuint (longest_paragraph (fixture->buffer), <=, kinds[kind].most + 8);
      g_signal_emit_by_name (fixture->text_view, "select-all", TRUE);
      g_signal_emit_by_name (fixture->text_view, "copy-clipboard");
      copied = dup_clipboard (fixture);
      g_assert_cmpstr (copied, ==, text->str);
      send_text (fixture);
      assert_sent (fixture->ada, i, i + 1, text->str);
      finish (fixture->ada, NULL);
      widgets_assert_text (fixture->buffer, "");
    }
}

/* Each part is short enough by itself, all of them are not. */
static void
test_paragraph_of_parts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *part = g_strnfill (4000, 'x');
  g_autofree char *text = g_strconcat (part, part, part, NULL);

  for (int i = 0; i < 3; i++)
    type (fixture, part);
  g_assert_cmpuint (longest_paragraph (fixture->buffer), <=, 4100);
  send_text (fixture);
  assert_sent (fixture->ada, 0, 1, text);
  finish (fixture->ada, NULL);
}

/* What is taken back and done again is what was there. */
static void
test_undo_of_long_paragraphs (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (20000, 'x');

  paste (fixture, text);
  patience_wait (gtk_text_buffer_get_char_count (fixture->buffer) >= 20000);
  gtk_text_buffer_undo (fixture->buffer);
  widgets_assert_text (fixture->buffer, "");
  gtk_text_buffer_redo (fixture->buffer);
  g_assert_cmpuint (longest_paragraph (fixture->buffer), <=, 5000);
  send_text (fixture);
  assert_sent (fixture->ada, 0, 1, text);
  finish (fixture->ada, NULL);
}

/* One that is written by hand grows a letter at a time. */
static void
test_growing_paragraph (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = 0; i < 9000; i++)
    {
      type (fixture, i % 7 == 6 ? " " : "y");
      g_string_append_c (text, i % 7 == 6 ? ' ' : 'y');
    }
  type (fixture, "y");
  g_string_append_c (text, 'y');
  g_assert_cmpuint (longest_paragraph (fixture->buffer), <=, 5000);
  send_text (fixture);
  assert_sent (fixture->ada, 0, 1, text->str);
  finish (fixture->ada, NULL);
}

static void
test_scrollbar (Fixture *fixture, gconstpointer data)
{
  GtkWidget *scroller = widgets_find_by_type (GTK_WIDGET (fixture->composer), GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *bar = gtk_scrolled_window_get_vscrollbar (GTK_SCROLLED_WINDOW (scroller));

  type (fixture, "one line");
  patience_wait (gtk_widget_get_height (GTK_WIDGET (fixture->text_view)) > 0);
  g_assert_false (gtk_widget_get_mapped (bar));
  for (int i = 0; i < 20; i++)
    type (fixture, "\nand one more");
  patience_wait (gtk_widget_get_mapped (bar));
  gtk_text_buffer_set_text (fixture->buffer, "one line", -1);
  patience_wait (!gtk_widget_get_mapped (bar));
}

/* --- Answer and edit ----------------------------------------------------------------------------------------------- */

static void
test_reply (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CordialMessage) message = fake_message_new (7, FALSE, "Ada", 0, "When?");
  FakeCalls *calls = fake_conversation_get_calls (fixture->ada);

  type (fixture, "At noon");
  cordial_composer_answer (fixture->composer, message);
  widgets_assert_text (fixture->buffer, "At noon");
  send_text (fixture);
  g_assert_cmpint (calls->answered, ==, 7);
  /* What could not be kept answers the same when it is sent again; what comes after it answers nothing. */
  finish (fixture->ada, "The disk is full.");
  send_text (fixture);
  g_assert_cmpint (calls->answered, ==, 7);
  finish (fixture->ada, NULL);
  type (fixture, "Bye");
  send_text (fixture);
  g_assert_cmpint (calls->answered, ==, 0);
  finish (fixture->ada, NULL);
}

static void
test_edit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CordialMessage) message = fake_message_new (7, TRUE, NULL, 0, "At non");
  FakeCalls *calls = fake_conversation_get_calls (fixture->ada);

  type (fixture, "a draft");
  cordial_composer_edit (fixture->composer, message);
  widgets_assert_text (fixture->buffer, "At non");
  g_assert_cmpstr (cordial_conversation_get_draft (fixture->ada), ==, "a draft");
  gtk_text_buffer_set_text (fixture->buffer, "At noon", -1);
  send_text (fixture);
  patience_wait (g_str_equal (cordial_message_get_text (message), "At noon"));
  g_assert_cmpuint (calls->sent->len, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  widgets_assert_text (fixture->buffer, "a draft");

  /* Who goes elsewhere while editing goes on with that, and finds the draft again afterwards. */
  cordial_composer_edit (fixture->composer, message);
  gtk_text_buffer_set_text (fixture->buffer, "At noon!", -1);
  cordial_composer_set_conversation (fixture->composer, fixture->bea);
  widgets_assert_text (fixture->buffer, "");
  cordial_composer_set_conversation (fixture->composer, fixture->ada);
  widgets_assert_text (fixture->buffer, "At noon!");
  g_assert_cmpstr (cordial_conversation_get_draft (fixture->ada), ==, "a draft");
  send_text (fixture);
  patience_wait (g_str_equal (cordial_message_get_text (message), "At noon!"));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  widgets_assert_text (fixture->buffer, "a draft");
}

/* Whether what stands at the beginning of that word has a tag that sets the property. */
static gboolean
has_look (Fixture *fixture, const char *word, const char *property_set)
{
  GtkTextIter start, end;
  GSList *tags;
  gboolean found = FALSE;

  gtk_text_buffer_get_start_iter (fixture->buffer, &start);
  g_assert_true (gtk_text_iter_forward_search (&start, word, 0, &start, &end, NULL));
  tags = gtk_text_iter_get_tags (&start);
  for (GSList *tag = tags; tag != NULL; tag = tag->next)
    {
      gboolean set;

      g_object_get (tag->data, property_set, &set, NULL);
      found = found || set;
    }
  g_slist_free (tags);
  return found;
}

/* What marks make of the text is seen while it is written; a backslash keeps one as it is, and undo knows nothing of it. */
static void
test_shown_marks (Fixture *fixture, gconstpointer data)
{
  type (fixture, "*bold* _slanted_ ~gone~ `code` \\*stars* plain");
  patience_wait (has_look (fixture, "bold", "weight-set"));
  g_assert_true (has_look (fixture, "slanted", "style-set"));
  g_assert_true (has_look (fixture, "gone", "strikethrough-set"));
  g_assert_true (has_look (fixture, "code", "family-set"));
  g_assert_true (has_look (fixture, "*bold", "foreground-set"));
  g_assert_false (has_look (fixture, "stars", "weight-set"));
  g_assert_false (has_look (fixture, "plain", "foreground-set"));
  gtk_text_buffer_undo (fixture->buffer);
  widgets_assert_text (fixture->buffer, "");
}

static GtkListBox *
find_offered (Fixture *fixture)
{
  GtkWidget *list = widgets_find_by_class (GTK_WIDGET (fixture->composer), "mentions");

  return list != NULL && gtk_widget_get_mapped (list) ? GTK_LIST_BOX (list) : NULL;
}

static guint
count_offered (Fixture *fixture)
{
  GtkListBox *list = find_offered (fixture);
  guint n = 0;

  while (list != NULL && gtk_list_box_get_row_at_index (list, (int) n) != NULL)
    n++;
  return n;
}

/* Members of a group are offered by each word of their name, and nobody in an address, or where nobody is meant. */
static void
test_mention (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CordialConversation) group = fake_conversation_new ("tea", "Tea", CORDIAL_CONVERSATION_GROUP);

  fake_conversation_add_member (group, "usrBea", "Bea Bird");
  fake_conversation_add_member (group, "usrBen", "Ben");
  fake_conversation_add_member (group, "usrNobody", NULL);
  cordial_composer_set_conversation (fixture->composer, group);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->text_view));
  patience_wait (gtk_widget_has_focus (GTK_WIDGET (fixture->text_view)));
  type (fixture, "bea@");
  g_assert_null (find_offered (fixture));
  type (fixture, " @");
  patience_wait (count_offered (fixture) == 2);
  type (fixture, "BIR");
  patience_wait (count_offered (fixture) == 1);
  type (fixture, "x");
  patience_wait (find_offered (fixture) == NULL);
  gtk_text_buffer_undo (fixture->buffer);
  gtk_text_buffer_set_text (fixture->buffer, "(@b", -1);
  patience_wait (count_offered (fixture) == 2);
  g_signal_emit_by_name (find_offered (fixture), "row-activated",
                         gtk_list_box_get_row_at_index (find_offered (fixture), 1));
  patience_wait (find_offered (fixture) == NULL);
  widgets_assert_text (fixture->buffer, "(@Ben ");
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (fixture->text_view)));
  cordial_composer_set_conversation (fixture->composer, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  widgets_time_turns ();

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
  CASE ("unheard", test_unheard);
  CASE ("line-ends", test_line_ends);
  CASE ("long-paragraphs", test_long_paragraphs);
  CASE ("paragraph-of-parts", test_paragraph_of_parts);
  CASE ("undo-of-long-paragraphs", test_undo_of_long_paragraphs);
  CASE ("growing-paragraph", test_growing_paragraph);
  CASE ("scrollbar", test_scrollbar);
  CASE ("reply", test_reply);
  CASE ("edit", test_edit);
  CASE ("shown-marks", test_shown_marks);
  CASE ("mention", test_mention);
#undef CASE
  return g_test_run ();
}
