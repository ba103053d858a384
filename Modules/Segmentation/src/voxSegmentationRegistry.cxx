// SPDX-License-Identifier: Apache-2.0
#include "voxSegmentationRegistry.h"

#include "voxCannyFill.h"
#include "voxFindByName.h"
#include "voxKMeans.h"
#include "voxMultiOtsu.h"
#include "voxObjects.h"
#include "voxOtsu.h"
#include "voxRegionGrowing.h"
#include "voxWatershed.h"

#include <type_traits>

namespace vox
{
namespace
{

template <typename TOptions>
TOptions
Parse(const Json & json)
{
  TOptions options;
  FromJson(json, options, "method options");
  return options;
}

template <typename TOptions, auto TMethod>
SegmentationFunction
Make(const Json & json)
{
  const auto options = Parse<TOptions>(json);
  Validate(options);
  return [options](const Volume & image, const Volume * markers) {
    if constexpr (std::is_invocable_v<decltype(TMethod), const Volume &, const TOptions &, const Volume *>)
    {
      return TMethod(image, options, markers);
    }
    else
    {
      return TMethod(image, options);
    }
  };
}

template <typename TOptions>
Json
Resolve(const Json & json)
{
  return ToJson(Parse<TOptions>(json));
}

template <typename TOptions>
std::vector<FieldDescription>
Fields()
{
  return DescribeFields(TOptions{});
}

SegmentedVolume
Components(const Volume & labels, const ObjectOptions & options)
{
  return {FindObjects(labels, options).labels};
}

template <typename TOptions, auto TMethod>
constexpr SegmentationEntry
Entry(std::string_view name, std::string_view help, std::string_view source)
{
  return {.name = name,
          .make = &Make<TOptions, TMethod>,
          .resolve = &Resolve<TOptions>,
          .fields = &Fields<TOptions>,
          .readsLabels = false,
          .takesMarkers = std::is_invocable_v<decltype(TMethod), const Volume &, const TOptions &, const Volume *>,
          .help = help,
          .source = source};
}

constexpr SegmentationEntry
OfLabels(SegmentationEntry entry)
{
  entry.readsLabels = true;
  return entry;
}

constexpr SegmentationEntry registry[] = {
    Entry<OtsuOptions, Otsu>("otsu", "one threshold with the largest variance between its two classes",
                             "Otsu 1979, 10.1109/TSMC.1979.4310076"),
    Entry<MultiOtsuOptions, MultiOtsu>("multi-otsu", "several thresholds by the same criterion",
                                       "Otsu 1979, 10.1109/TSMC.1979.4310076; Liao et al. 2001; valley emphasis: Ng "
                                       "2006, 10.1016/j.patrec.2006.03.009"),
    Entry<KMeansOptions, KMeans>("k-means", "classes of intensities around means, from quantiles",
                                 "Lloyd 1982, 10.1109/TIT.1982.1056489"),
    Entry<RegionGrowingOptions, RegionGrowing>("region-growing", "voxels of an interval that are joined to seeds",
                                               "Adams and Bischof 1994, 10.1109/34.295913"),
    Entry<WatershedOptions, Watershed>("watershed", "basins of the gradient magnitude, from minima or markers",
                                       "Meyer 1994, 10.1016/0165-1684(94)90060-4"),
    Entry<CannyFillOptions, CannyFill>("canny-fill", "what closed edges enclose",
                                       "Canny 1986, 10.1109/TPAMI.1986.4767851"),
    OfLabels(Entry<ObjectOptions, Components>("components", "numbers the connected components of a label map",
                                              "Rosenfeld and Pfaltz 1966, 10.1145/321356.321357")),
};

} // namespace

std::span<const SegmentationEntry>
SegmentationRegistry()
{
  return registry;
}

const SegmentationEntry &
FindSegmentationMethod(std::string_view name)
{
  return FindByName(registry, name, ErrorKind::Usage, "method");
}

} // namespace vox
