/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of CordialTinodeSession share: its fields, the table of requests that wait for an answer, and its
 * topics. For no file outside this folder.
 */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include <string.h>

#include "cordial-tinode-session.h"

G_BEGIN_DECLS

/* A Tinode server bounds what it takes, not what it sends: the roster is one frame, with a picture a person. */
#define CORDIAL_TINODE_MAX_FRAME_BYTES (64 * 1024 * 1024)

/* What a frame takes beside the text of a message: topic, ids, names of members. */
#define CORDIAL_TINODE_ENVELOPE_BYTES 512

/* bcrypt takes no more; a Tinode server answers 500 to a longer one, as if it were busy (server/auth/basic). */
#define CORDIAL_TINODE_MAX_PASSWORD_BYTES 72

/**
 * CordialTinodePhase:
 * @CORDIAL_TINODE_IDLE: no socket
 * @CORDIAL_TINODE_GREETING: {hi} is on its way
 * @CORDIAL_TINODE_SIGNING_IN: {login} or {acc} is on its way
 * @CORDIAL_TINODE_LISTING: {sub me} is on its way
 * @CORDIAL_TINODE_ONLINE: the roster is here
 *
 * How far an open socket has come.
 */
typedef enum
{
  CORDIAL_TINODE_IDLE,
  CORDIAL_TINODE_GREETING,
  CORDIAL_TINODE_SIGNING_IN,
  CORDIAL_TINODE_LISTING,
  CORDIAL_TINODE_ONLINE,
} CordialTinodePhase;

/**
 * CordialTinodeReply:
 * @kind: "ctrl" or "meta"
 * @body: what is under that name
 * @code: of a {ctrl}, from 100 to 599; 0 of a {meta}
 * @text: (nullable): of a {ctrl}, the server's own words
 * @params: (nullable): of a {ctrl}
 *
 * One frame that answers a request.
 */
typedef struct
{
  const char *kind;
  JsonObject *body;
  int code;
  const char *text;
  JsonObject *params;
} CordialTinodeReply;

/**
 * CordialTinodeReplyFunc:
 * @self: the session
 * @reply: (nullable): the answer, or %NULL if the link went away before it
 * @user_data: what came with the request
 *
 * Returns: %TRUE if the request has its answer, %FALSE to see more frames that bear its id; of no meaning without @reply
 */
typedef gboolean (*CordialTinodeReplyFunc) (CordialTinodeSession *self,
                                            const CordialTinodeReply *reply,
                                            gpointer user_data);

typedef enum
{
  CORDIAL_TINODE_DETACHED,
  CORDIAL_TINODE_ATTACHING,
  CORDIAL_TINODE_ATTACHED,
} CordialTinodeAttachment;

typedef enum
{
  CORDIAL_TINODE_ENDING_UNASKED,
  CORDIAL_TINODE_ENDING_WANTED,
  CORDIAL_TINODE_ENDING_ASKED,
  CORDIAL_TINODE_ENDING_DOUBTED, /* to be asked again after a while */
} CordialTinodeEndingQuestion;

/**
 * CordialTinodeTopic:
 * @name: "usr…", "grp…", "chn…", "slf", "me" or "fnd"
 * @attachment: on this connection
 * @listed: the roster of this connection has named it
 * @joined: our access there has the permission J. To attach without it would be to join again
 * @wanted: the person has just asked for it, which is to join
 * @ending: whether it is being found out why the roster does not name it
 * @n_doubts: how often that is still asked for, although the server says that all is well
 * @asking: its line of the roster is being asked for
 * @ask_again: news came while it was
 * @silent: the server tells of it only to those who are attached: we may read it, but have not the permission P
 * @unsure: it was silent, and nothing was told since of who is there. A server does not find that out for a new connection, either,
 *   as long as another device of ours is connected
 * @listing: its members are being asked for
 * @list_again: news came while they were
 * @members: (nullable): ids of those who were ever told to be there, or in its list
 * @met_at: (nullable): of a group, of which time the list of its members is that was told since the session began, as the server says it
 * @card_ms: of which time the name and picture are that the roster of this connection has told, 0 for none
 * @only_for_self: we have not the permission D: a Tinode server takes a deletion for everybody as one for ourselves there, and
 *   says that it is done (server/topic.go, replyDelMsg)
 * @seq: the newest message that the server spoke of; what lies beyond it is not believed
 * @deleted_since: the first deletion that may be unknown to us, by the server's number of it
 * @marked: by #CordialReceipt: what to tell the server once attached, 0 for nothing
 * @waiting: what to do once attached, (element-type CordialTinodeErrand)
 * @fetches: requests for history that are under way, oldest first
 *
 * What a session knows of a conversation, or of Tinode's topics that are none.
 */
