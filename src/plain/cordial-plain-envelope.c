/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one kind of frame of the plain dialect: a JSON object that says who writes what to whom (design section 9). Client and
 * server stand on it. It knows no session.
 */

#define G_LOG_DOMAIN "cordial-plain"

#include "cordial-plain-envelope.h"

#include <string.h>

#include "cordial-packet.h"

/* Longer ones name nobody, and would only fill a database. */
#define MAX_ID_BYTES 256
#define MAX_NAME_CHARACTERS 200
#define MAX_URI_BYTES 4096

static const struct
{
  const char *name;
  CordialPlainContent content;
} content_types[] = {
  /* The first of each is what is sent; the others are what is seen. */
  { "text", CORDIAL_PLAIN_TEXT },  { "image", CORDIAL_PLAIN_IMAGE },   { "file", CORDIAL_PLAIN_FILE },
  { "img", CORDIAL_PLAIN_IMAGE },  { "picture", CORDIAL_PLAIN_IMAGE }, { "video", CORDIAL_PLAIN_FILE },
  { "audio", CORDIAL_PLAIN_FILE }, { "voice", CORDIAL_PLAIN_FILE },
};

void
cordial_plain_envelope_free (CordialPlainEnvelope *self)
{
  if (!self)
    return;
  g_free (self->content);
  g_free (self->message_id);
  g_free (self->sender_id);
  g_free (self->sender_name);
  g_free (self->sender_avatar);
  g_free (self->receiver_id);
  g_free (self->receiver_name);
  g_free (self);
}

/**
 * cordial_plain_is_id:
 * @text: (nullable): what should name a person or a message
 *
 * Returns: whether it can: printable, without spaces, and not too long
 */
gboolean
cordial_plain_is_id (const char *text)
{
  if (!text || *text == '\0' || strlen (text) > MAX_ID_BYTES)
    return FALSE;
  for (const char *c = text; *c; c = g_utf8_next_char (c))
    if (!g_unichar_isgraph (g_utf8_get_char (c)))
      return FALSE;
  return TRUE;
}

/**
 * cordial_plain_is_web_uri:
 * @text: (nullable): what a back end says leads to a picture or a file
 *
 * Returns: whether it is http or https, and names a host: nothing else is fetched or opened
 */
gboolean
cordial_plain_is_web_uri (const char *text)
{
  g_autoptr (GUri) uri = NULL;

  if (!text || strlen (text) > MAX_URI_BYTES)
    return FALSE;
  uri = g_uri_parse (text, G_URI_FLAGS_PARSE_RELAXED, NULL);
  return uri && (g_str_equal (g_uri_get_scheme (uri), "https") || g_str_equal (g_uri_get_scheme (uri), "http")) &&
         g_uri_get_host (uri) && *g_uri_get_host (uri);
}

/* Many back ends have numbers for ids. */
static char *
dup_id (JsonObject *object, const char *member)
{
  const char *text = cordial_packet_get_string (object, member);
  gint64 number;

  if (text)
    return cordial_plain_is_id (text) ? g_strdup (text) : NULL;
  if (cordial_packet_get_int (object, member, &number))
    return g_strdup_printf ("%" G_GINT64_FORMAT, number);
  return NULL;
}

/* Names are one line. */
static char *
dup_name (JsonObject *object, const char *member)
{
  const char *text = cordial_packet_get_string (object, member);
  g_autofree char *name = NULL;

  if (!text)
    return NULL;
  name = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MAX_NAME_CHARACTERS));
  for (char *c = name; *c; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  g_strstrip (name);
  return *name ? g_steal_pointer (&name) : NULL;
}

/* Whether the member is missing, or says what is wanted. */
static gboolean
is_or_missing (JsonObject *object, const char *member, const char *wanted)
{
  return !json_object_has_member (object, member) || json_object_get_null_member (object, member) ||
         g_strcmp0 (cordial_packet_get_string (object, member), wanted) == 0;
}

static gboolean
get_content_type (JsonObject *object, CordialPlainContent *content_type)
{
  const char *name = cordial_packet_get_string (object, "contentType");

  *content_type = CORDIAL_PLAIN_TEXT;
  if (is_or_missing (object, "contentType", "text"))
    return TRUE;
  for (guint i = 0; name && i < G_N_ELEMENTS (content_types); i++)
    if (g_str_equal (name, content_types[i].name))
      {
        *content_type = content_types[i].content;
        return TRUE;
      }
  return FALSE;
}

