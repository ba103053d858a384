// SPDX-License-Identifier: Apache-2.0
#include "voxTorchArchive.h"

#include "voxAtomicFile.h"
#include "voxExpectError.h"
#include "voxPickleValues.h"
#include "voxRandom.h"
#include "voxTemporaryFolder.h"
#include "voxTorchFileBytes.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

using namespace testing::pickle;
using testing::TemporaryFolder;
using testing::TensorText;
using testing::TensorValue;
using testing::TorchZip;
using testing::ZipBytes;
using testing::ZipRecord;

/** Reads a file with these bytes; the mapping outlives the file. */
TorchArchive
Open(const std::string & bytes)
{
  const TemporaryFolder folder;
  WriteTextFile(folder / "a.pth", bytes);
  return TorchArchive(folder / "a.pth");
}

at::Tensor
Only(const TorchArchive & archive)
{
  return archive.Tensor(archive.Root(), "w");
}

void
ExpectRefused(const std::string & bytes, const std::string & text)
{
  VOX_EXPECT_ERROR((void)Only(Open(bytes)), ErrorKind::BadModel, text);
  VOX_EXPECT_ERROR((void)Only(Open(bytes)), ErrorKind::BadModel, "a.pth: ");
}

const at::Tensor &
Numbers()
{
  static const at::Tensor numbers = at::arange(24, at::kFloat) - 3.5;
  return numbers;
}

/** All numbers as a tensor of shape 2 x 3 x 4. */
TensorText
Whole(const std::string & type = "FloatStorage")
{
  return {.type = type, .elements = 24, .sizes = {2, 3, 4}, .strides = {12, 4, 1}};
}

std::string
WholeFile()
{
  return TorchZip(TensorValue(Whole()), {testing::TensorBytes(Numbers())});
}

/** The old format: pickles of magic number, version, machine, value and keys, then the storages. */
std::string
Legacy(const std::string & value, const std::vector<std::string> & keys, const std::string & storages,
       const std::string & littleEndian = yes)
{
  std::vector<std::string> texts;
  for (const std::string & key : keys)
  {
    texts.push_back(Text(key));
  }
  return Pickled(Op(0x8a) + Op(10) + "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19") + Pickled(Int(1001)) +
         Pickled(Dict({Text("protocol_version"), Int(1001), Text("little_endian"), littleEndian})) + Pickled(value) +
         Pickled(List(texts)) + storages;
}

std::string
LegacyFile()
{
  TensorText tensor = Whole();
  tensor.legacy = true;
  tensor.key = "94504211298016";
  return Legacy(TensorValue(tensor), {tensor.key}, Raw(std::int64_t{24}) + testing::TensorBytes(Numbers()));
}

TEST(TorchArchive, MapsATensorWithoutACopy)
{
  const at::Tensor tensor = Only(Open(WholeFile()));
  EXPECT_EQ(tensor.scalar_type(), at::kFloat);
  EXPECT_TRUE(tensor.equal(Numbers().view({2, 3, 4})));
}

TEST(TorchArchive, HonorsOffsetAndStrides)
{
  const std::string storage = testing::TensorBytes(Numbers());
  const at::Tensor transposed =
      Only(Open(TorchZip(TensorValue({.elements = 24, .offset = 2, .sizes = {4, 3}, .strides = {1, 5}}), {storage})));
  EXPECT_TRUE(transposed.equal(Numbers().as_strided({4, 3}, {1, 5}, 2)));
  const at::Tensor scalar = Only(Open(TorchZip(TensorValue({.elements = 24, .offset = 23}), {storage})));
  EXPECT_EQ(scalar.dim(), 0);
  EXPECT_EQ(scalar.item<float>(), 19.5F);
  const at::Tensor empty =
      Only(Open(TorchZip(TensorValue({.elements = 24, .offset = 24, .sizes = {0, 4}, .strides = {4, 1}}), {storage})));
  EXPECT_EQ(empty.numel(), 0);
}

