/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words that stand for a message's content: what is searched and copied, one line for the chat list, and what a screen reader says.
 */

#define G_LOG_DOMAIN "cordial-content"

#include "cordial-config.h"

#include "cordial-content.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cordial-graphemes.h"
#include "cordial-line.h"

/* Wider than any chat list. */
#define MAX_PREVIEW_CLUSTERS 160

/* Those may take many characters each, but not without end. */
#define MAX_PREVIEW_CHARACTERS 1000

/* What Tinode's clients show before what was forwarded; needs no translation. */
#define FORWARD_SIGN "➦"

/* --- The names of things ------------------------------------------------------------------------------------------ */

static char *
dup_named (const char *format, const char *plain, const char *name)
{
  return name ? g_strdup_printf (format, name) : g_strdup (plain);
}

/**
 * cordial_attachment_dup_label:
 * @attachment: an attachment
 *
 * Returns: (transfer full): what a person calls it, with its name if it has one
 */
char *
cordial_attachment_dup_label (const CordialAttachment *attachment)
{
  switch (attachment->kind)
    {
    case CORDIAL_ATTACHMENT_PICTURE:
      /* Translators: %s is the name of a file. */
      return dup_named (_ ("Image: %s"), _ ("Image"), attachment->name);
    case CORDIAL_ATTACHMENT_VIDEO:
      /* Translators: %s is the name of a file. */
      return dup_named (_ ("Video: %s"), _ ("Video"), attachment->name);
    case CORDIAL_ATTACHMENT_SOUND:
      return g_strdup (_ ("Voice message"));
    case CORDIAL_ATTACHMENT_FILE:
      /* Translators: %s is the name of a file. */
      return dup_named (_ ("File: %s"), _ ("File"), attachment->name);
    case CORDIAL_ATTACHMENT_CARD:
      /* Translators: %s is the name of a person, whose contact card is in the message. */
      return dup_named (_ ("Contact: %s"), _ ("Contact"), attachment->card ? attachment->card->name : NULL);
    default:
      return g_strdup (_ ("Something that cannot be shown"));
    }
}

/**
 * cordial_call_dup_label:
 * @call: a call
 * @outgoing: whether it is known that the account's owner made it
 *
 * Returns: (transfer full): what a person calls it, with what became of it
 */
char *
cordial_call_dup_label (const CordialCall *call, gboolean outgoing)
{
  switch (call->outcome)
    {
    case CORDIAL_CALL_MISSED:
      /* Translators: a call that nobody answered: by the person themselves, or to them. */
      return g_strdup (outgoing ? _ ("Unanswered call") : _ ("Missed call"));
    case CORDIAL_CALL_DECLINED:
      return g_strdup (_ ("Declined call"));
    case CORDIAL_CALL_BUSY:
      return g_strdup (_ ("Call while the line was busy"));
    case CORDIAL_CALL_DISCONNECTED:
      return g_strdup (_ ("Call that broke off"));
    default:
      return g_strdup (_ ("Call"));
    }
}

static char *
dup_duration (gint64 duration_ms)
{
  guint seconds = (guint) MIN ((duration_ms + 500) / 1000, G_MAXINT32), minutes = seconds / 60;
  g_autofree char *rest = NULL, *whole = NULL;

  seconds %= 60;
  rest = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u second", "%u seconds", seconds), seconds);
  if (minutes == 0)
    return g_steal_pointer (&rest);
  whole = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u minute", "%u minutes", minutes), minutes);
  return seconds > 0 ? g_strdup_printf ("%s %s", whole, rest) : g_steal_pointer (&whole);
}

/**
 * cordial_call_dup_duration:
 * @call: a call
 *
 * Returns: (transfer full) (nullable): how long it was, %NULL where nobody spoke
 */
char *
cordial_call_dup_duration (const CordialCall *call)
{
  return call->duration_ms > 0 ? dup_duration (call->duration_ms) : NULL;
}

static void
add_line (GString *lines, const char *line)
{
  if (lines->len > 0)
    g_string_append_c (lines, '\n');
  g_string_append (lines, line);
}

/* In brackets, so that it is not taken for what somebody wrote. */
static void
add_bracketed (GString *lines, const char *label)
{
  g_autofree char *line = g_strdup_printf ("[%s]", label);

  add_line (lines, line);
}

/* --- Three texts -------------------------------------------------------------------------------------------------- */

/**
 * cordial_content_dup_text:
 * @content: a content
 *
 * What is searched and copied. What is quoted is another message's and not in it.
 *
 * Returns: (transfer full): text, never empty
 */
