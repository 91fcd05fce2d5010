/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the timeline view share.
 */

#pragma once

#include "cordial-timeline-view.h"

#include "cordial-announcer.h"
#include "cordial-message-rows.h"
#include "cordial-message-selection.h"
#include "cordial-scroll-watch.h"
#include "cordial-selecting.h"
#include "cordial-timeline-part.h"

G_BEGIN_DECLS

/* Who says what is shown. */
typedef enum
{
  STAND_FREE,   /* the person, by scrolling */
  STAND_NEWEST, /* the newest message: it stays on the screen when more come */
  STAND_UNREAD, /* the first unread one: it stays near the top, or if all that follow fit, the newest does */
} CordialTimelineStand;

/* What is left to do to get there. */
typedef enum
{
  PLACE_DONE,
  PLACE_AT_NEWEST, /* lay out the newest */
  PLACE_AT_UNREAD, /* the newest is laid out: bring the first unread one up to the edge where it is above */
  PLACE_CHECK,     /* see where that led */
} CordialTimelinePlace;

struct _CordialTimelineView
{
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  GtkListView *list;
  GtkWidget *spinner;
  GtkRevealer *newest_revealer;
  GtkWidget *newest_button;
  GtkLabel *unseen_label;

  CordialTimelinePart *part; /* (nullable): of the conversation's messages, those in @messages */
  GtkNoSelection *messages;
  CordialMessageRows *rows;
  CordialMessageSelection *selection;
  CordialSelecting *selecting;
  CordialMessageChoice *choice;
  CordialAnnouncer *announcer;
  GtkWindow *window;
  gint64 newest_seq; /* newest in the model so far */
  gint64 read_seq;   /* newest that was seen now or before */
  gint64 seen_seq;   /* newest that was told as seen */
  guint unseen;
  guint seen_source;
  guint older_source;
  CordialScrollWatch *watch;
  CordialTimelineStand stand;
  CordialTimelinePlace place;
  gint64 focus_seq;   /* who gets the focus once it is laid out, 0 for nobody */
  guint first_unread; /* its position when it was looked for last, or G_MAXUINT */
  GtkWidget *growing; /* a row whose top stays where it is in the next layout; not owned */
  double growing_top;
  gboolean at_newest;
  gboolean brought_up; /* by the layout before this one */
};

static inline guint
cordial_timeline_view_get_n_messages (CordialTimelineView *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->messages));
}

static inline CordialMessage *
cordial_timeline_view_dup_message (CordialTimelineView *self, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (self->messages), position);
}

/* Changes in the model beyond this are no news from a person but a page being loaded. */
#define CORDIAL_TIMELINE_NEWS_MAX 500

/* Positions are those of all messages from here on. */
static inline void
cordial_timeline_view_become_whole (CordialTimelineView *self)
{
  if (self->part != NULL)
    cordial_timeline_part_become_whole (self->part);
}

/* cordial-timeline-view-place.c */
void cordial_timeline_view_watch_scrolling (CordialTimelineView *self);
void cordial_timeline_view_set_unseen (CordialTimelineView *self, guint unseen);
gboolean cordial_timeline_view_is_looked_at (CordialTimelineView *self);
void cordial_timeline_view_queue_seen (CordialTimelineView *self);
guint cordial_timeline_view_find_first_after (GListModel *messages, gint64 seq_before);
void cordial_timeline_view_take_stand (CordialTimelineView *self, CordialTimelineStand stand);
void cordial_timeline_view_scroll_to_item (CordialTimelineView *self, guint position);

/* cordial-timeline-view-actions.c */
void cordial_timeline_view_install_actions (GtkWidgetClass *widget_class);
void cordial_timeline_view_listen (CordialTimelineView *self);

G_END_DECLS