/**
 * cordial_plain_envelope_parse:
 * @text: one frame, UTF-8
 *
 * Reads a message. Members that are missing, or are not what they should be, get a default where one makes sense: a chat of
 * two, text, no name, no picture. Without a sender or something to show there is no message.
 *
 * Returns: (transfer full) (nullable): %NULL for a heartbeat, for what is unknown and for what is no envelope at all
 */
CordialPlainEnvelope *
cordial_plain_envelope_parse (const char *text)
{
  g_autoptr (CordialPlainEnvelope) self = g_new0 (CordialPlainEnvelope, 1);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  const char *content, *avatar;

  g_return_val_if_fail (text != NULL, NULL);

  node = cordial_packet_parse (text, NULL);
  if (!node)
    return NULL;
  object = json_node_get_object (node);
  if (!is_or_missing (object, "chatType", "single") || !get_content_type (object, &self->content_type))
    return NULL;

  content = cordial_packet_get_string (object, "content");
  self->sender_id = dup_id (object, "senderId");
  if (!content || *content == '\0' || !self->sender_id)
    return NULL;
  self->content = g_strdup (content);
  self->message_id = dup_id (object, "messageId");
  self->sender_name = dup_name (object, "senderName");
  avatar = cordial_packet_get_string (object, "senderAvatar");
  if (cordial_plain_is_web_uri (avatar))
    self->sender_avatar = g_strdup (avatar);
  self->receiver_id = dup_id (object, "receiverId");
  self->receiver_name = dup_name (object, "receiverName");
  return g_steal_pointer (&self);
}

/**
 * cordial_plain_dup_chat_type:
 * @text: one frame, UTF-8
 *
 * Returns: (transfer full) (nullable): what kind of frame it says that it is, %NULL if it does not
 */
char *
cordial_plain_dup_chat_type (const char *text)
{
  g_autoptr (JsonNode) node = cordial_packet_parse (text, NULL);

  return node ? g_strdup (cordial_packet_get_string (json_node_get_object (node), "chatType")) : NULL;
}

static char *
build (const CordialPlainEnvelope *self, const char *chat_type, const char *content_type)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  const char *receiver_name = self->receiver_name ? self->receiver_name : self->receiver_id;
  const struct
  {
    const char *member;
    const char *value;
  } members[] = {
    { "chatType", chat_type },
    { "contentType", content_type },
    { "content", self->content },
    { "messageId", self->message_id },
    { "senderId", self->sender_id },
    { "senderName", self->sender_name ? self->sender_name : self->sender_id },
    { "senderAvatar", self->sender_avatar },
    { "receiverId", self->receiver_id },
    { "receiverName", receiver_name },
  };

  json_node_take_object (node, object);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set_string_member (object, members[i].member, members[i].value ? members[i].value : "");
  return json_to_string (node, FALSE);
}

/**
 * cordial_plain_envelope_build:
 * @self: an envelope
 *
 * Returns: (transfer full): the frame, with every member that the dialect has
 */
char *
cordial_plain_envelope_build (const CordialPlainEnvelope *self)
{
  guint i = 0;

  while (content_types[i].content != self->content_type)
    i++;
  return build (self, "single", content_types[i].name);
}

/**
 * cordial_plain_heartbeat_build:
 * @user_id: who the person is
 * @name: (nullable): display name
 * @avatar_uri: (nullable): where the person's picture is
 *
 * What most back ends agreed on.
 *
 * Returns: (transfer full): a frame
 */
char *
cordial_plain_heartbeat_build (const char *user_id, const char *name, const char *avatar_uri)
{
  const CordialPlainEnvelope envelope = { .content = (char *) "pong",
                                          .sender_id = (char *) user_id,
                                          .sender_name = (char *) name,
                                          .sender_avatar = (char *) avatar_uri };

  return build (&envelope, CORDIAL_PLAIN_HEARTBEAT, CORDIAL_PLAIN_HEARTBEAT);
}
