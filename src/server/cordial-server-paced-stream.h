/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A stream of which only so much is read in one turn of the main loop: libsoup reads a socket until it is empty, and somebody
 * who goes on sending would have the server for themselves.
 */

#pragma once

#include "cordial-server-poller.h"

G_BEGIN_DECLS

#define PACED_STREAM_TYPE (paced_stream_get_type ())
G_DECLARE_FINAL_TYPE (PacedStream, paced_stream, PACED, STREAM, GIOStream)

GIOStream *paced_stream_new (GSocketConnection *base, PollerGroup *group);

G_END_DECLS
