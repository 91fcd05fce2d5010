/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of an account's database as plain values, shared by everyone from the store to the protocols. They hold
 * facts only; what a fact looks like on a wire or on the screen is not known here.
 */

#pragma once

#include <glib-object.h>

#include "cordial-content.h"
#include "cordial-member.h"

G_BEGIN_DECLS

/**
 * CordialMessageState:
 * @CORDIAL_MESSAGE_QUEUED: ours, in the outbox, not yet on the wire
 * @CORDIAL_MESSAGE_SENDING: ours, on the wire, no answer so far; after a drop it may or may not have arrived
 * @CORDIAL_MESSAGE_SENT: has a seq from the server (every message of somebody else is in this state)
 * @CORDIAL_MESSAGE_FAILED: refused by the server for good; the person retries or discards
 * @CORDIAL_MESSAGE_PAUSED: ours, with files that the server does not have yet; they go when the person says so
 *
 * What is stored of a message's way. "Received" and "read" are not stored a message: they follow from the
 * conversation's peer_recv and peer_read.
 */
typedef enum
{
  CORDIAL_MESSAGE_QUEUED,
  CORDIAL_MESSAGE_SENDING,
  CORDIAL_MESSAGE_SENT,
  CORDIAL_MESSAGE_FAILED,
  CORDIAL_MESSAGE_PAUSED,
} CordialMessageState;

/**
 * CordialMessageDeletion:
 * @CORDIAL_MESSAGE_THERE: nobody wants it away
 * @CORDIAL_MESSAGE_DELETED_HERE: its deletion for the account's owner is an intent that waits
 * @CORDIAL_MESSAGE_DELETED_FOR_ALL: its deletion for everybody is an intent that waits
 *
 * A message with a deletion is not shown, and comes back if the server says no. One whose deletion the server has carried
 * out is no row any more.
 */
typedef enum
{
  CORDIAL_MESSAGE_THERE,
  CORDIAL_MESSAGE_DELETED_HERE,
  CORDIAL_MESSAGE_DELETED_FOR_ALL,
} CordialMessageDeletion;

/* From here on are the places of what waits to be sent: after all that has been said, in the order of writing. */
#define CORDIAL_PLACE_WAITING (G_GINT64_CONSTANT (1) << 62)

/**
 * CordialMessageRecord:
 * @row: what the message is to us, for ever; 0 while not stored
 * @conversation_id: what the protocol calls the conversation
 * @seq: the server's number in the conversation, from 1, valid in the conversation's epoch; the store's own where the wire
 *   has none; 0 where there is none: before it is sent, and when the epoch of its number is over
 * @place: where it stands in the order of its conversation, ascending; from %CORDIAL_PLACE_WAITING on for what is not
 *   sent. Given by the store, ignored when written
 * @cordial_id: (nullable): our random id of the message, the same at both ends
 * @sender_id: who wrote it; the account's own user id for outgoing ones
 * @time_ms: Unix time in milliseconds
 * @state: see #CordialMessageState
 * @text: plain text to show and to search
 * @content: (nullable): the content as received, JSON; %NULL where it is just @text
 * @head: (nullable): the header as received, JSON
 * @error: (nullable): the server's reason, for %CORDIAL_MESSAGE_FAILED
 * @edited_ms: when its content was last replaced, Unix time in milliseconds, 0 for never
 * @replaces: the number of the message whose content this one replaces, 0 for none
 * @deletion: whether it is on its way out
 * @reactions: (nullable): how people reacted to it, as the server has it; see cordial_reactions_parse()
 * @reaction_wish: (nullable): how the account's owner wants to react to it, which the server has yet to hear; "" to take a reaction
 *   back. Filled in by the store alone
 */
typedef struct
{
  gint64 row;
  char *conversation_id;
  gint64 seq;
  gint64 place;
  char *cordial_id;
  char *sender_id;
  gint64 time_ms;
  CordialMessageState state;
  char *text;
  char *content;
  char *head;
  char *error;
  gint64 edited_ms;
  gint64 replaces;
  CordialMessageDeletion deletion;
  char *reactions;
  char *reaction_wish;
} CordialMessageRecord;

#define CORDIAL_TYPE_MESSAGE_RECORD (cordial_message_record_get_type ())

