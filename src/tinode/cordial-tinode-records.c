/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between Tinode's JSON and the plain records that all share: messages, lines of the roster, theCard, access
 * modes, times. Used by the files of the session. Pure: sends nothing and keeps nothing.
 */

#define G_LOG_DOMAIN "cordial-tinode"

#include "cordial-config.h"

#include "cordial-tinode-records.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cordial-drafty.h"
#include "cordial-content.h"
#include "cordial-packet.h"
#include "cordial-protocol.h"
#include "cordial-reactions.h"

/* Tinode keeps a seq in 32 bits (server/db/postgres/adapter.go). */
#define MAX_SEQ G_MAXINT32

/* Our own ids are shorter; what is longer is not ours. */
#define MAX_CORDIAL_ID_BYTES 64

/* No name is that long, and no label shows it. */
#define MAX_NAME_CHARACTERS 200

/* Base64 of an avatar: clients of Tinode keep theirs under 4 KiB inline, larger ones by reference. */
#define MAX_PHOTO_BYTES (512 * 1024)

/* More marks of lines take so long to make that a person sees it. */
#define MAX_LINES 4096

/* More are not believed; the official clients keep five. */
#define MAX_PINS 64

#define CORDIAL_ID "x-cordial-id"

/* Which message another takes the place of: a colon and its number (docs/API.md «{pub}»). */
#define REPLACE "replace"

/* --- Numbers and times -------------------------------------------------------------------------------------------- */

/**
 * cordial_tinode_get_seq:
 * @object: part of a frame
 * @member: name of a number
 * @seq: (out): the number
 *
 * Returns: whether there is a number from 1 on that can be one of a message
 */
gboolean
cordial_tinode_get_seq (JsonObject *object, const char *member, gint64 *seq)
{
  gint64 value;

  if (!cordial_packet_get_int (object, member, &value) || value < 1 || value > MAX_SEQ)
    return FALSE;
  *seq = value;
  return TRUE;
}

/**
 * cordial_tinode_get_time:
 * @object: part of a frame
 * @member: name of a time, RFC 3339 in UTC (docs/API.md «General Considerations»)
 * @time_ms: (out): Unix time in milliseconds, 0 where there is no such member
 *
 * Returns: %FALSE if the member is there but is no time
 */
gboolean
cordial_tinode_get_time (JsonObject *object, const char *member, gint64 *time_ms)
{
  const char *text;
  g_autoptr (GDateTime) time = NULL;

  *time_ms = 0;
  if (!json_object_has_member (object, member) || json_object_get_null_member (object, member))
    return TRUE;
  text = cordial_packet_get_string (object, member);
  time = text ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  if (!time)
    return FALSE;
  *time_ms = g_date_time_to_unix_usec (time) / 1000;
  return *time_ms > 0;
}

/* --- Messages ----------------------------------------------------------------------------------------------------- */

static gboolean
is_text (JsonNode *content, const char *text)
{
  return JSON_NODE_HOLDS_VALUE (content) && json_node_get_value_type (content) == G_TYPE_STRING &&
         g_str_equal (json_node_get_string (content), text);
}

/**
 * cordial_tinode_message_from_data:
 * @data: what is under "data"
 *
 * Whatever else is wrong with it costs that part of it: nothing that has a number is dropped, or what the person is shown
 * would lack it without a word.
 *
 * Returns: (transfer full) (nullable): the message, %NULL where nobody knows where it belongs
 */
