/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The seam between what frames mean and what a user has. A protocol keeps one account's session alive, carries out the
 * requests below and reports what it hears through signals. It keeps no history and decides nothing about it: which
 * gaps to fetch, what to send again and what is a double is decided in work/. Nothing here names a wire format.
 */

#pragma once

#include <gio/gio.h>

#include "cordial-beat.h"
#include "cordial-link.h"
#include "cordial-member.h"
#include "cordial-person.h"
#include "cordial-protocol-capabilities.h"
#include "cordial-protocol-error.h"
#include "cordial-protocol-settings.h"
#include "cordial-records.h"

G_BEGIN_DECLS

#define CORDIAL_TYPE_PROTOCOL (cordial_protocol_get_type ())
G_DECLARE_INTERFACE (CordialProtocol, cordial_protocol, CORDIAL, PROTOCOL, GObject)

/**
 * CordialProtocolInterface:
 * @capabilities: what of all this it has
 *
 * Properties that an implementation overrides: link-state (#CordialLinkState), refusal (#CordialRefusal), retry-at
 * (gint64, g_get_monotonic_time() microseconds, 0 if no attempt is planned), reason (string, nullable: one sentence
 * on why the link is down), user-id (string, nullable until known), round-trip-ms (double, 0 if never measured),
 * delete-limit-s (gint64, how old a message may be that is deleted for everybody, 0 if the server has no limit or it is unknown),
 * reactions (GStrv, nullable: with what people may react to messages, in the server's order; %NULL where they may not),
 * max-message-bytes (guint, 0 if unknown),
 * max-file-bytes (gint64, 0 if unknown: of a file that is uploaded), unnumbered (gboolean: the wire has no numbers and no history. Messages come
 * with seq 0 and send_finish returns 0 for success; the store numbers them in the order of their arrival, and drops what
 * bears the id of a message that is there).
 *
 * Signals (the interface defines them):
 * - signed-in (const char *user_id, const char *token, gint64 expires_ms): token nullable; save it in the keyring
 * - profile (CordialConversationRecord *): id is the user id; HAS_NAME, HAS_AVATAR, HAS_NOTE, HAS_PINS say what is known about the owner
 * - conversation (CordialConversationRecord *): news of one conversation, partly filled. HAS_ENDED stands in each line of
 *   a roster, and wherever a conversation ended or goes on
 * - people (GPtrArray *CordialPerson): who somebody is that wrote, or is a member of a group; name and picture as far as they
 *   are known, NULL where not
 * - members (const char *conversation_id, GPtrArray *CordialMember): everybody in a group but the owner who gets what is said there, and
 *   how far they are; from then on "receipt" tells how far they get
 * - roster-complete (): every conversation of the account has been reported since the link came up, each with HAS_ENDED;
 *   what was not has ended. (A protocol without %CORDIAL_PROTOCOL_HAS_ROSTER knows of none that ended.)
 * - messages (const char *conversation_id, GPtrArray *CordialMessageRecord): messages with a seq, live ones; those of a
 *   fetch are returned by the fetch alone
 * - deleted (const char *conversation_id, gint64 low, gint64 high): inclusive; gone on the server for this user
 * - reactions (const char *conversation_id, GPtrArray *CordialReacted, gboolean all): how people reacted to messages, each
 *   reaction with all who reacted so; @all: nobody reacted otherwise, there or to other messages. What comes with a message stands in its record
 * - reacted (const char *conversation_id, gint64 seq, const char *user_id, const char *value): somebody reacted to a message, in the place of how
 *   they did before; @value %NULL: not any more. @user_id %NULL: whom the server does not name
 * - deletions-known (const char *conversation_id, gint64 newest): all deletions up to the one of that number were told, where
 *   the wire numbers them; to be said again by know_deletions() after a start, 0 for none
 * - receipt (const char *conversation_id, const char *user_id, CordialReceipt, gint64 seq): also for the owner's other
 *   devices, then user_id is the owner's
 * - typing (const char *conversation_id, const char *user_id, gboolean recording): @recording where it is spoken, not written
 * - beat (): a heartbeat went out
 *
 * Requests with _async/_finish fail with %CORDIAL_PROTOCOL_ERROR_LINK at once while the link is not ONLINE, and when it
 * goes away before the answer. None is ever repeated by the protocol itself.
 */
struct _CordialProtocolInterface
{
  GTypeInterface g_iface;

  CordialProtocolCapabilities capabilities;

