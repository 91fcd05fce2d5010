/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * They are named by their rows, which stay the same when a number comes or goes.
 */

#define G_LOG_DOMAIN "cordial-message-choice"

#include "cordial-config.h"

#include "cordial-message-choice.h"

/* What is known of one; the first is the key. */
typedef struct
{
  gint64 row;
  gint64 seq;
} Chosen;

struct _CordialMessageChoice
{
  GObject parent_instance;

  GHashTable *chosen; /* (element-type Chosen) */
  gboolean active;
};

G_DEFINE_FINAL_TYPE (CordialMessageChoice, cordial_message_choice, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_FULL,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
cordial_message_choice_finalize (GObject *object)
{
  g_hash_table_unref (CORDIAL_MESSAGE_CHOICE (object)->chosen);
  G_OBJECT_CLASS (cordial_message_choice_parent_class)->finalize (object);
}

static void
cordial_message_choice_class_init (CordialMessageChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_message_choice_finalize;

  /**
   * CordialMessageChoice::changed:
   *
   * It began or ended, or another message is in it, or one no longer.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * CordialMessageChoice::full:
   *
   * One more was wanted than there can be.
   */
  signals[SIGNAL_FULL] =
    g_signal_new ("full", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_message_choice_init (CordialMessageChoice *self)
{
  self->chosen = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
}

CordialMessageChoice *
cordial_message_choice_new (void)
{
  return g_object_new (CORDIAL_TYPE_MESSAGE_CHOICE, NULL);
}

static void
add (CordialMessageChoice *self, CordialMessage *message)
{
  Chosen *chosen = g_new (Chosen, 1);

  *chosen = (Chosen) { cordial_message_get_row (message), cordial_message_get_seq (message) };
  g_hash_table_insert (self->chosen, &chosen->row, chosen);
}

/**
 * cordial_message_choice_begin:
 * @self: a choice
 * @message: the first one
 */
void
cordial_message_choice_begin (CordialMessageChoice *self, CordialMessage *message)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_CHOICE (self));
  g_return_if_fail (CORDIAL_IS_MESSAGE (message));

  self->active = TRUE;
  add (self, message);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * cordial_message_choice_end:
 * @self: a choice
 *
 * Nothing is chosen any more.
 */
void
cordial_message_choice_end (CordialMessageChoice *self)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_CHOICE (self));

  if (!self->active)
    return;
  self->active = FALSE;
  g_hash_table_remove_all (self->chosen);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
cordial_message_choice_get_active (CordialMessageChoice *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_CHOICE (self), FALSE);

  return self->active;
}

/**
 * cordial_message_choice_toggle:
 * @self: a choice that has begun
 * @message: is in it afterwards if it was not, unless there are too many
 */
void
cordial_message_choice_toggle (CordialMessageChoice *self, CordialMessage *message)
{
  gint64 row;

  g_return_if_fail (CORDIAL_IS_MESSAGE_CHOICE (self));
  g_return_if_fail (CORDIAL_IS_MESSAGE (message));
  g_return_if_fail (self->active);

  row = cordial_message_get_row (message);
  if (!g_hash_table_remove (self->chosen, &row))
    {
      if (g_hash_table_size (self->chosen) >= CORDIAL_MESSAGE_CHOICE_MAX)
        {
          g_signal_emit (self, signals[SIGNAL_FULL], 0);
          return;
        }
      add (self, message);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
cordial_message_choice_contains (CordialMessageChoice *self, CordialMessage *message)
{
  gint64 row;

  g_return_val_if_fail (CORDIAL_IS_MESSAGE_CHOICE (self), FALSE);
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (message), FALSE);

  row = cordial_message_get_row (message);
  return g_hash_table_contains (self->chosen, &row);
}

guint
cordial_message_choice_get_n (CordialMessageChoice *self)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_CHOICE (self), 0);

  return g_hash_table_size (self->chosen);
}

/* As the server has them; what waits comes last, in the order of writing. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const Chosen *first = *(Chosen **) a, *second = *(Chosen **) b;

  if (first->seq != second->seq && first->seq > 0 && second->seq > 0)
    return first->seq < second->seq ? -1 : 1;
  if ((first->seq == 0) != (second->seq == 0))
    return first->seq == 0 ? 1 : -1;
  return first->row < second->row ? -1 : first->row > second->row;
}

/**
 * cordial_message_choice_name_all:
 * @self: a choice
 *
 * Returns: (transfer floating): rows and numbers of the messages in order, type "a(xx)", for the actions that take them
 */
GVariant *
cordial_message_choice_name_all (CordialMessageChoice *self)
{
  g_autoptr (GPtrArray) all = NULL;
  GVariantBuilder names;

  g_return_val_if_fail (CORDIAL_IS_MESSAGE_CHOICE (self), NULL);

  all = g_hash_table_get_values_as_ptr_array (self->chosen);
  g_ptr_array_sort (all, compare);
  g_variant_builder_init (&names, G_VARIANT_TYPE ("a(xx)"));
  for (guint i = 0; i < all->len; i++)
    {
      const Chosen *chosen = g_ptr_array_index (all, i);

      g_variant_builder_add (&names, "(xx)", chosen->row, chosen->seq);
    }
  return g_variant_builder_end (&names);
}