CordialMessageRecord *
cordial_tinode_message_from_data (JsonObject *data)
{
  g_autoptr (CordialMessageRecord) message = cordial_message_record_new ();
  const char *topic = cordial_packet_get_string (data, "topic");
  const char *from = cordial_packet_get_string (data, "from");
  JsonNode *content = json_object_get_member (data, "content");
  JsonObject *head = cordial_packet_get_object (data, "head");
  g_autoptr (CordialContent) held = NULL;
  g_autoptr (GPtrArray) reactions = NULL;

  if (!topic || !cordial_tinode_get_seq (data, "seq", &message->seq))
    return NULL;
  message->conversation_id = g_strdup (topic);
  /* Readers of a channel are not told who wrote (server/topic.go, replyGetData): the channel did. */
  message->sender_id = g_strdup (from && *from ? from : topic);
  message->state = CORDIAL_MESSAGE_SENT;
  if (!cordial_tinode_get_time (data, "ts", &message->time_ms) || message->time_ms == 0)
    message->time_ms = g_get_real_time () / 1000;
  held = cordial_drafty_read (content, head);
  message->text = cordial_content_dup_text (held);
  if (held->replaces < message->seq)
    message->replaces = held->replaces;
  if (content && !is_text (content, message->text))
    message->content = json_to_string (content, FALSE);
  if (head && json_object_get_size (head) > 0)
    {
      const char *cordial_id = cordial_packet_get_string (head, CORDIAL_ID);

      message->head = json_to_string (json_object_get_member (data, "head"), FALSE);
      if (cordial_id && *cordial_id && strlen (cordial_id) <= MAX_CORDIAL_ID_BYTES)
        message->cordial_id = g_strdup (cordial_id);
    }
  reactions = cordial_tinode_read_reactions (cordial_packet_get_array (data, "react"));
  message->reactions = cordial_reactions_dup_text (reactions);
  return g_steal_pointer (&message);
}

/**
 * cordial_tinode_read_content:
 * @message: as cordial_tinode_message_from_data() made it
 *
 * A #CordialContentReader.
 *
 * Returns: (transfer full): what it holds; what is not JSON any more is named, and kept
 */
CordialContent *
cordial_tinode_read_content (const CordialMessageRecord *message)
{
  g_autoptr (JsonNode) head = message->head ? json_from_string (message->head, NULL) : NULL;
  g_autoptr (JsonNode) content = NULL;

  if (!message->content)
    content = json_node_init_string (json_node_alloc (), message->text);
  else if (!(content = json_from_string (message->content, NULL)))
    return cordial_content_new_unreadable (message->content);
  return cordial_drafty_read (content, head && JSON_NODE_HOLDS_OBJECT (head) ? json_node_get_object (head) : NULL);
}

/* Whether other clients find all of it in the bare text: addresses and hashtags that stand there, and line breaks. */
static gboolean
is_said_by_text (const CordialContent *content)
{
  if (content->attachments->len > 0 || content->quote || content->forward || content->answer || content->call ||
      content->unreadable)
    return FALSE;
  for (guint i = 0; i < content->spans->len; i++)
    {
      CordialTextSpan *span = content->spans->pdata[i];

      if (span->kind != CORDIAL_TEXT_SPAN_HASHTAG &&
          (span->kind != CORDIAL_TEXT_SPAN_LINK || strlen (span->target) != span->end - span->start))
        return FALSE;
    }
  return TRUE;
}

static guint
count_lines (const char *text)
{
  guint n = 1;

  for (const char *line = strchr (text, '\n'); line; line = strchr (line + 1, '\n'))
    n++;
  return n;
}

/* A Drafty of very many lines is longer than other clients like, and one of very much text would be cut. */
static gboolean
may_be_formatted (const CordialContent *content)
{
  return !is_said_by_text (content) ||
         (strlen (content->text) <= CORDIAL_CONTENT_MAX_TEXT_BYTES && count_lines (content->text) <= MAX_LINES);
}

/* Of a #CordialContentFormat: as Drafty where it is more than one line of text. */
static void
write_content (const CordialContent *content, CordialMessageRecord *message)
{
  g_autoptr (JsonNode) head = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonNode) node = NULL;

  json_node_take_object (head, json_object_new ());
  g_free (message->text);
  message->text = cordial_content_dup_text (content);
  g_clear_pointer (&message->content, g_free);
  g_clear_pointer (&message->head, g_free);
  if (!may_be_formatted (content))
    return;
  node = cordial_drafty_write (content, json_node_get_object (head));
  if (!is_text (node, message->text))
    message->content = json_to_string (node, FALSE);
  if (json_object_get_size (json_node_get_object (head)) > 0)
    message->head = json_to_string (head, FALSE);
}

const CordialContentFormat cordial_tinode_content_format = { cordial_tinode_read_content, write_content };

