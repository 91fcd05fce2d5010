/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is in a group beside the account's owner, what each may do there, and how far each of them is. What all have received or read is what the ticks of a message
 * say; who that was, is asked here. Read from the database when it is first needed: most groups of an account are never opened.
 */
#define G_LOG_DOMAIN "cordial-model"

#include "cordial-conversation-state.h"

#include "cordial-fold.h"
#include "cordial-member.h"
#include "cordial-person.h"

static int
compare_members (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(CordialMember *const *) a)->id, (*(CordialMember *const *) b)->id);
}

/* (transfer none): those that are known */
static GPtrArray *
get_members (CordialConversation *self)
{
  g_autoptr (GError) error = NULL;

  if (self->members)
    return self->members;
  self->members = cordial_store_list_members (self->roster->store, self->record->id, &error);
  if (!self->members)
    {
      g_warning ("cannot read who is in a group: %s", error->message);
      self->members = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_member_free);
    }
  g_ptr_array_sort (self->members, compare_members);
  return self->members;
}

/* (nullable) */
static CordialMember *
find_member (GPtrArray *members, const char *id)
{
  guint low = 0, high = members->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      CordialMember *member = g_ptr_array_index (members, middle);
      int order = strcmp (member->id, id);

      if (order == 0)
        return member;
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return NULL;
}

/* Something is new of them. Ticks that were shown stay, although somebody joined later who has not read what was there before. */
static void
told (CordialConversation *self)
{
  gint64 recv = G_MAXINT64, read = G_MAXINT64;

  g_signal_emit (self, cordial_conversation_members_changed, 0);
  if (self->members->len == 0)
    return;
  for (guint i = 0; i < self->members->len; i++)
    {
      CordialMember *member = g_ptr_array_index (self->members, i);

      recv = MIN (recv, member->recv);
      read = MIN (read, member->read);
    }
  cordial_conversation_take_receipts (self, recv, read);
}

static gint64
sound (gint64 seq)
{
  return seq >= 0 && seq <= CORDIAL_SEQ_MAX ? seq : 0;
}

static CordialMember *
new_member (const char *id, gint64 recv, gint64 read, CordialRole role, CordialRole offered)
{
  CordialMember *member = cordial_member_new (id, recv, read);

  member->role = role;
  member->offered = offered;
  return member;
}

void
cordial_conversation_apply_members (CordialConversation *self, GPtrArray *members)
{
  g_autoptr (GPtrArray) before = g_ptr_array_ref (get_members (self));
  g_autoptr (GPtrArray) now = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_member_free);
  gboolean changed = before->len != members->len;

  if (self->record->kind != CORDIAL_CONVERSATION_GROUP || self->gone)
    return;
  for (guint i = 0; i < members->len; i++)
    {
      const CordialMember *told = g_ptr_array_index (members, i);
      const CordialMember *known = find_member (before, told->id);
      gint64 recv = sound (told->recv), read = sound (told->read);

      /* A receipt can be faster than a list that was made before it. */
      if (known && self->doubt == 0)
        {
          recv = MAX (recv, known->recv);
          read = MAX (read, known->read);
        }
      changed = changed || !known || known->recv != MAX (recv, read) || known->read != read ||
                known->role != told->role || known->offered != told->offered;
      g_ptr_array_add (now, new_member (told->id, recv, read, told->role, told->offered));
    }
  if (!changed)
    return;
  g_ptr_array_sort (now, compare_members);
  g_ptr_array_unref (self->members);
  self->members = g_steal_pointer (&now);
  cordial_store_save_members (self->roster->store, self->record->id, self->members, TRUE);
  told (self);
}

void
cordial_conversation_apply_member (CordialConversation *self, const char *id, CordialRole role)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_member_free);
  GPtrArray *before = get_members (self);

  for (guint i = 0; i < before->len; i++)
    {
      const CordialMember *member = g_ptr_array_index (before, i);

      if (!g_str_equal (member->id, id))
        g_ptr_array_add (members, cordial_member_copy (member));
      else if (role != CORDIAL_ROLE_NONE)
        g_ptr_array_add (members, new_member (id, member->recv, member->read, role, role));
    }
  if (role != CORDIAL_ROLE_NONE && !find_member (before, id))
    g_ptr_array_add (members, new_member (id, 0, 0, role, role));
  cordial_conversation_apply_members (self, members);
}

