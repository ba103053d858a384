// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"
#include "voxModelFixture.h"
#include "voxRewriteModel.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <fstream>

namespace vox
{
namespace
{

using testing::ExpectRefused;
using testing::Rewrite;
using testing::SmallModel;
using testing::TemporaryFolder;

std::string
Bytes(const std::filesystem::path & path)
{
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(ModelRefusal, OfATruncatedFile)
{
  const TemporaryFolder folder;
  WriteModel(folder / "m.safetensors", SmallModel());
  const std::string whole = Bytes(folder / "m.safetensors");
  for (const std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{100}, whole.size() / 2, whole.size() - 1})
  {
    WriteTextFile(folder / "cut.safetensors", whole.substr(0, size));
    ExpectRefused(folder / "cut.safetensors", "cut off");
  }
}

TEST(ModelRefusal, OfAFlippedBitInTheWeights)
{
  const TemporaryFolder folder;
  WriteModel(folder / "m.safetensors", SmallModel());
  std::string bytes = Bytes(folder / "m.safetensors");
  bytes[bytes.size() - 10] ^= 1;
  WriteTextFile(folder / "flipped.safetensors", bytes);
  ExpectRefused(folder / "flipped.safetensors", "the weights have the SHA-256");
}

TEST(ModelRefusal, OfAFlippedDigitInThePlan)
{
  const TemporaryFolder folder;
  WriteModel(folder / "m.safetensors", SmallModel());
  std::string bytes = Bytes(folder / "m.safetensors");
  const std::size_t at = bytes.find("\\\"batch_size\\\":");
  ASSERT_NE(at, std::string::npos);
  bytes[at + 15] ^= 1;
  WriteTextFile(folder / "flipped.safetensors", bytes);
  ExpectRefused(folder / "flipped.safetensors", "the metadata have the SHA-256");
}

TEST(ModelRefusal, OfANewerOrUnreadableSchema)
{
  const TemporaryFolder folder;
  WriteModel(folder / "m.safetensors", SmallModel());
  for (const char * schema : {"2", "0", "one", ""})
  {
    Rewrite(folder / "m.safetensors", folder / "other.safetensors",
            [&](auto & metadata, auto &) { metadata["voxtome_schema"] = schema; });
    ExpectRefused(folder / "other.safetensors",
                  fmt::format("found model schema '{}', this program reads 1 to 1", schema));
  }
}

TEST(ModelRefusal, OfSafetensorsFilesOfOtherPrograms)
{
  const TemporaryFolder folder;
  WriteModel(folder / "m.safetensors", SmallModel());
  Rewrite(folder / "m.safetensors", folder / "foreign.safetensors", [](auto & metadata, auto &) {
    metadata = {{"format", "pt"}};
  });
  ExpectRefused(folder / "foreign.safetensors",
                "a safetensors file, but not a model of this program: found the metadata keys [format]");
  Rewrite(folder / "m.safetensors", folder / "bare.safetensors", [](auto & metadata, auto &) { metadata.clear(); });
  ExpectRefused(folder / "bare.safetensors", "found the metadata keys []");
}

TEST(ModelRefusal, OfFilesThatAreNoSafetensors)
{
  const TemporaryFolder folder;
  WriteTextFile(folder / "notes.txt", "this is a plain text file and not a model\n");
  ExpectRefused(folder / "notes.txt", "not a safetensors file");
  ExpectRefused(folder / "absent.safetensors", "cannot be read");
}

TEST(ModelRefusal, OfAHostileHeader)
{
  const TemporaryFolder folder;
  WriteTextFile(folder / "huge.safetensors", std::string(8, '\xff') + std::string(100, '{'));
  ExpectRefused(folder / "huge.safetensors", "not a safetensors file");
  std::string header =
      R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}})";
  header.resize(128, ' ');
  const std::string length{'\x80', 0, 0, 0, 0, 0, 0, 0};
  WriteTextFile(folder / "overlap.safetensors", length + header + "abcdef");
  ExpectRefused(folder / "overlap.safetensors", "overlaps another");
}