typedef struct
{
  char *name;
  CordialTinodeAttachment attachment;
  gboolean listed;
  gboolean joined;
  gboolean wanted;
  CordialTinodeEndingQuestion ending;
  guint n_doubts;
  gboolean asking;
  gboolean ask_again;
  gboolean silent;
  gboolean unsure;
  gboolean listing;
  gboolean list_again;
  char *met_at;
  GHashTable *members;
  gint64 card_ms;
  gboolean only_for_self;
  gint64 seq;
  gint64 deleted_since;
  gint64 marked[2];
  GQueue waiting;
  GQueue fetches;
} CordialTinodeTopic;

/* Runs once: attached (@error is %NULL) or not. */
typedef void (*CordialTinodeErrandFunc) (CordialTinodeSession *self,
                                         CordialTinodeTopic *topic,
                                         const GError *error,
                                         gpointer user_data);

struct _CordialTinodeSession
{
  CordialSession parent_instance;

  CordialConnection *connection; /* of the base, not owned */
  char *uri;
  char *api_key;
  guint answer_limit_ms;

  CordialTinodePhase phase;
  guint max_frame_bytes; /* that the server takes, 0 while unknown */
  gboolean keeps_old;    /* what is older than the server's limit it deletes for nobody, and says that it is done */

  char *login;
  char *password;
  char *token;
  gint64 expires_ms; /* of the token, 0 if unknown, as is the next; by this machine's clock */
  gint64 renew_ms;   /* when to sign in anew for another one, if the server gives one that lasts longer */
  guint n_missing;   /* how often in a row the server did not find the account's own topic */
  GTask *sign_up;
  char *sign_up_name;

  guint64 next_id;
  GHashTable *pending;
  GQueue pending_order;
  GQueue unheard; /* notes that the server may not have heard yet */
  GSource *deadline;
  gboolean line_busy; /* a long frame may still be on its way there */

  GHashTable *topics;
  gboolean catching_up;
  GSource *follow_retry; /* (nullable): until a topic that the server was too busy for is tried again */
  guint follow_delay_s;
  guint n_busy;          /* {data}, {pres} and {info} since the line was quiet */
  GSource *ending_retry; /* (nullable): until a busy server is asked again what became of a conversation */
  gint64 awake_at;       /* CLOCK_BOOTTIME, microseconds: when something was last heard or sent */
  GQueue searches;
  GHashTable *people; /* ids of those of whom was told, or asked */
  guint n_people_asked;
  SoupSession *files; /* (nullable): for what is fetched over HTTP */
};

/* --- cordial-tinode-protocol.c: the doors --- */
void cordial_tinode_session_protocol_init (CordialProtocolInterface *iface);
void cordial_tinode_set_secret (char **secret, const char *value);

/* --- cordial-tinode-requests.c: frames out, and the answers to them --- */
void cordial_tinode_requests_init (CordialTinodeSession *self);
void cordial_tinode_requests_fail_all (CordialTinodeSession *self);
void cordial_tinode_requests_clear (CordialTinodeSession *self);
JsonBuilder *cordial_tinode_request_begin (CordialTinodeSession *self, const char *kind, const char *topic);
gboolean cordial_tinode_request_send (CordialTinodeSession *self,
                                      JsonBuilder *builder,
                                      CordialTinodeReplyFunc func,
                                      gpointer user_data);
gboolean cordial_tinode_request_send_with_files (CordialTinodeSession *self,
                                                 JsonBuilder *builder,
                                                 const char *const *references,
                                                 CordialTinodeReplyFunc func,
                                                 gpointer user_data);
