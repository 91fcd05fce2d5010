/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A text of a message, measured and drawn. A label of the toolkit would lay itself out once more to find how narrow it could get, and
 * what it selects ends at its edge; here the selection belongs to the timeline, and this only shows its part. Links are widgets of their
 * own above the text, where there are any.
 */

#define G_LOG_DOMAIN "cordial-message-text"

#include "cordial-config.h"

#include "cordial-message-text.h"

#include "cordial-message-link.h"

#include <adwaita.h>
#include <string.h>

/* How much of the accent lies behind selected text: enough on a bubble that has some of it itself. */
#define SELECTION_ALPHA 0.45f
/* How much of the text's colour lies behind code, and behind what is highlighted. */
#define CODE_TINT 0.1
#define HIGHLIGHT_TINT 0.2

struct _CordialMessageText
{
  GtkWidget parent_instance;

  CordialShownText *shown;
  CordialTextPieces *pieces;
  gsize selected_start; /* of the text, as its source has it */
  gsize selected_end;
};

G_DEFINE_FINAL_TYPE (CordialMessageText, cordial_message_text, GTK_TYPE_WIDGET)

/* --- Measuring ----------------------------------------------------------------------------------------------------- */

/**
 * cordial_message_text_get_lines:
 * @self: a text
 * @max_width: pixels there are
 *
 * Returns: how it breaks in them
 */
CordialTextLines
cordial_message_text_get_lines (CordialMessageText *self, int max_width)
{
  return cordial_text_pieces_get_lines (self->pieces, max_width);
}

static GtkSizeRequestMode
cordial_message_text_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
cordial_message_text_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  CordialMessageText *self = CORDIAL_MESSAGE_TEXT (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      /* It breaks anywhere. */
      *minimum = 0;
      *natural = cordial_message_text_get_lines (self, CORDIAL_TEXT_PIECES_UNLIMITED).width;
    }
  else
    *minimum = *natural =
      cordial_message_text_get_lines (self, for_size >= 0 ? for_size : CORDIAL_TEXT_PIECES_UNLIMITED).height;
}

static void
set_layout_width (CordialMessageText *self)
{
  cordial_text_pieces_set_width (self->pieces, gtk_widget_get_width (GTK_WIDGET (self)));
}

static void
cordial_message_text_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CordialMessageText *self = CORDIAL_MESSAGE_TEXT (widget);
  guint i = 0;

  if (gtk_widget_get_first_child (widget) == NULL)
    return;
  cordial_text_pieces_set_width (self->pieces, width);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      CordialShownLink *link = g_ptr_array_index (self->shown->links, i++);
      cairo_region_t *area = cordial_text_pieces_get_area (self->pieces, link->start, link->end);
      cairo_rectangle_int_t extents;

      cairo_region_get_extents (area, &extents);
      cairo_region_translate (area, -extents.x, -extents.y);
      cordial_message_link_set_area (CORDIAL_MESSAGE_LINK (child), area);
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_size_allocate (child, &extents, -1);
    }
}

/* --- Drawing ------------------------------------------------------------------------------------------------------- */

static gboolean
has_selection (CordialMessageText *self)
{
  return self->selected_start < self->selected_end;
}

static void
snapshot_selection (CordialMessageText *self, GtkSnapshot *snapshot)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  g_autoptr (GdkRGBA) color = adw_style_manager_get_accent_color_rgba (style);
  cairo_region_t *area =
    cordial_text_pieces_get_area (self->pieces, cordial_shown_text_from_source (self->shown, self->selected_start),
                                  cordial_shown_text_from_source (self->shown, self->selected_end));

  color->alpha = SELECTION_ALPHA;
  for (int i = 0; i < cairo_region_num_rectangles (area); i++)
    {
      cairo_rectangle_int_t box;

      cairo_region_get_rectangle (area, i, &box);
      gtk_snapshot_append_color (
        snapshot, color, &GRAPHENE_RECT_INIT ((float) box.x, (float) box.y, (float) box.width, (float) box.height));
    }
  cairo_region_destroy (area);
}

static void
cordial_message_text_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CordialMessageText *self = CORDIAL_MESSAGE_TEXT (widget);
  GdkRGBA color;

  if (self->shown == NULL)
    return;
  set_layout_width (self);
  if (has_selection (self))
    snapshot_selection (self, snapshot);
  gtk_widget_get_color (widget, &color);
  cordial_text_pieces_snapshot (self->pieces, snapshot, &color);
  GTK_WIDGET_CLASS (cordial_message_text_parent_class)->snapshot (widget, snapshot);
}

