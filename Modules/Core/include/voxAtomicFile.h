// SPDX-License-Identifier: Apache-2.0
#ifndef voxAtomicFile_h
#define voxAtomicFile_h

#include <filesystem>
#include <string>
#include <string_view>

namespace vox
{

/** A file that appears whole or not at all: written under a temporary name in the same folder and renamed by Commit().
 * The temporary name keeps the extensions of the final one (`case.part-1234.nii.gz`), because writers choose the format
 * by it. Without Commit() the destructor removes the temporary file, so an exception or a cancelled run leaves nothing.
 * Throws Error(BadInput) when the folder does not exist or cannot be written. */
class AtomicFile
{
public:
  explicit AtomicFile(std::filesystem::path destination);
  ~AtomicFile();
  AtomicFile(const AtomicFile &) = delete;
  AtomicFile & operator=(const AtomicFile &) = delete;

  /** Where to write. */
  [[nodiscard]] const std::filesystem::path &
  TemporaryPath() const
  {
    return m_Temporary;
  }
  /** Renames the temporary file to the destination. Throws Error(Resource) if that fails. */
  void Commit();

private:
  std::filesystem::path m_Destination;
  std::filesystem::path m_Temporary;
  bool m_Committed = false;
};

/** Writes a whole text file atomically. */
void WriteTextFile(const std::filesystem::path & path, std::string_view text);

/** Reads a whole text file. Throws Error(BadInput) that names it. */
[[nodiscard]] std::string ReadTextFile(const std::filesystem::path & path);

} // namespace vox

#endif
