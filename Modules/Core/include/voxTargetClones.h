// SPDX-License-Identifier: Apache-2.0
#ifndef voxTargetClones_h
#define voxTargetClones_h

/** Compiles a function once per instruction set; the loader picks the best that the processor has. The levels are those
 * of the x86-64 psABI: a name such as haswell would be compared with the maker of the processor, not with what it can.
 */
#if defined(__x86_64__) && defined(__ELF__) && defined(__GNUC__) && !defined(__clang__)
#define VOX_TARGET_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define VOX_TARGET_CLONES
#endif

#endif
