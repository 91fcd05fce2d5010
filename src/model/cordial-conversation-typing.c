/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is writing or recording in a conversation just now. Nothing of it is kept: a note is good for some seconds, and whoever stops without
 * sending tells nobody. In a group each of those who write is told apart.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-conversation-state.h"

#include "cordial-person.h"

/* Clients repeat the note every three seconds or so. */
#define TYPING_US (5 * G_TIME_SPAN_SECOND)

/* More than are ever named or worth counting; notes cost a server's members nothing. */
#define MAX_TYPISTS 100

typedef struct
{
  char *id;
  gboolean recording;
  gint64 until; /* monotonic */
} Typist;

static void
typist_free (Typist *self)
{
  g_free (self->id);
  g_free (self);
}

static void
clear_source (CordialConversation *self)
{
  if (!self->typing_source)
    return;
  g_source_destroy (self->typing_source);
  g_clear_pointer (&self->typing_source, g_source_unref);
}

static gboolean on_typing_over (gpointer user_data);

/* Somebody began or ended (@changed), or goes on. */
static void
update (CordialConversation *self, gboolean changed)
{
  gboolean typing = self->typists && self->typists->len > 0, recording = typing;
  gint64 until = G_MAXINT64;

  clear_source (self);
  for (guint i = 0; typing && i < self->typists->len; i++)
    {
      const Typist *typist = g_ptr_array_index (self->typists, i);

      recording = recording && typist->recording;
      until = MIN (until, typist->until);
    }
  if (typing)
    {
      self->typing_source = g_timeout_source_new (0);
      g_source_set_static_name (self->typing_source, "CordialConversation typing");
      g_source_set_callback (self->typing_source, on_typing_over, self, NULL);
      g_source_set_ready_time (self->typing_source, until);
      g_source_attach (self->typing_source, NULL);
    }
  if (!changed && self->typing == typing && self->recording == recording)
    return;
  self->typing = typing;
  self->recording = recording;
  g_object_notify_by_pspec (G_OBJECT (self), cordial_conversation_properties[PROP_TYPING]);
}

static gboolean
on_typing_over (gpointer user_data)
{
  CordialConversation *self = user_data;
  gint64 now = g_get_monotonic_time ();
  gboolean changed = FALSE;

  for (guint i = self->typists->len; i > 0; i--)
    if (((const Typist *) g_ptr_array_index (self->typists, i - 1))->until <= now)
      {
        g_ptr_array_remove_index (self->typists, i - 1);
        changed = TRUE;
      }
  update (self, changed);
  return G_SOURCE_REMOVE;
}

void
cordial_conversation_stop_typing (CordialConversation *self)
{
  g_clear_pointer (&self->typists, g_ptr_array_unref);
  update (self, FALSE);
}

/* Whoever said something has said it; others go on. */
void
cordial_conversation_said (CordialConversation *self, const char *user_id)
{
  for (guint i = 0; self->typists && i < self->typists->len; i++)
    if (g_strcmp0 (((const Typist *) g_ptr_array_index (self->typists, i))->id, user_id) == 0)
      {
        g_ptr_array_remove_index (self->typists, i);
        update (self, TRUE);
        return;
      }
}

void
cordial_conversation_apply_typing (CordialConversation *self, const char *user_id, gboolean recording)
{
  Typist *typist = NULL;
  gboolean changed = FALSE;

  if (cordial_roster_is_own (self->roster, user_id))
    return;
  if (!self->typists)
    self->typists = g_ptr_array_new_with_free_func ((GDestroyNotify) typist_free);
  for (guint i = 0; i < self->typists->len && !typist; i++)
    if (g_str_equal (((Typist *) g_ptr_array_index (self->typists, i))->id, user_id))
      typist = g_ptr_array_index (self->typists, i);
  if (!typist)
    {
      if (self->typists->len == MAX_TYPISTS)
        return;
      typist = g_new0 (Typist, 1);
      typist->id = g_strdup (user_id);
      g_ptr_array_add (self->typists, typist);
      changed = TRUE;
    }
  changed = changed || typist->recording != recording;
  typist->recording = recording;
  typist->until = g_get_monotonic_time () + TYPING_US;
  update (self, changed);
}

/**
 * cordial_conversation_list_typing:
 * @self: a #CordialConversation
 *
 * Returns: (transfer full) (element-type CordialPerson): who writes or records there just now, who began first before the others; their
 *   names are %NULL where they are unknown
 */
GPtrArray *
cordial_conversation_list_typing (CordialConversation *self)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_person_free);

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  for (guint i = 0; self->typists && i < self->typists->len; i++)
    {
      const char *id = ((const Typist *) g_ptr_array_index (self->typists, i))->id;

      g_ptr_array_add (people, cordial_person_new (id, cordial_roster_get_name_of (self->roster, id), NULL, NULL));
    }
  return g_steal_pointer (&people);
}
