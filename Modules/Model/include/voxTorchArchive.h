// SPDX-License-Identifier: Apache-2.0
#ifndef voxTorchArchive_h
#define voxTorchArchive_h

#include "voxPickle.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <memory>
#include <string>

namespace vox
{

/** A file of Python's torch.save: a zip archive of stored records (torch 1.6 and later) or the older sequence of
 * pickles. The file is memory-mapped; nothing in it is executed (voxPickle.h); a storage is looked at when a tensor of
 * it is asked for, so optimizer state costs nothing. Copies share the mapping. */
class TorchArchive
{
public:
  /** Throws Error(BadModel), one line that names the file: no file of torch.save, cut off, compressed or encrypted
   * records, big endian numbers, and what ReadPickle refuses. */
  explicit TorchArchive(const std::filesystem::path & path);

  /** The saved value. */
  [[nodiscard]] const PickleNode & Root() const;

  /** True if the value is a tensor or a parameter. */
  [[nodiscard]] static bool IsTensor(const PickleNode & node);

  /** The tensor on the CPU, whatever device it was saved from, with its own sizes and strides: a view of the mapped
   * file that keeps the mapping alive and must not be written to. A tensor that the file leaves misaligned for its type
   * is copied. `name` begins the complaint. Throws Error(BadModel) that names the file: no tensor, a storage that is
   * missing or shorter than the tensor, a type other than float32, float16, bfloat16 and float64. */
  [[nodiscard]] at::Tensor Tensor(const PickleNode & node, const std::string & name) const;

private:
  struct Contents;
  std::shared_ptr<const Contents> m_Contents;
};

} // namespace vox

#endif