/* Takes the attribute. */
static void
insert_attribute (PangoAttrList *attributes, PangoAttribute *attribute, gsize start, gsize end)
{
  attribute->start_index = (guint) start;
  attribute->end_index = (guint) end;
  pango_attr_list_insert (attributes, attribute);
}

/* What lies behind it is a tint of the colour of the text, so that it can be read in light, dark and high contrast. */
static void
insert_tint (CordialMessageText *self, PangoAttrList *attributes, const CordialShownStyle *style, double strength)
{
  GdkRGBA color;

  gtk_widget_get_color (GTK_WIDGET (self), &color);
  insert_attribute (attributes,
                    pango_attr_background_new ((guint16) (color.red * G_MAXUINT16),
                                               (guint16) (color.green * G_MAXUINT16),
                                               (guint16) (color.blue * G_MAXUINT16)),
                    style->start, style->end);
  insert_attribute (attributes, pango_attr_background_alpha_new ((guint16) (strength * G_MAXUINT16)), style->start,
                    style->end);
}

/* The colour of links, names and hashtags: the accent, so that it can be read. */
static void
insert_accent (CordialMessageText *self, PangoAttrList *attributes, gsize start, gsize end)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  g_autoptr (GdkRGBA) accent = adw_style_manager_get_accent_color_rgba (style);
  GdkRGBA color;

  adw_rgba_to_standalone (accent, adw_style_manager_get_dark (style), &color);
  insert_attribute (attributes,
                    pango_attr_foreground_new ((guint16) (color.red * G_MAXUINT16),
                                               (guint16) (color.green * G_MAXUINT16),
                                               (guint16) (color.blue * G_MAXUINT16)),
                    start, end);
}

static void
insert_style (CordialMessageText *self, PangoAttrList *attributes, const CordialShownStyle *style)
{
  switch (style->kind)
    {
    case CORDIAL_TEXT_SPAN_BOLD:
      insert_attribute (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD), style->start, style->end);
      break;
    case CORDIAL_TEXT_SPAN_ITALIC:
      insert_attribute (attributes, pango_attr_style_new (PANGO_STYLE_ITALIC), style->start, style->end);
      break;
    case CORDIAL_TEXT_SPAN_STRIKE:
      insert_attribute (attributes, pango_attr_strikethrough_new (TRUE), style->start, style->end);
      break;
    case CORDIAL_TEXT_SPAN_HIGHLIGHT:
      insert_tint (self, attributes, style, HIGHLIGHT_TINT);
      break;
    case CORDIAL_TEXT_SPAN_MENTION:
      insert_attribute (attributes, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD), style->start, style->end);
      insert_accent (self, attributes, style->start, style->end);
      break;
    case CORDIAL_TEXT_SPAN_HASHTAG:
      insert_accent (self, attributes, style->start, style->end);
      break;
    case CORDIAL_TEXT_SPAN_CODE:
    case CORDIAL_TEXT_SPAN_CODE_BLOCK:
    default:
      insert_attribute (attributes, pango_attr_family_new ("monospace"), style->start, style->end);
      insert_tint (self, attributes, style, CODE_TINT);
      break;
    }
}

static void
update_pieces (CordialMessageText *self)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  /* A hyphen that nobody wrote would change an address or a name. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  for (guint i = 0; i < self->shown->links->len; i++)
    {
      CordialShownLink *link = g_ptr_array_index (self->shown->links, i);

      insert_attribute (attributes, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), link->start, link->end);
      insert_accent (self, attributes, link->start, link->end);
    }
  for (guint i = 0; i < self->shown->styles->len; i++)
    insert_style (self, attributes, &g_array_index (self->shown->styles, CordialShownStyle, i));
  cordial_text_pieces_set_text (self->pieces, self->shown->text, attributes);
  pango_attr_list_unref (attributes);
}

static void
cordial_message_text_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cordial_message_text_parent_class)->root (widget);
  cordial_text_pieces_renew (CORDIAL_MESSAGE_TEXT (widget)->pieces);
}

/* Light became dark, or another accent was chosen. */
static void
cordial_message_text_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  CordialMessageText *self = CORDIAL_MESSAGE_TEXT (widget);

  GTK_WIDGET_CLASS (cordial_message_text_parent_class)->css_changed (widget, change);
  if (self->shown != NULL && (self->shown->links->len > 0 || self->shown->styles->len > 0))
    update_pieces (self);
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

