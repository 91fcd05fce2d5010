/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list over the composer with the members of a group whose name begins as what was typed after an @. The focus stays where one writes:
 * the keys come here first, and what is chosen with them is said to a screen reader. Whom the words then stand for is found again when the
 * message is sent; only which of two people of one name was meant has to be remembered.
 */

#define G_LOG_DOMAIN "cordial-mentions"

#include "cordial-config.h"

#include "cordial-mentions.h"

#include "cordial-avatar-loader.h"
#include "cordial-content-parts.h"
#include "cordial-fold.h"
#include "cordial-person-colour.h"
#include "cordial-person.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* As many as are looked through at a glance; who is not among them needs one more letter. */
#define MAX_OFFERED 6
/* Characters after the @: longer than what anybody types of a name. */
#define MAX_TYPED 32
#define AVATAR_SIZE 24
/* The person of a row. */
#define PERSON "cordial-person"

struct _CordialMentions
{
  GObject parent_instance;

  GtkTextView *view; /* not owned: it outlives us */
  GtkTextBuffer *buffer;
  GtkWidget *popover;
  GtkListBox *list;
  CordialAvatarLoader *avatar_loader;
  CordialConversation *conversation; /* (nullable): a group */
  GPtrArray *members;                /* (nullable) (element-type CordialPerson): while names are offered */
  int dismissed;                     /* where the @ stands for which the person wants none, -1 for nowhere */
};

G_DEFINE_FINAL_TYPE (CordialMentions, cordial_mentions, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- What was typed ------------------------------------------------------------------------------------------------ */

/* The @ before the cursor and what stands between them; an address has letters before its own. */
static gboolean
find_typed (CordialMentions *self, GtkTextIter *at, GtkTextIter *cursor)
{
  gtk_text_buffer_get_iter_at_mark (self->buffer, cursor, gtk_text_buffer_get_insert (self->buffer));
  *at = *cursor;
  for (guint i = 0; i <= MAX_TYPED && gtk_text_iter_backward_char (at); i++)
    {
      gunichar c = gtk_text_iter_get_char (at);
      GtkTextIter before = *at;

      if (c == '@')
        return !gtk_text_iter_backward_char (&before) || !g_unichar_isalnum (gtk_text_iter_get_char (&before));
      if (g_unichar_isspace (c))
        return FALSE;
    }
  return FALSE;
}

/* Whether a word of the name begins so. */
static gboolean
is_meant (const char *name, const char *folded)
{
  g_autofree char *folded_name = cordial_fold (name);

  for (const char *word = folded_name; word != NULL; word = strchr (word, ' '))
    {
      word += *word == ' ';
      if (g_str_has_prefix (word, folded))
        return TRUE;
    }
  return FALSE;
}

/* --- The list ------------------------------------------------------------------------------------------------------ */

static void
close_list (CordialMentions *self)
{
  g_clear_pointer (&self->members, g_ptr_array_unref);
  if (gtk_widget_get_visible (self->popover))
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static GtkWidget *
new_row (CordialMentions *self, const CordialPerson *person)
{
  GtkWidget *avatar = adw_avatar_new (AVATAR_SIZE, person->name, TRUE);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", person->name, "xalign", 0.0, "ellipsize",
                                   PANGO_ELLIPSIZE_END, "max-width-chars", 30, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9), *row = gtk_list_box_row_new ();

  g_object_set (avatar, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  cordial_person_colour_set (avatar, person->id);
  cordial_avatar_loader_show (self->avatar_loader, ADW_AVATAR (avatar), person->avatar);
  gtk_box_append (GTK_BOX (box), avatar);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, person->name, -1);
  g_object_set_data_full (G_OBJECT (row), PERSON, cordial_person_copy (person), (GDestroyNotify) cordial_person_free);
  return row;
}

static int
count_rows (CordialMentions *self)
{
  int n = 0;

  while (gtk_list_box_get_row_at_index (self->list, n) != NULL)
    n++;
  return n;
}

/* The focus is not there, so that nobody else says it. */
static void
select_row (CordialMentions *self, int index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, index);
  const CordialPerson *person = g_object_get_data (G_OBJECT (row), PERSON);
  g_autofree char *said = NULL;

  gtk_list_box_select_row (self->list, row);
  /* Translators: for a screen reader: the name of a member of a group that can be chosen, which one it is, and of how many. */
  said = g_strdup_printf (_ ("%s, %d of %d"), person->name, index + 1, count_rows (self));
  gtk_accessible_announce (GTK_ACCESSIBLE (self->view), said, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
point_at (CordialMentions *self, const GtkTextIter *at)
{
  GdkRectangle place;
  graphene_point_t corner;

  gtk_text_view_get_iter_location (self->view, at, &place);
  gtk_text_view_buffer_to_window_coords (self->view, GTK_TEXT_WINDOW_WIDGET, place.x, place.y, &place.x, &place.y);
  if (!gtk_widget_compute_point (GTK_WIDGET (self->view), gtk_widget_get_parent (self->popover),
                                 &GRAPHENE_POINT_INIT ((float) place.x, (float) place.y), &corner))
    return;
  place.x = (int) corner.x;
  place.y = (int) corner.y;
  place.width = MAX (place.width, 1);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &place);
}

static void
offer (CordialMentions *self, const GtkTextIter *at, const char *typed)
{
  g_autofree char *folded = cordial_fold (typed);
  guint n = 0;

  if (self->members == NULL)
    self->members = cordial_conversation_list_members (self->conversation);
  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < self->members->len && n < MAX_OFFERED; i++)
    {
      const CordialPerson *person = g_ptr_array_index (self->members, i);

      if (person->name == NULL || *person->name == '\0' || !is_meant (person->name, folded))
        continue;
      gtk_list_box_append (self->list, new_row (self, person));
      n++;
    }
  if (n == 0)
    {
      close_list (self);
      return;
    }
  point_at (self, at);
  if (!gtk_widget_get_visible (self->popover))
    gtk_popover_popup (GTK_POPOVER (self->popover));
  select_row (self, 0);
}

