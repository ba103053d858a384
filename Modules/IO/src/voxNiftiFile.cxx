// SPDX-License-Identifier: Apache-2.0
#include "voxNiftiFile.h"

#include "voxError.h"
#include "voxFileCheck.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace vox
{
namespace
{

void
CheckHeader(const std::filesystem::path & path, const NiftiHeader & header)
{
  if (header.DeclaredSize() == 540)
  {
    Fail(ErrorKind::BadInput, "{}: is NIfTI-2, expected NIfTI-1; convert it", path.string());
  }
  if (header.DeclaredSize() != 348 || (header.Magic() != "n+1" && header.Magic() != "ni1"))
  {
    FailOtherFormat(path, ImageFormat::Nifti);
  }
  const int axes = header.Dimension(0);
  bool valid = axes >= 1 && axes <= 7;
  for (int i = 1; valid && i <= axes; ++i)
  {
    valid = header.Dimension(i) > 0;
  }
  if (!valid)
  {
    Fail(ErrorKind::BadInput, "{}: its NIfTI header has an axis without voxels; the file is damaged", path.string());
  }
  if (header.VoxelSize() == 0)
  {
    Fail(ErrorKind::BadInput,
         "{}: found the NIfTI data type {}, expected integers or 32- or 64-bit floating point; convert it",
         path.string(), header.DataType());
  }
  for (int i = 1; i <= std::min(axes, 3); ++i)
  {
    if (header.Spacing(i) == 0.0 || !std::isfinite(header.Spacing(i)))
    {
      Fail(ErrorKind::BadInput, "{}: the voxel spacing along {} is {}, expected millimeters above 0; repair its header",
           path.string(), "xyz"[i - 1], header.Spacing(i));
    }
  }
}

/** Size of the numbers that byte order applies to: the parts of a complex number, the bytes of a color. */
std::size_t
NumberSize(const NiftiHeader & header)
{
  constexpr int complex64 = 32, complex128 = 1792, rgb = 128, rgba = 2304;
  switch (header.DataType())
  {
  case complex64:
  case complex128:
    return header.VoxelSize() / 2;
  case rgb:
  case rgba:
    return 1;
  default:
    return header.VoxelSize();
  }
}

} // namespace

NiftiFile::NiftiFile(const std::filesystem::path & path) : m_Path(path), m_File(path, std::ios::binary)
{
  const bool packed = m_File.get() == 0x1f && m_File.get() == 0x8b;
  m_File.clear();
  m_File.seekg(0);
  if (packed)
  {
    const std::string extension = path.extension().string();
    if (extension == ".nii" || extension == ".NII")
    {
      Fail(ErrorKind::BadInput, "{}: is compressed, expected plain NIfTI in a .nii file; rename it to .nii.gz",
           path.string());
    }
    m_Inflate.emplace(m_File);
  }
  std::string bytes(NiftiHeader::byteCount, '\0');
  const std::uint64_t found = Read(bytes.data(), bytes.size());
  if (found < bytes.size())
  {
    FailCutOff(path, found, bytes.size());
  }
  m_Header.emplace(std::move(bytes));
  CheckHeader(path, *m_Header);
}

std::uint64_t
NiftiFile::Read(char * to, std::uint64_t count)
{
  if (m_Inflate)
  {
    return m_Inflate->Read(to, count);
  }
  m_File.read(to, static_cast<std::streamsize>(count));
  return static_cast<std::uint64_t>(m_File.gcount());
}

void
NiftiFile::ReadVoxels(std::size_t pieceBytes, const std::function<void(std::span<const std::byte>)> & use)
{
  if (m_Header->Magic() == "ni1")
  {
    Fail(ErrorKind::BadInput, "{}: its voxels lie in a separate .img file; convert it to one .nii.gz file",
         m_Path.string());
  }
  const std::uint64_t expected = m_Header->VoxelCount() * m_Header->VoxelSize();
  std::string extensions(m_Header->DataOffset() - NiftiHeader::byteCount, '\0');
  Read(extensions.data(), extensions.size());
  const std::size_t numberBytes = m_Header->IsSwapped() ? NumberSize(*m_Header) : 1;
  std::vector<char> piece(std::min<std::uint64_t>(pieceBytes, expected));
  for (std::uint64_t done = 0; done < expected;)
  {
    const std::uint64_t wanted = std::min<std::uint64_t>(piece.size(), expected - done);
    const std::uint64_t found = Read(piece.data(), wanted);
    if (found < wanted)
    {
      FailCutOff(m_Path, done + found, expected);
    }
    for (std::uint64_t i = 0; numberBytes > 1 && i < found; i += numberBytes)
    {
      std::reverse(piece.data() + i, piece.data() + i + numberBytes);
    }
    use(std::as_bytes(std::span(piece.data(), found)));
    done += found;
  }
  if (m_Inflate)
  {
    m_Inflate->Skip();
    if (!m_Inflate->IsWhole())
    {
      FailDamaged(m_Path);
    }
  }
}

void
NiftiFile::RequirePlausibleSize() const
{
  const std::uint64_t expected = m_Header->VoxelCount() * m_Header->VoxelSize();
  constexpr std::uint64_t mostInflation = 1100; // of deflate
  if (const std::uint64_t fileSize = std::filesystem::file_size(m_Path); expected / mostInflation > fileSize)
  {
    FailCutOff(m_Path, fileSize, expected);
  }
}

} // namespace vox
