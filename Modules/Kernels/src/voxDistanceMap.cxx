// SPDX-License-Identifier: Apache-2.0
#include "voxDistanceMap.h"

#include "voxDistancePoint.h"
#include "voxError.h"
#include "voxForEachIndex.h"

#include <cstddef>
#include <memory>
#include <new>

namespace vox::kernels
{
namespace
{
constexpr std::int64_t alignment = 256;

std::int64_t
Aligned(std::int64_t bytes)
{
  return (bytes + alignment - 1) / alignment * alignment;
}

struct AlignedDelete
{
  void
  operator()(std::byte * memory) const
  {
    ::operator delete (memory, std::align_val_t{alignment});
  }
};

void
RequireGrid(const Zyx<std::int64_t> & size, const Zyx<double> & spacingMm)
{
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    if (size[axis] < 1 || size[axis] > DistanceMapBuffers::none || !(spacingMm[axis] > 0.0))
    {
      Fail(ErrorKind::Internal, "distance map of {} x {} x {} voxels of {} x {} x {} mm: expected 1 to {} and above 0",
           size.z, size.y, size.x, spacingMm.z, spacingMm.y, spacingMm.x, DistanceMapBuffers::none);
    }
  }
}
} // namespace

std::int64_t
DistanceMapScratchBytes(const Zyx<std::int64_t> & size)
{
  const std::int64_t words = size.z * size.y * DistanceMapBuffers{.size = size}.WordsPerRow();
  return Aligned(4 * words) + 4 * Aligned(2 * Product(size));
}

void
PlaceScratch(DistanceMapBuffers & buffers, void * scratch)
{
  auto * memory = static_cast<std::byte *>(scratch);
  buffers.words = reinterpret_cast<std::uint32_t *>(memory);
  memory += Aligned(4 * buffers.size.z * buffers.size.y * buffers.WordsPerRow());
  for (std::uint16_t ** const part : {&buffers.alongRow, &buffers.stack, &buffers.inSliceX, &buffers.inSliceY})
  {
    *part = reinterpret_cast<std::uint16_t *>(memory);
    memory += Aligned(2 * Product(buffers.size));
  }
}

void
SquaredDistanceMap(const std::uint8_t * marked, const Zyx<std::int64_t> & size, const Zyx<double> & spacingMm,
                   double * squaredMm2, int threads)
{
  RequireGrid(size, spacingMm);
  const std::unique_ptr<std::byte, AlignedDelete> scratch(static_cast<std::byte *>(
      ::operator new (static_cast<std::size_t>(DistanceMapScratchBytes(size)), std::align_val_t{alignment})));
  DistanceMapBuffers buffers{.marked = marked, .size = size, .spacingMm = spacingMm, .squaredDistances = squaredMm2};
  PlaceScratch(buffers, scratch.get());
  ForEachDistanceStep(buffers, [threads](const auto & step) { ForEachIndex(step, threads); });
}

} // namespace vox::kernels
