// SPDX-License-Identifier: Apache-2.0
// Measures how fast the headers below a folder are read and sorted, with one thread and with all.
//   voxDicomScanBenchmark FOLDER [TURNS]
// Prints what was found, then a line for each turn. The first, which is not shown, brings the files into memory.
#include "voxDicomFolder.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>

namespace
{

void
Measure(const char * path, int threads)
{
  const std::clock_t processorStart = std::clock();
  const auto start = std::chrono::steady_clock::now();
  const std::size_t files = vox::ScanDicom(path, {.threads = threads}).files;
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const double processorSeconds = static_cast<double>(std::clock() - processorStart) / CLOCKS_PER_SEC;
  std::printf("%d threads: %.3f s, %.3f processor seconds, %.0f files a second\n", threads, seconds, processorSeconds,
              static_cast<double>(files) / seconds);
}

} // namespace

int
main(int argc, char ** argv)
{
  if (argc < 2)
  {
    std::fprintf(stderr, "usage: %s FOLDER [TURNS]\n", argv[0]);
    return 2;
  }
  try
  {
    const vox::DicomFolder folder = vox::ScanDicom(argv[1]);
    std::printf("%zu files, %zu series, %zu annotations, %zu skipped\n", folder.files, folder.series.size(),
                folder.annotations.size(), folder.skipped.size());
    for (int turns = argc > 2 ? std::atoi(argv[2]) : 3; turns > 0; --turns)
    {
      Measure(argv[1], 1);
      Measure(argv[1], vox::RunContext{}.ThreadCount());
    }
    return 0;
  }
  catch (const std::exception & error)
  {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
