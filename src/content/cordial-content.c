/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a message holds: making it, and bringing it into the one form in which two equal contents are equal member by member.
 */

#define G_LOG_DOMAIN "cordial-content"

#include "cordial-content.h"

#include <string.h>

#include "cordial-graphemes.h"

G_DEFINE_BOXED_TYPE (CordialContent, cordial_content, cordial_content_ref, cordial_content_unref)

/* --- Making ------------------------------------------------------------------------------------------------------- */

/* Cut where a character ends, with one kind of line break. */
static char *
dup_bounded (const char *text)
{
  gsize n_bytes = strlen (text);
  const char *valid_end;
  GString *bounded;

  if (n_bytes > CORDIAL_CONTENT_MAX_TEXT_BYTES)
    {
      g_utf8_validate_len (text, CORDIAL_CONTENT_MAX_TEXT_BYTES, &valid_end);
      n_bytes = (gsize) (valid_end - text);
    }
  bounded = g_string_new_len (text, (gssize) n_bytes);
  if (strchr (bounded->str, '\r'))
    {
      g_string_replace (bounded, "\r\n", "\n", 0);
      g_string_replace (bounded, "\r", "\n", 0);
    }
  return g_string_free (bounded, FALSE);
}

/**
 * cordial_content_new:
 * @text: what was written, valid UTF-8
 *
 * Returns: (transfer full): a content of nothing but text
 */
CordialContent *
cordial_content_new (const char *text)
{
  CordialContent *content = g_new0 (CordialContent, 1);

  g_atomic_ref_count_init (&content->references);
  content->text = dup_bounded (text);
  content->spans = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_text_span_free);
  content->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_attachment_free);
  return content;
}

/**
 * cordial_content_new_whole:
 * @text: what the person wrote, valid UTF-8
 *
 * Returns: (transfer full): a content of nothing but text, of which nothing is cut off
 */
CordialContent *
cordial_content_new_whole (const char *text)
{
  CordialContent *content = cordial_content_new ("");

  g_set_str (&content->text, text);
  return content;
}

/**
 * cordial_content_new_unreadable:
 * @whole: the content, for the protocol to give back
 *
 * Returns: (transfer full): a content that is named and cannot be shown
 */
CordialContent *
cordial_content_new_unreadable (const char *whole)
{
  CordialContent *content = cordial_content_new ("");

  content->unreadable = g_strdup (whole);
  return content;
}

/**
 * cordial_content_ref:
 * @content: a content
 *
 * Returns: (transfer full): the same
 */
CordialContent *
cordial_content_ref (CordialContent *content)
{
  g_atomic_ref_count_inc (&content->references);
  return content;
}

/**
 * cordial_content_unref:
 * @content: (transfer full): a content
 */
void
cordial_content_unref (CordialContent *content)
{
  if (!g_atomic_ref_count_dec (&content->references))
    return;
  g_free (content->text);
  g_ptr_array_unref (content->spans);
  g_ptr_array_unref (content->attachments);
  if (content->quote)
    {
      g_free (content->quote->sender_id);
      g_free (content->quote->sender_name);
      g_free (content->quote->message.conversation_id);
      g_clear_pointer (&content->quote->body, cordial_content_unref);
      g_free (content->quote);
    }
  if (content->forward)
    {
      g_free (content->forward->sender_id);
      g_free (content->forward->sender_name);
      g_free (content->forward->message.conversation_id);
      g_free (content->forward);
    }
  if (content->answer)
    {
      g_free (content->answer->name);
      g_free (content->answer->value);
      g_free (content->answer);
    }
  g_free (content->call);
  g_free (content->unreadable);
  g_free (content);
}

/**
 * cordial_content_add_span:
 * @content: a content that is being made
 * @kind: what it is
 * @start: where it begins, in bytes of the text
 * @end: where it ends
 *
 * Returns: (transfer none): the range, for the caller to fill in
 */
CordialTextSpan *
cordial_content_add_span (CordialContent *content, CordialTextSpanKind kind, gsize start, gsize end)
{
  CordialTextSpan *span = g_new0 (CordialTextSpan, 1);

  span->kind = kind;
  span->start = start;
  span->end = end;
  g_ptr_array_add (content->spans, span);
  return span;
}

/**
 * cordial_content_add_attachment:
 * @content: a content that is being made
 * @kind: what it is
 *
 * Returns: (transfer none): the attachment, for the caller to fill in
 */
