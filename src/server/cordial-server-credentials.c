/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Of each kind somebody has one address. Kinds that are unknown are passed over, as Tinode does where it has no validator.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-credentials.h"

#include <gio/gio.h>
#include <sodium.h>
#include <string.h>

#include "cordial-packet.h"
#include "cordial-server-throttle.h"

/* RFC 5321 §4.5.3.1.3. */
#define VALUE_MAX_BYTES 254

#define CODE_DIGITS 6
#define CODES 1000000

/* Whoever asks for more sends letters to others. */
#define CODES_PER_MINUTE 3

struct _Credentials
{
  Database *database;
  char *command; /* NULL where nothing is confirmed */
  Throttle *sent;
};

/**
 * credentials_new:
 * @command: (nullable): a program that sends a code to an address: called with the kind, the address and the code
 */
Credentials *
credentials_new (Database *database, const char *command)
{
  Credentials *self = g_new0 (Credentials, 1);

  self->database = database;
  self->command = g_strdup (command);
  self->sent = throttle_new (CODES_PER_MINUTE);
  return self;
}

void
credentials_free (Credentials *self)
{
  g_free (self->command);
  throttle_free (self->sent);
  g_free (self);
}

/* --- Addresses --------------------------------------------------------------------------------------------------- */

static gboolean
is_email (const char *value)
{
  const char *at = strrchr (value, '@');

  return at && at != value && at[1] != '\0' && *value != '-';
}

/* ITU-T E.164: up to fifteen digits. */
static gboolean
is_telephone (const char *value)
{
  gsize digits = *value == '+' ? strspn (value + 1, "0123456789") : 0;

  return digits >= 5 && digits <= 15 && value[digits + 1] == '\0';
}

static gboolean
is_printable (const char *value)
{
  for (const char *c = value; *c; c = g_utf8_next_char (c))
    if (!g_unichar_isgraph (g_utf8_get_char (c)))
      return FALSE;
  return strlen (value) <= VALUE_MAX_BYTES;
}

static gboolean
is_known (const char *method)
{
  return g_strcmp0 (method, "email") == 0 || g_strcmp0 (method, "tel") == 0;
}

/**
 * credentials_check:
 * @credential: as on the wire
 *
 * Returns: 200 where it may be kept, or is passed over; 400 else
 */
int
credentials_check (JsonObject *credential)
{
  const char *method = cordial_packet_get_string (credential, "meth");
  const char *value = cordial_packet_get_string (credential, "val");

  if (!is_known (method) || !value || !*value)
    return 200;
  return is_printable (value) && (*method == 'e' ? is_email (value) : is_telephone (value)) ? 200 : 400;
}

int
credentials_check_all (JsonArray *array)
{
  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_OBJECT (node) || credentials_check (json_node_get_object (node)) != 200)
        return 400;
    }
  return 200;
}

/* --- Codes ------------------------------------------------------------------------------------------------------- */

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error))
    g_warning ("a code could not be sent: %s", error->message);
}

/* Not through a shell: the address is a stranger's. */
static void
send_code (Credentials *self, const char *method, const char *value, const char *code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, self->command, method, value, code, NULL);

  if (process)
    g_subprocess_wait_check_async (process, NULL, on_sent, NULL);
  else
    g_warning ("a code could not be sent: %s", error->message);
}

static const Credential *
find (GPtrArray *credentials, const char *method)
{
  for (guint i = 0; i < credentials->len; i++)
    {
      const Credential *credential = g_ptr_array_index (credentials, i);

      if (g_str_equal (credential->method, method))
        return credential;
    }
  return NULL;
}

/* A guess costs the code: there is one for each. */
static int
confirm (Credentials *self, gint64 user, const char *method, const char *response)
{
  g_autoptr (GPtrArray) credentials = database_list_credentials (self->database, user);
  const Credential *credential = find (credentials, method);

  if (!credential || !credential->code)
    return 200;
  if (strlen (response) == strlen (credential->code) &&
      sodium_memcmp (response, credential->code, strlen (response)) == 0)
    {
      database_set_credential (self->database, user, method, credential->value, NULL);
      return 200;
    }
  database_set_credential (self->database, user, method, credential->value, "");
  return 401;
}

/* --- What people say --------------------------------------------------------------------------------------------- */

/**
 * credentials_set:
 * @credential: as on the wire: an address, or the answer to what was sent there
 *
 * Returns: 200; 400 where it is none; 401 where it is the wrong answer; 503 where it is too often
 */
int
credentials_set (Credentials *self, gint64 user, JsonObject *credential)
{
  const char *method = cordial_packet_get_string (credential, "meth");
  const char *value = cordial_packet_get_string (credential, "val");
  const char *response = cordial_packet_get_string (credential, "resp");
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, user);
  char code[CODE_DIGITS + 1] = "";

  if (credentials_check (credential) != 200)
    return 400;
  if (!is_known (method))
    return 200;
  if (response && *response)
    return confirm (self, user, method, response);
  if (!value || !*value)
    return 200;
  if (!self->command)
    {
      database_set_credential (self->database, user, method, value, NULL);
      return 200;
    }
  if (throttle_is_on (self->sent, THROTTLE_LOGIN, key))
    return 503;
  throttle_note (self->sent, THROTTLE_LOGIN, key);
  g_snprintf (code, sizeof code, "%06u", randombytes_uniform (CODES));
  database_set_credential (self->database, user, method, value, code);
  send_code (self, method, value, code);
  return 200;
}

/**
 * credentials_set_all:
 * @array: (nullable): as on the wire, and good
 */
void
credentials_set_all (Credentials *self, gint64 user, JsonArray *array)
{
  for (guint i = 0; array && i < json_array_get_length (array); i++)
    credentials_set (self, user, json_array_get_object_element (array, i));
}

/**
 * credentials_delete:
 *
 * Returns: 200, or 304 where there is none
 */
int
credentials_delete (Credentials *self, gint64 user, JsonObject *credential)
{
  const char *method = cordial_packet_get_string (credential, "meth");
  const char *value = cordial_packet_get_string (credential, "val");

  return method && value && database_delete_credential (self->database, user, method, value) ? 200 : 304;
}

/**
 * credentials_dup_array:
 *
 * Returns: (transfer full): as on the wire
 */
JsonArray *
credentials_dup_array (Credentials *self, gint64 user)
{
  g_autoptr (GPtrArray) credentials = database_list_credentials (self->database, user);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < credentials->len; i++)
    {
      const Credential *credential = g_ptr_array_index (credentials, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "meth", credential->method);
      json_object_set_string_member (object, "val", credential->value);
      if (!credential->code)
        json_object_set_boolean_member (object, "done", TRUE);
      json_array_add_object_element (array, object);
    }
  return array;
}
