// SPDX-License-Identifier: Apache-2.0
// Writes event files of a run that was stopped and resumed, for voxEventPeers.py.
#include "voxEventFile.h"

#include <iostream>
#include <vector>

namespace
{

using namespace vox;

/** The numbers that voxEventPeers.py expects; `start` tells the starts of the run apart. */
std::vector<EventScalar>
Scalars(std::int64_t step, double start)
{
  const auto number = static_cast<double>(step);
  return {{"loss/training", 1.0 / number + start},
          {"pseudo_dice/structure/Hippocampus, anterior \xC3\xA9", number / 1000.0},
          {"learning_rate", 0.01 * number}};
}

void
Write(const std::filesystem::path & folder)
{
  EventFile first(folder, 1700000000.0, 1);
  for (std::int64_t step = 1; step <= 200; ++step)
  {
    first.Add(1700000000.0 + static_cast<double>(step), step, Scalars(step, 0.0));
  }
  EventFile second(folder, 1700001000.0, 151); // from the checkpoint of step 150
  for (std::int64_t step = 151; step <= 300; ++step)
  {
    second.Add(1700001000.0 + static_cast<double>(step), step, Scalars(step, 4.0));
  }
}

} // namespace

int
main(int argc, char ** argv)
try
{
  if (argc != 2)
  {
    std::cerr << "voxEventPeers OUT\n";
    return 2;
  }
  Write(argv[1]);
  return 0;
}
catch (const std::exception & error)
{
  std::cerr << error.what() << '\n';
  return 1;
}
