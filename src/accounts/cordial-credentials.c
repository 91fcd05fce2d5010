/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tokens in the secret service, or in memory where there is none.
 */
#define G_LOG_DOMAIN "cordial-accounts"

#include "cordial-config.h"

#include "cordial-credentials.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

/* Secret Service API 0.2. */
#define SERVICE_NAME "org.freedesktop.secrets"

/* What was asked to be kept, or forgotten, of one account. */
typedef struct
{
  GTask *task;
  char *label;
  char *token; /* NULL: forget it */
} Change;

struct _CordialCredentials
{
  GObject parent_instance;

  GHashTable *memory; /* account id → token, for as long as the process lives */
  GHashTable
    *changes; /* account id → GQueue of Change, the first of which is under way: each ends before the next begins */
  char *problem;
  gboolean locked; /* the person was asked to unlock it, and did not */
  GCancellable *cancellable;
  GDBusConnection *bus; /* once something depends on what the service tells */
  gboolean watching;
  guint subscription;
  guint name_watch;
  guint idle;
};

enum
{
  PROP_0,
  PROP_AVAILABLE,
  PROP_PROBLEM,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CordialCredentials, cordial_credentials, G_TYPE_OBJECT)
G_DEFINE_QUARK (cordial - credentials - error - quark, cordial_credentials_error)

static const SecretSchema *
get_schema (void)
{
  static const SecretSchema schema = { "io.github.cordialchat.Cordial.Token",
                                       SECRET_SCHEMA_NONE,
                                       { { "account", SECRET_SCHEMA_ATTRIBUTE_STRING } },
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       NULL,
                                       NULL,
                                       NULL,
                                       NULL };

  return &schema;
}

static void
set_problem (CordialCredentials *self, const GError *error)
{
  const char *problem = NULL;

  self->locked = g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED);
  if (self->locked)
    problem =
      _ ("Your password cannot be read or kept: the password store is locked. Unlock it, or enter the password.");
  else if (error)
    problem = _ (
      "Your password cannot be kept: no password store (secret service) is running. You will be asked for it at each start.");
  if (error)
    g_info ("no secret service: %s", error->message);
  if (!g_set_str (&self->problem, problem))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVAILABLE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/* --- What the service tells ---------------------------------------------------------------------------------------- */

static gboolean
on_idle (gpointer user_data)
{
  CordialCredentials *self = user_data;

  self->idle = 0;
  self->locked = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* It tells several things at once. */
static void
tell_changed (CordialCredentials *self)
{
  if (self->idle)
    return;
  self->idle = g_idle_add (on_idle, self);
  g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->idle), "CordialCredentials changed");
}

static void
on_service_signal (GDBusConnection *bus,
                   const char *sender,
                   const char *path,
                   const char *interface,
                   const char *name,
                   GVariant *parameters,
                   gpointer user_data)
{
  tell_changed (user_data);
}

static void
on_service_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  tell_changed (user_data);
}

static void
on_bus (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CordialCredentials) self = user_data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (!bus || g_cancellable_is_cancelled (self->cancellable))
    return;
  self->bus = g_steal_pointer (&bus);
  self->subscription = g_dbus_connection_signal_subscribe (self->bus, SERVICE_NAME, NULL, NULL, NULL, NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE, on_service_signal, self, NULL);
  self->name_watch = g_bus_watch_name_on_connection (self->bus, SERVICE_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                     on_service_appeared, NULL, self, NULL);
}

/* An unlocking, or a service that comes late, is no news to anybody before something has failed. */
static void
watch (CordialCredentials *self)
{
  if (self->watching)
    return;
  self->watching = TRUE;
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, on_bus, g_object_ref (self));
}

/* --- The object ---------------------------------------------------------------------------------------------------- */

static void
cordial_credentials_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CordialCredentials *self = CORDIAL_CREDENTIALS (object);

  switch (property_id)
    {
    case PROP_AVAILABLE:
      g_value_set_boolean (value, self->problem == NULL);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_object_unref (change->task);
  g_free (change->label);
  secret_password_free (change->token);
  g_free (change);
}

static void
changes_free (gpointer data)
{
  g_queue_free_full (data, change_free);
}