static void
take_receipt (CordialConversation *self, const char *id, CordialReceipt receipt, gint64 seq)
{
  CordialMember *member = find_member (get_members (self), id);
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();
  gint64 read = receipt == CORDIAL_RECEIPT_READ ? seq : 0;

  /* Of others the list tells it once they are in it. */
  if (!member || (seq <= member->recv && read <= member->read))
    return;
  member->recv = MAX (member->recv, seq);
  member->read = MAX (member->read, read);
  g_ptr_array_add (changed, member);
  cordial_store_save_members (self->roster->store, self->record->id, changed, FALSE);
  told (self);
}

void
cordial_conversation_apply_receipt (CordialConversation *self, const char *user_id, CordialReceipt receipt, gint64 seq)
{
  gboolean own = cordial_roster_is_own (self->roster, user_id), read = receipt == CORDIAL_RECEIPT_READ;

  if (seq <= 0 || seq > CORDIAL_SEQ_MAX)
    {
      g_info ("dropped a receipt for a message that cannot exist");
      return;
    }
  if (own && read)
    cordial_conversation_take_read (self, seq);
  else if (!own && self->record->kind == CORDIAL_CONVERSATION_GROUP)
    take_receipt (self, user_id, receipt, seq);
  else if (!own)
    cordial_conversation_take_receipts (self, seq, read ? seq : 0);
}

void
cordial_conversation_forget_member_receipts (CordialConversation *self, gint64 agreed)
{
  for (guint i = 0; self->members && i < self->members->len; i++)
    {
      CordialMember *member = g_ptr_array_index (self->members, i);

      member->recv = MIN (member->recv, agreed);
      member->read = MIN (member->read, agreed);
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const CordialPerson *one = *(CordialPerson *const *) a, *other = *(CordialPerson *const *) b;
  int order;

  /* Who is known by name first. */
  if (!one->name || !other->name)
    return !one->name - !other->name;
  order = g_utf8_collate (one->name, other->name);
  return order != 0 ? order : strcmp (one->id, other->id);
}

/**
 * cordial_conversation_list_members:
 * @self: a #CordialConversation
 *
 * Returns: (transfer full) (element-type CordialPerson): who is in a group beside the owner, named as the owner names them, by name; none
 *   where that is not known, or it is no group
 */
GPtrArray *
cordial_conversation_list_members (CordialConversation *self)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_person_free);
  GPtrArray *members;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), NULL);

  if (self->record->kind != CORDIAL_CONVERSATION_GROUP)
    return g_steal_pointer (&people);
  members = get_members (self);
  for (guint i = 0; i < members->len; i++)
    {
      const char *id = ((CordialMember *) g_ptr_array_index (members, i))->id;

      g_ptr_array_add (people, cordial_person_new (id, cordial_roster_get_name_of (self->roster, id), NULL,
                                                   cordial_roster_get_avatar_of (self->roster, id)));
    }
  g_ptr_array_sort (people, compare_names);
  return g_steal_pointer (&people);
}

/**
 * cordial_conversation_get_member_role:
 * @self: a group
 * @member_id: somebody other than the owner
 *
 * Returns: what they may do there, %CORDIAL_ROLE_NONE where they are not among those who are known to be in it
 */
CordialRole
cordial_conversation_get_member_role (CordialConversation *self, const char *member_id)
{
  const CordialMember *member;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), CORDIAL_ROLE_NONE);
  g_return_val_if_fail (member_id != NULL, CORDIAL_ROLE_NONE);

  member = self->record->kind == CORDIAL_CONVERSATION_GROUP ? find_member (get_members (self), member_id) : NULL;
  return member ? member->role : CORDIAL_ROLE_NONE;
}

/**
 * cordial_conversation_get_member_offer:
 * @self: a group
 * @member_id: one of its members
 *
 * Returns: what they are granted there: more than their role where they have not taken it on
 */
CordialRole
cordial_conversation_get_member_offer (CordialConversation *self, const char *member_id)
{
  const CordialMember *member;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), CORDIAL_ROLE_NONE);

  member = find_member (get_members (self), member_id);
  return member ? member->offered : CORDIAL_ROLE_NONE;
}

/**
 * cordial_conversation_get_role:
 * @self: a #CordialConversation
 *
 * Returns: what the account's owner may do in a group, %CORDIAL_ROLE_UNKNOWN elsewhere and where it has ended
 */
CordialRole
cordial_conversation_get_role (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), CORDIAL_ROLE_UNKNOWN);

  return self->record->ended == CORDIAL_ENDING_NONE && !self->gone ? self->record->role : CORDIAL_ROLE_UNKNOWN;
}

/**
 * cordial_conversation_get_offer:
 * @self: a #CordialConversation
 *
 * Returns: what the owner is granted there: more than their role where they have not taken it on
 */
