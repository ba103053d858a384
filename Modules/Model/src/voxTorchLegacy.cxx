// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxPickleValues.h"
#include "voxPrintable.h"
#include "voxTorchFile.h"
#include "voxTorchStorage.h"

#include <cstdint>
#include <cstring>
#include <string_view>

namespace vox
{
namespace
{

constexpr std::string_view kMagic{"\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10};
constexpr std::int64_t kVersion = 1001;

/** Reads one pickle after the other; each begins where the one before ended. */
class PickleSequence
{
public:
  PickleSequence(std::span<const std::byte> bytes, const std::string & where) : m_Bytes(bytes), m_Where(where) {}

  Pickle
  Next(const char * what)
  {
    Pickle pickle = ReadPickle(m_Bytes.subspan(m_Position), fmt::format("{}: {} at {}", m_Where, what, m_Position));
    m_Position += pickle.bytes;
    return pickle;
  }

  std::span<const std::byte>
  Take(std::uint64_t count)
  {
    if (count > m_Bytes.size() - m_Position)
    {
      Fail(ErrorKind::BadModel, "{}: cut off: {} bytes, expected at least {} more; copy it again from its source",
           m_Where, m_Bytes.size(), count - (m_Bytes.size() - m_Position));
    }
    const auto taken = m_Bytes.subspan(m_Position, count);
    m_Position += count;
    return taken;
  }

private:
  std::span<const std::byte> m_Bytes;
  const std::string & m_Where;
  std::size_t m_Position = 0;
};

void
RequireHeader(PickleSequence & sequence, const std::string & where)
{
  const Pickle magic = sequence.Next("magic number");
  const Pickle version = magic.root->text == kMagic ? sequence.Next("version") : Pickle();
  if (version.root == nullptr || version.root->integer != kVersion)
  {
    Fail(ErrorKind::BadModel, "{}: a pickle, but not one of torch.save; expected its magic number and version {}",
         where, kVersion);
  }
  const Pickle machine = sequence.Next("machine");
  const PickleNode * little = FindInPickle(*machine.root, "little_endian");
  if (little != nullptr && little->integer == 0)
  {
    Fail(ErrorKind::BadModel, "{}: found big endian numbers, expected little endian; save it again on such a machine",
         where);
  }
}

} // namespace

TorchFile
ReadTorchLegacy(std::span<const std::byte> bytes, const std::string & where)
{
  PickleSequence sequence(bytes, where);
  RequireHeader(sequence, where);
  TorchFile file;
  file.pickle = sequence.Next("value");
  std::map<std::string_view, TorchStorage> known;
  for (const PickleNode & node : file.pickle.nodes)
  {
    if (const auto storage = StorageOf(node))
    {
      known.emplace(storage->key, *storage);
    }
  }
  const Pickle keys = sequence.Next("storage keys");
  for (const PickleNode * key : keys.root->items)
  {
    const auto storage = known.find(key->text);
    std::uint64_t elements = 0;
    std::memcpy(&elements, sequence.Take(sizeof(elements)).data(), sizeof(elements));
    if (storage == known.end() || storage->second.elements != elements || !storage->second.Bytes())
    {
      Fail(ErrorKind::BadModel, "{}: storage '{}' has {} elements, expected {}; the file is damaged", where,
           Printable(key->text), elements,
           storage == known.end() ? "a storage of the value" : std::to_string(storage->second.elements));
    }
    file.storages.insert_or_assign(key->text, sequence.Take(*storage->second.Bytes()));
  }
  return file;
}

} // namespace vox
