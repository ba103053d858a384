// SPDX-License-Identifier: Apache-2.0
#include "voxReadNpz.h"

#include "voxInflateStream.h"
#include "voxMappedFile.h"
#include "voxNpyHeader.h"
#include "voxPrintable.h"
#include "voxTensorMemory.h"
#include "voxZipDirectory.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <memory>

namespace vox
{
namespace
{

[[noreturn]] void
RefuseDamaged(const std::filesystem::path & path, const std::string & name)
{
  Fail(ErrorKind::BadInput, "{}: the array '{}' is damaged or cut off; copy the file again from its source",
       path.string(), name);
}

/** Reads one record from its beginning. */
class RecordReader
{
public:
  RecordReader(const std::filesystem::path & path, std::string name, std::uint64_t offset, const ZipEntry & entry)
      : m_Path(path), m_Name(std::move(name)), m_Entry(entry), m_File(path, std::ios::binary)
  {
    m_File.seekg(static_cast<std::streamoff>(offset));
    if (entry.deflated)
    {
      m_Inflate = std::make_unique<InflateStream>(m_File, DeflateWrapping::None);
    }
  }

  RecordReader(const RecordReader &) = delete; // the stream reads from the file beside it
  RecordReader & operator=(const RecordReader &) = delete;

  void
  Read(void * to, std::uint64_t count)
  {
    std::uint64_t done = 0;
    if (count <= m_Entry.bytes - m_Read)
    {
      done = m_Inflate ? m_Inflate->Read(static_cast<char *>(to), count) : ReadStored(static_cast<char *>(to), count);
    }
    if (done != count)
    {
      RefuseDamaged(m_Path, m_Name);
    }
    m_Read += count;
    m_Crc = ::crc32_z(m_Crc, static_cast<const Bytef *>(to), count);
  }

  /** Throws unless all was read and is what was written. */
  void
  RequireWhole() const
  {
    if (m_Read != m_Entry.bytes || m_Crc != m_Entry.crc32)
    {
      RefuseDamaged(m_Path, m_Name);
    }
  }

  [[nodiscard]] std::uint64_t
  BytesLeft() const
  {
    return m_Entry.bytes - m_Read;
  }

private:
  std::uint64_t
  ReadStored(char * to, std::uint64_t count)
  {
    m_File.read(to, static_cast<std::streamsize>(count));
    return static_cast<std::uint64_t>(m_File.gcount());
  }

  std::filesystem::path m_Path;
  std::string m_Name;
  ZipEntry m_Entry;
  std::ifstream m_File;
  std::unique_ptr<InflateStream> m_Inflate;
  std::uint64_t m_Read = 0;
  uLong m_Crc = 0;
};

/** Where the array lies in the file. */
RecordReader
Find(const std::filesystem::path & path, const std::string & name)
{
  const MappedFile file(path, "an .npz file", ErrorKind::BadInput);
  const ZipRecords records = ReadZipDirectory(file.Bytes(), path.string(), ErrorKind::BadInput);
  const auto found = records.find(name + ".npy");
  if (found == records.end())
  {
    std::vector<std::string> names;
    std::ranges::transform(records, std::back_inserter(names), [](const auto & record) { return record.first; });
    Fail(ErrorKind::BadInput, "{}: found {}, expected the array '{}'", path.string(),
         Printable(fmt::format("{}", fmt::join(names, ", "))), name);
  }
  constexpr std::uint64_t mostThatDeflateGains = 1032;
  const ZipEntry & entry = found->second;
  if (entry.deflated && entry.bytes / mostThatDeflateGains > entry.packed.size())
  {
    RefuseDamaged(path, name);
  }
  return {path, name, static_cast<std::uint64_t>(entry.packed.data() - file.Bytes().data()), entry};
}

NpyHeader
ReadHeader(RecordReader & reader, const std::filesystem::path & path, const std::string & name)
{
  std::array<char, 8> magic{};
  reader.Read(magic.data(), magic.size());
  std::uint32_t length = 0;
  reader.Read(&length, magic[6] == 1 ? 2 : 4);
  std::string text(std::min<std::uint64_t>(length, reader.BytesLeft()), ' ');
  reader.Read(text.data(), text.size());
  const auto header = ParseNpyHeader(text, reader.BytesLeft());
  if (!std::string_view(magic.data(), 6).starts_with("\x93NUMPY") || !header)
  {
    Fail(ErrorKind::BadInput,
         "{}: found '{}' described as {}, expected one to four axes of float16, float32 or float64", path.string(),
         name, Printable(text));
  }
  return *header;
}

template <typename T>
at::Tensor
AsFloat(const at::Tensor & values)
{
  at::Tensor result = NewTensor(values.sizes(), at::kFloat);
  std::transform(ValuesOf<T>(values), ValuesOf<T>(values) + values.numel(), MutableValuesOf<float>(result),
                 [](T value) { return static_cast<float>(value); });
  return result;
}

/** The values with the first axis fastest, in the usual order. */
at::Tensor
FromFortran(const at::Tensor & values, const std::vector<std::int64_t> & shape)
{
  std::vector<std::int64_t> strides{1};
  for (std::size_t axis = 1; axis < shape.size(); ++axis)
  {
    strides.push_back(strides.back() * shape[axis - 1]);
  }
  return Copied(
      TensorOver(ValuesOf<float>(values), shape, strides, at::kFloat, std::make_shared<const at::Tensor>(values)));
}

} // namespace

at::Tensor
ReadNpzArray(const std::filesystem::path & path, const std::string & name)
{
  RecordReader reader = Find(path, name);
  const NpyHeader header = ReadHeader(reader, path, name);
  at::Tensor values = NewTensor(header.shape, header.type);
  reader.Read(values.mutable_data_ptr(), values.nbytes());
  reader.RequireWhole();
  if (header.type == at::kHalf)
  {
    values = AsFloat<at::Half>(values);
  }
  else if (header.type == at::kDouble)
  {
    values = AsFloat<double>(values);
  }
  return header.fortranOrder ? FromFortran(values, header.shape) : values;
}

} // namespace vox
