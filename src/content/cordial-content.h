/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a message holds. A protocol makes it of its own format and back; widgets show it; the words that stand for it in the chat list, in
 * a search and for a screen reader are made here and nowhere else. It knows no wire, no widget and no database.
 */

#pragma once

#include <glib-object.h>

#include "cordial-content-parts.h"

G_BEGIN_DECLS

/* More than a person writes; what a stranger sends beyond it is cut off. */
#define CORDIAL_CONTENT_MAX_TEXT_BYTES (1024 * 1024)
#define CORDIAL_CONTENT_MAX_SPANS 4096
#define CORDIAL_CONTENT_MAX_ATTACHMENTS 32

/**
 * CordialMessageReference:
 * @conversation_id: (nullable): where the message is; %NULL is the same conversation
 * @number: the server's number of the message, 0 if it is not known
 */
typedef struct
{
  char *conversation_id;
  gint64 number;
} CordialMessageReference;

typedef struct _CordialContent CordialContent;

/**
 * CordialQuote:
 * @sender_id: (nullable): who is quoted
 * @sender_name: (nullable): the name, as whoever quotes says it
 * @message: which message
 * @body: (nullable): a preview of it, which has no quote itself
 */
typedef struct
{
  char *sender_id;
  char *sender_name;
  CordialMessageReference message;
  CordialContent *body;
} CordialQuote;

/**
 * CordialForward:
 * @sender_id: (nullable): who wrote it first
 * @sender_name: (nullable): the name, as whoever forwards it says it
 * @message: which message
 */
typedef struct
{
  char *sender_id;
  char *sender_name;
  CordialMessageReference message;
} CordialForward;

/**
 * CordialFormAnswer:
 * @number: the server's number of the message with the form, 0 if it is not said
 * @name: (nullable): the name of the button that was pressed
 * @value: (nullable): its value
 */
typedef struct
{
  gint64 number;
  char *name;
  char *value;
} CordialFormAnswer;

/**
 * CordialContent:
 * @text: what was written, UTF-8, never %NULL; without the quote and whatever only holds the place of an attachment
 * @spans: (element-type CordialTextSpan): ranges of @text, by their beginnings, the longer first; they may overlap
 * @attachments: (element-type CordialAttachment): what stands beside the text
 * @quote: (nullable): what it answers
 * @forward: (nullable): from where it was forwarded
 * @answer: (nullable): that a button of a form was pressed
 * @call: (nullable): that there was a call
 * @replaces: the server's number of the message that this one takes the place of, 0 for none
 * @unreadable: (nullable): the whole of a content that is in no known format, for the protocol to give back as it was
 *
 * Whoever makes one fills in the members by the functions below and calls cordial_content_finish(); then it does not change any more.
 */
struct _CordialContent
{
  char *text;
  GPtrArray *spans;
  GPtrArray *attachments;
  CordialQuote *quote;
  CordialForward *forward;
  CordialFormAnswer *answer;
  CordialCall *call;
  gint64 replaces;
  char *unreadable;

  /*< private >*/
  gatomicrefcount references;
};

#define CORDIAL_TYPE_CONTENT (cordial_content_get_type ())
GType cordial_content_get_type (void);

CordialContent *cordial_content_new (const char *text);
CordialContent *cordial_content_new_whole (const char *text);
CordialContent *cordial_content_new_unreadable (const char *whole);
CordialContent *cordial_content_ref (CordialContent *content);
void cordial_content_unref (CordialContent *content);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialContent, cordial_content_unref)

CordialTextSpan *cordial_content_add_span (CordialContent *content, CordialTextSpanKind kind, gsize start, gsize end);
CordialAttachment *cordial_content_add_attachment (CordialContent *content, CordialAttachmentKind kind);
CordialQuote *cordial_content_add_quote (CordialContent *content);
CordialForward *cordial_content_add_forward (CordialContent *content);
CordialFormAnswer *cordial_content_add_answer (CordialContent *content);
CordialCall *cordial_content_add_call (CordialContent *content);
void cordial_content_finish (CordialContent *content);

CordialContent *cordial_content_new_reply (const CordialContent *content,
                                           const CordialContent *answered,
                                           gint64 number,
                                           const char *sender_id,
                                           const char *sender_name);
CordialContent *cordial_content_new_forward (const CordialContent *content,
                                             const CordialMessageReference *origin,
                                             const char *sender_id,
                                             const char *sender_name);
CordialContent *cordial_content_new_edit (const CordialContent *content, const CordialContent *original);

CordialContent *
cordial_content_new_referring (const CordialContent *content, guint index, const char *reference, gint64 size);

gboolean cordial_content_equal (const CordialContent *a, const CordialContent *b);
gboolean cordial_content_is_empty (const CordialContent *content);
gboolean cordial_content_is_plain (const CordialContent *content);

char *cordial_content_dup_text (const CordialContent *content);
char *cordial_content_dup_preview (const CordialContent *content);
char *cordial_content_dup_spoken (const CordialContent *content, gboolean outgoing);
char *cordial_attachment_dup_label (const CordialAttachment *attachment);
char *cordial_call_dup_label (const CordialCall *call, gboolean outgoing);
char *cordial_call_dup_duration (const CordialCall *call);

G_END_DECLS
