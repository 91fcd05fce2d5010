/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The application's window: made, brought to the front, and told what it has to show.
 */

#define G_LOG_DOMAIN "cordial-application"

#include "cordial-config.h"

#include "cordial-application-private.h"

#include <glib/gi18n.h>

void
cordial_application_tell_about_credentials (CordialApplication *self)
{
  if (self->window)
    cordial_window_set_credentials_problem (self->window, cordial_credentials_get_problem (self->credentials));
}

void
cordial_application_tell_about_accounts (CordialApplication *self)
{
  const char *load_error = cordial_accounts_get_load_error (self->accounts);

  if (self->window && g_set_str (&self->told_load_error, load_error) && load_error)
    cordial_window_show_problem (self->window, _ ("Account Not Opened"), load_error);
}

void
cordial_application_show_window (CordialApplication *self)
{
  if (self->window)
    {
      gtk_window_present (GTK_WINDOW (self->window));
      return;
    }
  g_set_weak_pointer (&self->window,
                      cordial_window_new (GTK_APPLICATION (self), self->accounts, self->settings, self->sound));
  g_signal_connect_object (self->window, "try-it", G_CALLBACK (cordial_application_try_it), self, G_CONNECT_SWAPPED);
  cordial_application_watch_window (self);
  cordial_application_tell_about_credentials (self);
  if (self->trying)
    cordial_window_set_trying (self->window, TRUE, NULL);
  gtk_window_present (GTK_WINDOW (self->window));
  cordial_application_tell_about_accounts (self);
  self->in_background = FALSE;
  cordial_application_update_hold (self);
}
