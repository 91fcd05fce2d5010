/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which messages of a shard have a word. On disk a few are the distances from one to the next, seven bits a byte; many are a bit for each
 * of the shard, whichever is shorter. All that is read is checked: an index may be damaged like any file.
 */

#include "cordial-index-private.h"

#include <string.h>

void
cordial_index_set_add (CordialIndexSet *self, guint member)
{
  self->bits[member / 8] |= (guint8) (1 << (member % 8));
}

gboolean
cordial_index_set_has (const CordialIndexSet *self, guint member)
{
  return (self->bits[member / 8] >> (member % 8)) & 1;
}

gboolean
cordial_index_set_is_empty (const CordialIndexSet *self)
{
  for (guint i = 0; i < CORDIAL_INDEX_SET_BYTES; i++)
    if (self->bits[i])
      return FALSE;
  return TRUE;
}

void
cordial_index_set_keep (CordialIndexSet *self, const CordialIndexSet *other)
{
  for (guint i = 0; i < CORDIAL_INDEX_SET_BYTES; i++)
    self->bits[i] &= other->bits[i];
}

void
cordial_index_set_drop (CordialIndexSet *self, const CordialIndexSet *other)
{
  for (guint i = 0; i < CORDIAL_INDEX_SET_BYTES; i++)
    self->bits[i] &= (guint8) ~other->bits[i];
}

void
cordial_index_set_unite (CordialIndexSet *self, const CordialIndexSet *other)
{
  for (guint i = 0; i < CORDIAL_INDEX_SET_BYTES; i++)
    self->bits[i] |= other->bits[i];
}

gboolean
cordial_index_set_read (CordialIndexSet *self, const guint8 *bytes, gsize length)
{
  guint next = 0, distance = 0, shift = 0;

  if (length == CORDIAL_INDEX_SET_BYTES)
    {
      for (guint i = 0; i < CORDIAL_INDEX_SET_BYTES; i++)
        self->bits[i] |= bytes[i];
      return TRUE;
    }
  for (gsize i = 0; i < length; i++)
    {
      distance |= (guint) (bytes[i] & 0x7f) << shift;
      shift += 7;
      if (bytes[i] & 0x80)
        {
          if (shift > 14)
            return FALSE;
          continue;
        }
      if (distance >= CORDIAL_INDEX_SHARD_ROWS - next)
        return FALSE;
      cordial_index_set_add (self, next + distance);
      next += distance + 1;
      distance = shift = 0;
      if (next >= CORDIAL_INDEX_SHARD_ROWS)
        return i + 1 == length;
    }
  return shift == 0;
}

void
cordial_index_set_write (const CordialIndexSet *self, GByteArray *bytes)
{
  guint next = 0;

  g_byte_array_set_size (bytes, 0);
  for (guint i = 0; i < CORDIAL_INDEX_SET_BYTES && bytes->len < CORDIAL_INDEX_SET_BYTES; i++)
    for (guint8 left = self->bits[i]; left; left &= (guint8) (left - 1))
      {
        guint member = i * 8 + (guint) g_bit_nth_lsf (left, -1), distance = member - next;

        do
          {
            guint8 byte = (distance & 0x7f) | (distance > 0x7f ? 0x80 : 0);

            g_byte_array_append (bytes, &byte, 1);
            distance >>= 7;
          }
        while (distance > 0);
        next = member + 1;
      }
  if (bytes->len < CORDIAL_INDEX_SET_BYTES)
    return;
  g_byte_array_set_size (bytes, 0);
  g_byte_array_append (bytes, self->bits, CORDIAL_INDEX_SET_BYTES);
}
