/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A protocol in the test's hand. It keeps every request until the test answers it, and tells the model what the test says,
 * also what no server should. For the tests of this folder.
 */

#pragma once

#include "cordial-protocol.h"

G_BEGIN_DECLS

/* Who the account's owner is. */
#define FAKE_OWN_ID "usrAda"

typedef enum
{
  FAKE_SEND,
  FAKE_FETCH,
  FAKE_REFRESH,
  FAKE_MARK,
  FAKE_DELETE,
  FAKE_TYPING,
  FAKE_ENDING,
  FAKE_FILE,
  FAKE_SETTING,
  FAKE_UPLOAD,
  FAKE_DOWNLOAD,
  FAKE_PIN,
  FAKE_REACT,
} FakeKind;

/* A request; of the last members those that its kind has. */
typedef struct
{
  FakeKind kind;
  char *conversation_id; /* or what a file is called */
  GTask *task;           /* NULL for what has no answer */
  CordialMessageRecord *message;
  CordialSpan span;
  CordialReceipt receipt;
  GArray *seqs; /* of gint64 */
  gboolean for_all;
  char *pins;
  char *reaction;
  CordialConversationRecord *wanted;
  GFile *file;
  GFileProgressCallback progress;
  gpointer progress_data;
} FakeRequest;

#define FAKE_TYPE_PROTOCOL (fake_protocol_get_type ())
G_DECLARE_FINAL_TYPE (FakeProtocol, fake_protocol, FAKE, PROTOCOL, GObject)

FakeProtocol *fake_protocol_new (void);

/* Requests that the test did not take yet. */
guint fake_protocol_count (FakeProtocol *self, FakeKind kind);
/* (transfer none): the oldest of them, left where it is; NULL if there is none */
const FakeRequest *fake_protocol_peek (FakeProtocol *self, FakeKind kind);
/* (transfer full): the oldest of them; it must be there */
FakeRequest *fake_protocol_take (FakeProtocol *self, FakeKind kind);
/* Those that have an answer get a yes. */
void fake_protocol_forget (FakeProtocol *self, FakeKind kind);

/* Answers take the request. */
/* Of what has no other answer. */
void fake_request_answer_yes (FakeRequest *self);
void fake_request_answer_seq (FakeRequest *self, gint64 seq);
void fake_request_answer_sent (FakeRequest *self, gint64 seq, gint64 time_ms);
void fake_request_answer_messages (FakeRequest *self, GPtrArray *messages);
void fake_request_answer_file (FakeRequest *self, GBytes *content);
void fake_request_answer_reference (FakeRequest *self, const char *reference);
void fake_request_answer_download (FakeRequest *self, const char *content);
void fake_request_fail (FakeRequest *self, CordialProtocolError code, const char *message);
void fake_request_free (FakeRequest *self);

/* Signed in; the roster is to come. */
void fake_protocol_sign_in (FakeProtocol *self);
void fake_protocol_sign_in_as (FakeProtocol *self, const char *user_id, const char *token);
void fake_protocol_refuse (FakeProtocol *self, CordialRefusal refusal);
/* (nullable): what it would sign in with */
const char *fake_protocol_get_token (FakeProtocol *self);
const char *fake_protocol_get_password (FakeProtocol *self);
void fake_protocol_complete_roster (FakeProtocol *self);
/* The link goes away, and with it every answer. */
void fake_protocol_drop (FakeProtocol *self);
/* The same, but the requests that were under way stay with the test. */
void fake_protocol_drop_silently (FakeProtocol *self);

void fake_protocol_set_max_message_bytes (FakeProtocol *self, guint bytes);
void fake_protocol_set_delete_limit_s (FakeProtocol *self, gint64 delete_limit_s);
/* (nullable): with what people may react, with blanks between */
void fake_protocol_set_reactions (FakeProtocol *self, const char *reactions);
void fake_protocol_set_max_file_bytes (FakeProtocol *self, gint64 bytes);
/* A wire without numbers. */
void fake_protocol_set_unnumbered (FakeProtocol *self);

/* Up to which deletion it was said that they are known; -1 if nothing was. */
gint64 fake_protocol_get_known_deletions (FakeProtocol *self, const char *conversation_id);

/* News. */
void fake_protocol_report_seq (FakeProtocol *self, const char *conversation_id, gint64 seq);
void fake_protocol_report_ending (FakeProtocol *self, const char *conversation_id, CordialEnding ending);
void fake_protocol_report_profile (FakeProtocol *self, const char *name);
/* (nullable) both: the picture itself, and where it is kept */
void fake_protocol_report_own_picture (FakeProtocol *self, GBytes *picture, const char *uri);
void fake_protocol_report_message (FakeProtocol *self, const CordialMessageRecord *message);

/* A wire on which a content is «KIND NAME», of an attachment, or «@REFERENCE», of a file, with the text as its name, and a head is the name of who wrote it first. */
extern const CordialContentFormat fake_content_format;
CordialMessageRecord *fake_message (const char *conversation_id, const char *sender_id, gint64 seq, const char *text);

G_END_DECLS
