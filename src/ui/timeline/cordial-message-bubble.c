/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bubble around one message's text. It is no wider than its longest line, and the time shares the last line where there
 * is room behind the text, which no container of GTK does. A list view keeps about two hundred of these alive and lays all of them
 * out when a conversation opens, so a bubble is little more than two texts, and an image or a button is made where one is shown.
 */

#define G_LOG_DOMAIN "cordial-message-bubble"

#include "cordial-config.h"

#include "cordial-message-bubble.h"

#include "cordial-message-attachments.h"
#include "cordial-message-mark.h"
#include "cordial-message-quote.h"
#include "cordial-text-format.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Pixels between the end of the text and the time beside it. */
#define TIME_GAP 10
/* Pixels between the time and the status. */
#define STATUS_GAP 3
/* Pixels between a quote and the text below it. */
#define QUOTE_GAP 4
/* Pixels between what is attached and the text below it. */
#define ATTACHMENTS_GAP 4
/* What is written below a picture is as wide as that, or so wide where it is smaller. */
#define CAPTION_WIDTH 280
#define UNLIMITED CORDIAL_TEXT_PIECES_UNLIMITED
/* Pixels of the status icon. */
#define STATUS_SIZE 14
/* Lines shown at first: a message is no way to fill the whole window with empty lines. */
#define MAX_LINES 60
/* Emoji that are shown larger where nothing else is in the message. */
#define MAX_LARGE_EMOJI 3

struct _CordialMessageBubble
{
  GtkWidget parent_instance;

  CordialMessageText *text;
  GtkLabel *time;
  GtkWidget *status;
  GtkWidget *below; /* (nullable): a box of buttons */
  GtkWidget *more;
  GtkWidget *copy;
  GtkWidget *form;        /* (nullable) */
  char *code;             /* (nullable): what @copy copies */
  GtkWidget *quote;       /* (nullable): what it answers, or from whom it was handed on */
  gint64 quoted;          /* the server's number of what it shows */
  GtkWidget *attachments; /* (nullable) */

  /* What its tooltips say is found when somebody asks: to set one asks the display for the pointer, which takes as long as the rest. */
  gint64 time_ms;
  gint64 edited_ms;
  CordialClock clock;
  CordialMessageStatus shown_status;
};