/* What was kept; only its words where @formatted is false and they say it all. */
static JsonNode *
make_content (const CordialMessageRecord *message, gboolean formatted, JsonObject *head, GError **error)
{
  g_autoptr (JsonNode) kept = message->content ? json_from_string (message->content, error) : NULL;

  if (message->content && !kept)
    return NULL;
  if (kept && !formatted)
    {
      g_autoptr (CordialContent) content = cordial_drafty_read (kept, head);

      if (!is_said_by_text (content))
        return g_steal_pointer (&kept);
      json_object_remove_member (head, "mime");
      return json_node_init_string (json_node_alloc (), content->text);
    }
  return kept ? g_steal_pointer (&kept)
              : json_node_init_string (json_node_alloc (), message->text ? message->text : "");
}

/**
 * cordial_tinode_add_message:
 * @builder: inside a {pub}
 * @message: what to publish
 * @formatted: whether line breaks and links of a text are marked as such, which is longer
 * @error: return location for one sentence
 *
 * Adds "head" and "content".
 *
 * Returns: %FALSE if the record's own JSON is broken
 */
gboolean
cordial_tinode_add_message (JsonBuilder *builder,
                            const CordialMessageRecord *message,
                            gboolean formatted,
                            GError **error)
{
  g_autoptr (JsonNode) head_node = NULL, content = NULL;
  JsonObject *head;

  head_node = json_from_string (message->head ? message->head : "{}", error);
  if (!head_node)
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (head_node))
    {
      g_set_error_literal (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                           _ ("The message is damaged and cannot be sent."));
      return FALSE;
    }
  head = json_node_get_object (head_node);
  content = make_content (message, formatted, head, error);
  if (!content)
    return FALSE;
  if (message->cordial_id)
    json_object_set_string_member (head, CORDIAL_ID, message->cordial_id);
  else
    json_object_remove_member (head, CORDIAL_ID);
  if (message->replaces > 0)
    {
      g_autofree char *replaced = g_strdup_printf (":%" G_GINT64_FORMAT, message->replaces);

      json_object_set_string_member (head, REPLACE, replaced);
    }
  else
    json_object_remove_member (head, REPLACE);
  if (json_object_get_size (head) > 0)
    {
      json_builder_set_member_name (builder, "head");
      json_builder_add_value (builder, g_steal_pointer (&head_node));
    }
  json_builder_set_member_name (builder, "content");
  json_builder_add_value (builder, g_steal_pointer (&content));
  return TRUE;
}

/**
 * cordial_tinode_dup_references:
 * @message: what is published
 *
 * Returns: (transfer full) (array zero-terminated=1): the files of the server that its content names, as the official clients list them:
 * those without a host
 */
GStrv
cordial_tinode_dup_references (const CordialMessageRecord *message)
{
  const char *const members[] = { "ref", "preref" };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (JsonNode) node = message->content ? json_from_string (message->content, NULL) : NULL;
  JsonArray *entities =
    node && JSON_NODE_HOLDS_OBJECT (node) ? cordial_packet_get_array (json_node_get_object (node), "ent") : NULL;

  for (guint i = 0; entities && i < json_array_get_length (entities); i++)
    {
      JsonNode *entity = json_array_get_element (entities, i);
      JsonObject *data =
        JSON_NODE_HOLDS_OBJECT (entity) ? cordial_packet_get_object (json_node_get_object (entity), "data") : NULL;

      for (guint n = 0; data && n < G_N_ELEMENTS (members); n++)
        {
          const char *reference = cordial_packet_get_string (data, members[n]);

          if (reference && reference[0] == '/' && reference[1] != '/')
            g_strv_builder_add (builder, reference);
        }
    }
  return g_strv_builder_end (builder);
}

/* --- theCard ------------------------------------------------------------------------------------------------------- */

/* (nullable): on one line */
static char *
dup_name (const char *name)
{
  g_autofree char *line = g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), MAX_NAME_CHARACTERS));

  g_strdelimit (line, "\r\n\t", ' ');
  g_strstrip (line);
  return *line ? g_steal_pointer (&line) : NULL;
}

/**
 * cordial_tinode_dup_card_name:
 * @holder: a {meta} desc or sub, or whatever has a card (docs/thecard.md) under "public"
 *
 * Returns: (transfer full) (nullable): the name on it, on one line
 */
char *
cordial_tinode_dup_card_name (JsonObject *holder)
{
  JsonObject *card = cordial_packet_get_object (holder, "public");
  const char *name = card ? cordial_packet_get_string (card, "fn") : NULL;

  return name ? dup_name (name) : NULL;
}

