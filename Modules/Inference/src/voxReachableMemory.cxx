// SPDX-License-Identifier: Apache-2.0
#include "voxMemoryPlan.h"

#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>

namespace vox
{
namespace
{

constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max() / 4;

/** The number behind a key in a file of lines such as "VmRSS:   123 kB", in bytes. */
std::optional<std::int64_t>
Entry(const std::string & file, const std::string & key)
{
  std::ifstream stream(file);
  std::string word;
  while (stream >> word)
  {
    if (word == key)
    {
      std::int64_t value = 0;
      std::string unit;
      if (stream >> value)
      {
        stream >> unit;
        return unit == "kB" ? value * 1024 : value;
      }
      return std::nullopt;
    }
    stream.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return std::nullopt;
}

std::optional<std::int64_t>
Number(const std::string & file)
{
  std::ifstream stream(file);
  std::int64_t value = 0;
  return stream >> value ? std::optional(value) : std::nullopt;
}

/** What a control group leaves; pages of files that it may drop are free. */
std::int64_t
LeftInGroup(const std::string & folder, const char * limitFile, const char * usageFile, const char * cacheKey)
{
  const std::optional<std::int64_t> limit = Number(folder + limitFile);
  const std::optional<std::int64_t> usage = Number(folder + usageFile);
  if (!limit || !usage)
  {
    return unlimited; // no such group, or "max"
  }
  return *limit - *usage + Entry(folder + "/memory.stat", cacheKey).value_or(0);
}

/** The path of this process's group of version 2, "" at the root. */
std::string
GroupPath()
{
  std::ifstream stream("/proc/self/cgroup");
  std::string line;
  while (std::getline(stream, line))
  {
    if (line.starts_with("0::/"))
    {
      return line == "0::/" ? std::string() : line.substr(3);
    }
  }
  return {};
}

std::int64_t
LeftInGroups()
{
  std::int64_t left =
      LeftInGroup("/sys/fs/cgroup/memory", "/memory.limit_in_bytes", "/memory.usage_in_bytes", "total_inactive_file");
  // Inside of a container its group is the root, whatever the path says.
  for (const std::string & path : {GroupPath(), std::string()})
  {
    left = std::min(left, LeftInGroup("/sys/fs/cgroup" + path, "/memory.max", "/memory.current", "inactive_file"));
  }
  return left;
}

std::int64_t
LeftOfLimit(int resource, const char * used)
{
  rlimit limit{};
  if (::getrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
  {
    return unlimited;
  }
  return static_cast<std::int64_t>(limit.rlim_cur) - Entry("/proc/self/status", used).value_or(0);
}

} // namespace

std::int64_t
ReachableMemory()
{
  const std::int64_t own = Entry("/proc/self/status", "VmRSS:").value_or(0);
  const std::int64_t left = std::min({Entry("/proc/meminfo", "MemAvailable:").value_or(unlimited), LeftInGroups(),
                                      LeftOfLimit(RLIMIT_AS, "VmSize:"), LeftOfLimit(RLIMIT_DATA, "VmData:")});
  return own + std::max<std::int64_t>(left, 0);
}

} // namespace vox
