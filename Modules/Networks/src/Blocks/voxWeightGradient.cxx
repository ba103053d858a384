// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxWeightGradient.h"

#include "Blocks/voxSumProducts.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

namespace vox
{
namespace
{

/** Sums that are held at a time, over all parts of the image: small enough for the caches, large enough for parts that
 * are. */
constexpr std::int64_t kPartialFloats = 1 << 18;

/** First and last + 1 output index of an axis whose input index output * stride + tap - padding is in the image. */
struct Span
{
  std::int64_t begin;
  std::int64_t end;
};

Span
OutputsInside(const ConvolutionExtent & extent, std::size_t axis, std::int64_t tap)
{
  const std::int64_t stride = extent.stride[axis];
  const std::int64_t shift = extent.padding[axis] - tap;
  const std::int64_t begin = shift > 0 ? (shift + stride - 1) / stride : 0;
  const std::int64_t room = extent.inputSize[axis] + shift;
  const std::int64_t end = room > 0 ? std::min(extent.outputSize[axis], (room + stride - 1) / stride) : 0;
  return {begin, std::max(begin, end)};
}

/** The channels whose number is a multiple of the vectors', 24 before 16 before 8, are summed as vectors. */
bool
VectorsAreInputs(const ConvolutionExtent & extent)
{
  for (const std::int64_t size : {3 * kLanes, 2 * kLanes, kLanes})
  {
    if (extent.outputChannels % size == 0 || extent.inputChannels % size == 0)
    {
      return extent.outputChannels % size != 0;
    }
  }
  return false;
}

/** Products of input and gradient voxels, added to sums [tap][scalar channel][vector channel]. */
class VoxelProducts
{
public:
  VoxelProducts(const ConvolutionExtent & extent, const float * input, const float * gradient)
      : m_Extent(extent),
        m_Input(input),
        m_Gradient(gradient),
        m_VectorsAreInputs(VectorsAreInputs(extent)),
        m_Scalars(m_VectorsAreInputs ? extent.outputChannels : extent.inputChannels),
        m_Vectors(m_VectorsAreInputs ? extent.inputChannels : extent.outputChannels)
  {}

  [[nodiscard]] std::int64_t
  ScalarCount() const
  {
    return m_Scalars;
  }
  [[nodiscard]] std::int64_t
  FloatsPerTap() const
  {
    return m_Scalars * m_Vectors;
  }
  /** Where the sum of a tap and a pair of channels lies. */
  [[nodiscard]] std::int64_t
  Place(std::int64_t tap, std::int64_t outputChannel, std::int64_t inputChannel) const
  {
    const std::int64_t scalar = m_VectorsAreInputs ? outputChannel : inputChannel;
    const std::int64_t vector = m_VectorsAreInputs ? inputChannel : outputChannel;
    return tap * FloatsPerTap() + scalar * m_Vectors + vector;
  }

  /** Adds the products of a range of the N * D slices, through the taps (tapZ, tapY, all x), for a range of the scalar
   * channels. */
  void
  Add(Span slices, std::int64_t tapZ, std::int64_t tapY, Span scalars, float * sums) const
  {
    const Zyx<std::int64_t> & size = m_Extent.outputSize;
    const Span z = OutputsInside(m_Extent, 0, tapZ);
    const Span y = OutputsInside(m_Extent, 1, tapY);
    // Enough rows at a time that sums are seldom loaded and stored, few enough to stay in the nearest cache.
    const std::int64_t rowsAtATime = std::max<std::int64_t>(1, 64 / size.x);
    for (std::int64_t slice = slices.begin; slice < slices.end; ++slice)
    {
      if (slice % size.z < z.begin || slice % size.z >= z.end)
      {
        continue;
      }
      for (std::int64_t row = y.begin; row < y.end; row += rowsAtATime)
      {
        AddRows(slice, {row, std::min(y.end, row + rowsAtATime)}, tapZ, tapY, scalars, sums);
      }
    }
  }

private:
  void
  AddRows(std::int64_t slice, Span rows, std::int64_t tapZ, std::int64_t tapY, Span scalars, float * sums) const
  {
    const ConvolutionExtent & e = m_Extent;
    const std::int64_t inputZ = (slice % e.outputSize.z) * e.stride.z + tapZ - e.padding.z;
    const std::int64_t inputY = rows.begin * e.stride.y + tapY - e.padding.y;
    const std::int64_t inputRow =
        ((slice / e.outputSize.z * e.inputSize.z + inputZ) * e.inputSize.y + inputY) * e.inputSize.x;
    const std::int64_t outputRow = (slice * e.outputSize.y + rows.begin) * e.outputSize.x;
    for (std::int64_t tapX = 0; tapX < e.kernelSize.x; ++tapX)
    {
      const Span x = OutputsInside(e, 2, tapX);
      const std::int64_t inputX = x.begin * e.stride.x + tapX - e.padding.x;
      const Grid input{m_Input + (inputRow + inputX) * e.inputChannels, e.stride.x * e.inputChannels,
                       e.stride.y * e.inputSize.x * e.inputChannels};
      const Grid gradient{m_Gradient + (outputRow + x.begin) * e.outputChannels, e.outputChannels,
                          e.outputSize.x * e.outputChannels};
      Grid scalarGrid = m_VectorsAreInputs ? gradient : input;
      scalarGrid.first += scalars.begin;
      const std::int64_t tap = (tapZ * e.kernelSize.y + tapY) * e.kernelSize.x + tapX;
      SumProducts({rows.end - rows.begin, x.end - x.begin}, scalarGrid, scalars.end - scalars.begin,
                  m_VectorsAreInputs ? input : gradient, m_Vectors,
                  sums + tap * FloatsPerTap() + scalars.begin * m_Vectors);
    }
  }

