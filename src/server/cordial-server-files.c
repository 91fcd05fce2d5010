/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file is complete on the disk before its row says that it is there, and its row is gone before the file goes: whatever is
 * interrupted leaves at most a file without a row, which goes at the next start.
 */
#define G_LOG_DOMAIN "cordial-server"

#include "cordial-server-files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "cordial-server-frames.h"
#include "cordial-server-media-type.h"
#include "cordial-server-worker.h"

/* What is being written. */
#define DRAFT_SUFFIX ".part"

/* Messages come before files: so much of the disk is left for them. */
#define DISK_RESERVE_BYTES (G_GUINT64_CONSTANT (64) * 1024 * 1024)

/* The disk is asked again after so many bytes. */
#define DISK_CHECK_BYTES (8 * 1024 * 1024)

/* What nobody uses is looked for so often, or as often as it may go; and so much of it at a time. */
#define COLLECT_PERIOD_S 600
#define COLLECT_MAX 100

#define SYNC_THREADS 2

struct _Files
{
  Database *database;
  Commit *commit;
  char *folder;
  gint64 max_bytes;
  guint keep_s;
  Worker *worker;
  GSource *collecting;
};

struct _FileDraft
{
  char *id;
  char *path;       /* of the draft */
  char *final_path; /* of what it becomes */
  int descriptor;
  gint64 size;
  gint64 checked; /* its size when the disk was asked last */
  guint8 head[MEDIA_TYPE_HEAD_BYTES];
};

static char *
make_path (Files *self, const char *id)
{
  return g_build_filename (self->folder, id, NULL);
}

