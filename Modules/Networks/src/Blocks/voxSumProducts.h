// SPDX-License-Identifier: Apache-2.0
#ifndef voxSumProducts_h
#define voxSumProducts_h

#include <cstdint>

namespace vox
{

/** Floats that are computed at a time. */
inline constexpr std::int64_t kLanes = 8;
/** Scalar channels that share one pass over the voxels. */
inline constexpr std::int64_t kScalarBlock = 4;

/** Voxels seen through one tap of a convolution's kernel: consecutive voxels of a row, consecutive rows. Steps in
 * floats. */
struct Grid
{
  const float * first;
  std::int64_t voxelStep;
  std::int64_t rowStep;
};

struct RowRange
{
  std::int64_t rows;
  std::int64_t voxels;
};

/** sums[i * vectorCount + j] += the sum over all voxels of scalars[i] * vectors[j], for all scalar channels i and
 * vector channels j; `vectorCount` is a multiple of kLanes. Added in the order of the voxels. */
void SumProducts(const RowRange & range, const Grid & scalars, std::int64_t scalarCount, const Grid & vectors,
                 std::int64_t vectorCount, float * sums);

} // namespace vox

#endif
