// SPDX-License-Identifier: Apache-2.0
#include "voxLabelTable.h"

#include "voxAtomicFile.h"
#include "voxCsvField.h"
#include "voxDatasetDescription.h"
#include "voxError.h"
#include "voxLabelTableFormats.h"

#include <algorithm>
#include <array>

namespace vox
{
namespace
{

std::string
EndingOf(const std::filesystem::path & path)
{
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return ending;
}

/** Color tables end a name at a blank. */
std::string
OneWord(std::string name)
{
  std::ranges::replace_if(
      name, [](unsigned char c) { return std::isspace(c) != 0; }, '_');
  return name;
}

std::string
SlicerRow(const Segment & segment, const Rgb & color)
{
  return fmt::format("{} {} {} {} {} 255\n", segment.value, OneWord(segment.name), color[0], color[1], color[2]);
}

std::string
FreeSurferRow(const Segment & segment, const Rgb & color)
{
  return fmt::format("{:<7} {:<40} {:>3} {:>3} {:>3}   0\n", segment.value, OneWord(segment.name), color[0], color[1],
                     color[2]);
}

std::string
SnapRow(const Segment & segment, const Rgb & color)
{
  return fmt::format("{:>5} {:>5} {:>4} {:>4}        1  1  1    \"{}\"\n", segment.value, color[0], color[1], color[2],
                     segment.name);
}

std::string
BidsRow(const Segment & segment, const Rgb & color)
{
  return fmt::format("{}\t{}\t#{:02x}{:02x}{:02x}\n", segment.value, segment.name, color[0], color[1], color[2]);
}

std::string
CsvCode(const std::optional<CodedConcept> & code)
{
  return code ? fmt::format(",{},{},{}", CsvField(code->scheme), CsvField(code->value), CsvField(code->meaning))
              : ",,,";
}

std::string
TerminologyRow(const Segment & segment, const Rgb & color)
{
  const auto & codes = segment.codes;
  const auto none = std::optional<CodedConcept>();
  return fmt::format("{},{},{},{},{},255{}{}{}{}{}\n", segment.value, CsvField(segment.name), color[0], color[1],
                     color[2], CsvCode(codes ? std::optional(codes->category) : none),
                     CsvCode(codes ? std::optional(codes->type) : none), CsvCode(codes ? codes->typeModifier : none),
                     CsvCode(codes ? codes->region : none), CsvCode(codes ? codes->regionModifier : none));
}

struct TableFormat
{
  std::string_view ending;
  std::string_view header;
  std::string (*row)(const Segment &, const Rgb &);
};

constexpr std::array<TableFormat, 5> tableFormats{
    {{".ctbl", "# Color table file\n0 Background 0 0 0 0\n", SlicerRow},
     {".txt", "#No. Label Name:                                  R   G   B   A\n", FreeSurferRow},
     {".label",
      "################################################\n# ITK-SnAP Label Description File\n"
      "# IDX   -R-  -G-  -B-  -A--  VIS MSH  LABEL\n################################################\n"
      "    0     0    0    0        0  0  0    \"Clear Label\"\n",
      SnapRow},
     {".tsv", "index\tname\tcolor\n", BidsRow},
     {".csv",
      "LabelValue,Name,Color_R,Color_G,Color_B,Color_A,Category_CodingScheme,Category_CodeValue,Category_CodeMeaning,"
      "Type_CodingScheme,Type_CodeValue,Type_CodeMeaning,TypeModifier_CodingScheme,TypeModifier_CodeValue,"
      "TypeModifier_CodeMeaning,Region_CodingScheme,Region_CodeValue,Region_CodeMeaning,RegionModifier_CodingScheme,"
      "RegionModifier_CodeValue,RegionModifier_CodeMeaning\n",
      TerminologyRow}}};

} // namespace

std::vector<Segment>
ReadLabelTable(const std::filesystem::path & path)
{
  const std::string ending = EndingOf(path);
  if (ending == ".json")
  {
    return SegmentsOf(ParseDatasetDescription(ReadJson(path), path.string()));
  }
  if (ending == ".csv")
  {
    return ReadTerminologyCsv(path);
  }
  if (ending == ".tsv")
  {
    return ReadBidsTsv(path);
  }
  if (ending == ".txt" || ending == ".ctbl" || ending == ".label")
  {
    return ReadColorRows(path);
  }
  Fail(ErrorKind::BadInput,
       "{}: its ending names no label table, expected .ctbl .txt .label .csv .tsv or a dataset.json; rename it",
       path.string());
}

void
WriteLabelTable(const std::filesystem::path & path, const std::vector<Segment> & segments)
{
  const auto format = std::ranges::find(tableFormats, EndingOf(path), &TableFormat::ending);
  if (format == tableFormats.end())
  {
    Fail(ErrorKind::BadInput, "{}: its ending names no label table, expected .ctbl .txt .label .csv or .tsv",
         path.string());
  }
  std::string text(format->header);
  for (std::size_t i = 0; i < segments.size(); ++i)
  {
    if (segments[i].name.find_first_of("\n\r\t\"") != std::string::npos)
    {
      Fail(ErrorKind::BadInput, "{}: the name of label {} holds a quote, tabulator or line break; rename it",
           path.string(), segments[i].value);
    }
    text += format->row(segments[i], segments[i].color.value_or(LabelColor(i)));
  }
  WriteTextFile(path, text);
}

} // namespace vox
