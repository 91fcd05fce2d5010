/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A few people to try the application with: every new account knows them and has talked with them for weeks; one of them
 * reads, types and answers. Who they are and what was said is in demo/people.json.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-demo.h"

#include <string.h>

#include "cordial-server-meeting.h"
#include "cordial-server-tags.h"

#define RESOURCES "/io/github/cordialchat/Server/demo/"

/* As long as a person takes to notice, and to write a line. */
#define NOTICE_MS 400
#define TYPING_MS 1400

/* A conversation's newest message is that old when the account is made. */
#define NEWEST_AGE_MS (4 * 60 * 1000)

typedef struct
{
  gint64 user;
  JsonObject *story; /* of the people's file */
} Person;

struct _Demo
{
  Services *services;
  JsonNode *root;
  GPtrArray *people; /* of Person */
  gint64 answering;
  JsonArray *answers;
  guint next_answer;
  GHashTable *sources; /* set of GSource: answers under way */
};

/* --- People ------------------------------------------------------------------------------------------------------ */

/* theCard with a name and an inline picture (Tinode docs/thecard.md). */
static char *
make_card (JsonObject *story)
{
  g_autofree char *path = g_strconcat (RESOURCES, cordial_packet_get_string (story, "login"), ".png", NULL);
  g_autoptr (GBytes) picture = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *card = json_object_new ();

  json_object_set_string_member (card, "fn", cordial_packet_get_string (story, "name"));
  if (cordial_packet_get_string (story, "note"))
    json_object_set_string_member (card, "note", cordial_packet_get_string (story, "note"));
  if (picture)
    {
      JsonObject *photo = json_object_new ();
      g_autofree char *data = g_base64_encode (g_bytes_get_data (picture, NULL), g_bytes_get_size (picture));

      json_object_set_string_member (photo, "type", "png");
      json_object_set_string_member (photo, "data", data);
      json_object_set_object_member (card, "photo", photo);
    }
  json_node_take_object (node, card);
  return cordial_node_to_text (node);
}

static Person *
make_person (Demo *self, JsonObject *story)
{
  Database *database = self->services->database;
  Person *person = g_new0 (Person, 1);
  const char *login = cordial_packet_get_string (story, "login");
  g_autoptr (User) known = database_get_user_by_login (database, login);
  g_autofree char *card = make_card (story);

  person->story = story;
  if (known)
    {
      person->user = known->id;
    }
  else
    {
      g_autofree char *tags = tags_with_login (NULL, login);

      /* Nobody signs in as them. */
      person->user = database_add_user (database, login, ACCOUNTS_NO_PASSWORD, card, tags);
    }
  if (cordial_packet_get_boolean (story, "online"))
    presence_changed (self->services->presence, person->user, TRUE);
  if (cordial_packet_get_boolean (story, "answers"))
    self->answering = person->user;
  return person;
}

/* --- A new account ----------------------------------------------------------------------------------------------- */

static char *
quote (const char *text)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, text);
  return cordial_node_to_text (node);
}

/* Lays down what was said. A line is [who, minutes since the line before, text]. */
static void
tell_story (Demo *self, Person *person, gint64 user)
{
  Services *services = self->services;
  JsonArray *lines = cordial_packet_get_array (person->story, "lines");
  g_autofree char *name = cordial_user_id_to_string (person->user);
  Topic *topic;
  gint64 minutes = 0, time_ms, unread = 0;
  gint64 age_minutes = 0;

  meeting_befriend (services->topics, user, person->user);
  topic = topics_find (services->topics, user, name);
  if (!topic || !lines)
    return;
  cordial_packet_get_int (person->story, "unread", &unread);
  cordial_packet_get_int (person->story, "age", &age_minutes);
  for (guint i = 0; i < json_array_get_length (lines); i++)
    minutes += json_array_get_int_element (json_array_get_array_element (lines, i), 1);
  time_ms = cordial_time_now_ms () - NEWEST_AGE_MS - (minutes + age_minutes) * 60 * 1000;
  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      JsonArray *line = json_array_get_array_element (lines, i);
      gboolean theirs = g_str_equal (json_array_get_string_element (line, 0), "they");
      g_autofree char *content = quote (json_array_get_string_element (line, 2));

      time_ms += json_array_get_int_element (line, 1) * 60 * 1000;
      messages_store (topic, theirs ? person->user : user, time_ms, NULL, content);
    }
  messages_note (services->messages, topic, user, "read", topic->seq - unread, NULL);
  messages_note (services->messages, topic, person->user, "read", topic->seq, NULL);
}

/* Everybody who comes in knows everybody here. */
static void
on_added (gint64 user, gpointer data)
{
  Demo *self = data;

  for (guint i = 0; i < self->people->len; i++)
    tell_story (self, g_ptr_array_index (self->people, i), user);
}

