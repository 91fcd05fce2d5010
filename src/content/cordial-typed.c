/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From what a person typed to what is sent, and back for editing. Marks become styles; addresses and hashtags become links; names that
 * were chosen from a list become mentions.
 */

#include "cordial-markup.h"

#include <string.h>

#include "cordial-links.h"

/* As often as marks may call for other marks to be kept as they are; what is stranger loses its styles when it is edited. */
#define MAX_ROUNDS 8

static gboolean
is_style (CordialTextSpanKind kind)
{
  return kind == CORDIAL_TEXT_SPAN_BOLD || kind == CORDIAL_TEXT_SPAN_ITALIC || kind == CORDIAL_TEXT_SPAN_STRIKE ||
         kind == CORDIAL_TEXT_SPAN_CODE || kind == CORDIAL_TEXT_SPAN_CODE_BLOCK;
}

/* --- What is sent at all ------------------------------------------------------------------------------------------ */

/* Whether there is anything to see. */
static gboolean
has_content (const char *start, const char *end)
{
  for (const char *c = start; c < end; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);
      GUnicodeType type = g_unichar_type (character);

      if (!g_unichar_isspace (character) && type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT)
        return TRUE;
    }
  return FALSE;
}

/**
 * cordial_typed_trim:
 * @text: what was typed
 *
 * Returns: (transfer full): what is sent of it; empty if there is nothing to see in it
 */
char *
cordial_typed_trim (const char *text)
{
  const char *start = text, *end = text + strlen (text);

  while (start < end && g_unichar_isspace (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start)
    {
      const char *last = g_utf8_prev_char (end);

      if (!g_unichar_isspace (g_utf8_get_char (last)))
        break;
      end = last;
    }
  if (!has_content (start, end))
    return g_strdup ("");
  /* Blanks before the first word are meant (code, verse); line breaks there are not. */
  while (start > text && *(start - 1) != '\n' && *(start - 1) != '\r')
    start--;
  return g_strndup (start, end - start);
}

/* --- From marks to styles ----------------------------------------------------------------------------------------- */

typedef struct
{
  gsize at;
  gsize length;
} Cut;

static int
compare_cuts (gconstpointer a, gconstpointer b)
{
  const Cut *left = a, *right = b;

  return (left->at > right->at) - (left->at < right->at);
}

static void
add_cut (GArray *cuts, gsize start, gsize end)
{
  Cut cut = { start, end - start };

  g_array_append_val (cuts, cut);
}

/* What is not sent of the text. */
static GArray *
find_cuts (GArray *markups)
{
  GArray *cuts = g_array_new (FALSE, FALSE, sizeof (Cut));

  for (guint i = 0; i < markups->len; i++)
    {
      CordialMarkup *markup = &g_array_index (markups, CordialMarkup, i);

      if (markup->escaped)
        {
          add_cut (cuts, markup->start - 1, markup->start);
          continue;
        }
      add_cut (cuts, markup->start, markup->inner_start);
      add_cut (cuts, markup->inner_end, markup->end);
    }
  g_array_sort (cuts, compare_cuts);
  return cuts;
}

/* Where @at of the typed text is in what is left of it. */
static gsize
map_place (GArray *cuts, GArray *sums, gsize at)
{
  guint low = 0, high = cuts->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (cuts, Cut, middle).at < at)
        low = middle + 1;
      else
        high = middle;
    }
  return at - (low > 0 ? g_array_index (sums, gsize, low - 1) : 0);
}

static char *
cut_out (const char *text, GArray *cuts, GArray *sums)
{
  GString *left = g_string_new (NULL);
  gsize at = 0, sum = 0;

  for (guint i = 0; i < cuts->len; i++)
    {
      Cut *cut = &g_array_index (cuts, Cut, i);

      g_string_append_len (left, text + at, cut->at - at);
      at = cut->at + cut->length;
      sum += cut->length;
      g_array_append_val (sums, sum);
    }
  g_string_append (left, text + at);
  return g_string_free_and_steal (left);
}

/* --- Addresses, hashtags, names ------------------------------------------------------------------------------------ */

static gboolean
has_room (CordialContent *content)
{
  return content->spans->len < CORDIAL_CONTENT_MAX_SPANS;
}

