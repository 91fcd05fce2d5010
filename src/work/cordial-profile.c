/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What others see of the owner is three wishes, name, picture and note, and each an intent of which the last counts (design section 5): on
 * disk before it shows, said when there is a connection, and said again on the next one where nobody knows whether it was heard, as
 * saying it twice is saying it once. What waits is shown in place of what the server says; a server's no shows that again.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-profile.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A server that is busy, or gave no reason, is asked again after this, and in vain so often. */
#define RETRY_MS 5000
#define ATTEMPTS_MAX 5

typedef enum
{
  NAME,
  PICTURE,
  NOTE,
  N_PARTS,
} Part;

static const char *const slots[N_PARTS] = { "name", "picture", "note" };
static const CordialConversationFields fields[N_PARTS] = {
  CORDIAL_CONVERSATION_HAS_NAME,
  CORDIAL_CONVERSATION_HAS_AVATAR,
  CORDIAL_CONVERSATION_HAS_NOTE,
};

typedef struct
{
  gint64 row;   /* of the intent on disk, 0 while there is none */
  guint number; /* of the wish, to tell answers to an earlier one */
  char *value;  /* (nullable): text, or the encoded image in base64; %NULL to take it away */
  gboolean wanted;
  gboolean said; /* on this connection */
  guint attempts;
} Wish;

struct _CordialProfile
{
  CordialContext *context;   /* not owned: it outlives us */
  CordialPictures *pictures; /* likewise */
  CordialConversationRecord *heard;
  Wish wishes[N_PARTS];
  guint numbers;
  guint retry; /* source */
};

/* --- Values ------------------------------------------------------------------------------------------------------ */

/* (transfer full) (nullable) */
static char *
dup_value (const CordialConversationRecord *profile, Part part)
{
  switch (part)
    {
    case NAME:
      return g_strdup (profile->name);
    case PICTURE:
      return profile->avatar
               ? g_base64_encode (g_bytes_get_data (profile->avatar, NULL), g_bytes_get_size (profile->avatar))
               : NULL;
    case NOTE:
    case N_PARTS:
    default:
      return g_strdup (profile->note);
    }
}

static void
set_value (CordialConversationRecord *profile, Part part, const char *value)
{
  profile->fields |= fields[part];
  if (part == NAME)
    g_set_str (&profile->name, value);
  else if (part == NOTE)
    g_set_str (&profile->note, value);
  else
    {
      gsize size = 0;
      guchar *image = value ? g_base64_decode (value, &size) : NULL;

      g_clear_pointer (&profile->avatar, g_bytes_unref);
      g_clear_pointer (&profile->avatar_uri, g_free);
      profile->avatar = image ? g_bytes_new_take (image, size) : NULL;
    }
}

/* (transfer full) */
static CordialConversationRecord *
new_record (CordialProfile *self, Part part, const char *value)
{
  CordialConversationRecord *record =
    cordial_conversation_record_new (cordial_account_get_user_id (self->context->account));

  set_value (record, part, value);
  return record;
}

static void
show (CordialProfile *self, Part part, const char *value)
{
  g_autoptr (CordialConversationRecord) record = new_record (self, part, value);

  cordial_account_apply_profile (self->context->account, record);
}

/* --- Saying it --------------------------------------------------------------------------------------------------- */

/* What an answer is about. */
typedef struct
{
  CordialContext *context;
  CordialProfile *profile; /* to be touched only while the context has an account */
  Part part;
  guint number;
  guint link;
  GTask *task; /* (nullable) */
} Errand;

static Errand *
errand_new (CordialProfile *self, Part part)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->context = cordial_context_ref (self->context);
  errand->profile = self;
  errand->part = part;
  errand->number = self->wishes[part].number;
  errand->link = self->context->link;
  return errand;
}

