// SPDX-License-Identifier: Apache-2.0
#ifndef voxTorchFile_h
#define voxTorchFile_h

#include "voxPickle.h"

#include <cstddef>
#include <map>
#include <span>
#include <string>

namespace vox
{

/** The value of a file of torch.save and the bytes of its storages by their keys. */
struct TorchFile
{
  Pickle pickle;
  std::map<std::string, std::span<const std::byte>, std::less<>> storages;
};

/** The zip archive that torch 1.6 and later write: records `<any>/data.pkl`, `<any>/data/<key>`, `<any>/byteorder`.
 * Throws Error(BadModel) that begins with `where`. */
[[nodiscard]] TorchFile ReadTorchZip(std::span<const std::byte> bytes, const std::string & where);

/** What torch wrote before: pickles of a magic number, a version, the machine, the value and the keys of the storages;
 * then each storage as its number of elements (64 bits) and its bytes. Throws Error(BadModel) that begins with `where`.
 */
[[nodiscard]] TorchFile ReadTorchLegacy(std::span<const std::byte> bytes, const std::string & where);

} // namespace vox

#endif
