/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The last hour of a connection as a strip of paper: a line while it was there, a spike for each answer, a gap for each
 * interruption. The present is where a line of writing ends.
 */

#define G_LOG_DOMAIN "cordial-strip-chart"

#include "cordial-config.h"

#include "cordial-strip-chart.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Pixels. */
#define WIDTH 280
#define HEIGHT 96
/* Where the line runs, as a share of the height; spikes go up from it, and a little down. */
#define BASELINE 0.78f
#define SPIKE_TOP 0.12f
#define DIP 0.10f
/* Half of a spike; those that would overlap are drawn as one, the slowest. */
#define SPIKE_HALF_WIDTH 3.0f
#define SPIKE_COLUMN 5.0f
/* An interruption is seen however short it was. */
#define GAP_MIN_WIDTH 3.0f
#define GRID_LINES 4

struct _CordialStripChart
{
  GtkWidget parent_instance;

  CordialConnectionSummary *summary; /* NULL at first */
  CordialClock clock;
};

G_DEFINE_FINAL_TYPE (CordialStripChart, cordial_strip_chart, GTK_TYPE_WIDGET)

static gboolean
is_mirrored (CordialStripChart *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static float
get_x (CordialStripChart *self, gint64 time_us, float width)
{
  const CordialConnectionSummary *summary = self->summary;
  float share = (float) (time_us - summary->since_us) / (float) (summary->now_us - summary->since_us);
  float x = CLAMP (share, 0, 1) * width;

  return is_mirrored (self) ? width - x : x;
}

static gint64
get_time (CordialStripChart *self, double x)
{
  double width = MAX (1, gtk_widget_get_width (GTK_WIDGET (self)));
  double share = is_mirrored (self) ? 1 - x / width : x / width;

  return self->summary->since_us + (gint64) (share * (self->summary->now_us - self->summary->since_us));
}

/* --- Drawing ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  GdkRGBA line;
  GdkRGBA gap;
  GdkRGBA gap_fill;
  GdkRGBA grid;
  float stroke;
} Ink;

/* The reds are GNOME's palette, so chosen that they stand off from a popover's background by more than 3 to 1. */
static Ink
get_ink (CordialStripChart *self)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  gboolean high_contrast = adw_style_manager_get_high_contrast (style);
  Ink ink = { .stroke = high_contrast ? 2.5f : 1.5f };

  gtk_widget_get_color (GTK_WIDGET (self), &ink.line);
  gtk_widget_get_color (gtk_widget_get_parent (GTK_WIDGET (self)), &ink.grid);
  ink.grid.alpha *= high_contrast ? 0.5f : 0.12f;
  gdk_rgba_parse (&ink.gap, adw_style_manager_get_dark (style) ? "#ff7b63" : "#c01c28");
  ink.gap_fill = ink.gap;
  ink.gap_fill.alpha = high_contrast ? 0.4f : 0.18f;
  return ink;
}

static void
draw_grid (GtkSnapshot *snapshot, const Ink *ink, float width, float height)
{
  for (guint i = 0; i <= GRID_LINES; i++)
    {
      float x = roundf ((width - 1) * i / GRID_LINES);

      gtk_snapshot_append_color (snapshot, &ink->grid, &GRAPHENE_RECT_INIT (x, 0, 1, height));
    }
}

static void
draw_gap (CordialStripChart *self,
          GtkSnapshot *snapshot,
          const Ink *ink,
          const CordialStretch *stretch,
          float width,
          float height)
{
  float a = get_x (self, stretch->from_us, width), b = get_x (self, stretch->to_us, width);
  /* On whole pixels, so that the lines are not spread over two. */
  float left = roundf (MIN (a, b)), right = roundf (MAX (a, b));

  if (right - left < GAP_MIN_WIDTH)
    {
      left = roundf (CLAMP (left - GAP_MIN_WIDTH / 2, 0, width - GAP_MIN_WIDTH));
      right = left + GAP_MIN_WIDTH;
    }
  gtk_snapshot_append_color (snapshot, &ink->gap_fill, &GRAPHENE_RECT_INIT (left, 0, right - left, height));
  /* Where it began and ended: colour alone does not tell everybody. */
  gtk_snapshot_append_color (snapshot, &ink->gap, &GRAPHENE_RECT_INIT (left, 0, 1, height));
  gtk_snapshot_append_color (snapshot, &ink->gap, &GRAPHENE_RECT_INIT (right - 1, 0, 1, height));
}

