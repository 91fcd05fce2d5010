/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files of messages, opened in other programs. What came is kept under its reference; a program wants a name that says what it is, so that
 * it gets a copy of its own, which nobody can write and which is swept away after a day. What can run is opened only after a question.
 */

#define G_LOG_DOMAIN "cordial-opened-file"

#include "cordial-config.h"

#include "cordial-opened-file.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* The program may still be starting while the next file is opened. */
#define KEPT_S (24 * 60 * 60)

typedef struct
{
  GtkWidget *parent;
  GFile *file;
  char *name;
  char *folder;
  char *path; /* (nullable): of the copy */
  gboolean own;
  gboolean choose;
  CordialOpenedFileFailed failed;
  gpointer user_data;
} Opening;

static void
opening_free (Opening *self)
{
  g_object_unref (self->parent);
  g_object_unref (self->file);
  g_free (self->name);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}

/* What other systems run by its name, too: it is sent on from here. */
static gboolean
can_run (const char *name, const char *content_type)
{
  static const char *const endings[] = { ".appimage", ".bat", ".cmd", ".com",     ".desktop",     ".exe", ".flatpakref",
                                         ".jar",      ".js",  ".lnk", ".msi",     ".pl",          ".ps1", ".py",
                                         ".rpm",      ".run", ".scr", ".service", ".sh",          ".vbs", ".deb",
                                         ".bash",     ".rb",  ".php", ".flatpak", ".appinstaller" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  /* Plain text is of that kind, too. */
  return g_content_type_can_be_executable (content_type) && !g_content_type_equals (content_type, "text/plain") &&
         !g_content_type_is_a (content_type, "text/html");
}

/* Of an earlier day. */
static void
sweep (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GDir) inner = NULL;
      GStatBuf status;
      const char *file;

      if (g_lstat (path, &status) != 0 || now_s - status.st_mtime < KEPT_S)
        continue;
      inner = g_dir_open (path, 0, NULL);
      while (inner && (file = g_dir_read_name (inner)))
        {
          g_autofree char *copy = g_build_filename (path, file, NULL);

          g_unlink (copy);
        }
      g_rmdir (path);
    }
}

static void
copy (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Opening *self = task_data;
  g_autofree char *own = g_uuid_string_random ();
  g_autofree char *folder = g_build_filename (self->folder, own, NULL);
  g_autofree char *path = g_build_filename (folder, self->name, NULL);
  g_autoptr (GFile) to = g_file_new_for_path (path);
  GError *error = NULL;

  sweep (self->folder);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The disk does not take it."));
  else if (!g_file_copy (self->file, to, G_FILE_COPY_TARGET_DEFAULT_PERMS, cancellable, NULL, NULL, &error))
    {
      /* The first of it, where there is no room for more. */
      g_unlink (path);
      g_task_return_error (task, error);
    }
  else
    {
      /* What is written there would be lost; and nothing there shall run. */
      g_chmod (path, 0400);
      g_task_return_pointer (task, g_steal_pointer (&path), g_free);
    }
  if (self->own)
    g_file_delete (self->file, NULL, NULL);
}

static void
on_launched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Opening *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_file_launcher_launch_finish (GTK_FILE_LAUNCHER (source), result, &error) &&
      !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *sentence =
        /* Translators: the name of a file. */
        g_strdup_printf (_ ("No program here opens “%s”. You can save it instead."), self->name);

      g_info ("a file cannot be opened: %s", error->message);
      self->failed (sentence, self->user_data);
    }
  opening_free (self);
}

static void
launch (Opening *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->path);
  g_autoptr (GtkFileLauncher) launcher = gtk_file_launcher_new (file);
  GtkRoot *root = gtk_widget_get_root (self->parent);

  gtk_file_launcher_set_always_ask (launcher, self->choose);
  gtk_file_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, on_launched, self);
}

static void
on_response (AdwAlertDialog *dialog, const char *response, gpointer user_data)
{
  Opening *self = user_data;

  if (g_str_equal (response, "open"))
    launch (self);
  else
    opening_free (self);
}

static void
ask (Opening *self)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (
    NULL,
    _ (
      "It is a program, or can hold one. Whoever sent it could do with this computer what you can. Open it only if you "
      "know why you got it.")));

  /* Translators: the name of a file. */
  adw_alert_dialog_format_heading (dialog, _ ("Open “%s”?"), self->name);
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "open", _ ("_Open"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "open", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), self);
  adw_dialog_present (ADW_DIALOG (dialog), self->parent);
}

static void
on_copied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Opening *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *type = NULL;
  guchar start[4096];
  gsize size = 0;
  FILE *stream;

  self->path = g_task_propagate_pointer (G_TASK (result), &error);
  if (!self->path)
    {
      g_autofree char *sentence = g_strdup_printf (_ ("The file cannot be opened: %s"), error->message);

      self->failed (sentence, self->user_data);
      opening_free (self);
      return;
    }
  stream = g_fopen (self->path, "rbe");
  if (stream)
    {
      size = fread (start, 1, sizeof start, stream);
      fclose (stream);
    }
  /* By what it is, and by what it is called. */
  type = g_content_type_guess (NULL, start, size, NULL);
  if (can_run (self->name, type))
    ask (self);
  else
    launch (self);
}

/**
 * cordial_opened_file_open:
 * @parent: over what questions stand
 * @file: (transfer none): what is here
 * @own: it is for this alone, and goes
 * @name: what it is called, without folders
 * @choose: ask with which program in any case
 * @failed: called if it cannot be opened
 * @user_data: (transfer none): for @failed; has to outlive @parent
 */
void
cordial_opened_file_open (GtkWidget *parent,
                          GFile *file,
                          gboolean own,
                          const char *name,
                          gboolean choose,
                          CordialOpenedFileFailed failed,
                          gpointer user_data)
{
  Opening *self = g_new0 (Opening, 1);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_copied, self);

  self->parent = g_object_ref (parent);
  self->file = g_object_ref (file);
  self->own = own;
  self->name = g_strdup (name);
  self->folder = g_build_filename (g_get_user_cache_dir (), "cordial", "opened", NULL);
  self->choose = choose;
  self->failed = failed;
  self->user_data = user_data;
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, copy);
}
