/* SPDX-FileCopyrightText: 2026 The Cordial Contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The loop of the fuzz targets: the files of a folder, changed at random. A target has the form that libFuzzer wants; this needs no other
 * compiler.
 */

#pragma once

#include <glib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int fuzz_main (int argc, char **argv, const char *name, const char *const *words);