void cordial_tinode_note_send (CordialTinodeSession *self, JsonBuilder *builder);
void cordial_tinode_note_wait_heard (CordialTinodeSession *self, GTask *task);
gboolean cordial_tinode_requests_answer (CordialTinodeSession *self, const CordialTinodeReply *reply);
void cordial_tinode_requests_answer_oldest (CordialTinodeSession *self, const CordialTinodeReply *reply);
void cordial_tinode_requests_progress (CordialTinodeSession *self, CordialTinodeReplyFunc func, gpointer user_data);
gboolean cordial_tinode_code_is_for_later (int code);
gboolean cordial_tinode_requests_are_pending (CordialTinodeSession *self);
GError *cordial_tinode_reply_to_error (const CordialTinodeReply *reply);
GError *cordial_tinode_reply_to_error_there (const CordialTinodeReply *reply);
gboolean cordial_tinode_on_done (CordialTinodeSession *self, const CordialTinodeReply *reply, gpointer user_data);

/* --- cordial-tinode-sign-in.c: from an open socket to a roster --- */
void cordial_tinode_sign_in_begin (CordialTinodeSession *self);
gboolean cordial_tinode_login_is_good (const char *login, GError **error);
void cordial_tinode_sign_up_begin (CordialTinodeSession *self, GTask *task, const char *name);
void cordial_tinode_renew_token (CordialTinodeSession *self);
void
cordial_tinode_set (CordialTinodeSession *self, GTask *task, const char *name, const CordialConversationRecord *wanted);
/* --- cordial-tinode-membership.c --- */
void cordial_tinode_set_membership (CordialTinodeSession *self,
                                    GTask *task,
                                    const char *name,
                                    const CordialConversationRecord *wanted);
void cordial_tinode_change_password (CordialTinodeSession *self, GTask *task, const char *password);
void cordial_tinode_sign_up_link_changed (CordialTinodeSession *self);
void cordial_tinode_sign_up_end (CordialTinodeSession *self, GError *error);

/* --- cordial-tinode-topics.c: which topics there are, and being attached to them --- */
gboolean cordial_tinode_topic_name_is_conversation (const char *name);
CordialTinodeTopic *cordial_tinode_topics_lookup (CordialTinodeSession *self, const char *name);
CordialTinodeTopic *cordial_tinode_topics_ensure (CordialTinodeSession *self, const char *name);
void cordial_tinode_topic_free (gpointer data);
void cordial_tinode_topics_reset (CordialTinodeSession *self);
void cordial_tinode_topic_attach (CordialTinodeSession *self,
                                  CordialTinodeTopic *topic,
                                  CordialTinodeErrandFunc func,
                                  gpointer user_data);
void cordial_tinode_topic_detached (CordialTinodeTopic *topic);
void cordial_tinode_topic_found_detached (CordialTinodeSession *self, CordialTinodeTopic *topic);
void cordial_tinode_topic_follow (CordialTinodeSession *self, CordialTinodeTopic *topic);
void cordial_tinode_topics_follow (CordialTinodeSession *self);
void cordial_tinode_topics_stop_following (CordialTinodeSession *self);
void cordial_tinode_topic_ask_deleted (CordialTinodeSession *self, CordialTinodeTopic *topic);
void cordial_tinode_topic_saw_deletions (CordialTinodeSession *self, CordialTinodeTopic *topic, gint64 newest);
void cordial_tinode_topic_know_deletions (CordialTinodeSession *self, const char *name, gint64 newest);
void cordial_tinode_topic_listed_deletions (CordialTinodeSession *self, CordialTinodeTopic *topic, gint64 newest);
void cordial_tinode_topics_catch_up (CordialTinodeSession *self);
void cordial_tinode_topic_saw_seq (CordialTinodeTopic *topic, gint64 seq);
void cordial_tinode_topic_ask (CordialTinodeSession *self, const char *name);

/* --- cordial-tinode-endings.c: why a conversation is not listed --- */
void cordial_tinode_topic_ended (CordialTinodeSession *self, CordialTinodeTopic *topic);
void cordial_tinode_ask_ending (CordialTinodeSession *self, const char *name);
gboolean cordial_tinode_doubt_ending (CordialTinodeSession *self, CordialTinodeTopic *topic);
void cordial_tinode_endings_resume (CordialTinodeSession *self);
void cordial_tinode_endings_reset (CordialTinodeSession *self);

