// SPDX-License-Identifier: Apache-2.0
// This program's part of the rows of `compare`.
//   voxCompare ROW SETTINGS.json
// Prints one line of JSON: seconds of each run, memory before and at the peak.
#include "voxCompareRows.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <string_view>
#include <utility>

namespace
{

struct Row
{
  std::string_view name;
  vox::Json (*measure)(const vox::Json & settings);
};

constexpr std::array rows{
    Row{"network", vox::benchmark::CompareNetwork},       Row{"export", vox::benchmark::CompareExport},
    Row{"preprocess", vox::benchmark::ComparePreprocess}, Row{"labels", vox::benchmark::CompareLabels},
    Row{"train", vox::benchmark::CompareTraining},        Row{"augment", vox::benchmark::CompareAugmentation},
    Row{"train-2d", vox::benchmark::CompareTraining2d},   Row{"networks", vox::benchmark::CompareNetworks},
    Row{"losses", vox::benchmark::CompareLosses},         Row{"distances", vox::benchmark::CompareDistances},
    Row{"files", vox::benchmark::CompareFiles},
};

} // namespace

int
main(int argc, char ** argv)
{
  const auto row = std::ranges::find(rows, std::string_view(argc == 3 ? argv[1] : ""), &Row::name);
  if (row == rows.end())
  {
    std::cerr << "usage: " << argv[0];
    for (std::string_view separator = " "; const Row & known : rows)
    {
      std::cerr << std::exchange(separator, "|") << known.name;
    }
    std::cerr << " SETTINGS.json\n";
    return 2;
  }
  try
  {
    const vox::Json settings = vox::ReadJson(argv[2]);
    at::set_num_threads(settings.at("threads").get<int>());
    std::cout << row->measure(settings).dump() << "\n";
    return 0;
  }
  catch (const std::exception & error)
  {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
