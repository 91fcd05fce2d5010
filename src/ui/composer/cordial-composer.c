/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a message is written. The rule of design section 5: a text leaves the composer only when its message is on disk. Until
 * then it stays in the buffer, in front of whatever the person types meanwhile; each Enter pressed in that time sets a mark, and
 * what stands between two marks is sent after the one before it, in order. It must never know how a message travels.
 */

#define G_LOG_DOMAIN "cordial-composer"

#include "cordial-config.h"

#include "cordial-composer.h"

#include "cordial-markup.h"
#include "cordial-menu-names.h"
#include "cordial-spelling.h"
#include "cordial-writing-keys.h"
#include "cordial-writing-subject.h"
#include "cordial-written-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Lines that the composer grows to before it scrolls. */
#define MAX_LINES 8
/* Milliseconds of no typing after which the draft is kept: writing it with every key would be a lot of disk for a word. */
#define DRAFT_DELAY_MS 400
/* What a mark's message answers. */
#define ANSWERED "cordial-answered"

struct _CordialComposer
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkLabel *closed_label;
  GtkWidget *remove_button;
  GtkRevealer *unheard_revealer;
  GtkLabel *unheard_label;
  GtkRevealer *error_revealer;
  GtkLabel *error_label;
  GtkMenuButton *emoji_button;
  GtkScrolledWindow *scroller;
  GtkTextView *text_view;
  GtkWidget *placeholder;
  GtkWidget *send_button;

  GtkTextBuffer *buffer;
  CordialConversation *conversation;
  /* GtkTextMark: where each message that is being sent, or waits for that, ends in the buffer. */
  GQueue marks;
  guint draft_source;
  gboolean filling;
  gboolean enter_sends;
  gboolean spell_check;
  CordialWritingSubject *subject;
  char *put_aside;  /* (nullable): the draft, while a message is edited */
  GPtrArray *names; /* (nullable): what stands for links and mentions of the message that is edited */
  gboolean keeping_edit;
  CordialSpelling *spelling;
};

G_DEFINE_FINAL_TYPE (CordialComposer, cordial_composer, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_ENTER_SENDS,
  PROP_SPELL_CHECK,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

enum
{
  SIGNAL_SCROLL_MESSAGES,
  SIGNAL_EDIT_LAST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* A message on its way to the disk; the person may be in another conversation when it gets there. */
typedef struct
{
  CordialComposer *composer;
  CordialConversation *conversation;
  CordialMessage *answered; /* (nullable) */
  char *text;
} Sending;

static void send_first (CordialComposer *self);

static void
sending_free (Sending *sending)
{
  g_object_unref (sending->composer);
  g_object_unref (sending->conversation);
  g_clear_object (&sending->answered);
  g_free (sending->text);
  g_free (sending);
}

static char *
dup_text (CordialComposer *self)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return cordial_written_text_dup (self->buffer, &start, &end);
}

static gboolean
is_blank (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (!g_unichar_isspace (g_utf8_get_char (text)))
        return FALSE;
    }
  return TRUE;
}

/* --- Draft --------------------------------------------------------------------------------------------------------- */

static void
keep_draft (CordialComposer *self)
{
  g_autofree char *text = NULL;

  g_clear_handle_id (&self->draft_source, g_source_remove);
  if (self->conversation == NULL)
    return;
  text = self->put_aside != NULL ? g_strdup (self->put_aside) : dup_text (self);
  cordial_conversation_set_draft (self->conversation, is_blank (text) ? NULL : text);
}

static gboolean
on_draft_timeout (gpointer data)
{
  CordialComposer *self = data;

  self->draft_source = 0;
  keep_draft (self);
  return G_SOURCE_REMOVE;
}

static void
update_send_button (CordialComposer *self)
{
  g_autofree char *text = dup_text (self);

  gtk_widget_set_sensitive (self->send_button, !is_blank (text));
}

static void
on_buffer_changed (CordialComposer *self)
{
  gtk_widget_set_visible (self->placeholder, gtk_text_buffer_get_char_count (self->buffer) == 0);
  update_send_button (self);
  if (self->filling || self->conversation == NULL)
    return;
  g_clear_handle_id (&self->draft_source, g_source_remove);
  self->draft_source = g_timeout_add (DRAFT_DELAY_MS, on_draft_timeout, self);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->draft_source), "[cordial] keep draft");
  if (gtk_text_buffer_get_char_count (self->buffer) > 0)
    cordial_conversation_typed (self->conversation);
}

