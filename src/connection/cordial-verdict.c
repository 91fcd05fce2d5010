/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a failure means: whether another attempt can mend it, and the sentence a person reads. Private to this folder;
 * used by CordialSocket. Pure functions, no state.
 */
#define G_LOG_DOMAIN "cordial-connection"

#include "cordial-config.h"

#include "cordial-verdict.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

/* Close codes that libsoup does not name (RFC 6455 7.4.1 and the IANA registry that it opens). */
#define CLOSE_SERVICE_RESTART 1012
#define CLOSE_TRY_AGAIN_LATER 1013

/* What a hotspot answers in the place of everybody (RFC 6585 6). */
#define NETWORK_AUTHENTICATION_REQUIRED 511

static CordialVerdict *
verdict_take (CordialConnectionEnding ending, CordialConnectionRefusal refusal, guint close_code, char *reason)
{
  CordialVerdict *verdict = g_new0 (CordialVerdict, 1);

  verdict->ending = ending;
  verdict->refusal = refusal;
  verdict->close_code = close_code;
  verdict->reason = reason;
  return verdict;
}

/**
 * cordial_verdict_new:
 * @ending: how it ended, not %CORDIAL_CONNECTION_ENDING_REFUSED
 * @reason: one sentence
 *
 * Returns: (transfer full): a verdict that another attempt can mend
 */
CordialVerdict *
cordial_verdict_new (CordialConnectionEnding ending, const char *reason)
{
  g_return_val_if_fail (ending != CORDIAL_CONNECTION_ENDING_REFUSED, NULL);

  return verdict_take (ending, CORDIAL_CONNECTION_REFUSAL_NONE, 0, g_strdup (reason));
}

/**
 * cordial_verdict_new_refused:
 * @refusal: why
 * @reason: one sentence
 *
 * Returns: (transfer full): a verdict that only the user can mend
 */
CordialVerdict *
cordial_verdict_new_refused (CordialConnectionRefusal refusal, const char *reason)
{
  g_return_val_if_fail (refusal != CORDIAL_CONNECTION_REFUSAL_NONE, NULL);

  return verdict_take (CORDIAL_CONNECTION_ENDING_REFUSED, refusal, 0, g_strdup (reason));
}

static CordialVerdict *
verdict_for_proxy_sign_in (void)
{
  return cordial_verdict_new_refused (CORDIAL_CONNECTION_REFUSAL_PROXY,
                                      _ ("The proxy of this network wants a name and a password."));
}

/* Any trouble of what stands there, also of the kinds that proxies count on their own (521: the web server is down), but what it will
 * never do: no such method, no such version. */
static gboolean
is_trouble_of_server (guint status)
{
  return status >= 500 && status < 600 && status != SOUP_STATUS_NOT_IMPLEMENTED &&
         status != SOUP_STATUS_HTTP_VERSION_NOT_SUPPORTED && status != NETWORK_AUTHENTICATION_REQUIRED;
}

static CordialVerdict *
verdict_for_status (guint status)
{
  switch (is_trouble_of_server (status) ? SOUP_STATUS_SERVICE_UNAVAILABLE : status)
    {
    case SOUP_STATUS_UNAUTHORIZED:
      return cordial_verdict_new_refused (CORDIAL_CONNECTION_REFUSAL_UNAUTHORIZED,
                                          _ ("The server wants a sign-in before it opens a connection."));
    case SOUP_STATUS_FORBIDDEN:
      return cordial_verdict_new_refused (CORDIAL_CONNECTION_REFUSAL_FORBIDDEN,
                                          _ ("The server does not allow this connection."));
    case SOUP_STATUS_PROXY_UNAUTHORIZED:
      return verdict_for_proxy_sign_in ();
    case 429: /* Too Many Requests (RFC 6585) */
      return cordial_verdict_new (
        CORDIAL_CONNECTION_ENDING_LOST,
        _ ("The server has had too many requests from here (HTTP 429). It is asked again in a while."));
    case SOUP_STATUS_REQUEST_TIMEOUT:
    case 425: /* Too Early (RFC 8470) */
    case SOUP_STATUS_SERVICE_UNAVAILABLE:
      return verdict_take (CORDIAL_CONNECTION_ENDING_LOST, CORDIAL_CONNECTION_REFUSAL_NONE, 0,
                           /* Translators: %u is an HTTP status such as 503. */
                           g_strdup_printf (_ ("The server is not available at the moment (HTTP %u)."), status));
    default:
      return verdict_take (CORDIAL_CONNECTION_ENDING_REFUSED, CORDIAL_CONNECTION_REFUSAL_PROTOCOL, 0,
                           /* Translators: %u is an HTTP status such as 404. */
                           g_strdup_printf (_ ("There is no chat server at this address (HTTP %u)."), status));
    }
}

