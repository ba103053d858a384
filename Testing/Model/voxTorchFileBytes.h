// SPDX-License-Identifier: Apache-2.0
#ifndef voxTorchFileBytes_h
#define voxTorchFileBytes_h

#include "voxPickleBytes.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

/** Files of torch.save byte by byte. */
namespace vox::testing
{

struct ZipRecord
{
  std::string name;
  std::string bytes;
  std::uint16_t method = 0; ///< 8: deflated
  std::uint16_t flags = 0;  ///< bit 0: encrypted
};

/** A zip archive of records as they are. With `wide`, sizes and offsets stand in the 64-bit fields only. */
inline std::string
ZipBytes(const std::vector<ZipRecord> & records, bool wide = false, const std::string & comment = "")
{
  using namespace pickle;
  constexpr std::uint32_t inExtra = 0xffffffff;
  const auto size32 = [&](std::size_t size) { return Raw(wide ? inExtra : static_cast<std::uint32_t>(size)); };
  std::string bytes;
  std::string directory;
  for (const ZipRecord & record : records)
  {
    const std::size_t offset = bytes.size();
    const std::string names = Raw(static_cast<std::uint16_t>(record.name.size()));
    const std::string sizes = size32(record.bytes.size()) + size32(record.bytes.size());
    // Time, date and checksum are not looked at; the local header has padding, as torch's has.
    const std::string padding = Raw(std::uint16_t{0x4246}) + Raw(std::uint16_t{5}) + "ZZZZZ";
    bytes += "PK\x03\x04" + Raw(std::uint16_t{45}) + Raw(record.flags) + Raw(record.method) + std::string(8, '\0') +
             sizes + names + Raw(static_cast<std::uint16_t>(padding.size())) + record.name + padding + record.bytes;
    std::string extra;
    if (wide)
    {
      extra = Raw(std::uint16_t{1}) + Raw(std::uint16_t{24}) + Raw(std::uint64_t{record.bytes.size()}) +
              Raw(std::uint64_t{record.bytes.size()}) + Raw(std::uint64_t{offset});
    }
    directory += "PK\x01\x02" + Raw(std::uint16_t{45}) + Raw(std::uint16_t{45}) + Raw(record.flags) +
                 Raw(record.method) + std::string(8, '\0') + sizes + names +
                 Raw(static_cast<std::uint16_t>(extra.size())) + std::string(10, '\0') + size32(offset) + record.name +
                 extra;
  }
  const std::size_t start = bytes.size();
  bytes += directory;
  if (wide)
  {
    const std::size_t end64 = bytes.size();
    bytes += "PK\x06\x06" + Raw(std::uint64_t{44}) + Raw(std::uint16_t{45}) + Raw(std::uint16_t{45}) +
             Raw(std::uint64_t{0}) + Raw(std::uint64_t{records.size()}) + Raw(std::uint64_t{records.size()}) +
             Raw(std::uint64_t{directory.size()}) + Raw(std::uint64_t{start});
    bytes += "PK\x06\x07" + Raw(std::uint32_t{0}) + Raw(std::uint64_t{end64}) + Raw(std::uint32_t{1});
  }
  const std::string count = Raw(static_cast<std::uint16_t>(wide ? 0xffff : records.size()));
  return bytes + "PK\x05\x06" + std::string(4, '\0') + count + count + size32(directory.size()) + size32(start) +
         Raw(static_cast<std::uint16_t>(comment.size())) + comment;
}

/** A tensor in a pickle: a view of storage `key` of so many elements. */
struct TensorText
{
  std::string key = "0";
  std::string type = "FloatStorage";
  std::int64_t elements = 0;
  std::int64_t offset = 0;
  std::vector<std::int64_t> sizes{};
  std::vector<std::int64_t> strides{};
  bool legacy = false; ///< with the sixth value of the persistent id that the old format has
};

inline std::string
TensorValue(const TensorText & tensor)
{
  using namespace pickle;
  const auto numbers = [](const std::vector<std::int64_t> & values) {
    std::vector<std::string> items;
    for (const std::int64_t value : values)
    {
      items.push_back(Int(value));
    }
    return Tuple(items);
  };
  std::vector<std::string> id{Text("storage"), Global("torch", tensor.type), Text(tensor.key), Text("cuda:0"),
                              Int(tensor.elements)};
  if (tensor.legacy)
  {
    id.push_back(none);
  }
  return Call(Global("torch._utils", "_rebuild_tensor_v2"), {Tuple(id) + "Q", Int(tensor.offset), numbers(tensor.sizes),
                                                             numbers(tensor.strides), no, OrderedDict({})});
}

/** A file of torch.save with this value; storages lie under the keys "0", "1" ... */
inline std::string
TorchZip(const std::string & value, const std::vector<std::string> & storages, const std::string & folder = "any/")
{
  std::vector<ZipRecord> records{
      {folder + "data.pkl", pickle::Pickled(value)}, {folder + "byteorder", "little"}, {folder + "version", "3\n"}};
  for (std::size_t i = 0; i < storages.size(); ++i)
  {
    records.push_back({folder + "data/" + std::to_string(i), storages[i]});
  }
  return ZipBytes(records);
}

/** The bytes of a contiguous tensor. */
inline std::string
TensorBytes(const at::Tensor & tensor)
{
  const at::Tensor packed = tensor.contiguous();
  return {static_cast<const char *>(packed.const_data_ptr()), packed.nbytes()};
}

} // namespace vox::testing

#endif
