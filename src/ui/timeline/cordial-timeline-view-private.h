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

G_BEGIN_DECLS

/* Who says what is shown. */
typedef enum
{
  STAND_FREE,   /* the person, by scrolling */
  STAND_NEWEST, /* the newest message: it stays on the screen when more come */
  STAND_UNREAD, /* the first unread one: it stays near the top, or if all that follow fit, the newest does */
} Stand;

/* What is left to do to get there. */
typedef enum
{
  PLACE_DONE,
  PLACE_AT_NEWEST, /* lay out the newest */
  PLACE_AT_UNREAD, /* the newest is laid out: bring the first unread one up to the edge where it is above */
  PLACE_CHECK,     /* see where that led */
} Place;

struct _CordialTimelineView
{
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  GtkListView *list;
  GtkWidget *spinner;
  GtkRevealer *newest_revealer;
  GtkWidget *newest_button;
  GtkLabel *unseen_label;

  GtkNoSelection *messages;
  CordialMessageRows *rows;
  CordialMessageSelection *selection;
  CordialSelecting *selecting;
  CordialAnnouncer *announcer;
  GtkWindow *window;
  gint64 newest_seq; /* newest in the model so far */
  gint64 read_seq;   /* newest that was seen now or before */
  gint64 seen_seq;   /* newest that was told as seen */
  guint unseen;
  guint seen_source;
  guint older_source;
  CordialScrollWatch *watch;
  Stand stand;
  Place place;
  guint first_unread; /* its position when it was looked for last, or G_MAXUINT */
  GtkWidget *growing; /* a row whose top stays where it is in the next layout; not owned */
  double growing_top;
  gboolean at_newest;
  gboolean brought_up; /* by the layout before this one */
};

/* cordial-timeline-view-actions.c */
void cordial_timeline_view_install_actions (GtkWidgetClass *widget_class);
void cordial_timeline_view_listen (CordialTimelineView *self);

G_END_DECLS
