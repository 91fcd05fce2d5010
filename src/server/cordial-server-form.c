/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looks for the next delimiter, and passes on what cannot be the beginning of one (RFC 2046 §5.1.1).
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-form.h"

#include <libsoup/soup.h>
#include <string.h>

/* Fields are an id, a token, a name: far less than that. */
#define FIELD_MAX_BYTES 4096
#define FIELDS_MAX 32
#define HEADERS_MAX_BYTES 8192

/* White space after a delimiter. */
#define LINE_MAX_BYTES 256

/* As RFC 2046 has it. */
#define BOUNDARY_MAX_BYTES 70

typedef enum
{
  FORM_PREAMBLE,
  FORM_HEADERS,
  FORM_FIELD,
  FORM_FILE,
  FORM_IGNORED, /* another file, or nobody knows what */
  FORM_COMPLETE,
  FORM_BROKEN,
} FormState;

struct _Form
{
  FormFunc func;
  gpointer user_data;
  char *delimiter; /* with the line break before it */
  gsize delimiter_size;
  FormState state;
  GByteArray *held; /* what is not understood yet */
  char *name;       /* of the field that is read */
  GString *value;
  GHashTable *fields;
  gboolean has_file;
  char *file_type;
};

/**
 * form_new:
 * @content_type: (nullable): the header of that name
 * @func: called with what is in the file
 *
 * Returns: (nullable): %NULL where it is no form
 */
Form *
form_new (const char *content_type, FormFunc func, gpointer user_data)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  g_autoptr (GHashTable) parameters = NULL;
  const char *type, *boundary;
  Form *self;

  if (content_type)
    soup_message_headers_replace (headers, "Content-Type", content_type);
  type = soup_message_headers_get_content_type (headers, &parameters);
  boundary = type && parameters ? g_hash_table_lookup (parameters, "boundary") : NULL;
  if (g_strcmp0 (type, SOUP_FORM_MIME_TYPE_MULTIPART) != 0 || !boundary || !*boundary ||
      strlen (boundary) > BOUNDARY_MAX_BYTES)
    return NULL;
  self = g_new0 (Form, 1);
  self->func = func;
  self->user_data = user_data;
  self->delimiter = g_strconcat ("\r\n--", boundary, NULL);
  self->delimiter_size = strlen (self->delimiter);
  self->held = g_byte_array_new ();
  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  /* The first delimiter has no line before it. */
  g_byte_array_append (self->held, (const guint8 *) "\r\n", 2);
  return self;
}

void
form_free (Form *self)
{
  g_free (self->delimiter);
  g_byte_array_unref (self->held);
  g_free (self->name);
  if (self->value)
    g_string_free (self->value, TRUE);
  g_hash_table_unref (self->fields);
  g_free (self->file_type);
  g_free (self);
}

static void
drop_held (Form *self, gsize size)
{
  g_byte_array_remove_range (self->held, 0, (guint) size);
}

/* --- Parts ------------------------------------------------------------------------------------------------------- */

static FormState
begin_part (Form *self, const char *text, gsize size)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_MULTIPART);
  g_autoptr (GHashTable) parameters = NULL;
  g_autofree char *disposition = NULL;
  const char *name = NULL;

  if (soup_headers_parse (text, (int) size, headers) &&
      soup_message_headers_get_content_disposition (headers, &disposition, &parameters))
    name = g_hash_table_lookup (parameters, "name");
  if (!name)
    return FORM_IGNORED;
  if (g_hash_table_contains (parameters, "filename"))
    {
      if (self->has_file || !g_str_equal (name, "file"))
        return FORM_IGNORED;
      self->has_file = TRUE;
      self->file_type = g_strdup (soup_message_headers_get_one (headers, "Content-Type"));
      return FORM_FILE;
    }
  if (g_hash_table_size (self->fields) >= FIELDS_MAX)
    return FORM_BROKEN;
  self->name = g_strdup (name);
  self->value = g_string_new (NULL);
  return FORM_FIELD;
}

static void
take_content (Form *self, gsize size)
{
  if (size == 0)
    return;
  if (self->state == FORM_FILE)
    {
      self->func (self->held->data, size, self->user_data);
    }
  else if (self->state == FORM_FIELD)
    {
      if (self->value->len + size > FIELD_MAX_BYTES)
        {
          self->state = FORM_BROKEN;
          return;
        }
      g_string_append_len (self->value, (const char *) self->held->data, (gssize) size);
    }
  drop_held (self, size);
}

