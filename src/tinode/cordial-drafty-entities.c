/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The data of Drafty's entities (docs/drafty.md «Entities»), of a contact card (docs/thecard.md), and what a message's head says of its
 * content (docs/API.md «{pub}»): each member bounded, and dropped where it is not what it must be.
 */

#define G_LOG_DOMAIN "cordial-drafty"

#include "cordial-drafty-private.h"

#include <string.h>

#include "cordial-packet.h"

/* JavaScript's largest whole number, in which a size arrives. */
#define MAX_SIZE (G_GINT64_CONSTANT (1) << 53)

/* The longest side of a picture that a program here would take. */
#define MAX_PIXELS 65535

/* Of what is written on a card, and of a button's value. */
#define MAX_NOTE_CHARACTERS 2048

#define MIME_ANSWER "text/x-drafty-fr"
#define MIME_ANSWER_LEGACY "application/json"

typedef struct
{
  const char *type;
  DraftyClass klass;
  int kind;
} Type;

static const Type types[] = {
  { "ST", DRAFTY_SPAN, CORDIAL_TEXT_SPAN_BOLD },
  { "EM", DRAFTY_SPAN, CORDIAL_TEXT_SPAN_ITALIC },
  { "DL", DRAFTY_SPAN, CORDIAL_TEXT_SPAN_STRIKE },
  { "HL", DRAFTY_SPAN, CORDIAL_TEXT_SPAN_HIGHLIGHT },
  { "CO", DRAFTY_SPAN, CORDIAL_TEXT_SPAN_CODE },
  { "LN", DRAFTY_SPAN, CORDIAL_TEXT_SPAN_LINK },
  { "MN", DRAFTY_SPAN, CORDIAL_TEXT_SPAN_MENTION },
  { "HT", DRAFTY_SPAN, CORDIAL_TEXT_SPAN_HASHTAG },
  { "FM", DRAFTY_SPAN, CORDIAL_TEXT_SPAN_FORM },
  { "RW", DRAFTY_SPAN, CORDIAL_TEXT_SPAN_ROW },
  { "BN", DRAFTY_SPAN, CORDIAL_TEXT_SPAN_BUTTON },
  { "IM", DRAFTY_ATTACHMENT, CORDIAL_ATTACHMENT_PICTURE },
  { "AU", DRAFTY_ATTACHMENT, CORDIAL_ATTACHMENT_SOUND },
  { "VD", DRAFTY_ATTACHMENT, CORDIAL_ATTACHMENT_VIDEO },
  { "EX", DRAFTY_ATTACHMENT, CORDIAL_ATTACHMENT_FILE },
  { "TC", DRAFTY_ATTACHMENT, CORDIAL_ATTACHMENT_CARD },
  { "VC", DRAFTY_CALL, 0 },
  { "BR", DRAFTY_BREAK, 0 },
  { "HD", DRAFTY_HIDDEN, 0 },
  { "QQ", DRAFTY_QUOTE, 0 },
};

static const char *const outcomes[] = {
  [CORDIAL_CALL_UNKNOWN] = NULL,        [CORDIAL_CALL_STARTED] = "started",
  [CORDIAL_CALL_ACCEPTED] = "accepted", [CORDIAL_CALL_FINISHED] = "finished",
  [CORDIAL_CALL_MISSED] = "missed",     [CORDIAL_CALL_DECLINED] = "declined",
  [CORDIAL_CALL_BUSY] = "busy",         [CORDIAL_CALL_DISCONNECTED] = "disconnected",
};

static const char *const actions[] = {
  [CORDIAL_BUTTON_ANSWER] = "pub",
  [CORDIAL_BUTTON_OPEN] = "url",
  [CORDIAL_BUTTON_NOTE] = "note",
};

DraftyClass
cordial_drafty_classify (const char *type, int *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].type, type))
      {
        *kind = types[i].kind;
        return types[i].klass;
      }
  return DRAFTY_UNKNOWN;
}

static const char *
type_of (DraftyClass klass, int kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].klass == klass && types[i].kind == kind)
      return types[i].type;
  return NULL;
}

