/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of a message's content: ranges of its text, what is attached to it, a card of a person, a call.
 */

#define G_LOG_DOMAIN "cordial-content"

#include "cordial-content-parts.h"

#include <string.h>

/* Addresses of that length are data in disguise. */
#define MAX_ADDRESS_BYTES 8192

#define MAX_FILE_NAME_CHARACTERS 120
/* Of those, at the end: what a file is is said there. */
#define FILE_NAME_END_CHARACTERS 24

static gboolean
bytes_equal (GBytes *a, GBytes *b)
{
  return a == b || (a && b && g_bytes_equal (a, b));
}

/* --- Ranges ------------------------------------------------------------------------------------------------------- */

/**
 * cordial_text_span_free:
 * @span: (transfer full): a range
 */
void
cordial_text_span_free (CordialTextSpan *span)
{
  g_free (span->target);
  g_free (span->data);
  g_free (span->name);
  g_free (span->value);
  g_free (span);
}

/**
 * cordial_text_span_compare:
 * @a: a range
 * @b: another
 *
 * Returns: 0 if they are the same in every member, else the order in which a content has them: by beginning, the longer first
 */
int
cordial_text_span_compare (const CordialTextSpan *a, const CordialTextSpan *b)
{
  int order;

  if (a->start != b->start)
    return a->start < b->start ? -1 : 1;
  if (a->end != b->end)
    return a->end > b->end ? -1 : 1;
  if (a->kind != b->kind)
    return a->kind < b->kind ? -1 : 1;
  if ((order = g_strcmp0 (a->target, b->target)) || (order = g_strcmp0 (a->data, b->data)) ||
      (order = g_strcmp0 (a->name, b->name)) || (order = g_strcmp0 (a->value, b->value)))
    return order;
  if (a->action != b->action)
    return a->action < b->action ? -1 : 1;
  return a->single_use - b->single_use;
}

/**
 * cordial_text_span_equal:
 * @a: a range
 * @b: another
 *
 * Returns: whether they are the same in every member
 */
gboolean
cordial_text_span_equal (const CordialTextSpan *a, const CordialTextSpan *b)
{
  return cordial_text_span_compare (a, b) == 0;
}

/* --- Cards -------------------------------------------------------------------------------------------------------- */

static void
contact_free (CordialCardContact *contact)
{
  g_free (contact->protocol);
  g_free (contact->value);
  g_free (contact->labels);
  g_free (contact);
}

/**
 * cordial_card_new:
 *
 * Returns: (transfer full): a card on which nothing is written
 */
CordialCard *
cordial_card_new (void)
{
  CordialCard *card = g_new0 (CordialCard, 1);

  card->contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) contact_free);
  return card;
}

/**
 * cordial_card_add_contact:
 * @card: a card
 *
 * Returns: (transfer none): the contact, for the caller to fill in
 */
CordialCardContact *
cordial_card_add_contact (CordialCard *card)
{
  CordialCardContact *contact = g_new0 (CordialCardContact, 1);

  g_ptr_array_add (card->contacts, contact);
  return contact;
}

/* What the official clients put before the id of somebody on a card (tinode-sdk 0.25, URI_TOPIC_ID_PREFIX). */
#define ID_PREFIX "tinode:///id/"

/**
 * cordial_card_set_user_id:
 * @card: a card
 * @user_id: whose it is, on the chat server
 */
void
cordial_card_set_user_id (CordialCard *card, const char *user_id)
{
  CordialCardContact *contact = cordial_card_add_contact (card);

  contact->protocol = g_strdup ("tinode");
  contact->value = g_strconcat (ID_PREFIX, user_id, NULL);
  contact->labels = g_strdup ("home");
}

/**
 * cordial_card_dup_user_id:
 * @card: a card
 *
 * An address such as “tinode:topic/usr…”, of which the end is the id (docs/thecard.md; older clients write other beginnings).
 *
 * Returns: (transfer full) (nullable): whom it is of, on the chat server; %NULL where it does not say
 */