/* The line of a time with a connection, with a spike for each column of pixels in which something was answered. */
static void
draw_connected (CordialStripChart *self,
                GtkSnapshot *snapshot,
                const Ink *ink,
                const CordialStretch *stretch,
                float width,
                float height)
{
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
  g_autoptr (GskPath) path = NULL;
  g_autoptr (GskStroke) stroke = gsk_stroke_new (ink->stroke);
  float base = height * BASELINE;
  float rise = height * (BASELINE - SPIKE_TOP);
  float step = is_mirrored (self) ? -1 : 1;
  GArray *answers = self->summary->answers;
  float end = get_x (self, stretch->to_us, width);

  gsk_stroke_set_line_join (stroke, GSK_LINE_JOIN_ROUND);
  gsk_path_builder_move_to (builder, get_x (self, stretch->from_us, width), base);
  for (guint i = 0; i < answers->len;)
    {
      const CordialAnswer *answer = &g_array_index (answers, CordialAnswer, i);
      float x = get_x (self, answer->time_us, width);
      double slowest = answer->round_trip_ms;
      float top;

      for (i++; i < answers->len; i++)
        {
          const CordialAnswer *next = &g_array_index (answers, CordialAnswer, i);

          if (fabsf (get_x (self, next->time_us, width) - x) >= SPIKE_COLUMN)
            break;
          slowest = MAX (slowest, next->round_trip_ms);
        }
      if (answer->time_us < stretch->from_us || answer->time_us > stretch->to_us)
        continue;
      x = CLAMP (x, SPIKE_HALF_WIDTH, width - SPIKE_HALF_WIDTH);
      top = base - rise * (float) cordial_connection_summary_get_height (slowest);
      gsk_path_builder_line_to (builder, x - step * SPIKE_HALF_WIDTH, base);
      gsk_path_builder_line_to (builder, x - step * SPIKE_HALF_WIDTH / 2, base + height * DIP / 2);
      gsk_path_builder_line_to (builder, x, top);
      gsk_path_builder_line_to (builder, x + step * SPIKE_HALF_WIDTH / 2, base + height * DIP);
      gsk_path_builder_line_to (builder, x + step * SPIKE_HALF_WIDTH, base);
    }
  gsk_path_builder_line_to (builder, end, base);
  path = gsk_path_builder_free_to_path (g_steal_pointer (&builder));
  gtk_snapshot_append_stroke (snapshot, path, stroke, &ink->line);
  if (stretch->ongoing)
    {
      g_autoptr (GskPathBuilder) dot = gsk_path_builder_new ();
      g_autoptr (GskPath) circle = NULL;
      float radius = 2 * ink->stroke;

      gsk_path_builder_add_circle (dot, &GRAPHENE_POINT_INIT (CLAMP (end, radius, width - radius), base), radius);
      circle = gsk_path_builder_free_to_path (g_steal_pointer (&dot));
      gtk_snapshot_append_fill (snapshot, circle, GSK_FILL_RULE_WINDING, &ink->line);
    }
}

static void
cordial_strip_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CordialStripChart *self = CORDIAL_STRIP_CHART (widget);
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);
  Ink ink = get_ink (self);

  draw_grid (snapshot, &ink, width, height);
  for (guint i = 0; self->summary && i < self->summary->stretches->len; i++)
    {
      const CordialStretch *stretch = &g_array_index (self->summary->stretches, CordialStretch, i);

      if (stretch->kind == CORDIAL_STRETCH_AWAY)
        draw_gap (self, snapshot, &ink, stretch, width, height);
      else
        draw_connected (self, snapshot, &ink, stretch, width, height);
    }
}

