/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One layout of Pango, measured and drawn. A list view keeps about two hundred of these alive and lays all of them out when a
 * conversation opens, so text is laid out as seldom as can be: the sizes are kept for as long as text and font stay. A label of the
 * toolkit would lay itself out once more to find how narrow it could get, and what it selects ends at its edge; here the selection
 * belongs to the timeline, and this only shows its part. Links are widgets of their own above the text, where there are any.
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

/* In any width from the widest line's to the one it was measured for the same way. */
typedef struct
{
  guint context_serial; /* of the font and all that belongs to it; 0 where nothing was measured */
  int max_width;
  CordialTextLines lines;
} Measured;

struct _CordialMessageText
{
  GtkWidget parent_instance;

  CordialShownText *shown;
  PangoLayout *layout;
  Measured natural;
  Measured wrapped;
  gsize selected_start; /* of the text, as its source has it */
  gsize selected_end;
};

G_DEFINE_FINAL_TYPE (CordialMessageText, cordial_message_text, GTK_TYPE_WIDGET)

/* --- Measuring ----------------------------------------------------------------------------------------------------- */

static void
measure_lines (CordialMessageText *self, int max_width, guint context_serial, Measured *measured)
{
  PangoLayoutLine *last;
  PangoRectangle logical;

  pango_layout_set_width (self->layout, max_width == CORDIAL_MESSAGE_TEXT_UNLIMITED ? -1 : max_width * PANGO_SCALE);
  pango_layout_get_pixel_size (self->layout, &measured->lines.width, &measured->lines.height);
  last = pango_layout_get_line_readonly (self->layout, pango_layout_get_line_count (self->layout) - 1);
  pango_layout_line_get_pixel_extents (last, NULL, &logical);
  measured->lines.last_width = logical.width;
  measured->lines.last_ltr = pango_layout_line_get_resolved_direction (last) != PANGO_DIRECTION_RTL;
  measured->max_width = max_width;
  measured->context_serial = context_serial;
}

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
  guint serial = pango_context_get_serial (pango_layout_get_context (self->layout));

  if (self->natural.context_serial != serial)
    measure_lines (self, CORDIAL_MESSAGE_TEXT_UNLIMITED, serial, &self->natural);
  if (self->natural.lines.width <= max_width)
    return self->natural.lines;
  if (self->wrapped.context_serial != serial || max_width > self->wrapped.max_width ||
      max_width < self->wrapped.lines.width)
    measure_lines (self, max_width, serial, &self->wrapped);
  return self->wrapped.lines;
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
      *natural = cordial_message_text_get_lines (self, CORDIAL_MESSAGE_TEXT_UNLIMITED).width;
    }
  else
    *minimum = *natural =
      cordial_message_text_get_lines (self, for_size >= 0 ? for_size : CORDIAL_MESSAGE_TEXT_UNLIMITED).height;
}

