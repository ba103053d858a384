// SPDX-License-Identifier: Apache-2.0
#include "voxCrc32c.h"
#include "voxEventFile.h"
#include "voxExpectError.h"
#include "voxTemporaryFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <limits>

namespace
{

using namespace vox;
using ::testing::ElementsAre;
using ::testing::StartsWith;
using vox::testing::TemporaryFolder;

std::string
FromHex(const std::string & hex)
{
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
  {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

std::string
ToHex(const std::string & bytes)
{
  std::string hex;
  for (const unsigned char byte : bytes)
  {
    hex += fmt::format("{:02x}", byte);
  }
  return hex;
}

/** The messages of a file; lengths and checks that are wrong are failures of the test. */
std::vector<std::string>
Messages(const std::filesystem::path & path)
{
  std::ifstream stream(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  std::vector<std::string> messages;
  for (std::size_t at = 0; at < bytes.size();)
  {
    const auto length = static_cast<std::size_t>(static_cast<unsigned char>(bytes[at])) +
                        256 * static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + 1]));
    messages.push_back(bytes.substr(at + 12, length));
    EXPECT_EQ(bytes.substr(at, length + 16), Record(messages.back()));
    at += length + 16;
  }
  return messages;
}

// RFC 3720, appendix B.4, and the check value of the catalogue of parametrised CRC algorithms (CRC-32/ISCSI).
TEST(Crc32c, GivesThePublishedValues)
{
  EXPECT_EQ(Crc32c("123456789"), 0xE3069283U);
  EXPECT_EQ(Crc32c(""), 0U);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8A9136AAU);
  EXPECT_EQ(Crc32c(std::string(32, '\xFF')), 0x62A8AB43U);
  std::string up;
  std::string down;
  for (int i = 0; i < 32; ++i)
  {
    up += static_cast<char>(i);
    down += static_cast<char>(31 - i);
  }
  EXPECT_EQ(Crc32c(up), 0x46DD794EU);
  EXPECT_EQ(Crc32c(down), 0x113FDB5CU);
  EXPECT_EQ(Crc32c(FromHex("01c00000000000000000000000000000140000000000040000000014000000182800000000000000"
                           "0200000000000000")),
            0xD9963A56U);
}

TEST(Crc32c, IsMaskedByRotationAndAConstant)
{
  const std::uint32_t crc = Crc32c("foo");
  EXPECT_EQ(MaskedCrc32c("foo"), static_cast<std::uint32_t>((crc >> 15 | crc << 17) + 0xA282EAD8U));
  EXPECT_EQ(MaskedCrc32c(""), 0xA282EAD8U);
}

// Written by tensorboard 2.21.0 for the same messages, and taken apart by hand: 09 wall_time 1.5, 10 step
// 300, 2a summary of one value (0a) with tag "a" (0a) and simple_value 0.25 (15).
TEST(EventFile, AnEventHasTheBytesOfItsMessage)
{
  const std::vector<EventScalar> scalars{{"a", 0.25}};
  EXPECT_EQ(ToHex(ScalarEvent(1.5, 300, scalars)), "09000000000000f83f10ac022a0a0a080a0161150000803e");
  EXPECT_EQ(ToHex(VersionEvent(1.5)), "09000000000000f83f1a0d627261696e2e4576656e743a32");
  EXPECT_EQ(ToHex(StartEvent(1.5, 300)), "09000000000000f83f10ac023a020801");
}

// Likewise by its RecordWriter.
TEST(EventFile, ARecordHasItsLengthAndTwoChecks)
{
  const std::vector<EventScalar> scalars{{"a", 0.25}};
  EXPECT_EQ(ToHex(Record(ScalarEvent(1.5, 300, scalars))),
            "1800000000000000a37f4b2209000000000000f83f10ac022a0a0a080a0161150000803eb4fa9511");
  EXPECT_EQ(ToHex(Record(VersionEvent(1.5))),
            "1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c");
}

TEST(EventFile, EachStartHasAFileThatBeginsWithItsFirstStep)
{
  const TemporaryFolder folder;
  EventFile first(folder / "tensorboard", 1700000000.25, 1);
  const std::vector<EventScalar> scalars{{"loss", 0.5}, {"none", std::numeric_limits<double>::quiet_NaN()}};
  first.Add(1700000001.0, 1, scalars);
  const std::vector<EventScalar> finite{{"loss", 0.5}};
  EXPECT_THAT(Messages(first.Path()), ElementsAre(VersionEvent(1700000000.25), StartEvent(1700000000.25, 1),
                                                  ScalarEvent(1700000001.0, 1, finite)));

  EventFile second(folder / "tensorboard", 1700000000.5, 2); // in the same second
  EXPECT_NE(second.Path(), first.Path());
  EXPECT_LT(first.Path(), second.Path()); // readers go by names
  EXPECT_THAT(second.Path().filename().string(), StartsWith("events.out.tfevents.1700000000."));
  EXPECT_EQ(Messages(first.Path()).size(), 3U);
}

TEST(EventFile, AFolderThatCannotBeMadeIsSaid)
{
  const TemporaryFolder folder;
  std::ofstream(folder / "tensorboard") << "a file";
  VOX_EXPECT_ERROR(EventFile(folder / "tensorboard", 1.0, 1), ErrorKind::Resource, "tensorboard");
}

} // namespace
