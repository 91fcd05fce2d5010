/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What reading and writing Drafty share: its types, the data of its entities, and references to messages.
 */

#pragma once

#include "cordial-drafty.h"

G_BEGIN_DECLS

/* What shows a forwarded message: a mention at its beginning that begins with this. */
#define FORWARD_SIGN "➦"

/* Of a type that this program does not know. */
#define MAX_TYPE_CHARACTERS 32

/* A person's name; an id of a person or a conversation. */
#define MAX_NAME_CHARACTERS 120

typedef enum
{
  DRAFTY_UNKNOWN,
  DRAFTY_BREAK,
  DRAFTY_HIDDEN,
  DRAFTY_QUOTE,
  DRAFTY_SPAN,
  DRAFTY_ATTACHMENT,
  DRAFTY_CALL,
} DraftyClass;

DraftyClass cordial_drafty_classify (const char *type, int *kind);
const char *cordial_drafty_span_type (CordialTextSpanKind kind);
const char *cordial_drafty_attachment_type (CordialAttachmentKind kind);

const char *cordial_drafty_get (JsonObject *object, const char *member);
void cordial_drafty_set (JsonObject *data, const char *member, const char *text);
void cordial_drafty_set_number (JsonObject *data, const char *member, gint64 number);
GBytes *cordial_drafty_decode (JsonObject *data, const char *member);
void cordial_drafty_encode (JsonObject *data, const char *member, GBytes *bytes);
char *cordial_drafty_address (JsonObject *data, const char *member);
char *cordial_drafty_media_type (const char *text, gboolean with_parameters);
gint64 cordial_drafty_number (JsonObject *object, const char *member, gint64 max);
char *cordial_drafty_string (JsonObject *object, const char *member, glong max_characters);
char *cordial_drafty_keep (JsonNode *node);

gboolean cordial_drafty_read_span (CordialTextSpan *span, JsonObject *data);
JsonObject *cordial_drafty_write_span (const CordialTextSpan *span);
void cordial_drafty_read_attachment (CordialAttachment *attachment, JsonObject *data);
JsonObject *cordial_drafty_write_attachment (const CordialAttachment *attachment);
gboolean cordial_drafty_is_answer (JsonObject *data);
void cordial_drafty_read_answer (CordialFormAnswer *answer, JsonObject *data);
JsonObject *cordial_drafty_write_answer (const CordialFormAnswer *answer);
void cordial_drafty_read_call (CordialCall *call, JsonObject *data, JsonObject *head);
JsonObject *cordial_drafty_write_call (const CordialCall *call, JsonObject *head);
void cordial_drafty_read_reference (CordialMessageReference *reference, const char *text);
char *cordial_drafty_write_reference (const CordialMessageReference *reference);

G_END_DECLS
