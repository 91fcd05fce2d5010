/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages and their timeline, in the hand of a test.
 */

#include "fake-model-private.h"

/* --- Message ------------------------------------------------------------------------------------------------------- */

G_DEFINE_FINAL_TYPE (CordialMessage, cordial_message, G_TYPE_OBJECT)

enum
{
  MESSAGE_STATUS = 1,
  MESSAGE_N_PROPS,
};

static GParamSpec *message_properties[MESSAGE_N_PROPS];

static void
cordial_message_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, (int) CORDIAL_MESSAGE (object)->status);
}

static void
cordial_message_finalize (GObject *object)
{
  CordialMessage *self = CORDIAL_MESSAGE (object);

  cordial_content_unref (self->content);
  g_free (self->text);
  g_free (self->sender);
  g_free (self->error);
  G_OBJECT_CLASS (cordial_message_parent_class)->finalize (object);
}

static void
cordial_message_class_init (CordialMessageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_message_finalize;
  G_OBJECT_CLASS (klass)->get_property = cordial_message_get_property;
  message_properties[MESSAGE_STATUS] =
    g_param_spec_int ("status", NULL, NULL, 0, G_MAXINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), MESSAGE_N_PROPS, message_properties);
}

static void
cordial_message_init (CordialMessage *self)
{
  static gint64 rows;

  self->row = ++rows;
}

CordialMessage *
fake_message_new (gint64 seq, gboolean outgoing, const char *sender, gint64 time_ms, const char *text)
{
  CordialMessage *self = g_object_new (CORDIAL_TYPE_MESSAGE, NULL);

  self->seq = seq;
  self->outgoing = outgoing;
  self->sender = g_strdup (sender);
  self->time_ms = time_ms;
  self->content = cordial_content_new (text);
  self->text = g_strdup (text);
  self->status = seq > 0 ? CORDIAL_MESSAGE_STATUS_SENT : CORDIAL_MESSAGE_STATUS_QUEUED;
  return self;
}

void
fake_message_forget_number (CordialMessage *self)
{
  self->seq = 0;
}

void
fake_message_set_status (CordialMessage *self, CordialMessageStatus status, const char *error)
{
  self->status = status;
  g_set_str (&self->error, error);
  g_object_notify_by_pspec (G_OBJECT (self), message_properties[MESSAGE_STATUS]);
}

gint64
cordial_message_get_row (CordialMessage *self)
{
  return self->row;
}

gint64
cordial_message_get_seq (CordialMessage *self)
{
  return self->seq;
}

gint64
cordial_message_get_time_ms (CordialMessage *self)
{
  return self->time_ms;
}

gint64
cordial_message_get_edited_ms (CordialMessage *self)
{
  return self->edited_ms;
}

gboolean
cordial_message_has_reactions (CordialMessage *self)
{
  return FALSE;
}

CordialContent *
cordial_message_get_content (CordialMessage *self)
{
  return self->content;
}

const char *
cordial_message_get_text (CordialMessage *self)
{
  return self->text;
}

const char *
cordial_message_get_sender_id (CordialMessage *self)
{
  return self->sender;
}

const char *
cordial_message_get_sender_name (CordialMessage *self)
{
  return self->sender;
}

GBytes *
cordial_message_get_sender_avatar (CordialMessage *self)
{
  return NULL;
}

const char *
cordial_message_get_error (CordialMessage *self)
{
  return self->error;
}

gboolean
cordial_message_get_outgoing (CordialMessage *self)
{
  return self->outgoing;
}

CordialMessageStatus
cordial_message_get_status (CordialMessage *self)
{
  return self->status;
}

/* --- Timeline ------------------------------------------------------------------------------------------------------ */

enum
{
  TIMELINE_LOADING = 1,
};

static GType
timeline_get_item_type (GListModel *model)
{
  return CORDIAL_TYPE_MESSAGE;
}

static guint
timeline_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (CORDIAL_TIMELINE (model)->store));
}

static gpointer
timeline_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (CORDIAL_TIMELINE (model)->store), position);
}

static void
timeline_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = timeline_get_item_type;
  iface->get_n_items = timeline_get_n_items;
  iface->get_item = timeline_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CordialTimeline,
                               cordial_timeline,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, timeline_list_model_init))

static void
cordial_timeline_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, FALSE);
}

static void
cordial_timeline_finalize (GObject *object)
{
  g_object_unref (CORDIAL_TIMELINE (object)->store);
  G_OBJECT_CLASS (cordial_timeline_parent_class)->finalize (object);
}

static void
cordial_timeline_class_init (CordialTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cordial_timeline_finalize;
  G_OBJECT_CLASS (klass)->get_property = cordial_timeline_get_property;
  g_object_class_install_property (
    G_OBJECT_CLASS (klass), TIMELINE_LOADING,
    g_param_spec_boolean ("loading", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
cordial_timeline_init (CordialTimeline *self)
{
  self->store = g_list_store_new (CORDIAL_TYPE_MESSAGE);
  g_signal_connect_object (self->store, "items-changed", G_CALLBACK (g_list_model_items_changed), self,
                           G_CONNECT_SWAPPED);
}

gboolean
cordial_timeline_get_has_older (CordialTimeline *self)
{
  return self->has_older;
}

void
cordial_timeline_load_older (CordialTimeline *self)
{
  self->calls->asked_for_older++;
}

guint
cordial_timeline_find_seq (CordialTimeline *self, gint64 seq)
{
  return G_MAXUINT;
}

CordialMessage *
cordial_timeline_dup_message (CordialTimeline *self, gint64 row, gint64 seq)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr (CordialMessage) message = g_list_model_get_item (G_LIST_MODEL (self), i);

      if (message->row == row)
        return g_steal_pointer (&message);
    }
  return NULL;
}

/* In a test no page of files is looked at. */
GPtrArray *
cordial_timeline_read_attached (CordialTimeline *self, gint64 *before, guint limit)
{
  *before = 0;
  return g_ptr_array_new_with_free_func (g_object_unref);
}