TEST(TorchArchive, ReadsTheTypesOfWeights)
{
  for (const auto & [name, type] :
       std::vector<std::pair<std::string, at::ScalarType>>{{"FloatStorage", at::kFloat},
                                                           {"HalfStorage", at::kHalf},
                                                           {"BFloat16Storage", at::kBFloat16},
                                                           {"DoubleStorage", at::kDouble}})
  {
    const at::Tensor expected = Numbers().to(type).view({2, 3, 4});
    const at::Tensor tensor = Only(Open(TorchZip(TensorValue(Whole(name)), {testing::TensorBytes(expected)})));
    EXPECT_EQ(tensor.scalar_type(), type);
    EXPECT_TRUE(tensor.equal(expected)) << name;
  }
  for (const char * name : {"LongStorage", "IntStorage", "BoolStorage"})
  {
    ExpectRefused(TorchZip(TensorValue(Whole(name)), {std::string(24 * 8, '\0')}),
                  std::string("tensor 'w' has the type torch ") + name + ", expected float32");
  }
}

TEST(TorchArchive, UnwrapsParameters)
{
  const std::string parameter =
      Call(Global("torch._utils", "_rebuild_parameter"), {TensorValue(Whole()), yes, OrderedDict({})});
  const TorchArchive archive = Open(TorchZip(parameter, {testing::TensorBytes(Numbers())}));
  EXPECT_TRUE(TorchArchive::IsTensor(archive.Root()));
  EXPECT_TRUE(Only(archive).equal(Numbers().view({2, 3, 4})));
  ExpectRefused(TorchZip(Global("torch._utils", "_rebuild_parameter") + ")R", {}), "is not a tensor");
}

TEST(TorchArchive, ReadsEveryFormOfZip)
{
  const std::vector<ZipRecord> records{{"data.pkl", Pickled(TensorValue(Whole()))},
                                       {"data/0", testing::TensorBytes(Numbers())}};
  for (const bool wide : {false, true})
  {
    EXPECT_TRUE(Only(Open(ZipBytes(records, wide))).equal(Numbers().view({2, 3, 4})));
    EXPECT_TRUE(Only(Open(ZipBytes(records, wide, "a comment PK"))).equal(Numbers().view({2, 3, 4})));
  }
  for (const char * folder : {"", "archive/", "checkpoint final/"})
  {
    EXPECT_EQ(Open(TorchZip(Int(5), {}, folder)).Root().integer, 5);
  }
}

TEST(TorchArchive, ReadsTheOldFormat)
{
  EXPECT_TRUE(Only(Open(LegacyFile())).equal(Numbers().view({2, 3, 4})));
}

TEST(TorchArchiveRefusal, OfFilesThatAreNone)
{
  ExpectRefused("", "0 bytes that begin neither as a zip archive nor as a pickle");
  ExpectRefused("this is text", "expected a file of torch.save");
  ExpectRefused(ZipBytes({{"hello.txt", "hello"}}), "a zip archive of 1 records without data.pkl");
  ExpectRefused(Pickled(Int(1)), "a pickle, but not one of torch.save");
  const TemporaryFolder folder;
  VOX_EXPECT_ERROR(TorchArchive(folder / "absent.pth"), ErrorKind::BadModel, "expected a checkpoint of torch.save");
}

TEST(TorchArchiveRefusal, OfAZipThatIsCutOffAnywhere)
{
  const std::string whole = WholeFile();
  for (std::size_t size = 0; size < whole.size(); size += size < 8 ? 1 : 3)
  {
    SCOPED_TRACE(size);
    VOX_EXPECT_ERROR((void)Open(whole.substr(0, size)), ErrorKind::BadModel, size < 4 ? "a.pth: " : "cut off");
  }
}

TEST(TorchArchiveRefusal, OfAnOldFileThatIsCutOffAnywhere)
{
  const std::string whole = LegacyFile();
  for (std::size_t size = 0; size < whole.size(); size += 3)
  {
    SCOPED_TRACE(size);
    VOX_EXPECT_ERROR((void)Open(whole.substr(0, size)), ErrorKind::BadModel, "a.pth: ");
  }
}

TEST(TorchArchiveRefusal, OfCompressedAndEncryptedRecords)
{
  ExpectRefused(ZipBytes({{"a/data.pkl", "xx", 8}}), "record 'a/data.pkl' is compressed, expected the stored records");
  ExpectRefused(ZipBytes({{"a/data.pkl", "xx", 0, 1}}), "record 'a/data.pkl' is encrypted");
  ExpectRefused(ZipBytes({{"a/data.pkl", "xx", 0, 0x2000}}), "is encrypted");
  ExpectRefused(ZipBytes({{"a/b", "1"}, {"a/b", "2"}}), "record 'a/b' stands twice");
}