GType cordial_message_record_get_type (void);
CordialMessageRecord *cordial_message_record_new (void);
CordialMessageRecord *cordial_message_record_copy (const CordialMessageRecord *self);
void cordial_message_record_free (CordialMessageRecord *self);
/* Whether two records, maybe of different epochs, are of one message: by its id, else by who, when and what. */
gboolean cordial_message_record_is_same (const CordialMessageRecord *self, const CordialMessageRecord *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialMessageRecord, cordial_message_record_free)

/**
 * CordialContentReader:
 * @message: a message with a @content or a @head: one that a protocol has reported
 *
 * How the wire of an account says what a message holds.
 *
 * Returns: (transfer full): what it holds; what cannot be read is named
 */
typedef CordialContent *(*CordialContentReader) (const CordialMessageRecord *message);

/**
 * CordialContentFormat:
 * @read: (nullable): how the wire of an account says what a message holds; %NULL where that is text
 * @write: fills in @text, @content and @head of a message that shall be sent, so that @read finds the same in it
 */
typedef struct
{
  CordialContentReader read;
  void (*write) (const CordialContent *content, CordialMessageRecord *message);
} CordialContentFormat;

/* Of a wire that knows text alone. */
extern const CordialContentFormat cordial_text_content_format;

typedef enum
{
  CORDIAL_CONVERSATION_DIRECT,
  CORDIAL_CONVERSATION_GROUP,
  CORDIAL_CONVERSATION_SELF,
} CordialConversationKind;

/**
 * CordialConversationFields:
 *
 * Which members of a #CordialConversationRecord carry news. A protocol reports only what it was told; the store leaves
 * the other columns as they are.
 */
typedef enum
{
  CORDIAL_CONVERSATION_HAS_KIND = 1 << 0,
  CORDIAL_CONVERSATION_HAS_NAME = 1 << 1,
  CORDIAL_CONVERSATION_HAS_AVATAR = 1 << 2,
  CORDIAL_CONVERSATION_HAS_SEQ = 1 << 3,
  CORDIAL_CONVERSATION_HAS_READ = 1 << 4,
  CORDIAL_CONVERSATION_HAS_RECV = 1 << 5,
  CORDIAL_CONVERSATION_HAS_PEER_READ = 1 << 6,
  CORDIAL_CONVERSATION_HAS_PEER_RECV = 1 << 7,
  CORDIAL_CONVERSATION_HAS_TOUCHED = 1 << 8,
  CORDIAL_CONVERSATION_HAS_MUTED = 1 << 9,
  CORDIAL_CONVERSATION_HAS_WRITABLE = 1 << 10,
  CORDIAL_CONVERSATION_HAS_ONLINE = 1 << 11,
  CORDIAL_CONVERSATION_HAS_LAST_SEEN = 1 << 12,
  CORDIAL_CONVERSATION_HAS_COMMENT = 1 << 13,
  CORDIAL_CONVERSATION_HAS_ENDED = 1 << 14,
  CORDIAL_CONVERSATION_HAS_UNHEARD = 1 << 15,
  CORDIAL_CONVERSATION_HAS_NOTE = 1 << 16,
  CORDIAL_CONVERSATION_HAS_ERASES = 1 << 17,
  CORDIAL_CONVERSATION_HAS_PINS = 1 << 18,
  CORDIAL_CONVERSATION_HAS_MAY_PIN = 1 << 19,
  CORDIAL_CONVERSATION_HAS_ARCHIVED = 1 << 20,
  CORDIAL_CONVERSATION_HAS_ROLE = 1 << 21,
  CORDIAL_CONVERSATION_HAS_MEMBER = 1 << 22,
} CordialConversationFields;

/**
 * CordialEnding:
 * @CORDIAL_ENDING_NONE: it goes on
 * @CORDIAL_ENDING_UNKNOWN: the server lists it no more, and did not say why (yet)
 * @CORDIAL_ENDING_DELETED: it was deleted: a group for everybody, a direct one by its owner on another device
 * @CORDIAL_ENDING_LEFT: a group that goes on without the account's owner, who left or was removed
 * @CORDIAL_ENDING_BLOCKED: the owner wants nothing of it any more: blocked it on some device
 * @CORDIAL_ENDING_BANNED: those who decide there let the owner in no more
 * @CORDIAL_ENDING_NOBODY: of a direct one: the other person's account does not exist any more
 *
 * Why nothing is sent and nothing comes in a conversation. These are numbers on disk.
 */