/* --- Pointing ------------------------------------------------------------------------------------------------------ */

static gboolean
cordial_strip_chart_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard_tip, GtkTooltip *tooltip)
{
  CordialStripChart *self = CORDIAL_STRIP_CHART (widget);
  gint64 at, reach;
  g_autoptr (GTimeZone) zone = NULL;
  const CordialAnswer *nearest = NULL;

  if (!self->summary || keyboard_tip)
    return FALSE;
  zone = g_time_zone_new_local ();
  at = get_time (self, x);
  reach = ABS (get_time (self, x + SPIKE_COLUMN) - at);
  for (guint i = 0; i < self->summary->stretches->len; i++)
    {
      const CordialStretch *stretch = &g_array_index (self->summary->stretches, CordialStretch, i);

      if (stretch->kind == CORDIAL_STRETCH_AWAY && at >= stretch->from_us - reach && at <= stretch->to_us + reach)
        {
          g_autofree char *words = cordial_connection_summary_stretch_to_words (stretch, zone, self->clock);

          gtk_tooltip_set_text (tooltip, words);
          return TRUE;
        }
    }
  for (guint i = 0; i < self->summary->answers->len; i++)
    {
      const CordialAnswer *answer = &g_array_index (self->summary->answers, CordialAnswer, i);

      if (ABS (answer->time_us - at) <= reach && (!nearest || ABS (answer->time_us - at) < ABS (nearest->time_us - at)))
        nearest = answer;
    }
  if (!nearest)
    return FALSE;

  g_autofree char *time = cordial_time_format_clock (nearest->time_us / 1000, zone, self->clock);
  /* Translators: a time of day, and how many milliseconds the server took to answer then. */
  g_autofree char *words = g_strdup_printf (_ ("%s: answered in %.1f ms"), time, nearest->round_trip_ms);

  gtk_tooltip_set_text (tooltip, words);
  return TRUE;
}

/* --- Object -------------------------------------------------------------------------------------------------------- */

static void
cordial_strip_chart_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
cordial_strip_chart_finalize (GObject *object)
{
  g_clear_pointer (&CORDIAL_STRIP_CHART (object)->summary, cordial_connection_summary_free);
  G_OBJECT_CLASS (cordial_strip_chart_parent_class)->finalize (object);
}

static void
cordial_strip_chart_class_init (CordialStripChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cordial_strip_chart_finalize;
  widget_class->snapshot = cordial_strip_chart_snapshot;
  widget_class->measure = cordial_strip_chart_measure;
  widget_class->query_tooltip = cordial_strip_chart_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "stripchart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
cordial_strip_chart_init (CordialStripChart *self)
{
  self->clock = cordial_time_format_get_clock ();
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The Last Hour of the Connection"), -1);
}

/**
 * cordial_strip_chart_new:
 *
 * Returns: (transfer floating): a chart of nothing yet
 */
GtkWidget *
cordial_strip_chart_new (void)
{
  return g_object_new (CORDIAL_TYPE_STRIP_CHART, NULL);
}

/**
 * cordial_strip_chart_take_summary:
 * @self: a chart
 * @summary: (transfer full): what it shows from now on, and says to who does not see it
 */
void
cordial_strip_chart_take_summary (CordialStripChart *self, CordialConnectionSummary *summary)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *words = NULL;

  g_return_if_fail (CORDIAL_IS_STRIP_CHART (self));
  g_return_if_fail (summary != NULL);

  g_clear_pointer (&self->summary, cordial_connection_summary_free);
  self->summary = summary;
  words = cordial_connection_summary_to_words (summary, zone, self->clock);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
