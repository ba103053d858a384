// SPDX-License-Identifier: Apache-2.0
// The part of voxDicomPeers.py that is ours:
//   voxDicomPeers write OUT [SERIES]   a segmentation, probabilities and a structure set on a series (a synthetic one
//                                      is made where none is given), with the voxels that they must hold
//   voxDicomPeers read FILE [SERIES]   voxels and mean place of each segment of another's file, as JSON
#include "voxDicomSegmentation.h"
#include "voxReadDicom.h"
#include "voxRtStructure.h"
#include "voxSegmentationExamples.h"
#include "voxTensorMemory.h"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <iostream>

namespace
{

using namespace vox;

void
Write(const std::filesystem::path & out, const std::filesystem::path & series)
{
  const DicomImage image = ReadDicom(series);
  const Segmentation labels = testing::BallLabels(image.image.geometry);
  std::vector<std::string> notes = WriteDicomSegmentation(out / "seg.dcm", labels, image.source);
  (void)WriteRtStructure(out / "rt.dcm", labels, image.source);
  const Zyx<std::int64_t> & size = image.image.geometry.size;
  const at::Tensor probabilities = NewTensor(std::array<std::int64_t, 4>{1, size.z, size.y, size.x}, at::kFloat);
  const std::int32_t * upper = ValuesOf<std::int32_t>(labels.layers[1].voxels);
  std::transform(upper, upper + Product(size), MutableValuesOf<float>(probabilities),
                 [](std::int32_t label) { return label == 1 ? 0.8f : 0.0f; });
  (void)WriteDicomProbabilities(out / "fraction.dcm", {probabilities, image.image.geometry}, {labels.segments[2]},
                                image.source);

  std::ofstream masks(out / "masks.raw", std::ios::binary); // uint8 [segments, frames, rows, columns]
  for (const Segment & segment : labels.segments)
  {
    const at::Tensor frames = LabelsOnFrames(labels.layers[segment.layer], image.source);
    const std::int32_t * values = ValuesOf<std::int32_t>(frames);
    for (std::int64_t i = 0; i < frames.numel(); ++i)
    {
      masks.put(values[i] == segment.value ? '\1' : '\0');
    }
  }
  std::ofstream facts(out / "frames.txt"); // one line a frame: instance, frame number, rows, columns
  for (const DicomSourceFrame & frame : image.source.frames)
  {
    facts << fmt::format("{} {} {} {}\n", frame.sopInstanceUid, frame.frameNumber, frame.geometry.size.y,
                         frame.geometry.size.x);
  }
  for (const std::string & note : notes)
  {
    std::cerr << note << '\n';
  }
}

void
Read(const std::filesystem::path & file, const std::filesystem::path & series)
{
  Segmentation read;
  if (series.empty())
  {
    read = ReadDicomSegmentation(file);
  }
  else
  {
    const DicomImage image = ReadDicom(series);
    read = ReadRtStructure(file, image.image.geometry, image.source).segmentation;
  }
  const std::vector<std::int64_t> counts = testing::VoxelCounts(read);
  for (std::size_t i = 0; i < counts.size(); ++i)
  {
    const Vector3 center = testing::CenterOf(read, read.segments[i]);
    std::cout << fmt::format("{}{{\"name\": \"{}\", \"voxels\": {}, \"center\": [{}, {}, {}]}}{}", i == 0 ? "[" : "",
                             read.segments[i].name, counts[i], center[0], center[1], center[2],
                             i + 1 == counts.size() ? "]\n" : ",\n");
  }
}

} // namespace

int
main(int argc, char ** argv)
try
{
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 2 || (words[0] != "write" && words[0] != "read"))
  {
    std::cerr << "voxDicomPeers write OUT [SERIES] | voxDicomPeers read FILE [SERIES]\n";
    return 2;
  }
  std::filesystem::path series = words.size() > 2 ? words[2] : "";
  if (words[0] == "read")
  {
    Read(words[1], series);
    return 0;
  }
  if (series.empty())
  {
    testing::DicomPhantom phantom; // frames of no whole number of bytes, oblique and anisotropic
    phantom.geometry = {{6, 38, 33}, {3.0, 0.8, 1.1}, {-20, 35, 110}, {{{0, 0.6, 0.8}, {0, 0.8, -0.6}, {-1, 0, 0}}}};
    series = std::filesystem::path(words[1]) / "series";
    (void)testing::WriteDicomSeries(series, phantom);
  }
  Write(words[1], series);
  return 0;
}
catch (const std::exception & error)
{
  std::cerr << error.what() << '\n';
  return 1;
}
