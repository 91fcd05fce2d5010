/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A window with both panes and everything that a conversation can hold, for eyes: `tests/session build/tests/ui/cordial-gallery
 * [CONVERSATION] [WIDTH HEIGHT]`. Not a test and not installed.
 */

#include "cordial-chat-list-pane.h"
#include "cordial-conversation-view.h"
#include "fake-model.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_MS (G_GINT64_CONSTANT (60) * 1000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

typedef struct
{
  const char *wanted;
  int width;
  int height;
  CordialConversationView *view;
  AdwNavigationSplitView *split;
} Gallery;

static gint64 seq;

static CordialMessage *
say (CordialConversation *conversation, const char *sender, gint64 time_ms, const char *text)
{
  g_autoptr (CordialMessage) message = fake_message_new (++seq, g_str_equal (sender, "me"), sender, time_ms, text);

  g_list_store_append (fake_conversation_get_store (conversation), message);
  if (g_str_equal (sender, "me"))
    fake_message_set_status (message, CORDIAL_MESSAGE_STATUS_READ, NULL);
  return message;
}

static GBytes *
make_avatar (guint32 pixel)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 128, 96);
  char *data;
  gsize size;

  gdk_pixbuf_fill (pixbuf, pixel);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, "png", NULL, NULL));
  return g_bytes_new_take (data, size);
}

static CordialConversation *
add (CordialAccount *account, const char *name, gint64 touched_ms, const char *preview, CordialConversationKind kind)
{
  g_autoptr (CordialConversation) conversation = fake_conversation_new (name, name, kind);

  fake_conversation_set (conversation, "touched-ms", touched_ms, "preview", preview, NULL);
  fake_conversation_set_sends_at_once (conversation, TRUE);
  fake_account_add (account, conversation);
  return conversation;
}

static void
fill_crowded (CordialConversation *conversation, gint64 now)
{
  g_autoptr (GString) long_text = g_string_new (NULL);
  CordialMessage *message;

  say (conversation, "Ada", now - 3 * DAY_MS, "Shall we meet on Thursday?");
  say (conversation, "me", now - 3 * DAY_MS + 2 * MINUTE_MS, "Gladly. At the station?");
  say (conversation, "Ada", now - DAY_MS,
       "The platform on the left, not the one under the clock; last time we waited for each other for "
       "twenty minutes and neither of us had thought of simply walking round the corner.");
  say (conversation, "Ada", now - DAY_MS + 20000, "I will bring the maps.");
  say (conversation, "Ada", now - DAY_MS + 40000, "And tea ☕");
  say (conversation, "me", now - DAY_MS + MINUTE_MS, "🎉");
  say (conversation, "me", now - DAY_MS + 3 * MINUTE_MS,
       "See https://example.org/trains?from=here&to=there for the times.");
  say (conversation, "Ada", now - 3 * HOUR_MS, "<b>No markup</b> & no \"entities\" here");
  say (conversation, "Ada", now - 3 * HOUR_MS + 1000, "مرحبا، كيف حالك اليوم؟ أتمنى أن يكون كل شيء على ما يرام معك");
  say (conversation, "Ada", now - 3 * HOUR_MS + 2000, "你好，明天見！ — 日本語もどうぞ");
  say (
    conversation, "Ada", now - 2 * HOUR_MS,
    "DonaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftDonaudampfschifffahrtselektrizit"
    "ätenhauptbetriebswerkbauunterbeamtengesellschaft");
  for (int i = 0; i < 400; i++)
    g_string_append (long_text, "A long story goes on. ");
  message = say (conversation, "me", now - 2 * HOUR_MS + MINUTE_MS, "The list:\n• maps\n• tea\n• the blue umbrella");
  fake_message_set_status (message, CORDIAL_MESSAGE_STATUS_RECEIVED, NULL);
  message = say (conversation, "me", now - HOUR_MS, "Sent but not received");
  fake_message_set_status (message, CORDIAL_MESSAGE_STATUS_SENT, NULL);
  message = say (conversation, "me", now - HOUR_MS + 100, "This one the server did not like");
  fake_message_set_status (message, CORDIAL_MESSAGE_STATUS_FAILED, "The message is too large for this server.");
  fake_conversation_set (conversation, "read", seq, "unread", 2u, NULL);
  say (conversation, "Ada", now - 2 * MINUTE_MS, "I am at the station!");
  say (conversation, "Ada", now - MINUTE_MS, "Where are you?");
  {
    g_autoptr (CordialMessage) queued = fake_message_new (0, TRUE, "me", now, "Coming, two minutes");

    g_list_store_append (fake_conversation_get_store (conversation), queued);
  }
}