CordialRole
cordial_conversation_get_offer (CordialConversation *self)
{
  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), CORDIAL_ROLE_UNKNOWN);

  return MAX (self->record->offered, cordial_conversation_get_role (self));
}

static void
add_name (GPtrArray *names, CordialTextSpanKind kind, char *words, const char *target)
{
  CordialTextSpan *name = g_new0 (CordialTextSpan, 1);

  name->kind = kind;
  name->name = words;
  name->target = g_strdup (target);
  g_ptr_array_add (names, name);
}

/* “@Ada” begins as “@Ada Lovelace” does. */
static int
compare_lengths (gconstpointer a, gconstpointer b)
{
  gsize one = strlen ((*(CordialPerson *const *) a)->name), other = strlen ((*(CordialPerson *const *) b)->name);

  return (one < other) - (one > other);
}

GPtrArray *
cordial_conversation_list_names (CordialConversation *self, const char *text, GPtrArray *chosen)
{
  GPtrArray *names = g_ptr_array_new_with_free_func ((GDestroyNotify) cordial_text_span_free);
  g_autoptr (GPtrArray) people = NULL;

  for (guint i = 0; chosen && i < chosen->len; i++)
    {
      const CordialTextSpan *name = g_ptr_array_index (chosen, i);

      add_name (names, name->kind, g_strdup (name->name), name->target);
    }
  if (!strchr (text, '@'))
    return names;
  people = cordial_conversation_list_members (self);
  while (people->len > 0 && !((CordialPerson *) g_ptr_array_index (people, people->len - 1))->name)
    g_ptr_array_set_size (people, people->len - 1);
  g_ptr_array_sort (people, compare_lengths);
  for (guint i = 0; i < people->len; i++)
    {
      const CordialPerson *person = g_ptr_array_index (people, i);

      if (*person->name)
        add_name (names, CORDIAL_TEXT_SPAN_MENTION, g_strconcat ("@", person->name, NULL), person->id);
    }
  return names;
}

/**
 * cordial_conversation_mentions_owner:
 * @self: a #CordialConversation
 * @message: a message of it
 *
 * A mention names the id of somebody (Tinode docs/drafty.md «MN»); the official clients put there what was typed after the @, which is the
 * name, or the first word of it.
 *
 * Returns: whether it mentions the account's owner
 */
gboolean
cordial_conversation_mentions_owner (CordialConversation *self, const CordialMessageRecord *message)
{
  const CordialRoster *roster;
  g_autoptr (CordialContent) content = NULL;
  g_autofree char *name = NULL, *first = NULL;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), FALSE);
  g_return_val_if_fail (message != NULL, FALSE);

  roster = self->roster;
  if (!roster->read_content || !(message->content || message->head) || !roster->own_id)
    return FALSE;
  content = roster->read_content (message);
  name = cordial_fold (roster->own_name);
  first = g_strndup (name, strcspn (name, " "));
  for (guint i = 0; i < content->spans->len; i++)
    {
      const CordialTextSpan *span = g_ptr_array_index (content->spans, i);
      g_autofree char *said = NULL;

      if (span->kind != CORDIAL_TEXT_SPAN_MENTION || !span->target)
        continue;
      if (g_str_equal (span->target, roster->own_id))
        return TRUE;
      said = cordial_fold (span->target);
      if (*said && (g_str_equal (said, name) || g_str_equal (said, first)))
        return TRUE;
    }
  return FALSE;
}

/**
 * cordial_conversation_get_seen:
 * @self: a group
 * @member_id: one of its members
 * @message: one of its messages, with a number
 *
 * Returns: whether they have read it, or only received, or not even that: %CORDIAL_MESSAGE_STATUS_READ, %CORDIAL_MESSAGE_STATUS_RECEIVED or
 *   %CORDIAL_MESSAGE_STATUS_SENT
 */
CordialMessageStatus
cordial_conversation_get_seen (CordialConversation *self, const char *member_id, CordialMessage *message)
{
  CordialMember *member;
  gint64 seq;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (self), CORDIAL_MESSAGE_STATUS_SENT);
  g_return_val_if_fail (CORDIAL_IS_MESSAGE (message), CORDIAL_MESSAGE_STATUS_SENT);

  member = find_member (get_members (self), member_id);
  seq = cordial_message_get_seq (message);
  if (!member || seq == 0 || seq > member->recv)
    return CORDIAL_MESSAGE_STATUS_SENT;
  return seq > member->read ? CORDIAL_MESSAGE_STATUS_RECEIVED : CORDIAL_MESSAGE_STATUS_READ;
}
