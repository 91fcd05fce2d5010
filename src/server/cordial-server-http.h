/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What requests over HTTP have in common: the key, who asks, and answers that read like those of the socket (Tinode
 * docs/API.md «Out of Band Handling of Large Files»).
 */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "cordial-server-accounts.h"

G_BEGIN_DECLS

/**
 * HttpFieldFunc:
 *
 * Returns: (nullable) (transfer none): a field of the form that came with the request
 */
typedef const char *(*HttpFieldFunc) (gpointer form, const char *name);

typedef struct
{
  SoupServerMessage *message;
  GHashTable *query;   /* of the address, or NULL */
  HttpFieldFunc field; /* NULL where there is no form */
  gpointer form;
} HttpRequest;

/**
 * HttpWhoFunc:
 * @user: who asks, 0 for nobody
 * @code: what is to be answered where it cannot be known who: 400, 401, 503; else 200
 *
 * Answers the request, or pauses it.
 */
typedef void (*HttpWhoFunc) (gint64 user, int code, gpointer data);

gboolean http_has_key (const HttpRequest *request);
gint64 http_get_token_holder (const HttpRequest *request, Accounts *accounts);
void
http_find_who (const HttpRequest *request, Accounts *accounts, const char *address, HttpWhoFunc func, gpointer data);
/* The request waits for its answer, which http_answer() gives, or http_resume(). */
void http_pause (SoupServerMessage *message);
void http_resume (SoupServerMessage *message);
void http_answer (SoupServerMessage *message, const char *id, int code, const char *text, JsonObject *params);
void http_refuse (SoupServerMessage *message, const char *id, int code);

G_END_DECLS