G_DEFINE_FINAL_TYPE (CordialMessageBubble, cordial_message_bubble, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SHOW_MORE,
  SIGNAL_SHOW_QUOTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* How the text lies in a given width. */
typedef struct
{
  int text_width;
  int text_height;
  int time_width;
  int time_height;
  int below_width;
  int below_height;
  int quote_height;
  int attachments_height;
  int width;
  int height;
  gboolean beside;
} Fit;

static void
set_css_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static int
measure_natural (GtkWidget *widget, GtkOrientation orientation)
{
  int natural = 0;

  if (widget != NULL && gtk_widget_get_visible (widget))
    gtk_widget_measure (widget, orientation, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static Fit
fit_into (CordialMessageBubble *self, int max_width)
{
  Fit fit = { 0 };
  int attachments_width = measure_natural (self->attachments, GTK_ORIENTATION_HORIZONTAL);
  CordialTextLines lines = { 0 };
  gboolean ltr = gtk_widget_get_direction (GTK_WIDGET (self)) != GTK_TEXT_DIR_RTL;

  if (self->attachments != NULL)
    {
      int minimum;

      gtk_widget_measure (self->attachments, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      max_width = MAX (minimum, MIN (max_width, MAX (attachments_width, CAPTION_WIDTH)));
      gtk_widget_measure (self->attachments, GTK_ORIENTATION_VERTICAL, MIN (attachments_width, max_width), NULL,
                          &fit.attachments_height, NULL, NULL);
    }
  if (gtk_widget_get_visible (GTK_WIDGET (self->text)))
    {
      /* A widget that waits to be measured does not tell that it changed once more. */
      measure_natural (GTK_WIDGET (self->text), GTK_ORIENTATION_HORIZONTAL);
      lines = cordial_message_text_get_lines (self->text, max_width);
      fit.attachments_height += self->attachments != NULL ? ATTACHMENTS_GAP : 0;
    }
  fit.time_width = measure_natural (GTK_WIDGET (self->time), GTK_ORIENTATION_HORIZONTAL);
  fit.time_height = measure_natural (GTK_WIDGET (self->time), GTK_ORIENTATION_VERTICAL);
  if (self->status != NULL && gtk_widget_get_visible (self->status))
    {
      fit.time_width += STATUS_GAP + STATUS_SIZE;
      fit.time_height = MAX (fit.time_height, STATUS_SIZE);
    }
  fit.below_width = measure_natural (self->below, GTK_ORIENTATION_HORIZONTAL);
  fit.below_height = measure_natural (self->below, GTK_ORIENTATION_VERTICAL);
  fit.text_width = lines.width;
  fit.text_height = lines.height;

  fit.beside = fit.below_height == 0 && lines.height > 0 && lines.last_ltr == ltr &&
               lines.last_width + TIME_GAP + fit.time_width <= max_width;
  fit.text_width = MAX (fit.text_width, MIN (attachments_width, max_width));
  if (self->quote != NULL)
    {
      int quote_width = measure_natural (self->quote, GTK_ORIENTATION_HORIZONTAL);

      /* As wide as it wants to be, and no wider than there is room. */
      fit.text_width = MAX (fit.text_width, MIN (quote_width, max_width));
      fit.quote_height = measure_natural (self->quote, GTK_ORIENTATION_VERTICAL) + QUOTE_GAP;
    }
  fit.width = fit.beside ? MAX (fit.text_width, lines.last_width + TIME_GAP + fit.time_width)
                         : MAX (MAX (fit.text_width, fit.time_width), fit.below_width);
  fit.height = fit.text_height + fit.below_height + (fit.beside ? 0 : fit.time_height);
  fit.height = MAX (fit.height, fit.time_height) + fit.quote_height + fit.attachments_height;
  return fit;
}

static GtkSizeRequestMode
cordial_message_bubble_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
cordial_message_bubble_measure (GtkWidget *widget,
                                GtkOrientation orientation,
                                int for_size,
                                int *minimum,
                                int *natural,
                                int *minimum_baseline,
                                int *natural_baseline)
{
  CordialMessageBubble *self = CORDIAL_MESSAGE_BUBBLE (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      Fit fit = fit_into (self, UNLIMITED);

      *minimum = MAX (fit.time_width, fit.below_width);
      if (self->quote != NULL)
        {
          int quote_minimum;

          gtk_widget_measure (self->quote, GTK_ORIENTATION_HORIZONTAL, -1, &quote_minimum, NULL, NULL, NULL);
          *minimum = MAX (*minimum, quote_minimum);
        }
      if (self->attachments != NULL)
        {
          int attachments_minimum;

          gtk_widget_measure (self->attachments, orientation, -1, &attachments_minimum, NULL, NULL, NULL);
          *minimum = MAX (*minimum, attachments_minimum);
        }
      *natural = MAX (fit.width, *minimum);
    }
  else
    {
      Fit fit = fit_into (self, for_size >= 0 ? for_size : UNLIMITED);

      *minimum = *natural = fit.height;
    }
}

static void
allocate_child (GtkWidget *child, int x, int y, int width, int height, int total_width, gboolean ltr)
{
  GtkAllocation box = { ltr ? x : total_width - x - width, y, width, height };

  gtk_widget_size_allocate (child, &box, -1);
}

static void
cordial_message_bubble_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CordialMessageBubble *self = CORDIAL_MESSAGE_BUBBLE (widget);
  Fit fit = fit_into (self, width);
  gboolean ltr = gtk_widget_get_direction (widget) != GTK_TEXT_DIR_RTL;
  gboolean has_status = self->status != NULL && gtk_widget_get_visible (self->status);
  int time_label_width = fit.time_width - (has_status ? STATUS_GAP + STATUS_SIZE : 0);
  int time_x = width - fit.time_width;
  int time_y = height - fit.time_height;
  int above = fit.quote_height + fit.attachments_height;
  int text_minimum, attachments_minimum;

  /* The whole width, so that right-to-left paragraphs start at the right edge. */
  gtk_widget_measure (GTK_WIDGET (self->text), GTK_ORIENTATION_VERTICAL, width, &text_minimum, NULL, NULL, NULL);
  if (self->quote != NULL)
    allocate_child (self->quote, 0, 0, width, fit.quote_height - QUOTE_GAP, width, ltr);
  if (self->attachments != NULL)
    {
      gtk_widget_measure (self->attachments, GTK_ORIENTATION_VERTICAL, width, &attachments_minimum, NULL, NULL, NULL);
      allocate_child (self->attachments, 0, fit.quote_height, width, MAX (fit.attachments_height, attachments_minimum),
                      width, ltr);
    }
  if (gtk_widget_get_visible (GTK_WIDGET (self->text)))
    allocate_child (GTK_WIDGET (self->text), 0, above, width, MAX (fit.text_height, text_minimum), width, ltr);
  allocate_child (GTK_WIDGET (self->time), time_x, time_y, time_label_width, fit.time_height, width, ltr);
  if (has_status)
    allocate_child (self->status, width - STATUS_SIZE, time_y + (fit.time_height - STATUS_SIZE) / 2, STATUS_SIZE,
                    STATUS_SIZE, width, ltr);
  if (self->below != NULL && gtk_widget_get_visible (self->below))
    allocate_child (self->below, 0, above + fit.text_height, fit.below_width, fit.below_height, width, ltr);
}

static void
on_more_clicked (CordialMessageBubble *self)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_MORE], 0);
}