static gboolean
is_within (GArray *taken, gsize start, gsize end)
{
  for (guint i = 0; i < taken->len; i++)
    {
      Cut *range = &g_array_index (taken, Cut, i);

      if (start < range->at + range->length && end > range->at)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_tag_letter (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c);
}

static gboolean
stands_alone (const char *text, gsize start, gsize end)
{
  return (start == 0 || !is_tag_letter (g_utf8_get_char (g_utf8_prev_char (text + start)))) &&
         !is_tag_letter (g_utf8_get_char (text + end));
}

static void
add_links (CordialContent *content, GArray *taken)
{
  gsize start, end = 0;
  char *found;

  while (has_room (content) && cordial_link_find (content->text, &start, &end, &found))
    {
      g_autofree char *target = found;

      if (is_within (taken, start, end))
        continue;
      cordial_content_add_span (content, CORDIAL_TEXT_SPAN_LINK, start, end)->target = g_steal_pointer (&target);
      add_cut (taken, start, end);
    }
}

static void
add_names (CordialContent *content, GPtrArray *names, GArray *taken)
{
  for (guint i = 0; names && i < names->len; i++)
    {
      CordialTextSpan *name = names->pdata[i];
      gsize length = name->name ? strlen (name->name) : 0;
      const char *at = content->text;

      while (length > 0 && has_room (content) && (at = strstr (at, name->name)))
        {
          gsize start = at - content->text, end = start + length;

          at += length;
          if (!stands_alone (content->text, start, end) || is_within (taken, start, end))
            continue;
          cordial_content_add_span (content, name->kind, start, end)->target = g_strdup (name->target);
          add_cut (taken, start, end);
        }
    }
}

/* As in the official clients (tinode-sdk 0.25, ENTITY_TYPES): two letters at least, and points and underlines within. */
static void
add_hashtags (CordialContent *content, GArray *taken)
{
  const char *at = content->text;

  while (has_room (content) && (at = strchr (at, '#')))
    {
      gsize start = at - content->text, end;
      const char *last = NULL;
      guint n = 0;

      for (at++; *at && (is_tag_letter (g_utf8_get_char (at)) || (n > 0 && (*at == '.' || *at == '_')));
           at = g_utf8_next_char (at), n++)
        {
          if (*at != '.' && *at != '_')
            last = g_utf8_next_char (at);
        }
      if (n < 2 || (start > 0 && (is_tag_letter (g_utf8_get_char (g_utf8_prev_char (content->text + start))) ||
                                  content->text[start - 1] == '_')))
        continue;
      end = last - content->text;
      if (end - start < 3 || is_within (taken, start, end))
        continue;
      cordial_content_add_span (content, CORDIAL_TEXT_SPAN_HASHTAG, start, end)->target =
        g_strndup (content->text + start + 1, end - start - 1);
    }
}

/**
 * cordial_content_new_typed:
 * @text: valid UTF-8, as a person typed it
 * @names: (nullable) (element-type CordialTextSpan): of links and mentions that were chosen and not typed: the kind, the words that stand
 *   for it in `name`, and `target`
 *
 * Returns: (transfer full): a finished content of it: formatted by its marks, which are no part of it any more, with its links, mentions
 *   and hashtags
 */
CordialContent *
cordial_content_new_typed (const char *text, GPtrArray *names)
{
  g_autoptr (GArray) markups = cordial_markup_find (text);
  g_autoptr (GArray) cuts = find_cuts (markups);
  g_autoptr (GArray) sums = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (Cut));
  g_autofree char *left = cut_out (text, cuts, sums);
  CordialContent *content = cordial_content_new_whole (left);

  for (guint i = 0; i < markups->len && has_room (content); i++)
    {
      CordialMarkup *markup = &g_array_index (markups, CordialMarkup, i);
      gsize start = map_place (cuts, sums, markup->inner_start), end = map_place (cuts, sums, markup->inner_end);

      if (markup->escaped)
        continue;
      cordial_content_add_span (content, markup->kind, start, end);
      if (markup->kind == CORDIAL_TEXT_SPAN_CODE)
        add_cut (taken, start, end);
    }
  add_names (content, names, taken);
  add_links (content, taken);
  add_hashtags (content, taken);
  cordial_content_finish (content);
  return content;
}

/* --- From styles to marks ----------------------------------------------------------------------------------------- */

