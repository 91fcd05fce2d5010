/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A million messages in seven languages and several chats: how long the index takes, how large it is, and how soon something is found.
 */
#define G_LOG_DOMAIN "cordial-bench"

#include "patience.h"
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#define N_MESSAGES 1000000
#define N_CHATS 20
#define N_RUNS 5

/* Of which sentences are made: frequent ones first, since words are as often as they are early. */
static const char *const languages[][24] = {
  { "the",    "and",    "we",      "you",     "is",      "tomorrow", "meeting", "please",
    "garden", "train",  "picture", "window",  "thanks",  "morning",  "letter",  "question",
    "answer", "coffee", "station", "weather", "holiday", "birthday", "report",  "project" },
  { "und",     "die",    "der",     "wir",     "ist",    "morgen",     "Besprechung", "bitte",
    "Garten",  "Zug",    "Bild",    "Fenster", "danke",  "Frühstück",  "Brief",       "Frage",
    "Antwort", "Straße", "Bahnhof", "Wetter",  "Urlaub", "Geburtstag", "Bericht",     "Größe" },
  { "le",      "la",    "et",    "nous",    "est",      "demain",       "réunion", "plaît",
    "jardin",  "train", "image", "fenêtre", "merci",    "matin",        "lettre",  "question",
    "réponse", "café",  "gare",  "temps",   "vacances", "anniversaire", "rapport", "projet" },
  { "и",     "в",     "мы",      "не",     "что",     "завтра",   "встреча", "пожалуйста",
    "сад",   "поезд", "картина", "окно",   "спасибо", "утро",     "письмо",  "вопрос",
    "ответ", "кофе",  "вокзал",  "погода", "отпуск",  "праздник", "отчёт",   "проект" },
  { "的",   "我们", "是",   "你",   "在",   "明天", "会议", "请",   "花园", "火车", "照片", "窗户",
    "谢谢", "早上", "信件", "问题", "回答", "咖啡", "车站", "天气", "假期", "生日", "报告", "项目" },
  { "の",         "は", "です", "私",   "を",   "明日",     "会議", "お願い", "庭",   "電車",   "写真", "窓",
    "ありがとう", "朝", "手紙", "質問", "答え", "コーヒー", "駅",   "天気",   "休み", "誕生日", "報告", "企画" },
  { "في",   "من",   "على",   "نحن",  "هو",   "غدا",  "اجتماع", "فضلك", "حديقة", "قطار",  "صورة",  "نافذة",
    "شكرا", "صباح", "رسالة", "سؤال", "جواب", "قهوة", "محطة",   "طقس",  "عطلة",  "ميلاد", "تقرير", "مشروع" },
};

static double
ms_since (gint64 start_us)
{
  return (double) (g_get_monotonic_time () - start_us) / 1000.0;
}

/* The earlier words are the more frequent; many words are rare, as names and numbers are. */
static void
add_word (GString *text, GRand *random, guint language)
{
  double chance = g_rand_double (random);

  if (text->len > 0 && language != 4 && language != 5)
    g_string_append_c (text, ' ');
  if (chance < 0.12 && (language == 4 || language == 5))
    g_string_append_unichar (text, (gunichar) g_rand_int_range (random, 0x4e00, 0x5a00));
  else if (chance < 0.12)
    g_string_append_printf (text, "%s%c%c", languages[language][g_rand_int_range (random, 5, 24)],
                            'a' + g_rand_int_range (random, 0, 26), 'a' + g_rand_int_range (random, 0, 26));
  else
    g_string_append (text, languages[language][(guint) (24 * g_rand_double (random) * g_rand_double (random))]);
}

