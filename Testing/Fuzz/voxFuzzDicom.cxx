// SPDX-License-Identifier: Apache-2.0
#include "voxDicomFolder.h"
#include "voxDicomSegmentation.h"
#include "voxFuzz.h"
#include "voxReadDicom.h"
#include "voxRtStructure.h"

namespace vox::fuzz
{
namespace
{

/** Axial slices of 8x8 pixels at 0, 2, 4 and 6 mm, as a series has them that annotations refer to. */
DicomSource
Slices()
{
  DicomSource source{.studyUid = "1.2.5", .seriesUid = "1.2.6", .frameOfReferenceUid = "1.2.7", .modality = "CT"};
  for (const double z : {0.0, 2.0, 4.0, 6.0})
  {
    source.frames.push_back(
        {.sopClassUid = "1.2.840.10008.5.1.4.1.1.2",
         .sopInstanceUid = "1.2.8",
         .geometry = {.size = {1, 8, 8}, .spacingMm = {2.0, 1.5, 1.5}, .originLps = {0.0, 0.0, z}}});
  }
  return source;
}

/** The image of those slices. */
ImageGeometry
Grid()
{
  ImageGeometry grid = Slices().frames.front().geometry;
  grid.size.z = 4;
  return grid;
}

} // namespace

/** By the last bit of the input on its own grid, or on that of a series. */
void
FuzzDicomSegmentation(Bytes input)
{
  const std::filesystem::path path = AsFile(input, "x.dcm");
  const bool onSeries = !input.empty() && (input.back() & std::byte{1}) != std::byte{0};
  (void)(onSeries ? ReadDicomSegmentation(path, Grid(), Slices()) : ReadDicomSegmentation(path));
}

/** What is known of a file from its header alone: the walk over its elements is ours. */
void
FuzzDicomHeader(Bytes input)
{
  const std::filesystem::path path = AsFile(input, "x.dcm");
  (void)ScanDicom(path);
  (void)PersonalTags(path);
}

/** A file as an image, pixels included: one slice, functional groups or a mosaic. */
void
FuzzDicomImage(Bytes input)
{
  (void)ReadDicom(AsFile(input, "x.dcm"));
}

void
FuzzRtStructure(Bytes input)
{
  (void)ReadRtStructure(AsFile(input, "x.dcm"), Grid(), Slices());
}

} // namespace vox::fuzz
