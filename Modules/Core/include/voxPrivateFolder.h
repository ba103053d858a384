// SPDX-License-Identifier: Apache-2.0
#ifndef voxPrivateFolder_h
#define voxPrivateFolder_h

#include <filesystem>

namespace vox
{

/** A folder that only its owner can read (mkdtemp, in the system's temporary folder), removed with all in it at the
 * end. Throws Error(Resource) where it cannot be made. */
class PrivateFolder
{
public:
  PrivateFolder();
  ~PrivateFolder();
  PrivateFolder(const PrivateFolder &) = delete;
  PrivateFolder & operator=(const PrivateFolder &) = delete;

  [[nodiscard]] const std::filesystem::path &
  Path() const
  {
    return m_Path;
  }

private:
  std::filesystem::path m_Path;
};

} // namespace vox

#endif