typedef struct
{
  GString *typed;
  GArray *places;   /* of gsize: where in the content a byte of @typed comes from */
  GHashTable *ours; /* where in @typed our marks open */
} Draft;

static void
draft_clear (Draft *draft)
{
  g_string_free (draft->typed, TRUE);
  g_array_unref (draft->places);
  g_hash_table_unref (draft->ours);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draft, draft_clear)

static void
draft_add (Draft *draft, const char *text, gsize length, gsize place, gboolean moves)
{
  g_string_append_len (draft->typed, text, length);
  for (gsize i = 0; i < length; i++)
    {
      gsize at = place + (moves ? i : 0);

      g_array_append_val (draft->places, at);
    }
}

static gboolean
is_lines (const CordialContent *content, const CordialTextSpan *span)
{
  return memchr (content->text + span->start, '\n', span->end - span->start) != NULL;
}

static const char *
get_mark (const CordialContent *content, const CordialTextSpan *span, gboolean opens)
{
  switch (span->kind)
    {
    case CORDIAL_TEXT_SPAN_BOLD:
      return "*";
    case CORDIAL_TEXT_SPAN_ITALIC:
      return "_";
    case CORDIAL_TEXT_SPAN_STRIKE:
      return "~";
    default:
      if (is_lines (content, span))
        return opens ? "```\n" : "\n```";
      return "`";
    }
}

/* The styles that marks can say: none that crosses another or is empty. */
static GPtrArray *
list_styles (const CordialContent *content)
{
  GPtrArray *styles = g_ptr_array_new ();
  g_autoptr (GPtrArray) open = g_ptr_array_new ();

  for (guint i = 0; i < content->spans->len; i++)
    {
      CordialTextSpan *span = content->spans->pdata[i], *around;

      if (!is_style (span->kind) || span->end <= span->start)
        continue;
      while (open->len > 0 && ((CordialTextSpan *) open->pdata[open->len - 1])->end <= span->start)
        g_ptr_array_set_size (open, open->len - 1);
      around = open->len > 0 ? open->pdata[open->len - 1] : NULL;
      if (around && (around->end < span->end || around->kind == span->kind))
        continue;
      g_ptr_array_add (open, span);
      g_ptr_array_add (styles, span);
    }
  return styles;
}

static void
draft_write (Draft *draft, const CordialContent *content, GPtrArray *styles, GHashTable *escapes)
{
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  gsize length = strlen (content->text);
  guint next = 0;

  g_string_truncate (draft->typed, 0);
  g_array_set_size (draft->places, 0);
  g_hash_table_remove_all (draft->ours);
  for (gsize at = 0; at <= length; at++)
    {
      while (open->len > 0 && ((CordialTextSpan *) open->pdata[open->len - 1])->end == at)
        {
          const char *mark = get_mark (content, open->pdata[open->len - 1], FALSE);

          draft_add (draft, mark, strlen (mark), at, FALSE);
          g_ptr_array_set_size (open, open->len - 1);
        }
      for (; next < styles->len && ((CordialTextSpan *) styles->pdata[next])->start == at; next++)
        {
          const char *mark = get_mark (content, styles->pdata[next], TRUE);

          g_hash_table_add (draft->ours, GSIZE_TO_POINTER (draft->typed->len));
          draft_add (draft, mark, strlen (mark), at, FALSE);
          g_ptr_array_add (open, styles->pdata[next]);
        }
      if (g_hash_table_contains (escapes, GSIZE_TO_POINTER (at)))
        draft_add (draft, "\\", 1, at, FALSE);
      if (at < length)
        draft_add (draft, content->text + at, 1, at, TRUE);
    }
}

/* Has the marks that stand in the text itself kept as they are. Returns whether there were any that were not yet. */
static gboolean
find_escapes (Draft *draft, GHashTable *escapes)
{
  g_autoptr (GArray) markups = cordial_markup_find (draft->typed->str);
  gboolean found = FALSE;

  for (guint i = 0; i < markups->len; i++)
    {
      gsize start = g_array_index (markups, CordialMarkup, i).start;

      if (!g_hash_table_contains (draft->ours, GSIZE_TO_POINTER (start)))
        found |= g_hash_table_add (escapes, GSIZE_TO_POINTER (g_array_index (draft->places, gsize, start)));
    }
  return found;
}

