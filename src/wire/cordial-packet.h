/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading frames of Tinode's wire: JSON objects of bounded depth, and members of them that have the type they must have.
 * Client and server stand on it. It knows no particular packet.
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define CORDIAL_PACKET_ERROR (cordial_packet_error_quark ())
GQuark cordial_packet_error_quark (void);

/**
 * CordialPacketError:
 * @CORDIAL_PACKET_ERROR_MALFORMED: no JSON, or no object
 * @CORDIAL_PACKET_ERROR_TOO_DEEP: nested deeper than anything that Tinode says
 */
typedef enum
{
  CORDIAL_PACKET_ERROR_MALFORMED,
  CORDIAL_PACKET_ERROR_TOO_DEEP,
} CordialPacketError;

JsonNode *cordial_packet_parse (const char *text, GError **error);
JsonNode *cordial_packet_parse_pruned (const char *text, GError **error);

const char *cordial_packet_get_string (JsonObject *object, const char *member);
gboolean cordial_packet_get_int (JsonObject *object, const char *member, gint64 *value);
gboolean cordial_packet_get_boolean (JsonObject *object, const char *member);
JsonObject *cordial_packet_get_object (JsonObject *object, const char *member);
JsonArray *cordial_packet_get_array (JsonObject *object, const char *member);

G_END_DECLS
