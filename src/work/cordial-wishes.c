/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the owner sets: of themselves what others see, of a conversation whether it asks for attention, what they call it. Each is a wish,
 * and an intent of which the last counts (design section 5): on disk before it shows, said when there is a connection, and said again on
 * the next one where nobody knows whether it was heard, as saying it twice is saying it once. What waits is shown in place of what the
 * server says; a server's no shows that again.
 */
#define G_LOG_DOMAIN "cordial-work"

#include "cordial-config.h"

#include "cordial-wishes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cordial-conversation-private.h"

/* A server that is busy, or gave no reason, is asked again after this, and in vain so often. */
#define RETRY_MS 5000
#define ATTEMPTS_MAX 5
/* Of a picture: where it is, not what it is. No base64 begins so. */
#define BY_REFERENCE '@'
/* In a slot, between the part and whose it is. */
#define OF ":"

/* Slots are on disk. */
static const struct
{
  CordialConversationFields field;
  const char *slot;
} parts[] = {
  { CORDIAL_CONVERSATION_HAS_NAME, "name" },       { CORDIAL_CONVERSATION_HAS_AVATAR, "picture" },
  { CORDIAL_CONVERSATION_HAS_NOTE, "note" },       { CORDIAL_CONVERSATION_HAS_MUTED, "muted" },
  { CORDIAL_CONVERSATION_HAS_COMMENT, "comment" }, { CORDIAL_CONVERSATION_HAS_ARCHIVED, "archived" },
  { CORDIAL_CONVERSATION_HAS_PINS, "chats" },      { CORDIAL_CONVERSATION_HAS_ROLE, "role" },
  { CORDIAL_CONVERSATION_HAS_ENDED, "ended" },     { CORDIAL_CONVERSATION_HAS_MEMBER, "member" },
};

typedef struct
{
  gint64 row;    /* of the intent on disk, 0 while there is none */
  guint number;  /* to tell answers to an earlier wish for the same */
  char *id;      /* (nullable): of the conversation, %NULL for the owner */
  guint part;    /* of parts */
  char *who;     /* (nullable): whose place in the conversation it is, where the part is that */
  char *value;   /* (nullable): see dup_value(); %NULL to take it away */
  char *before;  /* (nullable): the server's */
  gboolean said; /* on this connection */
  guint attempts;
} Wish;

struct _CordialWishes
{
  CordialContext *context;   /* not owned: it outlives us */
  CordialPictures *pictures; /* likewise */
  GPtrArray *wishes;         /* of Wish, one for each of a conversation's parts */
  guint numbers;
  guint retry; /* source */
};

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_free (wish->id);
  g_free (wish->who);
  g_free (wish->value);
  g_free (wish->before);
  g_free (wish);
}

/* (nullable) */
static Wish *
find_wish (CordialWishes *self, const char *id, guint part, const char *who)
{
  for (guint i = 0; i < self->wishes->len; i++)
    {
      Wish *wish = g_ptr_array_index (self->wishes, i);

      if (wish->part == part && g_strcmp0 (wish->id, id) == 0 && g_strcmp0 (wish->who, who) == 0)
        return wish;
    }
  return NULL;
}

static Wish *
ensure_wish (CordialWishes *self, const char *id, guint part, const char *who)
{
  Wish *wish = find_wish (self, id, part, who);

  if (!wish)
    {
      wish = g_new0 (Wish, 1);
      wish->id = g_strdup (id);
      wish->part = part;
      wish->who = g_strdup (who);
      g_ptr_array_add (self->wishes, wish);
    }
  wish->number = ++self->numbers;
  wish->row = 0;
  wish->said = FALSE;
  wish->attempts = 0;
  return wish;
}

/* --- Values ------------------------------------------------------------------------------------------------------ */

/* (nullable): whose, where a part is of one member */
static const char *
get_who (const CordialConversationRecord *record, guint part)
{
  return parts[part].field == CORDIAL_CONVERSATION_HAS_MEMBER ? record->member : NULL;
}