static gboolean
is_needless (gpointer place, gpointer value, gpointer needed)
{
  return !g_hash_table_contains (needed, place);
}

/* Before what is no mark any more, since another one is kept as it is, a backslash would be a letter. */
static void
drop_needless (Draft *draft, GHashTable *escapes)
{
  g_autoptr (GArray) markups = cordial_markup_find (draft->typed->str);
  g_autoptr (GHashTable) needed = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < markups->len; i++)
    g_hash_table_add (
      needed, GSIZE_TO_POINTER (g_array_index (draft->places, gsize, g_array_index (markups, CordialMarkup, i).start)));
  g_hash_table_foreach_remove (escapes, is_needless, needed);
}

static gboolean
has_same_styles (const CordialContent *content, GPtrArray *styles, const char *typed)
{
  g_autoptr (CordialContent) again = cordial_content_new_typed (typed, NULL);
  g_autoptr (GPtrArray) same = list_styles (again);

  if (!g_str_equal (again->text, content->text) || same->len != styles->len)
    return FALSE;
  for (guint i = 0; i < same->len; i++)
    {
      CordialTextSpan *one = same->pdata[i], *other = styles->pdata[i];

      if (one->start != other->start || one->end != other->end ||
          (one->kind != other->kind && get_mark (again, one, TRUE)[0] != get_mark (content, other, TRUE)[0]))
        return FALSE;
    }
  return TRUE;
}

static char *
write_typed (const CordialContent *content, GPtrArray *styles)
{
  g_auto (Draft)
    draft = { g_string_new (NULL), g_array_new (FALSE, FALSE, sizeof (gsize)), g_hash_table_new (NULL, NULL) };
  g_autoptr (GHashTable) escapes = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < MAX_ROUNDS; i++)
    {
      draft_write (&draft, content, styles, escapes);
      if (!find_escapes (&draft, escapes))
        break;
    }
  for (guint i = 0; i < MAX_ROUNDS && !has_same_styles (content, styles, draft.typed->str); i++)
    {
      drop_needless (&draft, escapes);
      draft_write (&draft, content, styles, escapes);
      if (has_same_styles (content, styles, draft.typed->str))
        break;
      find_escapes (&draft, escapes);
      draft_write (&draft, content, styles, escapes);
    }
  return has_same_styles (content, styles, draft.typed->str) ? g_strdup (draft.typed->str) : NULL;
}

/* Whether typing @words alone makes a link to @target. */
static gboolean
is_typed_link (const char *words, const char *target)
{
  gsize start, end = 0;
  g_autofree char *found = NULL;

  return cordial_link_find (words, &start, &end, &found) && start == 0 && words[end] == '\0' &&
         g_str_equal (found, target);
}

static GPtrArray *
list_names (const CordialContent *content)
{
  GPtrArray *names = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_text_span_free);

  for (guint i = 0; i < content->spans->len; i++)
    {
      CordialTextSpan *span = content->spans->pdata[i], *name;
      g_autofree char *words = g_strndup (content->text + span->start, span->end - span->start);

      if (span->end <= span->start || !span->target ||
          (span->kind != CORDIAL_TEXT_SPAN_MENTION &&
           (span->kind != CORDIAL_TEXT_SPAN_LINK || is_typed_link (words, span->target))))
        continue;
      name = g_new0 (CordialTextSpan, 1);
      name->kind = span->kind;
      name->name = g_steal_pointer (&words);
      name->target = g_strdup (span->target);
      g_ptr_array_add (names, name);
    }
  return names;
}

/**
 * cordial_content_dup_typed:
 * @content: a content
 * @names: (out) (transfer full) (element-type CordialTextSpan): its links and mentions that typing alone would not make, for
 *   cordial_content_new_typed()
 *
 * Returns: (transfer full): what a person would have typed for its text and styles, to be edited; where no marks can say the styles (a
 *   letter within a word), without them
 */
char *
cordial_content_dup_typed (const CordialContent *content, GPtrArray **names)
{
  g_autoptr (GPtrArray) styles = list_styles (content), none = g_ptr_array_new ();
  char *typed = write_typed (content, styles);

  *names = list_names (content);
  if (!typed)
    typed = write_typed (content, none);
  return typed ? typed : g_strdup (content->text);
}