static void
on_copy_clicked (CordialMessageBubble *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->code);
  /* Translators: on a button that was pressed; its text is in the clipboard now. */
  gtk_button_set_label (GTK_BUTTON (self->copy), _ ("Copied"));
  gtk_accessible_announce (GTK_ACCESSIBLE (self), _ ("Copied"), GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static GtkWidget *
ensure_below (CordialMessageBubble *self)
{
  if (self->below == NULL)
    {
      self->below = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      gtk_widget_add_css_class (self->below, "message-below");
      gtk_widget_insert_after (self->below, GTK_WIDGET (self), GTK_WIDGET (self->text));
    }
  return self->below;
}

static GtkWidget *
add_button (CordialMessageBubble *self, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "message-more");
  gtk_box_append (GTK_BOX (ensure_below (self)), button);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  return button;
}

/* (transfer full) (nullable): the lines of code that are in it */
static char *
dup_code (const CordialContent *content)
{
  GString *code = NULL;

  for (guint i = 0; content != NULL && i < content->spans->len; i++)
    {
      const CordialTextSpan *span = g_ptr_array_index (content->spans, i);

      if (span->kind != CORDIAL_TEXT_SPAN_CODE_BLOCK)
        continue;
      if (code == NULL)
        code = g_string_new (NULL);
      else
        g_string_append_c (code, '\n');
      g_string_append_len (code, content->text + span->start, (gssize) (span->end - span->start));
    }
  return code != NULL ? g_string_free_and_steal (code) : NULL;
}

static void
set_buttons (CordialMessageBubble *self, gboolean more, const CordialContent *content)
{
  g_free (self->code);
  self->code = dup_code (content);
  if (self->more == NULL && more)
    self->more = add_button (self, _ ("Show More"), G_CALLBACK (on_more_clicked));
  if (self->copy == NULL && self->code != NULL)
    self->copy = add_button (self, "", G_CALLBACK (on_copy_clicked));
  if (self->more != NULL)
    gtk_widget_set_visible (self->more, more);
  if (self->copy != NULL)
    {
      gtk_widget_set_visible (self->copy, self->code != NULL);
      gtk_button_set_label (GTK_BUTTON (self->copy), _ ("Copy Code"));
    }
  if (self->below != NULL)
    gtk_widget_set_visible (self->below, more || self->code != NULL || self->form != NULL);
}

static void
on_quote_clicked (CordialMessageBubble *self)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_QUOTED], 0, self->quoted);
}

static void
set_origin (CordialMessageBubble *self, const CordialQuote *quote, const CordialForward *forward)
{
  g_clear_pointer (&self->quote, gtk_widget_unparent);
  if (quote == NULL && forward == NULL)
    return;
  self->quote = quote != NULL ? cordial_message_quote_new (quote) : cordial_message_quote_new_forward (forward);
  gtk_widget_insert_before (self->quote, GTK_WIDGET (self), GTK_WIDGET (self->text));
  if (quote == NULL)
    return;
  self->quoted = quote->message.number;
  g_signal_connect_swapped (self->quote, "clicked", G_CALLBACK (on_quote_clicked), self);
}

static gboolean cordial_message_bubble_query_tooltip (GtkWidget *, int, int, gboolean, GtkTooltip *);

static void
cordial_message_bubble_dispose (GObject *object)
{
  CordialMessageBubble *self = CORDIAL_MESSAGE_BUBBLE (object);

  g_clear_pointer (&self->status, gtk_widget_unparent);
  g_clear_pointer (&self->below, gtk_widget_unparent);
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->quote, gtk_widget_unparent);
  g_clear_pointer (&self->attachments, gtk_widget_unparent);
  if (self->text != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->text)));
  if (self->time != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->time)));
  G_OBJECT_CLASS (cordial_message_bubble_parent_class)->dispose (object);
}