TEST(TorchArchiveRefusal, OfBigEndianNumbers)
{
  ExpectRefused(ZipBytes({{"a/data.pkl", Pickled(none)}, {"a/byteorder", "big"}}),
                "found byte order 'big', expected little");
  ExpectRefused(Legacy(none, {}, "", no), "found big endian numbers");
}

TEST(TorchArchiveRefusal, OfTensorsThatDoNotFitTheirStorage)
{
  const std::string storage = testing::TensorBytes(Numbers());
  const auto file = [&](const TensorText & tensor) { return TorchZip(TensorValue(tensor), {storage}); };
  const std::string outside = "tensor 'w' does not lie in its storage of 24 elements";
  ExpectRefused(file({.elements = 24, .offset = 1, .sizes = {24}, .strides = {1}}), outside);
  ExpectRefused(file({.elements = 24, .offset = -1, .sizes = {2}, .strides = {1}}), outside);
  ExpectRefused(file({.elements = 24, .sizes = {-2}, .strides = {1}}), outside);
  ExpectRefused(file({.elements = 24, .sizes = {2}, .strides = {-1}}), outside);
  ExpectRefused(file({.elements = 24, .sizes = {2, 2}, .strides = {1}}), outside);
  ExpectRefused(file({.elements = 24, .sizes = {2, 3}, .strides = {20, 2}}), outside);
  ExpectRefused(file({.elements = 24, .sizes = {2}, .strides = {INT64_MAX}}), outside);
  ExpectRefused(file({.elements = 24, .sizes = {INT64_MAX, INT64_MAX}, .strides = {0, 0}}), outside);
  // A stride of 0 repeats numbers: a few bytes would become a tensor of any size.
  ExpectRefused(file({.elements = 24, .sizes = {1'000'000'000'000}, .strides = {0}}), outside);
  ExpectRefused(file({.elements = 25, .sizes = {24}, .strides = {1}}),
                "needs storage '0' of 25 elements, found 96 bytes");
  ExpectRefused(file({.elements = INT64_MAX, .sizes = {24}, .strides = {1}}), "needs storage '0'");
  ExpectRefused(file({.key = "7", .elements = 24, .sizes = {24}, .strides = {1}}), "needs storage '7'");
  ExpectRefused(file({.elements = -1, .sizes = {24}, .strides = {1}}), "is not a tensor with a storage");
  ExpectRefused(TorchZip(Int(1), {}), "tensor 'w' is not a tensor");
}

TEST(TorchArchiveRefusal, OfOldFilesThatContradictThemselves)
{
  TensorText tensor = Whole();
  tensor.legacy = true;
  const std::string storage = testing::TensorBytes(Numbers());
  ExpectRefused(Legacy(TensorValue(tensor), {"0"}, Raw(std::int64_t{25}) + storage),
                "storage '0' has 25 elements, expected 24");
  ExpectRefused(Legacy(TensorValue(tensor), {"1"}, Raw(std::int64_t{24}) + storage), "expected a storage of the value");
  ExpectRefused(Legacy(TensorValue(tensor), {}, ""), "needs storage '0' of 24 elements, found none");
  tensor.elements = INT64_MAX;
  ExpectRefused(Legacy(TensorValue(tensor), {"0"}, Raw(INT64_MAX) + storage), "storage '0' has");
}

TEST(TorchArchiveRefusal, SurvivesChangedBytes)
{
  Random random(3, {});
  for (const std::string & whole : {WholeFile(), LegacyFile()})
  {
    for (std::size_t i = 0; i < whole.size(); ++i)
    {
      std::string changed = whole;
      changed[i] = static_cast<char>(random.Integer(0, 255));
      try
      {
        (void)Only(Open(changed)).sum();
      }
      catch (const Error & error)
      {
        EXPECT_EQ(error.Kind(), ErrorKind::BadModel);
        EXPECT_THAT(error.what(), ::testing::Not(::testing::HasSubstr("\n")));
      }
    }
  }
}

} // namespace
} // namespace vox
