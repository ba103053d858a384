// SPDX-License-Identifier: Apache-2.0
#include "voxLabelTable.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace vox
{
namespace
{

const CodedConcept kAnatomy{"SCT", "123037004", "Anatomical Structure"};
const CodedConcept kAltered{"SCT", "49755003", "Morphologically Altered Structure"};
const CodedConcept kLeft{"SCT", "7771000", "Left"};
const CodedConcept kRight{"SCT", "24028007", "Right"};

TEST(StructureCodes, AnUnpairedOrganIsItsCode)
{
  const SegmentCodes liver{kAnatomy, {"SCT", "10200004", "Liver"}, {}, {}, {}};
  EXPECT_EQ(CodesOfStructure("liver"), liver);
  EXPECT_EQ(CodesOfStructure(" Liver "), liver);
}

TEST(StructureCodes, TheSideIsAModifierWhereverItStands)
{
  const CodedConcept kidney{"SCT", "64033007", "Kidney"};
  const SegmentCodes left{kAnatomy, kidney, kLeft, {}, {}};
  for (const char * name : {"kidney_left", "Left Kidney", "left-kidney", "KIDNEY  LEFT"})
  {
    EXPECT_EQ(CodesOfStructure(name), left) << name;
  }
  EXPECT_EQ(CodesOfStructure("kidney_right")->typeModifier, kRight);
  EXPECT_EQ(CodesOfStructure("kidney")->typeModifier, std::nullopt);
  const SegmentCodes rib{kAnatomy, {"SCT", "48535007", "First rib"}, kLeft, {}, {}};
  EXPECT_EQ(CodesOfStructure("rib_left_1"), rib);
}

TEST(StructureCodes, ASideOfWhatHasNoneIsNotKnown)
{
  EXPECT_EQ(CodesOfStructure("brain_left"), std::nullopt);
  EXPECT_EQ(CodesOfStructure("left right kidney"), std::nullopt);
  EXPECT_EQ(CodesOfStructure("left"), std::nullopt);
}

TEST(StructureCodes, SidesThatAreTheStructureItselfAreInTheCode)
{
  const SegmentCodes atrium{kAnatomy, {"SCT", "82471001", "Left atrium"}, {}, {}, {}};
  EXPECT_EQ(CodesOfStructure("heart_atrium_left"), atrium);
  EXPECT_EQ(CodesOfStructure("left atrium"), atrium);
}

TEST(StructureCodes, NamesOfFreeSurfer)
{
  EXPECT_EQ(CodesOfStructure("Left-Hippocampus")->type.value, "5366008");
  EXPECT_EQ(CodesOfStructure("Right-Cerebral-White-Matter")->type.value, "68523003");
  EXPECT_EQ(CodesOfStructure("Left-Thalamus-Proper")->type.value, "42695009");
  EXPECT_EQ(CodesOfStructure("Brain-Stem")->type.value, "119238007");
  EXPECT_EQ(CodesOfStructure("3rd-Ventricle")->type.value, "49841001");
}

TEST(StructureCodes, WhatIsAlteredLiesInARegionWithTheSide)
{
  const SegmentCodes cyst{kAltered, {"SCT", "367643001", "Cyst"}, {}, CodedConcept{"SCT", "64033007", "Kidney"}, kLeft};
  EXPECT_EQ(CodesOfStructure("kidney_cyst_left"), cyst);
  const SegmentCodes polyp{kAltered, {"SCT", "41329004", "Polyp"}, {}, {}, {}};
  EXPECT_EQ(CodesOfStructure("polyp"), polyp);
  EXPECT_EQ(CodesOfStructure("Liver tumour")->type.value, "108369006");
}

TEST(StructureCodes, PositionAndSideDoNotFightForOneModifier)
{
  const auto codes = CodesOfStructure("left anterior hippocampus");
  ASSERT_TRUE(codes);
  EXPECT_EQ(codes->typeModifier->value, "255549009");
  EXPECT_EQ(codes->region->value, "5366008");
  EXPECT_EQ(codes->regionModifier, kLeft);
  EXPECT_EQ(CodesOfStructure("hippocampus anterior")->region, std::nullopt);
}

TEST(StructureCodes, UnknownNamesHaveNone)
{
  for (const char * name : {"", "label 3", "anterior", "liverr", "region of interest"})
  {
    EXPECT_EQ(CodesOfStructure(name), std::nullopt) << name;
  }
}

/** The classes of TotalSegmentator for CT and MR. */
std::vector<std::string>
TotalSegmentatorNames()
{
  std::vector<std::string> names{"spleen",
                                 "kidney_right",
                                 "kidney_left",
                                 "gallbladder",
                                 "liver",
                                 "stomach",
                                 "pancreas",
                                 "adrenal_gland_right",
                                 "adrenal_gland_left",
                                 "lung_upper_lobe_left",
                                 "lung_lower_lobe_left",
                                 "lung_upper_lobe_right",
                                 "lung_middle_lobe_right",
                                 "lung_lower_lobe_right",
                                 "esophagus",
                                 "trachea",
                                 "thyroid_gland",
                                 "small_bowel",
                                 "duodenum",
                                 "colon",
                                 "urinary_bladder",
                                 "prostate",
                                 "kidney_cyst_left",
                                 "kidney_cyst_right",
                                 "sacrum",
                                 "heart",
                                 "aorta",
                                 "pulmonary_vein",
                                 "brachiocephalic_trunk",
                                 "subclavian_artery_right",
                                 "subclavian_artery_left",
                                 "common_carotid_artery_right",
                                 "common_carotid_artery_left",
                                 "brachiocephalic_vein_left",
                                 "brachiocephalic_vein_right",
                                 "atrial_appendage_left",
                                 "superior_vena_cava",
                                 "inferior_vena_cava",
                                 "portal_vein_and_splenic_vein",
                                 "iliac_artery_left",
                                 "iliac_artery_right",
                                 "iliac_vena_left",
                                 "iliac_vena_right",
                                 "humerus_left",
                                 "humerus_right",
                                 "scapula_left",
                                 "scapula_right",
                                 "clavicula_left",
                                 "clavicula_right",
                                 "femur_left",
                                 "femur_right",
                                 "hip_left",
                                 "hip_right",
                                 "spinal_cord",
                                 "gluteus_maximus_left",
                                 "gluteus_maximus_right",
                                 "gluteus_medius_left",
                                 "gluteus_medius_right",
                                 "gluteus_minimus_left",
                                 "gluteus_minimus_right",
                                 "autochthon_left",
                                 "autochthon_right",
                                 "iliopsoas_left",
                                 "iliopsoas_right",
                                 "brain",
                                 "skull",
                                 "sternum",
                                 "costal_cartilages",
                                 "lung_left",
                                 "lung_right",
                                 "vertebrae",
                                 "intervertebral_discs",
                                 "heart_myocardium",
                                 "heart_atrium_left",
                                 "heart_ventricle_left",
                                 "heart_atrium_right",
                                 "heart_ventricle_right",
                                 "pulmonary_artery"};
  for (const char * side : {"left", "right"})
  {
    for (int rib = 1; rib <= 12; ++rib)
    {
      names.push_back(fmt::format("rib_{}_{}", side, rib));
    }
  }
  for (const auto & [region, count] : {std::pair("C", 7), std::pair("T", 12), std::pair("L", 5), std::pair("S", 1)})
  {
    for (int vertebra = 1; vertebra <= count; ++vertebra)
    {
      names.push_back(fmt::format("vertebrae_{}{}", region, vertebra));
    }
  }
  return names;
}

TEST(StructureCodes, EveryClassOfTotalSegmentatorHasItsOwn)
{
  std::vector<SegmentCodes> seen;
  for (const std::string & name : TotalSegmentatorNames())
  {
    const std::optional<SegmentCodes> codes = CodesOfStructure(name);
    ASSERT_TRUE(codes) << name;
    EXPECT_EQ(std::ranges::count(seen, *codes), 0) << name;
    seen.push_back(*codes);
  }
  EXPECT_EQ(seen.size(), 127);
}

} // namespace
} // namespace vox