static CordialVerdict *
verdict_for_tls_error (const GError *error)
{
  switch (error->code)
    {
    case G_TLS_ERROR_BAD_CERTIFICATE:
    case G_TLS_ERROR_BAD_CERTIFICATE_PASSWORD:
      return cordial_verdict_new_refused (CORDIAL_CONNECTION_REFUSAL_CERTIFICATE,
                                          _ ("The server’s certificate is not trusted."));
    case G_TLS_ERROR_CERTIFICATE_REQUIRED:
      return cordial_verdict_new_refused (CORDIAL_CONNECTION_REFUSAL_FORBIDDEN,
                                          _ ("The server asks for a certificate of yours, which is not supported."));
    case G_TLS_ERROR_UNAVAILABLE:
      return cordial_verdict_new_refused (CORDIAL_CONNECTION_REFUSAL_PROTOCOL,
                                          _ ("Secure connections need glib-networking, which is not installed."));
    case G_TLS_ERROR_MISC:
    case G_TLS_ERROR_HANDSHAKE:
      return cordial_verdict_new_refused (
        CORDIAL_CONNECTION_REFUSAL_PROTOCOL,
        _ ("What answers at this address does not speak TLS, or only a version that is not safe."));
    case G_TLS_ERROR_EOF:
    case G_TLS_ERROR_NOT_TLS:
      /* In spite of its name this is a peer that hung up, such as a load balancer with nobody behind it. */
      return cordial_verdict_new (CORDIAL_CONNECTION_ENDING_LOST,
                                  _ ("The server hung up before there was a secure connection."));
    default:
      return verdict_take (CORDIAL_CONNECTION_ENDING_LOST, CORDIAL_CONNECTION_REFUSAL_NONE, 0,
                           g_strdup_printf (_ ("No secure connection to the server came about: %s"), error->message));
    }
}

static const char *
sentence_for_io_error (const GError *error)
{
  switch (error->code)
    {
    case G_IO_ERROR_CONNECTION_REFUSED:
      return _ ("No server answers at this address.");
    case G_IO_ERROR_HOST_NOT_FOUND:
      return _ ("The server’s name was not found.");
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return _ ("There is no way to the server from this network.");
    case G_IO_ERROR_TIMED_OUT:
      return _ ("The server did not answer in time.");
    case G_IO_ERROR_CLOSED:
    case G_IO_ERROR_CONNECTION_CLOSED: /* also G_IO_ERROR_BROKEN_PIPE */
    case G_IO_ERROR_PARTIAL_INPUT:
      return _ ("The connection was lost.");
    case G_IO_ERROR_PROXY_FAILED:
    case G_IO_ERROR_PROXY_NOT_ALLOWED:
      return _ ("The proxy of this network did not let the connection through.");
    default:
      return NULL;
    }
}

/**
 * cordial_verdict_new_for_upgrade:
 * @http_status: the status of the answer, 0 if there was none
 * @error: what libsoup made of it
 *
 * Returns: (transfer full): what a failed attempt to connect means
 */
CordialVerdict *
cordial_verdict_new_for_upgrade (guint http_status, const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == G_TLS_ERROR)
    return verdict_for_tls_error (error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH))
    return verdict_for_proxy_sign_in ();
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED))
    return cordial_verdict_new_refused (CORDIAL_CONNECTION_REFUSAL_PROXY,
                                        _ ("The proxy of this network did not accept the name and the password."));
  if (http_status < SOUP_STATUS_OK && (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ||
                                       g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) ||
                                       g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED)))
    return cordial_verdict_new (CORDIAL_CONNECTION_ENDING_LOST,
                                _ ("The server hung up before there was a connection."));
  if (http_status == SOUP_STATUS_SWITCHING_PROTOCOLS && error->domain == SOUP_WEBSOCKET_ERROR)
    return cordial_verdict_new_refused (CORDIAL_CONNECTION_REFUSAL_PROTOCOL,
                                        _ ("The server agreed to a WebSocket, but not to the one that was asked for."));
  if (http_status >= SOUP_STATUS_OK)
    return verdict_for_status (http_status);
  if (g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING) ||
      g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_ENCODING))
    return cordial_verdict_new_refused (CORDIAL_CONNECTION_REFUSAL_PROTOCOL,
                                        _ ("What answers at this address is no chat server."));
  return cordial_verdict_new_for_error (error);
}

