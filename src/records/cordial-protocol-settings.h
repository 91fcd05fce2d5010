/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a protocol is made of: where the server is, and on wires that have no sign-in, who the person is there and which
 * heartbeat was agreed on. CordialAccounts keeps it with the account; the person can change it.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For a back end that relays JSON objects and agreed on a heartbeat (design section 9). */
#define CORDIAL_DIALECT_PLAIN "plain"

/* What the person may choose; milliseconds. */
#define CORDIAL_SETTINGS_INTERVAL_MIN_MS 1000
#define CORDIAL_SETTINGS_INTERVAL_MAX_MS (60 * 60 * 1000)
#define CORDIAL_SETTINGS_DEADLINE_MIN_MS 100
#define CORDIAL_SETTINGS_DEADLINE_MAX_MS (60 * 1000)

/* What the person may choose for the longest frame, in bytes, and what most back ends take. */
#define CORDIAL_SETTINGS_FRAME_MIN_BYTES 1024
#define CORDIAL_SETTINGS_FRAME_MAX_BYTES (16 * 1024 * 1024)
#define CORDIAL_SETTINGS_FRAME_USUAL_BYTES (64 * 1024)

/**
 * CordialProtocolSettings:
 * @dialect: (nullable): %NULL for the protocol with accounts of its own, or %CORDIAL_DIALECT_PLAIN; the others are for this
 * @uri: where the WebSocket is
 * @user_id: (nullable): who the person is there
 * @name: (nullable): display name
 * @avatar_uri: (nullable): where the person's picture is
 * @heartbeat: (nullable): the frame that was agreed on, %NULL for the usual one
 * @interval_ms: 0 for the usual one
 * @deadline_ms: 0 for the usual one
 * @max_frame_bytes: the longest frame that the server takes, 0 for the usual one
 */
typedef struct
{
  char *dialect;
  char *uri;
  char *user_id;
  char *name;
  char *avatar_uri;
  char *heartbeat;
  guint interval_ms;
  guint deadline_ms;
  guint max_frame_bytes;
} CordialProtocolSettings;

CordialProtocolSettings *cordial_protocol_settings_new (void);
CordialProtocolSettings *cordial_protocol_settings_copy (const CordialProtocolSettings *self);
void cordial_protocol_settings_free (CordialProtocolSettings *self);

/* What is wrong in which field; in the order of the form. */
typedef enum
{
  CORDIAL_SETTINGS_FIELD_NONE,
  CORDIAL_SETTINGS_FIELD_URI,
  CORDIAL_SETTINGS_FIELD_USER_ID,
  CORDIAL_SETTINGS_FIELD_AVATAR_URI,
  CORDIAL_SETTINGS_FIELD_HEARTBEAT,
} CordialSettingsField;

char *cordial_protocol_settings_normalize_uri (const char *typed, gboolean allow_plaintext, GError **error);
gboolean cordial_protocol_settings_check_heartbeat (const char *text, GError **error);
CordialSettingsField
cordial_protocol_settings_check (CordialProtocolSettings *self, gboolean allow_plaintext, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordialProtocolSettings, cordial_protocol_settings_free)

G_END_DECLS