static void
cordial_message_bubble_class_init (CordialMessageBubbleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cordial_message_bubble_dispose;
  widget_class->get_request_mode = cordial_message_bubble_get_request_mode;
  widget_class->measure = cordial_message_bubble_measure;
  widget_class->size_allocate = cordial_message_bubble_size_allocate;
  widget_class->query_tooltip = cordial_message_bubble_query_tooltip;

  /**
   * CordialMessageBubble::show-more:
   *
   * The person wants to see more of a long text.
   */
  signals[SIGNAL_SHOW_MORE] =
    g_signal_new ("show-more", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * CordialMessageBubble::show-quoted:
   * @number: the server's number of the message that is answered
   *
   * The person wants to see that.
   */
  signals[SIGNAL_SHOW_QUOTED] = g_signal_new ("show-quoted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                              NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_set_css_name (widget_class, "messagebubble");
}

static void
cordial_message_bubble_init (CordialMessageBubble *self)
{
  /* By hand: a template is read anew for each row, which takes longer than what it makes. */
  self->text = g_object_new (CORDIAL_TYPE_MESSAGE_TEXT, NULL);
  self->time = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "message-text");
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "message-time");
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "numeric");
  gtk_widget_set_parent (GTK_WIDGET (self->text), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->time), GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "message-bubble");
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

/**
 * cordial_message_bubble_set_attachments:
 * @self: a bubble
 * @files: where they are found
 * @message: (nullable): what may have some; to be told before its text
 */
void
cordial_message_bubble_set_attachments (CordialMessageBubble *self, CordialMessageFiles *files, CordialMessage *message)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_BUBBLE (self));

  if (message == NULL || !cordial_message_attachments_are_in (cordial_message_get_content (message)))
    {
      g_clear_pointer (&self->attachments, gtk_widget_unparent);
      return;
    }
  if (self->attachments == NULL)
    {
      self->attachments = cordial_message_attachments_new (files);
      gtk_widget_insert_before (self->attachments, GTK_WIDGET (self), GTK_WIDGET (self->text));
    }
  cordial_message_attachments_set_message (CORDIAL_MESSAGE_ATTACHMENTS (self->attachments), message);
}

/**
 * cordial_message_bubble_set_form:
 * @self: a bubble
 * @form: (nullable) (transfer floating): the buttons of the message; to be told before its text
 */
void
cordial_message_bubble_set_form (CordialMessageBubble *self, GtkWidget *form)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_BUBBLE (self));

  if (self->form != NULL)
    gtk_box_remove (GTK_BOX (self->below), self->form);
  self->form = form;
  if (form != NULL)
    gtk_box_prepend (GTK_BOX (ensure_below (self)), form);
}

/**
 * cordial_message_bubble_set_text:
 * @self: a bubble
 * @text: what stands for the message
 * @content: (nullable): the links and styles of it
 * @max_chars: characters to show; the rest waits behind «Show More»
 */
void
cordial_message_bubble_set_text (CordialMessageBubble *self,
                                 const char *text,
                                 const CordialContent *content,
                                 guint max_chars)
{
  CordialShownText *shown;
  g_autofree char *beside = NULL;

  g_return_if_fail (CORDIAL_IS_MESSAGE_BUBBLE (self));

  if (self->attachments != NULL)
    text = beside = cordial_message_attachments_dup_text_beside (content);
  gtk_widget_set_visible (GTK_WIDGET (self->text), self->attachments == NULL || *text);
  shown = cordial_shown_text_new (text != NULL ? text : "", content, max_chars, MAX_LINES * MAX (1, max_chars / 3000));
  set_origin (self, content != NULL ? content->quote : NULL, content != NULL ? content->forward : NULL);
  set_buttons (self, shown->shortened, content);
  set_css_class (GTK_WIDGET (self), "emoji",
                 self->attachments == NULL && strlen (shown->text) < 200 &&
                   cordial_text_is_emoji_only (shown->text, MAX_LARGE_EMOJI));
  cordial_message_text_set_shown (self->text, shown);
}

/**
 * cordial_message_bubble_get_text:
 *
 * Returns: (transfer none): the text in it
 */
CordialMessageText *
cordial_message_bubble_get_text (CordialMessageBubble *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_BUBBLE (self), NULL);

  return self->text;
}