  void (*open) (CordialProtocol *self);
  void (*close) (CordialProtocol *self);
  void (*retry_now) (CordialProtocol *self);
  void (*probe_if_stale) (CordialProtocol *self);
  void (*set_password) (CordialProtocol *self, const char *login, const char *password);
  void (*set_token) (CordialProtocol *self, const char *token);
  void (*trust_certificate) (CordialProtocol *self, GTlsCertificate *certificate);
  void (*set_proven) (CordialProtocol *self, gboolean proven);
  GTlsCertificate *(*get_refused_certificate) (CordialProtocol *self);

  void (*sign_up_async) (CordialProtocol *self,
                         const char *login,
                         const char *password,
                         const char *name,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
  gboolean (*sign_up_finish) (CordialProtocol *self, GAsyncResult *result, GError **error);

  void (*introduce) (CordialProtocol *self, const char *conversation_id, const char *name);
  void (*ask_ending) (CordialProtocol *self, const char *conversation_id);
  void (*know_deletions) (CordialProtocol *self, const char *conversation_id, gint64 newest);

  void (*send_async) (CordialProtocol *self,
                      const CordialMessageRecord *message,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  gint64 (*send_finish) (CordialProtocol *self, GAsyncResult *result, gint64 *time_ms, GError **error);

  void (*fetch_async) (CordialProtocol *self,
                       const char *conversation_id,
                       gint64 low,
                       gint64 high,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  GPtrArray *(*fetch_finish) (CordialProtocol *self, GAsyncResult *result, GError **error);

  void (*refresh_async) (CordialProtocol *self,
                         const char *conversation_id,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
  gint64 (*refresh_finish) (CordialProtocol *self, GAsyncResult *result, GError **error);

  void (*delete_async) (CordialProtocol *self,
                        const char *conversation_id,
                        GArray *seqs,
                        gboolean for_all,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);

  void (*pin_async) (CordialProtocol *self,
                     const char *conversation_id,
                     const char *pins,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data);

  void (*react_async) (CordialProtocol *self,
                       const char *conversation_id,
                       gint64 seq,
                       const char *value,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);

  void (*mark_async) (CordialProtocol *self,
                      const char *conversation_id,
                      CordialReceipt receipt,
                      gint64 seq,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  void (*typing) (CordialProtocol *self, const char *conversation_id, gboolean recording);

  void (*find_people_async) (CordialProtocol *self,
                             const char *query,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
  GPtrArray *(*find_people_finish) (CordialProtocol *self, GAsyncResult *result, GError **error);

  void (*start_conversation_async) (CordialProtocol *self,
                                    const char *person_id,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
  char *(*start_conversation_finish) (CordialProtocol *self, GAsyncResult *result, GError **error);

  void (*change_password_async) (CordialProtocol *self,
                                 const char *password,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
  gboolean (*change_password_finish) (CordialProtocol *self, GAsyncResult *result, GError **error);

  void (*set_async) (CordialProtocol *self,
                     const char *conversation_id,
                     const CordialConversationRecord *wanted,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data);
  void (*fetch_file_async) (CordialProtocol *self,
                            const char *reference,
                            gsize max_bytes,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
  GBytes *(*fetch_file_finish) (CordialProtocol *self, GAsyncResult *result, GError **error);

  void (*upload_file_async) (CordialProtocol *self,
                             GFile *file,
                             const char *media_type,
                             GFileProgressCallback progress,
                             gpointer progress_data,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
  void (*download_file_async) (CordialProtocol *self,
                               const char *reference,
                               GFile *file,
                               gint64 max_bytes,
                               GFileProgressCallback progress,
                               gpointer progress_data,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

  GArray *(*dup_beats) (CordialProtocol *self);
};

/* Connects and stays connected until close(). Watch link-state. */
void cordial_protocol_open (CordialProtocol *self);
/* Ends the connection for good; never reconnects by itself. */
void cordial_protocol_close (CordialProtocol *self);
/* Cuts the wait short; also leaves REFUSED for a new attempt. */
void cordial_protocol_retry_now (CordialProtocol *self);
/* Asks the server for a sign of life if the last one is older than one heartbeat interval. */
void cordial_protocol_probe_if_stale (CordialProtocol *self);

/* Take effect with the next sign-in; %NULL forgets. A token goes first, the password is used where it is refused. */
void cordial_protocol_set_password (CordialProtocol *self, const char *login, const char *password);
void cordial_protocol_set_token (CordialProtocol *self, const char *token);

/* The exception is for exactly this certificate. */
void cordial_protocol_trust_certificate (CordialProtocol *self, GTlsCertificate *certificate);
/* The account was online at this address in an earlier life of the program: what else answers there will pass. Optional. */
void cordial_protocol_set_proven (CordialProtocol *self, gboolean proven);
GTlsCertificate *cordial_protocol_get_refused_certificate (CordialProtocol *self);

CordialLinkState cordial_protocol_get_link_state (CordialProtocol *self);
CordialRefusal cordial_protocol_get_refusal (CordialProtocol *self);
gint64 cordial_protocol_get_retry_at (CordialProtocol *self);
char *cordial_protocol_dup_reason (CordialProtocol *self);
char *cordial_protocol_dup_user_id (CordialProtocol *self);
gboolean cordial_protocol_get_unnumbered (CordialProtocol *self);
CordialProtocolCapabilities cordial_protocol_get_capabilities (CordialProtocol *self);

/* Makes an account on the server while the link is not yet signed in: opens the connection itself and goes on to ONLINE
 * with the new account. Errors: INVALID, TAKEN, UNREACHABLE, CERTIFICATE, NOT_A_CHAT_SERVER, REJECTED. */
void cordial_protocol_sign_up_async (CordialProtocol *self,
                                     const char *login,
                                     const char *password,
                                     const char *name,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean cordial_protocol_sign_up_finish (CordialProtocol *self, GAsyncResult *result, GError **error);

/* Tells what the person calls a conversation, for wires on which a message names its receiver. Optional. */
void cordial_protocol_introduce (CordialProtocol *self, const char *conversation_id, const char *name);

/* Finds out why a conversation is listed no more; tells it by a "conversation" signal with HAS_ENDED, if the server says it. Never
 * joins or starts anything. Optional; silently nothing while not ONLINE. */
/* Deletions up to that number need not be told again; those above it are told, once more if they were. */
void cordial_protocol_know_deletions (CordialProtocol *self, const char *conversation_id, gint64 newest);
void cordial_protocol_ask_ending (CordialProtocol *self, const char *conversation_id);

/* Sends message->text (or ->content with ->head where set) with message->cordial_id. Attaches to the conversation first
 * where the wire wants that. Where message->replaces is set, it takes the place of that message of ours, under a number of its
 * own. Returns the seq that the server gave, and its time. */
void cordial_protocol_send_async (CordialProtocol *self,
                                  const CordialMessageRecord *message,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gint64 cordial_protocol_send_finish (CordialProtocol *self, GAsyncResult *result, gint64 *time_ms, GError **error);

/* Everything the server has with low <= seq <= high, ascending (element-type CordialMessageRecord); what is not in the
 * answer does not exist there. Callers keep high - low below CORDIAL_PROTOCOL_PAGE. */
#define CORDIAL_PROTOCOL_PAGE 100
void cordial_protocol_fetch_async (CordialProtocol *self,
                                   const char *conversation_id,
                                   gint64 low,
                                   gint64 high,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *cordial_protocol_fetch_finish (CordialProtocol *self, GAsyncResult *result, GError **error);

/* Attaches to the conversation, where the wire knows that, and returns the newest seq that the server has now. Used when a
 * conversation is opened, and before anything unacknowledged is sent again. */
void cordial_protocol_refresh_async (CordialProtocol *self,
                                     const char *conversation_id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gint64 cordial_protocol_refresh_finish (CordialProtocol *self, GAsyncResult *result, GError **error);

/* @seqs: (element-type gint64): messages that are to go, from the owner's own devices or, @for_all, from everybody's. What is gone
 * already is no error. Optional: UNSUPPORTED. */
void cordial_protocol_delete_async (CordialProtocol *self,
                                    const char *conversation_id,
                                    GArray *seqs,
                                    gboolean for_all,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean cordial_protocol_delete_finish (CordialProtocol *self, GAsyncResult *result, GError **error);

/* These are pinned from now on, for everybody there: @pins as in a #CordialConversationRecord, (nullable) for none. Optional:
 * UNSUPPORTED. */
void cordial_protocol_pin_async (CordialProtocol *self,
                                 const char *conversation_id,
                                 const char *pins,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean cordial_protocol_pin_finish (CordialProtocol *self, GAsyncResult *result, GError **error);

/* The owner reacts to a message with one of "reactions", in the place of how they did before; @value (nullable): not any more.
 * Optional: UNSUPPORTED. */
void cordial_protocol_react_async (CordialProtocol *self,
                                   const char *conversation_id,
                                   gint64 seq,
                                   const char *value,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean cordial_protocol_react_finish (CordialProtocol *self, GAsyncResult *result, GError **error);

/* Everything up to @seq was received, or read. Completes when the server has surely heard it, which may be much later: where
 * the wire has no answer to this, with the next answer to something else. Optional: where the wire cannot say it, it
 * succeeds. */
void cordial_protocol_mark_async (CordialProtocol *self,
                                  const char *conversation_id,
                                  CordialReceipt receipt,
                                  gint64 seq,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean cordial_protocol_mark_finish (CordialProtocol *self, GAsyncResult *result, GError **error);

/* Fire and forget; silently nothing while not ONLINE. */
void cordial_protocol_typing (CordialProtocol *self, const char *conversation_id, gboolean recording);

/* (element-type CordialPerson) */
void cordial_protocol_find_people_async (CordialProtocol *self,
                                         const char *query,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
GPtrArray *cordial_protocol_find_people_finish (CordialProtocol *self, GAsyncResult *result, GError **error);

/* Returns the conversation's id; its particulars come as a "conversation" signal before that. @person_id is %NULL for what the owner
 * writes to nobody else. */
void cordial_protocol_start_conversation_async (CordialProtocol *self,
                                                const char *person_id,
                                                GCancellable *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer user_data);
char *cordial_protocol_start_conversation_finish (CordialProtocol *self, GAsyncResult *result, GError **error);

/* Gives the account another password. Optional: UNSUPPORTED where the wire has no accounts. Errors: INVALID (the server
 * wants a better one), REJECTED, TRY_LATER. */
void cordial_protocol_change_password_async (CordialProtocol *self,
                                             const char *password,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
gboolean cordial_protocol_change_password_finish (CordialProtocol *self, GAsyncResult *result, GError **error);

/* What the owner sets: of the fields of @wanted one or more, where %NULL takes away what was there. @conversation_id (nullable): %NULL for what
 * others see of the owner: HAS_NAME, HAS_AVATAR and HAS_NOTE, and for which conversations are pinned: HAS_PINS. Of a conversation the first
 * two change it for everybody in a group; HAS_MUTED (whether it asks for attention), HAS_ARCHIVED and HAS_COMMENT hold on all devices of
 * the owner. Optional: UNSUPPORTED for what others see of the owner; all else, where the wire cannot say it, succeeds and holds for this
 * device alone. */
void cordial_protocol_set_async (CordialProtocol *self,
                                 const char *conversation_id,
                                 const CordialConversationRecord *wanted,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean cordial_protocol_set_finish (CordialProtocol *self, GAsyncResult *result, GError **error);

/* A file that the server keeps, as a message or a picture of somebody names it, if it is not longer than that. Asked of the account's
 * own server alone, and with its credentials: a reference to another one is INVALID. Optional: UNSUPPORTED. */
void cordial_protocol_fetch_file_async (CordialProtocol *self,
                                        const char *reference,
                                        gsize max_bytes,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
GBytes *cordial_protocol_fetch_file_finish (CordialProtocol *self, GAsyncResult *result, GError **error);

/* Gives the server a file to keep, which must not change meanwhile, and returns the reference by which messages name it. Goes to the
 * account's own server alone. @progress (nullable) is told how many bytes went of how many. Optional: UNSUPPORTED; see
 * %CORDIAL_PROTOCOL_CAN_SEND_FILES. */
void cordial_protocol_upload_file_async (CordialProtocol *self,
                                         GFile *file,
                                         const char *media_type,
                                         GFileProgressCallback progress,
                                         gpointer progress_data,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
char *cordial_protocol_upload_file_finish (CordialProtocol *self, GAsyncResult *result, GError **error);

/* The same as fetch_file, to the disk: what came before the link broke off is kept beside @file and not asked for again. @file is there
 * once it is whole. */
void cordial_protocol_download_file_async (CordialProtocol *self,
                                           const char *reference,
                                           GFile *file,
                                           gint64 max_bytes,
                                           GFileProgressCallback progress,
                                           gpointer progress_data,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean cordial_protocol_download_file_finish (CordialProtocol *self, GAsyncResult *result, GError **error);

/* (transfer full) (element-type CordialBeat): what became of the connection lately, oldest first; an hour at least, if it
 * was there for so long. Empty where a protocol does not remember. */
GArray *cordial_protocol_dup_beats (CordialProtocol *self);

G_END_DECLS
