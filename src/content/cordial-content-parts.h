/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of a message's content: ranges of its text, what is attached to it, a card of a person, a call.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CordialTextSpanKind:
 * @CORDIAL_TEXT_SPAN_BOLD: bold
 * @CORDIAL_TEXT_SPAN_ITALIC: italic
 * @CORDIAL_TEXT_SPAN_STRIKE: struck through
 * @CORDIAL_TEXT_SPAN_HIGHLIGHT: highlighted
 * @CORDIAL_TEXT_SPAN_CODE: code within a line
 * @CORDIAL_TEXT_SPAN_CODE_BLOCK: code with a line break in it; which of the two it is, is found by the text
 * @CORDIAL_TEXT_SPAN_LINK: leads to the address in `target`, which has an allowed scheme
 * @CORDIAL_TEXT_SPAN_MENTION: the person with the id in `target`
 * @CORDIAL_TEXT_SPAN_HASHTAG: the tag in `target`, without «#»
 * @CORDIAL_TEXT_SPAN_FORM: a form
 * @CORDIAL_TEXT_SPAN_ROW: parts of a form that belong beside each other
 * @CORDIAL_TEXT_SPAN_BUTTON: a button, whose title is the range
 * @CORDIAL_TEXT_SPAN_UNKNOWN: what the protocol calls `target`, with its data in `data`; the text is to be shown as it is
 */
typedef enum
{
  CORDIAL_TEXT_SPAN_BOLD,
  CORDIAL_TEXT_SPAN_ITALIC,
  CORDIAL_TEXT_SPAN_STRIKE,
  CORDIAL_TEXT_SPAN_HIGHLIGHT,
  CORDIAL_TEXT_SPAN_CODE,
  CORDIAL_TEXT_SPAN_CODE_BLOCK,
  CORDIAL_TEXT_SPAN_LINK,
  CORDIAL_TEXT_SPAN_MENTION,
  CORDIAL_TEXT_SPAN_HASHTAG,
  CORDIAL_TEXT_SPAN_FORM,
  CORDIAL_TEXT_SPAN_ROW,
  CORDIAL_TEXT_SPAN_BUTTON,
  CORDIAL_TEXT_SPAN_UNKNOWN,
} CordialTextSpanKind;

/**
 * CordialButtonAction:
 * @CORDIAL_BUTTON_ANSWER: the answer is a message in the same conversation
 * @CORDIAL_BUTTON_OPEN: an address is opened, with the answer in it
 * @CORDIAL_BUTTON_NOTE: the answer is told without a message
 */
typedef enum
{
  CORDIAL_BUTTON_ANSWER,
  CORDIAL_BUTTON_OPEN,
  CORDIAL_BUTTON_NOTE,
} CordialButtonAction;

/**
 * CordialTextSpan:
 * @kind: what it is
 * @start: where it begins, in bytes of the text
 * @end: where it ends
 * @target: (nullable): see #CordialTextSpanKind; of a button, the address to open
 * @data: (nullable): of what is unknown, the protocol's own
 * @action: of a button
 * @name: (nullable): of a button, for the answer
 * @value: (nullable): of a button, for the answer
 * @single_use: of a form: it takes one answer
 */
typedef struct
{
  CordialTextSpanKind kind;
  gsize start;
  gsize end;
  char *target;
  char *data;
  CordialButtonAction action;
  char *name;
  char *value;
  gboolean single_use;
} CordialTextSpan;

/**
 * CordialCard:
 * @name: (nullable): of a person or a group
 * @organization: (nullable): where the person works
 * @title: (nullable): as what
 * @note: (nullable): a description
 * @photo_type: (nullable): media type of the photo
 * @photo: (nullable): the photo
 * @photo_reference: (nullable): where the photo is, if it is not here
 * @contacts: (element-type CordialCardContact): how to reach the person
 */
typedef struct
{
  char *name;
  char *organization;
  char *title;
  char *note;
  char *photo_type;
  GBytes *photo;
  char *photo_reference;
  GPtrArray *contacts;
} CordialCard;

/**
 * CordialCardContact:
 * @protocol: «tel», «email», «tinode», «http»…
 * @value: a number or an address
 * @labels: (nullable): «home», «work»…, separated by commas
 */
typedef struct
{
  char *protocol;
  char *value;
  char *labels;
} CordialCardContact;

#define CORDIAL_CARD_MAX_CONTACTS 32

