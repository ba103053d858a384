// SPDX-License-Identifier: Apache-2.0
#ifndef voxVectorClones_h
#define voxVectorClones_h

// A function so marked is compiled for what processors can do, and chosen at run time, with all that it inlines. Clones
// are made of functions, not of templates.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define VOX_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define VOX_CLONES
#endif

#endif
