// SPDX-License-Identifier: Apache-2.0
#include "voxDicomKind.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vox
{
namespace
{

struct ClassKind
{
  std::string_view uid; ///< with a dot at the end: all that begin so
  std::string_view kind;
};

constexpr std::string_view kStorage = "1.2.840.10008.5.1.4.1.1.";

/** Classes without a volume, below kStorage. */
constexpr std::array<ClassKind, 23> kNoVolume{{
    {"4.2", "spectroscopy"},
    {"9.", "waveform"},
    {"11.", "presentation state"},
    {"66", "raw data"},
    {"66.1", "registration"},
    {"66.2", "fiducials"},
    {"66.3", "registration"},
    {"66.5", "surface segmentation"},
    {"66.6", "tractography"},
    {"67", "real world value mapping"},
    {"68.", "surface scan"},
    {"77.1.5.3", "stereometric relationship"},
    {"77.1.6", "whole slide microscopy"},
    {"78.", "ophthalmic measurements"},
    {"79.1", "ophthalmic measurements"},
    {"80.1", "ophthalmic measurements"},
    {"88.", "structured report"},
    {"91.1", "microscopy annotations"},
    {"104.", "encapsulated document"},
    {"481.2", "radiotherapy dose"},
    {"481.5", "radiotherapy plan"},
    {"481.8", "radiotherapy plan"},
    {"201.", "storage management"},
}};

/** Multi-frame classes with functional groups, below kStorage. */
constexpr std::array<std::string_view, 15> kEnhanced{"2.1",    "2.2",    "4.1",    "4.3",    "4.4",
                                                     "6.2",    "6.3",    "12.1.1", "12.2.1", "13.1.1",
                                                     "13.1.2", "13.1.3", "30",     "128.1",  "130"};

std::string_view
BelowStorage(std::string_view uid)
{
  return uid.starts_with(kStorage) ? uid.substr(kStorage.size()) : std::string_view();
}

std::string_view
NoVolumeKind(std::string_view uid)
{
  const std::string_view below = BelowStorage(uid);
  const auto * found = std::ranges::find_if(kNoVolume, [below](const ClassKind & known) {
    return known.uid.ends_with('.') ? below.starts_with(known.uid) : below == known.uid;
  });
  if (found != kNoVolume.end())
  {
    return found->kind;
  }
  const bool isPicture = below == "481.1";
  return below.starts_with("481.") && !isPicture ? "radiotherapy record" : "";
}

} // namespace

bool
HasImageType(const DicomHeader & header, std::string_view value)
{
  return fmt::format("/{}/", header.imageType).find(fmt::format("/{}/", value)) != std::string::npos;
}

bool
IsAnnotation(std::string_view sopClassUid)
{
  return sopClassUid == kSegmentationClass || sopClassUid == kLabelMapSegmentationClass ||
         sopClassUid == kStructureSetClass;
}

bool
IsEnhancedClass(std::string_view sopClassUid)
{
  return std::ranges::find(kEnhanced, BelowStorage(sopClassUid)) != kEnhanced.end();
}

std::string
WhyNoVolume(const DicomHeader & header)
{
  const std::string & uid = header.instance.sopClassUid;
  if (uid == "1.2.840.10008.1.3.10")
  {
    return "DICOMDIR";
  }
  if (const std::string_view kind = NoVolumeKind(uid); !kind.empty())
  {
    return std::string(kind);
  }
  if (HasImageType(header, "LOCALIZER"))
  {
    return "localizer";
  }
  if (header.rows <= 0 || header.columns <= 0)
  {
    return "no image: Rows (0028,0010) or Columns (0028,0011) are missing";
  }
  const std::string_view below = BelowStorage(uid);
  const bool isCapture = below == "7" || below.starts_with("7.");
  if (isCapture && !header.enhanced && (!header.instance.positionLps || header.orientationPatient.empty()))
  {
    return "secondary capture without a place in the patient";
  }
  return {};
}

} // namespace vox
