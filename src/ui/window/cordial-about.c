/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The about dialog. Its troubleshooting text is made to be posted in public: versions and states, but no name, no address, no
 * sentence of a server's, and nothing of what was written.
 */

#define G_LOG_DOMAIN "cordial-about"

#include "cordial-config.h"

#include "cordial-about.h"
#include "cordial-server-address.h"

#include <glib/gi18n-lib.h>

static const char *
get_nick (GType type, int value)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);
  const GEnumValue *entry = g_enum_get_value (klass, value);

  return entry ? entry->value_nick : "?";
}

static const char *
get_encryption (CordialAccount *account)
{
  if (cordial_account_get_local_server (account))
    return "own server";

  g_autofree char *uri = cordial_server_address_to_uri (cordial_account_get_server (account), FALSE, NULL);

  return !uri ? "none" : g_str_has_prefix (uri, "wss:") ? "TLS" : "loopback";
}

static void
append_account (GString *text, guint number, CordialAccount *account)
{
  double round_trip_ms = 0;

  g_object_get (account, "round-trip-ms", &round_trip_ms, NULL);
  g_string_append_printf (text, "Account %u: %s, encryption: %s, link: %s, refusal: %s, round trip: %.1f ms, ", number,
                          cordial_account_get_has_settings (account) ? "plain dialect" : "Tinode",
                          get_encryption (account),
                          get_nick (CORDIAL_TYPE_LINK_STATE, cordial_account_get_link_state (account)),
                          get_nick (CORDIAL_TYPE_REFUSAL, cordial_account_get_refusal (account)), round_trip_ms);
  g_string_append_printf (text, "chats: %u, messages waiting: %u\n",
                          g_list_model_get_n_items (cordial_account_get_chat_list (account)),
                          cordial_account_get_waiting_messages (account));
}

/* For whoever mends a fault, so in English whatever the person's language is. */
static char *
make_troubleshooting_text (CordialAccounts *accounts)
{
  GString *text = g_string_new (NULL);
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  GdkDisplay *display = gdk_display_get_default ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (accounts));

  g_string_append_printf (text, "Cordial %s\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\nGLib %u.%u.%u\n", VERSION,
                          gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version (),
                          adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version (),
                          glib_major_version, glib_minor_version, glib_micro_version);
  g_string_append_printf (
    text, "System: %s\nDesktop: %s\nSandbox: %s\nDisplay: %s\nNetwork: %s\n", system ? system : "unknown",
    g_getenv ("XDG_CURRENT_DESKTOP") ? g_getenv ("XDG_CURRENT_DESKTOP") : "unknown",
    g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ? "Flatpak" : "none",
    display ? G_OBJECT_TYPE_NAME (display) : "none",
    g_network_monitor_get_network_available (g_network_monitor_get_default ()) ? "available" : "none");
  if (n == 0)
    g_string_append (text, "No account\n");
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CordialAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

      append_account (text, i + 1, account);
    }
  return g_string_free (text, FALSE);
}

/**
 * cordial_about_new:
 * @accounts: whose states the troubleshooting text has
 *
 * Returns: (transfer floating): a dialog to present
 */
AdwDialog *
cordial_about_new (CordialAccounts *accounts)
{
  AdwDialog *dialog = adw_about_dialog_new ();
  g_autofree char *troubleshooting = NULL;

  g_return_val_if_fail (CORDIAL_IS_ACCOUNTS (accounts), dialog);

  troubleshooting = make_troubleshooting_text (accounts);
  g_object_set (dialog, "application-name", _ ("Cordial"), "application-icon", APP_ID, "version", VERSION,
                "developer-name", _ ("The Cordial Contributors"), "license-type", GTK_LICENSE_GPL_3_0, "copyright",
                "© 2026 The Cordial Contributors", "comments", _ ("Chat that stays connected."), "website",
                "https://github.com/cordialchat/cordial", "issue-url", "https://github.com/cordialchat/cordial/issues",
                "debug-info", troubleshooting, "debug-info-filename", "cordial-troubleshooting.txt",
                /* Translators: your names, a line each. */
                "translator-credits", _ ("translator-credits"), NULL);
  return dialog;
}
