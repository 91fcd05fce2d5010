/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pictures and files of a conversation that are in the database, the newest month first: in each the pictures, then the files with who
 * sent them and when. Read a few messages at a time, while there is room to be filled, and further when the person scrolls to the end. A
 * row of a file leads to its message; a picture opens as it does in the timeline.
 */

#define G_LOG_DOMAIN "cordial-shared-files"

#include "cordial-config.h"

#include "cordial-shared-files.h"

#include "cordial-line.h"
#include "cordial-message-file.h"
#include "cordial-message-picture.h"
#include "cordial-time-format.h"

#include <glib/gi18n-lib.h>

/* Messages that are looked at in a frame. */
#define MESSAGES_A_FRAME 16
/* Pictures beside each other. */
#define PICTURES_A_LINE 3
/* Pages below what is seen that are filled. */
#define PAGES_AHEAD 1.0
/* Pixels before what stands below a file's name. */
#define CAPTION_INDENT 40
/* Characters of a name that somebody else chose. */
#define NAME_CHARS 100

struct _CordialSharedFiles
{
  AdwNavigationPage parent_instance;

  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkBox *months;

  CordialConversation *conversation;
  CordialMessageFiles *files;
  GTimeZone *zone;
  CordialClock clock;
  gint64 before;        /* the place of the last message that was looked at, 0 before the first */
  gboolean whole;       /* all were looked at */
  guint tick;           /* while it is read */
  char *month;          /* (nullable): the last one that has begun */
  GtkFlowBox *pictures; /* of that month */
  GtkListBox *rows;     /* of that month */
  gboolean was_shown;
};

G_DEFINE_FINAL_TYPE (CordialSharedFiles, cordial_shared_files, ADW_TYPE_NAVIGATION_PAGE)

enum
{
  SIGNAL_SHOW_MESSAGE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- What is shown -------------------------------------------------------------------------------------------------- */

/* A voice message is listened to where it was said. */
static gboolean
is_file (const CordialAttachment *attachment)
{
  switch (attachment->kind)
    {
    case CORDIAL_ATTACHMENT_PICTURE:
    case CORDIAL_ATTACHMENT_VIDEO:
    case CORDIAL_ATTACHMENT_FILE:
      return attachment->reference || attachment->bytes;
    case CORDIAL_ATTACHMENT_SOUND:
      return attachment->name && (attachment->reference || attachment->bytes);
    case CORDIAL_ATTACHMENT_CARD:
    case CORDIAL_ATTACHMENT_UNKNOWN:
    default:
      return FALSE;
    }
}

static void
on_row_activated (CordialSharedFiles *self, GtkListBoxRow *row)
{
  gint64 *seq = g_object_get_data (G_OBJECT (row), "seq");

  g_signal_emit (self, signals[SIGNAL_SHOW_MESSAGE], 0, *seq);
}

static void
begin_month (CordialSharedFiles *self, char *month)
{
  GtkWidget *group = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *title =
    g_object_new (GTK_TYPE_LABEL, "label", month, "xalign", 0.0, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);

  gtk_widget_add_css_class (title, "heading");
  self->pictures = g_object_new (GTK_TYPE_FLOW_BOX, "selection-mode", GTK_SELECTION_NONE, "homogeneous", TRUE,
                                 "min-children-per-line", PICTURES_A_LINE, "max-children-per-line", PICTURES_A_LINE,
                                 "column-spacing", 6, "row-spacing", 6, "visible", FALSE, NULL);
  self->rows = g_object_new (GTK_TYPE_LIST_BOX, "selection-mode", GTK_SELECTION_NONE, "visible", FALSE, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->rows), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pictures), GTK_ACCESSIBLE_PROPERTY_LABEL, month, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL, month, -1);
  g_signal_connect_swapped (self->rows, "row-activated", G_CALLBACK (on_row_activated), self);
  gtk_box_append (GTK_BOX (group), title);
  gtk_box_append (GTK_BOX (group), GTK_WIDGET (self->pictures));
  gtk_box_append (GTK_BOX (group), GTK_WIDGET (self->rows));
  gtk_box_append (self->months, group);
  g_free (self->month);
  self->month = month;
}

static void
add_picture (CordialSharedFiles *self, const CordialAttachment *attachment, GVariant *name)
{
  GtkWidget *picture = cordial_message_picture_new (self->files);

  cordial_message_picture_set_square (CORDIAL_MESSAGE_PICTURE (picture));
  cordial_message_picture_set_attachment (CORDIAL_MESSAGE_PICTURE (picture), attachment, name);
  gtk_flow_box_append (self->pictures, picture);
  /* Its button is what a key presses. */
  gtk_widget_set_focusable (gtk_widget_get_parent (picture), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->pictures), TRUE);
}

