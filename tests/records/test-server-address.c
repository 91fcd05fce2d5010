/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person may type for a server, and where that leads; what leads nowhere is answered with one sentence.
 */

#include "cordial-protocol-error.h"
#include "cordial-server-address.h"

#include <string.h>

typedef struct
{
  const char *address;
  const char *uri;
} Good;

static const Good good[] = {
  /* A name alone. */
  { "chat.example.org", "wss://chat.example.org/" },
  { "CHAT.Example.org", "wss://chat.example.org/" },
  { "chat", "wss://chat/" },
  { "bücher.example", "wss://xn--bcher-kva.example/" },
  { "chat.example.org:", "wss://chat.example.org/" },
  { "chat.example.org:6060", "wss://chat.example.org:6060/" },
  /* A complete one, as DNS writes it. */
  { "chat.example.org.", "wss://chat.example.org/" },
  { "chat.example.org.:6060", "wss://chat.example.org:6060/" },
  { "https://chat.example.org./tinode", "wss://chat.example.org/tinode/" },
  { "localhost.:6060", "ws://localhost:6060/" },
  { "127.0.0.1.:6060", "ws://127.0.0.1:6060/" },
  { "192.0.2.7", "wss://192.0.2.7/" },
  { "192.0.2.7:80", "wss://192.0.2.7:80/" },
  /* This computer. */
  { "localhost", "ws://localhost/" },
  { "localhost:6060", "ws://localhost:6060/" },
  { "LocalHost:6060", "ws://localhost:6060/" },
  { "demo.localhost:6060", "ws://demo.localhost:6060/" },
  { "Demo.LOCALHOST", "ws://demo.localhost/" },
  { "127.0.0.1", "ws://127.0.0.1/" },
  { "127.0.0.53:6060", "ws://127.0.0.53:6060/" },
  { "[::1]", "ws://[::1]/" },
  { "[::1]:6060", "ws://[::1]:6060/" },
  { "::1", "ws://[::1]/" },
  /* Looks like it, and is not. */
  { "localhost.example.org", "wss://localhost.example.org/" },
  { "notlocalhost", "wss://notlocalhost/" },
  { "127.0.0.1.example.org", "wss://127.0.0.1.example.org/" },
  /* The other addresses. */
  { "[2001:db8::1]", "wss://[2001:db8::1]/" },
  { "[2001:db8::1]:6060", "wss://[2001:db8::1]:6060/" },
  { "2001:db8::1", "wss://[2001:db8::1]/" },
  /* Schemes. */
  { "wss://chat.example.org", "wss://chat.example.org/" },
  { "https://chat.example.org", "wss://chat.example.org/" },
  { "HTTPS://chat.example.org", "wss://chat.example.org/" },
  { "https://chat.example.org:443", "wss://chat.example.org:443/" },
  { "wss://localhost:6060", "wss://localhost:6060/" },
  { "https://127.0.0.1", "wss://127.0.0.1/" },
  { "ws://localhost", "ws://localhost/" },
  { "ws://localhost:6060", "ws://localhost:6060/" },
  { "http://[::1]:6060/", "ws://[::1]:6060/" },
  { "http://127.0.0.1", "ws://127.0.0.1/" },
  /* Paths. */
  { "chat.example.org/", "wss://chat.example.org/" },
  { "chat.example.org/tinode", "wss://chat.example.org/tinode/" },
  { "https://example.org/our/chat/", "wss://example.org/our/chat/" },
  { "localhost:6060/a%20b", "ws://localhost:6060/a%20b/" },
  /* What a browser's address bar leaves behind. */
  { "https://chat.example.org/#login", "wss://chat.example.org/" },
  { "https://chat.example.org/?lang=en", "wss://chat.example.org/" },
  /* Blanks around it come with copying. */
  { "  chat.example.org\n", "wss://chat.example.org/" },
  { "\tlocalhost:6060 ", "ws://localhost:6060/" },
};