/* (transfer full) (nullable): as text */
static char *
dup_value (const CordialConversationRecord *record, guint part)
{
  switch (parts[part].field)
    {
    case CORDIAL_CONVERSATION_HAS_NAME:
      return g_strdup (record->name);
    case CORDIAL_CONVERSATION_HAS_AVATAR:
      if (record->avatar)
        return g_base64_encode (g_bytes_get_data (record->avatar, NULL), g_bytes_get_size (record->avatar));
      return record->avatar_uri ? g_strdup_printf ("%c%s", BY_REFERENCE, record->avatar_uri) : NULL;
    case CORDIAL_CONVERSATION_HAS_NOTE:
      return g_strdup (record->note);
    case CORDIAL_CONVERSATION_HAS_MUTED:
      return record->muted ? g_strdup ("1") : NULL;
    case CORDIAL_CONVERSATION_HAS_ARCHIVED:
      return record->archived ? g_strdup ("1") : NULL;
    case CORDIAL_CONVERSATION_HAS_PINS:
      return g_strdup (record->pins);
    case CORDIAL_CONVERSATION_HAS_ROLE:
      return g_strdup_printf ("%d", record->role);
    case CORDIAL_CONVERSATION_HAS_ENDED:
      return record->ended != CORDIAL_ENDING_NONE ? g_strdup_printf ("%d", record->ended) : NULL;
    case CORDIAL_CONVERSATION_HAS_MEMBER:
      return record->member_role != CORDIAL_ROLE_NONE ? g_strdup_printf ("%d", record->member_role) : NULL;
    case CORDIAL_CONVERSATION_HAS_COMMENT:
    default:
      return g_strdup (record->comment);
    }
}

/* A number that was written by dup_value(), @none where there is none. */
static int
read_number (const char *value, int none, int highest)
{
  return value ? (int) CLAMP (g_ascii_strtoll (value, NULL, 10), 0, highest) : none;
}

static void
set_picture (CordialConversationRecord *record, const char *value)
{
  gsize size = 0;
  guchar *image = NULL;

  g_clear_pointer (&record->avatar, g_bytes_unref);
  g_set_str (&record->avatar_uri, value && *value == BY_REFERENCE ? value + 1 : NULL);
  if (value && *value != BY_REFERENCE)
    image = g_base64_decode (value, &size);
  if (image)
    record->avatar = g_bytes_new_take (image, size);
}

/* (transfer full) */
static CordialConversationRecord *
new_record (CordialWishes *self, const Wish *wish, const char *value)
{
  CordialConversationRecord *record =
    cordial_conversation_record_new (wish->id ? wish->id : cordial_account_get_user_id (self->context->account));

  record->fields = parts[wish->part].field;
  switch (record->fields)
    {
    case CORDIAL_CONVERSATION_HAS_NAME:
      record->name = g_strdup (value);
      break;
    case CORDIAL_CONVERSATION_HAS_AVATAR:
      set_picture (record, value);
      break;
    case CORDIAL_CONVERSATION_HAS_NOTE:
      record->note = g_strdup (value);
      break;
    case CORDIAL_CONVERSATION_HAS_MUTED:
      record->muted = value != NULL;
      break;
    case CORDIAL_CONVERSATION_HAS_ARCHIVED:
      record->archived = value != NULL;
      break;
    case CORDIAL_CONVERSATION_HAS_PINS:
      record->pins = g_strdup (value);
      break;
    case CORDIAL_CONVERSATION_HAS_ROLE:
      record->role = record->offered = read_number (value, CORDIAL_ROLE_UNKNOWN, CORDIAL_ROLE_OWNER);
      break;
    case CORDIAL_CONVERSATION_HAS_ENDED:
      record->ended = read_number (value, CORDIAL_ENDING_NONE, CORDIAL_ENDING_NOBODY);
      break;
    case CORDIAL_CONVERSATION_HAS_MEMBER:
      record->member = g_strdup (wish->who);
      record->member_role = read_number (value, CORDIAL_ROLE_NONE, CORDIAL_ROLE_OWNER);
      break;
    case CORDIAL_CONVERSATION_HAS_COMMENT:
    default:
      record->comment = g_strdup (value);
      break;
    }
  return record;
}

/* (transfer full) (nullable): what is shown now */
static char *
dup_shown (CordialWishes *self, const Wish *wish)
{
  CordialAccount *account = self->context->account;
  g_autoptr (CordialConversationRecord) own = NULL;

  if (wish->who)
    {
      g_autoptr (CordialConversationRecord) member = cordial_conversation_record_new (wish->id);

      member->member_role =
        cordial_conversation_get_member_role (cordial_account_get_conversation (account, wish->id), wish->who);
      return dup_value (member, wish->part);
    }
  if (wish->id)
    return dup_value (cordial_conversation_get_record (cordial_account_get_conversation (account, wish->id)),
                      wish->part);
  own = cordial_conversation_record_new (NULL);
  own->name = g_strdup (cordial_account_get_name (account));
  own->note = g_strdup (cordial_account_get_note (account));
  own->pins = cordial_account_dup_pinned (account);
  own->avatar = cordial_account_get_avatar (account) ? g_bytes_ref (cordial_account_get_avatar (account)) : NULL;
  return dup_value (own, wish->part);
}

