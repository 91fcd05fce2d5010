/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packets of Tinode's that nobody thought of, read into what the rest of the program believes: messages with forms, lines of a roster,
 * descriptions, members of groups, pins. Whatever is read is sound: numbers that can be of messages, ranges within their text, words in UTF-8.
 *
 * usage: fuzz-records CORPUS INPUTS [SEED]
 */

#include "cordial-content.h"
#include "cordial-packet.h"
#include "cordial-tinode-records.h"
#include "fuzz.h"

#include <string.h>

static void
assert_words (const char *text)
{
  g_assert_true (!text || g_utf8_validate (text, -1, NULL));
}

static void
assert_number (gint64 seq)
{
  g_assert_cmpint (seq, >=, 0);
  g_assert_cmpint (seq, <=, G_MAXINT32);
}

/* A button is pressed by what it shows, and answers by its name: both are parts of the text. */
static void
assert_content (CordialContent *content)
{
  gsize n_bytes = strlen (content->text);

  assert_words (content->text);
  for (guint i = 0; i < content->spans->len; i++)
    {
      const CordialTextSpan *span = content->spans->pdata[i];

      g_assert_true (span->start < span->end && span->end <= n_bytes);
      g_assert_true (g_utf8_validate (content->text + span->start, (gssize) (span->end - span->start), NULL));
      assert_words (span->name);
      assert_words (span->value);
      assert_words (span->target);
    }
  if (content->answer)
    assert_number (content->answer->number);
}

static void
read_message (JsonObject *data)
{
  g_autoptr (CordialMessageRecord) message = cordial_tinode_message_from_data (data);
  g_autoptr (CordialContent) content = NULL;

  if (!message)
    return;
  g_assert_cmpint (message->seq, >, 0);
  assert_number (message->seq);
  assert_words (message->text);
  assert_words (message->cordial_id);
  content = cordial_tinode_read_content (message);
  assert_content (content);
}

static void
assert_conversation (CordialConversationRecord *record)
{
  if (!record)
    return;
  assert_words (record->name);
  assert_words (record->comment);
  assert_number (record->seq);
  assert_number (record->read);
  assert_number (record->recv);
  cordial_conversation_record_free (record);
}

static void
read_subscriber (JsonObject *sub)
{
  g_autoptr (CordialMember) member = cordial_tinode_member_from_sub (sub);

  assert_conversation (cordial_tinode_conversation_from_sub (sub));
  if (!member)
    return;
  g_assert_true (g_str_has_prefix (member->id, "usr") && member->id[3]);
  assert_words (member->id);
  assert_number (member->recv);
  assert_number (member->read);
}

static void
read_pins (JsonObject *aux)
{
  g_autofree char *pins = cordial_tinode_dup_pins (aux);
  g_auto (GStrv) numbers = pins ? g_strsplit (pins, " ", -1) : NULL;

  g_assert_true (!pins || *pins);
  for (guint i = 0; numbers && numbers[i]; i++)
    {
      guint64 seq;

      g_assert_true (g_ascii_string_to_unsigned (numbers[i], 10, 1, G_MAXINT32, &seq, NULL));
    }
}

static void
read_meta (JsonObject *meta)
{
  const char *topic = cordial_packet_get_string (meta, "topic");
  JsonObject *desc = cordial_packet_get_object (meta, "desc"), *aux = cordial_packet_get_object (meta, "aux");
  JsonArray *subs = cordial_packet_get_array (meta, "sub");

  if (desc)
    {
      g_autofree char *name = cordial_tinode_dup_card_name (desc);
      g_autofree char *uri = NULL;
      g_autoptr (GBytes) photo = cordial_tinode_dup_card_photo (desc, &uri);

      assert_words (name);
      assert_words (uri);
      if (topic)
        assert_conversation (cordial_tinode_conversation_from_desc (topic, desc));
    }
  if (aux)
    read_pins (aux);
  for (guint i = 0; subs && i < json_array_get_length (subs); i++)
    {
      JsonNode *node = json_array_get_element (subs, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        read_subscriber (json_node_get_object (node));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (JsonNode) packet = NULL;
  JsonObject *body;

  /* The connection lets nothing else through. */
  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  packet = cordial_packet_parse_pruned (text, NULL);
  if (!packet)
    return 0;
  body = cordial_packet_get_object (json_node_get_object (packet), "data");
  if (body)
    read_message (body);
  body = cordial_packet_get_object (json_node_get_object (packet), "meta");
  if (body)
    read_meta (body);
  return 0;
}

int
main (int argc, char **argv)
{
  static const char *const words[] = {
    "\"pins\":[",
    "\"read\":",
    "\"recv\":",
    "\"seq\":",
    "\"mode\":\"N\"",
    "\"deleted\":",
    "\"user\":\"usr\"",
    "\"fn\":",
    "\"tp\":\"BN\"",
    "\"tp\":\"FM\"",
    "\"tp\":\"RW\"",
    "\"tp\":\"TC\"",
    "\"act\":\"url\"",
    "\"su\":true",
    "\"resp\":{}",
    "-1",
    "4294967296",
    "1.5",
    "true",
    "\xe2\x90\xa1",
    NULL,
  };

  return fuzz_main (argc, argv, "records", words);
}