static void
fill (CordialComposer *self, const char *text)
{
  GtkTextIter end;

  self->filling = TRUE;
  gtk_text_buffer_begin_irreversible_action (self->buffer);
  gtk_text_buffer_set_text (self->buffer, text != NULL ? text : "", -1);
  gtk_text_buffer_end_irreversible_action (self->buffer);
  gtk_text_buffer_get_end_iter (self->buffer, &end);
  gtk_text_buffer_place_cursor (self->buffer, &end);
  self->filling = FALSE;
}

/* --- Answer and edit ----------------------------------------------------------------------------------------------- */

/* What is in the composer is a draft again. */
static void
leave_subject (CordialComposer *self)
{
  cordial_writing_subject_set (self->subject, NULL, FALSE);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  if (self->put_aside != NULL)
    {
      g_autofree char *draft = g_steal_pointer (&self->put_aside);

      fill (self, draft);
    }
}

static void
on_subject_dismissed (CordialComposer *self)
{
  leave_subject (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static void
on_edited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialComposer) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean edited = cordial_conversation_edit_finish (CORDIAL_CONVERSATION (source), result, &error);
  gboolean here = self->conversation == CORDIAL_CONVERSATION (source) && self->put_aside != NULL;

  self->keeping_edit = FALSE;
  if (!edited && here)
    cordial_composer_show_error (self, error->message);
  else if (!edited)
    g_warning ("A message could not be changed: %s", error->message);
  else if (here)
    leave_subject (self);
}

static void
send_edit (CordialComposer *self)
{
  CordialMessage *message = cordial_writing_subject_get_message (self->subject);
  g_autofree char *text = dup_text (self);
  g_autoptr (CordialContent) typed = NULL;
  g_autoptr (CordialContent) edit = NULL;

  if (self->keeping_edit || is_blank (text))
    return;
  gtk_revealer_set_reveal_child (self->error_revealer, FALSE);
  typed = cordial_conversation_new_content (self->conversation, text, self->names);
  edit = cordial_content_new_edit (typed, cordial_message_get_content (message));
  if (cordial_content_equal (edit, cordial_message_get_content (message)))
    {
      leave_subject (self);
      return;
    }
  self->keeping_edit = TRUE;
  cordial_conversation_edit_async (self->conversation, message, edit, NULL, on_edited, g_object_ref (self));
}

/* --- Send ---------------------------------------------------------------------------------------------------------- */

/* What was to be sent after a message that could not be: stays, one message a line. */
static void
keep_marked_text (CordialComposer *self)
{
  self->filling = TRUE;
  while (!g_queue_is_empty (&self->marks))
    {
      GtkTextMark *mark = g_queue_pop_head (&self->marks);
      GtkTextIter at;

      gtk_text_buffer_get_iter_at_mark (self->buffer, &at, mark);
      if (!gtk_text_iter_is_end (&at))
        gtk_text_buffer_insert (self->buffer, &at, "\n", 1);
      gtk_text_buffer_delete_mark (self->buffer, mark);
    }
  self->filling = FALSE;
}

static const char *
skip_sent (const char *text, const char *sent)
{
  if (text == NULL || !g_str_has_prefix (text, sent))
    return NULL;
  text += strlen (sent);
  return *text == '\n' ? text + 1 : text;
}

/* The message got to the disk after its conversation had been left: its text is no draft any more. */
static void
remove_sent_from_draft (Sending *sending)
{
  CordialComposer *self = sending->composer;
  g_autofree char *text = NULL;
  const char *rest;

  if (self->conversation == sending->conversation)
    {
      text = dup_text (self);
      rest = skip_sent (text, sending->text);
      if (rest != NULL)
        {
          fill (self, rest);
          keep_draft (self);
        }
      return;
    }
  text = g_strdup (cordial_conversation_get_draft (sending->conversation));
  rest = skip_sent (text, sending->text);
  if (rest != NULL)
    cordial_conversation_set_draft (sending->conversation, is_blank (rest) ? NULL : rest);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sending *sending = user_data;
  CordialComposer *self = sending->composer;
  g_autoptr (GError) error = NULL;
  gboolean sent = cordial_conversation_send_finish (sending->conversation, result, &error);
  gboolean here = self->conversation == sending->conversation && !g_queue_is_empty (&self->marks);

  if (!sent)
    {
      if (here)
        {
          keep_marked_text (self);
          if (sending->answered != NULL && cordial_writing_subject_get_message (self->subject) == NULL)
            cordial_writing_subject_set (self->subject, sending->answered, FALSE);
          cordial_composer_show_error (self, error->message);
        }
      else
        g_warning ("A message could not be kept and is a draft now: %s", error->message);
    }
  else if (!here)
    remove_sent_from_draft (sending);
  else
    {
      GtkTextMark *mark = g_queue_pop_head (&self->marks);
      GtkTextIter start;
      GtkTextIter end;

      gtk_text_buffer_get_start_iter (self->buffer, &start);
      gtk_text_buffer_get_iter_at_mark (self->buffer, &end, mark);
      self->filling = TRUE;
      gtk_text_buffer_begin_irreversible_action (self->buffer);
      gtk_text_buffer_delete (self->buffer, &start, &end);
      gtk_text_buffer_end_irreversible_action (self->buffer);
      self->filling = FALSE;
      gtk_text_buffer_delete_mark (self->buffer, mark);
      keep_draft (self);
      send_first (self);
    }
  sending_free (sending);
}