static void
show (CordialWishes *self, const Wish *wish, const char *value)
{
  g_autoptr (CordialConversationRecord) record = new_record (self, wish, value);
  CordialConversation *conversation;

  if (!wish->id)
    {
      cordial_account_apply_profile (self->context->account, record);
      return;
    }
  conversation = cordial_account_get_conversation (self->context->account, wish->id);
  if (conversation && wish->who)
    cordial_conversation_apply_member (conversation, wish->who, record->member_role);
  else if (conversation)
    cordial_conversation_apply_record (conversation, record);
}

/* What is wanted and what was before, as the intent keeps it. */
static char *
dup_payload (const Wish *wish)
{
  g_autoptr (GVariant) payload = g_variant_ref_sink (g_variant_new ("(msms)", wish->value, wish->before));

  return g_variant_print (payload, FALSE);
}

static void
read_payload (Wish *wish, const char *text)
{
  g_autoptr (GVariant) payload = text ? g_variant_parse (G_VARIANT_TYPE ("(msms)"), text, NULL, NULL, NULL) : NULL;

  if (payload)
    g_variant_get (payload, "(msms)", &wish->value, &wish->before);
}

/* --- Saying it --------------------------------------------------------------------------------------------------- */

/* What an answer is about. */
typedef struct
{
  CordialContext *context;
  CordialWishes *wishes; /* to be touched only while the context has an account */
  guint number;
  guint link;
  char *id;                          /* (nullable): as in the wish */
  CordialConversationRecord *saying; /* (nullable) */
  GTask *task;                       /* (nullable) */
} Errand;

static Errand *
errand_new (CordialWishes *self, const Wish *wish)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->context = cordial_context_ref (self->context);
  errand->wishes = self;
  errand->number = wish->number;
  errand->link = self->context->link;
  errand->id = g_strdup (wish->id);
  return errand;
}

static void
errand_free (Errand *errand)
{
  cordial_context_unref (errand->context);
  g_free (errand->id);
  g_clear_pointer (&errand->saying, cordial_conversation_record_free);
  g_clear_object (&errand->task);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

/* (nullable): the wish that it is about, as long as there is no later one */
static Wish *
wish_of (Errand *errand)
{
  for (guint i = 0; errand->context->account && i < errand->wishes->wishes->len; i++)
    {
      Wish *wish = g_ptr_array_index (errand->wishes->wishes, i);

      if (wish->number == errand->number)
        return wish;
    }
  return NULL;
}

static gboolean
on_retry (gpointer user_data)
{
  CordialWishes *self = user_data;

  self->retry = 0;
  cordial_wishes_resume (self);
  return G_SOURCE_REMOVE;
}

static void
refuse (CordialWishes *self, Wish *wish, const char *sentence)
{
  CordialAccount *account = self->context->account;
  g_autoptr (CordialConversation) conversation = NULL;

  if (wish->id)
    g_set_object (&conversation, cordial_account_get_conversation (account, wish->id));
  cordial_store_take_back_intent_async (self->context->store, wish->row, NULL, NULL);
  show (self, wish, wish->before);
  if (parts[wish->part].field == CORDIAL_CONVERSATION_HAS_AVATAR && conversation)
    cordial_pictures_want_of_conversation (self->pictures, conversation);
  else if (parts[wish->part].field == CORDIAL_CONVERSATION_HAS_AVATAR)
    cordial_pictures_want_of_owner (self->pictures);
  g_ptr_array_remove (self->wishes, wish);
  g_signal_emit_by_name (account, "refused", conversation, sentence);
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
  CordialWishes *self = errand->wishes;
  Wish *wish = wish_of (errand);

  cordial_protocol_set_finish (CORDIAL_PROTOCOL (object), result, &error);
  /* A later wish, refused, leads back to this one. */
  if (!wish && !error && errand->context->account)
    cordial_conversation_record_free (cordial_wishes_hear (self, errand->id, errand->saying));
  if (!wish)
    return;
  if (!error)
    {
      cordial_store_complete_intent_async (self->context->store, wish->row, NULL, NULL, NULL);
      g_ptr_array_remove (self->wishes, wish);
      return;
    }
  g_info ("cannot set what the person wants: %s", error->message);
  if (is_final (error) || ++wish->attempts >= ATTEMPTS_MAX)
    {
      refuse (self, wish, error->message);
      return;
    }
  /* After a drop the next connection says it. */
  if (errand->link != self->context->link)
    return;
  wish->said = FALSE;
  if (self->retry == 0)
    {
      self->retry = g_timeout_add (RETRY_MS, on_retry, self);
      g_source_set_static_name (g_main_context_find_source_by_id (NULL, self->retry), "CordialWishes busy server");
    }
}

/* Whether nobody knows yet if the conversation goes on. */
static gboolean
is_in_doubt (CordialWishes *self, const Wish *wish)
{
  CordialConversation *conversation =
    wish->id ? cordial_account_get_conversation (self->context->account, wish->id) : NULL;

  return conversation && cordial_conversation_get_ending (conversation) == CORDIAL_ENDING_UNKNOWN;
}

static void
say (CordialWishes *self, Wish *wish)
{
  CordialContext *context = self->context;
  Errand *errand;

  /* On disk first. To say something where we are no more may be to join again. */
  if (!context->ready || wish->said || wish->row == 0 || is_in_doubt (self, wish))
    return;
  wish->said = TRUE;
  errand = errand_new (self, wish);
  errand->saying = new_record (self, wish, wish->value);
  cordial_protocol_set_async (context->protocol, wish->id, errand->saying, context->cancellable, on_said, errand);
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
        g_ptr_array_remove (errand->wishes->wishes, wish);
      if (errand->task)
        g_task_return_error (errand->task, g_steal_pointer (&error));
      return;
    }
  if (wish)
    {
      wish->row = intent->row;
      show (errand->wishes, wish, wish->value);
      say (errand->wishes, wish);
    }
  if (errand->task)
    g_task_return_boolean (errand->task, TRUE);
}

