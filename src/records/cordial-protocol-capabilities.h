/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the wire of an account can say. Told by its protocol; what people are offered goes by it.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CordialProtocolCapabilities:
 * @CORDIAL_PROTOCOL_CAN_EDIT: a message of ours can be replaced: cordial_protocol_send_async() takes one that replaces another
 * @CORDIAL_PROTOCOL_CAN_DELETE: messages can be deleted, here and for all
 * @CORDIAL_PROTOCOL_CAN_SET_PROFILE: the owner chooses what others see of them
 * @CORDIAL_PROTOCOL_HAS_ROSTER: the server says which conversations there are
 * @CORDIAL_PROTOCOL_CAN_FORMAT: a message can hold more than text: styles, links with a name, quotes
 * @CORDIAL_PROTOCOL_CAN_SEND_FILES: a message can have files, which the server keeps
 * @CORDIAL_PROTOCOL_CAN_PIN: messages can be pinned
 *
 * What not every wire can say. What a protocol cannot is not offered.
 */
typedef enum
{
  CORDIAL_PROTOCOL_CAN_EDIT = 1 << 0,
  CORDIAL_PROTOCOL_CAN_DELETE = 1 << 1,
  CORDIAL_PROTOCOL_HAS_ROSTER = 1 << 2,
  CORDIAL_PROTOCOL_CAN_SET_PROFILE = 1 << 3,
  CORDIAL_PROTOCOL_CAN_FORMAT = 1 << 4,
  CORDIAL_PROTOCOL_CAN_SEND_FILES = 1 << 5,
  CORDIAL_PROTOCOL_CAN_PIN = 1 << 6,
} CordialProtocolCapabilities;

G_END_DECLS
