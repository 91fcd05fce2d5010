/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The types of the interfaces that carry out what a person asks for.
 */

#include "cordial-requests.h"

G_DEFINE_INTERFACE (CordialRequests, cordial_requests, G_TYPE_OBJECT)

static void
cordial_requests_default_init (CordialRequestsInterface *iface)
{
}

G_DEFINE_INTERFACE (CordialLinkRequests, cordial_link_requests, G_TYPE_OBJECT)

static void
cordial_link_requests_default_init (CordialLinkRequestsInterface *iface)
{
}