/* (nullable) */
static GError *
find_objection (CordialWishes *self, const CordialConversationRecord *wanted)
{
  CordialProtocol *protocol = self->context->protocol;
  CordialConversation *conversation =
    wanted->id ? cordial_account_get_conversation (self->context->account, wanted->id) : NULL;

  if (wanted->id && (!conversation || cordial_conversation_is_closed (conversation)))
    return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_REJECTED, _ ("This chat has ended."));
  if ((wanted->fields & CORDIAL_CONVERSATION_HAS_NAME) && (!wanted->name || !*wanted->name))
    return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID,
                                wanted->id ? _ ("A group needs a name: enter one.")
                                           : _ ("Others need a name to know you by: enter one."));
  if (!wanted->id && protocol && !(cordial_protocol_get_capabilities (protocol) & CORDIAL_PROTOCOL_CAN_SET_PROFILE))
    return g_error_new_literal (CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_UNSUPPORTED,
                                _ ("This server keeps no profiles."));
  return NULL;
}

static void
ask (CordialWishes *self, const CordialConversationRecord *wanted, guint part, GTask *task)
{
  const char *who = get_who (wanted, part);
  Wish *wish = find_wish (self, wanted->id, part, who);
  g_autoptr (CordialIntentRecord) intent = NULL;
  gboolean first = !wish;
  Errand *errand;

  wish = ensure_wish (self, wanted->id, part, who);
  g_free (wish->value);
  wish->value = dup_value (wanted, part);
  if (first)
    wish->before = dup_shown (self, wish);
  intent = cordial_intent_record_new (CORDIAL_INTENT_SETTING, wanted->id);
  intent->slot = who ? g_strdup_printf ("%s" OF "%s", parts[part].slot, who) : g_strdup (parts[part].slot);
  intent->payload = dup_payload (wish);
  errand = errand_new (self, wish);
  errand->task = task ? g_object_ref (task) : NULL;
  cordial_store_add_intent_async (self->context->store, intent, NULL, on_kept, errand);
}

void
cordial_wishes_ask (CordialWishes *self, const CordialConversationRecord *wanted, GTask *task)
{
  g_autoptr (GTask) held = task;
  GError *objection = find_objection (self, wanted);
  guint last = G_N_ELEMENTS (parts);

  if (objection)
    {
      g_task_return_error (task, objection);
      return;
    }
  for (guint part = 0; part < G_N_ELEMENTS (parts); part++)
    if (wanted->fields & parts[part].field)
      last = part;
  /* They are written in this order. */
  for (guint part = 0; part < G_N_ELEMENTS (parts); part++)
    if (wanted->fields & parts[part].field)
      ask (self, wanted, part, part == last ? task : NULL);
  if (last == G_N_ELEMENTS (parts))
    g_task_return_boolean (task, TRUE);
}

