// SPDX-License-Identifier: Apache-2.0
#include "voxRegionGrowing.h"

#include "voxGrayValues.h"
#include "voxItkImages.h"

#include <itkConnectedThresholdImageFilter.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vox
{
namespace
{

struct Interval
{
  double lower = 0.0;
  double upper = 0.0;
};

struct Statistics
{
  double mean = 0.0;
  double deviation = 0.0;
};

std::size_t
IndexOf(const Zyx<std::int64_t> & voxel, const Zyx<std::int64_t> & size)
{
  return static_cast<std::size_t>((voxel.z * size.y + voxel.y) * size.x + voxel.x);
}

bool
IsInside(const Zyx<std::int64_t> & voxel, const Zyx<std::int64_t> & size)
{
  return voxel.z >= 0 && voxel.z < size.z && voxel.y >= 0 && voxel.y < size.y && voxel.x >= 0 && voxel.x < size.x;
}

std::vector<Zyx<std::int64_t>>
SeedVoxels(const RegionGrowingOptions & options, const ImageGeometry & geometry)
{
  std::vector<Zyx<std::int64_t>> seeds = options.seedsVoxel;
  for (const std::vector<double> & lps : options.seedsLps)
  {
    const Zyx<double> index = VoxelFromWorld(geometry, {lps[0], lps[1], lps[2]});
    seeds.push_back({std::llround(index.z), std::llround(index.y), std::llround(index.x)});
  }
  for (const Zyx<std::int64_t> & seed : seeds)
  {
    if (!IsInside(seed, geometry.size))
    {
      Fail(ErrorKind::BadInput, "found a seed at the voxel [z {}, y {}, x {}], expected one within {}", seed.z, seed.y,
           seed.x, Describe(geometry));
    }
  }
  return seeds;
}

MaskImage::Pointer
Flood(const FloatImage & image, std::span<const Zyx<std::int64_t>> seeds, const Interval & interval,
      ObjectConnectivity connectivity)
{
  using Filter = itk::ConnectedThresholdImageFilter<FloatImage, MaskImage>;
  const auto filter = Filter::New();
  filter->SetInput(&image);
  filter->SetLower(static_cast<float>(interval.lower));
  filter->SetUpper(static_cast<float>(interval.upper));
  filter->SetReplaceValue(1);
  filter->SetConnectivity(connectivity == ObjectConnectivity::Full ? Filter::ConnectivityEnum::FullConnectivity
                                                                   : Filter::ConnectivityEnum::FaceConnectivity);
  for (const Zyx<std::int64_t> & seed : seeds)
  {
    filter->AddSeed({{seed.x, seed.y, seed.z}});
  }
  filter->Update();
  return filter->GetOutput();
}

/** Mean and sample standard deviation, in two passes so that the second is never below 0. */
Statistics
Describe(std::span<const float> values)
{
  const double count = static_cast<double>(values.size());
  double sum = 0.0;
  for (const float value : values)
  {
    sum += value;
  }
  const double mean = sum / count;
  double squares = 0.0;
  for (const float value : values)
  {
    squares += (value - mean) * (value - mean);
  }
  return {mean, values.size() > 1 ? std::sqrt(squares / (count - 1.0)) : 0.0};
}

/** The values in cubes around the seeds, those of the outermost voxels again where a cube reaches outside. */
std::vector<float>
ValuesAround(std::span<const Zyx<std::int64_t>> seeds, std::int64_t radius, std::span<const float> values,
             const Zyx<std::int64_t> & size)
{
  std::vector<float> around;
  for (const Zyx<std::int64_t> & seed : seeds)
  {
    for (std::int64_t z = seed.z - radius; z <= seed.z + radius; ++z)
    {
      for (std::int64_t y = seed.y - radius; y <= seed.y + radius; ++y)
      {
        for (std::int64_t x = seed.x - radius; x <= seed.x + radius; ++x)
        {
          const Zyx<std::int64_t> voxel{std::clamp<std::int64_t>(z, 0, size.z - 1),
                                        std::clamp<std::int64_t>(y, 0, size.y - 1),
                                        std::clamp<std::int64_t>(x, 0, size.x - 1)};
          around.push_back(values[IndexOf(voxel, size)]);
        }
      }
    }
  }
  return around;
}

/** A region while it grows. */
class Growth
{
public:
  Growth(std::span<const float> values, const ImageGeometry & geometry, const RegionGrowingOptions & options)
      : m_Options(options),
        m_Values(values),
        m_Size(geometry.size),
        m_Image(ImageOver(values, geometry.size)),
        m_Seeds(SeedVoxels(options, geometry))
  {
    for (const Zyx<std::int64_t> & seed : m_Seeds)
    {
      m_SeedValues.push_back(values[IndexOf(seed, m_Size)]);
    }
  }

  void
  GrowInRange()
  {
    constexpr double kLimit = std::numeric_limits<float>::max();
    m_Interval = {m_Options.lower.value_or(-kLimit), m_Options.upper.value_or(kLimit)};
    for (const float value : m_SeedValues)
    {
      if (value < static_cast<float>(m_Interval.lower) || value > static_cast<float>(m_Interval.upper))
      {
        Fail(ErrorKind::BadInput, "found a seed of intensity {}, expected one in the range {} to {}", value,
             m_Interval.lower, m_Interval.upper);
      }
    }
    Grow();
  }

  void
  GrowWithConfidence()
  {
    SetInterval(Describe(ValuesAround(m_Seeds, m_Options.radius, m_Values, m_Size)));
    Grow();
    for (std::int64_t i = 0; i < m_Options.iterations; ++i)
    {
      const Statistics statistics = Describe(RegionValues());
      if (statistics.deviation == 0.0)
      {
        break;
      }
      SetInterval(statistics);
      Grow();
    }
  }

  [[nodiscard]] SegmentedVolume
  Result(const ImageGeometry & geometry) const
  {
    SegmentedVolume result{NewLabels(geometry), {{"lower", m_Interval.lower}, {"upper", m_Interval.upper}}};
    const std::span<const std::uint8_t> region = PixelsOf(*m_Region);
    std::copy(region.begin(), region.end(), MutableLabels(result.labels).begin());
    return result;
  }

private:
  void
  Grow()
  {
    m_Region = Flood(*m_Image, m_Seeds, m_Interval, m_Options.connectivity);
  }

  void
  SetInterval(const Statistics & statistics)
  {
    const auto [least, largest] = std::minmax_element(m_SeedValues.begin(), m_SeedValues.end());
    const double reach = m_Options.multiplier * statistics.deviation;
    m_Interval = {std::min<double>(statistics.mean - reach, *least),
                  std::max<double>(statistics.mean + reach, *largest)};
  }

  [[nodiscard]] std::vector<float>
  RegionValues() const
  {
    const std::span<const std::uint8_t> region = PixelsOf(*m_Region);
    std::vector<float> inside;
    for (std::size_t i = 0; i < region.size(); ++i)
    {
      if (region[i] != 0)
      {
        inside.push_back(m_Values[i]);
      }
    }
    return inside;
  }

  const RegionGrowingOptions & m_Options;
  const std::span<const float> m_Values;
  const Zyx<std::int64_t> m_Size;
  const FloatImage::Pointer m_Image;
  const std::vector<Zyx<std::int64_t>> m_Seeds;
  std::vector<float> m_SeedValues;
  Interval m_Interval;
  MaskImage::Pointer m_Region;
};

} // namespace

std::span<const EnumName<RegionCriterion>>
EnumNames(RegionCriterion)
{
  static constexpr EnumName<RegionCriterion> names[]{{RegionCriterion::Confidence, "confidence"},
                                                     {RegionCriterion::Range, "range"}};
  return names;
}

void
Validate(const RegionGrowingOptions & options)
{
  if (options.seedsVoxel.empty() && options.seedsLps.empty())
  {
    Fail(ErrorKind::Usage,
         "found no seeds, expected some in seeds_voxel=[[z,y,x]] or seeds_lps=[[left,posterior,superior]]");
  }
  for (const std::vector<double> & seed : options.seedsLps)
  {
    if (seed.size() != 3)
    {
      Fail(ErrorKind::Usage, "seeds_lps: found a seed of {} numbers, expected 3: left, posterior, superior in mm",
           seed.size());
    }
  }
  const bool isRange = options.criterion == RegionCriterion::Range;
  if (isRange != (options.lower || options.upper))
  {
    Fail(ErrorKind::Usage, "found criterion={} {} lower and upper; they go together", NameOf(options.criterion),
         isRange ? "without" : "with");
  }
  if (options.lower && options.upper && *options.lower > *options.upper)
  {
    Fail(ErrorKind::Usage, "lower: found {}, expected at the most upper, which is {}", *options.lower, *options.upper);
  }
  if (!(options.multiplier >= 0.0) || std::isinf(options.multiplier))
  {
    Fail(ErrorKind::Usage, "multiplier: found {}, expected a number, 0 or more", options.multiplier);
  }
  if (options.iterations < 0)
  {
    Fail(ErrorKind::Usage, "iterations: found {}, expected 0 or more", options.iterations);
  }
  if (options.radius < 0 || options.radius > 50)
  {
    Fail(ErrorKind::Usage, "radius: found {}, expected 0 to 50 voxels", options.radius);
  }
}

SegmentedVolume
RegionGrowing(const Volume & image, const RegionGrowingOptions & options)
{
  Validate(options);
  const VoxelValues<float> gray = GrayValues(image);
  Growth growth(gray.values, image.geometry, options);
  options.criterion == RegionCriterion::Range ? growth.GrowInRange() : growth.GrowWithConfidence();
  return growth.Result(image.geometry);
}

} // namespace vox
