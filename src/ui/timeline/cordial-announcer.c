/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Has new messages read out: a few one by one, many as a number. What comes within a moment is taken together, and after a
 * number there is a pause, so that a flood does not keep a screen reader from saying anything else. What is new, and whether
 * somebody looks at it, others know.
 */

#define G_LOG_DOMAIN "cordial-announcer"

#include "cordial-config.h"

#include "cordial-announcer.h"

#include "cordial-line.h"

#include <glib/gi18n-lib.h>

/* Messages that are read out one by one; more are only counted. */
#define READ_MAX 3
/* Milliseconds in which messages are taken together: several frames from the wire, too short for a person to wait. */
#define GATHER_MS 250
/* Milliseconds of a pause after a number: about what it takes to say it. */
#define PAUSE_MS 2500
/* Characters of a message that are read out; the row has more. */
#define READ_CHARS 500

struct _CordialAnnouncer
{
  GObject parent_instance;

  GtkAccessible *accessible; /* not owned: it owns us */
  GPtrArray *messages;       /* the first READ_MAX that wait */
  guint n_waiting;
  guint source;
};

G_DEFINE_FINAL_TYPE (CordialAnnouncer, cordial_announcer, G_TYPE_OBJECT)

static void
say (CordialAnnouncer *self, const char *sentence)
{
  gtk_accessible_announce (self->accessible, sentence, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
say_message (CordialAnnouncer *self, CordialMessage *message)
{
  g_autofree char *spoken = cordial_content_dup_spoken (cordial_message_get_content (message), FALSE);
  g_autofree char *text = cordial_text_to_single_line (spoken, READ_CHARS);
  const char *name = cordial_message_get_sender_name (message);
  /* Translators: a new message, read out by a screen reader: NAME: TEXT */
  g_autofree char *sentence = g_strdup_printf (_ ("%s: %s"), name != NULL ? name : _ ("Unknown sender"), text);

  say (self, sentence);
}

static gboolean on_time (gpointer user_data);

static void
start_timer (CordialAnnouncer *self, guint interval_ms)
{
  self->source = g_timeout_add (interval_ms, on_time, self);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->source), "[cordial] announcement");
}

static gboolean
on_time (gpointer user_data)
{
  CordialAnnouncer *self = user_data;
  guint n = self->n_waiting;

  self->source = 0;
  if (n > READ_MAX)
    {
      g_autofree char *sentence = g_strdup_printf (ngettext ("%u new message", "%u new messages", n), n);

      say (self, sentence);
      start_timer (self, PAUSE_MS);
    }
  else
    {
      for (guint i = 0; i < n; i++)
        say_message (self, g_ptr_array_index (self->messages, i));
    }
  g_ptr_array_set_size (self->messages, 0);
  self->n_waiting = 0;
  return G_SOURCE_REMOVE;
}

static void
cordial_announcer_finalize (GObject *object)
{
  CordialAnnouncer *self = CORDIAL_ANNOUNCER (object);

  cordial_announcer_forget (self);
  g_ptr_array_unref (self->messages);
  G_OBJECT_CLASS (cordial_announcer_parent_class)->finalize (object);
}

static void
cordial_announcer_class_init (CordialAnnouncerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_announcer_finalize;
}

static void
cordial_announcer_init (CordialAnnouncer *self)
{
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * cordial_announcer_new:
 * @accessible: (transfer none): what speaks; it has to outlive the announcer
 *
 * Returns: (transfer full): an announcer
 */
CordialAnnouncer *
cordial_announcer_new (GtkAccessible *accessible)
{
  CordialAnnouncer *self;

  g_return_val_if_fail (GTK_IS_ACCESSIBLE (accessible), NULL);

  self = g_object_new (CORDIAL_TYPE_ANNOUNCER, NULL);
  self->accessible = accessible;
  return self;
}

/**
 * cordial_announcer_take_message:
 * @self: an announcer
 * @message: (transfer none): a message that somebody else wrote, just now
 *
 * Has @message read out soon, politely: after what is being said.
 */
void
cordial_announcer_take_message (CordialAnnouncer *self, CordialMessage *message)
{
  g_return_if_fail (CORDIAL_IS_ANNOUNCER (self));
  g_return_if_fail (CORDIAL_IS_MESSAGE (message));

  if (self->n_waiting++ < READ_MAX)
    g_ptr_array_add (self->messages, g_object_ref (message));
  if (self->source == 0)
    start_timer (self, GATHER_MS);
}

/**
 * cordial_announcer_forget:
 * @self: an announcer
 *
 * Nothing of what waits is read out: the person turned to something else.
 */
void
cordial_announcer_forget (CordialAnnouncer *self)
{
  g_return_if_fail (CORDIAL_IS_ANNOUNCER (self));

  g_clear_handle_id (&self->source, g_source_remove);
  g_ptr_array_set_size (self->messages, 0);
  self->n_waiting = 0;
}