/**
 * cordial_tinode_dup_card_photo:
 * @holder: what has a card under "public"
 * @uri: (out) (nullable): where the photo is, if it is not in the card
 *
 * Returns: (transfer full) (nullable): the encoded image
 */
GBytes *
cordial_tinode_dup_card_photo (JsonObject *holder, char **uri)
{
  JsonObject *card = cordial_packet_get_object (holder, "public");
  JsonObject *photo = card ? cordial_packet_get_object (card, "photo") : NULL;
  const char *data, *ref;
  gsize length;
  guchar *bytes;

  *uri = NULL;
  if (!photo)
    return NULL;
  ref = cordial_packet_get_string (photo, "ref");
  data = cordial_packet_get_string (photo, "data");
  if (ref && *ref)
    *uri = g_strdup (ref);
  if (!data || !*data || strlen (data) > MAX_PHOTO_BYTES)
    return NULL;
  bytes = g_base64_decode (data, &length);
  if (length == 0)
    {
      g_free (bytes);
      return NULL;
    }
  return g_bytes_new_take (bytes, length);
}

/* --- Lines of the roster ------------------------------------------------------------------------------------------- */

static CordialConversationKind
kind_of (const char *topic)
{
  if (g_str_has_prefix (topic, "usr"))
    return CORDIAL_CONVERSATION_DIRECT;
  if (g_str_equal (topic, "slf"))
    return CORDIAL_CONVERSATION_SELF;
  return CORDIAL_CONVERSATION_GROUP;
}

static void
set_number (CordialConversationRecord *record,
            JsonObject *object,
            const char *member,
            CordialConversationFields field,
            gint64 *value)
{
  if (cordial_tinode_get_seq (object, member, value))
    record->fields |= field;
}

/**
 * cordial_tinode_get_mode:
 * @holder: what is under "desc", or an entry of "sub", in a {meta}
 *
 * Returns: (nullable): what we may do there, a letter for each permission (Tinode docs/API.md «Access Control»)
 */
const char *
cordial_tinode_get_mode (JsonObject *holder)
{
  JsonObject *acs = cordial_packet_get_object (holder, "acs");

  return acs ? cordial_packet_get_string (acs, "mode") : NULL;
}

/**
 * cordial_tinode_role_of_mode:
 * @mode: (nullable): permissions, a letter for each; %NULL where we may not see them
 *
 * The highest counts (docs/API.md «Access Control»): A decides even where W was taken away.
 *
 * Returns: what somebody may do with them
 */
CordialRole
cordial_tinode_role_of_mode (const char *mode)
{
  static const struct
  {
    char letter;
    CordialRole role;
  } letters[] = {
    { 'O', CORDIAL_ROLE_OWNER },
    { 'A', CORDIAL_ROLE_ADMINISTRATOR },
    { 'S', CORDIAL_ROLE_INVITER },
    { 'W', CORDIAL_ROLE_WRITER },
  };

  if (!mode)
    return CORDIAL_ROLE_UNKNOWN;
  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    if (strchr (mode, letters[i].letter))
      return letters[i].role;
  return CORDIAL_ROLE_READER;
}

/**
 * cordial_tinode_mode_of_role:
 * @role: what somebody shall be able to do
 *
 * Returns: the permissions that this takes, with those that each member has
 */
const char *
cordial_tinode_mode_of_role (CordialRole role)
{
  switch (role)
    {
    case CORDIAL_ROLE_OWNER:
      return "JRWPASDO";
    case CORDIAL_ROLE_ADMINISTRATOR:
      return "JRWPASD";
    case CORDIAL_ROLE_INVITER:
      return "JRWPS";
    case CORDIAL_ROLE_WRITER:
      return "JRWP";
    default:
      return "JRP";
    }
}

/* (nullable): what we were given there */
static const char *
get_given (JsonObject *holder)
{
  JsonObject *acs = cordial_packet_get_object (holder, "acs");

  return acs ? cordial_packet_get_string (acs, "given") : NULL;
}