const char *
cordial_drafty_span_type (CordialTextSpanKind kind)
{
  return type_of (DRAFTY_SPAN, kind == CORDIAL_TEXT_SPAN_CODE_BLOCK ? CORDIAL_TEXT_SPAN_CODE : (int) kind);
}

const char *
cordial_drafty_attachment_type (CordialAttachmentKind kind)
{
  return type_of (DRAFTY_ATTACHMENT, (int) kind);
}

/* --- Ranges ------------------------------------------------------------------------------------------------------- */

static gboolean
read_button (CordialTextSpan *span, JsonObject *data)
{
  const char *action = cordial_drafty_get (data, "act");

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_strcmp0 (action, actions[i]) == 0)
      {
        span->action = (CordialButtonAction) i;
        span->name = cordial_drafty_string (data, "name", MAX_NAME_CHARACTERS);
        span->value = cordial_drafty_string (data, "val", MAX_NOTE_CHARACTERS);
        if (span->action != CORDIAL_BUTTON_OPEN)
          return TRUE;
        span->target = cordial_drafty_address (data, "ref");
        return span->target && *span->target != '/';
      }
  return FALSE;
}

/* FALSE: it is not what its type says. */
gboolean
cordial_drafty_read_span (CordialTextSpan *span, JsonObject *data)
{
  const char *address;

  switch (span->kind)
    {
    case CORDIAL_TEXT_SPAN_LINK:
      address = cordial_drafty_get (data, "url");
      if (!address || !cordial_is_link (address))
        return FALSE;
      span->target = g_strdup (address);
      return TRUE;
    case CORDIAL_TEXT_SPAN_MENTION:
    case CORDIAL_TEXT_SPAN_HASHTAG:
      span->target = cordial_drafty_string (data, "val", MAX_NAME_CHARACTERS);
      return span->target != NULL;
    case CORDIAL_TEXT_SPAN_BUTTON:
      return read_button (span, data);
    case CORDIAL_TEXT_SPAN_FORM:
      span->single_use = data && cordial_packet_get_boolean (data, "su");
      return TRUE;
    default:
      return TRUE;
    }
}

/* NULL: the type alone says it. */
JsonObject *
cordial_drafty_write_span (const CordialTextSpan *span)
{
  g_autoptr (JsonObject) data = json_object_new ();

  switch (span->kind)
    {
    case CORDIAL_TEXT_SPAN_LINK:
      cordial_drafty_set (data, "url", span->target);
      break;
    case CORDIAL_TEXT_SPAN_MENTION:
    case CORDIAL_TEXT_SPAN_HASHTAG:
      cordial_drafty_set (data, "val", span->target);
      break;
    case CORDIAL_TEXT_SPAN_BUTTON:
      cordial_drafty_set (data, "act", actions[span->action]);
      cordial_drafty_set (data, "name", span->name);
      cordial_drafty_set (data, "val", span->value);
      cordial_drafty_set (data, "ref", span->target);
      break;
    case CORDIAL_TEXT_SPAN_FORM:
      if (span->single_use)
        json_object_set_boolean_member (data, "su", TRUE);
      break;
    default:
      break;
    }
  return json_object_get_size (data) > 0 ? g_steal_pointer (&data) : NULL;
}

/* --- Cards -------------------------------------------------------------------------------------------------------- */

static void
add_labels (GString *labels, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, ",", CORDIAL_CARD_MAX_CONTACTS);

  for (guint i = 0; words[i]; i++)
    if (*words[i] && labels->len + strlen (words[i]) < MAX_NOTE_CHARACTERS && g_utf8_validate (words[i], -1, NULL))
      g_string_append_printf (labels, "%s%s", labels->len > 0 ? "," : "", words[i]);
}

