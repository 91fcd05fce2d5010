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

struct _CordialCredentials
{
  GObject parent_instance;

  GHashTable *memory; /* account id → token, for as long as the process lives */
  char *problem;
};

enum
{
  PROP_0,
  PROP_AVAILABLE,
  PROP_PROBLEM,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (CordialCredentials, cordial_credentials, G_TYPE_OBJECT)

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

  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    problem =
      _ ("Your password cannot be read: the password store is locked. Unlock it and start Cordial again, or enter "
         "the password.");
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
cordial_credentials_finalize (GObject *object)
{
  CordialCredentials *self = CORDIAL_CREDENTIALS (object);

  g_hash_table_unref (self->memory);
  g_free (self->problem);
  G_OBJECT_CLASS (cordial_credentials_parent_class)->finalize (object);
}

static void
cordial_credentials_class_init (CordialCredentialsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cordial_credentials_get_property;
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
}

static void
cordial_credentials_init (CordialCredentials *self)
{
  self->memory = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) secret_password_free);
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

static void
on_stored (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CordialCredentials *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  /* The memory has it in any case, so that this is no failure of the caller's. */
  secret_password_store_finish (result, &error);
  set_problem (self, error);
  g_task_return_boolean (task, TRUE);
}

void
cordial_credentials_store_async (CordialCredentials *self,
                                 const char *account_id,
                                 const char *label,
                                 const char *token,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_CREDENTIALS (self));
  g_return_if_fail (account_id != NULL && label != NULL && token != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_credentials_store_async);
  g_hash_table_insert (self->memory, g_strdup (account_id), g_strdup (token));
  secret_password_store (get_schema (), SECRET_COLLECTION_DEFAULT, label, token, cancellable, on_stored, task,
                         "account", account_id, NULL);
}

gboolean
cordial_credentials_store_finish (CordialCredentials *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Takes the error. What this process was told itself is as good as what the service knows. */
static void
answer_lookup (GTask *task, char *token, GError *error)
{
  CordialCredentials *self = g_task_get_source_object (task);

  if (!error || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_problem (self, error);
  if (!token)
    token = g_strdup (g_hash_table_lookup (self->memory, g_task_get_task_data (task)));
  if (!token && error)
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  g_task_return_pointer (task, token, (GDestroyNotify) secret_password_free);
}

/* Without a secret that could be read, there is none; unless there is one all the same. */
static void
on_searched (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GList *found = secret_password_search_finish (result, &error);

  if (found)
    error = g_error_new_literal (SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "the collection is locked");
  g_list_free_full (found, g_object_unref);
  answer_lookup (task, NULL, error);
}

static void
on_looked_up (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *token = secret_password_lookup_finish (result, &error);

  if (token || error)
    answer_lookup (task, token, error);
  else
    secret_password_search (get_schema (), SECRET_SEARCH_ALL, g_task_get_cancellable (task), on_searched,
                            g_object_ref (task), "account", g_task_get_task_data (task), NULL);
}

void
cordial_credentials_lookup_async (CordialCredentials *self,
                                  const char *account_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_CREDENTIALS (self));
  g_return_if_fail (account_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_credentials_lookup_async);
  g_task_set_task_data (task, g_strdup (account_id), g_free);
  secret_password_lookup (get_schema (), cancellable, on_looked_up, task, "account", account_id, NULL);
}

char *
cordial_credentials_lookup_finish (CordialCredentials *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_cleared (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error)
    g_info ("no secret service: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

void
cordial_credentials_clear_async (CordialCredentials *self,
                                 const char *account_id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CORDIAL_IS_CREDENTIALS (self));
  g_return_if_fail (account_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cordial_credentials_clear_async);
  g_hash_table_remove (self->memory, account_id);
  secret_password_clear (get_schema (), cancellable, on_cleared, task, "account", account_id, NULL);
}

gboolean
cordial_credentials_clear_finish (CordialCredentials *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
