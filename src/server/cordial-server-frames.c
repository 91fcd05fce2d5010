/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values and frames of Tinode's wire, as the server writes them.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-frames.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

static const char access_letters[] = "JRWPASDO";

/**
 * cordial_access_to_string:
 *
 * Returns: (transfer full): the letters, or "N" for no access
 */
char *
cordial_access_to_string (CordialAccess access)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; access_letters[i]; i++)
    if (access & (1 << i))
      g_string_append_c (text, access_letters[i]);
  return g_strdup (text->len > 0 ? text->str : "N");
}

/**
 * cordial_access_parse:
 * @text: (nullable): as on the wire
 * @access: (inout): what it says; left alone where it says nothing
 *
 * Returns: whether it is such a text (server/store/types, ParseAcs)
 */
gboolean
cordial_access_parse (const char *text, CordialAccess *access)
{
  CordialAccess result = CORDIAL_ACCESS_NONE;

  if (!text || *text == '\0')
    return TRUE;
  for (const char *c = text; *c; c++)
    {
      const char *letter = strchr (access_letters, g_ascii_toupper (*c));

      if (letter)
        result |= 1 << (letter - access_letters);
      else if (g_ascii_toupper (*c) == 'N' && c == text)
        break;
      else
        return FALSE;
    }
  *access = result;
  return TRUE;
}

/**
 * cordial_access_difference:
 * @before: what it was; NONE and UNSET alike: nothing
 *
 * Returns: (transfer full): as Tinode tells a change, such as "+P-W"; where there was nothing before, all of it
 */
char *
cordial_access_difference (CordialAccess before, CordialAccess after)
{
  CordialAccess more, less;
  g_autofree char *added = NULL;
  g_autofree char *removed = NULL;

  if (after == CORDIAL_ACCESS_UNSET)
    return g_strdup ("N");
  if (before == CORDIAL_ACCESS_UNSET || before == CORDIAL_ACCESS_NONE)
    return cordial_access_to_string (after);
  more = after & ~before;
  less = before & ~after;
  added = cordial_access_to_string (more);
  removed = cordial_access_to_string (less);
  return g_strconcat (more ? "+" : "", more ? added : "", less ? "-" : "", less ? removed : "", NULL);
}

/**
 * cordial_access_to_object:
 *
 * Returns: (transfer full): what the wire calls «acs»
 */
JsonObject *
cordial_access_to_object (CordialAccess want, CordialAccess given)
{
  JsonObject *access = json_object_new ();
  g_autofree char *want_text = cordial_access_to_string (want);
  g_autofree char *given_text = cordial_access_to_string (given);
  g_autofree char *mode_text = cordial_access_to_string (want & given);

  json_object_set_string_member (access, "want", want_text);
  json_object_set_string_member (access, "given", given_text);
  json_object_set_string_member (access, "mode", mode_text);
  return access;
}

/**
 * cordial_object_set_default_access:
 *
 * What somebody gets who did not belong there yet.
 */
void
cordial_object_set_default_access (JsonObject *object, CordialAccess auth, CordialAccess anon)
{
  JsonObject *defaults = json_object_new ();
  g_autofree char *auth_text = cordial_access_to_string (auth);
  g_autofree char *anon_text = cordial_access_to_string (anon);

  json_object_set_string_member (defaults, "auth", auth_text);
  json_object_set_string_member (defaults, "anon", anon_text);
  json_object_set_object_member (object, "defacs", defaults);
}

static char *
to_base64_url (const guint8 *bytes, gsize size)
{
  char text[64];

  g_assert (sodium_base64_ENCODED_LEN (size, sodium_base64_VARIANT_URLSAFE_NO_PADDING) <= sizeof text);
  sodium_bin2base64 (text, sizeof text, bytes, size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return g_strdup (text);
}

/**
 * cordial_user_id_to_string:
 *
 * Returns: (transfer full): "usr" and eleven letters, as Tinode writes them
 */
char *
cordial_user_id_to_string (gint64 user)
{
  guint64 number = GUINT64_TO_LE ((guint64) user);
  g_autofree char *text = to_base64_url ((const guint8 *) &number, sizeof number);

  return g_strconcat ("usr", text, NULL);
}

/**
 * cordial_user_id_from_string:
 *
 * Returns: the user's number, 0 if the text is no user id
 */
gint64
cordial_user_id_from_string (const char *text)
{
  guint64 number = 0;
  gsize size = 0;

  if (!text || !g_str_has_prefix (text, "usr") || strlen (text) != 14)
    return 0;
  if (sodium_base642bin ((guint8 *) &number, sizeof number, text + 3, 11, NULL, &size, NULL,
                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      size != sizeof number)
    return 0;
  number = GUINT64_FROM_LE (number);
  return number <= G_MAXINT64 ? (gint64) number : 0;
}

char *
cordial_random_name (const char *prefix)
{
  guint8 bytes[8];
  g_autofree char *text = NULL;

  randombytes_buf (bytes, sizeof bytes);
  text = to_base64_url (bytes, sizeof bytes);
  return g_strconcat (prefix, text, NULL);
}

gint64
cordial_time_now_ms (void)
{
  return g_get_real_time () / 1000;
}

/**
 * cordial_time_to_string:
 *
 * Returns: (transfer full): RFC 3339 in UTC with milliseconds
 */
char *
cordial_time_to_string (gint64 time_ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_ms / 1000);
  g_autofree char *text = time ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%S") : g_strdup ("1970-01-01T00:00:00");

  return g_strdup_printf ("%s.%03dZ", text, (int) (time_ms % 1000));
}

/**
 * cordial_time_from_string:
 *
 * Returns: Unix time in milliseconds, 0 if the text is no time
 */
gint64
cordial_time_from_string (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = text ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  return time ? g_date_time_to_unix (time) * 1000 + g_date_time_get_microsecond (time) / 1000 : 0;
}

char *
cordial_node_to_text (JsonNode *node)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();

  json_generator_set_root (generator, node);
  return json_generator_to_data (generator, NULL);
}

