// SPDX-License-Identifier: Apache-2.0
#ifndef voxAlignedFloats_h
#define voxAlignedFloats_h

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace vox
{

struct FreeFloats
{
  void
  operator()(float * values) const
  {
    std::free(values);
  }
};

/** Uninitialized floats that begin on a cache line, which loads of whole registers then do not straddle. */
using AlignedFloats = std::unique_ptr<float[], FreeFloats>;

/** Throws std::bad_alloc. */
[[nodiscard]] inline AlignedFloats
MakeAlignedFloats(std::int64_t count)
{
  constexpr std::size_t line = 64;
  const std::size_t bytes = (static_cast<std::size_t>(count) * sizeof(float) + line - 1) / line * line;
  auto * const values = static_cast<float *>(std::aligned_alloc(line, bytes));
  if (values == nullptr)
  {
    throw std::bad_alloc();
  }
  return AlignedFloats(values);
}

} // namespace vox

#endif
