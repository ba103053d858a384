// SPDX-License-Identifier: Apache-2.0
#ifndef voxTemporaryFolder_h
#define voxTemporaryFolder_h

#include <gtest/gtest.h>

#include <filesystem>
#include <stdexcept>
#include <stdlib.h>
#include <string>

namespace vox::testing
{

/** A folder of its own for one test, removed at the end. */
class TemporaryFolder
{
public:
  TemporaryFolder()
  {
    std::string pattern = (std::filesystem::temp_directory_path() / "voxtome-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
    {
      throw std::runtime_error("no temporary folder can be made");
    }
    m_Path = pattern;
  }
  ~TemporaryFolder()
  {
    std::error_code ignored;
    std::filesystem::remove_all(m_Path, ignored);
  }
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder & operator=(const TemporaryFolder &) = delete;

  [[nodiscard]] std::filesystem::path
  operator/(const std::filesystem::path & name) const
  {
    return m_Path / name;
  }
  [[nodiscard]] const std::filesystem::path &
  Path() const
  {
    return m_Path;
  }
  /** Number of entries in the folder, to show that nothing was left behind. */
  [[nodiscard]] std::ptrdiff_t
  EntryCount() const
  {
    return std::distance(std::filesystem::directory_iterator(m_Path), {});
  }

private:
  std::filesystem::path m_Path;
};

} // namespace vox::testing

#endif
