// SPDX-License-Identifier: Apache-2.0
#include "voxLabelName.h"
#include "voxLabelTable.h"
#include "voxStructureTable.h"

#include <algorithm>
#include <utility>

namespace vox
{
namespace
{

CodedConcept
Sct(std::string_view value, std::string_view meaning)
{
  return {"SCT", std::string(value), std::string(meaning)};
}

CodedConcept
CategoryOf(StructureKind kind)
{
  switch (kind)
  {
  case StructureKind::Altered:
    return Sct("49755003", "Morphologically Altered Structure");
  case StructureKind::Tissue:
    return Sct("85756007", "Tissue");
  case StructureKind::Object:
    return Sct("260787004", "Physical object");
  case StructureKind::Anatomy:
    break;
  }
  return Sct("123037004", "Anatomical Structure");
}

const StructureRow *
FindRow(std::string_view name)
{
  const auto aliases = StructureAliases();
  const auto alias = std::ranges::lower_bound(aliases, name, {}, &StructureAlias::alias);
  const std::string_view wanted = alias != aliases.end() && alias->alias == name ? alias->name : name;
  const auto rows = StructureRows();
  const auto row = std::ranges::lower_bound(rows, wanted, {}, &StructureRow::name);
  return row != rows.end() && row->name == wanted ? &*row : nullptr;
}

/** The name without its one word "left" or "right", and that side. */
std::pair<std::string, std::optional<CodedConcept>>
WithoutSide(std::string_view name)
{
  std::string rest;
  std::optional<CodedConcept> side;
  while (!name.empty())
  {
    const std::string_view word = name.substr(0, name.find(' '));
    name.remove_prefix(std::min(word.size() + 1, name.size()));
    const bool isSide = word == "left" || word == "right";
    if (isSide && !side)
    {
      side = word == "left" ? Sct("7771000", "Left") : Sct("24028007", "Right");
      continue;
    }
    rest += rest.empty() ? "" : " ";
    rest += word;
  }
  return {rest, side};
}

SegmentCodes
CodesOfRow(const StructureRow & row, const std::optional<CodedConcept> & side)
{
  SegmentCodes codes{CategoryOf(row.kind), Sct(row.code, row.meaning), {}, {}, {}};
  if (!row.position.empty())
  {
    codes.typeModifier = row.position == "Anterior" ? Sct("255549009", "Anterior") : Sct("255551008", "Posterior");
  }
  if (const StructureRow * region = FindRow(row.region))
  {
    codes.region = Sct(region->code, region->meaning);
  }
  if (side)
  {
    if (codes.typeModifier && !codes.region)
    {
      codes.region = codes.type; // a position and a side: one modifies the type, the other its place
    }
    (codes.region ? codes.regionModifier : codes.typeModifier) = side;
  }
  return codes;
}

} // namespace

std::optional<SegmentCodes>
CodesOfStructure(std::string_view name)
{
  const std::string plain = PlainLabelName(name);
  if (const StructureRow * row = FindRow(plain))
  {
    return CodesOfRow(*row, std::nullopt);
  }
  const auto [rest, side] = WithoutSide(plain);
  const StructureRow * row = side ? FindRow(rest) : nullptr;
  return row != nullptr && row->sides == StructureSides::Paired ? std::optional(CodesOfRow(*row, side)) : std::nullopt;
}

} // namespace vox