/* Sends the text in front of the first mark. */
static void
send_first (CordialComposer *self)
{
  GtkTextMark *mark = g_queue_peek_head (&self->marks);
  g_autoptr (CordialContent) content = NULL;
  Sending *sending;
  GtkTextIter start;
  GtkTextIter end;

  if (mark == NULL)
    return;
  gtk_text_buffer_get_start_iter (self->buffer, &start);
  gtk_text_buffer_get_iter_at_mark (self->buffer, &end, mark);
  sending = g_new0 (Sending, 1);
  sending->composer = g_object_ref (self);
  sending->conversation = g_object_ref (self->conversation);
  sending->text = cordial_written_text_dup (self->buffer, &start, &end);
  content = cordial_conversation_new_content (self->conversation, sending->text, NULL);
  g_set_object (&sending->answered, g_object_get_data (G_OBJECT (mark), ANSWERED));
  if (sending->answered != NULL)
    {
      g_autoptr (CordialContent) said = g_steal_pointer (&content);

      content = cordial_content_new_reply (
        said, cordial_message_get_content (sending->answered), cordial_message_get_seq (sending->answered),
        cordial_message_get_sender_id (sending->answered), cordial_message_get_sender_name (sending->answered));
    }
  cordial_conversation_send_async (self->conversation, content, NULL, on_sent, sending);
}

static void
send_text (CordialComposer *self)
{
  g_autofree char *text = NULL;
  GtkTextMark *last = g_queue_peek_tail (&self->marks);
  GtkTextMark *mark;
  CordialMessage *answered;
  GtkTextIter start;
  GtkTextIter end;

  if (self->conversation == NULL || !cordial_conversation_get_writable (self->conversation) ||
      cordial_conversation_get_ending_sentence (self->conversation) != NULL)
    return;
  if (cordial_writing_subject_get_edits (self->subject))
    {
      send_edit (self);
      return;
    }
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  if (last != NULL)
    gtk_text_buffer_get_iter_at_mark (self->buffer, &start, last);
  text = cordial_written_text_dup (self->buffer, &start, &end);
  if (is_blank (text))
    return;
  gtk_revealer_set_reveal_child (self->error_revealer, FALSE);
  /* The cursor goes behind what is being sent: what is typed from here on is the next message. */
  gtk_text_buffer_place_cursor (self->buffer, &end);
  mark = gtk_text_buffer_create_mark (self->buffer, NULL, &end, TRUE);
  g_queue_push_tail (&self->marks, mark);
  answered = cordial_writing_subject_get_message (self->subject);
  if (answered != NULL)
    g_object_set_data_full (G_OBJECT (mark), ANSWERED, g_object_ref (answered), g_object_unref);
  cordial_writing_subject_set (self->subject, NULL, FALSE);
  if (last == NULL)
    send_first (self);
}