typedef enum
{
  CORDIAL_ENDING_NONE,
  CORDIAL_ENDING_UNKNOWN,
  CORDIAL_ENDING_DELETED,
  CORDIAL_ENDING_LEFT,
  CORDIAL_ENDING_BLOCKED,
  CORDIAL_ENDING_BANNED,
  CORDIAL_ENDING_NOBODY,
} CordialEnding;

/* What stands for a long text in a list of chats: more than a line of it shows, in any script. */
#define CORDIAL_LAST_TEXT_CHARACTERS 1000

/**
 * CordialConversationRecord:
 * @id: what the protocol calls it; unique in the account
 * @fields: which of the following are set
 * @name: what it, or the other person, calls itself
 * @comment: (nullable): what the account's owner calls it, which stands above @name
 * @avatar: (nullable): encoded image (PNG, JPEG…) as received
 * @avatar_uri: (nullable): where to fetch it, where it did not come inline
 * @note: (nullable): what somebody says of themselves; known of the account's owner alone, and never stored here
 * @epoch: how often the server's numbers began anew; a number is valid in one epoch. Written by the store alone
 * @seq: the newest message on the server
 * @read: the newest that the account's owner has read, on any device
 * @recv: the newest that some device of the owner's has received
 * @peer_read: the newest that the others have read: in a group, all of them
 * @peer_recv: the newest that devices of the others have received, likewise
 * @touched_ms: Unix time in milliseconds of the last activity; the chat list is ordered by it
 * @online: never stored; a fresh start knows nobody to be online
 * @ended: whether and why it is over
 * @unheard: of a direct one: what is said there does not reach the other person; never stored
 * @erases_nothing: what the owner deletes there goes from their own devices alone; never stored
 * @pins: (nullable): the numbers of the messages that are pinned there, with blanks between, the one that was pinned first first; of the
 *   account's owner the ids of the conversations that are pinned, the one that stands at the top first
 * @may_pin: the owner may change that; never stored
 * @archived: put away: not in the list of chats, and asks for no attention
 * @role: what the account's owner may do in a group
 * @offered: what they are granted there; more than @role where they have not taken it on
 * @member: (nullable): of a wish: whose place in the group changes, to @member_role. Never stored
 * @member_role: see @member
 * @draft: (nullable): what stands unsent in the composer; written through its own call
 * @last_text: (nullable): the beginning of the text of the newest message known, filled by the store when it lists
 * @last_head: (nullable): its header, unless that is long
 * @last_sender_id: (nullable): its sender
 * @last_state: its state
 */
typedef struct
{
  char *id;
  CordialConversationFields fields;
  CordialConversationKind kind;
  char *name;
  char *comment;
  GBytes *avatar;
  char *avatar_uri;
  char *note;
  gint64 epoch;
  gint64 seq;
  gint64 read;
  gint64 recv;
  gint64 peer_read;
  gint64 peer_recv;
  gint64 touched_ms;
  gint64 last_seen_ms;
  gboolean muted;
  gboolean writable;
  gboolean online;
  CordialEnding ended;
  gboolean unheard;
  gboolean erases_nothing;
  char *pins;
  gboolean may_pin;
  gboolean archived;
  CordialRole role;
  CordialRole offered;
  char *member;
  CordialRole member_role;
  char *draft;
  char *last_text;
  char *last_head;
  char *last_sender_id;
  CordialMessageState last_state;
} CordialConversationRecord;

#define CORDIAL_TYPE_CONVERSATION_RECORD (cordial_conversation_record_get_type ())

GType cordial_conversation_record_get_type (void);
CordialConversationRecord *cordial_conversation_record_new (const char *id);
CordialConversationRecord *cordial_conversation_record_copy (const CordialConversationRecord *self);
void cordial_conversation_record_free (CordialConversationRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialConversationRecord, cordial_conversation_record_free)

/**
 * CordialReceipt:
 * @CORDIAL_RECEIPT_RECEIVED: a device has the message
 * @CORDIAL_RECEIPT_READ: a person has seen it
 */
typedef enum
{
  CORDIAL_RECEIPT_RECEIVED,
  CORDIAL_RECEIPT_READ,
} CordialReceipt;

/**
 * CordialSpan:
 * @low: first seq
 * @high: last seq, inclusive
 *
 * A run of seqs without a break.
 */
typedef struct
{
  gint64 low;
  gint64 high;
} CordialSpan;

G_END_DECLS