static void
errand_free (Errand *errand)
{
  cordial_context_unref (errand->context);
  g_clear_object (&errand->task);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

/* The wish that it is about, as long as there is no later one. */
static Wish *
wish_of (Errand *errand)
{
  Wish *wish = errand->context->account ? &errand->profile->wishes[errand->part] : NULL;

  return wish && wish->wanted && wish->number == errand->number ? wish : NULL;
}

static void say (CordialProfile *self, Part part);

static gboolean
on_retry (gpointer user_data)
{
  CordialProfile *self = user_data;

  self->retry = 0;
  cordial_profile_resume (self);
  return G_SOURCE_REMOVE;
}

static void
forget (Wish *wish)
{
  wish->wanted = FALSE;
  wish->row = 0;
  wish->attempts = 0;
  g_clear_pointer (&wish->value, g_free);
}

static void
refuse (CordialProfile *self, Part part, const char *sentence)
{
  Wish *wish = &self->wishes[part];

  cordial_store_take_back_intent_async (self->context->store, wish->row, NULL, NULL);
  forget (wish);
  if (self->heard->fields & fields[part])
    {
      g_autoptr (CordialConversationRecord) record = cordial_conversation_record_copy (self->heard);

      record->fields = fields[part];
      g_set_str (&record->id, cordial_account_get_user_id (self->context->account));
      cordial_account_apply_profile (self->context->account, record);
      cordial_pictures_want_of_owner (self->pictures);
    }
  g_signal_emit_by_name (self->context->account, "refused", NULL, sentence);
}

static gboolean
is_final (const GError *error)
{
  return g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED) ||
         g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID) ||
         g_error_matches (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNSUPPORTED);
}

static void
on_said (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (GError) error = NULL;
  CordialProfile *self = errand->profile;
  Wish *wish = wish_of (errand);

  cordial_protocol_set_profile_finish (CORDIAL_PROTOCOL (object), result, &error);
  if (!wish)
    return;
  if (!error)
    {
      set_value (self->heard, errand->part, wish->value);
      cordial_store_complete_intent_async (self->context->store, wish->row, NULL, NULL, NULL);
      forget (wish);
      return;
    }
  g_info ("cannot set the profile: %s", error->message);
  if (is_final (error) || ++wish->attempts >= ATTEMPTS_MAX)
    {
      refuse (self, errand->part, error->message);
      return;
    }
  /* After a drop the next connection says it. */
  if (errand->link != self->context->link)
    return;
  wish->said = FALSE;
  if (self->retry == 0)
    {
      self->retry = g_timeout_add (RETRY_MS, on_retry, self);
      g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->retry), "CordialProfile busy server");
    }
}

static void
say (CordialProfile *self, Part part)
{
  CordialContext *context = self->context;
  Wish *wish = &self->wishes[part];
  g_autoptr (CordialConversationRecord) record = NULL;

  /* On disk first. */
  if (!context->ready || !wish->wanted || wish->said || wish->row == 0)
    return;
  wish->said = TRUE;
  record = new_record (self, part, wish->value);
  cordial_protocol_set_profile_async (context->protocol, record, context->cancellable, on_said,
                                      errand_new (self, part));
}

/* --- Asking ------------------------------------------------------------------------------------------------------ */

static void
on_kept (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CordialIntentRecord) intent = cordial_store_add_intent_finish (CORDIAL_STORE (object), result, &error);
  Wish *wish = wish_of (errand);

  if (!intent)
    {
      if (wish)
        forget (wish);
      if (errand->task)
        g_task_return_error (errand->task, g_steal_pointer (&error));
      return;
    }
  if (wish)
    {
      wish->row = intent->row;
      show (errand->profile, errand->part, wish->value);
      say (errand->profile, errand->part);
    }
  if (errand->task)
    g_task_return_boolean (errand->task, TRUE);
}

