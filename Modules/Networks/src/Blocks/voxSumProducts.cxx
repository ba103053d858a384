// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxSumProducts.h"

#include "voxTargetClones.h"

#include <algorithm>

namespace vox
{
namespace
{

typedef float Lanes __attribute__((vector_size(4 * kLanes), aligned(4), may_alias));

/** Vectors that share one pass: 4 x 3 sums, with what is multiplied, fill the 16 registers of AVX2. */
constexpr std::int64_t kVectorBlock = 3;

/** sums[i][j] += the sum over all voxels of scalars[i] * vectors[j], for VScalars times VVectors * 8 channels. */
template <int VScalars, int VVectors>
[[gnu::always_inline]] inline void
SumBlock(const RowRange & range, const Grid & scalars, const Grid & vectors, float * sums, std::int64_t sumStep)
{
  Lanes total[VScalars][VVectors];
#pragma GCC unroll 4
  for (int i = 0; i < VScalars; ++i)
  {
#pragma GCC unroll 4
    for (int j = 0; j < VVectors; ++j)
    {
      total[i][j] = *reinterpret_cast<const Lanes *>(sums + i * sumStep + j * kLanes);
    }
  }
  for (std::int64_t row = 0; row < range.rows; ++row)
  {
    const float * scalar = scalars.first + row * scalars.rowStep;
    const float * vector = vectors.first + row * vectors.rowStep;
    for (std::int64_t voxel = 0; voxel < range.voxels; ++voxel)
    {
#pragma GCC unroll 4
      for (int i = 0; i < VScalars; ++i)
      {
#pragma GCC unroll 4
        for (int j = 0; j < VVectors; ++j)
        {
          total[i][j] += scalar[i] * *reinterpret_cast<const Lanes *>(vector + j * kLanes);
        }
      }
      scalar += scalars.voxelStep;
      vector += vectors.voxelStep;
    }
  }
#pragma GCC unroll 4
  for (int i = 0; i < VScalars; ++i)
  {
#pragma GCC unroll 4
    for (int j = 0; j < VVectors; ++j)
    {
      *reinterpret_cast<Lanes *>(sums + i * sumStep + j * kLanes) = total[i][j];
    }
  }
}

template <int VVectors>
[[gnu::always_inline]] inline void
SumScalars(std::int64_t count, const RowRange & range, const Grid & scalars, const Grid & vectors, float * sums,
           std::int64_t sumStep)
{
  switch (count)
  {
  case 1:
    return SumBlock<1, VVectors>(range, scalars, vectors, sums, sumStep);
  case 2:
    return SumBlock<2, VVectors>(range, scalars, vectors, sums, sumStep);
  case 3:
    return SumBlock<3, VVectors>(range, scalars, vectors, sums, sumStep);
  default:
    return SumBlock<4, VVectors>(range, scalars, vectors, sums, sumStep);
  }
}

} // namespace

VOX_TARGET_CLONES void
SumProducts(const RowRange & range, const Grid & scalars, std::int64_t scalarCount, const Grid & vectors,
            std::int64_t vectorCount, float * sums)
{
  for (std::int64_t i = 0; i < scalarCount; i += kScalarBlock)
  {
    const Grid rows{scalars.first + i, scalars.voxelStep, scalars.rowStep};
    const std::int64_t count = std::min(kScalarBlock, scalarCount - i);
    std::int64_t block = 0;
    for (std::int64_t j = 0; j < vectorCount; j += block * kLanes)
    {
      const Grid columns{vectors.first + j, vectors.voxelStep, vectors.rowStep};
      float * part = sums + i * vectorCount + j;
      const std::int64_t left = (vectorCount - j) / kLanes;
      // 4 vectors are better taken as 2 and 2 than as 3 and 1.
      block = left == 4 ? 2 : std::min(kVectorBlock, left);
      switch (block)
      {
      case 1:
        SumScalars<1>(count, range, rows, columns, part, vectorCount);
        break;
      case 2:
        SumScalars<2>(count, range, rows, columns, part, vectorCount);
        break;
      default:
        SumScalars<3>(count, range, rows, columns, part, vectorCount);
      }
    }
  }
}

} // namespace vox
