// SPDX-License-Identifier: Apache-2.0
#include "voxSafetensors.h"

#include "voxAtomicFile.h"
#include "voxExpectError.h"
#include "voxTemporaryFolder.h"

#include <cstring>

using vox::ErrorKind;
using vox::SafetensorsFile;
using vox::TensorView;

namespace
{

const std::vector<float> kNumbers{1.0F, -2.0F, 3.5F, 0.0F, 5.0F, 6.0F};
const std::vector<std::uint8_t> kBytes{7, 8, 9};

std::vector<TensorView>
Example()
{
  return {{"weights/a", "F32", {2, 3}, std::as_bytes(std::span(kNumbers))},
          {"b", "U8", {3}, std::as_bytes(std::span(kBytes))},
          {"empty", "F32", {0, 4}, {}}};
}

/** A file with this header text and this many bytes of data. */
std::string
FileText(const std::string & header, std::size_t dataBytes)
{
  const std::uint64_t length = header.size();
  std::string text(8, '\0');
  std::memcpy(text.data(), &length, 8);
  return text + header + std::string(dataBytes, 'x');
}

} // namespace

TEST(Safetensors, TensorsAndMetadataSurviveARoundTrip)
{
  const vox::testing::TemporaryFolder folder;
  vox::WriteSafetensors(folder / "a.safetensors", Example(), {{"key", "value \"with\" quotes"}});
  const SafetensorsFile file(folder / "a.safetensors");
  EXPECT_EQ(file.Metadata().at("key"), "value \"with\" quotes");
  ASSERT_EQ(file.Tensors().size(), 3U);
  const TensorView * a = file.Find("weights/a");
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(a->dtype, "F32");
  EXPECT_EQ(a->shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(std::memcmp(a->bytes.data(), kNumbers.data(), a->bytes.size()), 0);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(a->bytes.data()) % 8, 0U);
  EXPECT_EQ(file.Find("c"), nullptr);
}

TEST(Safetensors, ACopyOfTheFileObjectKeepsTheMapping)
{
  const vox::testing::TemporaryFolder folder;
  vox::WriteSafetensors(folder / "a.safetensors", Example(), {});
  std::optional<SafetensorsFile> first(folder / "a.safetensors");
  const SafetensorsFile second = *first;
  first.reset();
  EXPECT_EQ(std::to_integer<int>(second.Find("b")->bytes[2]), 9);
}

TEST(Safetensors, TheDigestDependsOnNamesShapesAndBytesNotOnOrder)
{
  std::vector<TensorView> tensors = Example();
  const std::string digest = vox::TensorDigest(tensors);
  EXPECT_EQ(digest.size(), 64U);
  std::swap(tensors[0], tensors[1]);
  EXPECT_EQ(vox::TensorDigest(tensors), digest);
  tensors[1].shape = {3, 2};
  EXPECT_NE(vox::TensorDigest(tensors), digest);
}

TEST(Safetensors, TheDigestOfNothingIsTheKnownOne)
{
  EXPECT_EQ(vox::TensorDigest({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Safetensors, DamagedFilesAreRefusedByName)
{
  const vox::testing::TemporaryFolder folder;
  const auto path = folder / "a.safetensors";
  const auto expectRefused = [&](const std::string & content, const char * part) {
    vox::WriteTextFile(path, content);
    VOX_EXPECT_ERROR(SafetensorsFile{path}, ErrorKind::BadModel, part);
    VOX_EXPECT_ERROR(SafetensorsFile{path}, ErrorKind::BadModel, "a.safetensors");
  };
  expectRefused("", "cut off");
  expectRefused("plain text, not a model", "not a safetensors file");
  expectRefused(std::string("\xff\xff\xff\xff\xff\xff\xff\x7f", 8) + "{}", "not a safetensors file");
  expectRefused(FileText("[1, 2]", 0), "not a JSON object");
  expectRefused(FileText(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 4), "does not fit its bytes");
  expectRefused(FileText(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8), "does not fit its bytes");
  expectRefused(FileText(R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", 8), "does not fit its bytes");
  expectRefused(FileText(R"({"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}})", 0),
                "does not fit");
  expectRefused(FileText(R"({"a":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}})", 8), "does not fit its bytes");
  expectRefused(
      FileText(
          R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}})",
          6),
      "overlaps another");
  expectRefused(FileText(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})", 6), "after the last tensor");
  expectRefused(FileText(R"({"a":{"shape":[4]}})", 4), "malformed");
  expectRefused(FileText(R"({"a":{"dtype":"U8","shape":[1e300],"data_offsets":[0,4]}})", 4), "malformed");
  expectRefused(FileText(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4.5]}})", 4), "malformed");
  expectRefused(FileText(R"({"a\nb":{"dtype":"U\n8","shape":[4],"data_offsets":[0,4]}})", 4), "tensor 'a?b' (U?8 [4])");
  expectRefused(FileText(R"({"a\nb":3})", 4), "entry 'a?b'");
}

TEST(Safetensors, AMissingFileIsNamed)
{
  VOX_EXPECT_ERROR(SafetensorsFile{"no-such.safetensors"}, ErrorKind::BadModel, "no-such.safetensors");
}

TEST(Safetensors, WritingTheSameNameTwiceOrWrongSizesIsAProgrammingError)
{
  const vox::testing::TemporaryFolder folder;
  std::vector<TensorView> tensors = Example();
  tensors[1].name = tensors[0].name;
  VOX_EXPECT_ERROR(vox::WriteSafetensors(folder / "a", tensors, {}), ErrorKind::Internal, "stands twice");
  EXPECT_EQ(folder.EntryCount(), 0);
}
