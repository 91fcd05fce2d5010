/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How people reacted to a message, as a plain value: what with, how many, and who as far as that is known. One person has one
 * reaction to a message at most. Kept by the store as a text of its own.
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What a stranger's frame may bring of one message. */
#define CORDIAL_REACTIONS_MAX 64
#define CORDIAL_REACTION_MAX_BYTES 64

/**
 * CordialReaction:
 * @value: mostly a single emoji
 * @count: how many people reacted so, at least as many as @people
 * @people: (element-type utf8): the ids of those who are known
 */
typedef struct
{
  char *value;
  guint count;
  GPtrArray *people;
} CordialReaction;

/**
 * CordialReacted:
 * @seq: the number of a message
 * @reactions: (element-type CordialReaction): how people reacted to it
 *
 * What a server says of a message.
 */
typedef struct
{
  gint64 seq;
  GPtrArray *reactions;
} CordialReacted;

CordialReacted *cordial_reacted_new (gint64 seq);
void cordial_reacted_free (CordialReacted *self);

/* (transfer full) (element-type CordialReaction), in the order in which they are shown */
GPtrArray *cordial_reactions_new (void);
GPtrArray *cordial_reactions_parse (const char *text);
char *cordial_reactions_dup_text (GPtrArray *self);
gboolean cordial_reaction_is_sound (const char *value);
CordialReaction *cordial_reactions_add (GPtrArray *self, const char *value);
void cordial_reaction_add_person (CordialReaction *self, const char *person);
const char *cordial_reactions_find (GPtrArray *self, const char *person);
void cordial_reactions_set (GPtrArray *self, const char *person, const char *value);
void cordial_reactions_update (GPtrArray *self, GPtrArray *news, gboolean all);

G_END_DECLS
