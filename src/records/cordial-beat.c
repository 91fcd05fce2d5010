/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list of what happened to a connection.
 */

#include "cordial-beat.h"

static void
clear_beat (gpointer data)
{
  g_free (((CordialBeat *) data)->reason);
}

GArray *
cordial_beats_new (void)
{
  GArray *beats = g_array_new (FALSE, FALSE, sizeof (CordialBeat));

  g_array_set_clear_func (beats, clear_beat);
  return beats;
}