static void
on_send_clicked (CordialComposer *self)
{
  send_text (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static void
on_dismiss_clicked (CordialComposer *self)
{
  gtk_revealer_set_reveal_child (self->error_revealer, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

/* --- Keys ---------------------------------------------------------------------------------------------------------- */

static gboolean
on_key_pressed (CordialComposer *self,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                GtkEventControllerKey *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));
  GtkScrollType scroll;

  if (cordial_writing_keys_scroll (keyval, state, &scroll))
    {
      /* An input method pages through its candidates with these. */
      if (!gtk_text_view_im_context_filter_keypress (self->text_view, event))
        g_signal_emit (self, signals[SIGNAL_SCROLL_MESSAGES], 0, scroll);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Escape && cordial_writing_subject_get_message (self->subject) != NULL)
    {
      if (!gtk_text_view_im_context_filter_keypress (self->text_view, event))
        on_subject_dismissed (self);
      return GDK_EVENT_STOP;
    }
  if ((keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up) && !(state & gtk_accelerator_get_default_mod_mask ()) &&
      gtk_text_buffer_get_char_count (self->buffer) == 0 && cordial_writing_subject_get_message (self->subject) == NULL)
    {
      if (!gtk_text_view_im_context_filter_keypress (self->text_view, event))
        g_signal_emit (self, signals[SIGNAL_EDIT_LAST], 0);
      return GDK_EVENT_STOP;
    }
  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter)
    return GDK_EVENT_PROPAGATE;
  if (state & (GDK_SHIFT_MASK | GDK_ALT_MASK) || (!self->enter_sends && !(state & GDK_CONTROL_MASK)))
    return GDK_EVENT_PROPAGATE;
  /* An input method has the first word: Enter may choose among its candidates. */
  if (gtk_text_view_im_context_filter_keypress (self->text_view, event))
    return GDK_EVENT_STOP;
  send_text (self);
  return GDK_EVENT_STOP;
}

/**
 * cordial_composer_take_key:
 * @self: a composer that the person sees
 * @controller: hears a key that no widget wanted
 * @keyval: the key
 * @state: the modifiers
 *
 * Takes it, and the focus with it, where it writes or pastes; scrolls the messages where it is a page key.
 *
 * Returns: whether it did
 */
gboolean
cordial_composer_take_key (CordialComposer *self,
                           GtkEventControllerKey *controller,
                           guint keyval,
                           GdkModifierType state)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));
  GtkScrollType scroll;

  g_return_val_if_fail (CORDIAL_IS_COMPOSER (self), FALSE);

  if (cordial_writing_keys_scroll (keyval, state, &scroll))
    {
      g_signal_emit (self, signals[SIGNAL_SCROLL_MESSAGES], 0, scroll);
      return TRUE;
    }
  if (self->conversation == NULL || !cordial_conversation_get_writable (self->conversation) ||
      gtk_widget_has_focus (GTK_WIDGET (self->text_view)) || !cordial_writing_keys_write (event, keyval, state))
    return FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
  return gtk_event_controller_key_forward (controller, GTK_WIDGET (self->text_view));
}

static void
on_preedit_changed (CordialComposer *self, const char *preedit)
{
  gtk_widget_set_visible (self->placeholder, preedit[0] == '\0' && gtk_text_buffer_get_char_count (self->buffer) == 0);
}