/**
 * cordial_message_bubble_set_time:
 * @self: a bubble
 * @time_ms: when it was sent: the time of day is shown in the corner, the whole date in a tooltip
 * @edited_ms: when it was last edited, 0 for never: a word says that it was, and the tooltip when
 * @clock: the clock to say it by
 */
void
cordial_message_bubble_set_time (CordialMessageBubble *self, gint64 time_ms, gint64 edited_ms, CordialClock clock)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *text = cordial_time_format_clock (time_ms, zone, clock);

  g_return_if_fail (CORDIAL_IS_MESSAGE_BUBBLE (self));

  self->time_ms = time_ms;
  self->edited_ms = edited_ms;
  self->clock = clock;
  if (edited_ms > 0)
    {
      g_autofree char *sent = g_steal_pointer (&text);

      /* Translators: in the corner of a message, before the time it was sent; it was changed since. */
      text = g_strdup_printf (_ ("edited %s"), sent);
    }
  gtk_label_set_label (self->time, text);
}

static gboolean
is_on (CordialMessageBubble *self, GtkWidget *part, double x, double y)
{
  graphene_rect_t bounds;

  return part != NULL && gtk_widget_get_visible (part) &&
         gtk_widget_compute_bounds (part, GTK_WIDGET (self), &bounds) &&
         graphene_rect_contains_point (&bounds, &GRAPHENE_POINT_INIT ((float) x, (float) y));
}

/**
 * cordial_message_bubble_dup_tooltip:
 * @self: a bubble
 * @x: where, in its pixels
 * @y: where, in its pixels
 *
 * Returns: (transfer full) (nullable): what is said there of when the message was sent, or how far it has come
 */
char *
cordial_message_bubble_dup_tooltip (CordialMessageBubble *self, double x, double y)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_BUBBLE (self), NULL);

  if (is_on (self, GTK_WIDGET (self->time), x, y))
    return cordial_message_mark_dup_dates (self->time_ms, self->edited_ms, self->clock);
  if (is_on (self, self->status, x, y))
    return g_strdup (cordial_message_mark_get_words (self->shown_status));
  return NULL;
}

static gboolean
cordial_message_bubble_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autofree char *text = keyboard ? NULL : cordial_message_bubble_dup_tooltip (CORDIAL_MESSAGE_BUBBLE (widget), x, y);

  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

/**
 * cordial_message_bubble_set_status:
 * @self: a bubble
 * @outgoing: whether the message is the account's owner's own; others show no status
 * @status: how far it has come
 */
void
cordial_message_bubble_set_status (CordialMessageBubble *self, gboolean outgoing, CordialMessageStatus status)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_BUBBLE (self));

  set_css_class (GTK_WIDGET (self), "outgoing", outgoing);
  if (outgoing && self->status == NULL)
    {
      self->status = g_object_new (GTK_TYPE_IMAGE, "pixel-size", STATUS_SIZE, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
      gtk_widget_add_css_class (self->status, "message-status");
      gtk_widget_set_parent (self->status, GTK_WIDGET (self));
    }
  if (self->status == NULL)
    return;
  gtk_widget_set_visible (self->status, outgoing);
  if (!outgoing)
    return;
  gtk_image_set_from_icon_name (GTK_IMAGE (self->status), cordial_message_mark_get_icon (status));
  self->shown_status = status;
  set_css_class (self->status, "read", status == CORDIAL_MESSAGE_STATUS_READ);
  set_css_class (self->status, "failed", status == CORDIAL_MESSAGE_STATUS_FAILED);
}

/**
 * cordial_message_bubble_get_fitting_width:
 * @self: a bubble
 * @max_width: pixels there are, with the bubble's own padding
 *
 * The width in which the text takes no more lines than in @max_width: a bubble whose text wraps is not left with an empty
 * right side.
 *
 * Returns: pixels, at most @max_width where the minimum allows
 */
int
cordial_message_bubble_get_fitting_width (CordialMessageBubble *self, int max_width)
{
  int minimum;
  int natural;
  int padding;
  Fit fit;

  g_return_val_if_fail (CORDIAL_IS_MESSAGE_BUBBLE (self), 0);

  gtk_widget_measure (GTK_WIDGET (self), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  if (natural <= max_width)
    return natural;
  /* The padding is the theme's and only known through what it adds. */
  fit = fit_into (self, UNLIMITED);
  padding = natural - MAX (fit.width, 0);
  fit = fit_into (self, MAX (max_width - padding, 1));
  return MAX (minimum, MIN (fit.width + padding, max_width));
}
