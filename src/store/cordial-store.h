/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One account's database. Writes are queued and carried out in order on one thread, many in one transaction, each on disk
 * before it completes; reads are small, indexed, and answered at once. No SQL is known outside this folder, and nothing of
 * protocols or widgets inside it. Never holds a password or a token.
 */

#pragma once

#include <gio/gio.h>

#include "cordial-intent-record.h"
#include "cordial-member.h"
#include "cordial-person.h"
#include "cordial-records.h"
#include "cordial-storage.h"

G_BEGIN_DECLS

/**
 * CordialStoreError:
 * @CORDIAL_STORE_ERROR_FAILED: SQLite said no
 * @CORDIAL_STORE_ERROR_FULL: the disk is full; what was to be written is not, what is there is unharmed
 * @CORDIAL_STORE_ERROR_NEWER: the file was written by a newer version
 * @CORDIAL_STORE_ERROR_CORRUPT: the file is no database, or a broken one
 * @CORDIAL_STORE_ERROR_NOT_FOUND: what it is about is not there any more
 */
typedef enum
{
  CORDIAL_STORE_ERROR_FAILED,
  CORDIAL_STORE_ERROR_FULL,
  CORDIAL_STORE_ERROR_NEWER,
  CORDIAL_STORE_ERROR_CORRUPT,
  CORDIAL_STORE_ERROR_NOT_FOUND,
} CordialStoreError;

#define CORDIAL_STORE_ERROR (cordial_store_error_quark ())
GQuark cordial_store_error_quark (void);

/**
 * CordialStoreChange:
 * @inserted: (element-type CordialMessageRecord): messages that are new in the timeline, with their rows
 * @acknowledged: (element-type CordialMessageRecord): messages that left the outbox by this, with their rows and seqs
 * @renumbered: (element-type CordialMessageRecord): messages that had lost their number with an epoch and have one again,
 *   maybe at another place
 * @edited: (element-type CordialMessageRecord): messages that say something else now, because one that replaces them came
 * @vacated: (element-type gint64): the place where each of @renumbered stood before
 * @holes: (element-type CordialSpan): seqs now known to hold nothing to show
 * @newest: (nullable): the last message of the conversation that is shown: what the chat list tells of it
 * @conflict: the lowest number that came for another message than the one it is here, 0 for none. Nothing was taken in then:
 *   the server's numbers have begun anew, or it lies
 * @epoch: of a new epoch: which one it is
 * @agreed: of a new epoch: the last number that is the same message in it as before it, 0 for none
 *
 * What an insertion, or the beginning of an epoch, did.
 */
typedef struct
{
  GPtrArray *inserted;
  GPtrArray *acknowledged;
  GPtrArray *renumbered;
  GPtrArray *edited;
  GArray *vacated;
  GArray *holes;
  CordialMessageRecord *newest;
  gint64 conflict;
  gint64 epoch;
  gint64 agreed;
} CordialStoreChange;

CordialStoreChange *cordial_store_change_new (void);
void cordial_store_change_free (CordialStoreChange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialStoreChange, cordial_store_change_free)

/* Beside the database: where files lie that wait to be sent. */
#define CORDIAL_STORE_FILES_FOLDER "files"

#define CORDIAL_TYPE_STORE (cordial_store_get_type ())
G_DECLARE_FINAL_TYPE (CordialStore, cordial_store, CORDIAL, STORE, GObject)

/* How many of how many messages a migration has gone through. */
typedef void (*CordialStoreProgressFunc) (gint64 done, gint64 total, gpointer user_data);

/* What can be seen without opening it. */
gboolean cordial_store_takes_long (const char *path);
char *cordial_store_peek_value (const char *path, const char *key);
guint cordial_store_rescue (const char *path, CordialStore *into);

