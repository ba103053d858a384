/* SPDX-License-Identifier: Apache-2.0 */
#include <vox.h>
/* Twice: the guard works. */
#include <vox.h>

/* Compiled as C90, C99 and C++98 with all warnings as errors. */
const char * (*const vox_header_alone)(void) = &vox_version;
