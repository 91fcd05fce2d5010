/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Times as people say them. Nothing here counts minutes («3 minutes ago»): such a text is wrong a minute later and would have to
 * be drawn again and again; a clock time stays right until midnight.
 */

#define G_LOG_DOMAIN "cordial-time-format"

#include "cordial-config.h"

#include "cordial-time-format.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <string.h>

/* Days back in which a weekday's name alone says which day is meant. */
#define WEEK_DAYS 6

/* Times come from the wire. What no calendar can say counts as the epoch. */
static GDateTime *
to_date_time (gint64 time_ms, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_ms / 1000);
  GDateTime *local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return local != NULL ? local : g_date_time_new_from_unix_utc (0);
}

/* Whole days of the calendar from @then to @now. */
static int
days_between (GDateTime *then, GDateTime *now)
{
  g_autoptr (GDate) a =
    g_date_new_dmy ((GDateDay) g_date_time_get_day_of_month (then), (GDateMonth) g_date_time_get_month (then),
                    (GDateYear) g_date_time_get_year (then));
  g_autoptr (GDate) b =
    g_date_new_dmy ((GDateDay) g_date_time_get_day_of_month (now), (GDateMonth) g_date_time_get_month (now),
                    (GDateYear) g_date_time_get_year (now));

  return g_date_days_between (a, b);
}

static char *
format_clock (GDateTime *time, CordialClock clock)
{
  if (clock == CORDIAL_CLOCK_12_HOURS)
    /* Translators: time of a message on a 12-hour clock, as in g_date_time_format(): 2:05 PM
     * xgettext:no-c-format */
    return g_date_time_format (time, _ ("%-I:%M %p"));
  /* Translators: time of a message on a 24-hour clock, as in g_date_time_format(): 14:05
   * xgettext:no-c-format */
  return g_date_time_format (time, _ ("%H:%M"));
}

/**
 * cordial_time_format_get_clock:
 *
 * Returns: the clock that the desktop is set to, or where there is no such setting the locale's
 */
CordialClock
cordial_time_format_get_clock (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, "org.gnome.desktop.interface", TRUE);
  if (schema != NULL && g_settings_schema_has_key (schema, "clock-format"))
    {
      g_autoptr (GSettings) settings = g_settings_new_full (schema, NULL, NULL);
      g_autofree char *format = g_settings_get_string (settings, "clock-format");

      return g_str_equal (format, "12h") ? CORDIAL_CLOCK_12_HOURS : CORDIAL_CLOCK_24_HOURS;
    }
  return strstr (nl_langinfo (T_FMT), "%p") != NULL || strstr (nl_langinfo (T_FMT), "%r") != NULL
           ? CORDIAL_CLOCK_12_HOURS
           : CORDIAL_CLOCK_24_HOURS;
}

/**
 * cordial_time_format_clock:
 *
 * Returns: (transfer full): the time of day alone, for a bubble
 */
char *
cordial_time_format_clock (gint64 time_ms, GTimeZone *zone, CordialClock clock)
{
  g_autoptr (GDateTime) time = to_date_time (time_ms, zone);

  return format_clock (time, clock);
}

/**
 * cordial_time_format_row:
 * @time_ms: Unix time in milliseconds
 * @now: the present, in the time zone to show
 * @clock: which clock
 *
 * Returns: (transfer full): 14:05 today, a weekday this week, else a date; short, for a row of the chat list
 */
char *
cordial_time_format_row (gint64 time_ms, GDateTime *now, CordialClock clock)
{
  g_autoptr (GDateTime) time = to_date_time (time_ms, g_date_time_get_timezone (now));
  int days = days_between (time, now);

  if (days == 0)
    return format_clock (time, clock);
  if (days == 1)
    return g_strdup (_ ("Yesterday"));
  if (days > 0 && days <= WEEK_DAYS)
    /* Translators: a weekday in the chat list, as in g_date_time_format(): Mon
     * xgettext:no-c-format */
    return g_date_time_format (time, _ ("%a"));
  if (g_date_time_get_year (time) == g_date_time_get_year (now))
    /* Translators: a day of this year in the chat list, as in g_date_time_format(): 3 Nov
     * xgettext:no-c-format */
    return g_date_time_format (time, _ ("%-d %b"));
  /* Translators: a day of another year in the chat list, as in g_date_time_format()
   * xgettext:no-c-format */
  return g_date_time_format (time, _ ("%-d %b %Y"));
}

