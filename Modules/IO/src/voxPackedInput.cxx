// SPDX-License-Identifier: Apache-2.0
#include "voxPackedInput.h"

#include <algorithm>
#include <vector>

namespace vox
{

PackedInput::PackedInput(const std::filesystem::path & path) : m_File(path, std::ios::binary)
{
  const bool packed = m_File.get() == 0x1f && m_File.get() == 0x8b;
  m_File.clear();
  m_File.seekg(0);
  if (packed)
  {
    m_Inflate.emplace(m_File);
  }
}

std::uint64_t
PackedInput::Read(char * to, std::uint64_t count)
{
  if (m_Inflate)
  {
    return m_Inflate->Read(to, count);
  }
  m_File.read(to, static_cast<std::streamsize>(count));
  return static_cast<std::uint64_t>(m_File.gcount());
}

std::string
PackedInput::Read(std::size_t count)
{
  std::string bytes(count, '\0');
  bytes.resize(Read(bytes.data(), count));
  return bytes;
}

bool
PackedInput::Skip(std::uint64_t count)
{
  std::vector<char> scratch(std::min<std::uint64_t>(count, 1 << 16));
  while (count > 0)
  {
    const std::uint64_t found = Read(scratch.data(), std::min<std::uint64_t>(count, scratch.size()));
    if (found == 0)
    {
      return false;
    }
    count -= found;
  }
  return true;
}

bool
PackedInput::FinishesWhole()
{
  if (!m_Inflate)
  {
    return true;
  }
  m_Inflate->Skip();
  return m_Inflate->IsWhole();
}

} // namespace vox