static gboolean
is_id (const char *text)
{
  return *text && strspn (text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_") == strlen (text);
}

/* --- Drafts ------------------------------------------------------------------------------------------------------ */

static gboolean
has_room (const char *folder)
{
  struct statvfs info;

  return statvfs (folder, &info) != 0 || (guint64) info.f_bavail * info.f_frsize > DISK_RESERVE_BYTES;
}

/**
 * files_begin:
 *
 * Returns: (nullable): %NULL where the disk refuses
 */
FileDraft *
files_begin (Files *self)
{
  FileDraft *draft = g_new0 (FileDraft, 1);

  draft->id = cordial_random_name ("");
  draft->final_path = make_path (self, draft->id);
  draft->path = g_strconcat (draft->final_path, DRAFT_SUFFIX, NULL);
  draft->descriptor =
    has_room (self->folder) ? g_open (draft->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
  if (draft->descriptor < 0)
    {
      g_warning ("no file can be taken: %s", has_room (self->folder) ? g_strerror (errno) : "the disk is full");
      file_draft_drop (draft);
      return NULL;
    }
  return draft;
}

/**
 * file_draft_write:
 *
 * Returns: whether it was written
 */
gboolean
file_draft_write (FileDraft *self, const guint8 *data, gsize size)
{
  g_autofree char *folder = NULL;

  if (self->size < MEDIA_TYPE_HEAD_BYTES)
    memcpy (self->head + self->size, data, MIN (size, (gsize) (MEDIA_TYPE_HEAD_BYTES - self->size)));
  if (self->size - self->checked >= DISK_CHECK_BYTES)
    {
      folder = g_path_get_dirname (self->path);
      self->checked = self->size;
      if (!has_room (folder))
        return FALSE;
    }
  while (size > 0)
    {
      gssize written = write (self->descriptor, data, size);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        {
          g_warning ("a file cannot be written: %s", g_strerror (errno));
          return FALSE;
        }
      self->size += written;
      data += written;
      size -= (gsize) written;
    }
  return TRUE;
}

gint64
file_draft_get_size (FileDraft *self)
{
  return self->size;
}

static void
draft_free (FileDraft *self)
{
  if (self->descriptor >= 0)
    close (self->descriptor);
  g_free (self->id);
  g_free (self->path);
  g_free (self->final_path);
  g_free (self);
}

/**
 * file_draft_drop:
 *
 * Nothing is left of it.
 */
void
file_draft_drop (FileDraft *self)
{
  if (self->descriptor >= 0)
    g_unlink (self->path);
  draft_free (self);
}

/* --- What is complete -------------------------------------------------------------------------------------------- */

/* Of the thread, and of what waits for the database. */
typedef struct
{
  grefcount refs;
  Files *files;
  FileDraft *draft;
  gint64 user;
  FileRow row;
  gboolean there; /* under its name, for good */
  gboolean told;
  FilesFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Finish;

static void
finish_unref (gpointer data)
{
  Finish *finish = data;

  if (!g_ref_count_dec (&finish->refs))
    return;
  if (!finish->told)
    finish->func (NULL, finish->data);
  /* What has no row is not there. */
  if (!finish->told && finish->there)
    g_unlink (finish->draft->final_path);
  if (finish->there)
    draft_free (finish->draft);
  else
    file_draft_drop (finish->draft);
  if (finish->destroy)
    finish->destroy (finish->data);
  g_free (finish->row.type);
  g_free (finish);
}

/* On a thread. */
static void
sync_draft (gpointer data)
{
  Finish *finish = data;
  FileDraft *draft = finish->draft;
  g_autofree char *folder = g_path_get_dirname (draft->path);
  int directory;

  if (fsync (draft->descriptor) != 0 || g_rename (draft->path, draft->final_path) != 0)
    {
      g_warning ("a file cannot be kept: %s", g_strerror (errno));
      return;
    }
  finish->there = TRUE;
  directory = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (directory >= 0)
    {
      fsync (directory);
      close (directory);
    }
}

static void
on_committed (gpointer data)
{
  Finish *finish = data;

  finish->told = TRUE;
  finish->func (&finish->row, finish->data);
}

static void
on_synced (gpointer data)
{
  Finish *finish = data;

  if (!finish->there || !database_add_file (finish->files->database, &finish->row, finish->user))
    return;
  g_ref_count_inc (&finish->refs);
  commit_pass (finish->files->commit, on_committed, finish, finish_unref);
}

/**
 * files_finish:
 * @draft: (transfer full): what came in whole
 * @user: who brought it; 0 for somebody without an account
 * @claimed: (nullable): the media type that the sender says
 * @func: called once, when the file is there for good or cannot be
 * @destroy: (nullable): for @data, afterwards
 */
void
files_finish (Files *self,
              FileDraft *draft,
              gint64 user,
              const char *claimed,
              FilesFunc func,
              gpointer data,
              GDestroyNotify destroy)
{
  Finish *finish = g_new0 (Finish, 1);

  g_ref_count_init (&finish->refs);
  finish->files = self;
  finish->draft = draft;
  finish->user = user;
  finish->row.id = draft->id;
  finish->row.type = media_type_of (draft->head, claimed);
  finish->row.size = draft->size;
  finish->row.created_ms = cordial_time_now_ms ();
  finish->func = func;
  finish->data = data;
  finish->destroy = destroy;
  worker_push (self->worker, finish);
}

/* --- What is there ----------------------------------------------------------------------------------------------- */

/**
 * files_dup_id:
 * @path: as in a message: the address without a host, or the last part of it
 *
 * Returns: (transfer full) (nullable): by what the file is known; %NULL where it is no address of a file here
 */
char *
files_dup_id (const char *path)
{
  const char *name = g_str_has_prefix (path, FILES_PATH) ? path + strlen (FILES_PATH) : path;
  g_autofree char *id = g_strndup (name, strcspn (name, "."));

  return is_id (id) ? g_steal_pointer (&id) : NULL;
}

/**
 * files_find:
 * @path: as in a message
 *
 * Returns: (transfer full) (nullable): the file, if there is one
 */
FileRow *
files_find (Files *self, const char *path)
{
  g_autofree char *id = files_dup_id (path);

  return id ? database_get_file (self->database, id) : NULL;
}

/**
 * files_open:
 *
 * Returns: a descriptor to read from, negative where there is none
 */
int
files_open (Files *self, const FileRow *file)
{
  g_autofree char *path = make_path (self, file->id);

  return g_open (path, O_RDONLY | O_CLOEXEC, 0);
}

/* --- What nobody uses -------------------------------------------------------------------------------------------- */

static void
on_deleted (gpointer data)
{
  g_unlink (data);
}

static gboolean
on_collect (gpointer user_data)
{
  Files *self = user_data;
  gint64 before_ms = cordial_time_now_ms () - files_get_keep_ms (self);
  g_autoptr (GPtrArray) ids = database_list_unused_files (self->database, before_ms, COLLECT_MAX);

  for (guint i = 0; i < ids->len; i++)
    {
      database_delete_file (self->database, g_ptr_array_index (ids, i));
      commit_pass (self->commit, on_deleted, make_path (self, g_ptr_array_index (ids, i)), g_free);
    }
  if (ids->len > 0)
    g_info ("%u files went that nobody uses", ids->len);
  return G_SOURCE_CONTINUE;
}

/* What was interrupted: drafts, and files that no row knows. */
static void
sweep (Files *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autoptr (FileRow) file = is_id (name) ? database_get_file (self->database, name) : NULL;
      g_autofree char *path = make_path (self, name);

      if (!file && (is_id (name) || g_str_has_suffix (name, DRAFT_SUFFIX)))
        g_unlink (path);
    }
}

/**
 * files_start_collecting:
 *
 * The folder is ours alone from now on: what was interrupted goes, and what nobody uses from time to time.
 */
void
files_start_collecting (Files *self)
{
  sweep (self);
  self->collecting = g_timeout_source_new_seconds (CLAMP (self->keep_s, 1, COLLECT_PERIOD_S));
  g_source_set_static_name (self->collecting, "cordial-server files that nobody uses");
  g_source_set_callback (self->collecting, on_collect, self, NULL);
  g_source_attach (self->collecting, NULL);
}

/* --- All of them ------------------------------------------------------------------------------------------------- */

gint64
files_get_max_bytes (Files *self)
{
  return self->max_bytes;
}

gint64
files_get_keep_ms (Files *self)
{
  return (gint64) self->keep_s * 1000;
}

/**
 * files_new:
 * @folder: in which there is one for the files, or is made
 * @max_bytes: that a file may have
 * @keep_s: for how long one stays that nobody uses
 * @error: one sentence
 */
Files *
files_new (Database *database, Commit *commit, const char *folder, gint64 max_bytes, guint keep_s, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "files", NULL);
  Files *self;

  if (g_mkdir (path, 0700) != 0 && errno != EEXIST)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "The folder %s cannot be made: %s.", path,
                   g_strerror (code));
      return NULL;
    }
  self = g_new0 (Files, 1);
  self->database = database;
  self->commit = commit;
  self->folder = g_steal_pointer (&path);
  self->max_bytes = max_bytes;
  self->keep_s = keep_s;
  self->worker = worker_new (SYNC_THREADS, sync_draft, on_synced, finish_unref);
  return self;
}

void
files_free (Files *self)
{
  if (self->collecting)
    g_source_destroy (self->collecting);
  g_clear_pointer (&self->collecting, g_source_unref);
  worker_free (self->worker);
  g_free (self->folder);
  g_free (self);
}
