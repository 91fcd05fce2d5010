/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One pinned message at a time, the one that was pinned last first: to press it goes there, and the bar then shows the one before it. Who
 * may say what is pinned takes it away here. It shows what the conversation says; it never waits for anything.
 */

#define G_LOG_DOMAIN "cordial-pinned-bar"

#include "cordial-config.h"

#include "cordial-pinned-bar.h"

#include "cordial-line.h"

#include <glib/gi18n-lib.h>

/* Characters of a message; the bar cuts it to the pixels there are. */
#define PREVIEW_CHARS 200

struct _CordialPinnedBar
{
  AdwBin parent_instance;

  GtkWidget *show_button;
  GtkLabel *title_label;
  GtkLabel *preview_label;
  GtkWidget *unpin_button;

  CordialConversation *conversation;
  GArray *pins; /* of gint64 */
  guint shown;  /* which of them */
};

G_DEFINE_FINAL_TYPE (CordialPinnedBar, cordial_pinned_bar, ADW_TYPE_BIN)

enum
{
  SIGNAL_SHOW,
  SIGNAL_UNPIN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show (CordialPinnedBar *self)
{
  gint64 seq = g_array_index (self->pins, gint64, self->shown);
  g_autofree char *preview = cordial_conversation_dup_preview_of (self->conversation, seq);
  g_autofree char *title = NULL, *line = NULL, *spoken = NULL;

  if (self->pins->len == 1)
    title = g_strdup (_ ("Pinned Message"));
  else
    /* Translators: which of the pinned messages this is, and how many there are. */
    title = g_strdup_printf (_ ("Pinned Message %u of %u"), self->shown + 1, self->pins->len);
  line = preview ? cordial_text_to_single_line (preview, PREVIEW_CHARS)
                 : g_strdup (C_ ("in place of a pinned message that is not here", "Show this message"));
  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->preview_label, line);
  spoken = g_strdup_printf ("%s: %s", title, line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->show_button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
update (CordialPinnedBar *self)
{
  gint64 before = self->pins != NULL && self->pins->len > 0 ? g_array_index (self->pins, gint64, self->shown) : 0;

  g_clear_pointer (&self->pins, g_array_unref);
  if (self->conversation != NULL)
    self->pins = cordial_conversation_list_pins (self->conversation);
  gtk_widget_set_visible (GTK_WIDGET (self), self->pins != NULL && self->pins->len > 0);
  if (self->pins == NULL || self->pins->len == 0)
    return;
  gtk_widget_set_visible (self->unpin_button, cordial_conversation_get_can_pin (self->conversation));
  self->shown = self->pins->len - 1;
  for (guint i = 0; i < self->pins->len; i++)
    if (g_array_index (self->pins, gint64, i) == before)
      self->shown = i;
  show (self);
}

/* A new one comes first. */
static void
on_pins (CordialPinnedBar *self)
{
  guint before = self->pins != NULL ? self->pins->len : 0;

  update (self);
  if (self->pins != NULL && self->pins->len > before && self->shown != self->pins->len - 1)
    {
      self->shown = self->pins->len - 1;
      show (self);
    }
}

/* It may be here now. */
static void
on_loading (CordialPinnedBar *self)
{
  if (self->pins != NULL && self->pins->len > 0)
    show (self);
}

static void
on_show_clicked (CordialPinnedBar *self)
{
  gint64 seq;

  if (self->pins == NULL || self->pins->len == 0)
    return;
  seq = g_array_index (self->pins, gint64, self->shown);
  self->shown = (self->shown + self->pins->len - 1) % self->pins->len;
  show (self);
  g_signal_emit (self, signals[SIGNAL_SHOW], 0, seq);
}

static void
on_unpin_clicked (CordialPinnedBar *self)
{
  if (self->pins != NULL && self->pins->len > 0)
    g_signal_emit (self, signals[SIGNAL_UNPIN], 0, g_array_index (self->pins, gint64, self->shown));
}

static void
cordial_pinned_bar_dispose (GObject *object)
{
  CordialPinnedBar *self = CORDIAL_PINNED_BAR (object);

  if (self->show_button != NULL)
    cordial_pinned_bar_set_conversation (self, NULL);
  g_clear_pointer (&self->pins, g_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_PINNED_BAR);
  G_OBJECT_CLASS (cordial_pinned_bar_parent_class)->dispose (object);
}

static void
cordial_pinned_bar_class_init (CordialPinnedBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_pinned_bar_dispose;

  /**
   * CordialPinnedBar::show-pinned:
   * @seq: the number of a message
   *
   * The person wants to see it.
   */
  signals[SIGNAL_SHOW] = g_signal_new ("show-pinned", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_INT64);

  /**
   * CordialPinnedBar::unpin:
   * @seq: the number of a message
   *
   * It shall not be pinned any more.
   */
  signals[SIGNAL_UNPIN] = g_signal_new ("unpin", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cordialchat/Cordial/ui/cordial-pinned-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialPinnedBar, show_button);
  gtk_widget_class_bind_template_child (widget_class, CordialPinnedBar, title_label);
  gtk_widget_class_bind_template_child (widget_class, CordialPinnedBar, preview_label);
  gtk_widget_class_bind_template_child (widget_class, CordialPinnedBar, unpin_button);
  gtk_widget_class_bind_template_callback (widget_class, on_show_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_unpin_clicked);
}

static void
cordial_pinned_bar_init (CordialPinnedBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * cordial_pinned_bar_set_conversation:
 * @self: a bar
 * @conversation: (nullable) (transfer none): what is pinned there is shown
 */
void
cordial_pinned_bar_set_conversation (CordialPinnedBar *self, CordialConversation *conversation)
{
  g_return_if_fail (CORDIAL_IS_PINNED_BAR (self));
  g_return_if_fail (conversation == NULL || CORDIAL_IS_CONVERSATION (conversation));

  if (self->conversation != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->conversation, self);
      g_signal_handlers_disconnect_by_data (cordial_conversation_get_timeline (self->conversation), self);
    }
  g_clear_pointer (&self->pins, g_array_unref);
  g_set_object (&self->conversation, conversation);
  if (conversation != NULL)
    {
      g_signal_connect_swapped (conversation, "notify::pins", G_CALLBACK (on_pins), self);
      g_signal_connect_swapped (conversation, "notify::ending", G_CALLBACK (update), self);
      g_signal_connect_swapped (cordial_conversation_get_timeline (conversation), "notify::loading",
                                G_CALLBACK (on_loading), self);
    }
  update (self);
}
