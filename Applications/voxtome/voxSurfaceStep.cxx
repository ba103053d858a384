// SPDX-License-Identifier: Apache-2.0
#include "voxSurfaceCommand.h"

#include "voxAtomicFile.h"
#include "voxCsvField.h"
#include "voxTextTable.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace vox
{
namespace
{

constexpr const char * kDistanceName = "distance_mm";

/** Heading and a row for each surface. */
std::vector<std::vector<std::string>>
Rows(const std::vector<Surface> & surfaces, Json & list)
{
  const bool hasDistances =
      std::ranges::any_of(surfaces, [](const Surface & surface) { return !surface.values.empty(); });
  std::vector<std::vector<std::string>> rows{{"structure", "triangles", "area_mm2", "volume_ml"}};
  if (hasDistances)
  {
    rows.front().insert(rows.front().end(), {"mean_abs_distance_mm", "largest_abs_distance_mm"});
  }
  for (const Surface & surface : surfaces)
  {
    const SurfaceMeasures measures = MeasureSurface(surface);
    Json entry{{"structure", surface.name},
               {"triangles", surface.triangles.size()},
               {"area_mm2", measures.areaMm2},
               {"volume_ml", measures.volumeMm3 / 1000.0},
               {"closed", measures.isClosed}};
    rows.push_back({surface.name, std::to_string(surface.triangles.size()), fmt::format("{:.1f}", measures.areaMm2),
                    fmt::format("{:.3f}", measures.volumeMm3 / 1000.0)});
    if (!surface.values.empty())
    {
      double sum = 0.0;
      double largest = 0.0;
      for (const double value : surface.values)
      {
        sum += std::abs(value);
        largest = std::max(largest, std::abs(value));
      }
      const double mean = sum / static_cast<double>(surface.values.size());
      rows.back().insert(rows.back().end(), {fmt::format("{:.3f}", mean), fmt::format("{:.3f}", largest)});
      entry["mean_abs_distance_mm"] = mean;
      entry["largest_abs_distance_mm"] = largest;
    }
    else if (hasDistances)
    {
      rows.back().insert(rows.back().end(), {"", ""});
    }
    list.push_back(std::move(entry));
  }
  return rows;
}

void
WriteTable(const std::string & path, const std::vector<std::vector<std::string>> & rows)
{
  std::string text;
  for (const std::vector<std::string> & row : rows)
  {
    for (std::size_t i = 0; i < row.size(); ++i)
    {
      text += (i == 0 ? "" : ",") + CsvField(row[i]);
    }
    text += "\n";
  }
  WriteTextFile(path, text);
}

/** A name as a file may have it, the same on all systems. */
std::string
FileName(const std::string & name)
{
  std::string file = name;
  std::ranges::replace_if(
      file,
      [](unsigned char c) {
        return c <= ' ' || c == 127 || std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos;
      },
      '_');
  const bool isHidden = file.empty() || file.front() == '.';
  return fmt::format("{}{}", isHidden ? "_" : "", file);
}

void
Write(const std::vector<Surface> & surfaces, const SurfaceCommand & command)
{
  const std::filesystem::path output = command.output;
  if (output.has_extension() && !std::filesystem::is_directory(output))
  {
    return WriteSurfaces(output, surfaces, command.space, kDistanceName);
  }
  std::set<std::string> names;
  std::filesystem::create_directories(output);
  for (const Surface & surface : surfaces)
  {
    std::string name = FileName(surface.name);
    for (int number = 2; !names.insert(name).second; ++number)
    {
      name = fmt::format("{}_{}", FileName(surface.name), number);
    }
    WriteSurfaces(output / (name + command.format), {&surface, 1}, command.space, kDistanceName);
  }
}

} // namespace

void
Run(const SurfaceCommand & command, Session & session)
{
  const std::vector<Surface> surfaces = MakeSurfaces(command.request, session.context);
  Json list = Json::array();
  const std::vector<std::vector<std::string>> rows = Rows(surfaces, list);
  Write(surfaces, command);
  if (!command.table.empty())
  {
    WriteTable(command.table, rows);
  }
  session.terminal.Print(TextTable(rows));
  session.terminal.Result({{"output", command.output}, {"surfaces", list}});
}

} // namespace vox
