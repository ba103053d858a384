// SPDX-License-Identifier: Apache-2.0
#include "voxBinaryMorphology.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace vox
{

namespace
{
using Word = BinaryVolume::Word;

/** Coordinates of the points of a ball on each axis, with the rounding of numpy.mgrid. */
std::vector<double>
BallPoints(double radius)
{
  const auto count = static_cast<std::int64_t>(2.0 * radius + 1.0);
  const double step = count > 1 ? (radius + radius) / static_cast<double>(count - 1) : 1.0;
  std::vector<double> points;
  for (std::int64_t i = 0; i < count; ++i)
  {
    points.push_back(static_cast<double>(i) * step - radius);
  }
  return points;
}

/** Coordinates of the points of a disk on each axis, with the rounding of numpy.arange. */
std::vector<double>
DiskPoints(double radius)
{
  const auto count = static_cast<std::int64_t>(std::ceil(radius + 1.0 + radius));
  const double step = (1.0 - radius) + radius;
  std::vector<double> points;
  for (std::int64_t i = 0; i < count; ++i)
  {
    points.push_back(static_cast<double>(i) * step - radius);
  }
  return points;
}

/** The points of a grid within the radius; index floor((n - 1) / 2) of each axis is the voxel itself. */
StructuringElement
ElementOf(const std::vector<double> & pointsZ, const std::vector<double> & pointsYx, double radius)
{
  const std::int64_t middleZ = (std::ssize(pointsZ) - 1) / 2;
  const std::int64_t middle = (std::ssize(pointsYx) - 1) / 2;
  StructuringElement element;
  for (std::int64_t z = 0; z < std::ssize(pointsZ); ++z)
  {
    for (std::int64_t y = 0; y < std::ssize(pointsYx); ++y)
    {
      const auto inside = [&](double x) {
        const double pointY = pointsYx[static_cast<std::size_t>(y)];
        const double pointZ = pointsZ[static_cast<std::size_t>(z)];
        return (x * x + pointY * pointY) + pointZ * pointZ <= radius * radius;
      };
      const auto first = std::find_if(pointsYx.begin(), pointsYx.end(), inside);
      const auto end = std::find_if_not(first, pointsYx.end(), inside);
      if (first != end)
      {
        element.rows.push_back(
            {z - middleZ, y - middle, first - pointsYx.begin() - middle, end - pointsYx.begin() - 1 - middle});
      }
    }
  }
  return element;
}

/** out |= the row with each voxel taken from `offset` voxels further on; the bits behind a row must be 0. */
void
OrShifted(const Word * row, std::int64_t words, std::int64_t offset, Word * out)
{
  const std::int64_t distance = std::abs(offset);
  const std::int64_t step = distance / BinaryVolume::wordBits;
  const auto bits = static_cast<unsigned>(distance % BinaryVolume::wordBits);
  for (std::int64_t i = 0; i < words - step; ++i)
  {
    if (offset >= 0)
    {
      out[i] |= row[i + step] >> bits;
      out[i] |= bits > 0 && i + step + 1 < words ? row[i + step + 1] << (BinaryVolume::wordBits - bits) : 0;
    }
    else
    {
      out[i + step] |= row[i] << bits;
      out[i + step] |= bits > 0 && i > 0 ? row[i - 1] >> (BinaryVolume::wordBits - bits) : 0;
    }
  }
}

/** Dilation along x by the offsets first to last. */
BinaryVolume
DilateRows(const BinaryVolume & mask, std::int64_t first, std::int64_t last)
{
  BinaryVolume result(mask.Size());
  const std::int64_t words = mask.WordsPerRow();
  const Zyx<std::int64_t> & size = mask.Size();
  for (std::int64_t row = 0; row < size.z * size.y; ++row)
  {
    const Word * in = mask.Row(row);
    if (std::all_of(in, in + words, [](Word word) { return word == 0; }))
    {
      continue;
    }
    Word * out = result.Row(row);
    for (std::int64_t offset = std::max(first, 1 - size.x); offset <= std::min(last, size.x - 1); ++offset)
    {
      OrShifted(in, words, offset, out);
    }
    out[words - 1] &= mask.WordMask(words - 1);
  }
  return result;
}

/** target[z, y] |= source[z + offsetZ, y + offsetY] for all rows that exist. */
void
OrRows(const BinaryVolume & source, std::int64_t offsetZ, std::int64_t offsetY, BinaryVolume & target)
{
  const Zyx<std::int64_t> & size = source.Size();
  const std::int64_t firstY = std::max<std::int64_t>(0, -offsetY);
  const std::int64_t lastY = std::min(size.y, size.y - offsetY);
  for (std::int64_t z = std::max<std::int64_t>(0, -offsetZ); z < std::min(size.z, size.z - offsetZ) && firstY < lastY;
       ++z)
  {
    const Word * in = source.Row((z + offsetZ) * size.y + firstY + offsetY);
    Word * out = target.Row(z * size.y + firstY);
    for (std::int64_t i = 0; i < (lastY - firstY) * source.WordsPerRow(); ++i)
    {
      out[i] |= in[i];
    }
  }
}

BinaryVolume
Complement(BinaryVolume mask)
{
  for (std::size_t i = 0; i < mask.Words().size(); ++i)
  {
    Word & word = mask.Words()[i];
    word = ~word & mask.WordMask(static_cast<std::int64_t>(i) % mask.WordsPerRow());
  }
  return mask;
}
} // namespace

StructuringElement
BallElement(double radiusVoxels)
{
  const std::vector<double> points = BallPoints(radiusVoxels);
  return ElementOf(points, points, radiusVoxels);
}

StructuringElement
DiskElement(double radiusVoxels)
{
  return ElementOf({0.0}, DiskPoints(radiusVoxels), radiusVoxels);
}

BinaryVolume
Dilate(const BinaryVolume & mask, const StructuringElement & element)
{
  // Rows of the element that are alike along x share one dilation along x; what remains is to unite shifted rows.
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<Zyx<std::int64_t>>> offsetsByExtent;
  for (const StructuringElement::Row & row : element.rows)
  {
    offsetsByExtent[{row.firstX, row.lastX}].push_back({row.z, row.y, 0});
  }
  BinaryVolume result(mask.Size());
  for (const auto & [extent, offsets] : offsetsByExtent)
  {
    const BinaryVolume dilated = DilateRows(mask, extent.first, extent.second);
    for (const Zyx<std::int64_t> & offset : offsets)
    {
      OrRows(dilated, offset.z, offset.y, result);
    }
  }
  return result;
}

BinaryVolume
Erode(const BinaryVolume & mask, const StructuringElement & element)
{
  return Complement(Dilate(Complement(mask), element));
}

BinaryVolume
Close(const BinaryVolume & mask, const StructuringElement & element)
{
  return Erode(Dilate(mask, element), element);
}

BinaryVolume
Open(const BinaryVolume & mask, const StructuringElement & element)
{
  return Dilate(Erode(mask, element), element);
}

} // namespace vox
