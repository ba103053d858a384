// SPDX-License-Identifier: Apache-2.0
#ifndef voxSafetensors_h
#define voxSafetensors_h

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vox
{

/** One tensor of a safetensors file: C order, little endian, without a copy. */
struct TensorView
{
  std::string name;
  std::string dtype; ///< "F64" "F32" "F16" "BF16" "I64" "I32" "I16" "I8" "U8" "BOOL"
  std::vector<std::int64_t> shape;
  std::span<const std::byte> bytes;
};

/** Bytes of one element of this dtype; 0 if the name is unknown. */
[[nodiscard]] std::size_t ElementSize(std::string_view dtype);

/** A safetensors file, memory-mapped and checked on opening: header size and syntax, offsets inside the file,
 * contiguous, without overlap, and equal to what shape and dtype say. Format: huggingface/safetensors 0.4. Data only,
 * nothing runs. Views stay valid as long as a copy of this object lives. Throws Error(BadModel) that names the file and
 * the defect. */
class SafetensorsFile
{
public:
  explicit SafetensorsFile(const std::filesystem::path & path);

  [[nodiscard]] const std::map<std::string, std::string> & Metadata() const;
  /** In the order of their data. */
  [[nodiscard]] std::span<const TensorView> Tensors() const;
  /** Null if there is no tensor of this name. */
  [[nodiscard]] const TensorView * Find(std::string_view name) const;

private:
  struct Contents;
  std::shared_ptr<const Contents> m_Contents;
};

/** Writes a safetensors file atomically; tensors lie in the given order, each aligned to 8 bytes by its header.
 * Throws Error(Resource) when the disk is full. */
void WriteSafetensors(const std::filesystem::path & path, std::span<const TensorView> tensors,
                      const std::map<std::string, std::string> & metadata);

/** SHA-256 over name, dtype, shape and bytes of all tensors in order of name, as 64 hexadecimal digits. */
[[nodiscard]] std::string TensorDigest(std::span<const TensorView> tensors);

} // namespace vox

#endif