CordialConversationRecord *
cordial_wishes_hear (CordialWishes *self, const char *id, const CordialConversationRecord *record)
{
  CordialConversationRecord *news = cordial_conversation_record_copy (record);

  for (guint part = 0; part < G_N_ELEMENTS (parts); part++)
    {
      Wish *wish = record->fields & parts[part].field ? find_wish (self, id, part, get_who (record, part)) : NULL;

      if (!wish)
        continue;
      g_free (wish->before);
      wish->before = dup_value (record, part);
      news->fields &= ~parts[part].field;
    }
  return news;
}

GPtrArray *
cordial_wishes_hear_members (CordialWishes *self, const char *id, GPtrArray *members)
{
  GPtrArray *news = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_member_free);

  for (guint i = 0; i < members->len; i++)
    g_ptr_array_add (news, cordial_member_copy (g_ptr_array_index (members, i)));
  for (guint i = 0; i < self->wishes->len; i++)
    {
      Wish *wish = g_ptr_array_index (self->wishes, i);
      int role = read_number (wish->value, CORDIAL_ROLE_NONE, CORDIAL_ROLE_OWNER);
      guint at = 0;

      if (!wish->who || g_strcmp0 (wish->id, id) != 0)
        continue;
      while (at < news->len && !g_str_equal (((CordialMember *) news->pdata[at])->id, wish->who))
        at++;
      g_free (wish->before);
      wish->before = at < news->len ? g_strdup_printf ("%d", ((CordialMember *) news->pdata[at])->role) : NULL;
      if (role == CORDIAL_ROLE_NONE && at < news->len)
        g_ptr_array_remove_index (news, at);
      if (role == CORDIAL_ROLE_NONE)
        continue;
      if (at == news->len)
        g_ptr_array_add (news, cordial_member_new (wish->who, 0, 0));
      ((CordialMember *) news->pdata[at])->role = ((CordialMember *) news->pdata[at])->offered = (CordialRole) role;
    }
  return news;
}

gboolean
cordial_wishes_end (CordialWishes *self, const char *id)
{
  for (guint i = 0; i < self->wishes->len; i++)
    {
      const Wish *wish = g_ptr_array_index (self->wishes, i);

      if (parts[wish->part].field == CORDIAL_CONVERSATION_HAS_ENDED && g_strcmp0 (wish->id, id) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Versions before these wishes kept the value alone, and that of the owner. */
void
cordial_wishes_load (CordialWishes *self, const CordialIntentRecord *intent)
{
  g_auto (GStrv) slot = g_strsplit (intent->slot ? intent->slot : "", OF, 2);

  for (guint part = 0; slot[0] && part < G_N_ELEMENTS (parts); part++)
    if (g_str_equal (slot[0], parts[part].slot))
      {
        Wish *wish = ensure_wish (self, intent->conversation_id, part, slot[1]);

        wish->row = intent->row;
        g_clear_pointer (&wish->value, g_free);
        g_clear_pointer (&wish->before, g_free);
        if (intent->kind == CORDIAL_INTENT_PROFILE)
          {
            wish->value = g_strdup (intent->payload);
            wish->before = dup_shown (self, wish);
          }
        else
          {
            read_payload (wish, intent->payload);
          }
        show (self, wish, wish->value);
      }
}

void
cordial_wishes_resume (CordialWishes *self)
{
  for (guint i = 0; i < self->wishes->len; i++)
    say (self, g_ptr_array_index (self->wishes, i));
  cordial_pictures_want_of_owner (self->pictures);
}

void
cordial_wishes_link_lost (CordialWishes *self)
{
  g_clear_handle_id (&self->retry, g_source_remove);
  for (guint i = 0; i < self->wishes->len; i++)
    ((Wish *) g_ptr_array_index (self->wishes, i))->said = FALSE;
}

void
cordial_wishes_forget (CordialWishes *self, const char *conversation_id)
{
  for (guint i = self->wishes->len; i > 0; i--)
    {
      Wish *wish = g_ptr_array_index (self->wishes, i - 1);

      if (g_strcmp0 (wish->id, conversation_id) != 0)
        continue;
      if (wish->row != 0)
        cordial_store_take_back_intent_async (self->context->store, wish->row, NULL, NULL);
      g_ptr_array_remove_index (self->wishes, i - 1);
    }
}

CordialWishes *
cordial_wishes_new (CordialContext *context, CordialPictures *pictures)
{
  CordialWishes *self = g_new0 (CordialWishes, 1);

  self->context = context;
  self->pictures = pictures;
  self->wishes = g_ptr_array_new_with_free_func (wish_free);
  return self;
}

void
cordial_wishes_free (CordialWishes *self)
{
  cordial_wishes_link_lost (self);
  g_ptr_array_unref (self->wishes);
  g_free (self);
}
