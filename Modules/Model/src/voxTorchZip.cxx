// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxPickleValues.h"
#include "voxPrintable.h"
#include "voxTorchFile.h"
#include "voxZipDirectory.h"

#include <string_view>

namespace vox
{
namespace
{

constexpr std::string_view kPickleRecord = "data.pkl";
constexpr std::string_view kPickleInFolder = "/data.pkl";

void
RequireStored(const ZipRecords & records, const std::string & where)
{
  for (const auto & [name, record] : records)
  {
    if (record.deflated)
    {
      Fail(ErrorKind::BadModel,
           "{}: record '{}' is compressed, expected the stored records of torch.save; unpack the archive's model and "
           "save it again with torch",
           where, Printable(name));
    }
  }
}

/** The folder in the archive, with its slash: the stem of the file when it was written, whatever it is called now. */
std::string
FindFolder(const ZipRecords & records, const std::string & where)
{
  const std::string * shortest = nullptr;
  for (const auto & [name, record] : records)
  {
    const bool fits = name == kPickleRecord || name.ends_with(kPickleInFolder);
    if (fits && (shortest == nullptr || name.size() < shortest->size()))
    {
      shortest = &name;
    }
  }
  if (shortest == nullptr)
  {
    Fail(ErrorKind::BadModel, "{}: a zip archive of {} records without {}; expected a file of torch.save", where,
         records.size(), kPickleRecord);
  }
  return shortest->substr(0, shortest->size() - kPickleRecord.size());
}

} // namespace

TorchFile
ReadTorchZip(std::span<const std::byte> bytes, const std::string & where)
{
  const ZipRecords records = ReadZipDirectory(bytes, where);
  RequireStored(records, where);
  const std::string folder = FindFolder(records, where);
  if (const auto order = records.find(folder + "byteorder"); order != records.end())
  {
    const std::string text(reinterpret_cast<const char *>(order->second.packed.data()), order->second.packed.size());
    if (text != "little")
    {
      Fail(ErrorKind::BadModel,
           "{}: found byte order '{}', expected little; save it again on a machine with that order", where,
           Printable(text));
    }
  }
  TorchFile file;
  const std::string dataFolder = folder + "data/";
  for (auto record = records.lower_bound(dataFolder); record != records.end() && record->first.starts_with(dataFolder);
       ++record)
  {
    file.storages.emplace(record->first.substr(dataFolder.size()), record->second.packed);
  }
  file.pickle =
      ReadPickle(records.at(folder + std::string(kPickleRecord)).packed, fmt::format("{}: {}", where, kPickleRecord));
  return file;
}

} // namespace vox
