/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each kind of reaction with how many people reacted so, and who they are; readers of a channel are not told that (Tinode docs/API.md
 * of 0.26, «Chat Messages»).
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-reactions.h"

#include "cordial-server-frames.h"

/* Those that come with Tinode (its tinode.conf, allowed_reactions). */
static const char *const offered[] = {
  "👍", "❤️",  "🔥", "🤣", "🙏", "✨", "😁", "😍", "😊", "🥰", "😭", "🙄", "🤔", "👏", "👎",
  "🎉", "🤗", "😉", "😳", "😱", "🤬", "😢", "🥳", "🤮", "💩", "🤡", "🖕", "👀", "💯", "😘",
  "🥱", "💀", "🤝", "💔", "🗿", "😎", "😈", "🙈", "🙉", "🙊", "😇", "🫡", NULL,
};

/**
 * reactions_offered:
 *
 * Returns: (transfer full): with what people may react
 */
JsonArray *
reactions_offered (void)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; offered[i]; i++)
    json_array_add_string_element (array, offered[i]);
  return array;
}

gboolean
reaction_is_offered (const char *value)
{
  return g_strv_contains (offered, value);
}

typedef struct
{
  JsonArray *messages; /* (nullable): where they are of more than one */
  gint64 seq;          /* of the last */
  JsonArray *kinds;    /* of that message */
  JsonObject *kind;    /* the last of these */
  gint64 reader;
} Listing;

static void
end_kind (Listing *self)
{
  if (self->kind)
    json_array_add_object_element (self->kinds, g_steal_pointer (&self->kind));
}

static void
end_message (Listing *self)
{
  JsonObject *message;

  end_kind (self);
  if (!self->messages || !self->kinds || json_array_get_length (self->kinds) == 0)
    return;
  message = json_object_new ();
  json_object_set_int_member (message, "seq", self->seq);
  json_object_set_array_member (message, "reacts", g_steal_pointer (&self->kinds));
  json_array_add_object_element (self->messages, message);
}

static void
add (gint64 seq, const char *value, gint64 user, gint64 number, gpointer user_data)
{
  Listing *self = user_data;
  g_autofree char *who = cordial_user_id_to_string (user);

  if (self->messages && seq != self->seq)
    end_message (self);
  if (!self->kinds)
    self->kinds = json_array_new ();
  if (self->kind && g_strcmp0 (json_object_get_string_member (self->kind, "val"), value) != 0)
    end_kind (self);
  self->seq = seq;
  if (!self->kind)
    {
      self->kind = json_object_new ();
      json_object_set_string_member (self->kind, "val", value);
      json_object_set_int_member (self->kind, "count", 0);
      json_object_set_int_member (self->kind, "mrrid", 0);
    }
  json_object_set_int_member (self->kind, "count", json_object_get_int_member (self->kind, "count") + 1);
  json_object_set_int_member (self->kind, "mrrid", MAX (number, json_object_get_int_member (self->kind, "mrrid")));
  if (self->reader != 0 && user != self->reader)
    return;
  if (!json_object_has_member (self->kind, "users"))
    json_object_set_array_member (self->kind, "users", json_array_new ());
  json_array_add_string_element (json_object_get_array_member (self->kind, "users"), who);
}

JsonArray *
reactions_of_message (Database *database, gint64 topic, gint64 seq, gint64 reader)
{
  Listing listing = { .seq = seq, .reader = reader };

  database_foreach_reaction (database, topic, seq, add, &listing);
  end_kind (&listing);
  return listing.kinds;
}

JsonArray *
reactions_of_topic (Database *database, gint64 topic, gint64 since, gint64 before, gint64 limit, gint64 reader)
{
  Listing listing = { .messages = json_array_new (), .reader = reader };

  database_foreach_newest_reaction (database, topic, since, before, limit, add, &listing);
  end_message (&listing);
  return listing.messages;
}