static gboolean is_bounded (JsonNode *node, guint max_depth);

static gboolean
object_is_bounded (JsonObject *object, guint max_depth)
{
  JsonObjectIter iter;
  JsonNode *member;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, NULL, &member))
    if (!is_bounded (member, max_depth))
      return FALSE;
  return TRUE;
}

static gboolean
array_is_bounded (JsonArray *array, guint max_depth)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!is_bounded (json_array_get_element (array, i), max_depth))
      return FALSE;
  return TRUE;
}

static gboolean
is_bounded (JsonNode *node, guint max_depth)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return max_depth > 0 && object_is_bounded (json_node_get_object (node), max_depth - 1);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return max_depth > 0 && array_is_bounded (json_node_get_array (node), max_depth - 1);
  return !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_DOUBLE ||
         isfinite (json_node_get_double (node));
}

/**
 * cordial_node_to_bounded_text:
 * @max_depth: how many objects and arrays may be in each other
 *
 * Returns: (transfer full) (nullable): JSON that every reader takes; %NULL where it is nested deeper, or where it would be
 *   none: a number beyond all bounds was read as infinite, and half of a pair of surrogates is no character
 */
char *
cordial_node_to_bounded_text (JsonNode *node, guint max_depth)
{
  g_autofree char *text = is_bounded (node, max_depth) ? cordial_node_to_text (node) : NULL;

  return text && g_utf8_validate (text, -1, NULL) ? g_steal_pointer (&text) : NULL;
}

char *
cordial_frame_to_text (const char *kind, JsonObject *body)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *frame = json_object_new ();

  json_object_set_object_member (frame, kind, body);
  json_node_take_object (node, frame);
  return cordial_node_to_text (node);
}

/**
 * cordial_ctrl_new:
 * @id: (nullable): of the request
 * @topic: (nullable): which topic it was about
 * @code: as in HTTP
 * @text: the official server's words for it
 *
 * Returns: (transfer full): the body of a {ctrl}
 */
JsonObject *
cordial_ctrl_new (const char *id, const char *topic, int code, const char *text)
{
  JsonObject *ctrl = json_object_new ();

  if (id)
    json_object_set_string_member (ctrl, "id", id);
  if (topic)
    json_object_set_string_member (ctrl, "topic", topic);
  json_object_set_int_member (ctrl, "code", code);
  json_object_set_string_member (ctrl, "text", text);
  cordial_object_set_time (ctrl, "ts", cordial_time_now_ms ());
  return ctrl;
}

/**
 * cordial_pres_new:
 * @topic: where it is told: "me", or the topic's name
 * @source: (nullable): whom or what it is about, where that is not the topic
 * @what: "on", "off", "upd", "msg", …
 *
 * Returns: (transfer full): the body of a {pres}
 */
JsonObject *
cordial_pres_new (const char *topic, const char *source, const char *what)
{
  JsonObject *pres = json_object_new ();

  json_object_set_string_member (pres, "topic", topic);
  if (source)
    json_object_set_string_member (pres, "src", source);
  json_object_set_string_member (pres, "what", what);
  return pres;
}

/**
 * cordial_range_new:
 *
 * Returns: (transfer full): the messages from @low on, before @high
 */
JsonObject *
cordial_range_new (gint64 low, gint64 high)
{
  JsonObject *range = json_object_new ();

  json_object_set_int_member (range, "low", low);
  if (high > low + 1)
    json_object_set_int_member (range, "hi", high);
  return range;
}

/* Sets a member to JSON that is kept as text; nothing if there is none. */
void
cordial_object_set_json (JsonObject *object, const char *member, const char *json)
{
  JsonNode *node = json ? json_from_string (json, NULL) : NULL;

  if (node)
    json_object_set_member (object, member, node);
}

/* As Tinode writes it: what is 0 is not said. */
void
cordial_object_set_count (JsonObject *object, const char *member, gint64 count)
{
  if (count > 0)
    json_object_set_int_member (object, member, count);
}

void
cordial_object_set_time (JsonObject *object, const char *member, gint64 time_ms)
{
  g_autofree char *text = cordial_time_to_string (time_ms);

  json_object_set_string_member (object, member, text);
}