static void
on_emoji_picked (CordialComposer *self, const char *emoji)
{
  gtk_text_buffer_delete_selection (self->buffer, TRUE, TRUE);
  gtk_text_buffer_insert_at_cursor (self->buffer, emoji, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

/* The chooser holds thousands of widgets: made when it is first asked for. */
static void
create_emoji_popup (GtkMenuButton *button, gpointer user_data)
{
  CordialComposer *self = CORDIAL_COMPOSER (user_data);
  GtkWidget *chooser;

  if (gtk_menu_button_get_popover (button) != NULL)
    return;
  chooser = gtk_emoji_chooser_new ();
  g_signal_connect_object (chooser, "emoji-picked", G_CALLBACK (on_emoji_picked), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (button, chooser);
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

static void
update_max_height (CordialComposer *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self->text_view));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int line = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
  int margins = gtk_text_view_get_top_margin (self->text_view) + gtk_text_view_get_bottom_margin (self->text_view);

  gtk_scrolled_window_set_max_content_height (self->scroller, MAX_LINES * line + margins);
  pango_font_metrics_unref (metrics);
}

/* A text view (GTK 4.24) that is made higher while it still scrolls to the new line keeps the place it scrolls to, above which the
 * first line is then cut. The last step of the scrolling comes before the layout of the same frame. */
static void
on_scrolled (CordialComposer *self, GtkAdjustment *adjustment)
{
  if (gtk_adjustment_get_page_size (adjustment) < gtk_widget_get_height (GTK_WIDGET (self->text_view)))
    gtk_widget_queue_allocate (GTK_WIDGET (self->text_view));
}

static void
update_writable (CordialComposer *self)
{
  const char *ending = self->conversation ? cordial_conversation_get_ending_sentence (self->conversation) : NULL;
  gboolean writable = self->conversation == NULL || (!ending && cordial_conversation_get_writable (self->conversation));
  gboolean unheard = self->conversation && writable && cordial_conversation_get_unheard (self->conversation);

  gtk_label_set_label (self->closed_label, ending ? ending : _ ("You cannot send messages to this conversation."));
  gtk_widget_set_visible (self->remove_button, ending != NULL);
  gtk_stack_set_visible_child_name (self->stack, writable ? "write" : "closed");
  if (unheard)
    {
      /* Translators: a person's name. They have blocked this account, or deleted the chat. */
      g_autofree char *sentence = g_strdup_printf (_ ("Your messages do not reach %s at the moment."),
                                                   cordial_conversation_get_name (self->conversation));

      gtk_label_set_label (self->unheard_label, sentence);
    }
  gtk_revealer_set_reveal_child (self->unheard_revealer, unheard);
}

/* It may have been shut meanwhile, or go on. */
static void
on_remove_response (CordialConversation *conversation, const char *response)
{
  if (g_str_equal (response, "remove") && cordial_conversation_get_ending_sentence (conversation) != NULL)
    cordial_conversation_remove (conversation);
}

/* Nobody has the messages any more then. */
static void
on_remove_clicked (CordialComposer *self)
{
  AdwAlertDialog *dialog;

  if (self->conversation == NULL)
    return;
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (NULL, _ ("Its messages are deleted from this computer.")));
  /* Translators: the name of a chat. */
  adw_alert_dialog_format_heading (dialog, _ ("Remove “%s”?"), cordial_conversation_get_name (self->conversation));
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "remove", _ ("_Remove"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_remove_response), self->conversation, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

static gboolean
cordial_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (CORDIAL_COMPOSER (widget)->text_view));
}

static void
cordial_composer_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CordialComposer *self = CORDIAL_COMPOSER (object);

  switch (property_id)
    {
    case PROP_ENTER_SENDS:
      g_value_set_boolean (value, self->enter_sends);
      break;
    case PROP_SPELL_CHECK:
      g_value_set_boolean (value, self->spell_check);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_composer_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  CordialComposer *self = CORDIAL_COMPOSER (object);

  switch (property_id)
    {
    case PROP_ENTER_SENDS:
      self->enter_sends = g_value_get_boolean (value);
      break;
    case PROP_SPELL_CHECK:
      self->spell_check = g_value_get_boolean (value);
      cordial_spelling_set_enabled (self->spelling, self->spell_check);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cordial_composer_dispose (GObject *object)
{
  CordialComposer *self = CORDIAL_COMPOSER (object);

  if (self->buffer != NULL)
    cordial_composer_set_conversation (self, NULL);
  g_clear_pointer (&self->put_aside, g_free);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_object (&self->spelling);
  g_clear_object (&self->buffer);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_COMPOSER);
  G_OBJECT_CLASS (cordial_composer_parent_class)->dispose (object);
}

static void
cordial_composer_class_init (CordialComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cordial_composer_dispose;
  object_class->get_property = cordial_composer_get_property;
  object_class->set_property = cordial_composer_set_property;
  widget_class->grab_focus = cordial_composer_grab_focus;
  /**
   * CordialComposer:enter-sends:
   *
   * Whether Enter sends and Shift+Enter breaks the line; if not, Enter breaks it. Ctrl+Enter sends in any case.
   */
  properties[PROP_ENTER_SENDS] =
    g_param_spec_boolean ("enter-sends", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  /**
   * CordialComposer:spell-check:
   *
   * Whether misspelt words are underlined, where there is a dictionary of the person's language.
   */
  properties[PROP_SPELL_CHECK] =
    g_param_spec_boolean ("spell-check", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  /**
   * CordialComposer::scroll-messages:
   * @type: a #GtkScrollType
   *
   * A key was pressed that is for the messages above.
   */
  signals[SIGNAL_SCROLL_MESSAGES] = g_signal_new ("scroll-messages", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                                  NULL, NULL, NULL, G_TYPE_NONE, 1, GTK_TYPE_SCROLL_TYPE);

  /**
   * CordialComposer::edit-last:
   *
   * The person wants to change what they said last.
   */
  signals[SIGNAL_EDIT_LAST] =
    g_signal_new ("edit-last", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (CORDIAL_TYPE_WRITING_SUBJECT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cordialchat/Cordial/ui/cordial-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, subject);
  gtk_widget_class_bind_template_callback (widget_class, on_subject_dismissed);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, stack);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, closed_label);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, remove_button);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, unheard_revealer);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, unheard_label);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, error_revealer);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, error_label);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, emoji_button);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, scroller);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, text_view);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, send_button);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_send_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_dismiss_clicked);
}

