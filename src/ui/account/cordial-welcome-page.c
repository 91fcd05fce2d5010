/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first page a person sees: three ways to begin. The window decides what a choice leads to; the page only says which one
 * was made, and shows that the third takes a moment or why it cannot be had.
 */

#define G_LOG_DOMAIN "cordial-welcome-page"

#include "cordial-welcome-page.h"

#include "cordial-menu-names.h"

struct _CordialWelcomePage
{
  AdwNavigationPage parent_instance;

  GtkMenuButton *menu_button;
  GtkWidget *choices;
  GtkStack *try_stack;
  GtkWidget *try_spinner;
  GtkRevealer *problem_revealer;
  GtkLabel *problem_label;
};

G_DEFINE_FINAL_TYPE (CordialWelcomePage, cordial_welcome_page, ADW_TYPE_NAVIGATION_PAGE)

enum
{
  SIGN_IN,
  CREATE_ACCOUNT,
  TRY_IT,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
choose (CordialWelcomePage *self, guint signal)
{
  cordial_welcome_page_set_problem (self, NULL);
  g_signal_emit (self, signals[signal], 0);
}

static void
on_sign_in_activated (CordialWelcomePage *self)
{
  choose (self, SIGN_IN);
}

static void
on_create_activated (CordialWelcomePage *self)
{
  choose (self, CREATE_ACCOUNT);
}

static void
on_try_activated (CordialWelcomePage *self)
{
  choose (self, TRY_IT);
}

/**
 * cordial_welcome_page_new:
 *
 * Returns: (transfer floating): a page for an #AdwNavigationView
 */
GtkWidget *
cordial_welcome_page_new (void)
{
  return g_object_new (CORDIAL_TYPE_WELCOME_PAGE, NULL);
}

/**
 * cordial_welcome_page_set_busy:
 * @self: a page
 * @busy: whether the third choice is being carried out
 */
void
cordial_welcome_page_set_busy (CordialWelcomePage *self, gboolean busy)
{
  g_return_if_fail (CORDIAL_IS_WELCOME_PAGE (self));

  gtk_widget_set_sensitive (self->choices, !busy);
  gtk_stack_set_visible_child (self->try_stack,
                               busy ? self->try_spinner : gtk_widget_get_first_child (GTK_WIDGET (self->try_stack)));
}

/**
 * cordial_welcome_page_set_problem:
 * @self: a page
 * @problem: (nullable): one sentence; %NULL hides the last one
 */
void
cordial_welcome_page_set_problem (CordialWelcomePage *self, const char *problem)
{
  g_return_if_fail (CORDIAL_IS_WELCOME_PAGE (self));

  if (problem)
    gtk_label_set_label (self->problem_label, problem);
  gtk_revealer_set_reveal_child (self->problem_revealer, problem != NULL);
}

static void
cordial_welcome_page_class_init (CordialWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  /**
   * CordialWelcomePage::sign-in:
   *
   * The person has an account.
   */
  signals[SIGN_IN] =
    g_signal_new ("sign-in", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * CordialWelcomePage::create-account:
   *
   * The person wants a new account on a server.
   */
  signals[CREATE_ACCOUNT] =
    g_signal_new ("create-account", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * CordialWelcomePage::try-it:
   *
   * The person wants to look around without a server.
   */
  signals[TRY_IT] =
    g_signal_new ("try-it", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cordialchat/Cordial/ui/cordial-welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CordialWelcomePage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, CordialWelcomePage, choices);
  gtk_widget_class_bind_template_child (widget_class, CordialWelcomePage, try_stack);
  gtk_widget_class_bind_template_child (widget_class, CordialWelcomePage, try_spinner);
  gtk_widget_class_bind_template_child (widget_class, CordialWelcomePage, problem_revealer);
  gtk_widget_class_bind_template_child (widget_class, CordialWelcomePage, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_in_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_create_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_try_activated);
}

static void
cordial_welcome_page_init (CordialWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cordial_menu_names_follow_button (self->menu_button);
}
