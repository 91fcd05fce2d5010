/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the server writes Tinode's values: ids, times, access modes, and the frames that it answers with. Knows no session and
 * no database.
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Access permissions, Tinode docs/API.md «Access Control». */
typedef enum
{
  CORDIAL_ACCESS_NONE = 0,
  CORDIAL_ACCESS_JOIN = 1 << 0,
  CORDIAL_ACCESS_READ = 1 << 1,
  CORDIAL_ACCESS_WRITE = 1 << 2,
  CORDIAL_ACCESS_PRESENCE = 1 << 3,
  CORDIAL_ACCESS_APPROVE = 1 << 4,
  CORDIAL_ACCESS_SHARE = 1 << 5,
  CORDIAL_ACCESS_DELETE = 1 << 6,
  CORDIAL_ACCESS_OWNER = 1 << 7,
  CORDIAL_ACCESS_UNSET = 1 << 8, /* nothing is said */
} CordialAccess;

/* What the official server gives, recorded from version 0.25. */
#define CORDIAL_ACCESS_P2P                                                                                             \
  (CORDIAL_ACCESS_JOIN | CORDIAL_ACCESS_READ | CORDIAL_ACCESS_WRITE | CORDIAL_ACCESS_PRESENCE |                        \
   CORDIAL_ACCESS_APPROVE | CORDIAL_ACCESS_DELETE)
#define CORDIAL_ACCESS_ME (CORDIAL_ACCESS_JOIN | CORDIAL_ACCESS_PRESENCE | CORDIAL_ACCESS_SHARE)
#define CORDIAL_ACCESS_GROUP                                                                                           \
  (CORDIAL_ACCESS_JOIN | CORDIAL_ACCESS_READ | CORDIAL_ACCESS_WRITE | CORDIAL_ACCESS_PRESENCE | CORDIAL_ACCESS_SHARE)
#define CORDIAL_ACCESS_SELF                                                                                            \
  (CORDIAL_ACCESS_JOIN | CORDIAL_ACCESS_READ | CORDIAL_ACCESS_WRITE | CORDIAL_ACCESS_DELETE | CORDIAL_ACCESS_OWNER)
#define CORDIAL_ACCESS_ALL 0xff
/* Of a person, to whoever begins to talk with them (ModeCAuth, and D where both may delete for both). */
#define CORDIAL_ACCESS_USER (CORDIAL_ACCESS_P2P | CORDIAL_ACCESS_GROUP)
/* A channel lets nobody write who is not invited, and its readers be. */
#define CORDIAL_ACCESS_CHANNEL                                                                                         \
  (CORDIAL_ACCESS_READ | CORDIAL_ACCESS_WRITE | CORDIAL_ACCESS_PRESENCE | CORDIAL_ACCESS_SHARE)
#define CORDIAL_ACCESS_READER (CORDIAL_ACCESS_JOIN | CORDIAL_ACCESS_READ | CORDIAL_ACCESS_PRESENCE)
/* Who decides who belongs to it (ModeCAdmin), and who may ask people in (ModeCSharer). */
#define CORDIAL_ACCESS_ADMIN (CORDIAL_ACCESS_OWNER | CORDIAL_ACCESS_APPROVE)
#define CORDIAL_ACCESS_SHARER (CORDIAL_ACCESS_ADMIN | CORDIAL_ACCESS_SHARE)

char *cordial_access_to_string (CordialAccess access);
gboolean cordial_access_parse (const char *text, CordialAccess *access);
char *cordial_access_difference (CordialAccess before, CordialAccess after);
JsonObject *cordial_access_to_object (CordialAccess want, CordialAccess given);
void cordial_object_set_default_access (JsonObject *object, CordialAccess auth, CordialAccess anon);

char *cordial_user_id_to_string (gint64 user);
gint64 cordial_user_id_from_string (const char *text);
char *cordial_random_name (const char *prefix);

char *cordial_time_to_string (gint64 time_ms);
gint64 cordial_time_from_string (const char *text);
gint64 cordial_time_now_ms (void);

/* A frame {kind: body}; takes the body. */
char *cordial_frame_to_text (const char *kind, JsonObject *body);
JsonObject *cordial_ctrl_new (const char *id, const char *topic, int code, const char *text);
JsonObject *cordial_pres_new (const char *topic, const char *source, const char *what);
JsonObject *cordial_range_new (gint64 low, gint64 high);
void cordial_object_set_json (JsonObject *object, const char *member, const char *json);
void cordial_object_set_count (JsonObject *object, const char *member, gint64 count);
void cordial_object_set_time (JsonObject *object, const char *member, gint64 time_ms);
char *cordial_node_to_text (JsonNode *node);
char *cordial_node_to_bounded_text (JsonNode *node, guint max_depth);

G_END_DECLS
