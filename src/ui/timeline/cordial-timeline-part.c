/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list view of the toolkit makes about two hundred rows at once, ten times as many as are seen, and nobody is answered meanwhile. So
 * the list that it is given begins with those about where reading begins, and grows by a few in each turn of the main loop, above and
 * below, as if they came then; once it has all for which there are rows, the rest costs nothing and comes at once.
 */

#define G_LOG_DOMAIN "cordial-timeline-part"

#include "cordial-timeline-part.h"

/* Messages there are at first, above the place and from it on: as many as fill a window of the usual size. */
#define FIRST_ABOVE 4
#define FIRST_BELOW 16
/* Messages that come in a turn, on each side. */
#define STEP 8
/* More than a list view makes rows for (GTK_LIST_VIEW_MAX_LIST_ITEMS in gtklistview.c), on each side. */
#define ROWS 208

struct _CordialTimelinePart
{
  GObject parent_instance;

  GListModel *whole;
  guint start; /* of the part */
  guint end;
  guint above; /* that came so far */
  guint below;
  guint source; /* 0 once it is whole */
  gboolean growing;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CordialTimelinePart,
                               cordial_timeline_part,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* --- Growing ------------------------------------------------------------------------------------------------------- */

static void
grow (CordialTimelinePart *self, guint above, guint below)
{
  guint before = self->end - self->start;

  below = MIN (below, g_list_model_get_n_items (self->whole) - self->end);
  above = MIN (above, self->start);
  self->growing = TRUE;
  self->end += below;
  if (below > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, below);
  self->start -= above;
  if (above > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, above);
  self->growing = FALSE;
}

static gboolean
on_turn (gpointer data)
{
  CordialTimelinePart *self = data;

  if (self->above >= ROWS && self->below >= ROWS)
    {
      cordial_timeline_part_become_whole (self);
      return G_SOURCE_REMOVE;
    }
  self->above += STEP;
  self->below += STEP;
  grow (self, STEP, STEP);
  return G_SOURCE_CONTINUE;
}

/* --- Following ----------------------------------------------------------------------------------------------------- */

static void
on_items_changed (CordialTimelinePart *self, guint position, guint removed, guint added)
{
  guint length = self->end - self->start;
  guint from, to;

  /* What comes above or below of what is not here yet comes later, with that. */
  if (self->source != 0 && self->start > 0 && position + removed <= self->start)
    {
      self->start += added - removed;
      self->end += added - removed;
      return;
    }
  if (self->source != 0 && position >= self->end &&
      self->end < g_list_model_get_n_items (self->whole) - added + removed)
    return;
  from = MAX (position, self->start);
  to = MIN (position + removed, self->end);
  removed = to > from ? to - from : 0;
  from -= self->start;
  self->start = MIN (self->start, position);
  self->end = self->start + length - removed + added;
  g_list_model_items_changed (G_LIST_MODEL (self), from, removed, added);
}

/* --- The list ------------------------------------------------------------------------------------------------------ */

static GType
get_item_type (GListModel *list)
{
  return g_list_model_get_item_type (CORDIAL_TIMELINE_PART (list)->whole);
}

static guint
get_n_items (GListModel *list)
{
  CordialTimelinePart *self = CORDIAL_TIMELINE_PART (list);

  return self->end - self->start;
}

static gpointer
get_item (GListModel *list, guint position)
{
  CordialTimelinePart *self = CORDIAL_TIMELINE_PART (list);

  return position < self->end - self->start ? g_list_model_get_item (self->whole, self->start + position) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

static void
cordial_timeline_part_dispose (GObject *object)
{
  CordialTimelinePart *self = CORDIAL_TIMELINE_PART (object);

  g_clear_handle_id (&self->source, g_source_remove);
  G_OBJECT_CLASS (cordial_timeline_part_parent_class)->dispose (object);
}

static void
cordial_timeline_part_finalize (GObject *object)
{
  g_object_unref (CORDIAL_TIMELINE_PART (object)->whole);
  G_OBJECT_CLASS (cordial_timeline_part_parent_class)->finalize (object);
}

static void
cordial_timeline_part_class_init (CordialTimelinePartClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_timeline_part_dispose;
  G_OBJECT_CLASS (klass)->finalize = cordial_timeline_part_finalize;
}

static void
cordial_timeline_part_init (CordialTimelinePart *self)
{
}

/**
 * cordial_timeline_part_new:
 * @whole: (transfer none): all messages
 * @position: where reading begins; their number for the end
 *
 * Returns: (transfer full): the messages about there, and soon all of them
 */
CordialTimelinePart *
cordial_timeline_part_new (GListModel *whole, guint position)
{
  CordialTimelinePart *self = g_object_new (CORDIAL_TYPE_TIMELINE_PART, NULL);
  guint n = g_list_model_get_n_items (whole);

  self->whole = g_object_ref (whole);
  self->end = position < n ? MIN (position + FIRST_BELOW, n) : n;
  self->start = self->end - MIN (self->end, FIRST_ABOVE + FIRST_BELOW);
  g_signal_connect_object (whole, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  if (self->start == 0 && self->end == n)
    return self;
  /* After what is there is drawn. */
  self->source = g_idle_add (on_turn, self);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->source), "[cordial] rows of the timeline");
  return self;
}

/**
 * cordial_timeline_part_get_messages:
 * @self: a part
 *
 * Returns: (transfer none): all messages, of which it has some by now
 */
GListModel *
cordial_timeline_part_get_messages (CordialTimelinePart *self)
{
  g_return_val_if_fail (CORDIAL_IS_TIMELINE_PART (self), NULL);

  return self->whole;
}

/**
 * cordial_timeline_part_get_whole:
 *
 * Returns: whether it has all messages
 */
gboolean
cordial_timeline_part_get_whole (CordialTimelinePart *self)
{
  g_return_val_if_fail (CORDIAL_IS_TIMELINE_PART (self), FALSE);

  return self->source == 0;
}

/**
 * cordial_timeline_part_get_growing:
 *
 * Returns: whether the change that it tells of just now is its own growing, and no change of the messages
 */
gboolean
cordial_timeline_part_get_growing (CordialTimelinePart *self)
{
  g_return_val_if_fail (CORDIAL_IS_TIMELINE_PART (self), FALSE);

  return self->growing;
}

/**
 * cordial_timeline_part_become_whole:
 * @self: a part
 *
 * Positions in it are those of all messages from here on.
 */
void
cordial_timeline_part_become_whole (CordialTimelinePart *self)
{
  g_return_if_fail (CORDIAL_IS_TIMELINE_PART (self));

  g_clear_handle_id (&self->source, g_source_remove);
  grow (self, G_MAXUINT, G_MAXUINT);
}