  const ConvolutionExtent & m_Extent;
  const float * m_Input;
  const float * m_Gradient;
  bool m_VectorsAreInputs;
  std::int64_t m_Scalars;
  std::int64_t m_Vectors;
};

/** How the work is divided; a function of the layer alone, so that the threads do not change the result. */
struct Division
{
  std::int64_t parts;     ///< ranges of slices, each with its own sums
  std::int64_t tapRows;   ///< taps of equal z and y
  std::int64_t groups;    ///< of scalar channels
  std::int64_t groupSize; ///< the last group may be smaller
};

Division
Divide(const ConvolutionExtent & extent, std::int64_t scalarCount, std::int64_t floatsPerPart)
{
  Division division;
  division.parts = std::clamp<std::int64_t>(kPartialFloats / floatsPerPart, 1, extent.samples * extent.outputSize.z);
  division.tapRows = extent.kernelSize.z * extent.kernelSize.y;
  division.groups = scalarCount > kScalarBlock ? 2 : 1;
  const std::int64_t blocks = (scalarCount + kScalarBlock - 1) / kScalarBlock;
  division.groupSize = (blocks + division.groups - 1) / division.groups * kScalarBlock;
  return division;
}

/** The sums of all parts, one after the other. Tasks of a part differ in taps or channels, so none shares a sum. */
std::vector<float>
SumParts(const ConvolutionExtent & extent, const VoxelProducts & products, const Division & division,
         std::int64_t floatsPerPart)
{
  std::vector<float> sums(static_cast<std::size_t>(division.parts * floatsPerPart), 0.0F);
  const std::int64_t slices = extent.samples * extent.outputSize.z;
  const std::int64_t tasks = division.parts * division.tapRows * division.groups;
  at::parallel_for(0, tasks, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t task = begin; task < end; ++task)
    {
      const std::int64_t firstScalar = task % division.groups * division.groupSize;
      const std::int64_t tapRow = task / division.groups % division.tapRows;
      const std::int64_t part = task / division.groups / division.tapRows;
      const Span scalars{firstScalar, std::min(products.ScalarCount(), firstScalar + division.groupSize)};
      products.Add({slices * part / division.parts, slices * (part + 1) / division.parts}, tapRow / extent.kernelSize.y,
                   tapRow % extent.kernelSize.y, scalars, sums.data() + part * floatsPerPart);
    }
  });
  return sums;
}

} // namespace

bool
TakesWeightGradient(std::int64_t inputChannels, std::int64_t outputChannels)
{
  return inputChannels % kLanes == 0 || outputChannels % kLanes == 0;
}

void
WeightGradient(const ConvolutionExtent & extent, const float * input, const float * gradient, float * weightGradient)
{
  const VoxelProducts products(extent, input, gradient);
  const std::int64_t taps = extent.kernelSize.z * extent.kernelSize.y * extent.kernelSize.x;
  const std::int64_t floatsPerPart = taps * products.FloatsPerTap();
  const Division division = Divide(extent, products.ScalarCount(), floatsPerPart);
  const std::vector<float> sums = SumParts(extent, products, division, floatsPerPart);
  at::parallel_for(0, extent.outputChannels, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t output = begin; output < end; ++output)
    {
      for (std::int64_t tap = 0; tap < taps; ++tap)
      {
        for (std::int64_t in = 0; in < extent.inputChannels; ++in)
        {
          const float * sum = sums.data() + products.Place(tap, output, in);
          float total = 0.0F;
          for (std::int64_t part = 0; part < division.parts; ++part)
          {
            total += sum[part * floatsPerPart];
          }
          weightGradient[(output * taps + tap) * extent.inputChannels + in] = total;
        }
      }
    }
  });
}

} // namespace vox
