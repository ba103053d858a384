// SPDX-License-Identifier: Apache-2.0
#include "voxObjectTable.h"

#include "voxCsvField.h"

namespace vox
{
namespace
{

const char *
UnitOf(const CaseObjects & oneCase)
{
  return oneCase.planar ? "mm2" : "mm3";
}

template <typename T>
Json
List(const Zyx<T> & values)
{
  return Json::array({values.z, values.y, values.x});
}

Json
ObjectJson(const SegmentedObject & object)
{
  return {{"object", object.number},
          {"label", object.label},
          {"voxels", object.voxels},
          {"size", object.size},
          {"centroid_lps", object.centroidLps},
          {"centroid_voxel", List(object.centroidVoxel)},
          {"box_lower", List(object.box.lower)},
          {"box_upper", List(object.box.upper)}};
}

} // namespace

std::string
ObjectsCsv(std::span<const CaseObjects> cases)
{
  std::string csv = "case,object,label,voxels,size,unit,centroid_l,centroid_p,centroid_s,"
                    "lower_z,lower_y,lower_x,upper_z,upper_y,upper_x\n";
  for (const CaseObjects & oneCase : cases)
  {
    for (const SegmentedObject & object : oneCase.objects)
    {
      const auto & [lower, upper] = object.box;
      csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", CsvField(oneCase.name), object.number,
                         object.label, object.voxels, object.size, UnitOf(oneCase), object.centroidLps[0],
                         object.centroidLps[1], object.centroidLps[2], lower.z, lower.y, lower.x, upper.z, upper.y,
                         upper.x);
    }
  }
  return csv;
}

Json
ObjectsJson(std::span<const CaseObjects> cases)
{
  Json list = Json::array();
  for (const CaseObjects & oneCase : cases)
  {
    Json objects = Json::array();
    double total = 0.0;
    for (const SegmentedObject & object : oneCase.objects)
    {
      objects.push_back(ObjectJson(object));
      total += object.size;
    }
    list.push_back({{"case", oneCase.name},
                    {"count", oneCase.objects.size()},
                    {"unit", UnitOf(oneCase)},
                    {"total_size", total},
                    {"objects", std::move(objects)}});
  }
  return list;
}

} // namespace vox