static void
remove_links (CordialMessageText *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

static void
cordial_message_text_dispose (GObject *object)
{
  CordialMessageText *self = CORDIAL_MESSAGE_TEXT (object);

  remove_links (self);
  g_clear_pointer (&self->shown, cordial_shown_text_free);
  G_OBJECT_CLASS (cordial_message_text_parent_class)->dispose (object);
}

static void
cordial_message_text_finalize (GObject *object)
{
  CordialMessageText *self = CORDIAL_MESSAGE_TEXT (object);

  cordial_text_pieces_free (self->pieces);
  G_OBJECT_CLASS (cordial_message_text_parent_class)->finalize (object);
}

static void
cordial_message_text_class_init (CordialMessageTextClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_message_text_dispose;
  G_OBJECT_CLASS (klass)->finalize = cordial_message_text_finalize;
  widget_class->get_request_mode = cordial_message_text_get_request_mode;
  widget_class->measure = cordial_message_text_measure;
  widget_class->size_allocate = cordial_message_text_size_allocate;
  widget_class->snapshot = cordial_message_text_snapshot;
  widget_class->root = cordial_message_text_root;
  widget_class->css_changed = cordial_message_text_css_changed;
  gtk_widget_class_set_css_name (widget_class, "messagetext");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
cordial_message_text_init (CordialMessageText *self)
{
  self->pieces = cordial_text_pieces_new (GTK_WIDGET (self));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "text");
}

/**
 * cordial_message_text_set_shown:
 * @self: a text
 * @shown: (transfer full): what to show
 */
void
cordial_message_text_set_shown (CordialMessageText *self, CordialShownText *shown)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_TEXT (self));

  g_clear_pointer (&self->shown, cordial_shown_text_free);
  self->shown = shown;
  remove_links (self);
  for (guint i = 0; i < shown->links->len; i++)
    {
      CordialShownLink *link = g_ptr_array_index (shown->links, i);
      g_autofree char *address = g_strndup (shown->text + link->start, link->end - link->start);

      gtk_widget_insert_before (cordial_message_link_new (address, link->target), GTK_WIDGET (self), NULL);
    }
  update_pieces (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, shown->text, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * cordial_message_text_set_selection:
 * @self: a text
 * @start: where in the text that is shown the selection begins, in bytes
 * @end: where it ends; %G_MAXSIZE for the text's end. The same as @start for no selection
 */
void
cordial_message_text_set_selection (CordialMessageText *self, gsize start, gsize end)
{
  g_return_if_fail (CORDIAL_IS_MESSAGE_TEXT (self));

  if (self->selected_start == start && self->selected_end == end)
    return;
  self->selected_start = start;
  self->selected_end = end;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * cordial_message_text_get_place_at:
 * @self: a text
 * @x: pixels from its left edge; outside of it the nearest place counts
 * @y: pixels from its upper edge
 *
 * Returns: the place in the text that is shown, in bytes, between two characters
 */
gsize
cordial_message_text_get_place_at (CordialMessageText *self, double x, double y)
{
  g_return_val_if_fail (CORDIAL_IS_MESSAGE_TEXT (self), 0);

  if (self->shown == NULL)
    return 0;
  set_layout_width (self);
  if (y < 0)
    return 0;
  if (y > gtk_widget_get_height (GTK_WIDGET (self)))
    return cordial_shown_text_to_source (self->shown, strlen (self->shown->text));
  return cordial_shown_text_to_source (self->shown, cordial_text_pieces_get_place_at (self->pieces, x, y));
}

/**
 * cordial_message_text_get_word_at:
 * @self: a text
 * @place: a place in the text that is shown
 * @start: (out): where the word there begins; @place where there is none
 * @end: (out): where it ends
 */
void
cordial_message_text_get_word_at (CordialMessageText *self, gsize place, gsize *start, gsize *end)
{
  gsize shown_start, shown_end;

  g_return_if_fail (CORDIAL_IS_MESSAGE_TEXT (self));

  *start = *end = place;
  if (self->shown == NULL)
    return;
  cordial_text_pieces_get_word_at (self->pieces, cordial_shown_text_from_source (self->shown, place), &shown_start,
                                   &shown_end);
  *start = cordial_shown_text_to_source (self->shown, shown_start);
  *end = cordial_shown_text_to_source (self->shown, shown_end);
}
