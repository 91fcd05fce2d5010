/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who brings it is known at its head where they show a token, as clients do. Where the form says it, or nobody does, as with
 * the picture of somebody who is about to make an account, only little is taken until that was read.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-upload.h"

#include "cordial-server-door.h"
#include "cordial-server-form.h"
#include "cordial-server-frames.h"
#include "cordial-server-http.h"

/* A picture of a person. */
#define UNKNOWN_MAX_BYTES (1024 * 1024)

/* Beside a file there are the lines of its form. */
#define FORM_MARGIN_BYTES (64 * 1024)

#define UPLOAD_DATA "cordial-upload"

/* Belongs to its message. */
typedef struct
{
  SoupServerMessage *message;
  Files *files;
  Throttle *newcomers;
  Guest *guest;
  Form *form; /* NULL where it is none */
  FileDraft *draft;
  gint64 limit;
  gboolean known;     /* whose it is */
  gboolean too_large; /* nothing is kept of it any more */
  gboolean failed;    /* the same, by no fault of the other end */
} Upload;

static void
drop_draft (Upload *self)
{
  g_clear_pointer (&self->draft, file_draft_drop);
}

static void
upload_free (gpointer data)
{
  Upload *self = data;

  drop_draft (self);
  g_clear_pointer (&self->form, form_free);
  guest_unref (self->guest);
  g_free (self);
}

/* --- In ---------------------------------------------------------------------------------------------------------- */

static void
begin_draft (Upload *self)
{
  if (!self->known)
    {
      const char *address = guest_get_address (self->guest);

      if (throttle_is_on (self->newcomers, THROTTLE_ADDRESS, address))
        {
          self->failed = TRUE;
          return;
        }
      throttle_note (self->newcomers, THROTTLE_ADDRESS, address);
    }
  self->draft = files_begin (self->files);
  self->failed = !self->draft;
}

static void
on_file (const guint8 *data, gsize size, gpointer user_data)
{
  Upload *self = user_data;

  if (!self->draft && !self->failed && !self->too_large)
    begin_draft (self);
  if (!self->draft)
    return;
  self->too_large = file_draft_get_size (self->draft) + (gint64) size > self->limit;
  self->failed = !self->too_large && !file_draft_write (self->draft, data, size);
  if (self->too_large || self->failed)
    drop_draft (self);
}

static void
on_chunk (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  Upload *self = user_data;
  gsize size;
  const guint8 *data = g_bytes_get_data (chunk, &size);

  if (self->known)
    guest_touch (self->guest);
  if (self->form)
    form_feed (self->form, data, size);
}

/* What did not come in whole is gone at once, not only when the last one has forgotten its message. */
static void
on_finished (SoupServerMessage *message, gpointer user_data)
{
  drop_draft (user_data);
}

/**
 * upload_begin:
 * @message: of which the head is there
 */
void
upload_begin (SoupServerMessage *message, GHashTable *query, Files *files, Accounts *accounts, Throttle *newcomers)
{
  const HttpRequest request = { message, query, NULL, NULL };
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  Upload *self = g_new0 (Upload, 1);

  self->message = message;
  self->files = files;
  self->newcomers = newcomers;
  self->guest = guest_of (message);
  self->known = http_has_key (&request) && http_get_token_holder (&request, accounts) != 0;
  self->limit = self->known ? files_get_max_bytes (files) : MIN (UNKNOWN_MAX_BYTES, files_get_max_bytes (files));
  /* What is somewhat too large is passed over: an answer says so better than a connection that ends. */
  door_allow_body (message, 2 * (self->limit + FORM_MARGIN_BYTES));
  self->form = form_new (soup_message_headers_get_one (headers, "Content-Type"), on_file, self);
  g_object_set_data_full (G_OBJECT (message), UPLOAD_DATA, self, upload_free);
  g_signal_connect (message, "got-chunk", G_CALLBACK (on_chunk), self);
  g_signal_connect (message, "finished", G_CALLBACK (on_finished), self);
}

/* --- Out --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  SoupServerMessage *message;
  Files *files;
  char *id;             /* of the request, or NULL */
  gboolean as_newcomer; /* it says so */
} Answer;

static void
answer_free (gpointer data)
{
  Answer *self = data;

  g_object_unref (self->message);
  g_free (self->id);
  g_free (self);
}

static const char *
get_field (gpointer form, const char *name)
{
  return form_get_field (form, name);
}

static void
on_kept (const FileRow *file, gpointer data)
{
  Answer *self = data;
  g_autofree char *url = NULL;
  JsonObject *params;

  if (!file)
    {
      http_answer (self->message, self->id, 500, "internal error", NULL);
      return;
    }
  url = g_strconcat (FILES_PATH, file->id, NULL);
  params = json_object_new ();
  cordial_object_set_time (params, "expires", file->created_ms + files_get_keep_ms (self->files));
  json_object_set_string_member (params, "url", url);
  http_answer (self->message, self->id, 200, "ok", params);
}

/* Takes the answer. */
static void
keep (Answer *answer, Upload *upload, gint64 user)
{
  int code = 0;

  if (upload->too_large)
    code = 413;
  else if (!upload->form || !form_is_complete (upload->form) || !form_has_file (upload->form))
    code = 400;
  else if (!upload->draft) /* it failed, or there is nothing in it */
    code = 500;
  if (code != 0)
    {
      http_answer (answer->message, answer->id, code,
                   code == 413   ? "too large"
                   : code == 400 ? "malformed"
                                 : "internal error",
                   NULL);
      answer_free (answer);
      return;
    }
  http_pause (answer->message);
  files_finish (answer->files, g_steal_pointer (&upload->draft), user, form_get_file_type (upload->form), on_kept,
                answer, answer_free);
}

static void
on_who (gint64 user, int code, gpointer data)
{
  Answer *self = data;
  Upload *upload = g_object_get_data (G_OBJECT (self->message), UPLOAD_DATA);

  if (code != 200)
    {
      http_refuse (self->message, self->id, code);
    }
  else if (user == 0 && !self->as_newcomer)
    {
      http_answer (self->message, self->id, 401, "authentication required", NULL);
    }
  else if (!upload) /* HEAD */
    {
      soup_server_message_set_status (self->message, SOUP_STATUS_OK, NULL);
      http_resume (self->message);
    }
  else
    {
      keep (self, upload, user);
      return;
    }
  answer_free (self);
}

/**
 * upload_answer:
 * @message: which is there in whole
 */
void
upload_answer (SoupServerMessage *message, GHashTable *query, Files *files, Accounts *accounts)
{
  Upload *upload = g_object_get_data (G_OBJECT (message), UPLOAD_DATA);
  HttpRequest request = { message, query, NULL, NULL };
  const char *id = NULL, *topic = NULL;
  Guest *guest;
  Answer *answer;

  if (upload && upload->form)
    {
      request.field = get_field;
      request.form = upload->form;
      id = form_get_field (upload->form, "id");
      topic = form_get_field (upload->form, "topic");
    }
  if (!http_has_key (&request))
    {
      http_answer (message, NULL, 403, "valid API key required", NULL);
      return;
    }
  if (!id && query)
    id = g_hash_table_lookup (query, "id");
  if (!topic && query)
    topic = g_hash_table_lookup (query, "topic");
  answer = g_new0 (Answer, 1);
  answer->message = g_object_ref (message);
  answer->files = files;
  answer->id = g_strdup (id);
  answer->as_newcomer = g_strcmp0 (topic, "newacc") == 0;
  guest = guest_of (message);
  http_find_who (&request, accounts, guest_get_address (guest), on_who, answer);
  guest_unref (guest);
}
