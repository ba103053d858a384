// SPDX-License-Identifier: Apache-2.0
#include "voxRtStructure.h"

#include "voxContourSet.h"
#include "voxError.h"
#include "voxFramesOnGrid.h"
#include "voxLabelLayers.h"
#include "voxPlanarShape.h"
#include "voxPrintable.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace vox
{
namespace
{

/** Contours in pixels of the frames that they lie on. */
using ContoursOfFrames = std::map<std::size_t, std::vector<PlaneContour>>;

/** Fills the contours of structures on the frames of a series. */
class StructureFiller
{
public:
  StructureFiller(const DicomSource & source, std::string where)
      : m_Source(source), m_Heights(HeightsOf(source)), m_Where(std::move(where))
  {}

  /** Of contours in several heights within a slice those nearest to its middle count: together they would cancel. */
  [[nodiscard]] ContoursOfFrames
  Placed(const ContourStructure & structure, std::vector<std::string> & notes) const
  {
    std::map<std::size_t, std::vector<double>> heights;
    for (const std::vector<Vector3> & points : structure.contours)
    {
      const auto [frame, height] = PlaceOf(points, structure.name);
      heights[frame].push_back(height);
    }
    ContoursOfFrames placed;
    std::size_t others = 0;
    for (const std::vector<Vector3> & points : structure.contours)
    {
      const auto [frame, height] = PlaceOf(points, structure.name);
      const double middle = m_Heights[frame];
      const double chosen = *std::ranges::min_element(
          heights.at(frame), {}, [middle](double other) { return std::pair(std::abs(other - middle), other); });
      constexpr double SamePlane = 0.05; // mm, for coordinates of few decimals
      if (std::abs(height - chosen) > SamePlane)
      {
        ++others;
        continue;
      }
      PlaneContour contour;
      for (const Vector3 & point : points)
      {
        const Zyx<double> at = VoxelFromWorld(m_Source.frames[frame].geometry, point);
        contour.push_back({at.y, at.x});
      }
      placed[frame].push_back(std::move(contour));
    }
    if (others > 0)
    {
      notes.push_back(
          fmt::format("structure '{}' is drawn in several heights within a slice: {} of its {} contours lie "
                      "farther from the middle of their slice than others, and are left out",
                      Printable(structure.name), others, structure.contours.size()));
    }
    return placed;
  }

  [[nodiscard]] std::vector<VoxelRun>
  Runs(const ContoursOfFrames & placed) const
  {
    const Zyx<std::int64_t> & size = m_Source.frames.front().geometry.size;
    std::vector<VoxelRun> runs;
    for (const auto & [frame, contours] : placed)
    {
      std::vector<std::uint8_t> mask(static_cast<std::size_t>(Product(size)));
      FillEvenOdd(contours, size.y, size.x, mask);
      const std::int64_t start = static_cast<std::int64_t>(frame) * Product(size);
      for (auto at = mask.begin(); (at = std::find(at, mask.end(), 1)) != mask.end();)
      {
        const auto end = std::find(at, mask.end(), 0);
        runs.push_back({start + (at - mask.begin()), start + (end - mask.begin())});
        at = end;
      }
    }
    return runs;
  }

private:
  /** The frame in whose reach the whole contour lies, and its height along the normal in mm. */
  [[nodiscard]] std::pair<std::size_t, double>
  PlaceOf(const std::vector<Vector3> & points, const std::string & name) const
  {
    const Matrix3 & d = m_Source.frames.front().geometry.directionLps;
    std::vector<double> heights;
    for (const Vector3 & p : points)
    {
      heights.push_back(d[0][0] * p[0] + d[1][0] * p[1] + d[2][0] * p[2]);
    }
    const auto [low, high] = std::ranges::minmax(heights);
    const double middle = (low + high) / 2.0;
    const auto nearest =
        std::ranges::min_element(m_Heights, {}, [&](double height) { return std::abs(height - middle); });
    const auto frame = static_cast<std::size_t>(nearest - m_Heights.begin());
    const SliceReach reach = ReachOf(m_Source, m_Heights, frame);
    constexpr double slack = 0.01; // mm, for coordinates of few decimals
    if (low < *nearest - reach.below - slack || high > *nearest + reach.above + slack)
    {
      Fail(ErrorKind::BadInput,
           "{}: a contour of '{}' lies from {:.2f} to {:.2f} mm along the normal, expected it within half a slice "
           "of an image; the nearest is at {:.2f} mm",
           m_Where, Printable(name), low, high, *nearest);
    }
    return {frame, middle};
  }

  const DicomSource & m_Source;
  std::vector<double> m_Heights;
  std::string m_Where;
};

/** A value that is not 0 and a name that is not empty, both not yet taken. */
Segment
NewSegment(const ContourStructure & structure, const std::vector<Segment> & taken, std::vector<std::string> & notes)
{
  Segment segment{structure.number, structure.name, structure.color, {}, 0};
  if (segment.value == 0)
  {
    while (segment.value == 0 || std::ranges::find(taken, segment.value, &Segment::value) != taken.end())
    {
      --segment.value; // negative numbers are not in use
    }
    notes.push_back(fmt::format("structure '{}' has the number 0, which is background: its voxels are {}",
                                Printable(structure.name), segment.value));
  }
  if (segment.name.empty() || FindSegment(taken, segment.name) != nullptr)
  {
    segment.name = fmt::format("{} {}", segment.name.empty() ? "Structure" : segment.name, structure.number);
  }
  return segment;
}

/** A file that names these very images is believed; some programs make up a frame of reference. */
void
CheckFrameOfReference(const ContourSet & set, const ContourStructure & structure, const DicomSource & source,
                      const std::string & where, std::vector<std::string> & notes)
{
  const std::string & uid = structure.frameOfReferenceUid;
  if (uid.empty() || source.frameOfReferenceUid.empty() || uid == source.frameOfReferenceUid)
  {
    return;
  }
  if (std::ranges::find(set.seriesUids, source.seriesUid) == set.seriesUids.end())
  {
    Fail(ErrorKind::BadInput, "{}: structure '{}' lies in frame of reference {}, the images in {}; choose its series",
         where, Printable(structure.name), Printable(uid), Printable(source.frameOfReferenceUid));
  }
  notes.push_back(fmt::format("structure '{}' names another frame of reference than the series that it was drawn on: "
                              "taken as that of the series",
                              Printable(structure.name)));
}

/** Slices between the first and the last that no contour lies on: drawn with gaps, or two separate parts. */
void
NoteGaps(const ContourStructure & structure, const ContoursOfFrames & placed, std::vector<std::string> & notes)
{
  const std::size_t span = placed.rbegin()->first - placed.begin()->first + 1;
  if (span > placed.size())
  {
    notes.push_back(
        fmt::format("structure '{}' has contours on {} of the {} slices that it spans; the others are empty",
                    Printable(structure.name), placed.size(), span));
  }
}

} // namespace

RtStructure
ReadRtStructure(const std::filesystem::path & path, const ImageGeometry & grid, const DicomSource & source)
{
  const std::string where = path.string();
  const ContourSet set = ReadContourSet(path);
  if (source.frames.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found no images to fill its contours on", where);
  }
  RtStructure result;
  if (!set.seriesUids.empty() && std::ranges::find(set.seriesUids, source.seriesUid) == set.seriesUids.end())
  {
    result.notes.push_back(fmt::format("drawn on series {}, filled on series {} by its place",
                                       Printable(set.seriesUids.front()), Printable(source.seriesUid)));
  }
  const StructureFiller filler(source, where);
  ImageGeometry stack = source.frames.front().geometry; // only its size is used: frames one after the other
  stack.size.z = static_cast<std::int64_t>(source.frames.size());
  LabelLayers layers(stack);
  for (const ContourStructure & structure : set.structures)
  {
    if (structure.others > 0)
    {
      result.notes.push_back(fmt::format("structure '{}': left out {} points or open contours",
                                         Printable(structure.name), structure.others));
    }
    if (structure.contours.empty())
    {
      result.notes.push_back(fmt::format("structure '{}' has no closed contour: left out", Printable(structure.name)));
      continue;
    }
    CheckFrameOfReference(set, structure, source, where, result.notes);
    const ContoursOfFrames placed = filler.Placed(structure, result.notes);
    NoteGaps(structure, placed, result.notes);
    Segment segment = NewSegment(structure, result.segmentation.segments, result.notes);
    segment.layer = layers.Add(filler.Runs(placed), static_cast<std::int32_t>(segment.value));
    result.segmentation.segments.push_back(std::move(segment));
  }
  if (result.segmentation.segments.empty())
  {
    Fail(ErrorKind::BadInput, "{}: none of its {} structures has a closed contour", where, set.structures.size());
  }
  for (const Volume & layer : layers.Layers())
  {
    result.segmentation.layers.push_back(FramesOnGrid(layer.voxels, source, grid));
  }
  return result;
}

} // namespace vox
