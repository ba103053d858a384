// SPDX-License-Identifier: Apache-2.0
#ifndef voxStagedFolder_h
#define voxStagedFolder_h

#include <filesystem>

namespace vox
{

/** A folder that appears whole or not at all: filled under a temporary name beside its place and renamed by Commit().
 * Without Commit() the destructor removes what was written. */
class StagedFolder
{
public:
  /** Throws Error(Usage) unless the destination is missing or an empty folder, Error(BadInput) where it cannot be made.
   */
  explicit StagedFolder(const std::filesystem::path & destination);
  ~StagedFolder();
  StagedFolder(const StagedFolder &) = delete;
  StagedFolder & operator=(const StagedFolder &) = delete;

  /** Where to write. */
  [[nodiscard]] const std::filesystem::path &
  Path() const
  {
    return m_Temporary;
  }
  /** Absolute path that the folder has after Commit(). */
  [[nodiscard]] const std::filesystem::path &
  Destination() const
  {
    return m_Destination;
  }
  /** Throws Error(Resource) if renaming fails. */
  void Commit();

private:
  std::filesystem::path m_Destination;
  std::filesystem::path m_Temporary;
  bool m_Committed = false;
};

} // namespace vox

#endif
