// SPDX-License-Identifier: Apache-2.0
#include "voxViewerScene.h"

#include "voxError.h"
#include "voxParallelFor.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace vox
{
namespace
{

constexpr std::int64_t kGrain = 1 << 20;

/** The places of the values of a layer; of the small ones in a table, which most files have alone. */
class PlaceTable
{
public:
  void
  Set(std::int64_t value, std::uint16_t place)
  {
    if (value > 0 && value < static_cast<std::int64_t>(m_Small.size()))
    {
      m_Small[static_cast<std::size_t>(value)] = place;
    }
    else
    {
      m_Others[value] = place;
    }
  }
  [[nodiscard]] std::uint16_t
  operator[](std::int32_t value) const
  {
    if (value >= 0 && value < static_cast<std::int32_t>(m_Small.size()))
    {
      return m_Small[static_cast<std::size_t>(value)];
    }
    const auto found = m_Others.find(value);
    return found == m_Others.end() ? std::uint16_t{0} : found->second;
  }

private:
  std::vector<std::uint16_t> m_Small = std::vector<std::uint16_t>(4096);
  std::map<std::int64_t, std::uint16_t> m_Others;
};

} // namespace

ViewerScene::ViewerScene(ViewerCase shown, int threads) : m_Case(std::move(shown))
{
  m_Case.image.voxels = Contiguous(m_Case.image.voxels);
  m_Values = ValuesOf<float>(m_Case.image.voxels);
  m_Labels = Flatten(m_Case.labels, threads);
  m_Reference = Flatten(m_Case.reference, threads);
  FindExtent();
  FindWindow();
}

std::uint16_t
ViewerScene::PlaceOf(const Segment & segment)
{
  const auto known = std::ranges::find(m_Structures, segment.name, &ShownStructure::name);
  if (known != m_Structures.end())
  {
    return static_cast<std::uint16_t>(known - m_Structures.begin() + 1);
  }
  if (m_Structures.size() >= std::numeric_limits<std::uint16_t>::max() - 1u)
  {
    Fail(ErrorKind::BadInput, "{}: found more than 65534 structures, expected fewer", m_Case.name);
  }
  m_Structures.push_back({segment.name, segment.color.value_or(LabelColor(m_Structures.size()))});
  return static_cast<std::uint16_t>(m_Structures.size());
}

std::vector<std::uint16_t>
ViewerScene::Flatten(const Segmentation & segmentation, int threads)
{
  if (segmentation.layers.empty())
  {
    return {};
  }
  RequireSameGeometry(segmentation.layers.front().geometry, m_Case.name + ": labels", Geometry(), "its image");
  std::vector<std::uint16_t> places(static_cast<std::size_t>(Product(Geometry().size)));
  for (std::size_t layer = 0; layer < segmentation.layers.size(); ++layer)
  {
    PlaceTable table;
    for (const Segment & segment : segmentation.segments)
    {
      if (segment.layer == layer)
      {
        table.Set(segment.value, PlaceOf(segment));
      }
    }
    const at::Tensor voxels = Int32Labels(segmentation.layers[layer].voxels);
    const auto * values = ValuesOf<std::int32_t>(voxels);
    ParallelFor(0, static_cast<std::int64_t>(places.size()), kGrain, threads,
                [&](std::int64_t first, std::int64_t last) {
                  for (std::int64_t i = first; i < last; ++i)
                  {
                    const std::uint16_t place = table[values[i]];
                    places[static_cast<std::size_t>(i)] = place != 0 ? place : places[static_cast<std::size_t>(i)];
                  }
                });
  }
  return places;
}

void
ViewerScene::FindExtent()
{
  const ImageGeometry & geometry = Geometry();
  m_Lower.fill(std::numeric_limits<double>::max());
  m_Upper.fill(std::numeric_limits<double>::lowest());
  for (unsigned corner = 0; corner < 8; ++corner)
  {
    Zyx<double> voxel;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      voxel[axis] = (corner >> axis & 1u) != 0 ? static_cast<double>(geometry.size[axis]) - 0.5 : -0.5;
    }
    const Vector3 world = WorldFromVoxel(geometry, voxel);
    for (std::size_t i = 0; i < 3; ++i)
    {
      m_Lower[i] = std::min(m_Lower[i], world[i]);
      m_Upper[i] = std::max(m_Upper[i], world[i]);
    }
  }
  for (std::size_t i = 0; i < 3; ++i)
  {
    std::size_t nearest = 0;
    for (std::size_t axis = 1; axis < 3; ++axis)
    {
      const bool isNearer = std::abs(geometry.directionLps[i][axis]) > std::abs(geometry.directionLps[i][nearest]);
      nearest = isNearer ? axis : nearest;
    }
    m_StepMm[i] = geometry.spacingMm[nearest];
  }
}

void
ViewerScene::FindWindow()
{
  constexpr std::int64_t Enough = 1'000'000;
  const std::int64_t count = Product(Geometry().size);
  std::vector<float> sample;
  for (std::int64_t i = 0; i < count; i += count / Enough + 1)
  {
    if (std::isfinite(m_Values[i]))
    {
      sample.push_back(m_Values[i]);
    }
  }
  if (sample.empty())
  {
    return;
  }
  for (const std::size_t end : {0u, 1u})
  {
    const auto rank = static_cast<std::ptrdiff_t>((end == 0 ? 0.005 : 0.995) * static_cast<double>(sample.size() - 1));
    std::nth_element(sample.begin(), sample.begin() + rank, sample.end());
    m_StartWindow[end] = static_cast<double>(sample[static_cast<std::size_t>(rank)]);
  }
  m_StartWindow[1] = m_StartWindow[1] > m_StartWindow[0] ? m_StartWindow[1] : m_StartWindow[0] + 1.0;
}

Vector3
ViewerScene::Middle() const
{
  const auto & size = Geometry().size;
  return WorldFromVoxel(
      Geometry(), {static_cast<double>(size.z / 2), static_cast<double>(size.y / 2), static_cast<double>(size.x / 2)});
}

std::optional<std::int64_t>
ViewerScene::VoxelAt(const Vector3 & lps) const
{
  const Zyx<double> voxel = VoxelFromWorld(Geometry(), lps);
  const auto & size = Geometry().size;
  std::int64_t position = 0;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const double nearest = std::floor(voxel[axis] + 0.5);
    if (!(nearest >= 0.0 && nearest < static_cast<double>(size[axis])))
    {
      return std::nullopt;
    }
    position = position * size[axis] + static_cast<std::int64_t>(nearest);
  }
  return position;
}

} // namespace vox
