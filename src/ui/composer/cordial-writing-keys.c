/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which keys write something and which move the messages above, wherever the focus is. Arithmetic over keys: it knows no widget.
 */

#define G_LOG_DOMAIN "cordial-writing-keys"

#include "cordial-config.h"

#include "cordial-writing-keys.h"

/**
 * cordial_writing_keys_scroll:
 * @keyval: a key
 * @state: the modifiers
 * @type: (out): how far the messages move
 *
 * Page keys are for the messages: what is written is seldom longer than what shows of it.
 *
 * Returns: whether it moves them at all
 */
gboolean
cordial_writing_keys_scroll (guint keyval, GdkModifierType state, GtkScrollType *type)
{
  GdkModifierType modifiers = state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK);

  switch (keyval)
    {
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      *type = GTK_SCROLL_PAGE_UP;
      return modifiers == 0;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      *type = GTK_SCROLL_PAGE_DOWN;
      return modifiers == 0;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      *type = GTK_SCROLL_START;
      return modifiers == GDK_CONTROL_MASK;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      *type = GTK_SCROLL_END;
      return modifiers == GDK_CONTROL_MASK;
    default:
      return FALSE;
    }
}

static gboolean
is_paste (GdkEvent *event, guint keyval, GdkModifierType state)
{
  if ((keyval == GDK_KEY_Insert || keyval == GDK_KEY_KP_Insert) && (state & GDK_SHIFT_MASK))
    return TRUE;
  /* By its place on the keyboard, too: in a Russian layout the key has another letter. */
  return gdk_key_event_matches (event, GDK_KEY_v, GDK_CONTROL_MASK) != GDK_KEY_MATCH_NONE;
}

/**
 * cordial_writing_keys_write:
 * @event: the key pressed
 * @keyval: the key
 * @state: the modifiers
 *
 * Returns: whether it writes or pastes: in every layout, with dead keys and Compose, and where an input method has the last word
 */
gboolean
cordial_writing_keys_write (GdkEvent *event, guint keyval, GdkModifierType state)
{
  gunichar c = gdk_keyval_to_unicode (keyval);

  if (is_paste (event, keyval, state))
    return TRUE;
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK | GDK_HYPER_MASK))
    return FALSE;
  return (c != 0 && g_unichar_isprint (c)) || keyval == GDK_KEY_Multi_key ||
         (keyval >= GDK_KEY_dead_grave && keyval <= GDK_KEY_dead_greek);
}