char *
cordial_content_dup_text (const CordialContent *content)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *stripped = NULL;

  if (content->unreadable)
    {
      add_bracketed (lines, _ ("A message that cannot be shown"));
      return g_string_free (g_steal_pointer (&lines), FALSE);
    }
  stripped = g_strstrip (g_strdup (content->text));
  if (*stripped)
    g_string_append (lines, content->attachments->len > 0 || content->call ? stripped : content->text);
  for (guint i = 0; i < content->attachments->len; i++)
    {
      g_autofree char *label = cordial_attachment_dup_label (content->attachments->pdata[i]);

      add_bracketed (lines, label);
    }
  if (content->call)
    {
      g_autofree char *label = cordial_call_dup_label (content->call, FALSE);

      add_bracketed (lines, label);
    }
  if (lines->len == 0)
    add_bracketed (lines, content->answer ? _ ("An answer to a form") : _ ("Empty message"));
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

/**
 * cordial_content_dup_preview:
 * @content: a content
 *
 * Returns: (transfer full): one line for a list of chats, never empty
 */
char *
cordial_content_dup_preview (const CordialContent *content)
{
  g_autofree char *text = cordial_content_dup_text (content);
  g_autofree char *words = cordial_text_to_single_line (text, MAX_PREVIEW_CHARACTERS);
  g_autoptr (GString) line = g_string_new (words);

  if (line->len == 0)
    add_bracketed (line, _ ("Empty message"));
  if (content->forward)
    g_string_prepend (line, FORWARD_SIGN " ");
  return cordial_graphemes_shorten (line->str, MAX_PREVIEW_CLUSTERS);
}

static void
add_spoken_origin (GString *lines, const CordialContent *content)
{
  g_autofree char *line = NULL;

  if (content->forward)
    {
      /* Translators: a message was forwarded; %s is the name of who wrote it. */
      line = dup_named (_ ("Forwarded from %s"), _ ("Forwarded"), content->forward->sender_name);
      add_line (lines, line);
      g_clear_pointer (&line, g_free);
    }
  if (content->quote)
    {
      /* Translators: a message answers one of the person with the name %s. */
      line = dup_named (_ ("Reply to %s"), C_ ("a message", "Reply"), content->quote->sender_name);
      add_line (lines, line);
      if (content->quote->body && !cordial_content_is_empty (content->quote->body))
        {
          g_autofree char *quoted = cordial_content_dup_preview (content->quote->body);
          g_autofree char *said = g_strdup_printf (_ ("“%s”"), quoted);

          add_line (lines, said);
        }
    }
}

/**
 * cordial_content_dup_spoken:
 * @content: a content
 * @outgoing: whether the account's owner sent it
 *
 * Returns: (transfer full): what a screen reader says for it, a line a thing, never empty
 */
char *
cordial_content_dup_spoken (const CordialContent *content, gboolean outgoing)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *text = g_strstrip (g_strdup (content->text));

  add_spoken_origin (lines, content);
  if (*text)
    add_line (lines, text);
  for (guint i = 0; i < content->attachments->len; i++)
    {
      CordialAttachment *attachment = content->attachments->pdata[i];
      g_autofree char *label = cordial_attachment_dup_label (attachment);

      add_line (lines, label);
      if (attachment->duration_ms > 0)
        {
          g_autofree char *duration = dup_duration (attachment->duration_ms);

          g_string_append_printf (lines, ", %s", duration);
        }
    }
  if (content->call)
    {
      g_autofree char *label = cordial_call_dup_label (content->call, outgoing);
      g_autofree char *duration = cordial_call_dup_duration (content->call);

      add_line (lines, label);
      if (duration)
        g_string_append_printf (lines, ", %s", duration);
    }
  for (guint i = 0; i < content->spans->len; i++)
    {
      CordialTextSpan *span = content->spans->pdata[i];

      if (span->kind == CORDIAL_TEXT_SPAN_BUTTON)
        {
          g_autofree char *title = g_strndup (content->text + span->start, span->end - span->start);
          /* Translators: a button within a message; %s is what is written on it. */
          g_autofree char *line = g_strdup_printf (_ ("Button: %s"), title);

          add_line (lines, line);
        }
    }
  if (content->unreadable)
    add_line (lines, _ ("A message that cannot be shown"));
  else if (*text == '\0' && content->attachments->len == 0 && !content->call)
    add_line (lines, content->answer ? _ ("An answer to a form") : _ ("Empty message"));
  return g_string_free (g_steal_pointer (&lines), FALSE);
}