char *
cordial_card_dup_user_id (const CordialCard *card)
{
  for (guint i = 0; i < card->contacts->len; i++)
    {
      const CordialCardContact *contact = card->contacts->pdata[i];
      const char *slash, *id;

      if (!contact->protocol || !contact->value || !g_str_equal (contact->protocol, "tinode"))
        continue;
      slash = strrchr (contact->value, '/');
      id = slash ? slash + 1 : contact->value;
      if (g_str_has_prefix (id, "tinode:"))
        id += strlen ("tinode:");
      /* What a person can be called there; never a topic of another kind. */
      if (g_str_has_prefix (id, "usr") && id[3] &&
          strspn (id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == strlen (id))
        return g_strdup (id);
    }
  return NULL;
}

/**
 * cordial_card_copy:
 * @card: a card
 *
 * Returns: (transfer full): one that is the same in every member
 */
CordialCard *
cordial_card_copy (const CordialCard *card)
{
  CordialCard *copy = cordial_card_new ();

  copy->name = g_strdup (card->name);
  copy->organization = g_strdup (card->organization);
  copy->title = g_strdup (card->title);
  copy->note = g_strdup (card->note);
  copy->photo_type = g_strdup (card->photo_type);
  copy->photo = card->photo ? g_bytes_ref (card->photo) : NULL;
  copy->photo_reference = g_strdup (card->photo_reference);
  for (guint i = 0; i < card->contacts->len; i++)
    {
      const CordialCardContact *contact = card->contacts->pdata[i];
      CordialCardContact *added = cordial_card_add_contact (copy);

      added->protocol = g_strdup (contact->protocol);
      added->value = g_strdup (contact->value);
      added->labels = g_strdup (contact->labels);
    }
  return copy;
}

/**
 * cordial_card_free:
 * @card: (transfer full): a card
 */
void
cordial_card_free (CordialCard *card)
{
  g_free (card->name);
  g_free (card->organization);
  g_free (card->title);
  g_free (card->note);
  g_free (card->photo_type);
  g_clear_pointer (&card->photo, g_bytes_unref);
  g_free (card->photo_reference);
  g_ptr_array_unref (card->contacts);
  g_free (card);
}

static gboolean
card_equal (const CordialCard *a, const CordialCard *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  if (g_strcmp0 (a->name, b->name) || g_strcmp0 (a->organization, b->organization) || g_strcmp0 (a->title, b->title) ||
      g_strcmp0 (a->note, b->note) || g_strcmp0 (a->photo_type, b->photo_type) || !bytes_equal (a->photo, b->photo) ||
      g_strcmp0 (a->photo_reference, b->photo_reference) || a->contacts->len != b->contacts->len)
    return FALSE;
  for (guint i = 0; i < a->contacts->len; i++)
    {
      CordialCardContact *one = a->contacts->pdata[i], *other = b->contacts->pdata[i];

      if (g_strcmp0 (one->protocol, other->protocol) || g_strcmp0 (one->value, other->value) ||
          g_strcmp0 (one->labels, other->labels))
        return FALSE;
    }
  return TRUE;
}

/* --- Attachments -------------------------------------------------------------------------------------------------- */

/**
 * cordial_attachment_new:
 * @kind: what it is
 *
 * Returns: (transfer full): an attachment for the caller to fill in
 */
CordialAttachment *
cordial_attachment_new (CordialAttachmentKind kind)
{
  CordialAttachment *attachment = g_new0 (CordialAttachment, 1);

  attachment->kind = kind;
  return attachment;
}

/**
 * cordial_attachment_copy:
 * @attachment: an attachment
 *
 * Returns: (transfer full): one that is the same in every member; the bytes are shared
 */
CordialAttachment *
cordial_attachment_copy (const CordialAttachment *attachment)
{
  CordialAttachment *copy = g_new (CordialAttachment, 1);

  *copy = *attachment;
  copy->media_type = g_strdup (attachment->media_type);
  copy->name = g_strdup (attachment->name);
  copy->bytes = attachment->bytes ? g_bytes_ref (attachment->bytes) : NULL;
  copy->reference = g_strdup (attachment->reference);
  copy->preview = attachment->preview ? g_bytes_ref (attachment->preview) : NULL;
  copy->preview_type = g_strdup (attachment->preview_type);
  copy->preview_reference = g_strdup (attachment->preview_reference);
  copy->card = attachment->card ? cordial_card_copy (attachment->card) : NULL;
  copy->data = g_strdup (attachment->data);
  return copy;
}

/**
 * cordial_attachment_free:
 * @attachment: (transfer full): an attachment
 */
void
cordial_attachment_free (CordialAttachment *attachment)
{
  g_free (attachment->media_type);
  g_free (attachment->name);
  g_clear_pointer (&attachment->bytes, g_bytes_unref);
  g_free (attachment->reference);
  g_clear_pointer (&attachment->preview, g_bytes_unref);
  g_free (attachment->preview_type);
  g_free (attachment->preview_reference);
  g_clear_pointer (&attachment->card, cordial_card_free);
  g_free (attachment->data);
  g_free (attachment);
}

/**
 * cordial_attachment_equal:
 * @a: an attachment
 * @b: another
 *
 * Returns: whether they are the same in every member
 */
gboolean
cordial_attachment_equal (const CordialAttachment *a, const CordialAttachment *b)
{
  return a->kind == b->kind && g_strcmp0 (a->media_type, b->media_type) == 0 && g_strcmp0 (a->name, b->name) == 0 &&
         a->size == b->size && a->width == b->width && a->height == b->height && a->duration_ms == b->duration_ms &&
         bytes_equal (a->bytes, b->bytes) && g_strcmp0 (a->reference, b->reference) == 0 &&
         bytes_equal (a->preview, b->preview) && g_strcmp0 (a->preview_type, b->preview_type) == 0 &&
         g_strcmp0 (a->preview_reference, b->preview_reference) == 0 && card_equal (a->card, b->card) &&
         g_strcmp0 (a->data, b->data) == 0;
}

/* --- What a stranger may name ------------------------------------------------------------------------------------- */

static gboolean
has_scheme (const char *address, const char *const *schemes)
{
  for (guint i = 0; schemes[i]; i++)
    {
      gsize length = strlen (schemes[i]);

      if (g_ascii_strncasecmp (address, schemes[i], length) == 0 && address[length] == ':' && address[length + 1])
        return TRUE;
    }
  return FALSE;
}

/* A bounded line without control characters. */
static gboolean
is_address (const char *address)
{
  if (strlen (address) > MAX_ADDRESS_BYTES)
    return FALSE;
  for (const char *p = address; *p; p++)
    if (g_ascii_iscntrl (*p))
      return FALSE;
  return TRUE;
}

/**
 * cordial_is_link:
 * @address: what a stranger wants a person to follow
 *
 * Returns: whether its scheme is one that may be opened
 */
gboolean
cordial_is_link (const char *address)
{
  static const char *const schemes[] = { "https", "http", "mailto", "tel", NULL };

  return is_address (address) && has_scheme (address, schemes);
}

/**
 * cordial_is_reference:
 * @address: where a stranger says that a file is
 *
 * Returns: whether it is a path on the account's own server, or an address on the web
 */
gboolean
cordial_is_reference (const char *address)
{
  static const char *const schemes[] = { "https", "http", NULL };

  /* «//host/» would be another host. */
  return is_address (address) && ((address[0] == '/' && address[1] && address[1] != '/' && address[1] != '\\') ||
                                  has_scheme (address, schemes));
}

/* Turn the order of what follows: «photo_exe.jpg» is not what it seems. */
static gboolean
is_direction (gunichar c)
{
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0xfeff;
}

/**
 * cordial_dup_file_name:
 * @name: (nullable): what a stranger calls a file
 *
 * Returns: (transfer full) (nullable): its name without folders, control characters, changes
 *   of direction and excessive length, of which the middle is left out; %NULL if nothing is left
 */
char *
cordial_dup_file_name (const char *name)
{
  const char *last = name ? name : "";
  g_autoptr (GString) clean = g_string_new (NULL);
  glong length;

  /* Either slash: it may have been named on another system. */
  for (const char *p = last; *p; p++)
    if ((*p == '/' || *p == '\\') && p[1])
      last = p + 1;
  for (const char *p = last; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '/' || c == '\\' || is_direction (c))
        continue;
      g_string_append_unichar (clean, g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 ? ' ' : c);
    }
  g_strstrip (clean->str);
  length = g_utf8_strlen (clean->str, -1);
  if (length > MAX_FILE_NAME_CHARACTERS)
    {
      g_autofree char *start =
        g_utf8_substring (clean->str, 0, MAX_FILE_NAME_CHARACTERS - FILE_NAME_END_CHARACTERS - 1);
      const char *end = g_utf8_offset_to_pointer (clean->str, length - FILE_NAME_END_CHARACTERS);

      return g_strconcat (start, "…", end, NULL);
    }
  if (*clean->str == '\0' || g_str_equal (clean->str, ".") || g_str_equal (clean->str, ".."))
    return NULL;
  return g_strdup (clean->str);
}
