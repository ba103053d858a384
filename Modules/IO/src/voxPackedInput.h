// SPDX-License-Identifier: Apache-2.0
#ifndef voxPackedInput_h
#define voxPackedInput_h

#include "voxInflateStream.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace vox
{

/** A file from its start, decompressed where it is gzip, whatever its name says. */
class PackedInput
{
public:
  explicit PackedInput(const std::filesystem::path & path);

  [[nodiscard]] bool
  IsPacked() const
  {
    return m_Inflate.has_value();
  }
  /** Number of bytes stored at `to`: fewer than `count` only at the end or at damage. */
  std::uint64_t Read(char * to, std::uint64_t count);
  /** Up to `count` bytes. */
  [[nodiscard]] std::string Read(std::size_t count);
  /** False where `count` bytes were not left. */
  bool Skip(std::uint64_t count);
  /** Reads the rest; true unless it is gzip that ends early or fails its checksum. */
  [[nodiscard]] bool FinishesWhole();

private:
  std::ifstream m_File;
  std::optional<InflateStream> m_Inflate;
};

} // namespace vox

#endif
