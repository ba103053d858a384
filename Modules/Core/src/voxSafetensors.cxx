// SPDX-License-Identifier: Apache-2.0
#include "voxSafetensors.h"

#include "voxAtomicFile.h"
#include "voxError.h"
#include "voxJson.h"
#include "voxMappedFile.h"
#include "voxPrintable.h"
#include "voxSha256.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>

namespace vox
{
namespace
{

static_assert(std::endian::native == std::endian::little, "safetensors files are mapped as they are");

constexpr std::uint64_t kLengthBytes = 8;
/** As in the reference implementation: a header larger than this is an attack, not a model. */
constexpr std::uint64_t kMaximumHeaderBytes = 100'000'000;

/** Finds a key in logarithmic time, which Json with its order of keys does not: some models have thousands of tensors.
 */
using Header = nlohmann::json;

/** Whole numbers only: others would be rounded, and those beyond 64 bits have no defined result. */
bool
AreWhole(const Header & numbers)
{
  return numbers.is_array() &&
         std::all_of(numbers.begin(), numbers.end(), [](const Header & n) { return n.is_number_integer(); });
}

/** Bytes that shape and dtype ask for; none when they overflow or a size is negative. */
std::optional<std::uint64_t>
ExpectedBytes(const TensorView & tensor)
{
  std::uint64_t bytes = ElementSize(tensor.dtype);
  for (const std::int64_t size : tensor.shape)
  {
    if (size < 0 || __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size), &bytes))
    {
      return std::nullopt;
    }
  }
  return bytes;
}

[[noreturn]] void
RefuseEntry(const std::filesystem::path & path, const std::string & name)
{
  Fail(ErrorKind::BadModel, "{}: malformed safetensors header entry '{}'", path.string(), Printable(name));
}

} // namespace

std::size_t
ElementSize(std::string_view dtype)
{
  constexpr std::array<std::pair<std::string_view, std::size_t>, 10> sizes{{{"F64", 8},
                                                                            {"F32", 4},
                                                                            {"F16", 2},
                                                                            {"BF16", 2},
                                                                            {"I64", 8},
                                                                            {"I32", 4},
                                                                            {"I16", 2},
                                                                            {"I8", 1},
                                                                            {"U8", 1},
                                                                            {"BOOL", 1}}};
  const auto found = std::find_if(sizes.begin(), sizes.end(), [&](const auto & entry) { return entry.first == dtype; });
  return found == sizes.end() ? 0 : found->second;
}

struct SafetensorsFile::Contents
{
  explicit Contents(const std::filesystem::path & path) : file(path, "a safetensors file")
  {
    const std::span<const std::byte> bytes = file.Bytes();
    std::uint64_t headerBytes = 0;
    if (bytes.size() >= kLengthBytes)
    {
      std::memcpy(&headerBytes, bytes.data(), kLengthBytes);
    }
    if (bytes.size() < kLengthBytes || headerBytes > kMaximumHeaderBytes || headerBytes > bytes.size() - kLengthBytes)
    {
      Fail(ErrorKind::BadModel, "{}: not a safetensors file, or cut off ({} bytes); copy it again from its source",
           path.string(), bytes.size());
    }
    const auto * text = reinterpret_cast<const char *>(bytes.data()) + kLengthBytes;
    const Header header = Header::parse(text, text + headerBytes, nullptr, false);
    if (!header.is_object())
    {
      Fail(ErrorKind::BadModel, "{}: the safetensors header is not a JSON object; copy the file again", path.string());
    }
    ReadHeader(header, bytes.subspan(kLengthBytes + headerBytes), path);
  }

