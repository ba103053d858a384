// SPDX-License-Identifier: Apache-2.0
#include "voxDicomFiles.h"
#include "voxDicomPhantom.h"
#include "voxDicomPixels.h"
#include "voxExpectError.h"
#include "voxJson.h"
#include "voxSegmentationExamples.h"
#include "voxSharedFolder.h"
#include "voxTemporaryFolder.h"

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dctk.h>

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <functional>
#include <thread>

namespace vox::testing
{
namespace
{

/** All values, channel after channel. */
std::vector<float>
Decode(const DicomPixels & pixels)
{
  const std::int64_t frame = pixels.Size().y * pixels.Size().x;
  const std::int64_t channel = frame * pixels.Size().z;
  std::vector<float> values(static_cast<std::size_t>(channel * pixels.Channels()));
  for (std::int64_t i = 0; i < pixels.Size().z; ++i)
  {
    pixels.CopyFrame(i, {}, values.data() + i * frame, channel);
  }
  return values;
}

/** What pydicom decodes of one file: see Testing/Golden/voxDicomPixels.py. */
void
ExpectSame(const Json & expected)
{
  const DicomPixels pixels(SharedPath("data") / expected["path"].get<std::string>());
  const std::vector<std::int64_t> size = expected["size"];
  EXPECT_EQ(pixels.Size(), (Zyx<std::int64_t>{size[0], size[1], size[2]}));
  ASSERT_EQ(pixels.Channels(), static_cast<int>(expected["sums"].size()));
  const std::vector<float> values = Decode(pixels);
  const std::size_t count = values.size() / expected["sums"].size();
  // Other decoders than the IJG's round the cosine transform in their own way.
  const double tolerance =
      expected["decoder"] == "pylibjpeg" && expected["syntax"] == "JPEG Extended (Process 2 and 4)";
  for (std::size_t channel = 0; channel < expected["sums"].size(); ++channel)
  {
    double sum = 0.0;
    double weighted = 0.0;
    for (std::size_t i = 0; i < count; ++i)
    {
      const double value = values[channel * count + i];
      sum += value;
      weighted += value * static_cast<double>(i % 1009);
    }
    if (tolerance == 0.0)
    {
      EXPECT_EQ(sum, expected["sums"][channel].get<double>());
      EXPECT_EQ(weighted, expected["weighted"][channel].get<double>());
    }
    for (const Json & point : expected["points"])
    {
      EXPECT_NEAR(values[channel * count + point[0].get<std::size_t>()], point[channel + 1].get<double>(), tolerance);
    }
  }
}

TEST(CompressedDicom, RealFilesHoldWhatPydicomReads)
{
  VOX_REQUIRE_SHARED("data/dicom/pydicom");
  const Json files = ReadJson(VOX_DICOM_PIXELS);
  ASSERT_GT(files.size(), 50u);
  for (const Json & expected : files)
  {
    SCOPED_TRACE(expected["path"].get<std::string>());
    try
    {
      ExpectSame(expected);
    }
    catch (const Error & error)
    {
      ADD_FAILURE() << error.what();
    }
  }
}

using Fragments = std::vector<std::string>;

/** The compressed pixels of a file replaced by other fragments. */
void
EditFragments(const std::filesystem::path & path, const std::function<Fragments(const Fragments &)> & edit)
{
  DcmFileFormat file;
  ASSERT_TRUE(file.loadFile(path.c_str()).good());
  file.loadAllDataIntoMemory();
  const E_TransferSyntax syntax = file.getDataset()->getOriginalXfer();
  DcmElement * element = nullptr;
  DcmPixelSequence * sequence = nullptr;
  ASSERT_TRUE(file.getDataset()->findAndGetElement(DCM_PixelData, element).good());
  auto & pixels = dynamic_cast<DcmPixelData &>(*element);
  ASSERT_TRUE(pixels.getEncapsulatedRepresentation(syntax, nullptr, sequence).good());
  Fragments fragments;
  for (unsigned long i = 1; i < sequence->card(); ++i)
  {
    DcmPixelItem * item = nullptr;
    Uint8 * bytes = nullptr;
    ASSERT_TRUE(sequence->getItem(item, i).good() && item->getUint8Array(bytes).good());
    fragments.emplace_back(reinterpret_cast<const char *>(bytes), item->getLength());
  }
  auto changed = std::make_unique<DcmPixelSequence>(DcmTag(DCM_PixelData, EVR_OB));
  changed->insert(new DcmPixelItem(DcmTag(DCM_Item, EVR_OB)));
  for (std::string & fragment : fragments = edit(fragments))
  {
    fragment.resize(fragment.size() + fragment.size() % 2);
    auto item = std::make_unique<DcmPixelItem>(DcmTag(DCM_Item, EVR_OB));
    item->putUint8Array(reinterpret_cast<const Uint8 *>(fragment.data()), fragment.size());
    changed->insert(item.release());
  }
  pixels.putOriginalRepresentation(syntax, nullptr, changed.release());
  ASSERT_TRUE(file.saveFile(path.c_str(), syntax).good());
}

/** Few pixels, so that every byte of a stream can be tried. */
DicomPhantom
SmallPhantom(PhantomSyntax syntax)
{
  DicomPhantom phantom;
  phantom.geometry.size = {1, 9, 11};
  phantom.bitsAllocated = phantom.bitsStored = 8;
  phantom.isSigned = false;
  phantom.syntax = syntax;
  return phantom;
}

constexpr std::array kJpegs{PhantomSyntax::JpegLossless, PhantomSyntax::JpegBaseline, PhantomSyntax::JpegLs};

TEST(CompressedDicom, AStreamInManyFragmentsIsOne)
{
  for (const PhantomSyntax syntax : kJpegs)
  {
    const TemporaryFolder folder;
    DicomPhantom phantom = SmallPhantom(syntax);
    phantom.geometry.size = {3, 9, 11};
    const std::filesystem::path path = folder / "frames.dcm";
    WriteEnhancedDicom(path, phantom);
    const std::vector<float> whole = Decode(DicomPixels(path));
    ASSERT_EQ(whole.size(), 3u * 9u * 11u);
    EditFragments(path, [](const Fragments & frames) {
      Fragments parts;
      for (const std::string & frame : frames)
      {
        const std::size_t half = frame.size() / 4 * 2;
        parts.push_back(frame.substr(0, half));
        parts.push_back(frame.substr(half));
      }
      EXPECT_EQ(parts.size(), 6u);
      return parts;
    });
    EXPECT_EQ(Decode(DicomPixels(path)), whole) << static_cast<int>(syntax);
    EditFragments(path, [](const Fragments & parts) { return Fragments(parts.begin(), parts.end() - 2); });
    VOX_EXPECT_ERROR(DicomPixels{path}, ErrorKind::BadInput, "found 2 compressed frames, expected 3");
  }
}

TEST(CompressedDicom, DamageAnywhereIsReadOrRefusedInOneLine)
{
  for (const PhantomSyntax syntax : kJpegs)
  {
    const TemporaryFolder folder;
    const std::filesystem::path path = WriteDicomSeries(folder.Path(), SmallPhantom(syntax)).front();
    const std::filesystem::path damaged = folder / "damaged.dcm";
    std::size_t length = 0;
    std::size_t refused = 0;
    for (std::size_t at = 0; at == 0 || at < 2 * length; ++at)
    {
      std::filesystem::copy_file(path, damaged, std::filesystem::copy_options::overwrite_existing);
      EditFragments(damaged, [&](Fragments fragments) {
        std::string & stream = fragments.front();
        length = stream.size();
        at < length ? static_cast<void>(stream[at] = static_cast<char>(~stream[at])) : stream.resize(at - length);
        return fragments;
      });
      try
      {
        static_cast<void>(Decode(DicomPixels(damaged)));
      }
      catch (const Error & error)
      {
        ++refused;
        EXPECT_EQ(error.Kind(), ErrorKind::BadInput) << error.what();
        EXPECT_THAT(error.what(), ::testing::StartsWith(damaged.string() + ": "));
        EXPECT_THAT(error.what(), ::testing::Not(::testing::HasSubstr("\n")));
      }
    }
    EXPECT_GT(refused, length * 9 / 10) << static_cast<int>(syntax); // all that are cut off, but for the padding
  }
}

TEST(CompressedDicom, AStreamOfAnotherShapeIsRefused)
{
  const TemporaryFolder folder;
  const std::filesystem::path path = WriteDicomSeries(folder.Path(), SmallPhantom(PhantomSyntax::JpegLs)).front();
  EditDicom(path, [](DcmItem & object) { object.putAndInsertUint16(DCM_Rows, 8); });
  VOX_EXPECT_ERROR(DicomPixels{path}, ErrorKind::BadInput,
                   "a stream of 11x9 pixels, 1 components and 8 bits, expected 11x8");
}

TEST(CompressedDicom, NoStreamAtAllIsRefused)
{
  for (const PhantomSyntax syntax :
       {PhantomSyntax::JpegLossless, PhantomSyntax::JpegBaseline, PhantomSyntax::JpegLs, PhantomSyntax::Jpeg2000})
  {
    const TemporaryFolder folder;
    const std::filesystem::path path = WriteDicomSeries(folder.Path(), SmallPhantom(syntax)).front();
    EditFragments(path, [](const Fragments &) { return Fragments(); });
    VOX_EXPECT_ERROR(DicomPixels{path}, ErrorKind::BadInput, " compressed frame");
  }
}

TEST(CompressedDicom, DamagedCodesOfJpegAreNotTakenForPixels)
{
  const TemporaryFolder folder;
  DicomPhantom phantom = SmallPhantom(PhantomSyntax::JpegBaseline);
  phantom.geometry.size = {1, 64, 64};
  const std::filesystem::path path = WriteDicomSeries(folder.Path(), phantom).front();
  EditFragments(path, [](Fragments fragments) {
    std::string & stream = fragments.front();
    const std::size_t end = stream.rfind("\xFF\xD9");
    stream.erase(end - 40, 40); // 40 bytes of its last rows
    return fragments;
  });
  VOX_EXPECT_ERROR(DicomPixels{path}, ErrorKind::BadInput, "Corrupt JPEG data: premature end of data segment");
}

TEST(CompressedDicom, ThreadsDecodeSideBySide)
{
  const TemporaryFolder folder;
  std::vector<std::filesystem::path> paths;
  std::vector<std::vector<float>> expected;
  for (const PhantomSyntax syntax : kJpegs)
  {
    paths.push_back(folder / fmt::format("{}.dcm", static_cast<int>(syntax)));
    DicomPhantom phantom = SmallPhantom(syntax);
    phantom.geometry.size = {4, 64, 64};
    WriteEnhancedDicom(paths.back(), phantom);
    expected.push_back(Decode(DicomPixels(paths.back())));
  }
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < 6; ++thread)
  {
    threads.emplace_back([&, thread] {
      for (std::size_t i = 0; i < 10; ++i)
      {
        const std::size_t which = (thread + i) % paths.size();
        wrong += Decode(DicomPixels(paths[which])) != expected[which];
      }
    });
  }
  for (std::thread & thread : threads)
  {
    thread.join();
  }
  EXPECT_EQ(wrong, 0);
}

} // namespace
} // namespace vox::testing