static void
on_activated (CordialChatListPane *pane, CordialConversation *conversation, Gallery *gallery)
{
  cordial_conversation_view_set_conversation (gallery->view, conversation);
  adw_navigation_split_view_set_show_content (gallery->split, TRUE);
}

static gboolean
on_later (gpointer data)
{
  CordialConversation *conversation = data;
  g_autoptr (CordialMessage) message =
    fake_message_new (++seq, FALSE, "Mathilda", g_get_real_time () / 1000, "Another one while you read");

  g_list_store_append (fake_conversation_get_store (conversation), message);
  return seq % 3 != 0;
}

static void
activate (GtkApplication *app, Gallery *gallery)
{
  g_autoptr (CordialAccount) account = fake_account_new ();
  GtkWidget *window = adw_application_window_new (app);
  GtkWidget *pane = cordial_chat_list_pane_new ();
  GtkWidget *view = cordial_conversation_view_new ();
  GtkWidget *split = adw_navigation_split_view_new ();
  AdwBreakpoint *breakpoint = adw_breakpoint_new (adw_breakpoint_condition_parse ("max-width: 640px"));
  GValue collapsed = G_VALUE_INIT;
  gint64 now = g_get_real_time () / 1000;
  CordialConversation *ada;
  CordialConversation *conversation;
  g_autoptr (GBytes) green = make_avatar (0x5a9a6aff);
  GtkWidget *menu = gtk_menu_button_new ();

  gallery->view = CORDIAL_CONVERSATION_VIEW (view);
  gallery->split = ADW_NAVIGATION_SPLIT_VIEW (split);
  if (!g_str_equal (gallery->wanted, "empty"))
    {
      ada = add (account, "Ada", now, "Where are you?", CORDIAL_CONVERSATION_DIRECT);
      fill_crowded (ada, now);
      fake_conversation_set (ada, "online", TRUE, "typing", g_str_equal (gallery->wanted, "Ada"), "avatar", green,
                             NULL);
      conversation = add (account, "Book Club", now - 20 * MINUTE_MS, "Bea: Chapter four by Monday, then",
                          CORDIAL_CONVERSATION_GROUP);
      say (conversation, "Bea", now - 30 * MINUTE_MS, "Which chapter are we at?");
      say (conversation, "Bea", now - 30 * MINUTE_MS + 500, "I lost count");
      say (conversation, "Carl the Second of That Name", now - 29 * MINUTE_MS, "Three. The one with the whale.");
      say (conversation, "me", now - 29 * MINUTE_MS + 500, "They all have a whale");
      say (conversation, "Bea", now - 20 * MINUTE_MS, "Chapter four by Monday, then");
      fake_conversation_set (conversation, "unread", 128u, "muted", TRUE, NULL);
      conversation = add (account, "Christopher Aurelius Featherstonehaugh-Montgomery", now - 5 * HOUR_MS,
                          "Thank you for the photographs, they are wonderful and I shall show them to everybody",
                          CORDIAL_CONVERSATION_DIRECT);
      fake_conversation_set (conversation, "unread", 1u, "last-seen-ms", now - DAY_MS, NULL);
      conversation = add (account, "Dilek", now - DAY_MS, "Sure, on my way", CORDIAL_CONVERSATION_DIRECT);
      fake_conversation_set (conversation, "preview-outgoing", TRUE, "online", TRUE, "unheard", TRUE, NULL);
      conversation = add (account, "Emil", now - 3 * DAY_MS, "ok", CORDIAL_CONVERSATION_DIRECT);
      fake_conversation_set (conversation, "draft", "I have been thinking about", "ending",
                             "This person’s account no longer exists.", NULL);
      say (conversation, "Emil", now - 3 * DAY_MS, "ok");
      conversation = add (account, "فاطمة", now - 20 * DAY_MS, "شكرا جزيلا", CORDIAL_CONVERSATION_DIRECT);
      conversation = add (account, "Notes", now - 400 * DAY_MS, "Umbrella: lent to Ada", CORDIAL_CONVERSATION_SELF);
      conversation = add (account, "Mathilda", now - 30 * DAY_MS, "Message 300", CORDIAL_CONVERSATION_DIRECT);
      for (int i = 1; i <= 300; i++)
        {
          g_autofree char *text = g_strdup_printf ("Message %d%s", i,
                                                   i % 7 == 0 ? ", which is longer than the ones around it because "
                                                                "it has to wrap at least once in a window"
                                                              : "");
          say (conversation, i % 3 == 0 ? "me" : "Mathilda", now - 30 * DAY_MS + i * MINUTE_MS, text);
        }
      if (g_str_equal (gallery->wanted, "Mathilda"))
        g_timeout_add (3000, on_later, conversation);
    }
  fake_account_add_person (account, "bea", "Bea", "bea@example.org");
  fake_account_add_person (account, "beate", "Beate <script>", NULL);

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (menu), "open-menu-symbolic");
  cordial_chat_list_pane_add_header_end (CORDIAL_CHAT_LIST_PANE (pane), menu);
  cordial_chat_list_pane_set_account (CORDIAL_CHAT_LIST_PANE (pane), account);
  g_signal_connect (pane, "conversation-activated", G_CALLBACK (on_activated), gallery);
  adw_navigation_split_view_set_sidebar (gallery->split, adw_navigation_page_new (pane, "Chats"));
  adw_navigation_split_view_set_content (gallery->split, adw_navigation_page_new (view, "Chat"));
  adw_navigation_split_view_set_max_sidebar_width (gallery->split, 340);
  adw_navigation_split_view_set_min_sidebar_width (gallery->split, 260);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), split);
  g_value_init (&collapsed, G_TYPE_BOOLEAN);
  g_value_set_boolean (&collapsed, TRUE);
  adw_breakpoint_add_setter (breakpoint, G_OBJECT (split), "collapsed", &collapsed);
  adw_application_window_add_breakpoint (ADW_APPLICATION_WINDOW (window), breakpoint);
  gtk_widget_set_size_request (window, 360, 294);
  gtk_window_set_default_size (GTK_WINDOW (window), gallery->width, gallery->height);
  gtk_window_present (GTK_WINDOW (window));
  for (guint i = 0; i < g_list_model_get_n_items (cordial_account_get_chat_list (account)); i++)
    {
      g_autoptr (CordialConversation) item = g_list_model_get_item (cordial_account_get_chat_list (account), i);

      if (g_str_equal (cordial_conversation_get_id (item), gallery->wanted))
        {
          cordial_chat_list_pane_select (CORDIAL_CHAT_LIST_PANE (pane), item);
          on_activated (CORDIAL_CHAT_LIST_PANE (pane), item, gallery);
        }
    }
  if (g_str_equal (gallery->wanted, "new"))
    cordial_chat_list_pane_show_new_chat (CORDIAL_CHAT_LIST_PANE (pane));
  g_object_set_data_full (G_OBJECT (window), "account", g_object_ref (account), g_object_unref);
}

int
main (int argc, char **argv)
{
  Gallery gallery = { argc > 1 ? argv[1] : "", argc > 2 ? atoi (argv[2]) : 1000, argc > 3 ? atoi (argv[3]) : 760, NULL,
                      NULL };
  g_autoptr (AdwApplication) app = adw_application_new ("io.github.cordialchat.Cordial", G_APPLICATION_NON_UNIQUE);

  g_signal_connect (app, "activate", G_CALLBACK (activate), &gallery);
  return g_application_run (G_APPLICATION (app), 1, argv);
}