static void
cordial_credentials_dispose (GObject *object)
{
  CordialCredentials *self = CORDIAL_CREDENTIALS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_handle_id (&self->name_watch, g_bus_unwatch_name);
  if (self->subscription)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  self->subscription = 0;
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (cordial_credentials_parent_class)->dispose (object);
}

static void
cordial_credentials_finalize (GObject *object)
{
  CordialCredentials *self = CORDIAL_CREDENTIALS (object);

  g_hash_table_unref (self->memory);
  g_hash_table_unref (self->changes);
  g_object_unref (self->cancellable);
  g_free (self->problem);
  G_OBJECT_CLASS (cordial_credentials_parent_class)->finalize (object);
}

static void
cordial_credentials_class_init (CordialCredentialsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cordial_credentials_get_property;
  object_class->dispose = cordial_credentials_dispose;
  object_class->finalize = cordial_credentials_finalize;

  /**
   * CordialCredentials:available:
   *
   * Whether tokens survive the process, as far as is known.
   */
  properties[PROP_AVAILABLE] = g_param_spec_boolean ("available", NULL, NULL, TRUE, flags);
  /**
   * CordialCredentials:problem:
   *
   * One sentence on why they do not.
   */
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  /**
   * CordialCredentials::changed:
   *
   * What could not be read may be readable now: the secret service was unlocked, or it has come.
   */
  signals[CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cordial_credentials_init (CordialCredentials *self)
{
  self->memory = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) secret_password_free);
  self->changes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, changes_free);
  self->cancellable = g_cancellable_new ();
}

CordialCredentials *
cordial_credentials_new (void)
{
  return g_object_new (CORDIAL_TYPE_CREDENTIALS, NULL);
}

gboolean
cordial_credentials_get_available (CordialCredentials *self)
{
  g_return_val_if_fail (CORDIAL_IS_CREDENTIALS (self), FALSE);

  return self->problem == NULL;
}

const char *
cordial_credentials_get_problem (CordialCredentials *self)
{
  g_return_val_if_fail (CORDIAL_IS_CREDENTIALS (self), NULL);

  return self->problem;
}

gboolean
cordial_credentials_get_busy (CordialCredentials *self)
{
  g_return_val_if_fail (CORDIAL_IS_CREDENTIALS (self), FALSE);

  return g_hash_table_size (self->changes) > 0;
}

/* --- Keeping and forgetting ------------------------------------------------------------------------------------------ */

static void begin_change (CordialCredentials *self, const char *account_id, Change *change);

/* Goes on with what was asked for meanwhile: of that only the last counts. */
static void
end_change (CordialCredentials *self, GTask *task)
{
  const char *account_id = g_task_get_task_data (task);
  GQueue *queue = g_hash_table_lookup (self->changes, account_id);

  change_free (g_queue_pop_head (queue));
  while (queue->length > 1)
    {
      Change *outdated = g_queue_pop_head (queue);

      g_task_return_boolean (outdated->task, TRUE);
      change_free (outdated);
    }
  if (queue->length > 0)
    begin_change (self, account_id, g_queue_peek_head (queue));
  else
    g_hash_table_remove (self->changes, account_id);
  g_task_return_boolean (task, TRUE);
}

static void
on_stored (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CordialCredentials *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  /* The memory has it in any case, so that this is no failure of the caller's. */
  secret_password_store_finish (result, &error);
  set_problem (self, error);
  if (error)
    watch (self);
  end_change (self, task);
}

static void
on_cleared (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error)
    g_info ("no secret service: %s", error->message);
  end_change (g_task_get_source_object (task), task);
}

static void
begin_change (CordialCredentials *self, const char *account_id, Change *change)
{
  GTask *task = g_object_ref (change->task);

  if (change->token)
    secret_password_store (get_schema (), SECRET_COLLECTION_DEFAULT, change->label, change->token, NULL, on_stored,
                           task, "account", account_id, NULL);
  else
    secret_password_clear (get_schema (), NULL, on_cleared, task, "account", account_id, NULL);
}

