// SPDX-License-Identifier: Apache-2.0
#include "voxEventFile.h"

#include "voxCrc32c.h"
#include "voxError.h"

#include <bit>
#include <cmath>
#include <fstream>
#include <vector>

namespace vox
{
namespace
{

// Protocol buffers, as far as needed: a field is a key, number << 3 | wire type, and its value.
enum WireType : unsigned
{
  Varint = 0,
  Fixed64 = 1,
  Bytes = 2,
  Fixed32 = 5
};

std::string
LittleEndian(std::uint64_t value, int bytes)
{
  std::string result;
  for (int i = 0; i < bytes; ++i)
  {
    result += static_cast<char>(value >> (8 * i) & 0xFFU);
  }
  return result;
}

/** Seven bits a byte, the lowest first; the top bit says that more follow. */
std::string
VarintOf(std::uint64_t value)
{
  std::string result;
  for (; value >= 0x80; value >>= 7)
  {
    result += static_cast<char>((value & 0x7FU) | 0x80U);
  }
  return result + static_cast<char>(value);
}

std::string
Key(unsigned field, WireType type)
{
  return VarintOf(field << 3 | type);
}

std::string
IntegerField(unsigned field, std::int64_t value)
{
  return Key(field, Varint) + VarintOf(static_cast<std::uint64_t>(value));
}

std::string
BytesField(unsigned field, std::string_view bytes)
{
  return Key(field, Bytes) + VarintOf(bytes.size()) + std::string(bytes);
}

std::string
FloatField(unsigned field, double value)
{
  return Key(field, Fixed32) + LittleEndian(std::bit_cast<std::uint32_t>(static_cast<float>(value)), 4);
}

// Event: 1 wall_time, 2 step, and what happened: 3 file_version, 5 summary, 7 session_log. Zeros are left out.
std::string
Event(double wallTime, std::int64_t step, unsigned field, std::string_view what)
{
  return Key(1, Fixed64) + LittleEndian(std::bit_cast<std::uint64_t>(wallTime), 8) +
         (step == 0 ? "" : IntegerField(2, step)) + BytesField(field, what);
}

std::filesystem::path
NewFile(const std::filesystem::path & folder, double wallTime)
{
  for (int number = 0;; ++number)
  {
    std::filesystem::path path =
        folder / fmt::format("events.out.tfevents.{:010}.{}.voxtome", static_cast<std::int64_t>(wallTime), number);
    if (!std::filesystem::exists(path))
    {
      return path;
    }
  }
}

} // namespace

std::string
VersionEvent(double wallTime)
{
  return Event(wallTime, 0, 3, "brain.Event:2");
}

std::string
StartEvent(double wallTime, std::int64_t step)
{
  constexpr std::int64_t Start = 1;
  return Event(wallTime, step, 7, IntegerField(1, Start)); // SessionLog: 1 status
}

std::string
ScalarEvent(double wallTime, std::int64_t step, std::span<const EventScalar> scalars)
{
  std::string summary;
  for (const EventScalar & scalar : scalars)
  {
    // Summary: 1 value, repeated; Value: 1 tag, 2 simple_value.
    summary += BytesField(1, BytesField(1, scalar.tag) + FloatField(2, scalar.value));
  }
  return Event(wallTime, step, 5, summary);
}

std::string
Record(std::string_view message)
{
  const std::string length = LittleEndian(message.size(), 8);
  return length + LittleEndian(MaskedCrc32c(length), 4) + std::string(message) + LittleEndian(MaskedCrc32c(message), 4);
}

EventFile::EventFile(const std::filesystem::path & folder, double wallTime, std::int64_t firstStep)
{
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
  {
    Fail(ErrorKind::Resource, "{}: cannot make the folder for event files: {}", folder.string(), error.message());
  }
  m_Path = NewFile(folder, wallTime);
  Append(VersionEvent(wallTime));
  Append(StartEvent(wallTime, firstStep));
}

void
EventFile::Add(double wallTime, std::int64_t step, std::span<const EventScalar> scalars)
{
  std::vector<EventScalar> finite;
  for (const EventScalar & scalar : scalars)
  {
    if (std::isfinite(scalar.value))
    {
      finite.push_back(scalar);
    }
  }
  Append(ScalarEvent(wallTime, step, finite));
}

void
EventFile::Append(std::string_view message) const
{
  const std::string record = Record(message);
  std::ofstream stream(m_Path, std::ios::binary | std::ios::app);
  stream.write(record.data(), static_cast<std::streamsize>(record.size()));
  stream.close();
  if (!stream)
  {
    Fail(ErrorKind::Resource, "{}: cannot write; is there space, and may the folder be written?", m_Path.string());
  }
}

} // namespace vox
