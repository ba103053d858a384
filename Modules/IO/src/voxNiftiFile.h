// SPDX-License-Identifier: Apache-2.0
#ifndef voxNiftiFile_h
#define voxNiftiFile_h

#include "voxInflateStream.h"
#include "voxNiftiHeader.h"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <span>

namespace vox
{

/** The voxels of a NIfTI file as they are stored. ITK's reader is not used for them: it turns NaN and whatever a
 * truncated or damaged file lacks into zeros without a word. Its geometry is used. */
class NiftiFile
{
public:
  /** Opens and checks the header. Throws Error(BadInput) that names the file and the defect. */
  explicit NiftiFile(const std::filesystem::path & path);

  [[nodiscard]] const NiftiHeader &
  Header() const
  {
    return *m_Header;
  }
  /** Throws Error(BadInput) for a file far too short for its voxels, before so much memory is asked for. */
  void RequirePlausibleSize() const;
  /** Hands the bytes of the voxels over in this machine's byte order, piece by piece; only the last one is shorter than
   * `pieceBytes`, a multiple of 16. Once only. Throws Error(BadInput) for a file that is cut off or damaged, which may
   * show after the last piece. */
  void ReadVoxels(std::size_t pieceBytes, const std::function<void(std::span<const std::byte>)> & use);

private:
  std::uint64_t Read(char * to, std::uint64_t count);

  std::filesystem::path m_Path;
  std::ifstream m_File;
  std::optional<InflateStream> m_Inflate;
  std::optional<NiftiHeader> m_Header;
};

} // namespace vox

#endif