/* What is put there by the program is no question. */
static void
update (CordialMentions *self)
{
  GtkTextIter at, cursor;
  g_autofree char *typed = NULL;

  if (self->conversation == NULL || !gtk_widget_has_focus (GTK_WIDGET (self->view)) ||
      gtk_text_buffer_get_has_selection (self->buffer) || !find_typed (self, &at, &cursor))
    {
      self->dismissed = -1;
      close_list (self);
      return;
    }
  if (gtk_text_iter_get_offset (&at) == self->dismissed)
    return;
  gtk_text_iter_forward_char (&at);
  typed = gtk_text_buffer_get_text (self->buffer, &at, &cursor, FALSE);
  gtk_text_iter_backward_char (&at);
  offer (self, &at, typed);
}

static void
choose (CordialMentions *self, GtkListBoxRow *row)
{
  const CordialPerson *person = g_object_get_data (G_OBJECT (row), PERSON);
  g_autofree char *words = g_strconcat ("@", person->name, NULL);
  g_autofree char *written = g_strconcat (words, " ", NULL);
  CordialTextSpan chosen = { .kind = CORDIAL_TEXT_SPAN_MENTION, .name = words, .target = person->id };
  GtkTextIter at, cursor;

  if (!find_typed (self, &at, &cursor))
    return;
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, &chosen);
  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_delete (self->buffer, &at, &cursor);
  gtk_text_buffer_insert (self->buffer, &at, written, -1);
  gtk_text_buffer_end_user_action (self->buffer);
  close_list (self);
}

static void
on_row_activated (CordialMentions *self, GtkListBoxRow *row)
{
  choose (self, row);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/**
 * cordial_mentions_take_key:
 * @self: a #CordialMentions
 * @keyval: a key that was pressed where one writes
 * @state: the modifiers
 *
 * Returns: whether it was for the names that are offered
 */
gboolean
cordial_mentions_take_key (CordialMentions *self, guint keyval, GdkModifierType state)
{
  GtkListBoxRow *row;
  GtkTextIter at, cursor;
  int n, index;

  g_return_val_if_fail (CORDIAL_IS_MENTIONS (self), FALSE);

  row = gtk_list_box_get_selected_row (self->list);
  if (!gtk_widget_get_visible (self->popover) || row == NULL || (state & gtk_accelerator_get_default_mod_mask ()))
    return FALSE;
  n = count_rows (self);
  index = gtk_list_box_row_get_index (row);
  switch (keyval)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      select_row (self, (index + 1) % n);
      return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      select_row (self, (index + n - 1) % n);
      return TRUE;
    case GDK_KEY_Tab:
    case GDK_KEY_KP_Tab:
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      choose (self, row);
      return TRUE;
    case GDK_KEY_Escape:
      self->dismissed = find_typed (self, &at, &cursor) ? gtk_text_iter_get_offset (&at) : -1;
      close_list (self);
      return TRUE;
    default:
      return FALSE;
    }
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

static void
cordial_mentions_dispose (GObject *object)
{
  CordialMentions *self = CORDIAL_MENTIONS (object);

  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->avatar_loader);
  g_clear_object (&self->conversation);
  g_clear_object (&self->buffer);
  G_OBJECT_CLASS (cordial_mentions_parent_class)->dispose (object);
}

static void
cordial_mentions_class_init (CordialMentionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cordial_mentions_dispose;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
cordial_mentions_init (CordialMentions *self)
{
  self->dismissed = -1;
  self->avatar_loader = cordial_avatar_loader_new ();
}

/**
 * cordial_mentions_new:
 * @parent: over what the names are offered: a widget around @view, which disposes of this before itself
 * @view: where somebody writes
 *
 * Returns: (transfer full): offers nobody until there is a conversation
 */
CordialMentions *
cordial_mentions_new (GtkWidget *parent, GtkTextView *view)
{
  CordialMentions *self;

  g_return_val_if_fail (GTK_IS_WIDGET (parent), NULL);
  g_return_val_if_fail (GTK_IS_TEXT_VIEW (view), NULL);

  self = g_object_new (CORDIAL_TYPE_MENTIONS, NULL);
  self->view = view;
  self->buffer = g_object_ref (gtk_text_view_get_buffer (view));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "mentions");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Members"), -1);
  self->popover = gtk_popover_new ();
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_TOP);
  gtk_popover_set_child (GTK_POPOVER (self->popover), GTK_WIDGET (self->list));
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_can_focus (self->popover, FALSE);
  gtk_widget_set_parent (self->popover, parent);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_row_activated), self);
  g_signal_connect_object (self->buffer, "notify::cursor-position", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::has-focus", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * cordial_mentions_set_conversation:
 * @self: a #CordialMentions
 * @conversation: (nullable): where the message is written; who can be named there is offered
 */
void
cordial_mentions_set_conversation (CordialMentions *self, CordialConversation *conversation)
{
  g_return_if_fail (CORDIAL_IS_MENTIONS (self));

  if (conversation != NULL && !cordial_conversation_get_can_format (conversation))
    conversation = NULL;
  g_set_object (&self->conversation, conversation);
  self->dismissed = -1;
  close_list (self);
}