/**
 * cordial_tinode_is_unheard:
 * @peer: (nullable): the line of a person among the subscribers of a conversation, %NULL where there is none
 *
 * Who blocked us, or has deleted the chat, gets nothing of what we say: the former has no J or R, the latter is not listed. Access that we
 * may not see says nothing.
 *
 * Returns: whether they get nothing
 */
gboolean
cordial_tinode_is_unheard (JsonObject *peer)
{
  const char *mode = peer ? cordial_tinode_get_mode (peer) : NULL;

  return !peer || (mode && (!strchr (mode, 'J') || !strchr (mode, 'R')));
}

/**
 * cordial_tinode_member_from_sub:
 * @sub: a line of the subscribers of a group
 *
 * Returns: (transfer full) (nullable): who it is and how far they are; %NULL for who has left, or gets nothing of what is said there. Access
 *   that we may not see is taken for a member's
 */
CordialMember *
cordial_tinode_member_from_sub (JsonObject *sub)
{
  const char *user = cordial_packet_get_string (sub, "user");
  gint64 deleted_ms, recv = 0, read = 0;
  CordialMember *member;

  if (!user || !g_str_has_prefix (user, "usr") || !user[3] || !cordial_tinode_get_time (sub, "deleted", &deleted_ms) ||
      deleted_ms != 0 || cordial_tinode_is_unheard (sub))
    return NULL;
  cordial_tinode_get_seq (sub, "recv", &recv);
  cordial_tinode_get_seq (sub, "read", &read);
  member = cordial_member_new (user, recv, read);
  member->role = cordial_tinode_role_of_mode (cordial_tinode_get_mode (sub));
  member->offered = MAX (member->role, cordial_tinode_role_of_mode (get_given (sub)));
  return member;
}

/**
 * cordial_tinode_dup_pins:
 * @aux: the auxiliary data of a conversation (docs/API.md «Auxiliary»)
 *
 * Returns: (transfer full) (nullable): the numbers of the messages that are pinned there, with blanks between; %NULL for none
 */
char *
cordial_tinode_dup_pins (JsonObject *aux)
{
  JsonArray *numbers = cordial_packet_get_array (aux, "pins");
  g_autoptr (GString) pins = g_string_new (NULL);

  for (guint i = 0; numbers && i < json_array_get_length (numbers) && i < MAX_PINS; i++)
    {
      JsonNode *node = json_array_get_element (numbers, i);
      gint64 seq = json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : 0;

      if (seq > 0 && seq <= MAX_SEQ)
        g_string_append_printf (pins, "%s%" G_GINT64_FORMAT, pins->len > 0 ? " " : "", seq);
    }
  return pins->len > 0 ? g_string_free (g_steal_pointer (&pins), FALSE) : NULL;
}

/* Without J in our access there is nobody of us there (docs/API.md «Access Control»). */
static CordialEnding
find_ending (JsonObject *holder)
{
  const char *mode = cordial_tinode_get_mode (holder);
  const char *want = mode ? cordial_packet_get_string (cordial_packet_get_object (holder, "acs"), "want") : NULL;

  if (!mode || strchr (mode, 'J'))
    return CORDIAL_ENDING_NONE;
  return want && strchr (want, 'J') ? CORDIAL_ENDING_BANNED : CORDIAL_ENDING_BLOCKED;
}