  void
  ReadHeader(const Header & header, std::span<const std::byte> data, const std::filesystem::path & path)
  {
    for (const auto & [name, entry] : header.items())
    {
      try
      {
        if (name == "__metadata__")
        {
          metadata = entry.get<std::map<std::string, std::string>>();
          continue;
        }
        if (!AreWhole(entry.at("shape")) || !AreWhole(entry.at("data_offsets")))
        {
          RefuseEntry(path, name);
        }
        TensorView tensor{
            name, entry.at("dtype").get<std::string>(), entry.at("shape").get<std::vector<std::int64_t>>(), {}};
        const auto offsets = entry.at("data_offsets").get<std::array<std::uint64_t, 2>>();
        const bool inside = offsets[0] <= offsets[1] && offsets[1] <= data.size();
        if (ElementSize(tensor.dtype) == 0 || !inside || ExpectedBytes(tensor) != offsets[1] - offsets[0])
        {
          Fail(ErrorKind::BadModel,
               "{}: tensor '{}' ({} {}) does not fit its bytes {} to {} of {}; the file is damaged or cut off",
               path.string(), Printable(name), Printable(tensor.dtype), entry.at("shape").dump(), offsets[0],
               offsets[1], data.size());
        }
        tensor.bytes = data.subspan(offsets[0], offsets[1] - offsets[0]);
        tensors.push_back(std::move(tensor));
      }
      catch (const Header::exception &)
      {
        RefuseEntry(path, name);
      }
    }
    std::sort(tensors.begin(), tensors.end(), [](const TensorView & a, const TensorView & b) {
      return std::pair(a.bytes.data(), a.bytes.size()) < std::pair(b.bytes.data(), b.bytes.size());
    });
    const std::byte * expected = data.data();
    for (const TensorView & tensor : tensors)
    {
      if (tensor.bytes.data() != expected)
      {
        Fail(ErrorKind::BadModel, "{}: tensor '{}' overlaps another or leaves a hole before it", path.string(),
             Printable(tensor.name));
      }
      expected += tensor.bytes.size();
    }
    if (expected != data.data() + data.size())
    {
      Fail(ErrorKind::BadModel, "{}: {} bytes after the last tensor", path.string(),
           data.data() + data.size() - expected);
    }
  }

  MappedFile file;
  std::map<std::string, std::string> metadata;
  std::vector<TensorView> tensors;
};

SafetensorsFile::SafetensorsFile(const std::filesystem::path & path)
    : m_Contents(std::make_shared<const Contents>(path))
{}

const std::map<std::string, std::string> &
SafetensorsFile::Metadata() const
{
  return m_Contents->metadata;
}

std::span<const TensorView>
SafetensorsFile::Tensors() const
{
  return m_Contents->tensors;
}

const TensorView *
SafetensorsFile::Find(std::string_view name) const
{
  const auto & tensors = m_Contents->tensors;
  const auto found = std::find_if(tensors.begin(), tensors.end(), [&](const TensorView & t) { return t.name == name; });
  return found == tensors.end() ? nullptr : &*found;
}

void
WriteSafetensors(const std::filesystem::path & path, std::span<const TensorView> tensors,
                 const std::map<std::string, std::string> & metadata)
{
  Json header = Json::object();
  if (!metadata.empty())
  {
    header["__metadata__"] = metadata;
  }
  std::uint64_t offset = 0;
  for (const TensorView & tensor : tensors)
  {
    if (ExpectedBytes(tensor) != tensor.bytes.size() || header.contains(tensor.name))
    {
      Fail(ErrorKind::Internal, "tensor '{}' has {} bytes that do not fit its shape, or stands twice", tensor.name,
           tensor.bytes.size());
    }
    header[tensor.name] = {
        {"dtype", tensor.dtype}, {"shape", tensor.shape}, {"data_offsets", {offset, offset + tensor.bytes.size()}}};
    offset += tensor.bytes.size();
  }
  std::string text = header.dump();
  // The data begin at a multiple of 8, as the format recommends.
  text.append((8 - text.size() % 8) % 8, ' ');

  AtomicFile file(path);
  std::ofstream stream(file.TemporaryPath(), std::ios::binary);
  const std::uint64_t headerBytes = text.size();
  stream.write(reinterpret_cast<const char *>(&headerBytes), kLengthBytes);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  for (const TensorView & tensor : tensors)
  {
    stream.write(reinterpret_cast<const char *>(tensor.bytes.data()),
                 static_cast<std::streamsize>(tensor.bytes.size()));
  }
  stream.close();
  if (!stream)
  {
    Fail(ErrorKind::Resource, "{}: writing failed ({}); is the disk full?", path.string(), std::strerror(errno));
  }
  file.Commit();
}

std::string
TensorDigest(std::span<const TensorView> tensors)
{
  std::vector<const TensorView *> sorted;
  for (const TensorView & tensor : tensors)
  {
    sorted.push_back(&tensor);
  }
  std::sort(sorted.begin(), sorted.end(), [](const auto * a, const auto * b) { return a->name < b->name; });

  Sha256 hash;
  for (const TensorView * tensor : sorted)
  {
    hash.Add(fmt::format("{}\n{}\n{}\n", tensor->name, tensor->dtype, fmt::join(tensor->shape, ",")));
    hash.Add({reinterpret_cast<const char *>(tensor->bytes.data()), tensor->bytes.size()});
  }
  std::string digest;
  for (const char byte : hash.Finish())
  {
    digest += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  }
  return digest;
}

} // namespace vox