static GError *
find_objection (CordialProfile *self, const CordialConversationRecord *profile)
{
  CordialProtocol *protocol = self->context->protocol;

  if ((profile->fields & CORDIAL_CONVERSATION_HAS_NAME) && (!profile->name || !*profile->name))
    return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                                _ ("Others need a name to know you by: enter one."));
  if (protocol && !(cordial_protocol_get_capabilities (protocol) & CORDIAL_PROTOCOL_CAN_SET_PROFILE))
    return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNSUPPORTED,
                                _ ("This server keeps no profiles."));
  return NULL;
}

void
cordial_profile_ask (CordialProfile *self, const CordialConversationRecord *profile, GTask *task)
{
  g_autoptr (GTask) held = task;
  GError *objection = find_objection (self, profile);
  Part last = N_PARTS;

  if (objection)
    {
      g_task_return_error (task, objection);
      return;
    }
  for (Part part = 0; part < N_PARTS; part++)
    if (profile->fields & fields[part])
      last = part;
  for (Part part = 0; part < N_PARTS; part++)
    {
      Wish *wish = &self->wishes[part];
      g_autoptr (CordialIntentRecord) intent = NULL;
      Errand *errand;

      if (!(profile->fields & fields[part]))
        continue;
      forget (wish);
      wish->wanted = TRUE;
      wish->said = FALSE;
      wish->number = ++self->numbers;
      wish->value = dup_value (profile, part);
      intent = cordial_intent_record_new (CORDIAL_INTENT_PROFILE, NULL);
      intent->slot = g_strdup (slots[part]);
      intent->payload = g_strdup (wish->value);
      errand = errand_new (self, part);
      /* They are written in this order. */
      errand->task = part == last ? g_object_ref (task) : NULL;
      cordial_store_add_intent_async (self->context->store, intent, NULL, on_kept, errand);
    }
  if (last == N_PARTS)
    g_task_return_boolean (task, TRUE);
}

void
cordial_profile_heard (CordialProfile *self, const CordialConversationRecord *record)
{
  g_autoptr (CordialConversationRecord) news = cordial_conversation_record_copy (record);

  for (Part part = 0; part < N_PARTS; part++)
    {
      g_autofree char *value = dup_value (record, part);

      if (!(record->fields & fields[part]))
        continue;
      set_value (self->heard, part, value);
      if (self->wishes[part].wanted)
        news->fields &= ~fields[part];
    }
  if (record->fields & CORDIAL_CONVERSATION_HAS_AVATAR)
    g_set_str (&self->heard->avatar_uri, record->avatar_uri);
  cordial_account_apply_profile (self->context->account, news);
  cordial_pictures_want_of_owner (self->pictures);
}

void
cordial_profile_load (CordialProfile *self, const CordialIntentRecord *intent)
{
  for (Part part = 0; part < N_PARTS; part++)
    if (g_strcmp0 (intent->slot, slots[part]) == 0)
      {
        Wish *wish = &self->wishes[part];

        wish->row = intent->row;
        wish->number = ++self->numbers;
        wish->wanted = TRUE;
        g_set_str (&wish->value, intent->payload);
        show (self, part, wish->value);
      }
}

void
cordial_profile_resume (CordialProfile *self)
{
  for (Part part = 0; part < N_PARTS; part++)
    say (self, part);
  cordial_pictures_want_of_owner (self->pictures);
}

void
cordial_profile_link_lost (CordialProfile *self)
{
  g_clear_handle_id (&self->retry, g_source_remove);
  for (Part part = 0; part < N_PARTS; part++)
    self->wishes[part].said = FALSE;
}

CordialProfile *
cordial_profile_new (CordialContext *context, CordialPictures *pictures)
{
  CordialProfile *self = g_new0 (CordialProfile, 1);

  self->context = context;
  self->pictures = pictures;
  self->heard = cordial_conversation_record_new (NULL);
  return self;
}

void
cordial_profile_free (CordialProfile *self)
{
  cordial_profile_link_lost (self);
  for (Part part = 0; part < N_PARTS; part++)
    forget (&self->wishes[part]);
  cordial_conversation_record_free (self->heard);
  g_free (self);
}
