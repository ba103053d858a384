// SPDX-License-Identifier: Apache-2.0
#ifndef voxNiftiFile_h
#define voxNiftiFile_h

#include "voxInflateStream.h"
#include "voxNiftiHeader.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <fstream>
#include <optional>

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
  /** All bytes of the voxels in this machine's byte order, a one-dimensional uint8 tensor. Once only. Throws
   * Error(BadInput) for a file that is cut off or damaged. */
  [[nodiscard]] at::Tensor ReadVoxels();

private:
  std::uint64_t Read(char * to, std::uint64_t count);

  std::filesystem::path m_Path;
  std::ifstream m_File;
  std::optional<InflateStream> m_Inflate;
  std::optional<NiftiHeader> m_Header;
};

} // namespace vox

#endif
