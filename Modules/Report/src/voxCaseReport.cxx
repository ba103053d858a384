// SPDX-License-Identifier: Apache-2.0
#include "voxCaseReport.h"

#include "voxEvaluationSections.h"

#include <fmt/format.h>

namespace vox
{
namespace
{

constexpr std::string_view kNotApproved =
    "Not a medical device. These numbers and pictures were computed by software that is not approved for diagnosis or "
    "treatment; check each against the images before you rely on it.";

std::string
Number(const std::optional<double> & value, int decimals)
{
  return value ? fmt::format("{:.{}f}", *value, decimals) : "-";
}

PageSection
Attention(const CaseReportContent & content)
{
  PageSection section{"Please read first", "", {}};
  section.elements.emplace_back(PageNotice{std::string(kNotApproved)});
  std::string without;
  for (const ReportedStructure & structure : content.structures)
  {
    without += structure.voxels > 0 ? "" : (without.empty() ? "" : ", ") + structure.name;
  }
  if (!without.empty())
  {
    section.elements.emplace_back(PageNotice{fmt::format("Without any voxel: {}.", without)});
  }
  if (content.structures.empty())
  {
    section.elements.emplace_back(PageNotice{"The segmentation holds no structure."});
  }
  return section;
}

PageSection
Measures(const CaseReportContent & content)
{
  bool hasIntensities = false;
  for (const ReportedStructure & structure : content.structures)
  {
    hasIntensities = hasIntensities || structure.mean;
  }
  PageTable table{
      "", {"structure", "volume, ml", "left-right, mm", "anterior-posterior, mm", "superior-inferior, mm"}, {}};
  table.sortable = true;
  if (hasIntensities)
  {
    table.header.emplace_back("mean intensity");
    table.header.emplace_back("SD");
  }
  for (const ReportedStructure & structure : content.structures)
  {
    const auto extent = [&](double mm) { return structure.voxels > 0 ? fmt::format("{:.1f}", mm) : "-"; };
    std::vector<std::string> row{
        structure.name, fmt::format("{:.{}f}", structure.milliliters, structure.milliliters < 1.0 ? 3 : 2),
        extent(structure.leftRightMm), extent(structure.anteriorPosteriorMm), extent(structure.superiorInferiorMm)};
    if (hasIntensities)
    {
      row.push_back(Number(structure.mean, 1));
      row.push_back(Number(structure.deviation, 1));
    }
    table.rows.push_back(row);
  }
  return {
      "Measures",
      "Volume is the number of voxels times the volume of one. Extents are those of all voxels of a structure along "
      "the axes of the patient, from face to face.",
      {table}};
}

PageSection
Origin(const CaseReportContent & content)
{
  PageTable table{"", {"what", "value"}, {}};
  table.rows = {{"software", "voxtome " + content.programVersion},
                {"model", content.model.empty() ? "not known" : content.model},
                {"image", content.space}};
  return {"How this was made", "", {table}};
}

} // namespace

ResultsPage
CaseReport(const CaseReportContent & content, const std::string & title)
{
  ResultsPage page;
  page.title = title;
  page.facts = {content.name, fmt::format("{} structures", content.structures.size()), "Not a medical device"};
  page.sections = {Attention(content), Measures(content)};
  AddSection(page.sections,
             {"Pictures", "Radiological convention: the patient's right is on the left.", content.elements});
  page.sections.push_back(Origin(content));
  return page;
}

} // namespace vox
