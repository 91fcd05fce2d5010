/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fetches pictures of people that are told by reference, a few at a time, each once a connection, and hands them to the model, which
 * keeps them. Where they are and what may be asked there is the protocol's; how they are decoded is the interface's.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-pictures.h"

/* The official clients scale a portrait to 384 pixels a side; it is kept in the database, with a thousand others. */
#define MAX_PICTURE_BYTES (512 * 1024)

#define FETCHES_MAX 2

/* Whoever names pictures without end is not worth the traffic. */
#define WAITING_MAX 4096

typedef enum
{
  CONVERSATION,
  PERSON,
  OWNER,
} Subject;

typedef struct
{
  char *id; /* (nullable): of the conversation or the person */
  Subject subject;
  char *reference;
} Wanted;

struct _CordialPictures
{
  CordialContext *context; /* not owned: it outlives us */
  GQueue waiting;          /* of Wanted */
  GHashTable *known;       /* references that wait, are under way, or were not to be had on this connection */
  guint under_way;
};

typedef struct
{
  CordialContext *context;
  CordialPictures *pictures; /* to be touched only while the context has an account */
  Wanted *wanted;
  guint link;
} Fetch;

static void
wanted_free (gpointer data)
{
  Wanted *self = data;

  g_free (self->id);
  g_free (self->reference);
  g_free (self);
}

static void
fetch_free (Fetch *fetch)
{
  cordial_context_unref (fetch->context);
  g_clear_pointer (&fetch->wanted, wanted_free);
  g_free (fetch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

static void run (CordialPictures *self);

static void
take (CordialAccount *account, const Wanted *wanted, GBytes *picture)
{
  if (wanted->subject == OWNER)
    {
      cordial_account_apply_picture (account, wanted->reference, picture);
    }
  else if (wanted->subject == PERSON)
    {
      g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_person_free);
      CordialPerson *person = cordial_person_new (wanted->id, NULL, NULL, picture);

      person->avatar_uri = g_strdup (wanted->reference);
      g_ptr_array_add (people, person);
      cordial_account_apply_people (account, people);
    }
  else
    {
      CordialConversation *conversation = cordial_account_get_conversation (account, wanted->id);

      if (conversation)
        cordial_conversation_apply_picture (conversation, wanted->reference, picture);
    }
}

static void
on_fetched (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Fetch) fetch = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) picture = cordial_protocol_fetch_file_finish (CORDIAL_PROTOCOL (object), result, &error);
  CordialPictures *self = fetch->pictures;

  if (!fetch->context->account)
    return;
  if (picture)
    take (fetch->context->account, fetch->wanted, picture);
  else
    g_info ("no picture: %s", error->message);
  if (fetch->link != fetch->context->link)
    {
      /* What the link took away is wanted on the next one. */
      if (!picture && g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_LINK) &&
          g_hash_table_add (self->known, g_strdup (fetch->wanted->reference)))
        g_queue_push_tail (&self->waiting, g_steal_pointer (&fetch->wanted));
    }
  else
    {
      self->under_way--;
      if (picture)
        g_hash_table_remove (self->known, fetch->wanted->reference);
    }
  run (self);
}

static void
run (CordialPictures *self)
{
  CordialContext *context = self->context;

  while (context->ready && self->under_way < FETCHES_MAX && self->waiting.length > 0)
    {
      Fetch *fetch = g_new0 (Fetch, 1);

      fetch->context = cordial_context_ref (context);
      fetch->pictures = self;
      fetch->wanted = g_queue_pop_head (&self->waiting);
      fetch->link = context->link;
      self->under_way++;
      cordial_protocol_fetch_file_async (context->protocol, fetch->wanted->reference, MAX_PICTURE_BYTES,
                                         context->cancellable, on_fetched, fetch);
    }
}

static void
want (CordialPictures *self, const char *id, Subject subject, const char *reference)
{
  Wanted *wanted;

  if (self->waiting.length >= WAITING_MAX || !g_hash_table_add (self->known, g_strdup (reference)))
    return;
  wanted = g_new (Wanted, 1);
  *wanted = (Wanted) { g_strdup (id), subject, g_strdup (reference) };
  g_queue_push_tail (&self->waiting, wanted);
  run (self);
}

void
cordial_pictures_want_of_conversation (CordialPictures *self, CordialConversation *conversation)
{
  const char *reference = cordial_conversation_get_avatar_uri (conversation);

  if (reference && !cordial_conversation_get_avatar (conversation))
    want (self, cordial_conversation_get_id (conversation), CONVERSATION, reference);
}

void
cordial_pictures_want_of_person (CordialPictures *self, const char *id, const char *reference)
{
  want (self, id, PERSON, reference);
}

void
cordial_pictures_want_of_owner (CordialPictures *self)
{
  const char *reference = cordial_account_get_wanted_picture (self->context->account);

  if (reference)
    want (self, NULL, OWNER, reference);
}

/* The link is back. */
void
cordial_pictures_resume (CordialPictures *self)
{
  run (self);
}

void
cordial_pictures_link_lost (CordialPictures *self)
{
  self->under_way = 0;
  g_hash_table_remove_all (self->known);
  for (GList *link = self->waiting.head; link; link = link->next)
    g_hash_table_add (self->known, g_strdup (((Wanted *) link->data)->reference));
}

CordialPictures *
cordial_pictures_new (CordialContext *context)
{
  CordialPictures *self = g_new0 (CordialPictures, 1);

  self->context = context;
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->waiting);
  return self;
}

void
cordial_pictures_free (CordialPictures *self)
{
  g_queue_clear_full (&self->waiting, wanted_free);
  g_hash_table_unref (self->known);
  g_free (self);
}