CordialAttachment *
cordial_content_add_attachment (CordialContent *content, CordialAttachmentKind kind)
{
  CordialAttachment *attachment = cordial_attachment_new (kind);

  g_ptr_array_add (content->attachments, attachment);
  return attachment;
}

/**
 * cordial_content_add_quote:
 * @content: a content that is being made
 *
 * Returns: (transfer none): its quote, for the caller to fill in
 */
CordialQuote *
cordial_content_add_quote (CordialContent *content)
{
  if (!content->quote)
    content->quote = g_new0 (CordialQuote, 1);
  return content->quote;
}

/**
 * cordial_content_add_forward:
 * @content: a content that is being made
 *
 * Returns: (transfer none): from where it was forwarded, for the caller to fill in
 */
CordialForward *
cordial_content_add_forward (CordialContent *content)
{
  if (!content->forward)
    content->forward = g_new0 (CordialForward, 1);
  return content->forward;
}

/**
 * cordial_content_add_answer:
 * @content: a content that is being made
 *
 * Returns: (transfer none): the answer to a form, for the caller to fill in
 */
CordialFormAnswer *
cordial_content_add_answer (CordialContent *content)
{
  if (!content->answer)
    content->answer = g_new0 (CordialFormAnswer, 1);
  return content->answer;
}

/**
 * cordial_content_add_call:
 * @content: a content that is being made
 *
 * Returns: (transfer none): the call, for the caller to fill in
 */
CordialCall *
cordial_content_add_call (CordialContent *content)
{
  if (!content->call)
    content->call = g_new0 (CordialCall, 1);
  return content->call;
}

/* --- The one form ------------------------------------------------------------------------------------------------- */

static gboolean
is_blank (const char *text, const CordialTextSpan *span)
{
  for (const char *p = text + span->start; p < text + span->end; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

/* What would be nothing, or nothing that may be. */
static gboolean
is_void (const char *text, const CordialTextSpan *span)
{
  if (span->start >= span->end)
    return TRUE;
  switch (span->kind)
    {
    case CORDIAL_TEXT_SPAN_LINK:
      return !span->target || !cordial_is_link (span->target);
    case CORDIAL_TEXT_SPAN_MENTION:
    case CORDIAL_TEXT_SPAN_HASHTAG:
      return !span->target || *span->target == '\0';
    case CORDIAL_TEXT_SPAN_UNKNOWN:
      return !span->target || *span->target == '\0' || is_blank (text, span);
    default:
      return FALSE;
    }
}

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  return cordial_text_span_compare (*(const CordialTextSpan *const *) a, *(const CordialTextSpan *const *) b);
}

static void
finish_spans (CordialContent *content)
{
  gsize n_bytes = strlen (content->text);
  g_autoptr (GArray) starts = cordial_graphemes_find (content->text, n_bytes);
  g_autoptr (GPtrArray) spans = content->spans;

  content->spans = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_text_span_free);
  for (guint i = 0; i < spans->len; i++)
    {
      CordialTextSpan *span = spans->pdata[i];

      /* A character is styled whole or not at all. */
      span->start = cordial_graphemes_floor (starts, MIN (span->start, n_bytes));
      span->end = cordial_graphemes_ceil (starts, MIN (span->end, n_bytes));
      while (span->start < span->end && content->text[span->start] == '\n')
        span->start++;
      if (span->kind == CORDIAL_TEXT_SPAN_CODE || span->kind == CORDIAL_TEXT_SPAN_CODE_BLOCK)
        span->kind = span->start < span->end && memchr (content->text + span->start, '\n', span->end - span->start)
                       ? CORDIAL_TEXT_SPAN_CODE_BLOCK
                       : CORDIAL_TEXT_SPAN_CODE;
    }
  g_ptr_array_sort (spans, compare_spans);
  for (guint i = 0; i < spans->len && content->spans->len < CORDIAL_CONTENT_MAX_SPANS; i++)
    {
      CordialTextSpan *last = content->spans->len ? content->spans->pdata[content->spans->len - 1] : NULL;

      if (is_void (content->text, spans->pdata[i]) || (last && cordial_text_span_equal (last, spans->pdata[i])))
        continue;
      g_ptr_array_add (content->spans, g_steal_pointer (&spans->pdata[i]));
    }
  g_ptr_array_set_free_func (spans, NULL);
  for (guint i = 0; i < spans->len; i++)
    g_clear_pointer ((CordialTextSpan **) &spans->pdata[i], cordial_text_span_free);
}