static void
add_file (CordialSharedFiles *self, CordialMessage *message, const CordialAttachment *attachment, GVariant *name)
{
  const char *sender = cordial_message_get_sender_name (message);
  g_autofree char *line = cordial_text_to_single_line (sender ? sender : _ ("Unknown sender"), NAME_CHARS);
  g_autofree char *time = cordial_time_format_full (cordial_message_get_time_ms (message), self->zone, self->clock);
  g_autofree char *origin = NULL, *label = NULL;
  GtkWidget *file = cordial_message_file_new (self->files), *row = gtk_list_box_row_new (), *caption;
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 2, "margin-start",
                                 10, "margin-end", 6, "margin-top", 8, "margin-bottom", 8, NULL);

  /* Translators: below a file: who sent it, and when. */
  origin = g_strdup_printf (_ ("%s · %s"),
                            cordial_message_get_outgoing (message) ? C_ ("who sent a file", "You") : line, time);
  label = g_strdup_printf ("%s, %s", attachment->name ? attachment->name : "", origin);
  caption = g_object_new (GTK_TYPE_LABEL, "label", origin, "xalign", 0.0, "wrap", TRUE, "wrap-mode",
                          PANGO_WRAP_WORD_CHAR, "margin-start", CAPTION_INDENT, NULL);
  gtk_widget_add_css_class (caption, "caption");
  gtk_widget_add_css_class (caption, "dimmed");
  cordial_message_file_set_attachment (CORDIAL_MESSAGE_FILE (file), attachment, name);
  gtk_box_append (GTK_BOX (box), file);
  gtk_box_append (GTK_BOX (box), caption);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, _ ("Show in Chat"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _ ("Show in Chat"), -1);
  g_object_set_data_full (G_OBJECT (row), "seq",
                          g_memdup2 (&(gint64) { cordial_message_get_seq (message) }, sizeof (gint64)), g_free);
  gtk_list_box_append (self->rows, row);
  gtk_widget_set_visible (GTK_WIDGET (self->rows), TRUE);
}

static void
add_message (CordialSharedFiles *self, CordialMessage *message)
{
  const CordialContent *content = cordial_message_get_content (message);

  for (guint i = 0; i < content->attachments->len; i++)
    {
      const CordialAttachment *attachment = content->attachments->pdata[i];
      GVariant *name;
      g_autofree char *month = NULL;

      if (!is_file (attachment))
        continue;
      month = cordial_time_format_month (cordial_message_get_time_ms (message), self->zone);
      if (g_strcmp0 (month, self->month) != 0)
        begin_month (self, g_steal_pointer (&month));
      name = g_variant_new ("(xxu)", cordial_message_get_row (message), cordial_message_get_seq (message), i);
      if (cordial_message_files_is_picture (attachment))
        add_picture (self, attachment, name);
      else
        add_file (self, message, attachment, name);
      gtk_stack_set_visible_child_name (self->stack, "files");
    }
}

/* --- Reading -------------------------------------------------------------------------------------------------------- */

static gboolean
has_enough (CordialSharedFiles *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double page = gtk_adjustment_get_page_size (adjustment);

  return self->month &&
         gtk_adjustment_get_upper (adjustment) > gtk_adjustment_get_value (adjustment) + (1 + PAGES_AHEAD) * page;
}

/* Once a frame: by the next one it is laid out what was added, and known whether there is room for more. */
static gboolean
read_more (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  CordialSharedFiles *self = CORDIAL_SHARED_FILES (widget);
  g_autoptr (GPtrArray) messages = NULL;

  if (self->whole || has_enough (self))
    {
      self->tick = 0;
      return G_SOURCE_REMOVE;
    }
  messages = cordial_timeline_read_attached (cordial_conversation_get_timeline (self->conversation), &self->before,
                                             MESSAGES_A_FRAME);
  for (guint i = 0; i < messages->len; i++)
    add_message (self, messages->pdata[i]);
  self->whole = self->before == 0;
  return G_SOURCE_CONTINUE;
}

static void
queue_reading (CordialSharedFiles *self)
{
  if (self->tick == 0 && !self->whole && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), read_more, NULL, NULL);
}

static void
cordial_shared_files_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cordial_shared_files_parent_class)->map (widget);
  queue_reading (CORDIAL_SHARED_FILES (widget));
}

/* Keys scroll it from the beginning; none of what is there is meant before the person chose it. */
static void
cordial_shared_files_shown (AdwNavigationPage *page)
{
  CordialSharedFiles *self = CORDIAL_SHARED_FILES (page);

  if (!self->was_shown)
    gtk_widget_grab_focus (GTK_WIDGET (self->scroller));
  self->was_shown = TRUE;
}

/* --- Object --------------------------------------------------------------------------------------------------------- */

static void
cordial_shared_files_dispose (GObject *object)
{
  CordialSharedFiles *self = CORDIAL_SHARED_FILES (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_object (&self->conversation);
  g_clear_object (&self->files);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->month, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_SHARED_FILES);
  G_OBJECT_CLASS (cordial_shared_files_parent_class)->dispose (object);
}

static void
cordial_shared_files_class_init (CordialSharedFilesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_shared_files_dispose;
  widget_class->map = cordial_shared_files_map;
  ADW_NAVIGATION_PAGE_CLASS (klass)->shown = cordial_shared_files_shown;

  signals[SIGNAL_SHOW_MESSAGE] = g_signal_new ("show-message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                               NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-shared-files.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialSharedFiles, stack);
  gtk_widget_class_bind_template_child (widget_class, CordialSharedFiles, scroller);
  gtk_widget_class_bind_template_child (widget_class, CordialSharedFiles, months);
}

static void
cordial_shared_files_init (CordialSharedFiles *self)
{
  GtkAdjustment *adjustment;

  self->zone = g_time_zone_new_local ();
  self->clock = cordial_time_format_get_clock ();
  gtk_widget_init_template (GTK_WIDGET (self));
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (queue_reading), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (queue_reading), self, G_CONNECT_SWAPPED);
}

/**
 * cordial_shared_files_new:
 * @conversation: (transfer none): whose files are shown
 * @files: (transfer none): where they are found
 *
 * Below a widget with the actions of the conversation, by which files are opened and saved.
 *
 * Returns: (transfer floating): a page for a dialog
 */
AdwNavigationPage *
cordial_shared_files_new (CordialConversation *conversation, CordialMessageFiles *files)
{
  CordialSharedFiles *self;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_FILES (files), NULL);

  self = g_object_new (CORDIAL_TYPE_SHARED_FILES, NULL);
  self->conversation = g_object_ref (conversation);
  self->files = g_object_ref (files);
  return ADW_NAVIGATION_PAGE (self);
}