CordialStore *cordial_store_open (const char *path, GError **error);
void cordial_store_open_async (const char *path,
                               GCancellable *cancellable,
                               CordialStoreProgressFunc progress,
                               gpointer progress_data,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
CordialStore *cordial_store_open_finish (GAsyncResult *result, GError **error);
void cordial_store_close (CordialStore *self);
void cordial_store_flush (CordialStore *self);
const char *cordial_store_get_path (CordialStore *self);
/* Property: storage (CordialStorage). A full disk is looked at again by itself; writes that failed meanwhile are not repeated. */
CordialStorage cordial_store_get_storage (CordialStore *self);

/* Reads, at once. Each tells what is not there from what cannot be read: the latter is an error. */
gboolean cordial_store_read_value (CordialStore *self, const char *key, char **value, GError **error);
char *cordial_store_dup_value (CordialStore *self, const char *key);
GHashTable *cordial_store_read_values (CordialStore *self, GError **error);
GPtrArray *cordial_store_list_conversations (CordialStore *self, GError **error);
GPtrArray *cordial_store_list_outbox (CordialStore *self, GError **error);
GPtrArray *
cordial_store_read_range (CordialStore *self, const char *conversation_id, gint64 low, gint64 high, GError **error);
gboolean cordial_store_read_message (CordialStore *self, gint64 row, CordialMessageRecord **message, GError **error);
gboolean cordial_store_read_newest (CordialStore *self,
                                    const char *conversation_id,
                                    CordialMessageRecord **message,
                                    GError **error);
GPtrArray *
cordial_store_read_places (CordialStore *self, const char *conversation_id, gint64 low, gint64 high, GError **error);
GPtrArray *cordial_store_read_contents (CordialStore *self,
                                        const char *conversation_id,
                                        gint64 before,
                                        guint limit,
                                        GError **error);
gboolean
cordial_store_read_place (CordialStore *self, const char *conversation_id, gint64 seq, gint64 *place, GError **error);
gboolean cordial_store_read_agreement (CordialStore *self,
                                       GPtrArray *messages,
                                       gint64 *agreed,
                                       gint64 *conflict,
                                       GError **error);
GPtrArray *cordial_store_list_intents (CordialStore *self, const char *conversation_id, GError **error);
gboolean cordial_store_read_next_intent (CordialStore *self,
                                         const char *conversation_id,
                                         CordialIntentRecord **intent,
                                         GError **error);
gboolean cordial_store_read_nameless (CordialStore *self,
                                      const CordialMessageRecord *message,
                                      gint64 above,
                                      gint64 *seq,
                                      gint64 *witness,
                                      GError **error);
GArray *cordial_store_read_versions (CordialStore *self, const CordialMessageRecord *message, GError **error);
GPtrArray *cordial_store_list_all_intents (CordialStore *self, GError **error);
GArray *
cordial_store_list_places (CordialStore *self, const char *conversation_id, gint64 low, gint64 high, GError **error);
typedef void (*CordialStorePlaceFunc) (const char *conversation_id,
                                       gboolean hidden,
                                       CordialSpan places,
                                       gpointer user_data);
gboolean
cordial_store_foreach_place (CordialStore *self, CordialStorePlaceFunc func, gpointer user_data, GError **error);
typedef void (*CordialStoreSpanFunc) (const char *conversation_id, gboolean hole, CordialSpan span, gpointer user_data);
gboolean cordial_store_foreach_span (CordialStore *self, CordialStoreSpanFunc func, gpointer user_data, GError **error);
typedef void (*CordialStoreDeletionsFunc) (const char *conversation_id, gint64 newest, gpointer user_data);
gboolean cordial_store_foreach_deletions (CordialStore *self,
                                          CordialStoreDeletionsFunc func,
                                          gpointer user_data,
                                          GError **error);

/* Writes that nobody waits for; a failure is logged. */
void cordial_store_set_value (CordialStore *self, const char *key, const char *value);
void cordial_store_save_conversation (CordialStore *self, const CordialConversationRecord *record);
void cordial_store_remove_conversation (CordialStore *self, const char *conversation_id);
void cordial_store_change_sender (CordialStore *self, const char *old_id, const char *new_id);
/* Who they are; reading tells a failure from somebody unknown by its return value. */
void cordial_store_save_people (CordialStore *self, GPtrArray *people);
gboolean cordial_store_read_person (CordialStore *self, const char *id, CordialPerson **person, GError **error);
/* Who is in a group. */
void cordial_store_save_members (CordialStore *self, const char *conversation_id, GPtrArray *members, gboolean all);
GPtrArray *cordial_store_list_members (CordialStore *self, const char *conversation_id, GError **error);
void cordial_store_set_draft (CordialStore *self, const char *conversation_id, const char *draft);
void cordial_store_set_deletions (CordialStore *self, const char *conversation_id, gint64 newest);
void cordial_store_remove_range (CordialStore *self, const char *conversation_id, gint64 low, gint64 high);

/* Writes that are on disk when they complete. */

/* (element-type CordialReacted): how people reacted to messages, as the server has it. */
void cordial_store_take_reactions_async (CordialStore *self,
                                         const char *conversation_id,
                                         GPtrArray *reacted,
                                         gboolean all,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
/* Somebody reacted, or took that back. */
void cordial_store_take_reaction_async (CordialStore *self,
                                        const char *conversation_id,
                                        gint64 seq,
                                        const char *person,
                                        const char *value,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
/* Of both: (transfer full) (nullable) (element-type CordialMessageRecord): the messages to which that made a difference. */
GPtrArray *cordial_store_take_reactions_finish (CordialStore *self, GAsyncResult *result, GError **error);

void cordial_store_insert_async (CordialStore *self,
                                 const char *conversation_id,
                                 GPtrArray *messages,
                                 gint64 cover_low,
                                 gint64 cover_high,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
CordialStoreChange *cordial_store_insert_finish (CordialStore *self, GAsyncResult *result, GError **error);

void cordial_store_begin_epoch_async (CordialStore *self,
                                      const char *conversation_id,
                                      GPtrArray *messages,
                                      gint64 cover_low,
                                      gint64 cover_high,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
CordialStoreChange *cordial_store_begin_epoch_finish (CordialStore *self, GAsyncResult *result, GError **error);

/**
 * CordialIntentOutcome:
 * @epoch: the conversation's epoch when the server was asked, -1 for the present one
 * @seq: the number that the server gave, 0 if it gave none: a message then gets the next one here
 * @time_ms: the server's time, Unix milliseconds, 0 to keep ours
 *
 * What the server answered to an intent that it carried out.
 */
typedef struct
{
  gint64 epoch;
  gint64 seq;
  gint64 time_ms;
} CordialIntentOutcome;

/**
 * CordialStoreSearchKinds:
 * @CORDIAL_STORE_SEARCH_LINKS: with a link
 * @CORDIAL_STORE_SEARCH_FILES: with a file or a sound
 * @CORDIAL_STORE_SEARCH_PICTURES: with a picture or a video
 *
 * What a message has to have in it.
 */
typedef enum
{
  CORDIAL_STORE_SEARCH_LINKS = 1 << 0,
  CORDIAL_STORE_SEARCH_FILES = 1 << 1,
  CORDIAL_STORE_SEARCH_PICTURES = 1 << 2,
} CordialStoreSearchKinds;

/**
 * CordialStoreSearch:
 * @typed: (nullable): words, see cordial_query_new()
 * @conversation_id: (nullable): in which conversation alone
 * @sender_id: (nullable): of whom alone
 * @from_ms: not before this, Unix milliseconds
 * @until_ms: before this, or 0
 * @kinds: what it has to have, all of them
 * @limit: how many are wanted
 *
 * What is looked for.
 */
typedef struct
{
  const char *typed;
  const char *conversation_id;
  const char *sender_id;
  gint64 from_ms;
  gint64 until_ms;
  CordialStoreSearchKinds kinds;
  guint limit;
} CordialStoreSearch;

/**
 * CordialStoreHit:
 * @message: what was found
 * @text: what was searched of it: its text, and the names of its files on lines of their own
 * @ranges: (element-type CordialQueryRange): where in @text
 */
typedef struct
{
  CordialMessageRecord *message;
  char *text;
  GArray *ranges;
} CordialStoreHit;

void cordial_store_hit_free (CordialStoreHit *self);

/* The index is made, and kept, on a thread of its own. Property: index-progress (1 when all that is here can be found). */
void cordial_store_start_index (CordialStore *self, CordialContentReader read_content);
double cordial_store_get_index_progress (CordialStore *self);
void cordial_store_search_async (CordialStore *self,
                                 const CordialStoreSearch *search,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* (element-type CordialStoreHit): the newest first. */
GPtrArray *cordial_store_search_finish (CordialStore *self, GAsyncResult *result, gboolean *more, GError **error);

/* Intents: what a person asked for and a server has yet to hear. Everything here is on disk when it completes; calls without
 * a callback are logged when they fail, and those without a finish function of their own end with
 * cordial_store_change_intent_finish(). Writes are carried out in the order of the calls, so that nobody has to wait for one
 * before calling the next.
 *
 * The life of an intent, as whoever carries them out sees it:
 *
 *   add_intent        It is kept together with what it shows: the message to send stands at the end of the conversation, the
 *                     edited one bears its new content, the deleted one is hidden. What is asked of a message that waits
 *                     itself changes or ends that, and tells no server.
 *   list_intents      What there is to do in a conversation, in the order of asking. FAILED and PAUSED ones hold nothing back. UNDER_WAY
 *                     after a start means: said, and nobody knows whether it happened.
 *   set_intent_state  UNDER_WAY before it goes on the wire: from then on it is neither merged with later ones nor taken out by
 *                     them. WAITING with one more attempt and the reason after an answer that explains nothing. FAILED after
 *                     one that is final. WAITING without attempts when the person says «retry».
 *                     PAUSED when the person wants it later; what is UNDER_WAY stays so.
 *   set_intent_payload  What is known by now and must not be done twice, such as the reference of an upload.
 *   complete_intent   The server said yes. Whatever fails here after that is no reason to say it again: the write is repeated.
 *   take_back_intent  The server said no, or the person takes it back or discards it: all that it showed is undone.
 *
 * A message of ours that comes back from the server by itself (cordial_store_insert_async(), by its id) completes its sending
 * too; calls on an intent that is not there any more do nothing. A conversation's removal takes its intents along, a
 * message's removal those about it. A new epoch takes marks along, since they speak of numbers, and nothing else: an edit or
 * a deletion of a message that has lost its number (seq 0) waits until that has one again, or is taken back. */
void cordial_store_add_intent_async (CordialStore *self,
                                     const CordialIntentRecord *intent,
                                     const CordialMessageRecord *message,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
CordialIntentRecord *cordial_store_add_intent_finish (CordialStore *self, GAsyncResult *result, GError **error);

void cordial_store_set_intent_state_async (CordialStore *self,
                                           gint64 row,
                                           CordialIntentState state,
                                           guint attempts,
                                           const char *reason,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
void cordial_store_set_intent_payload_async (CordialStore *self,
                                             gint64 row,
                                             const char *payload,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
void cordial_store_set_message_content_async (CordialStore *self,
                                              const CordialMessageRecord *before,
                                              const CordialMessageRecord *after,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
void cordial_store_complete_intent_async (CordialStore *self,
                                          gint64 row,
                                          const CordialIntentOutcome *outcome,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
void
cordial_store_take_back_intent_async (CordialStore *self, gint64 row, GAsyncReadyCallback callback, gpointer user_data);
gboolean cordial_store_change_intent_finish (CordialStore *self,
                                             GAsyncResult *result,
                                             CordialMessageRecord **message,
                                             GError **error);

G_END_DECLS