/**
 * cordial_verdict_new_for_dead_proxy:
 * @proxy: host and port
 *
 * Returns: (transfer full): what it means that the proxy before the server was not met
 */
CordialVerdict *
cordial_verdict_new_for_dead_proxy (const char *proxy)
{
  return verdict_take (CORDIAL_CONNECTION_ENDING_LOST, CORDIAL_CONNECTION_REFUSAL_NONE, 0,
                       /* Translators: %s is a host and a port, such as proxy.example.org:3128. */
                       g_strdup_printf (_ ("The proxy of this network (%s) does not answer."), proxy));
}

/* The peer's words go into one line of an interface: no line breaks, no control characters. */
static char *
dup_one_line (const char *text)
{
  GString *line = g_string_new (NULL);

  for (const char *at = text; *at; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      g_string_append_unichar (line, g_unichar_isprint (character) ? character : ' ');
    }
  return g_strstrip (g_string_free_and_steal (line));
}

/**
 * cordial_verdict_new_for_close:
 * @close_code: the code in the peer's close frame (RFC 6455 7.4)
 * @text: (nullable): the text beside it
 *
 * No code is taken for a refusal: which of them repetition cannot mend is for the layer above to know.
 *
 * Returns: (transfer full): what the peer's close frame means
 */
CordialVerdict *
cordial_verdict_new_for_close (guint close_code, const char *text)
{
  g_autofree char *line = text ? dup_one_line (text) : NULL;
  char *reason;

  if (line && *line)
    /* Translators: %s is what the server gave as the reason, in its own words. */
    reason = g_strdup_printf (_ ("The server closed the connection: %s"), line);
  else
    switch (close_code)
      {
      case SOUP_WEBSOCKET_CLOSE_NORMAL:
      case SOUP_WEBSOCKET_CLOSE_NO_STATUS:
        reason = g_strdup (_ ("The server closed the connection."));
        break;
      case SOUP_WEBSOCKET_CLOSE_GOING_AWAY:
      case CLOSE_SERVICE_RESTART:
        reason = g_strdup (_ ("The server is shutting down or starting again."));
        break;
      case SOUP_WEBSOCKET_CLOSE_SERVER_ERROR:
        reason = g_strdup (_ ("The server had an internal error."));
        break;
      case CLOSE_TRY_AGAIN_LATER:
        reason = g_strdup (_ ("The server is too busy at the moment."));
        break;
      default:
        reason = g_strdup_printf (_ ("The server closed the connection (code %u)."), close_code);
      }
  return verdict_take (CORDIAL_CONNECTION_ENDING_BY_PEER, CORDIAL_CONNECTION_REFUSAL_NONE, close_code, reason);
}

/**
 * cordial_verdict_new_for_error:
 * @error: what broke a connection, open or not yet
 *
 * Returns: (transfer full): what that means
 */
CordialVerdict *
cordial_verdict_new_for_error (const GError *error)
{
  const char *sentence = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  if (g_error_matches (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG))
    return cordial_verdict_new (CORDIAL_CONNECTION_ENDING_TOO_LARGE,
                                _ ("The server sent more in one piece than this application accepts."));
  if (g_error_matches (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_BAD_DATA))
    return cordial_verdict_new (CORDIAL_CONNECTION_ENDING_BAD_FRAME, _ ("The server sent text that is not UTF-8."));
  if (error->domain == SOUP_WEBSOCKET_ERROR)
    return cordial_verdict_new (CORDIAL_CONNECTION_ENDING_BAD_FRAME, _ ("The server broke the WebSocket protocol."));

  if (error->domain == G_IO_ERROR)
    sentence = sentence_for_io_error (error);
  else if (g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    sentence = _ ("The server’s name was not found.");
  else if (error->domain == G_RESOLVER_ERROR)
    sentence = _ ("The server’s name could not be looked up.");
  else if (error->domain == G_TLS_ERROR)
    sentence = _ ("The secure connection broke.");

  if (sentence)
    return cordial_verdict_new (CORDIAL_CONNECTION_ENDING_LOST, sentence);
  return verdict_take (CORDIAL_CONNECTION_ENDING_LOST, CORDIAL_CONNECTION_REFUSAL_NONE, 0,
                       /* Translators: %s is a message of the system. */
                       g_strdup_printf (_ ("The connection failed: %s"), error->message));
}

/**
 * cordial_verdict_free:
 * @verdict: (transfer full): a verdict
 */
void
cordial_verdict_free (CordialVerdict *verdict)
{
  g_free (verdict->reason);
  g_free (verdict);
}