static gint64
fill (const char *path)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (GString) text = g_string_new (NULL);
  sqlite3_stmt *statement = NULL;
  sqlite3 *db = NULL;
  gint64 bytes = 0;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db,
                                 "BEGIN; WITH RECURSIVE c (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < 19)"
                                 " INSERT INTO conversation (id) SELECT 'grp' || i FROM c",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (
    sqlite3_prepare_v2 (db,
                        "INSERT INTO message (conversation, seq, place, sender, time_ms, state, text)"
                        " VALUES ('grp' || (?1 % 20), ?1 / 20 + 1, ?1 / 20 + 1, 'usr' || (?1 % 7), ?1, 3, ?2)",
                        -1, &statement, NULL),
    ==, SQLITE_OK);
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      guint n = (guint) g_rand_int_range (random, 3, 18);

      g_string_truncate (text, 0);
      for (guint k = 0; k < n; k++)
        add_word (text, random, i % 7);
      if (i % 10 != 0)
        g_string_append (text, " everywhere");
      bytes += (gint64) text->len;
      sqlite3_bind_int64 (statement, 1, i);
      sqlite3_bind_text (statement, 2, text->str, -1, SQLITE_STATIC);
      g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
      sqlite3_reset (statement);
    }
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  return bytes;
}

static void
print_search (CordialStore *store, const char *what, CordialStoreSearch search)
{
  double first = 0, sum = 0;
  guint n = 0;

  search.limit = 50;
  for (guint i = 0; i < N_RUNS; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GPtrArray) hits = NULL;
      gint64 start_us = g_get_monotonic_time ();
      double ms;

      cordial_store_search_async (store, &search, NULL, store_fixture_on_result, &result);
      while (!result)
        g_main_context_iteration (NULL, TRUE);
      hits = cordial_store_search_finish (store, result, NULL, NULL);
      ms = ms_since (start_us);
      g_assert_nonnull (hits);
      n = hits->len;
      if (i == 0)
        first = ms;
      sum += ms;
    }
  g_print ("%-44s %6.1f ms at first, %6.1f ms on average, %u found\n", what, first, sum / N_RUNS, n);
}

int
main (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autofree char *index_path = g_strconcat (fixture->path, "-search", NULL);
  gint64 start_us, bytes;
  GStatBuf info;

  store_fixture_open (fixture);
  store_fixture_close (fixture);
  bytes = fill (fixture->path);
  store_fixture_open (fixture);
  start_us = g_get_monotonic_time ();
  cordial_store_start_index (fixture->store, NULL);
  while (cordial_store_get_index_progress (fixture->store) < 1)
    g_main_context_iteration (NULL, TRUE);
  g_print ("%-44s %.1f s\n", "index of a million messages", ms_since (start_us) / 1000);
  g_assert_cmpint (g_stat (index_path, &info), ==, 0);
  g_print ("%-44s %.1f MiB of %.1f MiB of text, %.0f %%\n", "its size", info.st_size / 1048576.0, bytes / 1048576.0,
           100.0 * (double) info.st_size / (double) bytes);
  print_search (fixture->store, "a word that is everywhere", (CordialStoreSearch) { .typed = "\"everywhere\"" });
  print_search (fixture->store, "its beginning", (CordialStoreSearch) { .typed = "ev" });
  print_search (fixture->store, "one letter", (CordialStoreSearch) { .typed = "e" });
  print_search (fixture->store, "one that is nowhere", (CordialStoreSearch) { .typed = "nowhereatall" });
  print_search (fixture->store, "two that are everywhere, in one chat",
                (CordialStoreSearch) { .typed = "everywhere the", .conversation_id = "grp7" });
  print_search (fixture->store, "English", (CordialStoreSearch) { .typed = "tomorrow mee" });
  print_search (fixture->store, "German", (CordialStoreSearch) { .typed = "strasse frühst" });
  print_search (fixture->store, "French", (CordialStoreSearch) { .typed = "reunion fen" });
  print_search (fixture->store, "Russian", (CordialStoreSearch) { .typed = "завтра вст" });
  print_search (fixture->store, "Chinese, one character", (CordialStoreSearch) { .typed = "窗" });
  print_search (fixture->store, "Chinese", (CordialStoreSearch) { .typed = "明天会议" });
  print_search (fixture->store, "Japanese", (CordialStoreSearch) { .typed = "コーヒー" });
  print_search (fixture->store, "Arabic", (CordialStoreSearch) { .typed = "غدا قه" });
  print_search (fixture->store, "a phrase", (CordialStoreSearch) { .typed = "\"meeting please\"" });
  print_search (fixture->store, "a phrase that is nowhere",
                (CordialStoreSearch) { .typed = "\"everywhere the meeting\"" });
  store_fixture_close (fixture);
  return 0;
}