/**
 * CordialAttachmentKind:
 * @CORDIAL_ATTACHMENT_PICTURE: to be shown
 * @CORDIAL_ATTACHMENT_SOUND: to be played
 * @CORDIAL_ATTACHMENT_VIDEO: to be played
 * @CORDIAL_ATTACHMENT_FILE: to be saved or opened elsewhere
 * @CORDIAL_ATTACHMENT_CARD: a contact card
 * @CORDIAL_ATTACHMENT_UNKNOWN: what the protocol calls `name`, with its data in `data`
 */
typedef enum
{
  CORDIAL_ATTACHMENT_PICTURE,
  CORDIAL_ATTACHMENT_SOUND,
  CORDIAL_ATTACHMENT_VIDEO,
  CORDIAL_ATTACHMENT_FILE,
  CORDIAL_ATTACHMENT_CARD,
  CORDIAL_ATTACHMENT_UNKNOWN,
} CordialAttachmentKind;

/**
 * CordialAttachment:
 * @kind: what it is
 * @media_type: (nullable): as its sender says
 * @name: (nullable): of the file, without folders
 * @size: in bytes, as its sender says; 0 if it is not known
 * @width: in pixels, as its sender says; 0 if it is not known
 * @height: in pixels, as its sender says; 0 if it is not known
 * @duration_ms: of sound and video, 0 if it is not known
 * @bytes: (nullable): the thing itself, where it is small and has no @reference
 * @reference: (nullable): where it is: a path on the account's server, or an http address
 * @preview: (nullable): of a picture or video, a small picture; of sound, an amplitude a byte, 0 to 100
 * @preview_type: (nullable): media type of the preview of a video
 * @preview_reference: (nullable): where the preview is, if it is not here
 * @card: (nullable): of a contact card
 * @data: (nullable): of what is unknown, the protocol's own
 */
typedef struct
{
  CordialAttachmentKind kind;
  char *media_type;
  char *name;
  gint64 size;
  guint width;
  guint height;
  gint64 duration_ms;
  GBytes *bytes;
  char *reference;
  GBytes *preview;
  char *preview_type;
  char *preview_reference;
  CordialCard *card;
  char *data;
} CordialAttachment;

/**
 * CordialCallOutcome:
 * @CORDIAL_CALL_UNKNOWN: not said
 * @CORDIAL_CALL_STARTED: it rings
 * @CORDIAL_CALL_ACCEPTED: it goes on
 * @CORDIAL_CALL_FINISHED: somebody hung up
 * @CORDIAL_CALL_MISSED: nobody answered
 * @CORDIAL_CALL_DECLINED: it was not wanted
 * @CORDIAL_CALL_BUSY: there was another call
 * @CORDIAL_CALL_DISCONNECTED: it broke off
 */
typedef enum
{
  CORDIAL_CALL_UNKNOWN,
  CORDIAL_CALL_STARTED,
  CORDIAL_CALL_ACCEPTED,
  CORDIAL_CALL_FINISHED,
  CORDIAL_CALL_MISSED,
  CORDIAL_CALL_DECLINED,
  CORDIAL_CALL_BUSY,
  CORDIAL_CALL_DISCONNECTED,
} CordialCallOutcome;

/**
 * CordialCall:
 * @outcome: what became of it
 * @duration_ms: how long it lasted, 0 if it is not known
 * @audio_only: whether it began without video
 */
typedef struct
{
  CordialCallOutcome outcome;
  gint64 duration_ms;
  gboolean audio_only;
} CordialCall;

void cordial_text_span_free (CordialTextSpan *span);
gboolean cordial_text_span_equal (const CordialTextSpan *a, const CordialTextSpan *b);
int cordial_text_span_compare (const CordialTextSpan *a, const CordialTextSpan *b);

CordialCard *cordial_card_new (void);
CordialCardContact *cordial_card_add_contact (CordialCard *card);
void cordial_card_set_user_id (CordialCard *card, const char *user_id);
char *cordial_card_dup_user_id (const CordialCard *card);
CordialCard *cordial_card_copy (const CordialCard *card);
void cordial_card_free (CordialCard *card);

CordialAttachment *cordial_attachment_new (CordialAttachmentKind kind);
CordialAttachment *cordial_attachment_copy (const CordialAttachment *attachment);
void cordial_attachment_free (CordialAttachment *attachment);
gboolean cordial_attachment_equal (const CordialAttachment *a, const CordialAttachment *b);

gboolean cordial_is_link (const char *address);
gboolean cordial_is_reference (const char *address);
char *cordial_dup_file_name (const char *name);

G_END_DECLS
