// SPDX-License-Identifier: Apache-2.0
#ifndef voxStructureTable_h
#define voxStructureTable_h

#include <span>
#include <string_view>

namespace vox
{

/** The property categories of DICOM's context group 7150 that occur here. */
enum class StructureKind
{
  Anatomy,
  Altered, ///< morphologically: tumors, cysts, bleedings
  Tissue,
  Object ///< what was put in
};

/** Whether a body has one of them on either side, so that "left" and "right" have meaning. */
enum class StructureSides
{
  Single,
  Paired
};

/** A structure with its SNOMED CT code. Names are in lower case with single blanks, without left and right where the
 * structure is paired. */
struct StructureRow
{
  std::string_view name;
  std::string_view code;
  std::string_view meaning;
  StructureKind kind;
  StructureSides sides;
  std::string_view region = {};   ///< name of the structure in which it lies
  std::string_view position = {}; ///< "Anterior" or "Posterior", as type modifier
};

/** Another name of a structure. */
struct StructureAlias
{
  std::string_view alias;
  std::string_view name;
};

/** Both in ascending order of their first field. The codes are those of DICOM PS3.16 (context groups 4, 7140, 7150 to
 * 7166, 7602; as published with pydicom 3.0 and 3D Slicer 5.8), and where these have none, of the tables of
 * TotalSegmentator 2.13 and its extension for 3D Slicer. Where the sources differ DICOM's code stands: TotalSegmentator
 * gives the right subclavian artery, 29700009, for both. Polyp: SNOMED CT's morphology 41329004. */
[[nodiscard]] std::span<const StructureRow> StructureRows();
[[nodiscard]] std::span<const StructureAlias> StructureAliases();

} // namespace vox

#endif