static void
test_good (gconstpointer data)
{
  const Good *one = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = cordial_server_address_to_uri (one->address, FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (uri, ==, one->uri);
}

static const char *const bad[] = {
  "",
  "   ",
  "\n",
  "chat example.org",
  "chat.example.org and more",
  "https://chat .example.org",
  "chat\u00a0room",
  "://",
  "https://",
  "https:///path",
  "wss://:6060",
  ":6060",
  "/",
  "#",
  "?",
  "chat.example.org:port",
  "chat.example.org:-1",
  "chat.example.org:0",
  "chat.example.org:65536",
  "chat.example.org:99999999999999999999",
  "[::1",
  "::1]",
  "[::1]x",
  "[]:6060",
  "[not:an:address]",
  "%%%",
  "chat%20room",
  "%00",
  "chat%00.example.org",
  "chat.example.org/%00",
  "chat\x01.example.org",
  "<script>",
  "chat.example.org;rm",
  "\"chat\"",
  "chat..example.org",
  "chat.example.org..",
  ".chat.example.org",
  ".",
  "..",
  "-",
  "a@",
  /* A name and a password would end up in the database, and a name before the @ looks like the server. */
  "user@chat.example.org",
  "user:password@chat.example.org",
  "https://user:password@chat.example.org",
  "https://good.example@other.example",
  "ftp://chat.example.org",
  "file:///etc/passwd",
  "javascript://chat.example.org",
  "tinode://chat.example.org",
  /* Not encrypted. */
  "ws://chat.example.org",
  "http://chat.example.org:6060",
  "http://localhost.example.org",
};

static void
assert_sentence (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_true (g_unichar_isupper (g_utf8_get_char (text)));
  g_assert_true (g_str_has_suffix (text, "."));
  g_assert_null (strpbrk (text, "\n%"));
}

static void
test_bad (gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = cordial_server_address_to_uri (data, FALSE, &error);

  g_assert_cmpstr (uri, ==, NULL);
  g_assert_error (error, CORDIAL_PROTOCOL_ERROR, CORDIAL_PROTOCOL_ERROR_INVALID);
  assert_sentence (error->message);
}

/* Whoever has accepted it may connect without TLS, and nobody else is sent there. */
static void
test_plaintext (void)
{
  const Good allowed[] = {
    { "ws://chat.example.org", "ws://chat.example.org/" },
    { "http://192.168.1.7:6060", "ws://192.168.1.7:6060/" },
    { "chat.example.org", "wss://chat.example.org/" },
    { "https://chat.example.org", "wss://chat.example.org/" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *uri = cordial_server_address_to_uri (allowed[i].address, TRUE, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (uri, ==, allowed[i].uri);
      g_assert_true (cordial_server_address_needs_plaintext (allowed[i].address) == g_str_has_prefix (uri, "ws:"));
    }
}

/* A link's host and an account's are the same by what they mean, not by how they are written. */
static void
test_same_place (void)
{
  const struct
  {
    const char *address;
    const char *place;
    gboolean same;
  } cases[] = {
    { "chat.example.org", "chat.example.org", TRUE },
    { "https://Chat.Example.org/tinode", "chat.example.org", TRUE },
    { "chat.example.org", "chat.example.org.", TRUE },
    { "chat.example.org.", "chat.example.org", TRUE },
    { "chat.example.org:6060", "CHAT.example.org.:6060", TRUE },
    { "chat.example.org:6060", "chat.example.org", TRUE },
    { "chat.example.org", "chat.example.org:443", TRUE },
    { "bücher.example", "xn--bcher-kva.example", TRUE },
    { "localhost:6060", "localhost:6060", TRUE },
    { "ws://127.0.0.1:6060", "127.0.0.1.:6060", TRUE },
    { "[::1]:6060", "[::1]:6060", TRUE },
    { "chat.example.org", "chat.example.org:6060", FALSE },
    { "chat.example.org:6060", "chat.example.org:6061", FALSE },
    { "chat.example.org", "chat.example", FALSE },
    { "chat.example.org", "at.example.org", FALSE },
    { "chat.example.org", "chat.example.org..", FALSE },
    { "chat.example.org", "", FALSE },
    { "", "chat.example.org", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s and %s", cases[i].address, cases[i].place);
      g_assert_cmpint (cordial_server_address_is_at (cases[i].address, cases[i].place), ==, cases[i].same);
    }
}

/* Each mistake has a sentence of its own. */
static void
test_sentences (void)
{
  const char *const mistakes[] = { "",     "a b", "user:password@chat.example.org", "ftp://a.example", "ws://a.example",
                                   ":6060" };
  g_autoptr (GHashTable) sentences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (cordial_server_address_to_uri (mistakes[i], FALSE, &error));
      g_assert_null (strstr (error->message, "password"));
      g_assert_true (g_hash_table_add (sentences, g_strdup (error->message)));
    }
}

static void
add_test (const char *prefix, guint index, const char *address, gconstpointer data, GTestDataFunc func)
{
  g_autofree char *shown = g_strescape (address, NULL);
  g_autofree char *path = NULL;

  g_strdelimit (shown, "/#", '|');
  path = g_strdup_printf ("/records/server-address/%s/%u «%s»", prefix, index, shown);
  g_test_add_data_func (path, data, func);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    add_test ("good", i, good[i].address, &good[i], test_good);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    add_test ("bad", i, bad[i], bad[i], test_bad);
  g_test_add_func ("/records/server-address/plaintext", test_plaintext);
  g_test_add_func ("/records/server-address/same-place", test_same_place);
  g_test_add_func ("/records/server-address/sentences", test_sentences);
  return g_test_run ();
}