/* Of a field that is named twice the first counts, as in Go's net/http. */
static void
end_part (Form *self)
{
  if (self->state != FORM_FIELD)
    return;
  if (!g_utf8_validate (self->value->str, (gssize) self->value->len, NULL) ||
      g_hash_table_contains (self->fields, self->name))
    {
      g_clear_pointer (&self->name, g_free);
      g_string_free (g_steal_pointer (&self->value), TRUE);
      return;
    }
  g_hash_table_insert (self->fields, g_steal_pointer (&self->name),
                       g_string_free (g_steal_pointer (&self->value), FALSE));
}

/* --- States ------------------------------------------------------------------------------------------------------ */

typedef enum
{
  LINE_UNKNOWN, /* it may become either */
  LINE_NONE,    /* content that looked like a delimiter */
  LINE_NEXT,
  LINE_LAST,
} Line;

/* What follows a delimiter: "--" after the last, white space and a line break after the others. */
static Line
read_line (Form *self, gsize *blank)
{
  const guint8 *rest = self->held->data + self->delimiter_size;
  gsize size = self->held->len - self->delimiter_size;

  if (size >= 2 && memcmp (rest, "--", 2) == 0)
    return LINE_LAST;
  for (*blank = 0; *blank < size && (rest[*blank] == ' ' || rest[*blank] == '\t');)
    (*blank)++;
  if (size >= *blank + 2)
    return memcmp (rest + *blank, "\r\n", 2) == 0 ? LINE_NEXT : LINE_NONE;
  return *blank > LINE_MAX_BYTES ? LINE_NONE : LINE_UNKNOWN;
}

/* Content, up to the next delimiter; before the first it is nobody's. Returns whether there is more to read. */
static gboolean
read_content (Form *self)
{
  const guint8 *found = memmem (self->held->data, self->held->len, self->delimiter, self->delimiter_size);
  gsize blank = 0;

  if (!found)
    {
      if (self->held->len >= self->delimiter_size)
        take_content (self, self->held->len - (self->delimiter_size - 1));
      return FALSE;
    }
  take_content (self, (gsize) (found - self->held->data));
  switch (self->state == FORM_BROKEN ? LINE_UNKNOWN : read_line (self, &blank))
    {
    case LINE_NONE:
      take_content (self, 1);
      return TRUE;
    case LINE_NEXT:
      end_part (self);
      /* The line break stays: it is what the headers begin after. */
      drop_held (self, self->delimiter_size + blank);
      self->state = FORM_HEADERS;
      return TRUE;
    case LINE_LAST:
      end_part (self);
      self->state = FORM_COMPLETE;
      return FALSE;
    case LINE_UNKNOWN:
    default:
      return FALSE;
    }
}

static gboolean
read_headers (Form *self)
{
  const guint8 *found = memmem (self->held->data, self->held->len, "\r\n\r\n", 4);
  gsize size;

  if (!found)
    {
      if (self->held->len > HEADERS_MAX_BYTES)
        self->state = FORM_BROKEN;
      return FALSE;
    }
  size = (gsize) (found - self->held->data) + 2;
  self->state = size <= HEADERS_MAX_BYTES ? begin_part (self, (const char *) self->held->data, size) : FORM_BROKEN;
  if (self->state == FORM_BROKEN)
    return FALSE;
  drop_held (self, size + 2);
  return TRUE;
}

/**
 * form_feed:
 * @data: the next bytes of the form
 */
void
form_feed (Form *self, const guint8 *data, gsize size)
{
  gboolean goes_on = TRUE;

  if (self->state >= FORM_COMPLETE)
    return;
  g_byte_array_append (self->held, data, (guint) size);
  while (goes_on && self->state < FORM_COMPLETE)
    switch (self->state)
      {
      case FORM_HEADERS:
        goes_on = read_headers (self);
        break;
      case FORM_PREAMBLE:
      case FORM_FIELD:
      case FORM_FILE:
      case FORM_IGNORED:
        goes_on = read_content (self);
        break;
      case FORM_COMPLETE:
      case FORM_BROKEN:
      default:
        g_assert_not_reached ();
      }
  if (self->state >= FORM_COMPLETE)
    g_byte_array_set_size (self->held, 0);
}

gboolean
form_is_complete (Form *self)
{
  return self->state == FORM_COMPLETE;
}

const char *
form_get_field (Form *self, const char *name)
{
  return g_hash_table_lookup (self->fields, name);
}

gboolean
form_has_file (Form *self)
{
  return self->has_file;
}

const char *
form_get_file_type (Form *self)
{
  return self->file_type;
}