/**
 * cordial_time_format_day:
 *
 * Returns: (transfer full): the name of a day, for the separator above its messages
 */
char *
cordial_time_format_day (gint64 time_ms, GDateTime *now)
{
  g_autoptr (GDateTime) time = to_date_time (time_ms, g_date_time_get_timezone (now));
  int days = days_between (time, now);

  if (days == 0)
    return g_strdup (_ ("Today"));
  if (days == 1)
    return g_strdup (_ ("Yesterday"));
  if (days > 0 && days <= WEEK_DAYS)
    /* Translators: a day of this week above its messages, as in g_date_time_format(): Monday
     * xgettext:no-c-format */
    return g_date_time_format (time, _ ("%A"));
  if (g_date_time_get_year (time) == g_date_time_get_year (now))
    /* Translators: a day of this year above its messages, as in g_date_time_format(): Monday, 3 November
     * xgettext:no-c-format */
    return g_date_time_format (time, _ ("%A, %-d %B"));
  /* Translators: a day of another year above its messages, as in g_date_time_format(): 3 November 2024
   * xgettext:no-c-format */
  return g_date_time_format (time, _ ("%-d %B %Y"));
}

/**
 * cordial_time_format_month:
 *
 * Returns: (transfer full): a month and its year, above what is of it
 */
char *
cordial_time_format_month (gint64 time_ms, GTimeZone *zone)
{
  g_autoptr (GDateTime) time = to_date_time (time_ms, zone);

  /* Translators: a month above what was sent in it, as in g_date_time_format(): November 2025
   * xgettext:no-c-format */
  return g_date_time_format (time, _ ("%OB %Y"));
}

/**
 * cordial_time_format_full:
 *
 * Returns: (transfer full): the whole date and the time, for a tooltip
 */
char *
cordial_time_format_full (gint64 time_ms, GTimeZone *zone, CordialClock clock)
{
  g_autoptr (GDateTime) time = to_date_time (time_ms, zone);
  /* Translators: a whole date in a tooltip, as in g_date_time_format(): Monday, 3 November 2025
   * xgettext:no-c-format */
  g_autofree char *day = g_date_time_format (time, _ ("%A, %-d %B %Y"));
  g_autofree char *of_day = format_clock (time, clock);

  /* Translators: a day and a time of day: Monday, 3 November 2025, 14:05 */
  return g_strdup_printf (_ ("%s, %s"), day, of_day);
}

/**
 * cordial_time_format_last_seen:
 * @time_ms: Unix time in milliseconds; 0 or less means that nobody knows
 * @now: the present
 * @clock: which clock
 *
 * Returns: (transfer full): what stands below a person's name who is not there now; an empty text if nobody knows
 */
char *
cordial_time_format_last_seen (gint64 time_ms, GDateTime *now, CordialClock clock)
{
  g_autoptr (GDateTime) time = to_date_time (time_ms, g_date_time_get_timezone (now));
  g_autofree char *of_day = format_clock (time, clock);
  int days = days_between (time, now);

  if (time_ms <= 0)
    return g_strdup ("");
  if (days <= 0)
    /* Translators: %s is a time of day: Last seen at 14:05 */
    return g_strdup_printf (_ ("Last seen at %s"), of_day);
  if (days == 1)
    /* Translators: %s is a time of day: Last seen yesterday at 14:05 */
    return g_strdup_printf (_ ("Last seen yesterday at %s"), of_day);
  if (days <= WEEK_DAYS)
    {
      g_autofree char *weekday = g_date_time_format (time, "%A");

      /* Translators: a weekday and a time of day: Last seen Monday at 14:05 */
      return g_strdup_printf (_ ("Last seen %s at %s"), weekday, of_day);
    }
  if (g_date_time_get_year (time) == g_date_time_get_year (now))
    /* Translators: as in g_date_time_format(): Last seen 3 November
     * xgettext:no-c-format */
    return g_date_time_format (time, _ ("Last seen %-d %B"));
  /* Translators: as in g_date_time_format(): Last seen 3 November 2024
   * xgettext:no-c-format */
  return g_date_time_format (time, _ ("Last seen %-d %B %Y"));
}
