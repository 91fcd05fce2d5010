/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a message is written. The rule of design section 5: a text leaves the composer only when its message is on disk. Until
 * then it stays in the buffer, in front of whatever the person types meanwhile; each Enter pressed in that time sets a mark, and
 * what stands between two marks is sent after the one before it, in order. It must never know how a message travels.
 */

#define G_LOG_DOMAIN "cordial-composer"

#include "cordial-config.h"

#include "cordial-composer-private.h"

#include "cordial-menu-names.h"
#include "cordial-writing-keys.h"
#include "cordial-writing-marks.h"
#include "cordial-written-text.h"

#include <glib/gi18n-lib.h>

/* Lines that the composer grows to before it scrolls. */
#define MAX_LINES 8

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
  SIGNAL_REPLY_LAST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
measure_again (gpointer text_view)
{
  gtk_widget_queue_resize (text_view);
  return G_SOURCE_REMOVE;
}

static void
on_buffer_changed (CordialComposer *self)
{
  gboolean empty = gtk_text_buffer_get_char_count (self->buffer) == 0;

  /* The toolkit lays a text out in its idle time, and where a button comes or goes beside it meanwhile, it is not measured again. */
  if (empty != gtk_widget_get_visible (self->placeholder))
    g_idle_add_full (G_PRIORITY_LOW, measure_again, g_object_ref (self->text_view), g_object_unref);
  gtk_widget_set_visible (self->placeholder, empty);
  cordial_composer_update_voice (self);
  if (self->filling || self->conversation == NULL)
    return;
  cordial_composer_queue_draft (self);
  if (gtk_text_buffer_get_char_count (self->buffer) > 0)
    cordial_conversation_typed (self->conversation);
}

static void
on_send_clicked (CordialComposer *self)
{
  if (cordial_composer_send_voice (self))
    return;
  cordial_composer_send_text (self);
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

  if (cordial_mentions_take_key (self->mentions, keyval, state))
    return GDK_EVENT_STOP;
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
        cordial_composer_dismiss_subject (self);
      return GDK_EVENT_STOP;
    }
  if ((keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up) && !(state & gtk_accelerator_get_default_mod_mask ()) &&
      gtk_text_buffer_get_char_count (self->buffer) == 0 && cordial_writing_subject_get_message (self->subject) == NULL)
    {
      if (!gtk_text_view_im_context_filter_keypress (self->text_view, event))
        g_signal_emit (self, signals[SIGNAL_EDIT_LAST], 0);
      return GDK_EVENT_STOP;
    }
  if (gdk_key_event_matches (event, GDK_KEY_r, GDK_CONTROL_MASK) != GDK_KEY_MATCH_NONE)
    {
      g_signal_emit (self, signals[SIGNAL_REPLY_LAST], 0);
      return GDK_EVENT_STOP;
    }
  if ((keyval == GDK_KEY_b || keyval == GDK_KEY_i) &&
      (state & gtk_accelerator_get_default_mod_mask ()) == GDK_CONTROL_MASK && self->conversation != NULL &&
      cordial_conversation_get_can_format (self->conversation))
    {
      cordial_writing_marks_toggle (self->buffer, keyval == GDK_KEY_b ? '*' : '_');
      return GDK_EVENT_STOP;
    }
  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter)
    return GDK_EVENT_PROPAGATE;
  if (state & (GDK_SHIFT_MASK | GDK_ALT_MASK) || (!self->enter_sends && !(state & GDK_CONTROL_MASK)))
    return GDK_EVENT_PROPAGATE;
  /* An input method has the first word: Enter may choose among its candidates. */
  if (gtk_text_view_im_context_filter_keypress (self->text_view, event))
    return GDK_EVENT_STOP;
  cordial_composer_send_text (self);
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
      !gtk_widget_get_mapped (GTK_WIDGET (self->text_view)) || gtk_widget_has_focus (GTK_WIDGET (self->text_view)) ||
      !cordial_writing_keys_write (event, keyval, state))
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
  cordial_composer_update_attaching (self);
  if (!writable)
    cordial_composer_leave_voice (self);
  cordial_composer_update_voice (self);
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
  cordial_composer_end_voice (self);
  g_clear_pointer (&self->put_aside, g_free);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_object (&self->spelling);
  g_clear_object (&self->shown_marks);
  g_clear_object (&self->mentions);
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
  /**
   * CordialComposer::reply-last:
   *
   * The person wants to answer what was said last.
   */
  signals[SIGNAL_REPLY_LAST] =
    g_signal_new ("reply-last", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (CORDIAL_TYPE_WRITING_SUBJECT);
  g_type_ensure (CORDIAL_TYPE_VOICE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cordialchat/Cordial/ui/cordial-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, subject);
  gtk_widget_class_bind_template_callback (widget_class, cordial_composer_dismiss_subject);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, stack);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, closed_label);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, remove_button);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, unheard_revealer);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, unheard_label);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, error_revealer);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, error_label);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, attach_button);
  gtk_widget_class_bind_template_callback (widget_class, cordial_composer_choose_files);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, emoji_button);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, input_stack);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, voice_bar);
  gtk_widget_class_bind_template_child (widget_class, CordialComposer, record_button);
  gtk_widget_class_bind_template_callback (widget_class, cordial_composer_record);
  gtk_widget_class_bind_template_callback (widget_class, cordial_composer_discard_voice);
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
  self->shown_marks = cordial_shown_marks_new (self->text_view);
  self->mentions = cordial_mentions_new (GTK_WIDGET (self), self->text_view);
  g_signal_connect_object (self->mentions, "chosen", G_CALLBACK (cordial_composer_add_name), self, G_CONNECT_SWAPPED);
  cordial_menu_names_follow_text_view (self->text_view);
  cordial_composer_watch_pasting (self);
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
      cordial_composer_keep_marked_text (self);
      cordial_composer_leave_voice (self);
      cordial_composer_suspend_subject (self);
      g_signal_handlers_disconnect_by_func (self->conversation, update_writable, self);
    }
  gtk_revealer_set_reveal_child (self->error_revealer, FALSE);
  g_set_object (&self->conversation, conversation);
  cordial_shown_marks_set_enabled (self->shown_marks,
                                   conversation != NULL && cordial_conversation_get_can_format (conversation));
  cordial_mentions_set_conversation (self->mentions, conversation);
  cordial_composer_fill (self, conversation != NULL ? cordial_conversation_get_draft (conversation) : NULL);
  if (conversation != NULL)
    {
      static const char *const signals_of_it[] = { "notify::writable", "notify::ending", "notify::unheard" };

      for (guint i = 0; i < G_N_ELEMENTS (signals_of_it); i++)
        g_signal_connect_swapped (conversation, signals_of_it[i], G_CALLBACK (update_writable), self);
    }
  if (conversation != NULL)
    cordial_composer_resume_subject (self);
  update_writable (self);
}