/* What {meta} desc and {meta} sub have in common. */
static CordialConversationRecord *
conversation_from (const char *topic, JsonObject *object)
{
  g_autoptr (CordialConversationRecord) record = cordial_conversation_record_new (topic);
  JsonObject *private_part = cordial_packet_get_object (object, "private");
  JsonObject *seen = cordial_packet_get_object (object, "seen");
  const char *comment = private_part ? cordial_packet_get_string (private_part, "comment") : NULL;
  const char *mode = cordial_tinode_get_mode (object);
  JsonNode *arch;

  record->kind = kind_of (topic);
  record->fields |= CORDIAL_CONVERSATION_HAS_KIND;

  /* Where it is left out it is as it was: absent is not empty. The one character says that it was deleted. */
  if (json_object_has_member (object, "private"))
    {
      if (comment && *comment != '\x7f' && !g_str_equal (comment, "␡"))
        record->comment = dup_name (comment);
      /* Of those that are not put away it is not said, or that it was taken away. */
      arch = private_part ? json_object_get_member (private_part, "arch") : NULL;
      record->archived = arch && JSON_NODE_HOLDS_VALUE (arch) && json_node_get_value_type (arch) == G_TYPE_BOOLEAN &&
                         json_node_get_boolean (arch);
      record->fields |= CORDIAL_CONVERSATION_HAS_COMMENT | CORDIAL_CONVERSATION_HAS_ARCHIVED;
    }
  record->name = cordial_tinode_dup_card_name (object);
  if (record->name)
    record->fields |= CORDIAL_CONVERSATION_HAS_NAME;
  if (cordial_packet_get_object (object, "public"))
    {
      record->avatar = cordial_tinode_dup_card_photo (object, &record->avatar_uri);
      record->fields |= CORDIAL_CONVERSATION_HAS_AVATAR;
    }

  set_number (record, object, "seq", CORDIAL_CONVERSATION_HAS_SEQ, &record->seq);
  set_number (record, object, "read", CORDIAL_CONVERSATION_HAS_READ, &record->read);
  set_number (record, object, "recv", CORDIAL_CONVERSATION_HAS_RECV, &record->recv);
  if (cordial_tinode_get_time (object, "touched", &record->touched_ms) && record->touched_ms > 0)
    record->fields |= CORDIAL_CONVERSATION_HAS_TOUCHED;
  if (seen && cordial_tinode_get_time (seen, "when", &record->last_seen_ms) && record->last_seen_ms > 0)
    record->fields |= CORDIAL_CONVERSATION_HAS_LAST_SEEN;
  if (mode)
    {
      record->ended = find_ending (object);
      record->fields |= CORDIAL_CONVERSATION_HAS_ENDED;
      record->writable = strchr (mode, 'W') != NULL;
      record->erases_nothing = strchr (mode, 'D') == NULL;
      /* Who decides there (server/topic.go, replySetAux). */
      record->may_pin = strchr (mode, 'A') != NULL || strchr (mode, 'O') != NULL;
      /* A person's notes to themselves have no presence to be told of, and are not silenced by that. */
      record->muted = record->kind != CORDIAL_CONVERSATION_SELF && strchr (mode, 'P') == NULL;
      record->fields |= CORDIAL_CONVERSATION_HAS_WRITABLE | CORDIAL_CONVERSATION_HAS_MUTED |
                        CORDIAL_CONVERSATION_HAS_ERASES | CORDIAL_CONVERSATION_HAS_MAY_PIN;
      if (record->kind == CORDIAL_CONVERSATION_GROUP)
        {
          record->role = cordial_tinode_role_of_mode (mode);
          record->offered = MAX (record->role, cordial_tinode_role_of_mode (get_given (object)));
          record->fields |= CORDIAL_CONVERSATION_HAS_ROLE;
        }
    }
  return g_steal_pointer (&record);
}

/**
 * cordial_tinode_conversation_from_desc:
 * @topic: a conversation
 * @desc: what is under "desc" in a {meta} of it
 *
 * Returns: (transfer full): what it says
 */
CordialConversationRecord *
cordial_tinode_conversation_from_desc (const char *topic, JsonObject *desc)
{
  return conversation_from (topic, desc);
}

/**
 * cordial_tinode_conversation_from_sub:
 * @sub: a line of "sub" in a {meta} of `me`
 *
 * Returns: (transfer full) (nullable): what it says; %NULL if it names no topic
 */
CordialConversationRecord *
cordial_tinode_conversation_from_sub (JsonObject *sub)
{
  const char *topic = cordial_packet_get_string (sub, "topic");
  const char *mode = cordial_tinode_get_mode (sub);
  g_autoptr (CordialConversationRecord) record = NULL;

  if (!topic)
    return NULL;
  record = conversation_from (topic, sub);
  /* Left out where there is no message, and where we may not know. */
  if (!json_object_has_member (sub, "seq") && mode && strchr (mode, 'J') && strchr (mode, 'R'))
    record->fields |= CORDIAL_CONVERSATION_HAS_SEQ;
  /* Left out where it is false. */
  record->online = cordial_packet_get_boolean (sub, "online");
  record->fields |= CORDIAL_CONVERSATION_HAS_ONLINE | CORDIAL_CONVERSATION_HAS_ENDED;
  return g_steal_pointer (&record);
}