TEST(ModelRefusal, OfAMissingFold)
{
  const TemporaryFolder folder;
  WriteModel(folder / "m.safetensors", SmallModel());
  Rewrite(folder / "m.safetensors", folder / "half.safetensors", [](auto & metadata, auto & tensors) {
    std::erase_if(tensors, [](const TensorView & view) { return view.name.starts_with("fold_1/"); });
    metadata["sha256_tensors"] = TensorDigest(tensors);
  });
  ExpectRefused(folder / "half.safetensors", "fold 1: tensor '");
}

TEST(ModelRefusal, OfWeightsThatBelongNowhere)
{
  const TemporaryFolder folder;
  WriteModel(folder / "m.safetensors", SmallModel());
  Rewrite(folder / "m.safetensors", folder / "other.safetensors", [](auto & metadata, auto & tensors) {
    tensors.back().name = "fold_7/x";
    metadata["sha256_tensors"] = TensorDigest(tensors);
  });
  ExpectRefused(folder / "other.safetensors", "tensor 'fold_7/x' belongs to none of the 2 folds");
}

TEST(ModelRefusal, OfMissingMetadata)
{
  const TemporaryFolder folder;
  WriteModel(folder / "m.safetensors", SmallModel());
  Rewrite(folder / "m.safetensors", folder / "a.safetensors",
          [](auto & metadata, auto &) { metadata.erase("sha256_metadata"); });
  ExpectRefused(folder / "a.safetensors", "the metadata key 'sha256_metadata' is missing");
  Rewrite(folder / "m.safetensors", folder / "b.safetensors",
          [](auto & metadata, auto &) { metadata.erase("sha256_tensors"); });
  ExpectRefused(folder / "b.safetensors", "expected one in the metadata");
  Rewrite(folder / "m.safetensors", folder / "c.safetensors", [](auto & metadata, auto &) { metadata.erase("plan"); });
  ExpectRefused(folder / "c.safetensors", "the metadata have the SHA-256");
}

/** WriteModel must refuse with this text and leave no file. */
void
ExpectNotWritten(const Model & model, const std::string & text)
{
  const TemporaryFolder folder;
  try
  {
    WriteModel(folder / "m.safetensors", model);
    FAIL() << "expected an error with '" << text << "'";
  }
  catch (const Error & error)
  {
    EXPECT_EQ(error.Kind(), ErrorKind::BadModel) << error.what();
    EXPECT_THAT(error.what(), ::testing::StartsWith((folder / "m.safetensors").string()));
    EXPECT_THAT(error.what(), ::testing::HasSubstr(text));
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "m.safetensors"));
}

TEST(ModelRefusal, ToWriteWhatCouldNotBeRead)
{
  Model model = SmallModel();
  model.folds[1].weights.begin()->second = at::zeros({3, 3});
  ExpectNotWritten(model, "fold 1: tensor '" + model.folds[1].weights.begin()->first + "'");
  model = SmallModel();
  model.folds[0].weights["extra"] = at::zeros({1});
  ExpectNotWritten(model, "fold 0: tensor 'extra' of shape [1] is unexpected");
  model = SmallModel();
  model.configuration = "3d_lowres";
  ExpectNotWritten(model, "unknown configuration '3d_lowres'; known are: 2d, 3d_fullres");
  model = SmallModel();
  model.description.channelNames.pop_back();
  ExpectNotWritten(model, "planned for 2 image channels");
  model = SmallModel();
  model.folds.clear();
  ExpectNotWritten(model, "the model has no fold");
  for (const char * name : {"", "0/1", "0"})
  {
    model = SmallModel();
    model.folds[1].fold = name;
    ExpectNotWritten(model, fmt::format("the fold name '{}' is empty, holds a '/' or stands twice", name));
  }
  for (const std::vector<int> & axes : {std::vector<int>{3}, std::vector<int>{-1}, std::vector<int>{1, 1}})
  {
    model = SmallModel();
    model.mirrorAxes = axes;
    ExpectNotWritten(model, "expected some of 0, 1, 2, each once");
  }
}

} // namespace
} // namespace vox
