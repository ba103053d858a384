// SPDX-License-Identifier: Apache-2.0
#ifndef voxFloatBlock_h
#define voxFloatBlock_h

#include <c10/util/BFloat16.h>

#include <cstdint>
#include <type_traits>
#include <vector>

namespace vox
{

/** bf16 to float32, exactly. */
void Widen(const c10::BFloat16 * values, std::int64_t count, float * widened);
/** float32 to bf16, to the nearest, ties to even; NaN stays NaN. */
void Narrow(const float * values, std::int64_t count, c10::BFloat16 * narrowed);

/** Room for `count` numbers of this type as float32; empty where they are float32 already. */
template <typename TValue>
std::vector<float>
ScratchFor(std::int64_t count)
{
  return std::vector<float>(std::is_same_v<TValue, float> ? 0 : static_cast<std::size_t>(count));
}

/** Some numbers as float32: themselves, or widened into `scratch`. */
inline const float *
AsFloats(const float * values, std::int64_t, float *)
{
  return values;
}
inline const float *
AsFloats(const c10::BFloat16 * values, std::int64_t count, float * scratch)
{
  Widen(values, count, scratch);
  return scratch;
}

/** Where a float32 result is computed: in its place, or in `scratch` until it is narrowed. */
inline float *
ResultPlace(float * target, float *)
{
  return target;
}
inline float *
ResultPlace(c10::BFloat16 *, float * scratch)
{
  return scratch;
}
inline void
PutResult(const float *, std::int64_t, float *)
{}
inline void
PutResult(const float * result, std::int64_t count, c10::BFloat16 * target)
{
  Narrow(result, count, target);
}

} // namespace vox

#endif
