/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person asks for, as the model hands it on: it carries out nothing itself. Work/ implements what is about
 * conversations, accounts/ what is about being let in; both are given to an account at its construction. A task's source is
 * whoever was asked, and it is the implementer who ends it.
 */

#pragma once

#include <gio/gio.h>

#include "cordial-beat.h"
#include "cordial-content.h"
#include "cordial-protocol-settings.h"
#include "cordial-records.h"
#include "cordial-transfer.h"

G_BEGIN_DECLS

typedef struct _CordialConversation CordialConversation;
typedef struct _CordialMessage CordialMessage;

#define CORDIAL_TYPE_REQUESTS (cordial_requests_get_type ())
G_DECLARE_INTERFACE (CordialRequests, cordial_requests, CORDIAL, REQUESTS, GObject)

/**
 * CordialRequestsInterface:
 * @open: the person looks at it now
 * @load_older: one more page above the oldest message
 * @seek: fetch all from the message of that number on; returns %TRUE when it is here; @task: (transfer full)
 * @mark_read: everything up to @seq has been seen
 * @tell_typing: or that something is recorded; returns whether anybody could be told
 * @send: keep it on disk, then return %TRUE; @task: (transfer full)
 * @edit: one of ours shall hold this; keep it on disk, then return %TRUE; @task: (transfer full)
 * @delete: it shall go, @for_all from everybody's devices; keep it on disk, then return %TRUE; @task: (transfer full)
 * @pin: the message of that number shall be pinned, or not any more; keep it on disk, then return %TRUE; @task: (transfer full)
 * @react: the owner reacts so to the message, or, %NULL, not any more; keep it on disk, then return %TRUE; @task: (transfer full)
 * @retry: a message that failed, or is paused
 * @pause: a message that waits, with files that the server does not have
 * @discard: a message that failed, is paused, or waits
 * @remove: of one that is over: delete it here
 * @find_people: returns (element-type CordialPerson); @task: (transfer full)
 * @start_conversation: with nobody else, where @person_id is %NULL; returns a #CordialConversation; @task: (transfer full)
 * @set: @wanted, whose id is a conversation's or, for what others see of the owner, %NULL; keep it on disk, then return %TRUE; @task:
 *   (transfer full)
 * @get_file: see cordial_conversation_get_file() and cordial_conversation_find_file()
 * @dup_beats: see cordial_account_dup_beats()
 */
struct _CordialRequestsInterface
{
  GTypeInterface g_iface;

  void (*open) (CordialRequests *self, CordialConversation *conversation);
  void (*load_older) (CordialRequests *self, const char *conversation_id);
  void (*seek) (CordialRequests *self, CordialConversation *conversation, gint64 seq, GTask *task);
  void (*mark_read) (CordialRequests *self, CordialConversation *conversation, gint64 seq);
  gboolean (*tell_typing) (CordialRequests *self, CordialConversation *conversation, gboolean recording);
  void (*send) (CordialRequests *self, CordialConversation *conversation, CordialContent *content, GTask *task);
  void (*edit) (CordialRequests *self,
                CordialConversation *conversation,
                CordialMessage *message,
                CordialContent *content,
                GTask *task);
  void (*delete) (CordialRequests *self,
                  CordialConversation *conversation,
                  CordialMessage *message,
                  gboolean for_all,
                  GTask *task);
  void (*pin) (CordialRequests *self, CordialConversation *conversation, gint64 seq, gboolean pinned, GTask *task);
  void (*react) (CordialRequests *self,
                 CordialConversation *conversation,
                 CordialMessage *message,
                 const char *value,
                 GTask *task);
  void (*retry) (CordialRequests *self, CordialConversation *conversation, CordialMessage *message);
  void (*pause) (CordialRequests *self, CordialConversation *conversation, CordialMessage *message);
  void (*discard) (CordialRequests *self, CordialConversation *conversation, CordialMessage *message);
  void (*remove) (CordialRequests *self, CordialConversation *conversation);
  void (*find_people) (CordialRequests *self, const char *query, GTask *task);
  void (*start_conversation) (CordialRequests *self, const char *person_id, GTask *task);
  void (*set) (CordialRequests *self, const CordialConversationRecord *wanted, GTask *task);
  CordialTransfer *(*get_file) (CordialRequests *self, const char *reference, gint64 size, gboolean fetch);
  GArray *(*dup_beats) (CordialRequests *self);
};

#define CORDIAL_TYPE_LINK_REQUESTS (cordial_link_requests_get_type ())
G_DECLARE_INTERFACE (CordialLinkRequests, cordial_link_requests, CORDIAL, LINK_REQUESTS, GObject)

/**
 * CordialLinkRequestsInterface:
 * @open: connect, and stay connected
 * @close: end the connection
 * @retry_now: cut the wait short
 * @probe_if_stale: ask for a sign of life if the last one is old
 * @sign_in_again: with another password; returns %TRUE once online; @task: (transfer full)
 * @change_password: returns %TRUE; @task: (transfer full)
 * @get_refused_certificate: (transfer none) (nullable)
 * @trust_certificate: accept exactly this one, and connect
 * @dup_settings: see cordial_account_dup_settings()
 */
struct _CordialLinkRequestsInterface
{
  GTypeInterface g_iface;

  void (*open) (CordialLinkRequests *self);
  void (*close) (CordialLinkRequests *self);
  void (*retry_now) (CordialLinkRequests *self);
  void (*probe_if_stale) (CordialLinkRequests *self);
  void (*sign_in_again) (CordialLinkRequests *self, const char *password, GTask *task);
  void (*change_password) (CordialLinkRequests *self, const char *password, GTask *task);
  GTlsCertificate *(*get_refused_certificate) (CordialLinkRequests *self);
  void (*trust_certificate) (CordialLinkRequests *self, GTlsCertificate *certificate);
  CordialProtocolSettings *(*dup_settings) (CordialLinkRequests *self);
};

G_END_DECLS