/* One text, or several. */
static char *
dup_labels (JsonObject *contact)
{
  JsonArray *texts = cordial_packet_get_array (contact, "des");
  g_autoptr (GString) labels = g_string_new (NULL);

  if (cordial_drafty_get (contact, "des"))
    add_labels (labels, cordial_drafty_get (contact, "des"));
  for (guint i = 0; texts && i < json_array_get_length (texts) && i < CORDIAL_CARD_MAX_CONTACTS; i++)
    {
      JsonNode *node = json_array_get_element (texts, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        add_labels (labels, json_node_get_string (node));
    }
  return labels->len > 0 ? g_string_free (g_steal_pointer (&labels), FALSE) : NULL;
}

static CordialCard *
read_card (JsonObject *data)
{
  CordialCard *card = cordial_card_new ();
  JsonObject *photo = cordial_packet_get_object (data, "photo");
  JsonObject *organization = cordial_packet_get_object (data, "org");
  JsonArray *contacts = cordial_packet_get_array (data, "comm");
  const char *type = photo ? cordial_drafty_get (photo, "type") : NULL;
  g_autofree char *full_type = type && !strchr (type, '/') ? g_strconcat ("image/", type, NULL) : g_strdup (type);

  card->name = cordial_drafty_string (data, "fn", MAX_NAME_CHARACTERS);
  card->note = cordial_drafty_string (data, "note", MAX_NOTE_CHARACTERS);
  card->organization = cordial_drafty_string (organization, "fn", MAX_NAME_CHARACTERS);
  card->title = cordial_drafty_string (organization, "title", MAX_NAME_CHARACTERS);
  card->photo_type = cordial_drafty_media_type (full_type, FALSE);
  card->photo_reference = cordial_drafty_address (photo, "ref");
  card->photo = card->photo_reference ? NULL : cordial_drafty_decode (photo, "data");
  for (guint i = 0; contacts && i < json_array_get_length (contacts) && i < CORDIAL_CARD_MAX_CONTACTS; i++)
    {
      JsonNode *node = json_array_get_element (contacts, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      CordialCardContact *contact;

      if (!cordial_drafty_get (object, "proto") || !cordial_drafty_get (object, "value"))
        continue;
      contact = cordial_card_add_contact (card);
      contact->protocol = cordial_drafty_string (object, "proto", MAX_TYPE_CHARACTERS);
      contact->value = cordial_drafty_string (object, "value", MAX_NOTE_CHARACTERS);
      contact->labels = dup_labels (object);
    }
  return card;
}

static void
write_contacts (const CordialCard *card, JsonObject *data)
{
  g_autoptr (JsonArray) contacts = json_array_new ();

  for (guint i = 0; i < card->contacts->len; i++)
    {
      CordialCardContact *contact = card->contacts->pdata[i];
      JsonObject *object = json_object_new ();
      g_auto (GStrv) words = contact->labels ? g_strsplit (contact->labels, ",", -1) : NULL;
      JsonArray *labels = words ? json_array_new () : NULL;

      for (guint n = 0; words && words[n]; n++)
        json_array_add_string_element (labels, words[n]);
      if (labels)
        json_object_set_array_member (object, "des", labels);
      cordial_drafty_set (object, "proto", contact->protocol);
      cordial_drafty_set (object, "value", contact->value);
      json_array_add_object_element (contacts, object);
    }
  if (json_array_get_length (contacts) > 0)
    json_object_set_array_member (data, "comm", g_steal_pointer (&contacts));
}

static void
write_card (const CordialCard *card, JsonObject *data)
{
  g_autoptr (JsonObject) organization = json_object_new (), photo = json_object_new ();

  cordial_drafty_set (data, "fn", card->name);
  cordial_drafty_set (data, "note", card->note);
  cordial_drafty_set (organization, "fn", card->organization);
  cordial_drafty_set (organization, "title", card->title);
  if (json_object_get_size (organization) > 0)
    json_object_set_object_member (data, "org", g_steal_pointer (&organization));
  if (card->photo_type)
    cordial_drafty_set (photo, "type",
                        g_str_has_prefix (card->photo_type, "image/") ? card->photo_type + strlen ("image/")
                                                                      : card->photo_type);
  cordial_drafty_set (photo, "ref", card->photo_reference);
  cordial_drafty_encode (photo, "data", card->photo);
  if (json_object_get_size (photo) > 0)
    json_object_set_object_member (data, "photo", g_steal_pointer (&photo));
  write_contacts (card, data);
}

/* --- Attachments -------------------------------------------------------------------------------------------------- */

void
cordial_drafty_read_attachment (CordialAttachment *attachment, JsonObject *data)
{
  gboolean is_seen = attachment->kind == CORDIAL_ATTACHMENT_PICTURE || attachment->kind == CORDIAL_ATTACHMENT_VIDEO;
  gboolean is_timed = attachment->kind == CORDIAL_ATTACHMENT_SOUND || attachment->kind == CORDIAL_ATTACHMENT_VIDEO;

  if (attachment->kind == CORDIAL_ATTACHMENT_CARD)
    {
      g_autoptr (JsonObject) blank = data ? NULL : json_object_new ();

      attachment->card = read_card (data ? data : blank);
      return;
    }
  attachment->media_type = cordial_drafty_media_type (cordial_drafty_get (data, "mime"), TRUE);
  attachment->name = cordial_dup_file_name (cordial_drafty_get (data, "name"));
  attachment->reference = cordial_drafty_address (data, "ref");
  if (attachment->kind == CORDIAL_ATTACHMENT_PICTURE && attachment->reference)
    /* What is in band beside a reference is the small picture. */
    attachment->preview = cordial_drafty_decode (data, "val");
  else if (!attachment->reference)
    attachment->bytes = cordial_drafty_decode (data, "val");
  attachment->size = cordial_drafty_number (data, "size", MAX_SIZE);
  if (attachment->size == 0 && attachment->bytes)
    attachment->size = (gint64) g_bytes_get_size (attachment->bytes);
  if (is_seen)
    {
      attachment->width = (guint) cordial_drafty_number (data, "width", MAX_PIXELS);
      attachment->height = (guint) cordial_drafty_number (data, "height", MAX_PIXELS);
    }
  if (is_timed)
    {
      attachment->duration_ms = cordial_drafty_number (data, "duration", G_MAXINT32);
      attachment->preview = cordial_drafty_decode (data, "preview");
    }
  if (attachment->kind == CORDIAL_ATTACHMENT_VIDEO)
    {
      attachment->preview_type = cordial_drafty_media_type (cordial_drafty_get (data, "premime"), TRUE);
      attachment->preview_reference = cordial_drafty_address (data, "preref");
    }
}

JsonObject *
cordial_drafty_write_attachment (const CordialAttachment *attachment)
{
  JsonObject *data = json_object_new ();

  if (attachment->card)
    {
      write_card (attachment->card, data);
      return data;
    }
  cordial_drafty_set (data, "mime", attachment->media_type);
  cordial_drafty_set (data, "name", attachment->name);
  cordial_drafty_set (data, "ref", attachment->reference);
  cordial_drafty_set_number (data, "size", attachment->size);
  cordial_drafty_set_number (data, "width", attachment->width);
  cordial_drafty_set_number (data, "height", attachment->height);
  cordial_drafty_set_number (data, "duration", attachment->duration_ms);
  if (attachment->kind == CORDIAL_ATTACHMENT_PICTURE)
    cordial_drafty_encode (data, "val", attachment->reference ? attachment->preview : attachment->bytes);
  else
    {
      cordial_drafty_encode (data, "val", attachment->reference ? NULL : attachment->bytes);
      cordial_drafty_encode (data, "preview", attachment->preview);
    }
  cordial_drafty_set (data, "premime", attachment->preview_type);
  cordial_drafty_set (data, "preref", attachment->preview_reference);
  return data;
}

/* --- Answers, calls, references ----------------------------------------------------------------------------------- */

/* Whether the data of a file is the answer to a form. A real file's value is text in base64. */
gboolean
cordial_drafty_is_answer (JsonObject *data)
{
  const char *mime = cordial_drafty_get (data, "mime");

  return g_strcmp0 (mime, MIME_ANSWER) == 0 ||
         (g_strcmp0 (mime, MIME_ANSWER_LEGACY) == 0 && cordial_packet_get_object (data, "val"));
}

void
cordial_drafty_read_answer (CordialFormAnswer *answer, JsonObject *data)
{
  JsonObject *value = cordial_packet_get_object (data, "val");
  JsonObject *pressed = value ? cordial_packet_get_object (value, "resp") : NULL;
  JsonObjectIter iter;
  const char *name;

  answer->number = cordial_drafty_number (value, "seq", G_MAXINT32);
  if (!pressed)
    return;
  json_object_iter_init (&iter, pressed);
  if (!json_object_iter_next (&iter, &name, NULL) || !g_utf8_validate (name, -1, NULL) ||
      g_utf8_strlen (name, -1) > MAX_NAME_CHARACTERS)
    return;
  answer->name = g_strdup (name);
  answer->value = cordial_drafty_string (pressed, name, MAX_NOTE_CHARACTERS);
  /* docs/drafty.md «BN»: assumed to be 1. */
  if (!answer->value)
    answer->value = g_strdup ("1");
}

JsonObject *
cordial_drafty_write_answer (const CordialFormAnswer *answer)
{
  JsonObject *data = json_object_new (), *value = json_object_new ();

  cordial_drafty_set_number (value, "seq", answer->number);
  if (answer->name)
    {
      JsonObject *pressed = json_object_new ();

      json_object_set_string_member (pressed, answer->name, answer->value ? answer->value : "1");
      json_object_set_object_member (value, "resp", pressed);
    }
  json_object_set_string_member (data, "mime", MIME_ANSWER);
  json_object_set_object_member (data, "val", value);
  return data;
}

static CordialCallOutcome
outcome_of (const char *text)
{
  for (guint i = CORDIAL_CALL_STARTED; text && i < G_N_ELEMENTS (outcomes); i++)
    if (g_str_equal (text, outcomes[i]))
      return (CordialCallOutcome) i;
  return CORDIAL_CALL_UNKNOWN;
}

/* The head is the newer of the two: the server writes it when the call changes. */
void
cordial_drafty_read_call (CordialCall *call, JsonObject *data, JsonObject *head)
{
  call->outcome = outcome_of (cordial_drafty_get (head, "webrtc"));
  if (call->outcome == CORDIAL_CALL_UNKNOWN)
    call->outcome = outcome_of (cordial_drafty_get (data, "state"));
  call->duration_ms = cordial_drafty_number (head, "webrtc-duration", G_MAXINT32);
  if (call->duration_ms == 0)
    call->duration_ms = cordial_drafty_number (data, "duration", G_MAXINT32);
  call->audio_only =
    (data && cordial_packet_get_boolean (data, "aonly")) || (head && cordial_packet_get_boolean (head, "aonly"));
}

/* In a quote there is no head of its own. */
JsonObject *
cordial_drafty_write_call (const CordialCall *call, JsonObject *head)
{
  g_autoptr (JsonObject) data = json_object_new ();

  if (call->audio_only)
    json_object_set_boolean_member (data, "aonly", TRUE);
  cordial_drafty_set (head ? head : data, head ? "webrtc" : "state", outcomes[call->outcome]);
  cordial_drafty_set_number (head ? head : data, head ? "webrtc-duration" : "duration", call->duration_ms);
  return json_object_get_size (data) > 0 ? g_steal_pointer (&data) : NULL;
}

/* «conversation:number», or «:number» in the same conversation. */
void
cordial_drafty_read_reference (CordialMessageReference *reference, const char *text)
{
  const char *colon = strrchr (text, ':');
  guint64 number;

  if (!g_ascii_string_to_unsigned (colon ? colon + 1 : text, 10, 1, G_MAXINT32, &number, NULL))
    return;
  reference->number = (gint64) number;
  if (colon && colon > text && colon - text <= MAX_NAME_CHARACTERS && g_utf8_validate (text, colon - text, NULL))
    reference->conversation_id = g_strndup (text, (gsize) (colon - text));
}

char *
cordial_drafty_write_reference (const CordialMessageReference *reference)
{
  return g_strdup_printf ("%s:%" G_GINT64_FORMAT, reference->conversation_id ? reference->conversation_id : "",
                          reference->number);
}
