// SPDX-License-Identifier: Apache-2.0
#include "voxNpy.h"

#include <ATen/ATen.h>
#include <zlib.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>

namespace vox::testing
{
namespace
{

template <typename T>
T
ReadAt(const std::string & bytes, std::size_t offset)
{
  T value{};
  if (offset + sizeof(T) > bytes.size())
  {
    throw std::runtime_error("NumPy file is cut off");
  }
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

std::string
ReadBytes(const std::filesystem::path & path)
{
  std::ifstream stream(path, std::ios::binary);
  if (!stream)
  {
    throw std::runtime_error(path.string() + " cannot be read");
  }
  return {std::istreambuf_iterator<char>(stream), {}};
}

at::Tensor
ParseNpy(const std::string & bytes, const std::string & where)
{
  if (bytes.compare(0, 6, "\x93NUMPY") != 0)
  {
    throw std::runtime_error(where + " is not a .npy array");
  }
  const bool wide = bytes.at(6) >= 2;
  const std::size_t headerBytes = wide ? ReadAt<std::uint32_t>(bytes, 8) : ReadAt<std::uint16_t>(bytes, 8);
  const std::size_t headerStart = wide ? 12 : 10;
  const std::string header = bytes.substr(headerStart, headerBytes);

  std::smatch match;
  if (!std::regex_search(header, match, std::regex("'descr': *'[<|=]?([a-z?][0-9]*)'")) ||
      header.find("'fortran_order': False") == std::string::npos)
  {
    throw std::runtime_error(where + ": unsupported array header " + header);
  }
  const std::map<std::string, at::ScalarType> types{
      {"f2", at::kHalf},  {"f4", at::kFloat}, {"f8", at::kDouble}, {"i1", at::kChar}, {"u1", at::kByte},
      {"i2", at::kShort}, {"u2", at::kShort}, {"i4", at::kInt},    {"i8", at::kLong}, {"b1", at::kBool}};
  const std::string descr = match[1];
  const at::ScalarType type = types.at(descr);

  std::regex_search(header, match, std::regex("'shape': *\\(([^)]*)\\)"));
  std::vector<std::int64_t> shape;
  const std::string dimensions = match[1];
  const std::regex number("[0-9]+");
  for (auto i = std::sregex_iterator(dimensions.begin(), dimensions.end(), number); i != std::sregex_iterator(); ++i)
  {
    shape.push_back(std::stoll(i->str()));
  }
  at::Tensor tensor = at::empty(shape, type);
  if (headerStart + headerBytes + tensor.nbytes() > bytes.size())
  {
    throw std::runtime_error(where + " is cut off");
  }
  std::memcpy(tensor.data_ptr(), bytes.data() + headerStart + headerBytes, tensor.nbytes());
  return descr == "u2" ? tensor.to(at::kInt).bitwise_and(0xFFFF) : tensor;
}

std::string
Inflate(const std::string & packed, std::size_t size)
{
  std::string result(size, '\0');
  z_stream stream{};
  inflateInit2(&stream, -MAX_WBITS);
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef *>(result.data());
  stream.avail_out = static_cast<uInt>(size);
  const int status = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  if (status != Z_STREAM_END)
  {
    throw std::runtime_error("a .npz member does not inflate");
  }
  return result;
}

/** A number of two or four bytes. */
std::string
Number(std::uint64_t value, std::size_t bytes)
{
  return {reinterpret_cast<const char *>(&value), bytes};
}

} // namespace

at::Tensor
ReadNpy(const std::filesystem::path & path)
{
  return ParseNpy(ReadBytes(path), path.string());
}

std::map<std::string, at::Tensor>
ReadNpz(const std::filesystem::path & path)
{
  const std::string bytes = ReadBytes(path);
  const std::size_t end = bytes.rfind("PK\x05\x06");
  if (end == std::string::npos)
  {
    throw std::runtime_error(path.string() + " is not a zip file");
  }
  std::map<std::string, at::Tensor> arrays;
  const int entries = ReadAt<std::uint16_t>(bytes, end + 10);
  std::size_t entry = ReadAt<std::uint32_t>(bytes, end + 16);
  for (int i = 0; i < entries; ++i)
  {
    const int method = ReadAt<std::uint16_t>(bytes, entry + 10);
    const std::size_t packedSize = ReadAt<std::uint32_t>(bytes, entry + 20);
    const std::size_t size = ReadAt<std::uint32_t>(bytes, entry + 24);
    const std::size_t nameSize = ReadAt<std::uint16_t>(bytes, entry + 28);
    const std::size_t extraSize = ReadAt<std::uint16_t>(bytes, entry + 30);
    const std::size_t commentSize = ReadAt<std::uint16_t>(bytes, entry + 32);
    const std::size_t local = ReadAt<std::uint32_t>(bytes, entry + 42);
    const std::string name = bytes.substr(entry + 46, nameSize);
    const std::size_t data =
        local + 30 + ReadAt<std::uint16_t>(bytes, local + 26) + ReadAt<std::uint16_t>(bytes, local + 28);
    const std::string packed = bytes.substr(data, packedSize);
    arrays[name.substr(0, name.rfind(".npy"))] = ParseNpy(method == 0 ? packed : Inflate(packed, size), name);
    entry += 46 + nameSize + extraSize + commentSize;
  }
  return arrays;
}

std::string
NpzBytes(const std::string & name, const std::string & header, const std::string & values)
{
  const std::string array = "\x93NUMPY" + std::string("\x01\0", 2) + Number(header.size(), 2) + header + values;
  const std::string record = name + ".npy";
  const std::size_t size = array.size();
  const std::uint64_t crc = crc32_z(0, reinterpret_cast<const Bytef *>(array.data()), array.size());
  const std::string common = Number(20, 2) + std::string(8, '\0') + Number(crc, 4) + Number(size, 4) + Number(size, 4) +
                             Number(record.size(), 2) + Number(0, 2);
  const std::string local = "PK\x03\x04" + common + record + array;
  const std::string directory = "PK\x01\x02" + Number(20, 2) + common + std::string(10, '\0') + Number(0, 4) + record;
  return local + directory + "PK\x05\x06" + std::string(4, '\0') + Number(1, 2) + Number(1, 2) +
         Number(directory.size(), 4) + Number(local.size(), 4) + Number(0, 2);
}

} // namespace vox::testing
