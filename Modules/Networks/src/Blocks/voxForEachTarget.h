// SPDX-License-Identifier: Apache-2.0
#ifndef voxForEachTarget_h
#define voxForEachTarget_h

/** From a template FUNCTION<lanes>, always inlined, makes FUNCTIONForThisProcessor(PARAMETERS): compiled with 16 lanes
 * for x86-64-v4 (AVX-512) and with 8 for x86-64-v3 (AVX2) and any other processor, chosen at run time. What target
 * clones cannot do: their versions share one width. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define VOX_FOR_EACH_TARGET(FUNCTION, PARAMETERS, ARGUMENTS)                                                           \
  __attribute__((target("arch=x86-64-v4"))) void FUNCTION##Version4 PARAMETERS                                         \
  {                                                                                                                    \
    FUNCTION<16> ARGUMENTS;                                                                                            \
  }                                                                                                                    \
  __attribute__((target("arch=x86-64-v3"))) void FUNCTION##Version3 PARAMETERS                                         \
  {                                                                                                                    \
    FUNCTION<8> ARGUMENTS;                                                                                             \
  }                                                                                                                    \
  void FUNCTION##AnyVersion PARAMETERS                                                                                 \
  {                                                                                                                    \
    FUNCTION<8> ARGUMENTS;                                                                                             \
  }                                                                                                                    \
  void FUNCTION##ForThisProcessor PARAMETERS                                                                           \
  {                                                                                                                    \
    static const bool hasVersion4 = __builtin_cpu_supports("x86-64-v4");                                               \
    static const bool hasVersion3 = __builtin_cpu_supports("x86-64-v3");                                               \
    hasVersion4   ? FUNCTION##Version4 ARGUMENTS                                                                       \
    : hasVersion3 ? FUNCTION##Version3 ARGUMENTS                                                                       \
                  : FUNCTION##AnyVersion ARGUMENTS;                                                                    \
  }
#else
#define VOX_FOR_EACH_TARGET(FUNCTION, PARAMETERS, ARGUMENTS)                                                           \
  void FUNCTION##ForThisProcessor PARAMETERS                                                                           \
  {                                                                                                                    \
    FUNCTION<8> ARGUMENTS;                                                                                             \
  }
#endif

#endif
