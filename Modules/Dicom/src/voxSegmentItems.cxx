// SPDX-License-Identifier: Apache-2.0
#include "voxSegmentItems.h"

#include "voxCielab.h"
#include "voxDicomItem.h"
#include "voxDicomRepair.h"
#include "voxError.h"
#include "voxLabelTable.h"
#include "voxPrintable.h"

#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <set>

namespace vox
{
namespace
{

using namespace dcm;

/** The codes of the segment, else those of its name, else what can be said of anything in a patient. */
SegmentCodes
BestCodes(const Segment & segment)
{
  if (segment.codes)
  {
    return *segment.codes;
  }
  const CodedConcept tissue{"SCT", "85756007", "Tissue"};
  return CodesOfStructure(segment.name).value_or(SegmentCodes{tissue, tissue, {}, {}, {}});
}

void
PutCodes(DcmItem & item, const SegmentCodes & codes)
{
  AddCode(item, DCM_SegmentedPropertyCategoryCodeSequence, codes.category);
  DcmItem & type = AddCode(item, DCM_SegmentedPropertyTypeCodeSequence, codes.type);
  if (codes.typeModifier)
  {
    AddCode(type, DCM_SegmentedPropertyTypeModifierCodeSequence, *codes.typeModifier);
  }
  if (codes.region)
  {
    DcmItem & region = AddCode(item, DCM_AnatomicRegionSequence, *codes.region);
    if (codes.regionModifier)
    {
      AddCode(region, DCM_AnatomicRegionModifierSequence, *codes.regionModifier);
    }
  }
}

void
PutAlgorithm(DcmItem & item, const DicomSegmentationOptions & options)
{
  Put(item, DCM_SegmentAlgorithmType, std::string(DicomWord(options.origin)));
  if (options.origin == LabelOrigin::Manual)
  {
    return;
  }
  Put(item, DCM_SegmentAlgorithmName, FirstCharacters(options.algorithmName, 64));
  DcmItem & algorithm = AddItem(item, DCM_SegmentationAlgorithmIdentificationSequence);
  AddCode(algorithm, DCM_AlgorithmFamilyCodeSequence, {"DCM", "123110", "Artificial Intelligence"});
  Put(algorithm, DCM_AlgorithmName, FirstCharacters(options.algorithmName, 64));
  Put(algorithm, DCM_AlgorithmVersion, FirstCharacters(options.algorithmVersion, 64));
}

std::optional<SegmentCodes>
CodesIn(DcmItem & item)
{
  const std::optional<CodedConcept> category = CodeOf(item, DCM_SegmentedPropertyCategoryCodeSequence);
  const std::optional<CodedConcept> type = CodeOf(item, DCM_SegmentedPropertyTypeCodeSequence);
  if (!category || !type)
  {
    return {};
  }
  SegmentCodes codes{*category, *type, {}, CodeOf(item, DCM_AnatomicRegionSequence), {}};
  codes.typeModifier =
      CodeOf(*ItemOf(item, DCM_SegmentedPropertyTypeCodeSequence), DCM_SegmentedPropertyTypeModifierCodeSequence);
  if (DcmItem * region = ItemOf(item, DCM_AnatomicRegionSequence))
  {
    codes.regionModifier = CodeOf(*region, DCM_AnatomicRegionModifierSequence);
  }
  return codes;
}

/** Both or none: one without the other, or a UID that is none, identifies nothing. */
std::optional<SegmentTracking>
TrackingIn(DcmItem & item)
{
  const SegmentTracking tracking{TextOf(item, DCM_TrackingID), TextOf(item, DCM_TrackingUID)};
  const bool valid = !tracking.uid.empty() && DcmUniqueIdentifier::checkStringValue(tracking.uid, "1").good() &&
                     !tracking.id.empty() && DcmUnlimitedText::checkStringValue(tracking.id).good();
  return valid ? std::optional(tracking) : std::nullopt;
}

} // namespace

void
PutSegments(DcmItem & object, const std::vector<Segment> & segments, const DicomSegmentationOptions & options,
            std::vector<std::string> & notes)
{
  for (std::size_t i = 0; i < segments.size(); ++i)
  {
    const Segment & segment = segments[i];
    DcmItem & item = AddItem(object, DCM_SegmentSequence);
    PutShorts(item, DCM_SegmentNumber, std::array{static_cast<std::uint16_t>(i + 1)});
    std::vector<std::string> repairs;
    PutRepaired(item, DCM_SegmentLabel, segment.name, repairs);
    if (!repairs.empty())
    {
      notes.push_back(fmt::format("the name '{}' does not fit into {}: cut to 64 characters of one line",
                                  Printable(segment.name), NameOf(DCM_SegmentLabel)));
    }
    PutCodes(item, BestCodes(segment));
    PutAlgorithm(item, options);
    PutShorts(item, DCM_RecommendedDisplayCIELabValue, CielabFromRgb(segment.color.value_or(LabelColor(i))));
    const SegmentTracking tracking =
        segment.tracking.value_or(SegmentTracking{TextOf(item, DCM_SegmentLabel), NewUid()});
    Put(item, DCM_TrackingID, tracking.id);
    Put(item, DCM_TrackingUID, tracking.uid);
  }
}

std::vector<Segment>
SegmentsIn(DcmItem & object, const std::string & where)
{
  std::vector<Segment> segments;
  std::set<std::string> names;
  for (std::size_t i = 0; i < CountItems(object, DCM_SegmentSequence); ++i)
  {
    DcmItem & item = *ItemOf(object, DCM_SegmentSequence, i);
    Uint16 number = 0;
    if (item.findAndGetUint16(DCM_SegmentNumber, number).bad())
    {
      Fail(ErrorKind::BadInput, "{}: segment {} has no {}", where, i + 1, NameOf(DCM_SegmentNumber));
    }
    if (number == 0)
    {
      continue;
    }
    if (std::ranges::find(segments, number, &Segment::value) != segments.end())
    {
      Fail(ErrorKind::BadInput, "{}: two segments have the {} {}", where, NameOf(DCM_SegmentNumber), number);
    }
    std::string name = TextOf(item, DCM_SegmentLabel);
    if (name.empty() || !names.insert(name).second)
    {
      name = fmt::format("{} {}", name.empty() ? "Segment" : name, number);
      names.insert(name);
    }
    std::optional<Rgb> color;
    const std::vector<double> lab = NumbersOf(item, DCM_RecommendedDisplayCIELabValue);
    if (lab.size() == 3)
    {
      const auto part = [&](std::size_t k) {
        return static_cast<std::uint16_t>(lab[k] >= 0.0 ? std::min(lab[k], 65535.0) : 0.0);
      };
      color = RgbFromCielab({part(0), part(1), part(2)});
    }
    segments.push_back({number, name, color, CodesIn(item), 0, TrackingIn(item)});
  }
  if (segments.empty())
  {
    Fail(ErrorKind::BadInput, "{}: {} describes no segment", where, NameOf(DCM_SegmentSequence));
  }
  return segments;
}

} // namespace vox