/**
 * cordial_content_finish:
 * @content: a content that was filled in
 *
 * Brings it into its one form: ranges in order, on the borders of characters, none twice, none empty and none begun by a line break; a link that may not be opened is
 * none; code with a line break in it is a block; blanks beside an attachment are no text.
 */
void
cordial_content_finish (CordialContent *content)
{
  if (content->attachments->len > CORDIAL_CONTENT_MAX_ATTACHMENTS)
    g_ptr_array_set_size (content->attachments, CORDIAL_CONTENT_MAX_ATTACHMENTS);
  if (content->attachments->len > 0 || content->call)
    {
      g_autofree char *stripped = g_strstrip (g_strdup (content->text));

      if (*stripped == '\0')
        g_set_str (&content->text, "");
    }
  if (content->spans->len > 0)
    finish_spans (content);
  if (content->quote && content->quote->body && cordial_content_is_empty (content->quote->body))
    g_clear_pointer (&content->quote->body, cordial_content_unref);
}

/* --- Questions ---------------------------------------------------------------------------------------------------- */

static gboolean
reference_equal (const CordialMessageReference *a, const CordialMessageReference *b)
{
  return a->number == b->number && g_strcmp0 (a->conversation_id, b->conversation_id) == 0;
}

static gboolean
quote_equal (const CordialQuote *a, const CordialQuote *b)
{
  if (!a || !b)
    return a == b;
  return g_strcmp0 (a->sender_id, b->sender_id) == 0 && g_strcmp0 (a->sender_name, b->sender_name) == 0 &&
         reference_equal (&a->message, &b->message) &&
         (a->body && b->body ? cordial_content_equal (a->body, b->body) : a->body == b->body);
}

static gboolean
forward_equal (const CordialForward *a, const CordialForward *b)
{
  if (!a || !b)
    return a == b;
  return g_strcmp0 (a->sender_id, b->sender_id) == 0 && g_strcmp0 (a->sender_name, b->sender_name) == 0 &&
         reference_equal (&a->message, &b->message);
}

static gboolean
answer_equal (const CordialFormAnswer *a, const CordialFormAnswer *b)
{
  if (!a || !b)
    return a == b;
  return a->number == b->number && g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->value, b->value) == 0;
}

static gboolean
call_equal (const CordialCall *a, const CordialCall *b)
{
  if (!a || !b)
    return a == b;
  return a->outcome == b->outcome && a->duration_ms == b->duration_ms && a->audio_only == b->audio_only;
}

/**
 * cordial_content_equal:
 * @a: a content
 * @b: another
 *
 * Returns: whether they hold the same
 */
gboolean
cordial_content_equal (const CordialContent *a, const CordialContent *b)
{
  if (!g_str_equal (a->text, b->text) || a->spans->len != b->spans->len || a->attachments->len != b->attachments->len ||
      !quote_equal (a->quote, b->quote) || !forward_equal (a->forward, b->forward) ||
      !answer_equal (a->answer, b->answer) || !call_equal (a->call, b->call) || a->replaces != b->replaces ||
      g_strcmp0 (a->unreadable, b->unreadable) != 0)
    return FALSE;
  for (guint i = 0; i < a->spans->len; i++)
    if (!cordial_text_span_equal (a->spans->pdata[i], b->spans->pdata[i]))
      return FALSE;
  for (guint i = 0; i < a->attachments->len; i++)
    if (!cordial_attachment_equal (a->attachments->pdata[i], b->attachments->pdata[i]))
      return FALSE;
  return TRUE;
}

/**
 * cordial_content_is_empty:
 * @content: a content
 *
 * Returns: whether there is nothing in it, not even something that cannot be shown
 */
gboolean
cordial_content_is_empty (const CordialContent *content)
{
  return *content->text == '\0' && content->attachments->len == 0 && !content->quote && !content->forward &&
         !content->answer && !content->call && !content->unreadable;
}

/**
 * cordial_content_is_plain:
 * @content: a content
 *
 * Returns: whether its text is all that is in it; where it stands in the conversation (an edit, a reply) does not count
 */
gboolean
cordial_content_is_plain (const CordialContent *content)
{
  return content->spans->len == 0 && content->attachments->len == 0 && !content->quote && !content->forward &&
         !content->answer && !content->call && !content->unreadable;
}
