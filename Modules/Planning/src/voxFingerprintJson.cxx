// SPDX-License-Identifier: Apache-2.0
#include "voxFingerprint.h"
#include "voxJsonField.h"
#include "voxRethrowAs.h"

namespace vox
{

Json
ToJson(const Fingerprint & fingerprint)
{
  Json channels = Json::object();
  for (const IntensityStatistics & statistics : fingerprint.foregroundIntensities)
  {
    channels[std::to_string(channels.size())] = {{"max", statistics.maximum},
                                                 {"mean", statistics.mean},
                                                 {"median", statistics.median},
                                                 {"min", statistics.minimum},
                                                 {"percentile_00_5", statistics.percentile005},
                                                 {"percentile_99_5", statistics.percentile995},
                                                 {"std", statistics.standardDeviation}};
  }
  Json json = Json::object();
  json["foreground_intensity_properties_per_channel"] = std::move(channels);
  json["median_relative_size_after_cropping"] = fingerprint.medianRelativeSizeAfterCropping;
  json["shapes_after_crop"] = ValueToJson(fingerprint.shapesAfterCrop);
  json["spacings"] = ValueToJson(fingerprint.spacingsMm);
  return json;
}

Fingerprint
FingerprintFromJson(const Json & json, const std::string & where)
{
  return RethrowAs(ErrorKind::BadInput, [&] {
    Fingerprint fingerprint;
    fingerprint.spacingsMm = ValueOf<std::vector<Zyx<double>>>(json, "spacings", where);
    fingerprint.shapesAfterCrop = ValueOf<std::vector<Zyx<std::int64_t>>>(json, "shapes_after_crop", where);
    fingerprint.medianRelativeSizeAfterCropping = ValueOf<double>(json, "median_relative_size_after_cropping", where);
    if (fingerprint.spacingsMm.empty() || fingerprint.spacingsMm.size() != fingerprint.shapesAfterCrop.size())
    {
      Fail(ErrorKind::BadInput,
           "{}: found {} spacings and {} shapes_after_crop, expected one of each per training case", where,
           fingerprint.spacingsMm.size(), fingerprint.shapesAfterCrop.size());
    }
    const char * key = "foreground_intensity_properties_per_channel";
    const Json & channels = Field(json, key, where);
    for (std::size_t channel = 0; channel < channels.size(); ++channel)
    {
      const std::string inside = fmt::format("{}: {}", where, key);
      const Json & entry = Field(channels, std::to_string(channel).c_str(), inside);
      IntensityStatistics & statistics = fingerprint.foregroundIntensities.emplace_back();
      VisitFields(statistics, [&](const char * name, double & field, const char *) {
        field = ValueOf<double>(entry, name, fmt::format("{}: {}", inside, channel));
      });
    }
    return fingerprint;
  });
}

} // namespace vox
