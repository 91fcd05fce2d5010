/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fields of a conversation, shared by cordial-conversation.c, cordial-conversation-actions.c,
 * cordial-conversation-events.c and cordial-conversation-changes.c alone.
 */

#pragma once

#include "cordial-conversation-private.h"
#include "cordial-timeline-private.h"

G_BEGIN_DECLS

/* The message of that number shall be pinned, or not any more. */
typedef struct
{
  gint64 seq;
  gboolean pinned;
} CordialPinWish;

struct _CordialConversation
{
  GObject parent_instance;

  CordialRoster *roster;
  CordialConversationRecord *record;
  char *name; /* what is seen of the one in the record */
  CordialTimeline *timeline;
  CordialSpans *known;             /* numbers of the present epoch that are in the database, or known to hold nothing */
  CordialSpans *present;           /* the former */
  CordialSpans *deleted;           /* what the server said is gone, since the start: it never comes back */
  CordialSpans *unreadable;        /* on the server, which cannot tell them: shown as such, and not in the database */
  CordialSpans *unreadable_places; /* where they are shown */
  gboolean gone;                   /* the whole conversation */
  gint64 doubt; /* a number that the server may have given a second time, the lowest of them; 0 for none */

  guint unread;
  guint counted;     /* of them, in the account's sum */
  gint64 news_after; /* what came before that is no news */
  char *preview;
  gboolean preview_outgoing;
  CordialMessageStatus preview_status;

  gboolean typing;
  gboolean recording;     /* while typing: it is spoken, by all who do */
  GPtrArray *typists;     /* (nullable): who types, who began first before the others */
  GSource *typing_source; /* when the first of them is over */
  gint64 typed_at;        /* monotonic, of the last note to the peer */
  GSource *draft_source;
  char *draft_subject; /* (nullable): what the draft is about, as it is kept */
  gboolean draft_subject_known;
  gboolean draft_subject_changed;
  gboolean mark_again; /* the server has forgotten how far we read */

  GPtrArray *members; /* (nullable) (element-type CordialMember): of a group, once somebody asked; sorted by id */

  GArray *pin_wishes; /* of CordialPinWish: what is asked for, and was not carried out so far */
  char *shown_pins;   /* (nullable): those of the record, with the wishes */

  /* Receipts for messages whose number is on its way to the disk: a peer can be faster than it. */
  gint64 held_peer_recv;
  gint64 held_peer_read;
  gint64 held_read;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_KIND,
  PROP_AVATAR,
  PROP_ONLINE,
  PROP_LAST_SEEN_MS,
  PROP_TYPING,
  PROP_PREVIEW,
  PROP_PREVIEW_OUTGOING,
  PROP_PREVIEW_STATUS,
  PROP_TOUCHED_MS,
  PROP_UNREAD,
  PROP_MUTED,
  PROP_ARCHIVED,
  PROP_RANK,
  PROP_WRITABLE,
  PROP_DRAFT,
  PROP_READ,
  PROP_ENDING,
  PROP_UNHEARD,
  PROP_PINS,
  PROP_ROLE,
  CORDIAL_CONVERSATION_N_PROPERTIES
};

extern GParamSpec *cordial_conversation_properties[CORDIAL_CONVERSATION_N_PROPERTIES];
extern guint cordial_conversation_members_changed; /* signal */

void cordial_conversation_notify (CordialConversation *self, int property);
void cordial_conversation_touch (CordialConversation *self, gint64 time_ms);
/* Writes those fields to the database. */
void cordial_conversation_save (CordialConversation *self, CordialConversationFields fields);
void cordial_conversation_stop_typing (CordialConversation *self);
void cordial_conversation_said (CordialConversation *self, const char *user_id);

/* The person has read up to there, on some device. */
void cordial_conversation_raise_read (CordialConversation *self, gint64 read);
/* The server may have given this number, and those above it, a second time. */
void cordial_conversation_doubt (CordialConversation *self, gint64 seq);
/* What somebody else said of messages, 0 for nothing: held until we know them. */
void cordial_conversation_take_receipts (CordialConversation *self, gint64 peer_recv, gint64 peer_read);
/* What was said of messages that we did not know yet. */
void cordial_conversation_apply_held_receipts (CordialConversation *self);

/* The same of what the person has read on another device. */
void cordial_conversation_take_read (CordialConversation *self, gint64 read);

/* (transfer full) (element-type CordialTextSpan): @chosen (nullable), and those members whom the text may name. */
GPtrArray *cordial_conversation_list_names (CordialConversation *self, const char *text, GPtrArray *chosen);
/* An epoch began: what was said of higher numbers was said of others. */
void cordial_conversation_forget_member_receipts (CordialConversation *self, gint64 agreed);

/* What the server says of it, or none of it above @agreed any more. */
CordialConversationFields cordial_conversation_take_pins (CordialConversation *self, const char *pins);
void cordial_conversation_forget_pins (CordialConversation *self, gint64 agreed);

/* What follows from the facts. */
void cordial_conversation_update_unread (CordialConversation *self);
void cordial_conversation_count_unread (CordialConversation *self);
void cordial_conversation_update_preview (CordialConversation *self, const CordialMessageRecord *newest);
void cordial_conversation_update_has_older (CordialConversation *self);
void cordial_conversation_update_name (CordialConversation *self);
void cordial_conversation_update_sender (CordialConversation *self);

G_END_DECLS