/* --- Answers ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  Demo *demo;
  char *key;
  gint64 seq;
  char *text;
  gboolean typing;
  GSource *source;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_free (answer->key);
  g_free (answer->text);
  g_free (answer);
}

static gboolean on_answer (gpointer user_data);

static void
schedule (Answer *answer, guint delay_ms)
{
  GSource *source = g_timeout_source_new (delay_ms);

  answer->source = source;
  g_source_set_static_name (source, "cordial-server demo answer");
  g_source_set_callback (source, on_answer, answer, answer_free);
  g_hash_table_add (answer->demo->sources, source);
  g_source_attach (source, NULL);
}

static gboolean
on_answer (gpointer user_data)
{
  Answer *answer = user_data;
  Demo *self = answer->demo;
  Topic *topic = topics_get (self->services->topics, answer->key);
  g_autofree char *content = NULL;
  gint64 time_ms;

  if (topic && !answer->typing)
    {
      Answer *next = g_new0 (Answer, 1);

      messages_note (self->services->messages, topic, self->answering, "read", answer->seq, NULL);
      messages_note (self->services->messages, topic, self->answering, "kp", 0, NULL);
      next->demo = self;
      next->key = g_strdup (answer->key);
      next->text = g_strdup (answer->text);
      next->typing = TRUE;
      schedule (next, TYPING_MS);
    }
  else if (topic)
    {
      content = quote (answer->text);
      time_ms = cordial_time_now_ms ();
      if (messages_store (topic, self->answering, time_ms, NULL, content) > 0)
        messages_announce (self->services->messages, topic, self->answering, time_ms, NULL, content, NULL);
    }
  g_hash_table_remove (self->sources, answer->source);
  return G_SOURCE_REMOVE;
}

/* The first answer whose word is in the message; else the next of those without one. */
static const char *
choose_answer (Demo *self, const char *content)
{
  g_autofree char *folded = g_utf8_strdown (content, -1);
  guint length = json_array_get_length (self->answers);

  for (guint i = 0; i < length; i++)
    {
      JsonObject *answer = json_array_get_object_element (self->answers, i);
      const char *word = cordial_packet_get_string (answer, "word");

      if (word && strstr (folded, word))
        return cordial_packet_get_string (answer, "text");
    }
  for (guint i = 0; i < length; i++)
    {
      JsonObject *answer = json_array_get_object_element (self->answers, self->next_answer++ % length);

      if (!cordial_packet_get_string (answer, "word"))
        return cordial_packet_get_string (answer, "text");
    }
  return "…";
}

static void
on_published (Topic *topic,
              gint64 seq,
              gint64 sender,
              const char *head,
              const char *content,
              Session *silent,
              gpointer data)
{
  Demo *self = data;
  Answer *answer;

  if (sender == self->answering || topic_other (topic, sender) != self->answering)
    return;
  answer = g_new0 (Answer, 1);
  answer->demo = self;
  answer->key = g_strdup (topic->key);
  answer->seq = seq;
  answer->text = g_strdup (choose_answer (self, content));
  schedule (answer, NOTICE_MS);
}

/* --- All of it --------------------------------------------------------------------------------------------------- */

/**
 * demo_new:
 * @services: (transfer none): what the server consists of
 *
 * Returns: people who are there from now on
 */
Demo *
demo_new (Services *services)
{
  Demo *self = g_new0 (Demo, 1);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (RESOURCES "people.json", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  JsonArray *people;

  self->services = services;
  self->people = g_ptr_array_new_with_free_func (g_free);
  self->sources = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) g_source_unref, NULL);
  self->root = json_from_string (g_bytes_get_data (bytes, NULL), NULL);
  g_assert (self->root != NULL);
  self->answers = cordial_packet_get_array (json_node_get_object (self->root), "answers");
  people = cordial_packet_get_array (json_node_get_object (self->root), "people");
  for (guint i = 0; i < json_array_get_length (people); i++)
    g_ptr_array_add (self->people, make_person (self, json_array_get_object_element (people, i)));
  accounts_set_added_func (services->accounts, on_added, self);
  messages_add_listener (services->messages, on_published, self);
  return self;
}

void
demo_free (Demo *self)
{
  GHashTableIter iter;
  gpointer source;

  accounts_set_added_func (self->services->accounts, NULL, NULL);
  g_hash_table_iter_init (&iter, self->sources);
  while (g_hash_table_iter_next (&iter, &source, NULL))
    g_source_destroy (source);
  g_hash_table_unref (self->sources);
  g_ptr_array_unref (self->people);
  json_node_unref (self->root);
  g_free (self);
}