/* --- cordial-tinode-members.c: who is in a conversation --- */
void cordial_tinode_ask_members (CordialTinodeSession *self, CordialTinodeTopic *topic);
void cordial_tinode_handle_subscribers (CordialTinodeSession *self,
                                        CordialTinodeTopic *topic,
                                        JsonArray *subs,
                                        const char *time);
void cordial_tinode_add_members_query (JsonBuilder *builder, CordialTinodeTopic *topic);
/* cordial-tinode-pins.c */
void cordial_tinode_handle_aux (CordialTinodeSession *self, CordialTinodeTopic *topic, JsonObject *aux);
void cordial_tinode_ask_aux (CordialTinodeSession *self, CordialTinodeTopic *topic);
void cordial_tinode_pin (CordialTinodeSession *self, GTask *task, const char *topic, const char *pins);

/* --- cordial-tinode-setting.c: {set}, once attached --- */
typedef void (*CordialTinodeSetFunc) (CordialTinodeSession *self, const char *topic, gpointer user_data);
void cordial_tinode_set_attached (CordialTinodeSession *self,
                                  GTask *task,
                                  const char *topic,
                                  const char *member,
                                  JsonNode *value,
                                  CordialTinodeSetFunc done,
                                  gpointer done_data,
                                  GDestroyNotify done_free);

/* --- cordial-tinode-reactions.c --- */
void cordial_tinode_add_reactions_query (JsonBuilder *builder);
void cordial_tinode_handle_reactions (CordialTinodeSession *self, CordialTinodeTopic *topic, JsonArray *list);
void cordial_tinode_handle_reaction (CordialTinodeSession *self, CordialTinodeTopic *topic, JsonObject *pres);
void cordial_tinode_react (CordialTinodeSession *self, GTask *task, const char *topic, gint64 seq, const char *value);

void cordial_tinode_members_changed (CordialTinodeSession *self, CordialTinodeTopic *topic, const char *id);
void cordial_tinode_saw_person (CordialTinodeSession *self, CordialTinodeTopic *topic, const char *id);

/* --- cordial-tinode-files.c: what the server keeps beside messages --- */
GUri *cordial_tinode_resolve_file (CordialTinodeSession *self, const char *reference, GError **error);
void cordial_tinode_fetch_file (CordialTinodeSession *self, GTask *task, const char *reference, gsize max_bytes);
void cordial_tinode_download_file (CordialTinodeSession *self,
                                   GTask *task,
                                   const char *reference,
                                   GFile *file,
                                   gint64 max_bytes,
                                   GFileProgressCallback progress,
                                   gpointer progress_data);
void cordial_tinode_upload_file (CordialTinodeSession *self,
                                 GTask *task,
                                 GFile *file,
                                 const char *media_type,
                                 GFileProgressCallback progress,
                                 gpointer progress_data);

/* --- cordial-tinode-messages.c: sending and fetching --- */
void cordial_tinode_send (CordialTinodeSession *self, GTask *task, const CordialMessageRecord *message);
void cordial_tinode_fetch (CordialTinodeSession *self, GTask *task, const char *topic, gint64 low, gint64 high);
void cordial_tinode_refresh (CordialTinodeSession *self, GTask *task, const char *topic);
void cordial_tinode_delete (CordialTinodeSession *self, GTask *task, const char *topic, GArray *seqs, gboolean for_all);
void
cordial_tinode_mark (CordialTinodeSession *self, GTask *task, const char *topic, CordialReceipt receipt, gint64 seq);
void cordial_tinode_typing (CordialTinodeSession *self, const char *topic, gboolean recording);
void cordial_tinode_handle_data (CordialTinodeSession *self, JsonObject *data);

/* --- cordial-tinode-events.c: what the server tells unasked --- */
void cordial_tinode_handle_frame (CordialTinodeSession *self, const char *text);
void cordial_tinode_handle_meta (CordialTinodeSession *self, JsonObject *meta);

/* --- cordial-tinode-people.c: finding people, and talking to them --- */
void cordial_tinode_find_people (CordialTinodeSession *self, GTask *task, const char *query);
void cordial_tinode_start_conversation (CordialTinodeSession *self, GTask *task, const char *person_id);
void cordial_tinode_people_reset (CordialTinodeSession *self);

G_END_DECLS
