// SPDX-License-Identifier: Apache-2.0
#include "voxPreprocess.h"

namespace vox
{
namespace
{
Json
GeometryToJson(const ImageGeometry & geometry)
{
  return {{"size", ValueToJson(geometry.size)},
          {"spacing_mm", ValueToJson(geometry.spacingMm)},
          {"origin_lps", geometry.originLps},
          {"direction_lps", geometry.directionLps}};
}

Zyx<double>
ZyxFromJson(const Json & json)
{
  const auto values = json.get<std::array<double, 3>>();
  return {values[0], values[1], values[2]};
}

Zyx<std::int64_t>
IndexFromJson(const Json & json)
{
  const auto values = json.get<std::array<std::int64_t, 3>>();
  return {values[0], values[1], values[2]};
}

ImageGeometry
GeometryFromJson(const Json & json)
{
  ImageGeometry geometry;
  geometry.size = IndexFromJson(json.at("size"));
  geometry.spacingMm = ZyxFromJson(json.at("spacing_mm"));
  geometry.originLps = json.at("origin_lps").get<Vector3>();
  geometry.directionLps = json.at("direction_lps").get<Matrix3>();
  return geometry;
}

/** The steps of a record must follow from one another, or the inverse would write outside of its arrays. */
void
RequireConsistent(const PreprocessRecord & record, const std::string & where)
{
  const auto & source = record.order.source;
  bool consistent =
      std::is_permutation(source.begin(), source.end(), std::array{0, 1, 2}.begin()) && !record.crop.Empty();
  for (std::size_t axis = 0; axis < 3 && consistent; ++axis)
  {
    const std::int64_t size = record.reordered.size[axis];
    consistent = size == record.original.size[static_cast<std::size_t>(source[axis])] && record.crop.lower[axis] >= 0 &&
                 record.crop.upper[axis] <= size && record.resampled.size[axis] >= 1;
  }
  if (!consistent)
  {
    Fail(ErrorKind::BadInput,
         "{}: the preprocessing record contradicts itself (axes, crop and sizes); preprocess the case again", where);
  }
}
} // namespace

Json
ToJson(const PreprocessRecord & record)
{
  return {{"original", GeometryToJson(record.original)},
          {"order", {{"source", record.order.source}, {"flipped", record.order.flipped}}},
          {"reordered", GeometryToJson(record.reordered)},
          {"crop", {{"lower", ValueToJson(record.crop.lower)}, {"upper", ValueToJson(record.crop.upper)}}},
          {"resampled", GeometryToJson(record.resampled)},
          {"probabilities", ToJson(record.probabilities)},
          {"target_spacing_mm", ValueToJson(record.targetSpacingMm)}};
}

PreprocessRecord
PreprocessRecordFromJson(const Json & json, const std::string & where)
{
  PreprocessRecord record;
  try
  {
    record.original = GeometryFromJson(json.at("original"));
    record.order.source = json.at("order").at("source").get<std::array<int, 3>>();
    record.order.flipped = json.at("order").at("flipped").get<std::array<bool, 3>>();
    record.reordered = GeometryFromJson(json.at("reordered"));
    record.crop = {IndexFromJson(json.at("crop").at("lower")), IndexFromJson(json.at("crop").at("upper"))};
    record.resampled = GeometryFromJson(json.at("resampled"));
    FromJson(json.at("probabilities"), record.probabilities, "probabilities");
    record.targetSpacingMm = ZyxFromJson(json.at("target_spacing_mm"));
  }
  catch (const std::exception & error) // of the JSON library, or of the options inside
  {
    Fail(ErrorKind::BadInput, "{}: not a preprocessing record: {}", where, error.what());
  }
  RequireConsistent(record, where);
  return record;
}

} // namespace vox
