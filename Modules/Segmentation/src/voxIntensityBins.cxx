// SPDX-License-Identifier: Apache-2.0
#include "voxIntensityBins.h"

#include "voxGrayValues.h"

#include <itkHistogram.h>
#include <itkOtsuMultipleThresholdsCalculator.h>

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

IntensityBins
CountBins(std::span<const float> values, std::int64_t bins)
{
  const auto [least, largest] = std::minmax_element(values.begin(), values.end());
  if (*least == *largest)
  {
    Fail(ErrorKind::BadInput, "found the intensity {} in all voxels, expected two intensities at least", *least);
  }
  IntensityBins result{*least, (static_cast<double>(*largest) - *least) / static_cast<double>(bins), {}};
  result.counts.resize(static_cast<std::size_t>(bins), 0);
  for (const float value : values)
  {
    ++result.counts[result.BinOf(value)];
  }
  return result;
}

/** The last bin of each class but the highest. ITK works in units of bins, so that bin k spans [k, k + 1). */
std::vector<std::size_t>
LastBins(const IntensityBins & bins, const OtsuSearch & search)
{
  using Histogram = itk::Statistics::Histogram<double>;
  const auto histogram = Histogram::New();
  histogram->SetMeasurementVectorSize(1);
  Histogram::SizeType size(1);
  size.Fill(bins.counts.size());
  Histogram::MeasurementVectorType lower(1);
  Histogram::MeasurementVectorType upper(1);
  lower.Fill(0.0);
  upper.Fill(static_cast<double>(bins.counts.size()));
  histogram->Initialize(size, lower, upper);
  for (std::size_t bin = 0; bin < bins.counts.size(); ++bin)
  {
    histogram->SetFrequency(bin, static_cast<Histogram::AbsoluteFrequencyType>(bins.counts[bin]));
  }
  const auto calculator = itk::OtsuMultipleThresholdsCalculator<Histogram>::New();
  calculator->SetInputHistogram(histogram);
  calculator->SetNumberOfThresholds(static_cast<itk::SizeValueType>(search.thresholds));
  calculator->SetValleyEmphasis(search.valleyEmphasis);
  calculator->Compute();

  std::vector<std::size_t> last;
  for (const double edge : calculator->GetOutput())
  {
    last.push_back(static_cast<std::size_t>(std::lround(edge)) - 1);
  }
  return last;
}

} // namespace

std::size_t
IntensityBins::BinOf(float value) const
{
  return std::min(counts.size() - 1, static_cast<std::size_t>((static_cast<double>(value) - lowest) / width));
}

SegmentedVolume
SplitByOtsu(const Volume & image, const OtsuSearch & search, ForegroundSide foreground)
{
  const VoxelValues<float> gray = GrayValues(image);
  const IntensityBins bins = CountBins(gray.values, search.bins);
  const std::int64_t classes = search.thresholds + 1;
  const auto filled = std::count_if(bins.counts.begin(), bins.counts.end(), [](auto count) { return count > 0; });
  if (filled < classes)
  {
    Fail(ErrorKind::BadInput, "found intensities in {} of {} bins, expected {} at least, one for each class", filled,
         search.bins, classes);
  }
  const std::vector<std::size_t> last = LastBins(bins, search);
  std::vector<std::int32_t> labelOfBin(bins.counts.size());
  for (std::size_t bin = 0; bin < labelOfBin.size(); ++bin)
  {
    const auto below = std::count_if(last.begin(), last.end(), [bin](std::size_t edge) { return edge < bin; });
    labelOfBin[bin] =
        static_cast<std::int32_t>(foreground == ForegroundSide::Brighter ? below : search.thresholds - below);
  }

  SegmentedVolume result{NewLabels(image.geometry), {{"thresholds", Json::array()}}};
  std::transform(gray.values.begin(), gray.values.end(), MutableLabels(result.labels).begin(),
                 [&](float value) { return labelOfBin[bins.BinOf(value)]; });
  for (const std::size_t bin : last)
  {
    result.found["thresholds"].push_back(bins.lowest + static_cast<double>(bin + 1) * bins.width);
  }
  return result;
}

} // namespace vox
