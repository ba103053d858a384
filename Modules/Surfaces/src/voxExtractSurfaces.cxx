// SPDX-License-Identifier: Apache-2.0
#include "voxExtractSurfaces.h"

#include "voxFirstNames.h"
#include "voxParallelFor.h"
#include "voxStructureSurface.h"

#include <SMP/Common/vtkSMPToolsAPI.h> // vtkSMPTools.h of VTK 9.1 is no C++20

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <thread>

namespace vox
{

std::vector<Surface>
ExtractSurfaces(const Segmentation & segmentation, const SurfaceOptions & options, const RunContext & context)
{
  Validate(options);
  RequireConsistent(segmentation, "surfaces");
  // Structures are made side by side: VTK's own threads would be more than were asked for.
  static std::once_flag once;
  std::call_once(once, [] { vtk::detail::smp::vtkSMPToolsAPI::GetInstance().SetBackend("Sequential"); });
  std::vector<LabelBoxMap> boxes;
  for (const Volume & layer : segmentation.layers)
  {
    boxes.push_back(LabelBoxes(layer));
  }
  struct Work
  {
    const Segment * segment;
    const LabelBox * box;
    std::size_t place;
  };
  std::vector<Work> work;
  std::vector<std::string> empty;
  for (const Segment & segment : segmentation.segments)
  {
    const auto found = boxes[segment.layer].find(segment.value);
    if (found == boxes[segment.layer].end())
    {
      empty.push_back(segment.name);
      continue;
    }
    work.push_back({&segment, &found->second, work.size()});
  }
  if (!work.empty() && !empty.empty())
  {
    context.Log(LogLevel::Info, fmt::format("without voxels, and so without a surface: {}", FirstNames(empty)));
  }
  std::ranges::stable_sort(work, std::greater{}, [](const Work & item) { return item.box->voxels; }); // longest first
  std::vector<Surface> surfaces(work.size());
  const auto voxelsOf = [](std::int64_t sum, const Work & item) { return sum + item.box->voxels; };
  const auto all = static_cast<double>(std::accumulate(work.begin(), work.end(), std::int64_t{0}, voxelsOf));
  std::atomic<std::int64_t> done = 0;
  const std::thread::id caller = std::this_thread::get_id(); // alone may report
  ParallelFor(
      0, static_cast<std::int64_t>(work.size()), 1, context.ThreadCount(), [&](std::int64_t first, std::int64_t last) {
        for (auto i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(last); ++i)
        {
          context.ThrowIfCancelled();
          const Segment & segment = *work[i].segment;
          Surface & surface = surfaces[work[i].place];
          surface = StructureSurface(segmentation.layers[segment.layer], segment.value, *work[i].box, options);
          surface.name = segment.name;
          surface.color =
              segment.color.value_or(LabelColor(static_cast<std::size_t>(&segment - segmentation.segments.data())));
          done += work[i].box->voxels;
          if (std::this_thread::get_id() == caller)
          {
            context.Report(static_cast<double>(done.load()) / all, "surfaces");
          }
        }
      });
  return surfaces;
}

} // namespace vox
