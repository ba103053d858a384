// SPDX-License-Identifier: Apache-2.0
#include "voxDicomSegmentation.h"

#include "voxDicomItem.h"
#include "voxDicomOrigin.h"
#include "voxError.h"
#include "voxFrameProbabilities.h"
#include "voxSegmentFrames.h"
#include "voxSegmentItems.h"

#include <dcmtk/dcmdata/dctk.h>

#include <limits>

namespace vox
{
namespace
{

using namespace dcm;

/** The frames to store: of labels that are empty everywhere one empty frame, since an object has at least one, and that
 * nothing was found is a result. */
std::vector<SegmentFrame>
AtLeastOne(std::vector<SegmentFrame> stored, std::vector<std::string> & notes)
{
  if (stored.empty())
  {
    notes.push_back("no voxel belongs to any segment: one empty frame is stored");
    stored.push_back({0, 0});
  }
  return stored;
}

/** What the two types share; the pixels are still to come. */
void
PutImage(DcmDataset & object, const std::vector<Segment> & segments, const std::vector<SegmentFrame> & stored,
         const DicomSource & source, const DicomSegmentationOptions & options, std::vector<std::string> & notes)
{
  if (segments.size() > std::numeric_limits<std::uint16_t>::max())
  {
    Fail(ErrorKind::BadInput, "series {}: found {} segments, DICOM numbers at most 65535", source.seriesUid,
         segments.size());
  }
  const bool lossy = PutOrigin(object, source, notes);
  Put(object, DCM_LossyImageCompression, lossy ? "01" : "00");
  PutObject(object, {UID_SegmentationStorage, "SEG", options.seriesDescription, options.seriesNumber});
  Put(object, DCM_ImageType, "DERIVED\\PRIMARY");
  Put(object, DCM_ContentDate, TextOf(object, DCM_InstanceCreationDate));
  Put(object, DCM_ContentTime, TextOf(object, DCM_InstanceCreationTime));
  Put(object, DCM_ContentLabel, "SEGMENTATION");
  Put(object, DCM_ContentDescription, FirstCharacters(options.seriesDescription, 64));
  Put(object, DCM_ContentCreatorName, "Voxtome");
  const Zyx<std::int64_t> & size = source.frames.front().geometry.size;
  PutShorts(object, DCM_SamplesPerPixel, std::array<std::uint16_t, 1>{1});
  Put(object, DCM_PhotometricInterpretation, "MONOCHROME2");
  Put(object, DCM_NumberOfFrames, std::to_string(stored.size()));
  PutShorts(object, DCM_Rows, std::array{static_cast<std::uint16_t>(size.y)});
  PutShorts(object, DCM_Columns, std::array{static_cast<std::uint16_t>(size.x)});
  PutShorts(object, DCM_PixelRepresentation, std::array<std::uint16_t, 1>{0});
  PutSegments(object, segments, options, notes);
  PutFrames(object, stored, source);
}

/** The pixel data of the object, all zero, with this many bits for each pixel. */
std::uint8_t *
NewPixels(DcmDataset & object, const std::vector<SegmentFrame> & stored, const DicomSource & source,
          std::uint16_t bitsPerPixel)
{
  PutShorts(object, DCM_BitsAllocated, std::array{bitsPerPixel});
  PutShorts(object, DCM_BitsStored, std::array{bitsPerPixel});
  PutShorts(object, DCM_HighBit, std::array{static_cast<std::uint16_t>(bitsPerPixel - 1)});
  const Zyx<std::int64_t> & size = source.frames.front().geometry.size;
  const std::uint64_t bits = stored.size() * static_cast<std::uint64_t>(size.y * size.x) * bitsPerPixel;
  const std::uint64_t bytes = (bits + 15) / 16 * 2; // an even number
  if (bytes > 0xFFFFFFFEU)
  {
    Fail(ErrorKind::BadInput, "series {}: {} frames take {} bytes, {} holds at most 4294967294; write fewer segments",
         source.seriesUid, stored.size(), bytes, NameOf(DCM_PixelData));
  }
  auto element = std::make_unique<DcmPixelData>(DcmTag(DCM_PixelData, EVR_OB));
  Uint8 * pixels = nullptr;
  if (element->createUint8Array(static_cast<Uint32>(bytes), pixels).bad() || object.insert(element.release()).bad())
  {
    Fail(ErrorKind::Resource, "series {}: no memory for {} bytes of pixels", source.seriesUid, bytes);
  }
  return pixels;
}

} // namespace

std::vector<std::string>
WriteDicomSegmentation(const std::filesystem::path & path, const Segmentation & segmentation,
                       const DicomSource & source, const DicomSegmentationOptions & options)
{
  RequireConsistent(segmentation, path.string());
  const LabeledFrames labels(segmentation, source);
  std::vector<std::string> notes;
  const std::vector<SegmentFrame> stored = AtLeastOne(labels.Stored(), notes);
  DcmFileFormat file;
  DcmDataset & object = *file.getDataset();
  PutImage(object, segmentation.segments, stored, source, options, notes);
  Put(object, DCM_SegmentationType, "BINARY");
  Put(object, DCM_SegmentsOverlap, segmentation.layers.size() > 1 ? "UNDEFINED" : "NO");
  labels.Pack(stored, NewPixels(object, stored, source, 1));
  SaveObject(file, path, false);
  return notes;
}

std::vector<std::string>
WriteDicomProbabilities(const std::filesystem::path & path, const Volume & probabilities,
                        const std::vector<Segment> & segments, const DicomSource & source,
                        const DicomSegmentationOptions & options)
{
  const FrameProbabilities sampled(probabilities, segments.size(), source);
  if (sampled.Stored().empty())
  {
    Fail(ErrorKind::BadInput, "series {}: none of its images holds a probability above 0", source.seriesUid);
  }
  std::vector<std::string> notes;
  DcmFileFormat file;
  DcmDataset & object = *file.getDataset();
  PutImage(object, segments, sampled.Stored(), source, options, notes);
  Put(object, DCM_SegmentationType, "FRACTIONAL");
  Put(object, DCM_SegmentationFractionalType, "PROBABILITY");
  PutShorts(object, DCM_MaximumFractionalValue, std::array{FrameProbabilities::kSteps});
  sampled.Copy(NewPixels(object, sampled.Stored(), source, 8));
  SaveObject(file, path, false);
  return notes;
}

} // namespace vox
