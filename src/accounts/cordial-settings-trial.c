/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether settings lead to a server that answers: opens the connection that they describe, has one heartbeat answered, and
 * keeps nothing.
 */
#define G_LOG_DOMAIN "cordial-accounts"

#include "cordial-config.h"

#include "cordial-accounts-private.h"
#include "cordial-protocol-error.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  CordialProtocol *protocol;
  gboolean beaten; /* a heartbeat went out */
} Trying;

static void
trying_free (Trying *trying)
{
  g_object_unref (trying->protocol);
  g_free (trying);
}

/* Takes the error. */
static void
end_trying (GTask *task, double round_trip_ms, GError *error)
{
  Trying *trying = g_task_get_task_data (task);
  g_autofree double *result = g_new (double, 1);

  if (g_signal_handlers_disconnect_by_data (trying->protocol, task) == 0)
    {
      g_clear_error (&error); /* it is over already */
      return;
    }
  cordial_protocol_close (trying->protocol);
  *result = round_trip_ms;
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&result), g_free);
  g_object_unref (task);
}

static gboolean
beat_now (gpointer user_data)
{
  cordial_protocol_retry_now (user_data);
  return G_SOURCE_REMOVE;
}

static void
on_trying_link_state (CordialProtocol *protocol, GParamSpec *pspec, GTask *task)
{
  g_autofree char *reason = cordial_protocol_dup_reason (protocol);

  switch (cordial_protocol_get_link_state (protocol))
    {
    case CORDIAL_LINK_ONLINE:
      {
        /* In the next turn: then whatever the opening itself took as a round trip has been told. */
        g_autoptr (GSource) source = g_idle_source_new ();

        g_source_set_static_name (source, "CordialAccounts try");
        g_source_set_callback (source, beat_now, g_object_ref (protocol), g_object_unref);
        g_source_attach (source, NULL);
        break;
      }
    case CORDIAL_LINK_NO_NETWORK:
      end_trying (task, -1,
                  g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE,
                                       _ ("There is no network connection.")));
      break;
    case CORDIAL_LINK_REFUSED:
      if (cordial_protocol_get_refusal (protocol) == CORDIAL_REFUSAL_CERTIFICATE)
        {
          end_trying (task, -1,
                      g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_CERTIFICATE,
                                           _ ("The server's certificate is not trusted.")));
          break;
        }
      G_GNUC_FALLTHROUGH;
    case CORDIAL_LINK_WAITING:
      end_trying (task, -1,
                  g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNREACHABLE,
                                       reason ? reason : _ ("The server cannot be reached.")));
      break;
    case CORDIAL_LINK_OFFLINE:
    case CORDIAL_LINK_CONNECTING:
    default:
      break;
    }
}

static void
on_trying_round_trip (CordialProtocol *protocol, GParamSpec *pspec, GTask *task)
{
  Trying *trying = g_task_get_task_data (task);
  double round_trip_ms;

  g_object_get (protocol, "round-trip-ms", &round_trip_ms, NULL);
  /* The upgrade is a round trip too. */
  if (trying->beaten)
    end_trying (task, round_trip_ms, NULL);
}

static void
on_trying_beat (CordialProtocol *protocol, GTask *task)
{
  ((Trying *) g_task_get_task_data (task))->beaten = TRUE;
}

static void
on_trying_cancelled (GCancellable *cancellable, GTask *task)
{
  end_trying (task, -1, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The test was cancelled.")));
}

void
cordial_accounts_try_settings_async (CordialAccounts *self,
                                     const CordialProtocolSettings *settings,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task;
  Trying *trying;

  g_return_if_fail (CORDIAL_IS_ACCOUNTS (self));
  g_return_if_fail (settings != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cordial_accounts_try_settings_async);
  trying = g_new0 (Trying, 1);
  trying->protocol = cordial_accounts_make_protocol (self, settings);
  g_task_set_task_data (task, trying, (GDestroyNotify) trying_free);
  g_signal_connect (trying->protocol, "notify::link-state", G_CALLBACK (on_trying_link_state), task);
  g_signal_connect (trying->protocol, "notify::round-trip-ms", G_CALLBACK (on_trying_round_trip), task);
  g_signal_connect (trying->protocol, "beat", G_CALLBACK (on_trying_beat), task);
  if (cancellable)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_trying_cancelled), task, G_CONNECT_DEFAULT);
  cordial_protocol_open (trying->protocol);
}

double
cordial_accounts_try_settings_finish (CordialAccounts *self, GAsyncResult *result, GError **error)
{
  g_autofree double *round_trip_ms = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  round_trip_ms = g_task_propagate_pointer (G_TASK (result), error);
  return round_trip_ms ? *round_trip_ms : -1;
}
