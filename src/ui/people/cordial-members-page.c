/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The members of a group: by name, with what each may do. Follows the group while it is open; thousands cost as many rows as fit on the
 * screen, and a picture is decoded for those alone.
 */

#define G_LOG_DOMAIN "cordial-members-page"

#include "cordial-config.h"

#include "cordial-members-page.h"

#include "cordial-avatar-loader.h"
#include "cordial-fold.h"
#include "cordial-line.h"
#include "cordial-person-colour.h"
#include "cordial-person.h"
#include "cordial-role-words.h"

#include <glib/gi18n-lib.h>

#define AVATAR_SIZE 32
/* Characters of a name that somebody else chose. */
#define NAME_CHARS 200

struct _CordialMembersPage
{
  AdwNavigationPage parent_instance;

  GtkWidget *invite_button;
  GtkEditable *search_entry;
  GtkStack *stack;
  GtkListView *list;

  CordialConversation *conversation;
  GtkStringList *ids; /* of those shown, in their order */
  GHashTable *people; /* by id: CordialPerson */
  char *shown;        /* what stands in the list, to compare with */
  CordialAvatarLoader *avatar_loader;
};

G_DEFINE_FINAL_TYPE (CordialMembersPage, cordial_members_page, ADW_TYPE_NAVIGATION_PAGE)

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_INVITE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static char *
dup_name (const CordialPerson *person)
{
  return cordial_text_to_single_line (person->name ? person->name : _ ("Unnamed Person"), NAME_CHARS);
}

/* --- Rows ---------------------------------------------------------------------------------------------------------- */

static void
on_setup (CordialMembersPage *self, GtkListItem *item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *avatar = adw_avatar_new (AVATAR_SIZE, NULL, TRUE);

  g_object_set (avatar, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_set_margin_top (row, 6);
  gtk_widget_set_margin_bottom (row, 6);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), avatar);
  for (guint i = 0; i < 2; i++)
    gtk_box_append (GTK_BOX (words),
                    g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END, NULL));
  gtk_widget_add_css_class (gtk_widget_get_last_child (words), "dimmed");
  gtk_widget_add_css_class (gtk_widget_get_last_child (words), "caption");
  gtk_box_append (GTK_BOX (row), words);
  gtk_list_item_set_child (item, row);
}

static void
on_bind (CordialMembersPage *self, GtkListItem *item)
{
  const char *id = gtk_string_object_get_string (gtk_list_item_get_item (item));
  const CordialPerson *person = g_hash_table_lookup (self->people, id);
  GtkWidget *avatar = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *words = gtk_widget_get_next_sibling (avatar);
  GtkLabel *detail = GTK_LABEL (gtk_widget_get_last_child (words));
  g_autofree char *name = dup_name (person);
  g_autofree char *role =
    cordial_role_words_dup_offered (cordial_conversation_get_member_role (self->conversation, id),
                                    cordial_conversation_get_member_offer (self->conversation, id));
  g_autofree char *label = *role ? g_strdup_printf (_ ("%s, %s"), name, role) : g_strdup (name);

  adw_avatar_set_text (ADW_AVATAR (avatar), name);
  cordial_person_colour_set (avatar, id);
  cordial_avatar_loader_show (self->avatar_loader, ADW_AVATAR (avatar), person->avatar);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (words)), name);
  gtk_label_set_label (detail, role);
  gtk_widget_set_visible (GTK_WIDGET (detail), *role != '\0');
  gtk_list_item_set_accessible_label (item, label);
}

/* --- Who is shown -------------------------------------------------------------------------------------------------- */

static void
update (CordialMembersPage *self)
{
  g_autoptr (GPtrArray) people = cordial_conversation_list_members (self->conversation);
  g_autofree char *query = cordial_fold (gtk_editable_get_text (self->search_entry));
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GString) shown = g_string_new (NULL);

  g_hash_table_remove_all (self->people);
  for (guint i = 0; i < people->len; i++)
    {
      CordialPerson *person = cordial_person_copy (g_ptr_array_index (people, i));

      g_hash_table_insert (self->people, person->id, person);
      if (!*query || (person->name && cordial_fold_matches (person->name, query)))
        {
          g_ptr_array_add (ids, person->id);
          g_string_append_printf (shown, "%s %s %d %d\n", person->id, person->name ? person->name : "",
                                  cordial_conversation_get_member_role (self->conversation, person->id),
                                  cordial_conversation_get_member_offer (self->conversation, person->id));
        }
    }
  g_ptr_array_add (ids, NULL);
  /* Each receipt comes here, too: where nothing that is seen has changed the list stays where it is. */
  if (g_set_str (&self->shown, shown->str))
    gtk_string_list_splice (self->ids, 0, g_list_model_get_n_items (G_LIST_MODEL (self->ids)),
                            (const char *const *) ids->pdata);
  gtk_stack_set_visible_child_name (self->stack, ids->len > 1 ? "members" : people->len == 0 ? "nobody" : "not-found");
  gtk_widget_set_visible (self->invite_button,
                          cordial_conversation_get_role (self->conversation) >= CORDIAL_ROLE_INVITER);
}

static void
on_search_changed (CordialMembersPage *self)
{
  update (self);
}

static void
on_activated (CordialMembersPage *self, guint position)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, gtk_string_list_get_string (self->ids, position));
}

static void
on_invite_clicked (CordialMembersPage *self)
{
  g_signal_emit (self, signals[SIGNAL_INVITE], 0);
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

static void
cordial_members_page_dispose (GObject *object)
{
  CordialMembersPage *self = CORDIAL_MEMBERS_PAGE (object);

  if (self->conversation)
    g_signal_handlers_disconnect_by_func (self->conversation, update, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), CORDIAL_TYPE_MEMBERS_PAGE);
  g_clear_object (&self->conversation);
  g_clear_object (&self->ids);
  g_clear_object (&self->avatar_loader);
  g_clear_pointer (&self->people, g_hash_table_unref);
  g_clear_pointer (&self->shown, g_free);
  G_OBJECT_CLASS (cordial_members_page_parent_class)->dispose (object);
}

static void
cordial_members_page_class_init (CordialMembersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_members_page_dispose;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_INVITE] =
    g_signal_new ("invite", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-members-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialMembersPage, invite_button);
  gtk_widget_class_bind_template_child (widget_class, CordialMembersPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, CordialMembersPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CordialMembersPage, list);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_invite_clicked);
}

static void
cordial_members_page_init (CordialMembersPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkNoSelection) model = NULL;

  self->avatar_loader = cordial_avatar_loader_new ();
  self->people = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) cordial_person_free);
  self->ids = gtk_string_list_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  g_object_unref (factory);
  model = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->ids)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (model));
}

/**
 * cordial_members_page_new:
 * @conversation: (transfer none): a group
 *
 * Returns: (transfer floating): the page
 */
AdwNavigationPage *
cordial_members_page_new (CordialConversation *conversation)
{
  CordialMembersPage *self;

  g_return_val_if_fail (CORDIAL_IS_CONVERSATION (conversation), NULL);

  self = g_object_new (CORDIAL_TYPE_MEMBERS_PAGE, NULL);
  self->conversation = g_object_ref (conversation);
  g_signal_connect_swapped (conversation, "members-changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (conversation, "notify::role", G_CALLBACK (update), self);
  update (self);
  return ADW_NAVIGATION_PAGE (self);
}
