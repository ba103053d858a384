// SPDX-License-Identifier: Apache-2.0
#include "voxUnpackPreprocessing.h"

#include "voxJsonField.h"
#include "voxNnunetNames.h"
#include "voxUnpackResampling.h"

#include <algorithm>

namespace vox
{
namespace
{

ReadingOrder
ReadingOrderOf(const Json & document, const std::string & where)
{
  if (document.contains("voxtome"))
  {
    const Json & ours = document.at("voxtome");
    if (ours.is_object() && ours.contains("reading_order"))
    {
      return ValueOf<ReadingOrder>(ours, "reading_order", where + ": voxtome");
    }
  }
  return ReadingOrderOfReader(ValueOf<std::string>(document, "image_reader_writer", where), where);
}

std::array<int, 3>
TransposeOf(const Json & document, const std::string & where)
{
  const auto order = ValueOf<std::vector<int>>(document, "transpose_forward", where);
  if (order.size() != 3)
  {
    Fail(ErrorKind::BadModel, "{}: transpose_forward: found {}, expected three axes", where,
         document.at("transpose_forward").dump());
  }
  return {order[0], order[1], order[2]};
}

/** Statistics of one channel. Only Ct needs them all, and Photograph two, so for other schemes they may be incomplete.
 */
IntensityStatistics
StatisticsOf(const Json & document, std::size_t channel, Normalization scheme, const std::string & where)
{
  const char * key = document.contains("foreground_intensity_properties_per_channel")
                         ? "foreground_intensity_properties_per_channel"
                         : "foreground_intensity_properties_by_modality";
  const std::string inside = fmt::format("{}: {}: channel {}", where, key, channel);
  const Json & channels = Field(document, key, where);
  if (!channels.is_object())
  {
    Fail(ErrorKind::BadModel, "{}: {}: found {}, expected an object with an entry for each channel", where, key,
         channels.type_name());
  }
  const Json found = channels.value(std::to_string(channel), Json::object());
  IntensityStatistics statistics;
  VisitFields(statistics, [&](const char * name, double & field, const char *) {
    const bool isOfPhotographs = &field == &statistics.mean || &field == &statistics.standardDeviation;
    const bool required = scheme == Normalization::Ct || (scheme == Normalization::Photograph && isOfPhotographs);
    if (required || (found.contains(name) && found.at(name).is_number()))
    {
      field = ValueOf<double>(found, name, inside);
    }
  });
  return statistics;
}

std::array<std::optional<double>, 3>
SpacingOf(const Json & configuration, int dimensions, const std::string & where)
{
  const auto spacing = ValueOf<std::vector<double>>(configuration, "spacing", where);
  if (spacing.size() != static_cast<std::size_t>(dimensions))
  {
    Fail(ErrorKind::BadModel, "{}: spacing: found {}, expected {} numbers as in patch_size", where,
         configuration.at("spacing").dump(), dimensions);
  }
  std::array<std::optional<double>, 3> result;
  std::copy_backward(spacing.begin(), spacing.end(), result.end());
  return result;
}

} // namespace

PreprocessOptions
UnpackPreprocessing(const Json & document, const Json & configuration, int dimensions, const std::string & where)
{
  PreprocessOptions options;
  options.readingOrder = ReadingOrderOf(document, where);
  options.transposeForward = TransposeOf(document, where);
  options.spacingMm = SpacingOf(configuration, dimensions, where);
  options.useMaskForNorm = ValueOf<std::vector<bool>>(configuration, "use_mask_for_norm", where);
  options.normalization.clear();
  for (const auto & name : ValueOf<std::vector<std::string>>(configuration, "normalization_schemes", where))
  {
    const Normalization scheme = ParseNormalizationClass(name, where);
    options.statistics.push_back(StatisticsOf(document, options.normalization.size(), scheme, where));
    options.normalization.push_back(scheme);
  }
  if (const auto ours = configuration.find("voxtome"); ours != configuration.end() && ours->contains("picture"))
  {
    FromJson(ours->at("picture"), options.picture.emplace(), where + ": voxtome: picture");
  }
  UnpackResampling(configuration, where, options);
  return options;
}

} // namespace vox
