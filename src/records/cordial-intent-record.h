/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person asked for and a server has yet to hear, as a plain value: written and read by the store, carried out by
 * others. Knows no protocol.
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CordialIntentKind:
 * @CORDIAL_INTENT_SEND: a message of ours is to be said
 * @CORDIAL_INTENT_EDIT: the content of a message of ours is to be replaced by what stands in it here
 * @CORDIAL_INTENT_DELETE_HERE: a message is to go from the account's own devices
 * @CORDIAL_INTENT_DELETE_FOR_ALL: a message is to go from everybody's
 * @CORDIAL_INTENT_MARK: messages were received or read; the slot says which, the payload up to where
 * @CORDIAL_INTENT_PROFILE: what others see of the owner, as earlier versions kept it: see %CORDIAL_INTENT_SETTING
 * @CORDIAL_INTENT_PIN: a message is to be pinned for everybody, or not any more; the slot says its number, the payload “1” or “0”
 * @CORDIAL_INTENT_REACT: the owner reacts to a message; the slot says who that is, the payload how, "" to take it back
 * @CORDIAL_INTENT_SETTING: what is set of a conversation or, without one, of the owner; the slot says what of it, the payload what it shall
 *   be and what it was
 *
 * What a person asks for that a server has to hear. The numbers are on disk: new kinds go to the end. A kind that is not
 * named here has no effect on the tables but its own row.
 */
typedef enum
{
  CORDIAL_INTENT_SEND,
  CORDIAL_INTENT_EDIT,
  CORDIAL_INTENT_DELETE_HERE,
  CORDIAL_INTENT_DELETE_FOR_ALL,
  CORDIAL_INTENT_MARK,
  CORDIAL_INTENT_PROFILE,
  CORDIAL_INTENT_PIN,
  CORDIAL_INTENT_REACT,
  CORDIAL_INTENT_SETTING,
} CordialIntentKind;

/**
 * CordialIntentState:
 * @CORDIAL_INTENT_WAITING: nothing of it is on the wire
 * @CORDIAL_INTENT_UNDER_WAY: on the wire without an answer; after a drop or a restart it may or may not have happened
 * @CORDIAL_INTENT_FAILED: refused for good; the person retries or discards. It holds nothing back
 * @CORDIAL_INTENT_PAUSED: the person wants it later, and says when. It holds nothing back
 *
 * The numbers are on disk: new states go to the end.
 */
typedef enum
{
  CORDIAL_INTENT_WAITING,
  CORDIAL_INTENT_UNDER_WAY,
  CORDIAL_INTENT_FAILED,
  CORDIAL_INTENT_PAUSED,
} CordialIntentState;

/**
 * CordialIntentRecord:
 * @row: which intent, ascending in the order of asking; 0 while not stored
 * @conversation_id: (nullable): where; %NULL for what concerns the account itself
 * @kind: see #CordialIntentKind; may be one that this version does not know
 * @slot: (nullable): of intents of one kind, conversation and slot the last one counts: it takes the place of one that is
 *   not under way. %NULL for what never collapses
 * @payload: (nullable): what the server is told beside the message, in a form that is the caller's own
 * @message_row: the message that it is about, 0 for none
 * @state: see #CordialIntentState
 * @attempts: how often it was tried in vain, counted by whoever tries
 * @reason: (nullable): the server's last word on it
 * @created_ms: when it was asked for, Unix time in milliseconds
 */
typedef struct
{
  gint64 row;
  char *conversation_id;
  CordialIntentKind kind;
  char *slot;
  char *payload;
  gint64 message_row;
  CordialIntentState state;
  guint attempts;
  char *reason;
  gint64 created_ms;
} CordialIntentRecord;

#define CORDIAL_TYPE_INTENT_RECORD (cordial_intent_record_get_type ())

GType cordial_intent_record_get_type (void);
CordialIntentRecord *cordial_intent_record_new (CordialIntentKind kind, const char *conversation_id);
CordialIntentRecord *cordial_intent_record_copy (const CordialIntentRecord *self);
void cordial_intent_record_free (CordialIntentRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialIntentRecord, cordial_intent_record_free)

G_END_DECLS
