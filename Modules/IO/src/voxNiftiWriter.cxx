// SPDX-License-Identifier: Apache-2.0
#include "voxNiftiWriter.h"

#include "voxError.h"
#include "voxNiftiGeometry.h"

namespace vox
{

void
WriteNifti(const std::filesystem::path & temporary, const NiftiContent & content, bool compress,
           const std::filesystem::path & path)
{
  const Zyx<std::int64_t> & size = content.geometry.size;
  NiftiHeader header;
  header.dim = {3, size.x, size.y, size.z, 1, 1, 1, 1};
  if (content.components > 1)
  {
    constexpr int vector = 1007;
    header.intent = vector;
    header.dim[0] = 5;
    header.dim[5] = content.components;
  }
  for (std::size_t axis = 1; axis < header.dim.size(); ++axis)
  {
    constexpr std::int64_t most = 32767;
    if (header.dim[axis] > most)
    {
      Fail(ErrorKind::BadInput, "{}: found {} voxels along axis {}, expected at most {} in a NIfTI file; choose .nrrd or "
                                ".mha",
           path.string(), header.dim[axis], axis, most);
    }
  }
  header.dataType = content.dataType;
  header.slope = 1.0;
  const std::string ending = content.extensions.empty() ? std::string(4, '\0') : std::string("\1\0\0\0", 4);
  header.voxelOffset = kNifti1Bytes + ending.size() + content.extensions.size();
  SetNiftiGeometry(header, content.geometry);
  const auto voxels = static_cast<std::uint64_t>(Product(size) * content.components);
  WriteRaw(temporary,
           {Nifti1Bytes(header) + ending + content.extensions, voxels * NiftiVoxelBytes(content.dataType), content.fill},
           compress, path);
}

} // namespace vox