/* Takes the task. */
static void
add_change (CordialCredentials *self, GTask *task, const char *account_id, const char *label, const char *token)
{
  GQueue *queue = g_hash_table_lookup (self->changes, account_id);
  Change *change = g_new0 (Change, 1);

  g_task_set_task_data (task, g_strdup (account_id), g_free);
  change->task = task;
  change->label = g_strdup (label);
  change->token = g_strdup (token);
  if (!queue)
    {
      queue = g_queue_new ();
      g_hash_table_insert (self->changes, g_strdup (account_id), queue);
    }
  g_queue_push_tail (queue, change);
  if (queue->length == 1)
    begin_change (self, account_id, change);
}

void
cordial_credentials_store_async (CordialCredentials *self,
                                 const char *account_id,
                                 const char *label,
                                 const char *token,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_CREDENTIALS (self));
  g_return_if_fail (account_id != NULL && label != NULL && token != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cordial_credentials_store_async);
  g_hash_table_insert (self->memory, g_strdup (account_id), g_strdup (token));
  /* Whoever did not want to unlock it is not asked again at every reconnection. */
  if (self->locked)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  add_change (self, task, account_id, label, token);
}

gboolean
cordial_credentials_store_finish (CordialCredentials *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cordial_credentials_clear_async (CordialCredentials *self,
                                 const char *account_id,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_CREDENTIALS (self));
  g_return_if_fail (account_id != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cordial_credentials_clear_async);
  g_hash_table_remove (self->memory, account_id);
  add_change (self, task, account_id, NULL, NULL);
}

gboolean
cordial_credentials_clear_finish (CordialCredentials *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Looking up ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  char *account_id;
  gboolean unlock;
} Lookup;

static void
lookup_free (gpointer data)
{
  Lookup *self = data;

  g_free (self->account_id);
  g_free (self);
}

/* Takes the token, and ends the task. What this process was told itself is as good as what the service knows. */
static void
answer_lookup (GTask *task, char *token, const GError *error)
{
  CordialCredentials *self = g_task_get_source_object (task);
  Lookup *lookup = g_task_get_task_data (task);
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  gboolean locked = g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED);

  if (error && !cancelled)
    watch (self);
  /* As long as nobody was asked, a lock is no problem. */
  if (!cancelled && (!locked || lookup->unlock))
    set_problem (self, error);
  if (!token && !cancelled)
    token = g_strdup (g_hash_table_lookup (self->memory, lookup->account_id));
  if (!token && error && !cancelled)
    g_task_return_new_error_literal (task, CORDIAL_CREDENTIALS_ERROR,
                                     locked ? CORDIAL_CREDENTIALS_ERROR_LOCKED : CORDIAL_CREDENTIALS_ERROR_ABSENT,
                                     error->message);
  else if (cancelled)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, token, (GDestroyNotify) secret_password_free);
}

static GError *
make_locked_error (void)
{
  return g_error_new_literal (SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "the collection is locked");
}

static void
on_looked_up (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  char *token = secret_password_lookup_finish (result, &error);

  /* There was one a moment ago. */
  if (!token && !error)
    error = make_locked_error ();
  answer_lookup (task, token, error);
}

/* The service tells what there is also while it is locked; to read it asks its owner. */
static void
on_searched (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autolist (GObject) found = secret_password_search_finish (result, &error);
  gboolean readable = FALSE;

  for (GList *item = found; item; item = item->next)
    readable = readable || !SECRET_IS_ITEM (item->data) || !secret_item_get_locked (item->data);
  if (found && !readable && !lookup->unlock)
    error = make_locked_error ();
  if (!found || error)
    answer_lookup (task, NULL, error);
  else
    secret_password_lookup (get_schema (), g_task_get_cancellable (task), on_looked_up, g_object_ref (task), "account",
                            lookup->account_id, NULL);
}

void
cordial_credentials_lookup_async (CordialCredentials *self,
                                  const char *account_id,
                                  gboolean unlock,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;
  Lookup *lookup;

  g_return_if_fail (CORDIAL_IS_CREDENTIALS (self));
  g_return_if_fail (account_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  lookup = g_new0 (Lookup, 1);
  lookup->account_id = g_strdup (account_id);
  lookup->unlock = unlock;
  g_task_set_source_tag (task, cordial_credentials_lookup_async);
  g_task_set_task_data (task, lookup, lookup_free);
  secret_password_search (get_schema (), SECRET_SEARCH_ALL, cancellable, on_searched, task, "account", account_id,
                          NULL);
}

char *
cordial_credentials_lookup_finish (CordialCredentials *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
