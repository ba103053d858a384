// SPDX-License-Identifier: Apache-2.0
#include "voxDatasetReport.h"

#include "voxStatistic.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace vox
{
namespace
{

using Quantity = std::function<std::optional<double>(const SurveyedCase &)>;

constexpr std::size_t kFewest = 5;
constexpr double kThreshold = 3.5;

/** The width that a score is measured in; 0 where all values are equal. */
double
RobustWidth(const std::vector<double> & values, double median)
{
  std::vector<double> deviations;
  double sum = 0.0;
  for (const double value : values)
  {
    deviations.push_back(std::abs(value - median));
    sum += deviations.back();
  }
  const double mad = MedianOf(deviations);
  return mad > 0.0 ? mad / 0.6745 : 1.2533 * sum / static_cast<double>(values.size());
}

void
Find(const DatasetSurvey & survey, const std::string & name, const Quantity & quantity, std::vector<Outlier> & found)
{
  std::vector<double> values;
  for (const SurveyedCase & ofCase : survey.cases)
  {
    if (const auto value = quantity(ofCase); value && std::isfinite(*value))
    {
      values.push_back(*value);
    }
  }
  if (values.size() < kFewest)
  {
    return;
  }
  std::vector<double> sorted = values;
  const double median = MedianOf(sorted);
  const double width = RobustWidth(values, median);
  for (const SurveyedCase & ofCase : survey.cases)
  {
    const auto value = quantity(ofCase);
    if (value && std::isfinite(*value) && std::abs(*value - median) > kThreshold * width && width > 0.0)
    {
      found.push_back({ofCase.name, name, *value, median, (*value - median) / width});
    }
  }
}

/** A number of the geometry, where there is one. */
Quantity
OfGeometry(double (*number)(const ImageGeometry &))
{
  return [number](const SurveyedCase & ofCase) {
    return ofCase.geometry ? std::optional(number(*ofCase.geometry)) : std::nullopt;
  };
}

} // namespace

std::vector<Outlier>
FindOutliers(const DatasetSurvey & survey)
{
  std::vector<Outlier> found;
  using G = ImageGeometry;
  Find(survey, "voxels, x", OfGeometry([](const G & g) { return static_cast<double>(g.size.x); }), found);
  Find(survey, "voxels, y", OfGeometry([](const G & g) { return static_cast<double>(g.size.y); }), found);
  Find(survey, "voxels, z", OfGeometry([](const G & g) { return static_cast<double>(g.size.z); }), found);
  Find(survey, "spacing x, mm", OfGeometry([](const G & g) { return g.spacingMm.x; }), found);
  Find(survey, "spacing y, mm", OfGeometry([](const G & g) { return g.spacingMm.y; }), found);
  Find(survey, "spacing z, mm", OfGeometry([](const G & g) { return g.spacingMm.z; }), found);
  const auto ofIntensity = [](double std::pair<double, double>::*end) {
    return [end](const SurveyedCase & ofCase) {
      return ofCase.intensities ? std::optional((*ofCase.intensities).*end) : std::nullopt;
    };
  };
  Find(survey, "smallest intensity", ofIntensity(&std::pair<double, double>::first), found);
  Find(survey, "largest intensity", ofIntensity(&std::pair<double, double>::second), found);
  for (const std::string & structure : survey.structures)
  {
    Find(
        survey, "ml of " + structure,
        [&](const SurveyedCase & ofCase) {
          const auto volume = ofCase.milliliters.find(structure);
          return volume == ofCase.milliliters.end() ? std::nullopt : std::optional(volume->second);
        },
        found);
  }
  std::ranges::stable_sort(found, std::greater{}, [](const Outlier & outlier) { return std::abs(outlier.score); });
  return found;
}

} // namespace vox