static void
cordial_composer_init (CordialComposer *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_queue_init (&self->marks);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->enter_sends = TRUE;
  self->buffer = g_object_ref (gtk_text_view_get_buffer (self->text_view));
  cordial_written_text_follow (self->text_view);
  self->spelling = cordial_spelling_new (self->text_view);
  cordial_menu_names_follow_text_view (self->text_view);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (on_buffer_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->text_view, "preedit-changed", G_CALLBACK (on_preedit_changed), self);
  g_signal_connect_object (self->text_view, "map", G_CALLBACK (update_max_height), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed",
                           G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->text_view), keys);
  gtk_menu_button_set_create_popup_func (self->emoji_button, create_emoji_popup, self, NULL);
}

GtkWidget *
cordial_composer_new (void)
{
  return g_object_new (CORDIAL_TYPE_COMPOSER, NULL);
}

/**
 * cordial_composer_set_conversation:
 * @self: a composer
 * @conversation: (nullable) (transfer none): where messages go
 *
 * Keeps what stands in the composer as the draft of the conversation before, and shows the draft of this one.
 */
void
cordial_composer_set_conversation (CordialComposer *self, CordialConversation *conversation)
{
  g_return_if_fail (CORDIAL_IS_COMPOSER (self));
  g_return_if_fail (conversation == NULL || CORDIAL_IS_CONVERSATION (conversation));

  if (self->conversation == conversation)
    return;
  if (self->conversation != NULL)
    {
      keep_marked_text (self);
      leave_subject (self);
      keep_draft (self);
      g_signal_handlers_disconnect_by_func (self->conversation, update_writable, self);
    }
  gtk_revealer_set_reveal_child (self->error_revealer, FALSE);
  g_set_object (&self->conversation, conversation);
  fill (self, conversation != NULL ? cordial_conversation_get_draft (conversation) : NULL);
  if (conversation != NULL)
    {
      static const char *const signals_of_it[] = { "notify::writable", "notify::ending", "notify::unheard" };

      for (guint i = 0; i < G_N_ELEMENTS (signals_of_it); i++)
        g_signal_connect_swapped (conversation, signals_of_it[i], G_CALLBACK (update_writable), self);
    }
  update_writable (self);
}

/**
 * cordial_composer_show_error:
 * @self: a composer
 * @sentence: what went wrong and what to do, as one sentence
 *
 * The text stays; the person dismisses the sentence or sends again.
 */
void
cordial_composer_show_error (CordialComposer *self, const char *sentence)
{
  g_return_if_fail (CORDIAL_IS_COMPOSER (self));

  gtk_label_set_label (self->error_label, sentence);
  gtk_revealer_set_reveal_child (self->error_revealer, TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), sentence, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

/**
 * cordial_composer_answer:
 * @self: a composer
 * @message: a message of its conversation, with a number
 *
 * What is sent next answers that message.
 */
void
cordial_composer_answer (CordialComposer *self, CordialMessage *message)
{
  g_return_if_fail (CORDIAL_IS_COMPOSER (self));
  g_return_if_fail (CORDIAL_IS_MESSAGE (message));

  leave_subject (self);
  cordial_writing_subject_set (self->subject, message, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

/**
 * cordial_composer_edit:
 * @self: a composer
 * @message: a message of the account's owner in its conversation
 *
 * Shows the text of that message, to be changed; the draft comes back afterwards.
 */
void
cordial_composer_edit (CordialComposer *self, CordialMessage *message)
{
  g_autofree char *typed = NULL;

  g_return_if_fail (CORDIAL_IS_COMPOSER (self));
  g_return_if_fail (CORDIAL_IS_MESSAGE (message));

  /* For the moment that it takes to keep what was sent. */
  if (!g_queue_is_empty (&self->marks) || self->keeping_edit)
    return;
  leave_subject (self);
  keep_draft (self);
  self->put_aside = dup_text (self);
  typed = cordial_content_dup_typed (cordial_message_get_content (message), &self->names);
  fill (self, typed);
  cordial_writing_subject_set (self->subject, message, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}