/* The pixels that a part of what is shown covers. */
static cairo_region_t *
get_area (CordialMessageText *self, gsize start, gsize end)
{
  PangoLayoutIter *iter = pango_layout_get_iter (self->layout);
  cairo_region_t *area = cairo_region_create ();

  do
    {
      PangoLayoutLine *line = pango_layout_iter_get_line_readonly (iter);
      int line_start = pango_layout_line_get_start_index (line);
      int line_end = line_start + pango_layout_line_get_length (line);
      g_autofree int *ranges = NULL;
      int n_ranges, y0, y1;

      if ((int) end <= line_start || (int) start > line_end)
        continue;
      pango_layout_iter_get_line_yrange (iter, &y0, &y1);
      pango_layout_line_get_x_ranges (line, MAX ((int) start, line_start), MIN ((int) end, line_end), &ranges,
                                      &n_ranges);
      for (int i = 0; i < n_ranges; i++)
        {
          int x0 = PANGO_PIXELS (ranges[2 * i]), x1 = PANGO_PIXELS (ranges[2 * i + 1]);

          cairo_region_union_rectangle (
            area, &(cairo_rectangle_int_t) { x0, PANGO_PIXELS (y0), x1 - x0, PANGO_PIXELS (y1) - PANGO_PIXELS (y0) });
        }
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
  return area;
}

static void
set_layout_width (CordialMessageText *self)
{
  pango_layout_set_width (self->layout, gtk_widget_get_width (GTK_WIDGET (self)) * PANGO_SCALE);
}

static void
cordial_message_text_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CordialMessageText *self = CORDIAL_MESSAGE_TEXT (widget);
  guint i = 0;

  if (gtk_widget_get_first_child (widget) == NULL)
    return;
  pango_layout_set_width (self->layout, width * PANGO_SCALE);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      CordialShownLink *link = g_ptr_array_index (self->shown->links, i++);
      cairo_region_t *area = get_area (self, link->start, link->end);
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
  cairo_region_t *area = get_area (self, cordial_shown_text_from_source (self->shown, self->selected_start),
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
  gtk_snapshot_append_layout (snapshot, self->layout, &color);
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
update_attributes (CordialMessageText *self)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  /* A hyphen that nobody wrote would change an address or a name. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  for (guint i = 0; self->shown != NULL && i < self->shown->links->len; i++)
    {
      CordialShownLink *link = g_ptr_array_index (self->shown->links, i);

      insert_attribute (attributes, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), link->start, link->end);
      insert_accent (self, attributes, link->start, link->end);
    }
  for (guint i = 0; self->shown != NULL && i < self->shown->styles->len; i++)
    insert_style (self, attributes, &g_array_index (self->shown->styles, CordialShownStyle, i));
  pango_layout_set_attributes (self->layout, attributes);
  pango_attr_list_unref (attributes);
}

/* Light became dark, or another accent was chosen. */
static void
cordial_message_text_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  CordialMessageText *self = CORDIAL_MESSAGE_TEXT (widget);

  GTK_WIDGET_CLASS (cordial_message_text_parent_class)->css_changed (widget, change);
  if (self->shown != NULL && (self->shown->links->len > 0 || self->shown->styles->len > 0))
    update_attributes (self);
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
  g_clear_object (&self->layout);
  G_OBJECT_CLASS (cordial_message_text_parent_class)->dispose (object);
}

static void
cordial_message_text_class_init (CordialMessageTextClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cordial_message_text_dispose;
  widget_class->get_request_mode = cordial_message_text_get_request_mode;
  widget_class->measure = cordial_message_text_measure;
  widget_class->size_allocate = cordial_message_text_size_allocate;
  widget_class->snapshot = cordial_message_text_snapshot;
  widget_class->css_changed = cordial_message_text_css_changed;
  gtk_widget_class_set_css_name (widget_class, "messagetext");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
cordial_message_text_init (CordialMessageText *self)
{
  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "text");
  update_attributes (self);
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
  pango_layout_set_text (self->layout, shown->text, -1);
  update_attributes (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, shown->text, -1);
  self->natural.context_serial = 0;
  self->wrapped.context_serial = 0;
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
  int index, trailing;

  g_return_val_if_fail (CORDIAL_IS_MESSAGE_TEXT (self), 0);

  if (self->shown == NULL)
    return 0;
  set_layout_width (self);
  if (y < 0)
    return 0;
  if (y > gtk_widget_get_height (GTK_WIDGET (self)))
    return cordial_shown_text_to_source (self->shown, strlen (self->shown->text));
  pango_layout_xy_to_index (self->layout, (int) (x * PANGO_SCALE), (int) (y * PANGO_SCALE), &index, &trailing);
  for (const char *at = self->shown->text + index; trailing > 0 && *at != '\0'; trailing--)
    {
      at = g_utf8_next_char (at);
      index = (int) (at - self->shown->text);
    }
  return cordial_shown_text_to_source (self->shown, (gsize) index);
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
  const PangoLogAttr *attributes;
  const char *text, *at;
  int n, first, last;

  g_return_if_fail (CORDIAL_IS_MESSAGE_TEXT (self));

  *start = *end = place;
  if (self->shown == NULL)
    return;
  text = self->shown->text;
  at = text + cordial_shown_text_from_source (self->shown, place);
  attributes = pango_layout_get_log_attrs_readonly (self->layout, &n);
  first = last = (int) g_utf8_pointer_to_offset (text, at);
  while (first > 0 && !attributes[first].is_word_start)
    first--;
  last = MIN (last + 1, n - 1);
  while (last < n - 1 && !attributes[last].is_word_end)
    last++;
  *start = cordial_shown_text_to_source (self->shown, g_utf8_offset_to_pointer (text, first) - text);
  *end = cordial_shown_text_to_source (self->shown, g_utf8_offset_to_pointer (text, last) - text);
}
